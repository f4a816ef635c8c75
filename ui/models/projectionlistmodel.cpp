// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/projectionlistmodel.h"

#include "widgets/format.h"

#include <algorithm>
#include <limits>

namespace eventscope::ui {

namespace {

constexpr int kMostCharacters = 400;
constexpr int kMostInTip = 4000;

QStringList titlesOf(ProjectionListModel::Kind kind)
{
    using Model = ProjectionListModel;
    switch (kind) {
    case Model::Kind::Emitted:
        return {QStringLiteral("#"), Model::tr("Stream"), Model::tr("Type"), Model::tr("Data")};
    case Model::Kind::Log:
        return {QStringLiteral("#"), Model::tr("Written by the projection")};
    case Model::Kind::Warnings:
        return {Model::tr("Line"), Model::tr("What surprises"), Model::tr("Code")};
    case Model::Kind::Handlers:
        return {Model::tr("Handler"), Model::tr("Calls"), Model::tr("Total"), Model::tr("Mean"),
                Model::tr("Longest")};
    case Model::Kind::Skipped:
        return {Model::tr("Reason"), Model::tr("Events"), Model::tr("What it means")};
    }
    return {};
}

QString meaningOf(SkipReason reason)
{
    using Model = ProjectionListModel;
    switch (reason) {
    case SkipReason::Unhandled:
        return Model::tr("No handler takes its type");
    case SkipReason::NonJson:
        return Model::tr("Its data is no JSON");
    case SkipReason::Link:
        return Model::tr("It is a link to another event");
    case SkipReason::NoPartition:
        return Model::tr("partitionBy gave no key for it");
    case SkipReason::NoDeleteHandler:
        return Model::tr("It tells a deletion, and there is no $deleted");
    case SkipReason::WrongStream:
        return Model::tr("Its stream is none of those that are read");
    }
    return {};
}

QString millisecondsText(double milliseconds)
{
    return QString::number(milliseconds, 'f',
                           milliseconds < 1     ? 3
                           : milliseconds < 100 ? 1
                                                : 0)
           + QStringLiteral(" ms");
}

bool isNumber(ProjectionListModel::Kind kind, int column)
{
    using Kind = ProjectionListModel::Kind;
    switch (kind) {
    case Kind::Handlers:
        return column > 0;
    case Kind::Skipped:
        return column == 1;
    default:
        return column == 0;
    }
}

} // namespace

ProjectionListModel::ProjectionListModel(Kind kind, Session &session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_kind(kind)
    , m_session(session)
{
    connect(&session.projection(), &OpenProjection::snapshotChanged, this,
            &ProjectionListModel::take);
    if (kind == Kind::Emitted || kind == Kind::Log) {
        connect(&session, &Session::playheadChanged, this, [this] {
            if (rowCount() > 0)
                Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        });
    }
    take();
}

void ProjectionListModel::take()
{
    beginResetModel();
    m_snapshot = m_session.projection().snapshot();
    m_reasons.clear();
    for (std::size_t i = 0; m_snapshot && i < kSkipReasons; ++i) {
        if (m_snapshot->skipped[i] > 0)
            m_reasons.push_back(static_cast<SkipReason>(i));
    }
    endResetModel();
}

Row ProjectionListModel::rowAt(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    switch (m_kind) {
    case Kind::Emitted:
        return Row(m_snapshot->emitted[at].ordinal);
    case Kind::Log:
        return m_snapshot->logs[at].row;
    default:
        return kNoRow;
    }
}

int ProjectionListModel::lineAt(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    if (m_kind == Kind::Warnings)
        return static_cast<int>(m_snapshot->warnings[at].line);
    if (m_kind != Kind::Handlers)
        return 0;
    for (const ProjectionHandler &handler : m_snapshot->definition.handlers) {
        if (handler.name == m_snapshot->times[at].handler)
            return static_cast<int>(handler.firstLine);
    }
    return 0;
}

SkipReason ProjectionListModel::reasonAt(int row) const
{
    return m_reasons[static_cast<std::size_t>(row)];
}

std::int64_t ProjectionListModel::total() const
{
    if (!m_snapshot)
        return 0;
    switch (m_kind) {
    case Kind::Emitted:
        return static_cast<std::int64_t>(m_snapshot->emittedCount);
    case Kind::Log:
        return static_cast<std::int64_t>(m_snapshot->logCount);
    case Kind::Skipped: {
        std::int64_t all = 0;
        for (const std::uint64_t count : m_snapshot->skipped)
            all += static_cast<std::int64_t>(count);
        return all;
    }
    default:
        return rowCount();
    }
}

std::int64_t ProjectionListModel::dropped() const
{
    return m_kind == Kind::Emitted || m_kind == Kind::Log ? total() - rowCount() : 0;
}

int ProjectionListModel::current() const
{
    const Row playhead = m_session.playhead();
    if (playhead == kNoRow || (m_kind != Kind::Emitted && m_kind != Kind::Log))
        return -1;
    // What is of no event comes first.
    int low = 0;
    int high = rowCount();
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (const Row row = rowAt(middle); row == kNoRow || row <= playhead)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

int ProjectionListModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid() || !m_snapshot)
        return 0;
    const auto sizeOf = [](const auto &list) {
        return static_cast<int>(
            std::min<std::size_t>(list.size(), std::numeric_limits<int>::max()));
    };
    switch (m_kind) {
    case Kind::Emitted:
        return sizeOf(m_snapshot->emitted);
    case Kind::Log:
        return sizeOf(m_snapshot->logs);
    case Kind::Warnings:
        return sizeOf(m_snapshot->warnings);
    case Kind::Handlers:
        return sizeOf(m_snapshot->times);
    case Kind::Skipped:
        return sizeOf(m_reasons);
    }
    return 0;
}

int ProjectionListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(titlesOf(m_kind).size());
}

QString ProjectionListModel::eventOf(Row row) const
{
    return row == kNoRow ? tr("loading") : positionText(m_session.log(), row);
}

QString ProjectionListModel::cell(int row, int column, bool isWhole) const
{
    const auto at = static_cast<std::size_t>(row);
    const auto line = [isWhole](const std::string &text) {
        return isWhole ? QString::fromStdString(text).left(kMostInTip)
                       : oneLine(text, kMostCharacters);
    };
    switch (m_kind) {
    case Kind::Emitted: {
        const EmittedEvent &event = m_snapshot->emitted[at];
        if (column == 0)
            return eventOf(Row(event.ordinal));
        return line(column == 1 ? event.streamId : column == 2 ? event.eventType : event.data);
    }
    case Kind::Log: {
        const ProjectionLogLine &entry = m_snapshot->logs[at];
        return column == 0 ? eventOf(entry.row) : line(entry.text);
    }
    case Kind::Warnings: {
        const ProjectionWarning &warning = m_snapshot->warnings[at];
        if (column == 0)
            return warning.line > 0 ? QString::number(warning.line) : QString();
        return line(column == 1 ? warning.message : warning.code);
    }
    case Kind::Handlers: {
        const HandlerTime &time = m_snapshot->times[at];
        const auto total = static_cast<double>(time.total.count());
        switch (column) {
        case 0:
            return line(time.handler);
        case 1:
            return withThousands(static_cast<std::int64_t>(time.calls));
        case 2:
            return millisecondsText(total);
        case 3:
            return millisecondsText(time.calls > 0 ? total / static_cast<double>(time.calls) : 0);
        default:
            return millisecondsText(static_cast<double>(time.longest.count()));
        }
    }
    case Kind::Skipped: {
        const SkipReason reason = m_reasons[at];
        if (column == 0)
            return QString::fromStdString(std::string(skipReasonName(reason)));
        if (column == 2)
            return meaningOf(reason);
        return withThousands(
            static_cast<std::int64_t>(m_snapshot->skipped[static_cast<std::size_t>(reason)]));
    }
    }
    return {};
}

QVariant ProjectionListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || !m_session.hasLog())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return cell(index.row(), index.column(), false);
    case Qt::ToolTipRole:
        return plainToolTip(cell(index.row(), index.column(), true));
    case NumberRole:
        return isNumber(m_kind, index.column());
    case LinkRole:
        return index.column() == 0
               && (rowAt(index.row()) != kNoRow || lineAt(index.row()) > 0
                   || m_kind == Kind::Skipped);
    case FutureRole: {
        const Row row = rowAt(index.row());
        return row != kNoRow && row > m_session.playhead();
    }
    case CurrentRole: {
        const Row row = rowAt(index.row());
        return row != kNoRow && row == m_session.playhead();
    }
    case HotRole:
        return m_kind == Kind::Handlers && index.column() == 4
               && m_snapshot->times[static_cast<std::size_t>(index.row())].longest.count()
                      > kMostHandlerMilliseconds;
    default:
        return {};
    }
}

QVariant ProjectionListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((isNumber(m_kind, section) ? Qt::AlignRight : Qt::AlignLeft)
                        | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && m_kind == Kind::Handlers && section == 4)
        return tr("The server ends a call that takes longer than %1 ms")
            .arg(kMostHandlerMilliseconds);
    return role == Qt::DisplayRole ? QVariant(titlesOf(m_kind).value(section)) : QVariant();
}

QString ProjectionListModel::asText() const
{
    QString text;
    for (int row = 0; row < rowCount(); ++row) {
        for (int column = 0; column < columnCount(); ++column)
            text += (column > 0 ? QStringLiteral("\t") : QString())
                    + oneLine(cell(row, column, true).toStdString(), kMostInTip);
        text += u'\n';
    }
    return text;
}

} // namespace eventscope::ui
