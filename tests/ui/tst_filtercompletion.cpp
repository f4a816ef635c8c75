// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/streamnames.h"
#include "panels/filterbar.h"
#include "panels/filtercompletions.h"
#include "panels/filteredit.h"

#include "handmadelog.h"
#include "ordersstore.h"

#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

#include <memory>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

struct Fixture {
    OrdersStore store;
    Session session;
    FilterBar bar{session};
    QWidget other;

    Fixture()
    {
        store.append(OrdersStore::event(9, "order-3", 1, "Order Noted", R"({"total":5})"));
        bar.resize(700, 60);
        bar.show();
        store.open(session);
        QVERIFY(QTest::qWaitForWindowActive(&bar));
        bar.focusFilter();
        QTRY_VERIFY(session.seenFields().find("data.total"));
    }
    FilterEdit &edit() { return bar.edit(); }
    QTableWidget &list() { return *edit().findChild<QTableWidget *>(); }
    void type(const char *text) { QTest::keyClicks(&edit(), QString::fromLatin1(text)); }
    void press(Qt::Key key) { QTest::keyClick(&edit(), key); }
    QStringList titles()
    {
        QStringList all;
        for (int row = 0; edit().isCompleting() && row < list().rowCount(); ++row)
            all << list().item(row, 0)->text();
        return all;
    }
};

} // namespace

class TestFilterCompletion : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWholeConditionIsWrittenWithTheListAlone()
    {
        Fixture f;
        f.type("ty");
        QCOMPARE(f.titles().value(0),
                 QStringLiteral("type")); // before streamType, which only holds it
        QCOMPARE(f.titles().value(1), QStringLiteral("streamType"));
        f.press(Qt::Key_Tab);
        QCOMPARE(f.edit().text(), QStringLiteral("type "));
        QVERIFY(f.edit().hasFocus());
        QVERIFY(f.titles().contains(QStringLiteral("=~"))); // operators
        f.press(Qt::Key_Down);
        f.press(Qt::Key_Return);
        QCOMPARE(f.edit().text(), QStringLiteral("type = "));
        QVERIFY(f.titles().contains(QStringLiteral("OrderPaid")));
        f.type("noted");
        QCOMPARE(f.titles(), QStringList{QStringLiteral("Order Noted")});
        f.press(Qt::Key_Tab);
        QCOMPARE(f.edit().text(), QStringLiteral("type = \"Order Noted\""));
        QVERIFY(!f.edit().isCompleting());
        QTRY_COMPARE(f.session.shownEvents().size(), 1U);
    }

    void pathsOfPayloadsAndTheirFewValuesAreOffered()
    {
        Fixture f;
        f.type("tot");
        QCOMPARE(f.titles(), QStringList{QStringLiteral("data.total")});
        f.edit().clear();
        f.type("data.status = ");
        QVERIFY(f.titles().contains(QStringLiteral("shipped")));
        f.type("shi");
        f.press(Qt::Key_Tab);
        QCOMPARE(f.edit().text(), QStringLiteral("data.status = shipped"));
        f.edit().clear();
        f.type("exists(correlationI");
        QCOMPARE(f.titles(), QStringList{QStringLiteral("meta.correlationId")});
        f.press(Qt::Key_Tab);
        QCOMPARE(f.edit().text(), QStringLiteral("exists(meta.correlationId)"));
        QVERIFY(!f.session.filterError());
    }

    void streamsComeFromAWorker()
    {
        Fixture f;
        f.type("stream = order");
        QTRY_COMPARE(f.titles(), (QStringList{QStringLiteral("order-1"), QStringLiteral("order-2"),
                                              QStringLiteral("order-3")}));
        QCOMPARE(f.list().item(0, 1)->text(), QStringLiteral("5 events"));
        f.type("-2");
        QTRY_VERIFY(!f.edit().isCompleting()); // it is all there
        f.edit().clear();
        f.type("streamType = c");
        QCOMPARE(f.titles(), QStringList{QStringLiteral("cart")});
    }

    void streamsOfTheNextStoreAreOfferedBeforeAnythingIsTyped()
    {
        Fixture f;
        f.session.close();
        f.store.open(f.session);
        f.bar.focusFilter();
        f.type("stream = ");
        QTRY_VERIFY(f.titles().contains(QStringLiteral("order-1")));
    }

    void enterBelongsToTheFilterWhileNothingIsChosen()
    {
        Fixture f;
        QSignalSpy left(&f.bar, &FilterBar::leaveDown);
        f.type("type = OrderPai");
        QVERIFY(f.edit().isCompleting());
        f.press(Qt::Key_Return);
        QVERIFY(!f.edit().isCompleting());
        QCOMPARE(f.edit().text(), QStringLiteral("type = OrderPai"));
        QCOMPARE(left.count(), 1);
        f.type("d");
        QVERIFY(!f.edit().isCompleting());
    }

    void escClosesTheListFirstAndTheFilterLater()
    {
        Fixture f;
        f.type("type = Order");
        QVERIFY(f.edit().isCompleting());
        f.press(Qt::Key_Escape);
        QVERIFY(!f.edit().isCompleting());
        QCOMPARE(f.edit().text(), QStringLiteral("type = Order"));
        f.press(Qt::Key_Escape);
        QVERIFY(f.edit().text().isEmpty());
    }

    void arrowsWalkTheListAndUpFromItsStartEarlierFilters()
    {
        Fixture f;
        f.edit().remember(QStringLiteral("version > 1"));
        f.type("type = Order");
        QVERIFY(f.list().rowCount() > 3);
        f.press(Qt::Key_Down);
        QCOMPARE(f.list().currentRow(), 0);
        f.press(Qt::Key_Down);
        QCOMPARE(f.list().currentRow(), 1);
        QVERIFY(!f.edit().accessibleDescription().isEmpty());
        f.press(Qt::Key_Up);
        f.press(Qt::Key_Up);
        QCOMPARE(f.list().currentRow(), -1);
        f.press(Qt::Key_Up);
        QCOMPARE(f.edit().text(), QStringLiteral("version > 1"));
        QVERIFY(!f.edit().isCompleting());
    }

    void itWorksInTheMiddleOfAText()
    {
        Fixture f;
        f.edit().setText(QStringLiteral("type = Order and version > 1"));
        f.edit().setCursorPosition(12);
        f.type("Sh");
        QCOMPARE(f.titles(), QStringList{QStringLiteral("OrderShipped")});
        f.press(Qt::Key_Tab);
        QCOMPARE(f.edit().text(), QStringLiteral("type = OrderShipped and version > 1"));
        QCOMPARE(f.edit().cursorPosition(), 19);
        f.edit().setText(QStringLiteral("caf\u00e9 and str > 1"));
        f.edit().setCursorPosition(12);
        f.type("e");
        f.press(Qt::Key_Tab);
        QCOMPARE(f.edit().text(), QStringLiteral("caf\u00e9 and stream > 1"));
    }

    void theKeyListsWhatCanStandAnywhere()
    {
        Fixture f;
        QTest::keyClick(&f.edit(), Qt::Key_Space, Qt::ControlModifier);
        QVERIFY(f.titles().contains(QStringLiteral("streamType")));
        QVERIFY(f.titles().contains(QStringLiteral("data.items[0].sku")));
        f.press(Qt::Key_Escape);
        f.edit().setText(QStringLiteral("version > 1 "));
        QTest::keyClick(&f.edit(), Qt::Key_Space, Qt::ControlModifier);
        QCOMPARE(f.titles(), (QStringList{QStringLiteral("and"), QStringLiteral("or")}));
        f.press(Qt::Key_Tab);
        QCOMPARE(f.edit().text(), QStringLiteral("version > 1 and "));
    }

    void theListGoesWithTheFocus()
    {
        Fixture f;
        f.type("type = Order");
        QVERIFY(f.edit().isCompleting());
        f.edit().clearFocus();
        QVERIFY(!f.edit().isCompleting());
    }

    void timesAndIdsAreThoseOfTheEventHere()
    {
        Fixture f;
        f.session.goToEvent(Row(2));
        QTRY_VERIFY(f.session.eventDetails() && f.session.eventDetails()->row == Row(2));
        f.type("time >= ");
        QVERIFY(f.titles().contains(QStringLiteral("2026-01-01")));
        f.edit().clear();
        f.type("causation = ");
        QCOMPARE(f.titles(), (QStringList{QStringLiteral("e3"), QStringLiteral("e1")}));
    }

    void streamsThatBeginWithTheTextComeFirst()
    {
        HandmadeLog log;
        for (const char *name : {"xcart", "Cart-2", "order", "cart-1"})
            log.add(name, "T", 1);
        const auto found = streamsNamedLike(log.log(), "cart", 10, std::stop_token());
        QCOMPARE(found, (std::vector<StreamId>{StreamId(1), StreamId(3), StreamId(0)}));
        QCOMPARE(streamsNamedLike(log.log(), "cart", 2, {}).size(), 2U);
        QVERIFY(streamsNamedLike(log.log(), "nothing", 2, {}).empty());
    }

    void theCountsOfAFilterThatIsTypedOnAreThoseOfTheLastText()
    {
        Fixture f;
        for (const char letter : std::string("data.status = shipped"))
            QTest::keyClick(&f.edit(), letter);
        QTRY_COMPARE(f.session.shownEvents().size(), 1U);
        QTRY_VERIFY(f.bar.status().startsWith(QStringLiteral("1 of 9")));
    }
};

QTEST_MAIN(TestFilterCompletion)
#include "tst_filtercompletion.moc"
