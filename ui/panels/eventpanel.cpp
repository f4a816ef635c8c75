// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/eventpanel.h"

#include "models/jsontreemodel.h"
#include "panels/elidedlabel.h"
#include "panels/eventheader.h"
#include "panels/jsontreedelegate.h"
#include "panels/jsontreeview.h"
#include "panels/notice.h"
#include "panels/payloadtext.h"
#include "panels/rawview.h"
#include "query/fieldpath.h"
#include "widgets/filtertext.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QDataStream>
#include <QHeaderView>
#include <QIODevice>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kSlow = 200; // ms

// What the filter language takes as a value, the number tokens and words as they are.
QString conditionValue(const QModelIndex &index)
{
    return filterValue(index.data(JsonTreeModel::TextRole).toString());
}

} // namespace

struct EventPanel::Shown {
    std::shared_ptr<const Session::EventDetails> details;
    ShownPayload data;
    ShownPayload metadata;
};

EventPanel::EventPanel(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_header(new EventHeader(session, this))
    , m_notice(new Notice(this))
    , m_tabs(new QTabBar(this))
    , m_pages(new QStackedWidget(this))
    , m_worker(std::make_unique<NewestOnly>())
{
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_notice);
    layout->addWidget(m_tabs);
    layout->addWidget(m_pages, 1);

    connect(m_header, &EventHeader::chainWanted, this, &EventPanel::chainWanted);
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(true);
    m_tabs->setAccessibleName(tr("Parts of the event"));
    m_tabs->addTab(tr("Data"));
    m_tabs->addTab(tr("Metadata"));
    m_tabs->addTab(tr("Raw"));
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    m_data = makePage(tr("Data"), QStringLiteral("data"));
    m_metadata = makePage(tr("Metadata"), QStringLiteral("meta"));
    m_pages->addWidget(m_data.stack);
    m_pages->addWidget(m_metadata.stack);
    m_pages->addWidget(makeRawPage());

    m_slow.setSingleShot(true);
    m_slow.setInterval(kSlow);
    connect(&m_slow, &QTimer::timeout, this, &EventPanel::showWaiting);
    connect(&session, &Session::playheadChanged, this, [this] { m_slow.start(); });
    connect(&session, &Session::eventReady, this, &EventPanel::prepare);
    // What is offered for a payload that cannot be read.
    connect(&session.decoders(), &Decoders::statesChanged, this, [this] {
        if (const auto details = m_session.eventDetails();
            details && details->record.data.kind != Payload::Kind::Json)
            prepare();
    });
    connect(&session, &Session::eventFailed, this, [this](const Error &error) {
        letGo();
        if (m_session.hasLog() && m_session.playhead() != kNoRow)
            m_header->showRow(m_session.playhead());
        m_notice->say(Notice::Kind::Error, QString::fromStdString(error.message),
                      QString::fromStdString(error.detail));
    });
    connect(&session, &Session::closed, this, &EventPanel::letGo);
    clear();
    if (session.eventDetails())
        prepare();
}

EventPanel::~EventPanel() = default;

EventPanel::PayloadPage EventPanel::makePage(const QString &name, const QString &prefix)
{
    PayloadPage page;
    page.stack = new QStackedWidget;
    page.model = new JsonTreeModel(this);
    page.tree = new JsonTreeView;
    page.tree->setAccessibleName(name);
    page.tree->setPathPrefix(prefix);
    page.tree->setItemDelegate(new JsonTreeDelegate(JsonTreeDelegate::Marks::None, this));
    page.tree->setModel(page.model);
    page.tree->header()->resizeSection(JsonTreeModel::Field, 16 * Theme::kGrid);
    page.text = new RawView;
    page.text->setAccessibleName(name);
    page.stack->addWidget(page.tree);
    page.stack->addWidget(page.text);
    connect(page.tree, &JsonTreeView::menuRequested, this,
            [this, tree = page.tree, prefix](const QModelIndex &index, const QPoint &place) {
                showMenu(tree, prefix, index, place);
            });
    return page;
}

QWidget *EventPanel::makeRawPage()
{
    auto *const splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(1);
    for (std::size_t i = 0; i < m_raws.size(); ++i) {
        auto *const box = new QWidget;
        box->setBackgroundRole(QPalette::Base);
        box->setAutoFillBackground(true);
        auto *const layout = new QVBoxLayout(box);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
        m_rawCaptions[i] = new ElidedLabel(ElidedLabel::Ink::Dim);
        m_rawCaptions[i]->setContentsMargins(Theme::kGrid, Theme::kTight, Theme::kGrid, 0);
        m_rawCaptions[i]->setFont(Theme::instance().small());
        m_raws[i] = new RawView;
        m_raws[i]->setAccessibleName(i == 0 ? tr("Data as stored") : tr("Metadata as stored"));
        layout->addWidget(m_rawCaptions[i]);
        layout->addWidget(m_raws[i], 1);
        splitter->addWidget(box);
        splitter->setStretchFactor(static_cast<int>(i), i == 0 ? 2 : 1);
    }
    return splitter;
}

bool EventPanel::isSettled() const
{
    return m_worker->idle();
}

QByteArray EventPanel::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << m_data.tree->header()->saveState() << m_metadata.tree->header()->saveState()
           << m_tabs->currentIndex();
    return state;
}

void EventPanel::restoreState(const QByteArray &state)
{
    QByteArray dataColumns;
    QByteArray metadataColumns;
    int tab = 0;
    QDataStream stream(state);
    stream >> dataColumns >> metadataColumns >> tab;
    if (stream.status() != QDataStream::Ok)
        return;
    m_data.tree->header()->restoreState(dataColumns);
    m_metadata.tree->header()->restoreState(metadataColumns);
    m_tabs->setCurrentIndex(tab);
}

void EventPanel::prepare()
{
    const auto details = m_session.eventDetails();
    if (!details)
        return;
    m_worker->submit([this, request = ++m_request, details](std::stop_token stop) {
        auto shown = std::make_shared<Shown>();
        shown->details = details;
        shown->data = ShownPayload::of(details->record.data);
        shown->metadata = ShownPayload::of(details->record.metadata);
        if (stop.stop_requested())
            return;
        QMetaObject::invokeMethod(
            this,
            [this, request, shown] {
                // One that was waited for too long is still the answer; one for the event before it is not.
                const bool isAwaited = m_slow.isActive()
                                       || shown->details->row == m_session.playhead();
                if (request == m_request && isAwaited)
                    take(*shown);
            },
            Qt::QueuedConnection);
    });
}

void EventPanel::take(const Shown &shown)
{
    m_slow.stop();
    m_header->showDetails(*shown.details);
    const Record &record = shown.details->record;
    if (record.damage)
        m_notice->say(Notice::Kind::Error, QString::fromStdString(record.damage->message),
                      QString::fromStdString(record.damage->detail));
    else
        m_notice->clear();
    showPayload(m_data, shown.data, tr("This event has no data."));
    showPayload(m_metadata, shown.metadata, tr("This event has no metadata."));
    if (!shown.data.problem.isEmpty() && !record.damage)
        m_notice->say(Notice::Kind::Warning, shown.data.problem);
    offerDecoder(shown);
    showRaw(*m_raws[0], shown.data, shown.details, record.data, QStringLiteral("data"));
    showRaw(*m_raws[1], shown.metadata, shown.details, record.metadata, QStringLiteral("metadata"));
    // Bytes cannot be masked: what is shown then is the masked document.
    const QString masked = m_session.masking().isOn() ? tr(" · masked, not as stored") : QString();
    m_rawCaptions[0]->setText(tr("Data: %1").arg(shown.data.caption) + masked);
    m_rawCaptions[1]->setText(tr("Metadata: %1").arg(shown.metadata.caption) + masked);
}

// A payload that is no JSON may be one that its owner has a program for.
void EventPanel::offerDecoder(const Shown &shown)
{
    const Record &record = shown.details->record;
    const Payload::Kind kind = record.data.kind;
    if (kind != Payload::Kind::Text && kind != Payload::Kind::Binary)
        return;
    // Not the payload alone: no decoder mends that.
    if (m_session.log().damaged(shown.details->row))
        return;
    const std::vector<Decoders::Entry> &decoders = m_session.decoders().entries();
    const bool isAnyHeld = std::any_of(decoders.begin(), decoders.end(), [](const auto &each) {
        return each.state == Decoders::State::Held || each.state == Decoders::State::Refused;
    });
    const bool hasFailed = record.damage && m_session.decoders().areAnyRunning();
    if (!record.damage)
        m_notice->say(Notice::Kind::Quiet, kind == Payload::Kind::Binary
                                               ? tr("This payload is neither text nor a format "
                                                    "that Eventscope knows.")
                                               : tr("This payload is text that is not JSON."));
    if (hasFailed || isAnyHeld)
        m_notice->setLink(tr("Payload decoders…"),
                          tr("The programs and scripts that read payloads"),
                          [this] { Q_EMIT decodersWanted(); });
    else
        m_notice->setLink(tr("Decode with a program or script…"),
                          tr("For payloads that only you can read, such as Protobuf, Avro or "
                             "encrypted ones"),
                          [this] { Q_EMIT decoderWanted(); });
}

// The bytes stay with the event that holds them.
void EventPanel::showRaw(RawView &view, const ShownPayload &shown,
                         const std::shared_ptr<const Session::EventDetails> &details,
                         const Payload &payload, const QString &name)
{
    view.setText(shown.raw, shown.rawIsJson ? RawView::Language::Json : RawView::Language::Plain);
    if (payload.kind == Payload::Kind::Absent)
        return;
    const QString suffix = shown.rawIsJson                       ? QStringLiteral(".json")
                           : payload.kind == Payload::Kind::Text ? QStringLiteral(".txt")
                                                                 : QStringLiteral(".bin");
    view.setStored(std::shared_ptr<const std::string>(details, &payload.rawBytes()),
                   QString::fromStdString(details->record.position).replace(u'/', u'-') + u'-'
                       + name + suffix,
                   m_session.location());
}

void EventPanel::showPayload(const PayloadPage &page, const ShownPayload &payload,
                             const QString &absent)
{
    page.tree->setEmptyText(absent);
    if (payload.json)
        page.model->setValue(*payload.json);
    else
        page.model->clear();
    const bool asTree = payload.json || payload.kind == Payload::Kind::Absent;
    page.text->setText(asTree ? QString() : payload.text);
    page.stack->setCurrentWidget(asTree ? static_cast<QWidget *>(page.tree) : page.text);
}

// The log's columns are there at once, whatever the store takes for the rest.
void EventPanel::showWaiting()
{
    clear();
    if (!m_session.hasLog() || m_session.playhead() == kNoRow)
        return;
    m_header->showRow(m_session.playhead());
    m_data.tree->setEmptyText(tr("Reading \u2026"));
    m_metadata.tree->setEmptyText(tr("Reading \u2026"));
}

void EventPanel::letGo()
{
    ++m_request;
    m_slow.stop();
    clear();
}

void EventPanel::clear()
{
    m_header->clear();
    m_notice->clear();
    for (const PayloadPage &page : {m_data, m_metadata}) {
        page.model->clear();
        page.tree->setEmptyText({});
        page.text->setText({});
        page.stack->setCurrentWidget(page.tree);
    }
    for (RawView *const raw : m_raws)
        raw->setText({});
    m_rawCaptions[0]->setText(tr("Data"));
    m_rawCaptions[1]->setText(tr("Metadata"));
}

void EventPanel::showMenu(JsonTreeView *tree, const QString &prefix, const QModelIndex &index,
                          const QPoint &place)
{
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    tree->addActions(*menu, index);
    menu->addSeparator();
    const QString path = prefix + index.data(JsonTreeModel::PathRole).toString();
    if (!index.data(JsonTreeModel::ContainerRole).toBool()) {
        const QString condition = path + QStringLiteral(" = ") + conditionValue(index);
        menu->addAction(tr("Show events with this value"), this,
                        [this, condition] { m_session.setFilter(condition); });
        menu->addAction(tr("Add this value to the filter"), this, [this, condition] {
            m_session.setFilter(filterWith(m_session.filterText(), condition));
        });
    }
    menu->addAction(tr("Show events with this field"), this,
                    [this, path] { m_session.setFilter(QStringLiteral("exists(%1)").arg(path)); });
    addColumnAction(*menu, path);
    menu->popup(place);
}

// Nothing for a payload that is one value: that is in the payload's column.
void EventPanel::addColumnAction(QMenu &menu, const QString &path)
{
    const auto parsed = parseFieldPath(path.toStdString());
    if (!parsed)
        return;
    const std::string column = textOf(*parsed);
    Workspace &workspace = m_session.workspace();
    if (workspace.hasColumn(column)) {
        menu.addAction(tr("Remove its column"), this,
                       [&workspace, column] { workspace.removeColumn(column); });
        return;
    }
    menu.addAction(tr("Add as column"), this, [this, &workspace, column] {
        if (const auto added = workspace.addColumn(column); !added)
            m_notice->say(Notice::Kind::Warning, QString::fromStdString(added.error().message));
    });
}

} // namespace eventscope::ui
