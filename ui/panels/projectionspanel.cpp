// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/projectionspanel.h"

#include "models/projectionfilesmodel.h"
#include "panels/paint.h"
#include "panels/panelheader.h"
#include "panels/rowtable.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
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
        const Tokens &tokens = Theme::instance().tokens();
        const QRect room = paintCell(*painter, option, index.row());
        const bool isName = index.column() == ProjectionFilesModel::Name;
        const bool isCurrent = index.data(ProjectionFilesModel::CurrentRole).toBool();
        if (isName && isCurrent)
            painter->fillRect(option.rect.left(), option.rect.top(), kAccentBar,
                              option.rect.height(), tokens.accent);
        const bool isBright = isName && index.data(ProjectionFilesModel::KnownRole).toBool();
        const bool isTrouble = !isName && index.data(ProjectionFilesModel::TroubleRole).toBool();
        paintLine(*painter, room, index.data().toString(),
                  {option.font,
                   isTrouble               ? tokens.error
                   : isBright || isCurrent ? tokens.text
                                           : tokens.textDim,
                   (isName ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter,
                   isName ? Qt::ElideMiddle : Qt::ElideRight});
    }
};

} // namespace

ProjectionsPanel::ProjectionsPanel(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new ProjectionFilesModel(session, this))
    , m_table(new RowTable(this))
    , m_new(new QToolButton)
{
    auto *const header = new PanelHeader(tr("Projections"), this);
    m_new->setIcon(Theme::instance().icon(QStringLiteral("document-new")));
    m_new->setToolTip(tr("New projection from a template"));
    m_new->setAccessibleName(m_new->toolTip());
    m_new->setPopupMode(QToolButton::InstantPopup);
    m_new->setAutoRaise(true);
    auto *const open = new QToolButton;
    open->setIcon(Theme::instance().icon(QStringLiteral("document-open")));
    open->setToolTip(tr("Open a projection's file"));
    open->setAccessibleName(open->toolTip());
    open->setAutoRaise(true);
    connect(open, &QToolButton::clicked, this, &ProjectionsPanel::openWanted);
    header->addControl(m_new);
    header->addControl(open);

    m_table->setAccessibleName(tr("Projections"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new Delegate(this));
    m_table->setEmptyText(
        tr("No projection was run over this store yet. Paste or open a KurrentDB projection, or "
           "begin with a template: both buttons stand above."));
    m_table->horizontalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(ProjectionFilesModel::Name,
                                                      QHeaderView::Stretch);
    m_table->setColumnWidth(ProjectionFilesModel::State, 11 * Theme::kGrid);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->installEventFilter(this);
    connect(m_table, &QAbstractItemView::clicked, this,
            [this](const QModelIndex &index) { choose(index.row()); });
    connect(m_table, &RowTable::rowActivated, this, &ProjectionsPanel::choose);
    connect(m_table, &QWidget::customContextMenuRequested, this, &ProjectionsPanel::showMenu);

    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(m_table, 1);
}

void ProjectionsPanel::setCurrent(const QString &file)
{
    m_model->setCurrent(file);
    if (const int row = m_model->indexOf(file); row >= 0)
        m_table->setCurrentIndex(m_model->index(row, 0));
    else
        m_table->clearSelection();
}

void ProjectionsPanel::focusList()
{
    m_table->setFocus(Qt::OtherFocusReason);
}

bool ProjectionsPanel::isSettled() const
{
    return m_model->isSettled();
}

void ProjectionsPanel::choose(int row)
{
    Q_EMIT chosen(m_model->fileAt(row));
}

void ProjectionsPanel::forget(int row)
{
    if (row >= 0 && m_model->isKnown(row))
        m_session.workspace().forgetProjection(m_model->fileAt(row).toStdString());
}

void ProjectionsPanel::showMenu(const QPoint &place)
{
    const QModelIndex index = m_table->indexAt(place);
    if (!index.isValid())
        return;
    const QString file = m_model->fileAt(index.row());
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Open"), this, [this, file] { Q_EMIT chosen(file); });
    menu->addAction(tr("Copy the path"), this,
                    [file] { QGuiApplication::clipboard()->setText(file); });
    QAction *const away = menu->addAction(tr("Take it off the list"), QKeySequence::Delete, this,
                                          [this, file] { forget(m_model->indexOf(file)); });
    away->setEnabled(m_model->isKnown(index.row()));
    menu->popup(m_table->viewport()->mapToGlobal(place));
}

bool ProjectionsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Delete)) {
        forget(m_table->currentIndex().row());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace eventscope::ui
