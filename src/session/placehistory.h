// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "session/eventselection.h"

#include <QString>

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

// Where somebody is in a store: everything that decides what the window shows.
struct Place {
    Row playhead = kNoRow;
    std::optional<StreamId> stream;
    std::optional<StreamTypeId> streamType;
    QString filter;
    bool onlyStream = false;
    // The events that are selected there; null: that of the playhead.
    std::shared_ptr<const EventSelection::Snapshot> selected;
    // The same place, whatever is selected there.
    bool operator==(const Place &other) const
    {
        return playhead == other.playhead && stream == other.stream
               && streamType == other.streamType && filter == other.filter
               && onlyStream == other.onlyStream;
    }
};

// The places one has been at, as a browser keeps them: a jump adds one and ends what lay ahead; moving about within a place changes it, so
// that going back and forth returns to where one really was.
class PlaceHistory
{
public:
    static constexpr std::size_t kMost = 200;

    void clear();
    // A jump. Nothing is added where it leads to the present place.
    void visit(const Place &place);
    // The same place, a little on: where one has stepped to.
    void update(const Place &place);

    bool canGoBack() const { return m_at > 0; }
    bool canGoForward() const { return m_at + 1 < m_places.size(); }
    // Only if one can.
    const Place &back() { return m_places[--m_at]; }
    const Place &forward() { return m_places[++m_at]; }

private:
    std::vector<Place> m_places;
    std::size_t m_at = 0;
};

} // namespace eventscope
