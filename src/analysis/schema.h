// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/check.h"
#include "analysis/drift.h"
#include "analysis/fieldvalues.h"
#include "analysis/payloadshape.h"

#include <array>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// A field of the payloads of an event type, as they are.
struct SchemaField {
    std::string path;                               // "items[].sku"; empty: the payload itself
    std::array<std::uint64_t, kShapeKinds> kinds{}; // how many values of each type
    double share
        = 1; // of the events that could have it: those that have the object it is a member of
    bool isMap = false; // an object whose keys are data
    FieldValues values;
    std::uint32_t events = 0;
    Row first = kNoRow;
    Row last = kNoRow;
};

// What the events of a type with the same schema version look like.
struct EventSchema {
    TypeId type;
    std::string version;      // empty: none
    std::uint32_t events = 0; // that were looked at
    Row first = kNoRow;
    Row last = kNoRow;
    std::vector<SchemaField> fields; // members behind the object that they are in
    std::vector<Drift> drifts;
};

struct SchemaOptions {
    std::uint32_t sampleAbove = 1'000'000; // events; of more, some of each type are looked at
    std::uint32_t blockRows = 16'384;
    CheckOptions check;
};

struct SchemaReport {
    std::vector<EventSchema> schemas; // by type, then first event
    std::uint32_t events = 0;         // of the log
    std::uint32_t looked = 0;         // at so many of them
};

// Infers the schemas in one pass over the payloads, on as many threads as there are cores. Errors: those of the source, Cancelled.
Result<SchemaReport> inferSchemas(const EventLog &log, const ReaderFactory &readers,
                                  const SchemaOptions &options, std::stop_token stop,
                                  Progress *progress = nullptr);

// A type with more schema versions has something else in their place, such as versions of the stream.
inline constexpr std::size_t kMostSchemaVersions = 32;

} // namespace eventscope
