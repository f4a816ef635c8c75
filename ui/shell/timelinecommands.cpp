// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/timelinecommands.h"

#include "shell/commands.h"
#include "timeline/timelinecanvas.h"
#include "timeline/timelineview.h"

#include <QAction>

#include <utility>
#include <vector>

namespace eventscope::ui {

void addTimelineCommands(Commands &commands, TimelineView &timeline)
{
    TimelineView *const view = &timeline;
    std::vector<std::pair<TimelineKey, QAction *>> named;
    const auto add = [&](const QString &title, const std::vector<QKeySequence> &keys,
                         void (TimelineView::*run)()) {
        return commands.add(QStringLiteral("Timeline"), title, keys, Commands::Keys::WhenFree,
                            [view, run] { (view->*run)(); });
    };
    const auto addNamed = [&](TimelineKey key, const QString &title,
                              const std::vector<QKeySequence> &keys, void (TimelineView::*run)()) {
        named.emplace_back(key, add(title, keys, run));
    };
    addNamed(TimelineKey::ZoomIn, QStringLiteral("Zoom in"),
             {QKeySequence(Qt::Key_W), QKeySequence(Qt::Key_Plus), QKeySequence(Qt::Key_Equal)},
             &TimelineView::zoomIn);
    addNamed(TimelineKey::ZoomOut, QStringLiteral("Zoom out"),
             {QKeySequence(Qt::Key_S), QKeySequence(Qt::Key_Minus)}, &TimelineView::zoomOut);
    add(QStringLiteral("Earlier"), {QKeySequence(Qt::Key_A)}, &TimelineView::panEarlier);
    add(QStringLiteral("Later"), {QKeySequence(Qt::Key_D)}, &TimelineView::panLater);
    addNamed(TimelineKey::Fit, QStringLiteral("Show all events"), {QKeySequence(Qt::Key_0)},
             &TimelineView::fit);
    addNamed(TimelineKey::FitStream,
             QStringLiteral("Show the selected stream from its first to its last event"),
             {QKeySequence(Qt::Key_F)}, &TimelineView::fitStream);
    addNamed(TimelineKey::ZoomToSelected, QStringLiteral("Zoom to the selected events"),
             {QKeySequence(Qt::Key_Z)}, &TimelineView::zoomToSelected);
    addNamed(TimelineKey::Axis, QStringLiteral("Axis by time or by position"),
             {QKeySequence(Qt::Key_T)}, &TimelineView::toggleAxis);
    addNamed(TimelineKey::Fold, QStringLiteral("Fold idle gaps, or unfold them"),
             {QKeySequence(Qt::Key_G)}, &TimelineView::toggleFolding);
    add(QStringLiteral("Mark where processors have read to, or do not"), {},
        &TimelineView::toggleLag);
    add(QStringLiteral("Previous event in the lane"), {QKeySequence(Qt::CTRL | Qt::Key_Left)},
        &TimelineView::previousInLane);
    add(QStringLiteral("Next event in the lane"), {QKeySequence(Qt::CTRL | Qt::Key_Right)},
        &TimelineView::nextInLane);
    addNamed(TimelineKey::Measure, QStringLiteral("Measure from this event, or end measuring"),
             {QKeySequence(Qt::Key_M)}, &TimelineView::toggleMeasure);
    add(QStringLiteral("Select all events that are shown"), {QKeySequence(Qt::CTRL | Qt::Key_A)},
        &TimelineView::selectAll);
    add(QStringLiteral("Save the timeline as a picture\u2026"), {}, &TimelineView::savePicture);

    const auto tell = [&commands, view, named = std::move(named)] {
        for (const auto &[key, action] : named) {
            const std::vector<QKeySequence> &keys = commands.find(action)->keys;
            view->setKeyText(key, keys.empty() ? QString()
                                               : keys.front().toString(QKeySequence::NativeText));
        }
    };
    tell();
    QObject::connect(&commands, &Commands::keysChanged, view, tell);
}

} // namespace eventscope::ui
