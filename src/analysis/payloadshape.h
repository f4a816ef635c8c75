// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/fieldvalues.h"
#include "base/ids.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eventscope {

// Text: a payload that is no JSON. Broken: one that begins as JSON does, and is none.
enum class ShapeKind : std::uint8_t {
    Absent,
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
    Text,
    Broken
};
inline constexpr std::size_t kShapeKinds = 9;
std::string_view nameOf(ShapeKind kind); // "a number"

// The shape of many payloads: a tree of the fields that occur in them, each with the types that it had, in which events it was there, and
// since when. Elements of an array are one field, called "[]".
//
// Events are added in ascending order of rows. Shapes of consecutive parts are joined, so that the parts can be read side by side.
class PayloadShape
{
public:
    // Events in a row in which a field was there (all of the objects that could hold it had it), or was not.
    struct Run {
        Row first = kNoRow;
        std::uint32_t events = 0;
        bool present = false;
        bool operator==(const Run &) const = default;
    };
    static constexpr std::size_t kMostRuns = 5;

    struct Kind {
        std::uint64_t values = 0;
        Row first = kNoRow;
        Row last = kNoRow;
    };
    struct Field {
        std::string name;
        std::uint32_t parent = 0; // index of the field it is in; that of the payload itself is 0
        std::array<Kind, kShapeKinds> kinds;
        std::vector<std::uint32_t> children; // indices
        std::uint32_t events = 0;            // that have it
        Row first = kNoRow;
        Row last = kNoRow;
        // Events in which it is an object: those that could have its children.
        std::uint32_t asObject = 0;
        Row firstAsObject = kNoRow;
        // Of a member of an object. Empty if it comes and goes (more than kMostRuns runs, or only in some elements of an array).
        std::vector<Run> runs;
        bool comesAndGoes = false;
        // Keys are data: an object with more than kMostKeys different ones. No further ones are kept.
        bool isMap = false;
        std::unique_ptr<FieldValues> values; // of scalars, if the shape keeps values
    };
    static constexpr std::size_t kMostKeys = 100;
    static constexpr std::size_t kMostFields = 4000;
    static constexpr std::size_t kMostDepth = 32;

    explicit PayloadShape(bool withValues = false);

    const std::vector<Field> &fields() const { return m_fields; } // parents before children
    std::uint32_t events() const { return m_fields.front().events; }
    // "items[].sku" as the filter language has it, without its "data."; empty for the payload itself.
    std::string pathOf(std::uint32_t field) const;

    void append(const PayloadShape &later);

private:
    friend class PayloadShaper;

    // Of the event being added.
    struct Now {
        std::uint64_t event = 0;   // its number; another one: nothing of what follows holds
        std::uint32_t times = 0;   // that the field occurred
        std::uint32_t objects = 0; // in which it was an object
    };
    std::uint32_t childOf(std::uint32_t parent, std::string_view name, std::uint32_t guess);
    std::uint32_t addField(std::uint32_t parent, std::string_view name);
    void count(std::uint32_t field, ShapeKind kind) { m_met.emplace_back(field, kind); }
    void take(std::uint32_t field, ShapeKind kind, Row row);
    FieldValues &valuesOf(std::uint32_t field);
    Now &now(std::uint32_t field);
    void endEvent(Row row);
    void breakEvent(Row row);
    void addRun(Field &field, const Run &run);
    void join(std::uint32_t mine, const PayloadShape &later, std::uint32_t theirs);

    std::vector<Field> m_fields;
    std::vector<Now> m_now;                                 // by field
    std::vector<std::pair<std::uint32_t, ShapeKind>> m_met; // in the event; counted when it ends
    std::vector<std::uint32_t> m_objects;                   // that occurred in the event
    std::uint64_t m_event = 0;
    bool m_withValues = false;
};

// Reads payloads into shapes; one a thread.
class PayloadShaper
{
public:
    PayloadShaper();
    ~PayloadShaper();
    // `payload` is the decoded text of the event; empty if it has none. False if it is broken: it then has no fields.
    bool add(PayloadShape &shape, Row row, std::string_view payload);

private:
    struct Parser;
    std::unique_ptr<Parser> m_parser;
};

} // namespace eventscope
