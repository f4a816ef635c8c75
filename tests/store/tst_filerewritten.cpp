// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "filetest.h"

using namespace eventscope;
using namespace eventscope::filetest;

// Files that are put into lines before they are read: XES and OCEL 1.0.
class FileRewrittenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLogInXesHasATraceAStream_data();
    void aLogInXesHasATraceAStream();
    void attributesOfXesKeepTheirTypesAndDigits();
    void theEventsOfOcelOneAreTold_data();
    void theEventsOfOcelOneAreTold();
    void whatIsBrokenIsShownWithItsPlace_data();
    void whatIsBrokenIsShownWithItsPlace();
    void aPackedLogThatIsCutShowsWhatItHolds();
    void entitiesAreNeverFetchedNorExpanded_data();
    void entitiesAreNeverFetchedNorExpanded();
    void otherXmlIsNoStore_data();
    void otherXmlIsNoStore();
    void attributesNestedTooDeepEndTheLog();
    void aLargeLogIsReadInPieces();
    void aLogThatChangesIsReported();
    void nothingIsLeftBesideTheFile();
    void recordsWithSeveralEventsAreSpread_data();
    void recordsWithSeveralEventsAreSpread();
    void whatCannotBeSpreadIsShownWithItsPlace();
    void spreadingAndDataExcludeEachOther();
};

namespace {

std::string xesEvent(const std::string &name, const std::string &time, const std::string &more = {})
{
    return "    <event>\n      <string key=\"concept:name\" value=\"" + name
           + "\"/>\n      <date key=\"time:timestamp\" value=\"" + time + "\"/>\n" + more
           + "    </event>\n";
}

const std::string kXesHead
    = "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n"
      "<log xes.version=\"1.0\" xmlns=\"http://www.xes-standard.org/\">\n"
      "  <extension name=\"Concept\" prefix=\"concept\" uri=\"http://x/concept.xesext\"/>\n"
      "  <global scope=\"event\">\n    <string key=\"concept:name\" value=\"__INVALID__\"/>\n  </global>\n"
      "  <string key=\"concept:name\" value=\"the log\"/>\n";

const std::string kXes
    = kXesHead
      + "  <trace>\n    <string key=\"concept:name\" value=\"case &amp; 1\"/>\n    <int key=\"n\" value=\"5\"/>\n"
      + xesEvent("Register", "2010-12-30T11:02:00.000+01:00",
                 "      <string key=\"org:resource\" value=\"Zo\xC3\xAB\"/>\n")
      + xesEvent("Decide", "2010-12-30T14:32:00Z") + "  </trace>\n  <trace>\n"
      + xesEvent("Register", "2011-01-01T00:00:00Z") + "  </trace>\n"
      + xesEvent("Alone", "2011-01-02T00:00:00Z") + "</log>\n";

const std::string kOcel
    = "{\n  \"ocel:global-event\": {\"ocel:activity\": \"__INVALID__\"},\n  \"ocel:events\": {\n"
      "    \"e\\u0031\": {\n      \"ocel:activity\": \"Place\",\n      \"ocel:timestamp\": \"2020-07-09T08:20:01Z\",\n"
      "      \"ocel:omap\": [\"o1\", \"i1\"],\n      \"ocel:vmap\": {\"price\": 0.10}\n    },\n"
      "    \"e2\": {\"ocel:activity\": \"Tick\", \"ocel:timestamp\": \"2020-07-09 08:20:02\", \"ocel:omap\": [], \"ocel:vmap\": {}}\n"
      "  },\n  \"ocel:objects\": {\"o1\": {\"ocel:type\": \"order\", \"ocel:ovmap\": {}}}\n}\n";

void compareContains(const std::string &text, const char *words)
{
    QVERIFY2(text.find(words) != std::string::npos, text.c_str());
}

} // namespace

void FileRewrittenTest::aLogInXesHasATraceAStream_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("plain") << QByteArray::fromStdString(kXes);
    QTest::newRow("with a byte order mark") << QByteArray::fromStdString("\xEF\xBB\xBF" + kXes);
    QTest::newRow("gzip") << QByteArray::fromStdString(gzip(kXes));
    std::string latin = kXes;
    latin.replace(latin.find("UTF-8"), 5, "ISO-8859-1");
    latin.replace(latin.find("\xC3\xAB"), 2, "\xEB");
    QTest::newRow("Latin 1") << QByteArray::fromStdString(latin);
}

void FileRewrittenTest::aLogInXesHasATraceAStream()
{
    QFETCH(QByteArray, content);
    Folder folder;
    const Loaded loaded = load(folder.write("log.xes", content.toStdString()));
    QCOMPARE(loaded.store->info().dialect, "xes");
    QVERIFY(loaded.store->info().detail.starts_with("XES"));
    QCOMPARE(loaded.rows(), 4U);
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(loaded.stream(0), "case & 1");
    QCOMPARE(loaded.stream(1), "case & 1");
    QCOMPARE(loaded.stream(2), "trace 2");
    QCOMPARE(loaded.stream(3), "(none)");
    QCOMPARE(loaded.version(1), 2);
    QCOMPARE(loaded.type(0), "Register");
    QCOMPARE(loaded.type(3), "Alone");
    QCOMPARE(formatIsoTime(loaded.log->time(Row(0))), "2010-12-30T10:02:00.000000Z");
    const auto data = JsonValue::parse(loaded.record(0).data.text);
    QCOMPARE(data->find("org:resource")->text(), "Zo\xC3\xAB");
    QCOMPARE(loaded.record(0).metadata.text, R"({"concept:name":"case & 1","n":5})");
    QCOMPARE(loaded.record(3).metadata.kind, Payload::Kind::Absent);
}

void FileRewrittenTest::attributesOfXesKeepTheirTypesAndDigits()
{
    Folder folder;
    const Loaded loaded = load(folder.write(
        "log.xes",
        "<log><trace><string key=\"concept:name\" value=\"c\"/><event><string key=\"concept:name\" value=\"A\"/>"
        "<int key=\"i\" value=\"9007199254740993\"/><float key=\"f\" value=\"0.10\"/><float key=\"nan\" value=\"NaN\"/>"
        "<boolean key=\"b\" value=\"true\"/><boolean key=\"odd\" value=\"maybe\"/><id key=\"u\" value=\"x\"/>"
        "<string key=\"q&quot;\" value=\"a&#10;b\"><int key=\"in\" value=\"1\"/></string>"
        "<list key=\"l\"><values><int key=\"x\" value=\"1\"/><int key=\"x\" value=\"2\"/></values></list>"
        "<list key=\"m\"><string key=\"y\" value=\"z\"/></list>"
        "</event></trace></log>"));
    QCOMPARE(
        loaded.record(0).data.text,
        R"({"concept:name":"A","i":9007199254740993,"f":0.10,"nan":"NaN","b":true,"odd":"maybe","u":"x","q\"":{"value":"a\nb","in":1},"l":[{"x":1},{"x":2}],"m":[{"y":"z"}]})");
}

void FileRewrittenTest::theEventsOfOcelOneAreTold_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("plain") << QByteArray::fromStdString(kOcel);
    QTest::newRow("gzip") << QByteArray::fromStdString(gzip(kOcel));
    std::string oneLine = kOcel;
    std::replace(oneLine.begin(), oneLine.end(), '\n', ' ');
    QTest::newRow("in one line") << QByteArray::fromStdString(oneLine);
}

void FileRewrittenTest::theEventsOfOcelOneAreTold()
{
    QFETCH(QByteArray, content);
    Folder folder;
    const Loaded loaded = load(folder.write("log.jsonocel", content.toStdString()));
    QCOMPARE(loaded.store->info().dialect, "ocel1");
    QCOMPARE(loaded.rows(), 2U);
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(loaded.record(0).id, "e1");
    QCOMPARE(loaded.stream(0), "o1");
    QCOMPARE(loaded.stream(1), "(none)");
    QCOMPARE(loaded.type(0), "Place");
    QCOMPARE(loaded.type(1), "Tick");
    QCOMPARE(formatIsoTime(loaded.log->time(Row(0))), "2020-07-09T08:20:01.000000Z");
    QCOMPARE(loaded.record(0).data.text, R"({"price": 0.10})");
    // All objects of the event stay in sight.
    QCOMPARE(JsonValue::parse(loaded.record(0).metadata.text)->find("ocel:omap")->elements().size(),
             2U);
}

void FileRewrittenTest::whatIsBrokenIsShownWithItsPlace_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<uint>("rows");
    QTest::addColumn<uint>("bad");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char *name, const std::string &content, uint rows, uint bad,
                        const char *words) {
        QTest::newRow(name) << QByteArray::fromStdString(content) << rows << bad
                            << QByteArray(words);
    };
    row("XML that is cut", kXes.substr(0, kXes.find("Decide")), 2, 1,
        "the XML ends before everything is closed");
    std::string wrong = kXes;
    wrong.replace(wrong.find("</trace>"), 8, "</track>");
    row("XML that is wrong", wrong, 3, 2, "log.xes, line 20, column ");
    wrong = kXes;
    wrong.replace(wrong.find("Decide"), 6, "&who;");
    row("an entity that nobody declared", wrong, 2, 1, "line 17, column 46: this is no XML");
    wrong = kXes;
    wrong.replace(wrong.find("concept:name\" value=\"Decide"), 7, "nothing");
    row("an event without a name", wrong, 4, 1, "log.xes, line 16: the record has no event type");
    row("OCEL that is cut", kOcel.substr(0, kOcel.find("Tick")), 2, 1,
        "line 10, column 30: this is no JSON");
    wrong = kOcel;
    wrong.replace(wrong.find("{\"ocel:activity\": \"Tick\""), 1, "5,  \"e3\": {");
    row("an event of OCEL that is none", wrong, 3, 1, "line 10, column 11: this is no JSON object");
}

void FileRewrittenTest::whatIsBrokenIsShownWithItsPlace()
{
    QFETCH(QByteArray, content);
    QFETCH(uint, rows);
    QFETCH(uint, bad);
    QFETCH(QByteArray, words);
    Folder folder;
    const Loaded loaded = load(folder.write("log.xes", content.toStdString()));
    QCOMPARE(loaded.rows(), rows);
    QCOMPARE(loaded.log->damagedEvents(), 1U);
    QVERIFY(loaded.log->damaged(Row(bad)));
    const Record record = loaded.record(bad);
    QVERIFY(record.damage);
    compareContains(record.damage->message, words.constData());
    QVERIFY(!loaded.record(0).damage);
}

void FileRewrittenTest::aPackedLogThatIsCutShowsWhatItHolds()
{
    Folder folder;
    std::string many = kXesHead + "<trace><string key=\"concept:name\" value=\"c\"/>\n";
    for (int i = 0; i < 3000; ++i)
        many += xesEvent("A" + std::to_string(i * 7919 % 997), "2011-01-02T00:00:00Z");
    const std::string packed = gzip(many + "</trace></log>");
    const Loaded loaded = load(folder.write("log.xes.gz", packed.substr(0, packed.size() / 2)));
    QVERIFY(loaded.rows() > 100);
    QVERIFY(loaded.rows() < 3000);
    QVERIFY(loaded.log->damagedEvents() >= 1);
    QVERIFY(loaded.log->damaged(Row(loaded.rows() - 1)));
    QCOMPARE(loaded.type(0), "A0");
}

void FileRewrittenTest::entitiesAreNeverFetchedNorExpanded_data()
{
    QTest::addColumn<QByteArray>("doctype");
    QTest::newRow("a file") << QByteArray("<!DOCTYPE log [<!ENTITY x SYSTEM \"file://SECRET\">]>");
    QTest::newRow("text") << QByteArray("<!DOCTYPE log [<!ENTITY x \"SECRET\">]>");
    QTest::newRow("a parameter") << QByteArray(
        "<!DOCTYPE log [<!ENTITY % p SYSTEM \"file://SECRET\"> %p;]>");
    QTest::newRow("a bomb") << QByteArray(
        "<!DOCTYPE log [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
        "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY x \"&c;&c;&c;&c;&c;&c;&c;&c;&c;\">]>");
}

void FileRewrittenTest::entitiesAreNeverFetchedNorExpanded()
{
    QFETCH(QByteArray, doctype);
    Folder folder;
    const std::string secret = folder.write("secret.txt", "the secret");
    std::string head = doctype.replace("SECRET", QByteArray::fromStdString(secret)).toStdString();
    const Error error = refusal(
        folder.write("log.xes",
                     head
                         + "<log><trace><event><string key=\"concept:name\" value=\"A&x;\"/>"
                           "</event></trace></log>"));
    QCOMPARE(error.code, ErrorCode::NotAStore);
    compareContains(error.message, "declares XML entities");
    QVERIFY(error.message.find("the secret") == std::string::npos);

    // A document type elsewhere is not asked for.
    const Loaded loaded = load(
        folder.write("plain.xes", "<!DOCTYPE log SYSTEM \"http://localhost:1/xes.dtd\">"
                                  "<log><trace>"
                                      + xesEvent("A", "2011-01-01T00:00:00Z") + "</trace></log>"));
    QCOMPARE(loaded.rows(), 1U);
    QCOMPARE(loaded.log->damagedEvents(), 0U);
}

void FileRewrittenTest::otherXmlIsNoStore_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("a page") << QByteArray("<!DOCTYPE html>\n<html><body/></html>")
                            << QByteArray("no event log in XES");
    QTest::newRow("an empty log") << QByteArray("<log/>") << QByteArray("holds no events");
    QTest::newRow("traces without events")
        << QByteArray("<log><trace/></log>") << QByteArray("holds no events");
    QTest::newRow("hardly XML") << QByteArray("< five")
                                << QByteArray("holds no events: at line 1, this is no XML");
    QTest::newRow("OCEL without events")
        << QByteArray("{\"ocel:objects\":{}}") << QByteArray("holds no events");
}

void FileRewrittenTest::otherXmlIsNoStore()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, words);
    Folder folder;
    const Error error = refusal(folder.write("page.xml", content.toStdString()));
    QCOMPARE(error.code, ErrorCode::NotAStore);
    compareContains(error.message, words.constData());
    compareContains(error.message, "page.xml");
}

void FileRewrittenTest::attributesNestedTooDeepEndTheLog()
{
    Folder folder;
    std::string deep;
    for (int i = 0; i < 10'000; ++i)
        deep += "<string key=\"a\" value=\"b\">";
    const Loaded loaded = load(
        folder.write("log.xes",
                     "<log><trace>" + xesEvent("A", "2011-01-01T00:00:00Z") + "<event>" + deep));
    QCOMPARE(loaded.rows(), 2U);
    QVERIFY(loaded.log->damaged(Row(1)));
    compareContains(loaded.record(1).damage->message, "nested deeper than 200 levels");
}

void FileRewrittenTest::aLargeLogIsReadInPieces()
{
    Folder folder;
    std::string many = kXesHead;
    constexpr int kTraces = 2000;
    for (int i = 0; i < kTraces; ++i) {
        many += "<trace><string key=\"concept:name\" value=\"case " + std::to_string(i) + "\"/>\n";
        for (int j = 0; j < 5; ++j)
            many += xesEvent("Step \xE2\x82\xAC" + std::to_string(j), "2011-01-02T00:00:00Z");
        many += "</trace>\n";
    }
    OpenOptions options;
    const Loaded loaded = load(folder.write("log.xes", many + "</log>\n"), options);
    QCOMPARE(loaded.rows(), std::uint32_t(kTraces * 5));
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(loaded.log->streamCount(), std::uint32_t(kTraces));
    QCOMPARE(loaded.stream(kTraces * 5 - 1), "case 1999");
    QCOMPARE(loaded.type(kTraces * 5 - 1), "Step \xE2\x82\xAC"
                                           "4");
}

void FileRewrittenTest::aLogThatChangesIsReported()
{
    Folder folder;
    const Loaded loaded = load(folder.write("log.xes", kXes));
    const auto same = loaded.store->change();
    QVERIFY(same.has_value());
    QCOMPARE(*same, SourceChange::None);
    folder.append("log.xes", "<!-- more -->");
    const auto changed = loaded.store->change();
    QVERIFY(changed.has_value());
    QCOMPARE(*changed, SourceChange::Replaced);
}

void FileRewrittenTest::nothingIsLeftBesideTheFile()
{
    Folder folder;
    {
        const Loaded loaded = load(folder.write("log.xes", kXes));
        QCOMPARE(loaded.rows(), 4U);
    }
    QCOMPARE(folder.files(), QStringList{QStringLiteral("log.xes")});
}

namespace {

const std::string kCommits[] = {
    R"({"commit":"c1","revision":2,"who":"ada","at":"2026-01-02T03:04:05Z","entries":[{"key":"s-1","kind":"Opened","body":{"n":0.10}},{"key":"s-1","kind":"Paid","body":{"n":2},"at":"2026-01-02T04:00:00Z"}]})",
    R"({"commit":"c2","revision":1,"who":"bob","at":"2026-01-02T03:04:06Z","entries":[]})",
    R"({"commit":"c3","revision":5,"who":"bob","at":"2026-01-02T03:04:07Z","stream":"of the row","entries":[{"kind":"Closed","body":null}]})",
};

const char *const kSpread
    = R"({"format":1,"name":"commits","kind":"file","events":{"stream":"stream","type":"type","version":"revision","time":"at","correlation":"commit","metadata":{"rest":"record"},"spread":{"list":"/entries","stream":"/key","type":"/kind","time":"/at","data":"/body","rowVersion":"last"}}})";

OpenOptions mappedBy(const char *json)
{
    OpenOptions options = smallBatches();
    auto dialect = Dialect::parse(json, "own.json");
    if (!dialect)
        qFatal("%s", dialect.error().message.c_str());
    options.mapping = std::move(*dialect);
    return options;
}

} // namespace

void FileRewrittenTest::recordsWithSeveralEventsAreSpread_data()
{
    QTest::addColumn<QByteArray>("content");
    const std::string lines = kCommits[0] + "\n" + kCommits[1] + "\n" + kCommits[2] + "\n";
    const std::string list = kCommits[0] + ",\n" + kCommits[1] + "," + kCommits[2];
    QTest::newRow("lines") << QByteArray::fromStdString(lines);
    QTest::newRow("gzip") << QByteArray::fromStdString(gzip(lines));
    QTest::newRow("array") << QByteArray::fromStdString("[" + list + "]");
    QTest::newRow("the last line without its end")
        << QByteArray::fromStdString(lines.substr(0, lines.size() - 1));
}

void FileRewrittenTest::recordsWithSeveralEventsAreSpread()
{
    QFETCH(QByteArray, content);
    Folder folder;
    const Loaded loaded = load(folder.write("commits.jsonl", content.toStdString()),
                               mappedBy(kSpread));
    QCOMPARE(loaded.rows(), 3U);
    QCOMPARE(loaded.log->damagedEvents(), 0U);
    QCOMPARE(loaded.stream(0), "s-1");
    QCOMPARE(loaded.stream(1), "s-1");
    QCOMPARE(loaded.stream(2), "of the row");
    QCOMPARE(loaded.type(1), "Paid");
    QCOMPARE(loaded.version(0), 1);
    QCOMPARE(loaded.version(1), 2);
    QCOMPARE(loaded.version(2), 5);
    QCOMPARE(formatIsoTime(loaded.log->time(Row(0))), "2026-01-02T03:04:05.000000Z");
    QCOMPARE(formatIsoTime(loaded.log->time(Row(1))), "2026-01-02T04:00:00.000000Z");
    QCOMPARE(loaded.record(0).data.text, R"({"n":0.10})");
    QCOMPARE(loaded.record(2).data.kind, Payload::Kind::Absent);
    QCOMPARE(
        loaded.record(2).metadata.text,
        R"({"commit":"c3","revision":5,"who":"bob","at":"2026-01-02T03:04:07Z","stream":"of the row"})");
    QCOMPARE(loaded.log->rowsByCorrelation("c1").size(), 2U);
    // Whoever asks for the dialect gets what was said.
    QVERIFY(loaded.store->dialect().events.spread.has_value());
    const auto again = Dialect::parse(loaded.store->dialect().toJson(), "own.json");
    QVERIFY(again.has_value());
    QVERIFY(again->events == loaded.store->dialect().events);
}

void FileRewrittenTest::whatCannotBeSpreadIsShownWithItsPlace()
{
    Folder folder;
    const Loaded loaded = load(folder.write("commits.jsonl",
                                            kCommits[0] + "\n" + R"({"commit":"c9","entries":5})"
                                                + "\n" + R"({"commit":)" + "\n" + kCommits[2] + "\n"
                                                + R"({"entries":[7]})" + "\n" + R"({"entr)"),
                               mappedBy(kSpread));
    QCOMPARE(loaded.rows(), 7U);
    QCOMPARE(loaded.log->damagedEvents(), 4U);
    compareContains(
        loaded.record(2).damage->message,
        "commits.jsonl, line 2, column 1: the record has no list of events at /entries");
    compareContains(loaded.record(3).damage->message, "line 3, column 1: this is no JSON");
    QVERIFY(!loaded.record(4).damage);
    compareContains(loaded.record(5).damage->message, "line 5");
    compareContains(loaded.record(6).damage->message, "line 6, column 1: this is no JSON");
}

void FileRewrittenTest::spreadingAndDataExcludeEachOther()
{
    const auto dialect = Dialect::parse(
        R"({"format":1,"name":"a","kind":"file","events":{"type":"t","data":"d","spread":{"list":"/a"}}})",
        "own.json");
    QVERIFY(!dialect);
    compareContains(dialect.error().message, "has the \"data\" within it");
}

QTEST_GUILESS_MAIN(FileRewrittenTest)
#include "tst_filerewritten.moc"
