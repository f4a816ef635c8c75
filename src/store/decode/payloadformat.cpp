// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/decode/payloadformat.h"

#include "store/decode/php.h"
#include "store/decode/xml.h"
#include "store/decode/yaml.h"

#include <array>

namespace eventscope {

namespace {

struct Format {
    bool (*mayBe)(std::string_view bytes);
    Result<std::string> (*toJson)(std::string_view bytes);
};

constexpr std::array<Format, 3> kFormats{{
    {&mayBeYaml, &yamlToJson},
    {&mayBeXml, &xmlToJson},
    {&mayBePhp, &phpToJson},
}};

} // namespace

bool mayBeForeign(std::string_view bytes)
{
    for (const Format &format : kFormats) {
        if (format.mayBe(bytes))
            return true;
    }
    return false;
}

std::optional<Result<std::string>> foreignToJson(std::string_view bytes)
{
    for (const Format &format : kFormats) {
        if (format.mayBe(bytes))
            return format.toJson(bytes);
    }
    return std::nullopt;
}

} // namespace eventscope
