// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace eventscope::ui {

// A line across the window that says what went wrong while all else goes on; it can be dismissed.
class Banner : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(QWidget *parent = nullptr);

    // A button; left out if it has no text.
    struct Choice {
        QString text;
        std::function<void()> run;
    };
    void say(const QString &message, const QString &detail, const QString &button = {},
             std::function<void()> run = {});
    void ask(const QString &message, const QString &detail, std::vector<Choice> choices);
    QString message() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_icon = nullptr;
    QLabel *m_text = nullptr;
    QHBoxLayout *m_room = nullptr; // of the buttons
    std::vector<QToolButton *> m_buttons;
};

} // namespace eventscope::ui
