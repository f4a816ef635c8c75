// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/dialect.h"
#include "store/sqlite/schema.h"

#include <optional>
#include <string>
#include <vector>

namespace eventscope {

// A framework whose tables are there by name, but for a column or two: another version of it, or somebody changed them.
struct NearMiss {
    std::string dialect; // name
    std::string title;
    std::string events; // its table of events
    std::string table;  // of the first missing column
    std::vector<std::string> missing;
    // No other framework has events in a table of that name, and what is missing holds their streams, types or payloads: what the
    // other columns are called must not be taken for them.
    bool essential = false;

    // What has to be said: "table T, which looks like that of F, has no column C".
    std::string sentence() const;
};

// The one that misses least.
std::optional<NearMiss> nearestMiss(const std::vector<SqliteTable> &tables,
                                    const std::vector<Dialect> &dialects);

} // namespace eventscope
