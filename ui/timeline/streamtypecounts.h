// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "event/log.h"
#include "event/typemask.h"
#include "timeline/laneevents.h"
#include "timeline/tracklayout.h"

#include <QObject>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace eventscope::ui {

// How many events of each type the streams of each stream type had, over time and over the log:
// what the log's own pyramids cannot say. A thread reads the columns once and goes on from there
// when the log has grown; until it has come to the end, the lanes show what it has seen. Where few
// events are in view, or the view is nearer than the buckets, the events themselves are laid out.
// All functions but the thread's own belong to the GUI thread.
class StreamTypeCounts : public QObject
{
    Q_OBJECT

public:
    explicit StreamTypeCounts(QObject *parent = nullptr);
    ~StreamTypeCounts() override;

    void setLog(const EventLog *log); // null lets go of it: returns when nothing reads it any more
    // The log may have more rows; advanced() comes when they are counted
    void update();
    std::uint32_t countedRows() const { return m_counted.load(std::memory_order_acquire); }
    bool hasStreamsWithoutType() const { return m_withoutType.load(std::memory_order_relaxed); }

    struct Track {
        TrackLayout layout;
        // What the layout's indices mean; null if it was made of counts
        std::shared_ptr<const LaneRows> rows;
    };
    // The events in streams of each of the types, in their order, without those of hidden event
    // types. kNoStreamType stands for streams without one.
    std::vector<Track> layout(const std::vector<StreamTypeId> &types, AxisMode mode,
                              const TimelineRange &range, int width, int markSize, int barWidth,
                              const TypeMask &hidden = {});

Q_SIGNALS:
    void advanced();

private:
    struct Pair {
        StreamTypeId streamType;
        TypeId type;
    };
    struct Counts;
    class LaneOfType;
    bool layoutEvents(std::vector<Track> &tracks, const LaneOfType &lanes, AxisMode mode,
                      const TimelineRange &range, int width, int markSize, int barWidth,
                      const TypeMask &hidden);
    void layoutCounts(std::vector<Track> &tracks, const LaneOfType &lanes, AxisMode mode,
                      const TimelineRange &range, int width, int barWidth,
                      const TypeMask &hidden) const;
    StreamTypeId typeOf(StreamId stream);
    void count(const EventLog &log, std::uint32_t end, const std::stop_token &stop);
    std::uint32_t pairOf(std::uint32_t streamType, std::uint32_t type);

    const EventLog *m_log = nullptr;
    std::unique_ptr<Counts> m_counts;
    std::atomic<std::uint32_t> m_counted{0};
    std::atomic<bool> m_withoutType{false};
    std::uint64_t m_generation = 0;
    bool m_running = false;
    std::vector<std::uint32_t> m_typeOfStream; // those looked at
    std::unique_ptr<NewestOnly> m_worker;
};

} // namespace eventscope::ui
