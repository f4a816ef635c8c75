// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "filetest.h"

#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

using namespace eventscope;
using namespace eventscope::filetest;

namespace {

std::string good(int number)
{
    return R"({"id":"e)" + std::to_string(number) + R"(","type":"T","streamId":"s-1","version":)"
           + std::to_string(number) + R"(,"data":{"n":)" + std::to_string(number) + "}}";
}

bool contains(const std::string &text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class FileBadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsNoStoreIsRefusedWithOneSentence_data();
    void whatIsNoStoreIsRefusedWithOneSentence();
    void aMissingFileAndAFolderAreRefused();
    void aFileThatMayNotBeReadIsRefused();
    void anUnknownDialectIsRefusedWithTheKnownOnes();
    void aCutLastLineIsADamagedRow();
    void aLineThatIsNoJsonIsADamagedRowAndTheRestLoads();
    void damageNamesLineAndColumn_data();
    void damageNamesLineAndColumn();
    void invalidUtf8IsShownWithReplacement();
    void aRecordWithoutATypeIsADamagedRow();
    void elementsThatAreNoObjectsAreDamagedRows();
    void anArrayThatIsCutLoadsUpToThere_data();
    void anArrayThatIsCutLoadsUpToThere();
    void whatStandsBehindAnArrayIsADamagedRow();
    void aHugeLineWorks();
    void deepNestingDoesNoHarm_data();
    void deepNestingDoesNoHarm();
    void aCutGzipFileLoadsWhatCouldBeUnpacked();
    void aDamagedGzipFileSaysSo();
    void unpackingWithoutAScratchFolderSaysWhatToDo();
    void fiveThousandTypesAndLongNamesWork();
};

void FileBadTest::whatIsNoStoreIsRefusedWithOneSentence_data()
{
    QTest::addColumn<std::string>("content");
    QTest::addColumn<std::string>("says");
    QTest::newRow("empty") << std::string() << std::string("is empty");
    QTest::newRow("white space") << std::string(" \n\n\t\n") << std::string("is empty");
    QTest::newRow("BOM only") << std::string("\xEF\xBB\xBF") << std::string("is empty");
    QTest::newRow("text") << std::string("Hello, world\nagain\n")
                          << std::string("neither JSON Lines nor");
    QTest::newRow("number") << std::string("42\n") << std::string("neither an object nor a list");
    QTest::newRow("string") << std::string("\"x\"") << std::string("neither an object nor a list");
    QTest::newRow("config") << std::string(
        "{\n \"window\": {\"width\": 800},\n \"recent\": [\"a\", \"b\"]\n}\n")
                            << std::string("none of its members is a list of objects");
    QTest::newRow("config on a line")
        << std::string(R"({"window":{"width":800},"theme":"dark"})")
        << std::string(
               "looks like the stream, the event type or the payload (they have window and theme)");
    QTest::newRow("records of another kind")
        << std::string("{\"name\":\"x\",\"price\":1}\n{\"name\":\"y\",\"price\":2}\n")
        << std::string("no member of its records looks like the stream");
    QTest::newRow("list of another kind")
        << std::string(R"([{"width":1,"height":2},{"width":3,"height":4}])")
        << std::string("the event type");
    QTest::newRow("empty list") << std::string("[]") << std::string("no readable JSON object");
    QTest::newRow("list of numbers")
        << std::string("[1,2,3]") << std::string("no readable JSON object");
    QTest::newRow("list of lists")
        << std::string("[[{}],[]]") << std::string("no readable JSON object");
    QTest::newRow("open bracket") << std::string("[") << std::string("no readable JSON object");
    QTest::newRow("open brace") << std::string("{") << std::string("none of its members");
    QTest::newRow("zeros") << std::string(5000, '\0') << std::string("neither JSON Lines nor");
}

void FileBadTest::whatIsNoStoreIsRefusedWithOneSentence()
{
    QFETCH(std::string, content);
    QFETCH(std::string, says);
    Folder folder;
    for (const bool packed : {false, true}) {
        const std::string path = folder.write("config.json", packed ? gzip(content) : content);
        const Error error = refusal(path);
        QCOMPARE(error.code, ErrorCode::NotAStore);
        QVERIFY2(contains(error.message, says), error.message.c_str());
        QVERIFY2(error.message.starts_with("config.json") && error.message.ends_with("."),
                 error.message.c_str());
        QCOMPARE(error.path, path);
    }
}

void FileBadTest::aMissingFileAndAFolderAreRefused()
{
    Folder folder;
    QCOMPARE(refusal(folder.path("none.json")).code, ErrorCode::NotFound);
    const Error error = refusal(folder.path("."));
    QCOMPARE(error.code, ErrorCode::Unreadable);
    QVERIFY(contains(error.message, "is a folder"));
    const std::string pipe = folder.path("pipe");
    QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
    QVERIFY(contains(refusal(pipe).message, "no regular file"));
}

void FileBadTest::aFileThatMayNotBeReadIsRefused()
{
    if (::geteuid() == 0)
        QSKIP("the superuser reads everything");
    Folder folder;
    const std::string path = folder.write("secret.json", good(1));
    QCOMPARE(::chmod(path.c_str(), 0), 0);
    const Error error = refusal(path);
    QCOMPARE(error.code, ErrorCode::Unreadable);
    QVERIFY(contains(error.message, "check its permissions"));
}

void FileBadTest::anUnknownDialectIsRefusedWithTheKnownOnes()
{
    Folder folder;
    const std::string path = folder.write("a.jsonl", good(1));
    OpenOptions options;
    options.dialect = "nonesuch";
    Error error = refusal(path, options);
    QCOMPARE(error.code, ErrorCode::Invalid);
    QVERIFY2(contains(error.message, "cloudevents, ") && contains(error.message, " or generic,"),
             error.message.c_str());
    options.dialect = folder.path("none.json");
    QCOMPARE(refusal(path, options).code, ErrorCode::NotFound);
    options.dialect.clear();
    options.table = "events";
    error = refusal(path, options);
    QCOMPARE(error.code, ErrorCode::Invalid);
    QVERIFY(contains(error.message, "no table events"));
}

void FileBadTest::aCutLastLineIsADamagedRow()
{
    Folder folder;
    const std::string content = good(1) + "\n" + good(2) + "\n" + good(3).substr(0, 30);
    const Loaded loaded = load(folder.write("cut.jsonl", content));
    QCOMPARE(loaded.loader->state(), LogLoader::State::Loaded);
    QCOMPARE(loaded.rows(), 3U);
    QCOMPARE(loaded.log->damagedEvents(), 1U);
    QVERIFY(loaded.log->damaged(Row(2)));
    QCOMPARE(loaded.type(2), "(unreadable)");
    QCOMPARE(loaded.log->positionLabel(Row(2)), "3");
    const Record record = loaded.record(2);
    QVERIFY(record.damage);
    QCOMPARE(
        record.damage->message,
        "cut.jsonl, line 3: the last line is cut, the file ends within it; fetch the whole file again.");
    QCOMPARE(record.damage->line, 3);
    QCOMPARE(record.data.text, good(3).substr(0, 30));
}

void FileBadTest::aLineThatIsNoJsonIsADamagedRowAndTheRestLoads()
{
    Folder folder;
    const Loaded loaded = load(folder.write("bad.jsonl", good(1) + "\nthis is no JSON\n" + good(3)
                                                             + "\n[1]\n" + good(5) + "\n"));
    QCOMPARE(loaded.rows(), 5U);
    QCOMPARE(loaded.log->damagedEvents(), 2U);
    QCOMPARE(loaded.log->stream(Row(1)), kNoStream);
    QCOMPARE(loaded.record(4).id, "e5");
    QCOMPARE(loaded.log->positionLabel(Row(4)), "5");
    const Record record = loaded.record(1);
    QCOMPARE(
        record.damage->message,
        "bad.jsonl, line 2, column 2: this is no JSON (this word is no JSON value); mend it, then open the file again.");
    QCOMPARE(record.type, "(unreadable)");
    QVERIFY(contains(loaded.record(3).damage->message, "line 4, column 1: this is no JSON object"));
}

void FileBadTest::damageNamesLineAndColumn_data()
{
    QTest::addColumn<std::string>("record");
    QTest::addColumn<int>("column");
    QTest::newRow("missing value") << std::string(R"({"a":})") << 6;
    QTest::newRow("missing comma") << std::string(R"({"a":1 "b":2})") << 8;
    QTest::newRow("wrong bracket") << std::string(R"({"a":[1,2})") << 10;
    QTest::newRow("trailing comma") << std::string(R"({"a":1,})") << 8;
    QTest::newRow("two values") << std::string(R"({"a":1} {"b":2})") << 9;
    QTest::newRow("bad escape") << std::string(R"({"a":"x\qy"})") << 9;
    QTest::newRow("bad number") << std::string(R"({"a":01})") << 7;
    QTest::newRow("bad number deep inside") << std::string(R"({"data":{"x":[1.]}})") << 17;
    QTest::newRow("control character") << std::string("{\"a\":\"x\ty\"}") << 8;
    QTest::newRow("after other letters") << std::string("{\"\xC3\xA9\xF0\x9F\x98\x80\":?}") << 7;
    QTest::newRow("single quotes") << std::string("{'a':1}") << 2;
    QTest::newRow("open string") << std::string(R"({"a":"b})") << 9;
    QTest::newRow("bad escape in a name") << std::string(R"({"data":{"\x":1}})") << 12;
    QTest::newRow("bad word") << std::string(R"({"data":[nul]})") << 13;
}

void FileBadTest::damageNamesLineAndColumn()
{
    QFETCH(std::string, record);
    QFETCH(int, column);
    Folder folder;
    const Loaded loaded = load(
        folder.write("bad.jsonl", good(1) + "\n\n" + record + "\n" + good(2) + "\n"));
    QCOMPARE(loaded.rows(), 3U);
    QCOMPARE(loaded.log->damagedEvents(), 1U);
    const auto damage = loaded.record(1).damage;
    QVERIFY(damage);
    QCOMPARE(damage->line, 3);
    QVERIFY2(damage->column == column, damage->message.c_str());
}

void FileBadTest::invalidUtf8IsShownWithReplacement()
{
    Folder folder;
    const std::string bad
        = "{\"type\":\"T\",\"streamId\":\"s-\xFF\",\"data\":{\"name\":\"Z\xC3\"},\"version\":2}";
    const Loaded loaded = load(folder.write("u.jsonl", good(1) + "\n" + bad + "\n"));
    QCOMPARE(loaded.rows(), 2U);
    QVERIFY(loaded.log->damaged(Row(1)));
    QCOMPARE(loaded.type(1), "T");
    QCOMPARE(loaded.stream(1), "s-\xFF");
    QCOMPARE(loaded.version(1), 2);
    const Record record = loaded.record(1);
    QCOMPARE(record.data.kind, Payload::Kind::Json);
    QCOMPARE(record.data.text, "{\"name\":\"Z\xEF\xBF\xBD\"}");
    QCOMPARE(record.data.raw, "{\"name\":\"Z\xC3\"}");
    QVERIFY2(contains(record.damage->message, "line 2, column 27: the text is no valid UTF-8"),
             record.damage->message.c_str());
}

void FileBadTest::aRecordWithoutATypeIsADamagedRow()
{
    Folder folder;
    const Loaded loaded = load(
        folder.write("t.jsonl",
                     good(1) + "\n{\"streamId\":\"s-1\",\"version\":2,\"data\":7}\n" + good(3)));
    QCOMPARE(loaded.log->damagedEvents(), 1U);
    QCOMPARE(loaded.type(1), "(no type)");
    QCOMPARE(loaded.stream(1), "s-1");
    const Record record = loaded.record(1);
    QCOMPARE(record.data.text, "7");
    QVERIFY(contains(record.damage->message,
                     "line 2: the record has no event type (its member \"type\" is missing)"));
}

void FileBadTest::elementsThatAreNoObjectsAreDamagedRows()
{
    Folder folder;
    const Loaded loaded = load(folder.write("e.json", "[" + good(1)
                                                          + ", 17,\n \"a,]\" ,null, [{}]\n,"
                                                          + good(2) + ",, " + good(3) + "]"));
    QCOMPARE(loaded.rows(), 8U);
    QCOMPARE(loaded.log->damagedEvents(), 5U);
    QCOMPARE(loaded.record(1).data.text, "17");
    QVERIFY(contains(loaded.record(2).damage->message, "line 2, column 2: this is no JSON object"));
    QVERIFY(
        contains(loaded.record(4).damage->message, "line 2, column 15: this is no JSON object"));
    QCOMPARE(loaded.record(5).id, "e2");
    QVERIFY(loaded.log->damaged(Row(6)));
    QVERIFY(loaded.record(6).damage);
    QCOMPARE(loaded.record(7).id, "e3");
}

void FileBadTest::anArrayThatIsCutLoadsUpToThere_data()
{
    QTest::addColumn<std::string>("end");
    QTest::newRow("within an element") << std::string(R"(,{"id":"x","data":{"a":"]}")");
    QTest::newRow("within a string") << std::string(R"(,{"id":"x\)");
    QTest::newRow("behind an element") << std::string(" ");
    QTest::newRow("behind a comma") << std::string(", \n");
    QTest::newRow("within a number") << std::string(", 12");
}

void FileBadTest::anArrayThatIsCutLoadsUpToThere()
{
    QFETCH(std::string, end);
    Folder folder;
    const Loaded loaded = load(folder.write("a.json", "[" + good(1) + ",\n" + good(2) + end));
    QCOMPARE(loaded.loader->state(), LogLoader::State::Loaded);
    QCOMPARE(loaded.rows(), 3U);
    QCOMPARE(loaded.log->damagedEvents(), 1U);
    QCOMPARE(loaded.record(1).id, "e2");
    const Record record = loaded.record(2);
    QVERIFY(record.damage);
    QVERIFY2(contains(record.damage->message, "the list is cut"), record.damage->message.c_str());
}

void FileBadTest::whatStandsBehindAnArrayIsADamagedRow()
{
    Folder folder;
    const Loaded loaded = load(
        folder.write("a.json", "[" + good(1) + "," + good(2) + "]\n\n oops]"));
    QCOMPARE(loaded.rows(), 3U);
    QVERIFY(loaded.log->damaged(Row(2)));
    const Record record = loaded.record(2);
    QCOMPARE(record.data.text, "oops]");
    QVERIFY2(contains(record.damage->message,
                      "line 3, column 2: something stands behind the end of the list"),
             record.damage->message.c_str());
}

void FileBadTest::aHugeLineWorks()
{
    Folder folder;
    const std::string path = folder.path("huge.jsonl");
    constexpr std::size_t kSize = 200'000'000;
    {
        std::ofstream file(path, std::ios::binary);
        file << good(1) << "\n"
             << R"({"id":"huge","type":"T","streamId":"s-1","version":2,"data":{"text":")";
        const std::string part(1'000'000, 'x');
        for (std::size_t size = 0; size < kSize; size += part.size())
            file << part;
        file << R"(","n":9007199254740993}})"
             << "\n"
             << good(3) << "\n"
             << std::string(kSize / 10, '[') << "\n"
             << good(5) << "\n";
    }
    const Loaded loaded = load(path);
    QCOMPARE(loaded.rows(), 5U);
    QCOMPARE(loaded.log->damagedEvents(), 1U);
    QCOMPARE(loaded.log->rowsById("huge"), std::vector<Row>{Row(1)});
    QVERIFY(loaded.log->payloadSize(Row(1)) > kSize);
    QCOMPARE(loaded.record(4).id, "e5");
    std::vector<std::uint64_t> locators;
    for (std::uint32_t row = 0; row < 5; ++row)
        locators.push_back(loaded.log->locator(Row(row)));
    std::vector<std::size_t> named;
    QVERIFY(loaded.reader->prefilter(locators, "9007199254740993",
                                     [&](std::size_t index) { named.push_back(index); }, {}));
    QCOMPARE(named, std::vector<std::size_t>{1});
    std::size_t size = 0;
    QVERIFY(loaded.reader->readMany(std::span(locators).subspan(1, 1), false,
                                    [&](std::size_t, const RecordReader::View &view) {
                                        size = view.data.size();
                                        return true;
                                    },
                                    {}));
    QCOMPARE(size, kSize + 32);
}

void FileBadTest::deepNestingDoesNoHarm_data()
{
    QTest::addColumn<std::string>("open");
    QTest::addColumn<std::string>("close");
    QTest::newRow("arrays") << std::string("[") << std::string("]");
    QTest::newRow("objects") << std::string(R"({"a":)") << std::string("}");
}

void FileBadTest::deepNestingDoesNoHarm()
{
    QFETCH(std::string, open);
    QFETCH(std::string, close);
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += open;
    deep += "1";
    for (int i = 0; i < 100'000; ++i)
        deep += close;
    const std::string record = R"({"id":"deep","type":"T","streamId":"s-1","version":2,"data":)"
                               + deep + "}";
    Folder folder;
    for (const bool array : {false, true}) {
        const std::string content = array ? "[" + good(1) + "," + record + "," + good(3) + "]"
                                          : good(1) + "\n" + record + "\n" + good(3) + "\n";
        const Loaded loaded = load(folder.write("deep.json", content));
        QCOMPARE(loaded.rows(), 3U);
        QCOMPARE(loaded.stream(1), "s-1");
        QCOMPARE(loaded.version(1), 2);
        QVERIFY(loaded.log->damaged(Row(1)));
        const Record read = loaded.record(1);
        QCOMPARE(read.data.kind, Payload::Kind::Text);
        QCOMPARE(read.data.text, deep);
        QCOMPARE(read.damage->code, ErrorCode::Limit);
        QVERIFY2(contains(read.damage->message, "nested deeper than"),
                 read.damage->message.c_str());
        QCOMPARE(loaded.record(2).id, "e3");
    }
}

void FileBadTest::aCutGzipFileLoadsWhatCouldBeUnpacked()
{
    Folder folder;
    std::string content;
    for (int i = 1; i <= 20'000; ++i)
        content += good(i) + "\n";
    const std::string packed = gzip(content);
    const std::string path = folder.write("cut.jsonl.gz", packed.substr(0, packed.size() / 2));
    const Loaded loaded = load(path, OpenOptions());
    QCOMPARE(loaded.loader->state(), LogLoader::State::Failed);
    const Error error = *loaded.loader->error();
    QCOMPARE(error.code, ErrorCode::Damaged);
    QVERIFY2(contains(error.message, "cut.jsonl.gz is cut: its gzip data ends too early"),
             error.message.c_str());
    QVERIFY(loaded.rows() > 5000 && loaded.rows() < 15'000);
    QVERIFY(loaded.log->damagedEvents() <= 1);
    QCOMPARE(loaded.record(4999).id, "e5000");
}

void FileBadTest::aDamagedGzipFileSaysSo()
{
    Folder folder;
    std::string content;
    for (int i = 1; i <= 20'000; ++i)
        content += good(i) + "\n";
    std::string packed = gzip(content);
    for (std::size_t i = 0; i < 64; ++i)
        packed[packed.size() * 3 / 4 + i] = '\xAA';
    const Loaded loaded = load(folder.write("bad.jsonl.gz", packed), OpenOptions());
    QCOMPARE(loaded.loader->state(), LogLoader::State::Failed);
    QVERIFY2(contains(loaded.loader->error()->message, "bad.jsonl.gz is damaged"),
             loaded.loader->error()->message.c_str());
    QVERIFY(loaded.rows() > 5000);
}

void FileBadTest::unpackingWithoutAScratchFolderSaysWhatToDo()
{
    Folder folder;
    const std::string path = folder.write("a.jsonl.gz", gzip(good(1)));
    const QByteArray before = qgetenv("TMPDIR");
    qputenv("TMPDIR", folder.path("missing").c_str());
    const Error error = refusal(path);
    before.isNull() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
    QCOMPARE(error.code, ErrorCode::Unreadable);
    QVERIFY2(contains(error.message, "set TMPDIR"), error.message.c_str());
}

void FileBadTest::fiveThousandTypesAndLongNamesWork()
{
    Folder folder;
    std::string content;
    const std::string longName(10'000, 'n');
    for (int i = 0; i < 5000; ++i)
        content += R"({"type":"Type)" + std::to_string(i) + R"(","streamId":")"
                   + (i % 2 ? "\xD8\xB3\xF0\x9F\x98\x80" : longName) + R"(","data":"<b>&amp;</b>"})"
                   + "\n";
    const Loaded loaded = load(folder.write("types.jsonl", content), OpenOptions());
    QCOMPARE(loaded.rows(), 5000U);
    QCOMPARE(loaded.log->typeCount(), 5000U);
    QCOMPARE(loaded.stream(0), longName);
    QCOMPARE(loaded.stream(1), "\xD8\xB3\xF0\x9F\x98\x80");
    QCOMPARE(loaded.record(1).data.text, R"("<b>&amp;</b>")");
}

QTEST_GUILESS_MAIN(FileBadTest)
#include "tst_filebad.moc"
