// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "store/file/scratchfile.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eventscope {

class FileBytes;

// A file of another form as JSON Lines, each of which knows where in that file it comes from. Written by one thread, then read by any.
class Rewriting
{
public:
    // `name` is what messages call the file, `title` the form that it has.
    static Result<std::unique_ptr<Rewriting>> begin(const std::string &name, std::string title);

    // One event. Line ends in the JSON are made spaces. Errors: Limit.
    Result<void> add(std::string json, std::int64_t line, std::int64_t column);
    // Something that cannot be read. `what` is a clause without a full stop; `snippet` is shown in its place.
    Result<void> addDamage(std::string what, std::string_view snippet, std::int64_t line,
                           std::int64_t column);
    Result<void> finish(); // writes what is left
    // The same if nothing went wrong before (`done`), and whether the file is still there as it was read. Errors name it.
    Result<void> finish(const FileBytes &bytes, Result<void> done);

    const std::string &title() const { return m_title; }
    int file() const { return m_scratch->file(); }
    std::size_t size() const { return m_scratch->size(); }
    // What is wrong with the only line, if all there is cannot be read.
    const std::string *onlyDamage() const
    {
        return m_damages.size() == m_places.size() && !m_damages.empty()
                   ? &m_damages.begin()->second
                   : nullptr;
    }
    // Line and column in the file of the line that begins at this offset or before it.
    std::pair<std::int64_t, std::int64_t> place(std::size_t offset) const;
    // What is wrong with the line at this offset; null pointer if nothing is.
    const std::string *damage(std::size_t offset) const;

private:
    struct Place {
        std::size_t offset;
        std::int64_t line;
        std::int64_t column;
    };
    explicit Rewriting(std::string title)
        : m_title(std::move(title))
    {}

    std::string m_title;
    std::unique_ptr<ScratchFile> m_scratch;
    std::string m_waiting; // lines that are not in the file yet
    std::vector<Place> m_places;
    std::map<std::size_t, std::string> m_damages;
};

struct EventsSpec;
struct FileLayout;

// Puts a file into lines if it has a form that is no list of JSON objects: XES, OCEL 1.0. Errors: Damaged, Limit, Unreadable, NotAStore.
Result<void> rewriteIfForeign(FileBytes &bytes);

// Puts records that hold several events each into lines of one event: {"element": …, "row": {…}, "version": …}. Then the dialect reads
// those, as spreadEvents() says. Errors: as above.
Result<void> rewriteSpread(FileBytes &bytes, const FileLayout &layout, const EventsSpec &events);
EventsSpec spreadEvents(const EventsSpec &events);

} // namespace eventscope
