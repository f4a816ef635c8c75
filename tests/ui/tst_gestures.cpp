// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every gesture of the window on a small store. The benchmark of the window does the same on a big one, and measures it.
#include "session/session.h"
#include "shell/mainwindow.h"
#include "ui/gestures.h"
#include "ui/ordersstore.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QSettings>
#include <QTest>

#include <memory>

using namespace eventscope;
using namespace eventscope::ui;

class TestGestures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyGestureDoesWhatItSays()
    {
        Theme::instance().apply(*qApp, Theme::Choice::Light);
        const QTemporaryDir folder;
        const OrdersStore store;
        QSettings settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        Session session;
        session.workspace().setFolder(folder.filePath(QStringLiteral("workspaces")));
        MainWindow window(session, settings);
        window.resize(1600, 1000);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        window.openStore(store.path());
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        QTRY_VERIFY(window.isSettled());

        for (const Gesture &gesture : everyGesture(window, session)) {
            for (const auto &input : gesture.inputs)
                input();
            QVERIFY2(QTest::qWaitFor(gesture.reached), qPrintable(gesture.name));
            QTRY_VERIFY2(window.isSettled(), qPrintable(gesture.name));
        }
    }
};

QTEST_MAIN(TestGestures)
#include "tst_gestures.moc"
