// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the check finds in stores of several dialects, each made here; and that it finds nothing in sound ones, among them those that real
// frameworks wrote, if EVENTSCOPE_STORES names their folder.

#include "../store/frameworkstores.h"
#include "../store/sqlitetest.h"
#include "analysis/check.h"
#include "event/loader.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace eventscope;
using namespace eventscope::test;

namespace {

// An event of the stores that are made here, before it is written as a dialect has it.
struct Event {
    std::string stream;
    int version = 0;
    std::string type;
    std::string id;
    std::string cause;
    int second = 0;
    std::string data;
};

using Events = std::vector<Event>;

// Twelve orders of four events each, in turn: placed, paid because of it, packed and sent.
Events sound()
{
    Events events;
    for (int step = 0; step < 4; ++step) {
        for (int order = 0; order < 12; ++order) {
            Event event;
            event.stream = "order-" + std::to_string(order);
            event.version = step;
            event.type = std::array<const char *, 4>{"Placed", "Paid", "Packed",
                                                     "Sent"}[static_cast<std::size_t>(step)];
            event.id = "id-" + std::to_string(events.size());
            if (step > 0)
                event.cause = "id-" + std::to_string(events.size() - 12);
            event.second = static_cast<int>(events.size());
            event.data = R"({"sum":)" + std::to_string(events.size()) + R"(,"note":"x"})";
            events.push_back(std::move(event));
        }
    }
    return events;
}

std::string timeOf(const Event &event)
{
    return formatIsoTime(Time{1'700'000'000'000'000 + event.second * 1'000'000LL});
}

std::string quoted(const std::string &text)
{
    return "'" + text + "'";
}

QString writeMarten(const QDir &folder, const Events &events)
{
    const QString path = folder.filePath(QStringLiteral("marten.db"));
    Database database(path);
    database.run(
        "CREATE TABLE mt_events(seq_id INTEGER PRIMARY KEY, id TEXT, stream_id TEXT, version INTEGER, data TEXT, type TEXT,"
        " timestamp TEXT, causation_id TEXT); CREATE TABLE mt_streams(id TEXT, type TEXT, version INTEGER)");
    database.run("BEGIN");
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Event &each = events[i];
        database.run("INSERT INTO mt_events VALUES(" + std::to_string(i + 1) + ',' + quoted(each.id)
                     + ',' + quoted(each.stream) + ',' + std::to_string(each.version + 1) + ','
                     + quoted(each.data) + ',' + quoted(each.type) + ',' + quoted(timeOf(each))
                     + ',' + quoted(each.cause) + ')');
    }
    database.run("COMMIT");
    return path;
}

QString writeMessageDb(const QDir &folder, const Events &events)
{
    const QString path = folder.filePath(QStringLiteral("messages.db"));
    Database database(path);
    database.run(
        "CREATE TABLE messages(global_position INTEGER PRIMARY KEY, position BIGINT, time TEXT, stream_name TEXT, type TEXT,"
        " data TEXT, metadata TEXT, id TEXT)");
    database.run("BEGIN");
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Event &each = events[i];
        database.run("INSERT INTO messages VALUES(" + std::to_string(i + 1) + ','
                     + std::to_string(each.version) + ',' + quoted(timeOf(each)) + ','
                     + quoted(each.stream) + ',' + quoted(each.type) + ',' + quoted(each.data) + ','
                     + quoted("{\"causationId\":\"" + each.cause + "\"}") + ',' + quoted(each.id)
                     + ')');
    }
    database.run("COMMIT");
    return path;
}

QString writeKurrent(const QDir &folder, const Events &events)
{
    const QString path = folder.filePath(QStringLiteral("kurrent.jsonl"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("cannot write %s", qPrintable(path));
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Event &each = events[i];
        const std::string cause = each.cause.empty() ? std::string("{}")
                                                     : "{\"$causationId\":\"" + each.cause + "\"}";
        const std::string line = R"({"streamId":")" + each.stream + R"(","eventId":")" + each.id
                                 + R"(","eventNumber":)" + std::to_string(each.version)
                                 + R"(,"eventType":")" + each.type + R"(","position":{"commit":)"
                                 + std::to_string(i + 1) + R"(},"created":")" + timeOf(each)
                                 + R"(","data":)" + each.data + R"(,"metadata":)" + cause + "}\n";
        file.write(line.data(), static_cast<qint64>(line.size()));
    }
    return path;
}

struct Dialected {
    const char *name;
    QString (*write)(const QDir &, const Events &);
};
constexpr Dialected kDialects[] = {{"marten", writeMarten},
                                   {"message-db", writeMessageDb},
                                   {"kurrent", writeKurrent}};

// What goes wrong in the sound store, and the findings: code@position of stream, a line each.
struct Mishap {
    const char *name;
    void (*happen)(Events &);
    const char *findings;
};

void exchange(Event &a, Event &b)
{
    std::swap(a.version, b.version);
    std::swap(a.type, b.type);
    std::swap(a.data, b.data);
    std::swap(a.second, b.second);
}

const Mishap kMishaps[] = {
    {"nothing", [](Events &) {}, ""},
    {"an event is lost",
     [](Events &all) {
         // The one that it caused names the one before instead.
         all[27].cause = all[15].cause;
         all.erase(all.begin() + 15);
     },
     "version-gap@27 order-3"},
    {"a beginning is lost",
     [](Events &all) {
         all[15].cause.clear();
         all.erase(all.begin() + 3);
     },
     "version-gap@15 order-3"},
    {"an event is stored twice",
     [](Events &all) {
         Event again = all[14];
         again.id = "id-again";
         all.insert(all.begin() + 15, again);
     },
     "duplicate-version@16 order-2"},
    {"two are in the wrong order", [](Events &all) { exchange(all[16], all[28]); },
     "version-order@29 order-4"},
    {"an id is used again", [](Events &all) { all[40].id = all[30].id; },
     "duplicate-id@41 order-4"},
    {"a clock goes back", [](Events &all) { all[20].second = 1; }, "time-backwards@21 order-8"},
    {"a cause is not there", [](Events &all) { all[20].cause = "id-of-another-store"; },
     "missing-cause@21 order-8"},
    {"a field changes its type", [](Events &all) { all[47].data = R"({"sum":"47","note":"x"})"; },
     "schema-drift@48 order-11"},
    {"a field vanishes",
     [](Events &all) {
         for (std::size_t i = 6; i < 12; ++i)
             all[i].data = R"({"sum":1})";
     },
     "schema-drift@7 order-6"},
    {"a stream is long",
     [](Events &all) {
         Event more = all[47];
         for (int i = 0; i < 30; ++i) {
             ++more.version;
             ++more.second;
             more.id = "more-" + std::to_string(i);
             all.push_back(more);
         }
     },
     "long-stream@78 order-11"},
    {"a payload is large",
     [](Events &all) { all[10].data = R"({"sum":1,"note":")" + std::string(2000, 'x') + "\"}"; },
     "large-payload@11 order-10"},
};

struct Report {
    QStringList lines;
    QString messages;
};

Report checkAt(const QString &path, const CheckOptions &options = {})
{
    auto opened = openStore(path.toStdString());
    if (!opened)
        return {{QString::fromStdString(opened.error().message)}, {}};
    const std::shared_ptr<Store> store = *opened;
    EventLog::Options logOptions;
    logOptions.countVersions = store->info().versionsCounted;
    EventLog log(logOptions);
    LogLoader loader(store, log);
    loader.start();
    if (loader.waitUntilLoaded() != LogLoader::State::Loaded)
        return {{QStringLiteral("not loaded")}, {}};
    const auto report = checkLog(log, [&] { return store->reader(); }, options, {});
    if (!report)
        return {{QString::fromStdString(report.error().message)}, {}};
    Report found;
    for (const Finding &finding : report->findings) {
        const std::string stream = finding.stream == kNoStream
                                       ? std::string()
                                       : " " + std::string(log.streamName(finding.stream));
        found.lines << QString::fromStdString(std::string(nameOf(finding.code)) + "@"
                                              + log.positionLabel(finding.row) + stream);
        found.messages += QString::fromStdString(finding.message) + u'\n';
    }
    return found;
}

} // namespace

class TestCheckStores : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_config.isValid());
        qputenv("XDG_CONFIG_HOME", m_config.path().toUtf8());
    }

    void aMishapIsFoundAndNothingElse_data()
    {
        QTest::addColumn<int>("dialect");
        QTest::addColumn<int>("mishap");
        for (int dialect = 0; dialect < 3; ++dialect) {
            for (std::size_t mishap = 0; mishap < std::size(kMishaps); ++mishap)
                QTest::addRow("%s: %s", kDialects[dialect].name, kMishaps[mishap].name)
                    << dialect << static_cast<int>(mishap);
        }
    }

    void aMishapIsFoundAndNothingElse()
    {
        QFETCH(int, dialect);
        QFETCH(int, mishap);
        Events events = sound();
        kMishaps[mishap].happen(events);
        const QTemporaryDir folder;
        CheckOptions options;
        options.longStream = 30;
        options.largePayload = 1000;
        const Report report = checkAt(kDialects[dialect].write(QDir(folder.path()), events),
                                      options);
        const QStringList expected = QString::fromLatin1(kMishaps[mishap].findings)
                                         .split(u',', Qt::SkipEmptyParts);
        QVERIFY2(report.lines == expected,
                 qPrintable(report.lines.join(u'\n') + u'\n' + report.messages));
    }

    void aPayloadThatIsCutOffIsUnreadable_data()
    {
        QTest::addColumn<int>("dialect");
        QTest::addRow("marten") << 0;
        QTest::addRow("message-db") << 1;
    }

    void aPayloadThatIsCutOffIsUnreadable()
    {
        QFETCH(int, dialect);
        Events events = sound();
        events[17].data.resize(8);
        const QTemporaryDir folder;
        const Report report = checkAt(kDialects[dialect].write(QDir(folder.path()), events));
        QCOMPARE(report.lines, QStringList{QStringLiteral("unreadable-payload@18 order-5")});
        QVERIFY(report.messages.contains(QStringLiteral("cut off after 8 bytes")));
    }

    void aTornLineIsUnreadable()
    {
        const QTemporaryDir folder;
        const QString path = writeKurrent(QDir(folder.path()), sound());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QByteArrayList lines = file.readAll().split('\n');
        lines[20].chop(20);
        file.close();
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(lines.join('\n'));
        file.close();
        const Report report = checkAt(path);
        QVERIFY2(report.lines.contains(QStringLiteral("unreadable-payload@21"))
                     || report.lines.contains(QStringLiteral("unreadable-payload@21 order-8")),
                 qPrintable(report.lines.join(u'\n') + report.messages));
    }

    void aSoundStoreOfAFrameworkHasNoFinding_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const FrameworkStore &store : frameworkStores())
            QTest::newRow(store.name) << index++;
    }

    void aSoundStoreOfAFrameworkHasNoFinding()
    {
        QFETCH(int, index);
        const FrameworkStore made = frameworkStores()[static_cast<std::size_t>(index)];
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.db"));
        Database(path).run(made.sql);
        const bool isDamaged = std::any_of(made.events.begin(), made.events.end(),
                                           [](const std::string &line) {
                                               return line.ends_with('!');
                                           });
        const Report report = checkAt(path);
        QVERIFY2(isDamaged ? report.lines.filter(QStringLiteral("unreadable-payload")).size() == 1
                                 && report.lines.size() == 1
                           : report.lines.isEmpty(),
                 qPrintable(report.lines.join(u'\n') + u'\n' + report.messages));
    }

    void aStoreThatAFrameworkWroteHasNoFinding_data()
    {
        QTest::addColumn<QString>("path");
        const QDir folder(qEnvironmentVariable("EVENTSCOPE_STORES"));
        if (!qEnvironmentVariableIsSet("EVENTSCOPE_STORES"))
            return;
        for (const QString &name : folder.entryList(QDir::Files)) {
            if (!name.endsWith(QStringLiteral(".facts.json"))
                && !name.endsWith(QStringLiteral(".pg.sql")))
                QTest::newRow(qPrintable(name)) << folder.filePath(name);
        }
    }

    void aStoreThatAFrameworkWroteHasNoFinding()
    {
        if (!qEnvironmentVariableIsSet("EVENTSCOPE_STORES"))
            QSKIP("EVENTSCOPE_STORES names no folder of stores.");
        QFETCH(QString, path);
        QTemporaryDir folder;
        const QString copy = folder.filePath(QFileInfo(path).fileName());
        QVERIFY(QFile::copy(path, copy));
        const Report report = checkAt(copy);
        QVERIFY2(report.lines.isEmpty(),
                 qPrintable(report.lines.join(u'\n') + u'\n' + report.messages));
    }

private:
    QTemporaryDir m_config;
};

QTEST_GUILESS_MAIN(TestCheckStores)
#include "tst_checkstores.moc"
