// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/loader.h"
#include "event/memorystore.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>

using namespace eventscope;
using namespace eventscope::tests;
using namespace std::chrono_literals;

class TestLoader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingIsLoadedInOrder();
    void batchesThatRefineUnevenlyStayInOrder();
    void refiningMayGrowAndShrinkABatch();
    void anEmptySourceIsLoaded();
    void anErrorMidwayKeepsWhatCame();
    void aCancelledLoadKeepsWhatCame();
    void waitingGivesUpWithItsToken();
    void theEndStopsTheLoad();
    void newEventsFollow();
    void nothingFollowsUnlessAsked();
    void aReplacedStoreIsSaidSo();
    void anErrorWhileFollowingIsSaidSo();
    void progressReachesItsTotal();
};

namespace {

std::vector<MemoryEvent> numbered(std::size_t first, std::size_t count)
{
    std::vector<MemoryEvent> events(count);
    for (std::size_t i = 0; i < count; ++i) {
        events[i].id = "id-" + std::to_string(first + i);
        events[i].stream = "stream-" + std::to_string((first + i) % 10);
        events[i].position = static_cast<std::int64_t>(first + i);
    }
    return events;
}

bool isNumbered(const EventLog &log, std::uint32_t count)
{
    if (log.rowCount() != count)
        return false;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (log.position(Row(i)).value() != i
            || log.idHash(Row(i)) != hashOf("id-" + std::to_string(i)))
            return false;
    }
    return true;
}

} // namespace

void TestLoader::everythingIsLoadedInOrder()
{
    const auto store = std::make_shared<MemoryStore>();
    store->add(numbered(0, 5000));
    EventLog log({.chunkShift = 4, .runShift = 6});
    LogLoader loader(store, log);
    QCOMPARE(loader.state(), LogLoader::State::Loading);
    loader.start();
    QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Loaded);
    QVERIFY(isNumbered(log, 5000));
    QVERIFY(!loader.error());
    QCOMPARE(log.rowsById("id-4321"), std::vector<Row>{Row(4321)});
}

void TestLoader::batchesThatRefineUnevenlyStayInOrder()
{
    const auto store = std::make_shared<MemoryStore>();
    store->add(numbered(0, 3000));
    std::atomic<int> together{0};
    std::mutex mutex;
    std::set<std::thread::id> threads;
    store->onRefine = [&](RecordBatch &batch) {
        {
            const std::lock_guard lock(mutex);
            threads.insert(std::this_thread::get_id());
        }
        ++together;
        // The first of every four takes by far the longest.
        const std::int64_t work = batch.events.front().position % 12 == 0 ? 20'000 : 10;
        volatile std::int64_t sum = 0;
        for (std::int64_t i = 0; i < work; ++i)
            sum = sum + i;
        --together;
    };
    EventLog log({.chunkShift = 4});
    LogLoader loader(store, log);
    loader.start();
    QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Loaded);
    QVERIFY(isNumbered(log, 3000));
    QCOMPARE(together.load(), 0);
    QVERIFY(!threads.empty());
}

void TestLoader::refiningMayGrowAndShrinkABatch()
{
    const auto store = std::make_shared<MemoryStore>();
    store->add(numbered(0, 300));
    store->onRefine = [](RecordBatch &batch) {
        // Two of each event with an even position, none of the others.
        std::vector<RawEvent> events;
        for (const RawEvent &event : batch.events) {
            if (event.position % 2 == 0)
                events.insert(events.end(), 2, event);
        }
        batch.events = std::move(events);
    };
    EventLog log({.chunkShift = 2});
    LogLoader loader(store, log);
    loader.start();
    QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Loaded);
    QCOMPARE(log.rowCount(), 300U);
    for (std::uint32_t i = 0; i < 300; ++i)
        QCOMPARE(log.position(Row(i)).value(), static_cast<std::int64_t>(i / 2 * 2));
}

void TestLoader::anEmptySourceIsLoaded()
{
    EventLog log;
    LogLoader loader(std::make_shared<MemoryStore>(), log);
    loader.start();
    loader.start(); // once is enough
    QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Loaded);
    QCOMPARE(log.rowCount(), 0U);
}

void TestLoader::anErrorMidwayKeepsWhatCame()
{
    const auto store = std::make_shared<MemoryStore>();
    store->add(numbered(0, 1000));
    store->failAt = 500;
    EventLog log({.chunkShift = 2});
    LogLoader loader(store, log);
    loader.start();
    QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Failed);
    QVERIFY(loader.error());
    QCOMPARE(loader.error()->message, std::string("The disk is gone."));
    QVERIFY(isNumbered(log, 500));
    QCOMPARE(log.rowsById("id-499"), std::vector<Row>{Row(499)});
}

void TestLoader::aCancelledLoadKeepsWhatCame()
{
    const auto store = std::make_shared<MemoryStore>();
    store->add(numbered(0, 3000));
    EventLog log({.chunkShift = 2});
    LogLoader loader(store, log);
    store->onRefine = [&](RecordBatch &batch) {
        if (batch.events.front().position == 300)
            loader.stop();
    };
    loader.start();
    QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Stopped);
    QVERIFY(!loader.error());
    QVERIFY(log.rowCount() > 300 && log.rowCount() < 3000);
    QVERIFY(isNumbered(log, log.rowCount()));
}

void TestLoader::waitingGivesUpWithItsToken()
{
    const auto store = std::make_shared<MemoryStore>();
    store->add(numbered(0, 3000));
    std::stop_source stop;
    store->onRefine = [&](RecordBatch &batch) {
        if (batch.events.front().position == 30)
            stop.request_stop();
    };
    EventLog log({.chunkShift = 2});
    LogLoader loader(store, log);
    loader.start();
    const LogLoader::State state = loader.waitUntilLoaded(stop.get_token());
    QVERIFY(state == LogLoader::State::Stopped || state == LogLoader::State::Loaded);
    QVERIFY(isNumbered(log, log.rowCount()));
}

void TestLoader::theEndStopsTheLoad()
{
    const auto store = std::make_shared<MemoryStore>();
    store->add(numbered(0, 100'000));
    EventLog log({.chunkShift = 4});
    {
        LogLoader loader(store, log);
        loader.start();
    }
    QVERIFY(isNumbered(log, log.rowCount()));
    {
        LogLoader never(store, log); // and one that was not started ends as well
    }
}

void TestLoader::newEventsFollow()
{
    const auto store = std::make_shared<MemoryStore>();
    store->add(numbered(0, 10));
    EventLog log({.chunkShift = 2});
    LogLoader loader(store, log, 1ms);
    loader.setFollowing(true);
    QVERIFY(loader.following());
    loader.start();
    QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Loaded);
    for (std::size_t count = 10; count < 60; count += 10) {
        store->add(numbered(count, 10));
        QTRY_COMPARE(log.rowCount(), static_cast<std::uint32_t>(count + 10));
    }
    QVERIFY(isNumbered(log, 60));
    QCOMPARE(loader.state(), LogLoader::State::Loaded);
    loader.stop();
    QTRY_COMPARE(loader.state(), LogLoader::State::Stopped);
}

void TestLoader::nothingFollowsUnlessAsked()
{
    const auto store = std::make_shared<MemoryStore>();
    store->add(numbered(0, 10));
    EventLog log({.chunkShift = 2});
    LogLoader loader(store, log, 1ms);
    loader.start();
    QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Loaded);
    store->add(numbered(10, 10));
    QCOMPARE(log.rowCount(), 10U);
    loader.setFollowing(true);
    QTRY_COMPARE(log.rowCount(), 20U);
}

void TestLoader::aReplacedStoreIsSaidSo()
{
    const auto store = std::make_shared<MemoryStore>();
    store->add(numbered(0, 10));
    EventLog log({.chunkShift = 2});
    LogLoader loader(store, log, 1ms);
    loader.setFollowing(true);
    loader.start();
    QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Loaded);
    store->replace();
    QTRY_COMPARE(loader.state(), LogLoader::State::Replaced);
    QCOMPARE(loader.error()->code, ErrorCode::Changed);
    QVERIFY(loader.error()->message.find("memory") != std::string::npos); // the source's name
    QVERIFY(isNumbered(log, 10));
}

void TestLoader::anErrorWhileFollowingIsSaidSo()
{
    const auto store = std::make_shared<MemoryStore>();
    store->add(numbered(0, 10));
    store->failAt = 15;
    EventLog log({.chunkShift = 2});
    LogLoader loader(store, log, 1ms);
    loader.setFollowing(true);
    loader.start();
    QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Loaded);
    store->add(numbered(10, 10));
    QTRY_COMPARE(loader.state(), LogLoader::State::Failed);
    QCOMPARE(loader.error()->code, ErrorCode::Unreadable);
    QVERIFY(isNumbered(log, 15));
}

void TestLoader::progressReachesItsTotal()
{
    const auto store = std::make_shared<MemoryStore>();
    store->add(numbered(0, 1000));
    EventLog log({.chunkShift = 4});
    LogLoader loader(store, log);
    QVERIFY(loader.progress().fraction() < 0);
    loader.start();
    QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Loaded);
    QCOMPARE(loader.progress().total.load(), std::uint64_t{1000});
    QCOMPARE(loader.progress().fraction(), 1.0);
}

QTEST_GUILESS_MAIN(TestLoader)
#include "tst_loader.moc"
