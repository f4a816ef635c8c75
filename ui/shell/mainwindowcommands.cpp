// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What one can do in the window: the part of MainWindow that makes its commands and menus.
#include "shell/mainwindow.h"

#include "panels/bookmarkspanel.h"
#include "panels/copyactions.h"
#include "panels/diffbutton.h"
#include "panels/filterbar.h"
#include "panels/findbar.h"
#include "panels/findingspanel.h"
#include "panels/projectionkeypanel.h"
#include "panels/reducerbutton.h"
#include "panels/savedfiltersbutton.h"
#include "panels/statepanel.h"
#include "panels/transportbar.h"
#include "session/session.h"
#include "shell/banner.h"
#include "shell/bisectpopup.h"
#include "shell/commandpalette.h"
#include "shell/commands.h"
#include "shell/decodercommands.h"
#include "shell/explorepage.h"
#include "shell/gotopopup.h"
#include "shell/projectpage.h"
#include "shell/recentstores.h"
#include "shell/topbar.h"
#include "shell/tour.h"
#include "timeline/timelinecanvas.h"
#include "timeline/timelineview.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QFileInfo>
#include <QMenu>

#include <utility>

namespace eventscope::ui {

void MainWindow::makeStoreCommands()
{
    const QString group = QStringLiteral("Store");
    using Keys = Commands::Keys;
    m_do.open = m_commands->add(group, QStringLiteral("Open a file…"),
                                {QKeySequence(Qt::CTRL | Qt::Key_O)}, Keys::Always,
                                [this] { openFile(); });
    m_do.openMapped = m_commands->add(group, QStringLiteral("Open with mapping…"), {}, Keys::Always,
                                      [this] { openWithMapping(); });
    m_do.sample = m_commands->add(group, QStringLiteral("Open the sample shop"), {}, Keys::Always,
                                  [this] { openSample(); });
    m_do.reload = m_commands->add(group, QStringLiteral("Reload"), {QKeySequence(Qt::Key_F5)},
                                  Keys::Always, [this] { reload(); });
    m_do.follow = m_commands->add(group, QStringLiteral("Follow new events"), {}, Keys::Always,
                                  [this] { m_session.setFollowing(!m_session.isFollowing()); });
    m_do.close = m_commands->add(group, QStringLiteral("Close the store"),
                                 {QKeySequence(Qt::CTRL | Qt::Key_W)}, Keys::Always, [this] {
                                     m_banner->hide();
                                     m_session.close();
                                 });
    m_do.quit = m_commands->add(group, QStringLiteral("Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)},
                                Keys::Always, [] { QApplication::closeAllWindows(); });
}

void MainWindow::makeMoveCommands()
{
    const QString group = QStringLiteral("Move");
    using Keys = Commands::Keys;
    const auto step = [&](const QString &title, Qt::Key key, Session::Step which) {
        return m_commands->add(group, title, {QKeySequence(key)}, Keys::WhenFree,
                               [this, which] { m_session.step(which); });
    };
    m_do.first = step(QStringLiteral("First event"), Qt::Key_Home, Session::Step::First);
    m_do.previous = step(QStringLiteral("Previous event"), Qt::Key_Left, Session::Step::Previous);
    m_do.next = step(QStringLiteral("Next event"), Qt::Key_Right, Session::Step::Next);
    m_do.last = step(QStringLiteral("Last event"), Qt::Key_End, Session::Step::Last);
    m_do.play = m_commands->add(group, QStringLiteral("Play or pause"),
                                {QKeySequence(Qt::Key_Space)}, Keys::WhenFree,
                                [this] { m_explorePage->togglePlaying(); });
    TransportBar *transport = &m_explorePage->transport();
    m_commands->add(group, QStringLiteral("Play faster"), {QKeySequence(Qt::Key_Period)},
                    Keys::WhenFree, [transport] { transport->faster(); });
    m_commands->add(group, QStringLiteral("Play slower"), {QKeySequence(Qt::Key_Comma)},
                    Keys::WhenFree, [transport] { transport->slower(); });
    const auto toggle = [&](const QString &title, auto run) {
        m_commands->add(group, title, {}, Keys::Always,
                        [player = &transport->player(), run] { run(*player); });
    };
    toggle(QStringLiteral("Play with the original timing, or at a steady rate"),
           [](Player &player) { player.setOriginalTiming(!player.originalTiming()); });
    toggle(QStringLiteral("Loop over the selected events, or over all, or not"),
           [](Player &player) { player.setLoops(!player.loops()); });
    const auto stop = [&](const QString &what, Player::Stop where) {
        toggle(QStringLiteral("Stop at %1 while playing, or not").arg(what),
               [where](Player &player) { player.setStopsAt(where, !player.stopsAt(where)); });
    };
    stop(QStringLiteral("events of the filter"), Player::Stop::FilterMatch);
    stop(QStringLiteral("changes of pinned fields"), Player::Stop::PinnedChange);
    stop(QStringLiteral("findings"), Player::Stop::Finding);
    stop(QStringLiteral("bookmarks"), Player::Stop::Bookmark);
    m_do.back = m_commands->add(group, QStringLiteral("Back"),
                                {QKeySequence(Qt::ALT | Qt::Key_Left)}, Keys::Always,
                                [this] { m_session.back(); });
    m_do.forward = m_commands->add(group, QStringLiteral("Forward"),
                                   {QKeySequence(Qt::ALT | Qt::Key_Right)}, Keys::Always,
                                   [this] { m_session.forward(); });
    m_do.cause = m_commands->add(group, QStringLiteral("Go to what caused this event"),
                                 {QKeySequence(Qt::Key_C)}, Keys::WhenFree,
                                 [this] { goToCause(); });
    m_do.chain = m_commands->add(group, QStringLiteral("Show causes and effects as a graph"),
                                 {QKeySequence(Qt::SHIFT | Qt::Key_C)}, Keys::WhenFree,
                                 [this] { m_explorePage->showChain(); });
    m_do.correlation = m_commands->add(group, QStringLiteral("Show the correlation of this event"),
                                       {QKeySequence(Qt::Key_R)}, Keys::WhenFree,
                                       [this] { m_explorePage->showCorrelation(); });
    m_commands->setTip(m_do.back, QStringLiteral("Back to where you were"));
    m_commands->setTip(m_do.forward, QStringLiteral("Forward again"));
}

void MainWindow::makeFindCommands()
{
    const QString group = QStringLiteral("Find");
    using Keys = Commands::Keys;
    m_do.goTo = m_commands->add(group, QStringLiteral("Go to position, stream, date or time…"),
                                {QKeySequence(Qt::CTRL | Qt::Key_L)}, Keys::Always,
                                [this] { m_goTo->openPopup(); });
    m_commands->setTip(m_do.goTo, QStringLiteral("Go to a position, stream, date or time"));
    m_do.filter = m_commands->add(group, QStringLiteral("Filter events"),
                                  {QKeySequence(Qt::CTRL | Qt::Key_F)}, Keys::Always, [this] {
                                      if (isExploring())
                                          m_explorePage->focusFilter();
                                      else
                                          m_perspectives->project().focusSearch();
                                  });
    m_commands->add(group, QStringLiteral("Columns of the events\u2026"), {}, Keys::Always,
                    [this] { m_explorePage->openColumnMenu(); });
    m_commands->add(group, QStringLiteral("Add a field of the payloads as a column\u2026"), {},
                    Keys::Always, [this] { m_explorePage->addColumn(); });
    const auto inExplore = [this](std::function<void()> run) {
        return [this, run = std::move(run)] {
            m_perspectives->show(Perspectives::Perspective::Explore);
            run();
        };
    };
    FilterBar *bar = &m_explorePage->filterBar();
    const auto nameKeyOn = [this](const char *button, QAction *action) {
        m_commands->nameKeyOn(*m_explorePage->findChild<QWidget *>(QLatin1String(button)), action);
    };
    nameKeyOn("showChain", m_do.chain);
    nameKeyOn("buildFilter",
              m_commands->add(group, QStringLiteral("Build the filter from conditions\u2026"),
                              {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_F)}, Keys::Always,
                              inExplore([bar] { bar->openBuilder(); })));
    SavedFiltersButton *saved = &m_explorePage->filterBar().saved();
    m_commands->add(group, QStringLiteral("Saved and earlier filters\u2026"), {}, Keys::Always,
                    inExplore([saved] { saved->openMenu(); }));
    m_commands->add(group, QStringLiteral("Save the filter under a name\u2026"), {}, Keys::Always,
                    inExplore([saved] { saved->save(); }));
    FindBar *finding = &m_explorePage->finding();
    m_commands->add(group, QStringLiteral("Find in the shown events\u2026"),
                    {QKeySequence(Qt::CTRL | Qt::Key_G)}, Keys::Always,
                    inExplore([finding] { finding->open(); }));
    nameKeyOn("findNext", m_commands->add(group, QStringLiteral("Find the next match"),
                                          {QKeySequence(Qt::Key_F3)}, Keys::Always,
                                          inExplore([finding] { finding->findNext(); })));
    nameKeyOn("findPrevious", m_commands->add(group, QStringLiteral("Find the previous match"),
                                              {QKeySequence(Qt::SHIFT | Qt::Key_F3)}, Keys::Always,
                                              inExplore([finding] { finding->findPrevious(); })));
    m_do.escape = m_commands->add(group, QStringLiteral("Clear the filter"),
                                  {QKeySequence(Qt::Key_Escape)}, Keys::Always,
                                  [this] { escape(); });
    CopyActions *copying = &m_explorePage->copying();
    m_do.copyJson = m_commands->add(group, QStringLiteral("Copy the selected events as JSON"),
                                    {QKeySequence(Qt::CTRL | Qt::Key_C)}, Keys::WhenFree,
                                    [copying] { copying->copyAs(EventForm::Json); });
    m_do.copyCommand = m_commands->add(group,
                                       QStringLiteral("Copy the selected events as a command line"),
                                       {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)},
                                       Keys::WhenFree, [copying] { copying->copyAsCommand(); });
    for (const auto &[form, name] :
         {std::pair(EventForm::JsonLines, QStringLiteral("JSON Lines")),
          std::pair(EventForm::Csv, QStringLiteral("CSV")),
          std::pair(EventForm::Markdown, QStringLiteral("a Markdown table")),
          std::pair(EventForm::Payloads, QStringLiteral("payloads"))})
        m_commands->add(group, QStringLiteral("Copy the selected events as %1").arg(name), {},
                        Keys::Always, [copying, form = form] { copying->copyAs(form); });
    m_do.commands = m_commands->add(group, QStringLiteral("Commands…"),
                                    {QKeySequence(Qt::CTRL | Qt::Key_K)}, Keys::Always,
                                    [this] { m_palette->openPopup(); });
    m_commands->setTip(m_do.commands, QStringLiteral("All commands"));
}

void MainWindow::makeFindingsCommands()
{
    const QString group = QStringLiteral("Findings");
    using Keys = Commands::Keys;
    FindingsPanel *findings = &m_explorePage->findings();
    m_do.findings = m_commands->add(group, QStringLiteral("Show what is wrong with the store"),
                                    {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F)}, Keys::Always,
                                    [this] { m_explorePage->showFindings(); });
    m_do.nextFinding = m_commands->add(group, QStringLiteral("Next finding"),
                                       {QKeySequence(Qt::Key_F8)}, Keys::Always,
                                       [findings] { findings->goToNext(); });
    m_do.previousFinding = m_commands->add(group, QStringLiteral("Previous finding"),
                                           {QKeySequence(Qt::SHIFT | Qt::Key_F8)}, Keys::Always,
                                           [findings] { findings->goToPrevious(); });
    m_do.catalogue = m_commands->add(group, QStringLiteral("Show the catalogue of event types"),
                                     {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T)}, Keys::Always,
                                     [this] { m_explorePage->showCatalogue(); });
    m_do.lag = m_commands->add(group, QStringLiteral("Show how far processors are behind"),
                               {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L)}, Keys::Always,
                               [this] { m_explorePage->showLag(); });
    m_do.checkAgain = m_commands->add(group, QStringLiteral("Check the store again"), {},
                                      Keys::Always, [this] { m_session.findings().check(); });
}

void MainWindow::makeStateCommands()
{
    const QString group = QStringLiteral("State");
    using Keys = Commands::Keys;
    StatePanel &state = m_explorePage->statePanel();
    ReducerButton *reducer = &state.reducerButton();
    DiffButton *diff = &state.diffButton();
    const auto add = [&](const QString &title, std::function<void()> run) {
        return m_commands->add(group, title, {}, Keys::Always, std::move(run));
    };
    m_do.chooseReducer = add(QStringLiteral("Choose a reducer for the selected streams…"),
                             [reducer] { reducer->choose(); });
    m_do.openReducer = add(QStringLiteral("Open the reducer in the editor"),
                           [reducer] { reducer->openInEditor(); });
    m_do.rerunReducer = add(QStringLiteral("Run the reducer again"),
                            [reducer] { reducer->runAgain(); });
    m_do.mergePayloads = add(QStringLiteral("Merge payloads instead of using the reducer"),
                             [reducer] { reducer->mergePayloads(); });
    m_do.comparePrevious = add(QStringLiteral("Compare the state with the previous event"),
                               [diff] { diff->comparePrevious(); });
    m_do.compareHere = add(QStringLiteral("Compare the state with this event from now on"),
                           [diff] { diff->compareHere(); });
    m_do.compareVersion = add(QStringLiteral("Compare the state with a version…"),
                              [diff] { diff->compareVersion(); });
    StatePanel *panel = &state;
    m_do.findInState = m_commands->add(group, QStringLiteral("Find a field of the state"),
                                       {QKeySequence(Qt::Key_Slash)}, Keys::WhenFree,
                                       [this, panel] {
                                           if (isExploring())
                                               panel->findInState();
                                           else
                                               m_perspectives->project().key().findInState();
                                       });
    m_do.fieldHistory = m_commands->add(group,
                                        QStringLiteral("Show the history of the current field"),
                                        {QKeySequence(Qt::Key_H)}, Keys::WhenFree,
                                        [panel] { panel->showHistoryOfCurrent(); });
    m_do.pinField = m_commands->add(group, QStringLiteral("Pin or unpin the current field"),
                                    {QKeySequence(Qt::Key_P)}, Keys::WhenFree,
                                    [panel] { panel->pinCurrent(); });
    m_do.unpinAll = add(QStringLiteral("Unpin all fields of these streams"), [this] {
        m_session.workspace().unpinAll(m_session.states().streamType());
    });
    add(QStringLiteral("Show or hide the state change beside every event"),
        [this] { m_explorePage->toggleStateChanges(); });
    add(QStringLiteral("Show or hide sparklines of numbers"),
        [panel] { panel->setShowsTrends(!panel->showsTrends()); });
    m_do.bisect = add(QStringLiteral("Find the first event after which\u2026"),
                      [this] { m_bisect->openPopup(); });
    m_do.console = add(QStringLiteral("Show the console of the reducer"),
                       [this] { m_explorePage->showConsole(); });
}

void MainWindow::makeNoteCommands()
{
    const QString group = QStringLiteral("Notes");
    using Keys = Commands::Keys;
    BookmarksPanel *bookmarks = &m_explorePage->bookmarks();
    m_do.undo = m_commands->add(group, QStringLiteral("Undo"), {QKeySequence(Qt::CTRL | Qt::Key_Z)},
                                Keys::WhenFree, [this] { m_session.workspace().undo(); });
    m_do.redo = m_commands->add(group, QStringLiteral("Redo"),
                                {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z)}, Keys::WhenFree,
                                [this] { m_session.workspace().redo(); });
    m_do.bookmark = m_commands->add(group, QStringLiteral("Bookmark the event, or take it away"),
                                    {QKeySequence(Qt::Key_B)}, Keys::WhenFree,
                                    [bookmarks] { bookmarks->toggle(); });
    m_do.note = m_commands->add(group, QStringLiteral("Write a note on the event"),
                                {QKeySequence(Qt::Key_N)}, Keys::WhenFree,
                                [this] { m_explorePage->editNote(); });
    m_do.nextBookmark = m_commands->add(group, QStringLiteral("Next bookmark"),
                                        {QKeySequence(Qt::Key_BracketRight)}, Keys::WhenFree,
                                        [bookmarks] { bookmarks->goToNext(true); });
    m_do.previousBookmark = m_commands->add(group, QStringLiteral("Previous bookmark"),
                                            {QKeySequence(Qt::Key_BracketLeft)}, Keys::WhenFree,
                                            [bookmarks] { bookmarks->goToNext(false); });
    m_do.bookmarks = m_commands->add(group, QStringLiteral("Show the bookmarks"),
                                     {QKeySequence(Qt::CTRL | Qt::Key_B)}, Keys::Always,
                                     [this] { m_explorePage->showBookmarks(); });
}

void MainWindow::makeMenus()
{
    connect(m_openMenu, &QMenu::aboutToShow, this, &MainWindow::fillOpenMenu);
    fillOpenMenu();

    fillSettingsMenu();
}

void MainWindow::fillOpenMenu()
{
    m_openMenu->clear();
    const Theme &theme = Theme::instance();
    m_do.open->setIcon(theme.icon(QStringLiteral("document-open")));
    m_openMenu->addAction(m_do.open);
    m_openMenu->addAction(m_do.openMapped);
    m_openMenu->addAction(m_decoders->action());
    m_openMenu->addAction(m_do.sample);
    m_openMenu->addSeparator();
    m_openMenu->addAction(m_do.openWorkspace);
    m_openMenu->addAction(m_do.saveWorkspace);
    m_openMenu->addAction(m_do.share);
    if (!m_recent->entries().empty()) {
        m_openMenu->addSeparator();
        for (const RecentStores::Entry &entry : m_recent->entries()) {
            QString name = QFileInfo(entry.location).fileName();
            name = fontMetrics()
                       .elidedText(name, Qt::ElideMiddle, 320)
                       .replace(u'&', QStringLiteral("&&"));
            QAction *action = m_openMenu->addAction(name);
            action->setToolTip(tr("%1\nWith Ctrl, in a new window").arg(entry.location));
            connect(action, &QAction::triggered, this, [this, location = entry.location] {
                if (QApplication::keyboardModifiers() & Qt::ControlModifier)
                    Q_EMIT newWindowWanted(location, {}, {});
                else
                    openStore(location);
            });
        }
    }
    m_openMenu->addSeparator();
    m_openMenu->addAction(m_do.newWindow);
    m_openMenu->addAction(m_do.openInNew);
    m_openMenu->addAction(m_do.duplicate);
    m_openMenu->addSeparator();
    m_openMenu->addAction(m_do.reload);
    m_openMenu->addAction(m_do.close);
    m_openMenu->addSeparator();
    m_openMenu->addAction(m_do.quit);
}

void MainWindow::updateCommands()
{
    const bool open = m_session.hasLog();
    const bool onEvent = open && m_session.playhead() != kNoRow;
    m_do.reload->setEnabled(!m_session.location().isEmpty()
                            && m_session.phase() != Session::Phase::Empty);
    m_do.duplicate->setEnabled(open);
    m_do.close->setEnabled(m_session.phase() != Session::Phase::Empty);
    m_do.saveWorkspace->setEnabled(open);
    m_do.follow->setEnabled(open && m_session.info().canFollow);
    m_do.first->setEnabled(m_session.canStep(Session::Step::First));
    m_do.previous->setEnabled(m_session.canStep(Session::Step::Previous));
    m_do.next->setEnabled(m_session.canStep(Session::Step::Next));
    m_do.last->setEnabled(m_session.canStep(Session::Step::Last));
    m_do.play->setEnabled(open);
    m_do.back->setEnabled(open && m_session.canGoBack());
    m_do.forward->setEnabled(open && m_session.canGoForward());
    m_do.goTo->setEnabled(open);
    m_do.filter->setEnabled(open);
    m_do.chain->setEnabled(onEvent);
    m_do.copyJson->setEnabled(onEvent);
    m_do.copyCommand->setEnabled(onEvent);
    const ReducerButton &reducer = m_explorePage->statePanel().reducerButton();
    m_do.chooseReducer->setEnabled(reducer.canChoose());
    m_do.openReducer->setEnabled(reducer.hasFile());
    m_do.rerunReducer->setEnabled(reducer.hasFile());
    m_do.mergePayloads->setEnabled(reducer.hasFile());
    m_do.comparePrevious->setEnabled(m_session.states().base().has_value());
    m_do.compareHere->setEnabled(open && m_session.streamOrdinal().has_value());
    m_do.compareVersion->setEnabled(open && !m_session.states().sequence().empty());
    // What they would do is part of their names, as in any editor.
    const Workspace &workspace = m_session.workspace();
    const auto named = [](QAction *action, const QString &verb, const QString &what) {
        action->setEnabled(!what.isEmpty());
        action->setText(what.isEmpty() ? verb : verb + u' ' + what);
    };
    named(m_do.undo, QStringLiteral("Undo"), workspace.undoText());
    named(m_do.redo, QStringLiteral("Redo"), workspace.redoText());
    m_do.bookmark->setEnabled(onEvent);
    m_do.note->setEnabled(onEvent);
    m_do.bookmarks->setEnabled(open);
    m_do.nextBookmark->setEnabled(onEvent && !m_session.bookmarks().rows().empty());
    m_do.previousBookmark->setEnabled(m_do.nextBookmark->isEnabled());
    const bool onField = isExploring() && m_explorePage->statePanel().hasCurrentField();
    m_do.findInState->setEnabled(open);
    m_do.fieldHistory->setEnabled(onField);
    m_do.pinField->setEnabled(onField);
    m_do.unpinAll->setEnabled(!m_session.histories().pins().empty());
    m_do.bisect->setEnabled(open && !m_session.states().sequence().empty());
    m_do.findings->setEnabled(open);
    m_do.catalogue->setEnabled(open);
    m_do.lag->setEnabled(open);
    m_do.checkAgain->setEnabled(open && m_session.phase() != Session::Phase::Loading);
    m_do.console->setEnabled(m_explorePage->hasLines());
    const auto details = open ? m_session.eventDetails() : nullptr;
    m_do.correlation->setEnabled(details && details->row == m_session.playhead()
                                 && !details->record.correlationId.empty());
    m_do.cause->setEnabled(details && details->row == m_session.playhead()
                           && !details->causes.empty());
}

void MainWindow::escape()
{
    if (m_tour->isShown())
        return m_tour->skip();
    if (m_session.phase() == Session::Phase::Opening)
        return m_session.cancelLoading();
    if (!isExploring()) {
        if (m_banner->isHidden())
            m_perspectives->takeFocus();
        return m_banner->hide();
    }
    if (m_explorePage->leaveDrawer())
        return;
    if (TimelineCanvas &canvas = m_explorePage->timeline().canvas(); canvas.isMeasuring())
        canvas.toggleMeasure();
    else if (!m_banner->isHidden())
        m_banner->hide();
    else if (m_session.hasLog())
        m_session.setFilter({});
}

void MainWindow::goToCause()
{
    const auto details = m_session.eventDetails();
    if (details && details->row == m_session.playhead() && !details->causes.empty())
        m_session.goToEvent(details->causes.front());
}

} // namespace eventscope::ui
