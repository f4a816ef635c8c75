// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/statetreemodel.h"
#include "session/session.h"

#include <QTimer>
#include <QWidget>

#include <optional>
#include <string>

class QStackedWidget;
class QTabBar;
class QToolButton;

namespace eventscope::ui {

class DiffButton;
class DropVeil;
class JsonTreeView;
class Notice;
class PanelHeader;
class RawView;
class ReducerButton;
class SnapshotView;
class StateTrends;
class TabLine;
class TreeSearch;

// The state of the selected stream at the playhead: every field with the event that set it and what
// differs from another event's state, as a tree, as the changes alone, or as a patch. Files that
// are dropped on it become the reducer of the stream's type.
class StatePanel : public QWidget
{
    Q_OBJECT

public:
    explicit StatePanel(Session &session, QWidget *parent = nullptr);

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

    QString title() const;
    ReducerButton &reducerButton() { return *m_reducer; }
    DiffButton &diffButton() { return *m_diff; }
    // While a file is dragged over the window: says what becomes of it here. Empty: it has gone.
    void showDrop(const QString &file);
    bool takesDrop(const QString &file) const;
    // Whether a field is current, for the slots below.
    bool hasCurrentField() const { return currentField().has_value(); }
    // Beside each number its way over the events of the stream.
    bool showsTrends() const;
    void setShowsTrends(bool shows);

public Q_SLOTS:
    void showHistoryOfCurrent();
    void pinCurrent(); // or unpins it
    void findInState();
    void showChanges();
    void showSnapshot(); // that at the playhead

Q_SIGNALS:
    void historyWanted(); // of the field that the session lists now
    void currentFieldChanged();
    void searchWanted(const QString &predicate); // for the event from which on it is true

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    enum View { Tree, Changes, Patch, Snapshot };

    JsonTreeView *makeView(const QString &name);
    void makeHeader();
    void showView();
    void takeSnapshots(); // whether the store has any
    void updateCopy();
    void fitTabs();
    void showState();
    void showNothing(const QString &why);
    void showFailure(const Error &error);
    void showFailureAt(const ShownState &shown, const ReplayFailure &failure);
    void showProblems(const ShownState &shown);
    JsonTreeView *currentView() const;
    std::optional<std::string> currentField() const;
    void showHistory(const std::string &pointer);
    void togglePin(const std::string &pointer);
    void takePins();
    void copyState();
    void goToSetter(const QModelIndex &index);
    void showMenu(JsonTreeView *view, const QModelIndex &index, const QPoint &place);

    Session &m_session;
    PanelHeader *m_header;
    ReducerButton *m_reducer;
    QToolButton *m_copy;
    Notice *m_notice;
    Notice *m_quiet; // what is good to know, and no error
    TabLine *m_line;
    QTabBar *m_tabs;
    DiffButton *m_diff;
    QStackedWidget *m_stack;
    StateTreeModel *m_model;
    ChangesModel *m_changes;
    TreeSearch *m_search = nullptr;
    JsonTreeView *m_tree;
    JsonTreeView *m_list;
    RawView *m_patch;
    SnapshotView *m_snapshot;
    StateTrends *m_trends;
    DropVeil *m_veil;
    QTimer m_slow; // runs while an answer takes longer than one sees
};

} // namespace eventscope::ui
