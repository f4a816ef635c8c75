// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/streamsmodel.h"

#include "session/postto.h"
#include "widgets/format.h"

#include <QElapsedTimer>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr int kShortestPause = 150; // ms between two orders while the log grows
constexpr int kPausePerWork = 4;    // and at least this many times as long as the last order took

} // namespace

StreamsModel::StreamsModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_session(session)
    , m_worker(std::make_unique<NewestOnly>())
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &StreamsModel::request);
    connect(&session, &Session::opened, this, &StreamsModel::request);
    connect(&session, &Session::closed, this, &StreamsModel::letGo);
    connect(&session, &Session::rowsChanged, this, &StreamsModel::requestSoon);
    // What has been loaded by then is the whole.
    connect(&session, &Session::phaseChanged, this, [this] {
        if (m_session.phase() == Session::Phase::Ready)
            request();
    });
    if (session.hasLog())
        request();
}

StreamsModel::~StreamsModel() = default;

void StreamsModel::letGo()
{
    ++m_request;
    m_soon.stop();
    m_worker.reset(); // waits: the log goes when this returns
    m_worker = std::make_unique<NewestOnly>();
    m_idle.reset();
    Q_EMIT orderAboutToChange();
    beginResetModel();
    m_order = {};
    m_firstRows.clear();
    m_rows = 0;
    m_open.clear();
    m_closed.clear();
    m_ordering = false;
    m_stale = false;
    m_soon.setInterval(0);
    endResetModel();
    Q_EMIT orderChanged();
}

void StreamsModel::setSearch(const QString &text)
{
    if (text == m_search)
        return;
    m_search = text;
    request();
}

void StreamsModel::setSort(StreamSort sort)
{
    if (sort == m_sort)
        return;
    m_sort = sort;
    m_idle.reset(); // of a million streams, 8 MB
    request();
}

void StreamsModel::requestSoon()
{
    if (m_ordering)
        m_stale = true;
    else if (!m_soon.isActive())
        m_soon.start();
}

void StreamsModel::request()
{
    if (!m_session.hasLog())
        return;
    m_soon.stop();
    m_ordering = true;
    m_stale = false;
    if (m_sort == StreamSort::Idle && !m_idle)
        m_idle = std::make_shared<IdleTimes>(m_session.log());
    m_worker->submit([this, request = ++m_request, log = &m_session.log(),
                      search = m_search.toStdString(), sort = m_sort,
                      idle = m_idle](std::stop_token stop) {
        QElapsedTimer timer;
        timer.start();
        if (idle && !idle->update(stop))
            return;
        auto order = std::make_shared<StreamOrder>(
            orderStreams(*log, search, sort, stop, idle.get()));
        if (stop.stop_requested())
            return;
        postTo(this, [this, request, order, took = timer.elapsed()] {
            if (request == m_request)
                take(std::move(*order), took);
        });
    });
}

bool StreamsModel::isOpenSection(const StreamOrder::Section &section) const
{
    // What a search found is shown.
    return !m_closed.contains(section.type.value())
           && (m_open.contains(section.type.value()) || !m_search.isEmpty());
}

void StreamsModel::indexSections()
{
    m_firstRows.clear();
    int row = 0;
    for (const StreamOrder::Section &section : m_order.sections) {
        m_firstRows.push_back(row);
        row += 1 + (isOpenSection(section) ? static_cast<int>(section.size()) : 0);
    }
    m_firstRows.push_back(row);
}

void StreamsModel::take(StreamOrder order, qint64 tookMilliseconds)
{
    Q_EMIT orderAboutToChange();
    // The first section of all is open as a start, and stays so when another one overtakes it.
    if (m_order.sections.empty() && !order.sections.empty() && m_open.empty() && m_closed.empty())
        m_open.insert(order.sections.front().type.value());
    const int before = m_rows;
    StreamOrder old = std::exchange(m_order, std::move(order));
    const std::vector<int> oldRows = std::exchange(m_firstRows, {});
    indexSections();
    const int after = m_firstRows.back();
    std::swap(m_order, old);
    std::vector<int> newRows = std::exchange(m_firstRows, oldRows);

    // More rows come first as empty ones, fewer go last as empty ones: what views hold on to moves
    // within a constant number of rows.
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_rows = after;
        endInsertRows();
    }
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList kept = persistentIndexList();
    std::vector<std::pair<std::optional<StreamId>, StreamTypeId>> keys;
    for (const QModelIndex &index : kept)
        keys.emplace_back(streamAt(index.row()), typeAt(index.row()).value_or(kNoStreamType));
    m_order = std::move(old);
    m_firstRows = std::move(newRows);
    QModelIndexList moved;
    for (qsizetype i = 0; i < kept.size(); ++i) {
        const auto &[stream, type] = keys[static_cast<std::size_t>(i)];
        const int row = rowOfPlace(stream, type);
        moved.push_back(row < 0 ? QModelIndex() : index(row, kept[i].column()));
    }
    changePersistentIndexList(kept, moved);
    Q_EMIT layoutChanged();
    if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_rows = after;
        endRemoveRows();
    }

    m_ordering = false;
    // The first streams come at once.
    m_soon.setInterval(
        m_order.considered == 0
            ? 0
            : std::max<int>(kShortestPause, static_cast<int>(tookMilliseconds) * kPausePerWork));
    if (m_stale)
        m_soon.start();
    m_stale = false;
    Q_EMIT orderChanged();
}

void StreamsModel::setOpen(StreamTypeId type, bool open)
{
    const auto section = std::find_if(m_order.sections.begin(), m_order.sections.end(),
                                      [&](const StreamOrder::Section &s) {
                                          return s.type == type;
                                      });
    const bool wasOpen = section != m_order.sections.end() && isOpenSection(*section);
    const auto choose = [&] {
        (open ? m_open : m_closed).insert(type.value());
        (open ? m_closed : m_open).erase(type.value());
    };
    if (section == m_order.sections.end() || wasOpen == open || section->size() == 0)
        return choose();
    const int first = m_firstRows[static_cast<std::size_t>(section - m_order.sections.begin())] + 1;
    const int last = first + static_cast<int>(section->size()) - 1;
    if (open)
        beginInsertRows({}, first, last);
    else
        beginRemoveRows({}, first, last);
    choose();
    indexSections();
    m_rows = m_firstRows.back();
    if (open)
        endInsertRows();
    else
        endRemoveRows();
    const QModelIndex header = index(first - 1, Name);
    Q_EMIT dataChanged(header, header); // its arrow
}

std::optional<StreamsModel::Place> StreamsModel::placeAt(int row) const
{
    if (row < 0 || m_firstRows.empty() || row >= m_firstRows.back())
        return std::nullopt;
    const auto next = std::upper_bound(m_firstRows.begin(), m_firstRows.end(), row);
    Place place;
    place.section = static_cast<std::size_t>(next - m_firstRows.begin() - 1);
    const int within = row - m_firstRows[place.section];
    if (within > 0)
        place.stream = m_order.sections[place.section].begin
                       + static_cast<std::uint32_t>(within - 1);
    return place;
}

bool StreamsModel::isSection(int row) const
{
    const auto place = placeAt(row);
    return place && !place->stream;
}

bool StreamsModel::isOpen(int row) const
{
    const auto place = placeAt(row);
    return place && isOpenSection(m_order.sections[place->section]);
}

std::optional<StreamId> StreamsModel::streamAt(int row) const
{
    const auto place = placeAt(row);
    if (!place || !place->stream)
        return std::nullopt;
    return m_order.streams[*place->stream];
}

std::optional<StreamTypeId> StreamsModel::typeAt(int row) const
{
    const auto place = placeAt(row);
    return place ? std::optional(m_order.sections[place->section].type) : std::nullopt;
}

Time StreamsModel::lastTimeAt(int row) const
{
    const auto place = placeAt(row);
    if (!place || !m_session.hasLog())
        return kNoTime;
    return place->stream ? m_session.log().streamSummary(m_order.streams[*place->stream]).lastTime
                         : m_order.sections[place->section].lastTime;
}

std::int64_t StreamsModel::idleAt(int row) const
{
    const auto place = placeAt(row);
    if (!place || !m_idle)
        return 0;
    return place->stream ? m_idle->of(m_order.streams[*place->stream])
                         : m_order.sections[place->section].idle;
}

std::int64_t StreamsModel::largestCount() const
{
    std::int64_t largest = m_order.mostEvents;
    for (const StreamOrder::Section &section : m_order.sections)
        largest = std::max<std::int64_t>(largest, section.size());
    return largest;
}

int StreamsModel::rowOf(StreamId stream) const
{
    if (!m_session.hasLog())
        return -1;
    return rowOfPlace(stream, m_session.log().streamSummary(stream).type);
}

int StreamsModel::rowOf(StreamTypeId type) const
{
    return rowOfPlace(std::nullopt, type);
}

int StreamsModel::rowOfPlace(std::optional<StreamId> stream, StreamTypeId type) const
{
    for (std::size_t i = 0; i < m_order.sections.size(); ++i) {
        const StreamOrder::Section &section = m_order.sections[i];
        if (section.type != type)
            continue;
        if (!stream)
            return m_firstRows[i];
        if (!isOpenSection(section))
            return -1;
        const auto begin = m_order.streams.begin() + section.begin;
        const auto end = m_order.streams.begin() + section.end;
        const auto found = std::find(begin, end, *stream);
        return found == end ? -1 : m_firstRows[i] + 1 + static_cast<int>(found - begin);
    }
    return -1;
}

int StreamsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int StreamsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 3;
}

QString StreamsModel::idleLine(std::int64_t micros) const
{
    if (m_sort != StreamSort::Idle)
        return {};
    return u'\n'
           + (micros > 0 ? tr("Longest idle time: %1").arg(durationText(micros))
                         : tr("Never idle: no two events with different times"));
}

QString StreamsModel::sectionToolTip(const StreamOrder::Section &section) const
{
    const QString name = section.type == kNoStreamType
                             ? tr("Streams of no type")
                             : QString::fromUtf8(m_session.log().streamTypeName(section.type));
    return plainToolTip(
        name + u'\n' + counted(section.size(), tr("stream"), tr("streams")) + QStringLiteral(", ")
        + counted(static_cast<std::int64_t>(section.events), tr("event"), tr("events"))
        + (section.lastTime == kNoTime
               ? QString()
               : u'\n' + tr("The last one: %1").arg(dateTimeText(section.lastTime)))
        + idleLine(m_idle ? section.idle : 0));
}

QString StreamsModel::streamToolTip(StreamId stream) const
{
    const EventLog &log = m_session.log();
    const EventLog::StreamSummary summary = log.streamSummary(stream);
    QString text = oneLine(log.streamName(stream), 2000) + u'\n'
                   + counted(summary.events, tr("event"), tr("events"));
    if (summary.firstVersion != kNoVersion)
        text += QStringLiteral(", ") + versionText(summary.firstVersion) + u'\u2013'
                + versionText(summary.lastVersion);
    if (summary.firstTime != kNoTime)
        text += u'\n' + dateTimeText(summary.firstTime) + QStringLiteral(" \u2013\n")
                + dateTimeText(summary.lastTime);
    return plainToolTip(text + idleLine(m_idle ? m_idle->of(stream) : 0));
}

QVariant StreamsModel::data(const QModelIndex &index, int role) const
{
    const auto place = index.isValid() ? placeAt(index.row()) : std::nullopt;
    if (!place || !m_session.hasLog())
        return {};
    const EventLog &log = m_session.log();
    const StreamOrder::Section &section = m_order.sections[place->section];
    const bool isStream = place->stream.has_value();
    const StreamId stream = isStream ? m_order.streams[*place->stream] : kNoStream;
    const auto name = [&]() -> std::string_view {
        return isStream                        ? log.streamName(stream)
               : section.type == kNoStreamType ? std::string_view()
                                               : log.streamTypeName(section.type);
    };
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Count)
            return withThousands(isStream ? log.streamSummary(stream).events : section.size());
        if (index.column() == Last && m_sort == StreamSort::Idle)
            return idleAt(index.row()) > 0 ? durationText(idleAt(index.row())) : QString();
        if (index.column() == Last)
            return minuteText(lastTimeAt(index.row()));
        if (!isStream && section.type == kNoStreamType)
            return tr("no type");
        return name().empty() ? tr("(no name)") : oneLine(name());
    case Qt::ToolTipRole:
        return isStream ? streamToolTip(stream) : sectionToolTip(section);
    case Qt::AccessibleTextRole:
        if (index.column() == Count)
            return isStream ? counted(log.streamSummary(stream).events, tr("event"), tr("events"))
                            : counted(section.size(), tr("stream"), tr("streams"));
        if (index.column() == Last && m_sort == StreamSort::Idle)
            return idleAt(index.row()) > 0
                       ? tr("idle for %1").arg(durationText(idleAt(index.row())))
                       : tr("never idle");
        if (index.column() == Last && lastTimeAt(index.row()) != kNoTime)
            return tr("last event %1").arg(minuteText(lastTimeAt(index.row())));
        return {};
    case Qt::TextAlignmentRole:
        return index.column() != Name ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case SectionRole:
        return !isStream;
    case OpenRole:
        return isOpenSection(section);
    case WholeNameRole:
        return QString::fromUtf8(name());
    case ShortNameRole:
        return oneLine(isStream && section.type != kNoStreamType
                           ? withoutType(name(), log.streamTypeName(section.type))
                           : name());
    default:
        return {};
    }
}

QVariant StreamsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Name              ? tr("Stream")
           : section == Count           ? tr("Events")
           : m_sort == StreamSort::Idle ? tr("Longest idle time")
                                        : tr("Last event");
}

} // namespace eventscope::ui
