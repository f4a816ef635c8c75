// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/openrecord.h"
#include "session/session.h"
#include "shell/banner.h"
#include "shell/commands.h"
#include "shell/mainwindow.h"
#include "shell/windows.h"
#include "ui/ordersstore.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QListWidget>
#include <QPointer>
#include <QSet>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <memory>
#include <sys/wait.h>
#include <unistd.h>

using namespace eventscope;
using namespace eventscope::ui;

class TestWindows : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<OrdersStore> m_store;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Windows> m_windows;

    void run(const MainWindow &window, const char *id)
    {
        window.commands().find(QString::fromLatin1(id))->action->trigger();
    }
    Session &open(std::size_t index)
    {
        Session &session = m_windows->session(index);
        session.workspace().setFolder(m_folder.filePath(QStringLiteral("workspaces")));
        m_windows->window(index).openStore(m_store->path());
        return session;
    }
    bool isOpen(std::size_t index)
    {
        return m_windows->session(index).phase() == Session::Phase::Ready
               && m_windows->session(index).eventDetails();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        Theme::instance().apply(*qApp, Theme::Choice::Dark);
        QApplication::setQuitOnLastWindowClosed(false);
    }
    void init()
    {
        m_store = std::make_unique<OrdersStore>();
        m_settings = std::make_unique<QSettings>(m_folder.filePath(QStringLiteral("settings.ini")),
                                                 QSettings::IniFormat);
        m_settings->clear();
        m_windows = std::make_unique<Windows>(*m_settings);
        MainWindow &first = m_windows->add();
        first.show();
        QVERIFY(QTest::qWaitForWindowActive(&first));
    }
    void cleanup() { m_windows.reset(); }

    void aNewWindowIsEmptyAndBesideTheOther()
    {
        open(0);
        QTRY_VERIFY(isOpen(0));
        QTest::keyClick(&m_windows->window(0), Qt::Key_N, Qt::ControlModifier);
        QCOMPARE(m_windows->count(), std::size_t(2));
        QVERIFY(m_windows->window(1).isVisible());
        QCOMPARE(m_windows->window(1).size(), m_windows->window(0).size());
        QVERIFY(m_windows->window(1).pos() != m_windows->window(0).pos());
        QCOMPARE(m_windows->session(1).phase(), Session::Phase::Empty);
        QVERIFY(isOpen(0));
    }

    void twoWindowsOnAStoreLeaveEachOtherAlone()
    {
        Session &left = open(0);
        QTRY_VERIFY(isOpen(0));
        left.selectStream(left.log().findStream("order-1"));
        left.goToEvent(Row(2));
        run(m_windows->window(0), "window.this-store-in-a-new-window");
        QCOMPARE(m_windows->count(), std::size_t(2));
        QTRY_VERIFY(isOpen(1));
        Session &right = m_windows->session(1);
        QTRY_COMPARE(right.playhead(), Row(2));
        QCOMPARE(right.log().streamName(*right.selectedStream()), std::string_view("order-1"));

        right.goToEvent(Row(6));
        right.setFilter(QStringLiteral("type = CartOpened"));
        QTRY_COMPARE(right.shownEvents().size(), 1U);
        QCOMPARE(left.playhead(), Row(2));
        QCOMPARE(left.shownEvents().size(), 8U);
        QVERIFY(left.filterText().isEmpty());

        // Both see what comes, and one goes on when the other has gone.
        m_store->append(OrdersStore::event(9, "cart-9", 2, "CartClosed", "{}"));
        QTRY_COMPARE(left.log().rowCount(), 9U);
        QTRY_COMPARE(right.log().rowCount(), 9U);
        m_windows->window(0).close();
        QTRY_COMPARE(m_windows->count(), std::size_t(1));
        m_store->append(OrdersStore::event(10, "cart-9", 3, "CartClosed", "{}"));
        QTRY_COMPARE(m_windows->session(0).log().rowCount(), 10U);
        QCOMPARE(m_windows->session(0).playhead(), Row(6));
    }

    void windowsOnTheSameStoreAreNumbered()
    {
        open(0);
        QTRY_VERIFY(isOpen(0));
        const QString alone = m_windows->window(0).windowTitle();
        QVERIFY(!alone.contains(QStringLiteral("window")));
        run(m_windows->window(0), "window.new-window");
        QCOMPARE(m_windows->window(0).windowTitle(), alone);
        open(1);
        QTRY_VERIFY(isOpen(1));
        QTRY_VERIFY(m_windows->window(0).windowTitle().endsWith(QStringLiteral("window 1")));
        QVERIFY(m_windows->window(1).windowTitle().endsWith(QStringLiteral("window 2")));
        m_windows->window(0).close();
        QTRY_COMPARE(m_windows->window(0).windowTitle(), alone);
    }

    void theLastWindowEndsTheProgram()
    {
        // Qt says so only while the program runs.
        QApplication::setQuitOnLastWindowClosed(true);
        QSignalSpy ended(qApp, &QGuiApplication::lastWindowClosed);
        run(m_windows->window(0), "window.new-window");
        QTimer::singleShot(0, this, [&] { m_windows->window(0).close(); });
        QTimer::singleShot(200, this, [&] {
            QCOMPARE(ended.size(), 0);
            QCOMPARE(m_windows->count(), std::size_t(1));
            run(m_windows->window(0), "store.quit");
        });
        QTimer::singleShot(20'000, this, [] { QCoreApplication::exit(1); });
        QCOMPARE(QApplication::exec(), 0);
        QCOMPARE(ended.size(), 1);
        QApplication::setQuitOnLastWindowClosed(false);
        QTRY_COMPARE(m_windows->count(), std::size_t(0));
    }

    void afterACrashAllWindowsAreOffered()
    {
        m_windows.reset();
        const QByteArray before = qgetenv("XDG_STATE_HOME");
        qputenv("XDG_STATE_HOME", m_folder.filePath(QStringLiteral("state")).toUtf8());
        const OrdersStore other;
        // As another process does that ends without a word; two of its windows show the same.
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            for (const QString &path : {other.path(), m_store->path(), m_store->path()})
                (new OpenRecord(OpenRecord::stateFolder()))->note({path, {}, {}}, {});
            ::_exit(0);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        m_windows = std::make_unique<Windows>(*m_settings);
        MainWindow &first = m_windows->add();
        first.show();
        auto *banner = first.findChild<Banner *>();
        QTRY_VERIFY(banner->isVisible());
        QVERIFY2(banner->message().contains(
                     QStringLiteral("Reopen orders.jsonl and 1 other as they were?")),
                 qPrintable(banner->message()));
        for (QToolButton *button : banner->findChildren<QToolButton *>()) {
            if (button->text() == QStringLiteral("Reopen"))
                button->click();
        }
        QCOMPARE(m_windows->count(), std::size_t(2));
        QTRY_VERIFY(isOpen(0));
        QTRY_VERIFY(isOpen(1));
        QCOMPARE((QSet<QString>{m_windows->session(0).location(),
                                m_windows->session(1).location()}),
                 (QSet<QString>{other.path(), m_store->path()}));
        m_windows.reset();
        QVERIFY(OpenRecord::left(OpenRecord::stateFolder()).empty());
        before.isEmpty() ? qunsetenv("XDG_STATE_HOME") : qputenv("XDG_STATE_HOME", before);
    }

    void recentStoresAreThoseOfAllWindows()
    {
        run(m_windows->window(0), "window.new-window");
        auto *list = m_windows->window(1).findChild<QListWidget *>(QStringLiteral("recentStores"));
        QCOMPARE(list->count(), 0);
        open(0);
        QTRY_COMPARE(list->count(), 1);
        open(1);
        QTRY_VERIFY(isOpen(1));
        QCOMPARE(list->count(), 1);
    }

    void fullScreenComesAndGoes()
    {
        MainWindow &window = m_windows->window(0);
        window.resize(1000, 700);
        QAction *action = window.commands().find(QStringLiteral("window.full-screen"))->action;
        QTest::keyClick(&window, Qt::Key_F11);
        QTRY_VERIFY(window.isFullScreen());
        QVERIFY(action->isChecked());
        QTest::keyClick(&window, Qt::Key_F11);
        QTRY_VERIFY(!window.isFullScreen());
        QVERIFY(!action->isChecked());
        QTRY_COMPARE(window.size(), QSize(1000, 700));
        window.showMaximized();
        QTRY_VERIFY(window.isMaximized());
        action->trigger();
        QTRY_VERIFY(window.isFullScreen());
        action->trigger();
        QTRY_VERIFY(window.isMaximized() && !window.isFullScreen());
    }

    void aWindowThatWasClosedInFullScreenStartsWithItsFrame()
    {
        m_windows->window(0).resize(1000, 700);
        m_windows->window(0).showFullScreen();
        QTRY_VERIFY(m_windows->window(0).isFullScreen());
        m_windows->window(0).close();
        QTRY_COMPARE(m_windows->count(), std::size_t(0));
        MainWindow &window = m_windows->add();
        window.show();
        QVERIFY(!window.isFullScreen());
        QCOMPARE(window.size(), QSize(1000, 700));
    }
};

QTEST_MAIN(TestWindows)
#include "tst_windows.moc"
