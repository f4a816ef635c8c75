// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/sentences.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kMostNameBytes = 120;

// In full, or the ends of it, cut between characters.
std::string shortened(std::string_view name)
{
    if (name.size() <= kMostNameBytes)
        return std::string(name);
    const auto isInside = [&](std::size_t at) {
        return at < name.size() && (static_cast<unsigned char>(name[at]) & 0xc0) == 0x80;
    };
    std::size_t head = kMostNameBytes / 2;
    std::size_t tail = name.size() - kMostNameBytes / 2;
    while (head > 0 && isInside(head))
        --head;
    while (isInside(tail))
        ++tail;
    return std::string(name.substr(0, head)) + "\u2026" + std::string(name.substr(tail));
}

std::string streamInWords(const EventLog &log, StreamId stream)
{
    return stream == kNoStream ? std::string("of no stream")
                               : "stream " + shortened(log.streamName(stream));
}

std::string versionInWords(const EventLog &log, Row row)
{
    return std::to_string(log.version(row).value());
}

// 2.5 s, 3 min, 4.2 h, 12 days.
std::string durationInWords(std::int64_t micros)
{
    struct Unit {
        double micros;
        const char *name;
    };
    constexpr std::array<Unit, 5> kUnits = {
        {{86'400e6, "days"}, {3'600e6, "h"}, {60e6, "min"}, {1e6, "s"}, {1e3, "ms"}}};
    const auto value = static_cast<double>(micros);
    for (const Unit &unit : kUnits) {
        if (value < unit.micros)
            continue;
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.1f", value / unit.micros);
        std::string number = text.data();
        if (number.ends_with(".0"))
            number.resize(number.size() - 2);
        return number + ' ' + unit.name;
    }
    return std::to_string(micros) + " \u00b5s";
}

std::string moreInWords(std::uint64_t count, const char *what)
{
    return count > 1 ? "; " + std::to_string(count) + ' ' + what + " in all." : std::string(".");
}

std::string gapInWords(const Observation &seen, const EventLog &log)
{
    const std::string start = "In " + streamInWords(log, seen.stream) + ", version "
                              + versionInWords(log, seen.row) + " at "
                              + positionInWords(log, seen.row);
    if (seen.other == kNoRow) {
        return start + " is the first, where other streams begin with "
               + std::to_string(seen.number) + ": its beginning is missing, or was cut off.";
    }
    const std::int64_t before = log.version(seen.other).value();
    const std::int64_t version = log.version(seen.row).value();
    // Versions come from the store, so their difference may be larger than a signed number holds.
    const std::uint64_t missing = static_cast<std::uint64_t>(version)
                                  - static_cast<std::uint64_t>(before) - 1;
    return start + " follows version " + std::to_string(before) + " at "
           + positionInWords(log, seen.other) + ": "
           + (missing == 1 ? "version " + std::to_string(version - 1) + " is missing"
                           : std::to_string(missing) + " versions are missing")
           + moreInWords(seen.count, "gaps");
}

std::string idOf(RecordReader &reader, const EventLog &log, Row row, const std::stop_token &stop)
{
    const auto record = reader.read(log.locator(row), stop);
    return record ? shortened(record->id) : std::string();
}

std::string causeOf(RecordReader &reader, const EventLog &log, Row row, const std::stop_token &stop)
{
    const auto record = reader.read(log.locator(row), stop);
    return record ? shortened(record->causationId) : std::string();
}

std::string sentence(const Observation &seen, const EventLog &log, RecordReader &reader,
                     const std::stop_token &stop)
{
    const auto subject = [&] { return "Event " + eventInWords(log, seen.row); };
    const auto place = [&](Row row) { return positionInWords(log, row); };
    switch (seen.code) {
    case FindingCode::VersionGap:
        return gapInWords(seen, log);
    case FindingCode::DuplicateVersion:
        return "In " + streamInWords(log, seen.stream) + ", version "
               + versionInWords(log, seen.row) + " stands at " + place(seen.other)
               + " and again at " + place(seen.row) + moreInWords(seen.count, "repetitions");
    case FindingCode::VersionOrder:
        return "In " + streamInWords(log, seen.stream) + ", version "
               + versionInWords(log, seen.row) + " at " + place(seen.row) + " comes after version "
               + versionInWords(log, seen.other) + " at " + place(seen.other)
               + moreInWords(seen.count, "such places");
    case FindingCode::TimeBackwards:
        return subject() + " is "
               + durationInWords(log.time(seen.other).micros - log.time(seen.row).micros)
               + " older than the event before it in its stream, " + eventInWords(log, seen.other)
               + moreInWords(seen.count, "such events");
    case FindingCode::DuplicateId:
        return subject() + " has the id " + idOf(reader, log, seen.row, stop) + " of event "
               + eventInWords(log, seen.other) + moreInWords(seen.count, "such events");
    case FindingCode::MissingCause:
        if (!seen.text.empty())
            return seen.text;
        return subject() + " was caused by " + causeOf(reader, log, seen.row, stop)
               + ", which no event of the store is" + moreInWords(seen.count, "such events");
    case FindingCode::UnreadablePayload: {
        std::string why = seen.text;
        while (why.ends_with('.'))
            why.pop_back();
        return subject() + " cannot be read: " + why + moreInWords(seen.count, "such events");
    }
    case FindingCode::SchemaDrift:
    case FindingCode::SnapshotDiffers:
        return seen.text;
    case FindingCode::LongStream:
        return "Stream " + shortened(log.streamName(seen.stream)) + " has "
               + std::to_string(seen.number) + " events up to " + place(seen.row)
               + ": every load of it reads them all unless there are snapshots.";
    case FindingCode::LargePayload:
        return subject() + " has a payload of " + std::to_string(seen.number) + " bytes"
               + moreInWords(seen.count, "such events");
    }
    return {};
}

} // namespace

std::string positionInWords(const EventLog &log, Row row)
{
    return "#" + shortened(log.positionLabel(row));
}

std::string eventInWords(const EventLog &log, Row row)
{
    const StreamId stream = log.stream(row);
    const bool hasVersion = log.version(row) != kNoVersion;
    if (stream == kNoStream)
        return positionInWords(log, row);
    return positionInWords(log, row) + " (" + shortened(log.streamName(stream))
           + (hasVersion ? " v" + versionInWords(log, row) : std::string()) + ')';
}

Finding inWords(const Observation &observation, const EventLog &log, RecordReader &reader,
                const std::stop_token &stop)
{
    return {observation.code,   observation.severity, observation.row,
            observation.stream, observation.count,    sentence(observation, log, reader, stop)};
}

} // namespace eventscope
