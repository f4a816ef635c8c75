// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/statetreemodel.h"
#include "panels/diffbutton.h"
#include "panels/dropveil.h"
#include "panels/excerptview.h"
#include "panels/jsontreeview.h"
#include "panels/rawview.h"
#include "panels/reducerbutton.h"
#include "panels/treesearch.h"

#include "statefixture.h"

#include <QAction>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QGuiApplication>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

using namespace eventscope;
using namespace eventscope::ui;

namespace {

QString text(const std::string &bytes)
{
    return QString::fromStdString(bytes);
}

// The entry of a button's menu, as it is when it opens.
QAction *entry(QToolButton &button, const QString &words)
{
    Q_EMIT button.menu()->aboutToShow();
    for (QAction *const action : button.menu()->actions()) {
        if (action->text().contains(words))
            return action;
    }
    return nullptr;
}

} // namespace

class TestStatePanel : public QObject
{
    Q_OBJECT

private:
    struct Fixture : StateFixture {
        Fixture()
            : StateFixture(3)
        {
            QTRY_VERIFY(!session.states().isWaiting());
        }
        void go(std::uint32_t row)
        {
            session.goToEvent(Row(row));
            QTRY_VERIFY(!session.states().isWaiting());
        }
        QString script(const QString &name, const QByteArray &content = "export default s => s")
        {
            return write(name, content);
        }
        JsonTreeView &tree(const QString &name)
        {
            for (JsonTreeView *const view : panel.findChildren<JsonTreeView *>()) {
                if (view->accessibleName() == name)
                    return *view;
            }
            qFatal("no such tree");
        }
        QTabBar &tabs() { return *panel.findChild<QTabBar *>(); }
        void drop(const QString &file)
        {
            QMimeData data;
            data.setUrls({QUrl::fromLocalFile(file)});
            QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton,
                                  Qt::NoModifier);
            QApplication::sendEvent(&panel, &enter);
            QVERIFY(enter.isAccepted());
            QVERIFY(panel.findChild<DropVeil *>()->isVisible());
            QVERIFY(panel.findChild<DropVeil *>()->sentence().contains(QFileInfo(file).fileName()));
            QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(&panel, &drop);
            QVERIFY(!panel.findChild<DropVeil *>()->isVisible());
        }
    };
    QUrl m_opened;

private Q_SLOTS:
    void openedInEditor(const QUrl &url) { m_opened = url; }

    // --- the reducer ---

    void withoutAReducerThePanelSaysThatPayloadsAreMerged()
    {
        Fixture f;
        ReducerButton &button = f.panel.reducerButton();
        QVERIFY(button.isVisible());
        QCOMPARE(button.text(), QStringLiteral("No reducer"));
        QCOMPARE(button.accessibleName(), QStringLiteral("Reducer of order streams: none"));
        QVERIFY(button.toolTip().contains(QStringLiteral("RFC 7396")));
        QVERIFY(!button.hasFile());
        QVERIFY(entry(button, QStringLiteral("merge their payloads"))->isChecked());
        f.session.selectStream(std::nullopt);
        QVERIFY(!button.isVisible());
    }

    void aScriptThatIsDroppedBelongsToTheTypeOfTheStream()
    {
        Fixture f;
        const QString script = f.script(QStringLiteral("a&b.ts"));
        f.drop(script);
        QCOMPARE(text(f.session.workspace().reducer("order")), script);
        ReducerButton &button = f.panel.reducerButton();
        QCOMPARE(button.text(), QStringLiteral("a&&b.ts"));
        QVERIFY(button.toolTip().contains(script.toHtmlEscaped()));
        // Streams of another type are not concerned.
        f.session.goToEvent(Row(6));
        QTRY_COMPARE(button.text(), QStringLiteral("No reducer"));
        f.session.goToEvent(Row(4));
        QTRY_COMPARE(button.text(), QStringLiteral("a&&b.ts"));
    }

    void theChoiceIsThereWhenTheStoreIsOpenedAgain()
    {
        Fixture f;
        const QString script = f.script(QStringLiteral("order.js"));
        f.panel.reducerButton().use(script);
        f.session.close();
        QVERIFY(!f.panel.reducerButton().isVisible());
        f.store.open(f.session);
        f.go(3);
        QCOMPARE(f.panel.reducerButton().text(), QStringLiteral("order.js"));
    }

    void aReducerIsTakenAwayFromItsMenu()
    {
        Fixture f;
        ReducerButton &button = f.panel.reducerButton();
        button.use(f.script(QStringLiteral("order.js")));
        QAction *const away = entry(button, QStringLiteral("merge their payloads"));
        QVERIFY(away);
        away->trigger();
        QCOMPARE(button.text(), QStringLiteral("No reducer"));
        QVERIFY(f.session.workspace().reducer("order").empty());
    }

    void scriptsBesideTheStoreAreOneClickEachTheOneOfTheTypeFirst()
    {
        Fixture f;
        QDir folder = QFileInfo(f.store.path()).absoluteDir();
        QVERIFY(folder.mkdir(QStringLiteral("reducers")));
        QVERIFY(folder.cd(QStringLiteral("reducers")));
        for (const char *const name :
             {"account.js", "Orders.ts", "a&b.mjs", "types.d.ts", "notes.txt", "user.cjs"}) {
            QFile file(folder.filePath(QLatin1String(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("export default s => s");
        }
        ReducerButton &button = f.panel.reducerButton();
        Q_EMIT button.menu()->aboutToShow();
        QStringList names;
        for (const QAction *const action : button.menu()->actions()) {
            if (action->isCheckable())
                names << action->text();
        }
        QCOMPARE(names, QStringList({QStringLiteral("None: merge their payloads"),
                                     QStringLiteral("Orders.ts"), QStringLiteral("a&&b.mjs"),
                                     QStringLiteral("account.js"), QStringLiteral("user.cjs")}));
        QVERIFY(f.session.workspace().reducer("order").empty()); // nothing unasked
        entry(button, QStringLiteral("Orders.ts"))->trigger();
        QCOMPARE(text(f.session.workspace().reducer("order")),
                 folder.filePath(QStringLiteral("Orders.ts")));
        QVERIFY(entry(button, QStringLiteral("Orders.ts"))->isChecked());
        // A file from elsewhere is among them while it is in use.
        button.use(f.script(QStringLiteral("mine.js")));
        QVERIFY(entry(button, QStringLiteral("mine.js"))->isChecked());
        QVERIFY(!entry(button, QStringLiteral("Orders.ts"))->isChecked());
    }

    void aFileThatIsNoReducerIsRefusedInWords()
    {
        Fixture f;
        f.panel.reducerButton().use(f.script(QStringLiteral("notes.txt")));
        QVERIFY(f.notice(QStringLiteral("notes.txt is no reducer")));
        QVERIFY(f.session.workspace().reducer("order").empty());
        f.panel.reducerButton().use(f.dir.filePath(QStringLiteral("gone.js")));
        QVERIFY(f.notice(QStringLiteral("There is no file")));
    }

    void aProgramIsTakenByItsFirstBytesAndItsPermission()
    {
        Fixture f;
        const QString program = f.script(QStringLiteral("fold"), "#!/bin/sh\n");
        QVERIFY(!f.panel.takesDrop(program));
        QFile::setPermissions(program, QFile::permissions(program) | QFile::ExeOwner);
        QVERIFY(f.panel.takesDrop(program));
        const QString store = f.script(QStringLiteral("events.db"), "SQLite format 3");
        QFile::setPermissions(store, QFile::permissions(store) | QFile::ExeOwner);
        QVERIFY(!f.panel.takesDrop(store));
    }

    void theScriptOpensInTheEditorOfTheSystem()
    {
        Fixture f;
        const QString script = f.script(QStringLiteral("order.js"));
        f.panel.reducerButton().use(script);
        QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "openedInEditor");
        entry(f.panel.reducerButton(), QStringLiteral("Open order.js in the editor"))->trigger();
        QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
        QCOMPARE(m_opened, QUrl::fromLocalFile(script));
        QFile::remove(script);
        f.panel.reducerButton().openInEditor();
        QVERIFY(f.notice(QStringLiteral("There is no file")));
    }

    void theDialogAsksForAScriptAndTakesIt()
    {
        Fixture f;
        const QString script = f.script(QStringLiteral("order.mjs"));
        f.panel.reducerButton().setAttribute(Qt::WA_UnderMouse);
        entry(f.panel.reducerButton(), QStringLiteral("Choose a script"))->trigger();
        QVERIFY(!f.panel.reducerButton().underMouse()); // the dialog would keep it looking so
        auto *const dialog = f.panel.findChild<QFileDialog *>();
        QVERIFY(dialog);
        QVERIFY(dialog->windowTitle().contains(QStringLiteral("order streams")));
        Q_EMIT dialog->fileSelected(script);
        dialog->close();
        QCOMPARE(text(f.session.workspace().reducer("order")), script);
    }

    void aDamagedWorkspaceFileCostsASentence()
    {
        Fixture f;
        f.panel.reducerButton().use(f.script(QStringLiteral("order.js")));
        const QString file = f.session.workspace().file();
        f.session.close();
        QFile damaged(file);
        QVERIFY(damaged.open(QIODevice::WriteOnly));
        damaged.write("{");
        damaged.close();
        f.store.open(f.session);
        f.go(3);
        QTRY_VERIFY(f.notice(QStringLiteral("is damaged")));
        QCOMPARE(f.panel.reducerButton().text(), QStringLiteral("No reducer"));
    }

    // --- differences ---

    void aVersionChosenForComparisonStaysThroughSteps()
    {
        Fixture f; // at v3
        QCOMPARE(f.panel.diffButton().text(), QStringLiteral("vs previous"));
        f.go(0);
        entry(f.panel.diffButton(), QStringLiteral("This event, v1"))->trigger();
        QCOMPARE(f.panel.diffButton().text(), QStringLiteral("vs v1"));
        f.tabs().setCurrentIndex(1);
        QTRY_COMPARE(f.tree(QStringLiteral("What is different")).emptyText(),
                     QStringLiteral("The same as at v1."));
        QCOMPARE(f.tree(QStringLiteral("What is different")).model()->rowCount(), 0);
        f.go(7);
        const auto &model = *f.tree(QStringLiteral("What is different")).model();
        QTRY_COMPARE(f.panel.title(), QStringLiteral("State at v5"));
        QStringList rows;
        for (int row = 0; row < model.rowCount(); ++row)
            rows << model.index(row, 0).data().toString() + u' '
                        + model.index(row, 0).data(BeforeRole).toString() + u'>'
                        + model.index(row, 1).data().toString() + u' '
                        + model.index(row, 2).data().toString();
        // Each with the event that set it, not with the one that one stands at.
        QCOMPARE(rows, (QStringList{QStringLiteral("status placed>delivered v4"),
                                    QStringLiteral("paid >12345678901234567890 v2"),
                                    QStringLiteral("archived >true v5")}));
        // Another stream is compared with its own previous event.
        f.go(4);
        QCOMPARE(f.panel.diffButton().text(), QStringLiteral("vs previous"));
    }

    void whatIsMissingSinceAnEarlierVersionNamesNoEvent()
    {
        Fixture f;
        f.session.states().setBase(2); // v3, which has the carrier
        f.go(7);                       // v5, which has not
        QTRY_COMPARE(f.panel.title(), QStringLiteral("State at v5"));
        const auto &model = *qobject_cast<StateTreeModel *>(
            f.tree(QStringLiteral("State")).model());
        const QModelIndex carrier = model.indexOf("/carrier");
        QVERIFY(carrier.isValid());
        QVERIFY(carrier.data(JsonTreeModel::RemovedRole).toBool());
        QCOMPARE(carrier.siblingAtColumn(StateTreeModel::SetBy).data().toString(), QString());
        QVERIFY(!carrier.data(SetByRowRole).isValid());
    }

    void aVersionIsAskedForWithItsBounds()
    {
        Fixture f;
        entry(f.panel.diffButton(), QStringLiteral("A version"))->trigger();
        auto *const dialog = f.panel.findChild<QInputDialog *>();
        QVERIFY(dialog);
        QCOMPARE(dialog->intMinimum(), 1);
        QCOMPARE(dialog->intMaximum(), 5);
        dialog->setIntValue(2);
        dialog->accept();
        QCOMPARE(f.session.states().base(), std::optional(1U));
        QCOMPARE(f.panel.diffButton().text(), QStringLiteral("vs v2"));
        entry(f.panel.diffButton(), QStringLiteral("The previous event"))->trigger();
        QVERIFY(!f.session.states().base());
    }

    void thePatchIsShownAndCopied()
    {
        Fixture f;
        f.go(3);
        f.tabs().setCurrentIndex(2);
        auto *const patch = f.panel.findChild<RawView *>();
        QTRY_VERIFY(!patch->text().isEmpty());
        const auto made = JsonValue::parse(patch->text().toStdString());
        QVERIFY(made);
        const auto wanted = JsonValue::parse(
            R"([{"op":"replace","path":"/status","value":"shipped"},{"op":"add","path":"/carrier","value":"UPS"}])");
        QVERIFY(made.value() == wanted.value());
        for (QToolButton *const button : f.panel.findChildren<QToolButton *>()) {
            if (button->accessibleName() == QStringLiteral("Copy the patch"))
                button->click();
        }
        QCOMPARE(QGuiApplication::clipboard()->text(), patch->text());
        // It follows the playhead.
        f.session.step(Session::Step::Next);
        QTRY_VERIFY(patch->text().contains(QStringLiteral("remove")));
    }

    void theChosenViewIsKept()
    {
        QByteArray state;
        {
            Fixture f;
            f.tabs().setCurrentIndex(2);
            state = f.panel.saveState();
        }
        Fixture f;
        f.panel.restoreState(state);
        QCOMPARE(f.tabs().currentIndex(), 2);
        f.panel.restoreState(QByteArray("nonsense"));
        QCOMPARE(f.tabs().currentIndex(), 2);
    }

    // --- excerpts ---

    void theCaretOfAnExcerptStaysInSightAndBelowItsCharacter()
    {
        ExcerptView view;
        view.setText(QStringLiteral("\t\ttotal = data.itemz.length;\n\t\t        ^"));
        const QStringList whole = view.visibleLines(80);
        QCOMPARE(whole[0], QStringLiteral("total = data.itemz.length;"));
        QCOMPARE(whole[1].indexOf(u'^'), whole[0].indexOf(QStringLiteral("data")));
        const QString longLine = QString(300, u'a') + QStringLiteral("HERE") + QString(300, u'b');
        view.setText(longLine + u'\n' + QString(300, u' ') + u'^');
        const QStringList part = view.visibleLines(40);
        QCOMPARE(part[0].size(), 40);
        QCOMPARE(part[0].mid(part[1].indexOf(u'^'), 4), QStringLiteral("HERE"));
        QVERIFY(part[0].startsWith(u'\u2026') && part[0].endsWith(u'\u2026'));
    }

    void theMenuOfAFieldSearchesForTheEventThatMadeItSo()
    {
        Fixture f;
        f.session.states().setBase(std::nullopt);
        QStringList predicates;
        connect(&f.panel, &StatePanel::searchWanted, &f.panel,
                [&](const QString &predicate) { predicates << predicate; });
        JsonTreeView &view = f.tree(QStringLiteral("State"));
        const auto *const model = qobject_cast<StateTreeModel *>(view.model());
        for (const char *const pointer : {"/total", "/status", "/items/0/sku", "/items"}) {
            const QModelIndex index = model->indexOf(pointer);
            QVERIFY(index.isValid());
            Q_EMIT view.menuRequested(index, QPoint(10, 10));
            QMenu &menu = *f.panel.findChildren<QMenu *>(Qt::FindDirectChildrenOnly).last();
            for (QAction *const action : menu.actions()) {
                if (action->text().startsWith(QStringLiteral("Find the first event")))
                    action->trigger();
            }
            menu.close();
        }
        QCOMPARE(predicates, QStringList({QStringLiteral("state.total === 40.50"),
                                          QStringLiteral("state.status === \"shipped\""),
                                          QStringLiteral("state.items[0].sku === \"A\""),
                                          QStringLiteral("state.items")}));
    }

    void fieldsAreFoundByNameAndByValue()
    {
        Fixture f;
        f.session.step(Session::Step::Last);
        QTRY_VERIFY(f.session.stateAt() && f.session.stateAt()->ordinal == 4);
        f.panel.findInState();
        auto *const search = f.panel.findChild<TreeSearch *>();
        auto *const edit = search->findChild<QLineEdit *>();
        QVERIFY(search->isVisible());
        QTest::keyClicks(edit, QStringLiteral("DELIV"));
        QTRY_VERIFY(!search->isSearching());
        QCOMPARE(search->matchCount(), 1); // status: delivered
        JsonTreeView &tree = f.tree(QStringLiteral("State"));
        QCOMPARE(tree.currentIndex().data(JsonTreeModel::PointerRole).toByteArray(),
                 QByteArray("/status"));
        edit->setText(QStringLiteral("sku"));
        QTRY_COMPARE(tree.currentIndex().data(JsonTreeModel::PointerRole).toByteArray(),
                     QByteArray("/items/0/sku"));
        QVERIFY(tree.isExpanded(tree.currentIndex().parent()));
        edit->setText(QStringLiteral("a"));
        QTRY_VERIFY(!search->isSearching());
        const int all = search->matchCount();
        QVERIFY(all > 2);
        const QModelIndex first = tree.currentIndex();
        QTest::keyClick(edit, Qt::Key_Return, Qt::ShiftModifier);
        QVERIFY(tree.currentIndex() != first);
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(tree.currentIndex(), first);
        edit->setText(QStringLiteral("nowhere"));
        QTRY_VERIFY(!search->isSearching());
        QCOMPARE(search->matchCount(), 0);
        // Another state is searched too.
        edit->setText(QStringLiteral("placed"));
        QTRY_VERIFY(!search->isSearching());
        QCOMPARE(search->matchCount(), 0);
        f.session.step(Session::Step::First);
        QTRY_COMPARE(search->matchCount(), 1);
        // Not the window's, which would clear its filter.
        QKeyEvent override(QEvent::ShortcutOverride, Qt::Key_Escape, Qt::NoModifier);
        override.ignore();
        QApplication::sendEvent(edit, &override);
        QVERIFY(override.isAccepted());
        QTest::keyClick(edit, Qt::Key_Escape);
        QVERIFY(!search->isVisible());
    }

    void treesOpenToADepth()
    {
        Fixture f;
        JsonTreeView &tree = f.tree(QStringLiteral("State"));
        QTRY_VERIFY(tree.model()->rowCount() > 0);
        auto &model = *qobject_cast<JsonTreeModel *>(tree.model());
        tree.setFocus();
        QTest::keyClick(&tree, Qt::Key_1, Qt::AltModifier);
        QVERIFY(!tree.isExpanded(model.indexOf("/items")));
        QTest::keyClick(&tree, Qt::Key_2, Qt::AltModifier);
        QVERIFY(tree.isExpanded(model.indexOf("/items")));
        QVERIFY(!tree.isExpanded(model.indexOf("/items/0")));
        QTest::keyClick(&tree, Qt::Key_3, Qt::AltModifier);
        QVERIFY(tree.isExpanded(model.indexOf("/items/0")));
    }
};

QTEST_MAIN(TestStatePanel)
#include "tst_statepanel.moc"
