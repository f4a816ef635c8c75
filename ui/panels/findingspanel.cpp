// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/findingspanel.h"

#include "panels/notice.h"
#include "panels/paint.h"
#include "panels/rowtable.h"
#include "panels/signeddelegate.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLayout>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

namespace eventscope::ui {

namespace {

Sign signOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return Sign::Error;
    case Severity::Warning:
        return Sign::Warning;
    case Severity::Info:
        break;
    }
    return Sign::Plain;
}

QString snapshotsProgress(const Progress &progress)
{
    const auto total = static_cast<std::int64_t>(progress.total.load());
    const auto done = static_cast<std::int64_t>(progress.done.load());
    return total == 0 ? FindingsPanel::tr("Looking for snapshots\u2026")
                      : FindingsPanel::tr("Comparing snapshots\u2026 %1 of %2")
                            .arg(withThousands(done), withThousands(total));
}

} // namespace

FindingsPanel::FindingsPanel(Session &session, QWidget *parent)
    : ListPanel(parent)
    , m_session(session)
    , m_model(new FindingsModel(session, this))
    , m_notice(addNotice())
    , m_status(addStatus())
    , m_codes(new QComboBox)
{
    m_codes->setAccessibleName(tr("Kind of findings that are listed"));
    m_codes->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    controls()->layout()->addWidget(m_codes);
    m_again = addControl(QStringLiteral("view-refresh"));
    m_copy = addControl(QStringLiteral("edit-copy"), tr("Copy the findings, a line each"));
    connect(m_copy, &QToolButton::clicked, this, &FindingsPanel::copy);
    connect(m_again, &QToolButton::clicked, this, [this] {
        if (m_session.snapshotCheck().isChecking())
            m_session.snapshotCheck().cancel();
        else if (m_session.findings().isChecking())
            m_session.findings().cancel();
        else
            m_session.findings().check();
    });
    connect(m_codes, &QComboBox::currentIndexChanged, this, [this] {
        const QVariant code = m_codes->currentData();
        m_model->setCode(code.isValid() ? std::optional(static_cast<FindingCode>(code.toInt()))
                                        : std::nullopt);
    });

    table().setAccessibleName(tr("Findings"));
    table().setModel(m_model);
    table().setItemDelegate(new SignedDelegate(
        {FindingsModel::Kind,
         FindingsModel::Position,
         {FindingsModel::Position},
         {FindingsModel::Stream}},
        [](const QModelIndex &index) {
            return signOf(static_cast<Severity>(index.data(FindingsModel::SeverityRole).toInt()));
        },
        this));
    QHeaderView &header = *table().horizontalHeader();
    header.resizeSection(FindingsModel::Position, 0);
    fitSection(header, FindingsModel::Position, QStringLiteral("#00,000"));
    table().setColumnWidth(FindingsModel::Kind, 18 * Theme::kGrid);
    table().setColumnWidth(FindingsModel::Stream, 17 * Theme::kGrid);
    onRow([this](int row) { goTo(row); });
    connect(&session.findings(), &Findings::changed, this, &FindingsPanel::take);
    connect(&session.findings(), &Findings::progressed, this, &FindingsPanel::takeProgress);
    connect(&session.snapshotCheck(), &SnapshotCheck::progressed, this,
            &FindingsPanel::takeProgress);
    connect(&session.snapshotCheck(), &SnapshotCheck::changed, this, &FindingsPanel::takeProgress);
    connect(&session, &Session::phaseChanged, this, &FindingsPanel::takeProgress);
    take();
}

QString FindingsPanel::title() const
{
    const std::uint64_t total = m_session.findings().report()->total();
    return total == 0 ? tr("Findings")
                      : tr("Findings  %1").arg(withThousands(static_cast<std::int64_t>(total)));
}

void FindingsPanel::take()
{
    takeCodes();
    m_copy->setEnabled(m_model->rowCount() > 0);
    if (const auto &findings = m_session.findings().report()->findings;
        !findings.empty() && m_session.hasLog())
        fitSection(*table().horizontalHeader(), FindingsModel::Position,
                   positionTag(m_session.log(), findings.back().row).left(24));
    takeProgress();
    Q_EMIT titleChanged();
}

// The codes that there are, with how many of each.
void FindingsPanel::takeCodes()
{
    const auto report = m_session.findings().report();
    const auto chosen = m_model->code();
    const auto number = [](std::uint64_t count) {
        return withThousands(static_cast<std::int64_t>(count));
    };
    const QSignalBlocker blocker(m_codes);
    m_codes->clear();
    m_codes->addItem(tr("All kinds  %1").arg(number(report->total())));
    int current = 0;
    for (std::size_t i = 0; i < kFindingCodes; ++i) {
        const auto code = static_cast<FindingCode>(i);
        if (report->counts[i] == 0)
            continue;
        m_codes->addItem(QStringLiteral("%1  %2").arg(titleOf(code), number(report->counts[i])),
                         static_cast<int>(i));
        if (chosen == code)
            current = m_codes->count() - 1;
    }
    m_codes->setCurrentIndex(current);
    m_codes->setEnabled(report->total() > 0);
    if (current == 0)
        m_model->setCode(std::nullopt);
}

void FindingsPanel::takeProgress()
{
    const Findings &findings = m_session.findings();
    const QString events = counted(findings.report()->events, tr("event"), tr("events"));
    const SnapshotCheck &snapshots = m_session.snapshotCheck();
    m_notice->clear();
    if (findings.error())
        m_notice->say(Notice::Kind::Error, QString::fromStdString(findings.error()->message));
    else if (snapshots.error())
        m_notice->say(Notice::Kind::Error, QString::fromStdString(snapshots.error()->message));
    else if (const auto report = snapshots.report(); report && !snapshots.isChecking())
        m_notice->say(Notice::Kind::Quiet, QString::fromStdString(report->sentence()));
    const double fraction = findings.fraction();
    const QString percent = fraction < 0
                                ? tr("Checking\u2026")
                                : tr("Checking\u2026 %1 %").arg(static_cast<int>(fraction * 100));
    const bool isChecking = findings.isChecking() || snapshots.isChecking();
    m_status->setText(snapshots.isChecking()  ? snapshotsProgress(snapshots.progress())
                      : findings.isChecking() ? percent
                      : findings.isComplete() ? tr("%1 checked").arg(events)
                                              : QString());
    m_again->setIcon(Theme::instance().icon(isChecking ? QStringLiteral("window-close")
                                                       : QStringLiteral("view-refresh")));
    m_again->setToolTip(isChecking ? tr("Stop checking") : tr("Check the store again"));
    m_again->setAccessibleName(m_again->toolTip());
    m_again->setEnabled(m_session.hasLog() && m_session.phase() != Session::Phase::Loading);
    table().setEmptyText(findings.error()        ? QString()
                         : findings.isComplete() ? tr("No findings: %1 checked.").arg(events)
                         : findings.isChecking() ? tr("Nothing found so far.")
                         : m_session.hasLog() && m_session.phase() == Session::Phase::Loading
                             ? tr("The store is checked as soon as it is loaded.")
                             : tr("The check was stopped. Check the store again with the button "
                                  "above."));
}

void FindingsPanel::goTo(int row)
{
    m_session.goToEvent(m_model->rowAt(row));
}

void FindingsPanel::goToNext()
{
    const std::vector<Row> &rows = m_session.findings().rows();
    const Row playhead = m_session.playhead();
    const auto next = playhead == kNoRow ? rows.begin()
                                         : std::upper_bound(rows.begin(), rows.end(), playhead);
    if (next != rows.end())
        m_session.goToEvent(*next);
}

void FindingsPanel::goToPrevious()
{
    const std::vector<Row> &rows = m_session.findings().rows();
    const auto here = std::lower_bound(rows.begin(), rows.end(), m_session.playhead());
    if (here != rows.begin())
        m_session.goToEvent(*std::prev(here));
}

void FindingsPanel::copy()
{
    if (m_model->rowCount() > 0)
        QGuiApplication::clipboard()->setText(m_model->asText());
}

} // namespace eventscope::ui
