// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/idlecommands.h"

#include "panels/streamspanel.h"
#include "panels/transportbar.h"
#include "session/session.h"
#include "shell/commands.h"
#include "shell/explorepage.h"
#include "timeline/timelinecanvas.h"
#include "timeline/timelineview.h"
#include "widgets/format.h"

#include <chrono>

namespace eventscope::ui {

namespace {

constexpr std::chrono::milliseconds kPatience{200};
constexpr int kMostNameWidth = 220;

// "2nd longest"
QString rankText(std::size_t rank)
{
    if (rank == 0)
        return QStringLiteral("longest");
    const std::size_t number = rank + 1;
    const std::size_t last = number / 10 % 10 == 1 ? 0 : number % 10;
    const QString ending = last == 1   ? QStringLiteral("st")
                           : last == 2 ? QStringLiteral("nd")
                           : last == 3 ? QStringLiteral("rd")
                                       : QStringLiteral("th");
    return withThousands(static_cast<std::int64_t>(number)) + ending + QStringLiteral(" longest");
}

} // namespace

IdleCommands::IdleCommands(Commands &commands, Session &session, ExplorePage &page, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_page(page)
    , m_walk(session)
{
    const QString group = QStringLiteral("Move");
    using Keys = Commands::Keys;
    commands.add(group, tr("Go to the longest idle time of this stream, then the next longest"),
                 {QKeySequence(Qt::Key_I)}, Keys::WhenFree, [this] { m_walk.goToNext(); });
    commands.add(group, tr("Go back to the next longer idle time"),
                 {QKeySequence(Qt::SHIFT | Qt::Key_I)}, Keys::WhenFree,
                 [this] { m_walk.goToPrevious(); });
    commands.add(group, tr("Go to the longest idle time of all streams"),
                 {QKeySequence(Qt::CTRL | Qt::Key_I)}, Keys::Always,
                 [this] { m_walk.goTo(std::nullopt); });
    const auto goToStream = [this](StreamId stream) { m_walk.goTo(stream); };
    connect(&page.streams(), &StreamsPanel::idleTimeWanted, this, goToStream);
    connect(&page.timeline().canvas(), &TimelineCanvas::idleTimeWanted, this, goToStream);

    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatience);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_page.transport().setRemark(tr("Looking for the longest idle time\u2026"));
    });
    connect(&m_walk, &IdleWalk::lookingChanged, this, &IdleCommands::takeLooking);
    connect(&m_walk, &IdleWalk::arrived, this, &IdleCommands::takeArrival);
    connect(&m_walk, &IdleWalk::missing, this, &IdleCommands::takeEnd);
}

void IdleCommands::takeLooking()
{
    if (m_walk.isLooking()) {
        m_patience.start();
    } else {
        m_patience.stop();
        m_page.transport().setRemark({});
    }
}

QString IdleCommands::textOf(const IdleWalk::Place &place) const
{
    const EventLog &log = m_session.log();
    const Pause &pause = place.pause;
    const QString name
        = m_page.transport().fontMetrics().elidedText(oneLine(log.streamName(pause.stream), 200),
                                                      Qt::ElideMiddle, kMostNameWidth);
    return tr("Idle for %1: %2 to %3 of %4")
               .arg(durationText(pause.micros), eventLabel(log, pause.before),
                    eventLabel(log, pause.after), name)
           + QStringLiteral(" \u00b7 ")
           + (place.ofAll ? tr("%1 of all streams") : tr("%1 of the stream"))
                 .arg(rankText(place.rank));
}

void IdleCommands::takeArrival(const IdleWalk::Place &place)
{
    m_page.timeline().showSelected();
    m_page.transport().setRemark(textOf(place));
}

void IdleCommands::takeEnd(IdleWalk::End end)
{
    switch (end) {
    case IdleWalk::End::None:
        m_page.transport().setRemark(
            tr("No idle time: no two events of one stream have different times"));
        break;
    case IdleWalk::End::Shorter:
        m_page.transport().setRemark(tr("The last one: there is no shorter idle time to go to"));
        break;
    case IdleWalk::End::Longer:
        m_page.transport().setRemark(tr("The longest one: there is no longer idle time"));
        break;
    }
}

} // namespace eventscope::ui
