// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "checkfixture.h"

#include <QTest>

#include <functional>
#include <utility>

using namespace eventscope;
using namespace eventscope::tests;

class TestCheckPayloads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFieldOfAnotherTypeIsADrift()
    {
        Checked checked({made("a-1", 1, R"({"total":1,"note":null})"),
                         made("a-1", 2, R"({"total":2.50,"note":"x"})"),
                         made("a-1", 3, R"({"total":"3","note":null})"),
                         made("a-1", 4, R"({"total":"4"})", "Other")});
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), QStringList{QStringLiteral("schema-drift@3")});
        QCOMPARE(message(report),
                 QStringLiteral("Field total of Happened is a string at #3 (a-1 v3) and was a "
                                "number before; 1 value in all."));
    }

    void aRequiredFieldThatVanishesIsADriftAndAnOptionalOneIsNot()
    {
        Checked checked;
        for (int i = 1; i <= 40; ++i) {
            std::string data = R"({"always":1)";
            if (i <= 20)
                data += R"(,"items":[{"sku":"a","qty":1}])";
            else
                data += R"(,"items":[{"sku":"a"},{"sku":"b"}])";
            if (i % 3 == 0)
                data += R"(,"sometimes":1)";
            checked.add(made("a-1", i, data + "}"));
        }
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), QStringList{QStringLiteral("schema-drift@21")});
        QCOMPARE(message(report),
                 QStringLiteral("Field items[].qty of Happened is missing from #21 (a-1 v21) on "
                                "and always was there before; 20 events lack it."));
    }

    void theNewestEventAloneMayLackWhatAllHad()
    {
        Checked checked;
        for (int i = 1; i <= 21; ++i)
            checked.add(made("a-1", i, i < 21 ? R"({"a":1,"b":2})" : R"({"a":1})"));
        QCOMPARE(checked.codes(), QStringList{QStringLiteral("schema-drift@21")});
    }

    void keysThatAreDataAreNoFields()
    {
        Checked checked;
        for (int i = 1; i <= 300; ++i)
            checked.add(made("a-1", i,
                             R"({"byProduct":{"p)" + std::to_string(i / 20) + "-"
                                 + std::to_string(i % 20 / 10) + "-" + std::to_string(i)
                                 + R"(":1}})"));
        QCOMPARE(checked.codes(), QStringList());
    }

    void aFieldThatIsOneOrTheOtherAllAlongIsNoDrift()
    {
        Checked checked;
        for (int i = 1; i <= 60; ++i)
            checked.add(made("a-1", i, i % 3 == 0 ? R"({"value":1})" : R"({"value":"x"})"));
        QCOMPARE(checked.codes(), QStringList());
    }

    void aSlipOfTheTypeIsADrift()
    {
        Checked checked;
        for (int i = 1; i <= 60; ++i)
            checked.add(made("a-1", i, i % 40 == 0 ? R"({"value":"1"})" : R"({"value":1})"));
        QCOMPARE(checked.codes(), QStringList{QStringLiteral("schema-drift@40")});
    }

    void anotherTypeThatBeginsLateIsADriftThoughTheFirstGoesOn()
    {
        Checked checked;
        for (int i = 1; i <= 90; ++i)
            checked.add(
                made("a-1", i, i > 60 && i % 3 == 0 ? R"({"value":"1"})" : R"({"value":1})"));
        QCOMPARE(checked.codes(), QStringList{QStringLiteral("schema-drift@63")});
    }

    void anOptionalFieldInClustersIsNoDrift()
    {
        Checked checked;
        for (int i = 1; i <= 30; ++i)
            checked.add(made("a-1", i, i / 10 == 1 ? R"({"a":1,"coupon":1})" : R"({"a":1})"));
        QCOMPARE(checked.codes(), QStringList());
    }

    void aFieldThatCameAndWentIsToldTwice()
    {
        Checked checked;
        for (int i = 0; i < 90; ++i)
            checked.add(made("a-1", i + 1, i / 30 == 1 ? R"({"a":1,"b":1})" : R"({"a":1})"));
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), (QStringList{QStringLiteral("schema-drift@31"),
                                                     QStringLiteral("schema-drift@61")}));
        QCOMPARE(message(report, 0),
                 QStringLiteral("Field b of Happened is there from #31 (a-1 v31) on and never was "
                                "before; 30 events have it."));
        QCOMPARE(message(report, 1), QStringLiteral("Field b of Happened is missing again from #61 "
                                                    "(a-1 v61) on; 30 events lack it."));
    }

    // Two versions that are written side by side, each of them constant.
    void fieldsThatGoWithTheSchemaVersionAreNoDrift()
    {
        QCOMPARE(ofVersions([](int, bool isNew) {
                     return isNew ? R"({"a":"1","b":2})" : R"({"a":1})";
                 }).second,
                 QString());
    }

    void aDriftWithinASchemaVersionNamesIt()
    {
        const auto [codes, text] = ofVersions([](int i, bool isNew) {
            return !isNew ? R"({"a":1})" : i < 30 ? R"({"a":1,"b":2})" : R"({"a":1,"c":2})";
        });
        QCOMPARE(codes, (QStringList{QStringLiteral("schema-drift@31"),
                                     QStringLiteral("schema-drift@31")}));
        QVERIFY2(text.contains(QStringLiteral("Field b of Happened (schema version 2) is missing "
                                              "from #31 (a-1 v31) on")),
                 qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("Field c of Happened (schema version 2) is there "
                                              "from #31 (a-1 v31) on")),
                 qPrintable(text));
    }

    void aPayloadOfAnotherDeclaredContentTypeIsNoDrift()
    {
        MemoryEvent text = made("a-1", 2, R"("just a note")");
        text.metadata = R"({"datacontenttype":"text/plain"})";
        Checked checked({made("a-1", 1), text});
        QCOMPARE(checked.codes(), QStringList());
        Checked undeclared({made("a-1", 1), made("a-1", 2, "<note/>")});
        QCOMPARE(undeclared.codes(), QStringList{QStringLiteral("schema-drift@2")});
    }

    void brokenJsonIsUnreadableAndNoDrift_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QString>("why");
        QTest::newRow("cut off") << QByteArray(R"({"a":1,"b":)")
                                 << QStringLiteral("its JSON is cut off after 11 bytes");
        QTest::newRow("cut off after a member")
            << QByteArray(R"({"a":{"b":1})") << QStringLiteral("its JSON has a fault");
        QTest::newRow("no comma") << QByteArray(R"({"a":1 "b":2})")
                                  << QStringLiteral("its JSON has a fault");
        QTest::newRow("no literal")
            << QByteArray(R"({"a":nul})") << QStringLiteral("its JSON has a fault");
        QTest::newRow("two documents")
            << QByteArray(R"({"a":1}{"a":1})") << QStringLiteral("its JSON has a fault");
    }

    void brokenJsonIsUnreadableAndNoDrift()
    {
        QFETCH(QByteArray, payload);
        QFETCH(QString, why);
        Checked checked;
        for (int i = 1; i <= 40; ++i)
            checked.add(made("a-1", i, R"({"a":1,"b":2})"));
        checked.add(made("a-1", 41, payload.toStdString()));
        const CheckReport report = checked.run();
        QCOMPARE(checked.codes(report), QStringList{QStringLiteral("unreadable-payload@41")});
        QVERIFY2(message(report).contains(why), qPrintable(message(report)));
    }

    void textInBracketsIsNoBrokenJson()
    {
        Checked checked;
        for (int i = 1; i <= 10; ++i)
            checked.add(made("a-1", i, "{:order " + std::to_string(i) + "}"));
        QCOMPARE(checked.codes(), QStringList());
    }

private:
    // Sixty events of one type, every other one of schema version 2: their codes, and all messages.
    static std::pair<QStringList, QString> ofVersions(
        const std::function<std::string(int, bool)> &payload)
    {
        Checked checked;
        for (int i = 0; i < 60; ++i) {
            const bool isNew = i % 2 == 0;
            MemoryEvent each = made("a-1", i + 1, payload(i, isNew));
            each.schemaVersion = isNew ? "2" : "1";
            checked.add(each);
        }
        const CheckReport report = checked.run();
        QString text;
        for (std::size_t i = 0; i < report.findings.size(); ++i)
            text += message(report, i) + u'\n';
        return {checked.codes(report), text};
    }
};

QTEST_GUILESS_MAIN(TestCheckPayloads)
#include "tst_checkpayloads.moc"
