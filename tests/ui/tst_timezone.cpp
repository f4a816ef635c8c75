// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/naturaltime.h"
#include "query/timespan.h"
#include "timeline/axisticks.h"
#include "timeline/timelinerange.h"
#include "widgets/format.h"
#include "widgets/timezone.h"

#include <QDateTime>
#include <QTest>

#include <random>
#include <set>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

constexpr std::int64_t kHour = 3'600'000'000;

Time utc(const char *text)
{
    return parseIsoTime(text).value();
}

std::vector<std::string> labels(const AxisTicks &ticks)
{
    std::vector<std::string> found;
    for (const AxisTicks::Tick &tick : ticks.ticks)
        found.push_back(tick.label);
    return found;
}

} // namespace

class TestTimeZone : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const TimeZone> m_berlin = TimeZone::find(QStringLiteral("Europe/Berlin"));

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_berlin, "the system has no time zones: install tzdata"); }
    void cleanup() { TimeZone::use(TimeZone::find(QStringLiteral("UTC"))); }

    void whatIsNoZoneIsNone()
    {
        QVERIFY(!TimeZone::find(QStringLiteral("Mars/Olympus")));
        QVERIFY(!TimeZone::find({}));
        QVERIFY(TimeZone::find(QStringLiteral("local")));
        QVERIFY(TimeZone::find(QStringLiteral("UTC"))->isUtc());
        QVERIFY(TimeZone::names().contains(QStringLiteral("Asia/Kathmandu")));
        QCOMPARE(TimeZone::names().front(), QStringLiteral("UTC"));
    }

    // Against Qt, which looks it up each time.
    void anyInstantIsShownAsQtShowsIt_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name :
             {"UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
              "America/Sao_Paulo", "Africa/Casablanca", "Pacific/Apia"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void anyInstantIsShownAsQtShowsIt()
    {
        QFETCH(QString, name);
        const auto zone = TimeZone::find(name);
        QVERIFY(zone);
        const QTimeZone qt(name.toLatin1());
        std::mt19937_64 random(7);
        const std::int64_t first = utc("1950-01-01").micros / 1'000'000;
        const std::int64_t last = utc("2090-01-01").micros / 1'000'000;
        for (int i = 0; i < 2'000; ++i) {
            const std::int64_t second = first
                                        + static_cast<std::int64_t>(random()
                                                                    % std::uint64_t(last - first));
            const int offset = qt.offsetFromUtc(QDateTime::fromSecsSinceEpoch(second, Qt::UTC));
            const Time instant{second * 1'000'000};
            const Time shown = zone->shownAt(instant);
            QCOMPARE(shown.micros, instant.micros + offset * std::int64_t{1'000'000});
            // And back, but for the hour that comes twice.
            const Time back = zone->whenShown(shown);
            QCOMPARE(zone->shownAt(back), shown);
            QVERIFY(back <= instant);
        }
    }

    void anHourThatComesTwiceIsTheFirst()
    {
        QCOMPARE(m_berlin->whenShown(utc("2025-10-26T02:30")), utc("2025-10-26T00:30"));
        QCOMPARE(m_berlin->shownAt(utc("2025-10-26T01:30")), utc("2025-10-26T02:30"));
    }

    void anHourThatIsLeftOutIsTheNext()
    {
        const Time when = m_berlin->whenShown(utc("2025-03-30T02:30"));
        QCOMPARE(when, utc("2025-03-30T01:30"));
        QCOMPARE(m_berlin->shownAt(when), utc("2025-03-30T03:30"));
    }

    void zonesAreCalledWhatPeopleCallThem()
    {
        QCOMPARE(m_berlin->abbreviation(utc("2025-07-01")), QStringLiteral("CEST"));
        QCOMPARE(m_berlin->abbreviation(utc("2025-12-01")), QStringLiteral("CET"));
        QCOMPARE(m_berlin->abbreviations(utc("2025-12-01"), utc("2025-12-02")),
                 QStringLiteral("CET"));
        QCOMPARE(m_berlin->abbreviations(utc("2025-09-01"), utc("2025-12-02")),
                 QStringLiteral("CEST/CET"));
        const auto nepal = TimeZone::find(QStringLiteral("Asia/Kathmandu"));
        QCOMPARE(nepal->abbreviation(utc("2025-12-01")), QStringLiteral("UTC+05:45"));
    }

    void textsAreInTheZoneInUse()
    {
        const Time time = utc("2025-07-01T23:41:12.12Z");
        TimeZone::use(m_berlin);
        QCOMPARE(clockText(time), QStringLiteral("01:41:12.120"));
        QCOMPARE(dateText(time), QStringLiteral("2025-07-02"));
        QCOMPARE(dateTimeText(time), QStringLiteral("2025-07-02 01:41:12.12"));
        QCOMPARE(zonedText(time), QStringLiteral("2025-07-02 01:41:12.12 CEST"));
        QVERIFY(zonedText(kNoTime).isEmpty());
    }

    void timesAreReadInTheZone()
    {
        const auto span = timeSpan("2025-07-01", *m_berlin);
        QCOMPARE(span->begin, utc("2025-06-30T22:00Z"));
        QCOMPARE(span->end, utc("2025-07-01T22:00Z"));
        QCOMPARE(timeSpan("2025-07-01T08:00", *m_berlin)->begin, utc("2025-07-01T06:00Z"));
        QCOMPARE(timeSpan("2025-07-01T08:00Z", *m_berlin)->begin, utc("2025-07-01T08:00Z"));
        QCOMPARE(timeSpan("2025-07-01T08:00:00-03:00", *m_berlin)->begin, utc("2025-07-01T11:00Z"));
        // The day on which summer ends has 25 hours.
        const auto day = timeSpan("2025-10-26", *m_berlin);
        QCOMPARE(day->end.micros - day->begin.micros, 25 * kHour);
        QCOMPARE(timeSpan("2025", *m_berlin)->begin, utc("2024-12-31T23:00Z"));
    }

    void daysThatPeopleSayAreThoseOfTheZone()
    {
        const Time now = utc("2025-07-02T22:30Z"); // half past midnight in Berlin, on the third
        const auto said = [&](const char *text) {
            return parseNaturalTime(text, now, now, *m_berlin)->begin;
        };
        QCOMPARE(said("today"), utc("2025-07-02T22:00Z"));
        QCOMPARE(said("yesterday 14:00"), utc("2025-07-02T12:00Z"));
        QCOMPARE(said("08:00"), utc("2025-07-03T06:00Z"));
        QCOMPARE(said("2 hours ago"), utc("2025-07-02T20:30Z"));
        QCOMPARE(said("6 months ago"), utc("2025-01-02T23:30Z")); // the clock shows the same
    }

    void ticksAreRoundInTheZone()
    {
        const Time start = utc("2025-07-01T08:10Z");
        const AxisTicks ticks = timeTicks(TimelineRange(start.micros, start.micros + 6 * kHour),
                                          600, 7,
                                          *TimeZone::find(QStringLiteral("Asia/Kathmandu")));
        QCOMPARE(ticks.ticks.front().label, std::string("14:00"));
        QCOMPARE(ticks.ticks.front().unit, utc("2025-07-01T08:15Z").micros);
        QCOMPARE(ticks.contexts.front().label, std::string("2025-07-01"));
    }

    void ticksGoOnWhereTheClockIsSet()
    {
        const Time autumn = utc("2025-10-25T22:00Z"); // midnight
        QCOMPARE(labels(timeTicks(TimelineRange(autumn.micros, autumn.micros + 5 * kHour), 600, 7,
                                  *m_berlin)),
                 (std::vector<std::string>{"00:00", "00:30", "01:00", "01:30", "02:00", "02:30",
                                           "02:00", "02:30", "03:00", "03:30"}));
        const Time spring = utc("2025-03-29T23:00Z");
        QCOMPARE(labels(timeTicks(TimelineRange(spring.micros, spring.micros + 4 * kHour), 480, 7,
                                  *m_berlin)),
                 (std::vector<std::string>{"00:00", "00:30", "01:00", "01:30", "03:00", "03:30",
                                           "04:00", "04:30"}));
        // Six hours apart, across it.
        const AxisTicks wide = timeTicks(TimelineRange(spring.micros, spring.micros + 47 * kHour),
                                         600, 7, *m_berlin);
        QCOMPARE(labels(wide), (std::vector<std::string>{"00:00", "06:00", "12:00", "18:00",
                                                         "00:00", "06:00", "12:00", "18:00"}));
        QCOMPARE(wide.contexts.size(), std::size_t(2));
        QCOMPARE(wide.contexts[1].from, utc("2025-03-30T22:00Z").micros);
    }

    void ticksStayRoundAndApartInAnyZone()
    {
        std::mt19937_64 random(5);
        for (const char *name : {"Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo"}) {
            const auto zone = TimeZone::find(QString::fromLatin1(name));
            for (int i = 0; i < 600; ++i) {
                const int exponent = 22 + static_cast<int>(random() % 28);
                const auto span = static_cast<std::int64_t>(std::uint64_t{1} << exponent);
                const std::int64_t start = utc("1985-01-01").micros
                                           + static_cast<std::int64_t>(
                                               random()
                                               % std::uint64_t(utc("2040-01-01").micros
                                                               - utc("1985-01-01").micros));
                const TimelineRange range(start, start + span);
                const AxisTicks ticks = timeTicks(range, 900, 7, *zone);
                for (std::size_t t = 0; t < ticks.ticks.size(); ++t) {
                    const std::int64_t unit = ticks.ticks[t].unit;
                    QVERIFY(range.contains(unit));
                    if (ticks.ticks[t].label.size() == 5 && ticks.ticks[t].label[2] == ':')
                        QCOMPARE(zone->shownAt(Time{unit}).micros % 60'000'000, std::int64_t{0});
                    if (t > 0)
                        QVERIFY2(range.toPixel(unit, 900)
                                         - range.toPixel(ticks.ticks[t - 1].unit, 900)
                                     >= 0.5 * 7 * double(ticks.ticks[t].label.size()),
                                 ticks.ticks[t].label.c_str());
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestTimeZone)
#include "tst_timezone.moc"
