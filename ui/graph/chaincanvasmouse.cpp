// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What mouse and keyboard do to a ChainCanvas.
#include "graph/chaincanvas.h"
#include "graph/chaintext.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace eventscope::ui {

namespace {

constexpr double kWheelZoom = 1.2; // a notch
constexpr int kNotch = 120;
constexpr int kKeyPan = 10 * Theme::kGrid;

} // namespace

bool ChainCanvas::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        // The arrows walk here, they do not step the stream; and it is the graph that is zoomed.
        const auto *const key = static_cast<QKeyEvent *>(event);
        const auto modifiers = key->modifiers() & ~Qt::KeypadModifier;
        const bool plain = modifiers == Qt::NoModifier;
        const bool zooms = (plain || modifiers == Qt::ShiftModifier)
                           && (key->key() == Qt::Key_Plus || key->key() == Qt::Key_Equal
                               || key->key() == Qt::Key_Minus || key->key() == Qt::Key_0);
        if (!m_picture.nodes.empty()
            && (zooms || (plain && (walkOf(key->key()) || key->key() == Qt::Key_Home)))) {
            event->accept();
            return true;
        }
    } else if (event->type() == QEvent::NativeGesture) {
        const auto *const gesture = static_cast<QNativeGestureEvent *>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture && gesture->value() > -1) {
            zoomAt(1 + gesture->value(), gesture->position());
            return true;
        }
    }
    return QWidget::event(event);
}

std::optional<ChainCanvas::Walk> ChainCanvas::walkOf(int key) const
{
    const bool down = m_picture.direction == GraphToLayOut::Direction::Down;
    switch (key) {
    case Qt::Key_Up:
        return down ? Walk::ToCause : Walk::ToPrevious;
    case Qt::Key_Down:
        return down ? Walk::ToEffect : Walk::ToNext;
    case Qt::Key_Left:
        return down ? Walk::ToPrevious : Walk::ToCause;
    case Qt::Key_Right:
        return down ? Walk::ToNext : Walk::ToEffect;
    default:
        return std::nullopt;
    }
}

void ChainCanvas::walk(Walk where)
{
    if (!m_cursor)
        return;
    if (where == Walk::ToCause || where == Walk::ToEffect) {
        const auto next = where == Walk::ToCause ? m_picture.causesOf(*m_cursor)
                                                 : m_picture.effectsOf(*m_cursor);
        if (!next.empty())
            choose(next.front());
        return;
    }
    const auto siblings = m_picture.siblingsOf(*m_cursor);
    const auto here = std::find(siblings.begin(), siblings.end(), *m_cursor);
    if (here == siblings.end())
        return;
    if (where == Walk::ToPrevious && here != siblings.begin())
        choose(*std::prev(here));
    else if (where == Walk::ToNext && std::next(here) != siblings.end())
        choose(*std::next(here));
}

void ChainCanvas::keyPressEvent(QKeyEvent *event)
{
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (m_picture.nodes.empty())
        return QWidget::keyPressEvent(event);
    if (modifiers == Qt::ShiftModifier && walkOf(event->key())) {
        const int x = event->key() == Qt::Key_Left ? 1 : event->key() == Qt::Key_Right ? -1 : 0;
        const int y = event->key() == Qt::Key_Up ? 1 : event->key() == Qt::Key_Down ? -1 : 0;
        m_isFresh = false;
        return setView(m_scale, m_origin + QPointF(x, y) * kKeyPan);
    }
    if (modifiers & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return QWidget::keyPressEvent(event);
    if (const auto where = walkOf(event->key()))
        return walk(*where);
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomIn();
    case Qt::Key_Minus:
        return zoomOut();
    case Qt::Key_0:
        return fit();
    case Qt::Key_Home: { // the first cause
        std::uint32_t node = m_cursor.value_or(m_picture.start);
        // No further than there are nodes: causes may go in a circle.
        for (std::size_t i = 0; i < m_picture.nodes.size(); ++i) {
            const auto causes = m_picture.causesOf(node);
            if (causes.empty())
                break;
            node = causes.front();
        }
        return choose(node);
    }
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_cursor)
            choose(*m_cursor);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void ChainCanvas::wheelEvent(QWheelEvent *event)
{
    if (m_picture.nodes.empty())
        return QWidget::wheelEvent(event);
    const QPoint turned = event->angleDelta();
    if (event->modifiers() & Qt::ShiftModifier) {
        m_isFresh = false;
        setView(m_scale, m_origin + QPointF(turned.x() + turned.y(), 0) / 2);
    } else {
        zoomAt(std::pow(kWheelZoom, static_cast<double>(turned.y()) / kNotch), event->position());
    }
    event->accept();
}

void ChainCanvas::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return QWidget::mousePressEvent(event);
    m_pressedAt = event->position();
    m_draggedTo = event->position();
    m_isPanning = false;
    m_card->hide();
}

void ChainCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_pressedAt)
        return hoverAt(event->position());
    const QPointF moved = event->position() - *m_pressedAt;
    if (!m_isPanning && moved.manhattanLength() < QApplication::startDragDistance())
        return;
    m_isPanning = true;
    m_isFresh = false;
    setCursor(Qt::ClosedHandCursor);
    setView(m_scale, m_origin + event->position() - m_draggedTo);
    m_draggedTo = event->position();
}

void ChainCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_pressedAt)
        return;
    m_pressedAt.reset();
    unsetCursor();
    if (std::exchange(m_isPanning, false) || event->button() != Qt::LeftButton)
        return;
    if (isOnMore(event->position()))
        Q_EMIT moreWanted();
    else if (const auto node = nodeAt(event->position()))
        choose(*node);
}

void ChainCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && !nodeAt(event->position()))
        fit();
}

void ChainCanvas::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_picture.nodes.empty())
        return;
    const bool byKeys = event->reason() == QContextMenuEvent::Keyboard && m_cursor;
    Q_EMIT menuWanted(byKeys ? mapToGlobal(nodeRect(*m_cursor).center()) : event->globalPos());
}

void ChainCanvas::hoverAt(const QPointF &place)
{
    const auto node = nodeAt(place);
    const bool isLink = isOnMore(place) || (node && m_picture.nodes[*node].row != kNoRow);
    setCursor(isLink ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (node)
        m_card->showLines(nodeCard(m_picture, *node), mapToGlobal(place).toPoint());
    else
        m_card->hide();
}

void ChainCanvas::leaveEvent(QEvent *event)
{
    m_card->hide();
    QWidget::leaveEvent(event);
}

void ChainCanvas::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_isFresh)
        showWell();
    else if (!m_picture.nodes.empty())
        setView(m_scale, m_origin);
}

void ChainCanvas::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void ChainCanvas::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    m_card->hide();
    update();
}

} // namespace eventscope::ui
