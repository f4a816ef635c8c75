// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventsmodel.h"
#include "models/eventtypesmodel.h"

#include "ordersstore.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

QString payloadAt(const EventsModel &model, int row)
{
    return model.index(row, EventsModel::Payload).data().toString();
}

} // namespace

class TestEventsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyColumnSaysWhatTheLogHolds()
    {
        const OrdersStore store;
        Session session;
        EventsModel model(session, nullptr, 3, 4);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        store.open(session);
        QCOMPARE(model.rowCount(), 8);
        const auto text = [&](int row, int column) {
            return model.index(row, column).data().toString();
        };
        QCOMPARE(text(2, EventsModel::Position), QStringLiteral("3"));
        QCOMPARE(text(2, EventsModel::Clock), QStringLiteral("00:00:03.000"));
        QCOMPARE(text(2, EventsModel::Stream), QStringLiteral("order-1"));
        QCOMPARE(text(2, EventsModel::Version), QStringLiteral("2"));
        QCOMPARE(text(2, EventsModel::Type), QStringLiteral("OrderPaid"));
        QCOMPARE(model.index(0, 0).data(EventsModel::NewDayRole).toString(),
                 QStringLiteral("2026-01-01"));
        QVERIFY(model.index(1, 0).data(EventsModel::NewDayRole).toString().isEmpty());
        QVERIFY(model.index(2, EventsModel::Clock)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("2026-01-01T00:00:03")));
    }

    void payloadsComeLaterInPagesAndNumbersKeepTheirDigits()
    {
        const OrdersStore store;
        Session session;
        EventsModel model(session, nullptr, 3, 4);
        store.open(session);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QCOMPARE(payloadAt(model, 2), QStringLiteral("\u2026"));
        QVERIFY(model.index(2, EventsModel::Payload).data(EventsModel::LoadingRole).toBool());
        QTRY_COMPARE(payloadAt(model, 2),
                     QStringLiteral(R"({"status":"paid","paid":12345678901234567890})"));
        QVERIFY(!changed.isEmpty());
        // The page is there, the next one was not asked for.
        QVERIFY(!model.index(0, EventsModel::Payload).data(EventsModel::LoadingRole).toBool());
        QVERIFY(model.index(3, EventsModel::Payload).data(EventsModel::LoadingRole).toBool());
    }

    void theCacheOfPayloadsIsBounded()
    {
        const OrdersStore store;
        Session session;
        EventsModel model(session, nullptr, 2, 2);
        store.open(session);
        for (int row = 0; row < model.rowCount(); ++row) {
            payloadAt(model, row);
            QTRY_VERIFY(payloadAt(model, row).startsWith(u'{'));
        }
        QCOMPARE(model.kept(), 4);
    }

    void twoPagesInSightAreBothAskedFor()
    {
        const OrdersStore store;
        Session session;
        EventsModel model(session, nullptr, 3, 4);
        store.open(session);
        payloadAt(model, 0);
        QTest::qWait(1); // the first request is on its way
        payloadAt(model, 5);
        QTRY_VERIFY(payloadAt(model, 5).startsWith(u'{'));
        QTRY_VERIFY(payloadAt(model, 0).startsWith(u'{'));
    }

    void newEventsAreRowsAtTheEndAndOthersStayWhereTheyAre()
    {
        const OrdersStore store;
        Session session;
        EventsModel model(session);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        store.open(session);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        store.append(OrdersStore::event(20, "order-2", 3, "OrderNoted", "{}"));
        QTRY_COMPARE(model.rowCount(), 9);
        QCOMPARE(inserted.count(), 1);
        QVERIFY(reset.isEmpty());
    }

    void aFollowedStreamGrowsWithoutAReset()
    {
        const OrdersStore store;
        Session session;
        EventsModel model(session);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        store.open(session);
        session.selectStream(session.log().findStream("order-1"));
        session.setOnlySelectedStream(true);
        QCOMPARE(model.rowCount(), 5);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        store.append(OrdersStore::event(20, "order-1", 6, "OrderNoted", "{}"));
        QTRY_COMPARE(model.rowCount(), 6);
        QVERIFY(reset.isEmpty());
    }

    void aFilterLeavesTheRowsThatMatch()
    {
        const OrdersStore store;
        Session session;
        EventsModel model(session);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        store.open(session);
        session.setFilter(QStringLiteral("type = OrderPlaced"));
        QTRY_COMPARE(model.rowCount(), 2);
        QCOMPARE(model.rowAt(1), Row(1));
        session.setFilter({});
        QTRY_COMPARE(model.rowCount(), 8);
        session.close();
        QCOMPARE(model.rowCount(), 0);
    }

    void aDamagedEventIsARowThatSaysWhatIsWrong()
    {
        const OrdersStore store;
        store.append("{\"id\":\"e9\",\"type\":\"Order\n");
        store.append(OrdersStore::event(10, "order-2", 3, "OrderNoted", "{}"));
        Session session;
        EventsModel model(session);
        store.open(session);
        QCOMPARE(model.rowCount(), 10);
        QVERIFY(model.index(8, 0).data(EventsModel::DamagedRole).toBool());
        QTRY_VERIFY(payloadAt(model, 8).startsWith(QStringLiteral("Damaged: ")));
        QVERIFY(payloadAt(model, 8).contains(QStringLiteral("9")));
    }

    void typesStandInOrderOfTheirCounts()
    {
        const OrdersStore store;
        Session session;
        EventTypesModel model(session);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        store.open(session);
        QTRY_COMPARE(model.rowCount(), 7);
        QTRY_COMPARE(model.index(0, 0).data().toString(), QStringLiteral("OrderPlaced"));
        QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("2"));
        for (int i = 0; i < 3; ++i)
            store.append(OrdersStore::event(20 + i, "order-2", 3 + i, "Noted", "{}"));
        QTRY_COMPARE(model.index(0, 0).data().toString(), QStringLiteral("Noted"));
        session.close();
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_MAIN(TestEventsModel)
#include "tst_eventsmodel.moc"
