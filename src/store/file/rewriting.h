// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "store/file/scratchfile.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eventscope {

class FileBytes;

// A file of another form as JSON Lines, each of which knows where in that file it comes from. Written by one thread, read by any.
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
    // What is wrong with the first line, if all there is cannot be read.
    const std::string *onlyDamage() const;
    // Line and column in the file of the line that begins at this offset or before it.
    std::pair<std::int64_t, std::int64_t> place(std::size_t offset) const;
    // What is wrong with the line at this offset; null pointer if nothing is.
    const std::string *damage(std::size_t offset) const;

private:
    // Where every so many lines begin, here and in the file; what lies between is in m_steps.
    struct Mark {
        std::size_t offset = 0;
        std::int64_t line = 0;
        std::int64_t column = 0;
        std::size_t steps = 0; // of the lines behind it
    };
    void addPlace(std::size_t offset, std::int64_t line, std::int64_t column);

    explicit Rewriting(std::string title)
        : m_title(std::move(title))
    {}

    std::string m_title;
    std::unique_ptr<ScratchFile> m_scratch;
    std::string m_waiting;      // lines that are not in the file yet
    mutable std::mutex m_mutex; // of the places and damages
    std::vector<Mark> m_marks;
    // For each line but the marked ones, as numbers of seven bits a byte: how far behind the one before it begins, here (bytes) and in the file
    // (lines), and its column there. Some five bytes an event.
    std::string m_steps;
    std::size_t m_count = 0;
    std::size_t m_lastOffset = 0;
    std::int64_t m_lastLine = 0;
    std::map<std::size_t, std::string> m_damages;
};

// Makes lines of what a file has grown by, where its form allows it.
class LineMaker
{
public:
    virtual ~LineMaker() = default;
    virtual Result<void> makeMore(Rewriting &lines) = 0;
    // Up to here the file's text is in the lines and does not change when more is written.
    virtual std::size_t settled() const = 0;
};

// Lines and columns (of characters) in a text that may grow, asked for in ascending order.
class PlaceCount
{
public:
    // 1-based, as FileBytes::place().
    std::pair<std::int64_t, std::int64_t> placeOf(std::string_view text, std::size_t offset);

private:
    std::size_t m_at = 0;
    std::int64_t m_line = 1;
    std::int64_t m_column = 1;
};

struct EventsSpec;
struct FileLayout;

// Puts a file into lines if it has a form that is no list of JSON objects: XES, OCEL 1.0. Errors: Damaged, Limit, Unreadable, NotAStore,
// Cancelled.
Result<void> rewriteIfForeign(FileBytes &bytes);

// Puts records that hold several events each into lines of one event: {"element": …, "row": {…}, "version": …}. Then the dialect reads
// those, as spreadEvents() says. Errors: as above.
Result<void> rewriteSpread(FileBytes &bytes, const FileLayout &layout, const EventsSpec &events);
EventsSpec spreadEvents(const EventsSpec &events);

} // namespace eventscope
