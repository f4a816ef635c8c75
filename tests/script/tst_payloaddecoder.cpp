// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scriptfixture.h"

#include "base/commandwords.h"
#include "childhosts.h"
#include "script/payloaddecoder.h"

#include <QObject>
#include <QRegularExpression>

#include <filesystem>
#include <thread>

using namespace eventscope;
using namespace eventscope::tests;

// Decoders of payloads: shell scripts, as small as one can be, and scripts for the sealed host.
class TestPayloadDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCommandIsSplitAsAShellWould_data();
    void aCommandIsSplitAsAShellWould();
    void theRequestIsOneLineWhateverItHolds();
    void anAnswerThatIsNoneIsTold_data();
    void anAnswerThatIsNoneIsTold();
    void aProgramIsStartedOnceForManyPayloads();
    void aProgramThatIsStartedForEachReadsBytes();
    void argumentsGoToTheProgramAsTheyAre();
    void onePayloadThatFailsLeavesTheRestAlone_data();
    void onePayloadThatFailsLeavesTheRestAlone();
    void aDecoderThatEndsIsNamedAtItsPayload_data();
    void aDecoderThatEndsIsNamedAtItsPayload();
    void aCancelledDecoderLetsGoAtOnce();
    void aScriptGetsTheBytesAndTheEvent();
    void aScriptWithoutADecoderIsRefused();
    void nothingIsLeftOfADecoderThatIsGone();

private:
    using Kind = DecoderProgram::Kind;

    std::string program(const std::string &text) const
    {
        const auto path = m_folder.write("decode", "#!/bin/sh\n" + text);
        QFile::setPermissions(QString::fromStdString(path),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return path;
    }
    std::string fileOf(Kind kind, const std::string &text) const
    {
        return kind == Kind::Script ? m_folder.write("decode.js", text) : program(text);
    }
    Result<std::unique_ptr<PayloadDecoder>> open(Kind kind, const std::string &text) const
    {
        return PayloadDecoder::open({kind, {fileOf(kind, text)}, m_folder.path("")}, shortLimits());
    }
    static DecoderLimits shortLimits()
    {
        DecoderLimits limits;
        limits.program.answer = std::chrono::milliseconds(300);
        limits.program.memoryBytes = std::size_t(256) << 20;
        limits.program.lineBytes = std::size_t(1) << 20;
        return limits;
    }
    static std::vector<DecodeRequest> requests(const std::vector<std::string> &payloads)
    {
        std::vector<DecodeRequest> all;
        for (const std::string &payload : payloads) {
            DecodeRequest request;
            request.type = "Placed";
            request.stream = "order-1";
            request.version = Version(std::int64_t(all.size()) + 1);
            request.position = std::to_string(all.size() + 17);
            request.bytes = payload;
            all.push_back(std::move(request));
        }
        return all;
    }
    // The JSON of each, or "! " and why not.
    static QStringList texts(const PayloadDecoder::Answers &answers)
    {
        QStringList list;
        for (const auto &answer : answers)
            list << QString::fromStdString(answer ? answer->data : "! " + answer.error().message);
        return list;
    }

    // A text with * for any.
    static QRegularExpression patternOf(const QString &text)
    {
        QStringList parts;
        for (const QString &part : text.split(u'*'))
            parts << QRegularExpression::escape(part);
        return QRegularExpression(QRegularExpression::anchoredPattern(
                                      parts.join(QStringLiteral(".*"))),
                                  QRegularExpression::DotMatchesEverythingOption);
    }

    ScriptFolder m_folder;
};

void TestPayloadDecoder::aCommandIsSplitAsAShellWould_data()
{
    using Words = std::vector<std::string>;
    QTest::addColumn<std::string>("text");
    QTest::addColumn<Words>("words");
    const auto add = [](const char *name, const char *text, const Words &words) {
        QTest::newRow(name) << std::string(text) << words;
    };
    add("plain", "protoc  --decode=Order order.proto", {"protoc", "--decode=Order", "order.proto"});
    add("quoted", "'my program' \"a \\\"b\\\"\" c\\ d ''", {"my program", "a \"b\"", "c d", ""});
    add("within a word", "a'b c'd", {"ab cd"});
    add("nothing is replaced", "'$HOME' '*'", {"$HOME", "*"});
    add("nothing", "  ", {});
}

void TestPayloadDecoder::aCommandIsSplitAsAShellWould()
{
    using Words = std::vector<std::string>;
    QFETCH(std::string, text);
    QFETCH(Words, words);
    const auto split = splitCommand(text);
    VERIFY_OK(split);
    QVERIFY(*split == words);
    const auto again = splitCommand(joinCommand(*split));
    VERIFY_OK(again);
    QVERIFY(*again == words);
    QVERIFY(!splitCommand("a 'b"));
}

void TestPayloadDecoder::theRequestIsOneLineWhateverItHolds()
{
    DecodeRequest request;
    request.id = "e-1";
    request.type = "Pla\"ced";
    request.metadata = "{\n\"user\": \"a\\nb\"}";
    request.position = "17";
    request.bytes = std::string("\0\n\xff", 3);
    COMPARE_TEXT(
        decodeRequestLine(request),
        "{\"id\":\"e-1\",\"type\":\"Pla\\\"ced\",\"stream\":null,\"streamType\":null,\"version\":"
        "null,\"timestamp\":null,\"position\":\"17\",\"metadata\":{ \"user\": \"a\\nb\"},"
        "\"bytes\":\"AAr/\"}\n");
    COMPARE_TEXT(encodeBase64("a"), "YQ==");
    COMPARE_TEXT(encodeBase64("ab"), "YWI=");
    COMPARE_TEXT(encodeBase64(""), "");
}

void TestPayloadDecoder::anAnswerThatIsNoneIsTold_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("data"); // empty: none
    QTest::addColumn<bool>("isOfPayload");
    QTest::addRow("data") << QByteArray(R"({"data":{"n":1.10,"big":12345678901234567890}})")
                          << QByteArray(R"({"n":1.10,"big":12345678901234567890})") << true;
    QTest::addRow("data that is null")
        << QByteArray(R"({"data":null,"error":null})") << QByteArray("null") << true;
    QTest::addRow("error") << QByteArray(R"({"error":"no such field"})") << QByteArray() << true;
    QTest::addRow("error that is an object")
        << QByteArray(R"({"error":{"a":1}})") << QByteArray() << true;
    QTest::addRow("neither") << QByteArray(R"({"date":1})") << QByteArray() << false;
    QTest::addRow("no object") << QByteArray("[1]") << QByteArray() << false;
    QTest::addRow("no JSON") << QByteArray("Starting up") << QByteArray() << false;
    QTest::addRow("nothing") << QByteArray() << QByteArray() << false;
}

void TestPayloadDecoder::anAnswerThatIsNoneIsTold()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, data);
    QFETCH(bool, isOfPayload);
    const auto answer = readDecodeAnswer(line.toStdString());
    QCOMPARE(answer.has_value(), !data.isEmpty());
    if (answer)
        COMPARE_TEXT(answer->data, data.toStdString());
    else
        QCOMPARE(answer.error().code, isOfPayload ? ErrorCode::Script : ErrorCode::Damaged);
}

void TestPayloadDecoder::aProgramIsStartedOnceForManyPayloads()
{
    auto decoder
        = open(Kind::Lines,
               "n=0\n"
               "while IFS= read -r line; do\n"
               "  n=$((n + 1))\n"
               "  bytes=${line##*\\\"bytes\\\":\\\"}\n"
               "  echo \"{\\\"data\\\":{\\\"n\\\":$n,\\\"bytes\\\":\\\"${bytes%\\\"*}\\\"},"
               "\\\"metadata\\\":{\\\"by\\\":\\\"me\\\"}}\"\n"
               "done\n");
    VERIFY_OK(decoder);
    std::vector<std::string> payloads;
    for (int i = 0; i < 500; ++i)
        payloads.push_back(std::string(1000, 'x') + std::to_string(i));
    for (int round = 0; round < 2; ++round) {
        PayloadDecoder::Answers answers;
        VERIFY_OK((*decoder)->decode(requests(payloads), answers, {}));
        QCOMPARE(answers.size(), payloads.size());
        for (std::size_t i = 0; i < payloads.size(); ++i) {
            VERIFY_OK(answers[i]);
            const std::size_t number = std::size_t(round) * payloads.size() + i + 1;
            COMPARE_TEXT(answers[i]->data, "{\"n\":" + std::to_string(number) + ",\"bytes\":\""
                                               + encodeBase64(payloads[i]) + "\"}");
            COMPARE_TEXT(answers[i]->metadata.value_or(""), "{\"by\":\"me\"}");
        }
    }
}

void TestPayloadDecoder::aProgramThatIsStartedForEachReadsBytes()
{
    auto decoder = open(Kind::Each,
                        "printf '{ \"hex\": \"'\nod -An -tx1 | tr -d ' \\n'\nprintf '\" }'\n");
    VERIFY_OK(decoder);
    PayloadDecoder::Answers answers;
    VERIFY_OK((*decoder)->decode(requests({std::string("\0\x01\xfe", 3), "ab"}), answers, {}));
    QCOMPARE(texts(answers), (QStringList{QStringLiteral("{\"hex\":\"0001fe\"}"),
                                          QStringLiteral("{\"hex\":\"6162\"}")}));
}

void TestPayloadDecoder::argumentsGoToTheProgramAsTheyAre()
{
    for (const Kind kind : {Kind::Lines, Kind::Each}) {
        const std::string text = kind == Kind::Each
                                     ? "echo \"\\\"$1|$2|$(pwd -P)\\\"\"\n"
                                     : "while read -r line; do echo "
                                       "\"{\\\"data\\\":\\\"$1|$2|$(pwd -P)\\\"}\"; done\n";
        const QString folder = QFileInfo(QString::fromStdString(m_folder.path("")))
                                   .canonicalFilePath();
        auto decoder = PayloadDecoder::open({kind,
                                             {program(text), "$HOME *", "b"},
                                             folder.toStdString()},
                                            shortLimits());
        VERIFY_OK(decoder);
        PayloadDecoder::Answers answers;
        VERIFY_OK((*decoder)->decode(requests({"x"}), answers, {}));
        QCOMPARE(texts(answers), QStringList{QStringLiteral("\"$HOME *|b|%1\"").arg(folder)});
    }
}

void TestPayloadDecoder::onePayloadThatFailsLeavesTheRestAlone_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("error");
    const auto add = [](const char *name, Kind kind, const char *text, const char *error) {
        QTest::newRow(name) << int(kind) << text << error;
    };
    add("lines", Kind::Lines,
        "while read -r line; do case $line in *YmFk*) echo '{\"error\":\"no such field\"}' ;;\n"
        "*) echo '{\"data\":1}' ;; esac; done\n",
        "decode could not decode v2 (Placed): no such field");
    add("exit code", Kind::Each,
        "read -r text; [ \"$text\" = bad ] && { echo 'Traceback'>&2; echo 'KeyError: n' >&2; exit "
        "3; }\necho 1\n",
        "decode ended with exit code 3 at v2 (Placed): KeyError: n");
    add("garbage", Kind::Each,
        "read -r text; [ \"$text\" = bad ] && text=oops || text=1; echo $text\n",
        "decode answered v2 (Placed) with something that is no JSON: \"oops\\n\".");
    add("too much", Kind::Each,
        "read -r text; [ \"$text\" = bad ] && head -c 3000000 /dev/zero; echo 1\n",
        "decode was stopped: it answered v2 (Placed) with more than 1 MB.");
    add("script", Kind::Script,
        "export function decode(bytes) {\n  if (bytes.length === 4) throw new Error('no such "
        "field');\n  return 1;\n}\n",
        "decode.js:2:*no such field, at v2 (Placed).");
    add("a script that gives nothing", Kind::Script,
        "exports.decode = (bytes) => bytes.length === 4 ? undefined : 1;\n",
        "decode.js: decode gave back nothing; give back an object, at v2 (Placed).");
    add("an async script", Kind::Script,
        "export default (bytes) => bytes.length === 4 ? Promise.resolve(1) : 1;\n",
        "*decoders cannot be async*v2 (Placed).");
}

void TestPayloadDecoder::onePayloadThatFailsLeavesTheRestAlone()
{
    QFETCH(int, kind);
    QFETCH(QString, text);
    QFETCH(QString, error);
    auto decoder = open(Kind(kind), text.toStdString());
    VERIFY_OK(decoder);
    PayloadDecoder::Answers answers;
    VERIFY_OK((*decoder)->decode(requests({"good\n\n", "bad\n", "better\n"}), answers, {}));
    const QStringList found = texts(answers);
    QCOMPARE(found.size(), 3);
    QCOMPARE(found[0], QStringLiteral("1"));
    const QRegularExpression pattern = patternOf(QStringLiteral("! ") + error);
    QVERIFY2(pattern.match(found[1]).hasMatch(), qPrintable(found[1]));
    QCOMPARE(found[2], QStringLiteral("1"));
}

void TestPayloadDecoder::aDecoderThatEndsIsNamedAtItsPayload_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isLimit");
    QTest::addColumn<QString>("error");
    const auto add = [](const char *name, Kind kind, const char *text, bool isLimit,
                        const char *error) {
        QTest::newRow(name) << int(kind) << text << isLimit << error;
    };
    constexpr const char *kFirst = "read -r line; echo '{\"data\":1}'\n";
    const auto after = [&](const char *text) { return std::string(kFirst) + text; };
    add("hangs", Kind::Lines, after("sleep 100\n").c_str(), true,
        "decode was stopped: it gave no answer to v2 (Placed) for 300 ms. It must write one line "
        "for every payload, and flush it.");
    add("loops", Kind::Lines, after("while :; do :; done\n").c_str(), true,
        "decode was stopped: it gave no answer to v2 (Placed) for 300 ms.*");
    add("dies", Kind::Lines, after("read -r line; echo 'no more' >&2; exit 4\n").c_str(), false,
        "decode ended with exit code 4 at v2 (Placed): no more");
    add("crashes", Kind::Lines, after("read -r line; kill -SEGV $$\n").c_str(), false,
        "decode was ended by signal 11 (Segmentation fault) at v2 (Placed)");
    add("garbage", Kind::Lines, after("read -r line; echo Hello; sleep 100\n").c_str(), false,
        "decode was stopped: it answered with something that is no JSON: \"Hello\". An answer is*");
    add("one line too many", Kind::Lines,
        "read -r line; echo '{\"data\":1}'; read -r line; read -r line\n"
        "printf '{\"data\":1}\\n{\"data\":2}\\n{\"data\":3}\\n'; sleep 100\n",
        false, "decode was stopped: it wrote more lines than it got payloads: *standard error.");
    add("a line without end", Kind::Lines, after("cat /dev/zero\n").c_str(), false,
        "decode was stopped: it answered v2 (Placed) with a line of more than 1 MB.");
    add("each hangs", Kind::Each, "read -r line; [ \"$line\" = two ] && sleep 100; echo 1\n", true,
        "decode was stopped: it gave no answer to v2 (Placed) for 300 ms. It must end when its "
        "input does.");
    add("a script that loops", Kind::Script,
        "export function decode(bytes) { while (bytes.length === 4); return 1; }\n", true,
        "decode.js was stopped at v2 (Placed): one call took longer than 250 ms.*");
}

void TestPayloadDecoder::aDecoderThatEndsIsNamedAtItsPayload()
{
    QFETCH(int, kind);
    QFETCH(QString, text);
    QFETCH(bool, isLimit);
    QFETCH(QString, error);
    auto decoder = open(Kind(kind), text.toStdString());
    VERIFY_OK(decoder);
    PayloadDecoder::Answers answers;
    const auto done = (*decoder)->decode(requests({"one\n\n", "two\n", "three\n"}), answers, {});
    QVERIFY(!done);
    const QRegularExpression pattern = patternOf(error);
    const QString found = QString::fromStdString(done.error().message);
    QVERIFY2(pattern.match(found).hasMatch(), qPrintable(found));
    QCOMPARE(done.error().code, isLimit ? ErrorCode::Limit : ErrorCode::Script);
    if (!error.contains(QStringLiteral("more lines")))
        QCOMPARE(texts(answers), QStringList{QStringLiteral("1")});
    // What is left of it does no more; a program for each payload begins anew.
    if (Kind(kind) != Kind::Each) {
        PayloadDecoder::Answers none;
        QVERIFY(!(*decoder)->decode(requests({"one"}), none, {}));
    }
}

void TestPayloadDecoder::aCancelledDecoderLetsGoAtOnce()
{
    // The limit is longer than this test may last.
    DecoderLimits limits;
    limits.program.answer = std::chrono::hours(24);
    for (const Kind kind : {Kind::Lines, Kind::Each}) {
        const auto before = childProcesses();
        const std::string got = m_folder.path("got");
        auto decoder = PayloadDecoder::open({kind,
                                             {program("read -r line; : > got; sleep 100000\n")},
                                             m_folder.path("")},
                                            limits);
        VERIFY_OK(decoder);
        std::stop_source stop;
        stop.request_stop();
        PayloadDecoder::Answers answers;
        auto done = (*decoder)->decode(requests({"x"}), answers, stop.get_token());
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Cancelled);
        // Before it is at anything it may stay.
        QVERIFY((*decoder)->isUsable());
        std::filesystem::remove(got);
        stop = {};
        std::thread stopping([&] {
            while (!std::filesystem::exists(got))
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            stop.request_stop();
        });
        done = (*decoder)->decode(requests({"x", "y"}), answers, stop.get_token());
        stopping.join();
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Cancelled);
        // Nobody would end it any more.
        QCOMPARE(childProcesses(before).size(), std::size_t(0));
    }
}

void TestPayloadDecoder::aScriptGetsTheBytesAndTheEvent()
{
    auto decoder = open(Kind::Script,
                        "export function decode(bytes, event) {\n"
                        "  return { kind: bytes.constructor.name, bytes: Array.from(bytes),\n"
                        "           type: event.type, stream: event.aggregateId, version: "
                        "event.version, user: event.metadata.user,\n"
                        "           text: new TextDecoder().decode(bytes.subarray(3)), plain: "
                        "atob('aMOk'), big: 12345678901234567890n };\n"
                        "}\n");
    VERIFY_OK(decoder);
    auto asked = requests(
        {std::string("\0\"\xff", 3) + "h\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\xff"});
    asked[0].metadata = "{\"user\":\"ada\"}";
    PayloadDecoder::Answers answers;
    VERIFY_OK((*decoder)->decode(asked, answers, {}));
    QCOMPARE(texts(answers),
             QStringList{QString::fromUtf8(
                 "{\"kind\":\"Uint8Array\",\"bytes\":[0,34,255,104,195,164,226,130,172,240,159,152,"
                 "128,255],\"type\":\"Placed\",\"stream\":\"order-1\",\"version\":1,\"user\":"
                 "\"ada\",\"text\":\"hä€😀\xef\xbf\xbd\",\"plain\":\"hÃ¤\",\"big\":"
                 "12345678901234567890}")});
}

void TestPayloadDecoder::aScriptWithoutADecoderIsRefused()
{
    const auto none = open(Kind::Script, "export const a = 1;\n");
    QVERIFY(!none);
    QVERIFY2(QString::fromStdString(none.error().message)
                 .contains(QStringLiteral("exports no decoder")),
             none.error().message.c_str());
    const auto missing = PayloadDecoder::open({Kind::Lines, {"no-such-program-here"}, "/"}, {});
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
}

void TestPayloadDecoder::nothingIsLeftOfADecoderThatIsGone()
{
    const auto before = childProcesses();
    {
        auto decoder = open(Kind::Lines,
                            "sleep 100 & read -r line; echo '{\"data\":1}'; sleep 100\n");
        VERIFY_OK(decoder);
        PayloadDecoder::Answers answers;
        VERIFY_OK((*decoder)->decode(requests({"x"}), answers, {}));
        QVERIFY(!childProcesses(before).empty());
    }
    QTRY_VERIFY(childProcesses(before).empty());
}

QTEST_GUILESS_MAIN(TestPayloadDecoder)
#include "tst_payloaddecoder.moc"
