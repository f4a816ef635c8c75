// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as a file store. The first byte says whether they are the whole file or follow three good lines; after these, each line
// that is not blank must become an event, readable or damaged. Nothing that was opened is written.
#include "filefolder.h"
#include "fuzz.h"
#include "store/file/filesource.h"
#include "store/store.h"

#include <filesystem>
#include <fstream>
#include <string>

using namespace eventscope;
using namespace eventscope::fuzz;

namespace {

constexpr std::string_view kGoodLines
    = R"({"id":"1","type":"Opened","aggregateId":"account-1","timestamp":"2026-01-02T03:04:05Z","version":1,"payload":{"n":1},"metadata":{}}
{"id":"2","type":"Deposited","aggregateId":"account-1","timestamp":"2026-01-02T03:04:06Z","version":2,"payload":{"n":0.10},"metadata":{}}
{"id":"3","type":"Opened","aggregateId":"account-2","timestamp":"2026-01-02T03:04:07Z","version":1,"payload":{"n":3},"metadata":{}}
)";

// How many lines hold anything but white space; of the last one, if no line end follows it, separately.
struct Lines {
    std::size_t ended = 0;
    std::size_t open = 0;
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
    static const std::string path = folder.file("events.jsonl");
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
    static const DialectList dialects = knownDialects();
    const auto store = openFileStore(path, options, dialects);
    if (!store) {
        FUZZ_CHECK(!store.error().message.empty());
        FUZZ_CHECK(!afterGoodLines);
        return 0;
    }
    EventSink sink(**store);
    // What could be unpacked of a damaged gzip file is there; the rest is the scan's error.
    const auto scanned = (*store)->scan(sink, {});
    FUZZ_CHECK(scanned || (content.starts_with("\x1f\x8b") && !scanned.error().message.empty()));
    if (afterGoodLines) {
        const Lines lines = linesIn(content);
        const std::size_t rows = sink.events().size();
        FUZZ_CHECK(rows >= lines.ended && rows <= lines.ended + lines.open);
    }
    checkEvents(**store, sink.events());
    if (data[0] % 8 >= 6) { // not always: they read the file again
        FUZZ_CHECK(describeFile(path));
        FUZZ_CHECK(fileCandidates(path, dialects));
    }

    FUZZ_CHECK(folder.entries() == 1);
    FUZZ_CHECK(std::filesystem::file_size(path) == content.size());
    return 0;
}
