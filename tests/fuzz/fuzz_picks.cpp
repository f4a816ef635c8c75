// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as a few pointers, one a line, and behind an empty line a JSON document: what is picked in one walk is what each pointer finds in the
// document's tree.
#include "base/json.h"
#include "fuzz.h"
#include "store/jsonpicker.h"
#include "store/payload.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

using namespace eventscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string_view text = fuzz::textOf(data, size);
    JsonPicker picker;
    std::vector<std::string> pointers;
    std::vector<std::size_t> picks;
    while (pointers.size() < 8) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.empty())
            break;
        pointers.push_back(line == "." ? std::string() : "/" + std::string(line));
        picks.push_back(picker.add(pointers.back()));
    }
    std::vector<std::string_view> found;
    const bool isPicked = picker.pick(text, found);
    FUZZ_CHECK(found.size() == picker.size());
    const auto tree = JsonValue::parse(text);
    FUZZ_CHECK(isPicked || !tree);
    if (!isPicked || !tree)
        return 0;
    std::string held;
    for (std::size_t i = 0; i < pointers.size(); ++i) {
        const auto tokens = pointerTokens(pointers[i]);
        // RFC 6901 has no such indices; the tree takes them.
        if (std::any_of(tokens.begin(), tokens.end(), [](const std::string &token) {
                return token.size() > 1 && token.front() == '0';
            }))
            continue;
        const JsonValue *const value = valueAt(*tree, pointers[i]);
        const std::string_view json = found[picks[i]];
        FUZZ_CHECK((value != nullptr) == (json.data() != nullptr));
        if (!value)
            continue;
        const auto again = JsonValue::parse(json);
        FUZZ_CHECK(again && *again == *value);
        std::string_view scalar;
        const std::optional<std::string> expected = scalarText(*value);
        FUZZ_CHECK(scalarIn(json, held, scalar) == expected.has_value());
        FUZZ_CHECK(!expected || scalar == *expected);
    }
    return 0;
}
