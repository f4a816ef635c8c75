// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/childprocess.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace eventscope {

namespace {

constexpr int kPipeBytes = 1 << 20;
constexpr std::size_t kMostErrors = 4096;
constexpr int kFirstFree = 20; // above every number that a descriptor gets in a child

struct Pipe {
    Descriptor reading;
    Descriptor writing;
};

// Both ends numbered high, so that none is in the way of those that a child gets.
Result<Pipe> makePipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(ErrorCode::Script, std::string("No pipe could be made: ") + strerror(errno));
    const Descriptor low0(ends[0]);
    const Descriptor low1(ends[1]);
    Pipe pipe;
    pipe.reading = Descriptor(fcntl(low0.get(), F_DUPFD_CLOEXEC, kFirstFree));
    pipe.writing = Descriptor(fcntl(low1.get(), F_DUPFD_CLOEXEC, kFirstFree));
    if (!pipe.reading || !pipe.writing)
        return fail(ErrorCode::Script, std::string("No pipe could be made: ") + strerror(errno));
#ifdef F_SETPIPE_SZ
    fcntl(pipe.writing.get(), F_SETPIPE_SZ, kPipeBytes); // smaller ones work too, only slower
#endif
    return pipe;
}

void neverWait(const Descriptor &descriptor)
{
    fcntl(descriptor.get(), F_SETFL, fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
}

// write(2) without the signal that ends this process where the reader is gone.
ssize_t writeQuietly(int descriptor, const char *bytes, std::size_t size)
{
    sigset_t pipeSignal;
    sigset_t before;
    sigemptyset(&pipeSignal);
    sigaddset(&pipeSignal, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipeSignal, &before);
    const ssize_t put = ::write(descriptor, bytes, size);
    const int error = errno;
    if (put < 0 && error == EPIPE && sigismember(&before, SIGPIPE) == 0) {
        const timespec now{};
        sigtimedwait(&pipeSignal, nullptr, &now);
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = error;
    return put;
}

std::vector<char *> pointers(std::vector<std::string> &texts)
{
    std::vector<char *> result;
    for (std::string &text : texts)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

} // namespace

void Descriptor::close()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
}

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const Start &how)
{
    auto input = makePipe();
    auto output = makePipe();
    auto errors = makePipe();
    if (!input || !output || !errors)
        return fail((!input ? input : !output ? output : errors).error());

    // Numbered high first: a low one could be overwritten by the one placed before it.
    std::vector<Descriptor> high;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input->reading.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output->writing.get(), STDOUT_FILENO);
    if (how.keepErrors)
        posix_spawn_file_actions_adddup2(&actions, errors->writing.get(), STDERR_FILENO);
    else
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    int number = STDERR_FILENO;
    for (const int descriptor : how.descriptors) {
        high.emplace_back(fcntl(descriptor, F_DUPFD_CLOEXEC, kFirstFree));
        posix_spawn_file_actions_adddup2(&actions, high.back().get(), ++number);
    }
    if (!how.folder.empty())
        posix_spawn_file_actions_addchdir_np(&actions, how.folder.c_str());

    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    auto flags = short(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (how.ownGroup) {
        posix_spawnattr_setpgroup(&attributes, 0);
        flags = short(flags | POSIX_SPAWN_SETPGROUP);
    }
    posix_spawnattr_setflags(&attributes, flags);

    std::vector<std::string> arguments{how.program};
    arguments.insert(arguments.end(), how.arguments.begin(), how.arguments.end());
    std::vector<std::string> environment = how.environment.value_or(std::vector<std::string>());
    pid_t pid = -1;
    const int error = posix_spawn(&pid, how.program.c_str(), &actions, &attributes,
                                  pointers(arguments).data(),
                                  how.environment ? pointers(environment).data() : environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        return fail(ErrorCode::Script,
                    how.program + " could not be started: " + strerror(error) + ".");

    std::unique_ptr<ChildProcess> child(new ChildProcess);
    child->m_pid = pid;
    child->m_group = how.ownGroup;
    child->m_input = std::move(input->writing);
    child->m_output = std::move(output->reading);
    if (how.keepErrors) {
        child->m_error = std::move(errors->reading);
        neverWait(child->m_error);
    }
    neverWait(child->m_input);
    neverWait(child->m_output);
    return child;
}

Result<std::unique_ptr<ChildProcess>> ChildProcess::startProgram(const std::string &path,
                                                                 std::vector<std::string> arguments,
                                                                 const std::string &folder)
{
    auto child = start({.program = path,
                        .arguments = std::move(arguments),
                        .environment = std::nullopt,
                        .folder = folder,
                        .descriptors = {},
                        .keepErrors = true,
                        .ownGroup = true});
    if (!child)
        return fail(Error(child.error().code,
                          child.error().message
                              + " A script needs a first line such as #!/usr/bin/env python3.")
                        .at(path));
    return child;
}

ChildProcess::~ChildProcess()
{
    kill();
    waitForEnd();
}

void ChildProcess::kill()
{
    const std::lock_guard lock(m_mutex);
    if (m_ended || m_pid <= 0)
        return;
    m_killed = true;
    ::kill(m_group ? -m_pid : m_pid, SIGKILL);
}

std::string ChildProcess::waitForEnd()
{
    // Not reaped before the lock is held: until then its number stays its own, so that kill() hits nobody else.
    siginfo_t info{};
    while (!m_ended && waitid(P_PID, id_t(m_pid), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
    }
    const std::lock_guard lock(m_mutex);
    if (m_ended)
        return m_ending;
    // What it left behind in its group.
    if (m_group)
        ::kill(-m_pid, SIGKILL);
    int status = 0;
    while (waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
    }
    m_ended = true;
    if (WIFSIGNALED(status)) {
        m_ending = "was ended by signal " + std::to_string(WTERMSIG(status)) + " ("
                   + strsignal(WTERMSIG(status)) + ")";
        constexpr std::array kOrders{SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGQUIT};
        m_killedByOthers = !m_killed
                           && std::find(kOrders.begin(), kOrders.end(), WTERMSIG(status))
                                  != kOrders.end();
    } else {
        m_ending = "ended with exit code " + std::to_string(WEXITSTATUS(status));
    }
    return m_ending;
}

std::string ChildProcess::waitForEndAtMost(std::chrono::milliseconds most,
                                           const std::stop_token &stop)
{
    const auto until = std::chrono::steady_clock::now() + most;
    siginfo_t info{};
    while (!m_ended && waitid(P_PID, id_t(m_pid), &info, WEXITED | WNOWAIT | WNOHANG) == 0
           && info.si_pid == 0) {
        if (stop.stop_requested() || std::chrono::steady_clock::now() > until) {
            kill();
            break;
        }
        ::poll(nullptr, 0, 2); // the system tells nobody when another process ends
    }
    return waitForEnd();
}

void ChildProcess::send(std::string_view bytes)
{
    if (m_sent == m_out.size()) {
        m_out.clear();
        m_sent = 0;
    }
    m_out += bytes;
    write();
}

void ChildProcess::finishInput()
{
    m_inputDone = true;
    if (unsent() == 0)
        m_input.close();
}

void ChildProcess::consume(std::size_t bytes)
{
    m_read += bytes;
    if (m_read == m_in.size()) {
        m_in.clear();
        m_read = 0;
    } else if (m_read > (std::size_t(1) << 20)) {
        m_in.erase(0, m_read);
        m_read = 0;
    }
}

void ChildProcess::write()
{
    while (m_input && m_sent < m_out.size()) {
        const ssize_t put = writeQuietly(m_input.get(), m_out.data() + m_sent,
                                         m_out.size() - m_sent);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0 && errno == EAGAIN)
            return;
        if (put < 0) {
            m_input.close(); // its output says why
            return;
        }
        m_sent += std::size_t(put);
    }
    if (m_inputDone)
        m_input.close();
}

// False at the end.
bool ChildProcess::read()
{
    constexpr std::size_t kAtOnce = std::size_t(256) << 10;
    const std::size_t before = m_in.size();
    m_in.resize(before + kAtOnce);
    const ssize_t got = ::read(m_output.get(), m_in.data() + before, kAtOnce);
    m_in.resize(before + std::size_t(std::max<ssize_t>(got, 0)));
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

void ChildProcess::readErrors()
{
    std::array<char, 4096> bytes{};
    const ssize_t got = ::read(m_error.get(), bytes.data(), bytes.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        m_error.close();
        return;
    }
    m_errors.append(bytes.data(), std::size_t(got));
    if (m_errors.size() > kMostErrors)
        m_errors.erase(0, m_errors.size() - kMostErrors);
}

bool ChildProcess::exchange(std::chrono::milliseconds most)
{
    std::array<pollfd, 3> waiting{};
    waiting[0] = {m_output.get(), POLLIN, 0};
    waiting[1] = {m_input && unsent() > 0 ? m_input.get() : -1, POLLOUT, 0};
    waiting[2] = {m_error.get(), POLLIN, 0};
    if (::poll(waiting.data(), waiting.size(), int(most.count())) <= 0)
        return true;
    if (waiting[1].revents != 0)
        write();
    if (waiting[2].revents != 0)
        readErrors();
    if (waiting[0].revents != 0 && !read()) {
        // The last words come after the last answer.
        while (m_error && ::poll(&waiting[2], 1, 0) > 0)
            readErrors();
        return false;
    }
    return true;
}

} // namespace eventscope
