// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "filetest.h"
#include "store/file/mapping.h"

#include <csetjmp>
#include <csignal>
#include <filesystem>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace eventscope;
using namespace eventscope::filetest;

namespace {

std::string good(int number)
{
    return R"({"id":"e)" + std::to_string(number) + R"(","type":"T","streamId":"s-)"
           + std::to_string(number % 7) + R"(","version":)" + std::to_string(number)
           + R"(,"data":{"n":)" + std::to_string(number) + "}}";
}

std::string many(int from, int to)
{
    std::string content;
    for (int i = from; i <= to; ++i)
        content += good(i) + "\n";
    return content;
}

sigjmp_buf foreignFault;

void onForeignFault(int)
{
    siglongjmp(foreignFault, 1);
}

} // namespace

class FileFollowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void appendedLinesAppear();
    void aHalfWrittenLineWaitsForItsRest();
    void aLineThatWasCutAtFirstAppearsOnceItIsWhole();
    void manyAppendsGiveEveryEventOnce();
    void anArrayThatIsWrittenOnGrows();
    void aFileThatIsCutIsReported();
    void aFileThatIsReplacedIsReported();
    void aFileThatIsOverwrittenIsReported();
    void aTouchedFileIsTheSame();
    void aPackedFileThatChangesIsReported();
    void readingBehindACutFailsAndDoesNotCrash();
    void cuttingWhileLoadingDoesNotCrash();
    void foreignBusErrorsGoToTheirHandler();
};

// Before any file is mapped, so that the program's handler finds this one there.
void FileFollowTest::initTestCase()
{
    struct sigaction action = {};
    action.sa_handler = onForeignFault;
    QCOMPARE(sigaction(SIGBUS, &action, nullptr), 0);
}

void FileFollowTest::appendedLinesAppear()
{
    Folder folder;
    const std::string path = folder.write("f.jsonl", many(1, 4));
    const Loaded loaded = load(path);
    QCOMPARE(loaded.rows(), 4U);
    loaded.loader->setFollowing(true);
    folder.append("f.jsonl", many(5, 20));
    QTRY_COMPARE(loaded.rows(), 20U);
    folder.append("f.jsonl", many(21, 21));
    QTRY_COMPARE(loaded.rows(), 21U);
    QCOMPARE(loaded.record(20).id, "e21");
    QCOMPARE(loaded.log->positionLabel(Row(20)), "21");
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(loaded.loader->state(), LogLoader::State::Loaded);
}

void FileFollowTest::aHalfWrittenLineWaitsForItsRest()
{
    Folder folder;
    const Loaded loaded = load(folder.write("f.jsonl", many(1, 2)));
    loaded.loader->setFollowing(true);
    const std::string line = good(4);
    folder.append("f.jsonl", good(3) + "\n" + line.substr(0, 20));
    QTRY_COMPARE(loaded.rows(), 3U);
    folder.append("f.jsonl", line.substr(20, 10));
    folder.append("f.jsonl", line.substr(30));
    // Whole, though no line end stands behind it yet.
    QTRY_COMPARE(loaded.rows(), 4U);
    folder.append("f.jsonl", "\n" + good(5) + "\n");
    QTRY_COMPARE(loaded.rows(), 5U);
    QCOMPARE(loaded.record(3).id, "e4");
    QCOMPARE(loaded.record(4).id, "e5");
    QCOMPARE(loaded.log->damagedEvents(), 0U);
}

void FileFollowTest::aLineThatWasCutAtFirstAppearsOnceItIsWhole()
{
    Folder folder;
    const std::string line = good(3);
    const Loaded loaded = load(folder.write("f.jsonl", many(1, 2) + line.substr(0, 25)));
    QCOMPARE(loaded.rows(), 3U);
    QVERIFY(loaded.log->damaged(Row(2)));
    loaded.loader->setFollowing(true);
    folder.append("f.jsonl", line.substr(25) + "\n");
    QTRY_COMPARE(loaded.rows(), 4U);
    QVERIFY(loaded.record(2).damage);
    QVERIFY(!loaded.record(3).damage);
    QCOMPARE(loaded.record(3).id, "e3");
}

void FileFollowTest::manyAppendsGiveEveryEventOnce()
{
    Folder folder;
    const Loaded loaded = load(folder.write("f.jsonl", many(1, 10)));
    loaded.loader->setFollowing(true);
    const std::string content = many(11, 2000);
    for (std::size_t at = 0; at < content.size(); at += 997)
        folder.append("f.jsonl", std::string_view(content).substr(at, 997));
    QTRY_COMPARE(loaded.rows(), 2000U);
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    for (std::uint32_t row = 0; row < 2000; row += 37)
        QCOMPARE(loaded.record(row).id, "e" + std::to_string(row + 1));
}

void FileFollowTest::anArrayThatIsWrittenOnGrows()
{
    Folder folder;
    const std::string path = folder.write("f.json", "[" + good(1) + ",\n" + good(2) + "\n]\n");
    const Loaded loaded = load(path);
    QCOMPARE(loaded.rows(), 2U);
    loaded.loader->setFollowing(true);
    // In one write over the closing bracket, as programs do that keep an array whole.
    const int file = ::open(path.c_str(), O_WRONLY);
    const std::string more = ",\n" + good(3) + "," + good(4) + "\n]\n";
    QCOMPARE(::pwrite(file, more.data(), more.size(),
                      off_t(2 + good(1).size() + good(2).size() + 2)),
             ssize_t(more.size()));
    ::close(file);
    QTRY_COMPARE(loaded.rows(), 4U);
    QCOMPARE(loaded.record(3).id, "e4");
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(loaded.loader->state(), LogLoader::State::Loaded);
}

void FileFollowTest::aFileThatIsCutIsReported()
{
    Folder folder;
    const std::string path = folder.write("f.jsonl", many(1, 50));
    const Loaded loaded = load(path);
    loaded.loader->setFollowing(true);
    QCOMPARE(::truncate(path.c_str(), 100), 0);
    QTRY_COMPARE(loaded.loader->state(), LogLoader::State::Replaced);
    QCOMPARE(loaded.loader->error()->code, ErrorCode::Changed);
    QCOMPARE(loaded.rows(), 50U);
}

void FileFollowTest::aFileThatIsReplacedIsReported()
{
    Folder folder;
    const std::string path = folder.write("f.jsonl", many(1, 50));
    const Loaded loaded = load(path);
    loaded.loader->setFollowing(true);
    std::filesystem::rename(folder.write("new.jsonl", many(1, 60)), path);
    QTRY_COMPARE(loaded.loader->state(), LogLoader::State::Replaced);
    // What was opened is still there to read.
    QCOMPARE(loaded.record(49).id, "e50");
}

void FileFollowTest::aFileThatIsOverwrittenIsReported()
{
    Folder folder;
    const std::string path = folder.write("f.jsonl", many(1, 50));
    const Loaded loaded = load(path);
    const int file = ::open(path.c_str(), O_WRONLY);
    const std::string other = many(101, 300);
    QCOMPARE(::pwrite(file, other.data(), other.size(), 0), ssize_t(other.size()));
    ::close(file);
    loaded.loader->setFollowing(true);
    QTRY_COMPARE(loaded.loader->state(), LogLoader::State::Replaced);
}

void FileFollowTest::aTouchedFileIsTheSame()
{
    Folder folder;
    const std::string path = folder.write("f.jsonl", many(1, 50));
    const auto store = openFileStore(path, {}, {});
    QVERIFY(store);
    class Sink : public BatchSink
    {
        std::unique_ptr<RecordBatch> next() override { return std::make_unique<RecordBatch>(); }
        void push(std::unique_ptr<RecordBatch>) override {}
    } sink;
    QVERIFY((*store)->scan(sink, {}));
    QCOMPARE((*store)->change().value(), SourceChange::None);
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now()
                                               + std::chrono::hours(1));
    QCOMPARE((*store)->change().value(), SourceChange::None);
    folder.append("f.jsonl", "x");
    QCOMPARE((*store)->change().value(), SourceChange::Appended);
    QVERIFY((*store)->scan(sink, {}));
    QCOMPARE((*store)->change().value(), SourceChange::None);
    std::filesystem::remove(path);
    QCOMPARE((*store)->change().value(), SourceChange::Replaced);
}

void FileFollowTest::aPackedFileThatChangesIsReported()
{
    Folder folder;
    const Loaded loaded = load(folder.write("f.jsonl.gz", gzip(many(1, 50))));
    QCOMPARE(loaded.rows(), 50U);
    loaded.loader->setFollowing(true);
    folder.append("f.jsonl.gz", gzip(many(51, 60)));
    QTRY_COMPARE(loaded.loader->state(), LogLoader::State::Replaced);
    QCOMPARE(loaded.record(49).id, "e50");
}

void FileFollowTest::readingBehindACutFailsAndDoesNotCrash()
{
    Folder folder;
    const std::string path = folder.write("f.jsonl", many(1, 5000));
    const Loaded loaded = load(path, OpenOptions());
    QCOMPARE(loaded.rows(), 5000U);
    std::vector<std::uint64_t> locators;
    for (std::uint32_t row = 0; row < 5000; ++row)
        locators.push_back(loaded.log->locator(Row(row)));
    QCOMPARE(::truncate(path.c_str(), 20'000), 0);

    const auto record = loaded.reader->read(locators.back());
    QVERIFY(!record);
    QCOMPARE(record.error().code, ErrorCode::Changed);
    QCOMPARE(record.error().message, "f.jsonl was cut while it was open; open it again.");
    const auto read = loaded.reader->readMany(locators, true,
                                              [](std::size_t, const RecordReader::View &) {
                                                  return true;
                                              },
                                              {});
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::Changed);
    const auto searched = loaded.reader->prefilter(locators, "4999", [](std::size_t) {}, {});
    QVERIFY(!searched);
    QCOMPARE(searched.error().code, ErrorCode::Changed);
}

void FileFollowTest::cuttingWhileLoadingDoesNotCrash()
{
    Folder folder;
    const std::string content = many(1, 30'000);
    for (int round = 0; round < 5; ++round) {
        const std::string path = folder.write("f.jsonl", content);
        auto store = openFileStore(path, {}, {});
        QVERIFY(store);
        EventLog log;
        LogLoader loader(*store, log);
        loader.start();
        QCOMPARE(::truncate(path.c_str(), off_t(content.size() / 3 + std::size_t(round) * 1000)),
                 0);
        const auto state = loader.waitUntilLoaded();
        // Loaded, if it had been read to its end by then.
        QVERIFY(state == LogLoader::State::Replaced
                || (state == LogLoader::State::Loaded && log.rowCount() == 30'000));
    }
}

void FileFollowTest::foreignBusErrorsGoToTheirHandler()
{
    Folder folder;
    const std::string path = folder.write("f.jsonl", many(1, 3));
    const Loaded loaded = load(path); // the program's handler is there now
    const std::string other = folder.write("other", std::string(10'000, 'x'));
    const int file = ::open(other.c_str(), O_RDONLY);
    auto *const bytes = static_cast<volatile char *>(
        mmap(nullptr, 10'000, PROT_READ, MAP_SHARED, file, 0));
    ::close(file);
    QCOMPARE(::truncate(other.c_str(), 0), 0);
    volatile bool handled = false; // written between the jump and its return
    if (sigsetjmp(foreignFault, 1) == 0)
        QVERIFY(bytes[5000] == 'x'); // faults
    else
        handled = true;
    QVERIFY(handled);
    munmap(const_cast<char *>(bytes), 10'000);
    QCOMPARE(loaded.record(0).id, "e1");
}

QTEST_GUILESS_MAIN(FileFollowTest)
#include "tst_filefollow.moc"
