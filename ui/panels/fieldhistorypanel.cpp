// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/fieldhistorypanel.h"

#include "panels/differencepaint.h"
#include "panels/notice.h"
#include "panels/paint.h"
#include "panels/rowtable.h"
#include "widgets/format.h"
#include "widgets/jsontext.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

namespace eventscope::ui {

namespace {

constexpr int kMark = 12;

class Delegate : public QStyledItemDelegate
{
public:
    Delegate(const FieldHistoryModel &model, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_model(model)
    {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Theme &theme = Theme::instance();
        const Tokens &tokens = theme.tokens();
        QRect rect = paintCell(*painter, option, index.row());
        const QString text = index.data().toString();
        const Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;
        switch (index.column()) {
        case FieldHistoryModel::Version:
            paintLine(*painter, rect, text,
                      {theme.monospace(), tokens.accent, Qt::AlignRight | Qt::AlignVCenter,
                       Qt::ElideLeft});
            break;
        case FieldHistoryModel::Clock:
            paintLine(*painter, rect, text, {theme.monospace(), tokens.text, left});
            break;
        case FieldHistoryModel::Type:
            paintMark(*painter,
                      QRectF(rect.left(), rect.center().y() - kMark / 2 + 1, kMark, kMark),
                      m_model.styleAt(index.row()));
            rect.setLeft(rect.left() + kMark + Theme::kTight + 2);
            paintLine(*painter, rect, text, {option.font, tokens.text, left, Qt::ElideMiddle});
            break;
        case FieldHistoryModel::Change:
            paintChange(*painter, rect, index);
            break;
        }
        if (index.row() == m_model.current() && index.column() == 0)
            painter->fillRect(option.rect.left(), option.rect.top(), kAccentBar,
                              option.rect.height(), tokens.accent);
    }

private:
    static void paintChange(QPainter &painter, QRect rect, const QModelIndex &index)
    {
        const auto difference = static_cast<Difference>(
            index.data(FieldHistoryModel::DifferenceRole).toInt());
        const QVariant before = index.data(FieldHistoryModel::BeforeTextRole);
        const QVariant after = index.data(FieldHistoryModel::AfterTextRole);
        QFont font = Theme::instance().monospace();
        paintDifference(painter, rect, difference);
        rect.setLeft(rect.left() + kDifferenceMark + Theme::kTight);
        if (before.isValid() && after.isValid())
            rect = paintBefore(painter, rect, before.toString(), after.toString(), font);
        font.setStrikeOut(!after.isValid());
        paintLine(painter, rect, after.isValid() ? after.toString() : before.toString(),
                  {font, differenceColor(difference)});
    }

    const FieldHistoryModel &m_model;
};

} // namespace

FieldHistoryPanel::FieldHistoryPanel(Session &session, QWidget *parent)
    : ListPanel(parent)
    , m_session(session)
    , m_model(new FieldHistoryModel(session, this))
    , m_notice(new Notice(this))
    , m_pin(addControl(QStringLiteral("window-pin")))
    , m_copy(addControl(QStringLiteral("edit-copy")))
{
    column().insertWidget(0, m_notice);
    m_pin->setCheckable(true);
    m_copy->setToolTip(tr("Copy the history, a line a change"));
    m_copy->setAccessibleName(tr("Copy the history"));
    connect(m_pin, &QToolButton::clicked, this, &FieldHistoryPanel::togglePin);
    connect(m_copy, &QToolButton::clicked, this, &FieldHistoryPanel::copy);

    table().setAccessibleName(tr("History of the field"));
    table().setModel(m_model);
    table().setItemDelegate(new Delegate(*m_model, this));
    QHeaderView &header = *table().horizontalHeader();
    header.resizeSection(FieldHistoryModel::Version, 0);
    fitSection(header, FieldHistoryModel::Version, QStringLiteral("v0,000"));
    fitSection(header, FieldHistoryModel::Clock, QStringLiteral("0000-00-00 00:00:00.000000"));
    table().setColumnWidth(FieldHistoryModel::Type, 20 * Theme::kGrid);

    connect(table().selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (m_following || !current.isValid())
                    return;
                if (const Row row = m_model->rowAt(current.row()); row != kNoRow)
                    m_session.goToEvent(row);
            });
    connect(m_model, &QAbstractItemModel::modelReset, this, &FieldHistoryPanel::followPlayhead);
    connect(&session, &Session::playheadChanged, this, &FieldHistoryPanel::followPlayhead);
    connect(&session.histories(), &FieldHistories::changed, this, &FieldHistoryPanel::take);
    connect(&session.histories(), &FieldHistories::listedChanged, this, &FieldHistoryPanel::take);
    take();
}

QString FieldHistoryPanel::title() const
{
    const auto &listed = m_session.histories().listed();
    if (!listed)
        return {};
    const QString field = oneLine(fieldLabel(*listed).toStdString(), 40);
    if (!m_session.histories().listedHistory())
        return tr("History of %1").arg(field);
    return tr("History of %1  %2").arg(field, withThousands(m_model->rowCount()));
}

bool FieldHistoryPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &table() && event->type() == QEvent::KeyPress) {
        const auto *const key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_P && key->modifiers() == Qt::NoModifier) {
            togglePin();
            return true;
        }
    }
    return ListPanel::eventFilter(watched, event);
}

void FieldHistoryPanel::take()
{
    const FieldHistories &histories = m_session.histories();
    const auto history = histories.listedHistory();
    takePins();
    m_notice->clear();
    if (!history) {
        table().setEmptyText(tr("Looking through the stream\u2026"));
    } else if (history->error) {
        m_notice->say(Notice::Kind::Error, QString::fromStdString(history->error->message));
        table().setEmptyText({});
    } else {
        table().setEmptyText(tr("No event of this stream sets the field."));
        if (const auto &failure = history->field.failure) {
            m_notice->say(Notice::Kind::Warning,
                          tr("The reducer fails at %1; what comes after it is not known.")
                              .arg(eventLabel(m_session.log(),
                                              m_session.states().rowOf(failure->ordinal))));
        }
    }
    if (const int rows = m_model->rowCount(); rows > 0)
        fitSection(*table().horizontalHeader(), FieldHistoryModel::Version,
                   m_model->index(rows - 1, FieldHistoryModel::Version).data().toString());
    m_copy->setEnabled(m_model->rowCount() > 0);
    Q_EMIT titleChanged();
}

void FieldHistoryPanel::takePins()
{
    const auto &listed = m_session.histories().listed();
    const bool pinned = listed && m_session.histories().isPinned(*listed);
    m_pin->setChecked(pinned);
    m_pin->setToolTip(pinned ? tr("Take the field off the timeline (P)")
                             : tr("Keep the field as a lane on the timeline (P)"));
    m_pin->setAccessibleName(pinned ? tr("Unpin the field") : tr("Pin the field"));
}

void FieldHistoryPanel::followPlayhead()
{
    table().viewport()->update();
    if (!m_session.hasLog())
        return;
    const int row = m_model->current();
    m_following = true;
    const bool exact = row >= 0 && m_model->rowAt(row) == m_session.playhead();
    const QModelIndex index = m_model->index(row, 0);
    if (!exact)
        table().selectionModel()->clear();
    else if (table().currentIndex().row() != row)
        table().selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect
                                                             | QItemSelectionModel::Rows);
    m_following = false;
    if (index.isValid())
        table().scrollTo(index);
}

void FieldHistoryPanel::togglePin()
{
    FieldHistories &histories = m_session.histories();
    if (!histories.listed())
        return;
    if (histories.isPinned(*histories.listed())) {
        histories.unpin(*histories.listed());
    } else if (const auto pinned = histories.pin(*histories.listed()); !pinned) {
        take();
        m_notice->say(Notice::Kind::Warning, QString::fromStdString(pinned.error().message));
    }
}

void FieldHistoryPanel::copy()
{
    if (m_model->rowCount() > 0)
        QGuiApplication::clipboard()->setText(m_model->asText());
}

} // namespace eventscope::ui
