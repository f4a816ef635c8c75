// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/reducerfile.h"

#include <QFile>
#include <QFileInfo>

namespace eventscope {

bool isScriptFile(const QString &path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    return suffix == QStringLiteral("js") || suffix == QStringLiteral("mjs")
           || suffix == QStringLiteral("ts");
}

bool isProgramFile(const QString &path)
{
    const QFileInfo info(path);
    if (!info.isFile() || !info.isExecutable())
        return false;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return true; // may be executed, but not read
    const QByteArray head = file.read(4);
    return head.startsWith("#!")
           || head
                  == "\x7f"
                     "ELF";
}

Result<void> checkReducerFile(const QString &path)
{
    const std::string name = path.toStdString();
    if (!QFileInfo(path).isFile())
        return fail(Error(ErrorCode::NotFound, "There is no file " + name + ".").at(name));
    if (!isScriptFile(path) && !isProgramFile(path))
        return fail(
            Error(ErrorCode::Invalid,
                  QFileInfo(path).fileName().toStdString()
                      + " is no reducer: choose a script (.js, .mjs, .ts) or a program that "
                        "may be executed.")
                .at(name));
    return {};
}

} // namespace eventscope
