// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rowdensity.h"
#include "panels/densityscrollbar.h"
#include "panels/eventspanel.h"
#include "panels/rowtable.h"
#include "widgets/theme.h"

#include "handmadelog.h"
#include "ordersstore.h"

#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <random>
#include <set>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

constexpr std::int64_t kSecond = 1'000'000;

std::vector<Row> rowsOf(std::initializer_list<std::uint32_t> numbers)
{
    std::vector<Row> rows;
    for (const std::uint32_t number : numbers)
        rows.emplace_back(number);
    return rows;
}

} // namespace

class TestRowDensity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }

    void aRushIsLongerThanAQuietNight()
    {
        HandmadeLog log;
        std::int64_t time = 0;
        for (int i = 0; i < 100; ++i)
            log.add("a", "T", time += (i < 50 ? 3600 : 1) * kSecond);
        const RowDensity density = densityOf(log.log(), Sequence::range(Row(0), 100), true, {}, 10,
                                             {});
        QCOMPARE(density.rates.size(), 10U);
        QVERIFY(density.rates[1] > 0);
        QVERIFY(density.rates[1] < 0.2F);
        QVERIFY(density.rates[7] > 0.9F);
        QVERIFY(density.rates[9] > 0.9F);
    }

    void evenEventsAndThoseWithoutTimeAreCalm()
    {
        HandmadeLog even;
        HandmadeLog timeless;
        for (int i = 0; i < 40; ++i) {
            even.add("a", "T", i * kSecond);
            timeless.add("a", "T", kNoTime.micros);
        }
        for (const float rate :
             densityOf(even.log(), Sequence::range(Row(0), 40), true, {}, 8, {}).rates)
            QCOMPARE(rate, 0.4F);
        for (const float rate :
             densityOf(timeless.log(), Sequence::range(Row(0), 40), true, {}, 8, {}).rates)
            QCOMPARE(rate, 0.0F);
        QVERIFY(densityOf(even.log(), {}, true, {}, 8, {}).rates.empty());
        QCOMPARE(densityOf(even.log(), Sequence::range(Row(0), 3), true, {}, 8, {}).rates.size(),
                 3U);
        std::stop_source stopped;
        stopped.request_stop();
        QVERIFY(densityOf(even.log(), Sequence::range(Row(0), 40), true, {}, 8, stopped.get_token())
                    .marks.empty());
    }

    void marksAreWhereTheirRowsAre()
    {
        std::mt19937 random(4);
        HandmadeLog log;
        for (int i = 0; i < 500; ++i)
            log.add("a", "T", i * kSecond);
        for (int round = 0; round < 200; ++round) {
            std::vector<Row> shown;
            std::set<Row> marked;
            for (std::uint32_t row = 0; row < 500; ++row) {
                if (random() % 3 != 0)
                    shown.emplace_back(row);
                if (random() % 40 == 0)
                    marked.insert(Row(row));
            }
            MarkedRows rows;
            rows.findings.assign(marked.begin(), marked.end());
            if (round % 2 == 1)
                std::shuffle(shown.begin(), shown.end(), random);
            const std::uint32_t bins = 1 + static_cast<std::uint32_t>(random() % 60);
            const RowDensity density = densityOf(log.log(), Sequence::of(shown), round % 2 == 0,
                                                 rows, bins, {});
            for (std::size_t bin = 0; bin < bins; ++bin) {
                const std::size_t first = bin * shown.size() / bins;
                const std::size_t next = (bin + 1) * shown.size() / bins;
                bool any = false;
                for (std::size_t i = first; i < next; ++i)
                    any = any || marked.contains(shown[i]);
                QCOMPARE(density.marks[bin] != 0, any);
            }
        }
    }

    void everyKindHasABitOfItsOwn()
    {
        HandmadeLog log;
        for (int i = 0; i < 10; ++i)
            log.add("a", "T", i * kSecond);
        const MarkedRows marked{rowsOf({1, 3}), rowsOf({3}), rowsOf({3, 9})};
        const RowDensity density = densityOf(log.log(), Sequence::range(Row(0), 10), true, marked,
                                             10, {});
        QCOMPARE(int(density.marks[1]), int(RowDensity::Bookmarked));
        QCOMPARE(int(density.marks[3]), 7);
        QCOMPARE(int(density.marks[9]), int(RowDensity::Selected));
        QCOMPARE(int(density.marks[0]), 0);
    }

    void theStripFollowsWhatTheTableShowsAndScrollsAsABar()
    {
        OrdersStore store;
        for (int i = 20; i < 200; ++i)
            store.append(OrdersStore::event(i, "order-5", i, "OrderNoted", "{}"));
        QTemporaryDir folder;
        Session session;
        session.workspace().setFolder(folder.path());
        EventsPanel panel(session);
        panel.resize(800, 300);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        store.open(session);
        auto *const bar = panel.findChild<DensityScrollBar *>();
        QVERIFY(bar);
        auto &table = *panel.findChild<RowTable *>();
        QCOMPARE(table.verticalScrollBar(), bar);
        QTRY_COMPARE(bar->density().rates.size(),
                     std::min<std::size_t>(188, static_cast<std::size_t>(bar->height() / 2)));
        session.bookmarks().set(Row(100), "look");
        const auto marked = [&](RowDensity::Mark kind) {
            return std::count_if(bar->density().marks.begin(), bar->density().marks.end(),
                                 [&](std::uint8_t mark) { return mark & kind; });
        };
        QTRY_COMPARE(marked(RowDensity::Bookmarked), 1);
        session.selectedEvents().set(rowsOf({10, 50, 150}));
        QTRY_COMPARE(marked(RowDensity::Selected), 3);
        session.setFilter(QStringLiteral("type = OrderPlaced"));
        QTRY_COMPARE(bar->density().rates.size(), 2U);
        session.setFilter({});
        QTRY_VERIFY(bar->density().rates.size() > 2);

        bar->setValue(0);
        QTest::mouseClick(bar, Qt::LeftButton, {}, QPoint(2, bar->height() - 4)); // the strip
        QVERIFY(bar->value() > 0);
        const int there = bar->value();
        bar->setValue(0);
        QTest::mouseClick(bar, Qt::LeftButton, {}, QPoint(bar->width() - 3, bar->height() - 4));
        QCOMPARE(bar->value(), there); // the bar
        const QImage picture = bar->grab().toImage();
        QVERIFY(!picture.isNull());
        session.close();
        QVERIFY(bar->density().rates.empty());
    }
};

QTEST_MAIN(TestRowDensity)
#include "tst_rowdensity.moc"
