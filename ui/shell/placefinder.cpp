// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/placefinder.h"

#include "base/naturaltime.h"
#include "query/timespan.h"

#include <cctype>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eventscope::ui {

namespace {

constexpr std::uint32_t kLookEvery = 4'096; // names, for the stop
constexpr std::size_t kMostNamed = 3;

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

// What the words say, as exact as they say it.
std::optional<TimeSpan> timeOf(std::string_view text, const PlaceContext &context)
{
    const WallClock &clock = context.clock ? *context.clock : WallClock::utc();
    // Four digits are a position that is not there rather than a year.
    if (const auto span = timeSpan(text, clock); span && text.find('-') != std::string_view::npos)
        return span;
    if (const auto said = parseNaturalTime(text, context.now, context.playhead, clock))
        return TimeSpan{said->begin, said->end};
    return std::nullopt;
}

std::optional<Row> rowIn(const EventLog &log, const TimeSpan &span)
{
    std::optional<Row> first;
    log.visitTimes(span.begin, span.end, [&](Row row) {
        first = row;
        return false;
    });
    return first ? first : log.rowAtTime(span.begin);
}

std::string lowered(std::string_view text)
{
    std::string out(text);
    for (char &c : out) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

// `v5`: the number.
std::optional<std::int64_t> versionOf(std::string_view text)
{
    if (text.size() < 2 || (text.front() != 'v' && text.front() != 'V'))
        return std::nullopt;
    std::int64_t version = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), version);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(version)
                                                                    : std::nullopt;
}

Result<FoundPlace> rowOfVersion(const EventLog &log, std::int64_t version,
                                const PlaceContext &context)
{
    if (!context.stream)
        return fail(ErrorCode::NotFound,
                    "A version is one of a stream: select a stream first, or type its name.");
    for (std::uint32_t i = 0; i < context.events.size(); ++i) {
        if (log.version(context.events.row(i)).value() == version)
            return FoundPlace(context.events.row(i));
    }
    return fail(ErrorCode::NotFound, std::string(log.streamName(*context.stream).substr(0, 60))
                                         + " has no version " + std::to_string(version) + ".");
}

struct NamesFound {
    std::vector<StreamId> first;
    std::size_t count = 0;
};

NamesFound namesWith(const EventLog &log, const std::string &part, bool anyCase,
                     const std::stop_token &stop)
{
    NamesFound found;
    const std::uint32_t end = log.streamCount();
    for (std::uint32_t i = 0; i < end; ++i) {
        if (i % kLookEvery == 0 && stop.stop_requested())
            break;
        const std::string_view name = log.streamName(StreamId(i));
        const bool has = anyCase ? lowered(name).find(part) != std::string::npos
                                 : name.find(part) != std::string_view::npos;
        if (!has)
            continue;
        ++found.count;
        if (found.first.size() < kMostNamed)
            found.first.emplace_back(i);
    }
    return found;
}

Result<FoundPlace> streamByPart(const EventLog &log, std::string_view part,
                                const std::stop_token &stop)
{
    NamesFound found = namesWith(log, std::string(part), false, stop);
    if (found.count == 0)
        found = namesWith(log, lowered(part), true, stop);
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, "The search was stopped.");
    const std::string quoted = "\"" + std::string(part) + "\"";
    if (found.count == 1)
        return FoundPlace(found.first.front());
    if (found.count == 0)
        return fail(ErrorCode::NotFound,
                    "No position, time or stream " + quoted + " in this store.");
    std::string names;
    for (const StreamId stream : found.first)
        names += (names.empty() ? "" : ", ") + std::string(log.streamName(stream).substr(0, 60));
    return fail(ErrorCode::Ambiguous,
                std::to_string(found.count) + " streams have " + quoted + " in their name (" + names
                    + (found.count > found.first.size() ? ", …" : "") + "): type more of it.");
}

} // namespace

Result<FoundPlace> findPlace(const EventLog &log, std::string_view text,
                             const PlaceContext &context, std::stop_token stop)
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
    const std::string word = lowered(text);
    if ((word == "first" || word == "last") && log.rowCount() > 0) {
        const std::uint32_t size = context.events.size();
        if (word == "first")
            return FoundPlace(size > 0 ? context.events.row(0) : Row(0));
        return FoundPlace(size > 0 ? context.events.row(size - 1) : Row(log.rowCount() - 1));
    }
    if (const auto version = versionOf(text))
        return rowOfVersion(log, *version, context);
    if (const auto time = timeOf(text, context)) {
        if (const auto row = rowIn(log, *time))
            return FoundPlace(*row);
        return fail(ErrorCode::NotFound, "The events of this store have no times.");
    }
    return streamByPart(log, text, stop);
}

} // namespace eventscope::ui
