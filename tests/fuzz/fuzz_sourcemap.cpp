// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as a source map, or as the mappings in one: whatever it says, it maps to places that there can be.
#include "base/json.h"
#include "fuzz.h"
#include "script/sourcemap.h"

#include <limits>
#include <string>
#include <string_view>

using namespace eventscope;

namespace {

void check(const SourceMap &map)
{
    for (std::int64_t line = -1; line < 20; ++line) {
        for (const std::int64_t column :
             {std::numeric_limits<std::int64_t>::min() + 1, std::int64_t{0}, std::int64_t{1},
              std::int64_t{7}, std::int64_t{100}, std::numeric_limits<std::int64_t>::max()}) {
            const auto place = map.original({line, column});
            FUZZ_CHECK(!place || (line >= 1 && place->line >= 1 && place->column >= 1));
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text = fuzz::textOf(data, size);
    check(SourceMap(text));
    check(SourceMap("{\"mappings\":" + jsonQuote(text) + '}'));
    return 0;
}
