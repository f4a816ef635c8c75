// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

class QHBoxLayout;

namespace eventscope::ui {

// The line at the top of a panel: its title, a dim note, and room for controls at the right; a
// hairline below.
class PanelHeader : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kHeight = 32;

    explicit PanelHeader(const QString &title, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    QString title() const { return m_title; }
    void setNote(const QString &note);
    QString note() const { return m_note; }
    void addControl(QWidget *control);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_title;
    QString m_note;
    QHBoxLayout *m_layout;
};

} // namespace eventscope::ui
