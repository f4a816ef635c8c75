// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/sequence.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace eventscope {

Sequence Sequence::range(Row first, std::uint32_t count)
{
    Sequence sequence;
    if (count > 0)
        sequence.append({0, count, first.value(), kNoRow, nullptr});
    return sequence;
}

Sequence Sequence::of(std::shared_ptr<const Rows> rows)
{
    Sequence sequence;
    sequence.m_rows = std::move(rows);
    if (sequence.m_rows && !sequence.m_rows->empty())
        sequence.append(
            {0, static_cast<std::uint32_t>(sequence.m_rows->size()), 0, kNoRow, nullptr});
    return sequence;
}

Sequence Sequence::of(Rows rows)
{
    return of(std::make_shared<const Rows>(std::move(rows)));
}

void Sequence::append(Piece piece)
{
    piece.start = m_size;
    m_size += piece.count;
    m_pieces.push_back(std::move(piece));
}

const Sequence::Piece &Sequence::pieceAt(std::uint32_t ordinal) const
{
    assert(ordinal < m_size);
    const auto after = std::upper_bound(m_pieces.begin(), m_pieces.end(), ordinal,
                                        [](std::uint32_t wanted, const Piece &piece) {
                                            return wanted < piece.start;
                                        });
    return *std::prev(after);
}

Sequence::Item Sequence::at(std::uint32_t ordinal) const
{
    const Piece &piece = pieceAt(ordinal);
    if (piece.record)
        return {piece.row, piece.record.get()};
    const std::uint32_t index = piece.base + (ordinal - piece.start);
    return {m_rows ? (*m_rows)[index] : Row(index), nullptr};
}

std::uint32_t Sequence::commonPrefix(const Sequence &other) const
{
    const std::uint32_t limit = std::min(m_size, other.m_size);
    std::uint32_t same = 0;
    while (same < limit) {
        const Piece &mine = pieceAt(same);
        const Piece &theirs = other.pieceAt(same);
        const std::uint32_t run = std::min(
                                      {mine.start + mine.count, theirs.start + theirs.count, limit})
                                  - same;
        const bool sameBase = m_rows == other.m_rows && !mine.record && !theirs.record
                              && mine.base + (same - mine.start)
                                     == theirs.base + (same - theirs.start);
        if (sameBase) {
            same += run;
            continue;
        }
        for (std::uint32_t i = 0; i < run; ++i, ++same) {
            const Item a = at(same);
            const Item b = other.at(same);
            if (a.row != b.row || a.record != b.record)
                return same;
        }
    }
    return same;
}

void Sequence::appendSlice(const Sequence &from, std::uint32_t begin, std::uint32_t end)
{
    for (const Piece &piece : from.m_pieces) {
        const std::uint32_t first = std::max(begin, piece.start);
        const std::uint32_t last = std::min(end, piece.start + piece.count);
        if (first >= last)
            continue;
        Piece part = piece;
        part.base += first - piece.start;
        part.count = last - first;
        append(std::move(part));
    }
}

Sequence Sequence::skipping(std::uint32_t ordinal) const
{
    Sequence result;
    result.m_rows = m_rows;
    result.appendSlice(*this, 0, ordinal);
    result.appendSlice(*this, ordinal + 1, m_size);
    return result;
}

Sequence Sequence::editing(std::uint32_t ordinal, Record record) const
{
    Sequence result;
    result.m_rows = m_rows;
    result.appendSlice(*this, 0, ordinal);
    result.append({0, 1, 0, row(ordinal), std::make_shared<const Record>(std::move(record))});
    result.appendSlice(*this, ordinal + 1, m_size);
    return result;
}

Sequence Sequence::inserting(std::uint32_t ordinal, Record record) const
{
    Sequence result;
    result.m_rows = m_rows;
    result.appendSlice(*this, 0, ordinal);
    result.append({0, 1, 0, kNoRow, std::make_shared<const Record>(std::move(record))});
    result.appendSlice(*this, ordinal, m_size);
    return result;
}

} // namespace eventscope
