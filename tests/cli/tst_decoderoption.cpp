// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprogram.h"

#include "../session/secretstore.h"

#include <QObject>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

// --decoder of the command line.
class TestDecoderOption : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventsAreDecoded();
    void filtersStatesAndExportsSeeIt();
    void aCheckTellsOfPayloadsThatFailAlone();
    void aWrongDecoderIsAWrongOption_data();
    void aWrongDecoderIsAWrongOption();

private:
    static QString option(const SecretStore &store, const QString &types = u"*"_s)
    {
        return types + u'=' + store.program();
    }
};

void TestDecoderOption::eventsAreDecoded()
{
    const SecretStore store;
    const Run run = cli({u"events"_s, store.path(), u"--decoder"_s, option(store, u"Placed"_s),
                         u"--decoder"_s, u"Paid=each:tail -c +2"_s});
    QCOMPARE(run.status, 0);
    QCOMPARE(run.lines().size(), 6);
    for (int i = 0; i < 6; ++i)
        QCOMPARE(run.object(i).value(u"data"_s).toObject().value(u"n"_s).toInt(), i + 1);
    QVERIFY2(run.err.isEmpty(), run.err.constData());
}

void TestDecoderOption::filtersStatesAndExportsSeeIt()
{
    const SecretStore store;
    const QString decoder = option(store);
    const Run where = cli(
        {u"events"_s, store.path(), u"--where"_s, u"data.n > 4"_s, u"--decoder"_s, decoder});
    QCOMPARE(where.lines().size(), 2);
    const Run state = cli({u"state"_s, store.path(), u"--stream"_s, u"order-1"_s, u"--at"_s, u"3"_s,
                           u"--decoder"_s, decoder});
    QCOMPARE(state.status, 0);
    QVERIFY2(state.out.contains("\"n\":5") || state.out.contains("\"n\": 5"),
             state.out.constData());
    const Run exported = cli({u"export"_s, store.path(), u"--format"_s, u"jsonl"_s, u"--out"_s,
                              u"-"_s, u"--decoder"_s, decoder});
    QCOMPARE(exported.status, 0);
    QCOMPARE(exported.out.count("\"data\":{\"n\":"), 6);
}

void TestDecoderOption::aCheckTellsOfPayloadsThatFailAlone()
{
    const SecretStore sound;
    const Run fine = cli({u"check"_s, sound.path(), u"--decoder"_s, option(sound)});
    QCOMPARE(fine.status, 0);
    QCOMPARE(fine.out, QByteArray());
    const SecretStore store({{"a", 1, "T", R"({"n":1})"}, {"a", 2, "T", R"({"n":"bad"})"}});
    const Run run = cli({u"check"_s, store.path(), u"--decoder"_s, option(store)});
    QCOMPARE(run.status, 1);
    QCOMPARE(run.lines().size(), 1);
    QCOMPARE(run.object().value(u"code"_s).toString(), u"unreadable-payload"_s);
    QVERIFY2(run.out.contains("could not decode v2 (T): a bad one"), run.out.constData());
}

void TestDecoderOption::aWrongDecoderIsAWrongOption_data()
{
    QTest::addColumn<QString>("decoder");
    QTest::newRow("no types") << u"./decode.sh"_s;
    QTest::newRow("no program") << u"*=no-such-program-here"_s;
    QTest::newRow("no command") << u"*="_s;
}

void TestDecoderOption::aWrongDecoderIsAWrongOption()
{
    QFETCH(QString, decoder);
    const SecretStore store;
    const Run run = cli({u"events"_s, store.path(), u"--decoder"_s, decoder});
    QCOMPARE(run.status, 2);
    QCOMPARE(run.out, QByteArray());
    QCOMPARE(run.err.count('\n'), 1);
}

QTEST_GUILESS_MAIN(TestDecoderOption)
#include "tst_decoderoption.moc"
