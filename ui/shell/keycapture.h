// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QLineEdit>

namespace eventscope::ui {

// A field that takes the keys that are pressed in it. Tab, Enter and Escape keep their meaning.
class KeyCapture : public QLineEdit
{
    Q_OBJECT

public:
    explicit KeyCapture(QWidget *parent = nullptr);

    // Keys that every window needs to be driven by keyboard, and modifiers alone.
    static bool canBeTaken(const QKeySequence &key);

Q_SIGNALS:
    void pressed(const QKeySequence &key);
    void cancelled(); // Escape

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace eventscope::ui
