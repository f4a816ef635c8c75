// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/projectcommands.h"

#include "editor/codeeditor.h"
#include "panels/projectionbar.h"
#include "panels/projectionkeypanel.h"
#include "panels/projectionkeyspanel.h"
#include "session/session.h"
#include "shell/commands.h"
#include "shell/perspectives.h"
#include "shell/projectpage.h"

#include <QAction>

namespace eventscope::ui {

ProjectCommands::ProjectCommands(Commands &commands, Session &session, Perspectives &perspectives,
                                 QObject *parent)
    : QObject(parent)
    , m_commands(commands)
    , m_session(session)
    , m_perspectives(perspectives)
{
    const QString group = tr("Project");
    using Keys = Commands::Keys;
    const auto page = [this]() -> ProjectPage & { return m_perspectives.project(); };
    const auto show = [this] { m_perspectives.show(Perspectives::Perspective::Project); };
    m_open = commands.add(group, tr("Open a projection\u2026"), {}, Keys::Always, [page, show] {
        show();
        page().askForFile();
    });
    m_run = commands.add(group, tr("Run the projection"), {QKeySequence(Qt::CTRL | Qt::Key_R)},
                         Keys::Always, [page, show] {
                             show();
                             page().run();
                         });
    m_stop = commands.add(group, tr("Stop the run of the projection"),
                          {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R)}, Keys::Always,
                          [this] { m_session.projection().stop(); });
    m_next = commands.add(group, tr("Next event of the projection's key"),
                          {QKeySequence(Qt::Key_F7)}, Keys::Always,
                          [page] { page().key().goToNext(true); });
    m_previous = commands.add(group, tr("Previous event of the projection's key"),
                              {QKeySequence(Qt::SHIFT | Qt::Key_F7)}, Keys::Always,
                              [page] { page().key().goToNext(false); });
    m_follow = commands.add(group, tr("Select the key that each event changes, or not"), {},
                            Keys::Always, [page, show] {
                                show();
                                ProjectionKeysPanel &keys = page().keys();
                                keys.setFollowsEvents(!keys.followsEvents());
                            });
    m_events = commands.add(group, tr("List the events of the projection's key"), {}, Keys::Always,
                            [page, show] {
                                show();
                                page().key().showEvents();
                            });
    m_code = commands.add(group, tr("Go to the code of the projection"),
                          {QKeySequence(Qt::CTRL | Qt::Key_E)}, Keys::Always, [page, show] {
                              show();
                              page().focusCode();
                          });
    m_saveAs = commands.add(group, tr("Save the code of the projection as\u2026"), {}, Keys::Always,
                            [page, show] {
                                show();
                                page().editor().saveAs();
                            });
    OpenProjection &projection = session.projection();
    for (const auto signal : {&OpenProjection::phaseChanged, &OpenProjection::snapshotChanged,
                              &OpenProjection::partitionChanged})
        connect(&projection, signal, this, &ProjectCommands::update);
    connect(&session, &Session::phaseChanged, this, &ProjectCommands::update);
    connect(&perspectives, &Perspectives::projectMade, this, &ProjectCommands::connectPage);
    connect(&commands, &Commands::keysChanged, this, &ProjectCommands::takeKeys);
    update();
}

void ProjectCommands::connectPage()
{
    ProjectPage &page = m_perspectives.project();
    connect(&page, &ProjectPage::canRunChanged, this, &ProjectCommands::update);
    connect(&page.key(), &ProjectionKeyPanel::stepsChanged, this, &ProjectCommands::update);
    takeKeys();
    update();
}

void ProjectCommands::takeKeys()
{
    ProjectPage *const page = m_perspectives.madeProject();
    if (page == nullptr)
        return;
    const auto key = [this](const QAction *action) {
        return Commands::withKey(QString(), *m_commands.find(action));
    };
    page->bar().setKeys(key(m_run), key(m_stop));
    page->key().setKeys(key(m_next), key(m_previous));
}

void ProjectCommands::update()
{
    const ProjectPage *const page = m_perspectives.madeProject();
    const OpenProjection &projection = m_session.projection();
    const bool open = m_session.hasLog();
    const bool hasOutput = page && open && projection.snapshot();
    m_open->setEnabled(open);
    m_code->setEnabled(open);
    m_run->setEnabled(page && page->canRun());
    m_saveAs->setEnabled(page && page->canRun());
    m_stop->setEnabled(projection.phase() == OpenProjection::Phase::Running);
    m_follow->setEnabled(hasOutput);
    m_events->setEnabled(hasOutput && projection.partition());
    m_next->setEnabled(hasOutput && m_perspectives.project().key().canGoToNext(true));
    m_previous->setEnabled(hasOutput && m_perspectives.project().key().canGoToNext(false));
}

} // namespace eventscope::ui
