// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/workspace.h"
#include "session/workspacefile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace eventscope;

class TestWorkspaceFile : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;

    QString path(const QString &name) const { return m_dir->filePath(name); }
    void write(const QString &name, const QByteArray &content) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(path(name)).absolutePath()));
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    QByteArray contentOf(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static WorkspaceView someView()
    {
        WorkspaceView view;
        view.playhead = BookmarkedEvent{"403", "order-7", Version(9), {}};
        view.stream = "order-7";
        view.streamType = "order";
        view.filter = "data.total > 100";
        view.onlyStream = true;
        view.masked = true;
        view.timeline = TimelineSpan{false, 1'700'000'000'000'001, 1'700'000'360'000'000};
        view.layout = QByteArray("\0\1\xff", 3);
        return view;
    }
    static BookmarkedEvent bookmark(const std::string &position, const std::string &note = {})
    {
        return {position, "s", std::nullopt, note};
    }
    static QStringList positions(const std::vector<BookmarkedEvent> &bookmarks)
    {
        QStringList all;
        for (const BookmarkedEvent &each : bookmarks)
            all << QString::fromStdString(each.position + each.note);
        return all;
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void whereSomebodyWasIsReadAsItWasWritten()
    {
        WorkspaceWrite write{path(QStringLiteral("a.eventscope")),
                             {path(QStringLiteral("orders.db")), QStringLiteral("emmett"), {}},
                             {},
                             {},
                             someView(),
                             {}};
        QVERIFY(writeWorkspace(write));
        const auto read = readWorkspace(write.file);
        QVERIFY(read);
        QVERIFY(read->view == someView());
        QVERIFY(read->store == write.store);
        QVERIFY(!read->isNewer);
        // By position, and all of it.
        write.view->timeline = TimelineSpan{true, 1024, 4096};
        QVERIFY(writeWorkspace(write));
        QVERIFY(readWorkspace(write.file)->view == *write.view);
        write.view = WorkspaceView();
        QVERIFY(writeWorkspace(write));
        QVERIFY(readWorkspace(write.file)->view == WorkspaceView());
    }

    void aPlaceThatDoesNotReadIsNoProblem()
    {
        const auto read = parseWorkspace(
            R"({"view":{"playhead":7,"stream":[],"filter":"x","timeline":{"from":"soon","to":1}}})",
            QStringLiteral("/a.eventscope"));
        QVERIFY(read);
        QVERIFY(!read->view.playhead);
        QVERIFY(!read->view.stream);
        QVERIFY(!read->view.timeline);
        QCOMPARE(QString::fromStdString(read->view.filter), QStringLiteral("x"));
    }

    void maskingRulesAreReadAsTheyWereWritten()
    {
        WorkspaceWrite write{path(QStringLiteral("a.eventscope")), {}, {}, {}, std::nullopt, {}};
        using Kind = MaskRule::Kind;
        using With = MaskRule::With;
        write.content.masks = {{Kind::Path, "/data/**/mail", With::Token},
                               {Kind::Pattern, "K-\\d+", With::Dots},
                               {Kind::Email, {}, With::Null},
                               {Kind::Card, {}, With::Token},
                               {Kind::Phone, {}, With::Dots}};
        QVERIFY(writeWorkspace(write));
        const auto read = readWorkspace(write.file);
        QVERIFY(read);
        QVERIFY(read->content.masks == write.content.masks);
        QVERIFY(!parseWorkspace("{\"masks\":[{\"preset\":\"shoe size\"}]}", write.file));
        QVERIFY(!parseWorkspace("{\"masks\":[7]}", write.file));
    }

    void pathsBesideTheFileAreRelativeAndOthersAreNot()
    {
        WorkspaceWrite write{path(QStringLiteral("a.eventscope")),
                             {path(QStringLiteral("orders.db")), {}, {}},
                             {},
                             {},
                             std::nullopt,
                             {}};
        write.content.reducers = {{"order",
                                   path(QStringLiteral("reducers/order.ts")).toStdString()},
                                  {"cart", "/elsewhere/cart.js"}};
        QVERIFY(writeWorkspace(write));
        const QByteArray content = contentOf(QStringLiteral("a.eventscope"));
        QVERIFY(content.contains("\"store\": \"orders.db\""));
        QVERIFY(content.contains("\"reducers/order.ts\""));
        QVERIFY(content.contains("\"/elsewhere/cart.js\""));
        // Carried elsewhere, it means what stands beside it there.
        QVERIFY(QDir().mkpath(path(QStringLiteral("moved"))));
        const QString moved = path(QStringLiteral("moved/a.eventscope"));
        QVERIFY(QFile::copy(write.file, moved));
        const auto read = readWorkspace(moved);
        QVERIFY(read);
        QCOMPARE(read->store.location, path(QStringLiteral("moved/orders.db")));
        QCOMPARE(QString::fromStdString(read->content.reducers.at("order")),
                 path(QStringLiteral("moved/reducers/order.ts")));
        write.store.location = QStringLiteral("sqlite:///data/orders.db");
        QVERIFY(writeWorkspace(write));
        QCOMPARE(readWorkspace(write.file)->store.location, write.store.location);
    }

    void whatIsNoJsonIsNamedByLineAndColumn()
    {
        const auto read = parseWorkspace("{\n  \"pins\": [],\n  \"b\xc3\xa4\": oops\n}",
                                         QStringLiteral("/w/a.eventscope"));
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::Damaged);
        QCOMPARE(read.error().line, 3);
        QCOMPARE(read.error().column, 9);
        const QString message = QString::fromStdString(read.error().message);
        QVERIFY2(message.contains(QStringLiteral("line 3, column 9")), qPrintable(message));
        QVERIFY(!parseWorkspace("", QStringLiteral("/w/a.eventscope")));
        // Nor does anybody get it to overflow a stack.
        const auto nested = [](int depth) {
            return "{\"x\":" + QByteArray(depth, '[') + QByteArray(depth, ']') + '}';
        };
        QVERIFY(parseWorkspace(nested(50), QStringLiteral("/w/a.eventscope")));
        QVERIFY(!parseWorkspace(nested(1'000'000), QStringLiteral("/w/a.eventscope")));
    }

    void changesOfTwoAreMerged()
    {
        WorkspaceContent base;
        base.bookmarks = {bookmark("1"), bookmark("2"), bookmark("3", "n"), bookmark("4")};
        base.reducers = {{"order", "/o.js"}, {"cart", "/c.js"}};
        WorkspaceContent ours = base;
        WorkspaceContent theirs = base;
        ours.bookmarks = {bookmark("1"), bookmark("3", "ours"), bookmark("4"), bookmark("5")};
        theirs.bookmarks = {bookmark("1", "seen"), bookmark("2"), bookmark("3", "theirs"),
                            bookmark("6")};
        ours.reducers["order"] = "/new.js";
        theirs.reducers.erase("cart");
        theirs.pinnedStreams = {"order-1"};
        const WorkspaceContent both = mergedWorkspace(base, ours, theirs);
        QCOMPARE(positions(both.bookmarks),
                 (QStringList{QStringLiteral("1seen"), QStringLiteral("3ours"), QStringLiteral("5"),
                              QStringLiteral("6")}));
        QCOMPARE(both.reducers.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(both.reducers.at("order")), QStringLiteral("/new.js"));
        QCOMPARE(both.pinnedStreams, std::vector<std::string>{"order-1"});
        QVERIFY(mergedWorkspace(base, base, theirs) == theirs);
        QVERIFY(mergedWorkspace(base, ours, base) == ours);
    }

    void twoWindowsOnAStoreKeepEachOthersBookmarks()
    {
        Workspace left;
        Workspace right;
        for (Workspace *each : {&left, &right}) {
            each->setFolder(path(QStringLiteral("workspaces")));
            each->open(QStringLiteral("/data/orders.db"));
        }
        left.setBookmark(bookmark("1"));
        // Before anybody has looked at the disk.
        right.setBookmark(bookmark("2"));
        QCOMPARE(positions(right.bookmarks()),
                 (QStringList{QStringLiteral("2"), QStringLiteral("1")}));
        QTRY_COMPARE(left.bookmarks().size(), std::size_t(2));
        left.removeBookmark(bookmark("2"));
        QTRY_COMPARE(positions(right.bookmarks()), QStringList{QStringLiteral("1")});
        // What another window does is not undone here.
        left.setBookmark(bookmark("3"));
        QTRY_COMPARE(right.bookmarks().size(), std::size_t(2));
        right.undo();
        QCOMPARE(positions(right.bookmarks()),
                 (QStringList{QStringLiteral("1"), QStringLiteral("3")}));
    }

    void savedUnderANameEveryChangeGoesThere()
    {
        const QString named = path(QStringLiteral("incident.eventscope"));
        Workspace workspace;
        workspace.setFolder(path(QStringLiteral("workspaces")));
        workspace.open({path(QStringLiteral("orders.db")), QStringLiteral("emmett"), {}});
        workspace.setBookmark(bookmark("1"));
        const QString own = workspace.file();
        QVERIFY(workspace.saveAs(named));
        QVERIFY(workspace.isNamed());
        QCOMPARE(workspace.file(), named);
        workspace.setBookmark(bookmark("2"));
        workspace.setView(someView());
        workspace.close();
        Workspace again;
        again.setFolder(path(QStringLiteral("workspaces")));
        again.open({path(QStringLiteral("orders.db")), QStringLiteral("emmett"), {}}, named);
        QCOMPARE(again.bookmarks().size(), std::size_t(2));
        QVERIFY(again.view() == someView());
        QVERIFY(!again.undoText().size());
        QCOMPARE(readWorkspace(own)->content.bookmarks.size(), std::size_t(1));
        QCOMPARE(readWorkspace(named)->store.dialect, QStringLiteral("emmett"));
    }

    void aFileThatIsSavedOverIsReplaced()
    {
        const QString named = path(QStringLiteral("incident.eventscope"));
        write(QStringLiteral("incident.eventscope"),
              R"({"version":1,"bookmarks":[{"position":"99","stream":""}]})");
        Workspace workspace;
        workspace.setFolder(path(QStringLiteral("workspaces")));
        workspace.open(QStringLiteral("/data/orders.db"));
        workspace.setBookmark(bookmark("1"));
        QVERIFY(workspace.saveAs(named));
        QCOMPARE(positions(readWorkspace(named)->content.bookmarks),
                 QStringList{QStringLiteral("1")});
        // A newer version's file is not.
        write(QStringLiteral("newer.eventscope"), R"({"version":2})");
        QVERIFY(!workspace.saveAs(path(QStringLiteral("newer.eventscope"))));
        QCOMPARE(workspace.file(), named);
    }

    void thePlaceIsWrittenWhileTheStoreIsOpen()
    {
        Workspace workspace;
        workspace.setFolder(path(QStringLiteral("workspaces")));
        workspace.open(QStringLiteral("/data/orders.db"));
        workspace.setView(someView());
        const QString file = workspace.file();
        QTRY_VERIFY(QFile::exists(file) && readWorkspace(file)->view == someView());
        // A change at once carries along the place that waits.
        WorkspaceView next = someView();
        next.filter = "y";
        workspace.setView(next);
        workspace.setBookmark(bookmark("1"));
        const auto read = readWorkspace(file);
        QVERIFY(read->view == next);
        QCOMPARE(read->content.bookmarks.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestWorkspaceFile)
#include "tst_workspacefile.moc"
