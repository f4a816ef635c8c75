// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as a JSON tree: what is read can be written and read again as the same, and every leaf is found by its pointer.
#include "base/json.h"
#include "fuzz.h"

#include <string>
#include <string_view>

using namespace eventscope;

namespace {

// Compares each value below `value` with what the tree has at its pointer. A key that stands twice hides the first one.
void checkPointers(const JsonValue &root, const JsonValue &value, const std::string &pointer,
                   int depth)
{
    const JsonValue *found = root.at(pointer);
    FUZZ_CHECK(found == &value);
    if (depth > 20)
        return;
    if (value.isArray()) {
        std::size_t index = 0;
        for (const JsonValue &element : value.elements())
            checkPointers(root, element, pointer + '/' + std::to_string(index++), depth + 1);
    }
    if (value.isObject()) {
        for (const auto &[key, member] : value.members()) {
            if (value.find(key) == &member)
                checkPointers(root, member, pointer + '/' + escapePointerToken(key), depth + 1);
        }
    }
}

// Each number in nested arrays against the one before it.
void checkNumbers(const JsonValue &value, const JsonValue *&previous, int depth)
{
    if (value.isNumber()) {
        FUZZ_CHECK(compareNumbers(value.text(), value.text()) == 0);
        if (previous) {
            const int order = compareNumbers(previous->text(), value.text());
            FUZZ_CHECK(order == -compareNumbers(value.text(), previous->text()));
            FUZZ_CHECK((order == 0) == (*previous == value));
        }
        previous = &value;
    }
    if (!value.isArray() || depth > 20)
        return;
    for (const JsonValue &element : value.elements())
        checkNumbers(element, previous, depth + 1);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text = fuzz::textOf(data, size);
    const bool valid = isJson(text);
    const auto minified = jsonMinify(text);
    const auto parsed = JsonValue::parse(text);
    FUZZ_CHECK(jsonQuote(text).size() >= 2 && isJson(jsonQuote(text)));
    if (!parsed) {
        FUZZ_CHECK(!parsed.error().message.empty());
        return 0;
    }
    FUZZ_CHECK(valid);
    FUZZ_CHECK(minified && isJson(*minified));

    const JsonValue &value = *parsed;
    FUZZ_CHECK(value == value);
    for (const std::string &written : {value.dump(), value.dump(2), *minified}) {
        FUZZ_CHECK(isUtf8(written));
        const auto again = JsonValue::parse(written);
        FUZZ_CHECK(again && *again == value);
        FUZZ_CHECK(again->dump() == value.dump());
    }
    checkPointers(value, value, {}, 0);
    const JsonValue *previous = nullptr;
    checkNumbers(value, previous, 0);
    return 0;
}
