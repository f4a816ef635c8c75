// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/log.h"
#include "event/sequence.h"
#include "replay/replay.h"
#include "session/filewatch.h"
#include "session/workspace.h"
#include "store/store.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace eventscope {

// Everything that is asked about the states of the selected stream: its state at the playhead, and what differs from another event's.
//
// Lives in the GUI thread. Answers are worked out on threads of their own and arrive as signals; those to an older question are
// dropped. The reducer is the workspace's for the type of the stream; when its files are saved, all is asked anew.
class StateQueries : public QObject
{
    Q_OBJECT

public:
    // The stream that is asked about.
    struct Subject {
        std::shared_ptr<const EventLog> log;
        std::shared_ptr<const Store> store;
        std::optional<StreamId> stream;
        Sequence sequence;                    // its events
        std::optional<std::uint32_t> ordinal; // of the last one up to the playhead
    };

    explicit StateQueries(Workspace &workspace, QObject *parent = nullptr);
    ~StateQueries() override;

    void setSubject(Subject subject);
    void close();
    // No answer is on its way but those in this thread's event queue.
    bool isIdle() const;

    // --- the stream and its reducer ---
    bool hasStream() const { return m_subject.stream.has_value(); }
    const Sequence &sequence() const { return m_subject.sequence; }
    const std::string &streamType() const { return m_type; } // empty: none, or it is not known
    const std::string &reducer() const { return m_reducer; } // its file; empty: payloads are merged

    // --- the state at the playhead ---
    struct Answer {
        StateAt at;                        // `before` and `changes` are as compared with `base`
        std::optional<std::uint32_t> base; // ordinal of an event; none: the previous one
        std::optional<std::string> patch;  // RFC 6902, indented; if it was wanted
    };
    // Null while there is none. Arrives as stateReady.
    std::shared_ptr<const Answer> answer() const { return m_answer; }
    bool isWaiting() const { return m_waiting; } // for an answer, or an error

    // What states are compared with: an event of the stream, or the previous one. Forgotten with the stream.
    void setBase(std::optional<std::uint32_t> ordinal);
    std::optional<std::uint32_t> base() const { return m_base; }
    void setPatchWanted(bool wanted);

Q_SIGNALS:
    void subjectChanged(); // the stream, or its reducer
    void baseChanged();
    void stateReady();
    void stateFailed(const eventscope::Error &error);

private:
    struct Workers;
    struct Job;

    void takeReducer();
    void replayAnew();
    void requestState();
    void watch(const std::vector<std::string> &files);
    Job job() const;
    // Runs `answer` in the GUI thread unless stream or reducer have changed meanwhile.
    void post(std::uint64_t revision, std::function<void()> answer);

    Workspace &m_workspace;
    FileWatch m_watch;
    Subject m_subject;
    std::string m_type;
    std::string m_reducer;
    std::uint64_t m_revision = 0; // of stream and reducer; answers of an older one are dropped
    std::uint64_t m_reducerRevision = 0;

    std::shared_ptr<const Answer> m_answer;
    std::optional<std::uint32_t> m_base;
    bool m_patchWanted = false;
    bool m_waiting = false;
    std::uint64_t m_stateRequest = 0;

    std::unique_ptr<Workers> m_workers; // last: its threads end before anything they post to
};

} // namespace eventscope
