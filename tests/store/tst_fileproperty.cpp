// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "filetest.h"
#include "store/file/recordparser.h"
#include "store/file/structure.h"

#include <nlohmann/json.hpp>

#include <random>

using namespace eventscope;
using namespace eventscope::filetest;

// Before everything else: moc loses its way in the raw strings below.
class FilePropertyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void prefilterNamesEveryMatch();
    void randomRecordsAreReadAsByAnotherParser();
    void theFastAndTheSlowParserFindTheSame();
    void bracketsAreMatchedWhereverTheTextIsSplit();
};

namespace {

std::string line(std::string_view members)
{
    return R"({"type":"T","streamId":"s-1",)" + std::string(members) + "}\n";
}

// A random JSON value as text, with all that makes parsers stumble.
std::string randomJson(std::mt19937 &random, int depth)
{
    const auto space = [&] { return std::string(random() % 4 == 0 ? random() % 3 : 0, ' '); };
    const std::vector<std::string> strings = {R"("")",
                                              R"("a")",
                                              R"("{\"x\":1}")",
                                              R"("]}")",
                                              R"("\\")",
                                              R"("\\\"")",
                                              R"("\u0041\n")",
                                              "\"\xF0\x9F\x98\x80\"",
                                              R"("2026-01-02T03:04:05Z")"};
    const std::vector<std::string> numbers = {"0",   "-1",   "9007199254740993",     "1.50",
                                              "1e3", "-0.0", "123456789012345678901"};
    switch (random() % (depth > 3 ? 4 : 6)) {
    case 0:
        return strings[random() % strings.size()];
    case 1:
        return numbers[random() % numbers.size()];
    case 2:
        return random() % 2 ? "true" : "false";
    case 3:
        return "null";
    case 4: {
        std::string text = "[" + space();
        for (auto n = random() % 4, i = 0UL; i < n; ++i)
            text += (i > 0 ? "," : "") + space() + randomJson(random, depth + 1) + space();
        return text + "]";
    }
    default: {
        std::string text = "{" + space();
        const std::vector<std::string> keys = {R"("a")",      R"("correlationId")",
                                               R"("\u0061")", R"("causation_id")",
                                               R"("x\"y")",   R"("")"};
        for (auto n = random() % 4, i = 0UL; i < n; ++i)
            text += (i > 0 ? "," : "") + space() + keys[random() % keys.size()] + space() + ":"
                    + space() + randomJson(random, depth + 1) + space();
        return text + "}";
    }
    }
}

std::optional<std::string> plainText(const nlohmann::json &value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_boolean())
        return value.get<bool>() ? "true" : "false";
    return std::nullopt;
}

} // namespace

void FilePropertyTest::prefilterNamesEveryMatch()
{
    std::mt19937 random(7);
    const std::vector<std::string> words
        = {"ab",       "abc",        "\\u0061b",
           "b\\/c",    "\\\"ab\\\"", "x",
           "\xC3\xA9", "\\u00e9",    "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
           "\\\\"};
    for (int round = 0; round < 20; ++round) {
        Folder folder;
        std::string content = round % 2 ? "[" : "";
        for (int i = 0; i < 60; ++i) {
            std::string text;
            for (auto n = random() % 4; n > 0; --n)
                text += words[random() % words.size()];
            if (random() % 40 == 0)
                text += std::string(100'000, 'q');
            std::string record = line(R"("data":{"t":")" + text + R"("})");
            content += (round % 2 && i > 0 ? "," : "") + record;
        }
        content += round % 2 ? "]" : "";
        const Loaded loaded = load(folder.write("p.json", content));
        std::vector<std::uint64_t> locators;
        for (std::uint32_t row = 0; row < loaded.rows(); ++row) {
            if (random() % 5 > 0)
                locators.push_back(loaded.log->locator(Row(row)));
        }
        for (const std::string needle :
             {"ab", "abc", "\xC3\xA9", "x", "b/c", "\"ab\"", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
              "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "nowhere"}) {
            std::vector<std::size_t> named;
            QVERIFY(loaded.reader->prefilter(locators, needle,
                                             [&](std::size_t index) { named.push_back(index); },
                                             {}));
            QVERIFY(std::is_sorted(named.begin(), named.end()));
            QVERIFY(std::adjacent_find(named.begin(), named.end()) == named.end());
            for (std::size_t i = 0; i < locators.size(); ++i) {
                const auto record = loaded.reader->read(locators[i]);
                const auto value = JsonValue::parse(record->data.text);
                const bool has = record->data.text.find(needle) != std::string::npos
                                 || value->find("t")->text().find(needle) != std::string::npos;
                const bool isNamed = std::binary_search(named.begin(), named.end(), i);
                QVERIFY2(!has || isNamed, needle.c_str());
                if (needle == "nowhere" || needle[0] == 'q')
                    QVERIFY(!isNamed || has || record->data.text.find("\\u") != std::string::npos);
            }
        }
    }
}

void FilePropertyTest::randomRecordsAreReadAsByAnotherParser()
{
    std::mt19937 random(42);
    for (int round = 0; round < 30; ++round) {
        std::vector<std::string> records;
        for (int i = 0; i < 40; ++i) {
            std::string record = R"({"type":"T","streamId":"s","data":)" + randomJson(random, 0);
            for (auto n = random() % 5; n > 0; --n) {
                const std::vector<std::string> keys = {"type", "streamId", "eventId", "metadata",
                                                       "data", "other",    "version"};
                record += ", \"" + keys[random() % keys.size()] + "\" :" + randomJson(random, 0);
            }
            record += random() % 10 == 0 ? "" : "}";
            if (random() % 10 == 0 && record.size() > 2)
                record[1 + random() % (record.size() - 1)] = "{}[]\",:x\\ 1"[random() % 11];
            records.push_back(std::move(record));
        }
        OpenOptions options = smallBatches();
        options.mapping.emplace();
        options.mapping->kind = "file";
        options.mapping->events.type.column = "type";
        options.mapping->events.stream.column = "streamId";
        options.mapping->events.id.column = "eventId";
        options.mapping->events.version.column = "version";
        options.mapping->events.data.column = "data";
        options.mapping->events.metadata.column = "metadata";
        std::string content = line("\"data\":0");
        for (const std::string &record : records)
            content += record + "\n";
        Folder folder;
        const Loaded loaded = load(folder.write("random.jsonl", content), options);
        QCOMPARE(loaded.rows(), records.size() + 1);
        for (std::uint32_t row = 1; row < loaded.rows(); ++row) {
            const std::string &text = records[row - 1];
            auto naive = nlohmann::json::parse(text, nullptr, false);
            const Record record = loaded.record(row);
            const bool readable = !naive.is_discarded() && naive.is_object();
            if (!readable) {
                QVERIFY2(loaded.log->damaged(Row(row)), text.c_str());
                QVERIFY2(record.damage && record.damage->line == row + 1, text.c_str());
                continue;
            }
            const auto member = [&](const char *name) {
                return naive.contains(name) ? plainText(naive[name]) : std::nullopt;
            };
            const bool numeric = naive["type"].is_number();
            if (!numeric) {
                const auto type = member("type");
                QCOMPARE(loaded.log->damaged(Row(row)), !type || type->empty());
                QCOMPARE(record.damage.has_value(), loaded.log->damaged(Row(row)));
                QCOMPARE(loaded.type(row), type && !type->empty() ? *type : "(no type)");
                QCOMPARE(record.type, loaded.type(row));
            }
            if (!naive["streamId"].is_number()) {
                QCOMPARE(record.stream, member("streamId").value_or(""));
                QCOMPARE(loaded.stream(row), record.stream.empty() ? "(none)" : record.stream);
            }
            if (naive.contains("version") && naive["version"].is_number_integer())
                QVERIFY2(loaded.version(row) == naive["version"].get<std::int64_t>()
                             || naive["version"].is_number_float(),
                         text.c_str());
            if (naive["data"].is_null()) {
                QCOMPARE(record.data.kind, Payload::Kind::Absent);
            } else {
                QCOMPARE(record.data.kind, Payload::Kind::Json);
                nlohmann::json data = naive["data"];
                if (data.is_string()) { // opened if it was encoded twice
                    const auto inside = nlohmann::json::parse(data.get<std::string>(), nullptr,
                                                              false);
                    if (inside.is_structured())
                        data = inside;
                }
                QVERIFY2(nlohmann::json::parse(record.data.text) == data, text.c_str());
            }
        }
    }
}

// simdjson and the cursor must agree on what is JSON and on everything found, whatever is broken.
void FilePropertyTest::theFastAndTheSlowParserFindTheSame()
{
    EventsSpec spec;
    spec.type.column = "type";
    spec.stream.column = "/a/a";
    spec.data.column = "data";
    spec.id.column = "data";
    spec.id.paths = {"/a", "/1/correlationId"};
    spec.metadata.column = "metadata";
    const RecordPlan plan(spec);
    RecordParser fast;
    RecordParser slow;
    RecordBatch memory;
    std::mt19937 random(3);
    for (int round = 0; round < 20'000; ++round) {
        std::string record = R"({"type":)" + randomJson(random, 2) + R"(,"a":)"
                             + randomJson(random, 0) + R"(,"data":)" + randomJson(random, 0)
                             + R"(,"metadata":)" + randomJson(random, 1) + "}";
        for (auto changes = random() % 3; changes > 0; --changes)
            record[random() % record.size()] = "{}[]\",:\\x1\xC3u -.e"[random() % 17];
        memory.clear();
        const auto left = fast.parse(plan, record, memory);
        const auto right = slow.parseByCursor(plan, record, memory);
        QVERIFY2(left == right, record.c_str());
        for (std::size_t i = 0; i < plan.slotCount(); ++i) {
            const Found &one = fast.found()[i];
            const Found &other = slow.found()[i];
            QVERIFY2(one.kind == other.kind && one.text == other.text && one.raw == other.raw,
                     record.c_str());
        }
    }
}

void FilePropertyTest::bracketsAreMatchedWhereverTheTextIsSplit()
{
    std::mt19937 random(5);
    for (int round = 0; round < 2000; ++round) {
        std::string text = "[" + randomJson(random, 0);
        for (auto n = random() % 12; n > 0; --n)
            text += "," + randomJson(random, 0);
        text += "]";
        const std::size_t size = text.size();
        text += std::string(random() % 3, ']') + R"("]{)";
        const std::size_t split = random() % size;
        ContainerScan scan(0);
        QCOMPARE(scan.run(std::string_view(text).substr(0, split)), ContainerScan::kRanOut);
        QCOMPARE(scan.run(text), size);
    }
}

QTEST_GUILESS_MAIN(FilePropertyTest)
#include "tst_fileproperty.moc"
