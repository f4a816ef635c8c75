// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/graphlayout.h"

#include <QByteArray>

#include <gvc.h>

#include <memory>
#include <mutex>
#include <string>

namespace eventscope::ui {

namespace {

constexpr double kPointsAnInch = 72;
constexpr double kBetweenBoxes = 18; // of a rank, in points: one is a pixel here
constexpr double kBetweenRanks = 44;
// Of larger graphs the curves would take most of the time.
constexpr std::uint32_t kMostCurved = 400;

// Graphviz is not thread-safe. One context serves all graphs: each would load its plugins anew.
std::mutex &graphvizMutex()
{
    static std::mutex mutex;
    return mutex;
}

struct FreeContext {
    void operator()(GVC_t *context) const { gvFreeContext(context); }
};

GVC_t *graphvizContext()
{
    static const std::unique_ptr<GVC_t, FreeContext> context(gvContext());
    return context.get();
}

struct CloseGraph {
    void operator()(Agraph_t *graph) const { agclose(graph); }
};

// Without a comma, whatever the locale; Graphviz reads them in the C locale.
std::string number(double value)
{
    return QByteArray::number(value, 'f', 3).toStdString();
}

using GraphPointer = std::unique_ptr<Agraph_t, CloseGraph>;

// With the boxes in their order, the edges in theirs.
struct Made {
    GraphPointer graph;
    std::vector<Agnode_t *> nodes;
    std::vector<Agedge_t *> edges;
};

Made make(const GraphToLayOut &asked)
{
    Made made;
    made.graph.reset(agopen(const_cast<char *>("chain"), Agdirected, nullptr)); // NOLINT
    Agraph_t *const graph = made.graph.get();
    const bool down = asked.direction == GraphToLayOut::Direction::Down;
    const auto attribute = [graph](int kind, const char *name, const std::string &value) {
        agattr(graph, kind, const_cast<char *>(name), const_cast<char *>(value.c_str())); // NOLINT
    };
    attribute(AGRAPH, "rankdir", down ? "TB" : "LR");
    attribute(AGRAPH, "nodesep", number(kBetweenBoxes / kPointsAnInch));
    attribute(AGRAPH, "ranksep", number(kBetweenRanks / kPointsAnInch));
    attribute(AGRAPH, "splines", asked.boxes > kMostCurved ? "line" : "true");
    attribute(AGRAPH, "ordering", "out"); // effects stand in the order in which they came
    attribute(AGNODE, "shape", "box");
    attribute(AGNODE, "fixedsize", "true");
    attribute(AGNODE, "label", ""); // no text: so no fonts are loaded
    attribute(AGNODE, "width", number(asked.boxSize.width() / kPointsAnInch));
    attribute(AGNODE, "height", number(asked.boxSize.height() / kPointsAnInch));
    attribute(AGEDGE, "arrowsize", "0.5");
    // From the middle of one side to the middle of the other.
    attribute(AGEDGE, "tailport", down ? "s" : "e");
    attribute(AGEDGE, "headport", down ? "n" : "w");
    for (std::uint32_t i = 0; i < asked.boxes; ++i) {
        const std::string name = std::to_string(i);
        made.nodes.push_back(agnode(graph, const_cast<char *>(name.c_str()), 1)); // NOLINT
    }
    for (const GraphToLayOut::Edge &edge : asked.edges)
        made.edges.push_back(agedge(graph, made.nodes[edge.from], made.nodes[edge.to], nullptr, 1));
    return made;
}

// Of Graphviz' points, whose y grows upwards.
struct Mapping {
    double height = 0;
    QPointF at(pointf point) const { return {point.x, height - point.y}; }
};

GraphLayout::Curve curveOf(Agedge_t *edge, const Mapping &mapping)
{
    GraphLayout::Curve curve;
    const splines *const shape = ED_spl(edge);
    if (!shape || shape->size == 0)
        return curve;
    for (int i = 0; i < shape->size; ++i) {
        const bezier &part = shape->list[i];
        curve.line.moveTo(mapping.at(part.list[0]));
        for (int point = 1; point + 2 < part.size; point += 3)
            curve.line.cubicTo(mapping.at(part.list[point]), mapping.at(part.list[point + 1]),
                               mapping.at(part.list[point + 2]));
    }
    const bezier &last = shape->list[shape->size - 1];
    const bezier &first = shape->list[0];
    // An edge of a cycle may have been laid out the other way round.
    curve.tip = last.eflag != 0    ? mapping.at(last.ep)
                : first.sflag != 0 ? mapping.at(first.sp)
                                   : curve.line.currentPosition();
    return curve;
}

} // namespace

Result<GraphLayout> layOut(const GraphToLayOut &asked)
{
    GraphLayout layout;
    if (asked.boxes == 0)
        return layout;
    const std::lock_guard lock(graphvizMutex());
    agseterr(AGERR); // no warnings on the standard error stream
    GVC_t *const context = graphvizContext();
    if (!context)
        return fail(ErrorCode::Internal, "Graphviz could not be started.");
    const Made made = make(asked);
    if (gvLayout(context, made.graph.get(), "dot") != 0)
        return fail(ErrorCode::Internal,
                    "Graphviz cannot lay out the graph: it has no \"dot\". Install its package "
                    "libgvc6, or run \"dot -c\" once.");
    const boxf bounds = GD_bb(made.graph.get());
    const Mapping mapping{bounds.UR.y};
    layout.size = QSizeF(bounds.UR.x, bounds.UR.y);
    for (Agnode_t *const node : made.nodes) {
        QRectF box(QPointF(), asked.boxSize);
        box.moveCenter(mapping.at(ND_coord(node)));
        layout.boxes.push_back(box);
    }
    for (Agedge_t *const edge : made.edges)
        layout.curves.push_back(curveOf(edge, mapping));
    gvFreeLayout(context, made.graph.get());
    return layout;
}

} // namespace eventscope::ui
