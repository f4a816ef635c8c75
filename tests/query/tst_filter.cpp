// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/memorystore.h"
#include "query/filter.h"

#include <QTest>

#include <algorithm>
#include <stop_token>
#include <string>
#include <vector>

using namespace eventscope;
using namespace eventscope::tests;

class TestFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conditionsFindTheirRows_data();
    void conditionsFindTheirRows();
    void textPositionsCompareLabelsAndNumbers_data();
    void textPositionsCompareLabelsAndNumbers();
    void anEmptyFilterMatchesEverything();
    void onlyTheColumnsAreTouchedWhereTheyDecide();
    void payloadsAreReadOnlyWhereTheNeedleStands();
    void metadataIsReadWhenAskedFor();
    void theRangeIsKept();
    void smallRangesOfManyStreamsMatchTheSame();
    void manyNamesAreWorkedOutOnce();
    void matchesArriveInAscendingBatches();
    void aStopEndsTheSearch();
    void anErrorOfTheSourceEndsTheSearch();
    void aReaderThatCannotBeMadeEndsTheSearch();
    void aHopelessRegularExpressionIsGivenUp();
    void aFilterServesSeveralLogsAndThreads();
};

namespace {

Time at(const char *text)
{
    return parseIsoTime(text).value_or(kNoTime);
}

// Eight events that differ in everything a filter can ask for.
std::vector<MemoryEvent> shop()
{
    return {
        // 0
        {"e-0",
         "order-1",
         "order",
         "OrderPlaced",
         "c-1",
         "",
         "",
         10,
         Version(1),
         at("2025-11-03T08:33:30.5Z"),
         R"({"total":100.50,"customer":{"name":"Ann \"Red\" Lee"},"lines":[{"sku":"A-1","n":2},{"sku":"B-2"}]})",
         R"({"user":"anna","level":3})",
         {},
         true},
        // 1
        {"e-1",
         "order-2",
         "order",
         "OrderPlaced",
         "c-2",
         "e-0",
         "",
         20,
         Version(1),
         at("2025-11-03T08:33:31Z"),
         R"({"total":99.9,"customer":{"name":"Caf\u00e9"},"note":null,"paid":true})",
         "",
         {},
         true},
        // 2
        {"e-2",
         "order-1",
         "order",
         "OrderPaid",
         "c-1",
         "e-0",
         "",
         30,
         Version(2),
         at("2025-11-04T00:00:00Z"),
         R"({"total":"250.00","big":9007199254740993,"path":"C:\\new"})",
         "",
         {},
         true},
        // 3
        {"e-3",
         "stock",
         "",
         "Counted",
         "",
         "",
         "",
         40,
         Version(-5),
         at("0001-01-01T00:00:00Z"),
         R"({"n":1e2,"tags":["urgent","b"],"empty":""})",
         R"({"user":"bob"})",
         {},
         true},
        // 4: nothing but a position
        {"", "", "", "", "", "", "", 50, kNoVersion, kNoTime, "", "", {}, false},
        // 5: no JSON
        {"e-5",
         "notes",
         "note",
         "Noted",
         "c-2",
         "e-1",
         "",
         60,
         Version(1),
         at("9999-12-31T23:59:59.999999Z"),
         "plain \\n text with OrderPlaced",
         "",
         {},
         true},
        // 6: the key stands twice, a key with a space and a dot
        {"e-6",
         "order-1",
         "order",
         "Weird",
         "c-1",
         "e-2",
         "",
         60,
         Version(3),
         at("2025-11-30T23:59:59Z"),
         R"({"a":1,"a":2,"odd key.x":7,"0":"zero"})",
         "",
         {},
         true},
        // 7: right to left, emoji
        {"e-7",
         "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d-\xf0\x9f\x9b\x92",
         "\xd7\xa9",
         "T\xc3\xbcr",
         "",
         "",
         "",
         80,
         Version(1),
         at("2025-12-01T00:00:00+01:00"),
         R"([10,{"deep":"x"}])",
         "",
         {},
         true},
    };
}

std::string listed(const std::vector<Row> &rows)
{
    std::string text;
    for (const Row row : rows)
        text += std::to_string(row.value()) + ' ';
    if (!text.empty())
        text.pop_back();
    return text;
}

class Searched
{
public:
    explicit Searched(std::vector<MemoryEvent> events, unsigned chunkShift = 2)
        : log({.chunkShift = chunkShift})
    {
        store.add(std::move(events));
        store.fill(log);
    }
    Result<std::vector<Row>> rows(std::string_view filter, std::stop_token stop = {},
                                  Progress *progress = nullptr,
                                  const Filter::Found &found = {}) const
    {
        const auto compiled = Filter::compile(filter);
        if (!compiled)
            return fail(compiled.error());
        return compiled->rows(
            log, [this] { return store.reader(); }, Row(0), Row(log.rowCount()), stop, progress,
            found);
    }

    MemoryStore store;
    EventLog log;
};

} // namespace

void TestFilter::conditionsFindTheirRows_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *filter, const char *expected) {
        QTest::newRow(filter) << QByteArray(filter) << QByteArray(expected);
    };
    // Names.
    row("type = OrderPlaced", "0 1");
    row("TYPE = OrderPlaced", "0 1");
    row("type = Order*", "0 1 2");
    row("type = *laced", "0 1");
    row("type = O*P*d", "0 1 2");
    row("type = \"Order*\"", "0 1 2");
    row("type = Order\\*", "");
    row("type != Order*", "3 4 5 6 7");
    row("type ~ aid", "2");
    row("type =~ ^Order(Paid|Sent)$", "2");
    row("(type =~ ^Order(Paid|Sent)$) and version = 2", "2");
    row("type =~ \"^\\w+ed$\"", "0 1 3 5");
    row("type =~ ^T.r$", "7");
    row("type < P", "0 1 2 3 4 5");
    row("exists(type)", "0 1 2 3 5 6 7");
    row("stream = order-1", "0 2 6");
    row("stream = order-*", "0 1 2 6");
    row("stream = nothing", "");
    row("stream != nothing", "0 1 2 3 4 5 6 7");
    row("stream != order-1", "1 3 4 5 7");
    row("stream ~ \xd7\x9c\xd7\x95", "7");
    row("exists(stream)", "0 1 2 3 5 6 7");
    row("not exists(stream)", "4");
    row("streamType = order", "0 1 2 6");
    row("streamtype = o*", "0 1 2 6");
    row("streamType != order", "3 4 5 7");
    row("exists(streamType)", "0 1 2 5 6 7");
    // Numbers of the columns.
    row("version = 1", "0 1 5 7");
    row("version != 1", "2 3 4 6");
    row("version > 1", "2 6");
    row("version >= 1", "0 1 2 5 6 7");
    row("version < 1", "3");
    row("version <= -5", "3");
    row("version < -9223372036854775808", "");
    row("version > 9223372036854775807", "");
    row("version <= 9223372036854775807", "0 1 2 3 5 6 7");
    row("exists(version)", "0 1 2 3 5 6 7");
    row("position = 60", "5 6");
    row("position > 40 position <= 60", "4 5 6");
    row("position = 6*", "5 6");
    row("position ~ 0", "0 1 2 3 4 5 6 7");
    row("position =~ ^[12]", "0 1");
    row("position > 40.5", "4 5 6 7");
    row("position < 99999999999999999999", "0 1 2 3 4 5 6 7");
    row("position = elsewhere", "");
    row("position != elsewhere", "0 1 2 3 4 5 6 7");
    // Times.
    row("time = 2025-11-03", "0 1");
    row("time != 2025-11-03", "2 3 4 5 6 7");
    row("time > 2025-11-03", "2 5 6 7");
    row("time >= 2025-11-03", "0 1 2 5 6 7");
    row("time < 2025-11-04", "0 1 3");
    row("time <= 2025-11-04", "0 1 2 3");
    row("time = 2025-11", "0 1 2 6 7");
    row("time = 2025", "0 1 2 6 7");
    row("time > 2025", "5");
    row("time = 2025-11-03T08:33", "0 1");
    row("time = 2025-11-03T08:33:30", "0");
    row("time = 2025-11-03T08:33:30Z", "0");
    row("time = 2025-11-03T09:33:30+01:00", "0");
    row("time = 2025-11-03T08:33:30.5", "0");
    row("time = 2025-11-03T08:33:30.50001", "");
    row("time = \"2025-11-03 08:33:30\"", "0");
    row("time = 9999-12-31", "5");
    row("time = 9999", "5");
    row("time = 0001", "3");
    row("exists(time)", "0 1 2 3 5 6 7");
    // Ids, by hash and by text.
    row("id = e-3", "3");
    row("id != e-3", "0 1 2 4 5 6 7");
    row("id = e-*", "0 1 2 3 5 6 7");
    row("id != e-*", "4");
    row("id ~ -3", "3");
    row("id =~ [56]$", "5 6");
    row("id = \"\"", "");
    row("correlation = c-1", "0 2 6");
    row("correlation = c-*", "0 1 2 5 6");
    row("causation = e-0", "1 2");
    row("causation =~ [01]$", "1 2 5");
    row("exists(causation)", "1 2 5 6");
    row("not exists(correlation)", "3 4 7");
    // Paths into the payload.
    row("data.total > 99.9", "0 2");
    row("data.total >= 99.90", "0 1 2");
    row("data.total = 100.5", "0");
    row("data.total != 100.5", "1 2 3 4 5 6 7");
    row("data.total = 250", "");
    row("data.total = 250.00", "2");
    row("data.n = 100", "3");
    row("data.big = 9007199254740993", "2");
    row("data.big = 9007199254740992", "");
    row("data.big > 9007199254740992", "2");
    row("data.customer.name = Caf\xc3\xa9", "1");
    row("data.customer.name = C*", "1");
    row("data.customer.name ~ Red", "0");
    row("data.customer.name = \"Ann \\\"Red\\\" Lee\"", "0");
    row("data.customer.name = 'Ann \"Red\" Lee'", "0");
    row("data.customer.name =~ ^Ann.*Lee$", "0");
    row("data.customer.name > B", "1");
    row("data.lines[0].sku = A-1", "0");
    row("data.lines[1].sku = B*", "0");
    row("data.lines.1.sku = B-2", "0");
    row("data.lines[2].sku = B*", "");
    row("data.lines[2].sku != B*", "0 1 2 3 4 5 6 7");
    row("data[1].deep = x", "7");
    row("data[0] = 10", "7");
    row("data[\"odd key.x\"] = 7", "6");
    row("data['odd key.x'] > 6", "6");
    row("data.0 = zero", "6");
    row("data[0] = zero", "");
    row("data.a = 2", "6");
    row("data.a = 1", "");
    row("data.paid = true", "1");
    row("data.note = null", "1");
    row("exists(data.note)", "1");
    row("exists(data.customer.name)", "0 1");
    row("exists (data)", "0 1 2 3 5 6 7");
    row("not exists(data)", "4");
    row("data.tags ~ urgent", "3");
    row("data.tags = [\"urgent\",\"b\"]", "3");
    row("data.empty = \"\"", "3");
    row("data.total > abc", "");
    row("meta.user = anna", "0");
    row("meta.level >= 3", "0");
    row("exists(meta.user)", "0 3");
    row("meta ~ bob", "3");
    row("exists(meta)", "0 3");
    // The payload's text.
    row("data ~ sku", "0");
    row("data = *x*", "5 6 7");
    row("data =~ \"^\\[\"", "7");
    row("OrderPlaced", "5");
    row("sku", "0");
    row("\"\\\"sku\\\":\\\"A\"", "0");
    row("Caf\xc3\xa9", "1");
    row("'Ann \"Red\"'", "0");
    row("C:\\new", "2");
    row("\"C:\\\\new\"", "2");
    row("\"\xe2\x82\xac\"", "");
    row("not sku", "1 2 3 4 5 6 7");
    // Together.
    row("type = Order* and not stream = order-1", "1");
    row("type = OrderPaid or version = 3 or sku", "0 2 6");
    row("not (type = Order* or stream = stock)", "4 5 6 7");
    row("not not type = OrderPaid", "2");
    row("type = Order* data.total > 99.9", "0 2");
    row("type = OrderPlaced AND total OR type = Weird", "0 1 6");
    row("(type = OrderPaid or sku) and total", "0 2");
    row("type = OrderPaid or (sku and total) or (deep and exists(data[1]))", "0 2 7");
    row("not (sku or type = Order*)", "3 4 5 6 7");
    row("(urgent or id = e-6*) version != 1", "3 6");
    row("exists", "");
}

void TestFilter::conditionsFindTheirRows()
{
    QFETCH(QByteArray, filter);
    QFETCH(QByteArray, expected);
    Searched searched(shop());
    const std::string_view text(filter.constData(), static_cast<std::size_t>(filter.size()));
    const auto rows = searched.rows(text);
    QVERIFY2(rows, rows ? "" : rows.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(listed(*rows)), expected);

    searched.store.readsBackwards = true;
    const auto backwards = searched.rows(text);
    QVERIFY(backwards);
    QCOMPARE(listed(*backwards), listed(*rows));
}

void TestFilter::textPositionsCompareLabelsAndNumbers_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *filter, const char *expected) {
        QTest::newRow(filter) << QByteArray(filter) << QByteArray(expected);
    };
    row("position = 0/16B", "1");
    row("position != 0/16B", "0 2 3");
    row("position = 0/*", "0 1");
    row("position ~ 16", "1");
    row("position > 0/16B", "2 3"); // by its place
    row("position <= 0/16B", "0 1");
    row("position > 1000", "2"); // by number: 999 and 1001
    row("position > 0/999", ""); // neither a number nor the position of an event
    row("exists(position)", "0 1 2 3");
}

void TestFilter::textPositionsCompareLabelsAndNumbers()
{
    QFETCH(QByteArray, filter);
    QFETCH(QByteArray, expected);
    std::vector<MemoryEvent> events(4);
    events[0].positionText = "0/15A";
    events[1].positionText = "0/16B";
    events[2].positionText = "1001";
    events[3].positionText = "999";
    const Searched searched(std::move(events));
    const auto rows = searched.rows(filter.toStdString());
    QVERIFY2(rows, rows ? "" : rows.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(listed(*rows)), expected);
}

void TestFilter::anEmptyFilterMatchesEverything()
{
    const Searched searched(shop());
    for (const char *text : {"", "  \t\n "}) {
        const auto filter = Filter::compile(text);
        QVERIFY(filter);
        QVERIFY(filter->isEmpty());
        QVERIFY(!filter->needsPayload());
        QCOMPARE(filter->text(), std::string(text));
        QCOMPARE(searched.rows(text)->size(), std::size_t{8});
    }
    QVERIFY(!Filter::compile("type = X")->isEmpty());
}

void TestFilter::onlyTheColumnsAreTouchedWhereTheyDecide()
{
    const Searched searched(shop());
    QVERIFY(!Filter::compile("type = X and (version > 1 or time < 2025)")->needsPayload());
    QVERIFY(Filter::compile("type = X or word")->needsPayload());
    QVERIFY(Filter::compile("id = 7*")->needsPayload());
    QVERIFY(!Filter::compile("id = 7")->needsPayload());
    QVERIFY(searched.rows("type = Order* and id = e-1"));
    QCOMPARE(searched.store.readersMade(), std::size_t{0});
    QVERIFY(searched.rows("type = Absent and word"));
    QCOMPARE(searched.store.readersMade(), std::size_t{0});
}

void TestFilter::payloadsAreReadOnlyWhereTheNeedleStands()
{
    std::vector<MemoryEvent> events(1000);
    for (std::size_t i = 0; i < events.size(); ++i) {
        events[i].type = i % 2 == 0 ? "Even" : "Odd";
        events[i].data = R"({"number":)" + std::to_string(i) + R"(,"word":"w)" + std::to_string(i)
                         + "\"}";
    }
    const Searched searched(std::move(events));
    QCOMPARE(listed(*searched.rows("data.word = w777")), std::string("777"));
    QCOMPARE(searched.store.eventsRead(), std::size_t{1});
    // Every other event is decided by its type, and of the rest only those with one of the needles are read.
    QCOMPARE(listed(*searched.rows("type = Odd and (w776 or w775)")), std::string("775"));
    QCOMPARE(searched.store.eventsRead(), std::size_t{2});
}

void TestFilter::metadataIsReadWhenAskedFor()
{
    const Searched searched(shop());
    QCOMPARE(listed(*searched.rows("meta.user = *b* and urgent")), std::string("3"));
    QCOMPARE(listed(*searched.rows("meta.user = anna or type = Noted or id = *7")),
             std::string("0 5 7"));
}

void TestFilter::theRangeIsKept()
{
    const Searched searched(shop());
    const auto filter = Filter::compile("type = Order* or plain or exists(data[0])");
    const auto readers = [&] { return searched.store.reader(); };
    QCOMPARE(listed(*filter->rows(searched.log, readers, Row(1), Row(6), {})),
             std::string("1 2 5"));
    QCOMPARE(listed(*filter->rows(searched.log, readers, Row(2), Row(100), {})),
             std::string("2 5 7"));
    QCOMPARE(listed(*filter->rows(searched.log, readers, Row(3), Row(3), {})), std::string());
    QCOMPARE(listed(*filter->rows(searched.log, readers, Row(5), Row(2), {})), std::string());
    QCOMPARE(listed(*filter->rows(searched.log, readers, Row(100), Row(200), {})), std::string());
}

void TestFilter::smallRangesOfManyStreamsMatchTheSame()
{
    std::vector<MemoryEvent> events(200);
    for (std::size_t i = 0; i < events.size(); ++i) {
        events[i].stream = "s-" + std::to_string(i);
        events[i].streamType = i % 3 == 0 ? "three" : "";
        events[i].hasStream = i % 50 != 49;
    }
    const Searched searched(std::move(events));
    const auto readers = [&] { return searched.store.reader(); };
    for (const char *text :
         {"stream = s-*9", "stream != s-*9", "streamType = th*", "streamType != three",
          "exists(stream)", "exists(streamType)", "stream =~ [02468]$", "stream < s-15"}) {
        const auto filter = Filter::compile(text);
        const auto all = filter->rows(searched.log, readers, Row(0), Row(200), {});
        std::vector<Row> pieces;
        for (std::uint32_t begin = 0; begin < 200; begin += 10) {
            const auto piece = filter->rows(searched.log, readers, Row(begin), Row(begin + 10), {});
            pieces.insert(pieces.end(), piece->begin(), piece->end());
        }
        QVERIFY(!all->empty());
        QCOMPARE(listed(pieces), listed(*all));
    }
}

void TestFilter::manyNamesAreWorkedOutOnce()
{
    constexpr std::uint32_t kStreams = 50'000;
    std::vector<MemoryEvent> events(2 * kStreams);
    for (std::uint32_t i = 0; i < events.size(); ++i) {
        events[i].stream = "stream-" + std::to_string(i % kStreams);
        events[i].streamType = i % 2 == 0 ? "even" : "odd";
    }
    MemoryStore store;
    store.batchSize = 4096;
    store.add(std::move(events));
    EventLog log;
    store.fill(log);
    const auto filter = Filter::compile("stream = *-4999* and streamType = ev*");
    std::vector<Row> expected;
    for (std::uint32_t row = 0; row < log.rowCount(); ++row) {
        const std::uint32_t stream = row % kStreams;
        if (std::to_string(stream).starts_with("4999") && stream % 2 == 0)
            expected.emplace_back(row);
    }
    QCOMPARE(listed(*filter->rows(log, [&] { return store.reader(); }, Row(0), Row(log.rowCount()),
                                  {})),
             listed(expected));
}

void TestFilter::matchesArriveInAscendingBatches()
{
    std::vector<MemoryEvent> events(100'000);
    for (std::size_t i = 0; i < events.size(); ++i)
        events[i].data = i % 7 == 0 ? R"({"seven":1})" : "{}";
    MemoryStore store;
    store.batchSize = 4096;
    store.add(std::move(events));
    EventLog log;
    store.fill(log);
    std::vector<Row> arrived;
    Progress progress;
    std::size_t batches = 0;
    const auto filter = Filter::compile("data.seven = 1");
    const auto rows = filter->rows(
        log, [&] { return store.reader(); }, Row(0), Row(log.rowCount()), {}, &progress,
        [&](const std::vector<Row> &batch) {
            ++batches;
            arrived.insert(arrived.end(), batch.begin(), batch.end());
        });
    QVERIFY(rows);
    QCOMPARE(rows->size(), std::size_t{100'000 / 7 + 1});
    QVERIFY(std::is_sorted(rows->begin(), rows->end()));
    QCOMPARE(listed(arrived), listed(*rows));
    QVERIFY(batches > 1);
    QCOMPARE(progress.done.load(), progress.total.load());
    QCOMPARE(progress.total.load(), std::uint64_t{100'000});
}

void TestFilter::aStopEndsTheSearch()
{
    std::vector<MemoryEvent> events(100'000);
    for (auto &event : events)
        event.data = R"({"seven":1})";
    MemoryStore store;
    store.batchSize = 4096;
    store.add(std::move(events));
    EventLog log;
    store.fill(log);
    std::stop_source stop;
    const auto filter = Filter::compile("seven");
    // As soon as a thread begins: later the others might be through before it gets its turn.
    const auto rows = filter->rows(
        log,
        [&] {
            stop.request_stop();
            return store.reader();
        },
        Row(0), Row(log.rowCount()), stop.get_token());
    QVERIFY(!rows);
    QCOMPARE(rows.error().code, ErrorCode::Cancelled);
    QVERIFY(store.eventsRead() < 100'000);
}

void TestFilter::anErrorOfTheSourceEndsTheSearch()
{
    Searched searched(shop());
    searched.store.failAt = 5;
    const auto rows = searched.rows("exists(data.absent)");
    QVERIFY(rows); // no candidates: nothing is read
    const auto failed = searched.rows("not exists(data.absent)");
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::Unreadable);
    QCOMPARE(failed.error().message, std::string("The disk is gone."));
}

void TestFilter::aReaderThatCannotBeMadeEndsTheSearch()
{
    const Searched searched(shop());
    const auto filter = Filter::compile("sku");
    const auto rows = filter->rows(searched.log,
                                   []() -> Result<std::unique_ptr<RecordReader>> {
                                       return fail(ErrorCode::Locked, "Locked.");
                                   },
                                   Row(0), Row(8), {});
    QVERIFY(!rows);
    QCOMPARE(rows.error().code, ErrorCode::Locked);
}

void TestFilter::aHopelessRegularExpressionIsGivenUp()
{
    std::vector<MemoryEvent> events(2);
    events[0].data = "{\"a\":\"" + std::string(60, 'a') + "!\"}";
    events[0].type = std::string(60, 'a') + '!';
    events[1].data = "{\"a\":\"" + std::string(200'000, 'x') + "\"}"; // long, but no trouble
    events[1].type = "Long";
    const Searched searched(std::move(events));
    for (const char *text : {"data.a =~ ^(a+)+$", "type =~ ^(a+)+$", "data =~ \"(a|aa)+$\""}) {
        const auto rows = searched.rows(text);
        QVERIFY2(!rows, text);
        QCOMPARE(rows.error().code, ErrorCode::Limit);
        QVERIFY(!rows.error().message.empty());
    }
    QCOMPARE(listed(*searched.rows("data.a =~ ^(x|y)*$")), std::string("1"));
}

void TestFilter::aFilterServesSeveralLogsAndThreads()
{
    const auto filter = Filter::compile("type =~ ^Order and (sku or big)");
    const Searched one(shop());
    const Searched two({});
    std::vector<std::thread> threads;
    std::vector<std::string> results(8);
    for (std::size_t i = 0; i < results.size(); ++i) {
        threads.emplace_back([&, i] {
            const Searched &searched = i % 2 == 0 ? one : two;
            const auto rows = filter->rows(searched.log, [&] { return searched.store.reader(); },
                                           Row(0), Row(searched.log.rowCount()), {});
            results[i] = rows ? listed(*rows) : "failed";
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    for (std::size_t i = 0; i < results.size(); ++i)
        QCOMPARE(results[i], std::string(i % 2 == 0 ? "0 2" : ""));
}

QTEST_GUILESS_MAIN(TestFilter)
#include "tst_filter.moc"
