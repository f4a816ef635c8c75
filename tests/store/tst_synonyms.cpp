// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitetest.h"

#include "store/synonyms.h"

#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace eventscope::test;

namespace {

using Kind = SampledColumn::Value::Kind;

SampledColumn column(std::string name, Kind kind, std::vector<std::string> values)
{
    SampledColumn made;
    made.name = std::move(name);
    for (std::string &value : values)
        made.samples.push_back({kind, std::move(value)});
    return made;
}

SampledColumn texts(std::string name, std::vector<std::string> values)
{
    return column(std::move(name), Kind::Text, std::move(values));
}
SampledColumn numbers(std::string name, std::vector<std::string> values)
{
    return column(std::move(name), Kind::Integer, std::move(values));
}
SampledColumn objects(std::string name)
{
    return column(std::move(name), Kind::Json, {"{\"a\":1}", "{}", "{\"a\":2}"});
}

const char *const kChinook
    = "CREATE TABLE Artist(ArtistId INTEGER PRIMARY KEY, Name NVARCHAR(120));"
      "CREATE TABLE Album(AlbumId INTEGER PRIMARY KEY, Title NVARCHAR(160), ArtistId INTEGER);"
      "CREATE TABLE Track(TrackId INTEGER PRIMARY KEY, Name NVARCHAR(200), AlbumId INTEGER, MediaTypeId INTEGER, GenreId INTEGER,"
      " Composer NVARCHAR(220), Milliseconds INTEGER, Bytes INTEGER, UnitPrice NUMERIC(10,2));"
      "CREATE TABLE Invoice(InvoiceId INTEGER PRIMARY KEY, CustomerId INTEGER, InvoiceDate DATETIME, BillingAddress NVARCHAR(70),"
      " BillingCity NVARCHAR(40), BillingState NVARCHAR(40), BillingCountry NVARCHAR(40), Total NUMERIC(10,2));"
      "CREATE TABLE Customer(CustomerId INTEGER PRIMARY KEY, FirstName, LastName, Company, Address, City, State, Country, Email);"
      "INSERT INTO Artist VALUES(1,'AC/DC'),(2,'Accept');"
      "INSERT INTO Invoice VALUES(1,2,'2009-01-01 00:00:00','Theodor-Heuss-Strasse 34','Stuttgart',NULL,'Germany',1.98);";

const char *const kNorthwind
    = "CREATE TABLE Orders(OrderID INTEGER PRIMARY KEY, CustomerID TEXT, EmployeeID INTEGER, OrderDate DATETIME, RequiredDate DATETIME,"
      " ShippedDate DATETIME, ShipVia INTEGER, Freight NUMERIC, ShipName TEXT, ShipAddress TEXT, ShipCity TEXT, ShipRegion TEXT,"
      " ShipPostalCode TEXT, ShipCountry TEXT);"
      "CREATE TABLE Categories(CategoryID INTEGER PRIMARY KEY, CategoryName TEXT, Description TEXT, Picture BLOB);"
      "CREATE TABLE Employees(EmployeeID INTEGER PRIMARY KEY, LastName TEXT, Title TEXT, BirthDate DATE, Photo BLOB, Notes TEXT,"
      " ReportsTo INTEGER);"
      "INSERT INTO Orders VALUES(10248,'VINET',5,'2016-07-04','2016-08-01','2016-07-16',3,32.38,'Vins','59 rue','Reims',NULL,'51100','France');";

const char *const kReadModels
    = "CREATE TABLE cart_view(view_id TEXT PRIMARY KEY, version INTEGER, payload TEXT);"
      "CREATE TABLE snapshots(aggregate_type TEXT, aggregate_id TEXT, last_sequence INTEGER, payload TEXT, type TEXT);"
      "CREATE TABLE notifications(id TEXT PRIMARY KEY, type TEXT, notifiable_id INTEGER, data TEXT, created_at TEXT);"
      "CREATE TABLE documents(id TEXT PRIMARY KEY, type TEXT, data TEXT, version INTEGER);"
      "INSERT INTO snapshots VALUES('Order','o-1',7,'{}','Order'),('Order','o-2',7,'{}','Order');"
      "INSERT INTO notifications VALUES('a','Mail',1,'{}','2025-01-01'),('b','Mail',2,'{}','2025-01-01');"
      "INSERT INTO documents VALUES('a','Page','{}',1),('b','Page','{}',1);";

// As Debezium expects it.
const char *const kOutbox
    = "CREATE TABLE outbox(id TEXT PRIMARY KEY, aggregatetype TEXT, aggregateid TEXT, type TEXT, payload TEXT);"
      "INSERT INTO outbox VALUES('1','Order','o-1','Placed','{}'),('2','Order','o-1','Paid','{}');";

} // namespace

class TestSynonyms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyShapeOpensUnderAnyTableName_data()
    {
        QTest::addColumn<QString>("columns");
        QTest::addColumn<QString>("rows");
        QTest::addColumn<QString>("position");
        QTest::addColumn<QString>("id");
        QTest::addColumn<bool>("versionsCounted");
        QTest::newRow("id is a text")
            << "id TEXT PRIMARY KEY, type TEXT, aggregateId TEXT, timestamp TEXT, version INTEGER, payload TEXT, metadata TEXT"
            << "('a1','Placed','order-1','2025-01-02T03:04:05Z',1,'{\"x\":1}','{}'),('a2','Paid','order-1','2025-01-02T03:04:06Z',2,'{}',NULL)"
            << "1"
            << "a1" << false;
        QTest::newRow("id is the key")
            << "id INTEGER PRIMARY KEY, type TEXT, aggregateId TEXT, timestamp INTEGER, version INTEGER, payload TEXT, metadata TEXT"
            << "(7,'Placed','order-1',1735787045,1,'{\"x\":1}','{}'),(9,'Paid','order-1',1735787046,2,'{}',NULL)"
            << "7"
            << "7" << false;
        QTest::newRow("named in full, in camel case")
            << "eventId TEXT, eventType TEXT, aggregateId TEXT, aggregateType TEXT, version INTEGER, timestamp TEXT, data TEXT, metadata TEXT"
            << "('a1','Placed','order-1','order',1,'2025-01-02 03:04:05','{\"x\":1}','{\"userId\":\"u\"}'),"
               "('a2','Paid','order-1','order',2,'2025-01-02 03:04:06','{}','{}')"
            << "1"
            << "a1" << false;
        QTest::newRow("named in snake case")
            << "id INTEGER PRIMARY KEY AUTOINCREMENT, aggregate_id TEXT, aggregate_type TEXT, type TEXT, payload TEXT, version INTEGER,"
               " timestamp REAL, metadata TEXT"
            << "(1,'order-1','order','Placed','{\"x\":1}',1,2460677.62784,'{}'),(2,'order-1','order','Paid','{}',2,2460677.7,'{}')"
            << "1"
            << "1" << false;
        QTest::newRow("few columns")
            << "id TEXT, aggregateId TEXT, type TEXT, data TEXT, timestamp INTEGER, version INTEGER"
            << "('a1','order-1','Placed','{\"x\":1}',1735787045000,1),('a2','order-1','Paid','{}',1735787046000,2)"
            << "1"
            << "a1" << false;
        QTest::newRow("without versions")
            << "id TEXT, type TEXT, aggregate_id TEXT, data TEXT, timestamp INTEGER"
            << "('a1','Placed','order-1','{\"x\":1}',1735787045000000000),('a2','Paid','order-1','{}',1735787046000000000)"
            << "1"
            << "a1" << true;
        QTest::newRow("in blobs")
            << "id TEXT, type TEXT, aggregate_id TEXT, data BLOB, timestamp INTEGER, version INTEGER"
            << "('a1','Placed','order-1',x'7b2278223a317d',638713838450000000,1),('a2','Paid','order-1',x'7b7d',638713838460000000,2)"
            << "1"
            << "a1" << false;
        QTest::newRow("capitals and spaces")
            << "\"Event Id\" TEXT, \"Event Type\" TEXT, \"Stream Id\" TEXT, Version INTEGER, Data TEXT, \"Created At\" TEXT"
            << "('a1','Placed','order-1',1,'{\"x\":1}','2025-01-02 03:04:05'),('a2','Paid','order-1',2,'{}','2025-01-02 03:04:06')"
            << "1"
            << "a1" << false;
    }

    void everyShapeOpensUnderAnyTableName()
    {
        QFETCH(QString, columns);
        QFETCH(QString, rows);
        QFETCH(QString, position);
        QFETCH(QString, id);
        QFETCH(bool, versionsCounted);
        for (const QString &table :
             {QStringLiteral("events"), QStringLiteral("select"), QStringLiteral("my \"log\""),
              QStringLiteral("ereignisse_für_später")}) {
            const QTemporaryDir folder;
            const QString path = folder.filePath(QStringLiteral("s.db"));
            QString quoted = table;
            quoted.replace(u'"', QStringLiteral("\"\""));
            Database database(path);
            database.run(QStringLiteral("CREATE TABLE \"%1\"(%2); INSERT INTO \"%1\" VALUES%3;")
                             .arg(quoted, columns, rows)
                             .toStdString());
            database.run(
                "CREATE TABLE view_of_orders(order_id TEXT PRIMARY KEY, status TEXT, total REAL)");
            database.close();
            const auto store = openAt(path);
            QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
            QCOMPARE((*store)->info().versionsCounted, versionsCounted);
            Collector seen(**store);
            QVERIFY((*store)->scan(seen, {}).has_value());
            QCOMPARE(seen.events.size(), std::size_t(2));
            const Seen &event = seen.events.front();
            QCOMPARE(QString::fromStdString(event.position), position);
            QCOMPARE(QString::fromStdString(event.id), id);
            QCOMPARE(event.stream, std::string("order-1"));
            QCOMPARE(event.streamType, std::string("order"));
            QCOMPARE(event.type, std::string("Placed"));
            QCOMPARE(event.time.substr(0, 19), std::string("2025-01-02T03:04:05"));
            QCOMPARE(event.payloadSize, 7U);
            QVERIFY(!event.damaged);
            const auto reader = (*store)->reader();
            QVERIFY(reader.has_value());
            const auto record = (*reader)->read(event.locator);
            QVERIFY(record.has_value());
            QCOMPARE(record->data.text, std::string("{\"x\":1}"));
            QCOMPARE(record->data.kind, Payload::Kind::Json);
        }
    }

    void theSameShapesAreGuessedFromRecords()
    {
        SampledTable records;
        records.columns = {texts("id", {"a", "b", "c"}),
                           texts("type", {"Placed", "Paid", "Placed"}),
                           texts("aggregateId", {"o-1", "o-1", "o-2"}),
                           texts("timestamp", {"2025-01-01T00:00:00Z"}),
                           numbers("version", {"1", "2", "1"}),
                           objects("payload"),
                           objects("metadata")};
        const Guess guess = guessEvents(records);
        QVERIFY(guess.complete);
        QCOMPARE(guess.events.id.column, std::string("id"));
        QCOMPARE(guess.events.stream.column, std::string("aggregateId"));
        QCOMPARE(guess.events.type.column, std::string("type"));
        QCOMPARE(guess.events.version.column, std::string("version"));
        QCOMPARE(guess.events.data.column, std::string("payload"));
        QVERIFY(!guess.events.position.isSet());
        QVERIFY(guess.events.decoders.empty());
    }

    void payloadsKeptAsTextInRecordsAreOpened()
    {
        SampledTable records;
        records.columns = {texts("id", {"a", "b"}), texts("type", {"Placed", "Paid"}),
                           texts("aggregate_id", {"o-1", "o-1"}),
                           texts("payload", {"{\"a\":1}", "{}"})};
        const Guess guess = guessEvents(records);
        QVERIFY(guess.complete);
        QCOMPARE(guess.events.decoders, std::vector<std::string>{"json-string"});
    }

    void anIdThatRepeatsIsTheStreamAndItsTypeTheStreams()
    {
        SampledTable table;
        table.name = "events";
        table.columns = {numbers("seq", {"1", "2", "3"}),
                         texts("id", {"o-1", "o-1", "o-2"}),
                         numbers("version", {"1", "2", "1"}),
                         texts("reason", {"Placed", "Paid", "Placed"}),
                         texts("type", {"Order", "Order", "Order"}),
                         texts("timestamp", {"2025-01-01T00:00:00Z"}),
                         texts("data", {"{}", "{}", "{}"})};
        table.columns[0].integerKey = true;
        table.keys = {{"id", "type", "version"}};
        const Guess guess = guessEvents(table);
        QVERIFY(guess.complete);
        QCOMPARE(guess.events.stream.column, std::string("id"));
        QCOMPARE(guess.events.type.column, std::string("reason"));
        QCOMPARE(guess.events.streamType.column, std::string("type"));
        QCOMPARE(guess.events.position.column, std::string("seq"));
    }

    void aPositionBesideAGlobalOneIsTheVersion()
    {
        SampledTable table;
        table.name = "messages";
        table.columns = {numbers("global_position", {"1", "2", "3"}),
                         numbers("position", {"0", "0", "1"}),
                         texts("stream_name", {"a-1", "a-2", "a-1"}),
                         texts("type", {"A", "A", "B"}), texts("data", {"{}", "{}", "{}"})};
        const Guess guess = guessEvents(table);
        QCOMPARE(guess.events.position.column, std::string("global_position"));
        QCOMPARE(guess.events.version.column, std::string("position"));
    }

    void typeBesideEventTypeIsTheStreams()
    {
        SampledTable table;
        table.name = "domain_event_entry";
        table.columns = {numbers("global_index", {"1", "2"}),
                         texts("aggregate_identifier", {"x", "x"}),
                         numbers("sequence_number", {"0", "1"}),
                         texts("type", {"Card", "Card"}),
                         texts("payload_type", {"Issued", "Redeemed"}),
                         texts("payload", {"{}", "{}"})};
        table.columns[0].integerKey = true;
        table.keys = {{"aggregate_identifier", "sequence_number"}};
        const Guess guess = guessEvents(table);
        QCOMPARE(guess.events.type.column, std::string("payload_type"));
        QCOMPARE(guess.events.streamType.column, std::string("type"));
        QCOMPARE(guess.events.version.column, std::string("sequence_number"));
    }

    void streamsNamedByUuidsHaveNoTypeInTheirNames()
    {
        SampledTable table;
        table.name = "t";
        table.columns = {texts("stream_id", {"17ee97cb-2fcf-410c-96c9-6ce0472c2226"}),
                         texts("type", {"A"}), texts("data", {"{}"})};
        QVERIFY(!guessEvents(table).events.streamType.isSet());
    }

    void otherDatabasesHoldNoEvents_data()
    {
        QTest::addColumn<QString>("schema");
        QTest::newRow("chinook") << kChinook;
        QTest::newRow("northwind") << kNorthwind;
        QTest::newRow("read models and snapshots") << kReadModels;
    }

    void otherDatabasesHoldNoEvents()
    {
        QFETCH(QString, schema);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("other.db"));
        Database(path).run(schema.toStdString());
        const auto store = openAt(path);
        QVERIFY(!store.has_value());
        QCOMPARE(store.error().code, ErrorCode::NotAStore);
        QVERIFY2(store.error().message.find("--table NAME") != std::string::npos,
                 store.error().message.c_str());
        QVERIFY2(store.error().message.find("other.db") != std::string::npos,
                 store.error().message.c_str());
    }

    void eventsWinAgainstEverythingBesideThem()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database database(path);
        database.run(kReadModels);
        database.run(kOutbox);
        database.run(kEventsTable);
        database.run(insertEvents(1, 5));
        database.run(
            "CREATE VIEW order_events AS SELECT * FROM events WHERE stream_id LIKE 'order%'");
        database.run("CREATE TABLE events_stream(stream_id TEXT, version INTEGER, type TEXT)");
        database.close();
        const auto store = openAt(path);
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        QCOMPARE((*store)->dialect().events.table, std::string("events"));
    }

    void aViewThatTakesForEverHoldsNothingUp()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database database(path);
        database.run(kEventsTable);
        database.run(insertEvents(1, 5));
        database.run(
            "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            " SELECT count(*) AS stream_id, 'T' AS type, '{}' AS data FROM n");
        database.close();
        const auto store = openAt(path);
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        QCOMPARE((*store)->dialect().events.table, std::string("events"));
    }

    void twoTablesOfEventsAreNamedWithTheOptionToUse()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("two.db"));
        Database database(path);
        for (const char *const table : {"order_events", "user_events"}) {
            database.run(std::string("CREATE TABLE ") + table
                         + "(id TEXT, stream_id TEXT, type TEXT, data TEXT);" + "INSERT INTO "
                         + table + " VALUES('1','s-1','A','{}'),('2','s-1','B','{}')");
        }
        database.close();
        const auto unsure = openAt(path);
        QVERIFY(!unsure.has_value());
        QCOMPARE(unsure.error().code, ErrorCode::Ambiguous);
        for (const char *const words : {"order_events", "user_events", "--table NAME"})
            QVERIFY2(unsure.error().message.find(words) != std::string::npos,
                     unsure.error().message.c_str());

        OpenOptions options;
        options.table = "user_events";
        const auto sure = openAt(path, options);
        QVERIFY(sure.has_value());
        QCOMPARE((*sure)->dialect().events.table, std::string("user_events"));

        options.table = "nobody_events";
        const auto wrong = openAt(path, options);
        QVERIFY(!wrong.has_value());
        QCOMPARE(wrong.error().code, ErrorCode::NotFound);
        QVERIFY(wrong.error().message.find("order_events, user_events") != std::string::npos);
    }

    void checkpointsAreFoundByWhoAndHowFar()
    {
        SampledTable table;
        table.name = "checkpoints";
        table.columns = {texts("name", {"view"}), numbers("position", {"12"}),
                         texts("updatedAt", {"2025-01-01"})};
        QVERIFY(guessCheckpoints(table).has_value());
        table.name = "cities";
        QVERIFY(!guessCheckpoints(table).has_value());
        table.columns = {texts("subscription_name", {"view"}), numbers("last_seen", {"12"})};
        QVERIFY(guessCheckpoints(table).has_value());
        table.columns = {texts("processor_name", {"view"}), texts("token", {"{\"index\":3}"})};
        QVERIFY(!guessCheckpoints(table).has_value());
        table.columns = {texts("cart_id", {"c"}), numbers("last_event_position", {"12"})};
        QVERIFY(!guessCheckpoints(table).has_value());
    }

    void genericCheckpointsAreRead()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database database(path);
        database.run(kEventsTable);
        database.run(insertEvents(1, 5));
        database.run(
            "CREATE TABLE checkpoints(name TEXT, position, status TEXT);"
            "INSERT INTO checkpoints VALUES('b',3,'running'),('a','0000000000000000004',NULL),('c',NULL,NULL)");
        database.close();
        const auto store = openAt(path);
        QVERIFY(store.has_value());
        const auto checkpoints = (*store)->checkpoints();
        QVERIFY(checkpoints.has_value());
        QCOMPARE(checkpoints->size(), std::size_t(3));
        QCOMPARE((*checkpoints)[0].subscription, std::string("a"));
        QCOMPARE((*checkpoints)[0].position, std::optional<std::string>("4"));
        QCOMPARE((*checkpoints)[1].status, std::optional<std::string>("running"));
        QVERIFY(!(*checkpoints)[2].position);
    }

    void timesAreToldApartByMagnitude_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("number");
        QTest::addColumn<QString>("encoding");
        QTest::newRow("ISO") << "2025-01-02T03:04:05+02:00" << false << "iso8601";
        QTest::newRow("SQL") << "2025-01-02 03:04:05" << false << "iso8601";
        QTest::newRow("s") << "1735787045" << true << "epoch-s";
        QTest::newRow("ms") << "1735787045000" << true << "epoch-ms";
        QTest::newRow("us") << "1735787045000000" << true << "epoch-us";
        QTest::newRow("ns") << "1735787045000000000" << true << "epoch-ns";
        QTest::newRow("Julian day") << "2460677.627" << true << "julian-day";
        QTest::newRow("ticks") << "638713838450000000" << true << "dotnet-ticks";
        QTest::newRow("ms as text") << "1735787045000" << false << "epoch-ms";
        QTest::newRow("no time") << "soon" << false << "";
    }

    void timesAreToldApartByMagnitude()
    {
        QFETCH(QString, value);
        QFETCH(bool, number);
        QFETCH(QString, encoding);
        const auto guessed = guessTimeEncoding(
            std::vector<SampledColumn::Value>{{Kind::Null, ""},
                                              {number ? Kind::Real : Kind::Text,
                                               value.toStdString()}});
        QCOMPARE(guessed ? QString::fromUtf8(timeEncodingName(*guessed).data()) : QString(),
                 encoding);
    }

    void everyTableIsACandidateAndDescribed()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database database(path);
        database.run(kEventsTable);
        database.run(insertEvents(1, 30));
        database.run("CREATE TABLE bytes(b BLOB, n); INSERT INTO bytes VALUES(x'00ff', NULL)");
        database.close();
        const auto found = candidates(path.toStdString());
        QVERIFY(found.has_value());
        QCOMPARE(found->size(), std::size_t(2));
        QCOMPARE(found->front().table, std::string("events"));
        QVERIFY(found->front().complete && !found->back().complete);
        QVERIFY(found->front().reason.find("stream = stream_id") != std::string::npos);
        const auto described = describe(path.toStdString());
        QVERIFY(described.has_value());
        QCOMPARE(described->size(), std::size_t(2));
        QCOMPARE(described->front().samples,
                 (std::vector<std::vector<std::string>>{{"x'00ff'", "NULL"}}));
        QCOMPARE(described->back().samples.size(), std::size_t(20));
    }
};

QTEST_GUILESS_MAIN(TestSynonyms)
#include "tst_synonyms.moc"
