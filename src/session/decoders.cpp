// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/decoders.h"

#include "base/disposal.h"
#include "session/postto.h"
#include "session/workspacetrust.h"

#include <algorithm>
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
    m_files.clear();
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

void Decoders::look()
{
    if (!m_undecoded)
        return;
    const std::vector<DecoderRule> &rules = m_workspace.decoders();
    std::vector<Entry> entries;
    std::vector<std::shared_ptr<const DecoderFiles>> files;
    std::vector<DecoderProgram> programs;
    for (const DecoderRule &rule : rules) {
        const auto known = std::find_if(m_entries.begin(), m_entries.end(),
                                        [&](const Entry &each) { return each.rule == rule; });
        const bool isKnown = known != m_entries.end();
        entries.push_back(isKnown ? *known : Entry{rule, State::Looking, std::nullopt});
        files.push_back(isKnown ? m_files[std::size_t(known - m_entries.begin())] : nullptr);
        programs.push_back(programOf(rule, m_folder));
    }
    m_entries = std::move(entries);
    m_files = std::move(files);
    const std::uint64_t generation = ++m_generation;
    if (rules.empty()) {
        take({});
        return;
    }
    m_worker.submit([this, generation, programs = std::move(programs)](std::stop_token stop) {
        std::vector<std::shared_ptr<const DecoderFiles>> found;
        for (const DecoderProgram &program : programs)
            found.push_back(DecoderFiles::find(program, stop));
        if (stop.stop_requested())
            return;
        postTo(this, [this, generation, found = std::move(found)] {
            if (generation == m_generation)
                take(found);
        });
    });
}

void Decoders::take(std::vector<std::shared_ptr<const DecoderFiles>> files)
{
    m_files = std::move(files);
    QStringList paths;
    for (const auto &each : m_files) {
        for (const std::string &path : each->paths())
            paths << QString::fromStdString(path);
    }
    paths.removeDuplicates();
    paths.sort();
    if (paths != m_watch.files())
        m_watch.setFiles(paths);
    const WorkspaceTrust trust(trustFolder());
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const auto chosen = std::find(m_chosen.begin(), m_chosen.end(), m_entries[i].rule);
        if (chosen != m_chosen.end())
            trust.keep(idOf(i), true);
    }
    m_chosen.clear();
    decide();
}

// Of what it is known to consist of; empty: nobody can vouch for it, or it was not looked at yet.
QString Decoders::idOf(std::size_t index) const
{
    return m_files[index] ? m_files[index]->id() : QString();
}

// Which may run, by what somebody has said of just these.
void Decoders::decide()
{
    const WorkspaceTrust trust(trustFolder());
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        Entry &entry = m_entries[i];
        if (!m_files[i])
            continue;
        const std::optional<bool> choice = trust.choice(idOf(i));
        entry.problem.reset();
        if (idOf(i).isEmpty())
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
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const Entry &entry = m_entries[i];
        if (entry.state == State::Running || entry.state == State::Stopped)
            runs.push_back(idOf(i) + QString::number(int(entry.rule.kind))
                           + (entry.rule.readsAll ? u'a' : u'u')
                           + QString::fromStdString(entry.rule.types));
    }
    // One that was stopped because its files were others is started where they are what they were.
    if (runs == m_runs && !isAnyOther()) {
        noteStops(); // of those that go on
        Q_EMIT statesChanged();
        return;
    }
    m_runs = std::move(runs);
    std::vector<DecoderSet::Decoder> decoders;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        Entry &entry = m_entries[i];
        if (entry.state != State::Running && entry.state != State::Stopped)
            continue;
        entry.state = State::Running;
        entry.problem.reset();
        DecoderPool::Hooks hooks;
        // Other files than those that were looked at are ones that nobody has trusted.
        hooks.mayStart = [files = m_files[i]](const std::stop_token &stop) {
            return files->check(stop);
        };
        hooks.onStopped = [relay = m_relay] {
            const std::lock_guard lock(relay->mutex);
            if (Decoders *const target = relay->target)
                postTo(target, [target] { target->takeStop(); });
        };
        decoders.push_back(DecoderSet::decoderOf(entry.rule, m_folder, m_limits, std::move(hooks)));
    }
    put(decoders.empty() ? nullptr : std::make_shared<DecoderSet>(std::move(decoders)));
    Q_EMIT changed();
    Q_EMIT statesChanged();
}

// Whether one of those that run was not started, because it consists of other files now.
bool Decoders::isAnyOther() const
{
    const auto set = m_switch->decoders();
    return set && std::any_of(set->decoders().begin(), set->decoders().end(), [](const auto &each) {
               const auto stopped = each.pool->stopped();
               return stopped && stopped->code == ErrorCode::Changed;
           });
}

void Decoders::takeStop()
{
    if (isAnyOther()) {
        look(); // whoever is to trust it is asked anew
        return;
    }
    noteStops();
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
        if (std::none_of(old.begin(), old.end(),
                         [&](const DecoderRule &each) { return each.words == rule.words; }))
            m_chosen.push_back(rule);
    }
    m_workspace.setDecoders(rules);
}

void Decoders::add(const DecoderRule &rule)
{
    m_chosen.push_back(rule);
    std::vector<DecoderRule> rules = m_workspace.decoders();
    rules.push_back(rule);
    m_workspace.setDecoders(std::move(rules));
}

void Decoders::trust(bool isTrusted)
{
    const WorkspaceTrust trust(trustFolder());
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        if (m_entries[i].state == State::Held)
            trust.keep(idOf(i), isTrusted);
    }
    decide();
}

void Decoders::trustOne(std::size_t index)
{
    if (index >= m_entries.size())
        return;
    WorkspaceTrust(trustFolder()).keep(idOf(index), true);
    decide();
}

void Decoders::startAgain()
{
    m_runs.clear();
    look();
}

} // namespace eventscope
