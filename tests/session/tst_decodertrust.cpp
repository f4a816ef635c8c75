// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../ui/accountsstore.h"
#include "secretstore.h"

#include <QObject>
#include <QSignalSpy>

#include <cstdio>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

// The decoders of an open store: whether they may run, and that everything sees what they make.
class TestDecoderTrust : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingRunsBeforeItIsTrusted();
    void whatIsChosenHereIsTrustedFromThenOn();
    void aChangedFileAsksAgain();
    void aProgramThatChangesItselfIsAskedAbout();
    void aProgramBuiltAnewGoesOn();
    void editingWhatIsHeldTrustsNothing();
    void startingAgainLooksAnew();
    void snapshotsAreDecodedToo();
    void aHungDecoderHoldsUpNobody_data();
    void aHungDecoderHoldsUpNobody();
    void whoeverSaysNoIsNotAskedAgain();
    void everythingSeesWhatIsDecoded();
    void removingRestoresWhatWasShown();
    void aStoppedDecoderIsStartedAgain();
    void rulesAreKeptWithTheWorkspace();
    void aStateIsFoldedFromWhatIsDecoded();
    void whatADecoderSaysIsMaskedWithTheRest();

private:
    using State = Decoders::State;

    // With a folder for settings that lives as long as the test.
    void open(Session &session, const SecretStore &store)
    {
        session.workspace().setFolder(m_settings->path());
        session.open(store.path());
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        QTRY_VERIFY(session.decoders().isIdle());
    }
    static std::vector<State> states(const Session &session)
    {
        std::vector<State> all;
        for (const Decoders::Entry &entry : session.decoders().entries())
            all.push_back(entry.state);
        return all;
    }
    static QStringList previews(Session &session)
    {
        QStringList texts;
        const auto keep = connect(&session, &Session::previewsReady, &session,
                                  [&](const std::vector<Session::Preview> &found, bool) {
                                      for (const auto &each : found)
                                          texts << QString::fromStdString(each.text);
                                  });
        std::vector<Row> rows;
        for (std::uint32_t i = 0; i < session.log().rowCount(); ++i)
            rows.emplace_back(i);
        const auto wanted = qsizetype(rows.size());
        session.requestPreviews(std::move(rows));
        [&] { QTRY_COMPARE(texts.size(), wanted); }();
        disconnect(keep);
        return texts;
    }
    // What the workspace of somebody else names.
    static void nameInFile(const QString &workspace, const SecretStore &store)
    {
        WorkspaceWrite write;
        write.file = workspace;
        write.store = {store.path(), {}, {}};
        write.content.decoders = {store.rule()};
        QVERIFY(writeWorkspace(write));
    }

    std::unique_ptr<QTemporaryDir> m_settings = std::make_unique<QTemporaryDir>();
};

void TestDecoderTrust::nothingRunsBeforeItIsTrusted()
{
    const SecretStore store;
    const QString file = store.folder() + u"/theirs.eventscope"_s;
    nameInFile(file, store);
    Session session;
    session.workspace().setFolder(m_settings->path());
    session.open(store.path(), {}, file);
    QTRY_COMPARE(session.phase(), Session::Phase::Ready);
    QTRY_COMPARE(states(session), std::vector<State>{State::Held});
    QTRY_VERIFY(session.isIdle());
    QVERIFY(previews(session).first() != u"{\"n\":1}"_s);
    QCOMPARE(store.starts(), 0);

    QSignalSpy changed(&session, &Session::payloadsChanged);
    session.decoders().trust(true);
    QCOMPARE(states(session), std::vector<State>{State::Running});
    QCOMPARE(changed.size(), 1);
    QCOMPARE(previews(session), (QStringList{u"{\"n\":1}"_s, u"{\"n\":2}"_s, u"{\"n\":3}"_s,
                                             u"{\"n\":4}"_s, u"{\"n\":5}"_s, u"{\"n\":6}"_s}));
    QVERIFY(store.starts() > 0);
}

void TestDecoderTrust::whatIsChosenHereIsTrustedFromThenOn()
{
    const SecretStore store;
    {
        Session session;
        open(session, store);
        session.decoders().setRules({store.rule()});
        QTRY_COMPARE(states(session), std::vector<State>{State::Running});
    }
    Session again;
    open(again, store);
    QTRY_COMPARE(states(again), std::vector<State>{State::Running});
    QCOMPARE(previews(again).first(), u"{\"n\":1}"_s);
}

void TestDecoderTrust::aChangedFileAsksAgain()
{
    const SecretStore store;
    Session session;
    open(session, store);
    session.decoders().setRules({store.rule()});
    QTRY_COMPARE(states(session), std::vector<State>{State::Running});
    QCOMPARE(previews(session).first(), u"{\"n\":1}"_s);
    // While it is open ...
    store.writeProgram(QByteArray(SecretStore::kDecoder).replace("\"data\"", "\"data\":0,\"x\""));
    QTRY_COMPARE(states(session), std::vector<State>{State::Held});
    QVERIFY(previews(session).first() != u"{\"n\":1}"_s);
    session.decoders().trust(true);
    QTRY_COMPARE(states(session), std::vector<State>{State::Running});
    QCOMPARE(previews(session).first(), u"0"_s);
    // ... and while nobody looks.
    session.close();
    store.writeProgram(QByteArray(SecretStore::kDecoder) + "# more\n");
    const int before = store.starts();
    open(session, store);
    QTRY_COMPARE(states(session), std::vector<State>{State::Held});
    QTRY_VERIFY(session.isIdle());
    QCOMPARE(store.starts(), before);
    // What was trusted before still is.
    store.writeProgram(SecretStore::kDecoder);
    QTRY_COMPARE(states(session), std::vector<State>{State::Running});
}

void TestDecoderTrust::aProgramThatChangesItselfIsAskedAbout()
{
    const SecretStore store;
    store.write(u"once.sh"_s,
                "#!/bin/sh\necho started >> \"${0%/*}/decode.sh.log\"\necho '# and more' >> "
                "\"$0\"\necho 1\n",
                true);
    const auto rule = parseDecoderRule("*=each:./once.sh", store.folder());
    QVERIFY(rule);
    Session session;
    open(session, store);
    session.decoders().add(*rule);
    QTRY_COMPARE(states(session), std::vector<State>{State::Running});
    QTRY_VERIFY(store.starts() > 0);
    QTRY_COMPARE(states(session), std::vector<State>{State::Held});
    QTRY_VERIFY(session.isIdle());
    const int before = store.starts();
    QVERIFY(previews(session).first() != u"1"_s);
    QCOMPARE(store.starts(), before);
}

void TestDecoderTrust::aProgramBuiltAnewGoesOn()
{
    const SecretStore store;
    const QByteArray text = "#!/bin/sh\ntail -c +2\n";
    store.write(u"each.sh"_s, text, true);
    const auto rule = parseDecoderRule("*=each:./each.sh", store.folder());
    QVERIFY(rule);
    Session session;
    open(session, store);
    session.decoders().add(*rule);
    QTRY_COMPARE(states(session), std::vector<State>{State::Running});
    // As a linker does it: another file with the same bytes in its place.
    const QString built = store.write(u"built"_s, text, true);
    QVERIFY(std::rename(QFile::encodeName(built).constData(),
                        QFile::encodeName(store.folder() + u"/each.sh"_s).constData())
            == 0);
    QVERIFY(previews(session).contains(u"{\"n\":1}"_s));
    QTRY_VERIFY(session.isIdle());
    QCOMPARE(states(session), std::vector<State>{State::Running});
}

void TestDecoderTrust::editingWhatIsHeldTrustsNothing()
{
    const SecretStore store;
    const QString file = store.folder() + u"/theirs.eventscope"_s;
    nameInFile(file, store);
    Session session;
    session.workspace().setFolder(m_settings->path());
    session.open(store.path(), {}, file);
    QTRY_COMPARE(session.phase(), Session::Phase::Ready);
    QTRY_COMPARE(states(session), std::vector<State>{State::Held});
    DecoderRule edited = store.rule("Pl*");
    edited.readsAll = true;
    for (const auto kind : {DecoderProgram::Kind::Lines, DecoderProgram::Kind::Each}) {
        edited.kind = kind;
        session.decoders().setRules({edited});
        QTRY_COMPARE(states(session), std::vector<State>{State::Held});
        QTRY_VERIFY(session.isIdle());
        QCOMPARE(store.starts(), 0);
    }
    // Whoever writes the command themselves says so.
    session.decoders().add(store.rule());
    QTRY_COMPARE(states(session), (std::vector<State>{State::Running, State::Running}));
    // What is trusted stays so, whatever it is to read.
    session.decoders().setRules({store.rule("Paid")});
    QTRY_COMPARE(states(session), std::vector<State>{State::Running});
}

void TestDecoderTrust::startingAgainLooksAnew()
{
    const SecretStore store({{"a", 1, "T", R"({"n":"die"})"},
                             {"a", 2, "T", R"({"n":"die"})"},
                             {"a", 3, "T", R"({"n":"die"})"}});
    Session session;
    open(session, store);
    session.decoders().add(store.rule());
    QTRY_COMPARE(states(session), std::vector<State>{State::Stopped});
    QTRY_VERIFY(session.isIdle());
    const int before = store.starts();
    store.writeProgram(QByteArray(SecretStore::kDecoder) + "# another one\n");
    session.decoders().startAgain();
    QTRY_COMPARE(states(session), std::vector<State>{State::Held});
    QTRY_VERIFY(session.isIdle());
    QCOMPARE(store.starts(), before);
}

void TestDecoderTrust::snapshotsAreDecodedToo()
{
    const AccountsStore store;
    store.run("UPDATE snapshots SET state = CAST(x'ff' || state AS BLOB) WHERE id = 'a1'");
    const auto rule = parseDecoderRule("Acc*=each:tail -c +2", m_settings->path());
    QVERIFY(rule);
    Session session;
    store.open(session);
    session.workspace().setReducer("Account", store.reducer().toStdString());
    const auto at = [&](const char *stream, int version) {
        const StreamId id = *session.log().findStream(stream);
        session.snapshots().want({id});
        const auto rows = session.log().streamRows(id);
        for (const Row row : *rows) {
            if (session.log().version(row) == Version(version))
                session.goToEvent(row);
        }
    };
    const SnapshotComparison &comparison = session.snapshotComparison();
    at("Account/a1", 4);
    QTRY_VERIFY(comparison.answer() && comparison.answer()->payload.kind == Payload::Kind::Binary);

    session.decoders().add(*rule);
    QTRY_VERIFY(comparison.answer() && comparison.answer()->isCompared);
    QCOMPARE(QByteArray::fromStdString(comparison.answer()->payload.text),
             QByteArray(R"({"balance":99,"owner":"Ada","frozen":true})"));
    QCOMPARE(comparison.answer()->differences, std::size_t(2));
    session.checkSnapshots();
    QTRY_VERIFY(session.snapshotCheck().report());
    // As of a store in which they stand as they are.
    const QString sentence = QString::fromStdString(session.snapshotCheck().report()->sentence());
    QVERIFY2(sentence.startsWith(u"9 snapshots: 2 agree with the folded state, 1 differ"_s),
             qPrintable(sentence));

    // One that it cannot decode says why, and as little as is to be seen of masked data.
    at("Account/a2", 3);
    const auto isSaid = [&](const char *text) {
        return comparison.answer() && comparison.answer()->damage
               && QByteArray::fromStdString(comparison.answer()->damage->message).contains(text);
    };
    QTRY_VERIFY(isSaid("tail answered v3 (Account) with something that is no JSON"));
    session.workspace().setMasks({{MaskRule::Kind::Path, "/data/owner", MaskRule::With::Dots}});
    session.masking().setOn(true);
    QTRY_VERIFY(isSaid("what it said is masked"));

    session.decoders().setRules({});
    session.masking().setOn(false);
    at("Account/a1", 4);
    QTRY_VERIFY(comparison.answer() && comparison.answer()->payload.kind == Payload::Kind::Binary);
}

void TestDecoderTrust::aHungDecoderHoldsUpNobody_data()
{
    QTest::addColumn<QString>("options");
    QTest::newRow("started once") << QString();
    QTest::newRow("for every payload") << u"each:"_s;
}

// Its limit is longer than this test may last.
void TestDecoderTrust::aHungDecoderHoldsUpNobody()
{
    QFETCH(const QString, options);
    const SecretStore store;
    store.writeProgram("#!/bin/sh\necho started >> \"$0.log\"\nsleep 100000 & wait\n");
    auto session = std::make_unique<Session>();
    DecoderLimits limits;
    limits.program.answer = std::chrono::hours(24);
    session->decoders().setLimits(limits);
    open(*session, store);
    session->decoders().add(store.rule("Placed", options));
    QTRY_VERIFY(store.starts() > 0);
    // Another event is shown while nothing comes of the one before.
    session->goToEvent(Row(0));
    session->goToEvent(Row(3));
    QTRY_VERIFY(session->eventDetails() && session->eventDetails()->row == Row(3));
    session->requestPreviews({Row(0), Row(1), Row(2)});
    const int before = store.starts();
    session->goToEvent(Row(1));
    QTRY_VERIFY(store.starts() > before);
    session.reset();
}

void TestDecoderTrust::whoeverSaysNoIsNotAskedAgain()
{
    const SecretStore store;
    const QString file = store.folder() + u"/theirs.eventscope"_s;
    nameInFile(file, store);
    for (int round = 0; round < 2; ++round) {
        Session session;
        session.workspace().setFolder(m_settings->path());
        session.open(store.path(), {}, file);
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        QTRY_COMPARE(states(session),
                     std::vector<State>{round == 0 ? State::Held : State::Refused});
        session.decoders().trust(false);
        QCOMPARE(states(session), std::vector<State>{State::Refused});
        if (round == 0)
            continue;
        session.decoders().trustOne(0);
        QCOMPARE(states(session), std::vector<State>{State::Running});
    }
}

void TestDecoderTrust::everythingSeesWhatIsDecoded()
{
    const SecretStore store;
    Session session;
    open(session, store);
    session.setFilter(u"data.n > 4"_s);
    QTRY_VERIFY(!session.isFiltering());
    QCOMPARE(session.shownEvents().size(), 0U);
    session.decoders().setRules({store.rule()});
    // The search that found nothing looks again.
    QTRY_COMPARE(session.shownEvents().size(), 2U);
    session.goToEvent(Row(4));
    QTRY_VERIFY(session.eventDetails() && session.eventDetails()->row == Row(4)
                && session.eventDetails()->record.data.text == "{\"n\":5}");
    session.catalogue().want();
    QTRY_VERIFY(session.catalogue().contents());
    QTRY_VERIFY(session.findings().isComplete());
    QCOMPARE(session.findings().report()->total(), 0U);
}

void TestDecoderTrust::removingRestoresWhatWasShown()
{
    const SecretStore store;
    Session session;
    open(session, store);
    const QStringList before = previews(session);
    session.decoders().setRules({store.rule()});
    QTRY_VERIFY(session.decoders().areAnyRunning());
    QVERIFY(previews(session) != before);
    session.decoders().setRules({});
    QTRY_VERIFY(!session.decoders().areAnyRunning());
    QCOMPARE(previews(session), before);
    session.workspace().undo();
    QTRY_VERIFY(session.decoders().areAnyRunning());
}

void TestDecoderTrust::aStoppedDecoderIsStartedAgain()
{
    const SecretStore store({{"a", 1, "T", R"({"n":1})"}, {"a", 2, "T", R"({"n":"hang"})"}});
    Session session;
    DecoderLimits limits;
    limits.program.answer = std::chrono::milliseconds(400);
    session.decoders().setLimits(limits);
    open(session, store);
    session.decoders().setRules({store.rule()});
    QTRY_COMPARE(states(session), std::vector<State>{State::Stopped});
    const auto &entry = session.decoders().entries().front();
    QVERIFY(entry.problem);
    QVERIFY2(QString::fromStdString(entry.problem->message).contains(u"gave no answer"_s),
             entry.problem->message.c_str());
    // The check tells of the events whose payload could not be read.
    QTRY_VERIFY(session.findings().isComplete());
    QVERIFY(session.findings().report()->total() > 0);
    const int before = store.starts();
    session.decoders().startAgain();
    QTRY_VERIFY(store.starts() > before);
    QTRY_COMPARE(states(session), std::vector<State>{State::Stopped});
}

void TestDecoderTrust::rulesAreKeptWithTheWorkspace()
{
    const SecretStore store;
    store.write(u"decode.js"_s, "export function decode() { return {}; }\n");
    std::vector<DecoderRule> rules;
    for (const char *text : {"Pl*=./decode.sh --x 'a b'", "Paid=all:each:sh -c true", "*=decode.js",
                             "*=all:decode.js"}) {
        const auto rule = parseDecoderRule(text, store.folder());
        QVERIFY(rule);
        rules.push_back(*rule);
    }
    const QString file = store.folder() + u"/mine.eventscope"_s;
    WorkspaceWrite write;
    write.file = file;
    write.store = {store.path(), {}, {}};
    write.content.decoders = rules;
    QVERIFY(writeWorkspace(write));
    const auto read = readWorkspace(file);
    QVERIFY(read);
    QVERIFY(read->content.decoders == rules);
    // Paths are relative, and a program of the folder does not pass for one of $PATH.
    QFile text(file);
    QVERIFY(text.open(QIODevice::ReadOnly));
    const QByteArray bytes = text.readAll();
    QVERIFY(bytes.contains("\"./decode.sh\""));
    QVERIFY(bytes.contains("\"script\": \"decode.js\""));
    QVERIFY(!bytes.contains(store.program().toUtf8()));

    for (const char *wrong :
         {R"({"decoders":{}})", R"({"decoders":[{"types":"*"}]})",
          R"({"decoders":[{"command":[]}]})", R"({"decoders":[{"command":[1]}]})",
          R"({"decoders":[{"command":["sh"],"mode":"often"}]})",
          "{\"decoders\":[{\"command\":[\"/tmp/run\\u0000me\"]}]}"}) {
        const auto damaged = parseWorkspace(wrong, file);
        QVERIFY2(!damaged, wrong);
        QCOMPARE(damaged.error().code, ErrorCode::Damaged);
    }
}

void TestDecoderTrust::aStateIsFoldedFromWhatIsDecoded()
{
    const SecretStore store;
    Session session;
    open(session, store);
    session.decoders().setRules({store.rule()});
    session.goToEvent(Row(4));
    QTRY_VERIFY(session.stateAt() && session.stateAt()->state.find("n"));
    QTRY_COMPARE(QByteArray::fromStdString(session.stateAt()->state.dump()),
                 QByteArray("{\"n\":5}"));
    session.close();

    // An event that its decoder cannot read is left out, and told of.
    const SecretStore other({{"a", 1, "T", R"({"n":1})"}, {"a", 2, "T", R"({"n":"bad"})"}});
    open(session, other);
    session.decoders().setRules({other.rule()});
    QTRY_VERIFY(session.stateAt() && session.stateAt()->state.find("n"));
    QCOMPARE(session.stateAt()->problems.size(), std::size_t(1));
    QVERIFY2(QString::fromStdString(session.stateAt()->problems.front().second.message)
                 .contains(u"a bad one"_s),
             session.stateAt()->problems.front().second.message.c_str());
}

void TestDecoderTrust::whatADecoderSaysIsMaskedWithTheRest()
{
    const SecretStore store({{"a", 1, "T", R"({"n":"ada"})"}, {"a", 2, "T", R"({"n":"bad"})"}});
    Session session;
    open(session, store);
    session.decoders().setRules({store.rule()});
    QTRY_VERIFY(session.decoders().areAnyRunning());
    session.workspace().setMasks({{MaskRule::Kind::Path, "/data/n", MaskRule::With::Dots}});
    QCOMPARE(previews(session).first(), u"{\"n\":\"ada\"}"_s);
    session.masking().setOn(true);
    const QStringList masked = previews(session);
    QVERIFY2(!masked[0].contains(u"ada"_s) && masked[0].startsWith(u"{\"n\":"_s),
             qPrintable(masked[0]));
    QVERIFY2(masked[1].contains(u"masked"_s) && !masked[1].contains(u"a bad one"_s),
             qPrintable(masked[1]));
}

QTEST_GUILESS_MAIN(TestDecoderTrust)
#include "tst_decodertrust.moc"
