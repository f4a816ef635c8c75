// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/jsontreeview.h"

#include "models/jsontreemodel.h"
#include "panels/paint.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QHoverEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <deque>

namespace eventscope::ui {

namespace {

constexpr int kOpenRows = 80;            // so many rows open by themselves
constexpr int kLargestOpened = 40;       // no container with more rows does
constexpr int kMostOpened = 5'000;       // rows, when all are to open
constexpr int kDepths = 5;               // that have a key and a place in the menu
constexpr qsizetype kMostNoted = 20'000; // pointers that are remembered as opened or closed

} // namespace

JsonTreeView::JsonTreeView(QWidget *parent)
    : QTreeView(parent)
{
    setFrameShape(QFrame::NoFrame);
    setLayoutDirection(Qt::LeftToRight); // as JSON runs
    setUniformRowHeights(true);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setAllColumnsShowFocus(true);
    setIndentation(2 * Theme::kGrid);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMouseTracking(true);
    setExpandsOnDoubleClick(true);
    setAnimated(false);
    viewport()->setAttribute(Qt::WA_Hover);
    header()->setSectionsMovable(false);
    header()->setMinimumSectionSize(5 * Theme::kGrid);
    connect(this, &QTreeView::expanded, this,
            [this](const QModelIndex &index) { noteOpened(index, true); });
    connect(this, &QTreeView::collapsed, this,
            [this](const QModelIndex &index) { noteOpened(index, false); });
    connect(&Theme::instance(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void JsonTreeView::setModel(QAbstractItemModel *model)
{
    if (QAbstractItemModel *const old = this->model())
        disconnect(old, nullptr, this, nullptr);
    // Before the view's own connections, which would already have forgotten.
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &JsonTreeView::remember);
    QTreeView::setModel(model);
    connect(model, &QAbstractItemModel::modelReset, this, &JsonTreeView::restore);
    restore();
}

void JsonTreeView::setEmptyText(const QString &text)
{
    if (m_emptyText == text)
        return;
    m_emptyText = text;
    viewport()->update();
}

void JsonTreeView::noteOpened(const QModelIndex &index, bool open)
{
    if (m_restoring)
        return;
    const QByteArray pointer = index.data(JsonTreeModel::PointerRole).toByteArray();
    if (m_opened.size() + m_closed.size() > kMostNoted) {
        m_opened.clear();
        m_closed.clear();
    }
    (open ? m_opened : m_closed).insert(pointer);
    (open ? m_closed : m_opened).remove(pointer);
}

void JsonTreeView::remember()
{
    m_hovered = QModelIndex();
    // An empty moment between two values does not count.
    if (!model() || model()->rowCount() == 0)
        return;
    m_current = currentIndex().isValid()
                    ? currentIndex().data(JsonTreeModel::PointerRole).toByteArray()
                    : QByteArray();
    m_scroll = verticalScrollBar()->value();
}

void JsonTreeView::restore()
{
    auto *const tree = qobject_cast<JsonTreeModel *>(model());
    if (!tree || tree->isClear())
        return;
    m_restoring = true;
    openSome();
    for (const QByteArray &pointer : std::as_const(m_opened)) {
        const QModelIndex index = tree->indexOf(
            {pointer.constData(), static_cast<std::size_t>(pointer.size())});
        if (index.isValid())
            expand(index);
    }
    m_restoring = false;
    executeDelayedItemsLayout();
    if (!m_current.isEmpty()) {
        const QModelIndex current = tree->indexOf(
            {m_current.constData(), static_cast<std::size_t>(m_current.size())});
        if (current.isValid()) {
            const bool scrolls = hasAutoScroll();
            setAutoScroll(false);
            setCurrentIndex(current);
            setAutoScroll(scrolls);
        }
    }
    verticalScrollBar()->setValue(m_scroll);
}

// Level by level, while there is room.
void JsonTreeView::openSome()
{
    int rows = model()->rowCount();
    std::deque<QModelIndex> open{QModelIndex()};
    while (!open.empty()) {
        const QModelIndex parent = open.front();
        open.pop_front();
        const int count = qMin(model()->rowCount(parent), kOpenRows);
        for (int row = 0; row < count; ++row) {
            const QModelIndex index = model()->index(row, 0, parent);
            const int inside = model()->rowCount(index);
            if (inside == 0 || inside > kLargestOpened || rows + inside > kOpenRows
                || m_closed.contains(index.data(JsonTreeModel::PointerRole).toByteArray()))
                continue;
            rows += inside;
            expand(index);
            open.push_back(index);
        }
    }
}

void JsonTreeView::openTo(int depth)
{
    struct Place {
        QModelIndex index;
        int depth = 0;
    };
    int rows = model()->rowCount();
    std::deque<Place> todo{{QModelIndex(), 0}};
    while (!todo.empty()) {
        const Place place = todo.front();
        todo.pop_front();
        const int count = qMin(model()->rowCount(place.index), kMostOpened);
        for (int row = 0; row < count; ++row) {
            const QModelIndex index = model()->index(row, 0, place.index);
            const int inside = model()->rowCount(index);
            if (inside == 0)
                continue;
            const bool opens = place.depth + 1 < depth && rows + inside <= kMostOpened;
            setExpanded(index, opens);
            if (opens) {
                rows += inside;
                todo.push_back({index, place.depth + 1});
            }
        }
    }
}

QString JsonTreeView::pathOf(const QModelIndex &index) const
{
    const QString path = index.data(JsonTreeModel::PathRole).toString();
    if (!m_prefix.isEmpty())
        return m_prefix + path;
    return path.startsWith(u'.') ? path.mid(1) : path;
}

void JsonTreeView::copyValue()
{
    if (currentIndex().isValid())
        QGuiApplication::clipboard()->setText(
            currentIndex().data(JsonTreeModel::TextRole).toString());
}

void JsonTreeView::copyPath()
{
    if (currentIndex().isValid())
        QGuiApplication::clipboard()->setText(pathOf(currentIndex()));
}

void JsonTreeView::addActions(QMenu &menu, const QModelIndex &index)
{
    setCurrentIndex(index);
    menu.addAction(tr("Copy value"), QKeySequence(QKeySequence::Copy), this,
                   &JsonTreeView::copyValue);
    const QString json = index.data(JsonTreeModel::JsonRole).toString();
    menu.addAction(tr("Copy as JSON"), this,
                   [json] { QGuiApplication::clipboard()->setText(json); });
    menu.addAction(tr("Copy path %1")
                       .arg(menu.fontMetrics().elidedText(pathOf(index), Qt::ElideMiddle,
                                                          30 * Theme::kGrid)),
                   this, &JsonTreeView::copyPath);
    if (model()->hasChildren(index)) {
        menu.addSeparator();
        menu.addAction(tr("Close all below"), this, [this, at = QPersistentModelIndex(index)] {
            for (int row = 0; row < model()->rowCount(at); ++row)
                collapse(model()->index(row, 0, at));
        });
    }
    QMenu *const depths = menu.addMenu(tr("Open to depth"));
    for (int depth = 1; depth <= kDepths; ++depth)
        depths->addAction(QString::number(depth), QKeySequence(int(Qt::ALT) | (Qt::Key_0 + depth)),
                          this, [this, depth] { openTo(depth); });
}

void JsonTreeView::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (m_emptyText.isEmpty() || (model() && model()->rowCount() > 0))
        return;
    QPainter painter(viewport());
    paintEmptyText(painter, *viewport(), m_emptyText);
}

void JsonTreeView::drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const QModelIndex first = index.siblingAtColumn(0);
    RowLook look;
    look.selected = selectionModel()->isSelected(first);
    look.hovered = m_hovered.isValid() && m_hovered.siblingAtColumn(0) == first;
    painter->fillRect(option.rect, rowColor(look));
    QTreeView::drawRow(painter, option, index);
}

void JsonTreeView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copyValue();
        event->accept();
        return;
    }
    const int depth = event->key() - Qt::Key_0;
    if (event->modifiers() == Qt::AltModifier && depth >= 1 && depth <= kDepths) {
        openTo(depth);
        event->accept();
        return;
    }
    QTreeView::keyPressEvent(event);
}

void JsonTreeView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKey ? currentIndex() : indexAt(event->pos());
    if (!index.isValid())
        return;
    const QPoint place = byKey ? visualRect(index).bottomLeft() : event->pos();
    Q_EMIT menuRequested(index.siblingAtColumn(0), viewport()->mapToGlobal(place));
}

void JsonTreeView::hover(const QModelIndex &index)
{
    if (index == m_hovered)
        return;
    for (const QModelIndex &changed : {m_hovered, index}) {
        if (changed.isValid())
            viewport()->update(0, visualRect(changed).y(), viewport()->width(), Theme::kRowHeight);
    }
    m_hovered = index;
    const bool link = index.isValid() && index.column() == m_linkColumn
                      && !index.data().toString().isEmpty();
    viewport()->setCursor(link ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

bool JsonTreeView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::HoverMove || event->type() == QEvent::HoverEnter)
        hover(indexAt(static_cast<QHoverEvent *>(event)->position().toPoint()));
    else if (event->type() == QEvent::HoverLeave || event->type() == QEvent::Leave)
        hover({});
    return QTreeView::viewportEvent(event);
}

} // namespace eventscope::ui
