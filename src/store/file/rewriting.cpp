// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/rewriting.h"

#include "base/json.h"
#include "store/file/eventfields.h"
#include "store/file/filebytes.h"
#include "store/file/jsoncursor.h"
#include "store/file/structure.h"
#include "store/file/xesreader.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t kWriteStep = std::size_t(1) << 20;
constexpr std::size_t kMostSnippet = 400;
constexpr std::string_view kOcelEvents = "ocel:events";

// Lines before an offset, asked for in ascending order.
class LineCount
{
public:
    explicit LineCount(std::string_view text)
        : m_text(text)
    {}
    std::int64_t lineAt(std::size_t offset)
    {
        m_line += std::count(m_text.begin() + static_cast<std::ptrdiff_t>(m_at),
                             m_text.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
        m_at = offset;
        return m_line;
    }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
    std::int64_t m_line = 1;
};

// OCEL 1.0 keeps its events in an object, by their ids. Each becomes an object of its own with the id in it.
Result<void> rewriteOcel(std::string_view text, std::size_t begin, Rewriting &lines)
{
    LineCount count(text);
    JsonCursor cursor(text, begin);
    cursor.take('{');
    bool first = true;
    bool escaped = false;
    std::string_view name;
    const auto damaged = [&](const char *what) {
        const std::size_t at = cursor.offset();
        return lines.addDamage(std::string("this is no JSON (") + what
                                   + "), so the rest of the list is missing",
                               text.substr(at), count.lineAt(at), 1);
    };
    while (cursor.member(name, escaped, first)) {
        if (name != kOcelEvents) {
            if (!cursor.skip())
                return damaged(cursor.mistake());
            continue;
        }
        if (!cursor.take('{'))
            return damaged("an object of events should stand here");
        bool firstEvent = true;
        while (cursor.member(name, escaped, firstEvent)) {
            const std::size_t at = cursor.offset();
            std::string_view event;
            if (!cursor.value(event))
                return damaged(cursor.mistake());
            Result<void> added;
            if (event.front() != '{') {
                added = lines.addDamage("this is no JSON object, so it is no event", event,
                                        count.lineAt(at), 1);
            } else {
                const std::size_t inside = behindSpace(event, 1);
                std::string json = "{\"ocel:eid\":\"" + std::string(name) + '"';
                json += event[inside] == '}' ? "" : ",";
                json += event.substr(inside);
                added = lines.add(std::move(json), count.lineAt(at), 1);
            }
            if (!added)
                return added;
        }
        if (cursor.mistake())
            return damaged(cursor.mistake());
    }
    return cursor.mistake() ? damaged(cursor.mistake()) : Result<void>();
}

bool isOcel1(std::string_view text, std::size_t begin)
{
    const std::size_t name = behindSpace(text, begin + 1);
    return text[begin] == '{' && text.substr(name).starts_with("\"ocel:");
}

// All that a gzip file holds; what comes before a damage is kept.
void unpackAll(FileBytes &bytes)
{
    while (true) {
        const auto more = bytes.more();
        if (!more || !*more)
            return;
    }
}

} // namespace

Result<std::unique_ptr<Rewriting>> Rewriting::begin(const std::string &name, std::string title)
{
    std::unique_ptr<Rewriting> rewriting(new Rewriting(std::move(title)));
    auto scratch = ScratchFile::open(name);
    if (!scratch)
        return fail(std::move(scratch).error());
    rewriting->m_scratch = std::move(*scratch);
    return rewriting;
}

Result<void> Rewriting::add(std::string json, std::int64_t line, std::int64_t column)
{
    std::replace_if(
        json.begin(), json.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    m_places.push_back({size() + m_waiting.size(), line, column});
    m_waiting += json;
    m_waiting += '\n';
    return m_waiting.size() < kWriteStep ? Result<void>() : finish();
}

Result<void> Rewriting::addDamage(std::string what, std::string_view snippet, std::int64_t line,
                                  std::int64_t column)
{
    m_damages[size() + m_waiting.size()] = std::move(what);
    // Whatever it is, it must not be taken for an event.
    return add("? " + withoutBadUtf8(snippet.substr(0, kMostSnippet)), line, column);
}

Result<void> Rewriting::finish()
{
    auto written = m_scratch->write(m_waiting);
    m_waiting.clear();
    return written;
}

Result<void> Rewriting::finish(const FileBytes &bytes, Result<void> done)
{
    if (done)
        done = finish();
    if (auto cut = bytes.cut())
        return fail(std::move(*cut));
    if (!done)
        return fail(std::move(done).error().at(bytes.path()));
    return {};
}

std::pair<std::int64_t, std::int64_t> Rewriting::place(std::size_t offset) const
{
    const auto behind = std::upper_bound(m_places.begin(), m_places.end(), offset,
                                         [](std::size_t at, const Place &place) {
                                             return at < place.offset;
                                         });
    if (behind == m_places.begin())
        return {1, 1};
    return {std::prev(behind)->line, std::prev(behind)->column};
}

const std::string *Rewriting::damage(std::size_t offset) const
{
    const auto found = m_damages.find(offset);
    return found == m_damages.end() ? nullptr : &found->second;
}

Result<void> rewriteIfForeign(FileBytes &bytes)
{
    if (bytes.text().empty() && bytes.isPacked())
        (void)bytes.more(); // an error comes again when the file is read
    const std::string_view start = bytes.text();
    const std::size_t begin = behindSpace(start, start.starts_with("\xEF\xBB\xBF") ? 3 : 0);
    if (begin >= start.size())
        return {};
    const bool xml = start[begin] == '<';
    if (!xml && !isOcel1(start, begin))
        return {};
    unpackAll(bytes);
    auto lines = Rewriting::begin(bytes.name(), xml ? "XES" : "OCEL 1.0 JSON");
    if (!lines)
        return fail(std::move(lines).error().at(bytes.path()));
    auto done = xml ? rewriteXes(bytes.text(), bytes.name(), **lines)
                    : rewriteOcel(bytes.text(), begin, **lines);
    if (done && !bytes.more())
        done = (*lines)->addDamage("the gzip data ends or is wrong here, so the rest is missing",
                                   {}, 1, 1);
    if (auto finished = (*lines)->finish(bytes, std::move(done)); !finished)
        return finished;
    const std::string *const damage = (*lines)->onlyDamage();
    if (damage || (*lines)->size() == 0) {
        const auto [line, column] = (*lines)->place(0);
        Error error(ErrorCode::NotAStore,
                    bytes.name() + " looks like " + (*lines)->title() + " but holds no events"
                        + (damage ? ": at line " + std::to_string(line) + ", " + *damage
                                  : std::string())
                        + "; open a file that holds some.");
        return fail(std::move(error).at(bytes.path(), line, column));
    }
    return bytes.replaceBy(std::move(*lines));
}

} // namespace eventscope
