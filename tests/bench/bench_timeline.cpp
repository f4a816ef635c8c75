// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_timeline [--events N] [--at TEXT] [--details]: lays out and paints the timeline of a log in
// memory at 1920x1080, at every zoom from the whole log to a millisecond a pixel, by time and by
// position, panned and scrolled between; prints how long the frames took. A frame is what one paint
// event does: layout, both layers, and the copy to the window.
#include "measure.h"
#include "session/eventselection.h"
#include "timeline/selectionpainter.h"
#include "timeline/timelineoverlays.h"
#include "timeline/timelinepainter.h"
#include "timeline/timelinescene.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QEventLoop>
#include <QImage>
#include <QPainter>
#include <QPixmap>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

using namespace eventscope;
using namespace eventscope::bench;
using namespace eventscope::ui;

namespace {

constexpr double kMostMilliseconds = 16;
constexpr QSize kWindow(1920, 1080);
constexpr std::int64_t kMillisecond = 1'000;
constexpr std::uint32_t kStreams = 100'000;
constexpr std::uint32_t kTypes = 40;
constexpr std::uint32_t kStreamTypes = 8;

struct Options {
    std::uint32_t events = 10'000'000;
    std::string at = "10 million";
    bool details = false;
};

Options parse(int argc, char **argv)
{
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--details")
            options.details = true;
        else if (option == "--events" && i + 1 < argc)
            options.events = static_cast<std::uint32_t>(std::strtoul(argv[++i], nullptr, 10));
        else if (option == "--at" && i + 1 < argc)
            options.at = argv[++i];
        else
            giveUp("usage: bench_timeline [--events N] [--at TEXT] [--details]");
    }
    if (options.events < 1'000)
        giveUp("bench_timeline: --events must be at least 1000");
    return options;
}

// A year and more of working days: bursts of some hundred events, minutes between them, nothing at
// night and at weekends. Streams come and go; each tenth event is of one of twenty that go on for
// ever.
void fill(EventLog &log, std::uint32_t events)
{
    std::mt19937_64 random(20'251'103);
    std::vector<std::string> types;
    for (std::uint32_t i = 0; i < kTypes; ++i)
        types.push_back("Type" + std::to_string(i) + (i % 7 == 6 ? "Failed" : "Done"));
    std::vector<std::string> streamTypes;
    for (std::uint32_t i = 0; i < kStreamTypes; ++i)
        streamTypes.push_back("aggregate" + std::to_string(i));
    std::vector<std::string> streams;
    for (std::uint32_t i = 0; i < kStreams; ++i)
        streams.push_back(streamTypes[i % kStreamTypes] + "-" + std::to_string(1'000'000 + i));
    std::vector<std::int64_t> versions(kStreams);

    RecordBatch batch;
    std::int64_t time = 1'735'718'400'000'000; // 2025-01-01T08:00:00Z
    const std::int64_t step = std::int64_t{200} * 24 * 3'600 * 1'000'000 / events;
    std::uint32_t burst = 0;
    for (std::uint32_t i = 0; i < events; ++i) {
        if (burst-- == 0) {
            burst = 20 + static_cast<std::uint32_t>(random() % 500);
            time += step * static_cast<std::int64_t>(random() % 400);
            constexpr std::int64_t kDay = std::int64_t{24} * 3'600 * 1'000'000;
            if (time % kDay > kDay * 3 / 4) // the night
                time += kDay / 2 + (time / kDay % 7 == 4 ? 2 * kDay : 0);
        }
        time += static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(step / 2 + 1));
        const auto window = static_cast<std::uint32_t>(std::uint64_t{i} * (kStreams - 2'000)
                                                       / events);
        const auto stream = static_cast<std::uint32_t>(
            random() % 10 == 0 ? random() % 20 : window + random() % 2'000);
        RawEvent event;
        event.stream = streams[stream];
        event.streamType = streamTypes[stream % kStreamTypes];
        event.type = types[stream % kStreamTypes * (kTypes / kStreamTypes)
                           + random() % (kTypes / kStreamTypes)];
        event.position = i + 1;
        event.version = Version(++versions[stream]);
        event.time = Time{time};
        batch.events.push_back(event);
        if (batch.events.size() == 4'096 || i + 1 == events) {
            if (!log.append(batch))
                giveUp("bench_timeline: the log is full");
            batch.clear();
        }
    }
    log.seal();
}

class Bench
{
public:
    Bench(const EventLog &log, bool details)
        : m_log(log)
        , m_details(details)
        , m_base(kWindow)
        , m_window(kWindow, QImage::Format_ARGB32_Premultiplied)
    {
        m_styles.update(log, {});
        m_painter.setFonts(QApplication::font(), Theme::instance().small());
        m_scene.resize(kWindow);
        m_scene.setLog(&log);
    }

    // Around the places that are zoomed to, as many as somebody may select; and their arcs.
    void selectSome()
    {
        std::vector<Row> rows;
        m_arcs.clear();
        for (const double place : {0.5, 0.13, 0.87}) {
            const auto middle = static_cast<std::uint32_t>(place * m_log.rowCount());
            for (std::uint32_t i = 0; i < 1'000; ++i)
                rows.emplace_back(middle - 100 + i * (i < 200 ? 1 : m_log.rowCount() / 20'000));
            for (std::uint32_t i = 0; i < CausationArcs::kMostArcs / 3; ++i)
                m_arcs.push_back({Row(middle + i), Row(middle + i * (i % 7) * 5), i % 2 == 0});
        }
        m_selection.set(std::move(rows));
    }
    void selectAll() { m_selection.setAll(Sequence::range(Row(0), m_log.rowCount()), true); }

    void run(const char *what, AxisMode mode, std::optional<StreamTypeId> type)
    {
        m_scene.setMode(mode);
        m_scene.setSelection(type, type ? std::optional(StreamId(type->value())) : std::nullopt);
        m_scene.setScroll(0);
        m_scene.fit();
        settle();
        const std::int64_t least = mode == AxisMode::Time ? kWindow.width() * kMillisecond
                                                          : 16 * kUnitsPerRow;
        for (const double place : {0.5, 0.13, 0.87}) {
            const std::int64_t around = unitOfRow(m_log, mode,
                                                  Row(static_cast<std::uint32_t>(
                                                      place * m_log.rowCount())))
                                            .value();
            m_scene.fit();
            for (int zoom = 0; m_scene.range().span() > least; ++zoom) {
                const std::size_t before = m_frames.size();
                frame();
                for (int pan = 0; pan < 6; ++pan) {
                    m_scene.panByPixels(pan % 3 == 2 ? -251 : 37);
                    frame();
                }
                // Among the first lanes are the longest streams.
                for (const int scroll : {0, 11, 500, m_scene.mostScroll() / 2}) {
                    m_scene.setScroll(scroll);
                    frame();
                    settle();
                    m_scene.setRange(m_scene.range().pannedByPixels(1, kWindow.width()));
                    frame();
                }
                if (m_details) {
                    const auto slowest = std::max_element(m_frames.begin() + std::ptrdiff_t(before),
                                                          m_frames.end());
                    std::fprintf(stderr, "%-28s zoom %2d  %12.3f s in view  max %6.2f ms\n", what,
                                 zoom, double(m_scene.range().span()) / 1e6, *slowest);
                }
                const int width = m_scene.trackArea().width();
                m_scene.setRange(
                    m_scene.range().zoomed(0.5,
                                           std::clamp(m_scene.range().toPixel(around, width), 0.0,
                                                      double(width)),
                                           width, least));
            }
        }
    }

    std::vector<double> &frames() { return m_frames; }

private:
    // Until the threads have delivered what the view asked for.
    void settle()
    {
        m_scene.layout();
        while (!m_scene.isComplete()) {
            QEventLoop loop;
            QTimer::singleShot(1, &loop, &QEventLoop::quit);
            loop.exec();
            m_scene.refresh();
            m_scene.layout();
        }
    }

    void frame()
    {
        const Stopwatch watch;
        m_scene.layout();
        {
            QPainter painter(&m_base);
            m_painter.paintBase(painter, m_scene, m_styles, Row(m_log.rowCount() / 2));
            paintArcs(painter, m_scene, m_arcs);
            m_selectionPainter.paintSelected(painter, m_scene, m_selection, kNoRow);
        }
        QPainter painter(&m_window);
        painter.drawPixmap(0, 0, m_base);
        TimelinePainter::Over over;
        over.playhead = Row(m_log.rowCount() / 2);
        over.hover = m_scene.hitTest(QPoint(1'000, 300));
        m_painter.paintOver(painter, m_scene, m_styles, over);
        painter.end();
        m_frames.push_back(watch.seconds() * 1'000);
    }

    const EventLog &m_log;
    bool m_details;
    TimelineScene m_scene;
    TimelinePainter m_painter;
    SelectionPainter m_selectionPainter;
    EventSelection m_selection;
    std::vector<CausationArcs::Arc> m_arcs;
    EventTypeStyles m_styles;
    QPixmap m_base;
    QImage m_window;
    std::vector<double> m_frames;
};

std::string milliseconds(double value)
{
    return figure(value) + " ms";
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const Options options = parse(argc, argv);
    Theme::instance().apply(application, Theme::Choice::Dark);
    EventLog log;
    fill(log, options.events);

    Bench bench(log, options.details);
    bench.selectSome();
    bench.run("stream types by time", AxisMode::Time, std::nullopt);
    bench.run("stream types by position", AxisMode::Position, std::nullopt);
    bench.selectAll();
    bench.run("streams by time", AxisMode::Time, StreamTypeId(0));
    bench.run("streams by position", AxisMode::Position, StreamTypeId(0));

    std::vector<double> &frames = bench.frames();
    std::sort(frames.begin(), frames.end());
    const double p99 = frames[frames.size() * 99 / 100];
    print({"timeline frame, all zooms, 1920x1080", options.at,
           "p50 " + milliseconds(frames[frames.size() / 2]) + ", p99 " + milliseconds(p99)
               + ", max " + milliseconds(frames.back()) + " (" + std::to_string(frames.size())
               + " frames)",
           "-", "-", "p99 16 ms", p99 <= kMostMilliseconds});
    return 0;
}
