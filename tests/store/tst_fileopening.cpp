// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "filetest.h"
#include "xeslog.h"

#include <atomic>
#include <filesystem>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

using namespace eventscope;
using namespace eventscope::filetest;

// Files that are read whole before their first event is known: how far that has come, that it can be stopped, and what happens when
// the file changes after it.
class FileOpeningTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsOpenedOnceNobodyWaits_data();
    void nothingIsOpenedOnceNobodyWaits();
    void openingStopsOnItsWay_data();
    void openingStopsOnItsWay();
    void openingTellsHowFarItHasCome_data();
    void openingTellsHowFarItHasCome();
    void manyLinesKnowTheirPlaces();
    void appendedRecordsAreSpread();
    void aListThatIsWrittenOnIsSpread();
    void aRecordThatIsCutIsSpreadOnceItIsWhole();
    void whatIsNotAppendedIsReported_data();
    void whatIsNotAppendedIsReported();
};

namespace {

const char *const kSpread
    = R"({"format":1,"name":"commits","kind":"file","events":{"stream":"stream","type":"type","version":"revision","correlation":"commit","spread":{"list":"/entries","type":"/kind","data":"/body","rowVersion":"last"}}})";

OpenOptions spreading()
{
    OpenOptions options = smallBatches();
    auto dialect = Dialect::parse(kSpread, "own.json");
    if (!dialect)
        qFatal("%s", dialect.error().message.c_str());
    options.mapping = std::move(*dialect);
    return options;
}

// Two events.
std::string commit(int number)
{
    const std::string n = std::to_string(number);
    return R"({"commit":"c)" + n + R"(","stream":"s-)" + std::to_string(number % 3)
           + R"(","revision":)" + std::to_string(2 * number)
           + R"(,"entries":[{"kind":"Opened","body":{"n":)" + n
           + R"(}},{"kind":"Closed","body":{"n":)" + n + "}}]}";
}

std::string commits(int from, int to)
{
    std::string content;
    for (int i = from; i <= to; ++i)
        content += commit(i) + "\n";
    return content;
}

std::string ocelOne()
{
    return R"({"ocel:objects":{"o1":{"ocel:type":"order"}},"ocel:events":{"e1":{"ocel:activity":"Place","ocel:timestamp":"2020-07-09T08:20:01Z","ocel:omap":["o1"],"ocel:vmap":{}}}})";
}

std::string ocelTwo()
{
    return R"({"objectTypes":[],"eventTypes":[],"objects":[{"id":"o1","type":"order"}],"events":[{"id":"e1","type":"Place","time":"2022-01-09T15:00:00Z","attributes":[],"relationships":[]}]})";
}

void compareContains(const std::string &text, const std::string &words)
{
    QVERIFY2(text.find(words) != std::string::npos, text.c_str());
}

} // namespace

void FileOpeningTest::nothingIsOpenedOnceNobodyWaits_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("spread");
    const auto row = [](const char *name, const std::string &content, bool spread = false) {
        QTest::newRow(name) << QByteArray::fromStdString(content) << spread;
    };
    row("XES", xesLog(1));
    row("XES, gzip", gzip(xesLog(1)));
    row("OCEL 1.0", ocelOne());
    row("OCEL 2.0", ocelTwo());
    row("OCEL 2.0, gzip", gzip(ocelTwo()));
    row("records with several events", commits(1, 3), true);
}

void FileOpeningTest::nothingIsOpenedOnceNobodyWaits()
{
    QFETCH(QByteArray, content);
    QFETCH(bool, spread);
    Folder folder;
    const std::string path = folder.write("log", content.toStdString());
    const OpenOptions options = spread ? spreading() : smallBatches();
    QVERIFY(openFileStore(path, options, dialects()).has_value());
    std::stop_source stop;
    stop.request_stop();
    const auto store = openFileStore(path, options, dialects(), {stop.get_token(), nullptr});
    QVERIFY(!store.has_value());
    QCOMPARE(store.error().code, ErrorCode::Cancelled);
    if (spread)
        return;
    QCOMPARE(fileCandidates(path, dialects(), {stop.get_token(), nullptr}).error().code,
             ErrorCode::Cancelled);
    QCOMPARE(describeFile(path, {stop.get_token(), nullptr}).error().code, ErrorCode::Cancelled);
}

void FileOpeningTest::openingStopsOnItsWay_data()
{
    QTest::addColumn<bool>("packed");
    QTest::newRow("plain") << false;
    QTest::newRow("gzip") << true;
}

void FileOpeningTest::openingStopsOnItsWay()
{
    QFETCH(bool, packed);
    Folder folder;
    const std::string log = xesLog(std::size_t(24) << 20);
    const std::string path = folder.write("log.xes", packed ? gzip(log) : log);
    Progress progress;
    std::stop_source stop;
    std::atomic<bool> ended = false;
    std::thread watcher([&] {
        while (progress.fraction() <= 0 && !ended)
            std::this_thread::yield();
        stop.request_stop();
    });
    const auto store = openFileStore(path, {}, dialects(), {stop.get_token(), &progress});
    ended = true;
    watcher.join();
    QVERIFY(!store.has_value());
    QCOMPARE(store.error().code, ErrorCode::Cancelled);
    QVERIFY(progress.fraction() < 1);
    QCOMPARE(folder.files(), QStringList{QStringLiteral("log.xes")});
}

void FileOpeningTest::openingTellsHowFarItHasCome_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("spread");
    const std::string log = xesLog(std::size_t(16) << 20);
    QTest::newRow("XES") << QByteArray::fromStdString(log) << false;
    QTest::newRow("XES, gzip") << QByteArray::fromStdString(gzip(log)) << false;
    const std::string many = commits(1, 100'000);
    QTest::newRow("records with several events") << QByteArray::fromStdString(many) << true;
}

void FileOpeningTest::openingTellsHowFarItHasCome()
{
    QFETCH(QByteArray, content);
    QFETCH(bool, spread);
    Folder folder;
    const std::string path = folder.write("log", content.toStdString());
    Progress progress;
    std::atomic<bool> ended = false;
    std::vector<double> seen;
    std::thread watcher([&] {
        while (!ended) {
            const double part = progress.fraction();
            if (part >= 0 && (seen.empty() || part != seen.back()))
                seen.push_back(part);
            std::this_thread::yield();
        }
    });
    const auto store = openFileStore(path, spread ? spreading() : OpenOptions(), dialects(),
                                     {{}, &progress});
    ended = true;
    watcher.join();
    QVERIFY(store.has_value());
    QCOMPARE(progress.fraction(), 1.0);
    QVERIFY(std::is_sorted(seen.begin(), seen.end()));
    QVERIFY(std::any_of(seen.begin(), seen.end(),
                        [](double part) { return part > 0.1 && part < 0.9; }));
}

void FileOpeningTest::manyLinesKnowTheirPlaces()
{
    Folder folder;
    std::string content;
    std::vector<int> bad;
    for (int i = 1; i <= 1000; ++i) {
        if (i % 7 == 0) {
            bad.push_back(i + i / 7);
            content += "\n"; // takes a line and is none
        }
        content += i % 7 == 0 ? "  {\"commit\":}\n" : commit(i) + "\n";
    }
    const Loaded loaded = load(folder.write("commits.jsonl", content), spreading());
    QCOMPARE(loaded.log->damagedEvents(), bad.size());
    std::size_t found = 0;
    for (std::uint32_t row = 0; row < loaded.rows(); ++row) {
        if (!loaded.log->damaged(Row(row)))
            continue;
        const auto damage = loaded.record(row).damage;
        QVERIFY(damage);
        QCOMPARE(damage->line, bad[found]);
        compareContains(damage->message, "line " + std::to_string(bad[found]) + ", column ");
        ++found;
    }
    QCOMPARE(found, bad.size());
}

void FileOpeningTest::appendedRecordsAreSpread()
{
    Folder folder;
    const Loaded loaded = load(folder.write("commits.jsonl", commits(1, 3)), spreading());
    QCOMPARE(loaded.rows(), 6U);
    loaded.loader->setFollowing(true);
    folder.append("commits.jsonl", commits(4, 400));
    QTRY_COMPARE(loaded.rows(), 800U);
    // The first half of a line waits for the second.
    const std::string next = commit(401);
    folder.append("commits.jsonl", next.substr(0, 30));
    folder.append("commits.jsonl", next.substr(30) + "\n" + "{\"commit\":\"none\"}\n");
    QTRY_COMPARE(loaded.rows(), 803U);
    QCOMPARE(loaded.loader->state(), LogLoader::State::Loaded);
    QCOMPARE(loaded.log->damagedEvents(), 1U);
    QVERIFY(loaded.log->damaged(Row(802)));
    QCOMPARE(loaded.record(802).damage->line, 402);
    QCOMPARE(loaded.record(801).data.text, R"({"n":401})");
    QCOMPARE(loaded.version(801), 802);
    QCOMPARE(loaded.stream(801), "s-2");
    for (std::uint32_t row = 0; row < 800; row += 61)
        QCOMPARE(loaded.record(row).data.text, "{\"n\":" + std::to_string(row / 2 + 1) + "}");
}

void FileOpeningTest::aListThatIsWrittenOnIsSpread()
{
    Folder folder;
    const std::string before = "[" + commit(1) + ",\n" + commit(2);
    const std::string path = folder.write("commits.json", before + "\n]\n");
    const Loaded loaded = load(path, spreading());
    QCOMPARE(loaded.rows(), 4U);
    loaded.loader->setFollowing(true);
    const int file = ::open(path.c_str(), O_WRONLY);
    const std::string more = ",\n" + commit(3) + "\n]\n";
    QCOMPARE(::pwrite(file, more.data(), more.size(), off_t(before.size())), ssize_t(more.size()));
    ::close(file);
    QTRY_COMPARE(loaded.rows(), 6U);
    QCOMPARE(loaded.record(5).data.text, R"({"n":3})");
    QCOMPARE(loaded.log->damagedEvents(), 0U);
}

void FileOpeningTest::aRecordThatIsCutIsSpreadOnceItIsWhole()
{
    Folder folder;
    const std::string last = commit(2);
    const Loaded loaded = load(folder.write("commits.jsonl",
                                            commits(1, 1) + last.substr(0, last.size() / 2)),
                               spreading());
    QCOMPARE(loaded.rows(), 3U);
    QVERIFY(loaded.log->damaged(Row(2)));
    loaded.loader->setFollowing(true);
    folder.append("commits.jsonl", last.substr(last.size() / 2));
    // Whole, though no line end stands behind it.
    QTRY_COMPARE(loaded.rows(), 5U);
    QVERIFY(loaded.record(2).damage);
    QVERIFY(!loaded.record(4).damage);
    folder.append("commits.jsonl", "\n" + commit(3) + "\n");
    QTRY_COMPARE(loaded.rows(), 7U);
    QCOMPARE(loaded.log->damagedEvents(), 1U);
}

void FileOpeningTest::whatIsNotAppendedIsReported_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("changed");
    const auto row = [](const char *name, const std::string &content, const std::string &changed) {
        QTest::newRow(name) << QByteArray::fromStdString(content)
                            << QByteArray::fromStdString(changed);
    };
    const std::string log = xesLog(1);
    row("XES with another trace", log, log.substr(0, log.rfind("</log>")) + "<trace/></log>\n");
    row("records that are other ones", commits(1, 9), commits(11, 30));
    row("records that are fewer", commits(1, 9), commits(1, 3));
    row("packed records", gzip(commits(1, 9)), gzip(commits(1, 9)) + gzip(commits(10, 12)));
}

void FileOpeningTest::whatIsNotAppendedIsReported()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, changed);
    Folder folder;
    const std::string path = folder.write("log", content.toStdString());
    const Loaded loaded = load(path, content.startsWith('<') ? smallBatches() : spreading());
    const auto rows = loaded.rows();
    QVERIFY(rows > 0);
    loaded.loader->setFollowing(true);
    folder.write("log", changed.toStdString());
    QTRY_COMPARE(loaded.loader->state(), LogLoader::State::Replaced);
    QCOMPARE(loaded.loader->error()->code, ErrorCode::Changed);
    QCOMPARE(loaded.loader->error()->message,
             "log was changed by another program; open it again to see what it holds now.");
    // What was read is still there.
    QCOMPARE(loaded.rows(), rows);
    QVERIFY(!loaded.record(rows - 1).damage);
}

QTEST_GUILESS_MAIN(FileOpeningTest)
#include "tst_fileopening.moc"
