// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/dialect.h"

#include <nlohmann/json.hpp>

namespace eventscope {

namespace {

using Json = nlohmann::ordered_json;

void put(Json &object, const char *key, const std::string &text)
{
    if (!text.empty())
        object[key] = text;
}

Json fieldOf(const FieldSpec &field, bool file);

Json placeOf(const FieldSpec &field, bool file)
{
    Json json = Json::object();
    put(json, file ? "member" : "column", field.column);
    for (const FieldSpec &part : field.join)
        json["join"].push_back(fieldOf(part, file));
    put(json, "with", field.with);
    if (field.pairs)
        json["pairs"] = true;
    for (const auto &[from, to] : field.names)
        json["names"][from] = to;
    if (field.paths.size() == 1)
        json["path"] = field.paths.front();
    else if (!field.paths.empty())
        json["path"] = field.paths;
    put(json, "after", field.after);
    put(json, "before", field.before);
    put(json, "beforeLast", field.beforeLast);
    if (!field.split.empty()) {
        json["split"] = field.split;
        json["part"] = field.part;
    }
    if (field.encoding)
        json["encoding"] = std::string(timeEncodingName(*field.encoding));
    else if (field.uuid)
        json["encoding"] = "uuid";
    return json;
}

// As short as it can be said: a name, an object, or a list of both.
Json shortened(Json json)
{
    const char *const name = json.contains("member") ? "member" : "column";
    return json.size() == 1 && json.contains(name) ? Json(json[name]) : json;
}

Json fieldOf(const FieldSpec &field, bool file)
{
    Json first = placeOf(field, file);
    std::vector<Json> places;
    places.push_back(std::move(first));
    for (const FieldSpec &other : field.otherwise)
        places.push_back(placeOf(other, file));
    if (field.fallback)
        places.back()["fallback"] = *field.fallback;
    if (field.countFrom)
        places.back()["countFrom"] = *field.countFrom;
    if (places.size() == 1)
        return shortened(std::move(places.front()));
    Json list = Json::array();
    for (Json &place : places)
        list.push_back(shortened(std::move(place)));
    return list;
}

// A place within an element of a row, which has no column: a pointer, or an object with more.
Json shortenedOf(const FieldSpec &field)
{
    Json json = placeOf(field, false);
    if (field.fallback)
        json["fallback"] = *field.fallback;
    return json.size() == 1 && field.paths.size() == 1 ? Json(field.paths.front()) : json;
}

Json spreadOf(const SpreadSpec &spread)
{
    Json json = Json::object();
    if (spread.list.size() == 1)
        json["list"] = spread.list.front();
    else
        json["list"] = spread.list;
    for (const auto &[name, field] :
         std::initializer_list<std::pair<const char *, const FieldSpec &>>{{"id", spread.id},
                                                                           {"type", spread.type},
                                                                           {"version",
                                                                            spread.version},
                                                                           {"time", spread.time}}) {
        if (field.isSet())
            json[name] = shortenedOf(field);
    }
    put(json, "stream", spread.stream);
    put(json, "data", spread.data);
    put(json, "metadata", spread.metadata);
    if (spread.versionIsLast)
        json["rowVersion"] = "last";
    return json;
}

Json eventsOf(const EventsSpec &events, bool file)
{
    Json json = Json::object();
    put(json, "table", events.table);
    put(json, "from", events.from);
    put(json, "where", events.where);
    if (!events.order.empty())
        json["order"] = events.order;
    put(json, "row", events.row);
    for (const auto &[name, field] : std::initializer_list<
             std::pair<const char *, const FieldSpec &>>{{"position", events.position},
                                                         {"id", events.id},
                                                         {"stream", events.stream},
                                                         {"streamType", events.streamType},
                                                         {"version", events.version},
                                                         {"type", events.type},
                                                         {"schemaVersion", events.schemaVersion},
                                                         {"time", events.time},
                                                         {"data", events.data},
                                                         {"metadata", events.metadata},
                                                         {"correlation", events.correlation},
                                                         {"causation", events.causation}}) {
        if (field.isSet() || field.countFrom)
            json[name] = fieldOf(field, file);
    }
    put(json, "dataBase64", events.dataBase64);
    put(json, "isJson", events.isJson);
    if (events.recordAsData)
        json["data"] = {{"rest", "record"}};
    if (events.restAsMetadata || events.recordAsMetadata)
        json["metadata"] = {{"rest", events.restAsMetadata ? "unused" : "record"}};
    put(json, "envelope", events.envelope);
    if (!events.decoders.empty())
        json["decoders"] = events.decoders;
    if (events.spread)
        json["spread"] = spreadOf(*events.spread);
    return json;
}

} // namespace

std::string_view sourcesOf(std::string_view kind)
{
    return kind == "sqlite"       ? "SQLite databases"
           : kind == "postgresql" ? "PostgreSQL databases"
                                  : "files of records";
}

std::string Dialect::toJson() const
{
    const bool file = kind == "file";
    Json json = {{"format", 1}, {"name", name}};
    put(json, "title", title);
    json["kind"] = kind;
    if (priority != 0)
        json["priority"] = priority;
    for (const Signature &signature : requires_) {
        Json one = Json::object();
        put(one, "table", signature.table);
        if ((file && signature.any.empty()) || !signature.members.empty())
            one[file ? "members" : "columns"] = signature.members;
        if (!signature.any.empty())
            one["any"] = signature.any;
        if (!signature.without.empty())
            one["without"] = signature.without;
        json["detect"].push_back(std::move(one));
    }
    json["events"] = eventsOf(events, file);
    for (const CheckpointSpec &spec : checkpoints) {
        Json one = {{"table", spec.table}};
        put(one, "from", spec.from);
        put(one, "where", spec.where);
        one["name"] = spec.name;
        one["position"] = fieldOf(spec.position, false);
        if (spec.leastPosition)
            one["position"]["pick"] = "least";
        if (!spec.gaps.empty())
            one["gaps"] = spec.gaps;
        put(one, "status", spec.status);
        put(one, "error", spec.error);
        put(one, "stuck", spec.stuck);
        put(one, "behind", spec.behind);
        json["checkpoints"].push_back(std::move(one));
    }
    for (const QueueSpec &spec : queues) {
        Json one = {{"table", spec.table}, {"holds", spec.holds}};
        put(one, "waiting", spec.waiting);
        json["queues"].push_back(std::move(one));
    }
    for (const SnapshotSpec &spec : snapshots) {
        Json one = {{"table", spec.table}};
        put(one, "where", spec.where);
        for (const auto &[key, field] :
             std::initializer_list<std::pair<const char *, const FieldSpec &>>{{"stream",
                                                                                spec.stream},
                                                                               {"version",
                                                                                spec.version},
                                                                               {"time", spec.time},
                                                                               {"type", spec.type},
                                                                               {"data",
                                                                                spec.data}}) {
            if (field.isSet())
                one[key] = fieldOf(field, false);
        }
        put(one, "envelope", spec.envelope);
        json["snapshots"].push_back(std::move(one));
    }
    // Names of columns need not be UTF-8.
    return json.dump(4, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace eventscope
