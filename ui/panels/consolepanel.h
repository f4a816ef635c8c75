// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/scriptlogmodel.h"
#include "session/session.h"

#include <QWidget>

class QToolButton;

namespace eventscope::ui {

class RowTable;

// What the reducer writes to its console; choosing a line goes to its event.
class ConsolePanel : public QWidget
{
    Q_OBJECT

public:
    explicit ConsolePanel(Session &session, QWidget *parent = nullptr);

    QWidget *controls() const { return m_controls; } // for the line above the panel
    int lineCount() const { return m_model->rowCount(); }
    void focusList();

Q_SIGNALS:
    void linesChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void followPlayhead();
    void goTo(int row);
    void copy();

    Session &m_session;
    ScriptLogModel *m_model;
    RowTable *m_table;
    QWidget *m_controls;
};

} // namespace eventscope::ui
