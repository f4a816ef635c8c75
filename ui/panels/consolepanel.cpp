// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/consolepanel.h"

#include "panels/paint.h"
#include "panels/rowtable.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QToolButton>

namespace eventscope::ui {

namespace {

class Delegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Theme &theme = Theme::instance();
        const Tokens &tokens = theme.tokens();
        const QRect room = paintCell(*painter, option, index.row());
        const bool isLink = index.column() == ScriptLogModel::Event;
        const bool isFuture = index.data(ScriptLogModel::FutureRole).toBool();
        paintLine(*painter, room, index.data().toString(),
                  {theme.monospace(),
                   isLink     ? tokens.accent
                   : isFuture ? tokens.textDim
                              : tokens.text,
                   (isLink ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter});
    }
};

} // namespace

ConsolePanel::ConsolePanel(Session &session, QWidget *parent)
    : ListPanel(parent)
    , m_session(session)
    , m_model(new ScriptLogModel(session, this))
{
    QToolButton *const copyButton = addControl(QStringLiteral("edit-copy"));
    copyButton->setToolTip(tr("Copy all lines"));
    copyButton->setAccessibleName(copyButton->toolTip());
    connect(copyButton, &QToolButton::clicked, this, &ConsolePanel::copy);

    table().setAccessibleName(tr("Console of the reducer"));
    table().setModel(m_model);
    table().setItemDelegate(new Delegate(this));
    table().setEmptyText(tr("The reducer has written nothing for the events up to here."));
    table().setColumnWidth(ScriptLogModel::Event, 0);
    fitSection(*table().horizontalHeader(), ScriptLogModel::Event, QStringLiteral("v00,000"));
    connect(&table(), &QAbstractItemView::clicked, this,
            [this](const QModelIndex &index) { goTo(index.row()); });
    connect(&table(), &RowTable::rowActivated, this, &ConsolePanel::goTo);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ConsolePanel::followPlayhead);
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        if (const int rows = m_model->rowCount(); rows > 0)
            fitSection(*table().horizontalHeader(), ScriptLogModel::Event,
                       m_model->index(rows - 1, ScriptLogModel::Event).data().toString());
        Q_EMIT linesChanged();
    });
    connect(&session, &Session::playheadChanged, this, &ConsolePanel::followPlayhead);
}

void ConsolePanel::followPlayhead()
{
    const int row = m_session.hasLog() ? m_model->current() : -1;
    if (row >= 0)
        table().scrollTo(m_model->index(row, 0));
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
