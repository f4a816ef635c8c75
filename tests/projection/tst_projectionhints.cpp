// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixturestore.h"

#include "projection/openrunner.h"

using namespace eventscope;
using namespace eventscope::tests;

namespace {

// A few events of two categories.
FixtureStore &fill(FixtureStore &store)
{
    store.add("order-1", "OrderPlaced", R"({"total":1})").add("user-7", "UserRegistered", "{}");
    store.add("order-2", "OrderPlaced", R"({"total":2})").add("order-1", "OrderPaid", "{}");
    return store;
}

// The warnings of a projection over all of them, a line each: "code line: text"; of one that fails, the message of the error.
QString told(FixtureStore &store, const std::string &projection)
{
    const std::string file = store.write(QStringLiteral("projection.js"), projection).toStdString();
    const auto run = openRunner(store.log(), [&] { return store.reader(); }, file, {});
    if (!run)
        return QString::fromStdString(run.error().message);
    if (const auto done = (*run)->advanceTo(store.log().rowCount(), {}, {}); !done)
        return QString::fromStdString(done.error().message);
    const auto snapshot = (*run)->snapshot();
    if (!snapshot)
        return QString::fromStdString(snapshot.error().message);
    if ((*snapshot)->failure)
        return QString::fromStdString((*snapshot)->failure->error.message);
    QString lines;
    for (const ProjectionWarning &warning : (*snapshot)->warnings)
        lines += QString::fromStdString(warning.code + ' ' + std::to_string(warning.line) + ": "
                                        + warning.message + '\n');
    return lines;
}

} // namespace

class TestProjectionHints : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsMeantIsTold_data()
    {
        QTest::addColumn<QString>("projection");
        QTest::addColumn<QString>("expected"); // words of what is told; empty: nothing is

        const auto row = [](const char *name, const char *projection, const char *expected) {
            QTest::newRow(name) << QString::fromUtf8(projection) << QString::fromUtf8(expected);
        };
        row("category", "fromCategory('cart').when({ $any() {} })",
            "4 events is handled: no stream is of the category \"cart\"; the store has \"order\" and \"user\".");
        row("categories", "fromCategories('cart', 'basket').when({ $any() {} })",
            "no stream is of the category \"cart\" or \"basket\"; the store has");
        row("stream", "fromStream('account-1').when({ $any() {} })",
            "there is no stream \"account-1\"; one that there is has the name \"order-1\".");
        row("no such type", "fromAll().when({ Shipped() {} })",
            "no event is of the type \"Shipped\"; the store has \"OrderPlaced\", \"UserRegistered\" and \"OrderPaid\".");
        row("type elsewhere", "fromStream('order-2').when({ OrderPaid() {} })",
            "look at the stream, category and type names.");
        row("mistyped", "fromAll().when({\n  OrderPlaced() {},\n  OrdrPaid() {},\n})",
            "unknown-type 3: No event is of the type \"OrdrPaid\": is it \"OrderPaid\"?");
        row("capitals", "fromAll().when({ OrderPlaced() {}, orderPaid() {} })",
            "is it \"OrderPaid\"?");
        row("special", "fromAll().when({ $int: () => ({}), OrderPlaced() {} })",
            "No event is of the type \"$int\": is it \"$init\"?");
        row("one that never came", "fromAll().when({ OrderPlaced() {}, OrderReturned() {} })", "");
        row("a source's name", "fromAl().when({ OrderPlaced() {} })",
            "Can't find variable: fromAl. Is it fromAll()?");
        row("a chain's name", "fromCategory('order').forEachStream().when({ $any() {} })",
            "Is it foreachStream()?");
        row("a function's name", "fromAll().when({ OrderPaid() { emmit('a', 'B', {}); } })",
            "emmit, at order-1 v1 (OrderPaid). Is it emit()?");
        row("a name of one's own", "fromAll().when({ OrderPaid() { somethingElse(); } })",
            "somethingElse, at order-1 v1 (OrderPaid).");
        row("too early", "emit('a', 'B', {}); fromAll().when({ $any() {} })",
            "emit. emit() is there in handlers only.");
        row("too late", "fromAll().when({ $any() { fromStream('a'); } })",
            "at order-1 v0 (OrderPlaced). fromStream() is there for the definition only");
        row("what the script says stays",
            "fromAll().when({ OrderPaid() { throw 'v1 (OrderPaid)'; } })",
            "threw \"v1 (OrderPaid)\", at order-1 v1 (OrderPaid).");
        row("read model, no such type", "db.exec('CREATE TABLE t (a)');\non('Shipped', () => {});",
            "no event is of the type \"Shipped\"; the store has");
        row("read model, mistyped",
            "db.exec('CREATE TABLE t (a)');\non(['OrderPlaced', 'OrdrPaid'], () => {});",
            "is it \"OrderPaid\"?");
        row("read model, loose names",
            "db.exec('CREATE TABLE t (a)');\non(['order.placed', 'Paid'], () => {});", "");
        row("read model, at its event",
            "db.exec('CREATE TABLE t (a)');\non('OrderPaid', () => { throw new Error('no'); });",
            "Error: no, at order-1 v1 (OrderPaid).");
        row("a reducer", "export default (state, event) => ({ ...state, ...event.data });",
            "No table was made: handlers with a SQL read model make theirs");
        row("a reducer that fails",
            "export default { OrderPaid(state, event) { state.paid = event.data.total; } };",
            "at order-1 v1 (OrderPaid). No table was made");
        row("nothing", "const fine = 1;", "projection.js defines no projection: call fromAll()");
    }

    void whatIsMeantIsTold()
    {
        QFETCH(QString, projection);
        QFETCH(QString, expected);
        FixtureStore store;
        const QString given = told(fill(store), projection.toStdString());
        if (expected.isEmpty())
            QCOMPARE(given, QString());
        else
            QVERIFY2(given.contains(expected), qPrintable(given));
    }

    void aProgramIsToldTheStreamOfItsEvent()
    {
        FixtureStore store;
        const QString path = store.write(QStringLiteral("wrong"),
                                         "#!/bin/sh\nread line\necho no\n");
        QVERIFY(
            QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        const auto run = openRunner(fill(store).log(), [&] { return store.reader(); },
                                    path.toStdString(), {});
        QVERIFY(run);
        QVERIFY((*run)->advanceTo(4, {}, {}));
        const auto snapshot = (*run)->snapshot();
        QVERIFY(snapshot && (*snapshot)->failure);
        const std::string &message = (*snapshot)->failure->error.message;
        QVERIFY2(message.starts_with("wrong answered order-1 v0 (OrderPlaced) with"),
                 message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestProjectionHints)
#include "tst_projectionhints.moc"
