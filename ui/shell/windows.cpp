// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/windows.h"

#include "session/session.h"
#include "shell/mainwindow.h"

#include <QGuiApplication>
#include <QHash>
#include <QScreen>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr QPoint kStep(32, 32);

// So far down and to the right that both can be seen, and none of it leaves the screen.
void placeBeside(MainWindow &window, const MainWindow &other)
{
    window.resize(other.isMaximized() || other.isFullScreen() ? other.normalGeometry().size()
                                                              : other.size());
    const QRect room = other.screen()->availableGeometry();
    QPoint corner = other.pos() + kStep;
    if (!room.contains(QRect(corner, window.size())))
        corner = room.topLeft() + kStep;
    window.move(corner);
}

} // namespace

Windows::Windows(QSettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{}

Windows::~Windows() = default;

MainWindow &Windows::add(const MainWindow *beside)
{
    Entry entry;
    entry.session = std::make_unique<Session>();
    entry.window = std::make_unique<MainWindow>(*entry.session, m_settings);
    MainWindow *const window = entry.window.get();
    m_entries.push_back(std::move(entry));
    if (beside != nullptr) {
        window->setOffersToReopen(false);
        placeBeside(*window, *beside);
    }
    connect(window, &MainWindow::newWindowWanted, this,
            [this, window](const QString &location, const OpenOptions &options,
                           const StartPlace &start) {
                MainWindow &made = add(window);
                made.show();
                if (!location.isEmpty())
                    made.openStore(location, options, start);
            });
    connect(window, &MainWindow::reopenWanted, this, [this, window](const OpenRecord::Left &left) {
        MainWindow &made = add(window);
        made.show();
        made.reopen(left);
    });
    connect(window, &MainWindow::storeChanged, this, &Windows::tellApart);
    // After its close event is through.
    connect(
        window, &MainWindow::closed, this, [this, window] { remove(window); },
        Qt::QueuedConnection);
    tellApart();
    return *window;
}

void Windows::remove(const MainWindow *window)
{
    std::erase_if(m_entries, [window](const Entry &entry) { return entry.window.get() == window; });
    tellApart();
}

// Windows that would have the same title are numbered.
void Windows::tellApart()
{
    QHash<QString, int> all;
    for (const Entry &entry : m_entries)
        ++all[entry.session->location()];
    QHash<QString, int> seen;
    for (const Entry &entry : m_entries) {
        const QString location = entry.session->location();
        const int number = ++seen[location];
        entry.window->setNumber(all[location] > 1 ? number : 0);
    }
}

} // namespace eventscope::ui
