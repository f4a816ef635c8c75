// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/memorystore.h"
#include "replay/mergereplay.h"

#include <QTest>

#include <numeric>
#include <random>
#include <string>

using namespace eventscope;
using namespace eventscope::tests;

class TestReplay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statesFoldThePayloads();
    void blameNamesTheLastEventThatSetALeaf();
    void payloadsThatCannotBeMergedLeaveTheState();
    void theOverlayTakesThePlaceOfTheStore();
    void randomJumpsFindWhatAFoldFromTheStartFinds();
    void historiesAndChangesEqualANaiveFold();
    void editsOfTheSequenceFindTheirStates();
    void aReducerOfItsOwnIsBlamedByWhatChanged();
    void aReducersErrorIsAProblemOfItsEvent();
    void steppingReadsNoPayloadTwice();
    void longSequencesAnswerFromNearby();
    void aHeavyStateKeepsFewCheckpoints();
    void largePayloadsAreReadInSmallRuns();
    void aStopEndsTheReplay();
    void anErrorOfTheSourceIsTheAnswer();
};

namespace {

using Random = std::mt19937;

std::uint32_t below(Random &random, std::uint32_t limit)
{
    return static_cast<std::uint32_t>(random() % limit);
}

// A stream of payloads, its log and a replay over it.
class Replayed
{
public:
    explicit Replayed(std::vector<std::string> payloads, std::uint32_t checkpointEvery = 4,
                      std::unique_ptr<Reducer> reducer = std::make_unique<MergeReducer>())
        : log({.chunkShift = 4})
    {
        std::vector<MemoryEvent> events(payloads.size());
        for (std::size_t i = 0; i < payloads.size(); ++i) {
            events[i].stream = "one";
            events[i].version = Version(static_cast<std::int64_t>(i) + 1);
            events[i].data = std::move(payloads[i]);
        }
        store.batchSize = 4096;
        store.add(std::move(events));
        store.fill(log);
        replay = std::make_unique<MergeReplay>(log, std::move(*store.reader()), std::move(reducer),
                                               checkpointEvery);
        replay->setSequence(Sequence::range(Row(0), log.rowCount()));
    }

    MemoryStore store;
    EventLog log;
    std::unique_ptr<MergeReplay> replay;
};

QByteArray text(const JsonValue &value)
{
    return QByteArray::fromStdString(value.dump());
}

QByteArray blameText(const Blame &blame)
{
    QByteArrayList parts;
    for (const auto &[pointer, ordinal] : blame)
        parts.append(QByteArray::fromStdString(pointer) + ':' + QByteArray::number(ordinal));
    return parts.join(' ');
}

// Payloads of random members, some of them removed, nested, arrays, no objects at all, or no JSON.
std::string randomPayload(Random &random)
{
    const auto value = [&](auto &&self, int depth) -> std::string {
        switch (below(random, depth == 0 ? 4 : 7)) {
        case 0:
            return "null";
        case 1:
            return std::to_string(below(random, 3));
        case 2:
            return '"' + std::to_string(below(random, 3)) + '"';
        case 3:
            return '[' + std::to_string(below(random, 3)) + ",{\"x\":1}]";
        default: {
            std::string object = "{";
            for (std::uint32_t n = below(random, 4); n > 0; --n) {
                object += object.size() > 1 ? "," : "";
                object += "\"k" + std::to_string(below(random, 5)) + "\":" + self(self, depth - 1);
            }
            return object + '}';
        }
        }
    };
    switch (below(random, 30)) {
    case 0:
        return "";
    case 1:
        return "no JSON";
    case 2:
        return value(value, 0);
    default:
        return value(value, 3).insert(0, "{\"k0\":") + '}';
    }
}

// What every leaf below the value belongs to, by RFC 7396, in the plainest way: every leaf on its own.
void blameMerge(JsonValue &state, std::map<std::string, std::uint32_t> &blame,
                const JsonValue &patch, const std::string &pointer, std::uint32_t ordinal)
{
    const auto forget = [&](const std::string &place) {
        std::erase_if(blame, [&](const auto &entry) {
            return entry.first == place || entry.first.starts_with(place + '/');
        });
    };
    const auto setAll = [&](auto &&self, const JsonValue &value, const std::string &place) -> void {
        if (value.size() == 0)
            blame[place] = ordinal;
        for (std::size_t i = 0; i < value.elements().size(); ++i)
            self(self, value.elements()[i], place + '/' + std::to_string(i));
        for (const auto &[name, member] : value.members())
            self(self, member, place + '/' + escapePointerToken(name));
    };
    if (!patch.isObject()) {
        forget(pointer);
        state = patch;
        setAll(setAll, state, pointer);
        return;
    }
    if (!state.isObject()) {
        forget(pointer);
        state = JsonValue::object();
    } else if (state.size() == 0) {
        blame.erase(pointer);
    }
    for (const auto &member : patch.members()) {
        if (patch.find(member.first) != &member.second)
            continue;
        const std::string place = pointer + '/' + escapePointerToken(member.first);
        if (member.second.isNull()) {
            forget(place);
            state.remove(member.first);
        } else {
            blameMerge(state.member(member.first), blame, member.second, place, ordinal);
        }
    }
    if (state.size() == 0)
        blame[pointer] = ordinal;
}

struct Naive {
    JsonValue before;
    JsonValue state = JsonValue::object();
    std::map<std::string, std::uint32_t> blame;
};

Naive foldFromTheStart(const Sequence &sequence, const MemoryStore &store, std::uint32_t ordinal)
{
    Naive result;
    for (std::uint32_t i = 0; i <= ordinal; ++i) {
        const Sequence::Item item = sequence.at(i);
        const std::string data = item.record ? item.record->data.text
                                             : store.event(item.row.value()).data;
        result.before = result.state;
        if (const auto patch = JsonValue::parse(data))
            blameMerge(result.state, result.blame, *patch, {}, i);
    }
    return result;
}

bool sameAsNaive(const StateAt &answer, const Naive &naive)
{
    return answer.state.dump() == naive.state.dump() && answer.before.dump() == naive.before.dump()
           && answer.blame == naive.blame;
}

Record recordOf(const std::string &data)
{
    Record record;
    record.data.kind = data.empty() ? Payload::Kind::Absent : Payload::Kind::Json;
    record.data.text = data;
    return record;
}

} // namespace

void TestReplay::statesFoldThePayloads()
{
    Replayed replayed({R"({"total":0.10,"lines":[]})", R"({"lines":[1],"paid":{"by":"card"}})", "",
                       R"({"paid":{"by":null,"at":9007199254740993}})"});
    const auto first = replayed.replay->stateAt(0);
    QCOMPARE(text(first->state), QByteArray(R"({"total":0.10,"lines":[]})"));
    QCOMPARE(text(first->before), QByteArray("{}"));
    QCOMPARE(first->ordinal, 0U);
    QCOMPARE(first->changes.size(), std::size_t{2});
    const auto last = replayed.replay->stateAt(3);
    QCOMPARE(text(last->state),
             QByteArray(R"({"total":0.10,"lines":[1],"paid":{"at":9007199254740993}})"));
    QCOMPARE(last->changes.size(), std::size_t{2});
    QCOMPARE(last->changes[0].pointer, std::string("/paid/at"));
    QCOMPARE(last->changes[1].pointer, std::string("/paid/by"));
    QCOMPARE(last->changes[1].kind, LeafChange::Kind::Removed);
    const auto second = replayed.replay->stateAt(1);
    QCOMPARE(text(second->state), QByteArray(R"({"total":0.10,"lines":[1],"paid":{"by":"card"}})"));
    // An event without a payload is no problem, and changes nothing.
    const auto third = replayed.replay->stateAt(2);
    QCOMPARE(text(third->state), text(second->state));
    QVERIFY(third->changes.empty());
    QVERIFY(third->problems.empty());
}

void TestReplay::blameNamesTheLastEventThatSetALeaf()
{
    Replayed replayed({R"({"a":1,"b":{"c":1,"d":[1,2]}})", R"({"b":{"c":2}})", R"({"a":1})",
                       R"({"b":{"d":null}})", R"({"b":{"c":null}})", R"({"b":{"e":{}}})",
                       R"({"b":"x"})", R"([1,[2]])", R"({"a":1})"});
    const auto blameAt = [&](std::uint32_t ordinal) {
        return blameText(replayed.replay->stateAt(ordinal)->blame);
    };
    QCOMPARE(blameAt(0), QByteArray("/a:0 /b/c:0 /b/d/0:0 /b/d/1:0"));
    QCOMPARE(blameAt(1), QByteArray("/a:0 /b/c:1 /b/d/0:0 /b/d/1:0"));
    QCOMPARE(blameAt(2), QByteArray("/a:2 /b/c:1 /b/d/0:0 /b/d/1:0")); // set to the value it had
    QCOMPARE(blameAt(3), QByteArray("/a:2 /b/c:1"));
    QCOMPARE(blameAt(4), QByteArray("/a:2 /b:4")); // emptied by that event
    QCOMPARE(blameAt(5), QByteArray("/a:2 /b/e:5"));
    QCOMPARE(blameAt(6), QByteArray("/a:2 /b:6"));
    QCOMPARE(blameAt(7), QByteArray("/0:7 /1/0:7"));
    QCOMPARE(blameAt(8), QByteArray("/a:8"));
    QCOMPARE(blameAt(0), QByteArray("/a:0 /b/c:0 /b/d/0:0 /b/d/1:0"));
}

void TestReplay::payloadsThatCannotBeMergedLeaveTheState()
{
    Replayed replayed({R"({"a":1})", "<xml/>", R"({"a":2})", R"({"a":)", "[1]", "null"});
    const auto state = replayed.replay->stateAt(3);
    QCOMPARE(text(state->state), QByteArray(R"({"a":2})"));
    QCOMPARE(state->problems.size(), std::size_t{2});
    QCOMPARE(state->problems[0].first, 1U);
    QCOMPARE(state->problems[0].second.code, ErrorCode::Damaged);
    QVERIFY(!state->problems[0].second.message.empty());
    QCOMPARE(state->problems[1].first, 3U);
    QCOMPARE(replayed.replay->stateAt(2)->problems.size(), std::size_t{1});
    QCOMPARE(replayed.replay->stateAt(0)->problems.size(), std::size_t{0});
    // A payload that is no object takes the place of the state.
    QCOMPARE(text(replayed.replay->stateAt(4)->state), QByteArray("[1]"));
    QCOMPARE(text(replayed.replay->stateAt(5)->state), QByteArray("null"));

    // Damaged records: what is left of them counts, and their own words are the problem.
    MemoryStore store;
    std::vector<MemoryEvent> events(3);
    events[0].data = R"({"a":1})";
    events[1].damage = Error(ErrorCode::Damaged, "The line is cut.");
    events[2].data = R"({"b":2})";
    events[2].damage = Error(ErrorCode::Damaged, "The time is no time.");
    store.add(std::move(events));
    EventLog log;
    store.fill(log);
    MergeReplay replay(log, std::move(*store.reader()));
    replay.setSequence(Sequence::range(Row(0), 3));
    const auto damaged = replay.stateAt(2);
    QCOMPARE(text(damaged->state), QByteArray(R"({"a":1,"b":2})"));
    QCOMPARE(damaged->problems.size(), std::size_t{2});
    QCOMPARE(damaged->problems[0].second.message, std::string("The line is cut."));
    QCOMPARE(damaged->problems[1].second.message, std::string("The time is no time."));
}

void TestReplay::theOverlayTakesThePlaceOfTheStore()
{
    Replayed replayed({R"({"a":1})", R"({"b":2})", R"({"c":3})"});
    const Sequence stored = replayed.replay->sequence();
    QCOMPARE(text(replayed.replay->stateAt(2)->state), QByteArray(R"({"a":1,"b":2,"c":3})"));
    replayed.replay->setSequence(stored.editing(1, recordOf(R"({"b":20})")));
    QCOMPARE(text(replayed.replay->stateAt(2)->state), QByteArray(R"({"a":1,"b":20,"c":3})"));
    replayed.replay->setSequence(stored.skipping(1).inserting(2, recordOf(R"({"d":4})")));
    QCOMPARE(text(replayed.replay->stateAt(2)->state), QByteArray(R"({"a":1,"c":3,"d":4})"));
    replayed.replay->setSequence(stored.editing(0, recordOf("")));
    QCOMPARE(text(replayed.replay->stateAt(2)->state), QByteArray(R"({"b":2,"c":3})"));
    replayed.replay->setSequence(stored);
    QCOMPARE(text(replayed.replay->stateAt(2)->state), QByteArray(R"({"a":1,"b":2,"c":3})"));
}

void TestReplay::randomJumpsFindWhatAFoldFromTheStartFinds()
{
    Random random(1);
    for (int round = 0; round < 12; ++round) {
        std::vector<std::string> payloads(1 + below(random, 120));
        for (std::string &payload : payloads)
            payload = randomPayload(random);
        Replayed replayed(std::move(payloads), 1 + below(random, 9));
        replayed.store.readsBackwards = round % 2 == 1;
        const Sequence &sequence = replayed.replay->sequence();
        std::uint32_t ordinal = below(random, sequence.size());
        for (int jump = 0; jump < 40; ++jump) {
            switch (below(random, 3)) {
            case 0:
                ordinal = below(random, sequence.size());
                break;
            case 1:
                ordinal = ordinal > 0 ? ordinal - 1 : 0;
                break;
            default:
                ordinal = std::min(ordinal + 1, sequence.size() - 1);
                break;
            }
            const auto answer = replayed.replay->stateAt(ordinal);
            QVERIFY(answer);
            const Naive naive = foldFromTheStart(sequence, replayed.store, ordinal);
            QVERIFY2(sameAsNaive(*answer, naive),
                     (blameText(answer->blame) + " | " + blameText(naive.blame) + " | "
                      + text(answer->state) + " | " + text(naive.state))
                         .constData());
            QCOMPARE(answer->changes.empty(), naive.before == naive.state);
        }
    }
}

void TestReplay::historiesAndChangesEqualANaiveFold()
{
    Random random(3);
    for (int round = 0; round < 200; ++round) {
        std::vector<std::string> payloads(1 + below(random, 30));
        for (std::string &payload : payloads)
            payload = randomPayload(random);
        const auto count = static_cast<std::uint32_t>(payloads.size());
        Replayed replayed(std::move(payloads), 1 + below(random, 9));
        const std::uint32_t first = below(random, count);
        const auto changes = replayed.replay->changes(first, count);
        QVERIFY(changes);
        QCOMPARE(changes->size(), std::size_t(count - first));
        const std::string pointer = "/k0/k" + std::to_string(below(random, 5));
        const auto history = replayed.replay->history(pointer);
        QVERIFY(history);
        std::size_t next = 0;
        for (std::uint32_t i = 0; i < count; ++i) {
            const Naive naive = foldFromTheStart(replayed.replay->sequence(), replayed.store, i);
            if (i >= first) {
                const EventChanges &event = (*changes)[i - first];
                QCOMPARE(event.ordinal, i);
                QCOMPARE(event.changes.empty(), naive.before == naive.state);
            }
            const JsonValue *const before = naive.before.at(pointer);
            const JsonValue *const after = naive.state.at(pointer);
            if (before && after ? *before == *after : before == after)
                continue;
            QVERIFY(next < history->changes.size());
            const FieldChange &change = history->changes[next++];
            QCOMPARE(change.ordinal, i);
            QCOMPARE(text(change.before), before ? text(*before) : QByteArray("null"));
            QCOMPARE(text(change.after), after ? text(*after) : QByteArray("null"));
        }
        QCOMPARE(next, history->changes.size());
    }
}

void TestReplay::editsOfTheSequenceFindTheirStates()
{
    Random random(2);
    for (int round = 0; round < 10; ++round) {
        std::vector<std::string> payloads(60);
        for (std::string &payload : payloads)
            payload = randomPayload(random);
        Replayed replayed(std::move(payloads), 5);
        Sequence sequence = replayed.replay->sequence();
        for (int edit = 0; edit < 30; ++edit) {
            const std::uint32_t place = below(random, sequence.size());
            switch (below(random, 4)) {
            case 0:
                sequence = sequence.size() > 1 ? sequence.skipping(place) : sequence;
                break;
            case 1:
                sequence = sequence.editing(place, recordOf(randomPayload(random)));
                break;
            case 2:
                sequence = sequence.inserting(place, recordOf(randomPayload(random)));
                break;
            default:
                sequence = Sequence::range(Row(0), 1 + below(random, 60));
                break;
            }
            replayed.replay->setSequence(sequence);
            const std::uint32_t ordinal = below(random, sequence.size());
            const auto answer = replayed.replay->stateAt(ordinal);
            QVERIFY(answer);
            QVERIFY(sameAsNaive(*answer, foldFromTheStart(sequence, replayed.store, ordinal)));
            for (const auto &[where, error] : answer->problems)
                QVERIFY(where <= ordinal);
        }
    }
}

namespace {

// Counts the events, and keeps the payload's "name".
class CountingReducer : public Reducer
{
public:
    JsonValue initialState() const override
    {
        return JsonValue::object({{"count", JsonValue::number(0)}, {"names", JsonValue::object()}});
    }
    Result<void> apply(JsonValue &state, const JsonValue &data) override
    {
        const JsonValue *const name = data.find("name");
        if (!name)
            return fail(ErrorCode::Invalid, "There is no name.");
        JsonValue &count = state.member("count");
        count = JsonValue::number(std::stoll(count.text()) + 1);
        if (name->isNull())
            state.member("names") = JsonValue::object();
        else
            state.member("names").member(name->text()) = JsonValue(true);
        return {};
    }
};

} // namespace

void TestReplay::aReducerOfItsOwnIsBlamedByWhatChanged()
{
    Replayed replayed({R"({"name":"a"})", R"({"name":"b"})", R"({"name":"a"})", R"({"name":null})",
                       R"({"name":"c"})"},
                      2, std::make_unique<CountingReducer>());
    const auto blameAt = [&](std::uint32_t ordinal) {
        return blameText(replayed.replay->stateAt(ordinal)->blame);
    };
    QCOMPARE(blameAt(4), QByteArray("/count:4 /names/c:4"));
    QCOMPARE(blameAt(3), QByteArray("/count:3 /names:3"));
    QCOMPARE(blameAt(2), QByteArray("/count:2 /names/a:0 /names/b:1"));
    QCOMPARE(text(replayed.replay->stateAt(2)->state),
             QByteArray(R"({"count":3,"names":{"a":true,"b":true}})"));
}

void TestReplay::aReducersErrorIsAProblemOfItsEvent()
{
    Replayed replayed({R"({"name":"a"})", R"({"nom":"b"})", R"({"name":"c"})"}, 2,
                      std::make_unique<CountingReducer>());
    const auto answer = replayed.replay->stateAt(2);
    QCOMPARE(text(answer->state), QByteArray(R"({"count":2,"names":{"a":true,"c":true}})"));
    QCOMPARE(answer->problems.size(), std::size_t{1});
    QCOMPARE(answer->problems[0].first, 1U);
    QCOMPARE(answer->problems[0].second.message, std::string("There is no name."));
}

void TestReplay::steppingReadsNoPayloadTwice()
{
    std::vector<std::string> payloads;
    for (int i = 0; i < 1000; ++i)
        payloads.push_back(R"({"n":)" + std::to_string(i) + '}');
    Replayed replayed(std::move(payloads), 64);
    QVERIFY(replayed.replay->stateAt(500));
    const std::size_t afterJump = replayed.store.eventsRead();
    QVERIFY(afterJump <= 500 + 64);
    for (int round = 0; round < 3; ++round) {
        for (std::uint32_t ordinal = 500; ordinal > 480; --ordinal)
            QCOMPARE(text(replayed.replay->stateAt(ordinal)->state),
                     "{\"n\":" + QByteArray::number(ordinal) + '}');
        for (std::uint32_t ordinal = 480; ordinal < 500; ++ordinal)
            QVERIFY(replayed.replay->stateAt(ordinal));
    }
    QVERIFY(replayed.store.eventsRead() <= afterJump + 64);
    for (std::uint32_t ordinal = 500; ordinal < 1000; ++ordinal)
        QVERIFY(replayed.replay->stateAt(ordinal));
    QVERIFY(replayed.store.eventsRead() <= 1000 + 2 * 64);
}

void TestReplay::longSequencesAnswerFromNearby()
{
    constexpr std::uint32_t kEvents = 100'000;
    std::vector<std::string> payloads(kEvents);
    for (std::uint32_t i = 0; i < kEvents; ++i)
        payloads[i] = R"({"n":)" + std::to_string(i) + R"(,"k)" + std::to_string(i % 7) + R"(":1})";
    Replayed replayed(std::move(payloads), 8); // 12,500 places for checkpoints
    QVERIFY(replayed.replay->stateAt(kEvents - 1));
    // Checkpoints get thinner with the distance, but a jump back folds far less than everything.
    Random random(4);
    for (int jump = 0; jump < 30; ++jump) {
        const std::uint32_t ordinal = below(random, kEvents);
        const std::size_t before = replayed.store.eventsRead();
        const auto answer = replayed.replay->stateAt(ordinal);
        QCOMPARE(text(*answer->state.find("n")), QByteArray::number(ordinal));
        QVERIFY(replayed.store.eventsRead() - before < kEvents / 20);
    }
}

void TestReplay::aHeavyStateKeepsFewCheckpoints()
{
    // 200 states of about a megabyte each weigh more than all checkpoints may; the answers stay right.
    std::vector<std::string> payloads;
    for (int i = 0; i < 200; ++i)
        payloads.push_back("{\"n\":" + std::to_string(i) + R"(,"blob":")"
                           + std::string(1'000'000, static_cast<char>('a' + i % 26)) + "\"}");
    Replayed replayed(std::move(payloads), 1);
    for (const std::uint32_t ordinal : {199U, 3U, 100U, 99U, 101U, 0U, 198U})
        QCOMPARE(text(*replayed.replay->stateAt(ordinal)->state.find("n")),
                 QByteArray::number(ordinal));
}

void TestReplay::largePayloadsAreReadInSmallRuns()
{
    std::vector<std::string> payloads;
    for (int i = 0; i < 100; ++i)
        payloads.push_back("{\"n\":" + std::to_string(i) + R"(,"blob":")"
                           + std::string(1'000'000, 'x') + "\"}");
    Replayed replayed(std::move(payloads), 256);
    QVERIFY(replayed.replay->stateAt(0));
    QVERIFY(replayed.store.eventsRead() < 5); // nothing is read far ahead
    QCOMPARE(text(*replayed.replay->stateAt(99)->state.find("n")), QByteArray("99"));
    QCOMPARE(text(*replayed.replay->stateAt(42)->state.find("n")), QByteArray("42"));
}

void TestReplay::aStopEndsTheReplay()
{
    std::vector<std::string> payloads(1000, R"({"a":1})");
    Replayed replayed(std::move(payloads), 16);
    std::stop_source stop;
    stop.request_stop();
    const auto answer = replayed.replay->stateAt(999, stop.get_token());
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::Cancelled);
    QVERIFY(replayed.store.eventsRead() < 100);
    QVERIFY(replayed.replay->stateAt(999));
}

void TestReplay::anErrorOfTheSourceIsTheAnswer()
{
    Replayed replayed(std::vector<std::string>(100, R"({"a":1})"), 8);
    replayed.store.failAt = 50;
    QVERIFY(replayed.replay->stateAt(20));
    const auto answer = replayed.replay->stateAt(60);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::Unreadable);
    replayed.store.failAt.reset();
    QVERIFY(replayed.replay->stateAt(60));
    QCOMPARE(blameText(replayed.replay->stateAt(60)->blame), QByteArray("/a:60"));
}

QTEST_GUILESS_MAIN(TestReplay)
#include "tst_replay.moc"
