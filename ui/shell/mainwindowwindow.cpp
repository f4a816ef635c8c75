// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window among others, and on the screen: the part of MainWindow that opens further ones and fills the screen.
#include "event/log.h"
#include "session/session.h"
#include "shell/commands.h"
#include "shell/mainwindow.h"
#include "shell/topbar.h"

#include <QAction>
#include <QApplication>
#include <QSettings>

namespace eventscope::ui {

namespace {

QString geometryKey()
{
    return QStringLiteral("window/geometry");
}

} // namespace

void MainWindow::makeWindowCommands()
{
    const QString group = QStringLiteral("Window");
    using Keys = Commands::Keys;
    m_do.newWindow = m_commands->add(group, tr("New window"), {QKeySequence(Qt::CTRL | Qt::Key_N)},
                                     Keys::Always, [this] { Q_EMIT newWindowWanted({}, {}, {}); });
    m_do.openInNew = m_commands->add(group, tr("Open a file in a new window…"), {}, Keys::Always,
                                     [this] {
                                         chooseFile(tr("Open a store in a new window"),
                                                    [this](const QString &path) {
                                                        Q_EMIT newWindowWanted(path, {}, {});
                                                    });
                                     });
    m_do.duplicate = m_commands->add(group, tr("This store in a new window"),
                                     {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N)}, Keys::Always,
                                     [this] { openHereInNew(); });
    m_do.fullScreen = m_commands->add(group, tr("Full screen"), {QKeySequence(Qt::Key_F11)},
                                      Keys::Always, [this] {
                                          setWindowState(windowState() ^ Qt::WindowFullScreen);
                                      });
    m_do.fullScreen->setCheckable(true);
    m_do.closeWindow = m_commands->add(group, tr("Close the window"),
                                       {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_W)},
                                       Keys::Always, [this] { close(); });
}

// The same store once more, at the same place.
void MainWindow::openHereInNew()
{
    StartPlace start;
    if (const auto stream = m_session.selectedStream(); stream && m_session.hasLog()) {
        const EventLog &log = m_session.log();
        start.stream = QString::fromStdString(std::string(log.streamName(*stream)));
        if (const auto ordinal = m_session.streamOrdinal()) {
            const Version version = log.version(m_session.streamSequence().row(*ordinal));
            if (version != kNoVersion)
                start.version = version.value();
        }
    }
    Q_EMIT newWindowWanted(m_session.location(), m_options, start);
}

void MainWindow::setNumber(int number)
{
    m_number = number;
    updateTitle();
}

void MainWindow::updateTitle()
{
    const QString title = TopBar::title(m_session);
    setWindowTitle(m_number > 0 ? tr("%1 · window %2").arg(title).arg(m_number) : title);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange && m_do.fullScreen != nullptr)
        m_do.fullScreen->setChecked(isFullScreen());
}

void MainWindow::restorePlace()
{
    restoreGeometry(m_settings.value(geometryKey()).toByteArray());
    // Nobody is to be without a frame, or a way out, at the start.
    setWindowState(windowState() & ~Qt::WindowFullScreen);
}

void MainWindow::savePlace()
{
    m_settings.setValue(geometryKey(), saveGeometry());
}

} // namespace eventscope::ui
