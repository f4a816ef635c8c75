// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventsmodel.h"
#include "panels/hiddentypesnote.h"
#include "panels/linkbutton.h"
#include "panels/rowtable.h"
#include "panels/typespanel.h"
#include "timeline/eventcollector.h"
#include "timeline/loglayout.h"
#include "timeline/streamtypecounts.h"

#include "handmadelog.h"
#include "ordersstore.h"
#include "timelinewindow.h"

#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

constexpr int kWidth = 400;

// Two logs: one with the events of all types, one without those of the hidden ones.
struct Pair {
    HandmadeLog all;
    HandmadeLog shown;
    TypeMask mask;
};

// How many events each column has, whatever stands there: marks and bars.
std::vector<std::uint32_t> counts(const TrackLayout &track)
{
    std::vector<std::uint32_t> columns(kWidth);
    for (const TrackMark &mark : track.marks) {
        if (mark.column >= 0 && mark.column < kWidth)
            ++columns[static_cast<std::size_t>(mark.column)];
    }
    for (const TrackBar &bar : track.bars) {
        if (bar.column >= 0 && bar.column < kWidth)
            columns[static_cast<std::size_t>(bar.column)] += bar.count;
    }
    return columns;
}

std::vector<TrackMark> marksInView(const LogLayout &layout)
{
    std::vector<TrackMark> marks;
    for (const TrackMark &mark : layout.track.marks) {
        if (mark.column >= 0 && mark.column < kWidth)
            marks.push_back(mark);
    }
    return marks;
}

std::uint64_t sum(const std::vector<std::uint32_t> &values)
{
    std::uint64_t all = 0;
    for (const std::uint32_t value : values)
        all += value;
    return all;
}

} // namespace

class TestHiddenTypes : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<OrdersStore> m_store;

    void open(Session &session)
    {
        session.workspace().setFolder(m_dir->path());
        m_store->open(session);
    }
    static TypeId typeOf(const Session &session, const char *name)
    {
        return session.log().findType(name).value();
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<OrdersStore>();
    }

    void aLayoutWithHiddenTypesIsThatOfALogWithoutTheirEvents()
    {
        std::mt19937 random(11);
        for (int round = 0; round < 12; ++round) {
            Pair logs;
            const bool ordered = round % 3 != 0;
            std::int64_t time = 1'000'000;
            const int events = round % 2 == 0 ? 300 : 9'000;
            for (int i = 0; i < events; ++i) {
                time += static_cast<std::int64_t>(random() % 50'000);
                const std::int64_t at = ordered
                                            ? time
                                            : time - static_cast<std::int64_t>(random() % 90'000);
                const auto type = random() % 5;
                const std::string name = "Type" + std::to_string(type);
                logs.all.add("a-1", name, at);
                if (type != 1 && type != 3)
                    logs.shown.add("a-1", name, at);
            }
            const EventLog &log = logs.all.log();
            const EventLog &naive = logs.shown.log();
            std::vector<std::uint8_t> listed(log.typeCount());
            listed[log.findType("Type1").value().value()] = 1;
            listed[log.findType("Type3").value().value()] = 1;
            const TypeMask mask(listed, false);
            TimelineRange range = wholeRange(log, AxisMode::Time);
            for (int zoom = 0; zoom < 12; ++zoom) {
                LogLayout hidden;
                LogLayout without;
                hidden.update(log, AxisMode::Time, range, kWidth, 8, 3, mask);
                without.update(naive, AxisMode::Time, range, kWidth, 8, 3);
                if (hidden.isExact() && without.isExact()) {
                    const auto shown = marksInView(hidden);
                    const auto expected = marksInView(without);
                    QCOMPARE(shown.size(), expected.size());
                    for (std::size_t i = 0; i < shown.size(); ++i) {
                        QCOMPARE(shown[i].column, expected[i].column);
                        const Row row = hidden.row(shown[i].index);
                        QCOMPARE(log.time(row), naive.time(without.row(expected[i].index)));
                        QVERIFY(!mask.hides(log.type(row)));
                    }
                    QCOMPARE(counts(hidden.track), counts(without.track));
                }
                for (const TrackBar &bar : hidden.track.bars) {
                    for (const CountPyramid::TypeCount &share : bar.shares())
                        QVERIFY(!mask.hides(share.type));
                }
                if (zoom == 0)
                    QCOMPARE(sum(counts(hidden.track)), std::uint64_t{naive.rowCount()});
                range = range.zoomed(0.5, 150, kWidth, smallestSpan(AxisMode::Time));
            }
            // By position the rows are others, but there are as many.
            LogLayout byRow;
            byRow.update(log, AxisMode::Position, wholeRange(log, AxisMode::Position), kWidth, 8, 3,
                         mask);
            QCOMPARE(sum(counts(byRow.track)), std::uint64_t{naive.rowCount()});
            byRow.update(log, AxisMode::Position,
                         TimelineRange(10 * kUnitsPerRow, 30 * kUnitsPerRow), kWidth, 8, 3, mask);
            std::uint32_t inView = 0;
            for (std::uint32_t row = 10; row < 30; ++row)
                inView += mask.hides(log.type(Row(row))) ? 0 : 1;
            QCOMPARE(sum(counts(byRow.track)), std::uint64_t{inView});
            for (const TrackMark &mark : byRow.track.marks)
                QVERIFY(!mask.hides(log.type(byRow.row(mark.index))));
        }
    }

    void theNearestEventIsOneThatIsShown()
    {
        HandmadeLog made;
        for (int i = 0; i < 20; ++i)
            made.add("a-1", i % 5 == 0 ? "Rare" : "Common", 1'000 * i);
        const EventLog &log = made.log();
        std::vector<std::uint8_t> listed(log.typeCount());
        listed[log.findType("Common").value().value()] = 1;
        QCOMPARE(nearestRow(log, AxisMode::Time, 7'000, TypeMask(listed, false)),
                 std::optional(Row(5)));
        QCOMPARE(nearestRow(log, AxisMode::Position, 13 * kUnitsPerRow, TypeMask(listed, false)),
                 std::optional(Row(15)));
        QVERIFY(!nearestRow(log, AxisMode::Time, 7'000, TypeMask({}, true)));
    }

    void hidingATypeTakesItFromEveryLaneAndTheMinimap()
    {
        Session session;
        open(session);
        session.workspace().setFolder(m_dir->path());
        QVERIFY(session.workspace().pinStream("order-2"));
        session.selectStreamType(session.log().findStreamType("order"));
        TimelineWindow window(session);
        window.settle();
        const auto events = [&](const char *stream) {
            const auto *const layout = window.scene().laneLayout(window.laneOf(session, stream));
            return layout && layout->rows ? layout->rows->byRow.size() : 0;
        };
        QCOMPARE(sum(counts(window.scene().all().track)) > 0, true);
        QCOMPARE(events("order-1"), std::size_t{5});
        QCOMPARE(events("order-2"), std::size_t{2});
        session.types().setHidden(typeOf(session, "OrderPlaced"), true);
        window.settle();
        QCOMPARE(events("order-1"), std::size_t{4});
        QCOMPARE(events("order-2"), std::size_t{1});
        QCOMPARE(window.scene().all().track.marks.size(), std::size_t{6});
        session.selectStreamType(std::nullopt);
        window.settle();
        std::size_t marks = 0;
        for (const auto &lane : window.scene().laneLayouts()) {
            for (const TrackMark &mark : lane.track.marks) {
                ++marks;
                QVERIFY(lane.rows);
                const Row row = lane.rows->row(window.scene().mode(), mark.index);
                QVERIFY(session.log().type(row) != typeOf(session, "OrderPlaced"));
            }
        }
        QVERIFY(marks >= 6); // 5 of orders, 1 of a cart, and those of the pinned lane
        session.workspace().undo();
        window.settle();
        QCOMPARE(window.scene().all().track.marks.size(), std::size_t{8});
    }

    void aBoxTakesOnlyWhatIsShown()
    {
        Session session;
        open(session);
        EventCollector collector;
        collector.setLog(&session.log());
        QSignalSpy spy(&collector, &EventCollector::collected);
        EventCollector::Wanted wanted;
        wanted.mode = AxisMode::Position;
        wanted.range = wholeRange(session.log(), wanted.mode);
        wanted.all = true;
        std::vector<std::uint8_t> listed(session.log().typeCount());
        listed[typeOf(session, "OrderPlaced").value()] = 1;
        wanted.hidden = TypeMask(listed, false);
        collector.collect(wanted);
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(spy.front().front().value<Sequence>().size(), 6U);
        collector.setLog(nullptr);
    }

    void theEyeAndTheKeysOfTheListHideAndShow()
    {
        Session session;
        open(session);
        TypesPanel panel(session);
        panel.resize(260, 300);
        panel.show();
        auto &list = *panel.findChild<RowTable *>();
        QTRY_COMPARE(list.model()->rowCount(), 7);
        auto &showAll = *panel.findChild<LinkButton *>();
        QVERIFY(!showAll.isVisible());
        const QModelIndex eye = list.model()->index(0, EventTypesModel::Shown);
        const TypeId first = qobject_cast<EventTypesModel *>(list.model())->typeAt(0);
        QCOMPARE(eye.data(Qt::AccessibleTextRole).toString(), QStringLiteral("shown"));
        const auto click = [&](Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
            QTest::mouseClick(list.viewport(), Qt::LeftButton, modifiers,
                              list.visualRect(eye).center());
        };
        click();
        QVERIFY(session.types().isHidden(first));
        QCOMPARE(eye.data(Qt::AccessibleTextRole).toString(), QStringLiteral("hidden"));
        QVERIFY(showAll.isVisible());
        click();
        QVERIFY(!session.types().isHidden(first));
        click(Qt::AltModifier);
        QCOMPARE(session.types().hiddenTypes(), 6U);
        showAll.click();
        QCOMPARE(session.types().hiddenTypes(), 0U);
        QVERIFY(!showAll.isVisible());
        list.setCurrentIndex(list.model()->index(1, 0));
        QTest::keyClick(&list, Qt::Key_Space);
        QCOMPARE(session.types().hiddenTypes(), 1U);
        QTest::keyClick(&list, Qt::Key_S);
        QCOMPARE(session.types().hiddenTypes(), 6U);
        QVERIFY(
            !session.types().isHidden(qobject_cast<EventTypesModel *>(list.model())->typeAt(1)));
        QCOMPARE(session.filterText(), QString());
    }

    void aTypeIsDrawnAsTheUserHasChosenInEveryList()
    {
        Session session;
        open(session);
        TypesPanel panel(session);
        panel.show();
        auto &list = *panel.findChild<RowTable *>();
        auto &model = *qobject_cast<EventTypesModel *>(list.model());
        QTRY_COMPARE(model.rowCount(), 7);
        EventsModel events(session);
        TimelineWindow window(session);
        window.settle();
        const EventTypeStyle before = model.styleAt(0);
        const QImage picture = window.view.grab().toImage();
        const QMenu *menu = nullptr;
        const auto open = [&] {
            Q_EMIT list.customContextMenuRequested(list.visualRect(model.index(0, 0)).center());
            menu = panel.findChild<QMenu *>();
            QVERIFY(menu);
        };
        const auto choose = [&](const QString &text) {
            open();
            for (QAction *const action : menu->findChildren<QAction *>()) {
                if (action->text() == text) {
                    QVERIFY(action->isEnabled());
                    action->trigger();
                }
            }
            delete menu;
        };
        const auto hue = static_cast<std::uint8_t>((before.hue + 3) % TypeLook::kHues);
        const auto shape = static_cast<MarkShape>((static_cast<int>(before.shape) + 1) % 4);
        QSignalSpy changed(&events, &QAbstractItemModel::dataChanged);
        choose(hueName(hue));
        choose(shapeName(shape));
        QCOMPARE(model.styleAt(0).hue, hue);
        QCOMPARE(model.styleAt(0).shape, shape);
        QCOMPARE(changed.size(), 2);
        QVERIFY(window.view.grab().toImage() != picture);
        session.workspace().undo();
        QCOMPARE(model.styleAt(0).hue, hue);
        QCOMPARE(model.styleAt(0).shape, before.shape);
        choose(QStringLiteral("Reset colour and shape"));
        QCOMPARE(model.styleAt(0).hue, before.hue);
        QVERIFY(session.workspace().typeLooks().empty());
        QCOMPARE(window.view.grab().toImage(), picture);
    }

    void aNoteSaysHowManyTypesAreHiddenAndShowsThemAgain()
    {
        Session session;
        open(session);
        HiddenTypesNote note(session);
        QCOMPARE(note.text(), QString());
        session.types().setHidden(typeOf(session, "OrderPlaced"), true);
        QCOMPARE(note.text(), QStringLiteral("1 type hidden"));
        session.types().setHidden(typeOf(session, "OrderPaid"), true);
        QCOMPARE(note.text(), QStringLiteral("2 types hidden"));
        note.findChild<LinkButton *>()->click();
        QCOMPARE(note.text(), QString());
        QTRY_COMPARE(session.shownEvents().size(), 8U);
    }
};

QTEST_MAIN(TestHiddenTypes)
#include "tst_hiddentypes.moc"
