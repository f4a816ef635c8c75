// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "base/result.h"
#include "event/log.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>

namespace eventscope {

class Session;

// Looks for a text, as it is written, among the shown events: in their streams, types and payloads. From the playhead on, in either
// direction, and over the end to the other one. Searches on a thread of its own; only the newest request counts.
class TextFinder : public QObject
{
    Q_OBJECT

public:
    explicit TextFinder(Session &session, QObject *parent = nullptr);
    ~TextFinder() override;

    void find(const QString &text, bool forward);
    void cancel();
    bool isSearching() const { return m_searching; }

Q_SIGNALS:
    // wrapped: beyond the end, from the other one on.
    void found(eventscope::Row row, bool wrapped);
    void missing();
    void failed(const eventscope::Error &error);

private:
    void letGo();

    Session &m_session;
    bool m_searching = false;
    std::uint64_t m_request = 0;
    std::unique_ptr<NewestOnly> m_worker; // reads the session's log: gone before that
};

} // namespace eventscope
