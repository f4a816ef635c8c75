// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/statetreemodel.h"
#include "panels/jsontreeview.h"
#include "panels/sparkline.h"
#include "widgets/theme.h"

#include "statefixture.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QTest>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

constexpr QRect kRect(0, 0, 41, 11);

NumberTrend trendOf(std::uint32_t events, std::vector<NumberTrend::Step> steps)
{
    NumberTrend trend;
    trend.events = events;
    trend.steps = std::move(steps);
    for (const NumberTrend::Step &step : trend.steps) {
        if (std::isnan(step.value))
            continue;
        trend.least = std::isnan(trend.least) ? step.value : std::min(trend.least, step.value);
        trend.most = std::isnan(trend.most) ? step.value : std::max(trend.most, step.value);
    }
    return trend;
}

QString textOf(const std::vector<QLine> &lines)
{
    QStringList texts;
    for (const QLine &line : lines)
        texts << QStringLiteral("%1,%2-%3,%4")
                     .arg(line.x1())
                     .arg(line.y1())
                     .arg(line.x2())
                     .arg(line.y2());
    return texts.join(u' ');
}

// A store of one cart whose total goes up and down.
class Carts
{
public:
    Carts(int events)
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < events; ++i)
            file.write(OrdersStore::event(i, "cart-1", i + 1, "Changed",
                                          "{\"total\":" + QByteArray::number(i % 7)
                                              + ".50,\"lines\":{\"a\":{\"count\":"
                                              + QByteArray::number(i / 2) + "}},\"name\":\"x\"}"));
    }
    QString path() const { return m_folder.filePath(QStringLiteral("carts.jsonl")); }

private:
    QTemporaryDir m_folder;
};

} // namespace

class TestSparklines : public QObject
{
    Q_OBJECT

private:
    struct Fixture {
        QTemporaryDir dir;
        Session session;
        StatePanel panel{session};
        JsonTreeView *tree = nullptr;

        explicit Fixture(const QString &path)
        {
            session.workspace().setFolder(dir.filePath(QStringLiteral("w")));
            panel.resize(420, 500);
            panel.show();
            session.open(path);
            QTRY_COMPARE(session.phase(), Session::Phase::Ready);
            for (JsonTreeView *const view : panel.findChildren<JsonTreeView *>()) {
                if (view->accessibleName() == QStringLiteral("State"))
                    tree = view;
            }
            QTRY_VERIFY(session.stateAt());
        }
        const StateTreeModel &model() const
        {
            return *static_cast<StateTreeModel *>(tree->model());
        }
        QModelIndex value(const char *pointer) const
        {
            return model().indexOf(pointer).siblingAtColumn(JsonTreeModel::Value);
        }
        TrendPointer trend(const char *pointer) const
        {
            return value(pointer).data(TrendRole).value<TrendPointer>();
        }
    };

private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().apply(*static_cast<QApplication *>(qApp), Theme::Choice::Light);
    }

    void aTrendIsLevelFromStepToStep()
    {
        // A pixel each quarter of an event: 0 from the first, 10 from the sixth, none from the ninth on.
        const NumberTrend trend = trendOf(11, {{0, 0}, {5, 10}, {8, NumberTrend::kNone}});
        QCOMPARE(textOf(sparkLines(trend, kRect)),
                 QStringLiteral("0,10-20,10 20,10-20,0 20,0-32,0"));
        QCOMPARE(sparkX(trend, 5, kRect), 20);
        QCOMPARE(sparkX(trend, 10, kRect), 40);
        // Begins where it is set, goes on to the end.
        QCOMPARE(textOf(sparkLines(trendOf(11, {{2, 3}}), kRect)), QStringLiteral("8,5-40,5"));
        QVERIFY(sparkLines(trendOf(11, {}), kRect).empty());
        QCOMPARE(textOf(sparkLines(trendOf(1, {{0, 1}}), kRect)), QStringLiteral("0,5-40,5"));
    }

    void thereAreNoMoreLinesThanPixelsHoldHoweverManySteps()
    {
        std::vector<NumberTrend::Step> steps;
        for (std::uint32_t i = 0; i < 50'000; ++i)
            steps.push_back({i, (i * 7919U) % 1000 / 10.0});
        const auto lines = sparkLines(trendOf(50'000, steps), kRect);
        QVERIFY(lines.size() <= 3 * 41);
        QVERIFY(!lines.empty());
        for (const QLine &line : lines)
            QVERIFY(kRect.contains(line.p1()) && kRect.contains(line.p2()));
    }

    void numbersFarApartStayWithinTheRectangle()
    {
        const double huge = 1.7e308;
        for (const QLine &line : sparkLines(trendOf(3, {{0, -huge}, {1, huge}, {2, 0}}), kRect))
            QVERIFY(kRect.contains(line.p1()) && kRect.contains(line.p2()));
    }

    void whatComesAfterTheEventIsPaler()
    {
        const NumberTrend trend = trendOf(11, {{0, 0}, {3, 10}, {8, 4}});
        QImage image(kRect.size(), QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        paintSparkline(painter, kRect, trend, 5);
        painter.end();
        const auto darkest = [&](int from, int to) {
            int dark = 255;
            for (int x = from; x < to; ++x) {
                for (int y = 0; y < image.height(); ++y)
                    dark = std::min(dark, qGray(image.pixel(x, y)));
            }
            return dark;
        };
        QVERIFY(darkest(24, 41) > darkest(0, 18) + 40);
        QVERIFY(darkest(24, 41) < 250);
    }

    void everyNumberInSightHasItsTrend()
    {
        const Carts store(100);
        Fixture f(store.path());
        QTRY_VERIFY(f.trend("/total"));
        const auto trend = f.trend("/total");
        QCOMPARE(trend->events, 100U);
        QCOMPARE(trend->steps.size(), std::size_t(100));
        QCOMPARE(trend->steps[8].value, 1.5);
        QVERIFY(!f.trend("/name"));
        QVERIFY(!f.trend("/lines"));
        QCOMPARE(f.value("/total").data(Qt::ToolTipRole).toString().count(QStringLiteral("6.50")),
                 1);
        QVERIFY(f.value("/total")
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("99 changes")));
        // Those that were folded in are asked for when they are opened.
        f.tree->collapseAll();
        f.tree->expandAll();
        QTRY_VERIFY(f.trend("/lines/a/count"));
        QCOMPARE(f.trend("/lines/a/count")->steps.size(), std::size_t(50));
    }

    void steppingKeepsThemAndAnotherStreamHasItsOwn()
    {
        const OrdersStore store;
        Fixture f(store.path());
        f.session.goToEvent(Row(1));
        QTRY_VERIFY(f.trend("/total"));
        QCOMPARE(f.trend("/total")->lastToken, std::string("9"));
        f.session.goToEvent(Row(0));
        QTRY_VERIFY(f.trend("/total") && f.trend("/total")->lastToken == "40.50");
        const auto trend = f.trend("/total");
        f.session.step(Session::Step::Next);
        QTRY_VERIFY(f.session.stateAt() && f.session.stateAt()->ordinal == 1);
        QCOMPARE(f.trend("/total"), trend);
        // An element by its index.
        f.tree->expandAll();
        QTRY_VERIFY(f.trend("/items/0/qty"));
        QCOMPARE(f.trend("/items/0/qty")->steps.size(), std::size_t(1));
        // More digits than a double has are told whole.
        QTRY_VERIFY(f.trend("/paid"));
        QCOMPARE(f.trend("/paid")->lastToken, std::string("12345678901234567890"));
    }

    void turnedOffThereAreNone()
    {
        const Carts store(10);
        Fixture f(store.path());
        QTRY_VERIFY(f.trend("/total"));
        f.panel.setShowsTrends(false);
        QVERIFY(!f.trend("/total"));
        QVERIFY(
            !f.value("/total").data(Qt::ToolTipRole).toString().contains(QStringLiteral("lowest")));
        const QByteArray saved = f.panel.saveState();
        f.panel.setShowsTrends(true);
        QTRY_VERIFY(f.trend("/total"));
        f.panel.restoreState(saved);
        QVERIFY(!f.panel.showsTrends());
    }

    void aGrowingStreamLengthensThem()
    {
        const OrdersStore store;
        Fixture f(store.path());
        f.session.goToEvent(Row(1));
        QTRY_VERIFY(f.trend("/total"));
        store.append(OrdersStore::event(20, "order-2", 3, "Repriced", R"({"total":11})"));
        QTRY_VERIFY_WITH_TIMEOUT(f.trend("/total")->events == 3, 20'000);
        QCOMPARE(f.trend("/total")->lastToken, std::string("11"));
        QCOMPARE(f.trend("/total")->steps.size(), std::size_t(3)); // null in between
    }
};

QTEST_MAIN(TestSparklines)
#include "tst_sparklines.moc"
