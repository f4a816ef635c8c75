// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Stores that are opened as they were left, and workspace files, in the real window.
#include "orderswindow.h"
#include "panels/drawer.h"
#include "session/openrecord.h"
#include "session/session.h"
#include "shell/banner.h"
#include "shell/commands.h"
#include "shell/explorepage.h"
#include "shell/mainwindow.h"
#include "timeline/timelinecanvas.h"
#include "timeline/timelineview.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QSettings>
#include <QSplitter>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QUrl>

#include <memory>
#include <sys/wait.h>
#include <unistd.h>

using namespace eventscope;
using namespace eventscope::ui;

class TestWorkspaceWindow : public QObject, private OrdersWindow
{
    Q_OBJECT

private:
    ExplorePage *page() const { return m_window->findChild<ExplorePage *>(); }
    Banner *banner() const { return m_window->findChild<Banner *>(); }
    void clickInBanner(const QString &text) const
    {
        for (QToolButton *button : banner()->findChildren<QToolButton *>()) {
            if (button->text() == text && button->isVisible())
                return button->click();
        }
        QFAIL("the banner has no such button");
    }
    // What is typed into the dialog that is open.
    void choose(const QString &file)
    {
        QTRY_VERIFY(m_window->findChild<QFileDialog *>());
        auto *dialog = m_window->findChild<QFileDialog *>();
        Q_EMIT dialog->fileSelected(file);
        delete dialog;
    }
    void saveAs(const QString &file)
    {
        command(QStringLiteral("Save workspace as…"))->trigger();
        choose(file);
        QCOMPARE(m_session->workspace().file(), file);
    }
    // Somewhere in the middle of everything.
    void leave()
    {
        m_session->setFilter(QStringLiteral("type = Order*"));
        m_session->selectStream(m_session->log().findStream("order-1"));
        m_session->setPlayhead(Row(3));
        page()->timeline().canvas().setMode(AxisMode::Position);
        page()->timeline().zoomIn();
        page()->showBookmarks();
        QTRY_VERIFY(m_window->isSettled());
    }
    void compareWithWhatWasLeft()
    {
        QCOMPARE(m_session->filterText(), QStringLiteral("type = Order*"));
        QCOMPARE(m_session->playhead(), Row(3));
        QCOMPARE(m_session->selectedStream(), m_session->log().findStream("order-1"));
        const auto *drawer = m_window->findChild<Drawer *>();
        QVERIFY(drawer->isVisible());
        QVERIFY(drawer->titles().front().startsWith(QStringLiteral("Bookmarks")));
    }

    // As another process does that ends without a word.
    void crashWith(const QString &workspaceFile)
    {
        const QString folder = path(QStringLiteral("user/open"));
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            auto *record = new OpenRecord(folder);
            record->note({m_store->path(), {}, {}}, workspaceFile);
            ::_exit(0);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
    }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }
    void init()
    {
        makeStore();
        makeWindow();
    }
    void cleanup() { takeDown(); }

    void aStoreIsOpenedAsItWasLeft()
    {
        open(m_store->path());
        leave();
        const auto span = page()->timeline().span();
        QVERIFY(span && span->byPosition);
        auto *columns = m_window->findChild<QSplitter *>(QStringLiteral("columns"));
        columns->setSizes({300, 600, 340});
        const QList<int> sizes = columns->sizes();
        m_session->close();
        columns->setSizes({200, 700, 340});
        open(m_store->path());
        compareWithWhatWasLeft();
        QCOMPARE(columns->sizes(), sizes);
        const auto now = page()->timeline().span();
        QVERIFY(now);
        QVERIFY(now == span);
        // Also by the next start of the program, and after the store has grown.
        m_window->close();
        m_store->append(OrdersStore::event(9, "order-1", 6, "OrderReopened", "{}"));
        makeWindow();
        open(m_store->path());
        QCOMPARE(m_session->log().rowCount(), 9U);
        compareWithWhatWasLeft();
    }

    void whoeverSatAtTheEndGetsTheNewEnd()
    {
        open(m_store->path());
        QCOMPARE(m_session->playhead(), Row(7));
        m_session->setFilter(QStringLiteral("type = Order*"));
        m_session->close();
        m_store->append(OrdersStore::event(9, "order-1", 6, "OrderReopened", "{}"));
        open(m_store->path());
        QCOMPARE(m_session->filterText(), QStringLiteral("type = Order*"));
        QCOMPARE(m_session->playhead(), Row(8));
        QVERIFY(!page()->timeline().span());
    }

    void aPlaceThatIsAskedForGoesBeforeTheOneThatWasLeft()
    {
        open(m_store->path());
        leave();
        m_window->openStore(m_store->path(), {},
                            {.stream = QStringLiteral("order-2"), .version = 1});
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        QCOMPARE(m_session->playhead(), Row(1));
    }

    void storesAreOpenedAnewIfSomebodyWantsThatInstead()
    {
        QAction *asLeft = command(QStringLiteral("Open stores as they were left"));
        QVERIFY(asLeft && asLeft->isChecked());
        open(m_store->path());
        leave();
        m_session->close();
        asLeft->trigger();
        QVERIFY(!asLeft->isChecked());
        makeWindow();
        QVERIFY(!command(QStringLiteral("Open stores as they were left"))->isChecked());
        open(m_store->path());
        QCOMPARE(m_session->playhead(), Row(7));
        QVERIFY(m_session->filterText().isEmpty());
    }

    void aPlaceThatIsGoneLeavesOneAtTheEnd()
    {
        open(m_store->path());
        leave();
        m_session->close();
        QVERIFY(QFile::remove(m_store->path()));
        m_store->append(OrdersStore::event(1, "other-1", 1, "Other", "{}"));
        open(m_store->path());
        QCOMPARE(m_session->playhead(), Row(0));
    }

    void aSavedWorkspaceIsOpenedByItsFile()
    {
        const QString file = path(QStringLiteral("incident.eventscope"));
        open(m_store->path());
        leave();
        saveAs(file);
        QVERIFY(m_window->windowTitle().contains(QStringLiteral("incident.eventscope")));
        m_session->bookmarks().set(Row(2), "after saving");
        m_session->close();
        // The store's own workspace knows nothing of what came after.
        open(m_store->path());
        QVERIFY(m_session->bookmarks().rows().empty());
        open(file);
        QCOMPARE(m_session->location(), m_store->path());
        QCOMPARE(m_session->bookmarks().rows(), std::vector<Row>{Row(2)});
        compareWithWhatWasLeft();
        // It is on the list of what was opened, and a reload stays in it.
        command(QStringLiteral("Reload"))->trigger();
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        QCOMPARE(m_session->workspace().file(), file);
        m_session->close();
        auto *recent = m_window->findChild<QListWidget *>(QStringLiteral("recentStores"));
        QCOMPARE(recent->item(0)->data(Qt::UserRole).toString(), file);
    }

    void aWorkspaceCanBeDroppedAnywhere()
    {
        const QString file = path(QStringLiteral("incident.eventscope"));
        open(m_store->path());
        saveAs(file);
        m_session->close();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter(QPoint(9, 9), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QDropEvent drop(QPointF(9, 9), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &drop);
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        QCOMPARE(m_session->workspace().file(), file);
    }

    void aStoreThatHasMovedIsFound()
    {
        const QString file = path(QStringLiteral("incident.eventscope"));
        open(m_store->path());
        leave();
        saveAs(file);
        m_session->close();
        const QString moved = path(QStringLiteral("moved.jsonl"));
        QVERIFY(QFile::rename(m_store->path(), moved));
        m_window->openStore(file);
        QTRY_VERIFY(banner()->isVisible());
        QVERIFY(banner()->message().contains(m_store->path()));
        clickInBanner(QStringLiteral("Find the store…"));
        choose(moved);
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        compareWithWhatWasLeft();
        QCOMPARE(m_session->workspace().file(), file);
        QVERIFY(readWorkspace(file));
        QCOMPARE(readWorkspace(file)->store.location, moved);
    }

    void aFileThatIsNoWorkspaceCostsASentence()
    {
        open(m_store->path());
        const QString file = path(QStringLiteral("bad.eventscope"));
        {
            QFile bad(file);
            QVERIFY(bad.open(QIODevice::WriteOnly));
            bad.write("{\n \"version\": 1,\n oops");
        }
        m_window->openStore(file);
        QVERIFY(banner()->isVisible());
        QVERIFY2(banner()->message().contains(QStringLiteral("line 3, column 2")),
                 qPrintable(banner()->message()));
        // What was open goes on.
        QCOMPARE(m_session->phase(), Session::Phase::Ready);
        QCOMPARE(m_session->location(), m_store->path());
        m_window->openStore(path(QStringLiteral("none.eventscope")));
        QVERIFY(banner()->message().contains(QStringLiteral("none.eventscope")));
        QFile nameless(path(QStringLiteral("nameless.eventscope")));
        QVERIFY(nameless.open(QIODevice::WriteOnly));
        nameless.write("{}");
        nameless.close();
        m_window->openStore(nameless.fileName());
        QVERIFY(banner()->message().contains(QStringLiteral("names no store")));
        clickInBanner(QStringLiteral("Choose the store…"));
        choose(m_store->path());
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        QCOMPARE(m_session->workspace().file(), nameless.fileName());
    }

    void afterACrashWhatWasOpenIsOffered()
    {
        open(m_store->path());
        leave();
        m_session->close();
        QVERIFY(!banner()->isVisible());
        crashWith({});
        makeWindow();
        QTRY_VERIFY(banner()->isVisible());
        QVERIFY2(banner()->message().contains(QStringLiteral("Reopen orders.jsonl as it was?")),
                 qPrintable(banner()->message()));
        QCOMPARE(m_session->phase(), Session::Phase::Empty);
        clickInBanner(QStringLiteral("Reopen"));
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        compareWithWhatWasLeft();
        // Closed in order, nothing is offered.
        m_window->close();
        makeWindow();
        QTest::qWait(0);
        QVERIFY(!banner()->isVisible());
    }

    void whoeverOpensItOrDeclinesIsNotAskedAgain()
    {
        const QString file = path(QStringLiteral("incident.eventscope"));
        open(m_store->path());
        saveAs(file);
        m_session->close();
        crashWith(file);
        makeWindow();
        QTRY_VERIFY(banner()->isVisible());
        QVERIFY(banner()->message().contains(QStringLiteral("incident.eventscope")));
        clickInBanner(QStringLiteral("Not now"));
        makeWindow();
        QTest::qWait(0);
        QVERIFY(!banner()->isVisible());
        // Opened by hand, while it is offered.
        crashWith(file);
        makeWindow();
        QTRY_VERIFY(banner()->isVisible());
        open(file);
        QVERIFY(!banner()->isVisible());
        m_window->close();
        makeWindow();
        QTest::qWait(0);
        QVERIFY(!banner()->isVisible());
    }

    void reducersFromElsewhereWaitForTheUser()
    {
        const QString folder = path(QStringLiteral("theirs"));
        QVERIFY(QDir().mkpath(folder));
        const auto write = [&](const QString &name, const QByteArray &content) {
            QFile file(folder + u'/' + name);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content);
        };
        write(QStringLiteral("order.js"), "export default {}");
        write(QStringLiteral("fold.py"), "#!/usr/bin/env python3");
        write(QStringLiteral("a.eventscope"),
              "{\"store\":\"" + m_store->path().toUtf8()
                  + "\",\"reducers\":{\"order\":\"order.js\",\"cart\":\"fold.py\"}}");
        open(folder + QStringLiteral("/a.eventscope"));
        QVERIFY(banner()->isVisible());
        QVERIFY2(banner()->message().contains(QStringLiteral("order.js (a sealed script)")),
                 qPrintable(banner()->message()));
        QVERIFY(banner()->message().contains(
            QStringLiteral("fold.py (a program: it runs as you, not sealed)")));
        m_session->selectStream(m_session->log().findStream("order-1"));
        QVERIFY(m_session->states().reducer().empty());
        auto *button = m_window->findChild<QToolButton *>(QStringLiteral("reducer"));
        QVERIFY2(button->accessibleName().contains(QStringLiteral("order.js (not run)")),
                 qPrintable(button->accessibleName()));
        clickInBanner(QStringLiteral("Open without running"));
        QVERIFY(!banner()->isVisible());
        QVERIFY(m_session->states().reducer().empty());
        open(folder + QStringLiteral("/a.eventscope"));
        QVERIFY(!banner()->isVisible());
        QAction *ask = command(QStringLiteral("Run the reducers of this workspace, or not…"));
        QVERIFY(ask && ask->isEnabled());
        ask->trigger();
        clickInBanner(QStringLiteral("Trust and run"));
        QCOMPARE(QString::fromStdString(m_session->states().reducer()),
                 folder + QStringLiteral("/order.js"));
        QVERIFY(!ask->isEnabled());
        // Another content is another question.
        write(QStringLiteral("order.js"), "export default {evil: 1}");
        open(folder + QStringLiteral("/a.eventscope"));
        QVERIFY(banner()->isVisible());
        QVERIFY(m_session->states().reducer().empty());
    }

    void whatANewerVersionSavedIsShownButNotChanged()
    {
        const QString file = path(QStringLiteral("newer.eventscope"));
        const QByteArray content = "{\"version\":7,\"store\":\"" + m_store->path().toUtf8()
                                   + "\",\"view\":{\"filter\":\"type = OrderPaid\"}}";
        {
            QFile newer(file);
            QVERIFY(newer.open(QIODevice::WriteOnly));
            newer.write(content);
        }
        open(file);
        QVERIFY(banner()->isVisible());
        QVERIFY(banner()->message().contains(QStringLiteral("newer version")));
        QCOMPARE(m_session->filterText(), QStringLiteral("type = OrderPaid"));
        m_session->bookmarks().set(Row(1));
        m_session->close();
        QFile newer(file);
        QVERIFY(newer.open(QIODevice::ReadOnly));
        QCOMPARE(newer.readAll(), content);
    }
};

QTEST_MAIN(TestWorkspaceWindow)
#include "tst_workspacewindow.moc"
