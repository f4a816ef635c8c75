// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "frameworkstores.h"

namespace eventscope::test {

namespace {

void addManyTables(std::vector<FrameworkStore> &stores)
{
    const std::string orders
        = R"(CREATE TABLE "watermill_orders"("offset" INTEGER PRIMARY KEY, uuid TEXT, created_at TEXT, payload BLOB, metadata JSON);
            CREATE TABLE "watermill_offsets_orders"(consumer_group TEXT PRIMARY KEY, offset_acked INTEGER, locked_until INTEGER);
            INSERT INTO "watermill_orders" VALUES(1,'u1','2023-11-14T22:13:20Z','{"n":1}','{"name":"Placed","partition_key":"7"}'),
                (2,'u2','2023-11-14T22:13:22Z','{"n":2}','{"name":"Paid"}');
            INSERT INTO "watermill_offsets_orders" VALUES('mail',1,0);)";
    stores.push_back({"Watermill with one topic",
                      "watermill",
                      orders,
                      {"1|orders/7|orders|-|Placed|2023-11-14T22:13:20.000000Z|u1",
                       "2|orders|orders|-|Paid|2023-11-14T22:13:22.000000Z|u2"},
                      R"({"n":2})",
                      {"mail/orders=1, 1 behind"}});
    stores.push_back(
        {"Watermill with several topics",
         "watermill",
         orders
             + R"(CREATE TABLE "watermill_it's"("offset" INTEGER PRIMARY KEY, uuid TEXT, created_at TEXT, payload BLOB, metadata JSON);
            CREATE TABLE "watermill_offsets_it's"(consumer_group TEXT PRIMARY KEY, offset_acked INTEGER, locked_until INTEGER);
            CREATE TABLE watermill_expiring_keys(expires_at INTEGER, "key" TEXT);
            INSERT INTO "watermill_it's" VALUES(1,'v1','2023-11-14T22:13:21Z','hello','not JSON');
            INSERT INTO "watermill_offsets_it's" VALUES('mail',0,0))",
         {"1|orders/7|orders|-|Placed|2023-11-14T22:13:20.000000Z|u1",
          "1|it's|it's|-|message|2023-11-14T22:13:21.000000Z|v1",
          "2|orders|orders|-|Paid|2023-11-14T22:13:22.000000Z|u2"},
         R"({"n":2})",
         {"mail/it's=0, 1 behind", "mail/orders=1, 1 behind"}});
    stores.push_back(
        {"prooph",
         "prooph",
         R"(CREATE TABLE event_streams(no INTEGER PRIMARY KEY, real_stream_name TEXT, stream_name CHAR(41), metadata TEXT, category TEXT);
            CREATE TABLE _aa11(no INTEGER PRIMARY KEY, event_id TEXT, event_name TEXT, payload TEXT, metadata TEXT, created_at TEXT);
            CREATE TABLE _bb22(no INTEGER PRIMARY KEY, event_id TEXT, event_name TEXT, payload TEXT, metadata TEXT, created_at TEXT);
            CREATE TABLE projections(no INTEGER PRIMARY KEY, name TEXT, position TEXT, state TEXT, status TEXT, locked_until TEXT);
            INSERT INTO event_streams VALUES(1,'users','_aa11','[]',NULL),(2,'todos','_bb22','[]',NULL);
            INSERT INTO _aa11 VALUES(1,'e1','Registered','{"a":1}','{"_aggregate_id":"u-1","_aggregate_type":"User","_aggregate_version":1}','2023-11-14 22:13:20.000001'),
                (2,'e3','Renamed','{"a":2}','{"_aggregate_id":"u-1","_aggregate_type":"User","_aggregate_version":2}','2023-11-14 22:13:22.000000');
            INSERT INTO _bb22 VALUES(1,'e2','Posted','{"b":1}','{}','2023-11-14 22:13:21.000000');
            INSERT INTO projections VALUES(1,'names','{"users":1,"todos":0}','{}','running',NULL),(2,'none','{}','{}','idle',NULL))",
         {"1|u-1|User|1|Registered|2023-11-14T22:13:20.000001Z|e1",
          "1|todos|-|1|Posted|2023-11-14T22:13:21.000000Z|e2",
          "2|u-1|User|2|Renamed|2023-11-14T22:13:22.000000Z|e3"},
         R"({"a":2})",
         {R"(names={"users":1,"todos":0} (running), 2 behind)", "none={} (idle), 0 behind"}});
    stores.push_back(
        {"esrs",
         "esrs",
         R"(CREATE TABLE book_events(id TEXT PRIMARY KEY, aggregate_id TEXT, payload TEXT, occurred_on TEXT, sequence_number INTEGER, version INTEGER);
            CREATE TABLE user_events(id TEXT PRIMARY KEY, aggregate_id TEXT, payload TEXT, occurred_on TEXT, sequence_number INTEGER, version INTEGER);
            INSERT INTO book_events VALUES('z','b1','{"Bought":{"copies":3}}','2023-11-14 22:13:20+00',1,NULL),('y','b1','"Closed"','2023-11-14 22:13:22+00',2,NULL);
            INSERT INTO user_events VALUES('x','u1','{"type":"Joined","n":1}','2023-11-14 22:13:21+00',1,1))",
         {"1|b1|book|1|Bought|2023-11-14T22:13:20.000000Z|z",
          "2|u1|user|1|Joined|2023-11-14T22:13:21.000000Z|x",
          "3|b1|book|2|Closed|2023-11-14T22:13:22.000000Z|y"},
         R"("Closed")",
         {}});
    stores.push_back(
        {"ocoda with pools",
         "ocoda",
         R"(CREATE TABLE "a-events"(stream_id TEXT, version INT, event TEXT, payload TEXT, event_date TEXT, event_id TEXT, aggregate_id TEXT, occurred_on TEXT,
                correlation_id TEXT, causation_id TEXT, PRIMARY KEY(stream_id, version));
            CREATE TABLE "events"(stream_id TEXT, version INT, event TEXT, payload TEXT, event_date TEXT, event_id TEXT, aggregate_id TEXT, occurred_on TEXT,
                correlation_id TEXT, causation_id TEXT, PRIMARY KEY(stream_id, version));
            CREATE TABLE snapshots(stream_id TEXT, version INT, payload TEXT, snapshot_id TEXT, aggregate_id TEXT);
            INSERT INTO "a-events" VALUES('account-1',1,'account-opened','{}','2023-11','01B','1','2023-11-14 22:13:21',NULL,NULL);
            INSERT INTO "events" VALUES('account-2',1,'account-opened','{"o":1}','2023-11','01A','2','2023-11-14 22:13:20','c',NULL))",
         {"1|account-2|account|1|account-opened|2023-11-14T22:13:20.000000Z|01A",
          "2|account-1|account|1|account-opened|2023-11-14T22:13:21.000000Z|01B"},
         "{}",
         {}});
    stores.push_back(
        {"Castore under any name",
         "castore",
         R"(CREATE TABLE my_log(id TEXT PRIMARY KEY, aggregate_name TEXT, aggregate_id TEXT, version INT, type TEXT, data TEXT, metadata TEXT, timestamp TEXT);
            INSERT INTO my_log VALUES('z','POKEMON','p1',1,'APPEARED','{"level":1}',NULL,'2023-11-14T22:13:20.123Z'),
                ('a','POKEMON','p1',2,'CAUGHT',NULL,'{}','2023-11-14T22:13:21.000Z'))",
         {"1|p1|POKEMON|1|APPEARED|2023-11-14T22:13:20.123000Z|z",
          "2|p1|POKEMON|2|CAUGHT|2023-11-14T22:13:21.000000Z|a"},
         "",
         {}});
    stores.push_back(
        {"thefabric-io",
         "thefabric",
         R"(CREATE TABLE journal(id TEXT PRIMARY KEY, occurred_at TEXT, registered_at TEXT, type TEXT, state TEXT, aggregate_id TEXT, aggregate_version INT,
                aggregate_type TEXT, aggregate_state TEXT, metadata TEXT);
            CREATE TABLE events_consumers(consumer_group TEXT, aggregate_type TEXT, offset_acked INT, offset_consumed INT, last_occurred_at TEXT);
            INSERT INTO journal VALUES('e1','2023-11-14T22:13:20Z','2023-11-14T22:13:21Z','opened','{"s":1}','a1',1,'account','{}','{}');
            INSERT INTO events_consumers VALUES('mail','account',0,1,''))",
         {"1|a1|account|1|opened|2023-11-14T22:13:20.000000Z|e1"},
         R"({"s":1})",
         {"mail/account=0"}});
}

void addOddRows(std::vector<FrameworkStore> &stores)
{
    stores.push_back(
        {"Marten",
         "marten",
         R"(CREATE TABLE mt_streams(id TEXT PRIMARY KEY, type TEXT, version BIGINT, timestamp TEXT, created TEXT, tenant_id TEXT, is_archived BOOLEAN);
            CREATE TABLE mt_events(seq_id INTEGER PRIMARY KEY, id TEXT, stream_id TEXT, version BIGINT, data TEXT, type VARCHAR(500), timestamp TEXT, tenant_id TEXT,
                mt_dotnet_type TEXT, correlation_id TEXT, headers TEXT, is_archived BOOLEAN);
            CREATE TABLE mt_event_progression(name TEXT PRIMARY KEY, last_seq_id BIGINT, last_updated TEXT);
            INSERT INTO mt_streams VALUES('s1','trip',2,'','','*DEFAULT*',0);
            INSERT INTO mt_events VALUES(1,'e1','s1',1,'{"d":1}','trip_started','2023-11-14 22:13:20.5+00','*DEFAULT*','T, A','c','{"h":1}',1),
                (3,'e3','s1',2,'{"d":2}','trip_ended','2023-11-14 22:13:21+00','*DEFAULT*','T, A',NULL,NULL,0),
                (4,'e4','s2',1,NULL,'trip_started','2023-11-14 22:13:22+00','*DEFAULT*','T, A',NULL,NULL,0);
            INSERT INTO mt_event_progression VALUES('Trip:All',1,''),('HighWaterMark',3,''),('Fare:All',3,''))",
         {"1|s1|trip|1|trip_started|2023-11-14T22:13:20.500000Z|e1",
          "3|s1|trip|2|trip_ended|2023-11-14T22:13:21.000000Z|e3",
          "4|s2|-|1|trip_started|2023-11-14T22:13:22.000000Z|e4"},
         "",
         {"Fare:All=3, 0 behind", "Trip:All=1, 1 behind"}});
    stores.push_back(
        {"Marten with tenants, two of which have a stream of one name",
         "marten",
         R"(CREATE TABLE mt_streams(tenant_id TEXT, id TEXT, type TEXT, version BIGINT, timestamp TEXT, PRIMARY KEY(tenant_id, id));
            CREATE TABLE mt_events(seq_id INTEGER PRIMARY KEY, id TEXT, stream_id TEXT, version BIGINT, data TEXT, type VARCHAR(500), timestamp TEXT, tenant_id TEXT);
            INSERT INTO mt_streams VALUES('red','s1','trip',1,''),('blue','s1','trip',1,''),('*DEFAULT*','s1','trip',1,''),('red','s2','trip',1,'');
            INSERT INTO mt_events VALUES(1,'e1','s1',1,'{}','a','2023-11-14 22:13:20+00','red'),(2,'e2','s1',1,'{}','a','2023-11-14 22:13:20+00','blue'),
                (3,'e3','s1',1,'{}','a','2023-11-14 22:13:20+00','*DEFAULT*'),(4,'e4','s2',1,'{}','a','2023-11-14 22:13:20+00','red'))",
         {"1|red/s1|trip|1|a|2023-11-14T22:13:20.000000Z|e1",
          "2|blue/s1|trip|1|a|2023-11-14T22:13:20.000000Z|e2",
          "3|s1|trip|1|a|2023-11-14T22:13:20.000000Z|e3",
          "4|s2|trip|1|a|2023-11-14T22:13:20.000000Z|e4"},
         "{}",
         {}});
    stores.push_back(
        {"Marten that tells of its agents",
         "marten",
         R"(CREATE TABLE mt_events(seq_id INTEGER PRIMARY KEY, id TEXT, stream_id TEXT, version BIGINT, data TEXT, type VARCHAR(500), timestamp TEXT);
            CREATE TABLE mt_event_progression(name TEXT PRIMARY KEY, last_seq_id BIGINT, last_updated TEXT, agent_status TEXT, pause_reason TEXT);
            INSERT INTO mt_events VALUES(2,'e','s',1,'{}','a','2023-11-14 22:13:20+00');
            INSERT INTO mt_event_progression VALUES('A:All',1,'','Running',NULL),('B:All',0,'','Paused','too many errors'))",
         {"2|s|-|1|a|2023-11-14T22:13:20.000000Z|e"},
         "{}",
         {"A:All=1 (Running), 1 behind", "B:All=0 (Paused: too many errors), 1 behind"}});
    stores.push_back(
        {"Marten without optional columns",
         "marten",
         R"(CREATE TABLE mt_events(seq_id INTEGER PRIMARY KEY, id TEXT, stream_id TEXT, version BIGINT, data TEXT, type VARCHAR(500), timestamp TEXT);
            INSERT INTO mt_events VALUES(2,'e','s',1,'{}','a','2023-11-14 22:13:20+00'))",
         {"2|s|-|1|a|2023-11-14T22:13:20.000000Z|e"},
         "{}",
         {}});
    stores.push_back(
        {"reSolve",
         "resolve",
         R"(CREATE TABLE events(threadId BIGINT, threadCounter BIGINT, timestamp BIGINT, aggregateId TEXT, aggregateVersion BIGINT, type TEXT, payload TEXT,
                PRIMARY KEY(threadId, threadCounter));
            CREATE TABLE "events-freeze"(x); CREATE TABLE subscribers(applicationName TEXT, eventSubscriber TEXT, destination TEXT, status TEXT);
            INSERT INTO events VALUES(9,1,1700000002000,'a',2,'Renamed','{"n":2}'),(200,0,1700000001000,'a',1,'Created','{"n":1}'),
                (9,0,1700000001000,'b',1,'Created',NULL))",
         {"9/0|b|-|1|Created|2023-11-14T22:13:21.000000Z|-",
          "200/0|a|-|1|Created|2023-11-14T22:13:21.000000Z|-",
          "9/1|a|-|2|Renamed|2023-11-14T22:13:22.000000Z|-"},
         R"({"n":2})",
         {}});
    stores.push_back(
        {"OCEL 2.0",
         "ocel2-sqlite",
         R"(CREATE TABLE event(ocel_id TEXT PRIMARY KEY, ocel_type TEXT); CREATE TABLE event_map_type(ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
            CREATE TABLE event_Pay(ocel_id TEXT PRIMARY KEY, ocel_time TEXT, amount REAL, "who's" TEXT);
            CREATE TABLE event_CreateOrder(ocel_id TEXT PRIMARY KEY, ocel_time TEXT);
            CREATE TABLE object(ocel_id TEXT PRIMARY KEY, ocel_type TEXT); CREATE TABLE object_map_type(ocel_type TEXT, ocel_type_map TEXT);
            CREATE TABLE event_object(ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT, PRIMARY KEY(ocel_event_id, ocel_object_id, ocel_qualifier));
            INSERT INTO event VALUES('e2','Pay order'),('e1','Create order'),('e3','Pay order');
            INSERT INTO event_map_type VALUES('Pay order','Pay'),('Create order','CreateOrder');
            INSERT INTO event_Pay VALUES('e2','2023-11-14 22:13:21',1.5,'Ann'),('e3','2023-11-14 22:13:22',2,NULL);
            INSERT INTO event_CreateOrder VALUES('e1','2023-11-14 22:13:20'); INSERT INTO object VALUES('o1','order'),('p1','person');
            INSERT INTO event_object VALUES('e1','o1','of'),('e2','p1','by'),('e2','o1','of'))",
         {"1|o1|order|-|Create order|2023-11-14T22:13:20.000000Z|e1",
          "2|o1|order|-|Pay order|2023-11-14T22:13:21.000000Z|e2",
          "3|-|-|-|Pay order|2023-11-14T22:13:22.000000Z|e3"},
         R"({"amount":2.0})",
         {}});
    stores.push_back(
        {"OCEL 1.0 of pm4py",
         "ocel1-sqlite",
         R"(CREATE TABLE EVENTS("ocel:eid" TEXT, "ocel:timestamp" TIMESTAMP, "ocel:activity" TEXT, weight REAL);
            CREATE TABLE OBJECTS("ocel:oid" TEXT, "ocel:type" TEXT);
            CREATE TABLE RELATIONS("ocel:eid" TEXT, "ocel:timestamp" TIMESTAMP, "ocel:activity" TEXT, "ocel:oid" TEXT, "ocel:type" TEXT);
            INSERT INTO EVENTS VALUES('1','2023-11-14 22:13:20','place order',0.5),('2','2023-11-14 22:13:21','pick item',NULL);
            INSERT INTO OBJECTS VALUES('i1','item'),('o1','order');
            INSERT INTO RELATIONS VALUES('1','','','o1','order'),('2','','','o1','order'),('2','','','i1','item');
            INSERT INTO EVENTS VALUES('3','2023-11-14 22:13:22','send',1.5); INSERT INTO RELATIONS VALUES('3','','','x9','parcel'))",
         {"1|o1|order|-|place order|2023-11-14T22:13:20.000000Z|1",
          "2|i1|item|-|pick item|2023-11-14T22:13:21.000000Z|2",
          "3|x9|parcel|-|send|2023-11-14T22:13:22.000000Z|3"},
         R"({"weight":1.5})",
         {}});
}

} // namespace

void addFrameworkTables(std::vector<FrameworkStore> &stores)
{
    addManyTables(stores);
    addOddRows(stores);
}

} // namespace eventscope::test
