// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/mappingdialog.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace eventscope;
using namespace eventscope::ui;

// Records whose members nobody could guess.
class TestMappingDialog : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<MappingDialog> m_dialog;

    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    QComboBox *combo(Role role) const
    {
        return m_dialog->findChild<QComboBox *>(
            QStringLiteral("role%1").arg(static_cast<int>(role)));
    }
    void choose(Role role, const char *name)
    {
        const int index = combo(role)->findText(QString::fromUtf8(name));
        QVERIFY2(index >= 0, name);
        combo(role)->setCurrentIndex(index);
        Q_EMIT combo(role)->activated(index);
    }
    QTableWidget *preview() const
    {
        return m_dialog->findChild<QTableWidget *>(QStringLiteral("preview"));
    }
    QString said() const { return m_dialog->findChild<QLabel *>(QStringLiteral("said"))->text(); }
    QPushButton *openButton() const
    {
        return m_dialog->findChild<QPushButton *>(QStringLiteral("openMapped"));
    }
    void show(const QString &location)
    {
        m_dialog = std::make_unique<MappingDialog>(location, path("dialects"), nullptr);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose, false);
        m_dialog->open();
        QTRY_VERIFY(m_dialog->findChild<QComboBox *>(QStringLiteral("table"))->count() > 0);
    }

private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().apply(*qApp, Theme::Choice::Light);
        QFile file(path("odd.jsonl"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 30; ++i) {
            QJsonObject record{{QStringLiteral("qux"), QStringLiteral("order-%1").arg(i % 3)},
                               {QStringLiteral("zip"), QStringLiteral("Thing%1").arg(i % 2)},
                               {QStringLiteral("blob"), QJsonObject{{QStringLiteral("n"), i}}},
                               {QStringLiteral("tick"), 1762158000 + i}};
            if (i != 4)
                record.insert(QStringLiteral("mark"), QStringLiteral("m%1").arg(i));
            file.write(QJsonDocument(record).toJson(QJsonDocument::Compact) + '\n');
        }
    }
    void cleanup() { m_dialog.reset(); }

    void whatIsChosenIsReadAtOnce()
    {
        show(path("odd.jsonl"));
        choose(Role::Stream, "qux");
        choose(Role::Type, "zip");
        choose(Role::Data, "blob");
        choose(Role::Time, "tick");
        QTRY_COMPARE(preview()->rowCount(), 20);
        QTRY_VERIFY(openButton()->isEnabled());
        QCOMPARE(preview()->item(4, 2)->text(), QStringLiteral("order-1"));
        QCOMPARE(preview()->item(4, 4)->text(), QStringLiteral("Thing0"));
        QCOMPARE(preview()->item(4, 5)->text(), QStringLiteral("{\"n\":4}"));
        QVERIFY(preview()->item(4, 1)->text().startsWith(QStringLiteral("2025-11-03")));
    }

    void withoutAStreamThereIsNothingToOpen()
    {
        show(path("odd.jsonl"));
        choose(Role::Stream, "—");
        QVERIFY(!openButton()->isEnabled());
        QVERIFY(!said().isEmpty());
    }

    void anEmptyFieldIsSaidBesideIt()
    {
        show(path("odd.jsonl"));
        choose(Role::Stream, "qux");
        choose(Role::Type, "zip");
        choose(Role::Id, "mark");
        QTRY_VERIFY(openButton()->isEnabled());
        const auto labels = m_dialog->findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->text() == QStringLiteral("empty in 1 of 20");
        }));
    }

    void aSavedDialectReadsTheStoreAgain()
    {
        show(path("odd.jsonl"));
        choose(Role::Stream, "qux");
        choose(Role::Type, "zip");
        choose(Role::Data, "blob");
        choose(Role::Time, "tick");
        QTRY_VERIFY(openButton()->isEnabled());
        const auto saved = m_dialog->saveAs(QStringLiteral("My odd store!"));
        QVERIFY2(saved, saved ? "" : saved.error().message.c_str());
        QCOMPARE(*saved, path("dialects/my-odd-store.json"));
        QVERIFY(!m_dialog->saveAs(QStringLiteral("my ODD store")));
        QVERIFY(!m_dialog->saveAs(QStringLiteral(" ../ ")));

        OpenOptions options;
        options.dialect = saved->toStdString();
        const auto store = openStore(path("odd.jsonl").toStdString(), options);
        QVERIFY2(store, store ? "" : store.error().message.c_str());
        QCOMPARE((*store)->dialect().title, std::string("My odd store!"));
        QCOMPARE((*store)->dialect().events.stream.column, std::string("qux"));
    }

    void openHandsOverTheMapping()
    {
        show(path("odd.jsonl"));
        choose(Role::Stream, "qux");
        choose(Role::Type, "zip");
        QTRY_VERIFY(openButton()->isEnabled());
        QSignalSpy opened(m_dialog.get(), &MappingDialog::openWanted);
        openButton()->click();
        QCOMPARE(opened.size(), 1);
        const auto options = opened.front().front().value<OpenOptions>();
        QVERIFY(options.mapping);
        QCOMPARE(options.mapping->events.type.column, std::string("zip"));
    }

    void whatIsNotThereIsSaid()
    {
        m_dialog = std::make_unique<MappingDialog>(path("missing.jsonl"), path("dialects"),
                                                   nullptr);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose, false);
        m_dialog->open();
        QTRY_VERIFY(said().contains(QStringLiteral("missing.jsonl")));
        QVERIFY(!openButton()->isEnabled());
    }

    // A position of one's own goes first in the order; what makes the guess's order unique stays behind it.
    void theOrderOfATableFollowsItsPosition()
    {
        Dialect guess;
        guess.kind = "sqlite";
        guess.events.order = {"rowid"};
        Dialect dialect = guess;
        setField(dialect, Role::Position, columnField("order", "sqlite"), guess);
        QCOMPARE(dialect.events.order, (std::vector<std::string>{"\"order\"", "rowid"}));
        setField(dialect, Role::Position, {}, guess);
        QCOMPARE(dialect.events.order, (std::vector<std::string>{"rowid"}));
    }

    void namesAreQuotedWhereSqlNeedsIt()
    {
        QCOMPARE(columnField("stream_id", "sqlite").column, std::string("stream_id"));
        QCOMPARE(columnField("a \"b\"", "sqlite").column, std::string("\"a \"\"b\"\"\""));
        QCOMPARE(columnField("2nd", "sqlite").column, std::string("\"2nd\""));
        QCOMPARE(columnField("a b", "file").column, std::string("a b"));
    }
};

QTEST_MAIN(TestMappingDialog)
#include "tst_mappingdialog.moc"
