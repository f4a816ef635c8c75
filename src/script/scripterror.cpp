// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scripterror.h"

#include "script/sourcefile.h"

#include <algorithm>
#include <charconv>

namespace eventscope {

namespace {

constexpr std::size_t kMostExcerpt = 120; // bytes of a line

// UTF-16 units that the character beginning with this byte takes; 0 inside of one.
unsigned unitsOf(char byte)
{
    const auto value = static_cast<unsigned char>(byte);
    return (value & 0xc0) == 0x80 ? 0 : value >= 0xf0 ? 2 : 1;
}

std::string_view lineOf(std::string_view text, std::int64_t line)
{
    for (std::int64_t i = 1; i < line; ++i) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos)
            return {};
        text.remove_prefix(end + 1);
    }
    text = text.substr(0, text.find('\n'));
    return text.substr(0, text.find('\r'));
}

bool takeNumberFromEnd(std::string_view &text, std::int64_t &number)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return false;
    const std::string_view digits = text.substr(colon + 1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || read.ec != std::errc() || read.ptr != digits.data() + digits.size())
        return false;
    text = text.substr(0, colon);
    return true;
}

} // namespace

TextPlace placeAt(std::string_view text, std::size_t utf16Offset)
{
    TextPlace place{1, 1};
    std::size_t units = 0;
    for (const char byte : text) {
        const unsigned here = unitsOf(byte);
        if (here > 0 && units >= utf16Offset)
            break;
        units += here;
        place.column += here;
        if (byte == '\n')
            place = {place.line + 1, 1};
    }
    return place;
}

std::string excerpt(std::string_view text, const TextPlace &place)
{
    std::string_view line = lineOf(text, place.line);
    // The byte at the column.
    std::size_t at = 0;
    for (std::int64_t column = 1; at < line.size(); ++at) {
        const unsigned units = unitsOf(line[at]);
        if (units > 0 && column >= place.column)
            break;
        column += units;
    }
    std::size_t from = 0;
    if (line.size() > kMostExcerpt && at > kMostExcerpt / 2)
        from = at - kMostExcerpt / 2;
    while (from < at && unitsOf(line[from]) == 0)
        ++from;
    std::size_t to = std::min(line.size(), from + kMostExcerpt);
    while (to < line.size() && unitsOf(line[to]) == 0)
        ++to;
    std::string result(line.substr(from, to - from));
    result += '\n';
    for (std::size_t i = from; i < at; ++i) {
        if (line[i] == '\t')
            result += '\t';
        else if (unitsOf(line[i]) > 0)
            result += ' ';
    }
    return result + '^';
}

Error scriptError(const std::string &path, std::string_view source, const TextPlace &place,
                  std::string_view what)
{
    std::string message = fileName(path);
    if (place.line > 0) {
        message += ':' + std::to_string(place.line);
        if (place.column > 0)
            message += ':' + std::to_string(place.column);
    }
    message += ": ";
    message += what;
    if (place.line == 0)
        return Error(ErrorCode::Script, std::move(message)).at(path);
    return Error(ErrorCode::Script, std::move(message))
        .at(path, place.line, place.column)
        .with(excerpt(source, place));
}

StackPlace firstPlaceInStack(std::string_view stack)
{
    while (!stack.empty()) {
        std::string_view line = stack.substr(0, stack.find('\n'));
        stack.remove_prefix(std::min(line.size() + 1, stack.size()));
        // A path may hold an @, a name cannot begin with a slash: the first "@/" begins the path.
        if (const auto at = line.find("@/"); at != std::string_view::npos)
            line.remove_prefix(at + 1);
        StackPlace found;
        if (!line.starts_with('/') || !takeNumberFromEnd(line, found.place.column)
            || !takeNumberFromEnd(line, found.place.line))
            continue;
        found.path = line;
        return found;
    }
    return {};
}

} // namespace eventscope
