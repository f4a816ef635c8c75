// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "samplereader.h"

#include <sqlite3.h>

#include <cmath>
#include <utility>

namespace eventscope {

using Json = nlohmann::json;

std::string SampleEvent::cause() const
{
    const Json &causation = metadata.at("causationId");
    return causation.is_null() ? std::string() : causation.get<std::string>();
}

QStringList SampleSummary::differences(const SampleSummary &other) const
{
    QStringList columns;
    if (customer != other.customer)
        columns += QStringLiteral("customer");
    if (status != other.status)
        columns += QStringLiteral("status");
    if (items != other.items)
        columns += QStringLiteral("items");
    if (std::abs(total - other.total) > 0.001)
        columns += QStringLiteral("total");
    if (lastPosition != other.lastPosition)
        columns += QStringLiteral("last_position");
    return columns;
}

SampleRows querySample(const QString &path, const char *sql)
{
    sqlite3 *database = nullptr;
    SampleRows rows;
    if (sqlite3_open_v2(path.toUtf8().constData(), &database, SQLITE_OPEN_READONLY, nullptr)
        == SQLITE_OK) {
        sqlite3_stmt *statement = nullptr;
        sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
        while (sqlite3_step(statement) == SQLITE_ROW) {
            std::vector<SampleValue> &row = rows.emplace_back();
            for (int i = 0; i < sqlite3_column_count(statement); ++i) {
                SampleValue &value = row.emplace_back();
                value.storage = sqlite3_column_type(statement, i);
                if (const void *bytes = sqlite3_column_blob(statement, i)) {
                    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
                    value.text.assign(static_cast<const char *>(bytes), size);
                }
            }
        }
        sqlite3_finalize(statement);
    }
    sqlite3_close(database);
    return rows;
}

std::vector<SampleEvent> sampleEvents(const QString &path)
{
    std::vector<SampleEvent> events;
    for (const auto &row : querySample(path, "SELECT position, event_id, stream_id, stream_type, "
                                             "version, type, schema_version, data, created_at, "
                                             "metadata FROM events ORDER BY position")) {
        SampleEvent event;
        event.position = row[0].integer();
        event.id = row[1].text;
        event.stream = row[2].text;
        event.streamType = row[3].text;
        event.version = row[4].integer();
        event.type = row[5].text;
        event.schemaVersion = row[6].integer();
        event.dataText = row[7].text;
        event.created = row[8].text;
        event.data = Json::parse(event.dataText, nullptr, false);
        event.metadata = Json::parse(row[9].text, nullptr, false);
        events.push_back(std::move(event));
    }
    return events;
}

std::map<std::string, SampleSummary> projectSample(const std::vector<SampleEvent> &events,
                                                   qint64 position)
{
    std::map<std::string, Json> states;
    std::map<std::string, SampleSummary> rows;
    for (const SampleEvent &event : events) {
        if (event.streamType != "order" || event.position > position)
            continue;
        Json &state = states[event.stream];
        state.merge_patch(event.data);
        SampleSummary &row = rows[event.stream];
        row = {};
        if (state.contains("customer")) {
            const Json &customer = state["customer"];
            row.customer = customer.is_string() ? customer.get<std::string>()
                                                : customer.at("name").get<std::string>();
        }
        row.status = state.at("status").get<std::string>();
        if (state.contains("items")) {
            for (const Json &item : state["items"])
                row.items += item.at("quantity").get<qint64>();
        }
        row.total = state.at("total").get<double>();
        row.lastPosition = event.position;
    }
    return rows;
}

} // namespace eventscope
