// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "event/eventchain.h"
#include "event/log.h"
#include "store/store.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace eventscope {

// What caused an event and what it caused, found on a thread; with the ids that only the store knows. GUI thread.
class CauseChains : public QObject
{
    Q_OBJECT

public:
    struct Question {
        Row row = kNoRow;
        bool family = true; // with all that its causes caused
        std::uint32_t nodes = 300;
        bool operator==(const Question &) const = default;
    };
    struct Answer {
        Question question;
        EventChain chain;
        // By node: the ids of causes that are not in the store, as far as their effects can be read; else empty.
        std::vector<std::string> missingIds;
        std::string correlation; // the id, of a chain by correlation
    };

    explicit CauseChains(QObject *parent = nullptr);
    ~CauseChains() override;

    void open(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store);
    void close();

    // Newest question only; arrives as changed(). Rows that the log has not are ignored.
    void ask(const Question &question);
    void cancel();
    std::shared_ptr<const Answer> answer() const { return m_answer; } // null while there is none
    bool isIdle() const { return !m_isAsking; }

Q_SIGNALS:
    void changed();

private:
    struct Reading; // touched by the jobs only

    std::shared_ptr<const EventLog> m_log;
    std::shared_ptr<Reading> m_reading;
    std::shared_ptr<const Answer> m_answer;
    std::uint64_t m_request = 0;
    bool m_isAsking = false;
    std::unique_ptr<NewestOnly> m_worker; // from the first question on
};

} // namespace eventscope
