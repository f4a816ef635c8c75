// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/eventspanel.h"

#include "panels/copyactions.h"
#include "panels/densityscrollbar.h"
#include "panels/eventcolumns.h"
#include "panels/eventsdelegate.h"
#include "panels/filterbar.h"
#include "panels/findbar.h"
#include "panels/paint.h"
#include "panels/rowtable.h"
#include "widgets/filtertext.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QAction>
#include <QDataStream>
#include <QHeaderView>
#include <QIODevice>
#include <QKeyEvent>
#include <QMenu>
#include <QRegularExpression>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

QAction *makeAction(QWidget *owner, const QString &text, const QKeySequence &keys)
{
    auto *const action = new QAction(text, owner);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    owner->addAction(action);
    return action;
}

// A word alone searches payloads, and a type is wanted by its whole name: what else it could have meant.
QString typeHint(const EventLog &log, const QString &filter)
{
    static const QRegularExpression one(QStringLiteral(
                                            "^(?:type\\s*[=~]\\s*)?\"?([^\\s\"*()]+)\"?$"),
                                        QRegularExpression::CaseInsensitiveOption);
    const QString word = one.match(filter).captured(1);
    int types = 0;
    for (std::uint32_t type = 0; !word.isEmpty() && type < log.typeCount(); ++type) {
        const std::string_view name = log.typeName(TypeId(type));
        types += QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()))
                     .contains(word, Qt::CaseInsensitive);
    }
    if (types == 0)
        return {};
    return QStringLiteral("\n\n")
           + (types == 1 ? EventsPanel::tr("The name of one event type contains it:")
                         : EventsPanel::tr("The names of %1 event types contain it:").arg(types))
           + QStringLiteral("\ntype =~ (?i)") + QRegularExpression::escape(word);
}

} // namespace

EventsPanel::EventsPanel(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new EventsModel(session, this))
    , m_filter(new FilterBar(session, this))
    , m_table(new RowTable(this))
    , m_find(new FindBar(session, this))
    , m_copy(new CopyActions(
          session, *m_filter, [this] { return m_columns->shown(); }, this))
    , m_bar(new DensityScrollBar(session))
{
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_filter);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_find);

    m_table->setAccessibleName(tr("Events"));
    m_table->takeScrollBar(m_bar);
    m_table->setModel(m_model);
    auto *const delegate = new EventsDelegate(session, *m_model, this);
    m_table->setItemDelegate(delegate);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    m_columns = new EventColumns(session, *m_model, *m_table);

    QAction *const copyJson = makeAction(m_table, tr("Copy as JSON"), QKeySequence::Copy);
    QAction *const copyCommand = makeAction(m_table, tr("Copy as command line"),
                                            QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    connect(copyJson, &QAction::triggered, this, &EventsPanel::copyAsJson);
    connect(copyCommand, &QAction::triggered, this, &EventsPanel::copyAsCommand);
    connect(m_filter, &FilterBar::leaveDown, this, &EventsPanel::focusEvents);
    connect(m_find, &FindBar::left, this, &EventsPanel::focusEvents);
    connect(m_find, &FindBar::textChanged, this, [this, delegate] {
        delegate->setMarked(m_find->text());
        m_table->viewport()->update();
    });

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) { takeCurrent(current.row()); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &EventsPanel::selectAsTable);
    connect(&session.selectedEvents(), &EventSelection::changed, this,
            &EventsPanel::takeSelectedEvents);
    connect(m_table, &QWidget::customContextMenuRequested, this, &EventsPanel::showMenu);
    // The first row in sight says its date.
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, m_table->viewport(),
            qOverload<>(&QWidget::update));
    connect(m_model, &QAbstractItemModel::rowsAboutToBeInserted, this,
            [this] { m_atEnd = m_table->isAtEnd(); });
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &EventsPanel::keepAtEnd);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &EventsPanel::takeSelectedEvents);
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] { followPlayhead(true); });
    connect(m_model, &QAbstractItemModel::columnsInserted, this, &EventsPanel::takeSelectedEvents);

    connect(&session, &Session::opened, this, [this] { m_touched = false; });
    connect(&session.bookmarks(), &Bookmarks::changed, m_table->viewport(),
            qOverload<>(&QWidget::update));
    connect(&session, &Session::playheadChanged, this, [this] {
        const bool loadsOn = m_session.phase() == Session::Phase::Loading
                             && m_session.playhead().value() + 1 == m_session.log().rowCount();
        followPlayhead(!loadsOn);
    });
    connect(&session, &Session::phaseChanged, this, [this] {
        if (m_session.phase() == Session::Phase::Ready)
            followPlayhead(!m_touched);
        updateEmptyText();
    });
    connect(&session, &Session::filterChanged, this, &EventsPanel::updateEmptyText);
    connect(&session, &Session::shownEventsChanged, this, &EventsPanel::updateEmptyText);
    connect(&session, &Session::closed, this, [this] { m_table->setEmptyText({}); });
    updateEmptyText();
}

bool EventsPanel::isSettled() const
{
    return m_model->cells().isIdle() && m_bar->isSettled();
}

QByteArray EventsPanel::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << m_columns->save() << m_filter->saveState();
    return state;
}

void EventsPanel::restoreState(const QByteArray &state)
{
    QByteArray columns;
    QByteArray filter;
    QDataStream stream(state);
    stream >> columns >> filter;
    if (stream.status() != QDataStream::Ok)
        return;
    // Of a version that kept the columns in another way, only the filters are of use.
    m_columns->restore(columns);
    m_filter->restoreState(filter);
}

void EventsPanel::focusFilter()
{
    m_filter->focusFilter();
}

void EventsPanel::focusEvents()
{
    m_table->setFocus(Qt::OtherFocusReason);
}

bool EventsPanel::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::Wheel:
    case QEvent::MouseButtonPress:
        m_touched = true;
        break;
    case QEvent::KeyPress:
        m_touched = true;
        if (watched == m_table && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape
            && !m_session.filterText().isEmpty()) {
            m_session.setFilter({});
            return true;
        }
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

// Puts the current row where the playhead is; nowhere if the filter hides that event.
void EventsPanel::followPlayhead(bool scroll)
{
    m_table->viewport()->update();
    const auto ordinal = m_session.hasLog() ? m_session.shownOrdinal(m_session.playhead())
                                            : std::nullopt;
    if (!ordinal || *ordinal >= static_cast<std::uint32_t>(m_model->rowCount()))
        return;
    const QModelIndex index = m_model->index(static_cast<int>(*ordinal), 0);
    const bool shown = m_model->rowAt(index.row()) == m_session.playhead();
    m_following = true;
    m_table->setAutoScroll(false);
    if (!shown)
        m_table->selectionModel()->clearCurrentIndex();
    else if (m_table->currentIndex().row() != index.row())
        m_table->selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    m_table->setAutoScroll(true);
    m_following = false;
    takeSelectedEvents();
    if (!scroll)
        return;
    // What is in sight stays where it is; anything else comes with what happened around it.
    const int top = m_table->firstVisibleRow();
    const int bottom = m_table->lastVisibleRow();
    const bool near = index.row() >= top - 1 && index.row() <= bottom + 1;
    const QModelIndex place = index.siblingAtColumn(m_table->horizontalHeader()->logicalIndex(0));
    m_table->scrollTo(place, near ? QAbstractItemView::EnsureVisible
                                  : QAbstractItemView::PositionAtCenter);
}

void EventsPanel::takeCurrent(int row)
{
    if (m_following || row < 0)
        return;
    m_selecting = true;
    m_session.goToEvent(m_model->rowAt(row));
    m_selecting = false;
    selectAsTable();
}

// Ordinals, so that all of ten million events cost nothing.
void EventsPanel::selectAsTable()
{
    if (m_following || m_selecting || !m_session.hasLog())
        return;
    std::vector<EventSelection::Run> runs;
    for (const QItemSelectionRange &range : m_table->selectionModel()->selection())
        runs.push_back(
            {static_cast<std::uint32_t>(range.top()), static_cast<std::uint32_t>(range.height())});
    m_selecting = true;
    m_session.selectedEvents().set(m_session.shownEvents(), m_session.shownEventsAscend(),
                                   std::move(runs));
    m_selecting = false;
}

// So that the next key or click goes on from there. Many ranges would cost time with every cell;
// what is selected is painted all the same.
void EventsPanel::takeSelectedEvents()
{
    m_table->viewport()->update();
    if (m_selecting || m_following || !m_session.hasLog())
        return;
    const std::uint32_t mostRows = m_session.shownEventsAscend() ? 2'000 : 1;
    constexpr qsizetype kMostRanges = 200;
    const EventSelection &events = m_session.selectedEvents();
    QItemSelection selection;
    int top = -1;
    int bottom = -1;
    const auto take = [&] {
        if (top >= 0)
            selection.append(
                QItemSelectionRange(m_model->index(top, 0),
                                    m_model->index(bottom, m_model->columnCount() - 1)));
    };
    for (const Row row : events.size() <= mostRows ? events.rows() : std::vector<Row>()) {
        const auto ordinal = m_session.shownOrdinal(row);
        if (!ordinal || m_session.shownEvents().row(*ordinal) != row
            || *ordinal >= static_cast<std::uint32_t>(m_model->rowCount()))
            continue;
        const int shown = static_cast<int>(*ordinal);
        if (top < 0 || shown != bottom + 1) {
            take();
            top = shown;
        }
        bottom = shown;
    }
    take();
    if (selection.size() > kMostRanges)
        selection.clear();
    m_following = true;
    m_table->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    m_following = false;
}

void EventsPanel::keepAtEnd()
{
    if (m_atEnd && m_session.phase() == Session::Phase::Ready && m_session.filterText().isEmpty())
        m_table->scrollToBottom();
}

void EventsPanel::updateEmptyText()
{
    if (!m_session.hasLog())
        return m_table->setEmptyText({});
    const bool loading = m_session.phase() == Session::Phase::Loading;
    const QString filter = m_session.filterText().trimmed();
    if (m_session.isFiltering())
        return m_table->setEmptyText(tr("Searching \u2026"));
    if (m_session.log().rowCount() == 0)
        return m_table->setEmptyText(loading ? tr("Loading \u2026")
                                             : tr("This store holds no event."));
    if (m_session.filterError())
        return m_table->setEmptyText(
            tr("The filter cannot be followed: its line says where.\nClear the filter (Esc)."));
    if (m_session.types().hiddenTypes() > 0)
        return m_table->setEmptyText(
            filter.isEmpty() ? tr("The events here are of hidden types.\nShow all types again: "
                                  "Show all, above at the right.")
                             : tr("No event of the types that are shown matches  %1\nClear the "
                                  "filter (Esc), or show all types: Show all, above at the right.")
                                   .arg(filter));
    if (!filter.isEmpty())
        return m_table->setEmptyText(tr("No event matches  %1\nClear the filter (Esc).").arg(filter)
                                     + typeHint(m_session.log(), filter));
    m_table->setEmptyText(tr("The selected stream has no event here."));
}

void EventsPanel::copyAsJson()
{
    m_copy->copyAs(EventForm::Json);
}

void EventsPanel::copyAsCommand()
{
    m_copy->copyAsCommand();
}

void EventsPanel::showMenu(const QPoint &at)
{
    const int row = m_table->rowAt(at.y());
    if (row < 0)
        return;
    const Row event = m_model->rowAt(row);
    const EventLog &log = m_session.log();
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    m_copy->addTo(*menu);
    menu->addSeparator();
    if (const StreamId stream = log.stream(event); stream != kNoStream) {
        menu->addAction(tr("Show only this stream"), this, [this, stream] {
            m_session.selectStream(stream);
            m_session.setOnlySelectedStream(true);
        });
    }
    const QString type = QString::fromUtf8(log.typeName(log.type(event)));
    const TypeId typeId = log.type(event);
    menu->addAction(tr("Show only this type"), this,
                    [this, typeId] { m_session.types().solo(typeId); });
    menu->addAction(tr("Hide this type"), this,
                    [this, typeId] { m_session.types().setHidden(typeId, true); });
    menu->addAction(tr("Filter by this type"), this, [this, type] {
        m_session.setFilter(QStringLiteral("type = ") + filterValue(type));
    });
    menu->addAction(tr("Filter this type out"), this, [this, type] {
        m_session.setFilter(
            filterWith(m_session.filterText(), QStringLiteral("type != ") + filterValue(type)));
    });
    menu->addSeparator();
    const auto selected = m_session.selectedStream();
    if (selected && log.stream(event) == *selected && event == m_session.playhead())
        menu->addAction(tr("Compare the state with this event from now on"), this,
                        [this] { m_session.states().setBase(m_session.streamOrdinal()); });
    const std::vector<Row> causes = log.rowsByIdHash(log.causationHash(event));
    const bool caused = log.causationHash(event) != 0 && !causes.empty() && causes.front() != event;
    QAction *const cause = menu->addAction(
        caused ? tr("Go to its cause, %1").arg(positionTag(log, causes.front()))
               : tr("Go to its cause"));
    cause->setEnabled(caused);
    if (caused)
        connect(cause, &QAction::triggered, this,
                [this, target = causes.front()] { m_session.goToEvent(target); });
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

} // namespace eventscope::ui
