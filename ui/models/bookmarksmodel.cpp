// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bookmarksmodel.h"

#include "models/typelooks.h"
#include "widgets/format.h"

#include <algorithm>

namespace eventscope::ui {

BookmarksModel::BookmarksModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_session(session)
{
    followTypeLooks(*this, session, m_styles);
    connect(&session.bookmarks(), &Bookmarks::changed, this, &BookmarksModel::take);
    take();
}

// Row by row where only a note changed, so that its editor and the selection stay.
void BookmarksModel::take()
{
    const std::vector<Bookmarks::Entry> &entries = m_session.bookmarks().entries();
    const bool sameEvents = std::equal(entries.begin(), entries.end(), m_entries.begin(),
                                       m_entries.end(),
                                       [](const Bookmarks::Entry &a, const Bookmarks::Entry &b) {
                                           return a.row == b.row && a.event.names(b.event);
                                       });
    if (sameEvents) {
        m_entries = entries;
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, Note), index(rowCount() - 1, Note));
        return;
    }
    beginResetModel();
    m_entries = entries;
    if (m_session.hasLog())
        m_styles.update(m_session.log(), m_session.workspace().typeLooks());
    else
        m_styles.clear();
    endResetModel();
}

Row BookmarksModel::rowAt(int row) const
{
    return entry(row).row;
}

int BookmarksModel::indexOf(Row row) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [row](const Bookmarks::Entry &each) {
                                        return each.row == row;
                                    });
    return row == kNoRow || found == m_entries.end() ? -1 : int(found - m_entries.begin());
}

int BookmarksModel::current() const
{
    const Row playhead = m_session.playhead();
    if (playhead == kNoRow)
        return -1;
    const auto after = std::find_if(m_entries.begin(), m_entries.end(),
                                    [playhead](const Bookmarks::Entry &each) {
                                        return each.row > playhead;
                                    });
    return int(after - m_entries.begin()) - 1;
}

const EventTypeStyle &BookmarksModel::styleAt(int row) const
{
    return m_styles.style(m_session.log().type(entry(row).row).value());
}

void BookmarksModel::remove(int row)
{
    m_session.bookmarks().remove(BookmarkedEvent(entry(row).event));
}

int BookmarksModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int BookmarksModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant BookmarksModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &[row, event] = entry(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        switch (index.column()) {
        case Position:
            return row == kNoRow ? oneLine(event.position) : positionText(m_session.log(), row);
        case Event:
            if (event.stream.empty())
                return tr("no stream");
            return event.version ? oneLine(event.stream) + u' ' + versionText(*event.version)
                                 : oneLine(event.stream);
        case Type:
            return row == kNoRow
                       ? tr("not in this store")
                       : shortTypeName(m_session.log().typeName(m_session.log().type(row)));
        case Note:
            return role == Qt::EditRole ? QString::fromStdString(event.note) : oneLine(event.note);
        }
        return {};
    case Qt::ToolTipRole:
        if (index.column() == Note && !event.note.empty())
            return plainToolTip(QString::fromStdString(event.note));
        if (index.column() == Event)
            return plainToolTip(oneLine(event.stream, 2000));
        return {};
    case Qt::TextAlignmentRole:
        return index.column() == Position ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                          : QVariant();
    case MissingRole:
        return row == kNoRow;
    default:
        return {};
    }
}

bool BookmarksModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || index.column() != Note
        || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    BookmarkedEvent event = entry(index.row()).event;
    event.note = value.toString().trimmed().toStdString();
    m_session.workspace().setBookmark(event);
    return true;
}

Qt::ItemFlags BookmarksModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags usual = QAbstractTableModel::flags(index);
    return index.column() == Note ? usual | Qt::ItemIsEditable : usual;
}

QVariant BookmarksModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Position ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Position:
        return QStringLiteral("#");
    case Event:
        return tr("Event");
    case Type:
        return tr("Type");
    default:
        return tr("Note");
    }
}

QString BookmarksModel::asText() const
{
    QString text;
    for (int row = 0; row < rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < kColumns; ++column)
            cells << data(index(row, column)).toString();
        text += cells.join(u'\t') + u'\n';
    }
    return text;
}

} // namespace eventscope::ui
