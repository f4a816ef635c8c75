// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accountsstore.h"
#include "ordersstore.h"
#include "timelinewindow.h"

#include "panels/findingspanel.h"
#include "panels/jsontreeview.h"
#include "panels/linkbutton.h"
#include "panels/notice.h"
#include "panels/rawview.h"
#include "panels/snapshotview.h"
#include "panels/statepanel.h"
#include "shell/commands.h"
#include "shell/explorepage.h"
#include "shell/mainwindow.h"
#include "widgets/theme.h"

#include <QAction>
#include <QClipboard>
#include <QSettings>
#include <QSignalSpy>
#include <QTabBar>
#include <QToolButton>

using namespace eventscope;
using namespace eventscope::ui;

class TestSnapshotView : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<AccountsStore> m_store;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<StatePanel> m_panel;

    void open(bool withReducer)
    {
        m_session = std::make_unique<Session>();
        m_panel = std::make_unique<StatePanel>(*m_session);
        m_panel->resize(360, 500);
        m_panel->show();
        m_store->open(*m_session);
        if (withReducer)
            m_session->workspace().setReducer("Account", m_store->reducer().toStdString());
        want("Account/a1");
    }
    StreamId stream(const char *name) const { return *m_session->log().findStream(name); }
    void want(const char *name) { m_session->snapshots().want({stream(name)}); }
    Row rowOf(const char *name, int version) const
    {
        const auto rows = m_session->log().streamRows(stream(name));
        for (const Row row : *rows) {
            if (m_session->log().version(row) == Version(version))
                return row;
        }
        return kNoRow;
    }
    void go(const char *name, int version) { m_session->goToEvent(rowOf(name, version)); }
    Notice *notice(const QString &words) const
    {
        for (Notice *const found : m_panel->findChildren<Notice *>()) {
            if (found->isVisibleTo(m_panel.get()) && found->sentence().contains(words))
                return found;
        }
        return nullptr;
    }
    LinkButton *link(const QString &words) const
    {
        for (LinkButton *const found : m_panel->findChildren<LinkButton *>()) {
            if (found->isVisibleTo(m_panel.get()) && found->text().contains(words))
                return found;
        }
        return nullptr;
    }
    QTabBar &tabs() const { return *m_panel->findChild<QTabBar *>(); }
    JsonTreeView *tree(const char *name) const
    {
        for (JsonTreeView *const view : m_panel->findChildren<JsonTreeView *>()) {
            if (view->accessibleName() == QLatin1String(name))
                return view;
        }
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }
    void init() { m_store = std::make_unique<AccountsStore>(); }
    void cleanup()
    {
        m_panel.reset();
        m_session.reset();
        m_store.reset();
    }

    void thePanelSaysWhetherTheSnapshotAgrees()
    {
        open(true);
        go("Account/a1", 2);
        QTRY_VERIFY(notice(QStringLiteral("The snapshot of v2 agrees with the folded state.")));
        go("Account/a1", 3);
        QTRY_VERIFY(!notice(QStringLiteral("snapshot")));
        go("Account/a1", 6);
        QTRY_VERIFY(notice(QStringLiteral("is ahead of its stream, which ends at v6. It agrees")));
        want("Account/a3");
        go("Account/a3", 2);
        QTRY_VERIFY(notice(QStringLiteral("The snapshot of v3 stands between two events")));
    }

    void whatDiffersIsShownByTheLinkAloneOrWithinTheSnapshot()
    {
        open(true);
        go("Account/a1", 4);
        QTRY_VERIFY(notice(QStringLiteral("differs from the folded state in 2 places")));
        LinkButton *const show = link(QStringLiteral("Show what differs"));
        QVERIFY(show);
        show->click();
        QCOMPARE(tabs().accessibleTabName(tabs().currentIndex()), QStringLiteral("Snapshot"));
        JsonTreeView *const list = tree("What differs in the snapshot");
        QVERIFY(list->isVisibleTo(m_panel.get()));
        QCOMPARE(list->model()->rowCount(), 2);
        QCOMPARE(list->model()->index(0, 0).data().toString(), QStringLiteral("balance"));
        QCOMPARE(list->model()->index(0, 1).data().toString(), QStringLiteral("99"));
        QCOMPARE(list->model()->index(0, 1).data(BeforeRole).toString(), QStringLiteral("40"));
        link(QStringLiteral("Show all of the snapshot"))->click();
        JsonTreeView *const all = tree("Snapshot");
        QVERIFY(all->isVisibleTo(m_panel.get()));
        QCOMPARE(all->model()->rowCount(), 3);
        for (QToolButton *const button : m_panel->findChildren<QToolButton *>()) {
            if (button->accessibleName() == QStringLiteral("Copy the whole snapshot as JSON"))
                button->click();
        }
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("\"balance\": 99")));
    }

    void withoutAReducerTheSnapshotCanBeLookedAt()
    {
        open(false);
        go("Account/a1", 4);
        QTRY_VERIFY(notice(QStringLiteral("The snapshot of v4 is not compared.")));
        QVERIFY(notice(QStringLiteral("v4"))
                    ->detail()
                    .startsWith(QStringLiteral("No reducer is chosen for Account streams")));
        link(QStringLiteral("Show the snapshot"))->click();
        QCOMPARE(tree("Snapshot")->model()->rowCount(), 3);
        // Where there is none, where there are some.
        go("Account/a1", 5);
        QTRY_COMPARE(tree("Snapshot")->emptyText(),
                     QStringLiteral("No snapshot here. The stream has them at v2, v4, v9."));
        QTRY_COMPARE(tree("Snapshot")->model()->rowCount(), 0);
    }

    void aDamagedSnapshotIsShownInBytes()
    {
        open(true);
        want("Account/a2");
        go("Account/a2", 3);
        QTRY_VERIFY(notice(QStringLiteral("The snapshot of v3 cannot be compared.")));
        QVERIFY(notice(QStringLiteral("v3"))->detail().contains(QStringLiteral("damaged")));
        link(QStringLiteral("Show the snapshot"))->click();
        for (RawView *const view : m_panel->findChildren<RawView *>()) {
            if (view->accessibleName() == QStringLiteral("Snapshot as it is stored")) {
                QVERIFY(view->isVisibleTo(m_panel.get()));
                QVERIFY(view->text().contains(QStringLiteral("1f 8b 08")));
            }
        }
    }

    void aStoreWithoutSnapshotsHasNoTabForThem()
    {
        const OrdersStore orders;
        open(false);
        QVERIFY(tabs().isTabVisible(3));
        tabs().setCurrentIndex(3);
        orders.open(*m_session);
        QTRY_VERIFY(!tabs().isTabVisible(3));
        QCOMPARE(tabs().currentIndex(), 0);
    }

    void aTableThatDoesNotFitIsSaidWhereSnapshotsAreLookedFor()
    {
        m_store->run(
            "DROP TABLE snapshots; CREATE TABLE snapshots(id TEXT, type TEXT, state BLOB)");
        open(false);
        go("Account/a1", 4);
        QTRY_VERIFY(m_session->snapshots().error());
        QVERIFY(!notice(QStringLiteral("no such column")));
        tabs().setCurrentIndex(3);
        QVERIFY(notice(QStringLiteral("no such column: version")));
    }

    void theTimelineMarksSnapshotsOfTheSelectedAndThePinnedStreams()
    {
        open(true);
        m_session->selectStream(stream("Account/a1"));
        TimelineWindow window(*m_session);
        window.settle();
        QTRY_COMPARE((window.view.grab(), window.canvas().snapshotMarks().size()), std::size_t(3));
        QVERIFY(m_session->workspace().pinStream("Account/a3"));
        // Which stands in its own place, too.
        QTRY_COMPARE((window.view.grab(), window.canvas().snapshotMarks().size()), std::size_t(5));
        // Below its event; what is ahead stands behind the last one.
        const auto of = [&](int version) {
            for (const PlacedSnapshot &placed : window.canvas().snapshotMarks()) {
                if (placed.stream == stream("Account/a1")
                    && placed.mark().version == Version(version))
                    return placed;
            }
            return PlacedSnapshot();
        };
        QCOMPARE(of(4).place.center().x(), window.scene().xOfRow(rowOf("Account/a1", 4)).value());
        QVERIFY(of(9).place.left() > window.scene().xOfRow(rowOf("Account/a1", 6)).value());

        window.hover(of(4).place.center());
        QCOMPARE(window.canvas().hoverCard().lines().front().text,
                 QStringLiteral("Snapshot of v4"));
        QSignalSpy wanted(&window.canvas(), &TimelineCanvas::snapshotWanted);
        QTest::mouseClick(window.viewport(), Qt::LeftButton, {}, of(4).place.center());
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(m_session->playhead(), rowOf("Account/a1", 4));
        QTRY_COMPARE((window.view.grab(), of(4).mark().verdict), SnapshotMark::Verdict::Differs);
        QTRY_VERIFY(window.canvas().accessibleDescription().contains(
            QStringLiteral("3 snapshots, 1 differs from the folded state, 1 is ahead of the "
                           "stream")));
        // The event above it says so, too.
        window.hover(window.at(rowOf("Account/a1", 4), window.laneOf(*m_session, "Account/a1")));
        QCOMPARE(window.canvas().hoverCard().lines().back().text,
                 QStringLiteral("Snapshot of v4: differs from the folded state"));
    }

    // Of a stream whose times do not go with its versions, on both axes.
    void allMarksInViewArePlacedAndNoOthers()
    {
        m_store->run("DELETE FROM events WHERE id = 'a1'; DELETE FROM snapshots");
        QByteArray sql;
        for (int version = 1; version <= 60; ++version) {
            sql += "INSERT INTO events(id, version, reason, type, timestamp, data, metadata) "
                   "VALUES('a1',"
                   + QByteArray::number(version)
                   + ",'Credited','Account',strftime('%Y-%m-%dT%H:%M:%SZ', "
                   + QByteArray::number(1767225600 + version * 37 % 61 * 60)
                   + ", 'unixepoch'),'{}','null');INSERT INTO snapshots VALUES('a1','Account',"
                   + QByteArray::number(version) + ",0,'{}');";
        }
        m_store->run(sql);
        open(false);
        m_session->selectStream(stream("Account/a1"));
        TimelineWindow window(*m_session);
        window.settle();
        QTRY_VERIFY((window.view.grab(), !window.canvas().snapshotMarks().empty()));
        for (const AxisMode mode : {AxisMode::Position, AxisMode::Time}) {
            window.canvas().setMode(mode);
            window.canvas().fit();
            const TimelineRange all = window.scene().range();
            std::size_t seen = 0;
            for (const double part : {0.0, 0.3, 0.7}) {
                TimelineRange range = all;
                const auto start = all.start()
                                   + static_cast<std::int64_t>(
                                       part * static_cast<double>(all.end() - all.start()));
                range = TimelineRange(start, start + (all.end() - all.start()) / 5);
                window.canvas().showRange(range);
                window.view.grab();
                const QRect area = window.scene().trackArea();
                std::size_t inView = 0;
                for (int version = 1; version <= 60; ++version) {
                    const auto x = window.scene().xOfRow(rowOf("Account/a1", version));
                    inView += x && *x >= area.left() - 5 && *x <= area.right() + 5 ? 1 : 0;
                }
                std::size_t told = 0;
                for (const PlacedSnapshot &placed : window.canvas().snapshotMarks())
                    told += placed.count;
                QVERIFY(inView < 40);
                seen += inView;
                QCOMPARE(told, inView);
            }
            QVERIFY(seen > 20);
        }
    }

    void ofManySnapshotsAtAnEventAFewAreListed()
    {
        for (int version = 10; version < 30; ++version)
            m_store->addSnapshot("Account", "a1", version, "'{}'");
        open(false);
        QTRY_VERIFY(m_session->snapshots().of(stream("Account/a1")));
        const auto lines = snapshotLinesAt(m_session->snapshots(), m_session->log(),
                                           rowOf("Account/a1", 6));
        QCOMPARE(lines.size(), std::size_t(7));
        QVERIFY(lines.front().text.contains(QStringLiteral("v9 is ahead")));
        QCOMPARE(lines.back().text, QStringLiteral("and 15 more snapshots"));
    }

    void commandsLeadToSnapshotsAndCheckThemAll()
    {
        QTemporaryDir dir;
        QSettings settings(dir.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        m_session = std::make_unique<Session>();
        m_session->workspace().setFolder(dir.filePath(QStringLiteral("workspaces")));
        {
            MainWindow window(*m_session, settings);
            window.show();
            window.openStore(m_store->path());
            QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
            QTRY_VERIFY(m_session->snapshots().areThere());
            m_session->workspace().setReducer("Account", m_store->reducer().toStdString());
            go("Account/a1", 1);
            const auto action = [&](const char *id) {
                return window.commands().find(QLatin1String(id))->action;
            };
            QAction *const next = action("state.next-snapshot-of-the-stream");
            QTRY_VERIFY(next->isEnabled());
            next->trigger();
            QCOMPARE(m_session->playhead(), rowOf("Account/a1", 2));
            next->trigger();
            QCOMPARE(m_session->playhead(), rowOf("Account/a1", 4));
            action("state.previous-snapshot-of-the-stream")->trigger();
            QCOMPARE(m_session->playhead(), rowOf("Account/a1", 2));
            action("state.check-all-snapshots-against-the-folded-state")->trigger();
            QTRY_VERIFY(m_session->snapshotCheck().report());
            FindingsPanel *const findings = window.findChild<FindingsPanel *>();
            QVERIFY(findings->isVisible());
            QTRY_VERIFY(findings->findChild<Notice *>()->sentence().startsWith(
                QStringLiteral("9 snapshots: 2 agree with the folded state")));
        }
    }
};

QTEST_MAIN(TestSnapshotView)
#include "tst_snapshotview.moc"
