// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/wholefile.h"

#include "session/storefile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace eventscope::ui {

QString notOfStore(const QString &file, const QString &store)
{
    if (!isFileOfStore(file, store))
        return {};
    return QCoreApplication::translate("WholeFile",
                                       "%1 is the store itself, which is never written: choose "
                                       "another file.")
        .arg(file);
}

QString writeWholeFile(const QString &file, QByteArrayView bytes, const QString &store)
{
    if (QString problem = notOfStore(file, store); !problem.isEmpty())
        return problem;
    QSaveFile out(file);
    if (out.open(QIODevice::WriteOnly) && out.write(bytes.data(), bytes.size()) == bytes.size()
        && out.commit())
        return {};
    return QCoreApplication::translate("WholeFile",
                                       "%1 could not be written: %2. Choose another place.")
        .arg(file, out.errorString());
}

QString freeName(const QString &file)
{
    const QFileInfo name(file);
    QString free = file;
    for (int i = 2; QFileInfo::exists(free) || QFileInfo(free).isSymLink(); ++i)
        free = name.dir().filePath(
            QStringLiteral("%1-%2.%3").arg(name.completeBaseName()).arg(i).arg(name.suffix()));
    return free;
}

QString writeNewFile(QString &file, QByteArrayView bytes, const QString &store)
{
    QString name = freeName(file);
    // The name is taken by making it, which of several only one can.
    for (QFile claim(name); !claim.open(QIODevice::WriteOnly | QIODevice::NewOnly);
         claim.setFileName(name)) {
        const QString next = freeName(file);
        if (next == name) // not for being there
            return writeWholeFile(file, bytes, store);
        name = next;
    }
    file = name;
    QString problem = writeWholeFile(file, bytes, store);
    if (!problem.isEmpty())
        QFile::remove(file);
    return problem;
}

} // namespace eventscope::ui
