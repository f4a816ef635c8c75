// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/sqltokens.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace eventscope {

namespace {

bool isWordByte(char byte)
{
    return std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '_' || byte == '$'
           || static_cast<unsigned char>(byte) >= 0x80;
}

bool isDigit(char byte)
{
    return byte >= '0' && byte <= '9';
}

// The end of what a quote begins; doubled quotes belong to it.
std::size_t endOfQuoted(std::string_view sql, std::size_t from, char quote)
{
    for (std::size_t at = from + 1; at < sql.size(); ++at) {
        if (sql[at] != quote)
            continue;
        if (at + 1 < sql.size() && sql[at + 1] == quote)
            ++at;
        else
            return at + 1;
    }
    return sql.size();
}

std::size_t endOfSpace(std::string_view sql, std::size_t at)
{
    while (at < sql.size()) {
        if (std::isspace(static_cast<unsigned char>(sql[at])) != 0) {
            ++at;
        } else if (sql.substr(at, 2) == "--") {
            at = std::min(sql.find('\n', at), sql.size());
        } else if (sql.substr(at, 2) == "/*") {
            const auto end = sql.find("*/", at + 2);
            at = end == std::string_view::npos ? sql.size() : end + 2;
        } else {
            break;
        }
    }
    return at;
}

template<typename Is>
std::size_t endWhile(std::string_view sql, std::size_t at, Is is)
{
    while (at < sql.size() && is(sql[at]))
        ++at;
    return at;
}

} // namespace

std::string upperSql(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char byte) { return static_cast<char>(std::toupper(byte)); });
    return result;
}

std::vector<SqlToken> sqlTokens(std::string_view sql)
{
    std::vector<SqlToken> tokens;
    for (std::size_t at = 0; at < sql.size();) {
        const char byte = sql[at];
        SqlKind kind = SqlKind::Symbol;
        std::size_t end = endOfSpace(sql, at);
        if (end > at) {
            kind = SqlKind::Space;
        } else if (byte == '\'') {
            kind = SqlKind::Value;
            end = endOfQuoted(sql, at, byte);
        } else if (byte == '"' || byte == '`') {
            kind = SqlKind::Name;
            end = endOfQuoted(sql, at, byte);
        } else if (byte == '[' && at + 1 < sql.size() && isWordByte(sql[at + 1])
                   && !isDigit(sql[at + 1])) {
            kind = SqlKind::Name;
            end = std::min(sql.find(']', at), sql.size() - 1) + 1;
        } else if (isDigit(byte)) {
            kind = SqlKind::Value;
            end = endWhile(sql, at, [](char each) { return isWordByte(each) || each == '.'; });
        } else if (byte == '?') {
            kind = SqlKind::Value;
            end = endWhile(sql, at + 1, isDigit);
        } else if ((byte == '$' || byte == '@'
                    || (byte == ':' && at + 1 < sql.size() && sql[at + 1] != ':'))
                   && at + 1 < sql.size() && isWordByte(sql[at + 1])) {
            kind = SqlKind::Value;
            end = endWhile(sql, at + 1, isWordByte);
        } else if (isWordByte(byte)) {
            kind = SqlKind::Word;
            end = endWhile(sql, at, isWordByte);
        } else {
            end = at + (sql.substr(at, 2) == "::" ? 2 : 1);
        }
        tokens.push_back({kind, std::string(sql.substr(at, end - at))});
        at = end;
    }
    return tokens;
}

} // namespace eventscope
