// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialectstores.h"

#include "../data/seededrandom.h"
#include "../data/sqlitewriter.h"
#include "measure.h"

#include <array>
#include <exception>
#include <utility>

namespace eventscope::bench {

namespace {

constexpr std::int64_t kStart = 1'700'000'000; // seconds of the first event

std::string fractionOf(std::int64_t i)
{
    char text[8];
    std::snprintf(text, sizeof text, "%06d", static_cast<int>(i * 7919 % 1'000'000));
    return text;
}

std::string dayAndTime(std::int64_t i, char between)
{
    const std::int64_t seconds = kStart + i;
    const auto days = static_cast<std::int64_t>(seconds / 86'400);
    // Days since 1970 as a date (Hinnant, "chrono-compatible low-level date algorithms").
    const std::int64_t z = days + 719'468;
    const std::int64_t era = z / 146'097;
    const std::int64_t dayOfEra = z - era * 146'097;
    const std::int64_t year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36'524 - dayOfEra / 146'096)
                              / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100);
    const std::int64_t month = (5 * dayOfYear + 2) / 153;
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d%c%02d:%02d:%02d.",
                  static_cast<int>(year + era * 400 + (month >= 10 ? 1 : 0)),
                  static_cast<int>(month < 10 ? month + 3 : month - 9),
                  static_cast<int>(dayOfYear - (153 * month + 2) / 5 + 1), between,
                  static_cast<int>(seconds / 3600 % 24), static_cast<int>(seconds / 60 % 60),
                  static_cast<int>(seconds % 60));
    return text + fractionOf(i);
}

std::string uuidOf(std::int64_t i, std::int64_t salt)
{
    SeededRandom random(static_cast<std::uint64_t>(i * 64 + salt));
    const std::uint64_t high = random.next();
    return uuid(high, random.next());
}

std::string typeOf(std::int64_t i)
{
    constexpr std::array<const char *, 8> kTypes{"OrderPlaced",  "ItemAdded",     "ItemRemoved",
                                                 "AddressGiven", "PaymentTaken",  "OrderPacked",
                                                 "OrderShipped", "OrderDelivered"};
    return kTypes[static_cast<std::size_t>(i) % kTypes.size()];
}

std::string bodyOf(std::int64_t i)
{
    const std::string number = std::to_string(i);
    return R"({"orderId":"order-)" + number + R"(","customer":{"name":"Customer )" + number
           + R"(","city":"Utrecht","vip":false},"lines":[{"sku":"SKU-)" + std::to_string(i % 997)
           + R"(","quantity":)" + std::to_string(i % 9 + 1) + R"(,"price":19.95},{"sku":"SKU-)"
           + std::to_string(i % 89) + R"(","quantity":1,"price":4.5}],"total":)"
           + std::to_string(i % 1000)
           + R"(.25,"note":"Leave it at the neighbours' if nobody is at home"})";
}

std::string metaOf(std::int64_t i)
{
    return R"({"correlationId":")" + uuidOf(i / 5, 1) + R"(","causationId":")" + uuidOf(i - 1, 2)
           + R"(","userId":"u-)" + std::to_string(i % 500) + R"(","traceId":")" + uuidOf(i, 3)
           + "\"}";
}

void giveText(sqlite3_context *context, const std::string &text)
{
    sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

void giveBlob(sqlite3_context *context, const std::string &bytes)
{
    sqlite3_result_blob(context, bytes.data(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
}

std::string textOf(sqlite3_value *value)
{
    return {reinterpret_cast<const char *>(sqlite3_value_text(value)),
            static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

void addFunctions(sqlite3 *database)
{
    using Function = void (*)(sqlite3_context *, int, sqlite3_value **);
    const auto add = [&](const char *name, int arguments, Function function) {
        sqlite3_create_function(database, name, arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                nullptr, function, nullptr, nullptr);
    };
    add("uuid", 2, [](sqlite3_context *context, int, sqlite3_value **values) {
        giveText(context, uuidOf(sqlite3_value_int64(values[0]), sqlite3_value_int64(values[1])));
    });
    add("uuid16", 2, [](sqlite3_context *context, int, sqlite3_value **values) {
        SeededRandom random(static_cast<std::uint64_t>(sqlite3_value_int64(values[0]) * 64
                                                       + sqlite3_value_int64(values[1])));
        std::string bytes(16, '\0');
        for (char &byte : bytes)
            byte = static_cast<char>(random.next());
        giveBlob(context, bytes);
    });
    add("type", 1, [](sqlite3_context *context, int, sqlite3_value **values) {
        giveText(context, typeOf(sqlite3_value_int64(values[0])));
    });
    add("iso", 1, [](sqlite3_context *context, int, sqlite3_value **values) {
        giveText(context, dayAndTime(sqlite3_value_int64(values[0]), 'T') + "Z");
    });
    add("day", 1, [](sqlite3_context *context, int, sqlite3_value **values) {
        giveText(context, dayAndTime(sqlite3_value_int64(values[0]), ' '));
    });
    add("body", 1, [](sqlite3_context *context, int, sqlite3_value **values) {
        giveText(context, bodyOf(sqlite3_value_int64(values[0])));
    });
    add("meta", 1, [](sqlite3_context *context, int, sqlite3_value **values) {
        giveText(context, metaOf(sqlite3_value_int64(values[0])));
    });
    add("pack", 2, [](sqlite3_context *context, int, sqlite3_value **values) {
        giveBlob(context, packed(packOf(textOf(values[0])), textOf(values[1])));
    });
}

// In the SQL below, {s} is the number of the event's stream and {v} its version from 0.
void addAkka(std::vector<DialectStore> &stores)
{
    stores.push_back(
        {"akka-jdbc-legacy", "", Pack::Raw, Pack::Raw,
         R"(CREATE TABLE journal(ordering INTEGER PRIMARY KEY, persistence_id TEXT, sequence_number BIGINT, deleted BOOLEAN, tags TEXT, message BLOB);
         CREATE UNIQUE INDEX ids ON journal(persistence_id, sequence_number);
         INSERT INTO journal SELECT i, 'Order|' || {s}, {v} + 1, 0, NULL, pack('raw', body(i)) FROM n)"});
    stores.push_back(
        {"akka-jdbc", "", Pack::Cbor, Pack::Raw,
         R"(CREATE TABLE event_journal(ordering INTEGER PRIMARY KEY, persistence_id TEXT, sequence_number BIGINT, deleted BOOLEAN, writer TEXT,
            write_timestamp BIGINT, adapter_manifest TEXT, event_ser_id INTEGER, event_ser_manifest TEXT, event_payload BLOB, meta_ser_id INTEGER,
            meta_ser_manifest TEXT, meta_payload BLOB);
         CREATE UNIQUE INDEX ids ON event_journal(persistence_id, sequence_number);
         INSERT INTO event_journal SELECT i, 'Order|' || {s}, {v} + 1, 0, 'w', 1700000000000 + i * 1000, '', 33, 'shop.' || type(i), pack('cbor', body(i)),
            NULL, NULL, NULL FROM n)"});
    stores.push_back(
        {"akka-net", "types in the payload", Pack::Json, Pack::Raw,
         R"(CREATE TABLE event_journal(ordering INTEGER PRIMARY KEY, persistence_id VARCHAR(255), sequence_nr INTEGER(8), is_deleted INTEGER(1),
            manifest VARCHAR(255), timestamp INTEGER, payload BLOB, tags VARCHAR(2000), serializer_id INTEGER(4), UNIQUE(persistence_id, sequence_nr));
         CREATE TABLE journal_metadata(persistence_id VARCHAR(255), sequence_nr INTEGER(8));
         INSERT INTO event_journal SELECT i, 'order-' || {s}, {v} + 1, 0, '', 638355968000000000 + i * 10000000,
            CAST('{"$id":"1","$type":"Shop.' || type(i) || ', Shop",' || substr(body(i), 2) AS BLOB), NULL, 1 FROM n)"});
    stores.push_back(
        {"akka-net-sql", "", Pack::Json, Pack::Raw,
         R"(CREATE TABLE journal(ordering INTEGER PRIMARY KEY, deleted INTEGER, persistence_id TEXT, sequence_number INTEGER, created INTEGER, tags TEXT,
            message BLOB, identifier INTEGER, manifest TEXT, writer_uuid TEXT, UNIQUE(persistence_id, sequence_number));
         INSERT INTO journal SELECT i, 0, 'order-' || {s}, {v} + 1, 638355968000000000 + i * 10000000, NULL, CAST(body(i) AS BLOB), 1,
            'Shop.' || type(i) || ', Shop', NULL FROM n)"});
    stores.push_back(
        {"akka-net-sqlserver", "", Pack::Json, Pack::Raw,
         R"(CREATE TABLE EventJournal(Ordering INTEGER PRIMARY KEY, IsDeleted BIT, PersistenceId TEXT, SequenceNr BIGINT, Timestamp BIGINT, Tags TEXT,
            Payload BLOB, SerializerId INTEGER, Manifest TEXT, UNIQUE(PersistenceId, SequenceNr));
         INSERT INTO EventJournal SELECT i, 0, 'order-' || {s}, {v} + 1, 638355968000000000 + i * 10000000, NULL, CAST(body(i) AS BLOB), 1,
            'Shop.' || type(i) || ', Shop' FROM n)"});
}

void addJvm(std::vector<DialectStore> &stores)
{
    for (const Pack pack : {Pack::Json, Pack::Xml, Pack::Cbor}) {
        const std::string packedAs = std::string("pack('") + packName(pack) + "', ";
        stores.push_back(
            {"axon", packName(pack), pack, pack,
             R"(CREATE TABLE domain_event_entry(global_index INTEGER NOT NULL, aggregate_identifier VARCHAR(255) NOT NULL, sequence_number BIGINT NOT NULL,
                type VARCHAR(255), event_identifier VARCHAR(255) NOT NULL, meta_data BLOB, payload BLOB NOT NULL, payload_revision VARCHAR(255),
                payload_type VARCHAR(255) NOT NULL, time_stamp VARCHAR(255) NOT NULL, PRIMARY KEY(global_index),
                UNIQUE(aggregate_identifier, sequence_number), UNIQUE(event_identifier));
             INSERT INTO domain_event_entry SELECT i, uuid({s}, 9), {v}, 'Order', uuid(i, 0), )"
                 + packedAs + "meta(i)), " + packedAs
                 + "body(i)), '1', 'shop.' || type(i), iso(i) FROM n"});
    }
    stores.push_back(
        {"axon-jdbc", "", Pack::Xml, Pack::Xml,
         R"(CREATE TABLE DomainEventEntry(globalIndex BIGINT NOT NULL PRIMARY KEY, aggregateIdentifier TEXT, sequenceNumber BIGINT, type TEXT,
            eventIdentifier TEXT, metaData BLOB, payload BLOB, payloadRevision TEXT, payloadType TEXT, timeStamp TEXT,
            UNIQUE(aggregateIdentifier, sequenceNumber), UNIQUE(eventIdentifier));
         INSERT INTO DomainEventEntry SELECT i, uuid({s}, 9), {v}, 'Order', uuid(i, 0), pack('xml', meta(i)), pack('xml', body(i)), '1',
            'shop.' || type(i), iso(i) FROM n)"});
    stores.push_back(
        {"axon5", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE aggregate_event_entry(global_index INTEGER PRIMARY KEY, aggregate_type TEXT, aggregate_identifier TEXT, aggregate_sequence_number BIGINT,
            type TEXT, version TEXT, timestamp TEXT, payload BLOB, metadata BLOB, identifier TEXT, UNIQUE(aggregate_identifier, aggregate_sequence_number));
         INSERT INTO aggregate_event_entry SELECT i, 'Order', uuid({s}, 9), {v}, 'shop.' || type(i), '0.0.1', iso(i), CAST(body(i) AS BLOB),
            CAST(meta(i) AS BLOB), uuid(i, 0) FROM n)"});
    for (const auto &[dialect, table] :
         {std::pair("debezium-outbox", "outbox"), {"debezium-outboxevent", "outboxevent"}}) {
        stores.push_back(
            {dialect, "", Pack::DoubleJson, Pack::Raw,
             "CREATE TABLE " + std::string(table)
                 + R"((id TEXT PRIMARY KEY, aggregatetype TEXT, aggregateid TEXT, type TEXT, payload TEXT, timestamp TEXT);
             INSERT INTO )"
                 + table
                 + R"( SELECT uuid(i, 0), 'Order', {s}, type(i), json_quote(body(i)), iso(i) FROM n)"});
    }
}

void addPhp(std::vector<DialectStore> &stores)
{
    stores.push_back(
        {"broadway", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE events(id INTEGER PRIMARY KEY AUTOINCREMENT, uuid CHAR(36), playhead INTEGER, payload TEXT, metadata TEXT, recorded_on VARCHAR(32),
            type VARCHAR(255), UNIQUE(uuid, playhead));
         INSERT INTO events SELECT i, uuid({s}, 9), {v}, '{"class":"Shop\\' || type(i) || '","payload":' || body(i) || '}',
            '{"class":"Broadway\\Domain\\Metadata","payload":' || meta(i) || '}', iso(i), 'Shop.' || type(i) FROM n)"});
    stores.push_back(
        {"broadway", "binary ids", Pack::Json, Pack::Json,
         R"(CREATE TABLE events(id INTEGER PRIMARY KEY AUTOINCREMENT, uuid BINARY(16), playhead INTEGER, payload TEXT, metadata TEXT, recorded_on VARCHAR(32),
            type VARCHAR(255), UNIQUE(uuid, playhead));
         INSERT INTO events SELECT i, uuid16({s}, 9), {v}, '{"class":"Shop\\' || type(i) || '","payload":' || body(i) || '}',
            '{"class":"Broadway\\Domain\\Metadata","payload":' || meta(i) || '}', iso(i), 'Shop.' || type(i) FROM n)"});
    const std::string headers
        = R"('{"headers":{"__event_id":"' || uuid(i, 0) || '","__event_type":"shop.' || type(i) || '","__time_of_recording":"' || day(i) ||
            '+0000","__aggregate_root_id":"' || uuid({s}, 9) || '","__aggregate_root_type":"shop.order","__aggregate_root_version":' || ({v} + 1) ||
            ',"x-correlation-id":"' || uuid(i / 5, 1) || '"},"payload":' || body(i) || '}')";
    const auto eventsauce = [&](const std::string &table, const std::string &filter) {
        return "CREATE TABLE " + table
               + R"((id INTEGER PRIMARY KEY AUTOINCREMENT, event_id BINARY(16) NOT NULL, aggregate_root_id BINARY(16) NOT NULL, version INTEGER, payload TEXT);
            CREATE INDEX )"
               + table + "_ids ON " + table + "(aggregate_root_id, version); INSERT INTO " + table
               + "(event_id, aggregate_root_id, version, payload) SELECT uuid16(i, 0), uuid16({s}, 9), {v} + 1, "
               + headers + " FROM n" + filter + ";";
    };
    stores.push_back({"eventsauce", "", Pack::Json, Pack::Json, eventsauce("order_messages", "")});
    stores.push_back({"eventsauce", "3 tables", Pack::Json, Pack::Json,
                      eventsauce("order_messages", " WHERE i % 3 = 0")
                          + eventsauce("cart_messages", " WHERE i % 3 = 1")
                          + eventsauce("stock_messages", " WHERE i % 3 = 2")});
    stores.push_back(
        {"eventsauce-legacy", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE domain_messages(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, event_id VARCHAR(36) NOT NULL, event_type VARCHAR(100) NOT NULL,
            aggregate_root_id VARCHAR(36) NOT NULL, aggregate_root_version MEDIUMINT(36) NOT NULL, time_of_recording DATETIME(6) NOT NULL, payload JSON NOT NULL);
         CREATE INDEX reconstitution ON domain_messages(aggregate_root_id, aggregate_root_version);
         INSERT INTO domain_messages SELECT i, uuid(i, 0), 'shop.' || type(i), uuid({s}, 9), {v} + 1, day(i), )"
             + headers + " FROM n"});
    for (const bool streams : {false, true}) {
        const std::string table = streams ? "event_store" : "eventstore";
        stores.push_back(
            {streams ? "patchlevel-stream" : "patchlevel-aggregate", "", Pack::Json, Pack::Json,
             "CREATE TABLE " + table + "(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
                 + (streams ? "stream VARCHAR(255) NOT NULL"
                            : "aggregate VARCHAR(255) NOT NULL, aggregate_id CHAR(36) NOT NULL")
                 + R"(, playhead INTEGER, event VARCHAR(255) NOT NULL, payload CLOB NOT NULL, recorded_on DATETIME NOT NULL,
                    new_stream_start BOOLEAN DEFAULT 0 NOT NULL, archived BOOLEAN DEFAULT 0 NOT NULL, custom_headers CLOB NOT NULL);
                 CREATE UNIQUE INDEX playheads ON )"
                 + table + (streams ? "(stream, playhead)" : "(aggregate, aggregate_id, playhead)")
                 + "; INSERT INTO " + table + " SELECT i, "
                 + (streams ? "'order-' || uuid({s}, 9)" : "'order', uuid({s}, 9)")
                 + R"(, {v} + 1, type(i), body(i), day(i), 0, 0, '{"correlation":' || meta(i) || '}' FROM n)"});
    }
    const auto prooph = [](const std::string &table, const std::string &filter) {
        return "CREATE TABLE " + table
               + R"((no INTEGER PRIMARY KEY, event_id TEXT, event_name TEXT, payload TEXT, metadata TEXT, created_at TEXT, UNIQUE(event_id));
             INSERT INTO )"
               + table
               + R"((event_id, event_name, payload, metadata, created_at) SELECT uuid(i, 0), 'Shop\' || type(i), body(i), '{"_aggregate_id":"' || uuid({s}, 9) ||
                '","_aggregate_type":"Order","_aggregate_version":' || ({v} + 1) || ',"_causation_id":"' || uuid(i - 1, 2) || '"}', day(i) FROM n)"
               + filter + ";";
    };
    const std::string streams
        = R"(CREATE TABLE event_streams(no INTEGER PRIMARY KEY, real_stream_name TEXT, stream_name CHAR(41), metadata TEXT, category TEXT, UNIQUE(real_stream_name));
            INSERT INTO event_streams VALUES(1,'orders','_aa11','[]',NULL),(2,'carts','_bb22','[]',NULL),(3,'stock','_cc33','[]',NULL);)";
    stores.push_back({"prooph", "", Pack::Json, Pack::Json, streams + prooph("_aa11", "")});
    stores.push_back({"prooph", "3 tables", Pack::Json, Pack::Json,
                      streams + prooph("_aa11", " WHERE i % 3 = 0")
                          + prooph("_bb22", " WHERE i % 3 = 1")
                          + prooph("_cc33", " WHERE i % 3 = 2")});
    stores.push_back(
        {"spatie", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE stored_events(id INTEGER PRIMARY KEY AUTOINCREMENT, aggregate_uuid VARCHAR, aggregate_version INTEGER, event_version INTEGER DEFAULT 1,
            event_class VARCHAR, event_properties TEXT, meta_data TEXT, created_at DATETIME, UNIQUE(aggregate_uuid, aggregate_version));
         CREATE INDEX classes ON stored_events(event_class);
         INSERT INTO stored_events SELECT i, uuid({s}, 9), {v} + 1, 1, 'App\Events\' || type(i), body(i), meta(i), substr(day(i), 1, 19) FROM n)"});
    stores.push_back(
        {"phauthentic", "", Pack::Json, Pack::Raw,
         R"(CREATE TABLE event_store(id INTEGER PRIMARY KEY, stream TEXT, aggregate_id TEXT, version INTEGER, event TEXT, payload TEXT, created_at TEXT);
         INSERT INTO event_store SELECT i, 'order', uuid({s}, 9), {v} + 1, type(i), body(i), day(i) FROM n)"});
}

void addNode(std::vector<DialectStore> &stores)
{
    stores.push_back(
        {"emmett", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE emt_messages(stream_id TEXT NOT NULL, stream_position BIGINT NOT NULL, partition TEXT NOT NULL DEFAULT 'global', message_kind CHAR(1) NOT NULL,
            message_data JSONB NOT NULL, message_metadata JSONB NOT NULL, message_schema_version TEXT NOT NULL, message_type TEXT NOT NULL, message_id TEXT NOT NULL,
            is_archived BOOLEAN NOT NULL DEFAULT FALSE, global_position INTEGER PRIMARY KEY, created DATETIME, UNIQUE(stream_id, stream_position, partition, is_archived));
         INSERT INTO emt_messages SELECT 'order-' || {s}, {v} + 1, 'emt:default', 'E', body(i), meta(i), '1', type(i), uuid(i, 0), 0, i, substr(day(i), 1, 19) FROM n)"});
    stores.push_back(
        {"rotorsoft-act", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE events(id INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, data TEXT NOT NULL,
            meta TEXT NOT NULL, created TEXT NOT NULL, pii TEXT, UNIQUE(stream, version));
         CREATE INDEX idx_events_stream ON events(stream);
         CREATE TABLE streams(stream TEXT PRIMARY KEY, source TEXT, at INTEGER, retry INTEGER, blocked INTEGER, error TEXT);
         INSERT INTO events SELECT i, 'order-' || {s}, {v}, type(i), body(i), '{"correlation":"' || uuid(i / 5, 1) || '","causation":{"event":{"id":' || (i - 1) ||
            ',"name":"' || type(i - 1) || '","stream":"order-' || {s} || '"}}}', iso(i), NULL FROM n)"});
    stores.push_back({"event-driven-samples", "", Pack::Json, Pack::Raw,
                      R"(CREATE TABLE streams(id TEXT PRIMARY KEY, type TEXT, version INTEGER);
         CREATE TABLE events(id TEXT PRIMARY KEY, data TEXT, stream_id TEXT, type TEXT, version INTEGER, created TEXT, UNIQUE(stream_id, version));
         INSERT INTO streams SELECT DISTINCT 'order-' || {s}, 'order', 10 FROM n;
         INSERT INTO events SELECT uuid(i, 0), body(i), 'order-' || {s}, type(i), {v} + 1, day(i) FROM n)"});
    const auto castore = [](const std::string &table, const std::string &filter) {
        return "CREATE TABLE " + table
               + R"((id TEXT PRIMARY KEY, aggregate_name TEXT, aggregate_id TEXT, version INTEGER, type TEXT, data TEXT, metadata TEXT, timestamp TEXT,
            UNIQUE(aggregate_name, aggregate_id, version)); INSERT INTO )"
               + table
               + " SELECT uuid(i, 0), 'ORDER', uuid({s}, 9), {v} + 1, type(i), body(i), meta(i), iso(i) FROM n"
               + filter + ";";
    };
    stores.push_back({"castore", "", Pack::Json, Pack::Json, castore("events", "")});
    stores.push_back(
        {"castore", "2 tables", Pack::Json, Pack::Json,
         castore("orders", " WHERE i % 2 = 0") + castore("carts", " WHERE i % 2 = 1")});
    stores.push_back(
        {"resolve", "", Pack::Json, Pack::Raw,
         R"(CREATE TABLE events(threadId BIGINT NOT NULL, threadCounter BIGINT NOT NULL, timestamp BIGINT NOT NULL, aggregateId VARCHAR(700) NOT NULL,
            aggregateVersion BIGINT NOT NULL, type VARCHAR(700) NOT NULL, payload JSON, PRIMARY KEY(threadId, threadCounter));
         CREATE UNIQUE INDEX versions ON events(aggregateId, aggregateVersion); CREATE INDEX times ON events(timestamp);
         INSERT INTO events SELECT i * 7 % 256, i / 256, 1700000000000 + i * 10, uuid({s}, 9), {v} + 1, type(i), body(i) FROM n)"});
    const auto ocoda = [](const std::string &table, const std::string &filter) {
        return "CREATE TABLE " + table
               + R"((stream_id TEXT, version INT, event TEXT, payload TEXT, event_date TEXT, event_id TEXT, aggregate_id TEXT, occurred_on TEXT,
                correlation_id TEXT, causation_id TEXT, PRIMARY KEY(stream_id, version)); INSERT INTO )"
               + table
               + " SELECT 'order-' || uuid({s}, 9), {v} + 1, type(i), body(i), '2023-11', uuid(i, 0), uuid({s}, 9), day(i), uuid(i / 5, 1), uuid(i - 1, 2) FROM n"
               + filter + ";";
    };
    stores.push_back({"ocoda", "", Pack::Json, Pack::Raw, ocoda("events", "")});
    stores.push_back(
        {"ocoda", "2 tables", Pack::Json, Pack::Raw,
         ocoda("\"a-events\"", " WHERE i % 2 = 0") + ocoda("events", " WHERE i % 2 = 1")});
}

void addRustGoAndElixir(std::vector<DialectStore> &stores)
{
    stores.push_back(
        {"cqrs-es", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE events(aggregate_type TEXT NOT NULL, aggregate_id TEXT NOT NULL, sequence INTEGER NOT NULL, event_type TEXT NOT NULL, event_version TEXT NOT NULL,
            payload TEXT NOT NULL, metadata TEXT NOT NULL, PRIMARY KEY(aggregate_type, aggregate_id, sequence)) STRICT;
         INSERT INTO events SELECT 'order', uuid({s}, 9), {v} + 1, type(i), '1.0', '{"' || type(i) || '":' || body(i) || '}',
            '{"time":"' || iso(i) || '",' || substr(meta(i), 2) FROM n)"});
    stores.push_back(
        {"cqrs-es-old", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE events(aggregate_type TEXT NOT NULL, aggregate_id TEXT NOT NULL, sequence INTEGER NOT NULL, payload TEXT NOT NULL, metadata TEXT NOT NULL,
            timestamp TEXT NOT NULL, PRIMARY KEY(aggregate_type, aggregate_id, sequence));
         INSERT INTO events SELECT 'order', uuid({s}, 9), {v} + 1, '{"' || type(i) || '":' || body(i) || '}', meta(i), day(i) || '+00' FROM n)"});
    const auto esrs = [](const std::string &table, const std::string &filter) {
        return "CREATE TABLE " + table
               + R"((id TEXT PRIMARY KEY, aggregate_id TEXT, payload TEXT, occurred_on TEXT, sequence_number INTEGER, version INTEGER,
            UNIQUE(aggregate_id, sequence_number)); INSERT INTO )"
               + table
               + R"( SELECT uuid(i, 0), uuid({s}, 9), '{"' || type(i) || '":' || body(i) || '}', day(i) || '+00', {v} + 1, 1 FROM n)"
               + filter + ";";
    };
    stores.push_back({"esrs", "", Pack::Json, Pack::Raw, esrs("order_events", "")});
    stores.push_back(
        {"esrs", "2 tables", Pack::Json, Pack::Raw,
         esrs("order_events", " WHERE i % 2 = 0") + esrs("cart_events", " WHERE i % 2 = 1")});
    stores.push_back(
        {"disintegrate", "", Pack::Json, Pack::Raw,
         R"(CREATE TABLE event(event_id INTEGER PRIMARY KEY, event_type TEXT, order_id TEXT, payload BLOB, inserted_at TEXT);
         CREATE TABLE event_listener(id TEXT PRIMARY KEY, last_processed_event_id BIGINT, updated_at TEXT);
         INSERT INTO event SELECT i, type(i), uuid({s}, 9), CAST(body(i) AS BLOB), day(i) FROM n)"});
    stores.push_back(
        {"eventually-rs", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE event_streams(event_stream_id TEXT PRIMARY KEY, version INTEGER);
         CREATE TABLE events(event_stream_id TEXT, type TEXT, version INTEGER, event BLOB, metadata TEXT, PRIMARY KEY(event_stream_id, version));
         INSERT INTO events SELECT uuid({s}, 9), type(i), {v} + 1, CAST(body(i) AS BLOB), meta(i) FROM n)"});
    stores.push_back(
        {"hallgren", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE events(seq INTEGER PRIMARY KEY AUTOINCREMENT, id VARCHAR NOT NULL, version INTEGER, reason VARCHAR, type VARCHAR, timestamp VARCHAR,
            data BLOB, metadata BLOB, UNIQUE(id, type, version)); CREATE INDEX id_type ON events(id, type);
         INSERT INTO events SELECT i, uuid({s}, 9), {v} + 1, type(i), 'Order', substr(iso(i), 1, 19) || 'Z', CAST(body(i) AS BLOB), CAST(meta(i) AS BLOB) FROM n)"});
    stores.push_back(
        {"thefabric", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE journal(id TEXT PRIMARY KEY, occurred_at TEXT, registered_at TEXT, type TEXT, state TEXT, aggregate_id TEXT, aggregate_version INT,
            aggregate_type TEXT, aggregate_state TEXT, metadata TEXT);
         INSERT INTO journal SELECT uuid(i, 0), iso(i), iso(i), type(i), body(i), uuid({s}, 9), {v} + 1, 'order', '{}', meta(i) FROM n)"});
    const auto watermill = [](const std::string &table, const std::string &payload,
                              const std::string &filter) {
        return "CREATE TABLE " + table
               + R"(("offset" INTEGER PRIMARY KEY, uuid TEXT, created_at TEXT, payload BLOB, metadata JSON); INSERT INTO )"
               + table + "(uuid, created_at, payload, metadata) SELECT uuid(i, 0), iso(i), "
               + payload
               + R"(, '{"name":"' || type(i) || '","partition_key":"' || {s} || '",' || substr(meta(i), 2) FROM n)"
               + filter + ";";
    };
    for (const Pack pack : {Pack::Json, Pack::Gzip, Pack::Zlib, Pack::Zstd, Pack::DoubleJson,
                            Pack::JsonWithMark, Pack::Yaml, Pack::Xml, Pack::Php, Pack::MessagePack,
                            Pack::Bson, Pack::Cbor, Pack::Jsonb, Pack::Raw})
        stores.push_back({"watermill", packName(pack), pack, Pack::Json,
                          watermill("watermill_orders",
                                    std::string("pack('") + packName(pack) + "', body(i))", "")});
    stores.push_back({"watermill", "3 tables", Pack::Json, Pack::Json,
                      watermill("watermill_orders", "body(i)", " WHERE i % 3 = 0")
                          + watermill("watermill_carts", "body(i)", " WHERE i % 3 = 1")
                          + watermill("watermill_stock", "body(i)", " WHERE i % 3 = 2")});
    stores.push_back(
        {"commanded", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE streams(stream_id INTEGER PRIMARY KEY, stream_uuid TEXT, stream_version BIGINT, created_at TEXT, deleted_at TEXT);
         CREATE UNIQUE INDEX uuids ON streams(stream_uuid);
         CREATE TABLE events(event_id TEXT PRIMARY KEY, event_type TEXT, causation_id TEXT, correlation_id TEXT, data BLOB, metadata BLOB, created_at TEXT);
         CREATE TABLE stream_events(event_id TEXT, stream_id BIGINT, stream_version BIGINT, original_stream_id BIGINT, original_stream_version BIGINT,
            PRIMARY KEY(event_id, stream_id));
         CREATE UNIQUE INDEX versions ON stream_events(stream_id, stream_version);
         INSERT INTO streams VALUES(0, '$all', 0, '', NULL);
         INSERT INTO streams SELECT DISTINCT {s} + 1, uuid({s}, 9), 10, '', NULL FROM n;
         INSERT INTO events SELECT uuid(i, 0), 'Elixir.Shop.' || type(i), uuid(i - 1, 2), uuid(i / 5, 1), body(i), meta(i), iso(i) FROM n;
         INSERT INTO stream_events SELECT uuid(i, 0), 0, i, {s} + 1, {v} + 1 FROM n;
         INSERT INTO stream_events SELECT uuid(i, 0), {s} + 1, {v} + 1, {s} + 1, {v} + 1 FROM n)"});
    stores.push_back(
        {"eventstore-sqlite", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE streams(id INTEGER PRIMARY KEY, stream_id TEXT UNIQUE, stream_version INTEGER, inserted_at TEXT);
         CREATE TABLE events(id TEXT PRIMARY KEY, type TEXT, data BLOB, metadata BLOB, inserted_at TEXT);
         CREATE TABLE stream_events(id INTEGER PRIMARY KEY, event_id TEXT, stream_id TEXT, stream_version INTEGER, original_stream_id TEXT,
            original_stream_version INTEGER);
         CREATE UNIQUE INDEX versions ON stream_events(stream_id, stream_version); CREATE UNIQUE INDEX events_of ON stream_events(stream_id, event_id);
         INSERT INTO streams SELECT DISTINCT {s} + 1, uuid({s}, 9), 10, '' FROM n;
         INSERT INTO events SELECT uuid(i, 0), type(i), CAST(body(i) AS BLOB), CAST(meta(i) AS BLOB), iso(i) FROM n;
         INSERT INTO stream_events(event_id, stream_id, stream_version, original_stream_id, original_stream_version)
            SELECT uuid(i, 0), '$all', i, uuid({s}, 9), {v} + 1 FROM n;
         INSERT INTO stream_events(event_id, stream_id, stream_version) SELECT uuid(i, 0), uuid({s}, 9), {v} + 1 FROM n)"});
}

void addRubyPythonAndNet(std::vector<DialectStore> &stores)
{
    for (const Pack pack : {Pack::Json, Pack::Yaml}) {
        const std::string packedAs = std::string("pack('") + packName(pack) + "', ";
        stores.push_back(
            {"rails-event-store", packName(pack), pack, pack,
             R"(CREATE TABLE event_store_events(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, event_id varchar(36) NOT NULL, event_type varchar NOT NULL, metadata blob,
                data blob NOT NULL, created_at datetime(6) NOT NULL, valid_at datetime(6));
             CREATE UNIQUE INDEX ids ON event_store_events(event_id);
             CREATE TABLE event_store_events_in_streams(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, stream varchar NOT NULL, position integer,
                event_id varchar(36) NOT NULL, created_at datetime(6) NOT NULL);
             CREATE INDEX events_of ON event_store_events_in_streams(event_id);
             CREATE UNIQUE INDEX places ON event_store_events_in_streams(stream, position);
             INSERT INTO event_store_events SELECT i, uuid(i, 0), 'Shop::' || type(i), )"
                 + packedAs + "meta(i)), " + packedAs + R"(body(i)), day(i), NULL FROM n;
             INSERT INTO event_store_events_in_streams(stream, position, event_id, created_at) SELECT 'Order$' || uuid({s}, 9), {v}, uuid(i, 0), day(i) FROM n;
             INSERT INTO event_store_events_in_streams(stream, position, event_id, created_at) SELECT '$by_type_' || type(i), NULL, uuid(i, 0), day(i) FROM n)"});
    }
    stores.push_back(
        {"sequent", "", Pack::Json, Pack::Raw,
         R"(CREATE TABLE events(aggregate_id TEXT, partition_key TEXT, sequence_number INTEGER, created_at TEXT, command_id BIGINT, event_type_id INTEGER,
            event_json TEXT, xact_id BIGINT, PRIMARY KEY(aggregate_id, sequence_number));
         CREATE TABLE aggregates(aggregate_id TEXT PRIMARY KEY, aggregate_type_id INTEGER);
         CREATE TABLE event_types(id INTEGER PRIMARY KEY, type TEXT); CREATE TABLE aggregate_types(id INTEGER PRIMARY KEY, type TEXT);
         INSERT INTO event_types SELECT DISTINCT i % 8, 'Shop::' || type(i) FROM n; INSERT INTO aggregate_types VALUES(4, 'Shop::Order');
         INSERT INTO aggregates SELECT DISTINCT uuid({s}, 9), 4 FROM n;
         INSERT INTO events SELECT uuid({s}, 9), '', {v} + 1, day(i) || '+00', i / 5, i % 8, body(i), 1 FROM n)"});
    for (const Pack pack : {Pack::Json, Pack::Zlib, Pack::Gzip})
        stores.push_back(
            {"pyeventsourcing", packName(pack), pack, Pack::Raw,
             R"(CREATE TABLE stored_events(originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB, PRIMARY KEY(originator_id, originator_version));
             INSERT INTO stored_events SELECT replace(uuid({s}, 9), '-', ''), {v} + 1, 'shop.model:Order.' || type(i), pack(')"
                 + std::string(packName(pack))
                 + R"(', '{"timestamp":{"_type_":"datetime_iso","_data_":"' || iso(i) || '"},' || substr(body(i), 2)) FROM n)"});
    for (const Pack pack : {Pack::JsonWithMark, Pack::Gzip, Pack::Bson}) {
        const std::string commit
            = pack == Pack::Bson
                  ? R"('{"0":{"Headers":{},"Body":{"_t":"Shop.' || type(i) || ', Shop",' || substr(body(i), 2) || '},"1":{"Headers":{},"Body":{"_t":"Shop.' || type(i + 1) || ', Shop",' || substr(body(i + 1), 2) || '}}')"
                  : R"('{"$type":"L","$values":[{"Headers":{},"Body":{"$type":"Shop.' || type(i) || ', Shop",' || substr(body(i), 2) || '},{"Headers":{},"Body":{"$type":"Shop.' || type(i + 1) || ', Shop",' || substr(body(i + 1), 2) || '}]}')";
        stores.push_back(
            {"neventstore", std::string("2 events a row, ") + packName(pack), pack, Pack::Json,
             R"(CREATE TABLE Commits(BucketId varchar(40) NOT NULL, StreamId char(40) NOT NULL, StreamIdOriginal text NOT NULL, StreamRevision int NOT NULL,
                Items int NOT NULL, CommitId guid NOT NULL, CommitSequence int NOT NULL, CommitStamp datetime NOT NULL,
                CheckpointNumber INTEGER PRIMARY KEY AUTOINCREMENT, Headers blob NULL, Payload blob NOT NULL);
             CREATE UNIQUE INDEX IX_Commits_CommitSequence ON Commits(BucketId, StreamId, CommitSequence);
             INSERT INTO Commits SELECT 'default', hex(uuid16({s}, 9)) || '00000000', 'order-' || {s}, 2 * {v} + 2, 2, uuid(i, 0), {v} + 1, day(i), i, CAST(meta(i) AS BLOB), pack(')"
                 + std::string(packName(pack)) + "', " + commit + ") FROM n WHERE i % 2 = 0"});
    }
    stores.push_back(
        {"eventflow", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE EventFlow(GlobalSequenceNumber INTEGER PRIMARY KEY, BatchId TEXT, AggregateId TEXT, AggregateName TEXT, Data TEXT, Metadata TEXT,
            AggregateSequenceNumber INTEGER, UNIQUE(AggregateId, AggregateSequenceNumber));
         INSERT INTO EventFlow SELECT i, uuid(i, 4), 'order-' || uuid({s}, 9), 'Order', body(i), '{"event_name":"' || type(i) || '","event_version":"1","timestamp":"' || iso(i) ||
            '","event_id":"event-' || uuid(i, 0) || '","batch_id":"' || uuid(i, 4) || '","aggregate_sequence_number":"' || ({v} + 1) || '"}', {v} + 1 FROM n)"});
    stores.push_back(
        {"sqlstreamstore", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE streams(id text NOT NULL UNIQUE, id_original text NOT NULL, id_internal integer NOT NULL PRIMARY KEY AUTOINCREMENT, version integer, position integer);
         CREATE TABLE messages(event_id CHAR(36) NOT NULL, stream_id_internal integer NOT NULL, stream_version integer NOT NULL, [position] integer NOT NULL PRIMARY KEY AUTOINCREMENT,
            created_utc DATETIME NOT NULL, type CHAR(128) NOT NULL, json_data text NOT NULL, json_metadata text, UNIQUE(stream_id_internal, stream_version));
         INSERT INTO streams SELECT DISTINCT uuid({s}, 9), 'order-' || {s}, {s} + 1, 9, 9 FROM n;
         INSERT INTO messages SELECT uuid(i, 0), {s} + 1, {v}, i, day(i), type(i), body(i), meta(i) FROM n)"});
    stores.push_back(
        {"marten", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE mt_streams(id TEXT PRIMARY KEY, type TEXT, version BIGINT, timestamp TEXT, created TEXT, tenant_id TEXT, is_archived BOOLEAN);
         CREATE TABLE mt_events(seq_id INTEGER PRIMARY KEY, id TEXT, stream_id TEXT, version BIGINT, data TEXT, type VARCHAR(500), timestamp TEXT, tenant_id TEXT,
            mt_dotnet_type TEXT, correlation_id TEXT, causation_id TEXT, headers TEXT, is_archived BOOLEAN, UNIQUE(stream_id, version));
         INSERT INTO mt_streams SELECT DISTINCT uuid({s}, 9), 'order', 10, '', '', '*DEFAULT*', 0 FROM n;
         INSERT INTO mt_events SELECT i, uuid(i, 0), uuid({s}, 9), {v} + 1, body(i), 'order_placed', day(i) || '+00', '*DEFAULT*', 'T, A', uuid(i / 5, 1), uuid(i - 1, 2), meta(i), 0 FROM n)"});
    stores.push_back(
        {"message-db", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE messages(global_position INTEGER PRIMARY KEY, position BIGINT, time TEXT, stream_name TEXT, type TEXT, data TEXT, metadata TEXT, id TEXT UNIQUE,
            UNIQUE(stream_name, position));
         INSERT INTO messages SELECT i, {v}, day(i), 'order-' || uuid({s}, 9), type(i), body(i), '{"correlationStreamName":"checkout-' || (i / 5) || '",' || substr(meta(i), 2), uuid(i, 0) FROM n)"});
    stores.push_back(
        {"eventscope-bundle", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE bundle_events(ordinal INTEGER PRIMARY KEY, position TEXT, id TEXT, stream TEXT, stream_type TEXT, version INTEGER, schema_version TEXT, type TEXT,
            time TEXT, correlation_id TEXT, causation_id TEXT, data, metadata);
         INSERT INTO bundle_events SELECT i, CAST(i AS TEXT), uuid(i, 0), 'order-' || {s}, 'order', {v}, NULL, type(i), iso(i), uuid(i / 5, 1), uuid(i - 1, 2), body(i), meta(i) FROM n)"});
}

void addLogs(std::vector<DialectStore> &stores)
{
    stores.push_back(
        {"ocel1-sqlite", "", Pack::Json, Pack::Json,
         R"(CREATE TABLE EVENTS("ocel:eid" TEXT, "ocel:timestamp" TIMESTAMP, "ocel:activity" TEXT, weight REAL, customer TEXT);
         CREATE TABLE OBJECTS("ocel:oid" TEXT, "ocel:type" TEXT);
         CREATE TABLE RELATIONS("ocel:eid" TEXT, "ocel:timestamp" TIMESTAMP, "ocel:activity" TEXT, "ocel:oid" TEXT, "ocel:type" TEXT);
         CREATE INDEX relations_of ON RELATIONS("ocel:eid"); CREATE INDEX objects_of ON OBJECTS("ocel:oid");
         INSERT INTO EVENTS SELECT uuid(i, 0), day(i), type(i), i / 8.0, 'Customer ' || {s} FROM n;
         INSERT INTO OBJECTS SELECT DISTINCT 'o-' || {s}, 'order' FROM n; INSERT INTO OBJECTS SELECT DISTINCT 'i-' || (i % 997), 'item' FROM n;
         INSERT INTO RELATIONS SELECT uuid(i, 0), day(i), type(i), 'o-' || {s}, 'order' FROM n;
         INSERT INTO RELATIONS SELECT uuid(i, 0), day(i), type(i), 'i-' || (i % 997), 'item' FROM n)"});
    std::string events;
    for (const auto &[kind, name] :
         {std::pair(0, "OrderPlaced"), {1, "ItemAdded"}, {2, "ItemRemoved"}, {3, "AddressGiven"}})
        events += "INSERT INTO event_map_type VALUES('" + std::string(name) + "','" + name
                  + "'); CREATE TABLE event_" + name
                  + "(ocel_id TEXT PRIMARY KEY, ocel_time TEXT, total REAL, customer TEXT);"
                    " INSERT INTO event_"
                  + name
                  + " SELECT uuid(i, 0), iso(i), i / 8.0, 'Customer ' || {s} FROM n WHERE i % 4 = "
                  + std::to_string(kind) + "; INSERT INTO event SELECT uuid(i, 0), '" + name
                  + "' FROM n WHERE i % 4 = " + std::to_string(kind) + ";";
    stores.push_back(
        {"ocel2-sqlite", "4 tables", Pack::Json, Pack::Json,
         R"(CREATE TABLE event(ocel_id TEXT PRIMARY KEY, ocel_type TEXT); CREATE TABLE event_map_type(ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
         CREATE TABLE object(ocel_id TEXT PRIMARY KEY, ocel_type TEXT); CREATE TABLE object_map_type(ocel_type TEXT, ocel_type_map TEXT);
         CREATE TABLE event_object(ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT, PRIMARY KEY(ocel_event_id, ocel_object_id, ocel_qualifier));
         INSERT INTO object SELECT DISTINCT 'o-' || {s}, 'order' FROM n; INSERT INTO object SELECT DISTINCT 'i-' || (i % 997), 'item' FROM n;
         INSERT INTO event_object SELECT uuid(i, 0), 'o-' || {s}, 'of' FROM n; INSERT INTO event_object SELECT uuid(i, 0), 'i-' || (i % 997), 'with' FROM n;)"
             + events});
}

std::string replaced(std::string text, std::string_view what, const std::string &with)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at))
        text.replace(at, what.size(), with);
    return text;
}

} // namespace

std::vector<DialectStore> dialectStores()
{
    std::vector<DialectStore> stores;
    addAkka(stores);
    addJvm(stores);
    addPhp(stores);
    addNode(stores);
    addRustGoAndElixir(stores);
    addRubyPythonAndNet(stores);
    addLogs(stores);
    return stores;
}

void makeDialectStore(const DialectStore &store, const std::string &path, unsigned events)
{
    try {
        SqliteWriter writer(path);
        addFunctions(writer.handle());
        const std::string count = std::to_string(events);
        const std::string streams = std::to_string(events / 10);
        writer.execute("PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF; PRAGMA temp_store=MEMORY");
        writer.execute("CREATE TEMP TABLE n(i INTEGER PRIMARY KEY); WITH RECURSIVE c(i) AS "
                       "(SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < "
                       + count + ") INSERT INTO n SELECT i FROM c");
        writer.execute("BEGIN");
        writer.execute(replaced(replaced(store.sql, "{s}", "(i % " + streams + ")"), "{v}",
                                "(i / " + streams + ")"));
        writer.execute("COMMIT");
    } catch (const std::exception &error) {
        giveUp("The store of " + store.dialect + " cannot be made: " + error.what());
    }
}

} // namespace eventscope::bench
