// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/payloaddecoder.h"
#include "session/hashedfile.h"

#include <QString>

#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// The files that a decoder consists of, as they were when somebody looked: its program, those that its arguments name, and what a script
// imports. What else a program reads is not known. Any thread.
class DecoderFiles
{
public:
    // Finds and reads them. One that was stopped has no id.
    static std::shared_ptr<DecoderFiles> find(const DecoderProgram &program,
                                              const std::stop_token &stop = {});

    // Of just this command with just these files, for WorkspaceTrust. Empty: nobody can vouch for all of it.
    const QString &id() const { return m_id; }
    // Where the command leads: every path that was looked at until a file was found, and the files themselves.
    const std::vector<std::string> &paths() const { return m_paths; }

    // Whether the command leads to just these files now, with just this content; it is looked for anew, by $PATH and all links. The content is read again
    // where something has happened to a file. Errors: Changed, Cancelled.
    Result<void> check(const std::stop_token &stop) const;

private:
    struct File {
        std::string path; // canonical; empty: there is none at that place of the command
        HashedFile content;
    };
    explicit DecoderFiles(const DecoderProgram &program)
        : m_program(program)
    {}

    const DecoderProgram m_program;
    QString m_id;
    std::vector<std::string> m_paths;
    mutable std::mutex m_mutex; // guards the stamps of what follows
    mutable std::vector<File> m_files;
};

} // namespace eventscope
