// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schemamodel.h"
#include "models/transitionsmodel.h"
#include "panels/cataloguepanel.h"
#include "panels/drawer.h"
#include "panels/rowtable.h"
#include "shell/perspectives.h"

#include "ordersstore.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QTest>
#include <QToolButton>

using namespace eventscope;
using namespace eventscope::ui;

class TestCataloguePanel : public QObject
{
    Q_OBJECT

private:
    struct Fixture {
        OrdersStore store;
        Session session;
        CataloguePanel panel{session};

        explicit Fixture(bool open = true)
        {
            panel.resize(1000, 400);
            panel.show();
            panel.controls()->show();
            if (!open)
                return;
            store.open(session);
            panel.begin();
            QTRY_VERIFY(session.catalogue().contents());
        }
        RowTable &table(const char *name)
        {
            for (RowTable *const found : panel.findChildren<RowTable *>()) {
                if (found->accessibleName() == QString::fromLatin1(name))
                    return *found;
            }
            qFatal("no table");
        }
        RowTable &fields() { return table("Fields of the type"); }
        RowTable &neighbours() { return table("What comes before and after"); }
        void show(const char *type) { panel.showType(*session.log().findType(type)); }
        static QString text(RowTable &table, int row, int column)
        {
            return table.model()->index(row, column).data().toString();
        }
    };

private Q_SLOTS:
    void theModelsAreWellBehaved()
    {
        Fixture f(false);
        SchemaModel schema(f.session);
        TransitionsModel transitions(f.session);
        QAbstractItemModelTester first(&schema,
                                       QAbstractItemModelTester::FailureReportingMode::QtTest);
        QAbstractItemModelTester second(&transitions,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        f.store.open(f.session);
        f.session.catalogue().want();
        QTRY_VERIFY(f.session.catalogue().contents());
        const auto placed = f.session.log().findType("OrderPlaced");
        schema.setType(placed);
        transitions.setType(placed);
        QVERIFY(schema.rowCount() > 0);
        QVERIFY(transitions.rowCount() > 0);
        f.session.close();
        QCOMPARE(schema.rowCount(), 0);
        QCOMPARE(transitions.rowCount(), 0);
    }

    void itBeginsWithTheTypeOfTheEventUnderThePlayhead()
    {
        Fixture f;
        RowTable &types = f.table("Types of the catalogue");
        QCOMPARE(Fixture::text(types, types.currentIndex().row(), 0),
                 QStringLiteral("OrderArchived"));
        QCOMPARE(Fixture::text(f.fields(), 0, SchemaModel::Field), QStringLiteral("archived"));
    }

    void aPageInSightIsMadeForEveryStore()
    {
        Fixture f(false);
        f.store.open(f.session); // the panel is in sight
        QTRY_VERIFY(f.session.catalogue().contents());
        f.panel.hide();
        f.store.open(f.session);
        QVERIFY(!f.session.catalogue().contents());
        QVERIFY(!f.session.catalogue().isMaking());
    }

    void fieldsHaveTypesSharesAndRanges()
    {
        Fixture f;
        f.show("OrderPlaced");
        QCOMPARE(f.fields().model()->rowCount(), 6);
        QCOMPARE(Fixture::text(f.fields(), 0, SchemaModel::Field), QStringLiteral("total"));
        QCOMPARE(Fixture::text(f.fields(), 0, SchemaModel::Type), QStringLiteral("number"));
        QCOMPARE(Fixture::text(f.fields(), 0, SchemaModel::Share), QStringLiteral("all"));
        QCOMPARE(Fixture::text(f.fields(), 0, SchemaModel::Values),
                 QStringLiteral("9 \u2026 40.50"));
        QCOMPARE(Fixture::text(f.fields(), 1, SchemaModel::Values),
                 QStringLiteral("\"placed\" \u00d72"));
        QCOMPARE(Fixture::text(f.fields(), 2, SchemaModel::Field), QStringLiteral("items"));
        QCOMPARE(Fixture::text(f.fields(), 2, SchemaModel::Share), QStringLiteral("50 %"));
    }

    void aFieldFiltersByItself()
    {
        Fixture f;
        f.show("OrderPlaced");
        f.fields().setFocus();
        f.fields().setCurrentIndex(f.fields().model()->index(4, 0));
        QTest::keyClick(&f.fields(), Qt::Key_Return);
        QCOMPARE(f.session.filterText(),
                 QStringLiteral("type = OrderPlaced and exists(data.items[0].sku)"));
        QVERIFY(!f.session.filterError());
        QTRY_COMPARE(f.session.shownEvents().size(), 1U);
        QCOMPARE(f.session.shownEvents().row(0), Row(0));
    }

    void whatFollowsGoesToAnExample()
    {
        Fixture f;
        f.show("OrderPlaced");
        RowTable &table = f.neighbours();
        QCOMPARE(Fixture::text(table, 0, 0), QStringLiteral("Next in the stream"));
        QCOMPARE(Fixture::text(table, 1, 0), QStringLiteral("OrderPaid"));
        QCOMPARE(Fixture::text(table, 1, TransitionsModel::Count), QStringLiteral("1"));
        QCOMPARE(Fixture::text(table, 1, TransitionsModel::Median), QStringLiteral("2 s"));
        QCOMPARE(Fixture::text(table, 2, 0), QStringLiteral("OrderCancelled"));
        QCOMPARE(Fixture::text(table, 3, 0), QStringLiteral("Before it"));
        QCOMPARE(Fixture::text(table, 4, 0), QStringLiteral("(the stream begins)"));
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {},
                          table.visualRect(table.model()->index(2, 0)).center());
        QCOMPARE(f.session.playhead(), Row(4));
    }

    void theFieldsAreCopied()
    {
        Fixture f;
        f.show("OrderShipped");
        QTest::keySequence(&f.fields(), QKeySequence::Copy);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[0].section(u'\t', 0, 2), QStringLiteral("status\tstring\tall"));
    }

    void theRailOpensAndClosesIt()
    {
        OrdersStore store;
        Session session;
        Perspectives page(session);
        page.resize(1280, 800);
        page.setVisible(true);
        QVERIFY(QTest::qWaitForWindowActive(&page));
        store.open(session);
        auto *const rail = page.findChild<QToolButton *>(QStringLiteral("catalogueButton"));
        auto *const drawer = page.findChild<Drawer *>();
        QVERIFY(rail && drawer);
        QVERIFY(!session.catalogue().isMaking()); // nobody has asked for it
        rail->click();
        QVERIFY(drawer->isVisible());
        QTRY_VERIFY(session.catalogue().contents());
        QCOMPARE(QApplication::focusWidget()->accessibleName(),
                 QStringLiteral("Types of the catalogue"));
        rail->click();
        QVERIFY(!drawer->isVisible());
        QVERIFY(!rail->isChecked());
    }
};

QTEST_MAIN(TestCataloguePanel)
#include "tst_cataloguepanel.moc"
