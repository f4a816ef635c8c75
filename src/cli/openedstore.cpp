// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/openedstore.h"

#include "event/loader.h"

#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace eventscope::cli {

namespace {

// A line on the terminal that tells how far a load has come, from half a second on.
class ProgressLine
{
public:
    ProgressLine(const Progress &progress, const EventLog &log)
        : m_progress(progress)
        , m_log(log)
    {
        if (isatty(STDERR_FILENO))
            m_thread = std::jthread([this](std::stop_token stop) { run(stop); });
    }

private:
    void run(std::stop_token stop)
    {
        std::unique_lock lock(m_mutex);
        bool shown = false;
        while (true) {
            m_wake.wait_for(lock, stop, std::chrono::milliseconds(shown ? 100 : 500),
                            [] { return false; });
            if (stop.stop_requested())
                break;
            const double fraction = m_progress.fraction();
            if (fraction >= 0)
                std::fprintf(stderr, "\rReading… %u events, %d %%", m_log.rowCount(),
                             static_cast<int>(fraction * 100));
            else
                std::fprintf(stderr, "\rReading… %u events", m_log.rowCount());
            shown = true;
        }
        if (shown)
            std::fputs("\r\x1b[K", stderr);
    }

    const Progress &m_progress;
    const EventLog &m_log;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread;
};

} // namespace

void printError(const Error &error)
{
    std::string line = error.message;
    for (char &c : line) {
        if (c == '\n' || c == '\r')
            c = ' ';
    }
    std::fprintf(stderr, "eventscope-cli: %s\n", line.c_str());
}

void print(std::string_view text)
{
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size())
        return;
    // Such as `| head`: nobody reads on, and nobody wants to be told.
    std::_Exit(kFine);
}

void printLine(std::string_view text)
{
    print(text);
    print("\n");
}

Result<OpenedStore> openAndLoad(const StoreOptions &options, std::stop_token stop)
{
    OpenOptions openOptions;
    openOptions.dialect = options.dialect;
    openOptions.table = options.table;
    auto store = openStore(options.location, openOptions);
    if (!store)
        return fail(std::move(store).error());

    OpenedStore opened;
    opened.store = std::move(*store);
    EventLog::Options logOptions;
    logOptions.countVersions = opened.store->info().versionsCounted;
    opened.log = std::make_unique<EventLog>(logOptions);
    LogLoader loader(opened.store, *opened.log);
    loader.start();
    LogLoader::State state;
    {
        const ProgressLine line(loader.progress(), *opened.log);
        state = loader.waitUntilLoaded(stop);
    }
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, "Interrupted.");
    if (state != LogLoader::State::Loaded) {
        Error error = loader.error().value_or(Error(ErrorCode::Internal, "Reading ended early."));
        if (opened.log->rowCount() == 0)
            return fail(std::move(error));
        printError(error);
        opened.problem = std::move(error);
    }
    return opened;
}

} // namespace eventscope::cli
