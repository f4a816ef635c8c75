// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/source.h"
#include "store/file/mapping.h"
#include "store/file/rewriting.h"
#include "store/file/unpacker.h"
#include "store/store.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/stat.h>

namespace eventscope {

// The bytes of a file, mapped; those of a gzip file unpacked. They may grow (more() and grow(), of one thread) while other threads
// read text(); addresses stay.
class FileBytes
{
public:
    // Errors: NotFound, Unreadable, Limit.
    static Result<std::shared_ptr<FileBytes>> open(const std::string &path,
                                                   const Opening &opening = {});
    ~FileBytes();
    FileBytes(const FileBytes &) = delete;
    FileBytes &operator=(const FileBytes &) = delete;

    const std::string &path() const { return m_path; }
    const std::string &name() const { return m_name; } // without its folders
    bool isPacked() const { return m_packed; }

    // While the store opens. Errors: Cancelled, if nobody waits for it any more.
    Result<void> stillWaiting() const;
    // The same, and tells how far reading the whole text has come; what lies before the offset leaves the memory.
    Result<void> reached(std::size_t offset);
    // The same, of a pass that comes before another one and tells nothing.
    Result<void> passed(std::size_t offset);
    void opened(); // nobody waits any more, and all is told

    // Takes these lines, made of the text, in its place; before anybody else reads. Without what makes lines of what the file grows by, every
    // change is a replacement from then on.
    Result<void> replaceBy(std::unique_ptr<Rewriting> lines, std::unique_ptr<LineMaker> rest = {});
    // The file's own text, also where it was replaced by lines that go on with it.
    std::string_view sourceText() const { return (m_source ? *m_source : *m_mapping).text(); }
    // Takes what lies before this offset of the text out of memory, if the text is a copy.
    void releaseCopy(std::size_t end);
    // Set if the text was replaced.
    const Rewriting *rewriting() const { return m_rewriting.get(); }
    std::string_view text() const { return m_mapping->text(); }

    // Unpacks another piece. False once there is no more. A damaged file gives its error again and again; what came before it stays,
    // and text() may have grown by it.
    // Errors: Cancelled, too, while the store opens.
    Result<bool> more();

    // Whether the file has changed; `read` is how far its text was read. Appended: grow() shows what is new.
    Result<SourceChange> change(std::size_t read);
    Result<void> grow();
    // Remembers samples of the first `size` bytes, so that change() sees when they are other ones.
    void remember(std::size_t size);

    // The error to give if bytes that were read may have been gone already.
    std::optional<Error> cut() const;

    std::uint64_t progress(std::size_t offset) const;
    std::uint64_t progressTotal() const;

    // 1-based line and character of an offset. Any thread.
    std::pair<std::int64_t, std::int64_t> place(std::size_t offset) const;

private:
    FileBytes() = default;
    Result<void> growLines();

    std::string m_path;
    std::string m_name;
    int m_file = -1;
    struct stat m_known = {};
    Opening m_opening;
    bool m_packed = false;
    std::unique_ptr<Unpacker> m_unpacker; // while its text is read
    std::optional<Error> m_damage;        // of the packed file
    std::unique_ptr<Rewriting> m_rewriting;
    std::unique_ptr<Mapping> m_mapping;
    std::unique_ptr<Mapping> m_source; // the file's own, if m_rest reads on
    std::unique_ptr<LineMaker> m_rest;
    std::vector<std::pair<std::size_t, std::string>> m_samples;
    std::atomic<std::uint64_t> m_packedRead{0};
    std::atomic<std::uint64_t> m_total{0};
    mutable std::mutex m_linesMutex;
    mutable std::vector<std::int64_t> m_lines; // newlines before each multiple of kLineStep
};

} // namespace eventscope
