// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/lagpanel.h"

#include "panels/lagdetails.h"
#include "panels/notice.h"
#include "panels/rowtable.h"
#include "panels/signeddelegate.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLayout>
#include <QSplitter>
#include <QToolButton>

namespace eventscope::ui {

namespace {

Sign signOf(Consumer::Condition condition)
{
    switch (condition) {
    case Consumer::Condition::Failed:
        return Sign::Error;
    case Consumer::Condition::Stuck:
        return Sign::Warning;
    case Consumer::Condition::NeverStarted:
        return Sign::Waiting;
    case Consumer::Condition::Behind:
    case Consumer::Condition::Current:
        break;
    }
    return Sign::Plain;
}

} // namespace

LagPanel::LagPanel(Session &session, QWidget *parent)
    : ListPanel(parent)
    , m_session(session)
    , m_model(new LagModel(session, this))
    , m_details(new LagDetails(session))
    , m_notice(addNotice())
    , m_status(addStatus())
{
    setObjectName(QStringLiteral("lagPanel"));
    m_again = addControl(QStringLiteral("view-refresh"), tr("Read the checkpoints again"));
    m_copy = addControl(QStringLiteral("edit-copy"), tr("Copy the processors, a line each"));
    connect(m_copy, &QToolButton::clicked, this, &LagPanel::copy);
    connect(m_again, &QToolButton::clicked, this, [this] { m_session.lag().refresh(); });

    auto *const halves = new QSplitter;
    halves->setChildrenCollapsible(false);
    column().removeWidget(&table());
    halves->addWidget(&table());
    halves->addWidget(m_details);
    halves->setStretchFactor(0, 3);
    halves->setStretchFactor(1, 2);
    column().addWidget(halves, 1);
    table().setObjectName(QStringLiteral("lagList"));
    table().setAccessibleName(tr("Lag of processors"));
    table().setModel(m_model);
    table().setItemDelegate(new SignedDelegate(
        {LagModel::Status,
         LagModel::Position,
         {LagModel::Position, LagModel::Head, LagModel::Gaps, LagModel::Behind, LagModel::Since},
         {LagModel::Processor}},
        [this](const QModelIndex &index) {
            const Consumer *const consumer = m_model->consumerAt(index.row());
            if (consumer)
                return signOf(consumer->condition);
            const Queue *const queue = m_model->queueAt(index.row());
            return queue && isTrouble(*queue) ? Sign::Error : Sign::Plain;
        },
        this));
    table().setColumnWidth(LagModel::Processor, 17 * Theme::kGrid);
    table().setColumnWidth(LagModel::Status, 14 * Theme::kGrid);
    for (const int number : {LagModel::Position, LagModel::Head})
        table().setColumnWidth(number, 8 * Theme::kGrid);
    table().setColumnWidth(LagModel::Gaps, 6 * Theme::kGrid);
    table().setColumnWidth(LagModel::Behind, 13 * Theme::kGrid);
    table().setColumnWidth(LagModel::Since, 11 * Theme::kGrid);
    halves->setSizes({460, 230});
    onRow([this](int row) { goTo(row); });
    connect(table().selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &LagPanel::takeDetails);
    connect(m_model, &QAbstractItemModel::modelReset, this, &LagPanel::takeDetails);
    connect(&session.lag(), &Lag::changed, this, &LagPanel::take);
    connect(&session, &Session::phaseChanged, this, &LagPanel::take);
    take();
}

QString LagPanel::title() const
{
    const std::size_t troubles = m_session.lag().troubles();
    return troubles == 0 ? tr("Lag")
                         : tr("Lag  %1").arg(withThousands(static_cast<std::int64_t>(troubles)));
}

void LagPanel::take()
{
    const Lag &lag = m_session.lag();
    m_notice->clear();
    if (lag.error())
        m_notice->say(Notice::Kind::Error, QString::fromStdString(lag.error()->message));
    const int count = m_model->rowCount();
    QStringList counts;
    if (!lag.consumers().empty())
        counts << counted(static_cast<std::int64_t>(lag.consumers().size()), tr("processor"),
                          tr("processors"));
    if (!lag.queues().empty())
        counts << counted(static_cast<std::int64_t>(lag.queues().size()), tr("table"),
                          tr("tables"));
    m_status->setText(counts.join(QStringLiteral(", ")));
    m_again->setEnabled(m_session.hasLog());
    m_copy->setEnabled(count > 0);
    table().setEmptyText(
        lag.error() ? QString()
        : lag.isKnown()
            ? tr("This store keeps no checkpoints of its consumers and no messages that wait. A "
                 "dialect says where they are, with \"checkpoints\" and \"queues\".")
            : tr("The checkpoints are read as soon as the store is loaded."));
    m_details->setVisible(count > 0);
    if (count > 0 && !table().currentIndex().isValid())
        table().setCurrentIndex(m_model->index(0, 0));
    takeDetails();
    Q_EMIT titleChanged();
}

// As often as they are read anew.
void LagPanel::takeDetails()
{
    const int row = table().currentIndex().row();
    if (const Consumer *const consumer = m_model->consumerAt(row))
        m_details->show(*consumer);
    else if (const Queue *const queue = m_model->queueAt(row))
        m_details->show(*queue);
    else
        m_details->showNothing();
}

void LagPanel::goTo(int row)
{
    const Consumer *const consumer = m_model->consumerAt(row);
    if (!consumer)
        return;
    if (consumer->last)
        m_session.goToEvent(*consumer->last);
    else if (m_session.log().rowCount() > 0)
        m_session.goToEvent(Row(0)); // the first that it has to see
}

void LagPanel::showEvent(QShowEvent *event)
{
    ListPanel::showEvent(event);
    m_session.lag().setWanted(this, true);
}

void LagPanel::hideEvent(QHideEvent *event)
{
    ListPanel::hideEvent(event);
    m_session.lag().setWanted(this, false);
}

void LagPanel::copy()
{
    if (m_model->rowCount() > 0)
        QGuiApplication::clipboard()->setText(m_model->asText());
}

} // namespace eventscope::ui
