// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "handmadelog.h"

#include "timeline/loglayout.h"
#include "timeline/timelinerange.h"
#include "timeline/tracklayout.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kHour = 3'600 * kSecond;
constexpr std::int64_t kDay = 24 * kHour;

std::int64_t at(int year, int month = 1, int day = 1, int hour = 0, int minute = 0, int second = 0)
{
    CivilTime civil;
    civil.year = year;
    civil.month = month;
    civil.day = day;
    civil.hour = hour;
    civil.minute = minute;
    civil.second = second;
    return timeFromCivil(civil).micros;
}

// What layoutTrack must give, by looking at every key.
TrackLayout naiveLayout(const std::vector<std::int64_t> &keys, const TimelineRange &range,
                        int width, int markSize, int barWidth)
{
    const BarGrid grid(range, width, barWidth);
    TrackLayout layout;
    for (std::uint32_t i = 0; i < keys.size(); ++i) {
        const int column = range.column(keys[i], width);
        const int left = grid.leftOf(column);
        const bool crowded = (i > 0 && column - range.column(keys[i - 1], width) < markSize)
                             || (i + 1 < keys.size()
                                 && range.column(keys[i + 1], width) - column < markSize);
        if (crowded && !layout.bars.empty() && layout.bars.back().column == left) {
            ++layout.bars.back().count;
        } else if (column >= width + markSize || left < grid.leftOf(-markSize)
                   || (!crowded && column < -markSize)) {
            continue;
        } else if (!crowded) {
            layout.marks.push_back({column, i});
        } else {
            TrackBar bar;
            bar.column = left;
            bar.first = i;
            bar.count = 1;
            layout.bars.push_back(bar);
        }
    }
    return layout;
}

bool same(const TrackLayout &a, const TrackLayout &b)
{
    const auto sameBar = [](const TrackBar &x, const TrackBar &y) {
        return x.column == y.column && x.count == y.count && x.first == y.first;
    };
    return a.marks == b.marks
           && std::equal(a.bars.begin(), a.bars.end(), b.bars.begin(), b.bars.end(), sameBar);
}

std::uint64_t countOf(const std::vector<TrackBar> &bars)
{
    std::uint64_t count = 0;
    for (const TrackBar &bar : bars)
        count += bar.count;
    return count;
}

std::vector<std::int64_t> randomKeys(std::mt19937_64 &random, std::size_t count)
{
    // Bursts of several densities, idle gaps, and the same instant again and again.
    std::vector<std::int64_t> keys;
    std::int64_t time = at(2025);
    while (keys.size() < count) {
        const std::uint64_t kind = random() % 100;
        time += kind < 60   ? static_cast<std::int64_t>(random() % 1'000'000)
                : kind < 80 ? 0
                : kind < 98 ? static_cast<std::int64_t>(random() % 60'000'000)
                            : static_cast<std::int64_t>(random() % (6 * std::uint64_t(kHour)));
        keys.push_back(time);
    }
    return keys;
}

} // namespace

class TestTimelineLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // tracks
    void nothingGivesNothing();
    void oneEventIsOneMark();
    void marksThatWouldOverlapAreBars();
    void eventsOfOneInstantAreOneBar();
    void aTrackLooksLikeTheNaiveOne();
    void panningChangesNoMarkAndNoBar();
    void aBarKnowsItsTypes();
    void theNearestMarkIsFound();
    void theNearestKeyIsFound();

    // bars of counts
    void bucketsAcrossColumnsAreSharedOut();
    void smallBucketsStayWhole();
    void barsHoldEveryEventOnce();

    // the lane for all
    void theLogLooksTheSameNearAndFar();
    void timesOutOfOrderAreFound();
    void rowsOfTheLogAreCounted();
    void fewEventsAreMarksFromAfar();
    void eventsWithoutTimesAreLeftOut();
    void outliersDoNotSqueezeTheRest();
    void aLogOfOneInstantHasARange();
    void theSameEventsAreInViewOnTheOtherAxis();
    void theNearestRowIsFound();
};

void TestTimelineLayout::nothingGivesNothing()
{
    const TrackLayout layout = layoutTrack(TrackKeys(), TimelineRange(0, 100), 100, 10, 1);
    QVERIFY(layout.marks.empty());
    QVERIFY(layout.bars.empty());
    const std::vector<std::int64_t> keys{5};
    QVERIFY(layoutTrack(TrackKeys(keys), TimelineRange(0, 100), 0, 10, 1).marks.empty());
    QCOMPARE(markNear(layout, 5, 10), -1);
    QCOMPARE(nearestKey(TrackKeys(), 5), 0U);
}

void TestTimelineLayout::oneEventIsOneMark()
{
    const std::vector<std::int64_t> keys{50};
    const TrackLayout layout = layoutTrack(TrackKeys(keys), TimelineRange(0, 100), 200, 10, 1);
    QCOMPARE(layout.marks, (std::vector<TrackMark>{{100, 0}}));
    QVERIFY(layout.bars.empty());
    QVERIFY(layoutTrack(TrackKeys(keys), TimelineRange(80, 100), 200, 10, 1).marks.empty());
}

void TestTimelineLayout::marksThatWouldOverlapAreBars()
{
    const std::vector<std::int64_t> keys{0, 10, 15, 40, 49, 60};
    const TrackLayout layout = layoutTrack(TrackKeys(keys), TimelineRange(0, 100), 100, 10, 1);
    QCOMPARE(layout.marks, (std::vector<TrackMark>{{0, 0}, {60, 5}}));
    QCOMPARE(layout.bars.size(), std::size_t(4));
    QCOMPARE(layout.bars.front().column, 10);
    QCOMPARE(layout.bars.front().count, 1U);
}

void TestTimelineLayout::eventsOfOneInstantAreOneBar()
{
    const std::vector<std::int64_t> keys(100'000, at(2025));
    const TimelineRange range = TimelineRange(at(2025), at(2025) + 1).padded(0.02, 1'000);
    const TrackLayout layout = layoutTrack(TrackKeys(keys), range, 800, 10, 1);
    QVERIFY(layout.marks.empty());
    QCOMPARE(layout.bars.size(), std::size_t(1));
    QCOMPARE(layout.bars.front().count, 100'000U);
}

void TestTimelineLayout::aTrackLooksLikeTheNaiveOne()
{
    std::mt19937_64 random(3);
    for (int i = 0; i < 300; ++i) {
        std::vector<std::int64_t> keys = randomKeys(random, random() % 2'000);
        if (i % 7 == 0)
            keys.insert(keys.begin(), at(1));
        if (i % 5 == 0)
            keys.push_back(at(9999));
        TimelineRange range(at(2025), at(2025) + kDay);
        if (!keys.empty()) {
            const std::int64_t a = keys[random() % keys.size()]
                                   - static_cast<std::int64_t>(random() % 100'000);
            const std::int64_t b = keys[random() % keys.size()]
                                   + static_cast<std::int64_t>(random() % 100'000);
            range = TimelineRange(std::min(a, b), std::max(a, b) + 1);
        }
        const int width = 1 + static_cast<int>(random() % 1'500);
        const int markSize = 1 + static_cast<int>(random() % 16);
        const int barWidth = 1 + static_cast<int>(random() % static_cast<std::uint64_t>(markSize));
        const TrackLayout layout = layoutTrack(TrackKeys(keys), range, width, markSize, barWidth);
        QVERIFY(same(layout, naiveLayout(keys, range, width, markSize, barWidth)));
        // Side by side.
        for (std::size_t bar = 1; bar < layout.bars.size(); ++bar)
            QVERIFY(layout.bars[bar].column - layout.bars[bar - 1].column >= barWidth);
    }
    std::vector<Row> rows;
    std::vector<std::int64_t> units;
    for (std::uint32_t row = 0; row < 5'000; row += 1 + static_cast<std::uint32_t>(random() % 20)) {
        rows.emplace_back(row);
        units.push_back(unitsOfRow(Row(row)));
    }
    const TimelineRange some(1'000 * kUnitsPerRow, 1'300 * kUnitsPerRow);
    QVERIFY(
        same(layoutTrack(TrackKeys(rows), some, 900, 10, 3), naiveLayout(units, some, 900, 10, 3)));
}

void TestTimelineLayout::panningChangesNoMarkAndNoBar()
{
    std::mt19937_64 random(4);
    const std::vector<std::int64_t> keys = randomKeys(random, 3'000);
    const int width = 500;
    // Whole microseconds a pixel, so that columns stay exactly the same.
    const std::int64_t start = keys[keys.size() / 2];
    const TimelineRange range(start, start + width * 5 * kSecond);
    // Index -> 0 for a mark, else the bar's count. Bars at the edges are left out: parts of them
    // are out of view.
    const auto seen = [&](const TimelineRange &view) {
        std::map<std::uint32_t, std::uint32_t> found;
        const TrackLayout layout = layoutTrack(TrackKeys(keys), view, width, 10, 3);
        for (const TrackMark &mark : layout.marks)
            found[mark.index] = 0;
        for (const TrackBar &bar : layout.bars) {
            if (bar.column >= 0 && bar.column + 3 <= width)
                found[bar.first] = bar.count;
        }
        return found;
    };
    const auto before = seen(range);
    std::size_t compared = 0;
    for (int pixels = -300; pixels <= 300; pixels += 7) {
        const auto after = seen(range.pannedByPixels(pixels, width));
        for (std::size_t index = 0; index < keys.size(); ++index) {
            const int column = range.column(keys[index], width);
            const bool inBoth = column >= 5 && column < width - 5 && column - pixels >= 5
                                && column - pixels < width - 5;
            const auto i = static_cast<std::uint32_t>(index);
            if (!inBoth)
                continue;
            QCOMPARE(before.count(i), after.count(i));
            if (before.count(i) > 0) {
                QCOMPARE(before.at(i), after.at(i));
                ++compared;
            }
        }
    }
    QVERIFY2(compared > 300, qPrintable(QString::number(compared)));
}

void TestTimelineLayout::aBarKnowsItsTypes()
{
    TrackLayout layout;
    TrackBar bar;
    bar.first = 100;
    bar.count = 10;
    layout.bars.push_back(bar);
    bar.first = 1'000;
    bar.count = 1'000'000;
    layout.bars.push_back(bar);
    std::uint32_t calls = 0;
    fillTypes(layout, [&](std::uint32_t index) {
        ++calls;
        return index < 110 ? TypeId(index % 5 == 0 ? 9 : index % 2)
                           : TypeId(index < 751'000 ? 7 : 3);
    });
    QVERIFY(calls < 100);
    // 100 ... 109: two of 9, four of 0 (102, 104, 106, 108), four of 1.
    QCOMPARE(layout.bars[0].typeCount, std::uint8_t(3));
    QCOMPARE(layout.bars[0].types[0].type, TypeId(0));
    QCOMPARE(layout.bars[0].types[0].count, 4U);
    QCOMPARE(layout.bars[0].types[2].type, TypeId(9));
    QCOMPARE(layout.bars[0].types[2].count, 2U);
    QCOMPARE(layout.bars[1].dominantType(), TypeId(7));
    QCOMPARE(layout.bars[1].types[0].type, TypeId(3));
    QVERIFY(layout.bars[1].types[0].count > 200'000 && layout.bars[1].types[0].count < 300'000);
}

void TestTimelineLayout::theNearestMarkIsFound()
{
    TrackLayout layout;
    layout.marks = {{10, 0}, {30, 1}, {50, 2}};
    QCOMPARE(markNear(layout, 12, 5), 0);
    QCOMPARE(markNear(layout, 27, 5), 1);
    QCOMPARE(markNear(layout, 38, 5), -1);
    QCOMPARE(markNear(layout, 200, 5), -1);
    QCOMPARE(markNear(layout, 53, 5), 2);
}

void TestTimelineLayout::theNearestKeyIsFound()
{
    std::mt19937_64 random(5);
    const std::vector<std::int64_t> keys = randomKeys(random, 500);
    for (int i = 0; i < 2'000; ++i) {
        const std::int64_t unit = keys.front() - kHour
                                  + static_cast<std::int64_t>(
                                      random()
                                      % std::uint64_t(keys.back() - keys.front() + 2 * kHour));
        std::int64_t best = std::numeric_limits<std::int64_t>::max();
        for (const std::int64_t key : keys)
            best = std::min(best, std::abs(key - unit));
        QCOMPARE(std::abs(keys[nearestKey(TrackKeys(keys), unit)] - unit), best);
    }
}

void TestTimelineLayout::bucketsAcrossColumnsAreSharedOut()
{
    BarBuilder builder(TimelineRange(0, 1'000), 10, 1, 2);
    const std::vector<CountPyramid::TypeCount> types{{TypeId(0), 300}, {TypeId(1), 100}};
    builder.add(150, 200, types); // half of column 1, column 2, half of column 3
    const std::vector<TrackBar> bars = builder.take();
    QCOMPARE(bars.size(), std::size_t(3));
    QCOMPARE(bars[0].column, 1);
    QCOMPARE(bars[0].count, 100U);
    QCOMPARE(bars[1].count, 200U);
    QCOMPARE(bars[2].count, 100U);
    QCOMPARE(bars[1].types[0].count, 150U);
    QCOMPARE(bars[1].types[1].count, 50U);
    QCOMPARE(bars[1].dominantType(), TypeId(0));
}

void TestTimelineLayout::smallBucketsStayWhole()
{
    BarBuilder builder(TimelineRange(0, 1'000), 10, 1, 1);
    const std::vector<CountPyramid::TypeCount> one{{TypeId(0), 1}};
    builder.add(190, 100, one);
    const std::vector<TrackBar> bars = builder.take();
    QCOMPARE(bars.size(), std::size_t(1));
    QCOMPARE(bars.front().column, 2);
    QCOMPARE(bars.front().count, 1U);
}

void TestTimelineLayout::barsHoldEveryEventOnce()
{
    std::mt19937_64 random(6);
    CountPyramid pyramid(10, 1'024);
    std::vector<CountPyramid::Entry> entries;
    for (const std::int64_t time : randomKeys(random, 20'000))
        entries.push_back({time, TypeId(static_cast<std::uint32_t>(random() % 7))});
    pyramid.add(entries);
    const TimelineRange range(entries.front().key, entries.back().key + 1);
    for (const int width : {100, 777, 1'900}) {
        const int barWidth = width / 100;
        BarBuilder builder(range.padded(0.02, 1), width, barWidth, 7);
        pyramid.visit(range.start(), range.end(),
                      static_cast<std::int64_t>(range.scale(width) * barWidth),
                      [&](const CountPyramid::Bucket &bucket) {
                          builder.add(bucket.start, bucket.width, bucket.types);
                      });
        const std::vector<TrackBar> bars = builder.take();
        QVERIFY(bars.size() <= std::size_t(width / barWidth + 1));
        QVERIFY(std::is_sorted(bars.begin(), bars.end(),
                               [](const auto &a, const auto &b) { return a.column < b.column; }));
        // Rounded a column, so not exactly.
        QVERIFY(std::abs(double(countOf(bars)) - 20'000) < double(bars.size()));
    }
}

void TestTimelineLayout::theLogLooksTheSameNearAndFar()
{
    std::mt19937_64 random(7);
    HandmadeLog handmade(8'192);
    const std::vector<std::int64_t> times = randomKeys(random, 30'000);
    for (const std::int64_t time : times)
        handmade.add("s-1", "T" + std::to_string(random() % 5), time);
    const EventLog &log = handmade.log();
    LogLayout layout;
    TimelineRange range = fittingRange(log, AxisMode::Time);
    bool seenFar = false;
    bool seenNear = false;
    for (int zoom = 0; zoom < 24; ++zoom, range = range.zoomed(0.5, 300, 1'000, 2'000)) {
        layout.update(log, AxisMode::Time, range, 1'000, 10, 3);
        const auto inView = static_cast<std::uint64_t>(
            std::lower_bound(times.begin(), times.end(), range.end())
            - std::lower_bound(times.begin(), times.end(), range.start()));
        if (layout.isExact()) {
            seenNear = true;
            QVERIFY(same(layout.track, naiveLayout(times, range, 1'000, 10, 3)));
        } else {
            seenFar = true;
            // Buckets at the edges belong to the view in part only.
            const double tolerance = 1'000 + 0.1 * double(inView);
            QVERIFY(std::abs(double(countOf(layout.track.bars)) - double(inView)) < tolerance);
        }
    }
    QVERIFY(seenFar && seenNear);
}

void TestTimelineLayout::timesOutOfOrderAreFound()
{
    std::mt19937_64 random(8);
    HandmadeLog handmade(256);
    std::vector<std::int64_t> times = randomKeys(random, 5'000);
    std::shuffle(times.begin(), times.end(), random);
    for (const std::int64_t time : times)
        handmade.add("s-1", "T", time);
    const EventLog &log = handmade.log();
    QVERIFY(!log.timesAscend());
    std::sort(times.begin(), times.end());
    LogLayout layout;
    const TimelineRange near = fittingRange(log, AxisMode::Time).zoomed(0.01, 500, 1'000, 2'000);
    layout.update(log, AxisMode::Time, near, 1'000, 10, 3);
    QVERIFY(layout.isExact());
    const TrackLayout naive = naiveLayout(times, near, 1'000, 10, 3);
    QCOMPARE(layout.track.marks.size(), naive.marks.size());
    QCOMPARE(countOf(layout.track.bars), countOf(naive.bars));
    for (const TrackMark &mark : layout.track.marks)
        QCOMPARE(near.column(log.time(layout.row(mark.index)).micros, 1'000), mark.column);
}

void TestTimelineLayout::rowsOfTheLogAreCounted()
{
    HandmadeLog handmade(16);
    for (int i = 0; i < 40'000; ++i)
        handmade.add("s-1", i % 4 == 0 ? "A" : "B", kNoTime.micros);
    const EventLog &log = handmade.log();
    LogLayout layout;
    for (const int rows : {40'000, 10'000, 100, 8}) {
        const TimelineRange range(0, rows * kUnitsPerRow);
        layout.update(log, AxisMode::Position, range, 1'000, 10, 3);
        const double count = double(countOf(layout.track.bars)) + double(layout.track.marks.size());
        QVERIFY(std::abs(count - rows) <= 0.02 * rows + 12);
        if (rows > 100)
            QCOMPARE(layout.track.bars[150].dominantType(), *log.findType("B"));
    }
    QCOMPARE(layout.track.marks.front().column, 62); // the middle of the first of eight cells
}

void TestTimelineLayout::fewEventsAreMarksFromAfar()
{
    HandmadeLog handmade;
    for (int year = 2001; year < 2021; ++year)
        handmade.add("s-1", "T", at(year));
    const EventLog &log = handmade.log();
    LogLayout layout;
    layout.update(log, AxisMode::Time, fittingRange(log, AxisMode::Time), 1'000, 10, 3);
    QVERIFY(layout.isExact());
    QCOMPARE(layout.track.marks.size(), std::size_t(20));
    QVERIFY(layout.track.bars.empty());
}

void TestTimelineLayout::eventsWithoutTimesAreLeftOut()
{
    HandmadeLog handmade;
    for (int i = 0; i < 100; ++i)
        handmade.add("s-1", "T", i % 2 == 0 ? at(2025) + i * kHour : kNoTime.micros);
    const EventLog &log = handmade.log();
    LogLayout layout;
    layout.update(log, AxisMode::Time, fittingRange(log, AxisMode::Time), 1'000, 10, 3);
    QCOMPARE(layout.track.marks.size(), std::size_t(50));
    for (const TrackMark &mark : layout.track.marks)
        QVERIFY(log.time(layout.row(mark.index)) != kNoTime);
    QVERIFY(!unitOfRow(log, AxisMode::Time, Row(1)));
    QCOMPARE(unitOfRow(log, AxisMode::Position, Row(1)), std::optional(unitsOfRow(Row(1))));
}

void TestTimelineLayout::outliersDoNotSqueezeTheRest()
{
    HandmadeLog handmade(32'768);
    handmade.add("s-1", "T", at(1));
    for (int i = 0; i < 2'000; ++i)
        handmade.add("s-1", "T", at(2025) + i * 60 * kSecond);
    handmade.add("s-1", "T", at(9999));
    const EventLog &log = handmade.log();
    const TimelineRange fit = fittingRange(log, AxisMode::Time);
    QVERIFY(fit.contains(at(2025)));
    QVERIFY(fit.contains(at(2025) + 1'999 * 60 * kSecond));
    QVERIFY(fit.span() < 10 * 2'000 * 60 * kSecond);
    const TimelineRange whole = wholeRange(log, AxisMode::Time);
    QVERIFY(whole.contains(at(1)) && whole.contains(at(9999)));
    // With as many on the way, nothing is an outlier.
    HandmadeLog even;
    for (int year = 1; year < 9999; ++year)
        even.add("s-1", "T", at(year));
    QCOMPARE(fittingRange(even.log(), AxisMode::Time), wholeRange(even.log(), AxisMode::Time));
}

void TestTimelineLayout::aLogOfOneInstantHasARange()
{
    HandmadeLog handmade;
    for (int i = 0; i < 10; ++i)
        handmade.add("s-1", "T", at(2025));
    const TimelineRange fit = fittingRange(handmade.log(), AxisMode::Time);
    QVERIFY(fit.contains(at(2025)));
    QVERIFY(fit.span() >= smallestSpan(AxisMode::Time));
    LogLayout layout;
    layout.update(handmade.log(), AxisMode::Time, fit, 1'000, 10, 3);
    QCOMPARE(countOf(layout.track.bars), std::uint64_t(10));
    HandmadeLog empty;
    QVERIFY(fittingRange(empty.log(), AxisMode::Position).span() > 0);
    layout.update(empty.log(), AxisMode::Time, TimelineRange(0, 10), 1'000, 10, 3);
    QVERIFY(layout.track.bars.empty() && layout.track.marks.empty());
    QVERIFY(!nearestRow(empty.log(), AxisMode::Time, 0));
}

void TestTimelineLayout::theSameEventsAreInViewOnTheOtherAxis()
{
    HandmadeLog handmade;
    for (int i = 0; i < 1'000; ++i)
        handmade.add("s-1", "T", at(2025) + std::int64_t{i} * i * kSecond);
    const EventLog &log = handmade.log();
    const TimelineRange times(log.time(Row(300)).micros, log.time(Row(400)).micros + 1);
    const TimelineRange rows = rangeInMode(log, times, AxisMode::Time, AxisMode::Position);
    QVERIFY(rows.contains(unitsOfRow(Row(300))) && rows.contains(unitsOfRow(Row(400))));
    QVERIFY(!rows.contains(unitsOfRow(Row(290))) && !rows.contains(unitsOfRow(Row(410))));
    const TimelineRange again = rangeInMode(log, rows, AxisMode::Position, AxisMode::Time);
    QVERIFY(again.contains(times.start()) && again.contains(times.end() - 1));
    QVERIFY(!again.contains(log.time(Row(280)).micros));
}

void TestTimelineLayout::theNearestRowIsFound()
{
    HandmadeLog handmade;
    for (const int second : {10, 20, 40})
        handmade.add("s-1", "T", second * kSecond);
    const EventLog &log = handmade.log();
    QCOMPARE(nearestRow(log, AxisMode::Time, 0), std::optional(Row(0)));
    QCOMPARE(nearestRow(log, AxisMode::Time, 14 * kSecond), std::optional(Row(0)));
    QCOMPARE(nearestRow(log, AxisMode::Time, 16 * kSecond), std::optional(Row(1)));
    QCOMPARE(nearestRow(log, AxisMode::Time, 99 * kSecond), std::optional(Row(2)));
    QCOMPARE(nearestRow(log, AxisMode::Position, kUnitsPerRow + 5), std::optional(Row(1)));
    QCOMPARE(nearestRow(log, AxisMode::Position, 99 * kUnitsPerRow), std::optional(Row(2)));
    QCOMPARE(nearestRow(log, AxisMode::Position, -5), std::optional(Row(0)));
}

QTEST_MAIN(TestTimelineLayout)
#include "tst_timelinelayout.moc"
