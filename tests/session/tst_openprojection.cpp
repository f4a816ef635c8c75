// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "projection/fixturestore.h"
#include "session/session.h"

#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <map>

using namespace eventscope;
using namespace eventscope::tests;

namespace {

const std::string kTotals = R"(
fromAll().foreachStream().when({
    $init: () => ({ n: 0 }),
    Added(s, e) { s.n += e.data.n; },
}).transformBy(s => ({ twice: 2 * s.n }));
)";

FixtureStore &fill(FixtureStore &store)
{
    for (int i = 1; i <= 60; ++i)
        store.add("cart-" + std::to_string(i % 3), i % 10 == 0 ? "Looked" : "Added",
                  "{\"n\":" + std::to_string(i) + "}");
    return store;
}

bool isRun(const OpenProjection &projection)
{
    return projection.phase() == OpenProjection::Phase::Ready && projection.snapshot();
}

} // namespace

class TestOpenProjection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theStateOfAKeyFollowsThePlayheadBothWays()
    {
        FixtureStore store;
        fill(store);
        Session session;
        session.open(store.storePath());
        OpenProjection &projection = session.projection();
        projection.open(store.write(QStringLiteral("totals.js"), kTotals), ProjectionEngine::V1);
        QTRY_VERIFY(isRun(projection));
        const auto snapshot = projection.snapshot();
        QCOMPARE(snapshot->handled, std::uint64_t(54));
        QCOMPARE(snapshot->partitions.size(), std::size_t(3));
        QCOMPARE(QString::fromStdString(snapshot->partitions.front().key),
                 QStringLiteral("cart-1"));
        projection.setPartition(0);

        std::map<std::uint32_t, std::int64_t> sums;
        std::int64_t sum = 0;
        for (std::uint32_t row = 0; row < 60; ++row) {
            const auto number = row + 1;
            if (number % 3 == 1 && number % 10 != 0)
                sum += number;
            sums[row] = sum;
        }
        const auto look = [&](std::uint32_t row) {
            session.setPlayhead(Row(row));
            QTRY_VERIFY(projection.isIdle() && !projection.isWaiting() && projection.keyState());
            const auto state = projection.keyState();
            QCOMPARE(QString::fromStdString(state->at.state.dump()),
                     QStringLiteral("{\"n\":%1}").arg(sums[row]));
            QCOMPARE(QString::fromStdString(state->result->dump()),
                     QStringLiteral("{\"twice\":%1}").arg(2 * sums[row]));
            QCOMPARE(state->isOfPlayhead, (row + 1) % 3 == 1 && (row + 1) % 10 != 0);
            QCOMPARE(state->at.blame.count("/n"), std::size_t(1));
        };
        for (const std::uint32_t row : {0U, 1U, 2U, 3U, 9U, 40U, 59U, 58U, 57U, 56U, 3U, 0U})
            look(row);
    }

    void theStatesOfKeysAreThoseAsOfThePlayhead()
    {
        FixtureStore store;
        fill(store);
        Session session;
        session.open(store.storePath());
        OpenProjection &projection = session.projection();
        projection.open(store.write(QStringLiteral("totals.js"), kTotals), ProjectionEngine::V1);
        QTRY_VERIFY(isRun(projection));
        QSignalSpy arrived(&projection, &OpenProjection::statesReady);
        std::vector<OpenProjection::KeyText> last;
        connect(&projection, &OpenProjection::statesReady, this,
                [&](Row, const std::vector<OpenProjection::KeyText> &states) { last = states; });
        const auto ask = [&](std::uint32_t row) {
            session.setPlayhead(Row(row));
            const auto before = arrived.count();
            projection.requestStates({2, 0});
            QTRY_VERIFY(arrived.count() > before);
        };
        ask(3); // 1, 2, 3, 4
        QCOMPARE(last.size(), std::size_t(2));
        QCOMPARE(last[0].partition, 2U);
        QCOMPARE(QString::fromStdString(last[0].state), QStringLiteral("{\"n\":3}"));
        QCOMPARE(QString::fromStdString(last[1].state), QStringLiteral("{\"n\":5}"));
        ask(0); // the other key has no event yet
        QVERIFY(last[0].state.empty());
        ask(59); // at the end the run knows them
        QVERIFY(last[0].state.find("\"n\":") != std::string::npos);
        const auto atEnd = last[1].state;
        ask(58);
        QCOMPARE(QString::fromStdString(last[1].state), QString::fromStdString(atEnd));
    }

    void savingTheFileRunsItAgainAndKeepsTheKey()
    {
        FixtureStore store;
        fill(store);
        Session session;
        session.open(store.storePath());
        OpenProjection &projection = session.projection();
        const QString file = store.write(QStringLiteral("totals.js"), kTotals);
        projection.open(file, ProjectionEngine::V1);
        QTRY_VERIFY(isRun(projection));
        projection.setPartition(1);
        QTRY_VERIFY(projection.keyState());
        store.write(QStringLiteral("totals.js"),
                    "fromAll().foreachStream().when({ $any(s) { s.seen = true; } })");
        QTRY_VERIFY(projection.keyState()
                    && projection.keyState()->at.state.dump() == R"({"seen":true})");
        QCOMPARE(QString::fromStdString(
                     projection.snapshot()->partitions[*projection.partition()].key),
                 QStringLiteral("cart-2"));
        QCOMPARE(projection.snapshot()->handled, std::uint64_t(60));

        store.write(QStringLiteral("totals.js"), "fromAll(.when({})");
        QTRY_COMPARE(projection.phase(), OpenProjection::Phase::Refused);
        QCOMPARE(projection.error().line, std::int64_t(1));
        QVERIFY(projection.snapshot()); // what was there stays to be read
        session.setPlayhead(Row(1));
        QTRY_VERIFY(projection.keyState() && projection.keyState()->at.ordinal == 0);
        QVERIFY(QFile::remove(file));
        projection.run();
        QTRY_COMPARE(projection.error().code, ErrorCode::NotFound);
        QCOMPARE(projection.phase(), OpenProjection::Phase::Refused);
        store.write(QStringLiteral("totals.js"), kTotals);
        QTRY_COMPARE(projection.phase(), OpenProjection::Phase::Ready);
    }

    void anotherStoreIsNotRunOverAndTheSameIsAgain()
    {
        FixtureStore store;
        fill(store);
        FixtureStore other;
        fill(other);
        Session session;
        session.open(store.storePath());
        OpenProjection &projection = session.projection();
        const QString file = store.write(QStringLiteral("totals.js"), kTotals);
        projection.open(file, ProjectionEngine::V1);
        QTRY_VERIFY(isRun(projection));
        session.reopen();
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        QTRY_VERIFY(isRun(projection));
        session.open(other.storePath());
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        QCOMPARE(projection.file(), QString());
        QCOMPARE(projection.phase(), OpenProjection::Phase::Empty);
        projection.open(file, ProjectionEngine::V1);
        QTRY_VERIFY(isRun(projection));
        session.close();
        session.open(other.storePath());
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        QCOMPARE(projection.phase(), OpenProjection::Phase::Empty);
    }

    void aProgramStartsOnlyWithAYesToItAsItIs()
    {
        FixtureStore store;
        fill(store);
        QTemporaryDir user;
        const QString ran = user.filePath(QStringLiteral("ran"));
        const auto write = [&](const std::string &more) {
            const QString file = store.write(QStringLiteral("program"), "#!/bin/sh\ntouch '"
                                                                            + ran.toStdString()
                                                                            + "'\n" + more);
            QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
            return file;
        };
        const QString file = write("cat > /dev/null\n");
        const auto openIn = [&](Session &session) {
            session.workspace().setFolder(user.filePath(QStringLiteral("user")));
            session.open(store.storePath());
            QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        };
        {
            Session session;
            openIn(session);
            OpenProjection &projection = session.projection();
            QSignalSpy asked(&projection, &OpenProjection::consentWanted);
            projection.open(file, ProjectionEngine::V1);
            QTRY_COMPARE(asked.count(), 1);
            QCOMPARE(projection.phase(), OpenProjection::Phase::Refused);
            QTRY_VERIFY(projection.isIdle());
            QVERIFY(!QFile::exists(ran));
            // One that nobody has said yes to is not run by a reload, nor asked about.
            session.reopen();
            QTRY_COMPARE(session.phase(), Session::Phase::Ready);
            QCOMPARE(projection.phase(), OpenProjection::Phase::Empty);
            projection.open(file, ProjectionEngine::V1);
            QTRY_COMPARE(asked.count(), 2);
            projection.allow(QStringLiteral("another"));
            QCOMPARE(projection.phase(), OpenProjection::Phase::Refused);
            projection.allow(projection.held());
            QTRY_VERIFY(QFile::exists(ran));
            projection.stop();
            QFile::remove(ran);
            write("cat > /dev/null # another\n");
            QTRY_COMPARE(asked.count(), 3);
            QVERIFY(!QFile::exists(ran));
        }
        write("cat > /dev/null\n");
        Session session;
        openIn(session);
        OpenProjection &projection = session.projection();
        projection.open(file, ProjectionEngine::V1);
        QTRY_VERIFY(QFile::exists(ran));
        QVERIFY(projection.held().isEmpty());
        // What is another file, whatever it holds, is another program.
        projection.close();
        QTRY_VERIFY(projection.isIdle());
        QFile::remove(ran);
        const QString copy = file + QStringLiteral("-copy");
        QVERIFY(QFile::copy(file, copy));
        QSignalSpy asked(&projection, &OpenProjection::consentWanted);
        projection.open(copy, ProjectionEngine::V1);
        QTRY_COMPARE(asked.count(), 1);
        QVERIFY(!QFile::exists(ran));
        // Unless somebody has picked it.
        projection.choose(copy);
        projection.run();
        QTRY_VERIFY(QFile::exists(ran));
        QCOMPARE(asked.count(), 1);
    }

    void itGoesOnWhenTheStoreGrows()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("events.jsonl"));
        const auto append = [&](int number) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::Append));
            file.write(
                QStringLiteral("{\"streamId\":\"a-1\",\"eventType\":\"Added\",\"eventNumber\":%1,"
                               "\"data\":{\"n\":%1}}\n")
                    .arg(number)
                    .toUtf8());
        };
        for (int i = 0; i < 5; ++i)
            append(i);
        FixtureStore scripts;
        Session session;
        session.open(path);
        OpenProjection &projection = session.projection();
        projection.open(scripts.write(QStringLiteral("totals.js"), kTotals), ProjectionEngine::V1);
        QTRY_VERIFY(isRun(projection));
        QCOMPARE(projection.snapshot()->handled, std::uint64_t(5));
        for (int i = 5; i < 8; ++i)
            append(i);
        QTRY_COMPARE(projection.snapshot()->handled, std::uint64_t(8));
        projection.setPartition(0);
        session.setPlayhead(Row(7));
        QTRY_VERIFY(projection.keyState()
                    && projection.keyState()->at.state.dump() == R"({"n":28})");
    }

    void upcastersOfTheReducersComeFirst()
    {
        FixtureStore store;
        store.add("cart-1", "Added", R"({"n":1})").add("cart-1", "Put", R"({"count":2})");
        store.add("order-1", "Put", R"({"count":4})");
        Session session;
        session.open(store.storePath());
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        OpenProjection &projection = session.projection();
        projection.open(store.write(QStringLiteral("totals.js"), kTotals), ProjectionEngine::V1);
        QTRY_VERIFY(isRun(projection));
        QCOMPARE(projection.snapshot()->handled, std::uint64_t(1));
        const QString reducer = store.write(
            QStringLiteral("cart.js"),
            "export const upcast = (e) => e.type === 'Put' ? { ...e, type: 'Added', data: { n: "
            "e.data.count } } : e;\nexport default (state, event) => state;");
        session.workspace().setReducer("cart", reducer.toStdString());
        QTRY_VERIFY(isRun(projection) && projection.snapshot()->handled == 2);
        projection.setPartition(0);
        session.setPlayhead(Row(2));
        QTRY_VERIFY(projection.keyState());
        QCOMPARE(QString::fromStdString(projection.keyState()->at.state.dump()),
                 QStringLiteral("{\"n\":3}"));
        QVERIFY(projection.snapshot()->outcomes[2].isSkipped()); // of another stream type
        session.workspace().setReducer("cart", {});
        QTRY_VERIFY(isRun(projection) && projection.snapshot()->handled == 1);
    }

    void theTablesOfAReadModelFollowThePlayhead()
    {
        FixtureStore store;
        fill(store);
        Session session;
        session.open(store.storePath());
        OpenProjection &projection = session.projection();
        projection.open(
            store.write(
                QStringLiteral("model.js"),
                "on('Added', (event, db) => db.run('INSERT INTO sums VALUES (?, ?) ON CONFLICT "
                "(id) DO UPDATE SET n = n + excluded.n', [event.streamId, event.data.n]));"),
            ProjectionEngine::V1);
        QTRY_VERIFY(isRun(projection)); // it fails at its first event: there is no such table
        QVERIFY(projection.snapshot()->failure);
        projection.setSchema("CREATE TABLE sums (id TEXT PRIMARY KEY, n INTEGER);");
        QTRY_VERIFY(isRun(projection) && !projection.snapshot()->failure);
        QCOMPARE(projection.snapshot()->kind, ProjectionSnapshot::Kind::ReadModel);
        std::shared_ptr<const OpenProjection::TableView> view;
        connect(&projection, &OpenProjection::tableReady, this,
                [&](const auto &ready) { view = ready; });
        const auto look = [&](std::uint32_t row) {
            session.setPlayhead(Row(row));
            view.reset();
            projection.requestTable({"sums", "id", false, {}, 0, 10});
            QTRY_VERIFY(view);
            QCOMPARE(view->playhead, Row(row));
            QCOMPARE(view->request.orderBy, std::string("id"));
        };
        look(59);
        QCOMPARE(view->page.rows.size(), std::size_t(3));
        look(1);
        QCOMPARE(view->page.rows.size(), std::size_t(2));
        QCOMPARE(QString::fromStdString(view->page.rows[1].dump()),
                 QStringLiteral("[\"cart-2\",2]"));
        QCOMPARE(view->changes.size(), std::size_t(1));
        look(9); // nobody takes it
        QVERIFY(view->changes.empty());
        look(4);
        QCOMPARE(QString::fromStdString(view->page.rows[2].dump()),
                 QStringLiteral("[\"cart-2\",7]"));
    }

    void aRunWithoutAnEndLeavesTheStateOfThePlayhead()
    {
        FixtureStore store;
        fill(store);
        Session session;
        session.open(store.storePath());
        OpenProjection &projection = session.projection();
        const QString file = store.write(
            QStringLiteral("slow.js"),
            "fromAll().foreachStream().when({ $init: () => ({ n: 0 }),\n"
            "  $any(s, e) { for (let i = 0; i < 100000; ++i) s.i = i; s.n += e.data.n; } });");
        projection.open(file, ProjectionEngine::V1);
        QTRY_VERIFY(isRun(projection));
        projection.setPartition(0);
        const auto isAt = [&](std::uint32_t ordinal) {
            return !projection.isWaiting() && projection.keyState()
                   && projection.keyState()->at.ordinal == ordinal;
        };
        session.setPlayhead(Row(0));
        QTRY_VERIFY(isAt(0));
        session.setPlayhead(Row(30));
        projection.run();
        projection.stop();
        QCOMPARE(projection.phase(), OpenProjection::Phase::Stopped);
        QTRY_VERIFY(isAt(10));
        store.write(QStringLiteral("slow.js"), "fromAll(.when({})");
        session.setPlayhead(Row(57));
        projection.run();
        QTRY_COMPARE(projection.phase(), OpenProjection::Phase::Refused);
        QTRY_VERIFY(isAt(19));
    }

    void aRunCanBeStoppedAndRunAgain()
    {
        FixtureStore store;
        for (int i = 0; i < 40'000; ++i)
            store.add("cart-" + std::to_string(i % 100), "Added", R"({"n":1})");
        Session session;
        session.open(store.storePath());
        OpenProjection &projection = session.projection();
        projection
            .open(store.write(
                      QStringLiteral("slow.js"),
                      "fromAll().when({ $any(s) { for (let i = 0; i < 200000; ++i) s.n = i; } })"),
                  ProjectionEngine::V1);
        QTRY_COMPARE(projection.phase(), OpenProjection::Phase::Running);
        projection.stop();
        QCOMPARE(projection.phase(), OpenProjection::Phase::Stopped);
        QTRY_VERIFY(projection.isIdle());
        projection.open(store.write(QStringLiteral("quick.js"), kTotals), ProjectionEngine::V1);
        QTRY_VERIFY(isRun(projection));
        QCOMPARE(projection.snapshot()->partitions.size(), std::size_t(100));
        session.close();
        QCOMPARE(projection.phase(), OpenProjection::Phase::Empty);
        QVERIFY(!projection.snapshot());
    }
};

QTEST_GUILESS_MAIN(TestOpenProjection)
#include "tst_openprojection.moc"
