// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/payloaddecoder.h"

#include "base/json.h"
#include "script/childprocess.h"
#include "script/programline.h"
#include "script/scriptdecoder.h"
#include "script/sourcefile.h"
#include "script/watch.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace eventscope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostAhead = 32; // payloads that are written and not answered
constexpr std::size_t kMostUnsent = std::size_t(256) << 10;
constexpr std::chrono::milliseconds kLook{10}; // at the stop token
// For the answers that are on their way when nobody wants them any more.
constexpr std::chrono::milliseconds kGrace{50};
constexpr std::chrono::milliseconds kLastMoments{500};
constexpr std::size_t kMostWords = 300; // of its standard error, in a message

// The last line that a program wrote to standard error, behind a colon: most languages end with what is wrong.
std::string lastLine(std::string_view words)
{
    const auto isSpace = [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; };
    while (!words.empty() && isSpace(words.back()))
        words.remove_suffix(1);
    const std::size_t lineBreak = words.rfind('\n');
    if (lineBreak != std::string_view::npos)
        words.remove_prefix(lineBreak + 1);
    return words.empty() ? std::string() : ": " + std::string(startOf(words, kMostWords));
}

std::string seconds(std::chrono::milliseconds time)
{
    return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + " s"
                                    : std::to_string(time.count()) + " ms";
}

std::string megabytes(std::size_t bytes)
{
    return std::to_string(bytes >> 20) + " MB";
}

// What both ways of running a program have in common.
class ProgramDecoder : public PayloadDecoder
{
public:
    ProgramDecoder(const DecoderProgram &program, const DecoderLimits &limits, MayStart mayStart)
        : m_program(program)
        , m_limits(limits.program)
        , m_name(nameOf(program))
        , m_mayStart(std::move(mayStart))
    {}

protected:
    Result<void> start(const std::stop_token &stop)
    {
        end();
        if (m_mayStart) {
            if (auto may = m_mayStart(stop); !may)
                return may;
        }
        // Looked for anew, as whoever was asked has done.
        auto path = findProgram(m_program.words.front(), m_program.folder);
        if (!path)
            return fail(std::move(path).error());
        m_path = std::move(*path);
        auto child = ChildProcess::startProgram(m_path,
                                                {m_program.words.begin() + 1,
                                                 m_program.words.end()},
                                                m_program.folder);
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
    void end()
    {
        m_watch.reset();
        m_child.reset();
    }
    Error errorOf(ErrorCode code, const std::string &what) const
    {
        Error error = Error(code, m_name + ' ' + what).at(m_path);
        if (m_child)
            error.detail = m_child->errors();
        return error;
    }
    // It passed a limit of those that are looked at from outside.
    std::optional<Error> passedLimit(const DecodeRequest &at) const
    {
        switch (m_watch->verdict()) {
        case Watch::Verdict::TooLong:
            return errorOf(ErrorCode::Limit,
                           "was stopped: it gave no answer to " + nameOf(at) + " for "
                               + seconds(m_limits.answer)
                               + (m_program.kind == DecoderProgram::Kind::Lines
                                      ? ". It must write one line for every payload, and flush it."
                                      : ". It must end when its input does."));
        case Watch::Verdict::TooMuch:
            return errorOf(ErrorCode::Script,
                           "was stopped at " + nameOf(at) + ": it held more than "
                               + megabytes(m_limits.memoryBytes) + " of memory.");
        case Watch::Verdict::Fine:
            break;
        }
        return std::nullopt;
    }

    const DecoderProgram m_program;
    const ProgramLimits m_limits;
    const std::string m_name;
    const MayStart m_mayStart;
    std::string m_path;
    frames::Page m_page{};
    std::unique_ptr<ChildProcess> m_child;
    std::unique_ptr<Watch> m_watch; // after the child: it looks at it
};

class LineDecoder : public ProgramDecoder
{
public:
    using ProgramDecoder::ProgramDecoder;
    using ProgramDecoder::start;

    bool isUsable() const override { return m_child != nullptr; }
    Result<void> decode(std::span<const DecodeRequest> requests, Answers &answers,
                        std::stop_token stop) override
    {
        if (!m_child)
            return fail(errorOf(ErrorCode::Script, "has ended."));
        const std::size_t before = answers.size();
        std::size_t sent = 0;
        auto done = exchange(requests, answers, sent, stop);
        // One that is quick has its process kept for the next payloads: it takes longer to start than to answer.
        const bool isAnswered = done || answers.size() - before == sent;
        if (m_watch)
            m_watch->setBusy(false);
        if (!done && (done.error().code != ErrorCode::Cancelled || !isAnswered))
            end(); // what else it would answer is of no use to anyone
        return done;
    }

private:
    Result<void> exchange(std::span<const DecodeRequest> requests, Answers &answers,
                          std::size_t &sent, const std::stop_token &stop)
    {
        const std::size_t before = answers.size();
        const auto answered = [&] { return answers.size() - before; };
        std::optional<Clock::time_point> stopped;
        bool isOpen = true;
        m_watch->setBusy(true);
        while (true) {
            if (!stopped && stop.stop_requested())
                stopped = Clock::now();
            while (!stopped && sent < requests.size() && sent - answered() < kMostAhead
                   && m_child->unsent() < kMostUnsent)
                m_child->send(decodeRequestLine(requests[sent++]));
            if (auto taken = takeAnswers(requests.first(sent), before, answers); !taken)
                return taken;
            if (answered() == requests.size())
                break;
            if (stopped && !isOpen)
                end(); // it was on its way out
            if (stopped && (answered() == sent || !isOpen || Clock::now() - *stopped > kGrace))
                return fail(ErrorCode::Cancelled, "Cancelled.");
            if (!isOpen)
                return fail(ended(requests[answered()], stop));
            if (!stopped && sent < requests.size() && sent - answered() < kMostAhead
                && m_child->unsent() < kMostUnsent)
                continue;
            // A child of its own may hold the pipe open after the watch has ended it.
            isOpen = m_child->exchange(kLook) && m_watch->verdict() == Watch::Verdict::Fine;
        }
        // One that goes on writing would have its words taken for the next answer.
        m_child->exchange(std::chrono::milliseconds(0));
        return takeAnswers(requests, before, answers);
    }

    // Every whole line that is there.
    Result<void> takeAnswers(std::span<const DecodeRequest> sent, std::size_t before,
                             Answers &answers)
    {
        while (true) {
            const std::string_view bytes = m_child->received();
            const std::size_t end = bytes.find('\n', m_searched);
            const std::size_t at = answers.size() - before;
            if (std::min(end, bytes.size()) > m_limits.lineBytes)
                return fail(errorOf(ErrorCode::Script,
                                    "was stopped: it answered "
                                        + (at < sent.size() ? nameOf(sent[at]) : "nothing")
                                        + " with a line of more than "
                                        + megabytes(m_limits.lineBytes) + '.'));
            if (end == std::string_view::npos) {
                m_searched = bytes.size();
                return {};
            }
            const std::string_view line = bytes.substr(0, end);
            if (at == sent.size())
                return fail(errorOf(ErrorCode::Script,
                                    "was stopped: it wrote more lines than it got payloads: "
                                        + shortened(line)
                                        + ". Messages belong to standard error."));
            auto answer = readDecodeAnswer(line);
            if (!answer && answer.error().code != ErrorCode::Script)
                return fail(
                    errorOf(ErrorCode::Script, "was stopped: it " + answer.error().message));
            if (!answer)
                answer = fail(errorOf(ErrorCode::Script, "could not decode " + nameOf(sent[at])
                                                             + ": " + answer.error().message));
            answers.push_back(std::move(answer));
            m_child->consume(end + 1);
            m_searched = 0;
            m_page.calls.fetch_add(1);
        }
    }

    // Its standard output has ended.
    Error ended(const DecodeRequest &at, const std::stop_token &stop)
    {
        if (auto limit = passedLimit(at))
            return std::move(*limit);
        const std::string ending = m_child->waitForEndAtMost(kLastMoments, stop);
        if (stop.stop_requested())
            return {ErrorCode::Cancelled, "Cancelled."};
        // The verdict may have come meanwhile.
        if (auto limit = passedLimit(at))
            return std::move(*limit);
        return errorOf(ErrorCode::Script,
                       ending + " at " + nameOf(at) + lastLine(m_child->errors()));
    }

    std::size_t m_searched = 0; // bytes of the answer that is coming, known to hold no line break
};

class EachDecoder : public ProgramDecoder
{
public:
    using ProgramDecoder::ProgramDecoder;

    bool isUsable() const override { return true; }
    Result<void> decode(std::span<const DecodeRequest> requests, Answers &answers,
                        std::stop_token stop) override
    {
        for (const DecodeRequest &request : requests) {
            if (auto started = start(stop); !started)
                return started;
            auto answer = decodeOne(request, stop);
            end();
            const bool isOver = !answer && answer.error().code != ErrorCode::Script;
            if (isOver)
                return fail(std::move(answer).error());
            answers.push_back(std::move(answer));
        }
        return {};
    }

private:
    Result<DecodedPayload> decodeOne(const DecodeRequest &request, const std::stop_token &stop)
    {
        m_watch->setBusy(true);
        m_child->send(request.bytes);
        m_child->finishInput();
        while (m_child->exchange(kLook) && m_watch->verdict() == Watch::Verdict::Fine) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "Cancelled.");
            if (m_child->received().size() > m_limits.lineBytes)
                return fail(errorOf(ErrorCode::Script, "was stopped: it answered " + nameOf(request)
                                                           + " with more than "
                                                           + megabytes(m_limits.lineBytes) + '.'));
        }
        // It has closed its output, and may be on its way out.
        const std::string ending = m_child->waitForEndAtMost(kLastMoments, stop);
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "Cancelled.");
        if (auto limit = passedLimit(request))
            return fail(std::move(*limit));
        if (ending != kFine)
            return fail(errorOf(ErrorCode::Script,
                                ending + " at " + nameOf(request) + lastLine(m_child->errors())));
        const auto value = JsonValue::parse(m_child->received());
        if (!value)
            return fail(errorOf(ErrorCode::Script, "answered " + nameOf(request)
                                                       + " with something that is no JSON: "
                                                       + shortened(m_child->received()) + '.'));
        return DecodedPayload{value->dump(), std::nullopt};
    }

    static constexpr std::string_view kFine = "ended with exit code 0";
};

} // namespace

std::vector<std::string> programPaths(const std::string &name, const std::string &folder)
{
    std::vector<std::string> paths;
    if (name.empty())
        return paths;
    if (name.find('/') != std::string::npos) {
        std::error_code error;
        std::filesystem::path path = name;
        if (path.is_relative())
            path = std::filesystem::path(folder) / path;
        paths.push_back(std::filesystem::absolute(path, error).lexically_normal().string());
        return paths;
    }
    const char *const given = std::getenv("PATH");
    std::string_view folders = given ? given : "/usr/local/bin:/usr/bin:/bin";
    while (true) {
        const std::size_t colon = folders.find(':');
        const std::filesystem::path path = std::filesystem::path(
                                               std::string(folders.substr(0, colon)))
                                           / name;
        if (path.is_absolute())
            paths.push_back(path.string());
        if (colon == std::string_view::npos)
            return paths;
        folders.remove_prefix(colon + 1);
    }
}

bool isProgram(const std::string &path)
{
    std::error_code error;
    return std::filesystem::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

Result<std::string> findProgram(const std::string &name, const std::string &folder)
{
    for (std::string &path : programPaths(name, folder)) {
        if (isProgram(path))
            return std::move(path);
    }
    return fail(ErrorCode::NotFound,
                "There is no program " + name
                    + (name.find('/') == std::string::npos
                           ? " in any folder of $PATH: install it, or write its path."
                           : " that may be executed: look at its path, or run chmod +x " + name
                                 + '.'));
}

std::string nameOf(const DecoderProgram &program)
{
    return program.words.empty() ? std::string("The decoder") : fileName(program.words.front());
}

Result<std::unique_ptr<PayloadDecoder>> PayloadDecoder::open(const DecoderProgram &program,
                                                             const DecoderLimits &limits,
                                                             std::stop_token stop,
                                                             MayStart mayStart)
{
    if (program.words.empty())
        return fail(ErrorCode::Invalid, "The decoder names no program: write a command.");
    if (program.kind == DecoderProgram::Kind::Script) {
        if (auto may = mayStart ? mayStart(stop) : Result<void>(); !may)
            return fail(std::move(may).error());
        return ScriptDecoder::open(program.words.front(), limits.script, std::move(stop));
    }
    if (auto path = findProgram(program.words.front(), program.folder); !path)
        return fail(std::move(path).error());
    if (program.kind == DecoderProgram::Kind::Each)
        return Result<std::unique_ptr<PayloadDecoder>>(
            std::make_unique<EachDecoder>(program, limits, std::move(mayStart)));
    auto lines = std::make_unique<LineDecoder>(program, limits, std::move(mayStart));
    if (auto started = lines->start(stop); !started)
        return fail(std::move(started).error());
    return Result<std::unique_ptr<PayloadDecoder>>(std::move(lines));
}

} // namespace eventscope
