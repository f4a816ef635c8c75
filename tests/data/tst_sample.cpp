// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "samplereader.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

using namespace eventscope;

namespace {

using Json = nlohmann::json;

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// The change counter and what SQLite notes about its own version in the header of the file.
QByteArray withoutLibraryFields(QByteArray bytes)
{
    for (const int offset : {24, 25, 26, 27, 92, 93, 94, 95, 96, 97, 98, 99})
        bytes[offset] = '\0';
    return bytes;
}

} // namespace

class TestSample : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theCommittedStoreHasTheSchemaThatIsMade();
    void theCommittedStoreHasEveryRowThatIsMade();
    void theCommittedStoreHasTheBytesThatAreMade();
    void aSecondRunMakesTheSameBytes();
    void itIsOneSmallFileWithoutAWriteAheadLog();
    void thereAreAboutTwoThousandEventsOfSixStreamTypes();
    void everyEventTypeCanHaveAMarkOfItsOwn();
    void exactlyOneStreamMissesAVersion();
    void exactlyOneIdIsThereTwice();
    void exactlyThreeRowsOfTheReadModelAreWrong();
    void ordersEndInEveryOutcome();
    void aFailedPaymentIsCompensatedStepByStep();
    void customersAreWrittenInBothVersions();
    void everyCauseIsAnEarlierEventOfTheSameCorrelation();
    void everyPayloadAndItsMetadataAreJsonObjects();
    void amountsKeepBothTheirDigits();
    void timesRunForwardAndNightsAreIdle();
    void oneConsumerIsCurrentOneIsBehindAndOneIsStuck();

private:
    QString make(const QString &name);
    const SampleEvent *find(const std::string &id) const;

    const QString m_committed = QStringLiteral(SAMPLE_STORE);
    QTemporaryDir m_folder;
    QString m_made;
    std::vector<SampleEvent> m_events;
    std::map<std::string, const SampleEvent *> m_firstById;
};

QString TestSample::make(const QString &name)
{
    const QString path = m_folder.filePath(name);
    QProcess process;
    process.start(QStringLiteral(MAKESAMPLE), {path});
    const bool ended = process.waitForFinished();
    return ended && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0
               ? path
               : QString();
}

const SampleEvent *TestSample::find(const std::string &id) const
{
    const auto place = m_firstById.find(id);
    return place == m_firstById.end() ? nullptr : place->second;
}

void TestSample::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_made = make(QStringLiteral("made.db"));
    QVERIFY(!m_made.isEmpty());

    m_events = sampleEvents(m_committed);
    QVERIFY(!m_events.empty());
    for (const SampleEvent &event : m_events) {
        QVERIFY2(event.data.is_object() && event.metadata.is_object(), event.id.c_str());
        m_firstById.emplace(event.id, &event);
    }
}

void TestSample::theCommittedStoreHasTheSchemaThatIsMade()
{
    const char *sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name";
    const SampleRows committed = querySample(m_committed, sql);
    QVERIFY(committed.size() >= 4);
    QVERIFY(committed == querySample(m_made, sql));
}

void TestSample::theCommittedStoreHasEveryRowThatIsMade()
{
    for (const char *sql : {"SELECT rowid, * FROM events ORDER BY rowid",
                            "SELECT rowid, * FROM checkpoints ORDER BY rowid",
                            "SELECT rowid, * FROM order_summary ORDER BY rowid"}) {
        const SampleRows committed = querySample(m_committed, sql);
        const SampleRows made = querySample(m_made, sql);
        QVERIFY2(!committed.empty(), sql);
        QCOMPARE(committed.size(), made.size());
        for (std::size_t i = 0; i < committed.size(); ++i)
            QVERIFY2(committed[i] == made[i], committed[i].at(1).text.c_str());
    }
}

void TestSample::theCommittedStoreHasTheBytesThatAreMade()
{
    const QByteArray committed = bytesOf(m_committed);
    const QByteArray made = bytesOf(m_made);
    QVERIFY(committed.size() > 100);
    // Another version of SQLite may lay out the same rows in another way.
    if (committed.mid(96, 4) != made.mid(96, 4))
        QSKIP("the committed store was written by another version of SQLite");
    QCOMPARE(made.size(), committed.size());
    QVERIFY(withoutLibraryFields(made) == withoutLibraryFields(committed));
}

void TestSample::aSecondRunMakesTheSameBytes()
{
    const QString again = make(QStringLiteral("again.db"));
    QVERIFY(!again.isEmpty());
    QVERIFY(bytesOf(again) == bytesOf(m_made));
    // Over a file that is already there, too.
    QCOMPARE(make(QStringLiteral("again.db")), again);
    QVERIFY(bytesOf(again) == bytesOf(m_made));
}

void TestSample::itIsOneSmallFileWithoutAWriteAheadLog()
{
    QVERIFY(QFileInfo(m_committed).size() < 1'500'000);
    const auto pragma = [this](const char *sql) {
        return querySample(m_committed, sql).at(0).at(0).text;
    };
    QCOMPARE(pragma("PRAGMA journal_mode"), std::string("delete"));
    QCOMPARE(pragma("PRAGMA page_size"), std::string("4096"));
    QCOMPARE(pragma("PRAGMA freelist_count"), std::string("0"));
    QCOMPARE(pragma("PRAGMA user_version"), std::string("0"));
    QCOMPARE(pragma("PRAGMA integrity_check"), std::string("ok"));
    const QFileInfo file(m_committed);
    QVERIFY(!QFileInfo::exists(file.filePath() + QStringLiteral("-wal")));
    QVERIFY(!QFileInfo::exists(file.filePath() + QStringLiteral("-journal")));
}

void TestSample::thereAreAboutTwoThousandEventsOfSixStreamTypes()
{
    QVERIFY2(m_events.size() >= 1900 && m_events.size() <= 2200,
             std::to_string(m_events.size()).c_str());
    QSet<QByteArray> types;
    for (const SampleEvent &event : m_events) {
        types.insert(QByteArray::fromStdString(event.streamType));
        QCOMPARE(event.stream.substr(0, event.stream.find('-')), event.streamType);
    }
    QCOMPARE(types,
             QSet<QByteArray>({"order", "payment", "inventory", "shipment", "account", "user"}));
}

void TestSample::everyEventTypeCanHaveAMarkOfItsOwn()
{
    QSet<QByteArray> types;
    for (const SampleEvent &event : m_events)
        types.insert(QByteArray::fromStdString(event.type));
    QVERIFY2(types.size() >= 30 && types.size() <= 40, std::to_string(types.size()).c_str());
    for (const char *failure : {"PaymentFailed", "OrderCancelled", "OrderRejected", "StockReleased",
                                "StockReservationRejected", "ShipmentDeliveryFailed"})
        QVERIFY2(types.contains(failure), failure);
}

void TestSample::exactlyOneStreamMissesAVersion()
{
    std::map<std::string, qint64> last;
    QStringList gaps;
    for (const SampleEvent &event : m_events) {
        qint64 &version = last[event.stream];
        QVERIFY2(event.version > version, event.stream.c_str());
        if (event.version != version + 1)
            gaps += QString::fromStdString(event.stream);
        QVERIFY(event.version <= version + 2);
        version = event.version;
    }
    QCOMPARE(gaps.size(), 1);
}

void TestSample::exactlyOneIdIsThereTwice()
{
    std::map<std::string, const SampleEvent *> first;
    int repeated = 0;
    for (const SampleEvent &event : m_events) {
        const auto [place, added] = first.emplace(event.id, &event);
        if (added)
            continue;
        ++repeated;
        QCOMPARE(event.dataText, place->second->dataText);
        QCOMPARE(event.stream, place->second->stream);
        QCOMPARE(event.version, place->second->version + 1);
    }
    QCOMPARE(repeated, 1);
}

void TestSample::exactlyThreeRowsOfTheReadModelAreWrong()
{
    const std::map<std::string, SampleSummary> right = projectSample(m_events,
                                                                     m_events.back().position);
    const SampleRows rows = querySample(m_committed,
                                        "SELECT order_id, coalesce(customer, ''), status, items, "
                                        "total, last_position FROM order_summary");
    QCOMPARE(rows.size(), right.size());
    int stale = 0;
    int changedTotals = 0;
    int wrongStatus = 0;
    for (const std::vector<SampleValue> &row : rows) {
        const std::string order = row[0].text;
        const auto place = right.find(order);
        QVERIFY2(place != right.end(), order.c_str());
        const SampleSummary summary{row[1].text, row[2].text, row[3].integer(),
                                    std::stod(row[4].text), row[5].integer()};
        const QStringList differences = summary.differences(place->second);
        if (differences.isEmpty())
            continue;
        if (differences.contains(QStringLiteral("last_position"))) {
            // It was right once, and not since then.
            const std::map<std::string, SampleSummary> then = projectSample(m_events,
                                                                            summary.lastPosition);
            QCOMPARE(summary.differences(then.at(order)), QStringList());
            QVERIFY(summary.status != place->second.status);
            ++stale;
        } else if (differences == QStringList(QStringLiteral("total"))) {
            ++changedTotals;
        } else if (differences == QStringList(QStringLiteral("status"))) {
            ++wrongStatus;
        } else {
            QFAIL(order.c_str());
        }
    }
    QCOMPARE(stale, 1);
    QCOMPARE(changedTotals, 1);
    QCOMPARE(wrongStatus, 1);
}

void TestSample::ordersEndInEveryOutcome()
{
    std::map<std::string, int> outcomes;
    for (const auto &[order, summary] : projectSample(m_events, m_events.back().position))
        ++outcomes[summary.status];
    QVERIFY(outcomes["completed"] >= 40);
    QVERIFY(outcomes["cancelled"] >= 5);
    QVERIFY(outcomes["rejected"] >= 2 && outcomes["rejected"] <= 10);
    QVERIFY(outcomes["shipped"] >= 1);

    // One that went well has gone the whole way, each step caused by the one before.
    int whole = 0;
    for (const SampleEvent &event : m_events) {
        if (event.type != "OrderCompleted")
            continue;
        QSet<QByteArray> steps;
        for (const SampleEvent *step = &event; step != nullptr; step = find(step->cause()))
            steps.insert(QByteArray::fromStdString(step->type));
        for (const char *type :
             {"OrderPlaced", "StockReserved", "OrderConfirmed", "PaymentRequested",
              "PaymentAuthorised", "PaymentCaptured", "OrderPaid", "ShipmentCreated",
              "ShipmentPacked", "ShipmentDispatched", "ShipmentScanned", "ShipmentDelivered"})
            QVERIFY2(steps.contains(type), type);
        ++whole;
    }
    QVERIFY(whole >= 40);
}

void TestSample::aFailedPaymentIsCompensatedStepByStep()
{
    int compensated = 0;
    for (const SampleEvent &event : m_events) {
        if (event.type != "OrderCancelled" || event.data.at("reason") != "payment failed")
            continue;
        const SampleEvent *step = find(event.cause());
        int released = 0;
        while (step != nullptr && step->type == "StockReleased") {
            ++released;
            step = find(step->cause());
        }
        QVERIFY(released >= 1);
        QVERIFY(step != nullptr);
        QCOMPARE(step->type, std::string("PaymentFailed"));
        ++compensated;
    }
    QVERIFY(compensated >= 5);
}

void TestSample::customersAreWrittenInBothVersions()
{
    int first = 0;
    int second = 0;
    for (const SampleEvent &event : m_events) {
        if (event.type != "OrderPlaced")
            continue;
        const Json &customer = event.data.at("customer");
        if (event.schemaVersion == 1) {
            QVERIFY(customer.is_string());
            QCOMPARE(second, 0);
            ++first;
        } else {
            QCOMPARE(event.schemaVersion, qint64(2));
            QVERIFY(customer.at("id").is_string() && customer.at("name").is_string());
            ++second;
        }
    }
    QVERIFY(first >= 10);
    QVERIFY(second >= 10);
}

void TestSample::everyCauseIsAnEarlierEventOfTheSameCorrelation()
{
    std::map<std::string, std::string> correlations;
    int acrossStreams = 0;
    for (const SampleEvent &event : m_events) {
        const std::string correlation = event.metadata.at("correlationId").get<std::string>();
        const std::string cause = event.cause();
        if (!cause.empty()) {
            QVERIFY2(correlations.contains(cause), event.id.c_str());
            QCOMPARE(correlation, correlations[cause]);
            acrossStreams += find(cause)->stream != event.stream;
        }
        correlations.emplace(event.id, correlation);
        QVERIFY(!event.metadata.at("userId").get<std::string>().empty());
    }
    QVERIFY(acrossStreams > 500);
}

void TestSample::everyPayloadAndItsMetadataAreJsonObjects()
{
    const SampleRows rows
        = querySample(m_committed,
                      "SELECT count(*) FROM events WHERE json_valid(data) AND json_valid(metadata)"
                      " AND json_type(data) = 'object' AND json_type(metadata) = 'object'");
    QCOMPARE(rows.at(0).at(0).integer(), qint64(m_events.size()));
    bool foreign = false;
    for (const SampleEvent &event : m_events) {
        QVERIFY(QString::fromStdString(event.dataText).toUtf8().toStdString() == event.dataText);
        foreign = foreign || event.dataText.find("Łukasz Wójcik") != std::string::npos;
        QCOMPARE(event.metadata.size(), std::size_t(3));
    }
    QVERIFY(foreign);
}

void TestSample::amountsKeepBothTheirDigits()
{
    static const QString amountPattern = QStringLiteral(
        "\"(?:price|total|amount|captured|refunded|discount)\":(-?[0-9.]+)");
    static const QRegularExpression amount(amountPattern);
    static const QRegularExpression twoDigits(QStringLiteral("^-?\\d+\\.\\d\\d$"));
    int seen = 0;
    int endingInZero = 0;
    for (const SampleEvent &event : m_events) {
        auto matches = amount.globalMatch(QString::fromStdString(event.dataText));
        while (matches.hasNext()) {
            const QString digits = matches.next().captured(1);
            QVERIFY2(twoDigits.match(digits).hasMatch(), qPrintable(digits));
            endingInZero += digits.endsWith(u'0');
            ++seen;
        }
    }
    QVERIFY(seen > 500);
    QVERIFY(endingInZero > 50);
    QVERIFY(endingInZero < seen);
}

void TestSample::timesRunForwardAndNightsAreIdle()
{
    static const QRegularExpression form(
        QStringLiteral("^2026-03-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z$"));
    int days = 0;
    std::string before = "2026-03-02T08:00:00.000000Z";
    for (const SampleEvent &event : m_events) {
        QVERIFY2(form.match(QString::fromStdString(event.created)).hasMatch(),
                 event.created.c_str());
        QVERIFY(event.created >= before);
        days += event.created.substr(0, 10) != before.substr(0, 10);
        const int hour = std::stoi(event.created.substr(11, 2));
        QVERIFY2(hour >= 5, event.created.c_str());
        before = event.created;
    }
    QVERIFY(days >= 7);
}

void TestSample::oneConsumerIsCurrentOneIsBehindAndOneIsStuck()
{
    const SampleRows rows = querySample(m_committed,
                                        "SELECT position FROM checkpoints ORDER BY position DESC");
    QCOMPARE(rows.size(), std::size_t(3));
    const qint64 last = m_events.back().position;
    QCOMPARE(rows[0][0].integer(), last);
    const qint64 behind = last - rows[1][0].integer();
    QVERIFY(behind > 0 && behind < 50);
    QVERIFY(last - rows[2][0].integer() > 1000);
}

QTEST_GUILESS_MAIN(TestSample)
#include "tst_sample.moc"
