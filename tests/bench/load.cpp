// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "load.h"

#include "event/loader.h"
#include "measure.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>
#include <utility>

namespace eventscope::bench {

Load load(const std::string &path)
{
    Load result;
    reclaimMemory(std::filesystem::file_size(path)); // more than the log and its batches take
    const Stopwatch watch;
    auto store = openStore(path);
    if (!store)
        giveUp(store.error().message);
    result.store = std::move(*store);
    EventLog::Options options;
    options.countVersions = result.store->info().versionsCounted;
    result.log = std::make_unique<EventLog>(options);
    LogLoader loader(result.store, *result.log);
    loader.start();
    while (result.log->rowCount() == 0 && loader.state() == LogLoader::State::Loading)
        std::this_thread::sleep_for(std::chrono::microseconds(50));
    result.rowsAtFirst = result.log->rowCount();
    result.firstRows = watch.seconds();
    const LogLoader::State state = loader.waitUntilLoaded();
    result.seconds = watch.seconds();
    if (state != LogLoader::State::Loaded)
        giveUp(loader.error() ? loader.error()->message : path + " was not loaded to its end.");
    return result;
}

void FirstRows::add(const Load &load)
{
    m_seconds.push_back(load.firstRows);
    m_shares.push_back(100.0 * load.rowsAtFirst / load.log->rowCount());
}

void FirstRows::print(const std::string &what, const std::string &at) const
{
    constexpr double kMostSeconds = 0.3;
    constexpr double kMostPercent = 1;
    const double seconds = median(m_seconds);
    const double share = median(m_shares);
    char percent[32];
    std::snprintf(percent, sizeof percent, "%.3f", share);
    bench::print({what, at, duration(seconds) + ", at " + percent + " % of the rows", "-", "-",
                  "300 ms, 1 %", seconds <= kMostSeconds && share < kMostPercent});
}

} // namespace eventscope::bench
