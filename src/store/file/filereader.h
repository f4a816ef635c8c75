// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/source.h"
#include "store/file/filestore.h"

#include <memory>

namespace eventscope {

// Reads records of a mapped file; nothing is kept between calls but scratch memory.
class FileReader : public RecordReader
{
public:
    explicit FileReader(std::shared_ptr<const FileContent> content)
        : m_content(std::move(content))
    {}

    Result<Record> read(std::uint64_t locator, std::stop_token stop) override;
    Result<void> readMany(std::span<const std::uint64_t> locators, bool withMetadata,
                          const Visitor &visit, std::stop_token stop) override;
    Result<void> prefilter(std::span<const std::uint64_t> locators, std::string_view needle,
                           const Candidate &candidate, std::stop_token stop) override;

private:
    Record unreadable(std::uint64_t locator, std::string_view text) const;
    Result<void> stillThere() const;

    std::shared_ptr<const FileContent> m_content;
    RecordParser m_parser;
    RecordBatch m_memory;
};

} // namespace eventscope
