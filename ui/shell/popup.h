// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QVBoxLayout;

namespace eventscope::ui {

// A panel that opens under the top of a window and closes when one clicks elsewhere or presses Esc.
class Popup : public QFrame
{
    Q_OBJECT

public:
    explicit Popup(QWidget *window);

    void openPopup(); // in the middle of the window, below its top bar

protected:
    QVBoxLayout *column() const { return m_column; }
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    virtual void aboutToOpen() {}
    // A line of plain words at the end of the column, and what it says.
    QLabel *addHint();
    void say(QLabel &hint, const QString &text, bool isError);
    // After what it shows has changed.
    void fitHeight();

private:
    QVBoxLayout *m_column = nullptr;
};

} // namespace eventscope::ui
