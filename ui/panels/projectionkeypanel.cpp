// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/projectionkeypanel.h"

#include "models/readmodelchangesmodel.h"
#include "panels/jsontreedelegate.h"
#include "panels/jsontreeview.h"
#include "panels/notice.h"
#include "panels/paint.h"
#include "panels/panelheader.h"
#include "panels/projectiondelegate.h"
#include "panels/rowtable.h"
#include "panels/tabline.h"
#include "panels/treesearch.h"
#include "session/postto.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QDataStream>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QHeaderView>
#include <QIODevice>
#include <QKeyEvent>
#include <QMenu>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr int kSlow = 200;                          // ms
constexpr std::uint32_t kMostEventsAtOnce = 20'000; // whose rows are found without a thread
constexpr int kMostNameCharacters = 60;
constexpr qsizetype kMostCopied = 100'000; // lines

QToolButton *button(const QString &icon, const QString &name)
{
    auto *const made = new QToolButton;
    made->setIcon(Theme::instance().icon(icon));
    made->setToolTip(name);
    made->setAccessibleName(name);
    made->setAutoRaise(true);
    return made;
}

} // namespace

ProjectionKeyPanel::ProjectionKeyPanel(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_projection(session.projection())
    , m_header(new PanelHeader(tr("State"), this))
    , m_previous(button(QStringLiteral("go-previous"), tr("Previous event of this key")))
    , m_next(button(QStringLiteral("go-next"), tr("Next event of this key")))
    , m_lead(
          button(QStringLiteral("link"),
                 tr("The transport steps through this key's events, and plays them; else through "
                    "those of all keys")))
    , m_copy(button(QStringLiteral("edit-copy"), tr("Copy the state as JSON")))
    , m_line(new TabLine(tr("Views of the key"), this))
    , m_tabs(&m_line->tabs())
    , m_notice(new Notice(this))
    , m_stack(new QStackedWidget(this))
    , m_model(new StateTreeModel(this))
    , m_changes(new ChangesModel(this))
    , m_resultModel(new JsonTreeModel(this))
    , m_eventsModel(new EventListModel(session, this))
    , m_rowChangesModel(new ReadModelChangesModel(session, this))
{
    m_header->addControl(m_previous);
    m_header->addControl(m_next);
    m_header->addControl(m_lead);
    m_header->addControl(m_copy);
    m_lead->setCheckable(true);
    m_lead->setAccessibleName(tr("The transport steps through this key's events"));
    m_lead->setChecked(true);
    connect(m_lead, &QToolButton::toggled, this, &ProjectionKeyPanel::updateSteps);
    connect(m_lead, &QToolButton::toggled, this, &ProjectionKeyPanel::leadsStepsChanged);
    connect(m_previous, &QToolButton::clicked, this, [this] { goToNext(false); });
    connect(m_next, &QToolButton::clicked, this, [this] { goToNext(true); });
    connect(m_copy, &QToolButton::clicked, this, &ProjectionKeyPanel::copy);

    m_tree = makeView(tr("State of the key"), true);
    m_tree->setModel(m_model);
    m_list = makeView(tr("What the key's last event changed"), true);
    m_list->setModel(m_changes);
    m_list->setRootIsDecorated(false);
    m_result = makeView(tr("Result of the key"), false);
    m_result->setModel(m_resultModel);
    makeEvents();
    makeRowChanges();
    for (JsonTreeView *const view : {m_tree, m_list}) {
        view->setLinkColumn(StateTreeModel::SetBy);
        QHeaderView &header = *view->header();
        header.setStretchLastSection(false);
        header.setSectionResizeMode(JsonTreeModel::Value, QHeaderView::Stretch);
        header.resizeSection(JsonTreeModel::Field, 17 * Theme::kGrid);
        header.resizeSection(StateTreeModel::SetBy, 7 * Theme::kGrid);
    }
    m_result->header()->resizeSection(JsonTreeModel::Field, 17 * Theme::kGrid);
    for (QWidget *const view :
         std::initializer_list<QWidget *>{m_tree, m_list, m_result, m_events, m_rowChanges})
        m_stack->addWidget(view);
    m_tabs->addTab(tr("State"));
    m_tabs->addTab(tr("Changes"));
    m_tabs->addTab(tr("Result"));
    m_tabs->addTab(tr("Events"));
    m_tabs->setTabToolTip(Tree, tr("The whole state, with what its last event changed marked"));
    m_tabs->setTabToolTip(Changes, tr("Only what its last event changed, before and after"));
    m_tabs->setTabToolTip(Result,
                          tr("What transformBy, filterBy and outputState make of the state"));
    m_tabs->setTabToolTip(Events, tr("The events that this key has handled"));
    m_tabs->setTabVisible(Result, false);
    connect(m_tabs, &QTabBar::currentChanged, this, &ProjectionKeyPanel::showView);
    m_search = new TreeSearch(*m_tree, tr("Find in the state"), this);

    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_line);
    column->addWidget(m_notice);
    column->addWidget(m_search);
    column->addWidget(m_stack, 1);

    m_slow.setSingleShot(true);
    m_slow.setInterval(kSlow);
    connect(&m_slow, &QTimer::timeout, this, [this] {
        if (m_projection.isWaiting())
            m_header->setNote(tr("replaying\u2026"));
    });
    connect(&m_projection, &OpenProjection::partitionChanged, this, &ProjectionKeyPanel::takeKey);
    connect(&m_projection, &OpenProjection::snapshotChanged, this, &ProjectionKeyPanel::takeKey);
    connect(&m_projection, &OpenProjection::playheadChanged, this,
            &ProjectionKeyPanel::followPlayhead);
    connect(&m_projection, &OpenProjection::stateReady, this, &ProjectionKeyPanel::takeState);
    connect(&m_projection, &OpenProjection::stateFailed, this, &ProjectionKeyPanel::showFailure);
    takeKey();
    showView();
}

ProjectionKeyPanel::~ProjectionKeyPanel()
{
    m_worker.cancel();
}

JsonTreeView *ProjectionKeyPanel::makeView(const QString &name, bool hasMarks)
{
    auto *const view = new JsonTreeView;
    view->setAccessibleName(name);
    view->setItemDelegate(new JsonTreeDelegate(hasMarks ? JsonTreeDelegate::Marks::Changes
                                                        : JsonTreeDelegate::Marks::None,
                                               this));
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

void ProjectionKeyPanel::makeEvents()
{
    m_events = new RowTable;
    m_events->setAccessibleName(tr("Events of the key"));
    m_events->setModel(m_eventsModel);
    ProjectionDelegate::Roles roles;
    roles.current = EventListModel::CurrentRole;
    roles.future = EventListModel::FutureRole;
    roles.name = EventListModel::Stream;
    m_events->setItemDelegate(new ProjectionDelegate(
        roles,
        [this](const QModelIndex &index) -> std::optional<EventTypeStyle> {
            if (index.column() != EventListModel::Type)
                return std::nullopt;
            return m_eventsModel->styleAt(index.row());
        },
        this));
    m_events->setSelectionMode(QAbstractItemView::SingleSelection);
    m_events->horizontalHeader()->setStretchLastSection(true);
    m_events->setColumnWidth(EventListModel::Position, 7 * Theme::kGrid);
    m_events->setColumnWidth(EventListModel::Time, 18 * Theme::kGrid);
    m_events->setColumnWidth(EventListModel::Type, 17 * Theme::kGrid);
    m_events->installEventFilter(this);
    const auto goTo = [this](int row) { m_session.setPlayhead(m_eventsModel->rowAt(row)); };
    connect(m_events, &QAbstractItemView::clicked, this,
            [goTo](const QModelIndex &index) { goTo(index.row()); });
    connect(m_events, &RowTable::rowActivated, this, goTo);
}

bool ProjectionKeyPanel::isReadModel() const
{
    const auto snapshot = m_projection.snapshot();
    return snapshot && snapshot->kind == ProjectionSnapshot::Kind::ReadModel;
}

void ProjectionKeyPanel::makeRowChanges()
{
    m_rowChanges = new RowTable;
    m_rowChanges->setAccessibleName(tr("What the event did to the tables"));
    m_rowChanges->setModel(m_rowChangesModel);
    m_rowChanges->setEmptyText(tr("This event wrote nothing."));
    m_rowChanges->setItemDelegate(new ProjectionDelegate({}, {}, this));
    m_rowChanges->setSelectionMode(QAbstractItemView::SingleSelection);
    m_rowChanges->horizontalHeader()->setStretchLastSection(true);
    m_rowChanges->setColumnWidth(ReadModelChangesModel::Table, 13 * Theme::kGrid);
    m_rowChanges->setColumnWidth(ReadModelChangesModel::Key, 13 * Theme::kGrid);
    m_rowChanges->installEventFilter(this);
    const auto show = [this](int row) { Q_EMIT tableWanted(m_rowChangesModel->tableAt(row)); };
    connect(m_rowChanges, &QAbstractItemView::clicked, this,
            [show](const QModelIndex &index) { show(index.row()); });
    connect(m_rowChanges, &RowTable::rowActivated, this, show);
}

void ProjectionKeyPanel::showView()
{
    const int view = m_tabs->currentIndex();
    if (view == Changes && isReadModel())
        m_stack->setCurrentWidget(m_rowChanges);
    else
        m_stack->setCurrentIndex(view);
    if (view != Tree)
        m_search->hide();
    m_copy->setToolTip(view == Result   ? tr("Copy the result as JSON")
                       : view == Events ? tr("Copy the events, a line each")
                                        : tr("Copy the state as JSON"));
    m_copy->setAccessibleName(m_copy->toolTip());
}

void ProjectionKeyPanel::setKeys(const QString &next, const QString &previous)
{
    m_next->setToolTip(tr("Next event of this key") + next);
    m_previous->setToolTip(tr("Previous event of this key") + previous);
}

void ProjectionKeyPanel::showEvents()
{
    m_tabs->setCurrentIndex(Events);
    m_events->setFocus(Qt::OtherFocusReason);
    followPlayhead();
}

void ProjectionKeyPanel::findInState()
{
    m_tabs->setCurrentIndex(Tree);
    m_search->open();
}

bool ProjectionKeyPanel::isSettled() const
{
    return m_worker.idle() && !m_projection.isWaiting() && !m_search->isSearching();
}

QByteArray ProjectionKeyPanel::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << m_tree->header()->saveState() << m_list->header()->saveState()
           << m_tabs->currentIndex() << leadsSteps();
    return state;
}

void ProjectionKeyPanel::restoreState(const QByteArray &state)
{
    QByteArray tree;
    QByteArray list;
    int view = Tree;
    QDataStream stream(state);
    stream >> tree >> list >> view;
    if (stream.status() != QDataStream::Ok)
        return;
    m_tree->header()->restoreState(tree);
    m_list->header()->restoreState(list);
    bool leads = true;
    stream >> leads;
    setLeadsSteps(leads);
    if (view >= Tree && view <= Events && m_tabs->isTabVisible(view))
        m_tabs->setCurrentIndex(view);
}

// --- its events ---

QString ProjectionKeyPanel::keyName() const
{
    const auto snapshot = m_projection.snapshot();
    const auto key = m_projection.partition();
    if (!snapshot || !key)
        return {};
    const std::string &name = snapshot->partitions[*key].key;
    return name.empty() ? tr("all events") : oneLine(name, kMostNameCharacters);
}

void ProjectionKeyPanel::takeKey()
{
    const auto snapshot = m_projection.snapshot();
    const auto key = m_projection.partition();
    m_tabs->setTabVisible(Result, snapshot && snapshot->definition.transforms);
    m_tabs->setTabVisible(Tree, !isReadModel());
    if (isReadModel() && m_tabs->currentIndex() == Tree)
        m_tabs->setCurrentIndex(Changes);
    showView();
    ++m_request;
    m_worker.cancel();
    if (!snapshot || !key) {
        takeRows({});
    } else if (snapshot->partitions[*key].events <= kMostEventsAtOnce) {
        takeRows(std::make_shared<const std::vector<Row>>(snapshot->rowsOf(*key)));
    } else {
        m_worker.submit([this, request = m_request, snapshot, key = *key](std::stop_token) {
            auto rows = std::make_shared<const std::vector<Row>>(snapshot->rowsOf(key));
            postTo(this, [this, request, rows] {
                if (request == m_request)
                    takeRows(rows);
            });
        });
    }
    takeState();
}

void ProjectionKeyPanel::takeRows(EventListModel::Rows rows)
{
    m_eventsModel->setRows(std::move(rows));
    const int count = m_eventsModel->rowCount();
    m_tabs->setTabText(Events,
                       count > 0 ? tr("Events  %1").arg(withThousands(count)) : tr("Events"));
    m_events->setEmptyText(m_projection.partition() ? tr("Looking for its events\u2026")
                                                    : tr("Select a key to see its events."));
    if (count > 0)
        fitSection(*m_events->horizontalHeader(), EventListModel::Position,
                   positionText(m_session.log(), m_eventsModel->rowAt(count - 1)).left(24));
    updateSteps();
    followPlayhead();
}

bool ProjectionKeyPanel::leadsSteps() const
{
    return m_lead->isChecked();
}

void ProjectionKeyPanel::setLeadsSteps(bool leads)
{
    m_lead->setChecked(leads);
}

void ProjectionKeyPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updateSteps();
}

// Elsewhere nobody would see what is stepped through.
void ProjectionKeyPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_session.setSteps({});
}

void ProjectionKeyPanel::updateSteps()
{
    if (!isVisible())
        return;
    const auto &rows = m_eventsModel->rows();
    const bool isKey = leadsSteps() && rows && !rows->empty();
    m_session.setSteps(std::make_shared<const Session::Steps>(
        isKey ? Session::Steps{keyName(), rows} : Session::Steps{}));
}

bool ProjectionKeyPanel::canGoToNext(bool forward) const
{
    const int rows = m_eventsModel->rowCount();
    if (rows == 0 || m_session.playhead() == kNoRow)
        return false;
    return forward ? m_eventsModel->rowAt(rows - 1) > m_session.playhead()
                   : m_eventsModel->rowAt(0) < m_session.playhead();
}

void ProjectionKeyPanel::goToNext(bool forward)
{
    if (!canGoToNext(forward))
        return;
    const int at = m_eventsModel->current();
    const bool isOnIt = at >= 0 && m_eventsModel->rowAt(at) == m_session.playhead();
    m_session.setPlayhead(m_eventsModel->rowAt(forward ? at + 1 : isOnIt ? at - 1 : at));
}

void ProjectionKeyPanel::followPlayhead()
{
    m_next->setEnabled(canGoToNext(true));
    m_previous->setEnabled(canGoToNext(false));
    Q_EMIT stepsChanged();
    if (!m_slow.isActive())
        m_slow.start();
    const int row = m_session.hasLog() ? m_eventsModel->current() : -1;
    if (row < 0)
        return;
    if (m_events->currentIndex().row() != row)
        m_events->setCurrentIndex(m_eventsModel->index(row, 0));
}

// --- its state ---

void ProjectionKeyPanel::takeState()
{
    const auto snapshot = m_projection.snapshot();
    const auto answer = m_projection.keyState();
    if (!m_session.hasLog() || !snapshot)
        return showNothing(tr("The state of a key stands here once a projection has run."));
    if (isReadModel()) {
        showNothing({});
        const Row row = m_projection.playhead();
        return m_header->setTitle(row == kNoRow
                                      ? tr("Changes")
                                      : tr("Changes at %1").arg(positionTag(m_session.log(), row)));
    }
    if (!m_projection.partition())
        return showNothing(tr("Select a key to see its state."));
    if (!answer) {
        if (m_projection.isWaiting())
            return; // what was there stays until it comes
        const Row first = snapshot->partitions[*m_projection.partition()].first;
        return showNothing(m_projection.playhead() != kNoRow && first > m_projection.playhead()
                               ? tr("%1 has no event yet at %2; its first one is %3.")
                                     .arg(keyName(),
                                          positionTag(m_session.log(), m_projection.playhead()),
                                          positionTag(m_session.log(), first))
                               : QString());
    }
    if (answer->partition != *m_projection.partition())
        return;
    m_slow.stop();
    const ShownState shown{std::shared_ptr<const StateAt>(answer, &answer->at), answer->sequence,
                           &m_session.log()};
    const std::uint32_t at = answer->at.ordinal;
    for (const JsonTreeView *const view : {m_tree, m_list})
        fitSection(*view->header(), StateTreeModel::SetBy,
                   shown.label(answer->sequence.size() - 1));
    m_model->setState(shown);
    m_changes->setState(shown);
    m_list->setEmptyText(tr("This event changed nothing."));
    if (answer->result)
        m_resultModel->setValue(*answer->result);
    else
        m_resultModel->clear();
    m_result->setEmptyText(tr("There is no result: filterBy or transformBy gave none."));
    const Row row = shown.rowOf(at);
    m_header->setTitle(
        tr("%1 at %2")
            .arg(keyName(), row == kNoRow ? QString() : positionTag(m_session.log(), row)));
    m_header->setNote({});
    m_copy->setEnabled(true);
    m_notice->clear();
    if (const auto &failure = answer->at.failure) {
        m_notice->say(Notice::Kind::Error, QString::fromStdString(failure->error.message));
        if (const Row failed = shown.rowOf(failure->ordinal);
            failed != kNoRow && failed != m_session.playhead())
            m_notice->setLink(tr("Go to %1").arg(positionTag(m_session.log(), failed)),
                              tr("Go to the event at which the projection failed"),
                              [this, failed] { m_session.setPlayhead(failed); });
    }
}

void ProjectionKeyPanel::showFailure(const Error &error)
{
    showNothing(tr("No state: the projection could not be replayed."));
    m_notice->say(Notice::Kind::Error, QString::fromStdString(error.message),
                  error.path.empty() ? QString::fromStdString(error.detail) : QString());
}

void ProjectionKeyPanel::showNothing(const QString &why)
{
    m_slow.stop();
    const QString name = keyName();
    m_header->setTitle(name.isEmpty() ? tr("State") : name);
    m_header->setNote({});
    m_notice->clear();
    m_model->clearState();
    m_changes->setState({});
    m_resultModel->clear();
    m_copy->setEnabled(m_eventsModel->rowCount() > 0);
    for (JsonTreeView *const view : {m_tree, m_list, m_result})
        view->setEmptyText(why);
}

void ProjectionKeyPanel::copy()
{
    QString text;
    const auto answer = m_projection.keyState();
    if (m_tabs->currentIndex() == Events)
        text = m_eventsModel->asText(kMostCopied);
    else if (isReadModel())
        text = m_rowChangesModel->asText();
    else if (m_tabs->currentIndex() == Result && answer && answer->result)
        text = QString::fromStdString(answer->result->dump(2));
    else if (answer)
        text = QString::fromStdString(answer->at.state.dump(2));
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void ProjectionKeyPanel::goToSetter(const QModelIndex &index)
{
    const QVariant row = index.data(SetByRowRole);
    if (row.isValid())
        m_session.setPlayhead(Row(row.toUInt()));
}

void ProjectionKeyPanel::showMenu(JsonTreeView *view, const QModelIndex &index, const QPoint &place)
{
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (view != m_result) {
        const QString label = index.siblingAtColumn(StateTreeModel::SetBy).data().toString();
        const QVariant row = index.data(SetByRowRole);
        QAction *const go = menu->addAction(label.isEmpty()
                                                ? tr("Go to the event that set it")
                                                : tr("Go to the event that set it, %1").arg(label),
                                            this, [this, row] {
                                                m_session.setPlayhead(Row(row.toUInt()));
                                            });
        go->setEnabled(row.isValid());
        menu->addSeparator();
    }
    view->addActions(*menu, index);
    menu->popup(place);
}

bool ProjectionKeyPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *const key = static_cast<QKeyEvent *>(event);
        if ((watched == m_events || watched == m_rowChanges) && key->matches(QKeySequence::Copy)) {
            copy();
            return true;
        }
        const auto *const view = qobject_cast<JsonTreeView *>(watched);
        if (view && view != m_result && view->currentIndex().isValid()
            && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
            goToSetter(view->currentIndex());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace eventscope::ui
