// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lines that are kept as they were laid out are held against QPainter::drawText(), which lays them out each time.
#include "panels/linelayouts.h"
#include "panels/paint.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QTest>

using namespace eventscope::ui;

namespace {

constexpr QSize kPicture(260, 40);

QImage blank(qreal ratio)
{
    QImage image(kPicture * ratio, QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::black);
    return image;
}

QImage byPainter(const QRect &rect, const QString &text, const TextLook &look, qreal ratio)
{
    QImage image = blank(ratio);
    {
        QPainter painter(&image);
        painter.setFont(look.font);
        painter.setPen(look.color);
        painter.setLayoutDirection(Qt::LeftToRight);
        painter.drawText(rect, static_cast<int>(look.alignment) | Qt::TextSingleLine,
                         QFontMetrics(look.font).elidedText(text, look.elide, rect.width()));
    }
    return image;
}

QImage byLine(const QRect &rect, const QString &text, const TextLook &look, qreal ratio)
{
    QImage image = blank(ratio);
    {
        QPainter painter(&image);
        paintLine(painter, rect, text, look);
    }
    return image;
}

// Qt moves lines with letters of other fonts by what those are higher; ours stand on the base line of their neighbours.
bool isSameLine(const QImage &line, const QImage &expected)
{
    constexpr int kMost = 6;
    for (int by = -kMost; by <= kMost; ++by) {
        const QRect all = expected.rect();
        if (line.copy(all.translated(0, by) & all) == expected.copy(all & all.translated(0, -by)))
            return true;
    }
    return false;
}

} // namespace

class TestLineLayouts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Dark); }

    void linesLookAsQtPaintsThem_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("short") << QStringLiteral("OrderPlaced");
        QTest::newRow("long") << QStringLiteral(
            "a text that is far too long for a rectangle of two "
            "hundred pixels and is elided");
        QTest::newRow("scripts") << QStringLiteral("Zażółć 注文 αβγ");
        QTest::newRow("right to left") << QStringLiteral("שלום order 5");
        QTest::newRow("line feed") << QStringLiteral("one\ntwo");
        QTest::newRow("markup") << QStringLiteral("<b>bold</b> &amp; &x");
    }
    void linesLookAsQtPaintsThem()
    {
        QFETCH(const QString, text);
        const Theme &theme = Theme::instance();
        for (const QFont &font : {theme.monospace(), theme.heading(), qApp->font()}) {
            for (const Qt::TextElideMode elide : {Qt::ElideLeft, Qt::ElideMiddle, Qt::ElideRight}) {
                for (const qreal ratio : {1.0, 2.0}) {
                    const TextLook look{font, Qt::white, Qt::AlignLeft | Qt::AlignVCenter, elide};
                    const QRect rect(10, 6, 200, 28);
                    const QImage expected = byPainter(rect, text, look, ratio);
                    QVERIFY(isSameLine(byLine(rect, text, look, ratio), expected));
                    QVERIFY(isSameLine(byLine(rect, text, look, ratio), expected)); // as kept
                }
            }
        }
    }

    void aLineFollowsItsRoom()
    {
        const QFont font = Theme::instance().monospace();
        const QString text = QStringLiteral("0123456789abcdef");
        const int whole = QFontMetrics(font).horizontalAdvance(text);
        QImage image = blank(1);
        QPainter painter(&image);
        const TextLook look{font, Qt::white};
        QCOMPARE(paintLine(painter, QRect(0, 0, whole, 20), text, look), whole);
        const int less = paintLine(painter, QRect(0, 0, whole / 2, 20), text, look);
        QVERIFY(less > 0 && less <= whole / 2);
        QVERIFY(paintLine(painter, QRect(0, 0, whole / 3, 20), text, look) < less);
        QCOMPARE(paintLine(painter, QRect(0, 0, whole + 1, 20), text, look), whole);
        QCOMPARE(paintLine(painter, QRect(0, 0, 0, 20), text, look), 0);
    }

    void widthsAreThoseOfTheFont()
    {
        const QFont small = Theme::instance().small();
        const QFont heading = Theme::instance().heading();
        const QString text = QStringLiteral("OrderPlaced");
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(lineWidth(small, text), QFontMetrics(small).horizontalAdvance(text));
            QCOMPARE(lineWidth(heading, text), QFontMetrics(heading).horizontalAdvance(text));
        }
        const QString veryLong(20'000, u'x');
        QCOMPARE(lineWidth(small, veryLong), QFontMetrics(small).horizontalAdvance(veryLong));
    }

    // More than are kept: each is laid out anew, and none is lost while it is drawn.
    void manyLinesComeAndGo()
    {
        const QFont font = Theme::instance().monospace();
        const TextLook look{font, Qt::white};
        const QRect rect(0, 0, 250, 30);
        const QString first = QStringLiteral("line 0");
        const QImage before = byLine(rect, first, look, 1);
        for (int i = 1; i < 20'000; ++i)
            lineWidth(font, QStringLiteral("line %1").arg(i));
        QCOMPARE(byLine(rect, first, look, 1), before);
    }
};

QTEST_MAIN(TestLineLayouts)
#include "tst_linelayouts.moc"
