// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ordersstore.h"
#include "timelinewindow.h"

#include "widgets/theme.h"

#include <QApplication>
#include <QScrollBar>
#include <QTest>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

using Part = TimelineScene::Hit::Part;
using Window = TimelineWindow;

void writeMany(const OrdersStore &store, int streams)
{
    for (int i = 0; i < streams; ++i)
        store.append(OrdersStore::event(100 + i,
                                        qPrintable(QStringLiteral("order-%1").arg(100 + i)), 1,
                                        "OrderPlaced", "{}"));
}

} // namespace

class TestTimelineView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void withoutAStoreItSaysWhatToDo();
    void aStoreWithoutEventsSaysSo();
    void thereIsALaneForEachStreamOfTheSelectedType();
    void withoutATypeThereIsALaneForEachStreamType();
    void aClickOnAMarkGoesToItsEvent();
    void aClickBesideAMarkGoesToTheNearestEventOfTheLane();
    void aClickInTheLaneForAllMovesThePlayheadAlone();
    void aClickOnANameSelects();
    void aDragPansAndDoesNotClick();
    void theWheelZoomsAtTheMouse();
    void theWheelScrollsOverTheNames();
    void theAxisTakesThePlayheadAlong();
    void aDoubleClickFits();
    void aDoubleClickOnANameShowsTheWholeStream();
    void theViewFollowsNewEventsUntilItIsZoomed();
    void steppingOutOfViewTakesTheViewAlong();
    void theSelectedStreamIsScrolledIntoView();
    void theScrollBarIsThereOnlyForLanesThatDoNotFit();
    void aPinnedFieldHasALaneWithAMarkForEachChange();
    void theLanesOfFieldsAreThoseOfTheSelectedStreamsType();
    void keysReachTheLanesOfPinnedFieldsAndTellTheChange();
    void keysMoveTheLaneAndTheView();
    void theCardSaysWhatIsUnderTheMouse();
    void aStoreWithoutTimesHasAnAxisOfPositions();
    void theStateIsKept();
    void manyStreamsAreLaidOutOnlyWhereTheyAreSeen();
    void longStreamsArriveFromTheirThread();
    void closingLetsGoOfTheLog();
    void bothThemesPaint();
};

void TestTimelineView::initTestCase()
{
    Theme::instance().apply(*qApp, Theme::Choice::Light);
}

void TestTimelineView::withoutAStoreItSaysWhatToDo()
{
    Session session;
    Window window(session);
    QVERIFY(window.canvas().emptyText().contains(QStringLiteral("Ctrl+O")));
    QVERIFY(!window.view.grab().isNull());
    // Nothing to act on, and nothing happens.
    QTest::mouseClick(window.viewport(), Qt::LeftButton, {}, QPoint(400, 100));
    window.view.zoomIn();
    window.view.panLater();
    QTest::keyClick(&window.canvas(), Qt::Key_Down);
    QTest::keyClick(&window.canvas(), Qt::Key_Return);
}

void TestTimelineView::aStoreWithoutEventsSaysSo()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("empty.jsonl")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("\n");
    file.close();
    Session session;
    Window window(session);
    session.open(file.fileName());
    QTRY_VERIFY(session.phase() == Session::Phase::Ready
                || session.phase() == Session::Phase::Failed);
    QVERIFY(!window.canvas().emptyText().isEmpty());
    QVERIFY(!window.view.grab().isNull());
}

void TestTimelineView::thereIsALaneForEachStreamOfTheSelectedType()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    session.selectStreamType(session.log().findStreamType("order"));
    window.settle();
    QCOMPARE(window.scene().lanes().size(), 2U);
    QCOMPARE(window.scene().laneLayouts().size(), std::size_t(2));
    const auto *const first = window.scene().laneLayout(window.laneOf(session, "order-1"));
    QCOMPARE(first->track.marks.size(), std::size_t(5));
    QCOMPARE(first->rows->row(AxisMode::Time, first->track.marks[4].index), Row(7));
    QCOMPARE(window.scene().all().track.marks.size(), std::size_t(8));
    QVERIFY(window.view.note().startsWith(QStringLiteral("order \u00b7 2 streams")));
    QVERIFY(window.view.note().contains(QStringLiteral("in view")));
}

void TestTimelineView::withoutATypeThereIsALaneForEachStreamType()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    session.selectStream(std::nullopt);
    session.selectStreamType(std::nullopt);
    window.settle();
    QCOMPARE(window.scene().lanes().size(), 2U);
    QVERIFY(window.scene().lanes().showsTypes());
    const auto &orders = window.scene().laneLayouts().front();
    QCOMPARE(orders.lane, Lane::of(*session.log().findStreamType("order")));
    QCOMPARE(orders.track.marks.size(), std::size_t(7));
    QCOMPARE(window.scene().laneLayouts().back().track.marks.size(), std::size_t(1));
}

void TestTimelineView::aClickOnAMarkGoesToItsEvent()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    window.settle();
    session.selectStream(session.log().findStream("order-1"));
    window.settle();
    QTest::mouseClick(window.viewport(), Qt::LeftButton, {},
                      window.at(Row(4), window.laneOf(session, "order-2")));
    QCOMPARE(session.playhead(), Row(4));
    QCOMPARE(session.selectedStream(), session.log().findStream("order-2"));
    // In the lane for all, of another type.
    QTest::mouseClick(window.viewport(), Qt::LeftButton, {},
                      QPoint(window.scene().xOfRow(Row(6)).value(),
                             window.scene().allRect().center().y()));
    QCOMPARE(session.playhead(), Row(6));
    QCOMPARE(session.selectedStream(), session.log().findStream("cart-9"));
}

void TestTimelineView::aClickBesideAMarkGoesToTheNearestEventOfTheLane()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    session.selectStream(session.log().findStream("order-1"));
    window.settle();
    // At row 6, of another stream, order-2 has had its last event long ago.
    QTest::mouseClick(window.viewport(), Qt::LeftButton, {},
                      window.at(Row(6), window.laneOf(session, "order-2")));
    QCOMPARE(session.playhead(), Row(4));
    QCOMPARE(session.selectedStream(), session.log().findStream("order-2"));
}

void TestTimelineView::aClickInTheLaneForAllMovesThePlayheadAlone()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    session.selectStream(session.log().findStream("order-1"));
    window.settle();
    const int between = (window.scene().xOfRow(Row(4)).value() * 2
                         + window.scene().xOfRow(Row(5)).value())
                        / 3;
    QTest::mouseClick(window.viewport(), Qt::LeftButton, {},
                      QPoint(between, window.scene().allRect().center().y()));
    QCOMPARE(session.playhead(), Row(4));
    QCOMPARE(session.selectedStream(), session.log().findStream("order-1"));
}

void TestTimelineView::aClickOnANameSelects()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    session.selectStream(std::nullopt);
    session.selectStreamType(std::nullopt);
    window.settle();
    const auto click = [&](std::uint32_t lane) {
        QTest::mouseClick(window.viewport(), Qt::LeftButton, {},
                          QPoint(20, window.scene().laneRect(lane).center().y()));
        window.settle();
    };
    click(0);
    QCOMPARE(session.selectedStreamType(), session.log().findStreamType("order"));
    QVERIFY(!window.scene().lanes().showsTypes());
    click(window.laneOf(session, "order-2"));
    QCOMPARE(session.selectedStream(), session.log().findStream("order-2"));
    QTest::mouseClick(window.viewport(), Qt::LeftButton, {}, QPoint(20, 10));
    QVERIFY(!session.selectedStreamType());
}

void TestTimelineView::aDragPansAndDoesNotClick()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    window.settle();
    window.scene().zoom(0.25, 500);
    window.settle();
    const TimelineRange before = window.scene().range();
    const Row playhead = session.playhead();
    const QPoint from(500, 20);
    QTest::mousePress(window.viewport(), Qt::LeftButton, {}, from);
    QTest::mouseMove(window.viewport(), from - QPoint(60, 0));
    QTest::mouseMove(window.viewport(), from - QPoint(100, 0));
    QTest::mouseRelease(window.viewport(), Qt::LeftButton, {}, from - QPoint(100, 0));
    window.settle();
    QCOMPARE(window.scene().range(),
             before.pannedByPixels(100, window.scene().trackArea().width()));
    QCOMPARE(session.playhead(), playhead);
}

void TestTimelineView::theWheelZoomsAtTheMouse()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    window.settle();
    const QPoint point(600, 20);
    const TimelineRange before = window.scene().range();
    const std::int64_t under = window.scene().unitAt(point.x());
    window.wheel(point, 240);
    QVERIFY(window.scene().range().span() < before.span() * 2 / 3);
    QVERIFY(std::abs(window.scene().unitAt(point.x()) - under) <= before.span() / 500);
    const TimelineRange zoomed = window.scene().range();
    window.wheel(point, -120, Qt::ShiftModifier);
    QCOMPARE(window.scene().range().span(), zoomed.span());
    QVERIFY(window.scene().range().start() > zoomed.start());
    for (int i = 0; i < 40; ++i)
        window.wheel(point, -240);
    QCOMPARE(window.scene().range(), wholeRange(session.log(), AxisMode::Time));
}

void TestTimelineView::theWheelScrollsOverTheNames()
{
    const OrdersStore store;
    writeMany(store, 40);
    Session session;
    store.open(session);
    Window window(session);
    session.selectStream(session.log().findStream("order-1"));
    window.settle();
    QCOMPARE(window.scene().scroll(), 0);
    const TimelineRange before = window.scene().range();
    window.wheel(QPoint(20, 100), -120);
    QVERIFY(window.scene().scroll() > 0);
    QCOMPARE(window.canvas().verticalScrollBar()->value(), window.scene().scroll());
    QCOMPARE(window.scene().range(), before);
}

void TestTimelineView::theAxisTakesThePlayheadAlong()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    session.selectStream(session.log().findStream("order-1"));
    window.settle();
    const int y = window.scene().axisRect().center().y();
    QTest::mousePress(window.viewport(), Qt::LeftButton, {},
                      QPoint(window.scene().xOfRow(Row(2)).value() + 3, y));
    QCOMPARE(session.playhead(), Row(2));
    QTest::mouseMove(window.viewport(), QPoint(window.scene().xOfRow(Row(4)).value() - 3, y));
    QCOMPARE(session.playhead(), Row(4));
    QTest::mouseMove(window.viewport(), QPoint(-500, y));
    QCOMPARE(session.playhead(), Row(0));
    QTest::mouseRelease(window.viewport(), Qt::LeftButton, {}, QPoint(-500, y));
    QCOMPARE(session.selectedStream(), session.log().findStream("order-1"));
}

void TestTimelineView::aDoubleClickFits()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    window.settle();
    const TimelineRange all = window.scene().range();
    window.view.zoomIn();
    window.view.zoomIn();
    window.settle();
    QVERIFY(window.scene().range() != all);
    QVERIFY(!window.scene().follows());
    QTest::mouseDClick(window.viewport(), Qt::LeftButton, {},
                       QPoint(880, window.scene().lanesRect().bottom() - 3));
    window.settle();
    QVERIFY(window.scene().range() != all); // below the lanes there is nothing to double click
    QTest::mouseDClick(window.viewport(), Qt::LeftButton, {},
                       QPoint(window.scene().trackArea().left() + 8, 20));
    window.settle();
    QCOMPARE(window.scene().range(), all);
    QVERIFY(window.scene().follows());
}

void TestTimelineView::aDoubleClickOnANameShowsTheWholeStream()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    session.selectStream(session.log().findStream("order-1"));
    window.settle();
    const QPoint name(20, window.scene().laneRect(window.laneOf(session, "order-2")).center().y());
    QTest::mouseClick(window.viewport(), Qt::LeftButton, {}, name);
    QTest::mouseDClick(window.viewport(), Qt::LeftButton, {}, name);
    window.settle();
    QCOMPARE(session.selectedStream(), session.log().findStream("order-2"));
    const auto shows = [&](std::uint32_t row) {
        return window.scene().range().contains(session.log().time(Row(row)).micros);
    };
    QVERIFY(shows(1) && shows(4));
    QVERIFY(!shows(0) && !shows(5));
    window.view.toggleAxis();
    window.view.fitStream();
    window.settle();
    QVERIFY(window.scene().range().contains(unitsOfRow(Row(1))));
    QVERIFY(window.scene().range().contains(unitsOfRow(Row(4))));
}

void TestTimelineView::theViewFollowsNewEventsUntilItIsZoomed()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    window.settle();
    const TimelineRange first = window.scene().range();
    store.append(OrdersStore::event(100, "order-3", 1, "OrderPlaced", "{}"));
    QTRY_COMPARE(session.log().rowCount(), 9U);
    QTRY_VERIFY(window.scene().range().end() > first.end());
    window.view.zoomIn();
    window.settle();
    const TimelineRange zoomed = window.scene().range();
    store.append(OrdersStore::event(200, "order-3", 2, "OrderPaid", "{}"));
    QTRY_COMPARE(session.log().rowCount(), 10U);
    QTRY_VERIFY(window.scene().lanes().size() == 3
                || session.selectedStreamType() != session.log().findStreamType("order"));
    window.settle();
    QCOMPARE(window.scene().range(), zoomed);
}

void TestTimelineView::steppingOutOfViewTakesTheViewAlong()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    session.goToEvent(Row(0));
    window.settle();
    for (int i = 0; i < 6; ++i)
        window.view.zoomIn(); // at the playhead
    window.settle();
    const std::int64_t span = window.scene().range().span();
    QVERIFY(!window.scene().range().contains(session.log().time(Row(7)).micros));
    session.step(Session::Step::Last);
    window.settle();
    QVERIFY(window.scene().range().contains(session.log().time(Row(7)).micros));
    QCOMPARE(window.scene().range().span(), span);
}

void TestTimelineView::theSelectedStreamIsScrolledIntoView()
{
    const OrdersStore store;
    writeMany(store, 60);
    Session session;
    store.open(session);
    Window window(session);
    session.selectStream(session.log().findStream("order-1"));
    window.settle();
    session.selectStream(session.log().findStream("order-150"));
    window.settle();
    const QRect lane = window.scene().laneRect(window.laneOf(session, "order-150"));
    QVERIFY(lane.top() >= window.scene().lanesRect().top()
            && lane.bottom() <= window.scene().lanesRect().bottom());
    const int scroll = window.scene().scroll();
    session.selectStream(session.log().findStream("order-151")); // next door: no jump
    window.settle();
    QVERIFY(std::abs(window.scene().scroll() - scroll) <= TimelineScene::kLaneHeight);
    // From another type, whose list is shorter, to the end of this one.
    session.selectStream(session.log().findStream("cart-9"));
    window.settle();
    session.selectStream(session.log().findStream("order-159"));
    window.settle();
    QVERIFY(window.scene().laneLayout(window.laneOf(session, "order-159")));
}

void TestTimelineView::theScrollBarIsThereOnlyForLanesThatDoNotFit()
{
    const OrdersStore store;
    writeMany(store, 60);
    Session session;
    store.open(session);
    Window window(session, QSize(900, 400));
    const QScrollBar &bar = *window.canvas().verticalScrollBar();
    session.selectStreamType(std::nullopt);
    window.settle();
    QTRY_VERIFY(!bar.isVisible());
    const int wide = window.viewport()->width();
    session.selectStreamType(session.log().findStreamType("order"));
    window.settle();
    QTRY_VERIFY(bar.isVisible());
    QCOMPARE(window.viewport()->width(), wide - bar.width());
    session.selectStreamType(std::nullopt);
    window.settle();
    QTRY_VERIFY(!bar.isVisible());
    QCOMPARE(window.viewport()->width(), wide);
}

void TestTimelineView::keysMoveTheLaneAndTheView()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    session.selectStream(session.log().findStream("order-1"));
    window.settle();
    TimelineCanvas &canvas = window.canvas();
    const std::uint32_t lane = canvas.cursor().value();
    QTest::keyClick(&canvas, lane == 0 ? Qt::Key_Down : Qt::Key_Up);
    QVERIFY(canvas.cursor().value() != lane);
    QCOMPARE(session.selectedStream(), session.log().findStream("order-1"));
    QTest::keyClick(&canvas, Qt::Key_Return);
    QCOMPARE(session.selectedStream(), session.log().findStream("order-2"));
    const TimelineRange before = window.scene().range();
    window.view.zoomIn();
    QVERIFY(window.scene().range().span() < before.span());
    const TimelineRange zoomed = window.scene().range();
    window.view.panEarlier();
    QVERIFY(window.scene().range().start() < zoomed.start());
    window.view.zoomOut();
    window.view.zoomOut();
    window.view.toggleAxis();
    QCOMPARE(window.scene().mode(), AxisMode::Position);
    window.view.fit();
    QCOMPARE(window.scene().range(), wholeRange(session.log(), AxisMode::Position));
    QTest::keyClick(&canvas, Qt::Key_Backspace);
    QVERIFY(!session.selectedStreamType());
    // Left and right belong to the window.
    const TimelineRange same = window.scene().range();
    const Row playhead = session.playhead();
    QTest::keyClick(&canvas, Qt::Key_Left);
    QCOMPARE(window.scene().range(), same);
    QCOMPARE(session.playhead(), playhead);
}

void TestTimelineView::theCardSaysWhatIsUnderTheMouse()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    session.selectStream(session.log().findStream("order-1"));
    window.settle();
    window.hover(window.at(Row(2), window.laneOf(session, "order-1")));
    const HoverCard &card = window.canvas().hoverCard();
    QVERIFY(card.isVisible());
    QStringList lines;
    for (const HoverCard::Line &line : card.lines())
        lines.append(line.text);
    QCOMPARE(lines, (QStringList{QStringLiteral("OrderPaid"), QStringLiteral("order-1"),
                                 QStringLiteral("v2   #3"),
                                 QStringLiteral("2026-01-01 00:00:03   +2 s")}));
    window.hover(QPoint(880, window.scene().lanesRect().bottom() - 3));
    QVERIFY(!card.isVisible());
}

void TestTimelineView::aStoreWithoutTimesHasAnAxisOfPositions()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("timeless.jsonl")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (int i = 1; i <= 5; ++i)
        file.write(R"({"id":"e)" + QByteArray::number(i)
                   + R"(","type":"Opened","aggregateId":"order-1","version":)"
                   + QByteArray::number(i) + ",\"data\":{}}\n");
    file.close();
    Session session;
    session.open(file.fileName());
    QTRY_COMPARE(session.phase(), Session::Phase::Ready);
    Window window(session);
    window.settle();
    QCOMPARE(window.scene().mode(), AxisMode::Position);
    QVERIFY(window.view.note().contains(QStringLiteral("no event has a time")));
    QCOMPARE(window.scene().all().track.marks.size(), std::size_t(5));
    window.view.toggleAxis();
    QCOMPARE(window.scene().mode(), AxisMode::Position);
}

void TestTimelineView::theStateIsKept()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    QByteArray state;
    {
        Window window(session);
        window.scene().setNameWidth(211);
        window.view.toggleAxis();
        state = window.view.saveState();
    }
    Window window(session);
    QVERIFY(!window.view.restoreState("something else"));
    QVERIFY(!window.view.restoreState({}));
    QCOMPARE(window.scene().mode(), AxisMode::Time);
    QVERIFY(window.view.restoreState(state));
    QCOMPARE(window.scene().mode(), AxisMode::Position);
    QCOMPARE(window.scene().nameWidth(), 211);
}

void TestTimelineView::manyStreamsAreLaidOutOnlyWhereTheyAreSeen()
{
    const OrdersStore store;
    writeMany(store, 3'000);
    Session session;
    store.open(session);
    Window window(session);
    session.selectStream(session.log().findStream("order-1"));
    window.settle();
    QCOMPARE(window.scene().lanes().size(), 3'002U);
    const auto visible = static_cast<std::size_t>(
        window.scene().lanesRect().height() / TimelineScene::kLaneHeight + 2);
    QVERIFY(window.scene().laneLayouts().size() <= visible);
    window.canvas().verticalScrollBar()->setValue(window.canvas().verticalScrollBar()->maximum());
    window.settle();
    QCOMPARE(window.scene().laneLayouts().back().index, 3'001U);
    QVERIFY(window.scene().laneLayouts().size() <= visible);
}

void TestTimelineView::longStreamsArriveFromTheirThread()
{
    EventLog::Options options;
    options.chunkShift = 4;
    EventLog log(options);
    const auto append = [&log](int first, int count) {
        RecordBatch batch;
        for (int i = first; i < first + count; ++i) {
            RawEvent event;
            event.stream = i % 3 == 0 ? "short" : "long";
            event.type = "T";
            event.position = i;
            event.time = Time{(i % 100 == 99 ? i - 50 : i) * 1'000'000}; // now and then late
            batch.events.push_back(event);
        }
        QVERIFY(log.append(batch));
    };
    append(0, 1'000);
    LaneEvents lanes(400);
    lanes.setLog(&log);
    const StreamId longOne = *log.findStream("long");
    const StreamId shortOne = *log.findStream("short");
    lanes.beginFrame();
    QCOMPARE(lanes.rows(shortOne)->byRow.size(), std::size_t(334)); // walked at once
    QVERIFY(!lanes.rows(longOne));
    lanes.endFrame();
    QTRY_VERIFY(!lanes.isCollecting());
    lanes.beginFrame();
    const auto before = lanes.rows(longOne);
    QCOMPARE(before->byRow.size(), std::size_t(666));
    QCOMPARE(before->times.size(), std::size_t(666));
    QVERIFY(std::is_sorted(before->times.begin(), before->times.end()));
    for (std::uint32_t i = 0; i < 666; ++i)
        QCOMPARE(log.time(before->row(AxisMode::Time, i)).micros, before->times[i]);
    lanes.endFrame();

    // Grown: what is known is shown until the rest is there.
    append(1'000, 500);
    lanes.beginFrame();
    QCOMPARE(lanes.rows(longOne), before);
    lanes.endFrame();
    QTRY_VERIFY(!lanes.isCollecting());
    lanes.beginFrame();
    const auto after = lanes.rows(longOne);
    QCOMPARE(after->byRow.size(), std::size_t(1'000));
    QCOMPARE(after->byRow, *log.streamRows(longOne));
    QVERIFY(std::is_sorted(after->times.begin(), after->times.end()));
    lanes.setLog(nullptr);
    QVERIFY(!lanes.rows(longOne));
}

void TestTimelineView::closingLetsGoOfTheLog()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    session.selectStream(std::nullopt);
    session.selectStreamType(std::nullopt); // starts counting on a thread
    window.view.grab();
    session.close();
    QVERIFY(!window.scene().log());
    QVERIFY(!window.view.grab().isNull());
    store.open(session);
    window.settle();
    QCOMPARE(window.scene().log()->rowCount(), 8U);
}

void TestTimelineView::bothThemesPaint()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    Window window(session);
    window.settle();
    const auto background = [&] {
        return window.viewport()->grab().toImage().pixelColor(window.scene().trackArea().left() + 3,
                                                              window.scene().lanesRect().bottom()
                                                                  - 2);
    };
    QCOMPARE(background(), Theme::instance().tokens().surface);
    Theme::instance().setChoice(Theme::Choice::Dark);
    QCOMPARE(background(), Theme::instance().tokens().surface);
    Theme::instance().setChoice(Theme::Choice::Light);
    QCOMPARE(background(), Theme::instance().tokens().surface);
}

void TestTimelineView::aPinnedFieldHasALaneWithAMarkForEachChange()
{
    const OrdersStore store;
    QTemporaryDir folder;
    Session session;
    session.workspace().setFolder(folder.path());
    Window window(session);
    store.open(session);
    session.goToEvent(Row(7)); // order-1 v5
    const int lanesBefore = window.scene().lanesRect().top();
    QVERIFY(session.histories().pin("/status"));
    QVERIFY(session.histories().pin("/items/0/qty"));
    QTRY_VERIFY(window.scene().fields().size() == 2 && window.scene().fields().field(0).isKnown
                && window.scene().fields().field(1).isKnown);
    window.settle();
    const FieldLanes &fields = window.scene().fields();
    QCOMPARE(fields.field(0).name, QStringLiteral("status"));
    QCOMPARE(fields.field(0).value, QStringLiteral("delivered"));
    QCOMPARE(fields.field(1).name, QStringLiteral("items[0].qty"));
    QCOMPARE(fields.field(1).value, QStringLiteral("1"));
    QCOMPARE(window.scene().lanesRect().top(), lanesBefore + 2 * TimelineScene::kLaneHeight + 1);
    // v1 to v4 changed the status, v5 did not.
    QCOMPARE(fields.track(0).layout.marks.size(), std::size_t(4));
    const auto at = [&](Row row, std::uint32_t field) {
        return QPoint(window.scene().xOfRow(row).value(),
                      window.scene().fieldRect(field).center().y());
    };
    const TimelineScene::Hit hit = window.scene().hitTest(at(Row(3), 0));
    QVERIFY(hit.part == Part::FieldTrack && hit.mark >= 0);
    QTest::mouseClick(window.viewport(), Qt::LeftButton, Qt::NoModifier, at(Row(3), 0));
    QCOMPARE(session.playhead(), Row(3));
    QCOMPARE(window.scene().fields().field(0).value, QStringLiteral("shipped"));
    window.settle();
    window.hover(at(Row(2), 0));
    QVERIFY(window.canvas().hoverCard().isVisible());
    QCOMPARE(window.canvas().hoverCard().lines().front().text,
             QStringLiteral("status   \"placed\" \u2192 \"paid\""));
    QVERIFY(window.canvas().accessibleDescription().contains(QStringLiteral("status shipped")));
    // A click on the name lists the history.
    QTest::mouseClick(window.viewport(), Qt::LeftButton, Qt::NoModifier,
                      QPoint(20, window.scene().fieldRect(0).center().y()));
    QCOMPARE(session.histories().listed(), std::optional<std::string>("/status"));
    session.histories().unpin("/status");
    session.histories().unpin("/items/0/qty");
    QCOMPARE(window.scene().lanesRect().top(), lanesBefore);
}

void TestTimelineView::keysReachTheLanesOfPinnedFieldsAndTellTheChange()
{
    const OrdersStore store;
    QTemporaryDir folder;
    Session session;
    session.workspace().setFolder(folder.path());
    Window window(session);
    store.open(session);
    session.goToEvent(Row(3)); // order-1 v3
    QVERIFY(session.histories().pin("/total"));
    QVERIFY(session.histories().pin("/status"));
    QTRY_VERIFY(window.scene().fields().size() == 2 && window.scene().fields().field(1).isKnown);
    window.settle();
    TimelineCanvas &canvas = window.canvas();
    canvas.setFocus();
    QTRY_VERIFY(canvas.hasFocus());
    for (std::uint32_t lane = canvas.cursor().value(); lane > 0; --lane)
        QTest::keyClick(&canvas, Qt::Key_Up);
    QCOMPARE(canvas.cursor(), std::optional(0U));
    QVERIFY(!canvas.hoverCard().isVisible());
    QTest::keyClick(&canvas, Qt::Key_Up);
    QCOMPARE(canvas.fieldCursor(), std::optional(1U));
    QVERIFY(!canvas.cursor());
    QVERIFY(canvas.hoverCard().isVisible());
    QCOMPARE(canvas.hoverCard().lines().front().text,
             QStringLiteral("status   \"paid\" \u2192 \"shipped\""));
    // The card goes along with the playhead.
    session.goToEvent(Row(2));
    QTRY_VERIFY(canvas.hoverCard().lines().front().text.endsWith(QStringLiteral("\"paid\"")));
    QTest::keyClick(&canvas, Qt::Key_Up);
    QTest::keyClick(&canvas, Qt::Key_Up); // there is none above
    QCOMPARE(canvas.fieldCursor(), std::optional(0U));
    QCOMPARE(canvas.hoverCard().lines().front().text, QStringLiteral("total   + 40.50"));
    QTest::keyClick(&canvas, Qt::Key_Return);
    QCOMPARE(session.histories().listed(), std::optional<std::string>("/total"));
    QTest::keyClick(&canvas, Qt::Key_PageDown);
    QVERIFY(!canvas.fieldCursor());
    QVERIFY(canvas.cursor());
    QVERIFY(!canvas.hoverCard().isVisible());
    // A field that is unpinned takes the cursor with it.
    QTest::keyClick(&canvas, Qt::Key_PageUp);
    QVERIFY(canvas.fieldCursor());
    session.histories().unpin("/status");
    session.histories().unpin("/total");
    window.settle();
    QVERIFY(!canvas.fieldCursor());
    QVERIFY(!canvas.hoverCard().isVisible());
}

void TestTimelineView::theLanesOfFieldsAreThoseOfTheSelectedStreamsType()
{
    const OrdersStore store;
    QTemporaryDir folder;
    Session session;
    session.workspace().setFolder(folder.path());
    Window window(session);
    store.open(session);
    session.goToEvent(Row(7));
    QVERIFY(session.histories().pin("/status"));
    QTRY_COMPARE(window.scene().fields().size(), 1U);
    session.goToEvent(Row(6)); // the cart
    QCOMPARE(window.scene().fields().size(), 0U);
    session.goToEvent(Row(4)); // order-2, cancelled
    QTRY_VERIFY(window.scene().fields().size() == 1 && window.scene().fields().field(0).isKnown);
    QCOMPARE(window.scene().fields().field(0).changes.size(), std::size_t(2));
    session.close();
    QCOMPARE(window.scene().fields().size(), 0U);
}

QTEST_MAIN(TestTimelineView)
#include "tst_timelineview.moc"
