// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QRect>

class QLabel;
class QPropertyAnimation;
class QToolButton;

namespace eventscope::ui {

// A few words that point at a part of the window: beside it, above everything else in the window, in nobody's way. Placed in its parent.
class TourBubble : public QFrame
{
    Q_OBJECT

public:
    struct Words {
        QString title;
        QString text;
        QString progress; // "2 of 5"; may be empty
        QString skip;
        QString back; // empty: there is no way back
        QString next;
    };

    explicit TourBubble(QWidget *parent);

    void say(const Words &words);
    // Beside that part of the parent; it glides there unless motion is reduced, or it was not to be seen.
    void pointAt(const QRect &target);
    QRect target() const { return m_target; }
    void focusNext();

Q_SIGNALS:
    void skipped();
    void backWanted();
    void nextWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QRect placeFor(const QRect &target) const;

    QRect m_target;
    QLabel *m_title;
    QLabel *m_text;
    QLabel *m_progress;
    QToolButton *m_skip;
    QToolButton *m_back;
    QToolButton *m_next;
    QPropertyAnimation *m_glide;
};

} // namespace eventscope::ui
