// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Workspace files: the part of MainWindow that opens and saves them.
#include "shell/mainwindow.h"

#include "panels/reducerbutton.h"
#include "session/bundle.h"
#include "session/reducerfile.h"
#include "session/session.h"
#include "shell/banner.h"
#include "shell/commands.h"
#include "shell/maskingdialog.h"
#include "shell/recentstores.h"
#include "shell/sharedialog.h"
#include "shell/viewkeeper.h"
#include "widgets/format.h"

#include <QAction>
#include <QDateTime>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>

namespace eventscope::ui {

namespace {

constexpr qsizetype kMostNames = 5; // in the question whether to trust them
constexpr int kMostNameCharacters = 60;

QString asLeftKey()
{
    return QStringLiteral("window/openAsLeft");
}
QString suffix()
{
    return QStringLiteral(".eventscope");
}
QString nameFilter()
{
    return QStringLiteral("Eventscope workspaces (*.eventscope)");
}

} // namespace

void MainWindow::makeWorkspaceCommands()
{
    const QString group = QStringLiteral("Workspace");
    using Keys = Commands::Keys;
    m_do.openWorkspace = m_commands->add(group, tr("Open workspace…"), {}, Keys::Always,
                                         [this] { askForWorkspace(); });
    m_do.saveWorkspace = m_commands->add(group, tr("Save workspace as…"),
                                         {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)},
                                         Keys::Always, [this] { saveWorkspaceAs(); });
    m_do.asLeft = m_commands->add(group, tr("Open stores as they were left"), {}, Keys::Always,
                                  [this] {
                                      const bool restores = !m_keeper->restores();
                                      m_keeper->setRestores(restores);
                                      m_do.asLeft->setChecked(restores);
                                      m_settings.setValue(asLeftKey(), restores);
                                  });
    m_keeper->setRestores(m_settings.value(asLeftKey(), true).toBool());
    m_do.asLeft->setCheckable(true);
    m_do.asLeft->setChecked(m_keeper->restores());
    m_do.asLeft->setToolTip(
        tr("With the place, filter and layout that they had when they were closed"));
    m_do.mask = m_commands->add(group, tr("Mask personal data"),
                                {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M)}, Keys::Always,
                                [this] {
                                    Masking &masking = m_session.masking();
                                    masking.setOn(!masking.isOn());
                                    if (masking.isOn() && m_session.workspace().masks().empty())
                                        showMaskRules();
                                });
    m_do.mask->setCheckable(true);
    m_do.maskRules = m_commands->add(group, tr("Masking rules…"), {}, Keys::Always,
                                     [this] { showMaskRules(); });
    m_do.share = m_commands->add(group, tr("Share as a bundle…"), {}, Keys::Always,
                                 [this] { shareBundle(); });
    const auto takeMasking = [this] {
        const Masking &masking = m_session.masking();
        m_do.mask->setChecked(masking.isOn());
        updateTitle();
        m_do.mask->setEnabled(m_session.hasLog());
        m_do.maskRules->setEnabled(m_session.hasLog());
        m_do.share->setEnabled(m_session.hasLog());
        if (masking.isOn() && masking.problem())
            m_banner->say(tr("A masking rule cannot be followed, so everything is masked: %1")
                              .arg(QString::fromStdString(masking.problem()->message)),
                          {}, tr("Masking rules…"), [this] { showMaskRules(); });
    };
    connect(&m_session.masking(), &Masking::changed, this, takeMasking);
    connect(&m_session, &Session::phaseChanged, this, takeMasking);
    takeMasking();
    m_do.trust = m_commands->add(group, tr("Run the reducers of this workspace, or not…"), {},
                                 Keys::Always, [this] { askForTrust(); });
    connect(&m_session.workspace(), &Workspace::heldChanged, this, [this] {
        const Workspace &workspace = m_session.workspace();
        m_do.trust->setEnabled(!workspace.heldReducers().empty());
        // Whoever has said so once is not asked each time.
        if (m_do.trust->isEnabled() && !workspace.isHeldByChoice())
            askForTrust();
    });
    m_do.trust->setEnabled(false);
    connect(&m_session.workspace(), &Workspace::problemChanged, this,
            &MainWindow::takeWorkspaceProblem);
    connect(&m_session.workspace(), &Workspace::fileChanged, this, [this] {
        updateTitle();
        rememberStore();
        noteWhatIsOpen();
    });
    connect(&m_session, &Session::opened, this, &MainWindow::noteWhatIsOpen);
    connect(&m_session, &Session::closed, this, [this] { m_record.reset(); });
    // Once the window is there, and unless a store is being opened by then.
    QMetaObject::invokeMethod(this, &MainWindow::offerWhatWasOpen, Qt::QueuedConnection);
}

// Beside the workspaces, where those are not in their usual place.
QString MainWindow::stateFolder() const
{
    const QString folder = m_session.workspace().folder();
    return folder == Workspace().folder() ? OpenRecord::stateFolder()
                                          : folder + QStringLiteral("/open");
}

void MainWindow::noteWhatIsOpen()
{
    if (!m_session.hasLog()) {
        m_record.reset();
        return;
    }
    if (!m_record)
        m_record = std::make_unique<OpenRecord>(stateFolder());
    const Workspace &workspace = m_session.workspace();
    const QString named = workspace.isNamed() ? workspace.file() : QString();
    const WorkspaceStore store{m_session.location(), QString::fromStdString(m_options.dialect),
                               QString::fromStdString(m_options.table)};
    m_record->note(store, named);
    // Whoever has opened it need not be asked.
    OpenRecord::forget(stateFolder(), {store, named, {}});
}

void MainWindow::offerWhatWasOpen()
{
    const auto all = OpenRecord::left(stateFolder());
    if (!m_offersToReopen || all.empty() || m_session.phase() != Session::Phase::Empty)
        return;
    // Two windows may have shown the same.
    std::vector<OpenRecord::Left> each;
    QStringList paths;
    for (const OpenRecord::Left &left : all) {
        const QString path = left.workspaceFile.isEmpty() ? left.store.location
                                                          : left.workspaceFile;
        if (paths.contains(path))
            continue;
        paths << path;
        each.push_back(left);
    }
    const QString name = oneLine(QFileInfo(paths.front()).fileName().toStdString(),
                                 kMostNameCharacters);
    const auto forget = [this, all] {
        for (const OpenRecord::Left &left : all)
            OpenRecord::forget(stateFolder(), left);
    };
    const auto others = static_cast<qint64>(each.size()) - 1;
    m_banner->ask(others == 0
                      ? tr("Eventscope was not closed in order. Reopen %1 as it was?").arg(name)
                      : tr("Eventscope was not closed in order. Reopen %1 and %2 as they were?")
                            .arg(name, counted(others, tr("other"), tr("others"))),
                  paths.join(u'\n'),
                  {{tr("Reopen"),
                    [this, each, forget] {
                        forget();
                        reopen(each.front());
                        for (std::size_t i = 1; i < each.size(); ++i)
                            Q_EMIT reopenWanted(each[i]);
                    }},
                   {tr("Not now"), forget}});
}

void MainWindow::reopen(const OpenRecord::Left &left)
{
    OpenOptions options;
    options.dialect = left.store.dialect.toStdString();
    options.table = left.store.table.toStdString();
    if (left.workspaceFile.isEmpty())
        openAt(left.store.location, options, {}, {});
    else
        openWorkspace(left.workspaceFile, {});
}

void MainWindow::openWorkspace(const QString &file, const StartPlace &start)
{
    const QString name = QFileInfo(file).fileName();
    if (!QFileInfo::exists(file)) {
        m_recent->forget(file);
        return m_banner->say(tr("There is no workspace file %1 any more.").arg(file), {});
    }
    const auto workspace = readWorkspace(file);
    if (!workspace)
        return m_banner->say(QString::fromStdString(workspace.error().message), {});
    OpenOptions options;
    options.dialect = workspace->store.dialect.toStdString();
    options.table = workspace->store.table.toStdString();
    const QString location = workspace->store.location;
    if (location.isEmpty())
        return m_banner->say(tr("The workspace file %1 names no store.").arg(file), {},
                             tr("Choose the store…"), [this, file, options, start] {
                                 chooseFile(tr("The store of this workspace"),
                                            [this, file, options, start](const QString &path) {
                                                openAt(path, options, start, file);
                                            });
                             });
    if (location.contains(QStringLiteral("://")) || QFileInfo::exists(location))
        return openAt(location, options, start, file);
    m_banner->say(tr("%1 is about %2, which is no longer there.").arg(name, location), {},
                  tr("Find the store…"), [this, file, options, start] {
                      chooseFile(tr("Find the store"),
                                 [this, file, options, start](const QString &path) {
                                     openAt(path, options, start, file);
                                 });
                  });
}

void MainWindow::askForWorkspace()
{
    auto *dialog = new QFileDialog(this, tr("Open workspace"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({nameFilter(), QStringLiteral("All files (*)")});
    if (!m_session.location().isEmpty())
        dialog->setDirectory(QFileInfo(m_session.location()).absolutePath());
    // Whatever its name, it was meant as one.
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString &file) { openWorkspace(QFileInfo(file).absoluteFilePath(), {}); });
    dialog->open();
}

void MainWindow::saveWorkspaceAs()
{
    if (!m_session.hasLog())
        return;
    auto *dialog = new QFileDialog(this, tr("Save workspace as"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setDefaultSuffix(suffix().mid(1));
    dialog->setNameFilters({nameFilter()});
    const Workspace &workspace = m_session.workspace();
    const QFileInfo store(m_session.location());
    if (workspace.isNamed()) {
        dialog->setDirectory(QFileInfo(workspace.file()).absolutePath());
        dialog->selectFile(QFileInfo(workspace.file()).fileName());
    } else {
        if (store.exists())
            dialog->setDirectory(store.absolutePath());
        dialog->selectFile(store.completeBaseName() + suffix());
    }
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::saveWorkspace);
    dialog->open();
}

void MainWindow::saveWorkspace(const QString &file)
{
    if (!m_session.hasLog())
        return;
    m_keeper->keep();
    if (const auto saved = m_session.workspace().saveAs(QFileInfo(file).absoluteFilePath()); !saved)
        m_banner->say(QString::fromStdString(saved.error().message), {});
}

void MainWindow::takeWorkspaceProblem()
{
    if (const auto &problem = m_session.workspace().problem())
        m_banner->say(QString::fromStdString(problem->message),
                      QString::fromStdString(problem->detail));
}

// Nothing of it runs until somebody says so; the window goes on meanwhile.
void MainWindow::askForTrust()
{
    Workspace &workspace = m_session.workspace();
    QStringList names;
    QStringList paths;
    for (const auto &[type, file] : workspace.heldReducers()) {
        const QString path = QString::fromStdString(file);
        const QString name = oneLine(QFileInfo(path).fileName().toStdString(), kMostNameCharacters);
        const QString kind = isScriptFile(path) ? tr("a sealed script")
                                                : tr("a program: it runs as you, not sealed");
        names << tr("%1 (%2)").arg(name, kind);
        paths << tr("%1: %2").arg(ReducerButton::streamsName(type), path);
    }
    names.removeDuplicates();
    if (names.isEmpty())
        return;
    if (const auto more = names.size() - kMostNames; more > 0) {
        names.resize(kMostNames);
        names << tr("%1 more").arg(more);
    }
    m_banner
        ->ask(tr("%1 came from elsewhere and would run %2. Until you trust it, states are their "
                 "events' payloads, merged.")
                  .arg(QFileInfo(workspace.file()).fileName(), names.join(QStringLiteral(", "))),
              paths.join(u'\n'),
              {{tr("Trust and run"), [&workspace] { workspace.trustReducers(true); }},
               {tr("Open without running"), [&workspace] { workspace.trustReducers(false); }}});
}

void MainWindow::shareBundle()
{
    if (!m_session.hasLog() || m_session.log().rowCount() == 0)
        return;
    auto *dialog = new ShareDialog(m_session, m_keeper->current(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    // It reads the log on threads of its own: gone before that.
    connect(&m_session, &Session::closing, dialog, [dialog] { delete dialog; });
    dialog->open();
}

// What was in it comes from elsewhere, and asks for trust like any other workspace.
void MainWindow::openBundle(const QString &file, const StartPlace &start)
{
    if (!QFileInfo::exists(file))
        return openAt(file, {}, start, {});
    const auto workspace = unpackBundle(file, m_session.workspace().folder());
    if (!workspace)
        return m_banner->say(QString::fromStdString(workspace.error().message), {});
    OpenOptions options;
    options.dialect = "eventscope-bundle";
    openAt(file, options, start, *workspace);
}

void MainWindow::showMaskRules()
{
    if (!m_session.hasLog())
        return;
    auto *dialog = new MaskingDialog(m_session, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(&m_session, &Session::closed, dialog, &QDialog::reject);
    dialog->open();
}

void MainWindow::rememberStore()
{
    if (!m_session.hasLog())
        return;
    const EventLog &log = m_session.log();
    const Workspace &workspace = m_session.workspace();
    const bool byWorkspace = workspace.isNamed() && !isBundleFile(m_session.location());
    m_recent->remember({.location = byWorkspace ? workspace.file() : m_session.location(),
                        .dialect = QString::fromStdString(m_session.info().dialectTitle),
                        .events = log.rowCount(),
                        .bytes = QFileInfo(m_session.location()).size(),
                        .lastEvent = log.latest(),
                        .lastOpened = Time{QDateTime::currentMSecsSinceEpoch() * 1000}});
}

} // namespace eventscope::ui
