// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "base/result.h"
#include "event/loader.h"
#include "event/log.h"
#include "event/sequence.h"
#include "session/bisector.h"
#include "session/bookmarks.h"
#include "session/catalogue.h"
#include "session/causechains.h"
#include "session/changesofevents.h"
#include "session/decoders.h"
#include "session/eventselection.h"
#include "session/fieldhistories.h"
#include "session/findings.h"
#include "session/lag.h"
#include "session/masking.h"
#include "session/numbertrends.h"
#include "session/openprojection.h"
#include "session/placehistory.h"
#include "session/seenfields.h"
#include "session/showncorrelation.h"
#include "session/shownevents.h"
#include "session/snapshotcheck.h"
#include "session/snapshotcomparison.h"
#include "session/snapshots.h"
#include "session/statequeries.h"
#include "session/typevisibility.h"
#include "session/workspace.h"
#include "store/store.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

// One open store with everything that the window shows of it: playhead, selection, filter, where one has been. Lives in the GUI thread and
// never blocks it: opening, payloads, states and searches run on threads of their own, and their answers arrive as signals, late
// ones dropped. Views ask it and listen to it; they never talk to each other.
class Session : public QObject
{
    Q_OBJECT

public:
    enum class Phase {
        Empty,   // no store
        Opening, // looking at the location; no log yet
        Loading, // the log fills; everything can be used
        Ready,   // loaded; it may still follow
        Failed,  // error() says why; if hasLog(), what was loaded stays usable
    };
    enum class Step { First, Previous, Next, Last };

    explicit Session(QObject *parent = nullptr);
    ~Session() override;

    // --- the store ---
    // Closes what is open. What is settled goes to the workspace file; without one, to the store's own in the configuration folder.
    void open(const QString &location, const OpenOptions &options = {},
              const QString &workspaceFile = {});
    void reopen(); // the same again, as it is now
    void close();
    void cancelLoading(); // what was loaded stays
    Phase phase() const { return m_phase; }
    const Error &error() const { return m_error; } // of Failed
    QString location() const { return m_location; }
    bool hasLog() const { return m_log != nullptr; }
    const EventLog &log() const
    {
        return *m_log;
    }                               // only if hasLog(); a new one with every opened()
    const SourceInfo &info() const; // only if hasLog()
    std::shared_ptr<const Store> store() const { return m_store; }
    // With all that is personal: for those who settle what that is.
    std::shared_ptr<const Store> storedUnmasked() const { return m_stored; }
    // Of opening, where a file is read whole for that, then of loading: 0 to 1; negative while not known.
    double loadFraction() const;
    // No answer is on its way but those in this thread's event queue.
    bool isIdle() const;
    bool isFollowing() const { return m_following; }
    void setFollowing(bool following);

    // --- the playhead ---
    // kNoRow in an empty log. Everything shows the world as of this row.
    Row playhead() const { return m_playhead; }
    void setPlayhead(Row row); // keeps the selected stream
    // Somebody has said where to be; else the playhead stays on the last event while the log loads.
    bool hasChosenPlace() const { return m_playheadChosen; }
    void goToEvent(Row row); // the playhead there, its stream selected; remembered for back()
    void step(
        Step step); // within steps(); with none the selected stream; with none, the shown events
    // Where it would put the playhead; kNoRow if it cannot.
    Row targetOf(Step step) const;
    bool canStep(Step step) const { return targetOf(step) != kNoRow; }

    // What steps go through instead of the selected stream: rows, ascending, of something else that is looked at, and what that is called;
    // without rows the shown events. Null: the stream, as usual.
    struct Steps {
        QString name;
        std::shared_ptr<const std::vector<Row>> rows;
    };
    void setSteps(std::shared_ptr<const Steps> steps);
    const std::shared_ptr<const Steps> &steps() const { return m_steps; }

    // --- the selection ---
    std::optional<StreamId> selectedStream() const { return m_stream; }
    // Selects the stream and its type, and puts the playhead on its last event unless it stands in the stream already. Remembered for back().
    void selectStream(std::optional<StreamId> stream);
    std::optional<StreamTypeId> selectedStreamType() const { return m_streamType; }
    void selectStreamType(std::optional<StreamTypeId> type); // whose lanes the timeline shows
    // Rows of the selected stream in its own order; empty with none, and for an instant after a very long one was selected.
    const Sequence &streamSequence() const { return m_streamSequence; }
    // Where the playhead stands in streamSequence(): the ordinal of its last event that is not after the playhead; none before the first.
    std::optional<std::uint32_t> streamOrdinal() const { return m_streamOrdinal; }

    // Events selected one by one or together, for copying and comparing. Whoever moves the playhead selects its event alone.
    EventSelection &selectedEvents() { return m_selectedEvents; }
    const EventSelection &selectedEvents() const { return m_selectedEvents; }

    // --- the filter and the events shown ---
    QString filterText() const { return m_shown.filterText(); }
    // Empty shows everything. Applied in the background; a place of its own for back().
    void setFilter(const QString &text);
    // The same, but while it is being typed: searches that read payloads wait for a short pause, and it is no place yet.
    void tryFilter(const QString &text);
    const std::optional<Error> &filterError() const
    {
        return m_shown.filterError();
    } // compile or search error of the text
    bool isFiltering() const { return m_shown.isFiltering(); }
    // Which event types are shown at all, on the timeline and in the table: no part of the filter, nor of a place.
    TypeVisibility &types() { return m_types; }
    const TypeVisibility &types() const { return m_types; }
    bool onlySelectedStream() const { return m_onlyStream; }
    void setOnlySelectedStream(bool only);
    // What the events table lists: the log, or the rows that match the filter, or the selected stream's, without events of hidden types.
    // Grows while loading and searching.
    const Sequence &shownEvents() const { return m_shown.sequence(); }
    bool shownEventsAscend() const { return m_shown.ascends(); } // by row
    // Of the row, or of the last shown one before it.
    std::optional<std::uint32_t> shownOrdinal(Row row) const { return m_shown.ordinalOf(row); }

    // --- back and forward: between places, and to where one had stepped in them ---
    void back();
    void forward();
    bool canGoBack() const { return m_places.canGoBack() || m_placeFilter != filterText(); }
    bool canGoForward() const { return m_places.canGoForward(); }

    // --- answers that take a moment ---
    // The event under the playhead, whole, with its causes and effects; arrives as eventReady after every playheadChanged.
    struct EventDetails {
        Row row = kNoRow;
        Record record;
        std::vector<Row> causes;  // the event of its causation id (several if the id stands twice)
        std::vector<Row> effects; // events whose causation id is its id, at most 1,000
        std::vector<Row> correlated; // of the same correlation, it included, at most 10,000
    };
    std::shared_ptr<const EventDetails> eventDetails() const
    {
        return m_details;
    } // null until the first eventReady

    // State of the selected stream at the playhead; arrives as stateReady. Null while there is none.
    std::shared_ptr<const StateAt> stateAt() const;
    // What else can be asked about its states.
    StateQueries &states() { return m_states; }
    const StateQueries &states() const { return m_states; }
    FieldHistories &histories() { return m_histories; }
    const FieldHistories &histories() const { return m_histories; }
    NumberTrends &trends() { return m_trends; }
    ChangesOfEvents &changesOfEvents() { return m_changesOfEvents; }
    Bisector &bisector() { return m_bisector; }
    Bookmarks &bookmarks() { return m_bookmarks; }
    const Bookmarks &bookmarks() const { return m_bookmarks; }
    Findings &findings() { return m_findings; } // of the whole store, once it is loaded
    const Findings &findings() const { return m_findings; }
    Catalogue &catalogue() { return m_catalogue; }
    const Catalogue &catalogue() const { return m_catalogue; }
    Lag &lag() { return m_lag; }                   // of the framework's own consumers
    Snapshots &snapshots() { return m_snapshots; } // that the framework has put aside
    const Snapshots &snapshots() const { return m_snapshots; }
    SnapshotComparison &snapshotComparison() { return m_snapshotComparison; } // at the playhead
    // Of all of them; what differs is among the findings.
    SnapshotCheck &snapshotCheck() { return m_snapshotCheck; }
    const SnapshotCheck &snapshotCheck() const { return m_snapshotCheck; }
    void checkSnapshots();
    SeenFields &seenFields() { return m_seenFields; }
    CauseChains &chains() { return m_chains; }
    const ShownCorrelation &correlation() const { return m_correlation; } // that of the filter
    // What is settled for the store: reducers, pinned fields, marked events.
    Workspace &workspace() { return m_workspace; }
    const Workspace &workspace() const { return m_workspace; }

    // The projection that is run over the store.
    OpenProjection &projection() { return m_projection; }
    const OpenProjection &projection() const { return m_projection; }

    // What makes JSON of payloads that only their owner can read, for all that reads them.
    Decoders &decoders() { return m_decoders; }
    const Decoders &decoders() const { return m_decoders; }

    // Whether what is personal is shown. Every payload that is read of store() is masked then; searches look at the true ones.
    Masking &masking() { return m_masking; }
    const Masking &masking() const { return m_masking; }

    // Payload texts for rows about to be shown, in one line each; newest request only. Arrives as previewsReady.
    struct Preview {
        Row row;
        // Start of the payload in one line, at most 512 bytes of UTF-8; of a damaged event: why.
        std::string text;
        bool damaged = false;
    };
    void requestPreviews(std::vector<Row> rows);

Q_SIGNALS:
    void phaseChanged();
    void openingWentOn(); // loadFraction() is another one
    void opened();        // a new log is there (phase Loading)
    void closing();       // all is still there: keep what is to be kept
    void closed();        // the log is about to go: let go of it
    void failed(const eventscope::Error &error);
    void rowsChanged(); // the log has more rows, or the load went on
    void followingChanged();
    void playheadChanged();
    void selectionChanged(); // stream or stream type
    void streamSequenceChanged();
    void stepsChanged();
    void filterChanged();                // text, error or progress of the search
    void shownEventsChanged(bool reset); // reset: other rows; else rows were added at the end
    void historyChanged();
    void eventReady();
    void eventFailed(const eventscope::Error &error);
    void stateReady();
    void stateFailed(const eventscope::Error &error);
    void payloadsChanged(); // all that were read before are shown otherwise now
    // isWhole: no more will come of what was asked for.
    void previewsReady(const std::vector<eventscope::Session::Preview> &previews, bool isWhole);

private:
    struct Workers;

    void setPhase(Phase phase);
    void letGoOfLog();
    void takeStore(Result<std::shared_ptr<Store>> store);
    void fail(Error error);
    void poll();
    void updateStreamSequence();
    void takeStreamSequence(Sequence sequence);
    void takeMasks();
    void takeDecoders();
    void takeUpcasters();
    void openFindings();
    void updateOrdinal();
    void movePlayhead(Row row);
    void followEnd(Row last); // while nobody has chosen a place
    void choose(std::optional<StreamId> stream);
    void showStream();
    Place place() const;
    void updatePlace();
    void remember();
    void goTo(const Place &place);
    void requestDetails();
    void requestState();
    // Runs `answer` in the GUI thread unless the session's store changed meanwhile.
    void post(std::uint64_t generation, std::function<void()> answer);

    Phase m_phase = Phase::Empty;
    Error m_error;
    QString m_location;
    OpenOptions m_options;
    QString m_workspaceFile;
    std::shared_ptr<Progress> m_opening; // of phase Opening
    double m_openingSeen = -1;
    std::uint64_t m_generation = 0; // of the open store; answers of an older one are dropped
    std::shared_ptr<Store> m_store; // masked
    std::shared_ptr<const Store> m_stored;
    std::uint64_t m_previewRound = 0; // of the rules that they were read under
    std::shared_ptr<EventLog> m_log;
    std::unique_ptr<LogLoader> m_loader;
    bool m_following = true;
    QTimer m_poll;
    std::uint32_t m_rowsSeen = 0;

    Row m_playhead = kNoRow;
    bool m_playheadChosen = false; // false: stays on the last row while the log loads
    std::optional<StreamId> m_stream;
    std::optional<StreamTypeId> m_streamType;
    Sequence m_streamSequence;
    std::optional<std::uint32_t> m_streamOrdinal;
    EventSelection m_selectedEvents;
    std::shared_ptr<const Steps> m_steps;

    ShownEvents m_shown;
    bool m_onlyStream = false;
    QString
        m_placeFilter; // of the present place; another one is being tried if it is not filterText()
    PlaceHistory m_places;
    bool m_isJumping = false; // the place to be is not there yet

    std::shared_ptr<const EventDetails> m_details;
    std::uint64_t m_detailsRequest = 0;
    Workspace m_workspace;
    Decoders m_decoders{m_workspace};
    Masking m_masking{m_workspace};
    Bookmarks m_bookmarks{m_workspace};
    TypeVisibility m_types{m_workspace};
    StateQueries m_states{m_workspace};
    FieldHistories m_histories{m_states, m_workspace};
    NumberTrends m_trends{m_states};
    ChangesOfEvents m_changesOfEvents{m_states};
    Bisector m_bisector{m_states};
    Findings m_findings;
    Catalogue m_catalogue;
    Lag m_lag;
    Snapshots m_snapshots;
    SnapshotComparison m_snapshotComparison{m_snapshots, m_states};
    SnapshotCheck m_snapshotCheck;
    SeenFields m_seenFields;
    CauseChains m_chains;
    ShownCorrelation m_correlation;
    OpenProjection m_projection;
    std::unique_ptr<Workers> m_workers; // last: its threads end before anything they post to
};

} // namespace eventscope
