// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "base/result.h"
#include "event/log.h"
#include "event/sequence.h"
#include "event/typemask.h"
#include "query/filter.h"
#include "store/store.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace eventscope {

// The events that the window lists: the log, or the rows that match a filter, or those of one stream, without those of hidden types.
// Searches on a thread of its own and shows what it has found so far; on another one it leaves out what is hidden, so that hiding a type
// searches nothing anew. GUI thread.
class ShownEvents : public QObject
{
    Q_OBJECT

public:
    explicit ShownEvents(QObject *parent = nullptr);
    ~ShownEvents() override;

    // Only when closed, but a filter may be set already.
    void open(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store);
    void close(); // no filter, no stream, nothing shown
    void grow();  // the log has more rows

    QString filterText() const { return m_text; }
    // Empty shows everything. `typing`: more of the text may come, so a search that reads payloads waits for a pause. The search that
    // runs ends at once, and what was shown stays for the instant until the first match. A wrong text changes nothing that is shown.
    void setFilter(const QString &text, bool typing = false);
    void searchAnew(); // payloads are read otherwise now
    void searchNow();  // do not wait for a pause
    const std::optional<Error> &filterError() const
    {
        return m_textError ? m_textError : m_searchError;
    } // compile or search error of the text
    bool isFiltering() const { return m_searching; }

    // Shows only these, in this order; none: those of all streams. A search goes on and counts for both.
    void setStream(const std::optional<Sequence> &stream);

    // Events of these types are left out of all this.
    void setHidden(const TypeMask &hidden);

    const Sequence &sequence() const { return m_shown; }
    bool ascends() const { return m_ascends; } // by row
    // Of the row, or of the last shown one before it.
    std::optional<std::uint32_t> ordinalOf(Row row) const;

    bool isIdle() const { return m_worker.idle() && m_narrower.idle() && !m_pause.isActive(); }

Q_SIGNALS:
    void filterChanged();          // text, error or progress of the search
    void shownChanged(bool reset); // reset: other rows; else rows were added at the end

private:
    void begin(Filter filter, bool typing);
    void search();
    void take(std::shared_ptr<const Sequence::Rows> matches);
    void update(bool reset);
    void dropVisible();
    void narrow();
    void takeVisible(std::shared_ptr<const Sequence::Rows> rows, std::uint32_t to);
    // Runs `answer` in the GUI thread unless there is another filter or log by then.
    void post(std::uint64_t generation, std::function<void()> answer);

    std::shared_ptr<const EventLog> m_log;
    std::shared_ptr<const Store> m_store;
    QString m_text;
    std::optional<Filter> m_filter;
    std::optional<Error> m_textError; // then m_filter is the last one that was right
    std::optional<Error> m_searchError;
    bool m_searching = false;
    bool m_stale = false;                            // what is shown is of the filter before
    QTimer m_pause;                                  // runs while more of the text may come
    QTimer m_hold;                                   // runs while what is shown may be stale
    std::uint64_t m_generation = 0;                  // of filter and log
    std::shared_ptr<const Sequence::Rows> m_matches; // so far; never null
    std::uint32_t m_searchedTo = 0;                  // rows of the log that the search has covered
    std::shared_ptr<const Sequence::Rows> m_matchesShown;
    std::optional<Sequence> m_stream;
    // Those of the matches, or with no filter of the log, that are of no hidden type.
    TypeMask m_hidden;
    std::uint64_t m_narrowing = 0; // generation of the matches and of what is hidden
    std::uint64_t m_visibleOf = 0; // m_narrowing for which m_visible was made
    std::shared_ptr<const Sequence::Rows> m_visible; // so far; never null
    std::uint32_t m_visibleTo = 0;                   // matches, or rows, that were looked at for it
    bool m_narrows = false;                          // more is on its way
    std::shared_ptr<const Sequence::Rows> m_visibleShown;
    Sequence m_shown;
    bool m_ascends = true; // a binary search finds a row
    NewestOnly m_narrower;
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

} // namespace eventscope
