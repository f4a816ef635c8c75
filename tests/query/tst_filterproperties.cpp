// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "event/memorystore.h"
#include "query/filter.h"
#include "query/needles.h"
#include "query/parser.h"
#include "query/textpattern.h"
#include "query/timespan.h"

#include <QTest>

#include <functional>
#include <random>
#include <string>
#include <vector>

using namespace eventscope;
using namespace eventscope::tests;

// Filters against what their words say, worked out in the plainest way.
class TestFilterProperties : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomFiltersFindWhatTheirWordsSay();
    void patternsMatchAsTheirDefinition();
    void needlesStandInEveryUndecidedMatch_data();
    void needlesStandInEveryUndecidedMatch();
    void timesSpanWhatTheyName_data();
    void timesSpanWhatTheyName();
};

namespace {

using Random = std::mt19937;

std::uint32_t below(Random &random, std::uint32_t limit)
{
    return static_cast<std::uint32_t>(random() % limit);
}

template<typename T, std::size_t N>
const T &oneOf(Random &random, const std::array<T, N> &choices)
{
    return choices[below(random, N)];
}

// A filter's text beside the function that says what it means.
struct Meaning {
    std::string text;
    std::function<bool(const MemoryEvent &)> holds;
};

const JsonValue *member(const JsonValue &root, const std::string &name)
{
    return root.find(name);
}

Meaning condition(Random &random)
{
    constexpr std::array<const char *, 4> kTypes = {"Alpha", "Beta", "Gamma", "Delta"};
    constexpr std::array<const char *, 6> kOrders = {"=", "!=", "<", "<=", ">", ">="};
    const auto compares = [](const std::string &sign, auto left, auto right) {
        return sign == "="    ? left == right
               : sign == "!=" ? left != right
               : sign == "<"  ? left < right
               : sign == "<=" ? left <= right
               : sign == ">"  ? left > right
                              : left >= right;
    };
    switch (below(random, 9)) {
    case 0: {
        const std::string type = oneOf(random, kTypes);
        return {"type = " + type, [=](const MemoryEvent &event) { return event.type == type; }};
    }
    case 1: {
        const std::string digit = std::to_string(below(random, 10));
        return {"stream = *" + digit, [=](const MemoryEvent &event) {
                    return event.hasStream && event.stream.ends_with(digit);
                }};
    }
    case 2: {
        const std::string sign = oneOf(random, kOrders);
        const auto number = static_cast<std::int64_t>(below(random, 8));
        return {"version " + sign + ' ' + std::to_string(number), [=](const MemoryEvent &event) {
                    return event.version == kNoVersion
                               ? sign == "!="
                               : compares(sign, event.version.value(), number);
                }};
    }
    case 3: {
        const std::string sign = oneOf(random, kOrders);
        const auto number = static_cast<std::int64_t>(below(random, 5));
        return {"data.n " + sign + ' ' + std::to_string(number), [=](const MemoryEvent &event) {
                    const auto json = JsonValue::parse(event.data);
                    const JsonValue *const value = json ? member(*json, "n") : nullptr;
                    return value ? compares(sign, std::stoll(value->text()),
                                            static_cast<long long>(number))
                                 : sign == "!=";
                }};
    }
    case 4: {
        const std::string word = "word" + std::to_string(below(random, 6));
        return {below(random, 2) == 0 ? word : '"' + word + '"', [=](const MemoryEvent &event) {
                    return event.data.find(word) != std::string::npos;
                }};
    }
    case 5:
        return {"exists(data.text)", [](const MemoryEvent &event) {
                    const auto json = JsonValue::parse(event.data);
                    return json && member(*json, "text");
                }};
    case 6: {
        const std::string text = "word" + std::to_string(below(random, 6));
        return {"data.text = *" + text + '*', [=](const MemoryEvent &event) {
                    const auto json = JsonValue::parse(event.data);
                    const JsonValue *const value = json ? member(*json, "text") : nullptr;
                    return value && value->text().find(text) != std::string::npos;
                }};
    }
    case 7: {
        const std::string digit = std::to_string(below(random, 10));
        return {"id =~ " + digit + '$',
                [=](const MemoryEvent &event) { return event.id.ends_with(digit); }};
    }
    default: {
        const std::string user = below(random, 2) == 0 ? "anna" : "bob";
        return {"meta.user = " + user, [=](const MemoryEvent &event) {
                    const auto json = JsonValue::parse(event.metadata);
                    const JsonValue *const value = json ? member(*json, "user") : nullptr;
                    return value && value->text() == user;
                }};
    }
    }
}

Meaning filter(Random &random, int depth)
{
    const std::uint32_t kind = depth == 0 ? 0 : below(random, 5);
    if (kind < 2)
        return condition(random);
    const Meaning left = filter(random, depth - 1);
    if (kind == 2)
        return {"not (" + left.text + ')',
                [=](const MemoryEvent &event) { return !left.holds(event); }};
    const Meaning right = filter(random, depth - 1);
    if (kind == 3) {
        return {'(' + left.text + (below(random, 2) == 0 ? ") and (" : ") (") + right.text + ')',
                [=](const MemoryEvent &event) { return left.holds(event) && right.holds(event); }};
    }
    return {'(' + left.text + ") or (" + right.text + ')',
            [=](const MemoryEvent &event) { return left.holds(event) || right.holds(event); }};
}

std::vector<MemoryEvent> events(Random &random, std::size_t count)
{
    std::vector<MemoryEvent> all(count);
    for (std::size_t i = 0; i < count; ++i) {
        MemoryEvent &event = all[i];
        event.id = "id-" + std::to_string(i);
        event.stream = "stream-" + std::to_string(below(random, 30));
        event.hasStream = below(random, 10) != 0;
        event.type = std::array{"Alpha", "Beta", "Gamma", "Delta", "Epsilon"}[below(random, 5)];
        event.version = below(random, 10) == 0 ? kNoVersion : Version(below(random, 8));
        switch (below(random, 5)) {
        case 0:
            break;
        case 1:
            event.data = "word" + std::to_string(below(random, 6)) + " and no JSON";
            break;
        case 2:
            event.data = R"({"n":)" + std::to_string(below(random, 5)) + '}';
            break;
        default:
            event.data = R"({"text":"a word)" + std::to_string(below(random, 6)) + R"( in it","n":)"
                         + std::to_string(below(random, 5)) + '}';
            break;
        }
        if (below(random, 3) == 0)
            event.metadata = below(random, 2) == 0 ? R"({"user":"anna"})" : R"({"user":"bob"})";
    }
    return all;
}

} // namespace

void TestFilterProperties::randomFiltersFindWhatTheirWordsSay()
{
    Random random(20251103);
    for (int round = 0; round < 20; ++round) {
        MemoryStore store;
        store.batchSize = 7;
        store.readsBackwards = round % 2 == 1;
        const std::vector<MemoryEvent> all = events(random, 100 + below(random, 200));
        store.add(all);
        EventLog log({.chunkShift = 2 + below(random, 4)});
        store.fill(log);
        for (int i = 0; i < 40; ++i) {
            const Meaning meaning = filter(random, 3);
            const auto compiled = Filter::compile(meaning.text);
            QVERIFY2(compiled,
                     compiled ? "" : (meaning.text + ": " + compiled.error().message).c_str());
            const std::uint32_t begin = below(random, log.rowCount());
            const std::uint32_t end = begin + below(random, log.rowCount() - begin + 1);
            const auto rows = compiled->rows(log, [&] { return store.reader(); }, Row(begin),
                                             Row(end), {});
            QVERIFY(rows);
            std::vector<Row> expected;
            for (std::uint32_t row = begin; row < end; ++row) {
                if (meaning.holds(all[row]))
                    expected.emplace_back(row);
            }
            QVERIFY2(*rows == expected, meaning.text.c_str());
        }
    }
}

void TestFilterProperties::patternsMatchAsTheirDefinition()
{
    // A star takes nothing, or one character and goes on.
    const std::function<bool(std::string_view, std::string_view)> naive =
        [&](std::string_view pattern, std::string_view text) {
            if (pattern.empty())
                return text.empty();
            if (pattern.front() == '*')
                return naive(pattern.substr(1), text)
                       || (!text.empty() && naive(pattern, text.substr(1)));
            return !text.empty() && text.front() == pattern.front()
                   && naive(pattern.substr(1), text.substr(1));
        };
    Random random(7);
    int matched = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string pattern;
        std::string text;
        for (std::uint32_t n = below(random, 7); n > 0; --n)
            pattern += "ab*"[below(random, 3)];
        for (std::uint32_t n = below(random, 9); n > 0; --n)
            text += "ab"[below(random, 2)];
        const bool match = TextPattern::fromFilter(pattern, false).matches(text);
        QVERIFY2(match == naive(pattern, text), (pattern + " against " + text).c_str());
        matched += match ? 1 : 0;
    }
    QVERIFY(matched > 1000);

    QVERIFY(TextPattern::fromFilter("a\\*b", false).matches("a*b"));
    QVERIFY(!TextPattern::fromFilter("a\\*b", false).matches("axb"));
    QVERIFY(TextPattern::fromFilter("a\\b", false).matches("a\\b"));
    QVERIFY(TextPattern::fromFilter("a\\\\b\\\"", true).matches("a\\b\""));
    QVERIFY(TextPattern::fromFilter("\\", true).matches("\\"));
}

void TestFilterProperties::needlesStandInEveryUndecidedMatch_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<QByteArrayList>("needles");
    const auto row = [](const char *filter, const QByteArrayList &needles) {
        QTest::newRow(filter) << QByteArray(filter) << needles;
    };
    row("word", {"word"});
    row("ab", {}); // too short to be rare
    row("\"two words\"", {"two words"});
    row("caf\xc3\xa9s", {"caf"}); // an escape may stand for what is not ASCII
    row("\"a&bcd\"", {"bcd"});
    row("not word", {});
    row("data.name = Smith", {"Smith"});
    row("data.name = *mit*thers", {"thers"});
    row("data.name != Smith", {});
    row("data.total = 100", {"total"}); // 100.0 is the same number
    row("data.total > 100", {"total"});
    row("data.a.longest.name =~ ^x", {"longest"});
    row("data.x > 1", {});
    row("data[12345] = x", {});
    row("exists(data.total)", {"total"});
    row("data.tags = [one,two]", {"one"}); // white space between elements may differ
    row("meta.user = anna", {});
    row("id = 7*", {});
    row("alpha and alphabet", {"alphabet"});
    row("alpha or beta", {"alpha", "beta"});
    row("alpha or alpha", {"alpha"});
    row("alpha or not beta", {});
    row("alpha or data.x > 1", {});
    row("alpha and not beta", {"alpha"});
    row("a1a or b1b or c1c or d1d", {"a1a", "b1b", "c1c", "d1d"});
    row("a1a or b1b or c1c or d1d or e1e", {});
    row("type = A and word", {"word"});
    row("type = A or word", {"word"});
    row("(type = A or word) and version = 1", {"word"});
    row("(type = A or word) and (type = B or other)", {}); // one may be true by the columns
    row("(type = A or word) and other", {"other"});
    row("type = A", {});
    row("", {});
}

void TestFilterProperties::needlesStandInEveryUndecidedMatch()
{
    QFETCH(QByteArray, filter);
    QFETCH(QByteArrayList, needles);
    const auto parsed = parseFilter(filter.toStdString());
    QVERIFY(parsed);
    QByteArrayList found;
    for (const std::string &needle : needlesOf(parsed->root))
        found.append(QByteArray::fromStdString(needle));
    QCOMPARE(found, needles);
}

void TestFilterProperties::timesSpanWhatTheyName_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("begin"); // empty: it is no time
    QTest::addColumn<QByteArray>("end");
    const auto row = [](const char *text, const char *begin, const char *end) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(begin) << QByteArray(end);
    };
    row("2025", "2025-01-01T00:00:00.000000Z", "2026-01-01T00:00:00.000000Z");
    row("9999", "9999-01-01T00:00:00.000000Z", "10000-01-01T00:00:00.000000Z");
    row("2025-02", "2025-02-01T00:00:00.000000Z", "2025-03-01T00:00:00.000000Z");
    row("2025-12", "2025-12-01T00:00:00.000000Z", "2026-01-01T00:00:00.000000Z");
    row("2024-02-29", "2024-02-29T00:00:00.000000Z", "2024-03-01T00:00:00.000000Z");
    row("2025-11-03T08:33", "2025-11-03T08:33:00.000000Z", "2025-11-03T08:34:00.000000Z");
    row("2025-11-03T08:33Z", "2025-11-03T08:33:00.000000Z", "2025-11-03T08:34:00.000000Z");
    row("2025-11-03T08:33+02:00", "2025-11-03T06:33:00.000000Z", "2025-11-03T06:34:00.000000Z");
    row("2025-11-03 08:33:30", "2025-11-03T08:33:30.000000Z", "2025-11-03T08:33:31.000000Z");
    row("2025-11-03T08:33:30.1", "2025-11-03T08:33:30.100000Z", "2025-11-03T08:33:30.200000Z");
    row("2025-11-03T08:33:30,25Z", "2025-11-03T08:33:30.250000Z", "2025-11-03T08:33:30.260000Z");
    row("2025-11-03T08:33:30.123456789", "2025-11-03T08:33:30.123456Z",
        "2025-11-03T08:33:30.123457Z");
    row("2025-13", "", "");
    row("0000", "", "");
    row("20x5", "", "");
    row("2025-11-", "", "");
    row("", "", "");
}

void TestFilterProperties::timesSpanWhatTheyName()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, begin);
    QFETCH(QByteArray, end);
    const auto span = timeSpan(text.toStdString());
    QCOMPARE(span.has_value(), !begin.isEmpty());
    if (span) {
        QCOMPARE(QByteArray::fromStdString(formatIsoTime(span->begin)), begin);
        QCOMPARE(QByteArray::fromStdString(formatIsoTime(span->end)), end);
    }
}

QTEST_GUILESS_MAIN(TestFilterProperties)
#include "tst_filterproperties.moc"
