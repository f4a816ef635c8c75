// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/format.h"

#include "event/log.h"
#include "widgets/timezone.h"

namespace eventscope::ui {

namespace {

constexpr qsizetype kMostToolTip = 3000;
constexpr char16_t kEllipsis = u'\u2026';

QString twoDigits(int number)
{
    return QString::number(number).rightJustified(2, u'0');
}

QString fourDigits(int number)
{
    return QString::number(number).rightJustified(4, u'0');
}

CivilTime shownTime(Time time)
{
    return civilTime(TimeZone::inUse()->shownAt(time));
}

} // namespace

QString withThousands(std::int64_t number)
{
    QString digits = QString::number(number);
    const qsizetype first = digits.startsWith(u'-') ? 1 : 0;
    for (qsizetype at = digits.size() - 3; at > first; at -= 3)
        digits.insert(at, u',');
    return digits;
}

QString counted(std::int64_t number, const QString &one, const QString &many)
{
    return withThousands(number) + u' ' + (number == 1 ? one : many);
}

QString oneLine(std::string_view bytes, int mostCharacters)
{
    // Four bytes a character at most: enough of both ends to cut from.
    const auto most = static_cast<std::size_t>(mostCharacters);
    QString text;
    if (bytes.size() > most * 8) {
        text = QString::fromUtf8(bytes.substr(0, most * 2)).left(mostCharacters / 2);
        text += kEllipsis;
        text += QString::fromUtf8(bytes.substr(bytes.size() - most * 2)).right(mostCharacters / 2);
    } else {
        text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
        if (text.size() > mostCharacters)
            text = text.left(mostCharacters / 2) + kEllipsis + text.right(mostCharacters / 2);
    }
    for (QChar &c : text) {
        if (c.unicode() < 0x20)
            c = QChar(0x2400 + c.unicode());
        else if (c.unicode() == 0x7f)
            c = QChar(0x2421);
        else if (c == QChar::LineSeparator || c == QChar::ParagraphSeparator)
            c = QChar(0x2424);
    }
    return text;
}

QString plainToolTip(const QString &text)
{
    if (text.isEmpty())
        return {};
    QString shown = text.left(kMostToolTip);
    if (shown.size() < text.size())
        shown += kEllipsis;
    return QStringLiteral("<p style=\"white-space:pre-wrap\">") + shown.toHtmlEscaped()
           + QStringLiteral("</p>");
}

std::string_view withoutType(std::string_view stream, std::string_view type)
{
    constexpr std::string_view kSeparators = "-_:/.$|#";
    if (type.empty() || stream.size() < type.size() + 2 || !stream.starts_with(type)
        || kSeparators.find(stream[type.size()]) == std::string_view::npos)
        return stream;
    return stream.substr(type.size() + 1);
}

QString versionText(Version version)
{
    if (version == kNoVersion)
        return QStringLiteral("\u2013");
    return u'v' + withThousands(version.value());
}

QString positionText(const EventLog &log, Row row)
{
    if (log.hasTextPositions())
        return oneLine(log.positionLabel(row));
    return withThousands(log.position(row).value());
}

QString positionTag(const EventLog &log, Row row)
{
    return u'#' + positionText(log, row);
}

QString eventLabel(const EventLog &log, Row row)
{
    if (row == kNoRow)
        return {};
    const Version version = log.version(row);
    return version == kNoVersion ? positionTag(log, row) : versionText(version);
}

QString clockText(Time time)
{
    if (time == kNoTime)
        return {};
    const CivilTime civil = shownTime(time);
    return twoDigits(civil.hour) + u':' + twoDigits(civil.minute) + u':' + twoDigits(civil.second)
           + u'.' + QString::number(civil.micros / 1000).rightJustified(3, u'0');
}

QString dateText(Time time)
{
    if (time == kNoTime)
        return {};
    const CivilTime civil = shownTime(time);
    return fourDigits(civil.year) + u'-' + twoDigits(civil.month) + u'-' + twoDigits(civil.day);
}

QString dateTimeText(Time time)
{
    if (time == kNoTime)
        return {};
    const CivilTime civil = shownTime(time);
    QString text = dateText(time) + u' ' + twoDigits(civil.hour) + u':' + twoDigits(civil.minute)
                   + u':' + twoDigits(civil.second);
    if (civil.micros != 0) {
        QString fraction = QString::number(civil.micros).rightJustified(6, u'0');
        while (fraction.endsWith(u'0'))
            fraction.chop(1);
        text += u'.' + fraction;
    }
    return text;
}

QString minuteText(Time time)
{
    return dateTimeText(time).left(16);
}

QString shortTimeText(Time time, Time newest)
{
    const QString text = minuteText(time);
    const QString last = dateText(newest);
    if (text.left(10) == last)
        return text.mid(11);
    return text.left(4) == last.left(4) ? text.mid(5, 5) : text.left(4);
}

QString zonedText(Time time)
{
    if (time == kNoTime)
        return {};
    return dateTimeText(time) + u' ' + TimeZone::inUse()->abbreviation(time);
}

QString durationText(std::int64_t micros)
{
    constexpr std::int64_t kSecond = 1'000'000;
    constexpr std::int64_t kMinute = 60 * kSecond;
    constexpr std::int64_t kHour = 60 * kMinute;
    constexpr std::int64_t kDay = 24 * kHour;
    // One digit behind the point while the number is small, cut and not rounded: 999.96 ms are no
    // second.
    const auto decimal = [micros](std::int64_t unit) {
        const std::int64_t tenths = micros / (unit / 10);
        return tenths >= 100 || tenths % 10 == 0
                   ? QString::number(tenths / 10)
                   : QString::number(tenths / 10) + u'.' + QString::number(tenths % 10);
    };
    const auto two = [](std::int64_t large, const QString &largeUnit, std::int64_t small,
                        const QString &smallUnit) {
        return QString::number(large) + u' ' + largeUnit
               + (small == 0 ? QString() : u' ' + QString::number(small) + u' ' + smallUnit);
    };
    micros = std::max<std::int64_t>(micros, 0);
    if (micros < 1'000)
        return QString::number(micros) + QStringLiteral(" \u00b5s");
    if (micros < kSecond)
        return decimal(1'000) + QStringLiteral(" ms");
    if (micros < kMinute)
        return decimal(kSecond) + QStringLiteral(" s");
    if (micros < kHour)
        return two(micros / kMinute, QStringLiteral("min"), micros % kMinute / kSecond,
                   QStringLiteral("s"));
    if (micros < kDay)
        return two(micros / kHour, QStringLiteral("h"), micros % kHour / kMinute,
                   QStringLiteral("min"));
    const std::int64_t days = micros / kDay;
    if (days < 100)
        return two(days, QStringLiteral("d"), micros % kDay / kHour, QStringLiteral("h"));
    if (days < 2 * 365)
        return QString::number(days) + QStringLiteral(" d");
    return QString::number(days * 10'000 / 3'652'425) + QStringLiteral(" years");
}

QString differenceText(std::int64_t micros)
{
    return (micros < 0 ? QString(QChar(0x2212)) : QStringLiteral("+"))
           + durationText(micros < 0 ? -micros : micros);
}

} // namespace eventscope::ui
