// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/hashindex.h"

#include <QTest>

#include <atomic>
#include <random>
#include <thread>
#include <vector>

using namespace eventscope;

class TestHashIndex : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lookupsFindWhatAScanFinds_data();
    void lookupsFindWhatAScanFinds();
    void absentHashesAreNotFound();
    void runsMayBeSealedInAnyOrder();
    void rowsBeyondTheCountAreLeftOut();
    void lookupsGoOnWhileTheIndexIsSealed();
};

namespace {

// Sorts every whole run that is not sorted yet, and what is behind them.
void seal(HashIndex &index, std::uint32_t rowCount, std::uint32_t &sealedRuns)
{
    for (; (sealedRuns + 1) * index.runRows() <= rowCount; ++sealedRuns)
        index.sealRun(sealedRuns);
    index.sealTail(rowCount);
}

} // namespace

void TestHashIndex::lookupsFindWhatAScanFinds_data()
{
    QTest::addColumn<std::uint32_t>("rows");
    QTest::addColumn<std::uint32_t>("distinct");
    QTest::addColumn<unsigned>("runShift");
    for (const unsigned shift : {2U, 6U, 10U, 18U}) {
        QTest::addRow("none, runs of 2^%u", shift) << 0U << 1U << shift;
        QTest::addRow("one, runs of 2^%u", shift) << 1U << 1U << shift;
        QTest::addRow("few, runs of 2^%u", shift) << 50U << 7U << shift;
        QTest::addRow("all different, runs of 2^%u", shift) << 3000U << 1'000'000U << shift;
        QTest::addRow("often the same, runs of 2^%u", shift) << 3000U << 20U << shift;
        QTest::addRow("all the same, runs of 2^%u", shift) << 3000U << 1U << shift;
    }
}

void TestHashIndex::lookupsFindWhatAScanFinds()
{
    QFETCH(std::uint32_t, rows);
    QFETCH(std::uint32_t, distinct);
    QFETCH(unsigned, runShift);
    std::mt19937_64 random(rows + distinct);
    std::vector<std::uint64_t> values(distinct);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = i == 0 && distinct > 5 ? 0 : random(); // 0 is absent
    if (distinct > 10) {
        values[1] = 1;
        values[2] = ~std::uint64_t{0};
        values[3] = std::uint64_t{1} << 63;
    }
    Column<std::uint64_t> hashes(2);
    HashIndex index(hashes, runShift);
    std::uint32_t sealedRuns = 0;
    QCOMPARE(index.sealedRows(), 0U);

    const auto check = [&](std::uint32_t count) {
        std::vector<std::uint64_t> asked(values.begin(),
                                         values.begin()
                                             + std::min<std::ptrdiff_t>(40, std::ssize(values)));
        for (std::uint32_t row = 0; row < count; row += 1 + count / 40)
            asked.push_back(hashes[row]);
        asked.push_back(random());
        for (const std::uint64_t hash : asked) {
            std::vector<Row> expected;
            for (std::uint32_t row = 0; row < count && hash != 0; ++row) {
                if (hashes[row] == hash)
                    expected.emplace_back(row);
            }
            if (index.rows(hash, count) != expected)
                return false;
        }
        return true;
    };
    std::uint32_t count = 0;
    for (; count < rows / 3; ++count)
        hashes.slot(count) = values[random() % values.size()];
    QVERIFY(check(count));
    seal(index, count, sealedRuns);
    QCOMPARE(index.sealedRows(), count);
    QVERIFY(check(count));
    for (; count < rows; ++count)
        hashes.slot(count) = values[random() % values.size()];
    QVERIFY(check(count)); // some sealed, some not
    seal(index, count, sealedRuns);
    QCOMPARE(index.sealedRows(), count);
    QVERIFY(check(count));
    QVERIFY(rows == 0 || index.bytes() > 0);
}

void TestHashIndex::absentHashesAreNotFound()
{
    Column<std::uint64_t> hashes(2);
    HashIndex index(hashes, 2);
    std::uint32_t sealedRuns = 0;
    for (std::size_t row = 0; row < 10; ++row)
        hashes.slot(row) = 0;
    QVERIFY(index.rows(0, 10).empty());
    seal(index, 10, sealedRuns);
    QVERIFY(index.rows(0, 10).empty());
    QVERIFY(index.rows(5, 10).empty());
}

void TestHashIndex::runsMayBeSealedInAnyOrder()
{
    Column<std::uint64_t> hashes(2);
    HashIndex index(hashes, 3);
    for (std::uint32_t row = 0; row < 40; ++row)
        hashes.slot(row) = 1 + row % 3;
    const std::vector<Row> expected = index.rows(2, 40);
    QCOMPARE(expected.size(), std::size_t{13});
    for (const std::uint32_t run : {3U, 0U, 4U, 2U, 1U}) {
        index.sealRun(run);
        QVERIFY(index.rows(2, 40) == expected);
    }
    QCOMPARE(index.sealedRows(), 40U);
}

void TestHashIndex::rowsBeyondTheCountAreLeftOut()
{
    Column<std::uint64_t> hashes(2);
    HashIndex index(hashes, 2);
    std::uint32_t sealedRuns = 0;
    for (std::size_t row = 0; row < 10; ++row)
        hashes.slot(row) = 7;
    QCOMPARE(index.rows(7, 4).size(), std::size_t{4});
    seal(index, 10, sealedRuns);
    QCOMPARE(index.rows(7, 4).size(), std::size_t{4});
    QCOMPARE(index.rows(7, 10).size(), std::size_t{10});
}

void TestHashIndex::lookupsGoOnWhileTheIndexIsSealed()
{
    constexpr std::uint32_t kRows = 20'000;
    Column<std::uint64_t> hashes(4);
    for (std::uint32_t row = 0; row < kRows; ++row)
        hashes.slot(row) = 1 + row % 100;
    HashIndex index(hashes, 9);
    std::uint32_t sealedRuns = 0;
    std::atomic<bool> done{false};
    std::atomic<bool> wrong{false};
    std::thread reader([&] {
        for (std::uint64_t hash = 1; !done; hash = 1 + hash % 100) {
            if (index.rows(hash, kRows).size() != kRows / 100)
                wrong = true;
        }
    });
    for (std::uint32_t count = 1000; count <= kRows; count += 1000)
        seal(index, count, sealedRuns);
    done = true;
    reader.join();
    QVERIFY(!wrong);
}

QTEST_GUILESS_MAIN(TestHashIndex)
#include "tst_hashindex.moc"
