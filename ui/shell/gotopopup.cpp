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
    , m_hint(new QLabel)
{
    setObjectName(QStringLiteral("goTo"));
    m_line->setPlaceholderText(QStringLiteral("Position, stream, date or time"));
    m_line->setAccessibleName(QStringLiteral("Go to"));
    m_line->setMaxLength(20'000);
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setWordWrap(true);
    column()->addWidget(m_line);
    column()->addWidget(m_hint);
    setFocusProxy(m_line);
    connect(m_line, &QLineEdit::returnPressed, this, &GoToPopup::go);
    connect(&session, &Session::closed, this, &QWidget::close);
}

void GoToPopup::aboutToOpen()
{
    m_line->selectAll();
    m_line->setFocus();
    say(QStringLiteral(
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
        return say(message, true);
    }
    close();
    if (const Row *row = std::get_if<Row>(&*place))
        m_session.goToEvent(*row);
    else
        m_session.selectStream(std::get<StreamId>(*place));
}

void GoToPopup::say(const QString &text, bool isError)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPalette palette = m_hint->palette();
    palette.setColor(QPalette::WindowText, isError ? tokens.error : tokens.textDim);
    m_hint->setPalette(palette);
    m_hint->setText(text);
    fitHeight();
}

} // namespace eventscope::ui
