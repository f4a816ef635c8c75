// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace eventscope;

namespace {

QByteArray eventLine(int number, const char *stream, int version, const QByteArray &payload)
{
    return "{\"id\":\"e" + QByteArray::number(number) + "\",\"type\":\"Changed\",\"aggregateId\":\""
           + stream + "\",\"aggregateType\":\"" + QByteArray(stream).split('-').front()
           + "\",\"timestamp\":\"2026-01-01T00:00:"
           + QByteArray::number(number % 60).rightJustified(2, '0')
           + "Z\",\"version\":" + QByteArray::number(version) + ",\"payload\":" + payload + "}\n";
}

// "0:10 2:12.5 4:-"
QString stepsOf(const std::shared_ptr<const NumberTrend> &trend)
{
    QStringList steps;
    for (const NumberTrend::Step &step : trend->steps)
        steps << QStringLiteral("%1:%2")
                     .arg(step.ordinal)
                     .arg(std::isnan(step.value) ? QStringLiteral("-")
                                                 : QString::number(step.value));
    return steps.join(u' ');
}

} // namespace

class TestNumberTrends : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;

    void append(const QByteArray &lines)
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Append));
        file.write(lines);
    }
    void open(Session &session, const char *stream = "order-1")
    {
        session.workspace().setFolder(m_dir->filePath(QStringLiteral("workspaces")));
        session.open(m_path);
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        session.selectStream(session.log().findStream(stream).value());
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath(QStringLiteral("events.jsonl"));
    }

    void allFieldsThatAreWantedAreFoundInOneGo()
    {
        append(eventLine(1, "order-1", 1, R"({"total":10,"n":{"m":1},"status":"new"})")
               + eventLine(2, "cart-1", 1, R"({"total":99})")
               + eventLine(3, "order-1", 2, R"({"total":10})")
               + eventLine(4, "order-1", 3, R"({"total":12.50,"n":{"m":"two"}})")
               + eventLine(5, "order-1", 4, R"({"n":{"m":3}})")
               + eventLine(6, "order-1", 5, R"({"total":null})"));
        Session session;
        open(session);
        NumberTrends &trends = session.trends();
        QVERIFY(!trends.trend("/total"));
        trends.want({"/total", "/n/m", "/status", "/nowhere"});
        QTRY_VERIFY(trends.trend("/total"));
        QCOMPARE(stepsOf(trends.trend("/total")), QStringLiteral("0:10 2:12.5 4:-"));
        QCOMPARE(stepsOf(trends.trend("/n/m")), QStringLiteral("0:1 2:- 3:3"));
        QVERIFY(trends.trend("/status")->steps.empty());
        QVERIFY(trends.trend("/nowhere")->steps.empty());
        QCOMPARE(trends.trend("/total")->leastToken, std::string("10"));
        QCOMPARE(trends.trend("/total")->mostToken, std::string("12.50"));
        // Forgotten with the stream.
        session.selectStream(session.log().findStream("cart-1").value());
        QVERIFY(!trends.trend("/total"));
        trends.want({"/total"});
        QTRY_VERIFY(trends.trend("/total"));
        QCOMPARE(stepsOf(trends.trend("/total")), QStringLiteral("0:99"));
    }

    void itIsWhatTheHistoryOfTheFieldSays()
    {
        QByteArray lines;
        for (int i = 0; i < 1300; ++i)
            lines += eventLine(i, "order-1", i + 1,
                               "{\"total\":" + QByteArray::number(i * 31 % 17)
                                   + ",\"items\":[{\"n\":" + QByteArray::number(i % 5) + "}]}");
        append(lines);
        Session session;
        open(session);
        session.trends().want({"/total", "/items/0/n"});
        for (const char *const pointer : {"/total", "/items/0/n"}) {
            QTRY_VERIFY(session.trends().trend(pointer));
            session.histories().list(pointer, std::nullopt);
            QTRY_VERIFY(session.histories().listedHistory());
            const auto &changes = session.histories().listedHistory()->field.changes;
            const auto trend = session.trends().trend(pointer);
            QCOMPARE(trend->steps.size(), changes.size());
            for (std::size_t i = 0; i < changes.size(); ++i) {
                QCOMPARE(trend->steps[i].ordinal, changes[i].ordinal);
                QCOMPARE(QByteArray::number(trend->steps[i].value),
                         QByteArray::fromStdString(changes[i].after.text()));
            }
        }
    }

    void aReducerThatFailsHasTrendsUpToThere()
    {
        append(eventLine(1, "order-1", 1, R"({"n":1})") + eventLine(2, "order-1", 2, R"({"n":2})")
               + eventLine(3, "order-1", 3, R"({"n":3})"));
        const QString file = m_dir->filePath(QStringLiteral("order.js"));
        QFile script(file);
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("export const initialState = { sum: 0 };\n"
                     "export function apply(state, event) {\n"
                     "  if (event.data.n === 3) throw new Error('no');\n"
                     "  return { sum: state.sum + event.data.n };\n}\n");
        script.close();
        Session session;
        open(session);
        session.workspace().setReducer("order", file.toStdString());
        session.trends().want({"/sum"});
        QTRY_VERIFY(session.trends().trend("/sum"));
        QTRY_VERIFY(session.trends().isIdle());
        QVERIFY(stepsOf(session.trends().trend("/sum")).endsWith(QStringLiteral("0:1 1:3")));
        // One that does not even load: there is nothing, and it is not asked for over and over.
        session.workspace().setReducer("order", "/nowhere/at-all.js");
        session.trends().want({"/sum"});
        QTRY_VERIFY(session.trends().trend("/sum"));
        QVERIFY(session.trends().trend("/sum")->steps.empty());
        QVERIFY(session.trends().isIdle());
    }
};

QTEST_GUILESS_MAIN(TestNumberTrends)
#include "tst_numbertrends.moc"
