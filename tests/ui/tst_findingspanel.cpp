// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/findingsmodel.h"
#include "panels/badgebutton.h"
#include "panels/drawer.h"
#include "panels/findingspanel.h"
#include "panels/rowtable.h"
#include "panels/scrubber.h"
#include "shell/explorepage.h"
#include "shell/perspectives.h"
#include "timeline/timelinecanvas.h"
#include "widgets/theme.h"

#include "ordersstore.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QTest>
#include <QToolButton>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

// The orders, with a gap in order-2 (row 8), and order-1's version 5 once more (row 9).
class FaultyOrders : public OrdersStore
{
public:
    FaultyOrders()
    {
        append(event(9, "order-2", 4, "OrderPlaced", R"({"status":"placed"})"));
        append(event(10, "order-1", 5, "OrderArchived", R"({"archived":true})"));
    }
};

QToolButton *button(QWidget &widget, const QString &name)
{
    for (QToolButton *const found : widget.findChildren<QToolButton *>()) {
        if (found->accessibleName() == name)
            return found;
    }
    return nullptr;
}

} // namespace

class TestFindingsPanel : public QObject
{
    Q_OBJECT

private:
    struct Fixture {
        Session session;
        FindingsPanel panel{session};

        Fixture()
        {
            panel.resize(900, 300);
            panel.show();
            panel.controls()->show();
        }
        void open(const OrdersStore &store)
        {
            store.open(session);
            QTRY_VERIFY(session.findings().isComplete());
        }
        RowTable &table() { return *panel.findChild<RowTable *>(); }
        QComboBox &codes() { return *panel.controls()->findChild<QComboBox *>(); }
    };

private Q_SLOTS:
    void theModelIsWellBehaved()
    {
        Fixture f;
        FindingsModel model(f.session);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        f.open(FaultyOrders());
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, FindingsModel::Kind).data().toString(),
                 QStringLiteral("Version gap"));
        QCOMPARE(model.index(0, FindingsModel::Stream).data().toString(),
                 QStringLiteral("order-2"));
        QCOMPARE(model.rowAt(0), Row(8));
        model.setCode(FindingCode::DuplicateVersion);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.rowAt(0), Row(9));
        f.session.close();
        QCOMPARE(model.rowCount(), 0);
    }

    void enterAndClickGoToTheEvent()
    {
        Fixture f;
        f.open(FaultyOrders());
        f.table().setFocus();
        f.table().setCurrentIndex(f.table().model()->index(0, 0));
        QTest::keyClick(&f.table(), Qt::Key_Return);
        QCOMPARE(f.session.playhead(), Row(8));
        QCOMPARE(f.session.log().streamName(*f.session.selectedStream()),
                 std::string_view("order-2"));
        const QRect second = f.table().visualRect(f.table().model()->index(1, 3));
        QTest::mouseClick(f.table().viewport(), Qt::LeftButton, {}, second.center());
        QCOMPARE(f.session.playhead(), Row(9));
    }

    void f8GoesFromFindingToFinding()
    {
        Fixture f;
        f.open(FaultyOrders());
        f.session.goToEvent(Row(0));
        f.panel.goToNext();
        QCOMPARE(f.session.playhead(), Row(8));
        f.panel.goToNext();
        QCOMPARE(f.session.playhead(), Row(9));
        f.panel.goToNext();
        QCOMPARE(f.session.playhead(), Row(9));
        f.panel.goToPrevious();
        QCOMPARE(f.session.playhead(), Row(8));
        f.panel.goToPrevious();
        QCOMPARE(f.session.playhead(), Row(8));
    }

    void onlyOneKindIsListedIfOneWants()
    {
        Fixture f;
        f.open(FaultyOrders());
        QCOMPARE(f.panel.title(), QStringLiteral("Findings  2"));
        QCOMPARE(f.codes().count(), 3);
        f.codes().setCurrentIndex(2);
        QCOMPARE(f.table().model()->rowCount(), 1);
        // It stays so when the store is checked again, and ends with the findings of the kind.
        f.session.findings().check();
        QTRY_VERIFY(!f.session.findings().isChecking());
        QCOMPARE(f.codes().currentIndex(), 2);
        QCOMPARE(f.table().model()->rowCount(), 1);
        f.open(OrdersStore());
        QCOMPARE(f.codes().currentIndex(), 0);
        QVERIFY(!f.codes().isEnabled());
    }

    void aSoundStoreSaysHowManyEventsWereChecked()
    {
        Fixture f;
        f.open(OrdersStore());
        QCOMPARE(f.table().emptyText(), QStringLiteral("No findings: 8 events checked."));
        QCOMPARE(f.panel.title(), QStringLiteral("Findings"));
    }

    void aStoppedCheckSaysHowToBeginAgain()
    {
        Fixture f;
        OrdersStore store;
        store.open(f.session);
        f.session.findings().check();
        QVERIFY(f.session.findings().isChecking());
        QToolButton *const stop = button(*f.panel.controls(), QStringLiteral("Stop checking"));
        QVERIFY(stop);
        stop->click();
        QVERIFY(!f.session.findings().isChecking());
        QCOMPARE(stop->accessibleName(), QStringLiteral("Check the store again"));
        stop->click();
        QTRY_VERIFY(f.session.findings().isComplete());
    }

    void theFindingsAreCopiedALineEach()
    {
        Fixture f;
        f.open(FaultyOrders());
        QTest::keySequence(&f.table(), QKeySequence::Copy);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[0].section(u'\t', 0, 3), QStringLiteral("9\terror\tversion-gap\torder-2"));
    }

    void scrubberAndTimelineMarkTheEvents()
    {
        Session session;
        Scrubber scrubber(session);
        scrubber.resize(400, 32);
        scrubber.show();
        TimelineCanvas canvas(session);
        canvas.resize(800, 300);
        canvas.show();
        FaultyOrders().open(session);
        QTRY_VERIFY(session.findings().isComplete());
        QCOMPARE(scrubber.findingMarks(),
                 (std::vector<int>{scrubber.xOfRow(Row(8)), scrubber.xOfRow(Row(9))}));
        const QColor warning = Theme::instance().tokens().warning;
        const auto marked = [&warning](const QImage &image) {
            int pixels = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x)
                    pixels += image.pixelColor(x, y) == warning ? 1 : 0;
            }
            return pixels;
        };
        QVERIFY(marked(scrubber.grab().toImage()) > 4);
        QTRY_VERIFY(marked(canvas.viewport()->grab().toImage()) > 4);
    }

    void theRailCountsThemAndOpensTheirPage()
    {
        Session session;
        Perspectives page(session);
        page.resize(1280, 800);
        page.setVisible(true);
        QVERIFY(QTest::qWaitForWindowActive(&page));
        FaultyOrders().open(session);
        QTRY_VERIFY(session.findings().isComplete());
        auto *const rail = page.findChild<BadgeButton *>(QStringLiteral("findingsButton"));
        auto *const drawer = page.findChild<Drawer *>();
        QVERIFY(rail && drawer);
        QCOMPARE(rail->count(), 2);
        QCOMPARE(rail->accessibleName(), QStringLiteral("2 findings"));
        QVERIFY(!drawer->isVisible()); // nothing comes up by itself
        rail->click();
        QVERIFY(drawer->isVisible());
        QCOMPARE(drawer->titles(), QStringList{QStringLiteral("Findings  2")});
        QVERIFY(rail->isChecked());
        QCOMPARE(QApplication::focusWidget()->accessibleName(), QStringLiteral("Findings"));
        QVERIFY(page.findChild<ExplorePage *>()->leaveDrawer());
        QVERIFY(!drawer->isVisible());
        QVERIFY(!rail->isChecked());
    }
};

QTEST_MAIN(TestFindingsPanel)
#include "tst_findingspanel.moc"
