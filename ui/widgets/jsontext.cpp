// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jsontext.h"

#include "widgets/filtertext.h"
#include "widgets/format.h"

#include <algorithm>
#include <charconv>

namespace eventscope::ui {

namespace {

constexpr int kMostValueCharacters = 400;
constexpr qsizetype kMostPreviewCharacters = 80;

// A key that stands in a path without quotes.
bool isPlainKey(std::string_view key)
{
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return !key.empty() && letter(key.front()) && std::all_of(key.begin(), key.end(), [&](char c) {
        return letter(c) || digit(c) || c == '-';
    });
}

// True for the text of a string that without its quotes would look like something else.
bool needsQuotes(const QString &text)
{
    if (text.isEmpty() || text.front().isSpace() || text.back().isSpace())
        return true;
    if (text == QStringLiteral("null") || text == QStringLiteral("true")
        || text == QStringLiteral("false"))
        return true;
    const QChar first = text.front();
    if (first != u'-' && !(first >= u'0' && first <= u'9'))
        return false;
    return std::all_of(text.begin(), text.end(), [](QChar c) {
        return (c >= u'0' && c <= u'9') || c == u'-' || c == u'+' || c == u'.' || c == u'e'
               || c == u'E';
    });
}

QString containerText(const JsonValue &value)
{
    if (value.isArray())
        return u'[' + withThousands(static_cast<std::int64_t>(value.size())) + u']';
    QString text = u'{' + withThousands(static_cast<std::int64_t>(value.size())) + u'}';
    QString keys;
    for (const JsonValue::Member &member : value.members()) {
        keys += (keys.isEmpty() ? QStringLiteral("  ") : QStringLiteral(", "))
                + oneLine(member.first, 40);
        if (keys.size() > kMostPreviewCharacters) {
            keys += QStringLiteral(" \u2026");
            break;
        }
    }
    return text + keys;
}

} // namespace

QString keyStep(std::string_view key)
{
    if (isPlainKey(key))
        return u'.' + QString::fromUtf8(key);
    return u'[' + filterQuoted(QString::fromUtf8(key)) + u']';
}

QString elementStep(std::size_t index)
{
    return u'[' + QString::number(index) + u']';
}

std::optional<std::size_t> elementIndex(std::string_view token)
{
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
    if (error != std::errc() || end != token.data() + token.size())
        return std::nullopt;
    return index;
}

QString valueText(const JsonValue &value)
{
    switch (value.kind()) {
    case JsonValue::Kind::Null:
        return QStringLiteral("null");
    case JsonValue::Kind::Bool:
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case JsonValue::Kind::Number:
        return oneLine(value.text(), kMostValueCharacters);
    case JsonValue::Kind::String: {
        const QString text = oneLine(value.text(), kMostValueCharacters);
        return needsQuotes(text) ? u'"' + text + u'"' : text;
    }
    case JsonValue::Kind::Array:
    case JsonValue::Kind::Object:
        return containerText(value);
    }
    return {};
}

QString fieldPath(const QString &prefix, const JsonValue &value, std::string_view pointer)
{
    QString path = prefix;
    const JsonValue *at = &value;
    for (const std::string &token : pointerTokens(pointer)) {
        const JsonValue *next = nullptr;
        if (at && at->isArray()) {
            const auto index = elementIndex(token);
            path += index ? elementStep(*index) : keyStep(token);
            if (index && *index < at->elements().size())
                next = &at->elements()[*index];
        } else {
            path += keyStep(token);
            next = at ? at->find(token) : nullptr;
        }
        at = next;
    }
    return path;
}

QString fieldLabel(std::string_view pointer)
{
    QString path;
    for (const std::string &token : pointerTokens(pointer)) {
        const auto index = elementIndex(token);
        path += index && !token.empty() ? elementStep(*index) : keyStep(token);
    }
    if (path.isEmpty())
        return QStringLiteral("(state)");
    return path.startsWith(u'.') ? path.mid(1) : path;
}

QString scriptPath(std::string_view pointer)
{
    const auto isWord = [](std::string_view token) {
        const auto begins = [](char sign) {
            return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || sign == '_'
                   || sign == '$';
        };
        return !token.empty() && begins(token.front())
               && std::all_of(token.begin(), token.end(), [&](char sign) {
                      return begins(sign) || (sign >= '0' && sign <= '9');
                  });
    };
    QString path = QStringLiteral("state");
    for (const std::string &token : pointerTokens(pointer)) {
        if (isWord(token))
            path += u'.' + QString::fromStdString(token);
        else if (const auto index = elementIndex(token); index && !token.empty())
            path += elementStep(*index);
        else
            path += u'[' + QString::fromStdString(jsonQuote(token)) + u']';
    }
    return path;
}

} // namespace eventscope::ui
