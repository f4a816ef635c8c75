// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scriptfixture.h"

#include "script/eventbatch.h"
#include "script/plainmodule.h"
#include "script/scripterror.h"
#include "script/sourcemap.h"

#include <QObject>

using namespace eventscope;

// The texts of scripts: what needs no compiler, and where a place is.
class TestScriptText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPlainModuleKeepsItsLinesAndColumns_data();
    void aPlainModuleKeepsItsLinesAndColumns();
    void whatIsNotSimpleIsLeftToTheCompiler_data();
    void whatIsNotSimpleIsLeftToTheCompiler();
    void aPlaceIsCountedInUtf16();
    void anExcerptPointsAtItsColumn_data();
    void anExcerptPointsAtItsColumn();
    void theFirstPlaceOfTheUsersIsTakenFromAStack();
    void aSourceMapLeadsBack();
    void aSourceMapThatIsNoneMapsNothing_data();
    void aSourceMapThatIsNoneMapsNothing();
    void aRoundedNumberIsFoundAnywhere();
    void aBatchSaysEachNameOnce();
};

void TestScriptText::aPlainModuleKeepsItsLinesAndColumns_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("commonJs");
    const auto row = [](const char *source, const char *text, bool commonJs = false) {
        QTest::newRow(source) << QString::fromUtf8(source) << QString::fromUtf8(text) << commonJs;
    };
    row("module.exports = 1;", "module.exports = 1;\n", true);
    row("export default (s) => s;", "$e.default    = (s) => s;\n");
    row("export default {\n  a: 1,\n};", "$e.default    = {\n  a: 1,\n};\n");
    row("export default class {}", "$e.default    = class {}\n");
    row("export default class extends B {}", "$e.default    = class extends B {}\n");
    row("export default class Order extends B {}",
        "               class Order extends B {}\n;exports.default=Order");
    row("export default async function run() {}",
        "               async function run() {}\n;exports.default=run");
    row("export const a = 1;\nexport function b() {}\nexport class C {}",
        "       const a = 1;\n       function b() {}\n       class C {}\n;exports.a=a;exports.b=b;exports.C=C");
    row("export let f = (a, b) => a;", "       let f = (a, b) => a;\n;exports.f=f");
}

void TestScriptText::aPlainModuleKeepsItsLinesAndColumns()
{
    QFETCH(QString, source);
    QFETCH(QString, text);
    QFETCH(bool, commonJs);
    const auto module = plainModule(source.toStdString());
    QVERIFY(module);
    // `export default ` and its replacement are equally long, give or take the blank behind it.
    QCOMPARE(QString::fromStdString(module->text).simplified(), text.simplified());
    QCOMPARE(module->commonJs, commonJs);
    const QString first = QString::fromStdString(module->text).section(QLatin1Char('\n'), 0, 0);
    QCOMPARE(first.size(), source.section(QLatin1Char('\n'), 0, 0).size());
}

void TestScriptText::whatIsNotSimpleIsLeftToTheCompiler_data()
{
    QTest::addColumn<QString>("source");
    for (const char *source :
         {"import a from './a';", "const f = () => import('./a');", "const t = `x`;",
          "export { a };", "export * from './a';", "export const { a } = b;",
          "export const a = 1, b = 2;", "export const a = 1,\n  b = 2;", "  export const a = 1;",
          "/*\nexport default 1;\n*/", "const s = 'we export it';\nexport default s;"})
        QTest::newRow(source) << QString::fromUtf8(source);
}

void TestScriptText::whatIsNotSimpleIsLeftToTheCompiler()
{
    QFETCH(QString, source);
    QVERIFY(!plainModule(source.toStdString()));
}

void TestScriptText::aPlaceIsCountedInUtf16()
{
    const std::string_view text = "a\xc3\xa4\n\xf0\x9f\x98\x80x";
    const auto place = [&](std::size_t offset) {
        const TextPlace found = placeAt(text, offset);
        return std::pair(found.line, found.column);
    };
    using Pair = std::pair<std::int64_t, std::int64_t>;
    QCOMPARE(place(0), Pair(1, 1));
    QCOMPARE(place(2), Pair(1, 3));
    QCOMPARE(place(3), Pair(2, 1));
    QCOMPARE(place(5), Pair(2, 3));
    QCOMPARE(place(99), Pair(2, 4));
}

void TestScriptText::anExcerptPointsAtItsColumn_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("expected");
    QTest::newRow("first") << QStringLiteral("abc\ndef") << 1 << 1 << QStringLiteral("abc\n^");
    QTest::newRow("second") << QStringLiteral("abc\r\ndef\r\n") << 2 << 3
                            << QStringLiteral("def\n  ^");
    QTest::newRow("tab") << QStringLiteral("\tabc") << 1 << 3 << QStringLiteral("\tabc\n\t ^");
    QTest::newRow("umlaut") << QStringLiteral("äöü") << 1 << 3 << QStringLiteral("äöü\n  ^");
    QTest::newRow("behind the end")
        << QStringLiteral("abc") << 1 << 9 << QStringLiteral("abc\n   ^");
    QTest::newRow("no such line") << QStringLiteral("abc") << 7 << 1 << QStringLiteral("\n^");
    QTest::newRow("long line") << QString(500, QLatin1Char('x')) << 1 << 301
                               << QString(120, QLatin1Char('x')) + QLatin1Char('\n')
                                      + QString(60, QLatin1Char(' ')) + QLatin1Char('^');
}

void TestScriptText::anExcerptPointsAtItsColumn()
{
    QFETCH(QString, text);
    QFETCH(int, line);
    QFETCH(int, column);
    QFETCH(QString, expected);
    QCOMPARE(QString::fromStdString(excerpt(text.toStdString(), {line, column})), expected);
}

void TestScriptText::theFirstPlaceOfTheUsersIsTakenFromAStack()
{
    const auto found = firstPlaceInStack("step@eventscope:reducer.js:60:30\n@[native code]\n"
                                         "total@/home/a@b/my order.js:3:17\n/home/other.js:1:1");
    QCOMPARE(QString::fromStdString(found.path), QStringLiteral("/home/a@b/my order.js"));
    QCOMPARE(found.place.line, 3);
    QCOMPARE(found.place.column, 17);
    QVERIFY(firstPlaceInStack("fold@eventscope:fold.js:1:2").path.empty());
    QVERIFY(firstPlaceInStack("").path.empty());
}

void TestScriptText::aSourceMapLeadsBack()
{
    // Line 1: column 0 from 1:1, column 9 from 3:5. Line 2: nothing. Line 3: column 4 from 2:3.
    const SourceMap map(R"({"version":3,"sources":["a.ts"],"mappings":"AAAA,SAEI;;IADF"})");
    const auto original = [&](std::int64_t line, std::int64_t column) {
        const auto place = map.original({line, column});
        return place ? std::pair(place->line, place->column)
                     : std::pair<std::int64_t, std::int64_t>();
    };
    using Pair = std::pair<std::int64_t, std::int64_t>;
    QCOMPARE(original(1, 1), Pair(1, 1));
    QCOMPARE(original(1, 9), Pair(1, 1));
    QCOMPARE(original(1, 10), Pair(3, 5));
    QCOMPARE(original(1, 500), Pair(3, 5));
    QCOMPARE(original(2, 1), Pair());
    QCOMPARE(original(3, 5), Pair(2, 3));
    QCOMPARE(original(9, 1), Pair());
}

void TestScriptText::aSourceMapThatIsNoneMapsNothing_data()
{
    QTest::addColumn<QString>("json");
    for (const char *json :
         {"", "{}", "[1]", "{\"mappings\":5}", "{\"mappings\":\"!!\"}", "{\"mappings\":\"gggg\"}"})
        QTest::newRow(json) << QString::fromUtf8(json);
}

void TestScriptText::aSourceMapThatIsNoneMapsNothing()
{
    QFETCH(QString, json);
    QVERIFY(!SourceMap(json.toStdString()).original({1, 1}));
}

// Against the naive way, at every place of a block of eight.
void TestScriptText::aRoundedNumberIsFoundAnywhere()
{
    for (int before = 0; before < 20; ++before) {
        for (const char *token : {"9007199254740993", "-9007199254740993", "123456.7890123456789",
                                  "1.00000000000000000001e5"}) {
            const std::string json = "{\"" + std::string(std::size_t(before), 'k') + "\":" + token
                                     + "}";
            const auto found = findRoundedNumber(json);
            QVERIFY2(found, json.c_str());
            QCOMPARE(QString::fromUtf8(found->token.data(), qsizetype(found->token.size())),
                     QString::fromLatin1(token));
        }
        for (const char *token : {"9007199254740992", "123456789012", "\"9007199254740993\"",
                                  "0.1000000000000000", "\"\\\"9007199254740993\""}) {
            const std::string json = "{\"" + std::string(std::size_t(before), 'k') + "\":" + token
                                     + "}";
            QVERIFY2(!findRoundedNumber(json), json.c_str());
        }
    }
}

void TestScriptText::aBatchSaysEachNameOnce()
{
    EventBatchWriter writer;
    writer.begin(77);
    ScriptEvent event;
    event.type = "A";
    event.stream = "s\"1";
    event.data = "{\"a\":1}";
    writer.add(event);
    event.ordinal = 1;
    event.time = Time{-1};
    writer.add(event);
    EventBatch batch = writer.take();
    QCOMPARE(
        QString::fromStdString(batch.text()),
        QStringLiteral(
            "[0,[\"A\"],[[0,\"s\\\"1\",\"\"]],0,0,0,0,null,null,null,{\"a\":1},null,77,0,1,0,null,null,"
            "\"1969-12-31T23:59:59.999999Z\",{\"a\":1},null,77]"));
    QCOMPARE(
        QString::fromStdString(batch.carefulText()),
        QStringLiteral(
            "[1,[\"A\"],[[0,\"s\\\"1\",\"\"]],0,0,0,0,null,null,null,\"{\\\"a\\\":1}\",\"null\",77,0,1,0,null,null,"
            "\"1969-12-31T23:59:59.999999Z\",\"{\\\"a\\\":1}\",\"null\",77]"));
    writer.add(event);
    QCOMPARE(writer.take().text().find("\"A\""), std::string::npos);
}

QTEST_GUILESS_MAIN(TestScriptText)
#include "tst_scripttext.moc"
