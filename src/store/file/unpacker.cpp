// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/unpacker.h"

#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace eventscope {

namespace {

constexpr std::size_t kInput = 256 * 1024;
constexpr std::size_t kOutput = 1024 * 1024;
// What other programs keep of the disk, and how often it is looked at.
constexpr std::size_t kLeaveFree = std::size_t(64) << 20;
constexpr std::size_t kCheckEvery = std::size_t(16) << 20;
constexpr int kGzipOnly = MAX_WBITS + 16;

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

struct Unpacker::Stream {
    z_stream zip = {};
    std::vector<unsigned char> input = std::vector<unsigned char>(kInput);
    std::vector<unsigned char> output = std::vector<unsigned char>(kOutput);
    bool begun = false; // zlib has its memory
};

Unpacker::Unpacker(int packed, std::string name)
    : m_packed(packed)
    , m_name(std::move(name))
    , m_folder(scratchFolder())
    , m_stream(std::make_unique<Stream>())
{}

Unpacker::~Unpacker()
{
    if (m_stream->begun)
        inflateEnd(&m_stream->zip);
    if (m_file >= 0)
        ::close(m_file);
}

Result<std::unique_ptr<Unpacker>> Unpacker::open(int packed, std::string name)
{
    std::unique_ptr<Unpacker> unpacker(new Unpacker(packed, std::move(name)));
    unpacker->m_file = openScratch(unpacker->m_folder);
    if (unpacker->m_file < 0) {
        return fail(ErrorCode::Unreadable, unpacker->m_name + " cannot be unpacked into "
                                               + unpacker->m_folder + " (" + std::strerror(errno)
                                               + "); set TMPDIR to a folder that can be written.");
    }
    if (inflateInit2(&unpacker->m_stream->zip, kGzipOnly) != Z_OK)
        return fail(ErrorCode::Limit, "There is no memory left to unpack " + unpacker->m_name
                                          + "; close other stores.");
    unpacker->m_stream->begun = true;
    return unpacker;
}

Error Unpacker::failed(ErrorCode code, const std::string &what)
{
    m_finished = true;
    return Error(code, what);
}

Result<bool> Unpacker::fillInput()
{
    z_stream &zip = m_stream->zip;
    ssize_t got = 0;
    do {
        got = ::pread(m_packed, m_stream->input.data(), kInput, static_cast<off_t>(m_read));
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return fail(failed(ErrorCode::Unreadable,
                           m_name + " cannot be read any further (" + std::strerror(errno)
                               + "); copy it to a local disk and open the copy."));
    }
    m_read += static_cast<std::uint64_t>(got);
    zip.next_in = m_stream->input.data();
    zip.avail_in = static_cast<uInt>(got);
    return got > 0;
}

Result<void> Unpacker::write(const char *bytes, std::size_t size)
{
    if (m_unpacked + size >= m_spaceChecked) {
        m_spaceChecked = m_unpacked + size + kCheckEvery;
        struct statvfs space = {};
        if (::fstatvfs(m_file, &space) == 0
            && space.f_bavail * space.f_frsize < kLeaveFree + kCheckEvery) {
            return fail(
                failed(ErrorCode::Limit, "There is no room in " + m_folder + " to unpack " + m_name
                                             + " (it has " + std::to_string(m_unpacked >> 20)
                                             + " MiB so far); set TMPDIR to a folder with more."));
        }
    }
    while (size > 0) {
        const ssize_t written = ::pwrite(m_file, bytes, size, static_cast<off_t>(m_unpacked));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            return fail(
                failed(ErrorCode::Limit, "Unpacking " + m_name + " into " + m_folder + " failed ("
                                             + std::strerror(errno)
                                             + "); set TMPDIR to a folder with more room."));
        }
        bytes += written;
        size -= static_cast<std::size_t>(written);
        m_unpacked += static_cast<std::size_t>(written);
    }
    return {};
}

Result<bool> Unpacker::more(std::size_t bytes)
{
    if (m_finished)
        return false;
    z_stream &zip = m_stream->zip;
    const std::size_t enough = m_unpacked + bytes;
    while (m_unpacked < enough) {
        bool atEnd = false;
        if (zip.avail_in == 0) {
            const auto filled = fillInput();
            if (!filled)
                return fail(filled.error());
            atEnd = !*filled;
        }
        zip.next_out = m_stream->output.data();
        zip.avail_out = kOutput;
        const int state = inflate(&zip, Z_NO_FLUSH);
        const std::size_t got = kOutput - zip.avail_out;
        if (auto written = write(reinterpret_cast<const char *>(m_stream->output.data()), got);
            !written)
            return fail(std::move(written).error());
        if (state == Z_STREAM_END) {
            // Another gzip file may follow at once; anything else behind it (zeros of a tape, say) is let be, as gzip does.
            if (zip.avail_in < 2) {
                m_read -= zip.avail_in;
                if (const auto filled = fillInput(); !filled)
                    return fail(filled.error());
            }
            if (zip.avail_in >= 2 && zip.next_in[0] == 0x1f && zip.next_in[1] == 0x8b) {
                inflateReset(&zip);
                continue;
            }
            m_finished = true;
            return true;
        }
        if (state == Z_BUF_ERROR && atEnd) {
            return fail(
                failed(ErrorCode::Damaged,
                       m_name + " is cut: its gzip data ends too early, after byte "
                           + std::to_string(m_read)
                           + "; what could be unpacked was loaded. Fetch the whole file again."));
        }
        if (state != Z_OK && state != Z_BUF_ERROR) {
            return fail(failed(ErrorCode::Damaged,
                               m_name + " is damaged: its gzip data is wrong before byte "
                                   + std::to_string(m_read)
                                   + "; what could be unpacked was loaded. Fetch the file again.")
                            .with(zip.msg ? zip.msg : "zlib error " + std::to_string(state)));
        }
    }
    return true;
}

} // namespace eventscope
