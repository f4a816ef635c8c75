// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scriptfixture.h"

#include "base/json.h"

#include <QObject>

#include <algorithm>
#include <array>
#include <map>
#include <random>

using namespace eventscope;
using namespace eventscope::tests;

namespace {

ScriptFold::Tracking tracking(bool blame, bool changes,
                              std::optional<std::vector<ScriptFieldStep>> field,
                              std::string predicate)
{
    ScriptFold::Tracking result;
    result.blame = blame;
    result.changes = changes;
    result.field = std::move(field);
    result.predicate = std::move(predicate);
    return result;
}

// A value with the ordinal at which each leaf was set, made the naive way: all of it anew after every event.
struct Marked {
    JsonValue value;
    int ordinal = -1; // of a leaf
    std::vector<Marked> parts;
};

std::string idNameOf(const JsonValue &array)
{
    for (const char *name : {"id", "sku", "lineId"}) {
        std::map<std::string, int> met;
        bool all = array.size() > 0;
        for (const JsonValue &element : array.elements()) {
            const JsonValue *id = element.isObject() ? element.find(name) : nullptr;
            all = all && id && (id->isString() || id->isNumber()) && ++met[id->dump()] == 1;
        }
        if (all)
            return name;
    }
    return {};
}

const Marked *counterpart(const Marked *before, const JsonValue &after, std::size_t i)
{
    if (!before || before->value.kind() != after.kind())
        return nullptr;
    const auto &parts = before->parts;
    if (after.isObject()) {
        for (std::size_t k = 0; k < parts.size(); ++k) {
            if (before->value.members()[k].first == after.members()[i].first)
                return &parts[k];
        }
        return nullptr;
    }
    const std::string name = idNameOf(after);
    if (name.empty() || name != idNameOf(before->value))
        return i < parts.size() ? &parts[i] : nullptr;
    for (const Marked &part : parts) {
        if (*part.value.find(name) == *after.elements()[i].find(name))
            return &part;
    }
    return nullptr;
}

Marked marked(const Marked *before, const JsonValue &after, int ordinal)
{
    Marked result{after, ordinal, {}};
    if (after.isContainer() && after.size() > 0) {
        for (std::size_t i = 0; i < after.size(); ++i) {
            const JsonValue &part = after.isObject() ? after.members()[i].second
                                                     : after.elements()[i];
            result.parts.push_back(marked(counterpart(before, after, i), part, ordinal));
        }
    } else if (before && before->value == after) {
        result.ordinal = before->ordinal;
    }
    return result;
}

void listLeaves(const Marked &tree, const std::string &pointer,
                std::map<std::string, std::uint32_t> &into)
{
    for (std::size_t i = 0; i < tree.parts.size(); ++i) {
        const std::string token = tree.value.isObject()
                                      ? escapePointerToken(tree.value.members()[i].first)
                                      : std::to_string(i);
        listLeaves(tree.parts[i], pointer + '/' + token, into);
    }
    if (tree.parts.empty() && tree.ordinal >= 0)
        into[pointer] = std::uint32_t(tree.ordinal);
}

// A small value, similar to others of the same generator.
std::string randomJson(std::mt19937 &random, int depth)
{
    const auto upTo = [&](std::size_t most) { return unsigned(random() % (most + 1)); };
    const unsigned kind = depth >= 3 ? upTo(2) : upTo(7);
    if (kind < 3) {
        constexpr std::array kScalars{"1", "2", "\"x\"", "true", "null", "0.5", "{}", "[]"};
        return kScalars[upTo(kScalars.size() - 1)];
    }
    std::string text = kind < 6 ? "{" : "[";
    if (kind < 6) {
        for (const char *name : {"a", "b", "c/d", "e~"}) {
            if (upTo(3) > 0)
                text += (text.size() > 1 ? ",\"" : "\"") + std::string(name)
                        + "\":" + randomJson(random, depth + 1);
        }
        return text + '}';
    }
    const bool withIds = upTo(3) > 0;
    std::array ids{1, 2, 3, 4, 5};
    std::shuffle(ids.begin(), ids.end(), random);
    for (unsigned i = 0, count = upTo(4); i < count; ++i) {
        text += text.size() > 1 ? "," : "";
        text += withIds ? "{\"sku\":" + std::to_string(ids[i])
                              + ",\"n\":" + randomJson(random, depth + 1) + "}"
                        : randomJson(random, depth + 1);
    }
    return text + ']';
}

} // namespace

// What a fold keeps beside the states, and its checkpoints.
class TestScriptTracking : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void blameNamesTheLastEventOfEachLeaf();
    void blameEqualsTheNaiveWay();
    void elementsAreToldApartByTheirIds();
    void theChangesOfEveryEventAreKept();
    void manyChangesComeInParts();
    void aFieldIsFollowedThroughAnArrayThatMoves();
    void aPredicateFindsTheFirstEvent();
    void aPredicateThatThrowsCountsAsFalse();
    void aWrongPredicateIsAnError();
    void aCheckpointBringsStateAndBlameBack();
    void aCancelledQuestionKeepsTheCheckpoints();
    void aClassKeepsItsMethodsThroughACheckpoint();
    void aStateWithPrivateFieldsHasNoCheckpoint();

private:
    ScriptFolder m_folder;
};

void TestScriptTracking::blameNamesTheLastEventOfEachLeaf()
{
    auto fold = opened(m_folder.write("blame.js",
                                      "export const initialState = { old: 1, tags: [] };\n"
                                      "export default (s, e) => ({ ...s, ...e.data });"));
    QVERIFY(fold);
    VERIFY_OK(fold->begin(tracking(true, false, {}, {})));
    Events events;
    events.add("A", "{\"a\":{\"b\":1,\"c\":[1,2]},\"x/y~\":true}")
        .add("A", "{\"a\":{\"b\":1,\"c\":[1,3]}}")
        .add("A", "{\"tags\":[\"t\"]}")
        .add("A", "{\"tags\":[]}");
    VERIFY_OK(fold->apply(events.list()));
    const auto blame = fold->blame();
    VERIFY_OK(blame);
    using Leaves = std::vector<std::pair<std::string, std::uint32_t>>;
    QCOMPARE(*blame,
             (Leaves{{"/tags", 3}, {"/a/b", 0}, {"/a/c/0", 0}, {"/a/c/1", 1}, {"/x~1y~0", 0}}));
}

void TestScriptTracking::blameEqualsTheNaiveWay()
{
    auto fold = opened(m_folder.write("random.js", "export const initialState = null;\n"
                                                   "export default (s, e) => e.data;"));
    QVERIFY(fold);
    for (unsigned seed = 1; seed <= 200; ++seed) {
        std::mt19937 random(seed);
        Events events;
        Marked tree{JsonValue(), -1, {}};
        for (int i = 0; i < 12; ++i) {
            const std::string data = "{\"s\":" + randomJson(random, 0)
                                     + ",\"t\":" + randomJson(random, 1) + "}";
            events.add("A", data);
            tree = marked(&tree, *JsonValue::parse(data), i);
        }
        std::map<std::string, std::uint32_t> expected;
        listLeaves(tree, {}, expected);

        // In two parts, of which the second comes twice: from a checkpoint too.
        VERIFY_OK(fold->begin(tracking(true, seed % 2 == 0, {}, {})));
        VERIFY_OK(fold->apply(std::span(events.list()).first(6)));
        const auto saved = fold->save();
        VERIFY_OK(saved);
        for (int run = 0; run < 2; ++run) {
            VERIFY_OK(fold->apply(std::span(events.list()).subspan(6)));
            const auto blame = fold->blame();
            VERIFY_OK(blame);
            const std::map<std::string, std::uint32_t> found(blame->begin(), blame->end());
            QVERIFY2(found == expected,
                     qPrintable(QStringLiteral("seed %1, run %2").arg(seed).arg(run)));
            VERIFY_OK(fold->restore(saved->handle));
        }
    }
}

void TestScriptTracking::elementsAreToldApartByTheirIds()
{
    auto fold = opened(m_folder.write("ids.js", "export default (s, e) => ({ lines: e.data });"));
    QVERIFY(fold);
    VERIFY_OK(fold->begin(tracking(true, true, {}, {})));
    Events events;
    events.add("A", "[{\"sku\":\"a\",\"n\":1},{\"sku\":\"b\",\"n\":2},{\"sku\":\"c\",\"n\":3}]")
        .add("A", "[{\"sku\":\"c\",\"n\":3},{\"sku\":\"b\",\"n\":5}]");
    VERIFY_OK(fold->apply(events.list()));
    const auto blame = fold->blame();
    VERIFY_OK(blame);
    using Leaves = std::vector<std::pair<std::string, std::uint32_t>>;
    QCOMPARE(*blame, (Leaves{{"/lines/0/sku", 0},
                             {"/lines/0/n", 0},
                             {"/lines/1/sku", 0},
                             {"/lines/1/n", 1}}));
    QStringList changes;
    for (const ScriptChange &change : fold->takeChanges()) {
        if (change.ordinal == 1)
            changes << QString::fromStdString(change.pointer + ' ' + change.before + '>'
                                              + change.after);
    }
    QCOMPARE(changes,
             (QStringList{QStringLiteral("/lines/1/n 2>5"), QStringLiteral("/lines/0/sku \"a\">"),
                          QStringLiteral("/lines/0/n 1>")}));
}

void TestScriptTracking::theChangesOfEveryEventAreKept()
{
    auto fold = opened(m_folder.write(
        "changes.js",
        "export const initialState = { n: 0 };\n"
        "export default (s, e) => { s.n += e.data; if (e.data === 2) s.two = { x: [] }; };"));
    QVERIFY(fold);
    VERIFY_OK(fold->begin(tracking(false, true, {}, {})));
    Events events;
    for (int i = 0; i < 1200; ++i)
        events.add("A", i == 700 ? "2" : i % 2 == 0 ? "1" : "0");
    VERIFY_OK(applied(*fold, events));
    const auto changes = fold->takeChanges();
    QCOMPARE(changes.size(), std::size_t(601));
    COMPARE_TEXT(changes[0].pointer, std::string("/n"));
    COMPARE_TEXT(changes[0].before, std::string("0"));
    COMPARE_TEXT(changes[0].after, std::string("1"));
    QCOMPARE(changes[1].ordinal, 2u);
    COMPARE_TEXT(changes[351].pointer, std::string("/two/x"));
    COMPARE_TEXT(changes[351].before, std::string());
    COMPARE_TEXT(changes[351].after, std::string("[]"));
    QVERIFY(fold->takeChanges().empty());
}

void TestScriptTracking::manyChangesComeInParts()
{
    auto fold = opened(m_folder.write(
        "parts.js",
        "export const initialState = [];\n"
        "export default (s, e) => Array.from({ length: 1000 }, (_, i) => e.version + i);"));
    QVERIFY(fold);
    VERIFY_OK(fold->begin(tracking(false, true, {}, {})));
    Events events;
    for (int i = 0; i < 100; ++i)
        events.add("A", "1");
    VERIFY_OK(applied(*fold, events));
    const auto changes = fold->takeChanges();
    QCOMPARE(changes.size(), std::size_t(100'000));
    QCOMPARE(changes.back().ordinal, 99u);
    COMPARE_TEXT(changes.back().pointer, std::string("/999"));
    COMPARE_TEXT(changes.back().after, std::string("1099"));
}

void TestScriptTracking::aFieldIsFollowedThroughAnArrayThatMoves()
{
    auto fold = opened(m_folder.write("field.js", "export default (s, e) => ({ lines: e.data });"));
    QVERIFY(fold);
    Events events;
    events.add("A", "[{\"sku\":\"a\",\"n\":1}]")
        .add("A", "[{\"sku\":\"b\",\"n\":7},{\"sku\":\"a\",\"n\":1}]")
        .add("A", "[{\"sku\":\"b\",\"n\":7},{\"sku\":\"a\",\"n\":2}]")
        .add("A", "[{\"sku\":\"b\",\"n\":7}]");
    VERIFY_OK(fold->begin());
    VERIFY_OK(fold->apply(std::span(events.list()).first(2)));
    const auto steps = fold->steps("/lines/1/n");
    VERIFY_OK(steps);
    QCOMPARE(*steps, (std::vector<ScriptFieldStep>{{"lines", "", ""},
                                                   {"1", "sku", "\"a\""},
                                                   {"n", "", ""}}));

    VERIFY_OK(fold->begin(tracking(false, false, *steps, {})));
    VERIFY_OK(applied(*fold, events));
    QStringList values;
    for (const ScriptChange &change : fold->takeFieldChanges())
        values << QString::fromStdString(std::to_string(change.ordinal) + ' ' + change.before + '>'
                                         + change.after);
    QCOMPARE(values, (QStringList{QStringLiteral("0 >1"), QStringLiteral("2 1>2"),
                                  QStringLiteral("3 2>")}));
}

void TestScriptTracking::aPredicateFindsTheFirstEvent()
{
    auto fold = opened(m_folder.write("sum.js", "export const initialState = { n: 0 };\n"
                                                "export default (s, e) => { s.n += e.data; };"));
    QVERIFY(fold);
    Events events;
    for (int i = 0; i < 1000; ++i)
        events.add("A", "1");
    for (const char *predicate : {"state.n >= 700", "s => s.n === 700", "event.version === 700"}) {
        VERIFY_OK(fold->begin(tracking(false, false, {}, predicate)));
        VERIFY_OK(fold->apply(events.list()));
        VERIFY_OK(fold->sync());
        QCOMPARE(fold->firstTrue(), std::optional<std::uint32_t>(699));
    }
    VERIFY_OK(fold->begin(tracking(false, false, {}, "state.n > 2000")));
    VERIFY_OK(applied(*fold, events));
    QVERIFY(!fold->firstTrue());
}

void TestScriptTracking::aPredicateThatThrowsCountsAsFalse()
{
    auto fold = opened(
        m_folder.write("late.js",
                       "export default (s, e) => { if (e.version === 2) s.list = [1]; };"));
    QVERIFY(fold);
    VERIFY_OK(fold->begin(tracking(false, false, {}, "state.list.length > 0")));
    Events events;
    events.add("A", "1").add("A", "1");
    VERIFY_OK(applied(*fold, events));
    QCOMPARE(fold->firstTrue(), std::optional<std::uint32_t>(1));
    const auto warnings = fold->takeWarnings();
    QCOMPARE(warnings.size(), std::size_t(1));
    QVERIFY2(warnings.front().find("v1 (A)") != std::string::npos, warnings.front().c_str());
}

void TestScriptTracking::aWrongPredicateIsAnError()
{
    auto fold = opened(m_folder.write("any.js", "export default (s) => s;"));
    QVERIFY(fold);
    const auto started = fold->begin(tracking(false, false, {}, "state.n >"));
    QVERIFY(!started);
    QVERIFY2(started.error().message.starts_with(
                 "The predicate \"state.n >\" is no JavaScript expression: "),
             started.error().message.c_str());
    VERIFY_OK(fold->begin());
}

void TestScriptTracking::aCheckpointBringsStateAndBlameBack()
{
    auto fold = opened(m_folder.write(
        "keep.js",
        "export const initialState = () => ({ m: new Map(), d: null, list: [] });\n"
        "export default (s, e) => { s.m.set(e.data, 1); s.d = new Date(e.version); s.list.push({ id: e.data }); };"));
    QVERIFY(fold);
    VERIFY_OK(fold->begin(tracking(true, false, {}, {})));
    Events events;
    for (int i = 0; i < 6; ++i)
        events.add("A", '"' + std::string(1, char('a' + i)) + '"');
    VERIFY_OK(fold->apply(std::span(events.list()).first(3)));
    const auto saved = fold->save();
    VERIFY_OK(saved);
    QVERIFY(saved->bytes > 0);
    const auto stateThen = fold->state();
    const auto blameThen = fold->blame();
    VERIFY_OK(fold->apply(std::span(events.list()).subspan(3)));
    const auto stateNow = fold->state();
    const auto blameNow = fold->blame();
    QVERIFY(*stateNow != *stateThen);
    for (int i = 0; i < 2; ++i) {
        VERIFY_OK(fold->restore(saved->handle));
        COMPARE_TEXT(*fold->state(), *stateThen);
        QCOMPARE(*fold->blame(), *blameThen);
        VERIFY_OK(fold->apply(std::span(events.list()).subspan(3)));
        COMPARE_TEXT(*fold->state(), *stateNow);
        QCOMPARE(*fold->blame(), *blameNow);
    }
    fold->drop(saved->handle);
    QVERIFY(!fold->restore(saved->handle));
    COMPARE_TEXT(*fold->state(), *stateNow);
}

void TestScriptTracking::aCancelledQuestionKeepsTheCheckpoints()
{
    auto fold = begun(
        m_folder.write("cancel.js", "export default (s, e) => { s.n = e.version; };"));
    QVERIFY(fold);
    const auto generation = fold->generation();
    Events events;
    for (int i = 0; i < 1000; ++i)
        events.add("A", "1");
    VERIFY_OK(fold->apply(std::span(events.list()).first(10)));
    const auto saved = fold->save();
    VERIFY_OK(saved);
    std::stop_source stop;
    stop.request_stop();
    for (int i = 0; i < 20; ++i) {
        VERIFY_OK(fold->apply(std::span(events.list()).subspan(10)));
        const auto state = fold->state(0, stop.get_token());
        QVERIFY(!state);
        QCOMPARE(state.error().code, ErrorCode::Cancelled);
        QVERIFY(!fold->blame(stop.get_token()));
        VERIFY_OK(fold->restore(saved->handle));
        COMPARE_TEXT(*fold->state(), std::string("{\"n\":10}"));
    }
    QVERIFY(!fold->begin({}, stop.get_token()));
    VERIFY_OK(fold->begin());
    VERIFY_OK(fold->apply(std::span(events.list()).first(3)));
    COMPARE_TEXT(*fold->state(), std::string("{\"n\":3}"));
    QCOMPARE(fold->generation(), generation);
}

void TestScriptTracking::aClassKeepsItsMethodsThroughACheckpoint()
{
    auto fold = begun(m_folder.write(
        "keep.ts",
        "class Money { constructor(public cents: number) {} plus(n: number) { return new Money(this.cents + n); } }\n"
        "export class Order { total = new Money(0); apply(e: any) { this.total = this.total.plus(e.data); } }\n"));
    QVERIFY(fold);
    Events events;
    events.add("A", "1").add("A", "2").add("A", "4");
    VERIFY_OK(fold->apply(std::span(events.list()).first(1)));
    const auto saved = fold->save();
    VERIFY_OK(saved);
    VERIFY_OK(fold->apply(std::span(events.list()).subspan(1)));
    COMPARE_TEXT(*fold->state(), std::string("{\"total\":{\"cents\":7}}"));
    VERIFY_OK(fold->restore(saved->handle));
    VERIFY_OK(fold->apply(std::span(events.list()).subspan(2)));
    COMPARE_TEXT(*fold->state(), std::string("{\"total\":{\"cents\":5}}"));
}

void TestScriptTracking::aStateWithPrivateFieldsHasNoCheckpoint()
{
    Events events;
    events.add("A", "1").add("A", "1");
    for (const char *body : {"#n = 0; apply() { this.n = ++this.#n; }",
                             "n = 0; bump = () => { ++this.n; }; apply() { this.bump(); }"}) {
        auto fold = opened(m_folder.write("private.js", std::string("export default class Order { ")
                                                            + body + " }"));
        QVERIFY(fold);
        VERIFY_OK(fold->begin());
        VERIFY_OK(fold->apply(std::span(events.list()).first(1)));
        const auto saved = fold->save();
        QVERIFY(!saved);
        QCOMPARE(saved.error().code, ErrorCode::Unsupported);
        VERIFY_OK(fold->apply(std::span(events.list()).subspan(1)));
        COMPARE_TEXT(*fold->state(), std::string("{\"n\":2}"));
    }
}

QTEST_GUILESS_MAIN(TestScriptTracking)
#include "tst_scripttracking.moc"
