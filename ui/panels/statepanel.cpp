// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/statepanel.h"

#include "panels/jsontreedelegate.h"
#include "panels/jsontreeview.h"
#include "panels/notice.h"
#include "panels/panelheader.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QDataStream>
#include <QGuiApplication>
#include <QHeaderView>
#include <QIODevice>
#include <QKeyEvent>
#include <QMenu>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace eventscope::ui {

StatePanel::StatePanel(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_header(new PanelHeader(tr("State"), this))
    , m_changesOnly(new QToolButton)
    , m_copy(new QToolButton)
    , m_notice(new Notice(this))
    , m_stack(new QStackedWidget(this))
    , m_model(new StateTreeModel(this))
    , m_changes(new ChangesModel(this))
    , m_tree(makeView(tr("State")))
    , m_list(makeView(tr("What the last event changed")))
{
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_notice);
    layout->addWidget(m_stack, 1);

    m_changesOnly->setText(tr("Changes only"));
    m_changesOnly->setCheckable(true);
    m_changesOnly->setAutoRaise(true);
    m_changesOnly->setToolTip(tr("Show only what the last event changed, before and after"));
    m_copy->setIcon(Theme::instance().icon(QStringLiteral("edit-copy")));
    m_copy->setAutoRaise(true);
    m_copy->setToolTip(tr("Copy the whole state as JSON"));
    m_copy->setAccessibleName(m_copy->toolTip());
    m_header->addControl(m_changesOnly);
    m_header->addControl(m_copy);
    m_header->setToolTip(tr(
        "The payloads of the stream's events, merged one after the other (JSON Merge Patch, RFC 7396)"));

    m_tree->setModel(m_model);
    m_list->setModel(m_changes);
    m_list->setRootIsDecorated(false);
    m_list->setEmptyText(tr("This event changed nothing."));
    for (JsonTreeView *const view : {m_tree, m_list}) {
        QHeaderView &header = *view->header();
        header.setStretchLastSection(false);
        header.setSectionResizeMode(JsonTreeModel::Value, QHeaderView::Stretch);
        header.resizeSection(JsonTreeModel::Field, 17 * Theme::kGrid);
        header.resizeSection(StateTreeModel::SetBy, 7 * Theme::kGrid);
        m_stack->addWidget(view);
    }

    connect(m_changesOnly, &QToolButton::toggled, this, [this](bool only) {
        m_stack->setCurrentWidget(only && m_model->rowCount() > 0 ? m_list : m_tree);
    });
    connect(m_copy, &QToolButton::clicked, this, &StatePanel::copyState);
    connect(&session, &Session::stateReady, this, &StatePanel::showState);
    connect(&session, &Session::selectionChanged, this, &StatePanel::showState);
    connect(&session, &Session::stateFailed, this, [this](const Error &error) {
        showNothing({});
        m_notice->say(Notice::Kind::Error, QString::fromStdString(error.message),
                      QString::fromStdString(error.detail));
    });
    connect(&session, &Session::closed, this, [this] { showNothing({}); });
    showState();
}

JsonTreeView *StatePanel::makeView(const QString &name)
{
    auto *const view = new JsonTreeView;
    view->setAccessibleName(name);
    view->setItemDelegate(new JsonTreeDelegate(JsonTreeDelegate::Marks::Changes, this));
    view->setLinkColumn(StateTreeModel::SetBy);
    view->installEventFilter(this);
    connect(view, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == StateTreeModel::SetBy)
            goToSetter(index);
    });
    connect(view, &JsonTreeView::menuRequested, this,
            [this, view](const QModelIndex &index, const QPoint &place) {
                showMenu(view, index, place);
            });
    return view;
}

QByteArray StatePanel::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << m_tree->header()->saveState() << m_list->header()->saveState()
           << m_changesOnly->isChecked();
    return state;
}

void StatePanel::restoreState(const QByteArray &state)
{
    QByteArray tree;
    QByteArray list;
    bool only = false;
    QDataStream stream(state);
    stream >> tree >> list >> only;
    if (stream.status() != QDataStream::Ok)
        return;
    m_tree->header()->restoreState(tree);
    m_list->header()->restoreState(list);
    m_changesOnly->setChecked(only);
}

QString StatePanel::title() const
{
    return m_header->title();
}

// Enter on a field goes where a click on its version goes.
bool StatePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const auto *const view = qobject_cast<JsonTreeView *>(watched);
        if (view && view->currentIndex().isValid()
            && (key == Qt::Key_Return || key == Qt::Key_Enter)) {
            goToSetter(view->currentIndex());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void StatePanel::showState()
{
    if (!m_session.hasLog())
        return showNothing({});
    if (!m_session.selectedStream())
        return showNothing(tr("Select a stream to see its state."));
    const std::shared_ptr<const StateAt> state = m_session.stateAt();
    if (!state) {
        if (m_session.streamOrdinal() || m_session.playhead() == kNoRow)
            return;
        return showNothing(tr("Does not exist yet at %1.")
                               .arg(positionTag(m_session.log(), m_session.playhead())));
    }
    const ShownState shown{state, m_session.streamSequence(), &m_session.log()};
    if (shown.rowOf(state->ordinal) == kNoRow
        || m_session.log().stream(shown.rowOf(state->ordinal)) != *m_session.selectedStream())
        return; // of the stream selected before; the next answer is on its way
    m_model->setState(shown);
    m_changes->setState(shown);
    m_header->setTitle(tr("State at %1").arg(shown.label(state->ordinal)));
    m_header->setNote(
        tr("merge of %1").arg(counted(state->ordinal + 1, tr("payload"), tr("payloads"))));
    m_changesOnly->setEnabled(true);
    m_copy->setEnabled(true);
    m_stack->setCurrentWidget(m_changesOnly->isChecked() ? m_list : m_tree);
    if (state->problems.empty())
        return m_notice->clear();
    const auto &[ordinal, error] = state->problems.back();
    const auto count = static_cast<std::int64_t>(state->problems.size());
    m_notice->say(Notice::Kind::Warning,
                  tr("%1 could not be applied and left the state as it was.")
                      .arg(counted(count, tr("event"), tr("events"))),
                  shown.label(ordinal) + QStringLiteral(": ")
                      + QString::fromStdString(error.message));
}

void StatePanel::showNothing(const QString &why)
{
    m_header->setTitle(tr("State"));
    m_header->setNote({});
    m_notice->clear();
    m_changesOnly->setEnabled(false);
    m_copy->setEnabled(false);
    m_model->clearState();
    m_changes->setState({});
    m_tree->setEmptyText(why);
    m_stack->setCurrentWidget(m_tree);
}

void StatePanel::copyState()
{
    if (const std::shared_ptr<const StateAt> state = m_session.stateAt())
        QGuiApplication::clipboard()->setText(QString::fromStdString(state->state.dump(2)));
}

void StatePanel::goToSetter(const QModelIndex &index)
{
    const QVariant row = index.data(SetByRowRole);
    if (row.isValid())
        m_session.goToEvent(Row(row.toUInt()));
}

void StatePanel::showMenu(JsonTreeView *view, const QModelIndex &index, const QPoint &place)
{
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    view->addActions(*menu, index);
    menu->addAction(tr("Copy whole state as JSON"), this, &StatePanel::copyState);
    menu->addSeparator();
    const QString label = index.siblingAtColumn(StateTreeModel::SetBy).data().toString();
    QAction *const go = menu->addAction(label.isEmpty()
                                            ? tr("Go to the event that set it")
                                            : tr("Go to the event that set it, %1").arg(label));
    const QVariant row = index.data(SetByRowRole);
    go->setEnabled(row.isValid());
    connect(go, &QAction::triggered, this, [this, row] { m_session.goToEvent(Row(row.toUInt())); });
    const QString path = QStringLiteral("data") + index.data(JsonTreeModel::PathRole).toString();
    menu->addAction(tr("Show the events of this stream with this field"), this, [this, path] {
        m_session.setOnlySelectedStream(true);
        m_session.setFilter(QStringLiteral("exists(%1)").arg(path));
    });
    menu->popup(place);
}

} // namespace eventscope::ui
