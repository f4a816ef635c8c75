// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/mapping.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <mutex>

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace eventscope {

namespace {

// What the handler may read: only atomics, in nodes that are never freed (a handler on another thread could stand in one).
struct Guard {
    std::atomic<std::uintptr_t> begin{0}; // 0: free for the next mapping
    std::atomic<std::uintptr_t> end{0};
    std::atomic<std::atomic<bool> *> cut{nullptr};
    Guard *next = nullptr;
};
static_assert(std::atomic<std::uintptr_t>::is_always_lock_free);

std::atomic<Guard *> guards{nullptr};
std::mutex guardsMutex; // of those who add and remove; the handler takes none
struct sigaction previousAction = {};

std::size_t pageSize()
{
    static const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    return size;
}

std::size_t roundUp(std::size_t size)
{
    return (size + pageSize() - 1) & ~(pageSize() - 1);
}

void passOn(int signal, siginfo_t *info, void *context)
{
    if ((previousAction.sa_flags & SA_SIGINFO) && previousAction.sa_sigaction) {
        previousAction.sa_sigaction(signal, info, context);
    } else if (previousAction.sa_handler != SIG_DFL && previousAction.sa_handler != SIG_IGN) {
        previousAction.sa_handler(signal);
    } else {
        // Returning repeats the access, which ends the program as if we had never been here.
        struct sigaction standard = {};
        standard.sa_handler = SIG_DFL;
        sigaction(signal, &standard, nullptr);
    }
}

void onBusError(int signal, siginfo_t *info, void *context)
{
    const int savedErrno = errno;
    const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
    for (Guard *guard = guards.load(std::memory_order_acquire); guard; guard = guard->next) {
        const std::uintptr_t begin = guard->begin.load(std::memory_order_acquire);
        const std::uintptr_t end = guard->end.load(std::memory_order_acquire);
        if (begin == 0 || address < begin || address >= end)
            continue;
        // The whole rest of the mapping: what lies behind a cut is gone too. The raw call is safe in a handler.
        const std::uintptr_t page = address & ~(static_cast<std::uintptr_t>(pageSize()) - 1);
        const long mapped = syscall(SYS_mmap, page, end - page, PROT_READ,
                                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1,
                                    0L);
        if (mapped == -1)
            break;
        if (auto *cut = guard->cut.load(std::memory_order_acquire))
            cut->store(true, std::memory_order_release);
        errno = savedErrno;
        return;
    }
    errno = savedErrno;
    passOn(signal, info, context);
}

void installHandler()
{
    static std::once_flag once;
    std::call_once(once, [] {
        pageSize();
        struct sigaction action = {};
        action.sa_sigaction = onBusError;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        sigemptyset(&action.sa_mask);
        sigaction(SIGBUS, &action, &previousAction);
    });
}

Guard *addGuard(std::atomic<bool> *cut, std::uintptr_t begin)
{
    const std::lock_guard lock(guardsMutex);
    Guard *guard = guards.load(std::memory_order_relaxed);
    while (guard && guard->begin.load(std::memory_order_relaxed) != 0)
        guard = guard->next;
    if (!guard) {
        guard = new Guard;
        guard->next = guards.load(std::memory_order_relaxed);
        guards.store(guard, std::memory_order_release);
    }
    guard->cut.store(cut, std::memory_order_relaxed);
    guard->end.store(begin, std::memory_order_relaxed);
    guard->begin.store(begin, std::memory_order_release);
    return guard;
}

} // namespace

Result<std::unique_ptr<Mapping>> Mapping::reserve(std::size_t expectedSize)
{
    installHandler();
    std::unique_ptr<Mapping> mapping(new Mapping);
    // Room to grow costs addresses only. Where they are scarce (a limit on the process), less will do.
    const std::size_t least = roundUp(expectedSize + kPadding) + pageSize();
    for (std::size_t extra = std::size_t(1) << 38;; extra /= 16) {
        const std::size_t size = roundUp(least + extra);
        void *const base = mmap(nullptr, size, PROT_NONE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (base != MAP_FAILED) {
            mapping->m_base = static_cast<char *>(base);
            mapping->m_reserved = size;
            break;
        }
        if (extra < pageSize())
            return fail(ErrorCode::Limit, "The system has no address space left for a file of "
                                              + std::to_string(expectedSize)
                                              + " bytes; close other stores.");
    }
    mapping->m_guard = addGuard(&mapping->m_cut, reinterpret_cast<std::uintptr_t>(mapping->m_base));
    return mapping;
}

Mapping::~Mapping()
{
    if (auto *guard = static_cast<Guard *>(m_guard)) {
        const std::lock_guard lock(guardsMutex);
        guard->begin.store(0, std::memory_order_release);
        guard->end.store(0, std::memory_order_relaxed);
        guard->cut.store(nullptr, std::memory_order_relaxed);
    }
    if (m_base)
        munmap(m_base, m_reserved);
}

Result<void> Mapping::extend(int file, std::size_t size)
{
    if (size <= this->size())
        return {};
    const std::size_t wanted = roundUp(size);
    if (wanted + pageSize() > m_reserved) {
        return fail(ErrorCode::Limit, "The file has grown past " + std::to_string(m_reserved >> 30)
                                          + " GiB since it was opened; open it again.");
    }
    if (wanted > m_mapped) {
        // One page of zeros behind the file makes the padding; the next call maps over it.
        char *const begin = m_base + m_mapped;
        void *const zeros = mmap(m_base + wanted, pageSize(), PROT_READ,
                                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        void *const mapped = zeros == MAP_FAILED
                                 ? MAP_FAILED
                                 : mmap(begin, wanted - m_mapped, PROT_READ, MAP_SHARED | MAP_FIXED,
                                        file, static_cast<off_t>(m_mapped));
        if (mapped == MAP_FAILED) {
            return fail(ErrorCode::Unreadable,
                        std::string("The file cannot be mapped into memory (")
                            + std::strerror(errno)
                            + "); copy it to a local disk and open the copy.");
        }
        m_mapped = wanted;
        static_cast<Guard *>(m_guard)->end.store(reinterpret_cast<std::uintptr_t>(m_base) + wanted,
                                                 std::memory_order_release);
    }
    m_size.store(size, std::memory_order_release);
    return {};
}

void Mapping::release(std::size_t end)
{
    // In steps, since each is a call of the system and stops all of this program's threads for an instant.
    constexpr std::size_t kStep = std::size_t(16) << 20;
    end = std::min(end, size()) & ~(pageSize() - 1);
    if (end < m_released)
        m_released = 0; // it is read anew
    if (end < m_released + kStep)
        return;
    ::madvise(m_base + m_released, end - m_released, MADV_DONTNEED);
    m_released = end;
}

} // namespace eventscope
