// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <exception>
#include <functional>
#include <pthread.h>
#include <thread>

namespace {

using namespace eventscope::cli;

// Turns the first Ctrl-C (or SIGTERM) into a stop request; a second one ends the program the hard way.
void watchSignals(std::stop_source stop)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    // Inherited by every thread that starts from here on.
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread([signals, stop]() mutable {
        int number = 0;
        sigwait(&signals, &number);
        stop.request_stop();
        pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
    }).detach();
}

void addStore(CLI::App &command, StoreOptions &store)
{
    command
        .add_option("STORE", store.location, "path or URL: orders.db, events.jsonl, sqlite:///path")
        ->required();
    command.add_option("--dialect", store.dialect,
                       "name of a dialect or path of a dialect file (default: detect)");
    command.add_option("--table", store.table, "table that holds the events (default: detect)");
}

// For commands that read payloads.
void addDecoders(CLI::App &command, StoreOptions &store)
{
    command
        .add_option(
            "--decoder", store.decoders,
            "what makes JSON of payloads that only you can read: TYPES=COMMAND or TYPES=SCRIPT, such as '*=./decode.py' or "
            "'Order*=each:protoc --decode=Order order.proto'; once for each")
        ->allow_extra_args(false);
}

void addReducer(CLI::App &command, std::string &reducer)
{
    command.add_option("--reducer", reducer,
                       "script that makes the states (default: merge the payloads)");
}

} // namespace

int main(int argc, char **argv)
{
    std::stop_source stop;
    watchSignals(stop);
    std::signal(SIGPIPE, SIG_IGN);

    CLI::App app("Every engine feature of Eventscope without a window.", "eventscope-cli");
    app.set_version_flag("--version", std::string("eventscope-cli " EVENTSCOPE_VERSION));
    app.require_subcommand(1);
    app.footer(
        "Exit status: 0 fine; 1 the question was answered with \"no\"; 2 bad usage or unreadable input.");
    std::function<int()> run;

    InfoOptions info;
    CLI::App *command = app.add_subcommand("info",
                                           "What a store holds: kind, counts, times, types");
    addStore(*command, info.store);
    command->add_flag("--json", info.json, "one JSON object instead of text for people");
    command->callback([&] { run = [&] { return runInfo(info, stop.get_token()); }; });

    StreamsOptions streams;
    command = app.add_subcommand("streams", "The streams of a store");
    addStore(*command, streams.store);
    command->add_option("--type", streams.type, "only streams of this type");
    command->add_option("--sort", streams.sort, "events (most first), last (newest first) or name")
        ->check(CLI::IsMember({"events", "last", "name"}))
        ->capture_default_str();
    command->add_option("--limit", streams.limit, "at most this many");
    command->add_flag("--json", streams.json, "a JSON line a stream instead of a table");
    command->callback([&] { run = [&] { return runStreams(streams, stop.get_token()); }; });

    EventsOptions events;
    command = app.add_subcommand("events", "Events as JSON lines");
    addStore(*command, events.store);
    addDecoders(*command, events.store);
    command->add_option("--stream", events.stream, "only this stream, in its own order");
    command->add_option("--where", events.where,
                        "only events that match, such as 'type = Order* and data.total > 100'");
    command->add_option("--from", events.from, "first position");
    command->add_option("--to", events.to, "last position");
    command->add_option("--limit", events.limit, "at most this many");
    command->add_flag("--reverse", events.reverse, "newest first");
    command->callback([&] { run = [&] { return runEvents(events, stop.get_token()); }; });

    StateOptions state;
    command = app.add_subcommand(
        "state", "The state of a stream: through a reducer, or its payloads merged (RFC 7396)");
    addStore(*command, state.store);
    addDecoders(*command, state.store);
    command->add_option("--stream", state.stream, "the stream")->required();
    auto *atVersion = command->add_option("--at", state.atVersion,
                                          "up to and including this version (default: the last)");
    auto *atPosition = command->add_option("--at-position", state.atPosition,
                                           "up to and including this position");
    auto *atTime = command->add_option("--at-time", state.atTime,
                                       "up to and including this time (ISO 8601)");
    atVersion->excludes(atPosition)->excludes(atTime);
    atPosition->excludes(atTime);
    command->add_flag("--blame", state.blame, "with the last event that set each leaf");
    command->add_option("--diff", state.diffVersion, "with the patch (RFC 6902) from this version");
    addReducer(*command, state.reducer);
    command->callback([&] { run = [&] { return runState(state, stop.get_token()); }; });

    ProjectOptions project;
    command = app.add_subcommand("project", "Run a projection over a store, and say what it gives");
    addStore(*command, project.store);
    addDecoders(*command, project.store);
    command
        ->add_option(
            "FILE", project.file,
            "a KurrentDB projection or handlers that write to a SQL read model (.js, .ts), or a program "
            "that may be executed")
        ->required();
    command
        ->add_option("--engine", project.engine,
                     "which of KurrentDB's engines is followed where they differ")
        ->check(CLI::IsMember({"v1", "v2"}))
        ->capture_default_str();
    command->add_option("--at", project.at, "up to and including this position");
    command->add_option("--partition", project.partition,
                        "only this key; read models have tables instead");
    command->add_flag("--steps", project.steps, "first a JSON line an event: what it did");
    command->callback([&] { run = [&] { return runProject(project, stop.get_token()); }; });

    HistoryOptions history;
    command = app.add_subcommand("history",
                                 "Every event that changed a field of a state, a JSON line each");
    addStore(*command, history.store);
    addDecoders(*command, history.store);
    command->add_option("--stream", history.stream, "the stream")->required();
    command
        ->add_option("--path", history.path,
                     "the field as a JSON pointer (RFC 6901), such as /customer/name")
        ->required();
    addReducer(*command, history.reducer);
    command->callback([&] { run = [&] { return runHistory(history, stop.get_token()); }; });

    BisectOptions bisect;
    command = app.add_subcommand("bisect", "The first event after which a predicate is true");
    addStore(*command, bisect.store);
    addDecoders(*command, bisect.store);
    command->add_option("--stream", bisect.stream, "the stream")->required();
    command
        ->add_option("--predicate", bisect.predicate,
                     "a JavaScript expression, such as 'state.total > 100'")
        ->required();
    command->add_flag("--linear", bisect.linear,
                      "look at every state; else it must stay true once it is");
    addReducer(*command, bisect.reducer);
    command->callback([&] { run = [&] { return runBisect(bisect, stop.get_token()); }; });

    LagOptions lag;
    command
        = app.add_subcommand("lag",
                             "How far the framework's own consumers are behind, a JSON line each");
    addStore(*command, lag.store);
    command->callback([&] { run = [&] { return runLag(lag, stop.get_token()); }; });

    CheckCommandOptions check;
    command = app.add_subcommand(
        "check",
        "What is probably wrong with a store, a JSON line a finding; exit status 1 if any");
    addStore(*command, check.store);
    addDecoders(*command, check.store);
    command->callback([&] { run = [&] { return runCheck(check, stop.get_token()); }; });

    command = app.add_subcommand("dialect", "Dialects: how stores of a kind are read");
    command->require_subcommand(1);
    DialectTestOptions dialectTest;
    CLI::App *inner = command->add_subcommand(
        "test",
        "Whether a dialect reads a store: what it finds, the first event, and each mistake with its place; exit status 1 if any");
    inner->add_option("FILE", dialectTest.dialect, "dialect file, or the name of a known dialect")
        ->required();
    inner->add_option("STORE", dialectTest.store, "path or URL of the store")->required();
    inner->callback([&] { run = [&] { return runDialectTest(dialectTest, stop.get_token()); }; });
    DialectExportOptions dialectExport;
    inner = command->add_subcommand("export", "A known dialect as a file, to change and to share: "
                                              "on standard output");
    inner->add_option("NAME", dialectExport.dialect, "name of a dialect, or path of a file")
        ->required();
    inner->add_flag("--postgresql", dialectExport.postgresql, "its form for PostgreSQL databases");
    inner->callback([&] { run = [&] { return runDialectExport(dialectExport); }; });

    ExportOptions exported;
    command = app.add_subcommand("export", "The events in another form");
    addStore(*command, exported.store);
    addDecoders(*command, exported.store);
    command->add_option("--format", exported.format, "jsonl or csv")
        ->required()
        ->check(CLI::IsMember({"jsonl", "csv"}));
    command->add_option("--out", exported.out, "file to write, or - for standard output")
        ->required();
    command->add_option("--where", exported.where, "only events that match");
    command
        ->add_option(
            "--mask", exported.masks,
            "path of what is personal: /data/email, /data/items/*/name, /data/**/card; once for each")
        ->allow_extra_args(false);
    command->callback([&] { run = [&] { return runExport(exported, stop.get_token()); }; });

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        // CLI11 has its own exit codes; the contract knows two.
        return app.exit(error) == 0 ? kFine : kUnusable;
    }
    try {
        const int status = run();
        return stop.stop_requested() ? kInterrupted : status;
    } catch (const std::exception &error) {
        printError(eventscope::Error(eventscope::ErrorCode::Internal,
                                     std::string("Something went wrong inside Eventscope: ")
                                         + error.what()));
        return kUnusable;
    }
}
