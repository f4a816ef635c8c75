// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/schema.h"

#include "analysis/payloadpass.h"

#include <algorithm>
#include <map>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kProbes = 64;
constexpr std::uint32_t kLeastOfType = 1000; // events of a type that are looked at in any case

// All rows, or of each type every so many, so that rare types are whole.
std::vector<Row> rowsToLookAt(const EventLog &log, std::uint32_t rowCount, std::uint32_t most)
{
    std::vector<Row> rows;
    const std::uint32_t types = log.typeCount();
    const std::uint32_t quota = std::max(kLeastOfType, most / std::max(types, 1U));
    std::vector<std::uint32_t> strides(types, 1);
    if (rowCount > most) {
        for (std::uint32_t type = 0; type < types; ++type)
            strides[type] = static_cast<std::uint32_t>((log.typeEvents(TypeId(type)) + quota - 1)
                                                       / quota);
    }
    std::vector<std::uint32_t> seen(types, 0);
    for (std::uint32_t row = 0; row < rowCount; ++row) {
        const std::uint32_t type = log.type(Row(row)).value();
        if (type < types && seen[type]++ % std::max(strides[type], 1U) == 0)
            rows.emplace_back(row);
    }
    return rows;
}

// Whether some of the events, spread over all, have a schema version.
Result<bool> haveVersions(const EventLog &log, const ReaderFactory &readers,
                          const std::vector<Row> &rows, const std::stop_token &stop)
{
    auto reader = readers();
    if (!reader)
        return fail(std::move(reader).error());
    const std::size_t probes = std::min(rows.size(), kProbes);
    for (std::size_t i = 0; i < probes && !stop.stop_requested(); ++i) {
        const Row row = rows[probes == 1 ? 0 : i * (rows.size() - 1) / (probes - 1)];
        const auto record = (*reader)->read(log.locator(row), stop);
        if (!record)
            return fail(record.error());
        if (record->schemaVersion)
            return true;
    }
    return false;
}

EventSchema schemaOf(TypeId type, const std::string &version, const PayloadShape &shape,
                     const CheckOptions &options)
{
    EventSchema schema;
    schema.type = type;
    schema.version = version;
    schema.events = shape.events();
    schema.first = shape.fields().front().first;
    schema.last = shape.fields().front().last;
    schema.drifts = driftsOf(shape, options);
    // Members behind their object, which the order in which fields were met is not.
    std::vector<std::uint32_t> stack{0};
    while (!stack.empty()) {
        const std::uint32_t index = stack.back();
        stack.pop_back();
        const PayloadShape::Field &from = shape.fields()[index];
        stack.insert(stack.end(), from.children.rbegin(), from.children.rend());
        SchemaField field;
        field.path = shape.pathOf(index);
        for (std::size_t i = 0; i < kShapeKinds; ++i)
            field.kinds[i] = from.kinds[i].values;
        const PayloadShape::Field &parent = shape.fields()[from.parent];
        if (index != 0 && parent.asObject > 0 && from.name != "[]")
            field.share = static_cast<double>(from.events) / parent.asObject;
        field.isMap = from.isMap;
        if (from.values)
            field.values = *from.values;
        field.events = from.events;
        field.first = from.first;
        field.last = from.last;
        // A payload that is an object is no news.
        const bool isPlain = index == 0 && from.asObject == from.events;
        // A field that only broken payloads began with is none.
        if (!isPlain && from.events > 0)
            schema.fields.push_back(std::move(field));
    }
    return schema;
}

} // namespace

Result<SchemaReport> inferSchemas(const EventLog &log, const ReaderFactory &readers,
                                  const SchemaOptions &options, std::stop_token stop,
                                  Progress *progress)
{
    SchemaReport report;
    report.events = log.rowCount();
    const std::vector<Row> rows = rowsToLookAt(log, report.events, options.sampleAbove);
    report.looked = static_cast<std::uint32_t>(rows.size());
    if (progress) {
        progress->done.store(0, std::memory_order_relaxed);
        progress->total.store(rows.size(), std::memory_order_relaxed);
    }
    if (rows.empty())
        return report;
    const auto withVersions = haveVersions(log, readers, rows, stop);
    if (!withVersions)
        return fail(withVersions.error());
    const auto pass = [&](bool byVersion, Progress *done) {
        return PayloadPass{log, readers, options.blockRows, byVersion, done, true};
    };
    auto all = pass(*withVersions, progress).run(rows, stop);
    if (!all)
        return fail(std::move(all).error());

    std::map<TypeId, std::size_t> versions;
    for (const auto &[key, shape] : all->shapes)
        ++versions[key.first];
    for (const auto &[type, count] : versions) {
        if (count <= kMostSchemaVersions)
            continue;
        // No schema versions, whatever they are called: once more, all in one.
        std::vector<Row> ofType;
        std::copy_if(rows.begin(), rows.end(), std::back_inserter(ofType),
                     [&, wanted = type](Row row) { return log.type(row) == wanted; });
        auto again = pass(false, nullptr).run(ofType, stop);
        if (!again)
            return fail(std::move(again).error());
        std::erase_if(all->shapes,
                      [wanted = type](const auto &entry) { return entry.first.first == wanted; });
        all->shapes.merge(again->shapes);
    }
    for (const auto &[key, shape] : all->shapes)
        report.schemas.push_back(schemaOf(key.first, key.second, shape, options.check));
    std::stable_sort(report.schemas.begin(), report.schemas.end(),
                     [](const EventSchema &a, const EventSchema &b) {
                         return std::pair(a.type, a.first) < std::pair(b.type, b.first);
                     });
    return report;
}

} // namespace eventscope
