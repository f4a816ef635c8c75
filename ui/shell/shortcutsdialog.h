// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace eventscope::ui {

class Commands;

// Which key does what.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    ShortcutsDialog(const Commands &commands, QWidget *parent);
};

} // namespace eventscope::ui
