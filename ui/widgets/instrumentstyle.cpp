// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/instrumentstyle.h"

#include "widgets/stylepaint.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOption>
#include <QTabBar>

#include <algorithm>

namespace eventscope::ui {

namespace {

const Tokens &tokens()
{
    return Theme::instance().tokens();
}

} // namespace

InstrumentStyle::InstrumentStyle()
    : QProxyStyle(QStringLiteral("Fusion"))
{}

void InstrumentStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    // State_MouseOver comes only to widgets that ask for it.
    if (qobject_cast<QAbstractButton *>(widget) != nullptr
        || qobject_cast<QComboBox *>(widget) != nullptr
        || qobject_cast<QScrollBar *>(widget) != nullptr
        || qobject_cast<QTabBar *>(widget) != nullptr)
        widget->setAttribute(Qt::WA_Hover);
}

void InstrumentStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option,
                                    QPainter *painter, const QWidget *widget) const
{
    const Tokens &t = tokens();
    const bool hovered = (option->state & State_MouseOver) && (option->state & State_Enabled);
    switch (element) {
    case PE_Frame:
    case PE_FrameGroupBox:
    case PE_FrameMenu:
        painter->save();
        painter->setPen(t.hairline);
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        painter->restore();
        return;
    case PE_PanelMenu:
        painter->fillRect(option->rect, t.surface);
        return;
    case PE_PanelTipLabel:
        painter->save();
        painter->setPen(t.hairline);
        painter->setBrush(t.raised);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        painter->restore();
        return;
    case PE_FrameFocusRect:
        if (qobject_cast<const QAbstractItemView *>(widget) == nullptr)
            fillRounded(painter, option->rect, {}, t.accent);
        return;
    case PE_FrameTabWidget:
    case PE_FrameStatusBarItem:
    case PE_PanelToolBar:
    case PE_PanelMenuBar:
        return;
    case PE_FrameTabBarBase:
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(),
                                1),
                          t.hairline);
        return;
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame != nullptr && frame->lineWidth > 0)
            fillRounded(painter, option->rect, option->palette.color(QPalette::Base),
                        option->state & State_HasFocus ? t.accent
                                                       : between(t.hairline, t.textDim, 0.25));
        return;
    case PE_FrameLineEdit:
        return;
    case PE_PanelButtonCommand: {
        const bool down = option->state & (State_Sunken | State_On);
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        const bool isDefault = button != nullptr
                               && (button->features & QStyleOptionButton::DefaultButton);
        const QColor fill = down      ? t.selection
                            : hovered ? between(t.raised, t.textDim, 0.12)
                                      : t.raised;
        const bool lit = (option->state & State_Enabled)
                         && (isDefault || (option->state & State_HasFocus));
        fillRounded(painter, option->rect, fill,
                    lit ? t.accent : between(t.hairline, t.textDim, 0.25));
        return;
    }
    case PE_PanelButtonTool:
        if (option->state & (State_Sunken | State_On))
            fillRounded(painter, option->rect, t.selection);
        else if (hovered)
            fillRounded(painter, option->rect, between(t.raised, t.textDim, 0.16));
        if ((option->state & State_HasFocus) && (option->state & State_KeyboardFocusChange))
            fillRounded(painter, option->rect, {}, t.accent);
        return;
    case PE_IndicatorCheckBox:
        drawCheckBox(option, painter);
        return;
    case PE_IndicatorArrowDown:
        drawChevron(painter, option->rect, Qt::DownArrow, inkFor(option));
        return;
    case PE_IndicatorArrowUp:
        drawChevron(painter, option->rect, Qt::UpArrow, inkFor(option));
        return;
    case PE_IndicatorArrowLeft:
        drawChevron(painter, option->rect, Qt::LeftArrow, inkFor(option));
        return;
    case PE_IndicatorArrowRight:
        drawChevron(painter, option->rect, Qt::RightArrow, inkFor(option));
        return;
    case PE_IndicatorHeaderArrow:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            drawChevron(painter, option->rect,
                        header->sortIndicator & QStyleOptionHeader::SortUp ? Qt::UpArrow
                                                                           : Qt::DownArrow,
                        t.textDim);
        return;
    case PE_IndicatorBranch:
        if (option->state & State_Children)
            drawChevron(painter, option->rect,
                        option->state & State_Open ? Qt::DownArrow : Qt::RightArrow,
                        hovered ? t.text : t.textDim);
        return;
    case PE_PanelItemViewRow:
        return; // the item fills its part; a row of its own colour would show between them
    case PE_PanelItemViewItem: {
        const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option);
        if (item != nullptr && item->backgroundBrush.style() != Qt::NoBrush)
            painter->fillRect(option->rect, item->backgroundBrush);
        if (option->state & State_Selected)
            painter->fillRect(option->rect, t.selection);
        else if (hovered)
            painter->fillRect(option->rect, t.raised);
        return;
    }
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void InstrumentStyle::drawControl(ControlElement element, const QStyleOption *option,
                                  QPainter *painter, const QWidget *widget) const
{
    // Else texts of a widget that is not mirrored would be.
    painter->setLayoutDirection(option->direction);
    switch (element) {
    case CE_Splitter:
        painter->fillRect(option->rect,
                          option->state & State_MouseOver ? tokens().accent : tokens().hairline);
        return;
    case CE_HeaderSection:
        drawHeaderSection(option, painter);
        return;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, tokens().raised);
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(),
                                1),
                          tokens().hairline);
        return;
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            QStyleOptionHeaderV2 dimmed;
            if (const auto *second = qstyleoption_cast<const QStyleOptionHeaderV2 *>(option))
                dimmed = *second;
            else
                static_cast<QStyleOptionHeader &>(dimmed) = *header;
            dimmed.palette.setColor(QPalette::ButtonText, tokens().textDim);
            dimmed.state &= ~State_On; // no bold header above the selected cell
            QProxyStyle::drawControl(element, &dimmed, painter, widget);
            return;
        }
        break;
    case CE_TabBarTabShape:
        drawTabShape(option, painter);
        return;
    case CE_MenuItem:
        drawMenuItem(option, painter, widget);
        return;
    case CE_MenuEmptyArea:
    case CE_MenuBarEmptyArea:
        return;
    case CE_ProgressBarGroove:
    case CE_ProgressBarLabel:
        return;
    case CE_ProgressBarContents:
        drawProgress(option, painter);
        return;
    case CE_ShapedFrame:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame != nullptr
            && (frame->frameShape == QFrame::HLine || frame->frameShape == QFrame::VLine)) {
            QRect line = frame->rect;
            if (frame->frameShape == QFrame::HLine)
                line = QRect(line.left(), line.center().y(), line.width(), 1);
            else
                line = QRect(line.center().x(), line.top(), 1, line.height());
            painter->fillRect(line, tokens().hairline);
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void InstrumentStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                         QPainter *painter, const QWidget *widget) const
{
    if (control == CC_ScrollBar)
        drawScrollBar(option, painter, widget);
    else if (control == CC_ComboBox)
        drawComboBox(option, painter, widget);
    else if (control == CC_ToolButton)
        drawToolButton(option, painter, widget);
    else
        QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect InstrumentStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                                      SubControl subControl, const QWidget *widget) const
{
    if (control == CC_ComboBox && subControl == SC_ComboBoxArrow)
        return visualRect(option->direction, option->rect,
                          QRect(option->rect.right() - 19, option->rect.top(), 16,
                                option->rect.height()));
    if (control == CC_ScrollBar) {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (bar == nullptr)
            return {};
        const bool across = bar->orientation == Qt::Horizontal;
        const int length = across ? bar->rect.width() : bar->rect.height();
        const qint64 range = qint64(bar->maximum) - bar->minimum;
        int slider = length;
        if (range > 0) {
            slider = static_cast<int>(qint64(bar->pageStep) * length
                                      / std::max<qint64>(1, range + bar->pageStep));
            slider = std::clamp(slider, std::min(24, length), length);
        }
        const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition,
                                                  length - slider, bar->upsideDown);
        const auto part = [&](int from, int size) {
            return across
                       ? QRect(bar->rect.left() + from, bar->rect.top(), size, bar->rect.height())
                       : QRect(bar->rect.left(), bar->rect.top() + from, bar->rect.width(), size);
        };
        QRect rect;
        switch (subControl) {
        case SC_ScrollBarGroove:
            rect = bar->rect;
            break;
        case SC_ScrollBarSlider:
            rect = part(start, slider);
            break;
        case SC_ScrollBarSubPage:
            rect = part(0, start);
            break;
        case SC_ScrollBarAddPage:
            rect = part(start + slider, length - start - slider);
            break;
        default:
            break; // no arrows
        }
        return visualRect(bar->direction, bar->rect, rect);
    }
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

QSize InstrumentStyle::sizeFromContents(ContentsType type, const QStyleOption *option,
                                        const QSize &size, const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_ItemViewItem:
    case CT_HeaderSection:
        result.setHeight(std::max(result.height(), Theme::kRowHeight));
        break;
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            if (item->menuItemType == QStyleOptionMenuItem::Separator)
                return {result.width(), 9};
            const bool shortcut = item->text.contains(u'\t');
            const int text = item->fontMetrics
                                 .size(Qt::TextSingleLine | Qt::TextHideMnemonic,
                                       item->text.section(u'\t', 0, 0))
                                 .width();
            const int tail = (shortcut ? item->reservedShortcutWidth + 24 : 0)
                             + (item->menuItemType == QStyleOptionMenuItem::SubMenu ? 16 : 0);
            return {32 + text + tail + 16, Theme::kRowHeight + 2};
        }
        break;
    case CT_ToolButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option)) {
            const bool hasText = (button->icon.isNull()
                                  || button->toolButtonStyle != Qt::ToolButtonIconOnly)
                                 && !button->text.isEmpty();
            const bool hasMenu = button->features & QStyleOptionToolButton::HasMenu;
            result = size
                     + QSize(2 * kToolPadding + (hasText ? 10 : 8) + (hasMenu ? kMenuArrow : 0), 8);
            result.setHeight(std::max(result.height(), Theme::kRowHeight));
        }
        break;
    case CT_PushButton:
        result = {std::max(result.width() + 8, 72), std::max(result.height(), 28)};
        break;
    case CT_LineEdit:
    case CT_ComboBox:
    case CT_SpinBox:
        result.setHeight(std::max(size.height() + 8, 28));
        break;
    default:
        break;
    }
    return result;
}

int InstrumentStyle::pixelMetric(PixelMetric metric, const QStyleOption *option,
                                 const QWidget *widget) const
{
    switch (metric) {
    case PM_SplitterWidth: // QSplitterHandle keeps a wider grip of its own
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuVMargin:
        return 4;
    case PM_MenuHMargin:
        return 0;
    case PM_ScrollBarExtent:
        return 10;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollBarSliderMin:
        return metric == PM_ScrollBarSliderMin ? 24 : 0;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ToolBarIconSize:
    case PM_ListViewIconSize:
    case PM_TabBarIconSize:
        return 16;
    case PM_TreeViewIndentation:
        return 16;
    case PM_HeaderMargin:
        return 6;
    case PM_FocusFrameHMargin: // also the margin of text in the cells of views
        return 5;
    case PM_TabBarTabHSpace:
        return 24;
    case PM_TabBarTabVSpace:
        return 10;
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabShiftVertical:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int InstrumentStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                               QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_Widget_Animation_Duration:
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
    case SH_ScrollBar_LeftClickAbsolutePosition:
    case SH_Slider_SnapToValue:
        return 1;
    case SH_Table_GridLineColor:
        return static_cast<int>(tokens().hairline.rgb());
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace eventscope::ui
