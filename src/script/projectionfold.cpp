// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/projectionfold.h"

#include "script/foldhost.h"
#include "script/sourcefile.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace eventscope {

namespace {

const std::string &textAt(const JsonValue &list, std::size_t at)
{
    static const std::string none;
    return at < list.elements().size() ? list.elements()[at].text() : none;
}

std::uint64_t numberAt(const JsonValue &list, std::size_t at)
{
    return std::strtoull(textAt(list, at).c_str(), nullptr, 10);
}

bool flag(const JsonValue &object, const char *name)
{
    const JsonValue *const value = object.find(name);
    return value && value->toBool();
}

std::vector<std::string> texts(const JsonValue &object, const char *name)
{
    std::vector<std::string> result;
    if (const JsonValue *const list = object.find(name)) {
        for (const JsonValue &each : list->elements())
            result.push_back(each.text());
    }
    return result;
}

std::int64_t lineAt(std::string_view source, std::size_t offset)
{
    return 1
           + std::count(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
}

// Where a text first stands in a script, not counting its comments.
std::size_t findOutsideComments(std::string_view source, std::string_view text)
{
    std::size_t at = 0;
    while (at < source.size()) {
        const std::string_view rest = source.substr(at);
        if (rest.starts_with(text))
            return at;
        if (rest.starts_with("//"))
            at = std::min(source.find('\n', at), source.size());
        else if (rest.starts_with("/*"))
            at = std::min(source.find("*/", at + 2), source.size());
        else
            ++at;
    }
    return std::string_view::npos;
}

} // namespace

std::string_view engineName(ProjectionEngine engine)
{
    return engine == ProjectionEngine::V1 ? "v1" : "v2";
}

std::string_view skipReasonName(SkipReason reason)
{
    static constexpr std::array<std::string_view, kSkipReasons> kNames{"unhandled",
                                                                       "non-json",
                                                                       "link",
                                                                       "no-partition",
                                                                       "no-delete-handler",
                                                                       "wrong-stream"};
    return kNames[static_cast<std::size_t>(reason)];
}

ProjectionFold::ProjectionFold(std::unique_ptr<ScriptFold::Host> host)
    : m_host(std::move(host))
{
    m_host->onAnswer = [this](const JsonValue &answer) { receive(answer); };
}

ProjectionFold::~ProjectionFold() = default;

Result<std::unique_ptr<ProjectionFold>> ProjectionFold::open(const std::string &file,
                                                             const Options &options,
                                                             std::stop_token stop,
                                                             std::vector<std::string> *seen)
{
    auto host = std::make_unique<ScriptFold::Host>(file, options.script,
                                                   ",\"engine\":\""
                                                       + std::string(engineName(options.engine))
                                                       + '"');
    auto started = host->ensureStarted(stop);
    if (seen)
        *seen = host->files;
    if (!started)
        return fail(std::move(started).error());
    std::unique_ptr<ProjectionFold> fold(new ProjectionFold(std::move(host)));
    if (auto taken = fold->takeDefinition(); !taken)
        return fail(std::move(taken).error());
    return fold;
}

Result<void> ProjectionFold::takeDefinition()
{
    const auto told = JsonValue::parse(m_host->loaded);
    if (!told)
        return fail(told.error());
    if (!flag(*told, "isProjection"))
        return fail(ErrorCode::Unsupported,
                    m_host->scriptName()
                        + " is no KurrentDB projection: it calls none of fromAll(), fromStream(), "
                          "fromStreams(), fromCategory() and fromCategories().");
    m_definition.all = flag(*told, "all");
    m_definition.streams = texts(*told, "streams");
    m_definition.categories = texts(*told, "categories");
    m_definition.allEvents = flag(*told, "allEvents");
    m_definition.events = texts(*told, "events");
    m_definition.byStream = flag(*told, "byStream");
    m_definition.byPartition = flag(*told, "byPartition");
    m_definition.biState = flag(*told, "biState");
    m_definition.handlesDeleted = flag(*told, "handlesDeleted");
    m_definition.includeLinks = flag(*told, "includeLinks");
    m_definition.transforms = flag(*told, "transforms");
    m_definition.upcasts = texts(*told, "upcasts");
    if (const JsonValue *const name = told->find("resultStreamName"))
        m_definition.resultStreamName = name->text();
    const auto source = readSourceFile(m_host->scriptPath());
    if (const JsonValue *const handlers = told->find("handlers")) {
        for (const JsonValue &each : handlers->elements()) {
            ProjectionHandler handler{textAt(each, 0), 0, 0};
            const std::string &text = textAt(each, 1);
            const std::size_t at = source ? source->find(text) : std::string::npos;
            if (at != std::string::npos) {
                handler.firstLine = lineAt(*source, at);
                handler.lastLine = lineAt(*source, at + text.size());
            } else if (const auto lines = m_host->linesOfCompiled(text)) {
                handler.firstLine = lines->first;
                handler.lastLine = lines->last;
            }
            m_definition.handlers.push_back(std::move(handler));
        }
    }
    if (const JsonValue *const warnings = told->find("warnings")) {
        for (const JsonValue &each : warnings->elements())
            addWarning(each);
    }
    m_ownWarnings = m_warnings.size();
    return {};
}

// [code, message, a text of the script, a stack]
void ProjectionFold::addWarning(const JsonValue &told)
{
    ProjectionWarning warning{textAt(told, 0), textAt(told, 1), 0};
    const auto isSame = [&](const ProjectionWarning &each) { return each.code == warning.code; };
    if (std::any_of(m_warnings.begin(), m_warnings.end(), isSame))
        return;
    if (const std::string &stack = textAt(told, 3); !stack.empty()) {
        warning.line = m_host->errorAt({}, stack).line;
    } else if (const std::string &text = textAt(told, 2); !text.empty()) {
        const auto source = readSourceFile(m_host->scriptPath());
        const std::size_t at = source ? findOutsideComments(*source, text) : std::string::npos;
        if (at != std::string::npos)
            warning.line = lineAt(*source, at);
    }
    m_warnings.push_back(std::move(warning));
}

// Numbers, a space between them.
void ProjectionFold::addOutcomes(const std::string &list)
{
    const char *at = list.data();
    const char *const end = at + list.size();
    while (at < end) {
        std::int32_t code = 0;
        const auto parsed = std::from_chars(at, end, code);
        // A script may have put its own functions in place of those that make answers.
        if (parsed.ec != std::errc() || code < -static_cast<std::int32_t>(kSkipReasons)
            || (code >= 0 && static_cast<std::size_t>(code) >= m_keys.size()))
            return m_host->spoil();
        m_outcomes.push_back(ProjectionOutcome::ofCode(code));
        at = parsed.ptr + 1;
    }
}

void ProjectionFold::receive(const JsonValue &answer)
{
    if (const JsonValue *const keys = answer.find("k")) {
        for (const JsonValue &key : keys->elements())
            m_keys.push_back(key.text());
    }
    if (const JsonValue *const outcomes = answer.find("p")) {
        for (const JsonValue &list : outcomes->elements())
            addOutcomes(list.text());
    }
    if (const JsonValue *const emitted = answer.find("e")) {
        for (const JsonValue &each : emitted->elements()) {
            if (each.elements().size() < 6)
                continue;
            const JsonValue &metadata = each.elements()[5];
            m_heldBytes += 64 + textAt(each, 3).size();
            m_emitted.push_back({static_cast<std::uint32_t>(numberAt(each, 0)), textAt(each, 1),
                                 textAt(each, 2), textAt(each, 3),
                                 metadata.isNull() ? std::string() : metadata.text(),
                                 each.elements()[4].toBool()});
        }
    }
    if (const JsonValue *const steps = answer.find("s")) {
        for (const JsonValue &each : steps->elements()) {
            const std::string &state = textAt(each, 1);
            const std::string &result = m_definition.transforms ? textAt(each, 2) : state;
            m_heldBytes += state.size() + result.size();
            m_steps.push_back(
                {static_cast<std::uint32_t>(numberAt(each, 0)), {state, result}, textAt(each, 3)});
        }
    }
    if (const JsonValue *const warnings = answer.find("q")) {
        for (const JsonValue &each : warnings->elements())
            addWarning(each);
    }
}

const std::vector<std::string> &ProjectionFold::files() const
{
    return m_host->files;
}

Result<void> ProjectionFold::begin(AfterEvent after, std::stop_token stop)
{
    m_host->beginning = after == AfterEvent::Kept      ? ",\"steps\":true"
                        : after == AfterEvent::Checked ? ",\"checks\":true"
                                                       : "";
    // Until the host has begun anew, answers of before may still come.
    auto begun = m_host->begin({}, std::move(stop));
    m_outcomes.clear();
    m_keys.clear();
    m_emitted.clear();
    m_steps.clear();
    m_heldBytes = 0;
    m_warnings.resize(std::min(m_warnings.size(), m_ownWarnings));
    return begun;
}

Result<void> ProjectionFold::apply(std::span<const ScriptEvent> events, std::stop_token stop)
{
    return m_host->apply(events, std::move(stop));
}

Result<void> ProjectionFold::sync(std::stop_token stop)
{
    return m_host->sync(std::move(stop));
}

const ScriptFailure *ProjectionFold::failure() const
{
    return m_host->failures.empty() ? nullptr : &m_host->failures.front();
}

std::optional<ScriptEnd> ProjectionFold::endedBy() const
{
    return m_host->endedBy;
}

void ProjectionFold::setMemoryLimit(std::size_t bytes)
{
    m_host->options.limits.memoryBytes = bytes;
}

std::vector<ScriptLogLine> ProjectionFold::takeLogs()
{
    return std::exchange(m_host->logs, {});
}

Result<void> ProjectionFold::checkStates(std::stop_token stop)
{
    const auto answer = m_host->ask('c', "", std::move(stop));
    return answer ? Result<void>() : fail(answer.error());
}

Result<std::vector<PartitionText>> ProjectionFold::states(std::uint32_t from, std::uint32_t most,
                                                          std::stop_token stop)
{
    const auto answer = m_host->ask('I',
                                    "{\"from\":" + std::to_string(from)
                                        + ",\"most\":" + std::to_string(most) + "}",
                                    std::move(stop));
    if (!answer)
        return fail(answer.error());
    const std::size_t end = answer->find('\n');
    if (const auto warnings = JsonValue::parse(std::string_view(*answer).substr(0, end))) {
        for (const JsonValue &each : warnings->elements())
            addWarning(each);
    }
    const auto list = JsonValue::parse(std::string_view(*answer).substr(end + 1));
    if (!list)
        return fail(list.error());
    std::vector<PartitionText> result;
    result.reserve(list->size());
    for (const JsonValue &each : list->elements()) {
        PartitionText texts;
        if (each.elements().size() < 2)
            return fail(ErrorCode::Script, m_host->scriptName() + " gives no states.");
        texts.state = each.elements()[0].dump();
        texts.result = m_definition.transforms ? each.elements()[1].dump() : texts.state;
        result.push_back(std::move(texts));
    }
    return result;
}

Result<std::string> ProjectionFold::shared(std::stop_token stop)
{
    return m_host->ask('H', "", std::move(stop));
}

Result<std::vector<HandlerTime>> ProjectionFold::takeTimes(std::stop_token stop)
{
    const auto answer = m_host->ask('Y', "", std::move(stop));
    if (!answer)
        return fail(answer.error());
    const auto list = JsonValue::parse(*answer);
    if (!list)
        return fail(list.error());
    std::vector<HandlerTime> result;
    for (const JsonValue &each : list->elements()) {
        if (each.elements().size() < 2)
            continue;
        const JsonValue &time = each.elements()[1];
        result.push_back({textAt(each, 0), numberAt(time, 0),
                          std::chrono::milliseconds(numberAt(time, 1)),
                          std::chrono::milliseconds(numberAt(time, 2))});
    }
    return result;
}

} // namespace eventscope
