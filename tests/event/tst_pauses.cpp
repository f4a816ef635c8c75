// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/idletimes.h"
#include "event/pauses.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>

using namespace eventscope;

namespace {

constexpr std::int64_t kNone = kNoTime.micros;

class Log
{
public:
    explicit Log(bool countVersions = false)
        : m_log(options(countVersions))
    {}

    // An empty stream is none.
    void add(const std::string &stream, std::int64_t time, Version version = kNoVersion)
    {
        RawEvent event;
        event.stream = m_batch.keep(stream);
        event.hasStream = !stream.empty();
        event.type = m_batch.keep("Happened");
        event.position = ++m_position;
        event.time = Time{time};
        event.version = version;
        m_batch.events.push_back(event);
    }
    const EventLog &log()
    {
        if (!m_batch.events.empty()) {
            [&] { QVERIFY(m_log.append(m_batch)); }();
            m_batch.clear();
            m_log.seal();
        }
        return m_log;
    }
    StreamId stream(const std::string &name) { return log().findStream(name).value(); }
    // "before>after:micros", the longest first.
    QStringList longest(const std::string &of = {}, std::size_t most = 100)
    {
        QStringList texts;
        for (const Pause &pause :
             longestPauses(log(), of.empty() ? std::nullopt : std::optional(stream(of)), most, {}))
            texts << QStringLiteral("%1>%2:%3")
                         .arg(pause.before.value())
                         .arg(pause.after.value())
                         .arg(pause.micros);
        return texts;
    }

private:
    static EventLog::Options options(bool countVersions)
    {
        EventLog::Options options;
        options.chunkShift = 2;
        options.runShift = 2;
        options.countVersions = countVersions;
        return options;
    }
    RecordBatch m_batch;
    EventLog m_log;
    std::int64_t m_position = 0;
};

QStringList texts(std::initializer_list<const char *> list)
{
    QStringList texts;
    for (const char *const text : list)
        texts << QString::fromLatin1(text);
    return texts;
}

} // namespace

class TestPauses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pausesAreThoseWithinAStream()
    {
        Log log;
        log.add("a", 100);
        log.add("b", 5'000); // long after a, but another stream
        log.add("a", 5'100);
        log.add("b", 5'300);
        log.add("a", 5'110);
        QCOMPARE(log.longest(), texts({"0>2:5000", "1>3:300", "2>4:10"}));
        QCOMPARE(log.longest("b"), texts({"1>3:300"}));
        QCOMPARE(log.longest({}, 2), texts({"0>2:5000", "1>3:300"}));
        QCOMPARE(log.longest({}, 0), QStringList());
    }

    void equalTimesAreNoPause()
    {
        Log log;
        log.add("a", 100);
        log.add("a", 100);
        log.add("b", 100);
        log.add("b", 103);
        log.add("b", 103);
        QCOMPARE(log.longest(), texts({"2>3:3"}));
        QCOMPARE(log.longest("a"), QStringList());
    }

    void ofPausesAsLongTheOneThatEndedFirstComesFirst()
    {
        Log log;
        for (int i = 0; i < 4; ++i) {
            log.add("b", i * 10);
            log.add("a", i * 10);
        }
        QCOMPARE(log.longest({}, 3), texts({"0>2:10", "1>3:10", "2>4:10"}));
    }

    void eventsWithoutATimeArePassedOver()
    {
        Log log;
        log.add("a", kNone);
        log.add("a", 10);
        log.add("a", kNone);
        log.add("a", kNone);
        log.add("a", 50);
        log.add("none", kNone);
        log.add("none", kNone);
        QCOMPARE(log.longest(), texts({"1>4:40"}));
        QCOMPARE(log.longest("none"), QStringList());
    }

    void aStreamOfOneEventHasNone()
    {
        Log log;
        log.add("a", 10);
        log.add("b", 5'000);
        QCOMPARE(log.longest(), QStringList());
    }

    void eventsOfNoStreamHaveNone()
    {
        Log log;
        log.add("", 10);
        log.add("", 9'000);
        log.add("a", 20);
        log.add("a", 30);
        QCOMPARE(log.longest(), texts({"2>3:10"}));
    }

    // 10, 100 and then 50: it was idle from 50 to 100, not for 90.
    void timesThatRunBackwardsAreFirstPutInOrder()
    {
        Log log;
        log.add("a", 10);
        log.add("a", 100);
        log.add("a", 50);
        log.add("a", 50);
        QCOMPARE(log.longest(), texts({"3>1:50", "0>2:40"}));
    }

    void theOrderOfVersionsDoesNotMatter()
    {
        Log log;
        log.add("a", 100, Version(3));
        log.add("a", 10, Version(1));
        log.add("a", 30, Version(2));
        QCOMPARE(log.longest(), texts({"2>0:70", "1>2:20"}));
    }

    void timesBeforeOurEraAndFarApartDoNotOverflow()
    {
        constexpr std::int64_t kFar = 9'000'000'000'000'000'000;
        Log log;
        log.add("a", -kFar);
        log.add("a", kFar);
        log.add("b", -50);
        log.add("b", 25);
        const auto all = longestPauses(log.log(), std::nullopt, 10, {});
        QCOMPARE(all.size(), std::size_t{2});
        QVERIFY(all[0].micros > std::int64_t{1} << 61);
        QCOMPARE(all[1].micros, std::int64_t{75});
        IdleTimes times(log.log());
        QVERIFY(times.update({}));
        QCOMPARE(times.of(log.stream("a")), all[0].micros);
        QCOMPARE(times.of(log.stream("b")), std::int64_t{75});
    }

    void aStoppedSearchFindsNothingAndAStoppedUpdateGoesOnLater()
    {
        Log log;
        log.add("a", 10);
        log.add("a", 100);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(longestPauses(log.log(), std::nullopt, 10, stop.get_token()).empty());
        IdleTimes times(log.log());
        QVERIFY(!times.update(stop.get_token()));
        QCOMPARE(times.of(log.stream("a")), std::int64_t{0});
        QVERIFY(times.update({}));
        QCOMPARE(times.of(log.stream("a")), std::int64_t{90});
    }

    void idleTimesFollowALogThatGrows()
    {
        Log log;
        log.add("a", 10);
        log.add("b", 10);
        log.add("a", 100);
        IdleTimes times(log.log());
        QCOMPARE(times.of(log.stream("a")), std::int64_t{0}); // not yet
        QVERIFY(times.update({}));
        QCOMPARE(times.of(log.stream("a")), std::int64_t{90});
        QCOMPARE(times.of(log.stream("b")), std::int64_t{0});
        log.add("b", 500);
        log.add("c", 600);
        log.add("c", 607);
        log.add("a", 50); // late: it was not as idle as it seemed
        log.log();
        QCOMPARE(times.of(log.stream("c")), std::int64_t{0});
        QVERIFY(times.update({}));
        QCOMPARE(times.of(log.stream("a")), std::int64_t{50});
        QCOMPARE(times.of(log.stream("b")), std::int64_t{490});
        QCOMPARE(times.of(log.stream("c")), std::int64_t{7});
    }

    // More events than are followed one by one, with two others between them.
    void longStreamsAreAsShortOnes_data()
    {
        QTest::addColumn<bool>("ascends");
        QTest::newRow("in order") << true;
        QTest::newRow("out of order") << false;
    }
    void longStreamsAreAsShortOnes()
    {
        QFETCH(bool, ascends);
        constexpr std::uint32_t kEvents = 150'000;
        EventLog log;
        RecordBatch batch;
        for (std::uint32_t i = 0; i < kEvents; ++i) {
            RawEvent event;
            event.stream = i == 70'000 || i == 90'000 ? "short" : "long";
            event.type = "Happened";
            event.position = i;
            // A second between two, but 12 s in the middle; every other pair the wrong way round.
            const std::int64_t second = ascends ? i : i ^ 1;
            event.time = Time{(second + (second >= 80'000 ? 11 : 0)) * 1'000'000};
            batch.events.push_back(event);
        }
        QVERIFY(log.append(batch));
        log.seal();
        const StreamId stream = *log.findStream("long");
        QVERIFY(log.streamSummary(stream).events > 1U << 17);
        const auto longest = longestPauses(log, std::nullopt, 3, {});
        QCOMPARE(longest.size(), std::size_t{3});
        QCOMPARE(longest[0].micros, std::int64_t{20'011'000'000}); // of the short one
        QCOMPARE(longest[1], (Pause{stream, Row(ascends ? 79'999 : 79'998),
                                    Row(ascends ? 80'000 : 80'001), 12'000'000}));
        QCOMPARE(longest[2].micros, std::int64_t{2'000'000});
        IdleTimes times(log);
        QVERIFY(times.update({}));
        QCOMPARE(times.of(stream), std::int64_t{12'000'000});
    }

    void bothAgreeWithTheNaiveWay_data()
    {
        QTest::addColumn<bool>("countVersions");
        QTest::newRow("the store's versions") << false;
        QTest::newRow("counted versions") << true;
    }
    void bothAgreeWithTheNaiveWay()
    {
        QFETCH(bool, countVersions);
        std::mt19937 random(7);
        const auto below = [&random](std::uint32_t end) {
            return static_cast<std::uint32_t>(random() % end);
        };
        for (int round = 0; round < 30; ++round) {
            Log log(countVersions);
            std::map<std::string, std::vector<std::pair<std::int64_t, std::uint32_t>>> naive;
            IdleTimes times(log.log());
            std::uint32_t row = 0;
            for (int part = 0; part < 3; ++part) {
                const std::uint32_t count = below(60);
                for (std::uint32_t i = 0; i < count; ++i, ++row) {
                    const std::string stream(1, static_cast<char>('a' + below(6)));
                    const std::int64_t time = below(8) == 0   ? kNone
                                              : below(4) == 0 ? std::int64_t{below(1'000)}
                                                              : std::int64_t{row} * 20;
                    log.add(stream, time);
                    naive[stream];
                    if (time != kNone)
                        naive[stream].emplace_back(time, row);
                }
                QVERIFY(log.log().rowCount() == row && times.update({}));
                std::vector<Pause> all;
                for (auto &[name, events] : naive) {
                    std::sort(events.begin(), events.end());
                    std::int64_t most = 0;
                    for (std::size_t i = 1; i < events.size(); ++i) {
                        const std::int64_t micros = events[i].first - events[i - 1].first;
                        most = std::max(most, micros);
                        if (micros > 0)
                            all.push_back({log.stream(name), Row(events[i - 1].second),
                                           Row(events[i].second), micros});
                    }
                    QCOMPARE(times.of(log.stream(name)), most);
                }
                std::sort(all.begin(), all.end(), isLonger);
                all.resize(std::min<std::size_t>(all.size(), 10));
                QVERIFY(longestPauses(log.log(), std::nullopt, 10, {}) == all);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestPauses)
#include "tst_pauses.moc"
