// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "filetest.h"

using namespace eventscope;
using namespace eventscope::filetest;

// Every form of file that other programs write, in small: what is told of each event. Rows of a form are
// "stream|stream type|version|type|position|time|data".
class FileFormsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFormIsKnownAndTold_data();
    void aFormIsKnownAndTold();
    void headersOfKafkaAreAnObject();
    void listsOfNamesAndValuesMayBeAnything();
    void largeRecordsAreJoinedLikeSmallOnes();
    void theListOfEventsIsFoundAmongOthers();
    void objectsOverSeveralLinesAreEvents();
    void anObjectThatIsCutIsShownWithItsPlace();
    void whatStandsBetweenObjectsIsShownWithItsPlace();
    void objectsOverSeveralLinesAreFollowed();
    void aRecordWithoutWhatItsFormNeedsIsDamaged_data();
    void aRecordWithoutWhatItsFormNeedsIsDamaged();
    void aPlainListOfThingsIsNoStore();
    void aMistakeInAFormIsNamedWithItsPlace_data();
    void aMistakeInAFormIsNamedWithItsPlace();
};

namespace {

std::string told(const Loaded &loaded, std::uint32_t row)
{
    const Record record = loaded.record(row);
    const Time time = loaded.log->time(Row(row));
    const Version version = loaded.log->version(Row(row));
    return loaded.stream(row) + "|" + record.streamType + "|"
           + (version == kNoVersion ? "-" : std::to_string(version.value())) + "|"
           + loaded.type(row) + "|" + loaded.log->positionLabel(Row(row)) + "|"
           + (time == kNoTime ? std::string() : formatIsoTime(time)) + "|" + record.data.text;
}

QByteArray bytes(const std::string &text)
{
    return QByteArray::fromStdString(text);
}

// A text as a JSON string.
std::string quoted(const std::string &json)
{
    return jsonQuote(json);
}

const std::string kKcat
    = R"({"topic":"orders","partition":2,"offset":0,"tstype":"create","ts":1756684833175,"broker":1,"headers":["ce_type","Placed","correlation_id","o-5"],"key":"order-5","payload":)"
      + quoted(R"({"type":"x","n":0.10})") + "}\n"
      + R"({"topic":"orders","partition":0,"offset":7,"tstype":"create","ts":1756684833176,"headers":[],"key":"order-6","payload":)"
      + quoted(R"({"type":"Paid"})") + "}\n"
      + R"({"topic":"orders","partition":0,"offset":8,"tstype":"create","ts":1756684833177,"key":"order-6","payload":null})"
      + "\n"
      + R"({"topic":"orders","partition":0,"offset":9,"tstype":"create","ts":1756684833178,"key":null,"payload":"plain"})"
      + "\n";

const std::string kAtom
    = R"({"title":"Event stream 'a-1'","id":"http://x/streams/a-1","links":[{"uri":"u","relation":"self"}],"entries":[{"eventId":"e1","eventType":"Opened","eventNumber":0,"data":)"
      + quoted("{\n  \"n\": 1\n}") + R"(,"metaData":)" + quoted(R"({"$correlationId":"c1"})")
      + R"(,"streamId":"a-1","isJson":true,"isMetaData":true,"isLinkMetaData":false,"positionEventNumber":0,"positionStreamId":"a-1","title":"0@a-1","id":"http://x/0","updated":"2026-01-02T03:04:05.123456Z","author":{"name":"EventStore"},"summary":"Opened"},)"
      + R"({"eventId":"e2","eventType":"Note","eventNumber":1,"data":"text","streamId":"a-1","isJson":false,"positionEventNumber":1,"positionStreamId":"a-1","updated":"2026-01-02T03:04:06Z"}]})";

} // namespace

void FileFormsTest::aFormIsKnownAndTold_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("dialect");
    QTest::addColumn<QList<QByteArray>>("rows");
    const auto form = [](const char *name, const std::string &content, const char *dialect,
                         const QList<QByteArray> &rows) {
        QTest::newRow(name) << bytes(content) << QByteArray(dialect) << rows;
        QTest::newRow((std::string(name) + ", gzip").c_str())
            << bytes(gzip(content)) << QByteArray(dialect) << rows;
    };
    form("kcat", kKcat, "kcat",
         {R"(order-5|orders|1|Placed|orders/2/0|2025-09-01T00:00:33.175000Z|{"type":"x","n":0.10})",
          R"(order-6|orders|1|Paid|orders/0/7|2025-09-01T00:00:33.176000Z|{"type":"Paid"})",
          R"(order-6|orders|2|orders|orders/0/8|2025-09-01T00:00:33.177000Z|)",
          R"((none)|orders|-|orders|orders/0/9|2025-09-01T00:00:33.178000Z|"plain")"});
    form(
        "Kurrent, lines of a client",
        R"({"streamId":"a-1","eventId":"e","eventNumber":0,"eventType":"Opened","position":{"commit":733,"prepare":733},"created":"2026-01-02T03:04:05Z","data":{"n":1},"metadata":{"$correlationId":"c"}})"
        "\n"
        R"({"streamId":"b-2","eventId":"f","eventNumber":4,"eventType":"Noted","position":{"commit":900,"prepare":900},"created":"2026-01-02T03:04:06Z","data":{"n":2},"metadata":{}})"
        "\n",
        "kurrent",
        {R"(a-1|a|0|Opened|733|2026-01-02T03:04:05.000000Z|{"n":1})",
         R"(b-2|b|4|Noted|900|2026-01-02T03:04:06.000000Z|{"n":2})"});
    form(
        "Kurrent, as Node prints it",
        R"([{"streamId":"a-1","id":"e","revision":3,"type":"Opened","isJson":true,"position":{"commit":733,"prepare":733},"created":"2026-01-02T03:04:05Z","data":{"n":1},"metadata":{}}])",
        "kurrent", {R"(a-1|a|3|Opened|733|2026-01-02T03:04:05.000000Z|{"n":1})"});
    form(
        "Kurrent, resolved events",
        R"({"event":{"streamId":"a-1","id":"e","revision":3,"type":"Opened","position":{"commit":733,"prepare":733},"created":"2026-01-02T03:04:05Z","data":{"n":1},"metadata":{}},"link":{"streamId":"$ce-a"},"commitPosition":800})",
        "kurrent-resolved", {R"(a-1|a|3|Opened|800|2026-01-02T03:04:05.000000Z|{"n":1})"});
    form("Kurrent, feed", kAtom, "kurrent-atom",
         {"a-1|a|0|Opened|1|2026-01-02T03:04:05.123456Z|{\n  \"n\": 1\n}",
          R"(a-1|a|1|Note|2|2026-01-02T03:04:06.000000Z|"text")"});
    form(
        "Kurrent, one event",
        "{\n  \"eventStreamId\": \"a-1\",\n  \"eventNumber\": 5,\n  \"eventType\": \"Opened\",\n  \"eventId\": \"e\",\n  \"data\": {\"n\": 1},\n  \"metadata\": \"\"\n}\n",
        "kurrent", {R"(a-1|a|5|Opened|1||{"n": 1})"});
    form(
        "Kurrent, events to write",
        R"([{"eventId":"e1","eventType":"Opened","data":{"n":1},"metadata":{"a":2}},{"eventId":"e2","eventType":"Closed","data":{}}])",
        "kurrent-write", {R"((none)||-|Opened|1||{"n":1})", R"((none)||-|Closed|2||{})"});
    form(
        "EventBridge",
        R"({"version":"0","id":"1f6a","detail-type":"Placed","source":"com.acme","account":"1","time":"2025-09-02T00:01:23Z","region":"eu","resources":[],"detail":{"metadata":{"correlationId":"o-1"},"data":{"n":1.50}}})"
        "\n",
        "eventbridge",
        {R"((none)||-|Placed|1|2025-09-02T00:01:23.000000Z|{"metadata":{"correlationId":"o-1"},"data":{"n":1.50}})"});
    form(
        "GitHub events",
        R"({"id":"2489651045","type":"PushEvent","actor":{"id":1,"login":"ada"},"repo":{"id":9,"name":"ada/engine"},"payload":{"size":1},"public":true,"created_at":"2015-01-01T15:00:00Z"})"
        "\n"
        R"({"id":"2489651046","type":"WatchEvent","actor":{"id":2,"login":"b"},"repo":{"id":8,"name":"b/x"},"payload":{"action":"started"},"public":true,"created_at":"2015-01-01T15:00:01Z","org":{"id":3}})"
        "\n",
        "github",
        {R"(ada/engine||1|PushEvent|1|2015-01-01T15:00:00.000000Z|{"size":1})",
         R"(b/x||1|WatchEvent|2|2015-01-01T15:00:01.000000Z|{"action":"started"})"});
    form(
        "castore-events",
        R"([{"aggregateId":"p-1","version":1,"type":"APPEARED","timestamp":"2026-01-02T03:04:05.000Z","payload":{"level":3}},{"aggregateId":"p-1","version":2,"type":"CAUGHT","timestamp":"2026-01-02T03:04:06.000Z"}])",
        "castore-events",
        {R"(p-1||1|APPEARED|1|2026-01-02T03:04:05.000000Z|{"level":3})",
         R"(p-1||2|CAUGHT|2|2026-01-02T03:04:06.000000Z|)"});
    form(
        "castore, notifications",
        R"({"eventStoreId":"POKEMONS","event":{"aggregateId":"p-1","version":1,"type":"APPEARED","timestamp":"2026-01-02T03:04:05.000Z","payload":{"level":3}},"aggregate":{"aggregateId":"p-1"}})"
        "\n",
        "castore-notification",
        {R"(p-1|POKEMONS|1|APPEARED|1|2026-01-02T03:04:05.000000Z|{"level":3})"});
    const std::string change
        = R"({"before":null,"after":{"id":17,"name":"Zoë"},"source":{"table":"customers","ts_ms":1756684833175},"op":"c","ts_ms":1756684833999})";
    const std::string deleted
        = R"({"before":{"id":17},"after":null,"source":{"table":"customers","ts_ms":1756684833176},"op":"d","ts_ms":1756684834000})";
    form("Debezium", change + "\n" + deleted + "\n", "debezium-flat",
         {bytes("customers-17|customers|1|created|1|2025-09-01T00:00:33.175000Z|" + change),
          bytes("customers-17|customers|2|deleted|2|2025-09-01T00:00:33.176000Z|" + deleted)});
    form("Debezium with schema", R"({"schema":{"type":"struct"},"payload":)" + change + "}\n",
         "debezium",
         {bytes("customers-17|customers|1|created|1|2025-09-01T00:00:33.175000Z|" + change)});
    const std::string written
        = R"({"before":null,"after":{"id":"e1","aggregatetype":"Order","aggregateid":"o-1","type":"Paid","payload":"{\"sum\":1.50}"},"source":{"table":"outbox","ts_ms":1756684833175},"op":"c","ts_ms":1756684833999})";
    const std::string removed
        = R"({"before":{"id":"e1","aggregatetype":"Order","aggregateid":"o-1"},"after":null,"source":{"table":"outbox","ts_ms":1756684833176},"op":"d","ts_ms":1756684834000})";
    form("Debezium of an outbox", written + "\n" + removed + "\n", "debezium-outbox-flat",
         {R"(o-1|Order|1|Paid|1|2025-09-01T00:00:33.175000Z|{"sum":1.50})",
          "o-1|Order|2|deleted|2|2025-09-01T00:00:33.176000Z|"});
    form("Debezium of an outbox with schema",
         R"({"schema":{"type":"struct"},"payload":)" + written + "}\n", "debezium-outbox-changes",
         {R"(o-1|Order|1|Paid|1|2025-09-01T00:00:33.175000Z|{"sum":1.50})"});
    // The same envelope around what is no change.
    form(
        "messages with a schema",
        R"({"schema":{"type":"struct"},"payload":{"n":1},"type":"Paid","stream":"o-1","id":"e1","version":1})"
        "\n",
        "generic", {R"(o-1|o|1|Paid|1||{"n":1})"});
    form(
        "OCEL 2.0",
        R"({"objectTypes":[{"name":"order","attributes":[]}],"eventTypes":[{"name":"Place","attributes":[]}],"objects":[{"id":"o1","type":"order","attributes":[{"name":"x","time":"1970-01-01T00:00:00Z","value":"1"}],"relationships":[{"objectId":"o2","qualifier":"q"}]}],"events":[{"id":"e1","type":"Place","time":"2022-01-09T15:00:00Z","attributes":[{"name":"by","value":"Ada"}],"relationships":[{"objectId":"o1","qualifier":"order"},{"objectId":"i1","qualifier":"item"}]},{"id":"e2","type":"Tick","time":"2022-01-09T15:00:01Z","attributes":[],"relationships":[]}]})",
        "ocel2",
        {R"(o1|order|1|Place|1|2022-01-09T15:00:00.000000Z|{"by":"Ada"})",
         R"((none)||-|Tick|2|2022-01-09T15:00:01.000000Z|{})"});
}

void FileFormsTest::aFormIsKnownAndTold()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, dialect);
    QFETCH(QList<QByteArray>, rows);
    Folder folder;
    const Loaded loaded = load(folder.write("events.json", content.toStdString()));
    QCOMPARE(loaded.loader->state(), LogLoader::State::Loaded);
    QCOMPARE(loaded.store->info().dialect, dialect.toStdString());
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(loaded.rows(), std::uint32_t(rows.size()));
    for (std::uint32_t row = 0; row < loaded.rows(); ++row)
        QCOMPARE(bytes(told(loaded, row)), rows[int(row)]);
}

void FileFormsTest::headersOfKafkaAreAnObject()
{
    Folder folder;
    const Loaded loaded = load(folder.write("k.jsonl", kKcat));
    QCOMPARE(loaded.record(0).metadata.text, R"({"ce_type":"Placed","correlation_id":"o-5"})");
    QCOMPARE(loaded.record(0).metadata.raw, R"(["ce_type","Placed","correlation_id","o-5"])");
    QCOMPARE(loaded.log->rowsByCorrelation("o-5"), std::vector<Row>{Row(0)});
    QCOMPARE(loaded.record(0).correlationId, "o-5");
    // A tombstone is an event whose payload is not there.
    QCOMPARE(loaded.record(2).data.kind, Payload::Kind::Absent);
    QVERIFY(!loaded.record(2).damage);
}

void FileFormsTest::listsOfNamesAndValuesMayBeAnything()
{
    Folder folder;
    const auto line = [](const std::string &headers) {
        return R"({"topic":"t","partition":0,"offset":1,"ts":1756684833175,"key":"k","payload":"{}","headers":)"
               + headers + "}\n";
    };
    const Loaded loaded = load(
        folder.write("k.jsonl", line(R"(["ce_type",{"a":["ce_type","No"]},"ce_type","Last"])")
                                    + line(R"(["ce_type"])") + line(R"([1,"ce_type","type","Yes"])")
                                    + line(R"({"ce_type":"Object"})")
                                    + line(R"(["x","ce_type","ce\u005ftype","Escaped"])")));
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(loaded.type(0), "Last");
    QCOMPARE(loaded.type(1), "t");
    QCOMPARE(loaded.type(2), "Yes");
    QCOMPARE(loaded.type(3), "Object");
    QCOMPARE(loaded.type(4), "Escaped");
    QCOMPARE(loaded.record(1).metadata.text, R"(["ce_type"])");
    QCOMPARE(loaded.record(2).metadata.text, R"([1,"ce_type","type","Yes"])");
}

void FileFormsTest::largeRecordsAreJoinedLikeSmallOnes()
{
    Folder folder;
    const std::string large
        = R"({"topic":"t","partition":3,"offset":9,"ts":1756684833175,"headers":["x",1,"ce\u005ftype","Big"],"key":"k","payload":")"
          + std::string(5 << 20, 'x') + "\"}\n";
    const Loaded loaded = load(folder.write("k.jsonl", large));
    QCOMPARE(loaded.type(0), "Big");
    QCOMPARE(loaded.log->positionLabel(Row(0)), "t/3/9");
}

void FileFormsTest::theListOfEventsIsFoundAmongOthers()
{
    Folder folder;
    const Loaded loaded = load(folder.write(
        "export.json",
        R"({"users":[{"id":1,"type":"admin"}],"things":[{"id":"a","type":"x","aggregateId":"y","version":1,"payload":{}}],
"entries":[{"topic":"t","partition":0,"offset":1,"ts":1756684833175,"key":"k","payload":"{}"}]})"));
    QCOMPARE(loaded.store->info().dialect, "kcat");
    QCOMPARE(loaded.rows(), 1U);
    QCOMPARE(loaded.stream(0), "k");
}

namespace {

const std::string kPretty
    = "{\n  \"id\": \"1\",\n  \"type\": \"Opened\",\n  \"streamId\": \"s-1\",\n  \"version\": 1,\n  \"data\": {\n    \"lines\": [\n      {\"a\": 1},\n      {\"a\": \"}\"}\n    ]\n  }\n}\n"
      "{\n  \"id\": \"2\",\n  \"type\": \"Closed\",\n  \"streamId\": \"s-1\",\n  \"version\": 2,\n  \"data\": {}\n}\n";

} // namespace

void FileFormsTest::objectsOverSeveralLinesAreEvents()
{
    Folder folder;
    const Loaded loaded = load(folder.write("jq.json", kPretty));
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(loaded.rows(), 2U);
    QCOMPARE(loaded.type(0), "Opened");
    QCOMPARE(loaded.type(1), "Closed");
    QCOMPARE(loaded.version(1), 2);
    QCOMPARE(JsonValue::parse(loaded.record(0).data.text)->find("lines")->elements().size(), 2U);
}

void FileFormsTest::anObjectThatIsCutIsShownWithItsPlace()
{
    Folder folder;
    const Loaded loaded = load(folder.write("jq.json", kPretty.substr(0, kPretty.size() - 10)));
    QCOMPARE(loaded.rows(), 2U);
    QCOMPARE(loaded.log->damagedEvents(), 1U);
    const Record record = loaded.record(1);
    QVERIFY(record.damage);
    QVERIFY2(record.damage->message.find("line 13: the last event is cut") != std::string::npos,
             record.damage->message.c_str());
}

void FileFormsTest::whatStandsBetweenObjectsIsShownWithItsPlace()
{
    Folder folder;
    const Loaded loaded = load(folder.write("jq.json", kPretty + "100 messages read\n" + kPretty));
    QCOMPARE(loaded.rows(), 5U);
    QCOMPARE(loaded.log->damagedEvents(), 1U);
    const Record record = loaded.record(2);
    QVERIFY(record.damage);
    QCOMPARE(record.data.text, "100 messages read");
    QVERIFY2(record.damage->message.find("line 20") != std::string::npos,
             record.damage->message.c_str());
}

void FileFormsTest::objectsOverSeveralLinesAreFollowed()
{
    Folder folder;
    const std::string path = folder.write("jq.json", kPretty);
    const Loaded loaded = load(path);
    QCOMPARE(loaded.rows(), 2U);
    loaded.loader->setFollowing(true);
    folder.append("jq.json", kPretty.substr(0, 40));
    folder.append("jq.json", kPretty.substr(40));
    QTRY_COMPARE(loaded.rows(), 4U);
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(loaded.type(3), "Closed");
}

void FileFormsTest::aRecordWithoutWhatItsFormNeedsIsDamaged_data()
{
    QTest::addColumn<QByteArray>("good");
    QTest::addColumn<QByteArray>("bad");
    const auto row = [](const char *name, const std::string &good, const std::string &bad) {
        QTest::newRow(name) << bytes(good) << bytes(bad);
    };
    row("no type",
        R"({"id":"1","detail-type":"A","source":"s","detail":{},"time":"2025-09-02T00:01:23Z"})",
        R"({"id":"1","detail-typ":"A","source":"s","detail":{},"time":"2025-09-02T00:01:23Z"})");
    row("the type is an object",
        R"({"id":"1","detail-type":"A","source":"s","detail":{},"time":"2025-09-02T00:01:23Z"})",
        R"({"id":"1","detail-type":{},"source":"s","detail":{},"time":"2025-09-02T00:01:23Z"})");
    row("a string for the object around the event",
        R"({"eventStoreId":"P","event":{"aggregateId":"p","version":1,"type":"A","timestamp":"2026-01-02T03:04:05Z"}})",
        R"({"eventStoreId":"P","event":"gone"})");
    row("no operation", R"({"before":null,"after":{"id":1},"source":{"table":"t"},"op":"c"})",
        R"({"before":null,"after":{"id":1},"source":{"table":"t"}})");
    row("a number for the repository's description",
        R"({"id":"1","type":"A","actor":{},"repo":{"name":"a/b"},"payload":{},"created_at":"2015-01-01T15:00:00Z"})",
        R"({"id":"1","type":null,"actor":{},"repo":5,"payload":{},"created_at":"2015-01-01T15:00:00Z"})");
    row("cut within", R"({"topic":"t","partition":0,"offset":1,"ts":1,"payload":"{}"})",
        R"({"topic":"t","partition":0,"offs)");
}

void FileFormsTest::aRecordWithoutWhatItsFormNeedsIsDamaged()
{
    QFETCH(QByteArray, good);
    QFETCH(QByteArray, bad);
    Folder folder;
    const Loaded loaded = load(
        folder.write("e.jsonl", (good + '\n' + bad + '\n' + good + '\n').toStdString()));
    QVERIFY(loaded.store->info().dialect != "generic");
    QCOMPARE(loaded.rows(), 3U);
    QCOMPARE(loaded.log->damagedEvents(), 1U);
    QVERIFY(loaded.log->damaged(Row(1)));
    const Record record = loaded.record(1);
    QVERIFY(record.damage);
    QVERIFY2(record.damage->message.find("e.jsonl, line 2") != std::string::npos,
             record.damage->message.c_str());
    QVERIFY(!loaded.record(2).damage);
}

void FileFormsTest::aPlainListOfThingsIsNoStore()
{
    Folder folder;
    for (const char *const content :
         {R"([{"id":1,"name":"Chair","price":10},{"id":2,"name":"Table","price":20}])",
          R"({"objects":[{"id":"o1","type":"order"}],"users":[{"id":1,"mail":"a@b"}]})",
          "{\n \"version\": 3,\n \"settings\": {\"a\": 1}\n}\n"}) {
        const Error error = refusal(folder.write("things.json", content));
        QCOMPARE(error.code, ErrorCode::NotAStore);
    }
}

void FileFormsTest::aMistakeInAFormIsNamedWithItsPlace_data()
{
    QTest::addColumn<QString>("events");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const char *events, const char *words) {
        QTest::newRow(name) << QString::fromLatin1(events) << QString::fromLatin1(words);
    };
    row("a join of one", R"({"type":{"join":["a"],"with":"/"}})", "a list of two to 16 places");
    row("a join beside a member", R"({"type":{"member":"c","join":["a","b"],"with":"/"}})",
        "not beside it");
    row("a join of joins", R"({"type":{"join":["a",{"join":["b","c"],"with":"-"}],"with":"/"}})",
        "holds no other");
    row("a join without separator", R"({"type":{"join":["a","b"]}})", "lacks the key \"with\"");
    row("a separator without join", R"({"type":{"member":"a","with":"/"}})", "which is missing");
    row("a join of payloads", R"({"type":"t","data":{"join":["a","b"],"with":"/"}})",
        "lacks the key \"member\"");
    row("pairs that are false", R"({"type":"t","metadata":{"member":"h","pairs":false}})",
        "is true, or not there");
    row("pairs of nothing", R"({"type":{"pairs":true,"fallback":"x"}})", "needs the \"member\"");
    row("names that are a list", R"({"type":{"member":"t","names":["c"]}})", "object of texts");
    row("names that are numbers", R"({"type":{"member":"t","names":{"c":1}}})", "text in quotes");
    row("the rest of the data", R"({"type":"t","data":{"rest":"unused"}})", "all of the record");
}

void FileFormsTest::aMistakeInAFormIsNamedWithItsPlace()
{
    QFETCH(QString, events);
    QFETCH(QString, words);
    const auto dialect = Dialect::parse("{\"format\":1,\"name\":\"a\",\"kind\":\"file\",\"events\":"
                                            + events.toStdString() + "}",
                                        "own.json");
    QVERIFY(!dialect);
    const std::string &message = dialect.error().message;
    QVERIFY2(message.starts_with("own.json:1:"), message.c_str());
    QVERIFY2(message.find(words.toStdString()) != std::string::npos, message.c_str());
}

QTEST_GUILESS_MAIN(FileFormsTest)
#include "tst_fileforms.moc"
