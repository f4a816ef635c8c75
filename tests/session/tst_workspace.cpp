// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/filewatch.h"
#include "session/workspace.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <memory>

using namespace eventscope;

namespace {

void write(const QString &path, const QByteArray &content)
{
    QVERIFY(QDir().mkpath(QFileInfo(path).absolutePath()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString text(const std::string &bytes)
{
    return QString::fromStdString(bytes);
}

} // namespace

class TestWorkspace : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;

    QString path(const QString &name) const { return m_dir->filePath(name); }
    void open(Workspace &workspace, const QString &store = QStringLiteral("/data/orders.db"))
    {
        workspace.setFolder(path(QStringLiteral("workspaces")));
        workspace.open(store);
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void theStoreIsNeverTakenForAWorkspaceFile()
    {
        const QString store = path(QStringLiteral("orders.jsonl"));
        const QString link = path(QStringLiteral("link.eventscope"));
        const QByteArray events = "{\"stream\":\"a\",\"type\":\"T\"}\n";
        write(store, events);
        QVERIFY(QFile::link(store, link));
        for (const QString &location : {store, QStringLiteral("file://") + store}) {
            for (const QString &file : {store, link}) {
                Workspace workspace;
                open(workspace, location);
                const QString before = workspace.file();
                const auto saved = workspace.saveAs(file);
                QVERIFY2(!saved, qPrintable(location + u' ' + file));
                QCOMPARE(saved.error().code, ErrorCode::Invalid);
                QCOMPARE(contentOf(store), events);
                QCOMPARE(workspace.file(), before);
            }
        }
    }

    void shownTypesAndTheirLooksAreKeptAndUndone()
    {
        {
            Workspace workspace;
            open(workspace);
            TypeChoice types;
            types.hidden = {"Viewed", "Clicked"};
            types.only = {"Placed"};
            workspace.setTypes(QStringLiteral("hiding"), types);
            TypeLook look;
            look.hue = 3;
            look.shape = 2;
            workspace.setTypeLook("Placed", look);
            look.shape.reset();
            workspace.setTypeLook("Viewed", look);
            QVERIFY(!workspace.problem());
        }
        Workspace again;
        open(again);
        QCOMPARE(again.types().hidden.size(), std::size_t{2});
        QVERIFY(again.types().hidden.contains("Viewed") && again.types().only.contains("Placed"));
        QCOMPARE(again.typeLook("Placed").hue, std::optional<std::uint8_t>(3));
        QCOMPARE(again.typeLook("Placed").shape, std::optional<std::uint8_t>(2));
        QVERIFY(!again.typeLook("Viewed").shape);
        QVERIFY(again.typeLook("Other") == TypeLook());
        QSignalSpy looks(&again, &Workspace::typeLooksChanged);
        QSignalSpy types(&again, &Workspace::typesChanged);
        again.setTypeLook("Viewed", {});
        QVERIFY(again.typeLook("Viewed") == TypeLook());
        again.undo();
        QCOMPARE(again.typeLook("Viewed").hue, std::optional<std::uint8_t>(3));
        QCOMPARE(looks.size(), 2);
        QCOMPARE(types.size(), 0);
        again.setTypes(QStringLiteral("showing all"), {});
        QCOMPARE(types.size(), 1);
        QVERIFY(!again.types().hidesAny());
    }

    void wrongShownTypesAreADamage_data()
    {
        QTest::addColumn<QByteArray>("member");
        QTest::newRow("hidden") << QByteArray(R"("hiddenTypes":{"a":1})");
        QTest::newRow("only") << QByteArray(R"("onlyTypes":[1])");
        QTest::newRow("looks") << QByteArray(R"("typeLooks":[])");
        QTest::newRow("hue") << QByteArray(R"("typeLooks":{"A":{"hue":10}})");
        QTest::newRow("negative") << QByteArray(R"("typeLooks":{"A":{"hue":-1}})");
        QTest::newRow("shape") << QByteArray(R"("typeLooks":{"A":{"shape":"star"}})");
    }
    void wrongShownTypesAreADamage()
    {
        QFETCH(const QByteArray, member);
        const QString file = path(QStringLiteral("w.json"));
        write(file, R"({"version":1,)" + member + '}');
        const auto content = readWorkspace(file);
        QVERIFY(!content);
        QCOMPARE(content.error().code, ErrorCode::Damaged);
    }

    void whatWasChosenIsThereWhenTheStoreIsOpenedAgain()
    {
        {
            Workspace workspace;
            open(workspace);
            workspace.setReducer("order", "/code/order.ts");
            workspace.setReducer("", "/code/none.js");
            QVERIFY(workspace.pin({"order", "/total"}));
            QVERIFY(workspace.pin({"order", "/items/0/qty"}));
            QVERIFY(!workspace.problem());
        }
        Workspace again;
        open(again);
        QCOMPARE(text(again.reducer("order")), QStringLiteral("/code/order.ts"));
        QCOMPARE(text(again.reducer("")), QStringLiteral("/code/none.js"));
        QCOMPARE(text(again.reducer("cart")), QString());
        QCOMPARE(again.pins("order"), (std::vector<std::string>{"/total", "/items/0/qty"}));
        QVERIFY(again.pins("cart").empty());
        again.setReducer("order", {});
        again.unpin({"order", "/total"});
        Workspace third;
        open(third);
        QCOMPARE(text(third.reducer("order")), QString());
        QCOMPARE(third.pins("order"), std::vector<std::string>{"/items/0/qty"});
    }

    void pinnedStreamsAreKeptInTheirOrder()
    {
        {
            Workspace workspace;
            open(workspace);
            QSignalSpy changed(&workspace, &Workspace::pinnedStreamsChanged);
            QVERIFY(workspace.pinStream("order-2"));
            QVERIFY(workspace.pinStream("cart-9"));
            QVERIFY(workspace.pinStream("order-2"));
            QCOMPARE(changed.size(), 2);
            workspace.undo();
            QVERIFY(!workspace.isStreamPinned("cart-9"));
            workspace.redo();
            for (std::size_t i = 2; i < Workspace::kMostPinnedStreams; ++i)
                QVERIFY(workspace.pinStream("more-" + std::to_string(i)));
            const auto oneMore = workspace.pinStream("one-more");
            QVERIFY(!oneMore);
            QCOMPARE(oneMore.error().code, ErrorCode::Limit);
            for (std::size_t i = 2; i < Workspace::kMostPinnedStreams; ++i)
                workspace.unpinStream("more-" + std::to_string(i));
        }
        Workspace again;
        open(again);
        QVERIFY(!again.problem());
        QCOMPARE(again.pinnedStreams(), (std::vector<std::string>{"order-2", "cart-9"}));
        again.unpinStream("order-2");
        again.close();
        QVERIFY(again.pinnedStreams().empty());
        // A list of something else is said to be damaged.
        open(again);
        const QString file = again.file();
        again.close();
        write(file, R"({"version":1,"pinnedStreams":[7]})");
        open(again);
        QVERIFY(again.problem());
    }

    void projectionsThatWereRunAreKeptTheLastOneFirst()
    {
        const std::string folder = path(QStringLiteral("projections")).toStdString();
        {
            Workspace workspace;
            open(workspace);
            QSignalSpy changed(&workspace, &Workspace::projectionsChanged);
            workspace.rememberProjection({folder + "/totals.js", "v1"});
            workspace.rememberProjection({folder + "/orders.ts", "v2"});
            workspace.rememberProjection({folder + "/totals.js", "v2"});
            QCOMPARE(changed.size(), 3);
            workspace.rememberProjection({folder + "/totals.js", "v2"});
            QCOMPARE(changed.size(), 3);
            QVERIFY(workspace.undoText().isEmpty());
        }
        Workspace again;
        open(again);
        QCOMPARE(again.projections(),
                 (std::vector<KnownProjection>{{folder + "/totals.js", "v2"},
                                               {folder + "/orders.ts", "v2"}}));
        for (std::size_t i = 0; i < Workspace::kMostProjections + 3; ++i)
            again.rememberProjection({folder + "/" + std::to_string(i) + ".js", "v1"});
        QCOMPARE(again.projections().size(), Workspace::kMostProjections);
        again.forgetProjection(folder + "/7.js");
        QCOMPARE(again.projections().size(), Workspace::kMostProjections - 1);
        const QString file = again.file();
        again.close();
        QVERIFY(again.projections().empty());
        // An engine that nobody knows is said to be damage.
        write(file, R"({"version":1,"projections":[{"file":"a.js","engine":"v3"}]})");
        open(again);
        QVERIFY(again.problem());
    }

    void filtersAreKeptUnderTheirNames()
    {
        const auto names = [](const Workspace &workspace) {
            QStringList all;
            for (const SavedFilter &filter : workspace.filters())
                all << QString::fromStdString(filter.name + ": " + filter.text);
            return all.join(QStringLiteral(", "));
        };
        {
            Workspace workspace;
            open(workspace);
            QSignalSpy changed(&workspace, &Workspace::filtersChanged);
            workspace.saveFilter({"paid", "type = OrderPaid"});
            workspace.saveFilter({"large", "data.total > 100"});
            workspace.saveFilter({"paid", "type = Paid*"});
            QCOMPARE(changed.size(), 3);
            QCOMPARE(names(workspace),
                     QStringLiteral("paid: type = Paid*, large: data.total > 100"));
            workspace.undo();
            QCOMPARE(names(workspace),
                     QStringLiteral("paid: type = OrderPaid, large: data.total > 100"));
            workspace.redo();
            workspace.renameFilter("large", "big");
            workspace.renameFilter("nothing", "big");
            QCOMPARE(names(workspace), QStringLiteral("paid: type = Paid*, big: data.total > 100"));
        }
        Workspace again;
        open(again);
        QCOMPARE(names(again), QStringLiteral("paid: type = Paid*, big: data.total > 100"));
        again.removeFilter("paid");
        again.renameFilter("big", "paid");
        QCOMPARE(names(again), QStringLiteral("paid: data.total > 100"));
        const QString file = again.file();
        again.close();
        write(file, R"({"version":1,"filters":[{"name":"x"}]})");
        open(again);
        QVERIFY(again.problem());
    }

    void bookmarksAreKeptWithTheirNotes()
    {
        const BookmarkedEvent first{"403", "order-1015", Version(9), "the voucher"};
        const BookmarkedEvent second{"seven", "", std::nullopt, ""};
        {
            Workspace workspace;
            open(workspace);
            workspace.setBookmark(first);
            workspace.setBookmark(second);
            workspace.setBookmark({"403", "order-1015", Version(9), "the voucher counts twice"});
            QCOMPARE(workspace.bookmarks().size(), std::size_t(2));
        }
        Workspace again;
        open(again);
        QVERIFY(!again.problem());
        QCOMPARE(again.bookmarks().size(), std::size_t(2));
        QVERIFY(again.bookmarks()[0].names(first));
        QCOMPARE(text(again.bookmarks()[0].note), QStringLiteral("the voucher counts twice"));
        QVERIFY(again.bookmarks()[1] == second);
        again.removeBookmark(first);
        QCOMPARE(again.bookmarks().size(), std::size_t(1));
    }

    void everyChangeCanBeUndoneAndDoneAgain()
    {
        Workspace workspace;
        open(workspace);
        QSignalSpy pins(&workspace, &Workspace::pinsChanged);
        QSignalSpy reducers(&workspace, &Workspace::reducerChanged);
        QSignalSpy bookmarks(&workspace, &Workspace::bookmarksChanged);
        QVERIFY(workspace.undoText().isEmpty());
        QVERIFY(workspace.pin({"order", "/total"}));
        workspace.setReducer("order", "/code/order.ts");
        workspace.setBookmark({"1", "order-1", Version(1), "odd"});
        QVERIFY(workspace.undoText().contains(QStringLiteral("#1")));
        workspace.undo();
        QVERIFY(workspace.bookmarks().empty());
        QVERIFY(workspace.redoText().contains(QStringLiteral("#1")));
        workspace.undo();
        QCOMPARE(text(workspace.reducer("order")), QString());
        workspace.undo();
        QVERIFY(workspace.pins("order").empty());
        QVERIFY(workspace.undoText().isEmpty());
        workspace.undo(); // nothing is left
        workspace.redo();
        workspace.redo();
        QVERIFY(workspace.isPinned({"order", "/total"}));
        QCOMPARE(text(workspace.reducer("order")), QStringLiteral("/code/order.ts"));
        QCOMPARE(pins.count(), 3);
        QCOMPARE(reducers.count(), 3);
        QCOMPARE(bookmarks.count(), 2);
        // Another change ends what could be done again; what is undone is undone on disk too.
        workspace.unpinAll("order");
        QVERIFY(workspace.redoText().isEmpty());
        workspace.undo();
        Workspace again;
        open(again);
        QVERIFY(again.isPinned({"order", "/total"}));
        QVERIFY(again.bookmarks().empty());
        QVERIFY(again.undoText().isEmpty());
    }

    void everyStoreHasAWorkspaceOfItsOwn()
    {
        Workspace workspace;
        open(workspace, QStringLiteral("/data/a/orders.db"));
        workspace.setReducer("order", "/code/order.ts");
        const QString first = workspace.file();
        open(workspace, QStringLiteral("/data/b/orders.db"));
        QVERIFY(workspace.file() != first);
        QVERIFY(QFileInfo(first).fileName().startsWith(QStringLiteral("orders.db-")));
        QCOMPARE(text(workspace.reducer("order")), QString());
    }

    void theSameStoreUnderAnotherPathIsTheSameStore()
    {
        const QString store = path(QStringLiteral("orders.db"));
        write(store, "x");
        const QString linked = path(QStringLiteral("link.db"));
        QVERIFY(QFile::link(store, linked));
        QCOMPARE(workspaceFile(path(QStringLiteral("w")), linked),
                 workspaceFile(path(QStringLiteral("w")), store));
    }

    void passwordsInAnUrlDoNotCountForTheFile()
    {
        const QString folder = path(QStringLiteral("w"));
        QCOMPARE(workspaceFile(folder, QStringLiteral("sqlite://anna:secret@host/db")),
                 workspaceFile(folder, QStringLiteral("sqlite://host/db")));
    }

    void aDamagedFileCostsASentenceAndIsKept_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("no JSON") << QByteArray("{\"reducers\": {");
        QTest::newRow("no object") << QByteArray("[1, 2]");
        QTest::newRow("reducers of another kind") << QByteArray("{\"reducers\": [\"order.ts\"]}");
        QTest::newRow("a path of another kind") << QByteArray("{\"reducers\": {\"order\": 7}}");
        QTest::newRow("pins of another kind") << QByteArray("{\"pins\": {\"order\": \"/a\"}}");
        QTest::newRow("bookmarks without a position")
            << QByteArray("{\"bookmarks\": [{\"stream\": \"a\"}]}");
        QTest::newRow("a field that is no pointer")
            << QByteArray("{\"pins\": [{\"streamType\": \"order\", \"field\": \"total\"}]}");
    }

    void aDamagedFileCostsASentenceAndIsKept()
    {
        QFETCH(QByteArray, content);
        Workspace workspace;
        open(workspace);
        const QString file = workspace.file();
        write(file, content);
        QSignalSpy problems(&workspace, &Workspace::problemChanged);
        open(workspace);
        QCOMPARE(problems.count(), 1);
        QVERIFY(workspace.problem());
        QVERIFY(text(workspace.problem()->message).contains(file));
        QCOMPARE(text(workspace.reducer("order")), QString());
        workspace.setReducer("order", "/code/order.ts");
        QVERIFY(!workspace.problem());
        QCOMPARE(contentOf(file + QStringLiteral(".damaged")), content);
        open(workspace);
        QCOMPARE(text(workspace.reducer("order")), QStringLiteral("/code/order.ts"));
    }

    void membersThatAreNotKnownStay()
    {
        Workspace workspace;
        open(workspace);
        const QString file = workspace.file();
        write(file,
              R"({"version":1,"breakpoints":[1,2],"reducers":{"a":"/a.js"},"view":{"zoom":3}})");
        open(workspace);
        QCOMPARE(text(workspace.reducer("a")), QStringLiteral("/a.js"));
        workspace.setReducer("a", "/b.js");
        WorkspaceView view;
        view.filter = "type = Paid";
        workspace.setView(view);
        workspace.close();
        const QByteArray content = contentOf(file);
        QVERIFY(content.contains("breakpoints"));
        QVERIFY(content.contains("zoom"));
        QVERIFY(content.contains("type = Paid"));
        QVERIFY(content.contains("/b.js"));
        QVERIFY(!content.contains("/a.js"));
    }

    void aFileOfANewerVersionIsReadButNotWritten()
    {
        Workspace workspace;
        open(workspace);
        const QByteArray content = R"({"version":9,"reducers":{"a":"/a.js"}})";
        const QString file = workspace.file();
        write(file, content);
        open(workspace);
        QVERIFY(workspace.isReadOnly());
        QVERIFY(workspace.problem());
        QVERIFY(text(workspace.problem()->message).contains(QStringLiteral("newer version")));
        QCOMPARE(text(workspace.reducer("a")), QStringLiteral("/a.js"));
        workspace.setReducer("a", "/b.js");
        WorkspaceView view;
        view.filter = "x";
        workspace.setView(view);
        QCOMPARE(text(workspace.reducer("a")), QStringLiteral("/b.js"));
        workspace.close();
        QCOMPARE(contentOf(file), content);
        // Nor by somebody who opened it before that version wrote it.
        QFile::remove(file);
        open(workspace);
        write(file, content);
        workspace.setReducer("a", "/b.js");
        QVERIFY(workspace.problem());
        QCOMPARE(contentOf(file), content);
    }

    void aFolderThatCannotBeWrittenCostsASentenceAndTheChoiceHolds()
    {
        write(path(QStringLiteral("file")), "x");
        Workspace workspace;
        workspace.setFolder(path(QStringLiteral("file/workspaces")));
        workspace.open(QStringLiteral("/data/orders.db"));
        workspace.setReducer("order", "/code/order.ts");
        QVERIFY(workspace.problem());
        QVERIFY(text(workspace.problem()->message).contains(QStringLiteral("cannot be written")));
        QCOMPARE(text(workspace.reducer("order")), QStringLiteral("/code/order.ts"));
    }

    void aFieldIsPinnedOnceAndNoMoreThanHaveRoom()
    {
        Workspace workspace;
        open(workspace);
        QSignalSpy pins(&workspace, &Workspace::pinsChanged);
        QVERIFY(workspace.pin({"order", "/f0"}));
        QVERIFY(workspace.pin({"order", "/f0"}));
        QCOMPARE(pins.count(), 1);
        for (std::size_t i = 1; i < Workspace::kMostPins; ++i)
            QVERIFY(workspace.pin({"order", "/f" + std::to_string(i)}));
        const auto more = workspace.pin({"order", "/more"});
        QVERIFY(!more);
        QVERIFY(text(more.error().message).contains(QStringLiteral("unpin")));
        QVERIFY(workspace.pin({"cart", "/more"}));
        workspace.unpinAll("order");
        QVERIFY(workspace.pins("order").empty());
        QCOMPARE(workspace.pins("cart").size(), std::size_t(1));
    }

    void namesThatAreNoUtf8DoNotPreventWriting()
    {
        Workspace workspace;
        open(workspace);
        workspace.setReducer("order\xff", "/code/order.ts");
        QVERIFY(!workspace.problem());
        QCOMPARE(text(workspace.reducer("order\xff")), QStringLiteral("/code/order.ts"));
    }

    // --- watching ---

    void aSaveIsSeenHoweverTheEditorDoesIt_data()
    {
        QTest::addColumn<QString>("how");
        QTest::newRow("written in place") << "place";
        QTest::newRow("a new file renamed over it") << "rename";
        QTest::newRow("taken away, then written") << "remove";
        QTest::newRow("the old one moved aside as a backup") << "backup";
    }

    void aSaveIsSeenHoweverTheEditorDoesIt()
    {
        QFETCH(QString, how);
        const QString script = path(QStringLiteral("order.js"));
        write(script, "first");
        FileWatch watch;
        watch.setFiles({script});
        QSignalSpy changes(&watch, &FileWatch::changed);
        // Twice: the watch must survive the first save.
        for (int round = 1; round <= 2; ++round) {
            const QByteArray content = "content of round " + QByteArray(round, '+');
            if (how == QStringLiteral("rename")) {
                write(path(QStringLiteral("order.js.tmp")), content);
                QVERIFY(std::rename(qPrintable(path(QStringLiteral("order.js.tmp"))),
                                    qPrintable(script))
                        == 0);
            } else if (how == QStringLiteral("remove")) {
                QVERIFY(QFile::remove(script));
                QTest::qWait(0);
                write(script, content);
            } else if (how == QStringLiteral("backup")) {
                QFile::remove(script + u'~');
                QVERIFY(QFile::rename(script, script + u'~'));
                write(script, content);
            } else {
                write(script, content);
            }
            QTRY_VERIFY(!changes.isEmpty());
            changes.clear();
        }
    }

    void aFileThatIsNotThereYetIsWaitedForAndANeighbourIsIgnored()
    {
        const QString script = path(QStringLiteral("order.js"));
        const QString other = path(QStringLiteral("other.js"));
        FileWatch watch;
        watch.setFiles({script});
        FileWatch otherWatch;
        otherWatch.setFiles({other});
        QSignalSpy otherChanges(&otherWatch, &FileWatch::changed);
        bool tooEarly = false;
        QSignalSpy changes(&watch, &FileWatch::changed);
        connect(&watch, &FileWatch::changed, &watch,
                [&] { tooEarly = tooEarly || !QFile::exists(script); });
        write(other, "noise");
        QTRY_VERIFY(!otherChanges.isEmpty());
        write(script, "here");
        QTRY_VERIFY(!changes.isEmpty());
        QVERIFY(!tooEarly);
    }

    void columnsAreKeptAndCanBeUndone()
    {
        Workspace workspace;
        open(workspace);
        QSignalSpy changed(&workspace, &Workspace::columnsChanged);
        QVERIFY(workspace.addColumn("data.total"));
        QVERIFY(workspace.addColumn("meta.user"));
        QVERIFY(workspace.addColumn("data.total"));
        QCOMPARE(workspace.columns(), (std::vector<std::string>{"data.total", "meta.user"}));
        QCOMPARE(changed.count(), 2);
        workspace.removeColumn("data.total");
        QVERIFY(!workspace.hasColumn("data.total"));
        QVERIFY(workspace.undoText().contains(QStringLiteral("data.total")));
        workspace.undo();
        QCOMPARE(workspace.columns(), (std::vector<std::string>{"data.total", "meta.user"}));
        Workspace again;
        open(again);
        QCOMPARE(again.columns(), (std::vector<std::string>{"data.total", "meta.user"}));
        for (std::size_t i = 2; i < Workspace::kMostColumns; ++i)
            QVERIFY(again.addColumn("data.c" + std::to_string(i)));
        const auto one = again.addColumn("data.more");
        QVERIFY(!one);
        QCOMPARE(one.error().code, ErrorCode::Limit);
    }

    void columnsThatAreNoListDamageTheFile()
    {
        Workspace workspace;
        open(workspace);
        QVERIFY(workspace.addColumn("data.total"));
        const QString file = workspace.file();
        write(file, R"({"version":1,"columns":[7]})");
        open(workspace);
        QVERIFY(workspace.problem());
        QVERIFY(workspace.columns().empty());
    }
};

QTEST_GUILESS_MAIN(TestWorkspace)
#include "tst_workspace.moc"
