// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Databases that are none, or no more, or change while they are read: one sentence that names the place, and the rest is loaded.

#include "sqlitetest.h"
#include "writerprocess.h"

#include "event/loader.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <optional>
#include <thread>

using namespace eventscope;
using namespace eventscope::test;

namespace {

QByteArray randomBytes(int size)
{
    QRandomGenerator random(4711);
    QByteArray bytes(size, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = static_cast<char>(random.bounded(256));
    return bytes;
}

} // namespace

class TestSqliteBad : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    QString path() const { return m_folder->filePath(QStringLiteral("store.db")); }
    void write(const QByteArray &bytes) const
    {
        QFile file(path());
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write");
    }
    QByteArray bytes() const
    {
        QFile file(path());
        if (!file.open(QIODevice::ReadOnly))
            qFatal("cannot read");
        return file.readAll();
    }
    // 4,000 events with payloads of 200 bytes over some 350 pages.
    void makeLarge() const
    {
        Database database(path());
        database.run(kEventsTable);
        database.run(insertEvents(1, 4000));
        database.run("UPDATE events SET data = '{\"pad\":\"' || hex(zeroblob(100)) || '\"}'");
        database.run("VACUUM");
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }

    void whatIsNoStoreSaysWhatItIs_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const QByteArray &content, ErrorCode code,
                            const char *words) {
            QTest::newRow(name) << content << static_cast<int>(code) << QString::fromLatin1(words);
        };
        row("empty", "", ErrorCode::NotAStore, "store.db is empty");
        row("picture", QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) + QByteArray(300, '\0'),
            ErrorCode::NotAStore, "neither a SQLite database nor JSON");
        row("UTF-16", QByteArray("\xff\xfe{\0}\0", 6), ErrorCode::NotAStore, "UTF-16");
        row("encrypted", randomBytes(8192), ErrorCode::Encrypted, "looks encrypted");
        row("encrypted behind its header", QByteArray("SQLite format 3\0", 16) + randomBytes(8176),
            ErrorCode::Encrypted, "may be encrypted");
        row("header alone", QByteArray("SQLite format 3\0", 16), ErrorCode::Encrypted,
            "cannot be read as one");
    }

    void whatIsNoStoreSaysWhatItIs()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, code);
        QFETCH(QString, words);
        write(content);
        const auto before = contentOf(m_folder->path());
        const auto store = openAt(path());
        QVERIFY(!store.has_value());
        const QString message = QString::fromStdString(store.error().message);
        QVERIFY2(message.contains(words), qPrintable(message));
        QVERIFY2(static_cast<int>(store.error().code) == code, qPrintable(message));
        QVERIFY(!message.contains(u'\n') && message.endsWith(u'.'));
        QVERIFY(!candidates(path().toStdString()).has_value());
        QVERIFY(!describe(path().toStdString()).has_value());
        QCOMPARE(contentOf(m_folder->path()), before);
    }

    void whatIsNotThereSaysSo()
    {
        const auto missing = openAt(path());
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QVERIFY(missing.error().message.find(path().toStdString()) != std::string::npos);
        QVERIFY(!QFile::exists(path()));
        const auto folder = openAt(m_folder->path());
        QCOMPARE(folder.error().code, ErrorCode::NotAStore);
        QVERIFY(folder.error().message.find("is a folder") != std::string::npos);
        QCOMPARE(openStore("").error().code, ErrorCode::Invalid);
        QCOMPARE(openAt(path() + QStringLiteral("/x")).error().code, ErrorCode::NotFound);
    }

    void aDatabaseWithoutTablesSaysSo()
    {
        Database(path()).run("CREATE TABLE t(x); DROP TABLE t");
        const auto store = openAt(path());
        QCOMPARE(store.error().code, ErrorCode::NotAStore);
        QVERIFY(store.error().message.find("store.db has no tables") != std::string::npos);
    }

    void anEmptyTableOfEventsOpensAndIsFollowed()
    {
        Database database(path());
        database.run(kEventsTable);
        const auto store = openAt(path());
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QVERIFY(seen.events.empty());
        QCOMPARE(*(*store)->change(), SourceChange::None);
        database.run(insertEvents(1, 2));
        QTRY_COMPARE(*(*store)->change(), SourceChange::Appended);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QCOMPARE(seen.events.size(), std::size_t(2));
        QCOMPARE(seen.events[0].time, std::string("2023-11-14T22:13:21.000000Z"));
    }

    void aDatabaseThatWasCutShowsWhatIsLeft()
    {
        makeLarge();
        const QByteArray whole = bytes();
        for (const double part : {0.9, 0.5, 0.1}) {
            write(whole.left(static_cast<int>(static_cast<double>(whole.size()) * part)));
            const auto before = contentOf(m_folder->path());
            const auto store = openAt(path());
            QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
            Collector seen(**store);
            const auto scanned = (*store)->scan(seen, {});
            QVERIFY(!scanned.has_value());
            QCOMPARE(scanned.error().code, ErrorCode::Damaged);
            QVERIFY(scanned.error().message.find("store.db is damaged") != std::string::npos);
            const double share = static_cast<double>(seen.events.size()) / 4000;
            QVERIFY2(share > part - 0.15 && share < part + 0.05,
                     qPrintable(QString::number(share)));
            const auto reader = (*store)->reader();
            const auto last = (*reader)->read(seen.events.back().locator);
            QVERIFY(last.has_value());
            QVERIFY2(!last->damage, last->damage ? last->damage->message.c_str() : "");
            QCOMPARE(contentOf(m_folder->path()), before);
        }
    }

    void aCutInTheMiddleOfAPageIsFine()
    {
        makeLarge();
        const QByteArray whole = bytes();
        write(whole.left(whole.size() / 2 + 1000));
        EventLog log;
        const auto store = openAt(path());
        QVERIFY(store.has_value());
        LogLoader loader(*store, log);
        loader.start();
        QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Failed);
        QCOMPARE(loader.error()->code, ErrorCode::Damaged);
        QVERIFY(log.rowCount() > 1000);
    }

    void aDamagedPageEndsTheScanBehindWhatWasGood()
    {
        makeLarge();
        QByteArray content = bytes();
        const int page = static_cast<int>(content.size() / 4096 * 2 / 3);
        content.replace(page * 4096, 4096, QByteArray(4096, '\x77'));
        write(content);
        const auto store = openAt(path());
        QVERIFY(store.has_value());
        Collector seen(**store);
        const auto scanned = (*store)->scan(seen, {});
        QCOMPARE(scanned.error().code, ErrorCode::Damaged);
        QVERIFY(seen.events.size() > 1000 && seen.events.size() < 4000);
    }

    void aDamagedSchemaIsNamed()
    {
        makeLarge();
        QByteArray content = bytes();
        content.replace(100, 3900, QByteArray(3900, '\x77'));
        write(content);
        const auto store = openAt(path());
        QVERIFY(!store.has_value());
        QCOMPARE(store.error().code, ErrorCode::Damaged);
    }

    void aReplacedFileIsNoticed()
    {
        Database database(path());
        database.run(kEventsTable);
        database.run(insertEvents(1, 5));
        database.close();
        const auto store = openAt(path(), smallBatches());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QTRY_COMPARE(*(*store)->change(), SourceChange::None);

        const QString other = m_folder->filePath(QStringLiteral("other.db"));
        Database replacement(other);
        replacement.run(kEventsTable);
        replacement.run(insertEvents(1, 5));
        replacement.close();
        QVERIFY(QFile::remove(path()) && QFile::rename(other, path()));
        QCOMPARE(*(*store)->change(), SourceChange::Replaced);
    }

    void otherContentInTheSameFileIsNoticed_data()
    {
        QTest::addColumn<QString>("how");
        for (const char *const how :
             {"other events", "cut", "no database", "last events deleted", "gone"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }

    void otherContentInTheSameFileIsNoticed()
    {
        QFETCH(QString, how);
        makeLarge();
        const auto store = openAt(path());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QTRY_COMPARE(*(*store)->change(), SourceChange::None);
        if (how == QStringLiteral("other events"))
            Database(path()).run("UPDATE events SET event_id = 'x' || event_id");
        else if (how == QStringLiteral("cut"))
            QVERIFY(QFile::resize(path(), QFile(path()).size() / 2));
        else if (how == QStringLiteral("no database"))
            write("nothing of the kind");
        else if (how == QStringLiteral("last events deleted"))
            Database(path()).run("DELETE FROM events WHERE position > 3000");
        else
            QVERIFY(QFile::remove(path()));
        QTRY_COMPARE(*(*store)->change(), SourceChange::Replaced);
    }

    void tidyingUpIsNoReplacement()
    {
        Database database(path());
        database.run(kEventsTable);
        database.run(insertEvents(1, 500));
        database.run(
            "CREATE TABLE trash(x); INSERT INTO trash VALUES(zeroblob(1000000)); DROP TABLE trash");
        const auto store = openAt(path());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        const qint64 size = QFile(path()).size();
        database.run("VACUUM");
        QVERIFY(QFile(path()).size() < size);
        QCOMPARE(*(*store)->change(), SourceChange::None);
        database.run(insertEvents(501, 1));
        QTRY_COMPARE(*(*store)->change(), SourceChange::Appended);
    }

    void otherTablesThatChangeDeliverNothing()
    {
        Database database(path());
        database.run(kEventsTable);
        database.run(insertEvents(1, 5));
        database.run("CREATE TABLE other(x)");
        const auto store = openAt(path());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        database.run("INSERT INTO other VALUES(1)");
        QCOMPARE(*(*store)->change(), SourceChange::None);
    }

    void theLoaderFollowsAWriterUnderLoad_data()
    {
        QTest::addColumn<bool>("log");
        QTest::newRow("rollback journal") << false;
        QTest::newRow("write-ahead log") << true;
    }

    // Everything that is written arrives, once and in order, while pages are read by others and the log is checkpointed all the time.
    void theLoaderFollowsAWriterUnderLoad()
    {
        QFETCH(bool, log);
        constexpr int kRounds = 60;
        constexpr int kEach = 50;
        WriterProcess writer(path());
        writer.sql(log ? "PRAGMA journal_mode=WAL" : "PRAGMA journal_mode=DELETE");
        writer.sql("PRAGMA synchronous=OFF");
        writer.sql("PRAGMA wal_autocheckpoint=5");
        writer.sql(kEventsTable);
        writer.sql(insertEvents(1, kEach));
        const auto store = openAt(path(), smallBatches());
        QVERIFY(store.has_value());
        EventLog events;
        std::optional<LogLoader> loader;
        loader.emplace(*store, events, std::chrono::milliseconds(1));
        loader->setFollowing(true);
        loader->start();
        std::atomic<bool> done{false};
        std::atomic<int> wrong{0};
        std::thread reading([&] {
            auto reader = (*store)->reader();
            std::uint32_t row = 0;
            while (!done) {
                const std::uint32_t count = events.rowCount();
                if (count == 0)
                    continue;
                row = (row + 7) % count;
                const auto record = (*reader)->read(events.locator(Row(row)));
                if (!record || record->damage || record->id != "e" + std::to_string(row + 1))
                    ++wrong;
            }
        });
        for (int round = 1; round < kRounds; ++round)
            writer.sql(insertEvents(1 + round * kEach, kEach));
        const bool arrived = QTest::qWaitFor([&] { return events.rowCount() == kRounds * kEach; },
                                             60'000);
        done = true;
        reading.join();
        QVERIFY2(arrived, loader->error() ? loader->error()->message.c_str()
                                          : qPrintable(QString::number(events.rowCount())));
        QCOMPARE(wrong.load(), 0);
        for (std::uint32_t row = 0; row < events.rowCount(); ++row)
            QCOMPARE(events.position(Row(row)).value(), std::int64_t(row) + 1);
        loader.reset(); // the last writer removes its log only if nobody reads at that moment
        writer.close();
        QTRY_COMPARE(contentOf(m_folder->path()).size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestSqliteBad)
#include "tst_sqlitebad.moc"
