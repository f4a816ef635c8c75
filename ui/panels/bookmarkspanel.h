// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/bookmarksmodel.h"
#include "panels/listpanel.h"
#include "session/session.h"

class QToolButton;

namespace eventscope::ui {

// The marked events and what was noted of them: choosing one goes there, Delete takes it away, F2 or a double click on the note edits it.
class BookmarksPanel : public ListPanel
{
    Q_OBJECT

public:
    explicit BookmarksPanel(Session &session, QWidget *parent = nullptr);

    // " (B)", " (N)": the keys of the commands that texts name; empty: none.
    void setKeys(const QString &bookmark, const QString &note);
    int count() const { return m_model->rowCount(); }
    // Marks the event under the playhead, or takes its mark away.
    void toggle();
    // Marks the event under the playhead if need be, and edits its note; the panel must be in sight.
    void editNote();
    // To the marked event after the playhead, or before it.
    void goToNext(bool forward);

Q_SIGNALS:
    void countChanged();

protected:
    void copy() override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void goTo(int row);
    void remove();
    void followPlayhead();

    Session &m_session;
    BookmarksModel *m_model;
    QToolButton *m_remove;
};

} // namespace eventscope::ui
