// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/log.h"
#include "event/sequence.h"
#include "replay/replay.h"
#include "session/filewatch.h"
#include "session/replaybox.h"
#include "session/workspace.h"
#include "store/store.h"

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

// What is asked about the states of the selected stream: its state at the playhead, what differs from another event's, and what the
// reducer logs. Knows the stream and its reducer also for those who ask for more.
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
    std::optional<StreamId> stream() const { return m_subject.stream; }
    std::optional<std::uint32_t> ordinal() const { return m_subject.ordinal; } // of the playhead
    const Sequence &sequence() const { return m_subject.sequence; }
    Row rowOf(std::uint32_t ordinal) const; // kNoRow if the stream has no such event
    const std::string &streamType() const { return m_type; } // empty: none, or it is not known
    const std::string &reducer() const { return m_reducer; } // its file; empty: payloads are merged

    ReplayQuestion question() const;
    // Loads the reducer again and asks all anew, as after a save: what failed is tried once more.
    void replayAnew();
    // For all that is asked from now on, and the present state.
    void setLimits(const ReplayLimits &limits);

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

    // --- what the reducer logs ---
    // Of the events that were folded until now for the states that were asked for. The newest kMostLogLines; ascending by event.
    static constexpr std::size_t kMostLogLines = 10'000;
    const std::vector<ReplayLogLine> &logLines() const { return m_lines; }

Q_SIGNALS:
    void streamChanged();   // before subjectChanged
    void subjectChanged();  // the stream, or its reducer: no answer of before holds
    void sequenceChanged(); // the same stream has other events, most often more
    void logChanged();
    void baseChanged();
    void stateReady();
    void stateFailed(const eventscope::Error &error);

private:
    struct Workers;

    struct Delivery;

    void takeReducer();
    void requestState();
    void take(std::uint64_t request, const std::shared_ptr<Delivery> &delivery);
    void takeLogs(std::vector<ReplayLogLine> lines);
    void watch(const std::vector<std::string> &files);
    // Runs `answer` in the GUI thread unless stream or reducer have changed meanwhile.
    void post(std::uint64_t revision, std::function<void()> answer);

    Workspace &m_workspace;
    FileWatch m_watch;
    Subject m_subject;
    std::string m_type;
    std::string m_reducer;
    std::uint64_t m_revision = 0; // of stream and reducer; answers of an older one are dropped
    std::uint64_t m_saved = 0;
    ReplayLimits m_limits;

    std::shared_ptr<const Answer> m_answer;
    std::optional<std::uint32_t> m_base;
    bool m_patchWanted = false;
    bool m_waiting = false;
    std::uint64_t m_stateRequest = 0;
    std::shared_ptr<const Answer> m_early; // without blame, which may take its time
    QTimer m_showEarly;
    std::vector<ReplayLogLine> m_lines;

    std::unique_ptr<Workers> m_workers; // last: its threads end before anything they post to
};

} // namespace eventscope
