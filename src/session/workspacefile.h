// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "base/result.h"

#include <QString>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

// A field that stays in sight for all streams of a type.
struct PinnedField {
    std::string streamType; // empty: streams without a type
    std::string pointer;    // RFC 6901, into the state
    bool operator==(const PinnedField &) const = default;
};

// An event that somebody wants to find again, as the store calls it: rows of the log are others in a store that was rewritten.
struct BookmarkedEvent {
    std::string position;           // its label
    std::string stream;             // empty: an event of no stream
    std::optional<Version> version; // none if it has none
    std::string note;               // may be empty
    // The same event, whatever is noted of it.
    bool names(const BookmarkedEvent &other) const
    {
        return position == other.position && stream == other.stream && version == other.version;
    }
    bool operator==(const BookmarkedEvent &) const = default;
};

// A filter that the user has given a name, which no other one has.
struct SavedFilter {
    std::string name;
    std::string text;
    bool operator==(const SavedFilter &) const = default;
};

// What somebody has settled for a store.
struct WorkspaceContent {
    // By stream type: absolute path of a script or program.
    std::map<std::string, std::string> reducers;
    std::vector<PinnedField> pins;          // in the order of pinning
    std::vector<BookmarkedEvent> bookmarks; // in the order of setting
    std::vector<std::string> pinnedStreams; // names, in the order of pinning
    std::vector<SavedFilter> filters;       // in the order of saving
    std::vector<std::string>
        columns; // of the events: paths such as data.total, in the order of adding
    bool operator==(const WorkspaceContent &) const = default;
};

// The file for the store at the location: one a store, named after it, since stores themselves are never written to.
QString workspaceFile(const QString &folder, const QString &location);

// {"version":1,"store":"…","reducers":{"order":"/…/order.ts"},"pins":[{"streamType":"order","field":"/total"}],
//  "bookmarks":[{"position":"403","stream":"order-1015","version":9,"note":"the voucher"}],
//  "pinnedStreams":["order-1015"],"columns":["data.total"]}
// Nothing is settled if there is no such file. Errors: Unreadable, Damaged; the sentence says what becomes of it.
Result<WorkspaceContent> readWorkspace(const QString &file);

// Replaces the file as a whole. Members that this version does not know stay as they are; a damaged file is kept under another name
// (".damaged" behind its own). Error: Unreadable.
Result<void> writeWorkspace(const QString &file, const QString &location,
                            const WorkspaceContent &content);

} // namespace eventscope
