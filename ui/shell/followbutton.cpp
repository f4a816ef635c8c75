// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/followbutton.h"

#include "session/session.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QStyleOptionToolButton>

namespace eventscope::ui {

namespace {
constexpr int kDot = 8;
constexpr int kMargin = 8;
} // namespace

FollowButton::FollowButton(Session &session, QWidget *parent)
    : QToolButton(parent)
    , m_session(session)
{
    setObjectName(QStringLiteral("follow"));
    setText(QStringLiteral("Follow"));
    setAccessibleName(QStringLiteral("Follow new events"));
    setCheckable(true);
    connect(this, &QToolButton::clicked, &session, &Session::setFollowing);
    connect(&session, &Session::followingChanged, this, &FollowButton::update);
    connect(&session, &Session::phaseChanged, this, &FollowButton::update);
    update();
}

QSize FollowButton::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(text()) + kDot + 3 * kMargin, 28};
}

bool FollowButton::isLive() const
{
    return m_session.hasLog() && m_session.isFollowing() && m_session.info().canFollow
           && m_session.phase() != Session::Phase::Failed;
}

void FollowButton::update()
{
    const bool possible = m_session.hasLog() && m_session.info().canFollow;
    setEnabled(possible);
    setChecked(m_session.isFollowing());
    if (!m_session.hasLog())
        setToolTip(QStringLiteral("Follow: new events appear by themselves"));
    else if (!possible)
        setToolTip(QStringLiteral(
            "This kind of store cannot be followed: open it again (F5) to see what is new"));
    else if (m_session.isFollowing())
        setToolTip(QStringLiteral("Following: new events appear by themselves. Click to stop."));
    else
        setToolTip(QStringLiteral("Not following: the store is shown as it was. Click to follow."));
    QToolButton::update();
}

void FollowButton::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.state &= ~QStyle::State_On; // the dot says it
    style()->drawPrimitive(QStyle::PE_PanelButtonTool, &option, &painter, this);

    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF dot(kMargin + 0.5, (height() - kDot) / 2.0, kDot, kDot);
    if (isLive()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.added);
        painter.drawEllipse(dot);
    } else {
        painter.setPen(QPen(tokens.textDim, 1.2));
        painter.drawEllipse(dot.adjusted(0.6, 0.6, -0.6, -0.6));
    }
    painter.setPen(isEnabled() ? tokens.text : tokens.textDim);
    painter.drawText(rect().adjusted(2 * kMargin + kDot, 0, -kMargin, 0),
                     Qt::AlignVCenter | Qt::AlignLeft, text());
}

} // namespace eventscope::ui
