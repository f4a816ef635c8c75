// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "frameworkstores.h"

namespace eventscope::test {

namespace {

void addAkka(std::vector<FrameworkStore> &stores)
{
    stores.push_back(
        {"Akka and Pekko JDBC",
         "akka-jdbc",
         R"(CREATE TABLE event_journal(ordering INTEGER PRIMARY KEY, persistence_id TEXT, sequence_number BIGINT, deleted BOOLEAN DEFAULT FALSE,
            writer TEXT, write_timestamp BIGINT, adapter_manifest TEXT, event_ser_id INTEGER, event_ser_manifest TEXT, event_payload BLOB,
            meta_ser_id INTEGER, meta_ser_manifest TEXT, meta_payload BLOB);
            CREATE TABLE event_tag(event_id BIGINT, tag TEXT);
            CREATE TABLE snapshot(persistence_id TEXT, sequence_number BIGINT, created BIGINT, snapshot_payload BLOB);
            CREATE TABLE akka_projection_offset_store(projection_name TEXT, projection_key TEXT, current_offset TEXT, manifest TEXT,
                mergeable BOOLEAN, last_updated BIGINT);
            INSERT INTO event_journal VALUES
                (1,'Cart|c-1',1,TRUE,'w',1700000000123,'',33,'shop.Opened',x'a16161f5',NULL,NULL,NULL),
                (2,'Cart|c-1',2,FALSE,'w',1700000001000,'',1,'',x'aced0005',NULL,NULL,NULL),
                (5,'plain',1,FALSE,'w',1700000002000,'adapted',1,'','{"n":1}',NULL,NULL,NULL);
            INSERT INTO akka_projection_offset_store VALUES('carts','carts-0','2','SEQ',FALSE,0),('carts','carts-1','5','SEQ',FALSE,0))",
         {"1|Cart|c-1|Cart|1|shop.Opened|2023-11-14T22:13:20.123000Z|-",
          "2|Cart|c-1|Cart|2|serializer 1|2023-11-14T22:13:21.000000Z|-",
          "5|plain|-|1|adapted|2023-11-14T22:13:22.000000Z|-"},
         R"({"n":1})",
         {"carts/carts-0=2", "carts/carts-1=5"}});
    stores.push_back(
        {"Akka JDBC, legacy journal",
         "akka-jdbc-legacy",
         R"(CREATE TABLE journal(ordering INTEGER PRIMARY KEY, persistence_id TEXT, sequence_number BIGINT, deleted BOOLEAN, tags TEXT, message BLOB);
            INSERT INTO journal VALUES(1,'Cart|1',1,0,NULL,x'0a0f'),(2,'Cart|1',2,1,',a,',x'0a10'))",
         {"1|Cart|1|Cart|1|PersistentRepr|-|-", "2|Cart|1|Cart|2|PersistentRepr|-|-"},
         std::string("\x0a\x10"),
         {}});
    stores.push_back(
        {"Akka.NET SQLite",
         "akka-net",
         R"(CREATE TABLE event_journal(ordering INTEGER PRIMARY KEY, persistence_id VARCHAR(255), sequence_nr INTEGER(8), is_deleted INTEGER(1),
                manifest VARCHAR(255), timestamp INTEGER, payload BLOB, tags VARCHAR(2000), serializer_id INTEGER(4));
            CREATE TABLE journal_metadata(persistence_id VARCHAR(255), sequence_nr INTEGER(8));
            CREATE TABLE snapshot(persistence_id TEXT, sequence_nr INTEGER, created_at INTEGER, manifest TEXT, payload BLOB, serializer_id INTEGER);
            INSERT INTO journal_metadata VALUES('acc-1', 2);
            INSERT INTO event_journal VALUES
                (1,'acc-1',1,1,'Bank.Opened, Bank',638355968000000000,CAST('{"$id":"1","$type":"Bank.Opened, Bank","n":{"$":"I6"}}' AS BLOB),';a;',1),
                (2,'acc-1',2,0,'',638355968010000000,CAST('{"$type":"Bank.Closed, Bank"}' AS BLOB),NULL,1),
                (3,'/system/sharding/x',1,0,'AB',638355968020000000,x'0801',NULL,13))",
         {"1|acc-1|-|1|Bank.Opened, Bank|2023-11-14T22:13:20.000000Z|-",
          "2|acc-1|-|2|Bank.Closed, Bank|2023-11-14T22:13:21.000000Z|-",
          "3|/system/sharding/x|-|1|AB|2023-11-14T22:13:22.000000Z|-"},
         std::string("\x08\x01"),
         {}});
    stores.push_back(
        {"Akka.NET Sql",
         "akka-net-sql",
         R"(CREATE TABLE journal(ordering INTEGER PRIMARY KEY, deleted INTEGER, persistence_id TEXT, sequence_number INTEGER, created INTEGER, tags TEXT,
                message BLOB, identifier INTEGER, manifest TEXT, writer_uuid TEXT);
            CREATE TABLE tags(ordering_id INTEGER, tag TEXT, persistence_id TEXT, sequence_nr INTEGER);
            INSERT INTO journal VALUES(7,0,'p',1,638355968000000000,NULL,'hello',17,'System.String',NULL))",
         {"7|p|-|1|System.String|2023-11-14T22:13:20.000000Z|-"},
         "hello",
         {}});
    stores.push_back(
        {"Akka.NET SqlServer names",
         "akka-net-sqlserver",
         R"(CREATE TABLE EventJournal(Ordering INTEGER PRIMARY KEY, IsDeleted BIT, PersistenceId TEXT, SequenceNr BIGINT, Timestamp BIGINT, Tags TEXT,
                Payload BLOB, SerializerId INTEGER, Manifest TEXT);
            INSERT INTO EventJournal VALUES(1,0,'p',4,638355968000000000,NULL,'{}',1,'A, B'))",
         {"1|p|-|4|A, B|2023-11-14T22:13:20.000000Z|-"},
         "{}",
         {}});
}

void addCommanded(std::vector<FrameworkStore> &stores)
{
    // c-1 is linked to from the stream "$ce-cart", and the stream d-1 was deleted softly.
    stores.push_back(
        {"commanded",
         "commanded",
         R"(CREATE TABLE streams(stream_id INTEGER PRIMARY KEY, stream_uuid TEXT, stream_version BIGINT, created_at TEXT, deleted_at TEXT);
            CREATE TABLE events(event_id TEXT PRIMARY KEY, event_type TEXT, causation_id TEXT, correlation_id TEXT, data BLOB, metadata BLOB, created_at TEXT);
            CREATE TABLE stream_events(event_id TEXT, stream_id BIGINT, stream_version BIGINT, original_stream_id BIGINT,
                original_stream_version BIGINT, PRIMARY KEY(event_id, stream_id));
            CREATE TABLE subscriptions(subscription_id INTEGER PRIMARY KEY, stream_uuid TEXT, subscription_name TEXT, last_seen BIGINT, created_at TEXT);
            INSERT INTO streams VALUES(0,'$all',3,'',NULL),(1,'c-1',2,'',NULL),(2,'d-1',1,'','2024-01-01'),(3,'$ce-cart',1,'',NULL);
            INSERT INTO events VALUES('e1','Elixir.Shop.Opened',NULL,'k','{"id":1}','{}','2023-11-14T22:13:20.5Z'),
                ('e2','Elixir.Shop.Gone',NULL,NULL,'{}',NULL,'2023-11-14 22:13:21+00'),('e3','Elixir.Shop.Paid','e1','k','{"sum":0.10}',NULL,'2023-11-14T22:13:22Z');
            INSERT INTO stream_events VALUES('e1',0,1,1,1),('e1',1,1,1,1),('e2',2,1,2,1),('e2',0,2,2,1),('e3',1,2,1,2),('e3',0,3,1,2),('e3',3,1,1,2);
            INSERT INTO subscriptions VALUES(1,'$all','mail',2,''),(2,'c-1','bill',1,''),(3,'d-1','new',0,''),(4,'c-1','new',2,''))",
         {"1|c-1|-|1|Elixir.Shop.Opened|2023-11-14T22:13:20.500000Z|e1",
          "2|d-1|-|1|Elixir.Shop.Gone|2023-11-14T22:13:21.000000Z|e2",
          "3|c-1|-|2|Elixir.Shop.Paid|2023-11-14T22:13:22.000000Z|e3"},
         R"({"sum":0.10})",
         {"bill=1, 1 behind", "c-1/new=3, 0 behind", "d-1/new=-, 1 behind", "mail=2"}});
    stores.push_back(
        {"eventstore_sqlite",
         "eventstore-sqlite",
         R"(CREATE TABLE streams(id INTEGER PRIMARY KEY, stream_id TEXT, stream_version INTEGER, inserted_at TEXT);
            CREATE TABLE events(id TEXT PRIMARY KEY, type TEXT, data BLOB, metadata BLOB, inserted_at TEXT);
            CREATE TABLE stream_events(id INTEGER PRIMARY KEY, event_id TEXT, stream_id TEXT, stream_version INTEGER, original_stream_id TEXT,
                original_stream_version INTEGER);
            INSERT INTO streams VALUES(1,'cart-1',2,''),(2,'$all',2,''),(3,'linked',1,'');
            INSERT INTO events VALUES('e1','Opened',CAST('{"a":1}' AS BLOB),NULL,'2023-11-14T22:13:20'),('e2','Paid',CAST('{"b":2}' AS BLOB),NULL,'2023-11-14T22:13:21');
            INSERT INTO stream_events VALUES(1,'e1','cart-1',1,NULL,NULL),(2,'e1','$all',1,NULL,NULL),(3,'e2','cart-1',2,NULL,NULL),
                (4,'e2','$all',2,'cart-1',2),(5,'e1','linked',1,'cart-1',1))",
         {"1|cart-1|-|1|Opened|2023-11-14T22:13:20.000000Z|e1",
          "2|cart-1|-|2|Paid|2023-11-14T22:13:21.000000Z|e2"},
         R"({"b":2})",
         {}});
}

void addOthers(std::vector<FrameworkStore> &stores)
{
    stores.push_back(
        {"cqrs-es",
         "cqrs-es",
         R"(CREATE TABLE events(aggregate_type TEXT NOT NULL, aggregate_id TEXT NOT NULL, sequence INTEGER CHECK (sequence >= 0) NOT NULL,
                event_type TEXT NOT NULL, event_version TEXT NOT NULL, payload TEXT NOT NULL, metadata TEXT NOT NULL,
                PRIMARY KEY (aggregate_type, aggregate_id, sequence)) STRICT;
            CREATE TABLE snapshots(aggregate_type TEXT NOT NULL, aggregate_id TEXT NOT NULL, last_sequence INTEGER, current_snapshot INTEGER, payload TEXT) STRICT;
            CREATE TABLE account_query(view_id TEXT PRIMARY KEY, version INTEGER, payload TEXT) STRICT;
            INSERT INTO events VALUES('account','b',1,'AccountOpened','1.0','{"AccountOpened":{"account_id":"b"}}','{}'),
                ('account','a',1,'AccountOpened','1.0','{"AccountOpened":{"account_id":"a"}}','{"time":"2023-11-14T22:13:20Z"}'),
                ('account','b',2,'Deposited','1.0','{"Deposited":{"amount":1.50}}','{}'))",
         {"1|b|account|1|AccountOpened|-|-",
          "2|a|account|1|AccountOpened|2023-11-14T22:13:20.000000Z|-",
          "3|b|account|2|Deposited|-|-"},
         R"({"amount":1.50})",
         {}});
    stores.push_back(
        {"Message DB",
         "message-db",
         R"(CREATE TABLE messages(global_position INTEGER PRIMARY KEY, position BIGINT, time TEXT, stream_name TEXT, type TEXT, data TEXT, metadata TEXT, id TEXT);
            INSERT INTO messages VALUES(1,0,'2023-11-14 22:13:20.123456','account:command-7','Open','{"id":7}','{"correlationStreamName":"job-1"}','m1'),
                (2,0,'2023-11-14 22:13:21','account-7','Opened','{}',NULL,'m2'),
                (3,0,'2023-11-14 22:13:22','account:position-mail','Recorded','{"position":1}',NULL,'m3'),
                (5,1,'2023-11-14 22:13:23','account:position-mail','Recorded','{"position":2}',NULL,'m4'),
                (6,0,'2023-11-14 22:13:24','audit','Recorded',NULL,NULL,'m5'),
                (7,0,'2023-11-14 22:13:25','account:command+position-pay','Recorded','{"position":6}',NULL,'m6'))",
         {"1|account:command-7|account:command|0|Open|2023-11-14T22:13:20.123456Z|m1",
          "2|account-7|account|0|Opened|2023-11-14T22:13:21.000000Z|m2",
          "3|account:position-mail|account:position|0|Recorded|2023-11-14T22:13:22.000000Z|m3",
          "5|account:position-mail|account:position|1|Recorded|2023-11-14T22:13:23.000000Z|m4",
          "6|audit|audit|0|Recorded|2023-11-14T22:13:24.000000Z|m5",
          "7|account:command+position-pay|account:command+position|0|Recorded|2023-11-14T22:13:25.000000Z|m6"},
         R"({"position":6})",
         {"account:command+position-pay=6", "account:position-mail=2"}});
    stores.push_back(
        {"EventFlow",
         "eventflow",
         R"(CREATE TABLE EventFlow(GlobalSequenceNumber INTEGER PRIMARY KEY, BatchId TEXT, AggregateId TEXT, AggregateName TEXT, Data TEXT, Metadata TEXT,
                AggregateSequenceNumber INTEGER);
            CREATE TABLE "ReadModel-Thing"(AggregateId TEXT, Version INTEGER);
            INSERT INTO EventFlow VALUES(1,'b','thing-1','Thing','{"X":1}','{"event_name":"Made","event_version":"2","timestamp":"2023-11-14T22:13:20.1+00:00","event_id":"event-1"}',1),
                (2,'b','thing-1','Thing','{"X":2}','{"event_name":"Moved","timestamp_epoch":"1700000001","event_id":"event-2"}',2),
                (3,'b','thing-1','Thing','{"X":3}','oops',3))",
         {"1|thing-1|Thing|1|Made|2023-11-14T22:13:20.100000Z|event-1",
          "2|thing-1|Thing|2|Moved|2023-11-14T22:13:21.000000Z|event-2",
          "3|thing-1|Thing|3|(no type)|-|-!"},
         R"({"X":3})",
         {}});
    stores.push_back(
        {"sequent",
         "sequent",
         R"(CREATE TABLE events(aggregate_id TEXT, partition_key TEXT, sequence_number INTEGER, created_at TEXT, command_id BIGINT, event_type_id INTEGER,
                event_json TEXT, xact_id BIGINT, PRIMARY KEY(aggregate_id, sequence_number));
            CREATE TABLE aggregates(aggregate_id TEXT PRIMARY KEY, aggregate_type_id INTEGER);
            CREATE TABLE event_types(id INTEGER PRIMARY KEY, type TEXT); CREATE TABLE aggregate_types(id INTEGER PRIMARY KEY, type TEXT);
            INSERT INTO event_types VALUES(1,'Shop::Opened'),(2,'Shop::Paid'); INSERT INTO aggregate_types VALUES(4,'Shop::Cart');
            INSERT INTO aggregates VALUES('a1',4);
            INSERT INTO events VALUES('a1','',2,'2023-11-14 22:13:21+00',12,2,'{"sum":1}',1),('a1','',1,'2023-11-14 22:13:20+00',11,1,'{}',1),
                ('a2','',1,'2023-11-14 22:13:22+00',13,1,'{"last":true}',2))",
         {"1|a1|Shop::Cart|1|Shop::Opened|2023-11-14T22:13:20.000000Z|-",
          "2|a1|Shop::Cart|2|Shop::Paid|2023-11-14T22:13:21.000000Z|-",
          "3|a2|-|1|Shop::Opened|2023-11-14T22:13:22.000000Z|-"},
         R"({"last":true})",
         {}});
    stores.push_back(
        {"disintegrate",
         "disintegrate",
         R"(CREATE TABLE event(event_id INTEGER PRIMARY KEY, event_type TEXT, cart_id TEXT, user_id TEXT, payload BLOB, inserted_at TEXT);
            CREATE TABLE event_listener(id TEXT PRIMARY KEY, last_processed_event_id BIGINT, updated_at TEXT);
            INSERT INTO event VALUES(1,'Added','c1','u1',CAST('{"q":1}' AS BLOB),'2023-11-14 22:13:20'),(4,'Removed','c1',NULL,CAST('{"q":0}' AS BLOB),'2023-11-14 22:13:21');
            INSERT INTO event_listener VALUES('carts',1,''),('fresh',0,''))",
         {"1|-|-|-|Added|2023-11-14T22:13:20.000000Z|-",
          "4|-|-|-|Removed|2023-11-14T22:13:21.000000Z|-"},
         R"({"q":0})",
         {"carts=1", "fresh=0"}});
    stores.push_back(
        {"eventually-rs",
         "eventually-rs",
         R"(CREATE TABLE event_streams(event_stream_id TEXT PRIMARY KEY, version INTEGER);
            CREATE TABLE events(event_stream_id TEXT, type TEXT, version INTEGER, event BLOB, metadata TEXT, PRIMARY KEY(event_stream_id, version));
            INSERT INTO event_streams VALUES('s1',2);
            INSERT INTO events VALUES('s1','Created',1,CAST('{"v":1}' AS BLOB),NULL),('s1','Changed',2,CAST('{"v":2}' AS BLOB),'{"a":"b"}'))",
         {"1|s1|-|1|Created|-|-", "2|s1|-|2|Changed|-|-"},
         R"({"v":2})",
         {}});
    stores.push_back({"samples with streams and events",
                      "event-driven-samples",
                      R"(CREATE TABLE streams(id TEXT PRIMARY KEY, type TEXT, version BIGINT);
            CREATE TABLE events(id TEXT PRIMARY KEY, data TEXT, stream_id TEXT, type TEXT, version BIGINT, created TEXT);
            CREATE TABLE subscription_checkpoints(id TEXT PRIMARY KEY, position BIGINT);
            INSERT INTO streams VALUES('s1','Bank.Account',2);
            INSERT INTO events VALUES('z','{"n":1}','s1','Opened',1,'2023-11-14 22:13:20'),('a','{"n":2}','s1','Closed',2,'2023-11-14 22:13:21');
            INSERT INTO subscription_checkpoints VALUES('mail',1),('never',NULL))",
                      {"1|s1|Bank.Account|1|Opened|2023-11-14T22:13:20.000000Z|z",
                       "2|s1|Bank.Account|2|Closed|2023-11-14T22:13:21.000000Z|a"},
                      R"({"n":2})",
                      {"mail=1", "never=-"}});
    stores.push_back(
        {"Phauthentic",
         "phauthentic",
         R"(CREATE TABLE event_store(id INTEGER PRIMARY KEY AUTOINCREMENT, stream VARCHAR(128), aggregate_id CHAR(36), version INT, event VARCHAR(255), payload TEXT,
                created_at VARCHAR(128));
            INSERT INTO event_store VALUES(3,'Invoice','i1',1,'App\Created','{"no":5}','2023-11-14 22:13:20'))",
         {R"(3|i1|Invoice|1|App\Created|2023-11-14T22:13:20.000000Z|-)"},
         R"({"no":5})",
         {}});
}

void addEmmett(std::vector<FrameworkStore> &stores)
{
    // The partition of the stream is what the framework wrote before it bound it rightly; commands are no events.
    const std::string common
        = R"(CREATE TABLE emt_streams(stream_id TEXT, stream_position BIGINT, partition TEXT, stream_type TEXT, stream_metadata JSONB, is_archived BOOLEAN);
            CREATE TABLE emt_messages(stream_id TEXT, stream_position BIGINT, partition TEXT, message_kind CHAR(1), message_data JSONB, message_metadata JSONB,
                message_schema_version TEXT, message_type TEXT, message_id TEXT, is_archived BOOLEAN, global_position INTEGER PRIMARY KEY, created DATETIME);
            INSERT INTO emt_streams VALUES('cart-1',2,'[object Object]','cart','{}',0);
            INSERT INTO emt_messages VALUES('cart-1',1,'emt:default','E','{"n":1}','{"streamPosition":"1"}','0','Added','m1',0,1,'2023-11-14 22:13:20'),
                ('cart-1',NULL,'emt:default','C','{}','{}','0','Pay','m2',0,2,'2023-11-14 22:13:20'),
                ('cart-1',2,'emt:default','E','{"n":2}','{"streamPosition":"1"}','1','Paid','m3',1,3,'2023-11-14 22:13:21');)";
    const std::vector<std::string> events = {"1|cart-1|cart|1|Added|2023-11-14T22:13:20.000000Z|m1",
                                             "3|cart-1|cart|2|Paid|2023-11-14T22:13:21.000000Z|m3"};
    stores.push_back(
        {"Emmett to 0.41",
         "emmett",
         common
             + R"(CREATE TABLE emt_subscriptions(subscription_id TEXT, version INTEGER, partition TEXT, last_processed_position BIGINT);
            INSERT INTO emt_subscriptions VALUES('carts',1,'emt:default',3),('carts',2,'emt:default',1))",
         events,
         R"({"n":2})",
         {"carts=3", "carts/v2=1"}});
    stores.push_back(
        {"Emmett from 0.42",
         "emmett",
         common
             + R"(CREATE TABLE emt_processors(processor_id TEXT, version INTEGER, partition TEXT, status TEXT, last_processed_checkpoint TEXT, processor_instance_id TEXT);
            INSERT INTO emt_processors VALUES('carts',1,'emt:default','running','0000000000000000001',''),('new',1,'emt:default','stopped',NULL,''))",
         events,
         R"({"n":2})",
         {"carts=1 (running)", "new=- (stopped)"}});
}

} // namespace

std::vector<FrameworkStore> frameworkStores()
{
    std::vector<FrameworkStore> stores;
    addEmmett(stores);
    addAkka(stores);
    addCommanded(stores);
    addOthers(stores);
    addFrameworkTables(stores);
    addFrameworkGroups(stores);
    return stores;
}

std::vector<PlainDatabase> plainDatabases()
{
    return {
        {"a shop",
         R"(CREATE TABLE orders(order_id INTEGER PRIMARY KEY, customer_id TEXT, employee_id INT, order_date TEXT, shipped_date TEXT, ship_via INT, freight REAL,
                ship_name TEXT, ship_address TEXT, ship_city TEXT, ship_country TEXT, status TEXT, version INT, created_at TEXT);
            CREATE TABLE order_details(order_id INT, product_id INT, unit_price REAL, quantity INT, discount REAL);
            CREATE TABLE products(id INTEGER PRIMARY KEY, name TEXT, type TEXT, price REAL, data TEXT);
            CREATE TABLE customers(id TEXT PRIMARY KEY, name TEXT, address TEXT, metadata TEXT);
            INSERT INTO orders VALUES(1,'ALFKI',5,'1996-07-04','1996-07-16',3,32.38,'Vins','Rue','Reims','France','shipped',1,'1996-07-04');
            INSERT INTO products VALUES(1,'Chai','tea',18,'{"a":1}'); INSERT INTO customers VALUES('ALFKI','A','B',NULL))"},
        {"a music library",
         R"(CREATE TABLE Album(AlbumId INTEGER PRIMARY KEY, Title TEXT, ArtistId INT); CREATE TABLE Artist(ArtistId INTEGER PRIMARY KEY, Name TEXT);
            CREATE TABLE Track(TrackId INTEGER PRIMARY KEY, Name TEXT, AlbumId INT, MediaTypeId INT, Composer TEXT, Milliseconds INT, Bytes INT, UnitPrice REAL);
            CREATE TABLE Invoice(InvoiceId INTEGER PRIMARY KEY, CustomerId INT, InvoiceDate TEXT, BillingAddress TEXT, Total REAL);
            INSERT INTO Track VALUES(1,'Song',1,1,'Who',1000,5,0.99); INSERT INTO Invoice VALUES(1,2,'2009-01-01','Here',1.98))"},
        {"a calendar",
         R"(CREATE TABLE events(id INTEGER PRIMARY KEY, title TEXT, description TEXT, location TEXT, start_time TEXT, end_time TEXT, all_day INT, calendar_id INT,
                created_at TEXT, updated_at TEXT);
            CREATE TABLE event_types(id INTEGER PRIMARY KEY, type TEXT); CREATE TABLE streams(id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE messages(id INTEGER PRIMARY KEY, sender TEXT, recipient TEXT, subject TEXT, body TEXT, time TEXT);
            CREATE TABLE journal(id INTEGER PRIMARY KEY, day TEXT, entry TEXT);
            INSERT INTO events VALUES(1,'Lunch','With Ann','Cafe','2024-01-01 12:00','2024-01-01 13:00',0,1,'2024-01-01','2024-01-01');
            INSERT INTO messages VALUES(1,'a','b','Hi','There','2024-01-01'); INSERT INTO journal VALUES(1,'2024-01-01','Slept'))"},
        {"a shop with all that is called events or messages",
         R"(CREATE TABLE orders(id INTEGER PRIMARY KEY, customer_id INTEGER, status TEXT, total REAL, created_at TEXT);
            CREATE TABLE events(id INTEGER PRIMARY KEY, title TEXT, starts_at TEXT, ends_at TEXT, venue TEXT, type TEXT, data TEXT, created_at TEXT);
            CREATE TABLE messages(id INTEGER PRIMARY KEY, room_id INTEGER, sender_id INTEGER, type TEXT, body TEXT, sent_at TEXT, metadata TEXT);
            CREATE TABLE event_log(id INTEGER PRIMARY KEY, actor TEXT, action TEXT, event_type TEXT, target_type TEXT, target_id INTEGER, ip TEXT, payload TEXT,
                created_at TEXT);
            CREATE TABLE jobs(id INTEGER PRIMARY KEY, queue TEXT, payload TEXT, attempts INT, available_at INT, created_at INT);
            CREATE TABLE webhook_events(id TEXT PRIMARY KEY, type TEXT, payload TEXT, received_at TEXT, processed INT);
            CREATE TABLE versions(id INTEGER PRIMARY KEY, item_type TEXT, item_id INTEGER, event TEXT, whodunnit TEXT, object TEXT, created_at TEXT);
            INSERT INTO orders VALUES(1,1,'paid',1.5,'2025-01-01 10:00:00'),(2,1,'open',2.5,'2025-01-02 10:00:00');
            INSERT INTO events VALUES(1,'Fair','2025-01-01','2025-01-02','Rome','fair','{"a":1}','2024-01-01'),(2,'Sale','2025-01-01','2025-01-02','Rome','sale','{}','2024-01-01');
            INSERT INTO messages VALUES(1,1,1,'text','Hello','2025-01-01 10:00:00','{}'),(2,1,2,'text','Hi','2025-01-01 10:00:01','{}');
            INSERT INTO event_log VALUES(1,'ann','delete','deleted','Order',1,'::1','{"a":1}','2025-01-01'),(2,'ann','delete','deleted','Order',2,'::1','{}','2025-01-01');
            INSERT INTO jobs VALUES(1,'default','{"job":1}',0,1700000000,1700000000); INSERT INTO webhook_events VALUES('evt_1','paid','{}','2025-01-01',0);
            INSERT INTO versions VALUES(1,'Order',1,'update','1','{}','2025-01-01'),(2,'Order',1,'update','1','{}','2025-01-01'))"},
        {"empty tables of others",
         R"(CREATE TABLE event(id INTEGER PRIMARY KEY, name TEXT, venue TEXT); CREATE TABLE outbox(id INTEGER PRIMARY KEY, recipient TEXT, body TEXT);
            CREATE TABLE subscriptions(id INTEGER PRIMARY KEY, user_id INT, plan TEXT, position INT))"},
    };
}

} // namespace eventscope::test
