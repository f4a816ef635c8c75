// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "store/file/scratchfile.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace eventscope {

// Unpacks a gzip file (RFC 1952, also several in a row) piece by piece into a file without a name, which the system takes back when
// it is closed. The packed file stays open with its owner.
class Unpacker
{
public:
    // `name` is what messages call the file. Errors: Unreadable, Limit.
    static Result<std::unique_ptr<Unpacker>> open(int packed, std::string name);
    ~Unpacker();
    Unpacker(const Unpacker &) = delete;
    Unpacker &operator=(const Unpacker &) = delete;

    // Unpacks about this many bytes more. False at the end. Errors: Damaged (what came before it stays), Limit if the disk is full,
    // Unreadable.
    Result<bool> more(std::size_t bytes);

    int file() const { return m_scratch->file(); }
    std::size_t unpackedBytes() const { return m_scratch->size(); }
    std::uint64_t packedBytesRead() const { return m_read; }
    bool finished() const { return m_finished; }

private:
    struct Stream;
    Unpacker(int packed, std::string name);
    Result<bool> fillInput();
    Error failed(ErrorCode code, const std::string &what);

    int m_packed;
    std::string m_name;
    std::unique_ptr<ScratchFile> m_scratch;
    std::uint64_t m_read = 0;
    bool m_finished = false;
    std::unique_ptr<Stream> m_stream;
};

} // namespace eventscope
