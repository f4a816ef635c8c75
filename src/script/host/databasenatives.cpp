// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "databasenatives.h"

#include "database.h"
#include "jsontext.h"
#include "jstext.h"

#include <cmath>

namespace eventscope::host {

namespace {

std::unique_ptr<Database> g_database;
JSContextRef g_context = nullptr;
JSObjectRef g_clock = nullptr; // gives the time of the event at work

using Arguments = const JSValueRef[];

double numberAt(JSContextRef context, std::size_t count, Arguments arguments, std::size_t at)
{
    const double number = at < count ? JSValueToNumber(context, arguments[at], nullptr) : 0;
    return std::isfinite(number) && number > 0 ? number : 0;
}

std::uint32_t placeAt(JSContextRef context, std::size_t count, Arguments arguments)
{
    return std::uint32_t(std::min(numberAt(context, count, arguments, 0), 4294967295.0));
}

std::string clockTime()
{
    JSValueRef time = JSObjectCallAsFunction(g_context, g_clock, nullptr, 0, nullptr, nullptr);
    return time ? textOf(g_context, time) : std::string();
}

// open(clock, database bytes, journal bytes, image bytes)
JSValueRef open(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t count,
                Arguments arguments, JSValueRef *)
{
    g_database.reset();
    if (!g_clock && count > 0) {
        g_context = JSContextGetGlobalContext(context);
        g_clock = JSValueToObject(context, arguments[0], nullptr);
        JSValueProtect(context, g_clock);
    }
    DatabaseLimits limits;
    limits.databaseBytes = std::size_t(numberAt(context, count, arguments, 1));
    limits.journalBytes = std::size_t(numberAt(context, count, arguments, 2));
    limits.imageBytes = std::size_t(numberAt(context, count, arguments, 3));
    g_database = Database::open(limits, clockTime);
    return JSValueMakeBoolean(context, g_database != nullptr);
}

JSValueRef prepare(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t count,
                   Arguments arguments, JSValueRef *)
{
    return JSValueMakeNumber(context,
                             count > 0 ? g_database->prepare(textOf(context, arguments[0])) : -1);
}

JSValueRef describe(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t count,
                    Arguments arguments, JSValueRef *)
{
    const auto statement = int(numberAt(context, count, arguments, 0));
    return stringValue(context, g_database->describe(statement).c_str());
}

// Undefined, the rows as JSON, or false: see failure().
JSValueRef execute(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t, Arguments,
                   JSValueRef *)
{
    switch (g_database->execute()) {
    case Database::Outcome::Failed:
        return JSValueMakeBoolean(context, false);
    case Database::Outcome::Rows:
        return stringValue(context, g_database->rows().c_str());
    case Database::Outcome::Done:
        break;
    }
    return JSValueMakeUndefined(context);
}

JSValueRef failure(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t, Arguments,
                   JSValueRef *)
{
    std::string json = "{\"message\":";
    appendText(json, g_database->failure().message);
    json += ",\"code\":";
    appendText(json, g_database->failure().code);
    return stringValue(context, (json + '}').c_str());
}

// keep(text or Uint8Array): its number
JSValueRef keep(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t count,
                Arguments arguments, JSValueRef *)
{
    std::string bytes;
    if (count > 0 && JSValueIsString(context, arguments[0])) {
        bytes = textOf(context, arguments[0]);
    } else if (count > 0) {
        JSObjectRef object = JSValueToObject(context, arguments[0], nullptr);
        const auto *from = static_cast<const char *>(
            JSObjectGetTypedArrayBytesPtr(context, object, nullptr));
        const std::size_t offset = JSObjectGetTypedArrayByteOffset(context, object, nullptr);
        if (from)
            bytes.assign(from + offset, JSObjectGetTypedArrayByteLength(context, object, nullptr));
    }
    return JSValueMakeNumber(context, double(g_database->keep(std::move(bytes))));
}

JSValueRef begin(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t, Arguments,
                 JSValueRef *)
{
    return JSValueMakeBoolean(context, g_database->begin());
}

JSValueRef beginBatch(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t count,
                      Arguments arguments, JSValueRef *)
{
    return JSValueMakeBoolean(context, g_database->beginBatch(placeAt(context, count, arguments)));
}

JSValueRef endBatch(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t count,
                    Arguments arguments, JSValueRef *)
{
    return JSValueMakeBoolean(context, g_database->endBatch(placeAt(context, count, arguments)));
}

JSValueRef undo(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t, Arguments,
                JSValueRef *)
{
    return JSValueMakeNumber(context, double(g_database->undoEvent()));
}

JSValueRef unended(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t, Arguments,
                   JSValueRef *)
{
    return stringValue(context, g_database->unended().c_str());
}

// go(place): [the place that was reached, whether to call it again]
JSValueRef go(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t count,
              Arguments arguments, JSValueRef *)
{
    bool more = false;
    const std::uint32_t place = g_database->go(placeAt(context, count, arguments), more);
    const std::string json = '[' + std::to_string(place) + (more ? ",true]" : ",false]");
    return stringValue(context, json.c_str());
}

JSValueRef place(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t, Arguments,
                 JSValueRef *)
{
    return JSValueMakeNumber(context, double(g_database->place()));
}

JSValueRef changes(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t count,
                   Arguments arguments, JSValueRef *)
{
    const auto most = std::size_t(numberAt(context, count, arguments, 0));
    return stringValue(context, g_database->lastChanges(most).c_str());
}

// Whether something happened that can be gone back behind only from an image.
JSValueRef wasBlocked(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t, Arguments,
                      JSValueRef *)
{
    return JSValueMakeBoolean(context, g_database->wasBlocked());
}

} // namespace

JSObjectRef databaseNatives(JSContextRef context)
{
    JSObjectRef object = JSObjectMake(context, nullptr, nullptr);
    const auto set = [&](const char *name, JSValueRef value) {
        JSObjectSetProperty(context, object, Text(name).get(), value, kJSPropertyAttributeReadOnly,
                            nullptr);
    };
    struct Native {
        const char *name;
        JSObjectCallAsFunctionCallback function;
    };
    for (const Native &each :
         {Native{"open", open}, Native{"prepare", prepare}, Native{"describe", describe},
          Native{"execute", execute}, Native{"failure", failure}, Native{"keep", keep},
          Native{"begin", begin}, Native{"beginBatch", beginBatch}, Native{"endBatch", endBatch},
          Native{"undo", undo}, Native{"unended", unended}, Native{"go", go},
          Native{"place", place}, Native{"changes", changes}, Native{"wasBlocked", wasBlocked}})
        set(each.name,
            JSObjectMakeFunctionWithCallback(context, Text(each.name).get(), each.function));
    set("memory",
        JSObjectMakeArrayBufferWithBytesNoCopy(context, Database::memory(), Database::kMemory,
                                               nullptr, nullptr, nullptr));
    return object;
}

} // namespace eventscope::host
