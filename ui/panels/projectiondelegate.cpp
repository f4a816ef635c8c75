// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/projectiondelegate.h"

#include "panels/paint.h"
#include "panels/rowtable.h"
#include "widgets/theme.h"

#include <utility>

namespace eventscope::ui {

namespace {

constexpr int kMark = 12;

} // namespace

ProjectionDelegate::ProjectionDelegate(const Roles &roles, StyleOf styleOf, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_roles(roles)
    , m_styleOf(std::move(styleOf))
{}

void ProjectionDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    const Tokens &tokens = theme.tokens();
    const auto is = [&index](int role) { return role >= 0 && index.data(role).toBool(); };
    QRect room = paintCell(*painter, option, index.row());
    if (index.column() == 0 && is(m_roles.current))
        painter->fillRect(option.rect.left(), option.rect.top(), kAccentBar, option.rect.height(),
                          tokens.accent);
    TextLook look{option.font, tokens.text, Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideRight};
    if (is(m_roles.number)) {
        look.font = theme.monospace();
        look.alignment = Qt::AlignRight | Qt::AlignVCenter;
        look.elide = Qt::ElideRight; // what counts in a number stands in front
    } else if (index.column() == m_roles.name) {
        look.elide = Qt::ElideMiddle;
    }
    if (is(m_roles.future))
        look.color = tokens.textDim;
    if (is(m_roles.link))
        look.color = tokens.accent;
    if (is(m_roles.hot))
        look.color = tokens.warning;
    if (const auto style = m_styleOf ? m_styleOf(index) : std::nullopt) {
        paintMark(*painter, QRectF(room.left(), room.center().y() - kMark / 2 + 1, kMark, kMark),
                  *style);
        room.setLeft(room.left() + kMark + Theme::kTight + 2);
        look.elide = Qt::ElideMiddle;
    }
    paintLine(*painter, room, index.data().toString(), look);
}

} // namespace eventscope::ui
