// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/projectiondetails.h"

#include "models/eventlistmodel.h"
#include "panels/paint.h"
#include "panels/projectiondelegate.h"
#include "panels/rowtable.h"
#include "panels/tabline.h"
#include "session/postto.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr std::array<ProjectionListModel::Kind, ProjectionDetails::kTabs>
    kKinds{ProjectionListModel::Kind::Emitted, ProjectionListModel::Kind::Skipped,
           ProjectionListModel::Kind::Log, ProjectionListModel::Kind::Warnings,
           ProjectionListModel::Kind::Handlers};
constexpr std::uint32_t kLookEvery = 65'536;
constexpr qsizetype kMostCopied = 100'000; // lines

QString titleOf(ProjectionListModel::Kind kind)
{
    using Kind = ProjectionListModel::Kind;
    switch (kind) {
    case Kind::Emitted:
        return ProjectionDetails::tr("Emitted");
    case Kind::Skipped:
        return ProjectionDetails::tr("Skipped");
    case Kind::Log:
        return ProjectionDetails::tr("Log");
    case Kind::Warnings:
        return ProjectionDetails::tr("Warnings");
    case Kind::Handlers:
        return ProjectionDetails::tr("Handlers");
    }
    return {};
}

QString toolTipOf(ProjectionListModel::Kind kind)
{
    using Kind = ProjectionListModel::Kind;
    switch (kind) {
    case Kind::Emitted:
        return ProjectionDetails::tr(
            "What would be emitted on the server: nothing of it is written");
    case Kind::Skipped:
        return ProjectionDetails::tr("The events that it did not handle, by the reason why");
    case Kind::Log:
        return ProjectionDetails::tr("What it writes with log()");
    case Kind::Warnings:
        return ProjectionDetails::tr("What surprises in it, or is taken no notice of");
    case Kind::Handlers:
        return ProjectionDetails::tr(
                   "The time in each handler; the server ends calls longer than %1 ms")
            .arg(ProjectionListModel::kMostHandlerMilliseconds);
    }
    return {};
}

} // namespace

ProjectionDetails::ProjectionDetails(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_projection(session.projection())
    , m_line(new TabLine(tr("What the run has told"), this))
    , m_tabs(&m_line->tabs())
    , m_stack(new QStackedWidget(this))
    , m_skipped(new EventListModel(session, this))
{
    for (std::size_t i = 0; i < kTabs; ++i) {
        m_pages[i] = makePage(kKinds[i]);
        m_stack->addWidget(m_pages[i].page);
        m_tabs->addTab(titleOf(kKinds[i]));
        m_tabs->setTabToolTip(static_cast<int>(i), toolTipOf(kKinds[i]));
    }
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_line);
    column->addWidget(m_stack, 1);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_tabs, &QTabBar::currentChanged, this, &ProjectionDetails::take);
    connect(&m_projection, &OpenProjection::snapshotChanged, this, &ProjectionDetails::take);
    connect(&m_projection, &OpenProjection::phaseChanged, this, &ProjectionDetails::take);
    connect(&session, &Session::playheadChanged, this, &ProjectionDetails::follow);
    take();
}

ProjectionDetails::~ProjectionDetails()
{
    m_worker.cancel();
}

ProjectionDetails::Page ProjectionDetails::makePage(Kind kind)
{
    Page page;
    page.model = new ProjectionListModel(kind, m_session, this);
    page.table = new RowTable;
    page.page = page.table;
    RowTable &table = *page.table;
    table.setAccessibleName(titleOf(kind));
    table.setModel(page.model);
    ProjectionDelegate::Roles roles;
    roles.current = ProjectionListModel::CurrentRole;
    roles.future = ProjectionListModel::FutureRole;
    roles.link = ProjectionListModel::LinkRole;
    roles.number = ProjectionListModel::NumberRole;
    roles.hot = ProjectionListModel::HotRole;
    roles.name = kind == Kind::Emitted ? 1 : -1;
    table.setItemDelegate(new ProjectionDelegate(roles, {}, this));
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    addMenu(table);
    QHeaderView &header = *table.horizontalHeader();
    header.setStretchLastSection(true);
    switch (kind) {
    case Kind::Emitted:
        table.setColumnWidth(0, 7 * Theme::kGrid);
        table.setColumnWidth(1, 14 * Theme::kGrid);
        table.setColumnWidth(2, 14 * Theme::kGrid);
        break;
    case Kind::Log:
        table.setColumnWidth(0, 7 * Theme::kGrid);
        break;
    case Kind::Warnings:
        header.setStretchLastSection(false);
        header.setSectionResizeMode(1, QHeaderView::Stretch);
        table.setColumnWidth(0, 6 * Theme::kGrid);
        table.setColumnWidth(2, 14 * Theme::kGrid);
        break;
    case Kind::Handlers:
        header.setStretchLastSection(false);
        header.setSectionResizeMode(0, QHeaderView::Stretch);
        for (int column = 1; column < 5; ++column)
            table.setColumnWidth(column, 9 * Theme::kGrid);
        break;
    case Kind::Skipped:
        table.setColumnWidth(0, 14 * Theme::kGrid);
        table.setColumnWidth(1, 9 * Theme::kGrid);
        break;
    }
    connect(&table, &QAbstractItemView::clicked, this,
            [this, page](const QModelIndex &index) { goTo(page, index.row()); });
    connect(&table, &RowTable::rowActivated, this, [this, page](int row) { goTo(page, row); });
    if (kind == Kind::Skipped)
        makeSkipped(page);
    return page;
}

// Ctrl+C copies all lines, as in the other lists of this kind.
void ProjectionDetails::addMenu(RowTable &table)
{
    table.installEventFilter(this);
    table.setContextMenuPolicy(Qt::CustomContextMenu);
    connect(&table, &QWidget::customContextMenuRequested, this, [this, &table](const QPoint &at) {
        table.setFocus(Qt::MouseFocusReason);
        auto *const menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        QAction *const copyAll = menu->addAction(tr("Copy all lines of this list"),
                                                 QKeySequence::Copy, this,
                                                 &ProjectionDetails::copy);
        copyAll->setEnabled(table.model()->rowCount() > 0);
        menu->popup(table.viewport()->mapToGlobal(at));
    });
}

// The reasons, and the events of the one that is chosen.
void ProjectionDetails::makeSkipped(Page &page)
{
    m_skippedTable = new RowTable;
    m_skippedTable->setAccessibleName(tr("Skipped events"));
    m_skippedTable->setModel(m_skipped);
    ProjectionDelegate::Roles roles;
    roles.current = EventListModel::CurrentRole;
    roles.future = EventListModel::FutureRole;
    roles.name = EventListModel::Stream;
    m_skippedTable->setItemDelegate(new ProjectionDelegate(
        roles,
        [this](const QModelIndex &index) -> std::optional<EventTypeStyle> {
            if (index.column() != EventListModel::Type)
                return std::nullopt;
            return m_skipped->styleAt(index.row());
        },
        this));
    m_skippedTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_skippedTable->setEmptyText(tr("Choose a reason to list its events."));
    addMenu(*m_skippedTable);
    m_skippedTable->horizontalHeader()->setStretchLastSection(true);
    m_skippedTable->setColumnWidth(EventListModel::Position, 7 * Theme::kGrid);
    m_skippedTable->setColumnWidth(EventListModel::Time, 18 * Theme::kGrid);
    m_skippedTable->setColumnWidth(EventListModel::Type, 17 * Theme::kGrid);
    const auto go = [this](int row) { m_session.setPlayhead(m_skipped->rowAt(row)); };
    connect(m_skippedTable, &QAbstractItemView::clicked, this,
            [go](const QModelIndex &index) { go(index.row()); });
    connect(m_skippedTable, &RowTable::rowActivated, this, go);
    auto *const split = new QSplitter(Qt::Vertical);
    split->setChildrenCollapsible(false);
    split->addWidget(page.table);
    split->addWidget(m_skippedTable);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setSizes({100, 150});
    page.page = split;
}

void ProjectionDetails::showKind(Kind kind)
{
    for (std::size_t i = 0; i < kTabs; ++i) {
        if (kKinds[i] == kind)
            m_tabs->setCurrentIndex(static_cast<int>(i));
    }
}

ProjectionDetails::Kind ProjectionDetails::shownKind() const
{
    return kKinds[static_cast<std::size_t>(std::max(m_tabs->currentIndex(), 0))];
}

void ProjectionDetails::take()
{
    for (std::size_t i = 0; i < kTabs; ++i) {
        const Page &page = m_pages[i];
        const Kind kind = kKinds[i];
        const std::int64_t total = page.model->total();
        const bool counts = kind != Kind::Handlers && total > 0;
        m_tabs->setTabText(static_cast<int>(i),
                           counts ? titleOf(kind) + QStringLiteral("  ") + withThousands(total)
                                  : titleOf(kind));
        if (const std::int64_t dropped = page.model->dropped(); dropped > 0)
            m_tabs->setTabToolTip(static_cast<int>(i),
                                  toolTipOf(kind) + u'\n'
                                      + tr("The last %1 are counted, but not kept: they would "
                                           "take too much memory")
                                            .arg(withThousands(dropped)));
        page.table->setEmptyText(emptyText(kind));
        const int rows = page.model->rowCount();
        if (rows > 0 && (kind == Kind::Emitted || kind == Kind::Log)
            && page.model->rowAt(rows - 1) != kNoRow)
            fitSection(*page.table->horizontalHeader(), 0,
                       positionText(m_session.log(), page.model->rowAt(rows - 1)).left(24));
    }
    const auto snapshot = m_projection.snapshot();
    if (m_reason && snapshot && snapshot->skipped[static_cast<std::size_t>(*m_reason)] > 0)
        listSkipped(m_reason);
    else
        listSkipped(std::nullopt);
    follow();
}

QString ProjectionDetails::emptyText(Kind kind) const
{
    if (!m_projection.snapshot())
        return tr("What a run tells stands here once a projection has run.");
    const bool isKurrentDb = m_projection.snapshot()->kind == ProjectionSnapshot::Kind::KurrentDb;
    switch (kind) {
    case Kind::Emitted:
        if (!isKurrentDb)
            return tr("Only KurrentDB projections emit events.");
        return tr("It would emit nothing: no handler has called emit, linkTo or linkStreamTo.");
    case Kind::Skipped:
        return tr("No event was skipped.");
    case Kind::Log:
        return isKurrentDb ? tr("It wrote no line: log(x) writes one.")
                           : tr("It wrote no line: console.log(x) writes one.");
    case Kind::Warnings:
        return tr("Nothing in it surprises.");
    case Kind::Handlers:
        return tr("No handler was called.");
    }
    return {};
}

void ProjectionDetails::follow()
{
    for (const Page &page : m_pages) {
        const int row = m_session.hasLog() ? page.model->current() : -1;
        if (row >= 0)
            page.table->scrollTo(page.model->index(row, 0));
    }
}

void ProjectionDetails::goTo(const Page &page, int row)
{
    if (page.model->kind() == Kind::Skipped)
        listSkipped(page.model->reasonAt(row));
    else if (const Row event = page.model->rowAt(row); event != kNoRow)
        m_session.setPlayhead(event);
    else if (const int line = page.model->lineAt(row); line > 0)
        Q_EMIT lineWanted(line);
}

// Every outcome is looked at, so that is done on a thread.
void ProjectionDetails::listSkipped(std::optional<SkipReason> reason)
{
    const auto snapshot = m_projection.snapshot();
    m_reason = reason;
    ++m_request;
    m_worker.cancel();
    if (!reason || !snapshot)
        return m_skipped->setRows({});
    m_worker.submit([this, request = m_request, snapshot, reason = *reason](std::stop_token stop) {
        auto rows = std::make_shared<std::vector<Row>>();
        rows->reserve(snapshot->skipped[static_cast<std::size_t>(reason)]);
        for (std::uint32_t i = 0; i < snapshot->rows; ++i) {
            if (i % kLookEvery == 0 && stop.stop_requested())
                return;
            if (snapshot->outcomes[i] == ProjectionOutcome(reason))
                rows->push_back(Row(i));
        }
        postTo(this, [this, request, rows] {
            if (request != m_request)
                return;
            m_skipped->setRows(rows);
            if (!rows->empty())
                fitSection(*m_skippedTable->horizontalHeader(), EventListModel::Position,
                           positionText(m_session.log(), rows->back()).left(24));
        });
    });
}

void ProjectionDetails::copy()
{
    const bool areEvents = m_skippedTable->hasFocus();
    const QString text = areEvents ? m_skipped->asText(kMostCopied)
                                   : m_pages[static_cast<std::size_t>(m_tabs->currentIndex())]
                                         .model->asText();
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

bool ProjectionDetails::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && qobject_cast<RowTable *>(watched)
        && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace eventscope::ui
