// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/decode/xml.h"

#include "base/json.h"
#include "store/decode/values.h"
#include "store/file/jsoncursor.h"

#include <QByteArray>
#include <QString>
#include <QXmlStreamReader>

#include <algorithm>
#include <array>
#include <cctype>

namespace eventscope {

namespace {

// An element while it is read. Its parts are small beside the text they come from.
struct Element {
    std::string name;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::string text;
    std::vector<std::pair<std::string, JsonValue>> children; // in order
};

constexpr std::array<std::string_view, 8> kNumbers{"int",   "long",   "short",       "byte",
                                                   "float", "double", "big-decimal", "big-int"};
constexpr std::array<std::string_view, 18> kLists{"list",
                                                  "set",
                                                  "linked-list",
                                                  "linked-hash-set",
                                                  "tree-set",
                                                  "sorted-set",
                                                  "vector",
                                                  "string-array",
                                                  "int-array",
                                                  "long-array",
                                                  "java.util.ArrayList",
                                                  "java.util.LinkedList",
                                                  "java.util.HashSet",
                                                  "java.util.LinkedHashSet",
                                                  "java.util.TreeSet",
                                                  "java.util.Arrays$ArrayList",
                                                  "java.util.ImmutableCollections$ListN",
                                                  "java.util.Collections$SingletonList"};

template<typename List>
bool isIn(const List &list, std::string_view name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// What a name of XStream's says of a value: int, boolean, null ... Else a string.
JsonValue typed(std::string_view type, const std::string &text)
{
    if (isIn(kNumbers, type) && isJsonNumber(text))
        return JsonValue::number(text);
    if (type == "boolean" && (text == "true" || text == "false"))
        return JsonValue(text == "true");
    if (type == "null" && isBlank(text))
        return {};
    return JsonValue::string(text);
}

std::string withoutEscapes(std::string name)
{
    // XStream writes _ as __ and $ as _- in names of elements.
    std::string plain;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] == '_' && i + 1 < name.size() && (name[i + 1] == '_' || name[i + 1] == '-')) {
            plain += name[i + 1] == '_' ? '_' : '$';
            ++i;
        } else {
            plain += name[i];
        }
    }
    return plain;
}

// XStream names a key by its type. Two members of an entry of some list of the application's own have names of theirs.
bool isKeyType(std::string_view name)
{
    return name == "string" || name == "char" || name == "boolean" || name == "null"
           || name == "uuid" || name == "java-class" || name == "date"
           || name.find('.') != std::string_view::npos || isIn(kNumbers, name);
}

// <entry><string>key</string><int>1</int></entry>, any number of them.
bool isMap(const Element &element)
{
    return !element.children.empty() && isBlank(element.text)
           && std::all_of(element.children.begin(), element.children.end(), [](const auto &child) {
                  return child.first == "entry" && child.second.isArray()
                         && child.second.size() == 2
                         && !child.second.elements().front().isContainer();
              });
}

JsonValue mapOf(const Element &element)
{
    JsonValue::Members members;
    for (const auto &child : element.children) {
        const auto &pair = child.second.elements();
        members.emplace_back(pair.front().isNull()                          ? std::string("null")
                             : pair.front().kind() == JsonValue::Kind::Bool ? pair.front().dump()
                                                                            : pair.front().text(),
                             pair.back());
    }
    return JsonValue::object(std::move(members));
}

JsonValue listOf(const Element &element)
{
    JsonValue::Elements elements;
    for (const auto &[name, value] : element.children)
        elements.push_back(value.isString() ? typed(name, value.text()) : value);
    return JsonValue::array(std::move(elements));
}

JsonValue membersOf(const Element &element)
{
    JsonValue::Members members;
    for (const auto &[name, value] : element.attributes)
        members.emplace_back("@" + name, JsonValue::string(value));
    // Where each name stands, so that a list of thousands is put together in one pass.
    std::vector<std::pair<std::string_view, std::size_t>> order;
    for (std::size_t i = 0; i < element.children.size(); ++i)
        order.emplace_back(element.children[i].first, i);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<std::vector<std::size_t>> groups(element.children.size()); // by its first child
    for (std::size_t from = 0; from < order.size();) {
        std::size_t to = from;
        while (to < order.size() && order[to].first == order[from].first)
            groups[order[from].second].push_back(order[to++].second);
        from = to;
    }
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (groups[i].size() == 1) {
            members.emplace_back(element.children[i]);
        } else if (!groups[i].empty()) {
            JsonValue::Elements same;
            for (const std::size_t child : groups[i])
                same.push_back(element.children[child].second);
            members.emplace_back(element.children[i].first, JsonValue::array(std::move(same)));
        }
    }
    if (!isBlank(element.text))
        members.emplace_back("#text", JsonValue::string(element.text));
    return JsonValue::object(std::move(members));
}

JsonValue valueOf(const Element &element)
{
    std::string_view type;
    if (element.attributes.size() == 1 && element.attributes.front().first == "class")
        type = element.attributes.front().second;
    if (element.children.empty()) {
        if (isIn(kLists, type.empty() ? std::string_view(element.name) : type)
            && isBlank(element.text))
            return JsonValue::array();
        if (element.attributes.empty() || (!type.empty() && !isBlank(element.text)))
            return typed(type, element.text);
        return membersOf(element);
    }
    if (element.name == "entry" && element.attributes.empty() && isBlank(element.text)
        && element.children.size() == 2 && isKeyType(element.children.front().first))
        return listOf(element);
    if (isMap(element))
        return mapOf(element);
    if (isIn(kLists, type.empty() ? std::string_view(element.name) : type) && isBlank(element.text))
        return listOf(element);
    return membersOf(element);
}

// Behind white space, the XML declaration, comments and processing instructions.
std::string_view behindProlog(std::string_view xml)
{
    for (;;) {
        xml.remove_prefix(std::min(xml.find_first_not_of(" \t\r\n"), xml.size()));
        const bool comment = xml.starts_with("<!--");
        if (!comment && !xml.starts_with("<?"))
            return xml;
        const std::string_view end = comment ? "-->" : "?>";
        const auto at = xml.find(end);
        if (at == std::string_view::npos)
            return {};
        xml.remove_prefix(at + end.size());
    }
}

std::string utf8(QStringView text)
{
    return text.toUtf8().toStdString();
}

} // namespace

bool mayBeXml(std::string_view text)
{
    if (text.size() < 4 || text.front() != '<')
        return false;
    if (text[1] == '?' || text.starts_with("<!--"))
        return true;
    std::string begin(text.substr(0, 14));
    std::transform(begin.begin(), begin.end(), begin.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (begin.starts_with("<!doctype"))
        return begin != "<!doctype html";
    if (begin.starts_with("<html"))
        return false;
    const auto c = static_cast<unsigned char>(text[1]);
    return (std::isalpha(c) || c == '_' || c >= 0x80) && text.find('>') != std::string_view::npos;
}

Result<std::string> xmlToJson(std::string_view xml)
{
    if (behindProlog(xml).starts_with("<!")) {
        return fail(
            ErrorCode::Unsupported,
            "The XML has a document type declaration, whose entities are never fetched or expanded; it is shown as text.");
    }
    QXmlStreamReader reader(
        QByteArray::fromRawData(xml.data(), static_cast<qsizetype>(xml.size())));
    reader.setNamespaceProcessing(false);
    std::vector<Element> open;
    JsonValue root;
    while (!reader.atEnd()) {
        switch (reader.readNext()) {
        case QXmlStreamReader::StartElement: {
            if (open.size() >= kMostDepth) {
                return fail(tooDeep("The XML"));
            }
            Element element;
            element.name = withoutEscapes(utf8(reader.qualifiedName()));
            const auto attributes = reader.attributes();
            for (const QXmlStreamAttribute &attribute : attributes)
                element.attributes.emplace_back(utf8(attribute.qualifiedName()),
                                                utf8(attribute.value()));
            open.push_back(std::move(element));
            break;
        }
        case QXmlStreamReader::Characters:
            if (!open.empty())
                open.back().text += utf8(reader.text());
            break;
        case QXmlStreamReader::EndElement: {
            JsonValue value = valueOf(open.back());
            std::string name = std::move(open.back().name);
            open.pop_back();
            if (open.empty())
                root = std::move(value);
            else
                open.back().children.emplace_back(std::move(name), std::move(value));
            break;
        }
        default:
            break;
        }
    }
    if (reader.hasError()) {
        return fail(Error(ErrorCode::Damaged,
                          "The XML is damaged at line " + std::to_string(reader.lineNumber())
                              + ", column " + std::to_string(reader.columnNumber())
                              + ", and is shown as text.")
                        .with(utf8(reader.errorString())));
    }
    return root.dump();
}

} // namespace eventscope
