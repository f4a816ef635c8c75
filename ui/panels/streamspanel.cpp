// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/streamspanel.h"

#include "panels/paint.h"
#include "panels/panelheader.h"
#include "panels/rowtable.h"
#include "panels/streamlistdelegate.h"
#include "panels/typespanel.h"
#include "widgets/filtertext.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSplitter>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

namespace eventscope::ui {

namespace {

constexpr int kWholeTimes = 340; // pixels from which on times have room for their date
constexpr int kNoTimes = 180;    // and up to which they have none at all
constexpr int kWholeIdle = 260;  // from which on idle times have room for any two units
constexpr int kShortIdle = 220;  // and for days and hours

} // namespace

StreamsPanel::StreamsPanel(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_streams(new StreamsModel(session, this))
    , m_types(new TypesPanel(session))
    , m_splitter(new QSplitter(Qt::Vertical, this))
{
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(makeStreams());
    m_splitter->addWidget(m_types);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);

    connect(&session, &Session::selectionChanged, this, &StreamsPanel::followSelection);
    connect(&session, &Session::phaseChanged, this, &StreamsPanel::updateTexts);
    connect(&session, &Session::rowsChanged, this, [this] {
        updateTexts();
        m_streamList->viewport()->update();
    });
    updateTexts();
}

QWidget *StreamsPanel::makeStreams()
{
    auto *const box = new QWidget;
    auto *const layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);

    m_streamsHeader = new PanelHeader(tr("Streams"));
    layout->addWidget(m_streamsHeader);

    auto *const menu = new QMenu(this);
    m_sorts = new QActionGroup(this);
    const std::pair<StreamSort, QString> sorts[] = {{StreamSort::Events, tr("Most events first")},
                                                    {StreamSort::Last, tr("Newest event first")},
                                                    {StreamSort::Idle, tr("Longest idle time")},
                                                    {StreamSort::Name, tr("By name")},
                                                    {StreamSort::First, tr("As they appeared")}};
    for (const auto &[sort, text] : sorts) {
        QAction *const action = menu->addAction(text);
        action->setCheckable(true);
        action->setData(static_cast<int>(sort));
        action->setChecked(sort == m_streams->sorting());
        m_sorts->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen = sort] { setSort(chosen); });
    }
    m_sortButton = new QToolButton;
    m_sortButton->setAutoRaise(true);
    m_sortButton->setText(m_sorts->checkedAction()->text());
    m_sortButton->setFont(Theme::instance().small());
    m_sortButton->setPopupMode(QToolButton::InstantPopup);
    m_sortButton->setMenu(menu);
    m_sortButton->setAccessibleName(tr("Order of the streams"));
    m_sortButton->setToolTip(tr("Order of the streams"));
    m_streamsHeader->addControl(m_sortButton);

    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Find a stream"));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Find a stream by a part of its name"));
    m_search->addAction(Theme::instance().icon(QStringLiteral("edit-find")),
                        QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, m_streams, &StreamsModel::setSearch);
    auto *const searchBox = new QWidget;
    auto *const searchLayout = new QVBoxLayout(searchBox);
    searchLayout->setContentsMargins(Theme::kGrid, Theme::kTight, Theme::kGrid, Theme::kTight);
    searchLayout->addWidget(m_search);
    layout->addWidget(searchBox);

    m_streamList = new RowTable;
    m_streamList->setAccessibleName(tr("Streams"));
    m_streamList->setModel(m_streams);
    m_streamList->setItemDelegate(new StreamListDelegate(m_session, *m_streams, this));
    m_streamList->setSelectionMode(QAbstractItemView::NoSelection);
    m_streamList->installEventFilter(this);
    QHeaderView &columns = *m_streamList->horizontalHeader();
    columns.hide();
    columns.setSectionResizeMode(StreamsModel::Name, QHeaderView::Stretch);
    columns.setSectionResizeMode(StreamsModel::Last, QHeaderView::Fixed);
    columns.setSectionResizeMode(StreamsModel::Count, QHeaderView::Fixed);
    m_streamList->setColumnWidth(StreamsModel::Count, 0);
    fitSection(columns, StreamsModel::Count, QStringLiteral("0,000"));
    m_streamList->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_streamList->setContextMenuPolicy(Qt::CustomContextMenu);
    layout->addWidget(m_streamList, 1);
    connect(m_streamList, &QAbstractItemView::clicked, this,
            [this](const QModelIndex &index) { choose(index.row(), true); });
    connect(m_streamList, &RowTable::rowActivated, this, [this](int row) { choose(row, true); });
    connect(m_streamList, &QWidget::customContextMenuRequested, this,
            &StreamsPanel::showStreamMenu);
    connect(&m_session.workspace(), &Workspace::pinnedStreamsChanged, m_streamList->viewport(),
            qOverload<>(&QWidget::update));
    connect(m_streams, &StreamsModel::orderAboutToChange, this, &StreamsPanel::rememberPlace);
    connect(m_streams, &StreamsModel::orderChanged, this, [this] {
        fitColumns();
        restorePlace();
        updateTexts();
    });
    return box;
}

bool StreamsPanel::isSettled() const
{
    return !m_streams->isOrdering() && m_types->isSettled();
}

QByteArray StreamsPanel::saveState() const
{
    return m_splitter->saveState();
}

void StreamsPanel::restoreState(const QByteArray &state)
{
    m_splitter->restoreState(state);
}

void StreamsPanel::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

// In the search: Down and Enter go on in the list, Esc clears. In the list, on a type: Left and Right
// close and open it.
bool StreamsPanel::eventFilter(QObject *watched, QEvent *event)
{
    const bool override = event->type() == QEvent::ShortcutOverride;
    if (event->type() != QEvent::KeyPress && !override)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (watched == m_search) {
        if (key == Qt::Key_Escape && !m_search->text().isEmpty()) {
            event->accept(); // before a shortcut of the window takes it
            if (!override)
                m_search->clear();
            return true;
        }
        if (override)
            return false;
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            for (int row = 0; row < m_streams->rowCount(); ++row) {
                if (!m_streams->streamAt(row))
                    continue;
                m_streamList->setCurrentIndex(m_streams->index(row, 0));
                m_streamList->setFocus();
                if (key != Qt::Key_Down)
                    choose(row, false);
                break;
            }
            return true;
        }
    } else if (watched == m_streamList && key == Qt::Key_P
               && static_cast<QKeyEvent *>(event)->modifiers() == Qt::NoModifier) {
        const auto stream = m_streams->streamAt(m_streamList->currentIndex().row());
        if (!stream)
            return false;
        event->accept(); // before the list searches for a name with a P
        if (!override)
            togglePinned(*stream);
        return true;
    } else if (watched == m_streamList && (key == Qt::Key_Left || key == Qt::Key_Right)
               && static_cast<QKeyEvent *>(event)->modifiers() == Qt::NoModifier) {
        const int row = m_streamList->currentIndex().row();
        const auto type = m_streams->typeAt(row);
        if (!type || !m_streams->isSection(row))
            return false; // on a stream they step through its events
        event->accept();  // before the window steps
        if (!override)
            m_streams->setOpen(*type, key == Qt::Key_Right);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void StreamsPanel::setSort(StreamSort sort)
{
    m_sortButton->setText(m_sorts->checkedAction()->text());
    m_streams->setSort(sort);
    fitColumns();
    m_streamList->scrollToTop();
}

void StreamsPanel::choose(int row, bool toggle)
{
    const auto type = m_streams->typeAt(row);
    if (!type)
        return;
    m_following = true; // it is here already
    if (const auto stream = m_streams->streamAt(row)) {
        m_session.selectStream(*stream);
    } else {
        if (toggle)
            m_streams->setOpen(*type, !m_streams->isOpen(row));
        m_session.selectStreamType(*type == kNoStreamType ? std::nullopt : std::optional(*type));
    }
    m_following = false;
    m_streamList->viewport()->update();
}

void StreamsPanel::followSelection()
{
    m_streamList->viewport()->update();
    // While a store loads, the session's own choice of a stream does not scroll the list away from
    // its top.
    if (m_following || m_session.phase() != Session::Phase::Ready || !m_session.selectedStream())
        return;
    reveal(*m_session.selectedStream());
}

void StreamsPanel::reveal(StreamId stream)
{
    const StreamTypeId type = m_session.log().streamSummary(stream).type;
    if (m_streams->rowOf(type) < 0)
        return;
    m_streams->setOpen(type, true);
    const int row = m_streams->rowOf(stream);
    if (row < 0)
        return;
    m_streamList->setCurrentIndex(m_streams->index(row, 0));
    m_streamList->scrollTo(m_streams->index(row, 0));
}

// Names keep most of the room: of a time stands there what fits.
void StreamsPanel::fitColumns()
{
    const bool times = m_session.hasLog() && m_session.log().earliest() != kNoTime;
    const QFontMetrics metrics(Theme::instance().monospace());
    const bool idle = m_streams->sorting() == StreamSort::Idle;
    const QString sample = idle ? width() >= kWholeIdle   ? QStringLiteral("00 h 00 min")
                                  : width() >= kShortIdle ? QStringLiteral("00 d 00 h")
                                                          : QStringLiteral("00 min")
                           : width() >= kWholeTimes ? QStringLiteral("0000-00-00 00:00")
                                                    : QStringLiteral("00:00");
    m_streamList->setColumnHidden(StreamsModel::Last, !times || width() < kNoTimes);
    m_streamList->setColumnWidth(StreamsModel::Last,
                                 metrics.horizontalAdvance(sample) + 2 * Theme::kGrid);
    fitSection(*m_streamList->horizontalHeader(), StreamsModel::Count,
               withThousands(m_streams->largestCount()));
}

void StreamsPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

void StreamsPanel::rememberPlace()
{
    const int top = m_streamList->verticalScrollBar()->value() > 0 ? m_streamList->firstVisibleRow()
                                                                   : -1;
    m_topStream = top < 0 ? QPersistentModelIndex()
                          : QPersistentModelIndex(m_streams->index(top, 0));
}

void StreamsPanel::restorePlace()
{
    if (m_topStream.isValid())
        m_streamList->scrollTo(m_topStream, QAbstractItemView::PositionAtTop);
    m_topStream = QPersistentModelIndex();
}

void StreamsPanel::showStreamMenu(const QPoint &at)
{
    const int row = m_streamList->rowAt(at.y());
    const auto type = m_streams->typeAt(row);
    if (!type)
        return;
    const QString name = m_streams->index(row, 0).data(StreamsModel::WholeNameRole).toString();
    const bool isStream = m_streams->streamAt(row).has_value();
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy name"), this, [name] { QGuiApplication::clipboard()->setText(name); });
    if (isStream || *type != kNoStreamType) {
        const QString field = isStream ? QStringLiteral("stream") : QStringLiteral("streamType");
        menu->addAction(isStream ? tr("Filter by this stream") : tr("Filter by this stream type"),
                        this, [this, field, name] {
                            m_session.setFilter(field + QStringLiteral(" = ") + filterValue(name));
                        });
    }
    if (const auto stream = m_streams->streamAt(row)) {
        menu->addAction(tr("Go to its longest idle time"), this,
                        [this, stream] { Q_EMIT idleTimeWanted(*stream); });
        const bool pinned = m_session.workspace().isStreamPinned(
            m_session.log().streamName(*stream));
        menu->addAction(pinned ? tr("Unpin") : tr("Pin on the timeline"), QKeySequence(Qt::Key_P),
                        this, [this, stream] { togglePinned(*stream); });
    }
    if (isStream && m_session.selectedStream() == m_streams->streamAt(row))
        menu->addAction(tr("Deselect"), this, [this] { m_session.selectStream(std::nullopt); });
    menu->popup(m_streamList->viewport()->mapToGlobal(at));
}

void StreamsPanel::togglePinned(StreamId stream)
{
    const std::string name(m_session.log().streamName(stream));
    Workspace &workspace = m_session.workspace();
    if (workspace.isStreamPinned(name))
        return workspace.unpinStream(name);
    if (const auto pinned = workspace.pinStream(name); !pinned)
        QToolTip::showText(m_streamList->mapToGlobal(QPoint(0, 0)),
                           plainToolTip(QString::fromStdString(pinned.error().message)),
                           m_streamList);
}

void StreamsPanel::updateTexts()
{
    const bool open = m_session.hasLog();
    const bool searching = !m_streams->search().isEmpty();
    m_streamsHeader->setNote(!open ? QString()
                                   : withThousands(searching ? m_streams->streamsShown()
                                                             : m_session.log().streamCount()));
    if (!open) {
        m_streamList->setEmptyText({});
        return;
    }
    const bool loading = m_session.phase() == Session::Phase::Loading;
    if (searching && !m_streams->isOrdering())
        m_streamList->setEmptyText(
            tr("No stream has \u201c%1\u201d in its name. Clear the search (Esc).")
                .arg(m_streams->search()));
    else
        m_streamList->setEmptyText(
            loading || m_streams->isOrdering() || m_session.log().streamCount() > 0
                ? tr("Loading \u2026")
            : m_session.log().rowCount() == 0 ? tr("This store holds no event.")
                                              : tr("The events of this store have no stream."));
}

} // namespace eventscope::ui
