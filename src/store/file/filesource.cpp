// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/filesource.h"

#include "store/file/filelayout.h"
#include "store/file/filestore.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kMostSampleRows = 20;
constexpr std::string_view kGeneric = "generic";

struct Opened {
    std::shared_ptr<FileBytes> bytes;
    FileLayout layout;
};

// `chosen` is the dialect to read it with, if somebody said so.
Result<Opened> openFile(const std::string &path, const std::vector<Dialect> &known,
                        const Dialect *chosen, const Opening &opening)
{
    const AreEvents areEvents = [&](const FileLayout &layout) {
        const bool isKnown = chosen ? isSignedBy(layout, *chosen)
                                    : !fittingDialects(layout, known).empty();
        if (isKnown)
            return Likeness::Known;
        const bool guessed = chosen ? mayFit(layout, *chosen) : guessFile(layout).complete;
        return guessed ? Likeness::Guessed : Likeness::None;
    };
    auto bytes = FileBytes::open(path, opening);
    if (!bytes)
        return fail(std::move(bytes).error());
    if (auto rewritten = rewriteIfForeign(**bytes); !rewritten)
        return fail(std::move(rewritten).error());
    auto layout = findLayout(**bytes, areEvents);
    if (auto waiting = (*bytes)->stillWaiting(); !waiting)
        return fail(std::move(waiting).error());
    if (auto cut = (*bytes)->cut())
        return fail(std::move(*cut));
    if (!layout)
        return fail(std::move(layout).error());
    if (const Rewriting *const rewriting = (*bytes)->rewriting())
        layout->title = rewriting->title();
    return Opened{std::move(*bytes), std::move(*layout)};
}

std::string listed(const std::vector<std::string> &names, std::string_view last)
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? std::string(last) : ", ") + names[i];
    return text;
}

Error noEvents(const Opened &file, const Candidate &guess)
{
    std::vector<std::string> missing;
    const EventsSpec &events = guess.dialect.events;
    if (!events.stream.isSet())
        missing.emplace_back("the stream");
    if (!events.type.isSet())
        missing.emplace_back("the event type");
    if (!events.data.isSet())
        missing.emplace_back("the payload");
    std::vector<std::string> members;
    for (const SampledColumn &column : file.layout.sample.columns) {
        if (members.size() == 8) {
            members.emplace_back("…");
            break;
        }
        members.push_back(column.name.size() > 40 ? column.name.substr(0, 40) + "…" : column.name);
    }
    std::string message = file.bytes->name();
    if (missing.empty())
        message += " may hold events, but its members are too unsure to tell";
    else
        message += " holds no events that can be recognised: no member of its records looks like "
                   + listed(missing, " or ");
    message += members.empty() ? " (the records have no members)"
                               : " (they have " + listed(members, " and ") + ")";
    message += "; name a dialect that says which member is what (--dialect).";
    return Error(missing.empty() ? ErrorCode::Ambiguous : ErrorCode::NotAStore, message)
        .at(file.bytes->path())
        .with(guess.reason);
}

bool looksLikePath(const std::string &name)
{
    return name.find('/') != std::string::npos || name.ends_with(".json");
}

Result<Dialect> readDialect(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return fail(
            Error(ErrorCode::NotFound, "There is no dialect file " + path + "; check the path.")
                .at(path));
    const std::string json((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
    return Dialect::parse(json, path);
}

// The dialect that the options name; none if it is to be found out, which `generic` also means where it names no members.
Result<std::optional<Dialect>> namedDialect(const OpenOptions &options,
                                            const std::vector<Dialect> &known)
{
    if (options.mapping)
        return std::optional<Dialect>(*options.mapping);
    const std::string &name = options.dialect;
    if (name.empty())
        return std::optional<Dialect>();
    const auto found = std::find_if(known.begin(), known.end(), [&](const Dialect &dialect) {
        return dialect.kind == "file" && dialect.name == name;
    });
    if (name == kGeneric && (found == known.end() || !found->events.type.isSet()))
        return std::optional<Dialect>();
    if (found != known.end())
        return std::optional<Dialect>(*found);
    if (looksLikePath(name)) {
        auto dialect = readDialect(name);
        if (!dialect)
            return fail(std::move(dialect).error());
        if (dialect->kind != "file") {
            return fail(Error(ErrorCode::Invalid, "The dialect " + name + " reads "
                                                      + std::string(sourcesOf(dialect->kind))
                                                      + ", not files of JSON; name another one.")
                            .at(name));
        }
        return std::optional<Dialect>(std::move(*dialect));
    }
    std::vector<std::string> names;
    for (const Dialect &dialect : known) {
        if (dialect.kind == "file" && dialect.name != kGeneric)
            names.push_back(dialect.name);
    }
    names.emplace_back(kGeneric);
    return fail(ErrorCode::Invalid, "There is no dialect " + name + " for files; use "
                                        + listed(names, " or ")
                                        + ", or the path of a dialect file.");
}

Result<Dialect> detectedDialect(const Opened &file, bool generic, const std::vector<Dialect> &known)
{
    if (!generic) {
        if (const auto fitting = fittingDialects(file.layout, known); !fitting.empty())
            return *fitting.front();
    }
    Candidate guess = guessFile(file.layout);
    if (!guess.complete)
        return fail(noEvents(file, guess));
    return std::move(guess.dialect);
}

// The records' lists of events, as a record an event.
Result<void> spreadOut(Opened &file, const EventsSpec &events)
{
    if (auto spread = rewriteSpread(*file.bytes, file.layout, events); !spread)
        return spread;
    auto layout = findLayout(*file.bytes, [](const FileLayout &) { return Likeness::Known; });
    if (!layout)
        return fail(std::move(layout).error());
    layout->title = file.bytes->rewriting()->title();
    file.layout = std::move(*layout);
    return {};
}

// Whether any sampled record has the version. Members deeper than the first level are taken to be there.
bool hasVersions(const FileLayout &layout, const FieldSpec &version)
{
    if (version.column.empty() || version.column.front() == '/' || !version.paths.empty()
        || !version.otherwise.empty())
        return version.isSet();
    return std::any_of(layout.sample.columns.begin(), layout.sample.columns.end(),
                       [&](const SampledColumn &column) {
                           return column.name == version.column
                                  && std::any_of(column.samples.begin(), column.samples.end(),
                                                 [](const auto &value) {
                                                     return value.kind
                                                            != SampledColumn::Value::Kind::Null;
                                                 });
                       });
}

} // namespace

Result<std::shared_ptr<Store>> openFileStore(const std::string &path, const OpenOptions &options,
                                             const DialectList &dialects, const Opening &opening)
{
    auto named = namedDialect(options, dialects.dialects);
    if (!named)
        return fail(std::move(named).error());
    auto file = openFile(path, dialects.dialects, *named ? &**named : nullptr, opening);
    if (!file)
        return fail(std::move(file).error());
    if (!options.table.empty()) {
        return fail(Error(ErrorCode::Invalid, file->bytes->name()
                                                  + " is a file of JSON and has no table "
                                                  + options.table + "; leave the table out.")
                        .at(path));
    }
    auto dialect = *named ? Result<Dialect>(std::move(**named))
                          : detectedDialect(*file, options.dialect == kGeneric, dialects.dialects);
    if (!dialect)
        return fail(std::move(dialect).error());

    std::optional<Dialect> unspread;
    if (dialect->events.spread) {
        unspread = *dialect;
        dialect->events = spreadEvents(dialect->events);
        if (auto spread = spreadOut(*file, unspread->events); !spread)
            return fail(std::move(spread).error());
    }

    file->bytes->opened();
    SourceInfo info;
    info.location = path;
    info.name = file->bytes->name();
    info.kind = "file";
    info.dialect = dialect->name;
    info.dialectTitle = dialect->title.empty() ? dialect->name : dialect->title;
    info.detail = file->layout.title + (file->bytes->isPacked() ? ", gzip" : "");
    const FieldSpec &version = dialect->events.version;
    info.versionsCounted = !version.countFrom && !hasVersions(file->layout, version);
    info.hasTimes = dialect->events.time.isSet();
    auto content = std::make_shared<const FileContent>(std::move(file->bytes),
                                                       std::move(file->layout), std::move(*dialect),
                                                       std::move(unspread));
    return std::shared_ptr<Store>(
        std::make_shared<FileStore>(std::move(content), std::move(info), options));
}

Result<std::vector<Candidate>> fileCandidates(const std::string &path, const DialectList &dialects,
                                              const Opening &opening)
{
    const auto file = openFile(path, dialects.dialects, nullptr, opening);
    if (!file)
        return fail(file.error());
    std::vector<Candidate> candidates;
    for (const Dialect *dialect : fittingDialects(file->layout, dialects.dialects)) {
        Candidate candidate;
        candidate.dialect = *dialect;
        candidate.score = 1;
        candidate.reason = "the records have the members of "
                           + (dialect->title.empty() ? dialect->name : dialect->title);
        candidate.complete = true;
        candidates.push_back(std::move(candidate));
    }
    candidates.push_back(guessFile(file->layout));
    return candidates;
}

Result<std::vector<TableDescription>> describeFile(const std::string &path, const Opening &opening)
{
    const auto file = openFile(path, {}, nullptr, opening);
    if (!file)
        return fail(file.error());
    TableDescription table;
    table.name = file->bytes->name();
    const std::size_t rows = std::min(file->layout.records, kMostSampleRows);
    table.samples.resize(rows);
    for (const SampledColumn &column : file->layout.sample.columns) {
        table.columns.push_back(column.name);
        for (std::size_t row = 0; row < rows; ++row)
            table.samples[row].push_back(column.samples[row].text);
    }
    return std::vector<TableDescription>{std::move(table)};
}

} // namespace eventscope
