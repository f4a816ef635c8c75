// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIconEngine>
#include <QString>

namespace eventscope::ui {

// Draws a Breeze icon from :/icons/NAME.svg in the colours of the theme in use: text, dimmed text when disabled, accent when on. What
// is there at painting time counts, so that icons follow a change of theme by themselves.
class SvgIconEngine : public QIconEngine
{
public:
    explicit SvgIconEngine(QString name);

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state,
                         qreal scale) override;
    QIconEngine *clone() const override;
    bool isNull() override;

    // The file with every colour of its style sheet replaced.
    static QByteArray recoloured(const QByteArray &svg, const QColor &color);

private:
    QString m_name;
};

} // namespace eventscope::ui
