// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/bookmarkspanel.h"

#include "panels/paint.h"
#include "panels/rowtable.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStyledItemDelegate>
#include <QToolButton>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kMark = 12;

class Delegate : public QStyledItemDelegate
{
public:
    Delegate(const BookmarksModel &model, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_model(model)
    {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Theme &theme = Theme::instance();
        const Tokens &tokens = theme.tokens();
        QRect room = paintCell(*painter, option, index.row());
        const bool missing = index.data(BookmarksModel::MissingRole).toBool();
        const QString text = index.data().toString();
        const QColor color = missing ? tokens.textDim : tokens.text;
        const Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;
        switch (index.column()) {
        case BookmarksModel::Position:
            paintLine(*painter, room, text,
                      {theme.monospace(), missing ? tokens.textDim : tokens.accent,
                       Qt::AlignRight | Qt::AlignVCenter, Qt::ElideLeft});
            break;
        case BookmarksModel::Event:
            paintLine(*painter, room, text, {option.font, color, left, Qt::ElideMiddle});
            break;
        case BookmarksModel::Type:
            if (!missing) {
                paintMark(*painter,
                          QRectF(room.left(), room.center().y() - kMark / 2 + 1, kMark, kMark),
                          m_model.styleAt(index.row()));
                room.setLeft(room.left() + kMark + Theme::kTight + 2);
            }
            paintLine(*painter, room, text, {option.font, color, left, Qt::ElideMiddle});
            break;
        default:
            if (text.isEmpty())
                paintLine(*painter, room, BookmarksPanel::tr("F2 writes a note"),
                          {option.font, tokens.textDim, left});
            else
                paintLine(*painter, room, text, {option.font, color, left});
            break;
        }
    }

private:
    const BookmarksModel &m_model;
};

} // namespace

BookmarksPanel::BookmarksPanel(Session &session, QWidget *parent)
    : ListPanel(parent)
    , m_session(session)
    , m_model(new BookmarksModel(session, this))
    , m_remove(addControl(QStringLiteral("list-remove")))
{
    m_remove->setToolTip(tr("Take the bookmark away (Delete)"));
    m_remove->setAccessibleName(tr("Take the bookmark away"));
    connect(m_remove, &QToolButton::clicked, this, &BookmarksPanel::remove);
    QToolButton *const copyButton = addControl(QStringLiteral("edit-copy"));
    copyButton->setToolTip(tr("Copy all bookmarks, a line each"));
    copyButton->setAccessibleName(copyButton->toolTip());
    connect(copyButton, &QToolButton::clicked, this, &BookmarksPanel::copy);

    table().setAccessibleName(tr("Bookmarks"));
    table().setModel(m_model);
    table().setItemDelegate(new Delegate(*m_model, this));
    setKeys({}, {});
    table().setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    QHeaderView &header = *table().horizontalHeader();
    header.resizeSection(BookmarksModel::Position, 0);
    fitSection(header, BookmarksModel::Position, QStringLiteral("0,000,000"));
    table().setColumnWidth(BookmarksModel::Event, 22 * Theme::kGrid);
    table().setColumnWidth(BookmarksModel::Type, 20 * Theme::kGrid);
    connect(&table(), &QAbstractItemView::clicked, this,
            [this](const QModelIndex &index) { goTo(index.row()); });
    connect(&table(), &RowTable::rowActivated, this, &BookmarksPanel::goTo);
    connect(table().selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) { m_remove->setEnabled(current.isValid()); });
    m_remove->setEnabled(false);
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_remove->setEnabled(false);
        followPlayhead();
        Q_EMIT countChanged();
    });
    connect(&session, &Session::playheadChanged, this, &BookmarksPanel::followPlayhead);
}

bool BookmarksPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &table() && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Delete)) {
        remove();
        return true;
    }
    return ListPanel::eventFilter(watched, event);
}

void BookmarksPanel::setKeys(const QString &bookmark, const QString &note)
{
    table().setEmptyText(tr("No event is bookmarked. Bookmark the one under the playhead%1, or "
                            "write a note on it%2.")
                             .arg(bookmark, note));
}

// The row of the playhead's own bookmark, if it has one.
void BookmarksPanel::followPlayhead()
{
    const int row = m_session.hasLog() ? m_model->indexOf(m_session.playhead()) : -1;
    if (row >= 0 && table().currentIndex().row() != row)
        table().setCurrentIndex(m_model->index(row, BookmarksModel::Note));
}

void BookmarksPanel::goTo(int row)
{
    if (const Row event = m_model->rowAt(row); event != kNoRow)
        m_session.goToEvent(event);
}

void BookmarksPanel::remove()
{
    const int row = table().currentIndex().row();
    if (row < 0)
        return;
    m_model->remove(row);
    if (const int left = m_model->rowCount(); left > 0)
        table().setCurrentIndex(m_model->index(std::min(row, left - 1), BookmarksModel::Note));
}

void BookmarksPanel::toggle()
{
    const Row row = m_session.playhead();
    if (row == kNoRow)
        return;
    if (m_session.bookmarks().contains(row))
        m_session.bookmarks().remove(row);
    else
        m_session.bookmarks().set(row);
}

void BookmarksPanel::editNote()
{
    const Row row = m_session.playhead();
    if (row == kNoRow)
        return;
    if (!m_session.bookmarks().contains(row))
        m_session.bookmarks().set(row);
    const QModelIndex note = m_model->index(m_model->indexOf(row), BookmarksModel::Note);
    table().setFocus(Qt::OtherFocusReason);
    table().setCurrentIndex(note);
    table().scrollTo(note);
    table().edit(note);
}

void BookmarksPanel::goToNext(bool forward)
{
    const std::vector<Row> &rows = m_session.bookmarks().rows();
    const Row playhead = m_session.playhead();
    if (rows.empty() || playhead == kNoRow)
        return;
    if (forward) {
        const auto next = std::upper_bound(rows.begin(), rows.end(), playhead);
        m_session.goToEvent(next == rows.end() ? rows.front() : *next);
    } else {
        const auto at = std::lower_bound(rows.begin(), rows.end(), playhead);
        m_session.goToEvent(at == rows.begin() ? rows.back() : *std::prev(at));
    }
}

void BookmarksPanel::copy()
{
    if (m_model->rowCount() > 0)
        QGuiApplication::clipboard()->setText(m_model->asText());
}

} // namespace eventscope::ui
