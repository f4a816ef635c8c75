// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "base/time.h"

#include <QString>

#include <cstdint>
#include <string_view>

namespace eventscope {
class EventLog;
}

namespace eventscope::ui {

// How values of the engine read in the window. Text from stores may be anything: invalid UTF-8,
// control characters, markup, megabytes.

// 1940 -> "1,940".
QString withThousands(std::int64_t number);
// "1 event", "1,940 events".
QString counted(std::int64_t number, const QString &one, const QString &many);

// For a line in a list: control characters as their pictures, no more than `mostCharacters` (the
// middle is left out).
QString oneLine(std::string_view bytes, int mostCharacters = 400);
// For tooltips, which would take markup in the text for their own: escaped, wrapped, cut at some
// thousand characters.
QString plainToolTip(const QString &text);

// "cc25" of "shoppingCart-cc25" below "shoppingCart": what tells streams of a type apart.
std::string_view withoutType(std::string_view stream, std::string_view type);

// "v5"; a dash without one.
QString versionText(Version version);
// "43" or "1,943" or the store's text.
QString positionText(const EventLog &log, Row row);
// The same behind a #.
QString positionTag(const EventLog &log, Row row);

// How the events of a stream are called: by version, or by position where the store has none.
QString eventLabel(const EventLog &log, Row row);

// All in the zone that TimeZone::inUse() names; empty without a time.
QString clockText(Time time);    // 08:41:12.123
QString dateText(Time time);     // 2025-11-03
QString dateTimeText(Time time); // 2025-11-03 08:41:12.123456, without zeros at the end of a second
QString minuteText(Time time);   // 2025-11-03 08:41
// Where there is little room: 08:41 on the day of the newest one, 11-03 within its year, else 2025.
QString shortTimeText(Time time, Time newest);
QString zonedText(Time time); // 2025-11-03 08:41:12.123456 UTC

// How far apart two events are: "+1.2 s", "−340 µs", "+2 h 5 min", "+3 d 4 h".
QString differenceText(std::int64_t micros);
// The same without a sign; of what runs backwards, 0.
QString durationText(std::int64_t micros);

} // namespace eventscope::ui
