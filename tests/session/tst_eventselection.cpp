// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/eventselection.h"

#include <QSignalSpy>
#include <QTest>

#include <random>
#include <set>

using namespace eventscope;

namespace {

std::vector<Row> rowsOf(const std::set<std::uint32_t> &numbers)
{
    std::vector<Row> rows;
    for (const std::uint32_t number : numbers)
        rows.emplace_back(number);
    return rows;
}

} // namespace

class TestEventSelection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneEventIsSetOnce()
    {
        EventSelection selection;
        QSignalSpy changed(&selection, &EventSelection::changed);
        QVERIFY(selection.isEmpty());
        QVERIFY(!selection.only());
        selection.set(Row(4));
        selection.set(Row(4));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(selection.only(), std::optional(Row(4)));
        selection.clear();
        selection.clear();
        QCOMPARE(changed.size(), 2);
        QVERIFY(!selection.contains(Row(4)));
    }

    void allOfTenMillionEventsAreOneRun()
    {
        constexpr std::uint32_t kEvents = 10'000'000;
        EventSelection selection;
        selection.setAll(Sequence::range(Row(0), kEvents), true);
        QCOMPARE(selection.size(), kEvents);
        QVERIFY(selection.contains(Row(kEvents - 1)));
        QVERIFY(!selection.contains(Row(kEvents)));
        selection.toggle(Row(5'000'000));
        QCOMPARE(selection.size(), kEvents - 1);
        QVERIFY(!selection.contains(Row(5'000'000)));
        QVERIFY(selection.contains(Row(4'999'999)));
        QVERIFY(selection.contains(Row(5'000'001)));
        QCOMPARE(selection.rows(3), (std::vector{Row(0), Row(1), Row(2)}));
        QCOMPARE(selection.last(), Row(kEvents - 1));
    }

    void runsThatOverlapAreCountedOnce()
    {
        EventSelection selection;
        selection.set(Sequence::of({Row(3), Row(5), Row(9), Row(12), Row(20)}), true,
                      {{2, 2}, {0, 1}, {3, 2}, {1, 1}});
        QCOMPARE(selection.rows(), (std::vector{Row(3), Row(5), Row(9), Row(12), Row(20)}));
    }

    void aStreamInAnotherOrderIsSelectedByItsRows()
    {
        EventSelection selection;
        selection.set(Sequence::of({Row(8), Row(2), Row(5)}), false, {{0, 2}});
        QCOMPARE(selection.rows(), (std::vector{Row(2), Row(8)}));
        QCOMPARE(selection.last(), Row(8));
    }

    void whateverIsToggledAndAddedItIsTheSameAsASet()
    {
        std::mt19937 random(4);
        for (int round = 0; round < 60; ++round) {
            EventSelection selection;
            std::set<std::uint32_t> expected;
            if (round % 3 == 0) {
                selection.setAll(Sequence::range(Row(10), 20), true);
                for (std::uint32_t i = 10; i < 30; ++i)
                    expected.insert(i);
            } else if (round % 3 == 1) {
                selection.set(Sequence::of({Row(3), Row(7), Row(11), Row(19)}), true, {{1, 2}});
                expected = {7, 11};
            }
            for (int step = 0; step < 80; ++step) {
                const auto number = static_cast<std::uint32_t>(random() % 40);
                if (random() % 8 == 0) {
                    std::vector<Row> rows;
                    const std::uint32_t more = random() % 6 == 0 ? 80 : 3;
                    for (std::uint32_t i = 0; i < more; ++i) {
                        rows.emplace_back(number + i);
                        expected.insert(number + i);
                    }
                    selection.add(rows);
                } else {
                    selection.toggle(Row(number));
                    if (!expected.erase(number))
                        expected.insert(number);
                }
                QCOMPARE(selection.size(), static_cast<std::uint32_t>(expected.size()));
                QCOMPARE(selection.rows(), rowsOf(expected));
                for (std::uint32_t i = 0; i < 125; ++i)
                    QCOMPARE(selection.contains(Row(i)), expected.contains(i));
                if (!expected.empty()) {
                    QCOMPARE(selection.first(), Row(*expected.begin()));
                    QCOMPARE(selection.last(), Row(*expected.rbegin()));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestEventSelection)
#include "tst_eventselection.moc"
