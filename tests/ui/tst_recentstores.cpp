// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/recentstores.h"
#include "shell/samplestore.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace eventscope::ui;

class TestRecentStores : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString ini() const { return m_folder.filePath(QStringLiteral("settings.ini")); }

private Q_SLOTS:
    void init() { QFile::remove(ini()); }

    void whatWasOpenedIsThereNextTime()
    {
        const Time last = *parseIsoTime("2025-11-03T08:41:12.123456Z");
        {
            QSettings settings(ini(), QSettings::IniFormat);
            RecentStores recent(settings);
            recent.remember({.location = QStringLiteral("/data/ä, b.db"),
                             .dialect = QStringLiteral("Emmett"),
                             .events = 1940,
                             .bytes = 5'000'000'000,
                             .lastEvent = last,
                             .lastOpened = last});
            recent.remember({.location = QStringLiteral("/data/new.db")});
        }
        QSettings settings(ini(), QSettings::IniFormat);
        const RecentStores recent(settings);
        QCOMPARE(recent.entries().size(), std::size_t(2));
        QCOMPARE(recent.entries()[0].location, QStringLiteral("/data/new.db"));
        QCOMPARE(recent.entries()[0].lastEvent, kNoTime);
        QCOMPARE(recent.entries()[1].location, QStringLiteral("/data/ä, b.db"));
        QCOMPARE(recent.entries()[1].events, 1940);
        QCOMPARE(recent.entries()[1].bytes, 5'000'000'000);
        QCOMPARE(recent.entries()[1].lastEvent, last);
    }

    void aStoreStandsThereOnce()
    {
        QSettings settings(ini(), QSettings::IniFormat);
        RecentStores recent(settings);
        recent.remember({.location = QStringLiteral("a"), .events = 1});
        recent.remember({.location = QStringLiteral("b")});
        recent.remember({.location = QStringLiteral("a"), .events = 2});
        QCOMPARE(recent.entries().size(), std::size_t(2));
        QCOMPARE(recent.entries()[0].location, QStringLiteral("a"));
        QCOMPARE(recent.entries()[0].events, 2);
    }

    void theOldestMakeRoom()
    {
        QSettings settings(ini(), QSettings::IniFormat);
        RecentStores recent(settings);
        for (int i = 0; i < 20; ++i)
            recent.remember({.location = QString::number(i)});
        QCOMPARE(recent.entries().size(), RecentStores::kMost);
        QCOMPARE(recent.entries().front().location, QStringLiteral("19"));
    }

    void whatIsForgottenStaysForgotten()
    {
        QSettings settings(ini(), QSettings::IniFormat);
        RecentStores recent(settings);
        QSignalSpy changed(&recent, &RecentStores::changed);
        recent.remember({.location = QStringLiteral("a")});
        recent.remember({.location = QStringLiteral("b")});
        recent.forget(QStringLiteral("b"));
        QCOMPARE(changed.size(), 3);
        const RecentStores again(settings);
        QCOMPARE(again.entries().size(), std::size_t(1));
        QCOMPARE(again.entries().front().location, QStringLiteral("a"));
    }

    void theSampleIsUnpackedAndPutRight()
    {
        const QString folder = m_folder.filePath(QStringLiteral("new/cache"));
        const auto path = unpackSampleStore(folder);
        QVERIFY(path);
        QFile file(*path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.startsWith("SQLite format 3"));
        file.close();
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("broken");
        file.close();
        QVERIFY(unpackSampleStore(folder));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), bytes);
    }

    void theReducersOfTheSampleLieBesideItAndKeepWhatTheUserWrote()
    {
        const QString folder = m_folder.filePath(QStringLiteral("edited/cache"));
        QVERIFY(unpackSampleStore(folder));
        QFile reducer(folder + QStringLiteral("/reducers/order.ts"));
        QVERIFY(reducer.open(QIODevice::ReadOnly));
        QVERIFY(reducer.readAll().contains("export default class Order"));
        reducer.close();
        QVERIFY(reducer.open(QIODevice::WriteOnly));
        reducer.write("export default class Mine {}");
        reducer.close();
        QVERIFY(unpackSampleStore(folder));
        QVERIFY(reducer.open(QIODevice::ReadOnly));
        QCOMPARE(reducer.readAll(), QByteArray("export default class Mine {}"));
    }

    void theProjectionsOfTheSampleLieBesideItAndItsProgramCanBeStarted()
    {
        const QString folder = m_folder.filePath(QStringLiteral("projecting/cache"));
        QVERIFY(unpackSampleStore(folder));
        const QDir projections(folder + QStringLiteral("/projections"));
        QCOMPARE(projections.entryList(QDir::Files, QDir::Name),
                 (QStringList{QStringLiteral("customers.js"),
                              QStringLiteral("order-summary-sql.js"),
                              QStringLiteral("order-summary.js"),
                              QStringLiteral("order_summary.py")}));
        QVERIFY(QFileInfo(projections.filePath(QStringLiteral("order_summary.py"))).isExecutable());
        QVERIFY(!QFileInfo(projections.filePath(QStringLiteral("customers.js"))).isExecutable());
    }

    void aFolderThatTakesNoFilesIsNamed()
    {
        QFile file(m_folder.filePath(QStringLiteral("blocked")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto path = unpackSampleStore(file.fileName() + QStringLiteral("/cache"));
        QVERIFY(!path);
        QVERIFY(path.error().message.find("blocked") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestRecentStores)
#include "tst_recentstores.moc"
