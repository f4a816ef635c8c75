// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace eventscope;

namespace {

// The tables that a framework makes in PostgreSQL, as it writes them: "table: column column".
struct Schema {
    const char *dialect;
    std::vector<std::string> tables;
};

const std::vector<Schema> kSchemas = {
    {"akka-jdbc",
     {"event_journal: ordering persistence_id sequence_number deleted writer write_timestamp adapter_manifest event_ser_id event_ser_manifest event_payload meta_ser_id meta_ser_manifest meta_payload",
      "snapshot: persistence_id sequence_number created snapshot_ser_id snapshot_ser_manifest snapshot_payload",
      "akka_projection_offset_store: projection_name projection_key current_offset manifest mergeable last_updated"}},
    {"akka-jdbc-legacy",
     {"journal: ordering persistence_id sequence_number deleted tags message",
      "snapshot: persistence_id sequence_number created snapshot",
      "akka_projection_offset_store: projection_name projection_key current_offset manifest mergeable last_updated"}},
    {"akka-net-sql",
     {"journal: ordering deleted persistence_id sequence_number created tags message identifier manifest writer_uuid",
      "snapshot: persistence_id sequence_number created snapshot manifest serializer_id"}},
    {"axon",
     {"domain_event_entry: global_index aggregate_identifier sequence_number type event_identifier meta_data payload payload_revision payload_type time_stamp",
      "snapshot_event_entry: aggregate_identifier sequence_number type event_identifier meta_data payload payload_revision payload_type time_stamp",
      "token_entry: processor_name segment token token_type timestamp owner",
      "dead_letter_entry: dead_letter_identifier"}},
    {"axon-jdbc",
     {"DomainEventEntry: globalIndex aggregateIdentifier sequenceNumber type eventIdentifier metaData payload payloadRevision payloadType timeStamp",
      "SnapshotEventEntry: aggregateIdentifier sequenceNumber type eventIdentifier metaData payload payloadRevision payloadType timeStamp",
      "TokenEntry: processorName segment token tokenType timestamp owner", "DeadLetterEntry: x"}},
    {"axon5",
     {"aggregate_event_entry: global_index aggregate_type aggregate_identifier aggregate_sequence_number type version timestamp payload metadata identifier",
      "token_entry: processor_name segment token token_type timestamp owner",
      "dead_letter_entry: dead_letter_identifier"}},
    {"broadway", {"events: id uuid playhead payload metadata recorded_on type"}},
    {"castore", {"ev: id aggregate_name aggregate_id version type data metadata timestamp"}},
    {"commanded",
     {"streams: stream_id stream_uuid stream_version created_at deleted_at",
      "events: event_id event_type causation_id correlation_id data metadata created_at",
      "stream_events: event_id stream_id stream_version original_stream_id original_stream_version",
      "subscriptions: subscription_id stream_uuid subscription_name last_seen created_at",
      "snapshots: source_uuid source_version source_type data metadata created_at"}},
    {"cqrs-es",
     {"events: aggregate_type aggregate_id sequence event_type event_version payload metadata",
      "snapshots: aggregate_type aggregate_id last_sequence current_snapshot payload"}},
    {"cqrs-es-old",
     {"events: aggregate_type aggregate_id sequence payload metadata timestamp",
      "snapshots: aggregate_type aggregate_id last_sequence current_snapshot payload"}},
    {"debezium-outbox",
     {"outbox: id aggregatetype aggregateid type payload timestamp tracingspancontext"}},
    {"debezium-outboxevent", {"outboxevent: id aggregatetype aggregateid type payload timestamp"}},
    {"disintegrate",
     {"event: event_id event_type payload inserted_at order_id",
      "event_listener: id last_processed_event_id updated_at"}},
    {"emmett",
     {"emt_streams: stream_id stream_position partition stream_type stream_metadata is_archived",
      "emt_messages: stream_id stream_position partition message_kind message_data message_metadata message_schema_version message_type message_id is_archived global_position transaction_id created",
      "emt_processors: processor_id version partition status last_processed_checkpoint processor_instance_id last_processed_transaction_id created_at last_updated",
      "emt_subscriptions: subscription_id version partition last_processed_position"}},
    {"esrs", {"a_events: id aggregate_id payload occurred_on sequence_number version"}},
    {"event-driven-samples",
     {"streams: id type version", "events: id data stream_id type version created",
      "subscription_checkpoints: id position"}},
    {"eventflow",
     {"EventFlow: GlobalSequenceNumber BatchId AggregateId AggregateName Data Metadata AggregateSequenceNumber",
      "EventFlowSnapshots: Id AggregateId AggregateName AggregateSequenceNumber Data Metadata"}},
    {"eventsauce",
     {"msgs: id event_id aggregate_root_id version payload",
      "outbox_messages: id consumed payload"}},
    {"eventsauce-legacy",
     {"domain_messages: event_id event_type aggregate_root_id time_of_recording payload",
      "outbox_messages: id consumed payload"}},
    {"eventually-rs",
     {"event_streams: event_stream_id version",
      "events: event_stream_id type version event metadata",
      "aggregates: aggregate_id type version state"}},
    {"marten",
     {"mt_streams: id type version timestamp created tenant_id is_archived",
      "mt_events: seq_id id stream_id version data type timestamp tenant_id mt_dotnet_type correlation_id causation_id headers is_archived",
      "mt_event_progression: name last_seq_id last_updated agent_status pause_reason",
      "mt_doc_order: id data mt_last_modified mt_version mt_dotnet_type"}},
    {"message-db",
     {"message_store.messages: global_position position time stream_name type data metadata id"}},
    {"neventstore",
     {"Commits: BucketId StreamId StreamIdOriginal StreamRevision Items CommitId CommitSequence CommitStamp CheckpointNumber Headers Payload",
      "Snapshots: BucketId StreamId StreamRevision Payload"}},
    {"ocoda",
     {"a-events: stream_id version event payload event_date event_id aggregate_id occurred_on correlation_id causation_id",
      "snapshots: stream_id version payload snapshot_id aggregate_id registered_on aggregate_name latest"}},
    {"patchlevel-aggregate",
     {"eventstore: id aggregate aggregate_id playhead event payload recorded_on new_stream_start archived custom_headers",
      "subscriptions: id group_name run_mode position status error_message error_previous_status error_context retry_attempt last_saved_at"}},
    {"patchlevel-stream",
     {"event_store: id stream playhead event payload recorded_on new_stream_start archived custom_headers",
      "subscriptions: id group_name run_mode position status error_message error_previous_status error_context retry_attempt last_saved_at"}},
    {"prooph",
     {"event_streams: no real_stream_name stream_name metadata category",
      "_aa: no event_id event_name payload metadata created_at",
      "projections: no name position state status locked_until",
      "snapshots: aggregate_id aggregate_type last_version created_at aggregate_root"}},
    {"pyeventsourcing",
     {"bank_events: originator_id originator_version topic state notification_id",
      "bank_snapshots: originator_id originator_version topic state",
      "bank_tracking: application_name notification_id"}},
    {"rails-event-store",
     {"event_store_events: id event_id event_type metadata data created_at valid_at",
      "event_store_events_in_streams: id stream position event_id created_at",
      "event_store_outbox: id split_key format payload created_at enqueued_at"}},
    {"rotorsoft-act",
     {"events: id name data stream version created meta",
      "streams: stream source at retry blocked error leased_by leased_until priority"}},
    {"sequent",
     {"events: aggregate_id partition_key sequence_number created_at command_id event_type_id event_json xact_id",
      "aggregates: aggregate_id events_partition_key aggregate_type_id snapshot_threshold created_at",
      "event_types: id type", "aggregate_types: id type",
      "snapshot_records: aggregate_id sequence_number created_at snapshot_type snapshot_json"}},
    {"spatie",
     {"stored_events: id aggregate_uuid aggregate_version event_version event_class event_properties meta_data created_at",
      "snapshots: id aggregate_uuid aggregate_version state created_at"}},
    {"sqlstreamstore",
     {"streams: id id_original id_internal version position max_age max_count",
      "messages: message_id stream_id_internal stream_version position created_utc type json_data json_metadata"}},
    {"thefabric",
     {"ev: id occurred_at registered_at type state aggregate_id aggregate_version aggregate_type aggregate_state metadata",
      "events_consumers: consumer_group aggregate_type offset_acked offset_consumed last_occurred_at"}},
};

// Words of SQL in the dialects, and the functions that they call.
const std::set<std::string> kWords = {
    "and",
    "array",
    "as",
    "bigint",
    "by",
    "case",
    "coalesce",
    "count",
    "cross",
    "distinct",
    "else",
    "end",
    "events",
    "exists",
    "from",
    "group",
    "having",
    "in",
    "int",
    "is",
    "join",
    "lateral",
    "left",
    "like",
    "limit",
    "max",
    "min",
    "not",
    "null",
    "nullif",
    "on",
    "or",
    "order",
    "select",
    "table",
    "table_part",
    "table_rest",
    "text",
    "then",
    "true",
    "when",
    "where",
    "jsonb",
    "jsonb_each_text",
    "jsonb_object_keys",
    "jsonb_typeof",
    "key",
    "value",
    "version",
};

std::string lower(std::string text)
{
    for (char &c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

// What the SQL calls by a name: words outside of texts, without those behind a dot's left side and those before a parenthesis or a dot.
std::vector<std::string> namesIn(const std::string &sql)
{
    std::vector<std::string> names;
    const auto isWord = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
    };
    for (std::size_t i = 0; i < sql.size();) {
        if (sql[i] == '\'') {
            i = sql.find('\'', i + 1);
            i = i == std::string::npos ? sql.size() : i + 1;
        } else if (isWord(sql[i]) && !std::isdigit(static_cast<unsigned char>(sql[i]))) {
            std::size_t end = i;
            while (end < sql.size() && isWord(sql[end]))
                ++end;
            if (end == sql.size() || sql[end] != '.')
                names.push_back(lower(sql.substr(i, end - i)));
            i = end;
        } else {
            ++i;
        }
    }
    return names;
}

bool fits(const std::string &pattern, const std::string &table)
{
    const std::size_t star = pattern.find('*');
    if (star == std::string::npos)
        return lower(pattern) == lower(table);
    const std::string tail = pattern.substr(star + 1);
    return table.size() + 1 >= pattern.size()
           && lower(table).starts_with(lower(pattern.substr(0, star)))
           && lower(table).ends_with(lower(tail));
}

void addPlaces(const FieldSpec &field, std::vector<std::string> &sql)
{
    sql.push_back(field.column);
    for (const FieldSpec &other : field.otherwise)
        sql.push_back(other.column);
}

// All SQL of a dialect.
std::vector<std::string> sqlOf(const Dialect &dialect)
{
    const EventsSpec &events = dialect.events;
    std::vector<std::string> sql = {events.from, events.where};
    sql.insert(sql.end(), events.order.begin(), events.order.end());
    for (const FieldSpec *const field :
         {&events.position, &events.id, &events.stream, &events.streamType, &events.version,
          &events.type, &events.schemaVersion, &events.time, &events.data, &events.metadata,
          &events.correlation, &events.causation})
        addPlaces(*field, sql);
    for (const CheckpointSpec &spec : dialect.checkpoints) {
        for (const std::string &text : {spec.from, spec.where, spec.name, spec.position.column,
                                        spec.status, spec.error, spec.stuck, spec.behind})
            sql.push_back(text);
    }
    for (const QueueSpec &spec : dialect.queues)
        sql.push_back(spec.waiting);
    for (const SnapshotSpec &spec : dialect.snapshots) {
        sql.push_back(spec.where);
        for (const FieldSpec *const field :
             {&spec.stream, &spec.version, &spec.time, &spec.type, &spec.data})
            addPlaces(*field, sql);
    }
    return sql;
}

} // namespace

class TestPostgresqlDialects : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_config;

    static const Dialect *named(const DialectList &list, const std::string &name)
    {
        const auto found = std::find_if(list.dialects.begin(), list.dialects.end(),
                                        [&](const Dialect &dialect) {
                                            return dialect.name == name;
                                        });
        return found == list.dialects.end() ? nullptr : &*found;
    }

private Q_SLOTS:
    void initTestCase() { qputenv("XDG_CONFIG_HOME", m_config.path().toUtf8()); }

    void eachReadsBackTheSame()
    {
        const DialectList list = postgresqlDialects();
        QVERIFY2(list.problems.empty(),
                 list.problems.empty() ? "" : list.problems.front().message.c_str());
        QCOMPARE(list.dialects.size(), kSchemas.size());
        for (const Dialect &dialect : list.dialects) {
            QCOMPARE(dialect.kind, std::string("postgresql"));
            const auto again = Dialect::parse(dialect.toJson(), dialect.path);
            QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
            QCOMPARE(again->name, dialect.name);
            QCOMPARE(again->kind, dialect.kind);
            QCOMPARE(again->priority, dialect.priority);
            QVERIFY(again->requires_ == dialect.requires_);
            QVERIFY(again->events == dialect.events);
            QVERIFY(again->checkpoints == dialect.checkpoints);
            QVERIFY(again->queues == dialect.queues);
            QVERIFY(again->snapshots == dialect.snapshots);
        }
    }

    void otherStoresDoNotReadThem()
    {
        for (const Dialect &dialect : knownDialects().dialects)
            QVERIFY2(dialect.kind != "postgresql", dialect.name.c_str());
    }

    // A framework is called the same wherever it stores.
    void eachHasTheNameThatItHasInSqlite_data() { schemas(); }
    void eachHasTheNameThatItHasInSqlite()
    {
        QFETCH(int, index);
        const DialectList sqlite = knownDialects();
        const Dialect *const dialect = named(sqlite,
                                             kSchemas[static_cast<std::size_t>(index)].dialect);
        QVERIFY(dialect);
        QCOMPARE(dialect->kind, std::string("sqlite"));
    }

    void eachAsksForTablesThatTheFrameworkMakes_data() { schemas(); }
    void eachAsksForTablesThatTheFrameworkMakes()
    {
        QFETCH(int, index);
        const Schema &schema = kSchemas[static_cast<std::size_t>(index)];
        const DialectList list = postgresqlDialects();
        const Dialect *const dialect = named(list, schema.dialect);
        QVERIFY(dialect);
        const auto tables = tablesOf(schema);
        QVERIFY(!dialect->requires_.empty());
        for (const Dialect::Signature &signature : dialect->requires_) {
            const bool there = std::any_of(tables.begin(), tables.end(), [&](const auto &table) {
                return fits(signature.table, table.first)
                       && std::all_of(signature.members.begin(), signature.members.end(),
                                      [&](const std::string &column) {
                                          return table.second.contains(lower(column));
                                      });
            });
            QVERIFY2(there, signature.table.c_str());
        }
        const auto isMade = [&](const std::string &name) {
            return std::any_of(tables.begin(), tables.end(),
                               [&](const auto &table) { return fits(name, table.first); });
        };
        QVERIFY2(isMade(dialect->events.table), dialect->events.table.c_str());
        QVERIFY(dialect->checkpoints.empty()
                || std::any_of(dialect->checkpoints.begin(), dialect->checkpoints.end(),
                               [&](const CheckpointSpec &spec) { return isMade(spec.table); }));
    }

    void eachNamesColumnsThatTheFrameworkMakes_data() { schemas(); }
    void eachNamesColumnsThatTheFrameworkMakes()
    {
        QFETCH(int, index);
        const Schema &schema = kSchemas[static_cast<std::size_t>(index)];
        const DialectList list = postgresqlDialects();
        const Dialect *const dialect = named(list, schema.dialect);
        QVERIFY(dialect);
        std::set<std::string> known = kWords;
        for (const auto &[table, columns] : tablesOf(schema)) {
            known.insert(columns.begin(), columns.end());
            known.insert(lower(table.substr(table.find('.') + 1)));
        }
        // Tables that not every store has, and what the SQL itself calls things.
        for (const CheckpointSpec &spec : dialect->checkpoints)
            known.insert(lower(spec.table));
        const std::set<std::string> local = {"a", "b",        "c", "e",   "g",      "j", "k",
                                             "l", "m",        "n", "o",   "p",      "s", "t",
                                             "x", "furthest", "h", "own", "missing"};
        for (const std::string &sql : sqlOf(*dialect)) {
            for (const std::string &name : namesIn(sql))
                QVERIFY2(known.contains(name) || local.contains(name),
                         (name + " in " + sql).c_str());
        }
    }

    void aPlaceInTheStoreIsNeededThatNoRowIdGives()
    {
        const auto parsed = [](const char *events) {
            return Dialect::parse(
                std::string(R"({"format": 1, "name": "a", "kind": "postgresql", "events": )")
                    + events + "}",
                "a.json");
        };
        QVERIFY(parsed(R"({"table": "t", "type": "t", "position": "p"})"));
        QVERIFY(parsed(R"({"table": "t", "type": "t", "order": ["o"]})"));
        const auto none = parsed(R"({"table": "t", "type": "t"})");
        QVERIFY(!none);
        QVERIFY2(none.error().message.find("\"order\" or a \"position\"") != std::string::npos,
                 none.error().message.c_str());
        const auto row = parsed(
            R"({"table": "t", "from": "t", "type": "t", "order": ["o"], "row": "t.ctid"})");
        QVERIFY(!row);
        QVERIFY2(row.error().message.find("\"row\"") != std::string::npos,
                 row.error().message.c_str());
    }

private:
    static void schemas()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < kSchemas.size(); ++i)
            QTest::newRow(kSchemas[i].dialect) << int(i);
    }
    static std::map<std::string, std::set<std::string>> tablesOf(const Schema &schema)
    {
        std::map<std::string, std::set<std::string>> tables;
        for (const std::string &text : schema.tables) {
            const std::size_t colon = text.find(": ");
            std::set<std::string> &columns = tables[text.substr(0, colon)];
            for (std::size_t at = colon + 2; at < text.size();) {
                const std::size_t end = std::min(text.find(' ', at), text.size());
                columns.insert(lower(text.substr(at, end - at)));
                at = end + 1;
            }
        }
        return tables;
    }
};

QTEST_GUILESS_MAIN(TestPostgresqlDialects)
#include "tst_postgresqldialects.moc"
