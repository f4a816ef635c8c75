// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/sourcefile.h"

#include "base/json.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

namespace eventscope {

namespace {

constexpr std::size_t kMostBytes = std::size_t(32) << 20;

} // namespace

std::string fileName(std::string_view path)
{
    return std::string(path.substr(path.rfind('/') + 1));
}

bool isScriptFile(std::string_view path)
{
    constexpr std::array<std::string_view, 6> kEndings{".js", ".mjs", ".cjs",
                                                       ".ts", ".mts", ".cts"};
    return std::any_of(kEndings.begin(), kEndings.end(),
                       [&](std::string_view ending) { return path.ends_with(ending); });
}

Result<std::string> readSourceFile(const std::string &path)
{
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return fail(Error(ErrorCode::NotFound,
                              path + " is not there: check the path, or choose another file.")
                            .at(path));
        return fail(Error(ErrorCode::Unreadable, path + " cannot be read: " + strerror(errno) + ".")
                        .at(path));
    }
    if (!S_ISREG(info.st_mode))
        return fail(Error(ErrorCode::Unreadable, path + " is no file: choose a script.").at(path));
    if (std::size_t(info.st_size) > kMostBytes)
        return fail(Error(ErrorCode::Script,
                          fileName(path) + " is larger than 32 MB, too much for a script.")
                        .at(path));
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    if (!file)
        return fail(Error(ErrorCode::Unreadable, path + " cannot be read: " + strerror(errno) + ".")
                        .at(path));
    std::string text = std::move(bytes).str();
    if (text.starts_with("\xEF\xBB\xBF"))
        text.erase(0, 3);
    if (text.find('\0') != std::string::npos || !isUtf8(text))
        return fail(
            Error(ErrorCode::Script, fileName(path) + " is no UTF-8 text: save it as UTF-8.")
                .at(path));
    return text;
}

} // namespace eventscope
