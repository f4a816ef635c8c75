// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/decodersdialog.h"

#include "shell/decoderdialog.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr QSize kSize(720, 360);

enum Column { Types, Command, Way, Fare, kColumns };

QString wayOf(const DecoderRule &rule)
{
    switch (rule.kind) {
    case DecoderProgram::Kind::Lines:
        return DecodersDialog::tr("started once");
    case DecoderProgram::Kind::Each:
        return DecodersDialog::tr("for every payload");
    case DecoderProgram::Kind::Script:
        return DecodersDialog::tr("sealed script");
    }
    return {};
}

QString fareOf(const Decoders::Entry &entry)
{
    switch (entry.state) {
    case Decoders::State::Looking:
        return DecodersDialog::tr("…");
    case Decoders::State::Held:
        return entry.problem ? DecodersDialog::tr("cannot be trusted")
                             : DecodersDialog::tr("waits for your trust");
    case Decoders::State::Refused:
        return DecodersDialog::tr("not trusted");
    case Decoders::State::Running:
        return DecodersDialog::tr("in use");
    case Decoders::State::Stopped:
        return DecodersDialog::tr("stopped");
    }
    return {};
}

} // namespace

DecodersDialog::DecodersDialog(Session &session, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_table(new QTableWidget)
    , m_problem(new QLabel)
    , m_edit(new QPushButton(tr("Edit…")))
    , m_remove(new QPushButton(tr("Remove")))
    , m_up(new QPushButton(tr("Up")))
    , m_down(new QPushButton(tr("Down")))
    , m_run(new QPushButton(tr("Trust and run")))
{
    setObjectName(QStringLiteral("decodersDialog"));
    setWindowTitle(tr("Payload decoders"));
    resize(kSize);
    m_table->setColumnCount(kColumns);
    m_table->setHorizontalHeaderLabels({tr("Event types"), tr("Decoder"), tr("Runs"), tr("State")});
    m_table->setAccessibleName(tr("Payload decoders"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    QHeaderView *const header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(Command, QHeaderView::Stretch);
    auto *removing = new QShortcut(QKeySequence(Qt::Key_Delete), m_table);
    removing->setContext(Qt::WidgetShortcut);
    connect(removing, &QShortcut::activated, this, &DecodersDialog::removeCurrent);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &DecodersDialog::takeCurrent);
    connect(m_table, &QTableWidget::itemActivated, this, &DecodersDialog::edit);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto *adding = new QPushButton(tr("Add…"));
    connect(adding, &QPushButton::clicked, this, [this] { addTo(m_session, {}, this); });
    connect(m_edit, &QPushButton::clicked, this, &DecodersDialog::edit);
    connect(m_remove, &QPushButton::clicked, this, &DecodersDialog::removeCurrent);
    connect(m_up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(1); });
    connect(m_run, &QPushButton::clicked, this, &DecodersDialog::runCurrent);
    auto *buttons = new QVBoxLayout;
    for (QPushButton *each : {adding, m_edit, m_remove, m_up, m_down, m_run})
        buttons->addWidget(each);
    buttons->addStretch();
    auto *middle = new QHBoxLayout;
    middle->addWidget(m_table, 1);
    middle->addLayout(buttons);
    auto *closing = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(closing, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(Theme::kGrid);
    column->addLayout(middle, 1);
    column->addWidget(m_problem);
    column->addWidget(closing);
    for (QPushButton *button : findChildren<QPushButton *>())
        button->setAutoDefault(false);

    connect(&session.decoders(), &Decoders::statesChanged, this, &DecodersDialog::fill);
    fill();
    (m_table->rowCount() > 0 ? static_cast<QWidget *>(m_table) : adding)->setFocus();
}

void DecodersDialog::fill()
{
    const std::vector<Decoders::Entry> &entries = m_session.decoders().entries();
    const int selected = std::max(0, m_table->currentRow());
    m_table->setRowCount(static_cast<int>(entries.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const Decoders::Entry &entry = entries[static_cast<std::size_t>(row)];
        const QString types = oneLine(entry.rule.types)
                              + (entry.rule.readsAll ? tr(" (all payloads)") : QString());
        const QString command = oneLine(commandOf(entry.rule));
        const std::array<QString, kColumns> texts{types, command, wayOf(entry.rule), fareOf(entry)};
        for (int each = 0; each < kColumns; ++each) {
            auto *item = new QTableWidgetItem(texts[static_cast<std::size_t>(each)]);
            item->setToolTip(plainToolTip(each == Fare && entry.problem
                                              ? QString::fromStdString(entry.problem->message)
                                              : item->text()));
            m_table->setItem(row, each, item);
        }
    }
    if (m_table->rowCount() > 0)
        m_table->selectRow(std::min(selected, m_table->rowCount() - 1));
    takeCurrent();
}

std::optional<std::size_t> DecodersDialog::current() const
{
    const int row = m_table->currentRow();
    const bool isThere = row >= 0 && row < static_cast<int>(m_session.decoders().entries().size());
    return isThere ? std::optional(static_cast<std::size_t>(row)) : std::nullopt;
}

void DecodersDialog::takeCurrent()
{
    using State = Decoders::State;
    const auto at = current();
    const std::vector<Decoders::Entry> &entries = m_session.decoders().entries();
    m_edit->setEnabled(at.has_value());
    m_remove->setEnabled(at.has_value());
    m_up->setEnabled(at && *at > 0);
    m_down->setEnabled(at && *at + 1 < entries.size());
    const State state = at ? entries[*at].state : State::Looking;
    m_run->setText(state == State::Stopped ? tr("Start again") : tr("Trust and run"));
    m_run->setEnabled(state == State::Stopped || state == State::Refused
                      || (state == State::Held && !entries[*at].problem));
    m_problem->setForegroundRole(QPalette::PlaceholderText);
    if (!at)
        m_problem->setText(
            tr("No decoders. Add a program or a script that makes JSON of payloads which only you "
               "can read, such as Protobuf, Avro or encrypted ones."));
    else if (entries[*at].problem)
        m_problem->setText(QString::fromStdString(entries[*at].problem->message));
    else
        m_problem->setText(tr("A payload is read by the first decoder whose event types fit."));
}

void DecodersDialog::addTo(Session &session, const QString &type, QWidget *parent)
{
    auto *dialog = new DecoderDialog(session, std::nullopt, type, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(&session, &Session::closed, dialog, &QDialog::reject);
    connect(dialog, &DecoderDialog::chosen, &session.decoders(), &Decoders::add);
    dialog->open();
}

void DecodersDialog::edit()
{
    const auto at = current();
    if (!at)
        return;
    const DecoderRule old = m_session.decoders().entries()[*at].rule;
    auto *dialog = new DecoderDialog(m_session, old, {}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &DecoderDialog::chosen, this, [this, old](const DecoderRule &rule) {
        std::vector<DecoderRule> rules = m_session.workspace().decoders();
        const auto found = std::find(rules.begin(), rules.end(), old);
        if (found == rules.end())
            rules.push_back(rule); // another window has taken it away meanwhile
        else
            *found = rule;
        m_session.decoders().setRules(rules);
    });
    dialog->open();
}

void DecodersDialog::removeCurrent()
{
    const auto at = current();
    std::vector<DecoderRule> rules = m_session.workspace().decoders();
    if (!at || *at >= rules.size())
        return;
    rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(*at));
    m_session.decoders().setRules(rules);
}

void DecodersDialog::move(int by)
{
    const auto at = current();
    std::vector<DecoderRule> rules = m_session.workspace().decoders();
    const int to = at ? static_cast<int>(*at) + by : -1;
    if (to < 0 || to >= static_cast<int>(rules.size()))
        return;
    std::swap(rules[*at], rules[static_cast<std::size_t>(to)]);
    m_session.decoders().setRules(rules);
    m_table->selectRow(to);
}

void DecodersDialog::runCurrent()
{
    const auto at = current();
    if (!at)
        return;
    if (m_session.decoders().entries()[*at].state == Decoders::State::Stopped)
        m_session.decoders().startAgain();
    else
        m_session.decoders().trustOne(*at);
}

} // namespace eventscope::ui
