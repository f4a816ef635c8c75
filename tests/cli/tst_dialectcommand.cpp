// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// `eventscope-cli dialect`, and what the command line says of databases whose dialect is not plain.

#include "../store/sqlitetest.h"
#include "cliprogram.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope::test;

namespace {

const std::string kJournal
    = "CREATE TABLE journal (seq INTEGER PRIMARY KEY, stream TEXT, kind TEXT, body TEXT, at TEXT);"
      "INSERT INTO journal VALUES (1, 'cart-1', 'Opened', '{\"by\":\"ann\"}', '2026-01-01T00:00:00Z'),"
      " (2, 'cart-1', 'Closed', '{}', '2026-01-01T00:00:05Z');"
      "CREATE TABLE readers (name TEXT, last_seq INTEGER); INSERT INTO readers VALUES ('mail', 1);";

const std::string kNotes
    = "CREATE TABLE notes (seq INTEGER PRIMARY KEY, stream TEXT, kind TEXT, body TEXT, at TEXT);"
      "INSERT INTO notes VALUES (1, 'note-1', 'Written', '{}', '2026-01-01T00:00:00Z');";

const std::string kEmmett
    = "CREATE TABLE emt_messages (stream_id TEXT, stream_position BIGINT, partition TEXT,"
      " message_kind CHAR(1), message_data JSON, message_metadata JSON, message_schema_version TEXT,"
      " message_type TEXT, message_id TEXT, is_archived BOOLEAN,"
      " global_position INTEGER PRIMARY KEY, created DATETIME);"
      "INSERT INTO emt_messages VALUES "
      " ('cart-1', 1, 'p', 'E', '{\"n\":1}', '{}', '1', 'Opened', 'a', 0, 1, '2026-01-01T00:00:00Z'),"
      " ('cart-1', 2, 'p', 'E', '{\"n\":2}', '{}', '1', 'Closed', 'b', 0, 2, '2026-01-01T00:00:01Z');";

QByteArray dialect(const QByteArray &time, const QByteArray &detect = "body")
{
    return R"({
    "format": 1,
    "name": "acme",
    "kind": "sqlite",
    "detect": [{ "table": "journal", "columns": ["seq", ")"
           + detect + R"("] }],
    "events": {
        "table": "journal",
        "position": "seq",
        "stream": "stream",
        "type": "kind",
        "time": ")"
           + time + R"(",
        "data": "body"
    },
    "checkpoints": [{ "table": "readers", "name": "name", "position": "last_seq" }]
})";
}

} // namespace

class TestDialectCommand : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;

    QString file(const QString &name, const QByteArray &content)
    {
        const QString path = m_dir.filePath(name);
        QFile out(path);
        if (out.open(QIODevice::WriteOnly))
            out.write(content);
        return path;
    }
    QString database(const QString &name, const std::string &sql)
    {
        const QString path = m_dir.filePath(name);
        QFile::remove(path);
        Database(path).run(sql);
        return path;
    }
    // Among the user's own, as if it came with the program.
    void addKnown(const char *name, const char *table, int priority = 5)
    {
        const QString folder = m_dir.filePath(QStringLiteral("config/eventscope/dialects/"));
        QDir().mkpath(folder);
        QByteArray text = dialect("at");
        text.replace("\"journal\"", QByteArray("\"") + table + '"');
        QByteArray title(name);
        title[0] = static_cast<char>(title[0] - 32);
        text.replace("\"acme\"", QByteArray("\"") + name + "\", \"title\": \"" + title
                                     + "\", \"priority\": " + QByteArray::number(priority));
        QFile out(folder + QString::fromLatin1(name) + QStringLiteral(".json"));
        if (out.open(QIODevice::WriteOnly))
            out.write(text);
    }
    static Run info(const QString &store, const QStringList &options = {})
    {
        return cli(QStringList{QStringLiteral("info"), store, QStringLiteral("--json")} + options);
    }
    static Run test(const QString &dialectFile, const QString &store)
    {
        return cli({QStringLiteral("dialect"), QStringLiteral("test"), dialectFile, store});
    }
    static QStringList mistakesOf(const Run &run)
    {
        QStringList texts;
        for (const auto &mistake : run.object()[QStringLiteral("mistakes")].toArray())
            texts.append(mistake[QStringLiteral("message")].toString());
        return texts;
    }

private Q_SLOTS:
    void init()
    {
        qputenv("XDG_CONFIG_HOME", m_dir.filePath(QStringLiteral("config")).toUtf8());
        QDir(m_dir.filePath(QStringLiteral("config"))).removeRecursively();
    }

    void aDialectThatFitsTellsWhatItFinds()
    {
        const Run run = test(file(QStringLiteral("good.json"), dialect("at")),
                             database(QStringLiteral("good.db"), kJournal));
        QCOMPARE(run.err, QByteArray());
        QCOMPARE(run.status, 0);
        const QJsonObject found = run.object();
        QCOMPARE(found[QStringLiteral("dialect")].toString(), QStringLiteral("acme"));
        QCOMPARE(found[QStringLiteral("detects")].toBool(), true);
        QCOMPARE(found[QStringLiteral("events")].toInt(), 2);
        QCOMPARE(found[QStringLiteral("streams")].toInt(), 1);
        QCOMPARE(found[QStringLiteral("checkpoints")].toInt(), 1);
        QCOMPARE(found[QStringLiteral("versionsCounted")].toBool(), true);
        QCOMPARE(found[QStringLiteral("eventTypes")].toArray().size(), 2);
        const QJsonObject first = found[QStringLiteral("first")].toObject();
        QCOMPARE(first[QStringLiteral("type")].toString(), QStringLiteral("Opened"));
        QCOMPARE(first[QStringLiteral("data")][QStringLiteral("by")].toString(),
                 QStringLiteral("ann"));
        QVERIFY(mistakesOf(run).isEmpty());
    }

    void everyMistakeIsNamedWithItsPlace()
    {
        const QString path = file(QStringLiteral("wrong.json"), dialect("written", "payload"));
        const Run run = test(path, database(QStringLiteral("wrong.db"), kJournal));
        QCOMPARE(run.status, 1);
        QCOMPARE(run.object()[QStringLiteral("detects")].toBool(true), false);
        const QJsonArray mistakes = run.object()[QStringLiteral("mistakes")].toArray();
        QCOMPARE(mistakes.size(), 2);
        QCOMPARE(mistakes[0][QStringLiteral("line")].toInt(), 5);
        QVERIFY(mistakes[0][QStringLiteral("message")].toString().contains(
            QStringLiteral("no column payload; it has seq, stream, kind, body, at")));
        QCOMPARE(mistakes[1][QStringLiteral("line")].toInt(), 11);
        QCOMPARE(mistakes[1][QStringLiteral("path")].toString(), path);
        QVERIFY(mistakes[1][QStringLiteral("message")].toString().contains(
            QStringLiteral("written does not fit the database")));
    }

    void rowsThatTheOrderDoesNotTellApartAreAllThere()
    {
        const std::string tables
            = "CREATE TABLE ev_a (k INTEGER, st TEXT, at TEXT, body TEXT, PRIMARY KEY (st, k))"
              " WITHOUT ROWID;"
              "CREATE TABLE ev_b (k INTEGER, st TEXT, at TEXT, body TEXT, PRIMARY KEY (st, k))"
              " WITHOUT ROWID;"
              "INSERT INTO ev_a VALUES (1, 'a', '2026-01-01T00:00:00Z', '{}'),"
              " (2, 'a', '2026-01-01T00:00:00Z', '{}');"
              "INSERT INTO ev_b VALUES (1, 'b', '2026-01-01T00:00:01Z', '{}');";
        const auto ordered = [](const QByteArray &order) {
            return QByteArray(R"({
    "format": 1,
    "name": "many",
    "kind": "sqlite",
    "detect": [{ "table": "ev_*", "columns": ["k", "st", "at", "body"] }],
    "events": {
        "table": "ev_*",
        "order": )")
                   + order + R"(,
        "stream": "st",
        "type": "table_part",
        "time": "at",
        "data": "body"
    }
})";
        };
        const QString store = database(QStringLiteral("many.db"), tables);
        const Run run = test(file(QStringLiteral("many.json"), ordered(R"(["at"])")), store);
        // Table and primary key come last in the order by themselves.
        QCOMPARE(run.status, 0);
        QCOMPARE(run.object()[QStringLiteral("events")].toInt(), 3);
        const Run unique = test(file(QStringLiteral("unique.json"),
                                     ordered(R"(["at", "st", "k"])")),
                                store);
        QCOMPARE(unique.status, 0);
        QCOMPARE(unique.object()[QStringLiteral("events")].toInt(), 3);
    }

    void aColumnThatMustNotBeThereIsNamed()
    {
        QByteArray text = dialect("at");
        text.replace("\"columns\"", "\"without\": [\"nothing\", \"kind\"], \"columns\"");
        const Run run = test(file(QStringLiteral("without.json"), text),
                             database(QStringLiteral("any.db"), kJournal));
        QCOMPARE(run.status, 1);
        QVERIFY(!run.object()[QStringLiteral("detects")].toBool());
        QCOMPARE(mistakesOf(run).size(), 1);
        QVERIFY2(mistakesOf(run).first().contains(
                     QStringLiteral("table journal has the column kind")),
                 run.out.constData());
    }

    void snapshotsAreCountedAndTheirMistakesNamed()
    {
        const std::string sql
            = kJournal
              + "CREATE TABLE kept (stream TEXT, seq INTEGER, body TEXT);"
                "INSERT INTO kept VALUES ('cart-1', 1, '{}'), ('cart-1', 2, '{}')";
        const QString store = database(QStringLiteral("kept.db"), sql);
        const auto with = [&](const char *name, const QByteArray &version) {
            QByteArray text = dialect("at");
            text.insert(text.lastIndexOf('}'),
                        R"(, "snapshots": [{ "table": "kept", "stream": "stream", "version": ")"
                            + version + R"(", "data": "body" }])");
            return file(QLatin1String(name), text);
        };
        const QString good = with("kept.json", "seq");
        QCOMPARE(test(good, store).status, 0);
        const QJsonArray counted = info(store, {QStringLiteral("--dialect"), good})
                                       .object()[QStringLiteral("snapshots")]
                                       .toArray();
        QCOMPARE(counted.size(), 1);
        QCOMPARE(counted[0][QStringLiteral("table")].toString(), QStringLiteral("kept"));
        QCOMPARE(counted[0][QStringLiteral("rows")].toInt(), 2);
        const Run wrong = test(with("lost.json", "revision"), store);
        QCOMPARE(wrong.status, 1);
        QVERIFY(mistakesOf(wrong).front().contains(
            QStringLiteral("revision does not fit the database: ")));
        // Of a store without the table nothing is said.
        const QString plain = database(QStringLiteral("nothing-kept.db"), kJournal);
        QCOMPARE(test(good, plain).status, 0);
        QVERIFY(!info(plain, {QStringLiteral("--dialect"), good})
                     .object()
                     .contains(QStringLiteral("snapshots")));
    }

    void aFileThatIsNoDialectIsAMistakeInIt()
    {
        const QString store = database(QStringLiteral("any.db"), kJournal);
        QByteArray unknown = dialect("at");
        unknown.replace("\"position\"", "\"postion\"");
        const Run run = test(file(QStringLiteral("unknown.json"), unknown), store);
        QCOMPARE(run.status, 1);
        const QJsonArray mistakes = run.object()[QStringLiteral("mistakes")].toArray();
        QCOMPARE(mistakes.size(), 1);
        QCOMPARE(mistakes[0][QStringLiteral("line")].toInt(), 8);
        QVERIFY(mistakesOf(run).first().contains(QStringLiteral("\"postion\" is not known")));
        QCOMPARE(test(m_dir.filePath(QStringLiteral("none.json")), store).status, 2);
        QCOMPARE(test(file(QStringLiteral("fine.json"), dialect("at")),
                      m_dir.filePath(QStringLiteral("none.db")))
                     .status,
                 2);
    }

    void aPartThatNoEventHasIsAMistake()
    {
        const QString store = database(QStringLiteral("untimed.db"),
                                       kJournal + "UPDATE journal SET at = NULL;");
        const Run run = test(file(QStringLiteral("untimed.json"), dialect("at")), store);
        QCOMPARE(run.status, 1);
        QCOMPARE(run.object()[QStringLiteral("events")].toInt(), 2);
        QCOMPARE(mistakesOf(run).size(), 1);
        QVERIFY(mistakesOf(run).first().contains(
            QStringLiteral("none of the 2 events has a time there")));
    }

    void aDamagedEventIsNamedByItsPosition()
    {
        const QString store = database(QStringLiteral("damaged.db"),
                                       kJournal
                                           + "UPDATE journal SET body = x'1f8b0800ffff' "
                                             "WHERE seq = 2;");
        QByteArray text = dialect("at");
        text.replace("\"data\": \"body\"", "\"data\": \"body\", \"decoders\": [\"gzip\"]");
        const Run run = test(file(QStringLiteral("damaged.json"), text), store);
        QCOMPARE(run.status, 1);
        QCOMPARE(run.object()[QStringLiteral("damaged")].toInt(), 1);
        const QJsonArray mistakes = run.object()[QStringLiteral("mistakes")].toArray();
        QCOMPARE(mistakes.size(), 1);
        QCOMPARE(mistakes[0][QStringLiteral("position")].toInt(), 2);
    }

    void anExportedDialectReadsTheStoreAsTheKnownOne()
    {
        const QString store = database(QStringLiteral("emmett.db"), kEmmett);
        const Run exported = cli(
            {QStringLiteral("dialect"), QStringLiteral("export"), QStringLiteral("emmett")});
        QCOMPARE(exported.status, 0);
        const QString path = file(QStringLiteral("mine.json"), exported.out);
        const Run run = test(path, store);
        QVERIFY2(mistakesOf(run).isEmpty(), run.out.constData());
        QCOMPARE(run.status, 0);
        QCOMPARE(run.object()[QStringLiteral("events")].toInt(), 2);
        QVERIFY(run.object()[QStringLiteral("detects")].toBool());
        QCOMPARE(cli({QStringLiteral("events"), store, QStringLiteral("--dialect"), path}).out,
                 cli({QStringLiteral("events"), store}).out);
        QVERIFY(!test(path, sample()).object()[QStringLiteral("detects")].toBool());

        // Its form for PostgreSQL says of itself that it is not for this one.
        const Run other = cli({QStringLiteral("dialect"), QStringLiteral("export"),
                               QStringLiteral("--postgresql"), QStringLiteral("emmett")});
        QCOMPARE(other.status, 0);
        const QString otherPath = file(QStringLiteral("postgresql.json"), other.out);
        const Run refused = test(otherPath, store);
        QCOMPARE(refused.status, 1);
        QVERIFY2(mistakesOf(refused).join(u' ').contains(
                     QStringLiteral("reads PostgreSQL databases, but")),
                 refused.out.constData());
        QVERIFY(cli({QStringLiteral("events"), store, QStringLiteral("--dialect"), otherPath})
                    .err.contains("reads PostgreSQL databases"));

        const Run none = cli(
            {QStringLiteral("dialect"), QStringLiteral("export"), QStringLiteral("nosuch")});
        QCOMPARE(none.status, 2);
        QVERIFY(none.err.contains("gaffer"));
    }

    void twoFrameworksInOneDatabaseAreBothOffered()
    {
        addKnown("acme", "journal");
        addKnown("other", "notes");
        const QString store = database(QStringLiteral("both.db"), kJournal + kNotes);
        const Run run = info(store);
        QCOMPARE(run.status, 2);
        QVERIFY2(run.err.contains("acme (Acme, table journal)")
                     && run.err.contains("other (Other, table notes)")
                     && run.err.contains("--dialect"),
                 run.err.constData());
        QCOMPARE(info(store, {QStringLiteral("--dialect"), QStringLiteral("acme")})
                     .object()[QStringLiteral("events")]
                     .toInt(),
                 2);
        QCOMPARE(info(store, {QStringLiteral("--dialect"), QStringLiteral("other")})
                     .object()[QStringLiteral("events")]
                     .toInt(),
                 1);
        QCOMPARE(info(store, {QStringLiteral("--table"), QStringLiteral("notes")})
                     .object()[QStringLiteral("dialect")]
                     .toString(),
                 QStringLiteral("other"));
    }

    void aFrameworkWithoutEventsIsNotAskedAbout()
    {
        addKnown("acme", "journal");
        addKnown("other", "notes");
        const Run run = info(
            database(QStringLiteral("one.db"), kJournal + kNotes + "DELETE FROM journal;"));
        QCOMPARE(run.err, QByteArray());
        QCOMPARE(run.object()[QStringLiteral("dialect")].toString(), QStringLiteral("other"));
    }

    void aDialectOfNegativePriorityStandsBack()
    {
        addKnown("acme", "journal", -1);
        addKnown("other", "notes");
        const QString store = database(QStringLiteral("outbox.db"), kJournal + kNotes);
        QCOMPARE(info(store).object()[QStringLiteral("dialect")].toString(),
                 QStringLiteral("other"));
        const QString alone = database(QStringLiteral("alone.db"), kJournal);
        QCOMPARE(info(alone).object()[QStringLiteral("dialect")].toString(),
                 QStringLiteral("acme"));
    }

    void aPlainDatabaseIsNotTakenForAStore_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("orders") << QStringLiteral(
            "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, email TEXT);"
            "INSERT INTO customers VALUES (1, 'Ann', 'ann@example.org');"
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, status TEXT,"
            " total NUMERIC, created_at TEXT);"
            "INSERT INTO orders VALUES (1, 1, 'paid', 10.5, '2026-01-01T00:00:00Z'),"
            " (2, 1, 'open', 20, '2026-01-02T00:00:00Z');");
        QTest::newRow("orders with a type and a version") << QStringLiteral(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, type TEXT,"
            " version INTEGER, notes TEXT, created_at TEXT);"
            "INSERT INTO orders VALUES (1, 7, 'web', 1, 'gift', '2026-01-01T00:00:00Z'),"
            " (2, 7, 'shop', 1, NULL, '2026-01-02T00:00:00Z');");
        QTest::newRow("orders with JSON") << QStringLiteral(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, kind TEXT,"
            " data TEXT, created_at TEXT);"
            "INSERT INTO orders VALUES (1, 7, 'web', '{\"a\":1}', '2026-01-01T00:00:00Z'),"
            " (2, 8, 'shop', '{}', '2026-01-02T00:00:00Z');");
        QTest::newRow("no tables") << QStringLiteral("PRAGMA user_version = 3;");
    }
    void aPlainDatabaseIsNotTakenForAStore()
    {
        QFETCH(const QString, sql);
        const Run run = info(database(QStringLiteral("plain.db"), sql.toStdString()));
        QCOMPARE(run.status, 2);
        QCOMPARE(run.out, QByteArray());
        QVERIFY2(run.err.contains("event table") || run.err.contains("no tables"),
                 run.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestDialectCommand)
#include "tst_dialectcommand.moc"
