// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/driftcheck.h"

#include "analysis/drift.h"
#include "analysis/schema.h"
#include "base/json.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kProbedRows = 64;
// A type without a drift over all its versions is looked at by version in so many events first.
constexpr std::size_t kSample = 100'000;

class DriftChecker
{
public:
    DriftChecker(const EventLog &log, const ReaderFactory &readers, const CheckOptions &options,
                 const std::stop_token &stop)
        : m_log(log)
        , m_readers(readers)
        , m_options(options)
        , m_stop(stop)
    {}

    Result<std::vector<Observation>> run(const PayloadShapes &payloads)
    {
        auto reader = m_readers();
        if (!reader)
            return fail(std::move(reader).error());
        m_reader = std::move(*reader);
        takeRows(payloads);
        for (const auto &[key, shape] : payloads.shapes) {
            if (m_stop.stop_requested())
                return fail(ErrorCode::Cancelled, "The check was stopped.");
            if (!hasVariety(shape))
                continue;
            if (auto checked = check(key.first, shape); !checked)
                return fail(std::move(checked).error());
        }
        return std::move(m_seen);
    }

private:
    // The rows of the types that do not always look the same.
    void takeRows(const PayloadShapes &payloads)
    {
        m_rows.resize(m_log.typeCount());
        std::vector<char> isWanted(m_rows.size(), 0);
        std::uint32_t end = 0;
        for (const auto &[key, shape] : payloads.shapes) {
            isWanted[key.first.value()] = hasVariety(shape);
            end = std::max(end, shape.fields().front().last.value() + 1);
        }
        if (std::count(isWanted.begin(), isWanted.end(), 1) == 0)
            return;
        for (std::uint32_t row = 0; row < end; ++row) {
            const std::uint32_t type = m_log.type(Row(row)).value();
            if (type < isWanted.size() && isWanted[type] && !m_log.damaged(Row(row)))
                m_rows[type].emplace_back(row);
        }
    }

    Result<void> check(TypeId type, const PayloadShape &shape)
    {
        const std::vector<Row> &rows = m_rows[type.value()];
        const std::vector<Drift> drifts = driftsOf(shape, m_options);
        const auto versioned = isVersioned(rows, drifts);
        if (!versioned)
            return fail(versioned.error());
        if (!*versioned)
            return say(type, {}, drifts);
        const bool isSample = drifts.empty() && rows.size() > kSample;
        auto shapes = shapesByVersion(isSample ? everySoMany(rows) : rows);
        if (shapes && isSample && isAnyDrift(*shapes))
            shapes = shapesByVersion(rows);
        if (!shapes)
            return fail(std::move(shapes).error());
        // What has so many values is no schema version.
        if (shapes->size() > kMostSchemaVersions)
            return say(type, {}, drifts);
        for (const auto &[key, versionShape] : *shapes) {
            if (auto said = say(type, key.second, driftsOf(versionShape, m_options)); !said)
                return said;
        }
        return {};
    }

    // Whether some events have another schema version than others: looks at some, the first and the last and those of drifts among them.
    Result<bool> isVersioned(const std::vector<Row> &rows, const std::vector<Drift> &drifts)
    {
        std::vector<Row> probes;
        const std::size_t count = std::min(rows.size(), kProbedRows);
        for (std::size_t i = 0; i < count; ++i)
            probes.push_back(rows[count == 1 ? 0 : i * (rows.size() - 1) / (count - 1)]);
        for (std::size_t i = 0; i < std::min(drifts.size(), kProbedRows); ++i)
            probes.push_back(drifts[i].row);
        std::set<std::optional<std::string>> versions;
        for (const Row row : probes) {
            if (m_stop.stop_requested())
                break;
            const auto record = m_reader->read(m_log.locator(row), m_stop);
            if (!record)
                return fail(record.error());
            versions.insert(record->schemaVersion);
            if (versions.size() > 1)
                return true;
        }
        return false;
    }

    static std::vector<Row> everySoMany(const std::vector<Row> &rows)
    {
        std::vector<Row> some;
        const std::size_t stride = (rows.size() - 1) / kSample + 1;
        for (std::size_t i = 0; i < rows.size(); i += stride)
            some.push_back(rows[i]);
        return some;
    }

    using Shapes = std::map<std::pair<TypeId, std::string>, PayloadShape>;

    Result<Shapes> shapesByVersion(const std::vector<Row> &rows) const
    {
        const PayloadPass pass{m_log, m_readers, m_options.blockRows, true, nullptr, false};
        auto all = pass.run(rows, m_stop);
        if (!all)
            return fail(std::move(all).error());
        return std::move(all->shapes);
    }

    bool isAnyDrift(const Shapes &shapes) const
    {
        return std::any_of(shapes.begin(), shapes.end(), [this](const auto &entry) {
            return !driftsOf(entry.second, m_options).empty();
        });
    }

    Result<void> say(TypeId type, std::string_view version, const std::vector<Drift> &drifts)
    {
        for (const Drift &drift : drifts) {
            if (drift.kind == Drift::Kind::Type && drift.path.empty()) {
                const auto declared = isDeclared(drift);
                if (!declared)
                    return fail(declared.error());
                if (*declared)
                    continue;
            }
            Observation observation;
            observation.code = FindingCode::SchemaDrift;
            observation.severity = Severity::Warning;
            observation.row = drift.row;
            observation.stream = m_log.stream(drift.row);
            observation.count = drift.events;
            observation.text = inWords(type, version, drift);
            m_seen.push_back(std::move(observation));
        }
        return {};
    }

    // A payload of another kind is no surprise where its event says so.
    Result<bool> isDeclared(const Drift &drift)
    {
        const auto now = m_reader->read(m_log.locator(drift.row), m_stop);
        if (!now)
            return fail(now.error());
        const auto before = m_reader->read(m_log.locator(drift.old), m_stop);
        if (!before)
            return fail(before.error());
        return contentTypeOf(*now) != contentTypeOf(*before);
    }

    static std::string contentTypeOf(const Record &record)
    {
        static constexpr auto kNames = std::to_array<std::string_view>(
            {"datacontenttype", "contentType", "content-type", "Content-Type", "content_type"});
        const auto metadata = JsonValue::parse(record.metadata.text);
        if (!metadata)
            return {};
        for (const std::string_view name : kNames) {
            if (const JsonValue *const value = metadata->find(name); value && value->isString())
                return value->text();
        }
        return {};
    }

    std::string inWords(TypeId type, std::string_view version, const Drift &drift) const
    {
        std::string text = drift.path.empty() ? "The payload of " : "Field " + drift.path + " of ";
        text += m_log.typeName(type);
        if (!version.empty())
            text += " (schema version " + std::string(version) + ')';
        const std::string place = eventInWords(m_log, drift.row);
        const std::string events = std::to_string(drift.events)
                                   + (drift.events == 1 ? " event" : " events");
        const std::string again = drift.again ? " again" : "";
        switch (drift.kind) {
        case Drift::Kind::Type:
            return text + " is " + std::string(nameOf(drift.after)) + " at " + place + " and was "
                   + std::string(nameOf(drift.before)) + " before; " + std::to_string(drift.events)
                   + (drift.events == 1 ? " value" : " values") + " in all.";
        case Drift::Kind::Appeared:
            return text + " is there" + again + " from " + place + " on"
                   + (drift.again ? "; " : " and never was before; ") + events + " have it.";
        case Drift::Kind::Vanished:
            return text + " is missing" + again + " from " + place + " on"
                   + (drift.again ? "; " : " and always was there before; ") + events
                   + (drift.events == 1 ? " lacks it." : " lack it.");
        }
        return text;
    }

    const EventLog &m_log;
    const ReaderFactory &m_readers;
    const CheckOptions &m_options;
    const std::stop_token &m_stop;
    std::unique_ptr<RecordReader> m_reader; // for single events
    std::vector<std::vector<Row>> m_rows;   // by type
    std::vector<Observation> m_seen;
};

} // namespace

Result<std::vector<Observation>> checkDrifts(const EventLog &log, const PayloadShapes &payloads,
                                             const ReaderFactory &readers,
                                             const CheckOptions &options,
                                             const std::stop_token &stop)
{
    return DriftChecker(log, readers, options, stop).run(payloads);
}

} // namespace eventscope
