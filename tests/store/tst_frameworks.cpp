// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "frameworkstores.h"
#include "sqlitetest.h"

#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace eventscope::test;

namespace {

std::string orDash(const std::string &text)
{
    return text.empty() ? "-" : text;
}

QString joined(const std::vector<std::string> &lines)
{
    QString text;
    for (const std::string &line : lines)
        text += QString::fromStdString(line) + u'\n';
    return text;
}

} // namespace

class TestFrameworks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_config.isValid());
        qputenv("XDG_CONFIG_HOME", m_config.path().toUtf8());
    }

    void aStoreOfTheFrameworkOpensWithoutAsking_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const FrameworkStore &store : frameworkStores())
            QTest::newRow(store.name) << index++;
    }

    void aStoreOfTheFrameworkOpensWithoutAsking()
    {
        QFETCH(int, index);
        const FrameworkStore expected = frameworkStores()[static_cast<std::size_t>(index)];
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run(expected.sql);

        const auto store = openAt(path, smallBatches());
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        QCOMPARE((*store)->info().dialect, std::string(expected.dialect));
        Collector seen(**store);
        const auto scanned = (*store)->scan(seen, {});
        QVERIFY2(scanned.has_value(), scanned ? "" : scanned.error().message.c_str());

        std::vector<std::string> lines;
        std::string lastData;
        const auto reader = (*store)->reader();
        for (const Seen &event : seen.events) {
            const auto record = (*reader)->read(event.locator);
            QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
            lastData = record->data.text;
            QCOMPARE(record->type, event.type);
            QCOMPARE(record->stream, event.stream);
            lines.push_back(orDash(event.position) + "|" + (event.hasStream ? event.stream : "-")
                            + "|" + orDash(event.streamType) + "|"
                            + (event.hasVersion ? std::to_string(event.version) : "-") + "|"
                            + event.type + "|" + orDash(event.time) + "|" + orDash(event.id)
                            + (event.damaged ? "!" : ""));
        }
        QCOMPARE(joined(lines), joined(expected.events));
        QCOMPARE(lastData, expected.lastData);

        const auto checkpoints = (*store)->checkpoints();
        QVERIFY2(checkpoints.has_value(), checkpoints ? "" : checkpoints.error().message.c_str());
        lines.clear();
        for (const Checkpoint &checkpoint : *checkpoints)
            lines.push_back(
                checkpoint.subscription + "=" + checkpoint.position.value_or("-")
                + (checkpoint.status ? " (" + *checkpoint.status + ")" : "")
                + (checkpoint.behind ? ", " + std::to_string(*checkpoint.behind) + " behind" : ""));
        QCOMPARE(joined(lines), joined(expected.checkpoints));
    }

    void aPlainDatabaseIsNotOpened_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const PlainDatabase &database : plainDatabases())
            QTest::newRow(database.name) << index++;
    }

    void aPlainDatabaseIsNotOpened()
    {
        QFETCH(int, index);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run(plainDatabases()[static_cast<std::size_t>(index)].sql);
        const auto store = openAt(path);
        QVERIFY2(!store.has_value(), store ? (*store)->info().dialect.c_str() : "");
        QCOMPARE(store.error().code, ErrorCode::NotAStore);
    }

private:
    QTemporaryDir m_config;
};

QTEST_GUILESS_MAIN(TestFrameworks)
#include "tst_frameworks.moc"
