// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/record.h"
#include "store/file/jsoncursor.h"
#include "store/file/recordplan.h"

#include <memory>
#include <string_view>
#include <vector>

namespace eventscope {

// Finds what a plan wants in one record, in one pass over all of it, and checks that it is JSON. simdjson does it for records of usual
// size; a JsonCursor takes the ones that simdjson refuses or that are large, and has the last word on what is wrong. The bytes are
// copied before simdjson sees them: it reads behind their end, and another program may be changing the file.
// Keeps its memory from record to record; one thread.
class RecordParser
{
public:
    enum class Verdict : std::uint8_t {
        Good,
        BadUtf8,   // JSON but for that; everything was found
        TooDeep,   // JSON, deeper than JsonValue reads; everything was found
        NotObject, // JSON, but no object
        NotJson,
    };

    RecordParser();
    ~RecordParser();

    // Texts that had to be unescaped go to `memory`; the others point into `record`. A key that stands twice counts with its last
    // value.
    Verdict parse(const RecordPlan &plan, std::string_view record, RecordBatch &memory);
    // The same by the cursor alone.
    Verdict parseByCursor(const RecordPlan &plan, std::string_view record, RecordBatch &memory);

    const std::vector<Found> &found() const { return m_found; }
    // Of NotJson, NotObject and BadUtf8: where in the record, and what is wrong there.
    std::size_t mistakeOffset() const { return m_mistakeOffset; }
    const char *mistake() const { return m_mistake; }

private:
    struct Fast;

    bool parseFast(const RecordPlan &plan, std::string_view record, RecordBatch &memory);
    bool walk(const RecordPlan &plan, JsonCursor &cursor, RecordPlan::Node node, bool rawCounts,
              RecordBatch &memory);
    void walkText(const RecordPlan &plan, std::string_view text, RecordPlan::Node node,
                  RecordBatch &memory);
    void forget(const RecordPlan &plan, RecordPlan::Node node)
    {
        for (const std::uint16_t slot : plan.slotsBelow(node))
            m_found[slot] = {};
    }
    // In place, and inline: a value that was just put together in memory, and is copied from there, is waited for.
    void store(const RecordPlan &plan, RecordPlan::Node node, Found::Kind kind,
               std::string_view text, std::string_view raw)
    {
        forget(plan, node);
        for (const std::uint16_t slot : plan.slots(node)) {
            Found &found = m_found[slot];
            found.kind = kind;
            found.text = text;
            found.raw = raw;
        }
    }

    std::vector<Found> m_found;
    std::size_t m_mistakeOffset = 0;
    const char *m_mistake = nullptr;
    std::unique_ptr<Fast> m_fast;
};

} // namespace eventscope
