// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/snapshotcommands.h"

#include "panels/statepanel.h"
#include "session/session.h"
#include "shell/commands.h"
#include "shell/explorepage.h"
#include "timeline/timelinecanvas.h"
#include "timeline/timelineview.h"

#include <QAction>

#include <algorithm>
#include <optional>

namespace eventscope::ui {

SnapshotCommands::SnapshotCommands(Commands &commands, Session &session, ExplorePage &page,
                                   QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_page(page)
{
    const QString group = tr("State");
    using Keys = Commands::Keys;
    m_next = commands.add(group, tr("Next snapshot of the stream"), {QKeySequence(Qt::Key_F9)},
                          Keys::Always, [this] { goToNext(true); });
    m_previous = commands.add(group, tr("Previous snapshot of the stream"),
                              {QKeySequence(Qt::SHIFT | Qt::Key_F9)}, Keys::Always,
                              [this] { goToNext(false); });
    m_show = commands.add(group, tr("Show the snapshot beside the state"), {}, Keys::Always,
                          [this] { m_page.statePanel().showSnapshot(); });
    m_check = commands.add(group, tr("Check all snapshots against the folded state"), {},
                           Keys::Always, [this] { check(); });
    connect(&page.timeline().canvas(), &TimelineCanvas::snapshotWanted, this,
            [this] { m_page.statePanel().showSnapshot(); });
    connect(&session.snapshots(), &Snapshots::changed, this, &SnapshotCommands::update);
    connect(&session, &Session::selectionChanged, this, &SnapshotCommands::update);
    connect(&session, &Session::phaseChanged, this, &SnapshotCommands::update);
    update();
}

void SnapshotCommands::goToNext(bool after)
{
    const auto stream = m_session.selectedStream();
    const auto marks = stream ? m_session.snapshots().of(*stream) : nullptr;
    if (!marks || marks->empty())
        return;
    // Where the playhead stands among the events of the stream; before all of them without one.
    const auto at = m_session.streamOrdinal();
    const SnapshotMark *found = nullptr;
    for (const SnapshotMark &mark : *marks) {
        if (after && (!at || mark.ordinal > *at) && (!found || mark.ordinal < found->ordinal))
            found = &mark;
        else if (!after && at && mark.ordinal < *at && (!found || mark.ordinal >= found->ordinal))
            found = &mark;
    }
    if (found)
        m_session.goToEvent(found->row);
}

void SnapshotCommands::check()
{
    m_page.showFindings();
    if (m_session.snapshotCheck().isChecking())
        m_session.snapshotCheck().cancel();
    else
        m_session.checkSnapshots();
}

void SnapshotCommands::update()
{
    const bool areThere = m_session.snapshots().areThere();
    const auto stream = m_session.selectedStream();
    const auto marks = stream ? m_session.snapshots().of(*stream) : nullptr;
    m_next->setEnabled(marks && !marks->empty());
    m_previous->setEnabled(m_next->isEnabled());
    m_show->setEnabled(areThere);
    m_check->setEnabled(areThere && m_session.phase() == Session::Phase::Ready);
}

} // namespace eventscope::ui
