// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The controls that InstrumentStyle draws as a whole.
#include "widgets/instrumentstyle.h"

#include "widgets/stylepaint.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QStyleOption>
#include <QToolButton>

#include <algorithm>
#include <array>

namespace eventscope::ui {

namespace {

const Tokens &tokens()
{
    return Theme::instance().tokens();
}

} // namespace

void InstrumentStyle::drawComboBox(const QStyleOptionComplex *option, QPainter *painter,
                                   const QWidget *widget) const
{
    const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
    if (combo == nullptr)
        return;
    const Tokens &t = tokens();
    const bool hovered = (option->state & State_MouseOver) && (option->state & State_Enabled);
    if (combo->frame)
        fillRounded(painter, option->rect,
                    combo->editable ? t.surface
                    : hovered       ? between(t.raised, t.textDim, 0.12)
                                    : t.raised,
                    option->state & State_HasFocus ? t.accent
                                                   : between(t.hairline, t.textDim, 0.25));
    else if (hovered || (option->state & State_HasFocus))
        fillRounded(painter, option->rect, between(t.raised, t.textDim, 0.12));
    drawChevron(painter, subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget),
                Qt::DownArrow, inkFor(option));
}

void InstrumentStyle::drawToolButton(const QStyleOptionComplex *option, QPainter *painter,
                                     const QWidget *widget) const
{
    const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
    if (button == nullptr)
        return;
    QStyleOptionToolButton panel = *button;
    if (!(button->activeSubControls & SC_ToolButton))
        panel.state &= ~State_Sunken;
    proxy()->drawPrimitive(PE_PanelButtonTool, &panel, painter, widget);
    // A switch that is off would read as a caption.
    const auto *tool = qobject_cast<const QToolButton *>(widget);
    const bool hasText = !button->text.isEmpty()
                         && (button->icon.isNull()
                             || button->toolButtonStyle != Qt::ToolButtonIconOnly);
    if (tool != nullptr && tool->isCheckable() && !tool->isChecked() && hasText)
        fillRounded(painter, button->rect, {}, tokens().hairline);
    QStyleOptionToolButton label = *button;
    const bool hasMenu = button->features & QStyleOptionToolButton::HasMenu;
    label.rect = button->rect.adjusted(kToolPadding, 0, -kToolPadding - (hasMenu ? kMenuArrow : 0),
                                       0);
    label.features &= ~QStyleOptionToolButton::HasMenu;
    label.state &= ~State_Sunken; // the panel says it; the label stays where it is
    proxy()->drawControl(CE_ToolButtonLabel, &label, painter, widget);
    if (hasMenu)
        drawChevron(painter,
                    QRect(button->rect.right() - kMenuArrow - 2, button->rect.top(), kMenuArrow,
                          button->rect.height()),
                    Qt::DownArrow, between(tokens().raised, inkFor(option), 0.8));
}

void InstrumentStyle::drawScrollBar(const QStyleOptionComplex *option, QPainter *painter,
                                    const QWidget *widget) const
{
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (bar == nullptr)
        return;
    const Tokens &t = tokens();
    painter->fillRect(option->rect, t.surface);
    if (bar->maximum <= bar->minimum)
        return;
    const bool active = option->state & State_MouseOver || option->state & State_Sunken;
    QRect slider = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
    slider.adjust(2, 2, -2, -2);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(between(t.surface, t.textDim, active ? 0.75 : 0.4));
    const qreal radius = std::min(slider.width(), slider.height()) / 2.0;
    painter->drawRoundedRect(slider, radius, radius);
    painter->restore();
}

void InstrumentStyle::drawHeaderSection(const QStyleOption *option, QPainter *painter) const
{
    const Tokens &t = tokens();
    const QRect &rect = option->rect;
    const bool hovered = (option->state & State_MouseOver) && (option->state & State_Enabled);
    painter->fillRect(rect, hovered ? between(t.raised, t.textDim, 0.1) : t.raised);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), t.hairline);
    const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
    const bool last = header != nullptr
                      && (header->position == QStyleOptionHeader::End
                          || header->position == QStyleOptionHeader::OnlyOneSection);
    if (!last)
        painter->fillRect(QRect(rect.right(), rect.top() + 6, 1, rect.height() - 12), t.hairline);
}

// A frame that can be told from the background in both themes; filled with the accent when checked.
void InstrumentStyle::drawCheckBox(const QStyleOption *option, QPainter *painter) const
{
    const Tokens &t = tokens();
    const bool on = option->state & State_On;
    const QColor ink = option->state & State_Enabled ? t.accent : t.textDim;
    fillRounded(painter, option->rect, on ? ink : t.surface,
                on || (option->state & State_HasFocus) ? ink : t.textDim);
    if (!on)
        return;
    const QRectF box = option->rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(t.surface, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(
        QPolygonF({{box.left() + box.width() * 0.26, box.top() + box.height() * 0.52},
                   {box.left() + box.width() * 0.44, box.top() + box.height() * 0.70},
                   {box.left() + box.width() * 0.76, box.top() + box.height() * 0.32}}));
    painter->restore();
}

void InstrumentStyle::drawTabShape(const QStyleOption *option, QPainter *painter) const
{
    const Tokens &t = tokens();
    const QRect &rect = option->rect;
    if (option->state & State_Selected)
        painter->fillRect(QRect(rect.left() + 4, rect.bottom() - 1, rect.width() - 8, 2), t.accent);
    else if (option->state & State_MouseOver)
        painter->fillRect(QRect(rect.left() + 4, rect.bottom() - 1, rect.width() - 8, 2),
                          t.hairline);
    if (option->state & State_HasFocus)
        fillRounded(painter, rect.adjusted(2, 2, -2, -4), {}, t.accent);
}

void InstrumentStyle::drawMenuItem(const QStyleOption *option, QPainter *painter,
                                   const QWidget *widget) const
{
    const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
    if (item == nullptr)
        return;
    const Tokens &t = tokens();
    const QRect rect = item->rect;
    if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        painter->fillRect(QRect(rect.left(), rect.center().y(), rect.width(), 1), t.hairline);
        return;
    }
    const bool enabled = item->state & State_Enabled;
    if ((item->state & State_Selected) && enabled)
        fillRounded(painter, rect.adjusted(4, 0, -4, 0), t.selection);

    const QRect mark(rect.left() + 8, rect.top() + (rect.height() - 16) / 2, 16, 16);
    if (item->checkType != QStyleOptionMenuItem::NotCheckable && item->checked) {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (item->checkType == QStyleOptionMenuItem::Exclusive) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(t.accent);
            painter->drawEllipse(QRectF(mark).center(), 3, 3);
        } else {
            painter->setPen(QPen(t.accent, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            const QPointF c = QRectF(mark).center();
            const std::array<QPointF, 3> tick{c + QPointF(-3.5, 0), c + QPointF(-1, 2.5),
                                              c + QPointF(3.5, -3)};
            painter->drawPolyline(tick.data(), 3);
        }
        painter->restore();
    } else if (!item->icon.isNull()) {
        item->icon.paint(painter, mark, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    }

    const qsizetype tab = item->text.indexOf(u'\t');
    const QString label = tab < 0 ? item->text : item->text.left(tab);
    QRect textRect = rect.adjusted(32, 0, -12, 0);
    painter->save();
    painter->setFont(item->font);
    painter->setPen(enabled ? t.text : t.textDim);
    if (!enabled)
        painter->setOpacity(0.7);
    const int flags = Qt::AlignVCenter | Qt::TextSingleLine
                      | (proxy()->styleHint(SH_UnderlineShortcut, option, widget)
                             ? Qt::TextShowMnemonic
                             : Qt::TextHideMnemonic);
    painter->drawText(textRect, flags | Qt::AlignLeft, label);
    if (tab >= 0) {
        painter->setPen(t.textDim);
        painter->drawText(textRect, flags | Qt::AlignRight, item->text.mid(tab + 1));
    }
    painter->restore();
    if (item->menuItemType == QStyleOptionMenuItem::SubMenu)
        drawChevron(painter, QRect(rect.right() - 20, rect.top(), 16, rect.height()),
                    Qt::RightArrow, t.textDim);
}

void InstrumentStyle::drawProgress(const QStyleOption *option, QPainter *painter) const
{
    const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option);
    if (bar == nullptr)
        return;
    const QRect rect = option->rect;
    painter->fillRect(rect, tokens().hairline);
    const int range = bar->maximum - bar->minimum;
    // Of unknown length: the whole bar, dimmed, rather than something that moves.
    if (range <= 0) {
        painter->fillRect(rect, between(tokens().hairline, tokens().accent, 0.5));
        return;
    }
    const double part = double(bar->progress - bar->minimum) / range;
    painter->fillRect(QRect(rect.left(), rect.top(),
                            qRound(rect.width() * std::clamp(part, 0.0, 1.0)), rect.height()),
                      tokens().accent);
}

} // namespace eventscope::ui
