// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitetest.h"

#include "store/payload.h"

#include <QTemporaryDir>
#include <QTest>

#include <zlib.h>

#include <algorithm>

using namespace eventscope;
using namespace eventscope::test;

namespace {

const char *const kSmallest
    = R"({"format": 1, "name": "own", "kind": "sqlite", "events": {"table": "t", "type": "type"}})";

void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s cannot be written", qPrintable(path));
}

Dialect parsed(const char *json)
{
    auto dialect = Dialect::parse(json, "own.json");
    if (!dialect)
        qFatal("%s", dialect.error().message.c_str());
    return std::move(*dialect);
}

std::string gzip(const std::string &text, int windowBits)
{
    z_stream zip{};
    deflateInit2(&zip, 9, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
    std::string packed(text.size() + 100, '\0');
    zip.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
    zip.avail_in = static_cast<uInt>(text.size());
    zip.next_out = reinterpret_cast<Bytef *>(packed.data());
    zip.avail_out = static_cast<uInt>(packed.size());
    deflate(&zip, Z_FINISH);
    packed.resize(packed.size() - zip.avail_out);
    deflateEnd(&zip);
    return packed;
}

std::string hexBlob(const std::string &bytes)
{
    return "x'" + QByteArray::fromStdString(bytes).toHex().toStdString() + "'";
}

// A store read as the dialect says, whole.
struct Read {
    std::shared_ptr<Store> store;
    std::vector<Seen> events;
    std::vector<Record> records;
};

Read readAll(const QString &path, const Dialect &dialect)
{
    OpenOptions options = smallBatches();
    options.mapping = dialect;
    auto store = openAt(path, options);
    if (!store)
        qFatal("%s", store.error().message.c_str());
    Read read{*store, {}, {}};
    Collector seen(*read.store);
    if (const auto scanned = read.store->scan(seen, {}); !scanned)
        qFatal("%s", scanned.error().message.c_str());
    read.events = seen.events;
    const auto reader = read.store->reader();
    for (const Seen &event : read.events) {
        auto record = (*reader)->read(event.locator);
        if (!record)
            qFatal("%s", record.error().message.c_str());
        read.records.push_back(std::move(*record));
    }
    return read;
}

} // namespace

class TestDialect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_config.isValid());
        qputenv("XDG_CONFIG_HOME", m_config.path().toUtf8());
    }

    void builtInDialectsAreThereAndReadBackTheSame()
    {
        const DialectList known = knownDialects();
        QVERIFY(known.problems.empty());
        std::vector<std::string> names;
        for (const Dialect &dialect : known.dialects) {
            names.push_back(dialect.name);
            QVERIFY(dialect.path.starts_with(":/dialects/"));
            const auto again = Dialect::parse(dialect.toJson(), dialect.path);
            QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
            QVERIFY(again->events == dialect.events);
            QVERIFY(again->checkpoints == dialect.checkpoints);
            QVERIFY(again->requires_ == dialect.requires_);
            QCOMPARE(again->priority, dialect.priority);
        }
        for (const char *const name : {"cloudevents", "emmett", "eventscope-bundle", "gaffer"})
            QVERIFY2(std::find(names.begin(), names.end(), name) != names.end(), name);
        std::sort(names.begin(), names.end());
        QVERIFY(std::adjacent_find(names.begin(), names.end()) == names.end());
        QCOMPARE(names.size(),
                 static_cast<std::size_t>(QDir(QStringLiteral(":/dialects")).entryList().size()));
    }

    void everythingThatCanBeSaidReadsBackTheSame()
    {
        const Dialect sqlite = parsed(
            R"({"format": 1, "name": "all", "title": "All of it", "kind": "sqlite", "priority": -3,
            "detect": [{"table": "a", "columns": ["x", "y"], "without": ["z"]}, {"table": "b"}],
            "events": {"table": "a", "from": "a JOIN b ON a.i = b.i", "where": "a.kind = 'E'", "order": ["a.t", "a.i"], "row": "a.rowid",
                "position": {"column": "a.p", "path": ["/x", "/y"]}, "id": "a.id", "stream": [{"column": "b.s", "encoding": "uuid"}, {"column": "b.n", "after": ":", "beforeLast": "."}],
                "streamType": {"column": "b.s", "before": "-", "fallback": "thing"}, "version": "a.v",
                "type": {"column": "a.t", "split": "/", "part": 2}, "schemaVersion": "a.sv",
                "time": {"column": "a.at", "encoding": "dotnet-ticks"}, "data": "a.d", "metadata": {"column": "a.m", "path": "/headers"}, "correlation": "a.co",
                "causation": "a.ca", "envelope": "/payload/\u002a", "decoders": ["gzip", "base64", "json-string", "zlib"],
                "spread": {"list": ["/$values", ""], "id": "/i", "type": {"path": ["/t", "/u"], "before": ",", "fallback": "none"}, "version": "/v",
                    "time": {"path": "/at", "encoding": "epoch-ms"}, "data": "/Body", "metadata": "/H",
                    "rowVersion": "last"}},
            "checkpoints": [{"table": "c", "from": "c JOIN d", "where": "1", "name": "c.n", "position": {"column": "c.p", "path": ["/index", "/globalIndex"], "pick": "least"},
                "gaps": ["/gaps"], "status": "c.s", "error": "c.e", "stuck": "c.b", "behind": "c.l"}],
            "queues": [{"table": "q", "holds": "dead letters"}, {"table": "o", "holds": "outbox", "waiting": "sent = 0"}],
            "snapshots": [{"table": "s", "where": "kind = 1", "stream": {"column": "k", "after": ";"}, "version": ["v", {"column": "c", "path": "/version", "fallback": "0"}],
                "time": {"column": "at", "encoding": "epoch-ms"}, "type": "t", "data": ["d", "NULL"], "envelope": "/state"}, {"table": "s_*", "stream": {"column": "k", "encoding": "uuid"}, "version": "v", "data": "d"}]})");
        const auto again = Dialect::parse(sqlite.toJson(), "own.json");
        QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
        QVERIFY(again->requires_ == sqlite.requires_);
        QCOMPARE(sqlite.requires_.front().without, std::vector<std::string>{"z"});
        QVERIFY(again->events == sqlite.events);
        QVERIFY(again->checkpoints == sqlite.checkpoints);
        QVERIFY(again->queues == sqlite.queues);
        QVERIFY(again->snapshots == sqlite.snapshots);
        QCOMPARE(sqlite.snapshots.size(), std::size_t(2));
        QCOMPARE(sqlite.snapshots.front().envelope, std::string("/state"));
        QCOMPARE(sqlite.queues.size(), std::size_t(2));
        QCOMPARE(again->toJson(), sqlite.toJson());

        const Dialect file = parsed(
            R"({"format": 1, "name": "f", "kind": "file", "detect": [{"members": ["a"]}],
            "events": {"type": "t", "stream": ["a", "b", {"member": "c", "fallback": "none"}], "version": {"member": "n", "countFrom": 0},
                "dataBase64": "d64", "isJson": "json", "metadata": {"rest": "unused"}}})");
        const auto fileAgain = Dialect::parse(file.toJson(), "own.json");
        QVERIFY(fileAgain.has_value() && fileAgain->events == file.events);
        QCOMPARE(file.events.stream.otherwise.size(), std::size_t(2));
        QCOMPARE(file.events.stream.fallback, std::optional<std::string>("none"));
        QCOMPARE(file.title, std::string("f"));
    }

    void aMistakeIsNamedWithItsPlace_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const char *json, const char *place,
                            const char *words) {
            QTest::newRow(name) << QString::fromUtf8(json) << QString::fromLatin1(place)
                                << QString::fromUtf8(words);
        };
        row("empty", "", "own.json:1:1: ", "no JSON");
        row("not JSON", "{\n  \"format\" 1}", "own.json:2:12: ", "no JSON");
        row("cut", "{\"format\": 1,", "own.json:1:14: ", "no JSON");
        row("a list", "[]", "own.json:1:1: ", "in braces");
        row("no format", R"({"name": "a", "kind": "file", "events": {"type": "t"}})",
            "own.json:1:1: ", "lacks the key \"format\"");
        row("later format",
            R"({"format": 2, "name": "a", "kind": "file", "events": {"type": "t"}})",
            "own.json:1:12: ", "format 1 only");
        row("unknown key", "{\"format\": 1,\n \"name\": \"a\",\n \"knid\": \"file\"}",
            "own.json:1:1: ", "lacks the key \"kind\"");
        row("unknown key in events",
            "{\"format\": 1, \"name\": \"é\", \"kind\": \"sqlite\",\n \"events\": {\"tabel\": \"x\", \"table\": \"t\", \"type\": \"t\"}}",
            "own.json:2:13: ", "the key \"tabel\" is not known in \"events\"; allowed are ");
        row("characters are counted, not bytes",
            R"({"format": 1, "name": "äöü", "kind": "oracle", "events": {"type": "t"}})",
            "own.json:1:38: ", "sqlite, postgresql, file");
        row("a key twice", R"({"format": 1, "format": 1})", "own.json:1:15: ", "stands twice");
        row("an escaped key twice", "{\"a\\\"b\": 1, \"a\\\"b\": 1}",
            "own.json:1:13: ", "stands twice");
        row("no type", R"({"format": 1, "name": "a", "kind": "file", "events": {"stream": "s"}})",
            "own.json:1:54: ", "lacks the key \"type\"");
        row("no table", R"({"format": 1, "name": "a", "kind": "sqlite", "events": {"type": "t"}})",
            "own.json:1:56: ", "lacks the key \"table\"");
        row("reserved name",
            R"({"format": 1, "name": "generic", "kind": "file", "events": {"type": "t"}})",
            "own.json:1:23: ", "choose another");
        row("member in a database",
            R"({"format": 1, "name": "a", "kind": "sqlite", "events": {"table": "t", "type": {"member": "t"}}})",
            "own.json:1:79: ", "lacks the key \"column\"");
        row("encoding",
            R"({"format": 1, "name": "a", "kind": "file", "events": {"type": "t", "time": {"member": "t", "encoding": "unix"}}})",
            "own.json:1:104: ", "iso8601, epoch-s");
        row("encoding of no time",
            R"({"format": 1, "name": "a", "kind": "file", "events": {"type": {"member": "t", "encoding": "epoch-s"}}})",
            "own.json:1:79: ", "not known in \"type\"");
        row("decoder",
            R"({"format": 1, "name": "a", "kind": "file", "events": {"type": "t", "decoders": ["gzip", "lz4"]}})",
            "own.json:1:89: ",
            "there is no decoder \"lz4\"; there are gzip, zlib, base64, json-string");
        row("pointer",
            R"({"format": 1, "name": "a", "kind": "file", "events": {"type": "t", "envelope": "payload"}})",
            "own.json:1:80: ", "begins with a slash");
        row("part",
            R"({"format": 1, "name": "a", "kind": "file", "events": {"type": {"member": "t", "split": "-", "part": 0}}})",
            "own.json:1:101: ", "from 1");
        row("encoding of a text",
            R"({"format": 1, "name": "a", "kind": "sqlite", "events": {"table": "t", "type": {"column": "t", "encoding": "guid"}}})",
            "own.json:1:107: ", "uuid");
        row("path of data",
            R"({"format": 1, "name": "a", "kind": "sqlite", "events": {"table": "t", "type": "t", "data": {"column": "d", "path": "/a"}}})",
            "own.json:1:108: ", "not known");
        row("place in an element",
            R"({"format": 1, "name": "a", "kind": "sqlite", "events": {"table": "t", "type": "t", "data": "d", "spread": {"list": "/a", "type": {"before": ","}}}})",
            "own.json:1:130: ", "lacks the key \"path\"");
        row("list of a spread",
            R"({"format": 1, "name": "a", "kind": "sqlite", "events": {"table": "t", "type": "t", "data": "d", "spread": {"list": []}}})",
            "own.json:1:116: ", "empty");
        row("checkpoints of a file",
            R"({"format": 1, "name": "a", "kind": "file", "events": {"type": "t"}, "checkpoints": []})",
            "own.json:1:84: ", "no tables");
        row("gaps without a document",
            R"({"format": 1, "name": "a", "kind": "sqlite", "events": {"table": "t", "type": "t"}, "checkpoints": [{"table": "c", "name": "n", "position": "p", "gaps": ["/g"]}]})",
            "own.json:1:154: ", "\"path\"");
        row("a pick of one",
            R"({"format": 1, "name": "a", "kind": "sqlite", "events": {"table": "t", "type": "t"}, "checkpoints": [{"table": "c", "name": "n", "position": {"column": "p", "path": "/i", "pick": "least"}}]})",
            "own.json:1:179: ", "several");
        row("a queue of something else",
            R"({"format": 1, "name": "a", "kind": "sqlite", "events": {"table": "t", "type": "t"}, "queues": [{"table": "q", "holds": "snapshots"}]})",
            "own.json:1:120: ", "outbox");
        row("snapshots of a file",
            R"({"format": 1, "name": "a", "kind": "file", "events": {"type": "t"}, "snapshots": []})",
            "own.json:1:82: ", "no tables of snapshots");
        row("snapshots without a version",
            R"({"format": 1, "name": "a", "kind": "sqlite", "events": {"table": "t", "type": "t"}, "snapshots": [{"table": "s", "stream": "k", "data": "d"}]})",
            "own.json:1:99: ", "\"snapshots\" lacks the key \"version\"");
        row("an unknown key of snapshots",
            R"({"format": 1, "name": "a", "kind": "sqlite", "events": {"table": "t", "type": "t"}, "snapshots": [{"table": "s", "stream": "k", "version": "v", "data": "d", "state": "/s"}]})",
            "own.json:1:158: ",
            "allowed are data, envelope, stream, table, time, type, version, where");
        row("an envelope of snapshots that is no pointer",
            R"({"format": 1, "name": "a", "kind": "sqlite", "events": {"table": "t", "type": "t"}, "snapshots": [{"table": "s", "stream": "k", "version": "v", "data": "d", "envelope": "s"}]})",
            "own.json:1:170: ", "begins with a slash");
        row("a join without order",
            R"({"format": 1, "name": "a", "kind": "sqlite", "events": {"table": "t", "type": "t", "from": "t JOIN u"}})",
            "own.json:1:56: ", "lacks the key \"order\"");
        row("a pattern without order",
            R"({"format": 1, "name": "a", "kind": "sqlite", "events": {"table": "t_*", "type": "t"}})",
            "own.json:1:56: ", "lacks the key \"order\"");
        row("two stars",
            R"({"format": 1, "name": "a", "kind": "sqlite", "events": {"table": "*_*", "type": "t"}})",
            "own.json:1:66: ", "one * at most");
        row("a number for text",
            R"({"format": 1, "name": 5, "kind": "file", "events": {"type": "t"}})",
            "own.json:1:23: ", "text in quotes");
        row("a huge number",
            R"({"format": 99999999999999999999, "name": "a", "kind": "file", "events": {"type": "t"}})",
            "own.json:1:12: ", "format 1");
        row("text behind",
            R"({"format": 1, "name": "a", "kind": "file", "events": {"type": "t"}} x)",
            "own.json:1:69: ", "no JSON");
    }

    void aMistakeIsNamedWithItsPlace()
    {
        QFETCH(QString, json);
        QFETCH(QString, place);
        QFETCH(QString, words);
        const auto dialect = Dialect::parse(json.toStdString(), "own.json");
        QVERIFY(!dialect.has_value());
        const Error &error = dialect.error();
        QCOMPARE(error.code, ErrorCode::Invalid);
        const QString message = QString::fromStdString(error.message);
        QVERIFY2(message.startsWith(place), qPrintable(message));
        QVERIFY2(message.contains(words), qPrintable(message));
        QVERIFY(!message.contains(u'\n'));
        QCOMPARE(error.path, std::string("own.json"));
        QVERIFY(message.startsWith(
            QStringLiteral("own.json:%1:%2: ").arg(error.line).arg(error.column)));
    }

    void invalidUtf8IsAMistake()
    {
        const auto dialect = Dialect::parse("{\"format\": 1, \"name\": \"\xff\"}", "own.json");
        QVERIFY(!dialect.has_value());
        QVERIFY2(dialect.error().message.starts_with("own.json:1:24: this is no JSON"),
                 dialect.error().message.c_str());
        QVERIFY(isUtf8(dialect.error().message));
    }

    void nestingHasALimit()
    {
        const auto dialect = Dialect::parse(std::string(100'000, '['), "deep.json");
        QVERIFY(!dialect.has_value());
        QVERIFY(dialect.error().message.find("nested too deep") != std::string::npos);
    }

    void aBrokenFileOfTheUserHidesNothing()
    {
        const QString folder = QString::fromStdString(userDialectFolder());
        QVERIFY(folder.startsWith(m_config.path()));
        const std::size_t builtIn = knownDialects().dialects.size();
        QVERIFY(QDir().mkpath(folder));
        writeFile(folder + QStringLiteral("/broken.json"), "{\n oops");
        writeFile(folder + QStringLiteral("/own.json"), kSmallest);
        const DialectList known = knownDialects();
        QCOMPARE(known.dialects.size(), builtIn + 1);
        QCOMPARE(known.dialects.back().name, std::string("own"));
        QCOMPARE(known.problems.size(), std::size_t(1));
        QVERIFY(known.problems.front().message.find("broken.json:2:2: ") != std::string::npos);
        QVERIFY(QDir(folder).removeRecursively());
    }

    void anUnknownNameListsTheKnownOnes()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database database(path);
        database.run(kEventsTable);
        database.close();
        OpenOptions options;
        options.dialect = "emmet";
        const auto store = openAt(path, options);
        QVERIFY(!store.has_value());
        QCOMPARE(store.error().code, ErrorCode::Invalid);
        QVERIFY(store.error().message.find("use generic, ") != std::string::npos);
        for (const Dialect &known : knownDialects().dialects)
            QVERIFY(store.error().message.find(", " + known.name) != std::string::npos);
        options.dialect = "cloudevents";
        QCOMPARE(openAt(path, options).error().code, ErrorCode::Invalid);
        options.dialect = "emmett";
        const auto unfit = openAt(path, options);
        QCOMPARE(unfit.error().code, ErrorCode::NotAStore);
        QVERIFY(unfit.error().message.find("emt_messages") != std::string::npos);
        options.dialect = folder.filePath(QStringLiteral("none.json")).toStdString();
        QCOMPARE(openAt(path, options).error().code, ErrorCode::NotFound);
        options.dialect = "generic";
        QVERIFY(openAt(path, options).has_value());
    }

    void aDialectFileCanBeNamedByItsPath()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run(
            "CREATE TABLE t(kind, type, body); INSERT INTO t VALUES('a-1', 'A', '{}'), ('a-1', 'B', '{}')");
        writeFile(
            folder.filePath(QStringLiteral("d.json")),
            R"({"format": 1, "name": "own", "kind": "sqlite", "events": {"table": "t", "type": "type", "stream": "kind", "data": "body"}})");
        OpenOptions options;
        options.dialect = folder.filePath(QStringLiteral("d.json")).toStdString();
        const auto store = openAt(path, options);
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        QCOMPARE((*store)->info().dialect, std::string("own"));

        writeFile(
            folder.filePath(QStringLiteral("d.json")),
            R"({"format": 1, "name": "own", "kind": "sqlite", "events": {"table": "t", "type": "typo", "stream": "kind"}})");
        const auto wrong = openAt(path, options);
        QVERIFY(!wrong.has_value());
        QCOMPARE(wrong.error().code, ErrorCode::Invalid);
        QVERIFY2(wrong.error().message.find("typo") != std::string::npos,
                 wrong.error().message.c_str());
        QVERIFY(wrong.error().path.ends_with("d.json"));
    }

    void emmettIsReadInBothGenerations()
    {
        for (const bool newer : {true, false}) {
            const QTemporaryDir folder;
            const QString path = folder.filePath(QStringLiteral("emmett.db"));
            Database database(path);
            database.run(
                "CREATE TABLE emt_streams(stream_id TEXT, stream_position BIGINT, partition TEXT, stream_type TEXT, stream_metadata JSONB,"
                " is_archived BOOLEAN);"
                "CREATE TABLE emt_messages(stream_id TEXT, stream_position BIGINT, partition TEXT, message_kind CHAR(1),"
                " message_data JSONB, message_metadata JSONB, message_schema_version TEXT, message_type TEXT, message_id TEXT,"
                " is_archived BOOLEAN, global_position INTEGER PRIMARY KEY, created DATETIME);"
                "INSERT INTO emt_streams VALUES('cart-1',2,'[object Object]','cart','[]',0);"
                "INSERT INTO emt_messages VALUES"
                "('cart-1',1,'emt:default','E','{\"a\":1}','{\"correlationId\":\"c\",\"causationId\":\"m0\"}','0','Opened','m1',0,1,'2025-11-03 08:33:30'),"
                "('cart-1',0,'emt:default','C','{}','{}','0','Open','m2',0,2,'2025-11-03 08:33:30'),"
                "('cart-1',2,'emt:default','E','{}','{}','1','Closed','m3',0,3,'2025-11-03 08:33:31')");
            if (newer) {
                database.run(
                    "CREATE TABLE emt_processors(processor_id TEXT, version INTEGER, partition TEXT, status TEXT,"
                    " last_processed_checkpoint TEXT, processor_instance_id TEXT);"
                    "INSERT INTO emt_processors VALUES('p',1,'emt:default','running','0000000000000000002','x'),"
                    "('p',2,'emt:default','stopped','0000000000000000001','x')");
            } else {
                database.run(
                    "CREATE TABLE emt_subscriptions(subscription_id TEXT, version INTEGER, partition TEXT, last_processed_position BIGINT);"
                    "INSERT INTO emt_subscriptions VALUES('p',1,'emt:default',2),('p',2,'emt:default',1)");
            }
            database.close();
            const auto store = openAt(path);
            QVERIFY(store.has_value());
            QCOMPARE((*store)->info().dialectTitle, std::string("Emmett"));
            Collector seen(**store);
            QVERIFY((*store)->scan(seen, {}).has_value());
            QCOMPARE(seen.events.size(), std::size_t(2));
            QCOMPARE(seen.events[1].position, std::string("3"));
            QCOMPARE(seen.events[0].streamType, std::string("cart"));
            QCOMPARE(seen.events[0].correlation, std::string("c"));
            QCOMPARE(seen.events[0].causation, std::string("m0"));
            QCOMPARE(seen.events[0].time, std::string("2025-11-03T08:33:30.000000Z"));
            const auto checkpoints = (*store)->checkpoints();
            QVERIFY(checkpoints.has_value());
            QCOMPARE(checkpoints->size(), std::size_t(2));
            QCOMPARE((*checkpoints)[0].subscription, std::string("p"));
            QCOMPARE((*checkpoints)[0].position, std::optional<std::string>("2"));
            QCOMPARE((*checkpoints)[1].subscription, std::string("p/v2"));
        }
    }

    void aJoinGivesTheStreamsName()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run(
            "CREATE TABLE streams(id_internal INTEGER PRIMARY KEY, id_original TEXT);"
            "CREATE TABLE messages(position INTEGER PRIMARY KEY, stream INTEGER, type TEXT, json_data TEXT, v INTEGER);"
            "INSERT INTO streams VALUES(1,'order-1'),(2,'order-2');"
            "INSERT INTO messages VALUES(0,1,'A','{\"n\":0}',0),(1,2,'A','{\"n\":1}',0),(2,1,'B','{\"n\":2}',1),(7,1,'C','{\"n\":7}',2)");
        for (const char *const row : {", \"row\": \"m.position\"", ""}) {
            const std::string json
                = std::string(
                      R"({"format": 1, "name": "join", "kind": "sqlite", "events": {"table": "messages",
                "from": "messages m JOIN streams s ON s.id_internal = m.stream", "order": ["m.position"])")
                  + row + R"(,
                "position": "m.position", "stream": "s.id_original", "type": "m.type", "version": "m.v", "data": "m.json_data"}})";
            const Read read = readAll(path, parsed(json.c_str()));
            QCOMPARE(read.events.size(), std::size_t(4));
            QCOMPARE(read.events[3].position, std::string("7"));
            QCOMPARE(read.events[2].stream, std::string("order-1"));
            QCOMPARE(read.records[1].stream, std::string("order-2"));
            QCOMPARE(read.records[3].data.text, std::string("{\"n\":7}"));
        }
    }

    void aRowOfSeveralEventsIsSpread()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        const std::string packed = gzip(
            R"({"$values":[{"Body":{"$type":"A","n":1.10},"Headers":{"correlationId":"c1"}},{"Body":{"$type":"B"},"Headers":{}}]})",
            31);
        Database database(path);
        database.run(
            "CREATE TABLE Commits(StreamId TEXT, StreamRevision INT, CheckpointNumber INTEGER PRIMARY KEY, CommitStamp TEXT, Payload BLOB)");
        database.run(
            "INSERT INTO Commits VALUES('s-1',2,1,'2025-01-01 00:00:00'," + hexBlob(packed)
            + "),"
              "('s-1',3,2,'2025-01-01 00:00:01','{\"$values\":[{\"Body\":{\"$type\":\"C\"}}]}'),"
              "('s-2',1,3,'2025-01-01 00:00:02','no list'),('s-2',1,4,'2025-01-01 00:00:03','{\"$values\":[]}')");
        database.close();
        const Read read = readAll(
            path,
            parsed(
                R"({"format": 1, "name": "commits", "kind": "sqlite", "events": {"table": "Commits",
            "position": "CheckpointNumber", "stream": "StreamId", "version": "StreamRevision", "type": {"column": "StreamId", "path": "/none"},
            "time": "CommitStamp", "data": "Payload", "spread": {"list": "/$values", "data": "/Body", "metadata": "/Headers",
            "type": "/Body/$type", "rowVersion": "last"}}})"));
        QCOMPARE(read.events.size(), std::size_t(4));
        QCOMPARE(read.events[0].type, std::string("A"));
        QCOMPARE(read.events[0].version, 1);
        QCOMPARE(read.events[0].correlation, std::string("c1"));
        QCOMPARE(read.events[1].type, std::string("B"));
        QCOMPARE(read.events[1].version, 2);
        QCOMPARE(read.events[1].position, std::string("1"));
        QCOMPARE(read.events[2].version, 3);
        QCOMPARE(read.events[2].time, std::string("2025-01-01T00:00:01.000000Z"));
        QVERIFY(read.events[3].damaged);
        QCOMPARE(read.records[0].data.text, std::string("{\"$type\":\"A\",\"n\":1.10}"));
        QCOMPARE(read.records[0].correlationId, std::string("c1"));
        QCOMPARE(read.records[1].type, std::string("B"));
        QCOMPARE(read.records[2].version, std::optional<Version>(Version(3)));
        QVERIFY(read.records[3].damage.has_value());

        std::vector<std::uint64_t> locators;
        for (const Seen &event : read.events)
            locators.push_back(event.locator);
        std::vector<std::string> data;
        const auto reader = read.store->reader();
        QVERIFY((*reader)
                    ->readMany(locators, false,
                               [&](std::size_t, const RecordReader::View &view) {
                                   data.emplace_back(view.data);
                                   return true;
                               },
                               {})
                    .has_value());
        QCOMPARE(data.size(), std::size_t(4));
        QCOMPARE(data[1], std::string("{\"$type\":\"B\"}"));
    }

    void packedAndWrappedPayloadsAreOpened()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        const std::string json = R"({"payload":{"total":1.50}})";
        const std::string packed = gzip(json, 31);
        Database database(path);
        database.run("CREATE TABLE t(s TEXT, type TEXT, d)");
        const std::string base64 = QByteArray::fromStdString(packed).toBase64().toStdString();
        database.run(
            "INSERT INTO t VALUES('a','gzip'," + hexBlob(packed) + "),('a','zlib',"
            + hexBlob(gzip(json, 15)) + "),('a','base64','" + base64
            + "'),('a','string','\"{\\\"payload\\\":{\\\"total\\\":1.50}}\"'),('a','plain','" + json
            + "'),('a','other','[1]')," + "('a','broken',"
            + hexBlob(packed.substr(0, packed.size() / 2)) + "),('a','mark',"
            + hexBlob("\xef\xbb\xbf" + json) + ")");
        database.close();
        const Read read = readAll(
            path,
            parsed(
                R"({"format": 1, "name": "own", "kind": "sqlite", "events": {"table": "t", "stream": "s",
            "type": "type", "data": "d", "decoders": ["base64", "json-string"], "envelope": "/payload"}})"));
        QCOMPARE(read.records.size(), std::size_t(8));
        for (const std::size_t i : {0U, 1U, 2U, 3U, 4U, 7U}) {
            QCOMPARE(read.records[i].data.text, std::string("{\"total\":1.50}"));
            QCOMPARE(read.records[i].data.kind, Payload::Kind::Json);
            QVERIFY(!read.records[i].data.raw.empty());
        }
        QCOMPARE(read.records[0].data.raw, packed);
        QCOMPARE(read.records[5].data.text, std::string("[1]"));
        QCOMPARE(read.records[6].data.kind, Payload::Kind::Binary);
        QVERIFY(read.records[6].damage.has_value());
    }

    void fieldsAreTakenFromWithinJson()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run(
            "CREATE TABLE t(no INTEGER PRIMARY KEY, name TEXT, payload TEXT, metadata TEXT);"
            "INSERT INTO t VALUES(1,'app:Placed','{\"x\":{\"deep\":[1,{\"k\":\"v\"}]}}','{\"_aggregate_id\":\"o-1\",\"_aggregate_type\":\"Order\",\"_aggregate_version\":12,"
            "\"trace\":\"00-abc-def-01\",\"at\":\"2025-01-01T00:00:00Z\",\"correlation-id\":\"c\"}'),"
            "(2,'Paid','{}','{\"id\":\"o-2\",\"_aggregate_version\":9007199254740993}'),(3,NULL,NULL,'not json')");
        const Read read = readAll(
            path,
            parsed(
                R"({"format": 1, "name": "own", "kind": "sqlite", "events": {"table": "t", "position": "no",
            "stream": {"column": "metadata", "path": ["/_aggregate_id", "/id"]}, "streamType": {"column": "metadata", "path": "/_aggregate_type", "fallback": "Thing"},
            "version": {"column": "metadata", "path": "/_aggregate_version"}, "type": {"column": "name", "after": ":"},
            "time": {"column": "metadata", "path": "/at"}, "data": "payload", "metadata": "metadata",
            "causation": {"column": "metadata", "path": "/trace", "split": "-", "part": 2}}})"));
        QCOMPARE(read.events.size(), std::size_t(3));
        QCOMPARE(read.events[0].stream, std::string("o-1"));
        QCOMPARE(read.events[0].streamType, std::string("Order"));
        QCOMPARE(read.events[0].type, std::string("Placed"));
        QCOMPARE(read.events[0].version, 12);
        QCOMPARE(read.events[0].time, std::string("2025-01-01T00:00:00.000000Z"));
        QCOMPARE(read.events[0].correlation, std::string("c"));
        QCOMPARE(read.events[0].causation, std::string("abc"));
        QCOMPARE(read.events[1].stream, std::string("o-2"));
        QCOMPARE(read.events[1].streamType, std::string("Thing"));
        QCOMPARE(read.events[1].type, std::string("Paid"));
        QCOMPARE(read.events[1].version, 9007199254740993);
        QVERIFY(!read.events[2].hasStream && read.events[2].damaged);
        QCOMPARE(read.records[0].causationId, std::string("abc"));
        QCOMPARE(read.records[0].stream, std::string("o-1"));
        QCOMPARE(read.records[2].metadata.kind, Payload::Kind::Text);
        QCOMPARE(read.records[2].data.kind, Payload::Kind::Absent);
    }

    void checkpointsComeFromTheFirstTableThatExistsAndFromWithinJson()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run(
            "CREATE TABLE t(s, type, d); CREATE TABLE token_entry(processor TEXT, segment INT, token BLOB);"
            "INSERT INTO token_entry VALUES('mail',0,'{\"index\":961,\"gaps\":[]}'),('mail',1,NULL),('bill',0,'oops')");
        const Read read = readAll(
            path,
            parsed(
                R"({"format": 1, "name": "own", "kind": "sqlite", "events": {"table": "t", "stream": "s", "type": "type"},
            "checkpoints": [{"table": "absent", "name": "n", "position": "p"},
                {"table": "token_entry", "name": "processor || '/' || segment", "position": {"column": "token", "path": ["/globalIndex", "/index"]}}]})"));
        const auto checkpoints = read.store->checkpoints();
        QVERIFY2(checkpoints.has_value(), checkpoints ? "" : checkpoints.error().message.c_str());
        QCOMPARE(checkpoints->size(), std::size_t(3));
        QCOMPARE((*checkpoints)[0].subscription, std::string("bill/0"));
        QVERIFY(!(*checkpoints)[0].position);
        QCOMPARE((*checkpoints)[1].position, std::optional<std::string>("961"));
        QVERIFY(!(*checkpoints)[2].position);
    }

private:
    QTemporaryDir m_config;
};

QTEST_GUILESS_MAIN(TestDialect)
#include "tst_dialect.moc"
