// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/findings.h"

#include "base/process.h"
#include "session/postto.h"

#include <QDeadlineTimer>

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

constexpr int kTickMilliseconds = 250;
constexpr int kLeastWaitMilliseconds = 2000;
// A run may take a tenth of the time.
constexpr qint64 kWaitForEachMillisecond = 9;
constexpr qint64 kMostWaitMilliseconds = 600'000;

qint64 now()
{
    return QDeadlineTimer::current().deadline();
}

} // namespace

Findings::Findings(QObject *parent)
    : QObject(parent)
{
    m_tick.setInterval(kTickMilliseconds);
    connect(&m_tick, &QTimer::timeout, this, &Findings::progressed);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &Findings::check);
}

Findings::~Findings() = default;

void Findings::post(std::uint64_t run, std::function<void()> answer)
{
    postTo(this, [this, run, answer = std::move(answer)] {
        if (run == m_run)
            answer();
    });
}

void Findings::open(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store)
{
    m_log = std::move(log);
    m_store = std::move(store);
    check();
}

void Findings::close()
{
    cancel();
    m_log.reset();
    m_store.reset();
    m_error.reset();
    m_isCancelled = false;
    m_added.clear();
    setReport({}, false);
}

void Findings::cancel()
{
    ++m_run;
    m_worker.cancel();
    m_again.stop();
    m_tick.stop();
    m_isCancelled = true;
    if (std::exchange(m_isChecking, false))
        Q_EMIT progressed();
}

void Findings::grew()
{
    if (!m_log || m_isChecking || m_isCancelled || m_error || m_again.isActive())
        return;
    m_again.start(
        static_cast<int>(std::clamp<qint64>(m_took * kWaitForEachMillisecond,
                                            kLeastWaitMilliseconds, kMostWaitMilliseconds)));
}

void Findings::check()
{
    if (!m_log)
        return;
    m_again.stop();
    m_isCancelled = false;
    m_isChecking = true;
    m_error.reset();
    m_progress = std::make_shared<Progress>();
    m_tick.start();
    Q_EMIT progressed();
    m_worker.submit([this, run = ++m_run, log = m_log, store = m_store, progress = m_progress,
                     most = m_most, isFirst = !m_isComplete](std::stop_token stop) {
        setHaste(Haste::Gather);
        CheckOptions options;
        options.mostFindings = most;
        CheckReport soFar;
        const auto take = [&](const std::vector<Finding> &findings) {
            if (!isFirst || !soFar.findings.empty() || findings.empty())
                return;
            soFar.findings = findings;
            for (const Finding &finding : findings)
                ++soFar.counts[static_cast<std::size_t>(finding.code)];
            post(run, [this, soFar] { setReport(soFar, false); });
        };
        const qint64 started = now();
        auto report = std::make_shared<Result<CheckReport>>(checkLog(
            *log, [&] { return store->reader(); }, options, stop, progress.get(), take));
        if (stop.stop_requested())
            return;
        post(run, [this, report, took = now() - started] {
            m_took = took;
            finish(*report);
        });
    });
}

void Findings::setMost(std::size_t most)
{
    const std::size_t before = std::exchange(m_most, most);
    const auto isCutAt = [this](std::size_t limit) {
        return std::any_of(m_report->counts.begin(), m_report->counts.end(),
                           [limit](std::uint64_t count) { return count > limit; });
    };
    // A run under way would end with the old number.
    if (most != before && !m_isCancelled
        && (m_isChecking || (m_isComplete && isCutAt(std::min(most, before)))))
        check();
}

void Findings::finish(const Result<CheckReport> &report)
{
    m_isChecking = false;
    m_tick.stop();
    if (report)
        setReport(*report, true);
    else
        m_error = report.error();
    Q_EMIT progressed();
    if (m_log && m_log->rowCount() > m_report->events)
        grew();
}

void Findings::add(FindingCode code, std::vector<Finding> findings, std::uint64_t count)
{
    if (findings.empty() && !m_added.contains(code))
        return;
    m_added[code] = {std::move(findings), count};
    show();
}

void Findings::setReport(CheckReport report, bool isComplete)
{
    m_checked = std::move(report);
    m_isComplete = isComplete;
    show();
}

void Findings::show()
{
    CheckReport report = m_checked;
    for (const auto &[code, added] : m_added) {
        report.findings.insert(report.findings.end(), added.findings.begin(), added.findings.end());
        report.counts[static_cast<std::size_t>(code)] += added.count;
    }
    if (!m_added.empty())
        std::stable_sort(report.findings.begin(), report.findings.end(),
                         [](const Finding &left, const Finding &right) {
                             return left.row < right.row;
                         });
    m_rows.clear();
    for (const Finding &finding : report.findings)
        m_rows.push_back(finding.row);
    std::sort(m_rows.begin(), m_rows.end());
    m_rows.erase(std::unique(m_rows.begin(), m_rows.end()), m_rows.end());
    m_report = std::make_shared<const CheckReport>(std::move(report));
    Q_EMIT changed();
}

} // namespace eventscope
