// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/commands.h"

#include "shell/shortcuts.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QShortcut>
#include <QTableView>

#include <algorithm>
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

// Whether a text or a list may have a meaning of its own for the key.
bool isPlain(const QKeySequence &key)
{
    if (key.count() != 1)
        return true;
    const Qt::Key code = key[0].key();
    const Qt::KeyboardModifiers modifiers = key[0].keyboardModifiers();
    if (code >= Qt::Key_F1 && code <= Qt::Key_F35)
        return false;
    if (!(modifiers & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)))
        return true;
    for (const auto standard :
         {QKeySequence::Copy, QKeySequence::Cut, QKeySequence::Paste, QKeySequence::Undo,
          QKeySequence::Redo, QKeySequence::SelectAll, QKeySequence::MoveToNextWord,
          QKeySequence::MoveToPreviousWord, QKeySequence::SelectNextWord,
          QKeySequence::SelectPreviousWord, QKeySequence::DeleteStartOfWord,
          QKeySequence::DeleteEndOfWord, QKeySequence::MoveToStartOfDocument,
          QKeySequence::MoveToEndOfDocument}) {
        if (QKeySequence::keyBindings(standard).contains(key))
            return true;
    }
    return false;
}

// "open-a-file" of "Open a file…".
QString slug(const QString &text)
{
    QString made;
    for (const QChar c : text.toLower()) {
        if (c.isLetterOrNumber())
            made += c;
        else if (!made.isEmpty() && !made.endsWith(u'-'))
            made += u'-';
    }
    while (made.endsWith(u'-'))
        made.chop(1);
    return made;
}

constexpr const char *kTip = "tip"; // property of an action

} // namespace

Commands::Commands(QWidget *window)
    : QObject(window)
    , m_window(window)
{
    connect(qApp, &QApplication::focusChanged, this, &Commands::updateFreeKeys);
    connect(&Shortcuts::instance(), &Shortcuts::changed, this, &Commands::takeKeys);
}

QAction *Commands::add(const QString &group, const QString &title,
                       const std::vector<QKeySequence> &keys, Keys when, std::function<void()> run)
{
    auto *action = new QAction(title, this);
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    m_window->addAction(action);
    // A slash would make groups of the settings.
    m_commands.push_back({.action = action,
                          .group = group,
                          .id = slug(group) + u'.' + slug(title),
                          .keys = {},
                          .made = keys,
                          .madeFree = when == Keys::WhenFree ? keys : std::vector<QKeySequence>()});
    apply(m_commands.back());
    return action;
}

void Commands::addFreeKey(QAction *action, const QKeySequence &key)
{
    for (Command &command : m_commands) {
        if (command.action == action) {
            command.made.push_back(key);
            command.madeFree.push_back(key);
            apply(command);
        }
    }
}

void Commands::takeKeys()
{
    for (Command &command : m_commands)
        apply(command);
    Q_EMIT keysChanged();
}

void Commands::apply(Command &command)
{
    const Shortcuts &shortcuts = Shortcuts::instance();
    const auto own = shortcuts.keysOf(command.id);
    command.keys = own ? std::vector<QKeySequence>(own->begin(), own->end()) : command.made;
    // A later version may make a command with a key that the user has given to another one.
    if (!own)
        std::erase_if(command.keys,
                      [&](const QKeySequence &key) { return shortcuts.isGiven(key); });
    std::erase_if(m_freeKeys, [&](const FreeKey &free) {
        if (free.action != command.action)
            return false;
        delete free.shortcut;
        return true;
    });
    QList<QKeySequence> always;
    for (const QKeySequence &key : command.keys) {
        const bool isMade = std::find(command.made.begin(), command.made.end(), key)
                            != command.made.end();
        const bool isFree = isMade
                                ? std::find(command.madeFree.begin(), command.madeFree.end(), key)
                                      != command.madeFree.end()
                                : isPlain(key);
        if (!isFree) {
            always.append(key);
            continue;
        }
        auto *shortcut = new QShortcut(key, m_window);
        connect(shortcut, &QShortcut::activated, command.action, &QAction::trigger);
        m_freeKeys.push_back({command.action, shortcut});
    }
    command.action->setShortcuts(always);
    if (const QVariant tip = command.action->property(kTip); tip.isValid())
        setTip(command.action, tip.toString());
    updateFreeKeys();
}

void Commands::setTip(QAction *action, const QString &text)
{
    action->setProperty(kTip, text);
    for (const Command &command : m_commands) {
        if (command.action == action)
            action->setToolTip(withKey(text, command));
    }
}

void Commands::nameKeyOn(QWidget &widget, QAction *action)
{
    const auto tell = [this, &widget, action, text = widget.toolTip()] {
        widget.setToolTip(withKey(text, *find(std::as_const(action))));
    };
    tell();
    connect(this, &Commands::keysChanged, &widget, tell);
}

QString Commands::withKey(const QString &text, const Command &command)
{
    if (command.keys.empty())
        return text;
    return text + QStringLiteral(" (") + command.keys.front().toString(QKeySequence::NativeText)
           + u')';
}

const Commands::Command *Commands::find(const QString &id) const
{
    const auto found = std::find_if(m_commands.begin(), m_commands.end(),
                                    [&](const Command &command) { return command.id == id; });
    return found == m_commands.end() ? nullptr : &*found;
}

const Commands::Command *Commands::find(const QAction *action) const
{
    const auto found = std::find_if(m_commands.begin(), m_commands.end(),
                                    [&](const Command &command) {
                                        return command.action == action;
                                    });
    return found == m_commands.end() ? nullptr : &*found;
}

const Commands::Command *Commands::ownerOf(const QKeySequence &key) const
{
    const auto found = std::find_if(m_commands.begin(), m_commands.end(),
                                    [&](const Command &command) {
                                        return std::find(command.keys.begin(), command.keys.end(),
                                                         key)
                                               != command.keys.end();
                                    });
    return found == m_commands.end() ? nullptr : &*found;
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
    for (const FreeKey &free : m_freeKeys)
        free.shortcut->setEnabled(!takesPlainKeys(focus, free.shortcut->key()));
}

} // namespace eventscope::ui
