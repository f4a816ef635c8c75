// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "script/scriptfold.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

namespace eventscope {

struct ProgramLimits {
    // The longest that an answer may take; the program may wait for something, so the clock counts.
    std::chrono::milliseconds answer{5000};
    std::size_t memoryBytes = std::size_t(1)
                              << 30; // of the program itself, without those that it starts
    std::size_t lineBytes = std::size_t(32) << 20; // of one answer
    bool operator==(const ProgramLimits &) const = default;
};

// A fold by a program of the user's own, in any language: it reads one event a line, as JSON, and answers each with one line, a JSON array of
// {"key", "state"}, possibly empty; a null state deletes the key's. docs/programs.md has the protocol with examples.
//
// One thread. Events are written ahead while answers come in. The program runs in its own folder with this process' environment, and is
// ended with all that it started when it takes too long or too much memory, and with this object.
class ProgramFold
{
public:
    // Called for each change, in order, while apply() and sync() run: the ordinal and key of the event, then what was answered. An empty
    // state was deleted.
    using OnState = std::function<void(const ScriptEvent &event, std::string_view key,
                                       std::string_view state)>;

    // Errors: NotFound, Unreadable; Script if it is not executable.
    static Result<std::unique_ptr<ProgramFold>> open(const std::string &file,
                                                     const ProgramLimits &limits = {});
    ~ProgramFold();
    ProgramFold(const ProgramFold &) = delete;
    ProgramFold &operator=(const ProgramFold &) = delete;

    const std::string &file() const;
    // Starts the program, anew if it ran: no states.
    Result<void> begin(OnState onState = {});
    // In order; the key of an event goes nowhere, the program makes its own. Errors: Cancelled (go on with begin()); Script when the
    // program ended, answered something else, or passed a limit: the message names the event, failure() has it.
    Result<void> apply(std::span<const ScriptEvent> events, std::stop_token stop = {});
    // Waits until every event is answered.
    Result<void> sync(std::stop_token stop = {});

    // Key -> state as JSON text, as it stands after the last answer.
    const std::map<std::string, std::string> &states() const;
    // The event at which it failed; states() are those before it.
    const std::optional<ScriptFailure> &failure() const;
    // The end of what it wrote to standard error.
    std::string lastWords() const;

private:
    class Runner;
    explicit ProgramFold(std::unique_ptr<Runner> runner);
    std::unique_ptr<Runner> m_runner;
};

} // namespace eventscope
