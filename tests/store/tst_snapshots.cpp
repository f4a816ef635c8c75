// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitetest.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <optional>
#include <set>

using namespace eventscope;
using namespace eventscope::test;

namespace {

// stream|version|time|type|state, "-" for what is not there, "!" behind a damaged one.
std::string lineOf(const Snapshot &snapshot)
{
    return snapshot.stream + "|"
           + (snapshot.version ? std::to_string(snapshot.version->value()) : "-") + "|"
           + (snapshot.time ? formatIsoTime(*snapshot.time) : "-") + "|" + snapshot.type + "|"
           + snapshot.data.text + (snapshot.damage ? "!" : "");
}

struct Read {
    std::vector<Snapshot> snapshots;
    std::optional<Error> error;
    QString lines() const
    {
        QString text;
        for (const Snapshot &snapshot : snapshots)
            text += QString::fromStdString(lineOf(snapshot)) + u'\n';
        return text;
    }
};

Read readAll(const Store &store, const SnapshotQuestion &question)
{
    Read read;
    const auto done = store.snapshots(question,
                                      [&](Snapshot snapshot) {
                                          read.snapshots.push_back(std::move(snapshot));
                                          return true;
                                      },
                                      {});
    if (!done)
        read.error = done.error();
    return read;
}

// Python eventsourcing with `count` snapshots, two of an account.
std::string manySnapshots(int count, const char *key, const char *suffix = "")
{
    return std::string("CREATE TABLE stored_events(originator_id TEXT, originator_version INTEGER, "
                       "topic TEXT, state BLOB, PRIMARY KEY(originator_id, originator_version));"
                       "INSERT INTO stored_events VALUES('a0',1,'m:A.Opened','{}');"
                       "CREATE TABLE stored_snapshots(originator_id TEXT, originator_version "
                       "INTEGER, topic TEXT, state BLOB")
           + key + ")" + suffix
           + ";"
             "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < "
           + std::to_string(count)
           + ") INSERT INTO stored_snapshots SELECT 'a' || (i / 2), 1 + i % 2, 'Snapshot', "
             "'{\"topic\":\"m:A\",\"state\":{\"n\":' || i || '}}' FROM n";
}

} // namespace

class TestSnapshots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_config.isValid());
        qputenv("XDG_CONFIG_HOME", m_config.path().toUtf8());
    }

    void snapshotsOfTheFrameworkAreRead_data();
    void snapshotsOfTheFrameworkAreRead()
    {
        QFETCH(QString, dialect);
        QFETCH(QString, sql);
        QFETCH(QString, stream); // that has snapshots, beside another one
        QFETCH(QString, ofStream);
        const auto store = make(sql.toStdString());
        QVERIFY(store);
        QCOMPARE(QString::fromStdString(store->info().dialect), dialect);

        const Read all = readAll(*store, {{}, true});
        QVERIFY2(!all.error, all.error ? all.error->message.c_str() : "");
        QVERIFY(all.lines().contains(ofStream));
        QVERIFY(all.snapshots.size() > static_cast<std::size_t>(ofStream.count(u'\n')));
        const auto counted = store->snapshotTables();
        QVERIFY(counted.has_value());
        std::uint64_t rows = 0;
        for (const SnapshotTable &table : *counted)
            rows += table.rows;
        QCOMPARE(rows, static_cast<std::uint64_t>(all.snapshots.size()));

        // Of one stream, and without the state.
        QCOMPARE(readAll(*store, {{stream.toStdString()}, true}).lines(), ofStream);
        for (const Snapshot &snapshot :
             readAll(*store, {{stream.toStdString()}, false}).snapshots) {
            QCOMPARE(snapshot.data.kind, Payload::Kind::Absent);
            QVERIFY(!snapshot.damage);
        }
        QVERIFY(readAll(*store, {{"no such stream"}, true}).snapshots.empty());
        // Of one version.
        const auto version
            = readAll(*store, {{stream.toStdString()}, false}).snapshots.back().version;
        const Read ofVersion = readAll(*store, {{stream.toStdString()}, true, version});
        QCOMPARE(ofVersion.snapshots.size(), std::size_t(1));
        QVERIFY(ofStream.endsWith(ofVersion.lines()));

        // The events have the streams that the snapshots speak of.
        Collector seen(*store);
        QVERIFY(store->scan(seen, {}).has_value());
        QVERIFY(std::any_of(seen.events.begin(), seen.events.end(), [&](const Seen &event) {
            return event.stream == stream.toStdString();
        }));
    }

    void aStoreWhoseSnapshotTableIsAbsentOpensAsBefore()
    {
        const auto store = make("CREATE TABLE stored_events(originator_id TEXT, originator_version "
                                "INTEGER, topic TEXT, state BLOB);"
                                "INSERT INTO stored_events VALUES('a1',1,'m:A.Opened','{}')");
        QVERIFY(store);
        const Read read = readAll(*store, {});
        QVERIFY(!read.error && read.snapshots.empty());
        QVERIFY(store->snapshotTables()->empty());
    }

    void aMissingColumnIsOneSentenceAndTheEventsStillLoad()
    {
        const auto store = make(
            "CREATE TABLE stored_events(originator_id TEXT, originator_version "
            "INTEGER, topic TEXT, state BLOB);"
            "INSERT INTO stored_events VALUES('a1',1,'m:A.Opened','{}');"
            "CREATE TABLE stored_snapshots(originator_id TEXT, topic TEXT, state BLOB);"
            "INSERT INTO stored_snapshots VALUES('a1','Snapshot','{}')");
        QVERIFY(store);
        Collector seen(*store);
        QVERIFY(store->scan(seen, {}).has_value());
        QCOMPARE(seen.events.size(), std::size_t(1));
        const Read read = readAll(*store, {});
        QVERIFY(read.error);
        QCOMPARE(read.error->code, ErrorCode::Invalid);
        QCOMPARE(QString::fromStdString(read.error->message),
                 QStringLiteral("The snapshots in table stored_snapshots cannot be read, since the "
                                "dialect pyeventsourcing does not fit it: no such column: "
                                "originator_version."));
    }

    void damagedSnapshotsAreThereWithTheirError()
    {
        const auto store = make(
            "CREATE TABLE stored_events(id INTEGER PRIMARY KEY, aggregate_uuid TEXT, "
            "aggregate_version INTEGER, event_version INTEGER, event_class TEXT, event_properties "
            "TEXT, meta_data TEXT, created_at TEXT);"
            "INSERT INTO stored_events VALUES(1,'u1',1,1,'Opened','{}','{}','2023-11-14 22:13:20');"
            "CREATE TABLE snapshots(id INTEGER PRIMARY KEY, aggregate_uuid TEXT, "
            "aggregate_version INTEGER, state BLOB, created_at TEXT, updated_at TEXT);"
            "INSERT INTO snapshots VALUES(1,'u1',1,x'1f8b08000000','2023-11-14 22:13:20',NULL),"
            "(2,'u1',NULL,'{}','2023-11-14 22:13:20',NULL),"
            "(3,'u1','two','{}','2023-11-14 22:13:20',NULL),"
            "(4,'u1',2,'{\"n\":','soon',NULL),(5,'u1',3,'{\"n\":1}',NULL,NULL)");
        QVERIFY(store);
        const Read read = readAll(*store, {{"u1"}, true});
        QVERIFY(!read.error);
        QCOMPARE(read.snapshots.size(), std::size_t(5));
        const auto message = [&](std::size_t i) {
            return QString::fromStdString(
                read.snapshots[i].damage ? read.snapshots[i].damage->message : std::string());
        };
        QVERIFY(message(0).contains(QStringLiteral("compressed but damaged")));
        QCOMPARE(message(1), QStringLiteral("The snapshot has no version."));
        QCOMPARE(message(2), QStringLiteral("The snapshot's version is no whole number."));
        QVERIFY(message(3).startsWith(QStringLiteral("The snapshot's time cannot be read")));
        QCOMPARE(read.snapshots[3].data.kind, Payload::Kind::Text);
        QVERIFY(message(4).isEmpty());
        QVERIFY(!read.snapshots[4].time);
    }

    void allSnapshotsAreReadPieceByPieceWhateverTheirKey_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("suffix");
        QTest::newRow("row ids with gaps") << QStringLiteral(", gap INTEGER") << QString();
        QTest::newRow("without row ids")
            << QStringLiteral(", gap INTEGER, PRIMARY KEY(originator_id, originator_version)")
            << QStringLiteral(" WITHOUT ROWID");
    }

    void allSnapshotsAreReadPieceByPieceWhateverTheirKey()
    {
        QFETCH(QString, key);
        QFETCH(QString, suffix);
        constexpr int kCount = 7000; // more than a piece
        std::string sql = manySnapshots(kCount, key.toUtf8().constData(),
                                        suffix.toUtf8().constData());
        const auto columns = sql.find("INSERT INTO stored_snapshots") + 28;
        sql.insert(columns, "(originator_id, originator_version, topic, state)");
        if (suffix.isEmpty())
            sql += "; UPDATE stored_snapshots SET rowid = rowid + 5000000 WHERE rowid > 3000;"
                   "UPDATE stored_snapshots SET rowid = -rowid WHERE rowid < 100;"
                   "UPDATE stored_snapshots SET rowid = 9223372036854775807 WHERE rowid = 200";
        const auto store = make(sql);
        QVERIFY(store);
        const Read all = readAll(*store, {});
        QVERIFY(!all.error);
        std::set<std::string> different;
        for (const Snapshot &snapshot : all.snapshots)
            different.insert(lineOf(snapshot));
        QCOMPARE(all.snapshots.size(), std::size_t(kCount));
        QCOMPARE(different.size(), std::size_t(kCount));
        QCOMPARE(readAll(*store, {{"a60", "a1700"}, true}).lines(),
                 QStringLiteral("a60|1|-|m:A|{\"n\":120}\na60|2|-|m:A|{\"n\":121}\n"
                                "a1700|1|-|m:A|{\"n\":3400}\na1700|2|-|m:A|{\"n\":3401}\n"));
    }

    void aVisitorOrAStopEndsTheReading()
    {
        const auto store = make(manySnapshots(5000, ""));
        QVERIFY(store);
        int visited = 0;
        QVERIFY(store->snapshots({}, [&](const Snapshot &) { return ++visited < 3; }, {}));
        QCOMPARE(visited, 3);
        std::stop_source stop;
        const auto read = store->snapshots(
            {},
            [&](const Snapshot &) {
                stop.request_stop();
                return true;
            },
            stop.get_token());
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::Cancelled);
    }

    // A database in log mode without a log is read without a lock. Who writes it then may put other pages where some are still to be read.
    void snapshotsOfAFileThatIsRewrittenMeanwhileAreReadAgain_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("suffix");
        QTest::newRow("row ids") << QString() << QString();
        QTest::newRow("without row ids")
            << QStringLiteral(", PRIMARY KEY(originator_id, originator_version)")
            << QStringLiteral(" WITHOUT ROWID");
        QTest::newRow("of a stream") << QStringLiteral(", CHECK(1)") << QString();
    }

    void snapshotsOfAFileThatIsRewrittenMeanwhileAreReadAgain()
    {
        QFETCH(QString, key);
        QFETCH(QString, suffix);
        constexpr int kCount = 7000; // more than a piece
        const auto store = make(
            manySnapshots(kCount, key.toUtf8().constData(), suffix.toUtf8().constData())
            + "; PRAGMA journal_mode = WAL");
        QVERIFY(store);
        const QString path = m_folder->filePath(QStringLiteral("s.db"));
        // Both are whole: the snapshots as they were, and with other states, at other places of the file.
        std::set<std::string> versions;
        for (int n = 0; n < kCount; ++n) {
            const std::string of = "a" + std::to_string(n / 2) + "|" + std::to_string(1 + n % 2);
            versions.insert(of + "|-|m:A|{\"n\":" + std::to_string(n) + "}");
            versions.insert(of + "|-|m:A|{\"n\":-1}");
        }
        SnapshotQuestion question{{}, true};
        if (QByteArray(QTest::currentDataTag()) == "of a stream")
            question.streams = {"a5", "a3000"};
        std::set<std::string> places;
        std::vector<std::string> wrong;
        std::string last;
        const auto read
            = store->snapshots(question,
                               [&](const Snapshot &snapshot) {
                                   if (last.empty()) {
                                       Database database(path);
                                       database.run(
                                           "UPDATE stored_snapshots SET state = "
                                           "'{\"topic\":\"m:A\",\"state\":{\"n\":-1}}';"
                                           "CREATE TABLE more AS SELECT * FROM stored_snapshots;"
                                           "DROP TABLE more; VACUUM");
                                   }
                                   last = lineOf(snapshot);
                                   if (!versions.contains(last)
                                       || !places.insert(last.substr(0, last.find("|-"))).second)
                                       wrong.push_back(last);
                                   return true;
                               },
                               {});
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QVERIFY2(wrong.empty(), wrong.empty() ? "" : wrong.front().c_str());
        QCOMPARE(places.size(), question.streams.empty() ? std::size_t(kCount) : std::size_t(4));
        QVERIFY(last.find("\"n\":-1") != std::string::npos);
    }

private:
    std::shared_ptr<Store> make(const std::string &sql)
    {
        m_folder.emplace();
        const QString path = m_folder->filePath(QStringLiteral("s.db"));
        Database(path).run(sql);
        auto store = openAt(path);
        if (!store)
            qWarning("%s", store.error().message.c_str());
        return store ? *store : nullptr;
    }

    QTemporaryDir m_config;
    std::optional<QTemporaryDir> m_folder;
};

// Each with a second stream, whose snapshot is not to be mixed up with those of the first.
void TestSnapshots::snapshotsOfTheFrameworkAreRead_data()
{
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("stream");
    QTest::addColumn<QString>("ofStream");
    const auto row = [](const char *name, const char *dialect, const char *sql, const char *stream,
                        const char *ofStream) {
        QTest::newRow(name) << QString::fromUtf8(dialect) << QString::fromUtf8(sql)
                            << QString::fromUtf8(stream) << QString::fromUtf8(ofStream);
    };
    row("Python eventsourcing", "pyeventsourcing",
        R"(CREATE TABLE stored_events(originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB, PRIMARY KEY(originator_id, originator_version));
        CREATE TABLE stored_snapshots(originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB, PRIMARY KEY(originator_id, originator_version)) WITHOUT ROWID;
        INSERT INTO stored_events VALUES('a1',1,'m:A.Opened','{}'),('b2',1,'m:A.Opened','{}');
        INSERT INTO stored_snapshots VALUES('a1',10,'eventsourcing.domain:Snapshot','{"timestamp":{"_type_":"datetime_iso","_data_":"2025-10-06T15:12:28+00:00"},"topic":"m:A","state":{"n":1}}'),
            ('a1',20,'eventsourcing.domain:Snapshot',x'1f8b08000000000002ff'),('b2',1,'x','{"state":{"n":3}}');
        UPDATE stored_snapshots SET state = '{"topic":"m:A","state":{"n":2}}' WHERE originator_version = 20)",
        "a1", "a1|10|2025-10-06T15:12:28.000000Z|m:A|{\"n\":1}\na1|20|-|m:A|{\"n\":2}\n");
    row("Axon, JPA names", "axon",
        R"(CREATE TABLE domain_event_entry(global_index INTEGER PRIMARY KEY, aggregate_identifier TEXT, sequence_number INTEGER, type TEXT, event_identifier TEXT, meta_data BLOB, payload BLOB, payload_revision TEXT, payload_type TEXT, time_stamp TEXT);
        CREATE TABLE snapshot_event_entry(aggregate_identifier TEXT, sequence_number INTEGER, type TEXT, event_identifier TEXT, meta_data BLOB, payload BLOB, payload_revision TEXT, payload_type TEXT, time_stamp TEXT, PRIMARY KEY(aggregate_identifier, sequence_number));
        INSERT INTO domain_event_entry VALUES(1,'g1',0,'Card','e1','{}','{}',NULL,'a.Issued','2025-05-05T09:31:38Z');
        INSERT INTO snapshot_event_entry VALUES('g1',4,'Card','s1','{}',CAST('{"left":8}' AS BLOB),NULL,'a.Card','2025-05-05T09:31:38.387Z'),('g2',4,'Card','s2','{}','<a.Card><left>3</left></a.Card>',NULL,'a.Card','2025-05-05T09:31:38.387Z'))",
        "g1", "g1|4|2025-05-05T09:31:38.387000Z|a.Card|{\"left\":8}\n");
    row("Axon, JDBC names, XStream", "axon-jdbc",
        R"(CREATE TABLE DomainEventEntry(globalIndex INTEGER PRIMARY KEY, aggregateIdentifier TEXT, sequenceNumber INTEGER, type TEXT, eventIdentifier TEXT, metaData BLOB, payload BLOB, payloadRevision TEXT, payloadType TEXT, timeStamp TEXT);
        CREATE TABLE SnapshotEventEntry(aggregateIdentifier TEXT, sequenceNumber INTEGER, type TEXT, eventIdentifier TEXT, metaData BLOB, payload BLOB, payloadRevision TEXT, payloadType TEXT, timeStamp TEXT);
        INSERT INTO DomainEventEntry VALUES(1,'g2',0,'Card','e1','{}','{}',NULL,'a.Issued','2025-05-05T09:31:38Z');
        INSERT INTO SnapshotEventEntry VALUES('g1',4,'Card','s1','{}','{}',NULL,'a.Card','2025-05-05T09:31:38Z'),('g2',4,'Card','s2','{}','<a.Card><left>3</left></a.Card>',NULL,'a.Card','2025-05-05T09:31:38Z'))",
        "g2", "g2|4|2025-05-05T09:31:38.000000Z|a.Card|{\"left\":\"3\"}\n");
    row("Akka JDBC", "akka-jdbc",
        R"(CREATE TABLE event_journal(ordering INTEGER PRIMARY KEY, persistence_id TEXT, sequence_number INTEGER, deleted INTEGER, writer TEXT, write_timestamp INTEGER, adapter_manifest TEXT, event_ser_id INTEGER, event_ser_manifest TEXT, event_payload BLOB, meta_ser_id INTEGER, meta_ser_manifest TEXT, meta_payload BLOB);
        CREATE TABLE snapshot(persistence_id TEXT, sequence_number INTEGER, created INTEGER, snapshot_ser_id INTEGER, snapshot_ser_manifest TEXT, snapshot_payload BLOB, meta_ser_id INTEGER, meta_ser_manifest TEXT, meta_payload BLOB);
        INSERT INTO event_journal VALUES(1,'Cart|c1',1,0,'w',1700000000000,'',33,'Added','{}',NULL,NULL,NULL);
        INSERT INTO snapshot VALUES('Cart|c1',100,1700000000123,33,'','{"items":2}',NULL,NULL,NULL),('Cart|c2',100,1700000000123,33,'Cart','{}',NULL,NULL,NULL))",
        "Cart|c1", "Cart|c1|100|2023-11-14T22:13:20.123000Z|serializer 33|{\"items\":2}\n");
    row("Akka.NET", "akka-net",
        R"(CREATE TABLE event_journal(ordering INTEGER PRIMARY KEY, persistence_id TEXT, sequence_nr INTEGER, is_deleted INTEGER, manifest TEXT, timestamp INTEGER, payload BLOB, tags TEXT, serializer_id INTEGER);
        CREATE TABLE snapshot(persistence_id TEXT, sequence_nr INTEGER, created_at INTEGER, manifest TEXT, payload BLOB, serializer_id INTEGER);
        INSERT INTO event_journal VALUES(1,'p1',1,0,'Added',638355968000000000,'{}','',1);
        INSERT INTO snapshot VALUES('p1',5,638355968001230000,'Cart, App',CAST('{"$type":"Cart"}' AS BLOB),1),('p2',5,638355968001230000,'Cart, App','{}',1))",
        "p1", "p1|5|2023-11-14T22:13:20.123000Z|Cart, App|{\"$type\":\"Cart\"}\n");
    row("cqrs-es", "cqrs-es",
        R"(CREATE TABLE events(aggregate_type TEXT, aggregate_id TEXT, sequence INTEGER, event_type TEXT, event_version TEXT, payload TEXT, metadata TEXT, PRIMARY KEY(aggregate_type, aggregate_id, sequence));
        CREATE TABLE snapshots(aggregate_type TEXT, aggregate_id TEXT, last_sequence INTEGER, current_snapshot INTEGER, payload TEXT, PRIMARY KEY(aggregate_type, aggregate_id, last_sequence));
        INSERT INTO events VALUES('account','x1',1,'Opened','1.0','{"Opened":{}}','{}');
        INSERT INTO snapshots VALUES('account','x1',3,1,'{"balance":5}'),('account','x2',3,1,'{}'))",
        "x1", "x1|3|-|account|{\"balance\":5}\n");
    row("NEventStore", "neventstore",
        "CREATE TABLE Commits(BucketId TEXT, StreamId TEXT, StreamIdOriginal TEXT, StreamRevision INTEGER, Items INTEGER, CommitId BLOB, CommitSequence INTEGER, CommitStamp TEXT, CheckpointNumber INTEGER PRIMARY KEY, Headers BLOB, Payload BLOB);"
        "CREATE TABLE Snapshots(BucketId TEXT, StreamId TEXT, StreamRevision INTEGER, Payload BLOB, PRIMARY KEY(BucketId, StreamId, StreamRevision));"
        "INSERT INTO Commits VALUES('default','AA11','order-1',1,1,x'00',1,'2023-11-14 22:13:20',1,NULL,'[{\"Headers\":{},\"Body\":{\"$type\":\"A, B\"}}]');"
        "INSERT INTO Snapshots VALUES('default','AA11',5,CAST(x'efbbbf' || '{\"n\":5}' AS BLOB)),('default','BB22',5,'{}')",
        "order-1", "order-1|5|-|snapshot|{\"n\":5}\n");
    row("commanded", "commanded",
        R"(CREATE TABLE streams(stream_id INTEGER PRIMARY KEY, stream_uuid TEXT, stream_version INTEGER, created_at TEXT, deleted_at TEXT);
        CREATE TABLE events(event_id TEXT PRIMARY KEY, event_type TEXT, causation_id TEXT, correlation_id TEXT, data BLOB, metadata BLOB, created_at TEXT);
        CREATE TABLE stream_events(event_id TEXT, stream_id INTEGER, stream_version INTEGER, original_stream_id INTEGER, original_stream_version INTEGER);
        CREATE TABLE snapshots(source_uuid TEXT PRIMARY KEY, source_version INTEGER, source_type TEXT, data BLOB, metadata BLOB, created_at TEXT);
        INSERT INTO streams VALUES(0,'$all',1,NULL,NULL),(1,'acc-1',1,NULL,NULL);
        INSERT INTO events VALUES('e1','Opened',NULL,NULL,'{}','{}','2023-11-14 22:13:20');
        INSERT INTO stream_events VALUES('e1',1,1,1,1),('e1',0,1,1,1);
        INSERT INTO snapshots VALUES('acc-1',10,'Elixir.Account','{"n":1}','{}','2023-11-14 22:13:20'),('acc-2',10,'Elixir.Account','{}','{}','2023-11-14 22:13:20'))",
        "acc-1", "acc-1|10|2023-11-14T22:13:20.000000Z|Elixir.Account|{\"n\":1}\n");
    row("spatie", "spatie",
        R"(CREATE TABLE stored_events(id INTEGER PRIMARY KEY, aggregate_uuid TEXT, aggregate_version INTEGER, event_version INTEGER, event_class TEXT, event_properties TEXT, meta_data TEXT, created_at TEXT);
        CREATE TABLE snapshots(id INTEGER PRIMARY KEY, aggregate_uuid TEXT, aggregate_version INTEGER, state TEXT, created_at TEXT, updated_at TEXT);
        INSERT INTO stored_events VALUES(1,'u1',1,1,'Opened','{}','{}','2023-11-14 22:13:20');
        INSERT INTO snapshots VALUES(1,'u1',2,'{"n":1}','2023-11-14 22:13:20',NULL),(2,'u1',4,'{"n":2}','2023-11-14 22:13:21',NULL),(3,'u2',2,'{}','2023-11-14 22:13:20',NULL))",
        "u1",
        "u1|2|2023-11-14T22:13:20.000000Z|snapshot|{\"n\":1}\nu1|4|2023-11-14T22:13:21.000000Z|snapshot|{\"n\":2}\n");
    row("hallgren", "hallgren",
        R"(CREATE TABLE events(seq INTEGER PRIMARY KEY, id TEXT, version INTEGER, reason TEXT, type TEXT, timestamp TEXT, data BLOB, metadata BLOB, UNIQUE(id, type, version));
        CREATE TABLE snapshots(id TEXT, type TEXT, version INTEGER, global_version INTEGER, state BLOB);
        INSERT INTO events VALUES(1,'f1',1,'Taken','Flier','2023-11-14T22:13:20Z','{}','null');
        INSERT INTO snapshots VALUES('f1','Flier',90,1004,'{"Miles":5}'),('f1','Other',90,1004,'{}'))",
        "Flier/f1", "Flier/f1|90|-|Flier|{\"Miles\":5}\n");
    row("eventually-rs", "eventually-rs",
        R"(CREATE TABLE event_streams(event_stream_id TEXT PRIMARY KEY, version INTEGER);
        CREATE TABLE events(event_stream_id TEXT, type TEXT, version INTEGER, event BLOB, metadata TEXT);
        CREATE TABLE aggregates(aggregate_id TEXT PRIMARY KEY, type TEXT, version INTEGER, state BLOB);
        INSERT INTO event_streams VALUES('s1',1);
        INSERT INTO events VALUES('s1','Opened',1,'{}','{}');
        INSERT INTO aggregates VALUES('s1','Order',1,'{"n":1}'),('s2','Order',1,'{}'))",
        "s1", "s1|1|-|Order|{\"n\":1}\n");
    row("EventFlow", "eventflow",
        R"(CREATE TABLE EventFlow(GlobalSequenceNumber INTEGER PRIMARY KEY, BatchId TEXT, AggregateId TEXT, AggregateName TEXT, Data TEXT, Metadata TEXT, AggregateSequenceNumber INTEGER);
        CREATE TABLE EventFlowSnapshots(Id INTEGER PRIMARY KEY, AggregateId TEXT, AggregateName TEXT, AggregateSequenceNumber INTEGER, Data TEXT, Metadata TEXT);
        INSERT INTO EventFlow VALUES(1,'b','t-1','Thing','{}','{"event_name":"Opened"}',1);
        INSERT INTO EventFlowSnapshots VALUES(1,'t-1','Thing',1,'{"n":1}','{}'),(2,'t-2','Thing',1,'{}','{}'))",
        "t-1", "t-1|1|-|Thing|{\"n\":1}\n");
    row("ocoda with a pool", "ocoda",
        R"(CREATE TABLE "shop-events"(stream_id TEXT, version INTEGER, event TEXT, payload TEXT, event_date TEXT, event_id TEXT, aggregate_id TEXT, occurred_on TEXT, PRIMARY KEY(stream_id, version));
        CREATE TABLE "shop-snapshots"(stream_id TEXT, version INTEGER, payload TEXT, snapshot_id TEXT, aggregate_id TEXT, registered_on TEXT, aggregate_name TEXT, latest TEXT);
        CREATE TABLE other_snapshots(name TEXT);
        INSERT INTO "shop-events" VALUES('cart-1',1,'added','{}','2023-11','01','1','2023-11-14 22:13:20');
        INSERT INTO "shop-snapshots" VALUES('cart-1',1,'{"n":1}','01','1','2023-11-14 22:13:20','cart',NULL),('cart-2',1,'{}','02','2','2023-11-14 22:13:20','cart',NULL))",
        "cart-1", "cart-1|1|2023-11-14T22:13:20.000000Z|cart|{\"n\":1}\n");
    row("Sequent, whose snapshots have the number of the next event", "sequent",
        R"(CREATE TABLE events(aggregate_id TEXT, partition_key TEXT, sequence_number INTEGER, created_at TEXT, command_id INTEGER, event_type_id INTEGER, event_json TEXT, xact_id INTEGER);
        CREATE TABLE event_types(id INTEGER PRIMARY KEY, type TEXT);
        CREATE TABLE snapshot_records(aggregate_id TEXT, sequence_number INTEGER, created_at TEXT, snapshot_type TEXT, snapshot_json TEXT, PRIMARY KEY(aggregate_id, sequence_number));
        INSERT INTO event_types VALUES(1,'Opened');
        INSERT INTO events VALUES('g1','',1,'2023-11-14 22:13:20',NULL,1,'{}',NULL);
        INSERT INTO snapshot_records VALUES('g1',2,'2023-11-14 22:13:20','Snap','{"n":1}'),('g2',2,'2023-11-14 22:13:20','Snap','{}'))",
        "g1", "g1|1|2023-11-14T22:13:20.000000Z|Snap|{\"n\":1}\n");
    row("reSolve, a text with JSON in an envelope", "resolve",
        R"(CREATE TABLE events(threadId INTEGER, threadCounter INTEGER, timestamp INTEGER, aggregateId TEXT, aggregateVersion INTEGER, type TEXT, payload TEXT, PRIMARY KEY(threadId, threadCounter));
        CREATE TABLE snapshots(snapshotKey TEXT PRIMARY KEY, content TEXT);
        INSERT INTO events VALUES(0,0,1700000000000,'r1',1,'Opened','{}');
        INSERT INTO snapshots VALUES('AG;hash;r1','{"state":"{\"n\":1}","version":7,"cursor":"x"}'),('AG;hash;r2','{"state":"{}","version":7}'),('VM;hash;r1','{"state":"{}"}'))",
        "r1", "r1|7|-|snapshot|{\"n\":1}\n");
    row("act, whose snapshots are events", "rotorsoft-act",
        R"(CREATE TABLE events(id INTEGER PRIMARY KEY, stream TEXT, version INTEGER, name TEXT, data TEXT, meta TEXT, created TEXT, pii TEXT);
        CREATE TABLE streams(stream TEXT, source TEXT, at INTEGER, retry INTEGER, blocked INTEGER, error TEXT);
        INSERT INTO events VALUES(1,'t-1',0,'Opened','{}','{}','2023-11-14T22:13:20Z',NULL),(2,'t-1',1,'__snapshot__','{"n":1}','{}','2023-11-14T22:13:20Z',NULL),(3,'t-2',1,'__snapshot__','{}','{}','2023-11-14T22:13:20Z',NULL))",
        "t-1", "t-1|0|2023-11-14T22:13:20.000000Z|snapshot|{\"n\":1}\n");
    row("Marten, documents of streams", "marten",
        R"(CREATE TABLE mt_events(seq_id INTEGER PRIMARY KEY, id TEXT, stream_id TEXT, version INTEGER, data TEXT, type TEXT, timestamp TEXT, tenant_id TEXT, mt_dotnet_type TEXT, is_archived INTEGER);
        CREATE TABLE mt_streams(id TEXT PRIMARY KEY, type TEXT, version INTEGER, timestamp TEXT);
        CREATE TABLE mt_doc_order(id TEXT PRIMARY KEY, data TEXT, mt_last_modified TEXT, mt_version INTEGER, mt_dotnet_type TEXT);
        CREATE TABLE mt_doc_user(id TEXT PRIMARY KEY, data TEXT, mt_last_modified TEXT, mt_version TEXT, mt_dotnet_type TEXT);
        CREATE TABLE mt_doc_plain(id TEXT PRIMARY KEY, data TEXT);
        INSERT INTO mt_events VALUES(1,'e1','o1',1,'{}','opened','2023-11-14 22:13:20+00','*DEFAULT*','A',0);
        INSERT INTO mt_streams VALUES('o1','order',1,NULL),('o2','order',1,NULL);
        INSERT INTO mt_doc_order VALUES('o1','{"n":1}','2023-11-14 22:13:20+00',1,'App.Order'),('o2','{}','2023-11-14 22:13:20+00',1,'App.Order'),('zz','{}','2023-11-14 22:13:20+00',1,'App.Order');
        INSERT INTO mt_doc_user VALUES('o1','{}','2023-11-14 22:13:20+00','0190-uuid','App.User'))",
        "o1", "o1|1|2023-11-14T22:13:20.000000Z|App.Order|{\"n\":1}\n");
    row("Marten, documents of tenants", "marten",
        R"(CREATE TABLE mt_events(seq_id INTEGER PRIMARY KEY, id TEXT, stream_id TEXT, version INTEGER, data TEXT, type TEXT, timestamp TEXT, tenant_id TEXT);
        CREATE TABLE mt_streams(tenant_id TEXT, id TEXT, type TEXT, version INTEGER, PRIMARY KEY(tenant_id, id));
        CREATE TABLE mt_doc_order(tenant_id TEXT, id TEXT, data TEXT, mt_last_modified TEXT, mt_version INTEGER, mt_dotnet_type TEXT, PRIMARY KEY(tenant_id, id));
        INSERT INTO mt_events VALUES(1,'e1','o1',1,'{}','opened','2023-11-14 22:13:20+00','red'),(2,'e2','o1',1,'{}','opened','2023-11-14 22:13:20+00','blue');
        INSERT INTO mt_streams VALUES('red','o1','order',1),('blue','o1','order',1);
        INSERT INTO mt_doc_order VALUES('red','o1','{"n":1}','2023-11-14 22:13:20+00',1,'App.Order'),('blue','o1','{"n":2}','2023-11-14 22:13:20+00',1,'App.Order'))",
        "red/o1", "red/o1|1|2023-11-14T22:13:20.000000Z|App.Order|{\"n\":1}\n");
    row("prooph", "prooph",
        R"(CREATE TABLE event_streams(no INTEGER PRIMARY KEY, real_stream_name TEXT, stream_name CHAR(41), metadata TEXT, category TEXT);
        CREATE TABLE _aa11(no INTEGER PRIMARY KEY, event_id TEXT, event_name TEXT, payload TEXT, metadata TEXT, created_at TEXT);
        CREATE TABLE snapshots(aggregate_id TEXT UNIQUE, aggregate_type TEXT, last_version INTEGER, created_at TEXT, aggregate_root BLOB);
        INSERT INTO event_streams VALUES(1,'users','_aa11','[]',NULL);
        INSERT INTO _aa11 VALUES(1,'e1','Registered','{}','{"_aggregate_id":"u-1","_aggregate_version":1}','2023-11-14 22:13:20.000001');
        INSERT INTO snapshots VALUES('u-1','User',1,'2023-11-14T22:13:20.000001','a:1:{s:1:"n";i:1;}'),('u-2','User',1,'2023-11-14T22:13:20.000001','a:0:{}'))",
        "u-1", "u-1|1|2023-11-14T22:13:20.000001Z|User|{\"n\":1}\n");
}

QTEST_GUILESS_MAIN(TestSnapshots)
#include "tst_snapshots.moc"
