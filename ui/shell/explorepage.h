// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QVariantMap>
#include <QWidget>

#include <utility>
#include <vector>

class QSplitter;
class QToolButton;

namespace eventscope {
class Session;
}

namespace eventscope::ui {

class AddColumnPopup;
class BadgeButton;
class BookmarksPanel;
class CataloguePanel;
class ChainPanel;
class ConsolePanel;
class CopyActions;
class Drawer;
class EventPanel;
class EventsPanel;
class FieldHistoryPanel;
class FilterBar;
class FindBar;
class FindingsPanel;
class LagPanel;
class StatePanel;
class StreamsPanel;
class TimelineView;
class TransportBar;

// The perspective in which one looks around: streams and types, timeline over events, event over state.
class ExplorePage : public QWidget
{
    Q_OBJECT

public:
    // The transport stands below all perspectives, and outlives this one.
    ExplorePage(Session &session, TransportBar &transport, QWidget *parent = nullptr);

    // Nothing here will change by itself any more.
    bool isSettled() const;

    // What can be open below the events, by the names that a command line gives them.
    static QStringList pages();
    void showPage(const QString &name); // nothing for an unknown one

    void focusFilter();
    void togglePlaying();
    StreamsPanel &streams() { return *m_streams; }
    TransportBar &transport() { return m_transport; }
    // For the rail: what opens pages of the drawer. They want the perspective to be shown: see wanted().
    QList<QWidget *> railButtons() const;
    CopyActions &copying(); // of the selected events
    FindBar &finding();
    FilterBar &filterBar();
    StatePanel &statePanel();
    TimelineView &timeline() { return *m_timeline; }
    void toggleStateChanges(); // the column beside the events
    void openColumnMenu();
    void addColumn();      // asks for a field of the payloads
    bool hasLines() const; // that the reducer has written
    void showConsole();
    BookmarksPanel &bookmarks() { return *m_bookmarks; }
    void showBookmarks();
    void editNote(); // of the event under the playhead
    void showFindings();
    void showLag();
    void showCatalogue(); // of the type of the event under the playhead
    FindingsPanel &findings() { return *m_findings; }
    void showChain(); // of the event under the playhead
    ChainPanel &chain() { return *m_chain; }
    void showCorrelation(); // of the event under the playhead
    // What stands behind the names of the buttons in the rail: " (Ctrl+1)".
    void setKeys(const QString &catalogue, const QString &lag, const QString &findings);
    bool leaveDrawer(); // false: the focus is elsewhere

    // Sizes and columns, as the settings keep them.
    QVariantMap saveLayout() const;
    // What is missing or no longer fits stays as it is.
    void restoreLayout(const QVariantMap &layout);
    void resetLayout();
    // Which of the pages below the events are there; the one in front comes last. They read the store, so restore them once there is one.
    QStringList savePages() const;
    void restorePages(const QStringList &pages);

Q_SIGNALS:
    void wanted(); // something of it is to be seen

private:
    void makeRailButtons();
    void makeDrawer();
    void takeLines();
    void takeFindings();
    void takeLag();
    void setDefaultSizes();
    std::vector<std::pair<QString, QWidget *>> keptPages() const; // with the names they are kept by

    Session &m_session;
    TransportBar &m_transport;
    QByteArray m_firstStreams; // the panels' own states before anything was restored
    QByteArray m_firstEvents;
    QByteArray m_firstEvent;
    QByteArray m_firstState;
    QByteArray m_firstTimeline;

    StreamsPanel *m_streams;
    TimelineView *m_timeline;
    EventsPanel *m_events;
    EventPanel *m_event;
    StatePanel *m_state;
    AddColumnPopup *m_addColumn;
    Drawer *m_drawer;
    FieldHistoryPanel *m_history;
    ConsolePanel *m_console;
    BookmarksPanel *m_bookmarks;
    FindingsPanel *m_findings;
    CataloguePanel *m_catalogue;
    LagPanel *m_lag;
    ChainPanel *m_chain;
    BadgeButton *m_findingsButton = nullptr; // in the rail
    QString m_findingsKey;
    BadgeButton *m_lagButton = nullptr;
    QString m_lagKey;
    QToolButton *m_catalogueButton = nullptr;
    bool m_consoleClosed = false; // by the user: it stays so until it is asked for
    QSplitter *m_columns;
    QSplitter *m_centre;
    QSplitter *m_right;
};

} // namespace eventscope::ui
