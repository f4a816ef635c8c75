// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

// Whether the scripts and programs that a workspace file names may be run. A file that came from elsewhere must not run code of its author's
// choice by being opened.
//
// What this installation writes carries a seal: a keyed hash (HMAC, RFC 2104, with SHA-256) of the stream types and the absolute
// paths, under a key that never leaves the configuration folder. Nobody else can make one, and carried to another folder it no longer fits.
// For files without a seal that fits, the choice of the user is kept by what would run: paths and
// contents, with the modules that a script imports. GUI thread; seals also in others.
class WorkspaceTrust
{
public:
    using Reducers = std::map<std::string, std::string>; // by stream type: absolute path

    // Of anything that would run, by what it is: texts that say so, and hashes of the contents of files. Any thread.
    static QString idOf(const std::vector<QByteArray> &parts);

    explicit WorkspaceTrust(QString folder)
        : m_folder(std::move(folder))
    {}

    // Empty if the key can neither be read nor made: then nothing is sealed.
    std::string sealOf(const Reducers &reducers) const;
    bool isSealed(const Reducers &reducers, const std::string &seal) const;

    // None: not asked yet about just this.
    std::optional<bool> choice(const Reducers &reducers) const;
    void keep(const Reducers &reducers, bool isTrusted) const;
    std::optional<bool> choice(const QString &id) const;
    void keep(const QString &id, bool isTrusted) const;

private:
    QByteArray key() const;
    QString choicesFile() const;

    QString m_folder;
};

} // namespace eventscope
