// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/commands.h"
#include "shell/mainwindow.h"
#include "timeline/timelineview.h"
#include "widgets/theme.h"

#include "ordersstore.h"
#include "timelinewindow.h"

#include <QApplication>
#include <QSettings>
#include <QTest>
#include <QToolButton>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

QByteArray line(int number, const QByteArray &stream, int version, const QByteArray &correlation)
{
    return R"({"id":"e)" + QByteArray::number(number) + R"(","type":"Happened","aggregateId":")"
           + stream + R"(","aggregateType":")" + stream.split('-').front()
           + R"(","timestamp":"2026-01-01T)"
           + QByteArray::number(number / 3600).rightJustified(2, '0') + ':'
           + QByteArray::number(number / 60 % 60).rightJustified(2, '0') + ':'
           + QByteArray::number(number % 60).rightJustified(2, '0') + R"(Z","version":)"
           + QByteArray::number(version) + R"(,"payload":{},"metadata":{"correlationId":")"
           + correlation + "\"}}\n";
}

// 300 events of 10 streams, correlations of ten events each: c7 is of rows 70 to 79. And three of "wide-one" in two streams, far apart.
class CorrelatedStore : public OrdersStore
{
public:
    CorrelatedStore()
    {
        QFile::remove(path());
        QByteArray lines;
        for (int i = 0; i < 300; ++i)
            lines += line(i, "order-" + QByteArray::number(i * 7 % 10), i / 10,
                          "c" + QByteArray::number(i / 10));
        lines += line(300, "payment-1", 1, "wide-one-of-long-name");
        lines += line(301, "order-0", 30, "c99");
        lines += line(302, "order-0", 31, "wide-one-of-long-name");
        lines += line(303, "payment-1", 2, "wide-one-of-long-name");
        append(lines);
    }
};

QStringList lanesOf(const TimelineScene &scene)
{
    QStringList names;
    for (std::uint32_t i = 0; i < scene.lanes().size(); ++i) {
        const Lane lane = scene.lanes().at(i);
        names << QString::fromUtf8(lane.isStream()
                                       ? scene.log()->streamName(lane.stream())
                                       : scene.log()->streamTypeName(lane.streamType()));
    }
    return names;
}

std::size_t eventsIn(const TimelineScene &scene)
{
    std::size_t events = 0;
    for (const TimelineScene::LaneLayout &lane : scene.laneLayouts())
        events += lane.rows ? lane.rows->byRow.size() : 0;
    return events;
}

QToolButton *chip(QWidget &view)
{
    return view.findChild<QToolButton *>(QStringLiteral("correlationChip"));
}

} // namespace

class TestCorrelationLanes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().apply(*static_cast<QApplication *>(qApp), Theme::Choice::Light);
    }

    void aFilterForACorrelationShowsALaneForEachOfItsStreamsWithItsEventsOnly()
    {
        const CorrelatedStore store;
        Session session;
        store.open(session);
        TimelineWindow window(session);
        window.settle();
        const QStringList before = lanesOf(window.scene());
        const TimelineRange range = window.scene().range();
        session.setFilter(QStringLiteral("correlation = wide-one-of-long-name"));
        QTRY_COMPARE(lanesOf(window.scene()).join(u' '), QStringLiteral("payment-1 order-0"));
        window.settle();
        QCOMPARE(eventsIn(window.scene()), std::size_t(3));
        // Its time is in view, and little else.
        QVERIFY(window.scene().range().contains(session.log().time(Row(300)).micros));
        QVERIFY(window.scene().range().contains(session.log().time(Row(303)).micros));
        QVERIFY(!window.scene().range().contains(session.log().time(Row(290)).micros));
        QVERIFY(chip(window.view)->isVisible());
        QCOMPARE(chip(window.view)->text(),
                 QStringLiteral("Correlation wide-one\u2026 \u00b7 3 events in 2 streams"));
        QVERIFY(chip(window.view)->toolTip().contains(QStringLiteral("wide-one-of-long-name")));
        // The table shows the same.
        QTRY_COMPARE(session.shownEvents().size(), 3U);
        // And back: lanes, view and table.
        chip(window.view)->click();
        QTRY_COMPARE(lanesOf(window.scene()), before);
        QVERIFY(session.filterText().isEmpty());
        QVERIFY(!chip(window.view)->isVisible());
        QCOMPARE(window.scene().range(), range);
    }

    void moreConditionsKeepTheLanesAndOthersEndThem()
    {
        const CorrelatedStore store;
        Session session;
        store.open(session);
        const auto id = [&] {
            const auto contents = session.correlation().contents();
            return contents ? QString::fromStdString(contents->id) : QString();
        };
        session.setFilter(QStringLiteral("correlation = c7 and version > 2"));
        QTRY_COMPARE(id(), QStringLiteral("c7"));
        QCOMPARE(session.correlation().contents()->events, 10U);
        QCOMPARE(session.correlation().contents()->streams, 10U);
        QCOMPARE(session.correlation().contents()->first, Row(70));
        QCOMPARE(session.correlation().contents()->last, Row(79));
        // Half-written: as it was.
        session.tryFilter(QStringLiteral("correlation = c7 and version > "));
        QCOMPARE(id(), QStringLiteral("c7"));
        for (const char *const other :
             {"correlation = c7 or version > 2", "not correlation = c7", "correlation = c*",
              "correlation = nowhere", "correlation != c7", "version > 2", ""}) {
            session.setFilter(QStringLiteral("correlation = c7"));
            QTRY_COMPARE(id(), QStringLiteral("c7"));
            session.setFilter(QLatin1String(other));
            QTRY_COMPARE(id(), QString());
        }
        // Back returns to it.
        session.setFilter(QStringLiteral("correlation = c7"));
        session.setFilter(QString());
        session.back();
        QTRY_COMPARE(id(), QStringLiteral("c7"));
        session.close();
        QVERIFY(!session.correlation().contents());
    }

    void ofVeryManyStreamsTheFirstHaveALaneAndTheChipSaysSo()
    {
        const OrdersStore store;
        QFile::remove(store.path());
        QByteArray lines;
        for (int i = 0; i < 1200; ++i)
            lines += line(i, "cart-" + QByteArray::number(i % 600), 1 + i / 600, "all");
        store.append(lines);
        Session session;
        store.open(session);
        TimelineWindow window(session);
        session.setFilter(QStringLiteral("correlation = all"));
        QTRY_VERIFY(session.correlation().contents());
        const auto contents = session.correlation().contents();
        QCOMPARE(contents->events, 1200U);
        QCOMPARE(contents->streams, 600U);
        QCOMPARE(contents->shown.size(), ShownCorrelation::kMostStreams);
        QCOMPARE(contents->rows.at(contents->shown.back().value()).size(), std::size_t(2));
        QCOMPARE(window.scene().lanes().size(), 500U);
        QCOMPARE(chip(window.view)->text(),
                 QStringLiteral("Correlation all \u00b7 1,200 events in 600 streams, the first 500 "
                                "shown"));
    }

    void itGrowsWithTheStore()
    {
        const CorrelatedStore store;
        Session session;
        store.open(session);
        TimelineWindow window(session);
        session.setFilter(QStringLiteral("correlation = c99"));
        QTRY_COMPARE(lanesOf(window.scene()).join(u' '), QStringLiteral("order-0"));
        store.append(line(304, "refund-1", 1, "c99"));
        QTRY_COMPARE_WITH_TIMEOUT(lanesOf(window.scene()).join(u' '),
                                  QStringLiteral("order-0 refund-1"), 20'000);
    }

    void pinnedStreamsComeBackWithTheOtherLanes()
    {
        const CorrelatedStore store;
        const QTemporaryDir folder;
        Session session;
        session.workspace().setFolder(folder.filePath(QStringLiteral("w")));
        store.open(session);
        TimelineWindow window(session);
        QVERIFY(session.workspace().pinStream("order-3"));
        window.settle();
        const QStringList before = lanesOf(window.scene());
        session.setFilter(QStringLiteral("correlation = c99"));
        QTRY_COMPARE(lanesOf(window.scene()).join(u' '), QStringLiteral("order-0"));
        QVERIFY(session.workspace().pinStream("order-4"));
        QCOMPARE(lanesOf(window.scene()).join(u' '), QStringLiteral("order-0"));
        session.setFilter(QString());
        QTRY_COMPARE(lanesOf(window.scene()).size(), before.size() + 1);
        QCOMPARE(lanesOf(window.scene()).mid(0, 2).join(u' '), QStringLiteral("order-3 order-4"));
    }

    void hiddenTypesAreNotInItsLanesEither()
    {
        const CorrelatedStore store;
        const QTemporaryDir folder;
        Session session;
        session.workspace().setFolder(folder.filePath(QStringLiteral("w")));
        store.open(session);
        TimelineWindow window(session);
        session.setFilter(QStringLiteral("correlation = c7"));
        QTRY_COMPARE(window.scene().lanes().size(), 10U);
        window.settle();
        const std::size_t events = eventsIn(window.scene());
        QVERIFY(events > 0);
        session.types().setHidden(*session.log().findType("Happened"), true);
        window.settle();
        QCOMPARE(eventsIn(window.scene()), std::size_t(0));
        session.types().showAll();
        window.settle();
        QCOMPARE(eventsIn(window.scene()), events);
    }

    void fitShowsTheCorrelationWhileThatIsAllThereIs()
    {
        const CorrelatedStore store;
        Session session;
        store.open(session);
        TimelineWindow window(session);
        session.setFilter(QStringLiteral("correlation = c7"));
        QTRY_COMPARE(window.scene().lanes().size(), 10U);
        const TimelineRange fitted = window.scene().range();
        window.view.zoomIn();
        window.view.zoomIn();
        QVERIFY(window.scene().range() != fitted);
        window.view.fit();
        QCOMPARE(window.scene().range(), fitted);
        window.view.toggleAxis();
        window.view.fit();
        QVERIFY(window.scene().range().contains(unitsOfRow(Row(70))));
        QVERIFY(!window.scene().range().contains(unitsOfRow(Row(60))));
    }

    void theKeyShowsItAndEscapeEndsIt()
    {
        const CorrelatedStore store;
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        Session session;
        session.workspace().setFolder(folder.filePath(QStringLiteral("w")));
        MainWindow window(session, settings);
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.openStore(store.path());
        QTRY_VERIFY(session.phase() == Session::Phase::Ready);
        session.goToEvent(Row(75));
        session.setOnlySelectedStream(true);
        QTRY_VERIFY(session.eventDetails() && session.eventDetails()->row == Row(75));
        QTRY_VERIFY(window.isSettled());
        auto *const page = window.findChild<QWidget *>(QStringLiteral("explorePage"));
        page->setFocus();
        QTest::keyClick(page, Qt::Key_R);
        QCOMPARE(session.filterText(), QStringLiteral("correlation = c7"));
        QVERIFY(!session.onlySelectedStream());
        QTRY_VERIFY(chip(window)->isVisible());
        QTRY_COMPARE(session.shownEvents().size(), 10U);
        QTest::keyClick(page, Qt::Key_Escape);
        QVERIFY(session.filterText().isEmpty());
        QTRY_VERIFY(!chip(window)->isVisible());
    }
};

QTEST_MAIN(TestCorrelationLanes)
#include "tst_correlationlanes.moc"
