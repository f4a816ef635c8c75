// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/eventfields.h"

#include "base/json.h"
#include "store/file/base64.h"
#include "store/file/jsoncursor.h"
#include "store/payload.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>

namespace eventscope {

namespace {

std::uint32_t saturated(std::size_t size)
{
    return static_cast<std::uint32_t>(
        std::min<std::size_t>(size, std::numeric_limits<std::uint32_t>::max()));
}

// JSON as it stands in the record, made into what every parser takes: no lone surrogates, no bad UTF-8. Too deep, it is text.
Payload jsonPayload(std::string_view raw)
{
    JsonCursor cursor(raw);
    const bool readable = cursor.skip() && cursor.atEnd()
                          && cursor.deepest() < JsonValue::kMaxDepth;
    Payload payload;
    payload.kind = readable ? Payload::Kind::Json : Payload::Kind::Text;
    payload.text = isUtf8(raw) ? std::string(raw) : withoutBadUtf8(raw);
    if (raw.find("\\u") != std::string_view::npos)
        payload.text = withoutLoneSurrogates(std::move(payload.text));
    if (payload.text != raw)
        payload.raw = raw;
    return payload;
}

Payload decoded(const EventsSpec &spec, const Found &value, std::optional<Error> &damage)
{
    if (value.kind == Found::Kind::String && !value.raw.empty()
        && (!spec.decoders.empty() || mayHoldJson(value.raw))) {
        PayloadRules rules = PayloadRules::of(spec);
        rules.envelope.clear(); // opened below, without a tree
        Payload payload = decodePayload(value.raw, rules, damage);
        if (!payload.raw.empty())
            return payload;
    }
    if (value.raw.empty() && value.kind == Found::Kind::String)
        return jsonPayload(jsonQuote(value.text)); // it stands within JSON in a string
    return jsonPayload(value.raw.empty() ? value.text : value.raw);
}

// ["a", 1, "b", 2] as {"a": 1, "b": 2}; any other value stays as it is.
void pairsToObject(Payload &payload)
{
    std::string object = "{";
    JsonCursor cursor(payload.text);
    cursor.skipSpace();
    bool first = true;
    if (payload.kind != Payload::Kind::Json || !cursor.take('['))
        return;
    while (cursor.element(first)) {
        std::string_view name;
        std::string_view value;
        if (cursor.peek() != '"' || !cursor.value(name) || !cursor.element(first)
            || !cursor.value(value))
            return;
        object += object.size() > 1 ? "," : "";
        object.append(name).append(":").append(value);
    }
    if (payload.raw.empty())
        payload.raw = payload.text;
    payload.text = object + "}";
}

void openEnvelope(const std::string &pointer, Payload &payload)
{
    if (payload.kind != Payload::Kind::Json)
        return;
    const auto inner = jsonAt(payload.text, pointerTokens(pointer));
    if (!inner)
        return;
    if (payload.raw.empty())
        payload.raw = payload.text;
    payload.text = std::string(*inner);
}

// Such a payload stays the string that it stands as, even if there is JSON in it.
bool isSaidToBeText(const RecordPlan &plan, const std::vector<Found> &found)
{
    const Found *const isJson = plan.find(Part::IsJson, found);
    return isJson && isJson->kind == Found::Kind::Bool && isJson->text == "false";
}

} // namespace

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

std::optional<Time> timeIn(const RecordPlan &plan, const std::vector<Found> &found,
                           std::optional<TimeEncoding> usual)
{
    std::optional<TimeEncoding> own;
    const auto text = plan.text(Part::Instant, found, &own);
    if (!text || text->empty())
        return std::nullopt;
    const auto encoding = own ? own : usual;
    if (encoding && *encoding != TimeEncoding::Iso8601) {
        if (const auto time = decodeTime(*text, *encoding))
            return time;
    }
    if (const auto time = parseIsoTime(*text))
        return time;
    if (!isJsonNumber(*text))
        return std::nullopt;
    if (const auto guessed = guessTimeEncoding(std::strtod(std::string(*text).c_str(), nullptr)))
        return decodeTime(*text, *guessed);
    return std::nullopt;
}

void fillEvent(RawEvent &event, const RecordPlan &plan, const std::vector<Found> &found,
               std::optional<TimeEncoding> usual, std::size_t recordSize)
{
    event.id = textIn(plan, Part::Id, found);
    event.stream = textIn(plan, Part::Stream, found);
    event.hasStream = !event.stream.empty();
    event.streamType = textIn(plan, Part::StreamType, found);
    event.type = textIn(plan, Part::Type, found);
    if (event.type.empty()) {
        event.type = kMissingType;
        event.damaged = true;
    }
    event.correlation = textIn(plan, Part::Correlation, found);
    event.causation = textIn(plan, Part::Causation, found);
    if (const auto text = plan.text(Part::PositionLabel, found); text && !text->empty()) {
        if (const auto number = wholeNumber(*text))
            event.position = *number;
        else
            event.positionText = *text;
    }
    if (const auto text = plan.text(Part::StreamVersion, found)) {
        if (const auto number = wholeNumber(*text))
            event.version = Version(*number);
    }
    event.countFrom = plan.spec().version.countFrom;
    event.time = timeIn(plan, found, usual).value_or(kNoTime);
    if (const Found *data = plan.find(Part::Data, found))
        event.payloadSize = saturated(data->raw.empty() ? data->text.size() : data->raw.size());
    else if (const Found *packed = plan.find(Part::DataBase64, found))
        event.payloadSize = saturated(packed->raw.size());
    else if (plan.spec().recordAsData)
        event.payloadSize = saturated(recordSize);
}

bool mayHoldJson(std::string_view string)
{
    const std::size_t at = string.find_first_not_of(" \t\r\n", 1);
    return string.starts_with('"') && at != std::string_view::npos
           && (string[at] == '{' || string[at] == '[' || string[at] == '\\');
}

Payload dataIn(const RecordPlan &plan, const std::vector<Found> &found, std::string_view record,
               std::optional<Error> &damage)
{
    Payload payload;
    if (plan.spec().recordAsData) {
        payload = jsonPayload(record);
    } else if (const Found *data = plan.find(Part::Data, found)) {
        payload = !data->raw.empty() && isSaidToBeText(plan, found)
                      ? jsonPayload(data->raw)
                      : decoded(plan.spec(), *data, damage);
    } else if (const Found *packed = plan.find(Part::DataBase64, found)) {
        if (auto bytes = decodeBase64(packed->text)) {
            payload = decodePayload(*bytes, {}, damage);
            payload.raw = packed->raw;
        } else {
            payload = jsonPayload(packed->raw);
            damage = Error(ErrorCode::Damaged,
                           "The payload is not base64 and is shown as it is stored.");
        }
    }
    if (!plan.spec().envelope.empty())
        openEnvelope(plan.spec().envelope, payload);
    return payload;
}

Payload metadataIn(const RecordPlan &plan, const std::vector<Found> &found, std::string_view record,
                   std::optional<Error> &damage)
{
    if (!plan.membersAreMetadata()) {
        const Found *const metadata = plan.find(Part::Metadata, found);
        if (!metadata)
            return {};
        Payload payload = decoded(plan.spec(), *metadata, damage);
        if (plan.spec().metadata.pairs)
            pairsToObject(payload);
        return payload;
    }
    std::string object = "{";
    JsonCursor cursor(record);
    cursor.skipSpace();
    cursor.take('{');
    bool first = true;
    bool escaped = false;
    std::string_view name;
    std::string_view value;
    while (cursor.member(name, escaped, first) && cursor.value(value)) {
        if (!plan.isMetadata(escaped ? unescapeJson(name) : std::string(name)))
            continue;
        object += object.size() > 1 ? ",\"" : "\"";
        object += name;
        object += "\":";
        object += value;
    }
    return object.size() > 1 ? jsonPayload(object + "}") : Payload();
}

std::string withoutBadUtf8(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t length = 1;
        while (length <= 4 && at + length <= text.size() && !isUtf8(text.substr(at, length)))
            ++length;
        if (length <= 4 && at + length <= text.size()) {
            out.append(text, at, length);
            at += length;
        } else {
            out += "\xEF\xBF\xBD";
            ++at;
        }
    }
    return out;
}

} // namespace eventscope
