// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/selection.h"
#include "session/maskedstore.h"
#include "session/recordjson.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>

namespace eventscope::cli {

namespace {

using LineSink = std::function<bool(std::string_view line)>; // false: cannot be written

// Reads the rows one by one and writes each as a line. The status that the command ends with.
int writeRecords(const OpenedStore &opened, std::span<const Row> rows, bool csv,
                 const Masker *masker, const LineSink &sink, std::stop_token stop)
{
    auto reader = opened.store->reader();
    if (!reader) {
        printError(reader.error());
        return kUnusable;
    }
    for (const Row row : rows) {
        if (stop.stop_requested())
            return kInterrupted;
        auto record = (*reader)->read(opened.log->locator(row));
        if (!record) {
            printError(record.error());
            return kUnusable;
        }
        if (masker)
            maskRecord(*record, *masker);
        if (!sink(csv ? eventToCsv(*opened.log, row, *record)
                      : eventToJson(*opened.log, row, *record)))
            return kUnusable;
    }
    return kFine;
}

// A file that appears under its name only when it is whole.
class OutputFile
{
public:
    static Result<std::unique_ptr<OutputFile>> create(const std::string &path)
    {
        auto output = std::unique_ptr<OutputFile>(new OutputFile(path));
        output->m_file = std::fopen(output->m_partial.c_str(), "wbx");
        if (!output->m_file)
            return fail(Error(ErrorCode::Unreadable, "Cannot write " + path + ": "
                                                         + std::strerror(errno)
                                                         + "; choose another --out.")
                            .at(path));
        return output;
    }
    ~OutputFile()
    {
        if (m_file) {
            std::fclose(m_file);
            std::remove(m_partial.c_str());
        }
    }
    bool write(std::string_view text)
    {
        return std::fwrite(text.data(), 1, text.size(), m_file) == text.size();
    }
    Result<void> finish()
    {
        const bool flushed = std::fclose(m_file) == 0;
        m_file = nullptr;
        if (flushed && std::rename(m_partial.c_str(), m_path.c_str()) == 0)
            return {};
        const std::string reason = std::strerror(errno);
        std::remove(m_partial.c_str());
        return fail(Error(ErrorCode::Unreadable, "Cannot write " + m_path + ": " + reason + ".")
                        .at(m_path));
    }

private:
    explicit OutputFile(std::string path)
        : m_path(std::move(path))
        , m_partial(m_path + ".part")
    {}
    std::string m_path;
    std::string m_partial;
    std::FILE *m_file = nullptr;
};

// None if nothing is to be masked. Equal values become equal tokens within one export, and others in the next.
Result<std::shared_ptr<const Masker>> maskerOf(const std::vector<std::string> &paths)
{
    if (paths.empty())
        return std::shared_ptr<const Masker>();
    std::vector<MaskRule> rules;
    for (const std::string &path : paths)
        rules.push_back({MaskRule::Kind::Path, path, MaskRule::With::Token});
    return Masker::make(rules, Masker::randomKey());
}

bool isSameFile(const std::string &a, const std::string &b)
{
    std::error_code error;
    return std::filesystem::equivalent(a, b, error) && !error;
}

} // namespace

int runEvents(const EventsOptions &options, std::stop_token stop)
{
    const auto opened = openAndLoad(options.store, stop);
    if (!opened) {
        printError(opened.error());
        return kUnusable;
    }
    auto rows = select(*opened, {options.stream, options.where, {options.from, options.to}}, stop);
    if (!rows) {
        printError(rows.error());
        return kUnusable;
    }
    if (options.reverse)
        std::reverse(rows->begin(), rows->end());
    if (options.limit && rows->size() > *options.limit)
        rows->resize(static_cast<std::size_t>(*options.limit));
    const auto sink = [](std::string_view line) {
        printLine(line);
        return true;
    };
    return opened->exitStatus(writeRecords(*opened, *rows, false, nullptr, sink, stop));
}

int runExport(const ExportOptions &options, std::stop_token stop)
{
    if (options.out != "-" && isSameFile(options.out, options.store.location)) {
        printError(
            Error(ErrorCode::Invalid,
                  "--out names the store itself, which is never written; choose another file."));
        return kUnusable;
    }
    const auto masker = maskerOf(options.masks);
    if (!masker) {
        printError(masker.error());
        return kUnusable;
    }
    const auto opened = openAndLoad(options.store, stop);
    if (!opened) {
        printError(opened.error());
        return kUnusable;
    }
    const auto rows = select(*opened, {std::nullopt, options.where, {}}, stop);
    if (!rows) {
        printError(rows.error());
        return kUnusable;
    }
    const bool csv = options.format == "csv";
    const std::string_view lineEnd = csv ? "\r\n" : "\n";
    if (options.out == "-") {
        const auto sink = [lineEnd](std::string_view line) {
            print(line);
            print(lineEnd);
            return true;
        };
        if (csv)
            sink(eventCsvHeader());
        return opened->exitStatus(writeRecords(*opened, *rows, csv, masker->get(), sink, stop));
    }
    auto output = OutputFile::create(options.out);
    if (!output) {
        printError(output.error());
        return kUnusable;
    }
    const auto sink = [&](std::string_view line) {
        if ((*output)->write(line) && (*output)->write(lineEnd))
            return true;
        printError(Error(ErrorCode::Unreadable,
                         "Cannot write " + options.out + ": " + std::strerror(errno) + "."));
        return false;
    };
    if (csv && !sink(eventCsvHeader()))
        return kUnusable;
    const int status = writeRecords(*opened, *rows, csv, masker->get(), sink, stop);
    if (status != kFine)
        return status;
    if (const auto finished = (*output)->finish(); !finished) {
        printError(finished.error());
        return kUnusable;
    }
    return opened->exitStatus(kFine);
}

} // namespace eventscope::cli
