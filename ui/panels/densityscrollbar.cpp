// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/densityscrollbar.h"

#include "session/postto.h"
#include "widgets/stylepaint.h"
#include "widgets/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionSlider>

#include <algorithm>
#include <cmath>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr int kStrip = 12;     // px
constexpr int kBar = 9;        // px, of the densest bin
constexpr int kMark = 4;       // px wide
constexpr int kBinHeight = 2;  // px
constexpr qreal kQuiet = 0.35; // of the bars' contrast
constexpr int kPause = 150;    // ms: changes that come close together are one

} // namespace

DensityScrollBar::DensityScrollBar(Session &session, QWidget *parent)
    : QScrollBar(Qt::Vertical, parent)
    , m_session(session)
    , m_worker(std::make_unique<NewestOnly>())
{
    setAccessibleName(tr("Place in the events"));
    setToolTip(tr("Beside it: how close events follow each other, and where bookmarks, findings "
                  "and selected events are"));
    m_soon.setSingleShot(true);
    m_soon.setInterval(kPause);
    connect(&m_soon, &QTimer::timeout, this, &DensityScrollBar::compute);
    connect(&session, &Session::closed, this, &DensityScrollBar::letGo);
    connect(&session, &Session::shownEventsChanged, this, &DensityScrollBar::changeSoon);
    connect(&session, &Session::playheadChanged, this, qOverload<>(&QWidget::update));
    connect(&session.bookmarks(), &Bookmarks::changed, this, &DensityScrollBar::changeSoon);
    connect(&session.findings(), &Findings::changed, this, &DensityScrollBar::changeSoon);
    connect(&session.selectedEvents(), &EventSelection::changed, this,
            &DensityScrollBar::changeSoon);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_picture = {};
        update();
    });
}

DensityScrollBar::~DensityScrollBar() = default;

void DensityScrollBar::letGo()
{
    ++m_request;
    m_soon.stop();
    m_worker.reset(); // waits
    m_worker = std::make_unique<NewestOnly>();
    m_density = {};
    m_picture = {};
    update();
}

// Not started anew by each change: while a store loads they never end.
void DensityScrollBar::changeSoon()
{
    if (!m_soon.isActive())
        m_soon.start();
}

void DensityScrollBar::compute()
{
    if (!m_session.hasLog())
        return;
    const auto bins = static_cast<std::uint32_t>(std::max(1, height() / kBinHeight));
    MarkedRows marked;
    marked.bookmarks = m_session.bookmarks().rows();
    marked.findings = m_session.findings().rows();
    // One is where the playhead is, which is painted anyway.
    std::function<std::vector<Row>()> selected;
    if (m_session.selectedEvents().size() > 1)
        selected = m_session.selectedEvents().lister();
    m_worker->submit([this, request = ++m_request, log = &m_session.log(),
                      events = m_session.shownEvents(), ascends = m_session.shownEventsAscend(),
                      marked = std::move(marked), selected = std::move(selected),
                      bins](std::stop_token stop) mutable {
        if (selected)
            marked.selected = selected();
        auto density = densityOf(*log, events, ascends, marked, bins, stop);
        if (stop.stop_requested())
            return;
        postTo(this, [this, request, density = std::move(density)] {
            if (request != m_request || density == m_density)
                return;
            m_density = density;
            m_picture = {};
            update();
        });
    });
}

QSize DensityScrollBar::sizeHint() const
{
    return QScrollBar::sizeHint() + QSize(kStrip, 0);
}

QSize DensityScrollBar::minimumSizeHint() const
{
    return QScrollBar::minimumSizeHint() + QSize(kStrip, 0);
}

// The bar itself has what the strip leaves.
void DensityScrollBar::initStyleOption(QStyleOptionSlider *option) const
{
    QScrollBar::initStyleOption(option);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    option->rect.adjust(mirrored ? 0 : kStrip, 0, mirrored ? -kStrip : 0, 0);
}

// On the side of the table.
QRect DensityScrollBar::stripRect() const
{
    return layoutDirection() == Qt::RightToLeft ? QRect(width() - kStrip, 0, kStrip, height())
                                                : QRect(0, 0, kStrip, height());
}

// Rows are where the middle of the slider is when they are in the middle of the table; a slider of a very long list is longer than its
// share, so the strip is a little shorter than the bar then.
DensityScrollBar::Span DensityScrollBar::span() const
{
    QStyleOptionSlider option;
    initStyleOption(&option);
    const double slider = style()
                              ->subControlRect(QStyle::CC_ScrollBar, &option,
                                               QStyle::SC_ScrollBarSlider, this)
                              .height();
    const double range = double(maximum()) - minimum();
    const double rows = range + pageStep();
    if (range <= 0)
        return {0, double(height())};
    const double top = slider / 2 - pageStep() / 2.0 / range * (height() - slider);
    return {top, top + rows / range * (height() - slider)};
}

void DensityScrollBar::paintStrip()
{
    const Tokens &tokens = Theme::instance().tokens();
    const Span where = span();
    const qreal ratio = devicePixelRatioF();
    m_picture = QPixmap(QSizeF(kStrip * ratio, height() * ratio).toSize());
    m_picture.setDevicePixelRatio(ratio);
    m_picture.fill(tokens.surface);
    const std::size_t bins = m_density.rates.size();
    if (bins == 0)
        return;
    QPainter painter(&m_picture);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto fill = [&](int x, int top, int width, int bottom, const QColor &color) {
        painter.fillRect(mirrored ? kStrip - x - width : x, top, width, bottom - top, color);
    };
    const double step = (where.bottom - where.top) / static_cast<double>(bins);
    const auto edge = [&](std::size_t bin) {
        return static_cast<int>(std::lround(where.top + step * static_cast<double>(bin)));
    };
    const QColor quiet = between(tokens.surface, tokens.textDim, kQuiet);
    for (std::size_t bin = 0; bin < bins; ++bin) {
        const int length = static_cast<int>(std::lround(m_density.rates[bin] * kBar));
        fill(kStrip - length, edge(bin), length, std::max(edge(bin) + 1, edge(bin + 1)), quiet);
    }
    // Above the bars, each kind on a track of its own: the colour is not all that tells them apart.
    const auto ticks = [&](RowDensity::Mark kind, int x, int width, int least,
                           const QColor &color) {
        for (std::size_t bin = 0; bin < bins; ++bin) {
            if (m_density.marks[bin] & kind)
                fill(x, edge(bin), width, std::max(edge(bin) + least, edge(bin + 1)), color);
        }
    };
    ticks(RowDensity::Selected, 0, 2, 1, tokens.accent);
    ticks(RowDensity::Found, 3, kMark, 2, tokens.warning);
    ticks(RowDensity::Bookmarked, kStrip - kMark, kMark, 2, tokens.changed);
}

void DensityScrollBar::paintEvent(QPaintEvent *event)
{
    QScrollBar::paintEvent(event);
    if (m_picture.isNull() || m_picture.devicePixelRatio() != devicePixelRatioF())
        paintStrip();
    QPainter painter(this);
    const QRect strip = stripRect();
    painter.drawPixmap(strip.topLeft(), m_picture);
    const std::uint32_t rows = m_session.hasLog() ? m_session.shownEvents().size() : 0;
    if (rows == 0 || m_density.rates.empty())
        return;
    const auto here = m_session.shownOrdinal(m_session.playhead());
    if (!here)
        return;
    const Span where = span();
    const double y = where.top + (where.bottom - where.top) * (*here + 0.5) / rows;
    painter.fillRect(strip.left(), static_cast<int>(y), strip.width(), 1,
                     Theme::instance().tokens().accent);
}

void DensityScrollBar::resizeEvent(QResizeEvent *event)
{
    QScrollBar::resizeEvent(event);
    m_picture = {};
    changeSoon();
}

bool DensityScrollBar::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutDirectionChange)
        m_picture = {};
    return QScrollBar::event(event);
}

// A press on the strip is one on the bar beside it.
std::unique_ptr<QMouseEvent> DensityScrollBar::onBar(const QMouseEvent &event) const
{
    std::unique_ptr<QMouseEvent> moved(event.clone());
    const QRect strip = stripRect();
    if (!strip.contains(event.position().toPoint()))
        return moved;
    const double x = strip.left() == 0 ? kStrip + 1 : strip.left() - 1;
    const QPointF place(x, event.position().y());
    return std::make_unique<QMouseEvent>(event.type(), place, mapToGlobal(place), event.button(),
                                         event.buttons(), event.modifiers());
}

void DensityScrollBar::mousePressEvent(QMouseEvent *event)
{
    const auto moved = onBar(*event);
    QScrollBar::mousePressEvent(moved.get());
    event->setAccepted(moved->isAccepted());
}

void DensityScrollBar::mouseMoveEvent(QMouseEvent *event)
{
    const auto moved = onBar(*event);
    QScrollBar::mouseMoveEvent(moved.get());
    event->setAccepted(moved->isAccepted());
}

void DensityScrollBar::mouseReleaseEvent(QMouseEvent *event)
{
    const auto moved = onBar(*event);
    QScrollBar::mouseReleaseEvent(moved.get());
    event->setAccepted(moved->isAccepted());
}

} // namespace eventscope::ui
