// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

namespace eventscope::ui {

// Covers a panel while a file is dragged over it, and says what dropping it does. Follows the size of its parent.
class DropVeil : public QWidget
{
    Q_OBJECT

public:
    explicit DropVeil(QWidget *panel);
    void say(const QString &sentence);
    QString sentence() const { return m_sentence; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_sentence;
};

} // namespace eventscope::ui
