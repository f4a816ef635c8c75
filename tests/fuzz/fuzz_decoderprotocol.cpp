// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as what a decoder answers, as what it is asked, and as its command: an answer is JSON or told to be none, a question is one line of
// JSON, and a command means the same once it is written again.
#include "base/commandwords.h"
#include "base/json.h"
#include "fuzz.h"
#include "script/decodeprotocol.h"

#include <string>
#include <string_view>

using namespace eventscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text = fuzz::textOf(data, size);
    if (const auto answer = readDecodeAnswer(text)) {
        FUZZ_CHECK(isJson(answer->data));
        FUZZ_CHECK(!answer->metadata || isJson(*answer->metadata));
    } else {
        FUZZ_CHECK(answer.error().code == ErrorCode::Script
                   || answer.error().code == ErrorCode::Damaged);
        FUZZ_CHECK(answer.error().code == ErrorCode::Script || !answer.error().message.empty());
    }

    DecodeRequest request;
    request.type = text;
    request.stream = text;
    request.metadata = text;
    request.bytes = text;
    const std::string line = decodeRequestLine(request);
    FUZZ_CHECK(line.find('\n') == line.size() - 1);
    const auto asked = JsonValue::parse(line);
    // What is deeper than is read comes back as it is stored.
    FUZZ_CHECK(asked || asked.error().code == ErrorCode::Limit);

    if (const auto words = splitCommand(text)) {
        const auto again = splitCommand(joinCommand(*words));
        FUZZ_CHECK(again && *again == *words);
    }
    return 0;
}
