// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "event/log.h"
#include "event/typemask.h"
#include "timeline/idlefolds.h"

#include <QObject>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

namespace eventscope::ui {

// The longest times without an event that is shown, ascending. One pass over the log; empty once
// the token stopped. Any thread.
std::vector<IdleGap> findIdleGaps(const EventLog &log, const TypeMask &hidden, std::size_t most,
                                  const std::stop_token &stop = {});

// Finds the gaps of a log on a thread, and again when it has grown or other types are hidden. GUI
// thread.
class IdleGaps : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kMost = 65'536;

    explicit IdleGaps(QObject *parent = nullptr);
    ~IdleGaps() override;

    void setLog(const EventLog *log); // null lets go of it: returns when nothing reads it any more
    // Asks for what is not known yet; found() comes when there are others.
    void update(const TypeMask &hidden);
    const std::vector<IdleGap> &gaps() const { return m_gaps; }
    bool isFinding() const { return m_isFinding; }

Q_SIGNALS:
    void found();

private:
    const EventLog *m_log = nullptr;
    std::uint32_t m_rows = 0; // for which they were asked for last
    TypeMask m_hidden;
    bool m_isKnown = false;
    bool m_isFinding = false;
    std::uint64_t m_request = 0;
    std::vector<IdleGap> m_gaps;
    std::unique_ptr<NewestOnly> m_worker;
};

} // namespace eventscope::ui
