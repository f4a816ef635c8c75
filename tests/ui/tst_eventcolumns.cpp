// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventsmodel.h"
#include "panels/copyactions.h"
#include "panels/eventcolumns.h"
#include "panels/eventspanel.h"
#include "panels/jsontreeview.h"
#include "panels/rowtable.h"
#include "shell/explorepage.h"
#include "shell/perspectives.h"
#include "widgets/theme.h"

#include "ordersstore.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

#include <memory>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

// A page over the store of orders, with a workspace of its own.
struct Fixture {
    QTemporaryDir folder;
    OrdersStore store;
    Session session;
    std::unique_ptr<Perspectives> perspectives;
    ExplorePage *page = nullptr;

    Fixture()
    {
        session.workspace().setFolder(folder.filePath(QStringLiteral("workspaces")));
        makePage();
        store.open(session);
    }
    void makePage()
    {
        perspectives = std::make_unique<Perspectives>(session);
        page = perspectives->findChild<ExplorePage *>();
        perspectives->resize(1400, 800);
        perspectives->setVisible(true);
        QVERIFY(QTest::qWaitForWindowActive(perspectives.get()));
    }
    EventsPanel &panel() { return *page->findChild<EventsPanel *>(); }
    RowTable &table()
    {
        for (RowTable *each : page->findChildren<RowTable *>()) {
            if (qobject_cast<EventsModel *>(each->model()))
                return *each;
        }
        qFatal("no table");
    }
    QHeaderView &header() { return *table().horizontalHeader(); }
    QString text(int row, int column)
    {
        return table().model()->index(row, column).data().toString();
    }
    QString title(int column)
    {
        return table().model()->headerData(column, Qt::Horizontal).toString();
    }
    void add(const char *path) { QVERIFY(session.workspace().addColumn(path)); }
    // The open menu with that entry; null pointer if there is none.
    static QAction *entry(const QString &text)
    {
        for (QWidget *const widget : QApplication::topLevelWidgets()) {
            auto *const menu = qobject_cast<QMenu *>(widget);
            if (!menu || !menu->isVisible())
                continue;
            for (QAction *const action : menu->actions()) {
                if (action->text() == text)
                    return action;
            }
        }
        return nullptr;
    }
    static void closeMenus()
    {
        while (QWidget *const popup = QApplication::activePopupWidget())
            popup->close();
    }
};

constexpr int kFirst = EventsModel::kColumns;

} // namespace

class TestEventColumns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void columnsInAnotherOrderReplaceThoseOfBefore()
    {
        Fixture f;
        f.add("data.total");
        f.add("data.paid");
        // Another window on the same store.
        Session other;
        other.workspace().setFolder(f.folder.filePath(QStringLiteral("workspaces")));
        f.store.open(other);
        other.workspace().removeColumn("data.total");
        QVERIFY(other.workspace().addColumn("data.total"));
        QTRY_COMPARE(f.title(kFirst), QStringLiteral("data.paid"));
        QCOMPARE(f.table().model()->columnCount(), kFirst + 2);
        QCOMPARE(f.title(kFirst + 1), QStringLiteral("data.total"));
    }

    void aColumnThatComesWhileOthersAreReadTakesNoneAway()
    {
        Fixture f;
        f.add("data.total");
        for (int row = 0; row < f.table().model()->rowCount(); ++row)
            f.text(row, kFirst);
        QCoreApplication::processEvents(); // they are asked for
        f.add("data.paid");
        QTRY_COMPARE(f.text(0, kFirst), QStringLiteral("40.50"));
    }

    void valuesArriveWithAllDigitsAndWhatIsMissingIsADash()
    {
        Fixture f;
        QAbstractItemModelTester tester(f.table().model(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        f.add("data.total");
        f.add("data.paid");
        f.add("data.items");
        f.add("meta.causationId");
        QCOMPARE(f.title(kFirst), QStringLiteral("data.total"));
        f.text(0, kFirst);
        QTRY_COMPARE(f.text(0, kFirst), QStringLiteral("40.50"));
        QCOMPARE(f.text(2, kFirst + 1), QStringLiteral("12345678901234567890"));
        QCOMPARE(f.text(0, kFirst + 2), QStringLiteral("[{\"sku\":\"A\",\"qty\":1}]"));
        QCOMPARE(f.text(2, kFirst + 3), QStringLiteral("e1"));
        QCOMPARE(f.text(2, kFirst), QStringLiteral("\u2013"));
        QVERIFY(f.table().model()->index(2, kFirst).data(EventsModel::AbsentRole).toBool());
        QCOMPARE(f.text(4, kFirst), QStringLiteral("null"));
        QVERIFY(!f.table().model()->index(4, kFirst).data(EventsModel::AbsentRole).toBool());
        // Numbers stand at the right, with room for every digit.
        const auto aligned = [&](int column) {
            return f.table()
                .model()
                ->headerData(column, Qt::Horizontal, Qt::TextAlignmentRole)
                .toInt();
        };
        QVERIFY(aligned(kFirst) & Qt::AlignRight);
        QVERIFY(aligned(kFirst + 3) & Qt::AlignLeft);
        const QFontMetrics mono(Theme::instance().monospace());
        QVERIFY(f.header().sectionSize(kFirst + 1)
                >= mono.horizontalAdvance(QStringLiteral("12345678901234567890")));
    }

    void onlyRowsThatAreLookedForAreReadAndTheCacheIsBounded()
    {
        OrdersStore store;
        for (int i = 20; i < 300; ++i)
            store.append(
                OrdersStore::event(i, "order-5", i, "OrderNoted", R"({"total":1,"note":"n"})"));
        Session session;
        store.open(session);
        const Sequence events = session.shownEvents();
        PayloadCells cells(session, events, nullptr, 16, 8, 2);
        cells.insert(0, *parseFieldPath("data.total"));
        QVERIFY(!cells.find(0, 100));
        QTRY_VERIFY(cells.find(0, 100));
        QVERIFY(cells.find(0, 102)); // the margin
        QTRY_VERIFY(cells.isIdle());
        QCOMPARE(cells.kept(), 5);
        for (std::uint32_t at = 0; at < 200; ++at) {
            cells.find(0, at);
            QTRY_VERIFY(cells.find(0, at));
        }
        QVERIFY(cells.kept() <= 16);
    }

    void whatHasScrolledAwayIsNotReadAnyMore()
    {
        OrdersStore store;
        for (int i = 20; i < 300; ++i)
            store.append(OrdersStore::event(i, "order-5", i, "OrderNoted", R"({"total":1})"));
        Session session;
        store.open(session);
        const Sequence events = session.shownEvents();
        PayloadCells cells(session, events, nullptr, 1000, 10, 0);
        cells.insert(0, *parseFieldPath("data.total"));
        for (std::uint32_t at = 0; at < 200; ++at) // a flick of the wheel: all in one turn
            cells.find(0, at);
        QTRY_VERIFY(cells.find(0, 199));
        QTRY_VERIFY(cells.isIdle());
        QCOMPARE(cells.kept(), 10); // the last ten
        QCOMPARE(cells.find(0, 5), nullptr);
    }

    void anotherColumnLeavesWhatIsThere()
    {
        Fixture f;
        f.add("data.total");
        f.text(0, kFirst);
        QTRY_COMPARE(f.text(0, kFirst), QStringLiteral("40.50"));
        f.add("data.status");
        QCOMPARE(f.text(0, kFirst), QStringLiteral("40.50"));
        QTRY_COMPARE(f.text(0, kFirst + 1), QStringLiteral("placed"));
        f.session.workspace().removeColumn("data.total");
        QCOMPARE(f.text(0, kFirst), QStringLiteral("placed"));
        QCOMPARE(f.title(kFirst), QStringLiteral("data.status"));
    }

    void aFilterKeepsValuesWithTheirEvents()
    {
        Fixture f;
        f.add("data.status");
        f.session.setFilter(QStringLiteral("type = OrderPaid or type = OrderShipped"));
        QTRY_COMPARE(f.table().model()->rowCount(), 2);
        f.text(0, kFirst);
        QTRY_COMPARE(f.text(0, kFirst), QStringLiteral("paid"));
        QCOMPARE(f.text(1, kFirst), QStringLiteral("shipped"));
    }

    void theMenuOfAFieldAddsAndRemovesItsColumn()
    {
        Fixture f;
        f.session.goToEvent(Row(0));
        JsonTreeView *data = nullptr;
        for (auto *const tree : f.page->findChildren<JsonTreeView *>()) {
            if (tree->accessibleName() == QStringLiteral("Data"))
                data = tree;
        }
        QVERIFY(data);
        QTRY_VERIFY(data->model()->rowCount() == 3);
        Q_EMIT data->menuRequested(data->model()->index(0, 0), QPoint(10, 10));
        QTRY_VERIFY(Fixture::entry(QStringLiteral("Add as column")));
        Fixture::entry(QStringLiteral("Add as column"))->trigger();
        Fixture::closeMenus();
        QCOMPARE(f.session.workspace().columns(), std::vector<std::string>{"data.total"});
        QCOMPARE(f.title(kFirst), QStringLiteral("data.total"));
        Q_EMIT data->menuRequested(data->model()->index(0, 0), QPoint(10, 10));
        QTRY_VERIFY(Fixture::entry(QStringLiteral("Remove its column")));
        Fixture::entry(QStringLiteral("Remove its column"))->trigger();
        Fixture::closeMenus();
        QVERIFY(f.session.workspace().columns().empty());
        QCOMPARE(f.table().model()->columnCount(), kFirst);
    }

    void theMenuOfTheHeaderAddsByPathAndRemovesWhatIsUnderThePointer()
    {
        Fixture f;
        f.page->openColumnMenu();
        QAction *const add = Fixture::entry(QStringLiteral("Add payload column \u2026"));
        QVERIFY(add);
        QSignalSpy wanted(&f.panel().columns(), &EventColumns::fieldWanted);
        add->trigger();
        QCOMPARE(wanted.count(), 1);
        Fixture::closeMenus();
        // Without a window system a menu that goes takes the application's activity, and so every popup, with it.
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QTest::qWait(1);
        f.page->activateWindow();
        f.page->addColumn();
        auto *const popup = f.page->findChild<QWidget *>(QStringLiteral("addColumn"));
        QVERIFY(popup);
        QTRY_VERIFY(popup->isVisible());
        auto *const line = popup->findChild<QLineEdit *>();
        auto *const list = popup->findChild<QTableWidget *>();
        QTRY_VERIFY(list->rowCount() > 3); // those in the store
        QTest::keyClicks(line, QStringLiteral("tota"));
        QTRY_COMPARE(list->rowCount(), 1);
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(!popup->isVisible());
        QCOMPARE(f.title(kFirst), QStringLiteral("data.total"));

        const int x = f.header().sectionViewportPosition(kFirst) + 4;
        Q_EMIT f.header().customContextMenuRequested(QPoint(x, 4));
        QAction *const remove = Fixture::entry(QStringLiteral("Remove column data.total"));
        QVERIFY(remove);
        remove->trigger();
        Fixture::closeMenus();
        QCOMPARE(f.table().model()->columnCount(), kFirst);
        f.session.workspace().undo();
        QCOMPARE(f.title(kFirst), QStringLiteral("data.total"));
    }

    void aPathThatWasNotSeenIsTakenAndOneThatIsNoneIsExplained()
    {
        Fixture f;
        f.page->addColumn();
        auto *const popup = f.page->findChild<QWidget *>(QStringLiteral("addColumn"));
        QTRY_VERIFY(popup->isVisible());
        auto *const line = popup->findChild<QLineEdit *>();
        QTest::keyClicks(line, QStringLiteral("data.[x"));
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(popup->isVisible());
        QVERIFY(f.session.workspace().columns().empty());
        line->clear();
        QTest::keyClicks(line, QStringLiteral("address.street"));
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(!popup->isVisible());
        QCOMPARE(f.session.workspace().columns(), std::vector<std::string>{"data.address.street"});
    }

    void orderAndWidthsAreRememberedEvenWhileTheColumnIsAway()
    {
        Fixture f;
        f.add("data.total");
        f.header().moveSection(f.header().visualIndex(kFirst), 1);
        f.header().resizeSection(kFirst, 123);
        f.header().resizeSection(EventsModel::Type, 177);
        f.table().setColumnHidden(EventsModel::Stream, true);
        f.session.close(); // its columns go with it
        QCOMPARE(f.table().model()->columnCount(), kFirst);
        const QVariantMap layout = f.page->saveLayout();
        f.makePage();
        f.page->restoreLayout(layout);
        f.store.open(f.session);
        QCOMPARE(f.header().visualIndex(kFirst), 1);
        QCOMPARE(f.header().sectionSize(kFirst), 123);
        QCOMPARE(f.header().sectionSize(EventsModel::Type), 177);
        QVERIFY(f.table().isColumnHidden(EventsModel::Stream));
        f.page->resetLayout();
        QVERIFY(!f.table().isColumnHidden(EventsModel::Stream));
    }

    void aColumnThatHasNoRoomIsBroughtIntoSight()
    {
        Fixture f;
        f.page->resize(1000, 700);
        f.table().setColumnHidden(EventsModel::Payload, true); // new ones come last then
        for (const char *path : {"data.total", "data.paid", "data.status", "data.carrier"})
            f.add(path);
        const int column = kFirst + 3;
        const auto right = [&] {
            return f.header().sectionViewportPosition(column) + f.header().sectionSize(column);
        };
        QTRY_VERIFY(right() <= f.table().viewport()->width());
        QVERIFY(f.header().sectionViewportPosition(column) >= 0);
        QVERIFY(f.table().horizontalScrollBar()->value() > 0);
    }

    void anUnreadableArrangementChangesNothing()
    {
        Fixture f;
        const int width = f.header().sectionSize(EventsModel::Type);
        QVERIFY(!f.panel().columns().restore("nonsense"));
        QVERIFY(!f.panel().columns().restore(f.header().saveState()));
        QVERIFY(!f.panel().columns().restore({}));
        QCOMPARE(f.header().sectionSize(EventsModel::Type), width);
    }

    void theTableIsCopiedWithThem()
    {
        Fixture f;
        f.add("data.paid");
        f.session.goToEvent(Row(2));
        QGuiApplication::clipboard()->clear();
        f.page->copying().copyAs(EventForm::Markdown);
        QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(
            QStringLiteral("| 12345678901234567890 |")));
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("| data.paid |")));
        f.page->copying().copyAs(EventForm::Csv);
        QTRY_VERIFY(
            QGuiApplication::clipboard()->text().contains(QStringLiteral(",error,data.paid")));
    }
};

QTEST_MAIN(TestEventColumns)
#include "tst_eventcolumns.moc"
