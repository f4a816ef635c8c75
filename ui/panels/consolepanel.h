// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/scriptlogmodel.h"
#include "panels/listpanel.h"
#include "session/session.h"

namespace eventscope::ui {

// What the reducer writes to its console; choosing a line goes to its event.
class ConsolePanel : public ListPanel
{
    Q_OBJECT

public:
    explicit ConsolePanel(Session &session, QWidget *parent = nullptr);

    int lineCount() const { return m_model->rowCount(); }

Q_SIGNALS:
    void linesChanged();

protected:
    void copy() override;

private:
    void followPlayhead();
    void goTo(int row);

    Session &m_session;
    ScriptLogModel *m_model;
};

} // namespace eventscope::ui
