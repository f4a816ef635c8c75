// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/rowtable.h"

#include "panels/paint.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QHoverEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace eventscope::ui {

RowTable::RowTable(QWidget *parent)
    : QTableView(parent)
{
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTextElideMode(Qt::ElideMiddle);
    setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_Hover);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(Theme::kRowHeight);
    verticalHeader()->setDefaultSectionSize(Theme::kRowHeight);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setMinimumSectionSize(3 * Theme::kGrid);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &RowTable::hoverUnderMouse);
    connect(&Theme::instance(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

// A header asks whether whole columns are selected whenever it is painted, which visits every row of
// a selection of all; ours would show nothing of it, so it gets one that stays empty.
void RowTable::setSelectionModel(QItemSelectionModel *selection)
{
    QTableView::setSelectionModel(selection);
    QItemSelectionModel *const old = m_noSelection;
    m_noSelection = new QItemSelectionModel(model(), this);
    horizontalHeader()->setSelectionModel(m_noSelection);
    delete old;
}

void RowTable::setEmptyText(const QString &text)
{
    if (m_emptyText == text)
        return;
    m_emptyText = text;
    viewport()->update();
}

int RowTable::lastVisibleRow() const
{
    const int row = rowAt(viewport()->height() - 1);
    return row >= 0 || !model() ? row : model()->rowCount() - 1;
}

bool RowTable::isAtEnd() const
{
    return verticalScrollBar()->value() == verticalScrollBar()->maximum();
}

QList<int> RowTable::selectedRows() const
{
    QList<int> rows;
    if (!selectionModel())
        return rows;
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.append(row);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

void RowTable::hover(int row)
{
    if (row == m_hovered)
        return;
    const int old = std::exchange(m_hovered, row);
    for (const int changed : {old, row}) {
        if (changed >= 0)
            viewport()->update(0, rowViewportPosition(changed), viewport()->width(),
                               Theme::kRowHeight);
    }
}

void RowTable::hoverUnderMouse()
{
    const QPoint at = viewport()->mapFromGlobal(QCursor::pos());
    hover(viewport()->underMouse() && viewport()->rect().contains(at) ? rowAt(at.y()) : -1);
}

bool RowTable::viewportEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::HoverEnter:
    case QEvent::HoverMove:
        hover(rowAt(static_cast<QHoverEvent *>(event)->position().toPoint().y()));
        break;
    case QEvent::HoverLeave:
    case QEvent::Leave:
        hover(-1);
        break;
    default:
        break;
    }
    return QTableView::viewportEvent(event);
}

void RowTable::keyPressEvent(QKeyEvent *event)
{
    const int rows = model() ? model()->rowCount() : 0;
    const bool plain = (event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier))
                       == Qt::NoModifier;
    const bool extend = event->modifiers() & Qt::ShiftModifier
                        && selectionMode() != SingleSelection;
    if (plain && rows > 0 && (event->key() == Qt::Key_Home || event->key() == Qt::Key_End)) {
        const QModelIndex target = model()->index(event->key() == Qt::Key_Home ? 0 : rows - 1, 0);
        const auto command = extend ? QItemSelectionModel::Select
                                    : QItemSelectionModel::ClearAndSelect;
        const QModelIndex anchor = currentIndex();
        if (extend && anchor.isValid())
            selectionModel()->select(QItemSelection(anchor.siblingAtColumn(0), target),
                                     QItemSelectionModel::Select | QItemSelectionModel::Rows);
        selectionModel()->setCurrentIndex(target, command | QItemSelectionModel::Rows);
        event->accept();
        return;
    }
    if (plain && currentIndex().isValid()
        && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        Q_EMIT rowActivated(currentIndex().row());
        event->accept();
        return;
    }
    QTableView::keyPressEvent(event);
}

// A current row that is in sight stays so when something beside the table takes room.
void RowTable::resizeEvent(QResizeEvent *event)
{
    const QModelIndex current = currentIndex();
    const QRect row = current.isValid() ? visualRect(current) : QRect();
    const bool wasInSight = row.isValid() && row.top() >= 0
                            && row.bottom() < event->oldSize().height();
    QTableView::resizeEvent(event);
    if (wasInSight && row.bottom() >= viewport()->height())
        scrollTo(current);
}

void RowTable::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (m_emptyText.isEmpty() || !model() || model()->rowCount() > 0)
        return;
    QPainter painter(viewport());
    paintEmptyText(painter, *viewport(), m_emptyText);
}

QRect paintCell(QPainter &painter, const QStyleOptionViewItem &option, int row, bool marked)
{
    const auto *const table = qobject_cast<const RowTable *>(option.widget);
    RowLook look;
    look.selected = option.state & QStyle::State_Selected || marked;
    look.hovered = table && table->hoveredRow() == row;
    painter.fillRect(option.rect, rowColor(look));
    return option.rect.adjusted(Theme::kGrid, 0, -Theme::kGrid, 0);
}

} // namespace eventscope::ui
