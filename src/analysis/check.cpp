// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/check.h"

#include "analysis/drift.h"
#include "analysis/idcheck.h"
#include "analysis/payloadpass.h"
#include "analysis/schema.h"
#include "analysis/sentences.h"
#include "analysis/streamcheck.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kProbedRows = 64;

Error stopped()
{
    return Error(ErrorCode::Cancelled, "The check was stopped.");
}

class Checker
{
public:
    Checker(const EventLog &log, const ReaderFactory &readers, const CheckOptions &options,
            std::stop_token stop, Progress *progress, const OnFindings &onFindings)
        : m_log(log)
        , m_readers(readers)
        , m_options(options)
        , m_stop(std::move(stop))
        , m_progress(progress)
        , m_onFindings(onFindings)
    {}

    Result<CheckReport> run()
    {
        m_report.events = m_log.rowCount();
        if (m_progress) {
            m_progress->done.store(0, std::memory_order_relaxed);
            m_progress->total.store(m_report.events, std::memory_order_relaxed);
        }
        if (m_report.events == 0)
            return std::move(m_report);
        auto reader = m_readers();
        if (!reader)
            return fail(std::move(reader).error());
        m_reader = std::move(*reader);

        std::vector<Observation> seen = checkStreams(m_log, m_report.events, m_options, m_stop);
        auto ids = checkIds(m_log, m_report.events, m_readers, m_options, m_stop);
        if (!ids)
            return fail(std::move(ids).error());
        seen.insert(seen.end(), ids->begin(), ids->end());
        if (auto taken = take(std::move(seen)); !taken)
            return fail(std::move(taken).error());

        auto payloads = checkPayloads();
        if (!payloads)
            return fail(std::move(payloads).error());
        if (auto taken = take(std::move(*payloads)); !taken)
            return fail(std::move(taken).error());
        std::stable_sort(m_report.findings.begin(), m_report.findings.end(), isBefore);
        return std::move(m_report);
    }

private:
    static bool isBefore(const Finding &a, const Finding &b)
    {
        return std::pair(a.row, a.code) < std::pair(b.row, b.code);
    }

    // Puts what was seen into words, as far as there is room for it.
    Result<void> take(std::vector<Observation> seen)
    {
        if (m_stop.stop_requested())
            return fail(stopped());
        std::stable_sort(seen.begin(), seen.end(), [](const Observation &a, const Observation &b) {
            return std::pair(a.row, a.code) < std::pair(b.row, b.code);
        });
        std::vector<Finding> findings;
        for (const Observation &observation : seen) {
            if (m_stop.stop_requested())
                return fail(stopped());
            std::uint64_t &count = m_report.counts[static_cast<std::size_t>(observation.code)];
            if (count++ < m_options.mostFindings)
                findings.push_back(inWords(observation, m_log, *m_reader));
        }
        m_report.findings.insert(m_report.findings.end(), findings.begin(), findings.end());
        if (m_onFindings)
            m_onFindings(findings);
        return {};
    }

    Result<std::vector<Observation>> checkPayloads()
    {
        const PayloadPass pass{m_log, m_readers, m_options.blockRows, false, m_progress, false};
        auto all = pass.run(m_report.events, m_stop);
        if (!all)
            return fail(std::move(all).error());
        std::vector<Observation> seen;
        if (auto said = sayUnreadable(all->unread, seen); !said)
            return fail(std::move(said).error());
        for (const auto &[key, shape] : all->shapes) {
            if (m_stop.stop_requested())
                return fail(stopped());
            const std::vector<Drift> drifts = driftsOf(shape, m_options);
            if (drifts.empty())
                continue;
            auto byVersion = shapesByVersion(key.first);
            if (!byVersion)
                return fail(std::move(byVersion).error());
            if (byVersion->empty())
                sayDrifts(key.first, {}, drifts, seen);
            for (const auto &[version, versionShape] : *byVersion)
                sayDrifts(key.first, version, driftsOf(versionShape, m_options), seen);
        }
        return seen;
    }

    // The damaged events, and those of the passed over that are so when they are read alone.
    Result<void> sayUnreadable(const std::vector<Row> &unread, std::vector<Observation> &seen)
    {
        std::vector<Row> rows;
        if (m_log.damagedEvents() > 0) {
            for (std::uint32_t row = 0; row < m_report.events; ++row) {
                if (m_log.damaged(Row(row)))
                    rows.emplace_back(row);
            }
        }
        rows.insert(rows.end(), unread.begin(), unread.end());
        std::sort(rows.begin(), rows.end());
        std::map<StreamId, std::size_t> known; // index in `seen`
        std::size_t reads = 0;
        for (const Row row : rows) {
            const StreamId stream = m_log.stream(row);
            if (const auto before = known.find(stream);
                before != known.end() && m_log.damaged(row)) {
                ++seen[before->second].count;
                continue;
            }
            if (m_stop.stop_requested() || ++reads > m_options.mostFindings)
                break;
            const auto record = m_reader->read(m_log.locator(row));
            if (!record)
                return fail(record.error());
            if (!record->damage)
                continue;
            const auto [place, isNew] = known.try_emplace(stream, seen.size());
            if (!isNew) {
                ++seen[place->second].count;
                continue;
            }
            Observation observation;
            observation.code = FindingCode::UnreadablePayload;
            observation.row = row;
            observation.stream = stream;
            observation.text = record->damage->message;
            seen.push_back(std::move(observation));
        }
        return {};
    }

    // The shapes of a type, by schema version; none if it has only one version, or what stands in its place is no schema version.
    Result<std::map<std::string, PayloadShape>> shapesByVersion(TypeId type)
    {
        std::map<std::string, PayloadShape> shapes;
        std::vector<Row> rows;
        for (std::uint32_t row = 0; row < m_report.events; ++row) {
            if (m_log.type(Row(row)) == type)
                rows.emplace_back(row);
        }
        std::set<std::optional<std::string>> versions;
        const std::size_t probes = std::min(rows.size(), kProbedRows);
        for (std::size_t i = 0; i < probes && !m_stop.stop_requested(); ++i) {
            // The first and the last among them.
            const std::size_t index = probes == 1 ? 0 : i * (rows.size() - 1) / (probes - 1);
            const auto record = m_reader->read(m_log.locator(rows[index]));
            if (!record)
                return fail(record.error());
            versions.insert(record->schemaVersion);
        }
        if (versions.size() < 2)
            return shapes;
        const PayloadPass pass{m_log, m_readers, m_options.blockRows, true, nullptr, false};
        auto all = pass.run(rows, m_stop);
        if (!all)
            return fail(std::move(all).error());
        if (all->shapes.size() > kMostSchemaVersions)
            return shapes;
        for (auto &[key, shape] : all->shapes)
            shapes.emplace(key.second, std::move(shape));
        return shapes;
    }

    void sayDrifts(TypeId type, std::string_view version, const std::vector<Drift> &drifts,
                   std::vector<Observation> &seen) const
    {
        for (const Drift &drift : drifts) {
            Observation observation;
            observation.code = FindingCode::SchemaDrift;
            observation.severity = Severity::Warning;
            observation.row = drift.row;
            observation.stream = m_log.stream(drift.row);
            observation.count = drift.events;
            observation.text = driftInWords(type, version, drift);
            seen.push_back(std::move(observation));
        }
    }

    std::string driftInWords(TypeId type, std::string_view version, const Drift &drift) const
    {
        std::string text = drift.path.empty() ? "The payload of " : "Field " + drift.path + " of ";
        text += m_log.typeName(type);
        if (!version.empty())
            text += " (schema version " + std::string(version) + ')';
        const std::string place = eventInWords(m_log, drift.row);
        const std::string events = std::to_string(drift.events)
                                   + (drift.events == 1 ? " event" : " events");
        switch (drift.kind) {
        case Drift::Kind::Type:
            return text + " is " + std::string(nameOf(drift.after)) + " at " + place + " and was "
                   + std::string(nameOf(drift.before)) + " before; " + std::to_string(drift.events)
                   + (drift.events == 1 ? " value" : " values") + " in all.";
        case Drift::Kind::Appeared:
            return text + " is there from " + place + " on and never was before; " + events
                   + " have it.";
        case Drift::Kind::Vanished:
            return text + " is missing from " + place + " on and always was there before; " + events
                   + (drift.events == 1 ? " lacks it." : " lack it.");
        }
        return text;
    }

    const EventLog &m_log;
    const ReaderFactory &m_readers;
    const CheckOptions &m_options;
    std::stop_token m_stop;
    Progress *m_progress;
    const OnFindings &m_onFindings;
    std::unique_ptr<RecordReader> m_reader; // for single events
    CheckReport m_report;
};

} // namespace

std::uint64_t CheckReport::total() const
{
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

Result<CheckReport> checkLog(const EventLog &log, const ReaderFactory &readers,
                             const CheckOptions &options, std::stop_token stop, Progress *progress,
                             const OnFindings &onFindings)
{
    return Checker(log, readers, options, std::move(stop), progress, onFindings).run();
}

} // namespace eventscope
