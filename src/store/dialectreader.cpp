// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/dialectreader.h"

#include "base/json.h"

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope {

namespace {

using Kind = LocatedJson::Kind;

constexpr std::size_t kMostOtherwise = 16;
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

} // namespace

DialectObject::DialectObject(DialectReader &reader, const LocatedJson &json, std::string what)
    : m_reader(reader)
    , m_json(json)
    , m_what(std::move(what))
{
    if (json.kind != Kind::Object)
        reader.mistake(json.offset, m_what + " has to be an object in braces");
}

const LocatedJson *DialectObject::find(const std::string &name)
{
    m_asked.insert(name);
    for (const auto &[key, value] : m_json.members) {
        if (key.name == name)
            return &value;
    }
    return nullptr;
}

const LocatedJson *DialectObject::need(const std::string &name)
{
    const LocatedJson *const value = find(name);
    if (!value)
        m_reader.mistake(m_json.offset, m_what + " lacks the key " + jsonQuote(name));
    return value;
}

std::string DialectObject::text(const std::string &name, bool needed)
{
    const LocatedJson *const value = needed ? need(name) : find(name);
    return value ? m_reader.textOf(*value, jsonQuote(name)) : std::string();
}

std::string DialectObject::pointer(const std::string &name)
{
    const LocatedJson *const value = find(name);
    return value ? m_reader.pointerOf(*value, jsonQuote(name)) : std::string();
}

std::vector<std::string> DialectObject::texts(const std::string &name, bool needed)
{
    const LocatedJson *const value = needed ? need(name) : find(name);
    return value ? m_reader.textsOf(*value, jsonQuote(name)) : std::vector<std::string>();
}

void DialectObject::finish() const
{
    for (const auto &[key, value] : m_json.members) {
        if (!m_asked.contains(key.name)) {
            m_reader.mistake(key.offset, "the key " + jsonQuote(key.name) + " is not known in "
                                             + m_what + "; allowed are " + namesListed(m_asked));
        }
    }
}

DialectReader::DialectReader(std::string_view text, std::string path)
    : m_text(text)
    , m_path(std::move(path))
{}

void DialectReader::mistake(std::size_t offset, const std::string &sentence)
{
    if (!m_error)
        m_error = errorAt(m_text, offset, m_path, sentence);
}

std::string DialectReader::textOf(const LocatedJson &json, const std::string &what)
{
    if (json.kind != Kind::String)
        mistake(json.offset, what + " has to be text in quotes");
    else if (json.text.empty())
        mistake(json.offset, what + " is empty");
    return json.text;
}

std::string DialectReader::pointerOf(const LocatedJson &json, const std::string &what)
{
    if (json.kind != Kind::String)
        mistake(json.offset, what + " has to be text in quotes");
    else if (!json.text.empty() && json.text.front() != '/')
        mistake(json.offset, what + " has to be a JSON pointer, which begins with a slash");
    return json.text;
}

std::vector<std::string> DialectReader::textsOf(const LocatedJson &json, const std::string &what)
{
    std::vector<std::string> texts;
    if (json.kind != Kind::Array)
        mistake(json.offset, what + " has to be a list in brackets");
    for (const LocatedJson &element : json.elements)
        texts.push_back(textOf(element, "each of " + what));
    return texts;
}

std::string DialectReader::tableOf(DialectObject &object)
{
    const std::string table = object.text("table", true);
    if (std::count(table.begin(), table.end(), '*') > 1)
        mistake(object.find("table")->offset,
                "the name of a table has one * at most, which stands for any text");
    return table;
}

std::vector<std::string> DialectReader::pointersOf(const LocatedJson &json, const std::string &what)
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

FieldSpec DialectReader::fieldOf(const LocatedJson &json, const std::string &what, FieldUse use,
                                 bool metadata)
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
                    mistake(json.elements[i].offset,
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
        field.column = textOf(json, what);
        return field;
    }
    DialectObject object(*this, json, what);
    const char *const place = m_file ? "member" : "column";
    if (const LocatedJson *const column = object.find(place))
        field.column = textOf(*column, jsonQuote(place));
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

// What only files have: lists of names and values, joined members, texts with other names.
void DialectReader::membersOf(DialectObject &object, FieldSpec &field, FieldUse use)
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
        mistake(with->offset, "\"with\" stands between what a \"join\" lists, which is missing");
    }
    if (const LocatedJson *const names = object.find("names")) {
        if (names->kind != Kind::Object || names->members.empty())
            mistake(names->offset, "\"names\" has to be an object of texts");
        for (const auto &[key, value] : names->members)
            field.names.emplace_back(key.name, textOf(value, "each of \"names\""));
    }
}

void DialectReader::pathsOf(DialectObject &object, FieldSpec &field)
{
    if (const LocatedJson *const paths = object.find("path"))
        field.paths = pointersOf(*paths, "\"path\"");
}

// What is taken of a text, and what stands for it where there is none.
void DialectReader::piecesOf(DialectObject &object, FieldSpec &field)
{
    field.after = object.text("after");
    field.before = object.text("before");
    field.beforeLast = object.text("beforeLast");
    splitOf(object, field);
    if (const LocatedJson *const fallback = object.find("fallback"))
        field.fallback = textOf(*fallback, "\"fallback\"");
}

void DialectReader::splitOf(DialectObject &object, FieldSpec &field)
{
    field.split = object.text("split");
    const LocatedJson *const part = object.find("part");
    if (part && (part->kind != Kind::Integer || part->integer < 1 || part->integer > 1000))
        mistake(part->offset, "\"part\" has to be a whole number from 1");
    else if (part && field.split.empty())
        mistake(part->offset, "\"part\" counts the pieces between a \"split\", which is missing");
    else if (part)
        field.part = static_cast<int>(part->integer);
    else if (!field.split.empty())
        mistake(object.find("split")->offset, "\"split\" needs a \"part\", counted from 1");
}

void DialectReader::encodingOf(DialectObject &object, FieldSpec &field, FieldUse use)
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

} // namespace eventscope
