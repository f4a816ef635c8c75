// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/conditionlist.h"

#include "query/fieldnames.h"
#include "query/parser.h"

#include <QTest>

#include <random>

using namespace eventscope;

namespace {

std::string normal(const char *filter)
{
    const auto list = conditionsOf(filter);
    return list ? filterText(*list) : "error: " + list.error().message;
}

std::string one(Operator op, const char *value)
{
    return filterText(ListedCondition{Field::Stream, {}, op, value, false});
}

} // namespace

class TestConditionList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filtersWithoutParenthesesAreLists()
    {
        QCOMPARE(normal(""), std::string());
        QCOMPARE(normal("TYPE=Order*"), std::string("type = Order*"));
        QCOMPARE(normal("type = A and not data.total > 100 and exists(meta.user)"),
                 std::string("type = A and not data.total > 100 and exists(meta.user)"));
        QCOMPARE(normal("type = A or stream = 'order 1'"),
                 std::string("type = A or stream = \"order 1\""));
        QCOMPARE(normal("urgent type = A"), std::string("data ~ urgent and type = A"));
        QCOMPARE(normal("(type = A and (version > 3))"), std::string("type = A and version > 3"));
        QCOMPARE(normal("not not type = A"), std::string("type = A"));
        QCOMPARE(normal("time >= \"2025-11-03 08:33\""),
                 std::string("time >= \"2025-11-03 08:33\""));
        QCOMPARE(normal("type =~ Order(Paid|Sent)"), std::string("type =~ Order(Paid|Sent)"));
        QCOMPARE(normal("type =~ \"a\\.b c\""), std::string("type =~ \"a\\.b c\""));
    }

    void whatIsMoreThanAListSaysSo()
    {
        for (const char *filter : {"type = A and (type = B or type = C)", "not (type = A or x)",
                                   "type = A or type = B and version > 3"}) {
            const auto list = conditionsOf(filter);
            QVERIFY2(!list, filter);
            QCOMPARE(list.error().code, ErrorCode::Unsupported);
        }
        const auto wrong = conditionsOf("type = ");
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, ErrorCode::Invalid);
    }

    void valuesAreQuotedWhereTheyHaveToBe()
    {
        QCOMPARE(one(Operator::Equal, "order-1"), std::string("stream = order-1"));
        QCOMPARE(one(Operator::Equal, "order 1"), std::string("stream = \"order 1\""));
        QCOMPARE(one(Operator::Equal, ""), std::string("stream = \"\""));
        QCOMPARE(one(Operator::Equal, "a)b"), std::string("stream = \"a)b\""));
        QCOMPARE(one(Operator::Equal, "=a"), std::string("stream = \"=a\""));
        QCOMPARE(one(Operator::Equal, "\\*x*"), std::string("stream = \\*x*"));
        QCOMPARE(one(Operator::Equal, "C:\\x"), std::string("stream = \"C:\\\\x\""));
        QCOMPARE(one(Operator::Contains, "5 * 3"), std::string("stream ~ \"5 * 3\""));
        QCOMPARE(one(Operator::Exists, ""), std::string("exists(stream)"));
        QCOMPARE(valueOfText(Operator::Equal, "a*b"), std::string("a\\*b"));
        QCOMPARE(valueOfText(Operator::Matches, "a.b"), std::string("a\\.b"));
        QCOMPARE(valueOfText(Operator::Contains, "a*b"), std::string("a*b"));
    }

    void aTextMeansItselfAsAValue()
    {
        std::mt19937 random(5);
        const std::string letters = "ab*\\\"' ()=!\t\xc3\xa9";
        for (int round = 0; round < 5000; ++round) {
            std::string text;
            const std::size_t length = random() % 7;
            for (std::size_t i = 0; i < length; ++i)
                text += letters[random() % letters.size()];
            const ListedCondition condition{Field::Stream,
                                            {},
                                            Operator::Equal,
                                            valueOfText(Operator::Equal, text),
                                            false};
            const std::string filter = filterText(condition) + " and version > 3";
            const auto parsed = parseFilter(filter);
            QVERIFY2(parsed && parsed->conditions.size() == 2, filter.c_str());
            const TextPattern &pattern = parsed->conditions.front()->pattern;
            QVERIFY2(!pattern.hasWildcard() && pattern.parts().front() == text, filter.c_str());
        }
    }

    void everyListComesBackFromItsText()
    {
        std::mt19937 random(3);
        const std::string letters = "ab*\\\"' ()=~<!0.\t\xc3\xa9";
        const auto some = [&](std::size_t most) {
            std::string text;
            const std::size_t length = random() % (most + 1);
            for (std::size_t i = 0; i < length; ++i)
                text += letters[random() % letters.size()];
            return text;
        };
        constexpr Field kFields[] = {Field::Type, Field::Stream,      Field::StreamVersion,
                                     Field::Time, Field::LogPosition, Field::Id,
                                     Field::Data, Field::Meta};
        constexpr Operator kOperators[] = {Operator::Equal,   Operator::NotEqual, Operator::Less,
                                           Operator::Greater, Operator::Contains, Operator::Matches,
                                           Operator::Exists};
        for (int round = 0; round < 5000; ++round) {
            ConditionList list;
            const std::size_t count = random() % 4;
            list.isAny = count > 1 && random() % 2 == 0;
            for (std::size_t i = 0; i < count; ++i) {
                ListedCondition condition;
                condition.field = kFields[random() % std::size(kFields)];
                do {
                    condition.op = kOperators[random() % std::size(kOperators)];
                } while (!hasOperator(condition.field, condition.op));
                condition.isNegated = random() % 3 == 0;
                if (condition.field == Field::Data || condition.field == Field::Meta) {
                    const std::size_t steps = random() % 3;
                    for (std::size_t step = 0; step < steps; ++step)
                        condition.path.push_back({"k" + some(3), {}});
                }
                if (condition.op == Operator::Exists)
                    condition.value.clear();
                else if (condition.field == Field::Time)
                    condition.value = random() % 2 == 0 ? "2025-11-03" : "2025-11-03 08:33";
                else if (condition.field == Field::StreamVersion)
                    condition.value = std::to_string(random() % 100);
                else if (condition.op == Operator::Matches)
                    condition.value = random() % 2 == 0 ? "Order(Paid|Sent) \\d" : "^a'b$";
                else if (condition.op == Operator::Equal || condition.op == Operator::NotEqual)
                    condition.value = valueOfText(condition.op, some(5))
                                      + (random() % 2 == 0 ? "x*" : "");
                else
                    condition.value = some(6);
                list.conditions.push_back(condition);
            }
            const std::string text = filterText(list);
            const auto back = conditionsOf(text);
            QVERIFY2(back, (text + ": " + (back ? "" : back.error().message)).c_str());
            QVERIFY2(*back == list, (text + " / " + filterText(*back)).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestConditionList)
#include "tst_conditionlist.moc"
