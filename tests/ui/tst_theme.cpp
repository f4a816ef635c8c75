// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/contrast.h"
#include "widgets/eventtypestyle.h"
#include "widgets/svgiconengine.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>

using namespace eventscope::ui;

namespace {

using Linear = std::array<double, 3>;

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

Linear linear(const QColor &color)
{
    return {linear(color.redF()), linear(color.greenF()), linear(color.blueF())};
}

Linear oklab(const Linear &c)
{
    const double l = std::cbrt(0.4122214708 * c[0] + 0.5363325363 * c[1] + 0.0514459929 * c[2]);
    const double m = std::cbrt(0.2119034982 * c[0] + 0.6806995451 * c[1] + 0.1073969566 * c[2]);
    const double s = std::cbrt(0.0883024619 * c[0] + 0.2817188376 * c[1] + 0.6299787005 * c[2]);
    return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

// How eyes without one kind of cone see linear light (Machado, Oliveira and Fernandes, 2009; severity 1).
Linear seenBy(const std::array<double, 9> &eyes, const Linear &c)
{
    Linear seen{};
    for (std::size_t i = 0; i < 3; ++i)
        seen[i] = std::clamp(eyes[3 * i] * c[0] + eyes[3 * i + 1] * c[1] + eyes[3 * i + 2] * c[2],
                             0.0, 1.0);
    return seen;
}

struct NamedColor {
    const char *name;
    QColor color;
};

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, Theme::Choice::Light); }
    void cleanup() { Theme::instance().setChoice(Theme::Choice::Light); }

    void textReadsOnEveryBackground_data()
    {
        QTest::addColumn<Theme::Choice>("choice");
        QTest::addColumn<double>("ofText");
        QTest::addColumn<double>("ofMarks");
        QTest::newRow("light") << Theme::Choice::Light << 4.5 << 3.0;
        QTest::newRow("dark") << Theme::Choice::Dark << 4.5 << 3.0;
        QTest::newRow("contrast") << Theme::Choice::HighContrast << 7.0 << 4.5;
        QTest::newRow("contrast-light") << Theme::Choice::HighContrastLight << 7.0 << 4.5;
    }
    void textReadsOnEveryBackground()
    {
        QFETCH(Theme::Choice, choice);
        QFETCH(double, ofText);
        Theme::instance().setChoice(choice);
        checkTexts(ofText);
    }
    void checkTexts(double least)
    {
        const Tokens &t = Theme::instance().tokens();
        for (const NamedColor &text : {NamedColor{"text", t.text},
                                       {"textDim", t.textDim},
                                       {"accent", t.accent},
                                       {"added", t.added},
                                       {"removed", t.removed},
                                       {"changed", t.changed},
                                       {"error", t.error},
                                       {"warning", t.warning}}) {
            for (const NamedColor &ground : {NamedColor{"background", t.background},
                                             {"surface", t.surface},
                                             {"raised", t.raised},
                                             {"selection", t.selection}}) {
                const double ratio = contrastRatio(text.color, ground.color);
                QVERIFY2(ratio >= least,
                         qPrintable(QStringLiteral("%1 on %2: %3")
                                        .arg(QLatin1String(text.name), QLatin1String(ground.name))
                                        .arg(ratio)));
            }
        }
    }

    void marksShowOnEveryBackground_data() { textReadsOnEveryBackground_data(); }
    void marksShowOnEveryBackground()
    {
        QFETCH(Theme::Choice, choice);
        QFETCH(double, ofMarks);
        Theme::instance().setChoice(choice);
        const Tokens &t = Theme::instance().tokens();
        for (std::uint8_t hue = 0; hue < 10; ++hue) {
            const QColor color = EventTypeStyle{.hue = hue}.color();
            for (const QColor &ground : {t.background, t.surface, t.raised, t.selection})
                QVERIFY2(contrastRatio(color, ground) >= ofMarks,
                         qPrintable(QStringLiteral("hue %1 on %2").arg(hue).arg(ground.name())));
        }
    }

    // What separates panels and rows is a mark there: nothing else does.
    void linesAreMarksInHighContrast()
    {
        for (const Theme::Choice choice :
             {Theme::Choice::HighContrast, Theme::Choice::HighContrastLight}) {
            Theme::instance().setChoice(choice);
            const Tokens &t = Theme::instance().tokens();
            QVERIFY(Theme::instance().isHighContrast());
            for (const QColor &ground : {t.background, t.surface, t.raised})
                QVERIFY(contrastRatio(t.hairline, ground) >= 4.5);
        }
    }

    void anyAccentCanBeReadInAnyTheme_data() { textReadsOnEveryBackground_data(); }
    void anyAccentCanBeReadInAnyTheme()
    {
        QFETCH(Theme::Choice, choice);
        QFETCH(double, ofText);
        Theme::instance().setChoice(choice);
        for (const QRgb accent : {0xff000000, 0xffffffff, 0xffff0000, 0xffffff00, 0xff0000ff,
                                  0xff00ff00, 0xff808080, 0xff8a3fc0, 0xff1a6fd4}) {
            Theme::instance().setAccent(QColor(accent));
            checkTexts(ofText);
        }
        Theme::instance().setAccent({});
    }

    void noTwoHuesLookAlikeToColourBlindEyes_data() { textReadsOnEveryBackground_data(); }
    void noTwoHuesLookAlikeToColourBlindEyes()
    {
        QFETCH(Theme::Choice, choice);
        Theme::instance().setChoice(choice);
        const std::array<std::array<double, 9>, 4> allEyes{{
            {1, 0, 0, 0, 1, 0, 0, 0, 1},
            {.152286, 1.052583, -.204868, .114503, .786281, .099216, -.003882, -.048116, 1.051998},
            {.367322, .860646, -.227968, .280085, .672501, .047413, -.011820, .042940, .968881},
            {1.255528, -.076749, -.178779, -.078411, .930809, .147602, .004733, .691367, .303900},
        }};
        for (const auto &eyes : allEyes) {
            for (std::uint8_t i = 0; i < 10; ++i) {
                for (std::uint8_t j = 0; j < i; ++j) {
                    const Linear a = oklab(seenBy(eyes, linear(EventTypeStyle{.hue = i}.color())));
                    const Linear b = oklab(seenBy(eyes, linear(EventTypeStyle{.hue = j}.color())));
                    const double distance = std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
                    // Neighbours in the usual palettes of ten are 0.03 apart or less.
                    QVERIFY2(distance > 0.07,
                             qPrintable(
                                 QStringLiteral("hues %1 and %2: %3").arg(i).arg(j).arg(distance)));
                }
            }
        }
    }

    void aNewChoiceIsAnnouncedAndReachesThePalette()
    {
        QSignalSpy changed(&Theme::instance(), &Theme::changed);
        Theme::instance().setChoice(Theme::Choice::Dark);
        QCOMPARE(changed.size(), 1);
        QVERIFY(Theme::instance().isDark());
        QCOMPARE(QApplication::palette().color(QPalette::Base), Theme::instance().tokens().surface);
    }

    void numbersStandBelowEachOther()
    {
        const QFontMetricsF metrics(Theme::instance().monospace());
        for (char digit = '0'; digit <= '9'; ++digit)
            QCOMPARE(metrics.horizontalAdvance(QLatin1Char(digit)),
                     metrics.horizontalAdvance(u'1'));
    }

    void anIconHasTheColourOfTheText()
    {
        const QIcon icon = Theme::instance().icon(QStringLiteral("media-playback-start"));
        const auto colorOf = [&](QIcon::Mode mode, QIcon::State state) {
            const QImage image = icon.pixmap(QSize(32, 32), mode, state).toImage();
            return image.pixelColor(12, 16);
        };
        for (const Theme::Choice choice : {Theme::Choice::Light, Theme::Choice::Dark}) {
            Theme::instance().setChoice(choice);
            const Tokens &tokens = Theme::instance().tokens();
            QCOMPARE(colorOf(QIcon::Normal, QIcon::Off).rgb(), tokens.text.rgb());
            QCOMPARE(colorOf(QIcon::Normal, QIcon::On).rgb(), tokens.accent.rgb());
            QVERIFY(colorOf(QIcon::Disabled, QIcon::Off).alpha() < 255);
        }
    }

    void anIconHasThePixelsOfTheDisplay()
    {
        const QIcon icon = Theme::instance().icon(QStringLiteral("edit-find"));
        const QPixmap pixmap = icon.pixmap(QSize(16, 16), 2.0);
        QCOMPARE(pixmap.size(), QSize(32, 32));
        QCOMPARE(pixmap.devicePixelRatio(), 2.0);
    }

    void everyColourOfAnIconIsReplaced()
    {
        const QByteArray svg
            = "<svg><style>.a { color:#232629; } .b{color: #da4453}</style><path fill=\"#112233\"/></svg>";
        const QByteArray other = SvgIconEngine::recoloured(svg, QColor(0x010203));
        QCOMPARE(
            other,
            "<svg><style>.a { color:#010203; } .b{color:#010203}</style><path fill=\"#112233\"/></svg>");
    }

    // A name that is not in ui/widgets/CMakeLists.txt would be an empty button.
    void everyIconThatIsAskedForIsThere()
    {
        (void)Theme::instance().icon(QStringLiteral("edit-find")).pixmap(16, 16);
        const QRegularExpression icon(QStringLiteral("icon\\([^;]*?;"),
                                      QRegularExpression::DotMatchesEverythingOption);
        const QRegularExpression name(
            QStringLiteral("\"([a-z]+(?:-[a-z]+)+|compass|configure|link)\""));
        int found = 0;
        QDirIterator files(QStringLiteral(EVENTSCOPE_UI_SOURCES), {QStringLiteral("*.cpp")},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString text = QString::fromUtf8(file.readAll());
            for (auto call = icon.globalMatch(text); call.hasNext();) {
                const QString arguments = call.next().captured();
                for (auto match = name.globalMatch(arguments); match.hasNext();) {
                    const QString wanted = match.next().captured(1);
                    QVERIFY2(QFile::exists(QStringLiteral(":/icons/%1.svg").arg(wanted)),
                             qPrintable(wanted));
                    ++found;
                }
            }
        }
        QVERIFY(found > 5);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
