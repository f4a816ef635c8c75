// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/commandpalette.h"

#include "shell/commands.h"
#include "widgets/theme.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kShownRows = 14;

// Every word stands somewhere in the text, in any case and order.
bool hasAll(const QString &text, const QStringList &words)
{
    return std::all_of(words.begin(), words.end(), [&](const QString &word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace

CommandPalette::CommandPalette(const Commands &commands, QWidget *window)
    : Popup(window)
    , m_commands(commands)
    , m_line(new QLineEdit)
    , m_table(new QTableWidget(0, 3))
{
    setObjectName(QStringLiteral("commandPalette"));
    m_line->setPlaceholderText(QStringLiteral("Type a command"));
    m_line->setAccessibleName(QStringLiteral("Command"));
    m_line->installEventFilter(this);
    column()->addWidget(m_line);

    m_table->setAccessibleName(QStringLiteral("Commands"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setFocusPolicy(Qt::NoFocus);
    m_table->setMouseTracking(true);
    m_table->horizontalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Fixed);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setMinimumSectionSize(Theme::kRowHeight);
    m_table->verticalHeader()->setDefaultSectionSize(Theme::kRowHeight);
    m_table->setColumnWidth(0, 72);
    m_table->setFixedHeight(kShownRows * Theme::kRowHeight);
    column()->addWidget(m_table);

    setFocusProxy(m_line);
    connect(m_line, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(m_line, &QLineEdit::returnPressed, this, [this] { run(m_table->currentRow()); });
    connect(m_table, &QTableWidget::cellClicked, this, [this](int row) { run(row); });
    connect(m_table, &QTableWidget::cellEntered, this,
            [this](int row) { m_table->selectRow(row); });
}

void CommandPalette::aboutToOpen()
{
    m_line->clear();
    fill({});
    m_line->setFocus();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        const int page = key->key() == Qt::Key_PageUp || key->key() == Qt::Key_PageDown ? kShownRows
                                                                                        : 1;
        if (key->key() == Qt::Key_Down || key->key() == Qt::Key_PageDown)
            m_table->selectRow(std::min(m_table->currentRow() + page, m_table->rowCount() - 1));
        else if (key->key() == Qt::Key_Up || key->key() == Qt::Key_PageUp)
            m_table->selectRow(std::max(m_table->currentRow() - page, 0));
        else
            return Popup::eventFilter(watched, event);
        return true;
    }
    return Popup::eventFilter(watched, event);
}

void CommandPalette::fill(const QString &words)
{
    const QStringList wanted = words.split(u' ', Qt::SkipEmptyParts);
    const Tokens &tokens = Theme::instance().tokens();
    m_table->setRowCount(0);
    for (std::size_t i = 0; i < m_commands.all().size(); ++i) {
        const Commands::Command &command = m_commands.all()[i];
        const QString title = command.action->text();
        if (!hasAll(command.group + u' ' + title, wanted))
            continue;
        const int row = m_table->rowCount();
        m_table->insertRow(row);
        const auto put = [&](int column, const QString &text, bool dim) {
            auto *item = new QTableWidgetItem(text);
            item->setForeground(dim ? tokens.textDim : tokens.text);
            item->setData(Qt::UserRole, static_cast<qulonglong>(i));
            m_table->setItem(row, column, item);
        };
        const bool enabled = command.action->isEnabled();
        put(0, command.group, true);
        put(1, enabled ? title : title + QStringLiteral("  (not now)"), !enabled);
        put(2, Commands::keysText(command), true);
        m_table->item(row, 2)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (m_table->rowCount() > 0)
        m_table->selectRow(0);
}

void CommandPalette::run(int row)
{
    const QTableWidgetItem *item = m_table->item(row, 0);
    if (item == nullptr)
        return;
    const auto index = static_cast<std::size_t>(item->data(Qt::UserRole).toULongLong());
    QAction *action = m_commands.all()[index].action;
    if (!action->isEnabled())
        return;
    close();
    // After this popup has gone: the command may open another one, or a dialog.
    QMetaObject::invokeMethod(action, &QAction::trigger, Qt::QueuedConnection);
}

} // namespace eventscope::ui
