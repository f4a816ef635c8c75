// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/eventsdelegate.h"

#include "panels/linelayouts.h"
#include "panels/rowtable.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QPainter>

namespace eventscope::ui {

namespace {

constexpr int kMark = 12;
constexpr int kFlag = 8;

// At the left of a marked event, as the scrubber has it.
void paintFlag(QPainter &painter, const QRect &rect, const QColor &color)
{
    const QPointF tip(rect.left() + kFlag / 2.0, rect.center().y() + kFlag / 2.0 - 1);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF{tip, tip + QPointF(-kFlag / 2.0, 2 - kFlag),
                                  tip + QPointF(kFlag / 2.0, 2 - kFlag)});
    painter.restore();
}

} // namespace

EventsDelegate::EventsDelegate(const Session &session, const EventsModel &model, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_session(session)
    , m_model(model)
{}

void EventsDelegate::paintText(QPainter &painter, const QRect &rect, const QString &text,
                               const TextLook &look) const
{
    // In what is left of the text once it is elided; what the dots stand for tints the whole of it.
    if (!m_marked.isEmpty() && text.contains(m_marked)) {
        constexpr int kAlpha = 90;
        const QFontMetrics metrics(look.font);
        const QString shown = metrics.elidedText(text, look.elide, rect.width());
        const int begin = look.alignment & Qt::AlignRight
                              ? rect.right() + 1 - metrics.horizontalAdvance(shown)
                              : rect.left();
        QColor color = Theme::instance().tokens().warning;
        color.setAlpha(kAlpha);
        if (!shown.contains(m_marked)) {
            color.setAlpha(kAlpha / 2);
            painter.fillRect(begin, rect.center().y() - metrics.height() / 2,
                             metrics.horizontalAdvance(shown), metrics.height(), color);
        }
        for (qsizetype at = shown.indexOf(m_marked); at >= 0;
             at = shown.indexOf(m_marked, at + m_marked.size())) {
            const int left = metrics.horizontalAdvance(shown.left(at));
            const int right = metrics.horizontalAdvance(shown.left(at + m_marked.size()));
            painter.fillRect(begin + left, rect.center().y() - metrics.height() / 2, right - left,
                             metrics.height(), color);
        }
    }
    paintLine(painter, rect, text, look);
}

// The date stands where the day changes, and on the first row in sight: the whole one if there is
// room, else month and day.
void EventsDelegate::paintClock(QPainter &painter, const QRect &rect, const QModelIndex &index,
                                bool first) const
{
    const Theme &theme = Theme::instance();
    const Tokens &tokens = theme.tokens();
    const QFont font = theme.monospace();
    const int taken = paintLine(painter, rect, index.data().toString(),
                                {font, tokens.text, Qt::AlignRight | Qt::AlignVCenter,
                                 Qt::ElideLeft});
    const QString day = first ? dateText(m_session.log().time(m_model.rowAt(index.row())))
                              : index.data(EventsModel::NewDayRole).toString();
    if (day.isEmpty())
        return;
    QRect room = rect;
    room.setRight(rect.right() - taken - Theme::kTight);
    const QString shown = lineWidth(font, day) <= room.width() ? day : day.section(u'-', -2);
    if (lineWidth(font, shown) <= room.width())
        paintLine(painter, room, shown, {font, tokens.textDim});
}

void EventsDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const auto *const table = qobject_cast<const RowTable *>(option.widget);
    const Theme &theme = Theme::instance();
    const Tokens &tokens = theme.tokens();
    const int row = index.row();
    const Row event = m_model.rowAt(row);
    const bool playhead = event == m_session.playhead();

    QRect rect = paintCell(*painter, option, row,
                           playhead || m_session.selectedEvents().contains(event));
    const QString text = index.column() == EventsModel::Clock ? QString() : index.data().toString();
    const Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
    const Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;
    const EventLog &log = m_session.log();
    switch (index.column()) {
    case EventsModel::Position:
        if (m_session.bookmarks().contains(event)) {
            paintFlag(*painter, rect, tokens.changed);
            rect.setLeft(rect.left() + kFlag + Theme::kTight);
        }
        paintLine(*painter, rect, text, {theme.monospace(), tokens.textDim, right, Qt::ElideLeft});
        break;
    case EventsModel::Clock:
        paintClock(*painter, rect, index, table && table->firstVisibleRow() == row);
        break;
    case EventsModel::Stream:
        paintText(*painter, rect, text,
                  {option.font, log.stream(event) == kNoStream ? tokens.textDim : tokens.text, left,
                   Qt::ElideMiddle});
        break;
    case EventsModel::Version:
        paintLine(*painter, rect, text, {theme.monospace(), tokens.text, right, Qt::ElideLeft});
        break;
    case EventsModel::Type:
        paintMark(*painter, QRectF(rect.left(), rect.center().y() - kMark / 2 + 1, kMark, kMark),
                  m_model.styleAt(row));
        rect.setLeft(rect.left() + kMark + Theme::kTight + 2);
        paintText(*painter, rect, text, {option.font, tokens.text, left, Qt::ElideMiddle});
        break;
    case EventsModel::Payload:
        if (index.data(EventsModel::DamagedRole).toBool()) {
            constexpr int kIcon = 16;
            theme.icon(QStringLiteral("dialog-warning"))
                .paint(painter, rect.left(), rect.top() + (rect.height() - kIcon) / 2, kIcon,
                       kIcon);
            rect.setLeft(rect.left() + kIcon + Theme::kTight);
            paintText(*painter, rect, text, {option.font, tokens.error, left});
        } else {
            const bool loading = index.data(EventsModel::LoadingRole).toBool();
            paintText(*painter, rect, text,
                      {theme.monospace(), loading ? tokens.textDim : tokens.text, left});
        }
        break;
    case EventsModel::StateChange:
        paintLine(*painter, rect, text,
                  {theme.monospace(),
                   index.data(EventsModel::DimRole).toBool() ? tokens.textDim : tokens.text, left});
        break;
    default: {
        // Numbers, and what stands in their place, are on the side of the others.
        const bool number = index.data(Qt::TextAlignmentRole).isValid();
        const bool dim = index.data(EventsModel::AbsentRole).toBool()
                         || index.data(EventsModel::LoadingRole).toBool();
        paintText(*painter, rect, text,
                  {theme.monospace(), dim ? tokens.textDim : tokens.text, number ? right : left,
                   number ? Qt::ElideLeft : Qt::ElideRight});
        break;
    }
    }

    // The edge: the first column as the user has ordered them.
    if (!table || table->horizontalHeader()->visualIndex(index.column()) != 0)
        return;
    if (playhead)
        painter->fillRect(option.rect.left(), option.rect.top(), kAccentBar, option.rect.height(),
                          tokens.accent);
}

} // namespace eventscope::ui
