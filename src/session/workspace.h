// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/filewatch.h"
#include "session/workspacefile.h"

#include <QObject>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// What has been settled for the open store: which reducer folds a stream type, which fields are pinned, which events are marked. Every
// change is written to the workspace file at once, and can be undone until the store is closed. A file that cannot be read or
// written costs a sentence, and what is settled then holds until the store is closed. GUI thread.
//
// The file is the store's own in the configuration folder, or one that somebody has named. Other windows may write it too: their changes
// are taken in when it is written here, and as soon as they are seen on the disk. Where somebody was in the store (the view) stands in the
// same file; since it changes all the time, a thread writes it.
class Workspace : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kMostPins = 6; // a type: each takes a lane of the timeline
    static constexpr std::size_t kMostPinnedStreams = 12;
    static constexpr std::size_t kMostColumns = 16;
    static constexpr std::size_t kMostProjections = 20;
    static constexpr std::size_t kMostUndone = 200;

    explicit Workspace(QObject *parent = nullptr);
    ~Workspace() override;

    // In the configuration folder of the application, unless set otherwise before a store is opened.
    QString folder() const;
    void setFolder(const QString &folder) { m_folder = folder; }
    // Files that are opened from now on are only read, as for a picture: nothing that is settled, nor the view, goes there.
    void setOnlyReads(bool onlyReads) { m_onlyReads = onlyReads; }

    // The named file for this store; without one, the store's own.
    void open(const WorkspaceStore &store, const QString &file = {});
    void open(const QString &location) { open(WorkspaceStore{location, {}, {}}); }
    void close();
    QString file() const { return m_file; } // empty while closed
    bool isNamed() const { return m_isNamed; }
    // Written by a newer version, or only looked at: nothing is written to it.
    bool isReadOnly() const { return m_isReadOnly; }
    // All of it into that file, which takes every change from now on; the old file stays as it is. Errors: Unreadable, Unsupported; Invalid for
    // the store.
    Result<void> saveAs(const QString &file);

    // Where somebody was when the store was closed; as it was last set since.
    const WorkspaceView &view() const { return m_view; }
    void setView(WorkspaceView view);

    // Empty: the payloads are merged.
    std::string reducer(const std::string &streamType) const;
    // The same, unless it came from elsewhere and nobody has trusted it yet.
    std::string runnableReducer(const std::string &streamType) const;
    // Those that are not run for that reason.
    std::map<std::string, std::string> heldReducers() const;
    // Somebody has said so already, of just these; then nobody need ask.
    bool isHeldByChoice() const { return m_isHeldByChoice; }
    // Runs them, or goes on without; the choice is kept by what they are.
    void trustReducers(bool isTrusted);
    void setReducer(const std::string &streamType, const std::string &file); // empty takes it away

    // Pointers, in the order of pinning.
    std::vector<std::string> pins(const std::string &streamType) const;
    bool isPinned(const PinnedField &field) const;
    Result<void> pin(const PinnedField &field); // Error: Limit
    void unpin(const PinnedField &field);
    void unpinAll(const std::string &streamType);

    // Names, in the order of pinning.
    const std::vector<std::string> &pinnedStreams() const { return m_content.pinnedStreams; }
    bool isStreamPinned(std::string_view name) const;
    Result<void> pinStream(const std::string &name); // Error: Limit
    void unpinStream(const std::string &name);

    // Paths of values that the table of events has a column for, in the order of adding.
    const std::vector<std::string> &columns() const { return m_content.columns; }
    bool hasColumn(std::string_view path) const;
    Result<void> addColumn(const std::string &path); // Error: Limit
    void removeColumn(const std::string &path);

    // What makes JSON of payloads that only their owner can read; whether they may run is another matter (Decoders).
    const std::vector<DecoderRule> &decoders() const { return m_content.decoders; }
    void setDecoders(std::vector<DecoderRule> decoders);

    // That were run over this store, the last one first. They are remembered, not settled: nothing to undo.
    const std::vector<KnownProjection> &projections() const { return m_content.projections; }
    void rememberProjection(const KnownProjection &projection); // first now
    void forgetProjection(const std::string &file);

    // What is personal, in the order of adding.
    const std::vector<MaskRule> &masks() const { return m_content.masks; }
    void setMasks(std::vector<MaskRule> masks);

    // In the order of saving.
    const std::vector<SavedFilter> &filters() const { return m_content.filters; }
    void saveFilter(const SavedFilter &filter); // in place of one of the same name
    void renameFilter(const std::string &name, const std::string &to); // in place of that one
    void removeFilter(const std::string &name);

    // In the order of setting.
    const std::vector<BookmarkedEvent> &bookmarks() const { return m_content.bookmarks; }
    // Sets one, or gives the one of that event another note.
    void setBookmark(const BookmarkedEvent &bookmark);
    void removeBookmark(const BookmarkedEvent &bookmark); // whatever its note

    // Which event types are shown, and how those look that the user gave a look.
    const TypeChoice &types() const { return m_content.types; }
    void setTypes(const QString &what, TypeChoice types); // what is done, for undo
    const TypeLooks &typeLooks() const { return m_content.typeLooks; }
    TypeLook typeLook(std::string_view type) const;
    void setTypeLook(const std::string &type, const TypeLook &look); // an empty one takes it away

    // What undo() and redo() would take back and do again, for a menu: "pinning total". Empty: nothing.
    QString undoText() const { return m_undo.empty() ? QString() : m_undo.back().what; }
    QString redoText() const { return m_redo.empty() ? QString() : m_redo.back().what; }
    void undo();
    void redo();

    // Why the file could not be read or written; none if all is well.
    const std::optional<Error> &problem() const { return m_problem; }

Q_SIGNALS:
    void reducerChanged(const std::string &streamType); // what is run
    void heldChanged();
    void pinsChanged();
    void pinnedStreamsChanged();
    void bookmarksChanged();
    void filtersChanged();
    void columnsChanged();
    void decodersChanged();
    void projectionsChanged();
    void masksChanged();
    void typesChanged();
    void typeLooksChanged();
    void undoChanged();
    void problemChanged();
    void fileChanged(); // by saveAs()

private:
    struct Edit {
        QString what;
        WorkspaceContent before;
        WorkspaceContent after;
    };
    struct ViewWriter;
    // Makes this the content, so that it can be undone.
    void change(const QString &what, WorkspaceContent content);
    void remember(WorkspaceContent content); // likewise, but it is nothing to undo
    void take(WorkspaceContent content);
    void save();
    void takeFile();                            // it has changed on the disk
    WorkspaceWrite written(bool isNamed) const; // sealed, if it is
    std::map<std::string, std::string> ownReducers() const;
    void hold(const std::map<std::string, std::string> &reducers, const std::string &seal);
    void setProblem(std::optional<Error> problem);

    QString m_folder;
    WorkspaceStore m_store;
    QString m_file;
    bool m_isNamed = false;
    bool m_onlyReads = false;
    bool m_isReadOnly = false;
    FileWatch m_watch;
    WorkspaceContent m_base; // what the file held when it was last seen
    WorkspaceContent m_content;
    WorkspaceView m_view;
    using Reducers = std::map<std::string, std::string>;
    Reducers m_foreign; // came with the file, from elsewhere
    Reducers m_held;    // those of them that nobody has trusted
    bool m_isHeldByChoice = false;
    std::vector<Edit> m_undo;
    std::vector<Edit> m_redo;
    std::optional<Error> m_problem;
    std::unique_ptr<ViewWriter> m_viewWriter; // last: its thread ends before anything else
};

} // namespace eventscope
