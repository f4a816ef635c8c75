// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What people get who hear the window, or have no mouse: a name for every control, and the Tab key to each of them.
#include "shell/commands.h"
#include "shell/mainwindow.h"
#include "widgets/theme.h"

#include "orderswindow.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QSettings>
#include <QTest>

#include <memory>
#include <set>

using namespace eventscope;
using namespace eventscope::ui;

class TestAccessibility : public QObject, private OrdersWindow
{
    Q_OBJECT

private:
    static QString nameOf(QWidget *widget)
    {
        QAccessibleInterface *const seen = QAccessible::queryAccessibleInterface(widget);
        return seen ? seen->text(QAccessible::Name) : QString();
    }
    static QString describe(const QWidget *widget)
    {
        QString text;
        for (; widget; widget = widget->parentWidget())
            text += QString::fromLatin1(widget->metaObject()->className()) + u'('
                    + widget->objectName() + QStringLiteral(") ");
        return text;
    }
    static bool isControl(const QWidget *widget)
    {
        // Scroll bars and viewports belong to what they scroll, icons in an edit to the edit.
        if (qobject_cast<const QScrollBar *>(widget) || widget->focusProxy()
            || qobject_cast<const QLineEdit *>(widget->parentWidget()))
            return false;
        return widget->focusPolicy() & Qt::TabFocus || qobject_cast<const QAbstractButton *>(widget)
               || qobject_cast<const QLineEdit *>(widget);
    }
    QList<QWidget *> controls() const
    {
        QList<QWidget *> found;
        for (QWidget *const widget : m_window->findChildren<QWidget *>()) {
            if (widget->isVisible() && isControl(widget))
                found.append(widget);
        }
        return found;
    }
    void openOrders()
    {
        m_store->open(*m_session);
        m_session->goToEvent(Row(5));
        QTRY_VERIFY(m_window->isSettled());
    }
    // Whatever opens below the events: history, bookmarks, findings.
    void openDrawer()
    {
        m_session->bookmarks().set(Row(5), "late");
        QVERIFY(m_session->histories().pin("/status"));
        m_session->histories().list("/total", m_session->streamOrdinal());
        for (const Commands::Command &command : m_window->commands().all()) {
            if (command.action->text() == QStringLiteral("Show the bookmarks"))
                command.action->trigger();
        }
        QTRY_VERIFY(m_window->isSettled());
    }
    void checkNames()
    {
        const QList<QWidget *> all = controls();
        QVERIFY(all.size() > 3);
        for (QWidget *const widget : all)
            QVERIFY2(!nameOf(widget).isEmpty(), qPrintable(describe(widget)));
    }

private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().apply(*qApp, Theme::Choice::Dark);
        QAccessible::setActive(true);
    }
    void init()
    {
        makeStore();
        makeWindow(QStringLiteral("user"), {1600, 1000});
    }
    void cleanup() { takeDown(); }

    void everyControlOfTheStartPageHasAName() { checkNames(); }

    void everyControlOfAnOpenStoreHasAName()
    {
        openOrders();
        checkNames();
        openDrawer();
        checkNames();
    }

    void everyListSaysWhatItIs()
    {
        openOrders();
        openDrawer();
        for (QAbstractItemView *const view : m_window->findChildren<QAbstractItemView *>()) {
            if (view->isVisible() && !qobject_cast<QHeaderView *>(view))
                QVERIFY2(!view->accessibleName().isEmpty(), qPrintable(describe(view)));
        }
    }

    void tabLeadsToEveryControl()
    {
        openOrders();
        openDrawer();
        std::set<QWidget *> reached;
        m_window->findChild<QWidget *>(QStringLiteral("explorePage"))->setFocus();
        for (int i = 0; i < 200; ++i) {
            QWidget *const focus = QApplication::focusWidget();
            if (focus && !reached.insert(focus).second && i > 3
                && reached.size() > static_cast<std::size_t>(controls().size()))
                break;
            QTest::keyClick(focus ? focus : m_window.get(), Qt::Key_Tab);
        }
        for (QWidget *const widget : controls()) {
            if (widget->isEnabled() && widget->focusPolicy() & Qt::TabFocus)
                QVERIFY2(reached.contains(widget),
                         qPrintable(nameOf(widget) + QStringLiteral(": ") + describe(widget)));
        }
    }

    void everyCommandHasAGroupAndAKeyOfItsOwn()
    {
        openOrders();
        for (const Commands::Command &command : m_window->commands().all()) {
            QVERIFY(!command.action->text().isEmpty());
            QVERIFY2(!command.group.isEmpty(), qPrintable(command.action->text()));
        }
        // Keys stand for one command each.
        std::set<QString> keys;
        for (const Commands::Command &command : m_window->commands().all()) {
            for (const QKeySequence &key : command.keys)
                QVERIFY2(keys.insert(key.toString()).second,
                         qPrintable(key.toString() + u' ' + command.action->text()));
        }
    }
};

QTEST_MAIN(TestAccessibility)
#include "tst_accessibility.moc"
