// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/popup.h"

class QLineEdit;
class QTableWidget;

namespace eventscope::ui {

class Commands;

// All commands with their shortcuts: type to narrow them down, Enter runs the chosen one.
class CommandPalette : public Popup
{
    Q_OBJECT

public:
    CommandPalette(const Commands &commands, QWidget *window);

private:
    void aboutToOpen() override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void fill(const QString &words);
    void run(int row);

    const Commands &m_commands;
    QLineEdit *m_line = nullptr;
    QTableWidget *m_table = nullptr;
};

} // namespace eventscope::ui
