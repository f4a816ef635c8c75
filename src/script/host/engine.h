// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/frames.h"

#include <JavaScriptCore/JavaScript.h>

#include <optional>
#include <string>
#include <string_view>

namespace eventscope::host {

// One JavaScript context and the loop that feeds it frames. The JavaScript of this folder gets a few functions (see natives()) and
// gives back one: handle(kind, text), called for every frame.
class Engine
{
public:
    // False if the parent gave no shared page, or the built-in JavaScript does not run; the reason is on standard error.
    bool start();
    // Until the parent closes standard input.
    void run();

private:
    JSObjectRef natives();
    JSValueRef evaluate(std::string_view source, const char *name, JSValueRef *exception);
    void handle(const std::string &frame);

    frames::Page *m_page = nullptr;
    JSGlobalContextRef m_context = nullptr;
    JSObjectRef m_handle = nullptr;
};

} // namespace eventscope::host
