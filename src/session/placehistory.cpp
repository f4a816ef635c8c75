// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/placehistory.h"

namespace eventscope {

void PlaceHistory::clear()
{
    m_places.clear();
    m_at = 0;
}

void PlaceHistory::visit(const Place &place)
{
    if (!m_places.empty()) {
        if (m_places[m_at] == place)
            return;
        m_places.resize(m_at + 1);
    }
    m_places.push_back(place);
    if (m_places.size() > kMost)
        m_places.erase(m_places.begin());
    m_at = m_places.size() - 1;
}

void PlaceHistory::update(const Place &place)
{
    if (!m_places.empty())
        m_places[m_at] = place;
}

} // namespace eventscope
