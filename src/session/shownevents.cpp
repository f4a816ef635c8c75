// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/shownevents.h"

#include <algorithm>
#include <utility>

namespace eventscope {

ShownEvents::ShownEvents(QObject *parent)
    : QObject(parent)
{}

ShownEvents::~ShownEvents() = default;

void ShownEvents::post(std::uint64_t generation, std::function<void()> answer)
{
    QMetaObject::invokeMethod(
        this,
        [this, generation, answer = std::move(answer)] {
            if (generation == m_generation)
                answer();
        },
        Qt::QueuedConnection);
}

void ShownEvents::open(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store)
{
    ++m_generation;
    m_log = std::move(log);
    m_store = std::move(store);
}

void ShownEvents::close()
{
    ++m_generation;
    m_worker.cancel();
    m_log.reset();
    m_store.reset();
    m_text.clear();
    m_filter.reset();
    m_error.reset();
    m_searching = false;
    m_matches.clear();
    m_searchedTo = 0;
    m_matchesShown = 0;
    m_stream.reset();
    m_shown = {};
    m_ascends = true;
}

void ShownEvents::grow()
{
    update(false);
    if (m_filter && !m_searching)
        search();
}

void ShownEvents::setFilter(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    ++m_generation;
    m_worker.cancel();
    m_searching = false;
    m_error.reset();
    auto filter = Filter::compile(text.toStdString());
    if (!filter) {
        // What was shown stays, so that a half-typed condition does not empty the table.
        m_error = std::move(filter).error();
        Q_EMIT filterChanged();
        return;
    }
    m_filter.reset();
    m_matches.clear();
    m_searchedTo = 0;
    m_matchesShown = 0;
    if (!filter->isEmpty())
        m_filter = std::move(*filter);
    if (m_filter && m_log)
        search();
    update(true);
    Q_EMIT filterChanged();
}

void ShownEvents::search()
{
    const std::uint32_t end = m_log->rowCount();
    if (m_searchedTo >= end)
        return;
    m_searching = true;
    m_worker.submit([this, generation = m_generation, filter = *m_filter, log = m_log,
                     store = m_store, begin = Row(m_searchedTo), end](std::stop_token stop) {
        const auto found = [&](const std::vector<Row> &rows) {
            post(generation, [this, generation, rows] { take(generation, rows); });
        };
        auto rows = filter.rows(
            *log, [&store] { return store->reader(); }, begin, Row(end), stop, nullptr, found);
        if (stop.stop_requested())
            return;
        std::optional<Error> error;
        if (!rows)
            error = std::move(rows).error();
        post(generation, [this, end, error = std::move(error)] {
            m_searching = false;
            m_error = error;
            m_searchedTo = end;
            update(false);
            Q_EMIT filterChanged();
            if (m_filter && !error && m_log->rowCount() > m_searchedTo)
                search();
        });
    });
}

void ShownEvents::take(std::uint64_t generation, const std::vector<Row> &rows)
{
    if (generation != m_generation)
        return;
    m_matches.insert(m_matches.end(), rows.begin(), rows.end());
    // The rows of a Sequence are immutable, so showing more means copying: do it when a quarter more has come.
    if (m_matches.size() >= m_matchesShown + m_matchesShown / 4 + 1) {
        update(false);
        Q_EMIT filterChanged();
    }
}

void ShownEvents::setStream(const std::optional<Sequence> &stream)
{
    if (!stream && !m_stream)
        return;
    m_stream = stream;
    update(true);
}

void ShownEvents::update(bool reset)
{
    if (!m_log)
        return;
    const std::uint32_t before = m_shown.size();
    if (m_stream) {
        m_matchesShown = m_matches.size();
        Sequence shown = *m_stream;
        if (m_filter) {
            Sequence::Rows rows;
            for (std::uint32_t i = 0; i < m_stream->size(); ++i) {
                const Row row = m_stream->row(i);
                if (std::binary_search(m_matches.begin(), m_matches.end(), row))
                    rows.push_back(row);
            }
            shown = Sequence::of(std::move(rows));
        }
        if (!reset && shown.size() == before)
            return;
        // What was added may stand anywhere in the stream's own order, so for the views these are other rows.
        reset = true;
        m_shown = std::move(shown);
        m_ascends = true;
        for (std::uint32_t i = 1; i < m_shown.size() && m_ascends; ++i)
            m_ascends = m_shown.row(i - 1) < m_shown.row(i);
    } else {
        if (m_filter) {
            if (!reset && m_matches.size() == m_matchesShown)
                return;
            m_shown = Sequence::of(m_matches);
            m_matchesShown = m_matches.size();
        } else {
            m_shown = Sequence::range(Row(0), m_log->rowCount());
        }
        m_ascends = true;
    }
    if (reset || m_shown.size() != before)
        Q_EMIT shownChanged(reset);
}

std::optional<std::uint32_t> ShownEvents::ordinalOf(Row row) const
{
    const std::uint32_t size = m_shown.size();
    if (row == kNoRow || size == 0)
        return std::nullopt;
    if (!m_ascends) {
        for (std::uint32_t i = 0; i < size; ++i) {
            if (m_shown.row(i) == row)
                return i;
        }
        return std::nullopt;
    }
    std::uint32_t low = 0;
    std::uint32_t high = size;
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (m_shown.row(middle) <= row)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return std::nullopt;
    return low - 1;
}

} // namespace eventscope
