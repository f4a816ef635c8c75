// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/scratchfile.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace eventscope {

namespace {

// What other programs keep of the disk, and how often it is looked at.
constexpr std::size_t kLeaveFree = std::size_t(64) << 20;
constexpr std::size_t kCheckEvery = std::size_t(16) << 20;

std::string scratchFolder()
{
    const char *const chosen = std::getenv("TMPDIR");
    return chosen && *chosen ? chosen : "/var/tmp";
}

int openScratch(const std::string &folder)
{
    const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0)
        return file;
    std::string name = folder + "/eventscope-XXXXXX";
    const int named = ::mkostemp(name.data(), O_CLOEXEC);
    if (named >= 0)
        ::unlink(name.c_str());
    return named;
}

} // namespace

ScratchFile::ScratchFile(std::string name)
    : m_name(std::move(name))
    , m_folder(scratchFolder())
    , m_file(openScratch(m_folder))
{}

ScratchFile::~ScratchFile()
{
    if (m_file >= 0)
        ::close(m_file);
}

Result<std::unique_ptr<ScratchFile>> ScratchFile::open(std::string name)
{
    std::unique_ptr<ScratchFile> scratch(new ScratchFile(std::move(name)));
    if (scratch->m_file < 0) {
        return fail(ErrorCode::Unreadable, scratch->m_name + " cannot be unpacked into "
                                               + scratch->m_folder + " (" + std::strerror(errno)
                                               + "); set TMPDIR to a folder that can be written.");
    }
    return scratch;
}

Result<void> ScratchFile::write(std::string_view bytes)
{
    if (m_size + bytes.size() >= m_spaceChecked) {
        m_spaceChecked = m_size + bytes.size() + kCheckEvery;
        struct statvfs space = {};
        if (::fstatvfs(m_file, &space) == 0
            && space.f_bavail * space.f_frsize < kLeaveFree + kCheckEvery) {
            return fail(ErrorCode::Limit, "There is no room in " + m_folder + " to unpack " + m_name
                                              + " (it has " + std::to_string(m_size >> 20)
                                              + " MiB so far); set TMPDIR to a folder with more.");
        }
    }
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(m_file, bytes.data(), bytes.size(),
                                         static_cast<off_t>(m_size));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            return fail(ErrorCode::Limit, "Unpacking " + m_name + " into " + m_folder + " failed ("
                                              + std::strerror(errno)
                                              + "); set TMPDIR to a folder with more room.");
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
        m_size += static_cast<std::size_t>(written);
    }
    return {};
}

} // namespace eventscope
