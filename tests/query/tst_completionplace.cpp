// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/completionplace.h"

#include <QTest>

#include <random>
#include <string>

using namespace eventscope;

namespace {

using Kind = CompletionPlace::Kind;

// The cursor stands at the |.
CompletionPlace at(std::string text)
{
    const std::size_t cursor = text.find('|');
    text.erase(cursor, 1);
    return completionPlace(text, cursor);
}

// The text with what a completion would put there.
std::string with(std::string text, const std::string &completion)
{
    const CompletionPlace place = at(text);
    text.erase(text.find('|'), 1);
    return text.replace(place.begin, place.end - place.begin, completion);
}

} // namespace

class TestCompletionPlace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsExpectedFollowsFromWhatStandsBefore_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<std::string>("typed");
        QTest::addColumn<std::string>("field");
        const auto row = [](const char *text, Kind kind, const char *typed,
                            const char *field = "") {
            QTest::newRow(text) << std::string(text) << static_cast<int>(kind) << std::string(typed)
                                << std::string(field);
        };
        row("|", Kind::Field, "");
        row("ty|", Kind::Field, "ty");
        row("data.to|", Kind::Field, "data.to");
        row("type |", Kind::Operator, "", "type");
        row("data.total |", Kind::Operator, "", "data.total");
        row("type =|", Kind::Value, "", "type");
        row("type = |", Kind::Value, "", "type");
        row("type = Ord|", Kind::Value, "Ord", "type");
        row("type = \"Order P|", Kind::Value, "Order P", "type");
        row("type = \"Order P|\"", Kind::Value, "Order P", "type");
        row("type = Order* |", Kind::Joiner, "");
        row("type = Order* a|", Kind::Joiner, "a");
        row("type = Order* and |", Kind::Field, "");
        row("type = Order* and not (str|", Kind::Field, "str");
        row("exists(|", Kind::Existing, "");
        row("exists(data.t|)", Kind::Existing, "data.t");
        row("exists(data.total) |", Kind::Joiner, "");
        row("urgent |", Kind::Joiner, "");
        row("\"out of|", Kind::Nothing, "");
        row("\"out of st|ock\"", Kind::Nothing, "");
        row("type |= Order", Kind::Operator, "", "type");
        row("data.x !|= 5", Kind::Nothing, "");
        row("type ty|", Kind::Joiner, "ty");
        row("data.url = a?b=c|", Kind::Value, "a?b=c", "data.url");
    }
    void whatIsExpectedFollowsFromWhatStandsBefore()
    {
        QFETCH(std::string, text);
        QFETCH(int, kind);
        QFETCH(std::string, typed);
        QFETCH(std::string, field);
        const CompletionPlace place = at(text);
        QCOMPARE(static_cast<int>(place.kind), kind);
        QCOMPARE(place.typed, typed);
        QCOMPARE(place.field, field);
    }

    void theWholeWordIsReplacedWhereverTheCursorStandsInIt()
    {
        QCOMPARE(with("type = Or|der and version > 3", "OrderPaid"),
                 std::string("type = OrderPaid and version > 3"));
        QCOMPARE(with("str|e = order-1", "stream"), std::string("stream = order-1"));
        QCOMPARE(with("type = \"Or|der x\" or id = 5", "OrderPaid"),
                 std::string("type = OrderPaid or id = 5"));
        QCOMPARE(with("type = | and version > 3", "OrderPaid"),
                 std::string("type = OrderPaid and version > 3"));
        QCOMPARE(with("version > 3 and |", "type"), std::string("version > 3 and type"));
    }

    void noTextAndNoCursorLeadOutOfIt()
    {
        std::mt19937 random(11);
        const std::string letters = "type=\"' ()<>!~\\*and.[]0\xc3\xa9";
        for (int round = 0; round < 20000; ++round) {
            std::string text;
            const std::size_t length = random() % 16;
            for (std::size_t i = 0; i < length; ++i)
                text += letters[random() % letters.size()];
            const CompletionPlace place = completionPlace(text, random() % 20);
            QVERIFY2(place.begin <= place.end && place.end <= text.size(), text.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestCompletionPlace)
#include "tst_completionplace.moc"
