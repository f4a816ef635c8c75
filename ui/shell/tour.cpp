// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/tour.h"

#include "shell/tourbubble.h"
#include "shell/tourframe.h"

#include <QApplication>
#include <QEvent>
#include <QSettings>
#include <QWidget>

#include <utility>

namespace eventscope::ui {

namespace {

QString takenKey()
{
    return QStringLiteral("tour/taken");
}

} // namespace

Tour::Tour(QWidget *window, QSettings &settings, QWidget *start, std::vector<Step> steps)
    : QObject(window)
    , m_window(window)
    , m_settings(settings)
    , m_start(start)
    , m_steps(std::move(steps))
    , m_bubble(new TourBubble(window))
    , m_frame(new TourFrame(window))
{
    m_placeSoon.setSingleShot(true);
    m_placeSoon.setInterval(0);
    connect(&m_placeSoon, &QTimer::timeout, this, &Tour::place);
    connect(m_bubble, &TourBubble::skipped, this, &Tour::skip);
    connect(m_bubble, &TourBubble::backWanted, this, [this] { showStep(m_step - 1); });
    connect(m_bubble, &TourBubble::nextWanted, this, [this] {
        if (m_step < 0)
            Q_EMIT sampleWanted();
        else if (m_step + 1 < static_cast<int>(m_steps.size()))
            showStep(m_step + 1);
        else
            skip();
    });
    m_window->installEventFilter(this);
    m_start->installEventFilter(this);
    for (const Step &step : m_steps)
        step.part->installEventFilter(this);
}

Tour::~Tour() = default;

bool Tour::wasTaken() const
{
    return m_settings.value(takenKey(), false).toBool();
}

bool Tour::isShown() const
{
    return !m_bubble->isHidden();
}

void Tour::ask()
{
    if (wasTaken() || isShown())
        return;
    m_step = -1;
    m_bubble->say({.title = tr("New here?"),
                   .text = tr("Five short steps show how to look around, on the sample of a shop."),
                   .progress = {},
                   .skip = tr("Skip"),
                   .back = {},
                   .next = tr("Show me")});
    place();
    m_bubble->show();
}

void Tour::begin()
{
    m_before = QApplication::focusWidget();
    showStep(0);
    m_bubble->focusNext();
}

void Tour::showStep(int step)
{
    m_step = step;
    const int count = static_cast<int>(m_steps.size());
    const Step &now = m_steps[static_cast<std::size_t>(step)];
    m_bubble->say({.title = now.title,
                   .text = now.text,
                   .progress = tr("%1 of %2").arg(step + 1).arg(count),
                   .skip = step + 1 < count ? tr("Skip") : QString(),
                   .back = step > 0 ? tr("Back") : QString(),
                   .next = step + 1 < count ? tr("Next") : tr("Done")});
    place();
    m_frame->show();
    m_bubble->show();
    m_bubble->raise();
}

void Tour::place()
{
    const QWidget *part = m_step < 0 ? m_start : m_steps[static_cast<std::size_t>(m_step)].part;
    const QRect target(part->mapTo(m_window, QPoint()), part->size());
    // A part that somebody has folded away is pointed at as a whole window.
    const QRect shown = part->isVisibleTo(m_window) && !target.isEmpty() ? target
                                                                         : m_window->rect();
    m_frame->setGeometry(shown);
    m_frame->raise();
    m_bubble->pointAt(shown);
}

void Tour::skip()
{
    m_settings.setValue(takenKey(), true);
    end();
}

void Tour::leave()
{
    if (isShown())
        end();
}

void Tour::end()
{
    const bool hadFocus = m_bubble->isAncestorOf(QApplication::focusWidget());
    m_frame->hide();
    m_bubble->hide();
    if (hadFocus && m_before && m_before->isVisible())
        m_before->setFocus();
}

// Parts move with the window, with splitters, and when a drawer opens.
bool Tour::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (isShown()
        && (type == QEvent::Resize || type == QEvent::Move || type == QEvent::Show
            || type == QEvent::Hide))
        m_placeSoon.start();
    return QObject::eventFilter(watched, event);
}

} // namespace eventscope::ui
