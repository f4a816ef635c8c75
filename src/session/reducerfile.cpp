// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/reducerfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope {

namespace {

// "shopping-cart", "shoppingCart" and "ShoppingCarts" are one name.
QString bareName(const QString &name)
{
    QString bare;
    for (const QChar sign : name) {
        if (sign.isLetterOrNumber())
            bare += sign.toLower();
    }
    if (bare.size() > 1 && bare.endsWith(u's'))
        bare.chop(1);
    return bare;
}

} // namespace

bool isScriptFile(const QString &path)
{
    constexpr std::array kEndings{".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"};
    const QString name = path.toLower();
    return !name.endsWith(QStringLiteral(".d.ts"))
           && std::any_of(kEndings.begin(), kEndings.end(),
                          [&](const char *ending) { return name.endsWith(QLatin1String(ending)); });
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

QStringList reducersBeside(const QString &store, const std::string &streamType)
{
    const QDir folder(QFileInfo(store).absoluteDir().filePath(QStringLiteral("reducers")));
    QStringList named;
    QStringList others;
    const QString type = bareName(QString::fromStdString(streamType));
    const auto files = folder.entryInfoList(QDir::Files | QDir::Readable,
                                            QDir::Name | QDir::IgnoreCase);
    for (const QFileInfo &file : files) {
        if (isScriptFile(file.fileName()))
            (bareName(file.completeBaseName()) == type ? named : others) << file.absoluteFilePath();
    }
    return named + others;
}

QStringList projectionsBeside(const QString &store)
{
    const QDir folder(QFileInfo(store).absoluteDir().filePath(QStringLiteral("projections")));
    QStringList paths;
    const auto files = folder.entryInfoList(QDir::Files | QDir::Readable,
                                            QDir::Name | QDir::IgnoreCase);
    for (const QFileInfo &file : files) {
        if (isScriptFile(file.fileName()) || isProgramFile(file.absoluteFilePath()))
            paths << file.absoluteFilePath();
    }
    return paths;
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
                      + " is no reducer: choose a script (.js, .mjs, .cjs, .ts) or a program that "
                        "may be executed.")
                .at(name));
    return {};
}

} // namespace eventscope
