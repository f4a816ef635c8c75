// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/eventscommand.h"

#include "query/filter.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kMostRuns = 500; // a command line is read by people

// Events between these two rows, both included.
struct Run {
    Row first;
    Row last;
};

// The command line's --from and --to: numbers are compared, text positions stand where their first event does.
std::optional<std::int64_t> placeOf(const EventLog &log, Row row)
{
    if (!log.hasTextPositions())
        return log.position(row).value();
    const auto found = log.rowAtPosition(log.positionLabel(row));
    return found == row ? std::optional<std::int64_t>(row.value()) : std::nullopt;
}

// The runs of `rows` among the events of a scope, ascending; none if rows are missing there or the runs are more than `most`.
std::optional<std::vector<Run>> runsOf(const std::vector<Row> &rows, const Sequence &scope,
                                       std::size_t most)
{
    std::vector<Run> runs;
    std::size_t next = 0;
    bool open = false;
    for (std::uint32_t i = 0; i < scope.size() && next < rows.size(); ++i) {
        const Row row = scope.row(i);
        if (row > rows[next] || (i > 0 && row < scope.row(i - 1)))
            return std::nullopt;
        if (row != rows[next]) {
            open = false;
            continue;
        }
        ++next;
        if (open)
            runs.back().last = row;
        else if (runs.size() == most)
            return std::nullopt;
        else
            runs.push_back({row, row});
        open = true;
    }
    return next == rows.size() ? std::optional(runs) : std::nullopt;
}

// Whether the range of positions holds nothing else of the scope.
bool isExact(const EventLog &log, const Sequence &scope, const Run &run, std::size_t wanted,
             const std::stop_token &stop)
{
    const auto from = placeOf(log, run.first);
    const auto to = placeOf(log, run.last);
    if (!from || !to)
        return false;
    std::size_t found = 0;
    for (std::uint32_t i = 0; i < scope.size() && !stop.stop_requested(); ++i) {
        const Row row = scope.row(i);
        const std::int64_t at = log.hasTextPositions() ? row.value() : log.position(row).value();
        found += at >= *from && at <= *to ? 1 : 0;
    }
    return found == wanted;
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\' || c == '*')
            out += '\\';
        out += c;
    }
    return out + '"';
}

std::string positionValue(const EventLog &log, Row row)
{
    const std::string label = log.positionLabel(row);
    return log.hasTextPositions() ? quoted(label) : label;
}

std::string conditionOf(const EventLog &log, const std::vector<Run> &runs)
{
    std::string text;
    for (const Run &run : runs) {
        if (!text.empty())
            text += " or ";
        const std::string first = positionValue(log, run.first);
        text += run.first == run.last ? "position = " + first
                                      : "(position >= " + first + " and position <= "
                                            + positionValue(log, run.last) + ")";
    }
    return text;
}

} // namespace

Result<std::vector<std::string>> eventsCommand(const EventLog &log, const std::string &location,
                                               const std::vector<Row> &rows,
                                               const ShownScope &shown, std::stop_token stop)
{
    const std::vector<std::string> start{"eventscope-cli", "events", location};
    const auto ranged = [&](std::vector<std::string> words, const Run &run) {
        words.insert(words.begin(), start.begin(), start.end());
        for (const auto &[option, row] : {std::pair("--from", run.first), {"--to", run.last}}) {
            words.emplace_back(option);
            words.push_back(log.positionLabel(row));
        }
        return words;
    };
    const Sequence all = Sequence::range(Row(0), log.rowCount());
    Sequence stream;
    std::string streamName;
    const StreamId first = log.stream(rows.front());
    if (first != kNoStream && std::all_of(rows.begin(), rows.end(), [&](Row row) {
            return log.stream(row) == first;
        })) {
        stream = Sequence::of(log.streamRows(first));
        streamName = log.streamName(first);
    }
    // One range of a stream, of everything, or of what the filter shows.
    if (!stream.empty()) {
        if (const auto runs = runsOf(rows, stream, 1);
            runs && isExact(log, stream, runs->front(), rows.size(), stop))
            return ranged({"--stream", streamName}, runs->front());
    }
    if (const auto runs = runsOf(rows, all, 1);
        runs && isExact(log, all, runs->front(), rows.size(), stop))
        return ranged({}, runs->front());
    if (!shown.filter.empty() && shown.complete) {
        if (const auto runs = runsOf(rows, shown.events, 1);
            runs && isExact(log, shown.events, runs->front(), rows.size(), stop))
            return ranged({"--where", shown.filter}, runs->front());
    }
    // Else by name.
    for (const bool inStream : {true, false}) {
        if (inStream && stream.empty())
            continue;
        const auto runs = runsOf(rows, inStream ? stream : all, kMostRuns);
        if (!runs)
            continue;
        const std::string where = conditionOf(log, *runs);
        const auto filter = Filter::compile(where);
        if (!filter)
            continue;
        const auto none = []() -> Result<std::unique_ptr<RecordReader>> {
            return fail(ErrorCode::Invalid, "Positions need no payload.");
        };
        auto found = filter->rows(log, none, Row(0), Row(log.rowCount()), stop);
        if (!found)
            return fail(std::move(found).error());
        std::vector<std::string> words = start;
        if (inStream) {
            std::erase_if(*found, [&](Row row) { return log.stream(row) != first; });
            words.insert(words.end(), {"--stream", streamName});
        }
        words.insert(words.end(), {"--where", where});
        if (*found == rows)
            return words;
    }
    if (!runsOf(rows, all, kMostRuns))
        return fail(ErrorCode::Invalid,
                    "These events lie apart in more than " + std::to_string(kMostRuns)
                        + " places: filter for them, then select what is shown.");
    return fail(ErrorCode::Invalid,
                "Positions repeat in this store, so that no command names these events alone.");
}

} // namespace eventscope
