// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/reducerbutton.h"

#include "session/reducerfile.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QUrl>

namespace eventscope::ui {

namespace {

constexpr int kWidest = 24 * Theme::kGrid; // of the name
constexpr int kNarrowest = 5 * Theme::kGrid;
constexpr int kWidestEntry = 40 * Theme::kGrid;
constexpr qsizetype kMostEntries = 12; // scripts beside the store; the dialog has them all

QString nameOf(const std::string &file)
{
    return QFileInfo(QString::fromStdString(file)).fileName();
}

} // namespace

ReducerButton::ReducerButton(Session &session, QWidget *parent)
    : QToolButton(parent)
    , m_session(session)
    , m_menu(new QMenu(this))
    , m_room(kWidest)
{
    setObjectName(QStringLiteral("reducer"));
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setPopupMode(QToolButton::InstantPopup);
    setMenu(m_menu);
    m_menu->setToolTipsVisible(true);
    connect(m_menu, &QMenu::aboutToShow, this, &ReducerButton::fillMenu);
    connect(&session.states(), &StateQueries::subjectChanged, this, &ReducerButton::takeReducer);
    takeReducer();
}

bool ReducerButton::canChoose() const
{
    return m_session.hasLog() && m_session.states().hasStream();
}

bool ReducerButton::hasFile() const
{
    return canChoose() && !m_session.states().reducer().empty();
}

QString ReducerButton::streamsName(const std::string &type)
{
    return type.empty() ? tr("streams without a type") : tr("%1 streams").arg(oneLine(type, 40));
}

void ReducerButton::takeReducer()
{
    setVisible(canChoose());
    const std::string &file = m_session.states().reducer();
    // One that came with the workspace, and that nobody has trusted.
    const std::string held = file.empty()
                                 ? m_session.workspace().reducer(m_session.states().streamType())
                                 : std::string();
    const QString name = !held.empty()  ? tr("%1 (not run)").arg(nameOf(held))
                         : file.empty() ? tr("No reducer")
                                        : nameOf(file);
    setText(fontMetrics()
                .elidedText(name, Qt::ElideMiddle, m_room)
                .replace(u'&', QStringLiteral("&&")));
    const QString what = tr("Reducer of %1: %2")
                             .arg(streamsName(m_session.states().streamType()),
                                  file.empty() && held.empty() ? tr("none") : name);
    setAccessibleName(what);
    if (!held.empty()) {
        setToolTip(plainToolTip(
            what + u'\n' + QString::fromStdString(held) + u'\n'
            + tr("It came with the workspace, which is not trusted. Choose it here to run it.")));
        return;
    }
    setToolTip(plainToolTip(
        file.empty() ? what + u'\n'
                           + tr("Their payloads are merged one after the other (JSON Merge Patch, "
                                "RFC 7396). Choose the code that folds them here, or drop its file "
                                "on the panel.")
                     : what + u'\n' + QString::fromStdString(file)));
}

void ReducerButton::setRoom(int width)
{
    const int room = qBound(kNarrowest, width, kWidest);
    if (room == m_room)
        return;
    m_room = room;
    takeReducer();
}

// One click for each script beside the store; nothing is taken from there unasked.
void ReducerButton::fillMenu()
{
    m_menu->clear();
    m_menu->addAction(tr("Reducer of %1").arg(streamsName(m_session.states().streamType())))
        ->setEnabled(false);
    const QString current = QString::fromStdString(m_session.states().reducer());
    const QString held = QString::fromStdString(
        m_session.workspace().reducer(m_session.states().streamType()));
    QStringList files = reducersBeside(m_session.location(), m_session.states().streamType());
    if (files.size() > kMostEntries)
        files.resize(kMostEntries);
    const bool fromElsewhere = hasFile() && !files.contains(current);
    if (fromElsewhere)
        files.prepend(current);
    const bool isHeld = current.isEmpty() && !held.isEmpty();
    if (isHeld && !files.contains(held))
        files.prepend(held);
    delete m_choices;
    m_choices = new QActionGroup(m_menu);
    const auto choice = [this](const QString &text, bool chosen) {
        QAction *const action = m_menu->addAction(
            fontMetrics()
                .elidedText(text, Qt::ElideMiddle, kWidestEntry)
                .replace(u'&', QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(chosen);
        m_choices->addAction(action);
        return action;
    };
    QAction *const none = choice(tr("None: merge their payloads"), !hasFile());
    none->setToolTip(tr("JSON Merge Patch, RFC 7396"));
    connect(none, &QAction::triggered, this, &ReducerButton::mergePayloads);
    for (const QString &file : std::as_const(files)) {
        const QFileInfo info(file);
        QAction *const action
            = choice(fromElsewhere && file == current
                         ? tr("%1 in %2").arg(info.fileName(), info.absoluteDir().dirName())
                         : info.fileName(),
                     file == current);
        action->setToolTip(plainToolTip(file));
        connect(action, &QAction::triggered, this, [this, file] { use(file); });
    }
    m_menu->addAction(tr("Choose a script or program\u2026"), this, &ReducerButton::choose);
    if (hasFile()) {
        m_menu->addSeparator();
        m_menu->addAction(tr("Open %1 in the editor")
                              .arg(fontMetrics().elidedText(nameOf(m_session.states().reducer()),
                                                            Qt::ElideMiddle, kWidestEntry))
                              .replace(u'&', QStringLiteral("&&")),
                          this, &ReducerButton::openInEditor);
        m_menu->addAction(tr("Run it again"), this, &ReducerButton::runAgain);
    }
    Q_EMIT menuAboutToShow(m_menu);
}

void ReducerButton::use(const QString &file)
{
    if (!canChoose()) {
        Q_EMIT refused(tr("Select a stream first: a reducer belongs to the streams of a type."));
        return;
    }
    const QString path = QFileInfo(file).absoluteFilePath();
    if (const auto fits = checkReducerFile(path); !fits) {
        Q_EMIT refused(QString::fromStdString(fits.error().message));
        return;
    }
    m_session.workspace().setReducer(m_session.states().streamType(), path.toStdString());
}

void ReducerButton::choose()
{
    if (!canChoose())
        return use({});
    auto *const dialog = new QFileDialog(window(),
                                         tr("Choose the reducer of %1")
                                             .arg(streamsName(m_session.states().streamType())));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        {tr("Scripts (*.js *.mjs *.cjs *.ts *.mts *.cts)"), tr("All files (*)")});
    const QString beside = QFileInfo(m_session.location()).absolutePath();
    const QString reducers = beside + QStringLiteral("/reducers");
    dialog->setDirectory(
        hasFile() ? QFileInfo(QString::fromStdString(m_session.states().reducer())).absolutePath()
        : QFileInfo(reducers).isDir() ? reducers
                                      : beside);
    connect(dialog, &QFileDialog::fileSelected, this, &ReducerButton::use);
    // The dialog keeps the news from it that the mouse has gone.
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(this, &leave);
    update();
    dialog->open();
}

void ReducerButton::openInEditor()
{
    if (!hasFile())
        return;
    const QString path = QString::fromStdString(m_session.states().reducer());
    if (!QFileInfo::exists(path))
        Q_EMIT refused(tr("There is no file %1 any more.").arg(path));
    else if (!QDesktopServices::openUrl(QUrl::fromLocalFile(path)))
        Q_EMIT refused(
            tr("The system has no program for such files. It is %1; saving it from any editor replays.")
                .arg(path));
}

void ReducerButton::runAgain()
{
    m_session.states().replayAnew();
}

void ReducerButton::mergePayloads()
{
    if (canChoose())
        m_session.workspace().setReducer(m_session.states().streamType(), {});
}

} // namespace eventscope::ui
