// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitetest.h"

#include "event/loader.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <limits>

using namespace eventscope;
using namespace eventscope::test;

namespace {

std::vector<std::string> positionsOf(const std::vector<Seen> &events)
{
    std::vector<std::string> positions;
    for (const Seen &event : events)
        positions.push_back(event.position);
    return positions;
}

std::vector<std::uint64_t> locatorsOf(const std::vector<Seen> &events)
{
    std::vector<std::uint64_t> locators;
    for (const Seen &event : events)
        locators.push_back(event.locator);
    return locators;
}

} // namespace

class TestSqlite : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_number = 0;

    QString newPath() { return m_folder.filePath(QStringLiteral("store%1.db").arg(++m_number)); }

    // A store made by the SQL, scanned with small batches.
    struct Opened {
        std::shared_ptr<Store> store;
        std::vector<Seen> events;
        std::vector<std::size_t> batches;
    };
    Opened opened(const QString &path, OpenOptions options = smallBatches())
    {
        auto store = openAt(path, std::move(options));
        if (!store)
            qFatal("%s", store.error().message.c_str());
        Collector seen(**store);
        if (const auto scanned = (*store)->scan(seen, {}); !scanned)
            qFatal("%s", scanned.error().message.c_str());
        return {*store, seen.events, seen.batches};
    }
    Opened made(const std::string &sql, OpenOptions options = smallBatches())
    {
        const QString path = newPath();
        Database(path).run(sql);
        return opened(path, std::move(options));
    }
    static Record recordOf(const Opened &from, std::size_t index)
    {
        auto record = (*from.store->reader())->read(from.events.at(index).locator);
        if (!record)
            qFatal("%s", record.error().message.c_str());
        return std::move(*record);
    }

private Q_SLOTS:
    void theFirstBatchIsSmallAndTheOthersAreLarger()
    {
        const QString path = newPath();
        Database database(path);
        database.run(kEventsTable);
        database.run(insertEvents(1, 20));
        database.close();
        OpenOptions options;
        options.firstBatch = 2;
        options.batch = 7;
        const Opened store = opened(path, options);
        QCOMPARE(store.batches, (std::vector<std::size_t>{2, 7, 7, 4}));
        for (int i = 0; i < 20; ++i)
            QCOMPARE(store.events[static_cast<std::size_t>(i)].position, std::to_string(i + 1));
        const Seen &event = store.events[4];
        QCOMPARE(event.id, std::string("e5"));
        QCOMPARE(event.stream, std::string("order-2"));
        QCOMPARE(event.streamType, std::string("order"));
        QCOMPARE(event.version, 2);
        QCOMPARE(event.correlation, std::string("c2"));
        QCOMPARE(event.causation, std::string("e4"));
        QCOMPARE(event.time, std::string("2023-11-14T22:13:25.000000Z"));
        QVERIFY(event.payloadSize == 7 && event.hasStream && !event.damaged);
    }

    void anotherScanDeliversOnlyWhatCameSince()
    {
        const QString path = newPath();
        Database database(path);
        database.run(kEventsTable);
        database.run(insertEvents(1, 5));
        const Opened store = opened(path);
        QCOMPARE(store.events.size(), std::size_t(5));
        Collector more(*store.store);
        QVERIFY(store.store->scan(more, {}).has_value());
        QVERIFY(more.events.empty());
        database.run(insertEvents(6, 4));
        QVERIFY(store.store->scan(more, {}).has_value());
        QCOMPARE(positionsOf(more.events), (std::vector<std::string>{"6", "7", "8", "9"}));
    }

    void theSmallestAndTheLargestRowIdAreRead()
    {
        const Opened store = made(
            std::string(kEventsTable)
            + ";INSERT INTO events(position, stream_id, type, data) VALUES(-9223372036854775808,'a','A','{}'),(0,'a','B','{}'),"
              "(9223372036854775807,'a','C','{}')");
        QCOMPARE(positionsOf(store.events),
                 (std::vector<std::string>{"-9223372036854775808", "0", "9223372036854775807"}));
        QCOMPARE(recordOf(store, 0).type, std::string("A"));
        QCOMPARE(recordOf(store, 2).type, std::string("C"));
        Collector more(*store.store);
        QVERIFY(store.store->scan(more, {}).has_value());
        QVERIFY(more.events.empty());
    }

    void positionsInAnotherColumnSetTheOrder()
    {
        const Opened store = made(
            "CREATE TABLE log(id TEXT PRIMARY KEY, global_position INTEGER, stream_id TEXT, type TEXT, data TEXT);"
            "INSERT INTO log VALUES('c',30,'s-1','C','{\"n\":3}'),('a',10,'s-1','A','{\"n\":1}'),('d',9007199254740993,'s-1','D','{}'),"
            "('b',20,'s-1','B','{\"n\":2}'),('e',9007199254740992,'s-1','E','{}')");
        QCOMPARE(positionsOf(store.events),
                 (std::vector<std::string>{"10", "20", "30", "9007199254740992",
                                           "9007199254740993"}));
        QCOMPARE(recordOf(store, 1).data.text, std::string("{\"n\":2}"));
        QCOMPARE(recordOf(store, 1).position, std::string("20"));
    }

    void textPositionsAreLabels()
    {
        const Opened store = made(
            "CREATE TABLE log(global_position TEXT PRIMARY KEY, stream_id TEXT, type TEXT, data TEXT) WITHOUT ROWID;"
            "INSERT INTO log VALUES('01J-c','s-1','C','{}'),('01J-a','s-1','A','{}'),('01J-b','s-1','B','{\"n\":2}')");
        QCOMPARE(positionsOf(store.events), (std::vector<std::string>{"01J-a", "01J-b", "01J-c"}));
        QCOMPARE(recordOf(store, 1).data.text, std::string("{\"n\":2}"));
        QCOMPARE(recordOf(store, 1).position, std::string("01J-b"));
    }

    void tablesWithoutRowIdAreReadByTimeAndFollowed()
    {
        const QString path = newPath();
        Database database(path);
        database.run(
            "CREATE TABLE log(id TEXT, stream_id TEXT, version INTEGER, type TEXT, data TEXT, created_at TEXT,"
            " PRIMARY KEY(stream_id, version)) WITHOUT ROWID;"
            "INSERT INTO log VALUES('1','b',1,'A','{\"n\":1}','2025-01-01T00:00:01Z'),('2','a',1,'A','{\"n\":2}','2025-01-01T00:00:02Z'),"
            "('3','b',2,'B','{\"n\":3}','2025-01-01T00:00:03Z'),('4','a',2,'B','{\"n\":4}','2025-01-01T00:00:04Z')");
        const Opened store = opened(path);
        QCOMPARE(store.events.size(), std::size_t(4));
        for (std::size_t i = 0; i < 4; ++i) {
            QCOMPARE(store.events[i].id, std::to_string(i + 1));
            QCOMPARE(store.events[i].position, std::to_string(i + 1));
            QCOMPARE(recordOf(store, i).data.text, "{\"n\":" + std::to_string(i + 1) + "}");
        }
        database.run("INSERT INTO log VALUES('5','a',3,'C','{}','2025-01-01T00:00:05Z')");
        QCOMPARE(*store.store->change(), SourceChange::Appended);
        Collector more(*store.store);
        QVERIFY(store.store->scan(more, {}).has_value());
        QCOMPARE(more.events.size(), std::size_t(1));
        QCOMPARE(more.events[0].id, std::string("5"));
        QCOMPARE(more.events[0].position, std::string("5"));
    }

    void aViewCanBeNamed()
    {
        OpenOptions options = smallBatches();
        options.table = "mapped";
        const Opened store = made(
            "CREATE TABLE raw(k INTEGER, s TEXT, b TEXT); INSERT INTO raw VALUES(2,'s-1','{\"n\":2}'),(1,'s-1','{\"n\":1}'),(NULL,'s-2','{}');"
            "CREATE VIEW mapped AS SELECT k AS global_position, s AS stream_id, 'Happened' AS event_type, b AS data FROM raw",
            options);
        QCOMPARE(store.events.size(), std::size_t(3));
        QVERIFY(store.events[0].damaged); // no position; it sorts first
        QCOMPARE(store.events[1].position, std::string("1"));
        QCOMPARE(recordOf(store, 2).data.text, std::string("{\"n\":2}"));
    }

    void aColumnCalledRowidHidesNothing()
    {
        const Opened store = made(
            "CREATE TABLE log(rowid TEXT, stream_id TEXT, type TEXT, data TEXT);"
            "INSERT INTO log VALUES('z','s-1','A','{}'),('y','s-1','B','{}'),('x','s-1','C','{}'),('w','s-1','D','{}')");
        QCOMPARE(store.events.size(), std::size_t(4));
        QCOMPARE(store.events[0].type, std::string("A"));
        QCOMPARE(store.events[3].type, std::string("D"));
    }

    void nullInEveryColumnIsAVisibleRow()
    {
        const Opened store = made(
            std::string(kEventsTable) + ";" + insertEvents(1, 3)
            + ";INSERT INTO events VALUES(4,NULL,NULL,NULL,NULL,NULL,NULL,NULL)");
        QCOMPARE(store.events.size(), std::size_t(4));
        const Seen &event = store.events[3];
        QVERIFY(!event.hasStream && event.damaged && !event.hasVersion);
        QCOMPARE(event.time, std::string());
        const Record record = recordOf(store, 3);
        QVERIFY(record.damage.has_value());
        QVERIFY(record.damage->message.find("no type") != std::string::npos);
        QCOMPARE(record.data.kind, Payload::Kind::Absent);
        QCOMPARE(record.metadata.kind, Payload::Kind::Absent);
        QVERIFY(!record.version && !record.time);
    }

    void anEventWithoutAStreamIsNotDamaged()
    {
        const Opened store = made(
            std::string(kEventsTable) + ";" + insertEvents(1, 3)
            + ";INSERT INTO events(position, type, data) VALUES(4,'Global','{}')");
        QVERIFY(!store.events[3].hasStream && !store.events[3].damaged);
    }

    void whatContradictsItsRoleIsDamaged_data()
    {
        QTest::addColumn<QString>("values");
        QTest::addColumn<QString>("words");
        QTest::newRow("version") << "9,'i','s-1','first','T','{}','{}','2025-01-01'"
                                 << "version";
        QTest::newRow("broken version") << "9,'i','s-1',1.5,'T','{}','{}','2025-01-01'"
                                        << "version";
        QTest::newRow("time") << "9,'i','s-1',1,'T','{}','{}','soon'"
                              << "time";
        QTest::newRow("year 10000") << "9,'i','s-1',1,'T','{}','{}',99999999999999999"
                                    << "time";
        QTest::newRow("empty type") << "9,'i','s-1',1,'','{}','{}','2025-01-01'"
                                    << "type";
    }

    void whatContradictsItsRoleIsDamaged()
    {
        QFETCH(QString, values);
        QFETCH(QString, words);
        const Opened store = made(std::string(kEventsTable) + ";" + insertEvents(1, 3)
                                  + ";INSERT INTO events VALUES(" + values.toStdString() + ")");
        QCOMPARE(store.events.size(), std::size_t(4));
        QVERIFY(store.events[3].damaged);
        const Record record = recordOf(store, 3);
        QVERIFY(record.damage.has_value());
        QVERIFY2(QString::fromStdString(record.damage->message).contains(words),
                 record.damage->message.c_str());
        QCOMPARE(record.data.text, std::string("{}"));
    }

    void oddValuesAreReadExactly()
    {
        const std::string longName(10'000, 'n');
        const Opened store = made(
            std::string(kEventsTable) + ";" + insertEvents(1, 3)
            + ";INSERT INTO events VALUES(4,9007199254740993,'x',-5,'T','{\"n\":9007199254740993,\"d\":0.10}','{}','0001-01-01T00:00:00Z'),"
              "(5,x'00112233445566778899aabbccddeeff',x'ff00',7.0,'T',x'00ff','{}','9999-12-31T23:59:59.999999Z'),"
              "(6,'i','"
            + longName
            + "','8','T','a <b>&amp;</b>','{}','2025-01-01 00:00:00'),"
              "(7,'i','"
            + "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7-\xf0\x9f\x9b\x92"
            + "',9,'T','','{\"correlationId\":7,\"causation_id\":\"a\\u00e9\"}',NULL),"
              "(8,'i',CAST(x'6fff2d31' AS TEXT),10,'T',42,'{}',NULL)");
        QCOMPARE(store.events[3].id, std::string("9007199254740993"));
        QCOMPARE(store.events[3].version, -5);
        QCOMPARE(store.events[3].time, std::string("0001-01-01T00:00:00.000000Z"));
        QCOMPARE(recordOf(store, 3).data.text, std::string("{\"n\":9007199254740993,\"d\":0.10}"));
        QCOMPARE(store.events[4].id, std::string("00112233-4455-6677-8899-aabbccddeeff"));
        QCOMPARE(store.events[4].stream, std::string("ff00"));
        QCOMPARE(store.events[4].version, 7);
        QCOMPARE(store.events[4].time, std::string("9999-12-31T23:59:59.999999Z"));
        QCOMPARE(recordOf(store, 4).data.kind, Payload::Kind::Binary);
        QCOMPARE(store.events[5].stream, longName);
        QCOMPARE(store.events[5].version, 8);
        QCOMPARE(recordOf(store, 5).data.kind, Payload::Kind::Text);
        QCOMPARE(store.events[6].correlation, std::string("7"));
        QCOMPARE(store.events[6].causation, std::string("a\xc3\xa9"));
        QVERIFY(store.events[6].stream.ends_with("\xf0\x9f\x9b\x92"));
        QCOMPARE(recordOf(store, 6).data.kind, Payload::Kind::Text);
        QCOMPARE(store.events[7].stream, std::string("o\xff-1"));
        QCOMPARE(recordOf(store, 7).data.text, std::string("42"));
        for (const Seen &event : store.events)
            QVERIFY(!event.damaged);
    }

    void linksAreFoundUnderTheirUsualNames_data()
    {
        QTest::addColumn<QString>("metadata");
        QTest::addColumn<QString>("correlation");
        QTest::addColumn<QString>("causation");
        for (const char *const names :
             {"correlationId causationId", "correlation_id causation_id",
              "correlation-id causation-id", "$correlationId $causationId",
              "correlationid causationid", "CorrelationId CausationId"}) {
            const QStringList both = QString::fromLatin1(names).split(u' ');
            QTest::newRow(names) << QStringLiteral(
                                        "{\"a\":{\"b\":[1,\"}\"]},\"%1\":\"c-1\",\"%2\":\"e-1\"}")
                                        .arg(both[0], both[1])
                                 << "c-1"
                                 << "e-1";
        }
        QTest::newRow("null") << "{\"correlationId\":null,\"causationId\":\"e\"}"
                              << ""
                              << "e";
        QTest::newRow("an object")
            << "{\"correlationId\":{\"x\":1},\"causationId\":12345678901234567890}"
            << ""
            << "12345678901234567890";
        QTest::newRow("deeper") << "{\"x\":{\"correlationId\":\"no\"}}"
                                << ""
                                << "";
        QTest::newRow("broken behind") << "{\"correlationId\":\"c\", oops"
                                       << ""
                                       << "";
        QTest::newRow("a list") << "[{\"correlationId\":\"c\"}]"
                                << ""
                                << "";
        QTest::newRow("none") << ""
                              << ""
                              << "";
    }

    void linksAreFoundUnderTheirUsualNames()
    {
        QFETCH(QString, metadata);
        QFETCH(QString, correlation);
        QFETCH(QString, causation);
        const Opened store = made(std::string(kEventsTable) + ";" + insertEvents(1, 3)
                                  + ";INSERT INTO events VALUES(4,'i','s-1',1,'T','{}','"
                                  + metadata.toStdString() + "',NULL)");
        QCOMPARE(QString::fromStdString(store.events[3].correlation), correlation);
        QCOMPARE(QString::fromStdString(store.events[3].causation), causation);
        if (!metadata.contains(QStringLiteral("oops"))) {
            const Record record = recordOf(store, 3);
            QCOMPARE(QString::fromStdString(record.correlationId), correlation);
            QCOMPARE(QString::fromStdString(record.causationId), causation);
        }
    }

    void utf16DatabasesAreReadAsUtf8()
    {
        const Opened store = made(
            "PRAGMA encoding='UTF-16le';" + std::string(kEventsTable)
            + ";INSERT INTO events VALUES(1,'i','straße-1',1,'T','{\"ü\":1}','{\"correlationId\":\"c\"}','2025-01-01')");
        QCOMPARE(store.events[0].stream, std::string("straße-1"));
        QCOMPARE(store.events[0].correlation, std::string("c"));
        QCOMPARE(store.events[0].payloadSize, 8U);
        QCOMPARE(recordOf(store, 0).data.text, std::string("{\"ü\":1}"));
    }

    void manyPayloadsAreReadWhateverTheirOrder()
    {
        const QString path = newPath();
        Database database(path);
        database.run(kEventsTable);
        database.run(insertEvents(1, 200));
        database.run("DELETE FROM events WHERE position IN (50, 51, 120)");
        database.close();
        const Opened store = opened(path);
        const auto reader = store.store->reader();
        QVERIFY(reader.has_value());
        const auto other = store.store->reader();
        QVERIFY(other.has_value());
        const auto all = locatorsOf(store.events);
        std::vector<std::uint64_t> reversed(all.rbegin(), all.rend());
        std::vector<std::uint64_t> sparse;
        for (std::size_t i = 0; i < all.size(); i += 37)
            sparse.push_back(all[i]);
        for (const auto &locators : {all, reversed, sparse, std::vector<std::uint64_t>{}}) {
            std::size_t visited = 0;
            const auto read = (*reader)->readMany(
                locators, true,
                [&](std::size_t index, const RecordReader::View &view) {
                    const auto record = other.value()->read(locators[index]);
                    if (view.id.empty() || !record || view.id != record->id)
                        qFatal("wrong id");
                    if (view.data != "{\"n\":" + std::to_string(locators[index]) + "}"
                        || view.metadata.find("correlationId") == view.metadata.npos)
                        qFatal("wrong payload");
                    ++visited;
                    return true;
                },
                {});
            QVERIFY(read.has_value());
            QCOMPARE(visited, locators.size());
        }
        std::size_t visited = 0;
        QVERIFY((*reader)
                    ->readMany(all, false,
                               [&](std::size_t, const RecordReader::View &view) {
                                   return view.metadata.empty() && ++visited < 5;
                               },
                               {})
                    .has_value());
        QCOMPARE(visited, std::size_t(5));

        std::stop_source stop;
        stop.request_stop();
        const auto stopped = (*reader)->readMany(
            all, false, [](std::size_t, const RecordReader::View &) { return true; },
            stop.get_token());
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    }

    void thePrefilterMissesNothingThatIsWrittenWithEscapes()
    {
        const QString path = newPath();
        Database database(path);
        database.run(kEventsTable);
        database.run(
            "INSERT INTO events(position, stream_id, type, data) VALUES(1,'s','T','{\"a\":\"Łukasz\"}'),(2,'s','T','{\"a\":\"\\u0141ukasz\"}'),"
            "(3,'s','T','{\"a\":\"Adam\"}'),(4,'s','T','{\"a\":\"line\\nbreak\"}'),(5,'s','T','{\"a\":\"a\\/b\"}'),(6,'s','T',NULL),"
            "(7,'s','T',CAST('{\"a\":\"Łukasz\"}' AS BLOB)),(8,'s','T',x'1f8b080000000000')");
        database.close();
        const Opened store = opened(path);
        const auto reader = store.store->reader();
        const auto found = [&](std::string_view needle) {
            std::vector<std::size_t> indexes;
            if (!(*reader)->prefilter(locatorsOf(store.events), needle,
                                      [&](std::size_t index) { indexes.push_back(index); }, {}))
                qFatal("prefilter failed");
            return indexes;
        };
        QCOMPARE(found("Łukasz"), (std::vector<std::size_t>{0, 1, 6, 7}));
        QCOMPARE(found("Adam"), (std::vector<std::size_t>{1, 2, 7}));
        QCOMPARE(found("a/b"), (std::vector<std::size_t>{1, 3, 4, 7}));
    }

    void aStopEndsTheScan()
    {
        const QString path = newPath();
        Database database(path);
        database.run(kEventsTable);
        database.run(insertEvents(1, 100));
        database.close();
        const auto store = openAt(path, smallBatches());
        std::stop_source stop;
        class StoppingSink : public Collector
        {
        public:
            StoppingSink(const RecordSource &source, std::stop_source &source2)
                : Collector(source)
                , m_stop(source2)
            {}
            void push(std::unique_ptr<RecordBatch> batch) override
            {
                Collector::push(std::move(batch));
                if (events.size() > 10)
                    m_stop.request_stop();
            }

        private:
            std::stop_source &m_stop;
        } sink(**store, stop);
        const auto scanned = (*store)->scan(sink, stop.get_token());
        QVERIFY(!scanned.has_value());
        QCOMPARE(scanned.error().code, ErrorCode::Cancelled);
        QVERIFY(sink.events.size() < 20);
        // What was delivered is not delivered again.
        Collector rest(**store);
        QVERIFY((*store)->scan(rest, {}).has_value());
        QCOMPARE(sink.events.size() + rest.events.size(), std::size_t(100));
        QCOMPARE(rest.events.back().position, std::string("100"));
    }

    void theLogIsTheSameForEveryBatchSize()
    {
        const QString path = newPath();
        Database database(path);
        database.run(kEventsTable);
        database.run(insertEvents(1, 3000));
        database.close();
        for (const std::size_t size : {std::size_t(1), std::size_t(3), std::size_t(512)}) {
            OpenOptions options;
            options.firstBatch = size;
            options.batch = size;
            const auto store = openAt(path, options);
            QVERIFY(store.has_value());
            EventLog log;
            LogLoader loader(*store, log);
            loader.start();
            QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Loaded);
            QCOMPARE(log.rowCount(), 3000U);
            QCOMPARE(log.streamCount(), 3U);
            QCOMPARE(log.rowsByCorrelation("c1").size(), std::size_t(1000));
            QCOMPARE(log.rowsByCausation("e7").size(), std::size_t(1));
            QCOMPARE(loader.progress().fraction(), 1.0);
        }
    }

    void rowIdsWithGapsAreReadInOrderByAllThreads()
    {
        const QString path = newPath();
        Database database(path);
        database.run("CREATE TABLE log(id TEXT, stream_id TEXT, type TEXT, data TEXT)");
        // Clusters far apart, single rows between them, and both ends of the numbers.
        std::vector<std::int64_t> rows{std::numeric_limits<std::int64_t>::min(),
                                       std::numeric_limits<std::int64_t>::max()};
        for (const std::int64_t start : {std::int64_t(-5), std::int64_t(1) << 20,
                                         std::int64_t(1) << 40, std::int64_t(1) << 62}) {
            for (std::int64_t i = 0; i < 100; ++i)
                rows.push_back(start + i * (i % 7 + 1));
        }
        std::sort(rows.begin(), rows.end());
        rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
        std::string values;
        for (const std::int64_t row : rows)
            values += (values.empty() ? "(" : ",(") + std::to_string(row) + ",'r"
                      + std::to_string(row) + "','s-1','T','{}')";
        database.run("INSERT INTO log(rowid, id, stream_id, type, data) VALUES" + values);
        database.close();
        const Opened store = opened(path);
        QCOMPARE(store.events.size(), rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            QCOMPARE(store.events[i].id, "r" + std::to_string(rows[i]));
            QCOMPARE(store.events[i].position, std::to_string(i + 1));
        }
        Collector more(*store.store);
        QVERIFY(store.store->scan(more, {}).has_value());
        QVERIFY(more.events.empty());
    }

    void rowsTooLargeForOneTransactionAreReadInOrder()
    {
        const QString path = newPath();
        Database database(path);
        database.run(kEventsTable);
        database.run(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) INSERT INTO events SELECT i, 'e' || i,"
            " 's-1', i, 'T', '{}', '{\"pad\":\"' || hex(zeroblob(300000)) || '\"}', NULL FROM n");
        database.close();
        OpenOptions options;
        options.firstBatch = 1;
        options.batch = 6;
        const Opened store = opened(path, options);
        QCOMPARE(store.events.size(), std::size_t(60));
        for (std::size_t i = 0; i < 60; ++i)
            QCOMPARE(store.events[i].id, "e" + std::to_string(i + 1));
    }

    void fiveThousandTypesAndAHugeValueAreFine()
    {
        const QString path = newPath();
        Database database(path);
        database.run(kEventsTable);
        database.run(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
            " INSERT INTO events SELECT i, 'e' || i, 's-1', i, 'Type' || i, '{}', '{}', '2025-01-01' FROM n");
        database.run(
            "INSERT INTO events SELECT 5001, 'big', 's-1', 5001, 'Big', '\"' || hex(zeroblob(10000000)) || '\"', '{}', '2025-01-01'");
        database.close();
        const Opened store = opened(path, {});
        QCOMPARE(store.events.size(), std::size_t(5001));
        QCOMPARE(store.events[5000].payloadSize, 20'000'002U);
        QCOMPARE(recordOf(store, 5000).data.text.size(), std::size_t(20'000'002));
    }

    void urlsAndOddPathsOpen()
    {
        const QString path = m_folder.filePath(QStringLiteral("a b%20#?é&x=1.db"));
        Database database(path);
        database.run(kEventsTable);
        database.run(insertEvents(1, 4));
        database.close();
        QVERIFY(openStore(path.toStdString()).has_value());
        const QByteArray escaped = path.toUtf8().toPercentEncoding("/");
        QVERIFY(openStore("sqlite://" + escaped.toStdString()).has_value());
        QVERIFY(openStore("file://" + escaped.toStdString()).has_value());
        QCOMPARE(openStore("postgres://localhost/x").error().code, ErrorCode::Invalid);
    }
};

QTEST_GUILESS_MAIN(TestSqlite)
#include "tst_sqlite.moc"
