// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QByteArray>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

namespace eventscope {

// A store of hallgren/eventsourcing with snapshots, in a folder of its own. Each event adds its amount to a balance.
//
//   Account/a1  v1 to v6   snapshots of v2, which agrees, of v4, which differs in two places, and of v9, which is ahead
//   Account/a2  v1 to v3   of v2, which agrees, and of v3, which is damaged
//   Account/a3  v1 v2 v4   of v3, between two events
//   Account/a4  v5 v6      of v4, before the first event
//   Other/o1    v1         of v1; nothing folds this type
//   Account/zz             of v1; there are no events
class AccountsStore
{
public:
    AccountsStore()
    {
        run("CREATE TABLE events(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT, version INTEGER, "
            "reason TEXT, type TEXT, timestamp TEXT, data BLOB, metadata BLOB, UNIQUE(id, type, "
            "version));"
            "CREATE TABLE snapshots(id TEXT, type TEXT, version INTEGER, global_version INTEGER, "
            "state BLOB)");
        for (int version = 1; version <= 6; ++version)
            addEvent("Account", "a1", version, 10);
        for (int version = 1; version <= 3; ++version)
            addEvent("Account", "a2", version, 1);
        for (const int version : {1, 2, 4})
            addEvent("Account", "a3", version, 1);
        for (const int version : {5, 6})
            addEvent("Account", "a4", version, 1);
        addEvent("Other", "o1", 1, 1);
        addSnapshot("Account", "a1", 2, R"('{"owner":"Ada","balance":20.0}')");
        addSnapshot("Account", "a1", 4, R"('{"balance":99,"owner":"Ada","frozen":true}')");
        addSnapshot("Account", "a1", 9, R"('{"balance":60,"owner":"Ada"}')");
        addSnapshot("Account", "a2", 2, R"('{"balance":2,"owner":"Ada"}')");
        addSnapshot("Account", "a2", 3, "x'1f8b080000'");
        addSnapshot("Account", "a3", 3, R"('{"balance":2,"owner":"Ada"}')");
        addSnapshot("Account", "a4", 4, R"('{"balance":4,"owner":"Ada"}')");
        addSnapshot("Other", "o1", 1, R"('{"n":1}')");
        addSnapshot("Account", "zz", 1, R"('{}')");
    }

    QString path() const { return m_folder.filePath(QStringLiteral("accounts.db")); }
    void run(const QByteArray &sql) const
    {
        sqlite3 *database = nullptr;
        if (sqlite3_open(path().toUtf8().constData(), &database) != SQLITE_OK
            || sqlite3_exec(database, sql.constData(), nullptr, nullptr, nullptr) != SQLITE_OK)
            qFatal("%s: %s", sql.constData(), sqlite3_errmsg(database));
        sqlite3_close(database);
    }
    void addEvent(const char *type, const char *id, int version, int amount) const
    {
        run("INSERT INTO events(id, version, reason, type, timestamp, data, metadata) VALUES('"
            + QByteArray(id) + "'," + QByteArray::number(version) + ",'Credited','" + type
            + "','2026-01-01T00:00:" + QByteArray::number(version).rightJustified(2, '0')
            + "Z',CAST('{\"amount\":" + QByteArray::number(amount) + "}' AS BLOB),'null')");
    }
    // `state` is SQL.
    void addSnapshot(const char *type, const char *id, int version, const QByteArray &state) const
    {
        run("INSERT INTO snapshots VALUES('" + QByteArray(id) + "','" + type + "',"
            + QByteArray::number(version) + ",0," + state + ")");
    }
    // The file of a script that folds accounts as the store's owner does.
    QString reducer() const
    {
        QFile file(m_folder.filePath(QStringLiteral("account.js")));
        if (file.open(QIODevice::WriteOnly))
            file.write("export const initialState = { balance: 0, owner: 'Ada' };"
                       "export default (s, e) => ({ ...s, balance: s.balance + e.data.amount });");
        return file.fileName();
    }

    // Opens it and waits until everything is there.
    void open(Session &session) const
    {
        session.workspace().setFolder(m_folder.filePath(QStringLiteral("workspaces")));
        session.open(path());
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        QTRY_VERIFY(session.snapshots().areThere());
    }

private:
    QTemporaryDir m_folder;
};

} // namespace eventscope
