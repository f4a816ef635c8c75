// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/check.h"
#include "analysis/payloadshape.h"

#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace eventscope {

// What a pass over the payloads found.
struct PayloadShapes {
    // By type and, where the pass asked for them, schema version ("" without one).
    std::map<std::pair<TypeId, std::string>, PayloadShape> shapes;
    std::vector<Row> unread; // that the source passed over, ascending
    std::vector<Row> broken; // whose payload begins as JSON and is none, ascending
};

// Reads the payloads of the rows, which ascend, in blocks: the threads take the next block each, and what they found is joined in the
// order of the blocks. Damaged events are left out. Schema versions take a read of each event whole, which is several times slower.
struct PayloadPass {
    const EventLog &log;
    const ReaderFactory &readers;
    std::uint32_t blockRows = 16'384;
    bool withSchemaVersions = false;
    Progress *progress = nullptr; // `done` grows by the rows
    bool withValues = false;      // the shapes keep values, too

    Result<PayloadShapes> run(std::uint32_t rowCount, std::stop_token stop) const;
    Result<PayloadShapes> run(std::span<const Row> rows, std::stop_token stop) const;
};

} // namespace eventscope
