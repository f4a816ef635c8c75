// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/linelayouts.h"

#include <QCache>
#include <QCoreApplication>
#include <QFontMetrics>
#include <QPainter>
#include <QStaticText>
#include <QTextOption>

namespace eventscope::ui {

namespace {

// Characters that the lines may have together: what a window of a large screen shows, several times over; about 20 bytes each.
constexpr int kMostCharacters = 60'000;
// Longer ones are rare, and would drive all others out.
constexpr int kLongestKept = 4'000;

struct Key {
    QString text;
    QFont font;
    bool operator==(const Key &) const = default;
};
std::size_t qHash(const Key &key, std::size_t seed)
{
    // Fonts are few: what tells most of them apart is enough.
    return qHashMulti(seed, key.text, key.font.pointSizeF(), key.font.weight());
}

QStaticText laidOut(QString text)
{
    // One line, whatever is in it.
    text.replace(u'\n', u' ').replace(u'\t', u' ').replace(QChar::LineSeparator, u' ');
    QStaticText line(text);
    line.setTextFormat(Qt::PlainText);
    QTextOption option(Qt::AlignLeft);
    option.setTextDirection(Qt::LeftToRight); // left is left: who mirrors says so by the alignment
    option.setWrapMode(QTextOption::NoWrap);
    line.setTextOption(option);
    return line;
}

struct Line {
    int width = 0; // of the whole text
    // As it was drawn last: whole, or elided to a room.
    QStaticText shown;
    int shownWidth = 0;
    bool whole = false;
    int room = -1;
    Qt::TextElideMode elide = Qt::ElideNone;
};

QCache<Key, Line> &cache()
{
    static auto *const lines = [] {
        auto *const made = new QCache<Key, Line>(kMostCharacters);
        qAddPostRoutine([] { cache().clear(); }); // glyphs do not outlive the fonts
        return made;
    }();
    return *lines;
}

Line &lineOf(const QFont &font, const QString &text)
{
    static Line tooLong;
    if (text.size() > kLongestKept) {
        tooLong = {};
        tooLong.width = QFontMetrics(font).horizontalAdvance(text);
        return tooLong;
    }
    const Key key{text, font};
    if (Line *const known = cache().object(key))
        return *known;
    auto *const line = new Line;
    line->width = QFontMetrics(font).horizontalAdvance(text);
    cache().insert(key, line, static_cast<int>(text.size()) + 1);
    return *line;
}

} // namespace

int lineWidth(const QFont &font, const QString &text)
{
    return lineOf(font, text).width;
}

int drawLine(QPainter &painter, const QRect &rect, const QString &text, const QFont &font,
             Qt::Alignment alignment, Qt::TextElideMode elide)
{
    Line &line = lineOf(font, text);
    const bool fits = line.width <= rect.width();
    if (fits ? !line.whole : line.room != rect.width() || line.elide != elide) {
        const QFontMetrics metrics(font);
        QString shown = fits ? text : metrics.elidedText(text, elide, rect.width());
        line.shownWidth = fits ? line.width : metrics.horizontalAdvance(shown);
        // Letters that join at the cut may make it a little longer than it was reckoned.
        if (line.shownWidth > rect.width() && elide != Qt::ElideNone) {
            shown = metrics.elidedText(text, elide, 2 * rect.width() - line.shownWidth);
            line.shownWidth = metrics.horizontalAdvance(shown);
        }
        line.shown = laidOut(shown);
        line.whole = fits;
        line.room = fits ? -1 : rect.width();
        line.elide = elide;
    }
    painter.setFont(font);
    const qreal beside = rect.width() - line.shownWidth;
    const qreal above = rect.height() - QFontMetricsF(font).height();
    painter.drawStaticText(QPointF(rect.left()
                                       + (alignment & Qt::AlignRight     ? beside
                                          : alignment & Qt::AlignHCenter ? beside / 2
                                                                         : 0),
                                   rect.top()
                                       + (alignment & Qt::AlignVCenter  ? above / 2
                                          : alignment & Qt::AlignBottom ? above
                                                                        : 0)),
                           line.shown);
    return line.shownWidth;
}

} // namespace eventscope::ui
