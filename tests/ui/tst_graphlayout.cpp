// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/graphlayout.h"

#include <QTest>

#include <thread>
#include <vector>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

GraphToLayOut tree(std::uint32_t boxes, std::uint32_t children)
{
    GraphToLayOut graph;
    graph.boxes = boxes;
    graph.boxSize = {200, 44};
    for (std::uint32_t i = 1; i < boxes; ++i)
        graph.edges.push_back({(i - 1) / children, i});
    return graph;
}

bool overlap(const GraphLayout &layout)
{
    for (std::size_t a = 0; a < layout.boxes.size(); ++a) {
        for (std::size_t b = a + 1; b < layout.boxes.size(); ++b) {
            if (layout.boxes[a].intersects(layout.boxes[b]))
                return true;
        }
    }
    return false;
}

} // namespace

class TestGraphLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void effectsStandBehindTheirCausesAndApart()
    {
        const GraphToLayOut graph = tree(40, 3);
        const auto layout = layOut(graph);
        QVERIFY(layout);
        QCOMPARE(layout->boxes.size(), std::size_t(40));
        QCOMPARE(layout->curves.size(), graph.edges.size());
        QVERIFY(!overlap(*layout));
        const QRectF whole(QPointF(), layout->size);
        for (std::size_t i = 0; i < graph.edges.size(); ++i) {
            const QRectF from = layout->boxes[graph.edges[i].from];
            const QRectF to = layout->boxes[graph.edges[i].to];
            QCOMPARE(to.size(), QSizeF(200, 44));
            QVERIFY(to.left() > from.right());
            QVERIFY(whole.adjusted(-1, -1, 1, 1).contains(to));
            // From the middle of a side to the middle of a side.
            const QPainterPath &line = layout->curves[i].line;
            const QPointF begin(line.elementAt(0));
            QVERIFY(qAbs(begin.x() - from.right()) < 2 && qAbs(begin.y() - from.center().y()) < 2);
            const QPointF tip = layout->curves[i].tip;
            QVERIFY(qAbs(tip.x() - to.left()) < 2 && qAbs(tip.y() - to.center().y()) < 2);
        }
    }

    void downwardsTheyStandBelow()
    {
        GraphToLayOut graph = tree(13, 3);
        graph.direction = GraphToLayOut::Direction::Down;
        const auto layout = layOut(graph);
        QVERIFY(layout);
        for (const GraphToLayOut::Edge &edge : graph.edges)
            QVERIFY(layout->boxes[edge.to].top() > layout->boxes[edge.from].bottom());
    }

    void effectsKeepTheirOrder()
    {
        const auto layout = layOut(tree(6, 5));
        QVERIFY(layout);
        for (std::size_t i = 2; i < 6; ++i)
            QVERIFY(layout->boxes[i].top() > layout->boxes[i - 1].bottom());
    }

    void circlesAndSingleBoxesHaveALayoutToo()
    {
        GraphToLayOut circle = tree(3, 1);
        circle.edges.push_back({2, 0});
        const auto layout = layOut(circle);
        QVERIFY(layout);
        QVERIFY(!overlap(*layout));
        // The one that runs back points at where it leads to.
        QVERIFY(layout->boxes[0].adjusted(-2, -2, 2, 2).contains(layout->curves[2].tip));
        const auto one = layOut(tree(1, 1));
        QVERIFY(one);
        QCOMPARE(one->boxes.size(), std::size_t(1));
        QVERIFY(layOut(GraphToLayOut())->boxes.empty());
    }

    void hundredsOfEffectsOfOneCauseAreLaidOut()
    {
        const auto layout = layOut(tree(700, 699));
        QVERIFY(layout);
        QVERIFY(!overlap(*layout));
        QVERIFY(layout->size.height() > 699 * 44);
    }

    // The answers must not depend on who asks at the same time.
    void severalThreadsMayAskAtOnce()
    {
        const auto alone = layOut(tree(30, 2));
        QVERIFY(alone);
        std::vector<Result<GraphLayout>> layouts(4, GraphLayout());
        std::vector<std::thread> threads;
        for (auto &layout : layouts)
            threads.emplace_back([&layout] { layout = layOut(tree(30, 2)); });
        for (std::thread &thread : threads)
            thread.join();
        for (const auto &layout : layouts) {
            QVERIFY(layout);
            QCOMPARE(layout->boxes, alone->boxes);
        }
    }
};

QTEST_GUILESS_MAIN(TestGraphLayout)
#include "tst_graphlayout.moc"
