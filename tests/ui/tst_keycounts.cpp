// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keycounts.h"

#include <QTest>

#include <map>
#include <random>

using namespace eventscope;
using namespace eventscope::ui;

class TestKeyCounts : public QObject
{
    Q_OBJECT

private:
    // Rows of some keys, and some that were skipped, in no order that anybody would guess.
    static std::shared_ptr<ProjectionSnapshot> snapshotOf(std::uint32_t rows, std::uint32_t seed)
    {
        auto snapshot = std::make_shared<ProjectionSnapshot>();
        std::mt19937 random(seed);
        std::map<std::uint32_t, std::uint32_t> indices;
        std::vector<std::uint32_t> last;
        for (std::uint32_t row = 0; row < rows; ++row) {
            const auto key = static_cast<std::uint32_t>(random() % 40);
            snapshot->previous.push_back(ProjectionSnapshot::kNoPrevious);
            if (key >= 30) {
                snapshot->outcomes.push_back(ProjectionOutcome(SkipReason::Unhandled));
                continue;
            }
            const auto [found, isNew] = indices.try_emplace(key, static_cast<std::uint32_t>(
                                                                     indices.size()));
            if (isNew) {
                snapshot->partitions.push_back(
                    {"Key-" + std::to_string(key), 0, Row(row), Row(row)});
            }
            ProjectionSnapshot::Partition &partition = snapshot->partitions[found->second];
            if (!isNew)
                snapshot->previous.back() = partition.last.value();
            ++partition.events;
            partition.last = Row(row);
            snapshot->outcomes.push_back(ProjectionOutcome::partition(found->second));
            ++snapshot->handled;
        }
        snapshot->rows = rows;
        return snapshot;
    }

private Q_SLOTS:
    void countsAreThoseOfEveryRowWhereverOneComesFrom()
    {
        const auto snapshot = snapshotOf(400, 7);
        KeyCounts counts(snapshot);
        QCOMPARE(counts.keyCount(), 0U);
        std::mt19937 random(11);
        for (int i = 0; i < 500; ++i) {
            const auto to = static_cast<std::uint32_t>(random() % 420); // also beyond the end
            const Row row = i % 50 == 0 ? kNoRow : Row(to);
            QVERIFY(counts.moveTo(row));
            std::vector<std::uint32_t> events(snapshot->partitions.size(), 0);
            std::vector<Row> last(snapshot->partitions.size(), kNoRow);
            std::uint32_t keys = 0;
            for (std::uint32_t at = 0; row != kNoRow && at <= to && at < snapshot->rows; ++at) {
                const ProjectionOutcome outcome = snapshot->outcomes[at];
                if (!outcome.isHandled())
                    continue;
                if (events[outcome.partition()]++ == 0)
                    ++keys;
                last[outcome.partition()] = Row(at);
            }
            QCOMPARE(counts.keyCount(), keys);
            for (std::uint32_t key = 0; key < events.size(); ++key) {
                QCOMPARE(counts.eventsOf(key), events[key]);
                QCOMPARE(counts.lastOf(key), last[key]);
            }
        }
    }

    // One event may change several keys of a program.
    void keysOfAProgramAreCountedByTheirChanges()
    {
        auto snapshot = std::make_shared<ProjectionSnapshot>();
        snapshot->kind = ProjectionSnapshot::Kind::Program;
        snapshot->rows = 5;
        snapshot->outcomes.assign(5, ProjectionOutcome::partition(0));
        snapshot->partitions = {{"a", 3, Row(0), Row(4)}, {"b", 2, Row(2), Row(4)}};
        const auto change = [](std::uint32_t row) {
            return ProjectionSnapshot::ProgramState{Row(row), "1", true};
        };
        snapshot->programStates = {{change(0), change(2), change(4)}, {change(2), change(4)}};
        QCOMPARE(KeyCounts::costOf(*snapshot), std::uint64_t(10));
        KeyCounts counts(snapshot);
        const auto is = [&](std::uint32_t keys, std::uint32_t a, Row lastOfA, std::uint32_t b,
                            Row lastOfB) {
            return counts.keyCount() == keys && counts.eventsOf(0) == a
                   && counts.lastOf(0) == lastOfA && counts.eventsOf(1) == b
                   && counts.lastOf(1) == lastOfB;
        };
        for (const bool again : {false, true}) {
            counts.moveTo(again ? Row(1) : Row(0));
            QVERIFY(is(1, 1, Row(0), 0, kNoRow));
            counts.moveTo(Row(3));
            QVERIFY(is(2, 2, Row(2), 1, Row(2)));
            counts.moveTo(Row(4));
            QVERIFY(is(2, 3, Row(4), 2, Row(4)));
        }
        counts.moveTo(Row(2));
        QVERIFY(is(2, 2, Row(2), 1, Row(2)));
        counts.moveTo(Row(1));
        QVERIFY(is(1, 1, Row(0), 0, kNoRow));
    }

    void aMoveLooksAtNoMoreThanTheNearestWay()
    {
        QCOMPARE(KeyCounts::costOf(*snapshotOf(400, 3)), std::uint64_t(0));
        KeyCounts counts(snapshotOf(400, 3));
        QCOMPARE(counts.distanceTo(Row(9)), 10U);   // from the beginning
        QCOMPARE(counts.distanceTo(Row(389)), 10U); // from the end
        counts.moveTo(Row(199));
        QCOMPARE(counts.distanceTo(Row(198)), 1U);
        QCOMPARE(counts.distanceTo(Row(204)), 5U);
        QCOMPARE(counts.distanceTo(kNoRow), 0U);
    }

    void keysAreOrderedAndSearchedAsOfTheRow()
    {
        const auto snapshot = snapshotOf(400, 5);
        KeyCounts counts(snapshot);
        counts.moveTo(Row(20));
        const auto all = orderKeys(counts, {});
        QCOMPARE(all.size(), std::size_t(counts.keyCount()));
        QVERIFY(std::is_sorted(all.begin(), all.end()));
        KeyOrderQuestion question;
        question.sort = KeySort::Events;
        question.isDescending = true;
        const auto most = orderKeys(counts, question);
        for (std::size_t i = 1; i < most.size(); ++i)
            QVERIFY(counts.eventsOf(most[i - 1]) >= counts.eventsOf(most[i]));
        question.sort = KeySort::Last;
        question.isDescending = false;
        const auto last = orderKeys(counts, question);
        for (std::size_t i = 1; i < last.size(); ++i)
            QVERIFY(counts.lastOf(last[i - 1]) < counts.lastOf(last[i]));
        question.search = "key-1";
        counts.moveTo(Row(399));
        for (const std::uint32_t key : orderKeys(counts, question))
            QVERIFY(snapshot->partitions[key].key.starts_with("Key-1"));
        QCOMPARE(orderKeys(counts, question).size(), std::size_t(11));
    }
};

QTEST_MAIN(TestKeyCounts)
#include "tst_keycounts.moc"
