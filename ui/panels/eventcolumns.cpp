// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/eventcolumns.h"

#include "panels/paint.h"
#include "panels/rowtable.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>
#include <array>

namespace eventscope::ui {

namespace {

constexpr int kLeastWidth = 8 * Theme::kGrid; // of a column that takes what is left
constexpr int kStateChangeWidth = 28 * Theme::kGrid;
constexpr int kLeastValueWidth = 9 * Theme::kGrid;
constexpr int kMostValueWidth = 26 * Theme::kGrid;
constexpr int kMenuText = 40 * Theme::kGrid;

// In settings: never translated, never changed.
constexpr std::array<const char *, EventsModel::kColumns> kKeys{"position",   "time", "stream",
                                                                "version",    "type", "payload",
                                                                "stateChange"};

} // namespace

EventColumns::EventColumns(Session &session, EventsModel &model, RowTable &table)
    : QObject(&table)
    , m_session(session)
    , m_model(model)
    , m_table(table)
    , m_arrangement(
          *table.horizontalHeader(), [this](int column) { return keyOf(column); }, kLeastWidth)
{
    QHeaderView &header = *table.horizontalHeader();
    header.setSectionsMovable(true);
    header.setStretchLastSection(true);
    header.setTextElideMode(Qt::ElideMiddle);
    header.setContextMenuPolicy(Qt::CustomContextMenu);
    sizeColumns();
    m_arrangement.note();
    takeInserted(EventsModel::kColumns, model.columnCount() - 1);
    connect(&header, &QWidget::customContextMenuRequested, this, &EventColumns::showMenu);
    connect(&model, &QAbstractItemModel::columnsAboutToBeInserted, this,
            [this] { m_arrangement.note(); });
    connect(&model, &QAbstractItemModel::columnsInserted, this,
            [this](const QModelIndex &, int first, int last) { takeInserted(first, last); });
    connect(&model, &QAbstractItemModel::columnsAboutToBeRemoved, this,
            [this] { m_arrangement.note(); });
    connect(&model, &EventsModel::numberFound, this, [this](int column, const QString &longest) {
        fitSection(*m_table.horizontalHeader(), column, longest);
    });
    connect(&session, &Session::streamSequenceChanged, this, [this] {
        const Sequence &sequence = m_session.streamSequence();
        if (sequence.empty())
            return;
        const Version last = m_session.log().version(sequence.row(sequence.size() - 1));
        if (last != kNoVersion && !m_table.isColumnHidden(EventsModel::Version))
            fitSection(*m_table.horizontalHeader(), EventsModel::Version,
                       withThousands(last.value()));
    });
}

QString EventColumns::keyOf(int column) const
{
    if (const FieldPath *const path = m_model.pathOf(column))
        return QString::fromStdString(textOf(*path));
    return QString::fromLatin1(kKeys[static_cast<std::size_t>(column)]);
}

void EventColumns::sizeColumns()
{
    const QFontMetrics mono(Theme::instance().monospace());
    const QFontMetrics plain(m_table.font());
    constexpr int kPadding = 2 * Theme::kGrid;
    const auto widthOf = [&](const QFontMetrics &metrics, const QString &text) {
        return metrics.horizontalAdvance(text) + kPadding;
    };
    m_table.setColumnWidth(EventsModel::Position, widthOf(mono, QStringLiteral("000,000")));
    m_table.setColumnWidth(EventsModel::Clock, widthOf(mono, QStringLiteral("00-00 00:00:00.000")));
    m_table.setColumnWidth(EventsModel::Stream, plain.averageCharWidth() * 17 + kPadding);
    m_table.setColumnWidth(EventsModel::Version, widthOf(mono, QStringLiteral("000")));
    m_table.setColumnWidth(EventsModel::Type, plain.averageCharWidth() * 22 + kPadding);
    m_table.setColumnWidth(EventsModel::StateChange, kStateChangeWidth);
    // Before the payload, which takes what is left.
    QHeaderView &header = *m_table.horizontalHeader();
    header.moveSection(header.visualIndex(EventsModel::StateChange),
                       header.visualIndex(EventsModel::Payload));
    m_table.setColumnHidden(EventsModel::StateChange, true);
    m_table.setColumnWidth(EventsModel::Payload, kLeastWidth);
}

// Before the payload, with room for its name.
void EventColumns::placeNew(int column)
{
    QHeaderView &header = *m_table.horizontalHeader();
    const int from = header.visualIndex(column);
    const int payload = header.visualIndex(EventsModel::Payload);
    if (!m_table.isColumnHidden(EventsModel::Payload))
        header.moveSection(from, from < payload ? payload - 1 : payload);
    const int text = QFontMetrics(header.font()).horizontalAdvance(keyOf(column));
    header.resizeSection(column,
                         std::clamp(text + 3 * Theme::kGrid, kLeastValueWidth, kMostValueWidth));
}

void EventColumns::takeInserted(int first, int last)
{
    for (int column = first; column <= last; ++column) {
        if (m_arrangement.knows(column))
            continue;
        placeNew(column);
        // Somebody has just asked for it; the range of the scroll bar follows in the next turn.
        if (m_session.phase() == Session::Phase::Ready)
            QTimer::singleShot(0, this, [this, column] { bringIntoSight(column); });
    }
    if (first <= last && m_arrangement.knows(first))
        m_arrangement.apply();
    m_arrangement.note();
}

void EventColumns::bringIntoSight(int column)
{
    if (column >= m_model.columnCount())
        return;
    const QHeaderView &header = *m_table.horizontalHeader();
    const int left = header.sectionViewportPosition(column);
    const int over = left + header.sectionSize(column) - m_table.viewport()->width();
    QScrollBar &bar = *m_table.horizontalScrollBar();
    if (over > 0)
        bar.setValue(bar.value() + std::min(over, left));
    else if (left < 0)
        bar.setValue(bar.value() + left);
}

QByteArray EventColumns::save()
{
    m_arrangement.note();
    return m_arrangement.save();
}

bool EventColumns::restore(const QByteArray &state)
{
    if (!m_arrangement.restore(state))
        return false;
    m_arrangement.apply();
    for (int column = EventsModel::kColumns; column < m_model.columnCount(); ++column) {
        if (!m_arrangement.knows(column))
            placeNew(column);
    }
    m_arrangement.note();
    return true;
}

bool EventColumns::showsStateChanges() const
{
    return !m_table.isColumnHidden(EventsModel::StateChange);
}

// Where there is no room for both, it takes the place of the payload, which the panel of the event shows anyway.
void EventColumns::setShowsStateChanges(bool shown)
{
    if (shown == showsStateChanges())
        return;
    if (!shown) {
        setColumnShown(EventsModel::StateChange, false);
        setColumnShown(EventsModel::Payload, true);
        return;
    }
    m_table.setColumnWidth(EventsModel::StateChange, kStateChangeWidth);
    setColumnShown(EventsModel::StateChange, true);
    if (m_table.horizontalHeader()->length() <= m_table.viewport()->width())
        return;
    m_table.setColumnWidth(EventsModel::StateChange, kLeastWidth);
    setColumnShown(EventsModel::Payload, false);
}

// The last column that is shown takes what is left, but no less than its own width.
void EventColumns::setColumnShown(int column, bool shown)
{
    m_table.setColumnHidden(column, !shown);
    if (shown && column == EventsModel::Payload)
        m_table.setColumnWidth(column, kLeastWidth);
    m_table.horizontalHeader()->setStretchLastSection(false);
    m_table.horizontalHeader()->setStretchLastSection(true);
}

void EventColumns::openMenu()
{
    showMenu(QPoint(Theme::kGrid, m_table.horizontalHeader()->height()));
}

// Position and type stay: without them nothing says which event it is.
void EventColumns::showMenu(const QPoint &at)
{
    auto *const menu = new QMenu(&m_table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const int column : {EventsModel::Clock, EventsModel::Stream, EventsModel::Version,
                             EventsModel::Payload, EventsModel::StateChange}) {
        const QString name = column == EventsModel::Version
                                 ? tr("Version")
                                 : m_model.headerData(column, Qt::Horizontal).toString();
        QAction *const action = menu->addAction(name);
        action->setCheckable(true);
        action->setChecked(!m_table.isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            if (column == EventsModel::StateChange)
                setShowsStateChanges(shown);
            else
                setColumnShown(column, shown);
        });
    }
    menu->addSeparator();
    menu->addAction(tr("Add payload column \u2026"), this, &EventColumns::fieldWanted)
        ->setEnabled(m_session.hasLog());
    // Names are the store's own words: an ampersand is no mnemonic.
    const auto shown = [menu](const QString &path) {
        return menu->fontMetrics()
            .elidedText(path, Qt::ElideMiddle, kMenuText)
            .replace(u'&', QStringLiteral("&&"));
    };
    const auto remove = [this](const std::string &path) {
        return [this, path] { m_session.workspace().removeColumn(path); };
    };
    const int here = m_table.horizontalHeader()->logicalIndexAt(at);
    if (const FieldPath *const path = m_model.pathOf(here))
        menu->addAction(tr("Remove column %1").arg(shown(keyOf(here))), this,
                        remove(textOf(*path)));
    const std::vector<std::string> &paths = m_session.workspace().columns();
    if (!paths.empty()) {
        QMenu *const all = menu->addMenu(tr("Remove column"));
        for (const std::string &path : paths)
            all->addAction(shown(QString::fromStdString(path)), this, remove(path));
    }
    menu->popup(m_table.horizontalHeader()->mapToGlobal(at));
}

std::vector<EventColumn> EventColumns::shown() const
{
    const QHeaderView &header = *m_table.horizontalHeader();
    std::vector<EventColumn> columns;
    for (int i = 0; i < header.count(); ++i) {
        const int column = header.logicalIndex(i);
        if (header.isSectionHidden(column))
            continue;
        switch (column) {
        case EventsModel::Position:
            columns.emplace_back(EventColumn::Label);
            break;
        case EventsModel::Clock:
            columns.emplace_back(EventColumn::Clock);
            break;
        case EventsModel::Stream:
            columns.emplace_back(EventColumn::Stream);
            break;
        case EventsModel::Version:
            columns.emplace_back(EventColumn::Revision);
            break;
        case EventsModel::Type:
            columns.emplace_back(EventColumn::Type);
            break;
        case EventsModel::Payload:
            columns.emplace_back(EventColumn::Data);
            break;
        default:
            if (const FieldPath *const path = m_model.pathOf(column))
                columns.emplace_back(*path);
            break;
        }
    }
    return columns;
}

} // namespace eventscope::ui
