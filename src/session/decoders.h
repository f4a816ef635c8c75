// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/decodedstore.h"
#include "session/decoderfiles.h"
#include "session/filewatch.h"
#include "session/workspace.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

// The decoders of the open store: which the workspace names, which of them may run, and how they fare. None runs before somebody has trusted
// just this command with just these files; when a file changes, it is asked about anew. What would run is looked at on a
// thread of its own. GUI thread.
class Decoders : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Looking, // at its files
        Held,    // nobody has said whether to trust it
        Refused, // somebody has said no
        Running, // whenever there is something to decode
        Stopped, // it hung, died too often, or cannot be started
    };
    struct Entry {
        DecoderRule rule;
        State state = State::Looking;
        std::optional<Error> problem; // of Stopped, and of Held where nobody can be asked
    };

    explicit Decoders(Workspace &workspace, QObject *parent = nullptr);
    ~Decoders() override;

    // The store as it is read without decoders; once the workspace is open.
    void open(const QString &location, std::shared_ptr<const Store> undecoded);
    void close();
    std::shared_ptr<const DecoderSwitch> shared() const { return m_switch; }
    std::shared_ptr<const Store> undecoded() const { return m_undecoded; }
    const QString &folder() const { return m_folder; } // in which commands without a path run
    void setLimits(const DecoderLimits &limits);
    const DecoderLimits &limits() const { return m_limits; }

    // In the order of the workspace.
    const std::vector<Entry> &entries() const { return m_entries; }
    bool areAnyRunning() const { return m_switch->decoders() != nullptr; }
    // Those of the workspace from now on. A command that is new among them is trusted by being chosen here; one that was there before is
    // as trusted as it was, whatever its types.
    void setRules(const std::vector<DecoderRule> &rules);
    void add(const DecoderRule &rule); // somebody has written it: it is trusted
    // Of all that are held, or of one whatever was said of it before.
    void trust(bool isTrusted);
    void trustOne(std::size_t index);
    void startAgain(); // those that are stopped, as their files are now
    bool isIdle() const { return m_worker.idle(); }

Q_SIGNALS:
    void changed();       // which run: what was read before is decoded otherwise now
    void statesChanged(); // of entries()

private:
    // To this object from threads that may outlive it.
    struct Relay {
        std::mutex mutex;
        Decoders *target = nullptr;
    };
    void look();
    void take(std::vector<std::shared_ptr<const DecoderFiles>> files);
    QString idOf(std::size_t index) const;
    bool isAnyOther() const;
    void decide();
    void run();
    void noteStops();
    void takeStop();
    void put(std::shared_ptr<DecoderSet> decoders);
    QString trustFolder() const { return m_workspace.folder(); }

    Workspace &m_workspace;
    std::shared_ptr<DecoderSwitch> m_switch = std::make_shared<DecoderSwitch>();
    std::shared_ptr<const Store> m_undecoded;
    QString m_folder;
    DecoderLimits m_limits;
    std::vector<Entry> m_entries;
    std::vector<std::shared_ptr<const DecoderFiles>>
        m_files;                       // of the entries; null until looked at
    std::vector<DecoderRule> m_chosen; // here, and not looked at yet: they are trusted
    std::vector<QString> m_runs; // ids and rules of those that run, to tell whether others do now
    std::shared_ptr<Relay> m_relay = std::make_shared<Relay>();
    FileWatch m_watch;
    std::uint64_t m_generation = 0;
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

} // namespace eventscope
