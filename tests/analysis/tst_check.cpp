// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "checkfixture.h"

#include <QTest>

#include <map>
#include <random>
#include <set>

using namespace eventscope;
using namespace eventscope::tests;

class TestCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSoundLogHasNoFinding()
    {
        Checked checked;
        for (int i = 0; i < 40; ++i)
            checked.add(made("order-" + std::to_string(i % 4), i / 4 + 1));
        const CheckReport report = checked.run();
        QCOMPARE(message(report), QStringLiteral("(no finding)"));
        QCOMPARE(report.events, 40U);
        QCOMPARE(report.total(), 0U);
        QCOMPARE(checked.progress.fraction(), 1.0);
    }

    void anEmptyLogHasNoFinding()
    {
        Checked checked;
        QCOMPARE(checked.codes(), QStringList());
    }

    void aGapNamesWhatIsMissingOnceAStream()
    {
        Checked checked({made("a-1", 1), made("b-1", 1), made("a-1", 2), made("a-1", 4),
                         made("b-1", 2), made("a-1", 9)});
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), QStringList{QStringLiteral("version-gap@4")});
        QCOMPARE(report.findings[0].severity, Severity::Error);
        QCOMPARE(report.findings[0].count, 2U);
        QCOMPARE(checked.log->streamName(report.findings[0].stream), std::string_view("a-1"));
        QCOMPARE(message(report),
                 QStringLiteral("In stream a-1, version 4 at #4 follows version 2 at #3: version 3 "
                                "is missing; 2 gaps in all."));
    }

    void aStreamThatBeginsLaterThanAllOthersLacksItsBeginning()
    {
        Checked checked;
        for (int i = 0; i < 20; ++i)
            checked.add(made("a-" + std::to_string(i), 0));
        checked.add(made("late-1", 2));
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), QStringList{QStringLiteral("version-gap@21")});
        QCOMPARE(report.findings[0].severity, Severity::Warning);
        QCOMPARE(message(report),
                 QStringLiteral("In stream late-1, version 2 at #21 is the first, where other "
                                "streams begin with 0: its beginning is missing, or was cut off."));
    }

    void aStreamThatItsMetadataCutOffMayBeginLate()
    {
        Checked checked;
        for (int i = 0; i < 40; ++i)
            checked.add(made("a-" + std::to_string(i), 0));
        checked.add(made("$$cut-1", 3, R"({"$tb":2})", "$metadata"));
        checked.add(made("cut-1", 2));
        checked.add(made("$stats", 7));
        QCOMPARE(checked.codes(), QStringList());
        // A gap within it is one all the same.
        checked.add(made("cut-1", 4));
        QCOMPARE(checked.codes(), QStringList{QStringLiteral("version-gap@44")});
    }

    void aStoreThatListsTheNewestFirstIsReadBackwards()
    {
        const auto listed = [](std::int64_t newest, std::int64_t second) {
            Checked checked;
            for (int i = 0; i < 15; ++i) {
                std::int64_t version = 15 - i;
                version = version == 15 ? newest : version == 14 ? second : version;
                MemoryEvent each = made("a-1", version);
                each.time = Time{(15 - i) * 1'000'000};
                checked.add(each);
            }
            return checked.codes();
        };
        QCOMPARE(listed(15, 14), QStringList());
        QCOMPARE(listed(14, 15), (QStringList{QStringLiteral("version-order@1"),
                                              QStringLiteral("time-backwards@2")}));
    }

    void aLargePayloadOfNoStreamIsToldToo()
    {
        MemoryEvent loose = made("", -1, R"({"n":10000000000})");
        loose.hasStream = false;
        Checked checked({made("a-1", 1), loose});
        checked.options.largePayload = 10;
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), QStringList{QStringLiteral("large-payload@2")});
        QCOMPARE(report.findings[0].stream, kNoStream);
    }

    void anExcerptWhoseStreamsBeginAnywhereHasNoGaps()
    {
        Checked checked;
        for (int i = 0; i < 20; ++i)
            checked.add(made("a-" + std::to_string(i), i % 3));
        QCOMPARE(checked.codes(), QStringList());
    }

    void aVersionThatStandsTwiceIsNoGap()
    {
        Checked checked({made("a-1", 1), made("a-1", 2), made("a-1", 2), made("a-1", 3)});
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), QStringList{QStringLiteral("duplicate-version@3")});
        QCOMPARE(message(report),
                 QStringLiteral("In stream a-1, version 2 stands at #2 and again at #3."));
    }

    void versionsInTheWrongOrderAreNeitherGapsNorRepetitions()
    {
        Checked checked({made("a-1", 1), made("a-1", 3), made("a-1", 2), made("a-1", 4)});
        // In the stream's own order, the time of #3 comes before that of #2.
        QCOMPARE(checked.codes(), (QStringList{QStringLiteral("time-backwards@2"),
                                               QStringLiteral("version-order@3")}));
    }

    void versionsThatTheLogCountsAreNotChecked()
    {
        Checked checked({made("a-1", -1), made("a-1", -1), made("a-1", -1)});
        checked.logOptions.countVersions = true;
        QCOMPARE(checked.codes(), QStringList());
    }

    void extremeVersionsAreCompared()
    {
        MemoryEvent least = made("a-1", 0);
        least.version = Version(std::numeric_limits<std::int64_t>::min() + 1);
        MemoryEvent most = made("a-1", 0);
        most.version = Version(std::numeric_limits<std::int64_t>::max());
        Checked checked({least, most, made("a-1", 3)});
        QCOMPARE(checked.codes().filter(QStringLiteral("version-gap")).size(), 1);
    }

    void aTimeThatGoesBackIsToldAndAnEqualOneIsNot()
    {
        Checked checked;
        for (const std::int64_t seconds : {10, 10, 8, 9, 12}) {
            MemoryEvent each = made("a-1", static_cast<std::int64_t>(checked.store.size()) + 1);
            each.time = Time{seconds * 1'000'000};
            checked.add(each);
        }
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), QStringList{QStringLiteral("time-backwards@3")});
        QCOMPARE(report.findings[0].severity, Severity::Warning);
        QCOMPARE(message(report), QStringLiteral("Event #3 (a-1 v3) is 2 s older than the event "
                                                 "before it in its stream, #2 (a-1 v2)."));
    }

    void timesOfOtherStreamsDoNotCount()
    {
        Checked checked;
        for (int i = 0; i < 10; ++i) {
            MemoryEvent each = made("a-" + std::to_string(i), 1);
            each.time = Time{(10 - i) * 1'000'000};
            checked.add(each);
        }
        QCOMPARE(checked.codes(), QStringList());
    }

    void anIdThatStandsTwiceIsFoundAcrossStreams()
    {
        MemoryEvent first = made("a-1", 1);
        MemoryEvent second = made("b-1", 1);
        first.id = second.id = "same";
        Checked checked({first, made("a-1", 2), second});
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), QStringList{QStringLiteral("duplicate-id@3")});
        QCOMPARE(message(report),
                 QStringLiteral("Event #3 (b-1 v1) has the id same of event #1 (a-1 v1)."));
    }

    void eventsWithoutIdsAreNoDuplicates()
    {
        MemoryStore store;
        for (int i = 1; i < 4; ++i)
            store.add(made("a-1", i));
        EventLog log;
        store.fill(log);
        const auto report = checkLog(log, [&] { return store.reader(); }, {}, {});
        QVERIFY(report);
        QCOMPARE(report->total(), 0U);
    }

    void aCauseThatNoEventIsIsMissing()
    {
        std::vector<MemoryEvent> events;
        for (int i = 1; i <= 5; ++i)
            events.push_back(made("a-1", i));
        events[1].causation = "id-1";
        events[2].causation = "gone";
        events[3].causation = "id-4"; // itself
        events[4].causation = "gone too";
        Checked checked(events);
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), QStringList{QStringLiteral("missing-cause@3")});
        QCOMPARE(report.findings[0].severity, Severity::Warning);
        QCOMPARE(message(report), QStringLiteral("Event #3 (a-1 v3) was caused by gone, which no "
                                                 "event of the store is; 2 such events in all."));
    }

    void causesThatAreAllIdsOfCommandsAreOneFinding()
    {
        Checked checked;
        for (int i = 1; i <= 30; ++i) {
            MemoryEvent each = made("a-" + std::to_string(i), 1);
            each.causation = "command-" + std::to_string(i);
            checked.add(each);
        }
        QCOMPARE(checked.codes(), QStringList());
    }

    void aFewCausesThatNoEventIsMayBeCommands()
    {
        MemoryEvent each = made("a-1", 1);
        each.causation = "command";
        Checked checked({each, made("a-1", 2)});
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), QStringList{QStringLiteral("missing-cause@1")});
        QCOMPARE(report.findings[0].severity, Severity::Info);
        QCOMPARE(message(report),
                 QStringLiteral("Event #1 (a-1 v1) was caused by what no event of the store is: "
                                "these may be the ids of commands."));
    }

    void typesThatCommandsCauseHideNoLossOfOthers()
    {
        Checked checked;
        for (int i = 1; i <= 10; ++i) {
            const std::string stream = "a-" + std::to_string(i);
            MemoryEvent placed = made(stream, 1, "{}", "Placed");
            placed.causation = "command-" + std::to_string(i);
            checked.add(placed);
            MemoryEvent paid = made(stream, 2, "{}", "Paid");
            paid.causation = i == 7 ? "lost" : "id-" + std::to_string(i * 2 - 1);
            checked.add(paid);
        }
        QCOMPARE(checked.codes(), QStringList{QStringLiteral("missing-cause@14")});
    }

    void uuidsInCapitalsAreTheSame()
    {
        MemoryEvent first = made("a-1", 1);
        first.id = "A1B2C3D4-0000-4000-8000-00000000000E";
        MemoryEvent second = made("a-1", 2);
        second.causation = "a1b2c3d4-0000-4000-8000-00000000000e";
        MemoryEvent third = made("a-1", 3);
        third.id = "a1b2c3d4-0000-4000-8000-00000000000e";
        Checked checked({first, second, third});
        QCOMPARE(checked.codes(), QStringList{QStringLiteral("duplicate-id@3")});
    }

    void cloudEventsOfTwoSourcesMayHaveOneId()
    {
        const auto from = [](const std::string &source) {
            MemoryEvent event = made(source, -1);
            event.id = "1";
            event.metadata = "{\"specversion\":\"1.0\",\"source\":\"" + source + "\"}";
            return event;
        };
        Checked checked({from("/a"), from("/b"), from("/c"), from("/b")});
        checked.logOptions.countVersions = true;
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), QStringList{QStringLiteral("duplicate-id@4")});
        QCOMPARE(message(report),
                 QStringLiteral("Event #4 (/b v2) has the id 1 of event #2 (/b v1)."));
    }

    void aDamagedEventSaysWhatIsWrongWithIt()
    {
        MemoryEvent bad = made("a-1", 2);
        bad.damage = Error(ErrorCode::Damaged, "The payload ends in the middle of a word.");
        Checked checked({made("a-1", 1), bad, made("a-1", 3)});
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), QStringList{QStringLiteral("unreadable-payload@2")});
        QCOMPARE(message(report),
                 QStringLiteral("Event #2 (a-1 v2) cannot be read: The payload ends in the middle "
                                "of a word."));
    }

    void longStreamsAndLargePayloadsAreTold()
    {
        Checked checked;
        for (int i = 1; i <= 6; ++i)
            checked.add(made("a-1", i, i == 3 ? R"({"n":10000000000})" : R"({"n":1})"));
        checked.options.longStream = 5;
        checked.options.largePayload = 10;
        QCOMPARE(checked.codes(),
                 (QStringList{QStringLiteral("large-payload@3"), QStringLiteral("long-stream@6")}));
        checked.options.longStream = 6;
        checked.options.largePayload = 17;
        QCOMPARE(checked.codes(), QStringList());
    }

    void findingsOverTheLimitAreCounted()
    {
        Checked checked;
        for (int i = 0; i < 10; ++i) {
            checked.add(made("a-" + std::to_string(i), 1));
            checked.add(made("a-" + std::to_string(i), 3));
        }
        checked.options.mostFindings = 4;
        const CheckReport report = checked.run();
        QCOMPARE(report.findings.size(), 4U);
        QCOMPARE(report.counts[static_cast<std::size_t>(FindingCode::VersionGap)], 10U);
        QCOMPARE(checked.log->positionLabel(report.findings.back().row), std::string("8"));
    }

    void findingsAreHandedOutAsTheyCome()
    {
        Checked checked({made("a-1", 1, R"({"n":"1"})"), made("a-1", 3)});
        const CheckReport report = checked.run();
        QCOMPARE(checked.handedOut.size(), 2U);
        QCOMPARE(checked.handedOut[0].size(), 1U);
        QCOMPARE(checked.handedOut[1].size(), 1U);
        QCOMPARE(report.findings.size(), 2U);
    }

    void aStopEndsIt()
    {
        Checked checked({made("a-1", 1), made("a-1", 3)});
        checked.stop.request_stop();
        const auto report = checked.tryRun();
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Cancelled);
    }

    // Against a version of it that looks at every pair of neighbours in plain maps.
    void columnsTellTheSameAsANaiveCheck()
    {
        std::mt19937 random(7);
        const auto oneIn = [&](unsigned n) { return random() % n == 0; };
        for (int round = 0; round < 40; ++round) {
            Checked checked;
            std::map<std::string, std::vector<std::int64_t>> versions;
            std::map<std::string, std::int64_t> next;
            std::set<std::string> ids;
            std::set<std::string> withRepeatedId;
            for (int i = 0; i < 200; ++i) {
                const std::string stream = "s-" + std::to_string(random() % 8);
                std::int64_t version = next[stream]++;
                if (oneIn(60))
                    version = ++next[stream];
                if (oneIn(60) && version > 0)
                    --version;
                MemoryEvent each = made(stream, version);
                each.time = Time{1};
                if (oneIn(50) && i > 0)
                    each.id = "id-" + std::to_string(random() % static_cast<unsigned>(i) + 1);
                const std::string id = each.id.empty() ? "id-" + std::to_string(i + 1) : each.id;
                if (!ids.insert(id).second)
                    withRepeatedId.insert(stream);
                versions[stream].push_back(version);
                checked.add(each);
            }
            std::set<std::string> expected;
            for (auto [stream, list] : versions) {
                for (std::size_t i = 1; i < list.size(); ++i) {
                    if (list[i] < list[i - 1])
                        expected.insert("version-order " + stream);
                }
                std::sort(list.begin(), list.end());
                for (std::size_t i = 1; i < list.size(); ++i) {
                    if (list[i] == list[i - 1])
                        expected.insert("duplicate-version " + stream);
                    if (list[i] > list[i - 1] + 1)
                        expected.insert("version-gap " + stream);
                }
            }
            for (const std::string &stream : withRepeatedId)
                expected.insert("duplicate-id " + stream);
            std::set<std::string> found;
            const CheckReport report = checked.run();
            for (const Finding &finding : report.findings)
                found.insert(std::string(nameOf(finding.code)) + " "
                             + std::string(checked.log->streamName(finding.stream)));
            QCOMPARE(found, expected);
        }
    }
};

QTEST_GUILESS_MAIN(TestCheck)
#include "tst_check.moc"
