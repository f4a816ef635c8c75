// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/timelinepicture.h"

#include "widgets/theme.h"

#include <QBuffer>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QPainter>
#include <QSvgGenerator>

#include <algorithm>
#include <unordered_map>

namespace eventscope::ui {

namespace {

constexpr int kTitleHeight = 36;
constexpr int kLineHeight = 22;
constexpr int kMark = 10;
constexpr int kMargin = 2 * Theme::kGrid;
constexpr int kMostName = 260; // pixels

// Calls place(entry, left, line) for each; returns how many lines there are.
template<typename Place>
int layLegend(const TimelinePicture &picture, const Place &place)
{
    const QFontMetrics metrics(Theme::instance().small());
    int left = kMargin;
    int line = 0;
    for (const TimelinePicture::Type &type : picture.legend) {
        const int width = kMark + Theme::kTight
                          + std::min(metrics.horizontalAdvance(type.name), kMostName)
                          + 2 * Theme::kGrid;
        if (left + width > picture.lanes.width() - kMargin && left > kMargin) {
            left = kMargin;
            ++line;
        }
        place(type, left, line);
        left += width;
    }
    return picture.legend.empty() ? 0 : line + 1;
}

} // namespace

QSize TimelinePicture::size() const
{
    const int lines = layLegend(*this, [](const Type &, int, int) {});
    const int legendHeight = lines == 0 ? 0 : lines * kLineHeight + Theme::kGrid;
    return QSize(lanes.width(), kTitleHeight + lanes.height() + legendHeight);
}

void TimelinePicture::paint(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    const Tokens &tokens = theme.tokens();
    painter.fillRect(QRect(QPoint(0, 0), size()), tokens.surface);
    painter.save();
    painter.translate(0, kTitleHeight);
    paintLanes(painter);
    painter.restore();
    // Not every kind of picture can clip: what came out of the lanes is covered.
    painter.fillRect(0, 0, lanes.width(), kTitleHeight, tokens.surface);
    painter.setFont(theme.heading());
    painter.setPen(tokens.text);
    const QFontMetrics heading(theme.heading());
    const int titleWidth = std::min(heading.horizontalAdvance(title), lanes.width() / 2);
    const QRect line(kMargin, 0, lanes.width() - 2 * kMargin, kTitleHeight);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     heading.elidedText(title, Qt::ElideMiddle, titleWidth + 1));
    painter.setFont(theme.small());
    painter.setPen(tokens.textDim);
    const QRect rest = line.adjusted(titleWidth + 2 * Theme::kGrid, 0, 0, 0);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(theme.small()).elidedText(note, Qt::ElideRight, rest.width()));

    const int top = kTitleHeight + lanes.height() + Theme::kTight;
    const QFontMetrics metrics(theme.small());
    layLegend(*this, [&](const Type &type, int left, int row) {
        const QRect entry(left, top + row * kLineHeight, kMark, kLineHeight);
        paintMark(painter, QRectF(left, entry.center().y() - kMark / 2.0, kMark, kMark),
                  type.style);
        painter.setPen(tokens.text);
        painter.setFont(theme.small());
        painter.drawText(QRect(entry.right() + Theme::kTight + 1, entry.top(), kMostName + 1,
                               kLineHeight),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(type.name, Qt::ElideMiddle, kMostName));
    });
}

QByteArray TimelinePicture::svg() const
{
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size());
    generator.setViewBox(QRect(QPoint(0, 0), size()));
    // So that fonts in points come out as large as on the screen.
    generator.setResolution(qRound(QFontMetrics(Theme::instance().small()).fontDpi()));
    generator.setTitle(title);
    generator.setDescription(note);
    QPainter painter(&generator);
    paint(painter);
    painter.end();
    return buffer.data();
}

QImage TimelinePicture::image(qreal ratio) const
{
    QImage image(size() * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    QPainter painter(&image);
    paint(painter);
    return image;
}

std::vector<TypeId> typesInView(const TimelineScene &scene, std::size_t most)
{
    if (!scene.log())
        return {};
    std::unordered_map<std::uint32_t, std::uint64_t> counts;
    const auto count = [&](const TrackLayout &track, const auto &rowAt) {
        for (const TrackBar &bar : track.bars) {
            for (const CountPyramid::TypeCount &share : bar.shares())
                counts[share.type.value()] += share.count;
        }
        for (const TrackMark &mark : track.marks)
            ++counts[scene.log()->type(rowAt(mark.index)).value()];
    };
    count(scene.all().track, [&](std::uint32_t index) { return scene.all().row(index); });
    for (const TimelineScene::LaneLayout &lane : scene.laneLayouts()) {
        count(lane.track, [&](std::uint32_t index) { return lane.rows->row(scene.mode(), index); });
    }
    std::vector<std::pair<std::uint64_t, std::uint32_t>> sorted;
    for (const auto &[type, events] : counts) {
        if (type < scene.log()->typeCount())
            sorted.emplace_back(events, type);
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    std::vector<TypeId> types;
    for (const auto &[events, type] : sorted) {
        if (types.size() < most)
            types.emplace_back(type);
    }
    return types;
}

} // namespace eventscope::ui
