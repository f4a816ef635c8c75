// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "shell/commands.h"
#include "shell/mainwindow.h"

#include "ordersstore.h"

#include <QAction>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace eventscope::ui {

// What a test of the whole window has: a store of orders, and a folder for the settings and the workspaces of its users.
class OrdersWindow
{
protected:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<OrdersStore> m_store;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;

    QString path(const QString &name) const { return m_folder->filePath(name); }
    // A store and a folder of their own, for each test.
    void makeStore()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<OrdersStore>();
    }
    // The window of that user, instead of the one that there was.
    void makeWindow(const QString &who = QStringLiteral("user"), const QSize &size = {1280, 800})
    {
        takeDown();
        m_settings = std::make_unique<QSettings>(path(who + QStringLiteral(".ini")),
                                                 QSettings::IniFormat);
        m_session = std::make_unique<Session>();
        m_session->workspace().setFolder(path(who));
        m_window = std::make_unique<MainWindow>(*m_session, *m_settings);
        m_window->resize(size);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void open(const QString &location)
    {
        m_window->openStore(location);
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        QTRY_VERIFY(m_window->isSettled());
    }
    void takeDown()
    {
        m_window.reset();
        m_session.reset();
        m_settings.reset();
    }
    // Null pointer if there is none of that title.
    QAction *command(const QString &title) const
    {
        for (const Commands::Command &each : m_window->commands().all()) {
            if (each.action->text() == title)
                return each.action;
        }
        return nullptr;
    }
};

} // namespace eventscope::ui
