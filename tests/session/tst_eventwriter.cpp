// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/eventwriter.h"

#include "base/json.h"
#include "query/filter.h"
#include "session/eventscommand.h"
#include "ui/handmadelog.h"
#include "ui/ordersstore.h"

#include <QTest>

#include <algorithm>

using namespace eventscope;

class TestEventWriter : public QObject
{
    Q_OBJECT

private:
    OrdersStore m_store;
    Session m_session;

    std::string write(EventForm form, const std::vector<std::uint32_t> &rows,
                      const std::vector<EventColumn> &columns = {})
    {
        auto reader = m_session.store()->reader();
        EventWriter writer(m_session.log(), form, rows.size(), columns);
        std::string text = writer.begin();
        for (const std::uint32_t row : rows)
            text += writer.event(Row(row), *(*reader)->read(m_session.log().locator(Row(row))));
        return text + writer.end();
    }
    static std::vector<Row> rowsOf(std::initializer_list<std::uint32_t> numbers)
    {
        std::vector<Row> rows;
        for (const std::uint32_t number : numbers)
            rows.emplace_back(number);
        return rows;
    }
    static QByteArray joined(const Result<std::vector<std::string>> &words)
    {
        QByteArray text;
        if (!words)
            return QByteArray::fromStdString(words.error().message);
        for (const std::string &word : *words)
            text += (text.isEmpty() ? "" : " ") + QByteArray::fromStdString(word);
        return text;
    }

private Q_SLOTS:
    void initTestCase() { m_store.open(m_session); }

    void oneEventIsAnObjectAndSeveralAreAnArray()
    {
        const std::string one = write(EventForm::Json, {2});
        QVERIFY(one.starts_with(R"({"position":3,)"));
        QVERIFY(one.ends_with('}'));
        const std::string two = write(EventForm::Json, {2, 3});
        QVERIFY(two.starts_with("[\n{"));
        QVERIFY(two.ends_with("}\n]\n"));
        const auto parsed = JsonValue::parse(two);
        QVERIFY(parsed);
        QVERIFY(two.find("12345678901234567890") != std::string::npos);
    }

    void linesAndCsvEndEveryEvent()
    {
        const std::string lines = write(EventForm::JsonLines, {0, 1});
        QCOMPARE(std::count(lines.begin(), lines.end(), '\n'), 2);
        const std::string csv = write(EventForm::Csv, {0, 1});
        QVERIFY(csv.starts_with("position,"));
        QCOMPARE(QByteArray::fromStdString(csv).count("\r\n"), 3);
        QVERIFY(csv.find(R"("{""total"":9,""status"":""placed""}")") != std::string::npos);
    }

    void aMarkdownTableHasTheChosenColumnsAndNothingBreaksIt()
    {
        const std::string table = write(EventForm::Markdown, {2, 6},
                                        {EventColumn::Label, EventColumn::Type, EventColumn::Data});
        QCOMPARE(QByteArray::fromStdString(table),
                 QByteArray(
                     "| # | Type | Payload |\n| ---: | --- | --- |\n"
                     "| 3 | OrderPaid | `{\"status\":\"paid\",\"paid\":12345678901234567890}` |\n"
                     "| 7 | CartOpened | `{\"note\":\"<b>bold</b> & plain\"}` |\n"));
        Record record;
        record.data.kind = Payload::Kind::Text;
        record.data.text = "a|b ``c`";
        EventWriter writer(m_session.log(), EventForm::Markdown, 1, {EventColumn::Data});
        QCOMPARE(QByteArray::fromStdString(writer.event(Row(0), record)),
                 QByteArray("| ``` a\\|b ``c` ``` |\n"));
    }

    void chosenValuesStandInTablesWithAllTheirDigits()
    {
        const std::vector<EventColumn> columns{EventColumn::Label,
                                               EventColumn(*parseFieldPath("data.paid")),
                                               EventColumn(*parseFieldPath("data.items")),
                                               EventColumn(*parseFieldPath("meta.causationId"))};
        QCOMPARE(QByteArray::fromStdString(write(EventForm::Markdown, {0, 2}, columns)),
                 QByteArray("| # | data.paid | data.items | meta.causationId |\n"
                            "| ---: | --- | --- | --- |\n"
                            "| 1 |  | `[{\"sku\":\"A\",\"qty\":1}]` |  |\n"
                            "| 3 | 12345678901234567890 |  | e1 |\n"));
        const QList<QByteArray> csv
            = QByteArray::fromStdString(write(EventForm::Csv, {0, 2}, columns)).split('\n');
        QVERIFY(csv[0].endsWith(",error,data.paid,data.items,meta.causationId\r"));
        QVERIFY(csv[1].endsWith(",,,\"[{\"\"sku\"\":\"\"A\"\",\"\"qty\"\":1}]\",\r"));
        QVERIFY(csv[2].endsWith(",,12345678901234567890,,e1\r"));
    }

    void payloadsAreAsStored()
    {
        QCOMPARE(QByteArray::fromStdString(write(EventForm::Payloads, {7})),
                 QByteArray(R"({"archived":true})"));
    }

    void aCommandNamesTheShortestWayThatIsExact_data()
    {
        QTest::addColumn<QList<int>>("rows");
        QTest::addColumn<QByteArray>("filter");
        QTest::addColumn<QByteArray>("command");
        const auto add = [](const char *name, const QList<int> &rows, const char *filter,
                            const char *command) {
            QTest::newRow(name) << rows << QByteArray(filter) << QByteArray(command);
        };
        add("one", {2}, "", "--stream order-1 --from 3 --to 3");
        add("a stream's range", {2, 3, 5}, "", "--stream order-1 --from 3 --to 6");
        add("a range of all", {1, 2, 3, 4}, "", "--from 2 --to 5");
        add("what a filter shows", {0, 1}, "type = OrderPlaced", "--from 1 --to 2");
        add("what only a filter shows", {1, 4, 6}, "not stream = order-1",
            "--where not stream = order-1 --from 2 --to 7");
        add("apart", {0, 3, 4, 6}, "",
            "--where position = 1 or (position >= 4 and position <= 5) or position = 7");
        add("apart in a stream", {0, 3, 5}, "",
            "--stream order-1 --where position = 1 or (position >= 4 and position <= 6)");
    }
    void aCommandNamesTheShortestWayThatIsExact()
    {
        QFETCH(QList<int>, rows);
        QFETCH(QByteArray, filter);
        QFETCH(QByteArray, command);
        std::vector<Row> wanted;
        for (const int row : rows)
            wanted.emplace_back(static_cast<std::uint32_t>(row));
        ShownScope shown;
        if (!filter.isEmpty()) {
            const auto compiled = Filter::compile(filter.toStdString());
            const auto found = compiled->rows(m_session.log(),
                                              [this] { return m_session.store()->reader(); },
                                              Row(0), Row(m_session.log().rowCount()), {});
            shown = {filter.toStdString(), Sequence::of(*found), true};
        }
        QCOMPARE(joined(eventsCommand(m_session.log(), "s", wanted, shown, {})),
                 "eventscope-cli events s " + command);
    }

    void whatNoCommandSaysExactlyIsRefused()
    {
        HandmadeLog made;
        for (int i = 0; i < 2'000; ++i)
            made.add("a-1", "Happened", i);
        const EventLog &log = made.log();
        std::vector<Row> apart;
        for (std::uint32_t i = 0; i < 2'000; i += 2)
            apart.emplace_back(i);
        const auto words = eventsCommand(log, "s", apart, {}, {});
        QVERIFY(!words);
        QCOMPARE(words.error().code, ErrorCode::Invalid);
    }
};

QTEST_GUILESS_MAIN(TestEventWriter)
#include "tst_eventwriter.moc"
