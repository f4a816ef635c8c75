// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shopsimulation.h"
#include "sqlitewriter.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

namespace {

constexpr std::string_view kSchema = R"(
CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    event_id TEXT NOT NULL,
    stream_id TEXT NOT NULL,
    stream_type TEXT NOT NULL,
    version INTEGER NOT NULL,
    type TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX events_by_stream ON events (stream_id, version);
CREATE TABLE checkpoints (
    name TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    updated_at TEXT
);
CREATE TABLE order_summary (
    order_id TEXT PRIMARY KEY,
    customer TEXT,
    status TEXT,
    items INTEGER,
    total REAL,
    last_position INTEGER
);
)";

void writeEvents(SqliteWriter &database, const std::vector<ShopEvent> &events)
{
    SqliteInsert insert(database, "INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?)");
    for (const ShopEvent &event : events) {
        const std::string time = isoTime(event.time);
        insert.integer(event.position).text(event.id).text(event.stream).text(event.streamType);
        insert.integer(event.version).text(event.type).integer(event.schemaVersion);
        insert.text(event.data).text(event.metadata).text(time).insert();
    }
}

// One consumer that is up to date, one that is a few events behind, one that stopped days ago.
void writeCheckpoints(SqliteWriter &database, const std::vector<ShopEvent> &events)
{
    struct Consumer {
        std::string_view name;
        std::size_t behind;
    };
    const Consumer consumers[] = {
        {"order-summary", 0},
        {"shipping-mails", 9},
        {"sales-report", events.size() * 3 / 4},
    };
    SqliteInsert insert(database, "INSERT INTO checkpoints VALUES (?,?,?)");
    for (const Consumer &consumer : consumers) {
        const ShopEvent &event = events[events.size() - 1 - consumer.behind];
        const std::string time = isoTime(event.time + 180 * kMillisecond);
        insert.text(consumer.name).integer(event.position).text(time).insert();
    }
}

// The three rows that are wrong, each in a way of its own.
std::vector<OrderSummary> spoiledSummaries(const ShopSimulation &shop)
{
    std::vector<OrderSummary> rows;
    bool stale = false;
    bool changed = false;
    bool mistaken = false;
    for (const std::vector<OrderSummary> &history : shop.summaries()) {
        OrderSummary row = history.back();
        const std::size_t number = rows.size() + 1001;
        if (!stale && number > 1023 && row.status == "completed") {
            // The projection crashed behind the payment and has never caught up with this order.
            row = *std::find_if(history.begin(), history.end(),
                                [](const OrderSummary &one) { return one.status == "paid"; });
            stale = true;
        } else if (!changed && number > 1037 && row.status == "completed") {
            row.totalCents -= 1000; // someone has corrected it by hand
            changed = true;
        } else if (!mistaken && number > 1051 && row.status == "cancelled") {
            row.status = "completed";
            mistaken = true;
        }
        rows.push_back(row);
    }
    return rows;
}

void writeSummaries(SqliteWriter &database, const std::vector<OrderSummary> &rows)
{
    SqliteInsert insert(database, "INSERT INTO order_summary VALUES (?,?,?,?,?,?)");
    for (const OrderSummary &row : rows) {
        insert.text(row.orderId);
        if (row.customer.empty())
            insert.null();
        else
            insert.text(row.customer);
        insert.text(row.status).integer(row.items);
        insert.real(static_cast<double>(row.totalCents) / 100.0);
        insert.integer(row.lastPosition).insert();
    }
}

void makeSample(const std::string &path)
{
    ShopSimulation shop;
    shop.run();

    // Written beside its place and renamed, so that a sample which is there is replaced as a whole.
    const std::string part = path + ".part";
    std::filesystem::remove(part);
    {
        SqliteWriter database(part);
        database.execute("PRAGMA page_size=4096");
        database.execute("PRAGMA encoding='UTF-8'");
        database.execute("PRAGMA auto_vacuum=NONE");
        database.execute("PRAGMA journal_mode=DELETE");
        database.execute("BEGIN");
        database.execute(std::string(kSchema));
        writeEvents(database, shop.events());
        writeCheckpoints(database, shop.events());
        writeSummaries(database, spoiledSummaries(shop));
        database.execute("COMMIT");
        database.execute("VACUUM");
    }
    std::filesystem::rename(part, path);
}

} // namespace

} // namespace eventscope

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fputs("usage: makesample OUT.db\nWrites the sample store of the shop.\n", stderr);
        return 2;
    }
    try {
        eventscope::makeSample(argv[1]);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "makesample: %s\n", error.what());
        return 1;
    }
    return 0;
}
