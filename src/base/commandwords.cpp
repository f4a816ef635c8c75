// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/commandwords.h"

namespace eventscope {

namespace {

constexpr std::string_view kSpace = " \t\r\n";

bool isPlain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
           || static_cast<unsigned char>(c) >= 0x80
           || std::string_view("-_./=:,+@%^~").find(c) != std::string_view::npos;
}

} // namespace

Result<std::vector<std::string>> splitCommand(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    bool isInWord = false;
    char quote = '\0';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (quote != '\0') {
            if (c == quote)
                quote = '\0';
            else if (quote == '"' && c == '\\' && (next == '"' || next == '\\'))
                word += text[++i];
            else
                word += c;
        } else if (c == '\'' || c == '"') {
            quote = c;
            isInWord = true;
        } else if (c == '\\' && i + 1 < text.size()) {
            word += text[++i];
            isInWord = true;
        } else if (kSpace.find(c) != std::string_view::npos) {
            if (isInWord)
                words.push_back(std::move(word));
            word.clear();
            isInWord = false;
        } else {
            word += c;
            isInWord = true;
        }
    }
    if (quote != '\0')
        return fail(ErrorCode::Invalid,
                    std::string("A quote (") + quote + ") in the command does not end: add it.");
    if (isInWord)
        words.push_back(std::move(word));
    return words;
}

std::string joinCommand(const std::vector<std::string> &words)
{
    std::string text;
    for (const std::string &word : words) {
        if (!text.empty())
            text += ' ';
        bool plain = !word.empty();
        for (const char c : word)
            plain = plain && isPlain(c);
        if (plain) {
            text += word;
            continue;
        }
        text += '\'';
        for (const char c : word) {
            if (c == '\'')
                text += "'\\''";
            else
                text += c;
        }
        text += '\'';
    }
    return text;
}

} // namespace eventscope
