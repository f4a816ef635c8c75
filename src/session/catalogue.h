// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/schema.h"
#include "analysis/transitions.h"
#include "base/newestonly.h"
#include "base/progress.h"
#include "event/log.h"
#include "store/store.h"

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

// What the events of each type look like and what follows what. Worked out when somebody asks for it, on a thread of its own that gives
// way to every other. GUI thread.
class Catalogue : public QObject
{
    Q_OBJECT

public:
    struct Contents {
        SchemaReport schemas;
        std::vector<Transition> transitions;
    };

    explicit Catalogue(QObject *parent = nullptr);
    ~Catalogue() override;

    void open(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store);
    void close();

    void want();   // makes it when the log is loaded, unless it is there or on its way
    void remake(); // with what came since
    void cancel();

    std::shared_ptr<const Contents> contents() const
    {
        return m_contents;
    } // null while there is none
    bool isMaking() const { return m_isMaking; }
    double fraction() const { return m_progress->fraction(); } // negative while not known
    const std::optional<Error> &error() const { return m_error; }
    bool isIdle() const { return m_worker.idle(); }

Q_SIGNALS:
    void changed();    // the contents
    void progressed(); // also: it begins or ends

private:
    std::shared_ptr<const EventLog> m_log;
    std::shared_ptr<const Store> m_store;
    std::shared_ptr<const Contents> m_contents;
    std::optional<Error> m_error;
    bool m_isMaking = false;
    bool m_isWanted = false; // as soon as the log is loaded
    std::uint64_t m_run = 0;
    std::shared_ptr<Progress> m_progress = std::make_shared<Progress>();
    QTimer m_tick;       // while it is made
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

} // namespace eventscope
