// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/statetreemodel.h"
#include "session/session.h"

#include <QWidget>

class QStackedWidget;
class QToolButton;

namespace eventscope::ui {

class JsonTreeView;
class Notice;
class PanelHeader;

// The state of the selected stream at the playhead: every field with the event that set it, and
// what the last event changed; as a tree, or as the changes alone.
class StatePanel : public QWidget
{
    Q_OBJECT

public:
    explicit StatePanel(Session &session, QWidget *parent = nullptr);

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

    QString title() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    JsonTreeView *makeView(const QString &name);
    void showState();
    void showNothing(const QString &why);
    void copyState();
    void goToSetter(const QModelIndex &index);
    void showMenu(JsonTreeView *view, const QModelIndex &index, const QPoint &place);

    Session &m_session;
    PanelHeader *m_header;
    QToolButton *m_changesOnly;
    QToolButton *m_copy;
    Notice *m_notice;
    QStackedWidget *m_stack;
    StateTreeModel *m_model;
    ChangesModel *m_changes;
    JsonTreeView *m_tree;
    JsonTreeView *m_list;
};

} // namespace eventscope::ui
