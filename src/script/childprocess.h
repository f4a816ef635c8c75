// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace eventscope {

// Owns a file descriptor.
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int descriptor)
        : m_descriptor(descriptor)
    {}
    Descriptor(Descriptor &&other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1))
    {}
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_descriptor, other.m_descriptor);
        return *this;
    }
    ~Descriptor() { close(); }
    int get() const { return m_descriptor; }
    explicit operator bool() const { return m_descriptor >= 0; }
    void close();

private:
    int m_descriptor = -1;
};

// Another program, with pipes to its standard streams. Its standard error is dropped, or kept where that is asked for. The process ends with
// this object, whatever it is doing.
//
// One thread reads and writes; kill() may be called from any.
class ChildProcess
{
public:
    struct Start {
        std::string program; // path
        std::vector<std::string> arguments;
        std::optional<std::vector<std::string>> environment; // NAME=value; none: this process' own
        std::string folder;                                  // empty: this process' own
        std::vector<int> descriptors;                        // become 3, 4 ... there
        bool keepErrors = false;
        bool ownGroup = false; // kill() ends what it started too
    };
    // Error: Script, with what the system says.
    static Result<std::unique_ptr<ChildProcess>> start(const Start &how);
    // A program of the user's: with this process' environment, its standard error kept, and ended with all that it started.
    static Result<std::unique_ptr<ChildProcess>> startProgram(const std::string &path,
                                                              std::vector<std::string> arguments,
                                                              const std::string &folder);
    ~ChildProcess();
    ChildProcess(const ChildProcess &) = delete;
    ChildProcess &operator=(const ChildProcess &) = delete;

    pid_t pid() const { return m_pid; }

    // Bytes to be written, in order; nothing waits.
    void send(std::string_view bytes);
    std::size_t unsent() const { return m_out.size() - m_sent; }
    // No more bytes will come: its standard input ends once those waiting are written.
    void finishInput();
    // Writes what fits and reads what is there; waits for the first of that at most so long. False once its standard output has ended.
    bool exchange(std::chrono::milliseconds most);
    // What it wrote so far. Whoever reads it removes it from the front with consume().
    std::string_view received() const { return std::string_view(m_in).substr(m_read); }
    void consume(std::size_t bytes);
    // The end of what it wrote to standard error; at most a few kilobytes.
    const std::string &errors() const { return m_errors; }

    void kill();
    // Once it has ended: by a signal such as a person or the system sends to end any process, and not by kill() or a fault of its own.
    bool wasKilledByOthers() const { return m_killedByOthers; }
    // Waits for its end. "ended with exit code 3", "was ended by signal 11 (Segmentation fault)".
    std::string waitForEnd();
    // The same, but kills it when it takes longer, or the stop is set.
    std::string waitForEndAtMost(std::chrono::milliseconds most, const std::stop_token &stop = {});

private:
    ChildProcess() = default;
    void write();
    bool read();
    void readErrors();

    pid_t m_pid = -1;
    bool m_group = false;
    std::mutex
        m_mutex; // guards m_ended against kill(): the number of an ended process may be another's
    bool m_ended = false;
    bool m_killed = false; // kill() was called before its end
    bool m_killedByOthers = false;
    std::string m_ending;
    Descriptor m_input;
    Descriptor m_output;
    Descriptor m_error;
    std::string m_out;
    std::size_t m_sent = 0;
    bool m_inputDone = false;
    std::string m_in;
    std::size_t m_read = 0;
    std::string m_errors;
};

} // namespace eventscope
