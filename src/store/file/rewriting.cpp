// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/rewriting.h"

#include "base/json.h"
#include "store/file/eventfields.h"
#include "store/file/filebytes.h"
#include "store/file/ocelreader.h"
#include "store/file/structure.h"
#include "store/file/xesreader.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t kWriteStep = std::size_t(1) << 20;
constexpr std::size_t kMostSnippet = 400;

void putNumber(std::string &bytes, std::uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        bytes += static_cast<char>(number | 0x80);
    bytes += static_cast<char>(number);
}

std::uint64_t takeNumber(std::string_view bytes, std::size_t &at)
{
    std::uint64_t number = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes[at++]);
        number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
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
    addPlace(size() + m_waiting.size(), line, column);
    m_waiting += json;
    m_waiting += '\n';
    return m_waiting.size() < kWriteStep ? Result<void>() : finish();
}

Result<void> Rewriting::addDamage(std::string what, std::string_view snippet, std::int64_t line,
                                  std::int64_t column)
{
    {
        const std::lock_guard lock(m_mutex);
        m_damages[size() + m_waiting.size()] = std::move(what);
    }
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
    if (!done && done.error().code == ErrorCode::Cancelled)
        return done;
    if (auto cut = bytes.cut())
        return fail(std::move(*cut));
    if (!done)
        return fail(std::move(done).error().at(bytes.path()));
    return {};
}

std::pair<std::int64_t, std::int64_t> Rewriting::place(std::size_t offset) const
{
    const std::lock_guard lock(m_mutex);
    const auto behind = std::upper_bound(m_marks.begin(), m_marks.end(), offset,
                                         [](std::size_t at, const Mark &mark) {
                                             return at < mark.offset;
                                         });
    if (behind == m_marks.begin())
        return {1, 1};
    Mark at = *std::prev(behind);
    const std::size_t end = behind == m_marks.end() ? m_steps.size() : behind->steps;
    const auto number = [&] { return takeNumber(m_steps, at.steps); };
    while (at.steps < end) {
        const std::size_t next = at.offset + number();
        if (next > offset)
            break;
        at.offset = next;
        at.line += static_cast<std::int64_t>(number());
        at.column = static_cast<std::int64_t>(number());
    }
    return {at.line, at.column};
}

void Rewriting::addPlace(std::size_t offset, std::int64_t line, std::int64_t column)
{
    constexpr std::size_t kMarkEvery = 64;
    const std::lock_guard lock(m_mutex);
    if (m_count++ % kMarkEvery == 0 || line < m_lastLine) {
        m_marks.push_back({offset, line, column, m_steps.size()});
    } else {
        putNumber(m_steps, offset - m_lastOffset);
        putNumber(m_steps, static_cast<std::uint64_t>(line - m_lastLine));
        putNumber(m_steps, static_cast<std::uint64_t>(column));
    }
    m_lastOffset = offset;
    m_lastLine = line;
}

const std::string *Rewriting::onlyDamage() const
{
    const std::lock_guard lock(m_mutex);
    return m_damages.size() == m_count && m_count > 0 ? &m_damages.begin()->second : nullptr;
}

const std::string *Rewriting::damage(std::size_t offset) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_damages.find(offset); // stays where it is
    return found == m_damages.end() ? nullptr : &found->second;
}

std::pair<std::int64_t, std::int64_t> PlaceCount::placeOf(std::string_view text, std::size_t offset)
{
    offset = std::min(offset, text.size());
    if (offset < m_at)
        *this = {};
    if (m_at == 0 && offset >= 3 && text.starts_with("\xEF\xBB\xBF"))
        m_at = 3; // is no character
    std::string_view passed = text.substr(m_at, offset - m_at);
    if (const auto newlines = std::count(passed.begin(), passed.end(), '\n')) {
        m_line += newlines;
        m_column = 1;
        passed.remove_prefix(passed.rfind('\n') + 1);
    }
    m_column += std::count_if(passed.begin(), passed.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
    });
    m_at = offset;
    return {m_line, m_column};
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
    auto ocel = xml ? Result<OcelOutline>(OcelOutline()) : findOcel(bytes, begin);
    if (!ocel)
        return fail(std::move(ocel).error());
    if (!xml && ocel->form == OcelOutline::Form::None)
        return {};
    auto lines = Rewriting::begin(bytes.name(), xml ? "XES"
                                                : ocel->form == OcelOutline::Form::One
                                                    ? "OCEL 1.0 JSON"
                                                    : "OCEL 2.0 JSON");
    if (!lines)
        return fail(std::move(lines).error().at(bytes.path()));
    auto done = xml ? rewriteXes(bytes, **lines) : rewriteOcel(bytes, *ocel, **lines);
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
