// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <JavaScriptCore/JavaScript.h>

#include <cstddef>
#include <memory>
#include <string>

namespace eventscope::host {

// A JSStringRef that releases itself. The text has no NUL: frames are JSON or source text, and the parent refuses sources with one.
class Text
{
public:
    explicit Text(const char *text)
        : m_text(JSStringCreateWithUTF8CString(text))
    {}
    explicit Text(JSStringRef text)
        : m_text(text)
    {}
    ~Text()
    {
        if (m_text)
            JSStringRelease(m_text);
    }
    Text(const Text &) = delete;
    Text &operator=(const Text &) = delete;
    JSStringRef get() const { return m_text; }
    std::string utf8() const
    {
        if (!m_text)
            return {};
        // Three bytes a character at worst; what is not needed is never touched, and takes no memory.
        const std::size_t most = JSStringGetMaximumUTF8CStringSize(m_text);
        const std::unique_ptr<char[]> bytes(new char[most]);
        const std::size_t size = JSStringGetUTF8CString(m_text, bytes.get(), most);
        return std::string(bytes.get(), size > 0 ? size - 1 : 0);
    }

private:
    JSStringRef m_text;
};

inline std::string textOf(JSContextRef context, JSValueRef value)
{
    return Text(JSValueToStringCopy(context, value, nullptr)).utf8();
}

inline JSValueRef stringValue(JSContextRef context, const char *text)
{
    return JSValueMakeString(context, Text(text).get());
}

} // namespace eventscope::host
