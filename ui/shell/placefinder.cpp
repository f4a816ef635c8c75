// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/placefinder.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eventscope::ui {

namespace {

// Parts of names are looked for among this many streams at most: this runs in the GUI thread.
constexpr std::uint32_t kMostNames = 500'000;

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "1,204" and "1 204" as "1204"; none if there is anything but digits and separators.
std::optional<std::string> withoutSeparators(std::string_view text)
{
    std::string digits;
    for (const char c : text) {
        if (std::isdigit(static_cast<unsigned char>(c)) || (c == '-' && digits.empty()))
            digits += c;
        else if (c != ',' && c != ' ' && c != '_' && c != '\'')
            return std::nullopt;
    }
    if (digits.empty() || digits == "-")
        return std::nullopt;
    return digits;
}

std::optional<Row> rowAt(const EventLog &log, std::string_view label)
{
    if (const auto row = log.rowAtPosition(label))
        return row;
    if (const auto digits = withoutSeparators(label))
        return log.rowAtPosition(*digits);
    return std::nullopt;
}

// A full time or a date, or "08:41" and "08:41:12.5" on the day of `now`.
std::optional<Time> timeOf(std::string_view text, Time now)
{
    if (const auto time = parseIsoTime(text))
        return time;
    const bool clock = text.size() >= 4 && std::isdigit(static_cast<unsigned char>(text.front()))
                       && text.find(':') != std::string_view::npos
                       && text.find('-') == std::string_view::npos;
    if (!clock || now == kNoTime)
        return std::nullopt;
    const std::string day = formatIsoTime(now).substr(0, 10);
    const std::string hour = text.find(':') == 1 ? "0" : "";
    return parseIsoTime(day + 'T' + hour + std::string(text));
}

Result<FoundPlace> streamByPart(const EventLog &log, std::string_view part)
{
    std::vector<StreamId> found;
    std::size_t count = 0;
    const std::uint32_t end = std::min(log.streamCount(), kMostNames);
    for (std::uint32_t i = 0; i < end; ++i) {
        if (log.streamName(StreamId(i)).find(part) == std::string_view::npos)
            continue;
        ++count;
        if (found.size() < 3)
            found.push_back(StreamId(i));
    }
    const std::string quoted = "\"" + std::string(part) + "\"";
    if (count == 1)
        return FoundPlace(found.front());
    if (count == 0)
        return fail(ErrorCode::NotFound,
                    "No position, time or stream " + quoted + " in this store.");
    std::string names;
    for (const StreamId stream : found)
        names += (names.empty() ? "" : ", ") + std::string(log.streamName(stream).substr(0, 60));
    return fail(ErrorCode::Ambiguous,
                std::to_string(count) + " streams have " + quoted + " in their name (" + names
                    + (count > found.size() ? ", …" : "") + "): type more of it.");
}

} // namespace

Result<FoundPlace> findPlace(const EventLog &log, std::string_view text, Time now)
{
    text = trimmed(text);
    if (text.empty())
        return fail(ErrorCode::Invalid, "Type a position, a stream, a date or a time.");
    if (text.front() == '#') {
        const std::string_view label = trimmed(text.substr(1));
        if (const auto row = rowAt(log, label))
            return FoundPlace(*row);
        return fail(ErrorCode::NotFound, "No event at position " + std::string(label) + ".");
    }
    if (const auto stream = log.findStream(text); stream && stream->value() < log.streamCount())
        return FoundPlace(*stream);
    if (const auto row = rowAt(log, text))
        return FoundPlace(*row);
    if (const auto time = timeOf(text, now)) {
        if (const auto row = log.rowAtTime(*time))
            return FoundPlace(*row);
        return fail(ErrorCode::NotFound, "The events of this store have no times.");
    }
    return streamByPart(log, text);
}

} // namespace eventscope::ui
