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

// Everything that one can do in the window, each once: menus, buttons, the command palette and the editor of shortcuts are made from these
// actions. Their keys are those that they are made with, or those that the user prefers (Shortcuts).
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
        QString group;                      // "Store", "Move" ...
        QString id;                         // "store.open-a-file": stays when the text changes
        std::vector<QKeySequence> keys;     // those in use
        std::vector<QKeySequence> made;     // those that it is made with
        std::vector<QKeySequence> madeFree; // of them, those that act when free
    };

    // The window that the shortcuts belong to; also the parent.
    explicit Commands(QWidget *window);

    QAction *add(const QString &group, const QString &title, const std::vector<QKeySequence> &keys,
                 Keys when, std::function<void()> run);
    // One more key for a command, in the way of Keys::WhenFree.
    void addFreeKey(QAction *action, const QKeySequence &key);
    // What its buttons say when pointed at; its first key follows.
    void setTip(QAction *action, const QString &text);
    // What the widget says when pointed at, which must stand there, goes on with the key of the command.
    void nameKeyOn(QWidget &widget, QAction *action);
    static QString withKey(const QString &text, const Command &command);

    const std::vector<Command> &all() const { return m_commands; }
    const Command *find(const QString &id) const;
    const Command *find(const QAction *action) const;
    // Whose key it is; null if it is free.
    const Command *ownerOf(const QKeySequence &key) const;
    // As text for people; empty without any.
    static QString keysText(const Command &command);

Q_SIGNALS:
    void keysChanged();

private:
    void takeKeys();
    void apply(Command &command);
    void updateFreeKeys();

    QWidget *m_window;
    std::vector<Command> m_commands;
    struct FreeKey {
        QAction *action = nullptr;
        QShortcut *shortcut = nullptr; // a child of the window
    };
    std::vector<FreeKey> m_freeKeys;
};

} // namespace eventscope::ui
