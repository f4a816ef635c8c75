// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/consolepanel.h"

#include "panels/paint.h"
#include "panels/rowtable.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

namespace eventscope::ui {

namespace {

class Delegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const auto *const table = qobject_cast<const RowTable *>(option.widget);
        const Theme &theme = Theme::instance();
        const Tokens &tokens = theme.tokens();
        RowLook look;
        look.selected = option.state & QStyle::State_Selected;
        look.hovered = table && table->hoveredRow() == index.row();
        painter->fillRect(option.rect, rowColor(look));
        const bool isLink = index.column() == ScriptLogModel::Event;
        const bool isFuture = index.data(ScriptLogModel::FutureRole).toBool();
        paintLine(*painter, option.rect.adjusted(Theme::kGrid, 0, -Theme::kGrid, 0),
                  index.data().toString(),
                  {theme.monospace(),
                   isLink     ? tokens.accent
                   : isFuture ? tokens.textDim
                              : tokens.text,
                   (isLink ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter});
    }
};

} // namespace

ConsolePanel::ConsolePanel(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new ScriptLogModel(session, this))
    , m_table(new RowTable(this))
    , m_controls(new QWidget(this))
{
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    auto *const copyButton = new QToolButton;
    copyButton->setAutoRaise(true);
    copyButton->setFocusPolicy(Qt::TabFocus);
    copyButton->setIcon(Theme::instance().icon(QStringLiteral("edit-copy")));
    copyButton->setToolTip(tr("Copy all lines"));
    copyButton->setAccessibleName(copyButton->toolTip());
    m_controls->hide(); // until a line takes it
    auto *const line = new QHBoxLayout(m_controls);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(copyButton);
    connect(copyButton, &QToolButton::clicked, this, &ConsolePanel::copy);

    m_table->setAccessibleName(tr("Console of the reducer"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new Delegate(this));
    m_table->installEventFilter(this);
    m_table->setEmptyText(tr("The reducer has written nothing for the events up to here."));
    m_table->setColumnWidth(ScriptLogModel::Event,
                            QFontMetrics(Theme::instance().monospace())
                                    .horizontalAdvance(QStringLiteral("v00,000"))
                                + 2 * Theme::kGrid);
    m_table->horizontalHeader()->setStretchLastSection(true);
    connect(m_table, &QAbstractItemView::clicked, this,
            [this](const QModelIndex &index) { goTo(index.row()); });
    connect(m_table, &RowTable::rowActivated, this, &ConsolePanel::goTo);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ConsolePanel::followPlayhead);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ConsolePanel::linesChanged);
    connect(&session, &Session::playheadChanged, this, &ConsolePanel::followPlayhead);
}

void ConsolePanel::focusList()
{
    m_table->setFocus(Qt::OtherFocusReason);
}

bool ConsolePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ConsolePanel::followPlayhead()
{
    const int row = m_session.hasLog() ? m_model->current() : -1;
    if (row >= 0)
        m_table->scrollTo(m_model->index(row, 0));
}

void ConsolePanel::goTo(int row)
{
    if (const Row event = m_model->rowAt(row); event != kNoRow)
        m_session.goToEvent(event);
}

void ConsolePanel::copy()
{
    if (m_model->rowCount() > 0)
        QGuiApplication::clipboard()->setText(m_model->asText());
}

} // namespace eventscope::ui
