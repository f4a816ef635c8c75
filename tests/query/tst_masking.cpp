// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/masking.h"

#include <QTest>

#include <string>
#include <vector>

using namespace eventscope;

using Kind = MaskRule::Kind;
using With = MaskRule::With;

class TestMasking : public QObject
{
    Q_OBJECT

private:
    static constexpr Masker::Key kKey{1, 2};

    static QString masked(const std::vector<MaskRule> &rules, const QByteArray &payload,
                          Masker::Part part = Masker::Part::Data)
    {
        const auto masker = Masker::make(rules, kKey);
        if (!masker)
            return QStringLiteral("error: ") + QString::fromStdString(masker.error().message);
        const auto text = (*masker)->masked(part, payload.toStdString());
        return text ? QString::fromStdString(*text) : QStringLiteral("as it is");
    }

private Q_SLOTS:
    void pathsNameWhatIsMasked_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("result");
        QTest::newRow("a member") << "/data/a"
                                  << "{'a':'D','b':{'card':'y','c':[1,{'card':2}]}}";
        QTest::newRow("below") << "/data/b/card"
                               << "{'a':'x','b':{'card':'D','c':[1,{'card':2}]}}";
        QTest::newRow("at any depth") << "/data/**/card"
                                      << "{'a':'x','b':{'card':'D','c':[1,{'card':0}]}}";
        QTest::newRow("any name") << "/data/*/card"
                                  << "{'a':'x','b':{'card':'D','c':[1,{'card':2}]}}";
        QTest::newRow("an element") << "/data/b/c/0"
                                    << "{'a':'x','b':{'card':'y','c':[0,{'card':2}]}}";
        QTest::newRow("all elements") << "/data/b/c/*/card"
                                      << "{'a':'x','b':{'card':'y','c':[1,{'card':0}]}}";
        QTest::newRow("all below") << "/data/b"
                                   << "{'a':'x','b':{'card':'D','c':[0,{'card':0}]}}";
        QTest::newRow("the whole") << "/data"
                                   << "{'a':'D','b':{'card':'D','c':[0,{'card':0}]}}";
        QTest::newRow("everything") << "/**"
                                    << "{'a':'D','b':{'card':'D','c':[0,{'card':0}]}}";
        QTest::newRow("nothing there") << "/data/z"
                                       << "as it is";
        QTest::newRow("another part") << "/metadata/a"
                                      << "as it is";
    }

    void pathsNameWhatIsMasked()
    {
        QFETCH(QString, path);
        QFETCH(QString, result);
        result.replace(u'\'', u'"').replace(u'D', QStringLiteral("•••"));
        QCOMPARE(masked({{Kind::Path, path.toStdString(), With::Dots}},
                        "{\"a\":\"x\",\"b\":{\"card\":\"y\",\"c\":[1,{\"card\":2}]}}"),
                 result);
    }

    void pathsWithSlashesInNamesAreEscaped()
    {
        QCOMPARE(masked({{Kind::Path, "/data/a~1b/c~0d", With::Null}}, "{\"a/b\":{\"c~d\":\"x\"}}"),
                 QStringLiteral("{\"a/b\":{\"c~d\":null}}"));
    }

    void equalValuesStayEqualAndOthersDiffer()
    {
        const std::vector<MaskRule> rules{{Kind::Path, "/data/*", With::Token}};
        const QString text = masked(rules, "{\"a\":\"anna\",\"b\":\"ben\",\"c\":\"anna\"}");
        const auto value = [&text](QChar name) {
            return text.section(QStringLiteral("\"%1\":\"").arg(name), 1).section(u'"', 0, 0);
        };
        QVERIFY2(value(u'a').startsWith(QStringLiteral("masked:")), qPrintable(text));
        QCOMPARE(value(u'a').size(), 15);
        QCOMPARE(value(u'a'), value(u'c'));
        QVERIFY(value(u'a') != value(u'b'));
        // Under another key they are others.
        const auto other = Masker::make(rules, {3, 4});
        QVERIFY(other);
        QVERIFY(QString::fromStdString(*(*other)->masked(Masker::Part::Data, "{\"a\":\"anna\"}"))
                != masked(rules, "{\"a\":\"anna\"}"));
        QVERIFY(Masker::randomKey() != Masker::randomKey());
    }

    void kindsOfValuesAreMaskedAsTheRuleSays()
    {
        const QByteArray payload = "{\"n\":12.50,\"b\":true,\"z\":null,\"s\":\"x\"}";
        QCOMPARE(masked({{Kind::Path, "/data/*", With::Dots}}, payload),
                 QStringLiteral("{\"n\":0,\"b\":null,\"z\":null,\"s\":\"•••\"}"));
        QCOMPARE(masked({{Kind::Path, "/data/*", With::Null}}, payload),
                 QStringLiteral("{\"n\":null,\"b\":null,\"z\":null,\"s\":null}"));
    }

    void whatIsNotMaskedKeepsAllDigitsAndTheOrder()
    {
        QCOMPARE(masked({{Kind::Path, "/data/x", With::Null}},
                        "{\"b\": 12345678901234567890, \"x\": 1, \"a\": 0.10}"),
                 QStringLiteral("{\"b\":12345678901234567890,\"x\":null,\"a\":0.10}"));
    }

    void patternsMaskWhatTheyMatch_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("result");
        const auto row = [](Kind kind, const char *text, const char *result) {
            QTest::newRow(text) << int(kind) << QString::fromUtf8(text)
                                << QString::fromUtf8(result);
        };
        row(Kind::Email, "to anna.b+x@mail.example.com now", "to ••• now");
        row(Kind::Email, "a@b.de, c@d.fr", "•••, •••");
        row(Kind::Email, "jürgen@müller.de", "•••");
        row(Kind::Email, "user@localhost", "user@localhost");
        row(Kind::Card, "4111 1111 1111 1111", "•••");
        row(Kind::Card, "card 4111-1111-1111-1111 used", "card ••• used");
        row(Kind::Card, "4111111111111112", "4111111111111112"); // the check digit is wrong
        row(Kind::Card, "2026-03-10 17:27:36.117", "2026-03-10 17:27:36.117");
        row(Kind::Phone, "call +49 30 901820-0.", "call •••.");
        row(Kind::Phone, "0049 30 9018200", "•••");
        row(Kind::Phone, "(030) 901 820", "•••");
        row(Kind::Phone, "030/901820", "•••");
        row(Kind::Phone, "2026-03-10T17:27:36Z", "2026-03-10T17:27:36Z");
        row(Kind::Phone, "87e6ee95-95ad-4c2f-8d49-e4d49f8cfd82",
            "87e6ee95-95ad-4c2f-8d49-e4d49f8cfd82");
        row(Kind::Phone, "order 1,204 of 2,026", "order 1,204 of 2,026");
    }

    void patternsMaskWhatTheyMatch()
    {
        QFETCH(int, kind);
        QFETCH(QString, text);
        QFETCH(QString, result);
        const QString before = QStringLiteral("{\"n\":[\"%1\"]}").arg(text);
        const QString after = masked({{static_cast<Kind>(kind), {}, With::Dots}}, before.toUtf8());
        QCOMPARE(after == QStringLiteral("as it is") ? before : after,
                 QStringLiteral("{\"n\":[\"%1\"]}").arg(result));
    }

    void aPatternOfOnesOwnMasksItsMatches()
    {
        QCOMPARE(masked({{Kind::Pattern, "K-\\d+", With::Dots}}, "{\"a\":\"K-1 and K-22\"}"),
                 QStringLiteral("{\"a\":\"••• and •••\"}"));
        QCOMPARE(masked({{Kind::Pattern, "K-\\d+", With::Null}}, "{\"a\":\"K-1\",\"b\":\"x K-2\"}"),
                 QStringLiteral("{\"a\":null,\"b\":\"x •••\"}"));
        // Numbers are masked as a whole.
        QCOMPARE(masked({{Kind::Pattern, "17", With::Dots}}, "[117.50,-1.7e1,71]"),
                 QStringLiteral("[0,-1.7e1,71]"));
        QCOMPARE(masked({{Kind::Pattern, "^12$", With::Null}}, "[12,120]"),
                 QStringLiteral("[null,120]"));
        // One that matches nothing everywhere ends.
        QCOMPARE(masked({{Kind::Pattern, "x*", With::Dots}}, "{\"a\":\"bxxc\"}"),
                 QStringLiteral("{\"a\":\"b•••c\"}"));
        // One that gives up leaves nothing to see.
        const QByteArray hard = "{\"a\":\"" + QByteArray(4000, 'a') + "!\"}";
        QCOMPARE(masked({{Kind::Pattern, "(a+)+$", With::Dots}}, hard),
                 QStringLiteral("{\"a\":\"•••\"}"));
    }

    void cardsThatAreNumbersAreMaskedToo()
    {
        // The last ones are times in milli- and microseconds, and an amount.
        QCOMPARE(masked({{Kind::Card, {}, With::Dots}},
                        "[4111111111111111,4111111111111112,378282246310005,1773163656117,"
                        "1773163656117004,4111111111111111.5]"),
                 QStringLiteral("[0,4111111111111112,0,1773163656117,1773163656117004,"
                                "4111111111111111.5]"));
    }

    void textsOfNoPayloadAreMaskedByPatterns()
    {
        const auto text = [](const std::vector<MaskRule> &rules, const char *note) {
            return QString::fromStdString((*Masker::make(rules, kKey))->maskedText(note));
        };
        const MaskRule mail{Kind::Email, {}, With::Dots};
        QCOMPARE(text({mail}, "ask a@b.de"), QStringLiteral("ask •••"));
        QCOMPARE(text({mail}, "ask anna"), QStringLiteral("ask anna"));
        QCOMPARE(text({mail}, ""), QString());
        QCOMPARE(text({{Kind::Email, {}, With::Null}}, "a@b.de"), QStringLiteral("•••"));
        QCOMPARE(text({{Kind::Path, "/data/x", With::Dots}}, "ask anna"),
                 QStringLiteral("ask anna"));
        QCOMPARE(text({{Kind::Path, "/**", With::Dots}}, "ask anna"), QStringLiteral("•••"));
        QCOMPARE(QString::fromStdString(Masker::ofEverything(kKey)->maskedText("ask anna")),
                 QStringLiteral("•••"));
    }

    void whatIsNoJsonIsOneText()
    {
        const MaskRule mail{Kind::Email, {}, With::Dots};
        QCOMPARE(masked({mail}, "<to>a@b.de</to>"), QStringLiteral("<to>•••</to>"));
        QCOMPARE(masked({{Kind::Path, "/data/to", With::Dots}}, "<to>a@b.de</to>"),
                 QStringLiteral("•••"));
        QCOMPARE(masked({{Kind::Path, "/metadata/to", With::Dots}}, "<to>a@b.de</to>"),
                 QStringLiteral("as it is"));
        QCOMPARE(masked({mail}, ""), QStringLiteral("as it is"));
        // Deeper than anybody looks.
        QCOMPARE(masked({{Kind::Path, "/data/**/x", With::Dots}},
                        QByteArray(5000, '[') + QByteArray(5000, ']')),
                 QStringLiteral("•••"));
    }

    void rulesThatAreWrongAreRefused()
    {
        for (const char *path : {"", "data/x", "/", "/other", "/dat"})
            QVERIFY2(!checkMaskRule({Kind::Path, path, With::Token}), path);
        QVERIFY(checkMaskRule({Kind::Path, "/**/x", With::Token}));
        QVERIFY(!checkMaskRule({Kind::Pattern, "", With::Token}));
        QVERIFY(!checkMaskRule({Kind::Pattern, "(", With::Token}));
        QVERIFY(checkMaskRule({Kind::Email, "", With::Token}));
        QVERIFY(masked({{Kind::Pattern, "(", With::Token}}, "{}")
                    .startsWith(QStringLiteral("error: ")));
        QCOMPARE(QString::fromStdString(*Masker::ofEverything(kKey)->masked(Masker::Part::Metadata,
                                                                            "{\"a\":[1,\"x\"]}")),
                 QStringLiteral("{\"a\":[0,\"•••\"]}"));
    }
};

QTEST_GUILESS_MAIN(TestMasking)
#include "tst_masking.moc"
