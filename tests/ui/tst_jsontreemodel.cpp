// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jsontreemodel.h"
#include "widgets/jsontext.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

JsonValue parsed(const char *text)
{
    return JsonValue::parse(text).value();
}

QString cell(const JsonTreeModel &model, const char *pointer, int column)
{
    return model.indexOf(pointer).siblingAtColumn(column).data().toString();
}

} // namespace

class TestJsonTreeModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anyValueIsAWellBehavedTree_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("object") << QByteArray(R"({"a":1,"b":{"c":[1,2,{"d":null}]},"e":[]})");
        QTest::newRow("array") << QByteArray("[[],[[]],{},3]");
        QTest::newRow("scalar") << QByteArray("42");
        QTest::newRow("empty object") << QByteArray("{}");
        QTest::newRow("key twice") << QByteArray(R"({"a":1,"a":{"b":2}})");
    }
    void anyValueIsAWellBehavedTree()
    {
        QFETCH(QByteArray, text);
        JsonTreeModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setValue(parsed(text.constData()));
        QVERIFY(model.rowCount() > 0);
        model.setValue(parsed(R"({"x":[1]})"));
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void removedLeavesStandBehindTheirSiblings()
    {
        JsonTreeModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        JsonTreeModel::Removed removed;
        removed[""] = {{"gone", parsed(R"({"x":1})")}};
        removed["/list"] = {{"2", parsed("3")}};
        model.setValue(parsed(R"({"list":[1,2],"last":true})"), std::move(removed));
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(2, 0).data().toString(), QStringLiteral("gone"));
        QVERIFY(model.index(2, 0).data(JsonTreeModel::RemovedRole).toBool());
        QVERIFY(model.indexOf("/gone/x").data(JsonTreeModel::RemovedRole).toBool());
        QVERIFY(!model.indexOf("/last").data(JsonTreeModel::RemovedRole).toBool());
        QCOMPARE(model.indexOf("/list/2").row(), 2);
        QCOMPARE(model.indexOf("/list/2").data(JsonTreeModel::PathRole).toString(),
                 QStringLiteral(".list[2]"));
    }

    void numbersKeepTheirDigits()
    {
        JsonTreeModel model;
        model.setValue(parsed(R"({"big":12345678901234567890123,"price":0.10,"exp":1E+2})"));
        QCOMPARE(cell(model, "/big", 1), QStringLiteral("12345678901234567890123"));
        QCOMPARE(cell(model, "/price", 1), QStringLiteral("0.10"));
        QCOMPARE(cell(model, "/exp", 1), QStringLiteral("1E+2"));
    }

    void aStringStandsInQuotesOnlyWhereItWouldReadAsSomethingElse()
    {
        JsonTreeModel model;
        model.setValue(parsed(
            R"({"a":"Opened","b":"42","c":"","d":"null","e":" x","f":"-1e3","g":"1 apple"})"));
        QCOMPARE(cell(model, "/a", 1), QStringLiteral("Opened"));
        QCOMPARE(cell(model, "/b", 1), QStringLiteral("\"42\""));
        QCOMPARE(cell(model, "/c", 1), QStringLiteral("\"\""));
        QCOMPARE(cell(model, "/d", 1), QStringLiteral("\"null\""));
        QCOMPARE(cell(model, "/e", 1), QStringLiteral("\" x\""));
        QCOMPARE(cell(model, "/f", 1), QStringLiteral("\"-1e3\""));
        QCOMPARE(cell(model, "/g", 1), QStringLiteral("1 apple"));
    }

    void markupIsTextInCellsAndInTooltips()
    {
        JsonTreeModel model;
        model.setValue(parsed(R"({"<i>key</i>":"<b>bold</b>\nnext"})"));
        const QModelIndex value = model.index(0, JsonTreeModel::Value);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("<i>key</i>"));
        QCOMPARE(value.data().toString(), QStringLiteral("<b>bold</b>\u240anext"));
        QVERIFY(value.data(Qt::ToolTipRole).toString().contains(QStringLiteral("&lt;b&gt;bold")));
        QCOMPARE(value.data(JsonTreeModel::TextRole).toString(),
                 QStringLiteral("<b>bold</b>\nnext"));
    }

    void pathsAreWrittenAsInFilters()
    {
        JsonTreeModel model;
        // No raw string: moc loses its way in one with a backslash before a quote.
        model.setValue(parsed("{\"items\":[{\"sku\":\"A\",\"a b\":{\"c\\\"d\":1}}]}"));
        QCOMPARE(model.indexOf("/items/0/sku").data(JsonTreeModel::PathRole).toString(),
                 QStringLiteral(".items[0].sku"));
        QCOMPARE(model.indexOf("/items/0/a b/c\"d").data(JsonTreeModel::PathRole).toString(),
                 QStringLiteral(".items[0][\"a b\"][\"c\\\"d\"]"));
        QCOMPARE(fieldPath(QStringLiteral("data"), model.value(), "/items/0/a b"),
                 QStringLiteral("data.items[0][\"a b\"]"));
        QCOMPARE(fieldPath(QStringLiteral("data"), model.value(), ""), QStringLiteral("data"));
    }

    void aPointerFindsItsRowAndTheOtherWayRound()
    {
        JsonTreeModel model;
        model.setValue(parsed(R"({"a/b":{"~":[7]},"":{"":1}})"));
        for (const char *pointer : {"/a~1b", "/a~1b/~0", "/a~1b/~0/0", "/", "//"}) {
            const QModelIndex index = model.indexOf(pointer);
            QVERIFY2(index.isValid(), pointer);
            QCOMPARE(index.data(JsonTreeModel::PointerRole).toByteArray(), QByteArray(pointer));
        }
        QVERIFY(!model.indexOf("/nothing").isValid());
        QVERIFY(!model.indexOf("/a~1b/~0/1").isValid());
    }

    void ofTwoMembersOfOneNameTheLastCounts()
    {
        JsonTreeModel model;
        model.setValue(parsed(R"({"a":1,"a":2})"));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(cell(model, "/a", 1), QStringLiteral("2"));
    }

    void aContainerSaysWhatIsInIt()
    {
        JsonTreeModel model;
        model.setValue(parsed(R"({"o":{"sku":"A","qty":2},"l":[1,2,3],"e":{}})"));
        QCOMPARE(cell(model, "/o", 1), QStringLiteral("{2}  sku, qty"));
        QCOMPARE(cell(model, "/l", 1), QStringLiteral("[3]"));
        QCOMPARE(cell(model, "/e", 1), QStringLiteral("{0}"));
    }

    void aHundredThousandElementsOpenAtOnce()
    {
        JsonValue::Elements elements(100'000, parsed(R"({"a":1})"));
        JsonTreeModel model;
        model.setValue(JsonValue::array(std::move(elements)));
        QCOMPARE(model.rowCount(), 100'000);
        const QModelIndex last = model.index(99'999, 0);
        QCOMPARE(last.data().toString(), QStringLiteral("99999"));
        QCOMPARE(model.rowCount(last), 1);
        QCOMPARE(model.index(0, 1, last).data().toString(), QStringLiteral("1"));
    }

    void aLongStringIsCutInItsCellAndWholeInACopy()
    {
        JsonTreeModel model;
        model.setValue(JsonValue::array({JsonValue::string(std::string(5'000'000, 'x'))}));
        QVERIFY(model.index(0, 1).data().toString().size() < 1000);
        QVERIFY(model.index(0, 1).data(Qt::ToolTipRole).toString().size() < 10'000);
        QCOMPARE(model.index(0, 1).data(JsonTreeModel::TextRole).toString().size(), 5'000'000);
    }
};

QTEST_MAIN(TestJsonTreeModel)
#include "tst_jsontreemodel.moc"
