// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventsmodel.h"

#include "models/typelooks.h"
#include "widgets/format.h"
#include "widgets/timezone.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace eventscope::ui {

namespace {

// A view shows at most a few pages at once. A newer request replaces the one under way, so those
// pages that it did not finish are asked for again with it.
constexpr std::size_t kMostWanted = 4;
constexpr int kMostPreviewCharacters = 512;

int rowsOf(const Sequence &events)
{
    return static_cast<int>(
        std::min<std::uint32_t>(events.size(), std::numeric_limits<int>::max()));
}

} // namespace

EventsModel::EventsModel(Session &session, QObject *parent, int pageRows, int pages)
    : QAbstractTableModel(parent)
    , m_session(session)
    , m_pageRows(pageRows)
    , m_previews(qsizetype{pageRows} * pages)
    , m_changes(new StateChangeTexts(session, this))
    , m_cells(new PayloadCells(session, m_events, this))
{
    followTypeLooks(*this, session, m_styles);
    connect(m_cells, &PayloadCells::changed, this, [this] {
        if (rowCount() > 0 && m_cells->count() > 0)
            Q_EMIT dataChanged(index(0, kColumns), index(rowCount() - 1, columnCount() - 1));
    });
    connect(m_cells, &PayloadCells::alignmentChanged, this, [this](int column) {
        Q_EMIT headerDataChanged(Qt::Horizontal, kColumns + column, kColumns + column);
    });
    connect(m_cells, &PayloadCells::numberFound, this, [this](int column, const QString &longest) {
        Q_EMIT numberFound(kColumns + column, longest);
    });
    connect(&session.workspace(), &Workspace::columnsChanged, this, &EventsModel::takeColumns);
    takeColumns();
    connect(m_changes, &StateChangeTexts::changed, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, StateChange), index(rowCount() - 1, StateChange));
    });
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &EventsModel::request);
    connect(&session, &Session::closed, this, &EventsModel::letGo);
    connect(&session, &Session::shownEventsChanged, this, &EventsModel::takeEvents);
    connect(&session, &Session::previewsReady, this, &EventsModel::takePreviews);
    connect(&session, &Session::payloadsChanged, this, [this] {
        m_previews.clear();
        m_wanted.clear(); // what is on its way will not arrive
        m_cells->letGo();
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    });
    if (session.hasLog())
        takeEvents(true);
}

void EventsModel::letGo()
{
    beginResetModel();
    m_events = {};
    m_cells->forgetPlaces();
    m_previews.clear();
    m_wanted.clear();
    m_soon.stop();
    m_styles.clear();
    endResetModel();
}

void EventsModel::takeEvents(bool reset)
{
    m_styles.update(m_session.log(), m_session.workspace().typeLooks());
    const Sequence &events = m_session.shownEvents();
    const int before = rowsOf(m_events);
    const int after = rowsOf(events);
    // A followed stream comes as a whole each time: where only rows were added, views keep their
    // place.
    const bool grown = after >= before
                       && (!reset
                           || (before > 0 && m_events.commonPrefix(events) == m_events.size()));
    if (grown) {
        if (after == before)
            return;
        beginInsertRows({}, before, after - 1);
        m_events = events;
        endInsertRows();
        return;
    }
    beginResetModel();
    m_events = events;
    m_cells->forgetPlaces();
    m_wanted.clear();
    endResetModel();
}

// Paths that are none, from a file that somebody has written by hand, have no column.
void EventsModel::takeColumns()
{
    std::vector<FieldPath> wanted;
    for (const std::string &text : m_session.workspace().columns()) {
        if (auto path = parseFieldPath(text))
            wanted.push_back(std::move(*path));
    }
    for (int i = m_cells->count() - 1; i >= 0; --i) {
        if (std::find(wanted.begin(), wanted.end(), m_cells->path(i)) != wanted.end())
            continue;
        beginRemoveColumns({}, kColumns + i, kColumns + i);
        m_cells->remove(i);
        endRemoveColumns();
    }
    for (int i = 0; i < static_cast<int>(wanted.size()); ++i) {
        FieldPath &path = wanted[static_cast<std::size_t>(i)];
        if (i < m_cells->count() && m_cells->path(i) == path)
            continue;
        beginInsertColumns({}, kColumns + i, kColumns + i);
        m_cells->insert(i, std::move(path));
        endInsertColumns();
    }
    // In another order than before, some stand in their old place, too.
    for (int i = m_cells->count() - 1; i >= static_cast<int>(wanted.size()); --i) {
        beginRemoveColumns({}, kColumns + i, kColumns + i);
        m_cells->remove(i);
        endRemoveColumns();
    }
}

const FieldPath *EventsModel::pathOf(int column) const
{
    return column >= kColumns && column < columnCount() ? &m_cells->path(column - kColumns)
                                                        : nullptr;
}

const EventTypeStyle &EventsModel::styleAt(int row) const
{
    return m_styles.style(m_session.log().type(rowAt(row)).value());
}

void EventsModel::want(int page) const
{
    const auto known = std::find(m_wanted.begin(), m_wanted.end(), page);
    if (known != m_wanted.end())
        return;
    m_wanted.push_back(page);
    if (m_wanted.size() > kMostWanted)
        m_wanted.pop_front();
    m_soon.start();
}

void EventsModel::request()
{
    std::vector<Row> rows;
    for (const int page : m_wanted) {
        const int end = static_cast<int>(
            std::min<qint64>(rowCount(), (qint64{page} + 1) * m_pageRows));
        for (int row = page * m_pageRows; row < end; ++row) {
            if (!m_previews.contains(rowAt(row).value()))
                rows.push_back(rowAt(row));
        }
    }
    if (!rows.empty())
        m_session.requestPreviews(std::move(rows));
}

void EventsModel::takePreviews(const std::vector<Session::Preview> &previews, bool isWhole)
{
    std::unordered_set<std::uint32_t> arrived;
    for (const Session::Preview &preview : previews) {
        arrived.insert(preview.row.value());
        m_previews.insert(preview.row.value(),
                          new Preview{oneLine(preview.text, kMostPreviewCharacters),
                                      preview.damaged});
    }
    // A page is done with when its answer has come, whole or not: an event that could not be read
    // is not asked for again and again.
    std::deque<int> open;
    for (const int page : m_wanted) {
        const int first = page * m_pageRows;
        const int end = static_cast<int>(
            std::min<qint64>(rowCount(), (qint64{page} + 1) * m_pageRows));
        bool answered = false;
        for (int row = first; row < end && !answered; ++row)
            answered = arrived.contains(rowAt(row).value());
        if (answered)
            Q_EMIT dataChanged(index(first, Payload), index(end - 1, Payload));
        if (!answered || !isWhole)
            open.push_back(page);
    }
    m_wanted = std::move(open);
}

int EventsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : rowsOf(m_events);
}

int EventsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns + m_cells->count();
}

QString EventsModel::newDay(int row) const
{
    const EventLog &log = m_session.log();
    const QString day = dateText(log.time(rowAt(row)));
    return row > 0 && dateText(log.time(rowAt(row - 1))) == day ? QString() : day;
}

QString EventsModel::toolTip(const QModelIndex &index) const
{
    const EventLog &log = m_session.log();
    const Row row = rowAt(index.row());
    switch (index.column()) {
    case Position: {
        const Bookmarks::Entry *const mark = m_session.bookmarks().find(row);
        if (!mark)
            return {};
        return mark->event.note.empty() ? tr("Bookmarked")
                                        : plainToolTip(QString::fromStdString(mark->event.note));
    }
    case Clock:
        return log.time(row) == kNoTime ? tr("This event has no time.")
                                        : QString::fromStdString(formatIsoTime(log.time(row)));
    case Stream:
        return log.stream(row) == kNoStream
                   ? tr("An event of no stream.")
                   : plainToolTip(oneLine(log.streamName(log.stream(row)), 2000));
    case Type:
        return plainToolTip(oneLine(log.typeName(log.type(row)), 2000));
    case Payload: {
        const Preview *const preview = m_previews.object(row.value());
        return preview && preview->damaged ? plainToolTip(preview->text) : QString();
    }
    case StateChange: {
        const StateChangeTexts::Text *const text = m_changes->find(row);
        return text ? plainToolTip(text->whole) : QString();
    }
    default:
        return {};
    }
}

QVariant EventsModel::valueData(const QModelIndex &index, int role) const
{
    const int column = index.column() - kColumns;
    if (role == Qt::TextAlignmentRole)
        return m_cells->isNumeric(column) ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                          : QVariant();
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != AbsentRole
        && role != LoadingRole)
        return {};
    const PayloadCells::Cell *const cell = m_cells->find(column,
                                                         static_cast<std::uint32_t>(index.row()));
    const bool absent = cell && cell->kind == FieldText::Kind::Absent;
    switch (role) {
    case LoadingRole:
        return !cell;
    case AbsentRole:
        return absent;
    case Qt::ToolTipRole:
        return !cell ? QString()
               : absent
                   ? plainToolTip(tr("This event has no %1.")
                                      .arg(QString::fromStdString(textOf(m_cells->path(column)))))
                   : plainToolTip(cell->text);
    default:
        return !cell ? QStringLiteral("\u2026") : absent ? QStringLiteral("\u2013") : cell->text;
    }
}

QVariant EventsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (index.column() >= kColumns)
        return valueData(index, role);
    const EventLog &log = m_session.log();
    const Row row = rowAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Position:
            return positionText(log, row);
        case Clock:
            return clockText(log.time(row));
        case Stream:
            return log.stream(row) == kNoStream ? tr("no stream")
                                                : oneLine(log.streamName(log.stream(row)));
        case Version:
            return log.version(row) == kNoVersion ? QString()
                                                  : withThousands(log.version(row).value());
        case Type:
            return shortTypeName(log.typeName(log.type(row)));
        case Payload:
            if (const Preview *const preview = m_previews.object(row.value()))
                return preview->damaged ? tr("Damaged: %1").arg(preview->text) : preview->text;
            want(index.row() / m_pageRows);
            return QStringLiteral("\u2026");
        case StateChange:
            if (const StateChangeTexts::Text *const text = m_changes->find(row))
                return text->line;
            return m_changes->concerns(row) ? QStringLiteral("\u2026") : QString();
        }
        return {};
    case Qt::ToolTipRole:
        return toolTip(index);
    case Qt::TextAlignmentRole:
        return index.column() == Position || index.column() == Version
                   ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                   : QVariant();
    case DamagedRole:
        return log.damaged(row);
    case LoadingRole:
        return !m_previews.contains(row.value());
    case DimRole: {
        const StateChangeTexts::Text *const text = index.column() == StateChange
                                                       ? m_changes->find(row)
                                                       : nullptr;
        return !text || text->isDim;
    }
    case NewDayRole:
        return newDay(index.row());
    default:
        return {};
    }
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (const FieldPath *const path = pathOf(section)) {
        const QString text = QString::fromStdString(textOf(*path));
        if (role == Qt::TextAlignmentRole)
            return QVariant(
                (m_cells->isNumeric(section - kColumns) ? Qt::AlignRight : Qt::AlignLeft)
                | Qt::AlignVCenter);
        return role == Qt::DisplayRole   ? text
               : role == Qt::ToolTipRole ? plainToolTip(text)
                                         : QVariant();
    }
    if (role == Qt::TextAlignmentRole) {
        const bool number = section == Position || section == Clock || section == Version;
        return QVariant((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && section == Version)
        return tr("Version within the stream");
    if (role == Qt::ToolTipRole && section == Clock)
        return tr("Time in %1").arg(TimeZone::inUse()->name());
    if (role == Qt::ToolTipRole && section == StateChange)
        return tr("What the event changed in the state of the selected stream");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Position:
        return QStringLiteral("#");
    case Clock:
        return tr("Time");
    case Stream:
        return tr("Stream");
    case Version:
        return QStringLiteral("v");
    case Type:
        return tr("Type");
    case Payload:
        return tr("Payload");
    case StateChange:
        return tr("State change");
    default:
        return {};
    }
}

} // namespace eventscope::ui
