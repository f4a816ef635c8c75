// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "projection/openrunner.h"
#include "projection/readmodelrun.h"
#include "replay/eventreader.h"
#include "replay/scriptreplay.h"
#include "session/openprojection.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// What a question about a projection takes along to its thread.
struct ProjectionQuestion {
    std::shared_ptr<const EventLog> log;
    std::shared_ptr<const Store> store;
    std::string file;
    ProjectionEngine engine = ProjectionEngine::V1;
    std::uint64_t run = 0;
    std::shared_ptr<const ProjectionSnapshot> snapshot;
    Row playhead = kNoRow;
    std::map<std::string, std::string> upcasters;
};

// Of keys with more events the state comes first, and blame with a pass of its own.
inline constexpr std::uint32_t kMostBlamedAtOnce = 2'000;

// The run itself. This and the others below belong to one thread each; close() lets go of the store and of the processes.
struct ProjectionRunBox {
    std::shared_ptr<const EventLog> log; // which the run reads
    std::unique_ptr<ProjectionRunner> run;
    void close()
    {
        run.reset();
        log.reset();
    }
};

// Folds one partition, to be asked for its state at any of its events.
class ProjectionFocusBox
{
public:
    // Null: the partition has no event yet.
    Result<std::shared_ptr<OpenProjection::KeyState>> ask(const ProjectionQuestion &question,
                                                          std::uint32_t partition,
                                                          Replay::Blaming blaming,
                                                          std::stop_token stop);
    void close();

private:
    Result<void> open(const ProjectionQuestion &question, std::uint32_t partition,
                      std::stop_token stop);

    std::shared_ptr<const EventLog> m_log;
    std::uint64_t m_run = 0;
    std::shared_ptr<const ProjectionSnapshot> m_snapshot;
    std::string m_key;
    std::shared_ptr<const Sequence::Rows> m_rows;
    std::unique_ptr<ScriptReplay> m_replay;
};

// Folds the few events of keys that are shown. Texts are empty where there is no state, or where it would take too long.
class ProjectionListBox
{
public:
    Result<std::vector<OpenProjection::KeyText>> ask(const ProjectionQuestion &question,
                                                     const std::vector<std::uint32_t> &partitions,
                                                     std::stop_token stop);
    void close();

private:
    Result<void> open(const ProjectionQuestion &question, std::stop_token stop);
    Result<void> feed(std::vector<Row> rows, std::stop_token stop);
    Result<std::vector<OpenProjection::KeyText>> texts(const ProjectionSnapshot &snapshot,
                                                       const std::vector<std::uint32_t> &partitions,
                                                       std::stop_token stop);

    std::shared_ptr<const EventLog> m_log;
    std::uint64_t m_run = 0;
    std::unique_ptr<RecordReader> m_reader;
    std::unique_ptr<EventReader> m_events;
    std::unique_ptr<ProjectionFold> m_fold;
};

} // namespace eventscope
