// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/decoderrule.h"

#include "base/commandwords.h"
#include "session/reducerfile.h"

#include <QDir>
#include <QFileInfo>
#include <QUrl>

#include <utility>

namespace eventscope {

namespace {

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
    if (rule.kind == DecoderProgram::Kind::Script)
        return rule;
    if (auto found = findProgram(program, folder.toStdString()); !found)
        return fail(std::move(found).error());
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

} // namespace eventscope
