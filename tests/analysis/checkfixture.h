// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/check.h"
#include "event/memorystore.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <string>
#include <vector>

namespace eventscope::tests {

inline MemoryEvent made(const std::string &stream, std::int64_t version,
                        const std::string &data = R"({"n":1})",
                        const std::string &type = "Happened")
{
    MemoryEvent event;
    event.stream = stream;
    event.streamType = stream.substr(0, stream.find('-'));
    event.type = type;
    event.version = version < 0 ? kNoVersion : Version(version);
    event.data = data;
    return event;
}

// A log filled from events, with ids, positions from 1 and times a second apart where the test sets none.
struct Checked {
    MemoryStore store;
    EventLog::Options logOptions{2, false, 64, 2};
    std::unique_ptr<EventLog> log;
    CheckOptions options;
    std::stop_source stop;
    Progress progress;
    std::vector<std::vector<Finding>> handedOut;

    explicit Checked(std::vector<MemoryEvent> events = {})
    {
        options.blockRows = 3;
        for (MemoryEvent &each : events)
            add(std::move(each));
    }
    void add(MemoryEvent each)
    {
        const auto number = static_cast<std::int64_t>(store.size()) + 1;
        each.position = number;
        if (each.id.empty())
            each.id = "id-" + std::to_string(number);
        if (each.time == kNoTime)
            each.time = Time{number * 1'000'000};
        store.add(std::move(each));
    }
    Result<CheckReport> tryRun()
    {
        log = std::make_unique<EventLog>(logOptions);
        store.fill(*log);
        return checkLog(
            *log, [this] { return store.reader(); }, options, stop.get_token(), &progress,
            [this](const std::vector<Finding> &findings) { handedOut.push_back(findings); });
    }
    CheckReport run()
    {
        auto report = tryRun();
        if (!report)
            qFatal("%s", report.error().message.c_str());
        return std::move(*report);
    }
    // "code@position" of every finding.
    QStringList codes() { return codes(run()); }
    QStringList codes(const CheckReport &report) const
    {
        QStringList found;
        for (const Finding &finding : report.findings)
            found << QString::fromStdString(std::string(nameOf(finding.code)) + "@"
                                            + log->positionLabel(finding.row));
        return found;
    }
};

inline QString message(const CheckReport &report, std::size_t index = 0)
{
    return index < report.findings.size() ? QString::fromStdString(report.findings[index].message)
                                          : QStringLiteral("(no finding)");
}

} // namespace eventscope::tests
