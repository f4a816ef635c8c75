// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "readmodelfixture.h"

#include <QObject>

#include <random>

using namespace eventscope;
using namespace eventscope::tests;

// Going back and forth in the tables of a read model.
class TestReadModelPlaces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPlaceIsAsAFreshRunLeavesIt_data();
    void everyPlaceIsAsAFreshRunLeavesIt();
    void whatWasForgottenIsReachedFromAnImage();
    void theChangesOfAnEventAreTold();
    void otherEventsMayFollowAfterGoingBack();
    void variablesStayAsTheyWereWhenAllIsDoneAgain();
    void aThousandStepsBackNeedNoHandler();

private:
    // Brings the model to that place, with the handlers where nothing else leads there.
    static void goTo(ReadModelFold &fold, const RunEvents &events, std::uint32_t place)
    {
        const auto reached = fold.seek(place);
        VERIFY_OK(reached);
        QVERIFY(*reached <= place);
        if (*reached < place) {
            VERIFY_OK(fold.apply(events.part(*reached, place)));
            VERIFY_OK(fold.sync());
        }
        QVERIFY2(!fold.failure(), fold.failure() ? fold.failure()->error.message.c_str() : "");
        QCOMPARE(fold.place(), place);
    }

    ScriptFolder m_folder;
};

// Handlers that do what the event says: SQL with values of the event's own.
static const char *const kRuns
    = "export const init = (db) => db.exec(globalThis.TABLES ?? '');\n"
      "export const handlers = { Run(e, db) {\n"
      "  for (const statement of e.data) {\n"
      "    try { db.run(statement); } catch (error) { if (!/constraint/.test(error.message)) throw error; }\n"
      "  }\n"
      "} };\n";

void TestReadModelPlaces::everyPlaceIsAsAFreshRunLeavesIt_data()
{
    QTest::addColumn<QString>("tables");
    QTest::addColumn<unsigned>("seed");
    QTest::addColumn<bool>("changesSchema");
    QTest::addColumn<int>("journalBytes");
    const auto row = [](const char *what, const char *tables, bool changesSchema = false,
                        int journalBytes = 1 << 20) {
        for (unsigned seed = 1; seed <= 3; ++seed)
            QTest::addRow("%s, %u", what, seed)
                << QString::fromUtf8(tables) << seed << changesSchema << journalBytes;
    };
    row("a key of its own", "CREATE TABLE t (k INTEGER PRIMARY KEY, v, w TEXT DEFAULT 'w')");
    row("a text as key", "CREATE TABLE t (k TEXT PRIMARY KEY, v, w REAL)");
    row("no key", "CREATE TABLE t (k, v, w); CREATE INDEX t_v ON t (v)");
    row("without rowid", "CREATE TABLE t (w, k TEXT, v, PRIMARY KEY (k)) WITHOUT ROWID");
    row("without rowid, two keys",
        "CREATE TABLE t (v INTEGER, k TEXT, w TEXT, PRIMARY KEY (w, k)) WITHOUT ROWID");
    row("autoincrement", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, k UNIQUE, v, w)");
    row("a column named rowid", "CREATE TABLE t (rowid TEXT, k UNIQUE, v, w)");
    row("unique and checked",
        "CREATE TABLE t (k INTEGER PRIMARY KEY, v UNIQUE, w CHECK (w IS NULL OR typeof(w) <> 'blob'))");
    row("a trigger",
        "CREATE TABLE t (k INTEGER PRIMARY KEY, v, w); CREATE TABLE log (what);"
        "CREATE TRIGGER told AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (new.v); DELETE FROM log WHERE rowid % 5 = 0; END");
    row("a cascade",
        "CREATE TABLE p (k INTEGER PRIMARY KEY, v); INSERT INTO p SELECT value, 0 FROM json_each('[0,1,2,3,4,5,6,7,8,9]');"
        "CREATE TABLE t (k UNIQUE, v REFERENCES p (k) ON DELETE CASCADE ON UPDATE SET NULL, w);"
        "CREATE TRIGGER gone AFTER DELETE ON t WHEN old.w > 50 BEGIN DELETE FROM p WHERE k = old.v; END");
    row("a computed column",
        "CREATE TABLE t (k INTEGER PRIMARY KEY, v, w, c AS (v || w) STORED, d AS (k + 1))");
    row("a changing schema", "CREATE TABLE t (k INTEGER PRIMARY KEY, v, w)", true);
    row("a short memory", "CREATE TABLE t (k INTEGER PRIMARY KEY, v, w)", false, 2000);
}

void TestReadModelPlaces::everyPlaceIsAsAFreshRunLeavesIt()
{
    QFETCH(QString, tables);
    QFETCH(unsigned, seed);
    QFETCH(bool, changesSchema);
    QFETCH(int, journalBytes);
    std::mt19937 random(seed);
    const auto below = [&](unsigned most) { return unsigned(random() % most); };
    const auto value = [&]() -> std::string {
        switch (below(7)) {
        case 0:
            return "NULL";
        case 1:
            return std::to_string(below(100)) + ".5";
        case 2:
            return "x'00ff" + std::to_string(10 + below(80)) + "'";
        case 3:
            return "'" + std::string(below(30), 'z') + "'";
        case 4:
            return "'" + std::to_string(below(10)) + "'";
        default:
            return std::to_string(below(10));
        }
    };
    const auto statement = [&]() -> std::string {
        const std::string key = std::to_string(below(12));
        switch (below(changesSchema ? 12 : 10)) {
        case 0:
        case 1:
        case 2:
            return "INSERT INTO t (k, v, w) VALUES (" + key + ", " + value() + ", " + value() + ")";
        case 3:
            return "INSERT OR REPLACE INTO t (k, v, w) VALUES (" + key + ", " + value() + ", "
                   + value() + ")";
        case 4:
            return "INSERT INTO t (k, v, w) VALUES (" + key + ", " + value() + ", " + value()
                   + ") ON CONFLICT (k) DO UPDATE SET v = excluded.v";
        case 5:
            return "UPDATE t SET v = " + value() + ", w = " + value() + " WHERE k >= " + key;
        case 6:
            return "UPDATE t SET k = k + " + std::to_string(below(3)) + " WHERE k = " + key;
        case 7:
            return "DELETE FROM t WHERE k = " + key;
        case 8:
            return below(8) == 0
                       ? "DELETE FROM t"
                       : "INSERT OR IGNORE INTO t (k, v, w) VALUES (" + key + ", 1, random() % 10)";
        case 9:
            return "UPDATE t SET v = (SELECT w FROM t LIMIT 1) WHERE k = (SELECT k FROM t ORDER BY v LIMIT 1)";
        case 10:
            return "CREATE TABLE IF NOT EXISTS u" + std::to_string(below(3))
                   + " AS SELECT * FROM t";
        default:
            return "DROP TABLE IF EXISTS u" + std::to_string(below(3));
        }
    };
    RunEvents events;
    constexpr std::uint32_t kEvents = 60;
    for (std::uint32_t i = 0; i < kEvents; ++i) {
        std::string list = "[";
        for (unsigned count = below(4); count > 0; --count)
            list += (list.size() > 1 ? "," : "") + jsonQuote(statement());
        events.add("Run", list + ']');
    }
    std::string source = kRuns;
    source.replace(source.find("globalThis.TABLES ?? ''"), 23, jsonQuote(tables.toStdString()));
    const auto path = m_folder.write("runs.mjs", source);
    ReadModelOptions options;
    options.limits.journalBytes = std::size_t(journalBytes);
    const auto fresh = readModel(path, options);
    const auto moved = readModel(path, options);
    QVERIFY(fresh && moved);
    // What a fresh run leaves, place by place.
    std::vector<std::string> expected{contents(*fresh)};
    for (std::uint32_t i = 0; i < kEvents; ++i) {
        VERIFY_OK(fresh->apply(events.part(i, i + 1)));
        VERIFY_OK(fresh->sync());
        QVERIFY2(!fresh->failure(),
                 fresh->failure() ? fresh->failure()->error.message.c_str() : "");
        expected.push_back(contents(*fresh));
    }
    VERIFY_OK(moved->apply(events.list()));
    VERIFY_OK(moved->sync());
    COMPARE_TEXT(contents(*moved), expected.back());
    for (int i = 0; i < 60; ++i) {
        const std::uint32_t place = below(kEvents + 1);
        goTo(*moved, events, place);
        COMPARE_TEXT(contents(*moved), expected[place]);
    }
}

void TestReadModelPlaces::whatWasForgottenIsReachedFromAnImage()
{
    ReadModelOptions options;
    options.limits.journalBytes = 100'000;
    const auto fold = readModel(
        m_folder.write(
            "counts.js",
            "db.exec('CREATE TABLE t (k INTEGER PRIMARY KEY, n INTEGER DEFAULT 0)');\n"
            "on('A', (e, db) => db.run('INSERT INTO t VALUES (?, 1) ON CONFLICT DO UPDATE SET n = n + 1', e.data));\n"),
        options);
    QVERIFY(fold);
    RunEvents events;
    constexpr std::uint32_t kEvents = 20'000;
    for (std::uint32_t i = 0; i < kEvents; ++i)
        events.add("A", std::to_string(i % 100));
    VERIFY_OK(fold->apply(events.list()));
    VERIFY_OK(fold->sync());
    const auto sum = [&] {
        std::int64_t all = 0;
        const auto done = fold->eachRow("t", [&](const std::string &line) {
            all += std::strtoll(line.substr(line.rfind(':') + 1).c_str(), nullptr, 10);
            return true;
        });
        return done ? all : -1;
    };
    // Within reach of the journal: there at once.
    QCOMPARE(*fold->seek(kEvents - 500), kEvents - 500);
    QCOMPARE(sum(), std::int64_t(kEvents - 500));
    // Further away: from an image that is not the first.
    const auto reached = fold->seek(12'345);
    VERIFY_OK(reached);
    QVERIFY2(*reached > 0 && *reached <= 12'345, std::to_string(*reached).c_str());
    QCOMPARE(sum(), std::int64_t(*reached));
    VERIFY_OK(fold->apply(events.part(*reached, 12'345)));
    QCOMPARE(sum(), std::int64_t(12'345));
    // And far forward again.
    const auto ahead = fold->seek(kEvents);
    VERIFY_OK(ahead);
    QVERIFY2(*ahead > 12'345, std::to_string(*ahead).c_str());
    QCOMPARE(sum(), std::int64_t(*ahead));
    QCOMPARE(*fold->seek(0), 0u);
    QCOMPARE(sum(), std::int64_t(0));
}

void TestReadModelPlaces::theChangesOfAnEventAreTold()
{
    const auto fold = readModel(m_folder.write(
        "changes.js",
        "db.exec('CREATE TABLE t (k TEXT PRIMARY KEY, n INTEGER); CREATE TABLE plain (x); CREATE TABLE none (x)');\n"
        "on('A', (e, db) => { db.run(\"INSERT INTO t VALUES ('a', 1), ('b', 9007199254740993)\"); db.run('INSERT INTO plain VALUES (5)'); });\n"
        "on('B', (e, db) => {\n"
        "  db.run(\"UPDATE t SET n = 2 WHERE k = 'a'\"); db.run(\"UPDATE t SET n = 3 WHERE k = 'a'\"); db.run(\"DELETE FROM t WHERE k = 'b'\");\n"
        "  db.run(\"INSERT INTO t VALUES ('c', 1)\"); db.run(\"UPDATE t SET k = 'd' WHERE k = 'c'\");\n"
        "  db.run(\"INSERT INTO t VALUES ('e', 1)\"); db.run(\"DELETE FROM t WHERE k = 'e'\"); db.run('UPDATE plain SET x = 6');\n"
        "});\non('C', () => {});\n"));
    QVERIFY(fold);
    RunEvents events;
    events.add("A", "{}").add("B", "{}").add("C", "{}");
    const auto changes = [&] {
        std::string text;
        const auto told = fold->lastChanges();
        if (!told)
            return "ERROR " + told.error().message;
        for (const ReadModelChange &each : *told) {
            text += each.table
                    + (each.kind == ReadModelChange::Kind::Inserted  ? " + "
                       : each.kind == ReadModelChange::Kind::Deleted ? " - "
                                                                     : " = ")
                    + each.key.dump() + ' ' + each.before.dump() + ' ' + each.after.dump() + '\n';
        }
        return text;
    };
    const std::string first = "t + {\"k\":\"a\"} null {\"k\":\"a\",\"n\":1}\n"
                              "t + {\"k\":\"b\"} null {\"k\":\"b\",\"n\":9007199254740993}\n"
                              "plain + {\"rowid\":1} null {\"x\":5}\n";
    const std::string second = "t = {\"k\":\"a\"} {\"k\":\"a\",\"n\":1} {\"k\":\"a\",\"n\":3}\n"
                               "t - {\"k\":\"b\"} {\"k\":\"b\",\"n\":9007199254740993} null\n"
                               "t + {\"k\":\"d\"} null {\"k\":\"d\",\"n\":1}\n"
                               "plain = {\"rowid\":1} {\"x\":5} {\"x\":6}\n";
    VERIFY_OK(fold->apply(events.part(0, 1)));
    COMPARE_TEXT(changes(), first);
    VERIFY_OK(fold->apply(events.part(1, 3)));
    COMPARE_TEXT(changes(), std::string());
    QCOMPARE(*fold->seek(2), 2u);
    COMPARE_TEXT(changes(), second);
    QCOMPARE(*fold->seek(1), 1u);
    COMPARE_TEXT(changes(), first);
    QCOMPARE(*fold->seek(0), 0u);
    COMPARE_TEXT(changes(), std::string());
    QCOMPARE(*fold->seek(2), 2u);
    // Done again, its rows may be told of in another order.
    QCOMPARE(QString::fromStdString(changes()).split(u'\n').size(), 5);
    QCOMPARE(fold->lastChanges(1)->size(), std::size_t(1));
}

void TestReadModelPlaces::otherEventsMayFollowAfterGoingBack()
{
    const auto fold = readModel(m_folder.write(
        "other.js",
        "db.exec('CREATE TABLE t (n)');\non('A', (e, db) => db.run('INSERT INTO t VALUES (?)', e.data));\n"));
    QVERIFY(fold);
    RunEvents events;
    events.add("A", "1").add("A", "2").add("A", "3");
    VERIFY_OK(fold->apply(events.list()));
    QCOMPARE(*fold->seek(1), 1u);
    RunEvents others;
    others.add("A", "1").add("A", "20");
    VERIFY_OK(fold->apply(others.part(1, 2)));
    VERIFY_OK(fold->sync());
    COMPARE_TEXT(contents(*fold), std::string("t {\"n\":1}\nt {\"n\":20}\n"));
    QCOMPARE(*fold->seek(3), 2u);
    QCOMPARE(*fold->seek(1), 1u);
    COMPARE_TEXT(contents(*fold), std::string("t {\"n\":1}\n"));
}

void TestReadModelPlaces::variablesStayAsTheyWereWhenAllIsDoneAgain()
{
    const auto fold = readModel(m_folder.write(
        "variable.js",
        "let n = 0;\ndb.exec('CREATE TABLE t (n)');\non('A', (e, db) => db.run('INSERT INTO t VALUES (?)', ++n));\n"));
    QVERIFY(fold);
    RunEvents events;
    events.add("A", "{}").add("A", "{}").add("A", "{}");
    VERIFY_OK(fold->apply(events.part(0, 2)));
    QCOMPARE(*fold->seek(0), 0u);
    QCOMPARE(*fold->seek(2), 2u);
    VERIFY_OK(fold->apply(events.part(2, 3)));
    VERIFY_OK(fold->sync());
    COMPARE_TEXT(contents(*fold), std::string("t {\"n\":1}\nt {\"n\":2}\nt {\"n\":3}\n"));
}

void TestReadModelPlaces::aThousandStepsBackNeedNoHandler()
{
    const auto fold = readModel(m_folder.write(
        "steps.js",
        "db.exec('CREATE TABLE t (k INTEGER PRIMARY KEY, n)');\n"
        "on('A', (e, db) => db.run('INSERT OR REPLACE INTO t VALUES (?, ?)', e.data % 7, e.data));\n"));
    QVERIFY(fold);
    RunEvents events;
    for (int i = 0; i < 1000; ++i)
        events.add("A", std::to_string(i));
    VERIFY_OK(fold->apply(events.list()));
    VERIFY_OK(fold->sync());
    for (std::uint32_t place = 1000; place-- > 0;)
        QCOMPARE(*fold->seek(place), place);
    COMPARE_TEXT(contents(*fold), std::string());
    QCOMPARE(*fold->seek(1000), 1000u);
    const auto page = fold->page(
        {.table = "t", .orderBy = "n", .descending = true, .search = {}, .offset = 0, .limit = 1});
    VERIFY_OK(page);
    COMPARE_TEXT(page->rows.at(0).dump(), std::string("[5,999]"));
}

QTEST_GUILESS_MAIN(TestReadModelPlaces)
#include "tst_readmodelplaces.moc"
