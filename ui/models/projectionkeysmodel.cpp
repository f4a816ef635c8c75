// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/projectionkeysmodel.h"

#include "base/json.h"
#include "models/typelooks.h"
#include "session/postto.h"
#include "widgets/format.h"
#include "widgets/jsontext.h"

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr int kMostCharacters = 200;
constexpr qsizetype kMostAsked = 400;  // keys: more than any screen shows
constexpr qsizetype kMostKept = 4'000; // keys whose cells are kept

QString wholeState()
{
    return QStringLiteral("\u0001state"); // no name of a member that anybody writes
}

} // namespace

ProjectionKeysModel::ProjectionKeysModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_session(session)
    , m_projection(session.projection())
{
    followTypeLooks(*this, session, m_styles);
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &ProjectionKeysModel::request);
    connect(&m_projection, &OpenProjection::snapshotChanged, this,
            &ProjectionKeysModel::takeSnapshot);
    connect(&m_projection, &OpenProjection::playheadChanged, this,
            &ProjectionKeysModel::takePlayhead);
    connect(&m_projection, &OpenProjection::statesReady, this, &ProjectionKeysModel::takeStates);
    // A run cuts short what was asked for: what is seen asks again once it has ended.
    connect(&m_projection, &OpenProjection::phaseChanged, this, [this] {
        if (m_projection.phase() == OpenProjection::Phase::Running || m_asked.isEmpty())
            return;
        m_asked.clear();
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    });
    takeSnapshot();
}

ProjectionKeysModel::~ProjectionKeysModel()
{
    m_worker.cancel();
}

// --- which keys there are ---

void ProjectionKeysModel::takeSnapshot()
{
    const auto snapshot = m_projection.snapshot();
    const std::size_t keys = snapshot ? snapshot->partitions.size() : 0;
    // What goes on has the same keys and more: nothing jumps then.
    const std::uint64_t run = m_projection.snapshotRun();
    const std::size_t hash = snapshot ? snapshot->keysHash : 0;
    const bool isOther = m_projection.file() != m_file || keys < m_rows.size()
                         || (run != m_run && (keys != m_rows.size() || hash != m_keysHash));
    m_run = run;
    m_keysHash = hash;
    if (isOther) {
        Q_EMIT aboutToArrange();
        beginResetModel();
        m_order.clear();
        m_rows.clear();
        m_cells.clear();
        if (m_projection.file() != m_file) {
            m_columns.clear();
            m_numbers.clear();
        }
        m_file = m_projection.file();
        m_counts = {};
        endResetModel();
        Q_EMIT arranged();
    }
    ++m_snapshots;
    m_rows.resize(keys, -1);
    m_wanted.clear();
    m_asked.clear();
    m_worker.cancel();
    m_isArranging = false;
    ++m_request;
    if (m_session.hasLog())
        m_styles.update(m_session.log(), m_session.workspace().typeLooks());
    // Where counting takes long, what was there stays until it is done.
    if (!snapshot || KeyCounts::costOf(*snapshot) <= kMostRowsAtOnce) {
        KeyCounts counts(snapshot);
        if (counts.distanceTo(m_projection.playhead()) <= kMostRowsAtOnce)
            m_counts = std::move(counts);
    }
    arrange();
}

void ProjectionKeysModel::takePlayhead()
{
    m_wanted.clear();
    m_asked.clear(); // answers as of another row do not come
    const Row playhead = m_projection.playhead();
    if (!isNear())
        return arrange();
    const std::uint32_t before = m_counts.keyCount();
    m_counts.moveTo(playhead);
    m_at = playhead;
    const bool isStable = m_question.sort == KeySort::First || m_question.sort == KeySort::Key;
    if (!isStable || before != m_counts.keyCount() || m_isArranging)
        return arrange();
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    Q_EMIT arranged();
}

// The counts can be moved to the playhead at once.
bool ProjectionKeysModel::isNear() const
{
    return m_counts.snapshot() == m_projection.snapshot()
           && m_counts.distanceTo(m_projection.playhead()) <= kMostRowsAtOnce;
}

void ProjectionKeysModel::arrange()
{
    ++m_request;
    const Row playhead = m_projection.playhead();
    const bool isPlain = m_question.sort == KeySort::First && m_question.search.empty();
    const bool near = isNear();
    if (near) {
        m_counts.moveTo(playhead);
        m_at = playhead;
    }
    if (near && (isPlain || m_counts.keyCount() <= kMostKeysAtOnce)) {
        m_worker.cancel();
        m_isArranging = false;
        takeOrder(orderKeys(m_counts, m_question));
        return;
    }
    m_isArranging = true;
    m_worker.submit([this, request = m_request, snapshot = m_projection.snapshot(), playhead,
                     question = m_question](std::stop_token stop) {
        auto counts = std::make_shared<KeyCounts>(snapshot);
        if (!counts->moveTo(playhead, stop))
            return;
        auto order = std::make_shared<std::vector<std::uint32_t>>(
            orderKeys(*counts, question, stop));
        if (stop.stop_requested())
            return;
        postTo(this, [this, request, playhead, counts, order] {
            if (request != m_request)
                return;
            m_isArranging = false;
            m_at = playhead;
            take(std::move(*counts), std::move(*order));
        });
    });
}

void ProjectionKeysModel::take(KeyCounts counts, std::vector<std::uint32_t> order)
{
    m_counts = std::move(counts);
    takeOrder(std::move(order));
}

void ProjectionKeysModel::takeOrder(std::vector<std::uint32_t> order)
{
    Q_EMIT aboutToArrange();
    const std::size_t before = m_order.size();
    const std::size_t common = std::min(before, order.size());
    const bool isSame = std::equal(order.begin(), order.begin() + std::ptrdiff_t(common),
                                   m_order.begin());
    const auto place = [this](std::size_t from) {
        for (std::size_t i = from; i < m_order.size(); ++i)
            m_rows[m_order[i]] = static_cast<std::int32_t>(i);
    };
    if (isSame && order.size() > before && before > 0) {
        beginInsertRows({}, static_cast<int>(before), static_cast<int>(order.size()) - 1);
        m_order = std::move(order);
        place(before);
        endInsertRows();
    } else if (isSame && order.size() < before && !order.empty()) {
        beginRemoveRows({}, static_cast<int>(order.size()), static_cast<int>(before) - 1);
        for (std::size_t i = order.size(); i < before; ++i)
            m_rows[m_order[i]] = -1;
        m_order = std::move(order);
        endRemoveRows();
    } else if (!isSame || order.size() != before) {
        beginResetModel();
        std::fill(m_rows.begin(), m_rows.end(), -1);
        m_order = std::move(order);
        place(0);
        endResetModel();
    }
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    Q_EMIT arranged();
}

void ProjectionKeysModel::setSearch(const QString &search)
{
    m_question.search = search.toStdString();
    arrange();
}

void ProjectionKeysModel::sort(int column, Qt::SortOrder order)
{
    KeyOrderQuestion question = m_question;
    question.isDescending = column >= 0 && order == Qt::DescendingOrder;
    question.sort = column == Key                              ? KeySort::Key
                    : column == Events                         ? KeySort::Events
                    : column == LastType || column == LastTime ? KeySort::Last
                                                               : KeySort::First;
    if (question == m_question)
        return;
    m_question = question;
    arrange();
}

int ProjectionKeysModel::indexOf(std::uint32_t key) const
{
    return key < m_rows.size() ? m_rows[key] : -1;
}

bool ProjectionKeysModel::isSettled() const
{
    return !m_isArranging && !m_soon.isActive() && (m_asked.isEmpty() || m_projection.isIdle());
}

// --- what stands in their states ---

// A state is another one with every event of the key; of projections with a shared state with every event.
Row ProjectionKeysModel::stampOf(std::uint32_t key) const
{
    return m_counts.snapshot()->definition.biState ? m_at : m_counts.lastOf(key);
}

const ProjectionKeysModel::Cells *ProjectionKeysModel::cellsOf(std::uint32_t key) const
{
    const auto found = m_cells.constFind(key);
    return found != m_cells.cend() && found->stamp == stampOf(key) ? &*found : nullptr;
}

void ProjectionKeysModel::want(std::uint32_t key) const
{
    if (m_asked.contains(key) || m_wanted.contains(key) || m_isArranging
        || m_counts.eventsOf(key) == 0
        || m_counts.snapshot()->kind == ProjectionSnapshot::Kind::ReadModel)
        return;
    if (m_wanted.size() >= kMostAsked)
        m_wanted.removeFirst();
    m_wanted.append(key);
    m_soon.start();
}

void ProjectionKeysModel::request()
{
    if (m_wanted.isEmpty())
        return;
    // A newer request takes the place of the one under way. What is left out is asked for when it is seen again.
    m_asked += std::exchange(m_wanted, {});
    m_asked.remove(0, std::max<qsizetype>(m_asked.size() - kMostAsked, 0));
    std::vector<std::uint32_t> keys(m_asked.begin(), m_asked.end());
    std::sort(keys.begin(), keys.end());
    m_projection.requestStates(std::move(keys));
}

void ProjectionKeysModel::takeStates(Row playhead,
                                     const std::vector<OpenProjection::KeyText> &states)
{
    if (playhead != m_at || m_isArranging)
        return;
    if (m_cells.size() > kMostKept)
        m_cells.clear();
    QStringList names;
    for (const OpenProjection::KeyText &each : states) {
        m_asked.removeOne(each.partition);
        if (each.partition >= m_rows.size())
            continue;
        Cells cells{stampOf(each.partition), m_snapshots, false, {}};
        auto state = JsonValue::parse(each.state);
        if (state) {
            cells.isMade = true;
            const auto add = [&](const QString &name, const JsonValue &value) {
                if (value.isNumber())
                    m_numbers.insert(name);
                if (!names.contains(name))
                    names.append(name);
                cells.byName[name] = {valueText(value),
                                      value.isContainer()
                                          ? QString::fromStdString(value.dump()).left(2000)
                                          : QString(),
                                      value.isNumber()};
            };
            if (!state->isObject())
                add(wholeState(), *state);
            else
                for (const auto &[name, value] : state->members()) {
                    if (!value.isContainer() || cells.byName.size() < kMostStateColumns)
                        add(QString::fromStdString(name), value);
                }
        }
        m_cells[each.partition] = std::move(cells);
    }
    addColumns(names);
    if (!m_columns.isEmpty())
        Q_EMIT headerDataChanged(Qt::Horizontal, kColumns, columnCount() - 1);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, kColumns), index(rowCount() - 1, columnCount() - 1));
}

// They stay where they are; what comes later comes behind them.
void ProjectionKeysModel::addColumns(const QStringList &names)
{
    QStringList fresh;
    for (const QString &name : names) {
        if (!m_columns.contains(name) && m_columns.size() + fresh.size() < kMostStateColumns)
            fresh.append(name);
    }
    if (fresh.isEmpty())
        return;
    beginInsertColumns({}, columnCount(), columnCount() + static_cast<int>(fresh.size()) - 1);
    m_columns += fresh;
    endInsertColumns();
}

// --- the table ---

int ProjectionKeysModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

int ProjectionKeysModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns + static_cast<int>(m_columns.size());
}

QVariant ProjectionKeysModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || !m_counts.snapshot()
        || !m_session.hasLog())
        return {};
    // By its key also where no column is known yet.
    if (role == Qt::DisplayRole && (index.column() == Key || index.column() >= kColumns)) {
        const std::uint32_t key = keyAt(index.row());
        if (const Cells *const cells = cellsOf(key); !cells || cells->snapshot != m_snapshots)
            want(key);
    }
    return valueAt(index, role);
}

QVariant ProjectionKeysModel::valueAt(const QModelIndex &index, int role) const
{
    const std::uint32_t key = keyAt(index.row());
    const EventLog &log = m_session.log();
    const Row last = m_counts.lastOf(key);
    if (role == ChangedRole)
        return last != kNoRow && last == m_projection.playhead();
    if (role == NumberRole && index.column() < kColumns)
        return index.column() == Events;
    if (index.column() >= kColumns) {
        const Cells *const cells = cellsOf(key);
        if (!cells)
            return {};
        if (!cells->isMade)
            return role == Qt::DisplayRole   ? QVariant(QStringLiteral("\u2026"))
                   : role == Qt::ToolTipRole ? QVariant(
                         tr("Select the key to see its state: it has too many events for a "
                            "look at all of them"))
                                             : QVariant();
        const auto cell = cells->byName.constFind(m_columns.at(index.column() - kColumns));
        if (cell == cells->byName.cend())
            return {};
        switch (role) {
        case Qt::DisplayRole:
            return cell->text;
        case Qt::ToolTipRole:
            return plainToolTip(cell->whole.isEmpty() ? cell->text : cell->whole);
        case NumberRole:
            return cell->isNumber;
        default:
            return {};
        }
    }
    const std::string &name = m_counts.snapshot()->partitions[key].key;
    if (role == Qt::ToolTipRole && index.column() == Key)
        return name.empty() ? tr("It has one state for all events")
                            : plainToolTip(QString::fromStdString(name));
    if (role == Qt::ToolTipRole && index.column() == LastType && last != kNoRow)
        return plainToolTip(oneLine(log.typeName(log.type(last))));
    if (role == Qt::ToolTipRole && index.column() == LastTime && last != kNoRow)
        return zonedText(log.time(last));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Key:
        return name.empty() ? tr("(all events)") : oneLine(name, kMostCharacters);
    case Events:
        return withThousands(m_counts.eventsOf(key));
    case LastType:
        return last == kNoRow ? QString() : shortTypeName(log.typeName(log.type(last)));
    case LastTime:
        return last == kNoRow ? QString() : shortTimeText(log.time(last), log.latest());
    default:
        return {};
    }
}

QVariant ProjectionKeysModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(
            (section == Events || m_numbers.contains(m_columns.value(section - kColumns))
                 ? Qt::AlignRight
                 : Qt::AlignLeft)
            | Qt::AlignVCenter);
    if (section >= kColumns && section < columnCount()) {
        const QString &name = m_columns.at(section - kColumns);
        const bool isWhole = name == wholeState();
        if (role == Qt::DisplayRole)
            return isWhole ? tr("State") : oneLine(name.toStdString(), 60);
        if (role == Qt::ToolTipRole)
            return isWhole ? tr("The whole state, as of the playhead")
                           : tr("%1 in the state, as of the playhead").arg(plainToolTip(name));
        return {};
    }
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case Key:
            return tr("The partition; a click sorts by it, a third one takes that back");
        case Events:
            return tr("Events that it has handled up to the playhead");
        default:
            return tr("Its last event up to the playhead");
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Key:
        return tr("Key");
    case Events:
        return tr("Events");
    case LastType:
        return tr("Last event");
    case LastTime:
        return tr("At");
    default:
        return {};
    }
}

QString ProjectionKeysModel::asText(const QList<int> &rows) const
{
    QString text;
    const auto addLine = [&](const auto &cell) {
        for (int column = 0; column < columnCount(); ++column)
            text += (column > 0 ? QStringLiteral("\t") : QString()) + cell(column);
        text += u'\n';
    };
    addLine([&](int column) { return headerData(column, Qt::Horizontal).toString(); });
    if (!m_counts.snapshot() || !m_session.hasLog())
        return text;
    for (const int row : rows) {
        if (row < 0 || row >= rowCount())
            continue;
        const bool isKnown = cellsOf(keyAt(row)) != nullptr;
        addLine([&](int column) {
            return column < kColumns || isKnown
                       ? valueAt(index(row, column), Qt::DisplayRole).toString()
                       : QStringLiteral("\u2026");
        });
    }
    return text;
}

} // namespace eventscope::ui
