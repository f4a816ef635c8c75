// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The command line as a script sees it: the built program, run on the sample store and on small files.

#include "cliprogram.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace eventscope::test;

class TestCli : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;

    QString file(const char *name, const QByteArray &content)
    {
        const QString path = m_dir.filePath(QString::fromLatin1(name));
        QFile out(path);
        if (out.open(QIODevice::WriteOnly))
            out.write(content);
        return path;
    }
    QString exactNumbers()
    {
        return file(
            "numbers.jsonl",
            R"({"id":"a","type":"Counted","aggregateId":"n-1","version":1,"timestamp":"2026-01-01T00:00:00Z","data":{"big":9007199254740993,"money":40.50}})"
            "\n"
            R"({"id":"b","type":"Counted","aggregateId":"n-1","version":2,"timestamp":"2026-01-01T00:00:01Z","data":{"big":12345678901234567890123,"note":"<b>"}})"
            "\n");
    }

    static QString reducer(const char *name)
    {
        return QStringLiteral(EVENTSCOPE_REDUCERS "/") + QString::fromLatin1(name);
    }
    static QString biggestOrder()
    {
        return cli({QStringLiteral("streams"), sample(), QStringLiteral("--type"),
                    QStringLiteral("order"), QStringLiteral("--sort"), QStringLiteral("events"),
                    QStringLiteral("--limit"), QStringLiteral("1"), QStringLiteral("--json")})
            .object()[QStringLiteral("stream")]
            .toString();
    }

private Q_SLOTS:
    // A file that has no end to speak of, and is read whole before its first event is known.
    void ctrlCEndsOpeningAtOnce()
    {
        const QString path = file("endless.jsonocel",
                                  "{\"ocel:global-log\":[" + QByteArray(1 << 20, ' '));
        QVERIFY(QFile::resize(path, qint64(1) << 38));
        QProcess process;
        process.start(QStringLiteral(EVENTSCOPE_CLI), {QStringLiteral("info"), path});
        QVERIFY(process.waitForStarted());
        const auto isMapped = [&] {
            QFile maps(QStringLiteral("/proc/%1/maps").arg(process.processId()));
            return maps.open(QIODevice::ReadOnly) && maps.readAll().contains("endless.jsonocel");
        };
        QTRY_VERIFY(isMapped());
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        QCOMPARE(process.readAllStandardOutput(), QByteArray());
    }

    void checkFindsTheFaultsOfTheSample()
    {
        const Run run = cli({QStringLiteral("check"), sample()});
        QCOMPARE(run.status, 1);
        QCOMPARE(run.lines().size(), 2);
        const QStringList keys = {QStringLiteral("code"), QStringLiteral("message"),
                                  QStringLiteral("position"), QStringLiteral("severity"),
                                  QStringLiteral("stream")};
        QCOMPARE(run.object().keys(), keys);
        QCOMPARE(run.object(0)[QStringLiteral("code")].toString(), QStringLiteral("version-gap"));
        QCOMPARE(run.object(0)[QStringLiteral("severity")].toString(), QStringLiteral("error"));
        QCOMPARE(run.object(1)[QStringLiteral("code")].toString(), QStringLiteral("duplicate-id"));
        QVERIFY(run.object(0)[QStringLiteral("position")].toInt()
                < run.object(1)[QStringLiteral("position")].toInt());
    }

    void checkOfASoundStoreSaysNothing()
    {
        const Run run = cli({QStringLiteral("check"), exactNumbers()});
        QCOMPARE(run.status, 0);
        QCOMPARE(run.out, QByteArray());
        QCOMPARE(run.err, QByteArray());
    }

    void checkQuotesWhatWouldBreakJson()
    {
        const QString path = file(
            "quoted.jsonl",
            R"({"id":"a","type":"T","aggregateId":"n\u00221","version":1,"timestamp":"2026-01-01T00:00:00Z","data":{}})"
            "\n"
            R"({"id":"b","type":"T","aggregateId":"n\u00221","version":3,"timestamp":"2026-01-01T00:00:01Z","data":{}})"
            "\n");
        const Run run = cli({QStringLiteral("check"), path});
        QCOMPARE(run.status, 1);
        QCOMPARE(run.object()[QStringLiteral("stream")].toString(), QStringLiteral("n\"1"));
        QCOMPARE(run.object()[QStringLiteral("code")].toString(), QStringLiteral("version-gap"));
    }

    void infoOfTheSampleIsOneJsonObject()
    {
        const Run run = cli({QStringLiteral("info"), sample(), QStringLiteral("--json")});
        QCOMPARE(run.status, 0);
        QCOMPARE(run.lines().size(), 1);
        const QJsonObject info = run.object();
        const QStringList keys = {QStringLiteral("dialect"),      QStringLiteral("eventTypes"),
                                  QStringLiteral("events"),       QStringLiteral("firstPosition"),
                                  QStringLiteral("firstTime"),    QStringLiteral("kind"),
                                  QStringLiteral("lastPosition"), QStringLiteral("lastTime"),
                                  QStringLiteral("store"),        QStringLiteral("streamTypes"),
                                  QStringLiteral("streams"),      QStringLiteral("versionsCounted"),
                                  QStringLiteral("damaged")};
        for (const QString &key : keys)
            QVERIFY2(info.contains(key), qPrintable(key));
        QCOMPARE(info.size(), keys.size());
        QCOMPARE(info[QStringLiteral("kind")].toString(), QStringLiteral("sqlite"));
        int counted = 0;
        for (const auto &type : info[QStringLiteral("eventTypes")].toArray())
            counted += type[QStringLiteral("count")].toInt();
        QCOMPARE(counted, info[QStringLiteral("events")].toInt());
        QVERIFY(info[QStringLiteral("firstTime")].toString().endsWith(u'Z'));
    }

    void infoForPeopleNamesTheTypes()
    {
        const Run run = cli({QStringLiteral("info"), sample()});
        QCOMPARE(run.status, 0);
        QVERIFY(run.out.contains("OrderPlaced"));
        QVERIFY(!run.out.startsWith('{'));
    }

    void streamsAreSortedAndLimited()
    {
        const Run run = cli({QStringLiteral("streams"), sample(), QStringLiteral("--sort"),
                             QStringLiteral("events"), QStringLiteral("--limit"),
                             QStringLiteral("5"), QStringLiteral("--json")});
        QCOMPARE(run.status, 0);
        QCOMPARE(run.lines().size(), 5);
        for (int i = 1; i < 5; ++i)
            QVERIFY(run.object(i - 1)[QStringLiteral("events")].toInt()
                    >= run.object(i)[QStringLiteral("events")].toInt());
        const Run orders = cli({QStringLiteral("streams"), sample(), QStringLiteral("--type"),
                                QStringLiteral("order"), QStringLiteral("--json")});
        QCOMPARE(orders.status, 0);
        for (int i = 0; i < orders.lines().size(); ++i)
            QCOMPARE(orders.object(i)[QStringLiteral("type")].toString(), QStringLiteral("order"));
    }

    void eventsKeepEveryDigit()
    {
        const Run run = cli({QStringLiteral("events"), exactNumbers()});
        QCOMPARE(run.status, 0);
        QCOMPARE(run.lines().size(), 2);
        QVERIFY(run.lines().at(0).contains(R"("data":{"big":9007199254740993,"money":40.50})"));
        QVERIFY(run.lines().at(1).contains("12345678901234567890123"));
        const QByteArrayList names = {"position",      "id",          "stream",        "streamType",
                                      "version",       "type",        "schemaVersion", "time",
                                      "correlationId", "causationId", "data",          "metadata"};
        qsizetype last = -1;
        for (const QByteArray &name : names) {
            const qsizetype at = run.lines().at(0).indexOf('"' + name + "\":");
            QVERIFY2(at > last, name.constData());
            last = at;
        }
    }

    void eventsOfAStreamInARangeAndReversed()
    {
        const Run all = cli({QStringLiteral("events"), sample(), QStringLiteral("--from"),
                             QStringLiteral("10"), QStringLiteral("--to"), QStringLiteral("14")});
        QCOMPARE(all.lines().size(), 5);
        QCOMPARE(all.object(0)[QStringLiteral("position")].toInt(), 10);
        const Run newest = cli({QStringLiteral("events"), sample(), QStringLiteral("--reverse"),
                                QStringLiteral("--limit"), QStringLiteral("1")});
        const QJsonObject info = cli({QStringLiteral("info"), sample(), QStringLiteral("--json")})
                                     .object();
        QCOMPARE(newest.object()[QStringLiteral("position")], info[QStringLiteral("lastPosition")]);
        const QString stream = newest.object()[QStringLiteral("stream")].toString();
        const Run mine = cli(
            {QStringLiteral("events"), sample(), QStringLiteral("--stream"), stream});
        for (int i = 0; i < mine.lines().size(); ++i)
            QCOMPARE(mine.object(i)[QStringLiteral("stream")].toString(), stream);
    }

    void whereSelectsAndAMistakeInItNamesTheCharacter()
    {
        const Run run = cli({QStringLiteral("events"), sample(), QStringLiteral("--where"),
                             QStringLiteral("type = PaymentRequested and data.amount > 100")});
        QCOMPARE(run.status, 0);
        QVERIFY(!run.lines().isEmpty());
        for (int i = 0; i < run.lines().size(); ++i)
            QCOMPARE(run.object(i)[QStringLiteral("type")].toString(),
                     QStringLiteral("PaymentRequested"));
        const Run wrong = cli({QStringLiteral("events"), sample(), QStringLiteral("--where"),
                               QStringLiteral("type = ")});
        QCOMPARE(wrong.status, 2);
        QVERIFY(wrong.out.isEmpty());
        QVERIFY2(wrong.err.contains("character 8"), wrong.err.constData());
        QCOMPARE(wrong.err.count('\n'), 1);
    }

    void stateAtAVersionWithBlameAndDiff()
    {
        const QString store = exactNumbers();
        const Run last = cli(
            {QStringLiteral("state"), store, QStringLiteral("--stream"), QStringLiteral("n-1")});
        QCOMPARE(
            last.out,
            QByteArray(
                R"({"stream":"n-1","version":2,"position":2,"state":{"big":12345678901234567890123,"money":40.50,"note":"<b>"}})"
                "\n"));
        const Run first = cli({QStringLiteral("state"), store, QStringLiteral("--stream"),
                               QStringLiteral("n-1"), QStringLiteral("--at"), QStringLiteral("1")});
        QVERIFY(first.out.contains(R"("state":{"big":9007199254740993,"money":40.50})"));
        const Run blamed = cli({QStringLiteral("state"), store, QStringLiteral("--stream"),
                                QStringLiteral("n-1"), QStringLiteral("--blame"),
                                QStringLiteral("--diff"), QStringLiteral("1")});
        const QJsonObject blame = blamed.object()[QStringLiteral("blame")].toObject();
        QCOMPARE(blame[QStringLiteral("/money")].toObject()[QStringLiteral("version")].toInt(), 1);
        QCOMPARE(blame[QStringLiteral("/big")].toObject()[QStringLiteral("version")].toInt(), 2);
        QCOMPARE(blamed.object()[QStringLiteral("diff")].toArray().size(), 2);
        const Run byTime = cli({QStringLiteral("state"), store, QStringLiteral("--stream"),
                                QStringLiteral("n-1"), QStringLiteral("--at-time"),
                                QStringLiteral("2026-01-01T00:00:00.5Z")});
        QCOMPARE(byTime.object()[QStringLiteral("version")].toInt(), 1);
        const Run before = cli({QStringLiteral("state"), store, QStringLiteral("--stream"),
                                QStringLiteral("n-1"), QStringLiteral("--at-position"),
                                QStringLiteral("0")});
        QCOMPARE(before.status, 0);
        QVERIFY(before.out.contains(R"("version":null,"position":null,"state":null)"));
    }

    void aReducerMakesTheState()
    {
        const QString stream = biggestOrder();
        const Run run = cli({QStringLiteral("state"), sample(), QStringLiteral("--stream"), stream,
                             QStringLiteral("--reducer"), reducer("order.ts"),
                             QStringLiteral("--blame"), QStringLiteral("--diff"),
                             QStringLiteral("3")});
        QVERIFY2(run.status == 0, run.err.constData());
        const QJsonObject answer = run.object();
        const QJsonObject state = answer[QStringLiteral("state")].toObject();
        QVERIFY(state[QStringLiteral("items")].toArray().size() > 0);
        QCOMPARE(state[QStringLiteral("total")], state[QStringLiteral("claimed")]);
        const int version = answer[QStringLiteral("version")].toInt();
        const QJsonObject blame = answer[QStringLiteral("blame")].toObject();
        QCOMPARE(blame[QStringLiteral("/version")].toObject()[QStringLiteral("version")].toInt(),
                 version);
        QCOMPARE(blame[QStringLiteral("/currency")].toObject()[QStringLiteral("type")].toString(),
                 QStringLiteral("OrderDrafted"));
        QVERIFY(!answer[QStringLiteral("diff")].toArray().isEmpty());
    }

    void historyTellsEveryEventThatChangedAField()
    {
        const QString stream = biggestOrder();
        const Run run = cli({QStringLiteral("history"), sample(), QStringLiteral("--stream"),
                             stream, QStringLiteral("--reducer"), reducer("order.ts"),
                             QStringLiteral("--path"), QStringLiteral("/total")});
        QVERIFY2(run.status == 0, run.err.constData());
        QVERIFY(run.lines().size() > 3);
        QCOMPARE(run.object(0).keys(),
                 QStringList({QStringLiteral("after"), QStringLiteral("before"),
                              QStringLiteral("position"), QStringLiteral("time"),
                              QStringLiteral("type"), QStringLiteral("version")}));
        for (int i = 1; i < run.lines().size(); ++i)
            QCOMPARE(run.object(i)[QStringLiteral("before")],
                     run.object(i - 1)[QStringLiteral("after")]);
        const Run merged = cli({QStringLiteral("history"), exactNumbers(),
                                QStringLiteral("--stream"), QStringLiteral("n-1"),
                                QStringLiteral("--path"), QStringLiteral("/big")});
        QCOMPARE(merged.lines().size(), 2);
        QVERIFY(merged.lines().at(1).contains(
            R"("before":9007199254740993,"after":12345678901234567890123)"));
        const Run wrong = cli({QStringLiteral("history"), exactNumbers(),
                               QStringLiteral("--stream"), QStringLiteral("n-1"),
                               QStringLiteral("--path"), QStringLiteral("big")});
        QCOMPARE(wrong.status, 2);
        QCOMPARE(wrong.err.count('\n'), 1);
    }

    void bisectNamesTheFirstEventOrEndsWithOne()
    {
        const QStringList ask = {QStringLiteral("bisect"), exactNumbers(),
                                 QStringLiteral("--stream"), QStringLiteral("n-1"),
                                 QStringLiteral("--predicate")};
        const Run found = cli(ask + QStringList{QStringLiteral("'note' in state")});
        QVERIFY2(found.status == 0, found.err.constData());
        QVERIFY(found.out.startsWith(R"({"version":2,"position":2,"type":"Counted","probes":)"));
        const Run none = cli(ask
                             + QStringList{QStringLiteral("false"), QStringLiteral("--linear")});
        QCOMPARE(none.status, 1);
        QCOMPARE(none.out, QByteArray(R"({"position":null,"version":null,"type":null,"probes":2})"
                                      "\n"));
        const Run wrong = cli(ask + QStringList{QStringLiteral("state.")});
        QCOMPARE(wrong.status, 2);
        QVERIFY2(wrong.err.contains("no JavaScript expression"), wrong.err.constData());
    }

    void aReducerThatFailsEndsWithOne()
    {
        const QString store = exactNumbers();
        const auto state = [&](const QString &script) {
            return cli({QStringLiteral("state"), store, QStringLiteral("--stream"),
                        QStringLiteral("n-1"), QStringLiteral("--reducer"), script});
        };
        const Run thrown = state(
            file("throws.js", "console.log('ready'); export default (state, event) => {\n"
                              "    console.log('seen', event.version); if (event.version === 2)\n"
                              "        throw new Error('Too much.');\n"
                              "    state.n = event.version;\n"
                              "};\n"));
        QCOMPARE(thrown.status, 1);
        QCOMPARE(thrown.object()[QStringLiteral("state")].toObject()[QStringLiteral("n")].toInt(),
                 1);
        const QJsonObject error = thrown.object()[QStringLiteral("error")].toObject();
        QCOMPARE(error[QStringLiteral("line")].toInt(), 3);
        QCOMPARE(error[QStringLiteral("position")].toInt(), 2);
        QVERIFY2(error[QStringLiteral("message")].toString().contains(
                     QStringLiteral("Error: Too much, at v2 (")),
                 thrown.err.constData());
        QVERIFY2(thrown.err.startsWith("ready\nv1 ("), thrown.err.constData());
        QVERIFY2(thrown.err.contains("): seen 1\nv2 ("), thrown.err.constData());
        const Run broken = state(
            file("broken.js", "export default (state, event) => {\n  let = ;\n};\n"));
        QCOMPARE(broken.status, 1);
        QCOMPARE(broken.object()[QStringLiteral("error")]
                     .toObject()[QStringLiteral("line")]
                     .toInt(),
                 2);
        QCOMPARE(state(m_dir.filePath(QStringLiteral("none.js"))).status, 2);
    }

    void unknownStreamsAndVersionsEndWithTwo()
    {
        const QString store = exactNumbers();
        const Run stream = cli(
            {QStringLiteral("events"), store, QStringLiteral("--stream"), QStringLiteral("n")});
        QCOMPARE(stream.status, 2);
        QVERIFY2(stream.err.contains("n-1"), stream.err.constData());
        const Run version = cli({QStringLiteral("state"), store, QStringLiteral("--stream"),
                                 QStringLiteral("n-1"), QStringLiteral("--at"),
                                 QStringLiteral("7")});
        QCOMPARE(version.status, 2);
        QVERIFY2(version.err.contains("versions 1 to 2"), version.err.constData());
        QCOMPARE(cli({QStringLiteral("info"), m_dir.filePath(QStringLiteral("none.db"))}).status,
                 2);
        QCOMPARE(cli({QStringLiteral("frobnicate")}).status, 2);
        QCOMPARE(cli({QStringLiteral("info")}).status, 2);
    }

    void everyCommandHasHelp()
    {
        const QStringList commands = {QStringLiteral("info"),    QStringLiteral("streams"),
                                      QStringLiteral("events"),  QStringLiteral("state"),
                                      QStringLiteral("lag"),     QStringLiteral("export"),
                                      QStringLiteral("history"), QStringLiteral("bisect")};
        for (const QString &command : commands) {
            const Run run = cli({command, QStringLiteral("--help")});
            QCOMPARE(run.status, 0);
            QVERIFY(run.out.contains("STORE"));
        }
        QCOMPARE(cli({QStringLiteral("--help")}).status, 0);
    }

    void lagCountsTheEventsBehindEachConsumer()
    {
        const Run run = cli({QStringLiteral("lag"), sample()});
        QCOMPARE(run.status, 0);
        QCOMPARE(run.lines().size(), 3);
        bool current = false;
        for (int i = 0; i < 3; ++i) {
            const QJsonObject row = run.object(i);
            QCOMPARE(row.size(), 5);
            const int behind = row[QStringLiteral("behind")].toInt();
            current = current || behind == 0;
            QCOMPARE(row[QStringLiteral("seconds")].toDouble() > 0, behind > 0);
        }
        QVERIFY(current);
    }

    void exportWritesWhatEventsPrints()
    {
        const QString out = m_dir.filePath(QStringLiteral("out.jsonl"));
        QCOMPARE(cli({QStringLiteral("export"), sample(), QStringLiteral("--format"),
                      QStringLiteral("jsonl"), QStringLiteral("--out"), out})
                     .status,
                 0);
        QFile written(out);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll(), cli({QStringLiteral("events"), sample()}).out);
        // What was exported opens again and holds the same.
        const QJsonObject info = cli({QStringLiteral("info"), sample(), QStringLiteral("--json")})
                                     .object();
        const QJsonObject again = cli({QStringLiteral("info"), out, QStringLiteral("--json")})
                                      .object();
        for (const char *key :
             {"events", "streams", "firstTime", "lastTime", "eventTypes", "streamTypes"})
            QCOMPARE(again[QLatin1String(key)], info[QLatin1String(key)]);
    }

    void csvQuotesWhatNeedsIt()
    {
        const Run run = cli({QStringLiteral("export"), exactNumbers(), QStringLiteral("--format"),
                             QStringLiteral("csv"), QStringLiteral("--out"), QStringLiteral("-")});
        QCOMPARE(run.status, 0);
        QVERIFY(run.out.startsWith("position,id,stream,"));
        QVERIFY(run.out.contains(R"("{""big"":9007199254740993,""money"":40.50}")"));
        QCOMPARE(run.out.count("\r\n"), 3);
    }

    void whatIsMaskedDoesNotLeaveInAnExport()
    {
        const QString store = file(
            "personal.jsonl",
            R"({"id":"a","type":"T","aggregateId":"n-1","version":1,"timestamp":"2026-01-01T00:00:00Z","data":{"mail":"ann@example.org","paid":40.50}})"
            "\n"
            R"({"id":"b","type":"T","aggregateId":"n-1","version":2,"timestamp":"2026-01-01T00:00:01Z","data":{"mail":"ann@example.org","to":{"mail":"bob@example.org"}}})"
            "\n");
        for (const char *format : {"jsonl", "csv"}) {
            const Run run = cli({QStringLiteral("export"), store, QStringLiteral("--format"),
                                 QLatin1String(format), QStringLiteral("--out"),
                                 QStringLiteral("-"), QStringLiteral("--mask"),
                                 QStringLiteral("/data/**/mail"), QStringLiteral("--mask"),
                                 QStringLiteral("/data/paid")});
            QCOMPARE(run.status, 0);
            QVERIFY(!run.out.contains("example.org"));
            QVERIFY(!run.out.contains("40.50"));
            QCOMPARE(run.out.count("masked:"), 3);
            // Who was the same person still is.
            const qsizetype first = run.out.indexOf("masked:");
            QCOMPARE(run.out.count(run.out.mid(first, 15)), 2);
        }
        const Run wrong = cli({QStringLiteral("export"), store, QStringLiteral("--format"),
                               QStringLiteral("jsonl"), QStringLiteral("--out"),
                               QStringLiteral("-"), QStringLiteral("--mask"),
                               QStringLiteral("mail")});
        QCOMPARE(wrong.status, 2);
        QVERIFY(wrong.out.isEmpty());
        QVERIFY(wrong.err.contains("mail"));
    }

    void theStoreItselfIsNeverTheOutput()
    {
        const QString store = exactNumbers();
        const Run run = cli({QStringLiteral("export"), store, QStringLiteral("--format"),
                             QStringLiteral("jsonl"), QStringLiteral("--out"), store});
        QCOMPARE(run.status, 2);
        QVERIFY(run.err.contains("never written"));
    }

    void aDamagedLineIsShownAndTheRestLoads()
    {
        const QString store = file(
            "damaged.jsonl",
            R"({"id":"a","type":"T","aggregateId":"n-1","version":1,"timestamp":"2026-01-01T00:00:00Z","data":{}})"
            "\n{oops\n"
            R"({"id":"b","type":"T","aggregateId":"n-1","version":2,"timestamp":"2026-01-01T00:00:01Z","data":{}})"
            "\n");
        const Run info = cli({QStringLiteral("info"), store, QStringLiteral("--json")});
        QCOMPARE(info.status, 0);
        QCOMPARE(info.object()[QStringLiteral("events")].toInt(), 3);
        QCOMPARE(info.object()[QStringLiteral("damaged")].toInt(), 1);
        const Run events = cli({QStringLiteral("events"), store});
        QVERIFY(events.object(1).contains(QStringLiteral("error")));
        QVERIFY(events.object(1)[QStringLiteral("error")].toString().contains(
            QStringLiteral("line 2")));
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
