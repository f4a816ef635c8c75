// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/check.h"

#include "analysis/driftcheck.h"
#include "analysis/idcheck.h"
#include "analysis/payloadpass.h"
#include "analysis/sentences.h"
#include "analysis/streamcheck.h"
#include "base/json.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>

namespace eventscope {

namespace {

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
                findings.push_back(inWords(observation, m_log, *m_reader, m_stop));
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
        if (auto said = sayUnreadable(*all, seen); !said)
            return fail(std::move(said).error());
        auto drifts = checkDrifts(m_log, *all, m_readers, m_options, m_stop);
        if (!drifts)
            return fail(std::move(drifts).error());
        seen.insert(seen.end(), drifts->begin(), drifts->end());
        return seen;
    }

    // The damaged events, those of the passed over that are so when they are read alone, and those whose payload is broken where most are
    // JSON.
    Result<void> sayUnreadable(const PayloadShapes &payloads, std::vector<Observation> &seen)
    {
        std::vector<Row> rows;
        if (m_log.damagedEvents() > 0) {
            for (std::uint32_t row = 0; row < m_report.events; ++row) {
                if (m_log.damaged(Row(row)))
                    rows.emplace_back(row);
            }
        }
        rows.insert(rows.end(), payloads.unread.begin(), payloads.unread.end());
        if (payloads.broken.size() < documentsIn(payloads))
            rows.insert(rows.end(), payloads.broken.begin(), payloads.broken.end());
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
            const auto record = m_reader->read(m_log.locator(row), m_stop);
            if (!record)
                return fail(record.error());
            std::string why = whatIsWrongWith(*record);
            if (why.empty())
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
            observation.text = std::move(why);
            seen.push_back(std::move(observation));
        }
        return {};
    }

    // Payloads that are JSON objects or arrays.
    static std::uint64_t documentsIn(const PayloadShapes &payloads)
    {
        std::uint64_t documents = 0;
        for (const auto &[key, shape] : payloads.shapes) {
            const auto &kinds = shape.fields().front().kinds;
            documents += kinds[static_cast<std::size_t>(ShapeKind::Object)].values
                         + kinds[static_cast<std::size_t>(ShapeKind::Array)].values;
        }
        return documents;
    }

    static std::string whatIsWrongWith(const Record &record)
    {
        if (record.damage)
            return record.damage->message;
        // Bytes may begin with a bracket by chance.
        const std::string &text = record.data.text;
        if (record.data.kind != Payload::Kind::Text && !text.starts_with("{\""))
            return {};
        const auto value = JsonValue::parse(text);
        if (value || value.error().code == ErrorCode::Limit)
            return {};
        const auto last = text.find_last_not_of(" \t\r\n");
        if (last != std::string::npos && text[last] != '}' && text[last] != ']')
            return "its JSON is cut off after " + std::to_string(text.size()) + " bytes";
        return "its JSON has a fault"
               + (value.error().column > 0 ? " near byte " + std::to_string(value.error().column)
                                           : std::string());
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
