// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/textfinder.h"

#include "query/filter.h"
#include "session/postto.h"
#include "session/session.h"

#include <algorithm>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace eventscope {

namespace {

// Backwards, the last match of a block counts, so the blocks begin small.
constexpr std::uint32_t kFirstBlock = 1 << 16;
constexpr std::uint32_t kLargestBlock = 1 << 20;

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

// The rows that may be found, ascending.
class Shown
{
public:
    Shown(Sequence events, bool ascends)
        : m_events(std::move(events))
    {
        if (ascends)
            return;
        std::vector<Row> rows;
        for (std::uint32_t i = 0; i < m_events.size(); ++i)
            rows.push_back(m_events.row(i));
        std::sort(rows.begin(), rows.end());
        m_events = Sequence::of(std::move(rows));
    }
    bool contains(Row row) const
    {
        std::uint32_t low = 0;
        std::uint32_t high = m_events.size();
        while (low < high) {
            const std::uint32_t middle = low + (high - low) / 2;
            if (m_events.row(middle) < row)
                low = middle + 1;
            else
                high = middle;
        }
        return low < m_events.size() && m_events.row(low) == row;
    }

private:
    Sequence m_events;
};

struct RowSearch {
    const Filter &filter;
    const EventLog &log;
    const Filter::ReaderFactory &readers;
    const Shown &shown;
    const std::stop_token &stop;

    // The first match in [begin, end): the search ends with the batch that holds it.
    Result<std::optional<Row>> first(std::uint32_t begin, std::uint32_t end) const
    {
        std::optional<Row> match;
        std::stop_source enough;
        const std::stop_callback forward(stop, [&enough] { enough.request_stop(); });
        const auto found = [&](const std::vector<Row> &rows) {
            const auto row = std::find_if(rows.begin(), rows.end(),
                                          [&](Row candidate) { return shown.contains(candidate); });
            if (match || row == rows.end())
                return;
            match = *row;
            enough.request_stop();
        };
        const auto done = filter.rows(log, readers, Row(begin), Row(end), enough.get_token(),
                                      nullptr, found);
        if (!done && !match)
            return fail(done.error());
        return match;
    }
    Result<std::optional<Row>> last(std::uint32_t begin, std::uint32_t end) const
    {
        for (std::uint32_t size = kFirstBlock; end > begin;
             size = std::min(size * 2, kLargestBlock)) {
            const std::uint32_t from = end - begin > size ? end - size : begin;
            const auto rows = filter.rows(log, readers, Row(from), Row(end), stop);
            if (!rows)
                return fail(rows.error());
            const auto row = std::find_if(rows->rbegin(), rows->rend(),
                                          [&](Row match) { return shown.contains(match); });
            if (row != rows->rend())
                return std::optional(*row);
            end = from;
        }
        return std::optional<Row>();
    }
};

} // namespace

TextFinder::TextFinder(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_worker(std::make_unique<NewestOnly>())
{
    connect(&session, &Session::closed, this, &TextFinder::letGo);
}

TextFinder::~TextFinder() = default;

void TextFinder::letGo()
{
    ++m_request;
    m_searching = false;
    m_worker.reset(); // waits
    m_worker = std::make_unique<NewestOnly>();
}

void TextFinder::cancel()
{
    ++m_request;
    m_searching = false;
    m_worker->cancel();
}

void TextFinder::find(const QString &text, bool forward)
{
    cancel();
    if (!m_session.hasLog() || text.isEmpty())
        return;
    const std::string value = quoted(text.toStdString());
    const std::string wanted = "(stream ~ " + value + " or type ~ " + value + " or " + value + ')';
    // With the filter of what is shown beside it, no payload is read in vain; but what it asks of payloads may not hold of masked ones.
    const std::string shownText = m_session.filterText().toStdString();
    const Result<Filter> shownBy = Filter::compile(shownText);
    Result<Filter> filter = Filter::compile("(" + shownText + ") and " + wanted);
    if (!filter || !shownBy || (m_session.masking().isOn() && shownBy->needsPayload()))
        filter = Filter::compile(wanted);
    if (!filter) {
        Q_EMIT failed(filter.error());
        return;
    }
    m_searching = true;
    m_worker->submit([this, request = m_request, log = &m_session.log(), store = m_session.store(),
                      filter = *filter, forward, events = m_session.shownEvents(),
                      ascends = m_session.shownEventsAscend(),
                      at = m_session.playhead()](std::stop_token stop) {
        const Filter::ReaderFactory readers = [&store] { return store->reader(); };
        const Shown shown(events, ascends);
        const RowSearch search{filter, *log, readers, shown, stop};
        const std::uint32_t count = log->rowCount();
        const std::uint32_t here = at == kNoRow ? 0 : std::min(at.value(), count);
        const std::uint32_t behind = std::min(here + (at == kNoRow ? 0 : 1), count);
        bool wrapped = false;
        auto row = forward ? search.first(behind, count) : search.last(0, here);
        if (row && !*row && !stop.stop_requested()) {
            wrapped = true;
            row = forward ? search.first(0, behind) : search.last(here, count);
        }
        if (stop.stop_requested())
            return;
        postTo(this, [this, request, row, wrapped] {
            if (request != m_request)
                return;
            m_searching = false;
            if (!row)
                Q_EMIT failed(row.error());
            else if (*row)
                Q_EMIT found(**row, wrapped);
            else
                Q_EMIT missing();
        });
    });
}

} // namespace eventscope
