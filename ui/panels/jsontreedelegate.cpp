// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/jsontreedelegate.h"

#include "models/statetreemodel.h"
#include "panels/jsontreeview.h"
#include "panels/paint.h"
#include "widgets/theme.h"

#include <QPainter>

namespace eventscope::ui {

namespace {

constexpr int kMarkWidth = 14;

Difference changeOf(const QModelIndex &index)
{
    return static_cast<Difference>(index.data(ChangeRole).toInt());
}

// Drawn, not written: the signs of a font differ in weight and height.
void paintChange(QPainter &painter, const QRect &rect, Difference change)
{
    const Tokens &tokens = Theme::instance().tokens();
    const QPoint middle(rect.left() + kMarkWidth / 2 - 1, rect.center().y());
    constexpr int kHalf = 4;
    constexpr int kThick = 2;
    switch (change) {
    case Difference::None:
        return;
    case Difference::Added:
        painter.fillRect(middle.x() - kThick / 2, middle.y() - kHalf + 1, kThick, 2 * kHalf,
                         tokens.added);
        painter.fillRect(middle.x() - kHalf, middle.y(), 2 * kHalf, kThick, tokens.added);
        return;
    case Difference::Removed:
        painter.fillRect(middle.x() - kHalf, middle.y(), 2 * kHalf, kThick, tokens.removed);
        return;
    case Difference::Changed:
    case Difference::Inside: {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        const qreal radius = 3.5;
        const bool whole = change == Difference::Changed;
        painter.setPen(whole ? QPen(Qt::NoPen) : QPen(tokens.changed, 1.2));
        painter.setBrush(whole ? QBrush(tokens.changed) : QBrush(Qt::NoBrush));
        painter.drawEllipse(QPointF(middle) + QPointF(0, 1), radius, radius);
        painter.restore();
        return;
    }
    }
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
    return {QFontMetrics(font).horizontalAdvance(text) + kMarkWidth + 2 * Theme::kGrid,
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
        paintChange(painter, rect, changeOf(index));
        rect.setLeft(rect.left() + kMarkWidth);
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
    if (before.isValid()) {
        // The old value gives way to the new one, but not all of its room.
        const QFontMetrics metrics(font);
        const int wanted = metrics.horizontalAdvance(index.data().toString());
        const QString arrow = QStringLiteral(" \u2192 ");
        const int arrowWidth = metrics.horizontalAdvance(arrow);
        QRect room = rect;
        room.setWidth(
            qMax((rect.width() - arrowWidth) * 2 / 5, rect.width() - wanted - arrowWidth));
        const int taken = paintLine(painter, room, before.toString(),
                                    {font, tokens.textDim, Qt::AlignLeft | Qt::AlignVCenter,
                                     Qt::ElideMiddle});
        rect.setLeft(rect.left() + taken);
        paintLine(painter, rect, arrow, {font, tokens.textDim});
        rect.setLeft(rect.left() + arrowWidth);
    }
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
    paintLine(painter, rect, index.data().toString(), {font, color});
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
