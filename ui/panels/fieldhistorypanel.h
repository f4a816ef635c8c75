// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fieldhistorymodel.h"
#include "session/session.h"

#include <QWidget>

class QToolButton;

namespace eventscope::ui {

class Notice;
class RowTable;

// The events of the selected stream that changed one field. Choosing one goes there.
class FieldHistoryPanel : public QWidget
{
    Q_OBJECT

public:
    explicit FieldHistoryPanel(Session &session, QWidget *parent = nullptr);

    // For the line above the panel: pin and copy.
    QWidget *controls() const { return m_controls; }
    QString title() const; // "total: 3 changes"
    void focusList();

Q_SIGNALS:
    void titleChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeControls();
    void take();
    void takePins();
    void followPlayhead();
    void togglePin();
    void copy();

    Session &m_session;
    FieldHistoryModel *m_model;
    Notice *m_notice;
    RowTable *m_table;
    QWidget *m_controls;
    QToolButton *m_pin;
    QToolButton *m_copy;
    bool m_following = false; // the current row moves to the playhead, not the other way round
};

} // namespace eventscope::ui
