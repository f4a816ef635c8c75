// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "frameworkstores.h"
#include "sqlitetest.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <functional>

using namespace eventscope;
using namespace eventscope::test;

namespace {

// What is done to the table of a framework's events.
struct Changed {
    const char *store; // of frameworkStores()
    const char *table;
    const char *payload; // its columns
    const char *version; // empty: none, or none that may hold a text
};

constexpr Changed kChanged[] = {
    {"Emmett from 0.42", "emt_messages", "message_data", "stream_position"},
    {"Akka and Pekko JDBC", "event_journal", "event_payload", "sequence_number"},
    {"Akka.NET SQLite", "event_journal", "payload", "sequence_nr"},
    {"cqrs-es", "events", "payload", ""},
    {"Message DB", "messages", "data", "position"},
    {"eventually-rs", "events", "event", "version"},
    {"Marten", "mt_events", "data", "version"},
    {"Watermill with one topic", "watermill_orders", "payload", ""},
    {"disintegrate", "event", "payload", ""},
    {"reSolve", "events", "payload", "aggregateVersion"},
    {"commanded", "events", "data", ""},
    {"thefabric-io", "journal", "state", "aggregate_version"},
};

FrameworkStore storeNamed(const char *name)
{
    const auto stores = frameworkStores();
    const auto found = std::find_if(stores.begin(), stores.end(), [&](const FrameworkStore &store) {
        return std::string(store.name) == name;
    });
    if (found == stores.end())
        qFatal("no store %s", name);
    return *found;
}

} // namespace

class TestMisfits : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_config;
    QTemporaryDir m_folder;
    int m_number = 0;

    QString made(const std::string &sql)
    {
        const QString path = m_folder.filePath(QStringLiteral("store%1.db").arg(++m_number));
        Database(path).run(sql);
        return path;
    }
    static void rows(const std::function<bool(const Changed &)> &wanted)
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < int(std::size(kChanged)); ++i) {
            if (wanted(kChanged[i]))
                QTest::newRow(kChanged[i].store) << i;
        }
    }

private Q_SLOTS:
    void initTestCase() { qputenv("XDG_CONFIG_HOME", m_config.path().toUtf8()); }

    void aColumnThatIsMissingIsNamed_data()
    {
        rows([](const Changed &) { return true; });
    }

    void aColumnThatIsMissingIsNamed()
    {
        QFETCH(int, index);
        const Changed &changed = kChanged[index];
        const FrameworkStore known = storeNamed(changed.store);
        const auto store = openAt(made(known.sql + ";ALTER TABLE \"" + changed.table
                                       + "\" RENAME COLUMN \"" + changed.payload
                                       + "\" TO former_column"));
        QVERIFY2(!store, store ? (*store)->info().dialect.c_str() : "");
        QCOMPARE(store.error().code, ErrorCode::NotAStore);
        const QString message = QString::fromStdString(store.error().message);
        QVERIFY2(message.contains(QStringLiteral("table %1, which looks like that of")
                                      .arg(QLatin1String(changed.table))),
                 qPrintable(message));
        QVERIFY2(message.contains(
                     QStringLiteral("has no column %1;").arg(QLatin1String(changed.payload))),
                 qPrintable(message));
        QVERIFY2(message.contains(
                     QStringLiteral("dialect export %1 ").arg(QLatin1String(known.dialect))),
                 qPrintable(message));
    }

    void anEmptyTableIsAStoreWithoutEvents_data()
    {
        rows([](const Changed &) { return true; });
    }

    void anEmptyTableIsAStoreWithoutEvents()
    {
        QFETCH(int, index);
        const Changed &changed = kChanged[index];
        const FrameworkStore known = storeNamed(changed.store);
        // The events of commanded are in the order of another table.
        const std::string table = known.dialect == std::string("commanded") ? "stream_events"
                                                                            : changed.table;
        const auto store = openAt(made(known.sql + ";DELETE FROM \"" + table + "\""));
        QVERIFY2(store, store ? "" : store.error().message.c_str());
        QCOMPARE((*store)->info().dialect, std::string(known.dialect));
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}));
        QCOMPARE(seen.events.size(), std::size_t(0));
    }

    // Under a pattern it might show the rows of another table a second time.
    void aViewIsReadAsItsTableWhereItsNameSaysSo_data()
    {
        rows([](const Changed &changed) {
            const std::string dialect = storeNamed(changed.store).dialect;
            return dialect != "cqrs-es" && dialect != "watermill" && dialect != "thefabric";
        });
    }

    void aViewIsReadAsItsTableWhereItsNameSaysSo()
    {
        QFETCH(int, index);
        const Changed &changed = kChanged[index];
        const FrameworkStore known = storeNamed(changed.store);
        const std::string table = std::string("\"") + changed.table + '"';
        const auto store = openAt(made(known.sql + ";ALTER TABLE " + table
                                       + " RENAME TO kept; CREATE VIEW " + table
                                       + " AS SELECT * FROM kept"),
                                  smallBatches());
        QVERIFY2(store, store ? "" : store.error().message.c_str());
        QCOMPARE((*store)->info().dialect, std::string(known.dialect));
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}));
        QCOMPARE(seen.events.size(), known.events.size());
        const auto reader = (*store)->reader();
        for (std::size_t i = 0; i < seen.events.size(); ++i) {
            const auto record = (*reader)->read(seen.events[i].locator);
            QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
            QCOMPARE(record->type, seen.events[i].type);
            if (i + 1 == seen.events.size())
                QCOMPARE(record->data.text, known.lastData);
        }
    }

    void aPayloadInBytesIsTheSameAsInText_data()
    {
        rows([](const Changed &) { return true; });
    }

    void aPayloadInBytesIsTheSameAsInText()
    {
        QFETCH(int, index);
        const Changed &changed = kChanged[index];
        const FrameworkStore known = storeNamed(changed.store);
        for (const char *const type : {"BLOB", "TEXT"}) {
            const std::string column = std::string("\"") + changed.payload + '"';
            // Bytes that are no text stay what they are, and so do columns that must be one or the other.
            if (known.sql.find("STRICT") != std::string::npos && type == std::string("BLOB"))
                continue;
            const auto store = openAt(made(known.sql + ";UPDATE \"" + changed.table + "\" SET "
                                           + column + " = CAST(" + column + " AS " + type
                                           + ") WHERE " + column + " LIKE '{%'"),
                                      smallBatches());
            QVERIFY2(store, store ? "" : store.error().message.c_str());
            Collector seen(**store);
            QVERIFY((*store)->scan(seen, {}));
            QCOMPARE(seen.events.size(), known.events.size());
            const auto record = (*(*store)->reader())->read(seen.events.back().locator);
            QVERIFY(record);
            QCOMPARE(record->data.text, known.lastData);
            QVERIFY(!record->damage);
        }
    }

    void aVersionThatIsNoNumberDamagesItsEventOnly_data()
    {
        rows([](const Changed &changed) { return *changed.version != '\0'; });
    }

    void aVersionThatIsNoNumberDamagesItsEventOnly()
    {
        QFETCH(int, index);
        const Changed &changed = kChanged[index];
        const FrameworkStore known = storeNamed(changed.store);
        const std::string table = std::string("\"") + changed.table + '"';
        const auto store = openAt(made(known.sql + ";UPDATE " + table + " SET \"" + changed.version
                                       + "\" = 'seven' WHERE rowid = (SELECT min(rowid) FROM "
                                       + table + ")"),
                                  smallBatches());
        QVERIFY2(store, store ? "" : store.error().message.c_str());
        QCOMPARE((*store)->info().dialect, std::string(known.dialect));
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}));
        QCOMPARE(seen.events.size(), known.events.size());
        const auto damaged = std::count_if(seen.events.begin(), seen.events.end(),
                                           [](const Seen &event) { return event.damaged; });
        QCOMPARE(damaged, std::ptrdiff_t(1));
        const auto bad = std::find_if(seen.events.begin(), seen.events.end(),
                                      [](const Seen &event) { return event.damaged; });
        const auto record = (*(*store)->reader())->read(bad->locator);
        QVERIFY(record && record->damage);
        QVERIFY2(record->damage->message.find("version") != std::string::npos,
                 record->damage->message.c_str());
    }

    void aPayloadThatCannotBeUnpackedDamagesItsEventOnly_data()
    {
        rows([](const Changed &changed) {
            return storeNamed(changed.store).sql.find("STRICT") == std::string::npos;
        });
    }

    void aPayloadThatCannotBeUnpackedDamagesItsEventOnly()
    {
        QFETCH(int, index);
        const Changed &changed = kChanged[index];
        const FrameworkStore known = storeNamed(changed.store);
        const std::string table = std::string("\"") + changed.table + '"';
        const auto store = openAt(made(known.sql + ";UPDATE " + table + " SET \"" + changed.payload
                                       + "\" = x'1f8b08000000000000ffdeadbeef' WHERE rowid ="
                                         " (SELECT min(rowid) FROM "
                                       + table + ")"),
                                  smallBatches());
        QVERIFY2(store, store ? "" : store.error().message.c_str());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}));
        QCOMPARE(seen.events.size(), known.events.size());
        const auto reader = (*store)->reader();
        int damaged = 0;
        for (const Seen &event : seen.events) {
            const auto record = (*reader)->read(event.locator);
            QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
            if (record->damage) {
                ++damaged;
                QVERIFY2(record->damage->message.find("compressed") != std::string::npos,
                         record->damage->message.c_str());
                QCOMPARE(record->data.kind, Payload::Kind::Binary);
            }
        }
        QCOMPARE(damaged, 1);
    }

    // The aggregate's type must not be taken for the event's, only because it is called type.
    void aGuessIsNoMatchForAFrameworksOwnTable()
    {
        const std::string sql
            = "CREATE TABLE domain_event_entry(global_index INTEGER PRIMARY KEY, aggregate_identifier TEXT, sequence_number BIGINT,"
              " type TEXT, event_identifier TEXT, meta_data BLOB, payload BLOB, payload_revision TEXT, %, time_stamp TEXT);"
              "INSERT INTO domain_event_entry VALUES(1,'a',0,'Card','e1','{}','{}',NULL,'Issued','2025-05-05T06:31:46.287Z'),"
              "(2,'a',1,'Card','e2','{}','{}',NULL,'Paid','2025-05-05T06:31:47.287Z')";
        const auto with = [&](const char *column) {
            std::string made = sql;
            return made.replace(made.find('%'), 1, column);
        };
        const QString path = made(with("java_class TEXT"));
        const auto store = openAt(path);
        QVERIFY(!store);
        QVERIFY2(store.error().message.find("has no column payload_type;") != std::string::npos,
                 store.error().message.c_str());
        // Who knows better may say so.
        OpenOptions options;
        options.dialect = "generic";
        QVERIFY(openAt(path, options));
        QVERIFY(openAt(made(with("payload_type TEXT"))));
    }

    void aPlainTableOfAFrameworksNameIsOpenedByItsColumns()
    {
        // Seven of the columns of hallgren/eventsourcing, and everything that an event needs.
        const auto store = openAt(made(
            "CREATE TABLE events(seq INTEGER PRIMARY KEY, stream_id TEXT, version INTEGER, type TEXT, timestamp TEXT, data TEXT, metadata TEXT);"
            "INSERT INTO events VALUES(1,'o-1',1,'Placed','2025-05-05T06:31:46Z','{\"a\":1}','{}'),(2,'o-1',2,'Paid','2025-05-05T06:31:47Z','{\"a\":2}','{}')"));
        QVERIFY2(store, store ? "" : store.error().message.c_str());
        QCOMPARE((*store)->info().dialect, std::string("generic"));
    }

    void aTableWithATypeIsNotThatOfAFrameworkWithout()
    {
        const std::string sql
            = "CREATE TABLE log(%aggregate_type TEXT, aggregate_id TEXT, sequence INTEGER, payload TEXT, metadata TEXT, timestamp TEXT, PRIMARY KEY(aggregate_type, aggregate_id, sequence));"
              "INSERT INTO log(aggregate_type,aggregate_id,sequence,payload,metadata,timestamp) VALUES('order','o-1',1,'{\"Placed\":{\"sum\":5}}','{}','2025-05-05T06:31:46Z'),"
              "('order','o-1',2,'{\"Paid\":{\"sum\":6}}','{}','2025-05-05T06:31:47Z')";
        const auto with = [&](const char *column) {
            std::string made = sql;
            return made.replace(made.find('%'), 1, column);
        };
        const auto old = openAt(made(with("")));
        QVERIFY2(old, old ? "" : old.error().message.c_str());
        QCOMPARE((*old)->info().dialect, std::string("cqrs-es-old"));
        const auto other = openAt(made(with("event_type TEXT DEFAULT 'Made', ")));
        QVERIFY2(other, other ? "" : other.error().message.c_str());
        QCOMPARE((*other)->info().dialect, std::string("generic"));
        Collector seen(**other);
        QVERIFY((*other)->scan(seen, {}));
        const auto record = (*(*other)->reader())->read(seen.events.front().locator);
        QVERIFY(record);
        QCOMPARE(record->type, std::string("Made"));
        QCOMPARE(record->data.text, std::string(R"({"Placed":{"sum":5}})"));

        const auto events = openAt(made(
            "CREATE TABLE order_events(id TEXT, aggregate_id TEXT, type TEXT, payload TEXT, occurred_on TEXT, sequence_number INTEGER, version INTEGER);"
            "INSERT INTO order_events VALUES('e1','o-1','Placed','{\"sum\":5}','2025-05-05T06:31:46Z',1,1),('e2','o-1','Paid','{\"sum\":6}','2025-05-05T06:31:47Z',2,1)"));
        QVERIFY2(events, events ? "" : events.error().message.c_str());
        QCOMPARE((*events)->info().dialect, std::string("generic"));
    }

    void aTableOfConsumersThatIsAnotherIsNamed()
    {
        FrameworkStore known = storeNamed("Emmett from 0.42");
        const auto store = openAt(
            made(known.sql
                 + ";ALTER TABLE emt_processors RENAME COLUMN last_processed_checkpoint TO place"));
        QVERIFY2(store, store ? "" : store.error().message.c_str());
        const auto checkpoints = (*store)->checkpoints();
        QVERIFY(!checkpoints);
        const QString message = QString::fromStdString(checkpoints.error().message);
        QVERIFY2(message.startsWith(
                     QStringLiteral("Table emt_processors is not as the dialect emmett says")),
                 qPrintable(message));
        QVERIFY2(message.contains(QStringLiteral("no such column: last_processed_checkpoint")),
                 qPrintable(message));
    }

    void aTokenThatCannotBeReadIsNoConsumerThatHasNotBegun()
    {
        const auto store = openAt(made(
            "CREATE TABLE domain_event_entry(global_index INTEGER PRIMARY KEY, aggregate_identifier TEXT, sequence_number BIGINT,"
            " type TEXT, event_identifier TEXT, meta_data BLOB, payload BLOB, payload_revision TEXT, payload_type TEXT, time_stamp TEXT);"
            "CREATE TABLE token_entry(processor_name TEXT, segment INT, token BLOB, token_type TEXT, timestamp TEXT, owner TEXT);"
            "INSERT INTO token_entry VALUES('cbor',0,x'a265696e64657818f06467617073f6','T','',NULL),('java',0,x'aced0005737200','T','',NULL),"
            "('none',0,NULL,NULL,'',NULL)"));
        QVERIFY2(store, store ? "" : store.error().message.c_str());
        const auto checkpoints = (*store)->checkpoints();
        QVERIFY2(checkpoints, checkpoints ? "" : checkpoints.error().message.c_str());
        QCOMPARE(checkpoints->size(), std::size_t(3));
        QCOMPARE((*checkpoints)[0].position.value_or(""), std::string("240"));
        QVERIFY(!(*checkpoints)[0].error);
        QVERIFY(!(*checkpoints)[1].position);
        QVERIFY((*checkpoints)[1].error.value_or("").find("table token_entry")
                != std::string::npos);
        QVERIFY(!(*checkpoints)[2].position && !(*checkpoints)[2].error);
    }
};

QTEST_GUILESS_MAIN(TestMisfits)
#include "tst_misfits.moc"
