// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_scripts EVENTS.jsonl: folds of every stream through a script beside Node on the same file and reducer; jumps and steps in one stream
// of all events; blame beside the plain fold; how long a host takes to start.
#include "load.h"
#include "measure.h"
#include "replay/foldall.h"
#include "replay/openreplay.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <utility>

#include <sys/wait.h>
#include <unistd.h>

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
// About 4 KB of state, 270 leaves.
constexpr const char *kLarge = R"(export const initialState = { count: 0, total: 0, lines: {} };
export default (state, event) => {
    state.count += 1;
    state.total += event.data.total ?? 0;
    state.lines[`line-${event.version % 45}`] = {
        sku: event.data.sku, quantity: event.data.quantity, total: event.data.total,
        at: event.timestamp, by: event.metadata.userId, since: event.version,
    };
};
)";
// As people write orders: 8 lines in an array, told apart by their sku.
constexpr const char *kOrder
    = R"(export const initialState = { count: 0, total: 0, last: null, lines: [] };
export default (state, event) => {
    const { quantity, total } = event.data;
    const sku = 'SKU-' + event.version % 8;
    state.count += 1;
    state.last = event.type;
    const line = state.lines.find((each) => each.sku === sku);
    if (line)
        Object.assign(line, { quantity, total });
    else
        state.lines.push({ sku, quantity, total });
    state.total = state.lines.reduce((sum, each) => sum + each.total, 0);
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

constexpr const char *kTyped = R"(interface Event { type: string; data: { total?: number } }
export default class Order {
    private count = 0;
    private total = 0;
    apply(event: Event): void {
        this.count += 1;
        this.total += event.data.total ?? 0;
    }
}
)";

std::string describe(const Error &error)
{
    return error.message + (error.detail.empty() ? "" : "\n" + error.detail);
}

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
                    *loaded.log, [&] { return loaded.store->reader(); }, kind.file, {}, {}, hosts);
                if (!folded || !folded->failures.empty())
                    giveUp(folded ? describe(folded->failures.front().second.error)
                                  : describe(folded.error()));
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

std::unique_ptr<Replay> replayOf(const Load &loaded, const std::string &file, std::uint32_t events)
{
    auto replay = openReplay(*loaded.log, std::move(*loaded.store->reader()), {file, {}});
    if (!replay)
        giveUp(describe(replay.error()));
    (*replay)->setSequence(Sequence::range(Row(0), events));
    return std::move(*replay);
}

double timeTo(Replay &replay, std::uint32_t ordinal, Replay::Blaming blaming)
{
    const Stopwatch watch;
    const auto state = replay.stateAt(ordinal, {}, blaming);
    if (!state || state->failure)
        giveUp("There is no state of event " + std::to_string(ordinal) + '.');
    return watch.seconds();
}

void jumps(const Load &loaded, const Arguments &arguments)
{
    const std::uint32_t count = loaded.log->rowCount();
    const auto replay = replayOf(loaded, written("bench-large.mjs", kLarge), count);
    const auto timed = [&](std::uint32_t ordinal) {
        return timeTo(*replay, ordinal, Replay::Blaming::Without);
    };
    timed(count - 1);
    std::mt19937 random(1);
    std::vector<double> seeks;
    for (int i = 0; i < 300; ++i)
        seeks.push_back(timed(static_cast<std::uint32_t>(random() % count)));
    const double middle = median(seeks);
    const double late = percentile(seeks, 99);
    print({"seek to a random version, 4 KB of state, median", arguments.at, duration(middle), "-",
           "-", "16 ms", middle <= 0.016});
    print({"seek to a random version, 4 KB of state, 99 %", arguments.at, duration(late), "-", "-",
           "50 ms", late <= 0.05});

    // From many places, more steps than there are events between two checkpoints, so that what a step costs now and then is in the mean.
    constexpr std::uint32_t kSteps = 700;
    std::vector<double> back;
    std::vector<double> forward;
    for (int place = 0; place < 10; ++place) {
        const auto start = static_cast<std::uint32_t>(kSteps + random() % (count - 2 * kSteps));
        timed(start);
        for (std::uint32_t i = 1; i <= kSteps; ++i)
            back.push_back(timed(start - i));
        const auto other = static_cast<std::uint32_t>(kSteps + random() % (count - 2 * kSteps));
        timed(other);
        for (std::uint32_t i = 1; i <= kSteps; ++i)
            forward.push_back(timed(other + i));
    }
    printRatio("step back, mean (99 %: " + duration(percentile(back, 99)) + ')', arguments.at,
               mean(back), mean(forward),
               "forward (99 %: " + duration(percentile(forward, 99)) + ')', 1.15);
}

// Each time with a host of its own, so that nothing is known before. Every leaf is looked at after every event, so that large states cost more.
void blame(const Load &loaded, const Arguments &arguments)
{
    constexpr std::uint32_t kEvents = 10'000;
    const auto measured = [&](const std::string &file) {
        const auto timed = [&](Replay::Blaming blaming) {
            return timeTo(*replayOf(loaded, file, kEvents), kEvents - 1, blaming);
        };
        return alternate(
            2 * arguments.repeat + 1, [&] { return timed(Replay::Blaming::With); },
            [&] { return timed(Replay::Blaming::Without); });
    };
    const Pair order = measured(written("bench-order.mjs", kOrder));
    printRatio("blame of an order of 8 lines", "10,000", order.ours, order.peer, "plain fold", 2.0);
    const Pair large = measured(written("bench-large.mjs", kLarge));
    print({"blame of 4 KB of state, 270 leaves", "10,000", duration(large.ours),
           "plain fold " + duration(large.peer), figure(large.ours / large.peer), "-", true});
}

double timeToOpen(const std::string &file)
{
    const Stopwatch watch;
    if (const auto fold = ScriptFold::open(file); !fold)
        giveUp(describe(fold.error()));
    return watch.seconds();
}

// In a process of its own, because the compiler stays for the next file. Must come before this process compiles anything.
double timeToOpenFirst(const std::string &file)
{
    int ends[2];
    if (::pipe(ends) != 0)
        giveUp("There is no pipe.");
    const pid_t child = ::fork();
    if (child == 0) {
        const double seconds = timeToOpen(file);
        ::_exit(::write(ends[1], &seconds, sizeof seconds) == sizeof seconds ? 0 : 1);
    }
    ::close(ends[1]);
    double seconds = 0;
    if (child < 0 || ::read(ends[0], &seconds, sizeof seconds) != sizeof seconds)
        giveUp("The script could not be opened in another process.");
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return seconds;
}

void starts(const Arguments &arguments)
{
    const auto row = [&](const char *what, const std::string &file, double most) {
        std::vector<double> seconds;
        for (int i = 0; i < 2 * arguments.repeat + 1; ++i)
            seconds.push_back(timeToOpenFirst(file));
        const double middle = median(seconds);
        print({what, "-", duration(middle), "-", "-", duration(most), middle <= most});
    };
    row("start of a host", written("bench-mutating.mjs", kMutating), 0.06);
    row("start of a host, with TypeScript", written("bench-typed.ts", kTyped), 0.7);
}

} // namespace

int main(int argc, char **argv)
{
    const Arguments arguments = parseArguments(argc, argv);
    const std::string &store = arguments.files.front();
    starts(arguments);
    warm(store);
    const Load loaded = load(store);
    folds(loaded, store, arguments);
    jumps(loaded, arguments);
    blame(loaded, arguments);
    return 0;
}
