// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "frameworkstores.h"

namespace eventscope::test {

namespace {

const char *const kCqrsColumns
    = "(aggregate_type TEXT NOT NULL, aggregate_id TEXT NOT NULL, sequence INTEGER NOT NULL CHECK (sequence >= 0), event_type TEXT NOT NULL,"
      " event_version TEXT NOT NULL, payload TEXT NOT NULL, metadata TEXT NOT NULL, PRIMARY KEY(aggregate_type, aggregate_id, sequence))";

void addCqrs(std::vector<FrameworkStore> &stores)
{
    const std::string columns = kCqrsColumns;
    stores.push_back(
        {"cqrs-es, a table for each aggregate",
         "cqrs-es",
         "CREATE TABLE orders" + columns + " STRICT; CREATE TABLE accounts" + columns + R"( STRICT;
            INSERT INTO orders VALUES('order','o1',1,'Placed','1.0','{"Placed":{"n":1}}','{"time":"2023-11-14T22:13:22Z"}');
            INSERT INTO accounts VALUES('account','a1',1,'Opened','1.0','{"Opened":{"n":2}}','{"time":"2023-11-14T22:13:20Z"}'),
                ('account','a1',2,'Closed','1.1','{"Closed":{"n":3}}','{"time":"2023-11-14T22:13:23Z"}'))",
         {"1|a1|account|1|Opened|2023-11-14T22:13:20.000000Z|-",
          "1|o1|order|1|Placed|2023-11-14T22:13:22.000000Z|-",
          "2|a1|account|2|Closed|2023-11-14T22:13:23.000000Z|-"},
         R"({"n":3})",
         {}});
    stores.push_back(
        {"cqrs-es, tables without row ids and times",
         "cqrs-es",
         "CREATE TABLE orders" + columns + " WITHOUT ROWID; CREATE TABLE accounts" + columns + R"(;
            INSERT INTO orders VALUES('order','o2',1,'Placed','1.0','{"Placed":{"n":1}}','{}'),('order','o1',1,'Placed','1.0','{"Placed":{"n":2}}','{}');
            INSERT INTO accounts VALUES('account','a1',1,'Opened','1.0','{"Opened":{"n":3}}','not JSON'))",
         {"1|a1|account|1|Opened|-|-", "1|o1|order|1|Placed|-|-", "2|o2|order|1|Placed|-|-"},
         R"({"n":1})",
         {}});
    stores.push_back(
        {"cqrs-es, first schema",
         "cqrs-es-old",
         R"(CREATE TABLE events(aggregate_type TEXT NOT NULL, aggregate_id TEXT NOT NULL, sequence BIGINT CHECK (sequence >= 0) NOT NULL, payload JSON NOT NULL,
                metadata JSON NOT NULL, timestamp TIMESTAMP DEFAULT (CURRENT_TIMESTAMP), PRIMARY KEY(aggregate_type, aggregate_id, sequence));
            CREATE TABLE snapshots(aggregate_type TEXT, aggregate_id TEXT, last_sequence BIGINT, payload JSON);
            INSERT INTO events VALUES('account','a',1,'{"AccountOpened":{"id":"a"}}','{"k":1}','2023-11-14 22:13:20+00'),
                ('account','a',2,'"AccountClosed"','{}','2023-11-14 22:13:21+00'))",
         {"1|a|account|1|AccountOpened|2023-11-14T22:13:20.000000Z|-",
          "2|a|account|2|AccountClosed|2023-11-14T22:13:21.000000Z|-"},
         R"("AccountClosed")",
         {}});
}

// The headers that EventSauce writes, and the payload with them.
std::string sauce(const std::string &id, const std::string &time, int n, int version = 1)
{
    return R"({"headers":{"__event_id":")" + id
           + R"(","__event_type":"shop.paid","__time_of_recording":")" + time
           + R"(","__aggregate_root_id":"x","__aggregate_root_type":"shop.order","__aggregate_root_version":)"
           + std::to_string(version) + R"(},"payload":{"n":)" + std::to_string(n) + "}}";
}

void addEventSauce(std::vector<FrameworkStore> &stores)
{
    const std::string columns
        = "(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, event_id BINARY(16) NOT NULL, aggregate_root_id BINARY(16) NOT NULL, version INT, payload TEXT NOT NULL)";
    stores.push_back(
        {"EventSauce, a table for each aggregate",
         "eventsauce",
         "CREATE TABLE order_messages" + columns + "; CREATE TABLE user_messages" + columns
             + "; INSERT INTO order_messages VALUES(1,x'000102030405060708090a0b0c0d0e0f',x'101112131415161718191a1b1c1d1e1f',1,'"
             + sauce("e2", "2023-11-14 22:13:21.000000+0000", 2)
             + "'); INSERT INTO user_messages VALUES(1,x'200102030405060708090a0b0c0d0e0f',x'301112131415161718191a1b1c1d1e1f',1,'"
             + sauce("e1", "2023-11-14 22:13:20.000000+0000", 1)
             + "'),(2,x'400102030405060708090a0b0c0d0e0f',x'301112131415161718191a1b1c1d1e1f',2,'"
             + sauce("e3", "2023-11-14 22:13:22.000000+0000", 3) + "')",
         {"1|30111213-1415-1617-1819-1a1b1c1d1e1f|shop.order|1|shop.paid|2023-11-14T22:13:20.000000Z|20010203-0405-0607-0809-0a0b0c0d0e0f",
          "1|10111213-1415-1617-1819-1a1b1c1d1e1f|shop.order|1|shop.paid|2023-11-14T22:13:21.000000Z|00010203-0405-0607-0809-0a0b0c0d0e0f",
          "2|30111213-1415-1617-1819-1a1b1c1d1e1f|shop.order|2|shop.paid|2023-11-14T22:13:22.000000Z|40010203-0405-0607-0809-0a0b0c0d0e0f"},
         R"({"n":3})",
         {}});
    const std::string legacy
        = "(event_id VARCHAR(36) NOT NULL, event_type VARCHAR(100) NOT NULL, aggregate_root_id VARCHAR(36) NOT NULL, time_of_recording DATETIME(6) NOT NULL, payload JSON NOT NULL)";
    stores.push_back(
        {"EventSauce legacy, a table for each aggregate",
         "eventsauce-legacy",
         "CREATE TABLE order_messages" + legacy + "; CREATE TABLE user_messages" + legacy
             + "; INSERT INTO order_messages VALUES('e2','shop.paid','o1','2023-11-14 22:13:21','"
             + sauce("e2", "", 2)
             + "'); INSERT INTO user_messages VALUES('e1','shop.paid','u1','2023-11-14 22:13:20','"
             + sauce("e1", "", 1) + "'),('e3','shop.paid','u1','2023-11-14 22:13:22','"
             + sauce("e3", "", 3, 2) + "')",
         {"1|u1|shop.order|1|shop.paid|2023-11-14T22:13:20.000000Z|e1",
          "1|o1|shop.order|1|shop.paid|2023-11-14T22:13:21.000000Z|e2",
          "2|u1|shop.order|2|shop.paid|2023-11-14T22:13:22.000000Z|e3"},
         R"({"n":3})",
         {}});
}

} // namespace

void addFrameworkGroups(std::vector<FrameworkStore> &stores)
{
    addCqrs(stores);
    addEventSauce(stores);
}

} // namespace eventscope::test
