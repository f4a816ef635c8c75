// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "handmadelog.h"
#include "ordersstore.h"
#include "timelinewindow.h"

#include "timeline/causationarcs.h"
#include "timeline/eventcollector.h"
#include "timeline/measure.h"
#include "timeline/timelineoverlays.h"
#include "widgets/theme.h"

#include <QNativeGestureEvent>
#include <QPointingDevice>
#include <QSignalSpy>

#include <random>

using namespace eventscope;
using namespace eventscope::ui;
using Window = TimelineWindow;

namespace {

std::vector<Row> rows(std::initializer_list<std::uint32_t> numbers)
{
    std::vector<Row> result;
    for (const std::uint32_t number : numbers)
        result.emplace_back(number);
    return result;
}

std::vector<Row> rowsOf(const Sequence &sequence)
{
    std::vector<Row> result;
    for (std::uint32_t i = 0; i < sequence.size(); ++i)
        result.push_back(sequence.row(i));
    return result;
}

void drag(Window &window, const QPoint &from, const QPoint &to, Qt::KeyboardModifiers modifiers,
          Qt::MouseButton button = Qt::LeftButton)
{
    QTest::mousePress(window.viewport(), button, modifiers, from);
    for (int step = 1; step <= 4; ++step) {
        const QPoint at = from + (to - from) * step / 4;
        QMouseEvent move(QEvent::MouseMove, at, window.viewport()->mapToGlobal(at), Qt::NoButton,
                         button, modifiers);
        QApplication::sendEvent(window.viewport(), &move);
    }
    QTest::mouseRelease(window.viewport(), button, modifiers, to);
}

} // namespace

class TestTimelineSelection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }

    void ctrlClickSelectsOneMoreOrLessAndThePlayheadStays()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(2));
        window.settle();
        const auto lane = window.laneOf(session, "order-1");
        QTest::mouseClick(window.viewport(), Qt::LeftButton, Qt::ControlModifier,
                          window.at(Row(5), lane));
        QCOMPARE(session.selectedEvents().rows(), rows({2, 5}));
        QCOMPARE(session.playhead(), Row(2));
        QVERIFY(window.view.note().contains(QStringLiteral("2 events selected")));
        QVERIFY(
            window.canvas().accessibleDescription().contains(QStringLiteral("2 events selected")));
        QTest::mouseClick(window.viewport(), Qt::LeftButton, Qt::ControlModifier,
                          window.at(Row(2), lane));
        QCOMPARE(session.selectedEvents().rows(), rows({5}));
        // Where there is no event, nothing.
        QTest::mouseClick(window.viewport(), Qt::LeftButton, Qt::ControlModifier,
                          window.at(Row(1), lane));
        QCOMPARE(session.selectedEvents().rows(), rows({5}));
        // A plain click selects its event alone.
        QTest::mouseClick(window.viewport(), Qt::LeftButton, {}, window.at(Row(3), lane));
        QCOMPARE(session.selectedEvents().rows(), rows({3}));
    }

    void shiftClickSelectsTheEventsOfTheLaneUpToThere()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(2));
        window.settle();
        const auto lane = window.laneOf(session, "order-1");
        QTest::mouseClick(window.viewport(), Qt::LeftButton, Qt::ShiftModifier,
                          window.at(Row(7), lane));
        QTRY_COMPARE(session.selectedEvents().rows(), rows({2, 3, 5, 7}));
        QCOMPARE(session.playhead(), Row(2));
        // Back from there, over the lane for all.
        QTest::mouseClick(window.viewport(), Qt::LeftButton, Qt::ShiftModifier,
                          QPoint(window.scene().xOfRow(Row(0)).value(),
                                 window.scene().allRect().center().y()));
        QTRY_COMPARE(session.selectedEvents().rows(), rows({0, 1, 2}));
    }

    void shiftDragSelectsWhatIsInTheBox()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(7));
        window.settle();
        const auto one = window.laneOf(session, "order-1");
        const auto two = window.laneOf(session, "order-2");
        const TimelineRange range = window.scene().range();
        drag(window, window.at(Row(1), one) - QPoint(6, 4), window.at(Row(4), two) + QPoint(6, 4),
             Qt::ShiftModifier);
        QTRY_COMPARE(session.selectedEvents().rows(), rows({1, 2, 3, 4}));
        QCOMPARE(window.scene().range(), range);
        drag(window, window.at(Row(5), one) - QPoint(6, 4), window.at(Row(5), one) + QPoint(6, 4),
             Qt::ShiftModifier | Qt::ControlModifier);
        QTRY_COMPARE(session.selectedEvents().rows(), rows({1, 2, 3, 4, 5}));
        QVERIFY(!window.view.grab().isNull());
        // Escape leaves the one of the playhead.
        QTest::keyClick(&window.canvas(), Qt::Key_Escape);
        QCOMPARE(session.selectedEvents().rows(), rows({7}));
    }

    void whatIsCollectedTooLateIsNotSelected()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(7));
        window.settle();
        const auto one = window.laneOf(session, "order-1");
        drag(window, window.at(Row(2), one) - QPoint(6, 4), window.at(Row(3), one) + QPoint(6, 4),
             Qt::ShiftModifier);
        session.goToEvent(Row(0)); // before the answer
        QTRY_VERIFY(window.canvas().isSettled());
        QTest::qWait(0);
        QCOMPARE(session.selectedEvents().rows(), rows({0}));
    }

    void escapeEndsTheBox()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(7));
        window.settle();
        const auto lane = window.laneOf(session, "order-1");
        QTest::mousePress(window.viewport(), Qt::LeftButton, Qt::ShiftModifier,
                          window.at(Row(0), lane));
        const QPoint to = window.at(Row(5), lane);
        QMouseEvent move(QEvent::MouseMove, to, window.viewport()->mapToGlobal(to), Qt::NoButton,
                         Qt::LeftButton, Qt::ShiftModifier);
        QApplication::sendEvent(window.viewport(), &move);
        QTest::keyClick(&window.canvas(), Qt::Key_Escape);
        QTest::mouseRelease(window.viewport(), Qt::LeftButton, Qt::ShiftModifier, to);
        QVERIFY(window.canvas().isSettled());
        QCOMPARE(session.selectedEvents().rows(), rows({7}));
    }

    void selectedMarksAreRinged()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(7));
        window.settle();
        const auto lane = window.laneOf(session, "order-1");
        // Eight pixels beside the centre of the mark, where only a ring can be.
        const auto hasRing = [&](Row row) {
            const QImage image = window.viewport()->grab().toImage();
            const QPoint at = window.at(row, lane);
            for (const int y : {-1, 0, 1}) {
                for (const int x : {-8, -7, 7, 8}) {
                    const QColor color = image.pixelColor(at + QPoint(x, y));
                    const QColor accent = Theme::instance().tokens().accent;
                    if (std::abs(color.red() - accent.red()) < 40
                        && std::abs(color.green() - accent.green()) < 40
                        && std::abs(color.blue() - accent.blue()) < 40)
                        return true;
                }
            }
            return false;
        };
        QVERIFY(!hasRing(Row(2)));
        session.selectedEvents().toggle(Row(2));
        QVERIFY(hasRing(Row(2)));
        QVERIFY(!hasRing(Row(3)));
    }

    void allEventsAreSelectedByKey()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        window.settle();
        window.view.selectAll();
        QCOMPARE(session.selectedEvents().size(), 8U);
        QVERIFY(!window.view.grab().isNull());
    }

    void theArcsOfTheSelectedEventsLeadFromCauseToEffect()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(3));
        window.settle();
        const auto arcs = [&] { return window.canvas().arcs().arcs(); };
        using Arc = CausationArcs::Arc;
        QTRY_COMPARE(arcs(), (std::vector<Arc>{{Row(2), Row(3), false}, {Row(3), Row(5), true}}));
        // Between two selected events there is one arc.
        session.selectedEvents().toggle(Row(5));
        QTRY_COMPARE(arcs(), (std::vector<Arc>{{Row(2), Row(3), false},
                                               {Row(3), Row(5), false},
                                               {Row(5), Row(7), true}}));
        QVERIFY(!window.view.grab().isNull());
        // Ends out of view are no harm.
        window.scene().setRange(TimelineRange(session.log().time(Row(4)).micros,
                                              session.log().time(Row(4)).micros + 1'000));
        QVERIFY(!window.view.grab().isNull());
        session.goToEvent(Row(6));
        QTRY_VERIFY(arcs().empty());
        session.close();
        QVERIFY(!window.view.grab().isNull());
    }

    void anEventOfAnotherTypeStandsInTheLaneForAll()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(3));
        window.settle();
        const auto order = placeOf(window.scene(), Row(4));
        QCOMPARE(QPoint(order->x, order->y), window.at(Row(4), window.laneOf(session, "order-2")));
        const auto cart = placeOf(window.scene(), Row(6));
        QVERIFY(!cart->lane);
        QVERIFY(window.scene().allRect().contains(QPoint(cart->x, cart->y)));
        // With a lane for each type, it stands in its type's.
        session.selectStreamType(std::nullopt);
        window.settle();
        const auto lane = placeOf(window.scene(), Row(6))->lane;
        QCOMPARE(window.scene().lanes().at(lane.value()),
                 Lane::of(*session.log().findStreamType("cart")));
    }

    void betweenTwoSelectedEventsStandsARuler()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(2));
        window.settle();
        QVERIFY(window.canvas().measured().isEmpty());
        session.selectedEvents().toggle(Row(7));
        const QString text = QStringLiteral("\u0394 5 s, 4 events between");
        QCOMPARE(window.canvas().measured(), text);
        QVERIFY(window.view.note().contains(text));
        QVERIFY(window.canvas().accessibleDescription().contains(text));
        QVERIFY(!window.view.grab().isNull());
    }

    void measuringGoesFromWhereItBeganToThePlayhead()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(2));
        window.settle();
        window.view.toggleMeasure();
        QVERIFY(window.canvas().isMeasuring());
        QVERIFY(window.canvas().measured().contains(QStringLiteral("#3")));
        session.goToEvent(Row(0));
        QCOMPARE(window.canvas().measured(), QStringLiteral("\u0394 2 s, 1 event between"));
        QVERIFY(window.view.note().contains(QStringLiteral("\u0394 2 s")));
        window.view.toggleMeasure();
        QVERIFY(!window.canvas().isMeasuring());
        QVERIFY(window.canvas().measured().isEmpty());
        // Escape ends it, too.
        window.view.toggleMeasure();
        QTest::keyClick(&window.canvas(), Qt::Key_Escape);
        QVERIFY(!window.canvas().isMeasuring());
    }

    void theRightButtonAndAltDrawABoxToZoomTo()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(2));
        window.settle();
        const auto lane = window.laneOf(session, "order-1");
        const QPoint from = window.at(Row(3), lane);
        const QPoint to = window.at(Row(5), lane);
        const TimelineRange whole = window.scene().range();
        for (const bool alt : {false, true}) {
            drag(window, from, to, alt ? Qt::AltModifier : Qt::NoModifier,
                 alt ? Qt::LeftButton : Qt::RightButton);
            window.settle();
            const TimelineRange range = window.scene().range();
            QVERIFY(range.contains(session.log().time(Row(3)).micros));
            QVERIFY(range.contains(session.log().time(Row(5)).micros));
            QVERIFY(range.span() < whole.span() / 2);
            QCOMPARE(session.selectedEvents().rows(), rows({2}));
            QVERIFY(!QApplication::activePopupWidget());
            window.canvas().fit();
            window.settle();
        }
        // Without a drag, the right button brings the menu.
        QTest::mouseClick(window.viewport(), Qt::RightButton, {}, from);
        QTRY_VERIFY(QApplication::activePopupWidget());
        QApplication::activePopupWidget()->close();
        QCOMPARE(window.scene().range(), whole);
    }

    void aPinchZoomsAtTheFingers()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        window.settle();
        const QPoint at = window.at(Row(4), window.laneOf(session, "order-2"));
        const std::int64_t unit = window.scene().unitAt(at.x());
        const TimelineRange before = window.scene().range();
        const QPointingDevice device(QStringLiteral("touchpad"), 1,
                                     QInputDevice::DeviceType::TouchPad,
                                     QPointingDevice::PointerType::Finger,
                                     QInputDevice::Capability::Position, 2, 0);
        QNativeGestureEvent pinch(Qt::ZoomNativeGesture, &device, 2, at, at,
                                  window.viewport()->mapToGlobal(at), 0.5, {}, 1);
        QApplication::sendEvent(window.viewport(), &pinch);
        window.settle();
        QVERIFY(std::abs(double(window.scene().range().span()) * 1.5 / double(before.span()) - 1)
                < 0.01);
        QVERIFY(std::abs(double(window.scene().unitAt(at.x()) - unit))
                < 3 * window.scene().range().scale(window.scene().trackArea().width()));
    }

    void thePlayheadIsDraggedByItsLine()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(2));
        window.settle();
        const TimelineRange range = window.scene().range();
        const auto lane = window.laneOf(session, "order-2");
        const QPoint line(window.scene().xOfRow(Row(2)).value(),
                          window.scene().laneRect(lane).center().y());
        drag(window, line, QPoint(window.scene().xOfRow(Row(6)).value(), line.y()), {});
        QCOMPARE(session.playhead(), Row(6));
        QCOMPARE(window.scene().range(), range);
    }

    void zZoomsToTheSelectedEvents()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(2));
        window.settle();
        const TimelineRange whole = window.scene().range();
        window.view.zoomToSelected();
        QCOMPARE(window.scene().range(), whole); // one event has no extent
        session.selectedEvents().toggle(Row(4));
        window.view.zoomToSelected();
        QVERIFY(window.scene().range().contains(session.log().time(Row(2)).micros));
        QVERIFY(window.scene().range().contains(session.log().time(Row(4)).micros));
        QVERIFY(!window.scene().range().contains(session.log().time(Row(5)).micros));
    }

    void theViewIsSavedAsVectorsAndAsPixels()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(2));
        session.selectedEvents().toggle(Row(5));
        window.settle();
        const TimelineRange range = window.scene().range();
        QTemporaryDir folder;
        QSignalSpy written(&window.view, &TimelineView::pictureWritten);
        QSignalSpy failed(&window.view, &TimelineView::pictureFailed);
        const QString svg = folder.filePath(QStringLiteral("view.svg"));
        window.view.writePicture(svg);
        QTRY_COMPARE(written.size(), 1);
        QFile file(svg);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        for (const char *const part : {"orders.jsonl", "OrderPlaced", "OrderCancelled",
                                       "CartOpened", "order-1", "2026-01-01", "UTC"})
            QVERIFY2(text.contains(QString::fromLatin1(part)), part);
        const QString png = folder.filePath(QStringLiteral("view.png"));
        window.view.writePicture(png);
        QTRY_COMPARE(written.size(), 2);
        const QImage image(png);
        QCOMPARE(image.width(), 2 * window.scene().size().width());
        QVERIFY(image.height() > 2 * TimelineScene::kAllHeight);
        // The view is as it was.
        window.settle();
        QCOMPARE(window.scene().range(), range);
        QCOMPARE(window.scene().size(), window.viewport()->size());
        window.view.writePicture(folder.filePath(QStringLiteral("no/such/folder.svg")));
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed.front().front().toString().contains(QStringLiteral("folder.svg")));
        for (QWidget *const box : QApplication::topLevelWidgets()) {
            if (box->inherits("QMessageBox"))
                box->close();
        }
    }

    void ctrlAndArrowsStepWithinTheLane()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(2)); // its lane is that of the keyboard
        window.settle();
        const auto press = [&](Qt::Key key) {
            key == Qt::Key_Right ? window.view.nextInLane() : window.view.previousInLane();
            window.settle();
            return session.playhead();
        };
        QCOMPARE(press(Qt::Key_Right), Row(3));
        QCOMPARE(press(Qt::Key_Right), Row(5));
        QCOMPARE(press(Qt::Key_Left), Row(3));
        QCOMPARE(press(Qt::Key_Left), Row(2));
        QCOMPARE(press(Qt::Key_Left), Row(0));
        QCOMPARE(press(Qt::Key_Left), Row(0));
        // From where the playhead is, in another lane.
        session.setPlayhead(Row(3));
        QTest::keyClick(&window.canvas(), Qt::Key_Down);
        QCOMPARE(press(Qt::Key_Right), Row(4));
        QCOMPARE(session.selectedStream(), session.log().findStream("order-2"));
        // Through a type, whose lanes stay.
        session.selectStreamType(std::nullopt);
        window.settle();
        session.setPlayhead(Row(3));
        const auto carts = window.scene().lanes().indexOf(
            Lane::of(*session.log().findStreamType("cart")));
        while (window.canvas().cursor() != carts)
            QTest::keyClick(&window.canvas(), Qt::Key_Down);
        QCOMPARE(press(Qt::Key_Right), Row(6));
        QCOMPARE(press(Qt::Key_Right), Row(6));
        QVERIFY(window.scene().lanes().showsTypes());
    }

    void theDescriptionSaysTheLaneAndWhatIsInView()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        Window window(session);
        session.goToEvent(Row(2));
        window.settle();
        const auto text = [&] { return window.canvas().accessibleDescription(); };
        QTRY_VERIFY2(text().contains(QStringLiteral("Lane order-1, 5 events in view")),
                     qPrintable(text()));
        QVERIFY(text().contains(QStringLiteral("playhead at #3, OrderPaid")));
        QTest::keyClick(&window.canvas(), Qt::Key_Down);
        QTRY_VERIFY(text().contains(QStringLiteral("Lane order-2, 2 events in view")));
    }

    void durationsAreExact_data()
    {
        QTest::addColumn<qint64>("micros");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *text, qint64 micros) {
            QTest::newRow(text) << micros << QString::fromUtf8(text);
        };
        row("0 \u00b5s", 0);
        row("999 \u00b5s", 999);
        row("1 ms", 1'000);
        row("412.5 ms", 412'500);
        row("1 s", 1'000'000);
        row("59.999999 s", 59'999'999);
        row("1 min 00 s", 60'000'000);
        row("2 h 14 min 03.2 s", 8'043'200'000);
        row("1 d 00 h 00 min 12 s", 86'412'000'000);
        row("400 d 00 h 00 min 00 s", 34'560'000'000'000);
    }
    void durationsAreExact()
    {
        QFETCH(qint64, micros);
        QTEST(exactDurationText(micros), "text");
    }

    void eventsAreCollectedAsOneByOne()
    {
        std::mt19937 random(7);
        for (const bool ascends : {true, false}) {
            HandmadeLog hand;
            std::int64_t time = 1'000;
            for (int i = 0; i < 400; ++i) {
                time += static_cast<std::int64_t>(random() % 5);
                const std::string type = random() % 2 ? "cart" : "order";
                const std::string stream = random() % 10 == 0
                                               ? std::string()
                                               : type + "-" + std::to_string(random() % 4);
                hand.add(stream, "T", ascends ? time : time - static_cast<int>(random() % 300));
            }
            const EventLog &log = hand.log();
            EventCollector collector;
            collector.setLog(&log);
            QSignalSpy collected(&collector, &EventCollector::collected);
            Sequence found;
            connect(&collector, &EventCollector::collected, this,
                    [&](const Sequence &sequence) { found = sequence; });
            for (int round = 0; round < 60; ++round) {
                EventCollector::Wanted wanted;
                wanted.mode = random() % 2 ? AxisMode::Time : AxisMode::Position;
                const std::int64_t most = wanted.mode == AxisMode::Time ? 2'500
                                                                        : 410 * kUnitsPerRow;
                const auto from = static_cast<std::int64_t>(random() % static_cast<unsigned>(most));
                wanted.range = TimelineRange(from,
                                             from + 1
                                                 + static_cast<std::int64_t>(
                                                     random() % static_cast<unsigned>(most / 2)));
                wanted.all = random() % 4 == 0;
                if (random() % 2)
                    wanted.lanes.push_back(Lane::of(*log.findStreamType("cart")));
                if (random() % 2)
                    wanted.lanes.push_back(Lane::of(*log.findStream("order-1")));
                std::vector<Row> expected;
                for (std::uint32_t i = 0; i < log.rowCount(); ++i) {
                    const StreamId stream = log.stream(Row(i));
                    bool is = wanted.all;
                    for (const Lane &lane : wanted.lanes)
                        is = is
                             || (stream != kNoStream
                                 && (lane == Lane::of(stream)
                                     || lane == Lane::of(log.streamSummary(stream).type)));
                    const auto unit = unitOfRow(log, wanted.mode, Row(i));
                    if (is && unit && wanted.range.contains(*unit))
                        expected.emplace_back(i);
                }
                const auto answers = collected.size();
                collector.collect(wanted);
                QTRY_COMPARE(collected.size(), answers + 1);
                QVERIFY(!collector.isCollecting());
                QCOMPARE(rowsOf(found), expected);
            }
        }
    }
};

QTEST_MAIN(TestTimelineSelection)
#include "tst_timelineselection.moc"
