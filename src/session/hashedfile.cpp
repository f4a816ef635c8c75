// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/hashedfile.h"

#include <QCryptographicHash>
#include <QFile>

#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>

namespace eventscope {

namespace {

constexpr qint64 kMostHashed = 256 << 20; // bytes
constexpr std::int64_t kSettled = 3;      // seconds: more than the coarsest clock of a file system

HashedFile::Stamp stampFrom(const struct stat &info)
{
    return {std::uint64_t(info.st_dev),
            std::uint64_t(info.st_ino),
            std::int64_t(info.st_size),
            {std::int64_t(info.st_mtim.tv_sec), std::int64_t(info.st_mtim.tv_nsec)},
            {std::int64_t(info.st_ctim.tv_sec), std::int64_t(info.st_ctim.tv_nsec)}};
}

} // namespace

std::optional<HashedFile::Stamp> HashedFile::stampOf(const std::string &path)
{
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
        return std::nullopt;
    return stampFrom(info);
}

std::optional<HashedFile> HashedFile::of(const std::string &path, const std::stop_token &stop)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    QFile file;
    if (descriptor < 0 || !file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle))
        return std::nullopt;
    // Before the content: a change between the two is noticed then.
    struct stat info {};
    if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode))
        return std::nullopt;
    HashedFile content;
    content.stamp = stampFrom(info);
    content.isSettled = std::int64_t(std::time(nullptr)) - content.stamp.changed[0] > kSettled;
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArray::number(qint64(info.st_size)));
    qint64 hashed = 0;
    while (hashed < kMostHashed) {
        if (stop.stop_requested())
            return std::nullopt;
        const QByteArray part = file.read(1 << 20);
        if (part.isEmpty())
            break;
        hash.addData(part);
        hashed += part.size();
    }
    if (file.error() != QFileDevice::NoError)
        return std::nullopt;
    if (hashed >= kMostHashed) {
        for (const std::int64_t each :
             {std::int64_t(content.stamp.device), std::int64_t(content.stamp.identity),
              content.stamp.changed[0], content.stamp.changed[1]})
            hash.addData(',' + QByteArray::number(qint64(each)));
    }
    content.hash = hash.result();
    return content;
}

} // namespace eventscope
