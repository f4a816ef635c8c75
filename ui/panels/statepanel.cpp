// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/statepanel.h"

#include "panels/diffbutton.h"
#include "panels/dropveil.h"
#include "panels/jsontreedelegate.h"
#include "panels/jsontreeview.h"
#include "panels/notice.h"
#include "panels/paint.h"
#include "panels/panelheader.h"
#include "panels/rawview.h"
#include "panels/reducerbutton.h"
#include "panels/snapshotview.h"
#include "panels/statetrends.h"
#include "panels/tabline.h"
#include "panels/treesearch.h"
#include "session/reducerfile.h"
#include "widgets/eventtypestyle.h"
#include "widgets/format.h"
#include "widgets/jsontext.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QDataStream>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHeaderView>
#include <QIODevice>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace eventscope::ui {

namespace {

constexpr int kSlow = 200; // ms
constexpr qsizetype kMostWarnings = 3;

QString draggedFile(const QMimeData *data)
{
    const QList<QUrl> urls = data ? data->urls() : QList<QUrl>();
    return urls.size() == 1 && urls.front().isLocalFile() ? urls.front().toLocalFile() : QString();
}

std::string pointerOf(const QModelIndex &index)
{
    return index.data(JsonTreeModel::PointerRole).toByteArray().toStdString();
}

// JavaScript that is true of states that have the same there: state.lines[0].price === 9.5
QString predicateOf(const QModelIndex &index)
{
    constexpr qsizetype kMost = 80; // of a value that one can still look over
    const QString value = index.data(JsonTreeModel::JsonRole).toString();
    const bool isLeaf = !index.data(JsonTreeModel::ContainerRole).toBool();
    const QString place = scriptPath(pointerOf(index));
    return isLeaf && value.size() <= kMost ? place + QStringLiteral(" === ") + value : place;
}

bool hasPlace(const Error &error)
{
    return !error.path.empty() && error.line > 0;
}

// "order.ts, line 12, column 5"; empty if the error has no place, or its sentence begins with it.
QString placeOf(const Error &error)
{
    const QString file = QFileInfo(QString::fromStdString(error.path)).fileName();
    if (!hasPlace(error)
        || QString::fromStdString(error.message)
               .contains(file + u':' + QString::number(error.line)))
        return {};
    return error.column > 0 ? StatePanel::tr("%1, line %2, column %3")
                                  .arg(file)
                                  .arg(error.line)
                                  .arg(error.column)
                            : StatePanel::tr("%1, line %2").arg(file).arg(error.line);
}

} // namespace

StatePanel::StatePanel(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_header(new PanelHeader(tr("State"), this))
    , m_reducer(new ReducerButton(session))
    , m_copy(new QToolButton)
    , m_notice(new Notice(this))
    , m_quiet(new Notice(this))
    , m_line(new TabLine(tr("Views of the state"), this))
    , m_tabs(&m_line->tabs())
    , m_diff(new DiffButton(session))
    , m_stack(new QStackedWidget(this))
    , m_model(new StateTreeModel(this))
    , m_changes(new ChangesModel(this))
    , m_tree(makeView(tr("State")))
    , m_list(makeView(tr("What is different")))
    , m_patch(new RawView)
    , m_snapshot(new SnapshotView(session))
    , m_trends(nullptr)
    , m_veil(new DropVeil(this))
{
    setAcceptDrops(true);
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_line);
    layout->addWidget(m_notice);
    layout->addWidget(m_quiet);
    layout->addWidget(&m_snapshot->notice());
    m_tree->setModel(m_model);
    m_search = new TreeSearch(*m_tree, tr("Find in the state"), this);
    layout->addWidget(m_search);
    layout->addWidget(m_stack, 1);
    makeHeader();
    m_trends = new StateTrends(session.trends(), *m_tree, *m_model, this);

    m_list->setModel(m_changes);
    for (JsonTreeView *const view : {m_tree, m_list}) {
        connect(view->selectionModel(), &QItemSelectionModel::currentChanged, this,
                &StatePanel::currentFieldChanged);
        connect(view->model(), &QAbstractItemModel::modelReset, this,
                &StatePanel::currentFieldChanged);
    }
    m_list->setRootIsDecorated(false);
    m_patch->setAccessibleName(tr("Patch"));
    for (JsonTreeView *const view : {m_tree, m_list}) {
        QHeaderView &header = *view->header();
        header.setStretchLastSection(false);
        header.setSectionResizeMode(JsonTreeModel::Value, QHeaderView::Stretch);
        header.resizeSection(JsonTreeModel::Field, 17 * Theme::kGrid);
        header.resizeSection(StateTreeModel::SetBy, 7 * Theme::kGrid);
        m_stack->addWidget(view);
    }
    m_stack->addWidget(m_patch);
    m_stack->addWidget(m_snapshot);

    m_slow.setSingleShot(true);
    m_slow.setInterval(kSlow);
    connect(&m_slow, &QTimer::timeout, this, [this] {
        if (m_session.states().isWaiting())
            m_header->setNote(tr("replaying\u2026"));
    });
    const auto wait = [this] {
        if (!m_slow.isActive())
            m_slow.start();
    };
    connect(&session, &Session::playheadChanged, this, wait);
    connect(&session.states(), &StateQueries::subjectChanged, this, wait);
    connect(&session.states(), &StateQueries::subjectChanged, this, &StatePanel::showState);
    connect(&session.states(), &StateQueries::baseChanged, this, wait);
    connect(&session, &Session::stateReady, this, &StatePanel::showState);
    connect(&session, &Session::selectionChanged, this, &StatePanel::showState);
    connect(&session, &Session::stateFailed, this, &StatePanel::showFailure);
    connect(&session.histories(), &FieldHistories::changed, this, &StatePanel::takePins);
    connect(&session.workspace(), &Workspace::problemChanged, this, &StatePanel::showState);
    connect(&session, &Session::closed, this, [this] { showNothing({}); });
    connect(&session.snapshots(), &Snapshots::changed, this, &StatePanel::takeSnapshots);
    connect(m_snapshot, &SnapshotView::wanted, this, &StatePanel::showSnapshot);
    connect(m_snapshot, &SnapshotView::changed, this, &StatePanel::updateCopy);
    takeSnapshots();
    showState();
}

void StatePanel::makeHeader()
{
    m_copy->setIcon(Theme::instance().icon(QStringLiteral("edit-copy")));
    m_copy->setAutoRaise(true);
    m_header->addControl(m_reducer);
    m_header->addControl(m_copy);
    connect(m_copy, &QToolButton::clicked, this, &StatePanel::copyState);
    connect(m_reducer, &ReducerButton::refused, this,
            [this](const QString &sentence) { m_quiet->say(Notice::Kind::Warning, sentence); });

    m_tabs->addTab(tr("State"));
    m_tabs->addTab(tr("Changes"));
    m_tabs->addTab(tr("Patch"));
    m_tabs->addTab(tr("Snapshot"));
    m_tabs->setTabToolTip(
        Snapshot,
        tr("Snapshot: the state that the store has put aside at this event, compared with the folded one"));
    m_tabs->setTabToolTip(Tree, tr("The whole state, with what is different marked"));
    m_tabs->setTabToolTip(Changes, tr("Only what is different, before and after"));
    m_tabs->setTabToolTip(Patch, tr("What is different, as a JSON Patch (RFC 6902)"));
    m_line->addControl(m_diff);
    connect(m_tabs, &QTabBar::currentChanged, this, &StatePanel::showView);
    showView();
}

JsonTreeView *StatePanel::makeView(const QString &name)
{
    auto *const view = new JsonTreeView;
    view->setAccessibleName(name);
    view->setItemDelegate(new JsonTreeDelegate(JsonTreeDelegate::Marks::Changes, this));
    view->setLinkColumn(StateTreeModel::SetBy);
    view->installEventFilter(this);
    connect(view, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == StateTreeModel::SetBy)
            goToSetter(index);
    });
    connect(view, &JsonTreeView::menuRequested, this,
            [this, view](const QModelIndex &index, const QPoint &place) {
                showMenu(view, index, place);
            });
    return view;
}

void StatePanel::showView()
{
    const int view = m_tabs->currentIndex();
    m_stack->setCurrentIndex(view);
    if (view != Tree)
        m_search->hide();
    m_session.states().setPatchWanted(view == Patch);
    m_snapshot->setCurrent(view == Snapshot);
    Q_EMIT currentFieldChanged();
    m_copy->setToolTip(view == Patch      ? tr("Copy the patch")
                       : view == Snapshot ? tr("Copy the whole snapshot as JSON")
                                          : tr("Copy the whole state as JSON"));
    m_copy->setAccessibleName(m_copy->toolTip());
    updateCopy();
}

void StatePanel::updateCopy()
{
    m_copy->setEnabled(m_tabs->currentIndex() == Snapshot ? m_snapshot->canCopy()
                                                          : !m_model->isClear());
}

void StatePanel::takeSnapshots()
{
    if (!m_session.snapshots().areThere() && m_tabs->currentIndex() == Snapshot)
        m_tabs->setCurrentIndex(Tree);
    m_tabs->setTabVisible(Snapshot, m_session.snapshots().areThere());
    fitTabs();
}

void StatePanel::showSnapshot()
{
    if (m_session.snapshots().areThere())
        m_tabs->setCurrentIndex(Snapshot);
}

// In a narrow panel the title comes first, then the name of the reducer.
void StatePanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    constexpr int kOthers = 21 * Theme::kGrid; // title, arrow and copy button
    m_reducer->setRoom(width() - kOthers);
    fitTabs();
}

void StatePanel::fitTabs()
{
    constexpr int kShortBelow = 34 * Theme::kGrid;
    constexpr int kSnapshot = 14 * Theme::kGrid; // of its tab
    const bool isNarrow = width() < kShortBelow + kSnapshot;
    m_tabs->setTabText(Snapshot, isNarrow ? QString() : tr("Snapshot"));
    m_tabs->setTabIcon(Snapshot,
                       isNarrow ? Theme::instance().icon(QStringLiteral("photo")) : QIcon());
    m_tabs->setAccessibleTabName(Snapshot, tr("Snapshot"));
    m_diff->setShort(m_tabs->isTabVisible(Snapshot) ? isNarrow : width() < kShortBelow);
}

void StatePanel::findInState()
{
    m_tabs->setCurrentIndex(Tree);
    m_search->open();
}

QByteArray StatePanel::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << m_tree->header()->saveState() << m_list->header()->saveState()
           << (m_tabs->currentIndex() == Changes) << m_tabs->currentIndex() << showsTrends();
    return state;
}

void StatePanel::restoreState(const QByteArray &state)
{
    QByteArray tree;
    QByteArray list;
    bool only = false;
    QDataStream stream(state);
    stream >> tree >> list >> only;
    if (stream.status() != QDataStream::Ok)
        return;
    m_tree->header()->restoreState(tree);
    m_list->header()->restoreState(list);
    int view = only ? Changes : Tree;
    if (!stream.atEnd())
        stream >> view;
    if (view >= Tree && view <= Patch)
        m_tabs->setCurrentIndex(view);
    bool trends = true;
    if (!stream.atEnd())
        stream >> trends;
    setShowsTrends(trends);
}

bool StatePanel::showsTrends() const
{
    return m_trends->isOn();
}

void StatePanel::setShowsTrends(bool shows)
{
    m_trends->setOn(shows);
}

QString StatePanel::title() const
{
    return m_header->title();
}

// Enter on a field goes where a click on its version goes; H shows the field's history, P pins it.
bool StatePanel::eventFilter(QObject *watched, QEvent *event)
{
    const auto *const view = qobject_cast<JsonTreeView *>(watched);
    if (event->type() == QEvent::KeyPress && view && view->currentIndex().isValid()) {
        const auto *const key = static_cast<QKeyEvent *>(event);
        const QModelIndex index = view->currentIndex();
        const bool plain = !(key->modifiers()
                             & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
        switch (key->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            goToSetter(index);
            return true;
        case Qt::Key_H:
            if (plain)
                showHistory(pointerOf(index));
            return plain;
        case Qt::Key_P:
            if (plain)
                togglePin(pointerOf(index));
            return plain;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

// --- the current field ---

JsonTreeView *StatePanel::currentView() const
{
    return m_tabs->currentIndex() == Tree      ? m_tree
           : m_tabs->currentIndex() == Changes ? m_list
                                               : nullptr;
}

std::optional<std::string> StatePanel::currentField() const
{
    const JsonTreeView *const view = currentView();
    if (!view || !view->currentIndex().isValid())
        return std::nullopt;
    return pointerOf(view->currentIndex());
}

void StatePanel::showHistory(const std::string &pointer)
{
    m_session.histories().list(pointer, m_session.streamOrdinal());
    Q_EMIT historyWanted();
}

void StatePanel::togglePin(const std::string &pointer)
{
    FieldHistories &histories = m_session.histories();
    if (histories.isPinned(pointer)) {
        histories.unpin(pointer);
    } else if (const auto pinned = histories.pin(pointer); !pinned) {
        m_quiet->say(Notice::Kind::Warning, QString::fromStdString(pinned.error().message));
    }
}

void StatePanel::showHistoryOfCurrent()
{
    if (const auto field = currentField())
        showHistory(*field);
}

void StatePanel::pinCurrent()
{
    if (const auto field = currentField())
        togglePin(*field);
}

void StatePanel::showChanges()
{
    m_tabs->setCurrentIndex(Changes);
}

void StatePanel::takePins()
{
    const std::vector<std::string> pins = m_session.histories().pins();
    m_model->setPins({pins.begin(), pins.end()});
    m_changes->setPins({pins.begin(), pins.end()});
}

// --- the state ---

void StatePanel::showState()
{
    if (!m_session.hasLog())
        return showNothing({});
    if (!m_session.selectedStream())
        return showNothing(tr("Select a stream to see its state."));
    const auto answer = m_session.states().answer();
    if (!answer) {
        if (m_session.streamOrdinal() || m_session.playhead() == kNoRow)
            return;
        return showNothing(tr("Does not exist yet at %1.")
                               .arg(positionTag(m_session.log(), m_session.playhead())));
    }
    const ShownState shown{std::shared_ptr<const StateAt>(answer, &answer->at),
                           m_session.streamSequence(), &m_session.log(), answer->base};
    const std::uint32_t at = answer->at.ordinal;
    if (shown.rowOf(at) == kNoRow
        || m_session.log().stream(shown.rowOf(at)) != *m_session.selectedStream())
        return; // of the stream selected before; the next answer is on its way
    m_slow.stop();
    // Room for the versions of the whole stream, so that nothing moves from event to event.
    for (const JsonTreeView *const view : {m_tree, m_list})
        fitSection(*view->header(), StateTreeModel::SetBy,
                   shown.label(m_session.streamSequence().size() - 1));
    m_model->setState(shown);
    m_changes->setState(shown);
    const auto &failure = shown.state->failure;
    m_list->setEmptyText(
        failure ? tr("Not known: the reducer fails at %1.").arg(shown.label(failure->ordinal))
        : answer->base ? tr("The same as at %1.").arg(shown.label(*answer->base))
                       : tr("This event changed nothing."));
    m_patch->setText(answer->patch ? QString::fromStdString(*answer->patch) : QString(),
                     RawView::Language::Json);
    m_header->setTitle(tr("State at %1").arg(shown.label(at)));
    m_header->setNote({});
    updateCopy();
    showProblems(shown);
}

void StatePanel::showProblems(const ShownState &shown)
{
    const StateAt &state = *shown.state;
    m_notice->clear();
    m_quiet->clear();
    if (state.failure) {
        showFailureAt(shown, *state.failure);
    } else if (!state.problems.empty()) {
        const auto &[ordinal, error] = state.problems.back();
        const auto count = static_cast<std::int64_t>(state.problems.size());
        m_notice->say(Notice::Kind::Warning,
                      tr("%1 could not be applied and left the state as it was.")
                          .arg(counted(count, tr("event"), tr("events"))),
                      shown.label(ordinal) + QStringLiteral(": ")
                          + QString::fromStdString(error.message));
    }
    QStringList sentences;
    for (const std::string &warning : state.warnings)
        sentences << QString::fromStdString(warning);
    if (const auto more = sentences.size() - kMostWarnings; more > 0) {
        sentences.resize(kMostWarnings);
        sentences << tr("And %1 more.").arg(withThousands(more));
    }
    if (const auto &problem = m_session.workspace().problem())
        m_quiet->say(Notice::Kind::Warning, QString::fromStdString(problem->message));
    else if (!sentences.isEmpty())
        m_quiet->say(Notice::Kind::Quiet, sentences.join(u'\n'));
}

// The reducer failed at this event: what is shown is the state before it.
void StatePanel::showFailureAt(const ShownState &shown, const ReplayFailure &failure)
{
    const QString label = shown.label(failure.ordinal);
    m_header->setTitle(tr("State before %1").arg(label));
    m_notice->say(Notice::Kind::Error, QString::fromStdString(failure.error.message),
                  placeOf(failure.error));
    if (hasPlace(failure.error))
        m_notice->setExcerpt(QString::fromStdString(failure.error.detail));
    const Row row = shown.rowOf(failure.ordinal);
    if (failure.end != ScriptEnd::Threw) {
        m_notice->setLink(tr("Run again"), tr("Load the reducer anew and try this event once more"),
                          [this] { m_reducer->runAgain(); });
    } else if (row != kNoRow && row != m_session.playhead()) {
        const EventLog &log = m_session.log();
        m_notice->setLink(tr("Go to %1 %2").arg(label, shortTypeName(log.typeName(log.type(row)))),
                          tr("Go to the event at which the reducer failed"),
                          [this, row] { m_session.goToEvent(row); });
    } else {
        m_notice->setLink(tr("Open in the editor"), tr("Saving the file replays"),
                          [this] { m_reducer->openInEditor(); });
    }
}

// There is no state at all: the store cannot be read, or the reducer cannot be loaded.
void StatePanel::showFailure(const Error &error)
{
    showNothing(m_reducer->hasFile() ? tr("No state until the reducer can be run.") : QString());
    const QString detail = QString::fromStdString(error.detail);
    m_notice->say(Notice::Kind::Error, QString::fromStdString(error.message),
                  hasPlace(error) ? placeOf(error) : detail);
    if (hasPlace(error))
        m_notice->setExcerpt(detail);
    if (m_reducer->hasFile())
        m_notice->setLink(tr("Open in the editor"), tr("Saving the file replays"),
                          [this] { m_reducer->openInEditor(); });
}

void StatePanel::showNothing(const QString &why)
{
    m_slow.stop();
    m_header->setTitle(tr("State"));
    m_header->setNote({});
    m_notice->clear();
    m_quiet->clear();
    if (const auto &problem = m_session.workspace().problem())
        m_quiet->say(Notice::Kind::Warning, QString::fromStdString(problem->message));
    m_model->clearState();
    updateCopy();
    m_changes->setState({});
    m_patch->setText({});
    m_tree->setEmptyText(why);
    m_list->setEmptyText(why);
}

void StatePanel::copyState()
{
    if (m_tabs->currentIndex() == Patch)
        QGuiApplication::clipboard()->setText(m_patch->text());
    else if (m_tabs->currentIndex() == Snapshot)
        m_snapshot->copy();
    else if (const std::shared_ptr<const StateAt> state = m_session.stateAt())
        QGuiApplication::clipboard()->setText(QString::fromStdString(state->state.dump(2)));
}

void StatePanel::goToSetter(const QModelIndex &index)
{
    const QVariant row = index.data(SetByRowRole);
    if (row.isValid())
        m_session.goToEvent(Row(row.toUInt()));
}

void StatePanel::showMenu(JsonTreeView *view, const QModelIndex &index, const QPoint &place)
{
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString label = index.siblingAtColumn(StateTreeModel::SetBy).data().toString();
    QAction *const go = menu->addAction(label.isEmpty()
                                            ? tr("Go to the event that set it")
                                            : tr("Go to the event that set it, %1").arg(label));
    const QVariant row = index.data(SetByRowRole);
    go->setEnabled(row.isValid());
    connect(go, &QAction::triggered, this, [this, row] { m_session.goToEvent(Row(row.toUInt())); });
    const std::string pointer = pointerOf(index);
    menu->addAction(tr("Show history"), QKeySequence(Qt::Key_H), this,
                    [this, pointer] { showHistory(pointer); });
    menu->addAction(m_session.histories().isPinned(pointer) ? tr("Unpin field")
                                                            : tr("Pin field to the timeline"),
                    QKeySequence(Qt::Key_P), this, [this, pointer] { togglePin(pointer); });
    menu->addAction(tr("Find the first event after which\u2026"), this,
                    [this, predicate = predicateOf(index)] { Q_EMIT searchWanted(predicate); });
    if (m_session.states().reducer().empty()) {
        // Only of merged payloads is a field of the state one of the payloads, too.
        const QString path = QStringLiteral("data")
                             + index.data(JsonTreeModel::PathRole).toString();
        menu->addAction(tr("Show the events of this stream with this field"), this, [this, path] {
            m_session.setOnlySelectedStream(true);
            m_session.setFilter(QStringLiteral("exists(%1)").arg(path));
        });
    }
    QAction *const trends = menu->addAction(tr("Sparklines of numbers"));
    trends->setCheckable(true);
    trends->setChecked(showsTrends());
    connect(trends, &QAction::toggled, this, &StatePanel::setShowsTrends);
    menu->addSeparator();
    view->addActions(*menu, index);
    menu->addAction(tr("Copy whole state as JSON"), this, [this] {
        if (const std::shared_ptr<const StateAt> state = m_session.stateAt())
            QGuiApplication::clipboard()->setText(QString::fromStdString(state->state.dump(2)));
    });
    menu->popup(place);
}

// --- drops ---

bool StatePanel::takesDrop(const QString &file) const
{
    return m_reducer->canChoose() && (isScriptFile(file) || isProgramFile(file));
}

void StatePanel::showDrop(const QString &file)
{
    if (file.isEmpty())
        return m_veil->hide();
    m_veil->say(tr("Drop %1 to fold %2 with it")
                    .arg(QFileInfo(file).fileName(),
                         ReducerButton::streamsName(m_session.states().streamType())));
}

void StatePanel::dragEnterEvent(QDragEnterEvent *event)
{
    const QString file = draggedFile(event->mimeData());
    if (file.isEmpty() || !takesDrop(file))
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    showDrop(file);
}

void StatePanel::dragLeaveEvent(QDragLeaveEvent *)
{
    showDrop({});
}

void StatePanel::dropEvent(QDropEvent *event)
{
    showDrop({});
    event->setDropAction(Qt::CopyAction);
    event->accept();
    m_reducer->use(draggedFile(event->mimeData()));
}

} // namespace eventscope::ui
