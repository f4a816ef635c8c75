// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/decode/payloadformat.h"

#include "store/decode/xml.h"
#include "store/decode/yaml.h"

namespace eventscope {

namespace {

bool isYaml(std::string_view bytes)
{
    return bytes.starts_with("---")
           && (bytes.size() == 3 || bytes[3] == ' ' || bytes[3] == '\n' || bytes[3] == '\r');
}

PayloadFormat formatOf(std::string_view bytes)
{
    if (bytes.empty())
        return PayloadFormat::None;
    switch (bytes.front()) {
    case '-':
        return isYaml(bytes) ? PayloadFormat::Yaml : PayloadFormat::None;
    case '<':
        return mayBeXml(bytes) ? PayloadFormat::Xml : PayloadFormat::None;
    default:
        return PayloadFormat::None;
    }
}

} // namespace

bool mayBeForeign(std::string_view bytes)
{
    return formatOf(bytes) != PayloadFormat::None;
}

std::optional<Result<std::string>> foreignToJson(std::string_view bytes)
{
    switch (formatOf(bytes)) {
    case PayloadFormat::Yaml:
        return yamlToJson(bytes);
    case PayloadFormat::Xml:
        return xmlToJson(bytes);
    case PayloadFormat::None:
        break;
    }
    return std::nullopt;
}

} // namespace eventscope
