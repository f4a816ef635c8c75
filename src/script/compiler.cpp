// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/compiler.h"

#include "base/json.h"
#include "script/hostprocess.h"
#include "script/scripterror.h"
#include "script/sourcefile.h"

#include <memory>
#include <mutex>
#include <optional>

namespace eventscope {

namespace {

// The compiler needs about 200 MB; a file that needs much more is no reducer.
constexpr Watch::Limits kLimits{std::chrono::seconds(20), std::chrono::seconds(20),
                                std::size_t(1500) << 20};

class Compiler
{
public:
    static Result<std::unique_ptr<Compiler>> start(const std::string &typescript,
                                                   std::stop_token stop)
    {
        std::unique_ptr<Compiler> compiler(new Compiler(typescript));
        auto host = HostProcess::start(kLimits,
                                       [self = compiler.get()](char kind, std::string_view text) {
                                           self->m_answer = std::pair(kind, std::string(text));
                                       });
        if (!host)
            return fail(std::move(host).error());
        compiler->m_host = std::move(*host);
        std::string source;
        if (!typescript.empty()) {
            auto text = readSourceFile(typescript);
            if (!text)
                return fail(std::move(text).error());
            source = std::move(*text);
        }
        auto answer = compiler->ask("{\"compiler\":" + jsonQuote(source) + ",\"file\":"
                                        + jsonQuote(typescript.empty() ? "typescript.js"
                                                                       : typescript)
                                        + "}",
                                    stop);
        if (!answer && answer.error().code != ErrorCode::Cancelled) {
            return fail(Error(ErrorCode::Script,
                              "TypeScript's compiler"
                                  + (typescript.empty() ? std::string() : " " + typescript)
                                  + " does not run: " + answer.error().message
                                  + "; give the path of another typescript.js.")
                            .at(typescript));
        }
        if (!answer)
            return fail(std::move(answer).error());
        return compiler;
    }

    const std::string &typescript() const { return m_typescript; }

    Result<std::string> ask(std::string_view request, std::stop_token stop)
    {
        m_answer.reset();
        m_host->send('C', request);
        m_host->setBusy(true);
        auto done = m_host->exchangeUntil([&] { return m_answer.has_value(); }, stop);
        m_host->setBusy(false);
        if (!done) {
            switch (m_host->verdict()) {
            case Watch::Verdict::TooLong:
                return fail(ErrorCode::Script, "compiling took longer than 20 s");
            case Watch::Verdict::TooMuch:
                return fail(ErrorCode::Script, "compiling took more than 1.5 GB of memory");
            case Watch::Verdict::Fine:
                break;
            }
            return fail(done.error().code, "the program that runs scripts " + done.error().message);
        }
        if (m_answer->first != 'O') {
            const auto told = JsonValue::parse(m_answer->second);
            const JsonValue *message = told ? told->find("message") : nullptr;
            return fail(ErrorCode::Script, message ? message->text() : m_answer->second);
        }
        return std::move(m_answer->second);
    }

private:
    explicit Compiler(std::string typescript)
        : m_typescript(std::move(typescript))
    {}

    const std::string m_typescript;
    std::optional<std::pair<char, std::string>> m_answer;
    std::unique_ptr<HostProcess> m_host; // last: its receiver writes to the others
};

std::int64_t numberOf(const JsonValue *value)
{
    return value && value->isNumber() ? std::strtoll(value->text().c_str(), nullptr, 10) : 0;
}

} // namespace

Result<CompiledScript> compileScript(const std::string &path, std::string_view source,
                                     const std::string &typescript, std::stop_token stop)
{
    static std::mutex mutex;
    static std::unique_ptr<Compiler> compiler; // kept for the next file
    const std::lock_guard lock(mutex);
    const std::string request = "{\"file\":" + jsonQuote(path) + ",\"text\":" + jsonQuote(source)
                                + "}";
    Result<std::string> answer = fail(ErrorCode::Internal, "nothing was asked");
    // One that was started earlier may have ended since.
    for (bool fresh = false; !answer && !fresh;) {
        fresh = !compiler || compiler->typescript() != typescript;
        if (fresh) {
            auto started = Compiler::start(typescript, stop);
            if (!started)
                return fail(std::move(started).error());
            compiler = std::move(*started);
        }
        answer = compiler->ask(request, stop);
        if (!answer) {
            // It is gone, or at work for somebody who no longer waits.
            compiler.reset();
            if (answer.error().code == ErrorCode::Cancelled)
                return fail(std::move(answer).error());
        }
    }
    if (!answer) {
        return fail(Error(ErrorCode::Script, fileName(path) + " could not be compiled: "
                                                 + answer.error().message + ".")
                        .at(path));
    }
    const auto result = JsonValue::parse(*answer);
    if (!result)
        return fail(result.error());
    if (const JsonValue *errors = result->find("errors"); errors && errors->size() > 0) {
        const JsonValue &first = errors->elements().front();
        const JsonValue *message = first.find("message");
        const TextPlace place = placeAt(source, std::size_t(numberOf(first.find("start"))));
        return fail(scriptError(path, source, place,
                                (message ? message->text() : std::string("Syntax error."))));
    }
    CompiledScript script;
    if (const JsonValue *code = result->find("code"))
        script.code = code->text();
    if (const JsonValue *map = result->find("map"))
        script.map = map->text();
    return script;
}

} // namespace eventscope
