// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/snapshotmarks.h"

#include "timeline/loglayout.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <limits>

namespace eventscope::ui {

namespace {

using Place = SnapshotMark::Place;
using Verdict = SnapshotMark::Verdict;

constexpr int kHalf = 5; // of a mark's width
constexpr int kHeight = 5;
constexpr int kStroke = 2;
constexpr int kBeside = 12;            // from an event that it does not belong to
constexpr int kReach = 3;              // of the mouse
constexpr std::size_t kMostListed = 6; // below an event

QString tr(const char *text)
{
    return QCoreApplication::translate("SnapshotMarks", text);
}

QString plain(const std::string &text)
{
    return QString::fromStdString(text);
}

bool isWrong(const SnapshotMark &mark)
{
    return mark.verdict == Verdict::Differs || mark.damage || mark.place == Place::Ahead
           || mark.place == Place::Between || mark.place == Place::Unknown;
}

QString titleOf(const SnapshotMark &mark)
{
    return mark.version ? tr("Snapshot of %1").arg(versionText(*mark.version)) : tr("Snapshot");
}

QString verdictText(const SnapshotMark &mark, const EventLog &log)
{
    if (mark.damage)
        return plain(mark.damage->message);
    if (mark.isAstray())
        return plain(astraySentence(mark, log));
    switch (mark.verdict) {
    case Verdict::NotCompared:
        return {};
    case Verdict::Agrees:
        return tr("Agrees with the folded state");
    case Verdict::Differs:
        return tr("Differs from the folded state");
    }
    return {};
}

// Half of what comes after the playhead is left, as of events.
QColor faded(const QColor &color, bool isFuture)
{
    if (!isFuture)
        return color;
    const QColor &over = Theme::instance().tokens().surface;
    const auto channel = [](int a, int b) { return (a * 45 + b * 55) / 100; };
    return QColor(channel(color.red(), over.red()), channel(color.green(), over.green()),
                  channel(color.blue(), over.blue()));
}

} // namespace

const SnapshotPlaces::Order &SnapshotPlaces::orderOf(
    StreamId stream, const std::shared_ptr<const Snapshots::Marks> &marks,
    const TimelineScene &scene)
{
    Order &order = m_orders[stream];
    if (order.marks == marks && order.mode == scene.mode())
        return order;
    order.marks = marks;
    order.mode = scene.mode();
    order.units.clear();
    for (std::size_t i = 0; i < marks->size(); ++i) {
        const Row row = (*marks)[i].row;
        if (const auto unit = row == kNoRow ? std::nullopt
                                            : unitOfRow(*scene.log(), order.mode, row))
            order.units.emplace_back(*unit, static_cast<std::uint32_t>(i));
    }
    std::sort(order.units.begin(), order.units.end());
    return order;
}

std::vector<PlacedSnapshot> SnapshotPlaces::inView(const TimelineScene &scene,
                                                   const Snapshots &snapshots)
{
    std::vector<PlacedSnapshot> placed;
    if (!scene.log())
        return placed;
    const QRect area = scene.trackArea();
    constexpr int kMargin = kHalf + kBeside + 2; // those beside their events come into view, too
    const std::int64_t from = scene.unitAt(area.left() - kMargin);
    const std::int64_t to = scene.unitAt(area.right() + kMargin);
    for (const TimelineScene::LaneLayout &layout : scene.laneLayouts()) {
        const auto marks = layout.lane.isStream() ? snapshots.of(layout.lane.stream()) : nullptr;
        if (!marks || marks->empty())
            continue;
        const QRect lane = scene.laneRect(layout.index);
        const std::size_t before = placed.size();
        const auto &units = orderOf(layout.lane.stream(), marks, scene).units;
        for (auto at = std::lower_bound(units.begin(), units.end(), std::pair(from, 0U));
             at != units.end() && at->first <= to; ++at) {
            const std::size_t i = at->second;
            const SnapshotMark &mark = (*marks)[i];
            if (scene.hidden().hides(scene.log()->type(mark.row)))
                continue;
            const auto event = scene.xOfRow(mark.row);
            if (!event)
                continue;
            const int x = *event
                          + (mark.place == Place::Before ? -kBeside
                             : mark.place == Place::AtEvent || mark.place == Place::Between
                                 ? 0
                                 : kBeside);
            if (x < area.left() - kHalf || x > area.right() + kHalf)
                continue;
            // Those that would touch the one before are told by it.
            if (placed.size() > before && x - placed.back().place.center().x() <= 2 * kHalf
                && (*marks)[placed.back().index].place == mark.place) {
                ++placed.back().count;
                if (isWrong(mark) || !isWrong(placed.back().mark()))
                    placed.back().index = i;
                continue;
            }
            PlacedSnapshot snapshot;
            snapshot.place = QRect(x - kHalf, lane.top() + lane.height() - kHeight - 1,
                                   2 * kHalf + 1, kHeight);
            if (!scene.laneClip(layout.index).intersects(snapshot.place))
                continue;
            snapshot.stream = layout.lane.stream();
            snapshot.marks = marks;
            snapshot.index = i;
            placed.push_back(std::move(snapshot));
        }
    }
    std::erase_if(m_orders, [&](const auto &known) {
        return snapshots.of(known.first) != known.second.marks;
    });
    return placed;
}

void paintSnapshots(QPainter &painter, const TimelineScene &scene,
                    const std::vector<PlacedSnapshot> &placed, Row playhead)
{
    if (placed.empty())
        return;
    const Tokens &tokens = Theme::instance().tokens();
    const int now = scene.xOfRow(playhead).value_or(std::numeric_limits<int>::max());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const PlacedSnapshot &snapshot : placed) {
        const QRect &at = snapshot.place;
        const SnapshotMark &mark = snapshot.mark();
        painter.setClipRect(scene.lanesRect());
        const QColor color = faded(isWrong(mark) ? tokens.warning : tokens.text,
                                   scene.xOfRow(mark.row).value_or(now) > now);
        if (mark.verdict == Verdict::Differs && !mark.isAstray()) {
            painter.fillRect(at, color);
            continue;
        }
        // The bottom, and the sides that are closed.
        painter.fillRect(at.left(), at.bottom() - kStroke + 1, at.width(), kStroke, color);
        if (mark.place != Place::Before)
            painter.fillRect(at.left(), at.top(), kStroke, at.height(), color);
        if (mark.place == Place::AtEvent || mark.place == Place::Before)
            painter.fillRect(at.right() - kStroke + 1, at.top(), kStroke, at.height(), color);
        if (mark.verdict == Verdict::Agrees)
            painter.fillRect(at.center().x() - 1, at.top(), 3, 2, color);
    }
    painter.restore();
}

std::optional<PlacedSnapshot> snapshotAt(const std::vector<PlacedSnapshot> &placed,
                                         const QPoint &point)
{
    for (const PlacedSnapshot &snapshot : placed) {
        if (snapshot.place.adjusted(-kReach, 0, kReach, kReach).contains(point))
            return snapshot;
    }
    return std::nullopt;
}

std::vector<HoverCard::Line> snapshotLines(const EventLog &log, const PlacedSnapshot &snapshot)
{
    const SnapshotMark &mark = snapshot.mark();
    std::vector<HoverCard::Line> lines;
    lines.push_back({titleOf(mark), HoverCard::Tone::Strong, {}});
    if (!mark.type.empty() && mark.type != "snapshot")
        lines.push_back({oneLine(mark.type, 120), HoverCard::Tone::Plain, {}});
    lines.push_back({oneLine(log.streamName(snapshot.stream), 120), HoverCard::Tone::Plain, {}});
    if (mark.time)
        lines.push_back({dateTimeText(*mark.time), HoverCard::Tone::Plain, {}});
    if (const QString verdict = verdictText(mark, log); !verdict.isEmpty())
        lines.push_back({verdict, HoverCard::Tone::Plain, {}});
    if (snapshot.count > 1)
        lines.push_back({tr("%1 here").arg(counted(static_cast<std::int64_t>(snapshot.count),
                                                   tr("snapshot"), tr("snapshots"))),
                         HoverCard::Tone::Plain,
                         {}});
    lines.push_back({tr("Click to look at it"), HoverCard::Tone::Dim, {}});
    return lines;
}

std::vector<HoverCard::Line> snapshotLinesAt(const Snapshots &snapshots, const EventLog &log,
                                             Row row)
{
    std::vector<HoverCard::Line> lines;
    const StreamId stream = log.stream(row);
    const auto marks = stream == kNoStream ? nullptr : snapshots.of(stream);
    std::vector<const SnapshotMark *> here;
    for (std::size_t i = 0; marks && i < marks->size(); ++i) {
        if ((*marks)[i].row == row)
            here.push_back(&(*marks)[i]);
    }
    std::stable_partition(here.begin(), here.end(),
                          [](const SnapshotMark *mark) { return isWrong(*mark); });
    for (std::size_t i = 0; i < std::min(here.size(), kMostListed); ++i) {
        const SnapshotMark &mark = *here[i];
        const QString verdict = verdictText(mark, log);
        lines.push_back({mark.isAstray() && !verdict.isEmpty() ? verdict
                         : verdict.isEmpty()                   ? titleOf(mark)
                                             : titleOf(mark) + QStringLiteral(": ")
                                                   + verdict.left(1).toLower() + verdict.mid(1),
                         HoverCard::Tone::Plain,
                         {}});
    }
    if (here.size() > kMostListed)
        lines.push_back(
            {tr("and %1").arg(counted(static_cast<std::int64_t>(here.size() - kMostListed),
                                      tr("more snapshot"), tr("more snapshots"))),
             HoverCard::Tone::Dim,
             {}});
    return lines;
}

QString snapshotsText(const Snapshots::Marks &marks)
{
    if (marks.empty())
        return {};
    const auto number = [&](auto test) {
        return static_cast<std::int64_t>(std::count_if(marks.begin(), marks.end(), test));
    };
    QString text = counted(static_cast<std::int64_t>(marks.size()), tr("snapshot"),
                           tr("snapshots"));
    const auto part = [&](std::int64_t count, const QString &one, const QString &several) {
        if (count > 0)
            text += QStringLiteral(", ") + withThousands(count) + u' '
                    + (count == 1 ? one : several);
    };
    part(number([](const SnapshotMark &mark) { return mark.verdict == Verdict::Differs; }),
         tr("differs from the folded state"), tr("differ from the folded state"));
    part(number([](const SnapshotMark &mark) { return mark.place == Place::Ahead; }),
         tr("is ahead of the stream"), tr("are ahead of the stream"));
    part(number([](const SnapshotMark &mark) { return mark.place == Place::Between; }),
         tr("stands between events"), tr("stand between events"));
    return text;
}

} // namespace eventscope::ui
