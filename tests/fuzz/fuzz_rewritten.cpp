// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as a file that is put into lines before it is read. The first byte says what they are: a whole XES file, or what stands within its log
// behind one good event; a whole OCEL file of version 1 or 2, or its events; records with a list of events in each. What was good before
// them must be read, and whatever they are, each row has its event or a reason. Nothing that was opened is written.
#include "filefolder.h"
#include "fuzz.h"
#include "store/file/filesource.h"
#include "store/store.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <string>

using namespace eventscope;
using namespace eventscope::fuzz;

namespace {

enum Form { XesFile, XesEvents, OcelFile, OcelEvents, Ocel2Events, Records, kForms };

constexpr std::array<std::string_view, kForms> kBefore{
    "",
    R"(<?xml version="1.0"?><log><trace><string key="concept:name" value="c1"/><event>
<string key="concept:name" value="Open"/><date key="time:timestamp" value="2026-01-02T03:04:05.000+00:00"/></event>)",
    "",
    R"({"ocel:global-log":{"ocel:version":"1.0"},"ocel:events":{"e1":{"ocel:activity":"Open","ocel:timestamp":"2026-01-02T03:04:05Z","ocel:omap":["o1"],"ocel:vmap":{}},)",
    R"({"objectTypes":[],"eventTypes":[],"objects":[],"events":[{"id":"e1","type":"Open","time":"2026-01-02T03:04:05Z","attributes":[],"relationships":[{"objectId":"o1","qualifier":"of"}]},)",
    R"({"commit":"c1","stream":"s-1","revision":1,"entries":[{"kind":"Opened","body":{"n":1}}]}
)",
};

// Reads records such as the one above.
constexpr std::string_view kSpread
    = R"({"format":1,"name":"commits","kind":"file","events":{"stream":"stream","version":"revision","type":"kind","correlation":"commit",
"metadata":{"rest":"unused"},"spread":{"list":"/entries","id":"/id","stream":"/stream","type":"/kind","time":"/at","data":"/body"}}})";

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const Folder folder;
    static const DialectList dialects = knownDialects();
    static const auto spread = Dialect::parse(kSpread, "spread.json");
    FUZZ_CHECK(spread);
    if (size == 0)
        return 0;
    const auto form = static_cast<Form>(data[0] % kForms);
    const std::string path = folder.file("events");
    const std::string content = std::string(kBefore[form])
                                    .append(fuzz::textOf(data, size).substr(1));
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;

    OpenOptions options;
    options.firstBatch = 3;
    options.batch = 3;
    if (form == Records)
        options.mapping = *spread;
    const auto store = openFileStore(path, options, dialects);
    if (!store) {
        FUZZ_CHECK(!store.error().message.empty());
        // Entities are refused, whatever stands before them; and a list that never ends may be no list.
        FUZZ_CHECK(form != Records && form != OcelEvents);
        return 0;
    }
    EventSink sink(**store);
    const auto scanned = (*store)->scan(sink, {});
    FUZZ_CHECK(scanned || (content.starts_with("\x1f\x8b") && !scanned.error().message.empty()));
    checkEvents(**store, sink.events());
    if (form == XesEvents || form == OcelEvents || form == Records) {
        FUZZ_CHECK(!sink.events().empty());
        FUZZ_CHECK(!sink.events().front().damaged);
    }
    FUZZ_CHECK(folder.entries() == 1);
    FUZZ_CHECK(std::filesystem::file_size(path) == content.size());
    return 0;
}
