// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Every file of projections/ is a rule of KurrentDB's projections, named after it: a projection, the events of a Gaffer fixture, and what
// `eventscope-cli project` must say of them, for both engines.
//
// What is expected is one JSON object behind "=== v1", "=== v2" or "=== v1 and v2". Members that are left out: all is well, every event that
// is not told as skipped is processed, results are the states, and there is nothing else. Lines are those of the fixture file.
//   valid, shared, skipped: as the command prints them; states, results: by key; source: some of its members
//   (states null: whatever they are)
//   emitted: [position, stream, type, data, metadata] each; logs: [position, text] each
//   warnings: [code, line, words] each; error: {message: words, position, line}
//   refused: words of what is printed where the file is no projection at all
//   steps: [position, partition, status, reason, state] each
// Words are part of the sentence.

#include "base/json.h"
#include "cli/cliprogram.h"
#include "store/sqlitetest.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <optional>
#include <string>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

struct Fixture {
    QByteArray projection;
    QByteArray events;
    QByteArray v1;
    QByteArray v2;
};

// The parts of a fixture, each behind its heading.
std::optional<Fixture> readFixture(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    Fixture fixture;
    QByteArray *first = &fixture.projection;
    QByteArray *second = nullptr;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine();
        if (!line.startsWith("=== ")) {
            *first += line;
            if (second)
                *second += line;
            continue;
        }
        const QByteArray heading = line.mid(4).trimmed();
        if (heading != "events" && heading != "v1" && heading != "v2" && heading != "v1 and v2")
            return std::nullopt;
        first = heading == "events" ? &fixture.events : heading == "v2" ? &fixture.v2 : &fixture.v1;
        second = heading == "v1 and v2" ? &fixture.v2 : nullptr;
    }
    return fixture;
}

JsonValue parsed(const QByteArray &text)
{
    auto value = JsonValue::parse(text.toStdString());
    return value ? std::move(*value) : JsonValue::string("no JSON: " + text.toStdString());
}

JsonValue memberOf(const JsonValue &object, std::string_view name, const char *otherwise = "null")
{
    const JsonValue *const found = object.find(name);
    return found ? *found : parsed(otherwise);
}

JsonValue elementAt(const JsonValue &list, std::size_t index)
{
    return index < list.elements().size() ? list.elements()[index] : JsonValue();
}

// What a run must say beside what it says. Members that are no part of the expectation are not in either.
class Comparison
{
public:
    Comparison(const JsonValue &expected, const QList<QByteArray> &lines)
        : m_expected(expected)
        , m_lines(lines)
        , m_actual(parsed(lines.value(lines.size() - 1)))
    {
        compare("valid", memberOf(expected, "valid", "true"), memberOf(m_actual, "valid"));
        if (const JsonValue *const source = expected.find("source")) {
            for (const JsonValue::Member &member : source->members())
                compare("source", member.second,
                        memberOf(memberOf(m_actual, "source"), member.first, "\"absent\""));
        }
        compare("skipped", memberOf(expected, "skipped", "{}"), memberOf(m_actual, "skipped"));
        comparePartitions();
        compare("shared", memberOf(expected, "shared"), memberOf(m_actual, "shared"));
        compareLists();
        compareError();
    }

    void compareCount(std::int64_t events)
    {
        const JsonValue skipped = memberOf(m_actual, "skipped");
        for (const JsonValue::Member &reason : skipped.members())
            events -= std::strtoll(reason.second.text().c_str(), nullptr, 10);
        compare("processed", JsonValue::number(events), memberOf(m_actual, "processed"));
    }

    const QString &differences() const { return m_differences; }

private:
    void compare(const char *what, const JsonValue &expected, const JsonValue &actual)
    {
        if (!(expected == actual))
            m_differences += QStringLiteral("\n%1: %2\n instead of %3")
                                 .arg(QLatin1String(what), QString::fromStdString(actual.dump()),
                                      QString::fromStdString(expected.dump()));
    }

    void compareWords(const char *what, const JsonValue &words, const JsonValue &sentence)
    {
        if (sentence.text().find(words.text()) == std::string::npos)
            compare(what, words, sentence);
    }

    void comparePartitions()
    {
        const JsonValue states = memberOf(m_expected, "states", "{}");
        if (states.isNull())
            return;
        const JsonValue results = m_expected.find("results") ? *m_expected.find("results") : states;
        JsonValue actualStates = JsonValue::object();
        JsonValue actualResults = JsonValue::object();
        const JsonValue partitions = memberOf(m_actual, "partitions");
        for (const JsonValue::Member &partition : partitions.members()) {
            actualStates.member(partition.first) = memberOf(partition.second, "state");
            actualResults.member(partition.first) = memberOf(partition.second, "result");
        }
        compare("states", states, actualStates);
        compare("results", results, actualResults);
    }

    // Those of objects, in the order of the expectation's elements.
    static JsonValue listOf(const JsonValue &objects, std::initializer_list<const char *> members)
    {
        JsonValue list = JsonValue::array();
        for (const JsonValue &object : objects.elements()) {
            JsonValue entry = JsonValue::array();
            for (const char *const member : members)
                entry.mutableElements().push_back(memberOf(object, member, "\"absent\""));
            list.mutableElements().push_back(std::move(entry));
        }
        return list;
    }

    void compareLists()
    {
        compare("emitted", memberOf(m_expected, "emitted", "[]"),
                listOf(memberOf(m_actual, "emitted"),
                       {"position", "streamId", "eventType", "data", "metadata"}));
        compare("logs", memberOf(m_expected, "logs", "[]"),
                listOf(memberOf(m_actual, "logs"), {"position", "message"}));
        const JsonValue wanted = memberOf(m_expected, "warnings", "[]");
        const JsonValue warnings = listOf(memberOf(m_actual, "warnings"),
                                          {"code", "line", "message"});
        if (warnings.size() != wanted.size())
            return compare("warnings", wanted, warnings);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const JsonValue expected = elementAt(wanted, i);
            const JsonValue actual = elementAt(warnings, i);
            compare("warning", elementAt(expected, 0), elementAt(actual, 0));
            compare("line of the warning", elementAt(expected, 1), elementAt(actual, 1));
            compareWords("warning", elementAt(expected, 2), elementAt(actual, 2));
        }
        if (const JsonValue *const steps = m_expected.find("steps")) {
            JsonValue told = JsonValue::array();
            for (qsizetype i = 0; i + 1 < m_lines.size(); ++i)
                told.mutableElements().push_back(parsed(m_lines[i]));
            compare("steps", *steps,
                    listOf(told, {"position", "partition", "status", "reason", "state"}));
        }
    }

    void compareError()
    {
        const JsonValue wanted = memberOf(m_expected, "error");
        const JsonValue error = memberOf(m_actual, "error");
        if (wanted.isNull() || error.isNull())
            return compare("error", wanted, error);
        compareWords("error", memberOf(wanted, "message"), memberOf(error, "message"));
        compare("position of the error", memberOf(wanted, "position"), memberOf(error, "position"));
        if (const JsonValue *const line = wanted.find("line"))
            compare("line of the error", *line, memberOf(error, "line"));
    }

    const JsonValue &m_expected;
    const QList<QByteArray> &m_lines;
    JsonValue m_actual;
    QString m_differences;
};

// As SQL.
std::string sqlText(const JsonValue &event, std::string_view member)
{
    const JsonValue value = memberOf(event, member);
    if (value.isNull())
        return "NULL";
    std::string text = "'";
    for (const char c : value.text())
        text += c == '\'' ? std::string("\'\'") : std::string(1, c);
    return text + '\'';
}

// The events of a fixture as a service would store them: payloads as text, versions counted from 0.
void writeStore(const QString &path, const JsonValue &events)
{
    test::Database database(path);
    database.run(
        "CREATE TABLE events (global_position INTEGER PRIMARY KEY, event_id TEXT, stream_id TEXT NOT NULL, "
        "version INTEGER NOT NULL, event_type TEXT NOT NULL, data TEXT, metadata TEXT, created_at TEXT)");
    std::map<std::string, std::int64_t> counts;
    for (const JsonValue &event : events.elements()) {
        std::int64_t &count = counts[memberOf(event, "streamId").text()];
        const JsonValue number = memberOf(event, "sequenceNumber");
        const std::string version = number.isNumber() ? number.text() : std::to_string(count);
        ++count;
        database.run(
            "INSERT INTO events (event_id, stream_id, version, event_type, data, metadata, created_at) VALUES ("
            + sqlText(event, "eventId") + ',' + sqlText(event, "streamId") + ',' + version + ','
            + sqlText(event, "eventType") + ',' + sqlText(event, "data") + ','
            + sqlText(event, "metadata") + ',' + sqlText(event, "created") + ')');
    }
}

// A table knows of no text that only looks like JSON.
bool canBeStored(const JsonValue &events)
{
    const auto isText = [](const JsonValue &event) {
        const JsonValue isJson = memberOf(event, "isJson", "true");
        return !isJson.toBool() && JsonValue::parse(memberOf(event, "data").text());
    };
    return std::none_of(events.elements().begin(), events.elements().end(), isText);
}

QStringList fixturePaths()
{
    QDirIterator files(QStringLiteral(PROJECTIONS), {u"*.fixture"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    QStringList paths;
    while (files.hasNext())
        paths << files.next();
    paths.sort();
    return paths;
}

QString nameOf(const QString &path)
{
    return QDir(QStringLiteral(PROJECTIONS)).relativeFilePath(path).chopped(8); // .fixture
}

} // namespace

class TestProjections : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theRuleHolds_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("engine");
        const QStringList paths = fixturePaths();
        QVERIFY(paths.size() > 150);
        for (const QString &path : paths) {
            for (const QString &engine : {u"v1"_s, u"v2"_s})
                QTest::newRow(qPrintable(nameOf(path) + u", "_s + engine)) << path << engine;
        }
    }

    void theRuleHolds()
    {
        QFETCH(QString, path);
        QFETCH(QString, engine);
        const auto fixture = readFixture(path);
        QVERIFY2(fixture, qPrintable(path + u" has a heading that nobody knows."_s));
        const JsonValue expected = parsed(engine == u"v1"_s ? fixture->v1 : fixture->v2);
        QVERIFY2(expected.isObject(), expected.text().c_str());

        const QString projection = write(u"projection.js"_s, fixture->projection);
        const QString events = write(u"events.json"_s, fixture->events);
        QVERIFY(!projection.isEmpty() && !events.isEmpty());
        QStringList arguments{u"project"_s, events, projection, u"--engine"_s, engine};
        if (expected.find("steps"))
            arguments << u"--steps"_s;
        const test::Run run = test::cli(arguments);
        const QList<QByteArray> lines = run.lines();
        if (const JsonValue *const words = expected.find("refused")) {
            QCOMPARE(run.status, 2);
            QVERIFY2(run.err.contains(words->text().c_str()), run.err.constData());
            return;
        }
        const bool isFine = !expected.find("error");
        QVERIFY2(run.status == (isFine ? 0 : 1), (run.out + run.err).constData());
        Comparison comparison(expected, lines);
        if (isFine)
            comparison.compareCount(std::int64_t(parsed(fixture->events).size()));
        QVERIFY2(comparison.differences().isEmpty(), qPrintable(comparison.differences()));
    }

    // The same projection gives the same states over a Gaffer fixture and over a SQLite store holding the same events.
    void aSqliteStoreGivesWhatTheFixtureGives_data()
    {
        QTest::addColumn<QString>("path");
        for (const QString &path : fixturePaths()) {
            const auto fixture = readFixture(path);
            QVERIFY(fixture);
            // What the definition says does not depend on the store, nor do the limits.
            if (parsed(fixture->v1).find("valid") == nullptr && canBeStored(parsed(fixture->events))
                && !path.contains(u"/limits/"_s))
                QTest::newRow(qPrintable(nameOf(path))) << path;
        }
    }

    void aSqliteStoreGivesWhatTheFixtureGives()
    {
        QFETCH(QString, path);
        const auto fixture = readFixture(path);
        QVERIFY(fixture);
        const QString projection = write(u"projection.js"_s, fixture->projection);
        const QString events = write(u"events.json"_s, fixture->events);
        const QTemporaryDir folder;
        const QString store = folder.filePath(u"events.db"_s);
        writeStore(store, parsed(fixture->events));
        const auto runOver = [&](const QString &source) {
            return test::cli({u"project"_s, source, projection, u"--steps"_s});
        };
        const test::Run overFixture = runOver(events);
        const test::Run overStore = runOver(store);
        QVERIFY2(!overFixture.out.isEmpty() || overFixture.status == 2,
                 overFixture.err.constData());
        QCOMPARE(overStore.out, overFixture.out);
        QCOMPARE(overStore.status, overFixture.status);
    }

    void everyWarningHasAFixtureAndStandsInTheGuide()
    {
        QByteArray fixtures;
        for (const QString &path : fixturePaths()) {
            const auto fixture = readFixture(path);
            QVERIFY(fixture);
            fixtures += fixture->v1 + fixture->v2;
        }
        const auto textOf = [](const QString &path) {
            QFile file(QStringLiteral(SOURCES "/") + path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QByteArray guide = textOf(u"docs/projections.md"_s);
        QVERIFY(!guide.isEmpty());
        const QRegularExpression warning(uR"(warn\('([\w-]+)')"_s);
        int count = 0;
        for (const char *part : {"calls", "", "run"}) {
            const QByteArray script = textOf(
                u"src/script/host/projection%1.js"_s.arg(QLatin1String(part)));
            QVERIFY(!script.isEmpty());
            auto match = warning.globalMatch(QString::fromUtf8(script));
            while (match.hasNext()) {
                const QByteArray code = match.next().captured(1).toUtf8();
                QVERIFY2(guide.contains("| `" + code + "` |"), code.constData());
                QVERIFY2(fixtures.contains("[\"" + code + "\", "), code.constData());
                ++count;
            }
        }
        QVERIFY(count >= 17);
        QVERIFY(guide.contains("| `selects-nothing` |"));
    }

private:
    QString write(const QString &name, const QByteArray &text) const
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? path
                                                                                  : QString();
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestProjections)
#include "tst_projections.moc"
