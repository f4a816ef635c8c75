// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace eventscope::ui {

// Fields and values of JSON, plain. With `marks`, rows carry what the last event did to them (+, −
// or ●, what stood there before, what is gone struck through), and who set them is a link.
class JsonTreeDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    enum class Marks { None, Changes };
    explicit JsonTreeDelegate(Marks marks, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintField(QPainter &painter, QRect rect, const QStyleOptionViewItem &option,
                    const QModelIndex &index) const;
    void paintValue(QPainter &painter, QRect rect, const QModelIndex &index) const;
    void paintSetBy(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                    const QModelIndex &index) const;

    Marks m_marks;
};

} // namespace eventscope::ui
