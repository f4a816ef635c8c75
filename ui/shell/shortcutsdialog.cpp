// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/shortcutsdialog.h"

#include "shell/commands.h"
#include "widgets/theme.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <map>
#include <vector>

namespace eventscope::ui {

ShortcutsDialog::ShortcutsDialog(const Commands &commands, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(QStringLiteral("Shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);

    // Groups in the order of their first command, in two columns of about the same height.
    std::vector<QString> order;
    std::map<QString, std::vector<const Commands::Command *>> groups;
    std::size_t lines = 0;
    for (const Commands::Command &command : commands.all()) {
        if (command.keys.empty())
            continue;
        auto &group = groups[command.group];
        if (group.empty()) {
            order.push_back(command.group);
            lines += 2;
        }
        group.push_back(&command);
        ++lines;
    }

    auto *columns = new QHBoxLayout;
    columns->setSpacing(5 * Theme::kGrid);
    QGridLayout *grid = nullptr;
    const auto startColumn = [&] {
        grid = new QGridLayout;
        grid->setHorizontalSpacing(3 * Theme::kGrid);
        grid->setVerticalSpacing(Theme::kTight);
        grid->setColumnStretch(0, 1);
        auto *column = new QVBoxLayout;
        column->addLayout(grid);
        column->addStretch();
        columns->addLayout(column);
    };
    startColumn();
    std::size_t used = 0;
    int row = 0;
    for (const QString &name : order) {
        if (used >= (lines + 1) / 2 && row > 0) {
            startColumn();
            used = 0;
            row = 0;
        }
        auto *title = new QLabel(name);
        title->setFont(Theme::instance().heading());
        title->setContentsMargins(0, row == 0 ? 0 : 2 * Theme::kGrid, 0, Theme::kTight);
        grid->addWidget(title, row++, 0, 1, 2);
        for (const Commands::Command *command : groups[name]) {
            auto *keys = new QLabel(Commands::keysText(*command));
            keys->setForegroundRole(QPalette::PlaceholderText);
            keys->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
            grid->addWidget(new QLabel(command->action->text()), row, 0);
            grid->addWidget(keys, row++, 1);
        }
        used += groups[name].size() + 2;
    }

    auto *note = new QLabel(
        QStringLiteral("Keys without Ctrl or Alt act where no text, table or tree has the focus."));
    note->setForegroundRole(QPalette::PlaceholderText);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(3 * Theme::kGrid, 3 * Theme::kGrid, 3 * Theme::kGrid,
                               2 * Theme::kGrid);
    layout->setSpacing(2 * Theme::kGrid);
    layout->addLayout(columns);
    layout->addWidget(note);
    layout->addWidget(buttons);
    layout->setSizeConstraint(QLayout::SetFixedSize);
}

} // namespace eventscope::ui
