// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every gesture of the window on a small store. The benchmark of the window does the same on a big one, and measures it.
#include "session/session.h"
#include "shell/mainwindow.h"
#include "shell/windows.h"
#include "ui/gestures.h"
#include "ui/ordersstore.h"
#include "widgets/preferences.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QDir>
#include <QSettings>
#include <QTest>

using namespace eventscope;
using namespace eventscope::ui;

class TestGestures : public QObject
{
    Q_OBJECT

private:
    static constexpr int kPatience = 20'000; // ms: what a gesture starts may need a process

private Q_SLOTS:
    void everyGestureDoesWhatItSays()
    {
        Theme::instance().apply(*qApp, Theme::Choice::Light);
        QApplication::setQuitOnLastWindowClosed(false);
        const QTemporaryDir folder;
        const OrdersStore store;
        // A version that is missing, for the findings.
        store.append(OrdersStore::event(9, "order-2", 4, "OrderPaid", R"({"status":"paid"})"));
        QSettings settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        keepToFolder(folder.path(), settings);
        Preferences::Values light;
        light.theme = Theme::Choice::Light;
        Preferences::instance().set(light);
        Windows windows(settings);
        MainWindow &window = windows.add();
        Session &session = windows.session(0);
        window.resize(1600, 1000);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        window.openStore(store.path());
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        QTRY_VERIFY(window.isSettled());
        QTRY_COMPARE(session.findings().rows().size(), std::size_t(1));

        const QString written = folder.filePath(QStringLiteral("written"));
        QVERIFY(QDir().mkpath(written));
        for (const Gesture &gesture : everyGesture(windows, written)) {
            for (const auto &input : gesture.inputs) {
                input();
                QCoreApplication::processEvents();
            }
            QVERIFY2(QTest::qWaitFor(gesture.reached, kPatience), qPrintable(gesture.name));
            QTRY_VERIFY2(window.isSettled(), qPrintable(gesture.name));
        }
        Preferences::instance().use(nullptr);
    }
};

QTEST_MAIN(TestGestures)
#include "tst_gestures.moc"
