// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/timelinepainter.h"

#include "timeline/fieldlanepainter.h"
#include "timeline/foldpainter.h"
#include "widgets/format.h"
#include "widgets/theme.h"
#include "widgets/timezone.h"

#include <QFontMetrics>
#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace eventscope::ui {

namespace {

constexpr int kHoverMark = 14;
constexpr qreal kHandle = 6;     // half of its width
constexpr int kTickLabelTop = 8; // below the playhead's handle
constexpr int kNameMargin = Theme::kGrid;
constexpr int kMostNameCharacters = 200;
constexpr int kPin = 14;
constexpr int kLeastBar = 2;
constexpr double kFuture = 0.45; // of the colour that is left after the playhead

const Tokens &tokens()
{
    return Theme::instance().tokens();
}

QColor translucent(QColor color, qreal alpha)
{
    color.setAlphaF(static_cast<float>(alpha));
    return color;
}

// Opaque: `part` of the colour over the other.
QColor mixed(const QColor &color, const QColor &over, double part)
{
    const auto channel = [part](int a, int b) {
        return static_cast<int>(std::lround(a * part + b * (1 - part)));
    };
    return QColor(channel(color.red(), over.red()), channel(color.green(), over.green()),
                  channel(color.blue(), over.blue()));
}

QString nameOf(const EventLog &log, const Lane &lane)
{
    if (lane.isStream())
        return oneLine(log.streamName(lane.stream()), kMostNameCharacters);
    if (lane.streamType() == kNoStreamType)
        return QStringLiteral("(no type)");
    return oneLine(log.streamTypeName(lane.streamType()), kMostNameCharacters);
}

// Where the whole name has no room: the type, which all lanes share, goes first.
QString shortNameOf(const EventLog &log, const Lane &lane)
{
    if (!lane.isStream())
        return nameOf(log, lane);
    const StreamTypeId type = log.streamSummary(lane.stream()).type;
    const std::string_view name = log.streamName(lane.stream());
    if (type == kNoStreamType)
        return oneLine(name, kMostNameCharacters);
    return oneLine(withoutType(name, log.streamTypeName(type)), kMostNameCharacters);
}

} // namespace

int barHeight(std::uint32_t count, std::uint32_t most, int height)
{
    const double part = std::sqrt(static_cast<double>(count) / std::max(most, 1U));
    return std::clamp(static_cast<int>(std::lround(part * height)), std::min(kLeastBar, height),
                      height);
}

int streamBarHeight(std::uint32_t count, int height)
{
    constexpr int kLeast = 6;
    const double part = std::min(std::log2(static_cast<double>(std::max(count, 1U))) / 10, 1.0);
    return std::min(kLeast + static_cast<int>(std::lround(part * (height - kLeast))), height);
}

void TimelinePainter::setFonts(const QFont &names, const QFont &axis)
{
    m_nameFont = names;
    m_axisFont = axis;
}

void TimelinePainter::dropLooks()
{
    m_looks.clear();
    m_colors.clear();
}

void TimelinePainter::forgetTypes()
{
    m_colors.clear();
}

void TimelinePainter::updateColors(const EventTypeStyles &styles, std::uint32_t typeCount)
{
    if (m_colors.size() == std::size_t{typeCount} + 1)
        return;
    m_colors.clear();
    for (std::uint32_t type = 0; type < typeCount; ++type) {
        const QColor color = styles.style(type).color();
        m_colors.push_back({color, mixed(color, tokens().surface, kFuture)});
    }
    m_colors.push_back({tokens().textDim, mixed(tokens().textDim, tokens().surface, kFuture)});
}

const QPixmap &TimelinePainter::look(const EventTypeStyle &style, int size, When when, qreal ratio)
{
    if (ratio != m_ratio) {
        m_looks.clear();
        m_ratio = ratio;
    }
    const quint32 key = style.hue | (static_cast<quint32>(style.shape) << 8)
                        | (style.failure ? 1U << 16 : 0U) | (when == When::Future ? 1U << 17 : 0U)
                        | (static_cast<quint32>(size) << 20);
    auto found = m_looks.find(key);
    if (found == m_looks.end()) {
        QPixmap pixmap(QSize(size, size) * ratio);
        pixmap.setDevicePixelRatio(ratio);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        if (when == When::Future)
            painter.setOpacity(kFuture);
        paintMark(painter, QRectF(0, 0, size, size), style);
        painter.end();
        found = m_looks.insert(key, pixmap);
    }
    return found.value();
}

void TimelinePainter::drawMark(QPainter &painter, int x, int y, const EventTypeStyle &style,
                               int size, When when)
{
    // Vectors stay vectors.
    if (painter.paintEngine()->type() == QPaintEngine::SVG) {
        painter.setOpacity(when == When::Future ? kFuture : 1);
        paintMark(painter, QRectF(x - size / 2, y - size / 2, size, size), style);
        painter.setOpacity(1);
        return;
    }
    painter.drawPixmap(x - size / 2, y - size / 2,
                       look(style, size, when, painter.device()->devicePixelRatioF()));
}

// From the bottom up, its parts stacked by type.
void TimelinePainter::paintBar(QPainter &painter, int x, int bottom, int height,
                               const TrackBar &bar)
{
    const auto when = static_cast<std::size_t>(whenAt(x));
    const auto color = [&](TypeId type) -> const QColor & {
        return m_colors[std::min<std::size_t>(type.value(), m_colors.size() - 1)][when];
    };
    int painted = 0;
    std::uint64_t counted = 0;
    for (const CountPyramid::TypeCount &share : bar.shares()) {
        counted += share.count;
        // Of the running sum, so that rounding leaves no gap.
        const int upTo = static_cast<int>(std::min<std::uint64_t>(counted, bar.count)
                                          * static_cast<std::uint64_t>(height)
                                          / std::max(bar.count, 1U));
        if (upTo > painted) {
            painter.fillRect(x, bottom - upTo, TimelineScene::kBarWidth, upTo - painted,
                             color(share.type));
            painted = upTo;
        }
    }
    if (painted < height) {
        const bool hasOthers = bar.typeCount == 0 || counted < bar.count;
        painter.fillRect(x, bottom - height, TimelineScene::kBarWidth, height - painted,
                         hasOthers ? m_colors.back()[when] : color(bar.dominantType()));
    }
}

void TimelinePainter::paintBase(QPainter &painter, const TimelineScene &scene,
                                const EventTypeStyles &styles, Row playhead)
{
    const QRect whole(QPoint(0, 0), scene.size());
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(whole, tokens().surface);
    if (!scene.log())
        return;
    updateColors(styles, scene.log()->typeCount());
    m_playheadX = scene.xOfRow(playhead).value_or(std::numeric_limits<int>::max());

    // Lines of the axis through all lanes, faint: they are there to be looked for.
    const QRect area = scene.trackArea();
    const QColor grid = mixed(tokens().hairline, tokens().surface, 0.5);
    for (const AxisTicks::Tick &tick : scene.ticks().ticks)
        painter.fillRect(scene.columnToX(scene.range().column(tick.unit, area.width())), 0, 1,
                         area.height(), grid);

    paintFolds(painter, scene);

    painter.save();
    paintLanes(painter, scene, styles);
    painter.setClipRect(scene.allRect());
    paintAll(painter, scene, styles);
    painter.restore();
    paintNames(painter, scene);
    if (scene.standingLanes() > 0)
        painter.fillRect(0, scene.scrolledRect().top() - 1, whole.width(), 1, tokens().hairline);
    paintFieldLanes(painter, scene, m_nameFont, m_playheadX);
    paintAxis(painter, scene);
    paintFoldLabels(painter, scene, m_axisFont);
    painter.fillRect(0, TimelineScene::kAllHeight, whole.width(), 1, tokens().hairline);
    painter.fillRect(scene.nameWidth(), 0, 1, whole.height(), tokens().hairline);
}

void TimelinePainter::paintAll(QPainter &painter, const TimelineScene &scene,
                               const EventTypeStyles &styles)
{
    const QRect rect = scene.allRect();
    const int bottom = rect.bottom() + 1;
    // By position every bar holds as many events: a low band of their types says all there is.
    const int height = scene.mode() == AxisMode::Time ? rect.height() - Theme::kTight
                                                      : rect.height() / 2;
    for (const TrackBar &bar : scene.all().track.bars)
        paintBar(painter, scene.columnToX(bar.column), bottom,
                 barHeight(bar.count, scene.allMost(), height), bar);
    for (const TrackMark &mark : scene.all().track.marks) {
        const TypeId type = scene.log()->type(scene.all().row(mark.index));
        const int x = scene.columnToX(mark.column);
        drawMark(painter, x, rect.center().y(), styles.style(type.value()),
                 TimelineScene::kMarkSize, whenAt(x));
    }
}

void TimelinePainter::paintLanes(QPainter &painter, const TimelineScene &scene,
                                 const EventTypeStyles &styles)
{
    for (const TimelineScene::LaneLayout &layout : scene.laneLayouts()) {
        painter.setClipRect(scene.laneClip(layout.index));
        if (layout.lane.isStream()) {
            paintStream(painter, scene, styles, layout);
            continue;
        }
        const QRect rect = scene.laneRect(layout.index);
        const int height = rect.height() - Theme::kTight;
        for (const TrackBar &bar : layout.track.bars)
            paintBar(painter, scene.columnToX(bar.column), rect.bottom(),
                     barHeight(bar.count, layout.most, height), bar);
        paintMarks(painter, scene, styles, layout);
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1,
                         mixed(tokens().hairline, tokens().surface, 0.6));
    }
}

void TimelinePainter::paintStream(QPainter &painter, const TimelineScene &scene,
                                  const EventTypeStyles &styles,
                                  const TimelineScene::LaneLayout &layout)
{
    const QRect rect = scene.laneRect(layout.index);
    if (scene.selectedStream() == layout.lane.stream())
        painter.fillRect(rect, mixed(tokens().selection, tokens().surface, 0.6));
    // From its first event to its last.
    const int middle = rect.center().y();
    if (layout.lastColumn > layout.firstColumn)
        painter.fillRect(scene.columnToX(layout.firstColumn), middle,
                         layout.lastColumn - layout.firstColumn + 1, 1, tokens().hairline);
    // All of it out of view: which way it is.
    const bool isKnown = layout.lastColumn >= layout.firstColumn;
    if (isKnown && (layout.lastColumn < 0 || layout.firstColumn >= scene.trackArea().width())) {
        const bool before = layout.lastColumn < 0;
        painter.setPen(tokens().textDim);
        painter.drawText(scene.lanesRect().intersected(rect).adjusted(Theme::kTight, 0,
                                                                      -Theme::kTight, 0),
                         static_cast<int>((before ? Qt::AlignLeft : Qt::AlignRight)
                                          | Qt::AlignVCenter),
                         QString(QChar(before ? 0x2039 : 0x203a)));
        return;
    }
    for (const TrackBar &bar : layout.track.bars) {
        const int height = streamBarHeight(bar.count, rect.height() - Theme::kTight);
        paintBar(painter, scene.columnToX(bar.column), middle + (height + 1) / 2, height, bar);
    }
    paintMarks(painter, scene, styles, layout);
}

void TimelinePainter::paintMarks(QPainter &painter, const TimelineScene &scene,
                                 const EventTypeStyles &styles,
                                 const TimelineScene::LaneLayout &layout)
{
    const int middle = scene.laneRect(layout.index).center().y();
    for (const TrackMark &mark : layout.track.marks) {
        const TypeId type = scene.log()->type(layout.rows->row(scene.mode(), mark.index));
        const int x = scene.columnToX(mark.column);
        drawMark(painter, x, middle, styles.style(type.value()), TimelineScene::kMarkSize,
                 whenAt(x));
    }
}

void TimelinePainter::paintNames(QPainter &painter, const TimelineScene &scene)
{
    const EventLog &log = *scene.log();
    const QRect names = scene.namesRect();
    const int width = names.width() - 2 * kNameMargin;
    const QFontMetrics metrics(m_nameFont);
    painter.save();
    painter.fillRect(names, tokens().surface); // over marks that the edge cuts
    painter.setFont(m_nameFont);
    painter.setClipRect(QRect(0, 0, names.width(), TimelineScene::kAllHeight));
    painter.setPen(tokens().text);
    const QRect all(kNameMargin, 0, width, TimelineScene::kAllHeight);
    painter.drawText(all, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("all"));
    const QString total = withThousands(log.rowCount());
    if (metrics.horizontalAdvance(QStringLiteral("all  ") + total) < width) {
        painter.setPen(tokens().textDim);
        painter.drawText(all, Qt::AlignRight | Qt::AlignVCenter, total);
    }
    for (const TimelineScene::LaneLayout &layout : scene.laneLayouts()) {
        const QRect rect = scene.laneRect(layout.index);
        const QRect clip = scene.laneClip(layout.index);
        painter.setClipRect(QRect(0, clip.top(), names.width(), clip.height()));
        const bool selected = layout.lane.isStream()
                              && scene.selectedStream() == layout.lane.stream();
        if (selected)
            painter.fillRect(QRect(0, rect.top(), 3, rect.height()), tokens().accent);
        int room = width;
        if (layout.index < scene.lanes().pinnedCount()) {
            Theme::instance()
                .icon(QStringLiteral("window-pin"))
                .paint(&painter, kNameMargin + width - kPin, rect.center().y() - kPin / 2, kPin,
                       kPin);
            room -= kPin + Theme::kTight;
        }
        if (!layout.lane.isStream() && layout.lane.streamType() != kNoStreamType) {
            const auto summary = log.streamTypeSummary(layout.lane.streamType());
            const QString count = withThousands(static_cast<std::int64_t>(summary.events));
            painter.setPen(tokens().textDim);
            painter.drawText(QRect(kNameMargin, rect.top(), width, rect.height()),
                             Qt::AlignRight | Qt::AlignVCenter, count);
            room -= metrics.horizontalAdvance(count) + Theme::kGrid;
        }
        QString name = nameOf(log, layout.lane);
        // That of a pinned one may be of any type.
        if (layout.index >= scene.lanes().pinnedCount() && metrics.horizontalAdvance(name) > room)
            name = shortNameOf(log, layout.lane);
        painter.setPen(selected || !layout.lane.isStream() ? tokens().text : tokens().textDim);
        painter.drawText(QRect(kNameMargin, rect.top(), room, rect.height()),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(name, Qt::ElideMiddle, room));
    }
    painter.restore();
}

void TimelinePainter::paintAxis(QPainter &painter, const TimelineScene &scene)
{
    const QRect axis = scene.axisRect();
    const QFontMetrics metrics(m_axisFont);
    const int line = (axis.height() - kTickLabelTop) / 2;
    painter.save();
    painter.fillRect(0, axis.top(), scene.size().width(), axis.height(), tokens().raised);
    painter.fillRect(0, axis.top(), scene.size().width(), 1, tokens().hairline);
    painter.setFont(m_axisFont);

    // What the numbers are, said once.
    painter.setPen(tokens().textDim);
    const QString unit = scene.mode() == AxisMode::Time
                             ? TimeZone::inUse()->abbreviations(Time{scene.range().start()},
                                                                Time{scene.range().end()})
                         : scene.axisCountsPositions() ? QStringLiteral("position")
                                                       : QStringLiteral("event number");
    painter.drawText(QRect(kNameMargin, axis.top() + kTickLabelTop,
                           scene.nameWidth() - 2 * kNameMargin, line),
                     Qt::AlignLeft | Qt::AlignVCenter, unit);

    painter.setClipRect(axis);
    painter.setPen(tokens().text);
    for (const AxisTicks::Tick &tick : scene.ticks().ticks) {
        const int x = scene.columnToX(scene.range().column(tick.unit, axis.width()));
        painter.fillRect(x, axis.top(), 1, 4, tokens().textDim);
        const QString label = QString::fromStdString(tick.label);
        const int half = metrics.horizontalAdvance(label) / 2 + 1;
        if (x - half < axis.left() || x + half > axis.right())
            continue; // half a label says nothing
        // Beside folded gaps, which have labels of their own.
        int from = x - half;
        int to = x + half;
        for (const TimelineScene::FoldBand &band : scene.foldBands()) {
            if (scene.columnToX(band.right) <= x + 1)
                from = std::max(from, scene.columnToX(band.right));
            else
                to = std::min(to, scene.columnToX(band.left));
        }
        if (from > x - half)
            to = std::max(to, from + 2 * half);
        else if (to < x + half)
            from = to - 2 * half;
        painter.drawText(QRect(from, axis.top() + kTickLabelTop, to - from, line), Qt::AlignCenter,
                         label);
    }
    // The day, at the left edge or where it begins; pushed out by the next one.
    painter.setPen(tokens().textDim);
    const auto &contexts = scene.ticks().contexts;
    const int contextTop = axis.top() + kTickLabelTop + line - 1;
    for (std::size_t i = 0; i < contexts.size(); ++i) {
        const QString label = QString::fromStdString(contexts[i].label);
        const int width = metrics.horizontalAdvance(label);
        const int begin = scene.columnToX(scene.range().column(contexts[i].from, axis.width()));
        int x = std::max(begin, axis.left()) + Theme::kTight;
        if (i + 1 < contexts.size()) {
            const int next = scene.columnToX(
                scene.range().column(contexts[i + 1].from, axis.width()));
            x = std::min(x, next - width - Theme::kGrid);
        }
        if (begin > axis.left())
            painter.fillRect(begin, contextTop + 2, 1, line - 3, tokens().hairline);
        if (x >= begin || i == 0)
            painter.drawText(QRect(x, contextTop, width + 2, line),
                             Qt::AlignLeft | Qt::AlignVCenter, label);
    }
    painter.restore();
}

void TimelinePainter::paintOver(QPainter &painter, const TimelineScene &scene,
                                const EventTypeStyles &styles, const Over &over)
{
    if (!scene.log() || scene.log()->rowCount() == 0)
        return;
    using Part = TimelineScene::Hit::Part;
    const TimelineScene::Hit &hover = over.hover;
    painter.save();
    if (hover.lane) {
        const QRect clip = scene.laneClip(*hover.lane);
        painter.setClipRect(QRect(0, clip.top(), scene.size().width(), clip.height()));
        painter.fillRect(scene.laneRect(*hover.lane), translucent(tokens().text, 0.05));
        painter.setClipping(false);
    }
    if (hover.field)
        painter.fillRect(scene.fieldRect(*hover.field), translucent(tokens().text, 0.05));
    paintPlayhead(painter, scene, over);

    // The mark or bar under the mouse, over the playhead.
    const TimelineScene::LaneLayout *const layout = hover.lane ? scene.laneLayout(*hover.lane)
                                                               : nullptr;
    if (layout && hover.part == Part::LaneTrack) {
        painter.setClipRect(scene.laneClip(layout->index));
        const int middle = scene.laneRect(layout->index).center().y();
        if (hover.mark >= 0) {
            const TrackMark &mark = layout->track.marks[static_cast<std::size_t>(hover.mark)];
            const TypeId type = scene.log()->type(layout->rows->row(scene.mode(), mark.index));
            drawMark(painter, scene.columnToX(mark.column), middle, styles.style(type.value()),
                     kHoverMark, When::Past);
        } else if (hover.bar >= 0 && layout->lane.isStream()) {
            const TrackBar &bar = layout->track.bars[static_cast<std::size_t>(hover.bar)];
            const int height = streamBarHeight(bar.count,
                                               TimelineScene::kLaneHeight - Theme::kTight)
                               + 2;
            painter.fillRect(scene.columnToX(bar.column) - 1, middle + (height + 1) / 2 - height,
                             TimelineScene::kBarWidth + 2, height,
                             styles.style(bar.dominantType().value()).color());
        }
    } else if (hover.part == Part::AllTrack && hover.mark >= 0) {
        painter.setClipRect(scene.allRect());
        const TrackMark &mark = scene.all().track.marks[static_cast<std::size_t>(hover.mark)];
        const TypeId type = scene.log()->type(scene.all().row(mark.index));
        drawMark(painter, scene.columnToX(mark.column), scene.allRect().center().y(),
                 styles.style(type.value()), kHoverMark, When::Past);
    }
    painter.setClipping(false);
    if (over.cursor && scene.laneLayout(*over.cursor)) {
        const QRect clip = scene.laneClip(*over.cursor);
        painter.setClipRect(QRect(0, clip.top(), scene.size().width(), clip.height()));
        painter.setPen(tokens().accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(scene.laneRect(*over.cursor).adjusted(0, 0, -1, -1));
    }
    if (over.fieldCursor) {
        painter.setPen(tokens().accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(scene.fieldRect(*over.fieldCursor).adjusted(0, 0, -1, -1));
    }
    painter.restore();
}

void TimelinePainter::paintPlayhead(QPainter &painter, const TimelineScene &scene, const Over &over)
{
    if (over.playhead == kNoRow)
        return;
    const auto x = scene.xOfRow(over.playhead);
    if (!x)
        return;
    const QRect area = scene.trackArea();
    if (*x < area.left() || *x > area.right())
        return;
    painter.fillRect(*x, 0, 1, area.height(), tokens().accent);
    if (over.playheadHeld)
        painter.fillRect(*x + 1, 0, 1, area.height(), tokens().accent);

    // The event under the playhead.
    for (const TimelineScene::LaneLayout &layout : scene.laneLayouts()) {
        if (!layout.lane.isStream() || scene.log()->stream(over.playhead) != layout.lane.stream())
            continue;
        const int middle = scene.laneRect(layout.index).center().y();
        painter.save();
        painter.setClipRect(scene.laneClip(layout.index));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(tokens().accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(QPointF(*x + 0.5, middle + 0.5), 7.5, 7.5);
        painter.restore();
    }

    const QRect axis = scene.axisRect();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().accent);
    const qreal centre = *x + 0.5;
    const qreal top = axis.top() - 1;
    painter.drawPolygon(
        QPolygonF({{centre, top}, {centre + kHandle, top + 9}, {centre - kHandle, top + 9}}));
    painter.restore();
}

} // namespace eventscope::ui
