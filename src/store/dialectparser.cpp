// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/dialect.h"

#include "base/json.h"
#include "store/dialectreader.h"
#include "store/dialecttables.h"
#include "store/locatedjson.h"

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope {

namespace {

using FieldUse = DialectReader::FieldUse;
using Kind = LocatedJson::Kind;

constexpr std::int64_t kFormat = 1;
constexpr auto kDecoders = std::to_array<std::string_view>(
    {"gzip", "zlib", "base64", "json-string"});

// Reads the tree into a Dialect.
class Parser
{
public:
    explicit Parser(DialectReader &reader)
        : m_reader(reader)
    {}

    Dialect dialectOf(const LocatedJson &json)
    {
        Dialect dialect;
        DialectObject object(m_reader, json, "the dialect");
        if (const LocatedJson *const format = object.need("format")) {
            if (format->kind != Kind::Integer || format->integer != kFormat)
                m_reader.mistake(format->offset, "this version of Eventscope reads format 1 only");
        }
        dialect.name = object.text("name", true);
        if (const LocatedJson *const name = object.find("name")) {
            if (dialect.name == "generic")
                m_reader.mistake(
                    name->offset,
                    "\"generic\" is the name of what is used without a dialect; choose another");
            else if (dialect.name.find('/') != std::string::npos)
                m_reader.mistake(name->offset, "a dialect's name must have no slash");
        }
        dialect.title = object.text("title");
        if (dialect.title.empty())
            dialect.title = dialect.name;
        dialect.kind = object.text("kind", true);
        const bool file = dialect.kind == "file";
        m_reader.setFile(file);
        if (const LocatedJson *const kind = object.find("kind");
            kind && !file && dialect.kind != "sqlite" && dialect.kind != "postgresql")
            m_reader.mistake(kind->offset, "\"kind\" is one of sqlite, postgresql, file");
        if (const LocatedJson *const priority = object.find("priority")) {
            if (priority->kind != Kind::Integer || std::abs(priority->integer) > 1'000'000)
                m_reader.mistake(priority->offset, "\"priority\" has to be a whole number");
            else
                dialect.priority = static_cast<int>(priority->integer);
        }
        if (const LocatedJson *const detect = object.find("detect"))
            dialect.requires_ = signaturesOf(*detect);
        if (const LocatedJson *const events = object.need("events"))
            dialect.events = eventsOf(*events, dialect.kind == "postgresql");
        if (const LocatedJson *const checkpoints = object.find("checkpoints"))
            dialect.checkpoints = checkpointsOf(m_reader, *checkpoints);
        if (const LocatedJson *const queues = object.find("queues"))
            dialect.queues = queuesOf(m_reader, *queues);
        if (const LocatedJson *const snapshots = object.find("snapshots"))
            dialect.snapshots = snapshotsOf(m_reader, *snapshots);
        object.finish();
        return dialect;
    }

private:
    std::vector<Dialect::Signature> signaturesOf(const LocatedJson &json)
    {
        std::vector<Dialect::Signature> signatures;
        if (json.kind != Kind::Array)
            m_reader.mistake(json.offset, "\"detect\" has to be a list in brackets");
        for (const LocatedJson &element : json.elements) {
            DialectObject object(m_reader, element, "\"detect\"");
            Dialect::Signature signature;
            if (!m_reader.isFile())
                signature.table = m_reader.tableOf(object);
            if (m_reader.isFile())
                signature.any = object.texts("any");
            signature.without = object.texts("without");
            signature.members = object.texts(m_reader.isFile() ? "members" : "columns",
                                             m_reader.isFile() && signature.any.empty());
            object.finish();
            signatures.push_back(std::move(signature));
        }
        return signatures;
    }

    EventsSpec eventsOf(const LocatedJson &json, bool postgresql)
    {
        EventsSpec events;
        DialectObject object(m_reader, json, "\"events\"");
        if (!m_reader.isFile()) {
            events.table = m_reader.tableOf(object);
            events.from = object.text("from");
            events.where = object.text("where");
            const bool byPattern = events.table.find('*') != std::string::npos;
            events.order = object.texts("order", byPattern || !events.from.empty());
            events.row = object.text("row");
            if (const LocatedJson *const row = object.find("row"); row && postgresql)
                m_reader.mistake(row->offset,
                                 "PostgreSQL has no row ids, which \"row\" is for; \"order\" does");
            else if (row && events.from.empty())
                m_reader.mistake(
                    row->offset,
                    "\"row\" belongs to a \"from\" with joins; without it the table's own row is known");
        }
        const auto field = [&](const std::string &name, FieldSpec &target,
                               FieldUse use = FieldUse::Name) {
            if (const LocatedJson *const value = object.find(name))
                target = m_reader.fieldOf(*value, jsonQuote(name), use);
        };
        field("position", events.position);
        if (postgresql && events.order.empty() && !events.position.isSet())
            m_reader.mistake(
                json.offset,
                "\"events\" needs an \"order\" or a \"position\": PostgreSQL has no row ids that would give one");
        field("id", events.id);
        field("stream", events.stream);
        field("streamType", events.streamType);
        field("version", events.version, FieldUse::Version);
        if (const LocatedJson *const type = object.need("type"))
            events.type = m_reader.fieldOf(*type, "\"type\"", FieldUse::Name);
        field("schemaVersion", events.schemaVersion);
        field("time", events.time, FieldUse::Time);
        if (const LocatedJson *const data = object.find("data"))
            dataOf(*data, events);
        field("correlation", events.correlation);
        field("causation", events.causation);
        if (m_reader.isFile()) {
            events.dataBase64 = object.text("dataBase64");
            events.isJson = object.text("isJson");
        }
        if (const LocatedJson *const metadata = object.find("metadata"))
            metadataOf(*metadata, events);
        events.envelope = object.pointer("envelope");
        if (const LocatedJson *const decoders = object.find("decoders")) {
            events.decoders = m_reader.textsOf(*decoders, "\"decoders\"");
            for (std::size_t i = 0; i < events.decoders.size(); ++i) {
                if (std::find(kDecoders.begin(), kDecoders.end(), events.decoders[i])
                    == kDecoders.end()) {
                    m_reader.mistake(decoders->elements[i].offset,
                                     "there is no decoder " + jsonQuote(events.decoders[i])
                                         + "; there are " + namesListed(kDecoders));
                }
            }
        }
        if (const LocatedJson *const spread = object.find("spread")) {
            if (m_reader.isFile() && (events.data.isSet() || events.recordAsData))
                m_reader.mistake(spread->offset, "\"spread\" has the \"data\" within it in files");
            else if (!m_reader.isFile() && !events.data.isSet())
                m_reader.mistake(spread->offset,
                                 "\"spread\" needs the column of \"data\", which holds the list");
            events.spread = spreadOf(*spread);
        }
        object.finish();
        return events;
    }

    bool isRest(const LocatedJson &json) const
    {
        return m_reader.isFile() && json.kind == Kind::Object && !json.members.empty()
               && json.members.front().first.name == "rest";
    }

    void dataOf(const LocatedJson &json, EventsSpec &events)
    {
        if (!isRest(json)) {
            events.data = m_reader.fieldOf(json, "\"data\"", FieldUse::Payload);
            return;
        }
        DialectObject object(m_reader, json, "\"data\"");
        events.recordAsData = object.text("rest") == "record";
        if (!events.recordAsData)
            m_reader.mistake(object.find("rest")->offset,
                             "\"rest\" of the data is \"record\" (all of the record)");
        object.finish();
    }

    void metadataOf(const LocatedJson &json, EventsSpec &events)
    {
        if (!isRest(json)) {
            events.metadata = m_reader.fieldOf(json, "\"metadata\"", FieldUse::Payload, true);
            return;
        }
        DialectObject object(m_reader, json, "\"metadata\"");
        const std::string rest = object.text("rest");
        events.restAsMetadata = rest == "unused";
        events.recordAsMetadata = rest == "record";
        if (!events.restAsMetadata && !events.recordAsMetadata)
            m_reader.mistake(
                object.find("rest")->offset,
                "\"rest\" is \"unused\" (members that no field takes) or \"record\" (all but the data)");
        object.finish();
    }

    // A place within an element of a row's list: a pointer, or in databases an object with more.
    FieldSpec elementFieldOf(DialectObject &spread, const std::string &name)
    {
        FieldSpec field;
        const LocatedJson *const json = spread.find(name);
        if (!json)
            return field;
        if (m_reader.isFile() || json->kind != Kind::Object) {
            field.paths.push_back(m_reader.pointerOf(*json, jsonQuote(name)));
            return field;
        }
        DialectObject object(m_reader, *json, jsonQuote(name));
        if (const LocatedJson *const path = object.need("path"))
            field.paths = m_reader.pointersOf(*path, "\"path\"");
        m_reader.piecesOf(object, field);
        if (name == "time")
            m_reader.encodingOf(object, field, FieldUse::Time);
        object.finish();
        return field;
    }

    SpreadSpec spreadOf(const LocatedJson &json)
    {
        SpreadSpec spread;
        DialectObject object(m_reader, json, "\"spread\"");
        if (const LocatedJson *const list = object.need("list"))
            spread.list = m_reader.isFile() ? std::vector{m_reader.pointerOf(*list, "\"list\"")}
                                            : m_reader.pointersOf(*list, "\"list\"");
        spread.id = elementFieldOf(object, "id");
        if (m_reader.isFile())
            spread.stream = object.pointer("stream");
        spread.type = elementFieldOf(object, "type");
        spread.version = elementFieldOf(object, "version");
        spread.time = elementFieldOf(object, "time");
        spread.data = object.pointer("data");
        spread.metadata = object.pointer("metadata");
        if (const LocatedJson *const which = object.find("rowVersion")) {
            const std::string text = m_reader.textOf(*which, "\"rowVersion\"");
            if (text != "first" && text != "last")
                m_reader.mistake(
                    which->offset,
                    "\"rowVersion\" is \"first\" or \"last\": of which event in the row it is");
            spread.versionIsLast = text == "last";
        }
        object.finish();
        return spread;
    }

    DialectReader &m_reader;
};

} // namespace

Result<Dialect> Dialect::parse(std::string_view json, std::string path)
{
    const auto root = LocatedJson::parse(json, path);
    if (!root)
        return fail(root.error());
    DialectReader reader(json, path);
    Dialect dialect = Parser(reader).dialectOf(*root);
    dialect.path = std::move(path);
    if (reader.error())
        return fail(*reader.error());
    return dialect;
}

} // namespace eventscope
