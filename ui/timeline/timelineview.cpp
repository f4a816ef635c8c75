// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/timelineview.h"

#include "session/postto.h"
#include "timeline/hovercard.h"
#include "timeline/minimap.h"
#include "timeline/timelinecanvas.h"
#include "widgets/format.h"
#include "widgets/theme.h"
#include "widgets/wholefile.h"

#include <QBuffer>
#include <QButtonGroup>
#include <QDataStream>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QIODevice>
#include <QMessageBox>
#include <QPainter>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

namespace eventscope::ui {

namespace {

constexpr int kHeadingHeight = 32;
constexpr double kZoom = 1.5;               // a step
constexpr qreal kPictureRatio = 2;          // pixels a point, for paper and large screens
constexpr quint32 kStateMagic = 0x45544c31; // "ETL1"

QToolButton *iconButton(QWidget *parent, const QString &name, const QString &toolTip)
{
    auto *const button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setToolTip(toolTip);
    button->setAccessibleName(name);
    return button;
}

QToolButton *textButton(QWidget *parent, const QString &text, const QString &toolTip)
{
    auto *const button = iconButton(parent, text, toolTip);
    button->setText(text);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    return button;
}

} // namespace

TimelineView::TimelineView(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_canvas(new TimelineCanvas(session, this))
    , m_minimap(new Minimap(session, *m_canvas, this))
    , m_heading(new QWidget(this))
{
    setAccessibleName(tr("Timeline"));
    setLayoutDirection(Qt::LeftToRight); // time runs one way in any language
    setFocusProxy(m_canvas);
    makeHeading();
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_heading);
    layout->addWidget(m_canvas, 1);
    layout->addWidget(m_minimap);
    connect(m_canvas, &TimelineCanvas::viewChanged, this, &TimelineView::takeView);
    connect(m_canvas, &TimelineCanvas::selectionChanged, this, &TimelineView::takeView);
    connect(&m_session, &Session::phaseChanged, this, &TimelineView::takeView);
    connect(&m_session.correlation(), &ShownCorrelation::changed, this,
            &TimelineView::takeCorrelation);
    connect(&Theme::instance(), &Theme::changed, this, &TimelineView::takeTheme);
    connect(m_canvas, &TimelineCanvas::pictureWanted, this, &TimelineView::savePicture);
    connect(this, &TimelineView::pictureWritten, this, [this](const QString &file) {
        QToolTip::showText(mapToGlobal(QPoint(Theme::kGrid, kHeadingHeight)),
                           plainToolTip(tr("Saved %1").arg(QFileInfo(file).fileName())), this);
    });
    connect(this, &TimelineView::pictureFailed, this, [this](const QString &why) {
        auto *const box = new QMessageBox(QMessageBox::Warning, tr("The picture was not saved"),
                                          why, QMessageBox::Ok, this);
        box->setTextFormat(Qt::PlainText);
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->open();
    });
    takeTheme();
    takeView();
    takeCorrelation();
}

// --- the picture ---

void TimelineView::savePicture()
{
    const EventLog *const log = m_canvas->scene().log();
    if (!log || log->rowCount() == 0)
        return;
    auto *const dialog = new QFileDialog(window(), tr("Save the timeline as a picture"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave); // asks before it takes a file that is there
    const QString svg = tr("Vectors (*.svg)");
    dialog->setNameFilters({svg, tr("Pixels (*.png)")});
    dialog->setDefaultSuffix(QStringLiteral("svg"));
    dialog->selectFile(QFileInfo(m_session.location()).completeBaseName()
                       + QStringLiteral("-timeline.svg"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, svg](const QString &filter) {
        dialog->setDefaultSuffix(filter == svg ? QStringLiteral("svg") : QStringLiteral("png"));
    });
    connect(dialog, &QFileDialog::fileSelected, this, &TimelineView::writePicture);
    dialog->open();
}

void TimelineView::writePicture(const QString &file)
{
    const TimelinePicture picture = m_canvas->picture(QFileInfo(m_session.location()).fileName(),
                                                      m_note);
    const bool vectors = file.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive);
    if (!m_writer)
        m_writer = std::make_unique<NewestOnly>();
    m_writer->submit([this, file, store = m_session.location(),
                      svg = vectors ? picture.svg() : QByteArray(),
                      image = vectors ? QImage() : picture.image(kPictureRatio)](std::stop_token) {
        QByteArray bytes = svg;
        if (!image.isNull()) {
            QBuffer buffer(&bytes);
            image.save(&buffer, "PNG");
        }
        const QString problem = bytes.isEmpty() ? tr("There is not enough memory for the picture.")
                                                : writeWholeFile(file, bytes, store);
        postTo(this, [this, file, problem] {
            if (problem.isEmpty())
                Q_EMIT pictureWritten(file);
            else
                Q_EMIT pictureFailed(problem);
        });
    });
}

void TimelineView::makeHeading()
{
    m_heading->setFixedHeight(kHeadingHeight);
    m_back = textButton(m_heading, tr("All types"),
                        tr("Back to a lane for each stream type (Backspace)"));
    m_correlation = textButton(m_heading, tr("Correlation"), {});
    m_correlation->setObjectName(QStringLiteral("correlationChip"));
    m_correlation->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_correlation->setCheckable(true);
    m_correlation->hide();
    m_time = textButton(m_heading, tr("Time"), {});
    m_position = textButton(m_heading, tr("Position"), {});
    m_zoomOut = iconButton(m_heading, tr("Zoom out"), {});
    m_zoomIn = iconButton(m_heading, tr("Zoom in"), {});
    m_fitStream = iconButton(m_heading, tr("Fit stream"), {});
    m_fit = iconButton(m_heading, tr("Fit"), {});
    m_measure = iconButton(m_heading, tr("Measure"), {});
    m_measure->setCheckable(true);
    m_fold = iconButton(m_heading, tr("Fold idle gaps"), {});
    m_fold->setCheckable(true);
    updateToolTips();
    m_back->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    auto *const axis = new QButtonGroup(this);
    for (QToolButton *const button : {m_time, m_position}) {
        button->setCheckable(true);
        axis->addButton(button);
    }
    auto *const row = new QHBoxLayout(m_heading);
    row->setContentsMargins(Theme::kGrid, 0, Theme::kTight, 1);
    row->setSpacing(Theme::kTight / 2);
    row->addStretch(1);
    row->addWidget(m_correlation);
    row->addWidget(m_back);
    row->addSpacing(Theme::kGrid);
    row->addWidget(m_time);
    row->addWidget(m_position);
    row->addSpacing(Theme::kGrid);
    row->addWidget(m_fold);
    row->addWidget(m_measure);
    row->addWidget(m_zoomOut);
    row->addWidget(m_zoomIn);
    row->addWidget(m_fitStream);
    row->addWidget(m_fit);
    connect(m_back, &QToolButton::clicked, this,
            [this] { m_session.selectStreamType(std::nullopt); });
    connect(m_correlation, &QToolButton::clicked, this, [this] { m_session.setFilter({}); });
    connect(m_time, &QToolButton::clicked, this, [this] { m_canvas->setMode(AxisMode::Time); });
    connect(m_position, &QToolButton::clicked, this,
            [this] { m_canvas->setMode(AxisMode::Position); });
    connect(m_measure, &QToolButton::clicked, this, &TimelineView::toggleMeasure);
    connect(m_fold, &QToolButton::clicked, this, &TimelineView::toggleFolding);
    connect(m_zoomOut, &QToolButton::clicked, this, &TimelineView::zoomOut);
    connect(m_zoomIn, &QToolButton::clicked, this, &TimelineView::zoomIn);
    connect(m_fitStream, &QToolButton::clicked, this, &TimelineView::fitStream);
    connect(m_fit, &QToolButton::clicked, this, &TimelineView::fit);
}

void TimelineView::setKeyText(TimelineKey key, const QString &text)
{
    m_canvas->setKeyText(key, text);
    updateToolTips();
}

void TimelineView::updateToolTips()
{
    const auto say = [this](QToolButton *button, const QString &text, TimelineKey key) {
        button->setToolTip(m_canvas->withKey(text, key));
    };
    say(m_time, tr("Axis by time"), TimelineKey::Axis);
    say(m_position, tr("Axis by position: every event as far from the next"), TimelineKey::Axis);
    say(m_fold, tr("Fold long times without an event, so that what is between them has room"),
        TimelineKey::Fold);
    say(m_measure, tr("Measure the time from the playhead to another event"), TimelineKey::Measure);
    say(m_zoomOut, tr("Zoom out"), TimelineKey::ZoomOut);
    say(m_zoomIn, tr("Zoom in"), TimelineKey::ZoomIn);
    say(m_fitStream, tr("Show the selected stream from its first to its last event"),
        TimelineKey::FitStream);
    say(m_fit, tr("Show all events, as a double click does"), TimelineKey::Fit);
}

void TimelineView::panEarlier()
{
    m_canvas->pan(-1);
}

void TimelineView::panLater()
{
    m_canvas->pan(1);
}

void TimelineView::zoomIn()
{
    m_canvas->zoomAtPlayhead(1 / kZoom);
}

void TimelineView::zoomOut()
{
    m_canvas->zoomAtPlayhead(kZoom);
}

void TimelineView::fit()
{
    m_canvas->fit();
}

void TimelineView::fitStream()
{
    m_canvas->fitStream();
}

void TimelineView::previousInLane()
{
    m_canvas->previousInLane();
}

void TimelineView::nextInLane()
{
    m_canvas->nextInLane();
}

void TimelineView::toggleMeasure()
{
    m_canvas->toggleMeasure();
}

void TimelineView::selectAll()
{
    m_canvas->selectAll();
}

void TimelineView::zoomToSelected()
{
    m_canvas->zoomToSelected();
}

void TimelineView::showSelected()
{
    m_canvas->showSelected();
}

void TimelineView::toggleFolding()
{
    m_canvas->toggleFolding();
}

void TimelineView::toggleAxis()
{
    m_canvas->setMode(m_canvas->scene().mode() == AxisMode::Time ? AxisMode::Position
                                                                 : AxisMode::Time);
}

void TimelineView::takeTheme()
{
    const Theme &theme = Theme::instance();
    m_back->setIcon(theme.icon(QStringLiteral("go-previous")));
    m_correlation->setIcon(theme.icon(QStringLiteral("window-close")));
    m_measure->setIcon(theme.icon(QStringLiteral("measure")));
    m_fold->setIcon(theme.icon(QStringLiteral("distribute-horizontal-gaps")));
    m_zoomOut->setIcon(theme.icon(QStringLiteral("list-remove")));
    m_zoomIn->setIcon(theme.icon(QStringLiteral("list-add")));
    m_fitStream->setIcon(theme.icon(QStringLiteral("zoom-fit-width")));
    m_fit->setIcon(theme.icon(QStringLiteral("zoom-fit-best")));
    update();
}

void TimelineView::takeView()
{
    const TimelineScene &scene = m_canvas->scene();
    const EventLog *const log = scene.log();
    const bool any = log && log->rowCount() > 0;
    QStringList parts;
    if (any) {
        if (const QString measured = m_canvas->measured(); !measured.isEmpty())
            parts.append(measured);
        if (m_session.selectedEvents().size() > 1)
            parts.append(
                tr("%1 events selected").arg(withThousands(m_session.selectedEvents().size())));
        const LaneList &lanes = scene.lanes();
        if (!lanes.isOnly() && scene.streamType()
            && scene.streamType()->value() < log->streamTypeCount())
            parts.append(oneLine(log->streamTypeName(*scene.streamType()), 60));
        if (!lanes.isOnly())
            parts.append(
                lanes.showsTypes()
                    ? counted(log->streamTypeCount(), tr("stream type"), tr("stream types"))
                    : counted(lanes.size() - lanes.pinnedCount(), tr("stream"), tr("streams")));
        if (scene.mode() == AxisMode::Time)
            parts.append(tr("%1 in view").arg(durationText(scene.range().span())));
        if (!scene.hasTimes())
            parts.append(tr("no event has a time"));
    }
    const QString note = parts.join(QStringLiteral(" \u00b7 "));
    m_back->setVisible(any && !scene.lanes().isOnly() && scene.streamType()
                       && log->streamTypeCount() >= 2);
    (scene.mode() == AxisMode::Time ? m_time : m_position)->setChecked(true);
    m_time->setEnabled(any && scene.hasTimes());
    m_position->setEnabled(any);
    m_measure->setChecked(m_canvas->isMeasuring());
    m_fold->setChecked(scene.isFolding());
    m_fold->setEnabled(any && scene.mode() == AxisMode::Time);
    for (QToolButton *const button : {m_zoomIn, m_zoomOut, m_fit, m_measure})
        button->setEnabled(any);
    m_fitStream->setEnabled(any && scene.selectedStream());
    if (note != m_note) {
        m_note = note;
        update();
    }
}

// The filter asks for it, and who ends it clears the filter.
void TimelineView::takeCorrelation()
{
    constexpr int kShortId = 8; // characters: enough to tell it from others
    const auto contents = m_session.correlation().contents();
    m_correlation->setVisible(contents != nullptr);
    m_correlation->setChecked(contents != nullptr);
    if (contents) {
        QString id = oneLine(contents->id);
        const QString whole = id;
        if (id.size() > kShortId + 1)
            id = id.left(kShortId) + QChar(0x2026);
        const auto shown = static_cast<qint64>(contents->shown.size());
        QString what = tr("%1 in %2")
                           .arg(counted(contents->events, tr("event"), tr("events")),
                                counted(contents->streams, tr("stream"), tr("streams")));
        if (shown < contents->streams)
            what += tr(", the first %1 shown").arg(withThousands(shown));
        m_correlation->setText(tr("Correlation %1 \u00b7 %2").arg(id, what));
        QString toolTip = tr("Correlation %1\n%2").arg(whole, what);
        if (contents->withoutStream > 0)
            toolTip += tr("\n%1 of no stream have no lane")
                           .arg(withThousands(contents->withoutStream));
        m_correlation->setToolTip(plainToolTip(toolTip + tr("\nBack to all events (Esc)")));
        m_correlation->setAccessibleName(
            tr("Back to all events from correlation %1, %2").arg(whole, what));
    }
    takeView();
    update();
}

void TimelineView::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    const Tokens &tokens = theme.tokens();
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection()); // not the application's
    const QRect heading = m_heading->geometry();
    painter.fillRect(heading, tokens.raised);
    painter.fillRect(heading.left(), heading.bottom(), heading.width(), 1, tokens.hairline);

    const QWidget *const firstControl = m_correlation->isVisibleTo(m_heading) ? m_correlation
                                        : m_back->isVisibleTo(m_heading)      ? m_back
                                                                              : m_time;
    const int right = firstControl->x() - Theme::kGrid;
    const QString title = tr("Timeline");
    painter.setFont(theme.heading());
    painter.setPen(tokens.text);
    const int titleWidth = QFontMetrics(theme.heading()).horizontalAdvance(title);
    painter.drawText(QRect(Theme::kGrid, heading.top(), right - Theme::kGrid, heading.height() - 1),
                     Qt::AlignLeft | Qt::AlignVCenter, title);
    painter.setFont(theme.small());
    painter.setPen(tokens.textDim);
    const QRect room(2 * Theme::kGrid + titleWidth, heading.top(),
                     right - 2 * Theme::kGrid - titleWidth, heading.height() - 1);
    if (room.width() > 0)
        painter
            .drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetrics(theme.small()).elidedText(m_note, Qt::ElideRight, room.width()));
}

bool TimelineView::isSettled() const
{
    return m_canvas->isSettled();
}

std::optional<TimelineSpan> TimelineView::span() const
{
    const TimelineScene &scene = m_canvas->scene();
    if (!scene.log() || scene.follows())
        return std::nullopt;
    return TimelineSpan{scene.mode() == AxisMode::Position, scene.range().start(),
                        scene.range().end()};
}

void TimelineView::showSpan(const std::optional<TimelineSpan> &span)
{
    if (!span)
        return m_canvas->fit();
    m_canvas->setMode(span->byPosition ? AxisMode::Position : AxisMode::Time);
    m_canvas->showRange(TimelineRange(span->from, span->to));
}

void TimelineView::toggleLag()
{
    m_canvas->setLagShown(!m_canvas->isLagShown());
}

QByteArray TimelineView::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << kStateMagic << qint32(m_canvas->scene().nameWidth())
           << quint8(m_canvas->scene().wantedMode()) << m_canvas->scene().isFolding()
           << m_canvas->isLagShown();
    return state;
}

bool TimelineView::restoreState(const QByteArray &state)
{
    QDataStream stream(state);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 magic = 0;
    qint32 width = 0;
    quint8 mode = 0;
    stream >> magic >> width >> mode;
    if (stream.status() != QDataStream::Ok || magic != kStateMagic || width <= 0
        || mode > static_cast<quint8>(AxisMode::Position))
        return false;
    bool folding = false; // of a version that folds nothing
    if (!stream.atEnd())
        stream >> folding;
    bool lagShown = true; // of a version that marks none
    if (!stream.atEnd())
        stream >> lagShown;
    m_canvas->setLagShown(lagShown);
    m_canvas->scene().setNameWidth(width);
    m_canvas->setFolding(folding);
    m_canvas->setMode(static_cast<AxisMode>(mode));
    return true;
}

} // namespace eventscope::ui
