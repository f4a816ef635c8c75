// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../ui/accountsstore.h"

#include "session/wrappedstore.h"
#include "store/store.h"

#include <QSignalSpy>

#include <algorithm>
#include <atomic>

using namespace eventscope;

namespace {

using At = SnapshotMark::Place;
using Verdict = SnapshotMark::Verdict;

JsonValue json(const char *text)
{
    return *JsonValue::parse(text);
}

} // namespace

class TestSnapshotChecks : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<AccountsStore> m_store;
    std::unique_ptr<Session> m_session;

    StreamId stream(const char *name) const { return *m_session->log().findStream(name); }
    // Waits until the marks of the stream are known.
    std::shared_ptr<const Snapshots::Marks> marksOf(const char *name)
    {
        m_session->snapshots().want({stream(name)});
        std::shared_ptr<const Snapshots::Marks> marks;
        [&] { QTRY_VERIFY((marks = m_session->snapshots().of(stream(name)))); }();
        return marks;
    }
    Row rowOf(const char *name, int version) const
    {
        const auto rows = m_session->log().streamRows(stream(name));
        for (const Row row : *rows) {
            if (m_session->log().version(row) == Version(version))
                return row;
        }
        return kNoRow;
    }
    // The answer at an event.
    std::shared_ptr<const SnapshotComparison::Answer> answerAt(const char *name, int version)
    {
        marksOf(name);
        m_session->goToEvent(rowOf(name, version));
        SnapshotComparison &comparison = m_session->snapshotComparison();
        [&] {
            QTRY_VERIFY(comparison.answer() && comparison.answer()->mark.row == rowOf(name, version)
                        && !comparison.isWaiting());
        }();
        return comparison.answer();
    }
    // At an event, of masked data.
    std::shared_ptr<const SnapshotComparison::Answer> maskedAnswerAt(const char *name, int version)
    {
        answerAt(name, version);
        SnapshotComparison &comparison = m_session->snapshotComparison();
        [&] {
            QTRY_VERIFY(comparison.answer() && !comparison.isWaiting()
                        && comparison.answer()->payload.text.find("Ada") == std::string::npos);
        }();
        return comparison.answer();
    }
    void useReducer()
    {
        m_session->workspace().setReducer("Account", m_store->reducer().toStdString());
    }

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<AccountsStore>();
        m_session = std::make_unique<Session>();
        m_store->open(*m_session);
    }
    void cleanup()
    {
        m_session.reset();
        m_store.reset();
    }

    void aSnapshotStandsAtTheLastEventThatWentIntoIt()
    {
        const auto marks = marksOf("Account/a1");
        QCOMPARE(marks->size(), std::size_t(3));
        QCOMPARE((*marks)[0].place, At::AtEvent);
        QCOMPARE((*marks)[0].row, rowOf("Account/a1", 2));
        QCOMPARE((*marks)[0].ordinal, 1U);
        QCOMPARE((*marks)[2].place, At::Ahead);
        QCOMPARE((*marks)[2].row, rowOf("Account/a1", 6));
        QCOMPARE(astraySentence((*marks)[2], m_session->log()),
                 std::string("The snapshot of v9 is ahead of its stream, which ends at v6."));
        const auto between = marksOf("Account/a3");
        QCOMPARE((*between)[0].place, At::Between);
        QCOMPARE((*between)[0].row, rowOf("Account/a3", 2));
        const auto before = marksOf("Account/a4");
        QCOMPARE((*before)[0].place, At::Before);
        QCOMPARE((*before)[0].row, rowOf("Account/a4", 5));
    }

    void whatDiffersIsListedWholeAndNothingElseIs()
    {
        QVERIFY(snapshotChanges(json(R"({"a":1,"b":0.10})"), json(R"({"b":0.1,"a":1.0})")).empty());
        const auto places = [](const char *folded, const char *snapshot) {
            std::string text;
            for (const LeafChange &change : snapshotChanges(json(folded), json(snapshot)))
                text += (change.kind == LeafChange::Kind::Added     ? '+'
                         : change.kind == LeafChange::Kind::Removed ? '-'
                                                                    : '~')
                        + change.pointer + " ";
            return text;
        };
        QCOMPARE(places(R"({"a":1,"b":2})", R"({"a":2,"c":null})"), std::string("~/a +/c -/b "));
        QVERIFY(!places(R"({"a":{}})", R"({})").empty());
        QVERIFY(!places(R"({"a":[]})", R"({"a":{}})").empty());
        QVERIFY(!places("1", "null").empty());
        // Elements that changed their places only.
        QVERIFY(!places(R"([{"id":1},{"id":2}])", R"([{"id":2},{"id":1}])").empty());
    }

    void withoutAReducerASnapshotIsShownAndWhyItIsNotCompared()
    {
        const auto answer = answerAt("Account/a1", 4);
        QVERIFY(!answer->isCompared);
        QVERIFY(answer->state);
        QCOMPARE(answer->state->state.find("balance")->text(), std::string("99"));
        QVERIFY(QString::fromStdString(answer->whyNot)
                    .startsWith(QStringLiteral("No reducer is chosen for Account streams")));
        // Where there is no snapshot there is no answer.
        m_session->goToEvent(rowOf("Account/a1", 3));
        QTRY_VERIFY(!m_session->snapshotComparison().answer());
    }

    void aSnapshotIsComparedWithTheFoldedState()
    {
        useReducer();
        const auto equal = answerAt("Account/a1", 2);
        QVERIFY(equal->agrees());
        const auto different = answerAt("Account/a1", 4);
        QVERIFY(different->isCompared && !different->agrees());
        QCOMPARE(different->differences, std::size_t(2));
        QCOMPARE(different->state->before.find("balance")->text(), std::string("40"));
        const auto ahead = answerAt("Account/a1", 6);
        QCOMPARE(ahead->mark.place, At::Ahead);
        QVERIFY(ahead->agrees()); // with the state at the end
        const auto before = answerAt("Account/a4", 5);
        QVERIFY(!before->isCompared && before->state);
        // What was found is kept on the marks, until another state is folded.
        QCOMPARE(marksOf("Account/a1")->at(1).verdict, Verdict::Differs);
        m_session->goToEvent(rowOf("Account/a1", 2));
        QTRY_COMPARE(marksOf("Account/a1")->at(0).verdict, Verdict::Agrees);
        m_session->workspace().setReducer("Account", {});
        QTRY_COMPARE(marksOf("Account/a1")->at(1).verdict, Verdict::NotCompared);
    }

    void aDamagedSnapshotSaysWhy()
    {
        useReducer();
        const auto answer = answerAt("Account/a2", 3);
        QVERIFY(!answer->isCompared && !answer->state);
        QVERIFY(answer->damage);
        QVERIFY(QString::fromStdString(answer->whyNot).contains(QStringLiteral("damaged")));
        QCOMPARE(answer->payload.kind, Payload::Kind::Binary);
    }

    void oneOfSeveralAtAnEventCanBeChosen()
    {
        m_session->close();
        m_store->addSnapshot("Account", "a1", 6, R"('{"balance":61,"owner":"Ada"}')");
        m_store->open(*m_session);
        useReducer();
        const auto own = answerAt("Account/a1", 6);
        QCOMPARE(own->mark.place, At::AtEvent);
        QCOMPARE(own->others, std::size_t(1));
        QCOMPARE(own->differences, std::size_t(1));
        m_session->snapshotComparison().choose(Version(9));
        QTRY_COMPARE(m_session->snapshotComparison().answer()->mark.place, At::Ahead);
        QVERIFY(m_session->snapshotComparison().answer()->agrees());
    }

    void aSnapshotThatIsTakenWhileTheStoreIsFollowedIsSeen()
    {
        QCOMPARE(marksOf("Account/a1")->size(), std::size_t(3));
        m_store->addEvent("Account", "a1", 7, 0);
        m_store->addSnapshot("Account", "a1", 7, R"('{"balance":60,"owner":"Ada"}')");
        QTRY_VERIFY(m_session->snapshots().of(stream("Account/a1"))->size() == 4);
        const auto marks = marksOf("Account/a1");
        QCOMPARE(marks->at(2).place, At::AtEvent);
        QCOMPARE(marks->at(2).row, rowOf("Account/a1", 7));
        QCOMPARE(marks->at(3).row, rowOf("Account/a1", 7)); // what is ahead moves along
    }

    void allSnapshotsAreCheckedAndWhatDiffersIsFound()
    {
        useReducer();
        QTRY_VERIFY(m_session->findings().isComplete());
        const std::uint64_t others = m_session->findings().report()->total();
        QSignalSpy changed(&m_session->snapshotCheck(), &SnapshotCheck::changed);
        m_session->checkSnapshots();
        QVERIFY(m_session->snapshotCheck().isChecking());
        QTRY_COMPARE(changed.count(), 1);
        QVERIFY(!m_session->snapshotCheck().isChecking());
        const auto report = m_session->snapshotCheck().report();
        QVERIFY(report);
        QCOMPARE(report->snapshots, std::uint64_t(9));
        QCOMPARE(report->agree, std::uint64_t(2));
        QCOMPARE(report->differ, std::uint64_t(1));
        QCOMPARE(report->astray, std::uint64_t(2));
        QCOMPARE(report->damaged, std::uint64_t(1));
        QCOMPARE(report->cut, std::uint64_t(1));
        QCOMPARE(report->strange, std::uint64_t(1));
        QCOMPARE(report->withoutReducer.at("Other"), std::uint64_t(1));
        QVERIFY(QString::fromStdString(report->sentence())
                    .startsWith(QStringLiteral("9 snapshots: 2 agree with the folded state, "
                                               "1 differs from it, 2 are ahead of ")));

        const auto findings = m_session->findings().report();
        QCOMPARE(findings->counts[static_cast<std::size_t>(FindingCode::SnapshotDiffers)],
                 std::uint64_t(4));
        QCOMPARE(findings->total(), others + 4);
        const auto found = std::find_if(findings->findings.begin(), findings->findings.end(),
                                        [&](const Finding &finding) {
                                            return finding.code == FindingCode::SnapshotDiffers
                                                   && finding.row == rowOf("Account/a1", 4);
                                        });
        QVERIFY(found != findings->findings.end());
        QCOMPARE(QString::fromStdString(found->message),
                 QStringLiteral("The snapshot of v4 differs from the folded state in 2 places: "
                                "/balance, /frozen."));
        QVERIFY(std::is_sorted(findings->findings.begin(), findings->findings.end(),
                               [](const Finding &a, const Finding &b) { return a.row < b.row; }));
        QCOMPARE(marksOf("Account/a1")->at(1).verdict, Verdict::Differs);
        // They stay when the store is checked again.
        m_session->findings().check();
        QTRY_VERIFY(!m_session->findings().isChecking());
        QCOMPARE(m_session->findings().report()->total(), others + 4);
    }

    // More than is held at once of a stream.
    void largeSnapshotsAreCheckedOneByOne()
    {
        m_session->close();
        m_store->run("DELETE FROM snapshots");
        for (const int version : {1, 2, 3, 4})
            m_store->addSnapshot("Account", "a1", version,
                                 "json_object('balance'," + QByteArray::number(10 * version)
                                     + ",'owner','Ada'"
                                     + (version == 2 ? "" : ",'pad',hex(zeroblob(1000000))") + ")");
        m_store->open(*m_session);
        useReducer();
        m_session->checkSnapshots();
        QTRY_VERIFY(m_session->snapshotCheck().report());
        const auto report = m_session->snapshotCheck().report();
        QCOMPARE(report->agree, std::uint64_t(1));
        QCOMPARE(report->differ, std::uint64_t(3));
        SnapshotReport none;
        none.snapshots = 2;
        none.differ = 2;
        QCOMPARE(none.sentence(), std::string("2 snapshots: 2 differ from the folded state."));
        for (const Finding &finding : report->findings)
            QVERIFY(QString::fromStdString(finding.message)
                        .endsWith(QStringLiteral("in 1 place: /pad.")));
    }

    void aCheckCanBeCancelledAndAnotherStoreForgetsIt()
    {
        useReducer();
        m_session->checkSnapshots();
        m_session->snapshotCheck().cancel();
        QVERIFY(!m_session->snapshotCheck().isChecking());
        QTRY_VERIFY(m_session->snapshotCheck().isIdle());
        QCoreApplication::processEvents();
        QVERIFY(!m_session->snapshotCheck().report());
        m_session->checkSnapshots();
        QTRY_VERIFY(m_session->snapshotCheck().report());
        m_session->close();
        QVERIFY(!m_session->snapshotCheck().report());
        QVERIFY(!m_session->snapshots().areThere());
        QCOMPARE(m_session->findings().report()->total(), std::uint64_t(0));
    }

    void aTableThatDoesNotFitIsOneSentenceAndTheEventsAreThere()
    {
        m_session->close();
        m_store->run(
            "DROP TABLE snapshots; CREATE TABLE snapshots(id TEXT, type TEXT, state BLOB)");
        m_session->open(m_store->path());
        QTRY_COMPARE(m_session->phase(), Session::Phase::Ready);
        QCOMPARE(m_session->log().rowCount(), 15U);
        m_session->snapshots().want({stream("Account/a1")});
        QTRY_VERIFY(m_session->snapshots().error());
        QVERIFY(QString::fromStdString(m_session->snapshots().error()->message)
                    .contains(QStringLiteral("no such column: version")));
        QVERIFY(!m_session->snapshots().of(stream("Account/a1")));
    }

    void maskedValuesOfASnapshotAreNotRead()
    {
        m_session->workspace().setMasks(
            {{MaskRule::Kind::Path, "/data/owner", MaskRule::With::Token}});
        m_session->masking().setOn(true);
        const auto answer = answerAt("Account/a1", 4);
        QTRY_VERIFY(m_session->snapshotComparison().answer()
                    && m_session->snapshotComparison().answer()->payload.text.find("Ada")
                           == std::string::npos);
        QVERIFY(m_session->snapshotComparison().answer()->payload.rawBytes().find("Ada")
                == std::string::npos);
    }

    void whileDataIsMaskedWhatIsStoredIsCompared()
    {
        useReducer();
        m_session->checkSnapshots();
        QTRY_VERIFY(m_session->snapshotCheck().report());
        QCOMPARE(marksOf("Account/a1")->at(0).verdict, Verdict::Agrees);
        m_session->workspace().setMasks(
            {{MaskRule::Kind::Path, "/data/owner", MaskRule::With::Token}});
        m_session->masking().setOn(true);
        // What was found before is as true as it was.
        QCOMPARE(marksOf("Account/a1")->at(0).verdict, Verdict::Agrees);
        const auto equal = maskedAnswerAt("Account/a1", 2);
        QVERIFY(equal->agrees());
        QVERIFY(equal->state->changes.empty());
        const auto different = maskedAnswerAt("Account/a1", 4);
        QCOMPARE(different->differences, std::size_t(2));
        QVERIFY(different->state->state.dump().find("Ada") == std::string::npos);
        QCOMPARE(marksOf("Account/a1")->at(0).verdict, Verdict::Agrees);
        QCOMPARE(marksOf("Account/a1")->at(1).verdict, Verdict::Differs);
        m_session->masking().setOn(false);
        QCOMPARE(marksOf("Account/a1")->at(1).verdict, Verdict::Differs);
        QTRY_VERIFY(m_session->snapshotComparison().answer()
                    && m_session->snapshotComparison().answer()->isCompared);
        QCOMPARE(m_session->snapshotComparison().answer()->differences, std::size_t(2));
    }

    void whatTwoMaskedValuesDifferInIsToldAllTheSame()
    {
        m_session->close();
        m_store->addSnapshot("Account", "a1", 3, R"('{"balance":30,"owner":"Eve"}')");
        m_store->open(*m_session);
        useReducer();
        m_session->workspace().setMasks(
            {{MaskRule::Kind::Path, "/data/owner", MaskRule::With::Null}});
        m_session->masking().setOn(true);
        const auto answer = maskedAnswerAt("Account/a1", 3);
        QCOMPARE(answer->differences, std::size_t(1));
        QCOMPARE(answer->state->changes.size(), std::size_t(1));
        QCOMPARE(answer->state->changes.front().pointer, std::string("/owner"));
        QVERIFY(answer->state->changes.front().after.dump().find("Eve") == std::string::npos);
    }

    // A member of the state may be called by a value that is masked.
    void namesThatAreMadeOfMaskedValuesAreNotShown()
    {
        QFile file(m_store->reducer());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("export const initialState = { balance: 20, owner: 'Ada', by: {} };"
                   "export default (s, e) => ({ ...s, by: { [e.data.amount]: 'x' } });");
        file.close();
        m_session->workspace().setReducer("Account", file.fileName().toStdString());
        QCOMPARE(answerAt("Account/a1", 2)->state->changes.front().pointer, std::string("/by/10"));
        m_session->workspace().setMasks({{MaskRule::Kind::Path, "/data/owner", {}},
                                         {MaskRule::Kind::Path, "/data/amount", {}}});
        m_session->masking().setOn(true);
        const auto answer = maskedAnswerAt("Account/a1", 2);
        QCOMPARE(answer->differences, std::size_t(1));
        QCOMPARE(answer->state->changes.front().pointer, std::string("/by"));
    }

    void aVerdictIsOfOneTable()
    {
        const auto verdict = [&] { return marksOf("Account/a1")->at(0).verdict; };
        QCOMPARE(verdict(), Verdict::NotCompared);
        const StreamId a1 = stream("Account/a1");
        m_session->snapshots().setVerdicts({{a1, "others", Version(2), Verdict::Differs}});
        QCOMPARE(verdict(), Verdict::NotCompared);
        m_session->snapshots().setVerdicts({{a1, "snapshots", Version(2), Verdict::Agrees}});
        m_session->snapshots().setVerdicts({{a1, "others", Version(2), Verdict::Differs}});
        QCOMPARE(verdict(), Verdict::Agrees);
    }

    // The name of a stream stands in no column of its own there, so that each question goes through the whole table.
    void aCheckReadsTheTableOnce()
    {
        class Counting : public WrappedStore
        {
        public:
            using WrappedStore::WrappedStore;
            Result<void> snapshots(const SnapshotQuestion &question, const SnapshotVisitor &visit,
                                   std::stop_token stop) const override
            {
                ++asked;
                return WrappedStore::snapshots(question, visit, std::move(stop));
            }
            mutable std::atomic<int> asked{0};
        };
        useReducer();
        auto store = openStore(m_store->path().toStdString());
        QVERIFY(store.has_value());
        const auto counting = std::make_shared<Counting>(std::shared_ptr<Store>(std::move(*store)));
        SnapshotCheck check;
        const std::shared_ptr<const EventLog> log(&m_session->log(), [](const EventLog *) {});
        check.check(log, counting, m_session->workspace(), {});
        QTRY_VERIFY(check.report());
        QCOMPARE(check.report()->agree, std::uint64_t(2));
        QCOMPARE(counting->asked.load(), 1);
    }

    void streamsWithoutATypeAreCalledThat()
    {
        SnapshotReport report;
        report.snapshots = 3;
        report.failed[""] = 2;
        report.withoutReducer[""] = 1;
        QCOMPARE(report.sentence(),
                 std::string("3 snapshots: 2 are not compared, since the reducer of streams "
                             "without a type fails, 1 is not compared, since no reducer is chosen "
                             "for streams without a type."));
    }
};

QTEST_GUILESS_MAIN(TestSnapshotChecks)
#include "tst_snapshotchecks.moc"
