// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/startplace.h"

#include "session/session.h"

#include <string>

namespace eventscope::ui {

namespace {

Result<void> goToStream(Session &session, const StartPlace &place)
{
    const EventLog &log = session.log();
    const std::string name = place.stream.toStdString();
    const auto stream = log.findStream(name);
    if (!stream || stream->value() >= log.streamCount())
        return fail(ErrorCode::NotFound, "There is no stream \"" + name + "\" in "
                                             + session.info().name
                                             + "; eventscope-cli streams lists them.");
    if (!place.version) {
        session.selectStream(stream);
        return {};
    }
    const auto rows = log.streamRows(*stream);
    for (const Row row : *rows) {
        if (log.version(row) == Version(*place.version)) {
            session.goToEvent(row);
            return {};
        }
    }
    const EventLog::StreamSummary summary = log.streamSummary(*stream);
    std::string message = "The stream \"" + name + "\" has no version "
                          + std::to_string(*place.version);
    if (summary.firstVersion != kNoVersion)
        message += "; it has " + std::to_string(summary.firstVersion.value()) + " to "
                   + std::to_string(summary.lastVersion.value());
    return fail(ErrorCode::NotFound, message + ".");
}

} // namespace

Result<void> goToStart(Session &session, const StartPlace &place)
{
    if (!place.stream.isEmpty()) {
        if (auto there = goToStream(session, place); !there)
            return there;
    }
    if (!place.filter.isEmpty()) {
        session.setFilter(place.filter);
        if (const auto &error = session.filterError())
            return fail(*error);
    }
    return {};
}

} // namespace eventscope::ui
