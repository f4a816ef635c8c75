// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rowdensity.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace eventscope::ui {

namespace {

constexpr float kLeastRate = 0.12F;              // of a bin whose events have a time
constexpr std::uint32_t kMostWalked = 2'000'000; // rows in an order of their own
constexpr int kMostTried = 64;                   // rows of a bin that the sequence may leave out

// By the logarithm: a rush may be a million times as dense as a quiet night.
std::vector<float> ratesOf(const EventLog &log, const Sequence &events, std::uint32_t bins,
                           const std::stop_token &stop)
{
    std::vector<float> rates(bins, 0.0F);
    float least = 0;
    float most = 0;
    bool any = false;
    const std::uint32_t size = events.size();
    for (std::uint32_t bin = 0; bin < bins; ++bin) {
        if (stop.stop_requested())
            return {};
        const auto first = static_cast<std::uint32_t>(std::uint64_t{bin} * size / bins);
        const auto next = static_cast<std::uint32_t>(std::uint64_t{bin + 1} * size / bins);
        const std::uint32_t last = std::min(next, size - 1);
        if (last == first)
            continue; // the last bin of a short list: nothing follows its event
        const Time from = log.time(events.row(first));
        const Time to = log.time(events.row(last));
        if (from == kNoTime || to == kNoTime)
            continue;
        // Events of one write often have one time; a millisecond is dense enough.
        constexpr double kDensest = 1000;
        const double span = std::max(kDensest, std::abs(double(to.micros) - double(from.micros)));
        const auto rate = static_cast<float>(std::log(double(last - first) / span));
        least = any ? std::min(least, rate) : rate;
        most = any ? std::max(most, rate) : rate;
        any = true;
        rates[bin] = rate;
    }
    const float range = most - least;
    for (float &rate : rates) {
        if (rate != 0.0F)
            rate = range < 0.01F ? 0.4F : kLeastRate + (1 - kLeastRate) * (rate - least) / range;
    }
    return rates;
}

bool holds(const Sequence &events, std::uint32_t low, std::uint32_t high, Row row)
{
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (events.row(middle) < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low < events.size() && events.row(low) == row;
}

void mark(RowDensity &density, const Sequence &events, bool ascends, const std::vector<Row> &rows,
          RowDensity::Mark kind, const std::stop_token &stop)
{
    if (rows.empty())
        return;
    const auto bins = static_cast<std::uint32_t>(density.marks.size());
    const std::uint32_t size = events.size();
    const auto set = [&](std::uint32_t bin) {
        density.marks[bin] = static_cast<std::uint8_t>(density.marks[bin] | kind);
    };
    for (std::uint32_t bin = 0; bin < bins && !stop.stop_requested(); ++bin) {
        const auto first = static_cast<std::uint32_t>(std::uint64_t{bin} * size / bins);
        const auto next = static_cast<std::uint32_t>(std::uint64_t{bin + 1} * size / bins);
        if (!ascends) {
            for (std::uint32_t i = first; i < std::min(next, kMostWalked); ++i) {
                if (std::binary_search(rows.begin(), rows.end(), events.row(i))) {
                    set(bin);
                    break;
                }
            }
            continue;
        }
        const Row last = events.row(next - 1);
        auto at = std::lower_bound(rows.begin(), rows.end(), events.row(first));
        for (int tried = 0; tried < kMostTried && at != rows.end() && *at <= last; ++tried, ++at) {
            if (holds(events, first, next, *at)) {
                set(bin);
                break;
            }
        }
    }
}

} // namespace

RowDensity densityOf(const EventLog &log, const Sequence &events, bool ascends,
                     const MarkedRows &marked, std::uint32_t bins, const std::stop_token &stop)
{
    RowDensity density;
    bins = std::min(bins, events.size());
    if (bins == 0)
        return density;
    density.rates = ratesOf(log, events, bins, stop);
    density.marks.assign(bins, 0);
    mark(density, events, ascends, marked.bookmarks, RowDensity::Bookmarked, stop);
    mark(density, events, ascends, marked.findings, RowDensity::Found, stop);
    mark(density, events, ascends, marked.selected, RowDensity::Selected, stop);
    return stop.stop_requested() ? RowDensity() : density;
}

} // namespace eventscope::ui
