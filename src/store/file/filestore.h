// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/file/filebytes.h"
#include "store/file/filelayout.h"
#include "store/file/recordparser.h"
#include "store/file/recordplan.h"
#include "store/store.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// Locators are byte offsets of records. These bits say that the record was seen in a state that reading it again might not show.
inline constexpr std::uint64_t kCutRecord = std::uint64_t(1) << 63; // the file ended within it
inline constexpr std::uint64_t kJunkRecord = std::uint64_t(1)
                                             << 62; // it stands behind the end of the list
inline constexpr std::uint64_t kLocatorFlags = kCutRecord | kJunkRecord;

// What a file's source and its readers share. Immutable but for the bytes, which grow.
struct FileContent {
    FileContent(std::shared_ptr<FileBytes> fileBytes, FileLayout fileLayout, Dialect fileDialect,
                std::optional<Dialect> fileUnspread);

    std::shared_ptr<FileBytes> bytes;
    FileLayout layout;
    Dialect dialect;
    std::optional<Dialect> unspread; // as it was said, where the records hold several events each
    RecordPlan plan;
    RecordPlan payloadPlan;                   // data only
    RecordPlan payloadsPlan;                  // data, metadata and id
    std::optional<TimeEncoding> timeEncoding; // of times whose dialect does not say

    std::string_view record(std::uint64_t locator) const;
    // Why a record is damaged, with its place.
    Error damage(std::uint64_t locator, RecordParser::Verdict verdict,
                 const RecordParser &parser) const;
    Error cutDamage(std::uint64_t locator) const;
    Error missingType(std::uint64_t locator) const;
};

// The source. The scan only cuts; refine() parses.
class FileStore : public Store
{
public:
    FileStore(std::shared_ptr<const FileContent> content, SourceInfo info,
              const OpenOptions &options);

    const SourceInfo &info() const override { return m_info; }
    Result<void> scan(BatchSink &sink, std::stop_token stop) override;
    void refine(RecordBatch &batch) const override;
    Result<SourceChange> change() override;
    std::uint64_t progressTotal() const override { return m_content->bytes->progressTotal(); }
    Result<std::unique_ptr<RecordReader>> reader() const override;
    Result<std::vector<Checkpoint>> checkpoints() const override
    {
        return std::vector<Checkpoint>();
    }
    const Dialect &dialect() const override
    {
        return m_content->unspread ? *m_content->unspread : m_content->dialect;
    }

private:
    class Batches;
    Result<void> scanPieces(Batches &batches, std::stop_token stop);
    void takeEnd(Batches &batches, const RecordCutter::Piece &piece);

    std::shared_ptr<const FileContent> m_content;
    SourceInfo m_info;
    std::size_t m_firstBatch;
    std::size_t m_batch;
    RecordCutter m_cutter;
    std::int64_t m_ordinal = 0; // of the last record
    bool m_scanned = false;     // once, to the end
};

} // namespace eventscope
