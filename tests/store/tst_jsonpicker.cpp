// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/jsonpicker.h"

#include <QTest>

#include <string>
#include <vector>

using namespace eventscope;

class TestJsonPicker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachPointerFindsItsValue_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("pointer");
        QTest::addColumn<QByteArray>("found");
        QTest::newRow("a member") << QByteArray(R"({"a":1,"b":"x"})") << QByteArray("/b")
                                  << QByteArray(R"("x")");
        QTest::newRow("the whole")
            << QByteArray(" [1, 2] ") << QByteArray("") << QByteArray("[1, 2]");
        QTest::newRow("nested") << QByteArray(R"({"a":{"b":[7,{"c":0.10}]}})")
                                << QByteArray("/a/b/1/c") << QByteArray("0.10");
        QTest::newRow("nothing") << QByteArray(R"({"a":1})") << QByteArray("/b") << QByteArray();
        QTest::newRow("behind a scalar")
            << QByteArray(R"({"a":1})") << QByteArray("/a/b") << QByteArray();
        QTest::newRow("the only member")
            << QByteArray(R"({"Opened":{"n":1}})") << QByteArray("/*") << QByteArray(R"({"n":1})");
        QTest::newRow("the only element")
            << QByteArray("[5]") << QByteArray("/*") << QByteArray("5");
        QTest::newRow("not the only member")
            << QByteArray(R"({"a":{"n":1},"b":2})") << QByteArray("/*/n") << QByteArray();
        QTest::newRow("the last of the same name")
            << QByteArray(R"({"a":{"n":1},"a":{"m":2}})") << QByteArray("/a/n") << QByteArray();
        QTest::newRow("a name with an escape")
            << QByteArray(R"({"\u0061":3})") << QByteArray("/a") << QByteArray("3");
        QTest::newRow("a name with a slash")
            << QByteArray(R"({"a/b":{"~":4}})") << QByteArray("/a~1b/~0") << QByteArray("4");
        QTest::newRow("no JSON behind it")
            << QByteArray(R"({"a":1,})") << QByteArray("/a") << QByteArray();
        QTest::newRow("something behind the end")
            << QByteArray(R"({"a":1} x)") << QByteArray("/a") << QByteArray();
    }

    void eachPointerFindsItsValue()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, pointer);
        QFETCH(QByteArray, found);
        JsonPicker picker;
        const std::size_t pick = picker.add(pointer.toStdString());
        std::vector<std::string_view> values;
        const std::string text = json.toStdString();
        picker.pick(text, values);
        QCOMPARE(std::string(values[pick]), found.toStdString());
    }

    void elementsAreFoundOnTheWayToTheirList_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("found"); // by elements: /t, and the whole
        QTest::newRow("the whole")
            << QByteArray(R"([{"t":1},2])") << QByteArray(R"(1 {"t":1};- 2)");
        QTest::newRow("a member") << QByteArray(R"({"n":0,"list":[{"t":[3]},[]],"m":{}})")
                                  << QByteArray(R"([3] {"t":[3]};- [])");
        QTest::newRow("empty") << QByteArray(R"({"list": [ ]})") << QByteArray();
        QTest::newRow("the last of the same name")
            << QByteArray(R"({"list":[{"t":1},{"t":2}],"list":[{"t":3}]})")
            << QByteArray(R"(3 {"t":3})");
        QTest::newRow("no list of the same name behind it")
            << QByteArray(R"({"list":[{"t":1}],"list":7})") << QByteArray("no list");
        QTest::newRow("none") << QByteArray(R"({"t":[1]})") << QByteArray("no list");
        QTest::newRow("damage in an element")
            << QByteArray(R"({"list":[{"t":1},{"t":}]})") << QByteArray("no JSON");
        QTest::newRow("damage behind it")
            << QByteArray(R"({"list":[{"t":1}],})") << QByteArray("no JSON");
        QTest::newRow("not closed") << QByteArray(R"([{"t":1})") << QByteArray("no JSON");
    }

    void elementsAreFoundOnTheWayToTheirList()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, found);
        JsonPicker lists;
        lists.add("/list");
        lists.add("");
        JsonPicker parts;
        parts.add("/t");
        parts.add("");
        std::vector<std::string_view> texts;
        std::vector<JsonPicker::Elements> elements;
        std::string told;
        const std::string text = json.toStdString();
        if (!lists.pickElements(text, parts, texts, elements)) {
            told = "no JSON";
        } else {
            std::size_t list = 0;
            while (list < 2 && !texts[list].starts_with('['))
                ++list;
            if (list == 2)
                told = "no list";
            for (std::size_t i = 0; list < 2 && i < elements[list].count; ++i) {
                const std::string_view t = elements[list].picks[2 * i];
                told += (i > 0 ? ";" : "") + std::string(t.data() ? t : "-") + " "
                        + std::string(elements[list].picks[2 * i + 1]);
            }
        }
        QCOMPARE(told, found.toStdString());
    }

    // An index in one pointer leads into the array that another one leads to.
    void pointersIntoAListComeBeforeItsElements()
    {
        JsonPicker lists;
        lists.add("/0");
        lists.add("");
        JsonPicker parts;
        parts.add("/t");
        std::vector<std::string_view> texts;
        std::vector<JsonPicker::Elements> elements;
        QVERIFY(lists.pickElements(R"([[{"t":5}],{"t":6}])", parts, texts, elements));
        QCOMPARE(texts[0], std::string_view(R"([{"t":5}])"));
        QCOMPARE(elements[0].count, std::size_t{1});
        QCOMPARE(elements[0].picks.front(), std::string_view("5"));
    }

    void severalPointersAreFollowedInOneWalk()
    {
        JsonPicker picker;
        const std::size_t whole = picker.add("/a");
        const std::size_t inner = picker.add("/a/_data_");
        const std::size_t only = picker.add("/a/*");
        QCOMPARE(picker.add("/a"), whole);
        QCOMPARE(picker.size(), std::size_t{3});
        std::vector<std::string_view> found;
        QVERIFY(picker.pick(R"({"a":{"_data_":"2026"}})", found));
        QCOMPARE(found[whole], std::string_view(R"({"_data_":"2026"})"));
        QCOMPARE(found[inner], std::string_view(R"("2026")"));
        QCOMPARE(found[only], std::string_view(R"("2026")"));
        QVERIFY(picker.pick(R"({"a":"2026"})", found));
        QCOMPARE(found[whole], std::string_view(R"("2026")"));
        QVERIFY(found[inner].empty());
    }

    void scalarsAreTexts()
    {
        std::string held;
        std::string_view text;
        QVERIFY(scalarIn(R"("a\u00e9\n")", held, text));
        QCOMPARE(text, std::string_view("a\xc3\xa9\n"));
        QVERIFY(scalarIn("-0.10", held, text));
        QCOMPARE(text, std::string_view("-0.10"));
        QVERIFY(scalarIn("true", held, text));
        QCOMPARE(text, std::string_view("true"));
        for (const char *const none : {"null", "{}", "[1]", ""})
            QVERIFY(!scalarIn(none, held, text));
    }
};

QTEST_GUILESS_MAIN(TestJsonPicker)
#include "tst_jsonpicker.moc"
