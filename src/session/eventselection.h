// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/sequence.h"

#include <QObject>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

// The events that are selected, for all views together.
//
// Kept as runs of ordinals of a shared sequence, and single rows beside it: all of ten million events are one run, and to take one of them
// out makes two. GUI thread.
class EventSelection : public QObject
{
    Q_OBJECT

public:
    // Ordinals first, first + 1, ... first + count - 1.
    struct Run {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
        bool operator==(const Run &) const = default;
    };

    explicit EventSelection(QObject *parent = nullptr);

    std::uint32_t size() const { return m_size; }
    bool isEmpty() const { return m_size == 0; }
    bool contains(Row row) const;
    // The one that is selected; none if there are several.
    std::optional<Row> only() const;
    // Ascending, the first `most` of them.
    std::vector<Row> rows(std::size_t most = std::numeric_limits<std::size_t>::max()) const;
    // The same as they are now, for another thread.
    std::function<std::vector<Row>()> lister() const;
    // Only if not empty.
    Row first() const { return rows(1).front(); }
    Row last() const;

    // What is selected as a value, to come back to. Cheap: rows are shared.
    struct Snapshot;
    std::shared_ptr<const Snapshot> snapshot() const;
    void restore(const Snapshot &snapshot); // of the same log

    void clear() { set(std::vector<Row>()); }
    void set(Row row);
    void set(std::vector<Row> rows); // in any order
    // Of the sequence; `ascends` says that its rows do.
    void set(const Sequence &sequence, bool ascends, std::vector<Run> runs);
    void setAll(const Sequence &sequence, bool ascends);
    void add(const std::vector<Row> &rows);
    void toggle(Row row);

Q_SIGNALS:
    void changed();

private:
    std::optional<std::uint32_t> ordinalOf(Row row) const;
    // The run that holds the ordinal, or the one before which it would stand.
    std::vector<Run>::const_iterator runAt(std::uint32_t ordinal) const;
    void add(Row row);
    void take(Sequence sequence, std::vector<Run> runs);

    // At most as many of the runs of the sequence and the others, merged.
    static std::vector<Row> merged(const Sequence &sequence, const std::vector<Run> &runs,
                                   const std::vector<Row> &others, std::size_t most);

    Sequence m_sequence;       // ascending rows
    std::vector<Run> m_runs;   // of it, ascending and apart
    std::vector<Row> m_others; // that it does not hold, ascending
    std::uint32_t m_size = 0;
};

struct EventSelection::Snapshot {
    Sequence sequence;
    std::vector<Run> runs;
    std::vector<Row> others;
};

} // namespace eventscope
