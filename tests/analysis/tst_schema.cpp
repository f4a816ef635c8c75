// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/schema.h"
#include "analysis/transitions.h"

#include "event/memorystore.h"

#include <QTest>

#include <algorithm>

using namespace eventscope;
using namespace eventscope::tests;

namespace {

struct Stored {
    MemoryStore store;
    EventLog log{{2, false, 64, 2}};

    void add(const std::string &stream, const std::string &type, const std::string &data = "{}",
             std::int64_t seconds = -1)
    {
        MemoryEvent event;
        event.stream = stream;
        event.type = type;
        event.data = data;
        event.position = static_cast<std::int64_t>(store.size()) + 1;
        event.time = seconds < 0 ? kNoTime : Time{seconds * 1'000'000};
        store.add(std::move(event));
    }
    SchemaReport schemas(std::uint32_t sampleAbove = 1'000'000)
    {
        store.fill(log);
        SchemaOptions options;
        options.blockRows = 3;
        options.sampleAbove = sampleAbove;
        auto report = inferSchemas(log, [this] { return store.reader(); }, options, {});
        if (!report)
            qFatal("%s", report.error().message.c_str());
        return std::move(*report);
    }
};

const SchemaField *fieldAt(const EventSchema &schema, const std::string &path)
{
    const auto found = std::find_if(schema.fields.begin(), schema.fields.end(),
                                    [&](const SchemaField &field) { return field.path == path; });
    return found == schema.fields.end() ? nullptr : &*found;
}

} // namespace

class TestSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fieldsHaveSharesValuesAndRanges()
    {
        Stored stored;
        for (int i = 0; i < 20; ++i) {
            std::string data = "{\"total\":" + std::to_string(i) + ".50,\"at\":\"2026-01-"
                               + (i < 9 ? "0" : "") + std::to_string(i + 1) + "\",\"status\":\""
                               + (i % 2 ? "open" : "paid") + "\"";
            if (i % 4 == 0)
                data += ",\"note\":null";
            stored.add("a-1", "Placed", data + "}");
        }
        const SchemaReport report = stored.schemas();
        QCOMPARE(report.schemas.size(), 1U);
        QCOMPARE(report.looked, 20U);
        const EventSchema &schema = report.schemas.front();
        QCOMPARE(schema.events, 20U);
        QCOMPARE(schema.fields.size(), 4U);
        const SchemaField *const total = fieldAt(schema, "total");
        QVERIFY(total);
        QCOMPARE(total->values.numbers(), (std::optional<FieldValues::Range>({"0.50", "19.50"})));
        QVERIFY(!total->values.distinct());
        QCOMPARE(total->values.samples().size(), FieldValues::kMostSamples);
        const SchemaField *const at = fieldAt(schema, "at");
        QVERIFY(at);
        QCOMPARE(at->values.times(),
                 (std::optional<FieldValues::Range>({"2026-01-01", "2026-01-20"})));
        const SchemaField *const status = fieldAt(schema, "status");
        QVERIFY(status && status->values.distinct());
        QCOMPARE(status->values.distinct()->size(), 2U);
        QCOMPARE(status->values.distinct()->at("\"paid\""), 10U);
        QVERIFY(!status->values.times());
        const SchemaField *const note = fieldAt(schema, "note");
        QVERIFY(note);
        QCOMPARE(note->share, 0.25);
        QCOMPARE(note->first, Row(0));
        QCOMPARE(note->last, Row(16));
    }

    void numbersKeepTheirDigits()
    {
        Stored stored;
        stored.add("a-1", "Counted", R"({"n":12345678901234567890123})");
        stored.add("a-1", "Counted", R"({"n" : 9007199254740993 })");
        const SchemaReport report = stored.schemas();
        const SchemaField *const n = fieldAt(report.schemas.front(), "n");
        QVERIFY(n);
        QCOMPARE(n->values.numbers(), (std::optional<FieldValues::Range>(
                                          {"9007199254740993", "12345678901234567890123"})));
    }

    void membersStandBehindTheirObject()
    {
        Stored stored;
        stored.add("a-1", "T", R"({"a":{"x":1},"b":2})");
        stored.add("a-1", "T", R"({"a":{"x":1,"y":[{"z":1}]},"b":2})");
        const SchemaReport report = stored.schemas();
        QStringList paths;
        for (const SchemaField &field : report.schemas.front().fields)
            paths << QString::fromStdString(field.path);
        QCOMPARE(paths, (QStringList{QStringLiteral("a"), QStringLiteral("a.x"),
                                     QStringLiteral("a.y"), QStringLiteral("a.y[]"),
                                     QStringLiteral("a.y[].z"), QStringLiteral("b")}));
    }

    void aChangeOfShapeIsTold()
    {
        Stored stored;
        for (int i = 0; i < 20; ++i)
            stored.add("a-1", "T", i < 10 ? R"({"old":1})" : R"({"new":1})");
        const auto drifts = stored.schemas().schemas.front().drifts;
        QCOMPARE(drifts.size(), 2U);
        QCOMPARE(drifts[0].path, std::string("old"));
        QCOMPARE(drifts[0].kind, Drift::Kind::Vanished);
        QCOMPARE(drifts[1].path, std::string("new"));
        QCOMPARE(drifts[1].row, Row(10));
    }

    void manyEventsAreSampledButRareTypesAreWhole()
    {
        Stored stored;
        for (int i = 0; i < 6000; ++i)
            stored.add("a-1", i % 1000 == 999 ? "Rare" : "Common");
        const SchemaReport report = stored.schemas(2000);
        QCOMPARE(report.events, 6000U);
        QVERIFY(report.looked < 2000);
        QCOMPARE(report.schemas.size(), 2U);
        QVERIFY(report.schemas[0].events > 900);
        QCOMPARE(report.schemas[1].events, 6U);
    }

    void transitionsCountWhatFollowsWhatInTheStream()
    {
        Stored stored;
        stored.add("a-1", "Placed", "{}", 0);
        stored.add("a-2", "Placed", "{}", 1);
        stored.add("a-1", "Paid", "{}", 10);
        stored.add("a-2", "Paid", "{}", 21);
        stored.add("a-3", "Placed", "{}", 22);
        stored.add("a-3", "Paid", "{}", 112);
        stored.add("a-2", "Shipped", "{}", 113);
        stored.store.fill(stored.log);
        const auto transitions = transitionsOf(stored.log, {});
        const auto name = [&](std::optional<TypeId> type) {
            return type ? QString::fromStdString(std::string(stored.log.typeName(*type)))
                        : QStringLiteral("-");
        };
        QStringList found;
        for (const Transition &each : transitions)
            found << QStringLiteral("%1>%2 %3 @%4 %5")
                         .arg(name(each.from), name(each.to))
                         .arg(each.count)
                         .arg(each.example.value())
                         .arg(each.medianMicros.value_or(-1) / 1'000'000);
        QCOMPARE(found, (QStringList{QStringLiteral("->Placed 3 @0 0"),
                                     QStringLiteral("Placed>Paid 3 @2 20"),
                                     QStringLiteral("Paid>- 2 @2 0"),
                                     QStringLiteral("Paid>Shipped 1 @6 92"),
                                     QStringLiteral("Shipped>- 1 @6 0")}));
    }

    void manyDurationsStillGiveAMedian()
    {
        Stored stored;
        std::int64_t time = 0;
        for (int i = 0; i < 5001; ++i)
            stored.add("a-1", "T", "{}", time += 5);
        stored.store.fill(stored.log);
        for (const Transition &each : transitionsOf(stored.log, {})) {
            if (each.from && each.to)
                QCOMPARE(each.medianMicros, std::optional<std::int64_t>(5'000'000));
        }
    }
};

QTEST_GUILESS_MAIN(TestSchema)
#include "tst_schema.moc"
