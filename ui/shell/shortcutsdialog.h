// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/shortcuts.h"

#include <QDialog>
#include <QKeySequence>
#include <QString>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace eventscope::ui {

class Commands;
class KeyCapture;

// Which key does what, and the place to have it otherwise. What is changed acts at once, in every window.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    ShortcutsDialog(const Commands &commands, QWidget *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill();
    void showCommand();
    void showKeys();
    void take(const QKeySequence &key);
    void give(const QKeySequence &key);
    void moveHere();
    void swap();
    void forgetPressed();
    void removeKey(const QKeySequence &key);
    void reset();
    QString currentId() const;
    Shortcuts::Keys keysOf(const QString &id) const;

    const Commands &m_commands;
    QLineEdit *m_search;
    QTableWidget *m_table;
    QLabel *m_none;
    QLabel *m_name;
    QHBoxLayout *m_keys;
    KeyCapture *m_capture;
    QLabel *m_said;
    QPushButton *m_move;
    QPushButton *m_swap;
    QPushButton *m_cancel;
    QPushButton *m_reset;
    QPushButton *m_resetAll;
    QKeySequence m_pressed; // that another command has
};

} // namespace eventscope::ui
