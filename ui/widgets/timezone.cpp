// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timezone.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr std::int64_t kMicrosASecond = 1'000'000;
constexpr int kSecondsAMinute = 60;
constexpr std::int64_t kLastKnown = 2'145'916'799 * kMicrosASecond; // the last second of 2037

// "CEST"; zones without letters of their own are named by how far they are from UTC.
QString shortName(const QString &abbreviation, int offset)
{
    const auto isLetter = [](QChar c) { return c.isLetter(); };
    if (!abbreviation.isEmpty() && std::all_of(abbreviation.begin(), abbreviation.end(), isLetter))
        return abbreviation;
    const int minutes = std::abs(offset) / kSecondsAMinute;
    if (minutes == 0)
        return QStringLiteral("UTC");
    return QStringLiteral("UTC%1%2:%3")
        .arg(offset < 0 ? QChar(u'\u2212') : QChar(u'+'))
        .arg(minutes / 60, 2, 10, QLatin1Char('0'))
        .arg(minutes % 60, 2, 10, QLatin1Char('0'));
}

std::shared_ptr<const TimeZone> &zoneInUse()
{
    static std::shared_ptr<const TimeZone> zone = TimeZone::find(QStringLiteral("UTC"));
    return zone;
}

} // namespace

std::shared_ptr<const TimeZone> TimeZone::find(const QString &name)
{
    const auto made = [](const QTimeZone &zone, const QString &called) {
        return std::shared_ptr<const TimeZone>(new TimeZone(zone, called));
    };
    if (name == QStringLiteral("UTC"))
        return made(QTimeZone::utc(), name);
    if (name == QStringLiteral("local")) {
        const QTimeZone zone = QTimeZone::systemTimeZone();
        return zone.isValid() ? made(zone, QString::fromUtf8(zone.id())) : nullptr;
    }
    const QByteArray id = name.toUtf8();
    if (!QTimeZone::isTimeZoneIdAvailable(id))
        return nullptr;
    const QTimeZone zone(id);
    return zone.isValid() ? made(zone, name) : nullptr;
}

QStringList TimeZone::names()
{
    QStringList names{QStringLiteral("UTC")};
    for (const QByteArray &id : QTimeZone::availableTimeZoneIds()) {
        // Qt's own fixed offsets ("UTC+03:00") and old aliases without a place are no help in a list.
        if (id.contains('/') && !id.startsWith("Etc/") && !id.startsWith("SystemV/"))
            names.append(QString::fromUtf8(id));
    }
    return names;
}

const std::shared_ptr<const TimeZone> &TimeZone::inUse()
{
    return zoneInUse();
}

void TimeZone::use(std::shared_ptr<const TimeZone> zone)
{
    zoneInUse() = std::move(zone);
}

TimeZone::TimeZone(const QTimeZone &zone, QString name)
    : m_zone(zone)
    , m_name(std::move(name))
{
    const QDateTime first(QDate(1900, 1, 1), QTime(0, 0), Qt::UTC);
    m_spans.push_back({first.toMSecsSinceEpoch() * 1000, zone.offsetFromUtc(first) * kMicrosASecond,
                       shortName(zone.abbreviation(first), zone.offsetFromUtc(first))});
    if (!zone.hasTransitions())
        return;
    const QDateTime last = QDateTime::fromMSecsSinceEpoch(kLastKnown / 1000, Qt::UTC);
    for (const QTimeZone::OffsetData &data : zone.transitions(first, last))
        m_spans.push_back({data.atUtc.toMSecsSinceEpoch() * 1000,
                           data.offsetFromUtc * kMicrosASecond,
                           shortName(data.abbreviation, data.offsetFromUtc)});
}

TimeZone::Span TimeZone::spanAt(std::int64_t micros) const
{
    if (micros > kLastKnown && m_zone.hasTransitions()) {
        const QDateTime at = QDateTime::fromMSecsSinceEpoch(micros / 1000, Qt::UTC);
        const int offset = m_zone.offsetFromUtc(at);
        return {micros, offset * kMicrosASecond, shortName(m_zone.abbreviation(at), offset)};
    }
    const auto after = std::upper_bound(m_spans.begin() + 1, m_spans.end(), micros,
                                        [](std::int64_t at, const Span &span) {
                                            return at < span.from;
                                        });
    return *(after - 1);
}

Time TimeZone::shownAt(Time instant) const
{
    return instant == kNoTime ? kNoTime : Time{instant.micros + spanAt(instant.micros).offset};
}

Time TimeZone::whenShown(Time shown) const
{
    if (shown == kNoTime)
        return kNoTime;
    constexpr std::int64_t kDay = 86'400 * kMicrosASecond;
    // The offset of the day before and that of the day after: one of them holds.
    const std::int64_t before = spanAt(shown.micros - kDay).offset;
    const std::int64_t after = spanAt(shown.micros + kDay).offset;
    for (const std::int64_t offset : {std::max(before, after), std::min(before, after)}) {
        const Time instant{shown.micros - offset};
        if (shownAt(instant) == shown)
            return instant;
    }
    // Skipped: as if the clocks had not been set forward yet.
    return Time{shown.micros - before};
}

QString TimeZone::abbreviation(Time instant) const
{
    return instant == kNoTime ? QString() : spanAt(instant.micros).abbreviation;
}

QString TimeZone::abbreviations(Time from, Time to) const
{
    constexpr qsizetype kMost = 2; // summer and winter; more say nothing
    QStringList all;
    const auto add = [&](const Span &span) {
        if (!all.contains(span.abbreviation))
            all.append(span.abbreviation);
    };
    add(spanAt(from.micros));
    for (const Span &span : m_spans) {
        if (span.from > from.micros && span.from <= to.micros)
            add(span);
    }
    add(spanAt(to.micros));
    return all.size() > kMost ? m_name : all.join(u'/');
}

} // namespace eventscope::ui
