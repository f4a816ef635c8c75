// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/explorepage.h"

#include "graph/chainpanel.h"
#include "panels/badgebutton.h"
#include "panels/bookmarkspanel.h"
#include "panels/cataloguepanel.h"
#include "panels/consolepanel.h"
#include "panels/drawer.h"
#include "panels/eventcolumns.h"
#include "panels/eventheader.h"
#include "panels/eventpanel.h"
#include "panels/eventspanel.h"
#include "panels/fieldhistorypanel.h"
#include "panels/findingspanel.h"
#include "panels/lagpanel.h"
#include "panels/statepanel.h"
#include "panels/streamspanel.h"
#include "panels/transportbar.h"
#include "session/session.h"
#include "shell/addcolumnpopup.h"
#include "timeline/timelineview.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kRailWidth = 40; // beside it
// At the default size of the window; most of what is more goes to the centre.
constexpr int kLeft = 236;
constexpr int kRight = 308;
// At least, when it is asked for, as far as the events have so much more than theirs.
constexpr int kGraphHeight = 264;
constexpr int kLeastEvents = 180;
constexpr int kCentre = 1280 - kRailWidth - kLeft - kRight;

QSplitter *splitter(Qt::Orientation orientation, const QString &name)
{
    auto *made = new QSplitter(orientation);
    made->setObjectName(name);
    made->setChildrenCollapsible(false);
    return made;
}

} // namespace

ExplorePage::ExplorePage(Session &session, TransportBar &transport, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_transport(transport)
    , m_streams(new StreamsPanel(session))
    , m_timeline(new TimelineView(session))
    , m_events(new EventsPanel(session))
    , m_event(new EventPanel(session))
    , m_state(new StatePanel(session))
    , m_addColumn(new AddColumnPopup(session, this))
    , m_drawer(new Drawer)
    , m_history(new FieldHistoryPanel(session))
    , m_console(new ConsolePanel(session))
    , m_bookmarks(new BookmarksPanel(session))
    , m_findings(new FindingsPanel(session))
    , m_catalogue(new CataloguePanel(session))
    , m_lag(new LagPanel(session))
    , m_chain(new ChainPanel(session))
    , m_columns(splitter(Qt::Horizontal, QStringLiteral("columns")))
    , m_centre(splitter(Qt::Vertical, QStringLiteral("centre")))
    , m_right(splitter(Qt::Vertical, QStringLiteral("right")))
{
    setObjectName(QStringLiteral("explorePage"));
    setFocusPolicy(Qt::ClickFocus);
    m_centre->addWidget(m_timeline);
    m_centre->addWidget(m_events);
    m_centre->addWidget(m_drawer);
    m_centre->setStretchFactor(0, 2);
    m_centre->setStretchFactor(1, 3);
    m_centre->setStretchFactor(2, 2);
    m_right->addWidget(m_event);
    m_right->addWidget(m_state);
    m_columns->addWidget(m_streams);
    m_columns->addWidget(m_centre);
    m_columns->addWidget(m_right);
    m_columns->setStretchFactor(0, 1);
    m_columns->setStretchFactor(1, 5);
    m_columns->setStretchFactor(2, 2);

    makeRailButtons();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_columns, 1);

    connect(&m_events->columns(), &EventColumns::fieldWanted, this, &ExplorePage::addColumn);
    makeDrawer();
    m_firstStreams = m_streams->saveState();
    m_firstEvents = m_events->saveState();
    m_firstEvent = m_event->saveState();
    m_firstState = m_state->saveState();
    m_firstTimeline = m_timeline->saveState();
    setDefaultSizes();
}

void ExplorePage::makeRailButtons()
{
    m_catalogueButton = new QToolButton;
    m_catalogueButton->setObjectName(QStringLiteral("catalogueButton"));
    m_catalogueButton->setIcon(Theme::instance().icon(QStringLiteral("view-list-details")));
    m_catalogueButton->setToolTip(tr("Catalogue of event types"));
    m_catalogueButton->setAccessibleName(tr("Catalogue of event types"));
    m_catalogueButton->setFixedSize(32, 32);
    m_catalogueButton->setCheckable(true);
    connect(m_catalogueButton, &QToolButton::clicked, this, [this](bool isOn) {
        if (isOn || !isVisible())
            showCatalogue();
        else
            Q_EMIT m_drawer->closeWanted(m_catalogue);
    });
    m_lagButton = new BadgeButton(QStringLiteral("chronometer"));
    m_lagButton->setObjectName(QStringLiteral("lagButton"));
    m_lagButton->setFixedSize(32, 32);
    m_lagButton->setCheckable(true);
    connect(m_lagButton, &QToolButton::clicked, this, [this](bool isOn) {
        if (isOn || !isVisible())
            showLag();
        else
            Q_EMIT m_drawer->closeWanted(m_lag);
    });
    m_findingsButton = new BadgeButton(QStringLiteral("dialog-warning"));
    m_findingsButton->setObjectName(QStringLiteral("findingsButton"));
    m_findingsButton->setFixedSize(32, 32);
    m_findingsButton->setCheckable(true);
    connect(m_findingsButton, &QToolButton::clicked, this, [this](bool isOn) {
        if (isOn || !isVisible())
            showFindings();
        else
            Q_EMIT m_drawer->closeWanted(m_findings);
    });
}

QList<QWidget *> ExplorePage::railButtons() const
{
    return {m_catalogueButton, m_lagButton, m_findingsButton};
}

// Below the events: there histories and lines have the width that they need, and state and event stay in sight.
void ExplorePage::makeDrawer()
{
    m_drawer->addPage(m_history, m_history->controls(), m_history->title());
    m_drawer->addPage(m_console, m_console->controls(), tr("Console"));
    m_drawer->addPage(m_bookmarks, m_bookmarks->controls(), tr("Bookmarks"));
    connect(m_bookmarks, &BookmarksPanel::countChanged, this, [this] {
        const int count = m_bookmarks->count();
        m_drawer->setTitle(m_bookmarks,
                           count == 0 ? tr("Bookmarks")
                                      : tr("Bookmarks  %1").arg(withThousands(count)),
                           tr("Events that you marked, with your notes"));
    });
    m_drawer->addPage(m_findings, m_findings->controls(), m_findings->title());
    m_drawer->addPage(m_catalogue, m_catalogue->controls(), tr("Catalogue"));
    m_drawer->addPage(m_lag, m_lag->controls(), m_lag->title());
    connect(m_lag, &LagPanel::titleChanged, this, &ExplorePage::takeLag);
    m_session.lag().setWanted(this, true); // by the button and the timeline
    takeLag();
    m_drawer->addPage(m_chain, m_chain->controls(), tr("Causes and effects"));
    connect(m_event, &EventPanel::chainWanted, this, &ExplorePage::showChain);
    connect(m_findings, &FindingsPanel::titleChanged, this, &ExplorePage::takeFindings);
    takeFindings();
    connect(m_state, &StatePanel::historyWanted, this, [this] {
        m_drawer->raisePage(m_history);
        m_history->focusList();
    });
    connect(&m_session.histories(), &FieldHistories::listedChanged, this, [this] {
        if (m_session.histories().listed())
            m_drawer->showPage(m_history);
        else
            m_drawer->hidePage(m_history);
    });
    connect(m_history, &FieldHistoryPanel::titleChanged, this,
            [this] { m_drawer->setTitle(m_history, m_history->title()); });
    connect(m_console, &ConsolePanel::linesChanged, this, &ExplorePage::takeLines);
    connect(m_drawer, &Drawer::closeWanted, this, [this](QWidget *page) {
        if (page == m_history)
            m_session.histories().unlist();
        else
            m_drawer->hidePage(page);
        if (page == m_findings)
            takeFindings();
        if (page == m_catalogue)
            m_catalogueButton->setChecked(false);
        if (page == m_lag)
            takeLag();
        if (page == m_console)
            m_consoleClosed = true;
        setFocus();
    });
}

// Esc in the drawer closes what is in front there.
bool ExplorePage::leaveDrawer()
{
    const QWidget *const focus = QApplication::focusWidget();
    if (!focus || !m_drawer->isAncestorOf(focus) || !m_drawer->frontPage())
        return false;
    Q_EMIT m_drawer->closeWanted(m_drawer->frontPage());
    return true;
}

void ExplorePage::takeLines()
{
    const int lines = m_console->lineCount();
    m_drawer->setTitle(m_console, tr("Console  %1").arg(withThousands(lines)),
                       tr("What the reducer writes with console.log and log"));
    if (lines == 0) {
        m_drawer->hidePage(m_console);
    } else if (!m_consoleClosed && !m_drawer->isShown(m_console)) {
        // It comes beside what is there, not over it.
        QWidget *const front = m_drawer->frontPage();
        m_drawer->showPage(m_console);
        if (front)
            m_drawer->raisePage(front);
    }
}

void ExplorePage::toggleStateChanges()
{
    EventColumns &columns = m_events->columns();
    columns.setShowsStateChanges(!columns.showsStateChanges());
}

void ExplorePage::openColumnMenu()
{
    Q_EMIT wanted();
    m_events->columns().openMenu();
}

// After the menu that asked for it has gone.
void ExplorePage::addColumn()
{
    Q_EMIT wanted();
    if (m_session.hasLog())
        QMetaObject::invokeMethod(m_addColumn, &Popup::openPopup, Qt::QueuedConnection);
}

bool ExplorePage::hasLines() const
{
    return m_console->lineCount() > 0;
}

void ExplorePage::showConsole()
{
    Q_EMIT wanted();
    if (!hasLines())
        return;
    m_consoleClosed = false;
    m_drawer->showPage(m_console);
    m_console->focusList();
}

void ExplorePage::showBookmarks()
{
    Q_EMIT wanted();
    m_drawer->showPage(m_bookmarks);
    m_bookmarks->focusList();
}

void ExplorePage::editNote()
{
    Q_EMIT wanted();
    m_drawer->showPage(m_bookmarks);
    m_bookmarks->editNote();
}

void ExplorePage::setKeys(const QString &catalogue, const QString &lag, const QString &findings)
{
    m_catalogueButton->setToolTip(tr("Catalogue of event types") + catalogue);
    m_lagKey = lag;
    m_findingsKey = findings;
    takeLag();
    takeFindings();
}

// The button counts those in trouble.
void ExplorePage::takeLag()
{
    const Lag &lag = m_session.lag();
    m_drawer->setTitle(m_lag, m_lag->title(),
                       tr("How far the framework's own processors are behind"));
    const auto troubles = static_cast<qint64>(lag.troubles());
    m_lagButton->setCount(troubles);
    m_lagButton->setChecked(m_drawer->isShown(m_lag));
    const QString name = troubles == 0 ? tr("Lag of processors")
                                       : tr("Lag of processors: %1 in trouble").arg(troubles);
    m_lagButton->setToolTip(name + m_lagKey);
    m_lagButton->setAccessibleName(name);
}

void ExplorePage::takeFindings()
{
    m_drawer->setTitle(m_findings, m_findings->title(),
                       tr("What is probably wrong with the store"));
    const auto count = static_cast<qint64>(m_session.findings().report()->total());
    const QString findings = counted(count, tr("finding"), tr("findings"));
    m_findingsButton->setCount(count);
    m_findingsButton->setChecked(m_drawer->isShown(m_findings));
    m_findingsButton->setToolTip(findings + m_findingsKey);
    m_findingsButton->setAccessibleName(findings);
}

void ExplorePage::showCatalogue()
{
    Q_EMIT wanted();
    m_drawer->showPage(m_catalogue);
    m_catalogueButton->setChecked(true);
    m_catalogue->begin();
    m_catalogue->focusList();
}

void ExplorePage::showLag()
{
    Q_EMIT wanted();
    m_drawer->showPage(m_lag);
    takeLag();
    m_lag->focusList();
}

void ExplorePage::showChain()
{
    Q_EMIT wanted();
    m_drawer->showPage(m_chain);
    // A graph needs some height to be one; the other pages are lists.
    QList<int> heights = m_centre->sizes();
    if (const int lacks = kGraphHeight - heights.value(2); lacks > 0) {
        const int given = std::clamp(heights[1] - kLeastEvents, 0, lacks);
        heights[1] -= given;
        heights[2] += given;
        m_centre->setSizes(heights);
    }
    m_chain->focusGraph();
}

QStringList ExplorePage::pages()
{
    return {QStringLiteral("causes"), QStringLiteral("catalogue"), QStringLiteral("findings"),
            QStringLiteral("bookmarks"), QStringLiteral("lag")};
}

void ExplorePage::showPage(const QString &name)
{
    switch (pages().indexOf(name)) {
    case 0:
        return showChain();
    case 1:
        return showCatalogue();
    case 2:
        return showFindings();
    case 3:
        return showBookmarks();
    case 4:
        return showLag();
    default:
        break;
    }
}

void ExplorePage::showCorrelation()
{
    Q_EMIT wanted();
    m_event->header().showCorrelation();
}

void ExplorePage::showFindings()
{
    Q_EMIT wanted();
    m_drawer->showPage(m_findings);
    takeFindings();
    m_findings->focusList();
}

bool ExplorePage::isSettled() const
{
    return m_streams->isSettled() && m_timeline->isSettled() && m_event->isSettled()
           && m_events->isSettled() && m_chain->isSettled();
}

void ExplorePage::focusFilter()
{
    Q_EMIT wanted();
    m_events->focusFilter();
}

void ExplorePage::togglePlaying()
{
    m_transport.playAction()->trigger();
}

CopyActions &ExplorePage::copying()
{
    return m_events->copying();
}

FilterBar &ExplorePage::filterBar()
{
    return m_events->filterBar();
}

FindBar &ExplorePage::finding()
{
    return m_events->finding();
}

StatePanel &ExplorePage::statePanel()
{
    return *m_state;
}

QVariantMap ExplorePage::saveLayout() const
{
    return {{QStringLiteral("columns"), m_columns->saveState()},
            {QStringLiteral("centre"), m_centre->saveState()},
            {QStringLiteral("right"), m_right->saveState()},
            {QStringLiteral("streams"), m_streams->saveState()},
            {QStringLiteral("events"), m_events->saveState()},
            {QStringLiteral("event"), m_event->saveState()},
            {QStringLiteral("state"), m_state->saveState()},
            {QStringLiteral("consoleClosed"), m_consoleClosed},
            {QStringLiteral("transport"), m_transport.saveState()},
            {QStringLiteral("chain"), m_chain->saveState()},
            {QStringLiteral("timeline"), m_timeline->saveState()}};
}

void ExplorePage::restoreLayout(const QVariantMap &layout)
{
    const auto bytes = [&layout](const QString &key) { return layout.value(key).toByteArray(); };
    if (layout.isEmpty())
        return;
    m_columns->restoreState(bytes(QStringLiteral("columns")));
    m_centre->restoreState(bytes(QStringLiteral("centre")));
    m_right->restoreState(bytes(QStringLiteral("right")));
    m_streams->restoreState(bytes(QStringLiteral("streams")));
    m_events->restoreState(bytes(QStringLiteral("events")));
    m_event->restoreState(bytes(QStringLiteral("event")));
    m_state->restoreState(bytes(QStringLiteral("state")));
    m_chain->restoreState(bytes(QStringLiteral("chain")));
    m_consoleClosed = layout.value(QStringLiteral("consoleClosed")).toBool();
    m_timeline->restoreState(bytes(QStringLiteral("timeline")));
    m_transport.restoreState(layout.value(QStringLiteral("transport")).toMap());
}

// A field's history belongs to the field that was asked for, and lines come by themselves.
std::vector<std::pair<QString, QWidget *>> ExplorePage::keptPages() const
{
    return {{QStringLiteral("bookmarks"), m_bookmarks},
            {QStringLiteral("findings"), m_findings},
            {QStringLiteral("catalogue"), m_catalogue},
            {QStringLiteral("lag"), m_lag}};
}

QStringList ExplorePage::savePages() const
{
    QStringList pages;
    for (const auto &[name, page] : keptPages()) {
        if (!m_drawer->isShown(page))
            continue;
        if (m_drawer->frontPage() == page)
            pages.append(name);
        else
            pages.prepend(name);
    }
    return pages;
}

void ExplorePage::restorePages(const QStringList &pages)
{
    for (const auto &[name, page] : keptPages()) {
        if (pages.contains(name))
            m_drawer->showPage(page);
        else
            m_drawer->hidePage(page);
    }
    for (const auto &[name, page] : keptPages()) {
        if (!pages.isEmpty() && pages.back() == name)
            m_drawer->raisePage(page);
    }
    takeFindings();
    takeLag();
    m_catalogueButton->setChecked(m_drawer->isShown(m_catalogue));
    if (m_drawer->isShown(m_catalogue))
        m_catalogue->begin();
}

void ExplorePage::setDefaultSizes()
{
    m_columns->setSizes({kLeft, kCentre, kRight});
    m_centre->setSizes({280, 420, 176});
    m_right->setSizes({350, 350});
}

void ExplorePage::resetLayout()
{
    m_consoleClosed = false;
    takeLines();
    setDefaultSizes();
    m_streams->restoreState(m_firstStreams);
    m_events->restoreState(m_firstEvents);
    m_event->restoreState(m_firstEvent);
    m_state->restoreState(m_firstState);
    m_timeline->restoreState(m_firstTimeline);
}

} // namespace eventscope::ui
