// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/projectionbar.h"

#include "panels/elidedlabel.h"
#include "panels/notice.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QActionGroup>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace eventscope::ui {

namespace {

constexpr int kSteps = 1000;
constexpr std::uint32_t kLeastMeasured = 50'000; // rows

QString speedText(double eventsPerSecond)
{
    return ProjectionBar::tr("%1 events/s")
        .arg(withThousands(static_cast<std::int64_t>(std::llround(eventsPerSecond))));
}

QToolButton *button(const QString &icon, const QString &text)
{
    auto *const made = new QToolButton;
    made->setIcon(Theme::instance().icon(icon));
    made->setText(text);
    made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    made->setAutoRaise(true);
    made->setAccessibleName(text);
    return made;
}

} // namespace

ProjectionBar::ProjectionBar(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_projection(session.projection())
    , m_run(button(QStringLiteral("system-run"), tr("Run")))
    , m_stop(button(QStringLiteral("media-playback-stop"), tr("Stop")))
    , m_engineButton(new QToolButton)
    , m_progress(new QProgressBar)
    , m_summary(new ElidedLabel(ElidedLabel::Ink::Dim))
    , m_notice(new Notice)
{
    setAccessibleName(tr("Run of the projection"));
    m_run->setObjectName(QStringLiteral("runProjection"));
    m_stop->setObjectName(QStringLiteral("stopProjection"));
    connect(m_run, &QToolButton::clicked, this, &ProjectionBar::runWanted);
    connect(m_stop, &QToolButton::clicked, this, &ProjectionBar::stopWanted);
    auto *const engines = new QMenu(this);
    auto *const group = new QActionGroup(this);
    for (const ProjectionEngine engine : {ProjectionEngine::V1, ProjectionEngine::V2}) {
        QAction *const action = engines->addAction(engine == ProjectionEngine::V1
                                                       ? tr("Engine v1, the server's default")
                                                       : tr("Engine v2, the parallel one"));
        action->setCheckable(true);
        action->setData(static_cast<int>(engine));
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, engine] {
            if (engine != m_engine) {
                setEngine(engine);
                Q_EMIT engineWanted(engine);
            }
        });
    }
    m_engineButton->setObjectName(QStringLiteral("projectionEngine"));
    m_engineButton->setMenu(engines);
    m_engineButton->setPopupMode(QToolButton::InstantPopup);
    m_engineButton->setAutoRaise(true);
    m_engineButton->setToolTip(tr("Which of KurrentDB's projection engines is followed"));
    m_progress->setRange(0, kSteps);
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(14 * Theme::kGrid, Theme::kGrid);
    m_progress->setAccessibleName(tr("How far the run is"));
    m_summary->setElide(Qt::ElideRight);

    auto *const line = new QHBoxLayout;
    line->setContentsMargins(Theme::kTight, Theme::kTight, Theme::kGrid, Theme::kTight);
    line->setSpacing(Theme::kTight);
    line->addWidget(m_run);
    line->addWidget(m_stop);
    line->addWidget(m_engineButton);
    line->addSpacing(Theme::kTight);
    line->addWidget(m_progress);
    line->addWidget(m_summary);
    line->addStretch(1);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(line);
    column->addWidget(m_notice);
    connect(&m_projection, &OpenProjection::phaseChanged, this, &ProjectionBar::take);
    connect(&m_projection, &OpenProjection::snapshotChanged, this, &ProjectionBar::take);
    connect(&m_projection, &OpenProjection::progressChanged, this, &ProjectionBar::takeProgress);
    connect(&session, &Session::playheadChanged, this, &ProjectionBar::takeNotice);
    setEngine(m_projection.engine());
    take();
}

void ProjectionBar::setCanRun(bool canRun)
{
    m_canRun = canRun;
    take();
}

void ProjectionBar::setEngine(ProjectionEngine engine)
{
    m_engine = engine;
    const QString name = QString::fromStdString(std::string(engineName(engine)));
    m_engineButton->setText(tr("Engine %1").arg(name));
    m_engineButton->setAccessibleName(m_engineButton->text());
    for (QAction *const action : m_engineButton->menu()->actions())
        action->setChecked(action->data().toInt() == static_cast<int>(engine));
}

void ProjectionBar::setKeys(const QString &run, const QString &stop)
{
    m_run->setToolTip(tr("Save it, and run it from the first event") + run);
    m_stop->setToolTip(tr("Stop the run") + stop);
}

QString ProjectionBar::summary() const
{
    const auto snapshot = m_projection.snapshot();
    if (!snapshot)
        return {};
    const auto number = [](std::uint64_t count) {
        return withThousands(static_cast<std::int64_t>(count));
    };
    std::uint64_t skipped = 0;
    for (const std::uint64_t count : snapshot->skipped)
        skipped += count;
    QStringList parts{tr("%1 handled").arg(number(snapshot->handled)),
                      tr("%1 skipped").arg(number(skipped)),
                      snapshot->kind == ProjectionSnapshot::Kind::ReadModel
                          ? counted(static_cast<std::int64_t>(snapshot->tables.size()), tr("table"),
                                    tr("tables"))
                          : counted(static_cast<std::int64_t>(snapshot->partitions.size()),
                                    tr("key"), tr("keys"))};
    if (snapshot->emittedCount > 0)
        parts.append(tr("%1 would be emitted").arg(number(snapshot->emittedCount)));
    if (!snapshot->warnings.empty())
        parts.append(counted(static_cast<std::int64_t>(snapshot->warnings.size()), tr("warning"),
                             tr("warnings")));
    // Of few events the start of the host is all that would be measured.
    if (snapshot->rows >= kLeastMeasured && m_projection.eventsPerSecond() > 0)
        parts.append(speedText(m_projection.eventsPerSecond()));
    return parts.join(QStringLiteral(" \u00b7 "));
}

void ProjectionBar::take()
{
    const bool runs = m_projection.phase() == OpenProjection::Phase::Running;
    m_run->setEnabled(m_canRun && m_session.hasLog());
    m_stop->setEnabled(runs);
    // Read models and programs know no engines.
    const auto snapshot = m_projection.snapshot();
    m_engineButton->setEnabled(!snapshot || snapshot->kind == ProjectionSnapshot::Kind::KurrentDb);
    m_progress->setVisible(runs);
    takeProgress();
    takeNotice();
}

void ProjectionBar::takeProgress()
{
    switch (m_projection.phase()) {
    case OpenProjection::Phase::Running: {
        const double fraction = m_projection.progress().fraction();
        m_progress->setValue(static_cast<int>(std::max(fraction, 0.0) * kSteps));
        const auto done = static_cast<std::int64_t>(m_projection.progress().done.load());
        const auto total = static_cast<std::int64_t>(m_projection.progress().total.load());
        m_summary->setText(tr("%1 of %2 \u00b7 %3")
                               .arg(withThousands(done), counted(total, tr("event"), tr("events")),
                                    speedText(m_projection.eventsPerSecond())));
        break;
    }
    case OpenProjection::Phase::Empty:
        m_summary->setText(m_canRun ? tr("Not run yet") : QString());
        break;
    case OpenProjection::Phase::Refused:
        m_summary->setText(m_projection.snapshot()
                               ? tr("Refused; below is what the run before made")
                               : tr("Refused"));
        break;
    case OpenProjection::Phase::Stopped:
        m_summary->setText(m_projection.snapshot()
                               ? tr("Stopped; below is what the run before made")
                               : tr("Stopped"));
        break;
    case OpenProjection::Phase::Ready:
        m_summary->setText(summary());
        break;
    }
}

void ProjectionBar::takeNotice()
{
    const auto snapshot = m_projection.snapshot();
    const OpenProjection::Phase phase = m_projection.phase();
    m_notice->clear();
    if (phase == OpenProjection::Phase::Refused
        || (phase == OpenProjection::Phase::Stopped
            && m_projection.error().code != ErrorCode::Cancelled)) {
        say(m_projection.error());
    } else if (phase == OpenProjection::Phase::Ready && snapshot && snapshot->failure) {
        say(snapshot->failure->error);
        const Row row = snapshot->failure->row;
        if (row != kNoRow && row != m_session.playhead() && m_session.hasLog())
            m_notice->setLink(tr("Go to %1").arg(positionTag(m_session.log(), row)),
                              tr("Go to the event at which it failed; it ends there"),
                              [this, row] { m_session.setPlayhead(row); });
    }
}

// With the place, if the sentence does not begin with it; the link leads there.
void ProjectionBar::say(const Error &error)
{
    const QString sentence = QString::fromStdString(error.message);
    const QString file = QFileInfo(QString::fromStdString(error.path)).fileName();
    QString place;
    if (!file.isEmpty() && error.line > 0
        && !sentence.contains(file + u':' + QString::number(error.line)))
        place = tr("%1, line %2").arg(file).arg(error.line);
    m_notice->say(Notice::Kind::Error, sentence, place);
    if (error.line > 0 && QString::fromStdString(error.path) == m_projection.file())
        m_notice->setLink(tr("Go to line %1").arg(error.line), tr("To the place in the code"),
                          [this, line = static_cast<int>(error.line),
                           column = static_cast<int>(error.column)] {
                              Q_EMIT lineWanted(line, std::max(column, 1));
                          });
}

} // namespace eventscope::ui
