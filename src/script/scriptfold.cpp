// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scriptfold.h"

#include "base/json.h"
#include "script/foldhost.h"

#include <algorithm>

namespace eventscope {

namespace {

std::uint32_t indexOf(const JsonValue &number)
{
    return std::uint32_t(std::strtoul(number.text().c_str(), nullptr, 10));
}

} // namespace

ScriptFold::ScriptFold(std::unique_ptr<Host> host)
    : m_host(std::move(host))
{}

ScriptFold::~ScriptFold() = default;

Result<std::unique_ptr<ScriptFold>> ScriptFold::open(const std::string &file,
                                                     const ScriptOptions &options,
                                                     std::stop_token stop,
                                                     std::vector<std::string> *seen)
{
    std::string purpose;
    if (options.projection)
        purpose = ",\"engine\":" + jsonQuote(options.projection->engine);
    auto host = std::make_unique<Host>(file, options, std::move(purpose));
    auto started = host->ensureStarted(stop);
    if (seen)
        *seen = host->files;
    if (!started)
        return fail(std::move(started).error());
    std::unique_ptr<ScriptFold> fold(new ScriptFold(std::move(host)));
    if (options.projection)
        fold->setPartition(options.projection->partition);
    return fold;
}

Result<std::unique_ptr<ScriptFold>> ScriptFold::openMerge(const ScriptOptions &options,
                                                          std::stop_token stop)
{
    return open({}, options, stop);
}

const std::vector<std::string> &ScriptFold::files() const
{
    return m_host->files;
}

void ScriptFold::setPartition(const std::string &partition)
{
    m_host->beginning = ",\"focus\":" + jsonQuote(partition);
}

Result<void> ScriptFold::begin(const Tracking &tracking, std::stop_token stop)
{
    return m_host->begin(tracking, stop);
}

Result<void> ScriptFold::track(const Tracking &tracking, std::stop_token stop)
{
    return m_host->track(tracking, stop);
}

Result<void> ScriptFold::apply(std::span<const ScriptEvent> events, std::stop_token stop)
{
    return m_host->apply(events, stop);
}

Result<void> ScriptFold::sync(std::stop_token stop)
{
    return m_host->sync(stop);
}

const std::vector<ScriptFailure> &ScriptFold::failures() const
{
    return m_host->failures;
}

const ScriptFailure *ScriptFold::failure(std::uint32_t key) const
{
    return m_host->failure(key);
}

std::optional<ScriptEnd> ScriptFold::endedBy() const
{
    return m_host->endedBy;
}

Result<std::string> ScriptFold::state(std::uint32_t key, std::stop_token stop)
{
    if (auto done = m_host->sync(stop); !done)
        return fail(std::move(done).error());
    if (const ScriptFailure *failed = failure(key))
        return fail(failed->error);
    auto answer = m_host->ask('S', std::to_string(key), stop, key);
    if (!answer)
        return answer;
    const std::size_t end = answer->find('\n');
    const auto notes = JsonValue::parse(std::string_view(*answer).substr(0, end));
    if (notes && notes->size() > 0) {
        std::string list;
        for (const JsonValue &note : notes->elements())
            list += (list.empty() ? "" : ", ") + note.text();
        m_host->warn("The state of " + m_host->scriptName() + " is not all JSON: " + list + ".");
    }
    answer->erase(0, end + 1);
    return answer;
}

Result<std::string> ScriptFold::result(std::stop_token stop)
{
    if (auto done = m_host->sync(stop); !done)
        return fail(std::move(done).error());
    if (const ScriptFailure *failed = failure(0))
        return fail(failed->error);
    return m_host->ask('U', "", stop);
}

Result<std::vector<std::pair<std::string, std::uint32_t>>> ScriptFold::blame(std::stop_token stop)
{
    if (auto done = m_host->sync(stop); !done)
        return fail(std::move(done).error());
    if (const ScriptFailure *failed = failure(0))
        return fail(failed->error);
    const auto answer = m_host->ask('G', "", stop);
    if (!answer)
        return fail(answer.error());
    const auto leaves = JsonValue::parse(*answer);
    if (!leaves)
        return fail(leaves.error());
    std::vector<std::pair<std::string, std::uint32_t>> result;
    result.reserve(leaves->size());
    for (const JsonValue &leaf : leaves->elements())
        result.emplace_back(leaf.elements().at(0).text(), indexOf(leaf.elements().at(1)));
    return result;
}

std::vector<ScriptChange> ScriptFold::takeChanges()
{
    return std::exchange(m_host->changes, {});
}

std::vector<ScriptChange> ScriptFold::takeFieldChanges()
{
    return std::exchange(m_host->fieldChanges, {});
}

std::optional<std::uint32_t> ScriptFold::firstTrue() const
{
    return m_host->firstTrue;
}

Result<std::vector<ScriptFieldStep>> ScriptFold::steps(const std::string &pointer,
                                                       std::stop_token stop)
{
    std::string request = "[";
    for (const std::string &token : pointerTokens(pointer)) {
        if (request.size() > 1)
            request += ',';
        appendJsonQuoted(request, token);
    }
    const auto answer = m_host->ask('Q', request + ']', stop);
    if (!answer)
        return fail(answer.error());
    const auto steps = JsonValue::parse(*answer);
    if (!steps)
        return fail(steps.error());
    std::vector<ScriptFieldStep> result;
    for (const JsonValue &step : steps->elements()) {
        const auto text = [&](const char *name) {
            const JsonValue *value = step.find(name);
            return value ? value->text() : std::string();
        };
        result.push_back({text("token"), text("keyName"), text("keyValue")});
    }
    return result;
}

Result<ScriptFold::Saved> ScriptFold::save(std::stop_token stop)
{
    const auto answer = m_host->ask('K', "", stop);
    if (!answer)
        return fail(answer.error());
    const auto saved = JsonValue::parse(*answer);
    if (!saved)
        return fail(saved.error());
    const std::uint32_t handle = indexOf(saved->elements().at(0));
    m_host->saved(handle);
    return Saved{handle, indexOf(saved->elements().at(1))};
}

Result<void> ScriptFold::restore(std::uint32_t handle, std::stop_token stop)
{
    const auto answer = m_host->ask('R', std::to_string(handle), stop);
    if (!answer)
        return fail(answer.error());
    m_host->forgive(0);
    m_host->restored(handle);
    return {};
}

void ScriptFold::drop(std::uint32_t handle)
{
    // Without an answer it is dropped with its host.
    static_cast<void>(m_host->ask('D', std::to_string(handle), {}));
    m_host->dropped(handle);
}

std::uint64_t ScriptFold::generation() const
{
    return m_host->generation;
}

std::vector<ScriptLogLine> ScriptFold::takeLogs()
{
    return std::exchange(m_host->logs, {});
}

std::vector<std::string> ScriptFold::takeWarnings()
{
    return m_host->takeWarnings();
}

} // namespace eventscope
