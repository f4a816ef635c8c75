// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/readmodelrowsmodel.h"

#include "widgets/format.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr int kMostCharacters = 300;
constexpr qsizetype kMostPages = 16;

} // namespace

QString sqlText(const JsonValue &value)
{
    switch (value.kind()) {
    case JsonValue::Kind::Null:
        return QStringLiteral("NULL");
    case JsonValue::Kind::Object:
        if (const JsonValue *const bytes = value.find("b"))
            return QStringLiteral("x'%1'").arg(oneLine(bytes->text(), kMostCharacters));
        break;
    case JsonValue::Kind::Number:
    case JsonValue::Kind::String:
        return oneLine(value.text(), kMostCharacters);
    default:
        break;
    }
    return oneLine(value.dump(), kMostCharacters);
}

ReadModelRowsModel::ReadModelRowsModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_session(session)
    , m_projection(session.projection())
{
    m_request.limit = kPageRows;
    connect(&m_projection, &OpenProjection::snapshotChanged, this,
            &ReadModelRowsModel::takeSnapshot);
    connect(&m_projection, &OpenProjection::playheadChanged, this, &ReadModelRowsModel::askAnew);
    connect(&m_projection, &OpenProjection::tableReady, this,
            [this](const std::shared_ptr<const OpenProjection::TableView> &view) { take(*view); });
    connect(&m_projection, &OpenProjection::tableFailed, this, [this](const Error &error) {
        m_isAsked = false;
        Q_EMIT failed(error);
    });
    takeSnapshot();
}

void ReadModelRowsModel::takeSnapshot()
{
    const auto snapshot = m_projection.snapshot();
    m_isAsked = false;
    if (snapshot && snapshot->kind == ProjectionSnapshot::Kind::ReadModel) {
        m_tables = snapshot->tables;
        return askAnew();
    }
    beginResetModel();
    m_tables.clear();
    m_changes.clear();
    m_columns.clear();
    m_pages.clear();
    m_total = 0;
    endResetModel();
    Q_EMIT arrived();
}

void ReadModelRowsModel::setTable(const QString &name)
{
    if (name.toStdString() == m_request.table)
        return;
    m_request.table = name.toStdString();
    m_request.orderBy.clear();
    m_request.descending = false;
    askAnew();
}

void ReadModelRowsModel::setSearch(const QString &search)
{
    m_request.search = search.toStdString();
    askAnew();
}

void ReadModelRowsModel::sort(int column, Qt::SortOrder order)
{
    const bool isColumn = column >= 0 && column < columnCount();
    m_request.orderBy = isColumn ? m_columns[static_cast<std::size_t>(column)] : std::string();
    m_request.descending = isColumn && order == Qt::DescendingOrder;
    askAnew();
}

// From the first page on; whatever is seen then asks for its own.
void ReadModelRowsModel::askAnew()
{
    const auto snapshot = m_projection.snapshot();
    if (!snapshot || snapshot->kind != ProjectionSnapshot::Kind::ReadModel)
        return;
    const std::int64_t page = m_pages.isEmpty() ? 0 : m_asked;
    m_isStale = true;
    m_isAsked = false;
    m_wanted = -1;
    ask(page);
}

void ReadModelRowsModel::ask(std::int64_t page) const
{
    if (m_isAsked) {
        m_wanted = page;
        return;
    }
    if (m_projection.phase() != OpenProjection::Phase::Ready || m_projection.playhead() == kNoRow)
        return; // it is asked for again when the run has ended
    m_isAsked = true;
    m_asked = page;
    m_projection.requestTable(requestOf(page));
}

ReadModelPageRequest ReadModelRowsModel::requestOf(std::int64_t page) const
{
    ReadModelPageRequest request = m_request;
    request.offset = page * kPageRows;
    return request;
}

void ReadModelRowsModel::take(const OpenProjection::TableView &view)
{
    if (view.playhead != m_projection.playhead() || view.request != requestOf(m_asked))
        return; // the answer to an older question
    m_isAsked = false;
    const int before = rowCount();
    const bool isOther = std::exchange(m_isStale, false) || m_asOf != view.playhead
                         || m_total != view.page.total;
    m_asOf = view.playhead;
    const bool isReset = view.page.columns != m_columns || isOther;
    if (isReset)
        beginResetModel();
    m_tables = view.tables;
    m_changes = view.changes;
    if (isOther || m_pages.size() >= kMostPages)
        m_pages.clear();
    m_columns = view.page.columns;
    m_total = view.page.total;
    m_pages[m_asked] = view.page.rows;
    if (isReset) {
        endResetModel();
    } else if (before > 0) {
        Q_EMIT dataChanged(index(0, 0), index(before - 1, columnCount() - 1));
    }
    Q_EMIT arrived();
    if (const std::int64_t wanted = std::exchange(m_wanted, -1);
        wanted >= 0 && !m_pages.contains(wanted))
        ask(wanted);
}

const JsonValue::Elements *ReadModelRowsModel::rowAt(int row) const
{
    const auto page = m_pages.constFind(row / kPageRows);
    const auto at = static_cast<std::size_t>(row % kPageRows);
    if (page == m_pages.cend() || at >= page->size())
        return nullptr;
    return &(*page)[at].elements();
}

// By the columns of its key.
bool ReadModelRowsModel::isChanged(const JsonValue::Elements &row) const
{
    return std::any_of(m_changes.begin(), m_changes.end(), [&](const ReadModelChange &change) {
        if (change.table != m_request.table || change.kind == ReadModelChange::Kind::Deleted
            || change.key.size() == 0)
            return false;
        return std::all_of(change.key.members().begin(), change.key.members().end(),
                           [&](const JsonValue::Member &key) {
                               const auto column = std::find(m_columns.begin(), m_columns.end(),
                                                             key.first);
                               const auto at = static_cast<std::size_t>(column - m_columns.begin());
                               return at < row.size() && row[at] == key.second;
                           });
    });
}

int ReadModelRowsModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid() || m_request.table.empty())
        return 0;
    return static_cast<int>(std::min<std::int64_t>(m_total, std::numeric_limits<int>::max()));
}

int ReadModelRowsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant ReadModelRowsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const JsonValue::Elements *const row = rowAt(index.row());
    if (!row) {
        if (role == Qt::DisplayRole)
            ask(index.row() / kPageRows);
        return {};
    }
    if (role == ChangedRole)
        return isChanged(*row);
    const auto at = static_cast<std::size_t>(index.column());
    if (at >= row->size())
        return {};
    const JsonValue &value = (*row)[at];
    switch (role) {
    case Qt::DisplayRole:
        return sqlText(value);
    case Qt::ToolTipRole:
        return plainToolTip(value.isString() ? QString::fromStdString(value.text())
                                             : sqlText(value));
    case NumberRole:
        return value.isNumber();
    case DimRole:
        return value.isNull();
    default:
        return {};
    }
}

QVariant ReadModelRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const std::string &name = m_columns[static_cast<std::size_t>(section)];
    if (role == Qt::TextAlignmentRole) {
        // As the first value that there is.
        const JsonValue::Elements *const row = rowAt(0);
        const auto at = static_cast<std::size_t>(section);
        const bool isNumber = row && at < row->size() && (*row)[at].isNumber();
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == Qt::DisplayRole)
        return oneLine(name, 60);
    if (role != Qt::ToolTipRole)
        return {};
    for (const ReadModelTable &table : m_tables) {
        for (const ReadModelColumn &column : table.columns) {
            if (table.name == m_request.table && column.name == name)
                return plainToolTip(
                    QString::fromStdString(column.name + ' ' + column.type
                                           + (column.key > 0 ? ", of the primary key" : "")));
        }
    }
    return {};
}

qsizetype ReadModelRowsModel::countMissing(const QList<int> &rows) const
{
    return std::count_if(rows.begin(), rows.end(), [this](int row) { return !rowAt(row); });
}

QString ReadModelRowsModel::asText(const QList<int> &rows) const
{
    QString text;
    const auto addLine = [&](const auto &cell) {
        for (int column = 0; column < columnCount(); ++column)
            text += (column > 0 ? QStringLiteral("\t") : QString()) + cell(column);
        text += u'\n';
    };
    addLine([&](int column) { return headerData(column, Qt::Horizontal).toString(); });
    for (const int row : rows) {
        if (rowAt(row))
            addLine([&](int column) { return data(index(row, column)).toString(); });
    }
    return text;
}

} // namespace eventscope::ui
