// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ids.h"
#include "base/progress.h"
#include "base/result.h"

#include <QTest>

#include <memory>
#include <string>
#include <type_traits>
#include <unordered_set>

using namespace eventscope;

class TestResult : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aResultHoldsAValueOrAnError();
    void aResultOfNothingHoldsAnErrorOrNone();
    void valuesThatMoveOnlyMoveThrough();
    void valuesConvertOnTheirWayIn();
    void anErrorCarriesItsPlace();
    void idsOfDifferentThingsDoNotMix();
    void progressIsAFraction();
};

void TestResult::aResultHoldsAValueOrAnError()
{
    Result<int> seven = 7;
    QVERIFY(seven);
    QVERIFY(seven.has_value());
    QCOMPARE(*seven, 7);
    *seven = 8;
    QCOMPARE(seven.value(), 8);
    const Result<int> failed = fail(ErrorCode::NotFound, "There is no such stream.");
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::NotFound);
    QCOMPARE(failed.error().message, std::string("There is no such stream."));
    const Result<Error> error = Error(ErrorCode::Limit, "A value, here.");
    QVERIFY(error);
    QCOMPARE(error->code, ErrorCode::Limit);
}

void TestResult::aResultOfNothingHoldsAnErrorOrNone()
{
    const Result<void> fine;
    QVERIFY(fine);
    Result<void> failed = fail(ErrorCode::Locked, "Locked.");
    QVERIFY(!failed);
    const Error taken = std::move(failed).error();
    QCOMPARE(taken.message, std::string("Locked."));
}

void TestResult::valuesThatMoveOnlyMoveThrough()
{
    const auto make = [](bool works) -> Result<std::unique_ptr<int>> {
        if (!works)
            return fail(ErrorCode::Internal, "No.");
        return std::make_unique<int>(3);
    };
    auto made = make(true);
    const std::unique_ptr<int> taken = *std::move(made);
    QCOMPARE(*taken, 3);
    QVERIFY(!make(false));
}

void TestResult::valuesConvertOnTheirWayIn()
{
    const Result<std::string> text = "text";
    QCOMPARE(*text, std::string("text"));
    QCOMPARE(text->size(), std::size_t{4});
    const Result<bool> truth = true;
    QVERIFY(truth && *truth);
    const Result<std::shared_ptr<const int>> shared = std::make_shared<int>(5);
    QCOMPARE(**shared, 5);
}

void TestResult::anErrorCarriesItsPlace()
{
    const Error error
        = Error(ErrorCode::Damaged, "Line 3 is cut.").at("events.jsonl", 3, 17).with("{\"a\":");
    QCOMPARE(error.path, std::string("events.jsonl"));
    QCOMPARE(error.line, std::int64_t{3});
    QCOMPARE(error.column, std::int64_t{17});
    QCOMPARE(error.detail, std::string("{\"a\":"));
    QCOMPARE(Error().code, ErrorCode::Internal);
}

void TestResult::idsOfDifferentThingsDoNotMix()
{
    static_assert(!std::is_convertible_v<Row, StreamId>);
    static_assert(!std::is_convertible_v<std::uint32_t, Row>);
    static_assert(!std::is_constructible_v<Position, Version>);
    QVERIFY(Row(1) < Row(2));
    QVERIFY(Version(-1) < Version(0));
    QVERIFY(kNoVersion < Version(std::numeric_limits<std::int64_t>::min() + 1));
    const std::unordered_set<Row> rows{Row(1), Row(2), Row(1)};
    QCOMPARE(rows.size(), std::size_t{2});
}

void TestResult::progressIsAFraction()
{
    Progress progress;
    QVERIFY(progress.fraction() < 0);
    progress.total = 4;
    QCOMPARE(progress.fraction(), 0.0);
    progress.done = 1;
    QCOMPARE(progress.fraction(), 0.25);
    progress.done = 9; // the store grew meanwhile
    QCOMPARE(progress.fraction(), 1.0);
}

QTEST_GUILESS_MAIN(TestResult)
#include "tst_result.moc"
