// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/eventtypesmodel.h"
#include "session/session.h"

#include <QWidget>

namespace eventscope::ui {

class LinkButton;
class PanelHeader;
class RowTable;

// The event types of the store with their marks and counts. The eye at the end of a row, and Space, hide the type's events
// everywhere; with Alt, and S, all others are hidden.
class TypesPanel : public QWidget
{
    Q_OBJECT

public:
    explicit TypesPanel(Session &session, QWidget *parent = nullptr);

    // Nothing here will change by itself any more.
    bool isSettled() const { return !m_types->isCounting(); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void toggle(int row);
    void solo(int row);
    void filterBy(int row);
    void showMenu(const QPoint &at);
    void updateTexts();

    Session &m_session;
    EventTypesModel *m_types;
    PanelHeader *m_header;
    LinkButton *m_showAll;
    RowTable *m_list;
};

} // namespace eventscope::ui
