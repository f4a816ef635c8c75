// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/heaptidy.h"

#include "base/process.h"
#include "session/session.h"

namespace eventscope::ui {

namespace {

constexpr int kCalmMilliseconds = 1'500;

} // namespace

HeapTidy::HeapTidy(const Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    m_calm.setSingleShot(true);
    m_calm.setInterval(kCalmMilliseconds);
    connect(&m_calm, &QTimer::timeout, this, &HeapTidy::tidy);
    const auto wait = qOverload<>(&QTimer::start);
    connect(&session, &Session::shownEventsChanged, &m_calm, wait);
    connect(&session, &Session::streamSequenceChanged, &m_calm, wait);
    connect(&session, &Session::playheadChanged, &m_calm, wait);
    connect(&session, &Session::closed, &m_calm, wait);
    connect(&session.findings(), &Findings::changed, &m_calm, wait);
    connect(&session.catalogue(), &Catalogue::changed, &m_calm, wait);
}

void HeapTidy::tidy()
{
    if (m_session.isIdle())
        releaseFreeMemory();
    else
        m_calm.start();
}

} // namespace eventscope::ui
