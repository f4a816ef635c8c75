// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/mainwindow.h"

#include "panels/eventpanel.h"
#include "panels/reducerbutton.h"
#include "panels/statepanel.h"
#include "session/bundle.h"
#include "session/openrecord.h"
#include "session/reducerfile.h"
#include "session/session.h"
#include "shell/banner.h"
#include "shell/bisectpopup.h"
#include "shell/commandpalette.h"
#include "shell/commands.h"
#include "shell/decodercommands.h"
#include "shell/errorpage.h"
#include "shell/explorepage.h"
#include "shell/gotopopup.h"
#include "shell/heaptidy.h"
#include "shell/idlecommands.h"
#include "shell/mappingdialog.h"
#include "shell/projectcommands.h"
#include "shell/projectpage.h"
#include "shell/recentstores.h"
#include "shell/resources.h"
#include "shell/samplestore.h"
#include "shell/snapshotcommands.h"
#include "shell/startpage.h"
#include "shell/timelinecommands.h"
#include "shell/topbar.h"
#include "shell/typecommands.h"
#include "shell/viewkeeper.h"
#include "widgets/preferences.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QDateTime>
#include <QDir>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QSettings>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include <utility>

namespace eventscope::ui {

namespace {

constexpr QSize kDefaultSize(1280, 800);
constexpr QSize kSmallest(800, 500);

QString layoutKey()
{
    return QStringLiteral("window/layout");
}

// The file that is dragged, if it is one that can be opened from here.
QString draggedFile(const QMimeData *data)
{
    if (data == nullptr)
        return {};
    const QList<QUrl> urls = data->urls();
    return urls.size() == 1 && urls.front().isLocalFile() ? urls.front().toLocalFile() : QString();
}

} // namespace

MainWindow::MainWindow(Session &session, QSettings &settings, QWidget *parent)
    : QMainWindow(parent)
    , m_session(session)
    , m_settings(settings)
    , m_recent(new RecentStores(settings, this))
    , m_commands(new Commands(this))
    , m_banner(new Banner)
    , m_pages(new QStackedWidget)
    , m_errorPage(new ErrorPage)
    , m_perspectives(new Perspectives(session))
    , m_explorePage(&m_perspectives->explore())
    , m_keeper(new ViewKeeper(session, *m_perspectives, this))
    , m_openMenu(new QMenu(this))
    , m_settingsMenu(new QMenu(this))
{
    initResources();
    new HeapTidy(session, this);
    setMinimumSize(kSmallest);
    setAcceptDrops(true);
    makeStoreCommands();
    makeWorkspaceCommands();
    makeMoveCommands();
    makeFindCommands();
    new IdleCommands(*m_commands, m_session, *m_explorePage, this);
    new ProjectCommands(*m_commands, m_session, *m_perspectives, this);
    new SnapshotCommands(*m_commands, m_session, *m_explorePage, this);
    m_decoders = new DecoderCommands(*m_commands, m_session, *m_banner,
                                     *m_explorePage->findChild<EventPanel *>(), this);
    addTypeCommands(*m_commands, m_session, *this);
    makeFindingsCommands();
    makeStateCommands();
    makeNoteCommands();
    addTimelineCommands(*m_commands, m_explorePage->timeline());
    makeViewCommands();
    makeWindowCommands();
    makeHelpCommands();
    makeMenus();
    m_palette = new CommandPalette(*m_commands, this);
    m_goTo = new GoToPopup(session, this);
    m_bisect = new BisectPopup(session, this);
    connect(&m_explorePage->statePanel().reducerButton(), &ReducerButton::menuAboutToShow, this,
            [this](QMenu *menu) {
                menu->addSeparator();
                menu->addAction(m_do.bisect);
                menu->addAction(m_do.console);
            });
    StatePanel &state = m_explorePage->statePanel();
    connect(&state, &StatePanel::searchWanted, m_bisect, &BisectPopup::openWith);
    connect(m_bisect, &BisectPopup::arrived, &state, &StatePanel::showChanges);
    m_topBar = new TopBar(session, {.open = m_openMenu,
                                    .back = m_do.back,
                                    .forward = m_do.forward,
                                    .goTo = m_do.goTo,
                                    .commands = m_do.commands,
                                    .settings = m_settingsMenu});
    m_startPage = new StartPage(*m_recent, m_do.open, m_do.sample, m_do.tour);

    m_pages->addWidget(m_startPage);
    m_pages->addWidget(m_errorPage);
    m_pages->addWidget(m_perspectives);
    auto *column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_topBar);
    column->addWidget(m_banner);
    column->addWidget(m_pages, 1);
    auto *centre = new QWidget;
    centre->setLayout(column);
    setCentralWidget(centre);

    connect(m_startPage, &StartPage::storeWanted, this,
            [this](const QString &location) { openStore(location); });
    connect(m_errorPage, &ErrorPage::otherWanted, this, &MainWindow::openFile);
    connect(m_errorPage, &ErrorPage::retryWanted, this, &MainWindow::reload);
    connect(m_errorPage, &ErrorPage::chosen, this,
            [this](const OpenOptions &options) { openStore(m_session.location(), options); });
    connect(m_errorPage, &ErrorPage::mappingWanted, this,
            [this] { openMapping(m_session.location()); });
    connect(&session, &Session::phaseChanged, this, &MainWindow::takePhase);
    connect(&session, &Session::rowsChanged, this, &MainWindow::updateTitle);
    for (const auto signal : {&Session::playheadChanged, &Session::selectionChanged,
                              &Session::streamSequenceChanged, &Session::historyChanged,
                              &Session::filterChanged, &Session::eventReady, &Session::opened})
        connect(&session, signal, this, &MainWindow::updateCommands);
    connect(&session, &Session::stepsChanged, this, &MainWindow::updateCommands);
    connect(&session, &Session::shownEventsChanged, this, &MainWindow::updateCommands);
    connect(&session.states(), &StateQueries::subjectChanged, this, &MainWindow::updateCommands);
    connect(&session.bookmarks(), &Bookmarks::changed, this, &MainWindow::updateCommands);
    connect(&session.workspace(), &Workspace::undoChanged, this, &MainWindow::updateCommands);
    connect(&session.states(), &StateQueries::baseChanged, this, &MainWindow::updateCommands);
    connect(&session.states(), &StateQueries::logChanged, this, &MainWindow::updateCommands);
    connect(&session.histories(), &FieldHistories::changed, this, &MainWindow::updateCommands);
    connect(&m_explorePage->statePanel(), &StatePanel::currentFieldChanged, this,
            &MainWindow::updateCommands);
    connect(m_perspectives, &Perspectives::currentChanged, this, &MainWindow::updateCommands);
    connect(&Preferences::instance(), &Preferences::changed, this, &MainWindow::takePreferences);
    takePreferences();
    makeTour();
    qApp->installEventFilter(this);

    resize(kDefaultSize);
    restorePlace();
    m_perspectives->restoreLayout(m_settings.value(layoutKey()).toMap());
    updateTitle();
    updateCommands();
    showPage();
}

MainWindow::~MainWindow()
{
    // The focus leaves the window now, while the slots that this leads to still have their object.
    hide();
}

void MainWindow::openStore(const QString &location, const OpenOptions &options,
                           const StartPlace &start)
{
    // A path is remembered from wherever the program is started next.
    const bool isUrl = location.contains(QStringLiteral("://"));
    const QString place = isUrl ? location : QFileInfo(location).absoluteFilePath();
    if (isWorkspaceFile(place))
        openWorkspace(place, start);
    else if (isBundleFile(place))
        openBundle(place, start);
    else
        openAt(place, options, start, {});
}

void MainWindow::openAt(const QString &location, const OpenOptions &options,
                        const StartPlace &start, const QString &workspaceFile)
{
    m_options = options;
    m_start = start;
    m_startPosition.reset();
    m_banner->hide();
    m_session.open(location, options, workspaceFile);
}

bool MainWindow::isSettled() const
{
    return m_session.isIdle() && m_perspectives->isSettled();
}

void MainWindow::openSample()
{
    if (const auto path = unpackSampleStore())
        openStore(*path);
    else
        m_banner->say(QString::fromStdString(path.error().message),
                      QString::fromStdString(path.error().detail));
}

void MainWindow::openMapping(const QString &location)
{
    auto *dialog = new MappingDialog(location, QString::fromStdString(userDialectFolder()), this);
    connect(dialog, &MappingDialog::openWanted, this,
            [this, location](const OpenOptions &options) { openStore(location, options); });
    dialog->open();
}

void MainWindow::chooseFile(const QString &title, std::function<void(const QString &)> use)
{
    auto *dialog = new QFileDialog(this, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        {QStringLiteral(
             "Event stores (*.db *.sqlite *.sqlite3 *.db3 *.jsonl *.ndjson *.json *.xes *.jsonocel *.gz *.eventscope *.esbundle)"),
         QStringLiteral("All files (*)")});
    const QString last = m_session.location();
    if (!last.isEmpty())
        dialog->setDirectory(QFileInfo(last).absolutePath());
    connect(dialog, &QFileDialog::fileSelected, this, std::move(use));
    dialog->open();
}

void MainWindow::openFile()
{
    chooseFile(QStringLiteral("Open a store"), [this](const QString &path) { openStore(path); });
}

void MainWindow::openWithMapping()
{
    chooseFile(QStringLiteral("Open with mapping"),
               [this](const QString &path) { openMapping(path); });
}

// The same store as it is now, and the same place in it.
void MainWindow::reload()
{
    if (m_session.location().isEmpty())
        return;
    StartPlace start;
    std::optional<QString> position;
    if (m_session.hasLog()) {
        const EventLog &log = m_session.log();
        if (const auto stream = m_session.selectedStream())
            start.stream = QString::fromStdString(std::string(log.streamName(*stream)));
        if (m_session.playhead() != kNoRow)
            position = QString::fromStdString(log.positionLabel(m_session.playhead()));
    }
    const Workspace &workspace = m_session.workspace();
    const QString named = workspace.isNamed() ? workspace.file() : QString();
    openAt(m_session.location(), m_options, start, named);
    m_startPosition = position;
}

// --- what the session says ---

void MainWindow::takePhase()
{
    if (m_session.phase() != Session::Phase::Loading)
        Q_EMIT storeChanged();
    updateTitle();
    updateCommands();
    // Opening passes through the empty phase: what is shown is decided once that is over.
    QMetaObject::invokeMethod(this, &MainWindow::showPage, Qt::QueuedConnection);
    switch (m_session.phase()) {
    case Session::Phase::Ready:
        storeReady();
        break;
    case Session::Phase::Failed:
        m_tourWanted = false;
        showFailure();
        break;
    default:
        break;
    }
}

void MainWindow::showPage()
{
    if (m_session.hasLog()) {
        const bool arriving = m_pages->currentWidget() != m_perspectives;
        m_pages->setCurrentWidget(m_perspectives);
        if (arriving)
            m_perspectives->takeFocus();
    } else if (m_session.phase() == Session::Phase::Failed) {
        m_pages->setCurrentWidget(m_errorPage);
    } else if (m_session.phase() == Session::Phase::Empty) {
        m_pages->setCurrentWidget(m_startPage);
    }
    // While a store is looked at, what was there stays.
}

void MainWindow::showFailure()
{
    const Error &error = m_session.error();
    if (!m_session.hasLog()) {
        m_errorPage->setError(m_session.location(), error);
        return;
    }
    const bool replaced = error.code == ErrorCode::Changed;
    m_banner->say(QString::fromStdString(error.message), QString::fromStdString(error.detail),
                  replaced ? QStringLiteral("Reload") : QStringLiteral("Try again"),
                  [this] { reload(); });
}

void MainWindow::storeReady()
{
    const EventLog &log = m_session.log();
    rememberStore();
    const StartPlace start = std::exchange(m_start, {});
    const std::optional<QString> position = std::exchange(m_startPosition, std::nullopt);
    m_keeper->begin(!position && !start.isSet());
    beginTourIfWanted();
    if (position) {
        // After a reload: where one was, as far as it is still there.
        if (const auto stream = log.findStream(start.stream.toStdString()); stream && start.isSet())
            m_session.selectStream(stream);
        if (const auto row = log.rowAtPosition(position->toStdString()))
            m_session.setPlayhead(*row);
    } else if (const auto gone = goToStart(m_session, start); !gone) {
        m_banner->say(QString::fromStdString(gone.error().message), {});
    } else {
        openPage(start.page);
        openPerspective(start.perspective);
        openProjection(start.projection);
    }
}

void MainWindow::openPerspective(const QString &name)
{
    m_perspectives->showNamed(name);
}

void MainWindow::openProjection(const QString &file)
{
    if (file.isEmpty())
        return;
    m_perspectives->show(Perspectives::Perspective::Project);
    m_perspectives->project().openChosen(QFileInfo(file).absoluteFilePath());
}

bool MainWindow::isExploring() const
{
    return m_perspectives->current() == Perspectives::Perspective::Explore;
}

void MainWindow::openPage(const QString &name)
{
    m_explorePage->showPage(name);
}

// --- drops, layout ---

// Files may be dropped anywhere, also on lines of text that would take their path. Scripts are no stores: they become the reducer of
// what is selected, or the projection where those are looked at, wherever they are dropped; other programs do so on the panel of the state, which takes them itself.
bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (type != QEvent::DragEnter && type != QEvent::DragMove && type != QEvent::DragLeave
        && type != QEvent::Drop)
        return QMainWindow::eventFilter(watched, event);
    const auto *widget = qobject_cast<QWidget *>(watched);
    if (widget == nullptr || widget->window() != this)
        return QMainWindow::eventFilter(watched, event);
    StatePanel &state = m_explorePage->statePanel();
    if (type == QEvent::DragLeave) {
        state.showDrop({});
        return QMainWindow::eventFilter(watched, event);
    }
    auto *drop = static_cast<QDropEvent *>(event);
    const QString file = draggedFile(drop->mimeData());
    if (file.isEmpty())
        return QMainWindow::eventFilter(watched, event);
    const bool onState = widget == &state || state.isAncestorOf(widget);
    const bool isProjection = m_session.hasLog() && !isExploring() && isScriptFile(file);
    const bool isReducer = m_session.hasLog() && !isProjection
                           && (isScriptFile(file) || (onState && state.takesDrop(file)));
    drop->setDropAction(Qt::CopyAction);
    drop->accept();
    if (type != QEvent::Drop) {
        if (isReducer && state.takesDrop(file))
            state.showDrop(file);
        return true;
    }
    state.showDrop({});
    if (isProjection)
        m_perspectives->project().openChosen(file);
    else if (isReducer)
        state.reducerButton().use(file);
    else
        openStore(file);
    return true;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    // Code that is written here is nobody's yet.
    if (ProjectPage *const page = m_perspectives->madeProject();
        page && page->hasUnsavedText() && !m_letsCodeGo) {
        event->ignore();
        return page->leaveText([this] {
            m_letsCodeGo = true;
            close();
        });
    }
    saveLayout();
    m_keeper->keep();
    m_record.reset();
    QMainWindow::closeEvent(event);
    Q_EMIT closed();
}

void MainWindow::saveLayout()
{
    savePlace();
    m_settings.setValue(layoutKey(), m_perspectives->saveLayout());
}

void MainWindow::resetLayout()
{
    m_settings.remove(layoutKey());
    m_perspectives->resetLayout();
}

} // namespace eventscope::ui
