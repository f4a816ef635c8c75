// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fieldhistorymodel.h"
#include "panels/listpanel.h"
#include "session/session.h"

class QToolButton;

namespace eventscope::ui {

class Notice;

// The events of the selected stream that changed one field. Choosing one goes there.
class FieldHistoryPanel : public ListPanel
{
    Q_OBJECT

public:
    explicit FieldHistoryPanel(Session &session, QWidget *parent = nullptr);

    QString title() const; // "total: 3 changes"

Q_SIGNALS:
    void titleChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void copy() override;

private:
    void take();
    void takePins();
    void followPlayhead();
    void togglePin();

    Session &m_session;
    FieldHistoryModel *m_model;
    Notice *m_notice;
    QToolButton *m_pin;
    QToolButton *m_copy;
    bool m_following = false; // the current row moves to the playhead, not the other way round
};

} // namespace eventscope::ui
