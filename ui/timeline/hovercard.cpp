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

} // namespace eventscope::ui
