// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where one is in a Session's store: playhead, selection, filter, and the way back.
#include "session/session.h"

#include <QScopedValueRollback>

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

// From wherever the playhead is, on one of the rows or between them.
Row targetAmong(const std::vector<Row> &rows, Row playhead, Session::Step step)
{
    if (rows.empty() || playhead == kNoRow)
        return kNoRow;
    const auto after = std::upper_bound(rows.begin(), rows.end(), playhead);
    const auto here = std::lower_bound(rows.begin(), rows.end(), playhead);
    switch (step) {
    case Session::Step::First:
        return here == rows.begin() ? kNoRow : rows.front();
    case Session::Step::Previous:
        return here == rows.begin() ? kNoRow : *std::prev(here);
    case Session::Step::Next:
        return after == rows.end() ? kNoRow : *after;
    case Session::Step::Last:
        return after == rows.end() ? kNoRow : rows.back();
    }
    return kNoRow;
}

} // namespace

// --- playhead and selection ---

void Session::setPlayhead(Row row)
{
    m_playheadChosen = true;
    if (m_log && row.value() < m_log->rowCount())
        m_selectedEvents.set(row);
    movePlayhead(row);
    m_places.update(place());
}

void Session::movePlayhead(Row row)
{
    if (!m_log || row == m_playhead || row.value() >= m_log->rowCount())
        return;
    m_playhead = row;
    updateOrdinal();
    Q_EMIT playheadChanged();
    m_projection.setPlayhead(row);
    requestDetails();
    requestState();
}

void Session::followEnd(Row last)
{
    // Several that somebody has selected stay so.
    if (m_selectedEvents.size() <= 1)
        m_selectedEvents.set(last);
    movePlayhead(last);
}

void Session::goToEvent(Row row)
{
    if (!m_log || row.value() >= m_log->rowCount())
        return;
    const StreamId stream = m_log->stream(row);
    const QScopedValueRollback jumping(m_isJumping, true);
    m_playheadChosen = true;
    choose(stream == kNoStream ? std::nullopt : std::optional(stream));
    m_selectedEvents.set(row);
    movePlayhead(row);
    remember();
}

void Session::choose(std::optional<StreamId> stream)
{
    if (!m_log || stream == m_stream)
        return;
    m_stream = stream;
    if (stream) {
        const StreamTypeId type = m_log->streamSummary(*stream).type;
        if (type != kNoStreamType)
            m_streamType = type;
    }
    updateStreamSequence();
    Q_EMIT selectionChanged();
    if (m_onlyStream)
        showStream();
    requestState();
}

void Session::selectStream(std::optional<StreamId> stream)
{
    if (!m_log)
        return;
    const QScopedValueRollback jumping(m_isJumping, true);
    m_playheadChosen = true;
    choose(stream);
    if (stream && (m_playhead == kNoRow || m_log->stream(m_playhead) != *stream)) {
        const Row last = m_streamSequence.empty()
                             ? m_log->streamSummary(*stream).last
                             : m_streamSequence.row(m_streamSequence.size() - 1);
        m_selectedEvents.set(last);
        movePlayhead(last);
    }
    remember();
}

void Session::selectStreamType(std::optional<StreamTypeId> type)
{
    if (type == m_streamType)
        return;
    m_streamType = type;
    Q_EMIT selectionChanged();
    updatePlace();
}

void Session::updateOrdinal()
{
    m_streamOrdinal.reset();
    if (m_playhead == kNoRow || m_streamSequence.empty())
        return;
    // A stream's own order may differ from the global one, so its rows need not ascend; where they do, this is a binary search.
    const std::uint32_t size = m_streamSequence.size();
    std::uint32_t low = 0;
    std::uint32_t high = size;
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (m_streamSequence.row(middle) <= m_playhead)
            low = middle + 1;
        else
            high = middle;
    }
    if (low > 0 && m_streamSequence.row(low - 1) == m_playhead) {
        m_streamOrdinal = low - 1;
        return;
    }
    if (m_log->stream(m_playhead) == *m_stream) {
        for (std::uint32_t i = 0; i < size; ++i) {
            if (m_streamSequence.row(i) == m_playhead) {
                m_streamOrdinal = i;
                return;
            }
        }
    }
    if (low > 0)
        m_streamOrdinal = low - 1;
}

void Session::setSteps(std::shared_ptr<const Steps> steps)
{
    if (steps == m_steps)
        return;
    m_steps = std::move(steps);
    Q_EMIT stepsChanged();
}

Row Session::targetOf(Step step) const
{
    if (m_log && m_steps && m_steps->rows)
        return targetAmong(*m_steps->rows, m_playhead, step);
    const bool isStream = m_stream && !m_steps;
    const Sequence &events = isStream ? m_streamSequence : m_shown.sequence();
    if (!m_log || events.empty())
        return kNoRow;
    const std::optional<std::uint32_t> at = isStream ? m_streamOrdinal : shownOrdinal(m_playhead);
    if (step == Step::First || step == Step::Previous) {
        if (!at || (*at == 0 && events.row(0) == m_playhead))
            return kNoRow;
        if (step == Step::First)
            return events.row(0);
        // Between two events, the previous one is the one that the playhead has passed last.
        return events.row(events.row(*at) == m_playhead ? *at - 1 : *at);
    }
    if (at && *at + 1 >= events.size())
        return kNoRow;
    return events.row(step == Step::Last ? events.size() - 1 : at ? *at + 1 : 0);
}

void Session::step(Step step)
{
    if (const Row row = targetOf(step); row != kNoRow)
        setPlayhead(row);
}

// --- filter and shown events ---

void Session::setFilter(const QString &text)
{
    m_shown.setFilter(text);
    if (text != m_placeFilter)
        remember();
}

void Session::tryFilter(const QString &text)
{
    const bool could = canGoBack();
    m_shown.setFilter(text, true);
    if (could != canGoBack())
        Q_EMIT historyChanged();
}

void Session::setOnlySelectedStream(bool only)
{
    if (m_onlyStream == only)
        return;
    m_onlyStream = only;
    showStream();
    m_places.update(place());
    Q_EMIT filterChanged();
}

void Session::showStream()
{
    m_shown.setStream(m_onlyStream && m_stream ? std::optional(m_streamSequence) : std::nullopt);
}

// --- back and forward ---

Place Session::place() const
{
    const bool isPlain = m_selectedEvents.only() == m_playhead;
    return {m_playhead,    m_stream,     m_streamType,
            m_placeFilter, m_onlyStream, isPlain ? nullptr : m_selectedEvents.snapshot()};
}

void Session::updatePlace()
{
    if (m_log && !m_isJumping)
        m_places.update(place());
}

void Session::remember()
{
    m_placeFilter = filterText();
    m_places.visit(place());
    Q_EMIT historyChanged();
}

void Session::goTo(const Place &place)
{
    const QScopedValueRollback jumping(m_isJumping, true);
    m_playheadChosen = true;
    m_placeFilter = place.filter;
    m_shown.setFilter(place.filter);
    const bool another = m_onlyStream != place.onlyStream;
    m_onlyStream = place.onlyStream;
    choose(place.stream);
    selectStreamType(place.streamType);
    showStream();
    if (place.selected)
        m_selectedEvents.restore(*place.selected);
    else if (place.playhead != kNoRow)
        m_selectedEvents.set(place.playhead);
    movePlayhead(place.playhead);
    if (another)
        Q_EMIT filterChanged();
    Q_EMIT historyChanged();
}

void Session::back()
{
    if (m_placeFilter != filterText())
        remember(); // so that forward() leads to it again
    if (canGoBack())
        goTo(Place(m_places.back()));
}

void Session::forward()
{
    if (m_placeFilter != filterText())
        remember();
    if (canGoForward())
        goTo(Place(m_places.forward()));
}

} // namespace eventscope
