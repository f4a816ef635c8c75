// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ordersstore.h"
#include "timelinewindow.h"

#include "timeline/minimap.h"
#include "widgets/theme.h"

using namespace eventscope;
using namespace eventscope::ui;
using Window = TimelineWindow;

namespace {

// Longer, so that there is something to move about in.
void writeMore(const OrdersStore &store)
{
    for (int i = 0; i < 120; ++i)
        store.append(OrdersStore::event(100 + i, "order-3", 1 + i, "OrderNoted", "{}"));
}

void drag(Minimap &minimap, int from, int to)
{
    const int y = minimap.height() / 2;
    QTest::mousePress(&minimap, Qt::LeftButton, {}, QPoint(from, y));
    for (int step = 1; step <= 4; ++step) {
        const QPoint at(from + (to - from) * step / 4, y);
        QMouseEvent move(QEvent::MouseMove, at, minimap.mapToGlobal(at), Qt::NoButton,
                         Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&minimap, &move);
    }
    QTest::mouseRelease(&minimap, Qt::LeftButton, {}, QPoint(to, y));
}

} // namespace

class TestMinimap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }

    void withoutEventsNothingHappens()
    {
        Session session;
        Window window(session);
        Minimap &minimap = window.view.minimap();
        QTest::mouseClick(&minimap, Qt::LeftButton, {}, QPoint(400, 10));
        QTest::keyClick(&minimap, Qt::Key_Left);
        QVERIFY(!minimap.grab().isNull());
    }

    void theWindowIsWhatTheTimelineShows()
    {
        const OrdersStore store;
        writeMore(store);
        Session session;
        store.open(session);
        Window window(session);
        window.settle();
        Minimap &minimap = window.view.minimap();
        const QRect area = window.scene().trackArea();
        QCOMPARE(minimap.window().left(), area.left());
        QCOMPARE(minimap.window().width(), area.width());
        QVERIFY(minimap.accessibleDescription().startsWith(QStringLiteral("100 % of the log")));
        const TimelineRange whole = window.scene().range();
        window.canvas().showRange(
            TimelineRange(whole.start() + whole.span() / 4, whole.start() + whole.span() / 2));
        const QRect quarter = minimap.window();
        QVERIFY(std::abs(quarter.left() - area.left() - area.width() / 4) <= 2);
        QVERIFY(std::abs(quarter.width() - area.width() / 4) <= 2);
        QCOMPARE(minimap.range(), whole);
        QVERIFY(minimap.accessibleDescription().contains(QStringLiteral("25 %")));
        QVERIFY(!minimap.grab().isNull());
        // However near one looks, there is something to take hold of.
        window.canvas().showRange(TimelineRange(whole.start(), whole.start() + 1));
        QVERIFY(minimap.window().width() >= 4);
    }

    void theWindowIsDraggedAndResized()
    {
        const OrdersStore store;
        writeMore(store);
        Session session;
        store.open(session);
        Window window(session);
        window.settle();
        Minimap &minimap = window.view.minimap();
        const TimelineRange whole = window.scene().range();
        window.canvas().showRange(
            TimelineRange(whole.start() + whole.span() / 4, whole.start() + whole.span() / 2));
        const TimelineRange before = window.scene().range();
        const int middle = minimap.window().center().x();
        const auto unitsPerPixel = static_cast<std::int64_t>(
            whole.scale(window.scene().trackArea().width()));
        drag(minimap, middle, middle + 60);
        QCOMPARE(window.scene().range().span(), before.span());
        QVERIFY(std::abs(window.scene().range().start() - before.start() - 60 * unitsPerPixel)
                < 3 * unitsPerPixel);
        const TimelineRange moved = window.scene().range();
        drag(minimap, minimap.window().right(), minimap.window().right() + 50);
        QCOMPARE(window.scene().range().start(), moved.start());
        QVERIFY(window.scene().range().end() > moved.end() + 40 * unitsPerPixel);
        const std::int64_t end = window.scene().range().end();
        drag(minimap, minimap.window().left(), minimap.window().left() - 50);
        QCOMPARE(window.scene().range().end(), end);
        QVERIFY(window.scene().range().start() < moved.start() - 40 * unitsPerPixel);
    }

    void aClickBringsTheWindowThere()
    {
        const OrdersStore store;
        writeMore(store);
        Session session;
        store.open(session);
        Window window(session);
        window.settle();
        Minimap &minimap = window.view.minimap();
        const TimelineRange whole = window.scene().range();
        window.canvas().showRange(TimelineRange(whole.start(), whole.start() + whole.span() / 8));
        const QPoint at(window.scene().trackArea().center().x(), 8);
        QTest::mouseClick(&minimap, Qt::LeftButton, {}, at);
        QVERIFY(minimap.window().contains(at));
        QVERIFY(std::abs(minimap.window().center().x() - at.x()) <= 2);
    }

    void keysMoveAndResizeIt()
    {
        const OrdersStore store;
        writeMore(store);
        Session session;
        store.open(session);
        Window window(session);
        window.settle();
        Minimap &minimap = window.view.minimap();
        const TimelineRange whole = window.scene().range();
        window.canvas().showRange(
            TimelineRange(whole.start() + whole.span() / 4, whole.start() + whole.span() / 2));
        const auto range = [&] { return window.scene().range(); };
        TimelineRange before = range();
        QTest::keyClick(&minimap, Qt::Key_Right);
        QVERIFY(range().start() > before.start());
        QTest::keyClick(&minimap, Qt::Key_Left);
        QCOMPARE(range(), before);
        QTest::keyClick(&minimap, Qt::Key_Up);
        QVERIFY(range().span() < before.span());
        QTest::keyClick(&minimap, Qt::Key_Down);
        QTest::keyClick(&minimap, Qt::Key_Down);
        QVERIFY(range().span() > before.span());
        QTest::keyClick(&minimap, Qt::Key_Home);
        QCOMPARE(range().start(), whole.start());
        QTest::keyClick(&minimap, Qt::Key_End);
        QCOMPARE(range().end(), whole.end());
        // The arrow keys are its own, not those that step from event to event.
        QKeyEvent left(QEvent::ShortcutOverride, Qt::Key_Left, Qt::NoModifier);
        left.ignore();
        QApplication::sendEvent(&minimap, &left);
        QVERIFY(left.isAccepted());
    }
};

QTEST_MAIN(TestMinimap)
#include "tst_minimap.moc"
