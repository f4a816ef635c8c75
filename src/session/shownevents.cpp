// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/shownevents.h"

#include "session/postto.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

constexpr int kTypingPause = 120;              // ms
constexpr std::uint32_t kRowsAtOnce = 1 << 16; // between two looks at the token
constexpr int kHold
    = 250; // ms; longer than the pause, so that typing does not make the table flicker

} // namespace

ShownEvents::ShownEvents(QObject *parent)
    : QObject(parent)
    , m_matches(std::make_shared<const Sequence::Rows>())
    , m_visible(m_matches)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(kTypingPause);
    m_hold.setSingleShot(true);
    m_hold.setInterval(kHold);
    connect(&m_pause, &QTimer::timeout, this, &ShownEvents::search);
    connect(&m_hold, &QTimer::timeout, this, [this] {
        if (m_stale)
            update(true);
    });
}

ShownEvents::~ShownEvents() = default;

void ShownEvents::post(std::uint64_t generation, std::function<void()> answer)
{
    postTo(this, [this, generation, answer = std::move(answer)] {
        if (generation == m_generation)
            answer();
    });
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
    dropVisible();
    m_hidden = {};
    m_pause.stop();
    m_hold.stop();
    m_stale = false;
    m_log.reset();
    m_store.reset();
    m_text.clear();
    m_filter.reset();
    m_textError.reset();
    m_searchError.reset();
    m_searching = false;
    m_matches = std::make_shared<const Sequence::Rows>();
    m_matchesShown.reset();
    m_searchedTo = 0;
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

void ShownEvents::setFilter(const QString &text, bool typing)
{
    if (text == m_text) {
        if (!typing)
            searchNow();
        return;
    }
    m_text = text;
    auto filter = Filter::compile(text.toStdString());
    if (!filter) {
        // What was shown stays, and its search goes on, so that a half-typed condition does not empty the table.
        m_textError = std::move(filter).error();
        Q_EMIT filterChanged();
        return;
    }
    m_textError.reset();
    if (m_filter && m_filter->text() == filter->text()) {
        if (!typing)
            searchNow();
        Q_EMIT filterChanged();
        return;
    }
    begin(std::move(*filter), typing);
    Q_EMIT filterChanged();
}

void ShownEvents::searchAnew()
{
    if (!m_filter || !m_filter->needsPayload())
        return;
    begin(Filter(*m_filter), false);
    Q_EMIT filterChanged();
}

void ShownEvents::begin(Filter filter, bool typing)
{
    ++m_generation;
    m_worker.cancel();
    dropVisible();
    m_pause.stop();
    m_searching = false;
    m_searchError.reset();
    m_filter.reset();
    m_matches = std::make_shared<const Sequence::Rows>();
    m_matchesShown.reset();
    m_searchedTo = 0;
    if (!filter.isEmpty())
        m_filter = std::move(filter);
    if (m_filter && m_log && m_log->rowCount() > 0) {
        m_searching = true;
        m_stale = true;
        if (!m_hold.isActive())
            m_hold.start();
        if (typing && m_filter->needsPayload())
            m_pause.start();
        else
            search();
    } else {
        m_hold.stop();
        update(true);
    }
}

void ShownEvents::searchNow()
{
    if (!m_pause.isActive())
        return;
    m_pause.stop();
    search();
}

void ShownEvents::search()
{
    const std::uint32_t end = m_log->rowCount();
    if (m_searchedTo >= end) {
        m_searching = false;
        return;
    }
    m_searching = true;
    m_worker.submit([this, generation = m_generation, filter = *m_filter, log = m_log,
                     store = m_store, before = m_matches, begin = Row(m_searchedTo),
                     end](std::stop_token stop) {
        // Ten million rows are too many to copy in the GUI thread: it gets whole lists, each a quarter longer than the one before.
        Sequence::Rows matches = *before;
        std::size_t told = matches.size();
        const auto found = [&](const std::vector<Row> &rows) {
            matches.insert(matches.end(), rows.begin(), rows.end());
            if (matches.size() < told + told / 4 + 1)
                return;
            told = matches.size();
            post(generation,
                 [this, part = std::make_shared<const Sequence::Rows>(matches)] { take(part); });
        };
        const auto done = filter.rows(
            *log, [&store] { return store->reader(); }, begin, Row(end), stop, nullptr, found);
        if (stop.stop_requested())
            return;
        std::optional<Error> error;
        if (!done)
            error = done.error();
        auto all = std::make_shared<const Sequence::Rows>(std::move(matches));
        post(generation, [this, end, error = std::move(error), all = std::move(all)] {
            m_searching = false;
            m_searchError = error;
            m_searchedTo = end;
            if (m_matches->size() != all->size())
                m_matches = all;
            update(m_stale);
            Q_EMIT filterChanged();
            if (m_filter && !error && m_log->rowCount() > m_searchedTo)
                search();
        });
    });
}

void ShownEvents::take(std::shared_ptr<const Sequence::Rows> matches)
{
    m_matches = std::move(matches);
    update(m_stale);
    Q_EMIT filterChanged();
}

void ShownEvents::setStream(const std::optional<Sequence> &stream)
{
    if (!stream && !m_stream)
        return;
    m_stream = stream;
    update(true);
}

void ShownEvents::setHidden(const TypeMask &hidden)
{
    if (hidden == m_hidden)
        return;
    m_hidden = hidden;
    dropVisible();
    update(true);
}

void ShownEvents::dropVisible()
{
    ++m_narrowing;
    m_narrower.cancel();
    m_narrows = false;
    m_visible = std::make_shared<const Sequence::Rows>();
    m_visibleShown.reset();
    m_visibleTo = 0;
}

// Makes m_visible of what has come since it was made.
void ShownEvents::narrow()
{
    const auto matches = m_filter ? m_matches : nullptr;
    const std::uint32_t end = matches ? static_cast<std::uint32_t>(matches->size())
                                      : m_log->rowCount();
    if (m_narrows || (m_visibleOf == m_narrowing && end == m_visibleTo))
        return;
    m_narrows = true;
    m_narrower.submit([this, generation = m_narrowing, log = m_log, hidden = m_hidden, matches,
                       before = m_visible, begin = m_visibleTo, end](std::stop_token stop) {
        auto rows = std::make_shared<Sequence::Rows>(*before);
        const auto chunkRows = static_cast<std::uint32_t>(log->chunkRows());
        const std::uint32_t *chunk = nullptr;
        std::uint32_t chunkOf = 0;
        for (std::uint32_t i = begin; i < end; ++i) {
            if ((i - begin) % kRowsAtOnce == 0 && stop.stop_requested())
                return;
            const std::uint32_t row = matches ? (*matches)[i].value() : i;
            if (!chunk || row / chunkRows != chunkOf) {
                chunkOf = row / chunkRows;
                chunk = log->typeChunk(chunkOf);
            }
            if (!hidden.hides(chunk[row % chunkRows]))
                rows->emplace_back(row);
        }
        postTo(this, [this, generation, rows, end] {
            if (generation == m_narrowing)
                takeVisible(rows, end);
        });
    });
}

void ShownEvents::takeVisible(std::shared_ptr<const Sequence::Rows> rows, std::uint32_t to)
{
    const bool first = m_visibleOf != m_narrowing;
    m_visibleOf = m_narrowing;
    m_visible = std::move(rows);
    m_visibleTo = to;
    m_narrows = false;
    update(first);
}

void ShownEvents::update(bool reset)
{
    if (!m_log || (m_stale && !reset))
        return;
    m_stale = false;
    const std::uint32_t before = m_shown.size();
    if (m_stream) {
        m_matchesShown = m_matches;
        Sequence shown = *m_stream;
        if (m_filter || m_hidden.hidesAny()) {
            Sequence::Rows rows;
            for (std::uint32_t i = 0; i < m_stream->size(); ++i) {
                const Row row = m_stream->row(i);
                if (!m_hidden.hides(m_log->type(row))
                    && (!m_filter || std::binary_search(m_matches->begin(), m_matches->end(), row)))
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
        if (m_hidden.hidesAny()) {
            narrow();
            // What was shown stays for the instant until then.
            if (m_visibleOf != m_narrowing || (!reset && m_visible == m_visibleShown))
                return;
            m_shown = Sequence::of(m_visible);
            m_visibleShown = m_visible;
        } else if (m_filter) {
            if (!reset && m_matches == m_matchesShown)
                return;
            m_shown = Sequence::of(m_matches);
            m_matchesShown = m_matches;
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
