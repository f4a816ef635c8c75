// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/dialecttables.h"

#include "base/json.h"
#include "store/dialectreader.h"

namespace eventscope {

namespace {

using Kind = LocatedJson::Kind;

FieldSpec checkpointPositionOf(DialectReader &reader, const LocatedJson &json, bool &least)
{
    FieldSpec field;
    if (json.kind == Kind::String) {
        field.column = reader.textOf(json, "\"position\"");
        return field;
    }
    DialectObject object(reader, json, "a checkpoint's \"position\"");
    field.column = object.text("column", true);
    reader.pathsOf(object, field);
    if (const LocatedJson *const pick = object.find("pick")) {
        if (field.paths.size() < 2)
            reader.mistake(pick->offset, "\"pick\" chooses among several of \"path\"");
        const std::string which = reader.textOf(*pick, "\"pick\"");
        if (which != "first" && which != "least")
            reader.mistake(
                pick->offset,
                "\"pick\" is \"first\" or \"least\": which of the paths that are present counts");
        least = which == "least";
    }
    object.finish();
    return field;
}

CheckpointSpec checkpointOf(DialectReader &reader, const LocatedJson &json)
{
    CheckpointSpec checkpoints;
    DialectObject object(reader, json, "\"checkpoints\"");
    checkpoints.table = reader.tableOf(object);
    checkpoints.from = object.text("from");
    checkpoints.where = object.text("where");
    checkpoints.name = object.text("name", true);
    if (const LocatedJson *const position = object.need("position"))
        checkpoints.position = checkpointPositionOf(reader, *position, checkpoints.leastPosition);
    if (const LocatedJson *const gaps = object.find("gaps")) {
        if (checkpoints.position.paths.empty())
            reader.mistake(
                gaps->offset,
                "\"gaps\" needs a \"position\" with a \"path\", in whose document they stand");
        if (gaps->kind != Kind::Array)
            reader.mistake(gaps->offset, "\"gaps\" has to be a list in brackets");
        for (const LocatedJson &path : gaps->elements)
            checkpoints.gaps.push_back(reader.pointerOf(path, "each of \"gaps\""));
    }
    checkpoints.status = object.text("status");
    checkpoints.error = object.text("error");
    checkpoints.stuck = object.text("stuck");
    checkpoints.behind = object.text("behind");
    object.finish();
    return checkpoints;
}

QueueSpec queueOf(DialectReader &reader, const LocatedJson &json)
{
    QueueSpec queue;
    DialectObject object(reader, json, "\"queues\"");
    queue.table = object.text("table", true);
    queue.holds = object.text("holds", true);
    if (const LocatedJson *const holds = object.find("holds");
        holds && queue.holds != "dead letters" && queue.holds != "outbox")
        reader.mistake(holds->offset, "\"holds\" is one of dead letters, outbox");
    queue.waiting = object.text("waiting");
    object.finish();
    return queue;
}

SnapshotSpec snapshotOf(DialectReader &reader, const LocatedJson &json)
{
    using FieldUse = DialectReader::FieldUse;
    SnapshotSpec snapshots;
    DialectObject object(reader, json, "\"snapshots\"");
    snapshots.table = reader.tableOf(object);
    snapshots.where = object.text("where");
    const auto field = [&](const std::string &name, bool needed, FieldUse use = FieldUse::Name) {
        const LocatedJson *const value = needed ? object.need(name) : object.find(name);
        return value ? reader.fieldOf(*value, jsonQuote(name), use) : FieldSpec();
    };
    snapshots.stream = field("stream", true);
    snapshots.version = field("version", true, FieldUse::Version);
    snapshots.time = field("time", false, FieldUse::Time);
    snapshots.type = field("type", false);
    snapshots.data = field("data", true, FieldUse::Payload);
    snapshots.envelope = object.pointer("envelope");
    object.finish();
    return snapshots;
}

} // namespace

std::vector<CheckpointSpec> checkpointsOf(DialectReader &reader, const LocatedJson &json)
{
    if (reader.isFile())
        reader.mistake(json.offset, "files have no tables of checkpoints");
    else if (json.kind != Kind::Array)
        reader.mistake(json.offset, "\"checkpoints\" has to be a list in brackets");
    std::vector<CheckpointSpec> checkpoints;
    for (const LocatedJson &element : json.elements)
        checkpoints.push_back(checkpointOf(reader, element));
    return checkpoints;
}

std::vector<QueueSpec> queuesOf(DialectReader &reader, const LocatedJson &json)
{
    if (reader.isFile())
        reader.mistake(json.offset, "files have no tables of messages that wait");
    else if (json.kind != Kind::Array)
        reader.mistake(json.offset, "\"queues\" has to be a list in brackets");
    std::vector<QueueSpec> queues;
    for (const LocatedJson &element : json.elements)
        queues.push_back(queueOf(reader, element));
    return queues;
}

std::vector<SnapshotSpec> snapshotsOf(DialectReader &reader, const LocatedJson &json)
{
    if (reader.isFile())
        reader.mistake(json.offset, "files have no tables of snapshots");
    else if (json.kind != Kind::Array)
        reader.mistake(json.offset, "\"snapshots\" has to be a list in brackets");
    std::vector<SnapshotSpec> snapshots;
    for (const LocatedJson &element : json.elements)
        snapshots.push_back(snapshotOf(reader, element));
    return snapshots;
}

} // namespace eventscope
