// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/eventheader.h"

#include "panels/elidedlabel.h"
#include "panels/linkbutton.h"
#include "panels/linkrow.h"
#include "widgets/filtertext.h"
#include "widgets/format.h"
#include "widgets/preferences.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace eventscope::ui {

namespace {

constexpr int kMark = 12;
constexpr int kTitleLine = 0;
constexpr qsizetype kMostLinks = 24;

QString dash()
{
    return QStringLiteral("\u2013");
}

} // namespace

EventHeader::EventHeader(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_grid(new QGridLayout(this))
    , m_type(new ElidedLabel(ElidedLabel::Ink::Text, this))
    , m_schema(new ElidedLabel(ElidedLabel::Ink::Dim, this))
    , m_position(new ElidedLabel(ElidedLabel::Ink::Dim, this))
    , m_stream(new LinkButton(this))
    , m_version(new ElidedLabel(ElidedLabel::Ink::Text, this))
    , m_time(new ElidedLabel(ElidedLabel::Ink::Text, this))
    , m_id(new ElidedLabel(ElidedLabel::Ink::Text, this))
    , m_causes(new LinkRow(this))
    , m_effects(new LinkRow(this))
    , m_correlated(new LinkRow(this))
    , m_chain(new QToolButton(this))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setLayoutDirection(Qt::LeftToRight); // names, numbers and times, as in the table
    m_grid->setContentsMargins(Theme::kGrid, Theme::kGrid, Theme::kGrid, Theme::kGrid + 1);
    m_grid->setHorizontalSpacing(Theme::kGrid);
    m_grid->setVerticalSpacing(Theme::kTight);
    m_grid->setColumnStretch(1, 1);

    auto *const title = new QHBoxLayout;
    title->setContentsMargins(kMark + Theme::kTight + 2, 0, 0, 0);
    title->setSpacing(Theme::kGrid);
    title->addWidget(m_type);
    title->addWidget(m_schema);
    title->addStretch(1);
    title->addWidget(m_position);
    m_grid->addLayout(title, kTitleLine, 0, 1, 4);
    m_grid->setRowMinimumHeight(kTitleLine, 2 * Theme::kGrid + Theme::kTight);
    m_position->setAccessibleDescription(tr("Position in the store"));

    addLine(1, tr("stream"), m_stream);
    m_grid->addWidget(m_version, 1, 2, 1, 2, Qt::AlignRight);
    addLine(2, tr("time"), m_time);
    addLine(3, tr("id"), m_id);
    addLine(4, tr("caused by"), m_causes);
    addLine(5, tr("causes"), m_effects);
    addLine(6, tr("correlation"), m_correlated);
    m_chain->setAutoRaise(true);
    m_chain->setFocusPolicy(Qt::TabFocus);
    m_chain->setObjectName(QStringLiteral("showChain"));
    m_chain->setToolTip(tr("Show causes and effects as a graph"));
    m_chain->setAccessibleName(tr("Show causes and effects as a graph"));
    m_grid->addWidget(m_chain, 4, 3, 2, 1, Qt::AlignRight | Qt::AlignVCenter);
    connect(m_chain, &QToolButton::clicked, this, &EventHeader::chainWanted);

    connect(m_stream, &QAbstractButton::clicked, this, [this] {
        if (m_row != kNoRow)
            m_session.selectStream(m_session.log().stream(m_row));
    });
    for (LinkRow *const links : {m_causes, m_effects})
        connect(links, &LinkRow::activated, this,
                [this](quint32 row) { m_session.goToEvent(Row(row)); });
    connect(m_effects, &LinkRow::moreRequested, this, [this] {
        m_session.setOnlySelectedStream(false); // they are in any
        m_session.setFilter(QStringLiteral("causation = ") + filterValue(m_idText));
    });
    connect(m_correlated, &LinkRow::activated, this, &EventHeader::showCorrelation);
    connect(&session, &Session::closed, this, &EventHeader::clear);
    connect(&session.workspace(), &Workspace::typeLooksChanged, this, [this] {
        if (m_row != kNoRow)
            m_styles.update(m_session.log(), m_session.workspace().typeLooks());
        update();
    });
    connect(&Theme::instance(), &Theme::changed, this, &EventHeader::applyTheme);
    connect(&Preferences::instance(), &Preferences::changed, this, [this] {
        if (m_row != kNoRow)
            showTime();
    });
    applyTheme();
    clear();
}

void EventHeader::addLine(int line, const QString &caption, QWidget *value)
{
    auto *const label = new QLabel(caption, this);
    m_captions.append(label);
    value->setAccessibleDescription(caption);
    m_grid->addWidget(label, line, 0, Qt::AlignLeft | Qt::AlignVCenter);
    // The version stands beside the stream, the button for the graph beside causes and effects.
    if (qobject_cast<LinkRow *>(value))
        m_grid->addWidget(value, line, 1, 1, 2);
    else
        m_grid->addWidget(value, line, 1, 1, value == m_stream ? 1 : 3,
                          Qt::AlignLeft | Qt::AlignVCenter);
}

void EventHeader::applyTheme()
{
    const Theme &theme = Theme::instance();
    const Tokens &tokens = theme.tokens();
    QPalette dim = palette();
    dim.setColor(QPalette::WindowText, tokens.textDim);
    for (QLabel *const caption : std::as_const(m_captions)) {
        caption->setPalette(dim);
        caption->setFont(theme.small());
    }
    m_chain->setIcon(theme.icon(QStringLiteral("vcs-branch")));
    m_type->setFont(theme.heading());
    m_schema->setFont(theme.small());
    for (ElidedLabel *const label : {m_position, m_version, m_time, m_id})
        label->setFont(theme.monospace());
    update();
}

void EventHeader::clear()
{
    m_row = kNoRow;
    m_styles.clear();
    m_idText.clear();
    m_correlation.clear();
    for (ElidedLabel *const label : {m_type, m_schema, m_position, m_version, m_time, m_id})
        label->setText({});
    m_stream->setText({});
    m_stream->setEnabled(false);
    m_chain->setEnabled(false);
    for (LinkRow *const links : {m_causes, m_effects, m_correlated})
        links->setNote({});
    update();
}

void EventHeader::showRow(Row row)
{
    const EventLog &log = m_session.log();
    m_styles.update(log, m_session.workspace().typeLooks());
    m_row = row;
    const std::string_view type = log.typeName(log.type(row));
    m_type->setText(shortTypeName(type), QString::fromUtf8(type));
    m_position->setText(positionTag(log, row), QString::fromStdString(log.positionLabel(row)));
    const bool hasStream = log.stream(row) != kNoStream;
    const QString stream = hasStream ? oneLine(log.streamName(log.stream(row))) : tr("no stream");
    m_stream->setText(stream);
    m_stream->setToolTip(hasStream ? plainToolTip(oneLine(log.streamName(log.stream(row)), 2000))
                                   : QString());
    m_stream->setAccessibleName(stream);
    m_stream->setEnabled(hasStream);
    m_chain->setEnabled(true);
    m_stream->updateGeometry();
    m_version->setText(hasStream ? versionText(log.version(row)) : QString());
    showTime();
    m_id->setText({});
    m_schema->setText({});
    for (LinkRow *const links : {m_causes, m_effects, m_correlated})
        links->setNote({});
    update();
}

void EventHeader::showTime()
{
    const Time time = m_session.log().time(m_row);
    m_time->setText(time == kNoTime ? dash() : zonedText(time),
                    time == kNoTime ? QString() : QString::fromStdString(formatIsoTime(time)));
}

void EventHeader::showLinks(LinkRow &links, const std::vector<Row> &rows, const QString &none)
{
    if (rows.empty())
        return links.setNote(none);
    const EventLog &log = m_session.log();
    QList<LinkRow::Link> list;
    for (const Row row : rows) {
        if (list.size() == kMostLinks)
            break;
        const std::string_view type = log.typeName(log.type(row));
        const QString stream = log.stream(row) == kNoStream
                                   ? tr("no stream")
                                   : oneLine(log.streamName(log.stream(row)), 200);
        list.append({positionTag(log, row) + u' ' + shortTypeName(type),
                     oneLine(type) + u'\n' + stream + QStringLiteral("  ")
                         + versionText(log.version(row)) + u'\n' + dateTimeText(log.time(row)),
                     row.value()});
    }
    links.setLinks(list, static_cast<qsizetype>(rows.size()));
}

void EventHeader::showDetails(const Session::EventDetails &details)
{
    showRow(details.row);
    const Record &record = details.record;
    m_idText = QString::fromStdString(record.id);
    m_correlation = QString::fromStdString(record.correlationId);
    if (record.schemaVersion)
        m_schema->setText(tr("schema %1").arg(oneLine(*record.schemaVersion)));
    m_id->setText(record.id.empty() ? dash() : oneLine(record.id), m_idText);
    showLinks(*m_causes, details.causes,
              record.causationId.empty() ? dash()
              : record.causationId == record.id
                  ? tr("itself")
                  : tr("%1, not in this store").arg(oneLine(record.causationId, 80)));
    showLinks(*m_effects, details.effects, dash());
    if (record.correlationId.empty()) {
        m_correlated->setNote(dash());
    } else {
        const auto count = static_cast<qsizetype>(details.correlated.size());
        const QString toolTip = tr("Show this correlation, %1: its events, a lane for each stream");
        m_correlated->setLinks({{counted(count, tr("event"), tr("events")),
                                 toolTip.arg(m_correlation) + m_correlationKey, 0}},
                               1);
    }
}

void EventHeader::showCorrelation()
{
    if (m_correlation.isEmpty())
        return;
    m_session.setOnlySelectedStream(false); // it goes over all of them
    m_session.setFilter(QStringLiteral("correlation = ") + filterValue(m_correlation));
}

void EventHeader::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    painter.fillRect(0, height() - 1, width(), 1, tokens.hairline);
    if (m_row == kNoRow || !m_session.hasLog())
        return;
    const QRect line = m_grid->cellRect(kTitleLine, 0);
    const QRectF place(Theme::kGrid, line.center().y() - kMark / 2 + 1, kMark, kMark);
    paintMark(painter, place, m_styles.style(m_session.log().type(m_row).value()));
}

} // namespace eventscope::ui
