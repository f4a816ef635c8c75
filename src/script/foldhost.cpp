// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/foldhost.h"

#include "script/sourcefile.h"

#include <algorithm>
#include <random>

namespace eventscope {

namespace {

constexpr std::size_t kMostInFlight = 6;                    // batches
constexpr std::size_t kMostPayload = std::size_t(32) << 20; // bytes of one event
constexpr std::chrono::milliseconds kShortestAnswer{2000};

std::int64_t numberOf(const JsonValue *value)
{
    return value && value->isNumber() ? std::strtoll(value->text().c_str(), nullptr, 10) : 0;
}

const std::string &textOf(const JsonValue *value)
{
    static const std::string none;
    return value ? value->text() : none;
}

std::uint32_t indexAt(const JsonValue &list, std::size_t at)
{
    return at < list.elements().size() ? std::uint32_t(numberOf(&list.elements()[at])) : 0;
}

std::string textAt(const JsonValue &list, std::size_t at)
{
    return at < list.elements().size() ? list.elements()[at].text() : std::string();
}

std::string trackingText(const ScriptFold::Tracking &tracking)
{
    std::string text = std::string("{\"blame\":") + (tracking.blame ? "true" : "false")
                       + ",\"changes\":" + (tracking.changes ? "true" : "false") + ",\"predicate\":"
                       + jsonQuote(tracking.predicate) + ",\"stream\":" + jsonQuote(tracking.stream)
                       + ",\"streamType\":" + jsonQuote(tracking.streamType);
    if (tracking.field) {
        text += ",\"field\":[";
        for (const ScriptFieldStep &step : *tracking.field) {
            text += text.back() == '[' ? "" : ",";
            text += "{\"token\":" + jsonQuote(step.token) + ",\"keyName\":"
                    + jsonQuote(step.keyName) + ",\"keyValue\":" + jsonQuote(step.keyValue) + '}';
        }
        text += ']';
    }
    return text + '}';
}

std::string megabytes(std::size_t bytes)
{
    return std::to_string(bytes >> 20) + " MB";
}

} // namespace

ScriptFold::Host::Host(const std::string &file, const ScriptOptions &how, std::string purpose)
    : options(how)
    , m_purpose(std::move(purpose))
{
    if (!file.empty())
        m_loader = std::make_unique<ModuleLoader>(file, how.typescript);
    for (const auto &[type, upcaster] : how.upcasters) {
        const auto source = readSourceFile(upcaster);
        if (source && source->find("upcast") != std::string::npos)
            m_upcasters.emplace_back(type,
                                     std::make_unique<ModuleLoader>(upcaster, how.typescript));
    }
}

// KurrentDB's server gives a definition twice the time of a handler.
std::chrono::milliseconds ScriptFold::Host::longestLoad() const
{
    return (m_purpose.starts_with(",\"engine\"") ? 2 : 1) * options.limits.call;
}

ModuleLoader *ScriptFold::Host::loaderOf(const std::string &path) const
{
    for (const auto &[type, loader] : m_upcasters) {
        if (loader->mainFile() == path || loader->holds(path))
            return loader.get();
    }
    return m_loader.get();
}

std::string ScriptFold::Host::scriptName() const
{
    return m_loader ? fileName(m_loader->mainFile()) : std::string("The built-in merge");
}

const ScriptFailure *ScriptFold::Host::failure(std::uint32_t key) const
{
    const auto found = m_failed.find(key);
    return found == m_failed.end() ? nullptr : &failures[found->second];
}

void ScriptFold::Host::addFailure(ScriptFailure failure)
{
    if (m_failed.try_emplace(failure.key, failures.size()).second)
        failures.push_back(std::move(failure));
}

void ScriptFold::Host::forgive(std::uint32_t key)
{
    const auto found = m_failed.find(key);
    if (found == m_failed.end())
        return;
    const std::size_t index = found->second;
    failures.erase(failures.begin() + std::ptrdiff_t(index));
    m_failed.erase(found);
    for (auto &[other, place] : m_failed)
        place -= place > index ? 1 : 0;
}

void ScriptFold::Host::forgiveAll()
{
    failures.clear();
    m_failed.clear();
}

// As eventName() gives it, if that event is on its way.
std::string ScriptFold::Host::eventText(std::uint32_t key, std::uint32_t ordinal) const
{
    for (const EventBatch &batch : m_inFlight) {
        for (const EventBatch::Entry &entry : batch.entries) {
            if (entry.key == key && entry.ordinal == ordinal)
                return eventName(entry.version, ordinal, m_writer.typeName(entry.type));
        }
    }
    return eventName(kNoVersion, ordinal, {});
}

Error ScriptFold::Host::errorAt(const std::string &what, const std::string &stack) const
{
    const StackPlace place = firstPlaceInStack(stack);
    const ModuleLoader *const loader = loaderOf(place.path);
    return loader ? loader->errorFor(what, place) : scriptError({}, {}, {}, what);
}

Error ScriptFold::Host::errorOf(const JsonValue &told, const std::string &where) const
{
    std::string what = textOf(told.find("message"));
    if (what.ends_with('.'))
        what.pop_back();
    if (!where.empty())
        what += ", at " + where;
    what += '.';
    StackPlace place = firstPlaceInStack(textOf(told.find("stack")));
    if (place.path.empty() && textOf(told.find("source")).starts_with('/')) {
        place.path = textOf(told.find("source"));
        place.place = {numberOf(told.find("line")), numberOf(told.find("column"))};
    }
    const ModuleLoader *const loader = loaderOf(place.path);
    return loader ? loader->errorFor(what, place) : scriptError({}, {}, {}, what);
}

void ScriptFold::Host::receive(char kind, std::string_view text)
{
    switch (kind) {
    case 'A':
        if (!m_inFlight.empty())
            m_inFlight.pop_front();
        if (!text.empty())
            receiveAnswer(text);
        break;
    case 'P': // a part of the answer to a batch that changes much
        receiveAnswer(text);
        break;
    case 'Z':
        ++m_refused;
        break;
    default:
        if (m_unwanted > 0)
            --m_unwanted;
        else
            m_answer = std::pair(kind, std::string(text));
        break;
    }
}

void ScriptFold::Host::addLogs(const JsonValue &lines)
{
    for (const JsonValue &line : lines.elements())
        logs.push_back(
            {indexAt(line, 0), indexAt(line, 1), indexAt(line, 2) != 0, textAt(line, 3)});
}

void ScriptFold::Host::receiveAnswer(std::string_view text)
{
    const auto answer = JsonValue::parse(text);
    if (!answer) {
        m_isSpoiled = true;
        return;
    }
    if (const JsonValue *failed = answer->find("f")) {
        for (const JsonValue &each : failed->elements()) {
            if (each.elements().size() < 5)
                continue;
            const JsonValue &version = each.elements()[3];
            const std::string where = eventName(version.isNumber() ? Version(numberOf(&version))
                                                                   : kNoVersion,
                                                indexAt(each, 1), textAt(each, 4));
            addFailure({indexAt(each, 0), indexAt(each, 1), errorOf(each.elements()[2], where),
                        ScriptEnd::Threw});
        }
    }
    if (const JsonValue *lines = answer->find("l"))
        addLogs(*lines);
    if (const JsonValue *warned = answer->find("w")) {
        for (const JsonValue &each : warned->elements())
            warn(each.text());
    }
    if (const JsonValue *changed = answer->find("c")) {
        for (const JsonValue &event : changed->elements()) {
            for (const JsonValue &leaf : event.elements().at(1).elements())
                changes.push_back(
                    {indexAt(event, 0), textAt(leaf, 0), textAt(leaf, 1), textAt(leaf, 2)});
        }
    }
    if (const JsonValue *values = answer->find("v")) {
        for (const JsonValue &each : values->elements())
            fieldChanges.push_back({indexAt(each, 0), {}, textAt(each, 1), textAt(each, 2)});
    }
    if (const JsonValue *first = answer->find("t"); first && !firstTrue)
        firstTrue = indexAt(*first, 0);
    if (onAnswer)
        onAnswer(*answer);
}

std::string ScriptFold::Host::whyEnded(const std::string &ending) const
{
    const auto phase = m_process->phase();
    const bool call = phase == frames::Phase::Folding || phase == frames::Phase::Loading;
    switch (m_process->verdict()) {
    case Watch::Verdict::TooLong:
        if (call)
            return "one call took longer than "
                   + std::to_string(
                       (phase == frames::Phase::Loading ? longestLoad() : options.limits.call)
                           .count())
                   + " ms. Look for a loop that does not end, or raise the limit.";
        return "its answer took too long. Look for a loop that does not end in toJSON or a getter, "
               "or raise the limit.";
    case Watch::Verdict::TooMuch:
        return "it held more than " + megabytes(options.limits.memoryBytes)
               + " of memory. Look for something that grows for ever, or raise the limit.";
    case Watch::Verdict::Fine:
        break;
    }
    return "the program that runs it " + ending + ". Run it again.";
}

// Ends this host, and says why: as the failure of the event that it was at, if it was folding.
Unexpected ScriptFold::Host::ended(const Error &error, std::optional<std::uint32_t> asked)
{
    if (error.code == ErrorCode::Cancelled)
        return fail(error);
    endedBy = m_process->verdict() == Watch::Verdict::Fine && m_process->wasKilled()
                  ? ScriptEnd::Killed
                  : ScriptEnd::Limit;
    m_tookTooLong = m_process->verdict() == Watch::Verdict::TooLong;
    const std::string name = scriptName();
    const std::string why = whyEnded(error.message);
    Error result(ErrorCode::Script, name + " was stopped: " + why);
    if (m_process->phase() == frames::Phase::Loading) {
        result.message = name + " was stopped while it was loaded: " + why;
    } else if (m_process->phase() == frames::Phase::Folding && !m_inFlight.empty()) {
        const std::uint32_t key = m_process->key();
        const std::uint32_t ordinal = m_process->ordinal();
        result.message = name + " was stopped at " + eventText(key, ordinal) + ": " + why;
        result.path = scriptPath();
        addFailure({key, ordinal, result, *endedBy});
    } else if (!m_decoding.empty()) {
        // Where nobody waited for an answer, it may still have been at that one.
        result.message = name + " was stopped at " + (m_unwanted > 0 ? m_left : m_decoding) + ": "
                         + why;
    } else if (const LastEvent last = m_writer.last(asked.value_or(0));
               asked && last.type != LastEvent::kNone) {
        result.message = name + " was stopped after "
                         + eventName(last.version, last.ordinal, m_writer.typeName(last.type))
                         + ": " + why;
    }
    result.path = scriptPath();
    m_ended = result;
    m_process.reset();
    m_inFlight.clear();
    return fail(std::move(result));
}

Result<char> ScriptFold::Host::exchange(char kind, std::string_view request, std::stop_token stop,
                                        std::optional<std::uint32_t> asked)
{
    m_answer.reset();
    m_process->send(kind, request);
    m_process->setBusy(true);
    auto done = m_process->exchangeUntil([&] { return m_answer.has_value(); }, stop);
    if (!done) {
        // The answer will come all the same. The host and its checkpoints are worth more than what it does for nothing until then.
        if (done.error().code == ErrorCode::Cancelled) {
            ++m_unwanted;
            return fail(std::move(done).error());
        }
        return ended(done.error(), asked);
    }
    m_process->setBusy(false);
    return m_answer->first;
}

Result<void> ScriptFold::Host::load(std::stop_token stop)
{
    const std::string file = m_loader ? m_loader->mainFile() : std::string();
    Error refused;
    std::string upcasters;
    for (const auto &[type, loader] : m_upcasters)
        upcasters += (upcasters.empty() ? "[" : ",[") + jsonQuote(type) + ','
                     + jsonQuote(loader->mainFile()) + ']';
    if (!upcasters.empty())
        upcasters = ",\"upcasters\":[" + upcasters + ']';
    auto kind = exchange('L', "{\"file\":" + jsonQuote(file) + m_purpose + upcasters + '}', stop);
    while (kind && *kind == 'N') {
        const auto asked = JsonValue::parse(m_answer->second);
        if (!asked)
            return fail(asked.error());
        const std::string &from = textOf(asked->find("from"));
        const std::string &name = textOf(asked->find("name"));
        ModuleLoader *const loader = loaderOf(from.empty() ? name : from);
        auto module = loader->load(from.empty() ? loader->mainFile() : name, from, stop);
        files = m_loader->files();
        for (const auto &[type, upcaster] : m_upcasters)
            files.insert(files.end(), upcaster->files().begin(), upcaster->files().end());
        if (!module)
            refused = module.error();
        kind = module ? exchange('M', *module, stop)
                      : exchange('F', "{\"message\":" + jsonQuote(refused.message) + "}", stop);
    }
    if (!kind)
        return fail(std::move(kind).error());
    const auto told = JsonValue::parse(m_answer->second);
    if (*kind == 'O') {
        loaded = m_answer->second;
        const JsonValue *const wants = told ? told->find("wantsTexts") : nullptr;
        m_wantsTexts = wants && wants->toBool();
        if (const JsonValue *lines = told ? told->find("lines") : nullptr)
            addLogs(*lines);
        return {};
    }
    if (!told)
        return fail(ErrorCode::Script, scriptName() + " could not be loaded: " + m_answer->second);
    if (const JsonValue *asked = told->find("refused"); asked && asked->toBool())
        return fail(std::move(refused));
    // The engine names no column, and does not know what the compiler does.
    const std::string &source = textOf(told->find("source"));
    if (textOf(told->find("message")).starts_with("SyntaxError") && m_loader
        && loaderOf(source)->compileFromNow(source))
        return load(stop);
    return fail(errorOf(*told, {}));
}

Result<void> ScriptFold::Host::ensureStarted(std::stop_token stop)
{
    if (m_process)
        return {};
    Watch::Limits limits;
    limits.call = options.limits.call;
    limits.load = longestLoad();
    limits.answer = std::max(8 * options.limits.call, kShortestAnswer);
    limits.memoryBytes = options.limits.memoryBytes;
    auto process = HostProcess::start(limits, [this](char kind, std::string_view text) {
        receive(kind, text);
    });
    if (!process)
        return fail(std::move(process).error());
    m_process = std::move(*process);
    ++generation;
    m_isSpoiled = false;
    m_unwanted = 0;
    logs.clear();
    m_begun = false;
    m_ended.reset();
    m_savedLast.clear();
    auto done = load(stop);
    if (!done)
        m_process.reset();
    return done;
}

Result<void> ScriptFold::Host::begin(const Tracking &tracking, std::stop_token stop)
{
    m_begun = false;
    m_inFlight.clear();
    // Batches may still be on their way there: their answers would be taken for those of this fold.
    if (m_process) {
        const auto waited = exchange('W', "", stop);
        if (!waited && waited.error().code == ErrorCode::Cancelled)
            return fail(waited.error());
    }
    failures.clear();
    m_failed.clear();
    changes.clear();
    fieldChanges.clear();
    firstTrue.reset();
    if (auto started = ensureStarted(stop); !started)
        return started;
    m_refused = 0;
    m_ended.reset();
    endedBy.reset();
    m_savedLast.clear();
    m_careful = m_wantsTexts;
    m_checksNumbers = true;
    m_warnings.clear();
    std::erase_if(logs, [](const ScriptLogLine &line) { return !line.loading; });
    const std::uint32_t mark = std::random_device()();
    m_writer.begin(mark);
    auto kind = exchange('B',
                         "{\"mark\":" + std::to_string(mark)
                             + ",\"tracking\":" + trackingText(tracking) + beginning + '}',
                         stop);
    if (!kind)
        return fail(std::move(kind).error());
    m_begun = true;
    if (*kind == 'O')
        return {};
    const auto told = JsonValue::parse(m_answer->second);
    if (!told)
        return fail(told.error());
    if (!tracking.predicate.empty())
        return fail(ErrorCode::Script,
                    "The predicate \"" + tracking.predicate
                        + "\" is no JavaScript expression: " + textOf(told->find("message")) + ".");
    return fail(errorOf(*told, {}));
}

Result<void> ScriptFold::Host::track(const Tracking &tracking, std::stop_token stop)
{
    auto answer = ask('T', trackingText(tracking), stop);
    if (!answer)
        return fail(std::move(answer).error());
    changes.clear();
    fieldChanges.clear();
    firstTrue.reset();
    return {};
}

void ScriptFold::Host::checkNumbers(const ScriptEvent &event)
{
    auto rounded = findRoundedNumber(event.data);
    if (!rounded)
        rounded = findRoundedNumber(event.metadata);
    if (!rounded)
        return;
    m_checksNumbers = false;
    warn(scriptName() + " sees the number " + std::string(rounded->token) + " of "
         + eventName(event) + " as " + rounded->seen
         + ": JavaScript keeps about 16 digits. Stored as a string it would keep all.");
}

void ScriptFold::Host::send(const EventBatch &batch)
{
    m_process->send('E', m_careful ? batch.carefulText() : batch.text());
    m_process->setBusy(true);
}

Result<void> ScriptFold::Host::sendBatch(std::stop_token stop)
{
    if (auto room = waitForBatches(kMostInFlight - 1, stop); !room)
        return room;
    m_inFlight.push_back(m_writer.take());
    send(m_inFlight.back());
    return {};
}

// Until no more than that many batches are on their way.
Result<void> ScriptFold::Host::waitForBatches(std::size_t most, std::stop_token stop)
{
    while (m_inFlight.size() > most) {
        auto done = m_process->exchangeUntil(
            [&] {
                return m_inFlight.size() <= most
                       || (m_refused > 0 && m_refused == m_inFlight.size());
            },
            stop);
        if (!done)
            return ended(done.error());
        if (m_refused > 0 && m_refused == m_inFlight.size()) {
            m_refused = 0;
            m_careful = true;
            for (const EventBatch &batch : m_inFlight)
                send(batch);
        }
    }
    if (m_inFlight.empty())
        m_process->setBusy(false);
    return {};
}

Result<void> ScriptFold::Host::apply(std::span<const ScriptEvent> events, std::stop_token stop)
{
    if (m_ended)
        return fail(*m_ended);
    if (!m_begun)
        return fail(ErrorCode::Internal, "apply() before begin()");
    for (const ScriptEvent &event : events) {
        if (!m_failed.empty() && m_failed.contains(event.key))
            continue;
        if (event.data.size() + event.metadata.size() > kMostPayload) {
            addFailure({event.key, event.ordinal,
                        Error(ErrorCode::Limit, "The payload of " + eventName(event)
                                                    + " is larger than " + megabytes(kMostPayload)
                                                    + ", too much for a script."),
                        ScriptEnd::Threw});
            continue;
        }
        if (m_checksNumbers)
            checkNumbers(event);
        m_writer.add(event);
        if (m_isSpoiled)
            return spoiled();
        if (!m_writer.isFull())
            continue;
        if (auto sent = sendBatch(stop); !sent)
            return sent;
    }
    return {};
}

Result<void> ScriptFold::Host::sync(std::stop_token stop)
{
    if (m_ended)
        return fail(*m_ended);
    if (!m_begun)
        return fail(ErrorCode::Internal, "sync() before begin()");
    if (!m_writer.isEmpty()) {
        if (auto sent = sendBatch(stop); !sent)
            return sent;
    }
    auto waited = waitForBatches(0, stop);
    if (waited && m_isSpoiled)
        return spoiled();
    return waited;
}

// The script has replaced what the host makes its answers with. What it said is worth nothing.
Unexpected ScriptFold::Host::spoiled()
{
    Error error(ErrorCode::Script,
                scriptName()
                    + " was stopped: its answers cannot be read. Look for what it changes in the "
                      "language's own objects, such as Array.prototype.");
    error.path = scriptPath();
    m_ended = error;
    m_process.reset();
    m_inFlight.clear();
    return fail(std::move(error));
}

Result<std::string> ScriptFold::Host::decode(std::string_view request, std::string at,
                                             std::stop_token stop)
{
    if (!m_process)
        return fail(m_ended.value_or(Error(ErrorCode::Internal, "decode() before loading")));
    m_decoding = std::move(at);
    const auto answered = exchange('V', request, std::move(stop));
    const std::string where = std::exchange(m_decoding, {});
    if (!answered) {
        Error error = answered.error();
        if (error.code == ErrorCode::Cancelled && m_unwanted == 1)
            m_left = where;
        if (!m_process && m_tookTooLong)
            error.code = ErrorCode::Limit;
        return fail(std::move(error));
    }
    if (*answered == 'O')
        return std::move(m_answer->second);
    const auto told = JsonValue::parse(m_answer->second);
    if (!told)
        return fail(ErrorCode::Script, scriptName() + ": " + m_answer->second);
    return fail(errorOf(*told, where));
}

Result<std::string> ScriptFold::Host::ask(char kind, std::string_view request, std::stop_token stop,
                                          std::uint32_t key)
{
    if (auto done = sync(stop); !done)
        return fail(std::move(done).error());
    const auto answered = exchange(kind, request, stop, key);
    if (!answered)
        return fail(answered.error());
    if (*answered == 'O')
        return std::move(m_answer->second);
    const auto told = JsonValue::parse(m_answer->second);
    if (!told)
        return fail(ErrorCode::Script, scriptName() + ": " + m_answer->second);
    const auto says = [&](const char *name) {
        const JsonValue *value = told->find(name);
        return value && value->toBool();
    };
    Error error = errorOf(*told, {});
    if (says("unsupported"))
        error.code = ErrorCode::Unsupported;
    else if (says("limit"))
        error.code = ErrorCode::Limit;
    return fail(std::move(error));
}

} // namespace eventscope
