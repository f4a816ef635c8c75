// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/idlegaps.h"

#include "session/postto.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr std::uint32_t kRowsAtOnce = 65'536; // between two looks at the token

bool isLonger(const IdleGap &a, const IdleGap &b)
{
    return a.length() > b.length();
}

// Keeps the longest gaps between times that mostly ascend.
class Longest
{
public:
    explicit Longest(std::size_t most)
        : m_most(std::max<std::size_t>(most, 1))
    {}

    void take(std::int64_t time)
    {
        if (!m_any || time >= m_before) {
            if (m_any && time - m_before > m_least)
                add({m_before, time});
            m_before = time;
            m_any = true;
        } else {
            m_late.push_back(time);
        }
    }
    std::vector<IdleGap> ascending()
    {
        shorten();
        std::sort(m_gaps.begin(), m_gaps.end(),
                  [](const IdleGap &a, const IdleGap &b) { return a.start < b.start; });
        std::sort(m_late.begin(), m_late.end());
        std::vector<IdleGap> gaps;
        auto late = m_late.begin();
        for (IdleGap gap : m_gaps) {
            late = std::upper_bound(late, m_late.end(), gap.start);
            for (; late != m_late.end() && *late < gap.end; ++late) {
                gaps.push_back({gap.start, *late});
                gap.start = *late;
            }
            gaps.push_back(gap);
        }
        std::erase_if(gaps, [](const IdleGap &gap) { return gap.length() <= 0; });
        return gaps;
    }

private:
    void add(const IdleGap &gap)
    {
        m_gaps.push_back(gap);
        if (m_gaps.size() >= 2 * m_most)
            shorten();
    }
    void shorten()
    {
        if (m_gaps.size() <= m_most)
            return;
        const auto last = m_gaps.begin() + static_cast<std::ptrdiff_t>(m_most) - 1;
        std::nth_element(m_gaps.begin(), last, m_gaps.end(), isLonger);
        m_least = last->length();
        m_gaps.erase(std::next(last), m_gaps.end());
    }

    std::size_t m_most;
    std::int64_t m_before = 0;
    bool m_any = false;
    std::int64_t m_least = 0; // what is not longer is not among the longest
    std::vector<IdleGap> m_gaps;
    std::vector<std::int64_t> m_late; // stand before others that came first
};

} // namespace

std::vector<IdleGap> findIdleGaps(const EventLog &log, const TypeMask &hidden, std::size_t most,
                                  const std::stop_token &stop)
{
    Longest longest(most);
    const std::uint32_t rows = log.rowCount();
    if (!log.timesAscend()) {
        std::uint32_t seen = 0;
        log.visitTimes(Time{std::numeric_limits<std::int64_t>::min() + 1},
                       Time{std::numeric_limits<std::int64_t>::max()}, [&](Row row) {
                           if (!hidden.hides(log.type(row)))
                               longest.take(log.time(row).micros);
                           return ++seen % kRowsAtOnce != 0 || !stop.stop_requested();
                       });
        return stop.stop_requested() ? std::vector<IdleGap>() : longest.ascending();
    }
    const auto chunkRows = static_cast<std::uint32_t>(log.chunkRows());
    for (std::uint32_t row = 0; row < rows;) {
        if (stop.stop_requested())
            return {};
        const std::uint32_t start = row / chunkRows * chunkRows;
        const std::uint32_t end = std::min(rows, start + chunkRows);
        const std::int64_t *const times = log.timeChunk(row / chunkRows);
        const std::uint32_t *const types = log.typeChunk(row / chunkRows);
        for (; row < end; ++row) {
            if (times[row - start] != kNoTime.micros && !hidden.hides(types[row - start]))
                longest.take(times[row - start]);
        }
    }
    return longest.ascending();
}

IdleGaps::IdleGaps(QObject *parent)
    : QObject(parent)
{}

IdleGaps::~IdleGaps() = default;

void IdleGaps::setLog(const EventLog *log)
{
    ++m_request;
    m_worker.reset(); // waits
    m_log = log;
    m_rows = 0;
    m_isKnown = false;
    m_isFinding = false;
    m_gaps.clear();
}

void IdleGaps::update(const TypeMask &hidden)
{
    const bool same = m_isKnown && hidden == m_hidden;
    // While the log grows, one after the other.
    if (!m_log || (same && (m_isFinding || m_rows == m_log->rowCount())))
        return;
    if (!m_worker)
        m_worker = std::make_unique<NewestOnly>();
    m_isKnown = true;
    m_isFinding = true;
    m_hidden = hidden;
    m_rows = m_log->rowCount();
    m_worker->submit([this, log = m_log, hidden, request = ++m_request](std::stop_token stop) {
        std::vector<IdleGap> gaps = findIdleGaps(*log, hidden, kMost, stop);
        if (stop.stop_requested())
            return;
        postTo(this, [this, request, gaps = std::move(gaps)]() mutable {
            if (request != m_request)
                return;
            m_isFinding = false;
            if (gaps != m_gaps) {
                m_gaps = std::move(gaps);
                Q_EMIT found();
            }
            update(m_hidden); // there may be more by now
        });
    });
}

} // namespace eventscope::ui
