// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/projectionfold.h"

#include <QByteArray>
#include <QPointer>
#include <QVariantMap>
#include <QWidget>

#include <functional>

class QMessageBox;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace eventscope {
class Session;
}

namespace eventscope::ui {

class CodeEditor;
class PanelHeader;
class ProjectionBar;
class ProjectionDetails;
class ProjectionKeyPanel;
class ProjectionKeysPanel;
class ProjectionsPanel;
class ReadModelPanel;
struct CodeTemplate;

// The perspective in which one watches a projection work: projections on disk, its code over what it has made of each key, and the selected
// key's state over what the run has told. All of it as of the playhead.
class ProjectPage : public QWidget
{
    Q_OBJECT

public:
    explicit ProjectPage(Session &session, QWidget *parent = nullptr);
    ~ProjectPage() override;

    // That file, which the user has picked just now: runs it, also if it is a program. Asks about unsaved text first.
    void openChosen(const QString &file);
    void askForFile();
    void begin(const CodeTemplate &start); // a new one
    // Saves the text if need be, and runs it.
    void run();
    void stop();
    bool canRun() const;
    // Runs `then` once nothing unsaved would be lost, or whoever is asked lets it go; never, if they would rather stay.
    void leaveText(std::function<void()> then);
    bool hasUnsavedText() const;

    void focusSearch();
    void focusCode();
    ProjectionKeyPanel &key() { return *m_key; }
    ProjectionKeysPanel &keys() { return *m_keys; }
    ProjectionDetails &details() { return *m_details; }
    ProjectionBar &bar() { return *m_bar; }
    CodeEditor &editor() { return *m_editor; }
    bool isSettled() const;

    QVariantMap saveLayout() const;
    void restoreLayout(const QVariantMap &layout);
    void resetLayout();

Q_SIGNALS:
    void exploreWanted(); // what is asked for is shown there
    void canRunChanged();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeMenu();
    void connectEditor();
    void openFile(const QString &file);
    void openListed(const QString &file);
    void openAndRun(const QString &file, bool isChosen);
    void askToStart();
    void beginEmpty();
    void start();
    QString freePath(const QString &fileName) const;
    void takeEditor();
    bool showsTables() const;
    void takeRun();
    void takeRunningHandler();
    void takeHandlerTimes();
    void showStream();
    void setDefaultSizes();

    Session &m_session;
    ProjectionsPanel *m_list;
    PanelHeader *m_codeHeader;
    QToolButton *m_save;
    CodeEditor *m_editor;
    ProjectionBar *m_bar;
    QStackedWidget *m_output; // keys, or tables
    ProjectionKeysPanel *m_keys;
    ReadModelPanel *m_tables;
    ProjectionKeyPanel *m_key;
    ProjectionDetails *m_details;
    QSplitter *m_columns;
    QSplitter *m_centre;
    QSplitter *m_right;
    QByteArray m_firstKeys; // the panels' own states before anything was restored
    QByteArray m_firstKey;
    QPointer<QMessageBox> m_question; // whether a program may be started
    bool m_hasBegun = false;          // something stands in the editor
    bool m_runWanted = false;         // once it is saved
    std::function<void()> m_leaving;  // once it is saved
};

} // namespace eventscope::ui
