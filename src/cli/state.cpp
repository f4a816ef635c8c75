// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/selection.h"
#include "cli/streamreplay.h"
#include "session/recordjson.h"

#include <cstdio>
#include <functional>

namespace eventscope::cli {

namespace {

constexpr std::size_t kMostProblems = 20;

struct Place {
    std::optional<std::uint32_t> ordinal; // none: before the first event
};

// The last event of the stream that `inside` takes for not later than what was asked for.
Place lastWhere(const EventLog &log, const Sequence &events,
                const std::function<bool(const EventLog &, Row)> &inside)
{
    Place place;
    for (std::uint32_t i = 0; i < events.size(); ++i) {
        if (inside(log, events.row(i)))
            place.ordinal = i;
    }
    return place;
}

Result<std::uint32_t> ordinalOfVersion(const OpenedStore &opened, const std::string &stream,
                                       const Sequence &events, std::int64_t version)
{
    const EventLog &log = *opened.log;
    for (std::uint32_t i = events.size(); i > 0; --i) {
        if (log.version(events.row(i - 1)) == Version(version))
            return i - 1;
    }
    const auto summary = log.streamSummary(log.stream(events.row(0)));
    std::string range = "; its events have no versions.";
    if (summary.firstVersion != kNoVersion)
        range = "; it has versions " + std::to_string(summary.firstVersion.value()) + " to "
                + std::to_string(summary.lastVersion.value()) + ".";
    return fail(ErrorCode::NotFound,
                "Stream \"" + stream + "\" has no version " + std::to_string(version) + range);
}

Result<Place> findPlace(const OpenedStore &opened, const StateOptions &options,
                        const Sequence &events)
{
    const EventLog &log = *opened.log;
    if (options.atVersion) {
        auto ordinal = ordinalOfVersion(opened, options.stream, events, *options.atVersion);
        if (!ordinal)
            return fail(std::move(ordinal).error());
        return Place{*ordinal};
    }
    if (options.atPosition) {
        const auto last = lastRowAt(log, *options.atPosition);
        if (!last)
            return fail(last.error());
        if (!*last)
            return Place{};
        return lastWhere(log, events, [&](const EventLog &all, Row row) {
            return all.hasTextPositions() ? row <= **last
                                          : all.position(row) <= all.position(**last);
        });
    }
    if (options.atTime) {
        const auto time = parseIsoTime(*options.atTime);
        if (!time)
            return fail(ErrorCode::Invalid,
                        "\"" + *options.atTime
                            + "\" is no time; write it like 2025-11-03T08:41:12Z.");
        return lastWhere(log, events, [&](const EventLog &all, Row row) {
            return all.time(row) != kNoTime && all.time(row) <= *time;
        });
    }
    return Place{events.size() - 1};
}

std::string blameJson(const EventLog &log, const Sequence &events, const Blame &blame)
{
    std::string json = "{";
    for (const auto &[pointer, ordinal] : blame) {
        json += (json.size() > 1 ? "," : "") + jsonQuote(pointer) + ":{"
                + eventMembersJson(log, events.row(ordinal)) + "}";
    }
    return json + "}";
}

} // namespace

int runState(const StateOptions &options, std::stop_token stop)
{
    auto stream = openStreamReplay(options.store, options.stream, options.reducer, stop);
    if (!stream)
        return unusable(stream.error(), stop);
    const EventLog &log = stream->log();
    const Sequence &events = stream->events;
    const auto place = findPlace(stream->opened, options, events);
    if (!place)
        return unusable(place.error(), stop);
    if (stream->scriptError) {
        printScriptError(*stream->scriptError);
        printLine(R"({"stream":)" + jsonQuote(options.stream)
                  + R"(,"version":null,"position":null,"state":null,"error":)"
                  + scriptErrorJson(*stream, *stream->scriptError, {}) + "}");
        return kNo;
    }
    const auto blaming = options.blame ? Replay::Blaming::With : Replay::Blaming::Without;
    const auto stateAt = [&](std::optional<std::uint32_t> ordinal) -> Result<StateAt> {
        if (!ordinal)
            return StateAt{};
        return stream->replay->stateAt(*ordinal, stop, blaming);
    };

    // The older state first, so that the fold goes forward once.
    std::optional<JsonValue> other;
    if (options.diffVersion) {
        const auto ordinal = ordinalOfVersion(stream->opened, options.stream, events,
                                              *options.diffVersion);
        if (!ordinal)
            return unusable(ordinal.error(), stop);
        auto state = stateAt(*ordinal);
        if (!state)
            return unusable(state.error(), stop);
        other = std::move(state->state);
    }
    const auto state = stateAt(place->ordinal);
    if (!state)
        return unusable(state.error(), stop);

    std::string json = R"({"stream":)" + jsonQuote(options.stream);
    if (place->ordinal) {
        const Row row = events.row(*place->ordinal);
        json += R"(,"version":)" + versionJson(log, row) + R"(,"position":)"
                + positionToJson(log.positionLabel(row));
    } else {
        json += R"(,"version":null,"position":null)";
    }
    json += R"(,"state":)" + state->state.dump();
    if (options.blame)
        json += R"(,"blame":)" + blameJson(log, events, state->blame);
    if (other)
        json += R"(,"diff":)" + jsonPatch(*other, state->state).dump();
    if (state->failure)
        json += R"(,"error":)"
                + scriptErrorJson(*stream, state->failure->error, state->failure->ordinal);
    printLine(json + "}");

    printAsides(*stream, state->warnings);
    std::size_t told = 0;
    for (const auto &[ordinal, error] : state->problems) {
        if (++told > kMostProblems) {
            std::fprintf(stderr,
                         "eventscope-cli: … and %zu more events that could not be applied.\n",
                         state->problems.size() - kMostProblems);
            break;
        }
        const Row row = events.row(ordinal);
        std::fprintf(stderr, "eventscope-cli: event #%s was left out of the state: %s\n",
                     log.positionLabel(row).c_str(), error.message.c_str());
    }
    if (state->failure) {
        printScriptError(state->failure->error);
        return kNo;
    }
    return stream->opened.exitStatus(kFine);
}

} // namespace eventscope::cli
