// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/bundle.h"

#include "replay/openreplay.h"
#include "session/maskedstore.h"
#include "session/reducerfile.h"
#include "session/workspacejson.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QUrl>
#include <QUuid>

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <tuple>
#include <utility>

namespace eventscope {

namespace {

constexpr int kApplicationId = 0x45534255; // "ESBU"
constexpr qint64 kMostFileBytes = 16 << 20;
constexpr std::size_t kMostFiles = 200;
constexpr std::uint64_t kTellEvery = 256;

constexpr const char *kSchema
    = "PRAGMA journal_mode=OFF;PRAGMA synchronous=OFF;PRAGMA user_version=1;"
      "CREATE TABLE bundle_about (key TEXT PRIMARY KEY, value TEXT);"
      "CREATE TABLE bundle_files (name TEXT PRIMARY KEY, program INTEGER, content BLOB);"
      "CREATE TABLE bundle_events (ordinal INTEGER PRIMARY KEY, position, id TEXT, stream TEXT, "
      "stream_type TEXT, version INTEGER, type TEXT, schema_version TEXT, time TEXT, "
      "correlation_id TEXT, causation_id TEXT, data, metadata);";

struct CloseDatabase {
    void operator()(sqlite3 *database) const { sqlite3_close(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

struct Finalize {
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Statement prepared(sqlite3 *database, const char *sql)
{
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
    return Statement(statement);
}

void bindText(sqlite3_stmt *statement, int at, std::string_view text)
{
    sqlite3_bind_text64(statement, at, text.data() ? text.data() : "", text.size(),
                        SQLITE_TRANSIENT, SQLITE_UTF8);
}

void bindOptional(sqlite3_stmt *statement, int at, std::string_view text)
{
    if (text.empty())
        sqlite3_bind_null(statement, at);
    else
        bindText(statement, at, text);
}

void bindPayload(sqlite3_stmt *statement, int at, const Payload &payload)
{
    if (payload.kind == Payload::Kind::Absent)
        sqlite3_bind_null(statement, at);
    else if (payload.kind == Payload::Kind::Binary)
        sqlite3_bind_blob64(statement, at, payload.text.data(), payload.text.size(),
                            SQLITE_TRANSIENT);
    else
        bindText(statement, at, payload.text);
}

// A number where the label is one, so that it is read again as it was.
void bindPosition(sqlite3_stmt *statement, int at, const std::string &label)
{
    bool isNumber = false;
    const qlonglong number = QString::fromStdString(label).toLongLong(&isNumber);
    if (isNumber && std::to_string(number) == label)
        sqlite3_bind_int64(statement, at, number);
    else
        bindText(statement, at, label);
}

bool stepAndReset(sqlite3_stmt *statement)
{
    const bool done = statement && sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_reset(statement);
    return done;
}

bool putAbout(sqlite3 *database, const char *key, const std::string &value)
{
    const Statement insert = prepared(database, "INSERT INTO bundle_about VALUES (?, ?)");
    bindText(insert.get(), 1, key);
    bindText(insert.get(), 2, value);
    return stepAndReset(insert.get());
}

Error cannotWrite(const QString &file, const QString &why)
{
    return Error(ErrorCode::Unreadable, "The bundle " + file.toStdString()
                                            + " cannot be written: " + why.toStdString() + ".")
        .at(file.toStdString());
}

std::string workspaceOf(const BundlePlan &plan)
{
    WorkspaceContent content = plan.content;
    for (auto &[type, path] : content.reducers) {
        const auto file = std::find_if(plan.files.begin(), plan.files.end(),
                                       [&path = path](const auto &each) {
                                           return each.path == path;
                                       });
        path = file == plan.files.end() ? std::string() : file->name;
    }
    std::erase_if(content.reducers, [](const auto &each) { return each.second.empty(); });
    WorkspaceJson json = contentToJson(content, {});
    json["version"] = 1;
    json["view"] = viewToJson(plan.view);
    return json.dump(2, ' ', false, WorkspaceJson::error_handler_t::replace);
}

// Nothing that leads out of the folder it is put in.
bool isSafeName(const QString &name)
{
    return name.startsWith(QStringLiteral("reducers/")) && !name.contains(u'\\')
           && !name.contains(QChar(u'\0')) && QDir::cleanPath(name) == name
           && !name.contains(QStringLiteral("../"));
}

Result<void> insertEvents(sqlite3 *database, const QString &file, const EventLog &log,
                          const Store &store, const BundlePlan &plan, Progress &progress,
                          const std::stop_token &stop)
{
    auto reader = store.reader();
    if (!reader)
        return fail(std::move(reader).error());
    const Statement insert
        = prepared(database,
                   "INSERT INTO bundle_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    progress.total = plan.rows.size();
    for (std::size_t i = 0; i < plan.rows.size(); ++i) {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "Cancelled.");
        const Row row = plan.rows[i];
        auto record = (*reader)->read(log.locator(row), stop);
        if (!record)
            return fail(std::move(record).error());
        if (plan.masker)
            maskRecord(*record, *plan.masker);
        sqlite3_stmt *const into = insert.get();
        sqlite3_bind_int64(into, 1, static_cast<sqlite3_int64>(i) + 1);
        bindPosition(into, 2, log.positionLabel(row));
        bindOptional(into, 3, record->id);
        if (const StreamId stream = log.stream(row); stream == kNoStream)
            sqlite3_bind_null(into, 4);
        else
            bindText(into, 4, log.streamName(stream));
        bindOptional(into, 5, record->streamType);
        if (const Version version = log.version(row); version == kNoVersion)
            sqlite3_bind_null(into, 6);
        else
            sqlite3_bind_int64(into, 6, version.value());
        bindText(into, 7, log.typeName(log.type(row)));
        bindOptional(into, 8, record->schemaVersion.value_or(std::string()));
        bindOptional(into, 9,
                     log.time(row) == kNoTime ? std::string() : formatIsoTime(log.time(row)));
        bindOptional(into, 10, record->correlationId);
        bindOptional(into, 11, record->causationId);
        bindPayload(into, 12, record->data);
        bindPayload(into, 13, record->metadata);
        if (!stepAndReset(into))
            return fail(cannotWrite(file, QString::fromUtf8(sqlite3_errmsg(database))));
        if (i % kTellEvery == 0)
            progress.done = i;
    }
    progress.done = plan.rows.size();
    return {};
}

Result<void> insertFiles(sqlite3 *database, const QString &file, const BundlePlan &plan)
{
    const Statement insert = prepared(database, "INSERT INTO bundle_files VALUES (?, ?, ?)");
    for (const BundleFile &each : plan.files) {
        QFile in(QString::fromStdString(each.path));
        if (!in.open(QIODevice::ReadOnly) || in.size() > kMostFileBytes)
            return fail(cannotWrite(file, in.isOpen()
                                              ? in.fileName() + QStringLiteral(" is too large")
                                              : in.fileName() + QStringLiteral(" cannot be read")));
        const QByteArray content = in.readAll();
        bindText(insert.get(), 1, each.name);
        sqlite3_bind_int(insert.get(), 2, each.isProgram ? 1 : 0);
        sqlite3_bind_blob64(insert.get(), 3, content.constData(),
                            static_cast<sqlite3_uint64>(content.size()), SQLITE_TRANSIENT);
        if (!stepAndReset(insert.get()))
            return fail(cannotWrite(file, QString::fromUtf8(sqlite3_errmsg(database))));
    }
    return {};
}

Result<void> fillBundle(const QString &part, const QString &file, const EventLog &log,
                        const Store &store, const BundlePlan &plan, Progress &progress,
                        const std::stop_token &stop)
{
    sqlite3 *opened = nullptr;
    const int status = sqlite3_open_v2(QFile::encodeName(part).constData(), &opened,
                                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    const Database database(opened);
    const auto run = [&](const char *sql) {
        return sqlite3_exec(database.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    };
    const std::string id = "PRAGMA application_id=" + std::to_string(kApplicationId);
    if (status != SQLITE_OK || !run(id.c_str()) || !run(kSchema) || !run("BEGIN")
        || !putAbout(database.get(), "workspace", workspaceOf(plan))
        || !putAbout(database.get(), "source", plan.source.toStdString())
        || !putAbout(database.get(), "id", QUuid::createUuid().toString().toStdString()))
        return fail(cannotWrite(file, QString::fromUtf8(sqlite3_errmsg(database.get()))));
    if (auto done = insertFiles(database.get(), file, plan); !done)
        return done;
    if (auto done = insertEvents(database.get(), file, log, store, plan, progress, stop); !done)
        return done;
    if (!run("COMMIT"))
        return fail(cannotWrite(file, QString::fromUtf8(sqlite3_errmsg(database.get()))));
    return {};
}

} // namespace

bool isBundleFile(const QString &path)
{
    return path.endsWith(QStringLiteral(".esbundle"), Qt::CaseInsensitive)
           && !path.contains(QStringLiteral("://"));
}

std::vector<BundleFile> bundleFiles(const EventLog &log, const Store &store,
                                    const WorkspaceContent &content,
                                    const std::vector<std::string> &loadable, std::stop_token stop)
{
    std::vector<BundleFile> files;
    int number = 0;
    for (const auto &[type, path] : content.reducers) {
        const QString main = QString::fromStdString(path);
        QStringList all{main};
        const bool isScript = isScriptFile(main);
        if (isScript && std::find(loadable.begin(), loadable.end(), path) != loadable.end()) {
            std::vector<std::string> seen;
            if (auto reader = store.reader()) {
                ReducerChoice choice;
                choice.file = path;
                // One that cannot be loaded goes along as it is.
                std::ignore = openReplay(log, std::move(*reader), choice, stop, &seen);
            }
            for (const std::string &each : seen)
                all << QString::fromStdString(each);
        }
        all.removeDuplicates();
        // Imports may climb: names are relative to the folder that has them all.
        QString root = QFileInfo(main).absolutePath();
        for (const QString &each : std::as_const(all)) {
            while (!each.startsWith(root + u'/') && root.size() > 1)
                root = QFileInfo(root).path();
        }
        for (const QString &each : std::as_const(all)) {
            if (!QFileInfo(each).isFile() || files.size() >= kMostFiles)
                continue;
            files.push_back({QStringLiteral("reducers/%1/%2")
                                 .arg(number)
                                 .arg(QDir(root).relativeFilePath(each))
                                 .toStdString(),
                             each.toStdString(), each == main && !isScript});
        }
        ++number;
    }
    return files;
}

Result<void> writeBundle(const QString &file, const EventLog &log, const Store &store,
                         const BundlePlan &plan, Progress &progress, std::stop_token stop)
{
    const QString part = file + QStringLiteral(".part");
    QFile::remove(part);
    if (auto filled = fillBundle(part, file, log, store, plan, progress, stop); !filled) {
        QFile::remove(part);
        return filled;
    }
    if (std::rename(QFile::encodeName(part).constData(), QFile::encodeName(file).constData())
        != 0) {
        QFile::remove(part);
        return fail(cannotWrite(file, QStringLiteral("it cannot be put in its place")));
    }
    return {};
}

Result<QString> unpackBundle(const QString &file, const QString &folder)
{
    const auto damaged = [&](const QString &why) {
        return fail(Error(ErrorCode::Damaged, "The bundle " + file.toStdString()
                                                  + " is damaged: " + why.toStdString() + ".")
                        .at(file.toStdString()));
    };
    sqlite3 *opened = nullptr;
    const QByteArray location = "file:" + QUrl::toPercentEncoding(file, "/")
                                + "?mode=ro&immutable=1";
    const int status = sqlite3_open_v2(location.constData(), &opened,
                                       SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
    const Database database(opened);
    if (status != SQLITE_OK)
        return damaged(QString::fromUtf8(sqlite3_errmsg(database.get())));
    sqlite3_exec(database.get(), "PRAGMA trusted_schema=OFF", nullptr, nullptr, nullptr);
    const auto blob = [](sqlite3_stmt *statement, int column) {
        return QByteArray(static_cast<const char *>(sqlite3_column_blob(statement, column)),
                          sqlite3_column_bytes(statement, column));
    };
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto note = [&hash](const QByteArray &bytes) {
        hash.addData(QByteArray::number(bytes.size()) + ':' + bytes);
    };
    QByteArray workspace;
    const Statement about = prepared(database.get(),
                                     "SELECT key, value FROM bundle_about ORDER BY key");
    while (about && sqlite3_step(about.get()) == SQLITE_ROW) {
        note(blob(about.get(), 0));
        note(blob(about.get(), 1));
        if (blob(about.get(), 0) == "workspace")
            workspace = blob(about.get(), 1);
    }
    if (workspace.isEmpty())
        return damaged(QStringLiteral("it holds no workspace"));
    struct Unpacked {
        QString name;
        bool isProgram = false;
        QByteArray content;
    };
    std::vector<Unpacked> files;
    const Statement list
        = prepared(database.get(), "SELECT name, program, content FROM bundle_files ORDER BY name");
    while (list && sqlite3_step(list.get()) == SQLITE_ROW) {
        files.push_back({QString::fromUtf8(blob(list.get(), 0)),
                         sqlite3_column_int(list.get(), 1) != 0, blob(list.get(), 2)});
        if (!isSafeName(files.back().name) || files.size() > kMostFiles)
            return damaged(QStringLiteral("it names a file that leads elsewhere"));
        note(files.back().name.toUtf8());
        note(files.back().content);
    }
    const QDir own(folder + QStringLiteral("/bundles/")
                   + QString::fromLatin1(hash.result().toHex().left(32)));
    const QString made = own.filePath(QFileInfo(file).completeBaseName()
                                      + QStringLiteral(".eventscope"));
    const QStringList before = own.entryList({QStringLiteral("*.eventscope")}, QDir::Files);
    if (!before.isEmpty())
        return own.filePath(before.front());
    const auto write = [](const QString &path, const QByteArray &content) {
        QSaveFile out(path);
        return QDir().mkpath(QFileInfo(path).absolutePath()) && out.open(QIODevice::WriteOnly)
               && out.write(content) == content.size() && out.commit();
    };
    for (const Unpacked &each : files) {
        const QString path = own.filePath(each.name);
        if (!write(path, each.content))
            return fail(cannotWrite(path, QStringLiteral("the folder takes no files")));
        if (each.isProgram)
            QFile::setPermissions(path, QFile::permissions(path) | QFileDevice::ExeOwner);
    }
    // Read and written anew: whatever stands in it, it is about this bundle, and has no seal.
    auto content = parseWorkspace(workspace, made);
    if (!content)
        return fail(std::move(content).error());
    // Its payloads are as decoders made them: what it names as one is no work of ours.
    content->content.decoders.clear();
    const auto written = writeWorkspace({made,
                                         {file, QStringLiteral("eventscope-bundle"), {}},
                                         {},
                                         content->content,
                                         content->view,
                                         {}});
    if (!written)
        return fail(written.error());
    return made;
}

} // namespace eventscope
