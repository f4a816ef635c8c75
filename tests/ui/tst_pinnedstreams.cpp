// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ordersstore.h"
#include "timelinewindow.h"

#include "panels/rowtable.h"
#include "panels/streamspanel.h"
#include "widgets/theme.h"

#include <QMenu>
#include <QScrollBar>

using namespace eventscope;
using namespace eventscope::ui;
using Window = TimelineWindow;

class TestPinnedStreams : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<OrdersStore> m_store;
    std::unique_ptr<Session> m_session;

    void open()
    {
        m_session = std::make_unique<Session>();
        m_session->workspace().setFolder(m_folder->path());
        m_store->open(*m_session);
    }
    StreamId stream(const char *name) const { return *m_session->log().findStream(name); }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<OrdersStore>();
    }
    void cleanup() { m_session.reset(); }

    void aPinnedStreamStandsAboveTheOthers()
    {
        open();
        Window window(*m_session);
        window.settle();
        m_session->selectStreamType(m_session->log().findStreamType("order"));
        window.settle();
        QVERIFY(m_session->workspace().pinStream("cart-9"));
        QVERIFY(m_session->workspace().pinStream("order-2"));
        window.settle();
        const LaneList &lanes = window.scene().lanes();
        QCOMPARE(lanes.size(), 4U);
        QCOMPARE(lanes.at(0), Lane::of(stream("cart-9")));
        QCOMPARE(lanes.at(1), Lane::of(stream("order-2")));
        QCOMPARE(lanes.indexOf(Lane::of(stream("order-2"))), std::optional(1U));
        QCOMPARE(window.scene().laneLayout(1)->track.marks.size(), std::size_t(2));
        QVERIFY(window.view.note().contains(QStringLiteral("2 streams")));
        // What is above the line and what is below.
        QCOMPARE(window.scene().standingLanes(), 2U);
        QVERIFY(window.scene().laneRect(1).bottom() < window.scene().scrolledRect().top());
        QVERIFY(window.scene().laneRect(2).top() >= window.scene().scrolledRect().top());
        for (std::uint32_t lane = 0; lane < lanes.size(); ++lane)
            QCOMPARE(window.scene().hitTest(window.scene().laneRect(lane).center()).lane,
                     std::optional(lane));
        // The stream types, too, stand below; the selected stream once.
        m_session->selectStream(stream("cart-9"));
        m_session->selectStreamType(std::nullopt);
        window.settle();
        QVERIFY(lanes.showsTypes());
        QCOMPARE(lanes.size(), 4U);
        QCOMPARE(lanes.at(2), Lane::of(*m_session->log().findStreamType("order")));
        QTest::mouseClick(window.viewport(), Qt::LeftButton, {}, window.at(Row(4), 1));
        QCOMPARE(m_session->playhead(), Row(4));
        m_session->workspace().unpinStream("cart-9");
        m_session->workspace().unpinStream("order-2");
        QCOMPARE(window.scene().standingLanes(), 0U);
    }

    void pinnedStreamsStayWhileTheOthersScroll()
    {
        for (int i = 0; i < 60; ++i)
            m_store->append(OrdersStore::event(100 + i,
                                               qPrintable(QStringLiteral("order-%1").arg(100 + i)),
                                               1, "OrderPlaced", "{}"));
        open();
        Window window(*m_session, QSize(900, 400));
        m_session->selectStream(stream("order-1"));
        QVERIFY(m_session->workspace().pinStream("cart-9"));
        window.settle();
        const QRect pinned = window.scene().laneRect(0);
        window.canvas().verticalScrollBar()->setValue(
            window.canvas().verticalScrollBar()->maximum());
        window.settle();
        QCOMPARE(window.scene().laneRect(0), pinned);
        QVERIFY(window.scene().laneLayout(0));
        // The last lane is there, whole.
        const std::uint32_t last = window.scene().lanes().size() - 1;
        QVERIFY(window.scene().laneLayout(last));
        QVERIFY(window.scene().laneRect(last).bottom() <= window.scene().lanesRect().bottom());
        // More than fit into half of the room scroll with the others.
        for (int i = 0; i < 11; ++i)
            QVERIFY(m_session->workspace().pinStream("order-" + std::to_string(100 + i)));
        window.settle();
        QCOMPARE(window.scene().lanes().pinnedCount(), 12U);
        QVERIFY(window.scene().standingLanes() < 12U);
        QVERIFY(window.scene().scrolledRect().height() >= window.scene().lanesRect().height() / 3);
        QVERIFY(!window.view.grab().isNull());
    }

    void keysAndMenusPin()
    {
        open();
        Window window(*m_session);
        m_session->selectStream(stream("order-1"));
        window.settle();
        QTest::keyClick(&window.canvas(), Qt::Key_P); // the lane of the selected stream
        QVERIFY(m_session->workspace().isStreamPinned("order-1"));
        // The keyboard stays with the stream.
        QCOMPARE(window.canvas().cursor(), std::optional(0U));
        QTest::keyClick(&window.canvas(), Qt::Key_P);
        QVERIFY(!m_session->workspace().isStreamPinned("order-1"));
        const QPoint name = window.scene().laneRect(window.laneOf(*m_session, "order-2")).center();
        QTest::mouseClick(window.viewport(), Qt::RightButton, {}, QPoint(20, name.y()));
        auto *const menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QVERIFY(menu->actions().front()->text().startsWith(QStringLiteral("Pin this stream")));
        menu->actions().front()->trigger();
        menu->close();
        QVERIFY(m_session->workspace().isStreamPinned("order-2"));
    }

    void theListOfStreamsPins()
    {
        open();
        StreamsPanel panel(*m_session);
        panel.resize(300, 500);
        panel.show();
        QTRY_VERIFY(panel.isSettled());
        RowTable *list = nullptr;
        for (RowTable *const table : panel.findChildren<RowTable *>()) {
            if (table->accessibleName() == QStringLiteral("Streams"))
                list = table;
        }
        QVERIFY(list);
        m_session->selectStream(stream("order-2"));
        const auto rowOf = [&](const QString &name) {
            for (int row = 0; row < list->model()->rowCount(); ++row) {
                if (list->model()->index(row, 0).data().toString() == name)
                    return row;
            }
            return -1;
        };
        QTRY_VERIFY(rowOf(QStringLiteral("order-2")) >= 0);
        list->setCurrentIndex(list->model()->index(rowOf(QStringLiteral("order-2")), 0));
        QTest::keyClick(list, Qt::Key_P);
        QVERIFY(m_session->workspace().isStreamPinned("order-2"));
        QVERIFY(!panel.grab().isNull());
        QTest::keyClick(list, Qt::Key_P);
        QVERIFY(!m_session->workspace().isStreamPinned("order-2"));
    }

    void pinsComeBackWithTheStore()
    {
        open();
        QVERIFY(m_session->workspace().pinStream("order-2"));
        QVERIFY(m_session->workspace().pinStream("not-there"));
        open();
        Window window(*m_session);
        window.settle();
        QCOMPARE(window.scene().lanes().pinnedCount(), 1U);
        QCOMPARE(window.scene().lanes().at(0), Lane::of(stream("order-2")));
        // A stream that comes later gets its lane then.
        m_store->append(OrdersStore::event(50, "not-there", 1, "OrderPlaced", "{}"));
        QTRY_COMPARE(window.scene().lanes().pinnedCount(), 2U);
    }
};

QTEST_MAIN(TestPinnedStreams)
#include "tst_pinnedstreams.moc"
