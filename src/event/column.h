// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>

#include <sys/mman.h>

namespace eventscope {

// An append-only array in chunks that never move. One writer appends; readers read elements below a count that the writer published
// with a release store somewhere else (EventLog's row count, NameTable's size) and they loaded with acquire.
template<typename T>
class Column
{
public:
    static constexpr std::size_t kMaxChunks = 65'536;

    // 2^chunkShift elements a chunk.
    explicit Column(unsigned chunkShift = 16)
        : m_shift(chunkShift)
        , m_mask((std::size_t{1} << chunkShift) - 1)
        , m_blockChunks(blockChunks(sizeof(T) << chunkShift))
        , m_chunks(std::make_unique<std::atomic<T *>[]>(kMaxChunks))
    {}
    ~Column()
    {
        for (std::size_t i = 0; i < kMaxChunks; ++i) {
            T *const chunk = m_chunks[i].load(std::memory_order_relaxed);
            if (!chunk)
                break;
            if (m_blockChunks == 1)
                delete[] chunk;
            else if (i % m_blockChunks == 0)
                ::munmap(chunk, kBlockBytes);
        }
    }
    Column(const Column &) = delete;
    Column &operator=(const Column &) = delete;

    std::size_t chunkSize() const { return m_mask + 1; }
    std::size_t capacity() const { return kMaxChunks << m_shift; }
    std::size_t allocatedBytes() const
    {
        return m_allocated.load(std::memory_order_relaxed) * chunkSize() * sizeof(T);
    }

    const T &operator[](std::size_t index) const { return chunk(index >> m_shift)[index & m_mask]; }

    // The elements from `index * chunkSize()` on; only those below the published count may be read.
    const T *chunk(std::size_t index) const
    {
        return m_chunks[index].load(std::memory_order_relaxed);
    }

    // Asks the processor for an element that exists.
    void prefetch(std::size_t index) const { __builtin_prefetch(&(*this)[index], 1); }

    // Writer only: makes room for the element and gives it for writing. Chunks come into being in order.
    T &slot(std::size_t index)
    {
        assert(index < capacity());
        std::atomic<T *> &place = m_chunks[index >> m_shift];
        T *chunk = place.load(std::memory_order_relaxed);
        if (!chunk) {
            chunk = addChunk(index >> m_shift);
            place.store(chunk, std::memory_order_relaxed);
            m_allocated.fetch_add(1, std::memory_order_relaxed);
        }
        return chunk[index & m_mask];
    }

    // Writer only: the elements from `index` on.
    void write(std::size_t index, const T *values,
               std::size_t count) requires std::is_trivially_copyable_v<T>
    {
        while (count > 0) {
            const std::size_t part = std::min(count, chunkSize() - (index & m_mask));
            std::memcpy(&slot(index), values, part * sizeof(T));
            index += part;
            values += part;
            count -= part;
        }
    }

    // For the few cells that change after they were published: both sides go through these.
    T loadShared(std::size_t index) const
    {
        return std::atomic_ref<T>(chunkForUpdate(index)).load(std::memory_order_relaxed);
    }
    void storeShared(std::size_t index, T value)
    {
        std::atomic_ref<T>(chunkForUpdate(index)).store(value, std::memory_order_relaxed);
    }

private:
    // Large columns of plain values take their chunks from blocks that the kernel can back with huge pages: first touching memory
    // in small ones costs a fifth of an append.
    static constexpr std::size_t kBlockBytes = std::size_t{2} << 20;
    static constexpr std::size_t kLeastChunkBytes = std::size_t{64} << 10;
    static std::size_t blockChunks(std::size_t chunkBytes)
    {
        const bool fits
            = std::is_trivially_default_constructible_v<T> && chunkBytes >= kLeastChunkBytes
              && kBlockBytes % chunkBytes == 0;
        return fits ? kBlockBytes / chunkBytes : 1;
    }
    T *addChunk(std::size_t number)
    {
        if (m_blockChunks == 1) {
            if constexpr (std::is_trivially_default_constructible_v<T>)
                return new T[chunkSize()]; // left unset: untouched pages cost nothing
            else
                return new T[chunkSize()]();
        }
        if (number % m_blockChunks != 0)
            return m_chunks[number - 1].load(std::memory_order_relaxed) + chunkSize();
        char *const block = mapBlock();
        if (number > 0) // a small log stays small
            ::madvise(block, kBlockBytes, MADV_HUGEPAGE);
        return static_cast<T *>(static_cast<void *>(block));
    }
    // Straight from the kernel: between what a scan allocates for a moment, blocks would leave gaps in the heap that nobody fills.
    static char *mapBlock()
    {
        void *const room = ::mmap(nullptr, 2 * kBlockBytes, PROT_READ | PROT_WRITE,
                                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (room == MAP_FAILED)
            throw std::bad_alloc();
        // Huge pages stand at multiples of their size.
        char *const first = static_cast<char *>(room);
        const std::size_t before = (kBlockBytes
                                    - reinterpret_cast<std::uintptr_t>(first) % kBlockBytes)
                                   % kBlockBytes;
        if (before > 0)
            ::munmap(first, before);
        ::munmap(first + before + kBlockBytes, kBlockBytes - before);
        return first + before;
    }

    T &chunkForUpdate(std::size_t index) const
    {
        return m_chunks[index >> m_shift].load(std::memory_order_relaxed)[index & m_mask];
    }

    unsigned m_shift;
    std::size_t m_mask;
    std::size_t m_blockChunks; // chunks that are allocated at once
    std::unique_ptr<std::atomic<T *>[]> m_chunks;
    std::atomic<std::size_t> m_allocated{0};
};

} // namespace eventscope
