// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scriptdecoder.h"

#include "base/json.h"
#include "script/foldhost.h"

namespace eventscope {

namespace {

constexpr std::size_t kMostBytes = std::size_t(32) << 20; // of one payload

// A string with a character for every byte, which costs the host less to take apart than base64.
void appendBytes(std::string &out, std::string_view bytes)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += '"';
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        if (value < 0x20 || value == 0x7f) {
            out += "\\u00";
            out += kDigits[value >> 4];
            out += kDigits[value & 15];
        } else if (value >= 0x80) {
            out += static_cast<char>(0xc0 | (value >> 6));
            out += static_cast<char>(0x80 | (value & 0x3f));
        } else {
            if (byte == '"' || byte == '\\')
                out += '\\';
            out += byte;
        }
    }
    out += '"';
}

std::string textOf(const DecodeRequest &request)
{
    std::string text = "[";
    appendBytes(text, request.bytes);
    const auto add = [&](std::string_view value) {
        text += ',';
        if (value.empty())
            text += "null";
        else
            appendJsonQuoted(text, value);
    };
    add(request.id);
    add(request.type);
    add(request.stream);
    add(request.streamType);
    text += ',';
    text += request.version == kNoVersion ? std::string("null")
                                          : std::to_string(request.version.value());
    add(request.time == kNoTime ? std::string() : formatIsoTime(request.time));
    add(request.metadata);
    add(request.position);
    text += ']';
    return text;
}

} // namespace

ScriptDecoder::ScriptDecoder(std::unique_ptr<ScriptFold::Host> host)
    : m_host(std::move(host))
{}

ScriptDecoder::~ScriptDecoder() = default;

bool ScriptDecoder::isUsable() const
{
    return m_host->isRunning();
}

Result<std::unique_ptr<PayloadDecoder>> ScriptDecoder::open(const std::string &file,
                                                            const ScriptOptions &options,
                                                            std::stop_token stop)
{
    auto host = std::make_unique<ScriptFold::Host>(file, options, ",\"decodes\":true");
    if (auto started = host->ensureStarted(std::move(stop)); !started)
        return fail(std::move(started).error());
    return std::unique_ptr<PayloadDecoder>(new ScriptDecoder(std::move(host)));
}

Result<void> ScriptDecoder::decode(std::span<const DecodeRequest> requests, Answers &answers,
                                   std::stop_token stop)
{
    for (const DecodeRequest &request : requests) {
        if (request.bytes.size() + request.metadata.size() > kMostBytes) {
            answers.push_back(fail(ErrorCode::Script, "The payload of " + nameOf(request)
                                                          + " is larger than "
                                                          + std::to_string(kMostBytes >> 20)
                                                          + " MB, too much for a script."));
            continue;
        }
        auto answer = m_host->decode(textOf(request), nameOf(request), stop);
        if (!answer && !m_host->isRunning())
            return fail(std::move(answer).error());
        if (!answer && answer.error().code == ErrorCode::Cancelled)
            return fail(std::move(answer).error());
        if (answer)
            answers.push_back(DecodedPayload{std::move(*answer), std::nullopt});
        else
            answers.push_back(fail(std::move(answer).error()));
    }
    return {};
}

} // namespace eventscope
