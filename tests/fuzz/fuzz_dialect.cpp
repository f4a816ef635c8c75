// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as a dialect file: a mistake is one sentence with a place, and what is read is written and read as the same.
#include "fuzz.h"
#include "store/dialect.h"

#include <string>

using namespace eventscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto dialect = Dialect::parse(fuzz::textOf(data, size), "fuzz.json");
    if (!dialect) {
        FUZZ_CHECK(!dialect.error().message.empty());
        FUZZ_CHECK(dialect.error().message.find('\n') == std::string::npos);
        return 0;
    }
    FUZZ_CHECK(!dialect->name.empty());
    const std::string written = dialect->toJson();
    const auto again = Dialect::parse(written, "fuzz.json");
    FUZZ_CHECK(again);
    FUZZ_CHECK(again->toJson() == written);
    return 0;
}
