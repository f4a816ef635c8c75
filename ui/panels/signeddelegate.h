// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

#include <functional>
#include <vector>

namespace eventscope::ui {

// What a row is about at a glance. Each has a shape as well as a colour, for those who see no red and yellow.
enum class Sign {
    Error,   // a diamond
    Warning, // a triangle
    Waiting, // a ring
    Plain,   // a dot
};

// Width and height of a sign.
inline constexpr int kSign = 10;
void paintSign(QPainter &painter, const QPoint &centre, Sign sign);

// Rows of plain text, one column of which has a sign before it; numbers stand monospaced at the right.
class SignedDelegate : public QStyledItemDelegate
{
public:
    struct Columns {
        int sign = -1;
        int place = -1;           // a position one can go to, in the accent's colour
        std::vector<int> numbers; // and other monospaced ones, `place` included
        std::vector<int> names;   // elided in the middle
    };
    using SignOf = std::function<Sign(const QModelIndex &)>;
    SignedDelegate(Columns columns, SignOf signOf, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    Columns m_columns;
    SignOf m_signOf;
};

} // namespace eventscope::ui
