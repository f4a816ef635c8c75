// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "event/log.h"
#include "replay/diff.h"
#include "store/snapshot.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

// Where a snapshot stands in its stream.
struct SnapshotMark {
    enum class Place : std::uint8_t {
        AtEvent, // of its version
        Between, // the store has no event of its version, but earlier and later ones
        Ahead,   // its version is greater than that of the stream's last event
        Before,  // its version is smaller than that of the first event that the store has
        Unknown, // it has no version that could be read
    };
    // Found by whoever compared it with the folded state.
    enum class Verdict : std::uint8_t { NotCompared, Agrees, Differs };

    Place place = Place::Unknown;
    Row row
        = kNoRow; // the last event that went into it; Before: the first there is; Unknown: the last
    std::uint32_t ordinal = 0; // of that event in the stream
    std::optional<Version> version;
    std::optional<Time> time;
    std::string type;
    std::string table;
    std::optional<Error> damage;
    Verdict verdict = Verdict::NotCompared;

    bool isAstray() const { return place != Place::AtEvent; }
};

// Of one stream's snapshots, by version; those without one last. `rows` are the stream's in its own order, at least one.
std::vector<SnapshotMark> marksOf(const EventLog &log, const std::vector<Row> &rows,
                                  std::vector<Snapshot> snapshots);

// What differs in a snapshot from the state that was folded; empty only if they are equal, whatever the order of members and the way in
// which numbers are written.
std::vector<LeafChange> snapshotChanges(const JsonValue &folded, const JsonValue &snapshot);

// "The snapshot of v7 is ahead of its stream, which ends at v5." Empty at its event. The label is the event's, the version's where it has one.
std::string astraySentence(const SnapshotMark &mark, const EventLog &log);

} // namespace eventscope
