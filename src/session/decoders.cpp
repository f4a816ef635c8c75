// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/decoders.h"

#include "base/disposal.h"
#include "session/postto.h"
#include "session/workspacetrust.h"

#include <algorithm>
#include <sys/stat.h>
#include <utility>

namespace eventscope {

Decoders::Decoders(Workspace &workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
{
    m_relay->target = this;
    connect(&workspace, &Workspace::decodersChanged, this, &Decoders::look);
    connect(&m_watch, &FileWatch::changed, this, &Decoders::look);
}

Decoders::~Decoders()
{
    const std::lock_guard lock(m_relay->mutex);
    m_relay->target = nullptr;
}

void Decoders::open(const QString &location, std::shared_ptr<const Store> undecoded)
{
    m_folder = folderOfStore(location);
    m_undecoded = std::move(undecoded);
    look();
}

void Decoders::close()
{
    ++m_generation;
    m_worker.cancel();
    m_watch.setFiles({});
    m_undecoded.reset();
    m_entries.clear();
    m_found.clear();
    m_chosen.clear();
    m_runs.clear();
    put(nullptr);
}

// Processes may take a while to end.
void Decoders::put(std::shared_ptr<DecoderSet> decoders)
{
    auto old = m_switch->decoders();
    m_switch->set(std::move(decoders));
    disposeElsewhere(std::move(old));
}

void Decoders::setLimits(const DecoderLimits &limits)
{
    if (limits == m_limits)
        return;
    m_limits = limits;
    if (!m_runs.empty()) {
        m_runs.clear();
        run();
    }
}

Decoders::Stamp Decoders::stampOf(const std::string &file)
{
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0)
        return {file, -1, 0, 0, 0};
    return {file, info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_ino};
}

// In any thread.
Decoders::Found Decoders::find(const DecoderProgram &program)
{
    Found found;
    const auto files = filesOf(program);
    if (!files)
        return found;
    // Before their contents: a change between the two is noticed then.
    for (const std::string &file : *files)
        found.stamps.push_back(stampOf(file));
    std::vector<std::string> texts{"decoder", std::to_string(int(program.kind)), program.folder};
    texts.insert(texts.end(), program.words.begin(), program.words.end());
    found.id = WorkspaceTrust::idOf(texts, *files);
    return found;
}

void Decoders::look()
{
    if (!m_undecoded)
        return;
    const std::vector<DecoderRule> &rules = m_workspace.decoders();
    std::vector<Entry> entries;
    std::vector<DecoderProgram> programs;
    for (const DecoderRule &rule : rules) {
        const auto known = std::find_if(m_entries.begin(), m_entries.end(),
                                        [&](const Entry &each) { return each.rule == rule; });
        entries.push_back(known == m_entries.end() ? Entry{rule, State::Looking, std::nullopt}
                                                   : *known);
        programs.push_back(programOf(rule, m_folder));
    }
    m_entries = std::move(entries);
    m_found.clear();
    const std::uint64_t generation = ++m_generation;
    if (rules.empty()) {
        take({});
        return;
    }
    m_worker.submit([this, generation, programs = std::move(programs)](std::stop_token stop) {
        std::vector<Found> found;
        for (const DecoderProgram &program : programs) {
            if (stop.stop_requested())
                return;
            found.push_back(find(program));
        }
        postTo(this, [this, generation, found = std::move(found)] {
            if (generation == m_generation)
                take(found);
        });
    });
}

void Decoders::take(const std::vector<Found> &found)
{
    m_found = found;
    QStringList files;
    for (const Found &each : found) {
        for (const Stamp &stamp : each.stamps)
            files << QString::fromStdString(stamp.file);
    }
    files.removeDuplicates();
    files.sort();
    if (files != m_watch.files())
        m_watch.setFiles(files);
    const WorkspaceTrust trust(trustFolder());
    for (std::size_t i = 0; i < m_entries.size() && i < m_found.size(); ++i) {
        const auto chosen = std::find(m_chosen.begin(), m_chosen.end(), m_entries[i].rule);
        if (chosen != m_chosen.end())
            trust.keep(m_found[i].id, true);
    }
    m_chosen.clear();
    decide();
}

// Which may run, by what somebody has said of just these.
void Decoders::decide()
{
    const WorkspaceTrust trust(trustFolder());
    for (std::size_t i = 0; i < m_entries.size() && i < m_found.size(); ++i) {
        Entry &entry = m_entries[i];
        const std::optional<bool> choice = trust.choice(m_found[i].id);
        entry.problem.reset();
        if (m_found[i].id.isEmpty())
            entry.problem = Error(ErrorCode::Unreadable,
                                  "Not all of the files that "
                                      + nameOf(programOf(entry.rule, m_folder))
                                      + " consists of can be read, so nobody can be asked to "
                                        "trust them, and it is not run.");
        entry.state = !choice ? State::Held : *choice ? State::Running : State::Refused;
    }
    run();
}

void Decoders::run()
{
    std::vector<QString> runs;
    for (std::size_t i = 0; i < m_entries.size() && i < m_found.size(); ++i) {
        const Entry &entry = m_entries[i];
        if (entry.state == State::Running || entry.state == State::Stopped)
            runs.push_back(m_found[i].id + (entry.rule.readsAll ? u'a' : u'u')
                           + QString::fromStdString(entry.rule.types));
    }
    if (runs == m_runs) {
        noteStops(); // of those that go on
        Q_EMIT statesChanged();
        return;
    }
    m_runs = std::move(runs);
    std::vector<DecoderSet::Decoder> decoders;
    for (std::size_t i = 0; i < m_entries.size() && i < m_found.size(); ++i) {
        Entry &entry = m_entries[i];
        if (entry.state != State::Running && entry.state != State::Stopped)
            continue;
        entry.state = State::Running;
        entry.problem.reset();
        DecoderPool::Hooks hooks;
        // Files that have changed since they were looked at are other ones, which nobody has trusted.
        hooks.mayStart = [stamps = m_found[i].stamps,
                          name = nameOf(programOf(entry.rule, m_folder))]() -> Result<void> {
            for (const Stamp &stamp : stamps) {
                if (stampOf(stamp.file) != stamp)
                    return eventscope::fail(ErrorCode::Changed, stamp.file + " has changed since "
                                                                    + name + " was trusted.");
            }
            return {};
        };
        hooks.onStopped = [relay = m_relay] {
            const std::lock_guard lock(relay->mutex);
            if (Decoders *const target = relay->target) {
                postTo(target, [target] {
                    target->noteStops();
                    Q_EMIT target->statesChanged();
                });
            }
        };
        decoders.push_back(DecoderSet::decoderOf(entry.rule, m_folder, m_limits, std::move(hooks)));
    }
    put(decoders.empty() ? nullptr : std::make_shared<DecoderSet>(std::move(decoders)));
    Q_EMIT changed();
    Q_EMIT statesChanged();
}

void Decoders::noteStops()
{
    const auto set = m_switch->decoders();
    if (!set)
        return;
    std::size_t running = 0;
    for (Entry &entry : m_entries) {
        if (entry.state != State::Running && entry.state != State::Stopped)
            continue;
        if (running >= set->decoders().size())
            break;
        entry.problem = set->decoders()[running++].pool->stopped();
        entry.state = entry.problem ? State::Stopped : State::Running;
    }
}

void Decoders::setRules(const std::vector<DecoderRule> &rules)
{
    const std::vector<DecoderRule> &old = m_workspace.decoders();
    for (const DecoderRule &rule : rules) {
        if (std::find(old.begin(), old.end(), rule) == old.end())
            m_chosen.push_back(rule);
    }
    m_workspace.setDecoders(rules);
}

void Decoders::trust(bool isTrusted)
{
    const WorkspaceTrust trust(trustFolder());
    for (std::size_t i = 0; i < m_entries.size() && i < m_found.size(); ++i) {
        if (m_entries[i].state == State::Held)
            trust.keep(m_found[i].id, isTrusted);
    }
    decide();
}

void Decoders::trustOne(std::size_t index)
{
    if (index >= m_found.size())
        return;
    WorkspaceTrust(trustFolder()).keep(m_found[index].id, true);
    decide();
}

void Decoders::startAgain()
{
    m_runs.clear();
    run();
}

} // namespace eventscope
