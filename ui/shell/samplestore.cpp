// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/samplestore.h"

#include "shell/resources.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QStandardPaths>

namespace eventscope::ui {

Result<QString> unpackSampleStore(const QString &folder)
{
    initResources();
    const QString cache = folder.isEmpty() ? QStandardPaths::writableLocation(
                                                 QStandardPaths::GenericCacheLocation)
                                                 + QStringLiteral("/eventscope")
                                           : folder;
    const QString path = cache + QStringLiteral("/shop.db");
    QFile packed(QStringLiteral(":/sample/shop.db"));
    if (!packed.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Internal, "This build of Eventscope has no sample store in it.");
    const QByteArray bytes = packed.readAll();
    if (QFile there(path); there.open(QIODevice::ReadOnly) && there.readAll() == bytes)
        return path;

    QSaveFile file(path);
    if (!QDir().mkpath(cache) || !file.open(QIODevice::WriteOnly)
        || file.write(bytes) != bytes.size() || !file.commit()) {
        return fail(Error(ErrorCode::Unreadable, "The sample store could not be unpacked to "
                                                     + path.toStdString()
                                                     + ": make that folder writable and try again.")
                        .at(path.toStdString())
                        .with(file.errorString().toStdString()));
    }
    return path;
}

} // namespace eventscope::ui
