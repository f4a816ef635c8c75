// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/hovercard.h"

#include "widgets/theme.h"

#include <QFontMetrics>
#include <QGuiApplication>
#include <QPainter>
#include <QScreen>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kMostWidth = 480;
constexpr int kMark = 10;
constexpr int kAway = 14; // from the mouse

} // namespace

HoverCard::HoverCard(QWidget *owner)
    : QWidget(owner, Qt::ToolTip | Qt::FramelessWindowHint | Qt::WindowTransparentForInput)
{
    setAttribute(Qt::WA_ShowWithoutActivating);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
}

QFont HoverCard::fontOf(Tone tone) const
{
    const Theme &theme = Theme::instance();
    return tone == Tone::Strong ? theme.heading() : tone == Tone::Dim ? theme.small() : font();
}

void HoverCard::showLines(const std::vector<Line> &lines, const QPoint &place)
{
    if (lines.empty()) {
        hide();
        return;
    }
    m_lines = lines;
    m_lineHeight = QFontMetrics(fontOf(Tone::Strong)).height() + 2;
    int width = 0;
    for (const Line &line : lines) {
        const int text = QFontMetrics(fontOf(line.tone)).horizontalAdvance(line.text);
        width = std::max(width, text + (line.mark ? kMark + Theme::kTight + 2 : 0));
    }
    const int most = kMostWidth - 2 * Theme::kGrid;
    resize(std::min(width, most) + 2 * Theme::kGrid + 1,
           m_lineHeight * static_cast<int>(lines.size()) + 2 * Theme::kTight + 4);

    QPoint corner = place + QPoint(kAway, kAway);
    const QScreen *screen = QGuiApplication::screenAt(place);
    if (!screen)
        screen = QGuiApplication::primaryScreen();
    if (screen) {
        const QRect room = screen->availableGeometry();
        if (corner.x() + this->width() > room.right())
            corner.setX(place.x() - kAway - this->width());
        if (corner.y() + height() > room.bottom())
            corner.setY(place.y() - kAway - height());
    }
    move(corner);
    show();
    update();
}

void HoverCard::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // not the application's
    painter.fillRect(rect(), tokens.hairline);
    painter.fillRect(rect().adjusted(1, 1, -1, -1), tokens.raised);
    int y = Theme::kTight + 2;
    for (const Line &line : m_lines) {
        int x = Theme::kGrid;
        if (line.mark) {
            paintMark(painter, QRectF(x, y + (m_lineHeight - kMark) / 2.0, kMark, kMark),
                      *line.mark);
            x += kMark + Theme::kTight + 2;
        }
        const QFont font = fontOf(line.tone);
        painter.setFont(font);
        painter.setPen(line.tone == Tone::Dim ? tokens.textDim : tokens.text);
        const int room = width() - x - Theme::kGrid;
        painter.drawText(QRect(x, y, room, m_lineHeight),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         QFontMetrics(font).elidedText(line.text, Qt::ElideMiddle, room));
        y += m_lineHeight;
    }
}

QString durationText(std::int64_t micros)
{
    constexpr std::int64_t kSecond = 1'000'000;
    constexpr std::int64_t kMinute = 60 * kSecond;
    constexpr std::int64_t kHour = 60 * kMinute;
    constexpr std::int64_t kDay = 24 * kHour;
    // One digit behind the point while the number is small, cut and not rounded: 999.96 ms are no
    // second.
    const auto decimal = [micros](std::int64_t unit) {
        const std::int64_t tenths = micros / (unit / 10);
        return tenths >= 100 || tenths % 10 == 0
                   ? QString::number(tenths / 10)
                   : QString::number(tenths / 10) + u'.' + QString::number(tenths % 10);
    };
    const auto two = [](std::int64_t large, const QString &largeUnit, std::int64_t small,
                        const QString &smallUnit) {
        return QString::number(large) + u' ' + largeUnit
               + (small == 0 ? QString() : u' ' + QString::number(small) + u' ' + smallUnit);
    };
    micros = std::max<std::int64_t>(micros, 0);
    if (micros < 1'000)
        return QString::number(micros) + QStringLiteral(" \u00b5s");
    if (micros < kSecond)
        return decimal(1'000) + QStringLiteral(" ms");
    if (micros < kMinute)
        return decimal(kSecond) + QStringLiteral(" s");
    if (micros < kHour)
        return two(micros / kMinute, QStringLiteral("min"), micros % kMinute / kSecond,
                   QStringLiteral("s"));
    if (micros < kDay)
        return two(micros / kHour, QStringLiteral("h"), micros % kHour / kMinute,
                   QStringLiteral("min"));
    const std::int64_t days = micros / kDay;
    if (days < 10)
        return two(days, QStringLiteral("d"), micros % kDay / kHour, QStringLiteral("h"));
    if (days < 2 * 365)
        return QString::number(days) + QStringLiteral(" d");
    return QString::number(days * 10'000 / 3'652'425) + QStringLiteral(" years");
}

QString differenceText(std::int64_t micros)
{
    return (micros < 0 ? QString(QChar(0x2212)) : QStringLiteral("+"))
           + durationText(micros < 0 ? -micros : micros);
}

} // namespace eventscope::ui
