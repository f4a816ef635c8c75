// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tables large enough that several threads list their rows, a range of row ids each.
#include "sqlitetest.h"

#include "store/sqlite/eventquery.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace eventscope;
using namespace eventscope::test;

namespace {

constexpr int kRows = 50'000;

// Links of all events, each followed by that of its stream, in the tables of commanded; positions run against the row ids.
std::string linkedEvents(int first, int count, const char *options = "")
{
    const std::string rows = "WITH RECURSIVE n(i) AS (SELECT " + std::to_string(first)
                             + " UNION ALL SELECT i + 1 FROM n WHERE i + 1 < "
                             + std::to_string(first + count) + ") ";
    std::string sql = "BEGIN;";
    if (first == 0)
        sql += std::string(
                   R"(CREATE TABLE streams(stream_id INTEGER PRIMARY KEY, stream_uuid TEXT, stream_version BIGINT, created_at TEXT, deleted_at TEXT);
            CREATE TABLE events(event_id TEXT PRIMARY KEY, event_type TEXT, causation_id TEXT, correlation_id TEXT, data BLOB, metadata BLOB, created_at TEXT);
            CREATE TABLE stream_events(event_id TEXT, stream_id BIGINT, stream_version BIGINT, original_stream_id BIGINT, original_stream_version BIGINT,
               PRIMARY KEY(event_id, stream_id)))")
               + options + R"(;
            CREATE UNIQUE INDEX versions ON stream_events(stream_id, stream_version);
            INSERT INTO streams VALUES(0, '$all', 0, '', NULL), (1, 'order-1', 0, '', NULL);)";
    return sql + rows
           + R"(INSERT INTO events SELECT 'e' || i, 'Placed', NULL, NULL, '{"n":' || i || '}', '{}', '2023-11-14T22:13:20Z' FROM n;)"
           + rows
           + R"(INSERT INTO stream_events SELECT 'e' || (i / 2), i % 2, 1000000 - i / 2, 1, i / 2 + 1 FROM (SELECT i * 2 AS i FROM n UNION ALL SELECT i * 2 + 1 FROM n) ORDER BY i;)"
           + "COMMIT;";
}

std::string topic(const char *name, const std::string &ids)
{
    const std::string table = std::string("watermill_") + name;
    return "CREATE TABLE " + table
           + R"(("offset" INTEGER PRIMARY KEY, uuid TEXT, created_at TEXT, payload BLOB, metadata JSON);)"
           + "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
           + std::to_string(kRows) + ") INSERT INTO " + table + " SELECT " + ids + ", '" + name
           + R"(' || i, strftime('%Y-%m-%dT%H:%M:%SZ', 1700000000 + i, 'unixepoch'), '{"n":' || i || '}', '{"name":"Sent"}' FROM n;)";
}

} // namespace

class TestRowRanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_config.isValid());
        qputenv("XDG_CONFIG_HOME", m_config.path().toUtf8());
    }

    void rowsOfAJoinComeOnceAndInTheirOrder_data()
    {
        QTest::addColumn<QString>("options");
        QTest::newRow("with row ids") << QString();
        // Then they are found by their positions.
        QTest::newRow("without row ids") << QStringLiteral(" WITHOUT ROWID");
    }

    void rowsOfAJoinComeOnceAndInTheirOrder()
    {
        QFETCH(QString, options);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database database(path);
        database.run(linkedEvents(0, kRows, qPrintable(options)));
        const auto store = openAt(path);
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        QCOMPARE((*store)->info().dialect, std::string("commanded"));
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QCOMPARE(seen.events.size(), std::size_t{kRows});
        for (int i = 0; i < kRows; ++i) {
            const Seen &event = seen.events[static_cast<std::size_t>(i)];
            QCOMPARE(event.id, "e" + std::to_string(kRows - 1 - i));
            QCOMPARE(event.position, std::to_string(1'000'000 - kRows + 1 + i));
            QCOMPARE(event.stream, std::string("order-1"));
        }

        const auto reader = (*store)->reader();
        QVERIFY(reader.has_value());
        std::vector<std::uint64_t> locators;
        for (const Seen &event : seen.events)
            locators.push_back(event.locator);
        std::size_t right = 0;
        const auto look = [&](std::size_t index, const RecordReader::View &view) {
            right += view.id == seen.events[index].id
                             && view.data == "{\"n\":" + seen.events[index].id.substr(1) + "}"
                         ? 1
                         : 0;
            return true;
        };
        QVERIFY((*reader)->readMany(locators, true, look, {}).has_value());
        QCOMPARE(right, std::size_t{kRows});
        std::reverse(locators.begin(), locators.end());
        std::reverse(seen.events.begin(), seen.events.end());
        right = 0;
        QVERIFY((*reader)->readMany(locators, true, look, {}).has_value());
        QCOMPARE(right, std::size_t{kRows});

        // What comes later is many rows, too.
        const std::size_t before = seen.events.size();
        database.run(linkedEvents(kRows, kRows));
        QTRY_COMPARE(*(*store)->change(), SourceChange::Appended);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QCOMPARE(seen.events.size(), before + kRows);
        QCOMPARE(seen.events[before].id, "e" + std::to_string(2 * kRows - 1));
        QCOMPARE(seen.events.back().id, "e" + std::to_string(kRows));
        QTRY_COMPARE(*(*store)->change(), SourceChange::None);
    }

    // Row ids that are far apart, and so many of them that not all rows are kept.
    void severalTablesWithGapsAreMergedByTheirOrder_data()
    {
        QTest::addColumn<QString>("ids");
        QTest::addColumn<qulonglong>("keptBytes");
        QTest::newRow("ascending") << QStringLiteral("i * 1000") << (1ULL << 30);
        QTest::newRow("descending") << QStringLiteral("-i * 1000") << 100'000ULL;
        QTest::newRow("at both ends")
            << QStringLiteral("CASE WHEN i % 2 THEN 9223372036854775807 - i / 2 ELSE "
                              "-9223372036854775807 + i END")
            << (1ULL << 30);
    }

    void severalTablesWithGapsAreMergedByTheirOrder()
    {
        QFETCH(QString, ids);
        QFETCH(qulonglong, keptBytes);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run("BEGIN;" + topic("a", ids.toStdString()) + topic("b", "i") + "COMMIT");
        OpenOptions options;
        options.keptBytes = keptBytes;
        const auto store = openAt(path, options);
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QCOMPARE(seen.events.size(), std::size_t{2 * kRows});
        for (int i = 0; i < 2 * kRows; ++i)
            QCOMPARE(seen.events[static_cast<std::size_t>(i)].id,
                     (i % 2 == 0 ? "a" : "b") + std::to_string(i / 2 + 1));
        QTRY_COMPARE(*(*store)->change(), SourceChange::None);
    }

    void damageWithinARangeEndsTheTableBehindWhatWasGood()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run(
            "BEGIN;" + topic("a", "i")
            + "COMMIT; CREATE TABLE watermill_b AS SELECT * FROM watermill_a LIMIT 0;"
            + "INSERT INTO watermill_b VALUES(1,'b1','2020-01-01T00:00:00Z','{}','{\"name\":\"Sent\"}')");
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(file.size() / 4096 / 2 * 4096);
        file.write(QByteArray(4096, '\x77'));
        file.close();
        const auto store = openAt(path);
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        Collector seen(**store);
        const auto scanned = (*store)->scan(seen, {});
        QVERIFY(!scanned.has_value());
        QCOMPARE(scanned.error().code, ErrorCode::Damaged);
        QVERIFY(seen.events.size() > kRows / 4 && seen.events.size() < kRows * 3 / 4);
        QCOMPARE(seen.events.front().id, std::string("b1"));
        for (std::size_t i = 1; i < seen.events.size(); ++i)
            QCOMPARE(seen.events[i].id, "a" + std::to_string(i));
    }

    void aScanThatIsCancelledWhileItListsSaysSo()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run(linkedEvents(0, kRows));
        const auto store = openAt(path);
        QVERIFY(store.has_value());
        Collector seen(**store);
        std::stop_source stop;
        stop.request_stop();
        const auto scanned = (*store)->scan(seen, stop.get_token());
        QVERIFY(!scanned.has_value());
        QCOMPARE(scanned.error().code, ErrorCode::Cancelled);
        QVERIFY(seen.events.empty());
    }

    // An index that a dialect's condition has would give all rows, to be sorted for each range anew.
    void theConditionOfADialectLeavesRangesToTheRowIds()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run(
            "CREATE TABLE t(k INTEGER PRIMARY KEY, kind TEXT, at INTEGER); CREATE INDEX kinds ON t(kind, at)");
        const SqliteDatabase database(path.toStdString());
        const auto connection = database.connect();
        QVERIFY(connection.has_value());
        EventsSpec events;
        events.table = "t";
        events.from = "t e";
        events.where = "e.kind = 'event'";
        events.row = "e.k";
        events.order = {"e.at"};
        events.type.column = "e.kind";
        const EventQuery query = EventQuery::make(events, nullptr);
        QCOMPARE(query.keys, EventQuery::Keys::ByRow);
        const std::string range = "e.k BETWEEN 1 AND 2";
        QVERIFY(!sortsAllRows(**connection, query.select("e.k", range, " ORDER BY 1")));
        QVERIFY(sortsAllRows(**connection, "SELECT e.k FROM t e WHERE e.kind = 'event' AND " + range
                                               + " ORDER BY 1"));
    }

private:
    QTemporaryDir m_config;
};

QTEST_GUILESS_MAIN(TestRowRanges)
#include "tst_rowranges.moc"
