// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The tour: the part of MainWindow that says what its steps are and when it begins.
#include "panels/eventpanel.h"
#include "panels/filterbar.h"
#include "panels/statepanel.h"
#include "panels/streamspanel.h"
#include "session/session.h"
#include "shell/commands.h"
#include "shell/explorepage.h"
#include "shell/mainwindow.h"
#include "shell/samplestore.h"
#include "shell/startpage.h"
#include "shell/tour.h"
#include "timeline/timelineview.h"

#include <QFileInfo>

namespace eventscope::ui {

void MainWindow::makeTour()
{
    std::vector<Tour::Step> steps;
    steps.push_back({tr("Every stream has a history"),
                     tr("Streams stand below their type, with how many events they have. Choose "
                        "one, and everything else shows it; type above to find one."),
                     m_explorePage->findChild<StreamsPanel *>()});
    steps.push_back({tr("The playhead is a moment"),
                     tr("Each mark is an event. Drag the line, or step with Left and Right: all "
                        "panels show the shop as it was then."),
                     &m_explorePage->timeline()});
    steps.push_back({tr("What happened, and why"),
                     tr("The event at the playhead, with its payload. Caused by and causes lead "
                        "to the events before and after it, in any stream."),
                     m_explorePage->findChild<EventPanel *>()});
    steps.push_back({tr("What it came to"),
                     tr("The state that the events add up to. Set by names the event that gave "
                        "each value, and leads there; what this event changed is marked."),
                     &m_explorePage->statePanel()});
    steps.push_back({tr("Ask for events"),
                     tr("Type a condition, such as type = Payment* and data.amount > 100. Events "
                        "come while you type, and Escape clears it. Ctrl+K lists all commands."),
                     &m_explorePage->filterBar()});
    m_tour = new Tour(this, m_settings, m_startPage->content(), std::move(steps));
    connect(m_tour, &Tour::sampleWanted, this, &MainWindow::startTour);
    connect(&m_session, &Session::opened, m_tour, &Tour::leave);
    connect(&m_session, &Session::closed, m_tour, &Tour::leave);
}

void MainWindow::offerTour()
{
    m_tour->ask();
}

void MainWindow::startTour()
{
    const auto sample = unpackSampleStore();
    const bool isOpen = sample && m_session.phase() == Session::Phase::Ready
                        && QFileInfo(m_session.location()) == QFileInfo(*sample);
    m_perspectives->show(Perspectives::Perspective::Explore);
    if (isOpen)
        return m_tour->begin();
    m_tour->leave();
    openSample();
    m_tourWanted = sample.has_value();
}

// Once the page of the store is there.
void MainWindow::beginTourIfWanted()
{
    if (std::exchange(m_tourWanted, false))
        QMetaObject::invokeMethod(m_tour, &Tour::begin, Qt::QueuedConnection);
}

} // namespace eventscope::ui
