// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/lagpanel.h"

#include "panels/notice.h"
#include "panels/paint.h"
#include "panels/rowtable.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLayout>
#include <QPainterPath>
#include <QStyledItemDelegate>
#include <QToolButton>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kMark = 10;

// What is wrong has a shape as well as a colour: a diamond has failed, a triangle stands still, a ring has not begun; the rest is a dot.
void paintCondition(QPainter &painter, const QPoint &centre, Consumer::Condition condition)
{
    const Tokens &tokens = Theme::instance().tokens();
    const qreal half = kMark / 2.0;
    const QPointF at = QPointF(centre) + QPointF(0.5, 0.5);
    QPainterPath path;
    QColor color = tokens.textDim;
    switch (condition) {
    case Consumer::Condition::Failed:
        path.addPolygon(QPolygonF({at + QPointF(0, -half), at + QPointF(half, 0),
                                   at + QPointF(0, half), at + QPointF(-half, 0)}));
        color = tokens.error;
        break;
    case Consumer::Condition::Stuck:
        path.addPolygon(QPolygonF(
            {at + QPointF(0, -half), at + QPointF(half, half - 1), at + QPointF(-half, half - 1)}));
        color = tokens.warning;
        break;
    case Consumer::Condition::NeverStarted:
        path.addEllipse(at, half - 1, half - 1);
        path.addEllipse(at, half - 3, half - 3);
        color = tokens.warning;
        break;
    case Consumer::Condition::Behind:
    case Consumer::Condition::Current:
        path.addEllipse(at, half - 2, half - 2);
        break;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(path, color);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

class Delegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Theme &theme = Theme::instance();
        const Tokens &tokens = theme.tokens();
        QRect room = paintCell(*painter, option, index.row());
        const QString text = index.data().toString();
        const Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;
        const Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
        switch (index.column()) {
        case LagModel::Processor:
            paintLine(*painter, room, text, {option.font, tokens.text, left, Qt::ElideMiddle});
            break;
        case LagModel::Status:
            paintCondition(*painter, QPoint(room.left() + kMark / 2, room.center().y()),
                           static_cast<Consumer::Condition>(
                               index.data(LagModel::ConditionRole).toInt()));
            room.setLeft(room.left() + kMark + Theme::kGrid);
            paintLine(*painter, room, text, {option.font, tokens.text, left});
            break;
        case LagModel::Position:
            paintLine(*painter, room, text,
                      {theme.monospace(), tokens.accent, right, Qt::ElideMiddle});
            break;
        default:
            paintLine(*painter, room, text,
                      {theme.monospace(), tokens.text, right, Qt::ElideMiddle});
        }
    }
};

} // namespace

LagPanel::LagPanel(Session &session, QWidget *parent)
    : ListPanel(parent)
    , m_session(session)
    , m_model(new LagModel(session, this))
    , m_notice(new Notice(this))
    , m_status(new QLabel)
{
    setObjectName(QStringLiteral("lagPanel"));
    column().insertWidget(0, m_notice);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setContentsMargins(0, 0, Theme::kGrid, 0);
    m_status->setForegroundRole(QPalette::PlaceholderText);
    controls()->layout()->addWidget(m_status);
    m_again = addControl(QStringLiteral("view-refresh"));
    m_again->setToolTip(tr("Read the checkpoints again"));
    m_again->setAccessibleName(tr("Read the checkpoints again"));
    m_copy = addControl(QStringLiteral("edit-copy"));
    m_copy->setToolTip(tr("Copy the processors, a line each"));
    m_copy->setAccessibleName(tr("Copy the processors"));
    connect(m_copy, &QToolButton::clicked, this, &LagPanel::copy);
    connect(m_again, &QToolButton::clicked, this, [this] { m_session.lag().refresh(); });

    table().setAccessibleName(tr("Lag of processors"));
    table().setModel(m_model);
    table().setItemDelegate(new Delegate(this));
    table().setColumnWidth(LagModel::Processor, 22 * Theme::kGrid);
    table().setColumnWidth(LagModel::Status, 18 * Theme::kGrid);
    for (const int number : {LagModel::Position, LagModel::Head})
        table().setColumnWidth(number, 10 * Theme::kGrid);
    table().setColumnWidth(LagModel::Behind, 13 * Theme::kGrid);
    table().setColumnWidth(LagModel::Since, 13 * Theme::kGrid);
    connect(&table(), &QAbstractItemView::clicked, this,
            [this](const QModelIndex &index) { goTo(index.row()); });
    connect(&table(), &RowTable::rowActivated, this, &LagPanel::goTo);
    connect(&session.lag(), &Lag::changed, this, &LagPanel::take);
    connect(&session, &Session::phaseChanged, this, &LagPanel::take);
    take();
}

QString LagPanel::title() const
{
    const auto &consumers = m_session.lag().consumers();
    const auto trouble = std::count_if(consumers.begin(), consumers.end(),
                                       [](const Consumer &consumer) {
                                           return isTrouble(consumer.condition);
                                       });
    return trouble == 0 ? tr("Lag") : tr("Lag  %1").arg(withThousands(trouble));
}

void LagPanel::take()
{
    const Lag &lag = m_session.lag();
    m_notice->clear();
    if (lag.error())
        m_notice->say(Notice::Kind::Error, QString::fromStdString(lag.error()->message));
    const int count = m_model->rowCount();
    m_status->setText(count == 0 ? QString() : counted(count, tr("processor"), tr("processors")));
    m_again->setEnabled(m_session.hasLog());
    m_copy->setEnabled(count > 0);
    table().setEmptyText(
        lag.error() ? QString()
        : lag.isKnown()
            ? tr("This store keeps no checkpoints of its consumers. A dialect says where "
                 "they are, with \"checkpoints\".")
            : tr("The checkpoints are read as soon as the store is loaded."));
    Q_EMIT titleChanged();
}

void LagPanel::goTo(int row)
{
    const Consumer &consumer = m_model->consumerAt(row);
    if (consumer.last)
        m_session.goToEvent(*consumer.last);
    else if (m_session.log().rowCount() > 0)
        m_session.goToEvent(Row(0)); // the first that it has to see
}

void LagPanel::showEvent(QShowEvent *event)
{
    ListPanel::showEvent(event);
    m_session.lag().setWanted(true);
}

void LagPanel::hideEvent(QHideEvent *event)
{
    ListPanel::hideEvent(event);
    m_session.lag().setWanted(false);
}

void LagPanel::copy()
{
    if (m_model->rowCount() > 0)
        QGuiApplication::clipboard()->setText(m_model->asText());
}

} // namespace eventscope::ui
