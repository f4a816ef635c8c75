// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/hostprocess.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <new>
#include <sys/mman.h>
#include <unistd.h>

namespace eventscope {

namespace {

constexpr std::chrono::milliseconds kLook{10}; // at the stop token
constexpr std::chrono::milliseconds kLastMoments{500};

Result<std::string> findHost()
{
    if (const char *given = std::getenv("EVENTSCOPE_SCRIPT_HOST"))
        return std::string(given);
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto folder = self.parent_path();
    for (const auto &path :
         {folder / "eventscope-script",
          folder.parent_path() / "libexec" / "eventscope" / "eventscope-script"}) {
        if (::access(path.c_str(), X_OK) == 0)
            return path.string();
    }
    return fail(ErrorCode::NotFound,
                "The program that runs scripts, eventscope-script, is missing beside "
                    + self.string() + ": install Eventscope again.");
}

// Of the environment, only what says where the day begins and where libraries are.
std::vector<std::string> environmentOfHost()
{
    std::vector<std::string> kept;
    for (const char *name : {"TZ", "LD_LIBRARY_PATH"}) {
        if (const char *value = std::getenv(name))
            kept.push_back(std::string(name) + '=' + value);
    }
    return kept;
}

} // namespace

void HostProcess::Unmap::operator()(frames::Page *page) const
{
    munmap(page, sizeof(frames::Page));
}

Result<std::unique_ptr<HostProcess>> HostProcess::start(const Watch::Limits &limits,
                                                        Receiver receiver)
{
    auto program = findHost();
    if (!program)
        return fail(std::move(program).error());
    const auto unable = [](const char *what) {
        return fail(ErrorCode::Script,
                    std::string("The program that runs scripts could not be started: ") + what
                        + ": " + strerror(errno) + ".");
    };
    const Descriptor memory(memfd_create("eventscope-page", MFD_CLOEXEC));
    if (!memory || ftruncate(memory.get(), sizeof(frames::Page)) != 0)
        return unable("shared memory");
    void *page = mmap(nullptr, sizeof(frames::Page), PROT_READ | PROT_WRITE, MAP_SHARED,
                      memory.get(), 0);
    if (page == MAP_FAILED)
        return unable("shared memory");
    std::unique_ptr<HostProcess> host(new HostProcess);
    host->m_page.reset(new (page) frames::Page{});
    std::array<int, 2> lifeline{};
    if (pipe2(lifeline.data(), O_CLOEXEC) != 0)
        return unable("a pipe");
    const Descriptor theirs(lifeline[0]);
    host->m_lifeline = Descriptor(lifeline[1]);

    auto child = ChildProcess::start({.program = *program,
                                      .arguments = {},
                                      .environment = environmentOfHost(),
                                      .folder = "/",
                                      .descriptors = {memory.get(), theirs.get()}});
    if (!child)
        return fail(std::move(child).error());
    host->m_child = std::move(*child);
    host->m_receiver = std::move(receiver);
    host->m_watch = std::make_unique<Watch>(*host->m_child, *host->m_page, limits);
    return host;
}

HostProcess::~HostProcess() = default;

void HostProcess::send(char kind, std::string_view text)
{
    const auto size = std::uint32_t(text.size() + 1);
    std::string head;
    for (unsigned shift = 0; shift < 32; shift += 8)
        head += char((size >> shift) & 0xff);
    head += kind;
    head += text;
    m_child->send(head);
}

frames::Phase HostProcess::phase() const
{
    return frames::Phase(m_page->phase.load());
}

// The whole frames that are there. False if one has a length that no frame has.
bool HostProcess::deliver()
{
    while (true) {
        const std::string_view bytes = m_child->received();
        if (bytes.size() < 5)
            return true;
        std::size_t size = 0;
        for (unsigned i = 0; i < 4; ++i)
            size |= std::size_t(static_cast<unsigned char>(bytes[i])) << (8 * i);
        if (size == 0 || size > frames::kMostBytes)
            return false;
        if (bytes.size() < 4 + size)
            return true;
        m_receiver(bytes[4], bytes.substr(5, size - 1));
        m_child->consume(4 + size);
    }
}

Result<void> HostProcess::exchangeUntil(const std::function<bool()> &done, std::stop_token stop)
{
    while (true) {
        if (!deliver()) {
            m_child->kill();
            m_child->waitForEnd();
            return fail(ErrorCode::Script, "answered with more than "
                                               + std::to_string(frames::kMostBytes >> 20) + " MB");
        }
        if (done())
            return {};
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "Cancelled.");
        if (!m_child->exchange(kLook)) {
            const std::string ending = m_child->waitForEndAtMost(kLastMoments);
            deliver();
            if (done())
                return {};
            return fail(ErrorCode::Script, ending);
        }
    }
}

} // namespace eventscope
