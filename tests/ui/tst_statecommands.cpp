// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the whole window does about states: dropped scripts, commands, the drawer.
#include "panels/drawer.h"
#include "panels/jsontreeview.h"
#include "panels/reducerbutton.h"
#include "panels/statepanel.h"
#include "shell/bisectpopup.h"
#include "shell/commands.h"
#include "shell/mainwindow.h"

#include "orderswindow.h"

#include <QAction>
#include <QApplication>
#include <QDropEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QSettings>
#include <QTabBar>
#include <QTableView>
#include <QTest>

#include <memory>

using namespace eventscope;
using namespace eventscope::ui;

class TestStateCommands : public QObject, private OrdersWindow
{
    Q_OBJECT

private:
    QAction &command(const QString &words)
    {
        for (const Commands::Command &command : m_window->commands().all()) {
            if (command.action->text().contains(words))
                return *command.action;
        }
        qFatal("no such command");
    }
    StatePanel &state() { return *m_window->findChild<StatePanel *>(); }
    JsonTreeView &stateTree()
    {
        for (JsonTreeView *const view : state().findChildren<JsonTreeView *>()) {
            if (view->accessibleName() == QStringLiteral("State"))
                return *view;
        }
        qFatal("no tree");
    }
    Drawer &drawer() { return *m_window->findChild<Drawer *>(); }
    QString script(const QString &name)
    {
        QFile file(m_folder->filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write("export default state => state\n");
        return file.fileName();
    }
    void drop(QWidget *target, const QString &path)
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target, &event);
    }

private Q_SLOTS:
    void init()
    {
        makeStore();
        makeWindow();
        open(m_store->path());
        m_session->goToEvent(Row(7));
        QTRY_VERIFY(!m_session->states().isWaiting());
    }
    void cleanup() { takeDown(); }

    void aScriptThatIsDroppedAnywhereFoldsTheSelectedStreams()
    {
        const QString path = script(QStringLiteral("order.js"));
        QWidget *timeline = nullptr;
        for (QWidget *const widget : m_window->findChildren<QWidget *>()) {
            if (widget->accessibleName() == QStringLiteral("Timeline"))
                timeline = widget;
        }
        QVERIFY(timeline);
        drop(timeline, path);
        QCOMPARE(QString::fromStdString(m_session->workspace().reducer("order")), path);
        QCOMPARE(m_session->location(), m_store->path());
        QCOMPARE(state().reducerButton().text(), QStringLiteral("order.js"));
    }

    void aProgramIsAReducerOnlyOnTheStateItself()
    {
        const QString path = script(QStringLiteral("fold"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/sh\n");
        file.close();
        QFile::setPermissions(path, QFile::permissions(path) | QFile::ExeOwner);
        drop(state().findChild<JsonTreeView *>()->viewport(), path);
        QCOMPARE(QString::fromStdString(m_session->workspace().reducer("order")), path);
    }

    void commandsAreThereWhenTheyHaveSomethingToDo()
    {
        QVERIFY(command(QStringLiteral("Choose a reducer")).isEnabled());
        QVERIFY(!command(QStringLiteral("Open the reducer")).isEnabled());
        QVERIFY(!command(QStringLiteral("Merge payloads")).isEnabled());
        state().reducerButton().use(script(QStringLiteral("order.js")));
        QVERIFY(command(QStringLiteral("Open the reducer")).isEnabled());
        command(QStringLiteral("Merge payloads")).trigger();
        QVERIFY(m_session->workspace().reducer("order").empty());
        QVERIFY(!command(QStringLiteral("Merge payloads")).isEnabled());

        QVERIFY(!command(QStringLiteral("Compare the state with the previous")).isEnabled());
        command(QStringLiteral("Compare the state with this event")).trigger();
        QCOMPARE(m_session->states().base(), std::optional(4U));
        command(QStringLiteral("Compare the state with the previous")).trigger();
        QVERIFY(!m_session->states().base());

        QVERIFY(!command(QStringLiteral("Show the console")).isEnabled());
        m_session->selectStream(std::nullopt);
        QVERIFY(!command(QStringLiteral("Choose a reducer")).isEnabled());
        QVERIFY(!command(QStringLiteral("Find the first event after which")).isEnabled());
    }

    void theHistoryOfTheCurrentFieldOpensBelowTheEvents()
    {
        QTRY_VERIFY(m_session->stateAt());
        JsonTreeView &tree = stateTree();
        QTRY_VERIFY(tree.model()->rowCount() > 0);
        QVERIFY(!drawer().isVisible());
        tree.setCurrentIndex(tree.model()->index(0, 0)); // total
        QVERIFY(command(QStringLiteral("history of the current field")).isEnabled());
        command(QStringLiteral("history of the current field")).trigger();
        QVERIFY(drawer().isVisible());
        QTRY_VERIFY(drawer().height() > 80);
        QTRY_COMPARE(drawer().titles(), QStringList{QStringLiteral("History of total  1")});
        command(QStringLiteral("Pin or unpin")).trigger();
        QVERIFY(m_session->histories().isPinned("/total"));
        QVERIFY(command(QStringLiteral("Unpin all")).isEnabled());
        command(QStringLiteral("Unpin all")).trigger();
        QVERIFY(!m_session->histories().isPinned("/total"));
        QVERIFY(!command(QStringLiteral("Unpin all")).isEnabled());
        // Esc in the list closes it.
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!drawer().isVisible());
        QVERIFY(!m_session->histories().listed());
    }

    void theStateChangesBesideEventsAreSwitchedByCommandAndRemembered()
    {
        command(QStringLiteral("state change beside every event")).trigger();
        m_window->close();
        m_window = std::make_unique<MainWindow>(*m_session, *m_settings);
        const auto panels = m_window->findChildren<QTableView *>();
        bool shown = false;
        for (const QTableView *const table : panels) {
            if (table->accessibleName() == QStringLiteral("Events"))
                shown = !table->isColumnHidden(table->model()->columnCount() - 1);
        }
        QVERIFY(shown);
    }

    void theSearchForAnEventAsksForWhatIsToBeTrue()
    {
        command(QStringLiteral("Find the first event after which")).trigger();
        auto &popup = *m_window->findChild<BisectPopup *>();
        QTRY_VERIFY(popup.isVisible());
        QVERIFY(popup.said().contains(QStringLiteral("order-1")));
        auto &text = *popup.findChild<QLineEdit *>();
        QTest::keyClick(&text, Qt::Key_Return);
        QVERIFY(popup.said().contains(QStringLiteral("Type what is to be true")));
        QVERIFY(!m_session->bisector().isSearching());
        QTest::keyClick(&text, Qt::Key_Escape);
        QTRY_VERIFY(!popup.isVisible());
    }

    void theSearchBeginsWithTheFieldOfTheMenuAndEndsAtTheChanges()
    {
        Q_EMIT state().searchWanted(QStringLiteral("state.status === \"paid\""));
        auto &popup = *m_window->findChild<BisectPopup *>();
        QTRY_VERIFY(popup.isVisible());
        auto &text = *popup.findChild<QLineEdit *>();
        QCOMPARE(text.text(), QStringLiteral("state.status === \"paid\""));
        QTest::keyClick(&text, Qt::Key_Escape);
        auto &tabs = *state().findChild<QTabBar *>();
        QCOMPARE(tabs.tabText(tabs.currentIndex()), QStringLiteral("State"));
        Q_EMIT popup.arrived();
        QCOMPARE(tabs.tabText(tabs.currentIndex()), QStringLiteral("Changes"));
    }

    void theMenuOfTheReducerLeadsToSearchAndConsole()
    {
        ReducerButton &button = state().reducerButton();
        Q_EMIT button.menu()->aboutToShow();
        QStringList texts;
        for (const QAction *const action : button.menu()->actions())
            texts << action->text();
        QVERIFY(texts.contains(command(QStringLiteral("Find the first event")).text()));
        QVERIFY(texts.contains(command(QStringLiteral("Show the console")).text()));
    }
};

QTEST_MAIN(TestStateCommands)
#include "tst_statecommands.moc"
