// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/time.h"
#include "event/pyramid.h"

#include <QTest>

#include <atomic>
#include <limits>
#include <map>
#include <random>
#include <thread>
#include <vector>

using namespace eventscope;

class TestPyramid : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bucketsCountWhatIsInThem_data();
    void bucketsCountWhatIsInThem();
    void widthsAreAsFineAsAskedOrAsFineAsTheyGet();
    void outliersCostNoResolution();
    void anEmptyPyramidHasNoBuckets();
    void visitsAndAddsMayMeet();
};

namespace {

using Counts
    = std::map<std::int64_t, std::map<std::uint32_t, std::uint32_t>>; // start -> type -> events

struct Seen {
    Counts counts;
    std::int64_t width = 0;
    bool fine = true; // ascending, no overlaps, totals and starts right
};

Seen visit(const CountPyramid &pyramid, std::int64_t from, std::int64_t to, std::int64_t maxWidth)
{
    Seen seen;
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    pyramid.visit(from, to, maxWidth, [&](const CountPyramid::Bucket &bucket) {
        seen.fine = seen.fine && bucket.start >= last
                    && (seen.width == 0 || seen.width == bucket.width)
                    && bucket.start % bucket.width == 0 && bucket.start < to
                    && bucket.start + bucket.width > from;
        last = bucket.start + bucket.width;
        seen.width = bucket.width;
        std::uint32_t total = 0;
        for (const auto &[type, count] : bucket.types) {
            total += count;
            seen.counts[bucket.start][type.value()] += count;
        }
        seen.fine = seen.fine && total == bucket.total && total > 0;
    });
    return seen;
}

std::int64_t startOf(std::int64_t key, std::int64_t width)
{
    const std::int64_t rest = key % width;
    return key - (rest < 0 ? rest + width : rest);
}

Counts naive(const std::vector<CountPyramid::Entry> &entries, std::int64_t from, std::int64_t to,
             std::int64_t width)
{
    Counts counts;
    for (const auto &entry : entries) {
        const std::int64_t start = startOf(entry.key, width);
        if (start < to && start + width > from)
            ++counts[start][entry.type.value()];
    }
    return counts;
}

} // namespace

void TestPyramid::bucketsCountWhatIsInThem_data()
{
    QTest::addColumn<int>("order"); // 0 ascending, 1 nearly, 2 any
    QTest::addColumn<int>("maxBuckets");
    for (const int buckets : {4, 16, 1000, 100'000}) {
        QTest::addRow("ascending, %d buckets", buckets) << 0 << buckets;
        QTest::addRow("nearly ascending, %d buckets", buckets) << 1 << buckets;
        QTest::addRow("in any order, %d buckets", buckets) << 2 << buckets;
    }
}

void TestPyramid::bucketsCountWhatIsInThem()
{
    QFETCH(int, order);
    QFETCH(int, maxBuckets);
    std::mt19937_64 random(static_cast<unsigned>(order * 1000 + maxBuckets));
    const auto below = [&](std::uint64_t limit) {
        return static_cast<std::int64_t>(random() % limit);
    };
    CountPyramid pyramid(2, static_cast<std::size_t>(maxBuckets));
    std::vector<CountPyramid::Entry> all;
    std::int64_t clock = -20'000;
    for (int batch = 0; batch < 30; ++batch) {
        std::vector<CountPyramid::Entry> entries;
        for (std::int64_t n = below(60); n > 0; --n) {
            clock += below(50);
            const std::int64_t key = order == 0   ? clock
                                     : order == 1 ? clock - below(100)
                                                  : below(60'000) - 30'000;
            entries.push_back({key, TypeId(static_cast<std::uint32_t>(below(5)))});
        }
        all.insert(all.end(), entries.begin(), entries.end());
        pyramid.add(entries);
        const std::int64_t finest = pyramid.finestWidth();
        for (const std::int64_t maxWidth : {std::int64_t{1}, finest, 2 * finest, 4 * finest,
                                            64 * finest, std::int64_t{1} << 40}) {
            const std::int64_t from = below(80'000) - 40'000;
            const std::int64_t to = from + below(40'000);
            const Seen part = visit(pyramid, from, to, maxWidth);
            QVERIFY(part.fine);
            if (!part.counts.empty()) {
                QVERIFY(part.width <= maxWidth || part.width == finest);
                QVERIFY(part.counts == naive(all, from, to, part.width));
            } else {
                QVERIFY(naive(all, from, to, finest).empty());
            }
            const Seen everything = visit(pyramid, -1'000'000, 1'000'000, maxWidth);
            QVERIFY(all.empty()
                    || everything.counts == naive(all, -1'000'000, 1'000'000, everything.width));
        }
    }
    QVERIFY(pyramid.bytes() > 0);
}

void TestPyramid::widthsAreAsFineAsAskedOrAsFineAsTheyGet()
{
    CountPyramid pyramid(0, 1'000'000);
    std::vector<CountPyramid::Entry> entries;
    for (std::int64_t key = 0; key < 5000; ++key)
        entries.push_back({key, TypeId(0)});
    pyramid.add(entries);
    QCOMPARE(pyramid.finestWidth(), std::int64_t{1});
    QCOMPARE(visit(pyramid, 0, 5000, 0).width, std::int64_t{1});
    QCOMPARE(visit(pyramid, 0, 5000, 1).width, std::int64_t{1});
    QCOMPARE(visit(pyramid, 0, 5000, 15).width, std::int64_t{4});
    QCOMPARE(visit(pyramid, 0, 5000, 16).width, std::int64_t{16});
    const Seen coarse = visit(pyramid, 0, 5000, std::int64_t{1} << 50);
    QVERIFY(coarse.width > 16);
    QVERIFY(coarse.counts.size() <= 256); // a view of everything is cheap
    QCOMPARE(visit(pyramid, 10, 20, 4).counts.size(), std::size_t{3});
    QCOMPARE(visit(pyramid, 10, 10, 4).counts.size(), std::size_t{0});
    QCOMPARE(visit(pyramid, 20, 10, 4).counts.size(), std::size_t{0});
}

void TestPyramid::outliersCostNoResolution()
{
    CountPyramid pyramid(10, 1000);
    std::vector<CountPyramid::Entry> entries;
    const std::int64_t start = parseIsoTime("2025-11-03")->micros;
    for (std::int64_t i = 0; i < 500; ++i)
        entries.push_back({start + i * 1024, TypeId(0)});
    entries.push_back({parseIsoTime("0001-01-01")->micros, TypeId(1)});
    entries.push_back({parseIsoTime("9999-12-31T23:59:59.999999Z")->micros, TypeId(2)});
    pyramid.add(entries);
    QCOMPARE(pyramid.finestWidth(), std::int64_t{1024});
    constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();
    constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();
    for (const std::int64_t width :
         {std::int64_t{1024}, std::int64_t{1} << 30, std::int64_t{1} << 50, kHighest}) {
        const Seen all = visit(pyramid, kLowest, kHighest, width);
        std::uint32_t total = 0;
        for (const auto &[bucket, types] : all.counts) {
            for (const auto &[type, count] : types)
                total += count;
        }
        QCOMPARE(total, 502U);
    }
    QCOMPARE(visit(pyramid, start, start + 1024 * 500, 1024).counts.size(), std::size_t{500});
}

void TestPyramid::anEmptyPyramidHasNoBuckets()
{
    CountPyramid pyramid(4);
    QCOMPARE(visit(pyramid, -100, 100, 16).counts.size(), std::size_t{0});
    QCOMPARE(pyramid.finestWidth(), std::int64_t{16});
    pyramid.add({});
    QCOMPARE(visit(pyramid, -100, 100, 16).counts.size(), std::size_t{0});
}

void TestPyramid::visitsAndAddsMayMeet()
{
    CountPyramid pyramid(2, 64);
    std::atomic<bool> done{false};
    std::atomic<bool> wrong{false};
    std::thread reader([&] {
        std::uint32_t before = 0;
        while (!done) {
            std::uint32_t total = 0;
            pyramid.visit(-1'000'000, 1'000'000, 64,
                          [&](const CountPyramid::Bucket &bucket) { total += bucket.total; });
            if (total < before || total % 10 != 0)
                wrong = true;
            before = total;
        }
    });
    std::mt19937 random(1);
    for (int batch = 0; batch < 500; ++batch) {
        std::vector<CountPyramid::Entry> entries;
        for (int i = 0; i < 10; ++i)
            entries.push_back({static_cast<std::int64_t>(random() % 10'000), TypeId(0)});
        pyramid.add(entries);
    }
    done = true;
    reader.join();
    QVERIFY(!wrong);
}

QTEST_GUILESS_MAIN(TestPyramid)
#include "tst_pyramid.moc"
