// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/table.h"
#include "session/consumers.h"
#include "session/recordjson.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>
#include <vector>

namespace eventscope::cli {

namespace {

using Json = nlohmann::ordered_json;

// Names of a store may hold invalid UTF-8, which must not end the program.
std::string dump(const Json &json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json timeOrNull(Time time)
{
    return time == kNoTime ? Json() : Json(formatIsoTime(time));
}

Json positionAt(const EventLog &log, Row row)
{
    return Json::parse(positionToJson(log.positionLabel(row)), nullptr, false);
}

std::vector<TypeId> typesByCount(const EventLog &log)
{
    std::vector<TypeId> types;
    for (std::uint32_t i = 0; i < log.typeCount(); ++i)
        types.emplace_back(i);
    std::stable_sort(types.begin(), types.end(),
                     [&](TypeId a, TypeId b) { return log.typeEvents(a) > log.typeEvents(b); });
    return types;
}

std::vector<StreamTypeId> streamTypesByCount(const EventLog &log)
{
    std::vector<StreamTypeId> types;
    for (std::uint32_t i = 0; i < log.streamTypeCount(); ++i)
        types.emplace_back(i);
    std::stable_sort(types.begin(), types.end(), [&](StreamTypeId a, StreamTypeId b) {
        return log.streamTypeSummary(a).events > log.streamTypeSummary(b).events;
    });
    return types;
}

// Tables of dead letters and outboxes; one that cannot be read is named to people, and the rest is told all the same.
std::vector<Queue> queuesOf(const OpenedStore &opened)
{
    auto queues = opened.store->queues();
    if (queues)
        return std::move(*queues);
    printError(queues.error());
    return {};
}

// Snapshots likewise.
std::vector<SnapshotTable> snapshotTablesOf(const OpenedStore &opened)
{
    auto tables = opened.store->snapshotTables();
    if (tables)
        return std::move(*tables);
    printError(tables.error());
    return {};
}

Json infoJson(const OpenedStore &opened)
{
    const EventLog &log = *opened.log;
    const SourceInfo &source = opened.store->info();
    const std::uint32_t rows = log.rowCount();
    Json json;
    json["store"] = source.location;
    json["kind"] = source.kind;
    json["dialect"] = source.dialect;
    json["events"] = rows;
    json["streams"] = log.streamCount();
    json["firstTime"] = timeOrNull(log.earliest());
    json["lastTime"] = timeOrNull(log.latest());
    json["firstPosition"] = rows == 0 ? Json() : positionAt(log, Row(0));
    json["lastPosition"] = rows == 0 ? Json() : positionAt(log, Row(rows - 1));
    json["eventTypes"] = Json::array();
    for (const TypeId type : typesByCount(log))
        json["eventTypes"].push_back(
            {{"type", log.typeName(type)}, {"count", log.typeEvents(type)}});
    json["streamTypes"] = Json::array();
    for (const StreamTypeId type : streamTypesByCount(log)) {
        const auto summary = log.streamTypeSummary(type);
        json["streamTypes"].push_back({{"type", log.streamTypeName(type)},
                                       {"streams", summary.streams},
                                       {"events", summary.events}});
    }
    for (const Queue &queue : queuesOf(opened))
        json["queues"].push_back({{"table", queue.table},
                                  {"holds", queue.holds},
                                  {"rows", queue.rows},
                                  {"waiting", queue.waiting}});
    for (const SnapshotTable &table : snapshotTablesOf(opened))
        json["snapshots"].push_back({{"table", table.name}, {"rows", table.rows}});
    json["damaged"] = log.damagedEvents();
    json["versionsCounted"] = log.versionsCounted();
    return json;
}

std::string infoText(const OpenedStore &opened)
{
    const EventLog &log = *opened.log;
    const SourceInfo &source = opened.store->info();
    std::string out = printable(source.location) + "\n" + source.dialectTitle + ", " + source.kind
                      + (source.detail.empty() ? "" : ", " + printable(source.detail)) + "\n"
                      + grouped(log.rowCount()) + " events in " + grouped(log.streamCount())
                      + " streams";
    if (log.earliest() != kNoTime)
        out += ", " + formatIsoTime(log.earliest()) + " to " + formatIsoTime(log.latest());
    out += "\n";
    if (log.rowCount() > 0)
        out += "Positions " + log.positionLabel(Row(0)) + " to "
               + log.positionLabel(Row(log.rowCount() - 1))
               + (log.versionsCounted() ? "; versions are counted within the stream" : "") + "\n";
    if (log.damagedEvents() > 0)
        out += grouped(log.damagedEvents()) + " events are damaged\n";

    for (const Queue &queue : queuesOf(opened))
        out += printable(queue.table) + ": " + queue.holds + ", " + grouped(queue.waiting)
               + (queue.waiting == queue.rows ? "" : " of " + grouped(queue.rows)) + " waiting\n";

    for (const SnapshotTable &table : snapshotTablesOf(opened))
        out += printable(table.name) + ": "
               + (table.rows == 1 ? "1 snapshot" : grouped(table.rows) + " snapshots") + "\n";

    Table types({{"Event type", false}, {"Events", true}});
    for (const TypeId type : typesByCount(log))
        types.addRow({printable(log.typeName(type)), grouped(log.typeEvents(type))});
    out += "\n" + types.toString();
    if (log.streamTypeCount() > 0) {
        Table streamTypes({{"Stream type", false}, {"Streams", true}, {"Events", true}});
        for (const StreamTypeId type : streamTypesByCount(log)) {
            const auto summary = log.streamTypeSummary(type);
            streamTypes.addRow({printable(log.streamTypeName(type)), grouped(summary.streams),
                                grouped(summary.events)});
        }
        out += "\n" + streamTypes.toString();
    }
    return out;
}

Json versionOrNull(Version version)
{
    return version == kNoVersion ? Json() : Json(version.value());
}

} // namespace

int runInfo(const InfoOptions &options, std::stop_token stop)
{
    auto opened = openAndLoad(options.store, stop);
    if (!opened) {
        printError(opened.error());
        return kUnusable;
    }
    if (options.json)
        printLine(dump(infoJson(*opened)));
    else
        print(infoText(*opened));
    return opened->exitStatus(kFine);
}

int runStreams(const StreamsOptions &options, std::stop_token stop)
{
    auto opened = openAndLoad(options.store, stop);
    if (!opened) {
        printError(opened.error());
        return kUnusable;
    }
    const EventLog &log = *opened->log;
    std::optional<StreamTypeId> wanted;
    if (options.type) {
        wanted = log.findStreamType(*options.type);
        if (!wanted) {
            printError(Error(ErrorCode::NotFound, "No stream type \"" + *options.type + "\" in "
                                                      + options.store.location
                                                      + "; `eventscope-cli info` lists them."));
            return kUnusable;
        }
    }
    std::vector<StreamId> streams;
    for (std::uint32_t i = 0; i < log.streamCount(); ++i) {
        if (!wanted || log.streamSummary(StreamId(i)).type == *wanted)
            streams.emplace_back(i);
    }
    const auto byName = [&](StreamId a, StreamId b) {
        return log.streamName(a) < log.streamName(b);
    };
    std::sort(streams.begin(), streams.end(), [&](StreamId a, StreamId b) {
        const auto left = log.streamSummary(a);
        const auto right = log.streamSummary(b);
        if (options.sort == "events" && left.events != right.events)
            return left.events > right.events;
        if (options.sort == "last" && left.last != right.last)
            return left.last > right.last;
        return byName(a, b);
    });
    if (options.limit && streams.size() > *options.limit)
        streams.resize(static_cast<std::size_t>(*options.limit));

    Table table({{"Stream", false},
                 {"Type", false},
                 {"Events", true},
                 {"Versions", true},
                 {"Last event", false}});
    for (const StreamId stream : streams) {
        const auto summary = log.streamSummary(stream);
        const bool typed = summary.type != kNoStreamType;
        if (options.json) {
            Json json;
            json["stream"] = log.streamName(stream);
            json["type"] = typed ? Json(log.streamTypeName(summary.type)) : Json();
            json["events"] = summary.events;
            json["firstVersion"] = versionOrNull(summary.firstVersion);
            json["lastVersion"] = versionOrNull(summary.lastVersion);
            json["firstTime"] = timeOrNull(summary.firstTime);
            json["lastTime"] = timeOrNull(summary.lastTime);
            printLine(dump(json));
            continue;
        }
        table.addRow(
            {printable(log.streamName(stream)),
             typed ? printable(log.streamTypeName(summary.type)) : "", grouped(summary.events),
             summary.lastVersion == kNoVersion ? ""
                                               : std::to_string(summary.firstVersion.value()) + "–"
                                                     + std::to_string(summary.lastVersion.value()),
             summary.lastTime == kNoTime ? "" : formatIsoTime(summary.lastTime)});
    }
    if (!options.json)
        print(table.toString());
    return opened->exitStatus(kFine);
}

int runLag(const LagOptions &options, std::stop_token stop)
{
    auto opened = openAndLoad(options.store, stop);
    if (!opened) {
        printError(opened.error());
        return kUnusable;
    }
    const auto checkpoints = opened->store->checkpoints();
    if (!checkpoints) {
        printError(checkpoints.error());
        return kUnusable;
    }
    const EventLog &log = *opened->log;
    for (const Consumer &consumer : consumersOf(log, *checkpoints)) {
        const Checkpoint &checkpoint = consumer.checkpoint;
        Json json;
        json["subscription"] = checkpoint.subscription;
        json["position"] = checkpoint.position
                               ? Json::parse(positionToJson(*checkpoint.position), nullptr, false)
                               : Json();
        json["behind"] = consumer.behind;
        json["seconds"] = consumer.seconds ? Json(*consumer.seconds) : Json();
        // The store's own word; else what is to be seen from outside, if it is trouble.
        json["status"] = checkpoint.status && !checkpoint.status->empty() ? Json(*checkpoint.status)
                         : isTrouble(consumer.condition) ? Json(nameOf(consumer.condition))
                                                         : Json();
        if (checkpoint.error)
            json["error"] = *checkpoint.error;
        // Events that came late into gaps that the consumer remembers, and will still be given.
        if (consumer.missed > 0)
            json["missed"] = consumer.missed;
        printLine(dump(json));
    }
    return opened->exitStatus(kFine);
}

} // namespace eventscope::cli
