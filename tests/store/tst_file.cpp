// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "filetest.h"

using namespace eventscope;
using namespace eventscope::filetest;

namespace {

const std::string kThree[] = {
    R"({"id":"a1","type":"Opened","aggregateId":"order-1","timestamp":"2026-01-02T03:04:05Z","version":1,"data":{"n":1},"metadata":{"correlationId":"c1"}})",
    R"({"id":"a2","type":"Paid","aggregateId":"order-1","timestamp":"2026-01-02T03:04:06Z","version":2,"data":{"n":0.10,"big":9007199254740993},"metadata":{"correlationId":"c1","causationId":"a1"}})",
    R"({"id":"a3","type":"Opened","aggregateId":"order-2","timestamp":"2026-01-02T03:04:07Z","version":1,"data":{"n":3},"metadata":{}})",
};

std::string lines()
{
    return kThree[0] + "\n" + kThree[1] + "\n" + kThree[2] + "\n";
}

std::string line(std::string_view members)
{
    return R"({"type":"T","streamId":"s-1",)" + std::string(members) + "}\n";
}

} // namespace

class FileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFileOfAnyFormGivesTheSameEvents_data();
    void aFileOfAnyFormGivesTheSameEvents();
    void cloudEventsOpenAsLinesAndAsBatch_data();
    void cloudEventsOpenAsLinesAndAsBatch();
    void gafferFixturesCountMissingVersionsFromZero();
    void numbersKeepAllTheirDigits();
    void aPositionThatNoIntegerHoldsIsText();
    void aKeyThatStandsTwiceCountsWithItsLastValue();
    void idsMayBeStringsOrNumbers();
    void bomCrlfAndEmptyLinesArePassedOver();
    void namesAndTextsMayBeEscaped();
    void timesAreToldApartByMagnitude_data();
    void timesAreToldApartByMagnitude();
    void versionsAreCountedWhereThereAreNone();
    void theFirstBatchIsSmall();
    void dataIsReadExactlyAsItStands();
    void loneSurrogatesAreMended();
    void aMappingGoesBeforeDetection();
    void theGenericDialectCanBeAskedFor();
    void candidatesAndColumnsAreListed();
    void manyAreReadLikeOne();
    void nothingIsWrittenBesideTheFile();
};

void FileTest::aFileOfAnyFormGivesTheSameEvents_data()
{
    QTest::addColumn<std::string>("content");
    const std::string list = kThree[0] + "," + kThree[1] + "," + kThree[2];
    std::string pretty;
    for (const std::string &record : kThree) {
        const auto value = JsonValue::parse(record);
        pretty += (pretty.empty() ? "[\n" : ",\n") + value->dump(2);
    }
    pretty += "\n]\n";
    const std::pair<const char *, std::string> forms[] = {
        {"lines", lines()},
        {"lines without the last line end", lines().substr(0, lines().size() - 1)},
        {"array", "[" + list + "]"},
        {"array over lines",
         "\n [ " + kThree[0] + "\n , " + kThree[1] + ",\n" + kThree[2] + "\n]\n"},
        {"pretty array", pretty},
        {"object around a list",
         R"({"name":"x","empty":[],"numbers":[1,2],"events":[)" + list + R"(],"more":{"a":[{}]}})"},
        {"pretty object around a list", "{\n \"events\": " + pretty + "\n}\n"},
    };
    for (const auto &[name, content] : forms) {
        QTest::newRow(name) << content;
        QTest::newRow((std::string(name) + ", gzip").c_str()) << gzip(content);
    }
    QTest::newRow("two gzip files in one")
        << gzip(lines().substr(0, 100)) + gzip(lines().substr(100));
}

void FileTest::aFileOfAnyFormGivesTheSameEvents()
{
    QFETCH(std::string, content);
    Folder folder;
    const Loaded loaded = load(folder.write("events.json", content));
    QCOMPARE(loaded.loader->state(), LogLoader::State::Loaded);
    QCOMPARE(loaded.rows(), 3U);
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(loaded.store->info().dialect, "generic");
    QCOMPARE(loaded.store->info().kind, "file");
    QVERIFY(!loaded.store->info().versionsCounted);
    QCOMPARE(loaded.stream(0), "order-1");
    QCOMPARE(loaded.stream(2), "order-2");
    QCOMPARE(loaded.type(1), "Paid");
    QCOMPARE(loaded.version(1), 2);
    QCOMPARE(loaded.log->positionLabel(Row(2)), "3");
    QCOMPARE(formatIsoTime(loaded.log->time(Row(1))), "2026-01-02T03:04:06.000000Z");
    QCOMPARE(loaded.log->rowsByCorrelation("c1").size(), 2U);
    QCOMPARE(loaded.log->rowsByCausation("a1"), std::vector<Row>{Row(1)});
    QCOMPARE(loaded.log->rowsById("a3"), std::vector<Row>{Row(2)});

    const Record record = loaded.record(1);
    QVERIFY(!record.damage);
    QCOMPARE(record.id, "a2");
    QCOMPARE(record.stream, "order-1");
    QCOMPARE(record.correlationId, "c1");
    QCOMPARE(record.causationId, "a1");
    QCOMPARE(record.version->value(), 2);
    QCOMPARE(record.data.kind, Payload::Kind::Json);
    const auto data = JsonValue::parse(record.data.text);
    QVERIFY(data);
    QCOMPARE(data->find("n")->text(), "0.10");
    QCOMPARE(data->find("big")->text(), "9007199254740993");
    QCOMPARE(JsonValue::parse(record.metadata.text)->find("causationId")->text(), "a1");
}

void FileTest::cloudEventsOpenAsLinesAndAsBatch_data()
{
    const std::string one
        = R"({"specversion":"1.0","id":"1","source":"/shop","type":"com.x.placed","subject":"A-1","time":"2026-01-01T00:00:00Z","data":{"a":1},"traceparent":"00-abc-def-01"})";
    const std::string two
        = R"({"specversion":"1.0","id":"2","source":"/shop","type":"com.x.paid","data_base64":"eyJiIjoyfQ==","correlationid":"k"})";
    const std::string three
        = R"({"specversion":"1.0","id":"3","source":"/shop","type":"com.x.paid","subject":"A-1","data_base64":"AAEC"})";
    QTest::addColumn<std::string>("content");
    QTest::newRow("lines") << one + "\n" + two + "\n" + three + "\n";
    QTest::newRow("batch") << "[" + one + ",\n" + two + "," + three + "]";
    QTest::newRow("one list in an object")
        << R"({"events":[)" + one + "," + two + "," + three + "]}";
    QTest::newRow("packed batch") << gzip("[" + one + "," + two + "," + three + "]");
}

void FileTest::cloudEventsOpenAsLinesAndAsBatch()
{
    QFETCH(std::string, content);
    Folder folder;
    const Loaded loaded = load(folder.write("ce.json", content));
    QCOMPARE(loaded.store->info().dialect, "cloudevents");
    QVERIFY(loaded.store->info().versionsCounted);
    QCOMPARE(loaded.rows(), 3U);
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(loaded.stream(0), "A-1");
    QCOMPARE(loaded.stream(1), "/shop");
    QCOMPARE(loaded.version(2), 2);
    QCOMPARE(loaded.log->time(Row(1)), kNoTime);
    QCOMPARE(loaded.log->rowsByCorrelation("abc"), std::vector<Row>{Row(0)});
    QCOMPARE(loaded.log->rowsByCorrelation("k"), std::vector<Row>{Row(1)});
    QCOMPARE(loaded.record(0).data.text, R"({"a":1})");
    QCOMPARE(loaded.record(1).data.text, R"({"b":2})");
    QCOMPARE(loaded.record(1).data.kind, Payload::Kind::Json);
    QCOMPARE(loaded.record(1).data.raw, R"("eyJiIjoyfQ==")");
    QCOMPARE(loaded.record(2).data.kind, Payload::Kind::Binary);
    QCOMPARE(loaded.record(2).data.text, std::string("\0\1\2", 3));
    QCOMPARE(
        loaded.record(1).metadata.text,
        R"({"specversion":"1.0","id":"2","source":"/shop","type":"com.x.paid","correlationid":"k"})");
}

void FileTest::gafferFixturesCountMissingVersionsFromZero()
{
    Folder folder;
    const Loaded loaded = load(folder.write("fixture.json", R"([
  {"eventType":"Opened","streamId":"account-1","data":"{\"owner\":\"Zo\u00eb\",\"n\":0.10}","metadata":"{\"$correlationId\":\"c9\"}"},
  {"eventType":"Opened","streamId":"account-2","data":"{}"},
  {"eventType":"Paid","streamId":"account-1","data":"{\"n\":2}","sequenceNumber":null},
  {"eventType":"Text","streamId":"account-1","data":"not json","isJson":false},
  {"eventType":"Paid","streamId":"account-2","data":"{}","sequenceNumber":7,"eventId":"x","created":"2026-01-01T00:00:00Z"}
])"));
    QCOMPARE(loaded.store->info().dialect, "gaffer");
    QCOMPARE(loaded.rows(), 5U);
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(loaded.version(0), 0);
    QCOMPARE(loaded.version(1), 0);
    QCOMPARE(loaded.version(2), 1);
    QCOMPARE(loaded.version(3), 2);
    QCOMPARE(loaded.version(4), 7);
    QVERIFY(loaded.log->versionsCounted());
    QCOMPARE(loaded.log->rowsByCorrelation("c9"), std::vector<Row>{Row(0)});
    const Record first = loaded.record(0);
    QCOMPARE(first.streamType, "account");
    QCOMPARE(first.data.kind, Payload::Kind::Json);
    QCOMPARE(first.data.text, "{\"owner\":\"Zo\xC3\xAB\",\"n\":0.10}");
    QCOMPARE(first.data.raw, R"("{\"owner\":\"Zo\u00eb\",\"n\":0.10}")");
    QCOMPARE(first.metadata.text, R"({"$correlationId":"c9"})");
    QCOMPARE(loaded.record(3).data.text, R"("not json")");
}

void FileTest::numbersKeepAllTheirDigits()
{
    Folder folder;
    const Loaded loaded = load(folder.write(
        "n.jsonl",
        line(R"("version":9007199254740993,"data":{"x":1.10,"y":123456789012345678901234567890})")
            + line(R"("version":-9223372036854775807,"data":{"x":1e400})")));
    QCOMPARE(loaded.version(0), 9007199254740993);
    QCOMPARE(loaded.version(1), -9223372036854775807);
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(loaded.record(0).data.text, R"({"x":1.10,"y":123456789012345678901234567890})");
    QCOMPARE(loaded.record(1).data.text, R"({"x":1e400})");
}

void FileTest::aPositionThatNoIntegerHoldsIsText()
{
    Folder folder;
    const Loaded loaded = load(
        folder.write("n.jsonl",
                     line(R"("globalPosition":9007199254740993,"data":{})")
                         + line(R"("globalPosition":123456789012345678901234567890,"data":{})")
                         + line(R"("globalPosition":"0/16B3748","data":{})")));
    QCOMPARE(loaded.log->positionLabel(Row(0)), "9007199254740993");
    QCOMPARE(loaded.log->positionLabel(Row(1)), "123456789012345678901234567890");
    QCOMPARE(loaded.log->positionLabel(Row(2)), "0/16B3748");
    QCOMPARE(loaded.log->rowAtPosition("9007199254740993"), Row(0));
    QCOMPARE(loaded.log->rowAtPosition("0/16B3748"), Row(2));
    QCOMPARE(loaded.record(1).position, "123456789012345678901234567890");
}

void FileTest::aKeyThatStandsTwiceCountsWithItsLastValue()
{
    Folder folder;
    const Loaded loaded = load(folder.write(
        "d.jsonl",
        R"({"type":"A","type":"B","streamId":"s","streamId":"t","data":{"a":1},"data":{"b":2},"metadata":{"correlationId":"c","causationId":"x"},"metadata":{"correlationId":"d"}})"
        "\n"
        R"({"type":"A","streamId":"s","data":{"a":1},"metadata":{"correlationId":"c"},"metadata":null})"
        "\n"));
    QCOMPARE(loaded.type(0), "B");
    QCOMPARE(loaded.stream(0), "t");
    QCOMPARE(loaded.log->rowsByCorrelation("d"), std::vector<Row>{Row(0)});
    QVERIFY(loaded.log->rowsByCorrelation("c").empty());
    QVERIFY(loaded.log->rowsByCausation("x").empty());
    QCOMPARE(loaded.record(0).data.text, R"({"b":2})");
    QCOMPARE(loaded.record(0).causationId, "");
    QCOMPARE(loaded.record(1).metadata.kind, Payload::Kind::Absent);
}

void FileTest::idsMayBeStringsOrNumbers()
{
    Folder folder;
    const Loaded loaded = load(
        folder
            .write("i.jsonl",
                   line(R"("eventId":17,"data":{})") + line(R"("eventId":"17b","data":{})")
                       + R"({"type":"T","streamId":42,"eventId":18446744073709551616,"data":{}})"));
    QCOMPARE(loaded.log->rowsById("17"), std::vector<Row>{Row(0)});
    QCOMPARE(loaded.log->rowsById("17b"), std::vector<Row>{Row(1)});
    QCOMPARE(loaded.log->rowsById("18446744073709551616"), std::vector<Row>{Row(2)});
    QCOMPARE(loaded.stream(2), "42");
}

void FileTest::bomCrlfAndEmptyLinesArePassedOver()
{
    Folder folder;
    const Loaded loaded = load(folder.write("b.jsonl", "\xEF\xBB\xBF\r\n" + kThree[0]
                                                           + "\r\n\r\n   \r\n\t" + kThree[1]
                                                           + " \r\n\n" + kThree[2] + "\r\n\r\n"));
    QCOMPARE(loaded.rows(), 3U);
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(loaded.record(2).id, "a3");
}

void FileTest::namesAndTextsMayBeEscaped()
{
    Folder folder;
    const Loaded loaded = load(folder.write(
        "e.jsonl",
        "{\"ty\\u0070e\":\"T\\u0041\\n\",\"streamId\":\"\\ud83d\\ude00-\\\"1\\\"\",\"da\\u0074a\":{\"\\u0061\":\"\\/\"},"
        "\"metadata\":{\"correlation\\u0049d\":\"c\\\\d\"}}\n"
            + line(R"("data":{})")));
    QCOMPARE(loaded.type(0), "TA\n");
    QCOMPARE(loaded.stream(0), "\xF0\x9F\x98\x80-\"1\"");
    QCOMPARE(loaded.log->rowsByCorrelation("c\\d"), std::vector<Row>{Row(0)});
    const Record record = loaded.record(0);
    QCOMPARE(record.stream, loaded.stream(0));
    QCOMPARE(record.data.text, R"({"\u0061":"\/"})");
}

void FileTest::timesAreToldApartByMagnitude_data()
{
    QTest::addColumn<std::string>("value");
    QTest::addColumn<std::string>("time");
    const std::string moment = "2025-11-03T08:33:30.500000Z";
    QTest::newRow("text") << std::string(R"("2025-11-03T08:33:30.5Z")") << moment;
    QTest::newRow("text with offset") << std::string(R"("2025-11-03 09:33:30,5+01:00")") << moment;
    QTest::newRow("seconds") << std::string("1762158810")
                             << std::string("2025-11-03T08:33:30.000000Z");
    QTest::newRow("milliseconds") << std::string("1762158810500") << moment;
    QTest::newRow("microseconds") << std::string("1762158810500000") << moment;
    QTest::newRow("nanoseconds") << std::string("1762158810500000000") << moment;
    QTest::newRow("milliseconds in text") << std::string(R"("1762158810500")") << moment;
    QTest::newRow("year 1") << std::string(R"("0001-01-01T00:00:00Z")")
                            << std::string("0001-01-01T00:00:00.000000Z");
    QTest::newRow("year 9999") << std::string(R"("9999-12-31T23:59:59.999999Z")")
                               << std::string("9999-12-31T23:59:59.999999Z");
}

void FileTest::timesAreToldApartByMagnitude()
{
    QFETCH(std::string, value);
    QFETCH(std::string, time);
    Folder folder;
    const Loaded loaded = load(
        folder.write("t.jsonl", line(R"("data":{},"timestamp":)" + value)
                                    + line(R"("data":{},"timestamp":null)")));
    QCOMPARE(formatIsoTime(loaded.log->time(Row(0))), time);
    QCOMPARE(formatIsoTime(*loaded.record(0).time), time);
    QCOMPARE(loaded.log->time(Row(1)), kNoTime);
}

void FileTest::versionsAreCountedWhereThereAreNone()
{
    Folder folder;
    const Loaded loaded = load(folder.write("v.jsonl", line(R"("data":{"n":1})")
                                                           + line(R"("data":{"n":2})")
                                                           + line(R"("data":{"n":3})")));
    QVERIFY(loaded.store->info().versionsCounted);
    QCOMPARE(loaded.version(2), 3);
    QVERIFY(!loaded.record(2).version);
}

void FileTest::theFirstBatchIsSmall()
{
    class Sizes : public BatchSink
    {
    public:
        std::unique_ptr<RecordBatch> next() override { return std::make_unique<RecordBatch>(); }
        void push(std::unique_ptr<RecordBatch> batch) override
        {
            source->refine(*batch);
            sizes.push_back(batch->events.size());
            done.push_back(batch->progressDone);
        }
        RecordSource *source = nullptr;
        std::vector<std::size_t> sizes;
        std::vector<std::uint64_t> done;
    } sink;
    Folder folder;
    std::string content;
    for (int i = 0; i < 9; ++i)
        content += line(R"("data":{"n":1})");
    OpenOptions options;
    options.firstBatch = 2;
    options.batch = 5;
    const auto store = openFileStore(folder.write("v.jsonl", content), options, {});
    QVERIFY(store);
    sink.source = store->get();
    QVERIFY((*store)->scan(sink, {}));
    QCOMPARE(sink.sizes, (std::vector<std::size_t>{2, 5, 2}));
    QCOMPARE(sink.done.back(), (*store)->progressTotal());
    QVERIFY(std::is_sorted(sink.done.begin(), sink.done.end()));
    QVERIFY((*store)->scan(sink, {}));
    QCOMPARE(sink.sizes.size(), 3U);
}

void FileTest::dataIsReadExactlyAsItStands()
{
    Folder folder;
    const Loaded loaded = load(
        folder.write("r.jsonl", line(R"("data": { "b" : 1.0,  "a":[ ] } )")
                                    + line(R"("data":"text \u00e9")") + line(R"("data":null)")
                                    + line(R"("x":1)") + line(R"("data":  17 )")));
    QCOMPARE(loaded.record(0).data.rawBytes(), R"({ "b" : 1.0,  "a":[ ] })");
    QCOMPARE(loaded.record(1).data.text, R"("text \u00e9")");
    QCOMPARE(loaded.record(1).data.kind, Payload::Kind::Json);
    QCOMPARE(loaded.record(2).data.kind, Payload::Kind::Absent);
    QCOMPARE(loaded.record(3).data.kind, Payload::Kind::Absent);
    QCOMPARE(loaded.record(4).data.text, "17");
    QCOMPARE(loaded.log->payloadSize(Row(0)), 23U);
    QCOMPARE(loaded.log->payloadSize(Row(4)), 2U);
}

void FileTest::loneSurrogatesAreMended()
{
    Folder folder;
    const Loaded loaded = load(
        folder.write("s.jsonl",
                     line(R"("data":{"a":"x\ud800y","b":"\ud83d\ude00"},"eventId":"\udc00")")
                         + line(R"("data":{"n":1})")));
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    const Record record = loaded.record(0);
    QCOMPARE(record.data.kind, Payload::Kind::Json);
    QCOMPARE(record.data.text, R"({"a":"x\ufffdy","b":"\ud83d\ude00"})");
    QCOMPARE(record.data.raw, R"({"a":"x\ud800y","b":"\ud83d\ude00"})");
    QCOMPARE(record.id, "\xEF\xBF\xBD");
}

void FileTest::aMappingGoesBeforeDetection()
{
    Folder folder;
    OpenOptions options = smallBatches();
    options.mapping.emplace();
    options.mapping->name = "mine";
    options.mapping->kind = "file";
    options.mapping->events.stream.column = "/where/list/1";
    options.mapping->events.type.column = "what";
    options.mapping->events.type.paths = {"/none", "/is"};
    options.mapping->events.type.after = ".";
    options.mapping->events.data.column = "body";
    options.mapping->events.envelope = "/*/in";
    options.mapping->events.restAsMetadata = true;
    const Loaded loaded = load(
        folder.write(
            "m.jsonl",
            R"({"where":{"list":["a","b"]},"what":{"is":"x.y.Z"},"body":{"E":{"in":[1]}},"rest":1,"correlation_id":"q"})"),
        options);
    QCOMPARE(loaded.store->info().dialect, "mine");
    QCOMPARE(loaded.stream(0), "b");
    QCOMPARE(loaded.type(0), "Z");
    QCOMPARE(loaded.record(0).data.text, "[1]");
    QCOMPARE(loaded.record(0).data.raw, R"({"E":{"in":[1]}})");
    QCOMPARE(loaded.record(0).metadata.text, R"({"rest":1,"correlation_id":"q"})");
    QCOMPARE(loaded.record(0).correlationId, "q");
}

void FileTest::theGenericDialectCanBeAskedFor()
{
    Folder folder;
    OpenOptions options = smallBatches();
    options.dialect = "generic";
    const Loaded loaded = load(
        folder.write("g.json",
                     R"([{"eventType":"Opened","streamId":"account-1","data":"{\"a\":1}"}])"),
        options);
    QCOMPARE(loaded.store->info().dialect, "generic");
    QVERIFY(loaded.store->info().versionsCounted);
    QCOMPARE(loaded.version(0), 1);
}

void FileTest::candidatesAndColumnsAreListed()
{
    Folder folder;
    const std::string path = folder.write(
        "g.json",
        R"([{"eventType":"Opened","streamId":"account-1","data":"{\"a\":1}"},{"eventType":"B","streamId":"2","data":"","more":null}])");
    const auto candidates = fileCandidates(path, dialects());
    QVERIFY(candidates);
    QCOMPARE(candidates->size(), 2U);
    QCOMPARE(candidates->front().dialect.name, "gaffer");
    QCOMPARE(candidates->back().dialect.name, "generic");
    QVERIFY(candidates->back().complete);
    const auto tables = describeFile(path);
    QVERIFY(tables);
    QCOMPARE(tables->size(), 1U);
    QCOMPARE(tables->front().columns,
             (std::vector<std::string>{"eventType", "streamId", "data", "more"}));
    QCOMPARE(tables->front().samples.size(), 2U);
    const auto single = describeFile(folder.write("one.json", R"({"what":"x","who":1})"));
    QVERIFY(single);
    QCOMPARE(single->front().columns, (std::vector<std::string>{"what", "who"}));
    QCOMPARE(tables->front().samples[0],
             (std::vector<std::string>{"Opened", "account-1", R"({"a":1})", ""}));
}

void FileTest::manyAreReadLikeOne()
{
    Folder folder;
    const Loaded loaded = load(folder.write("m.jsonl", lines() + "broken\n" + line(R"("data":null)")
                                                           + line(R"("data":"x\ud800")")));
    std::vector<std::uint64_t> locators;
    for (std::uint32_t row = 0; row < loaded.rows(); ++row)
        locators.push_back(loaded.log->locator(Row(row)));
    std::vector<std::size_t> visited;
    const auto visit = [&](std::size_t index, const RecordReader::View &view) {
        const auto record = loaded.store->reader().value()->read(locators[index]);
        visited.push_back(index);
        return record && view.data == record->data.text && view.metadata == record->metadata.text
               && view.id == record->id;
    };
    QVERIFY(loaded.reader->readMany(locators, true, visit, {}));
    QCOMPARE(visited, (std::vector<std::size_t>{0, 1, 2, 4, 5}));
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = loaded.reader->readMany(locators, true, visit, stop.get_token());
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
}

void FileTest::nothingIsWrittenBesideTheFile()
{
    Folder folder;
    {
        const Loaded plain = load(folder.write("a.jsonl", lines()));
        const Loaded packed = load(folder.write("a.jsonl.gz", gzip(lines())));
        QCOMPARE(packed.rows(), plain.rows());
        QCOMPARE(packed.store->info().detail, "JSON Lines, gzip");
        QCOMPARE(folder.files().size(), 2);
    }
    QCOMPARE(folder.files().size(), 2);
}

QTEST_GUILESS_MAIN(FileTest)
#include "tst_file.moc"
