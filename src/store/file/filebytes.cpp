// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/filebytes.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace eventscope {

namespace {

constexpr std::size_t kUnpackStep = std::size_t(4) << 20;
constexpr std::size_t kLineStep = std::size_t(4) << 20;
constexpr std::size_t kSamples = 32;
constexpr std::size_t kSampleBytes = 64;

bool sameMoment(const timespec &left, const timespec &right)
{
    return left.tv_sec == right.tv_sec && left.tv_nsec == right.tv_nsec;
}

} // namespace

Result<std::shared_ptr<FileBytes>> FileBytes::open(const std::string &path, const Opening &opening)
{
    std::shared_ptr<FileBytes> bytes(new FileBytes);
    bytes->m_opening = opening;
    bytes->m_path = path;
    bytes->m_name = path.substr(path.rfind('/') + 1);
    // Not waiting for a writer, should this be a pipe.
    bytes->m_file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (bytes->m_file < 0) {
        const int reason = errno;
        if (reason == ENOENT || reason == ENOTDIR)
            return fail(Error(ErrorCode::NotFound, "There is no file " + path + "; check the path.")
                            .at(path));
        return fail(Error(ErrorCode::Unreadable, path + " cannot be opened ("
                                                     + std::strerror(reason)
                                                     + "); check its permissions.")
                        .at(path));
    }
    if (::fstat(bytes->m_file, &bytes->m_known) != 0 || !S_ISREG(bytes->m_known.st_mode)) {
        return fail(Error(ErrorCode::Unreadable,
                          path
                              + (S_ISDIR(bytes->m_known.st_mode)
                                     ? " is a folder; name the file in it that holds the events."
                                     : " is no regular file; copy its content into one."))
                        .at(path));
    }
    const auto size = static_cast<std::size_t>(bytes->m_known.st_size);
    unsigned char magic[2] = {};
    const bool packed = ::pread(bytes->m_file, magic, 2, 0) == 2 && magic[0] == 0x1f
                        && magic[1] == 0x8b;
    auto mapping = Mapping::reserve(packed ? size * 32 : size);
    if (!mapping)
        return fail(std::move(mapping).error().at(path));
    bytes->m_mapping = std::move(*mapping);
    bytes->m_total = size;
    if (packed) {
        auto unpacker = Unpacker::open(bytes->m_file, bytes->m_name);
        if (!unpacker)
            return fail(std::move(unpacker).error().at(path));
        bytes->m_unpacker = std::move(*unpacker);
        bytes->m_packed = true;
    } else if (auto mapped = bytes->m_mapping->extend(bytes->m_file, size); !mapped) {
        return fail(std::move(mapped).error().at(path));
    }
    return bytes;
}

FileBytes::~FileBytes()
{
    if (m_file >= 0)
        ::close(m_file);
}

Result<void> FileBytes::stillWaiting() const
{
    if (m_opening.stop.stop_requested())
        return fail(Error(ErrorCode::Cancelled, "Opening " + m_name + " was stopped.").at(m_path));
    return {};
}

Result<void> FileBytes::reached(std::size_t offset)
{
    constexpr std::uint64_t kParts = 1000;
    if (Progress *const progress = m_opening.progress) {
        const auto share = [](std::uint64_t done, std::uint64_t total) {
            return total == 0
                       ? 1.0
                       : static_cast<double>(std::min(done, total)) / static_cast<double>(total);
        };
        const double unpacked = m_unpacker ? share(m_unpacker->packedBytesRead(),
                                                   static_cast<std::uint64_t>(m_known.st_size))
                                           : 1.0;
        const auto parts = static_cast<std::uint64_t>(kParts * unpacked
                                                      * share(offset, text().size()));
        // Of what is unpacked piece by piece the shares are estimates.
        progress->done.store(std::max(progress->done.load(std::memory_order_relaxed), parts),
                             std::memory_order_relaxed);
        progress->total.store(kParts, std::memory_order_relaxed);
    }
    return passed(offset);
}

void FileBytes::opened()
{
    if (Progress *const progress = m_opening.progress)
        progress->done.store(progress->total.load(std::memory_order_relaxed),
                             std::memory_order_relaxed);
    m_opening = {};
}

Result<void> FileBytes::passed(std::size_t offset)
{
    m_mapping->release(offset);
    return stillWaiting();
}

Result<bool> FileBytes::more()
{
    if (m_damage)
        return fail(*m_damage);
    if (auto waiting = stillWaiting(); !waiting)
        return fail(std::move(waiting).error());
    if (!m_unpacker || m_unpacker->finished())
        return false;
    auto unpacked = m_unpacker->more(kUnpackStep);
    m_packedRead.store(m_unpacker->packedBytesRead(), std::memory_order_relaxed);
    if (auto mapped = m_mapping->extend(m_unpacker->file(), m_unpacker->unpackedBytes()); !mapped)
        return fail(std::move(mapped).error().at(m_path));
    if (!unpacked) {
        m_damage = std::move(unpacked).error().at(m_path);
        return fail(*m_damage);
    }
    return unpacked;
}

Result<void> FileBytes::replaceBy(std::unique_ptr<Rewriting> lines, std::unique_ptr<LineMaker> rest)
{
    auto mapping = Mapping::reserve(lines->size());
    if (!mapping)
        return fail(std::move(mapping).error().at(m_path));
    if (auto mapped = (*mapping)->extend(lines->file(), lines->size()); !mapped)
        return fail(std::move(mapped).error().at(m_path));
    if (rest && !m_packed && !m_rewriting) {
        m_rest = std::move(rest);
        m_source = std::move(m_mapping);
        remember(0);
    }
    m_mapping = std::move(*mapping);
    m_rewriting = std::move(lines);
    m_unpacker.reset(); // with its copy of the text
    m_total = m_rewriting->size();
    return {};
}

void FileBytes::releaseCopy(std::size_t end)
{
    if (m_rewriting)
        m_mapping->release(end);
}

Result<SourceChange> FileBytes::change(std::size_t read)
{
    struct stat now = {};
    if (::stat(m_path.c_str(), &now) != 0) {
        const bool gone = errno == ENOENT || errno == ENOTDIR;
        if (gone)
            return SourceChange::Replaced;
        return fail(Error(ErrorCode::Unreadable, m_path + " cannot be watched any more ("
                                                     + std::strerror(errno) + "); open it again.")
                        .at(m_path));
    }
    if (now.st_dev != m_known.st_dev || now.st_ino != m_known.st_ino || m_mapping->wasCut()
        || (m_source && m_source->wasCut()))
        return SourceChange::Replaced;
    const bool sameSize = now.st_size == m_known.st_size;
    if (sameSize && sameMoment(now.st_mtim, m_known.st_mtim))
        return SourceChange::None;
    if (m_packed || (m_rewriting && !m_rest) || now.st_size < m_known.st_size)
        return SourceChange::Replaced;
    if (m_rest)
        read = m_rest->settled();
    const std::string_view all = sourceText();
    for (const auto &[offset, bytes] : m_samples) {
        if (offset + bytes.size() <= std::min(read, all.size())
            && all.compare(offset, bytes.size(), bytes) != 0)
            return SourceChange::Replaced;
    }
    if (!sameSize)
        return SourceChange::Appended;
    m_known.st_mtim = now.st_mtim;
    return SourceChange::None;
}

Result<void> FileBytes::grow()
{
    struct stat now = {};
    if (::fstat(m_file, &now) != 0)
        return {};
    if (m_packed || (m_rewriting && !m_rest) || now.st_size <= m_known.st_size)
        return {};
    m_known.st_size = now.st_size;
    m_known.st_mtim = now.st_mtim;
    m_total.store(static_cast<std::uint64_t>(now.st_size), std::memory_order_relaxed);
    Mapping &file = m_source ? *m_source : *m_mapping;
    if (auto mapped = file.extend(m_file, static_cast<std::size_t>(now.st_size)); !mapped)
        return fail(std::move(mapped).error().at(m_path));
    return m_rest ? growLines() : Result<void>();
}

Result<void> FileBytes::growLines()
{
    auto made = m_rest->makeMore(*m_rewriting);
    if (made)
        made = m_rewriting->finish();
    m_source->release(m_rest->settled());
    if (m_source->wasCut())
        return fail(Error(ErrorCode::Changed, m_name + " was cut while it was open; open it again.")
                        .at(m_path));
    if (made)
        made = m_mapping->extend(m_rewriting->file(), m_rewriting->size());
    m_total.store(m_rewriting->size(), std::memory_order_relaxed);
    if (!made)
        return fail(std::move(made).error().at(m_path));
    return {};
}

void FileBytes::remember(std::size_t size)
{
    m_samples.clear();
    const std::string_view all = sourceText().substr(0, m_rest ? m_rest->settled() : size);
    for (std::size_t i = 0; i < kSamples && !all.empty(); ++i) {
        const std::size_t room = all.size() - std::min(all.size(), kSampleBytes);
        const std::size_t offset = room / (kSamples - 1) * i
                                   + (i == kSamples - 1 ? room % (kSamples - 1) : 0);
        if (m_samples.empty() || m_samples.back().first != offset)
            m_samples.emplace_back(offset, all.substr(offset, kSampleBytes));
    }
}

std::optional<Error> FileBytes::cut() const
{
    bool gone = m_mapping->wasCut();
    if (!gone && !m_packed && !m_rewriting) {
        struct stat now = {};
        gone = ::fstat(m_file, &now) == 0
               && static_cast<std::size_t>(now.st_size) < m_mapping->size();
    }
    if (!gone)
        return std::nullopt;
    return Error(ErrorCode::Changed, m_name + " was cut while it was open; open it again.")
        .at(m_path);
}

std::uint64_t FileBytes::progress(std::size_t offset) const
{
    if (m_rewriting)
        return offset;
    return m_packed ? m_packedRead.load(std::memory_order_relaxed) : offset;
}

std::uint64_t FileBytes::progressTotal() const
{
    return m_total.load(std::memory_order_relaxed);
}

std::pair<std::int64_t, std::int64_t> FileBytes::place(std::size_t offset) const
{
    if (m_rewriting)
        return m_rewriting->place(offset);
    const std::string_view all = text();
    offset = std::min(offset, all.size());
    const auto newlines = [&](std::size_t from, std::size_t to) {
        return static_cast<std::int64_t>(std::count(all.data() + from, all.data() + to, '\n'));
    };
    std::int64_t line = 0;
    {
        const std::lock_guard lock(m_linesMutex);
        if (m_lines.empty())
            m_lines.push_back(0);
        const std::size_t step = offset / kLineStep;
        while (m_lines.size() <= step) {
            const std::size_t at = m_lines.size() * kLineStep;
            m_lines.push_back(m_lines.back() + newlines(at - kLineStep, at));
        }
        line = m_lines[step] + newlines(step * kLineStep, offset);
    }
    const std::size_t newline = offset == 0 ? std::string_view::npos : all.rfind('\n', offset - 1);
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    // Characters, not bytes: all but the continuation bytes of UTF-8. A BOM at the very start is none.
    std::int64_t column = 1
                          + static_cast<std::int64_t>(
                              std::count_if(all.data() + begin, all.data() + offset, [](char byte) {
                                  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
                              }));
    if (begin == 0 && offset >= 3 && all.starts_with("\xEF\xBB\xBF"))
        --column;
    return {line + 1, column};
}

} // namespace eventscope
