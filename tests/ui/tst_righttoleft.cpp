// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/eventspanel.h"
#include "panels/filterbar.h"
#include "panels/statepanel.h"
#include "panels/streamspanel.h"
#include "panels/transportbar.h"
#include "session/session.h"
#include "shell/commands.h"
#include "shell/mainwindow.h"
#include "timeline/timelineview.h"
#include "ui/ordersstore.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QSettings>
#include <QSplitter>
#include <QSplitterHandle>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace eventscope;
using namespace eventscope::ui;

// The window as those have it who read from right to left: mirrored, but for what shows time and data.
class TestRightToLeft : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<OrdersStore> m_store;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;

    static QString describe(const QWidget *widget)
    {
        const QRect rect = widget->geometry();
        return QStringLiteral("%1(%2 %3) %4,%5 %6x%7")
            .arg(QString::fromLatin1(widget->metaObject()->className()), widget->objectName(),
                 widget->accessibleName())
            .arg(rect.x())
            .arg(rect.y())
            .arg(rect.width())
            .arg(rect.height());
    }
    static bool isLaidOut(const QWidget *widget)
    {
        return widget->isVisible() && !widget->isWindow()
               && !widget->testAttribute(Qt::WA_TransparentForMouseEvents)
               && !qobject_cast<const QSplitterHandle *>(widget);
    }
    // What stands side by side stands apart, and within what it is a part of.
    static void checkGeometry(QWidget *parent)
    {
        if (qobject_cast<QAbstractScrollArea *>(parent))
            return;
        // QSplitter mirrors its parts one pixel too far.
        const int slack = qobject_cast<QSplitter *>(parent) ? 1 : 0;
        const QRect room = parent->rect().adjusted(-slack, -slack, slack, slack);
        QList<QWidget *> parts;
        for (QObject *child : parent->children()) {
            auto *widget = qobject_cast<QWidget *>(child);
            if (widget && isLaidOut(widget))
                parts.append(widget);
        }
        for (qsizetype i = 0; i < parts.size(); ++i) {
            QVERIFY2(room.contains(parts[i]->geometry()),
                     qPrintable(describe(parts[i]) + QStringLiteral(" leaves ")
                                + describe(parent)));
            if (const auto *button = qobject_cast<QAbstractButton *>(parts[i]);
                button && !button->text().isEmpty())
                QVERIFY2(button->width() >= button->minimumSizeHint().width(),
                         qPrintable(describe(button)));
            for (qsizetype j = 0; j < i; ++j)
                QVERIFY2(!parts[i]->geometry().intersects(parts[j]->geometry()),
                         qPrintable(describe(parts[i]) + QStringLiteral(" covers ")
                                    + describe(parts[j])));
            checkGeometry(parts[i]);
        }
    }
    template<typename Widget>
    QRect placeOf() const
    {
        const auto *widget = m_window->findChild<Widget *>();
        return QRect(widget->mapTo(m_window.get(), QPoint()), widget->size());
    }
    void open(Qt::LayoutDirection direction)
    {
        QGuiApplication::setLayoutDirection(direction);
        m_session = std::make_unique<Session>();
        m_session->workspace().setFolder(m_folder.filePath(QStringLiteral("workspaces")));
        m_window = std::make_unique<MainWindow>(*m_session, *m_settings);
        m_window->resize(1400, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        checkGeometry(m_window.get()); // the start page
        m_store->open(*m_session);
        m_session->goToEvent(Row(5));
        QTRY_VERIFY(m_window->isSettled());
    }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Dark); }
    void init()
    {
        m_store = std::make_unique<OrdersStore>();
        m_settings = std::make_unique<QSettings>(m_folder.filePath(QStringLiteral("settings.ini")),
                                                 QSettings::IniFormat);
        m_settings->clear();
    }
    void cleanup()
    {
        m_window.reset();
        m_session.reset();
        QGuiApplication::setLayoutDirection(Qt::LeftToRight);
    }

    void nothingOverlapsOrIsCutOff_data()
    {
        QTest::addColumn<Qt::LayoutDirection>("direction");
        QTest::newRow("left to right") << Qt::LeftToRight;
        QTest::newRow("right to left") << Qt::RightToLeft;
    }
    void nothingOverlapsOrIsCutOff()
    {
        QFETCH(Qt::LayoutDirection, direction);
        open(direction);
        checkGeometry(m_window.get());
        for (const char *drawer :
             {"notes.show-the-bookmarks", "findings.show-what-is-wrong-with-the-store",
              "findings.show-the-catalogue-of-event-types"}) {
            m_window->commands().find(QString::fromLatin1(drawer))->action->trigger();
            QTRY_VERIFY(m_window->isSettled());
            QTest::qWait(0);
            checkGeometry(m_window.get());
        }
        for (const char *dialog : {"view.preferences", "help.shortcuts"}) {
            m_window->commands().find(QString::fromLatin1(dialog))->action->trigger();
            QTest::qWait(0);
        }
        int dialogs = 0;
        for (QDialog *dialog : m_window->findChildren<QDialog *>()) {
            if (dialog->isVisible()) {
                checkGeometry(dialog);
                ++dialogs;
            }
        }
        QCOMPARE(dialogs, 2);
    }

    void panelsAreMirrored()
    {
        open(Qt::RightToLeft);
        QVERIFY(placeOf<StreamsPanel>().left() > placeOf<EventsPanel>().right());
        QVERIFY(placeOf<StatePanel>().right() < placeOf<EventsPanel>().left());
        QVERIFY(m_window->findChild<StreamsPanel *>()->isRightToLeft());
    }

    void timeRunsFromLeftToRight()
    {
        open(Qt::RightToLeft);
        QVERIFY(!m_window->findChild<TimelineView *>()->isRightToLeft());
        QVERIFY(!m_window->findChild<TransportBar *>()->isRightToLeft());
        const auto buttons = m_window->findChild<TransportBar *>()
                                 ->findChildren<QAbstractButton *>();
        int first = -1;
        int last = -1;
        for (const QAbstractButton *button : buttons) {
            if (button->accessibleName() == QStringLiteral("First event"))
                first = button->x();
            if (button->accessibleName() == QStringLiteral("Last event"))
                last = button->x();
        }
        QVERIFY(first >= 0 && last > first);
    }
};

QTEST_MAIN(TestRightToLeft)
#include "tst_righttoleft.moc"
