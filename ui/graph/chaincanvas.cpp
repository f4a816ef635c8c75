// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/chaincanvas.h"

#include "graph/chaincanvasaccessible.h"
#include "graph/chaintext.h"
#include "panels/paint.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr double kLeastScale = 0.08;
constexpr double kMostScale = 2;
constexpr double kWholeScale = 0.65;   // at first all is shown, if it is no smaller than this ...
constexpr double kReadableScale = 0.9; // ... else a part, of this size
constexpr double kTextScale = 0.42;    // below it no text is painted
constexpr double kButtonZoom = 1.4;
constexpr double kMargin = 2 * Theme::kGrid;

} // namespace

ChainCanvas::ChainCanvas(QWidget *parent)
    : QWidget(parent)
    , m_card(new HoverCard(this))
{
    installChainAccessibility();
    setLayoutDirection(Qt::LeftToRight); // from cause to effect, as time runs
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Graph of causes and effects"));
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    describe();
}

void ChainCanvas::setPicture(ChainPicture picture)
{
    const auto before = m_picture.indexOf(m_playhead);
    const auto after = picture.indexOf(m_playhead);
    const bool sameWay = m_picture.direction == picture.direction;
    std::optional<QPointF> anchor;
    if (before && after && sameWay && !m_isFresh)
        anchor = toScreen(m_picture.nodes[*before].box.center());
    m_picture = std::move(picture);
    m_empty.clear();
    m_cursor = after ? after : std::optional(m_picture.start);
    m_card->hide();
    if (anchor)
        setView(m_scale, *anchor - m_picture.nodes[*after].box.center() * m_scale);
    else
        showWell();
    describe();
    announceChainNodes(*this);
    update();
}

void ChainCanvas::clear(const QString &why)
{
    const bool was = !m_picture.nodes.empty();
    m_picture = {};
    m_cursor.reset();
    m_empty = why;
    m_isFresh = true;
    m_card->hide();
    describe();
    if (was)
        announceChainNodes(*this);
    update();
}

void ChainCanvas::setPlayhead(Row row)
{
    if (row == m_playhead)
        return;
    m_playhead = row;
    if (const auto node = m_picture.indexOf(row)) {
        m_cursor = node;
        reveal(*node);
    }
    describe();
    update();
}

void ChainCanvas::setCursorNode(std::uint32_t node)
{
    m_cursor = node;
    reveal(node);
    describe();
    update();
    QAccessibleEvent focus(this, QAccessible::Focus);
    focus.setChild(static_cast<int>(node));
    QAccessible::updateAccessibility(&focus);
}

void ChainCanvas::choose(std::uint32_t node)
{
    setCursorNode(node);
    if (const Row row = m_picture.nodes[node].row; row != kNoRow && row != m_playhead)
        Q_EMIT eventChosen(row);
}

QSize ChainCanvas::minimumSizeHint() const
{
    return {20 * Theme::kGrid, 8 * Theme::kGrid};
}

// --- the view ---

void ChainCanvas::setView(double scale, const QPointF &origin)
{
    m_scale = scale;
    // Some of it always stays in sight.
    const QSizeF size = m_picture.size * m_scale;
    const auto keep = [](double at, double length, double room) {
        const double rest = std::min({length, room, 10.0 * Theme::kGrid});
        return std::clamp(at, rest - length, room - rest);
    };
    m_origin = {keep(origin.x(), size.width(), width()), keep(origin.y(), size.height(), height())};
    update();
    Q_EMIT viewChanged();
}

void ChainCanvas::zoomAt(double factor, const QPointF &place)
{
    if (m_picture.nodes.empty())
        return;
    const QPointF fixed = toPicture(place);
    const double scale = std::clamp(m_scale * factor, kLeastScale, kMostScale);
    m_isFresh = false;
    setView(scale, place - fixed * scale);
}

void ChainCanvas::zoomIn()
{
    const auto node = m_picture.indexOf(m_playhead);
    zoomAt(kButtonZoom, node && QRectF(rect()).contains(nodeRect(*node).center())
                            ? QPointF(nodeRect(*node).center())
                            : QRectF(rect()).center());
}

void ChainCanvas::zoomOut()
{
    zoomAt(1 / kButtonZoom, QRectF(rect()).center());
}

void ChainCanvas::fit()
{
    if (m_picture.nodes.empty())
        return;
    const double scale = std::min((width() - 2 * kMargin) / std::max(m_picture.size.width(), 1.0),
                                  (height() - 2 * kMargin)
                                      / std::max(m_picture.size.height(), 1.0));
    const double clamped = std::clamp(scale, kLeastScale, 1.0);
    m_isFresh = false;
    setView(clamped, QRectF(rect()).center()
                         - QPointF(m_picture.size.width(), m_picture.size.height()) / 2 * clamped);
}

void ChainCanvas::showWell()
{
    if (m_picture.nodes.empty())
        return;
    fit();
    m_isFresh = true;
    if (m_scale >= kWholeScale)
        return;
    // Around what is at the playhead; but no empty room where the picture ends.
    const std::uint32_t node = m_picture.indexOf(m_playhead).value_or(m_picture.start);
    const QPointF centre = m_picture.nodes[node].box.center();
    const auto place = [](double at, double length, double room) {
        if (length + 2 * kMargin <= room)
            return (room - length) / 2;
        return std::clamp(room / 2 - at, room - kMargin - length, kMargin);
    };
    const double scale = kReadableScale;
    setView(scale, {place(centre.x() * scale, m_picture.size.width() * scale, width()),
                    place(centre.y() * scale, m_picture.size.height() * scale, height())});
}

void ChainCanvas::reveal(std::uint32_t node)
{
    const QRectF box(nodeRect(node));
    const QRectF room = QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin);
    if (room.contains(box))
        return;
    const auto shift = [](double from, double to, double low, double high) {
        if (to - from > high - low || from < low)
            return low - from;
        return to > high ? high - to : 0.0;
    };
    setView(m_scale, m_origin
                         + QPointF(shift(box.left(), box.right(), room.left(), room.right()),
                                   shift(box.top(), box.bottom(), room.top(), room.bottom())));
}

QRect ChainCanvas::nodeRect(std::uint32_t node) const
{
    const QRectF &box = m_picture.nodes[node].box;
    return QRectF(toScreen(box.topLeft()), box.size() * m_scale).toAlignedRect();
}

std::optional<std::uint32_t> ChainCanvas::nodeAt(const QPointF &place) const
{
    const QPointF point = toPicture(place);
    for (std::uint32_t i = 0; i < m_picture.nodes.size(); ++i) {
        if (m_picture.nodes[i].box.contains(point))
            return i;
    }
    return std::nullopt;
}

bool ChainCanvas::isOnMore(const QPointF &place) const
{
    const QPointF point = toPicture(place);
    return std::any_of(m_picture.nodes.begin(), m_picture.nodes.end(), [&](const auto &node) {
        return m_picture.moreCausesRect(node).contains(point)
               || m_picture.moreEffectsRect(node).contains(point);
    });
}

// --- painting ---

void ChainCanvas::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    if (m_picture.nodes.empty()) {
        paintEmptyText(painter, *this, m_empty);
        return;
    }
    ChainLook look;
    look.playhead = m_playhead;
    if (hasFocus())
        look.cursor = m_cursor;
    look.visible = QRectF(toPicture(QPointF()), QSizeF(size()) / m_scale);
    look.withText = m_scale >= kTextScale;
    painter.translate(m_origin);
    painter.scale(m_scale, m_scale);
    paintChain(painter, m_picture, look);
}

void ChainCanvas::describe()
{
    setAccessibleDescription(m_picture.nodes.empty() ? m_empty
                             : m_cursor ? nodeSentence(m_picture, *m_cursor, m_playhead)
                                        : chainCount(m_picture));
}

} // namespace eventscope::ui
