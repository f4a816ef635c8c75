// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "event/typemask.h"
#include "timeline/tracklayout.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace eventscope::ui {

// The lane of the whole log.
//
// Seen from afar its bars come from the log's pyramid of counts. Nearer than the pyramid's finest
// buckets, or with few events in view, the log's own columns are searched (where times ascend) or
// the events in view collected (where they do not, up to a bound). No path visits more than some
// hundred thousand events. Events of hidden types are nowhere.
class LogLayout
{
public:
    TrackLayout track;

    void update(const EventLog &log, AxisMode mode, const TimelineRange &range, int width,
                int markSize, int barWidth, const TypeMask &hidden = {});
    void clear();
    // Whether marks and the `first` of bars name events.
    bool isExact() const { return m_exact; }
    Row row(std::uint32_t index) const { return m_rows.empty() ? Row(index) : m_rows[index]; }

private:
    void fromKeys(const EventLog &log, const TrackKeys &keys, const TimelineRange &range, int width,
                  int markSize, int barWidth);
    bool collect(const EventLog &log, AxisMode mode, const TimelineRange &range, int width,
                 int markSize, int barWidth, const TypeMask &hidden);
    void fromPyramid(const EventLog &log, AxisMode mode, const TimelineRange &range, int width,
                     int barWidth, const TypeMask &hidden);
    bool everyRowHasATime(const EventLog &log);

    bool m_exact = false;
    std::vector<Row> m_rows; // in the order of the axis; empty: index is row
    std::vector<std::int64_t> m_times;

    std::uint32_t m_timedRows = 0; // rows for which m_allTimed was found out
    bool m_allTimed = false;
};

// What the axis shows at first and after "fit": the whole log with a margin; of times, without the
// outliers (at most one event in two hundred at each end) that would squeeze all the others into
// less than a twentieth of the view.
TimelineRange fittingRange(const EventLog &log, AxisMode mode, bool withMargin = true);
// As far as one can zoom out.
TimelineRange wholeRange(const EventLog &log, AxisMode mode, bool withMargin = true);
// The smallest span that one can zoom in to.
std::int64_t smallestSpan(AxisMode mode);

// The event nearest to the place on the axis. None in an empty log, in one without times, or if all
// of them for a long way are of hidden types.
std::optional<Row> nearestRow(const EventLog &log, AxisMode mode, std::int64_t unit,
                              const TypeMask &hidden = {});
// Where the row stands; none if it has no time.
std::optional<std::int64_t> unitOfRow(const EventLog &log, AxisMode mode, Row row);
// About the same events on the other axis.
TimelineRange rangeInMode(const EventLog &log, const TimelineRange &range, AxisMode from,
                          AxisMode to);

} // namespace eventscope::ui
