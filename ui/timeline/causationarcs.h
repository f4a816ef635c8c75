// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "event/log.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <vector>

namespace eventscope::ui {

// What caused the selected events, and what they caused, as the log's indexes know it; found on a
// thread. Bounded: of many selected events the first ones, of many arcs the first ones. GUI thread.
class CausationArcs : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kMostEvents = 100;
    static constexpr std::size_t kMostArcs = 300;

    struct Arc {
        Row cause = kNoRow;
        Row effect = kNoRow;
        bool fromSelected = false; // the cause is one of the selected events
        bool operator==(const Arc &) const = default;
    };

    explicit CausationArcs(QObject *parent = nullptr);
    ~CausationArcs() override;

    void setLog(const EventLog *log); // null lets go of it: returns when nothing reads it any more
    void setEvents(std::vector<Row> rows);
    const std::vector<Arc> &arcs() const { return m_arcs; }
    bool isComplete() const { return !m_searching; }

Q_SIGNALS:
    void changed();

private:
    const EventLog *m_log = nullptr;
    std::vector<Row> m_rows;
    std::vector<Arc> m_arcs;
    std::uint64_t m_request = 0;
    bool m_searching = false;
    std::unique_ptr<NewestOnly> m_worker;
};

} // namespace eventscope::ui
