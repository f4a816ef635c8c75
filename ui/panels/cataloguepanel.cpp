// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/cataloguepanel.h"

#include "panels/notice.h"
#include "panels/paint.h"
#include "panels/rowtable.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QSplitter>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

namespace eventscope::ui {

namespace {

constexpr int kMark = 12;
constexpr int kLeastValues = 7 * Theme::kGrid;
constexpr Qt::Alignment kLeft = Qt::AlignLeft | Qt::AlignVCenter;
constexpr Qt::Alignment kRight = Qt::AlignRight | Qt::AlignVCenter;

// A heading across all columns; true if the row is one.
bool paintHeading(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                  bool isHeading)
{
    if (!isHeading)
        return false;
    const Tokens &tokens = Theme::instance().tokens();
    painter.fillRect(option.rect, tokens.raised);
    const auto *const table = qobject_cast<const RowTable *>(option.widget);
    if (!table)
        return true;
    // Each cell paints its part of the one text.
    const QRect whole(table->columnViewportPosition(0), option.rect.top(),
                      table->viewport()->width(), option.rect.height());
    painter.save();
    painter.setClipRect(option.rect, Qt::IntersectClip);
    paintLine(painter, whole.adjusted(Theme::kGrid, 0, -Theme::kGrid, 0),
              index.siblingAtColumn(0).data().toString(),
              {Theme::instance().small(), tokens.textDim, kLeft});
    painter.restore();
    return true;
}

void paintType(QPainter &painter, QRect room, const QStyleOptionViewItem &option,
               const EventTypeStyle *style, const QString &name)
{
    const Tokens &tokens = Theme::instance().tokens();
    if (style)
        paintMark(painter, QRectF(room.left(), room.center().y() - kMark / 2 + 1, kMark, kMark),
                  *style);
    room.setLeft(room.left() + kMark + Theme::kTight + 2);
    paintLine(painter, room, name,
              {option.font, style ? tokens.text : tokens.textDim, kLeft, Qt::ElideMiddle});
}

class TypesDelegate : public QStyledItemDelegate
{
public:
    TypesDelegate(const EventTypesModel &model, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_model(model)
    {}
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const QRect room = paintCell(*painter, option, index.row());
        if (index.column() == EventTypesModel::Name)
            paintType(*painter, room, option, &m_model.styleAt(index.row()),
                      index.data().toString());
        else
            paintLine(*painter, room, index.data().toString(),
                      {Theme::instance().monospace(), Theme::instance().tokens().textDim, kRight,
                       Qt::ElideLeft});
    }

private:
    const EventTypesModel &m_model;
};

class FieldsDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        if (paintHeading(*painter, option, index, index.data(SchemaModel::HeadingRole).toBool()))
            return;
        const Theme &theme = Theme::instance();
        const Tokens &tokens = theme.tokens();
        const QRect room = paintCell(*painter, option, index.row());
        const bool isMono = index.column() == SchemaModel::Field
                            || index.column() == SchemaModel::Values
                            || index.column() == SchemaModel::Share;
        const QColor color = index.column() == SchemaModel::Change  ? tokens.changed
                             : index.column() == SchemaModel::Field ? tokens.text
                                                                    : tokens.textDim;
        paintLine(*painter, room, index.data().toString(),
                  {isMono ? theme.monospace() : option.font, color,
                   index.column() == SchemaModel::Share ? kRight : kLeft,
                   index.column() == SchemaModel::Field ? Qt::ElideMiddle : Qt::ElideRight});
    }
};

class NeighboursDelegate : public QStyledItemDelegate
{
public:
    NeighboursDelegate(const TransitionsModel &model, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_model(model)
    {}
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        if (paintHeading(*painter, option, index,
                         index.data(TransitionsModel::HeadingRole).toBool()))
            return;
        const QRect room = paintCell(*painter, option, index.row());
        if (index.column() == TransitionsModel::Type)
            paintType(*painter, room, option, m_model.styleAt(index.row()),
                      index.data().toString());
        else
            paintLine(*painter, room, index.data().toString(),
                      {index.column() == TransitionsModel::Count ? Theme::instance().monospace()
                                                                 : Theme::instance().small(),
                       Theme::instance().tokens().textDim, kRight});
    }

private:
    const TransitionsModel &m_model;
};

} // namespace

CataloguePanel::CataloguePanel(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_typesModel(new EventTypesModel(session, this))
    , m_schema(new SchemaModel(session, this))
    , m_transitions(new TransitionsModel(session, this))
    , m_notice(new Notice(this))
    , m_controls(new QWidget(this))
    , m_status(new QLabel(m_controls))
    , m_again(new QToolButton(m_controls))
    , m_splitter(new QSplitter(this))
    , m_types(new RowTable)
    , m_fields(new RowTable)
    , m_neighbours(new RowTable)
{
    m_controls->hide(); // until a line takes it
    auto *const line = new QHBoxLayout(m_controls);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(Theme::kTight);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setForegroundRole(QPalette::PlaceholderText);
    m_status->setContentsMargins(0, 0, Theme::kGrid, 0);
    auto *const copyButton = new QToolButton;
    copyButton->setIcon(Theme::instance().icon(QStringLiteral("edit-copy")));
    copyButton->setToolTip(tr("Copy the fields, a line each"));
    copyButton->setAccessibleName(tr("Copy the fields"));
    line->addWidget(m_status);
    for (QToolButton *const each : {m_again, copyButton}) {
        each->setAutoRaise(true);
        each->setFocusPolicy(Qt::TabFocus);
        line->addWidget(each);
    }
    connect(copyButton, &QToolButton::clicked, this, &CataloguePanel::copy);
    connect(m_again, &QToolButton::clicked, this, [this] {
        if (m_session.catalogue().isMaking())
            m_session.catalogue().cancel();
        else
            m_session.catalogue().remake();
    });

    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_notice);
    column->addWidget(m_splitter, 1);
    m_splitter->setChildrenCollapsible(false);
    const auto add = [this](RowTable *table, const QString &name, QAbstractItemModel *model,
                            QAbstractItemDelegate *delegate, int stretch) {
        table->setAccessibleName(name);
        table->setModel(model);
        table->setItemDelegate(delegate);
        table->installEventFilter(this);
        m_splitter->addWidget(table);
        m_splitter->setStretchFactor(m_splitter->count() - 1, stretch);
    };
    add(m_types, tr("Types of the catalogue"), m_typesModel, new TypesDelegate(*m_typesModel, this),
        2);
    add(m_fields, tr("Fields of the type"), m_schema, new FieldsDelegate(this), 6);
    add(m_neighbours, tr("What comes before and after"), m_transitions,
        new NeighboursDelegate(*m_transitions, this), 3);

    m_types->horizontalHeader()->setDefaultAlignment(kLeft);
    m_types->horizontalHeader()->setSectionResizeMode(EventTypesModel::Name, QHeaderView::Stretch);
    m_types->setColumnWidth(EventTypesModel::Count, 6 * Theme::kGrid);
    m_types->setColumnHidden(EventTypesModel::Shown, true); // the catalogue has all of them
    m_fields->setColumnWidth(SchemaModel::Field, 11 * Theme::kGrid);
    m_fields->setColumnWidth(SchemaModel::Type, 8 * Theme::kGrid);
    m_fields->setColumnWidth(SchemaModel::Share, 5 * Theme::kGrid);
    m_fields->setColumnWidth(SchemaModel::Change, 9 * Theme::kGrid);
    m_neighbours->horizontalHeader()->setSectionResizeMode(TransitionsModel::Type,
                                                           QHeaderView::Stretch);
    m_neighbours->setColumnWidth(TransitionsModel::Count, 6 * Theme::kGrid);
    m_neighbours->setColumnWidth(TransitionsModel::Median, 9 * Theme::kGrid);
    m_splitter->setSizes({204, 262, 244});

    connect(m_types->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) { takeCurrent(current.row()); });
    connect(m_schema, &QAbstractItemModel::modelReset, this, &CataloguePanel::giveRestToValues);
    connect(m_typesModel, &QAbstractItemModel::modelReset, this, [this] {
        if (const auto type = m_wanted ? m_wanted : m_schema->type())
            showType(*type);
    });
    const auto clicked = [this](RowTable *table, void (CataloguePanel::*run)(int)) {
        connect(table, &QAbstractItemView::clicked, this,
                [this, run](const QModelIndex &index) { (this->*run)(index.row()); });
        connect(table, &RowTable::rowActivated, this, run);
    };
    clicked(m_fields, &CataloguePanel::applyField);
    clicked(m_neighbours, &CataloguePanel::goToExample);
    connect(&session.catalogue(), &Catalogue::progressed, this, &CataloguePanel::takeProgress);
    connect(&session.catalogue(), &Catalogue::changed, this, &CataloguePanel::takeProgress);
    connect(&session, &Session::closed, this, [this] { m_wanted.reset(); });
    connect(&session, &Session::opened, this, [this] {
        if (isVisible())
            m_session.catalogue().want();
    });
    takeProgress();
}

void CataloguePanel::begin()
{
    m_session.catalogue().want();
    if (!m_session.hasLog())
        return;
    if (m_session.playhead() != kNoRow)
        showType(m_session.log().type(m_session.playhead()));
    else if (m_typesModel->rowCount() > 0)
        showType(m_typesModel->typeAt(0));
}

void CataloguePanel::showType(TypeId type)
{
    m_wanted = type;
    for (int row = 0; row < m_typesModel->rowCount(); ++row) {
        if (m_typesModel->typeAt(row) == type) {
            m_types->setCurrentIndex(m_typesModel->index(row, 0));
            return;
        }
    }
}

void CataloguePanel::focusList()
{
    m_types->setFocus(Qt::OtherFocusReason);
}

void CataloguePanel::takeCurrent(int row)
{
    if (row < 0)
        return;
    m_wanted.reset();
    m_schema->setType(m_typesModel->typeAt(row));
    m_transitions->setType(m_typesModel->typeAt(row));
}

void CataloguePanel::takeProgress()
{
    const Catalogue &catalogue = m_session.catalogue();
    m_notice->clear();
    if (catalogue.error())
        m_notice->say(Notice::Kind::Error, QString::fromStdString(catalogue.error()->message));
    const double fraction = catalogue.fraction();
    QString status;
    if (catalogue.isMaking()) {
        status = fraction < 0 ? tr("Reading\u2026")
                              : tr("Reading\u2026 %1 %").arg(static_cast<int>(fraction * 100));
    } else if (const auto contents = catalogue.contents()) {
        const SchemaReport &report = contents->schemas;
        const QString all = counted(report.events, tr("event"), tr("events"));
        status = report.looked == report.events
                     ? tr("from %1").arg(all)
                     : tr("from a sample of %1 of %2").arg(withThousands(report.looked), all);
    }
    m_status->setText(status);
    m_again->setIcon(Theme::instance().icon(catalogue.isMaking() ? QStringLiteral("window-close")
                                                                 : QStringLiteral("view-refresh")));
    m_again->setToolTip(catalogue.isMaking() ? tr("Stop reading") : tr("Read the events again"));
    m_again->setAccessibleName(m_again->toolTip());
    const QString empty
        = catalogue.error()      ? QString()
          : catalogue.isMaking() ? tr("Reading the payloads\u2026")
          : catalogue.contents() ? tr("Choose an event type at the left.")
          : m_session.hasLog() && m_session.phase() == Session::Phase::Loading
              ? tr("The events can be read as soon as the store is loaded.")
              : tr("The events have not been read. Read them with the button above.");
    m_fields->setEmptyText(empty);
    m_neighbours->setEmptyText(catalogue.contents() ? empty : QString());
}

void CataloguePanel::applyField(int row)
{
    m_session.setFilter(m_schema->conditionAt(row));
}

void CataloguePanel::goToExample(int row)
{
    if (const Row example = m_transitions->exampleAt(row); example != kNoRow)
        m_session.goToEvent(example);
}

void CataloguePanel::copy()
{
    if (m_schema->rowCount() > 0)
        QGuiApplication::clipboard()->setText(m_schema->asText());
}

// The values take the room that is left, and enough to be read where there is none: then one scrolls. A column of changes is there only
// for a type that has changed.
void CataloguePanel::giveRestToValues()
{
    m_fields->setColumnHidden(SchemaModel::Change, !m_schema->hasChanges());
    int rest = m_fields->viewport()->width();
    for (const int column :
         {SchemaModel::Field, SchemaModel::Type, SchemaModel::Share, SchemaModel::Change})
        rest -= m_fields->columnWidth(column); // none if it is hidden
    m_fields->setColumnWidth(SchemaModel::Values, std::max(rest, kLeastValues));
}

bool CataloguePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_fields && event->type() == QEvent::Resize)
        giveRestToValues();
    if (event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace eventscope::ui
