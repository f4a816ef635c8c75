// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace eventscope::bench {

// Wall clock since it was made.
class Stopwatch
{
public:
    double seconds() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

double median(std::vector<double> values);
double mean(const std::vector<double> &values);
// The smallest value that `percent` of a hundred are not above.
double percentile(std::vector<double> values, unsigned percent);

// A row of the table that tests/bench/run prints: tab-separated on stdout, the last field 1 or 0.
struct TableRow {
    std::string what;
    std::string at;
    std::string measured;
    std::string limit;  // what it was measured beside; "-" for a fixed bound
    std::string ratio;  // "-" for a fixed bound
    std::string mustBe; // "-" for what is only told
    bool holds = false;
};
void print(const TableRow &row);

// `ours` beside `peer`, both in seconds, as a row that holds if the ratio is at most `most`.
void printRatio(const std::string &what, const std::string &at, double ours, double peer,
                const std::string &peerName, double most);

// "843 ms", "1.27 s".
std::string duration(double seconds);
// "2.5" of 2.4999, "0.35" of 0.3456: three digits that count.
std::string figure(double value);

// What the command line of every benchmark looks like: FILE... [--at TEXT] [--repeat N]. Ends the program if it is wrong.
struct Arguments {
    std::vector<std::string> files;
    std::string at = "-";
    int repeat = 5;
};
Arguments parseArguments(int argc, char **argv);

// Runs both in turn, so that whatever slows the machine down meets both, and gives the medians.
struct Pair {
    double ours = 0;
    double peer = 0;
};
Pair alternate(int repeat, const std::function<double()> &ours,
               const std::function<double()> &peer);

// Reads the file once, so that it is in the page cache.
void warm(const std::string &path);
// Asks the kernel to drop the file from the page cache; false if it stays (a file system in memory).
bool evict(const std::string &path);

// Touches that many bytes and gives them back. A hypervisor may have taken free memory from this machine; what is touched first
// after that waits for the hypervisor's work, several times that of the kernel, which no program here can do anything about.
void reclaimMemory(std::size_t bytes);

// Memory of this process that no file backs, in bytes.
std::size_t anonymousMemory();

// Prints the sentence to stderr and ends the program with status 2.
[[noreturn]] void giveUp(const std::string &sentence);

} // namespace eventscope::bench
