// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QtGlobal>

#include <algorithm>

// Resources of a static library are dropped by the linker unless they are called for, and this only works outside of namespaces.
static void initialiseDialects()
{
    Q_INIT_RESOURCE(dialects);
}

namespace eventscope {

namespace {

Result<Dialect> readDialect(const QString &path)
{
    QFile file(path);
    const std::string name = path.toStdString();
    if (!file.exists())
        return fail(
            Error(ErrorCode::NotFound, "There is no dialect file " + name + "; check the path.")
                .at(name));
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(Error(ErrorCode::Unreadable, "The dialect file " + name + " cannot be read: "
                                                     + file.errorString().toStdString() + ".")
                        .at(name));
    }
    constexpr qint64 kMost = 4 << 20;
    const QByteArray json = file.read(kMost + 1);
    if (json.size() > kMost)
        return fail(
            Error(ErrorCode::Limit, "The dialect file " + name + " is larger than 4 MB.").at(name));
    return Dialect::parse({json.constData(), static_cast<std::size_t>(json.size())}, name);
}

void readFolder(const QString &folder, DialectList &list)
{
    const QStringList names = QDir(folder).entryList({QStringLiteral("*.json")},
                                                     QDir::Files | QDir::Readable, QDir::Name);
    for (const QString &name : names) {
        auto dialect = readDialect(folder + u'/' + name);
        if (dialect)
            list.dialects.push_back(std::move(*dialect));
        else
            list.problems.push_back(std::move(dialect).error());
    }
}

DialectList dialectsIn(const QString &folder, bool postgresql)
{
    initialiseDialects();
    DialectList list;
    readFolder(folder, list);
    readFolder(QString::fromStdString(userDialectFolder()), list);
    std::erase_if(list.dialects, [&](const Dialect &dialect) {
        return (dialect.kind == "postgresql") != postgresql;
    });
    return list;
}

} // namespace

std::string userDialectFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation).toStdString()
           + "/eventscope/dialects";
}

DialectList knownDialects()
{
    return dialectsIn(QStringLiteral(":/dialects"), false);
}

DialectList postgresqlDialects()
{
    return dialectsIn(QStringLiteral(":/postgresql/dialects"), true);
}

Result<Dialect> findDialect(const std::string &nameOrPath, const DialectList &known)
{
    if (nameOrPath.find('/') != std::string::npos || nameOrPath.ends_with(".json"))
        return readDialect(QString::fromStdString(nameOrPath));
    // The user's own stand behind the built-in ones and go before them.
    const auto found = std::find_if(known.dialects.rbegin(), known.dialects.rend(),
                                    [&](const Dialect &dialect) {
                                        return dialect.name == nameOrPath;
                                    });
    if (found != known.dialects.rend())
        return *found;
    std::string names = "generic";
    for (const Dialect &dialect : known.dialects)
        names += ", " + dialect.name;
    return fail(ErrorCode::Invalid, "There is no dialect " + nameOrPath + "; use " + names
                                        + ", or the path of a dialect file.");
}

} // namespace eventscope
