// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"
#include "store/xeslog.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;

namespace {

QByteArray line(int number, const char *stream, int version, const char *type, const char *payload,
                const char *cause = nullptr)
{
    // Ordinary literals: moc loses its way in raw ones whose text begins or ends with quotes.
    QByteArray text = "{\"id\":\"e" + QByteArray::number(number) + "\",\"type\":\"" + type
                      + "\",\"aggregateId\":\"" + stream + "\",\"timestamp\":\"2026-01-01T00:00:"
                      + QByteArray::number(number).rightJustified(2, '0')
                      + "Z\",\"version\":" + QByteArray::number(version) + ",\"payload\":" + payload
                      + ",\"metadata\":{\"correlationId\":\"c1\"";
    if (cause)
        text += ",\"causationId\":\"" + QByteArray(cause) + '"';
    return text + "}}\n";
}

// Two orders that run side by side; rows 0 to 5.
QByteArray twoOrders()
{
    return line(1, "order-1", 1, "OrderPlaced", R"({"total":40.50,"status":"placed"})")
           + line(2, "order-2", 1, "OrderPlaced", R"({"total":9,"status":"placed"})", "e1")
           + line(3, "order-1", 2, "OrderPaid", R"({"status":"paid"})", "e1")
           + line(4, "order-1", 3, "OrderShipped", R"({"status":"shipped","carrier":"UPS"})", "e3")
           + line(5, "order-2", 2, "OrderCancelled", R"({"status":"cancelled","total":null})", "e2")
           + line(6, "order-1", 4, "OrderDelivered", R"({"status":"delivered"})", "e4");
}

} // namespace

class TestSession : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;
    QString m_path;

    void write(const QByteArray &content, QIODevice::OpenMode mode = QIODevice::WriteOnly)
    {
        QFile file(m_path);
        QVERIFY(file.open(mode));
        file.write(content);
    }
    void openReady(Session &session)
    {
        session.open(m_path);
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
    }
    static StreamId stream(const Session &session, const char *name)
    {
        return session.log().findStream(name).value();
    }

private Q_SLOTS:
    void init()
    {
        m_path = m_dir.filePath(QStringLiteral("orders.jsonl"));
        QFile::remove(m_path);
        write(twoOrders());
    }

    void aFreshStoreShowsItsNewestEventWithStreamAndState()
    {
        Session session;
        openReady(session);
        QCOMPARE(session.log().rowCount(), 6U);
        QCOMPARE(session.playhead(), Row(5));
        QCOMPARE(session.selectedStream(), std::optional(stream(session, "order-1")));
        QCOMPARE(session.streamOrdinal(), std::optional(3U));
        QTRY_VERIFY(session.stateAt() && session.stateAt()->ordinal == 3);
        QCOMPARE(session.stateAt()->state.dump(),
                 std::string(R"({"total":40.50,"status":"delivered","carrier":"UPS"})"));
    }

    void stepsWalkTheSelectedStreamInBothDirections()
    {
        Session session;
        openReady(session);
        session.step(Session::Step::Previous);
        QCOMPARE(session.playhead(), Row(3));
        session.step(Session::Step::First);
        QCOMPARE(session.playhead(), Row(0));
        QVERIFY(!session.canStep(Session::Step::Previous));
        session.step(Session::Step::Previous);
        QCOMPARE(session.playhead(), Row(0));
        session.step(Session::Step::Next);
        QCOMPARE(session.playhead(), Row(2));
        session.step(Session::Step::Last);
        QCOMPARE(session.playhead(), Row(5));
        QVERIFY(!session.canStep(Session::Step::Next));
    }

    void withNoStreamSelectedStepsWalkTheShownEvents()
    {
        Session session;
        openReady(session);
        session.selectStream(std::nullopt);
        session.setFilter(QStringLiteral("type = OrderPlaced"));
        QTRY_COMPARE(session.shownEvents().size(), 2U);
        session.step(Session::Step::First);
        QCOMPARE(session.playhead(), Row(0));
        session.step(Session::Step::Next);
        QCOMPARE(session.playhead(), Row(1));
        QVERIFY(!session.canStep(Session::Step::Next));
    }

    void betweenTwoEventsThePreviousStepGoesToTheOneThatWasPassed()
    {
        Session session;
        openReady(session);
        session.setPlayhead(Row(1)); // of order-2, behind order-1 v1
        QCOMPARE(session.streamOrdinal(), std::optional(0U));
        session.step(Session::Step::Previous);
        QCOMPARE(session.playhead(), Row(0));
    }

    void theStateIsThatOfTheLastOfManyQuickMoves()
    {
        Session session;
        openReady(session);
        session.selectStream(stream(session, "order-1"));
        for (int i = 0; i < 50; ++i) {
            session.step(Session::Step::First);
            session.step(Session::Step::Next);
        }
        QTRY_VERIFY(session.stateAt() && session.stateAt()->ordinal == 1);
        QCOMPARE(session.stateAt()->state.at("/status")->text(), std::string("paid"));
        QCOMPARE(session.stateAt()->changes.size(), std::size_t(1));
        QCOMPARE(session.stateAt()->changes.front().pointer, std::string("/status"));
    }

    void beforeItsFirstEventAStreamHasNoState()
    {
        Session session;
        openReady(session);
        session.selectStream(stream(session, "order-2"));
        session.setPlayhead(Row(0));
        QVERIFY(!session.streamOrdinal());
        QTRY_VERIFY(!session.stateAt());
        QVERIFY(session.canStep(Session::Step::Next));
        session.step(Session::Step::Next);
        QCOMPARE(session.playhead(), Row(1));
    }

    void detailsNameCausesEffectsAndCorrelation()
    {
        Session session;
        openReady(session);
        session.goToEvent(Row(2));
        QTRY_VERIFY(session.eventDetails() && session.eventDetails()->row == Row(2));
        const auto details = session.eventDetails();
        QCOMPARE(details->causes, std::vector<Row>{Row(0)});
        QCOMPARE(details->effects, std::vector<Row>{Row(3)});
        QCOMPARE(details->correlated.size(), std::size_t(6));
        QCOMPARE(details->record.data.text, std::string(R"({"status":"paid"})"));
    }

    void aFilterShowsWhatMatchesAndAWrongOneKeepsWhatWasShown()
    {
        Session session;
        openReady(session);
        session.setFilter(QStringLiteral("data.total > 10"));
        QTRY_COMPARE(session.shownEvents().size(), 1U);
        QCOMPARE(session.shownEvents().row(0), Row(0));
        session.setFilter(QStringLiteral("data.total >"));
        QVERIFY(session.filterError());
        QVERIFY(session.filterError()->column > 0);
        QCOMPARE(session.shownEvents().size(), 1U);
        session.setFilter(QString());
        QVERIFY(!session.filterError());
        QCOMPARE(session.shownEvents().size(), 6U);
    }

    void aFilterThatIsBeingTypedIsNoPlaceUntilItIsMeant()
    {
        Session session;
        openReady(session);
        QVERIFY(!session.canGoBack());
        for (const char *text : {"t", "ty", "type = ", "type = Order*", "type = OrderPlaced"})
            session.tryFilter(QString::fromLatin1(text));
        QTRY_COMPARE(session.shownEvents().size(), 2U);
        session.setFilter(session.filterText());
        QVERIFY(session.canGoBack());
        session.back();
        QCOMPARE(session.filterText(), QString());
        QVERIFY(!session.canGoBack());
        session.forward();
        QCOMPARE(session.filterText(), QStringLiteral("type = OrderPlaced"));
        QVERIFY(!session.canGoForward());
    }

    void goingBackFromAFilterThatIsBeingTypedComesBackToItForward()
    {
        Session session;
        openReady(session);
        session.tryFilter(QStringLiteral("type = OrderPaid"));
        QVERIFY(session.canGoBack());
        session.step(Session::Step::First); // within the place: the filter of that is still none
        session.back();
        QCOMPARE(session.filterText(), QString());
        session.forward();
        QCOMPARE(session.filterText(), QStringLiteral("type = OrderPaid"));
        QTRY_COMPARE(session.shownEvents().size(), 1U);
    }

    void whatIsShownStaysUntilTheFirstMatchOfAnotherFilter()
    {
        Session session;
        openReady(session);
        std::vector<std::uint32_t> sizes;
        connect(&session, &Session::shownEventsChanged, this,
                [&] { sizes.push_back(session.shownEvents().size()); });
        session.tryFilter(QStringLiteral("type = OrderPlaced"));
        QCOMPARE(session.shownEvents().size(), 6U);
        QTRY_VERIFY(!session.isFiltering());
        session.tryFilter(QStringLiteral("type = Order*"));
        QCOMPARE(session.shownEvents().size(), 2U);
        QTRY_VERIFY(!session.isFiltering());
        session.tryFilter(QStringLiteral("type = Nothing"));
        QTRY_VERIFY(!session.isFiltering());
        QCOMPARE(sizes, (std::vector<std::uint32_t>{2, 6, 0}));
    }

    void aSearchGoesOnWhileTheNextWordIsStillWrong()
    {
        Session session;
        openReady(session);
        session.tryFilter(QStringLiteral("data.total > 10"));
        QVERIFY(session.isFiltering()); // after a pause in typing, but it counts as a search
        QVERIFY(!session.isIdle());
        session.tryFilter(QStringLiteral("data.total > 10 and"));
        QVERIFY(session.filterError());
        QTRY_COMPARE(session.shownEvents().size(), 1U);
        QTRY_VERIFY(!session.isFiltering());
        QVERIFY(session.filterError());
        session.tryFilter(QStringLiteral("data.total > 10"));
        QVERIFY(!session.filterError());
        QCOMPARE(session.shownEvents().size(), 1U);
    }

    void enterDoesNotWaitForThePause()
    {
        Session session;
        openReady(session);
        session.tryFilter(QStringLiteral("data.total > 10"));
        session.setFilter(QStringLiteral("data.total > 10"));
        QTRY_COMPARE(session.shownEvents().size(), 1U);
        QVERIFY(session.canGoBack());
    }

    void onlyTheSelectedStreamCombinesWithTheFilter()
    {
        Session session;
        openReady(session);
        session.selectStream(stream(session, "order-2"));
        session.setOnlySelectedStream(true);
        QCOMPARE(session.shownEvents().size(), 2U);
        session.setFilter(QStringLiteral("type = OrderPlaced"));
        QTRY_COMPARE(session.shownEvents().size(), 1U);
        QCOMPARE(session.shownEvents().row(0), Row(1));
        session.selectStream(stream(session, "order-1"));
        QTRY_COMPARE(session.shownEvents().row(0), Row(0));
    }

    void backAndForwardRestorePlaceStreamAndFilter()
    {
        Session session;
        openReady(session);
        session.goToEvent(Row(1));
        session.setFilter(QStringLiteral("type = OrderPlaced"));
        session.goToEvent(Row(0));
        QVERIFY(session.canGoBack());
        session.back();
        QCOMPARE(session.playhead(), Row(1));
        QCOMPARE(session.filterText(), QStringLiteral("type = OrderPlaced"));
        QCOMPARE(session.selectedStream(), std::optional(stream(session, "order-2")));
        session.back();
        QCOMPARE(session.filterText(), QString());
        session.back();
        QCOMPARE(session.playhead(), Row(5));
        QVERIFY(!session.canGoBack());
        session.forward();
        session.forward();
        session.forward();
        QCOMPARE(session.playhead(), Row(0));
        QVERIFY(!session.canGoForward());
    }

    void goingBackReturnsToWhereOneHadSteppedTo()
    {
        Session session;
        openReady(session);
        session.goToEvent(Row(0));
        session.setOnlySelectedStream(true);
        session.step(Session::Step::Next);
        const Row stepped = session.playhead();
        QVERIFY(stepped != Row(0));
        session.setOnlySelectedStream(false);
        session.goToEvent(Row(1));
        session.setOnlySelectedStream(true);
        session.back();
        QCOMPARE(session.playhead(), stepped);
        QVERIFY(!session.onlySelectedStream());
        QCOMPARE(session.shownEvents().size(), 6U);
        session.forward();
        QCOMPARE(session.playhead(), Row(1));
        QVERIFY(session.onlySelectedStream());
        QCOMPARE(session.shownEvents().size(), 2U);
    }

    void goingBackRestoresWhatWasSelected()
    {
        Session session;
        openReady(session);
        session.goToEvent(Row(2));
        session.selectedEvents().set(std::vector{Row(2), Row(3), Row(5)});
        session.setFilter(QStringLiteral("type = OrderPlaced"));
        session.goToEvent(Row(1));
        QCOMPARE(session.selectedEvents().size(), 1U);
        session.back();
        session.back();
        QCOMPARE(session.playhead(), Row(2));
        QCOMPARE(session.selectedEvents().rows(), (std::vector{Row(2), Row(3), Row(5)}));
        session.forward();
        session.forward();
        QCOMPARE(session.playhead(), Row(1));
        QCOMPARE(session.selectedEvents().rows(), std::vector{Row(1)});
        // All of them are as cheap as one.
        session.selectedEvents().setAll(session.shownEvents(), session.shownEventsAscend());
        const std::uint32_t all = session.selectedEvents().size();
        session.goToEvent(Row(4));
        session.back();
        QCOMPARE(session.selectedEvents().size(), all);
    }

    void anotherStreamTypeOnTheWayBackLeavesThePlacesAsTheyWere()
    {
        Session session;
        openReady(session);
        session.goToEvent(Row(0));
        session.selectStreamType(StreamTypeId(7)); // looking at others
        session.goToEvent(Row(4));
        session.back();
        QCOMPARE(session.playhead(), Row(0));
        session.forward();
        QCOMPARE(session.playhead(), Row(4));
        session.back();
        QCOMPARE(session.playhead(), Row(0));
    }

    void previousIsOlderAndNextIsNewerWhateverIsShown()
    {
        Session session;
        openReady(session);
        const auto check = [&] {
            for (std::uint32_t row = 0; row < session.log().rowCount(); ++row) {
                session.setPlayhead(Row(row));
                if (const Row older = session.targetOf(Session::Step::Previous); older != kNoRow)
                    QVERIFY(older < Row(row));
                if (const Row newer = session.targetOf(Session::Step::Next); newer != kNoRow)
                    QVERIFY(newer > Row(row));
            }
        };
        check();
        session.setFilter(QStringLiteral("type = OrderPlaced or type = OrderShipped"));
        QTRY_VERIFY(!session.isFiltering());
        check();
        session.selectStream(stream(session, "order-2"));
        check();
        session.setOnlySelectedStream(true);
        check();
        session.back();
        check();
        session.selectStream(std::nullopt);
        session.setFilter({});
        check();
    }

    void bookmarksAreRowsOfTheLogAndFollowIt()
    {
        Session session;
        session.workspace().setFolder(m_dir.filePath(QStringLiteral("workspaces")));
        openReady(session);
        session.bookmarks().set(Row(4), "late");
        session.bookmarks().set(Row(1));
        QCOMPARE(session.bookmarks().rows(), (std::vector<Row>{Row(1), Row(4)}));
        QVERIFY(session.bookmarks().contains(Row(4)) && !session.bookmarks().contains(Row(3)));
        QCOMPARE(session.bookmarks().find(Row(4))->event.note, std::string("late"));
        QVERIFY(!session.bookmarks().find(Row(3)));
        session.bookmarks().set(Row(4), "later");
        QCOMPARE(session.bookmarks().entries().size(), std::size_t(2));
        session.workspace().setBookmark({"7", "order-3", Version(1), "to come"});
        QCOMPARE(session.bookmarks().entries().back().row, kNoRow);
        session.reopen();
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        QCOMPARE(session.bookmarks().rows(), (std::vector<Row>{Row(1), Row(4)}));
        QCOMPARE(session.bookmarks().find(Row(4))->event.note, std::string("later"));
        write(line(7, "order-3", 1, "OrderPlaced", "{}"), QIODevice::Append);
        QTRY_VERIFY(session.bookmarks().contains(Row(6)));
        session.bookmarks().remove(Row(1));
        QCOMPARE(session.bookmarks().rows(), (std::vector<Row>{Row(4), Row(6)}));
        session.close();
        QVERIFY(session.bookmarks().entries().empty());
    }

    void newEventsAppearWithoutMovingThePlayhead()
    {
        Session session;
        openReady(session);
        session.setFilter(QStringLiteral("type = OrderPlaced"));
        QTRY_COMPARE(session.shownEvents().size(), 2U);
        session.goToEvent(Row(2));
        write(line(7, "order-3", 1, "OrderPlaced", "{}")
                  + line(8, "order-1", 5, "OrderReturned", "{}"),
              QIODevice::Append);
        QTRY_COMPARE(session.log().rowCount(), 8U);
        QTRY_COMPARE(session.shownEvents().size(), 3U);
        QTRY_COMPARE(session.streamSequence().size(), 5U);
        QCOMPARE(session.playhead(), Row(2));
        QVERIFY(session.selectedStream() == std::optional(stream(session, "order-1")));
    }

    void whileNotFollowingNothingAppears()
    {
        Session session;
        session.setFollowing(false);
        openReady(session);
        write(line(7, "order-3", 1, "OrderPlaced", "{}"), QIODevice::Append);
        QTest::qWait(600); // longer than the loader's poll; there is no event to wait for
        QCOMPARE(session.log().rowCount(), 6U);
        session.setFollowing(true);
        QTRY_COMPARE(session.log().rowCount(), 7U);
    }

    void aReplacedFileIsReportedAndWhatWasLoadedStays()
    {
        Session session;
        openReady(session);
        QSignalSpy failed(&session, &Session::failed);
        const QString other = m_dir.filePath(QStringLiteral("other.jsonl"));
        QFile file(other);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(line(1, "order-9", 1, "OrderPlaced", "{}"));
        file.close();
        QVERIFY(QFile::remove(m_path));
        QVERIFY(QFile::rename(other, m_path));
        QTRY_COMPARE(session.phase(), Session::Phase::Failed);
        QCOMPARE(failed.size(), 1);
        QCOMPARE(session.error().code, ErrorCode::Changed);
        QCOMPARE(session.log().rowCount(), 6U);
        session.reopen();
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        QCOMPARE(session.log().rowCount(), 1U);
    }

    void openingAFileThatIsReadWholeTellsHowFarItIsAndCanBeStopped()
    {
        const QString path = m_dir.filePath(QStringLiteral("large.xes"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(xesLog(std::size_t(32) << 20)));
        file.close();
        Session session;
        QSignalSpy opened(&session, &Session::opened);
        QSignalSpy wentOn(&session, &Session::openingWentOn);
        session.open(path);
        QTRY_VERIFY(!wentOn.isEmpty());
        QCOMPARE(session.phase(), Session::Phase::Opening);
        QVERIFY(session.loadFraction() >= 0 && session.loadFraction() < 1);
        session.cancelLoading();
        QCOMPARE(session.phase(), Session::Phase::Empty);
        QTRY_VERIFY(session.isIdle());
        QCOMPARE(opened.size(), 0);

        session.open(path);
        QTRY_COMPARE_WITH_TIMEOUT(session.phase(), Session::Phase::Ready, 60'000);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(session.loadFraction(), 1.0);
    }

    void aMissingStoreFailsWithASentence()
    {
        Session session;
        session.open(m_dir.filePath(QStringLiteral("nothing.db")));
        QTRY_COMPARE(session.phase(), Session::Phase::Failed);
        QCOMPARE(session.error().code, ErrorCode::NotFound);
        QVERIFY(!session.hasLog());
    }

    void openingAnotherStoreDropsTheAnswersOfTheFirst()
    {
        const QString second = m_dir.filePath(QStringLiteral("second.jsonl"));
        QFile file(second);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(line(1, "order-9", 1, "OrderPlaced", R"({"status":"new"})"));
        file.close();
        Session session;
        openReady(session);
        session.goToEvent(Row(0)); // asks for details and state
        session.open(second);
        QVERIFY(!session.eventDetails());
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        QTRY_VERIFY(session.eventDetails() && session.stateAt());
        QCOMPARE(session.eventDetails()->record.stream, std::string("order-9"));
        QCOMPARE(session.stateAt()->state.dump(), std::string(R"({"status":"new"})"));
    }

    void previewsAreOneLineEachAndNameDamage()
    {
        write(twoOrders() + "{ not json\n"
              + line(8, "order-1", 5, "OrderNoted", "{ \"note\":\n \"x\" }").replace('\n', ' ')
              + "\n");
        Session session;
        openReady(session);
        QCOMPARE(session.log().rowCount(), 8U);
        std::vector<Session::Preview> previews;
        connect(&session, &Session::previewsReady, &session,
                [&](const std::vector<Session::Preview> &ready) { previews = ready; });
        session.requestPreviews({Row(7), Row(6), Row(0)});
        QTRY_COMPARE(previews.size(), std::size_t(3));
        for (const Session::Preview &preview : previews) {
            if (preview.row == Row(0))
                QCOMPARE(preview.text, std::string(R"({"total":40.50,"status":"placed"})"));
            else if (preview.row == Row(6))
                QVERIFY(preview.damaged && preview.text.find("line 7") != std::string::npos);
            else
                QCOMPARE(preview.text, std::string(R"({ "note": "x" })"));
        }
    }

    void closingLetsGoOfEverything()
    {
        Session session;
        openReady(session);
        QSignalSpy closed(&session, &Session::closed);
        session.close();
        QCOMPARE(closed.size(), 1);
        QVERIFY(!session.hasLog());
        QCOMPARE(session.phase(), Session::Phase::Empty);
        QCOMPARE(session.playhead(), kNoRow);
        QVERIFY(!session.canStep(Session::Step::Next));
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
