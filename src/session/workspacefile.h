// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "query/masking.h"
#include "session/decoderrule.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
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

// A projection that was run over the store.
struct KnownProjection {
    std::string file;          // absolute path
    std::string engine = "v1"; // or "v2"
    bool operator==(const KnownProjection &) const = default;
};

// Which event types are to be seen, by name: if `only` names any, just those; else all but the hidden ones, which wait meanwhile.
struct TypeChoice {
    std::set<std::string, std::less<>> hidden;
    std::set<std::string, std::less<>> only;
    bool hidesAny() const { return !hidden.empty() || !only.empty(); }
    bool operator==(const TypeChoice &) const = default;
};

// How an event type is drawn, where the user has chosen that.
struct TypeLook {
    static constexpr std::uint8_t kHues = 10;  // of the theme
    static constexpr std::uint8_t kShapes = 4; // circle, square, diamond, triangle
    std::optional<std::uint8_t> hue;
    std::optional<std::uint8_t> shape;
    bool operator==(const TypeLook &) const = default;
};

using TypeLooks
    = std::map<std::string, TypeLook, std::less<>>; // by event type; of those that have one

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
    TypeChoice types;
    TypeLooks typeLooks;
    std::vector<MaskRule> masks;       // in the order of adding
    std::vector<DecoderRule> decoders; // of payloads; the first one that fits reads a payload
    std::vector<KnownProjection> projections; // the one that was run last comes first
    bool operator==(const WorkspaceContent &) const = default;
};

// The part of the timeline that is in view. In time: microseconds UTC; by position: units of TimelineRange.
struct TimelineSpan {
    bool byPosition = false;
    std::int64_t from = 0;
    std::int64_t to = 0;
    bool operator==(const TimelineSpan &) const = default;
};

// Where somebody was in the store: all that brings it back, though the store has grown since. It changes with every step, so it is no
// matter of undo.
struct WorkspaceView {
    std::optional<BookmarkedEvent> playhead; // none: the end of the store
    std::optional<std::string> stream;       // that is selected
    std::optional<std::string> streamType;
    std::string filter;
    bool onlyStream = false;
    std::optional<TimelineSpan> timeline; // none: all of it
    bool masked = false;                  // what is personal
    QByteArray layout;                    // of the window, as it has written it
    bool operator==(const WorkspaceView &) const = default;
};

// What the workspace is about.
struct WorkspaceStore {
    QString location; // absolute path, or URL
    QString dialect;  // as it was asked for; empty: detect
    QString table;
    bool operator==(const WorkspaceStore &) const = default;
};

struct WorkspaceFile {
    WorkspaceStore store;
    WorkspaceContent content;
    WorkspaceView view;
    std::string seal;     // of whoever wrote it; see WorkspaceTrust
    bool isNewer = false; // of a version that this one must not write
};

// By its name: ".eventscope".
bool isWorkspaceFile(const QString &path);

// The file for the store at the location: one a store, named after it, since stores themselves are never written to.
QString workspaceFile(const QString &folder, const QString &location);

// {"version":1,"store":"orders.db","reducers":{"order":"reducers/order.ts"},"pins":[{"streamType":"order","field":"/total"}],
//  "bookmarks":[{"position":"403","stream":"order-1015","version":9,"note":"the voucher"}],
//  "pinnedStreams":["order-1015"],"columns":["data.total"],"filters":[{"name":"paid","filter":"type = Paid"}],
//  "decoders":[{"types":"Order*","command":["./decode.py"],"mode":"lines"},{"types":"*","script":"decode.ts","payloads":"all"}],
//  "projections":[{"file":"order-summary.js","engine":"v2"}],
//  "hiddenTypes":["Viewed"],"onlyTypes":[],"typeLooks":{"OrderPlaced":{"hue":3,"shape":"diamond"}},"view":{...}}
// Paths of what stands in the folder of the file, or below it, are relative to it. Nothing is settled if there is no such file. Errors:
// Unreadable; Damaged, with line and column where it is no JSON.
Result<WorkspaceFile> readWorkspace(const QString &file);
Result<WorkspaceFile> parseWorkspace(const QByteArray &bytes, const QString &file);

// Writes what is settled, replacing the file as a whole: whoever reads it gets the old content or the new one, also after a crash. Others
// may have written it since it was `base`: what they did stays, beside what differs here from `base`. Members that this version does
// not know stay as they are; a damaged file is kept under another name (".damaged" behind its own). `view` stays as it is without one.
// `sealOf` makes the seal of the reducers that are written, over what was `there`; without one the file has none. Returns what is settled from now on. Error: Unreadable.
struct WorkspaceWrite {
    QString file;
    WorkspaceStore store;
    WorkspaceContent base;
    WorkspaceContent content;
    std::optional<WorkspaceView> view;
    std::function<std::string(const std::map<std::string, std::string> &reducers,
                              const WorkspaceFile &there)>
        sealOf;
};
Result<WorkspaceContent> writeWorkspace(const WorkspaceWrite &write);
// As it is read again: names from a store that are no UTF-8 are others then.
WorkspaceContent asWritten(const WorkspaceContent &content);

// `ours` with what became of `base` in `theirs`: what was added there is added, what was taken away goes; of what both changed, ours holds.
WorkspaceContent mergedWorkspace(const WorkspaceContent &base, const WorkspaceContent &ours,
                                 const WorkspaceContent &theirs);

} // namespace eventscope
