// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as a file store. The first byte says whether they are the whole file or follow three good lines; after these, each line
// that is not blank must become an event, readable or damaged. Nothing that was opened is written.
#include "event/log.h"
#include "fuzz.h"
#include "store/store.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace eventscope;

namespace {

constexpr std::string_view kGoodLines
    = R"({"id":"1","type":"Opened","aggregateId":"account-1","timestamp":"2026-01-02T03:04:05Z","version":1,"payload":{"n":1},"metadata":{}}
{"id":"2","type":"Deposited","aggregateId":"account-1","timestamp":"2026-01-02T03:04:06Z","version":2,"payload":{"n":0.10},"metadata":{}}
{"id":"3","type":"Opened","aggregateId":"account-2","timestamp":"2026-01-02T03:04:07Z","version":1,"payload":{"n":3},"metadata":{}}
)";

// A folder of this process's own, removed when it ends.
class Folder
{
public:
    Folder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "eventscope-fuzz-XXXXXX")
                               .string();
        FUZZ_CHECK(mkdtemp(name.data()));
        m_path = name;
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    std::string file() const { return (m_path / "events.jsonl").string(); }
    std::ptrdiff_t entries() const
    {
        return std::distance(std::filesystem::directory_iterator(m_path),
                             std::filesystem::directory_iterator());
    }

private:
    std::filesystem::path m_path;
};

// Puts every batch into the log at once.
class LogSink : public BatchSink
{
public:
    LogSink(const RecordSource &source, EventLog &log)
        : m_source(source)
        , m_log(log)
    {}
    std::unique_ptr<RecordBatch> next() override
    {
        auto batch = m_free ? std::move(m_free) : std::make_unique<RecordBatch>();
        batch->clear();
        return batch;
    }
    void push(std::unique_ptr<RecordBatch> batch) override
    {
        m_source.refine(*batch);
        FUZZ_CHECK(m_log.append(*batch));
        m_free = std::move(batch);
    }

private:
    const RecordSource &m_source;
    EventLog &m_log;
    std::unique_ptr<RecordBatch> m_free;
};

void checkEvents(const Store &store, const EventLog &log)
{
    const auto reader = store.reader();
    FUZZ_CHECK(reader);
    const std::uint32_t count = std::min<std::uint32_t>(log.rowCount(), 200);
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto record = (*reader)->read(log.locator(Row(i)));
        FUZZ_CHECK(record);
        FUZZ_CHECK(!log.damaged(Row(i)) || record->damage);
        FUZZ_CHECK(!record->damage || !record->damage->message.empty());
        if (!log.damaged(Row(i)) && log.stream(Row(i)) != kNoStream)
            FUZZ_CHECK(record->stream == log.streamName(log.stream(Row(i))));
    }
}

// How many lines hold anything but white space; of the last one, if no line end follows it, separately.
struct Lines {
    std::uint32_t ended = 0;
    std::uint32_t open = 0;
};

Lines linesIn(std::string_view text)
{
    Lines lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const bool blank = text.substr(0, end).find_first_not_of(" \t\r") == std::string_view::npos;
        if (end == std::string_view::npos) {
            lines.open += blank ? 0 : 1;
            break;
        }
        lines.ended += blank ? 0 : 1;
        text.remove_prefix(end + 1);
    }
    return lines;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const Folder folder;
    static const std::string path = folder.file();
    if (size == 0)
        return 0;
    const bool afterGoodLines = data[0] % 2 == 1;
    const std::string_view rest = fuzz::textOf(data, size).substr(1);
    const std::string content = afterGoodLines ? std::string(kGoodLines).append(rest)
                                               : std::string(rest);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;

    OpenOptions options;
    options.firstBatch = 3;
    options.batch = 3;
    const auto store = openStore(path, options);
    if (!store) {
        FUZZ_CHECK(!store.error().message.empty());
        FUZZ_CHECK(!afterGoodLines);
        return 0;
    }
    EventLog::Options logOptions;
    logOptions.chunkShift = 4;
    logOptions.countVersions = (*store)->info().versionsCounted;
    logOptions.maxBuckets = 16;
    EventLog log(logOptions);
    LogSink sink(**store, log);
    FUZZ_CHECK((*store)->scan(sink, {}));
    log.seal();
    if (afterGoodLines) {
        const Lines lines = linesIn(content);
        FUZZ_CHECK(log.rowCount() >= lines.ended && log.rowCount() <= lines.ended + lines.open);
    }
    checkEvents(**store, log);
    FUZZ_CHECK(describe(path));
    FUZZ_CHECK(candidates(path));

    FUZZ_CHECK(folder.entries() == 1);
    FUZZ_CHECK(std::filesystem::file_size(path) == content.size());
    return 0;
}
