// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/workspacefile.h"

#include <QLockFile>
#include <QString>

#include <memory>
#include <vector>

namespace eventscope {

// What a window has open, in a file of its own for as long as that is so: one that is still there without its window tells that the program
// was not closed in order. A lock beside it, which names the process, tells whether the window is still there. GUI thread.
class OpenRecord
{
public:
    // $XDG_STATE_HOME/NAME/open, with the name of the application.
    static QString stateFolder();

    explicit OpenRecord(QString folder);
    ~OpenRecord(); // in order: nothing is left
    OpenRecord(const OpenRecord &) = delete;
    OpenRecord &operator=(const OpenRecord &) = delete;

    void note(const WorkspaceStore &store, const QString &workspaceFile); // empty: the store's own
    void clear();

    struct Left {
        WorkspaceStore store;
        QString workspaceFile;
        QString record;
    };
    // What windows that ended without a word had open, the latest first. A window that is still there is none of them.
    static std::vector<Left> left(const QString &folder);
    // Those about the same are forgotten too.
    static void forget(const QString &folder, const Left &left);

private:
    QString m_folder;
    QString m_file;
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace eventscope
