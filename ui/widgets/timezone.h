// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/wallclock.h"

#include <QString>
#include <QStringList>
#include <QTimeZone>

#include <cstdint>
#include <memory>
#include <vector>

namespace eventscope::ui {

// A zone of the IANA database, or UTC. What changes in it from 1900 to 2037 is looked up once, so that a time costs a binary search;
// later times ask Qt. Immutable; any thread.
class TimeZone : public WallClock
{
public:
    // "UTC", "local" (the system's), or a name like "Europe/Berlin". Null for anything else.
    static std::shared_ptr<const TimeZone> find(const QString &name);
    // All that find() knows, but for "local"; UTC first.
    static QStringList names();

    // In which the window shows times. GUI thread.
    static const std::shared_ptr<const TimeZone> &inUse();
    static void use(std::shared_ptr<const TimeZone> zone);

    Time shownAt(Time instant) const override;
    Time whenShown(Time shown) const override;

    // "UTC", "CEST", "UTC+05:45": what stands behind a time.
    QString abbreviation(Time instant) const;
    // Of all that lies between: "CET/CEST".
    QString abbreviations(Time from, Time to) const;
    // "Europe/Berlin"; of the system's zone its real name.
    QString name() const { return m_name; }
    bool isUtc() const { return !m_zone.hasTransitions() && m_spans.front().offset == 0; }

private:
    struct Span {
        std::int64_t from = 0;   // microseconds; of the first: any time before the second
        std::int64_t offset = 0; // east of UTC
        QString abbreviation;
    };
    TimeZone(const QTimeZone &zone, QString name);
    Span spanAt(std::int64_t micros) const;

    QTimeZone m_zone;
    QString m_name;
    std::vector<Span> m_spans;
};

} // namespace eventscope::ui
