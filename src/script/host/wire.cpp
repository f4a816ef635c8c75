// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire.h"

#include "script/frames.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <sys/select.h>
#include <unistd.h>

namespace eventscope::host {

namespace {

bool readAll(char *to, std::size_t size)
{
    while (size > 0) {
        const ssize_t got = read(STDIN_FILENO, to, size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        to += got;
        size -= std::size_t(got);
    }
    return true;
}

void writeAll(const char *from, std::size_t size)
{
    while (size > 0) {
        const ssize_t put = write(STDOUT_FILENO, from, size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            _exit(EXIT_FAILURE);
        from += put;
        size -= std::size_t(put);
    }
}

} // namespace

bool waitForFrame(int seconds)
{
    fd_set input;
    FD_ZERO(&input);
    FD_SET(STDIN_FILENO, &input);
    timeval time{seconds, 0};
    // Not poll(), which wants no more descriptors than may be open: none may.
    return select(STDIN_FILENO + 1, &input, nullptr, nullptr, &time) != 0;
}

bool readFrame(std::string &frame)
{
    std::array<unsigned char, 4> head{};
    if (!readAll(reinterpret_cast<char *>(head.data()), head.size()))
        return false;
    const std::size_t size = std::size_t(head[0]) | std::size_t(head[1]) << 8
                             | std::size_t(head[2]) << 16 | std::size_t(head[3]) << 24;
    if (size == 0 || size > frames::kMostBytes)
        return false;
    frame.resize(size);
    return readAll(frame.data(), size);
}

namespace {

// JSON.stringify() writes half of a surrogate pair as an escape, which is no character to whoever reads the frame: U+FFFD, then.
void replaceHalves(std::string &text)
{
    constexpr std::string_view kEscape = "\\ud";
    constexpr std::string_view kHalves = "89abcdefABCDEF";
    for (std::size_t at = text.find(kEscape); at != std::string::npos;
         at = text.find(kEscape, at + 1)) {
        std::size_t first = at;
        while (first > 0 && text[first - 1] == '\\')
            --first;
        if ((at - first) % 2 == 0 && at + 6 <= text.size()
            && kHalves.find(text[at + 3]) != std::string_view::npos)
            text.replace(at, 6, "\\ufffd");
    }
}

} // namespace

void writeFrame(char kind, std::string_view text)
{
    if (text.find("\\ud") != std::string_view::npos) {
        std::string whole(text);
        replaceHalves(whole);
        if (whole != text)
            return writeFrame(kind, whole);
    }
    const auto size = std::uint32_t(text.size() + 1);
    std::string head;
    for (unsigned shift = 0; shift < 32; shift += 8)
        head += char((size >> shift) & 0xff);
    head += kind;
    if (text.size() < 4096) {
        head += text;
        writeAll(head.data(), head.size());
        return;
    }
    writeAll(head.data(), head.size());
    writeAll(text.data(), text.size());
}

} // namespace eventscope::host
