// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/check.h"

#include "event/memorystore.h"

#include <QTest>

#include <map>
#include <random>
#include <set>

using namespace eventscope;
using namespace eventscope::tests;

namespace {

MemoryEvent made(const std::string &stream, std::int64_t version,
                 const std::string &data = R"({"n":1})", const std::string &type = "Happened")
{
    MemoryEvent event;
    event.stream = stream;
    event.streamType = stream.substr(0, stream.find('-'));
    event.type = type;
    event.version = version < 0 ? kNoVersion : Version(version);
    event.data = data;
    return event;
}

// A log filled from events, with ids, positions from 1 and times a second apart where the test sets none.
struct Checked {
    MemoryStore store;
    EventLog::Options logOptions{2, false, 64, 2};
    std::unique_ptr<EventLog> log;
    CheckOptions options;
    std::stop_source stop;
    Progress progress;
    std::vector<std::vector<Finding>> handedOut;

    explicit Checked(std::vector<MemoryEvent> events = {})
    {
        options.blockRows = 3;
        for (MemoryEvent &each : events)
            add(std::move(each));
    }
    void add(MemoryEvent each)
    {
        const auto number = static_cast<std::int64_t>(store.size()) + 1;
        each.position = number;
        if (each.id.empty())
            each.id = "id-" + std::to_string(number);
        if (each.time == kNoTime)
            each.time = Time{number * 1'000'000};
        store.add(std::move(each));
    }
    Result<CheckReport> tryRun()
    {
        log = std::make_unique<EventLog>(logOptions);
        store.fill(*log);
        return checkLog(
            *log, [this] { return store.reader(); }, options, stop.get_token(), &progress,
            [this](const std::vector<Finding> &findings) { handedOut.push_back(findings); });
    }
    CheckReport run()
    {
        auto report = tryRun();
        if (!report)
            qFatal("%s", report.error().message.c_str());
        return std::move(*report);
    }
    // "code@position" of every finding.
    QStringList codes() { return codes(run()); }
    QStringList codes(const CheckReport &report) const
    {
        QStringList found;
        for (const Finding &finding : report.findings)
            found << QString::fromStdString(std::string(nameOf(finding.code)) + "@"
                                            + log->positionLabel(finding.row));
        return found;
    }
};

QString message(const CheckReport &report, std::size_t index = 0)
{
    return index < report.findings.size() ? QString::fromStdString(report.findings[index].message)
                                          : QStringLiteral("(no finding)");
}

} // namespace

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
        QCOMPARE(checked.codes(), QStringList{QStringLiteral("version-gap@21")});
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
        const CheckReport report = checked.run();
        QCOMPARE(report.findings.size(), 1U);
        QCOMPARE(report.findings[0].severity, Severity::Info);
        QCOMPARE(report.findings[0].stream, kNoStream);
        QCOMPARE(report.findings[0].count, 30U);
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

    void aFieldOfAnotherTypeIsADrift()
    {
        Checked checked({made("a-1", 1, R"({"total":1,"note":null})"),
                         made("a-1", 2, R"({"total":2.50,"note":"x"})"),
                         made("a-1", 3, R"({"total":"3","note":null})"),
                         made("a-1", 4, R"({"total":"4"})", "Other")});
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), QStringList{QStringLiteral("schema-drift@3")});
        QCOMPARE(message(report),
                 QStringLiteral("Field total of Happened is a string at #3 (a-1 v3) and was a "
                                "number before; 1 value in all."));
    }

    void aRequiredFieldThatVanishesIsADriftAndAnOptionalOneIsNot()
    {
        Checked checked;
        for (int i = 1; i <= 40; ++i) {
            std::string data = R"({"always":1)";
            if (i <= 20)
                data += R"(,"items":[{"sku":"a","qty":1}])";
            else
                data += R"(,"items":[{"sku":"a"},{"sku":"b"}])";
            if (i % 3 == 0)
                data += R"(,"sometimes":1)";
            checked.add(made("a-1", i, data + "}"));
        }
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), QStringList{QStringLiteral("schema-drift@21")});
        QCOMPARE(message(report),
                 QStringLiteral("Field items[].qty of Happened is missing from #21 (a-1 v21) on "
                                "and always was there before; 20 events lack it."));
    }

    void theNewestEventAloneMayLackWhatAllHad()
    {
        Checked checked;
        for (int i = 1; i <= 21; ++i)
            checked.add(made("a-1", i, i < 21 ? R"({"a":1,"b":2})" : R"({"a":1})"));
        QCOMPARE(checked.codes(), QStringList{QStringLiteral("schema-drift@21")});
    }

    void keysThatAreDataAreNoFields()
    {
        Checked checked;
        for (int i = 1; i <= 300; ++i)
            checked.add(made("a-1", i,
                             R"({"byProduct":{"p)" + std::to_string(i / 20) + "-"
                                 + std::to_string(i % 20 / 10) + "-" + std::to_string(i)
                                 + R"(":1}})"));
        QCOMPARE(checked.codes(), QStringList());
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
