// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/columnarrangement.h"

#include <QDataStream>
#include <QHeaderView>
#include <QIODevice>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr qsizetype kMostPlaces = 200;
constexpr int kWidest = 10'000;

} // namespace

ColumnArrangement::ColumnArrangement(QHeaderView &header, KeyOf keyOf, int leastWidth)
    : m_header(header)
    , m_keyOf(std::move(keyOf))
    , m_leastWidth(leastWidth)
{}

int ColumnArrangement::find(const QString &key) const
{
    for (qsizetype i = 0; i < m_places.size(); ++i) {
        if (m_places.at(i).key == key)
            return static_cast<int>(i);
    }
    return -1;
}

bool ColumnArrangement::knows(int logical) const
{
    return find(m_keyOf(logical)) >= 0;
}

void ColumnArrangement::note()
{
    int last = m_header.count() - 1;
    while (last >= 0 && m_header.isSectionHidden(m_header.logicalIndex(last)))
        --last;
    QVector<Place> places;
    for (int visual = 0; visual < m_header.count(); ++visual) {
        const int logical = m_header.logicalIndex(visual);
        Place place{m_keyOf(logical), m_header.sectionSize(logical),
                    m_header.isSectionHidden(logical)};
        const int before = find(place.key);
        if (place.hidden || visual == last)
            place.width = before >= 0 ? m_places.at(before).width : m_leastWidth;
        places.append(place);
    }
    for (qsizetype i = 0; i < m_places.size() && places.size() < kMostPlaces; ++i) {
        const Place &old = m_places.at(i);
        const auto is = [](const QString &key) {
            return [key](const Place &place) { return place.key == key; };
        };
        if (std::any_of(places.cbegin(), places.cend(), is(old.key)))
            continue;
        const auto before = i == 0 ? places.cend()
                                   : std::find_if(places.cbegin(), places.cend(),
                                                  is(m_places.at(i - 1).key));
        places.insert(before == places.cend() ? 0 : (before - places.cbegin()) + 1, old);
    }
    m_places = std::move(places);
}

// What has no place yet stays where it is among the others.
void ColumnArrangement::apply()
{
    int visual = 0;
    for (const Place &place : std::as_const(m_places)) {
        for (int logical = 0; logical < m_header.count(); ++logical) {
            if (m_keyOf(logical) != place.key)
                continue;
            m_header.moveSection(m_header.visualIndex(logical), visual++);
            m_header.setSectionHidden(logical, false);
            m_header.resizeSection(logical, place.width);
            m_header.setSectionHidden(logical, place.hidden);
            break;
        }
    }
}

QByteArray ColumnArrangement::save() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << static_cast<int>(m_places.size());
    for (const Place &place : m_places)
        stream << place.key << place.width << place.hidden;
    return state;
}

bool ColumnArrangement::restore(const QByteArray &state)
{
    QDataStream stream(state);
    int count = 0;
    stream >> count;
    if (stream.status() != QDataStream::Ok || count <= 0 || count > kMostPlaces)
        return false;
    QVector<Place> places;
    for (int i = 0; i < count; ++i) {
        Place place;
        stream >> place.key >> place.width >> place.hidden;
        if (stream.status() != QDataStream::Ok || place.width < 0 || place.width > kWidest)
            return false;
        places.append(place);
    }
    m_places = std::move(places);
    return true;
}

} // namespace eventscope::ui
