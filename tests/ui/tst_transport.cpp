// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ordersstore.h"

#include "panels/scrubber.h"
#include "panels/transportbar.h"
#include "widgets/theme.h"

#include <QAction>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace eventscope::ui;

class TestTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void withoutAStoreNothingCanBeDone();
    void itStepsTheSelectedStream();
    void withoutAStreamItStepsTheShownEvents();
    void theLabelSaysWhereThePlayheadIs();
    void namesAreShownAsTheyAre();
    void playStepsToTheEndAndStops();
    void takingHoldOfTheScrubberStopsPlay();
    void fasterIsFaster();
    void itStopsWhereItIsToldTo_data();
    void itStopsWhereItIsToldTo();
    void aLoopGoesRoundTheSelectedEvents();
    void aLoopOverAllBeginsAgainAtTheStart();
    void theOriginalTimingWaitsAsLongAsItWas();
    void howItPlaysIsRemembered();
    void theScrubberHasATickForEachEventOfTheStream();
    void draggingTheScrubberMovesThePlayhead();
    void theScrubberPaints();
};

void TestTransport::initTestCase()
{
    Theme::instance().apply(*qApp, Theme::Choice::Light);
}

void TestTransport::withoutAStoreNothingCanBeDone()
{
    Session session;
    TransportBar bar(session);
    for (const QAction *const action : {bar.firstAction(), bar.previousAction(), bar.playAction(),
                                        bar.nextAction(), bar.lastAction()})
        QVERIFY(!action->isEnabled());
    QCOMPARE(bar.label(), QString());
    QVERIFY(!bar.grab().isNull());
    QTest::mouseClick(&bar.scrubber(), Qt::LeftButton, {}, QPoint(50, 10));
    QVERIFY(!bar.scrubber().rowAt(10));
}

void TestTransport::itStepsTheSelectedStream()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    TransportBar bar(session);
    session.selectStream(session.log().findStream("order-1"));
    QCOMPARE(session.playhead(), Row(7));
    QVERIFY(!bar.nextAction()->isEnabled());
    bar.previousAction()->trigger();
    QCOMPARE(session.playhead(), Row(5));
    QVERIFY(bar.nextAction()->isEnabled());
    bar.firstAction()->trigger();
    QCOMPARE(session.playhead(), Row(0));
    QVERIFY(!bar.previousAction()->isEnabled());
    QVERIFY(!bar.firstAction()->isEnabled());
    bar.nextAction()->trigger();
    QCOMPARE(session.playhead(), Row(2));
    bar.lastAction()->trigger();
    QCOMPARE(session.playhead(), Row(7));
}

void TestTransport::withoutAStreamItStepsTheShownEvents()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    TransportBar bar(session);
    session.selectStream(std::nullopt);
    bar.firstAction()->trigger();
    QCOMPARE(session.playhead(), Row(0));
    bar.nextAction()->trigger();
    QCOMPARE(session.playhead(), Row(1));
}

void TestTransport::theLabelSaysWhereThePlayheadIs()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    TransportBar bar(session);
    session.goToEvent(Row(2));
    QCOMPARE(bar.label(), QStringLiteral("order-1 v2 of 5 \u00b7 #3 of 8 \u00b7 00:00:03"));
    // Between two of its events the stream is where the last one left it.
    session.setPlayhead(Row(4));
    QCOMPARE(bar.label(), QStringLiteral("order-1 v3 of 5 \u00b7 #5 of 8 \u00b7 00:00:05"));
    session.selectStream(std::nullopt);
    QCOMPARE(bar.label(), QStringLiteral("#5 of 8 \u00b7 00:00:05"));
    session.goToEvent(Row(6));
    session.setPlayhead(Row(3));
    QCOMPARE(bar.label(),
             QStringLiteral("cart-9 not begun, 1 to come \u00b7 #4 of 8 \u00b7 00:00:04"));
    for (int i = 0; i < 1'000; ++i)
        store.append(OrdersStore::event(10 + i, "order-4", i + 1, "OrderPaid", "{}"));
    QTRY_VERIFY(bar.label().contains(QStringLiteral("#4 of 1,008")));
}

void TestTransport::namesAreShownAsTheyAre()
{
    const OrdersStore store;
    store.append(OrdersStore::event(20, "x-<b>&amp;", 1, "Opened", "{}"));
    Session session;
    store.open(session);
    TransportBar bar(session);
    session.goToEvent(Row(8));
    QVERIFY(bar.label().startsWith(QStringLiteral("x-<b>&amp; v1 of 1")));
}

void TestTransport::playStepsToTheEndAndStops()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    TransportBar bar(session);
    session.goToEvent(Row(0));
    bar.player().setSpeed(16);
    bar.playAction()->trigger();
    QVERIFY(bar.player().isPlaying());
    QCOMPARE(bar.playAction()->text(), QStringLiteral("Pause"));
    QTRY_VERIFY(!bar.player().isPlaying());
    QCOMPARE(session.playhead(), Row(7));
    QVERIFY(!bar.playAction()->isChecked());
    QVERIFY(!bar.playAction()->isEnabled());
    bar.previousAction()->trigger();
    QVERIFY(bar.playAction()->isEnabled());
    bar.playAction()->trigger();
    bar.playAction()->trigger();
    QVERIFY(!bar.player().isPlaying());
    bar.playAction()->trigger();
    QVERIFY(bar.player().isPlaying());
    session.close();
    QVERIFY(!bar.player().isPlaying());
}

void TestTransport::takingHoldOfTheScrubberStopsPlay()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    TransportBar bar(session);
    bar.resize(900, TransportBar::kHeight);
    bar.show();
    session.goToEvent(Row(0));
    bar.player().setSpeed(0.5);
    bar.playAction()->trigger();
    QVERIFY(bar.player().isPlaying());
    QTest::mouseClick(&bar.scrubber(), Qt::LeftButton, {},
                      QPoint(bar.scrubber().xOfRow(Row(3)), 16));
    QVERIFY(!bar.player().isPlaying());
    QCOMPARE(session.playhead(), Row(3));
}

void TestTransport::fasterIsFaster()
{
    Session session;
    TransportBar bar(session);
    QCOMPARE(bar.player().speed(), 1.0);
    bar.player().setSpeed(16);
    QCOMPARE(bar.player().speed(), 16.0);
    bar.player().setSpeed(1'000);
    QCOMPARE(bar.player().speed(), 16.0);
    bar.player().setSpeed(0);
    QCOMPARE(bar.player().speed(), 0.5);
}

void TestTransport::itStopsWhereItIsToldTo_data()
{
    QTest::addColumn<int>("stop");
    QTest::addColumn<std::uint32_t>("row");
    QTest::addColumn<QString>("reason");
    QTest::newRow("a filter match")
        << int(Player::Stop::FilterMatch) << 5U << QStringLiteral("an event of the filter");
    QTest::newRow("a bookmark") << int(Player::Stop::Bookmark) << 5U
                                << QStringLiteral("a bookmark");
    QTest::newRow("a change") << int(Player::Stop::PinnedChange) << 2U
                              << QStringLiteral("a change of status");
}

void TestTransport::itStopsWhereItIsToldTo()
{
    QFETCH(int, stop);
    QFETCH(std::uint32_t, row);
    QFETCH(QString, reason);
    const OrdersStore store;
    const QTemporaryDir folder;
    Session session;
    session.workspace().setFolder(folder.path());
    store.open(session);
    TransportBar bar(session);
    session.goToEvent(Row(0));
    session.setFilter(QStringLiteral("position = 5 or position = 6"));
    QTRY_COMPARE(session.shownEvents().size(), 2U);
    session.bookmarks().set(Row(5));
    QVERIFY(session.histories().pin("/status"));
    QTRY_VERIFY(session.histories().pinned("/status"));
    session.setPlayhead(Row(0));
    bar.player().setSpeed(16);
    bar.player().setStopsAt(static_cast<Player::Stop>(stop), true);
    bar.playAction()->trigger();
    QTRY_VERIFY(!bar.player().isPlaying());
    QCOMPARE(session.playhead(), Row(row));
    QCOMPARE(bar.player().reason(), reason);
    QVERIFY(bar.label().startsWith(QStringLiteral("stopped at ") + reason));
    bar.previousAction()->trigger();
    QVERIFY(!bar.label().contains(QStringLiteral("stopped")));
    bar.player().setStopsAt(static_cast<Player::Stop>(stop), false);
    bar.playAction()->trigger();
    QTRY_VERIFY(!bar.player().isPlaying());
    QCOMPARE(session.playhead(), Row(7));
    QVERIFY(bar.player().reason().isEmpty());
}

void TestTransport::aLoopGoesRoundTheSelectedEvents()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    session.selectStream(std::nullopt);
    session.setPlayhead(Row(0));
    Player player(session);
    player.setSpeed(16);
    player.setLoops(true);
    session.selectedEvents().set(std::vector<Row>{Row(3), Row(5)});
    std::vector<Row> seen;
    connect(&session, &Session::playheadChanged, &player,
            [&] { seen.push_back(session.playhead()); });
    player.play();
    QTRY_VERIFY(seen.size() >= 7);
    player.pause();
    seen.resize(7);
    QCOMPARE(seen, (std::vector<Row>{Row(3), Row(4), Row(5), Row(3), Row(4), Row(5), Row(3)}));
}

void TestTransport::aLoopOverAllBeginsAgainAtTheStart()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    session.selectStream(session.log().findStream("order-1"));
    QCOMPARE(session.playhead(), Row(7));
    Player player(session);
    QVERIFY(!player.canPlay());
    player.setLoops(true);
    QVERIFY(player.canPlay());
    player.setSpeed(16);
    player.play();
    QTRY_COMPARE(session.playhead(), Row(0));
    QTRY_COMPARE(session.playhead(), Row(2));
    QVERIFY(player.isPlaying());
}

void TestTransport::theOriginalTimingWaitsAsLongAsItWas()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    session.selectStream(std::nullopt);
    session.setPlayhead(Row(0));
    Player player(session);
    player.setSpeed(16);
    player.setOriginalTiming(true);
    // Its events are a second or more apart: sixteen times as fast, that is longer than a steady rate would take for one.
    const double gap = double(session.log().time(Row(1)).micros - session.log().time(Row(0)).micros)
                       / 1e6;
    QVERIFY(gap >= 0.9);
    QElapsedTimer clock;
    clock.start();
    player.play();
    QTRY_COMPARE(session.playhead(), Row(1));
    QVERIFY(double(clock.elapsed()) >= std::min(gap * 1000 / 16, 2000.0) - 10);
}

void TestTransport::howItPlaysIsRemembered()
{
    Session session;
    TransportBar bar(session);
    bar.player().setSpeed(4);
    bar.player().setOriginalTiming(true);
    bar.player().setLoops(true);
    bar.player().setStopsAt(Player::Stop::Finding, true);
    TransportBar other(session);
    other.restoreState(bar.saveState());
    QCOMPARE(other.player().speed(), 4.0);
    QVERIFY(other.player().originalTiming());
    QVERIFY(other.player().loops());
    QVERIFY(other.player().stopsAt(Player::Stop::Finding));
    QVERIFY(!other.player().stopsAt(Player::Stop::Bookmark));
    other.faster();
    QCOMPARE(other.player().speed(), 8.0);
    other.slower();
    other.slower();
    QCOMPARE(other.player().speed(), 2.0);
}

void TestTransport::theScrubberHasATickForEachEventOfTheStream()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    TransportBar bar(session);
    bar.resize(900, TransportBar::kHeight);
    bar.show();
    Scrubber &scrubber = bar.scrubber();
    session.goToEvent(Row(0));
    QCOMPARE(scrubber.ticks().size(), std::size_t(5));
    QCOMPARE(scrubber.ticks()[3], (Scrubber::Tick{scrubber.xOfRow(Row(5)), Row(5)}));
    session.selectStream(std::nullopt);
    QVERIFY(scrubber.ticks().empty());
    // Never more than pixels.
    for (int i = 0; i < 5'000; ++i)
        store.append(OrdersStore::event(10 + i, "order-1", i + 6, "OrderPaid", "{}"));
    session.selectStream(session.log().findStream("order-1"));
    QTRY_COMPARE(session.streamSequence().size(), 5'005U);
    QVERIFY(scrubber.ticks().size() > 200);
    QVERIFY(scrubber.ticks().size() <= std::size_t(scrubber.width()));
}

void TestTransport::draggingTheScrubberMovesThePlayhead()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    TransportBar bar(session);
    bar.resize(900, TransportBar::kHeight);
    bar.show();
    Scrubber &scrubber = bar.scrubber();
    session.selectStream(session.log().findStream("order-2")); // rows 1 and 4
    QTest::mousePress(&scrubber, Qt::LeftButton, {}, QPoint(scrubber.xOfRow(Row(6)), 16));
    QCOMPARE(session.playhead(), Row(6));
    QTest::mouseMove(&scrubber, QPoint(scrubber.xOfRow(Row(4)) + 2, 16));
    QCOMPARE(session.playhead(), Row(4));
    QTest::mouseMove(&scrubber, QPoint(-100, 16));
    QCOMPARE(session.playhead(), Row(0));
    QTest::mouseRelease(&scrubber, Qt::LeftButton, {}, QPoint(-100, 16));
    QTest::mouseMove(&scrubber, QPoint(scrubber.xOfRow(Row(6)), 16));
    QCOMPARE(session.playhead(), Row(0));
    QCOMPARE(session.selectedStream(), session.log().findStream("order-2"));
}

void TestTransport::theScrubberPaints()
{
    const OrdersStore store;
    Session session;
    store.open(session);
    TransportBar bar(session);
    bar.resize(900, TransportBar::kHeight);
    bar.show();
    session.setPlayhead(Row(3));
    const QImage image = bar.scrubber().grab().toImage();
    const int middle = bar.scrubber().height() / 2;
    const qreal ratio = image.devicePixelRatio();
    const auto colorAt = [&](int x) {
        return image.pixelColor(int(x * ratio), int(middle * ratio));
    };
    QCOMPARE(colorAt(bar.scrubber().xOfRow(Row(1))), Theme::instance().tokens().accent);
    QCOMPARE(colorAt(bar.scrubber().xOfRow(Row(5))), Theme::instance().tokens().hairline);
}

QTEST_MAIN(TestTransport)
#include "tst_transport.moc"
