// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lagmodel.h"
#include "panels/lagpanel.h"
#include "panels/rowtable.h"
#include "widgets/theme.h"

#include "../store/sqlitetest.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

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
        RowTable &table() { return *panel.findChild<RowTable *>(); }
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
    void open(Fixture &fixture, const QString &path)
    {
        OpenOptions options;
        options.dialect = m_dir.filePath(QStringLiteral("readers.json")).toStdString();
        QFile file(QString::fromStdString(options.dialect));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(kDialect);
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
        QCOMPARE(fixture.text(0, LagModel::Status),
                 QStringLiteral("Error (ERROR: no such table)"));
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
        QVERIFY(lines[3].startsWith(QStringLiteral("slow\tStuck\t3\t10\t7\t")));
    }
};

QTEST_MAIN(TestLagPanel)
#include "tst_lagpanel.moc"
