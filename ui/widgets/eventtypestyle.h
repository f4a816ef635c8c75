// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/workspacefile.h"

#include <QColor>
#include <QPainter>
#include <QRectF>
#include <QString>

#include <cstdint>
#include <string_view>
#include <vector>

namespace eventscope {
class EventLog;
}

namespace eventscope::ui {

enum class MarkShape : std::uint8_t { Circle, Square, Diamond, Triangle };

// How an event type looks everywhere: one of ten hues that colour-blind eyes tell apart, one of four shapes, a ring for failures.
struct EventTypeStyle {
    std::uint8_t hue = 0; // 0 to 9
    MarkShape shape = MarkShape::Circle;
    bool failure = false; // *Failed, *Rejected, *Cancelled (Canceled), *Compensated, *Expired ...
    QColor color() const; // in the theme in use
};

// Styles by TypeId of a log: the hue is a stable hash of the name, the shape is chosen so that no two types look alike while there
// are forty or fewer; what the user has chosen goes before both. Grows with the log; styles that were given stay.
class EventTypeStyles
{
public:
    // Call when the log has grown or looks were chosen; cheap when nothing is new.
    void update(const EventLog &log, const TypeLooks &chosen);
    void clear();
    const EventTypeStyle &style(std::uint32_t typeId) const;

private:
    std::vector<EventTypeStyle> m_given;  // by hash, whatever the user has chosen
    std::vector<EventTypeStyle> m_styles; // what is drawn
    TypeLooks m_chosen;
};

// "Orange", ...: of the hues and shapes, for menus and those who do not see them.
QString hueName(std::uint8_t hue);
QString shapeName(MarkShape shape);

// Draws the mark centred in the rectangle (a square of 8 to 16 pixels).
void paintMark(QPainter &painter, const QRectF &rect, const EventTypeStyle &style);

// "OrderPlaced" of "com.example.orders.OrderPlaced" or "Shop\\Orders\\OrderPlaced": what fits a list; the whole name goes in the tooltip.
QString shortTypeName(std::string_view name);

} // namespace eventscope::ui
