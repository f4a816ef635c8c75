// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixturestore.h"

#include "projection/openrunner.h"
#include "projection/readmodelrun.h"

#include <map>
#include <random>

using namespace eventscope;
using namespace eventscope::tests;

namespace {

const std::string kOrders = R"(
db.exec('CREATE TABLE orders (id TEXT PRIMARY KEY, n INTEGER, total INTEGER)');
on('Placed', (event, db) => db.run('INSERT OR REPLACE INTO orders VALUES (?, 0, ?)', [event.streamId, event.data.n]));
on('Added', async (event, db) => { await db.run('UPDATE orders SET n = n + 1, total = total + $1 WHERE id = $2', [event.data.n, event.streamId]); });
on('Gone', (event, db) => db.run('DELETE FROM orders WHERE id = ?', event.streamId));
)";

FixtureStore &fill(FixtureStore &store, int events)
{
    std::mt19937 random(3);
    for (int i = 0; i < events; ++i) {
        constexpr std::array kTypes{"Placed", "Added", "Added", "Added", "Gone", "Looked"};
        store.add("order-" + std::to_string(random() % 5), kTypes[random() % kTypes.size()],
                  "{\"n\":" + std::to_string(random() % 100) + "}");
    }
    return store;
}

Result<std::unique_ptr<ReadModelRun>> openModel(FixtureStore &store, const std::string &script)
{
    const auto file = store.write(QStringLiteral("projection.js"), script).toStdString();
    return ReadModelRun::open(store.log(),
                              [&] { return Result<std::unique_ptr<RecordReader>>(store.reader()); },
                              file, {});
}

std::string tableAt(ReadModelRun &run, std::uint32_t rows)
{
    std::string text;
    const auto done = run.eachRowAt(rows, "orders", [&](std::string line) {
        text += line + "\n";
        return true;
    });
    return done ? text : done.error().message;
}

} // namespace

class TestReadModelRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTablesCanBeLookedAtAsOfAnyEvent()
    {
        FixtureStore store;
        fill(store, 400);
        std::map<std::uint32_t, std::string> expected;
        for (const std::uint32_t end : {0U, 1U, 7U, 150U, 151U, 399U, 400U}) {
            const auto fresh = openModel(store, kOrders);
            QVERIFY2(fresh, fresh ? "" : fresh.error().message.c_str());
            QVERIFY((*fresh)->advanceTo(end, {}, {}));
            expected[end] = tableAt(**fresh, end);
        }
        const auto run = openModel(store, kOrders);
        QVERIFY(run);
        QVERIFY((*run)->advanceTo(400, {}, {}));
        for (const std::uint32_t rows : {400U, 399U, 151U, 150U, 1U, 0U, 7U, 399U, 150U, 400U})
            QCOMPARE(QString::fromStdString(tableAt(**run, rows)),
                     QString::fromStdString(expected[rows]));
        const auto snapshot = (*run)->snapshot();
        QVERIFY(snapshot);
        QVERIFY((*snapshot)->skipped[0] > 20);
        QCOMPARE((*snapshot)->handled + (*snapshot)->skipped[0], std::uint64_t(400));
        QCOMPARE((*snapshot)->tables.size(), std::size_t(1));
    }

    void whatAnEventDidIsTold()
    {
        FixtureStore store;
        store.add("order-1", "Placed", R"({"n":4})").add("order-1", "Looked", "{}");
        store.add("order-1", "Added", R"({"n":3})").add("order-1", "Gone", "{}");
        const auto run = openModel(store, kOrders);
        QVERIFY(run);
        QVERIFY((*run)->advanceTo(4, {}, {}));
        const auto changes = [&](std::uint32_t rows) {
            const auto told = (*run)->changesAt(rows);
            if (!told || told->empty())
                return QString();
            return QString::fromStdString(told->front().before.dump() + " -> "
                                          + told->front().after.dump());
        };
        QCOMPARE(changes(4), QStringLiteral("{\"id\":\"order-1\",\"n\":1,\"total\":7} -> null"));
        QCOMPARE(changes(3), QStringLiteral("{\"id\":\"order-1\",\"n\":0,\"total\":4} -> "
                                            "{\"id\":\"order-1\",\"n\":1,\"total\":7}"));
        QCOMPARE(changes(2), QString());
        QCOMPARE(changes(1), QStringLiteral("null -> {\"id\":\"order-1\",\"n\":0,\"total\":4}"));
        QCOMPARE(changes(4).left(4), QStringLiteral("{\"id"));
    }

    void aFailureLeavesTheTablesAsTheyWereBeforeIt()
    {
        FixtureStore store;
        store.add("order-1", "Placed", R"({"n":4})").add("order-2", "Broken", "{}");
        store.add("order-3", "Placed", R"({"n":5})");
        const auto run
            = openModel(store, kOrders
                                   + "on('Broken', (event, db) => { db.run('DELETE FROM orders'); "
                                     "db.run('INSERT INTO nowhere VALUES (1)'); });");
        QVERIFY(run);
        QVERIFY((*run)->advanceTo(3, {}, {}));
        const auto snapshot = (*run)->snapshot();
        QVERIFY2(snapshot, snapshot ? "" : snapshot.error().message.c_str());
        QVERIFY((*snapshot)->failure);
        QCOMPARE((*snapshot)->failure->row, Row(1));
        QVERIFY((*snapshot)->failure->error.message.find("nowhere") != std::string::npos);
        QCOMPARE(QString::fromStdString(tableAt(**run, 1)),
                 QStringLiteral("{\"id\":\"order-1\",\"n\":0,\"total\":4}\n"));
    }

    void aScriptIsToldApartByWhatItNames_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<bool>("isKurrentDb");
        QTest::newRow("projection") << QStringLiteral("fromAll().when({})") << true;
        QTest::newRow("options alone") << QStringLiteral("options({})") << true;
        QTest::newRow("handlers") << QString::fromStdString(kOrders) << false;
        QTest::newRow("named in a comment")
            << QStringLiteral("// like fromAll()\n/* fromStream */ on('A', (e, db) => {})")
            << false;
        QTest::newRow("part of a word")
            << QStringLiteral("const fromAllOrders = 1; on('A', () => {})") << false;
    }
    void aScriptIsToldApartByWhatItNames()
    {
        QFETCH(QString, script);
        QFETCH(bool, isKurrentDb);
        FixtureStore store;
        const QString file = store.write(QStringLiteral("projection.js"), script.toStdString());
        QCOMPARE(isKurrentDbProjection(file.toStdString()), isKurrentDb);
    }
};

QTEST_GUILESS_MAIN(TestReadModelRun)
#include "tst_readmodelrun.moc"
