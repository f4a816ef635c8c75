// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QObject>
#include <QString>

#include <functional>
#include <vector>

class QAction;
class QShortcut;
class QWidget;

namespace eventscope::ui {

// Everything that one can do in the window, each once: menus, buttons, the command palette and the list of shortcuts are made from these
// actions.
//
// Keys that mean something else to whatever takes text or moves a cursor (arrows, Space, letters, Ctrl+C) act only while no such
// widget has the focus.
class Commands : public QObject
{
    Q_OBJECT

public:
    enum class Keys {
        Always,   // anywhere in the window
        WhenFree, // where no text, table or tree has the focus
    };
    struct Command {
        QAction *action = nullptr;
        QString group; // "Store", "Move" ...
        std::vector<QKeySequence> keys;
    };

    // The window that the shortcuts belong to; also the parent.
    explicit Commands(QWidget *window);

    QAction *add(const QString &group, const QString &title, const std::vector<QKeySequence> &keys,
                 Keys when, std::function<void()> run);
    // One more key for a command, in the way of Keys::WhenFree.
    void addFreeKey(QAction *action, const QKeySequence &key);
    const std::vector<Command> &all() const { return m_commands; }
    // As text for people; empty without any.
    static QString keysText(const Command &command);

private:
    void addShortcut(QAction *action, const QKeySequence &key);
    void updateFreeKeys();

    QWidget *m_window;
    std::vector<Command> m_commands;
    std::vector<QShortcut *> m_freeKeys;
};

} // namespace eventscope::ui
