// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "event/record.h"
#include "query/columntest.h"
#include "query/parser.h"

#include <atomic>
#include <optional>
#include <string>
#include <string_view>

namespace eventscope {

// A text that may be JSON: parsed, and its escapes decoded, only if a condition asks.
class PayloadText
{
public:
    explicit PayloadText(std::string_view text)
        : m_text(text)
    {}
    std::string_view text() const { return m_text; }
    // Null pointer if it is no JSON.
    const JsonValue *json();
    // Whether the needle stands in it as written, or with the escapes of its JSON strings decoded.
    bool contains(std::string_view needle);

private:
    std::string_view m_text;
    std::optional<Result<JsonValue>> m_json;
    std::optional<std::string> m_decoded;
};

// Decides a filter for single events with everything at hand. One a thread.
class PayloadTest
{
public:
    PayloadTest(const Expression &root, const ColumnTest &columns)
        : m_root(&root)
        , m_columns(&columns)
    {}

    // `record` may be null if the filter has no conditions on the text of ids.
    bool matches(Row row, std::string_view data, std::string_view metadata,
                 const Record *record = nullptr);
    // A regular expression gave up on some text: matches() cannot be trusted from then on.
    bool tooHard() const { return m_tooHard.load(std::memory_order_relaxed); }

private:
    struct Event {
        Row row;
        PayloadText data;
        PayloadText metadata;
        const Record *record;
    };
    bool matches(const Expression &expression, Event &event);
    bool matches(const Condition &condition, Event &event);
    bool jsonFulfils(const Condition &condition, const JsonValue *value);

    const Expression *m_root;
    const ColumnTest *m_columns;
    std::atomic<bool> m_tooHard{false};
};

} // namespace eventscope
