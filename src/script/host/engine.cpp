// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine.h"

#include "databasenatives.h"
#include "embedded.h"
#include "jstext.h"
#include "wire.h"

#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

extern "C" {
// Exported by the library since WebKit's earliest days, and not in its public headers.
void JSGlobalContextSetEvalEnabled(JSGlobalContextRef context, bool enabled, JSStringRef message);
}

namespace eventscope::host {

namespace {

frames::Page *g_page
    = nullptr; // for the functions below, which the engine calls without an object of ours

void setPhase(frames::Phase phase)
{
    g_page->phase.store(std::uint32_t(phase), std::memory_order_release);
}

// send(kind, text)
JSValueRef send(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t count,
                const JSValueRef arguments[], JSValueRef *)
{
    if (count >= 2) {
        const std::string kind = textOf(context, arguments[0]);
        writeFrame(kind.empty() ? '?' : kind.front(), textOf(context, arguments[1]));
    }
    return JSValueMakeUndefined(context);
}

// receive(): the next frame as one string, its kind in front. Waiting for the parent is no script's call.
JSValueRef receive(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t, const JSValueRef[],
                   JSValueRef *)
{
    const auto before = frames::Phase(g_page->phase.load(std::memory_order_relaxed));
    setPhase(frames::Phase::Idle);
    std::string frame;
    if (!readFrame(frame))
        _exit(EXIT_SUCCESS);
    g_page->calls.fetch_add(1, std::memory_order_relaxed);
    setPhase(before);
    return stringValue(context, frame.c_str());
}

// evaluate(source, name): the value of a script. Not subject to the ban on eval().
JSValueRef evaluateFor(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t count,
                       const JSValueRef arguments[], JSValueRef *exception)
{
    if (count < 2)
        return JSValueMakeUndefined(context);
    const Text source(JSValueToStringCopy(context, arguments[0], nullptr));
    const Text name(JSValueToStringCopy(context, arguments[1], nullptr));
    return JSEvaluateScript(context, source.get(), nullptr, name.get(), 1, exception);
}

// typescript(): the source text of the built-in compiler, unpacked.
JSValueRef typescript(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t,
                      const JSValueRef[], JSValueRef *)
{
    return stringValue(context, unpackedTypeScript().c_str());
}

frames::Phase phaseOf(char kind)
{
    switch (kind) {
    case 'L':
        return frames::Phase::Loading;
    case 'E':
    case 'V':
        return frames::Phase::Folding;
    case 'C':
        return frames::Phase::Compiling;
    default:
        return frames::Phase::Answering;
    }
}

} // namespace

JSObjectRef Engine::natives()
{
    JSObjectRef object = JSObjectMake(m_context, nullptr, nullptr);
    const auto add = [&](const char *name, JSObjectCallAsFunctionCallback function) {
        const Text text(name);
        JSObjectSetProperty(m_context, object, text.get(),
                            JSObjectMakeFunctionWithCallback(m_context, text.get(), function),
                            kJSPropertyAttributeReadOnly, nullptr);
    };
    add("send", send);
    add("receive", receive);
    add("evaluate", evaluateFor);
    add("typescript", typescript);
    JSObjectRef page = JSObjectMakeTypedArrayWithBytesNoCopy(m_context,
                                                             kJSTypedArrayTypeUint32Array, m_page,
                                                             sizeof(frames::Page), nullptr, nullptr,
                                                             nullptr);
    JSObjectSetProperty(m_context, object, Text("page").get(), page, kJSPropertyAttributeReadOnly,
                        nullptr);
    JSObjectSetProperty(m_context, object, Text("database").get(), databaseNatives(m_context),
                        kJSPropertyAttributeReadOnly, nullptr);
    return object;
}

JSValueRef Engine::evaluate(std::string_view source, const char *name, JSValueRef *exception)
{
    const std::string text(source);
    return JSEvaluateScript(m_context, Text(text.c_str()).get(), nullptr, Text(name).get(), 1,
                            exception);
}

bool Engine::start()
{
    void *page = mmap(nullptr, sizeof(frames::Page), PROT_READ | PROT_WRITE, MAP_SHARED,
                      frames::kPageDescriptor, 0);
    if (page == MAP_FAILED) {
        std::fputs("eventscope-script is started by Eventscope; it does nothing on its own.\n",
                   stderr);
        return false;
    }
    close(frames::kPageDescriptor);
    m_page = static_cast<frames::Page *>(page);
    g_page = m_page;
    m_context = JSGlobalContextCreate(nullptr);

    // Every file is a function of the object that they all add to; the last one gives handle().
    JSObjectRef shared = natives();
    JSValueProtect(m_context, shared);
    JSValueRef exception = nullptr;
    JSValueRef last = nullptr;
    for (const Embedded &file : embeddedScripts()) {
        JSValueRef function = evaluate(file.text, file.name, &exception);
        if (!exception) {
            JSObjectRef object = JSValueToObject(m_context, function, &exception);
            const JSValueRef arguments[] = {shared};
            if (!exception)
                last = JSObjectCallAsFunction(m_context, object, nullptr, 1, arguments, &exception);
        }
        if (exception) {
            std::fprintf(stderr, "%s: %s\n", file.name, textOf(m_context, exception).c_str());
            return false;
        }
    }
    m_handle = JSValueToObject(m_context, last, &exception);
    if (exception)
        return false;
    JSValueProtect(m_context, m_handle);
    JSGlobalContextSetEvalEnabled(m_context, false,
                                  Text("scripts cannot make code out of text (eval, Function)")
                                      .get());
    return true;
}

void Engine::handle(const std::string &frame)
{
    const char kind[] = {frame.front(), '\0'};
    const JSValueRef arguments[] = {stringValue(m_context, kind),
                                    stringValue(m_context, frame.c_str() + 1)};
    JSValueRef exception = nullptr;
    // Promises that were resolved meanwhile run before this returns.
    JSValueRef answer = JSObjectCallAsFunction(m_context, m_handle, nullptr, 2, arguments,
                                               &exception);
    if (exception)
        return writeFrame('!', textOf(m_context, exception));
    std::string text = textOf(m_context, answer);
    // It waits for promises that can go on now that it has returned.
    while (text == "~") {
        const JSValueRef again[] = {answer, stringValue(m_context, "")};
        answer = JSObjectCallAsFunction(m_context, m_handle, nullptr, 2, again, &exception);
        if (exception)
            return writeFrame('!', textOf(m_context, exception));
        text = textOf(m_context, answer);
    }
    if (!text.empty())
        writeFrame(text.front(), std::string_view(text).substr(1));
}

void Engine::run()
{
    // The compiler is large and stays for the next file; nobody needs it when none comes for a while.
    constexpr int kIdleSeconds = 60;
    bool compiles = false;
    std::string frame;
    while ((!compiles || waitForFrame(kIdleSeconds)) && readFrame(frame)) {
        compiles = compiles || frame.front() == 'C';
        m_page->calls.fetch_add(1, std::memory_order_relaxed);
        setPhase(phaseOf(frame.front()));
        handle(frame);
        setPhase(frames::Phase::Idle);
    }
}

} // namespace eventscope::host
