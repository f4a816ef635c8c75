// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "replay/diff.h"
#include "replay/reducer.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <string>

using namespace eventscope;

// Merging, comparing and patching of JSON trees.
class TestMerge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void patchesMergeAsTheStandardSays_data();
    void patchesMergeAsTheStandardSays();
    void largePatchesMergeAsSmallOnes();
    void mergingLeavesCopiesAlone();
    void changedLeavesAreNamed_data();
    void changedLeavesAreNamed();
    void changedLeavesTellOneTreeFromTheOther();
    void patchesAreSmall_data();
    void patchesAreSmall();
    void aPatchMakesTheOneTreeOfTheOther();
};

namespace {

JsonValue json(std::string_view text)
{
    auto value = JsonValue::parse(text);
    return value ? *value : JsonValue::string("this is not JSON: " + std::string(text));
}

// RFC 6902 for the three operations, as its section 4 words them. False if an operation cannot be applied.
bool applyPatch(JsonValue &document, const JsonValue &patch)
{
    for (const JsonValue &operation : patch.elements()) {
        const std::string op = operation.find("op")->text();
        std::vector<std::string> tokens = pointerTokens(operation.find("path")->text());
        const JsonValue *const value = operation.find("value");
        if ((op == "remove") != (value == nullptr))
            return false;
        if (tokens.empty()) {
            if (op == "remove")
                return false;
            document = *value;
            continue;
        }
        const std::string last = tokens.back();
        tokens.pop_back();
        JsonValue *parent = &document;
        for (const std::string &token : tokens) {
            if (parent->isArray() && std::stoul(token) < parent->size())
                parent = &parent->mutableElements()[std::stoul(token)];
            else if (parent->isObject() && parent->find(token))
                parent = &parent->member(token);
            else
                return false;
        }
        if (parent->isObject()) {
            if (op != "add" && !parent->find(last))
                return false;
            if (op == "remove")
                parent->remove(last);
            else
                parent->member(last) = *value;
        } else if (parent->isArray()) {
            JsonValue::Elements &elements = parent->mutableElements();
            const std::size_t index = std::stoul(last);
            if (index > elements.size() || (op != "add" && index == elements.size()))
                return false;
            const auto place = elements.begin() + static_cast<std::ptrdiff_t>(index);
            if (op == "add")
                elements.insert(place, *value);
            else if (op == "remove")
                elements.erase(place);
            else
                *place = *value;
        } else {
            return false;
        }
    }
    return true;
}

class Trees
{
public:
    explicit Trees(unsigned seed)
        : m_random(seed)
    {}

    JsonValue tree(int depth)
    {
        switch (below(depth == 0 ? 4 : 7)) {
        case 0:
            return JsonValue();
        case 1:
            return JsonValue(below(2) == 0);
        case 2:
            return JsonValue::number(std::to_string(below(4)) + (below(2) == 0 ? ".50" : ""));
        case 3:
            return JsonValue::string(std::string("text") + "/~ \"\xc3\xa9"[below(4)]);
        case 4: {
            JsonValue::Elements elements;
            for (unsigned n = below(4); n > 0; --n)
                elements.push_back(tree(depth - 1));
            return JsonValue::array(std::move(elements));
        }
        default: {
            JsonValue::Members members;
            for (unsigned n = below(5); n > 0; --n)
                members.emplace_back(name(), tree(depth - 1));
            return JsonValue::object(std::move(members));
        }
        }
    }

    // The same with some places changed.
    JsonValue changed(const JsonValue &value, int depth)
    {
        if (below(6) == 0)
            return tree(depth);
        JsonValue copy = value;
        if (copy.isObject()) {
            for (const auto &member : value.members()) {
                if (below(8) == 0)
                    copy.remove(member.first);
                else
                    copy.member(member.first) = changed(*value.find(member.first),
                                                        depth - 1 > 0 ? depth - 1 : 0);
            }
            if (below(3) == 0)
                copy.member(name()) = tree(depth > 0 ? depth - 1 : 0);
        } else if (copy.isArray() && copy.size() > 0) {
            JsonValue::Elements &elements = copy.mutableElements();
            const auto place = elements.begin() + below(static_cast<unsigned>(elements.size()));
            if (below(2) == 0)
                elements.erase(place);
            else
                elements.insert(place, tree(depth > 0 ? depth - 1 : 0));
        }
        return copy;
    }

    unsigned below(unsigned limit) { return static_cast<unsigned>(m_random() % limit); }

private:
    std::string name() { return std::array{"a", "b", "c/d", "e~f", "", "0", "\xc3\xbc"}[below(7)]; }

    std::mt19937 m_random;
};

} // namespace

void TestMerge::patchesMergeAsTheStandardSays_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("patch");
    QTest::addColumn<QByteArray>("expected");
    int number = 0;
    const auto row = [&](const char *target, const char *patch, const char *expected) {
        QTest::addRow("%d", ++number)
            << QByteArray(target) << QByteArray(patch) << QByteArray(expected);
    };
    // Section 1.
    row(R"({"a":"b","c":{"d":"e","f":"g"}})", R"({"a":"z","c":{"f":null}})",
        R"({"a":"z","c":{"d":"e"}})");
    // Section 3.
    row(R"({"title":"Goodbye!","author":{"givenName":"John","familyName":"Doe"},"tags":["example","sample"],
            "content":"This will be unchanged"})",
        R"({"title":"Hello!","phoneNumber":"+01-123-456-7890","author":{"familyName":null},"tags":["example"]})",
        R"({"title":"Hello!","author":{"givenName":"John"},"tags":["example"],"content":"This will be unchanged",
            "phoneNumber":"+01-123-456-7890"})");
    // Appendix A.
    row(R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})");
    row(R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})");
    row(R"({"a":"b"})", R"({"a":null})", R"({})");
    row(R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})");
    row(R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})");
    row(R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})");
    row(R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})");
    row(R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})");
    row(R"(["a","b"])", R"(["c","d"])", R"(["c","d"])");
    row(R"({"a":"b"})", R"(["c"])", R"(["c"])");
    row(R"({"a":"foo"})", "null", "null");
    row(R"({"a":"foo"})", R"("bar")", R"("bar")");
    row(R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})");
    row(R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})");
    row(R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})");
    // Beyond it: a name that stands twice counts by its last value; numbers stay as they are written.
    row(R"({"a":1})", R"({"a":2,"a":null})", R"({})");
    row(R"({"a":1})", R"({"a":{"x":1},"a":{"y":2}})", R"({"a":{"y":2}})");
    row(R"({"a":1,"a":2})", R"({"a":null})", R"({})");
    row(R"({"a":1})", R"({"a":0.10})", R"({"a":0.10})");
}

void TestMerge::patchesMergeAsTheStandardSays()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, patch);
    QFETCH(QByteArray, expected);
    JsonValue value = json(target.toStdString());
    applyMergePatch(value, json(patch.toStdString()));
    QCOMPARE(QByteArray::fromStdString(value.dump()),
             QByteArray::fromStdString(json(expected.toStdString()).dump()));

    MergeReducer reducer;
    JsonValue state = json(target.toStdString());
    QVERIFY(reducer.apply(state, json(patch.toStdString())));
    QCOMPARE(state, value);
    QCOMPARE(reducer.initialState(), JsonValue::object());
}

void TestMerge::largePatchesMergeAsSmallOnes()
{
    Trees trees(3);
    for (int round = 0; round < 50; ++round) {
        JsonValue target = JsonValue::object();
        JsonValue::Members changes;
        for (unsigned i = 0; i < 200; ++i) {
            if (trees.below(2) == 0)
                target.member("key" + std::to_string(trees.below(150))) = trees.tree(2);
            changes.emplace_back("key" + std::to_string(trees.below(150)), trees.tree(2));
        }
        // One member at a time, the last of each name.
        JsonValue expected = target;
        for (std::size_t i = 0; i < changes.size(); ++i) {
            const bool isLast = std::none_of(changes.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                             changes.end(), [&](const auto &later) {
                                                 return later.first == changes[i].first;
                                             });
            if (isLast)
                applyMergePatch(expected, JsonValue::object({changes[i]}));
        }
        applyMergePatch(target, JsonValue::object(changes));
        QCOMPARE(target.dump(), expected.dump());
    }
}

void TestMerge::mergingLeavesCopiesAlone()
{
    JsonValue state = json(R"({"a":{"b":{"c":1}},"d":[1,2]})");
    const JsonValue copy = state;
    const std::string before = copy.dump();
    applyMergePatch(state, json(R"({"a":{"b":{"c":2,"x":3}},"d":null})"));
    QCOMPARE(copy.dump(), before);
    QCOMPARE(state.dump(), std::string(R"({"a":{"b":{"c":2,"x":3}}})"));
}

void TestMerge::changedLeavesAreNamed_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>(
        "changes"); // "+pointer=after -pointer=before ~pointer=before>after", in order
    const auto row = [](const char *name, const char *before, const char *after,
                        const char *changes) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after) << QByteArray(changes);
    };
    row("nothing", R"({"a":[1,{"b":2}]})", R"({"a":[1,{"b":2}]})", "");
    row("order and zeros do not count", R"({"a":1,"b":2.0})", R"({"b":2,"a":1.0})", "");
    row("changed", R"({"a":1})", R"({"a":2})", "~/a=1>2");
    row("added", R"({})", R"({"a":1,"b":{"c":[2]}})", "+/a=1 +/b/c/0=2");
    row("removed", R"({"a":1,"b":{"c":[2]},"d":3})", R"({"d":3})", "-/a=1 -/b/c/0=2");
    row("document order, removed behind", R"({"gone":1,"x":1,"y":{"gone":1,"z":1}})",
        R"({"new":1,"y":{"z":2},"x":2})", "+/new=1 ~/y/z=1>2 -/y/gone=1 ~/x=1>2 -/gone=1");
    row("elements by index", R"([1,2,3])", R"([1,3])", "~/1=2>3 -/2=3");
    row("a leaf becomes an object", R"({"a":1})", R"({"a":{"b":2}})", "+/a/b=2 -/a=1");
    row("an object becomes a leaf", R"({"a":{"b":2}})", R"({"a":1})", "+/a=1 -/a/b=2");
    row("emptied", R"({"a":{"b":2}})", R"({"a":{}})", "-/a/b=2");
    row("empty no more", R"({"a":[]})", R"({"a":[1]})", "+/a/0=1");
    row("one empty container for another", R"({"a":{}})", R"({"a":[]})", "~/a={}>[]");
    row("null and absent", R"({"a":null})", R"({"b":null})", "+/b=null -/a=null");
    row("the root", "1", R"("x")", "~=1>\"x\"");
    row("odd names", R"({"a/b":1,"c~d":1,"":1})", R"({"a/b":2,"c~d":2,"":2})",
        "~/a~1b=1>2 ~/c~0d=1>2 ~/=1>2");
    row("past 2^53", R"({"n":9007199254740993})", R"({"n":9007199254740992})",
        "~/n=9007199254740993>9007199254740992");
    row("the last of two names", R"({"a":1,"a":2})", R"({"a":3,"a":2})", "");
}

void TestMerge::changedLeavesAreNamed()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, changes);
    QByteArrayList found;
    for (const LeafChange &change :
         changedLeaves(json(before.toStdString()), json(after.toStdString()))) {
        const QByteArray pointer = QByteArray::fromStdString(change.pointer);
        const QByteArray old = QByteArray::fromStdString(change.before.dump());
        const QByteArray now = QByteArray::fromStdString(change.after.dump());
        switch (change.kind) {
        case LeafChange::Kind::Added:
            QVERIFY(change.before.isNull());
            found.append('+' + pointer + '=' + now);
            break;
        case LeafChange::Kind::Removed:
            QVERIFY(change.after.isNull());
            found.append('-' + pointer + '=' + old);
            break;
        case LeafChange::Kind::Changed:
            found.append('~' + pointer + '=' + old + '>' + now);
            break;
        }
    }
    QCOMPARE(found.join(' '), changes);
}

void TestMerge::changedLeavesTellOneTreeFromTheOther()
{
    Trees trees(11);
    for (int round = 0; round < 3000; ++round) {
        const JsonValue before = trees.tree(4);
        const JsonValue after = round % 5 == 0 ? before : trees.changed(before, 4);
        const auto changes = changedLeaves(before, after);
        QCOMPARE(changes.empty(), before == after);
        for (const LeafChange &change : changes) {
            const JsonValue *const old = before.at(change.pointer);
            const JsonValue *const now = after.at(change.pointer);
            if (change.kind != LeafChange::Kind::Added)
                QVERIFY(old && *old == change.before && old->size() == 0);
            if (change.kind != LeafChange::Kind::Removed)
                QVERIFY(now && *now == change.after && now->size() == 0);
            QVERIFY(!(change.before == change.after) || change.kind != LeafChange::Kind::Changed);
        }
    }
}

void TestMerge::patchesAreSmall_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("patch");
    const auto row = [](const char *name, const char *before, const char *after,
                        const char *patch) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after) << QByteArray(patch);
    };
    row("nothing", R"({"a":1})", R"({"a":1.0})", "[]");
    row("replace", R"({"a":{"b":1,"c":2}})", R"({"a":{"b":1,"c":3}})",
        R"([{"op":"replace","path":"/a/c","value":3}])");
    row("inserted in front", R"([1,2,3])", R"([0,1,2,3])",
        R"([{"op":"add","path":"/0","value":0}])");
    row("appended", R"({"a":[1]})", R"({"a":[1,2]})", R"([{"op":"add","path":"/a/1","value":2}])");
    row("taken from the middle", R"([1,2,3,4])", R"([1,4])",
        R"([{"op":"remove","path":"/2"},{"op":"remove","path":"/1"}])");
    row("another kind", R"({"a":{"b":1}})", R"({"a":[1]})",
        R"([{"op":"replace","path":"/a","value":[1]}])");
    row("the root", "1", R"({})", R"([{"op":"replace","path":"","value":{}}])");
    row("removed and added", R"({"a":1})", R"({"b":null})",
        R"([{"op":"remove","path":"/a"},{"op":"add","path":"/b","value":null}])");
}

void TestMerge::patchesAreSmall()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, patch);
    QCOMPARE(QByteArray::fromStdString(
                 jsonPatch(json(before.toStdString()), json(after.toStdString())).dump()),
             patch);
}

void TestMerge::aPatchMakesTheOneTreeOfTheOther()
{
    Trees trees(5);
    for (int round = 0; round < 5000; ++round) {
        const JsonValue before = trees.tree(4);
        const JsonValue after = round % 4 == 0 ? trees.tree(4) : trees.changed(before, 4);
        const JsonValue patch = jsonPatch(before, after);
        JsonValue made = before;
        QVERIFY2(applyPatch(made, patch),
                 (before.dump() + " to " + after.dump() + " by " + patch.dump()).c_str());
        QVERIFY2(made == after,
                 (before.dump() + " to " + after.dump() + " by " + patch.dump()).c_str());
        QCOMPARE(patch.size() == 0, before == after);
    }
}

QTEST_GUILESS_MAIN(TestMerge)
#include "tst_merge.moc"
