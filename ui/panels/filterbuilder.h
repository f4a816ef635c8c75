// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/conditionlist.h"
#include "session/session.h"

#include <QFrame>

#include <vector>

class QButtonGroup;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace eventscope::ui {

class ConditionRow;
class ElidedLabel;
class FilterBar;
class FilterCompletions;
class LinkButton;

// The filter as rows of conditions, for those who do not type: a sheet below the filter bar. The text in the bar is the truth: every
// change is written there at once, and what is written there is read into the rows. Of a filter that is more than such rows, it says so
// and adds conditions to it as a whole.
class FilterBuilder : public QFrame
{
    Q_OBJECT

public:
    FilterBuilder(Session &session, FilterBar &bar, FilterCompletions &completions);

    void open();
    void leave(); // closes it; the focus goes back to the bar

Q_SIGNALS:
    void closed();
    void done(); // Enter: on to the events

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();
    void read();  // the text into the rows
    void write(); // the other way round
    void addTo(); // the one condition to a filter that is more than rows
    ConditionRow *addRow();
    void removeRow(ConditionRow *row);
    void setRows(std::size_t count);
    void arrange();
    void setAny(bool any);

    Session &m_session;
    FilterBar &m_bar;
    FilterCompletions &m_completions;
    QToolButton *m_all;
    QToolButton *m_any;
    ElidedLabel *m_notice;
    LinkButton *m_anew;
    QVBoxLayout *m_rowsLayout;
    std::vector<ConditionRow *> m_rows;
    QToolButton *m_add;
    QToolButton *m_close;
    bool m_isList = true;     // the filter is rows
    bool m_isWrong = false;   // it cannot be read
    bool m_isWriting = false; // the text comes from the rows
};

} // namespace eventscope::ui
