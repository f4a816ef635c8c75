// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "readmodelfixture.h"

#include <QObject>

using namespace eventscope;
using namespace eventscope::tests;
using namespace Qt::StringLiterals;

// Read models that are wrong, or mean harm. Each ends in one sentence that names the place, and the next run works.
class TestReadModelLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrongInAHandlerIsNamedAtItsEvent_data();
    void whatIsWrongInAHandlerIsNamedAtItsEvent();
    void aStatementThatReachesOutIsRefused_data();
    void aStatementThatReachesOutIsRefused();
    void aDescriptionOfATableIsNoHarm();
    void aFailedEventLeavesNothingBehind_data();
    void aFailedEventLeavesNothingBehind();
    void aQueryWithoutAnEndIsStopped_data();
    void aQueryWithoutAnEndIsStopped();
    void aDatabaseThatGrowsForEverIsStopped_data();
    void aDatabaseThatGrowsForEverIsStopped();
    void whatIsWrongWithADeclarationIsNamed_data();
    void whatIsWrongWithADeclarationIsNamed();
    void aFileWithoutAHandlerIsNoReadModel_data();
    void aFileWithoutAHandlerIsNoReadModel();
    void aHandlerIsNotAddedWhileEventsAreHandled();

private:
    static ReadModelOptions limited(std::chrono::milliseconds call)
    {
        ReadModelOptions options;
        options.script.limits.call = call;
        return options;
    }
    // A model with table t, whose handler of Good adds a row and that of Bad does `statement` in line 3.
    std::string modelWith(const std::string &statement)
    {
        return m_folder
            .write("bad.js",
                   "db.exec('CREATE TABLE t (n INTEGER PRIMARY KEY)');\n"
                   "on('Good', (e, db) => db.run('INSERT INTO t VALUES (?)', e.version));\n"
                   "on('Bad', (e, db) => { "
                       + statement + " });\n");
    }

    ScriptFolder m_folder;
};

void TestReadModelLimits::whatIsWrongInAHandlerIsNamedAtItsEvent_data()
{
    QTest::addColumn<QString>("statement");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *what, const char *statement, const char *message) {
        QTest::newRow(what) << QString::fromUtf8(statement) << QString::fromUtf8(message);
    };
    row("syntax", "db.query('INSERT INTO');", "incomplete input, in \"INSERT INTO\", at v2 (Bad).");
    row("no table", "db.run('DELETE FROM orders');",
        "no such table: orders, in \"DELETE FROM orders\", at v2 (Bad).");
    row("no column", "db.run('UPDATE t SET total = 1');",
        "no such column: total, in \"UPDATE t SET total = 1\", at v2 (Bad).");
    row("constraint", "db.run('INSERT INTO t VALUES (1)');",
        "UNIQUE constraint failed: t.n, in \"INSERT INTO t VALUES (1)\", at v2 (Bad).");
    row("too few values", "db.run('INSERT INTO t VALUES (?)');",
        "the statement has 1 parameter, and 0 values were given, in \"INSERT INTO t VALUES (?)\", "
        "at v2 (Bad).");
    row("too many values", "db.run('DELETE FROM t', [1, 2]);",
        "the statement has 0 parameters, and 2 values were given, in \"DELETE FROM t\", at v2 "
        "(Bad).");
    row("a name without a value", "db.run('INSERT INTO t VALUES (:n)', { m: 1 });",
        "the parameter n has no value, in \"INSERT INTO t VALUES (:n)\", at v2 (Bad).");
    row("a function as a value", "db.run('INSERT INTO t VALUES (?)', [() => 1]);",
        "the value of parameter 1 is a function, in \"INSERT INTO t VALUES (?)\", at v2 (Bad).");
    row("a number of too many bits", "db.run('INSERT INTO t VALUES (?)', [2n ** 64n]);",
        "the value 18446744073709551616 of parameter 1 has more than 64 bits, in \"INSERT INTO t "
        "VALUES (?)\", at v2 (Bad).");
    row("no text", "db.run(undefined);",
        "the statement is a undefined; give its text, at v2 (Bad).");
    row("MySQL", "db.run('INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE n = 1');",
        "near \"DUPLICATE\": syntax error (write ON CONFLICT (column) DO UPDATE SET column = "
        "excluded.column), in \"INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE n = 1\", at v2 "
        "(Bad).");
    row("interval", "db.get(\"SELECT now() - INTERVAL '1 day'\");",
        "no such column: INTERVAL (write datetime(value, '+1 day')), in \"SELECT now() - "
        "INTERVAL '1 day'\", at v2 (Bad).");
    row("rollback on conflict", "db.run('INSERT OR ROLLBACK INTO t VALUES (1)');",
        "ROLLBACK as the answer to a conflict is refused: what a handler did is undone as a "
        "whole. Write ABORT, in \"INSERT OR ROLLBACK INTO t VALUES (1)\", at v2 (Bad).");
    row("an open transaction", "db.exec('BEGIN');",
        "bad.js: the handler left a transaction open; end it with COMMIT or ROLLBACK before the handler "
        "ends, at v2 (Bad).");
    row("an open savepoint", "db.exec('SAVEPOINT here');",
        "bad.js: the handler left the savepoint here open; RELEASE it before the handler ends, at v2 "
        "(Bad).");
    row("no transaction", "db.exec('COMMIT');",
        "no transaction is open, in \"COMMIT\", at v2 (Bad).");
    row("thrown", "throw new RangeError('too far');", "RangeError: too far, at v2 (Bad).");
    row("thrown later", "return Promise.resolve().then(() => { throw new Error('late'); });",
        "Error: late, at v2 (Bad).");
    row("a promise that stays", "return new Promise(() => {});",
        "bad.js: the handler gave back a promise that is still pending: there is nothing to wait for here "
        "but the database; take files, timers and the network out of the way, at v2 (Bad).");
    row("a value of gigabytes", "db.get('SELECT zeroblob(2147483648)');",
        "a value or the statement is longer than 64 MB, in \"SELECT zeroblob(2147483648)\", at v2 "
        "(Bad).");
    row("an answer of gigabytes", "db.all('SELECT zeroblob(20000000), zeroblob(20000000)');",
        "the answer is larger than 64 MB; ask for fewer rows with LIMIT, in \"SELECT "
        "zeroblob(20000000), zeroblob(20000000)\", at v2 (Bad).");
    row("an endless trigger", "db.exec('PRAGMA recursive_triggers = ON');",
        "PRAGMA recursive_triggers is refused: the database of a read model is set up by "
        "Eventscope; leave the statement out, in \"PRAGMA recursive_triggers = ON\", at v2 (Bad).");
}

void TestReadModelLimits::whatIsWrongInAHandlerIsNamedAtItsEvent()
{
    QFETCH(QString, statement);
    QFETCH(QString, message);
    const auto path = modelWith(statement.toStdString());
    const auto fold = readModel(path, limited(std::chrono::seconds(20)));
    QVERIFY(fold);
    RunEvents events;
    events.add("Good", "{}").add("Bad", "{}").add("Good", "{}");
    VERIFY_OK(fold->apply(events.list()));
    VERIFY_OK(fold->sync());
    QVERIFY(fold->failure());
    const Error &error = fold->failure()->error;
    QCOMPARE(error.code, ErrorCode::Script);
    const std::string told = error.message.substr(
        std::min(error.message.find(": ") + 2, error.message.size()));
    COMPARE_TEXT(error.message.starts_with("bad.js:3:") ? told : error.message,
                 message.toStdString());
    QCOMPARE(fold->failure()->ordinal, 1u);
    QCOMPARE(fold->place(), 1u);
    COMPARE_TEXT(contents(*fold), std::string("t {\"n\":1}\n"));
    // The same model, without the bad event.
    VERIFY_OK(fold->begin());
    QVERIFY(!fold->failure());
    VERIFY_OK(fold->apply(events.part(0, 1)));
    VERIFY_OK(fold->sync());
    COMPARE_TEXT(contents(*fold), std::string("t {\"n\":1}\n"));
}

void TestReadModelLimits::aStatementThatReachesOutIsRefused_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *sql, const char *reason) {
        QTest::newRow(sql) << QString::fromUtf8(sql) << QString::fromUtf8(reason);
    };
    const char *file = "private, in memory, and reaches no file";
    row("ATTACH '/tmp/other.db' AS other", file);
    row("ATTACH ':memory:' AS other", file);
    row("DETACH main", "DETACH is refused");
    row("VACUUM", file);
    row("VACUUM INTO '/tmp/copy.db'", file);
    row("PRAGMA journal_mode = WAL", "PRAGMA journal_mode is refused");
    row("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys is refused");
    row("PRAGMA writable_schema = 1", "PRAGMA writable_schema is refused");
    row("PRAGMA hard_heap_limit = 1", "PRAGMA hard_heap_limit is refused");
    row("SELECT * FROM pragma_journal_mode", "PRAGMA journal_mode is refused");
    row("SELECT load_extension('/tmp/x.so')", "load_extension() is refused");
    row("SELECT readfile('/etc/passwd')", "readfile() is refused");
    row("SELECT writefile('/tmp/x', 'y')", "writefile() is refused");
    row("SELECT edit('x')", "edit() is refused");
    row("SELECT fts3_tokenizer('simple')", "fts3_tokenizer() is refused");
    row("CREATE VIRTUAL TABLE x USING fts4(a)", "virtual tables of fts4 are refused");
    row("CREATE VIRTUAL TABLE x USING csv(filename='/etc/passwd')",
        "virtual tables of csv are refused");
    row("CREATE TEMP TABLE x (a)", "temporary tables, views and triggers are refused");
    row("UPDATE sqlite_schema SET sql = ''", "table sqlite_master may not be modified");
    row("DELETE FROM t; ATTACH '/tmp/other.db' AS other", file);
    row("CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT load_extension('x'); END; INSERT INTO t VALUES (99)",
        "load_extension() is refused");
}

void TestReadModelLimits::aStatementThatReachesOutIsRefused()
{
    QFETCH(QString, sql);
    QFETCH(QString, reason);
    const auto path = modelWith("db.exec(" + std::string(jsonQuote(sql.toStdString())) + ");");
    RunEvents events;
    events.add("Good", "{}").add("Bad", "{}");
    const std::string told = filled(path, events);
    QVERIFY2(told.starts_with("ERROR bad.js:3:")
                 && told.find(reason.toStdString()) != std::string::npos
                 && told.ends_with(", at v2 (Bad)."),
             told.c_str());
    // And not at the top of the file either.
    const auto opened = ReadModelFold::open(
        m_folder.write("top.js", "db.exec('CREATE TABLE t (n)');\ndb.exec("
                                     + std::string(jsonQuote(sql.toStdString()))
                                     + ");\non('A', () => {});\n"));
    QVERIFY(!opened);
    QVERIFY2(opened.error().message.starts_with("top.js:2:")
                 && opened.error().message.find(reason.toStdString()) != std::string::npos,
             opened.error().message.c_str());
}

void TestReadModelLimits::aDescriptionOfATableIsNoHarm()
{
    const auto path = modelWith(
        "const names = db.all('PRAGMA table_info(t)').map((c) => c.name).join();\n"
        "if (db.get(\"SELECT group_concat(name) AS n FROM pragma_table_info('t')\").n !== names) throw names;");
    RunEvents events;
    events.add("Good", "{}").add("Bad", "{}");
    COMPARE_TEXT(filled(path, events), std::string("t {\"n\":1}\n"));
}

void TestReadModelLimits::aFailedEventLeavesNothingBehind_data()
{
    QTest::addColumn<QString>("statement");
    const auto row = [](const char *what, const char *statement) {
        QTest::newRow(what) << QString::fromUtf8(statement);
    };
    row("insert", "db.run('INSERT INTO t VALUES (50), (51)');");
    row("update", "db.run('UPDATE t SET n = n + 10');");
    row("delete", "db.run('DELETE FROM t');");
    row("replace", "db.run('INSERT OR REPLACE INTO t VALUES (1), (2), (3)');");
    row("a table",
        "db.run('INSERT INTO t VALUES (50)'); db.exec('CREATE TABLE u (x); INSERT INTO u VALUES (1); INSERT INTO t VALUES (51)');");
    row("a dropped table", "db.run('DELETE FROM t'); db.exec('DROP TABLE t');");
    row("a column",
        "db.exec('ALTER TABLE t ADD COLUMN m DEFAULT 4'); db.run('UPDATE t SET m = 5');");
    row("a transaction", "db.exec('BEGIN'); db.run('DELETE FROM t'); db.exec('COMMIT');");
    row("an open transaction",
        "db.run('INSERT INTO t VALUES (50)'); db.exec('BEGIN'); db.run('DELETE FROM t');");
    row("a rolled back transaction",
        "db.exec('BEGIN'); db.run('DELETE FROM t'); db.exec('ROLLBACK'); db.run('DELETE FROM t WHERE n = 1');");
    row("a failed statement",
        "try { db.run('INSERT INTO t VALUES (60), (1)'); } catch {} db.run('DELETE FROM t');");
    row("savepoints",
        "db.exec('SAVEPOINT a'); db.run('DELETE FROM t'); db.exec('ROLLBACK TO a'); db.run('INSERT INTO t VALUES (9)');");
}

void TestReadModelLimits::aFailedEventLeavesNothingBehind()
{
    QFETCH(QString, statement);
    const auto path = modelWith(statement.toStdString() + " throw new Error('undo');");
    const auto fold = readModel(path);
    QVERIFY(fold);
    RunEvents events;
    events.add("Good", "{}").add("Good", "{}").add("Bad", "{}").add("Good", "{}");
    VERIFY_OK(fold->apply(events.list()));
    VERIFY_OK(fold->sync());
    QVERIFY(fold->failure());
    QVERIFY2(fold->failure()->error.message.find("Error: undo") != std::string::npos,
             fold->failure()->error.message.c_str());
    COMPARE_TEXT(contents(*fold), std::string("t {\"n\":1}\nt {\"n\":2}\n"));
    QCOMPARE(fold->place(), 2u);
    // Back from there, and forth again.
    QCOMPARE(*fold->seek(1), 1u);
    COMPARE_TEXT(contents(*fold), std::string("t {\"n\":1}\n"));
    QCOMPARE(*fold->seek(2), 2u);
    COMPARE_TEXT(contents(*fold), std::string("t {\"n\":1}\nt {\"n\":2}\n"));
}

void TestReadModelLimits::aQueryWithoutAnEndIsStopped_data()
{
    QTest::addColumn<QString>("statement");
    const auto row = [](const char *what, const char *statement) {
        QTest::newRow(what) << QString::fromUtf8(statement);
    };
    row("recursive query",
        "db.get('WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c');");
    row("recursive insert",
        "db.run('INSERT INTO t WITH RECURSIVE c(x) AS (SELECT 100 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c');");
    row("loop of queries", "for (;;) db.get('SELECT 1');");
    row("endless promises",
        "const again = async () => { for (;;) await db.get('SELECT 1'); }; return again();");
}

void TestReadModelLimits::aQueryWithoutAnEndIsStopped()
{
    QFETCH(QString, statement);
    const auto fold = readModel(modelWith(statement.toStdString()),
                                limited(std::chrono::milliseconds(100)));
    QVERIFY(fold);
    RunEvents events;
    events.add("Good", "{}").add("Bad", "{}");
    auto done = fold->apply(events.list());
    if (done)
        done = fold->sync();
    QVERIFY(!done);
    COMPARE_TEXT(
        done.error().message,
        std::string(
            "bad.js was stopped at v2 (Bad): one call took longer than 100 ms. Look for a loop that "
            "does not end, or raise the limit."));
    QCOMPARE(fold->failure()->end, ScriptEnd::Limit);
    VERIFY_OK(fold->begin());
    VERIFY_OK(fold->apply(events.part(0, 1)));
    VERIFY_OK(fold->sync());
    COMPARE_TEXT(contents(*fold), std::string("t {\"n\":1}\n"));
}

void TestReadModelLimits::aDatabaseThatGrowsForEverIsStopped_data()
{
    QTest::addColumn<QString>("statement");
    QTest::addColumn<QString>("message");
    const QString memory = u"the database and what is in its way held more than 8 MB of memory; "
                           "look for a query without an end, or raise the limit"_s;
    QTest::newRow("one statement")
        << u"db.run('INSERT INTO t WITH RECURSIVE c(x) AS (SELECT 100 UNION ALL SELECT x + 1 "
           "FROM c) SELECT x FROM c');"_s
        << memory;
    const QString many = u"for (let i = 100; ; ++i) db.run('INSERT INTO t VALUES (?)', i);"_s;
    QTest::newRow("one row too many") << many << memory;
    // SQLite undoes the whole batch then.
    QTest::newRow("caught, and gone on")
        << u"try { "_s + many + u" } catch {} try { db.run('DELETE FROM t'); } catch {}"_s
        << u"the database was taken back to an earlier event"_s;
}

void TestReadModelLimits::aDatabaseThatGrowsForEverIsStopped()
{
    QFETCH(QString, statement);
    QFETCH(QString, message);
    ReadModelOptions options = limited(std::chrono::seconds(20));
    options.limits.databaseBytes = std::size_t(8) << 20;
    options.limits.imageBytes = std::size_t(2) << 20;
    const auto fold = readModel(modelWith(statement.toStdString()), options);
    QVERIFY(fold);
    RunEvents events;
    events.add("Good", "{}").add("Good", "{}").add("Bad", "{}").add("Good", "{}");
    VERIFY_OK(fold->apply(events.list()));
    VERIFY_OK(fold->sync());
    QVERIFY(fold->failure());
    const std::string told = fold->failure()->error.message;
    QVERIFY2(told.find(message.toStdString()) != std::string::npos, told.c_str());
    QVERIFY2(told.ends_with("at v3 (Bad)."), told.c_str());
    // SQLite may have undone the whole batch: what is missing is handed over again.
    const std::uint32_t place = fold->place();
    QVERIFY(place <= 2);
    const auto reached = fold->seek(2);
    VERIFY_OK(reached);
    VERIFY_OK(fold->apply(events.part(*reached, 2)));
    VERIFY_OK(fold->sync());
    COMPARE_TEXT(contents(*fold), std::string("t {\"n\":1}\nt {\"n\":2}\n"));
}

void TestReadModelLimits::whatIsWrongWithADeclarationIsNamed_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *what, const char *source, const char *message) {
        QTest::newRow(what) << QString::fromUtf8(source) << QString::fromUtf8(message);
    };
    row("schema", "export const schema = 'CREATE TABEL t';",
        "near \"TABEL\": syntax error, in \"CREATE TABEL t\".");
    row("init",
        "export function init(db) { db.exec('CREATE TABLE t (a)'); throw new Error('no'); }",
        "Error: no.");
    row("async init", "export async function init(db) { await 1; db.exec('CREATE TABLE'); }",
        "incomplete input, in \"CREATE TABLE\".");
    row("pending init", "export function init() { return new Promise(() => {}); }",
        "the declaration of the tables gave back a promise that is still pending: there is nothing to wait for here but the database; take files, "
        "timers and the network out of the way.");
    row("twice", "export const schema = 'CREATE TABLE t (a); CREATE TABLE t (a)';",
        "table t already exists (write IF NOT EXISTS), in \"CREATE TABLE t (a); CREATE TABLE t (a)\".");
    row("open transaction", "export const init = (db) => { db.exec('BEGIN'); };",
        "the handler left a transaction open; end it with COMMIT or ROLLBACK before the handler ends.");
}

void TestReadModelLimits::whatIsWrongWithADeclarationIsNamed()
{
    QFETCH(QString, source);
    QFETCH(QString, message);
    const auto path = m_folder.write("declares.mjs",
                                     source.toStdString()
                                         + "\nexport const handlers = { A() {} };\n");
    auto fold = ReadModelFold::open(path);
    // Text is run when the file is loaded, a function before the first event.
    const bool isText = source.startsWith(u"export const schema");
    QCOMPARE(fold.has_value(), !isText);
    for (int i = 0; i < 2; ++i) {
        const Result<void> begun = fold ? (*fold)->begin() : Result<void>(fail(fold.error()));
        QVERIFY(!begun);
        QVERIFY2(begun.error().message.starts_with("declares.mjs")
                     && begun.error().message.ends_with(message.toStdString()),
                 begun.error().message.c_str());
    }
}

void TestReadModelLimits::aFileWithoutAHandlerIsNoReadModel_data()
{
    QTest::addColumn<QString>("source");
    const auto row = [](const char *what, const char *source) {
        QTest::newRow(what) << QString::fromUtf8(source);
    };
    row("nothing", "");
    row("tables alone", "export const schema = 'CREATE TABLE t (a)';");
    row("a class without handlers", "export default class Orders { find() {} }");
    row("values", "module.exports = { a: 1, b: 'x' };");
}

void TestReadModelLimits::aFileWithoutAHandlerIsNoReadModel()
{
    QFETCH(QString, source);
    const auto fold = ReadModelFold::open(m_folder.write("none.js", source.toStdString()));
    QVERIFY(!fold);
    QCOMPARE(fold.error().code, ErrorCode::Unsupported);
    COMPARE_TEXT(
        fold.error().message,
        std::string(
            "none.js has no handler: call on('OrderCreated', (event, db) => …), or export a class with handleOrderCreated(event) "
            "or handle(event), or an object of handlers by event type."));
}

void TestReadModelLimits::aHandlerIsNotAddedWhileEventsAreHandled()
{
    RunEvents events;
    events.add("Bad", "{}");
    const std::string told = filled(modelWith("on('C', () => {});"), events);
    QVERIFY2(told.find("on() is called while events are handled; call it at the top of the file")
                 != std::string::npos,
             told.c_str());
}

QTEST_GUILESS_MAIN(TestReadModelLimits)
#include "tst_readmodellimits.moc"
