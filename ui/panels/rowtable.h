// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

#include <cstdint>

class QPainter;
class QScrollBar;
class QStyleOptionViewItem;

namespace eventscope::ui {

// A list of rows of one height, without a grid: hover and selection belong to rows, Home and End to
// the whole list, and an empty list says why it is empty.
//
// A QTableView keeps some bytes for each row in its vertical header, 130 MB for ten million. Here
// that header stays empty, and everything that asks it where rows are is reckoned anew, which is
// quick because all rows are of one height. The scroll bar counts rows.
class RowTable : public QTableView
{
    Q_OBJECT

public:
    explicit RowTable(QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    void setSelectionModel(QItemSelectionModel *selection) override;
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                     const QList<int> &roles = {}) override;
    QRect visualRect(const QModelIndex &index) const override;
    QModelIndex indexAt(const QPoint &point) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    void keyboardSearch(const QString &text) override;

    // In place of QTableView's, which do not know where rows are.
    int rowAt(int y) const; // -1: none
    int rowViewportPosition(int row) const;
    static int rowHeight(int row);

    // In place of the vertical one.
    void takeScrollBar(QScrollBar *bar);

    int hoveredRow() const { return m_hovered; }
    void setEmptyText(const QString &text);
    QString emptyText() const { return m_emptyText; }
    // The rows that can be seen, whole or in part; -1 if there are none.
    int firstVisibleRow() const { return rowAt(0); }
    int lastVisibleRow() const;
    bool isAtEnd() const;
    // The rows of the selection, ascending.
    QList<int> selectedRows() const;

Q_SIGNALS:
    // Enter, or a double click.
    void rowActivated(int row);

protected:
    bool viewportEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void updateGeometries() override;
    void scrollContentsBy(int dx, int dy) override;
    int verticalOffset() const override;
    int sizeHintForRow(int row) const override;
    int sizeHintForColumn(int column) const override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags flags) override;
    QRegion visualRegionForSelection(const QItemSelection &selection) const override;

private:
    int rowCount() const;
    std::int64_t offsetOf(int value) const;
    int wholeRows() const; // that fit into the viewport
    void fillBesideCells(QPainter &painter, const QRect &dirty) const;
    void paintRow(QPainter &painter, QStyleOptionViewItem option, int row,
                  const QRect &dirty) const;
    void hover(int row);
    void hoverUnderMouse();

    QItemSelectionModel *m_noSelection = nullptr; // of the header
    int m_hovered = -1;
    bool m_placing = false; // updateGeometries() is at work
    QString m_emptyText;
};

// The background of a cell, of a row that is selected or marked so; returns the room for what stands in it.
QRect paintCell(QPainter &painter, const QStyleOptionViewItem &option, int row,
                bool marked = false);

} // namespace eventscope::ui
