// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

namespace eventscope::ui {

// A line of plain text that gives way where there is less room than it needs; the tooltip and a
// copy hold the whole.
class ElidedLabel : public QWidget
{
    Q_OBJECT

public:
    enum class Ink { Text, Dim, Error };
    explicit ElidedLabel(Ink ink = Ink::Text, QWidget *parent = nullptr);

    // `whole` is what the tooltip shows and a copy gives; the text itself if it is empty.
    void setText(const QString &text, const QString &whole = {});
    QString text() const { return m_text; }
    void setInk(Ink ink);
    void setElide(Qt::TextElideMode mode) { m_elide = mode; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    Ink m_ink;
    QString m_text;
    QString m_whole;
    Qt::TextElideMode m_elide = Qt::ElideMiddle;
};

} // namespace eventscope::ui
