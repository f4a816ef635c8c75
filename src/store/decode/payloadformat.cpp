// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/decode/payloadformat.h"

#include "store/decode/bson.h"
#include "store/decode/cbor.h"
#include "store/decode/messagepack.h"
#include "store/decode/php.h"
#include "store/decode/sqlitejsonb.h"
#include "store/decode/xml.h"
#include "store/decode/yaml.h"

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

struct Format {
    bool (*mayBe)(std::string_view bytes);
    bool (*surelyIs)(std::string_view bytes);
    Result<std::string> (*toJson)(std::string_view bytes);
};

bool notSure(std::string_view bytes)
{
    (void)bytes;
    return false;
}

constexpr std::array<Format, 7> kFormats{{
    {&mayBeYaml, &mayBeYaml, &yamlToJson},
    {&mayBeXml, &mayBeXml, &xmlToJson},
    {&mayBePhp, &mayBePhp, &phpToJson},
    {&isSurelyBson, &isSurelyBson, &bsonToJson},
    {&mayBeMessagePack, &isSurelyMessagePack, &messagePackToJson},
    {&mayBeCbor, &isSurelyCbor, &cborToJson},
    {&mayBeSqliteJsonb, &notSure, &sqliteJsonbToJson},
}};

} // namespace

bool mayBeForeign(std::string_view bytes)
{
    return !bytes.empty()
           && std::any_of(kFormats.begin(), kFormats.end(),
                          [&](const Format &format) { return format.mayBe(bytes); });
}

std::optional<Result<std::string>> foreignToJson(std::string_view bytes)
{
    if (bytes.empty())
        return std::nullopt;
    std::optional<Result<std::string>> tooDeep;
    for (const Format &format : kFormats) {
        if (!format.mayBe(bytes))
            continue;
        auto json = format.toJson(bytes);
        if (json || format.surelyIs(bytes))
            return json;
        if (json.error().code == ErrorCode::Limit)
            tooDeep = std::move(json);
    }
    return tooDeep;
}

} // namespace eventscope
