// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "event/log.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace eventscope {

// An event with what caused it, up to the first cause, and what it caused, over all streams: a graph of few nodes, for people to
// look at. What else its causes caused belongs to it, too, if that is wanted.
//
// Where neither the event nor any other names a cause, but it has a correlation, the chain is that correlation in the order of the log.
struct EventChain {
    enum class Kind : std::uint8_t { Causes, Correlation };
    struct Node {
        Row row = kNoRow;     // kNoRow: a cause that is not in the log
        Row namedBy = kNoRow; // of such a cause: the first event that names it
        // Known ones that are not among the nodes; not counted for events that were not reached.
        std::uint32_t hiddenCauses = 0;
        std::uint32_t hiddenEffects = 0;
    };
    struct Edge {
        std::uint32_t cause = 0; // indices of nodes
        std::uint32_t effect = 0;
        bool operator==(const Edge &) const = default;
    };

    Kind kind = Kind::Causes;
    std::vector<Node> nodes;   // in the order of the log, a missing cause before those that name it
    std::vector<Edge> edges;   // by cause, then effect
    std::uint32_t start = 0;   // of the nodes: the event that was asked for
    std::uint32_t total = 0;   // how many nodes there would be without a limit ...
    bool isTotalLeast = false; // ... or more

    std::optional<std::uint32_t> indexOf(Row row) const;
};

struct ChainLimits {
    std::uint32_t nodes = 300;
    std::uint32_t counted = 100'000; // nodes looked at, for the total
};

// Of a row below the row count. Any thread. With `family`, all that the first causes brought about; else what led to the event and what
// came of it. Of too many nodes the nearest are kept, causes first. When it is stopped, the chain is worth nothing.
EventChain chainOf(const EventLog &log, Row row, bool family, const ChainLimits &limits,
                   std::stop_token stop);

} // namespace eventscope
