// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/checkpointtoken.h"

#include "base/json.h"
#include "store/payload.h"

#include <QXmlStreamReader>

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

constexpr int kDeepest = 64;
constexpr qsizetype kLargestXml = 4 << 20; // bytes; a token is a few hundred

bool isDigits(std::string_view text)
{
    return !text.empty()
           && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// 0000000000000001940 is 1940; other labels stay as they are.
std::string label(std::string text)
{
    if (isDigits(text))
        text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
    return text;
}

// The content of the element that was entered: its children by name (several of one name as a list), or its text.
JsonValue contentOf(QXmlStreamReader &xml, int depth)
{
    JsonValue object = JsonValue::object();
    QString text;
    while (!xml.atEnd()) {
        switch (xml.readNext()) {
        case QXmlStreamReader::StartElement: {
            if (depth >= kDeepest) {
                xml.raiseError(QStringLiteral("nested too deep"));
                return {};
            }
            const std::string name = xml.name().toString().toStdString();
            JsonValue child = contentOf(xml, depth + 1);
            if (!object.find(name))
                object.member(name) = std::move(child);
            else if (JsonValue &known = object.member(name); known.kind() == JsonValue::Kind::Array)
                known.mutableElements().push_back(std::move(child));
            else
                known = JsonValue::array({known, std::move(child)});
            break;
        }
        case QXmlStreamReader::Characters:
            text += xml.text();
            break;
        case QXmlStreamReader::EndElement:
            return object.members().empty() ? JsonValue::string(text.trimmed().toStdString())
                                            : object;
        case QXmlStreamReader::DTD:
            // Tokens have none, and the entities of a strange one are nothing to look up.
            xml.raiseError(QStringLiteral("a document type"));
            return {};
        default:
            break;
        }
    }
    return {};
}

std::optional<JsonValue> documentIn(std::string_view stored)
{
    const auto start = stored.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos)
        return std::nullopt;
    if (stored[start] != '<') {
        auto value = JsonValue::parse(stored);
        if (value)
            return std::move(*value);
        // CBOR, or packed: whatever payloads may be.
        std::optional<Error> damage;
        const Payload decoded = decodePayload(stored, PayloadRules(), damage);
        value = JsonValue::parse(decoded.text);
        return decoded.kind == Payload::Kind::Json && value ? std::optional(std::move(*value))
                                                            : std::nullopt;
    }
    if (stored.size() > static_cast<std::size_t>(kLargestXml))
        return std::nullopt;
    QXmlStreamReader xml(QByteArray::fromRawData(stored.data() + start,
                                                 static_cast<qsizetype>(stored.size() - start)));
    while (!xml.atEnd()) {
        const auto token = xml.readNext();
        if (token == QXmlStreamReader::DTD)
            return std::nullopt;
        if (token == QXmlStreamReader::StartElement)
            break;
    }
    JsonValue root = contentOf(xml, 0);
    return xml.hasError() ? std::nullopt : std::optional(std::move(root));
}

void collectScalars(const JsonValue &value, std::vector<std::string> &found)
{
    if (auto text = scalarText(value)) {
        if (!text->empty())
            found.push_back(label(std::move(*text)));
        return;
    }
    if (value.kind() == JsonValue::Kind::Array) {
        for (const JsonValue &element : value.elements())
            collectScalars(element, found);
    } else if (value.kind() == JsonValue::Kind::Object) {
        for (const auto &[name, member] : value.members()) {
            // Jackson writes the class of a collection before its elements, or beside them.
            if (name != "@class")
                collectScalars(member, found);
        }
    }
}

// Everything that the pointer leads to; "**" in it stands for any way down, none included.
void collectAt(const JsonValue &value, std::string_view pointer,
               std::vector<const JsonValue *> &found)
{
    constexpr std::string_view kAnyWay = "/**";
    const auto any = pointer.find("/**/");
    if (any == std::string_view::npos) {
        if (const JsonValue *const at = valueAt(value, pointer))
            found.push_back(at);
        return;
    }
    const JsonValue *const from = valueAt(value, pointer.substr(0, any));
    if (!from)
        return;
    collectAt(*from, pointer.substr(any + kAnyWay.size()), found);
    const std::string_view below = pointer.substr(any);
    if (from->isObject()) {
        for (const auto &[name, member] : from->members())
            collectAt(member, below, found);
    } else if (from->isArray()) {
        for (const JsonValue &element : from->elements())
            collectAt(element, below, found);
    }
}

} // namespace

bool isFurtherPosition(std::string_view left, std::string_view right)
{
    if (isDigits(left) && isDigits(right))
        return left.size() != right.size() ? left.size() > right.size() : left > right;
    return left > right;
}

CheckpointToken readToken(const CheckpointSpec &spec, std::string_view stored)
{
    CheckpointToken token;
    if (stored.empty())
        return token;
    if (spec.position.paths.empty()) {
        token.position = label(std::string(stored));
        return token;
    }
    const auto document = documentIn(stored);
    token.unreadable = !document;
    if (!document)
        return token;
    std::vector<const JsonValue *> found;
    for (const std::string &path : spec.position.paths) {
        found.clear();
        collectAt(*document, path, found);
        for (const JsonValue *const at : found) {
            auto text = scalarText(*at);
            if (!text || text->empty())
                continue;
            *text = label(std::move(*text));
            if (!token.position || isFurtherPosition(*token.position, *text))
                token.position = std::move(*text);
        }
        if (token.position && !spec.leastPosition)
            break;
    }
    found.clear();
    for (const std::string &path : spec.gaps)
        collectAt(*document, path, found);
    for (const JsonValue *const at : found)
        collectScalars(*at, token.gaps);
    std::erase_if(token.gaps, [&](const std::string &gap) {
        return !isDigits(gap) || !token.position || !isFurtherPosition(*token.position, gap);
    });
    std::sort(token.gaps.begin(), token.gaps.end(),
              [](const std::string &a, const std::string &b) { return isFurtherPosition(b, a); });
    token.gaps.erase(std::unique(token.gaps.begin(), token.gaps.end()), token.gaps.end());
    return token;
}

} // namespace eventscope
