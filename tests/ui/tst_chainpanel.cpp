// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/chaincanvas.h"
#include "graph/chainpanel.h"
#include "graph/chaintext.h"
#include "panels/drawer.h"
#include "shell/commands.h"
#include "shell/explorepage.h"
#include "shell/mainwindow.h"
#include "widgets/theme.h"

#include "ordersstore.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QImage>
#include <QSettings>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

// The orders, and behind them what order-2's cancellation brought about, an event whose cause is not in the store, and one that neither
// names a cause nor belongs to anything.
//
//   8 refund-2 v1 RefundIssued (by 4)   9 mail-2 v1 MailFailed (by 4)
//   10 order-3 v1 OrderPlaced (by a command)
class LinkedOrders : public OrdersStore
{
public:
    LinkedOrders()
    {
        append(event(9, "refund-2", 1, "RefundIssued", "{}", "e5"));
        append(event(10, "mail-2", 1, "MailFailed", "{}", "e5"));
        append(event(11, "order-3", 1, "OrderPlaced", "{}", "command-7"));
        append(
            R"({"id":"e12","type":"Noted","aggregateId":"note-1","aggregateType":"note","version":1,)"
            R"("timestamp":"2026-01-01T00:01:00Z","payload":{},"metadata":{}})"
            "\n");
    }
    void addEffects(int count) const
    {
        QByteArray lines;
        for (int i = 0; i < count; ++i)
            lines += event(100 + i, "mail-9", 1 + i, "MailSent", "{}", "e5");
        append(lines);
    }
};

// "OrderPlaced OrderCancelled": of the nodes, in order.
QString typesOf(const ChainPicture &picture)
{
    QStringList types;
    for (const ChainPicture::Node &node : picture.nodes)
        types.append(node.type);
    return types.join(u' ');
}

QToolButton *button(QWidget &widget, const QString &name)
{
    for (QToolButton *const found : widget.findChildren<QToolButton *>()) {
        if (found->accessibleName() == name)
            return found;
    }
    return nullptr;
}

} // namespace

class TestChainPanel : public QObject
{
    Q_OBJECT

private:
    struct Fixture {
        Session session;
        ChainPanel panel{session};

        Fixture()
        {
            panel.resize(900, 400);
            panel.show();
        }
        ChainCanvas &canvas() { return panel.canvas(); }
        const ChainPicture &picture() { return panel.canvas().picture(); }
        void open(const OrdersStore &store) { store.open(session); }
        // Once the graph of the row is there.
        void goTo(std::uint32_t row)
        {
            session.goToEvent(Row(row));
            QTRY_VERIFY(panel.isSettled());
        }
        std::uint32_t node(std::uint32_t row) { return picture().indexOf(Row(row)).value(); }
        QPoint at(std::uint32_t row) { return canvas().nodeRect(node(row)).center(); }
    };

private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().apply(*static_cast<QApplication *>(qApp), Theme::Choice::Light);
    }

    void causesAndEffectsOfAnEventAreShownOverAllStreams()
    {
        const LinkedOrders store;
        Fixture f;
        f.open(store);
        f.goTo(4);
        QCOMPARE(typesOf(f.picture()),
                 QStringLiteral("OrderPlaced OrderCancelled RefundIssued MailFailed"));
        QCOMPARE(f.panel.status(), QStringLiteral("4 events in 3 streams"));
        QVERIFY(f.panel.note().isEmpty());
        const ChainPicture::Node &cancelled = f.picture().nodes[1];
        QCOMPARE(cancelled.stream, QStringLiteral("order-2"));
        QCOMPARE(cancelled.version, QStringLiteral("v2"));
        QCOMPARE(cancelled.difference, QStringLiteral("+3 s"));
        QVERIFY(f.picture().nodes[3].style.failure);
        QVERIFY(f.picture().nodes[0].difference.isEmpty());
        // All of it fits, and is in sight.
        for (std::uint32_t i = 0; i < 4; ++i)
            QVERIFY(f.canvas().rect().contains(f.canvas().nodeRect(i)));
    }

    void aClickGoesToTheEventAndTheGraphStays()
    {
        const LinkedOrders store;
        Fixture f;
        f.open(store);
        f.goTo(4);
        const QPoint place = f.at(8);
        QTest::mouseClick(&f.canvas(), Qt::LeftButton, {}, place);
        QCOMPARE(f.session.playhead(), Row(8));
        QTRY_VERIFY(f.panel.isSettled());
        QCOMPARE(f.canvas().playhead(), Row(8));
        QCOMPARE(f.at(8), place);
        QCOMPARE(f.session.log().streamName(*f.session.selectedStream()), "refund-2");
    }

    void theGraphTurnsAfterOneHasWalkedInIt()
    {
        const LinkedOrders store;
        Fixture f;
        f.open(store);
        f.goTo(4);
        f.goTo(8); // of the same graph: nothing is asked anew
        f.panel.setDirection(GraphToLayOut::Direction::Down);
        QTRY_VERIFY(f.panel.isSettled());
        QCOMPARE(f.picture().direction, GraphToLayOut::Direction::Down);
        QVERIFY(f.picture().nodes[0].box.bottom() < f.picture().nodes[1].box.top());
    }

    void theArrowsWalkAlongTheEdges()
    {
        const LinkedOrders store;
        Fixture f;
        f.open(store);
        f.goTo(1);
        const auto press = [&](int key) {
            QTest::keyClick(&f.canvas(), static_cast<Qt::Key>(key));
        };
        press(Qt::Key_Right);
        QCOMPARE(f.session.playhead(), Row(4));
        press(Qt::Key_Right);
        QCOMPARE(f.session.playhead(), Row(8));
        press(Qt::Key_Down);
        QCOMPARE(f.session.playhead(), Row(9));
        press(Qt::Key_Down); // there is no more
        QCOMPARE(f.session.playhead(), Row(9));
        press(Qt::Key_Up);
        QCOMPARE(f.session.playhead(), Row(8));
        press(Qt::Key_Home);
        QCOMPARE(f.session.playhead(), Row(1));
        // Drawn downwards, up leads to the cause.
        f.panel.setDirection(GraphToLayOut::Direction::Down);
        QTRY_COMPARE(f.picture().direction, GraphToLayOut::Direction::Down);
        press(Qt::Key_Down);
        press(Qt::Key_Down);
        QCOMPARE(f.session.playhead(), Row(8));
        press(Qt::Key_Right);
        QCOMPARE(f.session.playhead(), Row(9));
        press(Qt::Key_Up);
        QCOMPARE(f.session.playhead(), Row(4));
    }

    void aCauseThatIsNotInTheStoreIsShownByItsId()
    {
        const LinkedOrders store;
        Fixture f;
        f.open(store);
        f.goTo(10);
        QCOMPARE(f.picture().nodes.size(), std::size_t(2));
        QCOMPARE(f.picture().nodes[0].row, kNoRow);
        QCOMPARE(f.picture().nodes[0].type, QStringLiteral("not in this store"));
        QCOMPARE(f.picture().nodes[0].stream, QStringLiteral("command-7"));
        // It can be walked to, but is no event to go to.
        QTest::keyClick(&f.canvas(), Qt::Key_Left);
        QCOMPARE(f.canvas().cursor(), std::optional(0U));
        QCOMPARE(f.session.playhead(), Row(10));
        QTest::keyClick(&f.canvas(), Qt::Key_Right);
        QCOMPARE(f.canvas().cursor(), std::optional(1U));
    }

    void withoutCausesTheCorrelationIsShownAndSaysSo()
    {
        const LinkedOrders store;
        Fixture f;
        f.open(store);
        f.goTo(6);
        QCOMPARE(f.picture().kind, EventChain::Kind::Correlation);
        QCOMPARE(f.picture().nodes.size(), std::size_t(11));
        QVERIFY(f.panel.note().contains(QStringLiteral("correlation c1")));
        f.goTo(4);
        QCOMPARE(f.picture().kind, EventChain::Kind::Causes);
        QVERIFY(f.panel.note().isEmpty());
    }

    void anEventThatStandsAloneSaysWhy()
    {
        const LinkedOrders store;
        Fixture f;
        f.open(store);
        f.goTo(11);
        QVERIFY(f.picture().nodes.empty());
        QCOMPARE(f.canvas().emptyText(),
                 QStringLiteral("This event names no cause, and no event names it as one."));
        QVERIFY(!button(*f.panel.controls(), QStringLiteral("Fit the graph"))->isEnabled());
        f.session.close();
        QVERIFY(f.canvas().emptyText().startsWith(QStringLiteral("Choose an event")));
    }

    void ofVeryManyEffectsSomeAreShownAndMoreWhenAsked()
    {
        const LinkedOrders store;
        store.addEffects(1000);
        Fixture f;
        f.open(store);
        f.goTo(4);
        QCOMPARE(f.picture().nodes.size(), std::size_t(300));
        QCOMPARE(f.panel.status(), QStringLiteral("300 of 1,004 shown, in 4 streams"));
        QToolButton *const more = button(*f.panel.controls(), QStringLiteral("Show more"));
        QVERIFY(more->isVisibleTo(f.panel.controls()));
        QCOMPARE(f.picture().nodes[f.node(4)].hiddenEffects, 704U);
        more->click();
        QTRY_COMPARE(f.picture().nodes.size(), std::size_t(900));
        more->click();
        QTRY_COMPARE(f.picture().nodes.size(), std::size_t(1004));
        QTRY_VERIFY(f.panel.isSettled());
        QVERIFY(!more->isVisibleTo(f.panel.controls()));
        QCOMPARE(f.panel.status(), QStringLiteral("1,004 events in 4 streams"));
    }

    void withoutSiblingsOnlyWhatLedToTheEventIsShown()
    {
        const LinkedOrders store;
        Fixture f;
        f.open(store);
        f.goTo(8);
        QCOMPARE(f.picture().nodes.size(), std::size_t(4));
        button(*f.panel.controls(), QStringLiteral("Siblings"))->click();
        QTRY_COMPARE(typesOf(f.picture()),
                     QStringLiteral("OrderPlaced OrderCancelled RefundIssued"));
        f.goTo(9);
        QTRY_COMPARE(typesOf(f.picture()), QStringLiteral("OrderPlaced OrderCancelled MailFailed"));
        // Both wishes are kept.
        f.panel.setDirection(GraphToLayOut::Direction::Down);
        ChainPanel other(f.session);
        other.restoreState(f.panel.saveState());
        QCOMPARE(other.saveState(), f.panel.saveState());
        other.restoreState("nonsense");
        QCOMPARE(other.saveState(), f.panel.saveState());
    }

    void aGrowingStoreBringsNewEffects()
    {
        const LinkedOrders store;
        Fixture f;
        f.open(store);
        f.goTo(8);
        store.append(OrdersStore::event(13, "mail-2", 2, "MailSent", "{}", "e9"));
        QTRY_COMPARE_WITH_TIMEOUT(f.picture().nodes.size(), std::size_t(5), 20'000);
        QCOMPARE(f.picture().nodes.back().type, QStringLiteral("MailSent"));
    }

    void itWorksOnlyWhileItIsSeen()
    {
        const LinkedOrders store;
        Fixture f;
        f.panel.hide();
        f.open(store);
        f.session.goToEvent(Row(4));
        QTRY_VERIFY(f.session.isIdle());
        QVERIFY(!f.session.chains().answer());
        f.panel.show();
        QTRY_COMPARE(f.picture().nodes.size(), std::size_t(4));
    }

    void theWheelZoomsAtTheMouseAndDraggingPans()
    {
        const LinkedOrders store;
        Fixture f;
        f.open(store);
        f.goTo(4);
        const QPoint place = f.at(8);
        QWheelEvent wheel(place, f.canvas().mapToGlobal(place), {}, QPoint(0, -120), Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        const double before = f.canvas().scale();
        QApplication::sendEvent(&f.canvas(), &wheel);
        QVERIFY(f.canvas().scale() < before);
        QVERIFY((f.at(8) - place).manhattanLength() <= 2);
        QTest::mousePress(&f.canvas(), Qt::LeftButton, {}, place);
        QTest::mouseMove(&f.canvas(), place + QPoint(60, 20));
        QTest::mouseRelease(&f.canvas(), Qt::LeftButton, {}, place + QPoint(60, 20));
        QVERIFY((f.at(8) - place - QPoint(60, 20)).manhattanLength() <= 3);
        QCOMPARE(f.session.playhead(), Row(4)); // that was no click
        QTest::keyClick(&f.canvas(), Qt::Key_0);
        QVERIFY(f.canvas().rect().contains(f.canvas().nodeRect(f.node(8))));
    }

    void theMouseOverAnEventTellsOfIt()
    {
        const LinkedOrders store;
        Fixture f;
        f.open(store);
        f.goTo(4);
        QTest::mouseMove(&f.canvas(), f.at(9));
        QTRY_VERIFY(f.canvas().hoverCard().isVisible());
        const auto &lines = f.canvas().hoverCard().lines();
        QCOMPARE(lines.front().text, QStringLiteral("MailFailed"));
        QVERIFY(std::any_of(lines.begin(), lines.end(), [](const HoverCard::Line &line) {
            return line.text == QStringLiteral("+5 s after its cause");
        }));
    }

    void screenReadersFindEveryEventAndCanChooseIt()
    {
        const LinkedOrders store;
        Fixture f;
        f.open(store);
        f.goTo(4);
        QAccessibleInterface *const list = QAccessible::queryAccessibleInterface(&f.canvas());
        QVERIFY(list);
        QCOMPARE(list->role(), QAccessible::List);
        QCOMPARE(list->childCount(), 4);
        QAccessibleInterface *const item = list->child(2);
        QCOMPARE(item->text(QAccessible::Name),
                 QStringLiteral("RefundIssued, refund-2 v1, #9, 2026-01-01 00:00:09, "
                                "+4 s after its cause, causes nothing, after the playhead"));
        QCOMPARE(list->indexOfChild(item), 2);
        QVERIFY(item->rect().contains(f.canvas().mapToGlobal(f.at(8))));
        QCOMPARE(list->childAt(item->rect().center().x(), item->rect().center().y()), item);
        QVERIFY(!item->state().selected);
        item->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(f.session.playhead(), Row(8));
        QVERIFY(item->state().selected);
        // What is gone is not valid any more.
        f.goTo(10);
        QCOMPARE(list->childCount(), 2);
        QVERIFY(!item->isValid());
        QVERIFY(item->text(QAccessible::Name).isEmpty());
    }

    void itCanBeCopiedAsMermaidAndDotWithWhateverIsInItsNames()
    {
        const LinkedOrders store;
        store.append(OrdersStore::event(13, R"(o\"<b>;\\n)", 1, "Odd", "{}", "e9"));
        Fixture f;
        f.open(store);
        f.goTo(8);
        f.panel.copyMermaid();
        const QString mermaid = QGuiApplication::clipboard()->text();
        QVERIFY(mermaid.startsWith(QStringLiteral("flowchart LR\n")));
        QVERIFY(
            mermaid.contains(QStringLiteral("n1[\"OrderCancelled<br/>order-2 v2 #35;5 +3 s\"]")));
        QVERIFY(mermaid.contains(QStringLiteral("n0 --> n1\n")));
        QVERIFY(mermaid.contains(QStringLiteral("o#34;#60;b#62;#59;#92;n")));
        f.panel.copyDot();
        const QString dot = QGuiApplication::clipboard()->text();
        QVERIFY(dot.contains(QStringLiteral("n0 -> n1;\n")));
        QVERIFY(dot.contains(QStringLiteral(R"(o\"<b>;\\n)")));
        QVERIFY(dot.contains(QStringLiteral(R"([label="OrderCancelled\norder-2 v2 #5 +3 s"])")));
    }

    void itIsSavedAsVectorsPixelsAndDot()
    {
        const LinkedOrders store;
        const QTemporaryDir folder;
        Fixture f;
        f.open(store);
        f.goTo(4);
        QSignalSpy written(&f.panel, &ChainPanel::fileWritten);
        for (const char *const name : {"g.svg", "g.png", "g.dot"}) {
            f.panel.writeFile(folder.filePath(QLatin1String(name)));
            QTRY_COMPARE(written.size(), 1);
            written.clear();
        }
        const auto bytes = [&](const char *name) {
            QFile file(folder.filePath(QLatin1String(name)));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QVERIFY(bytes("g.svg").contains("<svg"));
        QVERIFY(bytes("g.svg").contains("RefundIssued"));
        const QImage image = QImage::fromData(bytes("g.png"));
        QVERIFY(image.width() > 1000);
        QVERIFY(bytes("g.dot").startsWith("digraph"));
        // A folder that is not there.
        QSignalSpy failed(&f.panel, &ChainPanel::fileFailed);
        f.panel.writeFile(folder.filePath(QStringLiteral("none/g.svg")));
        QTRY_COMPARE(failed.size(), 1);
        // The store itself, by whatever name.
        QFile stored(f.session.location());
        QVERIFY(stored.open(QIODevice::ReadOnly));
        const QByteArray before = stored.readAll();
        const QString link = folder.filePath(QStringLiteral("link.svg"));
        QVERIFY(QFile::link(f.session.location(), link));
        f.panel.writeFile(link);
        QTRY_COMPARE(failed.size(), 2);
        QVERIFY(stored.seek(0));
        QCOMPARE(stored.readAll(), before);
    }

    void theKeyOpensTheGraphAndEscapeClosesIt()
    {
        const LinkedOrders store;
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
        session.goToEvent(Row(4));
        auto *const page = window.findChild<ExplorePage *>();
        page->setFocus();
        QTest::keyClick(page, Qt::Key_C, Qt::ShiftModifier);
        QTRY_VERIFY(page->chain().isVisible());
        QTRY_COMPARE(page->chain().canvas().picture().nodes.size(), std::size_t(4));
        QVERIFY(page->chain().canvas().hasFocus());
        QVERIFY(page->chain().height() > 180);
        // The arrows are the graph's as long as it has the focus.
        QTest::keyClick(&page->chain().canvas(), Qt::Key_Right);
        QCOMPARE(session.playhead(), Row(8));
        QTest::keyClick(&page->chain().canvas(), Qt::Key_Escape);
        QTRY_VERIFY(!page->chain().isVisible());
        button(window, QStringLiteral("Show causes and effects as a graph"))->click();
        QTRY_VERIFY(page->chain().isVisible());
    }
};

QTEST_MAIN(TestChainPanel)
#include "tst_chainpanel.moc"
