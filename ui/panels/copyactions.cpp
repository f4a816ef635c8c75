// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/copyactions.h"

#include "panels/filterbar.h"
#include "widgets/format.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

#include <utility>

namespace eventscope::ui {

namespace {

struct NamedForm {
    EventForm form;
    const char *title;
    const char *suffix;
};

constexpr NamedForm kForms[] = {
    {EventForm::Json, QT_TRANSLATE_NOOP("CopyActions", "JSON"), "json"},
    {EventForm::JsonLines, QT_TRANSLATE_NOOP("CopyActions", "JSON Lines"), "jsonl"},
    {EventForm::Csv, QT_TRANSLATE_NOOP("CopyActions", "CSV"), "csv"},
    {EventForm::Markdown, QT_TRANSLATE_NOOP("CopyActions", "Markdown table"), "md"},
    {EventForm::Payloads, QT_TRANSLATE_NOOP("CopyActions", "Payloads"), "txt"},
};

QString eventsText(qint64 count)
{
    return counted(count, CopyActions::tr("event"), CopyActions::tr("events"));
}

} // namespace

CopyActions::CopyActions(Session &session, FilterBar &bar, Columns columns, QWidget *parent)
    : QObject(parent)
    , m_session(session)
    , m_bar(bar)
    , m_columns(std::move(columns))
    , m_window(parent)
    , m_copier(new RecordCopier(session, this))
{
    connect(m_copier, &RecordCopier::progressed, this, [this](qint64 done, qint64 total) {
        m_offersFile = false;
        m_bar.offer(tr("Reading %1 of %2 \u2026").arg(withThousands(done), eventsText(total)),
                    tr("Cancel"), [this] {
                        m_copier->cancel();
                        m_bar.endOffer();
                    });
    });
    connect(m_copier, &RecordCopier::tooLarge, this, [this](qint64 count) {
        m_offersFile = true;
        m_bar.offer(tr("%1 are too much for the clipboard.").arg(eventsText(count)),
                    tr("Save as \u2026"), [this] {
                        endFileOffer();
                        saveAs(m_last);
                    });
    });
    // Whoever selects other events goes on without.
    connect(&session.selectedEvents(), &EventSelection::changed, this, &CopyActions::endFileOffer);
    const auto say = [this](const QString &sentence) {
        m_offersFile = false;
        m_bar.endOffer();
        m_bar.say(sentence);
    };
    connect(m_copier, &RecordCopier::finished, this, say);
    connect(m_copier, &RecordCopier::failed, this, say);
    connect(&session, &Session::closed, this, [this] { m_bar.endOffer(); });
}

RecordCopier::Form CopyActions::formOf(EventForm form) const
{
    const bool isTable = form == EventForm::Markdown || form == EventForm::Csv;
    return {form, isTable ? m_columns() : std::vector<EventColumn>()};
}

RecordCopier::Rows CopyActions::rows() const
{
    if (!m_session.hasLog())
        return {};
    if (!m_session.selectedEvents().isEmpty())
        return m_session.selectedEvents().lister();
    if (m_session.playhead() == kNoRow)
        return {};
    return [row = m_session.playhead()] { return std::vector{row}; };
}

void CopyActions::endFileOffer()
{
    if (std::exchange(m_offersFile, false))
        m_bar.endOffer();
}

void CopyActions::copyAs(EventForm form)
{
    m_last = form;
    if (auto wanted = rows())
        m_copier->copy(std::move(wanted), formOf(form));
}

void CopyActions::copyAsCommand()
{
    auto wanted = rows();
    if (!wanted)
        return;
    ShownScope shown;
    if (!m_session.onlySelectedStream() && !m_session.filterError()) {
        shown.filter = m_session.filterText().trimmed().toStdString();
        shown.events = m_session.shownEvents();
        shown.complete = !m_session.isFiltering();
    }
    m_copier->copyCommand(std::move(wanted), shown);
}

void CopyActions::saveAs(EventForm form)
{
    auto wanted = rows();
    if (!wanted)
        return;
    const auto *named = std::begin(kForms);
    while (named->form != form)
        ++named;
    const QString suffix = QString::fromLatin1(named->suffix);
    auto *const dialog = new QFileDialog(m_window, tr("Save the events"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->setNameFilters(
        {QStringLiteral("%1 (*.%2)").arg(tr(named->title), suffix), tr("All files (*)")});
    dialog->selectFile(QFileInfo(m_session.location()).completeBaseName()
                       + QStringLiteral("-events.") + suffix);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, wanted, form = formOf(form)](const QString &path) {
                m_copier->save(wanted, form, path);
            });
    dialog->open();
}

void CopyActions::addTo(QMenu &menu)
{
    const qint64 count = std::max<qint64>(1, m_session.selectedEvents().size());
    const QString many = eventsText(count);
    QMenu *const copy = menu.addMenu(count > 1 ? tr("Copy %1 as").arg(many) : tr("Copy as"));
    for (const NamedForm &named : kForms) {
        QAction *const action = copy->addAction(tr(named.title), this,
                                                [this, form = named.form] { copyAs(form); });
        if (named.form == EventForm::Json)
            action->setShortcut(QKeySequence::Copy);
    }
    copy->addAction(tr("Command line"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), this,
                    &CopyActions::copyAsCommand);
    QMenu *const save = menu.addMenu(count > 1 ? tr("Save %1 as").arg(many) : tr("Save as"));
    for (const NamedForm &named : kForms)
        save->addAction(tr("%1 \u2026").arg(tr(named.title)), this,
                        [this, form = named.form] { saveAs(form); });
}

} // namespace eventscope::ui
