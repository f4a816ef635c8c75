// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/topbar.h"

#include "session/session.h"
#include "shell/followbutton.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QAction>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace eventscope::ui {

namespace {

constexpr int kHeight = 40;
constexpr int kProgressDelay = 200; // ms

QToolButton *button(QAction *action, const QString &icon)
{
    action->setIcon(Theme::instance().icon(icon));
    auto *made = new QToolButton;
    made->setDefaultAction(action);
    made->setToolButtonStyle(Qt::ToolButtonIconOnly);
    made->setFixedSize(28, 28);
    made->setAccessibleName(action->text());
    return made;
}

QToolButton *menuButton(QMenu *menu, const QString &icon, const QString &text, const QString &name)
{
    auto *made = new QToolButton;
    made->setMenu(menu);
    made->setPopupMode(QToolButton::InstantPopup);
    made->setIcon(Theme::instance().icon(icon));
    made->setText(text);
    made->setToolButtonStyle(text.isEmpty() ? Qt::ToolButtonIconOnly
                                            : Qt::ToolButtonTextBesideIcon);
    made->setFixedHeight(28);
    made->setAccessibleName(name);
    made->setToolTip(name);
    return made;
}

// Elides in the middle and says the whole in the tooltip.
void setElided(QLabel *label, const QString &text, int width)
{
    const QString shown = label->fontMetrics().elidedText(text, Qt::ElideMiddle, width);
    label->setText(shown);
    label->setToolTip(shown == text ? QString() : plainToolTip(text));
}

} // namespace

TopBar::TopBar(Session &session, const Actions &actions, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_name(new QLabel)
    , m_summary(new QLabel)
    , m_progress(new QLabel)
    , m_cancel(new QToolButton)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFixedHeight(kHeight);
    for (QLabel *label : {m_name, m_summary, m_progress})
        label->setTextFormat(Qt::PlainText);
    m_name->setObjectName(QStringLiteral("storeName"));
    m_name->setFont(Theme::instance().heading());
    m_summary->setObjectName(QStringLiteral("storeSummary"));
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_progress->setObjectName(QStringLiteral("loadProgress"));
    m_cancel->setObjectName(QStringLiteral("cancelLoading"));
    m_cancel->setText(QStringLiteral("Cancel"));

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::kGrid, 0, Theme::kGrid, 0);
    row->setSpacing(Theme::kTight);
    auto *open = menuButton(actions.open, QStringLiteral("document-open"), QStringLiteral("Open"),
                            QStringLiteral("Open a store"));
    open->setObjectName(QStringLiteral("open"));
    row->addWidget(open);
    row->addSpacing(Theme::kTight);
    row->addWidget(button(actions.back, QStringLiteral("go-previous")));
    row->addWidget(button(actions.forward, QStringLiteral("go-next")));
    row->addWidget(button(actions.goTo, QStringLiteral("go-jump")));
    row->addSpacing(Theme::kGrid);
    row->addWidget(m_name);
    row->addSpacing(Theme::kTight);
    row->addWidget(m_summary);
    row->addStretch(1);
    row->addWidget(m_progress);
    row->addWidget(m_cancel);
    row->addSpacing(Theme::kGrid);
    row->addWidget(new FollowButton(session));
    row->addWidget(button(actions.commands, QStringLiteral("application-menu")));
    auto *settings = menuButton(actions.settings, QStringLiteral("configure"), {},
                                QStringLiteral("Settings and help"));
    settings->setObjectName(QStringLiteral("settings"));
    row->addWidget(settings);

    m_progress->hide();
    m_cancel->hide();
    m_progressDelay.setSingleShot(true);
    m_progressDelay.setInterval(kProgressDelay);
    connect(&m_progressDelay, &QTimer::timeout, this, &TopBar::updateProgress);
    connect(m_cancel, &QToolButton::clicked, &session, &Session::cancelLoading);
    connect(&session, &Session::phaseChanged, this, [this] {
        if (isLoading() && !m_progressDelay.isActive() && m_progress->isHidden())
            m_progressDelay.start();
        showTexts();
        updateProgress();
    });
    connect(&session, &Session::rowsChanged, this, [this] {
        showTexts();
        updateProgress();
    });
    connect(&session, &Session::openingWentOn, this, &TopBar::updateProgress);
    connect(&session.workspace(), &Workspace::fileChanged, this, &TopBar::showTexts);
    connect(&session.masking(), &Masking::changed, this, &TopBar::showTexts);
    showTexts();
}

QString TopBar::summary(const Session &session)
{
    if (!session.hasLog())
        return {};
    const SourceInfo &info = session.info();
    QStringList parts;
    if (session.workspace().isNamed())
        parts.push_back(QFileInfo(session.workspace().file()).fileName());
    if (!info.dialectTitle.empty())
        parts.push_back(QString::fromStdString(info.dialectTitle));
    parts.push_back(
        counted(session.log().rowCount(), QStringLiteral("event"), QStringLiteral("events")));
    if (const auto damaged = session.log().damagedEvents(); damaged > 0)
        parts.push_back(
            QStringLiteral("%1 damaged").arg(withThousands(static_cast<std::int64_t>(damaged))));
    if (session.masking().isOn())
        parts.push_back(QStringLiteral("masked"));
    parts.push_back(QStringLiteral("read-only"));
    return parts.join(QStringLiteral(" · "));
}

QString TopBar::title(const Session &session)
{
    if (!session.hasLog())
        return QStringLiteral("Eventscope");
    return QString::fromStdString(session.info().name) + QStringLiteral(" · ") + summary(session);
}

bool TopBar::isLoading() const
{
    return m_session.phase() == Session::Phase::Opening
           || m_session.phase() == Session::Phase::Loading;
}

void TopBar::showTexts()
{
    const QString name = m_session.hasLog() ? QString::fromStdString(m_session.info().name)
                                            : QString();
    setElided(m_name, name, std::max(120, width() / 4));
    setElided(m_summary, summary(m_session), std::max(160, width() / 3));
    if (m_session.hasLog()) {
        const SourceInfo &info = m_session.info();
        const QString whole = QString::fromStdString(info.location) + u'\n'
                              + QString::fromStdString(info.detail)
                              + (m_session.workspace().isNamed()
                                     ? QStringLiteral("\nWorkspace: ")
                                           + m_session.workspace().file()
                                     : QString());
        m_name->setToolTip(plainToolTip(whole));
        m_summary->setToolTip(plainToolTip(whole));
    }
}

void TopBar::updateProgress()
{
    const bool shown = isLoading() && !m_progressDelay.isActive();
    m_progress->setVisible(shown);
    m_cancel->setVisible(shown);
    if (!isLoading())
        m_progressDelay.stop();
    if (shown) {
        QString text = QStringLiteral("Opening…");
        if (m_session.hasLog()) {
            text = counted(m_session.log().rowCount(), QStringLiteral("event"),
                           QStringLiteral("events"));
        }
        if (const double part = m_session.loadFraction(); part >= 0)
            text += QStringLiteral(" · %1%").arg(static_cast<int>(std::floor(part * 100)));
        m_progress->setText(text);
        m_cancel->setToolTip(m_session.hasLog()
                                 ? QStringLiteral("Stop loading; what was loaded stays")
                                 : QStringLiteral("Stop opening (Esc)"));
    }
    update();
}

void TopBar::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.raised);
    painter.fillRect(0, height() - 1, width(), 1, tokens.hairline);
    if (!m_progress->isHidden()) {
        const double part = m_session.loadFraction();
        if (part >= 0)
            painter.fillRect(0, height() - 2, static_cast<int>(width() * part), 2, tokens.accent);
    }
}

void TopBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    showTexts();
}

} // namespace eventscope::ui
