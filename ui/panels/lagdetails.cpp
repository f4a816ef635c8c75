// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/lagdetails.h"

#include "models/lagmodel.h"
#include "panels/elidedlabel.h"
#include "panels/rowtable.h"
#include "panels/signeddelegate.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace eventscope::ui {

namespace {

constexpr std::size_t kMostGaps = 200;
constexpr int kColumnWidth = 16 * Theme::kGrid;

QString wholeText(const std::string &bytes)
{
    return QString::fromStdString(bytes);
}

} // namespace

LagDetails::LagDetails(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_queue(new QueueModel(session, this))
    , m_title(new ElidedLabel)
    , m_copy(new QToolButton)
    , m_pages(new QStackedLayout)
    , m_text(new QPlainTextEdit)
    , m_messages(new RowTable)
{
    setObjectName(QStringLiteral("lagDetails"));
    m_title->setElide(Qt::ElideMiddle);
    m_copy->setAutoRaise(true);
    m_copy->setFocusPolicy(Qt::TabFocus);
    m_copy->setIcon(Theme::instance().icon(QStringLiteral("edit-copy")));
    connect(m_copy, &QToolButton::clicked, this, &LagDetails::copy);
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTabChangesFocus(true);
    m_text->setFont(Theme::instance().monospace());
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(tr("Details of the processor"));
    m_messages->setAccessibleName(tr("Messages that wait"));
    m_messages->setModel(m_queue);
    m_messages->setItemDelegate(new SignedDelegate(SignedDelegate::Columns(), {}, m_messages));
    m_messages->horizontalHeader()->setDefaultSectionSize(kColumnWidth);
    m_messages->horizontalHeader()->setStretchLastSection(true);
    m_messages->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_messages->installEventFilter(this);

    auto *const line = new QHBoxLayout;
    line->setContentsMargins(Theme::kGrid, 0, Theme::kTight, 0);
    line->addWidget(m_title);
    line->addStretch();
    line->addWidget(m_copy);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(line);
    column->addLayout(m_pages, 1);
    m_pages->addWidget(m_text);
    m_pages->addWidget(m_messages);
    showNothing();
}

void LagDetails::setTitle(const QString &title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    m_copy->setVisible(!title.isEmpty());
}

void LagDetails::showNothing()
{
    m_session.lag().showQueue({});
    setTitle({});
    m_error.clear();
    m_text->clear();
    m_described.clear();
    m_pages->setCurrentWidget(m_text);
}

void LagDetails::show(const Consumer &consumer)
{
    m_session.lag().showQueue({});
    m_error = consumer.checkpoint.error.value_or("");
    setTitle(oneLine(consumer.checkpoint.subscription));
    m_copy->setEnabled(!m_error.empty());
    m_copy->setToolTip(tr("Copy the error"));
    m_copy->setAccessibleName(m_copy->toolTip());
    // Told again every few seconds: who selects in it goes on.
    if (QString text = describe(consumer); m_described != text) {
        m_text->setPlainText(text);
        m_described = std::move(text);
    }
    m_pages->setCurrentWidget(m_text);
}

void LagDetails::show(const Queue &queue)
{
    m_session.lag().showQueue(queue.table);
    m_error.clear();
    const auto number = [](std::uint64_t count) {
        return withThousands(static_cast<std::int64_t>(count));
    };
    const QueueRows *const rows = m_session.lag().queueRows();
    setTitle(
        tr("%1 in %2: %3 of %4 waiting")
            .arg(titleOf(queue), oneLine(queue.table), number(queue.waiting), number(queue.rows))
        + (rows && rows->rows.size() < queue.waiting
               ? tr(", the first %1 are listed").arg(number(rows->rows.size()))
               : QString()));
    m_copy->setEnabled(m_queue->rowCount() > 0);
    m_copy->setToolTip(tr("Copy the messages, a line each"));
    m_copy->setAccessibleName(m_copy->toolTip());
    m_messages->setEmptyText(rows ? tr("No message waits in this table.")
                                  : tr("The messages are read."));
    m_pages->setCurrentWidget(m_messages);
}

QString LagDetails::describe(const Consumer &consumer) const
{
    const Checkpoint &checkpoint = consumer.checkpoint;
    QStringList lines;
    const auto add = [&](const QString &name, const QString &text) {
        if (!text.isEmpty())
            lines << name.leftJustified(10) + text;
    };
    add(tr("Status"), titleOf(consumer.condition)
                          + (checkpoint.status && !checkpoint.status->empty()
                                 ? QStringLiteral(", ") + wholeText(*checkpoint.status)
                                 : QString()));
    add(tr("Position"), checkpoint.position ? wholeText(*checkpoint.position)
                                            : tr("none: it has seen no event yet"));
    add(tr("Last seen"), consumer.last ? eventLabel(m_session.log(), *consumer.last) : QString());
    add(tr("Behind"),
        counted(static_cast<std::int64_t>(consumer.behind), tr("event"), tr("events"))
            + (consumer.behind > 0 && consumer.seconds
                   ? QStringLiteral(", ")
                         + durationText(static_cast<std::int64_t>(*consumer.seconds * 1e6))
                   : QString()));
    if (!checkpoint.gaps.empty()) {
        QStringList gaps;
        for (std::size_t i = 0; i < std::min(checkpoint.gaps.size(), kMostGaps); ++i)
            gaps << wholeText(checkpoint.gaps[i]);
        add(tr("Gaps"),
            gaps.join(QStringLiteral(", "))
                + (checkpoint.gaps.size() > kMostGaps ? QStringLiteral(", \u2026") : QString()));
        add({}, consumer.missed == 0 ? tr("no event has come there since")
                                     : tr("%1 came there since, and will still be given to it")
                                           .arg(counted(static_cast<std::int64_t>(consumer.missed),
                                                        tr("event"), tr("events"))));
    }
    if (checkpoint.error)
        lines << QString() << tr("Error") << wholeText(*checkpoint.error);
    return lines.join(u'\n');
}

void LagDetails::copy()
{
    const QString text = m_pages->currentWidget() == m_messages ? m_queue->asText()
                                                                : wholeText(m_error);
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

bool LagDetails::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_messages && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace eventscope::ui
