// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/commands.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QShortcut>
#include <QTableView>

#include <utility>

namespace eventscope::ui {

namespace {

// Whether the widget, or one that it is a part of, does something of its own with a plain key.
bool takesPlainKeys(const QWidget *widget, const QKeySequence &keys)
{
    const bool sideways = keys == QKeySequence(Qt::Key_Left) || keys == QKeySequence(Qt::Key_Right);
    for (; widget != nullptr; widget = widget->parentWidget()) {
        // A list of whole rows has no use for Left and Right, and who has just picked a stream or an
        // event there wants to step from it.
        if (const auto *table = qobject_cast<const QTableView *>(widget);
            table != nullptr && sideways
            && table->selectionBehavior() == QAbstractItemView::SelectRows)
            return false;
        if (widget->testAttribute(Qt::WA_InputMethodEnabled)
            || qobject_cast<const QAbstractItemView *>(widget) != nullptr
            || qobject_cast<const QComboBox *>(widget) != nullptr
            || qobject_cast<const QAbstractSlider *>(widget) != nullptr)
            return true;
        if (keys == QKeySequence(Qt::Key_Space)
            && qobject_cast<const QAbstractButton *>(widget) != nullptr)
            return true;
        if (widget->isWindow())
            break;
    }
    return false;
}

} // namespace

Commands::Commands(QWidget *window)
    : QObject(window)
    , m_window(window)
{
    connect(qApp, &QApplication::focusChanged, this, &Commands::updateFreeKeys);
}

QAction *Commands::add(const QString &group, const QString &title,
                       const std::vector<QKeySequence> &keys, Keys when, std::function<void()> run)
{
    auto *action = new QAction(title, this);
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    if (when == Keys::Always) {
        action->setShortcuts(QList<QKeySequence>(keys.begin(), keys.end()));
        m_window->addAction(action);
    } else {
        for (const QKeySequence &key : keys)
            addShortcut(action, key);
    }
    m_commands.push_back({action, group, keys});
    return action;
}

void Commands::addFreeKey(QAction *action, const QKeySequence &key)
{
    addShortcut(action, key);
    for (Command &command : m_commands) {
        if (command.action == action)
            command.keys.push_back(key);
    }
}

void Commands::addShortcut(QAction *action, const QKeySequence &key)
{
    auto *shortcut = new QShortcut(key, m_window);
    connect(shortcut, &QShortcut::activated, action, &QAction::trigger);
    m_freeKeys.push_back(shortcut);
    updateFreeKeys();
}

QString Commands::keysText(const Command &command)
{
    QStringList texts;
    for (const QKeySequence &key : command.keys)
        texts.push_back(key.toString(QKeySequence::NativeText));
    return texts.join(QStringLiteral(", "));
}

void Commands::updateFreeKeys()
{
    const QWidget *focus = QApplication::focusWidget();
    for (QShortcut *shortcut : m_freeKeys)
        shortcut->setEnabled(!takesPlainKeys(focus, shortcut->key()));
}

} // namespace eventscope::ui
