// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A database that two frameworks share, in the real window: it asks once.
#include "orderswindow.h"
#include "session/session.h"
#include "shell/errorpage.h"
#include "shell/frameworkchoices.h"
#include "shell/mainwindow.h"

#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

QByteArray table(const QByteArray &name, int events)
{
    QByteArray sql = "CREATE TABLE " + name
                     + " (seq INTEGER PRIMARY KEY, stream TEXT, kind TEXT, body TEXT, at TEXT);";
    for (int i = 1; i <= events; ++i)
        sql += "INSERT INTO " + name + " VALUES (" + QByteArray::number(i)
               + ", 'a-1', 'Done', '{}', '2026-01-01T00:00:00Z');";
    return sql;
}

} // namespace

class TestFrameworkChoices : public QObject, private OrdersWindow
{
    Q_OBJECT

private:
    void run(const QString &file, const QByteArray &sql)
    {
        sqlite3 *database = nullptr;
        QCOMPARE(sqlite3_open(file.toUtf8().constData(), &database), SQLITE_OK);
        QCOMPARE(sqlite3_exec(database, sql.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(database);
    }
    void addDialect(const QByteArray &name)
    {
        const QString folder = path(QStringLiteral("config/eventscope/dialects/"));
        QDir().mkpath(folder);
        QByteArray text
            = R"({"format": 1, "name": "NAME", "title": "NAME of ours", "kind": "sqlite",
            "detect": [{"table": "NAME", "columns": ["seq"]}],
            "events": {"table": "NAME", "position": "seq", "stream": "stream", "type": "kind",
                       "time": "at", "data": "body"}})";
        QFile out(folder + QString::fromUtf8(name) + QStringLiteral(".json"));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text.replace("NAME", name));
    }
    QList<QPushButton *> choices() const
    {
        return m_window->findChild<FrameworkChoices *>()->findChildren<QPushButton *>();
    }

private Q_SLOTS:
    void init()
    {
        makeStore();
        makeWindow();
        qputenv("XDG_CONFIG_HOME", path(QStringLiteral("config")).toUtf8());
    }
    void cleanup() { takeDown(); }

    void whatIsChosenIsRemembered()
    {
        addDialect("journal");
        addDialect("notes");
        const QString store = path(QStringLiteral("both.db"));
        run(store, table("journal", 2) + table("notes", 3));
        m_window->openStore(store);
        QTRY_COMPARE(choices().size(), 2);
        QTRY_VERIFY(choices().first()->isVisible());
        QTRY_COMPARE(m_window->focusWidget(), choices().first());
        QCOMPARE(choices().last()->text(), QStringLiteral("notes of ours, table notes"));
        QCOMPARE(choices().last()->accessibleName(),
                 QStringLiteral("Open notes of ours, table notes"));
        QTest::keyClick(choices().last(), Qt::Key_Space);
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(m_session->log().rowCount(), 3U);
        QCOMPARE(m_session->info().dialect, std::string("notes"));

        m_session->close();
        m_window->openStore(store);
        QTRY_VERIFY(m_session->hasLog());
        QCOMPARE(m_session->info().dialect, std::string("notes"));
        QVERIFY(!m_window->findChild<FrameworkChoices *>()->isVisible());

        // It is asked again once what was chosen is gone.
        m_session->close();
        QFile::remove(path(QStringLiteral("config/eventscope/dialects/notes.json")));
        addDialect("third");
        run(store, table("third", 1));
        m_window->openStore(store);
        QTRY_COMPARE(m_session->phase(), Session::Phase::Failed);
        QTRY_VERIFY(choices().size() == 2
                    && choices().last()->text() == QStringLiteral("third of ours, table third"));
    }

    void aPlainDatabaseOffersTheMapping()
    {
        const QString store = path(QStringLiteral("plain.db"));
        run(store, "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer TEXT, total NUMERIC);"
                   "INSERT INTO orders VALUES (1, 'ann', 10);");
        m_window->openStore(store);
        QTRY_COMPARE(m_session->phase(), Session::Phase::Failed);
        auto *mapping = m_window->findChild<QPushButton *>(QStringLiteral("chooseMapping"));
        QTRY_VERIFY(mapping->isVisible());
        auto *message = m_window->findChild<QLabel *>(QStringLiteral("errorMessage"));
        QVERIFY(message->text().contains(QStringLiteral("no event table")));
        QVERIFY(!m_session->hasLog());
        QVERIFY(choices().isEmpty());
    }
};

QTEST_MAIN(TestFrameworkChoices)
#include "tst_frameworkchoices.moc"
