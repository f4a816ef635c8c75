// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/rowtable.h"

#include "panels/paint.h"
#include "widgets/preferences.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QAbstractTableModel>
#include <QAccessible>
#include <QHeaderView>
#include <QHoverEvent>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <utility>

namespace eventscope::ui {

namespace {

// A search for a typed letter visits every row.
constexpr int kMostSearched = 10'000;

// A header that never has a section, whatever model its table has.
class NoSections : public QHeaderView
{
public:
    explicit NoSections(QWidget *parent)
        : QHeaderView(Qt::Vertical, parent)
    {
        QHeaderView::setModel(&m_none);
        hide();
    }
    void setModel(QAbstractItemModel *) override {}
    void setSelectionModel(QItemSelectionModel *) override {}

private:
    class None : public QAbstractTableModel
    {
    public:
        int rowCount(const QModelIndex &) const override { return 0; }
        int columnCount(const QModelIndex &) const override { return 0; }
        QVariant data(const QModelIndex &, int) const override { return {}; }
    };
    None m_none;
};

} // namespace

RowTable::RowTable(QWidget *parent)
    : QTableView(parent)
{
    setFrameShape(QFrame::NoFrame);
    setLayoutDirection(Qt::LeftToRight); // as names, numbers and payloads run in any language
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    for (QAbstractButton *corner : findChildren<QAbstractButton *>(Qt::FindDirectChildrenOnly))
        corner->hide(); // there is no corner without a vertical header
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTextElideMode(Qt::ElideMiddle);
    setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_Hover);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent); // delegates fill their cells
    setVerticalHeader(new NoSections(this));
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setMinimumSectionSize(3 * Theme::kGrid);
    // QTableView would follow in a turn of its own, so that every resize of the window paints the table twice.
    disconnect(horizontalHeader(), &QHeaderView::sectionResized, this, nullptr);
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this] {
        updateGeometries();
        viewport()->update();
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &RowTable::hoverUnderMouse);
    connect(&Theme::instance(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    connect(&Preferences::instance(), &Preferences::changed, viewport(),
            qOverload<>(&QWidget::update)); // times
}

void RowTable::setModel(QAbstractItemModel *newModel)
{
    if (model())
        disconnect(model(), nullptr, this, nullptr);
    QTableView::setModel(newModel);
    if (!newModel)
        return;
    // QTableView hears of these through its vertical header.
    const auto update = [this] {
        updateGeometries();
        viewport()->update();
    };
    connect(newModel, &QAbstractItemModel::rowsInserted, this, update);
    connect(newModel, &QAbstractItemModel::rowsRemoved, this, update);
    connect(newModel, &QAbstractItemModel::rowsMoved, this, update);
    connect(newModel, &QAbstractItemModel::layoutChanged, this, update);
    connect(newModel, &QAbstractItemModel::modelReset, this, update);
    update();
}

// QTableView asks its vertical header where the rows are that have changed.
void RowTable::dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                           const QList<int> &)
{
    const int top = std::max(rowViewportPosition(topLeft.row()), 0);
    const int bottom = std::min(rowViewportPosition(bottomRight.row()) + Theme::kRowHeight,
                                viewport()->height());
    if (!topLeft.isValid() || !bottomRight.isValid())
        viewport()->update();
    else if (top < bottom)
        viewport()->update(0, top, viewport()->width(), bottom - top);
    if (QAccessible::isActive()) {
        QAccessibleTableModelChangeEvent change(this,
                                                QAccessibleTableModelChangeEvent::DataChanged);
        change.setFirstRow(topLeft.row());
        change.setFirstColumn(topLeft.column());
        change.setLastRow(bottomRight.row());
        change.setLastColumn(bottomRight.column());
        QAccessible::updateAccessibility(&change);
    }
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

void RowTable::takeScrollBar(QScrollBar *bar)
{
    setVerticalScrollBar(bar);
    connect(bar, &QScrollBar::valueChanged, this, &RowTable::hoverUnderMouse);
}

void RowTable::setEmptyText(const QString &text)
{
    if (m_emptyText == text)
        return;
    m_emptyText = text;
    viewport()->update();
}

int RowTable::rowCount() const
{
    return model() ? model()->rowCount(rootIndex()) : 0;
}

int RowTable::wholeRows() const
{
    return std::max(viewport()->height() / Theme::kRowHeight, 1);
}

// Pixels above the viewport. At its end the scroll bar brings the last row to the bottom, even if that cuts the row at the top.
std::int64_t RowTable::offsetOf(int value) const
{
    const std::int64_t end = std::int64_t{rowCount()} * Theme::kRowHeight - viewport()->height();
    const bool atEnd = value > 0 && value >= verticalScrollBar()->maximum();
    return atEnd ? std::max<std::int64_t>(end, 0) : std::int64_t{value} * Theme::kRowHeight;
}

int RowTable::rowAt(int y) const
{
    if (y < 0)
        return -1;
    const std::int64_t row = (offsetOf(verticalScrollBar()->value()) + y) / Theme::kRowHeight;
    return row < rowCount() ? static_cast<int>(row) : -1;
}

int RowTable::rowViewportPosition(int row) const
{
    // Rows so far away that no int says where are far enough away.
    constexpr std::int64_t kFar = std::int64_t{1} << 30;
    const std::int64_t y = std::int64_t{row} * Theme::kRowHeight
                           - offsetOf(verticalScrollBar()->value());
    return static_cast<int>(std::clamp(y, -kFar, kFar));
}

int RowTable::rowHeight(int)
{
    return Theme::kRowHeight;
}

int RowTable::lastVisibleRow() const
{
    const int row = rowAt(viewport()->height() - 1);
    return row >= 0 ? row : rowCount() - 1;
}

QRect RowTable::visualRect(const QModelIndex &index) const
{
    if (!index.isValid() || index.parent() != rootIndex() || isColumnHidden(index.column()))
        return {};
    return {columnViewportPosition(index.column()), rowViewportPosition(index.row()),
            columnWidth(index.column()), Theme::kRowHeight};
}

QModelIndex RowTable::indexAt(const QPoint &point) const
{
    const int row = rowAt(point.y());
    const int column = columnAt(point.x());
    return row < 0 || column < 0 ? QModelIndex() : model()->index(row, column, rootIndex());
}

void RowTable::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    if (!index.isValid() || index.parent() != rootIndex() || isColumnHidden(index.column()))
        return;
    const int top = verticalScrollBar()->value();
    const int rows = wholeRows();
    int target = top;
    if (hint == PositionAtTop)
        target = index.row();
    else if (hint == PositionAtBottom)
        target = index.row() - rows + 1;
    else if (hint == PositionAtCenter)
        target = index.row() - rows / 2;
    else if (index.row() < top)
        target = index.row();
    else if (index.row() >= top + rows)
        target = index.row() - rows + 1;
    verticalScrollBar()->setValue(target);

    const int left = columnViewportPosition(index.column());
    const int right = left + columnWidth(index.column());
    QScrollBar &bar = *horizontalScrollBar();
    const int forward = isRightToLeft() ? -1 : 1;
    if (left < 0 || right - left > viewport()->width())
        bar.setValue(bar.value() + forward * left);
    else if (right > viewport()->width())
        bar.setValue(bar.value() + forward * (right - viewport()->width()));
}

void RowTable::keyboardSearch(const QString &text)
{
    if (rowCount() <= kMostSearched)
        QTableView::keyboardSearch(text);
}

void RowTable::updateGeometries()
{
    if (m_placing)
        return;
    m_placing = true;
    QHeaderView &header = *horizontalHeader();
    const int height = header.isHidden()
                           ? 0
                           : std::clamp(header.sizeHint().height(), header.minimumHeight(),
                                        header.maximumHeight());
    setViewportMargins(0, height, 0, 0);
    const QRect inner = viewport()->geometry();
    header.setGeometry(inner.left(), inner.top() - height, inner.width(), height);
    if (header.isHidden()) // then nobody else tells it
        QMetaObject::invokeMethod(&header, "updateGeometries");

    QScrollBar &across = *horizontalScrollBar();
    across.setPageStep(inner.width());
    across.setRange(0, std::max(header.length() - inner.width(), 0));
    across.setSingleStep(std::max(inner.width() / 20, 2));
    QScrollBar &down = *verticalScrollBar();
    down.setPageStep(wholeRows());
    down.setRange(0, std::max(rowCount() - wholeRows(), 0));
    down.setSingleStep(1);
    m_placing = false;
    QAbstractItemView::updateGeometries();
}

void RowTable::scrollContentsBy(int dx, int dy)
{
    if (dx != 0)
        QTableView::scrollContentsBy(dx, 0);
    if (dy == 0)
        return;
    if (std::abs(dy) >= wholeRows()) {
        viewport()->update();
        return;
    }
    const int value = verticalScrollBar()->value();
    const int pixels = static_cast<int>(offsetOf(value + dy) - offsetOf(value));
    scrollDirtyRegion(0, pixels);
    viewport()->scroll(0, pixels);
}

int RowTable::verticalOffset() const
{
    constexpr std::int64_t kMost = std::int64_t{1} << 30;
    return static_cast<int>(std::min(offsetOf(verticalScrollBar()->value()), kMost));
}

int RowTable::sizeHintForRow(int) const
{
    return Theme::kRowHeight;
}

// Of the rows in sight: nobody waits until all have been looked at.
int RowTable::sizeHintForColumn(int column) const
{
    if (!model())
        return -1;
    ensurePolished();
    int width = 0;
    for (int row = std::max(firstVisibleRow(), 0); row <= lastVisibleRow(); ++row)
        width = std::max(width, sizeHintForIndex(model()->index(row, column, rootIndex())).width());
    return width;
}

QModelIndex RowTable::moveCursor(CursorAction action, Qt::KeyboardModifiers)
{
    const int rows = rowCount();
    if (rows == 0)
        return {};
    const QModelIndex current = currentIndex();
    QHeaderView &header = *horizontalHeader();
    const auto column = [&](int visual, int step) {
        for (; visual >= 0 && visual < header.count(); visual += step) {
            if (const int logical = header.logicalIndex(visual); !header.isSectionHidden(logical))
                return logical;
        }
        return -1;
    };
    if (!current.isValid())
        return model()->index(0, column(0, 1), rootIndex());
    const auto toRow = [&](int row) {
        return model()->index(std::clamp(row, 0, rows - 1), current.column(), rootIndex());
    };
    const auto toColumn = [&](int step) {
        const int next = column(header.visualIndex(current.column()) + step, step);
        return next < 0 ? current : current.siblingAtColumn(next);
    };
    switch (action) {
    case MoveUp:
        return toRow(current.row() - 1);
    case MoveDown:
        return toRow(current.row() + 1);
    case MovePageUp:
        return toRow(current.row() - wholeRows());
    case MovePageDown:
        return toRow(current.row() + wholeRows());
    case MoveHome:
        return toRow(0);
    case MoveEnd:
        return toRow(rows - 1);
    case MoveLeft:
        return toColumn(isRightToLeft() ? 1 : -1);
    case MoveRight:
        return toColumn(isRightToLeft() ? -1 : 1);
    case MovePrevious:
        return toColumn(-1);
    case MoveNext:
        return toColumn(1);
    }
    return current;
}

void RowTable::setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags flags)
{
    const QRect area = rect.normalized();
    const int rows = rowCount();
    const int columns = model() ? model()->columnCount(rootIndex()) : 0;
    if (!selectionModel() || rows == 0 || columns == 0)
        return;
    // What is dragged to may be out of the viewport.
    const auto at = [&](int y) {
        const std::int64_t row = (offsetOf(verticalScrollBar()->value()) + y) / Theme::kRowHeight;
        return static_cast<int>(std::clamp<std::int64_t>(row, 0, rows - 1));
    };
    if (rowAt(std::max(area.top(), 0)) < 0) {
        selectionModel()->select(QItemSelection(), flags); // below the last row
        return;
    }
    selectionModel()->select(QItemSelection(model()->index(at(area.top()), 0, rootIndex()),
                                            model()->index(at(area.bottom()), columns - 1,
                                                           rootIndex())),
                             flags);
}

QRegion RowTable::visualRegionForSelection(const QItemSelection &selection) const
{
    QRegion region;
    const int first = std::max(firstVisibleRow(), 0);
    const int last = lastVisibleRow();
    for (const QItemSelectionRange &range : selection) {
        const int top = std::max(range.top(), first);
        const int bottom = std::min(range.bottom(), last);
        if (range.isValid() && top <= bottom)
            region += QRect(0, rowViewportPosition(top), viewport()->width(),
                            (bottom - top + 1) * Theme::kRowHeight);
    }
    return region;
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
    QPainter painter(viewport());
    const int rows = rowCount();
    fillBesideCells(painter, event->rect());
    if (rows == 0) {
        if (!m_emptyText.isEmpty())
            paintEmptyText(painter, *viewport(), m_emptyText);
        return;
    }
    const QRect dirty = event->rect();
    const int first = rowAt(std::max(dirty.top(), 0));
    if (first < 0)
        return;
    const int below = rowAt(dirty.bottom());
    const int last = below < 0 ? rows - 1 : below;
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    for (int row = first; row <= last; ++row)
        paintRow(painter, option, row, dirty);
}

// What no delegate paints: below the last row, and beside the last column.
void RowTable::fillBesideCells(QPainter &painter, const QRect &dirty) const
{
    const QBrush &brush = viewport()->palette().brush(viewport()->backgroundRole());
    const int rows = rowCount();
    const int bottom = rows == 0 ? 0 : std::max(rowViewportPosition(rows), 0);
    const QRect below = viewport()->rect().adjusted(0, bottom, 0, 0) & dirty;
    if (!below.isEmpty())
        painter.fillRect(below, brush);
    const QHeaderView &header = *horizontalHeader();
    const int right = std::max(header.length() - header.offset(), 0);
    const QRect beside = QRect(right, 0, viewport()->width() - right, bottom) & dirty;
    if (!beside.isEmpty())
        painter.fillRect(beside, brush);
}

void RowTable::paintRow(QPainter &painter, QStyleOptionViewItem option, int row,
                        const QRect &dirty) const
{
    const QHeaderView &header = *horizontalHeader();
    const QStyle::State state = option.state;
    const QModelIndex current = currentIndex();
    for (int visual = 0; visual < header.count(); ++visual) {
        const int column = header.logicalIndex(visual);
        if (header.isSectionHidden(column))
            continue;
        const QModelIndex index = model()->index(row, column, rootIndex());
        option.rect = visualRect(index);
        if (option.rect.right() < dirty.left() || option.rect.left() > dirty.right())
            continue;
        option.state = state;
        option.state.setFlag(QStyle::State_Enabled, model()->flags(index) & Qt::ItemIsEnabled);
        option.state.setFlag(QStyle::State_Selected, selectionModel()->isSelected(index));
        option.state.setFlag(QStyle::State_HasFocus, hasFocus() && index == current);
        itemDelegateForIndex(index)->paint(&painter, option, index);
    }
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
