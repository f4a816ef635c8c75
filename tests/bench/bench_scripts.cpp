// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_scripts EVENTS.jsonl: folds of every stream through a script beside Node on the same file and reducer; jumps, steps back and blame in
// one stream of all events.
#include "load.h"
#include "measure.h"
#include "replay/foldall.h"
#include "replay/openreplay.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>

using namespace eventscope;
using namespace eventscope::bench;

namespace {

constexpr const char *kMutating = R"(export const initialState = { count: 0, total: 0, lines: {} };
export default (state, event) => {
    state.count += 1;
    state.total += event.data.total ?? 0;
    state.lines[event.version % 20] = event.data.quantity;
    state.last = event.type;
};
)";
constexpr const char *kCopying
    = R"(export const initialState = { count: 0, lines: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, 0])) };
export default (state, event) => ({
    ...state,
    count: state.count + 1,
    lines: { ...state.lines, [`k${event.version % 100}`]: event.data.quantity },
});
)";

std::string written(const std::string &name, const char *text)
{
    const auto path = std::filesystem::temp_directory_path() / name;
    std::ofstream(path) << text;
    return path.string();
}

// Seconds, none if there is no node.
std::optional<double> inNode(const std::string &store, const std::string &reducer)
{
    const std::string command = "node '" EVENTSCOPE_BENCH_SOURCE "/foldinnode.mjs' '" + store
                                + "' '" + reducer + "' 2>/dev/null";
    std::FILE *const pipe = ::popen(command.c_str(), "r");
    double seconds = 0;
    const bool read = pipe && std::fscanf(pipe, "%lf", &seconds) == 1;
    if (pipe)
        ::pclose(pipe);
    return read ? std::optional(seconds) : std::nullopt;
}

// The states of all streams are held at once, which Node has no limit for.
ScriptOptions unlimited()
{
    ScriptOptions options;
    options.limits.memoryBytes = std::size_t(4) << 30;
    return options;
}

void folds(const Load &loaded, const std::string &store, const Arguments &arguments)
{
    struct Kind {
        const char *name;
        std::string file;
        double oneHost; // times the speed of Node, at least
        double twoHosts;
    };
    for (const Kind &kind : {Kind{"mutating", written("bench-mutating.mjs", kMutating), 0.75, 1.4},
                             Kind{"copying", written("bench-copying.mjs", kCopying), 1.5, 2.5}}) {
        for (const unsigned hosts : {1U, 2U}) {
            const double least = hosts == 1 ? kind.oneHost : kind.twoHosts;
            std::vector<double> ours;
            std::vector<double> theirs;
            for (int i = 0; i < arguments.repeat; ++i) {
                if (const auto seconds = inNode(store, kind.file))
                    theirs.push_back(*seconds);
                const Stopwatch watch;
                const auto folded = foldAll(
                    *loaded.log, [&] { return loaded.store->reader(); }, kind.file, unlimited(), {},
                    hosts);
                if (!folded || !folded->failures.empty())
                    giveUp(folded ? folded->failures.front().second.error.message
                                  : folded.error().message);
                ours.push_back(watch.seconds());
            }
            const double mine = median(ours);
            const std::string what = std::string("fold, ") + kind.name + " reducer, "
                                     + (hosts == 1 ? "one host" : "two hosts");
            if (theirs.empty()) {
                print({what, arguments.at, duration(mine), "no node here", "-", "not measured",
                       false});
                continue;
            }
            const double ratio = median(theirs) / mine;
            print({what, arguments.at, duration(mine), "Node " + duration(median(theirs)),
                   figure(ratio), ">= " + figure(least), ratio >= least});
        }
    }
}

void jumps(const Load &loaded, const Arguments &arguments)
{
    auto replay = openReplay(*loaded.log, std::move(*loaded.store->reader()),
                             {written("bench-mutating.mjs", kMutating), {}});
    if (!replay)
        giveUp(replay.error().message);
    const std::uint32_t count = loaded.log->rowCount();
    (*replay)->setSequence(Sequence::range(Row(0), count));
    const auto timed = [&](std::uint32_t ordinal) {
        const Stopwatch watch;
        if (!(*replay)->stateAt(ordinal, {}, Replay::Blaming::Without))
            giveUp("no state");
        return watch.seconds();
    };
    timed(count - 1);
    std::mt19937 random(1);
    std::vector<double> seeks;
    for (int i = 0; i < 300; ++i)
        seeks.push_back(timed(static_cast<std::uint32_t>(random() % count)));
    std::sort(seeks.begin(), seeks.end());
    const double middle = median(seeks);
    const double late = seeks[seeks.size() * 99 / 100];
    print({"seek to a random version, median", arguments.at, duration(middle), "-", "-", "16 ms",
           middle <= 0.016});
    print({"seek to a random version, 99 %", arguments.at, duration(late), "-", "-", "50 ms",
           late <= 0.05});
    const std::uint32_t start = count / 2;
    timed(start);
    std::vector<double> back;
    for (std::uint32_t i = 1; i <= 400; ++i)
        back.push_back(timed(start - i));
    timed(start);
    std::vector<double> forward;
    for (std::uint32_t i = 1; i <= 400; ++i)
        forward.push_back(timed(start + i));
    printRatio("step back, beside a step forward", arguments.at, median(back), median(forward),
               "forward", 1.1);
}

} // namespace

int main(int argc, char **argv)
{
    const Arguments arguments = parseArguments(argc, argv);
    const std::string &store = arguments.files.front();
    warm(store);
    const Load loaded = load(store);
    folds(loaded, store, arguments);
    jumps(loaded, arguments);
    return 0;
}
