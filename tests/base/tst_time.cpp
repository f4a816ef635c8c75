// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/time.h"

#include <QDateTime>
#include <QTest>
#include <QTimeZone>

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <string>

using namespace eventscope;

class TestTime : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isoTextIsRead_data();
    void isoTextIsRead();
    void otherTextIsNoTime_data();
    void otherTextIsNoTime();
    void everyDayIsTheOneOfTheCalendar();
    void randomTimesSurviveBeingWritten();
    void everyEncodingNamesTheSameInstant_data();
    void everyEncodingNamesTheSameInstant();
    void numbersOutsideTheYearsAreNoTimes_data();
    void numbersOutsideTheYearsAreNoTimes();
    void encodingsAreToldApartByMagnitude_data();
    void encodingsAreToldApartByMagnitude();
    void encodingsHaveNames();
};

namespace {

QByteArray iso(std::optional<Time> time)
{
    return time ? QByteArray::fromStdString(formatIsoTime(*time)) : QByteArray("none");
}

} // namespace

void TestTime::isoTextIsRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *text, const char *expected) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(expected);
    };
    row("2025-11-03T08:33:30Z", "2025-11-03T08:33:30.000000Z");
    row("2025-11-03t08:33:30z", "2025-11-03T08:33:30.000000Z");
    row("2025-11-03 08:33:30", "2025-11-03T08:33:30.000000Z");
    row("2025-11-03T08:33", "2025-11-03T08:33:00.000000Z");
    row("2025-11-03", "2025-11-03T00:00:00.000000Z");
    row("2025-11-03T08:33:30.1", "2025-11-03T08:33:30.100000Z");
    row("2025-11-03T08:33:30,123456", "2025-11-03T08:33:30.123456Z");
    row("2025-11-03T08:33:30.1234567Z", "2025-11-03T08:33:30.123456Z");
    row("2025-11-03T08:33:30.999999999999999999999Z", "2025-11-03T08:33:30.999999Z");
    row("2025-11-03T08:33:30+02:00", "2025-11-03T06:33:30.000000Z");
    row("2025-11-03T08:33:30-0530", "2025-11-03T14:03:30.000000Z");
    row("2025-11-03 08:33:30.5 +01", "2025-11-03T07:33:30.500000Z");
    row("2025-12-31T23:59:59-00:01", "2026-01-01T00:00:59.000000Z");
    row("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z");
    row("2000-02-29", "2000-02-29T00:00:00.000000Z");
    row("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z");
    row("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z");
    row("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z");
    row("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"); // a leap second
    row("2025-11-03T24:00:00Z", "2025-11-04T00:00:00.000000Z");
}

void TestTime::isoTextIsRead()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(iso(parseIsoTime(text.toStdString())), expected);
    QCOMPARE(iso(decodeTime(text.toStdString(), TimeEncoding::Iso8601)), expected);
}

void TestTime::otherTextIsNoTime_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"",
                             "x",
                             "2025",
                             "2025-11",
                             "2025-1-3",
                             "20251103",
                             "2025-13-01",
                             "2025-00-01",
                             "2025-11-31",
                             "2025-11-00",
                             "2025-02-29",
                             "1900-02-29",
                             "0000-01-01",
                             "10000-01-01",
                             "2025-11-03T",
                             "2025-11-03T08",
                             "2025-11-03T8:33",
                             "2025-11-03T08:60",
                             "2025-11-03T25:00",
                             "2025-11-03T24:00:01",
                             "2025-11-03T24:30",
                             "2025-11-03T08:33:61",
                             "2025-11-03T08:33:30.",
                             "2025-11-03T08:33:30.Z",
                             "2025-11-03T08:33:30ZZ",
                             "2025-11-03T08:33:30+",
                             "2025-11-03T08:33:30+2",
                             "2025-11-03T08:33:30+24:00",
                             "2025-11-03T08:33:30+02:60",
                             "2025-11-03T08:33:30 Z x",
                             " 2025-11-03",
                             "2025-11-03 ",
                             "0001-01-01T00:00:00+00:01",
                             "9999-12-31T23:59:59-00:01",
                             "-2025-11-03"}) {
        QTest::newRow(text) << QByteArray(text);
    }
    QTest::newRow("a zero byte") << QByteArray("2025-11-03\0", 11);
}

void TestTime::otherTextIsNoTime()
{
    QFETCH(QByteArray, text);
    QCOMPARE(iso(parseIsoTime(text.toStdString())), QByteArray("none"));
}

void TestTime::everyDayIsTheOneOfTheCalendar()
{
    // QDate has a calendar of its own to compare with.
    const QDate epoch(1970, 1, 1);
    for (QDate day(1, 1, 1); day.year() <= 9999;
         day = day.addDays(day.year() > 1890 && day.year() < 2110 ? 1 : 13)) {
        CivilTime civil;
        civil.year = day.year();
        civil.month = day.month();
        civil.day = day.day();
        const Time time = timeFromCivil(civil);
        QCOMPARE(time.micros, epoch.daysTo(day) * 86'400'000'000);
        const CivilTime again = civilTime(Time{time.micros + 86'399'999'999});
        QCOMPARE(QDate(again.year, again.month, again.day), day);
        QCOMPARE(again.hour * 3600 + again.minute * 60 + again.second, 86'399);
        QCOMPARE(again.micros, 999'999);
    }
}

void TestTime::randomTimesSurviveBeingWritten()
{
    std::mt19937_64 random(9);
    const std::int64_t first = parseIsoTime("0001-01-01")->micros;
    const std::int64_t last = parseIsoTime("9999-12-31T23:59:59.999999Z")->micros;
    std::uniform_int_distribution<std::int64_t> any(first, last);
    for (int i = 0; i < 20'000; ++i) {
        const Time time{any(random)};
        const std::string text = formatIsoTime(time);
        QCOMPARE(parseIsoTime(text), std::optional(time));
        QCOMPARE(timeFromCivil(civilTime(time)), time);
        const QDateTime qt = QDateTime::fromMSecsSinceEpoch((time.micros
                                                             - (time.micros % 1000 + 1000) % 1000)
                                                                / 1000,
                                                            Qt::UTC);
        QCOMPARE(QByteArray::fromStdString(text).left(23),
                 qt.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzz")).toLatin1());
    }
}

void TestTime::everyEncodingNamesTheSameInstant_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::addColumn<TimeEncoding>("encoding");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *number, TimeEncoding encoding, const char *expected) {
        QTest::addRow("%s %s", number, std::string(timeEncodingName(encoding)).c_str())
            << QByteArray(number) << encoding << QByteArray(expected);
    };
    const char *const instant = "2025-11-03T08:33:30.000000Z";
    row("1762158810", TimeEncoding::EpochSeconds, instant);
    row("1762158810000", TimeEncoding::EpochMillis, instant);
    row("1762158810000000", TimeEncoding::EpochMicros, instant);
    row("1762158810000000000", TimeEncoding::EpochNanos, instant);
    row("638977556100000000", TimeEncoding::DotNetTicks, instant);
    row("134066324100000000", TimeEncoding::WindowsFileTime, instant);
    row("2460982.75", TimeEncoding::JulianDay, "2025-11-03T06:00:00.000000Z");
    row("45964.5", TimeEncoding::OleDate, "2025-11-03T12:00:00.000000Z");
    row("1762158810.25", TimeEncoding::EpochSeconds, "2025-11-03T08:33:30.250000Z");
    row("1762158810000.5", TimeEncoding::EpochMillis, "2025-11-03T08:33:30.000500Z");
    row("1.76215881e9", TimeEncoding::EpochSeconds, instant);
    row("-1", TimeEncoding::EpochSeconds, "1969-12-31T23:59:59.000000Z");
    row("-1", TimeEncoding::EpochNanos, "1969-12-31T23:59:59.999999Z");
    row("0", TimeEncoding::DotNetTicks, "0001-01-01T00:00:00.000000Z");
    row("3155378975999999999", TimeEncoding::DotNetTicks, "9999-12-31T23:59:59.999999Z");
    row("0", TimeEncoding::WindowsFileTime, "1601-01-01T00:00:00.000000Z");
    row("0", TimeEncoding::OleDate, "1899-12-30T00:00:00.000000Z");
    row("2440588", TimeEncoding::JulianDay, "1970-01-01T12:00:00.000000Z");
    row("253402300799", TimeEncoding::EpochSeconds, "9999-12-31T23:59:59.000000Z");
    row("-62135596800", TimeEncoding::EpochSeconds, "0001-01-01T00:00:00.000000Z");
}

void TestTime::everyEncodingNamesTheSameInstant()
{
    QFETCH(QByteArray, number);
    QFETCH(TimeEncoding, encoding);
    QFETCH(QByteArray, expected);
    const auto text = decodeTime(number.toStdString(), encoding);
    QCOMPARE(iso(text), expected);
    bool isInteger = false;
    const qlonglong integer = number.toLongLong(&isInteger);
    if (isInteger)
        QCOMPARE(decodeTime(static_cast<std::int64_t>(integer), encoding), text);
    else
        QCOMPARE(decodeTime(number.toDouble(), encoding), text);
}

void TestTime::numbersOutsideTheYearsAreNoTimes_data()
{
    QTest::addColumn<TimeEncoding>("encoding");
    for (const TimeEncoding encoding :
         {TimeEncoding::EpochSeconds, TimeEncoding::EpochMillis, TimeEncoding::EpochMicros,
          TimeEncoding::EpochNanos, TimeEncoding::JulianDay, TimeEncoding::DotNetTicks,
          TimeEncoding::WindowsFileTime, TimeEncoding::OleDate}) {
        QTest::newRow(std::string(timeEncodingName(encoding)).c_str()) << encoding;
    }
}

void TestTime::numbersOutsideTheYearsAreNoTimes()
{
    QFETCH(TimeEncoding, encoding);
    constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();
    constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();
    // 2^63 nanoseconds are only 292 years.
    if (encoding != TimeEncoding::EpochNanos) {
        QVERIFY(!decodeTime(kHighest, encoding));
        QVERIFY(!decodeTime(kLowest, encoding));
    }
    for (const double value :
         {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
          std::numeric_limits<double>::quiet_NaN(), 1e300, -1e300})
        QVERIFY(!decodeTime(value, encoding));
    for (const char *text : {"", "x", "1x", " 1", "1 ", "0x10", "nan", "inf", "-inf",
                             "99999999999999999999999999", "2025-11-03"})
        QVERIFY2(!decodeTime(text, encoding), text);
}

void TestTime::encodingsAreToldApartByMagnitude_data()
{
    QTest::addColumn<double>("number");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](double number, const char *expected) {
        QTest::addRow("%g", number) << number << QByteArray(expected);
    };
    row(1762158810, "epoch-s");
    row(1762158810000, "epoch-ms");
    row(1762158810000000, "epoch-us");
    row(1762158810000000000, "epoch-ns");
    row(638977556100000000, "dotnet-ticks");
    row(134066324100000000, "filetime");
    row(2460982.85, "julian-day");
    row(45964.35, "ole-date");
    row(0, "");
    row(1, "");
    row(-1762158810, "");
    row(1e15, "epoch-us");
    row(1e17, "");
    row(1e30, "");
    row(std::nan(""), "");
    // Each encoding's own range, from 1974 to 2095.
    row(1.3e8, "epoch-s");
    row(3.9e9, "epoch-s");
    row(1.3e11, "epoch-ms");
    row(3.9e12, "epoch-ms");
}

void TestTime::encodingsAreToldApartByMagnitude()
{
    QFETCH(double, number);
    QFETCH(QByteArray, expected);
    const auto encoding = guessTimeEncoding(number);
    QCOMPARE(encoding ? QByteArray::fromStdString(std::string(timeEncodingName(*encoding)))
                      : QByteArray(),
             expected);
    if (encoding) {
        const auto time = decodeTime(number, *encoding);
        QVERIFY(time);
        const int year = civilTime(*time).year;
        QVERIFY2(year >= 1970 && year <= 2100, iso(time).constData());
    }
}

void TestTime::encodingsHaveNames()
{
    for (int i = 0; i <= static_cast<int>(TimeEncoding::OleDate); ++i) {
        const auto encoding = static_cast<TimeEncoding>(i);
        QVERIFY(!timeEncodingName(encoding).empty());
        QCOMPARE(timeEncodingFromName(timeEncodingName(encoding)), std::optional(encoding));
    }
    QVERIFY(!timeEncodingFromName("ISO8601"));
    QVERIFY(!timeEncodingFromName(""));
}

QTEST_GUILESS_MAIN(TestTime)
#include "tst_time.moc"
