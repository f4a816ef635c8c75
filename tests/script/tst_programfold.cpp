// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scriptfixture.h"

#include "script/programfold.h"

#include <QFileInfo>
#include <QObject>
#include <QRegularExpression>
#include <QStandardPaths>

using namespace eventscope;
using namespace eventscope::tests;

// Programs of the user's own; most of them here are shell scripts, as small as one can be.
class TestProgramFold : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyEventIsAnsweredWithStates();
    void aPayloadIsOneLineWhateverItHolds();
    void thousandsOfEventsAreWrittenAhead();
    void theExamplesOfTheManualRun_data();
    void theExamplesOfTheManualRun();
    void aProgramThatFailsIsNamedAtItsEvent_data();
    void aProgramThatFailsIsNamedAtItsEvent();
    void theStatesBeforeAFailureStay();
    void aCancelledProgramBeginsAnew();
    void aFileThatIsNoProgramIsRefused();
    void whatAProgramStartedEndsWithIt();

private:
    std::string program(const std::string &text)
    {
        const auto path = m_folder.write("program", text);
        QFile::setPermissions(QString::fromStdString(path),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return path;
    }
    static Events threeEvents()
    {
        return std::move(
            Events().add("Placed", "{\"n\":1}").add("Paid", "{\"n\":2}").add("Sent", "{}"));
    }
    static ProgramLimits shortLimits()
    {
        return {.answer = std::chrono::milliseconds(300),
                .memoryBytes = std::size_t(256) << 20,
                .lineBytes = std::size_t(1) << 20};
    }

    ScriptFolder m_folder;
};

void TestProgramFold::everyEventIsAnsweredWithStates()
{
    auto fold = ProgramFold::open(program(
        "#!/bin/sh\n"
        "n=0\n"
        "while read -r line; do\n"
        "  n=$((n + 1))\n"
        "  case $line in\n"
        "  *Paid*) echo '[]' ;;\n"
        "  *Sent*) echo \"[{\\\"key\\\":\\\"a\\\",\\\"state\\\":null},{\\\"key\\\":7,\\\"state\\\":$n}]\" ;;\n"
        "  *) echo \"[{\\\"key\\\":\\\"a\\\",\\\"state\\\":{\\\"n\\\":0.10}}]\" ;;\n"
        "  esac\n"
        "done\n"));
    VERIFY_OK(fold);
    for (int run = 0; run < 2; ++run) {
        QStringList seen;
        VERIFY_OK((*fold)->begin(
            [&](const ScriptEvent &event, std::string_view key, std::string_view state) {
                seen << QString::fromStdString(std::to_string(event.ordinal) + ' '
                                               + std::string(event.type) + ' ' + std::string(key)
                                               + '=' + std::string(state));
            }));
        auto events = threeEvents();
        VERIFY_OK((*fold)->apply(events.list()));
        VERIFY_OK((*fold)->sync());
        QCOMPARE(seen, (QStringList{QStringLiteral("0 Placed a={\"n\":0.10}"),
                                    QStringLiteral("2 Sent a="), QStringLiteral("2 Sent 7=3")}));
        QCOMPARE((*fold)->states(), (std::map<std::string, std::string>{{"7", "3"}}));
        QVERIFY(!(*fold)->failure());
    }
}

void TestProgramFold::aPayloadIsOneLineWhateverItHolds()
{
    // Gives back the line it got.
    auto fold = ProgramFold::open(
        program("#!/bin/sh\n"
                "while IFS= read -r line; do\n"
                "  printf '[{\"key\":\"line\",\"state\":%s}]\\n' \"$line\"\n"
                "done\n"));
    VERIFY_OK(fold);
    VERIFY_OK((*fold)->begin());
    Events events;
    events.add("A", "{\n \"a\": 9007199254740993,\r\n \"b\": \"x\\ny\"\n}");
    events.list().front().position = "17";
    VERIFY_OK((*fold)->apply(events.list()));
    VERIFY_OK((*fold)->sync());
    COMPARE_TEXT(
        (*fold)->states().at("line"),
        std::string(
            "{\"id\":\"e-1\",\"type\":\"A\",\"aggregateId\":\"order-0\",\"aggregateType\":\"order\",\"version\":1,"
            "\"timestamp\":\"2025-11-03T08:33:30.000000Z\",\"position\":\"17\","
            "\"data\":{\"a\":9007199254740993,\"b\":\"x\\ny\"},\"metadata\":{\"user\":\"ada\"}}"));
    events = Events();
    events.add("A", "no\njson\xff");
    VERIFY_OK((*fold)->apply(events.list()));
    VERIFY_OK((*fold)->sync());
    QVERIFY((*fold)->states().at("line").find("\"data\":\"no\\njson\xef\xbf\xbd\"")
            != std::string::npos);
}

void TestProgramFold::thousandsOfEventsAreWrittenAhead()
{
    auto fold = ProgramFold::open(program("#!/bin/sh\n"
                                          "n=0\n"
                                          "while read -r line; do\n"
                                          "  n=$((n + 1))\n"
                                          "  echo \"[{\\\"key\\\":\\\"n\\\",\\\"state\\\":$n}]\"\n"
                                          "done\n"));
    VERIFY_OK(fold);
    VERIFY_OK((*fold)->begin());
    Events events;
    for (int i = 0; i < 5000; ++i)
        events.add("A", "{\"text\":\"" + std::string(200, 'x') + "\"}");
    VERIFY_OK((*fold)->apply(events.list()));
    VERIFY_OK((*fold)->sync());
    COMPARE_TEXT((*fold)->states().at("n"), std::string("5000"));
}

void TestProgramFold::theExamplesOfTheManualRun_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("interpreter");
    QTest::newRow("Python") << QStringLiteral("python") << QStringLiteral("python3");
    QTest::newRow("Node") << QStringLiteral("javascript") << QStringLiteral("node");
}

void TestProgramFold::theExamplesOfTheManualRun()
{
    QFETCH(QString, language);
    QFETCH(QString, interpreter);
    if (QStandardPaths::findExecutable(interpreter).isEmpty())
        QSKIP("its interpreter is not installed");
    QFile manual(QStringLiteral(EVENTSCOPE_SOURCE_DIR "/docs/programs.md"));
    QVERIFY(manual.open(QIODevice::ReadOnly));
    const QRegularExpression block(QStringLiteral("```%1\n(.*?)```").arg(language),
                                   QRegularExpression::DotMatchesEverythingOption);
    const auto match = block.match(QString::fromUtf8(manual.readAll()));
    QVERIFY(match.hasMatch());
    // The first start of an interpreter may take its time.
    auto fold = ProgramFold::open(program(match.captured(1).toStdString()),
                                  {.answer = std::chrono::seconds(60)});
    VERIFY_OK(fold);
    VERIFY_OK((*fold)->begin());
    Events events;
    events.add("OrderPlaced", "{\"lines\":[{\"quantity\":2,\"price\":3}]}")
        .add("OrderPlaced", "{\"lines\":[]}", 1)
        .add("OrderPaid", "{\"amount\":6}")
        .add("OrderCancelled", "{}", 1);
    VERIFY_OK((*fold)->apply(events.list()));
    VERIFY_OK((*fold)->sync());
    QCOMPARE((*fold)->states().size(), std::size_t(1));
    QString state = QString::fromStdString((*fold)->states().at("order-0"));
    COMPARE_TEXT(state.toStdString(), std::string("{\"total\":6,\"paid\":6}"));
}

void TestProgramFold::aProgramThatFailsIsNamedAtItsEvent_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *what, const char *text, const char *message) {
        QTest::newRow(what) << QString::fromUtf8(text) << QString::fromUtf8(message);
    };
    row("exits early", "read -r line; echo '[]'; echo 'no more' >&2; exit 3",
        "program ended with exit code 3 before it answered v2 (Paid). It must read until its standard input ends.");
    row("is killed", "read -r line; echo '[]'; kill -9 $$",
        "program was ended by signal 9 (Killed) before it answered v2 (Paid). It must read until its standard input ends.");
    row("prints garbage", "read -r line; echo '[]'; read -r line; echo 'Hello!'; cat",
        "program answered v2 (Paid) with something that is no JSON: \"Hello!\". An answer is a JSON array of {\"key\", \"state\"}.");
    row("answers no array", "while read -r line; do echo '{\"key\":\"a\",\"state\":1}'; done",
        "program answered v1 (Placed) with no array: \"{\\\"key\\\":\\\"a\\\",\\\"state\\\":1}\". An answer is a JSON array of "
        "{\"key\", \"state\"}.");
    row("answers without a state", "while read -r line; do echo '[{\"key\":\"a\"}]'; done",
        "program answered v1 (Placed) with an element that has no key or no state: \"[{\\\"key\\\":\\\"a\\\"}]\". An answer is a "
        "JSON array of {\"key\", \"state\"}.");
    row("hangs", "read -r line; echo '[]'; sleep 1000",
        "program was stopped: it gave no answer to v2 (Paid) for 300 ms. It must write one line for every event, and flush it.");
    row("loops", "read -r line; echo '[]'; while :; do :; done",
        "program was stopped: it gave no answer to v2 (Paid) for 300 ms. It must write one line for every event, and flush it.");
    row("floods a line", "cat /dev/zero | tr '\\0' x",
        "program answered v1 (Placed) with a line of more than 1 MB.");
    row("floods lines", "while :; do echo '[]'; done",
        "program wrote more lines than it got events: \"[]\". It must write one line for every event; messages belong to standard error.");
}

void TestProgramFold::aProgramThatFailsIsNamedAtItsEvent()
{
    QFETCH(QString, text);
    QFETCH(QString, message);
    auto fold = ProgramFold::open(program("#!/bin/sh\n" + text.toStdString() + "\n"),
                                  shortLimits());
    VERIFY_OK(fold);
    VERIFY_OK((*fold)->begin());
    auto events = threeEvents();
    auto result = (*fold)->apply(events.list());
    // A flood may show only a little later.
    QTRY_VERIFY([&] {
        if (result)
            result = (*fold)->sync();
        return !result;
    }());
    QCOMPARE(result.error().code, ErrorCode::Script);
    COMPARE_TEXT(result.error().message, message.toStdString());
    QVERIFY((*fold)->failure());
    if (text.contains(QStringLiteral("no more")))
        COMPARE_TEXT(result.error().detail, std::string("no more\n"));
    QVERIFY(!(*fold)->apply(events.list()));

    // The next run works.
    program("#!/bin/sh\nwhile read -r line; do echo '[{\"key\":\"a\",\"state\":1}]'; done\n");
    VERIFY_OK((*fold)->begin());
    VERIFY_OK((*fold)->apply(events.list()));
    VERIFY_OK((*fold)->sync());
    QCOMPARE((*fold)->states().size(), std::size_t(1));
}

void TestProgramFold::theStatesBeforeAFailureStay()
{
    auto fold = ProgramFold::open(
        program("#!/bin/sh\nread -r line; echo '[{\"key\":\"a\",\"state\":1}]'\n"));
    VERIFY_OK(fold);
    VERIFY_OK((*fold)->begin());
    auto events = threeEvents();
    auto result = (*fold)->apply(events.list());
    if (result)
        result = (*fold)->sync();
    QVERIFY(!result);
    QCOMPARE((*fold)->failure()->ordinal, 1u);
    COMPARE_TEXT((*fold)->states().at("a"), std::string("1"));
}

void TestProgramFold::aCancelledProgramBeginsAnew()
{
    auto fold = ProgramFold::open(
        program("#!/bin/sh\nwhile read -r line; do echo '[{\"key\":\"a\",\"state\":1}]'; done\n"));
    VERIFY_OK(fold);
    VERIFY_OK((*fold)->begin());
    std::stop_source stop;
    stop.request_stop();
    auto events = threeEvents();
    auto result = (*fold)->apply(events.list(), stop.get_token());
    if (result)
        result = (*fold)->sync(stop.get_token());
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Cancelled);
    VERIFY_OK((*fold)->begin());
    VERIFY_OK((*fold)->apply(events.list()));
    VERIFY_OK((*fold)->sync());
    QCOMPARE((*fold)->states().size(), std::size_t(1));
}

void TestProgramFold::aFileThatIsNoProgramIsRefused()
{
    QCOMPARE(ProgramFold::open(m_folder.path("nowhere")).error().code, ErrorCode::NotFound);
    const auto path = m_folder.write("plain", "#!/bin/sh\n");
    const auto plain = ProgramFold::open(path);
    QVERIFY(!plain);
    COMPARE_TEXT(
        plain.error().message,
        "plain is neither a script by its ending (.js, .ts …) nor executable: if it is a program, run chmod +x "
            + path + ".");
    auto fold = ProgramFold::open(program("just text\n"));
    VERIFY_OK(fold);
    QVERIFY(!(*fold)->begin());
}

void TestProgramFold::whatAProgramStartedEndsWithIt()
{
    const auto note = m_folder.path("pid");
    auto fold = ProgramFold::open(program("#!/bin/sh\nsleep 1000 &\necho $! > '" + note
                                          + "'\nwhile read -r line; do echo '[]'; done\n"));
    VERIFY_OK(fold);
    VERIFY_OK((*fold)->begin());
    auto events = threeEvents();
    VERIFY_OK((*fold)->apply(events.list()));
    VERIFY_OK((*fold)->sync());
    QFile file(QString::fromStdString(note));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString status = QStringLiteral("/proc/%1/stat")
                               .arg(QString::fromUtf8(file.readAll()).trimmed());
    QVERIFY(QFileInfo::exists(status));
    (*fold).reset();
    // Gone, or a zombie that nobody has buried yet.
    QTRY_VERIFY([&] {
        QFile stat(status);
        return !stat.open(QIODevice::ReadOnly) || stat.readAll().contains(") Z ");
    }());
}

QTEST_GUILESS_MAIN(TestProgramFold)
#include "tst_programfold.moc"
