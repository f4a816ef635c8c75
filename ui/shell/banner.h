// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QToolButton;

namespace eventscope::ui {

// A line across the window that says what went wrong while all else goes on; it can be dismissed.
class Banner : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(QWidget *parent = nullptr);

    // The button is left out if it has no text.
    void say(const QString &message, const QString &detail, const QString &button = {},
             std::function<void()> run = {});
    QString message() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_icon = nullptr;
    QLabel *m_text = nullptr;
    QToolButton *m_button = nullptr;
    std::function<void()> m_run;
};

} // namespace eventscope::ui
