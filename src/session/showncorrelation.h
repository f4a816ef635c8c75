// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "event/log.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace eventscope {

// The correlation that the filter asks for (`correlation = "4f2…"`, alone or with more conditions beside it), by its streams. There is no
// other way to show one: who clears the filter is back at all events. Found on a thread by the index. GUI thread.
class ShownCorrelation : public QObject
{
    Q_OBJECT

public:
    struct Contents {
        std::string id;
        std::uint32_t events = 0;
        std::uint32_t streams = 0;
        std::uint32_t withoutStream = 0; // events of no stream
        Row first = kNoRow;
        Row last = kNoRow;
        Time firstTime = kNoTime; // earliest and latest
        Time lastTime = kNoTime;
        // In the order of their first events; no more than are shown.
        std::vector<StreamId> shown;
        std::unordered_map<std::uint32_t, std::vector<Row>>
            rows; // by stream, ascending; empty if it is not shown
    };
    static constexpr std::size_t kMostStreams = 500;

    explicit ShownCorrelation(QObject *parent = nullptr);
    ~ShownCorrelation() override;

    void open(std::shared_ptr<const EventLog> log);
    void close();
    void setFilter(const QString &text);
    void grow(); // the log has more rows

    // Null while there is none: none is asked for, or no event is of it.
    std::shared_ptr<const Contents> contents() const { return m_contents; }
    bool isIdle() const { return !m_isLooking; }

Q_SIGNALS:
    void changed();

private:
    void look();
    void take(std::shared_ptr<const Contents> contents);

    std::shared_ptr<const EventLog> m_log;
    QString m_filter;
    std::optional<std::string> m_id;
    std::shared_ptr<const Contents> m_contents;
    std::uint32_t m_lookedAt = 0; // rows of the log
    std::uint64_t m_request = 0;
    bool m_isLooking = false;
    std::unique_ptr<NewestOnly> m_worker; // from the first correlation on
};

} // namespace eventscope
