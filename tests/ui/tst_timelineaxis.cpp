// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/time.h"
#include "timeline/axisticks.h"
#include "timeline/timelinerange.h"
#include "widgets/format.h"

#include <QTest>

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

std::vector<std::string> labels(const AxisTicks &ticks)
{
    std::vector<std::string> found;
    for (const AxisTicks::Tick &tick : ticks.ticks)
        found.push_back(tick.label);
    return found;
}

} // namespace

class TestTimelineAxis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void zoomingKeepsWhatIsUnderTheMouse();
    void zoomingStopsAtTheSmallestSpan();
    void panningByPixelsKeepsEventsInTheirColumns();
    void aRangeIsMovedIntoItsLimits();
    void aMicrosecondOfTodayStaysExact();
    void farTimesDoNotOverflow();
    void ticksAreRoundAndReadable_data();
    void ticksAreRoundAndReadable();
    void ticksNeverCrowdAndNeverLack();
    void theDayStandsAtTheEdgeAndWhereItChanges();
    void rowTicksCountFromTheFirstNumber();
    void durationsAreShort_data();
    void durationsAreShort();
};

void TestTimelineAxis::zoomingKeepsWhatIsUnderTheMouse()
{
    std::mt19937_64 random(1);
    for (int i = 0; i < 1000; ++i) {
        const std::int64_t start = at(1990)
                                   + static_cast<std::int64_t>(random()
                                                               % std::uint64_t(20'000 * kDay));
        const TimelineRange range(start,
                                  start + 1'000'000
                                      + static_cast<std::int64_t>(random() % std::uint64_t(kDay)));
        const int width = 200 + static_cast<int>(random() % 2'000);
        const double x = static_cast<double>(random() % std::uint64_t(width));
        const double factor = 0.25 + static_cast<double>(random() % 400) / 100;
        const TimelineRange zoomed = range.zoomed(factor, x, width, 1'000);
        const std::int64_t under = range.fromPixel(x, width);
        QVERIFY(std::abs(zoomed.toPixel(under, width) - x) < 0.5);
        QVERIFY(std::abs(double(zoomed.span()) - double(range.span()) * factor) < 2);
    }
}

void TestTimelineAxis::zoomingStopsAtTheSmallestSpan()
{
    TimelineRange range(0, kHour);
    for (int i = 0; i < 200; ++i)
        range = range.zoomed(0.5, 300, 1'000, 2'000);
    QCOMPARE(range.span(), 2'000);
    QVERIFY(range.contains(kHour * 3 / 10));
}

void TestTimelineAxis::panningByPixelsKeepsEventsInTheirColumns()
{
    const TimelineRange range(at(2025), at(2025) + 7 * kHour);
    const int width = 1'337;
    TimelineRange panned = range;
    for (int i = 0; i < 500; ++i)
        panned = panned.pannedByPixels(3, width);
    for (std::int64_t time = range.start(); time < range.end(); time += 77 * kSecond)
        QVERIFY(std::abs(range.column(time, width) - 1'500 - panned.column(time, width)) <= 1);
    QVERIFY(std::abs(panned.pannedByPixels(-1'500, width).start() - range.start()) <= 501);
}

void TestTimelineAxis::aRangeIsMovedIntoItsLimits()
{
    const TimelineRange limits(100, 1'100);
    QCOMPARE(TimelineRange(0, 50).clampedTo(limits), TimelineRange(100, 150));
    QCOMPARE(TimelineRange(1'090, 1'190).clampedTo(limits), TimelineRange(1'000, 1'100));
    QCOMPARE(TimelineRange(300, 400).clampedTo(limits), TimelineRange(300, 400));
    QCOMPARE(TimelineRange(-500, 5'000).clampedTo(limits), limits);
}

void TestTimelineAxis::aMicrosecondOfTodayStaysExact()
{
    const std::int64_t start = at(2025, 11, 3, 8, 41, 12);
    const TimelineRange range(start, start + 1'000);
    for (int micros = 0; micros < 1'000; ++micros) {
        QCOMPARE(range.column(start + micros, 1'000), micros);
        QCOMPARE(range.fromPixel(micros, 1'000), start + micros);
    }
}

void TestTimelineAxis::farTimesDoNotOverflow()
{
    const std::int64_t least = std::numeric_limits<std::int64_t>::min();
    const std::int64_t most = std::numeric_limits<std::int64_t>::max();
    const TimelineRange widest(least, most);
    QVERIFY(widest.span() > 0);
    QCOMPARE(widest.column(0, 1'000), 500);
    QCOMPARE(widest.padded(0.02, 1), widest);
    QCOMPARE(widest.zoomed(4, 0, 1'000, 1), widest);
    const TimelineRange narrow(at(2025), at(2025) + 1);
    QVERIFY(narrow.column(most, 1'000) > 1'000);
    QVERIFY(narrow.column(least, 1'000) < 0);
    const TimelineRange years(at(1), at(9999));
    QCOMPARE(years.column(at(9999), 1'000), 1'000);
    QCOMPARE(years.column(at(2500), 1'000), 249);
}

void TestTimelineAxis::ticksAreRoundAndReadable_data()
{
    QTest::addColumn<qint64>("start");
    QTest::addColumn<qint64>("span");
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::addColumn<QString>("context");
    const std::int64_t morning = at(2025, 11, 3, 8, 41, 12);
    const auto row = [](const char *name, std::int64_t start, std::int64_t span, const char *first,
                        const char *second, const char *context) {
        QTest::newRow(name) << qint64(start) << qint64(span) << QString::fromLatin1(first)
                            << QString::fromLatin1(second) << QString::fromLatin1(context);
    };
    row("two milliseconds", morning, 2'000, "08:41:12.000000", "08:41:12.000500", "2025-11-03");
    row("a second", morning, kSecond, "08:41:12.000", "08:41:12.200", "2025-11-03");
    row("a minute", morning, 60 * kSecond, "08:41:20", "08:41:30", "2025-11-03");
    row("an hour", morning, kHour, "08:50", "09:00", "2025-11-03");
    row("half a day", morning, 12 * kHour, "10:00", "12:00", "2025-11-03");
    row("a week", morning, 7 * kDay, "Nov 4", "Nov 5", "2025");
    row("a year", morning, 365 * kDay, "Dec", "Jan", "2025");
    row("ten years", morning, 3'653 * kDay, "2026", "2027", "");
    row("all years", at(1), at(9999) - at(1), "1000", "2000", "");
}

void TestTimelineAxis::ticksAreRoundAndReadable()
{
    QFETCH(qint64, start);
    QFETCH(qint64, span);
    QFETCH(QString, first);
    QFETCH(QString, second);
    QFETCH(QString, context);
    const AxisTicks ticks = timeTicks(TimelineRange(start, start + span), 600, 7);
    QVERIFY(ticks.ticks.size() >= 2);
    QCOMPARE(QString::fromStdString(ticks.ticks[0].label), first);
    QCOMPARE(QString::fromStdString(ticks.ticks[1].label), second);
    QCOMPARE(ticks.contexts.empty(), context.isEmpty());
    if (!context.isEmpty())
        QCOMPARE(QString::fromStdString(ticks.contexts.front().label), context);
}

void TestTimelineAxis::ticksNeverCrowdAndNeverLack()
{
    std::mt19937_64 random(2);
    for (int i = 0; i < 3'000; ++i) {
        const int exponent = 3 + static_cast<int>(random() % 55);
        const auto span = static_cast<std::int64_t>((std::uint64_t{1} << exponent)
                                                    + random() % (std::uint64_t{1} << exponent));
        const std::int64_t start = at(1)
                                   + static_cast<std::int64_t>(random()
                                                               % std::uint64_t(at(9000) - at(1)));
        const TimelineRange range(start, start + span);
        const int width = 300 + static_cast<int>(random() % 2'000);
        const AxisTicks ticks = timeTicks(range, width, 7);
        QVERIFY(ticks.ticks.size() <= std::size_t(width) / 40);
        for (std::size_t t = 0; t < ticks.ticks.size(); ++t) {
            QVERIFY(range.contains(ticks.ticks[t].unit));
            if (t > 0) {
                const double apart = range.toPixel(ticks.ticks[t].unit, width)
                                     - range.toPixel(ticks.ticks[t - 1].unit, width);
                QVERIFY2(apart >= 0.6 * 7 * double(ticks.ticks[t].label.size()),
                         ticks.ticks[t].label.c_str());
            }
        }
        const bool civil = range.start() >= at(1) && range.end() <= at(9999);
        if (civil && span > 8'000 && width > 900)
            QVERIFY2(!ticks.ticks.empty(),
                     qPrintable(QStringLiteral("no ticks in %1 us").arg(span)));
    }
}

void TestTimelineAxis::theDayStandsAtTheEdgeAndWhereItChanges()
{
    const TimelineRange range(at(2025, 12, 31, 22), at(2026, 1, 1, 3));
    const AxisTicks ticks = timeTicks(range, 600, 7);
    QCOMPARE(ticks.contexts.size(), std::size_t(2));
    QCOMPARE(ticks.contexts[0].label, std::string("2025-12-31"));
    QCOMPARE(ticks.contexts[0].from, range.start());
    QCOMPARE(ticks.contexts[1].label, std::string("2026-01-01"));
    QCOMPARE(ticks.contexts[1].from, at(2026));
}

void TestTimelineAxis::rowTicksCountFromTheFirstNumber()
{
    const TimelineRange all = TimelineRange(0, 1'940 * kUnitsPerRow);
    QCOMPARE(labels(rowTicks(all, 700, 7, 1, 1'940)),
             (std::vector<std::string>{"200", "400", "600", "800", "1,000", "1,200", "1,400",
                                       "1,600", "1,800"}));
    // Number 200 of a log that begins at 1 is row 199, in the middle of its cell.
    QCOMPARE(rowTicks(all, 700, 7, 1, 1'940).ticks.front().unit, unitsOfRow(Row(199)));
    QCOMPARE(rowTicks(all, 700, 7, 0, 1'940).ticks.front().unit, unitsOfRow(Row(0)));
    QCOMPARE(labels(rowTicks(TimelineRange(0, 8 * kUnitsPerRow), 1'000, 7, 1, 5)),
             (std::vector<std::string>{"1", "2", "3", "4", "5"}));
    QVERIFY(rowTicks(all, 700, 7, 1, 0).ticks.empty());
    QCOMPARE(labels(rowTicks(TimelineRange(0, 4 * kUnitsPerRow), 1'000, 7, -2, 4)),
             (std::vector<std::string>{"-2", "-1", "0", "1"}));
}

void TestTimelineAxis::durationsAreShort_data()
{
    QTest::addColumn<qint64>("micros");
    QTest::addColumn<QString>("text");
    const auto row = [](std::int64_t micros, const QString &text) {
        QTest::newRow(qPrintable(text)) << qint64(micros) << text;
    };
    row(0, QStringLiteral("+0 \u00b5s"));
    row(340, QStringLiteral("+340 \u00b5s"));
    row(-340, QStringLiteral("\u2212340 \u00b5s"));
    row(1'250, QStringLiteral("+1.2 ms"));
    row(999'960, QStringLiteral("+999 ms"));
    row(1'200'000, QStringLiteral("+1.2 s"));
    row(59'999'999, QStringLiteral("+59 s"));
    row(60 * kSecond, QStringLiteral("+1 min"));
    row(65 * kSecond, QStringLiteral("+1 min 5 s"));
    row(2 * kHour + 300 * kSecond, QStringLiteral("+2 h 5 min"));
    row(3 * kDay + 4 * kHour, QStringLiteral("+3 d 4 h"));
    row(12 * kDay + 4 * kHour, QStringLiteral("+12 d 4 h"));
    row(340 * kDay + 4 * kHour, QStringLiteral("+340 d"));
    row(40 * kDay, QStringLiteral("+40 d"));
    row(at(9999) - at(1), QStringLiteral("+9997 years"));
}

void TestTimelineAxis::durationsAreShort()
{
    QFETCH(qint64, micros);
    QFETCH(QString, text);
    QCOMPARE(differenceText(micros), text);
}

QTEST_MAIN(TestTimelineAxis)
#include "tst_timelineaxis.moc"
