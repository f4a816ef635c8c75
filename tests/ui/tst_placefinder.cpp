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

    PlaceContext m_context; // the playhead at the start, a day before now

    Result<FoundPlace> find(const char *text) { return findPlace(m_made.log(), text, m_context); }
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
        m_context.playhead = m_start;
        m_context.now = Time{m_start.micros + 24 * 3600 * kSecond};
    }
    void init()
    {
        m_context.stream.reset();
        m_context.events = {};
    }
    void select(const char *name)
    {
        m_context.stream = m_made.log().findStream(name);
        m_context.events = Sequence::of(m_made.log().streamRows(*m_context.stream));
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
    void aTimeThatIsSaidLeadsToItsFirstEvent()
    {
        QCOMPARE(row("yesterday"), 0);
        QCOMPARE(row("today"), 16 * 60);
        QCOMPARE(row("yesterday 8:30"), 30);
        QCOMPARE(row("23 hours ago"), 60);
        QCOMPARE(row("monday"), 0);
        QCOMPARE(row("+5m"), 5);
        QCOMPARE(row("+90s"), 1);
        QCOMPARE(row("-5m"), 0);
        QCOMPARE(row("2025-11"), 0);
        QCOMPARE(row("2025-11-03 09:00"), 60);
        QCOMPARE(row("2020-01-01"), 0);
        QCOMPARE(row("tomorrow"), 1999);
    }
    void firstAndLastAreOfTheSelectedStreamElseOfTheStore()
    {
        QCOMPARE(row("first"), 0);
        QCOMPARE(row("Last"), 1999);
        select("order-7");
        QCOMPARE(row("first"), 2);
        QCOMPARE(row("last"), 1996);
    }
    void aVersionThatIsNotThereIsNoNameEither()
    {
        const auto none = find("v5");
        QVERIFY(!none);
        QVERIFY(none.error().message.find("select a stream") != std::string::npos);
        select("order-77");
        const auto missing = find("v99999");
        QVERIFY(!missing);
        QVERIFY(missing.error().message.find("order-77 has no version") != std::string::npos);
    }
    void aPartOfANameIsFoundInAnyCaseIfNoneHasItAsWritten()
    {
        QCOMPARE(stream("R-77"), "order-77");
    }
    void aSearchThatIsStoppedFindsNothing()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto place = findPlace(m_made.log(), "r-77", m_context, stop.get_token());
        QVERIFY(!place);
        QCOMPARE(place.error().code, ErrorCode::Cancelled);
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
