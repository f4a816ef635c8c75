// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/shortcutsdialog.h"

#include "shell/commands.h"
#include "shell/keycapture.h"
#include "widgets/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

enum Column { Group, Name, KeysOfIt, kColumns };
constexpr int kIdRole = Qt::UserRole;

QPushButton *button(const QString &text, const QString &name)
{
    auto *made = new QPushButton(text);
    made->setObjectName(name);
    made->setAutoDefault(false);
    return made;
}

} // namespace

ShortcutsDialog::ShortcutsDialog(const Commands &commands, QWidget *parent)
    : QDialog(parent)
    , m_commands(commands)
    , m_search(new QLineEdit)
    , m_table(new QTableWidget(0, kColumns))
    , m_none(new QLabel)
    , m_name(new QLabel)
    , m_keys(new QHBoxLayout)
    , m_capture(new KeyCapture)
    , m_said(new QLabel)
    , m_move(button(tr("Take it from there"), QStringLiteral("move")))
    , m_swap(button(tr("Swap"), QStringLiteral("swap")))
    , m_cancel(button(tr("Cancel"), QStringLiteral("cancelKey")))
    , m_reset(button(tr("Reset"), QStringLiteral("reset")))
    , m_resetAll(button(tr("Reset all"), QStringLiteral("resetAll")))
{
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("Shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(680, 640);

    m_search->setObjectName(QStringLiteral("search"));
    m_search->setPlaceholderText(tr("Find a command or a key"));
    m_search->setAccessibleName(tr("Find a command or a key"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_table->setObjectName(QStringLiteral("commands"));
    m_table->setAccessibleName(tr("Commands and their keys"));
    m_table->setHorizontalHeaderLabels({tr("Group"), tr("Command"), tr("Keys")});
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->installEventFilter(this);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setMinimumSectionSize(Theme::kRowHeight);
    m_table->verticalHeader()->setDefaultSectionSize(Theme::kRowHeight);
    m_table->horizontalHeader()->setSectionsClickable(false);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setSectionResizeMode(Name, QHeaderView::Stretch);
    m_table->setColumnWidth(Group, 80);
    m_table->setColumnWidth(KeysOfIt, 180);
    m_none->setObjectName(QStringLiteral("none"));
    m_none->setTextFormat(Qt::PlainText);
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setForegroundRole(QPalette::PlaceholderText);
    m_none->hide();
    m_name->setFont(Theme::instance().heading());
    m_name->setTextFormat(Qt::PlainText);
    m_capture->setObjectName(QStringLiteral("capture"));
    m_capture->setAccessibleName(tr("A new key for the command"));
    m_capture->setFixedWidth(160);
    m_said->setObjectName(QStringLiteral("said"));
    m_said->setTextFormat(Qt::PlainText);
    m_said->setWordWrap(true);
    m_said->setMinimumHeight(2 * m_said->fontMetrics().lineSpacing());
    m_said->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);

    m_keys->setSpacing(Theme::kGrid);
    auto *keys = new QHBoxLayout;
    keys->setSpacing(Theme::kGrid);
    keys->addLayout(m_keys);
    keys->addWidget(m_capture);
    keys->addWidget(m_reset);
    keys->addStretch();
    auto *conflict = new QHBoxLayout;
    conflict->setSpacing(Theme::kGrid);
    conflict->addWidget(m_said, 1);
    for (QPushButton *choice : {m_move, m_swap, m_cancel}) {
        conflict->addWidget(choice);
        choice->hide();
    }
    auto *note = new QLabel(
        tr("Keys without Ctrl or Alt act where no text, table or tree has the focus."));
    note->setForegroundRole(QPalette::PlaceholderText);
    note->setWordWrap(true);
    auto *close = button(tr("Close"), QStringLiteral("close"));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_resetAll);
    buttons->addStretch();
    buttons->addWidget(close);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::kGrid, 2 * Theme::kGrid, 2 * Theme::kGrid,
                               2 * Theme::kGrid);
    layout->setSpacing(Theme::kGrid);
    layout->addWidget(m_search);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_none, 1);
    layout->addWidget(m_name);
    layout->addLayout(keys);
    layout->addLayout(conflict);
    layout->addWidget(note);
    layout->addSpacing(Theme::kGrid);
    layout->addLayout(buttons);

    connect(m_search, &QLineEdit::textChanged, this, &ShortcutsDialog::fill);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &ShortcutsDialog::showCommand);
    connect(m_table, &QTableWidget::cellDoubleClicked, this, [this] { m_capture->setFocus(); });
    connect(m_capture, &KeyCapture::pressed, this, &ShortcutsDialog::take);
    connect(m_capture, &KeyCapture::cancelled, this, [this] {
        forgetPressed();
        m_table->setFocus();
    });
    connect(m_move, &QPushButton::clicked, this, &ShortcutsDialog::moveHere);
    connect(m_swap, &QPushButton::clicked, this, &ShortcutsDialog::swap);
    connect(m_cancel, &QPushButton::clicked, this, &ShortcutsDialog::forgetPressed);
    connect(m_reset, &QPushButton::clicked, this, &ShortcutsDialog::reset);
    connect(m_resetAll, &QPushButton::clicked, this, [] { Shortcuts::instance().resetAll(); });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(&m_commands, &Commands::keysChanged, this, &ShortcutsDialog::showKeys);
    fill();
    m_search->setFocus();
}

// Down goes from the field into the list; Enter and F2 in the list are there to press a key.
bool ShortcutsDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (watched == m_search && key == Qt::Key_Down) {
            m_table->setFocus();
            return true;
        }
        if (watched == m_table
            && (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_F2)) {
            m_capture->setFocus();
            return true;
        }
        if (watched == m_table && key == Qt::Key_Delete && !keysOf(currentId()).isEmpty()) {
            removeKey(keysOf(currentId()).constLast());
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

QString ShortcutsDialog::currentId() const
{
    const QTableWidgetItem *item = m_table->item(m_table->currentRow(), Name);
    return item == nullptr ? QString() : item->data(kIdRole).toString();
}

Shortcuts::Keys ShortcutsDialog::keysOf(const QString &id) const
{
    const Commands::Command *command = m_commands.find(id);
    return command == nullptr ? Shortcuts::Keys()
                              : Shortcuts::Keys(command->keys.begin(), command->keys.end());
}

void ShortcutsDialog::fill()
{
    const QString before = currentId();
    const QStringList words = m_search->text().split(u' ', Qt::SkipEmptyParts);
    const QString key = m_search->text().trimmed();
    m_table->setRowCount(0);
    for (const Commands::Command &command : m_commands.all()) {
        const QString text = command.group + u' ' + command.action->text();
        const QString keys = Commands::keysText(command);
        const bool hasWords = std::all_of(words.begin(), words.end(), [&](const QString &word) {
            return text.contains(word, Qt::CaseInsensitive);
        });
        if (!hasWords && !keys.contains(key, Qt::CaseInsensitive))
            continue;
        const int row = m_table->rowCount();
        m_table->setRowCount(row + 1);
        for (const auto &[column, shown] :
             {std::pair(Group, command.group), std::pair(Name, command.action->text()),
              std::pair(KeysOfIt, keys)}) {
            auto *item = new QTableWidgetItem(shown);
            item->setData(kIdRole, command.id);
            item->setToolTip(shown);
            m_table->setItem(row, column, item);
        }
        if (command.id == before)
            m_table->selectRow(row);
    }
    if (m_table->currentRow() < 0 && m_table->rowCount() > 0)
        m_table->selectRow(0);
    m_table->setVisible(m_table->rowCount() > 0);
    m_none->setVisible(m_table->rowCount() == 0);
    m_none->setText(tr("No command and no key has \"%1\" in its name. Clear the field (Escape "
                       "closes the window).")
                        .arg(key.left(40)));
    showCommand();
}

// After a change, here or in another window: the same rows with other keys.
void ShortcutsDialog::showKeys()
{
    for (int row = 0; row < m_table->rowCount(); ++row) {
        QTableWidgetItem *item = m_table->item(row, KeysOfIt);
        const QString keys = Commands::keysText(*m_commands.find(item->data(kIdRole).toString()));
        item->setText(keys);
        item->setToolTip(keys);
    }
    showCommand();
}

void ShortcutsDialog::showCommand()
{
    forgetPressed();
    const Commands::Command *command = m_commands.find(currentId());
    m_name->setText(command == nullptr ? QString() : command->action->text());
    m_capture->setEnabled(command != nullptr);
    while (QLayoutItem *item = m_keys->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const QKeySequence &key : keysOf(currentId())) {
        const QString text = key.toString(QKeySequence::NativeText);
        auto *chip = new QToolButton;
        chip->setObjectName(QStringLiteral("key"));
        chip->setText(text);
        chip->setIcon(Theme::instance().icon(QStringLiteral("window-close")));
        chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        chip->setFocusPolicy(Qt::StrongFocus);
        chip->setToolTip(tr("Remove %1").arg(text));
        chip->setAccessibleName(tr("Remove %1").arg(text));
        connect(chip, &QToolButton::clicked, this, [this, key] { removeKey(key); });
        m_keys->addWidget(chip);
    }
    m_reset->setEnabled(command != nullptr && command->keys != command->made);
    m_resetAll->setEnabled(!Shortcuts::instance().isEmpty());
}

// --- changes ---

void ShortcutsDialog::take(const QKeySequence &key)
{
    forgetPressed();
    const Commands::Command *const owner = m_commands.ownerOf(key);
    const QString text = key.toString(QKeySequence::NativeText);
    if (owner == nullptr)
        return give(key);
    if (owner->id == currentId()) {
        m_said->setText(tr("%1 does this already.").arg(text));
        return;
    }
    m_pressed = key;
    m_capture->setText(text);
    m_said->setText(tr("%1 is for \"%2\".").arg(text, owner->action->text()));
    m_move->show();
    m_swap->setVisible(!keysOf(currentId()).isEmpty());
    m_cancel->show();
}

void ShortcutsDialog::give(const QKeySequence &key)
{
    const QString id = currentId();
    if (id.isEmpty())
        return;
    Shortcuts::instance().set({{id, keysOf(id) << key}});
    m_said->setText(tr("%1 does it now, too.").arg(key.toString(QKeySequence::NativeText)));
}

void ShortcutsDialog::moveHere()
{
    const QKeySequence key = std::exchange(m_pressed, {});
    const Commands::Command *const owner = m_commands.ownerOf(key);
    if (owner == nullptr)
        return forgetPressed();
    Shortcuts::Keys others = keysOf(owner->id);
    others.removeAll(key);
    Shortcuts::instance().set({{owner->id, others}, {currentId(), keysOf(currentId()) << key}});
    m_table->setFocus();
}

// The first key of this command for the one that was pressed.
void ShortcutsDialog::swap()
{
    const QKeySequence key = std::exchange(m_pressed, {});
    const Commands::Command *const owner = m_commands.ownerOf(key);
    Shortcuts::Keys own = keysOf(currentId());
    if (owner == nullptr || own.isEmpty())
        return forgetPressed();
    Shortcuts::Keys others = keysOf(owner->id);
    others.replace(others.indexOf(key), own.constFirst());
    own.replace(0, key);
    Shortcuts::instance().set({{owner->id, others}, {currentId(), own}});
    m_table->setFocus();
}

void ShortcutsDialog::forgetPressed()
{
    m_pressed = {};
    m_capture->clear();
    m_said->clear();
    // The focus goes on from a button that goes.
    if (m_move->hasFocus() || m_swap->hasFocus() || m_cancel->hasFocus())
        m_capture->setFocus();
    for (QPushButton *choice : {m_move, m_swap, m_cancel})
        choice->hide();
}

void ShortcutsDialog::removeKey(const QKeySequence &key)
{
    Shortcuts::Keys keys = keysOf(currentId());
    keys.removeAll(key);
    Shortcuts::instance().set({{currentId(), keys}});
    m_capture->setFocus();
}

// Keys that it was made with go back to it from those that have them now.
void ShortcutsDialog::reset()
{
    const Commands::Command *const command = m_commands.find(currentId());
    if (command == nullptr)
        return;
    QHash<QString, std::optional<Shortcuts::Keys>> changes{{command->id, std::nullopt}};
    for (const QKeySequence &key : command->made) {
        const Commands::Command *const owner = m_commands.ownerOf(key);
        if (owner == nullptr || owner == command)
            continue;
        Shortcuts::Keys others = changes.value(owner->id).value_or(keysOf(owner->id));
        others.removeAll(key);
        changes.insert(owner->id, others);
    }
    Shortcuts::instance().set(changes);
}

} // namespace eventscope::ui
