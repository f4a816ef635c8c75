// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/scrubber.h"

#include "widgets/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr int kMargin = 8; // room for the handle at both ends
constexpr int kSnap = 3;   // pixels
constexpr int kTickHeight = 4;
constexpr int kTickTop = 8; // from the line: clear of the handle
constexpr std::uint32_t kMostLookedAt = 65'536;
constexpr int kNotch = 120;
constexpr int kFinding = 3;      // half of a mark's width
constexpr int kFindingRise = 10; // of its middle over the line: clear of the handle

} // namespace

Scrubber::Scrubber(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
{
    setMouseTracking(true);
    setAccessibleName(tr("Playhead"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    connect(&m_session, &Session::opened, this, &Scrubber::forgetTicks);
    connect(&m_session, &Session::closed, this, &Scrubber::forgetTicks);
    connect(&m_session, &Session::streamSequenceChanged, this, &Scrubber::forgetTicks);
    connect(&m_session.bookmarks(), &Bookmarks::changed, this, qOverload<>(&QWidget::update));
    connect(&m_session.findings(), &Findings::changed, this, qOverload<>(&QWidget::update));
    connect(&m_session, &Session::rowsChanged, this, qOverload<>(&QWidget::update));
    connect(&m_session, &Session::playheadChanged, this, qOverload<>(&QWidget::update));
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize Scrubber::sizeHint() const
{
    return {400, 32};
}

QSize Scrubber::minimumSizeHint() const
{
    return {80, 24};
}

std::uint32_t Scrubber::rowCount() const
{
    return m_session.hasLog() ? m_session.log().rowCount() : 0;
}

int Scrubber::lineWidth() const
{
    return std::max(width() - 2 * kMargin, 1);
}

int Scrubber::xOfRow(Row row) const
{
    const std::uint32_t rows = rowCount();
    if (rows < 2)
        return kMargin;
    return kMargin + static_cast<int>(std::lround(double(row.value()) * lineWidth() / (rows - 1)));
}

void Scrubber::forgetTicks()
{
    m_ticksAreOld = true;
    update();
}

const std::vector<Scrubber::Tick> &Scrubber::ticks() const
{
    if (!m_ticksAreOld && m_ticksRows == rowCount())
        return m_ticks;
    m_ticksAreOld = false;
    m_ticksRows = rowCount();
    m_ticks.clear();
    const Sequence &events = m_session.streamSequence();
    if (m_ticksRows == 0 || events.empty())
        return m_ticks;
    // Of very long streams some of the events: with dozens of them in a pixel, every tick is still
    // there.
    const std::uint32_t looks = std::min(events.size(), kMostLookedAt);
    for (std::uint32_t i = 0; i < looks; ++i) {
        const Row row = events.row(
            static_cast<std::uint32_t>(std::uint64_t{i} * events.size() / looks));
        if (row == kNoRow || row.value() >= m_ticksRows)
            continue;
        const int x = xOfRow(row);
        if (m_ticks.empty() || m_ticks.back().x != x)
            m_ticks.push_back({x, row});
    }
    // The stream's own order need not be that of the log.
    std::sort(m_ticks.begin(), m_ticks.end(),
              [](const Tick &a, const Tick &b) { return a.x != b.x ? a.x < b.x : a.row < b.row; });
    m_ticks.erase(std::unique(m_ticks.begin(), m_ticks.end(),
                              [](const Tick &a, const Tick &b) { return a.x == b.x; }),
                  m_ticks.end());
    return m_ticks;
}

std::vector<int> Scrubber::findingMarks() const
{
    std::vector<int> marks;
    const std::uint32_t rows = rowCount();
    for (const Row row : m_session.findings().rows()) {
        if (row.value() >= rows)
            break;
        const int x = xOfRow(row);
        if (marks.empty() || x - marks.back() > kFinding)
            marks.push_back(x);
    }
    return marks;
}

std::optional<Row> Scrubber::rowAt(int x) const
{
    const std::uint32_t rows = rowCount();
    if (rows == 0)
        return std::nullopt;
    const std::vector<Tick> &all = ticks();
    const auto after = std::lower_bound(all.begin(), all.end(), x,
                                        [](const Tick &tick, int wanted) {
                                            return tick.x < wanted;
                                        });
    const Tick *nearest = after == all.end() ? nullptr : &*after;
    if (after != all.begin() && (!nearest || x - std::prev(after)->x <= nearest->x - x))
        nearest = &*std::prev(after);
    if (nearest && std::abs(nearest->x - x) <= kSnap)
        return nearest->row;
    const double part = std::clamp(double(x - kMargin) / lineWidth(), 0.0, 1.0);
    return Row(static_cast<std::uint32_t>(std::lround(part * (rows - 1))));
}

void Scrubber::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    const int middle = height() / 2;
    const int right = kMargin + lineWidth();
    const std::uint32_t rows = rowCount();
    const bool hasPlayhead = rows > 0 && m_session.playhead() != kNoRow;
    const int x = hasPlayhead ? xOfRow(m_session.playhead()) : kMargin;

    painter.fillRect(kMargin, middle - 1, right - kMargin + 1, 3, tokens.hairline);
    if (!hasPlayhead)
        return;
    painter.fillRect(kMargin, middle - 1, x - kMargin, 3, tokens.accent);
    for (const Tick &tick : ticks())
        painter.fillRect(tick.x, middle + kTickTop, 1, kTickHeight,
                         tick.x <= x ? tokens.accent : tokens.textDim);

    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    paintBookmarks(painter, middle);
    painter.setBrush(tokens.warning);
    for (const int mark : findingMarks()) { // diamonds: flags are bookmarks
        const QPointF at(mark + 0.5, middle - kFindingRise + 0.5);
        painter.drawPolygon(QPolygonF{at - QPointF(0, kFinding), at + QPointF(kFinding, 0),
                                      at + QPointF(0, kFinding), at - QPointF(kFinding, 0)});
    }
    painter.setBrush(tokens.accent);
    const qreal radius = m_held || m_hovered ? 6.5 : 5.5;
    painter.drawEllipse(QPointF(x + 0.5, middle + 0.5), radius, radius);
    painter.setBrush(tokens.surface);
    painter.drawEllipse(QPointF(x + 0.5, middle + 0.5), 2, 2);
}

// Flags above the line, one a pixel.
void Scrubber::paintBookmarks(QPainter &painter, int middle) const
{
    painter.setBrush(Theme::instance().tokens().changed);
    int last = -1;
    for (const Row row : m_session.bookmarks().rows()) {
        const int x = row.value() < rowCount() ? xOfRow(row) : last;
        if (std::exchange(last, x) == x)
            continue;
        const QPointF tip(x + 0.5, middle - kTickTop + 1);
        painter.drawPolygon(QPolygonF{tip, tip + QPointF(-3, -5), tip + QPointF(3, -5)});
    }
}

void Scrubber::resizeEvent(QResizeEvent *)
{
    forgetTicks();
}

void Scrubber::moveTo(int x)
{
    if (const auto row = rowAt(x))
        m_session.setPlayhead(*row);
}

void Scrubber::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || rowCount() == 0)
        return QWidget::mousePressEvent(event);
    m_held = true;
    Q_EMIT grabbed();
    moveTo(event->position().toPoint().x());
    update();
}

void Scrubber::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_hovered) {
        m_hovered = true;
        update();
    }
    if (m_held)
        moveTo(event->position().toPoint().x());
}

void Scrubber::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_held = false;
    update();
}

void Scrubber::wheelEvent(QWheelEvent *event)
{
    event->accept();
    m_wheelRest += event->angleDelta().y();
    const int steps = m_wheelRest / kNotch;
    m_wheelRest -= steps * kNotch;
    if (steps == 0)
        return;
    Q_EMIT grabbed();
    for (int i = 0; i < std::abs(steps); ++i)
        m_session.step(steps > 0 ? Session::Step::Previous : Session::Step::Next);
}

void Scrubber::leaveEvent(QEvent *)
{
    m_hovered = false;
    update();
}

} // namespace eventscope::ui
