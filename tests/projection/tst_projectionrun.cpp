// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixturestore.h"

#include "replay/scriptreplay.h"

#include <map>
#include <random>

using namespace eventscope;
using namespace eventscope::tests;

namespace {

const std::string kCountsPerStream = R"(
fromAll().foreachStream().when({
    $init: () => ({ count: 0, total: 0 }),
    Added(s, e) { s.count += 1; s.total += e.data.amount; emit('seen', 'Seen', { of: e.streamId }); },
    Cleared(s, e) { return { count: 0, total: 0, cleared: e.sequenceNumber }; },
});
)";

// Two kinds of events over so many streams, and one that no handler takes.
FixtureStore &fill(FixtureStore &store, int events, int streams)
{
    std::mt19937 random(7);
    for (int i = 0; i < events; ++i) {
        const std::string stream = "cart-" + std::to_string(random() % unsigned(streams));
        const auto kind = random() % 10;
        store.add(stream,
                  kind == 0   ? "Cleared"
                  : kind == 1 ? "Looked"
                              : "Added",
                  "{\"amount\":" + std::to_string(random() % 100) + "}");
    }
    return store;
}

std::map<std::string, std::string> statesOf(ProjectionRun &run)
{
    std::map<std::string, std::string> states;
    for (std::uint32_t i = 0; i < run.partitionCount();) {
        const auto texts = run.states(i);
        if (!texts || texts->empty())
            qFatal("no states");
        for (const PartitionText &each : *texts)
            states[std::string(run.key(i++))] = each.state;
    }
    return states;
}

} // namespace

class TestProjectionRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoHostsGiveWhatOneGives()
    {
        FixtureStore store;
        fill(store, 60'000, 300);
        const auto one = store.open(kCountsPerStream);
        QVERIFY(one);
        QVERIFY((*one)->advance(store.log().rowCount()));
        ProjectionRun::Options options;
        options.hosts = 2;
        const auto two = store.open(kCountsPerStream, options);
        QVERIFY(two);
        QVERIFY((*two)->advance(store.log().rowCount()));
        QCOMPARE((*two)->handledCount(), (*one)->handledCount());
        QCOMPARE((*two)->skippedCount(SkipReason::Unhandled),
                 (*one)->skippedCount(SkipReason::Unhandled));
        QVERIFY((*one)->skippedCount(SkipReason::Unhandled) > 5'000);
        QCOMPARE((*two)->partitionCount(), 300U);
        QVERIFY(statesOf(**one) == statesOf(**two));
        const auto a = (*one)->snapshot();
        const auto b = (*two)->snapshot();
        QVERIFY(a && b);
        QVERIFY((*a)->outcomes
                == (*b)->outcomes); // partitions stand in the order in which they began
        QVERIFY((*a)->previous == (*b)->previous);
        QCOMPARE((*a)->emitted.size(), (*b)->emitted.size());
        for (std::size_t i = 0; i < (*a)->emitted.size(); i += 997) {
            QCOMPARE((*a)->emitted[i].ordinal, (*b)->emitted[i].ordinal);
            QCOMPARE((*a)->emitted[i].data, (*b)->emitted[i].data);
        }
    }

    void goingOnGivesWhatOneRunGives()
    {
        FixtureStore store;
        fill(store, 4'000, 20);
        const auto whole = store.open(kCountsPerStream);
        const auto parts = store.open(kCountsPerStream);
        QVERIFY(whole && parts);
        QVERIFY((*whole)->advance(4'000));
        for (const std::uint32_t end : {1U, 500U, 501U, 3'000U, 4'000U})
            QVERIFY((*parts)->advance(end));
        QVERIFY(statesOf(**whole) == statesOf(**parts));
        QCOMPARE((*parts)->handledCount(), (*whole)->handledCount());
    }

    // What stands in the table after each event is what the event's partition folds to by itself, forward and backward.
    void everyStepIsWhatThePartitionFoldsTo_data()
    {
        QTest::addColumn<QString>("engine");
        QTest::addColumn<QString>("script");
        const QString byCustomer = QStringLiteral(
            "fromAll().partitionBy(e => e.data.amount % 3 === 0 ? undefined : e.data.amount % 7).when({\n"
            "    $created(s, e) { s.first = e.sequenceNumber; },\n"
            "    Cleared() { return null; },\n"
            "    $any(s, e) { s = s ?? {}; s.n = (s.n ?? 0) + 1; s.last = [e.streamId, e.partition]; },\n"
            "});");
        const QString shared = QStringLiteral(
            "fromCategory('cart').foreachStream().when({\n"
            "    $init: () => ({ n: 0 }), $initShared: () => ({ all: 0 }),\n"
            "    Added(s, e) { s[0].n += 1; s[1].all += e.data.amount; s[1].by = e.streamId; },\n"
            "});");
        for (const char *engine : {"v1", "v2"}) {
            QTest::newRow(qPrintable(QStringLiteral("by stream, %1").arg(QLatin1String(engine))))
                << QString::fromLatin1(engine) << QString::fromStdString(kCountsPerStream);
            QTest::newRow(
                qPrintable(QStringLiteral("by a function, %1").arg(QLatin1String(engine))))
                << QString::fromLatin1(engine) << byCustomer;
            QTest::newRow(qPrintable(QStringLiteral("bi-state, %1").arg(QLatin1String(engine))))
                << QString::fromLatin1(engine) << shared;
        }
    }
    void everyStepIsWhatThePartitionFoldsTo()
    {
        QFETCH(QString, engine);
        QFETCH(QString, script);
        FixtureStore store;
        fill(store, 300, 6);
        ProjectionRun::Options options;
        options.steps = true;
        options.engine = engine == QStringLiteral("v1") ? ProjectionEngine::V1
                                                        : ProjectionEngine::V2;
        const auto opened = store.open(script.toStdString(), options);
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        ProjectionRun &run = **opened;
        std::map<std::uint32_t, ProjectionFold::Step> steps;
        QVERIFY(run.advance(300, {}, {}, [&](const ProjectionRun::Step &step) {
            if (run.outcome(step.row).isHandled())
                steps[step.row.value()] = step.left;
        }));
        QVERIFY(!run.failure());
        QVERIFY(steps.size() > 150);
        const auto snapshot = run.snapshot();
        QVERIFY(snapshot);

        ScriptOptions focus;
        focus.projection = ProjectionFocus{engine.toStdString(), "none"};
        auto reader = store.reader();
        const auto replay = ScriptReplay::open(store.log(), std::move(reader),
                                               store.projectionPath().toStdString(), focus);
        QVERIFY(replay);
        std::string key;
        const auto look = [&](std::uint32_t row) {
            const ProjectionOutcome outcome = (*snapshot)->outcomes[row];
            const std::vector<Row> rows = run.definition().biState
                                              ? (*snapshot)->handledRows(Row(299))
                                              : (*snapshot)->rowsOf(outcome.partition());
            const std::string &wanted = (*snapshot)->partitions[outcome.partition()].key;
            if (wanted != key)
                (*replay)->setPartition(wanted, Sequence::of(rows));
            key = wanted;
            const auto place = std::lower_bound(rows.begin(), rows.end(), Row(row));
            const auto at = (*replay)->stateAt(std::uint32_t(place - rows.begin()));
            QVERIFY2(at, at ? "" : at.error().message.c_str());
            const ProjectionFold::Step &step = steps.at(row);
            const std::string expected = step.shared.empty()
                                             ? step.texts.state
                                             : "[" + step.texts.state + "," + step.shared + "]";
            QCOMPARE(QString::fromStdString(at->state.dump()), QString::fromStdString(expected));
            if (!at->changes.empty())
                QVERIFY(!at->blame.empty() || at->state.isNull());
        };
        for (const auto &[row, step] : steps)
            look(row);
        for (auto step = steps.rbegin(); step != steps.rend(); ++step)
            look(step->first);
    }

    void aFailureLeavesTheStatesAsTheyWereBeforeIt()
    {
        FixtureStore store;
        store.add("a-1", "Added", R"({"n":1})").add("a-2", "Added", R"({"n":2})");
        store.add("a-1", "Broken", "{}").add("a-2", "Added", R"({"n":3})");
        const auto run = store.open("fromAll().foreachStream().when({\n"
                                    "    Added(s, e) { s.n = e.data.n; },\n"
                                    "    Broken(s) { s.n = 'half'; return s.no.such.thing; },\n"
                                    "});");
        QVERIFY(run);
        QVERIFY((*run)->advance(4));
        QVERIFY((*run)->failure());
        QCOMPARE((*run)->failure()->row, Row(2));
        QCOMPARE((*run)->failure()->error.line, std::int64_t(3));
        QCOMPARE((*run)->rowCount(), 3U);
        QCOMPARE((*run)->handledCount(), std::uint64_t(2));
        const std::map<std::string, std::string> expected{{"a-1", R"({"n":1})"},
                                                          {"a-2", R"({"n":2})"}};
        QVERIFY(statesOf(**run) == expected);
        QVERIFY((*run)->advance(4)); // nothing more comes of it
        QCOMPARE((*run)->handledCount(), std::uint64_t(2));
    }

    void aLoopIsStoppedAndItsEventNamed()
    {
        FixtureStore store;
        fill(store, 2'000, 5).add("cart-1", "Endless", "{}");
        ProjectionRun::Options options;
        options.hosts = 2;
        const auto run = store.open("fromAll().foreachStream().when({\n"
                                    "    Endless() { for (;;); },\n"
                                    "    $any(s) { s.n = (s.n ?? 0) + 1; },\n"
                                    "});",
                                    options);
        QVERIFY(run);
        QVERIFY((*run)->advance(2'001));
        QVERIFY((*run)->failure());
        QCOMPARE((*run)->failure()->row, Row(2'000));
        QVERIFY((*run)->failure()->error.message.find("250 ms") != std::string::npos);
        QCOMPARE((*run)->handledCount(), std::uint64_t(2'000));
        QCOMPARE(statesOf(**run).size(), std::size_t(5));
    }

    void aSourceThatSelectsNothingSaysSo()
    {
        FixtureStore store;
        store.add("a-1", "Added", "{}");
        const auto run = store.open("fromCategory('b').when({ $any() {} })");
        QVERIFY(run);
        QVERIFY((*run)->advance(1));
        QCOMPARE((*run)->skippedCount(SkipReason::WrongStream), std::uint64_t(1));
        const auto warnings = (*run)->warnings();
        QCOMPARE(warnings.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(warnings.front().code), QStringLiteral("selects-nothing"));
    }

    void aScriptThatTampersWithTheAnswersIsNotRunOn_data()
    {
        QTest::addColumn<QString>("tampering");
        QTest::newRow("join") << QStringLiteral("Array.prototype.join = () => '123456789';");
        QTest::newRow("push") << QStringLiteral("Array.prototype.push = () => 1;");
        QTest::newRow("toString") << QStringLiteral(
            "Number.prototype.toString = () => '77777777';");
        QTest::newRow("toJSON") << QStringLiteral(
            "Array.prototype.toJSON = () => ({ p: ['9999'] });");
        QTest::newRow("JSON of numbers")
            << QStringLiteral("Number.prototype.toJSON = () => 123456;");
        QTest::newRow("map") << QStringLiteral("Array.prototype.map = () => [];");
    }
    void aScriptThatTampersWithTheAnswersIsNotRunOn()
    {
        QFETCH(QString, tampering);
        FixtureStore store;
        fill(store, 2'000, 5);
        const auto run = store.open(tampering.toStdString()
                                    + "fromAll().foreachStream().when({ $any(s) { s.n = 1; "
                                      "log('seen'); emit('out', 'Out', {}); } })");
        if (!run)
            return; // refused at once
        const auto done = (*run)->advance(2'000);
        // Whatever it says of itself, the program lives and its own books are in order.
        QVERIFY(done || !done.error().message.empty());
        std::uint64_t handled = 0;
        for (std::uint32_t row = 0; done && row < (*run)->rowCount(); ++row)
            handled += (*run)->outcome(Row(row)).isHandled() ? 1 : 0;
        if (done)
            QCOMPARE(handled, (*run)->handledCount());
        for (const EmittedEvent &event : (*run)->emitted())
            QVERIFY(event.ordinal < 2'000);
        static_cast<void>((*run)->states(0));
        static_cast<void>((*run)->snapshot());
    }

    void halfASurrogatePairIsNoReasonToLoseABatch()
    {
        FixtureStore store;
        store.add("a-1", "Named", R"({"name":"\ud83d\ude00x"})")
            .add("a-2", "Named", R"({"name":"b"})");
        const auto run = store.open(
            "fromAll().partitionBy(e => e.body.name[0]).when({ $any(s, e) { "
            "s.first = e.body.name[0]; log(s.first); } })");
        QVERIFY(run);
        QVERIFY((*run)->advance(2));
        QCOMPARE((*run)->handledCount(), std::uint64_t(2));
        QCOMPARE((*run)->partitionCount(), 2U);
        const auto states = (*run)->states(0);
        QVERIFY(states && states->size() == 2);
        QCOMPARE(QString::fromStdString((*states)[1].state), QStringLiteral("{\"first\":\"b\"}"));
    }

    void aStreamAndItsDeletionMeetInOneHost()
    {
        FixtureStore store;
        for (int i = 0; i < 40'000; ++i)
            store.add("cart-" + std::to_string(i % 50), "Added", "{}");
        for (int i = 0; i < 50; ++i)
            store.add("$$cart-" + std::to_string(i), "$metadata", R"({"$tb":9223372036854775807})");
        ProjectionRun::Options options;
        options.hosts = 2;
        const auto run
            = store.open("fromCategory('cart').foreachStream().when({ Added(s) { s.n = (s.n "
                         "?? 0) + 1; }, $deleted(s) { s.gone = true; } })",
                         options);
        QVERIFY2(run, run ? "" : run.error().message.c_str());
        QVERIFY((*run)->advance(store.log().rowCount()));
        QCOMPARE((*run)->partitionCount(), 50U);
        for (const auto &[key, state] : statesOf(**run))
            QCOMPARE(QString::fromStdString(state), QStringLiteral("{\"n\":800,\"gone\":true}"));
        const auto snapshot = (*run)->snapshot();
        QVERIFY(snapshot);
        for (std::uint32_t i = 0; i < 50; ++i)
            QCOMPARE((*snapshot)->rowsOf(i).size(), std::size_t(801));
    }

    void aHostThatLoopsLeavesTheOthersAnswersBehind()
    {
        FixtureStore store;
        for (int i = 0; i < 34'000; ++i)
            store.add((i < 32'900 ? "early-" : "late-") + std::to_string(i % 40),
                      i == 33'100 ? "Endless" : "Added", "{\"i\":" + std::to_string(i) + "}");
        ProjectionRun::Options options;
        options.hosts = 2;
        const auto run
            = store.open("fromAll().foreachStream().when({ Endless() { for (;;); }, Added(s, e) { "
                         "s.of = e.streamId; } })",
                         options);
        QVERIFY(run);
        QVERIFY((*run)->advance(store.log().rowCount()));
        QVERIFY((*run)->failure());
        QCOMPARE((*run)->failure()->row, Row(33'100));
        for (const auto &[key, state] : statesOf(**run))
            QCOMPARE(QString::fromStdString(state),
                     QStringLiteral("{\"of\":\"%1\"}").arg(QString::fromStdString(key)));
    }

    void everyStepBeforeALoopIsTold()
    {
        FixtureStore store;
        fill(store, 1'200, 5).add("cart-1", "Endless", "{}");
        ProjectionRun::Options options;
        options.steps = true;
        const auto run
            = store.open("log('loaded'); fromAll().foreachStream().when({ Endless() { for (;;); }, "
                         "$any(s) { s.n = (s.n ?? 0) + 1; emit('o', 'T', {}); } })",
                         options);
        QVERIFY(run);
        std::uint32_t told = 0;
        QVERIFY((*run)->advance(1'201, {}, {}, [&](const ProjectionRun::Step &step) {
            QCOMPARE(step.row.value(), told); // each once, in order
            QCOMPARE(step.emitted.size(), std::size_t(1));
            ++told;
        }));
        QCOMPARE(told, 1'200U);
        QVERIFY((*run)->failure());
        QCOMPARE((*run)->logs().size(), std::size_t(1));
    }

    void whatWasStoppedBeginsAnew()
    {
        FixtureStore store;
        fill(store, 3'000, 5);
        const auto run = store.open(kCountsPerStream);
        const auto other = store.open(kCountsPerStream);
        QVERIFY(run && other);
        std::stop_source stop;
        stop.request_stop();
        const auto stopped = (*run)->advance(3'000, {}, stop.get_token());
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QVERIFY((*run)->advance(3'000));
        QVERIFY((*other)->advance(3'000));
        QVERIFY(statesOf(**run) == statesOf(**other));
    }
};

QTEST_GUILESS_MAIN(TestProjectionRun)
#include "tst_projectionrun.moc"
