// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

#include <map>
#include <string>
#include <vector>

namespace eventscope {

// A field that stays in sight for all streams of a type.
struct PinnedField {
    std::string streamType; // empty: streams without a type
    std::string pointer;    // RFC 6901, into the state
    bool operator==(const PinnedField &) const = default;
};

// What somebody has settled for a store.
struct WorkspaceContent {
    std::map<std::string, std::string>
        reducers;                  // by stream type: absolute path of a script or program
    std::vector<PinnedField> pins; // in the order of pinning
    bool operator==(const WorkspaceContent &) const = default;
};

// The file for the store at the location: one a store, named after it, since stores themselves are never written to.
QString workspaceFile(const QString &folder, const QString &location);

// {"version":1,"store":"…","reducers":{"order":"/…/order.ts"},"pins":[{"streamType":"order","field":"/total"}]}
// Nothing is settled if there is no such file. Errors: Unreadable, Damaged; the sentence says what becomes of it.
Result<WorkspaceContent> readWorkspace(const QString &file);

// Replaces the file as a whole. Members that this version does not know stay as they are; a damaged file is kept under another name
// (".damaged" behind its own). Error: Unreadable.
Result<void> writeWorkspace(const QString &file, const QString &location,
                            const WorkspaceContent &content);

} // namespace eventscope
