// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/fieldpath.h"

#include "query/payloadtest.h"

#include <QTest>

#include <random>

using namespace eventscope;

namespace {

QByteArray normal(const char *text)
{
    const auto path = parseFieldPath(text);
    return QByteArray::fromStdString(path ? textOf(*path) : "error: " + path.error().message);
}

FieldText at(const char *path, const char *data, const char *metadata = "")
{
    PayloadText first(data);
    PayloadText second(metadata);
    return fieldText(*parseFieldPath(path), first, second);
}

} // namespace

class TestFieldPath : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPathIsWrittenAsFiltersNameIt()
    {
        QCOMPARE(normal("data.total"), "data.total");
        QCOMPARE(normal("  DATA.lines[0].sku "), "data.lines[0].sku");
        QCOMPARE(normal("meta[\"user\"]"), "meta.user");
        QCOMPARE(normal("data['a name'].x"), "data[\"a name\"].x");
        QCOMPARE(normal("data.0"), "data.0");
        QCOMPARE(normal("data[\"0\"]"), "data[\"0\"]");
    }

    void whatIsNoPathIsAnErrorThatShowsOne()
    {
        for (const char *text : {"", "data", "meta", "type", "data.", "data.total = 5",
                                 "\"data.x\"", "total", "data.a data.b", "data[x]", "(data.x)"}) {
            const auto path = parseFieldPath(text);
            QVERIFY2(!path, text);
            QVERIFY2(!path.error().message.empty(), text);
        }
    }

    void everyPathComesBackFromItsText()
    {
        std::mt19937 random(7);
        const std::string letters = "ab0.[]\"'\\ =<>~!()*-_\xc3\xa9\t";
        for (int round = 0; round < 3000; ++round) {
            FieldPath path;
            path.field = random() % 2 == 0 ? Field::Data : Field::Meta;
            const std::size_t steps = 1 + random() % 3;
            for (std::size_t i = 0; i < steps; ++i) {
                PathStep step;
                if (random() % 4 == 0) {
                    step.index = random() % 20;
                } else {
                    const std::size_t length = random() % 5;
                    for (std::size_t c = 0; c < length; ++c)
                        step.key += letters[random() % letters.size()];
                }
                path.steps.push_back(step);
            }
            const std::string text = textOf(path);
            // A letter that is cut in half would be two bytes of no text, which the lexer takes as it takes others.
            const auto back = parseFieldPath(text);
            QVERIFY2(back, text.c_str());
            QVERIFY2(*back == path, text.c_str());
        }
    }

    void theTextIsThatOfTheValueThere()
    {
        using Kind = FieldText::Kind;
        const char *const data
            = R"({"total":12345678901234567890.10,"name":"Caf\u00e9","open":true,"none":null,)"
              R"("lines":[{"sku":"A"},{"sku":"B"}]})";
        QVERIFY(at("data.total", data) == (FieldText{Kind::Number, "12345678901234567890.10"}));
        QVERIFY(at("data.name", data) == (FieldText{Kind::Text, "Caf\xc3\xa9"}));
        QVERIFY(at("data.open", data) == (FieldText{Kind::Word, "true"}));
        QVERIFY(at("data.none", data) == (FieldText{Kind::Word, "null"}));
        QVERIFY(at("data.lines[1].sku", data) == (FieldText{Kind::Text, "B"}));
        QVERIFY(at("data.lines[0]", data) == (FieldText{Kind::Json, R"({"sku":"A"})"}));
        QVERIFY(at("data.missing", data) == FieldText());
        QVERIFY(at("data.lines[7]", data) == FieldText());
        QVERIFY(at("data.x", "no JSON") == FieldText());
        QVERIFY(at("meta.user", data, R"({"user":"eve"})") == (FieldText{Kind::Text, "eve"}));
    }
};

QTEST_GUILESS_MAIN(TestFieldPath)
#include "tst_fieldpath.moc"
