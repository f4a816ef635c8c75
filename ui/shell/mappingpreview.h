// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "base/result.h"
#include "event/record.h"
#include "store/store.h"

#include <QObject>

#include <string>
#include <vector>

namespace eventscope::ui {

// Looks into a location for the mapping dialog, on a thread of its own: what tables there are, and how the first events would read with
// a dialect. Only the newest request of each kind is answered.
class MappingPreview : public QObject
{
    Q_OBJECT

public:
    struct Contents {
        std::vector<TableDescription> tables;
        std::vector<Candidate> candidates; // best first
        std::string kind;                  // "sqlite" or "file"
    };
    static constexpr std::size_t kEvents = 20;

    explicit MappingPreview(std::string location, QObject *parent = nullptr);

    void lookInto();
    void read(const Dialect &dialect);

Q_SIGNALS:
    void contentsReady(const eventscope::ui::MappingPreview::Contents &contents);
    void contentsFailed(const eventscope::Error &error);
    void eventsReady(const std::vector<eventscope::Record> &events);
    void eventsFailed(const eventscope::Error &error);

private:
    std::string m_location;
    std::uint64_t m_reading = 0; // the newest read()
    NewestOnly m_worker;         // last: its thread uses what stands above
};

} // namespace eventscope::ui
