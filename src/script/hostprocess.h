// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "script/childprocess.h"
#include "script/frames.h"
#include "script/watch.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace eventscope {

// eventscope-script as a child, with frames to and from it. One thread.
class HostProcess
{
public:
    // Called with each frame that the host sends, while exchange() runs.
    using Receiver = std::function<void(char kind, std::string_view text)>;

    static Result<std::unique_ptr<HostProcess>> start(const Watch::Limits &limits,
                                                      Receiver receiver);
    ~HostProcess();

    void send(char kind, std::string_view text);
    std::size_t unsent() const { return m_child->unsent(); }
    // Whether the host has anything to do: it is watched as long as it has.
    void setBusy(bool busy) { m_watch->setBusy(busy); }
    // Sends and receives until `done` holds. Errors: Cancelled; Script when the process has ended (with a message for a person
    // only where it was not a limit: see verdict()).
    Result<void> exchangeUntil(const std::function<bool()> &done, std::stop_token stop);

    // After exchangeUntil() failed: why, and what the host was at.
    Watch::Verdict verdict() const { return m_watch->verdict(); }
    bool wasKilled() const { return m_child->wasKilledByOthers(); }
    frames::Phase phase() const;
    std::uint32_t key() const { return m_page->key.load(); }
    std::uint32_t ordinal() const { return m_page->ordinal.load(); }

private:
    HostProcess() = default;
    bool deliver();

    struct Unmap {
        void operator()(frames::Page *page) const;
    };
    std::unique_ptr<frames::Page, Unmap> m_page;
    Descriptor m_lifeline; // its other end is in the host
    std::unique_ptr<ChildProcess> m_child;
    std::unique_ptr<Watch> m_watch;
    Receiver m_receiver;
};

} // namespace eventscope
