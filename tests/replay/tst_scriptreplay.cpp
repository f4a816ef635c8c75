// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Replays through scripts, beside a fold in the plainest way: every state made anew, every leaf on its own.
#include "event/memorystore.h"
#include "replay/foldall.h"
#include "replay/openreplay.h"
#include "script/childhosts.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <thread>

using namespace eventscope;
using namespace eventscope::tests;

namespace {

using Random = std::mt19937;

std::uint32_t below(Random &random, std::size_t limit)
{
    return static_cast<std::uint32_t>(random() % limit);
}

// Each payload is a list of operations, which the scripts do in JavaScript and Naive does here.
constexpr const char *kOperations = R"(
function run(state, [what, key, ...rest]) {
    switch (what) {
    case 'set': state[key] = rest[0]; break;
    case 'del': delete state[key]; break;
    case 'insert': state[key].splice(rest[0], 0, rest[1]); break;
    case 'cut': state[key].splice(rest[0], 1); break;
    case 'put': state[key][rest[0]].n = rest[1]; break;
    case 'throw': throw new Error('No such thing.');
    case 'loop': for (;;) {}
    case 'work': for (const end = Date.now() + key; Date.now() < end;) {} break;
    case 'trap': state.trap = { toJSON() { for (;;); } }; break;
    case 'log': console.log(rest[0]); break;
    }
}
)";

// A function that changes the state in place, one that copies it, a class.
constexpr std::array<const char *, 3> kForms{
    R"(export const initialState = { lines: [], plain: [] };
export default (state, event) => { for (const each of event.data) run(state, each); };
)",
    R"(export const initialState = { lines: [], plain: [] };
export default (state, event) => {
    const next = JSON.parse(JSON.stringify({ ...state }));
    for (const each of event.data) run(next, each);
    return next;
};
)",
    R"(export default class Thing {
    lines = [];
    plain = [];
    apply(event) { for (const each of event.data) run(this, each); }
}
)"};

JsonValue text(const std::string &value)
{
    return JsonValue::string(value);
}

JsonValue number(std::uint32_t value)
{
    return JsonValue::number(std::int64_t{value});
}

// An operation that is possible in the state, done there.
JsonValue randomOperation(Random &random, JsonValue &state)
{
    const std::string key = "k" + std::to_string(below(random, 4));
    const std::string list = below(random, 2) == 0 ? "lines" : "plain";
    JsonValue::Elements &elements = state.member(list).mutableElements();
    const auto element = [&] {
        JsonValue made = JsonValue::object();
        if (list == "lines") {
            std::string id;
            do {
                id = "L" + std::to_string(below(random, 40));
            } while (std::any_of(elements.begin(), elements.end(), [&](const JsonValue &each) {
                return each.at("/sku")->text() == id;
            }));
            made.member("sku") = text(id);
        }
        made.member("n") = number(below(random, 4));
        return made;
    };
    switch (below(random, 8)) {
    case 0:
    case 1: {
        JsonValue value = number(below(random, 3));
        if (below(random, 3) == 0) {
            value = JsonValue::object();
            if (below(random, 3) > 0)
                value.member("x~/y") = number(below(random, 3));
        }
        state.member(key) = value;
        return JsonValue::array({text("set"), text(key), value});
    }
    case 2:
        state.remove(key);
        return JsonValue::array({text("del"), text(key)});
    case 3:
    case 4: {
        const std::uint32_t at = below(random, elements.size() + 1);
        const JsonValue made = element();
        elements.insert(elements.begin() + at, made);
        return JsonValue::array({text("insert"), text(list), number(at), made});
    }
    case 5:
        if (!elements.empty()) {
            const std::uint32_t at = below(random, elements.size());
            elements.erase(elements.begin() + at);
            return JsonValue::array({text("cut"), text(list), number(at)});
        }
        break;
    default:
        if (!elements.empty()) {
            const std::uint32_t at = below(random, elements.size());
            const std::uint32_t n = below(random, 4);
            elements[at].member("n") = number(n);
            return JsonValue::array({text("put"), text(list), number(at), number(n)});
        }
        break;
    }
    return JsonValue::array({text("nothing"), text(list)});
}

using Leaves = std::map<std::string, std::string>; // pointer -> JSON text

void collect(const JsonValue &value, const std::string &pointer, Leaves &leaves)
{
    if (value.size() == 0)
        leaves[pointer] = value.dump();
    for (std::size_t i = 0; i < value.elements().size(); ++i)
        collect(value.elements()[i], pointer + '/' + std::to_string(i), leaves);
    for (const auto &[name, member] : value.members())
        collect(member, pointer + '/' + escapePointerToken(name), leaves);
}

// Where the leaf of `after` stood in `before`: lines are told apart by their sku, all else by where it stands.
std::string placeBefore(const std::string &pointer, const JsonValue &before, const JsonValue &after)
{
    if (!pointer.starts_with("/lines/"))
        return pointer;
    const std::size_t end = std::min(pointer.find('/', 7), pointer.size());
    const JsonValue *const sku = after.at(pointer.substr(0, end) + "/sku");
    for (std::size_t i = 0; i < before.find("lines")->size(); ++i) {
        const std::string place = "/lines/" + std::to_string(i);
        if (before.at(place + "/sku")->text() == sku->text())
            return place + pointer.substr(end);
    }
    return "/none";
}

// States after 0, 1, 2 ... events, and who set each of their leaves.
struct Naive {
    std::vector<JsonValue> states;
    std::vector<std::map<std::string, std::uint32_t>> blames;
    std::vector<std::string> payloads;

    static Naive make(Random &random, std::size_t events)
    {
        Naive naive;
        naive.states.push_back(
            JsonValue::object({{"lines", JsonValue::array()}, {"plain", JsonValue::array()}}));
        naive.blames.emplace_back();
        for (std::size_t i = 0; i < events; ++i) {
            JsonValue state = naive.states.back();
            JsonValue::Elements operations;
            for (std::uint32_t n = below(random, 3); n > 0; --n)
                operations.push_back(randomOperation(random, state));
            naive.payloads.push_back(JsonValue::array(operations).dump());
            naive.add(state, static_cast<std::uint32_t>(i));
        }
        return naive;
    }

    void add(const JsonValue &state, std::uint32_t ordinal)
    {
        const JsonValue &before = states.back();
        Leaves old;
        Leaves now;
        collect(before, {}, old);
        collect(state, {}, now);
        std::map<std::string, std::uint32_t> blame;
        for (const auto &[pointer, value] : now) {
            const std::string place = placeBefore(pointer, before, state);
            const auto was = old.find(place);
            if (was == old.end() || was->second != value)
                blame[pointer] = ordinal;
            else if (const auto set = blames.back().find(place); set != blames.back().end())
                blame[pointer] = set->second;
        }
        states.push_back(state);
        blames.push_back(std::move(blame));
    }
};

std::string said(const std::map<std::string, std::uint32_t> &blame)
{
    std::string all;
    for (const auto &[pointer, ordinal] : blame)
        all += pointer + ':' + std::to_string(ordinal) + ' ';
    return all;
}

} // namespace

class TestScriptReplay : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;

    std::string script(std::size_t form, const char *name = "thing.js")
    {
        QFile file(m_dir.filePath(QString::fromLatin1(name)));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no file");
        file.write(kForms[form]);
        file.write(kOperations);
        return file.fileName().toStdString();
    }

    std::string shellProgram(const char *name, const std::string &text)
    {
        QFile file(m_dir.filePath(QString::fromLatin1(name)));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no file");
        file.write("#!/bin/sh\n" + QByteArray::fromStdString(text) + "\n");
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        return file.fileName().toStdString();
    }

    struct Opened {
        MemoryStore store;
        EventLog log{EventLog::Options{.chunkShift = 6}};
        std::unique_ptr<Replay> replay;
    };
    static std::unique_ptr<Opened> open(const std::string &file,
                                        const std::vector<std::string> &payloads,
                                        ScriptLimits limits = {})
    {
        auto opened = std::make_unique<Opened>();
        std::vector<MemoryEvent> events(payloads.size());
        for (std::size_t i = 0; i < payloads.size(); ++i) {
            events[i].stream = "thing-1";
            events[i].streamType = "thing";
            events[i].type = "Happened";
            events[i].version = Version(static_cast<std::int64_t>(i) + 1);
            events[i].data = payloads[i];
        }
        opened->store.batchSize = 4096;
        opened->store.add(std::move(events));
        opened->store.fill(opened->log);
        ReplayLimits all;
        all.script = limits;
        auto replay = openReplay(opened->log, std::move(*opened->store.reader()), {file, all});
        if (!replay)
            qFatal("%s", replay.error().message.c_str());
        opened->replay = std::move(*replay);
        opened->replay->setSequence(Sequence::range(Row(0), opened->log.rowCount()));
        return opened;
    }

private Q_SLOTS:
    void statesBlameAndDifferencesEqualANaiveFold()
    {
        Random random(7);
        for (std::size_t form = 0; form < kForms.size(); ++form) {
            std::vector<Naive> streams;
            std::vector<std::string> payloads;
            for (int i = 0; i < 67; ++i) {
                streams.push_back(Naive::make(random, 1 + below(random, 40)));
                payloads.insert(payloads.end(), streams.back().payloads.begin(),
                                streams.back().payloads.end());
            }
            const auto opened = open(script(form), payloads);
            std::uint32_t first = 0;
            for (const Naive &naive : streams) {
                const auto size = static_cast<std::uint32_t>(naive.payloads.size());
                opened->replay->setSequence(Sequence::range(Row(first), size));
                first += size;
                for (int jump = 0; jump < 8; ++jump) {
                    const std::uint32_t ordinal = jump == 0 ? size - 1 : below(random, size);
                    const bool blames = below(random, 2) == 0;
                    const auto at = opened->replay->stateAt(ordinal, {},
                                                            blames ? Replay::Blaming::With
                                                                   : Replay::Blaming::Without);
                    QVERIFY2(at, at ? "" : at.error().message.c_str());
                    QVERIFY(!at->failure);
                    QCOMPARE(at->state.dump(), naive.states[ordinal + 1].dump());
                    QCOMPARE(at->before.dump(), naive.states[ordinal].dump());
                    QCOMPARE(at->changes.empty(),
                             naive.states[ordinal] == naive.states[ordinal + 1]);
                    if (blames)
                        QCOMPARE(said(at->blame), said(naive.blames[ordinal + 1]));
                }
            }
        }
    }

    void historiesEqualANaiveFold()
    {
        Random random(11);
        for (std::size_t form = 0; form < kForms.size(); ++form) {
            const Naive naive = Naive::make(random, 300);
            const auto opened = open(script(form), naive.payloads);
            const JsonValue &last = naive.states.back();
            for (const std::string pointer : {"/k0", "/k1/x~0~1y", "/plain/1/n", "/lines", ""}) {
                const auto history = opened->replay->history(pointer, 299);
                QVERIFY2(history, history ? "" : history.error().message.c_str());
                std::size_t next = 0;
                for (std::uint32_t i = 0; i < 300; ++i) {
                    const JsonValue *const before = naive.states[i].at(pointer);
                    const JsonValue *const after = naive.states[i + 1].at(pointer);
                    if (before && after ? before->dump() == after->dump() : before == after)
                        continue;
                    QVERIFY(next < history->changes.size());
                    const FieldChange &change = history->changes[next++];
                    QCOMPARE(change.ordinal, i);
                    QCOMPARE(change.before.dump(), before ? before->dump() : "null");
                    QCOMPARE(change.after.dump(), after ? after->dump() : "null");
                }
                QCOMPARE(next, history->changes.size());
            }
            // A line is followed by its sku, wherever it stands.
            if (last.find("lines")->size() == 0)
                continue;
            const std::string sku = last.at("/lines/0/sku")->text();
            const auto quantity = [&](const JsonValue &state) {
                for (const JsonValue &line : state.find("lines")->elements()) {
                    if (line.find("sku")->text() == sku)
                        return line.find("n")->dump();
                }
                return std::string();
            };
            const auto history = opened->replay->history("/lines/0/n", 299);
            QVERIFY(history);
            std::vector<std::uint32_t> expected;
            for (std::uint32_t i = 0; i < 300; ++i) {
                if (quantity(naive.states[i]) != quantity(naive.states[i + 1]))
                    expected.push_back(i);
            }
            std::vector<std::uint32_t> found;
            for (const FieldChange &change : history->changes)
                found.push_back(change.ordinal);
            QCOMPARE(found, expected);
            QVERIFY(!found.empty());
        }
    }

    void changesOfEventsAreThoseOfTheirStates()
    {
        Random random(13);
        for (std::size_t form = 0; form < kForms.size(); ++form) {
            const Naive naive = Naive::make(random, 200);
            const auto opened = open(script(form), naive.payloads);
            for (const std::uint32_t first : {150U, 0U, 60U}) {
                const auto changes = opened->replay->changes(first, 70);
                QVERIFY2(changes, changes ? "" : changes.error().message.c_str());
                QCOMPARE(changes->size(), std::size_t(std::min(70U, 200 - first)));
                for (const EventChanges &event : *changes) {
                    const auto expected = changedLeaves(naive.states[event.ordinal],
                                                        naive.states[event.ordinal + 1],
                                                        ArrayMatch::ById);
                    const auto sorted = [](const std::vector<LeafChange> &all) {
                        std::vector<std::string> lines;
                        for (const LeafChange &each : all)
                            lines.push_back(each.pointer + ' ' + each.before.dump() + ' '
                                            + each.after.dump());
                        std::sort(lines.begin(), lines.end());
                        return lines;
                    };
                    QCOMPARE(sorted(event.changes), sorted(expected));
                }
                const auto at = opened->replay->stateAt(first);
                QVERIFY(at);
                QCOMPARE(said(at->blame), said(naive.blames[first + 1]));
            }
        }
    }

    void steppingThroughALongStreamFindsEveryState()
    {
        std::vector<std::string> payloads;
        for (int i = 0; i < 3000; ++i)
            payloads.push_back(R"([["set","n",)" + std::to_string(i) + "]]");
        const auto opened = open(script(0), payloads);
        QVERIFY(opened->replay->stateAt(2999));
        for (std::uint32_t i = 2100; i > 1900; --i) {
            const auto at = opened->replay->stateAt(i);
            QVERIFY(at);
            QCOMPARE(at->state.find("n")->text(), std::to_string(i));
            QCOMPARE(at->before.find("n")->text(), std::to_string(i - 1));
            QCOMPARE(at->blame.at("/n"), i);
        }
    }

    void aFailureEndsTheFoldAtItsEvent()
    {
        const auto opened = open(script(0),
                                 {R"([["set","a",1]])", R"([["set","a",2],["throw",""]])",
                                  R"([["set","a",3]])"});
        const auto last = opened->replay->stateAt(2);
        QVERIFY(last);
        QVERIFY(last->failure);
        QCOMPARE(last->failure->ordinal, 1U);
        QVERIFY(last->failure->error.line > 0);
        QCOMPARE(last->state.find("a")->text(), std::string("1")); // what it was before that event
        QVERIFY(last->changes.empty());
        QCOMPARE(last->blame.at("/a"), 0U);
        QVERIFY(!opened->replay->stateAt(0)->failure);
        QVERIFY(opened->replay->stateAt(1)->failure);
        const auto history = opened->replay->history("/a");
        QCOMPARE(history->changes.size(), std::size_t(1));
        QVERIFY(history->failure);
        const auto changes = opened->replay->changes(0, 3);
        QCOMPARE(changes->size(), std::size_t(2));
        QVERIFY(changes->back().problem);
        // Another sequence has another fate.
        opened->replay->setSequence(opened->replay->sequence().skipping(1));
        const auto without = opened->replay->stateAt(1);
        QVERIFY(!without->failure);
        QCOMPARE(without->state.find("a")->text(), std::string("3"));
    }

    void aLoopEndsTheHostAndTheAnswerIsTheStateBefore()
    {
        std::vector<std::string> payloads(700,
                                          R"([["insert","plain",0,{"n":1}],["cut","plain",0]])");
        payloads[600] = R"([["set","a",1]])";
        payloads[601] = R"([["loop",""]])";
        ScriptLimits limits;
        limits.call = std::chrono::milliseconds(60);
        const auto opened = open(script(0), payloads, limits);
        for (const std::uint32_t ordinal : {699U, 650U, 601U}) {
            const auto at = opened->replay->stateAt(ordinal);
            QVERIFY2(at, at ? "" : at.error().message.c_str());
            QVERIFY(at->failure);
            QCOMPARE(at->failure->ordinal, 601U);
            QCOMPARE(at->state.find("a")->text(), std::string("1"));
        }
        QVERIFY(!opened->replay->stateAt(600)->failure);
        const auto history = opened->replay->history("/a");
        QCOMPARE(history->changes.size(), std::size_t(1));
        QCOMPARE(history->changes[0].ordinal, 600U);
    }

    // Whose loop ends when the process is killed: what someone else ends says nothing about the event.
    static ScriptLimits patient()
    {
        ScriptLimits limits;
        limits.call = std::chrono::seconds(60);
        return limits;
    }

    void aHostThatIsKilledAtItsWorkIsNoFailureOfTheEvent()
    {
        // It takes a while, so that it can be killed there.
        const std::string slow = R"([["work",1500],["set","a",2]])";
        const auto before = childProcesses();
        const auto opened = open(script(0), {R"([["set","a",1]])", slow, R"([["set","b",3]])"},
                                 patient());
        using Question = std::function<std::optional<ReplayFailure>()>;
        const std::vector<Question> questions{
            [&] { return opened->replay->stateAt(2)->failure; },
            [&] { return opened->replay->history("/a")->failure; },
            [&] {
                const auto changes = opened->replay->changes(0, 3);
                std::optional<ReplayFailure> failure;
                if (changes->back().problem)
                    failure = ReplayFailure{changes->back().ordinal, *changes->back().problem, {}};
                return failure;
            },
            [&] { return opened->replay->bisect("state.b === 3", false)->failure; },
        };
        // Well beyond what a host takes to start and to get past the first event, on whatever machine.
        QVERIFY(!opened->replay->stateAt(0)->failure);
        long start = 0;
        for (const pid_t pid : childProcesses(before))
            start = std::max(start, ticksOf(pid));
        const long atWork = 2 * start + 15;
        for (const Question &question : questions) {
            opened->replay->setSequence({}); // so that nothing is known
            opened->replay->setSequence(Sequence::range(Row(0), 3));
            auto running = childProcesses(before);
            std::optional<ReplayFailure> failure;
            {
                std::atomic<bool> done = false;
                // Any host that gets to work; the question may start another for itself.
                std::thread killer([&] {
                    while (!done) {
                        for (const pid_t pid : childProcesses(before)) {
                            if (ticksOf(pid) > atWork)
                                kill(pid, SIGKILL);
                        }
                        std::this_thread::sleep_for(std::chrono::milliseconds(1));
                    }
                });
                failure = question();
                done = true;
                killer.join();
            }
            QVERIFY(failure);
            QCOMPARE(failure->ordinal, 1U);
            QVERIFY2(failure->error.message.starts_with(
                         "thing.js was stopped at v2 (Happened): the program that runs it was"
                         " ended by signal 9"),
                     failure->error.message.c_str());
            QVERIFY(failure->error.path.ends_with("thing.js"));
            QVERIFY(!question());
        }
        const auto last = opened->replay->stateAt(2);
        QVERIFY(!last->failure);
        QCOMPARE(last->state.find("a")->text(), std::string("2"));
    }

    void aHostThatIsKilledWhileItRestsIsNotNoticed()
    {
        const auto before = childProcesses();
        std::vector<std::string> payloads;
        for (int i = 0; i < 1200; ++i)
            payloads.push_back(R"([["set","n",)" + std::to_string(i) + "]]");
        const auto opened = open(script(0), payloads);
        const auto killAll = [&] {
            const auto running = childProcesses(before);
            QVERIFY(!running.empty());
            for (const pid_t pid : running)
                kill(pid, SIGKILL);
        };
        QVERIFY(opened->replay->stateAt(1199));
        for (const std::uint32_t ordinal : {1199U, 3U, 700U, 701U, 699U}) {
            killAll();
            const auto at = opened->replay->stateAt(ordinal);
            QVERIFY2(at, at ? "" : at.error().message.c_str());
            QVERIFY(!at->failure);
            QCOMPARE(at->state.find("n")->text(), std::to_string(ordinal));
            QCOMPARE(at->blame.at("/n"), ordinal);
        }
        killAll();
        const auto changes = opened->replay->changes(600, 10);
        QVERIFY2(changes, changes ? "" : changes.error().message.c_str());
        QCOMPARE(changes->size(), std::size_t(10));
        killAll();
        QCOMPARE(opened->replay->history("/n")->changes.size(), std::size_t(1200));
        killAll();
        const auto found = opened->replay->bisect("state.n >= 40", false);
        QVERIFY2(found, found ? "" : found.error().message.c_str());
        QCOMPARE(found->ordinal, std::optional(40U));
    }

    // Else the window would end a host with every question.
    void aLimitIsRememberedUntilTheSequenceDiffers()
    {
        ScriptLimits limits;
        limits.call = std::chrono::milliseconds(60);
        const auto before = childProcesses();
        const auto opened = open(script(0),
                                 {R"([["set","a",1]])", R"([["loop",""]])", R"([["set","a",3]])"},
                                 limits);
        QCOMPARE(opened->replay->stateAt(2)->failure->end, ScriptEnd::Limit);
        QVERIFY(opened->replay->history("/a")->failure);
        QVERIFY(opened->replay->changes(0, 3)->back().problem);
        const auto running = childProcesses(before);
        for (const std::uint32_t ordinal : {1U, 2U, 0U, 2U}) {
            QCOMPARE(opened->replay->stateAt(ordinal)->failure.has_value(), ordinal > 0);
            QVERIFY(opened->replay->history("/a")->failure);
            QVERIFY(opened->replay->changes(0, 3)->back().problem);
        }
        QCOMPARE(childProcesses(before), running); // the same processes, none was ended
        opened->replay->setSequence(Sequence::range(Row(2), 1));
        QVERIFY(!opened->replay->stateAt(0)->failure);
        // Asked for anew, it runs into the loop again.
        opened->replay->setSequence(Sequence::range(Row(0), 3));
        QVERIFY(opened->replay->stateAt(2)->failure);
    }

    void aStateThatIsNeverToldIsAskedForOnce()
    {
        ScriptLimits limits;
        limits.call = std::chrono::milliseconds(60);
        const auto before = childProcesses();
        const auto opened = open(script(0),
                                 {R"([["set","a",1]])", R"([["trap",""]])", R"([["del","trap"]])"},
                                 limits);
        QCOMPARE(opened->replay->stateAt(0, {}, Replay::Blaming::Without)->state.dump(),
                 std::string(R"({"lines":[],"plain":[],"a":1})"));
        const auto trapped = opened->replay->stateAt(1, {}, Replay::Blaming::Without);
        QVERIFY(!trapped);
        QVERIFY2(trapped.error().message.starts_with("thing.js was stopped after v2 (Happened): "),
                 trapped.error().message.c_str());
        const auto running = childProcesses(before);
        const auto again = opened->replay->stateAt(1, {}, Replay::Blaming::Without);
        QVERIFY(!again);
        QCOMPARE(again.error().message, trapped.error().message);
        QVERIFY(opened->replay->stateAt(0, {}, Replay::Blaming::Without));
        const auto after = childProcesses(before);
        QVERIFY(!opened->replay->stateAt(1, {}, Replay::Blaming::Without));
        QCOMPARE(childProcesses(before), after);
    }

    void aPredicateThatDoesNotEndIsNoFailureOfTheScript()
    {
        ScriptLimits limits;
        limits.call = std::chrono::milliseconds(60);
        const auto opened = open(script(0), {R"([["set","a",1]])", R"([["set","a",2]])"}, limits);
        const std::string endless = "(() => { while (state.a) {} })()";
        for (const bool linear : {false, true}) {
            const auto found = opened->replay->bisect(endless, linear);
            QVERIFY(!found || (found->failure && !found->ordinal));
            const auto at = opened->replay->stateAt(1);
            QVERIFY2(at, at ? "" : at.error().message.c_str());
            QVERIFY(!at->failure);
        }
    }

    void aProgramThatIsKilledIsNoFailureOfTheEvent()
    {
        const auto before = childProcesses();
        const auto opened = open(shellProgram("sleepy",
                                              "read -r line; echo '[]'; read -r line; exec 2>&-;"
                                              " [ -e once ] || { : > once; kill -9 $$; };"
                                              " echo '[{\"key\":\"thing-1\",\"state\":1}]';"
                                              " while read -r line; do echo '[]'; done"),
                                 std::vector<std::string>(3, "[]"));
        const auto killed = opened->replay->stateAt(2);
        QVERIFY(killed->failure);
        QCOMPARE(killed->failure->ordinal, 1U);
        QCOMPARE(killed->failure->end, ScriptEnd::Killed);
        const auto again = opened->replay->stateAt(2);
        QVERIFY(!again->failure);
        QCOMPARE(again->state.dump(), std::string("1"));
    }

    void bisectFindsTheFirstEventWithFewLooks()
    {
        std::vector<std::string> payloads;
        for (int i = 0; i < 1000; ++i)
            payloads.push_back(R"([["set","n",)" + std::to_string(i) + "]]");
        const auto opened = open(script(1), payloads);
        for (const std::uint32_t wanted : {0U, 1U, 700U, 999U}) {
            const std::string predicate = "state.n >= " + std::to_string(wanted);
            const auto found = opened->replay->bisect(predicate, false);
            QVERIFY2(found, found ? "" : found.error().message.c_str());
            QCOMPARE(found->ordinal, std::optional(wanted));
            QVERIFY(found->probes <= 12);
            const auto linear = opened->replay->bisect(predicate, true);
            QCOMPARE(linear->ordinal, std::optional(wanted));
            QCOMPARE(linear->probes, wanted + 1);
        }
        QVERIFY(!opened->replay->bisect("state.n < 0", false)->ordinal);
        QVERIFY(!opened->replay->bisect("state.n <", false));
        QVERIFY(!opened->replay->bisect("state.n <", true));
        // A predicate may not spoil what is known of the states.
        QVERIFY(opened->replay->bisect("(state.n = -1, false)", false));
        QCOMPARE(opened->replay->stateAt(500)->state.find("n")->text(), std::string("500"));
    }

    void mergedStatesAreBisectedToo()
    {
        const auto opened = open({}, {R"({"a":1})", "", "no JSON", R"({"a":{"b":2}})"});
        const auto found = opened->replay->bisect("state.a.b === 2", false);
        QVERIFY2(found, found ? "" : found.error().message.c_str());
        QCOMPARE(found->ordinal, std::optional(3U));
        QCOMPARE(opened->replay->bisect("state.a === 1", true)->ordinal, std::optional(0U));
    }

    void aProgramOfTheUsersFoldsAsWell()
    {
        // Counts, and says nothing to every third event; it stops at event 40.
        const auto opened = open(
            shellProgram(
                "count",
                "n=0\nwhile read -r line; do\n  n=$((n + 1))\n"
                "  [ $n = 41 ] && exit 3\n"
                "  if [ $((n % 3)) = 0 ]; then echo '[]'; else\n"
                "    echo '[{\"key\":\"thing-1\",\"state\":{\"n\":'$n',\"same\":true}}]'; fi\ndone"),
            std::vector<std::string>(50, "[]"));
        for (const std::uint32_t ordinal : {30U, 29U, 2U, 10U, 31U}) {
            const auto at = opened->replay->stateAt(ordinal);
            QVERIFY2(at, at ? "" : at.error().message.c_str());
            QVERIFY(!at->failure);
            const std::uint32_t last = ordinal - (ordinal % 3 == 2 ? 1 : 0);
            QCOMPARE(at->state.find("n")->text(), std::to_string(last + 1));
            QCOMPARE(at->blame.at("/n"), last);
            QCOMPARE(at->blame.at("/same"), 0U);
            QCOMPARE(at->changes.empty(), ordinal % 3 == 2);
        }
        const auto ended = opened->replay->stateAt(49);
        QVERIFY2(ended, ended ? "" : ended.error().message.c_str());
        QVERIFY(ended->failure);
        QCOMPARE(ended->failure->ordinal, 40U);
        QCOMPARE(ended->state.find("n")->text(), std::string("40"));
        const auto history = opened->replay->history("/n");
        QVERIFY(history);
        QCOMPARE(history->changes.size(), std::size_t(27));
        QVERIFY(history->failure);
        const auto changes = opened->replay->changes(38, 10);
        QCOMPARE(changes->size(), std::size_t(3));
        QVERIFY(changes->back().problem);
        QCOMPARE(opened->replay->bisect("true", false).error().code, ErrorCode::Unsupported);
    }

    void manyStreamsFoldInSeveralHosts()
    {
        MemoryStore store;
        EventLog log;
        std::vector<MemoryEvent> events(3000);
        for (std::size_t i = 0; i < events.size(); ++i) {
            const std::string of = std::to_string(i % 70);
            events[i].stream = (i % 7 == 0 ? "other-" : "thing-") + of;
            events[i].streamType = i % 7 == 0 ? "other" : "thing";
            events[i].type = "Happened";
            events[i].data = R"([["set","n",)" + std::to_string(i) + R"(],["set","of",)" + of
                             + "]]";
        }
        events[2001].data = R"([["throw",""]])";
        store.add(std::move(events));
        store.fill(log);
        for (const unsigned hosts : {1U, 3U}) {
            std::map<std::string, std::string> states;
            const auto folded = foldAll(
                log, [&] { return store.reader(); }, script(0), {}, log.findStreamType("thing"),
                hosts,
                [&](StreamId stream, const std::string &state) {
                    states[std::string(log.streamName(stream))] = state;
                });
            QVERIFY2(folded, folded ? "" : folded.error().message.c_str());
            QCOMPARE(folded->streams, 60U);
            QCOMPARE(folded->failures.size(), std::size_t(1));
            QCOMPARE(log.streamName(folded->failures[0].first),
                     std::string_view(log.streamName(log.stream(Row(2001)))));
            QCOMPARE(states.size(), std::size_t(59));
            QCOMPARE(states["thing-1"], std::string(R"({"lines":[],"plain":[],"n":2941,"of":1})"));
        }
    }

    void everyLineOfTheConsoleComesOnce()
    {
        std::vector<std::string> payloads;
        for (int i = 0; i < 20; ++i)
            payloads.push_back(R"([["log","","line )" + std::to_string(i) + R"("]])");
        const auto opened = open(script(0), payloads);
        QVERIFY(opened->replay->stateAt(9));
        QVERIFY(opened->replay->stateAt(3));
        QCOMPARE(opened->replay->takeLogs().size(), std::size_t(10));
        QVERIFY(opened->replay->stateAt(19));
        QVERIFY(opened->replay->history("/lines"));
        const auto rest = opened->replay->takeLogs();
        QCOMPARE(rest.size(), std::size_t(10));
        QCOMPARE(rest.front().ordinal, 10U);
        QCOMPARE(rest.front().text, std::string("line 10"));
    }
};

QTEST_GUILESS_MAIN(TestScriptReplay)
#include "tst_scriptreplay.moc"
