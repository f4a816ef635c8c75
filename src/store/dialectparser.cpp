// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/dialect.h"

#include "base/json.h"
#include "store/locatedjson.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

namespace eventscope {

namespace {

using Kind = LocatedJson::Kind;

constexpr std::int64_t kFormat = 1;
constexpr std::size_t kMostOtherwise = 16;
constexpr auto kDecoders = std::to_array<std::string_view>(
    {"gzip", "zlib", "base64", "json-string"});
constexpr auto kEncodings = std::to_array<TimeEncoding>({
    TimeEncoding::Iso8601,
    TimeEncoding::EpochSeconds,
    TimeEncoding::EpochMillis,
    TimeEncoding::EpochMicros,
    TimeEncoding::EpochNanos,
    TimeEncoding::JulianDay,
    TimeEncoding::DotNetTicks,
    TimeEncoding::WindowsFileTime,
    TimeEncoding::OleDate,
});

template<typename Names>
std::string listed(const Names &names)
{
    std::string list;
    for (const auto &name : names)
        list += (list.empty() ? "" : ", ") + std::string(name);
    return list;
}

enum class FieldUse : std::uint8_t { Name, Version, Time, Payload };

// Reads the tree into a Dialect. The first mistake is kept; what is read after it does not count.
class Reader
{
public:
    Reader(std::string_view text, std::string path)
        : m_text(text)
        , m_path(std::move(path))
    {}

    Result<Dialect> read()
    {
        const auto root = LocatedJson::parse(m_text, m_path);
        if (!root)
            return fail(root.error());
        Dialect dialect = dialectOf(*root);
        dialect.path = m_path;
        if (m_error)
            return fail(std::move(*m_error));
        return dialect;
    }

private:
    // The members of one object, asked for by name; those that nobody asked for are mistakes.
    class Object
    {
    public:
        Object(Reader &reader, const LocatedJson &json, std::string what)
            : m_reader(reader)
            , m_json(json)
            , m_what(std::move(what))
        {
            if (json.kind != Kind::Object)
                reader.mistake(json.offset, m_what + " has to be an object in braces");
        }
        const LocatedJson *find(const std::string &name)
        {
            m_asked.insert(name);
            for (const auto &[key, value] : m_json.members) {
                if (key.name == name)
                    return &value;
            }
            return nullptr;
        }
        const LocatedJson *need(const std::string &name)
        {
            const LocatedJson *const value = find(name);
            if (!value)
                m_reader.mistake(m_json.offset, m_what + " lacks the key " + jsonQuote(name));
            return value;
        }
        std::string text(const std::string &name, bool needed = false)
        {
            const LocatedJson *const value = needed ? need(name) : find(name);
            return value ? m_reader.textOf(*value, jsonQuote(name)) : std::string();
        }
        std::string pointer(const std::string &name)
        {
            const LocatedJson *const value = find(name);
            return value ? m_reader.pointerOf(*value, jsonQuote(name)) : std::string();
        }
        std::vector<std::string> texts(const std::string &name, bool needed = false)
        {
            const LocatedJson *const value = needed ? need(name) : find(name);
            return value ? m_reader.textsOf(*value, jsonQuote(name)) : std::vector<std::string>();
        }
        void finish() const
        {
            for (const auto &[key, value] : m_json.members) {
                if (!m_asked.contains(key.name)) {
                    m_reader.mistake(key.offset, "the key " + jsonQuote(key.name)
                                                     + " is not known in " + m_what
                                                     + "; allowed are " + listed(m_asked));
                }
            }
        }

    private:
        Reader &m_reader;
        const LocatedJson &m_json;
        std::string m_what;
        std::set<std::string> m_asked;
    };

    void mistake(std::size_t offset, const std::string &sentence)
    {
        if (!m_error)
            m_error = errorAt(m_text, offset, m_path, sentence);
    }

    std::string textOf(const LocatedJson &json, const std::string &what)
    {
        if (json.kind != Kind::String)
            mistake(json.offset, what + " has to be text in quotes");
        else if (json.text.empty())
            mistake(json.offset, what + " is empty");
        return json.text;
    }
    std::string pointerOf(const LocatedJson &json, const std::string &what)
    {
        if (json.kind != Kind::String)
            mistake(json.offset, what + " has to be text in quotes");
        else if (!json.text.empty() && json.text.front() != '/')
            mistake(json.offset, what + " has to be a JSON pointer, which begins with a slash");
        return json.text;
    }
    std::vector<std::string> textsOf(const LocatedJson &json, const std::string &what)
    {
        std::vector<std::string> texts;
        if (json.kind != Kind::Array)
            mistake(json.offset, what + " has to be a list in brackets");
        for (const LocatedJson &element : json.elements)
            texts.push_back(textOf(element, "each of " + what));
        return texts;
    }

    std::string tableOf(Object &object)
    {
        const std::string table = object.text("table", true);
        if (std::count(table.begin(), table.end(), '*') > 1)
            mistake(object.find("table")->offset,
                    "the name of a table has one * at most, which stands for any text");
        return table;
    }

    Dialect dialectOf(const LocatedJson &json)
    {
        Dialect dialect;
        Object object(*this, json, "the dialect");
        if (const LocatedJson *const format = object.need("format")) {
            if (format->kind != Kind::Integer || format->integer != kFormat)
                mistake(format->offset, "this version of Eventscope reads format 1 only");
        }
        dialect.name = object.text("name", true);
        if (const LocatedJson *const name = object.find("name")) {
            if (dialect.name == "generic")
                mistake(
                    name->offset,
                    "\"generic\" is the name of what is used without a dialect; choose another");
            else if (dialect.name.find('/') != std::string::npos)
                mistake(name->offset, "a dialect's name must have no slash");
        }
        dialect.title = object.text("title");
        if (dialect.title.empty())
            dialect.title = dialect.name;
        dialect.kind = object.text("kind", true);
        m_file = dialect.kind == "file";
        if (const LocatedJson *const kind = object.find("kind");
            kind && !m_file && dialect.kind != "sqlite")
            mistake(kind->offset, "\"kind\" is one of sqlite, file");
        if (const LocatedJson *const priority = object.find("priority")) {
            if (priority->kind != Kind::Integer || std::abs(priority->integer) > 1'000'000)
                mistake(priority->offset, "\"priority\" has to be a whole number");
            else
                dialect.priority = static_cast<int>(priority->integer);
        }
        if (const LocatedJson *const detect = object.find("detect"))
            dialect.requires_ = signaturesOf(*detect);
        if (const LocatedJson *const events = object.need("events"))
            dialect.events = eventsOf(*events);
        if (const LocatedJson *const checkpoints = object.find("checkpoints")) {
            if (m_file)
                mistake(checkpoints->offset, "files have no tables of checkpoints");
            else if (checkpoints->kind != Kind::Array)
                mistake(checkpoints->offset, "\"checkpoints\" has to be a list in brackets");
            for (const LocatedJson &element : checkpoints->elements)
                dialect.checkpoints.push_back(checkpointsOf(element));
        }
        if (const LocatedJson *const queues = object.find("queues")) {
            if (m_file)
                mistake(queues->offset, "files have no tables of messages that wait");
            else if (queues->kind != Kind::Array)
                mistake(queues->offset, "\"queues\" has to be a list in brackets");
            for (const LocatedJson &element : queues->elements)
                dialect.queues.push_back(queueOf(element));
        }
        object.finish();
        return dialect;
    }

    std::vector<Dialect::Signature> signaturesOf(const LocatedJson &json)
    {
        std::vector<Dialect::Signature> signatures;
        if (json.kind != Kind::Array)
            mistake(json.offset, "\"detect\" has to be a list in brackets");
        for (const LocatedJson &element : json.elements) {
            Object object(*this, element, "\"detect\"");
            Dialect::Signature signature;
            if (!m_file)
                signature.table = tableOf(object);
            if (m_file) {
                signature.any = object.texts("any");
                signature.without = object.texts("without");
            }
            signature.members = object.texts(m_file ? "members" : "columns",
                                             m_file && signature.any.empty());
            object.finish();
            signatures.push_back(std::move(signature));
        }
        return signatures;
    }

    EventsSpec eventsOf(const LocatedJson &json)
    {
        EventsSpec events;
        Object object(*this, json, "\"events\"");
        if (!m_file) {
            events.table = tableOf(object);
            events.from = object.text("from");
            events.where = object.text("where");
            const bool byPattern = events.table.find('*') != std::string::npos;
            events.order = object.texts("order", byPattern || !events.from.empty());
            events.row = object.text("row");
            if (const LocatedJson *const row = object.find("row"); row && events.from.empty())
                mistake(
                    row->offset,
                    "\"row\" belongs to a \"from\" with joins; without it the table's own row is known");
        }
        const auto field = [&](const std::string &name, FieldSpec &target,
                               FieldUse use = FieldUse::Name) {
            if (const LocatedJson *const value = object.find(name))
                target = fieldOf(*value, jsonQuote(name), use);
        };
        field("position", events.position);
        field("id", events.id);
        field("stream", events.stream);
        field("streamType", events.streamType);
        field("version", events.version, FieldUse::Version);
        if (const LocatedJson *const type = object.need("type"))
            events.type = fieldOf(*type, "\"type\"", FieldUse::Name);
        field("schemaVersion", events.schemaVersion);
        field("time", events.time, FieldUse::Time);
        if (const LocatedJson *const data = object.find("data"))
            dataOf(*data, events);
        field("correlation", events.correlation);
        field("causation", events.causation);
        if (m_file)
            events.dataBase64 = object.text("dataBase64");
        if (const LocatedJson *const metadata = object.find("metadata"))
            metadataOf(*metadata, events);
        events.envelope = object.pointer("envelope");
        if (const LocatedJson *const decoders = object.find("decoders")) {
            events.decoders = textsOf(*decoders, "\"decoders\"");
            for (std::size_t i = 0; i < events.decoders.size(); ++i) {
                if (std::find(kDecoders.begin(), kDecoders.end(), events.decoders[i])
                    == kDecoders.end()) {
                    mistake(decoders->elements[i].offset, "there is no decoder "
                                                              + jsonQuote(events.decoders[i])
                                                              + "; there are " + listed(kDecoders));
                }
            }
        }
        if (const LocatedJson *const spread = object.find("spread")) {
            if (m_file && (events.data.isSet() || events.recordAsData))
                mistake(spread->offset, "\"spread\" has the \"data\" within it in files");
            else if (!m_file && !events.data.isSet())
                mistake(spread->offset,
                        "\"spread\" needs the column of \"data\", which holds the list");
            events.spread = spreadOf(*spread);
        }
        object.finish();
        return events;
    }

    bool isRest(const LocatedJson &json) const
    {
        return m_file && json.kind == Kind::Object && !json.members.empty()
               && json.members.front().first.name == "rest";
    }

    void dataOf(const LocatedJson &json, EventsSpec &events)
    {
        if (!isRest(json)) {
            events.data = fieldOf(json, "\"data\"", FieldUse::Payload);
            return;
        }
        Object object(*this, json, "\"data\"");
        events.recordAsData = object.text("rest") == "record";
        if (!events.recordAsData)
            mistake(object.find("rest")->offset,
                    "\"rest\" of the data is \"record\" (all of the record)");
        object.finish();
    }

    void metadataOf(const LocatedJson &json, EventsSpec &events)
    {
        if (!isRest(json)) {
            events.metadata = fieldOf(json, "\"metadata\"", FieldUse::Payload, true);
            return;
        }
        Object object(*this, json, "\"metadata\"");
        const std::string rest = object.text("rest");
        events.restAsMetadata = rest == "unused";
        events.recordAsMetadata = rest == "record";
        if (!events.restAsMetadata && !events.recordAsMetadata)
            mistake(
                object.find("rest")->offset,
                "\"rest\" is \"unused\" (members that no field takes) or \"record\" (all but the data)");
        object.finish();
    }

    FieldSpec fieldOf(const LocatedJson &json, const std::string &what, FieldUse use,
                      bool metadata = false)
    {
        if (json.kind == Kind::Array) {
            if (json.elements.empty() || json.elements.size() > kMostOtherwise)
                mistake(json.offset,
                        what + " has to name one to " + std::to_string(kMostOtherwise) + " places");
            else if (use == FieldUse::Payload && m_file)
                mistake(json.offset, what + " is in one place only");
            FieldSpec field;
            for (const LocatedJson &element : json.elements) {
                if (element.kind == Kind::Array) {
                    mistake(element.offset, "a list of places holds no other list");
                    break;
                }
                FieldSpec next = fieldOf(element, what, use);
                if (&element == &json.elements.front())
                    field = std::move(next);
                else
                    field.otherwise.push_back(std::move(next));
            }
            // What holds for the whole list stands on its last place, and is kept on its first.
            if (!field.otherwise.empty()) {
                FieldSpec &last = field.otherwise.back();
                for (std::size_t i = 0; i + 1 < json.elements.size(); ++i) {
                    const FieldSpec &earlier = i == 0 ? field : field.otherwise[i - 1];
                    if (earlier.fallback || earlier.countFrom)
                        mistake(
                            json.elements[i].offset,
                            "\"fallback\" and \"countFrom\" belong to the last place of a list");
                }
                field.fallback = std::exchange(last.fallback, std::nullopt);
                field.countFrom = std::exchange(last.countFrom, std::nullopt);
                if (last.column.empty())
                    field.otherwise.pop_back();
            }
            return field;
        }
        FieldSpec field;
        if (json.kind == Kind::String) {
            field.column = placeOf(json, what);
            return field;
        }
        Object object(*this, json, what);
        const char *const place = m_file ? "member" : "column";
        if (const LocatedJson *const column = object.find(place))
            field.column = placeOf(*column, jsonQuote(place));
        if (m_file)
            membersOf(object, field, use);
        if (use != FieldUse::Payload) {
            pathsOf(object, field);
            piecesOf(object, field);
        } else if (const LocatedJson *const path = metadata && !m_file ? object.find("path")
                                                                       : nullptr) {
            field.paths.push_back(pointerOf(*path, "\"path\""));
        }
        encodingOf(object, field, use);
        if (const LocatedJson *const count = use == FieldUse::Version && m_file
                                                 ? object.find("countFrom")
                                                 : nullptr) {
            if (count->kind != Kind::Integer)
                mistake(count->offset, "\"countFrom\" has to be a whole number");
            field.countFrom = count->integer;
        }
        if (field.column.empty() && field.join.empty() && !field.fallback)
            mistake(json.offset, what + " lacks the key " + jsonQuote(place));
        object.finish();
        return field;
    }

    std::string placeOf(const LocatedJson &json, const std::string &what)
    {
        return textOf(json, what);
    }

    // What only files have: lists of names and values, joined members, texts with other names.
    void membersOf(Object &object, FieldSpec &field, FieldUse use)
    {
        if (const LocatedJson *const pairs = object.find("pairs")) {
            field.pairs = pairs->kind == Kind::Bool && pairs->flag;
            if (!field.pairs)
                mistake(pairs->offset, "\"pairs\" is true, or not there");
            else if (field.column.empty())
                mistake(pairs->offset, "\"pairs\" needs the \"member\" that holds the list");
        }
        if (use == FieldUse::Payload)
            return;
        if (const LocatedJson *const join = object.find("join")) {
            if (join->kind != Kind::Array || join->elements.size() < 2
                || join->elements.size() > kMostOtherwise)
                mistake(join->offset, "\"join\" has to be a list of two to "
                                          + std::to_string(kMostOtherwise) + " places");
            else if (!field.column.empty())
                mistake(join->offset, "\"join\" stands instead of \"member\", not beside it");
            for (const LocatedJson &element : join->elements) {
                FieldSpec part = fieldOf(element, "each of \"join\"", FieldUse::Name);
                if (!part.join.empty())
                    mistake(element.offset, "a \"join\" holds no other one");
                field.join.push_back(std::move(part));
            }
            field.with = object.text("with", true);
        } else if (const LocatedJson *const with = object.find("with")) {
            mistake(with->offset,
                    "\"with\" stands between what a \"join\" lists, which is missing");
        }
        if (const LocatedJson *const names = object.find("names")) {
            if (names->kind != Kind::Object || names->members.empty())
                mistake(names->offset, "\"names\" has to be an object of texts");
            for (const auto &[key, value] : names->members)
                field.names.emplace_back(key.name, textOf(value, "each of \"names\""));
        }
    }

    std::vector<std::string> pointersOf(const LocatedJson &json, const std::string &what)
    {
        if (json.kind != Kind::Array)
            return {pointerOf(json, what)};
        if (json.elements.empty())
            mistake(json.offset, what + " is empty");
        std::vector<std::string> pointers;
        for (const LocatedJson &pointer : json.elements)
            pointers.push_back(pointerOf(pointer, "each of " + what));
        return pointers;
    }

    void pathsOf(Object &object, FieldSpec &field)
    {
        if (const LocatedJson *const paths = object.find("path"))
            field.paths = pointersOf(*paths, "\"path\"");
    }

    // What is taken of a text, and what stands for it where there is none.
    void piecesOf(Object &object, FieldSpec &field)
    {
        field.after = object.text("after");
        field.before = object.text("before");
        field.beforeLast = object.text("beforeLast");
        splitOf(object, field);
        if (const LocatedJson *const fallback = object.find("fallback"))
            field.fallback = textOf(*fallback, "\"fallback\"");
    }

    void splitOf(Object &object, FieldSpec &field)
    {
        field.split = object.text("split");
        const LocatedJson *const part = object.find("part");
        if (part && (part->kind != Kind::Integer || part->integer < 1 || part->integer > 1000))
            mistake(part->offset, "\"part\" has to be a whole number from 1");
        else if (part && field.split.empty())
            mistake(part->offset,
                    "\"part\" counts the pieces between a \"split\", which is missing");
        else if (part)
            field.part = static_cast<int>(part->integer);
        else if (!field.split.empty())
            mistake(object.find("split")->offset, "\"split\" needs a \"part\", counted from 1");
    }

    void encodingOf(Object &object, FieldSpec &field, FieldUse use)
    {
        const bool time = use == FieldUse::Time;
        const LocatedJson *const encoding = time || (use == FieldUse::Name && !m_file)
                                                ? object.find("encoding")
                                                : nullptr;
        if (!encoding)
            return;
        const std::string name = textOf(*encoding, "\"encoding\"");
        if (!time) {
            field.uuid = name == "uuid";
            if (!field.uuid)
                mistake(encoding->offset, "the only encoding of what is no time is uuid");
            return;
        }
        field.encoding = timeEncodingFromName(name);
        if (field.encoding)
            return;
        std::string names;
        for (const TimeEncoding known : kEncodings)
            names += (names.empty() ? "" : ", ") + std::string(timeEncodingName(known));
        mistake(encoding->offset,
                "there is no time encoding " + jsonQuote(encoding->text) + "; there are " + names);
    }

    // A place within an element of a row's list: a pointer, or in databases an object with more.
    FieldSpec elementFieldOf(Object &spread, const std::string &name)
    {
        FieldSpec field;
        const LocatedJson *const json = spread.find(name);
        if (!json)
            return field;
        if (m_file || json->kind != Kind::Object) {
            field.paths.push_back(pointerOf(*json, jsonQuote(name)));
            return field;
        }
        Object object(*this, *json, jsonQuote(name));
        if (const LocatedJson *const path = object.need("path"))
            field.paths = pointersOf(*path, "\"path\"");
        piecesOf(object, field);
        if (name == "time")
            encodingOf(object, field, FieldUse::Time);
        object.finish();
        return field;
    }

    SpreadSpec spreadOf(const LocatedJson &json)
    {
        SpreadSpec spread;
        Object object(*this, json, "\"spread\"");
        if (const LocatedJson *const list = object.need("list"))
            spread.list = m_file ? std::vector{pointerOf(*list, "\"list\"")}
                                 : pointersOf(*list, "\"list\"");
        spread.id = elementFieldOf(object, "id");
        if (m_file)
            spread.stream = object.pointer("stream");
        spread.type = elementFieldOf(object, "type");
        spread.version = elementFieldOf(object, "version");
        spread.time = elementFieldOf(object, "time");
        spread.data = object.pointer("data");
        spread.metadata = object.pointer("metadata");
        if (const LocatedJson *const which = object.find("rowVersion")) {
            const std::string text = textOf(*which, "\"rowVersion\"");
            if (text != "first" && text != "last")
                mistake(which->offset,
                        "\"rowVersion\" is \"first\" or \"last\": of which event in the row it is");
            spread.versionIsLast = text == "last";
        }
        object.finish();
        return spread;
    }

    CheckpointSpec checkpointsOf(const LocatedJson &json)
    {
        CheckpointSpec checkpoints;
        Object object(*this, json, "\"checkpoints\"");
        checkpoints.table = tableOf(object);
        checkpoints.from = object.text("from");
        checkpoints.where = object.text("where");
        checkpoints.name = object.text("name", true);
        if (const LocatedJson *const position = object.need("position"))
            checkpoints.position = checkpointPositionOf(*position, checkpoints.leastPosition);
        if (const LocatedJson *const gaps = object.find("gaps")) {
            if (checkpoints.position.paths.empty())
                mistake(
                    gaps->offset,
                    "\"gaps\" needs a \"position\" with a \"path\", in whose document they stand");
            if (gaps->kind != Kind::Array)
                mistake(gaps->offset, "\"gaps\" has to be a list in brackets");
            for (const LocatedJson &path : gaps->elements)
                checkpoints.gaps.push_back(pointerOf(path, "each of \"gaps\""));
        }
        checkpoints.status = object.text("status");
        checkpoints.error = object.text("error");
        checkpoints.stuck = object.text("stuck");
        checkpoints.behind = object.text("behind");
        object.finish();
        return checkpoints;
    }

    QueueSpec queueOf(const LocatedJson &json)
    {
        QueueSpec queue;
        Object object(*this, json, "\"queues\"");
        queue.table = object.text("table", true);
        queue.holds = object.text("holds", true);
        if (const LocatedJson *const holds = object.find("holds");
            holds && queue.holds != "dead letters" && queue.holds != "outbox")
            mistake(holds->offset, "\"holds\" is one of dead letters, outbox");
        queue.waiting = object.text("waiting");
        object.finish();
        return queue;
    }

    FieldSpec checkpointPositionOf(const LocatedJson &json, bool &least)
    {
        FieldSpec field;
        if (json.kind == Kind::String) {
            field.column = textOf(json, "\"position\"");
            return field;
        }
        Object object(*this, json, "a checkpoint's \"position\"");
        field.column = object.text("column", true);
        pathsOf(object, field);
        if (const LocatedJson *const pick = object.find("pick")) {
            if (field.paths.size() < 2)
                mistake(pick->offset, "\"pick\" chooses among several of \"path\"");
            const std::string which = textOf(*pick, "\"pick\"");
            if (which != "first" && which != "least")
                mistake(
                    pick->offset,
                    "\"pick\" is \"first\" or \"least\": which of the paths that are present counts");
            least = which == "least";
        }
        object.finish();
        return field;
    }

    std::string_view m_text;
    std::string m_path;
    bool m_file = false;
    std::optional<Error> m_error;
};

} // namespace

Result<Dialect> Dialect::parse(std::string_view json, std::string path)
{
    return Reader(json, std::move(path)).read();
}

} // namespace eventscope
