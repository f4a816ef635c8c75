// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/newestonly.h"

#include <QTest>

#include <atomic>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

using namespace eventscope;

class TestNewestOnly : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aJobRuns();
    void aNewJobStopsTheRunningOne();
    void onlyTheNewestWaitingJobRuns();
    void jobsNeverRunSideBySide();
    void cancellingDropsTheWaitingJobAndStopsTheRunningOne();
    void theEndWaitsForTheRunningJob();
    void whatAJobCapturedEndsWithIt();
    void manyThreadsMaySubmit();
};

void TestNewestOnly::aJobRuns()
{
    NewestOnly queue;
    QVERIFY(queue.idle());
    std::atomic<int> runs{0};
    queue.submit([&](std::stop_token stop) { runs += stop.stop_requested() ? 100 : 1; });
    QTRY_COMPARE(runs.load(), 1);
    QTRY_VERIFY(queue.idle());
    queue.submit([&](std::stop_token) { ++runs; });
    QTRY_COMPARE(runs.load(), 2);
}

void TestNewestOnly::aNewJobStopsTheRunningOne()
{
    NewestOnly queue;
    std::atomic<bool> started{false};
    std::atomic<bool> stopped{false};
    std::atomic<bool> second{false};
    queue.submit([&](std::stop_token stop) {
        started = true;
        while (!stop.stop_requested())
            std::this_thread::yield();
        stopped = true;
    });
    QTRY_VERIFY(started);
    QVERIFY(!queue.idle());
    queue.submit([&](std::stop_token stop) { second = stopped && !stop.stop_requested(); });
    QTRY_VERIFY(second);
}

void TestNewestOnly::onlyTheNewestWaitingJobRuns()
{
    NewestOnly queue;
    std::latch go(1);
    std::atomic<bool> started{false};
    std::vector<int> ran; // touched by the queue's thread alone
    std::atomic<bool> done{false};
    queue.submit([&](std::stop_token) {
        started = true;
        go.wait();
    });
    QTRY_VERIFY(started);
    for (int i = 0; i < 10; ++i) {
        queue.submit([&, i](std::stop_token) {
            ran.push_back(i);
            done = true;
        });
    }
    go.count_down();
    QTRY_VERIFY(done);
    QTRY_VERIFY(queue.idle());
    QCOMPARE(ran, std::vector<int>{9});
}

void TestNewestOnly::jobsNeverRunSideBySide()
{
    NewestOnly queue;
    int counter = 0; // not atomic: ThreadSanitizer watches
    std::atomic<int> ran{0};
    for (int i = 0; i < 500; ++i) {
        queue.submit([&](std::stop_token) {
            ++counter;
            ++ran;
        });
        if (i % 100 == 0)
            QTRY_VERIFY(queue.idle());
    }
    QTRY_VERIFY(queue.idle());
    QCOMPARE(counter, ran.load());
    QVERIFY(counter > 0);
}

void TestNewestOnly::cancellingDropsTheWaitingJobAndStopsTheRunningOne()
{
    NewestOnly queue;
    std::atomic<bool> started{false};
    std::atomic<bool> waitingRan{false};
    queue.submit([&](std::stop_token stop) {
        started = true;
        while (!stop.stop_requested())
            std::this_thread::yield();
    });
    QTRY_VERIFY(started);
    queue.submit([&](std::stop_token) { waitingRan = true; });
    queue.cancel();
    QTRY_VERIFY(queue.idle());
    std::atomic<bool> next{false};
    queue.submit([&](std::stop_token stop) { next = !stop.stop_requested(); });
    QTRY_VERIFY(next);
    // The waiting job may have begun before the cancel came, as the first one was stopped by its submission.
    queue.cancel();
    QTRY_VERIFY(queue.idle());
}

void TestNewestOnly::theEndWaitsForTheRunningJob()
{
    std::atomic<bool> started{false};
    std::atomic<bool> ended{false};
    std::atomic<bool> waitingRan{false};
    {
        NewestOnly queue;
        queue.submit([&](std::stop_token stop) {
            started = true;
            while (!stop.stop_requested())
                std::this_thread::yield();
            ended = true;
        });
        QTRY_VERIFY(started);
    }
    QVERIFY(ended);
    {
        NewestOnly queue;
        std::latch go(1);
        started = false;
        queue.submit([&](std::stop_token) {
            started = true;
            go.wait();
        });
        QTRY_VERIFY(started);
        queue.submit([&](std::stop_token) { waitingRan = true; });
        queue.cancel();
        go.count_down();
    }
    QVERIFY(!waitingRan);
}

void TestNewestOnly::whatAJobCapturedEndsWithIt()
{
    NewestOnly queue;
    auto captured = std::make_shared<int>(1);
    const std::weak_ptr<int> watched = captured;
    queue.submit([captured](std::stop_token) {});
    captured.reset();
    QTRY_VERIFY(watched.expired());
}

void TestNewestOnly::manyThreadsMaySubmit()
{
    std::atomic<int> ran{0};
    {
        NewestOnly queue;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int j = 0; j < 200; ++j) {
                    queue.submit([&](std::stop_token) { ++ran; });
                    if (j % 50 == 0)
                        queue.cancel();
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        queue.submit([&](std::stop_token) { ran += 1000; });
        QTRY_VERIFY(ran >= 1000);
    }
    QVERIFY(ran <= 1000 + 800);
}

QTEST_GUILESS_MAIN(TestNewestOnly)
#include "tst_newestonly.moc"
