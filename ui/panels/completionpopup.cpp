// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/completionpopup.h"

#include "widgets/format.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QScreen>
#include <QScrollBar>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kShownRows = 10;
constexpr int kLeastWidth = 28 * Theme::kGrid;
constexpr int kMostWidth = 72 * Theme::kGrid;

} // namespace

CompletionPopup::CompletionPopup(QWidget *line, Place place)
    : QFrame(line, Qt::ToolTip | Qt::FramelessWindowHint)
    , m_line(line)
    , m_place(place)
    , m_table(new QTableWidget(0, 2, this))
    , m_help(new QLabel(this))
{
    setObjectName(QStringLiteral("completions"));
    setAttribute(Qt::WA_ShowWithoutActivating);
    setFocusPolicy(Qt::NoFocus);
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addWidget(m_table);
    layout->addWidget(m_help);
    m_help->setTextFormat(Qt::PlainText);
    m_help->setWordWrap(true);
    m_help->setFont(Theme::instance().small());
    m_help->setContentsMargins(Theme::kGrid, Theme::kTight, Theme::kGrid, Theme::kTight);
    m_help->hide();
    m_table->setAccessibleName(tr("Completions"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setFocusPolicy(Qt::NoFocus);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->horizontalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setMinimumSectionSize(Theme::kRowHeight);
    m_table->verticalHeader()->setDefaultSectionSize(Theme::kRowHeight);
    connect(m_table, &QTableWidget::cellClicked, this, &CompletionPopup::chosen);
}

void CompletionPopup::offer(const std::vector<FilterCompletions::Completion> &list, int x)
{
    if (list.empty()) {
        hide();
        return;
    }
    fill(list);
    const bool belowBar = m_place == Place::BelowBar && !m_line->isWindow();
    const QWidget *const bar = belowBar ? m_line->parentWidget() : m_line;
    const QPoint line = m_line->mapToGlobal(QPoint(x, 0));
    open({line.x(), bar->mapToGlobal(QPoint(0, bar->height())).y()}, line.y());
}

void CompletionPopup::offer(const std::vector<FilterCompletions::Completion> &list,
                            const QRect &cursor)
{
    if (list.empty()) {
        hide();
        return;
    }
    fill(list);
    const QPoint above = m_line->mapToGlobal(cursor.topLeft());
    open({above.x(), above.y() + cursor.height() + 1}, above.y());
}

void CompletionPopup::fill(const std::vector<FilterCompletions::Completion> &list)
{
    const Tokens &tokens = Theme::instance().tokens();
    const QFontMetrics metrics(m_table->font());
    int widest = 0;
    m_table->setRowCount(0);
    m_table->setRowCount(static_cast<int>(list.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const auto &each = list[static_cast<std::size_t>(row)];
        auto *const title = new QTableWidgetItem(each.title);
        title->setForeground(tokens.text);
        title->setToolTip(plainToolTip(each.title));
        m_table->setItem(row, 0, title);
        auto *const detail = new QTableWidgetItem(each.detail);
        detail->setForeground(tokens.textDim);
        detail->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_table->setItem(row, 1, detail);
        widest = std::max(widest, metrics.horizontalAdvance(each.title)
                                      + metrics.horizontalAdvance(each.detail));
    }
    choose(-1);
    m_table->scrollToTop();
    const int rows = std::min(m_table->rowCount(), kShownRows);
    const int scroll = m_table->rowCount() > rows ? m_table->verticalScrollBar()->sizeHint().width()
                                                  : 0;
    m_width = std::clamp(widest + 6 * Theme::kGrid + scroll, kLeastWidth, kMostWidth);
    m_table->setFixedHeight(rows * Theme::kRowHeight);
}

void CompletionPopup::open(const QPoint &below, int above)
{
    resize(m_width,
           m_table->height() + 2 + (m_help->isHidden() ? 0 : m_help->heightForWidth(m_width - 2)));
    QPoint place = below;
    const QRect screen = m_line->screen()->availableGeometry();
    m_isAbove = place.y() + height() > screen.bottom();
    if (m_isAbove)
        place.setY(above - height() - 1);
    place.setX(
        std::clamp(place.x(), screen.left(), std::max(screen.left(), screen.right() - width())));
    move(place);
    show();
    raise();
}

void CompletionPopup::setHelp(const QString &sentence)
{
    const int before = m_help->isHidden() ? 0 : m_help->heightForWidth(m_width - 2);
    QPalette palette = m_help->palette();
    palette.setColor(QPalette::WindowText, Theme::instance().tokens().textDim);
    m_help->setPalette(palette);
    m_help->setText(sentence);
    m_help->setVisible(!sentence.isEmpty());
    const int after = sentence.isEmpty() ? 0 : m_help->heightForWidth(m_width - 2);
    if (before == after)
        return;
    const int bottom = y() + height();
    resize(m_width, m_table->height() + 2 + after);
    if (m_isAbove)
        move(x(), bottom - height());
}

int CompletionPopup::current() const
{
    return isVisible() ? m_table->currentRow() : -1;
}

// Whoever hears the window hears what is chosen as the description of the line.
void CompletionPopup::choose(int row)
{
    const QTableWidgetItem *const item = m_table->item(row, 0);
    if (!item) {
        m_table->setCurrentItem(nullptr);
        m_table->clearSelection();
        if (isVisible())
            m_line->setAccessibleDescription(m_saidBefore);
        Q_EMIT currentChanged(-1);
        return;
    }
    m_table->selectRow(row);
    m_line->setAccessibleDescription(item->text() + QStringLiteral(", ")
                                     + m_table->item(row, 1)->text());
    Q_EMIT currentChanged(row);
}

bool CompletionPopup::handleKey(int key)
{
    const int row = m_table->currentRow();
    const int last = m_table->rowCount() - 1;
    switch (key) {
    case Qt::Key_Down:
        choose(row == last ? 0 : row + 1);
        return true;
    case Qt::Key_Up:
        if (row < 0)
            return false;
        choose(row - 1);
        return true;
    case Qt::Key_PageDown:
        choose(std::min(std::max(row, 0) + kShownRows - 1, last));
        return true;
    case Qt::Key_PageUp:
        choose(std::max(row - kShownRows + 1, 0));
        return true;
    default:
        return false;
    }
}

void CompletionPopup::showEvent(QShowEvent *event)
{
    m_saidBefore = m_line->accessibleDescription();
    qApp->installEventFilter(this);
    QFrame::showEvent(event);
}

void CompletionPopup::hideEvent(QHideEvent *event)
{
    qApp->removeEventFilter(this);
    m_line->setAccessibleDescription(m_saidBefore);
    QFrame::hideEvent(event);
}

// A click elsewhere and a window that moves leave it without its place.
bool CompletionPopup::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (type == QEvent::MouseButtonPress && watched->isWidgetType()) {
        const auto *const widget = static_cast<QWidget *>(watched);
        if (widget != this && !isAncestorOf(widget))
            hide();
    } else if ((type == QEvent::Move || type == QEvent::Resize || type == QEvent::WindowDeactivate)
               && watched == m_line->window()) {
        hide();
    }
    return QFrame::eventFilter(watched, event);
}

void CompletionPopup::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    painter.setPen(tokens.hairline);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace eventscope::ui
