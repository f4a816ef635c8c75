// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/column.h"

#include <QTest>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

using namespace eventscope;

class TestColumn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void elementsStayWhereTheyWerePut();
    void elementsOfClassesBeginAndEnd();
    void onlyTouchedChunksTakeMemory();
    void readersSeeWhatWasPublished();
    void sharedCellsChangeUnderTheirReaders();
};

void TestColumn::elementsStayWhereTheyWerePut()
{
    Column<std::int64_t> column(2);
    QCOMPARE(column.chunkSize(), std::size_t{4});
    QCOMPARE(column.capacity(), Column<std::int64_t>::kMaxChunks * 4);
    for (std::size_t i = 0; i < 1000; ++i)
        column.slot(i) = static_cast<std::int64_t>(i * i);
    const std::int64_t *const place = &column[5];
    for (std::size_t i = 1000; i < 5000; ++i)
        column.slot(i) = static_cast<std::int64_t>(i * i);
    QCOMPARE(&column[5], place);
    for (std::size_t i = 0; i < 5000; ++i)
        QCOMPARE(column[i], static_cast<std::int64_t>(i * i));
    QCOMPARE(column.chunk(3)[2], std::int64_t{14 * 14});
}

void TestColumn::elementsOfClassesBeginAndEnd()
{
    Column<std::string> column(1);
    column.slot(0) = std::string(100, 'x');
    QCOMPARE(column[1], std::string()); // of the same chunk
    column.slot(3) = "y";
    QCOMPARE(column[2], std::string());
    QCOMPARE(column[0].size(), std::size_t{100});
}

void TestColumn::onlyTouchedChunksTakeMemory()
{
    Column<std::uint32_t> column(10);
    QCOMPARE(column.allocatedBytes(), std::size_t{0});
    column.slot(0) = 1;
    QCOMPARE(column.allocatedBytes(), std::size_t{4096});
    column.slot(1023) = 1;
    QCOMPARE(column.allocatedBytes(), std::size_t{4096});
    column.slot(1024) = 1;
    QCOMPARE(column.allocatedBytes(), std::size_t{8192});
}

void TestColumn::readersSeeWhatWasPublished()
{
    constexpr std::size_t kCount = 100'000;
    Column<std::uint64_t> column(2);
    std::atomic<std::size_t> published{0};
    std::atomic<bool> wrong{false};
    std::thread reader([&] {
        std::size_t checked = 0;
        while (checked < kCount) {
            const std::size_t count = published.load(std::memory_order_acquire);
            for (; checked < count; ++checked) {
                if (column[checked] != checked * 3)
                    wrong = true;
            }
        }
    });
    for (std::size_t i = 0; i < kCount; ++i) {
        column.slot(i) = i * 3;
        if (i % 5 == 4)
            published.store(i + 1, std::memory_order_release);
    }
    published.store(kCount, std::memory_order_release);
    reader.join();
    QVERIFY(!wrong);
}

void TestColumn::sharedCellsChangeUnderTheirReaders()
{
    Column<std::int64_t> column(2);
    for (std::size_t i = 0; i < 8; ++i)
        column.slot(i) = 0;
    std::atomic<bool> done{false};
    std::atomic<bool> wrong{false};
    std::thread reader([&] {
        while (!done) {
            for (std::size_t i = 0; i < 8; ++i) {
                const std::int64_t value = column.loadShared(i);
                if (value < 0 || value > 10'000)
                    wrong = true;
            }
        }
    });
    for (std::int64_t value = 1; value <= 10'000; ++value)
        column.storeShared(static_cast<std::size_t>(value % 8), value);
    done = true;
    reader.join();
    QVERIFY(!wrong);
    QCOMPARE(column.loadShared(0), std::int64_t{10'000});
}

QTEST_GUILESS_MAIN(TestColumn)
#include "tst_column.moc"
