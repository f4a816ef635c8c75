// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "script/decodeprotocol.h"
#include "script/programfold.h"
#include "script/scriptfold.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// What makes JSON of payloads. No shell takes part: the words go to the program as they are.
struct DecoderProgram {
    enum class Kind : std::uint8_t {
        Lines, // a program that is started once and answers line by line
        Each, // a program that is started for every payload: bytes to its input, JSON from its output
        Script, // JavaScript or TypeScript in the sealed host: function decode(bytes, event)
    };
    Kind kind = Kind::Lines;
    // The program, by name or path, and its arguments; the script, by absolute path.
    std::vector<std::string> words;
    std::string folder; // that a program runs in
    bool operator==(const DecoderProgram &) const = default;
};

struct DecoderLimits {
    ProgramLimits program;
    ScriptOptions script;
    bool operator==(const DecoderLimits &) const = default;
};

// Where a program may be, in the order in which it is looked for: as it stands from the folder if it has a slash, else in $PATH.
std::vector<std::string> programPaths(const std::string &name, const std::string &folder);
// A file that may be executed.
bool isProgram(const std::string &path);
// The first of its paths where it is. Error: NotFound.
Result<std::string> findProgram(const std::string &name, const std::string &folder);
// How messages name a decoder: the last part of its program's, or script's, path.
std::string nameOf(const DecoderProgram &program);

// A decoder that runs. One thread at a time; its processes end with it. docs/decoders.md has the protocol.
class PayloadDecoder
{
public:
    using Answers = std::vector<Result<DecodedPayload>>;

    // Asked before any process starts, be it for one payload; none: yes. It fails with Changed or Cancelled.
    using MayStart = std::function<Result<void>(const std::stop_token &stop)>;

    // Errors: NotFound, Script, those of mayStart.
    static Result<std::unique_ptr<PayloadDecoder>> open(const DecoderProgram &program,
                                                        const DecoderLimits &limits,
                                                        std::stop_token stop = {},
                                                        MayStart mayStart = {});
    virtual ~PayloadDecoder() = default;

    // Adds an answer for each request, in their order: what it became, or why the decoder could make nothing of just this payload (Script). When
    // the decoder itself comes to an end, the answers given until then are there, and the request behind them is the one that it
    // ended at; what is left of this object can then do nothing more. Errors: Cancelled, which waits for no answer that takes its time; Limit if it took too long; Changed if it may
    // not be started any more; Script for every other end.
    virtual Result<void> decode(std::span<const DecodeRequest> requests, Answers &answers,
                                std::stop_token stop)
        = 0;

    // Whether it goes on with the next call. One that was cancelled may have been ended at what it was doing.
    virtual bool isUsable() const = 0;

protected:
    PayloadDecoder() = default;
};

} // namespace eventscope
