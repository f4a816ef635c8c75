// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/naturaltime.h"

#include <QTest>

using namespace eventscope;

// A Wednesday, and an instant some days before it.
constexpr const char *kNow = "2025-11-05T10:20:30.5Z";
constexpr const char *kPlayhead = "2025-11-03T08:41:12Z";

class TestNaturalTime : public QObject
{
    Q_OBJECT

private:
    Time m_now = *parseIsoTime(kNow);
    Time m_playhead = *parseIsoTime(kPlayhead);

    static QByteArray said(const std::optional<NaturalTime> &time)
    {
        if (!time)
            return "none";
        return QByteArray::fromStdString(formatIsoTime(time->begin)) + " +"
               + QByteArray::number(qint64(time->end.micros - time->begin.micros));
    }

private Q_SLOTS:
    void whatPeopleSayIsUnderstood_data()
    {
        QTest::addColumn<QByteArray>("begin");
        QTest::addColumn<qint64>("micros");
        constexpr qint64 kSecond = 1'000'000;
        constexpr qint64 kMinute = 60 * kSecond;
        constexpr qint64 kHour = 60 * kMinute;
        constexpr qint64 kDay = 24 * kHour;
        const auto add = [](const char *text, const char *begin, qint64 micros) {
            QTest::newRow(text) << QByteArray(begin) << micros;
        };
        add("now", kNow, 1);
        add("today", "2025-11-05", kDay);
        add(" Today ", "2025-11-05", kDay);
        add("YESTERDAY", "2025-11-04", kDay);
        add("tomorrow", "2025-11-06", kDay);
        add("yesterday 14:00", "2025-11-04T14:00Z", kMinute);
        add("yesterday  at 14:00", "2025-11-04T14:00Z", kMinute);
        add("today 9:30", "2025-11-05T09:30Z", kMinute);
        add("today 09:30:15", "2025-11-05T09:30:15Z", kSecond);
        add("today 9:30:15.25", "2025-11-05T09:30:15.25Z", kSecond / 100);
        add("today 9:30:15.123456789", "2025-11-05T09:30:15.123456Z", 1);
        add("yesterday noon", "2025-11-04T12:00Z", kMinute);
        add("today midnight", "2025-11-05T00:00Z", kMinute);
        add("yesterday 2pm", "2025-11-04T14:00Z", kHour);
        add("yesterday 12 am", "2025-11-04T00:00Z", kHour);
        add("yesterday 12:05 PM", "2025-11-04T12:05Z", kMinute);
        add("wednesday", "2025-11-05", kDay);
        add("last wednesday", "2025-10-29", kDay);
        add("thursday", "2025-10-30", kDay);
        add("friday", "2025-10-31", kDay);
        add("saturday", "2025-11-01", kDay);
        add("sunday", "2025-11-02", kDay);
        add("monday", "2025-11-03", kDay);
        add("last monday", "2025-11-03", kDay);
        add("mon 8:00", "2025-11-03T08:00Z", kMinute);
        add("tues", "2025-11-04", kDay);
        add("08:41", "2025-11-03T08:41Z", kMinute);
        add("8:41:59", "2025-11-03T08:41:59Z", kSecond);
        add("9 am", "2025-11-03T09:00Z", kHour);
        add("noon", "2025-11-03T12:00Z", kMinute);
        add("2 hours ago", "2025-11-05T08:20:30.5Z", 1);
        add("2h ago", "2025-11-05T08:20:30.5Z", 1);
        add("an hour ago", "2025-11-05T09:20:30.5Z", 1);
        add("a minute ago", "2025-11-05T10:19:30.5Z", 1);
        add("1h30m ago", "2025-11-05T08:50:30.5Z", 1);
        add("1 hour and 30 minutes ago", "2025-11-05T08:50:30.5Z", 1);
        add("90 secs ago", "2025-11-05T10:19:00.5Z", 1);
        add("2 weeks ago", "2025-10-22T10:20:30.5Z", 1);
        add("3 months ago", "2025-08-05T10:20:30.5Z", 1);
        add("a year ago", "2024-11-05T10:20:30.5Z", 1);
        add("+5m", "2025-11-03T08:46:12Z", 1);
        add("+ 5 min", "2025-11-03T08:46:12Z", 1);
        add("-30m", "2025-11-03T08:11:12Z", 1);
        add("-1d 2h", "2025-11-02T06:41:12Z", 1);
        add("+1.5s", "2025-11-03T08:41:13.5Z", 1);
        add("+250ms", "2025-11-03T08:41:12.25Z", 1);
        add("+7us", "2025-11-03T08:41:12.000007Z", 1);
        add("2 hours later", "2025-11-03T10:41:12Z", 1);
        add("10 minutes earlier", "2025-11-03T08:31:12Z", 1);
        add("-1 mo", "2025-10-03T08:41:12Z", 1);
    }
    void whatPeopleSayIsUnderstood()
    {
        QFETCH(QByteArray, begin);
        QFETCH(qint64, micros);
        const QByteArray expected = QByteArray::fromStdString(
                                        formatIsoTime(*parseIsoTime(begin.toStdString())))
                                    + " +" + QByteArray::number(micros);
        QCOMPARE(said(parseNaturalTime(QTest::currentDataTag(), m_now, m_playhead)), expected);
    }

    void anythingElseIsNone_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"",
                                 " ",
                                 "+",
                                 "-",
                                 "ago",
                                 " ago",
                                 "2 ago",
                                 "hours ago",
                                 "2 hours",
                                 "5m",
                                 "+5",
                                 "+m",
                                 "+5 fortnights",
                                 "+1.5 months",
                                 "+1.s",
                                 "+.5s",
                                 "14",
                                 "9",
                                 "25:00",
                                 "12:60",
                                 "12:30:60",
                                 "1:2",
                                 "12:3",
                                 "123:00",
                                 "13 pm",
                                 "0 am",
                                 "today tomorrow",
                                 "today at",
                                 "today at ",
                                 "today 14",
                                 "today14:00",
                                 "todayish",
                                 "last",
                                 "last today",
                                 "lastmonday",
                                 "mond",
                                 "noon today",
                                 "now 14:00",
                                 "14:00 yesterday",
                                 "2025-11-03",
                                 "order-7",
                                 "+9999999999s",
                                 "+999999999w",
                                 "+99999 years",
                                 "-3000 years",
                                 "3000 years ago",
                                 "12:00:00.",
                                 "12:00:00.1234567890",
                                 "monday,",
                                 "+5m x",
                                 "a",
                                 "an"})
            QTest::newRow(text) << QByteArray(text);
    }
    void anythingElseIsNone()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(said(parseNaturalTime(text.toStdString(), m_now, m_playhead)), QByteArray("none"));
    }

    void aMonthBackEndsOnItsLastDay()
    {
        const Time march = *parseIsoTime("2024-03-31T12:00:00Z");
        QCOMPARE(said(parseNaturalTime("-1 month", kNoTime, march)),
                 QByteArray("2024-02-29T12:00:00.000000Z +1"));
        QCOMPARE(said(parseNaturalTime("+1 month", kNoTime, march)),
                 QByteArray("2024-04-30T12:00:00.000000Z +1"));
        QCOMPARE(said(parseNaturalTime("+9 months", kNoTime, march)),
                 QByteArray("2024-12-31T12:00:00.000000Z +1"));
    }

    void everyDayOfTwoWeeksFindsEveryWeekdayWithinTheWeekBefore()
    {
        constexpr std::int64_t kDay = 86'400'000'000;
        constexpr const char *kNames[] = {"thu", "fri", "sat", "sun",
                                          "mon", "tue", "wed"}; // 1970 began with a Thursday
        for (std::int64_t day = -7; day < 7; ++day) {
            const Time now{day * kDay + 5};
            for (int name = 0; name < 7; ++name) {
                const auto found = parseNaturalTime(kNames[name], now, kNoTime);
                QVERIFY(found);
                const std::int64_t at = found->begin.micros / kDay;
                QCOMPARE(found->begin.micros % kDay, 0);
                QCOMPARE(((at % 7) + 7) % 7, name);
                QVERIFY(at <= day && at > day - 7);
            }
        }
    }

    void withoutAnInstantToRelateToThereIsNone()
    {
        QVERIFY(!parseNaturalTime("+5m", m_now, kNoTime));
        QVERIFY(!parseNaturalTime("08:41", m_now, kNoTime));
        QVERIFY(!parseNaturalTime("today", kNoTime, m_playhead));
        QVERIFY(!parseNaturalTime("now", kNoTime, m_playhead));
        QVERIFY(!parseNaturalTime("2 hours ago", kNoTime, m_playhead));
        QVERIFY(parseNaturalTime("+5m", kNoTime, m_playhead));
    }

    void noTextOfItsWordsIsTooMuchForIt()
    {
        constexpr const char *kWords[] = {"now", "-",     "+",    "9",  ":",  "30",   "999999999",
                                          "y",   "w",     "ago",  " ",  "at", "am",   "monday",
                                          "mo",  "later", "last", ".5", "an", "today"};
        std::uint32_t random = 7;
        for (int i = 0; i < 20'000; ++i) {
            std::string text;
            for (int word = 0; word < 6; ++word) {
                random = random * 1'664'525 + 1'013'904'223;
                text += kWords[(random >> 16) % std::size(kWords)];
            }
            if (const auto time = parseNaturalTime(text, m_now, m_playhead))
                QVERIFY(time->begin < time->end);
        }
    }
};

QTEST_APPLESS_MAIN(TestNaturalTime)
#include "tst_naturaltime.moc"
