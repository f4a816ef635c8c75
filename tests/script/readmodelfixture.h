// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scriptfixture.h"

#include "script/readmodelfold.h"

namespace eventscope::tests {

// Events of one run over several streams: ordinals count all of them.
class RunEvents
{
public:
    RunEvents &add(std::string type, std::string data, std::uint32_t stream = 0)
    {
        m_texts.push_back(std::move(type));
        ScriptEvent event;
        event.key = stream;
        event.ordinal = std::uint32_t(m_events.size());
        event.id = "e-1";
        event.type = m_texts.back();
        m_texts.push_back("order-" + std::to_string(stream));
        event.stream = m_texts.back();
        event.streamType = "order";
        m_texts.push_back(std::move(data));
        event.data = m_texts.back();
        event.metadata = "{\"user\":\"ada\"}";
        event.version = Version(std::int64_t(event.ordinal) + 1);
        event.time = Time{1'762'158'810'000'000 + std::int64_t(event.ordinal) * 1'000'000};
        m_events.push_back(event);
        return *this;
    }
    std::span<const ScriptEvent> list() const { return m_events; }
    // Those with ordinals from `from` on, before `to`.
    std::span<const ScriptEvent> part(std::uint32_t from, std::uint32_t to) const
    {
        return list().subspan(from, to - from);
    }

private:
    std::deque<std::string> m_texts;
    std::vector<ScriptEvent> m_events;
};

// The read model of a script; null if it does not load or begin, with a warning that says why.
inline std::unique_ptr<ReadModelFold> readModel(const std::string &path,
                                                const ReadModelOptions &options = {})
{
    auto fold = ReadModelFold::open(path, options);
    if (!fold) {
        qWarning("%s", fold.error().message.c_str());
        return nullptr;
    }
    if (const auto done = (*fold)->begin(); !done) {
        qWarning("%s", done.error().message.c_str());
        return nullptr;
    }
    return std::move(*fold);
}

// Every row of every table, a line each: "orders {...}".
inline std::string contents(ReadModelFold &fold)
{
    std::string text;
    const auto tables = fold.tables();
    if (!tables)
        return "ERROR " + tables.error().message;
    for (const ReadModelTable &table : *tables) {
        const auto done = fold.eachRow(table.name, [&](const std::string &line) {
            text += table.name + ' ' + line + '\n';
            return true;
        });
        if (!done)
            return "ERROR " + done.error().message;
    }
    return text;
}

// The same after all events; the failure if there was one.
inline std::string filled(const std::string &path, const RunEvents &events,
                          const ReadModelOptions &options = {})
{
    const auto fold = readModel(path, options);
    if (!fold)
        return "ERROR";
    if (const auto done = fold->apply(events.list()); !done)
        return "ERROR " + done.error().message;
    if (const auto done = fold->sync(); !done)
        return "ERROR " + done.error().message;
    if (fold->failure())
        return "ERROR " + fold->failure()->error.message;
    return contents(*fold);
}

} // namespace eventscope::tests
