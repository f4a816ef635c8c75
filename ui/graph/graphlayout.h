// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QPainterPath>
#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <cstdint>
#include <vector>

namespace eventscope::ui {

// A graph of boxes to lay out in ranks, from what leads to what.
struct GraphToLayOut {
    struct Edge {
        std::uint32_t from = 0; // indices of boxes
        std::uint32_t to = 0;
    };
    enum class Direction : std::uint8_t { Right, Down };
    std::uint32_t boxes = 0;
    QSizeF boxSize; // in pixels, as everything here
    std::vector<Edge> edges;
    Direction direction = Direction::Right;
};

struct GraphLayout {
    struct Curve {
        QPainterPath line;
        QPointF tip; // of its arrow
    };
    QSizeF size;
    std::vector<QRectF> boxes;
    std::vector<Curve> curves; // by edge
};

// By Graphviz' program "dot". Any thread; it waits for the program, some ten milliseconds for a hundred boxes. Errors: NotFound if it is not installed,
// Limit, Unreadable.
Result<GraphLayout> layOut(const GraphToLayOut &graph);

} // namespace eventscope::ui
