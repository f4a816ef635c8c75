// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "childhosts.h"
#include "scriptfixture.h"

#include <QElapsedTimer>
#include <QObject>

#include <filesystem>
#include <fstream>

using namespace eventscope;
using namespace eventscope::tests;

// Scripts that mean harm, or do it. Whatever they do, the next run works.
class TestScriptLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEndlessCallIsStoppedAtItsEvent_data();
    void anEndlessCallIsStoppedAtItsEvent();
    void anEndlessTopLevelIsStopped();
    void anEndlessToJsonIsStopped_data();
    void anEndlessToJsonIsStopped();
    void endlessPromisesAreStopped();
    void tooMuchMemoryIsStopped_data();
    void tooMuchMemoryIsStopped();
    void aStateOfTooManyMegabytesIsNotShown();
    void endlessRecursionIsAnErrorAtItsEvent();
    void aHostThatIsKilledIsNamedAndStartedAnew();
    void aHostThatIsKilledWhileItRestsIsStartedAnew();
    void checkpointsEndWithTheirHost();
    void onlyFilesOfTheFolderAreImported_data();
    void onlyFilesOfTheFolderAreImported();
    void aLinkDoesNotLeadOutOfTheFolder();
    void nothingIsImportedWhileEventsAreFolded();
    void aFileThatIsNoScriptIsRefused_data();
    void aFileThatIsNoScriptIsRefused();
    void aFloodOfLogLinesIsCut();
    void theHostSeesNoEnvironmentAndNoFiles();
    void noHostOutlivesItsFold();

private:
    // Opens, folds three events of which the second is Bad, and gives the error of apply() or sync().
    void foldInto(const std::string &path, std::unique_ptr<ScriptFold> &fold, Result<void> &result)
    {
        fold = begun(path, callLimit(std::chrono::milliseconds(100)));
        QVERIFY(fold);
        m_events = Events();
        m_events.add("Good", "{\"n\":1}").add("Bad", "{}").add("Good", "{\"n\":1}");
        result = applied(*fold, m_events);
    }
    // The same fold goes on with other events.
    void verifyNextRunWorks(ScriptFold &fold)
    {
        const auto before = fold.generation();
        VERIFY_OK(fold.begin());
        QCOMPARE(fold.generation(), before + 1);
        QVERIFY(fold.failures().empty());
        VERIFY_OK(fold.apply(std::span(m_events.list()).first(1)));
        COMPARE_TEXT(*fold.state(), std::string("{\"n\":1}"));
    }

    ScriptFolder m_folder;
    Events m_events;
};

void TestScriptLimits::anEndlessCallIsStoppedAtItsEvent_data()
{
    QTest::addColumn<QString>("statement");
    QTest::newRow("loop") << QStringLiteral("for (;;);");
    QTest::newRow("loop that catches") << QStringLiteral("for (;;) try { for (;;); } catch {}");
    QTest::newRow("regular expression") << QStringLiteral("/^(a+)+$/.test('a'.repeat(60) + 'b');");
    QTest::newRow("sort") << QStringLiteral("[3, 2, 1].sort(() => { for (;;); });");
    QTest::newRow("getter") << QStringLiteral("({ get x() { for (;;); } }).x;");
    QTest::newRow("upcaster's proxy")
        << QStringLiteral("new Proxy({}, { get() { for (;;); } }).then;");
}

void TestScriptLimits::anEndlessCallIsStoppedAtItsEvent()
{
    QFETCH(QString, statement);
    const auto path = m_folder.write("endless.js",
                                     "export default (s, e) => {\n  if (e.type === 'Bad') { "
                                         + statement.toStdString() + " }\n  s.n = e.data.n;\n};\n");
    std::unique_ptr<ScriptFold> fold;
    Result<void> result;
    foldInto(path, fold, result);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Script);
    COMPARE_TEXT(
        result.error().message,
        std::string(
            "endless.js was stopped at v2 (Bad): one call took longer than 100 ms. Look for a loop that "
            "does not end, or raise the limit."));
    COMPARE_TEXT(result.error().path, path);
    QCOMPARE(fold->failures().size(), std::size_t(1));
    QCOMPARE(fold->failures().front().ordinal, 1u);
    QCOMPARE(fold->failures().front().end, ScriptEnd::Limit);
    QVERIFY(!fold->state());
    verifyNextRunWorks(*fold);
}

void TestScriptLimits::anEndlessTopLevelIsStopped()
{
    const auto fold = ScriptFold::open(m_folder.write("top.js",
                                                      "for (;;);\nexport default (s) => s;\n"),
                                       callLimit(std::chrono::milliseconds(100)));
    QVERIFY(!fold);
    QCOMPARE(fold.error().code, ErrorCode::Script);
    COMPARE_TEXT(
        fold.error().message,
        std::string(
            "top.js was stopped while it was loaded: one call took longer than 100 ms. Look for a loop that does "
            "not end, or raise the limit."));
}

void TestScriptLimits::anEndlessToJsonIsStopped_data()
{
    QTest::addColumn<QString>("member");
    QTest::newRow("toJSON") << QStringLiteral("{ toJSON() { for (;;); } }");
    QTest::newRow("getter") << QStringLiteral("{ get x() { for (;;); } }");
}

void TestScriptLimits::anEndlessToJsonIsStopped()
{
    QFETCH(QString, member);
    const auto path
        = m_folder.write("tojson.js",
                         "export default (s, e) => { s.n = e.data.n; if (e.type === 'Bad') s.x = "
                             + member.toStdString() + "; };\n");
    std::unique_ptr<ScriptFold> fold;
    Result<void> result;
    foldInto(path, fold, result);
    VERIFY_OK(result);
    const auto state = fold->state();
    QVERIFY(!state);
    QCOMPARE(fold->endedBy(), std::optional(ScriptEnd::Limit));
    QVERIFY2(state.error().message.starts_with(
                 "tojson.js was stopped after v3 (Good): its answer took too long."),
             state.error().message.c_str());
    verifyNextRunWorks(*fold);
}

void TestScriptLimits::endlessPromisesAreStopped()
{
    const auto path = m_folder.write(
        "promises.js",
        "export default (s, e) => { s.n = e.data.n;\n"
        "  if (e.type === 'Bad') { const again = () => Promise.resolve().then(again); again(); } };\n");
    std::unique_ptr<ScriptFold> fold;
    Result<void> result;
    foldInto(path, fold, result);
    QVERIFY(!result);
    QVERIFY2(result.error().message.find("one call took longer than") != std::string::npos,
             result.error().message.c_str());
    verifyNextRunWorks(*fold);
}

void TestScriptLimits::tooMuchMemoryIsStopped_data()
{
    QTest::addColumn<QString>("statement");
    QTest::newRow("growing array")
        << QStringLiteral("const a = []; for (;;) a.push(a.length + 0.5);");
    QTest::newRow("growing state")
        << QStringLiteral("s.a = []; for (;;) s.a.push({ n: s.a.length });");
    QTest::newRow("filled bytes") << QStringLiteral("for (;;) new Uint8Array(3e9).fill(1);");
    QTest::newRow("long string") << QStringLiteral(
        "s.x = 'x'.repeat(2 ** 30); s.y = (s.x + 'y').indexOf('z'); for (;;);");
}

void TestScriptLimits::tooMuchMemoryIsStopped()
{
    QFETCH(QString, statement);
    const auto path = m_folder.write("memory.js",
                                     "export default (s, e) => {\n  if (e.type === 'Bad') { "
                                         + statement.toStdString() + " }\n  s.n = e.data.n;\n};\n");
    ScriptOptions options = callLimit(std::chrono::seconds(20));
    options.limits.memoryBytes = std::size_t(128) << 20;
    const auto fold = begun(path, options);
    QVERIFY(fold);
    m_events = Events();
    m_events.add("Good", "{\"n\":1}").add("Bad", "{}");
    const auto result = applied(*fold, m_events);
    QVERIFY(!result);
    QCOMPARE(fold->failures().front().end, ScriptEnd::Limit);
    COMPARE_TEXT(
        result.error().message,
        std::string(
            "memory.js was stopped at v2 (Bad): it held more than 128 MB of memory. Look for something that "
            "grows for ever, or raise the limit."));
    verifyNextRunWorks(*fold);
}

void TestScriptLimits::aStateOfTooManyMegabytesIsNotShown()
{
    const auto path = m_folder.write(
        "huge.js",
        "export default (s, e) => { s.n = e.data.n; if (e.type === 'Bad') s.x = 'x'.repeat(33 << 20); };");
    std::unique_ptr<ScriptFold> fold;
    Result<void> result;
    foldInto(path, fold, result);
    VERIFY_OK(result);
    const auto state = fold->state();
    QVERIFY(!state);
    QCOMPARE(state.error().code, ErrorCode::Limit);
    QVERIFY2(state.error().message.find("33 MB of JSON") != std::string::npos,
             state.error().message.c_str());
    VERIFY_OK(fold->begin());
    VERIFY_OK(fold->apply(std::span(m_events.list()).first(1)));
    COMPARE_TEXT(*fold->state(), std::string("{\"n\":1}"));
}

void TestScriptLimits::endlessRecursionIsAnErrorAtItsEvent()
{
    const auto path = m_folder.write(
        "deep.js",
        "export default (s, e) => { const f = () => f() + 1; if (e.type === 'Bad') f(); };");
    std::unique_ptr<ScriptFold> fold;
    Result<void> result;
    foldInto(path, fold, result);
    VERIFY_OK(result);
    QCOMPARE(fold->failures().size(), std::size_t(1));
    QCOMPARE(fold->failures().front().end, ScriptEnd::Threw);
    const Error &error = fold->failures().front().error;
    QVERIFY2(error.message.find("RangeError") != std::string::npos, error.message.c_str());
    QVERIFY2(error.message.ends_with("at v2 (Bad)."), error.message.c_str());
}

void TestScriptLimits::aHostThatIsKilledIsNamedAndStartedAnew()
{
    const auto before = childProcesses();
    const auto fold = begun(
        m_folder
            .write("killed.js",
                   "export default (s, e) => { s.n = e.data.n; if (e.type === 'Bad') for (;;); };"),
        callLimit(std::chrono::seconds(60)));
    QVERIFY(fold);
    const auto running = childProcesses(before);
    QCOMPARE(running.size(), std::size_t(1));
    m_events = Events();
    m_events.add("Good", "{\"n\":1}").add("Bad", "{}");
    const Killer killer(*running.begin());
    const auto result = applied(*fold, m_events);
    QVERIFY(!result);
    COMPARE_TEXT(
        result.error().message,
        std::string(
            "killed.js was stopped at v2 (Bad): the program that runs it was ended by signal 9 (Killed). Run "
            "it again."));
    QCOMPARE(fold->failures().size(), std::size_t(1));
    QCOMPARE(fold->failures().front().end, ScriptEnd::Killed);
    QCOMPARE(fold->endedBy(), std::optional(ScriptEnd::Killed));
    verifyNextRunWorks(*fold);
}

void TestScriptLimits::aHostThatIsKilledWhileItRestsIsStartedAnew()
{
    const auto before = childProcesses();
    const auto fold = begun(
        m_folder.write("rests.js", "export default (s, e) => { s.n = e.data.n; };"));
    QVERIFY(fold);
    m_events = Events();
    m_events.add("Good", "{\"n\":1}");
    VERIFY_OK(applied(*fold, m_events));
    const auto running = childProcesses(before);
    QCOMPARE(running.size(), std::size_t(1));
    kill(*running.begin(), SIGKILL);
    verifyNextRunWorks(*fold);
}

void TestScriptLimits::checkpointsEndWithTheirHost()
{
    const auto path = m_folder.write(
        "kept.js", "export default (s, e) => { if (e.type === 'Bad') for (;;); s.n = e.data.n; };");
    std::unique_ptr<ScriptFold> fold;
    Result<void> result;
    foldInto(path, fold, result);
    QVERIFY(!result);
    VERIFY_OK(fold->begin());
    VERIFY_OK(fold->apply(std::span(m_events.list()).first(1)));
    const auto saved = fold->save();
    VERIFY_OK(saved);
    VERIFY_OK(fold->apply(std::span(m_events.list()).subspan(1, 1)));
    const auto generation = fold->generation();
    QVERIFY(!fold->sync());
    QVERIFY(!fold->restore(saved->handle));
    VERIFY_OK(fold->begin());
    QVERIFY(fold->generation() != generation);
    QVERIFY(!fold->restore(saved->handle));
}

void TestScriptLimits::onlyFilesOfTheFolderAreImported_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("why");
    QTest::newRow("parent") << QStringLiteral("../outside.js")
                            << QStringLiteral("outside the script's folder");
    QTest::newRow("root") << QStringLiteral("/etc/passwd")
                          << QStringLiteral("outside the script's folder");
    QTest::newRow("around") << QStringLiteral("./a/../../outside.js")
                            << QStringLiteral("outside the script's folder");
    QTest::newRow("package") << QStringLiteral("lodash")
                             << QStringLiteral("scripts see no packages");
    QTest::newRow("absent") << QStringLiteral("./absent")
                            << QStringLiteral("there is no such file");
}

void TestScriptLimits::onlyFilesOfTheFolderAreImported()
{
    QFETCH(QString, name);
    QFETCH(QString, why);
    m_folder.write("outside.js", "export default 1;");
    const auto path = m_folder.write("inside/main.js", "// first\nimport x from '"
                                                           + name.toStdString()
                                                           + "';\nexport default (s) => x;\n");
    const auto fold = ScriptFold::open(path);
    QVERIFY(!fold);
    QCOMPARE(fold.error().code, ErrorCode::Script);
    QVERIFY2(fold.error().message.starts_with("main.js imports \"" + name.toStdString() + "\": "),
             fold.error().message.c_str());
    QVERIFY2(fold.error().message.find(why.toStdString()) != std::string::npos,
             fold.error().message.c_str());
    QCOMPARE(fold.error().line, 2);
}

void TestScriptLimits::aLinkDoesNotLeadOutOfTheFolder()
{
    const auto outside = m_folder.write("secret.js", "export default 1;");
    const auto path = m_folder.write("linked/main.js",
                                     "import x from './link.js';\nexport default (s) => x;\n");
    std::filesystem::create_symlink(outside, m_folder.path("linked/link.js"));
    const auto fold = ScriptFold::open(path);
    QVERIFY(!fold);
    QVERIFY2(fold.error().message.find("outside the script's folder") != std::string::npos,
             fold.error().message.c_str());
}

void TestScriptLimits::nothingIsImportedWhileEventsAreFolded()
{
    m_folder.write("late.cjs", "module.exports = 1;");
    const auto path = m_folder.write(
        "require.cjs",
        "module.exports = (s, e) => { if (e.type === 'Bad') require('./late.cjs'); s.n = 1; };");
    std::unique_ptr<ScriptFold> fold;
    Result<void> result;
    foldInto(path, fold, result);
    VERIFY_OK(result);
    QCOMPARE(fold->failures().size(), std::size_t(1));
    QVERIFY2(fold->failures().front().error.message.find("import it at the top of the file")
                 != std::string::npos,
             fold->failures().front().error.message.c_str());
}

void TestScriptLimits::aFileThatIsNoScriptIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("message");
    QTest::newRow("no reducer") << QByteArray("const x = 1;")
                                << QStringLiteral("it exports no reducer");
    QTest::newRow("bytes") << QByteArray("\x7f"
                                         "ELF\0\0\xff",
                                         8)
                           << QStringLiteral("is no UTF-8 text");
    QTest::newRow("a number") << QByteArray("export default 5;")
                              << QStringLiteral("it exports no reducer");
}

void TestScriptLimits::aFileThatIsNoScriptIsRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, message);
    const auto fold = ScriptFold::open(m_folder.write("no.js", bytes.toStdString()));
    QVERIFY(!fold);
    QCOMPARE(fold.error().code, ErrorCode::Script);
    QVERIFY2(fold.error().message.find(message.toStdString()) != std::string::npos,
             fold.error().message.c_str());
    QCOMPARE(ScriptFold::open(m_folder.path("nowhere.js")).error().code, ErrorCode::NotFound);
}

void TestScriptLimits::aFloodOfLogLinesIsCut()
{
    const auto fold = begun(m_folder.write(
        "flood.js",
        "export default (s, e) => { for (let i = 0; i < 9000; ++i) console.log('x'.repeat(20)); };"));
    QVERIFY(fold);
    m_events = Events();
    m_events.add("A", "1").add("A", "1").add("A", "1");
    VERIFY_OK(applied(*fold, m_events));
    const auto lines = fold->takeLogs();
    QCOMPARE(lines.size(), std::size_t(10000));
    QVERIFY(lines.back().text.find("the last line that is kept") != std::string::npos);
}

void TestScriptLimits::theHostSeesNoEnvironmentAndNoFiles()
{
    const auto before = childProcesses();
    qputenv("EVENTSCOPE_SECRET", "s3cret");
    const auto fold = opened(m_folder.write("env.js", "export default (s) => s;"));
    QVERIFY(fold);
    const auto running = childProcesses(before);
    QCOMPARE(running.size(), std::size_t(1));
    const std::string proc = "/proc/" + std::to_string(*running.begin());
    std::ifstream environment(proc + "/environ", std::ios::binary);
    const std::string all((std::istreambuf_iterator<char>(environment)), {});
    QVERIFY(all.find("s3cret") == std::string::npos);
    // Calls to the system are filtered.
    std::ifstream status(proc + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("Seccomp:"))
            COMPARE_TEXT(line, std::string("Seccomp:\t2"));
    }
    std::ifstream limits(proc + "/limits");
    bool found = false;
    for (std::string line; std::getline(limits, line);) {
        if (line.starts_with("Max open files")) {
            found = true;
            QVERIFY2(QString::fromStdString(line).simplified().startsWith(
                         QStringLiteral("Max open files 0 0")),
                     line.c_str());
        }
    }
    QVERIFY(found);
}

void TestScriptLimits::noHostOutlivesItsFold()
{
    const auto before = childProcesses();
    {
        const auto fold = begun(m_folder.write("ends.js", "export default (s) => { for (;;); };"));
        QVERIFY(fold);
        m_events = Events();
        m_events.add("A", "1");
        VERIFY_OK(fold->apply(m_events.list()));
        QCOMPARE(childProcesses(before).size(), std::size_t(1));
    }
    QVERIFY(childProcesses(before).empty());
}

QTEST_GUILESS_MAIN(TestScriptLimits)
#include "tst_scriptlimits.moc"
