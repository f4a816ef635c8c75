// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as a JavaScript file: what is made of one without the compiler has every line and column where it was, and differs only where
// a line begins with "export".
#include "fuzz.h"
#include "script/plainmodule.h"

#include <algorithm>
#include <string_view>

using namespace eventscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view source = fuzz::textOf(data, size);
    const auto module = plainModule(source);
    if (!module)
        return 0;
    const std::string_view text = module->text;
    FUZZ_CHECK(text.size() > source.size());
    FUZZ_CHECK(text[source.size()] == '\n');
    FUZZ_CHECK(text.find('\n', source.size() + 1) == std::string_view::npos);
    if (module->commonJs)
        FUZZ_CHECK(text.starts_with(source) && text.size() == source.size() + 1);
    for (std::size_t at = 0; at < source.size();) {
        const std::size_t end = std::min(source.find('\n', at), source.size());
        const std::string_view line = source.substr(at, end - at);
        const std::string_view made = text.substr(at, end - at);
        constexpr std::string_view kLongest = "export default";
        if (line.starts_with("export"))
            FUZZ_CHECK(line.substr(std::min(kLongest.size(), line.size()))
                       == made.substr(std::min(kLongest.size(), made.size())));
        else
            FUZZ_CHECK(line == made);
        FUZZ_CHECK(made.find('\n') == std::string_view::npos);
        at = end + 1;
    }
    return 0;
}
