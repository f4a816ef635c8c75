// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "event/log.h"
#include "event/typemask.h"
#include "timeline/lanelist.h"
#include "timeline/timelinerange.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace eventscope::ui {

// Finds the events of some lanes within a part of the axis, on a thread: there may be millions.
// Only the newest request is answered. GUI thread.
class EventCollector : public QObject
{
    Q_OBJECT

public:
    struct Wanted {
        AxisMode mode = AxisMode::Time;
        TimelineRange range;
        bool all = false; // of every lane
        std::vector<Lane> lanes;
        TypeMask hidden; // but none of these types
        // Those that come besides, ascending; asked for in the other thread. Null: none.
        std::function<std::vector<Row>()> others;
    };

    explicit EventCollector(QObject *parent = nullptr);
    ~EventCollector() override;

    void setLog(const EventLog *log); // null lets go of it: returns when nothing reads it any more
    void collect(const Wanted &wanted);
    void cancel(); // what is on its way is not wanted any more
    bool isCollecting() const { return m_collecting; }

Q_SIGNALS:
    void collected(const eventscope::Sequence &rows); // ascending

private:
    const EventLog *m_log = nullptr;
    std::uint64_t m_request = 0;
    bool m_collecting = false;
    std::unique_ptr<NewestOnly> m_worker;
};

} // namespace eventscope::ui
