// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/filestore.h"

#include "base/json.h"
#include "store/file/eventfields.h"
#include "store/file/filereader.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

// A batch also ends after this many bytes, so that large records do not keep the others waiting.
constexpr std::size_t kBatchBytes = std::size_t(8) << 20;

// What lies this far before the scan has most likely been parsed.
constexpr std::size_t kInWork = std::size_t(16) << 20;

EventsSpec payloadsOnly(const EventsSpec &spec, bool withMetadata)
{
    EventsSpec part;
    part.data = spec.data;
    part.dataBase64 = spec.dataBase64;
    part.isJson = spec.isJson;
    part.recordAsData = spec.recordAsData;
    part.envelope = spec.envelope;
    part.decoders = spec.decoders;
    if (withMetadata) {
        part.metadata = spec.metadata;
        part.id = spec.id;
    }
    return part;
}

} // namespace

FileContent::FileContent(std::shared_ptr<FileBytes> fileBytes, FileLayout fileLayout,
                         Dialect fileDialect, std::optional<Dialect> fileUnspread)
    : bytes(std::move(fileBytes))
    , layout(std::move(fileLayout))
    , dialect(std::move(fileDialect))
    , unspread(std::move(fileUnspread))
    , plan(dialect.events)
    , payloadPlan(payloadsOnly(dialect.events, false))
    , payloadsPlan(payloadsOnly(dialect.events, true))
{
    for (const SampledColumn &column : layout.sample.columns) {
        if (column.name == dialect.events.time.column && dialect.events.time.paths.empty())
            timeEncoding = guessTimeEncoding(column.samples);
    }
}

std::string_view FileContent::record(std::uint64_t locator) const
{
    const std::string_view text = bytes->text();
    const auto begin = static_cast<std::size_t>(locator & ~kLocatorFlags);
    if (begin >= text.size())
        return {};
    const std::size_t end = locator & kJunkRecord ? text.size()
                                                  : recordEnd(text, begin, layout.framing);
    return text.substr(begin, end - begin);
}

Error FileContent::damage(std::uint64_t locator, RecordParser::Verdict verdict,
                          const RecordParser &parser) const
{
    if (locator & kCutRecord)
        return cutDamage(locator);
    const auto begin = static_cast<std::size_t>(locator & ~kLocatorFlags);
    const bool hasPlace = verdict != RecordParser::Verdict::TooDeep && !(locator & kJunkRecord);
    const auto [line, column] = bytes->place(begin + (hasPlace ? parser.mistakeOffset() : 0));
    const std::string where = bytes->name() + ", line " + std::to_string(line) + ", column "
                              + std::to_string(column) + ": ";
    Error error(ErrorCode::Damaged, {});
    const Rewriting *const rewriting = bytes->rewriting();
    if (const std::string *const what = rewriting ? rewriting->damage(begin) : nullptr) {
        error.message = where + *what + "; mend it, then open the file again.";
    } else if (locator & kJunkRecord) {
        error.message
            = where
              + "something stands behind the end of the list; remove it, or put it into the list.";
    } else if (verdict == RecordParser::Verdict::TooDeep) {
        error.code = ErrorCode::Limit;
        error.message = where + "this event is nested deeper than "
                        + std::to_string(JsonValue::kMaxDepth)
                        + " levels; its data is shown as text only.";
    } else if (verdict == RecordParser::Verdict::BadUtf8) {
        error.message = where + parser.mistake()
                        + "; the bad bytes are shown as \xEF\xBF\xBD. Write the file as UTF-8.";
    } else if (verdict == RecordParser::Verdict::NotObject) {
        error.message = where + parser.mistake()
                        + ", so it is no event; each record should be one.";
    } else {
        error.message = where + "this is no JSON (" + parser.mistake()
                        + "); mend it, then open the file again.";
    }
    return std::move(error).at(bytes->path(), line, column);
}

Error FileContent::cutDamage(std::uint64_t locator) const
{
    const auto [line, column] = bytes->place(static_cast<std::size_t>(locator & ~kLocatorFlags));
    return Error(
               ErrorCode::Damaged,
               bytes->name() + ", line " + std::to_string(line)
                   + (layout.framing == Framing::Lines
                          ? ": the last line is cut, the file ends within it; fetch the whole file again."
                      : layout.framing == Framing::Objects
                          ? ": the last event is cut, the file ends within it; fetch the whole file again."
                          : ": the list is cut, the file ends before its closing bracket; fetch the whole file "
                            "again."))
        .at(bytes->path(), line, column);
}

Error FileContent::missingType(std::uint64_t locator) const
{
    const auto [line, column] = bytes->place(static_cast<std::size_t>(locator & ~kLocatorFlags));
    const std::string &member = dialect.events.type.column;
    return Error(ErrorCode::Damaged,
                 bytes->name() + ", line " + std::to_string(line) + ": the record has no event type"
                     + (member.empty() ? std::string()
                                       : " (its member \"" + member + "\" is missing)")
                     + "; mend it, or choose another member for the type.")
        .at(bytes->path(), line, column);
}

// Collects records into batches. The lines go into `pending`; `events` begins with one that has the number of the first record, then
// has one for each record whose locator has flags, with its place in `pending` as position.
class FileStore::Batches
{
public:
    Batches(BatchSink &sink, const FileBytes &bytes, std::size_t first, std::size_t later)
        : m_sink(sink)
        , m_bytes(bytes)
        , m_limit(first)
        , m_later(later)
    {}

    // False if the sink wants no more.
    bool add(std::string_view record, std::int64_t ordinal, std::uint64_t flags)
    {
        if (!m_batch) {
            m_batch = m_sink.next();
            if (!m_batch)
                return false;
            m_batch->events.emplace_back().position = ordinal;
        }
        if (flags != 0) {
            RawEvent note;
            note.position = static_cast<std::int64_t>(m_batch->pending.size());
            note.locator = flags;
            m_batch->events.push_back(note);
        }
        m_batch->pending.push_back(record);
        m_size += record.size();
        if (m_batch->pending.size() >= m_limit || m_size >= kBatchBytes)
            flush(static_cast<std::size_t>(record.data() + record.size() - m_bytes.text().data()));
        return true;
    }

    void flush(std::size_t offset)
    {
        if (!m_batch)
            return;
        m_batch->progressDone = m_bytes.progress(offset);
        m_sink.push(std::move(m_batch));
        m_limit = m_later;
        m_size = 0;
    }

private:
    BatchSink &m_sink;
    const FileBytes &m_bytes;
    std::unique_ptr<RecordBatch> m_batch;
    std::size_t m_limit;
    std::size_t m_later;
    std::size_t m_size = 0;
};

FileStore::FileStore(std::shared_ptr<const FileContent> content, SourceInfo info,
                     const OpenOptions &options)
    : m_content(std::move(content))
    , m_info(std::move(info))
    , m_firstBatch(std::max<std::size_t>(options.firstBatch, 1))
    , m_batch(std::max<std::size_t>(options.batch, 1))
    , m_cutter(m_content->layout.framing, m_content->layout.begin, m_content->layout.wrapped)
{}

Result<void> FileStore::scan(BatchSink &sink, std::stop_token stop)
{
    FileBytes &bytes = *m_content->bytes;
    if (auto grown = bytes.grow(); !grown)
        return grown;
    Batches batches(sink, bytes, m_scanned ? m_batch : m_firstBatch, m_batch);
    auto scanned = scanPieces(batches, stop);
    batches.flush(m_cutter.offset());
    if (auto cut = bytes.cut())
        return fail(std::move(*cut));
    bytes.remember(m_cutter.settled());
    return scanned;
}

Result<void> FileStore::scanPieces(Batches &batches, std::stop_token stop)
{
    using Outcome = RecordCutter::Outcome;
    FileBytes &bytes = *m_content->bytes;
    std::optional<Error> damaged; // of a gzip file
    for (std::size_t count = 0;; ++count) {
        if (count % 256 == 0) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "The scan was stopped.");
            bytes.releaseCopy(m_cutter.offset() - std::min(m_cutter.offset(), kInWork));
        }
        const std::string_view text = bytes.text();
        const RecordCutter::Piece piece = m_cutter.next(text);
        if (piece.outcome == Outcome::Record) {
            if (!batches.add(text.substr(piece.begin, piece.end - piece.begin), ++m_ordinal, 0))
                return {};
            continue;
        }
        if (piece.outcome == Outcome::Junk) {
            batches.add(text.substr(piece.begin, piece.end - piece.begin), ++m_ordinal,
                        kJunkRecord);
            continue;
        }
        if (!damaged) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "The scan was stopped.");
            auto more = bytes.more();
            if (!more)
                damaged = std::move(more).error();
            else if (*more)
                continue;
            if (bytes.text().size() > text.size())
                continue;
        }
        takeEnd(batches, piece);
        break;
    }
    bytes.releaseCopy(bytes.text().size());
    m_scanned = true;
    if (damaged)
        return fail(std::move(*damaged));
    return {};
}

// What the end of the file leaves unfinished. A last line without a line end is an event if it is JSON. If it is not, somebody may be
// writing it: the first scan shows it as damaged, later ones wait for the rest of it.
void FileStore::takeEnd(Batches &batches, const RecordCutter::Piece &piece)
{
    const std::string_view text = m_content->bytes->text();
    const std::string_view record = text.substr(piece.begin, piece.end - piece.begin);
    if (piece.outcome == RecordCutter::Outcome::Cut) {
        JsonCursor cursor(record);
        bool whole = m_content->layout.framing == Framing::Lines && cursor.skip();
        if (whole) {
            cursor.skipSpace();
            whole = cursor.atEnd();
        }
        if (whole)
            m_cutter.skipTo(piece.end);
        if (whole || !m_scanned)
            batches.add(record, ++m_ordinal, whole ? 0 : kCutRecord);
    } else if (m_content->layout.framing == Framing::Array && !m_cutter.closed() && !m_scanned) {
        batches.add(text.substr(text.size()), ++m_ordinal, kCutRecord);
    }
}

void FileStore::refine(RecordBatch &batch) const
{
    if (batch.events.empty())
        return;
    thread_local RecordParser parser;
    const FileContent &content = *m_content;
    const std::vector<RawEvent> notes(batch.events.begin() + 1, batch.events.end());
    const std::int64_t first = batch.events.front().position;
    const char *const base = content.bytes->text().data();
    batch.events.assign(batch.pending.size(), RawEvent{});
    auto note = notes.begin();
    for (std::size_t i = 0; i < batch.pending.size(); ++i) {
        const std::string_view record = batch.pending[i];
        RawEvent &event = batch.events[i];
        event.position = first + static_cast<std::int64_t>(i);
        event.locator = static_cast<std::uint64_t>(record.data() - base);
        const bool flagged = note != notes.end() && static_cast<std::size_t>(note->position) == i;
        if (flagged)
            event.locator |= (note++)->locator;
        using Verdict = RecordParser::Verdict;
        const Verdict verdict = flagged ? Verdict::NotJson
                                        : parser.parse(content.plan, record, batch);
        if (verdict == Verdict::NotJson || verdict == Verdict::NotObject) {
            event.damaged = true;
            event.hasStream = false;
            event.type = kUnreadableType;
            event.payloadSize = static_cast<std::uint32_t>(
                std::min<std::size_t>(record.size(), UINT32_MAX));
            continue;
        }
        event.damaged = verdict != Verdict::Good;
        fillEvent(event, content.plan, parser.found(), content.timeEncoding, record.size());
    }
}

Result<SourceChange> FileStore::change()
{
    auto change = m_content->bytes->change(m_cutter.settled());
    if (change && *change == SourceChange::Appended && m_cutter.closed())
        m_cutter.reopen();
    return change;
}

Result<std::unique_ptr<RecordReader>> FileStore::reader() const
{
    return std::unique_ptr<RecordReader>(std::make_unique<FileReader>(m_content));
}

} // namespace eventscope
