// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/typespanel.h"

#include "panels/linkbutton.h"
#include "panels/paint.h"
#include "panels/panelheader.h"
#include "panels/rowtable.h"
#include "panels/streamlistdelegate.h"
#include "panels/typelookmenu.h"
#include "widgets/filtertext.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QVBoxLayout>

namespace eventscope::ui {

namespace {

constexpr int kEyeWidth = 16 + Theme::kGrid + Theme::kTight;

} // namespace

TypesPanel::TypesPanel(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_types(new EventTypesModel(session, this))
    , m_header(new PanelHeader(tr("Event types")))
    , m_showAll(new LinkButton(tr("Show all")))
    , m_list(new RowTable)
{
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_list, 1);
    m_showAll->setAccessibleName(tr("Show all event types"));
    m_showAll->setToolTip(tr("Show the events of all types again"));
    m_header->addControl(m_showAll);
    connect(m_showAll, &LinkButton::clicked, this, [this] { m_session.types().showAll(); });

    m_list->setAccessibleName(tr("Event types"));
    m_list->setModel(m_types);
    m_list->setItemDelegate(new TypeListDelegate(*m_types, this));
    QHeaderView &columns = *m_list->horizontalHeader();
    columns.hide();
    columns.setSectionResizeMode(EventTypesModel::Name, QHeaderView::Stretch);
    columns.setSectionResizeMode(EventTypesModel::Count, QHeaderView::Fixed);
    columns.setSectionResizeMode(EventTypesModel::Shown, QHeaderView::Fixed);
    columns.setMinimumSectionSize(kEyeWidth);
    m_list->setColumnWidth(EventTypesModel::Count, 0);
    m_list->setColumnWidth(EventTypesModel::Shown, kEyeWidth);
    fitSection(columns, EventTypesModel::Count, QStringLiteral("0,000"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->installEventFilter(this);
    m_list->viewport()->installEventFilter(this);
    connect(m_types, &QAbstractItemModel::layoutChanged, this, [this] {
        if (m_types->rowCount() > 0) // the most frequent one stands first
            fitSection(*m_list->horizontalHeader(), EventTypesModel::Count,
                       m_types->index(0, EventTypesModel::Count).data().toString());
    });
    connect(m_list, &QAbstractItemView::doubleClicked, this, [this](const QModelIndex &index) {
        if (index.column() != EventTypesModel::Shown)
            filterBy(index.row());
    });
    connect(m_list, &RowTable::rowActivated, this, &TypesPanel::filterBy);
    connect(m_list, &QWidget::customContextMenuRequested, this, &TypesPanel::showMenu);
    connect(&session, &Session::phaseChanged, this, &TypesPanel::updateTexts);
    connect(&session, &Session::rowsChanged, this, [this] {
        updateTexts();
        m_list->viewport()->update();
    });
    connect(&session.types(), &TypeVisibility::changed, this, &TypesPanel::updateTexts);
    connect(&session.workspace(), &Workspace::typesChanged, this, &TypesPanel::updateTexts);
    updateTexts();
}

bool TypesPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list->viewport()
        && (event->type() == QEvent::MouseButtonPress
            || event->type() == QEvent::MouseButtonDblClick)) {
        const auto *const mouse = static_cast<QMouseEvent *>(event);
        const QModelIndex index = m_list->indexAt(mouse->position().toPoint());
        if (mouse->button() != Qt::LeftButton || index.column() != EventTypesModel::Shown)
            return false;
        if (mouse->modifiers() & Qt::AltModifier)
            solo(index.row());
        else
            toggle(index.row());
        return true;
    }
    const bool override = event->type() == QEvent::ShortcutOverride;
    if (watched == m_list && (override || event->type() == QEvent::KeyPress)) {
        const auto *const key = static_cast<QKeyEvent *>(event);
        const int row = m_list->currentIndex().row();
        if (row < 0 || key->modifiers() != Qt::NoModifier
            || (key->key() != Qt::Key_Space && key->key() != Qt::Key_S))
            return false;
        event->accept(); // before the window plays, or the list searches for a name with an S
        if (!override)
            key->key() == Qt::Key_Space ? toggle(row) : solo(row);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void TypesPanel::toggle(int row)
{
    const TypeId type = m_types->typeAt(row);
    m_session.types().setHidden(type, !m_session.types().isHidden(type));
}

void TypesPanel::solo(int row)
{
    m_session.types().solo(m_types->typeAt(row));
}

void TypesPanel::filterBy(int row)
{
    const QString name = m_types->index(row, 0).data(EventTypesModel::WholeNameRole).toString();
    m_session.setFilter(QStringLiteral("type = ") + filterValue(name));
}

void TypesPanel::showMenu(const QPoint &at)
{
    const int row = m_list->rowAt(at.y());
    if (row < 0)
        return;
    const TypeId type = m_types->typeAt(row);
    const QString name = m_types->index(row, 0).data(EventTypesModel::WholeNameRole).toString();
    TypeVisibility &types = m_session.types();
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool hidden = types.isHidden(type);
    menu->addAction(hidden ? tr("Show this type") : tr("Hide this type"),
                    QKeySequence(Qt::Key_Space), this,
                    [&types, type, hidden] { types.setHidden(type, !hidden); });
    menu->addAction(tr("Show only this type"), QKeySequence(Qt::Key_S), this,
                    [&types, type] { types.solo(type); });
    menu->addAction(tr("Show all types"), this, [&types] { types.showAll(); })
        ->setEnabled(types.hidesAny());
    menu->addSeparator();
    addTypeLook(*menu, m_session, type, m_types->styleAt(row));
    menu->addSeparator();
    menu->addAction(tr("Filter by this type"), this, [this, name] {
        m_session.setFilter(QStringLiteral("type = ") + filterValue(name));
    });
    menu->addAction(tr("Filter this type out"), this, [this, name] {
        m_session.setFilter(
            filterWith(m_session.filterText(), QStringLiteral("type != ") + filterValue(name)));
    });
    menu->addSeparator();
    menu->addAction(tr("Copy name"), this, [name] { QGuiApplication::clipboard()->setText(name); });
    menu->popup(m_list->viewport()->mapToGlobal(at));
}

void TypesPanel::updateTexts()
{
    m_showAll->setVisible(m_session.hasLog() && m_session.types().hidesAny());
    if (!m_session.hasLog()) {
        m_header->setNote({});
        return m_list->setEmptyText({});
    }
    const std::uint32_t all = m_session.log().typeCount();
    const std::uint32_t hidden = m_session.types().hiddenTypes();
    m_header->setNote(
        hidden == 0
            ? withThousands(all)
            : tr("%1 of %2").arg(withThousands(all - std::min(all, hidden)), withThousands(all)));
    m_list->setEmptyText(m_session.phase() == Session::Phase::Loading
                             ? tr("Loading \u2026")
                             : tr("This store holds no event."));
}

} // namespace eventscope::ui
