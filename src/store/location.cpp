// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/location.h"

#include "store/sqlite/connection.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include <sys/stat.h>

namespace eventscope {

namespace {

constexpr std::size_t kSniffed = 4096;
constexpr std::string_view kSqliteMagic("SQLite format 3\0", 16);

std::optional<unsigned> hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    const char lower = static_cast<char>(c | 0x20);
    if (lower >= 'a' && lower <= 'f')
        return static_cast<unsigned>(lower - 'a' + 10);
    return std::nullopt;
}

std::string unescaped(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto high = text[i] == '%' && i + 2 < text.size() ? hexDigit(text[i + 1])
                                                                : std::nullopt;
        const auto low = high ? hexDigit(text[i + 2]) : std::nullopt;
        if (low) {
            plain += static_cast<char>(*high * 16 + *low);
            i += 2;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

// The scheme of a URL: letters, digits, + - . in front of "://"; empty for a path.
std::string_view schemeOf(std::string_view text)
{
    const auto end = text.find("://");
    if (end == std::string_view::npos || end == 0)
        return {};
    const std::string_view scheme = text.substr(0, end);
    const bool valid = std::all_of(scheme.begin(), scheme.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
               || c == '+' || c == '-' || c == '.';
    });
    return valid ? scheme : std::string_view();
}

// Bits of information a byte; random bytes have nearly 8.
double entropyOf(std::string_view bytes)
{
    std::array<std::size_t, 256> counts{};
    for (const char c : bytes)
        ++counts[static_cast<unsigned char>(c)];
    double entropy = 0;
    for (const std::size_t count : counts) {
        if (count == 0)
            continue;
        const double share = static_cast<double>(count) / static_cast<double>(bytes.size());
        entropy -= share * std::log2(share);
    }
    return entropy;
}

bool isUtf16(std::string_view bytes)
{
    return bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff");
}

// Ciphertext of a page-wise encrypted database: whole pages that look random from the first byte on (its salt).
bool looksEncrypted(std::string_view start, std::int64_t size)
{
    return size >= 512 && size % 512 == 0 && start.size() >= 512
           && entropyOf(start) > (start.size() >= 4096 ? 7.8 : 7.2);
}

} // namespace

Result<Location> locate(const std::string &text)
{
    Location location;
    location.path = text;
    bool sqliteOnly = false;
    if (const std::string_view scheme = schemeOf(text); !scheme.empty()) {
        std::string lower(scheme);
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](unsigned char c) { return std::tolower(c); });
        if (lower != "sqlite" && lower != "file") {
            return fail(
                ErrorCode::Invalid,
                "Eventscope cannot open " + lower
                    + ":// locations; give the path of a SQLite database or of a JSON file.");
        }
        sqliteOnly = lower == "sqlite";
        std::string_view rest = std::string_view(text).substr(scheme.size() + 3);
        rest = rest.substr(0, rest.find('?'));
        // file://localhost/path is file:///path.
        if (rest.starts_with("localhost/"))
            rest.remove_prefix(9);
        location.path = unescaped(rest);
    }
    const std::string &path = location.path;
    const std::string name = std::filesystem::path(path).filename().string();
    const auto failed = [&](ErrorCode code, const std::string &sentence) {
        return fail(Error(code, sentence).at(path));
    };
    if (path.empty())
        return failed(ErrorCode::Invalid,
                      "No path was given; name a SQLite database or a JSON file.");
    if (path.find('\0') != std::string::npos)
        return failed(ErrorCode::Invalid, "A path cannot hold a zero byte.");

    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return failed(ErrorCode::NotFound, path + " does not exist; check the path.");
        return failed(ErrorCode::Unreadable,
                      path + " cannot be reached: " + std::generic_category().message(errno) + ".");
    }
    if (S_ISDIR(status.st_mode))
        return failed(ErrorCode::NotAStore,
                      path + " is a folder; name the database or file in it.");
    if (!S_ISREG(status.st_mode))
        return failed(ErrorCode::Unreadable,
                      path + " is no regular file; save its content to one first.");
    if (status.st_size == 0)
        return failed(ErrorCode::NotAStore, name + " is empty; choose a file that holds events.");

    const auto sniffed = readFileStart(path, kSniffed);
    if (!sniffed)
        return fail(sniffed.error());
    const std::string_view start = *sniffed;

    if (start.starts_with(kSqliteMagic)) {
        location.kind = LocationKind::Sqlite;
        return location;
    }
    if (looksEncrypted(start, status.st_size) && !start.starts_with("\x1f\x8b"))
        return failed(ErrorCode::Encrypted,
                      name + " looks encrypted; open a decrypted copy of it.");
    if (sqliteOnly)
        return failed(ErrorCode::NotAStore, name + " is no SQLite database.");
    if (start.starts_with("\x1f\x8b"))
        return location;
    if (isUtf16(start))
        return failed(ErrorCode::NotAStore, name + " is UTF-16 text; convert it to UTF-8.");
    if (start.find('\0') != std::string::npos) {
        return failed(
            ErrorCode::NotAStore,
            name + " is neither a SQLite database nor JSON text; choose a file that holds events.");
    }
    return location;
}

} // namespace eventscope
