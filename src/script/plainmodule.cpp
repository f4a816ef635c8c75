// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/plainmodule.h"

#include <algorithm>
#include <cctype>

namespace eventscope {

namespace {

bool isWordByte(char byte)
{
    return std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '_' || byte == '$'
           || static_cast<unsigned char>(byte) >= 0x80;
}

std::size_t countWord(std::string_view text, std::string_view word)
{
    std::size_t count = 0;
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const bool starts = at == 0 || !isWordByte(text[at - 1]);
        const std::size_t end = at + word.size();
        if (starts && (end == text.size() || !isWordByte(text[end])))
            ++count;
    }
    return count;
}

bool takeWord(std::string_view &text, std::string_view word)
{
    if (!text.starts_with(word) || (text.size() > word.size() && isWordByte(text[word.size()])))
        return false;
    text.remove_prefix(word.size());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return true;
}

std::string_view takeName(std::string_view &text)
{
    const auto end = std::find_if_not(text.begin(), text.end(), isWordByte);
    const std::string_view name = text.substr(0, std::size_t(end - text.begin()));
    text.remove_prefix(name.size());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return name;
}

// What stands behind "function" or "class": the name, if it has one.
std::string_view nameBehindKeyword(std::string_view rest)
{
    takeWord(rest, "async");
    const bool function = takeWord(rest, "function");
    if (!function && !takeWord(rest, "class"))
        return {};
    if (!rest.empty() && rest.front() == '*') {
        rest.remove_prefix(1);
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    }
    const std::string_view name = takeName(rest);
    return name == "extends" ? std::string_view() : name;
}

// Rewrites one line that begins with "export", and appends to `tail` what gives the names away. False if that is not simple.
bool rewriteExport(std::string &text, std::size_t at, std::string_view line, std::string &tail)
{
    constexpr std::string_view kExport = "export";
    constexpr std::string_view kDefault = "export default";
    const auto blank = [&](std::size_t count) { std::fill_n(text.begin() + long(at), count, ' '); };
    const auto give = [&](std::string_view as, std::string_view name) {
        tail += ";exports." + std::string(as) + "=" + std::string(name);
    };
    std::string_view rest = line;
    takeWord(rest, kExport);
    if (takeWord(rest, "default")) {
        if (!line.starts_with(kDefault))
            return false;
        const std::string_view name = nameBehindKeyword(rest);
        if (!name.empty()) {
            blank(kDefault.size());
            give("default", name);
        } else {
            text.replace(at, kDefault.size(), "$e.default   =");
        }
        return true;
    }
    std::string_view name = nameBehindKeyword(rest);
    if (name.empty()) {
        if (!takeWord(rest, "const") && !takeWord(rest, "let") && !takeWord(rest, "var"))
            return false;
        name = takeName(rest);
        // Only one name, with a value: `export const a = 1, b = 2` is left to the compiler.
        const auto last = rest.find_last_not_of(" \r");
        if (name.empty() || rest.size() < 2 || rest.front() != '=' || rest[1] == '='
            || rest[last] == ',')
            return false;
        for (auto comma = rest.find(','); comma != std::string_view::npos;
             comma = rest.find(',', comma + 1)) {
            std::string_view behind = rest.substr(comma + 1);
            behind.remove_prefix(std::min(behind.find_first_not_of(' '), behind.size()));
            if (!takeName(behind).empty() && behind.starts_with('=') && !behind.starts_with("=>"))
                return false;
        }
    }
    blank(kExport.size());
    give(name, name);
    return true;
}

} // namespace

std::optional<PlainModule> plainModule(std::string_view source)
{
    if (source.find('`') != std::string_view::npos || countWord(source, "import") > 0)
        return std::nullopt;
    const std::size_t exports = countWord(source, "export");
    PlainModule module{std::string(source), exports == 0};
    std::string tail;
    std::size_t handled = 0;
    std::size_t opened = std::string_view::npos; // the last comment, and its end
    std::size_t closed = std::string_view::npos;
    for (std::size_t at = 0; at < source.size();) {
        const std::size_t end = std::min(source.find('\n', at), source.size());
        const std::string_view line = source.substr(at, end - at);
        if (line.starts_with("export") && line.size() > 6 && line[6] == ' ') {
            // In a comment it would be no export.
            if (opened != std::string_view::npos
                && (closed == std::string_view::npos || closed < opened))
                return std::nullopt;
            if (!rewriteExport(module.text, at, line, tail))
                return std::nullopt;
            ++handled;
        }
        if (const auto here = line.rfind("/*"); here != std::string_view::npos)
            opened = at + here;
        if (const auto here = line.rfind("*/"); here != std::string_view::npos)
            closed = at + here;
        at = end + 1;
    }
    if (handled != exports)
        return std::nullopt;
    module.text += '\n' + tail;
    return module;
}

} // namespace eventscope
