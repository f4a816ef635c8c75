// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/gotopopup.h"

#include "session/postto.h"
#include "session/session.h"
#include "widgets/eventtypestyle.h"
#include "widgets/format.h"
#include "widgets/theme.h"
#include "widgets/timezone.h"

#include <QDateTime>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <string>
#include <utility>

namespace eventscope::ui {

GoToPopup::GoToPopup(Session &session, QWidget *window)
    : Popup(window)
    , m_session(session)
    , m_line(new QLineEdit)
    , m_worker(std::make_unique<NewestOnly>())
{
    setObjectName(QStringLiteral("goTo"));
    m_line->setPlaceholderText(QStringLiteral("Position, stream, version, date or time"));
    m_line->setAccessibleName(QStringLiteral("Go to"));
    m_line->setMaxLength(20'000);
    column()->addWidget(m_line);
    m_hint = addHint();
    setFocusProxy(m_line);
    connect(m_line, &QLineEdit::textChanged, this, &GoToPopup::search);
    connect(m_line, &QLineEdit::returnPressed, this, [this] {
        m_entered = true;
        if (m_found)
            take(Result(*m_found));
    });
    connect(&session, &Session::closed, this, &GoToPopup::letGo);
}

GoToPopup::~GoToPopup() = default;

void GoToPopup::letGo()
{
    ++m_request;
    m_worker.reset(); // waits
    m_worker = std::make_unique<NewestOnly>();
    m_found.reset();
    close();
}

void GoToPopup::aboutToOpen()
{
    m_line->selectAll();
    m_line->setFocus();
    search();
}

void GoToPopup::search()
{
    const std::uint64_t request = ++m_request;
    m_found.reset();
    m_entered = false;
    m_worker->cancel();
    const std::string text = m_line->text().trimmed().toStdString();
    if (text.empty() || !m_session.hasLog())
        return say(
            *m_hint,
            QStringLiteral(
                "Position:  #1204   1,204   first   last\n"
                "Stream:  order-77, or a part of its name;  v5 of the selected one\n"
                "Time, in %1:  2025-11-03   2025-11-03 08:41   08:41:12   yesterday 14:00   monday   2 hours ago\n"
                "From the playhead:  +5m   -1h30m")
                .arg(TimeZone::inUse()->name()),
            false);
    const EventLog *const log = &m_session.log();
    PlaceContext context;
    context.now = Time{QDateTime::currentMSecsSinceEpoch() * 1000};
    context.playhead = m_session.playhead() == kNoRow ? log->earliest()
                                                      : log->time(m_session.playhead());
    context.stream = m_session.selectedStream();
    context.events = m_session.streamSequence();
    context.clock = TimeZone::inUse();
    m_worker->submit([this, request, log, text, context](std::stop_token stop) {
        auto place = findPlace(*log, text, context, stop);
        if (stop.stop_requested())
            return;
        postTo(this, [this, request, place = std::move(place)] {
            if (request == m_request)
                take(place);
        });
    });
}

void GoToPopup::take(const Result<FoundPlace> &place)
{
    m_found = place;
    if (place && m_entered)
        return go(*place);
    if (place)
        return say(*m_hint, whereTo(*place), false);
    QString message = QString::fromStdString(place.error().message);
    if (m_session.phase() == Session::Phase::Loading)
        message += QStringLiteral(" The store is still loading.");
    // Whoever is typing is not wrong yet.
    say(*m_hint, message, m_entered);
}

QString GoToPopup::whereTo(const FoundPlace &place) const
{
    const EventLog &log = m_session.log();
    if (const auto *const stream = std::get_if<StreamId>(&place))
        return QStringLiteral("Stream  %1  \u00b7  %2")
            .arg(oneLine(log.streamName(*stream)),
                 counted(log.streamSummary(*stream).events, QStringLiteral("event"),
                         QStringLiteral("events")));
    const Row row = std::get<Row>(place);
    QStringList parts{positionTag(log, row)};
    if (log.stream(row) != kNoStream)
        parts << oneLine(log.streamName(log.stream(row))) + QLatin1Char(' ')
                     + versionText(log.version(row));
    parts << shortTypeName(log.typeName(log.type(row)));
    if (log.time(row) != kNoTime)
        parts << dateTimeText(log.time(row));
    return QStringLiteral("Event  ") + parts.join(QStringLiteral("  \u00b7  "));
}

void GoToPopup::go(const FoundPlace &place)
{
    close();
    if (const Row *row = std::get_if<Row>(&place))
        m_session.goToEvent(*row);
    else
        m_session.selectStream(std::get<StreamId>(place));
}

} // namespace eventscope::ui
