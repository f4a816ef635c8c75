// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/signeddelegate.h"

#include "panels/paint.h"
#include "panels/rowtable.h"
#include "widgets/theme.h"

#include <QPainterPath>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

void paintSign(QPainter &painter, const QPoint &centre, Sign sign)
{
    const Tokens &tokens = Theme::instance().tokens();
    const qreal half = kSign / 2.0;
    const QPointF at = QPointF(centre) + QPointF(0.5, 0.5);
    QPainterPath path;
    QColor color = tokens.textDim;
    switch (sign) {
    case Sign::Error:
        path.addPolygon(QPolygonF({at + QPointF(0, -half), at + QPointF(half, 0),
                                   at + QPointF(0, half), at + QPointF(-half, 0)}));
        color = tokens.error;
        break;
    case Sign::Warning:
        path.addPolygon(QPolygonF(
            {at + QPointF(0, -half), at + QPointF(half, half - 1), at + QPointF(-half, half - 1)}));
        color = tokens.warning;
        break;
    case Sign::Waiting:
        path.addEllipse(at, half - 1, half - 1);
        path.addEllipse(at, half - 3, half - 3);
        color = tokens.warning;
        break;
    case Sign::Plain:
        path.addEllipse(at, half - 2, half - 2);
        break;
    }
    path.closeSubpath();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(path, color);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

SignedDelegate::SignedDelegate(Columns columns, SignOf signOf, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_columns(std::move(columns))
    , m_signOf(std::move(signOf))
{}

void SignedDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    const Tokens &tokens = theme.tokens();
    const auto isOf = [column = index.column()](const std::vector<int> &columns) {
        return std::find(columns.begin(), columns.end(), column) != columns.end();
    };
    QRect room = paintCell(*painter, option, index.row());
    TextLook look{option.font, tokens.text, Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideRight};
    if (index.column() == m_columns.sign) {
        paintSign(*painter, QPoint(room.left() + kSign / 2, room.center().y()), m_signOf(index));
        room.setLeft(room.left() + kSign + Theme::kGrid);
    }
    if (isOf(m_columns.names))
        look.elide = Qt::ElideMiddle;
    if (isOf(m_columns.numbers)) {
        look.font = theme.monospace();
        look.alignment = Qt::AlignRight | Qt::AlignVCenter;
        look.elide = Qt::ElideMiddle;
    }
    if (index.column() == m_columns.place)
        look.color = tokens.accent;
    paintLine(*painter, room, index.data().toString(), look);
}

} // namespace eventscope::ui
