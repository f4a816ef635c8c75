// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/chainpicture.h"
#include "timeline/hovercard.h"

#include <QPointF>
#include <QWidget>

#include <cstdint>
#include <optional>

namespace eventscope::ui {

// A chain of events to look around in. The wheel zooms at the mouse, dragging pans, a click chooses an event. The keyboard walks along
// the edges: against the direction of the graph to a cause, along it to the first effect, across it from one effect to the next.
class ChainCanvas : public QWidget
{
    Q_OBJECT

public:
    explicit ChainCanvas(QWidget *parent = nullptr);

    // What is at the playhead stays where it is on the screen, if it was there before.
    void setPicture(ChainPicture picture);
    void clear(const QString &why); // what is said instead
    const ChainPicture &picture() const { return m_picture; }
    QString emptyText() const { return m_empty; }
    void setPlayhead(Row row);
    Row playhead() const { return m_playhead; }
    // The node of the keyboard.
    std::optional<std::uint32_t> cursor() const { return m_cursor; }
    void setCursorNode(std::uint32_t node);
    void choose(std::uint32_t node); // as a click on it does

    double scale() const { return m_scale; }
    // Of the node on the screen; for those who point at it.
    QRect nodeRect(std::uint32_t node) const;
    std::optional<std::uint32_t> nodeAt(const QPointF &place) const;
    const HoverCard &hoverCard() const { return *m_card; }

    QSize minimumSizeHint() const override;

public Q_SLOTS:
    void zoomIn();
    void zoomOut();
    void fit();

Q_SIGNALS:
    void eventChosen(eventscope::Row row);
    void moreWanted(); // of what is hidden
    void menuWanted(const QPoint &place);
    void viewChanged();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    enum class Walk { ToCause, ToEffect, ToPrevious, ToNext };

    std::optional<Walk> walkOf(int key) const;
    void walk(Walk where);
    void zoomAt(double factor, const QPointF &place);
    void setView(double scale, const QPointF &origin);
    void showWell(); // at first: all of it, or what is at the playhead in a size that can be read
    void reveal(std::uint32_t node);
    void describe();
    void hoverAt(const QPointF &place);
    bool isOnMore(const QPointF &place) const;
    QPointF toPicture(const QPointF &place) const { return (place - m_origin) / m_scale; }
    QPointF toScreen(const QPointF &point) const { return point * m_scale + m_origin; }

    ChainPicture m_picture;
    QString m_empty;
    Row m_playhead = kNoRow;
    std::optional<std::uint32_t> m_cursor;
    double m_scale = 1;
    QPointF m_origin;      // of the picture, on the screen
    bool m_isFresh = true; // nobody has moved the view: it fits itself to the size
    std::optional<QPointF> m_pressedAt;
    QPointF m_draggedTo;
    bool m_isPanning = false;
    HoverCard *m_card;
};

} // namespace eventscope::ui
