// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

namespace eventscope {

// What stands in a file at a moment: what somebody trusts when they trust a program. Any thread.
struct HashedFile {
    // Another content has another stamp, whoever writes it and whatever they do to the file's times: nobody sets the time of its last change.
    struct Stamp {
        std::uint64_t device = 0;
        std::uint64_t identity = 0; // inode
        std::int64_t size = 0;
        std::int64_t written[2] = {0, 0}; // seconds, nanoseconds
        std::int64_t changed[2] = {0, 0}; // likewise; also of its name and its rights
        bool operator==(const Stamp &) const = default;
    };
    Stamp stamp;
    // False: the file was so young when it was read that another content may have the same stamp.
    bool isSettled = false;
    QByteArray hash;

    // None: it cannot be read, is no file, or the search was stopped. Of a very large file the hash is of its start and its stamp.
    static std::optional<HashedFile> of(const std::string &path, const std::stop_token &stop = {});
    static std::optional<Stamp> stampOf(const std::string &path);
};

} // namespace eventscope
