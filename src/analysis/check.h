// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/finding.h"
#include "base/progress.h"
#include "base/result.h"
#include "event/log.h"
#include "event/source.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace eventscope {

struct CheckOptions {
    std::uint32_t longStream = 10'000;      // a stream of more events is long
    std::uint32_t largePayload = 1'000'000; // a payload of more bytes, as stored, is large
    // So many events on either side of a change make a field that was always there, or never, one that has changed.
    std::uint32_t constantFor = 5;
    // Where a field was constant for so many events, one without it is enough.
    std::uint32_t surelyConstantFor = 20;
    std::size_t mostFindings = 10'000; // of one code; the rest is counted
    std::uint32_t blockRows = 16'384;  // read at once by a thread; tests use 3
};

struct CheckReport {
    std::vector<Finding> findings; // in order of position
    std::array<std::uint64_t, kFindingCodes>
        counts{};             // of findings by code, those left out included
    std::uint32_t events = 0; // that were checked

    std::uint64_t total() const;
};

// Looks for what a sound store has not. Columns come first, then every payload is read once; all of it on as many threads as there are
// cores. `onFindings`, if given, is called twice: for what the columns tell and for what the payloads tell, in order of position
// each, on the calling thread. Progress counts events whose payload has been read. Errors: those of the source, Cancelled.
using ReaderFactory = std::function<Result<std::unique_ptr<RecordReader>>()>;
using OnFindings = std::function<void(const std::vector<Finding> &)>;
Result<CheckReport> checkLog(const EventLog &log, const ReaderFactory &readers,
                             const CheckOptions &options, std::stop_token stop,
                             Progress *progress = nullptr, const OnFindings &onFindings = {});

} // namespace eventscope
