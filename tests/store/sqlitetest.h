// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <QDir>
#include <QFile>
#include <QString>

#include <sqlite3.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace eventscope::test {

// A database that a test fills. Ends the test program if its own SQL is wrong.
class Database
{
public:
    explicit Database(const QString &path)
    {
        if (sqlite3_open(path.toUtf8().constData(), &m_handle) != SQLITE_OK)
            qFatal("%s: %s", qPrintable(path), sqlite3_errmsg(m_handle));
    }
    ~Database() { close(); }
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    void run(const std::string &sql)
    {
        if (sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            qFatal("%s: %s", sql.c_str(), sqlite3_errmsg(m_handle));
    }
    void close()
    {
        sqlite3_close(m_handle);
        m_handle = nullptr;
    }
    sqlite3 *handle() const { return m_handle; }

private:
    sqlite3 *m_handle = nullptr;
};

// An event as a scan delivered it, with texts of its own.
struct Seen {
    std::string id, stream, streamType, type, correlation, causation, position;
    std::int64_t version = 0;
    bool hasVersion = false;
    std::string time; // ISO; empty if none
    std::uint64_t locator = 0;
    std::uint32_t payloadSize = 0;
    bool hasStream = true;
    bool damaged = false;
};

// Takes what a scan delivers, refined as the loader would.
class Collector : public BatchSink
{
public:
    explicit Collector(const RecordSource &source)
        : m_source(source)
    {}
    std::unique_ptr<RecordBatch> next() override { return std::make_unique<RecordBatch>(); }
    void push(std::unique_ptr<RecordBatch> batch) override
    {
        m_source.refine(*batch);
        batches.push_back(batch->events.size());
        for (const RawEvent &event : batch->events) {
            Seen seen;
            seen.id = event.id;
            seen.stream = event.stream;
            seen.streamType = event.streamType;
            seen.type = event.type;
            seen.correlation = event.correlation;
            seen.causation = event.causation;
            seen.position = event.positionText.empty() ? std::to_string(event.position)
                                                       : std::string(event.positionText);
            seen.hasVersion = event.version != kNoVersion;
            seen.version = seen.hasVersion ? event.version.value() : 0;
            seen.time = event.time == kNoTime ? std::string() : formatIsoTime(event.time);
            seen.locator = event.locator;
            seen.payloadSize = event.payloadSize;
            seen.hasStream = event.hasStream;
            seen.damaged = event.damaged;
            events.push_back(std::move(seen));
        }
    }

    std::vector<Seen> events;
    std::vector<std::size_t> batches;

private:
    const RecordSource &m_source;
};

inline Result<std::shared_ptr<Store>> openAt(const QString &path, OpenOptions options = {})
{
    return openStore(path.toStdString(), options);
}

// Small batches, so that every scan goes over their edges.
inline OpenOptions smallBatches()
{
    OpenOptions options;
    options.firstBatch = 3;
    options.batch = 3;
    options.keptBytes = 400; // about three rows
    return options;
}

// What stands in a folder: names and bytes. Of -shm files only the name counts when `withShm` is false.
inline std::map<QString, QByteArray> contentOf(const QString &folder, bool withShm = true)
{
    std::map<QString, QByteArray> content;
    const QDir dir(folder);
    for (const QString &name : dir.entryList(QDir::Files | QDir::Hidden)) {
        QFile file(dir.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s cannot be read", qPrintable(name));
        content[name] = withShm || !name.endsWith(QStringLiteral("-shm")) ? file.readAll()
                                                                          : QByteArray();
    }
    return content;
}

// The table that most tests use: it has a column for everything.
inline const char *const kEventsTable
    = "CREATE TABLE events(position INTEGER PRIMARY KEY, event_id TEXT, stream_id TEXT, version INTEGER, type TEXT, data,"
      " metadata, created_at)";

// `count` events into it from `first` on: three streams, data {"n":N}.
inline std::string insertEvents(int first, int count)
{
    return "WITH RECURSIVE n(i) AS (SELECT " + std::to_string(first)
           + " UNION ALL SELECT i + 1 FROM n WHERE i + 1 < " + std::to_string(first + count)
           + ") INSERT INTO events SELECT i, 'e' || i, 'order-' || (i % 3), (i - 1) / 3 + 1, 'Happened', '{\"n\":' || i || '}',"
             " '{\"correlationId\":\"c' || (i % 3) || '\",\"causationId\":\"e' || (i - 1) || '\"}',"
             " strftime('%Y-%m-%dT%H:%M:%fZ', 1700000000 + i, 'unixepoch') FROM n";
}

} // namespace eventscope::test
