// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/loader.h"
#include "event/log.h"
#include "store/file/filesource.h"

#include <zlib.h>

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <string>
#include <string_view>

namespace eventscope::filetest {

// A folder with files in it, and ways to open them.
class Folder
{
public:
    std::string path(std::string_view name) const
    {
        return m_folder.filePath(QString::fromUtf8(name.data(), qsizetype(name.size())))
            .toStdString();
    }
    std::string write(std::string_view name, std::string_view content) const
    {
        return put(name, content, QIODevice::WriteOnly | QIODevice::Truncate);
    }
    std::string append(std::string_view name, std::string_view content) const
    {
        return put(name, content, QIODevice::WriteOnly | QIODevice::Append);
    }
    QStringList files() const
    {
        return QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden);
    }

private:
    std::string put(std::string_view name, std::string_view content, QIODevice::OpenMode mode) const
    {
        const std::string where = path(name);
        QFile file(QString::fromStdString(where));
        if (!file.open(mode)
            || file.write(content.data(), qsizetype(content.size())) != qsizetype(content.size()))
            qFatal("cannot write %s", where.c_str());
        return where;
    }
    QTemporaryDir m_folder;
};

inline std::string gzip(std::string_view text)
{
    z_stream zip = {};
    deflateInit2(&zip, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&zip, static_cast<uLong>(text.size())) + 64, '\0');
    zip.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
    zip.avail_in = static_cast<uInt>(text.size());
    zip.next_out = reinterpret_cast<Bytef *>(out.data());
    zip.avail_out = static_cast<uInt>(out.size());
    deflate(&zip, Z_FINISH);
    out.resize(zip.total_out);
    deflateEnd(&zip);
    return out;
}

// The dialects that come with the program, without those of whoever runs the tests.
inline const DialectList &dialects()
{
    static const QTemporaryDir noConfig;
    static const DialectList list = [] {
        qputenv("XDG_CONFIG_HOME", noConfig.path().toUtf8());
        return knownDialects();
    }();
    return list;
}

inline OpenOptions smallBatches()
{
    OpenOptions options;
    options.firstBatch = 3;
    options.batch = 3;
    return options;
}

// An open store with its log, loaded.
struct Loaded {
    std::shared_ptr<Store> store;
    std::unique_ptr<EventLog> log;
    std::unique_ptr<LogLoader> loader;
    std::unique_ptr<RecordReader> reader;

    std::uint32_t rows() const { return log->rowCount(); }
    std::string stream(std::uint32_t row) const
    {
        const StreamId id = log->stream(Row(row));
        return id == kNoStream ? "(none)" : std::string(log->streamName(id));
    }
    std::string type(std::uint32_t row) const
    {
        return std::string(log->typeName(log->type(Row(row))));
    }
    std::int64_t version(std::uint32_t row) const { return log->version(Row(row)).value(); }
    Record record(std::uint32_t row) const
    {
        auto record = reader->read(log->locator(Row(row)));
        if (!record)
            qFatal("%s", record.error().message.c_str());
        return *record;
    }
};

inline Loaded load(const std::string &path, const OpenOptions &options = smallBatches())
{
    auto store = openFileStore(path, options, dialects());
    if (!store)
        qFatal("%s", store.error().message.c_str());
    Loaded loaded;
    loaded.store = *store;
    EventLog::Options logOptions;
    logOptions.chunkShift = 2;
    logOptions.countVersions = loaded.store->info().versionsCounted;
    loaded.log = std::make_unique<EventLog>(logOptions);
    loaded.loader = std::make_unique<LogLoader>(loaded.store, *loaded.log,
                                                std::chrono::milliseconds(10));
    loaded.loader->start();
    loaded.loader->waitUntilLoaded();
    auto reader = loaded.store->reader();
    if (!reader)
        qFatal("%s", reader.error().message.c_str());
    loaded.reader = std::move(*reader);
    return loaded;
}

// The error of opening a file that is no store.
inline Error refusal(const std::string &path, const OpenOptions &options = {})
{
    const auto store = openFileStore(path, options, dialects());
    return store ? Error(ErrorCode::Internal, "it opened") : store.error();
}

} // namespace eventscope::filetest
