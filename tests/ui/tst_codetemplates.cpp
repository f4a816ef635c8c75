// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a new file starts from runs as it stands, over the shop that everybody has.
#include "editor/codetemplates.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope::ui;
using namespace Qt::StringLiterals;

class TestCodeTemplates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTemplateRunsOverTheSampleShop_data()
    {
        QTest::addColumn<qsizetype>("index");
        for (std::size_t i = 0; i < codeTemplates().size(); ++i)
            QTest::newRow(qPrintable(codeTemplates()[i].fileName)) << static_cast<qsizetype>(i);
    }
    void everyTemplateRunsOverTheSampleShop()
    {
        QFETCH(qsizetype, index);
        const CodeTemplate &each = codeTemplates()[static_cast<std::size_t>(index)];
        QTemporaryDir folder;
        const QString store = folder.filePath(u"shop.db"_s);
        QVERIFY(QFile::copy(QStringLiteral(EVENTSCOPE_SAMPLE), store));
        const QString path = folder.filePath(each.fileName);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(each.text.toUtf8());
        file.close();

        QProcess cli;
        cli.start(QStringLiteral(EVENTSCOPE_CLI), {u"project"_s, store, path});
        QVERIFY(cli.waitForFinished(120'000));
        const QByteArray said = cli.readAllStandardError();
        QVERIFY2(cli.exitStatus() == QProcess::NormalExit && cli.exitCode() == 0, said.constData());
        const QJsonObject summary = QJsonDocument::fromJson(cli.readAllStandardOutput()).object();
        QVERIFY(summary.value(u"valid"_s).toBool());
        QVERIFY(summary.value(u"error"_s).isNull());
        QVERIFY(summary.value(u"processed"_s).toInt() > 50);
        QCOMPARE(summary.value(u"warnings"_s).toArray().size(), 0);
    }

    void templatesAreToldApart()
    {
        QStringList names;
        for (const CodeTemplate &each : codeTemplates()) {
            QVERIFY(!each.name.isEmpty() && !each.about.isEmpty() && each.text.endsWith(u'\n'));
            QVERIFY(!names.contains(each.name) && !names.contains(each.fileName));
            names += {each.name, each.fileName};
        }
    }
};

QTEST_GUILESS_MAIN(TestCodeTemplates)
#include "tst_codetemplates.moc"
