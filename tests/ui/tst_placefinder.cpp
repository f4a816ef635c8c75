// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/placefinder.h"
#include "ui/handmadelog.h"

#include <QTest>

using namespace eventscope;
using namespace eventscope::ui;

namespace {
constexpr std::int64_t kSecond = 1'000'000;
} // namespace

class TestPlaceFinder : public QObject
{
    Q_OBJECT

private:
    HandmadeLog m_made;
    Time m_start = *parseIsoTime("2025-11-03T08:00:00Z");

    Result<FoundPlace> find(const char *text) { return findPlace(m_made.log(), text, m_start); }
    int row(const char *text)
    {
        const auto place = find(text);
        return place && std::holds_alternative<Row>(*place)
                   ? static_cast<int>(std::get<Row>(*place).value())
                   : -1;
    }
    QByteArray stream(const char *text)
    {
        const auto place = find(text);
        return place && std::holds_alternative<StreamId>(*place) ? QByteArray::fromStdString(
                   std::string(m_made.log().streamName(std::get<StreamId>(*place))))
                                                                 : QByteArray();
    }

private Q_SLOTS:
    // Positions 1 to 2,000, a minute apart.
    void initTestCase()
    {
        for (int i = 0; i < 2000; ++i)
            m_made.add(i % 2   ? "order-77"
                       : i % 3 ? "order-7"
                               : "1500",
                       "Happened", m_start.micros + i * 60 * kSecond);
        m_made.log();
    }

    void aPositionIsFoundWithOrWithoutItsMark()
    {
        QCOMPARE(row("#1204"), 1203);
        QCOMPARE(row(" #1,204 "), 1203);
        QCOMPARE(row("1204"), 1203);
        QCOMPARE(row("1,204"), 1203);
    }
    void aStreamGoesBeforeAPositionOfTheSameName()
    {
        QCOMPARE(stream("1500"), "1500");
        QCOMPARE(row("#1500"), 1499);
    }
    void aWholeNameGoesBeforeLongerOnes() { QCOMPARE(stream("order-7"), "order-7"); }
    void aPartOfANameIsEnoughIfNoOtherHasIt() { QCOMPARE(stream("r-77"), "order-77"); }
    void ofSeveralStreamsNoneIsGuessed()
    {
        const auto place = find("order");
        QVERIFY(!place);
        QCOMPARE(place.error().code, ErrorCode::Ambiguous);
        QVERIFY(place.error().message.find("order-77") != std::string::npos);
    }
    void aTimeLeadsToTheLastEventBeforeIt()
    {
        QCOMPARE(row("2025-11-03 08:10:30"), 10);
        QCOMPARE(row("2025-11-03T08:10:00Z"), 10);
        QCOMPARE(row("2025-11-03T09:10:00+01:00"), 10);
        QCOMPARE(row("2025-11-04"), 16 * 60);
    }
    void aClockTimeMeansTheDayOfThePlayhead()
    {
        QCOMPARE(row("08:41"), 41);
        QCOMPARE(row("8:41:59"), 41);
    }
    void whatIsNotThereIsSaid_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text :
             {"#99999", "nothing-like-it", "#", "99999999999999999999", "25:61", "  "})
            QTest::newRow(text) << QByteArray(text);
    }
    void whatIsNotThereIsSaid()
    {
        QFETCH(QByteArray, text);
        const auto place = find(text.constData());
        QVERIFY(!place);
        QVERIFY(!place.error().message.empty());
    }
};

QTEST_APPLESS_MAIN(TestPlaceFinder)
#include "tst_placefinder.moc"
