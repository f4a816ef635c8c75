// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "script/eventbatch.h"
#include "script/hostprocess.h"
#include "script/moduleloader.h"
#include "script/scriptfold.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace eventscope {

// What ScriptFold and the other users of scripts are made of: the loaded script, the host that runs it at the moment, and what it said so far.
class ScriptFold::Host
{
public:
    // Without a file: the built-in merge. `purpose`: what the script is for, as members of the request that loads it (JSON text that
    // begins with a comma); empty: a reducer.
    Host(const std::string &file, const ScriptOptions &options, std::string purpose = {});

    // Loads the script into a host, if there is none.
    Result<void> ensureStarted(std::stop_token stop);
    Result<void> begin(const Tracking &tracking, std::stop_token stop);
    Result<void> track(const Tracking &tracking, std::stop_token stop);
    Result<void> apply(std::span<const ScriptEvent> events, std::stop_token stop);
    Result<void> sync(std::stop_token stop);
    // One request and its answer, after everything that was handed over is applied.
    // It is about the state of that key.
    Result<std::string> ask(char kind, std::string_view request, std::stop_token stop,
                            std::uint32_t key = 0);
    // What the decoder makes of a payload, as JSON text. Error: Limit when it took too long.
    Result<std::string> decode(std::string_view request, std::string at, std::stop_token stop);
    bool isRunning() const { return m_process != nullptr; }
    // An answer made no sense: the host is ended with the next apply() or sync().
    void spoil() { m_isSpoiled = true; }
    // Forgets that the key failed.
    void forgive(std::uint32_t key);
    void forgiveAll();
    // Checkpoints of key 0 are of the place after its last event, too.
    void saved(std::uint32_t handle) { m_savedLast[handle] = m_writer.last(0); }
    void restored(std::uint32_t handle) { m_writer.setLast(0, m_savedLast[handle]); }
    void dropped(std::uint32_t handle) { m_savedLast.erase(handle); }
    void warn(std::string text) { m_warnings.push_back(std::move(text)); }
    std::string scriptName() const;
    std::string scriptPath() const { return m_loader ? m_loader->mainFile() : std::string(); }
    // See ModuleLoader.
    std::optional<ModuleLoader::Lines> linesOfCompiled(std::string_view text) const
    {
        return m_loader ? m_loader->linesOfCompiled(text) : std::nullopt;
    }
    // What the script is for, from the next load on.
    void setPurpose(std::string purpose) { m_purpose = std::move(purpose); }
    // The error with the place that a stack of the engine names first in a file of the user's.
    Error errorAt(const std::string &what, const std::string &stack) const;

    ScriptOptions options;
    // More members of the request that begins a fold: JSON text that begins with a comma.
    std::string beginning;
    // What the host said of the script when it was loaded last: JSON text.
    std::string loaded;
    // Gets every answer to a batch that says more than "done".
    std::function<void(const JsonValue &answer)> onAnswer;
    std::vector<std::string> files;
    std::uint64_t generation = 0;
    std::vector<ScriptFailure> failures;
    std::vector<ScriptChange> changes;
    std::vector<ScriptChange> fieldChanges;
    std::vector<ScriptLogLine> logs;
    std::optional<std::uint32_t> firstTrue;
    std::optional<ScriptEnd> endedBy;
    const ScriptFailure *failure(std::uint32_t key) const;
    std::vector<std::string> takeWarnings() { return std::exchange(m_warnings, {}); }

private:
    void receive(char kind, std::string_view text);
    void receiveAnswer(std::string_view text);
    void addLogs(const JsonValue &lines);
    Result<void> load(std::stop_token stop);
    // `answerKind` is that of the answer; m_answer has its text.
    Result<char> exchange(char kind, std::string_view request, std::stop_token stop,
                          std::optional<std::uint32_t> asked = {});
    Result<void> waitForBatches(std::size_t most, std::stop_token stop);
    Result<void> sendBatch(std::stop_token stop);
    void send(const EventBatch &batch);
    void checkNumbers(const ScriptEvent &event);
    void addFailure(ScriptFailure failure);
    // `asked` is the key that a question is about, if one was on its way.
    Unexpected ended(const Error &error, std::optional<std::uint32_t> asked = {});
    Error errorOf(const JsonValue &told, const std::string &where) const;
    std::string eventText(std::uint32_t key, std::uint32_t ordinal) const;
    std::string whyEnded(const std::string &ending) const;
    std::chrono::milliseconds longestLoad() const; // the top level of a file

    Unexpected spoiled();
    // The one that knows the module; the script's own where none does.
    ModuleLoader *loaderOf(const std::string &path) const;

    std::unique_ptr<ModuleLoader> m_loader; // null for the merge
    std::vector<std::pair<std::string, std::unique_ptr<ModuleLoader>>>
        m_upcasters; // by stream type
    std::string m_purpose;
    std::string m_decoding;     // the event whose payload is being decoded
    std::string m_left;         // the first one whose answer nobody waits for any more
    bool m_tookTooLong = false; // the host that was ended last
    bool m_begun = false;       // begin() was called in this host
    bool m_isSpoiled = false;
    std::optional<Error> m_ended; // the host was ended; until begin()
    EventBatchWriter m_writer;
    std::deque<EventBatch> m_inFlight;
    std::size_t m_refused
        = 0; // of those in flight: the host could not read one of them, or waits for that
    bool m_wantsTexts = false; // the script says so: all batches are careful
    bool m_careful = false;
    bool m_checksNumbers = true;
    std::optional<std::pair<char, std::string>> m_answer;
    std::unordered_map<std::uint32_t, LastEvent> m_savedLast; // of key 0, by handle of a checkpoint
    std::size_t m_unwanted = 0; // answers on their way that nobody waits for any more
    std::unordered_map<std::uint32_t, std::size_t> m_failed; // key -> index in failures
    std::vector<std::string> m_warnings;
    std::unique_ptr<HostProcess> m_process; // last: its receiver uses the others
};

} // namespace eventscope
