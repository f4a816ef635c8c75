// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is left when the program is killed in the middle of something.
#include "session/openrecord.h"
#include "session/workspace.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <memory>

using namespace eventscope;

namespace {

// Bookmarks come in tens: a file with any other number of them was half written.
constexpr int kTogether = 10;

WorkspaceContent contentOf(int round)
{
    WorkspaceContent content;
    for (int i = 0; i < kTogether * (round % 50 + 1); ++i)
        content.bookmarks.push_back({std::to_string(i), "stream", std::nullopt,
                                     std::string(500, static_cast<char>('a' + round % 26))});
    return content;
}

// The part of the other process: says that it has begun, and goes on until it is killed.
int writeForEver(const QString &file)
{
    WorkspaceContent base;
    for (int round = 0;; ++round) {
        const WorkspaceContent content = contentOf(round);
        if (!writeWorkspace({file,
                             {QStringLiteral("/data/orders.db"), {}, {}},
                             base,
                             content,
                             WorkspaceView(),
                             {}}))
            return 1;
        base = content;
        if (round == 3) {
            std::puts("begun");
            std::fflush(stdout);
        }
    }
}

int keepOpen(const QString &folder)
{
    OpenRecord record(folder);
    record.note({QStringLiteral("/data/orders.db"), QStringLiteral("emmett"), {}},
                QStringLiteral("/data/incident.eventscope"));
    std::puts("begun");
    std::fflush(stdout);
    return QCoreApplication::exec();
}

} // namespace

class TestCrash : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;

    void start(QProcess &process, const QStringList &arguments)
    {
        process.start(QCoreApplication::applicationFilePath(), arguments);
        QVERIFY(process.waitForReadyRead(30'000));
        QVERIFY(process.readAllStandardOutput().contains("begun"));
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void whoeverIsKilledWhileWritingLeavesTheOldOrTheNewContent()
    {
        const QString file = m_dir->filePath(QStringLiteral("a.eventscope"));
        for (int round = 0; round < 20; ++round) {
            QProcess process;
            start(process, {QStringLiteral("--write"), file});
            // Anywhere within some writes.
            QTest::qSleep(round % 7);
            process.kill();
            QVERIFY(process.waitForFinished());
            const auto read = readWorkspace(file);
            QVERIFY2(read, read ? "" : read.error().message.c_str());
            const auto &bookmarks = read->content.bookmarks;
            QVERIFY(!bookmarks.empty());
            QCOMPARE(bookmarks.size() % kTogether, std::size_t(0));
            for (const BookmarkedEvent &each : bookmarks)
                QCOMPARE(each.note, bookmarks.front().note);
            // What the dead one held prevents nobody from writing.
            QVERIFY(writeWorkspace({file, {}, read->content, {}, std::nullopt, {}}));
        }
    }

    void whatWasOpenIsKnownAfterACrashAndOnlyThen()
    {
        const QString folder = m_dir->filePath(QStringLiteral("open"));
        QVERIFY(OpenRecord::left(folder).empty());
        {
            OpenRecord record(folder);
            record.note({QStringLiteral("/data/own.db"), {}, {}}, {});
            QProcess process;
            start(process, {QStringLiteral("--open"), folder});
            // Both are still there.
            QVERIFY(OpenRecord::left(folder).empty());
            process.kill();
            QVERIFY(process.waitForFinished());
            const auto left = OpenRecord::left(folder);
            QCOMPARE(left.size(), std::size_t(1));
            QCOMPARE(left.front().store.location, QStringLiteral("/data/orders.db"));
            QCOMPARE(left.front().store.dialect, QStringLiteral("emmett"));
            QCOMPARE(left.front().workspaceFile, QStringLiteral("/data/incident.eventscope"));
            // It is there until somebody has decided.
            QCOMPARE(OpenRecord::left(folder).size(), std::size_t(1));
        }
        // In order, nothing is left.
        const auto left = OpenRecord::left(folder);
        QCOMPARE(left.size(), std::size_t(1));
        OpenRecord::forget(folder, left.front());
        QVERIFY(OpenRecord::left(folder).empty());
        QVERIFY(QDir(folder).entryList({QStringLiteral("*.json")}).isEmpty());
    }

    void aStoreThatIsClosedIsNotLeft()
    {
        const QString folder = m_dir->filePath(QStringLiteral("open"));
        OpenRecord record(folder);
        record.note({QStringLiteral("/data/a.db"), {}, {}}, {});
        record.note({QStringLiteral("/data/b.db"), {}, {}}, {});
        QCOMPARE(QDir(folder).entryList({QStringLiteral("*.json")}).size(), 1);
        record.clear();
        QVERIFY(QDir(folder).entryList(QDir::Files).isEmpty());
        record.note({QStringLiteral("/data/c.db"), {}, {}}, {});
        QCOMPARE(QDir(folder).entryList({QStringLiteral("*.json")}).size(), 1);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && QByteArray(argv[1]) == "--write")
        return writeForEver(QString::fromLocal8Bit(argv[2]));
    if (argc == 3 && QByteArray(argv[1]) == "--open")
        return keepOpen(QString::fromLocal8Bit(argv[2]));
    TestCrash test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_crash.moc"
