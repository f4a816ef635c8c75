// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/minimap.h"

#include "timeline/timelinecanvas.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace eventscope::ui {

namespace {

constexpr int kMargin = 3;      // above and below the bars
constexpr int kLeastWindow = 4; // pixels, however near one looks
constexpr int kSideReach = 4;   // pixels from a side that still hold it
constexpr int kBarWidth = 2;
constexpr double kKeyShare = 8; // of the window a key press
constexpr double kKeyZoom = 1.5;
constexpr double kWheelZoom = 1.25;
constexpr int kNotch = 120;

} // namespace

Minimap::Minimap(Session &session, TimelineCanvas &canvas, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_canvas(canvas)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFixedHeight(kHeight);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Minimap"));
    setToolTip(tr("The whole log. Drag the window to look elsewhere, its sides to see more or "
                  "less; arrow keys do the same."));
    connect(&canvas, &TimelineCanvas::viewChanged, this, &Minimap::takeView);
    connect(&session, &Session::playheadChanged, this, qOverload<>(&QWidget::update));
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_barsAreOld = true;
        update();
    });
    takeView();
}

QRect Minimap::strip() const
{
    const int left = m_canvas.scene().trackArea().left();
    return QRect(left, 0, std::max(m_canvas.scene().trackArea().width(), 1), height());
}

int Minimap::xOf(std::int64_t unit) const
{
    return strip().left() + m_range.column(unit, strip().width());
}

std::int64_t Minimap::unitAt(double x) const
{
    return m_range.fromPixel(x - strip().left(), strip().width());
}

QRect Minimap::window() const
{
    const TimelineRange &view = m_canvas.scene().range();
    const QRect all = strip();
    int left = std::clamp(xOf(view.start()), all.left(), all.right());
    const int right = std::clamp(xOf(view.end()), left, all.right() + 1);
    const int width = std::max(right - left, kLeastWindow);
    left = std::clamp(left - (width - (right - left)) / 2, all.left(),
                      std::max(all.left(), all.right() + 1 - width));
    return QRect(left, 0, width, height());
}

void Minimap::takeView()
{
    const TimelineScene &scene = m_canvas.scene();
    const EventLog *const log = scene.log();
    const std::uint32_t rows = log ? log->rowCount() : 0;
    if (rows == 0) {
        m_rows = 0;
        m_layout.clear();
        m_bars = {};
        setAccessibleDescription({});
        return update();
    }
    // While a side of the window is held, the strip stays as it is.
    TimelineRange range = m_range;
    if (m_held == Part::Outside || m_rows == 0) {
        const int width = strip().width();
        const TimelineRange folded = scene.folded(m_fitting, width); // by other gaps, or none
        if (rows != m_rows || scene.mode() != m_mode || folded != m_fitting)
            m_fitting = scene.fitted(width);
        range = m_fitting;
        if (scene.range().start() < range.start() || scene.range().end() > range.end())
            range = scene.limits(width);
    }
    if (range != m_range || rows != m_rows || scene.mode() != m_mode
        || scene.nameWidth() != m_nameWidth || scene.hidden() != m_hidden) {
        m_range = range;
        m_rows = rows;
        m_mode = scene.mode();
        m_nameWidth = scene.nameWidth();
        m_hidden = scene.hidden();
        m_barsAreOld = true;
    }
    const double share = 100 * static_cast<double>(scene.range().length())
                         / static_cast<double>(m_range.length());
    // Of a small part two digits.
    QString text = tr("%1 % of the log in view")
                       .arg(share < 10 ? QString::number(share, 'g', 2)
                                       : QString::number(std::min(std::lround(share), 100L)));
    if (scene.mode() == AxisMode::Time)
        text += tr(", from %1 to %2")
                    .arg(dateTimeText(Time{scene.range().start()}),
                         dateTimeText(Time{scene.range().end()}));
    setAccessibleDescription(text);
    update();
}

void Minimap::makeBars()
{
    m_barsAreOld = false;
    const QRect all = strip();
    const qreal ratio = devicePixelRatioF();
    m_bars = QPixmap(all.size() * ratio);
    m_bars.setDevicePixelRatio(ratio);
    m_bars.fill(Qt::transparent);
    const EventLog *const log = m_canvas.scene().log();
    if (!log || log->rowCount() == 0)
        return;
    // A mark would stand alone where a bar says as much.
    m_layout.update(*log, m_mode, m_range, all.width(), 1, kBarWidth, m_hidden);
    std::uint32_t most = 1;
    for (const TrackBar &bar : m_layout.track.bars)
        most = std::max(most, bar.count);
    QPainter painter(&m_bars);
    const Tokens &tokens = Theme::instance().tokens();
    const int room = all.height() - 2 * kMargin;
    const auto paint = [&](int column, std::uint32_t count) {
        const int height = barHeight(count, most, room);
        painter.fillRect(column, all.height() - kMargin - height, kBarWidth, height,
                         tokens.textDim);
    };
    for (const TrackBar &bar : m_layout.track.bars)
        paint(bar.column, bar.count);
    for (const TrackMark &mark : m_layout.track.marks)
        paint(mark.column, 1);
}

void Minimap::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection()); // not the application's
    painter.fillRect(rect(), tokens.raised);
    painter.fillRect(0, 0, width(), 1, tokens.hairline);
    const TimelineScene &scene = m_canvas.scene();
    if (!scene.log() || m_rows == 0)
        return;
    const QRect all = strip();
    if (m_barsAreOld || m_bars.size() != all.size() * devicePixelRatioF())
        makeBars();
    const QRect view = window();
    painter.fillRect(view.adjusted(0, 1, 0, 0), tokens.surface);
    painter.drawPixmap(all.topLeft(), m_bars);
    if (const auto unit = unitOfRow(*scene.log(), m_mode, m_session.playhead())) {
        const int x = xOf(*unit);
        if (all.contains(x, 1))
            painter.fillRect(x, 1, 1, height() - 1, tokens.accent);
    }
    painter.setPen(hasFocus() ? tokens.accent : tokens.textDim);
    painter.drawRect(view.adjusted(0, 1, -1, -1));
    painter.setPen(tokens.textDim);
    painter.setFont(Theme::instance().small());
    painter.drawText(QRect(Theme::kGrid, 0, all.left() - 2 * Theme::kGrid, height()),
                     Qt::AlignLeft | Qt::AlignVCenter, tr("whole log"));
    painter.fillRect(all.left() - 1, 0, 1, height(), tokens.hairline);
}

void Minimap::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_barsAreOld = true;
}

// --- moving the window ---

void Minimap::zoom(double factor)
{
    const TimelineRange &view = m_canvas.scene().range();
    m_canvas.showRange(view.zoomed(factor, 0.5, 1, smallestSpan(m_mode)));
}

Minimap::Part Minimap::partAt(int x) const
{
    const QRect view = window();
    // A narrow window is moved; it grows by keys, wheel, or on the timeline.
    const int reach = std::min(kSideReach, view.width() / 4);
    if (std::abs(x - view.left()) <= reach && view.width() > 2 * kSideReach)
        return Part::Left;
    if (std::abs(x - view.right()) <= reach && view.width() > 2 * kSideReach)
        return Part::Right;
    return view.adjusted(-reach, 0, reach, 0).contains(x, 1) ? Part::Inside : Part::Outside;
}

void Minimap::updateCursorShape(int x)
{
    const Part part = m_held != Part::Outside ? m_held : partAt(x);
    setCursor(part == Part::Inside                        ? Qt::OpenHandCursor
              : part == Part::Left || part == Part::Right ? Qt::SizeHorCursor
                                                          : Qt::ArrowCursor);
}

void Minimap::mousePressEvent(QMouseEvent *event)
{
    const int x = event->position().toPoint().x();
    if (event->button() != Qt::LeftButton || m_rows == 0 || x < strip().left())
        return;
    const TimelineRange view = m_canvas.scene().range();
    m_held = partAt(x);
    if (m_held == Part::Outside) {
        m_canvas.showRange(view.centredAt(unitAt(x)));
        m_held = Part::Inside;
    }
    const TimelineRange &held = m_canvas.scene().range();
    m_heldAt = x - strip().left()
               - m_range.toPixel(m_held == Part::Right ? held.end() : held.start(),
                                 strip().width());
    updateCursorShape(x);
}

void Minimap::mouseMoveEvent(QMouseEvent *event)
{
    const int x = event->position().toPoint().x();
    const TimelineRange view = m_canvas.scene().range();
    const std::int64_t to = unitAt(x - m_heldAt);
    const std::int64_t least = smallestSpan(m_mode);
    switch (m_held) {
    case Part::Outside:
        break;
    case Part::Inside:
        m_canvas.showRange(view.startingAt(to));
        break;
    case Part::Left:
        m_canvas.showRange(TimelineRange(std::min(to, view.end() - least), view.end()));
        break;
    case Part::Right:
        m_canvas.showRange(TimelineRange(view.start(), std::max(to, view.start() + least)));
        break;
    }
    updateCursorShape(x);
}

void Minimap::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_held = Part::Outside;
    takeView();
    updateCursorShape(event->position().toPoint().x());
}

void Minimap::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_canvas.fit();
}

void Minimap::wheelEvent(QWheelEvent *event)
{
    event->accept();
    if (m_rows > 0)
        zoom(std::pow(kWheelZoom, -event->angleDelta().y() / double(kNotch)));
}

// The window's arrow keys step from event to event: not from here.
bool Minimap::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *const key = static_cast<QKeyEvent *>(event);
        if ((key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier
            && (key->key() == Qt::Key_Left || key->key() == Qt::Key_Right
                || key->key() == Qt::Key_Home || key->key() == Qt::Key_End
                || key->key() == Qt::Key_Plus || key->key() == Qt::Key_Minus)) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void Minimap::keyPressEvent(QKeyEvent *event)
{
    const TimelineRange view = m_canvas.scene().range();
    const auto step = static_cast<std::int64_t>(static_cast<double>(view.length()) / kKeyShare);
    if (m_rows == 0 || event->modifiers() & ~Qt::KeypadModifier)
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Left:
        return m_canvas.showRange(view.panned(-step));
    case Qt::Key_Right:
        return m_canvas.showRange(view.panned(step));
    case Qt::Key_Up:
    case Qt::Key_Plus:
        return zoom(1 / kKeyZoom);
    case Qt::Key_Down:
    case Qt::Key_Minus:
        return zoom(kKeyZoom);
    case Qt::Key_Home:
        return m_canvas.showRange(view.startingAt(m_range.start()));
    case Qt::Key_End:
        return m_canvas.showRange(
            view.panned(view.placeOf(m_range.end()) - view.placeOf(view.end())));
    default:
        QWidget::keyPressEvent(event);
    }
}

void Minimap::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void Minimap::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace eventscope::ui
