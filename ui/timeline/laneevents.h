// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "event/log.h"
#include "event/typemask.h"
#include "timeline/tracklayout.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace eventscope::ui {

// The events of one stream in the order of each axis.
struct LaneRows {
    std::vector<Row> byRow; // ascending
    // By (time, row), those that have a time; empty if that is byRow
    std::vector<Row> byTime;
    std::vector<std::int64_t> times; // ascending

    // Brings the order by time up to date with byRow[from...].
    void finish(const EventLog &log, std::uint32_t from);
    TrackKeys keys(AxisMode mode) const;
    Row row(AxisMode mode, std::uint32_t index) const;
};

// Events of the streams whose lanes are on the screen, kept while they fit.
//
// A short stream is walked when it is asked for. A long one is collected on a thread, with one pass
// over the log's stream column for all those that wait, and lengthened the same way when the log
// has grown. GUI thread.
class LaneEvents : public QObject
{
    Q_OBJECT

public:
    // Streams of at most so many events are walked at once.
    explicit LaneEvents(std::uint32_t walkAtOnce = 4'096, QObject *parent = nullptr);
    ~LaneEvents() override;

    void setLog(const EventLog *log); // null lets go of it: returns when nothing reads it any more
    // Events of these types are left out.
    void setHidden(const TypeMask &hidden);
    // Before a layout of the streams: forgets the others if too much is kept.
    void beginFrame();
    // What is known now; null pointer while nothing is. Asks for what is missing.
    std::shared_ptr<const LaneRows> rows(StreamId stream);
    // After it: collects the long streams that were asked for.
    void endFrame();
    bool isCollecting() const { return m_collecting; }

Q_SIGNALS:
    void collected();

private:
    struct Lane {
        LaneRows rows;
        std::uint32_t scannedTo = 0; // rows of the log that were looked at
        std::uint32_t events
            = 0; // of the stream then, hidden or not: it has more when its summary says so
    };
    struct Place {
        std::shared_ptr<const Lane> lane;
        std::uint64_t frame = 0; // that asked for it last
    };
    struct Wanted {
        StreamId stream;
        std::shared_ptr<const Lane> before; // to lengthen; null: none
    };
    void take(StreamId stream, std::shared_ptr<const Lane> lane);

    std::uint32_t m_walkAtOnce;
    const EventLog *m_log = nullptr;
    TypeMask m_hidden;
    std::unordered_map<std::uint32_t, Place> m_lanes;
    std::size_t m_kept = 0; // events in m_lanes
    std::uint64_t m_frame = 0;
    std::uint64_t m_generation = 0;
    std::vector<Wanted> m_wanted;
    bool m_collecting = false;
    std::unique_ptr<NewestOnly> m_worker;
};

} // namespace eventscope::ui
