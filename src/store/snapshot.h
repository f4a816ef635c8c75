// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"
#include "event/record.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

// A state of a stream that the framework has put aside, so as to fold fewer events.
struct Snapshot {
    std::string table;
    std::string stream;
    std::string type;               // what the store calls it; mostly a class
    std::optional<Version> version; // of the last event that went into it
    std::optional<Time> time;
    Payload data;                // absent unless it was asked for; decoded, its envelope opened
    std::optional<Error> damage; // why it could not be read as it should
};

struct SnapshotQuestion {
    std::vector<std::string> streams; // of these only; empty: of all
    bool withData = false;
    std::optional<Version> version = {}; // of this one only
};

// A table of snapshots that is there.
struct SnapshotTable {
    std::string name;
    std::uint64_t rows = 0;
};

// Returns false to stop.
using SnapshotVisitor = std::function<bool(Snapshot snapshot)>;

} // namespace eventscope
