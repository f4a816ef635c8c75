// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/programfold.h"

#include "base/json.h"
#include "script/childprocess.h"
#include "script/eventbatch.h"
#include "script/programline.h"
#include "script/sourcefile.h"
#include "script/watch.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace eventscope {

namespace {

constexpr std::size_t kMostAhead = 256; // events that are written and not answered
constexpr std::size_t kMostUnsent = std::size_t(256) << 10; // bytes
constexpr std::chrono::milliseconds kLook{10};              // at the stop token

std::string lineOf(const ScriptEvent &event)
{
    ProgramLine line;
    line.text("id", event.id);
    line.text("type", event.type);
    line.text("aggregateId", event.stream);
    line.text("aggregateType", event.streamType);
    line.version(event.version);
    line.timestamp(event.time);
    line.text("position", event.position);
    line.payload("data", event.data);
    line.payload("metadata", event.metadata);
    return std::move(line).end();
}

} // namespace

class ProgramFold::Runner
{
public:
    Runner(std::string path, const ProgramLimits &limits)
        : m_path(std::move(path))
        , m_limits(limits)
    {}

    Result<void> begin(OnState onState);
    Result<void> apply(std::span<const ScriptEvent> events, std::stop_token stop);
    // Until no more events than that are unanswered, and few bytes unsent.
    Result<void> wait(std::size_t most, std::stop_token stop);

    const std::string m_path;
    std::map<std::string, std::string> m_states;
    std::optional<ScriptFailure> m_failure;
    std::string m_lastWords;

private:
    // An event on its way, with the texts that its views point at.
    struct Sent {
        explicit Sent(const ScriptEvent &original);
        Sent(const Sent &) = delete;
        Sent &operator=(const Sent &) = delete;
        ScriptEvent event;
        std::string texts;
    };

    Result<void> takeAnswers();
    Result<void> takeAnswer(std::string_view line);
    Unexpected failed(const std::string &what, ScriptEnd end = ScriptEnd::Threw);
    Unexpected ended();
    std::string nextEventText() const;

    const ProgramLimits m_limits;
    OnState m_onState;
    std::deque<Sent> m_sent;
    std::size_t m_searched = 0; // bytes of the answer that is coming, known to hold no line break
    frames::Page m_page{};
    std::unique_ptr<ChildProcess> m_child;
    std::unique_ptr<Watch> m_watch; // after the child: it looks at it
};

ProgramFold::Runner::Sent::Sent(const ScriptEvent &original)
    : event(original)
{
    // Only what names it; the payload is on its way.
    texts.reserve(event.id.size() + event.type.size() + event.stream.size()
                  + event.streamType.size() + event.position.size());
    const auto keep = [&](std::string_view &view) {
        const std::size_t at = texts.size();
        texts += view;
        view = std::string_view(texts).substr(at);
    };
    keep(event.id);
    keep(event.type);
    keep(event.stream);
    keep(event.streamType);
    keep(event.position);
    event.data = {};
    event.metadata = {};
}

Result<void> ProgramFold::Runner::begin(OnState onState)
{
    m_watch.reset();
    m_child.reset();
    m_onState = std::move(onState);
    m_states.clear();
    m_failure.reset();
    m_lastWords.clear();
    m_sent.clear();
    m_searched = 0;
    auto child = ChildProcess::startProgram(m_path, {},
                                            std::filesystem::path(m_path).parent_path().string());
    if (!child)
        return fail(std::move(child).error());
    m_child = std::move(*child);
    m_page.calls = 0;
    m_page.phase = std::uint32_t(frames::Phase::Folding);
    m_watch = std::make_unique<Watch>(*m_child, m_page,
                                      Watch::Limits{m_limits.answer, m_limits.answer,
                                                    m_limits.memoryBytes, false});
    return {};
}

std::string ProgramFold::Runner::nextEventText() const
{
    if (m_sent.empty())
        return "the last event";
    const ScriptEvent &event = m_sent.front().event;
    return eventName(event);
}

Unexpected ProgramFold::Runner::failed(const std::string &what, ScriptEnd end)
{
    Error error = Error(ErrorCode::Script, fileName(m_path) + ' ' + what).at(m_path);
    m_lastWords = m_child->errors();
    if (!m_lastWords.empty())
        error.detail = m_lastWords;
    ScriptFailure failure;
    if (!m_sent.empty()) {
        failure.key = m_sent.front().event.key;
        failure.ordinal = m_sent.front().event.ordinal;
    }
    failure.error = error;
    failure.end = end;
    m_failure = std::move(failure);
    m_watch.reset();
    m_child.reset();
    return fail(std::move(error));
}

// Its standard output has ended.
Unexpected ProgramFold::Runner::ended()
{
    const auto verdict = m_watch->verdict();
    const std::string at = nextEventText();
    if (verdict == Watch::Verdict::TooLong)
        return failed("was stopped: it gave no answer to " + at + " for "
                          + std::to_string(m_limits.answer.count())
                          + " ms. It must write one line for every event, and flush it.",
                      ScriptEnd::Limit);
    if (verdict == Watch::Verdict::TooMuch)
        return failed("was stopped at " + at + ": it held more than "
                          + std::to_string(m_limits.memoryBytes >> 20) + " MB of memory.",
                      ScriptEnd::Limit);
    // It may have closed its output and be on its way out; its exit code says more than that it was killed.
    const std::string ending = m_child->waitForEndAtMost(std::chrono::milliseconds(500));
    return failed(ending + " before it answered " + at
                      + ". It must read until its standard input ends.",
                  m_child->wasKilledByOthers() ? ScriptEnd::Killed : ScriptEnd::Threw);
}

Result<void> ProgramFold::Runner::takeAnswer(std::string_view line)
{
    if (m_sent.empty())
        return failed(
            "wrote more lines than it got events: " + shortened(line)
            + ". It must write one line for every event; messages belong to standard error.");
    const auto wrong = [&](const std::string &why) {
        return failed("answered " + nextEventText() + " with " + why + ": " + shortened(line)
                      + ". An answer is a JSON array of {\"key\", \"state\"}.");
    };
    const auto answer = JsonValue::parse(line);
    if (!answer)
        return wrong("something that is no JSON");
    if (!answer->isArray())
        return wrong("no array");
    for (const JsonValue &change : answer->elements()) {
        const JsonValue *key = change.find("key");
        if (!key || !change.find("state") || !(key->isString() || key->isNumber()))
            return wrong("an element that has no key or no state");
    }
    for (const JsonValue &change : answer->elements()) {
        const std::string &key = change.find("key")->text();
        const JsonValue &state = *change.find("state");
        const std::string text = state.isNull() ? std::string() : state.dump();
        if (m_onState)
            m_onState(m_sent.front().event, key, text);
        if (state.isNull())
            m_states.erase(key);
        else
            m_states.insert_or_assign(key, text);
    }
    m_sent.pop_front();
    m_page.calls.fetch_add(1);
    return {};
}

// Every whole line that is there.
Result<void> ProgramFold::Runner::takeAnswers()
{
    while (true) {
        const std::string_view bytes = m_child->received();
        const std::size_t end = bytes.find('\n', m_searched);
        if (std::min(end, bytes.size()) > m_limits.lineBytes)
            return failed("answered " + nextEventText() + " with a line of more than "
                          + std::to_string(m_limits.lineBytes >> 20) + " MB.");
        if (end == std::string_view::npos) {
            m_searched = bytes.size();
            return {};
        }
        std::string_view line = bytes.substr(0, end);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (auto taken = takeAnswer(line); !taken)
            return taken;
        m_child->consume(end + 1);
        m_searched = 0;
    }
}

Result<void> ProgramFold::Runner::wait(std::size_t most, std::stop_token stop)
{
    if (!m_child)
        return m_failure ? Result<void>(fail(m_failure->error))
                         : fail(ErrorCode::Internal, "the program was not started");
    // Only while answers are read here: one that waits to be read is no delay of the program's.
    m_watch->setBusy(true);
    bool open = true;
    while (true) {
        if (auto taken = takeAnswers(); !taken)
            return taken;
        if (m_sent.size() <= most && m_child->unsent() <= kMostUnsent)
            break;
        if (!open)
            return ended();
        if (stop.stop_requested()) {
            m_watch->setBusy(false);
            return fail(ErrorCode::Cancelled, "Cancelled.");
        }
        open = m_child->exchange(kLook) && m_watch->verdict() == Watch::Verdict::Fine;
    }
    m_watch->setBusy(false);
    if (most > 0)
        return {};
    // One that goes on writing is found out here, or at its next event.
    m_child->exchange(std::chrono::milliseconds(0));
    return takeAnswers();
}

Result<void> ProgramFold::Runner::apply(std::span<const ScriptEvent> events, std::stop_token stop)
{
    for (const ScriptEvent &event : events) {
        if (auto room = wait(kMostAhead, stop); !room)
            return room;
        m_sent.emplace_back(event);
        m_child->send(lineOf(event));
    }
    return wait(kMostAhead, stop);
}

ProgramFold::ProgramFold(std::unique_ptr<Runner> runner)
    : m_runner(std::move(runner))
{}

ProgramFold::~ProgramFold() = default;

Result<std::unique_ptr<ProgramFold>> ProgramFold::open(const std::string &file,
                                                       const ProgramLimits &limits)
{
    std::error_code error;
    const std::string path = std::filesystem::absolute(file, error).lexically_normal().string();
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        return fail(
            Error(errno == ENOENT || errno == ENOTDIR ? ErrorCode::NotFound : ErrorCode::Unreadable,
                  path + " cannot be found: " + strerror(errno) + ". Choose the program anew.")
                .at(path));
    if (!S_ISREG(info.st_mode))
        return fail(
            Error(ErrorCode::Unreadable, path + " is no file: choose a script or a program.")
                .at(path));
    if (::access(path.c_str(), X_OK) != 0)
        return fail(
            Error(ErrorCode::Script,
                  fileName(path)
                      + " is neither a script by its ending (.js, .ts …) nor executable: if it "
                        "is a program, run chmod +x "
                      + path + ".")
                .at(path));
    return std::unique_ptr<ProgramFold>(new ProgramFold(std::make_unique<Runner>(path, limits)));
}

const std::string &ProgramFold::file() const
{
    return m_runner->m_path;
}

Result<void> ProgramFold::begin(OnState onState)
{
    return m_runner->begin(std::move(onState));
}

Result<void> ProgramFold::apply(std::span<const ScriptEvent> events, std::stop_token stop)
{
    return m_runner->apply(events, stop);
}

Result<void> ProgramFold::sync(std::stop_token stop)
{
    return m_runner->wait(0, stop);
}

const std::map<std::string, std::string> &ProgramFold::states() const
{
    return m_runner->m_states;
}

const std::optional<ScriptFailure> &ProgramFold::failure() const
{
    return m_runner->m_failure;
}

std::string ProgramFold::lastWords() const
{
    return m_runner->m_lastWords;
}

} // namespace eventscope
