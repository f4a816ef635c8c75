// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/reducerbutton.h"

#include "session/reducerfile.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QUrl>

namespace eventscope::ui {

namespace {

constexpr int kWidest = 24 * Theme::kGrid; // of the name
constexpr int kNarrowest = 5 * Theme::kGrid;

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
    const QString name = file.empty() ? tr("merged payloads") : nameOf(file);
    setText(fontMetrics()
                .elidedText(name, Qt::ElideMiddle, m_room)
                .replace(u'&', QStringLiteral("&&")));
    const QString what = tr("Reducer of %1: %2")
                             .arg(streamsName(m_session.states().streamType()), name);
    setAccessibleName(what);
    setToolTip(plainToolTip(
        file.empty() ? what + u'\n'
                           + tr("Their payloads are merged one after the other (JSON Merge Patch, "
                                "RFC 7396). Drop a script here to use it instead.")
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

void ReducerButton::fillMenu()
{
    m_menu->clear();
    m_menu->addAction(tr("Reducer of %1").arg(streamsName(m_session.states().streamType())))
        ->setEnabled(false);
    m_menu->addAction(hasFile() ? tr("Choose another script or program\u2026")
                                : tr("Choose a script or program\u2026"),
                      this, &ReducerButton::choose);
    if (hasFile()) {
        m_menu->addAction(tr("Open %1 in the editor").arg(nameOf(m_session.states().reducer())),
                          this, &ReducerButton::openInEditor);
        m_menu->addAction(tr("Merge payloads instead"), this, &ReducerButton::mergePayloads);
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
    dialog->setNameFilters({tr("Scripts (*.js *.mjs *.ts)"), tr("All files (*)")});
    const QString place = hasFile() ? QString::fromStdString(m_session.states().reducer())
                                    : m_session.location();
    dialog->setDirectory(QFileInfo(place).absolutePath());
    connect(dialog, &QFileDialog::fileSelected, this, &ReducerButton::use);
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

void ReducerButton::mergePayloads()
{
    if (hasFile())
        m_session.workspace().setReducer(m_session.states().streamType(), {});
}

} // namespace eventscope::ui
