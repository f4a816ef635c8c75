// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// However a database was left or is used, reading it changes no byte of it and leaves no file beside it.

#include "sqlitetest.h"
#include "writerprocess.h"

#include "store/sqlite/connection.h"

#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace eventscope;
using namespace eventscope::test;

class TestSqliteFiles : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    QString folder() const { return m_folder->path(); }
    QString path() const { return m_folder->filePath(QStringLiteral("store.db")); }
    QString beside(const char *suffix) const { return path() + QString::fromLatin1(suffix); }

    // Opens, scans, reads, asks for changes and checkpoints; the number of events.
    std::size_t readEverything(ErrorCode *code = nullptr)
    {
        const auto store = openAt(path(), smallBatches());
        if (!store) {
            if (!code)
                qFatal("%s", store.error().message.c_str());
            *code = store.error().code;
            return 0;
        }
        Collector seen(**store);
        if (const auto scanned = (*store)->scan(seen, {}); !scanned)
            qFatal("%s", scanned.error().message.c_str());
        const auto reader = (*store)->reader();
        for (const Seen &event : seen.events) {
            const auto record = (*reader)->read(event.locator);
            if (!record || record->damage)
                qFatal("an event is not readable");
        }
        if (!(*store)->change() || !(*store)->checkpoints())
            qFatal("no change or checkpoints");
        return seen.events.size();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }

    void aRollbackJournalDatabaseIsUntouched()
    {
        Database database(path());
        database.run(kEventsTable);
        database.run(insertEvents(1, 10));
        database.close();
        const auto before = contentOf(folder());
        QCOMPARE(readEverything(), std::size_t(10));
        QCOMPARE(contentOf(folder()), before);
    }

    void aDatabaseInLogModeWithoutALogIsUntouched()
    {
        Database database(path());
        database.run("PRAGMA journal_mode=WAL");
        database.run(kEventsTable);
        database.run(insertEvents(1, 10));
        database.close();
        QVERIFY(!QFile::exists(beside("-wal")));
        const auto before = contentOf(folder());
        QCOMPARE(readEverything(), std::size_t(10));
        QCOMPARE(contentOf(folder()), before);
    }

    void rowsThatAreOnlyInALeftLogAreReadAndItIsUntouched()
    {
        {
            WriterProcess writer(path());
            writer.sql("PRAGMA journal_mode=WAL");
            writer.sql("PRAGMA wal_autocheckpoint=0");
            writer.sql(kEventsTable);
            writer.sql(insertEvents(1, 10));
            writer.crash();
        }
        QVERIFY(QFile::exists(beside("-wal")));
        QVERIFY(QFile::exists(beside("-shm")));
        const auto before = contentOf(folder());
        QCOMPARE(readEverything(), std::size_t(10));
        QCOMPARE(contentOf(folder()), before);

        // The same files copied without the -shm, which no tool needs to keep.
        QVERIFY(QFile::remove(beside("-shm")));
        const auto copied = contentOf(folder());
        QCOMPARE(copied.size(), std::size_t(2));
        QCOMPARE(readEverything(), std::size_t(10));
        QCOMPARE(contentOf(folder()), copied);

        // A -shm that belongs to another state of the log is of no use, and is not repaired either.
        QFile shm(beside("-shm"));
        QVERIFY(shm.open(QIODevice::WriteOnly) && shm.write(QByteArray(32768, '\x5a')) == 32768);
        shm.close();
        const auto stale = contentOf(folder());
        QCOMPARE(readEverything(), std::size_t(10));
        QCOMPARE(contentOf(folder()), stale);
    }

    void anEmptyLogIsNoLog()
    {
        Database database(path());
        database.run("PRAGMA journal_mode=WAL");
        database.run(kEventsTable);
        database.run(insertEvents(1, 10));
        database.close();
        QFile wal(beside("-wal"));
        QVERIFY(wal.open(QIODevice::WriteOnly));
        wal.close();
        const auto before = contentOf(folder());
        QCOMPARE(readEverything(), std::size_t(10));
        QCOMPARE(contentOf(folder()), before);
    }

    void aLiveLogIsFollowedWithoutAByteOfOurs()
    {
        WriterProcess writer(path());
        writer.sql("PRAGMA journal_mode=WAL");
        writer.sql("PRAGMA wal_autocheckpoint=0");
        writer.sql(kEventsTable);
        writer.sql(insertEvents(1, 10));
        const auto before = contentOf(folder());
        const auto store = openAt(path(), smallBatches());
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QCOMPARE(seen.events.size(), std::size_t(10));
        QCOMPARE(contentOf(folder()), before);

        for (int first = 11; first < 60; first += 7) {
            writer.sql(insertEvents(first, 7));
            const auto written = contentOf(folder());
            QTRY_COMPARE(*(*store)->change(), SourceChange::Appended);
            QVERIFY((*store)->scan(seen, {}).has_value());
            QCOMPARE(seen.events.size(), static_cast<std::size_t>(first + 6));
            const auto reader = (*store)->reader();
            QVERIFY((*reader)->read(seen.events.back().locator).has_value());
            QCOMPARE(contentOf(folder()), written);
        }
        // The owner checkpoints and begins its log anew; nothing of ours is in its way.
        writer.sql("PRAGMA wal_checkpoint(TRUNCATE)");
        QCOMPARE(QFile(beside("-wal")).size(), qint64(0));
        writer.sql(insertEvents(60, 5));
        QTRY_COMPARE(*(*store)->change(), SourceChange::Appended);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QCOMPARE(seen.events.back().position, std::string("64"));

        // It closes: its log and index go, although we still have the store open.
        writer.close();
        QVERIFY(!QFile::exists(beside("-wal")));
        QVERIFY(!QFile::exists(beside("-shm")));
        QTRY_COMPARE(*(*store)->change(), SourceChange::None);
        const auto after = contentOf(folder());
        const auto reader = (*store)->reader();
        const auto record = (*reader)->read(seen.events.back().locator);
        QVERIFY(record.has_value() && !record->damage);
        QCOMPARE(contentOf(folder()), after);
    }

    void aWriterThatComesAndGoesIsFollowed()
    {
        Database database(path());
        database.run("PRAGMA journal_mode=WAL");
        database.run(kEventsTable);
        database.run(insertEvents(1, 5));
        database.close();
        const auto store = openAt(path(), smallBatches());
        QVERIFY(store.has_value());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        const auto reader = (*store)->reader();
        for (int round = 0; round < 3; ++round) {
            const int first = 6 + round * 4;
            WriterProcess writer(path());
            writer.sql(insertEvents(first, 2));
            QTRY_COMPARE(*(*store)->change(), SourceChange::Appended);
            QVERIFY((*store)->scan(seen, {}).has_value());
            writer.sql(insertEvents(first + 2, 2));
            writer.close();
            QVERIFY(!QFile::exists(beside("-wal")));
            QTRY_COMPARE(*(*store)->change(), SourceChange::Appended);
            QVERIFY((*store)->scan(seen, {}).has_value());
            QCOMPARE(seen.events.size(), static_cast<std::size_t>(first + 3));
            for (const Seen &event : seen.events) {
                const auto record = (*reader)->read(event.locator);
                QVERIFY(record.has_value() && !record->damage);
                QCOMPARE(record->position, event.position);
            }
        }
        QCOMPARE(contentOf(folder()).size(), std::size_t(1));
    }

    void aRollbackWriterIsFollowed()
    {
        WriterProcess writer(path());
        writer.sql(kEventsTable);
        writer.sql(insertEvents(1, 5));
        const auto store = openAt(path(), smallBatches());
        QVERIFY(store.has_value());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        for (int first = 6; first < 30; first += 3) {
            writer.sql(insertEvents(first, 3));
            const auto written = contentOf(folder());
            QTRY_COMPARE(*(*store)->change(), SourceChange::Appended);
            QVERIFY((*store)->scan(seen, {}).has_value());
            QCOMPARE(seen.events.size(), static_cast<std::size_t>(first + 2));
            QCOMPARE(contentOf(folder()), written);
        }
        // An open transaction is not seen and not disturbed.
        writer.sql("BEGIN");
        writer.sql(insertEvents(100, 3));
        const auto open = contentOf(folder());
        QCOMPARE(readEverything(), std::size_t(29));
        QCOMPARE(contentOf(folder()), open);
        writer.sql("COMMIT");
        QTRY_COMPARE(*(*store)->change(), SourceChange::Appended);
    }

    void anUnfinishedTransactionIsUndoneOnlyForUs()
    {
        {
            WriterProcess writer(path());
            writer.sql(kEventsTable);
            writer.sql(insertEvents(1, 500));
            writer.sql("PRAGMA cache_size=1");
            writer.sql("PRAGMA cache_spill=1");
            writer.sql("BEGIN");
            writer.sql("UPDATE events SET type = 'Half written'");
            writer.sql(insertEvents(501, 5000));
            writer.crash();
        }
        QVERIFY(QFile::exists(beside("-journal")));
        const auto before = contentOf(folder());
        const auto store = openAt(path());
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        QVERIFY((*store)->info().detail.find("private copy") != std::string::npos);
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QCOMPARE(seen.events.size(), std::size_t(500));
        for (const Seen &event : seen.events)
            QCOMPARE(event.type, std::string("Happened"));
        const auto reader = (*store)->reader();
        QCOMPARE((*reader)->read(seen.events[7].locator)->type, std::string("Happened"));
        QCOMPARE(*(*store)->change(), SourceChange::None);
        QCOMPARE(contentOf(folder()), before);

        // Its own program opens it again, undoes the transaction and goes on.
        WriterProcess writer(path());
        writer.sql(insertEvents(501, 2));
        QTRY_COMPARE(*(*store)->change(), SourceChange::Appended);
        QVERIFY((*store)->scan(seen, {}).has_value());
        QCOMPARE(seen.events.size(), std::size_t(502));
    }

    void readOnlyMediaAreRead_data()
    {
        QTest::addColumn<bool>("log");
        QTest::addColumn<bool>("left");
        QTest::newRow("rollback journal") << false << false;
        QTest::newRow("log mode") << true << false;
        QTest::newRow("left log") << true << true;
    }

    void readOnlyMediaAreRead()
    {
        QFETCH(bool, log);
        QFETCH(bool, left);
        {
            WriterProcess writer(path());
            writer.sql(log ? "PRAGMA journal_mode=WAL" : "PRAGMA journal_mode=DELETE");
            writer.sql(kEventsTable);
            writer.sql(insertEvents(1, 10));
            if (left)
                writer.crash();
            else
                writer.close();
        }
        if (left)
            QVERIFY(QFile::remove(beside("-shm")));
        const auto before = contentOf(folder());
        for (const QString &name : QDir(folder()).entryList(QDir::Files))
            QVERIFY(QFile::setPermissions(m_folder->filePath(name),
                                          QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther));
        QVERIFY(QFile::setPermissions(folder(), QFile::ReadOwner | QFile::ExeOwner
                                                    | QFile::ReadGroup | QFile::ExeGroup));
        const std::size_t events = readEverything();
        const auto after = contentOf(folder());
        QVERIFY(QFile::setPermissions(folder(),
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        QCOMPARE(events, std::size_t(10));
        QCOMPARE(after, before);
    }

    void aFileNobodyMayReadSaysSo()
    {
        if (::geteuid() == 0)
            QSKIP("root may read everything.");
        Database(path()).run(kEventsTable);
        QVERIFY(QFile::setPermissions(path(), QFile::WriteOwner));
        const auto store = openAt(path());
        QVERIFY(!store.has_value());
        QCOMPARE(store.error().code, ErrorCode::Unreadable);
    }

    void anExclusiveLockIsNamed_data()
    {
        QTest::addColumn<bool>("log");
        QTest::newRow("rollback journal") << false;
        QTest::newRow("log mode") << true;
    }

    void anExclusiveLockIsNamed()
    {
        QFETCH(bool, log);
        WriterProcess writer(path());
        writer.sql("PRAGMA locking_mode=EXCLUSIVE");
        if (log)
            writer.sql("PRAGMA journal_mode=WAL");
        writer.sql(kEventsTable);
        writer.sql(insertEvents(1, 10));
        if (!log)
            writer.sql("BEGIN EXCLUSIVE");
        const auto before = contentOf(folder());
        const auto store = openAt(path());
        QVERIFY(!store.has_value());
        QCOMPARE(store.error().code, ErrorCode::Locked);
        QVERIFY2(store.error().message.find("store.db is locked by another program")
                     != std::string::npos,
                 store.error().message.c_str());
        QCOMPARE(contentOf(folder()), before);
    }

    void aLockWhileFollowingIsWaitedFor()
    {
        WriterProcess writer(path());
        writer.sql(kEventsTable);
        writer.sql(insertEvents(1, 5));
        const auto store = openAt(path(), smallBatches());
        Collector seen(**store);
        QVERIFY((*store)->scan(seen, {}).has_value());
        writer.sql("BEGIN EXCLUSIVE");
        writer.sql(insertEvents(6, 1));
        for (int i = 0; i < 3; ++i) {
            const auto change = (*store)->change();
            QVERIFY2(change.has_value(), change ? "" : change.error().message.c_str());
            QCOMPARE(*change, SourceChange::None);
        }
        writer.sql("COMMIT");
        QTRY_COMPARE(*(*store)->change(), SourceChange::Appended);
    }

    void nothingIsWrittenEvenIfAskedTo()
    {
        Database database(path());
        database.run("PRAGMA journal_mode=WAL");
        database.run(kEventsTable);
        database.close();
        const auto before = contentOf(folder());
        const SqliteDatabase opened(path().toStdString());
        const auto connection = opened.connect();
        QVERIFY(connection.has_value());
        for (const char *const sql :
             {"INSERT INTO events(position) VALUES(1)", "PRAGMA journal_mode=DELETE", "VACUUM",
              "PRAGMA user_version=3", "PRAGMA wal_checkpoint(TRUNCATE)", "CREATE TABLE t(x)",
              "SELECT load_extension('x')"})
            sqlite3_exec((*connection)->handle(), sql, nullptr, nullptr, nullptr);
        QCOMPARE(contentOf(folder()), before);
    }
};

QTEST_GUILESS_MAIN(TestSqliteFiles)
#include "tst_sqlitefiles.moc"
