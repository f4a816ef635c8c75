// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Every file of projections/ is a rule of KurrentDB's projections, named after it: a projection, the events of a Gaffer fixture, and what
// `eventscope-cli project` must say of them, for both engines.
//
// What is expected is one JSON object behind "=== v1", "=== v2" or "=== v1 and v2". Members that are left out: all is well, every event that
// is not told as skipped is processed, results are the states, and there is nothing else. Lines are those of the fixture file.
//   valid, shared, skipped: as the command prints them; states, results: by key; source: some of its members
//   emitted: [position, stream, type, data, metadata] each; logs: [position, text] each
//   warnings: [code, line, words] each; error: {message: words, position, line}
//   refused: words of what is printed where the file is no projection at all
//   steps: [position, partition, status, reason, state] each
// Words are part of the sentence.

#include "base/json.h"
#include "cli/cliprogram.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

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

} // namespace

class TestProjections : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theRuleHolds_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("engine");
        const QDir folder(QStringLiteral(PROJECTIONS));
        QDirIterator files(folder.path(), {u"*.fixture"_s}, QDir::Files,
                           QDirIterator::Subdirectories);
        QStringList paths;
        while (files.hasNext())
            paths << files.next();
        QVERIFY(paths.size() > 150);
        paths.sort();
        for (const QString &path : paths) {
            const QString name = folder.relativeFilePath(path).chopped(8); // .fixture
            for (const QString &engine : {u"v1"_s, u"v2"_s})
                QTest::newRow(qPrintable(name + u", "_s + engine)) << path << engine;
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
