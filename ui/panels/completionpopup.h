// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/filtercompletions.h"

#include <QFrame>

class QLabel;
class QTableWidget;

namespace eventscope::ui {

// The list below a line of text, or below the cursor in a text. That keeps the focus and passes on the keys that are meant for the list; at
// first nothing is chosen.
class CompletionPopup : public QFrame
{
    Q_OBJECT

public:
    // Below the bar that the line stands in, whose words of the text stay in sight; or right below the line; or where offer() says.
    enum class Place { BelowBar, BelowLine, AtCursor };
    explicit CompletionPopup(QWidget *line, Place place = Place::BelowBar);

    // At that place of the line, in its coordinates; no entries hide it.
    void offer(const std::vector<FilterCompletions::Completion> &list, int x);
    void offer(const std::vector<FilterCompletions::Completion> &list, const QRect &cursor);
    void setHelp(const QString &sentence); // below the list; empty: none
    int current() const;                   // -1: nothing is chosen
    void choose(int row);
    bool handleKey(int key); // moves about; false: it is none of those keys

Q_SIGNALS:
    void chosen(int row);
    void currentChanged(int row);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void fill(const std::vector<FilterCompletions::Completion> &list);
    void open(const QPoint &below,
              int above); // global; above: where it ends if there is no room below

    QWidget *m_line;
    Place m_place;
    QTableWidget *m_table;
    QLabel *m_help;
    int m_width = 0;        // that the list asks for
    bool m_isAbove = false; // so it grows upwards
    QString m_saidBefore;   // the line's description while the list is hidden
};

} // namespace eventscope::ui
