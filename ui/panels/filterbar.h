// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QToolButton;

namespace eventscope::ui {

class ElidedLabel;
class FilterBuilder;
class FilterEdit;
class LinkButton;
class SavedFiltersButton;

// The filter of the session's events with what came of it below: how many match, that the search
// goes on, or what is wrong. The line below is always there, so that nothing moves.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(Session &session, QWidget *parent = nullptr);

    FilterEdit &edit() { return *m_edit; }
    SavedFiltersButton &saved() { return *m_saved; }
    QString status() const;
    // Instead of the counts, for a moment.
    void say(const QString &text);
    // Instead of the counts until endOffer(), with a button beside it.
    void offer(const QString &text, const QString &action, std::function<void()> act);
    void endOffer();

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

public Q_SLOTS:
    void focusFilter();
    void openBuilder();

Q_SIGNALS:
    void leaveDown(); // Enter: on to the events

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void takeTyped();
    void commit(); // what has been typed becomes the filter, and a place to come back to
    bool hasOpenError() const; // one that is not to be said yet
    void takeFilter();
    void updateStatus();
    void setStatus(const QString &text, bool error);

    Session &m_session;
    FilterEdit *m_edit;
    QToolButton *m_onlyStream;
    QToolButton *m_build;
    FilterBuilder *m_builder = nullptr;
    SavedFiltersButton *m_saved;
    ElidedLabel *m_status;
    LinkButton *m_action; // of what is offered
    std::function<void()> m_act;
    QTimer m_typed;    // errors are said when nobody is typing
    QTimer m_rested;   // whoever looks at what was found for a while means this filter
    QTimer m_searched; // "searching" is said only where it takes a moment
    QTimer m_said;
};

} // namespace eventscope::ui
