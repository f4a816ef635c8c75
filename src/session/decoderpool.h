// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/payloaddecoder.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace eventscope {

// The processes of one decoder, for all who read payloads at a time: each takes one that is idle, or starts another. One that hangs stops the
// decoder for all; one that dies is started anew a few times. Any thread.
class DecoderPool
{
public:
    static constexpr unsigned kMostDeaths = 3;

    struct Hooks {
        PayloadDecoder::MayStart mayStart;
        std::function<void()> onStopped; // in the thread that found it out
    };
    DecoderPool(DecoderProgram program, DecoderLimits limits, Hooks hooks = {});

    const DecoderProgram &program() const { return m_program; }

    // Adds an answer for each request; once the decoder is stopped, why. Gives how many there are before that. Error: Cancelled.
    Result<std::size_t> decode(std::span<const DecodeRequest> requests,
                               PayloadDecoder::Answers &answers, const std::stop_token &stop);
    // Why it is stopped, if it is; a pool in its place begins anew.
    std::optional<Error> stopped() const;

private:
    Result<std::unique_ptr<PayloadDecoder>> take(const std::stop_token &stop);
    void putBack(std::unique_ptr<PayloadDecoder> decoder);
    void setStopped(Error error);

    const DecoderProgram m_program;
    const DecoderLimits m_limits;
    const Hooks m_hooks;
    mutable std::mutex m_mutex; // guards what follows
    std::vector<std::unique_ptr<PayloadDecoder>> m_idle;
    std::optional<Error> m_stopped;
    unsigned m_deaths = 0;
};

} // namespace eventscope
