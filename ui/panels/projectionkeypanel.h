// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "models/eventlistmodel.h"
#include "models/statetreemodel.h"
#include "session/session.h"

#include <QByteArray>
#include <QTimer>
#include <QWidget>

class QStackedWidget;
class QTabBar;
class QToolButton;

namespace eventscope::ui {

class JsonTreeView;
class Notice;
class PanelHeader;
class ReadModelChangesModel;
class RowTable;
class TabLine;
class TreeSearch;

// The key of the projection that is selected, at the playhead: its state with the event that set each leaf, what its last event changed, its
// result, and its own events. Of a read model, what the event did to its rows.
class ProjectionKeyPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ProjectionKeyPanel(Session &session, QWidget *parent = nullptr);
    ~ProjectionKeyPanel() override;

    // The playhead to the key's next event, or its previous one.
    void goToNext(bool forward);
    bool canGoToNext(bool forward) const;
    void showEvents(); // with the focus in their list
    void findInState();
    bool isSettled() const;
    // Whether the transport steps through the key's events, while this is to be seen.
    bool leadsSteps() const;
    void setLeadsSteps(bool leads);
    // What stands behind the names of the buttons: " (F7)".
    void setKeys(const QString &next, const QString &previous);

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

Q_SIGNALS:
    void stepsChanged();                   // canGoToNext()
    void tableWanted(const QString &name); // of a read model
    void leadsStepsChanged(bool leads);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    enum View { Tree, Changes, Result, Events };

    JsonTreeView *makeView(const QString &name, bool hasMarks);
    void makeEvents();
    void makeRowChanges();
    bool isReadModel() const;
    void showView();
    void takeKey();
    void takeRows(EventListModel::Rows rows);
    void takeState();
    void showFailure(const Error &error);
    void showNothing(const QString &why);
    void followPlayhead();
    void updateSteps();
    void copy();
    void goToSetter(const QModelIndex &index);
    void showMenu(JsonTreeView *view, const QModelIndex &index, const QPoint &place);
    QString keyName() const;

    Session &m_session;
    OpenProjection &m_projection;
    PanelHeader *m_header;
    QToolButton *m_previous;
    QToolButton *m_next;
    QToolButton *m_lead;
    QToolButton *m_copy;
    TabLine *m_line;
    QTabBar *m_tabs;
    Notice *m_notice;
    QStackedWidget *m_stack;
    StateTreeModel *m_model;
    ChangesModel *m_changes;
    JsonTreeModel *m_resultModel;
    EventListModel *m_eventsModel;
    JsonTreeView *m_tree = nullptr;
    JsonTreeView *m_list = nullptr;
    JsonTreeView *m_result = nullptr;
    RowTable *m_events = nullptr;
    ReadModelChangesModel *m_rowChangesModel;
    RowTable *m_rowChanges = nullptr; // of read models, in place of m_list
    TreeSearch *m_search = nullptr;
    QTimer m_slow; // runs while an answer takes longer than one sees
    std::uint64_t m_request = 0;
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

} // namespace eventscope::ui
