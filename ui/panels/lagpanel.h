// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lagmodel.h"
#include "panels/listpanel.h"
#include "session/session.h"

class QLabel;
class QToolButton;

namespace eventscope::ui {

class LagDetails;
class Notice;

// How far the framework's own consumers are behind, and the tables in which messages wait; choosing a consumer goes to the last event
// that it has seen, and beside the list stands all that is known of what was chosen. Read while it is to be seen.
class LagPanel : public ListPanel
{
    Q_OBJECT

public:
    explicit LagPanel(Session &session, QWidget *parent = nullptr);

    QString title() const; // with how many are in trouble

Q_SIGNALS:
    void titleChanged();

protected:
    void copy() override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void take();
    void takeDetails();
    void goTo(int row);

    Session &m_session;
    LagModel *m_model;
    LagDetails *m_details;
    Notice *m_notice;
    QLabel *m_status;
    QToolButton *m_again;
    QToolButton *m_copy;
};

} // namespace eventscope::ui
