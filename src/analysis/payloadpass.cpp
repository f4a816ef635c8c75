// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/payloadpass.h"

#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <optional>

namespace eventscope {

namespace {

class Pass
{
public:
    using RowAt = std::function<Row(std::uint32_t)>;

    Pass(const PayloadPass &what, std::uint32_t count, RowAt rowAt, const std::stop_token &stop)
        : m_what(what)
        , m_count(count)
        , m_rowAt(std::move(rowAt))
        , m_blocks(count == 0 ? 0 : (count - 1) / what.blockRows + 1)
        , m_forward(stop, [this] { m_stop.request_stop(); })
    {}

    Result<PayloadShapes> run(const std::stop_token &stop)
    {
        runOnWorkers(workersFor(m_blocks), [this] { work(); });
        if (m_error)
            return fail(std::move(*m_error));
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "The check was stopped.");
        return std::move(m_all);
    }

private:
    void work()
    {
        std::unique_ptr<RecordReader> reader;
        PayloadShaper shaper;
        const std::stop_token stop = m_stop.get_token();
        while (!stop.stop_requested()) {
            const std::uint32_t block = m_next.fetch_add(1, std::memory_order_relaxed);
            if (block >= m_blocks)
                return;
            if (!reader) {
                const std::lock_guard lock(m_mutex);
                auto made = m_what.readers();
                if (!made)
                    return giveUp(std::move(made).error());
                reader = std::move(*made);
            }
            PayloadShapes found;
            if (auto done = readBlock(*reader, shaper, block, found, stop); !done) {
                const std::lock_guard lock(m_mutex);
                return giveUp(std::move(done).error());
            }
            if (!stop.stop_requested())
                handOut(block, std::move(found));
        }
    }

    Result<void> readBlock(RecordReader &reader, PayloadShaper &shaper, std::uint32_t block,
                           PayloadShapes &found, const std::stop_token &stop) const
    {
        const std::uint32_t begin = block * m_what.blockRows;
        const std::uint32_t end = begin + std::min(m_what.blockRows, m_count - begin);
        std::vector<Row> rows;
        for (std::uint32_t i = begin; i < end; ++i) {
            if (const Row row = m_rowAt(i); !m_what.log.damaged(row))
                rows.push_back(row);
        }
        if (m_what.withSchemaVersions)
            return readRecords(reader, shaper, rows, found, stop);
        std::vector<std::uint64_t> locators;
        for (const Row row : rows)
            locators.push_back(m_what.log.locator(row));
        // Shapes take rows in ascending order, which readers need not heed.
        std::vector<char> isRead(rows.size(), 0);
        bool isOrdered = true;
        std::size_t next = 0;
        const auto visit = [&](std::size_t index, const RecordReader::View &view) {
            isRead[index] = 1;
            isOrdered = isOrdered && index >= next;
            next = index + 1;
            if (isOrdered)
                add(shaper, found, rows[index], {}, view.data);
            return true;
        };
        if (auto read = reader.readMany(locators, false, visit, stop); !read)
            return read;
        if (!isOrdered) {
            // Again, and all of the block at once.
            found.shapes.clear();
            found.broken.clear();
            std::vector<std::pair<std::size_t, std::string>> all;
            const auto keep = [&](std::size_t index, const RecordReader::View &view) {
                all.emplace_back(index, view.data);
                return true;
            };
            if (auto read = reader.readMany(locators, false, keep, stop); !read)
                return read;
            std::sort(all.begin(), all.end());
            for (const auto &[index, data] : all)
                add(shaper, found, rows[index], {}, data);
        }
        for (std::size_t i = 0; i < rows.size() && !stop.stop_requested(); ++i) {
            if (!isRead[i])
                found.unread.push_back(rows[i]);
        }
        return {};
    }

    Result<void> readRecords(RecordReader &reader, PayloadShaper &shaper,
                             const std::vector<Row> &rows, PayloadShapes &found,
                             const std::stop_token &stop) const
    {
        for (const Row row : rows) {
            if (stop.stop_requested())
                return {};
            const auto record = reader.read(m_what.log.locator(row), stop);
            if (!record)
                return fail(record.error());
            if (record->damage)
                found.unread.push_back(row);
            else
                add(shaper, found, row, record->schemaVersion.value_or(std::string()),
                    record->data.text);
        }
        return {};
    }

    void add(PayloadShaper &shaper, PayloadShapes &found, Row row, std::string version,
             std::string_view data) const
    {
        const TypeId type = m_what.log.type(row);
        if (!shaper.add(found.shapes.try_emplace({type, std::move(version)}, m_what.withValues)
                            .first->second,
                        row, data))
            found.broken.push_back(row);
    }

    void handOut(std::uint32_t block, PayloadShapes found)
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.emplace(block, std::move(found));
        while (!m_waiting.empty() && m_waiting.begin()->first == m_joined) {
            PayloadShapes &next = m_waiting.begin()->second;
            for (auto &[key, shape] : next.shapes) {
                const auto [place, isNew] = m_all.shapes.try_emplace(key, m_what.withValues);
                if (isNew)
                    place->second = std::move(shape);
                else
                    place->second.append(shape);
            }
            m_all.unread.insert(m_all.unread.end(), next.unread.begin(), next.unread.end());
            m_all.broken.insert(m_all.broken.end(), next.broken.begin(), next.broken.end());
            m_waiting.erase(m_waiting.begin());
            if (m_what.progress)
                m_what.progress->done.fetch_add(std::min(m_what.blockRows,
                                                         m_count - m_joined * m_what.blockRows),
                                                std::memory_order_relaxed);
            ++m_joined;
        }
    }

    // With m_mutex held.
    void giveUp(Error error)
    {
        // Threads that were stopped because another one failed have nothing to say.
        if (!m_error)
            m_error = std::move(error);
        m_stop.request_stop();
    }

    const PayloadPass &m_what;
    std::uint32_t m_count;
    RowAt m_rowAt;
    std::uint32_t m_blocks;
    std::atomic<std::uint32_t> m_next{0};
    std::stop_source m_stop; // set by the caller's token, or when a thread fails
    std::mutex m_mutex;      // guards what follows
    std::map<std::uint32_t, PayloadShapes> m_waiting; // done, but a block before it is not
    std::uint32_t m_joined = 0;                       // blocks
    PayloadShapes m_all;
    std::optional<Error> m_error;
    std::stop_callback<std::function<void()>> m_forward; // last: it uses m_stop
};

} // namespace

Result<PayloadShapes> PayloadPass::run(std::uint32_t rowCount, std::stop_token stop) const
{
    return Pass(
               *this, rowCount, [](std::uint32_t i) { return Row(i); }, stop)
        .run(stop);
}

Result<PayloadShapes> PayloadPass::run(std::span<const Row> rows, std::stop_token stop) const
{
    const auto rowAt = [rows](std::uint32_t i) { return rows[i]; };
    return Pass(*this, static_cast<std::uint32_t>(rows.size()), rowAt, stop).run(stop);
}

} // namespace eventscope
