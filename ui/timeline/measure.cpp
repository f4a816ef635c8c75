// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/measure.h"

#include "widgets/format.h"

#include <QStringList>

#include <algorithm>
#include <array>

namespace eventscope::ui {

namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

// A number of thousandths or millionths as a decimal, without zeros at its end.
QString decimal(std::int64_t number, std::int64_t unit, int digits)
{
    QString text = QString::number(number / unit);
    if (number % unit != 0) {
        QString rest = QString::number(number % unit).rightJustified(digits, u'0');
        while (rest.endsWith(u'0'))
            rest.chop(1);
        text += u'.' + rest;
    }
    return text;
}

} // namespace

QString exactDurationText(std::int64_t micros)
{
    micros = std::max<std::int64_t>(micros, 0);
    if (micros < 1'000)
        return QString::number(micros) + QStringLiteral(" \u00b5s");
    if (micros < kSecond)
        return decimal(micros, 1'000, 3) + QStringLiteral(" ms");
    struct Unit {
        std::int64_t micros = 0;
        QString name;
    };
    const std::array<Unit, 3> units{{{kDay, QStringLiteral("d")},
                                     {kHour, QStringLiteral("h")},
                                     {kMinute, QStringLiteral("min")}}};
    QStringList parts;
    for (const Unit &unit : units) {
        const std::int64_t count = micros / unit.micros;
        micros %= unit.micros;
        if (count > 0 || !parts.isEmpty())
            parts << (parts.isEmpty() ? QString::number(count)
                                      : QString::number(count).rightJustified(2, u'0'))
                         + u' ' + unit.name;
    }
    const QString seconds = decimal(micros, kSecond, 6);
    const bool pad = !parts.isEmpty() && micros < 10 * kSecond;
    parts << (pad ? u'0' + seconds : seconds) + QStringLiteral(" s");
    return parts.join(u' ');
}

QString measureText(const EventLog &log, Row a, Row b)
{
    const auto [first, last] = std::minmax(a, b);
    const std::int64_t between = std::max<std::int64_t>(std::int64_t{last.value()} - first.value()
                                                            - 1,
                                                        0);
    const QString events = counted(between, QStringLiteral("event between"),
                                   QStringLiteral("events between"));
    const Time from = log.time(first);
    const Time to = log.time(last);
    if (from == kNoTime || to == kNoTime)
        return events;
    const std::int64_t micros = to.micros - from.micros;
    // Times may run against the order of the log.
    const QString sign = micros < 0 ? QString(QChar(0x2212)) : QString();
    return QStringLiteral("\u0394 %1%2, %3")
        .arg(sign, exactDurationText(micros < 0 ? -micros : micros), events);
}

} // namespace eventscope::ui
