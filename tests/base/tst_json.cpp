// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"

#include <QTest>

#include <array>
#include <random>
#include <string>

using namespace eventscope;

class TestJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void documentsKeepWhatTheySay_data();
    void documentsKeepWhatTheySay();
    void brokenDocumentsAreErrors_data();
    void brokenDocumentsAreErrors();
    void nestingIsReadDownToTheLimit();
    void largeDocumentsAreRead();
    void theLastOfTwoKeysCounts();
    void pointersFindTheirValues();
    void changesLeaveCopiesAlone();
    void writingIsAlwaysValidJson_data();
    void writingIsAlwaysValidJson();
    void indentedTextReadsTheSame();
    void minifyingKeepsEveryToken_data();
    void minifyingKeepsEveryToken();
    void numbersCompareAsDecimals_data();
    void numbersCompareAsDecimals();
    void randomNumbersCompareAsTheirValues();
    void equalityIsThatOfJson_data();
    void equalityIsThatOfJson();
    void randomTreesSurviveBeingWritten();
    void onlyWellFormedUtf8IsUtf8_data();
    void onlyWellFormedUtf8IsUtf8();
};

namespace {

QByteArray bytes(const std::string &text)
{
    return QByteArray::fromStdString(text);
}

JsonValue randomTree(std::mt19937 &random, int depth)
{
    const auto below = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
    switch (below(depth == 0 ? 4 : 6)) {
    case 0:
        return {};
    case 1:
        return JsonValue(below(2) == 1);
    case 2:
        return JsonValue::number(
            std::array{"0", "-0", "9007199254740993", "1e400", "0.10", "-1.5E-7"}[below(6)]);
    case 3: {
        std::string text;
        for (unsigned n = below(6); n > 0; --n)
            text += std::array{"a", "\"",  "\\", "\n", "\x01", "\xc3\xa9", "\xf0\x9f\x9b\x92",
                               "/", "\x7f"}[below(9)];
        return JsonValue::string(text);
    }
    case 4: {
        JsonValue::Elements elements;
        for (unsigned n = below(4); n > 0; --n)
            elements.push_back(randomTree(random, depth - 1));
        return JsonValue::array(std::move(elements));
    }
    default: {
        JsonValue::Members members;
        for (unsigned n = below(4); n > 0; --n)
            members.emplace_back("k" + std::to_string(below(3)), randomTree(random, depth - 1));
        return JsonValue::object(std::move(members));
    }
    }
}

} // namespace

void TestJson::documentsKeepWhatTheySay_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("written");
    const auto row = [](const char *text, const char *written) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(written);
    };
    row("null", "null");
    row(" true ", "true");
    row("\r\n\tfalse\n", "false");
    row("0", "0");
    row("-0", "-0");
    row("0.10", "0.10");
    row("1E+400", "1E+400");
    row("9007199254740993", "9007199254740993");
    row("123456789012345678901234567890123456789012345678901234567890",
        "123456789012345678901234567890123456789012345678901234567890");
    row("-0.000000000000000000000000000000000000000000000000000000000000000001e-999999999999",
        "-0.000000000000000000000000000000000000000000000000000000000000000001e-999999999999");
    row(R"("")", R"("")");
    row(R"("\u00e9\/\b")", "\"\xc3\xa9/\\u0008\"");
    row(R"("\ud83d\ude00")", "\"\xf0\x9f\x98\x80\"");
    row("[]", "[]");
    row("{}", "{}");
    row("[ 1 , [ ] , { } ]", "[1,[],{}]");
    row(R"({ "b" : 1 , "a" : [ null ] })", R"({"b":1,"a":[null]})");
    row(R"({"a":1,"a":2})", R"({"a":1,"a":2})");
    row(R"({"":{"\u0061":0.0}})", R"({"":{"a":0.0}})");
}

void TestJson::documentsKeepWhatTheySay()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, written);
    const auto value = JsonValue::parse(text.toStdString());
    QVERIFY2(value, value ? "" : value.error().message.c_str());
    QCOMPARE(bytes(value->dump()), written);
    QVERIFY(isJson(text.toStdString()));
}

void TestJson::brokenDocumentsAreErrors_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"",
                             " ",
                             "nul",
                             "nulll",
                             "tru",
                             "TRUE",
                             "01",
                             "+1",
                             ".5",
                             "1.",
                             "1e",
                             "1e+",
                             "0x10",
                             "NaN",
                             "Infinity",
                             "-",
                             "--1",
                             "1 2",
                             "[1,]",
                             "[,1]",
                             "[1 2]",
                             "[1",
                             "]",
                             "[1]]",
                             "{",
                             "}",
                             "{\"a\"}",
                             "{\"a\":}",
                             "{\"a\":1,}",
                             "{a:1}",
                             "{\"a\":1 \"b\":2}",
                             "{1:2}",
                             "\"",
                             "\"a",
                             "\"\\x\"",
                             "\"\\u12\"",
                             "\"\\ud83d\"",
                             "\"a\nb\"",
                             "'a'",
                             "[1}",
                             "{\"a\":1]",
                             "\xef\xbb\xbf{}",
                             "\"\xff\"",
                             "\"\xc3\"",
                             "\"\xed\xa0\x80\"",
                             "{} x",
                             "// c\n1"}) {
        QTest::newRow(text) << QByteArray(text);
    }
    QTest::newRow("a zero byte") << QByteArray("1\0", 2);
    QTest::newRow("a zero byte in a string") << QByteArray("\"a\0b\"", 5);
}

void TestJson::brokenDocumentsAreErrors()
{
    QFETCH(QByteArray, text);
    const auto value = JsonValue::parse(text.toStdString());
    QVERIFY2(!value, value ? value->dump().c_str() : "");
    QCOMPARE(value.error().code, ErrorCode::Damaged);
    QVERIFY(!value.error().message.empty());
    QVERIFY(value.error().column >= 0 && value.error().column <= text.size() + 1);
    QVERIFY(!isJson(text.toStdString()));
    QVERIFY(!jsonMinify(text.toStdString()));
}

void TestJson::nestingIsReadDownToTheLimit()
{
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    const auto deepest = JsonValue::parse(nested(JsonValue::kMaxDepth));
    QVERIFY(deepest);
    QCOMPARE(bytes(deepest->dump()), bytes(nested(JsonValue::kMaxDepth)));
    for (const std::size_t depth : {JsonValue::kMaxDepth + 1, std::size_t{100'000}}) {
        const auto value = JsonValue::parse(nested(depth));
        QVERIFY(!value);
        QCOMPARE(value.error().code, ErrorCode::Limit);
    }
    std::string objects;
    for (std::size_t i = 0; i < 100'000; ++i)
        objects += "{\"a\":";
    QVERIFY(!JsonValue::parse(objects));
}

void TestJson::largeDocumentsAreRead()
{
    // Larger than the buffers that are kept between calls, and small ones after it.
    const std::string text = "[\"" + std::string(5'000'000, 'x') + "\"]";
    const auto value = JsonValue::parse(text);
    QVERIFY(value);
    QCOMPARE(value->elements().front().text().size(), std::size_t{5'000'000});
    QCOMPARE(bytes(JsonValue::parse("[1]")->dump()), QByteArray("[1]"));
}

void TestJson::theLastOfTwoKeysCounts()
{
    JsonValue value = *JsonValue::parse(R"({"a":1,"b":2,"a":3})");
    QCOMPARE(value.size(), std::size_t{3});
    QCOMPARE(bytes(value.find("a")->text()), QByteArray("3"));
    value.member("a") = JsonValue::number(4);
    QCOMPARE(bytes(value.dump()), QByteArray(R"({"a":1,"b":2,"a":4})"));
    QVERIFY(value.remove("a"));
    QVERIFY(!value.remove("a"));
    QCOMPARE(bytes(value.dump()), QByteArray(R"({"b":2})"));
}

void TestJson::pointersFindTheirValues()
{
    // The example of RFC 6901, section 5.
    const JsonValue value = *JsonValue::parse(
        R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})");
    QCOMPARE(value.at(""), &value);
    QCOMPARE(bytes(value.at("/foo")->dump()), QByteArray(R"(["bar","baz"])"));
    QCOMPARE(bytes(value.at("/foo/0")->text()), QByteArray("bar"));
    const std::array<std::pair<const char *, const char *>, 9> kNumbers = {{{"/", "0"},
                                                                            {"/a~1b", "1"},
                                                                            {"/c%d", "2"},
                                                                            {"/e^f", "3"},
                                                                            {"/g|h", "4"},
                                                                            {"/i\\j", "5"},
                                                                            {"/k\"l", "6"},
                                                                            {"/ ", "7"},
                                                                            {"/m~0n", "8"}}};
    for (const auto &[pointer, number] : kNumbers) {
        QVERIFY2(value.at(pointer), pointer);
        QCOMPARE(bytes(value.at(pointer)->text()), QByteArray(number));
    }
    for (const char *pointer :
         {"/nothing", "/foo/2", "/foo/-", "/foo/x", "/foo/0/0", "/foo/", "/a/b", "//"})
        QVERIFY2(!value.at(pointer), pointer);
    for (const char *token : {"", "a", "a/b", "~", "~1", "/~/", "~01"}) {
        const auto tokens = pointerTokens('/' + escapePointerToken(token));
        QCOMPARE(tokens.size(), std::size_t{1});
        QCOMPARE(bytes(tokens.front()), QByteArray(token));
    }
    QVERIFY(pointerTokens("").empty());
    QCOMPARE(pointerTokens("/a//b").size(), std::size_t{3});
}

void TestJson::changesLeaveCopiesAlone()
{
    const JsonValue original = *JsonValue::parse(R"({"a":{"b":[1,2]},"c":"x"})");
    JsonValue copy = original;
    copy.member("a").member("b").mutableElements().push_back(JsonValue(true));
    copy.member("c") = JsonValue();
    copy.member("new").member("er") = JsonValue::string("y");
    QCOMPARE(bytes(original.dump()), QByteArray(R"({"a":{"b":[1,2]},"c":"x"})"));
    QCOMPARE(bytes(copy.dump()), QByteArray(R"({"a":{"b":[1,2,true]},"c":null,"new":{"er":"y"}})"));
    // A copy of a value may become a part of it.
    JsonValue nested = original;
    nested.member("self") = original;
    QCOMPARE(bytes(nested.find("self")->dump()), bytes(original.dump()));
    JsonValue text = JsonValue::string("x");
    text.mutableElements().push_back(JsonValue());
    QCOMPARE(bytes(text.dump()), QByteArray("[null]"));
}

void TestJson::writingIsAlwaysValidJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("quoted");
    QTest::newRow("plain") << QByteArray("abc") << QByteArray("\"abc\"");
    QTest::newRow("quotes") << QByteArray("\"\\/") << QByteArray(R"("\"\\/")");
    QTest::newRow("control") << QByteArray("\n\r\t\b\x1f\x7f")
                             << QByteArray(R"("\n\r\t\u0008\u001f\u007f")");
    QTest::newRow("zero") << QByteArray("a\0b", 3) << QByteArray(R"("a\u0000b")");
    QTest::newRow("emoji") << QByteArray("\xf0\x9f\x9b\x92") << QByteArray("\"\xf0\x9f\x9b\x92\"");
    QTest::newRow("stray byte") << QByteArray("a\xff"
                                              "b")
                                << QByteArray("\"a\xef\xbf\xbd"
                                              "b\"");
    QTest::newRow("cut short") << QByteArray("\xe2\x82")
                               << QByteArray("\"\xef\xbf\xbd\xef\xbf\xbd\"");
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80")
                               << QByteArray("\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
    QTest::newRow("overlong") << QByteArray("\xc0\xaf")
                              << QByteArray("\"\xef\xbf\xbd\xef\xbf\xbd\"");
    QTest::newRow("past the last")
        << QByteArray("\xf4\x90\x80\x80")
        << QByteArray("\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

void TestJson::writingIsAlwaysValidJson()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, quoted);
    QCOMPARE(bytes(jsonQuote(text.toStdString())), quoted);
    QVERIFY(isJson(quoted.toStdString()));
    QCOMPARE(bytes(JsonValue::object({{text.toStdString(), JsonValue::string(text.toStdString())}})
                       .dump()),
             '{' + quoted + ':' + quoted + '}');
}

void TestJson::indentedTextReadsTheSame()
{
    const JsonValue value = *JsonValue::parse(R"({"a":[1,{"b":[]}],"c":{}})");
    QCOMPARE(bytes(value.dump(2)),
             QByteArray(
                 "{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    }\n  ],\n  \"c\": {}\n}"));
    QCOMPARE(*JsonValue::parse(value.dump(4)), value);
    QCOMPARE(bytes(JsonValue::parse("[1]")->dump(0)), QByteArray("[\n1\n]"));
}

void TestJson::minifyingKeepsEveryToken_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("minified");
    QTest::newRow("spaces") << QByteArray(" { \"a b\" : [ 1.0 , 2e5 ] } \n")
                            << QByteArray(R"({"a b":[1.0,2e5]})");
    QTest::newRow("escapes stay") << QByteArray(R"( "\u00e9 \/" )") << QByteArray(R"("\u00e9 \/")");
    QTest::newRow("scalar") << QByteArray("\t0.10\r\n") << QByteArray("0.10");
}

void TestJson::minifyingKeepsEveryToken()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, minified);
    const auto result = jsonMinify(text.toStdString());
    QVERIFY(result);
    QCOMPARE(bytes(*result), minified);
}

void TestJson::numbersCompareAsDecimals_data()
{
    QTest::addColumn<QByteArray>("left");
    QTest::addColumn<QByteArray>("right");
    QTest::addColumn<int>("order");
    const auto row = [](const char *left, const char *right, int order) {
        QTest::addRow("%s and %s", left, right) << QByteArray(left) << QByteArray(right) << order;
    };
    row("0", "-0", 0);
    row("0", "0.000", 0);
    row("0e10", "0", 0);
    row("1", "1.0", 0);
    row("1", "10e-1", 0);
    row("100", "1E2", 0);
    row("1.5e3", "1500.00", 0);
    row("9007199254740993", "9007199254740992", 1);
    row("0.1", "0.10000000000000000001", -1);
    row("-1", "1", -1);
    row("-1", "0", -1);
    row("-2", "-1", -1);
    row("-0.5", "-0.25", -1);
    row("9", "10", -1);
    row("99", "100", -1);
    row("0.09", "0.1", -1);
    row("1e400", "9e399", 1);
    row("-1e400", "1e-400", -1);
    row("1e-400", "0", 1);
    row("1e99999999999999999999", "1e5", 1);
    row("1e-99999999999999999999", "1e-5", -1);
    row("12345678901234567890", "12345678901234567891", -1);
    row("12", "1", 1);
    row("12", "13", -1);
    row("1.2", "1.23", -1);
}

void TestJson::numbersCompareAsDecimals()
{
    QFETCH(QByteArray, left);
    QFETCH(QByteArray, right);
    QFETCH(int, order);
    const int found = compareNumbers(left.toStdString(), right.toStdString());
    QCOMPARE((found > 0) - (found < 0), order);
    const int reverse = compareNumbers(right.toStdString(), left.toStdString());
    QCOMPARE((reverse > 0) - (reverse < 0), -order);
}

void TestJson::randomNumbersCompareAsTheirValues()
{
    // Thousandths that a 64-bit integer holds, written in several ways.
    std::mt19937_64 random(1);
    const auto written = [&](std::int64_t thousandths) {
        std::string digits = std::to_string(thousandths < 0 ? -thousandths : thousandths);
        digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
        const std::string sign = thousandths < 0 ? "-" : "";
        switch (random() % 3) {
        case 0:
            return sign + digits.substr(0, digits.size() - 3) + '.'
                   + digits.substr(digits.size() - 3);
        case 1: {
            const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
            return sign + digits.substr(first) + "e-3";
        }
        default:
            return sign + digits.substr(0, digits.size() - 3) + '.'
                   + digits.substr(digits.size() - 3) + "000E+0";
        }
    };
    for (int i = 0; i < 20'000; ++i) {
        const auto spread = static_cast<std::int64_t>(random() % 4 == 0 ? 1'000'000'000'000
                                                                        : 3'000);
        const auto a = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(2 * spread))
                       - spread;
        const auto b = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(2 * spread))
                       - spread;
        const std::string left = written(a);
        const std::string right = written(b);
        const int order = compareNumbers(left, right);
        QVERIFY2(((order > 0) - (order < 0)) == ((a > b) - (a < b)),
                 (left + " and " + right).c_str());
    }
}

void TestJson::equalityIsThatOfJson_data()
{
    QTest::addColumn<QByteArray>("left");
    QTest::addColumn<QByteArray>("right");
    QTest::addColumn<bool>("equal");
    const auto row = [](const char *left, const char *right, bool equal) {
        QTest::addRow("%s and %s", left, right) << QByteArray(left) << QByteArray(right) << equal;
    };
    row("null", "null", true);
    row("null", "false", false);
    row("true", "false", false);
    row("1", "1.0", true);
    row("1", "\"1\"", false);
    row("[]", "{}", false);
    row("[1,2]", "[1,2]", true);
    row("[1,2]", "[2,1]", false);
    row(R"({"a":1,"b":2})", R"({"b":2,"a":1})", true);
    row(R"({"a":1})", R"({"a":1,"b":2})", false);
    row(R"({"a":1,"b":2})", R"({"a":1})", false);
    row(R"({"a":1,"a":2})", R"({"a":2})", true);
    row(R"({"a":1,"a":2})", R"({"a":1})", false);
    row(R"({"a":2,"a":1})", R"({"a":1,"a":2})", false);
    row(R"({"a":null})", "{}", false);
    row("9007199254740993", "9007199254740992", false);
}

void TestJson::equalityIsThatOfJson()
{
    QFETCH(QByteArray, left);
    QFETCH(QByteArray, right);
    QFETCH(bool, equal);
    const JsonValue a = *JsonValue::parse(left.toStdString());
    const JsonValue b = *JsonValue::parse(right.toStdString());
    QCOMPARE(a == b, equal);
    QCOMPARE(b == a, equal);
}

void TestJson::randomTreesSurviveBeingWritten()
{
    std::mt19937 random(42);
    for (int i = 0; i < 2000; ++i) {
        const JsonValue tree = randomTree(random, 5);
        for (const int indent : {-1, 0, 3}) {
            const auto again = JsonValue::parse(tree.dump(indent));
            QVERIFY(again);
            QCOMPARE(bytes(again->dump()), bytes(tree.dump()));
            QCOMPARE(*again, tree);
        }
        QCOMPARE(bytes(*jsonMinify(tree.dump(2))), bytes(tree.dump()));
    }
}

void TestJson::onlyWellFormedUtf8IsUtf8_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("wellFormed");
    QTest::newRow("empty") << QByteArray() << true;
    QTest::newRow("ascii") << QByteArray("abc\0", 4) << true;
    QTest::newRow("many") << QByteArray("\xc3\xa9\xe2\x82\xac\xf0\x9f\x9b\x92") << true;
    QTest::newRow("last") << QByteArray("\xf4\x8f\xbf\xbf") << true;
    QTest::newRow("alone") << QByteArray("\x80") << false;
    QTest::newRow("cut") << QByteArray("\xe2\x82") << false;
    QTest::newRow("overlong") << QByteArray("\xc0\xaf") << false;
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << false;
    QTest::newRow("too large") << QByteArray("\xf4\x90\x80\x80") << false;
    QTest::newRow("never") << QByteArray("\xff") << false;
}

void TestJson::onlyWellFormedUtf8IsUtf8()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, wellFormed);
    QCOMPARE(isUtf8(text.toStdString()), wellFormed);
}

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
