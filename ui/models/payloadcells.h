// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "event/sequence.h"
#include "query/fieldpath.h"
#include "session/session.h"

#include <QCache>
#include <QObject>
#include <QTimer>

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace eventscope::ui {

// The values at some paths into the payloads of events, for columns of a table. They are read and parsed on a thread of their own when a
// view looks for them, at most once an event-loop turn, for the rows that were looked for last and some around them; a newer request ends
// the one before. They are kept in a bounded cache.
class PayloadCells : public QObject
{
    Q_OBJECT

public:
    struct Cell {
        FieldText::Kind kind = FieldText::Kind::Absent;
        QString text; // one line
    };

    // Rows kept, asked for at once, and read beyond the last one looked for. `events` are those of the table.
    PayloadCells(Session &session, const Sequence &events, QObject *parent, int kept = 8192,
                 std::size_t atOnce = 384, std::uint32_t margin = 32);
    ~PayloadCells() override;

    int count() const { return static_cast<int>(m_paths.size()); }
    const FieldPath &path(int column) const { return m_paths[static_cast<std::size_t>(column)]; }
    void insert(int column, FieldPath path);
    void remove(int column);

    // Of the event at that place of the table; null while it is not known, it is asked for then.
    const Cell *find(int column, std::uint32_t ordinal);
    // What was found there so far is mostly numbers.
    bool isNumeric(int column) const { return m_shapes[static_cast<std::size_t>(column)].numeric; }
    int kept() const { return static_cast<int>(m_cells.size()); } // rows
    bool isIdle() const { return m_worker->idle() && !m_soon.isActive(); }

    void forgetPlaces(); // the table shows other events
    void letGo();        // of all that was read

Q_SIGNALS:
    void changed(); // of any row
    void alignmentChanged(int column);
    void numberFound(int column, const QString &longest); // the longest one so far

private:
    using Cells = std::vector<std::optional<Cell>>; // by column
    struct Shape {
        bool known = false;
        bool numeric = false;
        qsizetype longest = 0;
    };
    struct Answer {
        Row row = kNoRow;
        std::vector<Cell> cells;
    };
    struct ReaderBox;
    void request();
    void take(const std::vector<Answer> &answers);
    void noteShapes(const std::vector<Answer> &answers);
    bool isKnown(Row row) const;

    Session &m_session;
    const Sequence &m_events;
    std::size_t m_atOnce;
    std::uint32_t m_margin;
    std::vector<FieldPath> m_paths;
    std::vector<Shape> m_shapes; // by column
    QCache<std::uint32_t, Cells> m_cells;
    std::deque<std::uint32_t> m_wanted; // ordinals, newest last
    QTimer m_soon;
    std::uint64_t m_request = 0;
    std::shared_ptr<ReaderBox> m_box;     // touched by the worker alone
    std::unique_ptr<NewestOnly> m_worker; // reads the session's log: gone before that
};

} // namespace eventscope::ui
