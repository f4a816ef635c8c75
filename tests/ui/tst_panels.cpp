// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jsontreemodel.h"
#include "models/statetreemodel.h"
#include "panels/copyactions.h"
#include "panels/eventpanel.h"
#include "panels/eventspanel.h"
#include "panels/filterbar.h"
#include "panels/filteredit.h"
#include "panels/findbar.h"
#include "panels/jsontreeview.h"
#include "panels/linkbutton.h"
#include "panels/linkrow.h"
#include "panels/notice.h"
#include "panels/rawview.h"
#include "panels/rowtable.h"
#include "panels/savedfiltersbutton.h"
#include "panels/statepanel.h"
#include "panels/streamspanel.h"

#include "ordersstore.h"
#include "panelhands.h"

#include <QAction>
#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QHeaderView>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QTabBar>
#include <QTest>
#include <QThread>
#include <QToolButton>

using namespace eventscope;
using namespace eventscope::ui;
using namespace eventscope::test;

namespace {

template<typename Panel>
void show(Panel &panel)
{
    panel.resize(900, 700);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
}

StreamId stream(const Session &session, const char *name)
{
    return session.log().findStream(name).value();
}

} // namespace

class TestPanels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void choosingAStreamSelectsItAndASectionItsType()
    {
        const OrdersStore store;
        Session session;
        StreamsPanel panel(session);
        show(panel);
        store.open(session);
        RowTable &list = *table(panel, QStringLiteral("Streams"));
        QTRY_COMPARE(list.model()->rowCount(), 4);
        click(list, list.model()->index(rowOf(list, QStringLiteral("order-2")), 0));
        QCOMPARE(session.selectedStream(), std::optional(stream(session, "order-2")));
        click(list, list.model()->index(rowOf(list, QStringLiteral("cart")), 0));
        QCOMPARE(session.selectedStreamType(), session.log().findStreamType("cart"));
        QVERIFY(rowOf(list, QStringLiteral("cart-9")) > 0);
        // With the keyboard.
        list.setFocus();
        list.setCurrentIndex(list.model()->index(rowOf(list, QStringLiteral("cart-9")), 0));
        QTest::keyClick(&list, Qt::Key_Return);
        QCOMPARE(session.selectedStream(), std::optional(stream(session, "cart-9")));
        list.setCurrentIndex(list.model()->index(rowOf(list, QStringLiteral("cart")), 0));
        QTest::keyClick(&list, Qt::Key_Left);
        QVERIFY(rowOf(list, QStringLiteral("cart-9")) < 0);
        QTest::keyClick(&list, Qt::Key_Right);
        QVERIFY(rowOf(list, QStringLiteral("cart-9")) > 0);
    }

    void aStreamThatIsSelectedElsewhereIsBroughtIntoSight()
    {
        const OrdersStore store;
        Session session;
        StreamsPanel panel(session);
        show(panel);
        store.open(session);
        RowTable &list = *table(panel, QStringLiteral("Streams"));
        QTRY_COMPARE(list.model()->rowCount(), 4);
        session.selectStream(stream(session, "cart-9"));
        QVERIFY(rowOf(list, QStringLiteral("cart-9")) > 0);
        QCOMPARE(list.currentIndex().data().toString(), QStringLiteral("cart-9"));
    }

    void theSearchFindsWhileTypingAndEscGivesTheListBack()
    {
        const OrdersStore store;
        Session session;
        StreamsPanel panel(session);
        show(panel);
        store.open(session);
        RowTable &list = *table(panel, QStringLiteral("Streams"));
        QTRY_COMPARE(list.model()->rowCount(), 4);
        auto &search = *panel.findChild<QLineEdit *>();
        panel.focusSearch();
        QTest::keyClicks(&search, QStringLiteral("er-2"));
        QTRY_COMPARE(list.model()->rowCount(), 2);
        QTest::keyClick(&search, Qt::Key_Return);
        QCOMPARE(session.selectedStream(), std::optional(stream(session, "order-2")));
        QTest::keyClicks(&search, QStringLiteral("zzz"));
        QTRY_VERIFY(list.emptyText().contains(QStringLiteral("er-2zzz")));
        QTest::keyClick(&search, Qt::Key_Escape);
        QTRY_COMPARE(list.model()->rowCount(), 4);
    }

    void aDoubleClickOnATypeShowsOnlyIt()
    {
        const OrdersStore store;
        Session session;
        StreamsPanel panel(session);
        show(panel);
        store.open(session);
        RowTable &types = *table(panel, QStringLiteral("Event types"));
        QTRY_COMPARE(types.model()->rowCount(), 7);
        types.setCurrentIndex(types.model()->index(rowOf(types, QStringLiteral("OrderPaid")), 0));
        QTest::keyClick(&types, Qt::Key_Return);
        QCOMPARE(session.filterText(), QStringLiteral("type = OrderPaid"));
    }

    void theCurrentRowAndThePlayheadAreTheSame()
    {
        const OrdersStore store;
        Session session;
        EventsPanel panel(session);
        show(panel);
        store.open(session);
        RowTable &events = *table(panel, QStringLiteral("Events"));
        QTRY_COMPARE(events.currentIndex().row(), 7);
        click(events, events.model()->index(3, EventsModel::Type));
        QCOMPARE(session.playhead(), Row(3));
        QTest::keyClick(&events, Qt::Key_Up);
        QCOMPARE(session.playhead(), Row(2));
        QTest::keyClick(&events, Qt::Key_Home);
        QCOMPARE(session.playhead(), Row(0));
        session.goToEvent(Row(5));
        QCOMPARE(events.currentIndex().row(), 5);
        QCOMPARE(events.selectedRows(), QList<int>{5});
    }

    void aRangeOfRowsStaysSelectedWhileThePlayheadFollows()
    {
        const OrdersStore store;
        Session session;
        EventsPanel panel(session);
        show(panel);
        store.open(session);
        RowTable &events = *table(panel, QStringLiteral("Events"));
        click(events, events.model()->index(1, 0));
        QTest::keyClick(&events, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(&events, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(events.selectedRows(), (QList<int>{1, 2, 3}));
        QCOMPARE(session.playhead(), Row(3));
        QCOMPARE(session.selectedEvents().rows(), (std::vector<Row>{Row(1), Row(2), Row(3)}));
        // A step elsewhere ends it.
        session.step(Session::Step::Last);
        QCOMPARE(session.selectedEvents().only(), std::optional(session.playhead()));
        QCOMPARE(events.selectedRows().size(), 1);
    }

    void theTableShowsWhatIsSelectedElsewhere()
    {
        const OrdersStore store;
        Session session;
        EventsPanel panel(session);
        show(panel);
        store.open(session);
        RowTable &events = *table(panel, QStringLiteral("Events"));
        session.goToEvent(Row(2));
        session.selectedEvents().toggle(Row(6));
        QCOMPARE(events.selectedRows(), (QList<int>{2, 6}));
        QCOMPARE(events.currentIndex().row(), 2);
        // Ctrl+click goes on from there, on the table as elsewhere.
        QTest::mouseClick(events.viewport(), Qt::LeftButton, Qt::ControlModifier,
                          events.visualRect(events.model()->index(4, 0)).center());
        QCOMPARE(session.selectedEvents().rows(), (std::vector<Row>{Row(2), Row(4), Row(6)}));
        QCOMPARE(session.playhead(), Row(4));
        // A filter hides some; they stay selected.
        session.setFilter(QStringLiteral("stream = order-2"));
        QTRY_COMPARE(events.model()->rowCount(), 2);
        QTRY_COMPARE(events.selectedRows(), QList<int>{1});
        QCOMPARE(session.selectedEvents().size(), 3U);
        // All: of those that are shown.
        QTest::keySequence(&events, QKeySequence::SelectAll);
        QCOMPARE(session.selectedEvents().rows(), (std::vector<Row>{Row(1), Row(4)}));
        // The header would visit every selected row with each paint.
        QVERIFY(!events.horizontalHeader()->selectionModel()->hasSelection());
    }

    void eventsAreCopiedAsTheCommandLinePrintsThem()
    {
        const OrdersStore store;
        Session session;
        EventsPanel panel(session);
        show(panel);
        store.open(session);
        RowTable &events = *table(panel, QStringLiteral("Events"));
        click(events, events.model()->index(2, 0));
        QGuiApplication::clipboard()->clear();
        panel.copyAsJson();
        QTRY_VERIFY(!QGuiApplication::clipboard()->text().isEmpty());
        const QString json = QGuiApplication::clipboard()->text();
        QVERIFY(json.startsWith(QStringLiteral(
            R"({"position":3,"id":"e3","stream":"order-1","streamType":"order","version":2,"type":"OrderPaid")")));
        QVERIFY(json.contains(
            QStringLiteral(R"("data":{"status":"paid","paid":12345678901234567890})")));
        QTest::keyClick(&events, Qt::Key_Down, Qt::ShiftModifier);
        QGuiApplication::clipboard()->clear();
        panel.copyAsJson();
        QTRY_COMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 4);
        panel.copyAsCommand();
        QTRY_COMPARE(QGuiApplication::clipboard()->text(),
                     QStringLiteral("eventscope-cli events ") + store.path()
                         + QStringLiteral(" --stream order-1 --from 3 --to 4"));
    }

    void aSavedFilterIsAppliedFromTheMenu()
    {
        const OrdersStore store;
        const QTemporaryDir folder;
        Session session;
        session.workspace().setFolder(folder.path());
        EventsPanel panel(session);
        show(panel);
        store.open(session);
        SavedFiltersButton &saved = panel.filterBar().saved();
        const auto trigger = [&](const QString &text) {
            Q_EMIT saved.menu()->aboutToShow();
            for (QAction *const action : saved.menu()->findChildren<QAction *>()) {
                if (action->text() == text && action->isEnabled()) {
                    action->trigger();
                    return true;
                }
            }
            return false;
        };
        QVERIFY(!trigger(QStringLiteral("Save this filter \u2026"))); // there is none
        session.setFilter(QStringLiteral("type = OrderPaid"));
        QVERIFY(trigger(QStringLiteral("Save this filter \u2026")));
        auto *const ask = panel.findChild<QInputDialog *>();
        QTRY_VERIFY(ask && ask->isVisible());
        ask->setTextValue(QStringLiteral("paid & done"));
        ask->accept();
        QCOMPARE(session.workspace().filters(),
                 (std::vector<SavedFilter>{{"paid & done", "type = OrderPaid"}}));
        session.setFilter({});
        QVERIFY(trigger(QStringLiteral("paid && done")));
        QCOMPARE(session.filterText(), QStringLiteral("type = OrderPaid"));
        QTRY_COMPARE(table(panel, QStringLiteral("Events"))->model()->rowCount(), 1);
        // What was in use before is a list of its own.
        session.setFilter({});
        QVERIFY(trigger(QStringLiteral("type = OrderPaid")));
        QCOMPARE(session.filterText(), QStringLiteral("type = OrderPaid"));
        QVERIFY(trigger(QStringLiteral("Forget them")));
        QVERIFY(panel.filterBar().edit().earlier().isEmpty());
    }

    void aTextIsFoundAmongTheShownEventsFromThePlayheadOn()
    {
        const OrdersStore store;
        Session session;
        EventsPanel panel(session);
        show(panel);
        store.open(session);
        FindBar &bar = panel.finding();
        QVERIFY(bar.isHidden());
        bar.open();
        auto &edit = *bar.findChild<QLineEdit *>();
        const auto found = [&](std::uint32_t row) { return session.playhead() == Row(row); };
        session.goToEvent(Row(1));
        QTest::keyClicks(&edit, QStringLiteral("status"));
        QTest::keyClick(&edit, Qt::Key_Return);
        QTRY_VERIFY(found(2));
        QTest::keyClick(&edit, Qt::Key_Return, Qt::ShiftModifier);
        QTRY_VERIFY(found(1));
        QTest::keyClick(&edit, Qt::Key_Return, Qt::ShiftModifier);
        QTRY_VERIFY(found(0));
        QTest::keyClick(&edit, Qt::Key_Return, Qt::ShiftModifier);
        QTRY_VERIFY(found(5));
        QVERIFY(bar.status().contains(QStringLiteral("over the end")));
        // Columns too, and only what the filter shows.
        edit.setText(QStringLiteral("order-1"));
        session.setFilter(QStringLiteral("type = OrderPlaced"));
        QTRY_COMPARE(session.shownEvents().size(), 2U);
        bar.findNext();
        QTRY_VERIFY(found(0));
        bar.findNext();
        QTRY_VERIFY(bar.status().contains(QStringLiteral("over the end")));
        QVERIFY(found(0));
        edit.setText(QStringLiteral("STATUS \"x\""));
        bar.findNext();
        QTRY_VERIFY(bar.status().startsWith(QStringLiteral("No event")));
        QTest::keyClick(&edit, Qt::Key_Escape);
        QVERIFY(bar.isHidden());
        QCOMPARE(bar.text(), QString());
        // From its buttons, too: the window would clear its filter.
        bar.open();
        auto *const next = bar.findChild<LinkButton *>();
        next->setFocus();
        QKeyEvent override(QEvent::ShortcutOverride, Qt::Key_Escape, Qt::NoModifier);
        override.ignore();
        QApplication::sendEvent(next, &override);
        QVERIFY(override.isAccepted());
        QTest::keyClick(next, Qt::Key_Escape);
        QVERIFY(bar.isHidden());
        QCOMPARE(session.filterText(), QStringLiteral("type = OrderPlaced"));
    }

    void aTableIsCopiedWithTheColumnsThatAreShown()
    {
        const OrdersStore store;
        Session session;
        EventsPanel panel(session);
        show(panel);
        store.open(session);
        RowTable &events = *table(panel, QStringLiteral("Events"));
        events.selectAll();
        events.setColumnHidden(EventsModel::Payload, true);
        events.setColumnHidden(EventsModel::Clock, true);
        QGuiApplication::clipboard()->clear();
        panel.copying().copyAs(EventForm::Markdown);
        QTRY_VERIFY(QGuiApplication::clipboard()->text().startsWith(
            QStringLiteral("| # | Stream | Version | Type |\n")));
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 10);
        QTRY_COMPARE(panel.findChild<FilterBar *>()->status(), QStringLiteral("Copied 8 events."));
    }

    void theOfferOfAFileEndsWhenOtherEventsAreSelected()
    {
        const OrdersStore store;
        Session session;
        EventsPanel panel(session);
        show(panel);
        store.open(session);
        FilterBar &bar = panel.filterBar();
        Q_EMIT panel.copying().findChild<RecordCopier *>()->tooLarge(8);
        QVERIFY(bar.status().startsWith(QStringLiteral("8 events are too much")));
        session.goToEvent(Row(2));
        QCOMPARE(bar.status(), QStringLiteral("8 events"));
    }

    void whatIsTooLargeForTheClipboardIsSavedWhole()
    {
        const OrdersStore store;
        Session session;
        store.open(session);
        RecordCopier copier(session, nullptr, 1'000);
        QSignalSpy tooLarge(&copier, &RecordCopier::tooLarge);
        QSignalSpy finished(&copier, &RecordCopier::finished);
        QSignalSpy failed(&copier, &RecordCopier::failed);
        session.selectedEvents().setAll(session.shownEvents(), true);
        QGuiApplication::clipboard()->setText(QStringLiteral("before"));
        copier.copy(session.selectedEvents().lister(), {EventForm::JsonLines, {}});
        QTRY_COMPARE(tooLarge.size(), 1);
        QCOMPARE(tooLarge.front().front().toLongLong(), 8);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("before"));
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("out.jsonl"));
        copier.save(session.selectedEvents().lister(), {EventForm::JsonLines, {}}, path);
        QTRY_COMPARE(finished.size(), 1);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 8);
        // Never over what is being looked at.
        copier.save(session.selectedEvents().lister(), {EventForm::JsonLines, {}}, store.path());
        QCOMPARE(failed.size(), 1);
    }

    void newEventsDoNotMoveTheTableUnlessItIsAtItsEnd()
    {
        const OrdersStore store;
        for (int i = 0; i < 60; ++i)
            store.append(OrdersStore::event(20 + i, "order-2", 3 + i, "OrderNoted", "{}"));
        Session session;
        EventsPanel panel(session);
        show(panel);
        store.open(session);
        RowTable &events = *table(panel, QStringLiteral("Events"));
        QTRY_COMPARE(events.model()->rowCount(), 68);
        QScrollBar &bar = *events.verticalScrollBar();
        bar.setValue(10);
        store.append(OrdersStore::event(90, "order-2", 63, "OrderNoted", "{}"));
        QTRY_COMPARE(events.model()->rowCount(), 69);
        QCOMPARE(bar.value(), 10);
        bar.setValue(bar.maximum());
        store.append(OrdersStore::event(91, "order-2", 64, "OrderNoted", "{}"));
        QTRY_COMPARE(events.model()->rowCount(), 70);
        QTRY_COMPARE(bar.value(), bar.maximum());
    }

    void theFilterIsAppliedAfterTypingAndEscClearsIt()
    {
        const OrdersStore store;
        Session session;
        EventsPanel panel(session);
        show(panel);
        store.open(session);
        RowTable &events = *table(panel, QStringLiteral("Events"));
        auto &edit = *panel.findChild<FilterEdit *>();
        panel.focusFilter();
        QTest::keyClicks(&edit, QStringLiteral("type = OrderPlaced"));
        QTRY_COMPARE(session.filterText(), QStringLiteral("type = OrderPlaced"));
        QTRY_COMPARE(events.model()->rowCount(), 2);
        QTRY_COMPARE(panel.findChild<FilterBar *>()->status(), QStringLiteral("2 of 8 events"));
        edit.setText(QStringLiteral("type = Nothing"));
        QTest::keyClick(&edit, Qt::Key_Return);
        QCOMPARE(session.filterText(), QStringLiteral("type = Nothing"));
        QTRY_VERIFY(events.emptyText().contains(QStringLiteral("type = Nothing")));
        QVERIFY(!events.emptyText().contains(QStringLiteral("(?i)")));
        // What names a type but is in no payload: the text says how to ask for it.
        for (const QString &meant :
             {QStringLiteral("orderplaced"), QStringLiteral("type = Placed")}) {
            edit.setText(meant);
            QTest::keyClick(&edit, Qt::Key_Return);
            QTRY_VERIFY(events.emptyText().contains(QStringLiteral("type =~ (?i)")));
            const QString offered = events.emptyText().section(u'\n', -1);
            edit.setText(offered);
            QTest::keyClick(&edit, Qt::Key_Return);
            QTRY_COMPARE(events.model()->rowCount(), 2);
        }
        edit.setFocus();
        QTest::keyClick(&edit, Qt::Key_Escape);
        QCOMPARE(session.filterText(), QString());
        QTRY_COMPARE(events.model()->rowCount(), 8);
    }

    void typingAFilterIsOnePlaceWhenTheFocusLeaves()
    {
        const OrdersStore store;
        Session session;
        EventsPanel panel(session);
        show(panel);
        store.open(session);
        auto &edit = *panel.findChild<FilterEdit *>();
        panel.focusFilter();
        QTest::keyClicks(&edit, QStringLiteral("type = OrderPlaced and version = 1"));
        // Each key counts at once.
        QCOMPARE(session.filterText(), QStringLiteral("type = OrderPlaced and version = 1"));
        panel.focusEvents();
        QTRY_COMPARE(table(panel, QStringLiteral("Events"))->model()->rowCount(), 2);
        session.back();
        QCOMPARE(session.filterText(), QString());
        QCOMPARE(edit.text(), QString());
    }

    void aWrongFilterIsMarkedAtItsCharacterAndTheRowsStay()
    {
        const OrdersStore store;
        Session session;
        EventsPanel panel(session);
        show(panel);
        store.open(session);
        auto &edit = *panel.findChild<FilterEdit *>();
        edit.setText(QStringLiteral("\U0001F600 and dta.total > 1"));
        QTest::keyClick(&edit, Qt::Key_Return);
        QVERIFY(session.filterError().has_value());
        // The 7th character is the 8th unit of UTF-16, counted from 0 the one at 7.
        QCOMPARE(edit.errorMark(), 7);
        QVERIFY(panel.findChild<FilterBar *>()->status().contains(QStringLiteral("dta")));
        QCOMPARE(table(panel, QStringLiteral("Events"))->model()->rowCount(), 8);
        edit.setText(QStringLiteral("type = OrderPaid"));
        QCOMPARE(edit.errorMark(), -1);
    }

    void earlierFiltersComeBackWithUpAndDown()
    {
        FilterEdit edit;
        edit.remember(QStringLiteral("a"));
        edit.remember(QStringLiteral("b"));
        edit.setText(QStringLiteral("draft"));
        QTest::keyClick(&edit, Qt::Key_Up);
        QCOMPARE(edit.text(), QStringLiteral("b"));
        QTest::keyClick(&edit, Qt::Key_Up);
        QCOMPARE(edit.text(), QStringLiteral("a"));
        QTest::keyClick(&edit, Qt::Key_Up);
        QCOMPARE(edit.text(), QStringLiteral("a"));
        QTest::keyClick(&edit, Qt::Key_Down);
        QTest::keyClick(&edit, Qt::Key_Down);
        QCOMPARE(edit.text(), QStringLiteral("draft"));
    }

    void anEventIsShownWholeWithLinksToItsCauseAndEffects()
    {
        const OrdersStore store;
        Session session;
        EventPanel panel(session);
        show(panel);
        store.open(session);
        session.goToEvent(Row(3));
        QTRY_VERIFY(link(panel, QStringLiteral("OrderPaid")));
        JsonTreeView &data = *tree(panel, QStringLiteral("Data"));
        QTRY_COMPARE(data.model()->rowCount(), 2);
        QCOMPARE(data.model()->index(1, 1).data().toString(), QStringLiteral("UPS"));
        QVERIFY(link(panel, QStringLiteral("8 events")));
        QTest::mouseClick(link(panel, QStringLiteral("OrderDelivered")), Qt::LeftButton);
        QCOMPARE(session.playhead(), Row(5));
        QTRY_VERIFY(link(panel, QStringLiteral("OrderShipped")));
        QTest::mouseClick(link(panel, QStringLiteral("8 events")), Qt::LeftButton);
        QCOMPARE(session.filterText(), QStringLiteral("correlation = c1"));
    }

    void anAnswerThatComesAfterTheWaitIsShown()
    {
        const OrdersStore store;
        const QByteArray payload = "{\"note\":\"" + QByteArray(900'000, 'x') + "\",\"by\":\"Zoe\"}";
        store.append(OrdersStore::event(9, "order-1", 6, "OrderNoted", payload.constData()));
        Session session;
        // The payload is prepared only when the panel has run out of patience.
        QElapsedTimer since;
        connect(&session, &Session::playheadChanged, &session, [&since] { since.start(); });
        connect(&session, &Session::eventReady, &session, [&since, &session] {
            while (session.playhead() == Row(8) && since.elapsed() < 300)
                QThread::yieldCurrentThread();
        });
        EventPanel panel(session);
        show(panel);
        store.open(session);
        JsonTreeView &data = *tree(panel, QStringLiteral("Data"));
        session.goToEvent(Row(0));
        QTRY_COMPARE(data.model()->rowCount(), 3);
        session.goToEvent(Row(8));
        QTRY_COMPARE(data.model()->rowCount(), 2);
        QCOMPARE(data.model()->index(1, 1).data().toString(), QStringLiteral("Zoe"));
    }

    void markupInAPayloadStaysText()
    {
        const OrdersStore store;
        Session session;
        EventPanel panel(session);
        show(panel);
        store.open(session);
        session.goToEvent(Row(6));
        JsonTreeView &data = *tree(panel, QStringLiteral("Data"));
        QTRY_COMPARE(data.model()->index(0, 1).data().toString(),
                     QStringLiteral("<b>bold</b> & plain"));
        panel.findChild<QTabBar *>()->setCurrentIndex(2);
        QVERIFY(panel.findChildren<RawView *>().size() >= 2);
        bool found = false;
        for (const RawView *const raw : panel.findChildren<RawView *>())
            found = found || raw->text() == QStringLiteral(R"({"note":"<b>bold</b> & plain"})");
        QVERIFY(found);
    }

    void aDamagedEventSaysWhatIsWrong()
    {
        const OrdersStore store;
        store.append("{\"id\":\"e9\",\"type\":\"Order\n");
        store.append(OrdersStore::event(10, "order-2", 3, "OrderNoted", "{}"));
        Session session;
        EventPanel panel(session);
        show(panel);
        store.open(session);
        session.goToEvent(Row(8));
        QTRY_VERIFY(!panel.findChild<Notice *>()->sentence().isEmpty());
        session.goToEvent(Row(9));
        QTRY_VERIFY(panel.findChild<Notice *>()->sentence().isEmpty());
    }

    void theStateSaysWhatChangedAndLeadsToWhoSetIt()
    {
        const OrdersStore store;
        Session session;
        StatePanel panel(session);
        show(panel);
        store.open(session);
        session.goToEvent(Row(3));
        QTRY_COMPARE(panel.title(), QStringLiteral("State at v3"));
        JsonTreeView &view = *tree(panel, QStringLiteral("State"));
        const auto at = [&](const char *pointer) {
            return qobject_cast<StateTreeModel *>(view.model())->indexOf(pointer);
        };
        QCOMPARE(static_cast<Difference>(at("/carrier").data(ChangeRole).toInt()),
                 Difference::Added);
        QCOMPARE(at("/status").data(BeforeRole).toString(), QStringLiteral("paid"));
        QCOMPARE(at("/paid").siblingAtColumn(2).data().toString(), QStringLiteral("v2"));
        QCOMPARE(at("/paid").siblingAtColumn(1).data().toString(),
                 QStringLiteral("12345678901234567890"));
        click(view, at("/paid").siblingAtColumn(2));
        QCOMPARE(session.playhead(), Row(2));
        QTRY_COMPARE(panel.title(), QStringLiteral("State at v2"));
        session.goToEvent(Row(5));
        QTRY_COMPARE(panel.title(), QStringLiteral("State at v4"));
        QCOMPARE(static_cast<Difference>(at("/carrier").data(ChangeRole).toInt()),
                 Difference::Removed);
    }

    void whatIsOpenAndCurrentSurvivesAStep()
    {
        const OrdersStore store;
        Session session;
        StatePanel panel(session);
        show(panel);
        store.open(session);
        session.goToEvent(Row(2));
        QTRY_COMPARE(panel.title(), QStringLiteral("State at v2"));
        JsonTreeView &view = *tree(panel, QStringLiteral("State"));
        const auto at = [&](const char *pointer) {
            return qobject_cast<StateTreeModel *>(view.model())->indexOf(pointer);
        };
        QVERIFY(view.isExpanded(at("/items")));
        view.collapse(at("/items"));
        view.setCurrentIndex(at("/total"));
        session.step(Session::Step::Next);
        QTRY_COMPARE(panel.title(), QStringLiteral("State at v3"));
        QVERIFY(!view.isExpanded(at("/items")));
        QCOMPARE(view.currentIndex(), at("/total"));
        view.expand(at("/items"));
        session.step(Session::Step::Previous);
        QTRY_COMPARE(panel.title(), QStringLiteral("State at v2"));
        QVERIFY(view.isExpanded(at("/items")));
    }

    void withoutAStateThePanelSaysWhy()
    {
        const OrdersStore store;
        Session session;
        StatePanel panel(session);
        show(panel);
        store.open(session);
        JsonTreeView &view = *tree(panel, QStringLiteral("State"));
        session.selectStream(std::nullopt);
        QTRY_COMPARE(view.emptyText(), QStringLiteral("Select a stream to see its state."));
        session.selectStream(stream(session, "order-2"));
        session.setPlayhead(Row(0));
        QTRY_COMPARE(view.emptyText(), QStringLiteral("Does not exist yet at #1."));
        QCOMPARE(view.model()->rowCount(), 0);
    }

    void theChangesAloneCanBeShown()
    {
        const OrdersStore store;
        Session session;
        StatePanel panel(session);
        show(panel);
        store.open(session);
        session.goToEvent(Row(3));
        QTRY_COMPARE(panel.title(), QStringLiteral("State at v3"));
        panel.findChild<QTabBar *>()->setCurrentIndex(1);
        JsonTreeView &list = *tree(panel, QStringLiteral("What is different"));
        QVERIFY(list.isVisible());
        QCOMPARE(list.model()->rowCount(), 2);
    }

    void linksThatDoNotFitBecomeANumber()
    {
        LinkRow row;
        row.resize(200, 20);
        QList<LinkRow::Link> links;
        for (quint32 i = 0; i < 20; ++i)
            links.append({QStringLiteral("#%1 SomethingHappened").arg(i), QString(), i});
        row.setLinks(links, 300);
        row.show();
        QVERIFY(row.shownLinks() >= 1 && row.shownLinks() < 5);
        QVERIFY(link(row, u'+' + QString::number(300 - row.shownLinks())));
        QSignalSpy activated(&row, &LinkRow::activated);
        row.link(0)->click();
        QCOMPARE(activated.takeFirst().front().toUInt(), 0U);
        row.resize(4000, 20);
        QCOMPARE(row.shownLinks(), 20);
    }

    void aMillionCharactersInOneLineAreShownAndCopied()
    {
        RawView view;
        view.resize(400, 300);
        view.show();
        const QString text(1'000'000, u'x');
        view.setText(text);
        QVERIFY(view.verticalScrollBar()->maximum() > 1000);
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum());
        QVERIFY(!view.grab().isNull());
        QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), text);
    }

    void whatIsStoredIsCopiedExactly()
    {
        RawView view;
        view.resize(400, 300);
        view.show();
        const QString text = QStringLiteral("{\"a\":\t\"\u0001\u2401\"}\r\n");
        view.setText(text, RawView::Language::Json);
        QVERIFY(!view.grab().isNull());
        view.selectAll();
        view.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), text);
        // Of what is shown as a dump, or only in part, all of the text; bytes that are none are not made one.
        view.setText(QStringLiteral("the first \u2026"));
        view.setStored(std::make_shared<const std::string>("the first and the last"),
                       QStringLiteral("7-data.txt"), {});
        QVERIFY(view.canCopyAll());
        view.copyAll();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("the first and the last"));
        view.setStored(std::make_shared<const std::string>("\x1f\x8b\x08"), {}, {});
        QVERIFY(!view.canCopyAll());
        view.setText(QStringLiteral("another"));
        QVERIFY(view.canCopyAll());
    }

    void columnsAndFiltersAreRemembered()
    {
        Session session;
        QByteArray state;
        {
            EventsPanel panel(session);
            table(panel, QStringLiteral("Events"))->setColumnWidth(EventsModel::Stream, 333);
            panel.findChild<FilterEdit *>()->remember(QStringLiteral("type = A"));
            state = panel.saveState();
        }
        EventsPanel panel(session);
        panel.restoreState(state);
        QCOMPARE(table(panel, QStringLiteral("Events"))->columnWidth(EventsModel::Stream), 333);
        QCOMPARE(panel.findChild<FilterEdit *>()->earlier(),
                 QStringList{QStringLiteral("type = A")});
        panel.restoreState("nonsense");
        QCOMPARE(table(panel, QStringLiteral("Events"))->columnWidth(EventsModel::Stream), 333);
    }

    void panelsLetGoOfAStoreThatIsClosedAndTakeTheNextOne()
    {
        const OrdersStore store;
        Session session;
        StreamsPanel streams(session);
        EventsPanel events(session);
        EventPanel event(session);
        StatePanel state(session);
        for (QWidget *const panel :
             {static_cast<QWidget *>(&streams), static_cast<QWidget *>(&events),
              static_cast<QWidget *>(&event), static_cast<QWidget *>(&state)})
            show(*panel);
        store.open(session);
        QTRY_VERIFY(tree(state, QStringLiteral("State"))->model()->rowCount() > 0);
        session.close();
        QCOMPARE(table(events, QStringLiteral("Events"))->model()->rowCount(), 0);
        QCOMPARE(tree(state, QStringLiteral("State"))->model()->rowCount(), 0);
        QCOMPARE(tree(event, QStringLiteral("Data"))->model()->rowCount(), 0);
        QTest::qWait(50);
        store.open(session);
        QTRY_VERIFY(tree(state, QStringLiteral("State"))->model()->rowCount() > 0);
        QTRY_VERIFY(tree(event, QStringLiteral("Data"))->model()->rowCount() > 0);
    }
};

QTEST_MAIN(TestPanels)
#include "tst_panels.moc"
