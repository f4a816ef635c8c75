// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/snapshotmark.h"

#include <algorithm>

namespace eventscope {

namespace {

std::string labelOf(Version version)
{
    return "v" + std::to_string(version.value());
}

} // namespace

std::vector<SnapshotMark> marksOf(const EventLog &log, const std::vector<Row> &rows,
                                  std::vector<Snapshot> snapshots)
{
    using Place = SnapshotMark::Place;
    std::vector<SnapshotMark> marks;
    marks.reserve(snapshots.size());
    for (Snapshot &snapshot : snapshots) {
        SnapshotMark mark;
        mark.version = snapshot.version;
        mark.time = snapshot.time;
        mark.type = std::move(snapshot.type);
        mark.table = std::move(snapshot.table);
        mark.damage = std::move(snapshot.damage);
        mark.row = rows.back();
        mark.ordinal = static_cast<std::uint32_t>(rows.size() - 1);
        if (mark.version) {
            // Rows of a stream are in the order of their versions.
            const auto after = std::upper_bound(rows.begin(), rows.end(), *mark.version,
                                                [&](Version version, Row row) {
                                                    return version < log.version(row);
                                                });
            const auto last = after == rows.begin() ? after : std::prev(after);
            mark.row = *last;
            mark.ordinal = static_cast<std::uint32_t>(last - rows.begin());
            mark.place = log.version(*last) == *mark.version ? Place::AtEvent
                         : after == rows.begin()             ? Place::Before
                         : after == rows.end()               ? Place::Ahead
                                                             : Place::Between;
        }
        marks.push_back(std::move(mark));
    }
    std::stable_sort(marks.begin(), marks.end(),
                     [](const SnapshotMark &left, const SnapshotMark &right) {
                         if (left.version.has_value() != right.version.has_value())
                             return left.version.has_value();
                         return left.version && *left.version < *right.version;
                     });
    return marks;
}

std::vector<LeafChange> snapshotChanges(const JsonValue &folded, const JsonValue &snapshot)
{
    if (folded == snapshot)
        return {};
    std::vector<LeafChange> changes = changedLeaves(folded, snapshot, ArrayMatch::ById);
    // Elements that stand elsewhere are no change of an element with an id, but a difference all the same.
    if (changes.empty())
        changes = changedLeaves(folded, snapshot);
    if (changes.empty())
        changes.push_back({{}, LeafChange::Kind::Changed, folded, snapshot});
    return changes;
}

std::string astraySentence(const SnapshotMark &mark, const EventLog &log)
{
    using Place = SnapshotMark::Place;
    const Version at = log.version(mark.row);
    switch (mark.place) {
    case Place::AtEvent:
        return {};
    case Place::Between:
        return "The snapshot of " + labelOf(*mark.version)
               + " stands between two events: " + labelOf(at)
               + " is the last before it, and the store has no " + labelOf(*mark.version) + ".";
    case Place::Ahead:
        return "The snapshot of " + labelOf(*mark.version)
               + " is ahead of its stream, which ends at " + labelOf(at) + ".";
    case Place::Before:
        return "The snapshot of " + labelOf(*mark.version)
               + " is older than the first event that the store has, " + labelOf(at) + ".";
    case Place::Unknown:
        return mark.damage ? mark.damage->message : "The snapshot has no version.";
    }
    return {};
}

} // namespace eventscope
