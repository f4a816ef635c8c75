// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scriptfixture.h"

#include <QObject>

using namespace eventscope;
using namespace eventscope::tests;

class TestScriptFold : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFormOfAReducerGivesTheSameState_data();
    void everyFormOfAReducerGivesTheSameState();
    void theEventHasTheNamesThatPeopleUse();
    void withoutInitialStateADefaultParameterCounts();
    void aLargeInitialStateStaysAsItIs();
    void upcastersChainBeforeTheReducer();
    void eachKeyHasAStateOfItsOwn();
    void everyFoldOfTheSameEventsGivesTheSame();
    void importsInTheFolderAreLoadedAndListed();
    void aSyntaxErrorIsNamedWithItsPlace_data();
    void aSyntaxErrorIsNamedWithItsPlace();
    void whatIsThrownIsNamedAtItsEvent_data();
    void whatIsThrownIsNamedAtItsEvent();
    void aThrowInTypeScriptIsNamedInItsSource();
    void theOtherKeysGoOnAfterAThrow();
    void whatJsonCannotSayIsShownWithAWarning();
    void aStateThatCannotBeTextIsAnError_data();
    void aStateThatCannotBeTextIsAnError();
    void sixteenMegabytesOfStateAreShown();
    void aNumberThatTheScriptRoundsIsWarnedOf_data();
    void aNumberThatTheScriptRoundsIsWarnedOf();
    void aPayloadThatIsNoJsonIsAString();
    void aPayloadCannotPassForAnotherEvent();
    void whatAScriptLogsIsKeptWithItsEvent();
    void theSandboxHasNoWayOut();
    void theMergeNeedsNoFile();
    void aCancelledFoldBeginsAnew();

private:
    // The state after all events, "ERROR ..." if there is none.
    std::string folded(const std::string &path, Events &events)
    {
        auto fold = opened(path);
        if (!fold)
            return "ERROR";
        if (auto started = fold->begin(); !started)
            return "ERROR " + started.error().message;
        if (auto done = fold->apply(events.list()); !done)
            return "ERROR " + done.error().message;
        auto state = fold->state();
        return state ? *state : "ERROR " + state.error().message;
    }

    ScriptFolder m_folder;
};

void TestScriptFold::everyFormOfAReducerGivesTheSameState_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("source");
    const auto row = [](const char *what, const char *name, const char *source) {
        QTest::newRow(what) << QString::fromUtf8(name) << QString::fromUtf8(source);
    };
    row("function that changes in place", "a.js",
        "export const initialState = { n: 0, paid: false };\n"
        "export default (state, event) => {\n"
        "  if (event.type === 'Added') state.n += event.data.n;\n"
        "  if (event.type === 'Paid') state.paid = true;\n"
        "};\n");
    row("function that copies", "b.mjs",
        "export function initialState() { return { n: 0, paid: false }; }\n"
        "export default function reduce(state, event) {\n"
        "  switch (event.type) {\n"
        "  case 'Added': return { ...state, n: state.n + event.data.n };\n"
        "  case 'Paid': return { ...state, paid: true };\n"
        "  default: return state;\n"
        "  }\n"
        "}\n");
    row("handlers", "c.js",
        "export default {\n"
        "  $init: () => ({ n: 0, paid: false }),\n"
        "  Added(state, event) { state.n += event.data.n; },\n"
        "  Paid: (state) => ({ ...state, paid: true }),\n"
        "};\n");
    row("handlers with $any", "d.js",
        "export default {\n"
        "  $init: { n: 0, paid: false },\n"
        "  Added(state, event) { state.n += event.data.n; },\n"
        "  $any(state, event) { state.paid = event.type === 'Paid'; },\n"
        "};\n");
    row("class", "e.js",
        "export default class Order {\n"
        "  n = 0;\n"
        "  paid = false;\n"
        "  apply(event) { if (event.type === 'Paid') this.paid = true; else this.n += event.data.n; }\n"
        "}\n");
    row("class of CommonJS", "f.cjs",
        "class Order {\n"
        "  constructor() { this.n = 0; this.paid = false; }\n"
        "  apply(event) { if (event.type === 'Paid') this.paid = true; else this.n += event.data.n; }\n"
        "}\n"
        "module.exports = { Order };\n");
    row("class with private fields", "g.js",
        "export class Order {\n"
        "  #n = 0;\n"
        "  #paid = false;\n"
        "  apply(event) { if (event.type === 'Paid') this.#paid = true; else this.#n += event.data.n; }\n"
        "  toJSON() { return { n: this.#n, paid: this.#paid }; }\n"
        "}\n");
    row("decider", "h.js",
        "const initialState = () => ({ n: 0, paid: false });\n"
        "const evolve = (state, { type, data }) =>\n"
        "  type === 'Paid' ? { ...state, paid: true } : { ...state, n: state.n + data.n };\n"
        "export const decider = 1;\n"
        "export default { decide() {}, evolve, initialState };\n");
    row("CommonJS function", "i.js",
        "module.exports = (state, event) => {\n"
        "  if (event.type === 'Added') state.n += event.data.n; else state.paid = true;\n"
        "};\n"
        "module.exports.initialState = { n: 0, paid: false };\n");
    row("TypeScript class with an abstract base", "j.ts",
        "interface OrderEvent { type: string; data: { n: number } }\n"
        "abstract class Aggregate<E> {\n"
        "  abstract apply(event: E): void;\n"
        "}\n"
        "enum Kind { Added = 'Added', Paid = 'Paid' }\n"
        "export class Order extends Aggregate<OrderEvent> {\n"
        "  private n: number = 0;\n"
        "  private paid = false;\n"
        "  private readonly note?: string;\n"
        "  apply(event: OrderEvent): void {\n"
        "    switch (event.type as Kind) {\n"
        "    case Kind.Added: this.n += event.data!.n; break;\n"
        "    case Kind.Paid: this.paid = true; break;\n"
        "    }\n"
        "  }\n"
        "}\n");
    row("template in JavaScript", "k.js",
        "const types = { [`Added`]: 1 };\n"
        "export const initialState = { n: 0, paid: false };\n"
        "export default function (state, event) {\n"
        "  if (types[event.type]) state.n += event.data.n; else state.paid = true;\n"
        "}\n");
}

void TestScriptFold::everyFormOfAReducerGivesTheSameState()
{
    QFETCH(QString, name);
    QFETCH(QString, source);
    const auto path = m_folder.write(name.toStdString(), source.toStdString());
    Events events;
    events.add("Added", "{\"n\":2}").add("Added", "{\"n\":5}").add("Paid", "{}");
    COMPARE_TEXT(folded(path, events), std::string("{\"n\":7,\"paid\":true}"));
}

void TestScriptFold::theEventHasTheNamesThatPeopleUse()
{
    const auto path = m_folder.write(
        "names.js",
        "export default (state, event) => {\n"
        "  for (const name of ['id', 'eventId', 'type', 'eventType', 'aggregateId', 'streamId',\n"
        "    'aggregateType', 'version', 'timestamp', 'created', 'data', 'payload', 'body', 'metadata'])\n"
        "    state[name] = event[name];\n"
        "  state.own = Object.keys(event).length;\n"
        "};\n");
    Events events;
    events.add("Placed", "{\"a\":1}");
    COMPARE_TEXT(
        folded(path, events),
        std::string(
            "{\"id\":\"e-1\",\"eventId\":\"e-1\",\"type\":\"Placed\",\"eventType\":\"Placed\","
            "\"aggregateId\":\"order-0\",\"streamId\":\"order-0\",\"aggregateType\":\"order\",\"version\":1,"
            "\"timestamp\":\"2025-11-03T08:33:30.000000Z\",\"created\":\"2025-11-03T08:33:30.000000Z\","
            "\"data\":{\"a\":1},\"payload\":{\"a\":1},\"body\":{\"a\":1},\"metadata\":{\"user\":\"ada\"},"
            "\"own\":8}"));
}

void TestScriptFold::withoutInitialStateADefaultParameterCounts()
{
    Events events;
    events.add("Added", "{}").add("Added", "{}");
    COMPARE_TEXT(
        folded(m_folder.write("d1.js",
                              "export default (state = { n: 40 }, event) => ({ n: state.n + 1 });"),
               events),
        std::string("{\"n\":42}"));
    COMPARE_TEXT(
        folded(m_folder.write("d2.js",
                              "export default (state, event) => { state[event.version] = 1; };"),
               events),
        std::string("{\"1\":1,\"2\":1}"));
    COMPARE_TEXT(
        folded(m_folder.write(
                   "d3.js",
                   "export const initialState = 0;\nexport default (sum, event) => sum + 1;"),
               events),
        std::string("2"));
}

void TestScriptFold::aLargeInitialStateStaysAsItIs()
{
    const auto path = m_folder.write(
        "wide.js",
        "const make = () => {\n"
        "  const map = { z: [1], 'a b': null, \"quote'\\\"\": { deep: Object.freeze({ x: 1 }) }, 7: 'seven' };\n"
        "  for (let i = 0; i < 200; ++i) map['k' + i] = { i };\n"
        "  return map;\n"
        "};\n"
        "const expected = JSON.stringify({ n: 0, map: make() });\n"
        "export const initialState = () => ({ n: 0, map: make() });\n"
        "export default (state, event) => {\n"
        "  if (JSON.stringify(state) !== expected) throw new Error(JSON.stringify(state));\n"
        "  return { same: true };\n"
        "};\n");
    Events events;
    events.add("A", "1");
    COMPARE_TEXT(folded(path, events), std::string("{\"same\":true}"));
}

void TestScriptFold::upcastersChainBeforeTheReducer()
{
    const auto path = m_folder.write(
        "up.js",
        "export const upcast = [\n"
        "  (event) => event.type === 'V1' ? { ...event, type: 'V2', data: { amount: event.data.price } } : event,\n"
        "  (event) => { if (event.type === 'V2') event.payload = { cents: event.payload.amount * 100 }; },\n"
        "];\n"
        "export default { V2(state, event) { state[event.eventId + event.version] = event.body.cents; } };\n");
    Events events;
    events.add("V1", "{\"price\":3}").add("V2", "{\"amount\":4}");
    COMPARE_TEXT(folded(path, events), std::string("{\"e-11\":300,\"e-12\":400}"));
}

void TestScriptFold::eachKeyHasAStateOfItsOwn()
{
    auto fold = begun(m_folder.write("keys.js",
                                     "export const initialState = { n: 0 };\n"
                                     "export default (s, e) => { s.n++; s.of = e.streamId; };"));
    QVERIFY(fold);
    Events events;
    for (int i = 0; i < 2000; ++i)
        events.add("Added", "{}", i % 3 == 0 ? 0 : 7);
    VERIFY_OK(fold->apply(events.list()));
    COMPARE_TEXT(*fold->state(0), std::string("{\"n\":667,\"of\":\"order-0\"}"));
    COMPARE_TEXT(*fold->state(7), std::string("{\"n\":1333,\"of\":\"order-other\"}"));
    COMPARE_TEXT(*fold->state(3), std::string("{\"n\":0}"));
    VERIFY_OK(fold->begin());
    COMPARE_TEXT(*fold->state(0), std::string("{\"n\":0}"));
}

void TestScriptFold::everyFoldOfTheSameEventsGivesTheSame()
{
    m_folder.write("same/counter.js", "let last = 0;\nexport const next = () => ++last;\n");
    auto fold = opened(m_folder.write("same/main.js",
                                      "import { next } from './counter';\nconsole.log('once');\n"
                                      "export default (s, e) => { s.n = next(); };\n"));
    QVERIFY(fold);
    Events events;
    events.add("A", "1").add("A", "1");
    for (int run = 0; run < 3; ++run) {
        VERIFY_OK(fold->begin());
        VERIFY_OK(fold->apply(events.list()));
        COMPARE_TEXT(*fold->state(), std::string("{\"n\":2}"));
    }
    QCOMPARE(fold->takeLogs().size(), std::size_t(1));
}

void TestScriptFold::importsInTheFolderAreLoadedAndListed()
{
    const auto main = m_folder.write(
        "m/order.ts",
        "import { add } from './lib/sum';\n"
        "import * as names from './lib/names.js';\n"
        "import rates from './rates.json';\n"
        "import type { Nothing } from './types';\n"
        "export default (state: any, event: any) => {\n"
        "  state[names.total] = add(state[names.total] ?? 0, event.data.n * rates.usd);\n"
        "};\n");
    const auto sum = m_folder
                         .write("m/lib/sum.ts",
                                "export const add = (a: number, b: number): number => a + b;\n");
    const auto names = m_folder.write("m/lib/names.js", "export const total = 'total';\n");
    const auto rates = m_folder.write("m/rates.json", "{\"usd\":2}");
    std::vector<std::string> seen;
    auto fold = ScriptFold::open(main, {}, {}, &seen);
    VERIFY_OK(fold);
    QCOMPARE(seen, (std::vector<std::string>{main, sum, names, rates}));
    QCOMPARE((*fold)->files(), seen);
    Events events;
    events.add("Added", "{\"n\":3}").add("Added", "{\"n\":4}");
    COMPARE_TEXT(folded(main, events), std::string("{\"total\":14}"));
}

void TestScriptFold::aSyntaxErrorIsNamedWithItsPlace_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("JavaScript") << QStringLiteral("wrong.js");
    QTest::newRow("TypeScript") << QStringLiteral("wrong.ts");
}

void TestScriptFold::aSyntaxErrorIsNamedWithItsPlace()
{
    QFETCH(QString, name);
    const auto path = m_folder.write(name.toStdString(),
                                     "export default (state, event) => {\n  const x = ;\n};\n");
    std::vector<std::string> seen;
    const auto fold = ScriptFold::open(path, {}, {}, &seen);
    QVERIFY(!fold);
    const Error &error = fold.error();
    QCOMPARE(error.code, ErrorCode::Script);
    COMPARE_TEXT(error.message, name.toStdString() + ":2:13: Expression expected.");
    COMPARE_TEXT(error.path, path);
    QCOMPARE(error.line, 2);
    QCOMPARE(error.column, 13);
    COMPARE_TEXT(error.detail, std::string("  const x = ;\n            ^"));
    QCOMPARE(seen, std::vector<std::string>{path});
}

void TestScriptFold::whatIsThrownIsNamedAtItsEvent_data()
{
    QTest::addColumn<QString>("thrown");
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("column");
    QTest::newRow("string") << QStringLiteral("throw 'no stock'")
                            << QStringLiteral("throw.js: threw \"no stock\", at v2 (Paid).") << 0;
    QTest::newRow("undefined") << QStringLiteral("throw undefined")
                               << QStringLiteral("throw.js: threw undefined, at v2 (Paid).") << 0;
    QTest::newRow("Error") << QStringLiteral("throw new RangeError('no stock')")
                           << QStringLiteral("throw.js:2:68: RangeError: no stock, at v2 (Paid).")
                           << 68;
    QTest::newRow("promise") << QStringLiteral("return new Promise(() => {})")
                             << QStringLiteral(
                                    "throw.js: the reducer gave back a promise; reducers cannot be "
                                    "async: give back the state itself, at v2 (Paid).")
                             << 0;
}

void TestScriptFold::whatIsThrownIsNamedAtItsEvent()
{
    QFETCH(QString, thrown);
    QFETCH(QString, message);
    QFETCH(int, column);
    const auto path = m_folder.write("throw.js", "export default (state, event) => {\n"
                                                 "  if (event.type === 'Paid') { state.half = 1; "
                                                     + thrown.toStdString()
                                                     + "; }\n  state.n = event.version;\n};\n");
    auto fold = begun(path);
    QVERIFY(fold);
    Events events;
    events.add("Placed", "{}").add("Paid", "{}").add("Placed", "{}");
    VERIFY_OK(applied(*fold, events));
    QCOMPARE(fold->failures().size(), std::size_t(1));
    const ScriptFailure &failure = fold->failures().front();
    QCOMPARE(failure.key, 0u);
    QCOMPARE(failure.ordinal, 1u);
    COMPARE_TEXT(failure.error.message, message.toStdString());
    QCOMPARE(failure.error.column, column);
    QVERIFY(fold->failure(0));
    QVERIFY(!fold->state());
}

void TestScriptFold::aThrowInTypeScriptIsNamedInItsSource()
{
    const auto path = m_folder.write("throw.ts", "interface Line { qty: number }\n\n"
                                                 "export class Order {\n"
                                                 "  private lines: Line[] = [];\n"
                                                 "  apply(event: { data: any }): void {\n"
                                                 "    this.lines.push(event.data.line.first);\n"
                                                 "  }\n"
                                                 "}\n");
    auto fold = begun(path);
    QVERIFY(fold);
    Events events;
    events.add("Placed", "{}");
    VERIFY_OK(applied(*fold, events));
    QCOMPARE(fold->failures().size(), std::size_t(1));
    const Error &error = fold->failures().front().error;
    QCOMPARE(error.line, 6);
    QVERIFY2(error.message.find("v1 (Placed)") != std::string::npos, error.message.c_str());
    QVERIFY2(error.detail.starts_with("    this.lines.push(event.data.line.first);\n"),
             error.detail.c_str());
}

void TestScriptFold::theOtherKeysGoOnAfterAThrow()
{
    auto fold = begun(m_folder.write(
        "some.js",
        "export default (s, e) => { if (e.data.bad) throw new Error('x'); s.n = (s.n || 0) + 1; };"));
    QVERIFY(fold);
    Events events;
    events.add("A", "{}")
        .add("A", "{}", 1)
        .add("A", "{\"bad\":true}")
        .add("A", "{}", 1)
        .add("A", "{}");
    VERIFY_OK(fold->apply(events.list()));
    COMPARE_TEXT(*fold->state(1), std::string("{\"n\":2}"));
    QVERIFY(fold->failure(0));
    QVERIFY(!fold->failure(1));
}

void TestScriptFold::whatJsonCannotSayIsShownWithAWarning()
{
    auto fold = begun(m_folder.write(
        "kinds.js",
        "export default (s) => {\n"
        "  s.big = 12345678901234567890n; s.date = new Date(0); s.map = new Map([['a', { x: 1 }], ['b', 3]]);\n"
        "  s.set = new Set([1, 'b']); s.nan = NaN; s.none = undefined; s.list = [undefined, -Infinity];\n"
        "};\n"));
    QVERIFY(fold);
    Events events;
    events.add("A", "{}");
    VERIFY_OK(fold->apply(events.list()));
    COMPARE_TEXT(
        *fold->state(),
        std::string(
            "{\"big\":12345678901234567890,\"date\":\"1970-01-01T00:00:00.000Z\","
            "\"map\":{\"a\":{\"x\":1},\"b\":3},\"set\":[1,\"b\"],\"nan\":null,\"list\":[null,null]}"));
    const auto warnings = fold->takeWarnings();
    QCOMPARE(warnings.size(), std::size_t(1));
    for (const char *what : {"BigInt", "a Map", "a Set", "NaN", "at /list/1"})
        QVERIFY2(warnings.front().find(what) != std::string::npos, warnings.front().c_str());
}

void TestScriptFold::aStateThatCannotBeTextIsAnError_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("message");
    QTest::newRow("cycle") << QStringLiteral("s.a = { b: s };")
                           << QStringLiteral(
                                  "unsayable.js: the state has a cycle: /a/b is the state itself.");
    QTest::newRow("getter") << QStringLiteral(
        "Object.defineProperty(s, 'bad', { enumerable: true, get() { throw new Error('no'); } });")
                            << QStringLiteral("the state cannot be read at /bad: Error: no.");
}

void TestScriptFold::aStateThatCannotBeTextIsAnError()
{
    QFETCH(QString, source);
    QFETCH(QString, message);
    auto fold = begun(
        m_folder.write("unsayable.js", "export default (s) => { " + source.toStdString() + " };"));
    QVERIFY(fold);
    Events events;
    events.add("A", "{}");
    VERIFY_OK(fold->apply(events.list()));
    const auto state = fold->state();
    QVERIFY(!state);
    QCOMPARE(state.error().code, ErrorCode::Script);
    QVERIFY2(state.error().message.ends_with(message.toStdString()), state.error().message.c_str());
}

void TestScriptFold::sixteenMegabytesOfStateAreShown()
{
    auto fold = begun(
        m_folder.write("large.js",
                       "export default (s) => { s.list = []; for (let i = 0; i < 160000; ++i) "
                       "s.list.push('x'.repeat(100)); };"));
    QVERIFY(fold);
    Events events;
    events.add("A", "{}");
    VERIFY_OK(fold->apply(events.list()));
    const auto state = fold->state();
    VERIFY_OK(state);
    QCOMPARE(state->size(), std::size_t(160000) * 103 + 10);
}

void TestScriptFold::aNumberThatTheScriptRoundsIsWarnedOf_data()
{
    QTest::addColumn<QString>("data");
    QTest::addColumn<QString>("seen"); // empty: no warning
    const auto row = [](const char *data, const char *seen) {
        QTest::newRow(data) << QString::fromUtf8(data) << QString::fromUtf8(seen);
    };
    row("{\"n\":9007199254740993}", "9007199254740992");
    row("{\"n\":-12345678901234567890}", "-12345678901234567168");
    row("{\"n\":0.12345678901234567891}", "0.12345678901234568");
    row("{\"n\":1e400}", "Infinity");
    row("[1,-2.5E+309]", "-Infinity");
    row("1e999", "Infinity");
    row("{\"some\":\"longer text\",\"e\":[3e45,1e-400]}", "0");
    row("{\"n\":1e308,\"m\":2.5e-300}", "");
    row("{\"n\":\"1e400\",\"m\":\"7e400 \\\" 1e400\",\"u\":\"1e4e5e\"}", "");
    row("{\"n\":9007199254740992}", "");
    row("{\"n\":1.000000000000000000}", "");
    row("{\"n\":\"9007199254740993\",\"m\":0.10}", "");
    row("{\"n\":\"a \\\" 9007199254740993\"}", "");
}

void TestScriptFold::aNumberThatTheScriptRoundsIsWarnedOf()
{
    QFETCH(QString, data);
    QFETCH(QString, seen);
    auto fold = begun(m_folder.write("round.js", "export default (s, e) => e.data;"));
    QVERIFY(fold);
    Events events;
    events.add("A", data.toStdString());
    VERIFY_OK(applied(*fold, events));
    const auto warnings = fold->takeWarnings();
    QCOMPARE(warnings.size(), std::size_t(seen.isEmpty() ? 0 : 1));
    if (!seen.isEmpty()) {
        QVERIFY2(warnings.front().find("v1 (A) as " + seen.toStdString() + ":")
                     != std::string::npos,
                 warnings.front().c_str());
    }
}

void TestScriptFold::aPayloadThatIsNoJsonIsAString()
{
    auto fold = begun(
        m_folder.write("text.js", "export default (s, e) => { s['v' + e.version] = e.data; };"));
    QVERIFY(fold);
    Events events;
    events.add("A", "{\"ok\":1}")
        .add("A", "<xml a=\"1\"/>")
        .add("A", "{\"cut\":")
        .add("A", "\xff\xfe")
        .add("A", "");
    VERIFY_OK(fold->apply(events.list()));
    COMPARE_TEXT(*fold->state(),
                 std::string(
                     "{\"v1\":{\"ok\":1},\"v2\":\"<xml a=\\\"1\\\"/>\",\"v3\":\"{\\\"cut\\\":\","
                     "\"v4\":\"\xef\xbf\xbd\xef\xbf\xbd\",\"v5\":null}"));
}

void TestScriptFold::aPayloadCannotPassForAnotherEvent()
{
    auto fold = begun(
        m_folder.write("forge.js", "export default (s, e) => { s['v' + e.version] = e.data; };"));
    QVERIFY(fold);
    Events events;
    events.add("A", "1,null,0,0,5,0,9,\"x\",null,2").add("A", "3");
    VERIFY_OK(fold->apply(events.list()));
    COMPARE_TEXT(*fold->state(),
                 std::string("{\"v1\":\"1,null,0,0,5,0,9,\\\"x\\\",null,2\",\"v2\":3}"));
}

void TestScriptFold::whatAScriptLogsIsKeptWithItsEvent()
{
    auto fold = opened(
        m_folder
            .write("log.js",
                   "console.log('loading');\n"
                   "export default (s, e) => { log('at', e.version, { a: [1] }, undefined); };"));
    QVERIFY(fold);
    auto lines = fold->takeLogs();
    QCOMPARE(lines.size(), std::size_t(1));
    QVERIFY(lines.front().loading);
    VERIFY_OK(fold->begin());
    Events events;
    events.add("A", "1").add("A", "1");
    VERIFY_OK(applied(*fold, events));
    lines = fold->takeLogs();
    QCOMPARE(lines.size(), std::size_t(2));
    QCOMPARE(lines[1].ordinal, 1u);
    QVERIFY(!lines[1].loading);
    COMPARE_TEXT(lines[1].text, std::string("at 2 {\"a\":[1]} undefined"));
}

void TestScriptFold::theSandboxHasNoWayOut()
{
    auto fold = begun(m_folder.write(
        "escape.js",
        "export const initialState = [];\n"
        "const ways = [() => eval('1'), () => (0, eval)('1'), () => Function('return 1')(),\n"
        "  () => (() => {}).constructor('return 1')(), () => (async () => {}).constructor('return 1')(),\n"
        "  () => (function* () {}).constructor('return 1')(), () => (async function* () {}).constructor('return 1')(),\n"
        "  () => WebAssembly.Module, () => new SharedArrayBuffer(8), () => Atomics.add, () => setTimeout(() => {}, 1),\n"
        "  () => require('fs'), () => process.exit(1), () => new XMLHttpRequest(), () => fetch('http://localhost'),\n"
        "  () => new Worker('x'), () => globalThis.constructor.constructor('return 1')()];\n"
        "export default (s, e) => { for (const way of ways) { try { way(); s.push(String(way)); } catch {} } };\n"));
    QVERIFY(fold);
    Events events;
    events.add("A", "1");
    VERIFY_OK(fold->apply(events.list()));
    COMPARE_TEXT(*fold->state(), std::string("[]"));
}

void TestScriptFold::theMergeNeedsNoFile()
{
    auto fold = ScriptFold::openMerge();
    VERIFY_OK(fold);
    ScriptFold::Tracking predicate;
    predicate.predicate = "state.a.b === 3";
    VERIFY_OK((*fold)->begin(predicate));
    Events events;
    events.add("A", "{\"a\":{\"b\":1,\"c\":2},\"x\":1}")
        .add("A", "[1]")
        .add("A", "{\"a\":{\"b\":3,\"c\":null}}");
    VERIFY_OK((*fold)->apply(events.list()));
    COMPARE_TEXT(*(*fold)->state(), std::string("{\"a\":{\"b\":3},\"x\":1}"));
    QCOMPARE((*fold)->firstTrue(), std::optional<std::uint32_t>(2));
}

void TestScriptFold::aCancelledFoldBeginsAnew()
{
    auto fold = begun(
        m_folder.write("slow.js",
                       "export const initialState = { n: 0 };\n"
                       "export default (s, e) => { for (let i = 0; i < 3e5; ++i); s.n++; };"));
    QVERIFY(fold);
    Events events;
    for (int i = 0; i < 20000; ++i)
        events.add("A", "1");
    std::stop_source stop;
    stop.request_stop();
    const auto applied = fold->apply(events.list(), stop.get_token());
    QVERIFY(!applied);
    QCOMPARE(applied.error().code, ErrorCode::Cancelled);
    VERIFY_OK(fold->begin());
    VERIFY_OK(fold->apply(std::span(events.list()).first(5)));
    COMPARE_TEXT(*fold->state(), std::string("{\"n\":5}"));
}

QTEST_GUILESS_MAIN(TestScriptFold)
#include "tst_scriptfold.moc"
