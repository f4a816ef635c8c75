// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/ocelreader.h"

#include "store/file/filebytes.h"
#include "store/file/jsoncursor.h"
#include "store/file/structure.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eventscope {

namespace {

using Form = OcelOutline::Form;

constexpr std::size_t kScanStep = std::size_t(8) << 20; // a few milliseconds
constexpr std::size_t kCheckEvery = 256;                // events or objects
constexpr auto kOcel2 = std::to_array<std::string_view>(
    {"objectTypes", "eventTypes", "objects", "events"});

// A string token's characters; as it stands if it is none.
std::string textOf(std::string_view token)
{
    return token.size() > 1 && token.front() == '"'
               ? unescapeJson(token.substr(1, token.size() - 2))
               : std::string(token);
}

bool isObject(std::string_view value)
{
    return !value.empty() && value.front() == '{';
}

// Calls visit(name, value), both as written, for each member of the object at the cursor. False if something in it is wrong.
template<typename Visit>
bool eachMember(JsonCursor &cursor, Visit visit)
{
    bool first = true;
    bool escaped = false;
    std::string_view name;
    std::string_view value;
    if (!cursor.take('{'))
        return false;
    while (cursor.member(name, escaped, first)) {
        if (!cursor.value(value) || !visit(name, value))
            return false;
    }
    return !cursor.mistake();
}

template<typename Visit>
bool eachElement(JsonCursor &cursor, Visit visit)
{
    bool first = true;
    std::string_view value;
    if (!cursor.take('['))
        return false;
    while (cursor.element(first)) {
        if (!cursor.value(value) || !visit(value))
            return false;
    }
    return !cursor.mistake();
}

// The type of each object, as a JSON string. Some forty bytes an object, while the file is read.
class ObjectTypes
{
public:
    void add(const std::string &id, std::string_view type)
    {
        const auto known = m_numbers.try_emplace(std::string(type), m_numbers.size()).first;
        m_types.resize(m_numbers.size(), &known->first);
        m_entries.push_back({m_ids.size(), id.size(), known->second});
        m_ids += id;
    }
    void sort()
    {
        std::stable_sort(m_entries.begin(), m_entries.end(),
                         [this](const Entry &a, const Entry &b) { return idOf(a) < idOf(b); });
    }
    const std::string *typeOf(std::string_view id) const
    {
        const auto found = std::lower_bound(m_entries.begin(), m_entries.end(), id,
                                            [this](const Entry &entry, std::string_view wanted) {
                                                return idOf(entry) < wanted;
                                            });
        return found == m_entries.end() || idOf(*found) != id ? nullptr : m_types[found->type];
    }

private:
    struct Entry {
        std::size_t begin;
        std::size_t size;
        std::size_t type;
    };
    std::string_view idOf(const Entry &entry) const
    {
        return std::string_view(m_ids).substr(entry.begin, entry.size);
    }
    std::string m_ids;
    std::vector<Entry> m_entries;
    std::map<std::string, std::size_t> m_numbers; // by type; its keys stay where they are
    std::vector<const std::string *> m_types;
};

// Offset behind the container that begins there, by its brackets alone; kRanOut if the text ends first. Errors: Cancelled.
Result<std::size_t> behindContainer(FileBytes &bytes, std::size_t begin)
{
    const std::string_view text = bytes.text();
    ContainerScan scan(begin);
    for (std::size_t seen = begin;;) {
        seen = std::min(text.size(), seen + kScanStep);
        const std::size_t end = scan.run(text.substr(0, seen));
        if (auto kept = bytes.passed(seen); !kept)
            return fail(std::move(kept).error());
        if (end != ContainerScan::kRanOut || seen == text.size())
            return end;
    }
}

// Whether the first of the list is an event of OCEL 2.0, and none of another form with the same members.
bool beginsWithEvent(std::string_view text, std::size_t list)
{
    const std::size_t begin = behindSpace(text, list + 1);
    if (begin >= text.size() || text[begin] != '{')
        return false;
    std::string_view event;
    if (JsonCursor cursor(text, begin); !cursor.value(event))
        return false;
    const auto has = [&](const char *member) { return jsonAt(event, {member}).has_value(); };
    return has("id") && has("type") && has("time") && (has("relationships") || has("attributes"))
           && !has("specversion") && !has("source") && !has("subject") && !has("data")
           && !has("payload");
}

Result<ObjectTypes> typesOf(FileBytes &bytes, const OcelOutline &outline)
{
    ObjectTypes types;
    if (outline.objects == 0)
        return types;
    std::size_t count = 0;
    Result<void> stopped;
    JsonCursor cursor(bytes.text(), outline.objects);
    const auto goOn = [&] {
        if (count++ % kCheckEvery == 0)
            stopped = bytes.passed(cursor.offset());
        return stopped.has_value();
    };
    // What is wrong in this list is told when it is passed, or nobody's matter.
    if (outline.form == Form::One) {
        eachMember(cursor, [&](std::string_view name, std::string_view object) {
            if (const auto type = isObject(object) ? jsonAt(object, {"ocel:type"}) : std::nullopt;
                type && type->front() == '"')
                types.add(unescapeJson(name), *type);
            return goOn();
        });
    } else {
        eachElement(cursor, [&](std::string_view object) {
            std::string_view id;
            std::string_view type;
            JsonCursor members(object);
            eachMember(members, [&](std::string_view name, std::string_view value) {
                if (name == "id")
                    id = value;
                else if (name == "type")
                    type = value;
                return true;
            });
            if (!id.empty() && !type.empty() && type.front() == '"')
                types.add(textOf(id), type);
            return goOn();
        });
    }
    if (!stopped)
        return fail(std::move(stopped).error());
    types.sort();
    return types;
}

// [{"name": …, "value": …}, …] as {name: value, …}. A name that is there more than once has a list of its values; what else is said of one stays
// beside it. Anything else stays as it is.
std::string attributesObject(std::string_view list)
{
    struct Attribute {
        std::string_view name; // as written
        std::vector<std::string> values;
    };
    std::vector<Attribute> attributes;
    JsonCursor cursor(list);
    const bool isList = eachElement(cursor, [&](std::string_view element) {
        std::string_view name;
        std::string_view value = "null";
        std::string others;
        JsonCursor members(element);
        const bool isAttribute = eachMember(members, [&](std::string_view key,
                                                         std::string_view part) {
            if (key == "name")
                name = part;
            else if (key == "value")
                value = part;
            else
                others.append(",\"").append(key).append("\":").append(part);
            return true;
        });
        if (!isAttribute || name.empty() || name.front() != '"')
            return false;
        auto known = std::find_if(attributes.begin(), attributes.end(), [&](const Attribute &one) {
            return one.name == name || textOf(one.name) == textOf(name);
        });
        if (known == attributes.end())
            known = attributes.insert(known, {name, {}});
        known->values.push_back(others.empty() ? std::string(value)
                                               : "{\"value\":" + std::string(value) + others + "}");
        return true;
    });
    if (!isList)
        return std::string(list);
    std::string json = "{";
    for (const Attribute &attribute : attributes) {
        json += json.size() > 1 ? "," : "";
        json.append(attribute.name).append(attribute.values.size() > 1 ? ":[" : ":");
        for (std::size_t i = 0; i < attribute.values.size(); ++i)
            json.append(i == 0 ? "" : ",").append(attribute.values[i]);
        json += attribute.values.size() > 1 ? "]" : "";
    }
    return json + "}";
}

// Each with the type of its object, if that is known.
std::string typedRelationships(std::string_view list, const ObjectTypes &types)
{
    std::string json = "[";
    JsonCursor cursor(list);
    const bool isList = eachElement(cursor, [&](std::string_view element) {
        json.append(json.size() > 1 ? "," : "").append(element);
        const auto id = isObject(element) ? jsonAt(element, {"objectId"}) : std::nullopt;
        if (!id || jsonAt(element, {"type"}))
            return true;
        const std::string *const type = types.typeOf(textOf(*id));
        json.pop_back();
        json.append(",\"type\":").append(type ? *type : "null").append("}");
        return true;
    });
    return isList ? json + "]" : std::string(list);
}

std::string eventOfTwo(std::string_view event, const ObjectTypes &types)
{
    std::string json = "{";
    bool hasAttributes = false;
    bool hasRelationships = false;
    JsonCursor cursor(event);
    eachMember(cursor, [&](std::string_view name, std::string_view value) {
        json.append(json.size() > 1 ? ",\"" : "\"").append(name).append("\":");
        if (name == "attributes")
            json += attributesObject(value);
        else if (name == "relationships")
            json += typedRelationships(value, types);
        else
            json += value;
        hasAttributes = hasAttributes || name == "attributes";
        hasRelationships = hasRelationships || name == "relationships";
        return true;
    });
    const char *const comma = json.size() > 1 ? "," : "";
    if (!hasAttributes)
        json.append(comma).append("\"attributes\":{}");
    if (!hasRelationships)
        json += ",\"relationships\":[]";
    return json + "}";
}

Result<void> rewriteTwo(FileBytes &bytes, const OcelOutline &outline, const ObjectTypes &types,
                        Rewriting &lines)
{
    using Outcome = RecordCutter::Outcome;
    const std::string_view text = bytes.text();
    PlaceCount places;
    RecordCutter cutter(Framing::Array, outline.events + 1, true);
    for (std::size_t count = 0;; ++count) {
        if (count % kCheckEvery == 0) {
            if (auto reached = bytes.reached(cutter.offset()); !reached)
                return reached;
        }
        const auto piece = cutter.next(text);
        const std::string_view event = text.substr(piece.begin, piece.end - piece.begin);
        if (piece.outcome != Outcome::Record) {
            if (cutter.closed())
                return {};
            const auto [line, column] = places.placeOf(text,
                                                       event.empty() ? text.size() : piece.begin);
            return lines.addDamage("the list is cut, the file ends before its closing bracket",
                                   event, line, column);
        }
        const auto [line, column] = places.placeOf(text, piece.begin);
        JsonCursor cursor(event);
        bool valid = cursor.skip();
        if (valid)
            cursor.skipSpace();
        Result<void> added;
        if (!valid || !cursor.atEnd()) {
            added = lines.addDamage(std::string("this is no JSON (")
                                        + (valid ? "something stands behind its end"
                                                 : cursor.mistake())
                                        + ")",
                                    event, line, column);
        } else if (!isObject(event)) {
            added = lines.addDamage("this is no JSON object, so it is no event", event, line,
                                    column);
        } else {
            added = lines.add(eventOfTwo(event, types), line, column);
        }
        if (!added)
            return added;
    }
}

Result<void> rewriteOne(FileBytes &bytes, const OcelOutline &outline, const ObjectTypes &types,
                        Rewriting &lines)
{
    const std::string_view text = bytes.text();
    PlaceCount places;
    JsonCursor cursor(text, outline.begin);
    cursor.take('{');
    bool first = true;
    bool escaped = false;
    std::string_view name;
    const auto damaged = [&](const char *what) {
        const std::size_t at = cursor.offset();
        const auto [line, column] = places.placeOf(text, at);
        return lines.addDamage(std::string("this is no JSON (") + what
                                   + "), so the rest of the list is missing",
                               text.substr(at), line, column);
    };
    while (cursor.member(name, escaped, first)) {
        if (name != "ocel:events") {
            Result<void> kept;
            const auto goOn = [&](auto...) {
                kept = bytes.passed(cursor.offset());
                return kept.has_value();
            };
            const bool isRight = cursor.peek() == '{'   ? eachMember(cursor, goOn)
                                 : cursor.peek() == '[' ? eachElement(cursor, goOn)
                                                        : cursor.skip();
            if (!kept)
                return kept;
            if (!isRight)
                return damaged(cursor.mistake());
            continue;
        }
        if (!cursor.take('{'))
            return damaged("an object of events should stand here");
        bool firstEvent = true;
        for (std::size_t count = 0; cursor.member(name, escaped, firstEvent); ++count) {
            if (count % kCheckEvery == 0) {
                if (auto reached = bytes.reached(cursor.offset()); !reached)
                    return reached;
            }
            const std::size_t at = cursor.offset();
            std::string_view event;
            if (!cursor.value(event))
                return damaged(cursor.mistake());
            const auto [line, column] = places.placeOf(text, at);
            Result<void> added;
            if (!isObject(event)) {
                added = lines.addDamage("this is no JSON object, so it is no event", event, line,
                                        column);
            } else {
                std::string json = "{\"ocel:eid\":\"" + std::string(name) + '"';
                const auto object = jsonAt(event, {"ocel:omap", "0"});
                if (const std::string *const type = object ? types.typeOf(textOf(*object))
                                                           : nullptr)
                    json.append(",\"ocel:type\":").append(*type);
                const std::size_t inside = behindSpace(event, 1);
                json += event[inside] == '}' ? "" : ",";
                json += event.substr(inside);
                added = lines.add(std::move(json), line, column);
            }
            if (!added)
                return added;
        }
        if (cursor.mistake())
            return damaged(cursor.mistake());
    }
    return cursor.mistake() ? damaged(cursor.mistake()) : Result<void>();
}

} // namespace

Result<OcelOutline> findOcel(FileBytes &bytes, std::size_t begin)
{
    OcelOutline outline;
    outline.begin = begin;
    {
        bool first = true;
        bool escaped = false;
        std::string_view name;
        JsonCursor cursor(bytes.text(), begin);
        if (!cursor.take('{') || !cursor.member(name, escaped, first))
            return outline;
        const bool isOne = name.starts_with("ocel:");
        if (!isOne
            && (std::find(kOcel2.begin(), kOcel2.end(), name) == kOcel2.end()
                || (name == "events" && !beginsWithEvent(bytes.text(), cursor.offset()))))
            return outline;
        outline.form = isOne ? Form::One : Form::Two;
    }
    // All that a gzip file holds; what comes before a damage is kept.
    while (true) {
        const auto more = bytes.more();
        if (!more && more.error().code == ErrorCode::Cancelled)
            return fail(more.error());
        if (!more || !*more)
            break;
    }
    const std::string_view text = bytes.text();
    const bool isOne = outline.form == Form::One;
    bool first = true;
    bool escaped = false;
    std::string_view name;
    JsonCursor cursor(text, begin);
    cursor.take('{');
    while (cursor.member(name, escaped, first)) {
        const std::size_t at = cursor.offset();
        if (name == (isOne ? "ocel:events" : "events"))
            outline.events = at;
        else if (name == (isOne ? "ocel:objects" : "objects"))
            outline.objects = at;
        if (cursor.peek() != '[' && cursor.peek() != '{') {
            if (!cursor.skip())
                break;
            continue;
        }
        const auto end = behindContainer(bytes, at);
        if (!end)
            return fail(end.error());
        if (*end == ContainerScan::kRanOut)
            break;
        cursor = JsonCursor(text, *end);
        first = false;
    }
    if (!isOne && (outline.events == 0 || !beginsWithEvent(text, outline.events)))
        outline.form = Form::None;
    return outline;
}

Result<void> rewriteOcel(FileBytes &bytes, const OcelOutline &outline, Rewriting &lines)
{
    auto types = typesOf(bytes, outline);
    if (!types)
        return fail(std::move(types).error());
    return outline.form == Form::One ? rewriteOne(bytes, outline, *types, lines)
                                     : rewriteTwo(bytes, outline, *types, lines);
}

} // namespace eventscope
