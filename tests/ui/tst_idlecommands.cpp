// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/streamspanel.h"
#include "panels/transportbar.h"
#include "shell/commands.h"
#include "shell/explorepage.h"
#include "shell/mainwindow.h"
#include "timeline/timelinecanvas.h"
#include "timeline/timelineview.h"
#include "widgets/theme.h"

#include "ordersstore.h"

#include <QAction>
#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>
#include <QSettings>

#include <memory>

using namespace eventscope;
using namespace eventscope::ui;

// order-2 is idle from second 2 to 5 (rows 1 and 4); order-1 for 2 s up to rows 2, 5 and 7, for 1 s up to row 3.
class TestIdleCommands : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<OrdersStore> m_store;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }
    TransportBar &transport() { return *m_window->findChild<TransportBar *>(); }
    TimelineCanvas &canvas() { return *m_window->findChild<TimelineCanvas *>(); }
    StreamId stream(const char *name) { return *m_session->log().findStream(name); }
    void chooseFromMenu(QMenu *menu, const QString &text)
    {
        QVERIFY(menu);
        for (QAction *const action : menu->actions()) {
            if (action->text() == text) {
                action->trigger();
                menu->close();
                return;
            }
        }
        QFAIL("The menu has no such action.");
    }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Dark); }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<OrdersStore>();
        m_settings = std::make_unique<QSettings>(m_dir->filePath(QStringLiteral("settings.ini")),
                                                 QSettings::IniFormat);
        m_session = std::make_unique<Session>();
        m_session->workspace().setFolder(m_dir->filePath(QStringLiteral("workspaces")));
        m_window = std::make_unique<MainWindow>(*m_session, *m_settings);
        m_window->resize(1600, 1000);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_store->open(*m_session);
        QTRY_VERIFY(m_window->isSettled());
        m_window->findChild<QWidget *>(QStringLiteral("explorePage"))->setFocus();
    }
    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    void withNoStreamSelectedItGoesThroughThoseOfAll()
    {
        m_session->goToEvent(Row(0));
        m_session->selectStream(std::nullopt);
        press(Qt::Key_I);
        QTRY_COMPARE(m_session->playhead(), Row(4));
        QCOMPARE(m_session->selectedEvents().rows(), (std::vector<Row>{Row(1), Row(4)}));
        QCOMPARE(m_session->selectedStream(), std::optional(stream("order-2")));
        QCOMPARE(transport().label(),
                 QStringLiteral("Idle for 3 s: v1 to v2 of order-2 \u00b7 longest of all streams"));
        QCOMPARE(canvas().measured(), QStringLiteral("\u0394 3 s, 2 events between"));

        // The stream that it has selected does not narrow it.
        const std::pair<Row, Row> next[] = {{Row(0), Row(2)},
                                            {Row(3), Row(5)},
                                            {Row(5), Row(7)},
                                            {Row(2), Row(3)}};
        for (const auto &[before, after] : next) {
            press(Qt::Key_I);
            QTRY_COMPARE(m_session->playhead(), after);
            QCOMPARE(m_session->selectedEvents().rows(), (std::vector<Row>{before, after}));
        }
        QCOMPARE(transport().label(),
                 QStringLiteral(
                     "Idle for 1 s: v2 to v3 of order-1 \u00b7 5th longest of all streams"));
        press(Qt::Key_I);
        QTRY_COMPARE(transport().label(),
                     QStringLiteral("The last one: there is no shorter idle time to go to"));
        QCOMPARE(m_session->playhead(), Row(3));
        press(Qt::Key_I, Qt::ShiftModifier);
        QTRY_COMPARE(m_session->playhead(), Row(7));
        QVERIFY(transport().label().contains(QStringLiteral("4th longest of all streams")));
    }

    void withAStreamSelectedItStaysThere()
    {
        m_session->selectStream(stream("order-1"));
        press(Qt::Key_I);
        QTRY_COMPARE(m_session->playhead(), Row(2));
        QCOMPARE(transport().label(),
                 QStringLiteral("Idle for 2 s: v1 to v2 of order-1 \u00b7 longest of the stream"));
        press(Qt::Key_I);
        QTRY_COMPARE(m_session->playhead(), Row(5));
        QVERIFY(transport().label().contains(QStringLiteral("2nd longest of the stream")));
        press(Qt::Key_I, Qt::ShiftModifier);
        QTRY_COMPARE(m_session->playhead(), Row(2));
        press(Qt::Key_I, Qt::ShiftModifier);
        QTRY_COMPARE(transport().label(),
                     QStringLiteral("The longest one: there is no longer idle time"));
        QCOMPARE(m_session->playhead(), Row(2));

        // That of all, though a stream is selected; then the next of all.
        press(Qt::Key_I, Qt::ControlModifier);
        QTRY_COMPARE(m_session->playhead(), Row(4));
        press(Qt::Key_I, Qt::ControlModifier);
        QTRY_COMPARE(m_session->playhead(), Row(2));
        QVERIFY(transport().label().contains(QStringLiteral("2nd longest of all streams")));
    }

    void whatIsPressedWhileItLooksCounts()
    {
        m_session->selectStream(stream("order-1"));
        press(Qt::Key_I);
        press(Qt::Key_I);
        press(Qt::Key_I);
        press(Qt::Key_I, Qt::ShiftModifier);
        QTRY_VERIFY(transport().label().contains(QStringLiteral("longest of the stream")));
        QVERIFY(transport().label().contains(QStringLiteral("2nd longest")));
        QCOMPARE(m_session->playhead(), Row(5));
    }

    void whoHasGoneElsewhereBeginsAnew()
    {
        m_session->selectStream(stream("order-1"));
        press(Qt::Key_I);
        press(Qt::Key_I);
        QTRY_COMPARE(m_session->playhead(), Row(5));
        m_session->goToEvent(Row(4));
        QVERIFY(!transport().label().contains(QStringLiteral("Idle")));
        press(Qt::Key_I);
        QTRY_VERIFY(transport().label().contains(QStringLiteral("longest of the stream")));
        QCOMPARE(m_session->playhead(), Row(4)); // that it ends where one stands is no matter
        QCOMPARE(m_session->selectedEvents().rows(), (std::vector<Row>{Row(1), Row(4)}));
        // One event more is another selection: from there, the longest again.
        m_session->selectedEvents().set(Row(4));
        press(Qt::Key_I);
        QTRY_COMPARE(m_session->selectedEvents().size(), 2U);
        QCOMPARE(m_session->playhead(), Row(4));
    }

    void backReturnsAndForwardSelectsThePauseAgain()
    {
        m_session->goToEvent(Row(6));
        press(Qt::Key_I, Qt::ControlModifier);
        QTRY_COMPARE(m_session->playhead(), Row(4));
        press(Qt::Key_I);
        QTRY_COMPARE(m_session->playhead(), Row(2));
        m_session->back();
        QCOMPARE(m_session->playhead(), Row(4));
        QCOMPARE(m_session->selectedEvents().rows(), (std::vector<Row>{Row(1), Row(4)}));
        press(Qt::Key_I); // from there on
        QTRY_COMPARE(m_session->playhead(), Row(2));
        m_session->back();
        m_session->back();
        QCOMPARE(m_session->playhead(), Row(6));
        QCOMPARE(m_session->selectedStream(), std::optional(stream("cart-9")));
        QVERIFY(!transport().label().contains(QStringLiteral("Idle")));
        m_session->forward();
        QCOMPARE(m_session->selectedEvents().rows(), (std::vector<Row>{Row(1), Row(4)}));
    }

    void aStreamOfOneEventSaysThatItNeverWasIdle()
    {
        m_session->selectStream(stream("cart-9"));
        press(Qt::Key_I);
        QTRY_COMPARE(transport().label(),
                     QStringLiteral(
                         "No idle time: no two events of one stream have different times"));
        QCOMPARE(m_session->playhead(), Row(6));
    }

    void menusGoToThatOfTheirStream()
    {
        m_session->goToEvent(Row(6));
        Q_EMIT m_window->findChild<StreamsPanel *>()->idleTimeWanted(stream("order-1"));
        QTRY_COMPARE(m_session->playhead(), Row(2));
        QVERIFY(transport().label().contains(QStringLiteral("longest of the stream")));
        m_session->goToEvent(Row(6));
        TimelineCanvas &timeline = canvas();
        m_session->selectStream(stream("order-2"));
        QTRY_VERIFY(m_window->isSettled());
        timeline.setFocus();
        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(), QPoint());
        QApplication::sendEvent(timeline.viewport(), &event);
        QTRY_VERIFY(QApplication::activePopupWidget());
        m_session->goToEvent(Row(6));
        chooseFromMenu(qobject_cast<QMenu *>(QApplication::activePopupWidget()),
                       QStringLiteral("Go to its longest idle time"));
        QTRY_COMPARE(m_session->playhead(), Row(4));
    }

    void theTimelineShowsThePauseFromEndToEnd()
    {
        const auto isInView = [this](Row row) {
            const auto x = canvas().scene().xOfRow(row);
            const QRect track = canvas().scene().allRect();
            return x && *x >= track.left() && *x <= track.right();
        };
        m_session->goToEvent(Row(6));
        const TimelineRange all = canvas().scene().range();
        press(Qt::Key_I, Qt::ControlModifier);
        QTRY_COMPARE(m_session->playhead(), Row(4));
        QCOMPARE(canvas().scene().range(), all); // it was in sight
        // So near to its end that its begin is out of view.
        for (int i = 0; i < 8; ++i)
            canvas().scene().zoom(0.5, canvas().scene().xOfRow(Row(7)).value());
        QVERIFY(!isInView(Row(1)));
        m_session->goToEvent(Row(6));
        press(Qt::Key_I, Qt::ControlModifier);
        QTRY_COMPARE(m_session->playhead(), Row(4));
        QVERIFY(isInView(Row(1)) && isInView(Row(4)));
    }

    void aLogThatHasGrownIsSearchedAnew()
    {
        m_session->goToEvent(Row(6));
        press(Qt::Key_I, Qt::ControlModifier);
        QTRY_COMPARE(m_session->playhead(), Row(4));
        m_store->append(OrdersStore::event(58, "order-1", 6, "OrderNoted", "{}"));
        QTRY_COMPARE(m_session->log().rowCount(), 9U);
        press(Qt::Key_I, Qt::ShiftModifier); // now there is a longer one
        QTRY_COMPARE(m_session->playhead(), Row(8));
        QCOMPARE(transport().label(),
                 QStringLiteral(
                     "Idle for 50 s: v5 to v6 of order-1 \u00b7 longest of all streams"));
    }

    void closingTheStoreWhileItLooksIsNoHarm()
    {
        press(Qt::Key_I, Qt::ControlModifier);
        m_session->close();
        QCOMPARE(transport().label(), QString());
        m_store->open(*m_session);
        m_session->goToEvent(Row(6));
        press(Qt::Key_I, Qt::ControlModifier);
        QTRY_COMPARE(m_session->playhead(), Row(4));
    }
};

QTEST_MAIN(TestIdleCommands)
#include "tst_idlecommands.moc"
