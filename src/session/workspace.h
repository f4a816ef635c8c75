// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/workspacefile.h"

#include <QObject>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// What has been settled for the open store: which reducer folds a stream type, which fields are pinned, which events are marked. Every
// change is written to the store's workspace file at once, and can be undone until the store is closed. A file that cannot be read or
// written costs a sentence, and what is settled then holds until the store is closed. GUI thread.
class Workspace : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kMostPins = 6; // a type: each takes a lane of the timeline
    static constexpr std::size_t kMostPinnedStreams = 12;
    static constexpr std::size_t kMostColumns = 16;
    static constexpr std::size_t kMostUndone = 200;

    explicit Workspace(QObject *parent = nullptr);

    // In the configuration folder of the application, unless set otherwise before a store is opened.
    QString folder() const;
    void setFolder(const QString &folder) { m_folder = folder; }

    void open(const QString &location);
    void close();
    QString file() const { return m_file; } // empty while closed

    // Empty: the payloads are merged.
    std::string reducer(const std::string &streamType) const;
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

    // What undo() and redo() would take back and do again, for a menu: "pinning total". Empty: nothing.
    QString undoText() const { return m_undo.empty() ? QString() : m_undo.back().what; }
    QString redoText() const { return m_redo.empty() ? QString() : m_redo.back().what; }
    void undo();
    void redo();

    // Why the file could not be read or written; none if all is well.
    const std::optional<Error> &problem() const { return m_problem; }

Q_SIGNALS:
    void reducerChanged(const std::string &streamType);
    void pinsChanged();
    void pinnedStreamsChanged();
    void bookmarksChanged();
    void filtersChanged();
    void columnsChanged();
    void undoChanged();
    void problemChanged();

private:
    struct Edit {
        QString what;
        WorkspaceContent before; // in m_redo: after
    };
    // Makes this the content, so that it can be undone.
    void change(const QString &what, WorkspaceContent content);
    void take(WorkspaceContent content);
    void save();
    void setProblem(std::optional<Error> problem);

    QString m_folder;
    QString m_location;
    QString m_file;
    WorkspaceContent m_content;
    std::vector<Edit> m_undo;
    std::vector<Edit> m_redo;
    std::optional<Error> m_problem;
};

} // namespace eventscope
