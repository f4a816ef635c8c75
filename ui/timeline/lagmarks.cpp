// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/lagmarks.h"

#include "widgets/format.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kHeight = 12; // of a flag, pole and all
constexpr int kWidth = 8;
constexpr int kReach = 2;              // around it, for the mouse
constexpr std::size_t kMostListed = 8; // on a card

QString tr(const char *text)
{
    return QCoreApplication::translate("LagMarks", text);
}

bool isAnyTrouble(const PlacedLag &placed, const std::vector<Consumer> &consumers)
{
    return isTrouble(consumers[placed.consumers.front()].condition);
}

} // namespace

std::vector<PlacedLag> placedLag(const TimelineScene &scene, const std::vector<Consumer> &consumers)
{
    const QRect lane = scene.allRect();
    std::vector<std::pair<int, std::size_t>> places;
    for (std::size_t i = 0; i < consumers.size(); ++i) {
        const auto x = consumers[i].last && consumers[i].last->value() < scene.log()->rowCount()
                           ? scene.xOfRow(*consumers[i].last)
                           : std::nullopt;
        if (x && *x > lane.left() - kWidth && *x < lane.right() + kWidth)
            places.emplace_back(*x, i);
    }
    std::sort(places.begin(), places.end());
    std::vector<PlacedLag> placed;
    for (const auto &[x, index] : places) {
        if (!placed.empty() && x - placed.back().place.left() <= kWidth) {
            placed.back().consumers.push_back(index);
            continue;
        }
        placed.push_back({QRect(x, lane.bottom() - kHeight, kWidth, kHeight), {index}});
    }
    for (PlacedLag &each : placed) {
        std::stable_sort(each.consumers.begin(), each.consumers.end(),
                         [&](std::size_t a, std::size_t b) {
                             return isTrouble(consumers[a].condition)
                                    > isTrouble(consumers[b].condition);
                         });
    }
    return placed;
}

void paintLag(QPainter &painter, const TimelineScene &scene, const std::vector<PlacedLag> &placed,
              const std::vector<Consumer> &consumers)
{
    if (placed.empty())
        return;
    const Tokens &tokens = Theme::instance().tokens();
    painter.save();
    painter.setClipRect(scene.allRect());
    painter.setRenderHint(QPainter::Antialiasing);
    for (const PlacedLag &each : placed) {
        const bool isBad = isAnyTrouble(each, consumers);
        const bool hasFailed = std::any_of(each.consumers.begin(), each.consumers.end(),
                                           [&](std::size_t index) {
                                               return consumers[index].condition
                                                      == Consumer::Condition::Failed;
                                           });
        const QColor color = hasFailed ? tokens.error : isBad ? tokens.warning : tokens.text;
        const QRectF at = QRectF(each.place).translated(0.5, 0.5);
        const QPolygonF cloth{at.topLeft(), at.topLeft() + QPointF(kWidth - 1, 2.5),
                              at.topLeft() + QPointF(0, 5)};
        // An edge of the ground around it: events may stand behind.
        for (const QPen &pen : {QPen(tokens.surface, 4), QPen(color, 1.5)}) {
            painter.setPen(pen);
            painter.setBrush(isBad ? QBrush(color) : QBrush(tokens.surface));
            painter.drawPolygon(cloth);
            painter.drawLine(at.topLeft(), at.bottomLeft());
        }
    }
    painter.restore();
}

std::optional<PlacedLag> lagAt(const std::vector<PlacedLag> &placed, const QPoint &point)
{
    for (const PlacedLag &each : placed) {
        if (each.place.adjusted(-kReach, -kReach, kReach, kReach).contains(point))
            return each;
    }
    return std::nullopt;
}

std::vector<HoverCard::Line> lagLines(const EventLog &log, const PlacedLag &placed,
                                      const std::vector<Consumer> &consumers)
{
    std::vector<HoverCard::Line> lines;
    for (std::size_t i = 0; i < std::min(placed.consumers.size(), kMostListed); ++i) {
        const Consumer &consumer = consumers[placed.consumers[i]];
        lines.push_back(
            {oneLine(consumer.checkpoint.subscription, 120), HoverCard::Tone::Strong, {}});
        QString text = consumer.behind == 0
                           ? tr("has seen every event")
                           : tr("%1 behind")
                                 .arg(counted(static_cast<std::int64_t>(consumer.behind),
                                              tr("event"), tr("events")));
        if (consumer.behind > 0 && consumer.seconds)
            text += QStringLiteral(", ")
                    + durationText(static_cast<std::int64_t>(*consumer.seconds * 1e6));
        if (isTrouble(consumer.condition))
            text += QStringLiteral(", ") + QString::fromUtf8(nameOf(consumer.condition).data());
        lines.push_back({text, HoverCard::Tone::Plain, {}});
        if (consumer.checkpoint.error)
            lines.push_back({oneLine(*consumer.checkpoint.error, 120), HoverCard::Tone::Plain, {}});
    }
    if (placed.consumers.size() > kMostListed)
        lines.push_back({tr("and %1 more")
                             .arg(withThousands(
                                 static_cast<std::int64_t>(placed.consumers.size() - kMostListed))),
                         HoverCard::Tone::Plain,
                         {}});
    lines.push_back(
        {tr("Read up to %1").arg(positionTag(log, *consumers[placed.consumers.front()].last)),
         HoverCard::Tone::Dim,
         {}});
    return lines;
}

} // namespace eventscope::ui
