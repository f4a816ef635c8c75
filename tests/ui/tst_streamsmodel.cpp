// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/streamsmodel.h"

#include "event/idletimes.h"

#include "handmadelog.h"
#include "ordersstore.h"
#include "widgets/format.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <algorithm>
#include <string>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

QStringList rows(const StreamsModel &model)
{
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names << (model.isSection(row) ? QString() : QStringLiteral("  "))
                     + model.index(row, 0).data().toString();
    return names;
}

QStringList names(const EventLog &log, const StreamOrder &order)
{
    QStringList list;
    for (const StreamId stream : order.streams)
        list << QString::fromUtf8(log.streamName(stream));
    return list;
}

void addMany(HandmadeLog &log, const char *stream, int count, int from)
{
    for (int i = 0; i < count; ++i)
        log.add(stream, "Happened", from + i);
}

} // namespace

class TestStreamsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamsStandBelowTheirTypesInTheChosenOrder()
    {
        HandmadeLog made;
        addMany(made, "order-b", 2, 0);
        addMany(made, "cart-x", 5, 10);
        addMany(made, "order-c", 4, 20);
        addMany(made, "order-a", 4, 30);
        addMany(made, "alone", 1, 40);
        const EventLog &log = made.log();
        const StreamOrder byEvents = orderStreams(log, {}, StreamSort::Events);
        QCOMPARE(names(log, byEvents),
                 (QStringList{QStringLiteral("order-a"), QStringLiteral("order-c"),
                              QStringLiteral("order-b"), QStringLiteral("cart-x"),
                              QStringLiteral("alone")}));
        QCOMPARE(byEvents.sections.size(), std::size_t{3});
        QCOMPARE(byEvents.sections[0].events, std::uint64_t{10});
        QCOMPARE(byEvents.sections[2].type, kNoStreamType);
        const StreamOrder byLast = orderStreams(log, {}, StreamSort::Last);
        QCOMPARE(names(log, byLast),
                 (QStringList{QStringLiteral("alone"), QStringLiteral("order-a"),
                              QStringLiteral("order-c"), QStringLiteral("order-b"),
                              QStringLiteral("cart-x")}));
        const StreamOrder byName = orderStreams(log, {}, StreamSort::Name);
        QCOMPARE(names(log, byName),
                 (QStringList{QStringLiteral("alone"), QStringLiteral("cart-x"),
                              QStringLiteral("order-a"), QStringLiteral("order-b"),
                              QStringLiteral("order-c")}));
    }

    void streamsStandInTheOrderOfTheirAppearance()
    {
        HandmadeLog made;
        addMany(made, "order-b", 1, 10);
        addMany(made, "cart-x", 3, 0);
        addMany(made, "order-a", 1, 20);
        addMany(made, "order-b", 1, 30);
        QCOMPARE(names(made.log(), orderStreams(made.log(), {}, StreamSort::First)),
                 (QStringList{QStringLiteral("order-b"), QStringLiteral("order-a"),
                              QStringLiteral("cart-x")}));
    }

    void theNewestEventIsTheOneWithTheLatestTime()
    {
        HandmadeLog made;
        made.add("order-late", "Happened", 100);
        made.add("order-early", "Happened", 50); // came later, happened before
        const StreamOrder order = orderStreams(made.log(), {}, StreamSort::Last);
        QCOMPARE(names(made.log(), order),
                 (QStringList{QStringLiteral("order-late"), QStringLiteral("order-early")}));
        QCOMPARE(order.sections.front().lastTime, made.log().latest());
    }

    void theLongestIdleComesFirstWithItsSection()
    {
        HandmadeLog made;
        addMany(made, "order-often", 9, 0);
        made.add("cart-b", "Happened", 100);
        made.add("cart-b", "Happened", 400);
        made.add("cart-a", "Happened", 100);
        made.add("cart-a", "Happened", 100);
        made.add("cart-once", "Happened", 5'000);
        made.add("order-late", "Happened", 100);
        made.add("order-late", "Happened", 40); // happened before
        made.add("cart-none", "Happened", kNoTime.micros);
        const EventLog &log = made.log();
        IdleTimes times(log);
        QVERIFY(times.update({}));
        const StreamOrder order = orderStreams(log, {}, StreamSort::Idle, {}, &times);
        QCOMPARE(names(log, order),
                 (QStringList{QStringLiteral("cart-b"), QStringLiteral("cart-a"),
                              QStringLiteral("cart-none"), QStringLiteral("cart-once"),
                              QStringLiteral("order-late"), QStringLiteral("order-often")}));
        QCOMPARE(order.sections.size(), std::size_t{2});
        QCOMPARE(order.sections[0].idle, std::int64_t{300});
        QCOMPARE(order.sections[1].idle, std::int64_t{60});
    }

    void manyStreamsAreInOrderWhatTheyAreSortedBy()
    {
        // More than are sorted at once, and no multiple of it.
        constexpr std::uint32_t kStreams = 150'001;
        EventLog log;
        RecordBatch batch;
        std::vector<std::string> streams;
        for (std::uint32_t i = 0; i < kStreams; ++i)
            streams.push_back("a-" + std::to_string(std::uint64_t{i} * 7'919 % kStreams));
        for (const std::string &name : streams) {
            RawEvent event;
            event.stream = name;
            event.streamType = "a";
            event.type = "Happened";
            batch.events.push_back(event);
        }
        QVERIFY(log.append(batch));
        for (const StreamSort sort : {StreamSort::Name, StreamSort::Events}) {
            const StreamOrder order = orderStreams(log, {}, sort);
            QCOMPARE(order.streams.size(), std::size_t{kStreams});
            QVERIFY(std::is_sorted(order.streams.begin(), order.streams.end(),
                                   [&](StreamId a, StreamId b) {
                                       return log.streamName(a) < log.streamName(b);
                                   }));
        }
        const StreamOrder order = orderStreams(log, {}, StreamSort::First);
        QVERIFY(std::is_sorted(order.streams.begin(), order.streams.end()));
    }

    void aSearchFindsPartsOfNamesInAnyCase()
    {
        HandmadeLog made;
        addMany(made, "Order-ABC", 1, 0);
        addMany(made, "cart-abx", 1, 1);
        addMany(made, "cart-none", 1, 2);
        const EventLog &log = made.log();
        QCOMPARE(names(log, orderStreams(log, "aB", StreamSort::Name)),
                 (QStringList{QStringLiteral("Order-ABC"), QStringLiteral("cart-abx")}));
        QVERIFY(orderStreams(log, "nothing", StreamSort::Name).sections.empty());
    }

    void aStoppedOrderIsNotFinished()
    {
        HandmadeLog made;
        addMany(made, "order-a", 1, 0);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(orderStreams(made.log(), {}, StreamSort::Name, stop.get_token()).streams.empty());
    }

    void theFirstSectionIsOpenAndOthersOpenOnDemand()
    {
        const OrdersStore store;
        Session session;
        StreamsModel model(session);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        store.open(session);
        QTRY_COMPARE(rows(model),
                     (QStringList{QStringLiteral("order"), QStringLiteral("  order-1"),
                                  QStringLiteral("  order-2"), QStringLiteral("cart")}));
        QCOMPARE(model.index(0, StreamsModel::Count).data().toString(), QStringLiteral("2"));
        QCOMPARE(model.index(1, StreamsModel::Count).data().toString(), QStringLiteral("5"));
        QCOMPARE(model.largestCount(), std::int64_t{5});
        const EventLog &log = session.log();
        for (int row = 0; row < model.rowCount(); ++row) {
            Time last = kNoTime;
            for (std::uint32_t i = 0; i < log.rowCount(); ++i) {
                const EventLog::StreamSummary summary = log.streamSummary(log.stream(Row(i)));
                if (model.isSection(row) ? summary.type == model.typeAt(row)
                                         : log.stream(Row(i)) == model.streamAt(row))
                    last = std::max(last, log.time(Row(i)));
            }
            QVERIFY(last != kNoTime);
            QCOMPARE(model.lastTimeAt(row), last);
            QCOMPARE(model.index(row, StreamsModel::Last).data().toString(), minuteText(last));
        }
        model.setOpen(*model.typeAt(3), true);
        QCOMPARE(rows(model).last(), QStringLiteral("  cart-9"));
        model.setOpen(*model.typeAt(0), false);
        QCOMPARE(rows(model), (QStringList{QStringLiteral("order"), QStringLiteral("cart"),
                                           QStringLiteral("  cart-9")}));
    }

    void aSearchOpensWhatItFindsAndGivesTheListBack()
    {
        const OrdersStore store;
        Session session;
        StreamsModel model(session);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        store.open(session);
        QTRY_COMPARE(model.rowCount(), 4);
        const QStringList before = rows(model);
        model.setSearch(QStringLiteral("CART"));
        QTRY_COMPARE(rows(model),
                     (QStringList{QStringLiteral("cart"), QStringLiteral("  cart-9")}));
        model.setSearch(QStringLiteral("cart-7"));
        QTRY_COMPARE(model.rowCount(), 0);
        model.setSearch({});
        QTRY_COMPARE(rows(model), before);
    }

    void aPersistentIndexFollowsItsStreamWhenTheOrderChanges()
    {
        const OrdersStore store;
        Session session;
        StreamsModel model(session);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        store.open(session);
        QTRY_COMPARE(model.rowCount(), 4);
        const QPersistentModelIndex kept(model.index(2, 0));
        QCOMPARE(kept.data().toString(), QStringLiteral("order-2"));
        for (int i = 0; i < 6; ++i)
            store.append(OrdersStore::event(20 + i, "order-2", 3 + i, "OrderNoted", "{}"));
        QTRY_COMPARE(kept.row(), 1);
        QCOMPARE(kept.data().toString(), QStringLiteral("order-2"));
        QCOMPARE(model.index(1, StreamsModel::Count).data().toString(), QStringLiteral("8"));
    }

    void theColumnShowsIdleTimesWhileTheyAreTheOrder()
    {
        const OrdersStore store;
        Session session;
        StreamsModel model(session);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        store.open(session);
        QTRY_COMPARE(model.rowCount(), 4);
        const QString last = model.index(1, StreamsModel::Last).data().toString();
        QVERIFY(!last.isEmpty());
        QCOMPARE(model.idleAt(1), std::int64_t{0});
        model.setSort(StreamSort::Idle);
        QTRY_VERIFY(!model.isOrdering());
        // order-2 from second 2 to 5, order-1 from 1 to 3 and more often.
        QCOMPARE(rows(model), (QStringList{QStringLiteral("order"), QStringLiteral("  order-2"),
                                           QStringLiteral("  order-1"), QStringLiteral("cart")}));
        const auto text = [&model](int row, int role = Qt::DisplayRole) {
            return model.index(row, StreamsModel::Last).data(role).toString();
        };
        QCOMPARE(text(0), QStringLiteral("3 s"));
        QCOMPARE(text(1), QStringLiteral("3 s"));
        QCOMPARE(text(2), QStringLiteral("2 s"));
        QCOMPARE(text(3), QString());
        QVERIFY(text(1, Qt::ToolTipRole).contains(QStringLiteral("Longest idle time: 3 s")));
        QVERIFY(text(3, Qt::ToolTipRole).contains(QStringLiteral("Never idle")));
        QCOMPARE(text(1, Qt::AccessibleTextRole), QStringLiteral("idle for 3 s"));
        QCOMPARE(model.headerData(StreamsModel::Last, Qt::Horizontal).toString(),
                 QStringLiteral("Longest idle time"));

        // While it is shown, order-1 comes back after an hour less ten seconds, and a new one begins.
        store.append(OrdersStore::event(3'598, "order-1", 6, "OrderNoted", "{}"));
        store.append(OrdersStore::event(3'599, "order-3", 1, "OrderPlaced", "{}"));
        QTRY_COMPARE(rows(model),
                     (QStringList{QStringLiteral("order"), QStringLiteral("  order-1"),
                                  QStringLiteral("  order-2"), QStringLiteral("  order-3"),
                                  QStringLiteral("cart")}));
        QCOMPARE(text(1), QStringLiteral("59 min 50 s"));
        QCOMPARE(text(0), text(1));
        QCOMPARE(text(3), QString());

        model.setSort(StreamSort::Name);
        QTRY_VERIFY(!model.isOrdering());
        QVERIFY(!text(0).isEmpty() && !text(0).contains(QStringLiteral("min")));
        QCOMPARE(model.idleAt(1), std::int64_t{0}); // not kept
        model.setSort(StreamSort::Idle);
        QTRY_COMPARE(text(0), QStringLiteral("59 min 50 s"));
        session.close();
        QCOMPARE(model.rowCount(), 0);
        store.open(session);
        QTRY_COMPARE(text(0), QStringLiteral("59 min 50 s"));
    }

    void closingTheStoreEmptiesTheList()
    {
        const OrdersStore store;
        Session session;
        StreamsModel model(session);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        store.open(session);
        QTRY_COMPARE(model.rowCount(), 4);
        session.close();
        QCOMPARE(model.rowCount(), 0);
        store.open(session);
        QTRY_COMPARE(model.rowCount(), 4);
    }
};

QTEST_MAIN(TestStreamsModel)
#include "tst_streamsmodel.moc"
