// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"
#include "shell/commands.h"
#include "shell/mainwindow.h"
#include "shell/tour.h"
#include "shell/tourbubble.h"
#include "ui/ordersstore.h"
#include "widgets/preferences.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace eventscope;
using namespace eventscope::ui;

class TestTour : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;

    // As the program starts.
    void start()
    {
        m_window.reset();
        m_session = std::make_unique<Session>();
        m_session->workspace().setFolder(m_folder.filePath(QStringLiteral("workspaces")));
        m_window = std::make_unique<MainWindow>(*m_session, *m_settings);
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->offerTour();
    }
    TourBubble *bubble() const { return m_window->findChild<TourBubble *>(); }
    QToolButton *button(const char *name) const
    {
        return m_window->findChild<QToolButton *>(QString::fromLatin1(name));
    }
    void take()
    {
        button("tourNext")->click();
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        QTRY_VERIFY(bubble()->isVisible());
        QTRY_VERIFY(m_window->isSettled());
    }
    bool isOnPart() const
    {
        return bubble()->isVisible() && m_window->rect().contains(bubble()->geometry());
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        Theme::instance().apply(*qApp, Theme::Choice::Dark);
        Preferences::Values values;
        values.motion = Preferences::Motion::Reduced;
        Preferences::instance().set(values);
        QAccessible::setActive(true);
    }
    void init()
    {
        m_settings = std::make_unique<QSettings>(m_folder.filePath(QStringLiteral("settings.ini")),
                                                 QSettings::IniFormat);
        m_settings->clear();
        start();
    }
    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    void theFirstStartAsksAndTheNextDoesNot()
    {
        QVERIFY(isOnPart());
        QCOMPARE(bubble()->accessibleName(), QStringLiteral("New here?"));
        button("tourSkip")->click();
        QVERIFY(!bubble()->isVisible());
        start();
        QVERIFY(!bubble()->isVisible());
    }

    void whoeverDoesSomethingElseIsAskedTheNextTime()
    {
        OrdersStore store;
        store.open(*m_session);
        QTRY_VERIFY(!bubble()->isVisible());
        start();
        QVERIFY(bubble()->isVisible());
    }

    void escapeEndsItForGood()
    {
        take();
        QVERIFY(button("tourNext")->hasFocus());
        QTest::keyClick(button("tourNext"), Qt::Key_Escape);
        QVERIFY(!bubble()->isVisible());
        QVERIFY(!m_window->findChild<QWidget *>(QStringLiteral("tourFrame"))->isVisible());
        start();
        QVERIFY(!bubble()->isVisible());
    }

    void escapeEndsItFromAnywhere()
    {
        take();
        QWidget *page = m_window->findChild<QWidget *>(QStringLiteral("explorePage"));
        page->setFocus();
        QTest::keyClick(page, Qt::Key_Escape);
        QVERIFY(!bubble()->isVisible());
    }

    void fiveStepsGoThereAndBackByKeyboard()
    {
        take();
        QStringList titles;
        QList<QRect> targets;
        for (int step = 1; step <= 5; ++step) {
            QVERIFY(isOnPart());
            QVERIFY(bubble()->findChildren<QLabel *>().size() >= 3);
            titles << bubble()->accessibleName();
            targets << bubble()->target();
            QVERIFY(m_window->rect().contains(bubble()->target()));
            // Beside what it is about, not over it.
            QVERIFY2(!bubble()->geometry().intersects(bubble()->target()),
                     qPrintable(bubble()->accessibleName()));
            QVERIFY(!bubble()->accessibleDescription().isEmpty());
            if (step < 5)
                QTest::keyClick(button("tourNext"), Qt::Key_Return);
        }
        titles.removeDuplicates();
        QCOMPARE(titles.size(), 5);
        QVERIFY(!button("tourSkip")->isVisible());
        button("tourBack")->setFocus();
        QTest::keyClick(button("tourBack"), Qt::Key_Space);
        QCOMPARE(bubble()->accessibleName(), titles[3]);
        QCOMPARE(bubble()->target(), targets[3]);
        button("tourNext")->click();
        button("tourNext")->click();
        QVERIFY(!bubble()->isVisible());
        start();
        QVERIFY(!bubble()->isVisible());
    }

    void itFollowsTheWindowAndBlocksNothing()
    {
        take();
        button("tourNext")->click();
        const QRect before = bubble()->target();
        m_window->resize(1500, 950);
        QTRY_VERIFY(bubble()->target() != before);
        QVERIFY(isOnPart());
        m_window->resize(820, 520);
        QTRY_VERIFY(isOnPart());
        // The window is used as ever.
        const Row playhead = m_session->playhead();
        QWidget *page = m_window->findChild<QWidget *>(QStringLiteral("explorePage"));
        page->setFocus();
        QTest::keyClick(page, Qt::Key_Left);
        QVERIFY(m_session->playhead() != playhead);
        QVERIFY(bubble()->isVisible());
        // Another store is no place for it, nor a reason to have seen it.
        OrdersStore store;
        store.open(*m_session);
        QTRY_VERIFY(!bubble()->isVisible());
    }

    void itCanBeTakenAgain()
    {
        button("tourSkip")->click();
        m_window->commands().find(QStringLiteral("help.take-the-tour"))->action->trigger();
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        QTRY_VERIFY(bubble()->isVisible());
        button("tourSkip")->click();
        // The shop is open already.
        m_window->commands().find(QStringLiteral("help.take-the-tour"))->action->trigger();
        QVERIFY(bubble()->isVisible());
    }
};

QTEST_MAIN(TestTour)
#include "tst_tour.moc"
