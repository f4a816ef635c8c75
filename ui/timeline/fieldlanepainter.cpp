// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/fieldlanepainter.h"

#include "timeline/timelinescene.h"
#include "widgets/theme.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace eventscope::ui {

namespace {

constexpr int kBarHeight = 8;
constexpr double kFuture = 0.45; // of the colour that is left after the playhead
constexpr int kIcon = 16;

QColor paler(const QColor &color, bool isFuture)
{
    if (!isFuture)
        return color;
    const QColor surface = Theme::instance().tokens().surface;
    const auto channel = [](int a, int b) {
        return static_cast<int>(std::lround(a * kFuture + b * (1 - kFuture)));
    };
    return QColor(channel(color.red(), surface.red()), channel(color.green(), surface.green()),
                  channel(color.blue(), surface.blue()));
}

// The signs that differences have everywhere: plus, minus, dot.
void paintChange(QPainter &painter, int x, int y, LeafChange::Kind kind, bool isFuture)
{
    constexpr int kHalf = 4;
    constexpr int kThick = 2;
    const Tokens &tokens = Theme::instance().tokens();
    switch (kind) {
    case LeafChange::Kind::Added: {
        const QColor color = paler(tokens.added, isFuture);
        painter.fillRect(x - kThick / 2, y - kHalf, kThick, 2 * kHalf, color);
        painter.fillRect(x - kHalf, y - kThick / 2, 2 * kHalf, kThick, color);
        return;
    }
    case LeafChange::Kind::Removed:
        painter.fillRect(x - kHalf, y - kThick / 2, 2 * kHalf, kThick,
                         paler(tokens.removed, isFuture));
        return;
    case LeafChange::Kind::Changed:
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(paler(tokens.changed, isFuture));
        painter.drawEllipse(QPointF(x + 0.5, y + 0.5), 3.5, 3.5);
        painter.setRenderHint(QPainter::Antialiasing, false);
        return;
    }
}

void paintTrack(QPainter &painter, const TimelineScene &scene, std::uint32_t field, int playheadX)
{
    const Tokens &tokens = Theme::instance().tokens();
    const FieldLanes::Track &track = scene.fields().track(field);
    const int middle = scene.fieldRect(field).center().y();
    if (track.lastColumn > track.firstColumn)
        painter.fillRect(scene.columnToX(track.firstColumn), middle,
                         track.lastColumn - track.firstColumn + 1, 1, tokens.hairline);
    for (const TrackBar &bar : track.layout.bars) {
        const int x = scene.columnToX(bar.column);
        painter.fillRect(x, middle - kBarHeight / 2, TimelineScene::kBarWidth, kBarHeight,
                         paler(tokens.changed, x > playheadX));
    }
    for (const TrackMark &mark : track.layout.marks) {
        const int x = scene.columnToX(mark.column);
        paintChange(painter, x, middle, scene.fields().change(scene.mode(), field, mark.index).kind,
                    x > playheadX);
    }
}

void paintName(QPainter &painter, const TimelineScene &scene, std::uint32_t field,
               const QFont &nameFont)
{
    const Theme &theme = Theme::instance();
    const FieldLanes::Field &pinned = scene.fields().field(field);
    const QRect rect = scene.fieldRect(field);
    int left = Theme::kTight;
    theme.icon(QStringLiteral("window-pin"))
        .paint(&painter, left, rect.center().y() - kIcon / 2, kIcon, kIcon);
    left += kIcon + Theme::kTight;
    const int room = scene.nameWidth() - Theme::kGrid - left;
    const QFontMetrics metrics(nameFont);
    const QFontMetrics mono(theme.monospace());
    // The value gets what the name leaves, but at least a third.
    const int wanted = metrics.horizontalAdvance(pinned.name);
    int nameRoom = room;
    if (!pinned.value.isEmpty()) {
        // Advances may be fractions of pixels: one more, or what fits would be elided.
        const int valueRoom = std::min(mono.horizontalAdvance(pinned.value) + 2,
                                       std::max(room - wanted - Theme::kGrid, room / 3));
        nameRoom = room - valueRoom - Theme::kGrid;
        painter.setFont(theme.monospace());
        painter.setPen(theme.tokens().textDim);
        painter.drawText(QRect(left + room - valueRoom, rect.top(), valueRoom, rect.height()),
                         Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
                         mono.elidedText(pinned.value, Qt::ElideRight, valueRoom));
    }
    painter.setFont(nameFont);
    painter.setPen(theme.tokens().text);
    painter.drawText(QRect(left, rect.top(), nameRoom, rect.height()),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     metrics.elidedText(pinned.name, Qt::ElideMiddle, nameRoom));
}

} // namespace

void paintFieldLanes(QPainter &painter, const TimelineScene &scene, const QFont &nameFont,
                     int playheadX)
{
    const FieldLanes &fields = scene.fields();
    if (fields.size() == 0 || !fields.isLaidOut())
        return;
    const QRect area = scene.fieldsRect();
    painter.save();
    painter.setClipRect(area);
    for (std::uint32_t field = 0; field < fields.size(); ++field)
        paintTrack(painter, scene, field, playheadX);
    painter.setClipRect(QRect(0, area.top(), scene.nameWidth(), area.height()));
    for (std::uint32_t field = 0; field < fields.size(); ++field)
        paintName(painter, scene, field, nameFont);
    painter.restore();
    painter.fillRect(0, area.bottom() + 1, scene.size().width(), 1,
                     Theme::instance().tokens().hairline);
}

} // namespace eventscope::ui
