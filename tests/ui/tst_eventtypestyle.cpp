// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/handmadelog.h"
#include "widgets/eventtypestyle.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QSet>
#include <QTest>

#include <set>
#include <utility>

using namespace eventscope;
using namespace eventscope::ui;

class TestEventTypeStyle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }

    void noTwoOfFortyTypesLookAlike()
    {
        HandmadeLog made;
        for (int i = 0; i < 40; ++i)
            made.add("order-1", "Type" + std::to_string(i), i);
        EventTypeStyles styles;
        styles.update(made.log(), {});
        std::set<std::pair<int, int>> looks;
        for (std::uint32_t type = 0; type < 40; ++type)
            looks.insert({styles.style(type).hue, static_cast<int>(styles.style(type).shape)});
        QCOMPARE(looks.size(), std::size_t(40));
    }

    void aTypeKeepsItsLookWhenOthersCome()
    {
        HandmadeLog made;
        made.add("order-1", "OrderPlaced", 1);
        EventTypeStyles styles;
        styles.update(made.log(), {});
        const EventTypeStyle before = styles.style(0);
        for (int i = 0; i < 60; ++i)
            made.add("order-1", "Type" + std::to_string(i), i);
        styles.update(made.log(), {});
        QCOMPARE(styles.style(0).hue, before.hue);
        QCOMPARE(styles.style(0).shape, before.shape);
        (void)styles.style(60).color();
    }

    void aTypeHasTheSameHueInEveryStore()
    {
        HandmadeLog one;
        HandmadeLog other;
        one.add("order-1", "OrderPlaced", 1);
        other.add("cart-1", "ItemAdded", 1);
        other.add("order-1", "OrderPlaced", 2);
        EventTypeStyles ofOne;
        EventTypeStyles ofOther;
        ofOne.update(one.log(), {});
        ofOther.update(other.log(), {});
        QCOMPARE(ofOne.style(0).hue, ofOther.style(1).hue);
    }

    void whatTheUserHasChosenGoesBeforeAll()
    {
        HandmadeLog made;
        made.add("a-1", "Placed", 1);
        made.add("a-1", "PaymentFailed", 2);
        EventTypeStyles styles;
        styles.update(made.log(), {});
        const EventTypeStyle placed = styles.style(0);
        const EventTypeStyle failed = styles.style(1);
        TypeLooks looks;
        looks["Placed"].hue = static_cast<std::uint8_t>((placed.hue + 1) % TypeLook::kHues);
        looks["PaymentFailed"].shape = static_cast<std::uint8_t>(
            (static_cast<int>(failed.shape) + 1) % TypeLook::kShapes);
        styles.update(made.log(), looks);
        QCOMPARE(styles.style(0).hue, *looks["Placed"].hue);
        QCOMPARE(styles.style(0).shape, placed.shape);
        QCOMPARE(styles.style(1).hue, failed.hue);
        QCOMPARE(static_cast<std::uint8_t>(styles.style(1).shape), *looks["PaymentFailed"].shape);
        QVERIFY(styles.style(1).failure);
        // Types that come later get a look beside them, and the choice holds.
        made.add("a-1", "Shipped", 3);
        styles.update(made.log(), looks);
        QCOMPARE(styles.style(0).hue, *looks["Placed"].hue);
        styles.update(made.log(), {});
        QCOMPARE(styles.style(0).hue, placed.hue);
        QCOMPARE(styles.style(1).shape, failed.shape);
    }

    void everyColourAndShapeHasANameOfItsOwn()
    {
        QSet<QString> names;
        for (std::uint8_t hue = 0; hue < TypeLook::kHues; ++hue)
            names.insert(hueName(hue));
        for (std::uint8_t shape = 0; shape < TypeLook::kShapes; ++shape)
            names.insert(shapeName(static_cast<MarkShape>(shape)));
        QCOMPARE(names.size(), TypeLook::kHues + TypeLook::kShapes);
    }

    void failuresAreToldByTheirName_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("failure");
        for (const char *name : {"PaymentFailed", "OrderRejected", "com.shop.OrderCancelled",
                                 "Main$CardCancelledEvt", "OrderRefusedEvent", "OrderCanceled",
                                 "payment-failed", "stock.reservation.compensated",
                                 "ORDER_CANCELLED", "OrderCancelledV2", "order_failed_v2"})
            QTest::newRow(name) << QByteArray(name) << true;
        for (const char *name : {"OrderPlaced", "FailedLoginsCounted", "Cancel", "", "2"})
            QTest::newRow(*name ? name : "empty") << QByteArray(name) << false;
    }
    void failuresAreToldByTheirName()
    {
        QFETCH(QByteArray, name);
        QFETCH(bool, failure);
        HandmadeLog made;
        made.add("order-1", name.toStdString(), 1);
        EventTypeStyles styles;
        styles.update(made.log(), {});
        QCOMPARE(styles.style(0).failure, failure);
    }

    void aFailureHasARingAroundItsMark()
    {
        const auto corner = [](bool failure) {
            QImage image(32, 32, QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::white);
            QPainter painter(&image);
            paintMark(painter, QRectF(0, 0, 32, 32),
                      {.hue = 1, .shape = MarkShape::Square, .failure = failure});
            return image.pixelColor(16, 1);
        };
        QCOMPARE(corner(false), QColor(Qt::white));
        QVERIFY(corner(true) != QColor(Qt::white));
    }

    void namesAreCutToWhatTellsThemApart_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char16_t *expected) {
            QTest::newRow(*name ? name : "empty")
                << QByteArray(name) << QString::fromUtf16(expected);
        };
        row("OrderPlaced", u"OrderPlaced");
        row("com.example.orders.OrderPlaced", u"OrderPlaced");
        row("Shop\\Orders\\OrderPlaced", u"OrderPlaced");
        row("Shop.Orders.OrderPlaced, Shop, Version=1.0.0.0", u"OrderPlaced");
        row("Shop.Orders+OrderPlaced", u"OrderPlaced");
        row("com.example.Main$OrderPlaced", u"OrderPlaced");
        row("$metadata", u"$metadata");
        row("shop.$order$Placed", u"Placed");
        row("Placed$", u"Placed$");
        row("com.github.pull_request.opened", u"pull_request.opened");
        row("com.example.OrderPlaced.v2", u"OrderPlaced.v2");
        row("com.example.order.placed.v1", u"order.placed.v1");
        row("order-placed", u"order-placed");
        row("注文.完了", u"完了");
        row("", u"");
        row("...", u"...");
    }
    void namesAreCutToWhatTellsThemApart()
    {
        QFETCH(QByteArray, name);
        QFETCH(QString, expected);
        QCOMPARE(shortTypeName(name.toStdString()), expected);
    }
};

QTEST_MAIN(TestEventTypeStyle)
#include "tst_eventtypestyle.moc"
