// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QCache>
#include <QObject>
#include <QTimer>

#include <deque>

namespace eventscope::ui {

// What events of the selected stream changed in its state, in a line each. Texts come from the session when a view looks for them, at
// most once an event-loop turn and only for the rows that were looked for last; they are kept in a bounded cache.
class StateChangeTexts : public QObject
{
    Q_OBJECT

public:
    struct Text {
        QString line;       // total 40.50 → 61.00, +carrier UPS
        QString whole;      // a line a leaf
        bool isDim = false; // it says that there is nothing to say
    };

    // Rows kept, and asked for at once.
    explicit StateChangeTexts(Session &session, QObject *parent = nullptr, int kept = 8192,
                              std::size_t atOnce = 256);

    bool concerns(Row row) const; // whether it is an event of the selected stream
    // Null while it is not known; it is asked for then.
    const Text *find(Row row);
    int kept() const { return static_cast<int>(m_texts.size()); }

Q_SIGNALS:
    void changed(); // of any row

private:
    void request();
    void take(const std::vector<ChangesOfEvents::Changes> &changes);
    static Text textOf(const ChangesOfEvents::Changes &changes);

    Session &m_session;
    std::size_t m_atOnce;
    QCache<std::uint32_t, Text> m_texts; // by row
    std::deque<Row> m_wanted;            // newest last
    QTimer m_soon;
};

} // namespace eventscope::ui
