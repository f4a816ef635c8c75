// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventsmodel.h"
#include "models/statechangetexts.h"
#include "panels/eventcolumns.h"
#include "panels/eventspanel.h"
#include "panels/rowtable.h"

#include "ordersstore.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

QString line(StateChangeTexts &texts, std::uint32_t row)
{
    const StateChangeTexts::Text *const text = texts.find(Row(row));
    return text ? text->line : QString();
}

} // namespace

class TestStateChanges : public QObject
{
    Q_OBJECT

private:
    struct Fixture {
        OrdersStore store;
        Session session;
        Fixture()
        {
            store.open(session);
            session.goToEvent(Row(7)); // order-1
        }
    };

private Q_SLOTS:
    void everyEventOfTheStreamSaysWhatItChanged()
    {
        Fixture f;
        StateChangeTexts texts(f.session);
        for (const std::uint32_t row : {0U, 2U, 5U, 7U})
            QVERIFY(!texts.find(Row(row)));
        QTRY_COMPARE(line(texts, 2), QStringLiteral("status placed \u2192 paid, "
                                                    "+paid 12345678901234567890"));
        QCOMPARE(line(texts, 0), QStringLiteral("+total 40.50, +status placed, +items[0].sku A, "
                                                "+items[0].qty 1"));
        QCOMPARE(line(texts, 5), QStringLiteral("status shipped \u2192 delivered, \u2212carrier"));
        QCOMPARE(texts.find(Row(5))->whole,
                 QStringLiteral("status shipped \u2192 delivered\n\u2212carrier"));
        QVERIFY(!texts.find(Row(5))->isDim);
    }

    void eventsOfOtherStreamsAreNotAskedFor()
    {
        Fixture f;
        StateChangeTexts texts(f.session);
        QSignalSpy ready(&f.session.changesOfEvents(), &ChangesOfEvents::ready);
        QVERIFY(!texts.find(Row(1)));
        QVERIFY(!texts.find(Row(6)));
        QVERIFY(!texts.concerns(Row(6)));
        QVERIFY(!texts.find(Row(3)));
        QTRY_VERIFY(texts.find(Row(3)));
        QCOMPARE(ready.count(), 1);
        QCOMPARE(ready.front().front().value<std::vector<ChangesOfEvents::Changes>>().size(),
                 std::size_t(1));
    }

    void anEventThatChangesNothingSaysSo()
    {
        Fixture f;
        f.store.append(OrdersStore::event(9, "order-1", 6, "OrderSeen", R"({"archived":true})"));
        QTRY_COMPARE(f.session.log().rowCount(), 9U);
        StateChangeTexts texts(f.session);
        QTRY_COMPARE(line(texts, 8), QStringLiteral("no change"));
        QVERIFY(texts.find(Row(8))->isDim);
    }

    void anotherStreamForgetsWhatIsKnown()
    {
        Fixture f;
        StateChangeTexts texts(f.session);
        QTRY_VERIFY(texts.find(Row(0)));
        f.session.goToEvent(Row(4)); // order-2
        QCOMPARE(texts.kept(), 0);
        QVERIFY(!texts.concerns(Row(0)));
        QTRY_COMPARE(line(texts, 4), QStringLiteral("status placed \u2192 cancelled, \u2212total"));
    }

    void whatIsKeptIsBounded()
    {
        Fixture f;
        StateChangeTexts texts(f.session, nullptr, 2, 2);
        for (const std::uint32_t row : {0U, 2U, 3U, 5U, 7U})
            texts.find(Row(row));
        QTRY_VERIFY(texts.kept() > 0);
        QVERIFY(texts.kept() <= 2);
    }

    void theColumnIsFilledForTheRowsThatAViewLooksAt()
    {
        Fixture f;
        EventsModel model(f.session);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QModelIndex other = model.index(1, EventsModel::StateChange);
        const QModelIndex own = model.index(3, EventsModel::StateChange);
        QCOMPARE(other.data().toString(), QString());
        QTRY_COMPARE(own.data().toString(),
                     QStringLiteral("status paid \u2192 shipped, +carrier UPS"));
        QVERIFY(!own.data(EventsModel::DimRole).toBool());
        QVERIFY(own.data(Qt::ToolTipRole).toString().contains(QStringLiteral("+carrier UPS")));
        QCOMPARE(model.headerData(EventsModel::StateChange, Qt::Horizontal).toString(),
                 QStringLiteral("State change"));
    }

    void theColumnIsHiddenUntilItIsAskedForAndThenKept()
    {
        Fixture f;
        EventsPanel panel(f.session);
        panel.resize(900, 400);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        auto &table = *panel.findChild<RowTable *>();
        QVERIFY(!panel.columns().showsStateChanges());
        Q_EMIT table.horizontalHeader()->customContextMenuRequested(QPoint(5, 5));
        auto *const menu = panel.findChildren<QMenu *>().last();
        for (QAction *const action : menu->actions()) {
            if (action->text() == QStringLiteral("State change"))
                action->trigger();
        }
        menu->close();
        QVERIFY(panel.columns().showsStateChanges());
        QTRY_COMPARE(table.model()->index(7, EventsModel::StateChange).data().toString(),
                     QStringLiteral("+archived true"));
        const QByteArray state = panel.saveState();
        EventsPanel again(f.session);
        QVERIFY(!again.columns().showsStateChanges());
        again.restoreState(state);
        QVERIFY(again.columns().showsStateChanges());
        again.columns().setShowsStateChanges(false);
        QVERIFY(!again.columns().showsStateChanges());
    }

    void inANarrowTableItTakesThePlaceOfThePayload()
    {
        Fixture f;
        EventsPanel panel(f.session);
        panel.resize(690, 400);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        auto &table = *panel.findChild<RowTable *>();
        panel.columns().setShowsStateChanges(true);
        QVERIFY(table.isColumnHidden(EventsModel::Payload));
        QCOMPARE(table.horizontalHeader()->length(), table.viewport()->width());
        panel.columns().setShowsStateChanges(false);
        QVERIFY(!table.isColumnHidden(EventsModel::Payload));
        panel.resize(1400, 400);
        panel.columns().setShowsStateChanges(true);
        QVERIFY(!table.isColumnHidden(EventsModel::Payload));
    }
};

QTEST_MAIN(TestStateChanges)
#include "tst_statechanges.moc"
