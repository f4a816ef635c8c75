// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/samplestore.h"

#include "shell/resources.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

namespace eventscope::ui {

namespace {

Result<void> unpack(const QString &resource, const QString &path, bool evenIfOther)
{
    QFile packed(QStringLiteral(":/sample/") + resource);
    if (!packed.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Internal, "This build of Eventscope has no sample store in it.");
    const QByteArray bytes = packed.readAll();
    if (QFile there(path);
        there.open(QIODevice::ReadOnly) && (!evenIfOther || there.readAll() == bytes))
        return {};

    QSaveFile file(path);
    if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::WriteOnly)
        || file.write(bytes) != bytes.size() || !file.commit()) {
        return fail(Error(ErrorCode::Unreadable, "The sample store could not be unpacked to "
                                                     + path.toStdString()
                                                     + ": make that folder writable and try again.")
                        .at(path.toStdString())
                        .with(file.errorString().toStdString()));
    }
    // A program that cannot be started would be no example of one.
    if (bytes.startsWith("#!"))
        QFile::setPermissions(path, QFile::permissions(path) | QFile::ExeOwner | QFile::ExeUser);
    return {};
}

} // namespace

Result<QString> unpackSampleStore(const QString &folder)
{
    initResources();
    const QString cache = folder.isEmpty() ? QStandardPaths::writableLocation(
                                                 QStandardPaths::GenericCacheLocation)
                                                 + QStringLiteral("/eventscope")
                                           : folder;
    const QString path = cache + QStringLiteral("/shop.db");
    if (auto unpacked = unpack(QStringLiteral("shop.db"), path, true); !unpacked)
        return fail(std::move(unpacked).error());
    for (const QString &kind : {QStringLiteral("reducers/"), QStringLiteral("projections/")}) {
        for (const QString &name :
             QDir(QStringLiteral(":/sample/") + kind).entryList(QDir::Files)) {
            const QString script = kind + name;
            if (auto unpacked = unpack(script, cache + QLatin1Char('/') + script, false); !unpacked)
                return fail(std::move(unpacked).error());
        }
    }
    return path;
}

} // namespace eventscope::ui
