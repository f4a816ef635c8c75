// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixturestore.h"

#include <algorithm>
#include <string>

using namespace eventscope;
using namespace eventscope::tests;

namespace {

// A projection with every kind of function, into each of which something bad can be put, behind "PLACE:".
const std::string kEverywhere = R"(
//definition
fromAll().PARTITIONS.when({
    $init() { //init
        return {}; },
    $created(s) { //created
    },
    Added(s) { //handler
        s.n = (s.n || 0) + 1; },
    $any(s) { //any
    },
    DELETED
}).transformBy((s) => { //transformBy
    return s; }).filterBy((s) => { //filterBy
    return true; });
)";

std::string projectionWith(const std::string &place, const std::string &code)
{
    const auto replace = [](std::string text, const std::string &what, const std::string &with) {
        const std::size_t at = text.find(what);
        return at == std::string::npos ? text : text.replace(at, what.size(), with);
    };
    std::string text = kEverywhere;
    if (place == "partitionBy") {
        text = replace(text, "PARTITIONS",
                       "partitionBy((e) => { " + code + " return e.streamId; })");
        text = replace(text, "DELETED", "");
    } else {
        text = replace(text, "PARTITIONS", "foreachStream()");
        text = replace(text, "DELETED", "$deleted(s) { //deleted\n    },");
    }
    if (place == "initShared") {
        text = replace(text, "$created(s)",
                       "$initShared() { " + code + " return {}; },\n    $created(s)");
        text = replace(text, "$deleted(s) { //deleted\n    },", "");
        text = replace(text, "s.n = (s.n || 0) + 1;", "s[0].n = 1;");
    }
    return replace(text, "//" + place + "\n", code + "\n");
}

bool hasWarning(const std::vector<ProjectionWarning> &warnings, const QString &code)
{
    return std::any_of(warnings.begin(), warnings.end(), [&](const ProjectionWarning &warning) {
        return code == QLatin1String(warning.code) && !warning.message.empty();
    });
}

} // namespace

class TestBadProjections : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsBadIsToldWithItsEvent_data()
    {
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("words"); // of the failure; empty: there is none
        QTest::addColumn<QString>("warning");
        const QString loop = QStringLiteral("for (;;) {}");
        const QString memory = QStringLiteral(
            "const all = []; for (;;) all.push(new Array(100000).fill(1));");
        const QString fails = QStringLiteral("throw new Error('not today');");
        const QString promise = QStringLiteral("return Promise.resolve({ n: 7 });");
        const QString cycle = QStringLiteral("const c = {}; c.c = c; return c;");
        const QString mutates = QStringLiteral("s.c = s;");
        const QString none;
        const auto row = [](const char *place, const char *what, const QString &code,
                            const QString &words, const QString &warning) {
            QTest::newRow(qPrintable(
                QStringLiteral("%1 in %2").arg(QLatin1String(what), QLatin1String(place))))
                << QString::fromLatin1(place) << code << words << warning;
        };
        for (const char *place : {"definition", "init", "initShared", "created", "handler", "any",
                                  "deleted", "partitionBy", "transformBy", "filterBy"}) {
            row(place, "throw", fails, QStringLiteral("Error: not today"), none);
            row(place, "loop", loop, QStringLiteral("one call took longer than"), none);
            row(place, "memory", memory, QStringLiteral("of memory"), none);
        }
        const QString hasCycle = QStringLiteral("cycle");
        for (const char *place : {"init", "initShared", "handler", "any", "transformBy"})
            row(place, "cycle", cycle, hasCycle, none);
        for (const char *place : {"created", "deleted"})
            row(place, "cycle", mutates, hasCycle, none);
        row("partitionBy", "cycle", cycle, none, QStringLiteral("partitionBy-type"));
        row("filterBy", "cycle", cycle, none, QStringLiteral("filterBy-truthy"));
        for (const char *place : {"init", "initShared", "handler", "any"})
            row(place, "promise", promise, none, QStringLiteral("async-handler"));
        for (const char *place : {"created", "deleted", "transformBy"})
            row(place, "promise", promise, none, none);
        row("partitionBy", "promise", promise, none, QStringLiteral("partitionBy-type"));
        row("filterBy", "promise", promise, none, QStringLiteral("filterBy-truthy"));
        row("definition", "promise", QStringLiteral("Promise.reject(new Error('later'));"), none,
            none);
        row("definition", "syntax error", QStringLiteral("const = 1;"), QStringLiteral("expected."),
            none);
        for (const char *place : {"init", "created", "handler", "any", "deleted", "partitionBy",
                                  "transformBy", "filterBy"})
            row(place, "syntax error", QStringLiteral("return )"), QStringLiteral("expected."),
                none);
    }

    void whatIsBadIsToldWithItsEvent()
    {
        QFETCH(QString, place);
        QFETCH(QString, code);
        QFETCH(QString, words);
        QFETCH(QString, warning);
        FixtureStore store;
        store.add("a-1", "Added", "{}")
            .add("a-1", "Other", "{}")
            .add("a-1", "$streamDeleted", "{}");
        ProjectionRun::Options options;
        options.script.limits.call = words == QStringLiteral("of memory")
                                         ? std::chrono::milliseconds(60'000)
                                         : std::chrono::milliseconds(120);
        options.script.limits.memoryBytes = std::size_t(32) << 20;
        const std::string text = projectionWith(place.toStdString(), code.toStdString());
        const auto run = store.open(text, options);
        if (!run) { // the definition
            QCOMPARE(run.error().code, ErrorCode::Script);
            QVERIFY2(!words.isEmpty(), run.error().message.c_str());
            QVERIFY2(run.error().message.find(words.toStdString()) != std::string::npos,
                     run.error().message.c_str());
            QVERIFY(place == QStringLiteral("definition") || code == QStringLiteral("return )"));
            return;
        }
        QVERIFY((*run)->advance(3));
        const auto checked = (*run)->checkStates();
        QVERIFY2(checked, checked ? "" : checked.error().message.c_str());
        const auto &failure = (*run)->failure();
        if (words.isEmpty()) {
            QVERIFY2(!failure, failure ? failure->error.message.c_str() : "");
        } else {
            QVERIFY2(failure, text.c_str());
            QVERIFY2(failure->error.message.find(words.toStdString()) != std::string::npos,
                     failure->error.message.c_str());
            QCOMPARE(failure->row.value(), place == QStringLiteral("any")       ? 1U
                                           : place == QStringLiteral("deleted") ? 2U
                                                                                : 0U);
            QCOMPARE((*run)->handledCount(), std::uint64_t(failure->row.value()));
        }
        // What is there can be told.
        const auto states = (*run)->states(0);
        QVERIFY2(states, states ? "" : states.error().message.c_str());
        const auto warnings = (*run)->warnings();
        QCOMPARE(!warning.isEmpty(), hasWarning(warnings, warning));
        QCOMPARE(hasWarning(warnings, QStringLiteral("async-handler")),
                 warning == QStringLiteral("async-handler"));
    }

    void aMillionPartitionsAreToldAndCounted()
    {
        constexpr std::uint32_t kEvents = 1'000'000;
        FixtureStore store;
        for (std::uint32_t i = 0; i < kEvents; ++i)
            store.add("a-1", "Added", "{\"n\":" + std::to_string(i) + '}');
        const auto run = store.open("fromAll().partitionBy(e => e.data.n).when({\n"
                                    "    Added(s, e) { s.last = e.data.n; },\n"
                                    "});");
        QVERIFY(run);
        const auto done = (*run)->advance(kEvents);
        QVERIFY2(done, done ? "" : done.error().message.c_str());
        QVERIFY(!(*run)->failure());
        QVERIFY((*run)->checkStates());
        QCOMPARE((*run)->partitionCount(), kEvents);
        const auto last = (*run)->state(kEvents - 1);
        QVERIFY(last);
        QCOMPARE(QString::fromStdString(last->state), QStringLiteral("{\"last\":999999}"));
    }

    void aFileThatDisappearsWhileItRunsChangesNothing()
    {
        FixtureStore store;
        for (int i = 0; i < 2'000; ++i)
            store.add("a-" + std::to_string(i % 5), "Added", "{}");
        store.add("a-1", "Broken", "{}");
        const auto run = store.open("fromAll().foreachStream().when({\n"
                                    "    Added(s) { s.n = (s.n || 0) + 1; },\n"
                                    "    Broken(s) { throw new Error('late'); },\n"
                                    "});");
        QVERIFY(run);
        QVERIFY((*run)->advance(1'000));
        QVERIFY(QFile::remove(store.projectionPath()));
        QVERIFY((*run)->advance(2'000));
        QVERIFY(!(*run)->failure());
        const auto state = (*run)->state(*(*run)->findPartition("a-1"));
        QVERIFY(state);
        QCOMPARE(QString::fromStdString(state->state), QStringLiteral("{\"n\":400}"));
        // A failure wants the states before it: they are made by the host that has the file still.
        QVERIFY((*run)->advance(2'001));
        QVERIFY((*run)->failure());
        QCOMPARE((*run)->handledCount(), std::uint64_t(2'000));
        // Another host needs the file: it says that it is not there.
        const auto again = ProjectionRun::open(store.log(),
                                               [&] {
                                                   return Result<std::unique_ptr<RecordReader>>(
                                                       store.reader());
                                               },
                                               store.projectionPath().toStdString(), {});
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::NotFound);
        QVERIFY2(again.error().message.find("projection.js") != std::string::npos,
                 again.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestBadProjections)
#include "tst_badprojections.moc"
