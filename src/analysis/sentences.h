// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/finding.h"
#include "event/log.h"
#include "event/source.h"

#include <cstdint>
#include <string>

namespace eventscope {

// A finding before it is put into words. What `other`, `number` and `text` mean depends on the code.
struct Observation {
    FindingCode code = FindingCode::VersionGap;
    Severity severity = Severity::Error;
    Row row = kNoRow;
    StreamId stream = kNoStream;
    std::uint64_t count = 1;
    Row other = kNoRow;      // the event that it is held against
    std::int64_t number = 0; // a version, or a number of events
    std::string text;        // what was found out from the payload, or about the store as a whole
};

// The observation as a finding with its sentence. `reader` reads the ids and the damage that are quoted.
Finding inWords(const Observation &observation, const EventLog &log, RecordReader &reader,
                const std::stop_token &stop);

// "#12", and "#12 (order-7 v3)" with the stream and version that it has.
std::string positionInWords(const EventLog &log, Row row);
std::string eventInWords(const EventLog &log, Row row);

} // namespace eventscope
