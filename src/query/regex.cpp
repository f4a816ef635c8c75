// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#define PCRE2_CODE_UNIT_WIDTH 8
#include "query/regex.h"

#include <pcre2.h>

#include <algorithm>
#include <array>
#include <string>

namespace eventscope {

namespace {

constexpr std::uint32_t kMatchLimit = 2'000'000; // about 20 ms of backtracking
constexpr std::uint32_t kHeapLimitKib = 64 * 1024;
constexpr std::size_t kJitStackStart = 32 * 1024;
constexpr std::size_t kJitStackMost = 1024 * 1024;
constexpr std::size_t kLongestPattern = 10'000; // bytes

// What a match needs beside the pattern: one set a thread, whatever the pattern.
struct Scratch {
    pcre2_match_data *data = pcre2_match_data_create(1, nullptr);
    pcre2_match_context *context = pcre2_match_context_create(nullptr);
    pcre2_jit_stack *stack = pcre2_jit_stack_create(kJitStackStart, kJitStackMost, nullptr);

    Scratch()
    {
        if (!context)
            return;
        pcre2_set_match_limit(context, kMatchLimit);
        pcre2_set_heap_limit(context, kHeapLimitKib);
        pcre2_jit_stack_assign(context, nullptr, stack);
    }
    ~Scratch()
    {
        pcre2_match_data_free(data);
        pcre2_match_context_free(context);
        pcre2_jit_stack_free(stack);
    }
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;
};

std::string messageOf(int code)
{
    std::array<PCRE2_UCHAR, 256> text{};
    if (pcre2_get_error_message(code, text.data(), text.size()) < 0)
        return "unknown error";
    return reinterpret_cast<const char *>(text.data());
}

} // namespace

void Regex::Free::operator()(pcre2_real_code_8 *code) const
{
    pcre2_code_free(code);
}

Result<std::shared_ptr<const Regex>> Regex::compile(std::string_view pattern)
{
    if (pattern.size() > kLongestPattern) {
        return fail(Error(ErrorCode::Invalid, "The regular expression is longer than "
                                                  + std::to_string(kLongestPattern) + " bytes.")
                        .at({}, 0, 1)
                        .with("pattern is too long"));
    }
    int code = 0;
    PCRE2_SIZE offset = 0;
    auto regex = std::make_shared<Regex>();
    regex->m_code.reset(
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                      PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C,
                      &code, &offset, nullptr));
    if (!regex->m_code) {
        const std::string words = messageOf(code);
        return fail(Error(ErrorCode::Invalid, "The regular expression is wrong: " + words + ".")
                        .at({}, 0, static_cast<std::int64_t>(std::min(offset, pattern.size())) + 1)
                        .with(words));
    }
    // Where no machine code can be made (locked-down systems) the interpreter does the same, slower.
    pcre2_jit_compile(regex->m_code.get(), PCRE2_JIT_COMPLETE);
    return std::shared_ptr<const Regex>(std::move(regex));
}

Regex::Outcome Regex::search(std::string_view text) const
{
    return match(text, 0, nullptr);
}

Regex::Outcome Regex::find(std::string_view text, std::size_t from, std::size_t &begin,
                           std::size_t &end) const
{
    Span span;
    const Outcome outcome = match(text, from, &span);
    begin = span.begin;
    end = span.end;
    return outcome;
}

Regex::Outcome Regex::match(std::string_view text, std::size_t from, Span *span) const
{
    thread_local const Scratch scratch;
    if (!scratch.data || !scratch.context)
        return Outcome::TooHard;
    const auto *const subject = reinterpret_cast<PCRE2_SPTR>(text.data() ? text.data() : "");
    int result = pcre2_match(m_code.get(), subject, text.size(), from, 0, scratch.data,
                             scratch.context);
    if (result == PCRE2_ERROR_JIT_STACKLIMIT) {
        result = pcre2_match(m_code.get(), subject, text.size(), from, PCRE2_NO_JIT, scratch.data,
                             scratch.context);
    }
    if (result >= 0 && span) {
        const PCRE2_SIZE *const offsets = pcre2_get_ovector_pointer(scratch.data);
        // \K may put the begin behind the end.
        *span = {std::min(offsets[0], offsets[1]), offsets[1]};
    }
    if (result >= 0)
        return Outcome::Yes;
    return result == PCRE2_ERROR_NOMATCH ? Outcome::No : Outcome::TooHard;
}

} // namespace eventscope
