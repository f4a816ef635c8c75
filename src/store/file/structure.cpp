// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/structure.h"

#include "store/file/jsoncursor.h"

#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace eventscope {

namespace {

constexpr std::size_t kBlock = 64;

// A bit for each of 64 bytes.
struct Masks {
    std::uint64_t quote = 0;
    std::uint64_t backslash = 0;
    std::uint64_t open = 0;  // { [
    std::uint64_t close = 0; // } ]
};

Masks masksOf(const char *bytes)
{
    Masks masks;
#ifdef __SSE2__
    for (unsigned part = 0; part < 4; ++part) {
        const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes + part * 16));
        // Setting this bit makes [ a { and ] a }, and nothing else either of them.
        const __m128i folded = _mm_or_si128(block, _mm_set1_epi8(0x20));
        const auto where = [part](__m128i equal) {
            return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(equal)))
                   << (part * 16);
        };
        masks.quote |= where(_mm_cmpeq_epi8(block, _mm_set1_epi8('"')));
        masks.backslash |= where(_mm_cmpeq_epi8(block, _mm_set1_epi8('\\')));
        masks.open |= where(_mm_cmpeq_epi8(folded, _mm_set1_epi8('{')));
        masks.close |= where(_mm_cmpeq_epi8(folded, _mm_set1_epi8('}')));
    }
#else
    for (std::size_t i = 0; i < kBlock; ++i) {
        const std::uint64_t bit = std::uint64_t(1) << i;
        const char byte = bytes[i];
        masks.quote |= byte == '"' ? bit : 0;
        masks.backslash |= byte == '\\' ? bit : 0;
        masks.open |= byte == '{' || byte == '[' ? bit : 0;
        masks.close |= byte == '}' || byte == ']' ? bit : 0;
    }
#endif
    return masks;
}

// Bit i of the result is the parity of the bits 0 to i.
std::uint64_t prefixParity(std::uint64_t bits)
{
    for (int shift = 1; shift < 64; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

// The bytes that a backslash before them takes the meaning from. `carry` goes from block to block.
std::uint64_t escapedBytes(std::uint64_t backslash, bool &carry)
{
    std::uint64_t escaped = carry ? 1 : 0;
    std::uint64_t rest = backslash & ~escaped;
    carry = false;
    while (rest != 0) {
        const std::uint64_t bit = rest & (~rest + 1);
        if (bit >> 63)
            carry = true;
        escaped |= bit << 1;
        rest &= ~(bit | bit << 1);
    }
    return escaped;
}

} // namespace

std::size_t ContainerScan::run(std::string_view text)
{
    char last[kBlock];
    while (m_offset < text.size()) {
        const std::size_t left = text.size() - m_offset;
        const char *bytes = text.data() + m_offset;
        const bool whole = left >= kBlock;
        if (!whole) {
            std::memset(last, ' ', kBlock);
            std::memcpy(last, bytes, left);
            bytes = last;
        }
        const Masks masks = masksOf(bytes);
        bool carry = m_escaped;
        std::uint64_t quotes = masks.quote;
        if (masks.backslash != 0 || carry)
            quotes &= ~escapedBytes(masks.backslash, carry);
        const std::uint64_t inString = prefixParity(quotes) ^ m_inString;
        const std::uint64_t open = masks.open & ~inString;
        std::uint64_t close = masks.close & ~inString;
        const auto opened = static_cast<std::size_t>(std::popcount(open));
        const auto closed = static_cast<std::size_t>(std::popcount(close));
        // Only where the depth may reach zero are the brackets looked at one by one.
        if (m_depth <= closed) {
            std::size_t before = 0; // closing brackets passed
            while (close != 0) {
                const std::uint64_t bit = close & (~close + 1);
                ++before;
                if (m_depth + static_cast<std::size_t>(std::popcount(open & (bit - 1))) <= before)
                    return m_offset + static_cast<std::size_t>(std::countr_zero(bit)) + 1;
                close &= close - 1;
            }
        }
        if (!whole)
            return kRanOut; // this block is read again when there is more of it
        m_depth = m_depth + opened - closed;
        m_escaped = carry;
        m_inString = inString >> 63 ? ~std::uint64_t(0) : 0;
        m_offset += kBlock;
    }
    return kRanOut;
}

RecordCutter::RecordCutter(Framing framing, std::size_t offset, bool wrapped)
    : m_framing(framing)
    , m_wrapped(wrapped)
    , m_offset(offset)
    , m_lastEnd(offset)
    , m_searched(offset)
{}

RecordCutter::Piece RecordCutter::next(std::string_view text)
{
    return m_framing == Framing::Lines ? nextLine(text) : nextElement(text);
}

RecordCutter::Piece RecordCutter::nextLine(std::string_view text)
{
    while (m_offset < text.size()) {
        const std::size_t from = m_searched > m_offset ? m_searched : m_offset;
        const auto *const newline = static_cast<const char *>(
            std::memchr(text.data() + from, '\n', text.size() - from));
        const std::size_t end = newline ? static_cast<std::size_t>(newline - text.data())
                                        : text.size();
        std::size_t begin = m_offset;
        while (begin < end && isJsonSpace(text[begin]))
            ++begin;
        if (!newline) {
            m_searched = end;
            return begin == end ? Piece{Outcome::End, begin, end} : Piece{Outcome::Cut, begin, end};
        }
        m_offset = end + 1;
        if (begin == end)
            continue;
        std::size_t last = end;
        while (isJsonSpace(text[last - 1]))
            --last;
        return {Outcome::Record, begin, last};
    }
    return {Outcome::End, m_offset, m_offset};
}

RecordCutter::Piece RecordCutter::nextElement(std::string_view text)
{
    if (m_closed)
        return behindArray(text);
    std::size_t at = behindSpace(text, m_offset);
    if (m_behindElement && at < text.size() && text[at] == ',') {
        m_behindElement = false;
        m_offset = ++at;
        at = behindSpace(text, at);
    }
    if (at >= text.size())
        return {Outcome::End, at, at};
    const char first = text[at];
    if (first == ']' && m_framing == Framing::Array) {
        m_closed = true;
        m_offset = at + 1;
        return behindArray(text);
    }
    std::size_t end = at;
    if (first == '{' || first == '[') {
        if (m_scanned != at) {
            m_scan = ContainerScan(at);
            m_scanned = at;
        }
        end = m_scan.run(text);
        if (end == ContainerScan::kRanOut)
            return {Outcome::Cut, at, text.size()};
        m_scanned = ContainerScan::kRanOut;
    } else if (m_framing == Framing::Objects) {
        end = text.find('\n', at);
        if (end == std::string_view::npos)
            return {Outcome::Cut, at, text.size()};
        while (isJsonSpace(text[end - 1]))
            --end;
    } else {
        // Something that is no record: up to the next comma or the end of the array. Two commas have nothing between them.
        while (end < text.size() && text[end] != ',' && text[end] != ']') {
            JsonCursor cursor(text, end);
            std::string_view inside;
            bool escaped = false;
            const bool isString = text[end] == '"' && cursor.string(inside, escaped);
            end = isString ? cursor.offset() : end + 1;
        }
        if (end == text.size())
            return {Outcome::Cut, at, end};
    }
    m_offset = end;
    m_lastEnd = end;
    m_behindElement = true;
    return {Outcome::Record, at, end};
}

RecordCutter::Piece RecordCutter::behindArray(std::string_view text)
{
    const std::size_t at = behindSpace(text, m_offset);
    if (m_wrapped || at >= text.size())
        return {Outcome::End, m_offset, m_offset};
    m_offset = text.size();
    return {Outcome::Junk, at, text.size()};
}

void RecordCutter::reopen()
{
    m_offset = m_lastEnd;
    m_closed = false;
}

void RecordCutter::skipTo(std::size_t offset)
{
    m_offset = offset;
    m_searched = offset;
    m_scanned = ContainerScan::kRanOut;
    m_lastEnd = offset;
    m_behindElement = true;
}

std::size_t behindSpace(std::string_view text, std::size_t offset)
{
    while (offset < text.size() && isJsonSpace(text[offset]))
        ++offset;
    return offset;
}

std::size_t recordEnd(std::string_view text, std::size_t offset, Framing framing)
{
    const RecordCutter::Piece piece = RecordCutter(framing, offset, true).next(text);
    return piece.outcome == RecordCutter::Outcome::End ? offset : piece.end;
}

} // namespace eventscope
