// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Stores as frameworks of aggregates in Go, Python, PHP and .NET make them, from their own table definitions: opened without being told
// what they are, every event with its stream, kind, version, type, time, links and payload.

#include "sqlitetest.h"

#include <QTemporaryDir>
#include <QTest>

#include <zlib.h>

using namespace eventscope;
using namespace eventscope::test;

namespace {

struct Expected {
    std::string position, id, stream, streamType;
    std::int64_t version = -1; // -1: none
    std::string type, time, data, metadata, correlation, causation;
};

struct Reader {
    std::string subscription;
    std::optional<std::string> position, status, error;
    bool stuck = false;
};

struct Example {
    const char *name = "";
    const char *dialect = "";
    std::string sql;
    std::vector<Expected> events;
    std::vector<Reader> checkpoints;
};

std::string hexBlob(const std::string &bytes)
{
    return "X'" + QByteArray::fromStdString(bytes).toHex().toStdString() + "'";
}

// windowBits 31 makes gzip, 15 zlib.
std::string packed(const std::string &text, int windowBits)
{
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        qFatal("zlib");
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        qFatal("zlib");
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

const std::string kUuid = "00112233-4455-6677-8899-aabbccddeeff";
const std::string kUuidHex = "X'00112233445566778899aabbccddeeff'";
// Bytes that happen to be letters are a UUID as well where the dialect says so.
const std::string kLetters = "41424344-4546-4748-494a-4b4c4d4e4f50";
const std::string kLettersHex = "X'4142434445464748494a4b4c4d4e4f50'";

Example hallgren()
{
    return {
        "hallgren",
        "hallgren",
        "CREATE TABLE events(seq INTEGER PRIMARY KEY AUTOINCREMENT, id VARCHAR NOT NULL, version INTEGER, reason VARCHAR,"
        " type VARCHAR, timestamp VARCHAR, data BLOB, metadata BLOB, UNIQUE(id, type, version));"
        "CREATE TABLE snapshots(id VARCHAR NOT NULL, type VARCHAR, version INTEGER, global_version INTEGER, state BLOB);"
        "INSERT INTO events VALUES(1,'a7',1,'Born','Person','2025-03-01T10:00:00Z',CAST('{\"Name\":\"kalle\"}' AS BLOB),"
        "CAST('null' AS BLOB)),(3,'a7',1,'Opened','Shop','2025-03-01T10:00:01Z',CAST('{}' AS BLOB),"
        "CAST('{\"correlationId\":\"c1\"}' AS BLOB))",
        {{"1", "", "Person/a7", "Person", 1, "Born", "2025-03-01T10:00:00.000000Z",
          R"({"Name":"kalle"})", "null", "", ""},
         {"3", "", "Shop/a7", "Shop", 1, "Opened", "2025-03-01T10:00:01.000000Z", "{}",
          R"({"correlationId":"c1"})", "c1", ""}},
        {}};
}

std::string pythonState(const std::string &second, const std::string &rest)
{
    return R"({"timestamp":{"_type_":"datetime_iso","_data_":"2025-10-06T10:01:)" + second
           + R"(.642360+02:00"})" + rest + "}";
}

Example python(bool hidden)
{
    const std::string opened = pythonState("58", R"(,"owner":"Ann")");
    const std::string credited
        = pythonState("59", R"(,"correlation_id":{"_type_":"uuid_hex","_data_":"c9"})");
    const std::string state[] = {hexBlob(opened), hexBlob(packed(credited, 31)),
                                 hexBlob(packed(credited, 15))};
    Example example;
    example.name = hidden ? "python, with the row id" : "python, without a row id";
    example.dialect = "pyeventsourcing";
    example.sql
        = "CREATE TABLE stored_events(originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB, PRIMARY KEY"
          "(originator_id, originator_version))"
          + std::string(hidden ? "" : " WITHOUT ROWID")
          + ";CREATE TABLE stored_snapshots(originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB, PRIMARY KEY"
            "(originator_id, originator_version)) WITHOUT ROWID;"
            "CREATE TABLE tracking(application_name TEXT, notification_id INTEGER, PRIMARY KEY(application_name, notification_id))"
            " WITHOUT ROWID;"
            "INSERT INTO tracking VALUES('Bank',1),('Bank',2),('Report',1);"
            "INSERT INTO stored_events VALUES('aa',1,'bank.model:Outer.Account.Opened',"
          + state[0] + "),('aa',2,'bank.model:Outer.Account.Credited'," + state[1]
          + "),('bb',1,'bank.model:Logged'," + state[2] + ")"
          + (hidden
                 ? ";DELETE FROM stored_events WHERE originator_id = 'bb';"
                   "INSERT INTO stored_events(rowid, originator_id, originator_version, topic, state)"
                   " VALUES(7,'bb',1,'bank.model:Logged',"
                       + state[2] + ")"
                 : "");
    example.events = {{"1", "", "aa", "Outer.Account", 1, "bank.model:Outer.Account.Opened",
                       "2025-10-06T08:01:58.642360Z", opened, "", "", ""},
                      {"2", "", "aa", "Outer.Account", 2, "bank.model:Outer.Account.Credited",
                       "2025-10-06T08:01:59.642360Z", credited, "", "c9", ""},
                      {hidden ? "7" : "3", "", "bb", "", 1, "bank.model:Logged",
                       "2025-10-06T08:01:59.642360Z", credited, "", "c9", ""}};
    example.checkpoints = {{"Bank", "2", {}, {}, false}, {"Report", "1", {}, {}, false}};
    return example;
}

std::string sauceHeaders(const std::string &type, int version)
{
    return R"({"x-correlation-id":"c1","x-causation-id":"m0","__event_type":")" + type
           + R"(","__time_of_recording":"2025-07-14 08:08:58.300000+0000","__aggregate_root_type":"acme.sign_up",)"
             R"("__aggregate_root_version":)"
           + std::to_string(version) + "}";
}

Example eventSauce()
{
    const std::string first = sauceHeaders("acme.started", 1);
    const std::string second = sauceHeaders("acme.ended", 2);
    const auto payload = [](const std::string &headers, const char *data) {
        return "'{\"headers\":" + headers + ",\"payload\":" + data + "}'";
    };
    // Of rows that are inserted together, only the last one's ids are bound as bytes; those of the others are texts with raw bytes.
    return {
        "EventSauce, ids of 16 bytes",
        "eventsauce",
        "CREATE TABLE sign_ups(id INTEGER PRIMARY KEY AUTOINCREMENT, event_id BINARY(16) NOT NULL, aggregate_root_id BINARY(16)"
        " NOT NULL, version INTEGER, payload VARCHAR(16001) NOT NULL);"
        "CREATE TABLE outbox_messages(id INTEGER PRIMARY KEY, consumed tinyint(1) NOT NULL DEFAULT 0, payload varchar(16001));"
        "INSERT INTO sign_ups VALUES(1,"
            + kLettersHex + ",CAST(" + kUuidHex + " AS TEXT),1,"
            + payload(first, R"({"email":"a@example.org","n":1.50})") + "),(2," + kUuidHex + ","
            + kUuidHex + ",2," + payload(second, "[]") + ")",
        {{"1", kLetters, kUuid, "acme.sign_up", 1, "acme.started", "2025-07-14T08:08:58.300000Z",
          R"({"email":"a@example.org","n":1.50})", first, "c1", "m0"},
         {"2", kUuid, kUuid, "acme.sign_up", 2, "acme.ended", "2025-07-14T08:08:58.300000Z", "[]",
          second, "c1", "m0"}},
        {}};
}

Example eventSauceLegacy()
{
    const std::string headers = sauceHeaders("acme.started", 1);
    return {
        "EventSauce, legacy",
        "eventsauce-legacy",
        "CREATE TABLE domain_messages(event_id VARCHAR(36) NOT NULL, event_type VARCHAR(100) NOT NULL, aggregate_root_id"
        " VARCHAR(36) NOT NULL, time_of_recording DATETIME(6) NOT NULL, payload JSON NOT NULL);"
        "INSERT INTO domain_messages VALUES('e1','acme.started','"
            + kUuid + "','2025-07-14 08:08:58.300000+0000','{\"headers\":" + headers
            + ",\"payload\":{\"email\":\"b\"}}')",
        {{"1", "e1", kUuid, "acme.sign_up", 1, "acme.started", "2025-07-14T08:08:58.300000Z",
          R"({"email":"b"})", headers, "c1", "m0"}},
        {}};
}

Example neventStore()
{
    const std::string mark = "\xef\xbb\xbf";
    const std::string list
        = R"({"$type":"List","$values":[{"$type":"M","Headers":{},"Body":{"$type":"Acme.Placed, Acme","n":1.50}},)"
          R"({"$type":"M","Headers":{"CausationId":"m1","by":"Ann"},"Body":{"$type":"Acme.Paid, Acme"}}]})";
    const std::string plain = R"([{"Headers":{"by":"Zoë"},"Body":{"Amount":3}}])";
    const std::string headers = R"({"CorrelationId":"c1","by":"Bob"})";
    return {
        "NEventStore",
        "neventstore",
        "CREATE TABLE Commits(BucketId varchar(40) NOT NULL, StreamId char(40) NOT NULL, StreamIdOriginal text NOT NULL,"
        " StreamRevision int NOT NULL, Items int NOT NULL, CommitId guid NOT NULL, CommitSequence int NOT NULL, CommitStamp"
        " datetime NOT NULL, CheckpointNumber INTEGER PRIMARY KEY AUTOINCREMENT, Headers blob NULL, Payload blob NOT NULL);"
        "INSERT INTO Commits VALUES('default','D7F2','order-5',2,2,'8ed2',1,'2025-02-10 08:02:40.4572430',1,"
            + hexBlob(mark + headers) + "," + hexBlob(packed(mark + list, 31))
            + "),('default','D7F2','order-5',3,1,'8ed3',2,'2025-02-10 08:02:41.4572430',4,NULL,"
            + hexBlob(plain) + ")",
        {{"1", "", "order-5", "default", 1, "Acme.Placed", "2025-02-10T08:02:40.457243Z",
          R"({"$type":"Acme.Placed, Acme","n":1.50})", headers, "c1", ""},
         {"1", "", "order-5", "default", 2, "Acme.Paid", "2025-02-10T08:02:40.457243Z",
          R"({"$type":"Acme.Paid, Acme"})",
          R"({"CorrelationId":"c1","CausationId":"m1","by":"Ann"})", "c1", "m1"},
         {"4", "", "order-5", "default", 3, "EventMessage", "2025-02-10T08:02:41.457243Z",
          R"({"Amount":3})", R"({"by":"Zoë"})", "", ""}},
        {}};
}

Example patchlevel(bool streams)
{
    const std::string headers
        = R"({"correlation":{"correlationId":"c1","causationId":null},"user":{"userId":"u"}})";
    Example example;
    example.name = streams ? "patchlevel, by stream" : "patchlevel, by aggregate";
    example.dialect = streams ? "patchlevel-stream" : "patchlevel-aggregate";
    const std::string columns = streams
                                    ? "stream VARCHAR(255) NOT NULL, playhead INTEGER,"
                                    : "aggregate VARCHAR(255) NOT NULL, aggregate_id CHAR(36) NOT"
                                      " NULL, playhead INTEGER NOT NULL,";
    const std::string key = streams ? "'hotel-h1'" : "'hotel','h1'";
    example.sql
        = "CREATE TABLE " + std::string(streams ? "event_store" : "eventstore")
          + "(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, " + columns
          + " event VARCHAR(255) NOT NULL, payload CLOB NOT NULL, recorded_on DATETIME NOT NULL,"
            " new_stream_start BOOLEAN DEFAULT 0 NOT NULL, archived BOOLEAN DEFAULT 0 NOT NULL, custom_headers CLOB NOT NULL);"
            "CREATE TABLE subscriptions(id VARCHAR(255) NOT NULL, group_name VARCHAR(32) NOT NULL, run_mode VARCHAR(16) NOT NULL,"
            " position INTEGER NOT NULL, status VARCHAR(32) NOT NULL, error_message CLOB DEFAULT NULL, error_previous_status"
            " VARCHAR(32), error_context CLOB, retry_attempt INTEGER NOT NULL, last_saved_at DATETIME NOT NULL, PRIMARY KEY(id));"
            "INSERT INTO subscriptions VALUES('mail','processor','from_now',1,'error','smtp down','active','[]',3,'2025-10-20'),"
            "('next','projector','from_now',0,'new',NULL,NULL,NULL,0,'2025-10-20');"
            "INSERT INTO "
          + std::string(streams ? "event_store" : "eventstore") + " VALUES(1," + key
          + ",1,'hotel.opened','{\"name\":\"Ida\"}','2025-10-20 07:13:08',0,1,'" + headers
          + "'),(2," + key + "," + (streams ? "NULL" : "2")
          + ",'guest.in','{}','2025-10-20 07:13:09',1,0,'[]')";
    const std::string stream = streams ? "hotel-h1" : "h1";
    example.events = {{"1", "", stream, "hotel", 1, "hotel.opened", "2025-10-20T07:13:08.000000Z",
                       R"({"name":"Ida"})", headers, "c1", ""},
                      {"2", "", stream, "hotel", streams ? -1 : 2, "guest.in",
                       "2025-10-20T07:13:09.000000Z", "{}", "[]", "", ""}};
    if (streams) { // one whose name is no aggregate's
        example.sql += ",(3,'audit',1,'seen','{}','2025-10-20 07:13:10',0,0,'[]')";
        example.events.push_back({"3", "", "audit", "audit", 1, "seen",
                                  "2025-10-20T07:13:10.000000Z", "{}", "[]", "", ""});
    }
    example.checkpoints = {{"mail", "1", "error", "smtp down", true},
                           {"next", {}, "new", {}, false}};
    return example;
}

Example broadway(bool binary)
{
    const std::string stream = binary ? kUuidHex : "'" + kUuid + "'";
    return {
        binary ? "Broadway, ids of 16 bytes" : "Broadway",
        "broadway",
        "CREATE TABLE events(id INTEGER PRIMARY KEY AUTOINCREMENT, uuid "
            + std::string(binary ? "BINARY(16)" : "CHAR(36)")
            + " NOT NULL, playhead INTEGER NOT NULL, payload CLOB NOT NULL, metadata CLOB NOT NULL, recorded_on VARCHAR(32) NOT"
              " NULL, type VARCHAR(255) NOT NULL, UNIQUE(uuid, playhead));"
              "INSERT INTO events VALUES(1,"
            + stream
            + ",0,'{\"class\":\"Acme\\\\Begun\",\"payload\":{\"n\":1}}','{\"class\":\"Broadway\\\\Metadata\",\"payload\":"
              "{\"correlation_id\":\"c1\"}}','2025-01-02T03:04:05.000006+01:00','Acme.Begun')",
        {{"1", "", kUuid, "", 0, "Acme.Begun", "2025-01-02T02:04:05.000006Z", R"({"n":1})",
          R"({"correlation_id":"c1"})", "c1", ""}},
        {}};
}

Example spatie()
{
    return {
        "Spatie",
        "spatie",
        "CREATE TABLE stored_events(id INTEGER PRIMARY KEY AUTOINCREMENT, aggregate_uuid VARCHAR, aggregate_version INTEGER,"
        " event_version INTEGER NOT NULL DEFAULT 1, event_class VARCHAR NOT NULL, event_properties TEXT NOT NULL, meta_data TEXT"
        " NOT NULL, created_at DATETIME NOT NULL);"
        "INSERT INTO stored_events VALUES(1,'"
            + kUuid
            + "',1,2,'App\\Events\\MoneyAdded','{\"amount\":100}','{\"correlation_id\":\"c1\"}','2025-05-05 05:05:05'),"
              "(2,NULL,NULL,1,'App\\Events\\Started','{}','[]','2025-05-05 05:05:06')",
        {{"1", "", kUuid, "", 1, "App\\Events\\MoneyAdded", "2025-05-05T05:05:05.000000Z",
          R"({"amount":100})", R"({"correlation_id":"c1"})", "c1", ""},
         {"2", "", "", "", -1, "App\\Events\\Started", "2025-05-05T05:05:06.000000Z", "{}", "[]",
          "", ""}},
        {}};
}

std::vector<Example> examples()
{
    return {hallgren(),         python(true),    python(false),     eventSauce(),
            eventSauceLegacy(), neventStore(),   patchlevel(false), patchlevel(true),
            broadway(true),     broadway(false), spatie()};
}

} // namespace

class TestAggregateStores : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_number = 0;

    QString made(const std::string &sql)
    {
        const QString path = m_folder.filePath(QStringLiteral("store%1.db").arg(++m_number));
        Database(path).run(sql);
        return path;
    }

private Q_SLOTS:
    void aStoreIsRecognisedAndItsEventsTellTheTruth_data()
    {
        QTest::addColumn<std::size_t>("index");
        const auto all = examples();
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name) << i;
    }

    void aStoreIsRecognisedAndItsEventsTellTheTruth()
    {
        QFETCH(std::size_t, index);
        const Example example = examples().at(index);
        const auto store = openAt(made(example.sql), smallBatches());
        QVERIFY2(store, store ? "" : store.error().message.c_str());
        QCOMPARE((*store)->info().dialect, std::string(example.dialect));
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}));
        const auto reader = (*store)->reader();
        QVERIFY(reader);
        QCOMPARE(seen.events.size(), example.events.size());
        for (std::size_t i = 0; i < example.events.size(); ++i) {
            const Expected &expected = example.events[i];
            const Seen &event = seen.events[i];
            QVERIFY(!event.damaged);
            QCOMPARE(event.position, expected.position);
            QCOMPARE(event.id, expected.id);
            QCOMPARE(event.stream, expected.stream);
            QCOMPARE(event.hasStream, !expected.stream.empty());
            QCOMPARE(event.streamType, expected.streamType);
            QCOMPARE(event.hasVersion ? event.version : -1, expected.version);
            QCOMPARE(event.type, expected.type);
            QCOMPARE(event.time, expected.time);
            QCOMPARE(event.correlation, expected.correlation);
            QCOMPARE(event.causation, expected.causation);

            const auto record = (*reader)->read(event.locator);
            QVERIFY(record && !record->damage);
            if (!(*store)->info().versionsCounted && expected.version >= 0)
                QCOMPARE(record->version->value(), expected.version);
            QCOMPARE(record->id, expected.id);
            QCOMPARE(record->stream, expected.stream);
            QCOMPARE(record->type, expected.type);
            QCOMPARE(record->time ? formatIsoTime(*record->time) : std::string(), expected.time);
            QCOMPARE(record->data.text, expected.data);
            QCOMPARE(record->metadata.text, expected.metadata);
            QCOMPARE(record->correlationId, expected.correlation);
            QCOMPARE(record->causationId, expected.causation);
        }
        const auto checkpoints = (*store)->checkpoints();
        QVERIFY(checkpoints);
        QCOMPARE(checkpoints->size(), example.checkpoints.size());
        for (std::size_t i = 0; i < example.checkpoints.size(); ++i) {
            QCOMPARE((*checkpoints)[i].subscription, example.checkpoints[i].subscription);
            QVERIFY((*checkpoints)[i].position == example.checkpoints[i].position);
            QVERIFY((*checkpoints)[i].status == example.checkpoints[i].status);
            QVERIFY((*checkpoints)[i].error == example.checkpoints[i].error);
            QCOMPARE((*checkpoints)[i].stuck, example.checkpoints[i].stuck);
        }
    }

    void schemaVersionsOfSpatieAreShown()
    {
        const auto store = openAt(made(spatie().sql));
        QVERIFY(store);
        const auto record = (*(*store)->reader())->read(1);
        QVERIFY(record);
        QCOMPARE(record->schemaVersion, std::optional<std::string>("2"));
    }

    void aTableOfAnyNameHasToBeThere()
    {
        OpenOptions options;
        options.dialect = "eventsauce";
        const auto store = openAt(made("CREATE TABLE t(a, b)"), options);
        QVERIFY(!store);
        QCOMPARE(store.error().code, ErrorCode::NotAStore);
    }

    void aRowWhoseListIsBrokenIsOneDamagedEvent()
    {
        std::string sql = neventStore().sql;
        const auto store = openAt(made(sql
                                       + ";UPDATE Commits SET Payload = '{\"$values\":3}' WHERE"
                                         " CheckpointNumber = 1"));
        QVERIFY(store);
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}));
        QCOMPARE(seen.events.size(), std::size_t(2));
        QVERIFY(seen.events[0].damaged);
        QVERIFY(!seen.events[1].damaged);
        const auto record = (*(*store)->reader())->read(seen.events[0].locator);
        QVERIFY(record && record->damage);
        QVERIFY(record->damage->message.find("at /$values") != std::string::npos);
    }

    void aTimeThatCannotBeReadDamagesItsEventOnly()
    {
        const auto store = openAt(made(
            python(true).sql
            + ";UPDATE stored_events SET state = '{\"timestamp\":{\"_data_\":\"soon\"}}' WHERE rowid = 2"));
        QVERIFY(store);
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}));
        QCOMPARE(seen.events.size(), std::size_t(3));
        QVERIFY(!seen.events[0].damaged);
        QVERIFY(seen.events[1].damaged);
        QVERIFY(!seen.events[2].damaged);
    }

    void aColumnThatIsMissingIsNotTheFramework()
    {
        std::string sql = patchlevel(false).sql;
        const auto store = openAt(
            made(sql + ";ALTER TABLE eventstore RENAME COLUMN custom_headers TO more"));
        QVERIFY(store);
        QCOMPARE((*store)->info().dialect, std::string("generic"));
    }
};

QTEST_GUILESS_MAIN(TestAggregateStores)
#include "tst_aggregatestores.moc"
