// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reducers in JavaScript as the window shows them: their states, failures, warnings, lines, and what happens when they are saved.
#include "models/statetreemodel.h"
#include "panels/consolepanel.h"
#include "panels/jsontreeview.h"
#include "panels/reducerbutton.h"
#include "panels/rowtable.h"
#include "shell/bisectpopup.h"

#include "statefixture.h"

#include <QCheckBox>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <cstdio>
#include <memory>
#include <vector>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

constexpr int kPatience = 20'000; // ms: a host starts, and the machine may be busy

// Counts events and remembers their types; as ordinary code has it.
const char *const kCounting = "export const initialState = { count: 0, types: [] };\n"
                              "export default (state, event) => {\n"
                              "    state.count += 1;\n"
                              "    state.types.push(event.type);\n"
                              "    return state;\n"
                              "};\n";

} // namespace

class TestReducerPanel : public QObject
{
    Q_OBJECT

private:
    struct Fixture : StateFixture {
        Fixture()
            : StateFixture(7) // order-1 v5
        {}
        void use(const QByteArray &content)
        {
            panel.reducerButton().use(write(QStringLiteral("order.js"), content));
        }
        QString state() const
        {
            const auto at = session.stateAt();
            return at ? QString::fromStdString(at->state.dump()) : QString();
        }
    };

private Q_SLOTS:
    void aScriptFoldsTheStateWithBlameAndDifferences()
    {
        Fixture f;
        f.use(kCounting);
        QTRY_COMPARE_WITH_TIMEOUT(
            f.state(),
            QStringLiteral(R"({"count":5,"types":["OrderPlaced","OrderPaid","OrderShipped",)"
                           R"("OrderDelivered","OrderArchived"]})"),
            kPatience);
        QTRY_VERIFY(!f.session.states().isWaiting());
        QCOMPARE(f.session.stateAt()->blame.at("/types/1"), 1U);
        QCOMPARE(f.session.stateAt()->changes.size(), std::size_t(2));
        QCOMPARE(f.panel.title(), QStringLiteral("State at v5"));
        f.session.step(Session::Step::First);
        QTRY_COMPARE_WITH_TIMEOUT(f.state(),
                                  QStringLiteral(R"({"count":1,"types":["OrderPlaced"]})"),
                                  kPatience);
    }

    void savingTheScriptReplaysHoweverTheEditorDoesIt()
    {
        Fixture f;
        f.use("export default (state, event) => ({ text: 'one' });");
        QTRY_COMPARE_WITH_TIMEOUT(f.state(), QStringLiteral(R"({"text":"one"})"), kPatience);
        f.write(QStringLiteral("order.js"),
                "export default (state, event) => ({ text: 'written' });");
        QTRY_COMPARE_WITH_TIMEOUT(f.state(), QStringLiteral(R"({"text":"written"})"), kPatience);
        const QString fresh = f.write(QStringLiteral(".order.js.swp"),
                                      "export default (state, event) => ({ text: 'renamed' });");
        QCOMPARE(std::rename(qPrintable(fresh),
                             qPrintable(f.dir.filePath(QStringLiteral("order.js")))),
                 0);
        QTRY_COMPARE_WITH_TIMEOUT(f.state(), QStringLiteral(R"({"text":"renamed"})"), kPatience);
        f.write(QStringLiteral("order.js"),
                "export default (state, event) => ({ text: 'again' });");
        QTRY_COMPARE_WITH_TIMEOUT(f.state(), QStringLiteral(R"({"text":"again"})"), kPatience);
    }

    void savingWhatTheScriptImportsReplaysToo()
    {
        Fixture f;
        f.write(QStringLiteral("text.js"), "export const text = 'before';\n");
        f.use("import { text } from './text.js';\nexport default (state, event) => ({ text });\n");
        QTRY_COMPARE_WITH_TIMEOUT(f.state(), QStringLiteral(R"({"text":"before"})"), kPatience);
        QTRY_VERIFY(!f.session.states().isWaiting());
        f.write(QStringLiteral("text.js"), "export const text = 'after it';\n");
        QTRY_COMPARE_WITH_TIMEOUT(f.state(), QStringLiteral(R"({"text":"after it"})"), kPatience);
    }

    void aFailureStandsOverTheStateBeforeItAndLeadsToItsEvent()
    {
        Fixture f;
        f.use("export const initialState = { count: 0 };\n"
              "export default (state, event) => {\n"
              "    state.count += 1;\n"
              "    if (event.type === 'OrderShipped')\n"
              "        throw new Error('no carrier today');\n"
              "    return state;\n"
              "};\n");
        QTRY_VERIFY_WITH_TIMEOUT(f.notice(QStringLiteral("no carrier today")), kPatience);
        QCOMPARE(f.state(), QStringLiteral(R"({"count":2})"));
        QCOMPARE(f.panel.title(), QStringLiteral("State before v3"));
        for (const JsonTreeView *const view : f.panel.findChildren<JsonTreeView *>()) {
            if (view->accessibleName() == QStringLiteral("What is different"))
                QCOMPARE(view->emptyText(), QStringLiteral("Not known: the reducer fails at v3."));
        }
        const Notice &notice = *f.notice(QStringLiteral("no carrier today"));
        QVERIFY(notice.sentence().contains(QStringLiteral("order.js:5:")));
        QVERIFY(notice.excerpt().contains(QStringLiteral("throw new Error('no carrier today');")));
        QVERIFY(notice.excerpt().contains(u'^'));
        LinkButton *const go = f.link(QStringLiteral("Go to v3 OrderShipped"));
        QVERIFY(go);
        go->click();
        QCOMPARE(f.session.playhead(), Row(3));
        QTRY_VERIFY_WITH_TIMEOUT(f.link(QStringLiteral("Open in the editor")), kPatience);
        // Before the failure all is well.
        f.session.step(Session::Step::Previous);
        QTRY_COMPARE_WITH_TIMEOUT(f.panel.title(), QStringLiteral("State at v2"), kPatience);
        QVERIFY(!f.notice(QStringLiteral("no carrier today")));
        // Another stream goes on.
        f.session.goToEvent(Row(4));
        QTRY_COMPARE_WITH_TIMEOUT(f.state(), QStringLiteral(R"({"count":2})"), kPatience);
        QVERIFY(!f.notice(QStringLiteral("no carrier today")));
    }

    void aSyntaxErrorIsShownWithItsPlaceAndGoesWithTheNextSave()
    {
        Fixture f;
        f.use("export default (state, event) => {\n    return state +;\n};\n");
        QTRY_VERIFY_WITH_TIMEOUT(f.link(QStringLiteral("Open in the editor")), kPatience);
        QVERIFY(f.notice(QStringLiteral("order.js:2:")));
        const Notice &notice = *f.notice(QStringLiteral("order.js:2:"));
        QVERIFY(notice.excerpt().contains(QStringLiteral("return state +;")));
        QVERIFY(!f.session.stateAt());
        f.write(QStringLiteral("order.js"), "export default (state, event) => ({ fine: true });");
        QTRY_COMPARE_WITH_TIMEOUT(f.state(), QStringLiteral(R"({"fine":true})"), kPatience);
        QVERIFY(!f.link(QStringLiteral("Open in the editor")));
    }

    void aRoundedNumberIsAQuietNotice()
    {
        Fixture f;
        f.use("export default (state, event) => ({ ...state, ...event.data });");
        // paid is 12345678901234567890.
        QTRY_VERIFY_WITH_TIMEOUT(f.notice(QStringLiteral("12345678901234567890")), kPatience);
        QCOMPARE(f.panel.title(), QStringLiteral("State at v5"));
    }

    void whatTheScriptLogsIsListedAndLeadsToItsEvents()
    {
        Fixture f;
        ConsolePanel console(f.session);
        console.resize(400, 200);
        console.show();
        f.use("export default (state, event) => {\n"
              "    console.log('seen', event.type);\n"
              "    return { ...state, last: event.type };\n"
              "};\n");
        QTRY_COMPARE_WITH_TIMEOUT(console.lineCount(), 5, kPatience);
        auto &table = *console.findChild<RowTable *>();
        const auto text = [&](int row, int column) {
            return table.model()->index(row, column).data().toString();
        };
        QCOMPARE(text(1, 0), QStringLiteral("v2"));
        QCOMPARE(text(1, 1), QStringLiteral("seen OrderPaid"));
        QTest::mouseClick(table.viewport(), Qt::LeftButton, Qt::NoModifier,
                          table.visualRect(table.model()->index(1, 1)).center());
        QCOMPARE(f.session.playhead(), Row(2));
        // Lines are not written twice, and those after the playhead are paler.
        QTRY_VERIFY_WITH_TIMEOUT(!f.session.states().isWaiting(), kPatience);
        QCOMPARE(console.lineCount(), 5);
        QVERIFY(table.model()->index(4, 1).data(ScriptLogModel::FutureRole).toBool());
        QVERIFY(!table.model()->index(0, 1).data(ScriptLogModel::FutureRole).toBool());
        f.panel.reducerButton().mergePayloads();
        QTRY_COMPARE(console.lineCount(), 0);
    }

    void theWindowStaysAliveWhileAScriptLoopsForEver()
    {
        Fixture f;
        QElapsedTimer clock;
        qint64 longest = 0;
        QTimer ticks;
        connect(&ticks, &QTimer::timeout, this,
                [&] { longest = std::max(longest, clock.restart()); });
        clock.start();
        ticks.start(1);
        f.use("export default (state, event) => { for (;;) ; };");
        QTRY_VERIFY_WITH_TIMEOUT(f.panel.title() == QStringLiteral("State before v1"), kPatience);
        ticks.stop();
        // The call itself may last 250 ms and more: a blocked window would show at least that.
        QVERIFY2(longest < 200, qPrintable(QString::number(longest)));
        LinkButton *const again = f.link(QStringLiteral("Run again"));
        QVERIFY(again);
        QSignalSpy ready(&f.session, &Session::stateReady);
        again->click();
        QTRY_VERIFY_WITH_TIMEOUT(!ready.isEmpty(), kPatience);
        QCOMPARE(f.panel.title(), QStringLiteral("State before v1"));
        f.use(kCounting);
        QTRY_VERIFY_WITH_TIMEOUT(f.state().startsWith(QStringLiteral(R"({"count":5)")), kPatience);
    }

    void theSearchTellsHowFarItIsAndCanBeStopped()
    {
        Fixture f;
        std::vector<BisectionProgress> told;
        connect(&f.session.bisector(), &Bisector::progressed, &f.session,
                [&](const BisectionProgress &progress) { told.push_back(progress); });
        QSignalSpy found(&f.session.bisector(), &Bisector::found);
        f.session.bisector().search("state.status === 'delivered'", false);
        QTRY_COMPARE_WITH_TIMEOUT(found.size(), qsizetype(1), kPatience);
        QVERIFY(told.size() > 1);
        QCOMPARE(told.front().probes, 0U);
        QCOMPARE(told.front().first, 0U);
        QCOMPARE(told.front().last, 4U);
        for (std::size_t i = 1; i < told.size(); ++i) {
            QCOMPARE(told[i].probes, told[i - 1].probes + 1);
            QVERIFY(told[i].first >= told[i - 1].first && told[i].last <= told[i - 1].last);
        }
        QWidget window;
        window.resize(800, 600);
        window.show();
        BisectPopup popup(f.session, &window);
        QSignalSpy arrived(&popup, &BisectPopup::arrived);
        popup.openWith(QStringLiteral("state.status === \"paid\""));
        QCOMPARE(popup.findChild<QLineEdit *>()->selectedText(), QStringLiteral("\"paid\""));
        QTest::keyClick(popup.findChild<QLineEdit *>(), Qt::Key_Return);
        QVERIFY(f.session.bisector().isSearching());
        QPushButton *cancel = nullptr;
        for (QPushButton *const button : popup.findChildren<QPushButton *>()) {
            if (button->isVisibleTo(&popup))
                cancel = button;
        }
        QVERIFY(cancel && cancel->text().contains(QStringLiteral("Cancel")));
        cancel->click();
        QVERIFY(!f.session.bisector().isSearching());
        QCOMPARE(popup.said(), QStringLiteral("Stopped."));
        QVERIFY(arrived.isEmpty());
    }

    void theSearchGoesToTheFirstEventAndSaysHowManyStatesItLookedAt()
    {
        Fixture f;
        QWidget window;
        window.resize(800, 600);
        window.show();
        BisectPopup popup(f.session, &window);
        QSignalSpy arrived(&popup, &BisectPopup::arrived);
        popup.openPopup();
        auto &line = *popup.findChild<QLineEdit *>();
        line.setText(QStringLiteral("state.status === 'shipped' || state.status === 'delivered'"));
        QTest::keyClick(&line, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(popup.said().contains(QStringLiteral("First true at v3")),
                                 kPatience);
        QVERIFY(popup.said().contains(QStringLiteral("state")));
        QCOMPARE(f.session.playhead(), Row(3));
        QCOMPARE(arrived.size(), qsizetype(1));
        line.setText(QStringLiteral("state.total > 1000"));
        QTest::keyClick(&line, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(popup.said().contains(QStringLiteral("Not true after any event")),
                                 kPatience);
        QCOMPARE(f.session.playhead(), Row(3));
        // True at v2 alone: only who looks at every state finds it for sure.
        line.setText(QStringLiteral("state.status === 'paid'"));
        popup.findChild<QCheckBox *>()->setChecked(true);
        popup.findChild<QCheckBox *>()->setFocus();
        QTest::keyClick(popup.findChild<QCheckBox *>(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(popup.said().contains(QStringLiteral("First true at v2")),
                                 kPatience);
        QCOMPARE(f.session.playhead(), Row(2));
        line.setFocus();
        f.session.goToEvent(Row(3));
        line.setText(QStringLiteral("state.total >"));
        QTest::keyClick(&line, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!f.session.bisector().isSearching()
                                     && !popup.said().contains(QStringLiteral("Replaying")),
                                 kPatience);
        QVERIFY(!popup.said().contains(QStringLiteral("Not true")));
        QCOMPARE(f.session.playhead(), Row(3));
    }
};

QTEST_MAIN(TestReducerPanel)
#include "tst_reducerpanel.moc"
