// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/sharedialog.h"

#include "panels/rawview.h"
#include "query/filter.h"
#include "session/maskedstore.h"
#include "session/postto.h"
#include "session/recordjson.h"
#include "widgets/format.h"
#include "widgets/theme.h"
#include "widgets/wholefile.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr QSize kSize(640, 620);
constexpr int kTellEvery = 100; // ms
constexpr std::size_t kMostNamed = 6;

QString ruleText(const MaskRule &rule)
{
    switch (rule.kind) {
    case MaskRule::Kind::Path:
        return oneLine(rule.text, 60);
    case MaskRule::Kind::Pattern:
        return ShareDialog::tr("text like %1").arg(oneLine(rule.text, 60));
    case MaskRule::Kind::Email:
        return ShareDialog::tr("e-mail addresses");
    case MaskRule::Kind::Card:
        return ShareDialog::tr("card numbers");
    case MaskRule::Kind::Phone:
        return ShareDialog::tr("phone numbers");
    }
    return {};
}

// The first of them by name, the others by number.
QString listed(QStringList names)
{
    const auto most = static_cast<qsizetype>(kMostNamed);
    if (const auto more = names.size() - most; more > 0) {
        names.resize(most);
        names << ShareDialog::tr("%1 more").arg(withThousands(more));
    }
    return names.join(QStringLiteral(", "));
}

std::vector<Row> rowsOf(const Sequence &sequence)
{
    std::vector<Row> rows;
    rows.reserve(sequence.size());
    for (std::uint32_t i = 0; i < sequence.size(); ++i)
        rows.push_back(sequence.row(i));
    std::sort(rows.begin(), rows.end());
    return rows;
}

} // namespace

ShareDialog::ShareDialog(Session &session, WorkspaceView view, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_view(std::move(view))
    , m_key(Masker::randomKey())
    , m_events(new QComboBox)
    , m_notes(new QCheckBox(tr("Bookmarks, notes, pins and saved filters")))
    , m_reducers(new QCheckBox(tr("Reducers")))
    , m_place(new QCheckBox(tr("Place, filter, columns and event types")))
    , m_masked(new QCheckBox(tr("Mask personal data")))
    , m_summary(new QLabel)
    , m_first(new RawView)
    , m_write(new QPushButton(tr("Write the bundle…")))
    , m_message(new QLabel)
    , m_bar(new QProgressBar)
    , m_progress(std::make_shared<Progress>())
    , m_previewer(std::make_unique<NewestOnly>())
    , m_writer(std::make_unique<NewestOnly>())
{
    setObjectName(QStringLiteral("shareDialog"));
    setWindowTitle(tr("Share as a bundle"));
    resize(kSize);
    // It outlives neither the window nor the store; layout is the window's own business.
    m_view.layout.clear();
    m_view.masked = false;
    addChoices();

    auto *title = new QLabel(tr("What will be in it"));
    title->setFont(Theme::instance().heading());
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_summary->setObjectName(QStringLiteral("bundleSummary"));
    m_first->setAccessibleName(tr("The first event, as it will be in the bundle"));
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->hide();
    m_bar->setAccessibleName(tr("Events written"));
    m_bar->hide();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->addButton(m_write, QDialogButtonBox::ActionRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_write, &QPushButton::clicked, this, &ShareDialog::ask);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(Theme::kGrid);
    column->addWidget(makeOptions());
    column->addWidget(title);
    column->addWidget(m_summary);
    column->addWidget(m_first, 1);
    column->addWidget(m_message);
    column->addWidget(m_bar);
    column->addWidget(buttons);

    m_tick.setInterval(kTellEvery);
    connect(&m_tick, &QTimer::timeout, this,
            [this] { m_bar->setValue(static_cast<int>(m_progress->fraction() * 100)); });
    connect(&session.workspace(), &Workspace::masksChanged, this, &ShareDialog::preview);
    preview();
}

ShareDialog::~ShareDialog() = default;

void ShareDialog::addChoice(const QString &what, std::uint32_t count, Rows rows)
{
    if (count == 0)
        return;
    m_choices.push_back({what, count, std::move(rows)});
    m_events->addItem(tr("%1: %2").arg(what, counted(count, tr("event"), tr("events"))));
}

void ShareDialog::addChoices()
{
    const EventLog &log = m_session.log();
    const EventSelection &selected = m_session.selectedEvents();
    const Sequence shown = m_session.shownEvents();
    if (selected.size() > 1)
        addChoice(tr("Selected events"), selected.size(), selected.lister());
    if (!m_session.filterText().isEmpty() || m_session.onlySelectedStream())
        addChoice(tr("Shown events"), shown.size(), [shown] { return rowsOf(shown); });
    const Sequence stream = m_session.streamSequence();
    if (m_session.selectedStream())
        addChoice(tr("Stream %1").arg(oneLine(log.streamName(*m_session.selectedStream()), 40)),
                  stream.size(), [stream] { return rowsOf(stream); });
    if (const auto details = m_session.eventDetails(); details && !details->correlated.empty()) {
        std::vector<Row> rows = details->correlated;
        std::sort(rows.begin(), rows.end());
        const auto count = static_cast<std::uint32_t>(rows.size());
        addChoice(tr("Correlation of the event"), count, [rows] { return rows; });
    }
    const std::uint32_t all = log.rowCount();
    addChoice(tr("All events"), all, [all] {
        std::vector<Row> rows;
        for (std::uint32_t i = 0; i < all; ++i)
            rows.push_back(Row(i));
        return rows;
    });
}

QWidget *ShareDialog::makeOptions()
{
    const Workspace &workspace = m_session.workspace();
    m_events->setAccessibleName(tr("Events"));
    for (QCheckBox *each : {m_notes, m_reducers, m_place})
        each->setChecked(true);
    m_masked->setChecked(!workspace.masks().empty());
    m_masked->setEnabled(!workspace.masks().empty());
    m_masked->setToolTip(tr("By the masking rules, under a key that is not in the bundle"));
    auto *options = new QWidget;
    auto *form = new QFormLayout(options);
    form->setContentsMargins(0, 0, 0, 0);
    form->addRow(tr("Events"), m_events);
    form->addRow(tr("With"), m_notes);
    form->addRow(QString(), m_reducers);
    form->addRow(QString(), m_place);
    form->addRow(QString(), m_masked);
    connect(m_events, &QComboBox::currentIndexChanged, this, &ShareDialog::preview);
    for (QCheckBox *each : {m_notes, m_reducers, m_place, m_masked})
        connect(each, &QCheckBox::toggled, this, &ShareDialog::preview);
    return options;
}

// For the streams that the store has.
WorkspaceContent ShareDialog::settled() const
{
    const Workspace &workspace = m_session.workspace();
    const EventLog &log = m_session.log();
    WorkspaceContent all;
    all.bookmarks = workspace.bookmarks();
    all.pinnedStreams = workspace.pinnedStreams();
    all.filters = workspace.filters();
    all.columns = workspace.columns();
    all.types = workspace.types();
    all.typeLooks = workspace.typeLooks();
    std::vector<std::string> types{std::string()};
    for (std::uint32_t i = 0; i < log.streamTypeCount(); ++i)
        types.emplace_back(log.streamTypeName(StreamTypeId(i)));
    for (const std::string &type : types) {
        if (std::string file = workspace.reducer(type); !file.empty())
            all.reducers[type] = std::move(file);
        for (const std::string &pointer : workspace.pins(type))
            all.pins.push_back({type, pointer});
    }
    return all;
}

BundlePlan ShareDialog::plan() const
{
    BundlePlan plan;
    const Workspace &workspace = m_session.workspace();
    const WorkspaceContent all = settled();
    if (m_notes->isChecked()) {
        plan.content.bookmarks = all.bookmarks;
        plan.content.pins = all.pins;
        plan.content.pinnedStreams = all.pinnedStreams;
        plan.content.filters = all.filters;
    }
    if (m_reducers->isChecked())
        plan.content.reducers = all.reducers;
    if (m_place->isChecked()) {
        plan.content.columns = all.columns;
        plan.content.types = all.types;
        plan.content.typeLooks = all.typeLooks;
        plan.view = m_view;
    }
    if (m_masked->isChecked()) {
        auto masker = Masker::make(workspace.masks(), m_key);
        plan.masker = masker ? std::move(*masker) : Masker::ofEverything(m_key);
        maskSettled(plan);
    }
    plan.source = QString::fromStdString(m_session.info().name);
    return plan;
}

// Notes may name what is masked, and a filter may ask for it: nobody can tell a value in its text from others.
void ShareDialog::maskSettled(BundlePlan &plan)
{
    const Masker &masker = *plan.masker;
    for (BookmarkedEvent &bookmark : plan.content.bookmarks)
        bookmark.note = masker.maskedText(bookmark.note);
    const auto tells = [&masker](const std::string &text) {
        const auto filter = Filter::compile(text);
        return !filter || filter->needsPayload() || masker.maskedText(text) != text;
    };
    std::erase_if(plan.content.filters, [&](const SavedFilter &filter) {
        return tells(filter.text) || masker.maskedText(filter.name) != filter.name;
    });
    if (tells(plan.view.filter))
        plan.view.filter.clear();
}

// Loading a script runs it: not those that nobody has trusted.
std::vector<std::string> ShareDialog::loadable() const
{
    std::vector<std::string> files;
    for (const auto &[type, file] : settled().reducers) {
        if (m_session.workspace().runnableReducer(type) == file)
            files.push_back(file);
    }
    return files;
}

void ShareDialog::preview()
{
    if (!m_session.hasLog() || m_choices.empty() || m_isWriting)
        return;
    const Choice &choice = m_choices[static_cast<std::size_t>(m_events->currentIndex())];
    const bool fits = choice.count <= kMostBundledEvents;
    m_write->setEnabled(false);
    QStringList lines;
    lines
        << (fits ? counted(choice.count, tr("event"), tr("events"))
                 : tr("%1 events are more than the %2 that a bundle takes: filter or select fewer.")
                       .arg(withThousands(choice.count),
                            withThousands(static_cast<std::int64_t>(kMostBundledEvents))));
    BundlePlan plan = this->plan();
    if (m_notes->isChecked()) {
        lines << tr("%1, %2, %3")
                     .arg(counted(static_cast<std::int64_t>(plan.content.bookmarks.size()),
                                  tr("bookmark"), tr("bookmarks")),
                          counted(static_cast<std::int64_t>(plan.content.pins.size()
                                                            + plan.content.pinnedStreams.size()),
                                  tr("pin"), tr("pins")),
                          counted(static_cast<std::int64_t>(plan.content.filters.size()),
                                  tr("saved filter"), tr("saved filters")));
    }
    QStringList masked;
    for (const MaskRule &rule : m_session.workspace().masks())
        masked << ruleText(rule);
    QString masks
        = plan.masker
              ? tr("Masked: %1. Notes are masked by patterns only; ids and names of streams are "
                   "as they are.")
                    .arg(listed(masked))
              : tr("Nothing is masked: all values are in the bundle as they are.");
    const std::size_t filters = (m_notes->isChecked() ? m_session.workspace().filters().size() : 0)
                                + (m_place->isChecked() && !m_view.filter.empty() ? 1 : 0);
    const std::size_t left = filters - plan.content.filters.size()
                             - (plan.view.filter.empty() ? 0 : 1);
    if (left > 0)
        masks += tr(" Not in it: %1 that may hold what is masked.")
                     .arg(counted(static_cast<std::int64_t>(left), tr("filter"), tr("filters")));
    m_previewer->submit([this, request = ++m_request, plan = std::move(plan), rows = choice.rows,
                         lines, masks, fits, files = loadable(), log = &m_session.log(),
                         store = m_session.storedUnmasked()](std::stop_token stop) {
        const auto found = bundleFiles(*log, *store, plan.content, files, stop);
        QStringList names;
        for (const BundleFile &file : found)
            names << QFileInfo(QString::fromStdString(file.path)).fileName()
                         + (file.isProgram ? tr(" (a program)") : QString());
        QString first;
        const std::vector<Row> all = rows();
        // The first one in which something is masked, else the first.
        auto reader = store->reader();
        for (std::size_t i = 0; reader && i < std::min<std::size_t>(all.size(), 1000); ++i) {
            auto record = (*reader)->read(log->locator(all[i]), stop);
            if (!record || stop.stop_requested())
                break;
            const std::string before = eventToJson(*log, all[i], *record);
            if (plan.masker)
                maskRecord(*record, *plan.masker);
            const std::string after = eventToJson(*log, all[i], *record);
            const bool isChanged = before != after;
            if (i == 0 || isChanged) {
                const auto value = JsonValue::parse(after);
                first = QString::fromStdString(value ? value->dump(2) : after);
            }
            if (isChanged || !plan.masker)
                break;
        }
        if (stop.stop_requested())
            return;
        postTo(this, [this, request, lines, names, masks, first, fits] {
            if (request != m_request)
                return;
            QStringList texts = lines;
            texts << (names.isEmpty() ? tr("No files") : tr("Files: %1").arg(listed(names)));
            texts << masks;
            m_summary->setText(texts.join(u'\n'));
            m_first->setText(first, RawView::Language::Json);
            m_write->setEnabled(fits);
        });
    });
}

void ShareDialog::ask()
{
    auto *dialog = new QFileDialog(this, tr("Write the bundle"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("esbundle"));
    dialog->setNameFilters({tr("Eventscope bundles (*.esbundle)")});
    const QFileInfo store(m_session.location());
    if (store.exists())
        dialog->setDirectory(store.absolutePath());
    dialog->selectFile(store.completeBaseName() + QStringLiteral(".esbundle"));
    connect(dialog, &QFileDialog::fileSelected, this, &ShareDialog::write);
    dialog->open();
}

void ShareDialog::finish(const QString &message)
{
    m_isWriting = false;
    m_tick.stop();
    m_bar->hide();
    m_write->setEnabled(true);
    m_message->setText(message);
    m_message->show();
}

void ShareDialog::write(const QString &file)
{
    if (m_isWriting || m_choices.empty())
        return;
    const QString path = QFileInfo(file).absoluteFilePath();
    if (const QString problem = notOfStore(path, m_session.location()); !problem.isEmpty())
        return finish(problem);
    m_isWriting = true;
    m_write->setEnabled(false);
    m_message->hide();
    m_bar->setRange(0, 100);
    m_bar->setValue(0);
    m_bar->show();
    m_tick.start();
    m_writer->submit([this, path, plan = plan(), files = loadable(), progress = m_progress,
                      rows = m_choices[static_cast<std::size_t>(m_events->currentIndex())].rows,
                      log = &m_session.log(),
                      from = m_session.storedUnmasked()](std::stop_token stop) mutable {
        plan.rows = rows();
        plan.files = bundleFiles(*log, *from, plan.content, files, stop);
        const std::size_t count = plan.rows.size();
        const auto done = writeBundle(path, *log, *from, plan, *progress, stop);
        if (stop.stop_requested())
            return;
        const QString message = done ? tr("Wrote %1 into %2.")
                                           .arg(counted(static_cast<std::int64_t>(count),
                                                        tr("event"), tr("events")),
                                                path)
                                     : QString::fromStdString(done.error().message);
        postTo(this, [this, message, path, isDone = done.has_value()] {
            finish(message);
            if (isDone)
                Q_EMIT written(path);
        });
    });
}

} // namespace eventscope::ui
