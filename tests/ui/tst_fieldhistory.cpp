// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fieldhistorymodel.h"
#include "models/statetreemodel.h"
#include "panels/consolepanel.h"
#include "panels/drawer.h"
#include "panels/fieldhistorypanel.h"
#include "panels/jsontreeview.h"
#include "panels/notice.h"
#include "panels/rowtable.h"
#include "panels/statepanel.h"
#include "widgets/jsontext.h"
#include "widgets/theme.h"

#include "ordersstore.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

JsonTreeView &stateTree(QWidget &panel)
{
    for (JsonTreeView *const view : panel.findChildren<JsonTreeView *>()) {
        if (view->accessibleName() == QStringLiteral("State"))
            return *view;
    }
    qFatal("no tree");
}

QToolButton *button(QWidget &widget, const QString &name)
{
    for (QToolButton *const found : widget.findChildren<QToolButton *>()) {
        if (found->accessibleName() == name)
            return found;
    }
    return nullptr;
}

} // namespace

class TestFieldHistory : public QObject
{
    Q_OBJECT

private:
    struct Fixture {
        OrdersStore store;
        QTemporaryDir dir;
        Session session;
        StatePanel state{session};
        FieldHistoryPanel panel{session};

        Fixture()
        {
            session.workspace().setFolder(dir.filePath(QStringLiteral("workspaces")));
            for (QWidget *const widget :
                 {static_cast<QWidget *>(&state), static_cast<QWidget *>(&panel)}) {
                widget->resize(600, 400);
                widget->show();
            }
            panel.controls()->show();
            store.open(session);
            session.goToEvent(Row(7));
            QTRY_VERIFY(!session.states().isWaiting());
        }
        RowTable &table() { return *panel.findChild<RowTable *>(); }
        void list(const char *pointer)
        {
            session.histories().list(pointer, session.streamOrdinal());
            QTRY_VERIFY(session.histories().listedHistory());
        }
        void setCurrent(const char *pointer)
        {
            JsonTreeView &view = stateTree(state);
            view.setCurrentIndex(qobject_cast<StateTreeModel *>(view.model())->indexOf(pointer));
        }
    };

private Q_SLOTS:
    void theModelIsWellBehavedFromFieldToField()
    {
        Fixture f;
        FieldHistoryModel model(f.session);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        f.list("/status");
        QCOMPARE(model.rowCount(), 4);
        f.list("/total");
        QCOMPARE(model.rowCount(), 1);
        f.session.close();
        QCOMPARE(model.rowCount(), 0);
    }

    void everyChangeSaysVersionTypeBeforeAndAfter()
    {
        Fixture f;
        f.list("/carrier");
        FieldHistoryModel model(f.session);
        QCOMPARE(model.rowCount(), 2);
        const auto text = [&](int row, int column) {
            return model.index(row, column).data().toString();
        };
        QCOMPARE(text(0, FieldHistoryModel::Version), QStringLiteral("v3"));
        QCOMPARE(text(0, FieldHistoryModel::Type), QStringLiteral("OrderShipped"));
        QCOMPARE(text(0, FieldHistoryModel::Change), QStringLiteral("UPS"));
        QCOMPARE(static_cast<Difference>(
                     model.index(0, 0).data(FieldHistoryModel::DifferenceRole).toInt()),
                 Difference::Added);
        QCOMPARE(text(1, FieldHistoryModel::Version), QStringLiteral("v4"));
        QCOMPARE(text(1, FieldHistoryModel::Change), QStringLiteral("UPS \u2192 removed"));
        QCOMPARE(static_cast<Difference>(
                     model.index(1, 0).data(FieldHistoryModel::DifferenceRole).toInt()),
                 Difference::Removed);
        QCOMPARE(f.panel.title(), QStringLiteral("History of carrier  2"));
    }

    void choosingAChangeGoesToItsEventAndTheListFollowsThePlayhead()
    {
        Fixture f;
        f.list("/status"); // v1 v2 v3 v4; one stands at v5
        RowTable &table = f.table();
        QVERIFY(!table.currentIndex().isValid());
        table.setFocus();
        QTest::mouseClick(table.viewport(), Qt::LeftButton, Qt::NoModifier,
                          table.visualRect(table.model()->index(1, 3)).center());
        QCOMPARE(f.session.playhead(), Row(2));
        QTest::keyClick(&table, Qt::Key_Down);
        QCOMPARE(f.session.playhead(), Row(3));
        f.session.goToEvent(Row(0));
        QCOMPARE(table.currentIndex().row(), 0);
    }

    void theHistoryIsCopiedALineAChange()
    {
        Fixture f;
        f.list("/carrier");
        button(*f.panel.controls(), QStringLiteral("Copy the history"))->click();
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 QStringLiteral("v3\t2026-01-01 00:00:04\tOrderShipped\t\t\"UPS\"\n"
                                "v4\t2026-01-01 00:00:06\tOrderDelivered\t\"UPS\"\t\n"));
        QGuiApplication::clipboard()->clear();
        QTest::keyClick(&f.table(), Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("v3\t")));
    }

    void aFieldThatNoEventSetsSaysSo()
    {
        Fixture f;
        f.list("/nowhere");
        QCOMPARE(f.table().emptyText(), QStringLiteral("No event of this stream sets the field."));
        QCOMPARE(f.panel.title(), QStringLiteral("History of nowhere  0"));
    }

    // --- from the state ---

    void hShowsTheHistoryOfTheCurrentFieldAndPPinsIt()
    {
        Fixture f;
        f.setCurrent("/total");
        QSignalSpy wanted(&f.state, &StatePanel::historyWanted);
        JsonTreeView &view = stateTree(f.state);
        QTest::keyClick(&view, Qt::Key_H);
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(f.session.histories().listed(), std::optional<std::string>("/total"));
        QTest::keyClick(&view, Qt::Key_P);
        QVERIFY(f.session.histories().isPinned("/total"));
        QVERIFY(view.currentIndex().data(PinnedRole).toBool());
        QTest::keyClick(&view, Qt::Key_P);
        QVERIFY(!f.session.histories().isPinned("/total"));
        QVERIFY(!view.currentIndex().data(PinnedRole).toBool());
    }

    void theContextMenuOffersHistoryAndPin()
    {
        Fixture f;
        JsonTreeView &view = stateTree(f.state);
        f.setCurrent("/status");
        Q_EMIT view.menuRequested(view.currentIndex(), QPoint(10, 10));
        auto *const menu = f.state.findChildren<QMenu *>(Qt::FindDirectChildrenOnly).last();
        QStringList texts;
        QAction *pin = nullptr;
        for (QAction *const action : menu->actions()) {
            texts << action->text();
            if (action->text() == QStringLiteral("Pin field to the timeline"))
                pin = action;
        }
        QVERIFY(texts.contains(QStringLiteral("Show history")));
        QVERIFY(pin);
        pin->trigger();
        QVERIFY(f.session.histories().isPinned("/status"));
        menu->close();
    }

    void theRowOfThePlayheadStaysInSightWhenTheTableShrinks()
    {
        Fixture f;
        f.list("/status");
        f.session.goToEvent(Row(5)); // the last change
        QTRY_COMPARE(f.table().currentIndex().row(), 3);
        QTRY_VERIFY(f.table().viewport()->height() > 5 * Theme::kRowHeight);
        f.panel.resize(600, 4 * Theme::kRowHeight);
        QTRY_VERIFY(f.table().viewport()->height() < 4 * Theme::kRowHeight);
        QVERIFY(f.table().viewport()->rect().contains(
            f.table().visualRect(f.table().currentIndex()).center()));
    }

    void longVersionsAreShownWithAllTheirDigits()
    {
        Fixture f;
        f.store.append(OrdersStore::event(9, "order-1", 123456, "OrderArchived", R"({"total":1})"));
        f.session.close();
        f.store.open(f.session);
        f.session.goToEvent(Row(8));
        f.list("/total");
        const QFontMetrics mono(Theme::instance().monospace());
        const int needed = mono.horizontalAdvance(QStringLiteral("v123,456"));
        QTRY_VERIFY(f.table().columnWidth(FieldHistoryModel::Version) > needed);
        QTRY_VERIFY(stateTree(f.state).header()->sectionSize(StateTreeModel::SetBy) > needed);
    }

    void thePinOfTheHistoryPinsAndUnpins()
    {
        Fixture f;
        f.list("/total");
        QToolButton *const pin = button(*f.panel.controls(), QStringLiteral("Pin the field"));
        QVERIFY(pin);
        pin->click();
        QVERIFY(f.session.histories().isPinned("/total"));
        QVERIFY(pin->isChecked());
        QCOMPARE(pin->accessibleName(), QStringLiteral("Unpin the field"));
        QTest::keyClick(&f.table(), Qt::Key_P);
        QVERIFY(!f.session.histories().isPinned("/total"));
    }

    void oneFieldTooManyIsRefusedInWords()
    {
        Fixture f;
        for (std::size_t i = 0; i < Workspace::kMostPins; ++i)
            QVERIFY(f.session.histories().pin("/field" + std::to_string(i)));
        f.setCurrent("/total");
        QTest::keyClick(&stateTree(f.state), Qt::Key_P);
        bool said = false;
        for (const Notice *const notice : f.state.findChildren<Notice *>())
            said = said
                   || (notice->isVisibleTo(&f.state)
                       && notice->sentence().contains(QStringLiteral("unpin")));
        QVERIFY(said);
        QVERIFY(!f.session.histories().isPinned("/total"));
    }

    void fieldsAreNamedAsPathsAre()
    {
        QCOMPARE(fieldLabel("/items/0/sku"), QStringLiteral("items[0].sku"));
        QCOMPARE(fieldLabel("/a b/c~1d"), QStringLiteral("[\"a b\"][\"c/d\"]"));
        QCOMPARE(fieldLabel(""), QStringLiteral("(state)"));
    }

    // --- the drawer ---

    void theDrawerIsThereOnlyWithAPage()
    {
        QWidget window;
        Drawer drawer(&window);
        auto *const one = new QLabel(QStringLiteral("one"));
        auto *const two = new QLabel(QStringLiteral("two"));
        auto *const controls = new QLabel(QStringLiteral("controls"));
        drawer.addPage(one, controls, QStringLiteral("First"));
        drawer.addPage(two, new QWidget, QStringLiteral("Second"));
        window.show();
        QVERIFY(!drawer.isVisible());
        drawer.showPage(two);
        QVERIFY(drawer.isVisible());
        QCOMPARE(drawer.frontPage(), two);
        QTRY_VERIFY(drawer.findChild<QTabBar *>()->height() >= 20);
        QVERIFY(controls->isHidden());
        drawer.showPage(one);
        QCOMPARE(drawer.titles(), (QStringList{QStringLiteral("First"), QStringLiteral("Second")}));
        QCOMPARE(drawer.frontPage(), one);
        QVERIFY(!controls->isHidden());
        drawer.setTitle(two, QStringLiteral("Second 7"));
        QCOMPARE(drawer.titles().last(), QStringLiteral("Second 7"));
        QSignalSpy close(&drawer, &Drawer::closeWanted);
        QTest::keyClick(&drawer, Qt::Key_Escape);
        QCOMPARE(close.count(), 1);
        QCOMPARE(close.front().front().value<QWidget *>(), one);
        drawer.hidePage(one);
        QCOMPARE(drawer.frontPage(), two);
        drawer.hidePage(two);
        QVERIFY(!drawer.isVisible());
    }
};

QTEST_MAIN(TestFieldHistory)
#include "tst_fieldhistory.moc"
