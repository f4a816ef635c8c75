// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/log.h"
#include "event/memorystore.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace eventscope;
using namespace eventscope::tests;

class TestLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyLogAnswersEverything();
    void randomLogsAnswerAsAPlainListDoes_data();
    void randomLogsAnswerAsAPlainListDoes();
    void versionsAreCountedInOrderOfTime();
    void eventsWithoutATimeStayBehindTheOneBefore();
    void versionsOfTheStoreOrderTheStream();
    void streamsAreOfTheTypeOfTheirFirstEvent();
    void textPositionsAreLabels();
    void positionsThatDescendAreFound();
    void timesThatAscendAreVisitedWithoutAnIndex();
    void disorderedTimesAreVisitedInOrderOnceSealed();
    void timesOfTheFirstAndLastYearsAreKept();
    void hashesThatAreAbsentAreNotFound();
    void memoryIsCounted();
    void readersSeeOnlyWholeRowsWhileTheLogGrows();
};

namespace {

using Random = std::mt19937;

std::uint32_t below(Random &random, std::uint32_t limit)
{
    return static_cast<std::uint32_t>(random() % limit);
}

std::vector<Row> sorted(std::vector<Row> rows)
{
    std::sort(rows.begin(), rows.end());
    return rows;
}

std::vector<Row> visited(const EventLog &log, Time from, Time to)
{
    std::vector<Row> rows;
    log.visitTimes(from, to, [&](Row row) {
        rows.push_back(row);
        return true;
    });
    return rows;
}

// What a log of these events should answer, found by looking at each of them.
class Plain
{
public:
    explicit Plain(const std::vector<MemoryEvent> &events)
        : m_events(events)
    {}

    template<typename Is>
    std::vector<Row> where(const Is &is) const
    {
        std::vector<Row> rows;
        for (std::uint32_t i = 0; i < m_events.size(); ++i) {
            if (is(m_events[i]))
                rows.emplace_back(i);
        }
        return rows;
    }
    std::vector<Row> ofStream(const std::string &name) const
    {
        return where(
            [&](const MemoryEvent &event) { return event.hasStream && event.stream == name; });
    }
    // Rows that have a time, by time and row.
    std::vector<Row> byTime() const
    {
        std::vector<Row> rows = where(
            [](const MemoryEvent &event) { return event.time != kNoTime; });
        std::stable_sort(rows.begin(), rows.end(),
                         [&](Row a, Row b) { return at(a).time < at(b).time; });
        return rows;
    }
    const MemoryEvent &at(Row row) const { return m_events[row.value()]; }

private:
    const std::vector<MemoryEvent> &m_events;
};

void checkRows(const EventLog &log, const std::vector<MemoryEvent> &events)
{
    QCOMPARE(log.rowCount(), static_cast<std::uint32_t>(events.size()));
    for (std::uint32_t i = 0; i < events.size(); ++i) {
        const MemoryEvent &event = events[i];
        const Row row(i);
        QCOMPARE(log.stream(row) != kNoStream, event.hasStream);
        if (event.hasStream)
            QCOMPARE(log.streamName(log.stream(row)), std::string_view(event.stream));
        QCOMPARE(log.typeName(log.type(row)), std::string_view(event.type));
        QCOMPARE(log.time(row), event.time);
        QCOMPARE(log.locator(row), std::uint64_t{i});
        QCOMPARE(log.payloadSize(row), static_cast<std::uint32_t>(event.data.size()));
        QCOMPARE(log.damaged(row), event.damage.has_value());
        QCOMPARE(log.idHash(row), event.id.empty() ? 0 : hashOf(event.id));
        QCOMPARE(log.positionLabel(row),
                 event.positionText.empty() ? std::to_string(event.position) : event.positionText);
        const std::size_t chunk = i / log.chunkRows();
        QCOMPARE(StreamId(log.streamChunk(chunk)[i % log.chunkRows()]), log.stream(row));
        QCOMPARE(TypeId(log.typeChunk(chunk)[i % log.chunkRows()]), log.type(row));
        QCOMPARE(Time{log.timeChunk(chunk)[i % log.chunkRows()]}, log.time(row));
        QCOMPARE(Position(log.positionChunk(chunk)[i % log.chunkRows()]), log.position(row));
    }
}

void checkSummaries(const EventLog &log, const std::vector<MemoryEvent> &events)
{
    const Plain plain(events);
    std::set<std::string> streams;
    std::map<std::string, std::uint64_t> types;
    for (const MemoryEvent &event : events) {
        if (event.hasStream)
            streams.insert(event.stream);
        ++types[event.type];
    }
    QCOMPARE(log.streamCount(), static_cast<std::uint32_t>(streams.size()));
    QCOMPARE(log.typeCount(), static_cast<std::uint32_t>(types.size()));
    for (const auto &[name, count] : types)
        QCOMPARE(log.typeEvents(*log.findType(name)), count);
    std::map<std::string, EventLog::StreamTypeSummary> streamTypes;
    for (const std::string &name : streams) {
        const std::vector<Row> rows = plain.ofStream(name);
        const EventLog::StreamSummary summary = log.streamSummary(*log.findStream(name));
        QCOMPARE(summary.events, static_cast<std::uint32_t>(rows.size()));
        QCOMPARE(summary.first, rows.front());
        QCOMPARE(summary.last, rows.back());
        Version firstVersion = kNoVersion;
        Version lastVersion = kNoVersion;
        Time firstTime = kNoTime;
        Time lastTime = kNoTime;
        for (const Row row : rows) {
            if (log.version(row) != kNoVersion) {
                firstVersion = firstVersion == kNoVersion
                                   ? log.version(row)
                                   : std::min(firstVersion, log.version(row));
                lastVersion = std::max(lastVersion, log.version(row));
            }
            if (log.time(row) != kNoTime) {
                firstTime = firstTime == kNoTime ? log.time(row)
                                                 : std::min(firstTime, log.time(row));
                lastTime = std::max(lastTime, log.time(row));
            }
        }
        QCOMPARE(summary.firstVersion, firstVersion);
        QCOMPARE(summary.lastVersion, lastVersion);
        QCOMPARE(summary.firstTime, firstTime);
        QCOMPARE(summary.lastTime, lastTime);
        const std::string &type = plain.at(rows.front()).streamType;
        QCOMPARE(summary.type == kNoStreamType, type.empty());
        if (!type.empty()) {
            QCOMPARE(log.streamTypeName(summary.type), std::string_view(type));
            ++streamTypes[type].streams;
            streamTypes[type].events += rows.size();
        }
    }
    QCOMPARE(log.streamTypeCount(), static_cast<std::uint32_t>(streamTypes.size()));
    for (const auto &[name, expected] : streamTypes) {
        const auto found = log.streamTypeSummary(*log.findStreamType(name));
        QCOMPARE(found.streams, expected.streams);
        QCOMPARE(found.events, expected.events);
    }
    QCOMPARE(log.damagedEvents(),
             plain.where([](const auto &event) { return event.damage.has_value(); }).size());
    QCOMPARE(log.eventsWithoutStream(),
             plain.where([](const auto &event) { return !event.hasStream; }).size());
    const std::vector<Row> byTime = plain.byTime();
    QCOMPARE(log.earliest(), byTime.empty() ? kNoTime : plain.at(byTime.front()).time);
    QCOMPARE(log.latest(), byTime.empty() ? kNoTime : plain.at(byTime.back()).time);
}

void checkLookups(const EventLog &log, const std::vector<MemoryEvent> &events, Random &random)
{
    const Plain plain(events);
    for (int i = 0; i < 30; ++i) {
        const std::string id = "id-" + std::to_string(below(random, 60));
        QVERIFY(log.rowsById(id) == plain.where([&](const auto &event) { return event.id == id; }));
        QVERIFY(log.rowsByCausation(id)
                == plain.where([&](const auto &event) { return event.causation == id; }));
        QVERIFY(log.rowsByCorrelation(id)
                == plain.where([&](const auto &event) { return event.correlation == id; }));

        const std::string label = std::to_string(static_cast<int>(below(random, 120)) - 10);
        const auto labelled = plain.where(
            [&](const auto &event) { return std::to_string(event.position) == label; });
        QCOMPARE(log.rowAtPosition(label),
                 labelled.empty() ? std::nullopt : std::optional(labelled.front()));
        const std::int64_t position = std::stoll(label);
        const EventLog::Place place = log.placeOfPosition(label);
        const auto before = plain.where(
            [&](const auto &event) { return event.position <= position; });
        QCOMPARE(place.last, before.empty() ? std::nullopt : std::optional(before.back()));
        QCOMPARE(place.after, static_cast<std::uint32_t>(events.size() - before.size()));
    }
}

void checkTimes(const EventLog &log, const std::vector<MemoryEvent> &events, Random &random)
{
    const Plain plain(events);
    const std::vector<Row> byTime = plain.byTime();
    bool ascend = true;
    Time newest = kNoTime;
    for (const MemoryEvent &event : events) {
        if (event.time == kNoTime)
            continue;
        ascend = ascend && event.time >= newest;
        newest = event.time;
    }
    QCOMPARE(log.timesAscend(), ascend);
    for (int i = 0; i < 30; ++i) {
        const Time from{static_cast<std::int64_t>(below(random, 400)) - 200};
        const Time to{from.micros + static_cast<std::int64_t>(below(random, 200))};
        std::vector<Row> expected;
        std::copy_if(byTime.begin(), byTime.end(), std::back_inserter(expected), [&](Row row) {
            return plain.at(row).time >= from && plain.at(row).time < to;
        });
        const std::vector<Row> found = visited(log, from, to);
        QVERIFY(sorted(found) == sorted(expected));
        if (ascend)
            QVERIFY(found == expected);

        const auto after = std::find_if(byTime.begin(), byTime.end(),
                                        [&](Row row) { return plain.at(row).time > from; });
        const std::optional<Row> row = log.rowAtTime(from);
        QCOMPARE(row.has_value(), !byTime.empty());
        if (row)
            QCOMPARE(*row, after == byTime.begin() ? byTime.front() : *std::prev(after));
    }
    std::uint64_t inTime = 0;
    log.byTime().visit(-1'000'000'000, 1'000'000'000, 1024,
                       [&](const auto &bucket) { inTime += bucket.total; });
    QCOMPARE(inTime, std::uint64_t{byTime.size()});
    std::uint64_t inRows = 0;
    log.byRow().visit(0, 1'000'000, 256, [&](const auto &bucket) { inRows += bucket.total; });
    QCOMPARE(inRows, std::uint64_t{events.size()});
}

} // namespace

void TestLog::anEmptyLogAnswersEverything()
{
    EventLog log({.chunkShift = 2});
    QCOMPARE(log.rowCount(), 0U);
    QCOMPARE(log.streamCount(), 0U);
    QVERIFY(!log.findStream("x") && !log.findType("") && !log.findStreamType("x"));
    QVERIFY(!log.rowAtPosition("1"));
    QCOMPARE(log.placeOfPosition("1").after, 0U);
    QVERIFY(!log.rowAtTime(Time{0}));
    QVERIFY(visited(log, Time{-5}, Time{5}).empty());
    QVERIFY(log.rowsById("x").empty());
    QCOMPARE(log.earliest(), kNoTime);
    QCOMPARE(log.latest(), kNoTime);
    log.seal();
    QVERIFY(log.append(RecordBatch()));
    log.seal();
    QCOMPARE(log.rowCount(), 0U);
    QVERIFY(log.rowsById("x").empty());
}

void TestLog::randomLogsAnswerAsAPlainListDoes_data()
{
    QTest::addColumn<bool>("timesAscend");
    QTest::addColumn<bool>("positionsAscend");
    QTest::addColumn<bool>("countVersions");
    QTest::addColumn<unsigned>("chunkShift");
    for (const unsigned shift : {2U, 5U, 16U}) {
        QTest::addRow("in order, chunks of 2^%u", shift) << true << true << false << shift;
        QTest::addRow("positions in any order, chunks of 2^%u", shift)
            << true << false << false << shift;
        QTest::addRow("times in any order, chunks of 2^%u", shift)
            << false << true << false << shift;
        QTest::addRow("nothing in order, chunks of 2^%u", shift)
            << false << false << false << shift;
        QTest::addRow("versions counted, chunks of 2^%u", shift) << true << true << true << shift;
        QTest::addRow("versions counted, times in any order, chunks of 2^%u", shift)
            << false << true << true << shift;
    }
}

void TestLog::randomLogsAnswerAsAPlainListDoes()
{
    QFETCH(bool, timesAscend);
    QFETCH(bool, positionsAscend);
    QFETCH(bool, countVersions);
    QFETCH(unsigned, chunkShift);
    Random random(chunkShift * 8 + (timesAscend ? 1 : 0) + (positionsAscend ? 2 : 0)
                  + (countVersions ? 4 : 0));
    for (int round = 0; round < 3; ++round) {
        MemoryStore store;
        store.batchSize = 1 + below(random, 20);
        EventLog log({.chunkShift = chunkShift,
                      .countVersions = countVersions,
                      .maxBuckets = 64,
                      .runShift = 3});
        std::vector<MemoryEvent> all;
        std::int64_t clock = -150;
        std::int64_t position = -5;
        for (int batch = 0; batch < 8; ++batch) {
            for (std::uint32_t n = below(random, 40); n > 0; --n) {
                MemoryEvent event;
                const auto maybe = [&](const char *prefix, std::uint32_t distinct) {
                    return below(random, 5) == 0 ? std::string()
                                                 : prefix + std::to_string(below(random, distinct));
                };
                event.id = maybe("id-", 60);
                event.causation = maybe("id-", 60);
                event.correlation = maybe("id-", 10);
                event.stream = maybe("stream-", 12);
                event.hasStream = below(random, 10) != 0;
                event.streamType = maybe("type-", 3);
                event.type = maybe("Event", 7);
                position += below(random, 2);
                event.position = positionsAscend
                                     ? position
                                     : static_cast<std::int64_t>(below(random, 100)) - 5;
                clock += below(random, 3);
                event.time = Time{
                    timesAscend ? clock : static_cast<std::int64_t>(below(random, 300)) - 150};
                if (below(random, 8) == 0 && !countVersions)
                    event.time = kNoTime;
                if (below(random, 4) != 0)
                    event.version = Version(static_cast<std::int64_t>(below(random, 20)) - 3);
                event.data = std::string(below(random, 50), 'x');
                if (below(random, 12) == 0)
                    event.damage = Error(ErrorCode::Damaged, "Damaged.");
                all.push_back(event);
                store.add(event);
            }
            store.fill(log);
            checkRows(log, all);
            checkSummaries(log, all);
            checkLookups(log, all, random);
            checkTimes(log, all, random);
            if (QTest::currentTestFailed())
                return;
            for (std::uint32_t stream = 0; stream < log.streamCount(); ++stream) {
                const auto rows = log.streamRows(StreamId(stream));
                QVERIFY(sorted(*rows)
                        == Plain(all).ofStream(std::string(log.streamName(StreamId(stream)))));
                for (std::size_t i = 1; countVersions && i < rows->size(); ++i) {
                    QCOMPARE(log.version((*rows)[i]).value(), static_cast<std::int64_t>(i) + 1);
                    QVERIFY(log.time((*rows)[i - 1]) <= log.time((*rows)[i]));
                }
            }
        }
    }
}

namespace {

MemoryEvent timed(std::int64_t time, const char *stream = "s")
{
    MemoryEvent event;
    event.stream = stream;
    event.time = Time{time};
    return event;
}

MemoryEvent versioned(std::int64_t version, const char *stream = "s")
{
    MemoryEvent event;
    event.stream = stream;
    event.version = Version(version);
    return event;
}

std::vector<std::uint32_t> numbers(const Sequence::Rows &rows)
{
    std::vector<std::uint32_t> values;
    for (const Row row : rows)
        values.push_back(row.value());
    return values;
}

} // namespace

void TestLog::versionsAreCountedInOrderOfTime()
{
    MemoryStore store;
    store.add({timed(10), timed(20), timed(5, "other"), timed(30), timed(15), timed(20)});
    EventLog log({.chunkShift = 2, .countVersions = true});
    QVERIFY(log.versionsCounted());
    store.fill(log);
    const auto rows = log.streamRows(*log.findStream("s"));
    QCOMPARE(numbers(*rows),
             (std::vector<std::uint32_t>{0, 4, 1, 5, 3})); // equal times in global order
    for (std::size_t i = 0; i < rows->size(); ++i)
        QCOMPARE(log.version((*rows)[i]), Version(static_cast<std::int64_t>(i) + 1));
    QCOMPARE(log.version(Row(2)), Version(1));
    QCOMPARE(log.streamSummary(*log.findStream("s")).lastVersion, Version(5));
    // A later scan brings an even earlier event.
    store.add(timed(1));
    store.fill(log);
    QCOMPARE(numbers(*log.streamRows(*log.findStream("s"))),
             (std::vector<std::uint32_t>{6, 0, 4, 1, 5, 3}));
    QCOMPARE(log.version(Row(6)), Version(1));
    QCOMPARE(log.version(Row(3)), Version(6));
}

void TestLog::eventsWithoutATimeStayBehindTheOneBefore()
{
    MemoryStore store;
    store.add({timed(10), timed(kNoTime.micros), timed(5), timed(kNoTime.micros), timed(20)});
    EventLog log({.chunkShift = 2, .countVersions = true});
    store.fill(log);
    QCOMPARE(numbers(*log.streamRows(*log.findStream("s"))),
             (std::vector<std::uint32_t>{2, 3, 0, 1, 4}));
}

void TestLog::versionsOfTheStoreOrderTheStream()
{
    MemoryStore store;
    store.add({versioned(2), versioned(1), versioned(7, "other"), versioned(3),
               versioned(kNoVersion.value()), versioned(3), versioned(-1)});
    EventLog log({.chunkShift = 2});
    QVERIFY(!log.versionsCounted());
    store.fill(log);
    QCOMPARE(numbers(*log.streamRows(*log.findStream("s"))),
             (std::vector<std::uint32_t>{6, 1, 0, 3, 4, 5}));
    const auto summary = log.streamSummary(*log.findStream("s"));
    QCOMPARE(summary.firstVersion, Version(-1));
    QCOMPARE(summary.lastVersion, Version(3));
    QCOMPARE(log.version(Row(4)), kNoVersion);
}

void TestLog::streamsAreOfTheTypeOfTheirFirstEvent()
{
    MemoryStore store;
    std::vector<MemoryEvent> events(3);
    events[0].stream = events[1].stream = "one";
    events[0].streamType = "first";
    events[1].streamType = "second";
    events[2].stream = "two";
    store.add(events);
    EventLog log({.chunkShift = 2});
    store.fill(log);
    QCOMPARE(log.streamTypeName(log.streamSummary(*log.findStream("one")).type),
             std::string_view("first"));
    QVERIFY(!log.findStreamType("second"));
    QCOMPARE(log.streamSummary(*log.findStream("two")).type, kNoStreamType);
}

void TestLog::textPositionsAreLabels()
{
    MemoryStore store;
    std::vector<MemoryEvent> events(5);
    events[0].positionText = "0/16B374D848";
    events[1].positionText = "0/16B374D990";
    events[2].positionText = "0/16B374D848";
    events[3].position = 7; // one of them has a number all the same
    events[4].positionText = "zz";
    store.add(events);
    EventLog log({.chunkShift = 2});
    store.fill(log);
    QVERIFY(log.hasTextPositions());
    QCOMPARE(log.positionLabel(Row(0)), std::string("0/16B374D848"));
    QCOMPARE(log.positionLabel(Row(2)), std::string("0/16B374D848"));
    QCOMPARE(log.positionLabel(Row(3)), std::string("7"));
    QCOMPARE(log.rowAtPosition("0/16B374D848"), std::optional(Row(0)));
    QCOMPARE(log.rowAtPosition("zz"), std::optional(Row(4)));
    QCOMPARE(log.rowAtPosition("7"), std::optional(Row(3)));
    QVERIFY(!log.rowAtPosition("nothing"));
    QCOMPARE(log.placeOfPosition("0/16B374D990").after, 3U);
}

void TestLog::positionsThatDescendAreFound()
{
    MemoryStore store;
    std::vector<MemoryEvent> events(5);
    for (std::size_t i = 0; i < events.size(); ++i)
        events[i].position = 5 - static_cast<std::int64_t>(i);
    store.add(events);
    EventLog log({.chunkShift = 2});
    store.fill(log);
    QCOMPARE(log.rowAtPosition("5"), std::optional(Row(0)));
    QCOMPARE(log.rowAtPosition("1"), std::optional(Row(4)));
    for (const char *label : {"0", "6", "", "x", "1x", " 1", "1.0", "99999999999999999999"})
        QVERIFY2(!log.rowAtPosition(label), label);
}

void TestLog::timesThatAscendAreVisitedWithoutAnIndex()
{
    MemoryStore store;
    store.add({timed(kNoTime.micros), timed(1), timed(kNoTime.micros), timed(2), timed(2),
               timed(kNoTime.micros)});
    EventLog log({.chunkShift = 2});
    store.fill(log);
    QVERIFY(log.timesAscend());
    QCOMPARE(numbers(visited(log, Time{1}, Time{3})), (std::vector<std::uint32_t>{1, 3, 4}));
    QCOMPARE(numbers(visited(log, Time{2}, Time{2})), (std::vector<std::uint32_t>{}));
    QCOMPARE(log.rowAtTime(Time{2}), std::optional(Row(4)));
    QCOMPARE(log.rowAtTime(Time{1}), std::optional(Row(1)));
    QCOMPARE(log.rowAtTime(Time{0}), std::optional(Row(1)));
    QCOMPARE(log.rowAtTime(Time{std::numeric_limits<std::int64_t>::max()}), std::optional(Row(4)));
    int calls = 0;
    log.visitTimes(Time{1}, Time{3}, [&](Row) { return ++calls < 2; });
    QCOMPARE(calls, 2);
}

void TestLog::disorderedTimesAreVisitedInOrderOnceSealed()
{
    Random random(6);
    MemoryStore store;
    std::vector<MemoryEvent> events;
    for (int i = 0; i < 3000; ++i)
        events.push_back(timed(below(random, 500)));
    store.batchSize = 100;
    store.add(events);
    EventLog log({.chunkShift = 4});
    store.fill(log);
    QVERIFY(!log.timesAscend());
    QVERIFY(visited(log, Time{0}, Time{1000}) == Plain(events).byTime());
    int calls = 0;
    log.visitTimes(Time{0}, Time{1000}, [&](Row) { return ++calls < 7; });
    QCOMPARE(calls, 7);
    // The earliest of all is the first, sealed or not.
    store.add(timed(-5));
    store.fill(log);
    QCOMPARE(log.rowAtTime(Time{-100}), std::optional(Row(3000)));
}

void TestLog::timesOfTheFirstAndLastYearsAreKept()
{
    MemoryStore store;
    const Time first = *parseIsoTime("0001-01-01");
    const Time last = *parseIsoTime("9999-12-31T23:59:59.999999Z");
    store.add({timed(first.micros), timed(0), timed(last.micros)});
    EventLog log({.chunkShift = 2});
    store.fill(log);
    QCOMPARE(log.earliest(), first);
    QCOMPARE(log.latest(), last);
    QCOMPARE(visited(log, first, last).size(), std::size_t{2});
    QCOMPARE(log.rowAtTime(last), std::optional(Row(2)));
    QCOMPARE(log.rowAtTime(first), std::optional(Row(0)));
}

void TestLog::hashesThatAreAbsentAreNotFound()
{
    MemoryStore store;
    store.add(std::vector<MemoryEvent>(5));
    EventLog log({.chunkShift = 2});
    store.fill(log);
    QVERIFY(log.rowsById("").empty());
    QVERIFY(log.rowsByIdHash(0).empty());
    QVERIFY(log.rowsByCorrelation("").empty());
}

void TestLog::memoryIsCounted()
{
    MemoryStore store;
    store.batchSize = 4096;
    std::vector<MemoryEvent> events(20'000);
    for (std::size_t i = 0; i < events.size(); ++i) {
        events[i].id = std::to_string(i);
        events[i].stream = "stream-" + std::to_string(i % 100);
    }
    store.add(std::move(events));
    EventLog log;
    const EventLog::Memory before = log.memory();
    store.fill(log);
    const EventLog::Memory after = log.memory();
    QVERIFY(after.columns - before.columns >= 20'000 * 60);
    QVERIFY(after.indexes > before.indexes);
    QVERIFY(after.names >= 100 * 8);
}

void TestLog::readersSeeOnlyWholeRowsWhileTheLogGrows()
{
    constexpr std::uint32_t kRows = 20'000;
    // Everything of an event follows from its number, so that a reader can tell a half-written one.
    const auto eventOf = [](std::uint32_t i) {
        MemoryEvent event;
        event.id = "id-" + std::to_string(i);
        event.stream = "stream-" + std::to_string(i % 97);
        event.streamType = i % 97 % 2 == 0 ? "even" : "odd";
        event.type = "Type" + std::to_string(i % 13);
        event.correlation = "c-" + std::to_string(i / 10);
        event.position = i;
        event.time = Time{static_cast<std::int64_t>(i)
                          - (i % 50 == 0 ? 100 : 0)}; // not quite in order
        event.data = std::string(i % 7, 'x');
        return event;
    };
    MemoryStore store;
    store.batchSize = 37;
    for (std::uint32_t i = 0; i < kRows; ++i)
        store.add(eventOf(i));
    EventLog log({.chunkShift = 4, .countVersions = true, .maxBuckets = 128, .runShift = 6});
    std::atomic<bool> wrong{false};
    const auto read = [&](unsigned seed) {
        Random random(seed);
        std::uint32_t seen = 0;
        while (seen < kRows && !wrong) {
            const std::uint32_t count = log.rowCount();
            if (count < seen)
                wrong = true;
            seen = count;
            if (count == 0)
                continue;
            const std::uint32_t i = below(random, count);
            const Row row(i);
            const MemoryEvent expected = eventOf(i);
            bool right = log.streamName(log.stream(row)) == expected.stream
                         && log.typeName(log.type(row)) == expected.type
                         && log.position(row).value() == expected.position
                         && log.time(row) == expected.time && log.idHash(row) == hashOf(expected.id)
                         && log.payloadSize(row) == expected.data.size()
                         && log.version(row) >= Version(1);
            right = right && log.rowsById(expected.id) == std::vector<Row>{row};
            const auto correlated = log.rowsByCorrelation(expected.correlation);
            right = right && !correlated.empty() && correlated.size() <= 10;
            right = right && log.rowAtPosition(std::to_string(i)) == std::optional(row);
            const StreamId stream = log.stream(row);
            right = right && stream.value() < log.streamCount();
            if (i % 16 == 0) {
                const auto summary = log.streamSummary(stream);
                right = right && summary.events >= i / 97
                        && log.streamTypeName(summary.type) == expected.streamType;
                const auto rows = log.streamRows(stream);
                right = right && std::find(rows->begin(), rows->end(), row) != rows->end();
                right = right && log.rowAtTime(expected.time).has_value();
                std::uint64_t total = 0;
                log.byRow().visit(0, kRows, 256,
                                  [&](const auto &bucket) { total += bucket.total; });
                right = right && total >= count;
                right = right && log.findType(expected.type) == std::optional(log.type(row));
            }
            if (!right)
                wrong = true;
        }
    };
    std::vector<std::thread> readers;
    for (unsigned i = 0; i < 3; ++i)
        readers.emplace_back(read, i);
    // The writer seals now and then, as following does.
    MemoryStore grown;
    grown.batchSize = 37;
    for (std::uint32_t done = 0; done < kRows;) {
        const std::uint32_t next = std::min(kRows, done + 1500);
        for (; done < next; ++done)
            grown.add(store.event(done));
        grown.fill(log);
    }
    for (std::thread &reader : readers)
        reader.join();
    QVERIFY(!wrong);
}

QTEST_GUILESS_MAIN(TestLog)
#include "tst_log.moc"
