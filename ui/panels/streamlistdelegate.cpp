// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/streamlistdelegate.h"

#include "panels/linelayouts.h"
#include "panels/paint.h"
#include "panels/rowtable.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QPainter>

namespace eventscope::ui {

namespace {

constexpr int kArrow = 8;
constexpr int kMark = 12;
constexpr int kPin = 14;
constexpr int kEye = 16;
constexpr qreal kHiddenOpacity = 0.4;
constexpr int kIndent = Theme::kGrid + kArrow + Theme::kGrid;

// Fills the cell's background as that of its row.
void paintBackground(QPainter &painter, const QStyleOptionViewItem &option, int row, bool chosen)
{
    const auto *const table = qobject_cast<const RowTable *>(option.widget);
    RowLook look;
    look.selected = chosen || (option.state & QStyle::State_Selected);
    look.hovered = table && table->hoveredRow() == row;
    painter.fillRect(option.rect, rowColor(look));
}

// The row that the keyboard acts on.
void paintFocus(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *const table = qobject_cast<const RowTable *>(option.widget);
    if (!table || !table->hasFocus() || table->currentIndex().row() != index.row())
        return;
    const QColor color = Theme::instance().tokens().accent;
    const QRect rect = option.rect;
    painter.fillRect(rect.left(), rect.top(), rect.width(), 1, color);
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color);
}

void paintArrow(QPainter &painter, const QRect &rect, bool open, const QColor &color)
{
    QPolygonF arrow;
    const QPointF middle = QRectF(rect).center();
    constexpr qreal kHalf = 3.5;
    if (open)
        arrow << middle + QPointF(-kHalf, -kHalf / 2) << middle + QPointF(0, kHalf / 2)
              << middle + QPointF(kHalf, -kHalf / 2);
    else
        arrow << middle + QPointF(-kHalf / 2, -kHalf) << middle + QPointF(kHalf / 2, 0)
              << middle + QPointF(-kHalf / 2, kHalf);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.5));
    painter.drawPolyline(arrow);
    painter.restore();
}

void paintNumber(QPainter &painter, const QStyleOptionViewItem &option, const QString &text,
                 const QColor &color)
{
    const QRect rect = option.rect.adjusted(0, 0, -Theme::kGrid, 0);
    paintLine(painter, rect, text,
              {Theme::instance().monospace(), color, Qt::AlignRight | Qt::AlignVCenter,
               Qt::ElideLeft});
}

} // namespace

StreamListDelegate::StreamListDelegate(const Session &session, const StreamsModel &model,
                                       QObject *parent)
    : QStyledItemDelegate(parent)
    , m_session(session)
    , m_model(model)
{}

bool StreamListDelegate::isChosen(int row) const
{
    if (!m_session.hasLog() || !m_session.selectedStream())
        return false;
    if (!m_model.isSection(row))
        return m_model.streamAt(row) == m_session.selectedStream();
    // The selected stream is in a section that is closed.
    return !m_model.isOpen(row)
           && m_model.typeAt(row)
                  == m_session.log().streamSummary(*m_session.selectedStream()).type;
}

void StreamListDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    const Tokens &tokens = theme.tokens();
    const int row = index.row();
    const bool section = m_model.isSection(row);
    const bool chosen = isChosen(row);
    paintBackground(*painter, option, row, chosen && !section);
    if (index.column() != StreamsModel::Name) {
        QString text = index.data().toString();
        if (index.column() == StreamsModel::Last
            && lineWidth(theme.monospace(), text) > option.rect.width() - Theme::kGrid)
            text = m_model.sorting() == StreamSort::Idle
                       ? text.section(u' ', 0, 1) // its larger unit
                       : shortTimeText(m_model.lastTimeAt(row), m_session.log().latest());
        paintNumber(*painter, option, text, tokens.textDim);
        paintFocus(*painter, option, index);
        return;
    }
    QRect rect = option.rect;
    if (chosen)
        painter->fillRect(rect.left(), rect.top(), kAccentBar, rect.height(), tokens.accent);
    if (section) {
        const bool lanes = m_session.selectedStreamType()
                           && m_model.typeAt(row) == m_session.selectedStreamType();
        paintArrow(*painter, QRect(rect.left() + Theme::kGrid, rect.top(), kArrow, rect.height()),
                   m_model.isOpen(row), tokens.textDim);
        rect.setLeft(rect.left() + Theme::kGrid + kArrow + Theme::kTight);
        paintLine(*painter, rect, index.data().toString(),
                  {theme.heading(), lanes ? tokens.accent : tokens.text,
                   Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideMiddle});
    } else {
        rect.setLeft(rect.left() + kIndent);
        const auto stream = m_model.streamAt(row);
        if (stream && m_session.workspace().isStreamPinned(m_session.log().streamName(*stream))) {
            theme.icon(QStringLiteral("window-pin"))
                .paint(painter, rect.right() - kPin, rect.center().y() - kPin / 2, kPin, kPin);
            rect.setRight(rect.right() - kPin - Theme::kTight);
        }
        // Where the whole name does not fit, its type goes first: the section says it.
        QString name = index.data().toString();
        if (lineWidth(option.font, name) > rect.width())
            name = index.data(StreamsModel::ShortNameRole).toString();
        paintLine(*painter, rect, name,
                  {option.font, tokens.text, Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideMiddle});
    }
    paintFocus(*painter, option, index);
}

TypeListDelegate::TypeListDelegate(const EventTypesModel &model, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_model(model)
{}

void TypeListDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    const Tokens &tokens = Theme::instance().tokens();
    paintBackground(*painter, option, index.row(), false);
    const bool hidden = m_model.isHidden(index.row());
    if (index.column() == EventTypesModel::Shown) {
        // Of those that are shown as a matter of course, the eye comes with the mouse.
        const auto *const table = qobject_cast<const RowTable *>(option.widget);
        const bool isHere = table
                            && (table->hoveredRow() == index.row()
                                || (table->hasFocus()
                                    && table->currentIndex().row() == index.row()));
        if (hidden || isHere || m_model.isSolo(index.row()))
            Theme::instance()
                .icon(hidden ? QStringLiteral("view-hidden") : QStringLiteral("view-visible"))
                .paint(painter, QRect(option.rect.left(), option.rect.center().y() - kEye / 2 + 1,
                                      kEye, kEye));
    } else if (index.column() == EventTypesModel::Count) {
        paintNumber(*painter, option, index.data().toString(), tokens.textDim);
    } else {
        QRect rect = option.rect;
        painter->setOpacity(hidden ? kHiddenOpacity : 1);
        paintMark(*painter,
                  QRectF(rect.left() + Theme::kGrid, rect.center().y() - kMark / 2 + 1, kMark,
                         kMark),
                  m_model.styleAt(index.row()));
        painter->setOpacity(1);
        rect.setLeft(rect.left() + kIndent);
        paintLine(*painter, rect, index.data().toString(),
                  {option.font, hidden ? tokens.textDim : tokens.text,
                   Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideMiddle});
    }
    paintFocus(*painter, option, index);
}

} // namespace eventscope::ui
