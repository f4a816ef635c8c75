// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "session/textfinder.h"

#include <QTimer>
#include <QWidget>

class QLineEdit;

namespace eventscope::ui {

class ElidedLabel;
class LinkButton;

// A line that finds a text among the shown events, one after the other. Hidden until it is asked
// for; Esc hides it again.
class FindBar : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(Session &session, QWidget *parent = nullptr);

    QString text() const; // what is marked in the rows: empty while the bar is hidden
    QString status() const;

public Q_SLOTS:
    void open();
    void findNext();
    void findPrevious();

Q_SIGNALS:
    void textChanged();
    void left(); // closed: on to the events

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void find(bool forward);
    void leave();
    void say(const QString &text, bool error = false);

    Session &m_session;
    TextFinder m_finder;
    QLineEdit *m_edit;
    ElidedLabel *m_status;
    LinkButton *m_previous;
    LinkButton *m_next;
    LinkButton *m_close;
    QTimer m_quiet; // "searching" is said only where it takes a moment
};

} // namespace eventscope::ui
