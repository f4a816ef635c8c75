// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/workspace.h"
#include "session/workspacetrust.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace eventscope;

class TestWorkspaceTrust : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;

    QString path(const QString &name) const { return m_dir->filePath(name); }
    QString script() const { return path(QStringLiteral("theirs/order.js")); }
    QString theirs() const { return path(QStringLiteral("theirs/incident.eventscope")); }
    void write(const QString &file, const QByteArray &content) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(file).absolutePath()));
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(content);
    }
    // As the program does on the machine of `who`.
    void openBy(const QString &who, Workspace &workspace, const QString &file)
    {
        workspace.setFolder(path(who));
        workspace.open({path(QStringLiteral("theirs/orders.db")), {}, {}}, file);
    }
    void makeTheirs()
    {
        write(script(), "export default {}");
        Workspace workspace;
        openBy(QStringLiteral("anna"), workspace, {});
        workspace.setReducer("order", script().toStdString());
        QVERIFY(workspace.saveAs(theirs()));
    }
    static QString run(const Workspace &workspace, const char *type = "order")
    {
        return QString::fromStdString(workspace.runnableReducer(type));
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void whatThisInstallationHasWrittenRunsUnasked()
    {
        makeTheirs();
        Workspace workspace;
        openBy(QStringLiteral("anna"), workspace, theirs());
        QCOMPARE(run(workspace), script());
        QVERIFY(workspace.heldReducers().empty());
        // Their scripts may change: whoever writes them runs them.
        write(script(), "export default {changed: 1}");
        openBy(QStringLiteral("anna"), workspace, theirs());
        QCOMPARE(run(workspace), script());
    }

    void whatCameFromElsewhereIsHeldUntilSomebodyTrustsIt()
    {
        makeTheirs();
        Workspace workspace;
        QSignalSpy held(&workspace, &Workspace::heldChanged);
        QSignalSpy reducers(&workspace, &Workspace::reducerChanged);
        openBy(QStringLiteral("ben"), workspace, theirs());
        QVERIFY(run(workspace).isEmpty());
        QCOMPARE(QString::fromStdString(workspace.reducer("order")), script());
        QCOMPARE(workspace.heldReducers().size(), std::size_t(1));
        QCOMPARE(held.count(), 1);
        QVERIFY(!workspace.isHeldByChoice());
        reducers.clear();
        workspace.trustReducers(true);
        QCOMPARE(run(workspace), script());
        QCOMPARE(reducers.count(), 1);
        // Also next time, and after being written here.
        workspace.setBookmark({"1", "s", std::nullopt, "note"});
        openBy(QStringLiteral("ben"), workspace, theirs());
        QCOMPARE(run(workspace), script());
        // But not for what it has become since.
        write(script(), "export default {changed: 1}");
        openBy(QStringLiteral("ben"), workspace, theirs());
        QVERIFY(run(workspace).isEmpty());
        QVERIFY(!workspace.isHeldByChoice());
    }

    void openedWithoutRunningItIsNotAskedAboutAgain()
    {
        makeTheirs();
        Workspace workspace;
        openBy(QStringLiteral("ben"), workspace, theirs());
        workspace.trustReducers(false);
        QVERIFY(run(workspace).isEmpty());
        // What is written meanwhile is no reason to run it.
        workspace.setBookmark({"1", "s", std::nullopt, "note"});
        openBy(QStringLiteral("ben"), workspace, theirs());
        QVERIFY(run(workspace).isEmpty());
        QVERIFY(workspace.isHeldByChoice());
        workspace.trustReducers(true);
        QCOMPARE(run(workspace), script());
        openBy(QStringLiteral("ben"), workspace, theirs());
        QCOMPARE(run(workspace), script());
    }

    void aSealDoesNotHoldForOtherFilesOrInAnotherFolder()
    {
        makeTheirs();
        const QString evil = path(QStringLiteral("evil/incident.eventscope"));
        write(path(QStringLiteral("evil/order.js")), "evil");
        QVERIFY(QFile::copy(theirs(), evil));
        Workspace workspace;
        openBy(QStringLiteral("anna"), workspace, evil);
        QVERIFY(run(workspace).isEmpty());
        QFile file(theirs());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll().replace("\"order.js\"", "\"/bin/sh\"");
        file.close();
        write(theirs(), content);
        openBy(QStringLiteral("anna"), workspace, theirs());
        QVERIFY(run(workspace).isEmpty());
        QCOMPARE(QString::fromStdString(workspace.heldReducers().at("order")),
                 QStringLiteral("/bin/sh"));
    }

    void whoeverChoosesItHereTrustsIt()
    {
        makeTheirs();
        Workspace workspace;
        openBy(QStringLiteral("ben"), workspace, theirs());
        QSignalSpy reducers(&workspace, &Workspace::reducerChanged);
        workspace.setReducer("order", script().toStdString());
        QCOMPARE(run(workspace), script());
        QCOMPARE(reducers.count(), 1);
        QVERIFY(workspace.heldReducers().empty());
        // Another file of one's own runs, and going back to theirs does not.
        openBy(QStringLiteral("ben"), workspace, theirs());
        workspace.setReducer("order", "/own.js");
        QCOMPARE(run(workspace), QStringLiteral("/own.js"));
        QVERIFY(workspace.heldReducers().empty());
        workspace.undo();
        QVERIFY(run(workspace).isEmpty());
    }

    void aReducerThatComesWhileTheFileIsOpenIsHeldToo()
    {
        makeTheirs();
        Workspace workspace;
        openBy(QStringLiteral("anna"), workspace, theirs());
        Workspace sender;
        openBy(QStringLiteral("ben"), sender, theirs());
        sender.setReducer("cart", "/bin/sh");
        QTRY_COMPARE(QString::fromStdString(workspace.reducer("cart")), QStringLiteral("/bin/sh"));
        QVERIFY(run(workspace, "cart").isEmpty());
        QCOMPARE(run(workspace), script());
        // From another window of the same user it runs.
        Workspace other;
        openBy(QStringLiteral("anna"), other, theirs());
        QVERIFY(!other.heldReducers().empty());
    }

    // Whoever may write the file may be quicker than its watch; what is written here then must not vouch for it.
    void whatStandsInTheFileUnseenIsNotSealedWithOnesOwn()
    {
        makeTheirs();
        Workspace workspace;
        openBy(QStringLiteral("anna"), workspace, theirs());
        QSignalSpy held(&workspace, &Workspace::heldChanged);
        QFile file(theirs());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll().replace("\"order\": \"order.js\"",
                                                          "\"order\": \"order.js\","
                                                          "\"cart\": \"/bin/sh\"");
        file.close();
        QVERIFY(content.contains("/bin/sh"));
        write(theirs(), content);
        workspace.setBookmark({"1", "s", std::nullopt, "note"});
        QCOMPARE(QString::fromStdString(workspace.reducer("cart")), QStringLiteral("/bin/sh"));
        QVERIFY(run(workspace, "cart").isEmpty());
        QCOMPARE(held.count(), 1);
        workspace.close();
        openBy(QStringLiteral("anna"), workspace, theirs());
        QVERIFY(run(workspace, "cart").isEmpty());
        // What another window of the same user has settled runs here, too.
        makeTheirs();
        openBy(QStringLiteral("anna"), workspace, theirs());
        Workspace other;
        openBy(QStringLiteral("anna"), other, theirs());
        other.setReducer("cart", "/own.js");
        workspace.setBookmark({"2", "s", std::nullopt, "note"});
        QCOMPARE(run(workspace, "cart"), QStringLiteral("/own.js"));
        workspace.close();
        openBy(QStringLiteral("anna"), workspace, theirs());
        QCOMPARE(run(workspace, "cart"), QStringLiteral("/own.js"));
        QCOMPARE(run(workspace), script());
    }

    void trustHoldsForWhatAScriptImportsToo()
    {
        makeTheirs();
        write(script(), "const { add } = require('./lib/add');\nexport default {}");
        write(path(QStringLiteral("theirs/lib/add.js")), "import deep from \"../deep.js\";");
        write(path(QStringLiteral("theirs/deep.js")), "export default 1");
        Workspace workspace;
        openBy(QStringLiteral("ben"), workspace, theirs());
        workspace.trustReducers(true);
        const auto runsAgain = [&] {
            openBy(QStringLiteral("ben"), workspace, theirs());
            return run(workspace) == script();
        };
        QVERIFY(runsAgain());
        write(path(QStringLiteral("theirs/deep.js")), "export default 2");
        QVERIFY(!runsAgain());
        workspace.trustReducers(true);
        QVERIFY(runsAgain());
        // It would be taken in place of the one that was there.
        write(path(QStringLiteral("theirs/lib/add.ts")), "export const add = 1");
        QVERIFY(!runsAgain());
        // What is beside it is no part of it.
        workspace.trustReducers(true);
        write(path(QStringLiteral("theirs/other.js")), "export default 3");
        QVERIFY(runsAgain());
    }

    void theKeyIsReadableByItsOwnerOnly()
    {
        const WorkspaceTrust trust(path(QStringLiteral("anna")));
        const std::string seal = trust.sealOf({{"order", "/o.js"}});
        QVERIFY(trust.isSealed({{"order", "/o.js"}}, seal));
        QVERIFY(!trust.isSealed({{"order", "/p.js"}}, seal));
        QVERIFY(!trust.isSealed({}, {}));
        const QFileInfo key(path(QStringLiteral("anna/seal.key")));
        QVERIFY(key.exists());
        QVERIFY(!(key.permissions()
                  & (QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup)));
        // Another installation has another one.
        QVERIFY(!WorkspaceTrust(path(QStringLiteral("ben"))).isSealed({{"order", "/o.js"}}, seal));
    }
};

QTEST_GUILESS_MAIN(TestWorkspaceTrust)
#include "tst_workspacetrust.moc"
