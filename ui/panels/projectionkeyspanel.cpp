// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/projectionkeyspanel.h"

#include "models/projectionkeysmodel.h"
#include "panels/paint.h"
#include "panels/projectiondelegate.h"
#include "panels/rowtable.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QDataStream>
#include <QGuiApplication>
#include <QHeaderView>
#include <QIODevice>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr qsizetype kMostCopied = 100'000; // rows

} // namespace

ProjectionKeysPanel::ProjectionKeysPanel(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_projection(session.projection())
    , m_model(new ProjectionKeysModel(session, this))
    , m_search(new QLineEdit)
    , m_count(new QLabel)
    , m_follow(new QToolButton)
    , m_table(new RowTable(this))
{
    m_search->setPlaceholderText(tr("Find a key"));
    m_search->setAccessibleName(tr("Find a key"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(Theme::instance().icon(QStringLiteral("edit-find")),
                        QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    m_count->setTextFormat(Qt::PlainText);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_follow->setIcon(Theme::instance().icon(QStringLiteral("crosshairs")));
    m_follow->setToolTip(tr("Select the key that each event changes, while the playhead moves"));
    m_follow->setAccessibleName(tr("Follow the playhead from key to key"));
    m_follow->setAutoRaise(true);
    m_follow->setCheckable(true);
    connect(m_follow, &QToolButton::toggled, this, &ProjectionKeysPanel::follow);
    connect(m_follow, &QToolButton::toggled, this, &ProjectionKeysPanel::followsChanged);

    m_table->setAccessibleName(tr("Keys of the projection"));
    m_table->setModel(m_model);
    ProjectionDelegate::Roles roles;
    roles.current = ProjectionKeysModel::ChangedRole;
    roles.number = ProjectionKeysModel::NumberRole;
    roles.name = ProjectionKeysModel::Key;
    m_table->setItemDelegate(new ProjectionDelegate(
        roles,
        [this](const QModelIndex &index) -> std::optional<EventTypeStyle> {
            if (index.column() != ProjectionKeysModel::LastType || !m_session.hasLog())
                return std::nullopt;
            const Row last = m_model->counts().lastOf(m_model->keyAt(index.row()));
            if (last == kNoRow)
                return std::nullopt;
            return m_model->styleOf(m_session.log().type(last));
        },
        this));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setSortingEnabled(false);
    m_table->installEventFilter(this);
    QHeaderView &header = *m_table->horizontalHeader();
    header.setSectionsClickable(true);
    header.setSortIndicatorShown(true);
    header.setSortIndicatorClearable(true);
    header.setSortIndicator(-1, Qt::AscendingOrder);
    header.setStretchLastSection(false);
    connect(&header, &QHeaderView::sortIndicatorChanged, this,
            [this, &header](int section, Qt::SortOrder order) {
                if (section >= 0 && !ProjectionKeysModel::canSort(section))
                    header.setSortIndicator(-1, Qt::AscendingOrder);
                else
                    m_model->sort(section, order);
            });
    header.setDefaultSectionSize(11 * Theme::kGrid);
    m_table->setColumnWidth(ProjectionKeysModel::Key, 15 * Theme::kGrid);
    m_table->setColumnWidth(ProjectionKeysModel::Events, 8 * Theme::kGrid);
    m_table->setColumnWidth(ProjectionKeysModel::LastType, 16 * Theme::kGrid);
    m_table->setColumnWidth(ProjectionKeysModel::LastTime, 7 * Theme::kGrid);

    auto *const bar = new QWidget(this);
    auto *const line = new QHBoxLayout(bar);
    line->setContentsMargins(Theme::kGrid, Theme::kTight, Theme::kGrid, Theme::kTight);
    line->setSpacing(Theme::kGrid);
    line->addWidget(m_search, 1);
    line->addWidget(m_count);
    line->addWidget(m_follow);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_table, 1);

    connect(m_search, &QLineEdit::textChanged, m_model, &ProjectionKeysModel::setSearch);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) { takeCurrent(current.row()); });
    connect(m_table, &QWidget::customContextMenuRequested, this, &ProjectionKeysPanel::showMenu);
    connect(m_table, &RowTable::rowActivated, this, [this] { Q_EMIT eventsWanted(); });
    // What the view makes current meanwhile nobody has chosen.
    connect(m_model, &ProjectionKeysModel::aboutToArrange, this, [this] { m_taking = true; });
    connect(m_model, &ProjectionKeysModel::arranged, this, &ProjectionKeysPanel::takeArranged);
    connect(m_model, &QAbstractItemModel::columnsInserted, this,
            &ProjectionKeysPanel::takeArranged);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ProjectionKeysPanel::takeArranged);
    connect(&m_projection, &OpenProjection::partitionChanged, this,
            &ProjectionKeysPanel::takeArranged);
    connect(&m_projection, &OpenProjection::phaseChanged, this, &ProjectionKeysPanel::updateTexts);
    connect(&m_projection, &OpenProjection::snapshotChanged, this, [this] {
        chooseFirst();
        updateTexts();
    });
    connect(&session, &Session::playheadChanged, this, &ProjectionKeysPanel::follow);
    chooseFirst();
    updateTexts();
}

bool ProjectionKeysPanel::isSettled() const
{
    return m_model->isSettled();
}

void ProjectionKeysPanel::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void ProjectionKeysPanel::focusList()
{
    m_table->setFocus(Qt::OtherFocusReason);
}

bool ProjectionKeysPanel::followsEvents() const
{
    return m_follow->isChecked();
}

void ProjectionKeysPanel::setFollowsEvents(bool follows)
{
    m_follow->setChecked(follows);
}

// --- which one is selected ---

// So that there is a state to look at: the one key that there is, or the one of the playhead's event.
void ProjectionKeysPanel::chooseFirst()
{
    const auto snapshot = m_projection.snapshot();
    const Row playhead = m_projection.playhead();
    if (!snapshot || m_projection.partition() || playhead == kNoRow
        || snapshot->partitionsAsOf(playhead) == 0)
        return;
    std::uint32_t key = 0;
    if (playhead.value() < snapshot->rows && snapshot->outcomes[playhead.value()].isHandled())
        key = snapshot->outcomes[playhead.value()].partition();
    m_projection.setPartition(key);
}

void ProjectionKeysPanel::follow()
{
    const auto snapshot = m_projection.snapshot();
    const Row playhead = m_session.playhead();
    if (!m_follow->isChecked() || !snapshot || playhead == kNoRow
        || playhead.value() >= snapshot->rows || !snapshot->outcomes[playhead.value()].isHandled())
        return;
    m_projection.setPartition(snapshot->outcomes[playhead.value()].partition());
}

void ProjectionKeysPanel::takeArranged()
{
    m_taking = true;
    const auto key = m_projection.partition();
    const int row = key ? m_model->indexOf(*key) : -1;
    if (row < 0) {
        m_table->selectionModel()->clear();
    } else if (m_table->currentIndex().row() != row
               || !m_table->selectionModel()->isRowSelected(row)) {
        const int column = std::max(m_table->currentIndex().column(), 0);
        m_table->selectionModel()->setCurrentIndex(m_model->index(row, column),
                                                   QItemSelectionModel::ClearAndSelect
                                                       | QItemSelectionModel::Rows);
        m_table->scrollTo(m_model->index(row, column));
    }
    m_taking = false;
    updateTexts();
}

void ProjectionKeysPanel::takeCurrent(int row)
{
    if (!m_taking && row >= 0)
        m_projection.setPartition(m_model->keyAt(row));
}

// --- what it says ---

void ProjectionKeysPanel::updateTexts()
{
    const auto snapshot = m_projection.snapshot();
    const auto shown = static_cast<std::int64_t>(m_model->rowCount());
    const auto there = static_cast<std::int64_t>(m_model->keyCount());
    const auto all = static_cast<std::int64_t>(snapshot ? snapshot->partitions.size() : 0);
    m_search->setEnabled(all > 0);
    m_follow->setEnabled(all > 1);
    if (!snapshot)
        m_count->clear();
    else if (!m_search->text().isEmpty())
        m_count->setText(
            tr("%1 of %2").arg(withThousands(shown), counted(there, tr("key"), tr("keys"))));
    else if (there < all)
        m_count->setText(tr("%1 of %2 so far").arg(withThousands(there), withThousands(all)));
    else
        m_count->setText(counted(all, tr("key"), tr("keys")));
    if (all > 0)
        fitSection(*m_table->horizontalHeader(), ProjectionKeysModel::Events,
                   withThousands(static_cast<std::int64_t>(snapshot->handled)));
    switch (m_projection.phase()) {
    case OpenProjection::Phase::Empty:
        m_table->setEmptyText(tr("Paste or open a KurrentDB projection, and run it: what it makes "
                                 "of every key stands here, as of the playhead."));
        return;
    case OpenProjection::Phase::Running:
        m_table->setEmptyText(tr("Running\u2026"));
        return;
    case OpenProjection::Phase::Refused:
        m_table->setEmptyText(tr("There is no output: the projection was refused."));
        return;
    default:
        break;
    }
    if (!snapshot)
        m_table->setEmptyText(tr("There is no output: the run was stopped."));
    else if (all == 0 && snapshot->handled == 0)
        m_table->setEmptyText(
            tr("It handled no event of this store. Skipped says why they were left out."));
    else if (all == 0)
        m_table->setEmptyText(tr("It has no states."));
    else if (there == 0)
        m_table->setEmptyText(
            tr("It has handled no event up to the playhead; the first one comes "
               "at %1.")
                .arg(positionTag(m_session.log(), snapshot->partitions.front().first)));
    else
        m_table->setEmptyText(
            tr("No key contains \"%1\". Esc clears the search.").arg(m_search->text()));
}

QByteArray ProjectionKeysPanel::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    const QHeaderView &header = *m_table->horizontalHeader();
    QList<int> widths;
    for (int i = 0; i < ProjectionKeysModel::kColumns; ++i)
        widths.append(header.sectionSize(i));
    stream << widths << header.sortIndicatorSection() << int(header.sortIndicatorOrder())
           << followsEvents();
    return state;
}

void ProjectionKeysPanel::restoreState(const QByteArray &state)
{
    QList<int> widths;
    int section = -1;
    int order = 0;
    bool follows = false;
    QDataStream stream(state);
    stream >> widths >> section >> order >> follows;
    if (stream.status() != QDataStream::Ok || widths.size() != ProjectionKeysModel::kColumns)
        return;
    for (int i = 0; i < ProjectionKeysModel::kColumns; ++i)
        m_table->setColumnWidth(i, widths[i]);
    m_table->horizontalHeader()->setSortIndicator(section, order == 0 ? Qt::AscendingOrder
                                                                      : Qt::DescendingOrder);
    setFollowsEvents(follows);
}

// --- what can be done with keys ---

void ProjectionKeysPanel::goTo(Row row)
{
    if (row != kNoRow)
        m_session.setPlayhead(row);
}

void ProjectionKeysPanel::copy()
{
    const QList<int> rows = m_table->selectedRows().mid(0, kMostCopied);
    if (!rows.isEmpty())
        QGuiApplication::clipboard()->setText(m_model->asText(rows));
}

void ProjectionKeysPanel::showMenu(const QPoint &place)
{
    const QModelIndex index = m_table->indexAt(place);
    const auto snapshot = m_projection.snapshot();
    if (!index.isValid() || !snapshot)
        return;
    const auto &key = snapshot->partitions[m_model->keyAt(index.row())];
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Step to its first event"), this, [this, row = key.first] { goTo(row); });
    menu->addAction(tr("Step to its last event"), this, [this, row = key.last] { goTo(row); });
    menu->addAction(tr("List its events"), this, [this] { Q_EMIT eventsWanted(); });
    if (snapshot->definition.byStream)
        menu->addAction(tr("Show its stream in Explore"), this, [this] { Q_EMIT streamWanted(); });
    menu->addSeparator();
    menu->addAction(tr("Copy the key"), this, [name = QString::fromStdString(key.key)] {
        QGuiApplication::clipboard()->setText(name);
    });
    menu->addAction(tr("Copy the selected rows"), QKeySequence::Copy, this,
                    &ProjectionKeysPanel::copy);
    menu->popup(m_table->viewport()->mapToGlobal(place));
}

bool ProjectionKeysPanel::eventFilter(QObject *watched, QEvent *event)
{
    // Esc belongs to the search while there is one.
    if (watched == m_search && event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape
        && !m_search->text().isEmpty()) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::KeyPress) {
        auto *const key = static_cast<QKeyEvent *>(event);
        if (watched == m_table && key->matches(QKeySequence::Copy)) {
            copy();
            return true;
        }
        if (watched == m_search && key->key() == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
        if (watched == m_search
            && (key->key() == Qt::Key_Down || key->key() == Qt::Key_Return
                || key->key() == Qt::Key_Enter)) {
            focusList();
            if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0)
                m_table->setCurrentIndex(m_model->index(0, 0));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace eventscope::ui
