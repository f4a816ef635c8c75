// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/record.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

namespace eventscope {

// What is known of a source once it is open.
struct SourceInfo {
    std::string location;         // as the user gave it
    std::string name;             // file name, for titles
    std::string kind;             // "sqlite", "file"
    std::string dialect;          // name of the dialect in use
    std::string dialectTitle;     // for people: "Emmett"
    std::string detail;           // one line for people: table, format, journal mode
    bool versionsCounted = false; // the store has no versions: the log counts them
    bool hasTimes = true;
    bool canFollow = true;
};

// Takes batches in global order. Returns the next batch to fill (cleared), or a null pointer when the scan should end.
class BatchSink
{
public:
    virtual ~BatchSink() = default;
    virtual std::unique_ptr<RecordBatch> next() = 0;
    virtual void push(std::unique_ptr<RecordBatch> batch) = 0;
};

enum class SourceChange : std::uint8_t {
    None,
    Appended, // scan() will deliver more
    Replaced, // another file, or the same one cut: what was read is no longer there; open it anew
};

// Reads single events. One thread at a time; make one reader a thread.
class RecordReader
{
public:
    // A part of an event as it stands in the store, valid during the visit.
    struct View {
        std::string_view data; // decoded text of the payload; empty if absent
        std::string_view metadata;
        std::string_view id; // with the metadata
    };
    // `index` counts in the list of locators. Return false to stop.
    using Visitor = std::function<bool(std::size_t index, const View &view)>;
    using Candidate = std::function<void(std::size_t index)>;

    virtual ~RecordReader() = default;

    // An unreadable record is a Record with `damage`; the Result fails only if the source itself cannot be read any more.
    // Where programs of the user's have a part in it, that may take a while; then it fails with Cancelled once the stop is set.
    virtual Result<Record> read(std::uint64_t locator, std::stop_token stop = {}) = 0;

    // Data of many events, and unless they are left empty their metadata and ids; fastest in ascending order of rows.
    virtual Result<void> readMany(std::span<const std::uint64_t> locators, bool withMetadata,
                                  const Visitor &visit, std::stop_token stop)
        = 0;

    // Names, in ascending order, at least every event whose data contains `needle` as text (it may name more). Sources with raw access
    // search the stored bytes, many times faster than readMany.
    virtual Result<void> prefilter(std::span<const std::uint64_t> locators, std::string_view needle,
                                   const Candidate &candidate, std::stop_token stop)
        = 0;
};

// Whatever holds events. scan() and change() belong to one thread, that of the loader; refine() runs on several.
class RecordSource
{
public:
    virtual ~RecordSource() = default;

    virtual const SourceInfo &info() const = 0;

    // Delivers every event that no earlier call delivered, in global order, until the end or the stop. The first batch of the first
    // scan is small (first rows on screen), later ones hold a few thousand.
    virtual Result<void> scan(BatchSink &sink, std::stop_token stop) = 0;

    // The part of the work on a batch that needs no connection (parsing lines or metadata); called once a batch, from any thread,
    // several batches at a time. May grow or shrink `events`.
    virtual void refine(RecordBatch &batch) const { (void)batch; }

    // Whether scan() has more to deliver now. Cheap; called a few times a second while following.
    virtual Result<SourceChange> change() = 0;

    // Size of the whole in the unit of RecordBatch::progressDone; 0 if not known.
    virtual std::uint64_t progressTotal() const = 0;

    // A reader with its own connection. Any thread.
    virtual Result<std::unique_ptr<RecordReader>> reader() const = 0;
};

} // namespace eventscope
