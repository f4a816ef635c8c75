// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "filetest.h"

#include <sqlite3.h>

using namespace eventscope;
using namespace eventscope::filetest;

// Object-centric event logs: the same facts are told in the same way, whatever form they have.
class OcelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothFormsOfOcelTwoTellTheSame_data();
    void bothFormsOfOcelTwoTellTheSame();
    void idsOfBytesAreShownAsHex();
    void streamsOfOcelOneHaveTypes();
    void nothingOfAnAttributeIsLost_data();
    void nothingOfAnAttributeIsLost();
    void objectsMayStandAnywhere_data();
    void objectsMayStandAnywhere();
    void whatIsNoEventIsShownWithItsPlace_data();
    void whatIsNoEventIsShownWithItsPlace();
    void otherListsOfEventsStayWhatTheyAre();
    void linesOfEventsAreReadWithoutObjects();
};

namespace {

const std::string kObjects
    = R"("objects":[{"id":"o\u0031","type":"order","attributes":[{"name":"price","time":"1970-01-01T00:00:00Z","value":"1"},{"name":"price","time":"2022-01-09T15:00:00Z","value":"2"}]},{"id":"p1","type":"person"}])";
const std::string kEvents = R"("events":[
  {"id":"e1","type":"Create order","time":"2023-11-14T22:13:20Z","attributes":[],"relationships":[{"objectId":"o1","qualifier":"of"}]},
  {"id":"e2","type":"Pay order","time":"2023-11-14T22:13:21Z","attributes":[{"name":"amount","value":1.50},{"name":"who's","value":"Ann"}],
   "relationships":[{"objectId":"o1","qualifier":"of"},{"objectId":"p1","qualifier":"by"},{"objectId":"x9","qualifier":"in"}]},
  {"id":"e3","type":"Pay order","time":"2023-11-14T22:13:22Z","attributes":[{"name":"amount","value":2.0}],"relationships":[]}
])";
const std::string kTypes
    = R"("objectTypes":[{"name":"order","attributes":[]}],"eventTypes":[{"name":"Pay order","attributes":[{"name":"amount","type":"float"}]}])";

std::string ocelTwo(const std::string &first, const std::string &second = {},
                    const std::string &third = {})
{
    std::string text = "{" + first;
    for (const std::string &part : {second, third})
        text += part.empty() ? "" : ",\n" + part;
    return text + "}\n";
}

// The same, as it stands in a database.
std::string ocelTwoDatabase(const Folder &folder, const std::string &more = {})
{
    const std::string path = folder.path("log.sqlite");
    sqlite3 *database = nullptr;
    const std::string sql
        = R"(CREATE TABLE event(ocel_id TEXT PRIMARY KEY, ocel_type TEXT); CREATE TABLE event_map_type(ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event_Pay(ocel_id TEXT PRIMARY KEY, ocel_time TEXT, amount REAL, "who's" TEXT);
CREATE TABLE event_Create(ocel_id TEXT PRIMARY KEY, ocel_time TEXT);
CREATE TABLE object(ocel_id TEXT PRIMARY KEY, ocel_type TEXT); CREATE TABLE object_map_type(ocel_type TEXT, ocel_type_map TEXT);
CREATE TABLE event_object(ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT, PRIMARY KEY(ocel_event_id, ocel_object_id, ocel_qualifier));
INSERT INTO event VALUES('e1','Create order'),('e2','Pay order'),('e3','Pay order');
INSERT INTO event_map_type VALUES('Pay order','Pay'),('Create order','Create');
INSERT INTO event_Pay VALUES('e2','2023-11-14T22:13:21Z',1.50,'Ann'),('e3','2023-11-14T22:13:22Z',2.0,NULL);
INSERT INTO event_Create VALUES('e1','2023-11-14T22:13:20Z'); INSERT INTO object VALUES('o1','order'),('p1','person');
INSERT INTO event_object VALUES('e1','o1','of'),('e2','o1','of'),('e2','p1','by'),('e2','x9','in');)"
          + more;
    if (sqlite3_open(path.c_str(), &database) != SQLITE_OK
        || sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        qFatal("%s", sqlite3_errmsg(database));
    sqlite3_close(database);
    return path;
}

// Numbers have other digits in a database: 1.5 for 1.50.
QByteArray plain(const std::string &json)
{
    const auto value = JsonValue::parse(json.empty() ? "null" : json);
    return value ? QByteArray::fromStdString(value->dump()).replace("1.50", "1.5")
                 : QByteArray("no JSON");
}

Loaded loadAny(const std::string &path)
{
    if (!path.ends_with(".sqlite"))
        return load(path);
    dialects(); // none of whoever runs the tests
    auto store = openStore(path);
    if (!store)
        qFatal("%s", store.error().message.c_str());
    Loaded loaded;
    loaded.store = *store;
    loaded.log = std::make_unique<EventLog>();
    loaded.loader = std::make_unique<LogLoader>(loaded.store, *loaded.log);
    loaded.loader->start();
    loaded.loader->waitUntilLoaded();
    loaded.reader = std::move(*loaded.store->reader());
    return loaded;
}

void compareContains(const std::string &text, const char *words)
{
    QVERIFY2(text.find(words) != std::string::npos, text.c_str());
}

} // namespace

void OcelTest::bothFormsOfOcelTwoTellTheSame_data()
{
    QTest::addColumn<bool>("isDatabase");
    QTest::newRow("JSON") << false;
    QTest::newRow("SQLite") << true;
}

void OcelTest::bothFormsOfOcelTwoTellTheSame()
{
    QFETCH(bool, isDatabase);
    Folder folder;
    const Loaded loaded = loadAny(
        isDatabase ? ocelTwoDatabase(folder)
                   : folder.write("log.json", ocelTwo(kTypes, kObjects, kEvents)));
    QCOMPARE(loaded.store->info().dialect, isDatabase ? "ocel2-sqlite" : "ocel2");
    QCOMPARE(loaded.rows(), 3U);
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    const QByteArray payloads[] = {"{}", R"({"amount":1.5,"who's":"Ann"})", R"({"amount":2.0})"};
    const QByteArray relationships[] = {
        R"([{"objectId":"o1","qualifier":"of","type":"order"}])",
        R"([{"objectId":"o1","qualifier":"of","type":"order"},{"objectId":"p1","qualifier":"by","type":"person"},{"objectId":"x9","qualifier":"in","type":null}])",
        "[]"};
    for (std::uint32_t row = 0; row < 3; ++row) {
        const Record record = loaded.record(row);
        QCOMPARE(record.id, "e" + std::to_string(row + 1));
        QCOMPARE(plain(record.data.text), payloads[row]);
        const auto metadata = JsonValue::parse(record.metadata.text);
        QVERIFY(metadata && metadata->find("relationships"));
        QCOMPARE(plain(metadata->find("relationships")->dump()), relationships[row]);
        QCOMPARE(loaded.stream(row), row < 2 ? "o1" : "(none)");
        QCOMPARE(record.streamType, row < 2 ? "order" : "");
        QCOMPARE(formatIsoTime(loaded.log->time(Row(row))),
                 "2023-11-14T22:13:2" + std::to_string(row) + ".000000Z");
    }
}

void OcelTest::idsOfBytesAreShownAsHex()
{
    Folder folder;
    const Loaded loaded = loadAny(
        ocelTwoDatabase(folder, "INSERT INTO event_object VALUES('e3',X'00FF',X'FE')"));
    QCOMPARE(loaded.rows(), 3U);
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(plain(loaded.record(2).metadata.text),
             QByteArray(R"({"relationships":[{"objectId":"00FF","qualifier":"FE","type":null}]})"));
}

void OcelTest::streamsOfOcelOneHaveTypes()
{
    Folder folder;
    const std::string events
        = R"("ocel:events":{"e1":{"ocel:activity":"Place","ocel:timestamp":"2020-07-09T08:20:01Z","ocel:omap":["o1","i1"],"ocel:vmap":{}},"e2":{"ocel:activity":"Pick","ocel:timestamp":"2020-07-09T08:20:02Z","ocel:omap":["x"],"ocel:vmap":{}}})";
    const std::string objects
        = R"("ocel:objects":{"i1":{"ocel:type":"item"},"o\u0031":{"ocel:ovmap":{},"ocel:type":"order"}})";
    for (const std::string &text :
         {"{" + events + "," + objects + "}", "{" + objects + "," + events + "}"}) {
        const Loaded loaded = load(folder.write("log.jsonocel", text));
        QCOMPARE(loaded.rows(), 2U);
        QCOMPARE(loaded.record(0).streamType, "order");
        compareContains(loaded.record(0).metadata.text, R"("ocel:omap":["o1","i1"])");
        QCOMPARE(loaded.stream(1), "x");
        QCOMPARE(loaded.record(1).streamType, "");
    }
}

void OcelTest::nothingOfAnAttributeIsLost_data()
{
    QTest::addColumn<QByteArray>("attributes");
    QTest::addColumn<QByteArray>("payload");
    const auto row = [](const char *name, const char *attributes, const char *payload) {
        QTest::newRow(name) << QByteArray(attributes) << QByteArray(payload);
    };
    row("digits", R"([{"name":"n","value":0.10},{"name":"m","value":9007199254740993}])",
        R"({"n":0.10,"m":9007199254740993})");
    row("a name given twice",
        R"([{"name":"a","value":1},{"name":"b","value":2},{"name":"\u0061","value":3}])",
        R"({"a":[1,3],"b":2})");
    row("with a time", R"([{"name":"a","time":"1970-01-01T00:00:00Z","value":1}])",
        R"({"a":{"value":1,"time":"1970-01-01T00:00:00Z"}})");
    row("without a value", R"([{"name":"a"}])", R"({"a":null})");
    row("without a name", R"([{"name":"a","value":1},{"value":2}])",
        R"([{"name":"a","value":1},{"value":2}])");
    row("an object already", R"({"a":1})", R"({"a":1})");
    row("odd names", R"([{"name":"q\"\n","value":1},{"name":"","value":2}])",
        R"({"q\"\n":1,"":2})");
}

void OcelTest::nothingOfAnAttributeIsLost()
{
    QFETCH(QByteArray, attributes);
    QFETCH(QByteArray, payload);
    Folder folder;
    const Loaded loaded = load(folder.write(
        "log.json",
        ocelTwo(
            kTypes, R"("objects":[])",
            R"("events":[{"id":"e1","type":"Pay","time":"2023-11-14T22:13:20Z","relationships":[],"attributes":)"
                + attributes.toStdString() + "}]")));
    QCOMPARE(loaded.rows(), 1U);
    QVERIFY(!loaded.record(0).damage);
    QCOMPARE(QByteArray::fromStdString(loaded.record(0).data.text), payload);
}

void OcelTest::objectsMayStandAnywhere_data()
{
    QTest::addColumn<QByteArray>("content");
    const auto row = [](const char *name, const std::string &content) {
        QTest::newRow(name) << QByteArray::fromStdString(content);
    };
    row("before the events", ocelTwo(kTypes, kObjects, kEvents));
    row("behind them", ocelTwo(kEvents, kTypes, kObjects));
    row("without types", ocelTwo(kEvents, kObjects));
    row("gzip", gzip(ocelTwo(kObjects, kEvents, kTypes)));
    row("with a byte order mark", "\xEF\xBB\xBF\n" + ocelTwo(kTypes, kEvents, kObjects));
}

void OcelTest::objectsMayStandAnywhere()
{
    QFETCH(QByteArray, content);
    Folder folder;
    const Loaded loaded = load(folder.write("log.json", content.toStdString()));
    QCOMPARE(loaded.store->info().dialect, "ocel2");
    QVERIFY(loaded.store->info().detail.starts_with("OCEL 2.0 JSON"));
    QCOMPARE(loaded.rows(), 3U);
    QCOMPARE(loaded.record(0).streamType, "order");
    QCOMPARE(loaded.log->streamTypeCount(), 1U);
}

void OcelTest::whatIsNoEventIsShownWithItsPlace_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<uint>("rows");
    QTest::addColumn<uint>("bad");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char *name, const std::string &content, uint rows, uint bad,
                        const char *words) {
        QTest::newRow(name) << QByteArray::fromStdString(content) << rows << bad
                            << QByteArray(words);
    };
    const std::string whole = ocelTwo(kTypes, kObjects, kEvents);
    row("cut within an event", whole.substr(0, whole.find("Ann")), 2, 1,
        "line 5, column 3: the list is cut");
    row("cut between events", whole.substr(0, whole.find("{\"id\":\"e3\"")), 3, 2,
        "the list is cut, the file ends before its closing bracket");
    std::string wrong = whole;
    wrong.replace(wrong.find("\"Pay order\",\"time\""), 11, "Pay order 0");
    row("an event that is no JSON", wrong, 3, 1, "line 5, column 3: this is no JSON");
    wrong = whole;
    wrong.replace(wrong.find("{\"id\":\"e3\""), 1, "7, {");
    row("a number among them", wrong, 4, 2, "line 7, column 3: this is no JSON object");
    wrong = whole;
    wrong.replace(wrong.find("\"p1\",\"type\""), 4, "p1  ");
    wrong.replace(wrong.find("{\"id\":\"e3\""), 1, "7, {");
    row("objects that are no JSON", wrong, 4, 2, "line 7, column 3: this is no JSON object");
}

void OcelTest::whatIsNoEventIsShownWithItsPlace()
{
    QFETCH(QByteArray, content);
    QFETCH(uint, rows);
    QFETCH(uint, bad);
    QFETCH(QByteArray, words);
    Folder folder;
    const Loaded loaded = load(folder.write("log.json", content.toStdString()));
    QCOMPARE(loaded.rows(), rows);
    QCOMPARE(loaded.log->damagedEvents(), 1U);
    QVERIFY(loaded.log->damaged(Row(bad)));
    compareContains(loaded.record(bad).damage->message, words.constData());
    QVERIFY(!loaded.record(0).damage);
    QCOMPARE(loaded.record(0).streamType, "order");
}

void OcelTest::otherListsOfEventsStayWhatTheyAre()
{
    Folder folder;
    const Loaded loaded = load(folder.write(
        "events.json",
        R"({"objects":[],"events":[{"id":"e1","type":"Paid","time":"2026-01-01T00:00:00Z","streamId":"o-1","version":1,"data":{"attributes":[]}}]})"));
    QVERIFY(loaded.store->info().dialect != "ocel2");
    QCOMPARE(loaded.stream(0), "o-1");
    QCOMPARE(loaded.record(0).data.text, R"({"attributes":[]})");
}

void OcelTest::linesOfEventsAreReadWithoutObjects()
{
    Folder folder;
    const Loaded loaded = load(folder.write(
        "events.jsonl",
        R"({"id":"e1","type":"Pay","time":"2023-11-14T22:13:20Z","attributes":[{"name":"a","value":1}],"relationships":[{"objectId":"o1","qualifier":"of"}]})"
        "\n"));
    QCOMPARE(loaded.store->info().dialect, "ocel2");
    QCOMPARE(loaded.stream(0), "o1");
    QCOMPARE(loaded.record(0).streamType, "");
}

QTEST_GUILESS_MAIN(OcelTest)
#include "tst_ocel.moc"
