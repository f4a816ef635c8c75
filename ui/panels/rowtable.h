// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

class QStyleOptionViewItem;

namespace eventscope::ui {

// A list of rows of one height, without a grid: hover and selection belong to rows, Home and End to
// the whole list, and an empty list says why it is empty.
class RowTable : public QTableView
{
    Q_OBJECT

public:
    explicit RowTable(QWidget *parent = nullptr);

    void setSelectionModel(QItemSelectionModel *selection) override;

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

private:
    void hover(int row);
    void hoverUnderMouse();

    QItemSelectionModel *m_noSelection = nullptr; // of the header
    int m_hovered = -1;
    QString m_emptyText;
};

// The background of a cell, of a row that is selected or marked so; returns the room for what stands in it.
QRect paintCell(QPainter &painter, const QStyleOptionViewItem &option, int row,
                bool marked = false);

} // namespace eventscope::ui
