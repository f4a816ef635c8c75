// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/decodercommands.h"

#include "panels/eventpanel.h"
#include "shell/banner.h"
#include "shell/commands.h"
#include "shell/decodersdialog.h"
#include "widgets/format.h"

#include <QAction>

namespace eventscope::ui {

namespace {

constexpr int kMostNameCharacters = 60;

} // namespace

DecoderCommands::DecoderCommands(Commands &commands, Session &session, Banner &banner,
                                 EventPanel &event, QWidget *window)
    : QObject(window)
    , m_session(session)
    , m_banner(banner)
    , m_window(window)
    , m_action(commands.add(QStringLiteral("Store"), tr("Payload decoders…"), {},
                            Commands::Keys::Always, [this] { showList(); }))
{
    m_action->setToolTip(tr("Programs and scripts that make JSON of payloads only you can read"));
    m_action->setEnabled(session.hasLog());
    connect(&session, &Session::phaseChanged, this, [this] {
        m_action->setEnabled(m_session.hasLog());
        if (m_session.hasLog())
            return;
        m_asked.clear();
        m_stopped.clear();
    });
    connect(&event, &EventPanel::decoderWanted, this, &DecoderCommands::showNew);
    connect(&event, &EventPanel::decodersWanted, this, &DecoderCommands::showList);
    connect(&session.decoders(), &Decoders::statesChanged, this, &DecoderCommands::takeStates);
    // Reducers are asked about first.
    connect(&session.workspace(), &Workspace::heldChanged, this, &DecoderCommands::takeStates);
}

void DecoderCommands::showList()
{
    if (!m_session.hasLog())
        return;
    auto *dialog = new DecodersDialog(m_session, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(&m_session, &Session::closed, dialog, &QDialog::reject);
    dialog->open();
}

void DecoderCommands::showNew()
{
    const Row row = m_session.playhead();
    if (!m_session.hasLog() || row == kNoRow)
        return;
    const EventLog &log = m_session.log();
    DecodersDialog::addTo(m_session, QString::fromUtf8(log.typeName(log.type(row))), m_window);
}

void DecoderCommands::takeStates()
{
    bool isAnyHeld = false;
    QStringList stopped;
    for (const Decoders::Entry &entry : m_session.decoders().entries()) {
        isAnyHeld = isAnyHeld || (entry.state == Decoders::State::Held && !entry.problem);
        if (entry.state == Decoders::State::Stopped && entry.problem)
            stopped << QString::fromStdString(entry.problem->message);
    }
    // What is settled elsewhere is no question any more.
    if (!isAnyHeld && stopped.isEmpty() && !m_said.isEmpty() && m_banner.message() == m_said)
        m_banner.hide();
    if (isAnyHeld)
        ask();
    else
        m_asked.clear();
    const QString words = stopped.join(u'\n');
    if (words == m_stopped)
        return;
    m_stopped = words;
    if (stopped.isEmpty())
        return;
    m_said = tr("%1 Payloads that it reads are marked as damaged until then.").arg(stopped.front());
    m_banner.ask(m_said, words,
                 {{tr("Start again"), [this] { m_session.decoders().startAgain(); }},
                  {tr("Payload decoders…"), [this] { showList(); }}});
}

// Nothing of them runs until somebody says so; the window goes on meanwhile.
void DecoderCommands::ask()
{
    const Workspace &workspace = m_session.workspace();
    if (!workspace.heldReducers().empty() && !workspace.isHeldByChoice())
        return;
    QStringList names;
    QStringList commands;
    for (const Decoders::Entry &entry : m_session.decoders().entries()) {
        if (entry.state != Decoders::State::Held || entry.problem)
            continue;
        const bool isScript = entry.rule.kind == DecoderProgram::Kind::Script;
        names << tr("%1 (%2)").arg(oneLine(nameOf(programOf(entry.rule,
                                                            m_session.decoders().folder())),
                                           kMostNameCharacters),
                                   isScript ? tr("a sealed script")
                                            : tr("a program: it runs as you, not sealed"));
        commands << tr("%1: %2").arg(oneLine(entry.rule.types), oneLine(commandOf(entry.rule)));
    }
    names.removeDuplicates();
    if (commands.join(u'\n') == m_asked)
        return;
    m_asked = commands.join(u'\n');
    m_said = tr("Payloads of this store would be decoded by %1, which nobody has trusted yet as it "
                "is now. Until then they are shown as they are stored.")
                 .arg(names.join(QStringLiteral(", ")));
    m_banner.ask(m_said, m_asked,
                 {{tr("Trust and run"), [this] { m_session.decoders().trust(true); }},
                  {tr("Go on without"), [this] { m_session.decoders().trust(false); }}});
}

} // namespace eventscope::ui
