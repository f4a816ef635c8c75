// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/decoderrule.h"

#include "base/commandwords.h"
#include "script/moduleloader.h"
#include "session/reducerfile.h"

#include <QDir>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t kMostModules = 500; // of a script

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

bool takePrefix(std::string_view &text, std::string_view prefix)
{
    if (!text.starts_with(prefix))
        return false;
    text.remove_prefix(prefix.size());
    return true;
}

} // namespace

Result<DecoderRule> makeDecoderRule(std::string_view types, std::string_view command,
                                    bool isForEach, bool readsAll, const QString &folder)
{
    auto words = splitCommand(command);
    if (!words)
        return fail(std::move(words).error());
    if (words->empty())
        return fail(ErrorCode::Invalid,
                    "The decoder names no program: write a command, or the path of a script.");
    DecoderRule rule;
    rule.types = types.empty() ? "*" : std::string(types);
    rule.readsAll = readsAll;
    rule.kind = isForEach ? DecoderProgram::Kind::Each : DecoderProgram::Kind::Lines;
    rule.words = std::move(*words);
    std::string &program = rule.words.front();
    const QString path = QDir::cleanPath(QDir(folder).absoluteFilePath(text(program)));
    if (rule.words.size() == 1 && isScriptFile(path)) {
        if (!QFileInfo(path).isFile())
            return fail(ErrorCode::NotFound, "There is no script " + path.toStdString() + '.');
        rule.kind = DecoderProgram::Kind::Script;
        program = path.toStdString();
    } else if (program.find('/') != std::string::npos) {
        program = path.toStdString();
    }
    if (rule.kind != DecoderProgram::Kind::Script && !findProgram(program, folder.toStdString()))
        return fail(ErrorCode::NotFound,
                    "There is no program " + program
                        + (program.find('/') == std::string::npos
                               ? " in any folder of $PATH: install it, or write its path."
                               : " that may be executed: look at its path, or run chmod +x "
                                     + program + '.'));
    return rule;
}

Result<DecoderRule> parseDecoderRule(std::string_view text, const QString &folder)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0)
        return fail(ErrorCode::Invalid,
                    "The decoder \"" + std::string(text)
                        + "\" is not of the form TYPES=COMMAND, such as '*=./decode.py' or "
                          "'Order*=each:protoc --decode=Order order.proto'.");
    std::string_view command = text.substr(equals + 1);
    bool isForEach = false;
    bool readsAll = false;
    while (true) {
        if (takePrefix(command, "each:"))
            isForEach = true;
        else if (takePrefix(command, "all:"))
            readsAll = true;
        else
            break;
    }
    return makeDecoderRule(text.substr(0, equals), command, isForEach, readsAll, folder);
}

QString folderOfStore(const QString &location)
{
    const QString path = location.contains(QStringLiteral("://")) ? QUrl(location).path()
                                                                  : location;
    const QString folder = QFileInfo(path).absolutePath();
    return !path.isEmpty() && QFileInfo(folder).isDir() ? folder : QDir::homePath();
}

DecoderProgram programOf(const DecoderRule &rule, const QString &folder)
{
    const std::string &program = rule.words.front();
    const bool hasPath = program.find('/') != std::string::npos;
    return {rule.kind, rule.words,
            (hasPath ? QFileInfo(text(program)).absolutePath() : folder).toStdString()};
}

std::string commandOf(const DecoderRule &rule)
{
    return joinCommand(rule.words);
}

std::optional<std::vector<std::string>> filesOf(const DecoderProgram &program)
{
    std::vector<std::string> files;
    const auto add = [&](const QString &path) {
        const QFileInfo info(path);
        if (info.isFile())
            files.push_back(info.canonicalFilePath().toStdString());
    };
    if (program.kind == DecoderProgram::Kind::Script) {
        add(text(program.words.front()));
        const auto modules = namedModules(program.words.front(), kMostModules);
        if (!modules)
            return std::nullopt;
        files.insert(files.end(), modules->begin(), modules->end());
    } else {
        if (const auto path = findProgram(program.words.front(), program.folder))
            add(text(*path));
        for (std::size_t i = 1; i < program.words.size(); ++i) {
            add(QDir(text(program.folder)).absoluteFilePath(text(program.words[i])));
            // --schema=order.desc
            const std::string_view word = program.words[i];
            if (const auto equals = word.find('='); equals != std::string_view::npos)
                add(QDir(text(program.folder)).absoluteFilePath(text(word.substr(equals + 1))));
        }
    }
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    return files;
}

} // namespace eventscope
