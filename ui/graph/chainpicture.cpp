// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/chainpicture.h"

#include "panels/paint.h"
#include "timeline/hovercard.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QBuffer>
#include <QFontMetrics>
#include <QPainter>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace eventscope::ui {

namespace {

constexpr int kBoxWidth = 204;
constexpr int kMark = 12;
constexpr int kPadding = 6;
constexpr int kCorner = 3;
constexpr int kMorePadding = 4;
constexpr int kMargin = 2 * Theme::kGrid; // of pictures to give away
constexpr int kTitleHeight = 36;

std::optional<std::int64_t> timeOf(const EventLog &log, Row row)
{
    if (row == kNoRow || log.time(row) == kNoTime)
        return std::nullopt;
    return log.time(row).micros;
}

ChainPicture::Node nodeOf(const EventLog &log, const EventTypeStyles &styles,
                          const EventChain::Node &from, const std::string &missingId)
{
    ChainPicture::Node node;
    node.row = from.row;
    node.hiddenCauses = from.hiddenCauses;
    node.hiddenEffects = from.hiddenEffects;
    if (from.row == kNoRow) {
        node.type = QStringLiteral("not in this store");
        node.wholeType = QStringLiteral("A cause that is not in this store");
        node.stream = oneLine(missingId, 200);
        return node;
    }
    const Row row = from.row;
    const TypeId type = log.type(row);
    node.style = styles.style(type.value());
    node.type = oneLine(shortTypeName(log.typeName(type)).toStdString(), 120);
    node.wholeType = oneLine(log.typeName(type), 120);
    const StreamId stream = log.stream(row);
    node.stream = stream == kNoStream ? QStringLiteral("no stream")
                                      : oneLine(log.streamName(stream), 200);
    node.version = stream == kNoStream ? QString() : versionText(log.version(row));
    node.position = positionTag(log, row);
    node.time = dateTimeText(log.time(row));
    node.damaged = log.damaged(row);
    return node;
}

QRectF moreRect(const QRectF &box, std::uint32_t hidden, bool down, bool after)
{
    if (hidden == 0)
        return {};
    const QFontMetricsF metrics(Theme::instance().small());
    const QString text = u'+' + withThousands(hidden);
    const QSizeF size(metrics.horizontalAdvance(text) + 2 * kMorePadding, metrics.height());
    QRectF rect(QPointF(), size);
    const QPointF centre = box.center();
    if (down)
        rect.moveCenter({centre.x(), after ? box.bottom() : box.top()});
    else
        rect.moveCenter({after ? box.right() : box.left(), centre.y()});
    return rect;
}

void paintArrow(QPainter &painter, const GraphLayout::Curve &curve, const QColor &color)
{
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(curve.line);
    // The curve ends where the arrow begins, at either of its ends.
    QPointF base = curve.line.currentPosition();
    const QPointF other = curve.line.isEmpty() ? base : QPointF(curve.line.elementAt(0));
    const auto distance = [&](const QPointF &point) {
        return std::hypot(point.x() - curve.tip.x(), point.y() - curve.tip.y());
    };
    if (distance(other) < distance(base))
        base = other;
    const double length = distance(base);
    if (length < 0.5)
        return;
    const QPointF along = (curve.tip - base) / length;
    const QPointF across(-along.y() * 3.5, along.x() * 3.5);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF({curve.tip, base + across, base - across}));
}

void paintMore(QPainter &painter, const QRectF &rect, std::uint32_t hidden)
{
    if (rect.isEmpty())
        return;
    const Tokens &tokens = Theme::instance().tokens();
    painter.setPen(QPen(tokens.textDim, 1));
    painter.setBrush(tokens.raised);
    painter.drawRoundedRect(rect, kCorner, kCorner);
    painter.setFont(Theme::instance().small());
    painter.setPen(tokens.text);
    painter.drawText(rect, Qt::AlignCenter, u'+' + withThousands(hidden));
}

void paintText(QPainter &painter, const ChainPicture::Node &node, bool pale)
{
    const Theme &theme = Theme::instance();
    const Tokens &tokens = theme.tokens();
    const QColor ink = pale || node.row == kNoRow ? tokens.textDim : tokens.text;
    QRect room = node.box.adjusted(kPadding, kPadding - 1, -kPadding, -kPadding + 1).toRect();
    QRect first(room.left(), room.top(), room.width(), QFontMetrics(theme.heading()).height());
    if (node.row != kNoRow)
        first.setLeft(first.left() + kMark + Theme::kTight + 2);
    paintLine(painter, first, node.type,
              {theme.heading(), ink, Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideMiddle});
    QRect second(room.left(), first.bottom() + 1, room.width(), room.bottom() - first.bottom());
    if (!node.difference.isEmpty()) {
        const int width = QFontMetrics(theme.small()).horizontalAdvance(node.difference);
        paintLine(painter, second.adjusted(second.width() - width - 1, 0, 0, 0), node.difference,
                  {theme.small(), ink, Qt::AlignRight | Qt::AlignVCenter, Qt::ElideNone});
        second.setRight(second.right() - width - Theme::kGrid);
    }
    if (!node.version.isEmpty()) {
        // The name gives way, not the version.
        const int width = QFontMetrics(theme.small()).horizontalAdvance(node.version);
        QRect name = second.adjusted(0, 0, -width - Theme::kTight, 0);
        const int used = paintLine(painter, name, node.stream,
                                   {theme.small(), tokens.textDim, Qt::AlignLeft | Qt::AlignVCenter,
                                    Qt::ElideMiddle});
        paintLine(painter, second.adjusted(used + Theme::kTight + 1, 0, 0, 0), node.version,
                  {theme.small(), tokens.textDim, Qt::AlignLeft | Qt::AlignVCenter,
                   Qt::ElideRight});
    } else {
        paintLine(painter, second, node.stream,
                  {theme.small(), tokens.textDim, Qt::AlignLeft | Qt::AlignVCenter,
                   Qt::ElideMiddle});
    }
}

void paintNode(QPainter &painter, const ChainPicture &picture, std::uint32_t index,
               const ChainLook &look)
{
    const Tokens &tokens = Theme::instance().tokens();
    const ChainPicture::Node &node = picture.nodes[index];
    const bool isMissing = node.row == kNoRow;
    const bool isCurrent = !isMissing && node.row == look.playhead;
    const bool isLater = !isMissing && look.playhead != kNoRow && node.row > look.playhead;
    const QRectF box = node.box.adjusted(0.5, 0.5, -0.5, -0.5);
    QPen border(isCurrent   ? tokens.accent
                : isMissing ? tokens.textDim
                            : tokens.hairline,
                isCurrent ? 2 : 1);
    if (isMissing)
        border.setStyle(Qt::DashLine);
    painter.setPen(border);
    painter.setBrush(isCurrent ? tokens.selection : isMissing ? tokens.surface : tokens.raised);
    painter.drawRoundedRect(box, kCorner, kCorner);
    if (look.cursor == index) {
        painter.setPen(QPen(tokens.accent, 1, Qt::DotLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), kCorner + 2, kCorner + 2);
    }
    if (!isMissing) {
        const double line = QFontMetricsF(Theme::instance().heading()).height();
        const QRectF mark(node.box.left() + kPadding,
                          node.box.top() + kPadding - 1 + (line - kMark) / 2, kMark, kMark);
        painter.setOpacity(isLater ? 0.5 : 1);
        paintMark(painter, mark, node.style);
        painter.setOpacity(1);
    }
    if (look.withText)
        paintText(painter, node, isLater);
    paintMore(painter, picture.moreCausesRect(node), node.hiddenCauses);
    paintMore(painter, picture.moreEffectsRect(node), node.hiddenEffects);
}

void paintEdge(QPainter &painter, const ChainPicture &picture, const ChainPicture::Edge &edge,
               const ChainLook &look)
{
    const Tokens &tokens = Theme::instance().tokens();
    const Row cause = picture.nodes[edge.cause].row;
    const Row effect = picture.nodes[edge.effect].row;
    const bool isOfCurrent = look.playhead != kNoRow
                             && (cause == look.playhead || effect == look.playhead);
    QColor color = isOfCurrent ? tokens.accent : tokens.textDim;
    if (look.playhead != kNoRow && effect > look.playhead && effect != kNoRow && !isOfCurrent)
        color.setAlphaF(0.55F);
    QPen pen(color, isOfCurrent ? 1.6 : 1);
    if (picture.kind == EventChain::Kind::Correlation)
        pen.setStyle(Qt::DashLine); // an order, no cause
    painter.setPen(pen);
    paintArrow(painter, edge.curve, color);
}

QSize wholeSize(const ChainPicture &picture)
{
    return QSize(static_cast<int>(std::ceil(picture.size.width())) + 2 * kMargin,
                 static_cast<int>(std::ceil(picture.size.height())) + 2 * kMargin + kTitleHeight);
}

void paintWhole(QPainter &painter, const ChainPicture &picture, Row playhead, const QString &title)
{
    const Theme &theme = Theme::instance();
    const QSize size = wholeSize(picture);
    painter.fillRect(QRect(QPoint(), size), theme.tokens().surface);
    paintLine(painter, QRect(kMargin, 0, size.width() - 2 * kMargin, kTitleHeight), title,
              {theme.heading(), theme.tokens().text, Qt::AlignLeft | Qt::AlignVCenter,
               Qt::ElideMiddle});
    painter.translate(kMargin, kMargin + kTitleHeight);
    ChainLook look;
    look.playhead = playhead;
    paintChain(painter, picture, look);
}

} // namespace

std::optional<std::uint32_t> ChainPicture::indexOf(Row row) const
{
    if (row == kNoRow)
        return std::nullopt;
    const auto found = std::find_if(nodes.begin(), nodes.end(),
                                    [row](const Node &node) { return node.row == row; });
    if (found == nodes.end())
        return std::nullopt;
    return static_cast<std::uint32_t>(found - nodes.begin());
}

std::vector<std::uint32_t> ChainPicture::causesOf(std::uint32_t node) const
{
    std::vector<std::uint32_t> causes;
    for (const Edge &edge : edges) {
        if (edge.effect == node)
            causes.push_back(edge.cause);
    }
    return causes;
}

std::vector<std::uint32_t> ChainPicture::effectsOf(std::uint32_t node) const
{
    std::vector<std::uint32_t> effects;
    for (const Edge &edge : edges) {
        if (edge.cause == node)
            effects.push_back(edge.effect);
    }
    return effects;
}

std::vector<std::uint32_t> ChainPicture::siblingsOf(std::uint32_t node) const
{
    const std::vector<std::uint32_t> causes = causesOf(node);
    if (!causes.empty())
        return effectsOf(causes.front());
    std::vector<bool> isEffect(nodes.size(), false);
    for (const Edge &edge : edges)
        isEffect[edge.effect] = true;
    std::vector<std::uint32_t> first;
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        if (!isEffect[i])
            first.push_back(i);
    }
    return first;
}

QRectF ChainPicture::moreCausesRect(const Node &node) const
{
    return moreRect(node.box, node.hiddenCauses, direction == GraphToLayOut::Direction::Down,
                    false);
}

QRectF ChainPicture::moreEffectsRect(const Node &node) const
{
    return moreRect(node.box, node.hiddenEffects, direction == GraphToLayOut::Direction::Down,
                    true);
}

QSizeF chainBoxSize()
{
    const Theme &theme = Theme::instance();
    return {kBoxWidth, static_cast<qreal>(QFontMetrics(theme.heading()).height()
                                          + QFontMetrics(theme.small()).height() + 2 * kPadding)};
}

GraphToLayOut graphOf(const EventChain &chain, GraphToLayOut::Direction direction)
{
    GraphToLayOut graph;
    graph.boxes = static_cast<std::uint32_t>(chain.nodes.size());
    graph.boxSize = chainBoxSize();
    graph.direction = direction;
    for (const EventChain::Edge &edge : chain.edges)
        graph.edges.push_back({edge.cause, edge.effect});
    return graph;
}

ChainPicture pictureOf(const EventLog &log, const EventTypeStyles &styles,
                       const CauseChains::Answer &answer, GraphToLayOut::Direction direction,
                       const GraphLayout &layout)
{
    const EventChain &chain = answer.chain;
    ChainPicture picture;
    picture.kind = chain.kind;
    picture.direction = direction;
    picture.size = layout.size;
    picture.start = chain.start;
    picture.total = chain.total;
    picture.isTotalLeast = chain.isTotalLeast;
    picture.correlation = oneLine(answer.correlation, 200);
    std::unordered_set<std::uint32_t> streams;
    for (std::size_t i = 0; i < chain.nodes.size(); ++i) {
        picture.nodes.push_back(nodeOf(log, styles, chain.nodes[i], answer.missingIds[i]));
        picture.nodes.back().box = layout.boxes[i];
        if (const Row row = chain.nodes[i].row; row != kNoRow && log.stream(row) != kNoStream)
            streams.insert(log.stream(row).value());
    }
    picture.streams = static_cast<int>(streams.size());
    for (std::size_t i = 0; i < chain.edges.size(); ++i) {
        const EventChain::Edge &edge = chain.edges[i];
        picture.edges.push_back({edge.cause, edge.effect, layout.curves[i]});
        QString &difference = picture.nodes[edge.effect].difference;
        const auto before = timeOf(log, chain.nodes[edge.cause].row);
        const auto after = timeOf(log, chain.nodes[edge.effect].row);
        if (difference.isEmpty() && before && after)
            difference = differenceText(*after - *before);
    }
    return picture;
}

void paintChain(QPainter &painter, const ChainPicture &picture, const ChainLook &look)
{
    constexpr double kAround = 12; // of a box: what tells of hidden events, the cursor
    const auto isVisible = [&look](const QRectF &rect) {
        return look.visible.isNull()
               || look.visible.intersects(rect.adjusted(-kAround, -kAround, kAround, kAround));
    };
    painter.setRenderHint(QPainter::Antialiasing);
    // Those of the event at the playhead lie on top.
    for (const bool ofCurrent : {false, true}) {
        for (const ChainPicture::Edge &edge : picture.edges) {
            const bool isOfCurrent = look.playhead != kNoRow
                                     && (picture.nodes[edge.cause].row == look.playhead
                                         || picture.nodes[edge.effect].row == look.playhead);
            if (isOfCurrent == ofCurrent && isVisible(edge.curve.line.controlPointRect()))
                paintEdge(painter, picture, edge, look);
        }
    }
    for (std::uint32_t i = 0; i < picture.nodes.size(); ++i) {
        if (isVisible(picture.nodes[i].box))
            paintNode(painter, picture, i, look);
    }
}

QByteArray chainSvg(const ChainPicture &picture, Row playhead, const QString &title)
{
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    const QSize size = wholeSize(picture);
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(), size));
    // So that fonts in points come out as large as on the screen.
    generator.setResolution(qRound(QFontMetrics(Theme::instance().small()).fontDpi()));
    generator.setTitle(title);
    QPainter painter(&generator);
    paintWhole(painter, picture, playhead, title);
    painter.end();
    return buffer.data();
}

QImage chainImage(const ChainPicture &picture, Row playhead, const QString &title, qreal ratio)
{
    // Of very large ones fewer pixels: no more than some hundred megabytes.
    constexpr qreal kMostSide = 16'000;
    const QSize size = wholeSize(picture);
    const qreal side = std::max(size.width(), size.height());
    ratio = std::min(ratio, kMostSide / side);
    QImage image(size * ratio, QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        return image;
    image.setDevicePixelRatio(ratio);
    QPainter painter(&image);
    paintWhole(painter, picture, playhead, title);
    return image;
}

} // namespace eventscope::ui
