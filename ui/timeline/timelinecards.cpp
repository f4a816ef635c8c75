// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/timelinecards.h"

#include "widgets/format.h"

#include <algorithm>

namespace eventscope::ui {

namespace {

std::vector<HoverCard::Line> eventLines(const EventLog &log, const EventTypeStyles &styles, Row row,
                                        std::optional<Row> previous)
{
    std::vector<HoverCard::Line> lines;
    const TypeId type = log.type(row);
    lines.push_back(
        {oneLine(log.typeName(type), 120), HoverCard::Tone::Strong, styles.style(type.value())});
    const QString place = versionText(log.version(row)) + QStringLiteral("   ")
                          + positionTag(log, row);
    if (log.stream(row) != kNoStream)
        lines.push_back(
            {oneLine(log.streamName(log.stream(row)), 120), HoverCard::Tone::Plain, {}});
    lines.push_back({place, HoverCard::Tone::Plain, {}});
    const Time time = log.time(row);
    if (time != kNoTime) {
        QString text = dateTimeText(time);
        if (previous && log.time(*previous) != kNoTime)
            text += QStringLiteral("   ")
                    + differenceText(time.micros - log.time(*previous).micros);
        lines.push_back({text, HoverCard::Tone::Plain, {}});
    }
    if (log.damaged(row))
        lines.push_back({QStringLiteral("This event is damaged"), HoverCard::Tone::Dim, {}});
    return lines;
}

std::vector<HoverCard::Line> barLines(const TimelineScene &scene, const EventTypeStyles &styles,
                                      const TrackBar &bar)
{
    const EventLog &log = *scene.log();
    std::vector<HoverCard::Line> lines;
    lines.push_back({counted(bar.count, QStringLiteral("event"), QStringLiteral("events")),
                     HoverCard::Tone::Strong,
                     {}});
    auto shares = std::vector(bar.shares().begin(), bar.shares().end());
    std::sort(shares.begin(), shares.end(),
              [](const auto &a, const auto &b) { return a.count > b.count; });
    std::uint32_t rest = bar.count;
    for (const CountPyramid::TypeCount &share : shares) {
        rest -= std::min(rest, share.count);
        QString text = oneLine(log.typeName(share.type), 100);
        if (shares.size() > 1 || rest > 0)
            text += QStringLiteral("   ") + withThousands(share.count);
        lines.push_back({text, HoverCard::Tone::Plain, styles.style(share.type.value())});
    }
    if (rest > 0)
        lines.push_back(
            {QStringLiteral("others   %1").arg(withThousands(rest)), HoverCard::Tone::Plain, {}});
    if (scene.mode() == AxisMode::Time) {
        const int x = scene.columnToX(bar.column);
        const Time from{scene.range().fromPixel(bar.column, scene.trackArea().width())};
        const auto width = scene.unitAt(x + TimelineScene::kBarWidth) - scene.unitAt(x);
        lines.push_back({QStringLiteral("%1   within %2")
                             .arg(dateText(from) + u' ' + clockText(from), durationText(width)),
                         HoverCard::Tone::Dim,
                         {}});
    }
    return lines;
}

} // namespace

std::vector<HoverCard::Line> cardLines(const TimelineScene &scene, const EventTypeStyles &styles,
                                       const TimelineScene::Hit &hit)
{
    const TimelineScene::LaneLayout *const layout = hit.lane ? scene.laneLayout(*hit.lane)
                                                             : nullptr;
    const TrackLayout &track = layout ? layout->track : scene.all().track;
    if (hit.bar >= 0)
        return barLines(scene, styles, track.bars[static_cast<std::size_t>(hit.bar)]);
    const std::uint32_t index = track.marks[static_cast<std::size_t>(hit.mark)].index;
    std::optional<Row> previous;
    if (layout) {
        if (index > 0)
            previous = layout->rows->row(scene.mode(), index - 1);
        return eventLines(*scene.log(), styles, layout->rows->row(scene.mode(), index), previous);
    }
    if (index > 0)
        previous = scene.all().row(index - 1);
    return eventLines(*scene.log(), styles, scene.all().row(index), previous);
}

std::vector<HoverCard::Line> fieldLines(const TimelineScene &scene, const EventTypeStyles &styles,
                                        const TimelineScene::Hit &hit,
                                        const std::vector<FieldChange> &history)
{
    const FieldLanes &fields = scene.fields();
    const TrackLayout &track = fields.track(*hit.field).layout;
    std::vector<HoverCard::Line> lines;
    const QString &name = fields.field(*hit.field).name;
    if (hit.bar >= 0) {
        const auto count = track.bars[static_cast<std::size_t>(hit.bar)].count;
        lines.push_back({name, HoverCard::Tone::Strong, {}});
        lines.push_back({counted(count, QStringLiteral("change"), QStringLiteral("changes")),
                         HoverCard::Tone::Plain,
                         {}});
        return lines;
    }
    const FieldLanes::Change &change
        = fields.change(scene.mode(), *hit.field,
                        track.marks[static_cast<std::size_t>(hit.mark)].index);
    if (change.index < history.size())
        return changeLines(*scene.log(), styles, fields.field(*hit.field), change,
                           history[change.index]);
    return eventLines(*scene.log(), styles, change.row, std::nullopt);
}

std::vector<HoverCard::Line> changeLines(const EventLog &log, const EventTypeStyles &styles,
                                         const FieldLanes::Field &field,
                                         const FieldLanes::Change &change,
                                         const FieldChange &values)
{
    const auto text = [](const JsonValue &value) { return oneLine(value.dump(), 60); };
    QString what;
    switch (change.kind) {
    case LeafChange::Kind::Added:
        what = QStringLiteral("+ ") + text(values.after);
        break;
    case LeafChange::Kind::Removed:
        what = QStringLiteral("\u2212 ") + text(values.before);
        break;
    case LeafChange::Kind::Changed:
        what = text(values.before) + QStringLiteral(" \u2192 ") + text(values.after);
        break;
    }
    std::vector<HoverCard::Line> lines;
    lines.push_back({field.name + QStringLiteral("   ") + what, HoverCard::Tone::Strong, {}});
    const auto event = eventLines(log, styles, change.row, std::nullopt);
    lines.insert(lines.end(), event.begin(), event.end());
    return lines;
}

std::vector<HoverCard::Line> fieldNameLines(const FieldLanes::Field &field)
{
    std::vector<HoverCard::Line> lines;
    lines.push_back({field.name, HoverCard::Tone::Strong, {}});
    if (field.isKnown) {
        const auto changes = static_cast<std::int64_t>(field.changes.size());
        lines.push_back({changes == 0
                             ? QStringLiteral("No event of the selected stream sets it")
                             : counted(changes, QStringLiteral("change"), QStringLiteral("changes"))
                                   + QStringLiteral(" in the selected stream"),
                         HoverCard::Tone::Plain,
                         {}});
    }
    lines.push_back({QStringLiteral("Click for its history, double click to fit the stream"),
                     HoverCard::Tone::Dim,
                     {}});
    return lines;
}

std::vector<HoverCard::Line> foldLines(const IdleGap &gap)
{
    return {{QStringLiteral("%1 without an event").arg(durationText(gap.length())),
             HoverCard::Tone::Strong,
             {}},
            {dateTimeText(Time{gap.start}) + QStringLiteral("  \u2013  ")
                 + dateTimeText(Time{gap.end}),
             HoverCard::Tone::Plain,
             {}},
            {QStringLiteral("Click to unfold it"), HoverCard::Tone::Dim, {}}};
}

std::vector<HoverCard::Line> laneLines(const EventLog &log, const Lane &lane)
{
    std::vector<HoverCard::Line> lines;
    if (lane.isStream()) {
        const auto summary = log.streamSummary(lane.stream());
        lines.push_back({oneLine(log.streamName(lane.stream()), 200), HoverCard::Tone::Strong, {}});
        lines.push_back({counted(summary.events, QStringLiteral("event"), QStringLiteral("events")),
                         HoverCard::Tone::Plain,
                         {}});
        if (summary.firstTime != kNoTime)
            lines.push_back({dateTimeText(summary.firstTime) + QStringLiteral("  \u2013  ")
                                 + dateTimeText(summary.lastTime),
                             HoverCard::Tone::Plain,
                             {}});
        lines.push_back({QStringLiteral("Double click to see it from its first to its last event"),
                         HoverCard::Tone::Dim,
                         {}});
    } else if (lane.streamType() != kNoStreamType) {
        const auto summary = log.streamTypeSummary(lane.streamType());
        lines.push_back(
            {oneLine(log.streamTypeName(lane.streamType()), 200), HoverCard::Tone::Strong, {}});
        lines.push_back(
            {counted(summary.streams, QStringLiteral("stream"), QStringLiteral("streams"))
                 + QStringLiteral(", ")
                 + counted(static_cast<std::int64_t>(summary.events), QStringLiteral("event"),
                           QStringLiteral("events")),
             HoverCard::Tone::Plain,
             {}});
        lines.push_back({QStringLiteral("Click to show its streams"), HoverCard::Tone::Dim, {}});
    } else {
        lines.push_back(
            {QStringLiteral("Events of streams without a type"), HoverCard::Tone::Strong, {}});
    }
    return lines;
}

} // namespace eventscope::ui
