// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/projectpage.h"

#include "editor/codeeditor.h"
#include "models/projectionfilesmodel.h"
#include "panels/panelheader.h"
#include "panels/projectionbar.h"
#include "panels/projectiondetails.h"
#include "panels/projectionkeypanel.h"
#include "panels/projectionkeyspanel.h"
#include "panels/projectionspanel.h"
#include "panels/readmodelpanel.h"
#include "session/reducerfile.h"
#include "session/session.h"
#include "shell/projectcompletions.h"
#include "widgets/format.h"
#include "widgets/theme.h"
#include "widgets/wholefile.h"

#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

// At the default size of the window.
constexpr int kRail = 40;
constexpr int kLeft = 176;
constexpr int kRight = 424;
constexpr int kCentre = 1280 - kRail - kLeft - kRight;

QSplitter *splitter(Qt::Orientation orientation, const QString &name)
{
    auto *made = new QSplitter(orientation);
    made->setObjectName(name);
    made->setChildrenCollapsible(false);
    return made;
}

} // namespace

ProjectPage::ProjectPage(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_list(new ProjectionsPanel(session))
    , m_codeHeader(new PanelHeader(tr("Code")))
    , m_save(new QToolButton)
    , m_editor(new CodeEditor)
    , m_bar(new ProjectionBar(session))
    , m_output(new QStackedWidget)
    , m_keys(new ProjectionKeysPanel(session))
    , m_tables(new ReadModelPanel(session))
    , m_key(new ProjectionKeyPanel(session))
    , m_details(new ProjectionDetails(session))
    , m_columns(splitter(Qt::Horizontal, QStringLiteral("projectColumns")))
    , m_centre(splitter(Qt::Vertical, QStringLiteral("projectCentre")))
    , m_right(splitter(Qt::Vertical, QStringLiteral("projectRight")))
{
    setObjectName(QStringLiteral("projectPage"));
    setFocusPolicy(Qt::ClickFocus);
    m_save->setIcon(Theme::instance().icon(QStringLiteral("document-save")));
    m_save->setToolTip(tr("Save the code (Ctrl+S in it)"));
    m_save->setAccessibleName(tr("Save the code"));
    m_save->setAutoRaise(true);
    connect(m_save, &QToolButton::clicked, m_editor, &CodeEditor::save);
    m_codeHeader->addControl(m_save);

    const auto above = [](QWidget *first, QWidget *second) {
        auto *both = new QWidget;
        auto *column = new QVBoxLayout(both);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        column->addWidget(first);
        column->addWidget(second, 1);
        return both;
    };
    m_centre->addWidget(above(m_codeHeader, m_editor));
    m_output->addWidget(m_keys);
    m_output->addWidget(m_tables);
    m_centre->addWidget(above(m_bar, m_output));
    m_right->addWidget(m_key);
    m_right->addWidget(m_details);
    m_columns->addWidget(m_list);
    m_columns->addWidget(m_centre);
    m_columns->addWidget(m_right);
    m_columns->setStretchFactor(0, 1);
    m_columns->setStretchFactor(1, 4);
    m_columns->setStretchFactor(2, 3);
    m_centre->setStretchFactor(0, 1);
    m_centre->setStretchFactor(1, 1);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_columns);

    makeMenu();
    connectEditor();
    connect(m_list, &ProjectionsPanel::chosen, this, &ProjectPage::openListed);
    connect(m_list, &ProjectionsPanel::openWanted, this, &ProjectPage::askForFile);
    connect(m_bar, &ProjectionBar::runWanted, this, &ProjectPage::run);
    connect(m_bar, &ProjectionBar::stopWanted, this, &ProjectPage::stop);
    connect(m_bar, &ProjectionBar::engineWanted, this, [this] {
        // Another engine shows at once what it makes of the same text.
        if (m_session.projection().phase() != OpenProjection::Phase::Empty && canRun())
            run();
    });
    const auto goToLine = [this](int line, int column) { m_editor->goTo(line, column); };
    connect(m_bar, &ProjectionBar::lineWanted, this, goToLine);
    connect(m_details, &ProjectionDetails::lineWanted, this,
            [goToLine](int line) { goToLine(line, 1); });
    connect(m_key, &ProjectionKeyPanel::tableWanted, m_tables, &ReadModelPanel::showTable);
    connect(m_keys, &ProjectionKeysPanel::eventsWanted, m_key, &ProjectionKeyPanel::showEvents);
    // Either one key is stepped through, or the one that each event changes is gone to.
    connect(m_keys, &ProjectionKeysPanel::followsChanged, this, [this](bool follows) {
        if (follows)
            m_key->setLeadsSteps(false);
    });
    connect(m_key, &ProjectionKeyPanel::leadsStepsChanged, this, [this](bool leads) {
        if (leads)
            m_keys->setFollowsEvents(false);
    });
    connect(m_keys, &ProjectionKeysPanel::streamWanted, this, &ProjectPage::showStream);
    OpenProjection &projection = session.projection();
    connect(&projection, &OpenProjection::phaseChanged, this, &ProjectPage::takeRun);
    connect(&projection, &OpenProjection::snapshotChanged, this, &ProjectPage::takeRun);
    connect(&projection, &OpenProjection::consentWanted, this, &ProjectPage::askToStart);
    connect(&session, &Session::playheadChanged, this, &ProjectPage::takeRunningHandler);
    const auto takeStore = [this] {
        if (isVisible())
            m_session.seenFields().want();
        m_editor->setStore(m_session.location());
        m_editor->completionsArrived();
        m_bar->setCanRun(canRun());
    };
    connect(&session, &Session::opened, this, takeStore);
    connect(&session.seenFields(), &SeenFields::changed, m_editor, &CodeEditor::completionsArrived);
    takeStore();
    m_firstKeys = m_keys->saveState();
    m_firstKey = m_key->saveState();
    setDefaultSizes();
}

ProjectPage::~ProjectPage() = default;

void ProjectPage::makeMenu()
{
    auto *menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    for (const CodeTemplate &start : codeTemplates()) {
        QAction *action = menu->addAction(start.name, this, [this, &start] { begin(start); });
        action->setToolTip(start.about);
    }
    m_list->newButton().setMenu(menu);
}

void ProjectPage::connectEditor()
{
    m_editor->setCompletions(completionsOf(m_session));
    for (const auto signal : {&CodeEditor::opened, &CodeEditor::saved, &CodeEditor::pathChanged})
        connect(m_editor, signal, this, &ProjectPage::takeEditor);
    connect(m_editor, &CodeEditor::opened, this, &ProjectPage::takeRun);
    connect(m_editor, &CodeEditor::textChanged, this, &ProjectPage::takeEditor);
    connect(m_editor, &CodeEditor::modificationChanged, this, &ProjectPage::takeEditor);
    connect(m_editor, &CodeEditor::saved, this, [this](const QString &path) {
        const OpenProjection &projection = m_session.projection();
        const bool isElsewhere = !projection.file().isEmpty() && projection.file() != path;
        m_list->setCurrent(path);
        const bool isAll = !m_editor->isBusy(); // what was typed meanwhile is not written next
        if ((isAll && std::exchange(m_runWanted, false)) || isElsewhere)
            start();
        // Asks again about what was typed meanwhile.
        if (m_leaving && isAll)
            leaveText(std::exchange(m_leaving, {}));
    });
    connect(m_editor, &CodeEditor::failed, this, [this] {
        m_runWanted = false;
        m_leaving = {};
    });
}

// Nothing is read or looked for before somebody comes here.
void ProjectPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_session.seenFields().want();
    if (m_hasBegun)
        return;
    const auto &known = m_session.workspace().projections();
    const auto there = std::find_if(known.begin(), known.end(), [](const KnownProjection &each) {
        return QFileInfo::exists(QString::fromStdString(each.file));
    });
    if (there != known.end())
        openFile(QString::fromStdString(there->file));
    else
        beginEmpty();
}

// --- the code ---

void ProjectPage::openFile(const QString &file)
{
    m_hasBegun = true;
    m_bar->setEngine(m_list->files().engineOf(file));
    m_editor->open(file);
    m_list->setCurrent(file);
}

void ProjectPage::openChosen(const QString &file)
{
    openAndRun(file, true);
}

// Whatever lies beside a store, or stands in a workspace file, is listed: a program among it is shown, and started by Run only.
void ProjectPage::openListed(const QString &file)
{
    if (isScriptFile(file))
        return openAndRun(file, false);
    if (m_hasBegun && file == m_editor->path())
        return;
    leaveText([this, file] {
        if (m_session.projection().file() != file)
            m_session.projection().close();
        openFile(file);
    });
}

void ProjectPage::openAndRun(const QString &file, bool isChosen)
{
    if (m_hasBegun && file == m_editor->path()) {
        if (isChosen && canRun())
            m_session.projection().choose(file);
        return run();
    }
    leaveText([this, file, isChosen] {
        openFile(file);
        if (isChosen)
            m_session.projection().choose(file);
        m_session.workspace().rememberProjection(
            {file.toStdString(), std::string(engineName(m_bar->engine()))});
        m_session.projection().open(file, m_bar->engine());
    });
}

void ProjectPage::askForFile()
{
    auto *dialog = new QFileDialog(this, tr("Open a projection"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        {tr("Projections (*.js *.mjs *.cjs *.ts *.mts *.cts)"), tr("All files (*)")});
    const QString beside = m_editor->path().isEmpty() ? m_session.location() : m_editor->path();
    if (!beside.isEmpty() && !beside.contains(QStringLiteral("://")))
        dialog->setDirectory(QFileInfo(beside).absolutePath());
    connect(dialog, &QFileDialog::fileSelected, this, &ProjectPage::openChosen);
    dialog->open();
}

// The file need not be named by whoever only wants to try something.
QString ProjectPage::freePath(const QString &fileName) const
{
    const QDir folder(m_session.workspace().folder() + QStringLiteral("/projections"));
    folder.mkpath(QStringLiteral("."));
    return freeName(folder.filePath(fileName));
}

void ProjectPage::beginEmpty()
{
    m_hasBegun = true;
    const QString name = QStringLiteral("projection.js");
    m_editor->openNew({{}, {}, name, {}}, freePath(name));
    m_list->setCurrent({});
}

void ProjectPage::begin(const CodeTemplate &start)
{
    leaveText([this, start] {
        m_hasBegun = true;
        m_session.projection().close();
        m_editor->openNew(start, freePath(start.fileName));
        m_list->setCurrent({});
        focusCode();
    });
}

bool ProjectPage::hasUnsavedText() const
{
    return m_hasBegun && m_editor->isModified() && !m_editor->text().trimmed().isEmpty();
}

void ProjectPage::leaveText(std::function<void()> then)
{
    if (!hasUnsavedText())
        return then();
    auto *box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(tr("Unsaved code"));
    box->setText(tr("Save what you have written in %1?").arg(m_editor->fileName()));
    box->setStandardButtons(QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel);
    box->setDefaultButton(QMessageBox::Save);
    connect(box, &QMessageBox::buttonClicked, this,
            [this, box, then = std::move(then)](QAbstractButton *button) {
                if (button == box->button(QMessageBox::Discard)) {
                    m_leaving = {};
                    then();
                } else if (button == box->button(QMessageBox::Save)) {
                    m_leaving = then;
                    m_editor->save();
                }
            });
    box->open();
}

void ProjectPage::takeEditor()
{
    const QString name = m_editor->fileName();
    m_codeHeader->setTitle(name.isEmpty() ? tr("Code") : name);
    m_codeHeader->setNote(m_editor->isUnshown() ? QString()
                          : m_editor->text().isEmpty()
                              ? tr("Paste a KurrentDB projection here, or open one")
                          : m_editor->isModified() ? tr("not saved")
                                                   : QString());
    m_save->setEnabled(m_editor->isModified() && !m_editor->isReadOnly());
    m_bar->setCanRun(canRun());
    Q_EMIT canRunChanged();
}

// --- the run ---

bool ProjectPage::canRun() const
{
    return m_hasBegun && m_session.hasLog()
           && (m_editor->isUnshown() || !m_editor->text().trimmed().isEmpty());
}

void ProjectPage::run()
{
    if (!canRun())
        return;
    if (!m_editor->isUnshown()
        && (m_editor->isModified() || m_editor->path().isEmpty()
            || !QFileInfo::exists(m_editor->path()))) {
        m_runWanted = true;
        m_editor->save();
    } else {
        start();
    }
}

void ProjectPage::start()
{
    const QString file = m_editor->path();
    OpenProjection &projection = m_session.projection();
    m_list->setCurrent(file);
    m_session.workspace().rememberProjection(
        {file.toStdString(), std::string(engineName(m_bar->engine()))});
    if (projection.file() == file && projection.engine() == m_bar->engine())
        projection.run();
    else
        projection.open(file, m_bar->engine());
}

// A program does whatever it likes, so it is not started before somebody has said yes to it as it is now.
void ProjectPage::askToStart()
{
    delete m_question.data();
    OpenProjection &projection = m_session.projection();
    m_question = new QMessageBox(this);
    m_question->setAttribute(Qt::WA_DeleteOnClose);
    m_question->setIcon(QMessageBox::Warning);
    m_question->setTextFormat(Qt::PlainText);
    m_question->setWindowTitle(tr("Run a program"));
    m_question->setText(
        tr("%1 (%2) is a program: it runs with your rights, unlike a script. Run it?")
            .arg(QFileInfo(projection.file()).fileName(), projection.file()));
    const QAbstractButton *const yes = m_question->addButton(tr("Run"), QMessageBox::AcceptRole);
    m_question->setDefaultButton(m_question->addButton(QMessageBox::Cancel));
    m_question->setEscapeButton(QMessageBox::Cancel);
    connect(m_question, &QMessageBox::buttonClicked, this,
            [this, yes, held = projection.held()](const QAbstractButton *button) {
                if (button == yes)
                    m_session.projection().allow(held);
            });
    connect(&projection, &OpenProjection::fileChanged, m_question, &QMessageBox::reject);
    m_question->open();
}

void ProjectPage::stop()
{
    m_session.projection().stop();
}

// What is wrong and what surprises stands at its line.
void ProjectPage::takeRun()
{
    const OpenProjection &projection = m_session.projection();
    const auto snapshot = projection.snapshot();
    const auto phase = projection.phase();
    if (phase == OpenProjection::Phase::Running)
        return;
    const bool isReadModel = snapshot && snapshot->kind == ProjectionSnapshot::Kind::ReadModel;
    m_output->setCurrentWidget(isReadModel ? static_cast<QWidget *>(m_tables) : m_keys);
    std::vector<CodeDiagnostic> diagnostics;
    const auto add = [&](const Error &error) {
        if (QString::fromStdString(error.path) == projection.file())
            diagnostics.push_back({static_cast<int>(error.line),
                                   static_cast<int>(error.column),
                                   CodeDiagnostic::Severity::Error,
                                   {},
                                   QString::fromStdString(error.message)});
    };
    const bool isShown = !projection.file().isEmpty() && projection.file() == m_editor->path();
    if (isShown && phase == OpenProjection::Phase::Refused)
        add(projection.error());
    if (isShown && phase == OpenProjection::Phase::Ready && snapshot) {
        if (snapshot->failure)
            add(snapshot->failure->error);
        for (const ProjectionWarning &warning : snapshot->warnings)
            diagnostics.push_back(
                {static_cast<int>(warning.line), 0, CodeDiagnostic::Severity::Warning,
                 QString::fromStdString(warning.code), QString::fromStdString(warning.message)});
    }
    m_editor->setDiagnostics(std::move(diagnostics));
    takeHandlerTimes();
    takeRunningHandler();
}

// The handler that the playhead's event ran.
void ProjectPage::takeRunningHandler()
{
    const OpenProjection &projection = m_session.projection();
    const auto snapshot = projection.snapshot();
    const Row row = m_session.playhead();
    if (!snapshot || !m_session.hasLog() || projection.file() != m_editor->path() || row == kNoRow
        || row.value() >= snapshot->rows || !snapshot->outcomes[row.value()].isHandled())
        return m_editor->clearRunningLines();
    const EventLog &log = m_session.log();
    const std::string_view type = log.typeName(log.type(row));
    const auto &handlers = snapshot->definition.handlers;
    const auto named = [&](std::string_view name) {
        return std::find_if(handlers.begin(), handlers.end(),
                            [&](const ProjectionHandler &each) { return each.name == name; });
    };
    auto found = named(type);
    if (found == handlers.end() && (type == "$streamDeleted" || type == "$metadata"))
        found = named("$deleted");
    if (found == handlers.end())
        found = named("$any");
    if (found == handlers.end() || found->firstLine <= 0)
        return m_editor->clearRunningLines();
    // Whoever is writing is not taken elsewhere.
    const bool reveal = isVisible() && !m_editor->isAncestorOf(QApplication::focusWidget());
    m_editor->setRunningLines(std::pair(static_cast<int>(found->firstLine),
                                        static_cast<int>(found->lastLine)),
                              reveal);
}

void ProjectPage::takeHandlerTimes()
{
    const OpenProjection &projection = m_session.projection();
    const auto snapshot = projection.snapshot();
    std::vector<CodeLineNote> notes;
    if (snapshot && projection.file() == m_editor->path()) {
        double all = 0;
        for (const HandlerTime &time : snapshot->times)
            all += static_cast<double>(time.total.count());
        for (const HandlerTime &time : snapshot->times) {
            const auto handler = std::find_if(snapshot->definition.handlers.begin(),
                                              snapshot->definition.handlers.end(),
                                              [&](const ProjectionHandler &each) {
                                                  return each.name == time.handler;
                                              });
            if (handler == snapshot->definition.handlers.end() || handler->firstLine <= 0)
                continue;
            const auto total = static_cast<double>(time.total.count());
            CodeLineNote note;
            note.line = static_cast<int>(handler->firstLine);
            note.text = tr("%1\u00d7 %2 ms")
                            .arg(withThousands(static_cast<std::int64_t>(time.calls)),
                                 withThousands(time.total.count()));
            note.toolTip = tr("Called %1; the longest call took %2 ms, and the server ends calls "
                              "that take longer than %3 ms")
                               .arg(counted(static_cast<std::int64_t>(time.calls), tr("time"),
                                            tr("times")))
                               .arg(time.longest.count())
                               .arg(ProjectionListModel::kMostHandlerMilliseconds);
            note.share = all > 0 ? total / all : 0;
            note.isHot = time.longest.count() > ProjectionListModel::kMostHandlerMilliseconds;
            notes.push_back(std::move(note));
        }
    }
    m_editor->setLineNotes(std::move(notes));
}

// Of a projection with a state for each stream.
void ProjectPage::showStream()
{
    const auto snapshot = m_session.projection().snapshot();
    const auto key = m_session.projection().partition();
    if (!snapshot || !key || !m_session.hasLog())
        return;
    if (const Row last = snapshot->lastRowOf(*key, m_session.playhead()); last != kNoRow) {
        m_session.goToEvent(last);
        Q_EMIT exploreWanted();
    }
}

// --- focus, layout ---

bool ProjectPage::showsTables() const
{
    return m_output->currentWidget() == m_tables;
}

void ProjectPage::focusSearch()
{
    if (showsTables())
        m_tables->focusSearch();
    else
        m_keys->focusSearch();
}

void ProjectPage::focusCode()
{
    m_editor->goTo(m_editor->line(), m_editor->column());
}

bool ProjectPage::isSettled() const
{
    return !m_editor->isBusy() && m_keys->isSettled() && m_key->isSettled()
           && m_details->isSettled() && m_list->isSettled() && m_tables->isSettled()
           && m_session.projection().phase() != OpenProjection::Phase::Running;
}

QVariantMap ProjectPage::saveLayout() const
{
    return {{QStringLiteral("columns"), m_columns->saveState()},
            {QStringLiteral("centre"), m_centre->saveState()},
            {QStringLiteral("right"), m_right->saveState()},
            {QStringLiteral("keys"), m_keys->saveState()},
            {QStringLiteral("key"), m_key->saveState()},
            {QStringLiteral("details"), static_cast<int>(m_details->shownKind())}};
}

void ProjectPage::restoreLayout(const QVariantMap &layout)
{
    if (layout.isEmpty())
        return;
    const auto bytes = [&layout](const QString &key) { return layout.value(key).toByteArray(); };
    m_columns->restoreState(bytes(QStringLiteral("columns")));
    m_centre->restoreState(bytes(QStringLiteral("centre")));
    m_right->restoreState(bytes(QStringLiteral("right")));
    m_keys->restoreState(bytes(QStringLiteral("keys")));
    m_key->restoreState(bytes(QStringLiteral("key")));
    m_details->showKind(
        static_cast<ProjectionListModel::Kind>(layout.value(QStringLiteral("details")).toInt()));
}

void ProjectPage::setDefaultSizes()
{
    m_columns->setSizes({kLeft, kCentre, kRight});
    m_centre->setSizes({360, 340});
    m_right->setSizes({380, 320});
}

void ProjectPage::resetLayout()
{
    setDefaultSizes();
    m_keys->restoreState(m_firstKeys);
    m_key->restoreState(m_firstKey);
    m_details->showKind(ProjectionListModel::Kind::Emitted);
}

} // namespace eventscope::ui
