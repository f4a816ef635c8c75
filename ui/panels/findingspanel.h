// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/findingsmodel.h"
#include "panels/listpanel.h"
#include "session/session.h"

class QComboBox;
class QLabel;
class QToolButton;

namespace eventscope::ui {

class Notice;

// What is probably wrong with the store; choosing a finding goes to its event.
class FindingsPanel : public ListPanel
{
    Q_OBJECT

public:
    explicit FindingsPanel(Session &session, QWidget *parent = nullptr);

    QString title() const; // with how many there are

public Q_SLOTS:
    // The first event with a finding after the playhead, or the last before it.
    void goToNext();
    void goToPrevious();

Q_SIGNALS:
    void titleChanged();

protected:
    void copy() override;

private:
    void take();
    void takeCodes();
    void takeProgress();
    void goTo(int row);

    Session &m_session;
    FindingsModel *m_model;
    Notice *m_notice;
    QLabel *m_status;
    QComboBox *m_codes;
    QToolButton *m_again;
    QToolButton *m_copy;
};

} // namespace eventscope::ui
