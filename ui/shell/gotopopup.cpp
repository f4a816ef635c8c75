// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/gotopopup.h"

#include "session/session.h"
#include "shell/placefinder.h"
#include "widgets/theme.h"

#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace eventscope::ui {

GoToPopup::GoToPopup(Session &session, QWidget *window)
    : Popup(window)
    , m_session(session)
    , m_line(new QLineEdit)
{
    setObjectName(QStringLiteral("goTo"));
    m_line->setPlaceholderText(QStringLiteral("Position, stream, date or time"));
    m_line->setAccessibleName(QStringLiteral("Go to"));
    m_line->setMaxLength(20'000);
    column()->addWidget(m_line);
    m_hint = addHint();
    setFocusProxy(m_line);
    connect(m_line, &QLineEdit::returnPressed, this, &GoToPopup::go);
    connect(&session, &Session::closed, this, &QWidget::close);
}

void GoToPopup::aboutToOpen()
{
    m_line->selectAll();
    m_line->setFocus();
    say(*m_hint,
        QStringLiteral(
            "#1204   order-77   2025-11-03   2025-11-03 08:41   08:41:12   (times in UTC)"),
        false);
}

void GoToPopup::go()
{
    if (!m_session.hasLog())
        return;
    const EventLog &log = m_session.log();
    const Row playhead = m_session.playhead();
    const Time now = playhead == kNoRow ? log.earliest() : log.time(playhead);
    const auto place = findPlace(log, m_line->text().toStdString(), now);
    if (!place) {
        QString message = QString::fromStdString(place.error().message);
        if (m_session.phase() == Session::Phase::Loading)
            message += QStringLiteral(" The store is still loading.");
        return say(*m_hint, message, true);
    }
    close();
    if (const Row *row = std::get_if<Row>(&*place))
        m_session.goToEvent(*row);
    else
        m_session.selectStream(std::get<StreamId>(*place));
}

} // namespace eventscope::ui
