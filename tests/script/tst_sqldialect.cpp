// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/sqldialect.h"

#include <QObject>
#include <QTest>

using namespace eventscope;

class TestSqlDialect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatOtherDatabasesSayIsSaidInSqlitesWords_data();
    void whatOtherDatabasesSayIsSaidInSqlitesWords();
    void sqlitesOwnWordsStayAsTheyAre_data();
    void sqlitesOwnWordsStayAsTheyAre();
    void whatCannotBeSaidIsAdvisedOn_data();
    void whatCannotBeSaidIsAdvisedOn();
    void conflictsThatUndoMoreAreRefused();
    void unfinishedTextEndsWhereItEnds_data();
    void unfinishedTextEndsWhereItEnds();
};

void TestSqlDialect::whatOtherDatabasesSayIsSaidInSqlitesWords_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *given, const char *expected) {
        QTest::newRow(given) << QString::fromUtf8(given) << QString::fromUtf8(expected);
    };
    row("VALUES ($1, $2)", "VALUES (?1, ?2)");
    row("SELECT a::int", "SELECT CAST(a AS INTEGER)");
    row("SELECT t.a :: varchar(20)", "SELECT CAST(t.a AS TEXT)");
    row("SELECT $1::jsonb", "SELECT json(?1)");
    row("SELECT f(a, b)::text", "SELECT CAST(f(a, b) AS TEXT)");
    row("SELECT x IN (1)::text", "SELECT x IN CAST((1) AS TEXT)");
    row("SELECT (a + b)::double precision", "SELECT CAST((a + b) AS REAL)");
    row("SELECT a::text::jsonb", "SELECT json(CAST(a AS TEXT))");
    row("SELECT a::timestamp with time zone, b", "SELECT (a), b");
    row("SELECT \"my a\"::date", "SELECT date(\"my a\")");
    row("WHERE a ILIKE $1", "WHERE a LIKE ?1");
    row("WHERE id = ANY($1)", "WHERE id IN  (SELECT value FROM json_each(?1))");
    row("WHERE id = ANY($1::int[])", "WHERE id IN  (SELECT value FROM json_each(?1))");
    row("WHERE id <> ALL($1)", "WHERE id NOT IN (SELECT value FROM json_each(?1))");
    row("CREATE TABLE t (id SERIAL PRIMARY KEY)", "CREATE TABLE t (id INTEGER PRIMARY KEY)");
    row("id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "id INTEGER  PRIMARY KEY");
    row("at timestamptz DEFAULT now()", "at timestamptz DEFAULT (now())");
    row("tags jsonb DEFAULT '[]'::jsonb", "tags jsonb DEFAULT (json('[]'))");
    row("tags text[] NOT NULL", "tags text NOT NULL");
    row("FROM public.orders", "FROM orders");
    row("TRUNCATE TABLE orders", "DELETE FROM orders");
    row("TRUNCATE orders", "DELETE FROM orders");
    row("INSERT IGNORE INTO t", "INSERT OR IGNORE INTO t");
    row("SELECT 1 FOR UPDATE SKIP LOCKED", "SELECT 1 ");
    row("CREATE INDEX CONCURRENTLY i ON t USING gin (a)", "CREATE INDEX i ON t (a)");
    row("DROP TABLE IF EXISTS t CASCADE;", "DROP TABLE IF EXISTS t ;");
    row("jsonb_build_object('a', 1)", "json_object('a', 1)");
    row("json_agg(a)", "json_group_array(a)");
    row("string_agg(a, ',')", "group_concat(a, ',')");
}

void TestSqlDialect::whatOtherDatabasesSayIsSaidInSqlitesWords()
{
    QFETCH(QString, given);
    QFETCH(QString, expected);
    // How much space stands between words tells nothing.
    QCOMPARE(QString::fromStdString(sqliteDialect(given.toStdString())).simplified(),
             expected.simplified());
}

void TestSqlDialect::sqlitesOwnWordsStayAsTheyAre_data()
{
    QTest::addColumn<QString>("sql");
    for (
        const char *sql :
        {"INSERT INTO t (a) VALUES (?, ?2, :a, @b, $c) ON CONFLICT (a) DO UPDATE SET a = "
         "excluded.a RETURNING *",
         "SELECT '$1 :: ILIKE', \"ANY(\", [public.x], `FOR UPDATE` -- $1::int",
         "/* $1 */ SELECT a.b->>'$.c[0]', x'00', 1.5e3, a % b FROM t",
         "CREATE TABLE t (id INTEGER PRIMARY KEY DEFAULT 5, n TEXT DEFAULT 'x', m DEFAULT (1 + 1))",
         "CREATE TABLE t (a AS (b + 1) STORED, c INT GENERATED ALWAYS AS (b) VIRTUAL)",
         "CREATE TRIGGER r AFTER UPDATE OF a ON t FOR EACH ROW BEGIN SELECT 1; END",
         "SELECT 'it''s', \"a\"\"b\"", "SELECT serial, any, truncate FROM public", ""})
        QTest::newRow(sql) << QString::fromUtf8(sql);
}

void TestSqlDialect::sqlitesOwnWordsStayAsTheyAre()
{
    QFETCH(QString, sql);
    QCOMPARE(QString::fromStdString(sqliteDialect(sql.toStdString())), sql);
    QCOMPARE(QString::fromStdString(refusedSql(sql.toStdString())), QString());
}

void TestSqlDialect::whatCannotBeSaidIsAdvisedOn_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("advice");
    const auto row = [](const char *sql, const char *advice) {
        QTest::newRow(sql) << QString::fromUtf8(sql) << QString::fromUtf8(advice);
    };
    row("INSERT INTO t VALUES (1) on duplicate key update a = 1",
        "Write ON CONFLICT (column) DO UPDATE SET column = excluded.column.");
    row("SELECT now() - interval '1 day'", "Write datetime(value, '+1 day').");
    row("SELECT a @> '{}'", "Write json_extract(column, '$.name') = value.");
    row("SELECT 'interval' FROM t", "");
}

void TestSqlDialect::whatCannotBeSaidIsAdvisedOn()
{
    QFETCH(QString, sql);
    QFETCH(QString, advice);
    QCOMPARE(QString::fromStdString(dialectAdvice(sql.toStdString())), advice);
}

void TestSqlDialect::conflictsThatUndoMoreAreRefused()
{
    for (const char *sql : {"INSERT or rollback INTO t VALUES (1)", "a UNIQUE ON CONFLICT FAIL",
                            "SELECT RAISE(ROLLBACK, 'no')", "UPDATE t SET data = data || $1::jsonb",
                            "UPDATE t SET data = data::jsonb || $1"})
        QVERIFY2(!refusedSql(sql).empty(), sql);
    for (const char *sql :
         {"SELECT a || b, c::jsonb FROM t", "SELECT c::jsonb, a || b", "SELECT a || b::text"})
        QCOMPARE(QString::fromStdString(refusedSql(sql)), QString());
    QVERIFY(refusedSql("INSERT OR REPLACE INTO t VALUES ('OR ROLLBACK')").empty());
}

void TestSqlDialect::unfinishedTextEndsWhereItEnds_data()
{
    QTest::addColumn<QString>("sql");
    for (const char *sql :
         {"'", "\"", "[a", "/*", "--", "$", ":", "::", "a::", "::int", "a::int(", "= ANY(",
          "DEFAULT f(", "public.", "GENERATED ALWAYS AS", "x = ANY", "[", "FOR"})
        QTest::newRow(sql) << QString::fromUtf8(sql);
}

void TestSqlDialect::unfinishedTextEndsWhereItEnds()
{
    QFETCH(QString, sql);
    QVERIFY(sqliteDialect(sql.toStdString()).size() <= std::size_t(sql.size()) + 20);
    dialectAdvice(sql.toStdString());
}

QTEST_GUILESS_MAIN(TestSqlDialect)
#include "tst_sqldialect.moc"
