// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_projections EVENTS.jsonl MANY.jsonl: a KurrentDB projection with a state for each stream of the first file beside Node doing the same from
// memory; steps through the second one, each to the state of another partition.
#include "load.h"
#include "measure.h"
#include "projection/projectionrun.h"
#include "replay/scriptreplay.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>

using namespace eventscope;
using namespace eventscope::bench;

namespace {

constexpr const char *kHandlers = R"({
    $init: () => ({ count: 0, total: 0, last: '' }),
    $any: (s, e) => {
        s.count += 1;
        s.total += e.data.total ?? 0;
        s.last = e.eventType;
    },
})";
// Up to 100 KB after ten events.
constexpr const char *kLarge = R"(fromAll().foreachStream().when({
    $init: () => ({ count: 0, parts: [] }),
    $any: (s, e) => {
        s.count += 1;
        const lines = {};
        for (let i = 0; i < 100; ++i)
            lines[`line${i}`] = `${e.eventType} ${i} `.padEnd(90, 'x');
        s.parts[e.sequenceNumber % 10] = lines;
    },
});
)";

std::string written(const std::string &name, const std::string &text)
{
    const auto path = std::filesystem::temp_directory_path() / name;
    std::ofstream(path) << text;
    return path.string();
}

// Seconds, none if there is no node.
std::optional<double> inNode(const std::string &store, const std::string &handlers)
{
    const std::string command = "node '" EVENTSCOPE_BENCH_SOURCE "/projectinnode.mjs' '" + store
                                + "' '" + handlers + "' 2>/dev/null";
    std::FILE *const pipe = ::popen(command.c_str(), "r");
    double seconds = 0;
    const bool read = pipe && std::fscanf(pipe, "%lf", &seconds) == 1;
    if (pipe)
        ::pclose(pipe);
    return read ? std::optional(seconds) : std::nullopt;
}

std::unique_ptr<ProjectionRun> runOf(const Load &loaded, const std::string &file, unsigned hosts)
{
    ProjectionRun::Options options;
    options.hosts = hosts;
    auto run = ProjectionRun::open(
        *loaded.log, [&] { return loaded.store->reader(); }, file, options);
    if (!run)
        giveUp(run.error().message);
    if (const auto done = (*run)->advance(loaded.log->rowCount()); !done)
        giveUp(done.error().message);
    if ((*run)->failure() || (*run)->handledCount() != loaded.log->rowCount())
        giveUp("The projection did not handle every event.");
    return std::move(*run);
}

void runs(const Load &loaded, const std::string &store, const Arguments &arguments)
{
    const std::string file = written("bench-projection.js",
                                     std::string("fromAll().foreachStream().when(") + kHandlers
                                         + ");\n");
    const std::string handlers = written("bench-handlers.mjs",
                                         std::string("export default ") + kHandlers + ";\n");
    for (const unsigned hosts : {1U, 2U}) {
        const double least = hosts == 1 ? 0.7 : 1.3;
        std::vector<double> ours;
        std::vector<double> theirs;
        for (int i = 0; i < arguments.repeat; ++i) {
            if (const auto seconds = inNode(store, handlers))
                theirs.push_back(*seconds);
            const Stopwatch watch;
            runOf(loaded, file, hosts);
            ours.push_back(watch.seconds());
        }
        const std::string what = std::string("projection, foreachStream, 80,000 streams, ")
                                 + (hosts == 1 ? "one host" : "two hosts");
        if (theirs.empty()) {
            print({what, arguments.at, duration(median(ours)), "no node here", "-", "not measured",
                   false});
            continue;
        }
        const double ratio = median(theirs) / median(ours);
        print({what, arguments.at, duration(median(ours)), "Node " + duration(median(theirs)),
               figure(ratio), ">= " + figure(least), ratio >= least});
    }
}

void steps(const Load &loaded, const Arguments &arguments)
{
    const std::string file = written("bench-large.js", kLarge);
    // Which partition handled which event is the same with small states.
    const std::string small = written("bench-small.js",
                                      std::string("fromAll().foreachStream().when(") + kHandlers
                                          + ");\n");
    const auto snapshot = runOf(loaded, small, 1)->snapshot();
    if (!snapshot)
        giveUp(snapshot.error().message);
    ScriptOptions options;
    options.projection = ProjectionFocus{"v1", {}};
    auto reader = loaded.store->reader();
    if (!reader)
        giveUp(reader.error().message);
    const auto replay = ScriptReplay::open(*loaded.log, std::move(*reader), file, options);
    if (!replay)
        giveUp(replay.error().message);
    std::size_t largest = 0;
    const auto timed = [&](std::uint32_t row) {
        const Stopwatch watch;
        const ProjectionOutcome outcome = (*snapshot)->outcomes[row];
        const auto rows = (*snapshot)->rowsOf(outcome.partition());
        const auto place = std::lower_bound(rows.begin(), rows.end(), Row(row));
        const auto ordinal = static_cast<std::uint32_t>(place - rows.begin());
        (*replay)->setPartition((*snapshot)->partitions[outcome.partition()].key,
                                Sequence::of(rows));
        const auto state = (*replay)->stateAt(ordinal);
        if (!state || state->failure)
            giveUp("There is no state of event " + std::to_string(row) + '.');
        const double seconds = watch.seconds();
        largest = std::max(largest, state->state.dump().size());
        return seconds;
    };
    constexpr std::uint32_t kSteps = 150;
    std::mt19937 random(1);
    std::vector<double> forward;
    std::vector<double> back;
    timed(loaded.log->rowCount() / 2);
    for (int place = 0; place < 5; ++place) {
        // Late in the log, where the states are large.
        const std::uint32_t count = loaded.log->rowCount();
        const auto start = static_cast<std::uint32_t>(count - 2 * kSteps - random() % (count / 10));
        for (std::uint32_t i = 0; i < kSteps; ++i)
            forward.push_back(timed(start + i));
        for (std::uint32_t i = 0; i < kSteps; ++i)
            back.push_back(timed(start + kSteps - i));
    }
    const std::string at = arguments.at + ", 100,000 partitions";
    const auto row = [&](const char *what, const std::vector<double> &values) {
        print({std::string(what) + " to another partition, state up to "
                   + std::to_string(largest / 1000)
                   + " KB (99 %: " + duration(percentile(values, 99)) + ")",
               at, duration(mean(values)), "-", "-", "16 ms", mean(values) <= 0.016});
    };
    row("step", forward);
    row("step back", back);
}

} // namespace

int main(int argc, char **argv)
{
    const Arguments arguments = parseArguments(argc, argv);
    if (arguments.files.size() != 2)
        giveUp("bench_projections takes two stores.");
    warm(arguments.files[0]);
    runs(load(arguments.files[0]), arguments.files[0], arguments);
    warm(arguments.files[1]);
    steps(load(arguments.files[1]), arguments);
    return 0;
}
