// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/eventtypestyle.h"

#include "event/log.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QPainterPath>
#include <QPolygonF>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace eventscope::ui {

namespace {

constexpr std::size_t kHues = TypeLook::kHues;
constexpr std::size_t kShapes = TypeLook::kShapes;

// Found by a search for the largest smallest distance (in Oklab) between any two, as seen by normal, protanope, deuteranope and
// tritanope eyes (Machado's matrices), each with at least 3:1 on every background of its theme. The same index is about the
// same hue in both; none is the red of errors.
constexpr std::array<QRgb, kHues> kLightHues{0xffca6109, 0xff895500, 0xff5b4400, 0xff62895c,
                                             0xff015f50, 0xff0168b0, 0xff0d7fed, 0xff4924a5,
                                             0xff770476, 0xff696580};
constexpr std::array<QRgb, kHues> kDarkHues{0xffd26732, 0xffe89728, 0xfffaca4d, 0xfface9b7,
                                            0xff009975, 0xff67d3f0, 0xff85a6ff, 0xff8b76dc,
                                            0xffbf8ab7, 0xffb1b998};
// For high contrast: at least 4.5:1.
constexpr std::array<QRgb, kHues> kWhiteHues{0xff92570e, 0xff763f09, 0xff353209, 0xff60675b,
                                             0xff284646, 0xff0268ad, 0xff003eb1, 0xff320083,
                                             0xff520055, 0xff613f7a};
constexpr std::array<QRgb, kHues> kBlackHues{0xfff07f20, 0xffffae00, 0xffffe832, 0xffc9ffbe,
                                             0xff00b476, 0xff00f6ff, 0xff58c9ff, 0xff9c8fff,
                                             0xffc3abbd, 0xffaeda98};

// FNV-1a: the same in every version and on every machine, so that a type keeps its colour.
std::uint32_t stableHash(std::string_view text)
{
    std::uint32_t hash = 2166136261U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return hash ^ (hash >> 15);
}

bool isLetter(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}
bool isDigit(char c)
{
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

// "orderfailed" of "shop.Order_Failed.v2": letters of the last words, lower case, without a version behind them.
std::string lettersOf(std::string_view name)
{
    std::size_t end = name.size();
    while (end > 0 && isDigit(name[end - 1]))
        --end;
    if (end < name.size() && end > 0 && (name[end - 1] == 'v' || name[end - 1] == 'V'))
        --end;
    std::string letters;
    for (const char c : name.substr(0, end)) {
        if (isLetter(c))
            letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return letters;
}

bool meansFailure(std::string_view name)
{
    static constexpr std::array<std::string_view, 14> kEndings{"failed",   "failure",
                                                               "rejected", "cancelled",
                                                               "canceled", "compensated",
                                                               "expired",  "timedout",
                                                               "declined", "aborted",
                                                               "refused",  "denied",
                                                               "error",    "reverted"};
    const std::string all = lettersOf(name);
    std::string_view letters = all; // "CardCancelledEvt" and "CardCancelledEvent" fail, too
    using namespace std::string_view_literals;
    for (const std::string_view suffix : {"event"sv, "evt"sv}) {
        if (letters.ends_with(suffix))
            letters.remove_suffix(suffix.size());
    }
    return std::any_of(kEndings.begin(), kEndings.end(),
                       [&](std::string_view ending) { return letters.ends_with(ending); });
}

// A dollar there stands between a class and one within it.
bool partsClasses(std::string_view name, std::size_t dollar, std::size_t end)
{
    return dollar > 0 && dollar + 1 < end && isLetter(name[dollar - 1]) && name[dollar + 1] >= 'A'
           && name[dollar + 1] <= 'Z';
}

bool isVersionWord(std::string_view word)
{
    if (word.empty() || (word.front() != 'v' && word.front() != 'V' && !isDigit(word.front())))
        return false;
    word.remove_prefix(isDigit(word.front()) ? 0 : 1);
    return !word.empty() && std::all_of(word.begin(), word.end(), isDigit);
}

} // namespace

QColor EventTypeStyle::color() const
{
    const Theme &theme = Theme::instance();
    const auto &hues = theme.isHighContrast() ? (theme.isDark() ? kBlackHues : kWhiteHues)
                                              : (theme.isDark() ? kDarkHues : kLightHues);
    return QColor(hues[hue % kHues]);
}

void EventTypeStyles::update(const EventLog &log, const TypeLooks &chosen)
{
    const std::uint32_t count = log.typeCount();
    if (count <= m_styles.size() && chosen == m_chosen)
        return;
    m_chosen = chosen;

    // Which of the forty looks are taken; the first forty types never share one.
    std::array<bool, kHues * kShapes> taken{};
    for (const EventTypeStyle &style : m_given)
        taken[style.hue * kShapes + static_cast<std::size_t>(style.shape)] = true;

    m_given.reserve(count);
    while (m_given.size() < count) {
        const std::string_view name = log.typeName(
            TypeId(static_cast<std::uint32_t>(m_given.size())));
        const std::uint32_t hash = stableHash(name);
        const std::size_t firstHue = hash % kHues;
        std::size_t look = firstHue * kShapes + (hash / kHues) % kShapes;
        // The hue of the name first, in any shape; only where all four are gone, the next hue.
        for (std::size_t i = 0; i < kHues * kShapes; ++i) {
            const std::size_t hue = (firstHue + i / kShapes) % kHues;
            const std::size_t candidate = hue * kShapes + i % kShapes;
            if (!taken[candidate]) {
                look = candidate;
                break;
            }
        }
        taken[look] = true;
        EventTypeStyle style;
        style.hue = static_cast<std::uint8_t>(look / kShapes);
        style.shape = static_cast<MarkShape>(look % kShapes);
        style.failure = meansFailure(name);
        m_given.push_back(style);
    }

    m_styles = m_given;
    for (std::uint32_t type = 0; type < m_styles.size() && !m_chosen.empty(); ++type) {
        const auto look = m_chosen.find(log.typeName(TypeId(type)));
        if (look == m_chosen.end())
            continue;
        m_styles[type].hue = look->second.hue.value_or(m_styles[type].hue);
        if (look->second.shape)
            m_styles[type].shape = static_cast<MarkShape>(*look->second.shape);
    }
}

void EventTypeStyles::clear()
{
    m_given.clear();
    m_styles.clear();
    m_chosen.clear();
}

QString hueName(std::uint8_t hue)
{
    const char *const names[kHues] = {QT_TRANSLATE_NOOP("EventTypeStyle", "Orange"),
                                      QT_TRANSLATE_NOOP("EventTypeStyle", "Amber"),
                                      QT_TRANSLATE_NOOP("EventTypeStyle", "Yellow"),
                                      QT_TRANSLATE_NOOP("EventTypeStyle", "Green"),
                                      QT_TRANSLATE_NOOP("EventTypeStyle", "Teal"),
                                      QT_TRANSLATE_NOOP("EventTypeStyle", "Sky blue"),
                                      QT_TRANSLATE_NOOP("EventTypeStyle", "Blue"),
                                      QT_TRANSLATE_NOOP("EventTypeStyle", "Violet"),
                                      QT_TRANSLATE_NOOP("EventTypeStyle", "Purple"),
                                      QT_TRANSLATE_NOOP("EventTypeStyle", "Grey")};
    return QCoreApplication::translate("EventTypeStyle", names[hue % kHues]);
}

QString shapeName(MarkShape shape)
{
    const char *const names[kShapes] = {QT_TRANSLATE_NOOP("EventTypeStyle", "Circle"),
                                        QT_TRANSLATE_NOOP("EventTypeStyle", "Square"),
                                        QT_TRANSLATE_NOOP("EventTypeStyle", "Diamond"),
                                        QT_TRANSLATE_NOOP("EventTypeStyle", "Triangle")};
    return QCoreApplication::translate("EventTypeStyle", names[static_cast<std::size_t>(shape)]);
}

const EventTypeStyle &EventTypeStyles::style(std::uint32_t typeId) const
{
    static const EventTypeStyle unknown;
    return typeId < m_styles.size() ? m_styles[typeId] : unknown;
}

void paintMark(QPainter &painter, const QRectF &rect, const EventTypeStyle &style)
{
    const qreal side = std::min(rect.width(), rect.height());
    const QPointF centre = rect.center();
    const QColor color = style.color();
    const qreal outer = side / 2;
    // Radii that give the four shapes about the same area; smaller inside the ring.
    const qreal radius = style.failure ? outer * 0.52 : outer * 0.80;

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    switch (style.shape) {
    case MarkShape::Circle:
        painter.drawEllipse(centre, radius, radius);
        break;
    case MarkShape::Square: {
        const qreal half = radius * 0.88;
        painter.drawRect(QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half));
        break;
    }
    case MarkShape::Diamond: {
        const qreal half = radius * 1.22;
        painter.drawPolygon(QPolygonF({{centre.x(), centre.y() - half},
                                       {centre.x() + half, centre.y()},
                                       {centre.x(), centre.y() + half},
                                       {centre.x() - half, centre.y()}}));
        break;
    }
    case MarkShape::Triangle: {
        const qreal half = radius * 1.12;
        painter.drawPolygon(QPolygonF({{centre.x(), centre.y() - half * 0.98},
                                       {centre.x() + half, centre.y() + half * 0.78},
                                       {centre.x() - half, centre.y() + half * 0.78}}));
        break;
    }
    }
    if (style.failure) {
        const qreal width = std::max<qreal>(1.2, side * 0.11);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, width));
        painter.drawEllipse(centre, outer - width / 2, outer - width / 2);
    }
    painter.restore();
}

QString shortTypeName(std::string_view name)
{
    // .NET writes "Shop.Orders.OrderPlaced, Shop, Version=1.0.0.0": the assembly is no part of the name.
    if (const auto comma = name.find(", "); comma != std::string_view::npos && comma > 0)
        name = name.substr(0, comma);

    // From the end: up to the first part that begins with a capital, else two lower-case parts ("order.placed"); versions do not count.
    // A dollar separates only within a name, as in Java's "Main$OrderPlaced": "$metadata" is whole.
    static constexpr std::string_view kSeparators = ".\\/:+$";
    std::size_t begin = name.size();
    std::size_t end = name.size();
    int words = 0;
    while (end > 0) {
        std::size_t separator = name.find_last_of(kSeparators, end - 1);
        while (separator != std::string_view::npos && name[separator] == '$'
               && !partsClasses(name, separator, end))
            separator = separator == 0 ? std::string_view::npos
                                       : name.find_last_of(kSeparators, separator - 1);
        const std::size_t start = separator == std::string_view::npos ? 0 : separator + 1;
        const std::string_view word = name.substr(start, end - start);
        begin = start;
        if (!word.empty() && !isVersionWord(word)) {
            ++words;
            const bool capital = word.front() >= 'A' && word.front() <= 'Z';
            const bool plain = static_cast<unsigned char>(word.front()) < 0x80
                               && isLetter(word.front());
            if (capital || !plain || words == 2)
                break;
        }
        if (start == 0)
            break;
        end = separator;
    }
    const std::string_view part = words == 0 ? name : name.substr(begin);
    return QString::fromUtf8(part.data(), static_cast<qsizetype>(part.size()));
}

} // namespace eventscope::ui
