// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixturestore.h"

#include "projection/programrun.h"

using namespace eventscope;
using namespace eventscope::tests;

namespace {

// Counts the events of each stream, and all of them; an event of type Gone takes its key away, one of type Broken ends it.
const std::string kCounts = R"(#!/usr/bin/env -S python3 -u
import json
import sys

counts = {}
for line in sys.stdin:
    event = json.loads(line)
    key = event["aggregateId"]
    if event["type"] == "Broken":
        sys.exit("it broke")
    if event["type"] == "Looked":
        print("[]", flush=True)
        continue
    counts[key] = counts.get(key, 0) + 1
    counts["all"] = counts.get("all", 0) + 1
    state = None if event["type"] == "Gone" else {"n": counts[key]}
    print(json.dumps([{"key": key, "state": state}, {"key": "all", "state": counts["all"]}]), flush=True)
)";

Result<std::unique_ptr<ProgramRun>> openProgram(FixtureStore &store,
                                                const ProgramRun::Options &options = {})
{
    const QString file = store.write(QStringLiteral("counts.py"), kCounts);
    QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return ProgramRun::open(
        store.log(), [&] { return Result<std::unique_ptr<RecordReader>>(store.reader()); },
        file.toStdString(), options);
}

} // namespace

class TestProgramRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatItSaidOfEachKeyIsKeptByEvent()
    {
        FixtureStore store;
        store.add("a", "Added", "{}").add("b", "Added", "{}").add("a", "Looked", "{}");
        store.add("a", "Added", "{}").add("b", "Gone", "{}");
        const auto run = openProgram(store);
        QVERIFY2(run, run ? "" : run.error().message.c_str());
        QVERIFY((*run)->advanceTo(2, {}, {}));
        QVERIFY((*run)->advanceTo(5, {}, {}));
        const auto snapshot = (*run)->snapshot();
        QVERIFY(snapshot);
        const ProjectionSnapshot &told = **snapshot;
        QCOMPARE(told.handled, std::uint64_t(4));
        QCOMPARE(told.skipped[0], std::uint64_t(1));
        QVERIFY(told.outcomes[2].isSkipped());
        const auto all = told.findPartition("all");
        const auto b = told.findPartition("b");
        QVERIFY(all && b);
        QCOMPARE(told.rowsOf(*all), (std::vector<Row>{Row(0), Row(1), Row(3), Row(4)}));
        QCOMPARE(told.lastRowOf(*all, Row(2)), Row(1));
        QCOMPARE(QString::fromStdString(told.programStates[*all][2].state), QStringLiteral("3"));
        QVERIFY(told.programStates[*b].back().state.empty());
        QCOMPARE(QString::fromStdString(*(*run)->stateOf("a")), QStringLiteral("{\"n\":2}"));
        QVERIFY((*run)->stateOf("b")->empty());
    }

    void itsEndIsAFailureAtTheEvent()
    {
        FixtureStore store;
        store.add("a", "Added", "{}").add("a", "Broken", "{}").add("a", "Added", "{}");
        const auto run = openProgram(store);
        QVERIFY(run);
        QVERIFY((*run)->advanceTo(3, {}, {}));
        const auto snapshot = (*run)->snapshot();
        QVERIFY(snapshot && (*snapshot)->failure);
        QCOMPARE((*snapshot)->failure->row, Row(1));
        QCOMPARE((*snapshot)->rows, 2U);
        QCOMPARE((*snapshot)->handled, std::uint64_t(1));
    }

    void thereIsABoundForWhatIsKept()
    {
        FixtureStore store;
        for (int i = 0; i < 50; ++i)
            store.add("a", "Added", "{}");
        ProgramRun::Options options;
        options.mostStateBytes = 100;
        const auto run = openProgram(store, options);
        QVERIFY(run);
        QVERIFY((*run)->advanceTo(50, {}, {}));
        const auto snapshot = (*run)->snapshot();
        QVERIFY(snapshot);
        QVERIFY((*snapshot)->programStates[0].front().isKept);
        QVERIFY(!(*snapshot)->programStates[0].back().isKept);
        QCOMPARE(QString::fromStdString(*(*run)->stateOf("a")), QStringLiteral("{\"n\":50}"));
    }
};

QTEST_GUILESS_MAIN(TestProgramRun)
#include "tst_programrun.moc"
