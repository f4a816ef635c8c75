// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/filtercompletions.h"

#include <QFrame>

class QTableWidget;

namespace eventscope::ui {

// The list below a line of text. The line keeps the focus and passes on the keys that are meant for the list; at first nothing is chosen.
class CompletionPopup : public QFrame
{
    Q_OBJECT

public:
    // Below the bar that the line stands in, whose words of the text stay in sight; or right below the line.
    enum class Place { BelowBar, BelowLine };
    explicit CompletionPopup(QWidget *line, Place place = Place::BelowBar);

    // At that place of the line, in its coordinates; no entries hide it.
    void offer(const std::vector<FilterCompletions::Completion> &list, int x);
    int current() const; // -1: nothing is chosen
    void choose(int row);
    bool handleKey(int key); // moves about; false: it is none of those keys

Q_SIGNALS:
    void chosen(int row);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *m_line;
    Place m_place;
    QTableWidget *m_table;
};

} // namespace eventscope::ui
