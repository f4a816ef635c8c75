// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/axisticks.h"
#include "timeline/fieldlanes.h"
#include "timeline/idlegaps.h"
#include "timeline/laneevents.h"
#include "timeline/lanelist.h"
#include "timeline/loglayout.h"
#include "timeline/onlylanes.h"
#include "timeline/streamtypecounts.h"

#include <QObject>
#include <QRect>
#include <QSize>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace eventscope::ui {

// The timeline without its painting: which lanes and which part of the axis are in view, and what
// stands where. Knows the log and nothing of the session or of widgets. Coordinates are pixels of
// the viewport.
//
//   +-------+-------------------------+
//   | all   | bars of the whole log   |  stays
//   +-------+-------------------------+
//   | names | lanes of pinned fields  |  stay
//   +-------+-------------------------+
//   | names | lanes of pinned streams |  stay, as many as fit into half of the room
//   +-------+-------------------------+
//   | names | lanes, scrolled         |
//   +-------+-------------------------+
//   | zone  | axis                    |
//   +-------+-------------------------+
//
// Whatever changes it marks it dirty; layout() brings it up to date, and only lanes in view are
// laid out.
class TimelineScene : public QObject
{
    Q_OBJECT

public:
    static constexpr int kAllHeight = 44;
    static constexpr int kLaneHeight = 22;
    static constexpr int kAxisHeight = 38;
    static constexpr int kMarkSize = 10;
    static constexpr int kMarkRoom = 8; // marks may touch
    static constexpr int kBarWidth = 3;
    static constexpr int kLeastNameWidth = 48;

    explicit TimelineScene(QObject *parent = nullptr);

    void setLog(const EventLog *log); // null lets go of it
    const EventLog *log() const { return m_log; }
    // The log has grown: takes in new lanes, and shows all of the log if the view still follows it.
    // False: call again soon.
    bool refresh();

    // --- what is in view ---
    AxisMode mode() const { return m_mode; }
    void setMode(AxisMode mode); // keeps the events in view; ignored if no event has a time
    AxisMode wantedMode() const { return m_wantedMode; }
    bool hasTimes() const;
    const TimelineRange &range() const { return m_range; }
    void setRange(const TimelineRange &range); // within wholeRange(); ends following
    bool follows() const { return m_follows; }
    void fit();                      // the whole log, and follow it
    void fitStream(StreamId stream); // its first to its last event
    void zoom(double factor, int x);
    void panByPixels(int pixels); // to the right: later events come into view
    // Moves the view by as little as shows the unit, with some room around it. False if it was in
    // view.
    bool reveal(std::int64_t unit);

    void resize(const QSize &size);
    QSize size() const { return m_size; }
    void setNameWidth(int width);
    int nameWidth() const { return m_nameWidth; }
    void setScroll(int y); // clamped
    int scroll() const { return m_scroll; }
    int mostScroll() const;
    void setCharacterWidth(double width); // of axis labels

    // --- lanes ---
    void setSelection(std::optional<StreamTypeId> type, std::optional<StreamId> stream);
    std::optional<StreamId> selectedStream() const { return m_selected; }
    std::optional<StreamTypeId> streamType() const { return m_type; }
    const LaneList &lanes() const { return m_lanes; }
    void revealLane(std::uint32_t index);
    void setPinnedStreams(std::vector<StreamId> streams);
    // Events of these types are nowhere but in the lanes of pinned fields, which show values.
    void setHidden(const TypeMask &hidden);
    const TypeMask &hidden() const { return m_hidden; }
    // Instead of all others; null: all others.
    void setOnly(std::unique_ptr<OnlyLanes> only);
    // Those of pinned fields.
    void setFields(std::vector<FieldLanes::Field> fields);
    void setFieldValue(std::uint32_t field, const QString &value);
    const FieldLanes &fields() const { return m_fields; }

    // --- folded gaps (of time) ---
    bool isFolding() const { return m_isFolding; }
    void setFolding(bool folding); // all that are long; none
    void unfold(const IdleGap &gap);
    struct FoldBand {
        int left = 0; // columns; its right is not of it
        int right = 0;
        IdleGap gap;
    };
    const std::vector<FoldBand> &foldBands() const { return m_foldBands; } // in view, laid out
    // For a view of that width: all events without outliers, and as far as one can look.
    TimelineRange fitted(int width) const;
    TimelineRange limits(int width) const;
    // The same part of the clock, with the gaps folded that are long there.
    TimelineRange folded(const TimelineRange &range, int width) const;

    // --- geometry ---
    QRect trackArea() const;                    // all columns, from top to bottom of the lanes
    QRect allRect() const;                      // of the lane for all, without its name
    QRect fieldsRect() const;                   // of the lanes of fields, without their names
    QRect fieldRect(std::uint32_t field) const; // of one, with its name
    std::uint32_t fieldsInView() const;
    QRect lanesRect() const;                   // of the lanes in view, without their names
    std::uint32_t standingLanes() const;       // of pinned streams that do not scroll
    QRect scrolledRect() const;                // of the others, without their names
    QRect laneClip(std::uint32_t index) const; // where it may be seen, without its name
    QRect axisRect() const;
    QRect namesRect() const;
    QRect laneRect(std::uint32_t index) const; // with its name; may be out of view
    int columnToX(int column) const { return trackArea().left() + column; }
    std::optional<int> xOfRow(Row row) const; // none if it has no place on the axis
    std::int64_t unitAt(int x) const;
    std::optional<Row> nearestRow(int x) const; // that is shown

    // --- what stands there ---
    void layout();
    bool isDirty() const { return m_dirty; }
    // Whether nothing is on its way from a thread and no lane waits to be listed.
    bool isComplete() const;
    const LogLayout &all() const { return m_all; }
    // Count of the highest bar: of those seen since the last zoom
    std::uint32_t allMost() const { return m_allMost; }
    struct LaneLayout {
        std::uint32_t index = 0; // in lanes()
        Lane lane;
        TrackLayout track;
        // Null while they are collected, and where a type's bars are made of counts
        std::shared_ptr<const LaneRows> rows;
        std::uint32_t most = 0; // count of its highest bar, as of allMost()
        // From the first to the last event of a stream; empty if it is out of view.
        int firstColumn = 0;
        int lastColumn = -1;
    };
    // Those in view, from above
    const std::vector<LaneLayout> &laneLayouts() const { return m_laneLayouts; }
    const AxisTicks &ticks() const { return m_ticks; }
    bool axisCountsPositions() const { return m_axisCountsPositions; } // else events, from 1

    struct Hit {
        enum class Part : std::uint8_t {
            Nothing,
            AllName,
            AllTrack,
            FieldName,
            FieldTrack,
            LaneName,
            LaneTrack,
            Axis,
            Splitter
        };
        Part part = Part::Nothing;
        std::optional<std::uint32_t> lane;  // index in lanes()
        std::optional<std::uint32_t> field; // index in fields()
        int mark = -1;                      // of the lane's, the field's, or all's track
        int bar = -1;
        int fold = -1; // in foldBands(), if there is neither
        bool operator==(const Hit &) const = default;
    };
    Hit hitTest(const QPoint &point) const;
    const LaneLayout *laneLayout(std::uint32_t index) const; // null if it is out of view
    // The event of the mark, else the one of the lane nearest to the place.
    std::optional<Row> rowAt(const Hit &hit, int x) const;

Q_SIGNALS:
    void changed(); // something arrived from a thread: lay out and paint anew

private:
    void markDirty() { m_dirty = true; }
    void moveTo(const TimelineRange &range);
    void layoutLanes();
    void layoutAxis();
    void takeGaps();
    TimelineRange withMargin(const TimelineRange &range, int width) const;
    TimelineRange folded(const TimelineRange &range) const
    {
        return folded(range, trackArea().width());
    }
    void layoutFolds();
    IdleGap wholeGap(const IdleGap &part) const;
    void updateMost();
    void updateLanes();

    const EventLog *m_log = nullptr;
    LaneEvents m_events;
    StreamTypeCounts m_typeCounts;
    LaneList m_lanes;
    std::unique_ptr<OnlyLanes> m_only;
    FieldLanes m_fields;
    IdleGaps m_gaps;
    bool m_isFolding = false;
    std::vector<IdleGap> m_unfolded; // one by one, until folding is set anew
    std::shared_ptr<const FoldLevels> m_levels;
    std::vector<FoldBand> m_foldBands;

    AxisMode m_mode = AxisMode::Time;
    AxisMode m_wantedMode = AxisMode::Time;
    TimelineRange m_range;
    bool m_follows = true;
    QSize m_size;
    int m_nameWidth = 144;
    int m_scroll = 0;
    double m_characterWidth = 7;
    std::optional<StreamTypeId> m_type;
    std::optional<StreamId> m_selected;
    TypeMask m_hidden;
    bool m_lanesComplete = true;

    bool m_dirty = true;
    LogLayout m_all;
    std::uint32_t m_allMost = 1;
    std::uint32_t m_laneMost = 1;
    std::int64_t m_mostSpan = 0; // the zoom for which the two hold
    std::vector<LaneLayout> m_laneLayouts;
    AxisTicks m_ticks;
    bool m_axisCountsPositions = false;
};

} // namespace eventscope::ui
