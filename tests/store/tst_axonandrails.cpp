// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Small stores with the tables of Axon, Rails Event Store, act, SqlStreamStore and Debezium's outbox, opened without naming the framework.

#include "sqlitetest.h"

#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace eventscope::test;

namespace {

// As "position stream/version type streamType time", or what is missing as "-".
QString lineOf(const Seen &event)
{
    const std::string line = event.position + ' ' + (event.hasStream ? event.stream : "-") + '/'
                             + (event.hasVersion ? std::to_string(event.version) : "-") + ' '
                             + event.type + ' '
                             + (event.streamType.empty() ? "-" : event.streamType) + ' '
                             + event.time;
    return QString::fromStdString(line);
}

// As "name position status error stuck gaps".
QString lineOf(const Checkpoint &checkpoint)
{
    std::string line = checkpoint.subscription + ' ' + checkpoint.position.value_or("-");
    if (checkpoint.status)
        line += ' ' + *checkpoint.status;
    if (checkpoint.error)
        line += " error=" + *checkpoint.error;
    if (checkpoint.stuck)
        line += " stuck";
    for (const std::string &gap : checkpoint.gaps)
        line += " gap=" + gap;
    return QString::fromStdString(line);
}

const char *const kAxonSnake
    = "CREATE TABLE domain_event_entry(global_index INTEGER NOT NULL, aggregate_identifier VARCHAR(255) NOT NULL,"
      " sequence_number BIGINT NOT NULL, type VARCHAR(255), event_identifier VARCHAR(255) NOT NULL, meta_data BLOB,"
      " payload BLOB NOT NULL, payload_revision VARCHAR(255), payload_type VARCHAR(255) NOT NULL, time_stamp VARCHAR(255) NOT NULL,"
      " PRIMARY KEY(global_index));"
      "CREATE TABLE token_entry(processor_name VARCHAR(255), segment INTEGER, token BLOB, token_type VARCHAR(255),"
      " timestamp VARCHAR(255), owner VARCHAR(255), PRIMARY KEY(processor_name, segment));"
      "INSERT INTO domain_event_entry VALUES"
      "(1,'a1',0,'Card','e1',CAST('{\"correlationId\":\"c\"}' AS BLOB),CAST('{\"n\":1}' AS BLOB),NULL,'gen.Issued','2025-05-05T06:31:46.287Z'),"
      "(3,'e2',0,NULL,'e2',CAST('{}' AS BLOB),CAST('{\"n\":2}' AS BLOB),NULL,'gen.Exported','2025-05-05T06:31:47.000Z'),"
      "(4,'a1',1,'Card','e3',CAST('{}' AS BLOB),CAST('{\"n\":3}' AS BLOB),'2','gen.Redeemed','2025-05-05T06:31:48.000Z');";

const char *const kAxonCamel
    = "CREATE TABLE DomainEventEntry(globalIndex BIGINT NOT NULL PRIMARY KEY, aggregateIdentifier TEXT, sequenceNumber BIGINT,"
      " type TEXT, eventIdentifier TEXT, metaData BLOB, payload BLOB, payloadRevision TEXT, payloadType TEXT, timeStamp TEXT);"
      "CREATE TABLE TokenEntry(processorName TEXT, segment INTEGER, token BLOB, tokenType TEXT, timestamp TEXT, owner TEXT);"
      "INSERT INTO DomainEventEntry VALUES"
      "(2,'a1',1,'Card','e2',NULL,CAST('<gen.Redeemed><n>2</n></gen.Redeemed>' AS BLOB),NULL,'gen.Redeemed','2025-05-05T06:31:47Z'),"
      "(1,'a1',0,'Card','e1',NULL,CAST('<gen.Issued><n>1</n></gen.Issued>' AS BLOB),NULL,'gen.Issued','2025-05-05T06:31:46Z');";

const char *const kAxonFive
    = "CREATE TABLE aggregate_event_entry(global_index INTEGER PRIMARY KEY, aggregate_type TEXT, aggregate_identifier TEXT,"
      " aggregate_sequence_number BIGINT, type TEXT, version TEXT, timestamp TEXT, payload BLOB, metadata BLOB, identifier TEXT);"
      "CREATE TABLE token_entry(processor_name TEXT, segment INTEGER, mask INTEGER, token BLOB, token_type TEXT, timestamp TEXT, owner TEXT);"
      "INSERT INTO aggregate_event_entry VALUES"
      "(1,'Card','a1',0,'gen.Issued','0.0.1','2025-05-05T06:31:46Z',CAST('{\"n\":1}' AS BLOB),CAST('{}' AS BLOB),'e1'),"
      "(2,NULL,NULL,NULL,'gen.Exported','0.0.1','2025-05-05T06:31:47Z',CAST('{\"n\":1}' AS BLOB),CAST('{}' AS BLOB),'e2');"
      "INSERT INTO token_entry VALUES('p',0,0,CAST('{\"globalIndex\":1}' AS BLOB),'t','now',NULL);";

const char *const kRails
    = "CREATE TABLE event_store_events(id INTEGER PRIMARY KEY AUTOINCREMENT, event_id varchar(36) NOT NULL, event_type varchar NOT NULL,"
      " metadata blob, data blob NOT NULL, created_at datetime(6) NOT NULL, valid_at datetime(6));"
      "CREATE TABLE event_store_events_in_streams(id INTEGER PRIMARY KEY AUTOINCREMENT, stream varchar NOT NULL, position integer,"
      " event_id varchar(36) NOT NULL, created_at datetime(6) NOT NULL);"
      "CREATE INDEX on_event ON event_store_events_in_streams(event_id);"
      "INSERT INTO event_store_events VALUES"
      "(1,'e1','Ordering::Placed',CAST('{\"correlation_id\":\"c\"}' AS BLOB),CAST('{\"n\":1}' AS BLOB),'2025-09-01 10:25:11.826750',NULL),"
      "(2,'e2','Ordering::Paid',CAST('{}' AS BLOB),CAST('{\"n\":2}' AS BLOB),'2025-09-01 10:26:00.000000','2020-01-01 00:00:00.000000'),"
      "(3,'e3','Ordering::Noted',CAST('{}' AS BLOB),CAST('{\"n\":3}' AS BLOB),'2025-09-01 10:27:00.000000',NULL);"
      "INSERT INTO event_store_events_in_streams VALUES"
      "(1,'Ordering::Order$1',0,'e1','2025-09-01 10:25:12'),(2,'$by_type_Ordering::Placed',NULL,'e1','2025-09-01 10:25:13'),"
      "(3,'Payments$1',NULL,'e2','2025-09-01 10:26:01'),(4,'$by_correlation_id_c',NULL,'e2','2025-09-01 10:26:01');";

const char *const kAct
    = "CREATE TABLE events(id INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL,"
      " data TEXT NOT NULL, meta TEXT NOT NULL, created TEXT NOT NULL, pii TEXT, UNIQUE(stream, version));"
      "CREATE TABLE streams(stream TEXT PRIMARY KEY, source TEXT, at INTEGER NOT NULL DEFAULT -1, retry INTEGER NOT NULL DEFAULT -1,"
      " blocked INTEGER NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '');"
      "INSERT INTO events VALUES"
      "(1,'t-1',0,'Opened','{\"n\":1}','{\"correlation\":\"c\",\"causation\":{\"action\":{\"name\":\"Open\"}}}','2025-02-03T10:00:30.180Z',NULL),"
      "(2,'t-1',1,'__snapshot__','{\"n\":2}','{\"correlation\":\"c\",\"causation\":{\"event\":{\"id\":1}}}','2025-02-03T10:00:31.180Z',NULL);"
      "INSERT INTO streams(stream, at, blocked, error) VALUES('fine',2,0,''),('new',-1,0,''),('bad',1,1,'no route'),('again',1,0,'timeout');";

const char *const kSqlStreamStore
    = "CREATE TABLE streams(id text, id_original text, id_internal INTEGER PRIMARY KEY AUTOINCREMENT, version integer, position integer);"
      "CREATE TABLE messages(event_id CHAR(36), stream_id_internal integer, stream_version integer, position INTEGER PRIMARY KEY AUTOINCREMENT,"
      " created_utc DATETIME, type CHAR(128), json_data text, json_metadata text);"
      "INSERT INTO streams VALUES('$position','$position',1,-1,9),('9630','order-7',2,1,2),('aa','$deleted',3,0,3);"
      "INSERT INTO messages VALUES('e1',2,0,0,'2025-03-01 09:02:04.867371','Placed','{\"n\":1}','{}'),"
      "('e2',2,1,2,'2025-03-01 09:03:04.000000','Paid','{\"n\":2}',NULL),"
      "('e3',3,0,3,'2025-03-01 09:04:04.000000','$stream-deleted','{\"n\":3}',NULL);";

const char *const kOutbox
    = "CREATE TABLE outbox(id TEXT PRIMARY KEY, aggregatetype TEXT, aggregateid TEXT, type TEXT, payload TEXT);"
      "INSERT INTO outbox VALUES('z','Order','7','Placed','\"{\\\"n\\\":1}\"'),('a','Order','7','Paid','{\"n\":2}');";

} // namespace

class TestAxonAndRails : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStoreOpensWithoutAsking_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("dialect");
        QTest::addColumn<QStringList>("events");
        QTest::addColumn<QStringList>("checkpoints");
        const auto row = [](const char *name, const char *sql, const char *dialect,
                            const QStringList &events, const QStringList &checkpoints) {
            QTest::newRow(name) << QString::fromUtf8(sql) << QString::fromLatin1(dialect) << events
                                << checkpoints;
        };
        row("Axon, Spring names", kAxonSnake, "axon",
            {QStringLiteral("1 a1/0 gen.Issued Card 2025-05-05T06:31:46.287000Z"),
             QStringLiteral("3 -/- gen.Exported - 2025-05-05T06:31:47.000000Z"),
             QStringLiteral("4 a1/1 gen.Redeemed Card 2025-05-05T06:31:48.000000Z")},
            {});
        row("Axon, JDBC names", kAxonCamel, "axon-jdbc",
            {QStringLiteral("1 a1/0 gen.Issued Card 2025-05-05T06:31:46.000000Z"),
             QStringLiteral("2 a1/1 gen.Redeemed Card 2025-05-05T06:31:47.000000Z")},
            {});
        row("Axon 5", kAxonFive, "axon5",
            {QStringLiteral("1 a1/0 gen.Issued Card 2025-05-05T06:31:46.000000Z"),
             QStringLiteral("2 -/- gen.Exported - 2025-05-05T06:31:47.000000Z")},
            {QStringLiteral("p/0 1")});
        row("Rails Event Store", kRails, "rails-event-store",
            {QStringLiteral(
                 "1 Ordering::Order$1/0 Ordering::Placed Ordering::Order 2025-09-01T10:25:11.826750Z"),
             QStringLiteral("2 Payments$1/- Ordering::Paid Payments 2025-09-01T10:26:00.000000Z"),
             QStringLiteral("3 -/- Ordering::Noted - 2025-09-01T10:27:00.000000Z")},
            {});
        row("act", kAct, "rotorsoft-act",
            {QStringLiteral("1 t-1/0 Opened - 2025-02-03T10:00:30.180000Z"),
             QStringLiteral("2 t-1/1 __snapshot__ - 2025-02-03T10:00:31.180000Z")},
            {QStringLiteral("again 1 error error=timeout"),
             QStringLiteral("bad 1 blocked error=no route stuck"), QStringLiteral("fine 2"),
             QStringLiteral("new -")});
        QString messages = QString::fromUtf8(kSqlStreamStore);
        const QStringList streamStore
            = {QStringLiteral("0 order-7/0 Placed - 2025-03-01T09:02:04.867371Z"),
               QStringLiteral("2 order-7/1 Paid - 2025-03-01T09:03:04.000000Z"),
               QStringLiteral("3 $deleted/0 $stream-deleted - 2025-03-01T09:04:04.000000Z")};
        QTest::newRow("SqlStreamStore")
            << messages << QStringLiteral("sqlstreamstore") << streamStore << QStringList();
        QTest::newRow("SqlStreamStore, other column")
            << messages.replace(QStringLiteral("event_id"), QStringLiteral("message_id"))
            << QStringLiteral("sqlstreamstore") << streamStore << QStringList();
        row("Debezium outbox", kOutbox, "debezium-outbox",
            {QStringLiteral("1 7/1 Placed Order "), QStringLiteral("2 7/2 Paid Order ")}, {});
    }

    void aStoreOpensWithoutAsking()
    {
        QFETCH(QString, sql);
        QFETCH(QString, dialect);
        QFETCH(QStringList, events);
        QFETCH(QStringList, checkpoints);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run(sql.toStdString());
        const auto store = openAt(path, smallBatches());
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        QCOMPARE(QString::fromStdString((*store)->info().dialect), dialect);
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QStringList lines;
        for (const Seen &event : seen.events) {
            QVERIFY(!event.damaged);
            lines << lineOf(event);
        }
        // Without versions in the store they are counted by the log, not by the scan.
        if ((*store)->info().versionsCounted) {
            for (int i = 0; i < events.size(); ++i)
                events[i].replace(QStringLiteral("/%1 ").arg(i + 1), QStringLiteral("/- "));
        }
        QCOMPARE(lines, events);
        auto reader = (*store)->reader();
        QVERIFY(reader.has_value());
        for (const Seen &event : seen.events) {
            const auto record = (*reader)->read(event.locator);
            QVERIFY(record.has_value());
            QVERIFY2(record->data.text.find('n') != std::string::npos, record->data.text.c_str());
        }
        const auto found = (*store)->checkpoints();
        QVERIFY2(found.has_value(), found ? "" : found.error().message.c_str());
        QStringList reached;
        for (const Checkpoint &checkpoint : *found)
            reached << lineOf(checkpoint);
        QCOMPARE(reached, checkpoints);
    }

    void aTokenSaysHowFarItsSegmentIs_data()
    {
        QTest::addColumn<QString>("token");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *token, const char *expected) {
            QTest::newRow(name) << QString::fromUtf8(token) << QString::fromUtf8(expected);
        };
        row("NULL", "NULL", "p/0 -");
        row("JSON", "'{\"index\":961,\"gaps\":[]}'", "p/0 961");
        row("JSON with gaps", "'{\"index\":12,\"gaps\":[10,7,7]}'", "p/0 12 gap=7 gap=10");
        row("JSON of another class", "'{\"globalIndex\":9007199254740993}'",
            "p/0 9007199254740993");
        row("a replay",
            "'{\"tokenAtReset\":{\"index\":9},\"currentToken\":{\"index\":4,\"gaps\":[2]}}'",
            "p/0 4 gap=2");
        row("a replay that has not begun",
            "'{\"tokenAtReset\":{\"index\":9},\"currentToken\":null}'", "p/0 -");
        row("two segments made one",
            "'{\"lowerSegmentToken\":{\"index\":9},\"upperSegmentToken\":{\"index\":10}}'",
            "p/0 9");
        row("the other one behind",
            "'{\"lowerSegmentToken\":{\"index\":10},\"upperSegmentToken\":{\"index\":9}}'",
            "p/0 9");
        row("XML",
            "'<org.axonframework.eventhandling.GapAwareTrackingToken><index>5</index>"
            "<gaps class=\"java.util.concurrent.ConcurrentSkipListSet\"/>"
            "</org.axonframework.eventhandling.GapAwareTrackingToken>'",
            "p/0 5");
        row("XML with gaps",
            "'<token><index>12</index><gaps><long>7</long><long>10</long></gaps></token>'",
            "p/0 12 gap=7 gap=10");
        row("XML of a replay",
            "'<?xml version=\"1.0\"?>\n<r><tokenAtReset><index>9</index></tokenAtReset>"
            "<currentToken class=\"x\"><index>4</index></currentToken></r>'",
            "p/0 4");
        row("several sources",
            "'{\"trackingTokens\":{\"a\":{\"@class\":\"x\",\"index\":7,\"gaps\":[3]},\"b\":{\"index\":9}}}'",
            "p/0 7 gap=3");
        row("a replay of several sources",
            "'{\"tokenAtReset\":{\"trackingTokens\":{\"a\":{\"index\":1}}},"
            "\"currentToken\":{\"trackingTokens\":{\"a\":{\"globalIndex\":5},\"b\":{\"index\":4}}}}'",
            "p/0 4");
        row("XML of one source",
            "'<org.axonframework.eventhandling.MultiSourceTrackingToken><trackingTokens><entry><string>a</string>"
            "<org.axonframework.eventhandling.GapAwareTrackingToken><index>6</index><gaps/>"
            "</org.axonframework.eventhandling.GapAwareTrackingToken></entry></trackingTokens>"
            "</org.axonframework.eventhandling.MultiSourceTrackingToken>'",
            "p/0 6");
        row("XML of several sources",
            "'<m><trackingTokens class=\"linked-hash-map\"><entry><string>a</string><g><index>8</index><gaps><long>2</long></gaps></g></entry>"
            "<entry><string>b</string><g><index>6</index></g></entry></trackingTokens></m>'",
            "p/0 6 gap=2");
        const char *const unreadable
            = "p/0 - error=What table % holds as its position is neither JSON nor XML.";
        row("XML with entities of its own",
            "'<!DOCTYPE t [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><t><index>&e;</index></t>'",
            unreadable);
        row("broken XML", "'<t><index>5</index>'", unreadable);
        row("neither", "x'aced0005'", unreadable);
    }

    void aTokenSaysHowFarItsSegmentIs()
    {
        QFETCH(QString, token);
        QFETCH(QString, expected);
        for (const bool camel : {false, true}) {
            const QTemporaryDir folder;
            const QString path = folder.filePath(QStringLiteral("s.db"));
            {
                Database database(path);
                database.run(camel ? kAxonCamel : kAxonSnake);
                database.run(std::string("INSERT INTO ") + (camel ? "TokenEntry" : "token_entry")
                             + " VALUES('p',0,CAST(" + token.toStdString()
                             + " AS BLOB),'t','now',NULL)");
            }
            const auto store = openAt(path);
            QVERIFY(store.has_value());
            const auto found = (*store)->checkpoints();
            QVERIFY(found.has_value());
            QCOMPARE(found->size(), std::size_t(1));
            QCOMPARE(lineOf(found->front()),
                     QString(expected).replace(u'%', camel ? QStringLiteral("TokenEntry")
                                                           : QStringLiteral("token_entry")));
        }
    }

    void messagesThatWaitAreCounted_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("expected");
        QTest::newRow("none") << QString::fromUtf8(kAxonSnake) << QString();
        QTest::newRow("Axon's dead letters")
            << QString::fromUtf8(kAxonSnake)
                   + QStringLiteral(
                       "CREATE TABLE dead_letter_entry(dead_letter_id TEXT, processing_group TEXT, cause_message TEXT);"
                       "INSERT INTO dead_letter_entry VALUES('1','p','no'),('2','p','no');")
            << QStringLiteral("dead_letter_entry dead letters 2/2");
        QTest::newRow("the same, JDBC names")
            << QString::fromUtf8(kAxonCamel)
                   + QStringLiteral("CREATE TABLE DeadLetterEntry(deadLetterIdentifier TEXT);")
            << QStringLiteral("DeadLetterEntry dead letters 0/0");
        QTest::newRow("the outbox of Rails Event Store")
            << QString::fromUtf8(kRails)
                   + QStringLiteral(
                       "CREATE TABLE event_store_outbox(id INTEGER PRIMARY KEY, split_key TEXT, format TEXT, payload BLOB,"
                       " created_at datetime, enqueued_at datetime);"
                       "INSERT INTO event_store_outbox(enqueued_at) VALUES(NULL),('2025-09-01'),(NULL);")
            << QStringLiteral("event_store_outbox outbox 2/3");
        for (const char *const columns :
             {"id INTEGER PRIMARY KEY, event_id, aggregate_root_id, version INT, payload",
              "event_id, event_type, aggregate_root_id, time_of_recording, payload"}) {
            QTest::newRow(QByteArray("the outbox of EventSauce beside ") + columns)
                << QStringLiteral(
                       "CREATE TABLE messages(%1); CREATE TABLE outbox_messages(id INTEGER PRIMARY KEY,"
                       " consumed tinyint(1) NOT NULL DEFAULT 0, payload varchar(16001) NOT NULL);"
                       "INSERT INTO outbox_messages(consumed, payload) VALUES(1,'{}'),(0,'{}'),(0,'{}');")
                       .arg(QLatin1String(columns))
                << QStringLiteral("outbox_messages outbox 2/3");
        }
    }

    void messagesThatWaitAreCounted()
    {
        QFETCH(QString, sql);
        QFETCH(QString, expected);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run(sql.toStdString());
        const auto store = openAt(path);
        QVERIFY(store.has_value());
        const auto queues = (*store)->queues();
        QVERIFY2(queues.has_value(), queues ? "" : queues.error().message.c_str());
        QString found;
        for (const Queue &queue : *queues)
            found += QString::fromStdString(queue.table + ' ' + queue.holds + ' '
                                            + std::to_string(queue.waiting) + '/'
                                            + std::to_string(queue.rows));
        QCOMPARE(found, expected);
    }

    void anOutboxStandsBackForTheEventsBesideIt()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run(std::string(kAxonSnake) + kOutbox);
        const auto store = openAt(path);
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        QCOMPARE((*store)->info().dialect, std::string("axon"));
        OpenOptions options;
        options.dialect = "debezium-outbox";
        const auto outbox = openAt(path, options);
        QVERIFY(outbox.has_value());
        QCOMPARE((*outbox)->info().dialect, std::string("debezium-outbox"));
    }

    void payloadsAreReadWhateverTheyAreWrittenIn_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("correlation");
        QTest::addColumn<QString>("data");
        QTest::newRow("YAML of Rails")
            << QString::fromUtf8(kRails)
                   + QStringLiteral(
                       "UPDATE event_store_events SET metadata = CAST('---' || char(10) || ':correlation_id: y' || char(10) AS BLOB),"
                       " data = CAST('---' || char(10) || ':order_id: 17' || char(10) AS BLOB) WHERE id = 1")
            << QStringLiteral("y") << QStringLiteral("{\"order_id\":17}");
        QTest::newRow("XStream of Axon")
            << QString::fromUtf8(kAxonSnake)
                   + QStringLiteral(
                       "UPDATE domain_event_entry SET meta_data = CAST('<meta-data><entry><string>correlationId</string>"
                       "<string>x</string></entry></meta-data>' AS BLOB),"
                       " payload = CAST('<gen.Issued><id>a</id></gen.Issued>' AS BLOB) WHERE global_index = 1")
            << QStringLiteral("x") << QStringLiteral("{\"id\":\"a\"}");
    }

    void payloadsAreReadWhateverTheyAreWrittenIn()
    {
        QFETCH(QString, sql);
        QFETCH(QString, correlation);
        QFETCH(QString, data);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run(sql.toStdString());
        const auto store = openAt(path);
        QVERIFY(store.has_value());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QCOMPARE(QString::fromStdString(seen.events.front().correlation), correlation);
        auto reader = (*store)->reader();
        QVERIFY(reader.has_value());
        const auto record = (*reader)->read(seen.events.front().locator);
        QVERIFY(record.has_value());
        QCOMPARE(QString::fromStdString(record->data.text), data);
    }

    void aStoreMaySayItselfHowManyAreBehind()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run(
            std::string(kEventsTable) + ';' + insertEvents(1, 4)
            + ";CREATE TABLE readers(name TEXT, at TEXT, todo INTEGER, paused INTEGER);"
              "INSERT INTO readers VALUES('a','{\"x\":1}',3,1),('b',NULL,NULL,NULL)");
        OpenOptions options;
        const auto mapping = Dialect::parse(
            "{\"format\": 1, \"name\": \"own\", \"kind\": \"sqlite\", \"events\": {\"table\": \"events\", \"type\": \"type\"},"
            " \"checkpoints\": [{\"table\": \"READERS\", \"name\": \"name\", \"position\": \"at\", \"behind\": \"todo\","
            " \"stuck\": \"paused\"}]}",
            "own.json");
        QVERIFY2(mapping.has_value(), mapping ? "" : mapping.error().message.c_str());
        options.mapping = *mapping;
        const auto store = openAt(path, options);
        QVERIFY(store.has_value());
        const auto found = (*store)->checkpoints();
        QVERIFY(found.has_value());
        QCOMPARE(found->size(), std::size_t(2));
        QCOMPARE(found->front().behind, std::optional<std::uint64_t>(3));
        QVERIFY(found->front().stuck);
        QVERIFY(!found->back().behind && !found->back().stuck && !found->back().position);
    }

    void aColumnThatIsMissingIsNamed()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        QString sql = QString::fromUtf8(kSqlStreamStore);
        sql.replace(QStringLiteral("event_id"), QStringLiteral("number"));
        Database(path).run(sql.toStdString());
        const auto store = openAt(path);
        QVERIFY(!store.has_value());
        QVERIFY2(store.error().message.find("event_id") != std::string::npos,
                 store.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestAxonAndRails)
#include "tst_axonandrails.moc"
