// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stores whose events have an order of their own: of several tables, of joins, of positions beside the row ids.
#include "sqlitetest.h"

#include "store/sqlite/rowlist.h"
#include "store/sqlite/schema.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace eventscope;
using namespace eventscope::test;

namespace {

std::string topic(const char *name)
{
    return std::string("CREATE TABLE watermill_") + name
           + "(\"offset\" INTEGER PRIMARY KEY, uuid TEXT, created_at TEXT, payload BLOB, metadata JSON);";
}

// The i-th message of a topic, at a second of that minute.
std::string message(const char *name, int i, int second)
{
    return std::string("INSERT INTO watermill_") + name + " VALUES(" + std::to_string(i) + ",'"
           + name + std::to_string(i) + "',printf('2023-11-14T22:13:%02dZ',"
           + std::to_string(second) + "),'{\"n\":" + std::to_string(second)
           + "}','{\"name\":\"Sent\"}');";
}

std::vector<std::string> idsAndData(const Store &store, const Collector &seen)
{
    std::vector<std::string> lines;
    const auto reader = store.reader();
    for (const Seen &event : seen.events) {
        const auto record = (*reader)->read(event.locator);
        lines.push_back(event.id + " " + (record ? record->data.text : record.error().message));
    }
    return lines;
}

} // namespace

class TestSortedRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_config.isValid());
        qputenv("XDG_CONFIG_HOME", m_config.path().toUtf8());
    }

    void whatIsKeptOfRowsMakesNoDifference_data()
    {
        QTest::addColumn<qulonglong>("keptBytes");
        QTest::newRow("none") << 0ULL;
        QTest::newRow("some") << 700ULL;
        QTest::newRow("all") << 1'000'000ULL;
    }

    void whatIsKeptOfRowsMakesNoDifference()
    {
        QFETCH(qulonglong, keptBytes);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        std::string sql = topic("a") + topic("b");
        std::vector<std::string> expected;
        for (int i = 0; i < 20; ++i) {
            const char *const name = i % 3 == 0 ? "b" : "a";
            // The row ids of each table run against the time.
            sql += message(name, 100 - i, i);
            expected.push_back(std::string(name) + std::to_string(100 - i)
                               + " {\"n\":" + std::to_string(i) + "}");
        }
        Database(path).run(sql);
        OpenOptions options = smallBatches();
        options.keptBytes = keptBytes;
        const auto store = openAt(path, options);
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        QCOMPARE((*store)->info().dialect, std::string("watermill"));
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QCOMPARE(idsAndData(**store, seen), expected);
    }

    void rowsThatAnyOfTheTablesGetsAreFollowed()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database database(path);
        database.run(topic("a") + topic("b") + message("a", 1, 1) + message("b", 1, 2)
                     + message("a", 2, 3));
        const auto store = openAt(path, smallBatches());
        QVERIFY(store.has_value());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QCOMPARE(seen.events.size(), std::size_t{3});

        database.run(message("b", 2, 4) + message("a", 3, 5));
        QTRY_COMPARE(*(*store)->change(), SourceChange::Appended);
        QVERIFY((*store)->scan(seen, {}).has_value());
        database.run(message("b", 3, 6));
        QTRY_COMPARE(*(*store)->change(), SourceChange::Appended);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QCOMPARE(idsAndData(**store, seen),
                 (std::vector<std::string>{"a1 {\"n\":1}", "b1 {\"n\":2}", "a2 {\"n\":3}",
                                           "b2 {\"n\":4}", "a3 {\"n\":5}", "b3 {\"n\":6}"}));
        QTRY_COMPARE(*(*store)->change(), SourceChange::None);
    }

    // Nothing but the table and its key tells these rows apart.
    void rowsOfOnePlaceInTheOrderAreAllDelivered_data()
    {
        QTest::addColumn<QByteArray>("orders");
        QTest::newRow("keys of the same name") << QByteArray("k INTEGER PRIMARY KEY, other TEXT");
        QTest::newRow("a key of its own") << QByteArray("k INTEGER, other TEXT PRIMARY KEY");
    }

    void rowsOfOnePlaceInTheOrderAreAllDelivered()
    {
        QFETCH(QByteArray, orders);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        const auto row = [](const char *table, int k) {
            const std::string number = std::to_string(k);
            return std::string("INSERT INTO ") + table + "(k, other, at, data) VALUES(" + number
                   + ",'o" + number + "',5,'{\"n\":" + number + "}');";
        };
        Database database(path);
        database.run("CREATE TABLE log_orders(" + orders.toStdString()
                     + ", at INTEGER, data TEXT) WITHOUT ROWID;"
                       "CREATE TABLE log_users(k INTEGER PRIMARY KEY, other TEXT, at INTEGER, "
                       "data TEXT) WITHOUT ROWID;"
                       "CREATE TABLE log_plain(k INTEGER, other TEXT, at INTEGER, data TEXT);"
                     + row("log_users", 10) + row("log_users", 9) + row("log_orders", 9)
                     + row("log_orders", 10) + row("log_plain", 9) + row("log_plain", 9));
        QFile file(folder.filePath(QStringLiteral("log.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"format": 1, "name": "log", "kind": "sqlite",
            "detect": [{"table": "log_*", "columns": ["at", "data"]}],
            "events": {"table": "log_*", "order": ["at"], "stream": "table_part", "type": "other",
                       "data": "data"}})");
        file.close();
        OpenOptions options = smallBatches();
        options.dialect = file.fileName().toStdString();
        const auto store = openAt(path, options);
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        Collector seen(**store);
        const auto scan = [&] {
            const auto scanned = (*store)->scan(seen, {});
            QVERIFY2(scanned.has_value(), scanned ? "" : scanned.error().message.c_str());
        };
        const auto lines = [&] {
            std::vector<std::string> texts;
            for (const Seen &event : seen.events)
                texts.push_back(event.stream + " " + event.type);
            return texts;
        };
        scan();
        std::vector<std::string> sorted = lines();
        std::sort(sorted.begin(), sorted.end());
        QCOMPARE(sorted, (std::vector<std::string>{"orders o10", "orders o9", "plain o9",
                                                   "plain o9", "users o10", "users o9"}));
        if (orders.startsWith("k INTEGER PRIMARY")) { // then the key of all sorts the numbers
            const auto all = lines();
            QVERIFY(std::find(all.begin(), all.end(), "users o9")
                    < std::find(all.begin(), all.end(), "users o10"));
        }
        for (const Seen &event : seen.events) {
            const auto record = (*(*store)->reader())->read(event.locator);
            QVERIFY(record.has_value());
            QCOMPARE(record->type, event.type);
        }
        // Only what is new comes then.
        database.run(row("log_users", 1));
        QTRY_COMPARE(*(*store)->change(), SourceChange::Appended);
        scan();
        QCOMPARE(seen.events.size(), std::size_t{7});
        QCOMPARE(seen.events.back().type, std::string("o1"));
    }

    void theLargestRowIdIsDeliveredOnce()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database database(path);
        database.run(topic("a") + topic("b") + message("a", 1, 1) + message("b", 1, 2)
                     + "UPDATE watermill_a SET \"offset\" = 9223372036854775807");
        const auto store = openAt(path, smallBatches());
        QVERIFY(store.has_value());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        database.run(message("b", 2, 3));
        QTRY_COMPARE(*(*store)->change(), SourceChange::Appended);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QCOMPARE(seen.events.size(), std::size_t{3});
        QCOMPARE(seen.events.back().id, std::string("b2"));
        QTRY_COMPARE(*(*store)->change(), SourceChange::None);
    }

    // Another process rewrites the file under every piece that is listed; no lock keeps it from that.
    void aFileThatNeverComesToRestIsCalledThat_data()
    {
        QTest::addColumn<int>("disturbances");
        QTest::newRow("now and then") << 3;
        QTest::newRow("always") << 1'000'000;
    }

    void aFileThatNeverComesToRestIsCalledThat()
    {
        QFETCH(int, disturbances);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        std::string sql = "CREATE TABLE t(k INTEGER PRIMARY KEY, at INTEGER, data TEXT);";
        for (int i = 1; i <= 20; ++i)
            sql += "INSERT INTO t VALUES(" + std::to_string(i) + "," + std::to_string(100 - i)
                   + ",'{}');";
        Database(path).run(sql + "PRAGMA journal_mode = WAL");
        EventsSpec events;
        events.table = "t";
        events.order = {"at"};
        events.type.column = "data";
        const SqliteDatabase database(path.toStdString());
        auto first = database.connect();
        QVERIFY(first.has_value());
        const auto tables = readSchema(**first);
        QVERIFY(tables.has_value());
        const EventQuery query = EventQuery::make(events, &tables->front());
        QCOMPARE(query.keys, EventQuery::Keys::ByRow);
        const KeyTable keys;
        RowList list(query, keys, 1000);
        std::unique_ptr<SqliteConnection> current;
        int asked = 0;
        const auto listed = list.list([&]() -> Result<const SqliteConnection *> {
            auto connected = database.connect();
            if (!connected)
                return fail(connected.error());
            current = std::move(*connected);
            if (asked++ < disturbances) {
                QFile file(path);
                if (!file.open(QIODevice::Append))
                    qFatal("cannot write");
                file.write(QByteArray(4096, '\0'));
            }
            return current.get();
        });
        if (disturbances == 3) {
            QVERIFY(listed.has_value());
            QCOMPARE(list.rows().size(), std::size_t{20});
            QCOMPARE(list.rows().front().row, std::int64_t{20});
            return;
        }
        QVERIFY(!listed.has_value());
        QCOMPARE(listed.error().code, ErrorCode::Changed);
        QVERIFY(listed.error().message.find("s.db changes all the time") != std::string::npos);
        QCOMPARE(asked, SqliteConnection::kMostDisturbances);
        QVERIFY(list.rows().empty());
    }

    // As of a table that is read in its own order: what was good is there, and then the damage is told.
    void aDamagedPageEndsTheListBehindWhatWasGood()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        std::string sql = "BEGIN;" + topic("a") + topic("b") + message("b", 1, 1);
        for (int i = 1; i <= 3000; ++i)
            sql += "INSERT INTO watermill_a VALUES(" + std::to_string(i) + ",'a" + std::to_string(i)
                   + "','2023-11-14T22:13:20Z','{\"pad\":\"" + std::string(150, 'x')
                   + "\"}','{\"name\":\"Sent\"}');";
        Database(path).run(sql + "COMMIT");
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(file.size() / 4096 * 2 / 3 * 4096);
        file.write(QByteArray(4096, '\x77'));
        file.close();
        const auto store = openAt(path);
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        Collector seen(**store);
        const auto scanned = (*store)->scan(seen, {});
        QVERIFY(!scanned.has_value());
        QCOMPARE(scanned.error().code, ErrorCode::Damaged);
        QVERIFY(seen.events.size() > 1000 && seen.events.size() < 3001);
        // The other table is read all the same.
        QCOMPARE(seen.events.front().id, std::string("b1"));
    }

    void readersVisitTheRowsOfAllTables()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        std::string sql = topic("a") + topic("b");
        for (int i = 0; i < 30; ++i)
            sql += message(i % 2 == 0 ? "a" : "b", i + 1, i);
        Database(path).run(sql);
        const auto store = openAt(path, smallBatches());
        QVERIFY(store.has_value());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        std::vector<std::uint64_t> locators;
        for (const Seen &event : seen.events)
            locators.push_back(event.locator);
        std::vector<std::string> texts(locators.size());
        const auto keep = [&](std::size_t index, const RecordReader::View &view) {
            texts[index] = std::string(view.id) + " " + std::string(view.data);
            return true;
        };
        QVERIFY((*(*store)->reader())->readMany(locators, true, keep, {}).has_value());
        QCOMPARE(texts, idsAndData(**store, seen));
    }

    void eachEventOfACommitIsVisited()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        std::string sql
            = "CREATE TABLE Commits(BucketId TEXT, StreamId TEXT, StreamIdOriginal TEXT, StreamRevision INT, Items INT, CommitId TEXT,"
              "CommitSequence INT, CommitStamp TEXT, CheckpointNumber INTEGER PRIMARY KEY, Headers BLOB, Payload BLOB);";
        std::vector<std::string> expected;
        for (int i = 1; i <= 9; ++i) {
            const int count = i % 4;
            std::string list;
            for (int k = 0; k < count; ++k) {
                const std::string body = "{\"$type\":\"T, A\",\"n\":" + std::to_string(10 * i + k)
                                         + "}";
                list += (k > 0 ? "," : "") + ("{\"Headers\":{},\"Body\":" + body + "}");
                expected.push_back(body);
            }
            // Positions with gaps.
            sql += "INSERT INTO Commits VALUES('default','x','s'," + std::to_string(i) + ","
                   + std::to_string(count) + ",'c'," + std::to_string(i) + ",'2023-11-14',"
                   + std::to_string(3 * i + 7) + ",NULL,'[" + list + "]');";
        }
        Database(path).run(sql);
        const auto store = openAt(path, smallBatches());
        QVERIFY(store.has_value());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        std::vector<std::uint64_t> locators;
        for (const Seen &event : seen.events) {
            QCOMPARE(event.type, std::string("T"));
            locators.push_back(event.locator);
        }
        std::vector<std::string> texts;
        const auto keep = [&](std::size_t, const RecordReader::View &view) {
            texts.emplace_back(view.data);
            return true;
        };
        QVERIFY((*(*store)->reader())->readMany(locators, true, keep, {}).has_value());
        QCOMPARE(texts, expected);
    }

private:
    QTemporaryDir m_config;
};

QTEST_GUILESS_MAIN(TestSortedRows)
#include "tst_sortedrows.moc"
