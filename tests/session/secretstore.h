// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <sqlite3.h>

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <string>
#include <vector>

namespace eventscope::test {

// A SQLite store whose payloads only its owner can read (JSON behind a byte that no text has), with the decoder that can, in a folder of its own.
//
//   1 order-1 v1 Placed {"n":1}    4 order-2 v2 Noted {"n":4}, plain JSON
//   2 order-2 v1 Placed {"n":2}    5 order-1 v3 Paid  {"n":5}
//   3 order-1 v2 Paid   {"n":3}    6 order-1 v4 Paid  {"n":6}
class SecretStore
{
public:
    struct Event {
        const char *stream;
        int version;
        const char *type;
        QByteArray json;
        bool isPlain = false;
    };

    SecretStore()
        : SecretStore({{"order-1", 1, "Placed", R"({"n":1})"},
                       {"order-2", 1, "Placed", R"({"n":2})"},
                       {"order-1", 2, "Paid", R"({"n":3})"},
                       {"order-2", 2, "Noted", R"({"n":4})", true},
                       {"order-1", 3, "Paid", R"({"n":5})"},
                       {"order-1", 4, "Paid", R"({"n":6})"}})
    {}
    explicit SecretStore(const std::vector<Event> &events)
    {
        sqlite3 *database = nullptr;
        if (sqlite3_open(path().toUtf8().constData(), &database) != SQLITE_OK)
            qFatal("no database");
        QByteArray sql
            = "CREATE TABLE events (position INTEGER PRIMARY KEY, event_id TEXT, stream_id TEXT, "
              "version INTEGER, event_type TEXT, data BLOB, metadata TEXT, created_at TEXT);";
        int number = 0;
        for (const Event &event : events) {
            ++number;
            const QByteArray n = QByteArray::number(number);
            const QByteArray data = event.isPlain ? "'" + event.json + "'"
                                                  : "x'ff" + event.json.toHex() + "'";
            sql += "INSERT INTO events VALUES (" + n + ", 'e" + n + "', '" + event.stream + "', "
                   + QByteArray::number(event.version) + ", '" + event.type + "', " + data
                   + ", '{\"user\":\"ada\"}', '2026-01-01T00:00:" + n.rightJustified(2, '0')
                   + "Z');";
        }
        char *error = nullptr;
        if (sqlite3_exec(database, sql.constData(), nullptr, nullptr, &error) != SQLITE_OK)
            qFatal("%s", error);
        sqlite3_close(database);
        writeProgram(kDecoder);
    }

    QString folder() const { return m_folder.path(); }
    QString path() const { return m_folder.filePath(QStringLiteral("secret.db")); }
    QString program() const { return m_folder.filePath(QStringLiteral("decode.sh")); }
    QString write(const QString &name, const QByteArray &text, bool isProgram = false) const
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) < 0)
            qFatal("%s cannot be written", qPrintable(path));
        file.close();
        if (isProgram)
            QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return path;
    }
    void writeProgram(const QByteArray &text) const
    {
        write(QStringLiteral("decode.sh"), text, true);
    }
    // How often it was started.
    int starts() const
    {
        QFile log(program() + QStringLiteral(".log"));
        return log.open(QIODevice::ReadOnly) ? int(log.readAll().count('\n')) : 0;
    }
    DecoderRule rule(const char *types = "*", const QString &options = {}) const
    {
        const auto rule = parseDecoderRule((QString::fromLatin1(types) + u'=' + options
                                            + QStringLiteral("./decode.sh"))
                                               .toStdString(),
                                           folder());
        if (!rule)
            qFatal("%s", rule.error().message.c_str());
        return *rule;
    }

    // Reads lines. Of what it decodes, "bad" cannot be decoded, "hang" takes for ever, and "die" ends the program.
    static constexpr const char *kDecoder
        = "#!/bin/sh\n"
          "echo started >> \"$0.log\"\n"
          "while IFS= read -r line; do\n"
          "  bytes=${line##*\\\"bytes\\\":\\\"}\n"
          "  json=$(printf %s \"${bytes%\\\"*}\" | base64 -d | tail -c +2)\n"
          "  case $json in\n"
          "  *bad*) echo '{\"error\":\"a bad one\"}' ;;\n"
          "  *hang*) sleep 100 ;;\n"
          "  *die*) exit 3 ;;\n"
          "  *) printf '{\"data\":%s}\\n' \"$json\" ;;\n"
          "  esac\n"
          "done\n";

private:
    QTemporaryDir m_folder;
};

} // namespace eventscope::test
