// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/filter.h"

#include <QTest>

#include <string>

using namespace eventscope;

// What is wrong with a filter is said in one sentence that names the character.
class TestFilterErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mistakesNameTheirCharacter_data();
    void mistakesNameTheirCharacter();
    void everythingElseCompiles_data();
    void everythingElseCompiles();
    void nestingHasALimit();
    void longFiltersCompile();
};

void TestFilterErrors::mistakesNameTheirCharacter_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<int>("column");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *filter, int column, const char *message) {
        QTest::newRow(filter) << QByteArray(filter) << column << QByteArray(message);
    };
    row("type =", 7, "Expected a value after \"=\" at character 7, such as type = Order*.");
    row("version >= ", 12, "Expected a value after \">=\" at character 12, such as version >= 3.");
    row("(type =)", 8, "Expected a value after \"=\" at character 8, such as type = Order*.");
    row("type = = x", 8,
        "Expected a value after \"=\" at character 8, such as type = Order*; put a value that starts with "
        "\"=\" in quotes.");
    row("type == x", 6, "\"==\" at character 6 is no operator; use = != < <= > >= ~ or =~.");
    row("type <> x", 6, "\"<>\" at character 6 is no operator; use = != < <= > >= ~ or =~.");
    row("= x", 1, "Expected a field before \"=\" at character 1, such as type = Order*.");
    row("\"type\" = x", 1,
        "Expected a field at character 1, not a text in quotes; write for example type = Order*.");
    row("typ = x", 1, "There is no field \"typ\" (character 1); did you mean \"type\"?");
    row("type = x and verison > 1", 14,
        "There is no field \"verison\" (character 14); did you mean \"version\"?");
    row("eventType = x", 1,
        "There is no field \"eventType\" (character 1); did you mean \"type\"?");
    row("aggregate_id = x", 1,
        "There is no field \"aggregate_id\" (character 1); did you mean \"stream\"?");
    row("metadata.user = x", 1,
        "There is no field \"metadata.user\" (character 1); did you mean \"meta.user\"?");
    row("customer.name = x", 1,
        "There is no field \"customer.name\" (character 1); did you mean \"data.customer.name\"?");
    row("stream.name = x", 1,
        "There is no field \"stream.name\" (character 1); did you mean \"data.stream.name\"?");
    row("frobnicate = x", 1,
        "There is no field \"frobnicate\" (character 1); use type, stream, streamType, version, position, time, "
        "correlation, causation, id, data.name or meta.name.");
    row("\xc3\xa4\xc3\xb6\xc3\xbc and typ = x", 9,
        "There is no field \"typ\" (character 9); did you mean \"type\"?");
    row("type", 5,
        "Expected an operator after \"type\" at character 5, such as type = Order*; to search payloads for the "
        "word, put it in quotes.");
    row("data.total and x", 11,
        "Expected an operator after \"data.total\" at character 11, such as data.total > 100 or exists(data.total); to "
        "search payloads for the word, put it in quotes.");
    row("\"never", 1, "The quote at character 1 is never closed; add a \" behind the text.");
    row("type = 'never", 8, "The quote at character 8 is never closed; add a ' behind the text.");
    row("type = \"a\\\"", 8, "The quote at character 8 is never closed; add a \" behind the text.");
    row("\"\"", 1,
        "There is no text in the quotes at character 1; write what the payload should contain.");
    row("(type = x", 1,
        "The \"(\" at character 1 is never closed; add a \")\" behind what belongs together.");
    row("x and (y or (z)", 7,
        "The \"(\" at character 7 is never closed; add a \")\" behind what belongs together.");
    row("x)", 2, "The \")\" at character 2 has no \"(\" before it; remove it or add one.");
    row(")", 1, "Expected a condition at character 1, such as type = Order*.");
    row("()", 2, "Expected a condition after \"(\" at character 2, such as type = Order*.");
    row("x and", 6, "Expected a condition after \"and\" at character 6, such as type = Order*.");
    row("x or or y", 6, "Expected a condition after \"or\" at character 6, such as type = Order*.");
    row("not", 4, "Expected a condition after \"not\" at character 4, such as type = Order*.");
    row("AND x", 1, "Expected a condition at character 1, such as type = Order*.");
    row("version = three", 11, "\"three\" at character 11 is no whole number; write version >= 3.");
    row("version = 1.5", 11, "\"1.5\" at character 11 is no whole number; write version >= 3.");
    row("version = 99999999999999999999", 11,
        "\"99999999999999999999\" at character 11 is no whole number; write version >= 3.");
    row("version ~ 1", 9, "version has no text for \"~\" at character 9; write version >= 3.");
    row("time =~ 2025", 6, "time has no text for \"=~\" at character 6; write time >= 2025-11-03.");
    row("time > yesterday", 8,
        "\"yesterday\" at character 8 is no time; write it like 2025-11-03 or 2025-11-03T08:33:30Z.");
    row("time > 2025-02-29", 8,
        "\"2025-02-29\" at character 8 is no time; write it like 2025-11-03 or 2025-11-03T08:33:30Z.");
    row("type =~ \"a(b\"", 13,
        "The regular expression is wrong at character 13: missing closing parenthesis.");
    row("type =~ *", 9,
        "The regular expression is wrong at character 9: quantifier does not follow a repeatable item.");
    row("data. = 1", 6,
        "Expected a name behind the \".\" at character 6, such as data.lines[0].sku.");
    row("data..x = 1", 6,
        "Expected a name behind the \".\" at character 6, such as data.lines[0].sku.");
    row("data.x[ = 1", 8, "Expected a \"]\" at character 8, such as data.lines[0].sku.");
    row("data.x[a] = 1", 8,
        "Expected the number of an element at character 8, such as data.lines[0].sku.");
    row("data.x[0]y = 1", 10,
        "Expected a \".\" or \"[\" at character 10, such as data.lines[0].sku.");
    row("data[\"a\"x] = 1", 9, "Expected a \"]\" at character 9, such as data.lines[0].sku.");
    row("exists()", 8, "Expected a field at character 8, such as exists(data.total).");
    row("exists(foo)", 8,
        "There is no field \"foo\" (character 8); use type, stream, streamType, version, position, time, "
        "correlation, causation, id, data.name or meta.name.");
    row("exists(data.x", 7,
        "The \"(\" at character 7 is never closed; add a \")\" behind what belongs together.");
    row("exists(data.x y)", 7,
        "The \"(\" at character 7 is never closed; add a \")\" behind what belongs together.");
}

void TestFilterErrors::mistakesNameTheirCharacter()
{
    QFETCH(QByteArray, filter);
    QFETCH(int, column);
    QFETCH(QByteArray, message);
    const auto compiled = Filter::compile(filter.toStdString());
    QVERIFY(!compiled);
    QCOMPARE(compiled.error().code, ErrorCode::Invalid);
    QCOMPARE(QByteArray::fromStdString(compiled.error().message), message);
    QCOMPARE(compiled.error().column, std::int64_t{column});
}

void TestFilterErrors::everythingElseCompiles_data()
{
    QTest::addColumn<QByteArray>("filter");
    for (const char *filter : {"word",
                               "two words",
                               "don't",
                               "hello!",
                               "a*b",
                               "C:\\dir",
                               "types",
                               "time-out",
                               "type=A",
                               "type=A(b)c",
                               "(type=A)",
                               "(type =~ (A|B))",
                               "data.url = https://x/?a=b&c<d",
                               "data.x = !y",
                               "type !=A",
                               "not(x)",
                               "NOT x OR y And z",
                               "exists",
                               "exists (type)",
                               "EXISTS(data)",
                               "'it is' \"so\"",
                               "\"and\"",
                               "data[\"a]b\"][0].c > 1",
                               "data.x = \"\"",
                               "type = \"and\"",
                               "type = or",
                               "position = 0/16B",
                               "\xff\xfe",
                               "data.x =~ [\"']",
                               "time = 2025-11-03T08:33:30.123456789+05:30",
                               "\xf0\x9f\x9b\x92",
                               "[1,2]",
                               "{}"}) {
        QTest::newRow(filter) << QByteArray(filter);
    }
}

void TestFilterErrors::everythingElseCompiles()
{
    QFETCH(QByteArray, filter);
    const auto compiled = Filter::compile(filter.toStdString());
    QVERIFY2(compiled, compiled ? "" : compiled.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(compiled->text()), filter);
}

void TestFilterErrors::nestingHasALimit()
{
    const auto nested = [](std::size_t depth) {
        return Filter::compile(std::string(depth, '(') + "x" + std::string(depth, ')'));
    };
    QVERIFY(nested(200));
    const auto tooDeep = nested(201);
    QVERIFY(!tooDeep);
    QCOMPARE(tooDeep.error().code, ErrorCode::Invalid);
    QCOMPARE(tooDeep.error().column, std::int64_t{201});
    QVERIFY(!nested(1'000'000));

    std::string negations;
    for (int i = 0; i < 100'000; ++i)
        negations += "not ";
    QVERIFY(!Filter::compile(negations + "x"));
    QVERIFY(!Filter::compile(std::string(1'000'000, '(')));
}

void TestFilterErrors::longFiltersCompile()
{
    std::string text = "word";
    for (int i = 0; i < 20'000; ++i)
        text += i % 2 == 0 ? " or type = T*" : " and version > 3";
    QVERIFY(Filter::compile(text));
    QVERIFY(Filter::compile(std::string(1'000'000, 'x')));
    const auto wrong = Filter::compile(text + " and typ = x");
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().column, static_cast<std::int64_t>(text.size()) + 6);
    // A message stays one sentence, however long what it is about.
    const auto field = Filter::compile(std::string(1'000'000, 'x') + " = 1");
    QVERIFY(!field);
    QVERIFY(field.error().message.size() < 300);
}

QTEST_GUILESS_MAIN(TestFilterErrors)
#include "tst_filtererrors.moc"
