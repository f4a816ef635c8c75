// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/findingmarks.h"

#include "timeline/timelinescene.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kHalf = 4; // of a mark

} // namespace

void paintFindingMarks(QPainter &painter, const TimelineScene &scene, const std::vector<Row> &rows)
{
    const QRect lane = scene.allRect();
    std::vector<int> places;
    for (const Row row : rows) {
        const auto x = scene.xOfRow(row);
        if (x && *x > lane.left() - kHalf && *x < lane.right() + kHalf)
            places.push_back(*x);
    }
    if (places.empty())
        return;
    std::sort(places.begin(), places.end());
    painter.save();
    painter.setClipRect(lane);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::instance().tokens().warning);
    int last = places.front() - 2 * kHalf;
    for (const int x : places) {
        if (x - last < kHalf)
            continue;
        last = x;
        const QPointF at(x + 0.5, lane.top() + kHalf + 0.5);
        painter.drawPolygon(QPolygonF{at - QPointF(0, kHalf), at + QPointF(kHalf, 0),
                                      at + QPointF(0, kHalf), at - QPointF(kHalf, 0)});
    }
    painter.restore();
}

} // namespace eventscope::ui
