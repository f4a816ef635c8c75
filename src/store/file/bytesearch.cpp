// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/bytesearch.h"

#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace eventscope {

std::size_t findBytes(std::string_view text, std::string_view needle, std::size_t from)
{
#ifdef __SSE2__
    if (needle.size() < 2)
        return text.find(needle, from);
    const std::size_t last = needle.size() - 1;
    const __m128i firstByte = _mm_set1_epi8(needle.front());
    const __m128i lastByte = _mm_set1_epi8(needle.back());
    const auto fits = [&](std::size_t at) {
        const char *const bytes = text.data() + at;
        const __m128i first = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes));
        const __m128i end = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes + last));
        return static_cast<unsigned>(_mm_movemask_epi8(
            _mm_and_si128(_mm_cmpeq_epi8(first, firstByte), _mm_cmpeq_epi8(end, lastByte))));
    };
    std::size_t at = from;
    while (at + last + 32 <= text.size()) {
        const unsigned low = fits(at);
        const unsigned high = fits(at + 16);
        for (unsigned mask = low | high << 16; mask != 0; mask &= mask - 1) {
            const std::size_t place = at + static_cast<std::size_t>(std::countr_zero(mask));
            if (std::memcmp(text.data() + place + 1, needle.data() + 1, last - 1) == 0)
                return place;
        }
        at += 32;
    }
    return text.find(needle, at);
#else
    return text.find(needle, from);
#endif
}

} // namespace eventscope
