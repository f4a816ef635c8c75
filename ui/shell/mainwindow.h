// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/openrecord.h"
#include "shell/perspectives.h"
#include "shell/startplace.h"
#include "store/store.h"

#include <QMainWindow>
#include <QPointer>

#include <array>
#include <functional>
#include <memory>
#include <optional>

class QAction;
class QMenu;
class QSettings;
class QStackedWidget;

namespace eventscope {
class Session;
} // namespace eventscope

namespace eventscope::ui {

class Banner;
class BisectPopup;
class Commands;
class CommandPalette;
class DecoderCommands;
class ErrorPage;
class ExplorePage;
class GoToPopup;
class PreferencesDialog;
class RecentStores;
class ShortcutsDialog;
class StartPage;
class TopBar;
class Tour;
class ViewKeeper;

// The window: a bar at the top, and below it the start page, an error, or the store. Owns no data; asks the session.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    // Both must outlive the window. Layout, theme and recent stores are read from and written to the settings.
    MainWindow(Session &session, QSettings &settings, QWidget *parent = nullptr);
    ~MainWindow() override;

    // A workspace file opens the store that it is about.
    void openStore(const QString &location, const OpenOptions &options = {},
                   const StartPlace &start = {});
    // What a crash has left, as it was.
    void reopen(const OpenRecord::Left &left);
    void openPage(const QString &name);        // one of ExplorePage::pages()
    void openPerspective(const QString &name); // one of Perspectives::names()
    void openProjection(const QString &file);  // and runs it; empty: none
    void openSample();
    void openMapping(const QString &location);
    // Everything that is to be seen of the store is there.
    bool isSettled() const;
    const Commands &commands() const { return *m_commands; }
    // Whether it asks, when it is new and empty, to reopen what a crash has left open. Before the event loop comes round.
    void setOffersToReopen(bool offers) { m_offersToReopen = offers; }
    // To somebody who has not taken it yet.
    void offerTour();
    // Of several with the same title; 0: there is no other.
    void setNumber(int number);

Q_SIGNALS:
    // An empty location: just the window.
    void newWindowWanted(const QString &location, const eventscope::OpenOptions &options,
                         const eventscope::ui::StartPlace &start);
    void reopenWanted(const eventscope::OpenRecord::Left &left); // in a window of its own
    void storeChanged();                                         // another one is open, or none
    void closed();

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void makeStoreCommands();
    void makeMoveCommands();
    void makeFindCommands();
    void makeFindingsCommands();
    void makeStateCommands();
    void makeNoteCommands();
    void makeViewCommands();
    void makeWorkspaceCommands();
    void makeHelpCommands();
    void makeWindowCommands();
    void makeMenus();
    void fillOpenMenu();
    void fillSettingsMenu();
    void updateCommands();

    void openFile();
    void openWithMapping();
    void openAt(const QString &location, const OpenOptions &options, const StartPlace &start,
                const QString &workspaceFile);
    void openWorkspace(const QString &file, const StartPlace &start);
    void askForWorkspace();
    void saveWorkspaceAs();
    void saveWorkspace(const QString &file);
    void takeWorkspaceProblem();
    void askForTrust();
    void showMaskRules();
    void shareBundle();
    void openBundle(const QString &file, const StartPlace &start);
    // What was open when the program ended without a word.
    void offerWhatWasOpen();
    void noteWhatIsOpen();
    QString stateFolder() const;
    void rememberStore();
    void chooseFile(const QString &title, std::function<void(const QString &)> use);
    void reload();
    void escape();
    void goToCause();
    void showPerspective(Perspectives::Perspective perspective);
    bool isExploring() const;
    void showShortcuts();
    void showAbout();
    void takeKeys();
    void showPreferences();
    void takePreferences();
    void resetLayout();
    void saveLayout();
    void savePlace();
    void restorePlace();
    void openHereInNew();
    void makeTour();
    void startTour();
    void beginTourIfWanted();

    void takePhase();
    void showPage();
    void showFailure();
    void storeReady();
    void updateTitle();

    Session &m_session;
    QSettings &m_settings;
    RecentStores *m_recent = nullptr;
    Commands *m_commands = nullptr;
    TopBar *m_topBar = nullptr;
    Banner *m_banner = nullptr;
    QStackedWidget *m_pages = nullptr;
    StartPage *m_startPage = nullptr;
    ErrorPage *m_errorPage = nullptr;
    Perspectives *m_perspectives = nullptr;
    ExplorePage *m_explorePage = nullptr; // of them
    ViewKeeper *m_keeper = nullptr;
    std::unique_ptr<OpenRecord> m_record;
    CommandPalette *m_palette = nullptr;
    GoToPopup *m_goTo = nullptr;
    BisectPopup *m_bisect = nullptr;
    DecoderCommands *m_decoders = nullptr;
    QMenu *m_openMenu = nullptr;
    QMenu *m_settingsMenu = nullptr;
    QPointer<PreferencesDialog> m_preferences;
    QPointer<ShortcutsDialog> m_shortcuts;
    Tour *m_tour = nullptr;
    bool m_tourWanted = false; // once the sample is there
    bool m_offersToReopen = true;
    bool m_letsCodeGo = false; // what is unsaved may go with the window
    int m_number = 0;
    OpenOptions m_options;                  // of the store that is open or opening
    StartPlace m_start;                     // where to go once it is loaded
    std::optional<QString> m_startPosition; // the same, as a position: after a reload

    struct Actions {
        QAction *open = nullptr;
        QAction *openMapped = nullptr;
        QAction *sample = nullptr;
        QAction *openWorkspace = nullptr;
        QAction *saveWorkspace = nullptr;
        QAction *asLeft = nullptr;
        QAction *trust = nullptr;
        QAction *mask = nullptr;
        QAction *maskRules = nullptr;
        QAction *share = nullptr;
        QAction *close = nullptr;
        QAction *reload = nullptr;
        QAction *quit = nullptr;
        QAction *first = nullptr;
        QAction *previous = nullptr;
        QAction *next = nullptr;
        QAction *last = nullptr;
        QAction *play = nullptr;
        QAction *back = nullptr;
        QAction *forward = nullptr;
        QAction *goTo = nullptr;
        QAction *findings = nullptr;
        QAction *nextFinding = nullptr;
        QAction *previousFinding = nullptr;
        QAction *checkAgain = nullptr;
        QAction *catalogue = nullptr;
        QAction *lag = nullptr;
        QAction *cause = nullptr;
        QAction *chain = nullptr;
        QAction *correlation = nullptr;
        QAction *filter = nullptr;
        QAction *escape = nullptr;
        QAction *copyJson = nullptr;
        QAction *copyCommand = nullptr;
        QAction *chooseReducer = nullptr;
        QAction *openReducer = nullptr;
        QAction *rerunReducer = nullptr;
        QAction *undo = nullptr;
        QAction *redo = nullptr;
        QAction *bookmark = nullptr;
        QAction *note = nullptr;
        QAction *nextBookmark = nullptr;
        QAction *previousBookmark = nullptr;
        QAction *bookmarks = nullptr;
        QAction *mergePayloads = nullptr;
        QAction *comparePrevious = nullptr;
        QAction *compareHere = nullptr;
        QAction *compareVersion = nullptr;
        QAction *findInState = nullptr;
        QAction *fieldHistory = nullptr;
        QAction *pinField = nullptr;
        QAction *unpinAll = nullptr;
        QAction *console = nullptr;
        QAction *bisect = nullptr;
        QAction *commands = nullptr;
        QAction *follow = nullptr;
        QAction *resetLayout = nullptr;
        QAction *shortcuts = nullptr;
        QAction *about = nullptr;
        QAction *tour = nullptr;
        QAction *newWindow = nullptr;
        QAction *openInNew = nullptr;
        QAction *duplicate = nullptr;
        QAction *fullScreen = nullptr;
        QAction *closeWindow = nullptr;
        QAction *explore = nullptr;
        QAction *project = nullptr;
        QAction *preferences = nullptr;
        std::array<QAction *, 5> themes{}; // by Theme::Choice
    } m_do;
};

} // namespace eventscope::ui
