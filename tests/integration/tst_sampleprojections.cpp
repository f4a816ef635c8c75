// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The projections of the sample shop, run as a user runs them: with the built command line. What they give is held against each other, and
// against what this test makes of the events by itself (tests/data/samplereader.h).

#include "base/json.h"
#include "cli/cliprogram.h"
#include "data/samplereader.h"

#include <QStandardPaths>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

using namespace eventscope;
using namespace eventscope::test;

namespace {

// The rows of the shop's read model that are wrong on purpose (tests/data/makesample.cpp).
constexpr auto kStale = "order-1024";     // paid, and never caught up with since
constexpr auto kCorrected = "order-1038"; // its total, by hand
constexpr auto kMistaken = "order-1053";  // completed instead of cancelled

using Summaries = std::map<std::string, JsonValue>; // by order

QString projectionFile(const QString &name)
{
    return QStringLiteral(EVENTSCOPE_PROJECTIONS "/") + name;
}

std::optional<JsonValue> project(const QString &name, const QStringList &options = {})
{
    const Run run = cli(QStringList{QStringLiteral("project"), sample(), projectionFile(name)}
                        + options);
    const auto given = JsonValue::parse(run.out.toStdString());
    if (run.status != 0 || !run.err.isEmpty() || !given) {
        qWarning("%s: status %d, %s", qPrintable(name), run.status, run.err.constData());
        return std::nullopt;
    }
    return *given;
}

Summaries statesOf(const JsonValue &given, const char *part = "state")
{
    Summaries all;
    for (const auto &[key, texts] : given.at("/partitions")->members())
        all.emplace(key, *texts.find(part));
    return all;
}

// A row a key, without the column of the key and with the JSON of `lines` as what it says.
Summaries rowsOf(const JsonValue &given)
{
    Summaries all;
    for (JsonValue row : given.at("/tables/order_summary")->elements()) {
        const std::string key = row.find("order_id")->text();
        row.remove("order_id");
        if (const auto lines = JsonValue::parse(row.find("lines")->text()))
            row.member("lines") = *lines;
        all.emplace(key, row);
    }
    return all;
}

std::string textOf(const Summaries &summaries)
{
    std::string text;
    for (const auto &[key, summary] : summaries)
        text += key + ' ' + summary.dump() + '\n';
    return text;
}

bool isSame(const JsonValue &summary, const SampleSummary &row)
{
    const JsonValue &customer = *summary.find("customer");
    return (customer.isNull() ? "" : customer.text()) == row.customer
           && summary.find("status")->text() == row.status
           && std::stoll(summary.find("pieces")->text()) == row.items
           && std::abs(std::stod(summary.find("total")->text()) - row.total) < 0.001;
}

bool hasPython()
{
    return !QStandardPaths::findExecutable(QStringLiteral("python3")).isEmpty();
}

} // namespace

class TestSampleProjections : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void threeKindsOfProjectionGiveTheSameOrderSummary_data()
    {
        QTest::addColumn<qint64>("position");
        QTest::addColumn<int>("orders");

        QTest::newRow("before the first order") << qint64(115) << 0;
        QTest::newRow("in the first order") << qint64(118) << 1;
        QTest::newRow("on the way") << qint64(1000) << 43;
        QTest::newRow("newest") << qint64(0) << 85;
    }

    void threeKindsOfProjectionGiveTheSameOrderSummary()
    {
        if (!hasPython())
            QSKIP("There is no Python to run the program.");
        QFETCH(qint64, position);
        QFETCH(int, orders);
        const QStringList at = position == 0
                                   ? QStringList()
                                   : QStringList{QStringLiteral("--at"), QString::number(position)};
        const auto kurrent = project(QStringLiteral("order-summary.js"), at);
        const auto tables = project(QStringLiteral("order-summary-sql.js"), at);
        const auto program = project(QStringLiteral("order_summary.py"), at);
        QVERIFY(kurrent && tables && program);
        const Summaries expected = statesOf(*kurrent);
        QCOMPARE(int(expected.size()), orders);
        QCOMPARE(textOf(rowsOf(*tables)).empty(), expected.empty());
        QVERIFY2(rowsOf(*tables) == expected, textOf(rowsOf(*tables)).c_str());
        QVERIFY2(statesOf(*program) == expected, textOf(statesOf(*program)).c_str());
        for (const JsonValue *given : {&*kurrent, &*tables, &*program})
            QCOMPARE(given->at("/warnings")->elements().empty(), orders > 0);

        // All three could be wrong in the same way.
        const std::vector<SampleEvent> events = sampleEvents(sample());
        const auto right = projectSample(events, position == 0 ? events.back().position : position);
        QCOMPARE(right.size(), expected.size());
        for (const auto &[order, row] : right)
            QVERIFY2(isSame(expected.at(order), row), order.c_str());
    }

    void bothEnginesGiveTheSameOrderSummary()
    {
        const auto first = project(QStringLiteral("order-summary.js"));
        const auto second = project(QStringLiteral("order-summary.js"),
                                    {QStringLiteral("--engine"), QStringLiteral("v2")});
        QVERIFY(first && second);
        QCOMPARE(statesOf(*first).size(), std::size_t(85));
        QVERIFY(statesOf(*first) == statesOf(*second));
        QVERIFY(statesOf(*first, "result") == statesOf(*first));
    }

    void theSummaryDiffersFromTheShopsReadModelWhereThatIsWrong()
    {
        const auto given = project(QStringLiteral("order-summary-sql.js"));
        QVERIFY(given);
        const Summaries summaries = rowsOf(*given);
        const SampleRows rows = querySample(sample(),
                                            "SELECT order_id, coalesce(customer, ''), status, "
                                            "items, total, last_position FROM order_summary");
        QCOMPARE(rows.size(), summaries.size());
        std::set<std::string> wrong;
        for (const std::vector<SampleValue> &row : rows) {
            const SampleSummary live{row[1].text, row[2].text, row[3].integer(),
                                     std::stod(row[4].text), row[5].integer()};
            if (!isSame(summaries.at(row[0].text), live))
                wrong.insert(row[0].text);
        }
        QCOMPARE(wrong, (std::set<std::string>{kStale, kCorrected, kMistaken}));

        // The stale one was right once: after the last event that it has seen.
        const auto stale = std::find_if(rows.begin(), rows.end(),
                                        [](const auto &row) { return row[0].text == kStale; });
        const auto then = project(QStringLiteral("order-summary-sql.js"),
                                  {QStringLiteral("--at"),
                                   QString::fromStdString((*stale)[5].text)});
        QVERIFY(then);
        QVERIFY(isSame(rowsOf(*then).at(kStale),
                       {(*stale)[1].text, (*stale)[2].text, (*stale)[3].integer(),
                        std::stod((*stale)[4].text), (*stale)[5].integer()}));
    }

    void eachCustomerIsLinkedTheOrdersThatTheCustomerPlaced_data()
    {
        QTest::addColumn<QString>("engine");

        QTest::newRow("v1") << QStringLiteral("v1");
        QTest::newRow("v2") << QStringLiteral("v2");
    }

    void eachCustomerIsLinkedTheOrdersThatTheCustomerPlaced()
    {
        QFETCH(QString, engine);
        const auto given = project(QStringLiteral("customers.js"),
                                   {QStringLiteral("--engine"), engine});
        QVERIFY(given);
        std::map<std::string, std::vector<std::string>> placed; // customer -> version@order
        std::size_t cancelledByShop = 0;
        for (const SampleEvent &event : sampleEvents(sample())) {
            const auto by = event.metadata.at("userId").get<std::string>();
            if (event.type == "OrderPlaced")
                placed[by].push_back(std::to_string(event.version) + '@' + event.stream);
            else if (event.type == "OrderCancelled" && !by.starts_with("user-"))
                ++cancelledByShop;
        }
        std::map<std::string, std::vector<std::string>> linked;
        std::set<std::string> seen;
        std::size_t regular = 0;
        for (const JsonValue &event : given->at("/emitted")->elements()) {
            const std::string &stream = event.find("streamId")->text();
            if (event.find("eventType")->text() == "$>")
                linked[stream.substr(stream.find('-') + 1)].push_back(event.find("data")->text());
            else if (stream == "customers")
                QVERIFY(seen.insert(event.at("/data/customer")->text()).second);
            else
                ++regular;
        }
        QCOMPARE(linked, placed);
        const Summaries customers = statesOf(*given);
        QCOMPARE(customers.size(), std::size_t(40));
        QCOMPARE(seen.size(), customers.size());
        std::size_t loyal = 0;
        for (const auto &[customer, state] : customers)
            loyal += state.find("orders")->size() >= 3 ? 1 : 0;
        QVERIFY(loyal > 0);
        QCOMPARE(regular, loyal);
        QCOMPARE(given->at("/logs")->size(), loyal);
        QCOMPARE(given->at("/skipped/no-partition")->text(), std::to_string(cancelledByShop));
    }

    void whatIsAskedOutsideOfTheOutputIsTold()
    {
        const auto told = [](const QString &name, const QStringList &options, int status) {
            const Run run = cli(
                QStringList{QStringLiteral("project"), sample(), projectionFile(name)} + options);
            return run.status == status ? run.err : "status " + QByteArray::number(run.status);
        };
        const QString customers = QStringLiteral("customers.js");
        const QString partition = QStringLiteral("--partition");
        const QString at = QStringLiteral("--at");
        QCOMPARE(told(customers, {partition, QStringLiteral("user-1")}, 1),
                 "eventscope-cli: There is no partition \"user-1\"; there are 40, such as "
                 "\"user-5001\".\n");
        QCOMPARE(told(customers, {partition, QStringLiteral("user-5001")}, 0), "");
        QVERIFY(told(QStringLiteral("order-summary-sql.js"),
                     {partition, QStringLiteral("order-1001")}, 2)
                    .contains("A SQL read model has no partitions"));
        QCOMPARE(told(customers, {at, QStringLiteral("9999")}, 0),
                 "eventscope-cli: Position 9999 is after the newest event, which is at 2027: every "
                 "event was looked at.\n");
        QCOMPARE(told(customers, {at, QStringLiteral("2027")}, 0), "");
        QVERIFY(told(customers, {at, QStringLiteral("0")}, 0)
                    .contains("is before the first event, which is at 1:"));
    }
};

QTEST_GUILESS_MAIN(TestSampleProjections)
#include "tst_sampleprojections.moc"
