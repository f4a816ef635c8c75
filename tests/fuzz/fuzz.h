// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

// Ends the program, so that libFuzzer keeps the input, if a promise does not hold. Unlike assert() it is there in every build.
#define FUZZ_CHECK(promise) \
    do { \
        if (!(promise)) { \
            std::fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #promise); \
            std::abort(); \
        } \
    } while (false)

namespace eventscope::fuzz {

inline std::string_view textOf(const std::uint8_t *data, std::size_t size)
{
    return {reinterpret_cast<const char *>(data), size};
}

} // namespace eventscope::fuzz
