// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/decoderpool.h"

#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kMostIdle = 4; // processes that wait for more

} // namespace

DecoderPool::DecoderPool(DecoderProgram program, DecoderLimits limits, Hooks hooks)
    : m_program(std::move(program))
    , m_limits(std::move(limits))
    , m_hooks(std::move(hooks))
{}

std::optional<Error> DecoderPool::stopped() const
{
    const std::lock_guard lock(m_mutex);
    return m_stopped;
}

void DecoderPool::setStopped(Error error)
{
    std::vector<std::unique_ptr<PayloadDecoder>> idle; // end outside the lock
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopped)
            return;
        m_stopped = std::move(error);
        idle = std::exchange(m_idle, {});
    }
    if (m_hooks.onStopped)
        m_hooks.onStopped();
}

Result<std::unique_ptr<PayloadDecoder>> DecoderPool::take(const std::stop_token &stop)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle.empty()) {
            auto decoder = std::move(m_idle.back());
            m_idle.pop_back();
            return decoder;
        }
    }
    return PayloadDecoder::open(m_program, m_limits, stop, m_hooks.mayStart);
}

void DecoderPool::putBack(std::unique_ptr<PayloadDecoder> decoder)
{
    const std::lock_guard lock(m_mutex);
    if (!m_stopped && m_idle.size() < kMostIdle)
        m_idle.push_back(std::move(decoder));
}

Result<std::size_t> DecoderPool::decode(std::span<const DecodeRequest> requests,
                                        PayloadDecoder::Answers &answers,
                                        const std::stop_token &stop)
{
    const std::size_t before = answers.size();
    std::unique_ptr<PayloadDecoder> decoder;
    while (true) {
        const std::size_t done = answers.size() - before;
        if (done == requests.size())
            break;
        if (const auto reason = stopped()) {
            Error error(ErrorCode::Script,
                        nameOf(m_program)
                            + " is stopped, so this payload is not decoded: " + reason->message);
            error.detail = reason->detail;
            answers.resize(before + requests.size(), fail(error));
            return done;
        }
        if (!decoder) {
            auto taken = take(stop);
            if (!taken && taken.error().code == ErrorCode::Cancelled)
                return fail(std::move(taken).error());
            if (!taken) {
                setStopped(std::move(taken).error());
                continue;
            }
            decoder = std::move(*taken);
        }
        auto decoded = decoder->decode(requests.subspan(done), answers, stop);
        if (decoded)
            continue;
        Error error = std::move(decoded).error();
        if (error.code == ErrorCode::Cancelled) {
            if (decoder->isUsable())
                putBack(std::move(decoder));
            return fail(std::move(error));
        }
        decoder.reset();
        if (error.code == ErrorCode::Changed) { // the payload had no part in that
            setStopped(std::move(error));
            continue;
        }
        // Where the last answer was followed by more than was asked for, no payload is to blame.
        if (answers.size() - before < requests.size())
            answers.push_back(fail(error));
        if (error.code == ErrorCode::Limit) {
            setStopped(std::move(error));
            continue;
        }
        bool isEnough = false;
        {
            const std::lock_guard lock(m_mutex);
            isEnough = ++m_deaths >= kMostDeaths;
        }
        if (isEnough) {
            Error last = error;
            last.message = nameOf(m_program) + " came to an end " + std::to_string(kMostDeaths)
                           + " times, the last time like this: " + error.message;
            setStopped(std::move(last));
        }
    }
    if (decoder)
        putBack(std::move(decoder));
    return requests.size();
}

} // namespace eventscope
