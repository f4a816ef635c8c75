// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "projectpagehands.h"

namespace {

// Lines count: the handler of OrderCancelled stands on line 4.
const char *const kOrders
    = "fromCategory('order').foreachStream().when({\n"
      "    $init() { return { status: null, events: 0 }; },\n"
      "    OrderPlaced(s, e) { s.status = e.body.status; s.total = e.body.total; s.events++; log(e.streamId); },\n"
      "    OrderCancelled(s, e) { s.status = 'cancelled'; s.events++; emit('alerts', 'Lost', { order: e.streamId }); },\n"
      "    OrderPaid(s, e) { s.status = 'paid'; s.events++; },\n"
      "});\n";

} // namespace

class TestProjectPage : public QObject, private ProjectPageHands
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().apply(*qApp, Theme::Choice::Dark);
        QAccessible::setActive(true);
    }
    void init()
    {
        makeStore();
        makeWindow(QStringLiteral("user"), {1600, 1000});
        open(m_store->path());
    }
    void cleanup() { takeDown(); }

    void aKeyShowsTheProjectsAndTheTransportStays()
    {
        auto *const transport = m_window->findChild<TransportBar *>();
        const QPoint place = transport->mapTo(m_window.get(), QPoint());
        QVERIFY(m_window->findChild<QWidget *>(QStringLiteral("explorePage"))->isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
        QVERIFY(page().isVisible());
        QVERIFY(!m_window->findChild<QWidget *>(QStringLiteral("explorePage"))->isVisible());
        QVERIFY(
            m_window->findChild<QToolButton *>(QStringLiteral("perspectiveProject"))->isChecked());
        QVERIFY(transport->isVisible());
        QCOMPARE(transport->mapTo(m_window.get(), QPoint()), place);
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
        QVERIFY(m_window->findChild<QWidget *>(QStringLiteral("explorePage"))->isVisible());
        // What stands in Explore brings it back.
        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
        command(QStringLiteral("Show the bookmarks"))->trigger();
        QVERIFY(m_window->findChild<QWidget *>(QStringLiteral("explorePage"))->isVisible());
    }

    void everyListSaysWhyItIsEmptyAndWhatToDo()
    {
        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(list("Projections").emptyText().contains(QStringLiteral("Paste or open")));
        QVERIFY(list("Keys of the projection")
                    .emptyText()
                    .contains(QStringLiteral("Paste or open a KurrentDB projection")));
        for (const char *const name : {"Emitted", "Skipped", "Log", "Warnings", "Handlers"})
            QVERIFY2(!list(name).emptyText().isEmpty(), name);
        QVERIFY(!tree("State of the key").emptyText().isEmpty());
        QVERIFY(!command(QStringLiteral("Run the projection"))->isEnabled());
        // A projection that no event of this store is for.
        run("fromStream('nobody').when({ A(s, e) {} })");
        QVERIFY(list("Keys of the projection").emptyText().contains(QStringLiteral("no event")));
        QVERIFY(list("Emitted").emptyText().contains(QStringLiteral("emit nothing")));
        QCOMPARE(rowsOf(*list("Skipped").model(), 2),
                 QStringList{QStringLiteral("wrong-stream|8")});
    }

    void aPastedProjectionIsSavedRunAndListed()
    {
        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
        QGuiApplication::clipboard()->setText(QString::fromLatin1(kOrders));
        page().editor().view().setFocus();
        page().editor().view().paste();
        QVERIFY(page().canRun());
        QTest::keyClick(&page().editor().view(), Qt::Key_R, Qt::ControlModifier);
        QTRY_COMPARE(m_session->projection().phase(), OpenProjection::Phase::Ready);
        QTRY_COMPARE(keys(),
                     (QStringList{QStringLiteral("order-1|2"), QStringLiteral("order-2|2")}));
        QVERIFY(!page().hasUnsavedText());
        QVERIFY(QFile::exists(m_session->projection().file()));
        QCOMPARE(list("Projections").model()->index(0, 0).data().toString(),
                 QStringLiteral("projection.js"));
        QTRY_COMPARE(list("Projections").model()->index(0, 1).data().toString(),
                     QStringLiteral("2 keys"));
    }

    void whatIsTypedWhileItIsSavedIsAskedAboutToo()
    {
        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
        page().editor().view().setFocus();
        QTest::keyClicks(&page().editor().view(), QStringLiteral("a"));
        bool hasLeft = false;
        page().leaveText([&hasLeft] { hasLeft = true; });
        answer(QMessageBox::Save);
        QTest::keyClicks(&page().editor().view(), QStringLiteral("b"));
        QTRY_VERIFY(page().findChild<QMessageBox *>());
        QVERIFY(!hasLeft);
        QVERIFY(page().hasUnsavedText());
        answer(QMessageBox::Save);
        QTRY_VERIFY(hasLeft);
        QFile file(page().editor().path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "ab");
    }

    void aSaveThatFailsKeepsNobodyWaiting()
    {
        run("// caf\xe9");
        QVERIFY(QFile::remove(path(QStringLiteral("orders.js"))));
        QTRY_VERIFY(page().hasUnsavedText());
        bool hasLeft = false;
        page().leaveText([&hasLeft] { hasLeft = true; });
        answer(QMessageBox::Save);
        // Whatever is saved later is not what they left for.
        write(QStringLiteral("orders.js"), "// cafe");
        QTRY_VERIFY(page().editor().noticeText().contains(QStringLiteral("another program")));
        page().editor().reload();
        QVERIFY(!page().editor().isReadOnly());
        QTest::keyClicks(&page().editor().view(), QStringLiteral("a"));
        page().editor().save();
        QTRY_VERIFY(!page().hasUnsavedText());
        QVERIFY(!hasLeft);
    }

    void projectionsBesideTheStoreAreListedAndNotRun()
    {
        const QDir folder(
            QFileInfo(m_store->path()).absoluteDir().filePath(QStringLiteral("projections")));
        QVERIFY(folder.mkpath(QStringLiteral(".")));
        for (const QLatin1String name : {"b.js"_L1, "a.py"_L1, "types.d.ts"_L1, "notes.txt"_L1}) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(name == "b.js"_L1 ? kOrders : "#!/usr/bin/env python3\n");
            if (name == "a.py"_L1)
                QVERIFY(file.setPermissions(file.permissions() | QFile::ExeOwner));
        }
        makeWindow(QStringLiteral("other"), {1600, 1000});
        open(m_store->path());
        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
        const QAbstractItemModel &files = *list("Projections").model();
        QTRY_COMPARE(files.rowCount(), 2);
        QCOMPARE(files.index(0, 0).data().toString(), QStringLiteral("a.py"));
        QCOMPARE(files.index(1, 0).data().toString(), QStringLiteral("b.js"));
        QCOMPARE(m_session->projection().phase(), OpenProjection::Phase::Empty);
    }

    void aProgramOfTheListIsStartedOnlyWithAYes()
    {
        const QString file = writeProgram(QStringLiteral("a.sh"));
        const QString who = QStringLiteral("other");
        makeWindow(who, {1600, 1000});
        open(m_store->path());
        m_session->workspace().rememberProjection({file.toStdString(), "v1"});
        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
        QTRY_COMPARE(list("Projections").model()->rowCount(), 1);
        run(kOrders);
        const auto row = [&] {
            return list("Projections").model()->index(0, 0).data().toString() == u"a.sh"_s ? 0 : 1;
        };
        clickProjection(row());
        QCOMPARE(page().editor().path(), file);
        QCOMPARE(m_session->projection().phase(), OpenProjection::Phase::Empty);
        clickProjection(row());
        QCOMPARE(m_session->projection().phase(), OpenProjection::Phase::Empty);
        QVERIFY(!question());
        pressRun();
        QTRY_VERIFY(question());
        QVERIFY(question()->text().contains(file));
        QVERIFY(question()->defaultButton() == question()->button(QMessageBox::Cancel));
        question()->button(QMessageBox::Cancel)->click();
        QTRY_VERIFY(!question());
        QVERIFY(m_session->projection().isIdle());
        QVERIFY2(noticed().contains(QStringLiteral("nobody has allowed")), qPrintable(noticed()));
        QVERIFY(!QFile::exists(ran()));
        pressRun();
        QTRY_VERIFY(question());
        yesOf(*question())->click();
        QTRY_VERIFY(QFile::exists(ran()));
        QTRY_VERIFY(m_session->projection().phase() != OpenProjection::Phase::Running);
    }

    void aProgramThatSomebodyPicksRunsAsItIsNow()
    {
        const QString file = writeProgram(QStringLiteral("a.sh"));
        m_window->openProjection(file);
        QTRY_VERIFY(QFile::exists(ran()));
        QVERIFY(!question());
        QTRY_VERIFY(m_session->projection().phase() != OpenProjection::Phase::Running);
        QFile::remove(ran());
        writeProgram(QStringLiteral("a.sh"), "exit 3\n");
        QTRY_VERIFY(question());
        QVERIFY(!QFile::exists(ran()));
    }

    void aFileWithoutTextIsShownByItsNameAndRunAsItself()
    {
        run(kOrders);
        const QString file = path(QStringLiteral("orders"));
        QVERIFY(QFile::copy(QStringLiteral("/bin/true"), file));
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        m_session->workspace().rememberProjection({file.toStdString(), "v1"});
        const QAbstractItemModel &files = *list("Projections").model();
        QTRY_COMPARE(files.rowCount(), 2);
        clickProjection(files.index(0, 0).data().toString() == u"orders"_s ? 0 : 1);
        QTRY_COMPARE(page().editor().path(), file);
        QCOMPARE(page().editor().fileName(), QStringLiteral("orders"));
        QCOMPARE(page().editor().text(), QString());
        QCOMPARE(page().editor().noticeText(),
                 QStringLiteral("orders is a program; its code is not shown here."));
        pressRun();
        QTRY_VERIFY(question());
        QCOMPARE(m_session->projection().file(), file);
        QVERIFY(question()->text().contains(file));
        yesOf(*question())->click();
        QTRY_VERIFY(m_session->projection().held().isEmpty());
        QTRY_VERIFY(m_session->projection().phase() != OpenProjection::Phase::Running);
        QCOMPARE(m_session->projection().file(), file);
        // A script that is too large to be shown.
        const QString large = write(QStringLiteral("large.js"),
                                    QByteArray(kOrders) + QByteArray(3 << 20, ' '));
        m_window->openProjection(large);
        QTRY_COMPARE(page().editor().path(), large);
        QTRY_COMPARE(m_session->projection().phase(), OpenProjection::Phase::Ready);
        pressRun();
        QCOMPARE(m_session->projection().file(), large);
    }

    void keysAndTheirStatesAreThoseOfThePlayhead()
    {
        run(kOrders);
        goTo(7);
        QAbstractItemModel &model = page().keys().keys();
        QTRY_COMPARE(model.columnCount(), 7);
        QCOMPARE(model.headerData(4, Qt::Horizontal).toString(), QStringLiteral("status"));
        QTRY_COMPARE(rowsOf(model, 7).first().section(u'|', 4), QStringLiteral("paid|2|40.5"));
        QCOMPARE(rowsOf(model, 7).last().section(u'|', 4), QStringLiteral("cancelled|2|9"));
        goTo(0);
        QCOMPARE(keys(), QStringList{QStringLiteral("order-1|1")});
        QTRY_COMPARE(rowsOf(model, 7).first().section(u'|', 4), QStringLiteral("placed|1|40.5"));
        QVERIFY(model.index(0, 0).data(ProjectionKeysModel::ChangedRole).toBool());
        goTo(2);
        QCOMPARE(keys(), (QStringList{QStringLiteral("order-1|2"), QStringLiteral("order-2|1")}));
        goTo(1);
        QVERIFY(model.index(1, 0).data(ProjectionKeysModel::ChangedRole).toBool());
        QVERIFY(!model.index(0, 0).data(ProjectionKeysModel::ChangedRole).toBool());
    }

    void theSelectedKeyShowsItsStateWithWhoSetIt()
    {
        run(kOrders);
        goTo(7);
        list("Keys of the projection").setCurrentIndex(page().keys().keys().index(1, 0));
        QTRY_COMPARE(state(), (QStringList{QStringLiteral("status|cancelled"),
                                           QStringLiteral("events|2"), QStringLiteral("total|9")}));
        goTo(3);
        QTRY_COMPARE(state().first(), QStringLiteral("status|placed"));
        // A click on who set it goes there.
        JsonTreeView &view = tree("State of the key");
        const QModelIndex setter = view.model()->index(0, StateTreeModel::SetBy);
        QTRY_VERIFY(setter.data(SetByRowRole).isValid());
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.visualRect(setter).center());
        QCOMPARE(m_session->playhead(), Row(1));
        // Before its first event there is none.
        goTo(0);
        QTRY_VERIFY(view.emptyText().contains(QStringLiteral("no event yet")));
        QCOMPARE(state(), QStringList());
    }

    void aKeyIsSteppedThroughByItsOwnEvents()
    {
        run(kOrders);
        goTo(0);
        list("Keys of the projection").setCurrentIndex(page().keys().keys().index(0, 0));
        QTRY_VERIFY(m_window->isSettled());
        QTest::keyClick(m_window.get(), Qt::Key_F7);
        QCOMPARE(m_session->playhead(), Row(2));
        QVERIFY(!command(QStringLiteral("Next event of the projection's key"))->isEnabled());
        goTo(7);
        QTest::keyClick(m_window.get(), Qt::Key_F7, Qt::ShiftModifier);
        QCOMPARE(m_session->playhead(), Row(2));
        QTest::keyClick(m_window.get(), Qt::Key_F7, Qt::ShiftModifier);
        QCOMPARE(m_session->playhead(), Row(0));
        command(QStringLiteral("List the events of the projection's key"))->trigger();
        RowTable &events = list("Events of the key");
        QCOMPARE(rowsOf(*events.model(), 3).last().section(u'|', 2), QStringLiteral("OrderPaid"));
        const QModelIndex last = events.model()->index(1, 0);
        QTest::mouseClick(events.viewport(), Qt::LeftButton, {}, events.visualRect(last).center());
        QCOMPARE(m_session->playhead(), Row(2));
    }

    void theTransportStepsThroughAKeyIfWanted()
    {
        m_session->selectStream(std::nullopt);
        run(kOrders);
        goTo(0);
        QTRY_VERIFY(m_session->steps() && m_session->steps()->rows);
        page().setFocus();
        QTest::keyClick(m_window.get(), Qt::Key_Right);
        QCOMPARE(m_session->playhead(), Row(2));
        QVERIFY(!m_session->canStep(Session::Step::Next));
        auto *const transport = m_window->findChild<TransportBar *>();
        QVERIFY2(transport->label().startsWith(QStringLiteral("order-1 2 of 2")),
                 qPrintable(transport->label()));
        goTo(7);
        QTest::keyClick(m_window.get(), Qt::Key_Left);
        QCOMPARE(m_session->playhead(), Row(2));
        QTest::keyClick(m_window.get(), Qt::Key_Home);
        QCOMPARE(m_session->playhead(), Row(0));
        // Else through all events, whatever stream is selected in Explore.
        m_session->selectStream(m_session->log().findStream("cart-9"));
        goTo(0);
        page().key().setLeadsSteps(false);
        QTest::keyClick(m_window.get(), Qt::Key_Right);
        QCOMPARE(m_session->playhead(), Row(1));
        m_session->selectStream(std::nullopt);
        goTo(0);
        // In Explore it is the stream, or all, as ever.
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
        QVERIFY(!m_session->steps());
        QTest::keyClick(m_window.get(), Qt::Key_Right);
        QCOMPARE(m_session->playhead(), Row(1));
    }

    void theKeyThatAnEventChangesIsFollowedIfWanted()
    {
        run(kOrders);
        goTo(0);
        command(QStringLiteral("Select the key that each event changes, or not"))->trigger();
        goTo(4);
        QCOMPARE(m_session->projection().partition(), std::optional<std::uint32_t>(1));
        goTo(2);
        QCOMPARE(m_session->projection().partition(), std::optional<std::uint32_t>(0));
        QTRY_COMPARE(list("Keys of the projection").currentIndex().row(), 0);
    }

    void keysAreSearchedAndSorted()
    {
        run("fromAll().partitionBy(e => e.eventType).when({ $any(s, e) { s.n = (s.n || 0) + 1; } })");
        goTo(7);
        QCOMPARE(keys().size(), 7);
        QCOMPARE(keys().first(), QStringLiteral("OrderPlaced|2"));
        QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
        auto *const search = qobject_cast<QLineEdit *>(QApplication::focusWidget());
        QVERIFY(search);
        QTest::keyClicks(search, QStringLiteral("ORDERP"));
        QTRY_COMPARE(keys(),
                     (QStringList{QStringLiteral("OrderPlaced|2"), QStringLiteral("OrderPaid|1")}));
        QTest::keyClicks(search, QStringLiteral("xyz"));
        QTRY_VERIFY(keys().isEmpty());
        QVERIFY(list("Keys of the projection").emptyText().contains(QStringLiteral("ORDERPxyz")));
        QTest::keyClick(search, Qt::Key_Escape);
        QTRY_COMPARE(keys().size(), 7);
        QHeaderView &header = *list("Keys of the projection").horizontalHeader();
        header.setSortIndicator(ProjectionKeysModel::Key, Qt::AscendingOrder);
        QTRY_COMPARE(keys().first(), QStringLiteral("CartOpened|1"));
        header.setSortIndicator(ProjectionKeysModel::Events, Qt::DescendingOrder);
        QTRY_COMPARE(keys().first(), QStringLiteral("OrderPlaced|2"));
        // Not by what is not known of all of them.
        header.setSortIndicator(ProjectionKeysModel::kColumns, Qt::AscendingOrder);
        QCOMPARE(header.sortIndicatorSection(), -1);
        const QString copied = page().keys().keys().asText({0});
        QVERIFY2(copied.startsWith(QStringLiteral("Key\tEvents\tLast event\tAt")),
                 qPrintable(copied));
        QVERIFY(copied.contains(QStringLiteral("\nOrderPlaced\t2\tOrderPlaced\t")));
    }

    void aRunWithOtherKeysInTheMiddleBeginsTheListAnew()
    {
        run("fromAll().partitionBy(e => e.eventType).when({ $any(s) { s.n = 1; } })");
        goTo(7);
        QCOMPARE(keys().size(), 7);
        const QStringList before = keys();
        int resets = 0;
        connect(&page().keys().keys(), &QAbstractItemModel::modelReset, this, [&] { ++resets; });
        run("fromAll().partitionBy(e => e.eventType).when({ $any(s) { s.n = 2; } })");
        QTRY_COMPARE(m_session->projection().phase(), OpenProjection::Phase::Ready);
        QTRY_COMPARE(page().keys().keys().index(0, 4).data().toString(), QStringLiteral("2"));
        QCOMPARE(resets, 0);
        run("fromAll().partitionBy(e => e.eventType === 'OrderPaid' ? 'Paid' : e.eventType)"
            ".when({ $any(s) { s.n = 3; } })");
        QTRY_VERIFY(keys().size() == 7 && keys() != before);
        QCOMPARE(keys().first(), before.first());
        QCOMPARE(keys().last(), before.last());
        QVERIFY(resets > 0);
        page().keys().keys().disconnect(this);
    }

    void copyingKeysAsksForNoStates()
    {
        run(kOrders);
        goTo(7);
        ProjectionKeysModel model(*m_session);
        QVERIFY(model.isSettled());
        QVERIFY(model.asText({0, 1}).contains(QStringLiteral("\norder-2\t2\t")));
        QVERIFY(model.isSettled());
        QVERIFY(model.index(0, 0).data().isValid());
        QVERIFY(!model.isSettled()); // what is seen asks
    }

    void whatTheRunHasToldIsListed()
    {
        run(kOrders);
        goTo(7);
        QCOMPARE(rowsOf(*list("Emitted").model(), 4),
                 QStringList{QStringLiteral("5|alerts|Lost|{\"order\":\"order-2\"}")});
        QCOMPARE(rowsOf(*list("Log").model(), 2),
                 (QStringList{QStringLiteral("1|order-1"), QStringLiteral("2|order-2")}));
        QCOMPARE(rowsOf(*list("Skipped").model(), 2),
                 (QStringList{QStringLiteral("unhandled|3"), QStringLiteral("wrong-stream|1")}));
        QVERIFY(list("Handlers").model()->rowCount() >= 3);
        QVERIFY2(page().bar().summary().contains(QStringLiteral("4 handled")),
                 qPrintable(page().bar().summary()));
        // A click goes to the event; one on a reason lists its events.
        page().details().showKind(ProjectionDetails::Kind::Emitted);
        RowTable &emitted = list("Emitted");
        QTest::mouseClick(emitted.viewport(), Qt::LeftButton, {},
                          emitted.visualRect(emitted.model()->index(0, 0)).center());
        QCOMPARE(m_session->playhead(), Row(4));
        page().details().showKind(ProjectionDetails::Kind::Skipped);
        RowTable &skipped = list("Skipped");
        QTest::mouseClick(skipped.viewport(), Qt::LeftButton, {},
                          skipped.visualRect(skipped.model()->index(0, 0)).center());
        QTRY_COMPARE(list("Skipped events").model()->rowCount(), 3);
        RowTable &events = list("Skipped events");
        QTest::mouseClick(events.viewport(), Qt::LeftButton, {},
                          events.visualRect(events.model()->index(0, 0)).center());
        QCOMPARE(m_session->playhead(), Row(3));
    }

    void theTablesOfAReadModelAreThoseOfThePlayhead()
    {
        run("db.exec('CREATE TABLE orders (id TEXT PRIMARY KEY, status TEXT, total REAL)');\n"
            "on('OrderPlaced', (e, db) => db.run('INSERT INTO orders VALUES (?, ?, ?)', e.streamId, 'placed', e.data.total));\n"
            "on('OrderCancelled', (e, db) => db.run('UPDATE orders SET status = ? WHERE id = ?', 'cancelled', e.streamId));\n");
        goTo(7);
        RowTable &rows = list("Rows of the table");
        QVERIFY(rows.isVisible());
        QTRY_COMPARE(rowsOf(*rows.model(), 3),
                     (QStringList{QStringLiteral("order-1|placed|40.5"),
                                  QStringLiteral("order-2|cancelled|9")}));
        goTo(0);
        QTRY_COMPARE(rows.model()->rowCount(), 1);
        goTo(4);
        QTRY_COMPARE(rows.model()->rowCount(), 2);
        QVERIFY(rows.model()->index(1, 0).data(ReadModelRowsModel::ChangedRole).toBool());
        QVERIFY(!rows.model()->index(0, 0).data(ReadModelRowsModel::ChangedRole).toBool());
        RowTable &changes = list("What the event did to the tables");
        QVERIFY(changes.isVisible());
        QCOMPARE(rowsOf(*changes.model(), 3),
                 QStringList{
                     QStringLiteral("orders|id: order-2|\u25cf status: placed \u2192 cancelled")});
        // Sorted and searched where the table is.
        rows.horizontalHeader()->setSortIndicator(0, Qt::DescendingOrder);
        QTRY_COMPARE(rows.model()->index(0, 0).data().toString(), QStringLiteral("order-2"));
        QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("CANCEL"));
        QTRY_COMPARE(rows.model()->rowCount(), 1);
        // Its events are stepped through as those of a key.
        goTo(0);
        QTest::keyClick(m_window.get(), Qt::Key_F7);
        QCOMPARE(m_session->playhead(), Row(1));
    }

    void anAnswerAboutAnotherTableIsNotTakenForThisOnes()
    {
        run("db.exec('CREATE TABLE a (x TEXT)');\n"
            "db.exec('CREATE TABLE \"b & c\" (y TEXT)');\n"
            "on('OrderPlaced', (e, db) => {\n"
            "    for (let i = 0; i < 300; ++i) db.run('INSERT INTO a VALUES (?)', i);\n"
            "});\n");
        goTo(7);
        auto *const model = qobject_cast<ReadModelRowsModel *>(list("Rows of the table").model());
        QVERIFY(model);
        QTRY_COMPARE(model->rowCount(), 600);
        QString tabs;
        for (const QTabBar *const bar : page().findChildren<QTabBar *>()) {
            for (int tab = 0; tab < bar->count(); ++tab)
                tabs += bar->tabText(tab) + u'\n';
        }
        QVERIFY2(tabs.contains(QStringLiteral("b && c")), qPrintable(tabs));
        const auto heading = [&] { return model->headerData(0, Qt::Horizontal).toString(); };
        QStringList headings;
        connect(model, &ReadModelRowsModel::arrived, this, [&] { headings << heading(); });
        model->setSearch(QStringLiteral("1"));
        while (!m_session->projection().isIdle()) // the answer waits to be taken
            QThread::msleep(1);
        model->setTable(QStringLiteral("b & c"));
        QTRY_COMPARE(heading(), QStringLiteral("y"));
        QCOMPARE(headings, QStringList{QStringLiteral("y")});
        model->disconnect(this);
    }

    void rowsThatAreNotThereYetAreNotCopiedInSilence()
    {
        run("db.exec('CREATE TABLE a (x TEXT)');\n"
            "on('OrderPlaced', (e, db) => {\n"
            "    for (let i = 0; i < 300; ++i) db.run('INSERT INTO a VALUES (?)', i);\n"
            "});\n");
        goTo(7);
        RowTable &rows = list("Rows of the table");
        auto *const model = qobject_cast<ReadModelRowsModel *>(rows.model());
        QVERIFY(model);
        QTRY_COMPARE(model->rowCount(), 600);
        QTRY_COMPARE(model->asText({0, 599}), QStringLiteral("x\n0\n"));
        QCOMPARE(model->countMissing({0, 599}), 1);
        rows.selectionModel()->select(model->index(599, 0), QItemSelectionModel::ClearAndSelect
                                                                | QItemSelectionModel::Rows);
        QTest::keyClick(&rows, Qt::Key_C, Qt::ControlModifier);
        bool isSaid = false;
        for (const Notice *const notice : page().findChildren<Notice *>())
            isSaid = isSaid || notice->sentence().startsWith(QStringLiteral("1 row is not loaded"));
        QVERIFY(isSaid);
    }

    void onlyTablesThatThereAreCanBeBegunWith()
    {
        run("on('OrderPlaced', (e, db) => db.run('INSERT INTO orders VALUES (?)', e.streamId));\n");
        QVERIFY(m_session->projection().snapshot()->failure);
        auto *const button = page().findChild<QToolButton *>(QStringLiteral("storeTables"));
        QVERIFY(button->isVisible());
        button->click();
        QTRY_VERIFY(!button->isChecked());
        bool isSaid = false;
        for (const Notice *const notice : page().findChildren<Notice *>())
            isSaid = isSaid
                     || (notice->isVisible()
                         && notice->sentence().contains(QStringLiteral("Only a SQLite store")));
        QVERIFY(isSaid);
        // What there is stands in every run until it is let go of.
        m_session->projection().setSchema("CREATE TABLE orders (id TEXT PRIMARY KEY);");
        QVERIFY(button->isChecked());
        QTRY_VERIFY(m_session->projection().phase() == OpenProjection::Phase::Ready
                    && !m_session->projection().snapshot()->failure);
        goTo(7);
        QTRY_COMPARE(list("Rows of the table").model()->rowCount(), 2);
        button->click();
        QTRY_VERIFY(m_session->projection().snapshot()
                    && m_session->projection().snapshot()->failure);
    }

    void theHandlerOfThePlayheadsEventIsMarkedInTheCode()
    {
        run(kOrders);
        goTo(4);
        QTRY_COMPARE(marked(), QList<int>{4});
        goTo(2);
        QCOMPARE(marked(), QList<int>{5});
        goTo(6);
        QCOMPARE(marked(), QList<int>());
    }

    void handlersOfTypeScriptAreMarkedWhereTheyWereWritten()
    {
        run("interface Order { paid: number }\n"
            "\n"
            "fromCategory('order')\n"
            "    .foreachStream()\n"
            "    .when({\n"
            "        OrderPaid(state: Order) {\n"
            "            state.paid = 1;\n"
            "        },\n"
            "    });\n",
            QStringLiteral("orders.ts"));
        QCOMPARE(noticed(), QString());
        goTo(2);
        QTRY_COMPARE(marked(), (QList<int>{6, 7, 8}));
    }

    void aRefusedProjectionSaysWhyAndWhere()
    {
        run("fromAll().when({\n  A(s, e) { return s; }\n}).when({});\n");
        QCOMPARE(m_session->projection().phase(), OpenProjection::Phase::Refused);
        QVERIFY(!noticed().isEmpty());
        QCOMPARE(page().editor().diagnostics().size(), std::size_t(1));
        QCOMPARE(page().editor().diagnostics().front().severity, CodeDiagnostic::Severity::Error);
        QVERIFY(list("Keys of the projection").emptyText().contains(QStringLiteral("refused")));
        // Saving what is right runs it again.
        write(QStringLiteral("orders.js"), kOrders);
        QTRY_COMPARE(m_session->projection().phase(), OpenProjection::Phase::Ready);
        QTRY_VERIFY(noticed().isEmpty());
        QTRY_VERIFY(page().editor().diagnostics().empty());
    }

    void aHandlerThatFailsLeadsToItsLineAndItsEvent()
    {
        run("fromCategory('order').foreachStream().when({\n"
            "  OrderPlaced(s, e) { s.n = 1; },\n"
            "  OrderCancelled(s, e) { throw new Error('no total'); }\n"
            "});\n");
        QVERIFY(m_session->projection().snapshot()->failure);
        QVERIFY2(noticed().contains(QStringLiteral("no total")), qPrintable(noticed()));
        QCOMPARE(page().editor().diagnostics().front().line, 3);
        goTo(0);
        QAbstractButton *link = nullptr;
        for (QAbstractButton *const each : page().bar().findChildren<QAbstractButton *>()) {
            if (each->text().startsWith(QStringLiteral("Go to")))
                link = each;
        }
        QVERIFY(link);
        link->click();
        QCOMPARE(m_session->playhead(), Row(4));
        link->click();
        QCOMPARE(page().editor().line(), 3);
        // The states before it are there.
        QCOMPARE(keys(), (QStringList{QStringLiteral("order-1|1"), QStringLiteral("order-2|1")}));
    }

    void anotherEngineRunsItAgain()
    {
        run("fromAll().when({ OrderPlaced(s, e) { s.a = 1; }, $any(s, e) { s.b = 1; } });");
        QCOMPARE(m_session->projection().engine(), ProjectionEngine::V1);
        auto *const button = page().findChild<QToolButton *>(QStringLiteral("projectionEngine"));
        QVERIFY(button);
        button->menu()->actions().at(1)->trigger();
        QCOMPARE(m_session->projection().engine(), ProjectionEngine::V2);
        QTRY_COMPARE(m_session->projection().phase(), OpenProjection::Phase::Ready);
        QCOMPARE(m_session->workspace().projections().front().engine, std::string("v2"));
    }

    void perspectiveAndProjectionAreThereAgainNextTime()
    {
        run(kOrders);
        const QString file = m_session->projection().file();
        m_window->close();
        makeWindow(QStringLiteral("user"), {1600, 1000});
        open(m_store->path());
        QTRY_VERIFY(page().isVisible());
        QTRY_COMPARE(page().editor().path(), file);
        // Nothing runs that nobody has asked for.
        QCOMPARE(m_session->projection().phase(), OpenProjection::Phase::Empty);
        QTest::keyClick(m_window.get(), Qt::Key_R, Qt::ControlModifier);
        QTRY_COMPARE(m_session->projection().phase(), OpenProjection::Phase::Ready);
    }

    void everyControlHasANameAndEveryListSaysWhatItIs()
    {
        run(kOrders);
        goTo(4);
        int controls = 0;
        for (QWidget *const widget : page().findChildren<QWidget *>()) {
            if (!widget->isVisible() || qobject_cast<QScrollBar *>(widget) || widget->focusProxy()
                || qobject_cast<QLineEdit *>(widget->parentWidget()))
                continue;
            if (widget->focusPolicy() & Qt::TabFocus || qobject_cast<QAbstractButton *>(widget)) {
                ++controls;
                QVERIFY2(!nameOf(widget).isEmpty(),
                         qPrintable(QLatin1String(widget->metaObject()->className())
                                    + QStringLiteral(" ") + widget->objectName()));
            }
        }
        QVERIFY(controls > 10);
    }
};

QTEST_MAIN(TestProjectPage)
#include "tst_projectpage.moc"
