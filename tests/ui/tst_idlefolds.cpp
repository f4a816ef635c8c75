// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/idlefolds.h"
#include "timeline/idlegaps.h"
#include "timeline/minimap.h"

#include "handmadelog.h"
#include "timelinewindow.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <random>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kHour = 3'600 * kSecond;
constexpr std::int64_t kStart = 1'767'225'600 * kSecond; // 2026-01-01
constexpr int kWidth = 800;

std::int64_t between(std::mt19937_64 &random, std::int64_t from, std::int64_t to)
{
    return from + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(to - from));
}

std::vector<IdleGap> randomGaps(std::mt19937_64 &random, std::int64_t longest)
{
    std::vector<IdleGap> gaps;
    std::int64_t time = kStart;
    for (int i = 0; i < 40; ++i) {
        time += between(random, 1, longest);
        const std::int64_t length = between(random, 100, longest);
        gaps.push_back({time, time + length});
        time += length;
    }
    return gaps;
}

// Bursts of ten seconds, two hours apart.
void addBursts(HandmadeLog &log, int bursts)
{
    for (int burst = 0; burst < bursts; ++burst) {
        for (int i = 0; i <= 10; ++i)
            log.add("order-1", "Happened", kStart + burst * 2 * kHour + i * kSecond);
    }
}

} // namespace

class TestIdleFolds : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;

    // A store on the disk of the same bursts.
    QString store()
    {
        QFile file(m_dir->filePath(QStringLiteral("bursts.jsonl")));
        if (!file.open(QIODevice::WriteOnly))
            return {};
        for (int burst = 0; burst < 4; ++burst) {
            for (int i = 0; i <= 10; ++i)
                file.write(R"({"id":"e)" + QByteArray::number(burst * 20 + i)
                           + R"(","type":"Happened","aggregateId":"order-1",)"
                             R"("aggregateType":"order","timestamp":"2026-01-01T0)"
                           + QByteArray::number(2 * burst) + ":00:"
                           + QByteArray::number(i).rightJustified(2, '0') + R"(Z","version":)"
                           + QByteArray::number(burst * 11 + i + 1) + R"(,"payload":{}})" + '\n');
        }
        return file.fileName();
    }
    void open(Session &session)
    {
        session.workspace().setFolder(m_dir->path());
        session.setFollowing(false);
        session.open(store());
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        QCOMPARE(session.log().rowCount(), 44U);
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void placesAscendWithTimesAndLeadBack()
    {
        std::mt19937_64 random(3);
        for (int round = 0; round < 50; ++round) {
            const std::int64_t longest = std::int64_t{1} << between(random, 8, 50);
            std::vector<IdleGap> gaps = randomGaps(random, longest);
            const std::int64_t length = between(random, 1, longest / 4);
            std::erase_if(gaps, [&](const IdleGap &gap) { return gap.length() <= length; });
            const Folds folds(gaps, length);
            std::vector<std::int64_t> times;
            for (int i = 0; i < 300; ++i)
                times.push_back(between(random, kStart - longest, kStart + 85 * longest));
            for (const IdleGap &gap : gaps) {
                for (const std::int64_t by : {-1, 0, 1}) {
                    times.push_back(gap.start + by);
                    times.push_back(gap.end + by);
                }
                QCOMPARE(folds.placeOf(gap.end) - folds.placeOf(gap.start), length);
            }
            std::sort(times.begin(), times.end());
            for (std::size_t i = 0; i < times.size(); ++i) {
                const std::int64_t place = folds.placeOf(times[i]);
                if (i > 0)
                    QVERIFY(place >= folds.placeOf(times[i - 1]));
                const bool inGap = std::any_of(gaps.begin(), gaps.end(), [&](const IdleGap &gap) {
                    return times[i] > gap.start && times[i] < gap.end;
                });
                if (!inGap)
                    QCOMPARE(folds.timeAt(place), times[i]);
                QCOMPARE(folds.placeOf(folds.timeAt(place)), place);
                QVERIFY(folds.timeAt(place) <= folds.timeAt(place + 1));
            }
            // Outside, a microsecond stays one.
            QCOMPARE(folds.placeOf(kStart - 5), kStart - 5);
            const std::int64_t far = kStart + 90 * longest;
            QCOMPARE(folds.placeOf(far + 7) - folds.placeOf(far), std::int64_t{7});
        }
    }

    void zoomKeepsTheTimeUnderTheCursorAndPanTheLength()
    {
        std::mt19937_64 random(5);
        for (int round = 0; round < 60; ++round) {
            const auto levels = std::make_shared<const FoldLevels>(
                randomGaps(random, std::int64_t{1} << between(random, 20, 44)));
            const TimelineRange whole(levels->gaps().front().start - 1'000'000,
                                      levels->gaps().back().end + 1'000'000);
            TimelineRange range = whole.folded(levels, kWidth);
            QCOMPARE(range.start(), whole.start());
            QCOMPARE(range.end(), whole.end());
            for (int step = 0; step < 40; ++step) {
                const double pixel = static_cast<double>(between(random, 0, kWidth));
                const std::int64_t under = range.fromPixel(pixel, kWidth);
                const TimelineRange next = range.zoomed(step % 3 == 2 ? 1.7 : 0.6, pixel, kWidth,
                                                        2'000);
                // By less than a pixel, or less than the few units that a pixel has.
                QVERIFY(std::abs(next.toPixel(under, kWidth) - pixel)
                        <= std::max(0.001, 2 / next.scale(kWidth)));
                QCOMPARE(next.placeOf(next.fromPixel(100, kWidth)) - next.placeOf(next.start()),
                         static_cast<std::int64_t>(std::llround(100 * next.scale(kWidth))));
                const TimelineRange panned = next.pannedByPixels(static_cast<int>(pixel) - 300,
                                                                 kWidth);
                QCOMPARE(panned.length(), next.length());
                QVERIFY(std::abs(panned.toPixel(next.fromPixel(400, kWidth), kWidth)
                                 - (400 - (static_cast<int>(pixel) - 300)))
                        <= std::max(0.001, 2 / next.scale(kWidth)));
                const TimelineRange clamped = panned.clampedTo(whole);
                QVERIFY(clamped.start() >= whole.start() && clamped.end() <= whole.end());
                QVERIFY(clamped.isFoldedBy(levels, kWidth));
                range = clamped;
                for (int x = 0; x < kWidth; x += 37) {
                    const std::int64_t unit = range.fromPixel(x, kWidth);
                    QVERIFY(std::abs(range.toPixel(unit, kWidth) - x)
                            <= std::max(0.001, 1 / range.scale(kWidth)));
                }
            }
        }
    }

    void whatIsFoldedIsNarrowAndWasWide()
    {
        std::mt19937_64 random(9);
        for (int round = 0; round < 100; ++round) {
            const auto levels = std::make_shared<const FoldLevels>(
                randomGaps(random, std::int64_t{1} << between(random, 20, 44)));
            TimelineRange range = TimelineRange(levels->gaps().front().start - 10,
                                                levels->gaps().back().end + 10)
                                      .folded(levels, kWidth);
            for (int zoom = 0; zoom < 8; ++zoom) {
                if (range.folds()) {
                    for (const Folds::Fold &fold :
                         range.folds()->within(range.start(), range.end())) {
                        const double wide = range.toPixel(fold.gap.end, kWidth)
                                            - range.toPixel(fold.gap.start, kWidth);
                        QVERIFY2(wide >= FoldLevels::kWidest / 2.0 - 0.01
                                     && wide <= FoldLevels::kWidest + 0.01,
                                 qPrintable(QString::number(wide)));
                        QVERIFY(static_cast<double>(fold.gap.length()) / range.scale(kWidth)
                                > 2 * wide);
                    }
                }
                range = range.zoomed(0.5, 333, kWidth, 2'000);
            }
        }
    }

    void gapsAreThoseBetweenTheTimesThatAreShown()
    {
        std::mt19937_64 random(13);
        for (int round = 0; round < 30; ++round) {
            HandmadeLog made;
            std::vector<std::int64_t> times;
            std::int64_t time = kStart;
            const bool ascends = round % 2 == 0;
            const int hidden = round % 3;
            for (int i = 0; i < 400; ++i) {
                time += between(random, 0, 5'000);
                const std::int64_t at = ascends ? time : time - between(random, 0, 40'000);
                const auto type = static_cast<int>(random() % 3);
                made.add("a-1", "Type" + std::to_string(type), at);
                if (type != 2 || hidden == 0)
                    times.push_back(at);
            }
            const EventLog &log = made.log();
            TypeMask mask;
            if (hidden != 0) {
                std::vector<std::uint8_t> listed(log.typeCount());
                listed[log.findType("Type2").value().value()] = 1;
                mask = TypeMask(listed, false);
            }
            std::sort(times.begin(), times.end());
            std::vector<IdleGap> naive;
            for (std::size_t i = 1; i < times.size(); ++i) {
                if (times[i] > times[i - 1])
                    naive.push_back({times[i - 1], times[i]});
            }
            QCOMPARE(findIdleGaps(log, mask, 100'000), naive);
            const std::vector<IdleGap> few = findIdleGaps(log, mask, 10);
            QCOMPARE(few.size(), std::size_t{10});
            std::sort(naive.begin(), naive.end(),
                      [](const IdleGap &a, const IdleGap &b) { return a.length() > b.length(); });
            for (const IdleGap &gap : few)
                QVERIFY(gap.length() >= naive[9].length());
        }
        std::stop_source stop;
        stop.request_stop();
        HandmadeLog some;
        addBursts(some, 2);
        QVERIFY(findIdleGaps(some.log(), {}, 10, stop.get_token()).empty());
    }

    void burstsHaveRoomAndTheAxisSaysNothingInBetween()
    {
        HandmadeLog made;
        addBursts(made, 4);
        TimelineScene scene;
        scene.resize(QSize(kWidth + 145, 300));
        scene.setLog(&made.log());
        scene.layout();
        // Of a burst, everything is in one place.
        QVERIFY(scene.foldBands().empty());
        QVERIFY(*scene.xOfRow(Row(10)) - *scene.xOfRow(Row(0)) <= 1);
        const TimelineRange before = scene.range();
        scene.setFolding(true);
        QTRY_VERIFY(scene.isComplete());
        scene.layout();
        QCOMPARE(scene.foldBands().size(), std::size_t{3});
        QCOMPARE(scene.foldBands().front().gap.length(), 2 * kHour - 10 * kSecond);
        for (const std::uint32_t first : {0U, 11U, 22U, 33U})
            QVERIFY(*scene.xOfRow(Row(first + 10)) - *scene.xOfRow(Row(first)) > 40);
        for (const AxisTicks::Tick &tick : scene.ticks().ticks) {
            const int x = scene.range().column(tick.unit, scene.trackArea().width());
            for (const auto &band : scene.foldBands())
                QVERIFY(x <= band.left || x >= band.right);
        }
        // Marks stand outside of the bands, and a place in a band is one.
        const auto &band = scene.foldBands()[1];
        for (std::uint32_t row = 0; row < 44; ++row) {
            const int column = *scene.xOfRow(Row(row)) - scene.columnToX(0);
            QVERIFY(column < band.left || column >= band.right);
        }
        const QPoint inBand(scene.columnToX((band.left + band.right) / 2), 100);
        QCOMPARE(scene.hitTest(inBand).fold, 1);
        QCOMPARE(scene.hitTest(QPoint(*scene.xOfRow(Row(16)), 20)).fold, -1);
        scene.unfold(IdleGap(band.gap));
        scene.layout();
        for (const auto &left : scene.foldBands())
            QVERIFY(left.gap.start != kStart + 2 * kHour + 10 * kSecond);
        scene.setFolding(false);
        scene.layout();
        QVERIFY(scene.foldBands().empty());
        QCOMPARE(scene.range(), before);
        // By position nothing is idle.
        scene.setFolding(true);
        scene.setMode(AxisMode::Position);
        QTRY_VERIFY(scene.isComplete());
        scene.layout();
        QVERIFY(!scene.range().folds());
        scene.setLog(nullptr);
    }

    void hiddenNoiseLeavesGapsThatAreFolded()
    {
        HandmadeLog made;
        for (int i = 0; i < 400; ++i)
            made.add("a-1", i % 100 < 10 ? "Work" : "Heartbeat", kStart + i * 60 * kSecond);
        TimelineScene scene;
        scene.resize(QSize(kWidth + 145, 300));
        scene.setLog(&made.log());
        scene.setFolding(true);
        QTRY_VERIFY(scene.isComplete());
        scene.layout();
        QVERIFY(scene.foldBands().empty());
        std::vector<std::uint8_t> listed(made.log().typeCount());
        listed[made.log().findType("Heartbeat").value().value()] = 1;
        scene.setHidden(TypeMask(listed, false));
        QTRY_VERIFY(scene.isComplete());
        scene.layout();
        QVERIFY(scene.foldBands().size() >= 3);
        scene.setLog(nullptr);
    }

    void theButtonTheKeyAndAClickFoldAndUnfold()
    {
        Session session;
        open(session);
        TimelineWindow window(session);
        window.settle();
        auto *const button = [&]() -> QToolButton * {
            for (auto *const each : window.view.findChildren<QToolButton *>()) {
                if (each->accessibleName() == QStringLiteral("Fold idle gaps"))
                    return each;
            }
            return nullptr;
        }();
        QVERIFY(button && button->isEnabled() && !button->isChecked());
        window.view.toggleFolding();
        window.settle();
        QVERIFY(button->isChecked());
        QCOMPARE(window.scene().foldBands().size(), std::size_t{3});
        // The strip below shows the same.
        auto &minimap = *window.view.findChild<Minimap *>();
        QVERIFY(minimap.range().folds());
        QCOMPARE(minimap.window().width() > 300, true);
        const auto band = window.scene().foldBands()[0];
        const QPoint at(window.scene().columnToX((band.left + band.right) / 2),
                        window.scene().axisRect().center().y());
        window.hover(at);
        QVERIFY(window.canvas().hoverCard().isVisible());
        const Row playhead = session.playhead();
        QTest::mouseClick(window.viewport(), Qt::LeftButton, {}, at);
        window.settle();
        QCOMPARE(session.playhead(), playhead);
        for (const auto &left : window.scene().foldBands())
            QVERIFY(left.gap.start != band.gap.start);
        button->click();
        window.settle();
        QVERIFY(window.scene().foldBands().empty());
        button->click();
        window.settle();
        QCOMPARE(window.scene().foldBands().size(), std::size_t{3});
        // A drag in the strip moves what is in view.
        window.canvas().zoomAtPlayhead(0.3);
        window.settle();
        const QRect frame = minimap.window();
        const std::int64_t length = window.scene().range().length();
        QTest::mousePress(&minimap, Qt::LeftButton, {}, frame.center());
        QTest::mouseMove(&minimap, frame.center() - QPoint(60, 0));
        QTest::mouseRelease(&minimap, Qt::LeftButton, {}, frame.center() - QPoint(60, 0));
        QCOMPARE(window.scene().range().length(), length);
        QVERIFY(std::abs(minimap.window().left() - (frame.left() - 60)) <= 2);
        // It is kept with the layout of the window.
        const QByteArray state = window.view.saveState();
        TimelineWindow other(session);
        QVERIFY(other.view.restoreState(state));
        other.settle();
        QVERIFY(other.scene().isFolding());
    }
};

QTEST_MAIN(TestIdleFolds)
#include "tst_idlefolds.moc"
