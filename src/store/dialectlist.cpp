// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include "base/parallel.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QtGlobal>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

// Resources of a static library are dropped by the linker unless they are called for, and this only works outside of namespaces.
static void initialiseDialects()
{
    Q_INIT_RESOURCE(dialects);
}

namespace eventscope {

namespace {

constexpr std::size_t kFilesAThread = 16;

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

DialectList readFolder(const QString &folder)
{
    const QStringList names = QDir(folder).entryList({QStringLiteral("*.json")},
                                                     QDir::Files | QDir::Readable, QDir::Name);
    const auto count = static_cast<std::size_t>(names.size());
    std::vector<std::optional<Result<Dialect>>> read(count);
    std::atomic<std::size_t> next{0};
    runOnWorkers(workersFor(count / kFilesAThread), [&] {
        for (std::size_t i = next++; i < count; i = next++)
            read[i] = readDialect(folder + u'/' + names[static_cast<qsizetype>(i)]);
    });
    DialectList list;
    for (auto &dialect : read) {
        if (*dialect)
            list.dialects.push_back(std::move(**dialect));
        else
            list.problems.push_back(std::move(*dialect).error());
    }
    return list;
}

// Those of the program are read once; what the user's folder holds may change.
DialectList dialectsWith(const DialectList &builtIn, bool postgresql)
{
    DialectList list = builtIn;
    DialectList own = readFolder(QString::fromStdString(userDialectFolder()));
    std::erase_if(own.dialects, [&](const Dialect &dialect) {
        return (dialect.kind == "postgresql") != postgresql;
    });
    list.dialects.insert(list.dialects.end(), std::make_move_iterator(own.dialects.begin()),
                         std::make_move_iterator(own.dialects.end()));
    list.problems.insert(list.problems.end(), std::make_move_iterator(own.problems.begin()),
                         std::make_move_iterator(own.problems.end()));
    return list;
}

DialectList builtInDialects(const QString &folder)
{
    initialiseDialects();
    return readFolder(folder);
}

} // namespace

std::string userDialectFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation).toStdString()
           + "/eventscope/dialects";
}

DialectList knownDialects()
{
    static const DialectList builtIn = builtInDialects(QStringLiteral(":/dialects"));
    return dialectsWith(builtIn, false);
}

DialectList postgresqlDialects()
{
    static const DialectList builtIn = builtInDialects(QStringLiteral(":/postgresql/dialects"));
    return dialectsWith(builtIn, true);
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
