// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/decodeprotocol.h"

#include "base/json.h"
#include "script/programline.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t kMostWords = 500; // bytes of what a program says of a payload

} // namespace

std::string nameOf(const DecodeRequest &request)
{
    const std::string place = request.version == kNoVersion
                                  ? '#' + request.position
                                  : 'v' + std::to_string(request.version.value());
    return place + " (" + request.type + ')';
}

std::string encodeBase64(std::string_view bytes)
{
    constexpr std::string_view kDigits
        = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t there = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (k < there ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            text += k <= there ? kDigits[(group >> (18 - 6 * k)) & 63] : '=';
    }
    return text;
}

std::string decodeRequestLine(const DecodeRequest &request)
{
    ProgramLine line;
    line.text("id", request.id);
    line.text("type", request.type);
    line.text("stream", request.stream);
    line.text("streamType", request.streamType);
    line.version(request.version);
    line.timestamp(request.time);
    line.text("position", request.position);
    line.payload("metadata", request.metadata);
    line.text("bytes", encodeBase64(request.bytes));
    return std::move(line).end();
}

Result<DecodedPayload> readDecodeAnswer(std::string_view line)
{
    const auto wrong = [&](const char *what) {
        return fail(ErrorCode::Damaged,
                    std::string("answered with ") + what + ": " + shortened(line)
                        + ". An answer is one line with {\"data\": …} or {\"error\": \"why\"}.");
    };
    const auto answer = JsonValue::parse(line);
    if (!answer)
        return wrong("something that is no JSON");
    if (!answer->isObject())
        return wrong("something that is no object");
    if (const JsonValue *const error = answer->find("error"); error && !error->isNull()) {
        const std::string said = error->isString() ? error->text() : error->dump();
        return fail(ErrorCode::Script, std::string(startOf(said, kMostWords)));
    }
    const JsonValue *const data = answer->find("data");
    if (!data)
        return wrong("an object that has neither data nor error");
    DecodedPayload decoded{data->dump(), std::nullopt};
    if (const JsonValue *const metadata = answer->find("metadata"))
        decoded.metadata = metadata->dump();
    return decoded;
}

} // namespace eventscope
