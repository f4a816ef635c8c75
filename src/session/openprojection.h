// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "event/log.h"
#include "event/sequence.h"
#include "projection/projectionsnapshot.h"
#include "replay/replay.h"
#include "session/filewatch.h"
#include "store/store.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSet>
#include <QString>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

// The projection that is being looked at: its file is run over the open store, and what it gives can be asked for as of any event. Lives in the
// GUI thread and never blocks it: runs and answers are worked out on threads of their own and arrive as signals; late ones are dropped.
//
// The file and what it imports are watched: when one of them is saved, the projection runs again. It goes on when the log grows.
//
// A script is sealed off; a program has the rights of whoever starts it. So a program is started only if somebody said yes to just this
// content of just this file (WorkspaceTrust), or chose the file in this process: else it is Refused, and consentWanted().
class OpenProjection : public QObject
{
    Q_OBJECT

public:
    enum class Phase {
        Empty,   // no file, or no store
        Running, // what an earlier run gave is still there
        Ready,   // to the end of the log, or to the event at which it failed: see snapshot()
        Stopped, // by the user
        Refused, // it cannot be loaded: error() says why, with its place
    };

    explicit OpenProjection(QObject *parent = nullptr);
    ~OpenProjection() override;

    // --- what is run ---
    // Null: the store is closed. Runs the file anew, if there is one.
    void setStore(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store);
    void logGrew(); // the log has more rows: a projection that has come to its end goes on
    // Runs it. An empty one closes.
    void open(const QString &file, ProjectionEngine engine);
    void close() { open({}, m_engine); }
    // Where what was said of programs is kept. Empty: nowhere.
    void setTrustFolder(const QString &folder) { m_trustFolder = folder; }
    // The user has picked just this file: as it is when it is next run, it needs no further yes. Call before open() or run().
    void choose(const QString &file) { m_chosen = file; }
    // The program that waits for a yes, by its path and content (WorkspaceTrust); empty: none does.
    const QString &held() const { return m_held; }
    void allow(const QString &held); // that yes; runs it. Nothing if it is another one that waits
    void run();                      // from the first event, as after a save
    void stop();                     // the run
    const QString &file() const { return m_file; }
    ProjectionEngine engine() const { return m_engine; }

    Phase phase() const { return m_phase; }
    const Error &error() const
    {
        return m_error;
    } // of Refused; or why the run could not go on, of Stopped
    const Progress &progress() const { return *m_progress; }     // in rows of the log
    double eventsPerSecond() const { return m_eventsPerSecond; } // of the run, or of the last one
    // Of the last run that came to an end; null before.
    std::shared_ptr<const ProjectionSnapshot> snapshot() const { return m_snapshot; }
    // Another one with every run from the first event: the snapshots of one run go on from each other.
    std::uint64_t snapshotRun() const { return m_snapshotRun; }
    bool isIdle() const; // no answer is on its way but those in this thread's event queue

    // --- its output as of the playhead ---
    void setPlayhead(Row row);
    Row playhead() const { return m_playhead; }

    // The partition whose state is looked at, by its index in the snapshot; follows it by its key from run to run.
    void setPartition(std::optional<std::uint32_t> partition);
    std::optional<std::uint32_t> partition() const { return m_partition; }

    struct KeyState {
        std::uint32_t partition = 0;
        Sequence sequence; // the events that the state depends on: ordinals of `at` count in it
        StateAt at;        // of the last event up to the playhead; bi-state: [state, shared]
        std::optional<JsonValue> result; // none where nothing transforms the state
        // The event under the playhead is the one that `at` is of: it was handled by this partition.
        bool isOfPlayhead = false;
    };
    // Null while there is none: the key has no event yet at the playhead, or it is being worked out. Arrives as stateReady.
    std::shared_ptr<const KeyState> keyState() const { return m_keyState; }
    bool isWaiting() const { return m_isWaiting; } // for it, or an error

    // The states of keys about to be shown, as of the playhead; newest request only. Arrives as statesReady; empty texts where
    // there is none, or where it would take too long.
    void requestStates(std::vector<std::uint32_t> partitions);
    struct KeyText {
        std::uint32_t partition = 0;
        std::string state; // JSON text
    };

    // --- the tables of a read model ---
    struct TableView {
        Row playhead = kNoRow; // what it is as of
        ReadModelPageRequest request;
        std::vector<ReadModelTable> tables;
        ReadModelPage page;                   // of the table that was asked for
        std::vector<ReadModelChange> changes; // what the event under the playhead did
    };
    // Rows of a table as of the playhead; newest request only. Arrives as tableReady or tableFailed; nothing comes while a run is under way: ask again
    // when snapshotChanged() says that it has ended.
    void requestTable(ReadModelPageRequest request);
    // SQL that is run before the script, so that a read model finds the tables of a live schema; empty: none. Runs it anew.
    void setSchema(const std::string &sql);
    const std::string &schema() const { return m_schema; }
    // Reducers by stream type whose upcasters apply (ScriptOptions). Others than before: runs it anew.
    void setUpcasters(std::map<std::string, std::string> upcasters);

Q_SIGNALS:
    void fileChanged(); // another file or engine, or schema
    void phaseChanged();
    void progressChanged();
    void snapshotChanged(); // null or another one
    void playheadChanged();
    void partitionChanged();
    void consentWanted(); // see held()
    void stateReady();    // or it has gone
    void stateFailed(const eventscope::Error &error);
    void tableReady(const std::shared_ptr<const eventscope::OpenProjection::TableView> &view);
    void tableFailed(const eventscope::Error &error);
    // `playhead`: what they are as of.
    void statesReady(eventscope::Row playhead,
                     const std::vector<eventscope::OpenProjection::KeyText> &states);

private:
    struct Workers;

    void setPhase(Phase phase);
    void start(bool anew);
    void takeRun(std::uint64_t run, Result<std::shared_ptr<const ProjectionSnapshot>> snapshot,
                 bool wasLoaded, std::vector<std::string> files);
    void hold(std::uint64_t run, const QString &held, Error error);
    void requestState();
    void post(std::uint64_t run, std::function<void()> answer);

    std::shared_ptr<const EventLog> m_log;
    std::shared_ptr<const Store> m_store;
    QString m_file;
    ProjectionEngine m_engine = ProjectionEngine::V1;
    std::string m_schema;
    std::map<std::string, std::string> m_upcasters;
    QString m_trustFolder;
    QString m_chosen;                 // a file
    QSet<QString> m_chosenAsTheyWere; // by path and content
    QString m_held;
    bool m_isAdvancing = false; // a run is under way, or one goes on
    FileWatch m_watch;
    Phase m_phase = Phase::Empty;
    Error m_error;
    std::uint64_t m_run = 0; // answers of an older one are dropped
    // That of the snapshot: while a file is saved in pieces or with an error, what it gave before can still be asked for.
    std::uint64_t m_snapshotRun = 0;
    std::uint64_t m_stateRequest = 0;
    std::shared_ptr<Progress> m_progress;
    QElapsedTimer m_clock; // of the run
    QTimer m_tick;
    double m_eventsPerSecond = 0;
    std::shared_ptr<const ProjectionSnapshot> m_snapshot;
    Row m_playhead = kNoRow;
    std::optional<std::uint32_t> m_partition;
    std::string m_key; // of it
    std::shared_ptr<const KeyState> m_keyState;
    bool m_isWaiting = false;
    std::unique_ptr<Workers> m_workers; // last: its threads end before anything they post to
};

} // namespace eventscope
