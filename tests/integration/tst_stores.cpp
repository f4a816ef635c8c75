// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Stores that real frameworks wrote, held against facts that an independent script computed. They are not part of the repository:
// EVENTSCOPE_STORES names the folder, and without it every row is skipped.

#include "event/loader.h"
#include "store/store.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace eventscope;
using Json = nlohmann::json;

namespace {

// Those whose dialects are built; the others of the folder have dialects still to come.
// clang-format off
constexpr const char *kNames[] = {
    "hf-generic-array",
    "hf-generic-camel",
    "hf-generic-snake",
    "axon-jackson",
    "cloudevents",
    "cloudevents-batch",
    "emmett-042",
    "hf-sqlstreamstore",
    "res-json",
    "rotorsoft-act",
    "eventsauce-legacy",
    "hallgren-go",
    "hf-neventstore",
    "patchlevel-aggregate",
    "pyes-bankaccounts",
    "pyes-cms-gzip",
};
// clang-format on

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString isoTime(Time time)
{
    return time == kNoTime ? QString() : QString::fromStdString(formatIsoTime(time));
}

} // namespace

class TestStores : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRealStoreTellsItsFacts_data()
    {
        QTest::addColumn<QString>("path");
        const QDir folder(qEnvironmentVariable("EVENTSCOPE_STORES"));
        for (const char *name : kNames) {
            for (const char *ending : {".db", ".jsonl", ".json"}) {
                const QString path = folder.filePath(QString::fromLatin1(name)
                                                     + QString::fromLatin1(ending));
                if (qEnvironmentVariableIsSet("EVENTSCOPE_STORES") && QFile::exists(path))
                    QTest::newRow(name) << path;
            }
        }
    }

    void aRealStoreTellsItsFacts()
    {
        if (!qEnvironmentVariableIsSet("EVENTSCOPE_STORES"))
            QSKIP("EVENTSCOPE_STORES names no folder of stores.");
        QFETCH(QString, path);
        const QFileInfo info(path);
        const Json facts = Json::parse(
            contentOf(info.dir().filePath(info.completeBaseName() + QStringLiteral(".facts.json")))
                .toStdString());
        QTemporaryDir folder;
        const QString copy = folder.filePath(info.fileName());
        QVERIFY(QFile::copy(path, copy));
        const QByteArray before = contentOf(copy);

        auto opened = openStore(copy.toStdString());
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        const std::shared_ptr<Store> store = *opened;
        EventLog::Options options;
        options.countVersions = store->info().versionsCounted;
        EventLog log(options);
        {
            LogLoader loader(store, log);
            loader.start();
            QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Loaded);
        }
        QCOMPARE(log.rowCount(), facts["events"].get<std::uint32_t>());
        QCOMPARE(log.streamCount(), facts["streams"].get<std::uint32_t>());
        QCOMPARE(log.damagedEvents(), 0U);
        QCOMPARE(log.typeCount(), facts["event_types"].size());
        for (const auto &[type, count] : facts["event_types"].items()) {
            const auto id = log.findType(type);
            QVERIFY2(id, type.c_str());
            QCOMPARE(log.typeEvents(*id), count.get<std::uint64_t>());
        }
        // A Julian day in a double is exact to some 40 microseconds, so the last two digits are left out.
        QCOMPARE(isoTime(log.earliest()).left(24),
                 QString::fromStdString(facts["min_timestamp_utc"]).left(24));
        QCOMPARE(isoTime(log.latest()).left(24),
                 QString::fromStdString(facts["max_timestamp_utc"]).left(24));
        checkStreams(log, *store, facts);
        checkLag(log, *store, facts);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden),
                 QStringList{info.fileName()});
        QCOMPARE(contentOf(copy), before);
    }

private:
    static void checkStreams(const EventLog &log, const Store &store, const Json &facts)
    {
        auto reader = store.reader();
        QVERIFY(reader);
        for (const Json &sample : facts["sample_streams"]) {
            const auto stream = log.findStream(sample["stream"].get<std::string>());
            QVERIFY2(stream, sample["stream"].get<std::string>().c_str());
            const StreamTypeId type = log.streamSummary(*stream).type;
            if (sample["stream_type"].is_string()) {
                QVERIFY(type != kNoStreamType);
                QCOMPARE(log.streamTypeName(type), sample["stream_type"].get<std::string>());
            }
            const auto rows = log.streamRows(*stream);
            QCOMPARE(rows->size(), sample["types"].size());
            for (std::size_t i = 0; i < rows->size(); ++i) {
                const Row row = (*rows)[i];
                QCOMPARE(log.typeName(log.type(row)), sample["types"][i].get<std::string>());
                if (!sample["versions"][i].is_null())
                    QCOMPARE(log.version(row).value(), sample["versions"][i].get<std::int64_t>());
                else if (!store.info().versionsCounted)
                    QVERIFY(log.version(row) == kNoVersion);
                else
                    QCOMPARE(log.version(row).value(), static_cast<std::int64_t>(i + 1));
                QCOMPARE(log.position(row).value(), sample["positions"][i].get<std::int64_t>());
            }
            const auto last = (*reader)->read(log.locator(rows->back()));
            QVERIFY(last);
            QCOMPARE(Json::parse(last->data.text).dump(), sample["last_payload"].dump());
        }
    }

    static void checkLag(const EventLog &log, const Store &store, const Json &facts)
    {
        const auto checkpoints = store.checkpoints();
        QVERIFY(checkpoints);
        const Json expected = facts.value("processors", Json::array());
        QCOMPARE(checkpoints->size(), expected.size());
        for (const Json &processor : expected) {
            bool found = false;
            for (const Checkpoint &checkpoint : *checkpoints) {
                if (checkpoint.subscription != processor["name"].get<std::string>())
                    continue;
                found = true;
                QCOMPARE(bool(checkpoint.position), !processor["position"].is_null());
                QCOMPARE(checkpoint.position ? log.placeOfPosition(*checkpoint.position).after
                                             : log.rowCount(),
                         processor["lag"].get<std::uint32_t>());
            }
            QVERIFY2(found, processor["name"].get<std::string>().c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestStores)
#include "tst_stores.moc"
