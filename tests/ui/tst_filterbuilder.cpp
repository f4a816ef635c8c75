// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/eventspanel.h"
#include "panels/filterbar.h"
#include "panels/filterbuilder.h"
#include "panels/filteredit.h"

#include "ordersstore.h"

#include <QComboBox>
#include <QLineEdit>
#include <QTest>
#include <QToolButton>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

struct Fixture {
    OrdersStore store;
    Session session;
    EventsPanel panel{session};

    Fixture()
    {
        panel.resize(900, 500);
        panel.show();
        store.open(session);
        QVERIFY(QTest::qWaitForWindowActive(&panel));
    }
    FilterBar &bar() { return panel.filterBar(); }
    FilterBuilder &builder() { return *panel.findChild<FilterBuilder *>(); }
    QString text() { return bar().edit().text(); }
    // The visible control of that name; null pointer if there is none.
    template<typename Control = QWidget>
    Control *control(const QString &name)
    {
        for (auto *const each : builder().findChildren<Control *>()) {
            if (each->accessibleName() == name && each->isVisible())
                return each;
        }
        return nullptr;
    }
    QLineEdit &field(int number)
    {
        return *control<QLineEdit>(QStringLiteral("Field of condition %1").arg(number));
    }
    QComboBox &op(int number)
    {
        return *control<QComboBox>(QStringLiteral("Operator of condition %1").arg(number));
    }
    QLineEdit &value(int number)
    {
        return *control<QLineEdit>(QStringLiteral("Value of condition %1").arg(number));
    }
    int rows()
    {
        int count = 0;
        while (control(QStringLiteral("Field of condition %1").arg(count + 1)))
            ++count;
        return count;
    }
    void openWith(const char *filter)
    {
        session.setFilter(QString::fromUtf8(filter));
        bar().openBuilder();
    }
    static void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }
    static void type(const char *text)
    {
        QTest::keyClicks(QApplication::focusWidget(), QString::fromLatin1(text));
    }
};

} // namespace

class TestFilterBuilder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFilterIsBuiltWithTheKeyboardAlone()
    {
        Fixture f;
        f.openWith("");
        QVERIFY(f.builder().isVisible());
        QCOMPARE(f.rows(), 1);
        QCOMPARE(QApplication::focusWidget(), &f.field(1));
        f.type("ty");
        f.press(Qt::Key_Down);
        f.press(Qt::Key_Return);
        QCOMPARE(f.field(1).text(), QStringLiteral("type"));
        QVERIFY(f.text().isEmpty()); // no value yet
        f.press(Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), &f.op(1));
        f.press(Qt::Key_Tab);
        f.type("OrderPl");
        QCOMPARE(f.text(), QStringLiteral("type = OrderPl")); // at once
        f.press(Qt::Key_Down);
        f.press(Qt::Key_Tab);
        QCOMPARE(f.value(1).text(), QStringLiteral("OrderPlaced"));
        QCOMPARE(f.text(), QStringLiteral("type = OrderPlaced"));
        QTRY_COMPARE(f.session.shownEvents().size(), 2U);

        QTest::keyClick(f.control(QStringLiteral("Add a condition")), Qt::Key_Space);
        QCOMPARE(f.rows(), 2);
        QCOMPARE(QApplication::focusWidget(), &f.field(2));
        QTRY_VERIFY(f.session.seenFields().find("data.total"));
        f.type("data.tota");
        f.press(Qt::Key_Escape); // the list
        QVERIFY(f.builder().isVisible());
        f.type("l");
        f.press(Qt::Key_Tab);
        f.op(2).setCurrentIndex(f.op(2).findText(QStringLiteral("more than")));
        f.press(Qt::Key_Tab);
        f.type("10");
        QCOMPARE(f.text(), QStringLiteral("type = OrderPlaced and data.total > 10"));
        QTRY_COMPARE(f.session.shownEvents().size(), 1U);
        QTest::keyClick(f.control(QStringLiteral("Any condition may hold")), Qt::Key_Space);
        QCOMPARE(f.text(), QStringLiteral("type = OrderPlaced or data.total > 10"));
        QTest::keyClick(f.control(QStringLiteral("Not, condition 2")), Qt::Key_Space);
        QCOMPARE(f.text(), QStringLiteral("type = OrderPlaced or not data.total > 10"));
        QTest::keyClick(f.control(QStringLiteral("Remove condition 1")), Qt::Key_Space);
        QCOMPARE(f.rows(), 1);
        QCOMPARE(f.text(), QStringLiteral("not data.total > 10"));
        f.press(Qt::Key_Escape);
        QVERIFY(!f.builder().isVisible());
        QVERIFY(f.bar().edit().hasFocus());
        QCOMPARE(f.text(), QStringLiteral("not data.total > 10"));
    }

    void aFilterIsReadIntoRowsAndFollowsTheText()
    {
        Fixture f;
        f.openWith("type = Order* or not exists(data.total) or stream = \"order 1\"");
        QCOMPARE(f.rows(), 3);
        QVERIFY(f.control<QToolButton>(QStringLiteral("Any condition may hold"))->isChecked());
        QCOMPARE(f.value(1).text(), QStringLiteral("Order*"));
        QCOMPARE(f.field(2).text(), QStringLiteral("data.total"));
        QCOMPARE(f.op(2).currentText(), QStringLiteral("is there"));
        QVERIFY(!f.value(2).isEnabled());
        QVERIFY(f.control<QToolButton>(QStringLiteral("Not, condition 2"))->isChecked());
        QCOMPARE(f.value(3).text(), QStringLiteral("order 1"));
        f.session.setFilter(QStringLiteral("version >= 3"));
        QCOMPARE(f.rows(), 1);
        QCOMPARE(f.field(1).text(), QStringLiteral("version"));
        QCOMPARE(f.op(1).currentText(), QStringLiteral("at least"));
        QCOMPARE(f.op(1).findText(QStringLiteral("contains")), -1); // a version has no text
        QCOMPARE(f.text(), QStringLiteral("version >= 3"));         // looking changes nothing
    }

    void valuesNeedNoQuotes()
    {
        Fixture f;
        f.openWith("stream = x");
        f.value(1).selectAll();
        f.value(1).setFocus();
        f.type("order (1) \"a");
        QCOMPARE(f.text(), QStringLiteral("stream = \"order (1) \\\"a\""));
        QVERIFY(!f.session.filterError());
    }

    void whatIsMoreThanRowsStaysAndIsAddedTo()
    {
        Fixture f;
        const QString filter = QStringLiteral(
            "type = OrderPaid or (version > 3 and stream = order-1)");
        f.session.setFilter(filter);
        f.bar().openBuilder();
        QCOMPARE(f.rows(), 1);
        QCOMPARE(f.text(), filter);
        auto *const add = f.control<QToolButton>(
            QStringLiteral("Add it to the filter with \u201cand\u201d"));
        QVERIFY(add && add->isEnabled());
        f.type("stream");
        f.press(Qt::Key_Escape);
        f.press(Qt::Key_Tab);
        f.press(Qt::Key_Tab);
        f.type("order-2");
        QCOMPARE(f.text(), filter); // not yet
        QTest::keyClick(add, Qt::Key_Space);
        QCOMPARE(f.text(), u'(' + filter + QStringLiteral(") and stream = order-2"));
        QVERIFY(f.field(1).text().isEmpty());
        QVERIFY(!f.session.filterError());
    }

    void aWrongFilterSaysWhyAndCanBeBegunAnew()
    {
        Fixture f;
        f.bar().edit().setText(QStringLiteral("type = "));
        f.bar().openBuilder();
        auto *const anew = f.control<QAbstractButton>(QStringLiteral("Begin anew"));
        QVERIFY(anew || !f.builder().findChildren<QAbstractButton *>().isEmpty());
        for (auto *const each : f.builder().findChildren<QAbstractButton *>()) {
            if (each->text() == QStringLiteral("Begin anew") && each->isVisible())
                each->click();
        }
        QVERIFY(f.text().isEmpty());
        QCOMPARE(QApplication::focusWidget(), &f.field(1));
        QVERIFY(f.control(QStringLiteral("Add a condition"))->isEnabled());
    }

    void enterGoesToTheEventsAndAClosedStoreClosesIt()
    {
        Fixture f;
        f.openWith("type = OrderPaid");
        f.value(1).setFocus();
        f.press(Qt::Key_Return);
        QVERIFY(!f.builder().isVisible());
        QCOMPARE(QApplication::focusWidget()->accessibleName(), QStringLiteral("Events"));
        f.bar().openBuilder();
        QVERIFY(f.builder().isVisible());
        f.session.close();
        QVERIFY(!f.builder().isVisible());
        f.bar().openBuilder();
        QVERIFY(!f.builder().isVisible()); // nothing to filter
    }

    void everyControlHasANameAndATooManyTimesAddedRowHasNoRoom()
    {
        Fixture f;
        f.openWith("");
        for (int i = 0; i < 20; ++i) {
            if (auto *const add = f.control<QToolButton>(QStringLiteral("Add a condition")))
                add->click();
        }
        QCOMPARE(f.rows(), 12);
        QVERIFY(!f.control(QStringLiteral("Add a condition"))->isEnabled());
        f.control<QToolButton>(QStringLiteral("Remove condition 12"))->click();
        QVERIFY(f.control(QStringLiteral("Add a condition"))->isEnabled());
        for (auto *const each : f.builder().findChildren<QWidget *>()) {
            if (each->isVisible() && each->focusPolicy() & Qt::TabFocus
                && !qobject_cast<QAbstractButton *>(each))
                QVERIFY2(!each->accessibleName().isEmpty(), each->metaObject()->className());
        }
    }
};

QTEST_MAIN(TestFilterBuilder)
#include "tst_filterbuilder.moc"
