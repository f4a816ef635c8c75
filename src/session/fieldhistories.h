// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/replaybox.h"
#include "session/statequeries.h"
#include "session/workspace.h"

#include <QObject>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

// Every event of the selected stream that changed a field: of the fields that are pinned for its type, and of the one that is listed.
//
// Worked out on a thread, one field after the other, and anew when the stream has more events; what was known stays until then. GUI
// thread.
class FieldHistories : public QObject
{
    Q_OBJECT

public:
    struct History {
        FieldHistory field;
        std::optional<Error> error; // instead of it
        std::uint32_t events = 0;   // of the stream, when it was worked out
    };

    FieldHistories(StateQueries &states, Workspace &workspace, QObject *parent = nullptr);
    ~FieldHistories() override;

    // Pointers of the fields that are pinned for the type of the selected stream.
    std::vector<std::string> pins() const;
    bool isPinned(const std::string &pointer) const;
    Result<void> pin(const std::string &pointer);
    void unpin(const std::string &pointer);
    // Elements by their index. Null while it is not known.
    std::shared_ptr<const History> pinned(const std::string &pointer) const;

    // The field whose changes are listed; elements are those that stand at their index after the event `at`. It goes along to other
    // streams of the type.
    void list(const std::string &pointer, std::optional<std::uint32_t> at);
    void unlist();
    const std::optional<std::string> &listed() const { return m_listed; }
    std::shared_ptr<const History> listedHistory() const;

    bool isIdle() const { return m_worker.idle(); }
    void close(); // lets go of the store

Q_SIGNALS:
    void listedChanged(); // another field, or none
    void changed();       // of any field, or which fields are pinned

private:
    struct Field {
        std::string pointer;
        std::optional<std::uint32_t> at;
        auto operator<=>(const Field &) const = default;
    };
    void forget();
    void ask();
    void take(const Field &field, std::shared_ptr<const History> history);
    std::shared_ptr<const History> known(const Field &field) const;

    StateQueries &m_states;
    Workspace &m_workspace;
    std::optional<std::string> m_listed;
    std::optional<std::uint32_t> m_listedAt;
    std::string m_listedType; // of streams
    std::map<Field, std::shared_ptr<const History>> m_known;
    std::uint64_t m_run = 0;
    bool m_running = false;
    ReplayBox m_box; // of the thread
    NewestOnly m_worker;
};

} // namespace eventscope
