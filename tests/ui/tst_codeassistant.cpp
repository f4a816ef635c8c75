// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codeassistant.h"
#include "editor/codeeditor.h"
#include "editor/codeview.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QTest>

#include <memory>

using namespace eventscope::ui;
using namespace Qt::StringLiterals;

class TestCodeAssistant : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<CodeEditor> m_editor;

    QWidget *view() const { return &m_editor->view(); }
    CodeAssistant &assistant() const { return m_editor->assistant(); }
    void show(const QString &text)
    {
        m_editor->openNew({.name = {}, .about = {}, .fileName = u"a.js"_s, .text = text});
        QTest::keyClick(view(), Qt::Key_End, Qt::ControlModifier);
    }
    QStringList titles() const
    {
        QStringList titles;
        for (const CodeCandidate &each : assistant().candidates())
            titles.append(each.title);
        return titles;
    }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }
    void init()
    {
        m_editor = std::make_unique<CodeEditor>();
        m_editor->resize(700, 400);
        m_editor->show();
        QVERIFY(QTest::qWaitForWindowActive(m_editor.get()));
        m_editor->setFocus();
        CodeCompletions shop = projectionCompletions();
        shop.eventTypes = [](const QString &typed, int) {
            QStringList found;
            for (const QString &each : {u"OrderPlaced"_s, u"OrderPaid"_s, u"com.shop.Refunded"_s}) {
                if (each.contains(typed, Qt::CaseInsensitive))
                    found.append(each);
            }
            return found;
        };
        shop.streams = [](const QString &, int) { return QStringList(u"order-1"_s); };
        shop.fields = [](const QString &type, const QStringList &) {
            std::vector<CodeWord> fields;
            if (type == u"OrderPlaced") {
                for (const QString &name : {u"customer"_s, u"unit price"_s})
                    fields.push_back({.kind = CodeWord::Kind::Field,
                                      .name = name,
                                      .signature = u"string"_s,
                                      .help = {}});
            }
            return fields;
        };
        m_editor->setCompletions(shop);
    }
    void cleanup() { m_editor.reset(); }

    void theListOpensBehindTwoLettersAndEnterTakesTheFirst()
    {
        show({});
        QTest::keyClicks(view(), u"f"_s);
        QTest::qWait(0);
        QVERIFY(!assistant().isOpen());
        QTest::keyClicks(view(), u"ro"_s);
        QTRY_VERIFY(assistant().isOpen());
        QCOMPARE(assistant().current(), 0);
        QTest::keyClick(view(), Qt::Key_Down);
        QCOMPARE(assistant().current(), 1);
        QTest::keyClick(view(), Qt::Key_Up);
        QVERIFY(view()->accessibleDescription().startsWith(u"fromAll"_s));
        QTest::keyClick(view(), Qt::Key_Return);
        QVERIFY(!assistant().isOpen());
        QCOMPARE(m_editor->text(), u"fromAll()"_s);
        QVERIFY(view()->accessibleDescription().contains(u"Tab indents"_s));
        QVERIFY(view()->hasFocus());
        m_editor->undo();
        QCOMPARE(m_editor->text(), u"fro"_s);
    }

    void escClosesTheListAndTabTakesFromIt()
    {
        show({});
        QTest::keyClicks(view(), u"fromC"_s);
        QTRY_VERIFY(assistant().isOpen());
        QTest::keyClick(view(), Qt::Key_Escape);
        QVERIFY(!assistant().isOpen());
        QTest::keyClick(view(), Qt::Key_Tab);
        QVERIFY(view()->hasFocus()); // that Esc was the list's
        QTest::keyClick(view(), Qt::Key_Backspace);
        QTest::keyClick(view(), Qt::Key_Space, Qt::ControlModifier);
        QVERIFY(assistant().isOpen());
    }

    void tabTakesTheChosenOne()
    {
        show(u"fromAll()"_s);
        QTest::keyClicks(view(), u".part"_s);
        QTRY_VERIFY(assistant().isOpen());
        QTest::keyClick(view(), Qt::Key_Tab);
        QCOMPARE(m_editor->text(), u"fromAll().partitionBy("_s);
        QVERIFY(assistant().callTip().startsWith(u"partitionBy("_s));
        QTest::keyClicks(view(), u"e => 1)"_s);
        QTRY_VERIFY(assistant().callTip().isEmpty());
    }

    void parenthesesThatAreThereAreNotWrittenTwice()
    {
        show(u"(1)"_s);
        QTest::keyClick(view(), Qt::Key_Home, Qt::ControlModifier);
        QTest::keyClicks(view(), u"emi"_s);
        QTRY_VERIFY(assistant().isOpen());
        QTest::keyClick(view(), Qt::Key_Return);
        QCOMPARE(m_editor->text(), u"emit(1)"_s);
    }

    void membersOfTheEventAndFieldsOfItsPayloadOpenBehindADot()
    {
        show(u"fromAll().when({\n    OrderPlaced(s, e) {\n        "_s);
        QTest::keyClicks(view(), u"e."_s);
        QTRY_VERIFY(assistant().isOpen());
        QVERIFY(titles().contains(u"sequenceNumber"_s));
        QTest::keyClicks(view(), u"bod"_s);
        QTRY_COMPARE(titles(), (QStringList{u"body"_s, u"bodyRaw"_s}));
        QTest::keyClick(view(), Qt::Key_Return);
        QTest::keyClicks(view(), u"."_s);
        QTRY_COMPARE(titles(), (QStringList{u"customer"_s, u"unit price"_s}));
        QTest::keyClick(view(), Qt::Key_Down);
        QTest::keyClick(view(), Qt::Key_Return);
        QVERIFY(m_editor->text().endsWith(u"e.body['unit price']"_s));
    }

    void eventTypesAreKeysOfWhen()
    {
        show(u"fromAll().when({ "_s);
        QTest::keyClicks(view(), u"refu"_s);
        QTRY_COMPARE(titles(), QStringList(u"com.shop.Refunded"_s));
        QTest::keyClick(view(), Qt::Key_Return);
        QVERIFY(m_editor->text().endsWith(u"{ 'com.shop.Refunded'"_s));
    }

    void namesOfTheStoreOpenBehindTheQuote()
    {
        show(u"fromStream("_s);
        QTest::keyClicks(view(), u"'"_s);
        QTRY_COMPARE(titles(), QStringList(u"order-1"_s));
        QTest::keyClick(view(), Qt::Key_Return);
        QCOMPARE(m_editor->text(), u"fromStream('order-1"_s);
    }

    void whatIsWholeAlreadyLeavesEnterToTheText()
    {
        show(u"const total = 1;\n"_s);
        QTest::keyClicks(view(), u"totals total"_s);
        QTRY_VERIFY(!assistant().candidates().empty());
        QTRY_COMPARE(titles(), QStringList(u"totals"_s));
        QTest::keyClick(view(), Qt::Key_Escape);
        QTest::keyClicks(view(), u"s"_s);
        QTest::keyClick(view(), Qt::Key_Return);
        QCOMPARE(m_editor->text(), u"const total = 1;\ntotals totals\n"_s);
    }

    void theListClosesWhereItsPlaceIsLeft()
    {
        show(u"\n"_s);
        QTest::keyClicks(view(), u"fro"_s);
        QTRY_VERIFY(assistant().isOpen());
        QTest::keyClick(view(), Qt::Key_Home);
        QTRY_VERIFY(!assistant().isOpen());
        QTest::keyClick(view(), Qt::Key_End);
        QTest::keyClick(view(), Qt::Key_Space, Qt::ControlModifier);
        QVERIFY(assistant().isOpen());
        QTest::keyClicks(view(), u" "_s);
        QTRY_VERIFY(!assistant().isOpen());
        QTest::keyClicks(view(), u"// fro"_s);
        QTest::qWait(0);
        QVERIFY(!assistant().isOpen());
    }

    void aTipTellsTheArgumentsWhileTheyAreWritten()
    {
        show({});
        QTest::keyClicks(view(), u"emit("_s);
        QTRY_VERIFY(assistant().callTip().startsWith(u"emit(streamId"_s));
        QTest::keyClicks(view(), u"1, 2, 3"_s);
        QTRY_VERIFY(!assistant().callTip().isEmpty());
        QTest::keyClick(view(), Qt::Key_Escape);
        QVERIFY(assistant().callTip().isEmpty());
        QTest::keyClick(view(), Qt::Key_Space, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!assistant().callTip().isEmpty());
        QTest::keyClicks(view(), u");"_s);
        QTRY_VERIFY(assistant().callTip().isEmpty());
    }

    void nothingOpensWhereNothingCanBeWritten()
    {
        show(u"fro"_s);
        m_editor->setReadOnly(true);
        QTest::keyClick(view(), Qt::Key_Space, Qt::ControlModifier);
        QVERIFY(!assistant().isOpen());
    }
};

QTEST_MAIN(TestCodeAssistant)
#include "tst_codeassistant.moc"
