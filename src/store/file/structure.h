// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace eventscope {

// Finds where a JSON object or array ends by its brackets alone, 64 bytes at a time: strings are masked out by the prefix parity of
// their unescaped quotes. What stands between the brackets is not checked. Can go on when the text has grown.
class ContainerScan
{
public:
    static constexpr std::size_t kRanOut = ~std::size_t(0);

    // `begin` is the offset of the opening bracket.
    explicit ContainerScan(std::size_t begin)
        : m_offset(begin)
    {}
    // Offset behind the closing bracket, or kRanOut if the text ends first.
    std::size_t run(std::string_view text);

private:
    std::size_t m_offset;
    std::size_t m_depth = 0;
    std::uint64_t m_inString = 0; // all ones within a string
    bool m_escaped = false;       // the next byte is
};

// What separates records in a file.
enum class Framing : std::uint8_t {
    Lines,
    Array,   // the elements of one array, which may be a member of the outermost object
    Objects, // objects over several lines, one behind the other
};

// Cuts a file into records without looking into them. Begins behind the BOM, or behind the array's bracket.
class RecordCutter
{
public:
    enum class Outcome : std::uint8_t {
        Record, // from begin to end; for arrays possibly an element that is no container, or an empty one between two commas
        Cut,    // the text ends within this record; more of it may come
        Junk,   // what stands behind the array's end
        End,    // nothing more here
    };
    struct Piece {
        Outcome outcome = Outcome::End;
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    RecordCutter(Framing framing, std::size_t offset, bool wrapped);

    // The next piece of `text`, which may have grown since the last call. After Cut the same piece comes again, longer.
    Piece next(std::string_view text);
    // Where the next call begins.
    std::size_t offset() const { return m_offset; }
    // Up to here nothing changes when more is written: the end of the last element, or of the last line.
    std::size_t settled() const { return m_framing == Framing::Lines ? m_offset : m_lastEnd; }
    // Array: whether its closing bracket was seen.
    bool closed() const { return m_closed; }
    // Goes back to where the last record ended, after an array has been written on.
    void reopen();
    // Takes what was Cut as it is.
    void skipTo(std::size_t offset);

private:
    Piece nextLine(std::string_view text);
    Piece nextElement(std::string_view text);
    Piece behindArray(std::string_view text);

    Framing m_framing;
    bool m_wrapped; // the array is a member: what follows it belongs to the object around it
    bool m_closed = false;
    bool m_behindElement = false;
    std::size_t m_offset;
    std::size_t m_lastEnd;                          // of the last element
    std::size_t m_searched;                         // lines: no newline before this
    ContainerScan m_scan{0};                        // of the element that was Cut
    std::size_t m_scanned = ContainerScan::kRanOut; // its begin
};

// Offset of the first byte that is no white space, or the size.
std::size_t behindSpace(std::string_view text, std::size_t offset);

// The end of the record that begins at `offset` (as RecordCutter found it).
std::size_t recordEnd(std::string_view text, std::size_t offset, Framing framing);

} // namespace eventscope
