// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lagmodel.h"
#include "panels/lagdetails.h"
#include "panels/lagpanel.h"
#include "panels/rowtable.h"
#include "timeline/lagmarks.h"
#include "timeline/timelinecanvas.h"
#include "widgets/theme.h"

#include "../store/sqlitetest.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

// Ten events; consumers in every condition.
const std::string kStore
    = "CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT, version INTEGER, type TEXT,"
      " time TEXT, data TEXT);"
      "INSERT INTO events SELECT value, 'order-1', value, 'Placed',"
      " strftime('%Y-%m-%dT%H:%M:%SZ', 1767225600 + value + CASE WHEN value > 5 THEN 3600 ELSE 0 "
      "END, 'unixepoch'), '{}' FROM generate(10);"
      "CREATE TABLE readers (name TEXT, seen TEXT, state TEXT);"
      "INSERT INTO readers VALUES ('near', '0008', 'running'), ('done', '0010', NULL),"
      " ('slow', '3', 'stuck'), ('new', NULL, NULL), ('bad', '9', 'ERROR: no such table');";

const QByteArray kDialect = R"({"format": 1, "name": "readers", "kind": "sqlite",
    "events": {"table": "events", "position": "position", "stream": "stream",
               "version": "version", "type": "type", "time": "time", "data": "data"},
    "checkpoints": [{"table": "readers", "name": "name", "position": "seen", "status": "state"}]})";

const QByteArray kTokens
    = QByteArray(kDialect)
          .replace("\"position\": \"seen\"",
                   "\"position\": {\"column\": \"seen\", \"path\": \"/at\"}, \"gaps\": [\"/left\"]")
          .replace("\"status\": \"state\"", "\"error\": \"state\"");
const QByteArray kQueues = kDialect.chopped(1)
                           + ", \"queues\": [{\"table\": \"failed\", \"holds\": \"dead letters\", "
                             "\"waiting\": \"done = 0\"}]}";

} // namespace

class TestLagPanel : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;
    int m_made = 0;

    struct Fixture {
        Session session;
        LagPanel panel{session};
        Fixture()
        {
            panel.resize(900, 300);
            panel.show();
        }
        RowTable &table() { return *panel.findChild<RowTable *>(QStringLiteral("lagList")); }
        LagDetails &details() { return *panel.findChild<LagDetails *>(); }
        QString text(int row, LagModel::Column column)
        {
            return table().model()->index(row, column).data().toString();
        }
        int rowOf(const QString &name)
        {
            for (int row = 0; row < table().model()->rowCount(); ++row) {
                if (text(row, LagModel::Processor) == name)
                    return row;
            }
            return -1;
        }
    };
    QString store()
    {
        const QString path = m_dir.filePath(QStringLiteral("s%1.db").arg(++m_made));
        std::string sql = kStore;
        const std::string call = "FROM generate(10)";
        sql.replace(sql.find(call), call.size(),
                    "FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n"
                    " WHERE value < 10) SELECT value FROM n)");
        test::Database(path).run(sql);
        return path;
    }
    void open(Fixture &fixture, const QString &path, const QByteArray &dialect = kDialect)
    {
        OpenOptions options;
        options.dialect = m_dir.filePath(QStringLiteral("readers.json")).toStdString();
        QFile file(QString::fromStdString(options.dialect));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(dialect);
        file.close();
        fixture.session.workspace().setFolder(m_dir.filePath(QStringLiteral("workspaces")));
        fixture.session.open(path, options);
        QTRY_VERIFY(fixture.session.lag().isKnown());
    }

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }

    void everyConsumerIsListedAndTroubleStandsFirst()
    {
        Fixture fixture;
        const QAbstractItemModelTester tester(fixture.table().model());
        open(fixture, store());
        QCOMPARE(fixture.table().model()->rowCount(), 5);
        QCOMPARE(fixture.panel.title(), QStringLiteral("Lag  3"));
        QCOMPARE(fixture.text(0, LagModel::Processor), QStringLiteral("bad"));
        QCOMPARE(fixture.text(0, LagModel::Status), QStringLiteral("Error (ERROR: no such table)"));
        QCOMPARE(fixture.text(1, LagModel::Processor), QStringLiteral("new"));
        QCOMPARE(fixture.text(1, LagModel::Status), QStringLiteral("Not begun"));
        QCOMPARE(fixture.text(1, LagModel::Position), QStringLiteral("none"));
        QCOMPARE(fixture.text(1, LagModel::Behind), QStringLiteral("10"));
        QCOMPARE(fixture.text(2, LagModel::Processor), QStringLiteral("slow"));
        QCOMPARE(fixture.text(2, LagModel::Status), QStringLiteral("Stuck"));
        QCOMPARE(fixture.text(2, LagModel::Behind), QStringLiteral("7"));
        const int near = fixture.rowOf(QStringLiteral("near"));
        QCOMPARE(fixture.text(near, LagModel::Status), QStringLiteral("Behind (running)"));
        QCOMPARE(fixture.text(near, LagModel::Position), QStringLiteral("8"));
        QCOMPARE(fixture.text(near, LagModel::Head), QStringLiteral("10"));
        QCOMPARE(fixture.text(near, LagModel::Since), QStringLiteral("2 s"));
        const int done = fixture.rowOf(QStringLiteral("done"));
        QCOMPARE(fixture.text(done, LagModel::Status), QStringLiteral("Current"));
        QCOMPARE(fixture.text(done, LagModel::Since), QString());
    }

    void choosingAConsumerGoesToTheLastEventThatItHasSeen()
    {
        Fixture fixture;
        open(fixture, store());
        fixture.table().setFocus();
        fixture.table().setCurrentIndex(
            fixture.table().model()->index(fixture.rowOf(QStringLiteral("slow")), 0));
        QTest::keyClick(&fixture.table(), Qt::Key_Return);
        QCOMPARE(fixture.session.playhead(), Row(2));
        const QRect cell = fixture.table().visualRect(
            fixture.table().model()->index(fixture.rowOf(QStringLiteral("new")), 0));
        QTest::mouseClick(fixture.table().viewport(), Qt::LeftButton, {}, cell.center());
        QCOMPARE(fixture.session.playhead(), Row(0));
    }

    void aConsumerThatMovesOnIsSeen()
    {
        Fixture fixture;
        const QString path = store();
        open(fixture, path);
        fixture.table().setCurrentIndex(fixture.table().model()->index(2, 0));
        test::Database(path).run("UPDATE readers SET seen = '9' WHERE name = 'near'");
        const int near = fixture.rowOf(QStringLiteral("near"));
        QTRY_COMPARE(fixture.text(near, LagModel::Behind), QStringLiteral("1"));
        QCOMPARE(fixture.table().currentIndex().row(), 2);
    }

    void newEventsPutConsumersBehind()
    {
        Fixture fixture;
        const QString path = store();
        open(fixture, path);
        test::Database(path).run("INSERT INTO events VALUES (11, 'order-1', 11, 'Placed',"
                                 " '2026-01-01T01:00:20Z', '{}')");
        QTRY_COMPARE(fixture.text(fixture.rowOf(QStringLiteral("done")), LagModel::Behind),
                     QStringLiteral("1"));
    }

    void aPanelThatNobodySeesReadsNothing()
    {
        Fixture fixture;
        fixture.panel.hide();
        fixture.session.workspace().setFolder(m_dir.filePath(QStringLiteral("workspaces")));
        fixture.session.open(store());
        QTRY_COMPARE(fixture.session.phase(), Session::Phase::Ready);
        QTRY_VERIFY(fixture.session.isIdle());
        QVERIFY(!fixture.session.lag().isKnown());
        fixture.panel.show();
        QTRY_VERIFY(fixture.session.lag().isKnown());
    }

    void aStoreWithoutCheckpointsSaysSo()
    {
        Fixture fixture;
        const QString path = store();
        test::Database(path).run("DROP TABLE readers");
        open(fixture, path);
        QCOMPARE(fixture.table().model()->rowCount(), 0);
        QVERIFY(fixture.table().emptyText().contains(QStringLiteral("checkpoints")));
        QCOMPARE(fixture.panel.title(), QStringLiteral("Lag"));
    }

    void allOfItCanBeCopied()
    {
        Fixture fixture;
        open(fixture, store());
        fixture.table().setFocus();
        QTest::keyClick(&fixture.table(), Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n',
                                                                             Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 6);
        QVERIFY(lines[3].startsWith(QStringLiteral("slow\tStuck\t3\t10\t\t7\t")));
    }

    void gapsAndTheWholeErrorStandBesideTheList()
    {
        Fixture fixture;
        const QString path = store();
        test::Database(path).run(
            "UPDATE readers SET seen = '{\"at\":9,\"left\":[4,7]}', state = 'ERROR: no such table'"
            " WHERE name = 'bad'");
        open(fixture, path, kTokens);
        const int bad = fixture.rowOf(QStringLiteral("bad"));
        QCOMPARE(fixture.text(bad, LagModel::Gaps), QStringLiteral("2"));
        fixture.table().setCurrentIndex(fixture.table().model()->index(bad, 0));
        const QString text = fixture.details().findChild<QPlainTextEdit *>()->toPlainText();
        QVERIFY2(text.contains(QStringLiteral("Gaps      4, 7")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("2 events came there since")), qPrintable(text));
        QVERIFY2(text.endsWith(QStringLiteral("Error\nERROR: no such table")), qPrintable(text));
        auto *const copyError = fixture.details().findChild<QToolButton *>();
        QCOMPARE(copyError->accessibleName(), QStringLiteral("Copy the error"));
        copyError->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("ERROR: no such table"));
    }

    // Errors that were written on Windows end their lines otherwise than the text does that shows them.
    void whatIsSelectedInAnErrorStaysWhenTheLagIsReadAgain()
    {
        Fixture fixture;
        const QString path = store();
        test::Database(path).run("UPDATE readers SET seen = '{\"at\":9}',"
                                 " state = 'first line' || char(13, 10) || 'second' || char(160) "
                                 "|| 'line' WHERE name = 'bad';"
                                 "UPDATE readers SET seen = '{\"at\":3}' WHERE name = 'slow'");
        open(fixture, path, kTokens);
        fixture.table().setCurrentIndex(
            fixture.table().model()->index(fixture.rowOf(QStringLiteral("bad")), 0));
        auto *const text = fixture.details().findChild<QPlainTextEdit *>();
        QVERIFY(text->toPlainText().contains(QStringLiteral("first line\nsecond")));
        text->selectAll();
        const QString selected = text->textCursor().selectedText();
        QVERIFY(!selected.isEmpty());
        test::Database(path).run("UPDATE readers SET seen = '{\"at\":5}' WHERE name = 'slow'");
        const int slow = fixture.rowOf(QStringLiteral("slow"));
        QTRY_COMPARE(fixture.text(slow, LagModel::Behind), QStringLiteral("5"));
        QCOMPARE(text->textCursor().selectedText(), selected);
    }

    void messagesThatWaitAreListedAndFollowed()
    {
        Fixture fixture;
        const QString path = store();
        test::Database(path).run(
            "CREATE TABLE failed (id INTEGER, why TEXT, body BLOB, done INTEGER);"
            "INSERT INTO failed VALUES (1, 'no stock', CAST('{\"sku\":\"A\"}' AS BLOB), 0),"
            " (2, 'late', x'ff00', 0), (3, 'old', NULL, 1)");
        open(fixture, path, kQueues);
        const int failed = fixture.rowOf(QStringLiteral("failed"));
        QCOMPARE(fixture.text(failed, LagModel::Status), QStringLiteral("Dead letters"));
        QCOMPARE(fixture.text(failed, LagModel::Behind), QStringLiteral("2 waiting"));
        QCOMPARE(fixture.panel.title(), QStringLiteral("Lag  4"));
        fixture.table().setCurrentIndex(fixture.table().model()->index(failed, 0));
        auto *const messages = fixture.details().findChild<RowTable *>();
        QTRY_COMPARE(messages->model()->rowCount(), 2);
        const auto cell = [&](int row, int column) {
            return messages->model()->index(row, column).data().toString();
        };
        QCOMPARE(messages->model()->headerData(1, Qt::Horizontal).toString(),
                 QStringLiteral("why"));
        QCOMPARE(cell(0, 1), QStringLiteral("no stock"));
        QCOMPARE(cell(0, 2), QStringLiteral("{\"sku\":\"A\"}"));
        QCOMPARE(cell(1, 2), QStringLiteral("0xff00"));
        test::Database(path).run("UPDATE failed SET done = 1 WHERE id = 1");
        QTRY_COMPARE(messages->model()->rowCount(), 1);
        QCOMPARE(fixture.text(failed, LagModel::Behind), QStringLiteral("1 waiting"));
        QCOMPARE(fixture.table().currentIndex().row(), failed);
    }

    void flagsOnTheTimelineTellWhereConsumersAre()
    {
        Fixture fixture;
        open(fixture, store());
        TimelineCanvas canvas(fixture.session);
        canvas.resize(1000, 300);
        canvas.setMode(AxisMode::Position);
        canvas.show();
        // The one that has seen no event has no place.
        QTRY_COMPARE(canvas.lagMarks().size(), std::size_t(4));
        const auto &consumers = fixture.session.lag().consumers();
        const PlacedLag &slow = canvas.lagMarks().front();
        QCOMPARE(slow.consumers.size(), std::size_t(1));
        QCOMPARE(consumers[slow.consumers.front()].checkpoint.subscription, std::string("slow"));
        QCOMPARE(slow.place.left(), *canvas.scene().xOfRow(Row(2)));
        QString card;
        for (const HoverCard::Line &line : lagLines(fixture.session.log(), slow, consumers))
            card += line.text + u'\n';
        QVERIFY2(card.startsWith(QStringLiteral("slow\n7 events behind, ")), qPrintable(card));
        QVERIFY2(card.contains(QStringLiteral("stuck")), qPrintable(card));
        QVERIFY(lagAt(canvas.lagMarks(), slow.place.center()).has_value());
        QVERIFY(!lagAt(canvas.lagMarks(), slow.place.center() + QPoint(20, 0)).has_value());
        canvas.setLagShown(false);
        QTRY_VERIFY(canvas.lagMarks().empty());
        canvas.setLagShown(true);
        QTRY_COMPARE(canvas.lagMarks().size(), std::size_t(4));
    }

    void maskedMessagesShowNothingPersonal()
    {
        Fixture fixture;
        const QString path = store();
        test::Database(path).run(
            "CREATE TABLE failed (id INTEGER, why TEXT, body BLOB, done INTEGER);"
            "INSERT INTO failed VALUES (1, 'no stock', '{\"mail\":\"ann@example.com\"}', 0)");
        open(fixture, path, kQueues);
        fixture.table().setCurrentIndex(
            fixture.table().model()->index(fixture.rowOf(QStringLiteral("failed")), 0));
        auto *const messages = fixture.details().findChild<RowTable *>();
        const auto body = [&] { return messages->model()->index(0, 2).data().toString(); };
        QTRY_VERIFY(body().contains(QStringLiteral("ann@")));
        fixture.session.workspace().setMasks(
            {{MaskRule::Kind::Path, "/data/mail", MaskRule::With::Dots}});
        fixture.session.masking().setOn(true);
        QTRY_VERIFY(!body().isEmpty() && !body().contains(QStringLiteral("ann@")));
    }
};

QTEST_MAIN(TestLagPanel)
#include "tst_lagpanel.moc"
