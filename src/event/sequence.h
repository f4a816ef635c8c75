// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "event/record.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace eventscope {

// An order of events to look at or to fold: rows of the log, with an overlay of skipped, edited and inserted ones. A stream, a filter's
// result and a what-if branch are all Sequences, and whatever reads history knows nothing else.
//
// A value: a piece table over shared, immutable rows. Copies are cheap, and editing one leaves the others alone.
// Ordinals count from 0. Safe to read from any thread.
class Sequence
{
public:
    using Rows = std::vector<Row>;

    struct Item {
        Row row = kNoRow; // kNoRow for an inserted record
        const Record *record
            = nullptr; // set where the overlay replaces what the store holds; lives as long as the Sequence
    };

    Sequence() = default;
    // Rows first, first + 1, ... first + count - 1.
    static Sequence range(Row first, std::uint32_t count);
    static Sequence of(std::shared_ptr<const Rows> rows);
    static Sequence of(Rows rows);

    std::uint32_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    Item at(std::uint32_t ordinal) const;
    // The row at the ordinal, kNoRow for an inserted record.
    Row row(std::uint32_t ordinal) const { return at(ordinal).row; }

    // How many leading items of `other` are the same: what was computed from them can be shared.
    std::uint32_t commonPrefix(const Sequence &other) const;

    Sequence skipping(std::uint32_t ordinal) const;
    Sequence editing(std::uint32_t ordinal, Record record) const;
    // The record comes to stand at the ordinal; size() appends.
    Sequence inserting(std::uint32_t ordinal, Record record) const;

private:
    struct Piece {
        std::uint32_t start = 0; // ordinal of its first item
        std::uint32_t count = 0;
        std::uint32_t base = 0; // first index in m_rows, or first row of a range
        Row row = kNoRow;       // of an edited record
        std::shared_ptr<const Record> record;
    };
    void append(Piece piece);
    void appendSlice(const Sequence &from, std::uint32_t begin, std::uint32_t end);
    const Piece &pieceAt(std::uint32_t ordinal) const;

    std::shared_ptr<const Rows> m_rows; // null for a range
    std::vector<Piece> m_pieces;
    std::uint32_t m_size = 0;
};

} // namespace eventscope
