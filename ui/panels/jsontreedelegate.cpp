// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/jsontreedelegate.h"

#include "models/statetreemodel.h"
#include "panels/differencepaint.h"
#include "panels/jsontreeview.h"
#include "panels/paint.h"
#include "panels/sparkline.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace eventscope::ui {

namespace {

Difference changeOf(const QModelIndex &index)
{
    return static_cast<Difference>(index.data(ChangeRole).toInt());
}

} // namespace

JsonTreeDelegate::JsonTreeDelegate(Marks marks, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_marks(marks)
{}

QSize JsonTreeDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    // The width counts where a column is fitted to its contents.
    const QString text = index.data().toString().left(60);
    const QFont font = index.column() == JsonTreeModel::Field ? option.font
                                                              : Theme::instance().monospace();
    return {QFontMetrics(font).horizontalAdvance(text) + kDifferenceMark + 2 * Theme::kGrid,
            Theme::kRowHeight};
}

void JsonTreeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    // The view has painted the row.
    const QRect rect = option.rect.adjusted(Theme::kTight, 0, -Theme::kTight, 0);
    if (index.column() == JsonTreeModel::Field)
        paintField(*painter, rect, option, index);
    else if (index.column() == JsonTreeModel::Value)
        paintValue(*painter, rect, index);
    else
        paintSetBy(*painter, rect, option, index);
}

void JsonTreeDelegate::paintField(QPainter &painter, QRect rect, const QStyleOptionViewItem &option,
                                  const QModelIndex &index) const
{
    const Tokens &tokens = Theme::instance().tokens();
    if (m_marks == Marks::Changes) {
        paintDifference(painter, rect, changeOf(index));
        rect.setLeft(rect.left() + kDifferenceMark);
    }
    if (m_marks == Marks::Changes && index.data(PinnedRole).toBool()) {
        constexpr int kIcon = 16;
        Theme::instance()
            .icon(QStringLiteral("window-pin"))
            .paint(&painter, rect.right() - kIcon + 1, rect.center().y() - kIcon / 2 + 1, kIcon,
                   kIcon);
        rect.setRight(rect.right() - kIcon - Theme::kTight);
    }
    const bool removed = index.data(JsonTreeModel::RemovedRole).toBool();
    const bool element = index.data(JsonTreeModel::ElementRole).toBool();
    QFont font = element ? Theme::instance().monospace() : option.font;
    font.setStrikeOut(removed);
    paintLine(painter, rect, index.data().toString(),
              {font, element || removed ? tokens.textDim : tokens.text,
               Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideMiddle});
}

void JsonTreeDelegate::paintValue(QPainter &painter, QRect rect, const QModelIndex &index) const
{
    const Tokens &tokens = Theme::instance().tokens();
    QFont font = Theme::instance().monospace();
    const Difference change = m_marks == Marks::Changes ? changeOf(index) : Difference::None;
    const QVariant before = m_marks == Marks::Changes ? index.data(BeforeRole) : QVariant();
    if (before.isValid())
        rect = paintBefore(painter, rect, before.toString(), index.data().toString(), font);
    const bool removed = index.data(JsonTreeModel::RemovedRole).toBool();
    font.setStrikeOut(removed);
    QColor color = index.data(JsonTreeModel::DimRole).toBool() || removed ? tokens.textDim
                                                                          : tokens.text;
    if (change == Difference::Changed)
        color = tokens.changed;
    else if (change == Difference::Added && !index.data(JsonTreeModel::ContainerRole).toBool())
        color = tokens.added;
    else if (removed)
        color = tokens.removed;
    const int used = paintLine(painter, rect, index.data().toString(), {font, color});
    if (m_marks != Marks::Changes)
        return;
    // In the room that the value leaves: it is never shortened for the line.
    constexpr int kWidest = 56;
    constexpr int kNarrowest = 16;
    const auto trend = index.data(TrendRole).value<TrendPointer>();
    const int room = rect.width() - used - Theme::kGrid;
    const auto *const model = qobject_cast<const StateTreeModel *>(index.model());
    if (trend && model && room >= kNarrowest) {
        const int width = std::min(room, kWidest);
        paintSparkline(painter,
                       QRect(rect.right() - width + 1, rect.top() + Theme::kTight, width,
                             rect.height() - 2 * Theme::kTight),
                       *trend, model->ordinal());
    }
}

void JsonTreeDelegate::paintSetBy(QPainter &painter, const QRect &rect,
                                  const QStyleOptionViewItem &option,
                                  const QModelIndex &index) const
{
    const Tokens &tokens = Theme::instance().tokens();
    const auto *const view = qobject_cast<const JsonTreeView *>(option.widget);
    QFont font = Theme::instance().monospace();
    const bool hovered = view && view->hovered() == index;
    font.setUnderline(hovered);
    const Difference change = changeOf(index);
    const bool now = change != Difference::None && change != Difference::Inside;
    paintLine(painter, rect, index.data().toString(),
              {font, hovered || now ? tokens.accent : tokens.textDim,
               Qt::AlignRight | Qt::AlignVCenter, Qt::ElideLeft});
}

} // namespace eventscope::ui
