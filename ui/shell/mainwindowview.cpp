// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How the window looks, and where one finds help: the part of MainWindow that makes these commands and does them.
#include "shell/mainwindow.h"

#include "panels/bookmarkspanel.h"
#include "panels/eventheader.h"
#include "replay/openreplay.h"
#include "session/session.h"
#include "shell/commands.h"
#include "shell/explorepage.h"
#include "shell/preferencesdialog.h"
#include "shell/shortcutsdialog.h"
#include "widgets/preferences.h"
#include "widgets/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QIcon>
#include <QMenu>
#include <QMessageBox>

#include <chrono>
#include <cstddef>
#include <utility>

namespace eventscope::ui {

void MainWindow::makeViewCommands()
{
    const QString group = QStringLiteral("View");
    using Keys = Commands::Keys;
    m_do.explore = m_commands->add(group, QStringLiteral("Explore"),
                                   {QKeySequence(Qt::CTRL | Qt::Key_1)}, Keys::Always,
                                   [this] { showPerspective(Perspectives::Perspective::Explore); });
    m_do.project = m_commands->add(group, QStringLiteral("Project"),
                                   {QKeySequence(Qt::CTRL | Qt::Key_2)}, Keys::Always,
                                   [this] { showPerspective(Perspectives::Perspective::Project); });
    auto *themes = new QActionGroup(this);
    for (const auto &[title, choice] :
         {std::pair(QStringLiteral("Theme of the system"), Theme::Choice::System),
          std::pair(QStringLiteral("Light theme"), Theme::Choice::Light),
          std::pair(QStringLiteral("Dark theme"), Theme::Choice::Dark),
          std::pair(QStringLiteral("High contrast theme"), Theme::Choice::HighContrast),
          std::pair(QStringLiteral("High contrast theme, light"),
                    Theme::Choice::HighContrastLight)}) {
        QAction *action = m_commands->add(group, title, {}, Keys::Always, [choice = choice] {
            Preferences::Values values = Preferences::instance().values();
            values.theme = choice;
            Preferences::instance().set(std::move(values));
            // One given on the command line is none of the preferences.
            if (Theme::instance().choice() != choice)
                Theme::instance().setChoice(choice);
        });
        action->setCheckable(true);
        themes->addAction(action);
        m_do.themes[static_cast<std::size_t>(choice)] = action;
    }
    m_do.preferences = m_commands->add(group, QStringLiteral("Preferences…"),
                                       {QKeySequence(Qt::CTRL | Qt::Key_Comma)}, Keys::Always,
                                       [this] { showPreferences(); });
    m_do.resetLayout = m_commands->add(group, QStringLiteral("Reset the layout"), {}, Keys::Always,
                                       [this] { resetLayout(); });
    connect(m_commands, &Commands::keysChanged, this, &MainWindow::takeKeys);
    takeKeys();
    const auto checkTheme = [this] {
        m_do.themes[static_cast<std::size_t>(Theme::instance().choice())]->setChecked(true);
    };
    connect(&Theme::instance(), &Theme::changed, this, checkTheme);
    checkTheme();
}

void MainWindow::showPerspective(Perspectives::Perspective perspective)
{
    if (!m_session.hasLog())
        return;
    m_perspectives->show(perspective);
    m_perspectives->takeFocus();
}

void MainWindow::makeHelpCommands()
{
    const QString group = QStringLiteral("Help");
    using Keys = Commands::Keys;
    m_do.shortcuts = m_commands->add(group, QStringLiteral("Shortcuts"), {QKeySequence(Qt::Key_F1)},
                                     Keys::Always, [this] { showShortcuts(); });
    m_commands->addFreeKey(m_do.shortcuts, QKeySequence(Qt::Key_Question));
    m_do.tour = m_commands->add(group, QStringLiteral("Take the tour"), {}, Keys::Always,
                                [this] { startTour(); });
    m_do.about = m_commands->add(group, QStringLiteral("About Eventscope"), {}, Keys::Always,
                                 [this] { showAbout(); });
}

void MainWindow::fillSettingsMenu()
{
    for (QAction *action : m_do.themes)
        m_settingsMenu->addAction(action);
    m_settingsMenu->addSeparator();
    m_settingsMenu->addAction(m_do.fullScreen);
    m_settingsMenu->addAction(m_do.preferences);
    m_settingsMenu->addAction(m_do.resetLayout);
    m_settingsMenu->addAction(m_do.asLeft);
    m_settingsMenu->addSeparator();
    m_settingsMenu->addAction(m_do.mask);
    m_settingsMenu->addAction(m_do.maskRules);
    m_settingsMenu->addSeparator();
    m_settingsMenu->addAction(m_do.commands);
    m_settingsMenu->addAction(m_do.shortcuts);
    m_settingsMenu->addAction(m_do.tour);
    m_settingsMenu->addAction(m_do.about);
}

void MainWindow::showPreferences()
{
    if (!m_preferences)
        m_preferences = new PreferencesDialog(this);
    m_preferences->show();
    m_preferences->raise();
    m_preferences->activateWindow();
}

// What the session may take; looks and times are taken where they are shown.
void MainWindow::takePreferences()
{
    const Preferences::Values &values = Preferences::instance().values();
    const auto bytes = [](int megabytes) { return static_cast<std::size_t>(megabytes) << 20; };
    ReplayLimits limits;
    limits.script.call = std::chrono::milliseconds(values.scriptMilliseconds);
    limits.script.memoryBytes = bytes(values.scriptMegabytes);
    limits.program.answer = std::chrono::seconds(values.programSeconds);
    limits.program.memoryBytes = bytes(values.programMegabytes);
    limits.stateBytes = bytes(values.stateMegabytes);
    m_session.states().setLimits(limits);
    m_session.decoders().setLimits({limits.program, {limits.script, {}}});
    m_session.findings().setMost(static_cast<std::size_t>(values.mostFindings));
}

void MainWindow::showShortcuts()
{
    if (!m_shortcuts)
        m_shortcuts = new ShortcutsDialog(*m_commands, this);
    m_shortcuts->show();
    m_shortcuts->raise();
    m_shortcuts->activateWindow();
}

// Buttons say the key that they have at the moment.
void MainWindow::takeKeys()
{
    const auto key = [this](const QAction *action) {
        return Commands::withKey(QString(), *m_commands->find(action));
    };
    m_perspectives->setKeys({key(m_do.explore), key(m_do.project)});
    m_explorePage->setKeys(key(m_do.catalogue), key(m_do.lag), key(m_do.findings));
    m_explorePage->bookmarks().setKeys(key(m_do.bookmark), key(m_do.note));
    m_explorePage->findChild<EventHeader *>()->setCorrelationKey(key(m_do.correlation));
}

void MainWindow::showAbout()
{
    auto *box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(QStringLiteral("About Eventscope"));
    box->setIconPixmap(QIcon(QStringLiteral(":/eventscope.svg")).pixmap(64, 64));
    box->setText(QStringLiteral("Eventscope " EVENTSCOPE_VERSION));
    box->setInformativeText(QStringLiteral(
        "Shows every aggregate's history as a timeline, and its state at any event. Stores are opened read-only.\n\n"
        "Free software under the GNU General Public License, version 3 or later. "
        "Icons: Breeze, by the KDE community (LGPL)."));
    box->open();
}

} // namespace eventscope::ui
