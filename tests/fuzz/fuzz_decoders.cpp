// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as a payload of each format: what is read is JSON that reads again as the same, and what is not has a reason.
#include "base/json.h"
#include "fuzz.h"
#include "store/decode/bson.h"
#include "store/decode/cbor.h"
#include "store/decode/messagepack.h"
#include "store/decode/php.h"
#include "store/decode/sqlitejsonb.h"
#include "store/decode/xml.h"
#include "store/decode/yaml.h"
#include "store/payload.h"

#include <optional>
#include <string>

using namespace eventscope;

namespace {

void check(const Result<std::string> &json)
{
    if (!json) {
        FUZZ_CHECK(json.error().message.ends_with('.'));
        return;
    }
    const auto value = JsonValue::parse(*json);
    FUZZ_CHECK(value);
    FUZZ_CHECK(value->dump() == *json);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes = fuzz::textOf(data, size);
    check(yamlToJson(bytes));
    check(xmlToJson(bytes));
    check(phpToJson(bytes));
    check(bsonToJson(bytes));
    check(messagePackToJson(bytes));
    check(cborToJson(bytes));
    check(sqliteJsonbToJson(bytes));

    std::optional<Error> damage;
    const Payload payload = decodePayload(bytes, {}, damage);
    FUZZ_CHECK(payload.rawBytes() == bytes);
    FUZZ_CHECK(payload.kind != Payload::Kind::Json || isJson(payload.text));
    FUZZ_CHECK(mayBeEncoded(bytes, {}) || payload.raw.empty());
    std::string scratch;
    FUZZ_CHECK(decodeText(bytes, {}, scratch) == payload.text);
    return 0;
}
