// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/jsonspans.h"
#include "panels/payloadtext.h"
#include "query/filter.h"
#include "widgets/filtertext.h"
#include "widgets/format.h"

#include <QTest>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

Payload payload(Payload::Kind kind, std::string text, std::string raw = {})
{
    Payload made;
    made.kind = kind;
    made.text = std::move(text);
    made.raw = std::move(raw);
    return made;
}

} // namespace

class TestPanelTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersHaveThousandsSeparators()
    {
        QCOMPARE(withThousands(0), QStringLiteral("0"));
        QCOMPARE(withThousands(999), QStringLiteral("999"));
        QCOMPARE(withThousands(1940), QStringLiteral("1,940"));
        QCOMPARE(withThousands(-1234567), QStringLiteral("-1,234,567"));
        QCOMPARE(withThousands(-100), QStringLiteral("-100"));
        QCOMPARE(counted(1, QStringLiteral("event"), QStringLiteral("events")),
                 QStringLiteral("1 event"));
        QCOMPARE(counted(2000, QStringLiteral("event"), QStringLiteral("events")),
                 QStringLiteral("2,000 events"));
    }

    void timesReadAsClockAndDate()
    {
        const Time time = parseIsoTime("2025-11-03T08:41:12.120400Z").value();
        QCOMPARE(clockText(time), QStringLiteral("08:41:12.120"));
        QCOMPARE(dateText(time), QStringLiteral("2025-11-03"));
        QCOMPARE(dateTimeText(time), QStringLiteral("2025-11-03 08:41:12.1204"));
        QCOMPARE(dateTimeText(parseIsoTime("0001-01-01T00:00:00Z").value()),
                 QStringLiteral("0001-01-01 00:00:00"));
        QVERIFY(clockText(kNoTime).isEmpty());
        QCOMPARE(minuteText(time), QStringLiteral("2025-11-03 08:41"));
        QCOMPARE(minuteText(kNoTime), QString());
        const auto briefly = [&](const char *newest) {
            return shortTimeText(time, parseIsoTime(newest).value());
        };
        QCOMPARE(briefly("2025-11-03T23:00:00Z"), QStringLiteral("08:41"));
        QCOMPARE(briefly("2025-12-03T08:41:12Z"), QStringLiteral("11-03"));
        QCOMPARE(briefly("2026-11-03T08:41:12Z"), QStringLiteral("2025"));
        QCOMPARE(shortTimeText(kNoTime, time), QString());
    }

    void aNameFromAStoreFitsALine()
    {
        QCOMPARE(oneLine("a\nb\tc"), QStringLiteral("a\u240ab\u2409c"));
        const QString cut = oneLine(std::string(1'000'000, 'x') + "end", 100);
        QVERIFY(cut.size() <= 101);
        QVERIFY(cut.endsWith(QStringLiteral("end")));
        QCOMPARE(oneLine("\xff\xfe"), QStringLiteral("\ufffd\ufffd"));
        QVERIFY(
            plainToolTip(QStringLiteral("<script>")).contains(QStringLiteral("&lt;script&gt;")));
    }

    void aValueMeansItselfInAFilter_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("written");
        QTest::newRow("word") << QStringLiteral("OrderPlaced") << QStringLiteral("OrderPlaced");
        QTest::newRow("uuid") << QStringLiteral("order-7f3a-11") << QStringLiteral("order-7f3a-11");
        QTest::newRow("space") << QStringLiteral("a b") << QStringLiteral("\"a b\"");
        QTest::newRow("quote") << QStringLiteral("say \"hi\"")
                               << QStringLiteral("\"say \\\"hi\\\"\"");
        QTest::newRow("star") << QStringLiteral("5*") << QStringLiteral("\"5\\*\"");
        QTest::newRow("backslash")
            << QStringLiteral("Shop\\Order") << QStringLiteral("\"Shop\\\\Order\"");
        QTest::newRow("empty") << QString() << QStringLiteral("\"\"");
    }
    void aValueMeansItselfInAFilter()
    {
        QFETCH(QString, text);
        QFETCH(QString, written);
        QCOMPARE(filterValue(text), written);
        QVERIFY(Filter::compile((QStringLiteral("type = ") + written).toStdString()).has_value());
    }

    void aConditionIsAddedToWhatIsThere()
    {
        const QString condition = QStringLiteral("type = A");
        QCOMPARE(filterWith(QString(), condition), condition);
        QCOMPARE(filterWith(QStringLiteral("stream = x"), condition),
                 QStringLiteral("stream = x and type = A"));
        QCOMPARE(filterWith(QStringLiteral("a or b"), condition),
                 QStringLiteral("(a or b) and type = A"));
    }

    void aCommandIsSafeInAShell()
    {
        QCOMPARE(shellCommand({QStringLiteral("eventscope-cli"), QStringLiteral("/a/b.db"),
                               QStringLiteral("it's $HOME")}),
                 QStringLiteral("eventscope-cli /a/b.db 'it'\\''s $HOME'"));
        QCOMPARE(shellCommand({QStringLiteral("x"), QString()}), QStringLiteral("x ''"));
    }

    void jsonIsShownAsATreeAndAsItStands()
    {
        const ShownPayload shown = ShownPayload::of(
            payload(Payload::Kind::Json, "{\"a\": 0.10}\n"));
        QVERIFY(shown.json.has_value());
        QCOMPARE(shown.raw, QStringLiteral("{\"a\": 0.10}\n"));
        QCOMPARE(shown.caption, QStringLiteral("JSON, 12 bytes"));
        QVERIFY(shown.problem.isEmpty());
    }

    void jsonThatIsTooDeepIsShownAsTextAndSaysSo()
    {
        const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
        const ShownPayload shown = ShownPayload::of(payload(Payload::Kind::Json, deep));
        QVERIFY(!shown.json.has_value());
        QVERIFY(!shown.problem.isEmpty());
        QVERIFY(shown.text.startsWith(QStringLiteral("[[[[")));
    }

    void bytesAreDumpedWithOffsetsAndText()
    {
        const ShownPayload shown = ShownPayload::of(
            payload(Payload::Kind::Binary, std::string("\x00\x01Hi!\xff", 6)));
        QCOMPARE(shown.raw, QStringLiteral("00000000  00 01 48 69 21 ff ") + QString(31, u' ')
                                + QStringLiteral(" ..Hi!."));
        QCOMPARE(shown.caption, QStringLiteral("binary, 6 bytes"));
    }

    void aPackedPayloadShowsTheBytesThatAreStored()
    {
        const ShownPayload shown = ShownPayload::of(
            payload(Payload::Kind::Json, "{}", std::string("\x1f\x8b\x08", 3)));
        QVERIFY(shown.json.has_value());
        QVERIFY(shown.raw.startsWith(QStringLiteral("00000000  1f 8b 08")));
        QVERIFY(shown.caption.contains(QStringLiteral("3 bytes")));
    }

    void controlCharactersShowAndLineEndsBreakLines()
    {
        QCOMPARE(visibleText(QString::fromLatin1("a\0\x1b\r\nb\t", 7)),
                 QStringLiteral("a\u2400\u241b\u240d\nb\t"));
    }

    void namesOfJsonAreToldFromValues_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("kinds"); // n: name, p: punctuation, dot: anything else
        QTest::newRow("object") << QStringLiteral("{\"a\": \"b\"}") << QStringLiteral("pnnnp....p");
        QTest::newRow("quotes within")
            << QStringLiteral("{\"a\\\"\":\"\\\"x\\\":\"}") << QStringLiteral("pnnnnnp........p");
        QTest::newRow("a blank before the colon")
            << QStringLiteral("[{\"a\" \n:1}]") << QStringLiteral("ppnnn..p.pp");
        QTest::newRow("no end") << QStringLiteral("{\"a") << QStringLiteral("p..");
        QTest::newRow("an escape at the end") << QStringLiteral("\"\\") << QStringLiteral("..");
        QTest::newRow("nothing") << QString() << QString();
    }

    void namesOfJsonAreToldFromValues()
    {
        QFETCH(QString, text);
        QFETCH(QString, kinds);
        QString seen(text.size(), u'.');
        for (const JsonSpan &span : jsonSpans(text)) {
            for (qsizetype i = 0; i < span.size; ++i)
                seen[span.begin + i] = span.kind == JsonSpan::Kind::Name ? u'n' : u'p';
        }
        QCOMPARE(seen, kinds);
    }

    void aHugePayloadIsCutBetweenCharactersAndSaysSo()
    {
        std::string text;
        for (int i = 0; i < 1000; ++i)
            text += "\xe2\x82\xac"; // the euro sign, three bytes
        const ShownPayload shown = ShownPayload::of(payload(Payload::Kind::Text, text), 100);
        QVERIFY(!shown.text.contains(QChar(0xfffd)));
        QVERIFY(shown.text.startsWith(QString(33, QChar(0x20ac))));
        QVERIFY(shown.text.contains(QStringLiteral("the first 99 of 3,000 bytes")));
    }
};

QTEST_GUILESS_MAIN(TestPanelTexts)
#include "tst_paneltexts.moc"
