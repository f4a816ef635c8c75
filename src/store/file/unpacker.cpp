// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/unpacker.h"

#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include <unistd.h>

namespace eventscope {

namespace {

constexpr std::size_t kInput = 256 * 1024;
constexpr std::size_t kOutput = 1024 * 1024;
constexpr int kGzipOnly = MAX_WBITS + 16;

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
    , m_stream(std::make_unique<Stream>())
{}

Unpacker::~Unpacker()
{
    if (m_stream->begun)
        inflateEnd(&m_stream->zip);
}

Result<std::unique_ptr<Unpacker>> Unpacker::open(int packed, std::string name)
{
    std::unique_ptr<Unpacker> unpacker(new Unpacker(packed, std::move(name)));
    auto scratch = ScratchFile::open(unpacker->m_name);
    if (!scratch)
        return fail(std::move(scratch).error());
    unpacker->m_scratch = std::move(*scratch);
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

Result<bool> Unpacker::more(std::size_t bytes)
{
    if (m_finished)
        return false;
    z_stream &zip = m_stream->zip;
    const std::size_t enough = unpackedBytes() + bytes;
    while (unpackedBytes() < enough) {
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
        const char *const unpacked = reinterpret_cast<const char *>(m_stream->output.data());
        if (auto written = m_scratch->write({unpacked, got}); !written) {
            m_finished = true;
            return fail(std::move(written).error());
        }
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
