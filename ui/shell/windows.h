// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <memory>
#include <vector>

class QSettings;

namespace eventscope {
class Session;
}

namespace eventscope::ui {

class MainWindow;

// The windows of the program, each with a session of its own: what is done in one leaves the others alone, also when they show the same
// store. A window that is closed goes with its session; the program ends with the last one.
class Windows : public QObject
{
    Q_OBJECT

public:
    explicit Windows(QSettings &settings, QObject *parent = nullptr);
    ~Windows() override;

    // A new one, not shown yet; below and beside `beside`, if there is one.
    MainWindow &add(const MainWindow *beside = nullptr);
    std::size_t count() const { return m_entries.size(); }
    MainWindow &window(std::size_t index) const { return *m_entries[index].window; }
    Session &session(std::size_t index) const { return *m_entries[index].session; }

private:
    struct Entry {
        std::unique_ptr<Session> session;
        std::unique_ptr<MainWindow> window; // goes first
    };
    void remove(const MainWindow *window);
    void tellApart();

    QSettings &m_settings;
    std::vector<Entry> m_entries; // in the order of opening
};

} // namespace eventscope::ui
