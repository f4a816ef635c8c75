// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/graphlayout.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QStringList>

namespace eventscope::ui {

namespace {

constexpr double kPointsAnInch = 72;
constexpr double kBetweenBoxes = 18; // of a rank, in points: one is a pixel here
constexpr double kBetweenRanks = 44;
// Of larger graphs the curves would take most of the time.
constexpr std::uint32_t kMostCurved = 400;
constexpr int kMostMilliseconds = 30'000; // a graph of thousands takes seconds

// Without a comma, whatever the locale.
QByteArray inches(double points)
{
    return QByteArray::number(points / kPointsAnInch, 'f', 5);
}

QByteArray dotOf(const GraphToLayOut &asked)
{
    const bool down = asked.direction == GraphToLayOut::Direction::Down;
    QByteArray dot = "digraph chain {\n";
    dot += QByteArrayLiteral("rankdir=") + (down ? "TB" : "LR");
    dot += ";nodesep=" + inches(kBetweenBoxes) + ";ranksep=" + inches(kBetweenRanks);
    dot += QByteArrayLiteral(";splines=") + (asked.boxes > kMostCurved ? "line" : "true");
    dot += ";ordering=out;\n"; // effects stand in the order in which they came
    // No text: so no fonts are loaded.
    dot += "node [shape=box,fixedsize=true,label=\"\",width=" + inches(asked.boxSize.width())
           + ",height=" + inches(asked.boxSize.height()) + "];\n";
    // From the middle of one side to the middle of the other.
    dot += QByteArrayLiteral("edge [arrowsize=0.5,tailport=") + (down ? "s" : "e")
           + ",headport=" + (down ? "n" : "w") + "];\n";
    for (std::uint32_t i = 0; i < asked.boxes; ++i)
        dot += QByteArray::number(i) + ";\n";
    for (std::size_t i = 0; i < asked.edges.size(); ++i)
        dot += QByteArray::number(asked.edges[i].from) + "->"
               + QByteArray::number(asked.edges[i].to) + "[id=" + QByteArray::number(qulonglong(i))
               + "];\n";
    return dot + "}\n";
}

Result<QByteArray> runDot(const QByteArray &graph)
{
    const QString program = QStandardPaths::findExecutable(QStringLiteral("dot"));
    if (program.isEmpty())
        return fail(ErrorCode::NotFound,
                    "The graph cannot be drawn: there is no program \"dot\". Install Graphviz (its "
                    "package is graphviz).");
    QProcess dot;
    // Its warnings are about nothing that anybody here could change.
    dot.setStandardErrorFile(QProcess::nullDevice());
    dot.start(program, {QStringLiteral("-q"), QStringLiteral("-Tjson0")});
    if (!dot.waitForStarted())
        return fail(ErrorCode::Unreadable,
                    "The graph cannot be drawn: " + program.toStdString() + " does not start.");
    dot.write(graph);
    dot.closeWriteChannel();
    if (!dot.waitForFinished(kMostMilliseconds)) {
        dot.kill();
        dot.waitForFinished();
        return fail(ErrorCode::Limit,
                    "Graphviz was stopped: it took longer than "
                        + std::to_string(kMostMilliseconds / 1000)
                        + " s for this graph. Choose an event with fewer effects.");
    }
    if (dot.exitStatus() != QProcess::NormalExit || dot.exitCode() != 0)
        return fail(ErrorCode::Unreadable,
                    "Graphviz cannot lay out the graph: run \"dot -c\" once, "
                    "or install its package (graphviz) again.");
    return dot.readAllStandardOutput();
}

// Of Graphviz' points, whose y grows upwards.
struct Mapping {
    double height = 0;
    QPointF at(QStringView point) const
    {
        const qsizetype comma = point.indexOf(u',');
        return {point.left(comma).toDouble(), height - point.mid(comma + 1).toDouble()};
    }
};

// "e,x,y s,x,y x,y x,y x,y x,y; ...": ends of arrows, then Bézier splines (Graphviz' attribute type splineType).
GraphLayout::Curve curveOf(const QString &pos, const Mapping &mapping)
{
    GraphLayout::Curve curve;
    bool hasTip = false;
    for (const QString &part : pos.split(u';', Qt::SkipEmptyParts)) {
        std::vector<QPointF> points;
        for (const QString &word : part.split(u' ', Qt::SkipEmptyParts)) {
            // An edge of a cycle may have been laid out the other way round.
            if (word.startsWith(u"e,") || word.startsWith(u"s,")) {
                curve.tip = mapping.at(QStringView(word).mid(2));
                hasTip = true;
            } else {
                points.push_back(mapping.at(word));
            }
        }
        if (points.empty())
            continue;
        curve.line.moveTo(points.front());
        for (std::size_t i = 1; i + 2 < points.size(); i += 3)
            curve.line.cubicTo(points[i], points[i + 1], points[i + 2]);
    }
    if (!hasTip)
        curve.tip = curve.line.currentPosition();
    return curve;
}

} // namespace

Result<GraphLayout> layOut(const GraphToLayOut &asked)
{
    GraphLayout layout;
    if (asked.boxes == 0)
        return layout;
    const auto output = runDot(dotOf(asked));
    if (!output)
        return fail(output.error());
    const QJsonObject told = QJsonDocument::fromJson(*output).object();
    const QStringList bounds = told[QStringLiteral("bb")].toString().split(u',');
    const QJsonArray boxes = told[QStringLiteral("objects")].toArray();
    const QJsonArray edges = told[QStringLiteral("edges")].toArray();
    if (bounds.size() != 4 || boxes.size() != qsizetype(asked.boxes)
        || edges.size() != qsizetype(asked.edges.size()))
        return fail(ErrorCode::Unreadable,
                    "Graphviz' answer cannot be read: version 2.42 or later is needed.");
    const Mapping mapping{bounds[3].toDouble()};
    layout.size = QSizeF(bounds[2].toDouble(), bounds[3].toDouble());
    layout.boxes.resize(asked.boxes);
    for (const QJsonValue &each : boxes) {
        const QJsonObject box = each.toObject();
        const auto index = box[QStringLiteral("name")].toString().toUInt();
        if (index >= asked.boxes)
            continue;
        QRectF place(QPointF(), asked.boxSize);
        place.moveCenter(mapping.at(box[QStringLiteral("pos")].toString()));
        layout.boxes[index] = place;
    }
    layout.curves.resize(asked.edges.size());
    for (const QJsonValue &each : edges) {
        const QJsonObject edge = each.toObject();
        const auto index = edge[QStringLiteral("id")].toString().toUInt();
        if (index < layout.curves.size())
            layout.curves[index] = curveOf(edge[QStringLiteral("pos")].toString(), mapping);
    }
    return layout;
}

} // namespace eventscope::ui
