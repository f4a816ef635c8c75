// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Reducers in every form over whole stores: each stream's last state, held against what Node makes of the same events with the same
// file (foldinnode.cjs). Without Node every row is skipped. EVENTSCOPE_STORES names a folder with stores of real frameworks.

#include "event/loader.h"
#include "replay/openreplay.h"
#include "session/recordjson.h"
#include "store/store.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <map>

using namespace eventscope;

namespace {

QString streamTypeOf(const EventLog &log, StreamId stream)
{
    return QString::fromUtf8(log.streamTypeName(log.streamSummary(stream).type));
}

// Stream -> its last state, as Node has it. `events` are JSON lines.
std::map<std::string, JsonValue> foldInNode(const QString &reducer, const QString &streamType,
                                            const QByteArray &events)
{
    QProcess node;
    node.start(QStandardPaths::findExecutable(QStringLiteral("node")),
               {QStringLiteral(FOLD_IN_NODE), reducer, streamType, QStringLiteral(TYPESCRIPT)});
    node.write(events);
    node.closeWriteChannel();
    node.waitForFinished(60'000);
    if (node.exitStatus() != QProcess::NormalExit || node.exitCode() != 0)
        qWarning("%s", node.readAllStandardError().constData());
    std::map<std::string, JsonValue> states;
    while (node.canReadLine()) {
        const auto line = JsonValue::parse(node.readLine().toStdString());
        if (line)
            states.emplace(line->at("/stream")->text(), *line->at("/state"));
    }
    return states;
}

} // namespace

class TestReducers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aReducerGivesWhatNodeGives_data()
    {
        QTest::addColumn<QString>("store");
        QTest::addColumn<QString>("reducer");
        QTest::addColumn<QString>("streamType");

        const QString shop = QStringLiteral(SAMPLE "/shop.db");
        QTest::newRow("class, shop")
            << shop << QStringLiteral(SAMPLE "/reducers/order.ts") << QStringLiteral("order");
        QTest::newRow("function, shop")
            << shop << QStringLiteral(SAMPLE "/reducers/account.js") << QStringLiteral("account");
        QTest::newRow("handlers, shop")
            << shop << QStringLiteral(SAMPLE "/reducers/user.js") << QStringLiteral("user");
        const QString emmett = qEnvironmentVariable("EVENTSCOPE_STORES")
                               + QStringLiteral("/emmett-042.db");
        for (const char *name : {"cartfunction.js", "carthandlers.js", "cartclass.ts"}) {
            if (QFile::exists(emmett))
                QTest::newRow(name) << emmett << QStringLiteral(REDUCERS "/") + QLatin1String(name)
                                    << QStringLiteral("shoppingCart");
        }
    }

    void aReducerGivesWhatNodeGives()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("node")).isEmpty())
            QSKIP("There is no Node to compare with.");
        QFETCH(QString, store);
        QFETCH(QString, reducer);
        QFETCH(QString, streamType);

        auto opened = openStore(store.toStdString());
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        EventLog log;
        LogLoader loader(*opened, log);
        loader.start();
        QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Loaded);

        QByteArray events;
        auto reader = (*opened)->reader();
        QVERIFY(reader);
        for (std::uint32_t row = 0; row < log.rowCount(); ++row) {
            const auto record = (*reader)->read(log.locator(Row(row)));
            QVERIFY(record);
            events += eventToJson(log, Row(row), *record) + '\n';
        }
        const auto expected = foldInNode(reducer, streamType, events);
        QVERIFY(expected.size() >= 40);

        auto replay = openReplay(log, std::move(*reader), {reducer.toStdString(), {}});
        QVERIFY2(replay, replay ? "" : replay.error().message.c_str());
        std::size_t compared = 0;
        for (std::uint32_t i = 0; i < log.streamCount(); ++i) {
            const StreamId stream(i);
            if (streamTypeOf(log, stream) != streamType)
                continue;
            (*replay)->setSequence(Sequence::of(log.streamRows(stream)));
            const auto state = (*replay)->stateAt((*replay)->sequence().size() - 1);
            QVERIFY2(state, state ? "" : state.error().message.c_str());
            QVERIFY2(!state->failure, state->failure ? state->failure->error.message.c_str() : "");
            const auto node = expected.find(std::string(log.streamName(stream)));
            QVERIFY(node != expected.end());
            QVERIFY2(state->state == node->second, // the order of members does not count
                     (state->state.dump() + "\n" + node->second.dump()).c_str());
            ++compared;
        }
        QCOMPARE(compared, expected.size());
    }
};

QTEST_GUILESS_MAIN(TestReducers)
#include "tst_reducers.moc"
