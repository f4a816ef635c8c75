// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <numeric>
#include <string_view>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace eventscope::bench {

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 != 0 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double mean(const std::vector<double> &values)
{
    return values.empty() ? 0
                          : std::accumulate(values.begin(), values.end(), 0.0)
                                / static_cast<double>(values.size());
}

double percentile(std::vector<double> values, unsigned percent)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, values.size() * percent / 100)];
}

void print(const TableRow &row)
{
    std::printf("%s\t%s\t%s\t%s\t%s\t%s\t%d\n", row.what.c_str(), row.at.c_str(),
                row.measured.c_str(), row.limit.c_str(), row.ratio.c_str(), row.mustBe.c_str(),
                row.holds ? 1 : 0);
    std::fflush(stdout);
}

void printRatio(const std::string &what, const std::string &at, double ours, double peer,
                const std::string &peerName, double most)
{
    const double ratio = ours / peer;
    print({what, at, duration(ours), peerName + " " + duration(peer), figure(ratio),
           "<= " + figure(most), ratio <= most});
}

std::string figure(double value)
{
    const int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

std::string duration(double seconds)
{
    return seconds < 1 ? figure(seconds * 1000) + " ms" : figure(seconds) + " s";
}

Arguments parseArguments(int argc, char **argv)
{
    Arguments arguments;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--at" && i + 1 < argc)
            arguments.at = argv[++i];
        else if (argument == "--repeat" && i + 1 < argc)
            arguments.repeat = std::max(1, std::atoi(argv[++i]));
        else if (argument.substr(0, 2) == "--")
            giveUp("usage: FILE... [--at TEXT] [--repeat N]");
        else
            arguments.files.emplace_back(argument);
    }
    if (arguments.files.empty())
        giveUp("usage: FILE... [--at TEXT] [--repeat N]");
    return arguments;
}

Pair alternate(int repeat, const std::function<double()> &ours, const std::function<double()> &peer)
{
    std::vector<double> mine;
    std::vector<double> theirs;
    for (int i = 0; i < repeat; ++i) {
        theirs.push_back(peer());
        mine.push_back(ours());
    }
    return {median(std::move(mine)), median(std::move(theirs))};
}

void warm(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        giveUp(path + " cannot be read.");
    std::vector<char> buffer(1U << 20U);
    while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()))) {
    }
}

bool evict(const std::string &path)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    ::fdatasync(file); // only clean pages can be dropped
    const bool dropped = ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) == 0;
    ::close(file);
    return dropped;
}

void reclaimMemory(std::size_t bytes)
{
    void *const memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                                -1, 0);
    if (memory == MAP_FAILED)
        return;
    ::madvise(memory, bytes, MADV_HUGEPAGE);
    std::memset(memory, 1, bytes);
    ::munmap(memory, bytes);
}

std::size_t anonymousMemory()
{
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line)) {
        if (line.rfind("RssAnon:", 0) == 0)
            return std::strtoull(line.c_str() + 8, nullptr, 10) * 1024;
    }
    return 0;
}

void giveUp(const std::string &sentence)
{
    std::fprintf(stderr, "%s\n", sentence.c_str());
    std::exit(2);
}

} // namespace eventscope::bench
