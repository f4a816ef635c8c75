// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "readmodelfixture.h"

#include <QObject>

using namespace eventscope;
using namespace eventscope::tests;

class TestReadModelFold : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFormOfHandlersGivesTheSameTable_data();
    void everyFormOfHandlersGivesTheSameTable();
    void aTypeIsFoundByItsShortName_data();
    void aTypeIsFoundByItsShortName();
    void tablesMayBeDeclaredInEveryForm_data();
    void tablesMayBeDeclaredInEveryForm();
    void theLiveSchemaIsThereBeforeTheScript();
    void valuesGoInAndComeOutAsTheyAre();
    void answersHaveTheShapesOfTheLibraries();
    void parametersMayBeGivenInEveryForm_data();
    void parametersMayBeGivenInEveryForm();
    void postgresSpellingsWork_data();
    void postgresSpellingsWork();
    void timeIsThatOfTheEvent();
    void randomNumbersAreTheSameInEveryRun();
    void dateAndMathAreRepeatableToo();
    void theTimeInEachHandlerIsTold();
    void transactionsMayBeUsedInOneHandler();
    void anAsyncHandlerIsDoneBeforeTheNextEvent();
    void theDefinitionNamesTheHandledTypes();
    void eventsWithoutAHandlerAreTold();
    void upcastersComeFirst();
    void everyRunOfTheSameEventsGivesTheSame();
    void tablesAndPagesAreShown();
    void foreignKeysAreKept();
    void fullTextTablesWork();
    void aLongTextAndManyBytesAreStored();

private:
    ScriptFolder m_folder;
};

static const char *const kTable
    = "CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, total INTEGER, paid INTEGER DEFAULT 0)";

void TestReadModelFold::everyFormOfHandlersGivesTheSameTable_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("source");
    const std::string table = "`" + std::string(kTable) + "`";
    const auto row = [&](const char *what, const char *name, std::string source) {
        for (std::size_t at = 0; (at = source.find("TABLE", at)) != std::string::npos;
             at += table.size())
            source.replace(at, 5, table);
        QTest::newRow(what) << QString::fromUtf8(name) << QString::fromStdString(source);
    };
    const std::string insert
        = "db.query('INSERT INTO orders (id, total) VALUES ($1, $2)', [e.streamId, e.data.total])";
    const std::string pay = "db.run('UPDATE orders SET paid = ? WHERE id = ?', true, e.streamId)";
    row("on()", "a.js",
        "db.exec(TABLE);\non('OrderCreated', (e, db) => " + insert + ");\non('OrderPaid', (e) => { "
            + pay + "; });\n");
    row("on() of several types", "b.mjs",
        "db.exec(TABLE);\non(['OrderCreated', 'OrderPaid'], async (e, db) => {\n"
        "  if (e.type === 'OrderCreated') await "
            + insert + ";\n  else await " + pay + ";\n});\nexport {};\n");
    row("on('*')", "b2.js",
        "db.exec(TABLE);\non('*', (e, db) => { if (e.type === 'OrderCreated') " + insert
            + "; });\n"
              "on('$any', () => { throw new Error('never for OrderPaid'); });\non('OrderPaid', (e, db) => "
            + pay + ");\non('OrderCreated', () => {});\n");
    row("projection.on and subscribe", "c.js",
        "projection.init(TABLE).on('OrderCreated', (e, db) => " + insert
            + ");\nsubscribe('OrderPaid', (e, db) => " + pay + ");\n");
    row("class with a method a type", "d.js",
        "export default class OrderProjection {\n  constructor(db) { this.db = db; }\n"
        "  async init() { await this.db.exec(TABLE); }\n"
        "  async handleOrderCreated(e) { const db = this.db; await "
            + insert
            + "; }\n"
              "  async handleOrderPaid(e) { const db = this.db; await "
            + pay + "; }\n  helper() { throw new Error('no handler'); }\n}\n");
    row("class with onType, db by name", "e.js",
        "export class OrderProjection {\n  constructor({ db }) { this.store = db; db.exec(TABLE); }\n"
        "  onOrderCreated(e) { const db = this.store; "
            + insert + "; }\n  whenOrderPaid(e, db) { " + pay + "; }\n}\n");
    row("class with handle()", "f.cjs",
        "class OrderProjection {\n  createTables() { return TABLE; }\n"
        "  async handle(e) {\n    switch (e.type) {\n    case 'OrderCreated': return this.handleOrderCreated(e);\n"
        "    case 'OrderPaid': return this.handleOrderPaid(e);\n    }\n  }\n"
        "  async handleOrderCreated(e) { const db = this.db; await "
            + insert
            + "; }\n"
              "  async handleOrderPaid(e) { const db = this.db; await "
            + pay + "; }\n}\nmodule.exports = { OrderProjection };\n");
    row("instance with project()", "g.js",
        "class Orders {\n  #db;\n  constructor(db) { this.#db = db; }\n  get schema() { return ''; }\n"
        "  project(e) { const db = this.#db; return e.type === 'OrderCreated' ? "
            + insert + " : " + pay
            + "; }\n}\n"
              "db.exec(TABLE);\nexport default new Orders(db);\n");
    row("object of handlers", "h.js",
        "export default {\n  $init(db) { db.exec(TABLE); },\n  OrderCreated(e, db) { " + insert
            + "; },\n"
              "  OrderPaid: async (e, db) => { await "
            + pay + "; },\n};\n");
    row("object with handlers and schema", "i.js",
        "module.exports = { schema: TABLE, handlers: {\n  OrderCreated: (e, db) => " + insert
            + ",\n  OrderPaid: (e, db) => " + pay + ",\n} };\n");
    row("exported functions", "j.mjs",
        "export const schema = [TABLE];\nexport function handleOrderCreated(e, db) { " + insert
            + "; }\n"
              "export const onOrderPaid = (e, db) => "
            + pay + ";\n");
    row("one function", "k.js",
        "export const tables = { orders: 'id TEXT PRIMARY KEY, total INTEGER, paid INTEGER DEFAULT 0' };\n"
        "export default async function (e, db) {\n  if (e.type === 'OrderCreated') await "
            + insert + "; else await " + pay + ";\n}\n");
    row("function of the db", "l.js",
        "module.exports = (db) => {\n  db.exec(TABLE);\n  const insert = db.prepare('INSERT INTO orders (id, total) VALUES (@id, @total)');\n"
        "  return {\n    OrderCreated(e) { insert.run({ id: e.streamId, total: e.data.total }); },\n    OrderPaid(e) { "
            + pay + "; },\n  };\n};\n");
    row("TypeScript class", "m.ts",
        "interface Db { query(sql: string, params?: unknown[]): Promise<{ rows: any[] }>; run(sql: string, ...p: unknown[]): any }\n"
        "type Created = { streamId: string; data: { total: number } };\n"
        "export class OrderProjection {\n  constructor(private readonly db: Db) {}\n"
        "  async setup(): Promise<void> { await this.db.query(TABLE); }\n"
        "  async handleOrderCreated(e: Created): Promise<void> { const db = this.db; await "
            + insert
            + "; }\n"
              "  async handleOrderPaid(e: { streamId: string }): Promise<void> { const db = this.db; await "
            + pay + "; }\n}\n");
}

void TestReadModelFold::everyFormOfHandlersGivesTheSameTable()
{
    QFETCH(QString, name);
    QFETCH(QString, source);
    const auto path = m_folder.write(name.toStdString(), source.toStdString());
    RunEvents events;
    events.add("OrderCreated", "{\"total\":5}", 0)
        .add("OrderCreated", "{\"total\":7}", 1)
        .add("OrderPaid", "{}", 0);
    COMPARE_TEXT(filled(path, events),
                 std::string("orders {\"id\":\"order-0\",\"total\":5,\"paid\":1}\n"
                             "orders {\"id\":\"order-1\",\"total\":7,\"paid\":0}\n"));
}

void TestReadModelFold::aTypeIsFoundByItsShortName_data()
{
    QTest::addColumn<QString>("handler");
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("isFound");
    const auto row = [](const char *handler, const char *type, bool isFound) {
        QTest::addRow("%s for %s", handler, type)
            << QString::fromUtf8(handler) << QString::fromUtf8(type) << isFound;
    };
    row("OrderCreated", "OrderCreated", true);
    row("OrderCreated", "com.shop.OrderCreated", true);
    row("OrderCreated", "Shop.Orders.OrderCreated, Shop", true);
    row("OrderCreated", "Shop\\Orders\\OrderCreated", true);
    row("OrderCreated", "order.created", true);
    row("OrderCreated", "shop.order.created", true);
    row("OrderCreated", "order-created", true);
    row("OrderCreated", "order_created", true);
    row("OrderCreated", "com.shop.OrderCreated.v2", true);
    row("order.created", "OrderCreated", true);
    row("com.shop.OrderCreated", "com.shop.OrderCreated", true);
    row("OrderCreated", "OrderCreatedTwice", false);
    row("OrderCreated", "ReorderCreated", false);
}

void TestReadModelFold::aTypeIsFoundByItsShortName()
{
    QFETCH(QString, handler);
    QFETCH(QString, type);
    QFETCH(bool, isFound);
    const auto path = m_folder.write(
        "short.js",
        "export const schema = 'CREATE TABLE t (type TEXT)';\nexport const handlers = { '"
            + handler.toStdString()
            + "': (e, db) => db.run('INSERT INTO t VALUES (?)', e.type) };");
    RunEvents events;
    events.add(type.toStdString(), "{}");
    const std::string expected = "t {\"type\":" + std::string(jsonQuote(type.toStdString()))
                                 + "}\n";
    COMPARE_TEXT(filled(path, events), isFound ? expected : std::string());
}

void TestReadModelFold::tablesMayBeDeclaredInEveryForm_data()
{
    QTest::addColumn<QString>("source");
    const auto row = [](const char *what, const char *source) {
        QTest::newRow(what) << QString::fromUtf8(source);
    };
    row("text", "export const schema = 'CREATE TABLE t (n INTEGER); CREATE INDEX t_n ON t (n);';");
    row("list",
        "export const schema = ['CREATE TABLE t (n INTEGER)', 'CREATE INDEX t_n ON t (n)'];");
    row("object", "export const tables = { t: 'n INTEGER' };");
    row("object of statements", "export const tables = { t: 'create table t (n INTEGER)' };");
    row("function", "export function init(db) { db.exec('CREATE TABLE t (n INTEGER)'); }");
    row("async function",
        "export async function setup(db) { await db.query('CREATE TABLE t (n INTEGER)'); await null; }");
    row("function that gives text",
        "export const createTables = () => 'CREATE TABLE t (n INTEGER)';");
    row("text before a class prepares",
        "export const schema = 'CREATE TABLE t (n INTEGER)';\nexport class P { constructor(db) { "
        "db.prepare('INSERT INTO t VALUES (?)'); } handleB() {} }");
    row("top level", "db.exec('CREATE TABLE t (n INTEGER)');");
    row("top level, prepared", "db.prepare('CREATE TABLE t (n INTEGER)').run();");
}

void TestReadModelFold::tablesMayBeDeclaredInEveryForm()
{
    QFETCH(QString, source);
    const auto path = m_folder.write(
        "declare.mjs",
        source.toStdString()
            + "\nexport const A = (e, db) => db.run('INSERT INTO t VALUES (?)', e.version);"
              "\nexport default { A };");
    RunEvents events;
    events.add("A", "{}");
    COMPARE_TEXT(filled(path, events), std::string("t {\"n\":1}\n"));
}

void TestReadModelFold::theLiveSchemaIsThereBeforeTheScript()
{
    const auto path = m_folder.write(
        "live.js",
        "on('A', (e, db) => db.query('INSERT INTO public.orders (id) VALUES ($1)', [e.id]));");
    ReadModelOptions options;
    options.schema = "CREATE TABLE orders (id TEXT, at TIMESTAMPTZ DEFAULT now());";
    RunEvents events;
    events.add("A", "{}");
    COMPARE_TEXT(filled(path, events, options),
                 std::string("orders {\"id\":\"e-1\",\"at\":\"2025-11-03T08:33:30.000000Z\"}\n"));
    options.schema = "CREATE TABEL x";
    const auto refused = ReadModelFold::open(path, options);
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.find("syntax error") != std::string::npos,
             refused.error().message.c_str());
}

void TestReadModelFold::valuesGoInAndComeOutAsTheyAre()
{
    const auto path = m_folder.write(
        "values.js",
        "db.exec('CREATE TABLE t (k TEXT, v)');\n"
        "const put = (k, v) => db.run('INSERT INTO t VALUES (?, ?)', [k, v]);\n"
        "on('A', () => {\n"
        "  put('number', 1.5); put('integer', -7); put('large', 2 ** 52 + 1); put('minus', -(2 ** 40)); put('big', 9007199254740993n);\n"
        "  put('text', 'žluť 🦊 \"x\"\\n'); put('zero', 'a\\u0000b'); put('null', null); put('undefined', undefined);\n"
        "  put('yes', true); put('no', false); put('date', new Date(0)); put('bytes', new Uint8Array([0, 255, 16]));\n"
        "  put('object', { a: [1, { b: null }] }); put('array', [1, 'x']); put('nan', NaN); put('alone', '\\ud800');\n"
        "  const back = {};\n"
        "  for (const { k, v } of db.all('SELECT k, v FROM t'))\n"
        "    back[k] = typeof v === 'bigint' ? `${v}n` : v instanceof Uint8Array ? `bytes ${v}` : v;\n"
        "  console.log(JSON.stringify(back));\n"
        "  put('infinite', Infinity);\n"
        "  console.log(db.get(\"SELECT v FROM t WHERE k = 'infinite'\").v);\n"
        "});\n");
    const auto fold = readModel(path);
    QVERIFY(fold);
    RunEvents events;
    events.add("A", "{}");
    VERIFY_OK(fold->apply(events.list()));
    VERIFY_OK(fold->sync());
    QVERIFY2(!fold->failure(), fold->failure() ? fold->failure()->error.message.c_str() : "");
    const auto lines = fold->takeLogs();
    QCOMPARE(lines.size(), std::size_t(2));
    COMPARE_TEXT(
        lines[0].text,
        std::string(
            "{\"number\":1.5,\"integer\":-7,\"large\":4503599627370497,\"minus\":-1099511627776,\"big\":\"9007199254740993n\","
            "\"text\":\"žluť 🦊 \\\"x\\\"\\n\",\"zero\":\"a\\u0000b\",\"null\":null,\"undefined\":null,\"yes\":1,\"no\":0,"
            "\"date\":\"1970-01-01T00:00:00.000Z\",\"bytes\":\"bytes 0,255,16\",\"object\":\"{\\\"a\\\":[1,{\\\"b\\\":null}]}\","
            "\"array\":\"[1,\\\"x\\\"]\",\"nan\":null,\"alone\":\"�\"}"));
    COMPARE_TEXT(lines[1].text, std::string("Infinity"));
    const std::string all = contents(*fold);
    QVERIFY2(all.find("\"big\",\"v\":9007199254740993}") != std::string::npos, all.c_str());
    QVERIFY2(all.find("\"bytes\",\"v\":{\"b\":\"00ff10\"}}") != std::string::npos, all.c_str());
}

void TestReadModelFold::answersHaveTheShapesOfTheLibraries()
{
    const auto path = m_folder.write(
        "shapes.js",
        "const assert = (holds, what) => { if (!holds) throw new Error('not so: ' + what); };\n"
        "db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE u (x)');\n"
        "on('A', async (event, db) => {\n"
        "  const changed = db.run('INSERT INTO t (n) VALUES (?), (?)', 1, 2);\n"
        "  assert(changed.changes === 2 && changed.lastInsertRowid === 2 && changed.lastID === 2, 'run');\n"
        "  const inserted = await db.query('INSERT INTO t (n) VALUES (3)');\n"
        "  assert(inserted.length === 0 && inserted.rowCount === 1 && inserted.changes === 1 && inserted.lastInsertRowid === 3, 'query of an insert');\n"
        "  const { rows, rowCount } = await db.query('SELECT * FROM t WHERE n > $1', [1]);\n"
        "  assert(rows.length === 2 && rowCount === 2 && rows[0].n === 2, 'rows');\n"
        "  const [first] = db.query('SELECT n FROM t ORDER BY n');\n"
        "  assert(first.n === 1, 'the first of an array');\n"
        "  assert(db.all('SELECT n FROM t').map((row) => row.n).join() === '1,2,3', 'map');\n"
        "  assert((await db.get('SELECT count(*) AS c FROM t')).c === 3, 'get');\n"
        "  assert(db.get('SELECT 1 FROM t WHERE n = 99') === undefined, 'get nothing');\n"
        "  assert((await db.query('SELECT 1 FROM t WHERE 0')).rowCount === 0, 'no rows');\n"
        "  const returned = await db.query('UPDATE t SET n = n + 10 WHERE n < 3 RETURNING id, n');\n"
        "  assert(returned.rows.length === 2 && returned.rows[1].n === 12 && returned.rowCount === 2, 'returning');\n"
        "  const one = db.get('INSERT INTO u VALUES (1), (2) RETURNING x');\n"
        "  assert(one.x === 1 && db.get('SELECT count(*) AS c FROM u').c === 2, 'a get that inserts inserts all');\n"
        "  const statement = db.prepare('SELECT id, n FROM t WHERE id = ?');\n"
        "  assert(statement.get(3).n === 3 && statement.all([3])[0].id === 3, 'prepare');\n"
        "  assert(statement.pluck().get(3) === 3 && db.prepare('SELECT id, n FROM t').raw().all()[2].join() === '3,3', 'pluck and raw');\n"
        "  let told = null;\n"
        "  db.all('SELECT n FROM t', (error, all) => { told = error ?? all.length; });\n"
        "  assert(told === 3, 'callback');\n"
        "  db.run('INSERT INTO u VALUES (?)', [5], function (error) { told = error ?? this.lastID; });\n"
        "  assert(told === 3, 'callback with this');\n"
        "  db.run('INSERT INTO nowhere VALUES (1)', (error) => { told = error.message; });\n"
        "  assert(told.startsWith('no such table: nowhere'), 'callback with an error: ' + told);\n"
        "  assert(await db.query('SELECT 7 AS seven').then((all) => all[0].seven) === 7, 'then');\n"
        "  assert((await Promise.all([db.get('SELECT 1 AS a'), db.query('SELECT 2 AS a')]))[1].rows[0].a === 2, 'all');\n"
        "  assert((await db.query({ text: 'SELECT $1 + 1 AS a', values: [1] })).rows[0].a === 2, 'an object with the text');\n"
        "  const client = await db.connect();\n"
        "  await client.query('BEGIN'); await client.query('DELETE FROM u'); await client.query('ROLLBACK'); client.release();\n"
        "  assert(db.get('SELECT count(*) AS c FROM u').c === 3, 'rolled back');\n"
        "  try { db.run('INSERT INTO t (id) VALUES (1)'); assert(false, 'unique'); } catch (error) {\n"
        "    assert(error.code === 'SQLITE_CONSTRAINT_PRIMARYKEY', 'code ' + error.code + error.message);\n"
        "  }\n"
        "  assert(db.get('SELECT id, id AS \"__proto__\" FROM t').id === 1, 'a column with a name of its own');\n"
        "  log('done');\n"
        "});\n");
    const auto fold = readModel(path);
    QVERIFY(fold);
    RunEvents events;
    events.add("A", "{}");
    VERIFY_OK(fold->apply(events.list()));
    VERIFY_OK(fold->sync());
    QVERIFY2(!fold->failure(), fold->failure() ? fold->failure()->error.message.c_str() : "");
    QCOMPARE(fold->takeLogs().size(), std::size_t(1));
}

void TestReadModelFold::parametersMayBeGivenInEveryForm_data()
{
    QTest::addColumn<QString>("call");
    const auto row = [](const char *what, const char *call) {
        QTest::newRow(what) << QString::fromUtf8(call);
    };
    row("array", "db.run('INSERT INTO t VALUES (?, ?)', [1, 'x'])");
    row("spread", "db.run('INSERT INTO t VALUES (?, ?)', 1, 'x')");
    row("numbered", "db.run('INSERT INTO t VALUES (?2, ?1)', ['x', 1])");
    row("dollars", "db.query('INSERT INTO t VALUES ($2, $1)', ['x', 1])");
    row("a dollar twice",
        "db.query('INSERT INTO t SELECT $1 WHERE FALSE; INSERT INTO t SELECT 1, \\'x\\'', [1])");
    row("colons", "db.run('INSERT INTO t VALUES (:n, :s)', { n: 1, s: 'x' })");
    row("at signs", "db.run('INSERT INTO t VALUES (@n, @s)', { n: 1, s: 'x', more: 2 })");
    row("named dollars", "db.run('INSERT INTO t VALUES ($n, $s)', { $n: 1, $s: 'x' })");
    row("prepared", "db.prepare('INSERT INTO t VALUES (?, ?)').run(1, 'x')");
    row("none", "db.run(\"INSERT INTO t VALUES (1, 'x')\")");
    row("no values", "db.run(\"INSERT INTO t VALUES (1, 'x')\", [])");
}

void TestReadModelFold::parametersMayBeGivenInEveryForm()
{
    QFETCH(QString, call);
    std::string text = call.toStdString();
    if (text.find("WHERE FALSE") != std::string::npos)
        text = "db.query(\"INSERT INTO t SELECT $1, 'x' WHERE $1 = 1\", [1])";
    const auto path = m_folder.write("parameters.js",
                                     "db.exec('CREATE TABLE t (n, s)');\non('A', (event, db) => { "
                                         + text + "; });\n");
    RunEvents events;
    events.add("A", "{}");
    COMPARE_TEXT(filled(path, events), std::string("t {\"n\":1,\"s\":\"x\"}\n"));
}

void TestReadModelFold::postgresSpellingsWork_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *sql, const char *expected) {
        QTest::newRow(sql) << QString::fromUtf8(sql) << QString::fromUtf8(expected);
    };
    row("SELECT '7'::int + 1 AS v", "8");
    row("SELECT (1 + 1)::text || 'x' AS v", "\"2x\"");
    row("SELECT '{\"a\": 1}'::jsonb ->> 'a' AS v", "1");
    row("SELECT TRUE AS v", "1");
    row("SELECT 'true'::boolean AS v", "1");
    row("SELECT 'ABC' ILIKE 'a%' AS v", "1");
    row("SELECT 2 = ANY('[1,2]') AS v", "1");
    row("SELECT 2 <> ALL('[1,2]') AS v", "0");
    row("SELECT NOW() AS v", "\"2025-11-03T08:33:30.000000Z\"");
    row("SELECT CURRENT_TIMESTAMP AS v", "\"2025-11-03 08:33:30\"");
    row("SELECT date('now') AS v", "\"2025-11-03\"");
    row("SELECT strftime('%s', 'now') AS v", "\"1762158810\"");
    row("SELECT greatest(1, NULL, 3) AS v", "3");
    row("SELECT concat('a', NULL, 1) AS v", "\"a1\"");
    row("SELECT string_agg(x, ',') AS v FROM (SELECT 'a' AS x UNION ALL SELECT 'b')", "\"a,b\"");
    row("SELECT length(gen_random_uuid()) AS v", "36");
    row("SELECT 1 AS v FOR UPDATE", "1");
    row("SELECT ':: $1 ILIKE' AS v -- ::text", "\":: $1 ILIKE\"");
}

void TestReadModelFold::postgresSpellingsWork()
{
    QFETCH(QString, sql);
    QFETCH(QString, expected);
    const auto path = m_folder.write("postgres.js", "on('A', (e, db) => log(JSON.stringify(db.get("
                                                        + std::string(jsonQuote(sql.toStdString()))
                                                        + ").v)));");
    const auto fold = readModel(path);
    QVERIFY(fold);
    RunEvents events;
    events.add("A", "{}");
    VERIFY_OK(fold->apply(events.list()));
    VERIFY_OK(fold->sync());
    QVERIFY2(!fold->failure(), fold->failure() ? fold->failure()->error.message.c_str() : "");
    const auto lines = fold->takeLogs();
    QCOMPARE(lines.size(), std::size_t(1));
    COMPARE_TEXT(lines[0].text, expected.toStdString());
}

void TestReadModelFold::timeIsThatOfTheEvent()
{
    const auto path = m_folder.write(
        "time.js",
        "db.exec('CREATE TABLE t (a TEXT DEFAULT CURRENT_TIMESTAMP, b TEXT DEFAULT (now()), c TEXT)');\n"
        "on('A', (e, db) => db.run(\"INSERT INTO t (c) VALUES (datetime('now'))\"));\n");
    RunEvents events;
    events.add("A", "{}").add("A", "{}");
    COMPARE_TEXT(
        filled(path, events),
        std::string(
            "t {\"a\":\"2025-11-03 08:33:30\",\"b\":\"2025-11-03T08:33:30.000000Z\",\"c\":\"2025-11-03 08:33:30\"}\n"
            "t {\"a\":\"2025-11-03 08:33:31\",\"b\":\"2025-11-03T08:33:31.000000Z\",\"c\":\"2025-11-03 08:33:31\"}\n"));
}

void TestReadModelFold::randomNumbersAreTheSameInEveryRun()
{
    const auto path = m_folder.write(
        "random.js",
        "db.exec('CREATE TABLE t (a, b, c, d)');\n"
        "on('A', (e, db) => db.run('INSERT INTO t VALUES (random(), hex(randomblob(4)), gen_random_uuid(), random())'));\n");
    RunEvents events;
    events.add("A", "{}").add("A", "{}");
    const std::string once = filled(path, events);
    QVERIFY2(once.starts_with("t {"), once.c_str());
    COMPARE_TEXT(filled(path, events), once);
    const auto lines = QString::fromStdString(once).split(u'\n');
    QVERIFY(lines[0] != lines[1]);
}

void TestReadModelFold::dateAndMathAreRepeatableToo()
{
    const auto path = m_folder.write(
        "date.js",
        "db.exec('CREATE TABLE t (a, b, c, d, e)');\n"
        "const old = new Date(86400000);\n"
        "on('A', (e, db) => {\n"
        "  if (!(new Date() instanceof Date) || old.toISOString() !== '1970-01-02T00:00:00.000Z' || new Date(old).getTime() !== +old)\n"
        "    throw new Error('no date');\n"
        "  if (!Date().startsWith('Mon Nov 03 2025') || Date.UTC(1970, 0, 2) !== +old || new Date(2025, 0).getFullYear() !== 2025)\n"
        "    throw new Error('no dates: ' + Date());\n"
        "  class Day extends Date { next() { return 1; } }\n"
        "  if (new Day(5).next() !== 1 || !(new Day() instanceof Date)) throw new Error('no class of dates');\n"
        "  db.run('INSERT INTO t VALUES (?, ?, ?, ?, ?)', new Date(), Date.now(), Math.random(), Math.random(), crypto.randomUUID());\n"
        "});\n");
    RunEvents events;
    events.add("A", "{}").add("A", "{}");
    const std::string once = filled(path, events);
    QVERIFY2(once.starts_with("t {\"a\":\"2025-11-03T08:33:30.000Z\",\"b\":1762158810000,"),
             once.c_str());
    COMPARE_TEXT(filled(path, events), once);
    const auto numbers = QString::fromStdString(once).split(u',');
    QVERIFY(numbers[2].startsWith(u"\"c\":0.") && numbers[2] != numbers[3]);
}

void TestReadModelFold::theTimeInEachHandlerIsTold()
{
    const auto fold = readModel(m_folder.write(
        "slow.js",
        "on(['Slow', 'Fast'], async (e) => { for (let i = 0; e.type === 'Slow' && i < 3e6; ++i) Math.sqrt(i); });\n"));
    QVERIFY(fold);
    RunEvents events;
    events.add("Slow", "{}").add("Fast", "{}").add("Slow", "{}").add("Other", "{}");
    VERIFY_OK(fold->apply(events.list()));
    const auto times = fold->takeTimes();
    VERIFY_OK(times);
    QCOMPARE(times->size(), std::size_t(2));
    COMPARE_TEXT(times->at(0).handler, std::string("Slow"));
    QCOMPARE(times->at(0).calls, std::uint64_t(2));
    QVERIFY(times->at(0).total >= times->at(0).longest);
    QCOMPARE(times->at(1).calls, std::uint64_t(1));
    QCOMPARE(fold->takeTimes()->size(), std::size_t(0));
}

void TestReadModelFold::transactionsMayBeUsedInOneHandler()
{
    const auto path = m_folder.write(
        "transactions.js",
        "db.exec('CREATE TABLE t (n)');\n"
        "const add = (n) => db.run('INSERT INTO t VALUES (?)', n);\n"
        "on('A', (e, db) => {\n"
        "  db.exec('BEGIN'); add(1); db.exec('COMMIT');\n"
        "  db.exec('BEGIN TRANSACTION'); add(2); db.exec('ROLLBACK');\n"
        "  db.exec('SAVEPOINT here'); add(3); db.exec('ROLLBACK TO here'); add(4); db.exec('RELEASE here');\n"
        "  const both = db.transaction((n) => { add(n); if (n > 5) throw new Error('too large'); return n; });\n"
        "  if (both(5) !== 5) throw new Error('no answer');\n"
        "  try { both(6); } catch {}\n"
        "});\n"
        "on('B', async (e, db) => {\n"
        "  await db.transaction(async (tx) => { await tx.query('INSERT INTO t VALUES (7)'); });\n"
        "  const outer = db.transaction(() => { add(8); try { db.transaction(() => { add(9); throw 1; })(); } catch {} add(10); });\n"
        "  outer();\n"
        "});\n");
    RunEvents events;
    events.add("A", "{}").add("B", "{}");
    COMPARE_TEXT(
        filled(path, events),
        std::string(
            "t {\"n\":1}\nt {\"n\":4}\nt {\"n\":5}\nt {\"n\":7}\nt {\"n\":8}\nt {\"n\":10}\n"));
}

void TestReadModelFold::anAsyncHandlerIsDoneBeforeTheNextEvent()
{
    const auto path = m_folder.write(
        "async.js",
        "db.exec('CREATE TABLE t (n)');\n"
        "on('A', async (e, db) => {\n"
        "  for (let i = 0; i < 3; ++i) {\n"
        "    await null;\n"
        "    await db.query('INSERT INTO t VALUES ($1)', [10 * e.version + i]);\n"
        "  }\n"
        "});\n"
        "on('A', async (e, db) => { await 0; db.run('INSERT INTO t VALUES (?)', -e.version); });\n");
    RunEvents events;
    events.add("A", "{}").add("A", "{}");
    COMPARE_TEXT(filled(path, events),
                 std::string("t {\"n\":10}\nt {\"n\":11}\nt {\"n\":12}\nt {\"n\":-1}\n"
                             "t {\"n\":20}\nt {\"n\":21}\nt {\"n\":22}\nt {\"n\":-2}\n"));
}

void TestReadModelFold::theDefinitionNamesTheHandledTypes()
{
    const auto named = readModel(
        m_folder.write("named.js", "on(['A', 'B'], () => {});\non('A', () => {});\n"));
    QVERIFY(named);
    QCOMPARE(named->definition().types, (std::vector<std::string>{"A", "B"}));
    QVERIFY(!named->definition().any);
    const auto any = readModel(m_folder.write("any.js", "export default (event, db) => {};"));
    QVERIFY(any);
    QVERIFY(any->definition().any);
    const auto methods = readModel(
        m_folder.write("methods.js",
                       "export class P { handleOrderCreated() {} onPaid() {} other() {} }"));
    QVERIFY(methods);
    QCOMPARE(methods->definition().types, (std::vector<std::string>{"OrderCreated", "Paid"}));
    QCOMPARE(methods->files().size(), std::size_t(1));
}

void TestReadModelFold::eventsWithoutAHandlerAreTold()
{
    const auto fold = readModel(m_folder.write("skips.js", "on('A', () => {});\n"));
    QVERIFY(fold);
    RunEvents events;
    events.add("A", "{}").add("B", "{}").add("C", "{}").add("B", "{}");
    VERIFY_OK(fold->apply(events.list()));
    VERIFY_OK(fold->sync());
    QCOMPARE(fold->skippedTypes(), (std::set<std::string, std::less<>>{"B", "C"}));
    QCOMPARE(fold->place(), 4u);
}

void TestReadModelFold::upcastersComeFirst()
{
    const auto path = m_folder.write(
        "up.js",
        "export const schema = 'CREATE TABLE t (n)';\n"
        "export const upcast = (event) => event.type === 'V1' ? { ...event, type: 'V2', data: { n: event.data } } : event;\n"
        "export const handlers = { V2: (e, db) => db.run('INSERT INTO t VALUES (?)', e.data.n) };\n");
    RunEvents events;
    events.add("V1", "1").add("V2", "{\"n\":2}");
    COMPARE_TEXT(filled(path, events), std::string("t {\"n\":1}\nt {\"n\":2}\n"));
}

void TestReadModelFold::everyRunOfTheSameEventsGivesTheSame()
{
    const auto fold = readModel(
        m_folder.write("again.js",
                       "let count = 0;\ndb.exec('CREATE TABLE t (n)');\n"
                       "on('A', (e, db) => db.run('INSERT INTO t VALUES (?)', ++count));\n"));
    QVERIFY(fold);
    RunEvents events;
    events.add("A", "{}").add("A", "{}");
    for (int i = 0; i < 2; ++i) {
        VERIFY_OK(fold->apply(events.list()));
        VERIFY_OK(fold->sync());
        COMPARE_TEXT(contents(*fold), std::string("t {\"n\":1}\nt {\"n\":2}\n"));
        VERIFY_OK(fold->begin());
        COMPARE_TEXT(contents(*fold), std::string());
    }
}

void TestReadModelFold::tablesAndPagesAreShown()
{
    const auto fold = readModel(m_folder.write(
        "pages.js",
        "db.exec('CREATE TABLE \"my orders\" (id INTEGER PRIMARY KEY, \"the name\" VARCHAR(20), n NUMERIC); CREATE VIEW many AS SELECT count(*) AS n FROM \"my orders\"');\n"
        "on('A', (e, db) => db.run('INSERT INTO \"my orders\" (\"the name\", n) VALUES (?, ?)', `Name ${e.version % 3}%`, e.version));\n"));
    QVERIFY(fold);
    RunEvents events;
    for (int i = 0; i < 10; ++i)
        events.add("A", "{}");
    VERIFY_OK(fold->apply(events.list()));
    VERIFY_OK(fold->sync());
    const auto tables = fold->tables();
    VERIFY_OK(tables);
    QCOMPARE(tables->size(), std::size_t(2));
    COMPARE_TEXT((*tables)[0].name, std::string("many"));
    QVERIFY((*tables)[0].isView);
    const ReadModelTable &table = (*tables)[1];
    COMPARE_TEXT(table.name, std::string("my orders"));
    QCOMPARE(table.rows, std::int64_t(10));
    QCOMPARE(table.columns.size(), std::size_t(3));
    QCOMPARE(table.columns[0].key, 1);
    COMPARE_TEXT(table.columns[1].name, std::string("the name"));
    COMPARE_TEXT(table.columns[1].type, std::string("VARCHAR(20)"));
    ReadModelPageRequest request;
    request.table = "my orders";
    request.orderBy = "n";
    request.descending = true;
    request.search = "name 1%";
    request.offset = 1;
    request.limit = 2;
    const auto page = fold->page(request);
    VERIFY_OK(page);
    QCOMPARE(page->total, std::int64_t(4));
    QCOMPARE(page->rows.size(), std::size_t(2));
    COMPARE_TEXT(page->rows[0].dump(), std::string("[7,\"Name 1%\",7]"));
    COMPARE_TEXT(page->rows[1].dump(), std::string("[4,\"Name 1%\",4]"));
    request.table = "orders";
    const auto missing = fold->page(request);
    QVERIFY(!missing);
    QVERIFY2(missing.error().message.find("no table orders") != std::string::npos,
             missing.error().message.c_str());
}

void TestReadModelFold::foreignKeysAreKept()
{
    const auto path = m_folder.write(
        "keys.js",
        "db.exec(`CREATE TABLE orders (id INTEGER PRIMARY KEY);\n"
        "         CREATE TABLE lines (n INTEGER, orderId INTEGER REFERENCES orders (id) ON DELETE CASCADE)`);\n"
        "on('A', (e, db) => { db.run('INSERT INTO orders VALUES (1), (2)'); db.run('INSERT INTO lines VALUES (1, 1), (2, 2)'); });\n"
        "on('B', (e, db) => db.run('DELETE FROM orders WHERE id = 1'));\n"
        "on('C', (e, db) => db.run('INSERT INTO lines VALUES (9, 9)'));\n");
    RunEvents events;
    events.add("A", "{}").add("B", "{}");
    COMPARE_TEXT(filled(path, events),
                 std::string("lines {\"n\":2,\"orderId\":2}\norders {\"id\":2}\n"));
    events.add("C", "{}");
    const std::string failed = filled(path, events);
    QVERIFY2(
        failed.starts_with(
            "ERROR keys.js:5:26: FOREIGN KEY constraint failed, in \"INSERT INTO lines VALUES (9, 9)\", at v3 (C)."),
        failed.c_str());
}

void TestReadModelFold::fullTextTablesWork()
{
    const auto path = m_folder.write(
        "search.js",
        "db.exec('CREATE VIRTUAL TABLE notes USING fts5(text)');\n"
        "on('A', (e, db) => { db.run('INSERT INTO notes VALUES (?)', e.data.text); });\n"
        "on('B', (e, db) => log(db.all(\"SELECT text FROM notes WHERE notes MATCH 'fox'\").length));\n");
    const auto fold = readModel(path);
    QVERIFY(fold);
    RunEvents events;
    events.add("A", "{\"text\":\"the quick fox\"}")
        .add("A", "{\"text\":\"a lazy dog\"}")
        .add("B", "{}");
    VERIFY_OK(fold->apply(events.list()));
    VERIFY_OK(fold->sync());
    QVERIFY2(!fold->failure(), fold->failure() ? fold->failure()->error.message.c_str() : "");
    COMPARE_TEXT(fold->takeLogs().at(0).text, std::string("1"));
    // Backward without a record of what it did: from the beginning.
    const auto reached = fold->seek(1);
    VERIFY_OK(reached);
    QCOMPARE(*reached, 0u);
    QCOMPARE(fold->takeWarnings().size(), std::size_t(1));
    VERIFY_OK(fold->apply(events.part(0, 1)));
    VERIFY_OK(fold->sync());
    COMPARE_TEXT(contents(*fold), std::string("notes {\"text\":\"the quick fox\"}\n"));
}

void TestReadModelFold::aLongTextAndManyBytesAreStored()
{
    const auto path = m_folder.write(
        "long.js",
        "db.exec('CREATE TABLE t (a, b)');\n"
        "on('A', (e, db) => {\n"
        "  db.run('INSERT INTO t VALUES (?, ?)', 'ž'.repeat(1000000), new Uint8Array(3000000).fill(7));\n"
        "  log(JSON.stringify(db.get('SELECT length(a) AS a, length(b) AS b, substr(a, 1000000) AS last FROM t')));\n"
        "});\n");
    const auto fold = readModel(path);
    QVERIFY(fold);
    RunEvents events;
    events.add("A", "{}");
    VERIFY_OK(fold->apply(events.list()));
    VERIFY_OK(fold->sync());
    QVERIFY2(!fold->failure(), fold->failure() ? fold->failure()->error.message.c_str() : "");
    COMPARE_TEXT(fold->takeLogs().at(0).text,
                 std::string("{\"a\":1000000,\"b\":3000000,\"last\":\"ž\"}"));
}

QTEST_GUILESS_MAIN(TestReadModelFold)
#include "tst_readmodelfold.moc"
