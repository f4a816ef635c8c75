// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace eventscope::ui {

// A button with a number over the corner of its icon: how many there are of what it shows. None at 0.
class BadgeButton : public QToolButton
{
    Q_OBJECT

public:
    explicit BadgeButton(const QString &icon, QWidget *parent = nullptr);

    void setCount(qint64 count);
    qint64 count() const { return m_count; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    qint64 m_count = 0;
};

} // namespace eventscope::ui
