// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/filelayout.h"

#include "base/json.h"
#include "store/file/eventfields.h"
#include "store/file/jsoncursor.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kMostSamples = 200;
constexpr std::size_t kMostSampledBytes = std::size_t(4) << 20;
constexpr std::size_t kMostColumns = 500;
constexpr std::size_t kMostText = 400;      // of a sampled value
constexpr std::size_t kMostFirst = 1 << 20; // of the first record, kept to be looked into

Error noStore(const FileBytes &bytes, const std::string &what, std::size_t offset)
{
    const auto [line, column] = bytes.place(offset);
    return Error(ErrorCode::NotAStore, bytes.name() + what).at(bytes.path(), line, column);
}

SampledColumn::Value sampledValue(std::string_view raw)
{
    using Kind = SampledColumn::Value::Kind;
    SampledColumn::Value value;
    switch (raw.front()) {
    case '"': {
        value.kind = Kind::Text;
        value.text = withoutBadUtf8(
            unescapeJson(raw.substr(1, std::min(raw.size() - 2, kMostText * 6))));
        break;
    }
    case '{':
    case '[':
        value.kind = Kind::Json;
        value.text = raw.substr(0, kMostText);
        break;
    case 't':
    case 'f':
        value.kind = Kind::Boolean;
        value.text = raw;
        break;
    case 'n':
        break;
    default:
        value.kind = raw.find_first_of(".eE") == std::string_view::npos ? Kind::Integer
                                                                        : Kind::Real;
        value.text = raw.substr(0, kMostText);
    }
    if (value.text.size() > kMostText)
        value.text.resize(kMostText);
    return value;
}

// A record's members, each name once, with its last value; none if it is no JSON object.
std::optional<std::vector<std::pair<std::string, std::string_view>>> membersOf(
    std::string_view record)
{
    JsonCursor cursor(record);
    cursor.skipSpace();
    if (!cursor.take('{'))
        return std::nullopt;
    std::vector<std::pair<std::string, std::string_view>> members;
    bool first = true;
    bool escaped = false;
    std::string_view name;
    std::string_view value;
    while (cursor.member(name, escaped, first)) {
        if (!cursor.value(value))
            return std::nullopt;
        const std::string key = escaped ? unescapeJson(name) : std::string(name);
        const auto known = std::find_if(members.begin(), members.end(),
                                        [&](const auto &member) { return member.first == key; });
        if (known != members.end())
            known->second = value;
        else if (members.size() < kMostColumns)
            members.emplace_back(key, value);
    }
    cursor.skipSpace();
    if (cursor.mistake() || !cursor.atEnd())
        return std::nullopt;
    return members;
}

void addSample(FileLayout &layout,
               const std::vector<std::pair<std::string, std::string_view>> &members)
{
    auto &columns = layout.sample.columns;
    for (const auto &[name, raw] : members) {
        auto column = std::find_if(columns.begin(), columns.end(),
                                   [&name = name](const auto &known) {
                                       return known.name == name;
                                   });
        if (column == columns.end()) {
            if (columns.size() == kMostColumns)
                continue;
            column = columns.emplace(columns.end());
            column->name = name;
            column->samples.resize(layout.records);
        }
        column->samples.push_back(sampledValue(raw));
    }
    ++layout.records;
    for (SampledColumn &column : columns)
        column.samples.resize(layout.records);
}

// The records at the beginning. Those that are no objects are passed over: they become damaged events, if there are others.
void sampleRecords(FileBytes &bytes, FileLayout &layout)
{
    layout.sample = {};
    layout.first.clear();
    layout.records = 0;
    RecordCutter cutter(layout.framing, layout.begin, layout.wrapped);
    std::size_t tried = 0;
    while (layout.records < kMostSamples && tried < 20 * kMostSamples) {
        const RecordCutter::Piece piece = cutter.next(bytes.text());
        if (piece.outcome != RecordCutter::Outcome::Record) {
            // A gzip file that is damaged further on is no matter here.
            const std::size_t before = bytes.text().size();
            const auto more = bytes.more();
            if ((more && *more) || bytes.text().size() > before)
                continue;
        }
        if (piece.outcome == RecordCutter::Outcome::End
            || piece.outcome == RecordCutter::Outcome::Junk)
            break;
        ++tried;
        const std::string_view record = bytes.text().substr(piece.begin, piece.end - piece.begin);
        if (const auto members = membersOf(record)) {
            if (layout.records == 0 && record.size() <= kMostFirst)
                layout.first = record;
            addSample(layout, *members);
        }
        if (piece.outcome == RecordCutter::Outcome::Cut
            || (layout.records > 0 && piece.end - layout.begin > kMostSampledBytes))
            break;
    }
}

// The lists of objects among the members of the object at `begin`, by the offset behind their brackets. The object need not be whole.
std::vector<std::size_t> listsOfObjects(std::string_view text, std::size_t begin)
{
    std::vector<std::size_t> lists;
    JsonCursor cursor(text, begin);
    cursor.take('{');
    bool first = true;
    bool escaped = false;
    std::string_view name;
    while (cursor.member(name, escaped, first)) {
        if (cursor.peek() == '[') {
            const std::size_t behind = cursor.offset() + 1;
            const std::size_t inside = behindSpace(text, behind);
            if (inside < text.size() && text[inside] == '{')
                lists.push_back(behind);
            // Where it ends is found by its brackets alone: what is wrong in one record is no matter here.
            const std::size_t end = ContainerScan(cursor.offset()).run(text);
            if (end == ContainerScan::kRanOut)
                break;
            cursor = JsonCursor(text, end);
            first = false;
        } else if (!cursor.skip()) {
            break;
        }
    }
    return lists;
}

// The opening brace of an object written over several lines.
bool isAloneOnLine(std::string_view text, std::size_t brace)
{
    std::size_t at = brace + 1;
    while (at < text.size() && isJsonSpace(text[at]) && text[at] != '\n')
        ++at;
    return at < text.size() && text[at] == '\n';
}

Result<FileLayout> wrappedList(FileBytes &bytes, std::size_t begin, const AreEvents &areEvents)
{
    FileLayout layout;
    layout.framing = Framing::Array;
    layout.wrapped = true;
    layout.title = "JSON object with a list";
    // A list may begin far behind the start, so all of a gzip file is needed.
    while (true) {
        const auto more = bytes.more();
        if (!more || !*more)
            break;
    }
    std::optional<FileLayout> best;
    Likeness likeness = Likeness::None;
    for (const std::size_t list : listsOfObjects(bytes.text(), begin)) {
        layout.begin = list;
        sampleRecords(bytes, layout);
        if (layout.records == 0)
            continue;
        const Likeness is = areEvents(layout);
        if (!best || is > likeness) {
            best = layout;
            likeness = is;
        }
    }
    if (best)
        return *best;
    return fail(noStore(
        bytes,
        " holds no events: it is one JSON object, and none of its members is a list of objects; open a file with a "
        "list of events, or with one event a line.",
        begin));
}

} // namespace

Result<FileLayout> findLayout(FileBytes &bytes, const AreEvents &areEvents)
{
    std::size_t begin = 0;
    // The first byte that says something; a gzip file may begin with a lot of white space.
    while (true) {
        begin = bytes.text().starts_with("\xEF\xBB\xBF") ? 3 : 0;
        begin = behindSpace(bytes.text(), begin);
        if (begin < bytes.text().size())
            break;
        const std::size_t before = bytes.text().size();
        const auto more = bytes.more();
        if (bytes.text().size() > before)
            continue;
        if (!more)
            return fail(more.error());
        if (!*more)
            return fail(noStore(bytes, " is empty; open a file that holds events.", 0));
    }
    FileLayout layout;
    layout.title = "JSON Lines";
    layout.begin = begin;
    if (bytes.text()[begin] == '[') {
        layout.framing = Framing::Array;
        layout.title = "JSON array";
        layout.begin = begin + 1;
        sampleRecords(bytes, layout);
        if (layout.records == 0)
            return fail(noStore(bytes,
                                " holds no events: its list has no readable JSON object in it.",
                                begin));
        return layout;
    }
    const bool object = bytes.text()[begin] == '{';
    const bool pretty = object && isAloneOnLine(bytes.text(), begin);
    if (!pretty)
        sampleRecords(bytes, layout);
    // One object a line is what most files are. A single one may also be the frame around a list of events.
    if (layout.records > 1
        || (layout.records == 1 && (!object || areEvents(layout) != Likeness::None)))
        return layout;
    if (object) {
        auto wrapped = wrappedList(bytes, begin, areEvents);
        if (wrapped && areEvents(*wrapped) != Likeness::None)
            return wrapped;
        if (layout.records == 0) {
            FileLayout objects;
            objects.framing = Framing::Objects;
            objects.begin = begin;
            objects.title = "JSON objects";
            sampleRecords(bytes, objects);
            if (objects.records > 1
                || (objects.records == 1 && areEvents(objects) != Likeness::None))
                return objects;
        }
        if (wrapped || layout.records == 0)
            return wrapped;
    }
    if (layout.records == 0) {
        JsonCursor cursor(bytes.text(), begin);
        const bool value = cursor.skip();
        return fail(noStore(
            bytes,
            value
                ? " holds no events: it begins with JSON that is neither an object nor a list of objects."
                : " is neither JSON Lines nor a JSON list nor SQLite; open a file with one JSON object a line.",
            begin));
    }
    return layout;
}

bool isSignedBy(const FileLayout &layout, const Dialect &dialect)
{
    std::optional<Result<JsonValue>> first; // parsed once a pointer asks for it
    const auto leadsSomewhere = [&](const std::string &pointer) {
        if (!first)
            first = JsonValue::parse(layout.first);
        const JsonValue *const value = *first ? (*first)->at(pointer) : nullptr;
        return value && !value->isNull();
    };
    const auto has = [&](const std::string &member) {
        if (member.starts_with('/'))
            return leadsSomewhere(member);
        const auto &columns = layout.sample.columns;
        return std::any_of(columns.begin(), columns.end(), [&](const SampledColumn &column) {
            return column.name == member && !column.samples.empty()
                   && column.samples.front().kind != SampledColumn::Value::Kind::Null;
        });
    };
    const auto holds = [&](const Dialect::Signature &signature) {
        return std::all_of(signature.members.begin(), signature.members.end(), has)
               && (signature.any.empty()
                   || std::any_of(signature.any.begin(), signature.any.end(), has))
               && std::none_of(signature.without.begin(), signature.without.end(), has);
    };
    return dialect.kind == "file" && !dialect.requires_.empty()
           && std::all_of(dialect.requires_.begin(), dialect.requires_.end(), holds);
}

std::vector<const Dialect *> fittingDialects(const FileLayout &layout,
                                             const std::vector<Dialect> &known)
{
    std::vector<const Dialect *> fitting;
    for (const Dialect &dialect : known) {
        if (isSignedBy(layout, dialect))
            fitting.push_back(&dialect);
    }
    std::stable_sort(fitting.begin(), fitting.end(),
                     [](const Dialect *a, const Dialect *b) { return a->priority > b->priority; });
    return fitting;
}

bool mayFit(const FileLayout &layout, const Dialect &dialect)
{
    const auto has = [&](const auto &self, const FieldSpec &field) -> bool {
        if (std::any_of(field.join.begin(), field.join.end(),
                        [&](const FieldSpec &part) { return self(self, part); }))
            return true;
        const std::string member = field.column.starts_with('/')
                                       ? field.column.substr(1, field.column.find('/', 1) - 1)
                                       : field.column;
        return std::any_of(layout.sample.columns.begin(), layout.sample.columns.end(),
                           [&](const SampledColumn &column) { return column.name == member; })
               || std::any_of(field.otherwise.begin(), field.otherwise.end(),
                              [&](const FieldSpec &other) { return self(self, other); });
    };
    return has(has, dialect.events.type) || has(has, dialect.events.stream);
}

Candidate guessFile(const FileLayout &layout)
{
    Guess guess = guessEvents(layout.sample);
    if (!guess.complete && layout.records > 3) {
        // Records of another kind further on may blur what the first ones say clearly.
        SampledTable few = layout.sample;
        for (SampledColumn &column : few.columns)
            column.samples.resize(3);
        if (Guess again = guessEvents(few); again.complete)
            guess = std::move(again);
    }
    Candidate candidate;
    candidate.dialect.name = "generic";
    candidate.dialect.title = "Generic";
    candidate.dialect.kind = "file";
    candidate.dialect.events = std::move(guess.events);
    candidate.score = guess.score;
    candidate.reason = std::move(guess.reason);
    candidate.complete = guess.complete;
    return candidate;
}

} // namespace eventscope
