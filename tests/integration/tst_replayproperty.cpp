// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// States, blame, changes, histories and patches of 200 random streams, in every form of a reducer and merged, held against the naive way.
#include "naivereplay.h"

#include "event/loader.h"
#include "replay/openreplay.h"
#include "store/store.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace eventscope::tests;

namespace {

constexpr int kStreams = 200;
constexpr int kStreamsOfCli = 4;

// "" merges.
struct Form {
    const char *name;
    const char *script;
};
constexpr std::array kForms{
    Form{"merge", ""},
    Form{"function that changes",
         "export const initialState = { lines: [], total: 0 };\n"
         "export default (state, event) => {\n"
         "    for (const each of event.data.ops) change(at(state, each[1]), each);\n"
         "};\n"},
    Form{
        "function that copies",
        "export const initialState = { lines: [], total: 0 };\n"
        "function changed(value, path, operation) {\n"
        "    const copy = Array.isArray(value) ? [...value] : { ...value };\n"
        "    if (path.length === 0) change(copy, operation);\n"
        "    else copy[path[0]] = changed(copy[path[0]], path.slice(1), operation);\n"
        "    return copy;\n"
        "}\n"
        "export default (state, { data }) => data.ops.reduce((s, each) => changed(s, each[1], each), state);\n"},
    Form{
        "class",
        "class Line { constructor(members) { Object.assign(this, members); } }\n"
        "export default class Thing {\n"
        "    lines = [];\n"
        "    total = 0;\n"
        "    apply(event) {\n"
        "        for (const [what, path, token, value] of event.data.ops) {\n"
        "            const isLine = what === 'insert' && value?.sku !== undefined;\n"
        "            change(at(this, path), [what, path, token, isLine ? new Line(value) : value]);\n"
        "        }\n"
        "    }\n"
        "}\n"},
};

naive::Json parsed(const std::string &text)
{
    return naive::Json::parse(text);
}

std::string textOf(const JsonValue &value)
{
    return parsed(value.dump()).dump(); // members in the same order
}

naive::Changes told(const std::vector<LeafChange> &changes)
{
    naive::Changes all;
    for (const LeafChange &each : changes) {
        using Kind = LeafChange::Kind;
        all.emplace(each.kind == Kind::Added     ? '+'
                    : each.kind == Kind::Removed ? '-'
                                                 : '~',
                    each.pointer, each.kind == Kind::Added ? "" : textOf(each.before),
                    each.kind == Kind::Removed ? "" : textOf(each.after));
    }
    return all;
}

std::string said(const naive::Changes &changes)
{
    std::string all;
    for (const auto &[kind, pointer, before, after] : changes)
        all += "\n  " + (kind + (pointer + ' ' + before + " -> " + after));
    return all;
}

std::string said(const std::map<std::string, std::uint32_t> &blame)
{
    std::string all;
    for (const auto &[pointer, ordinal] : blame)
        all += pointer + ':' + std::to_string(ordinal) + ' ';
    return all;
}

std::string said(const std::vector<naive::Step> &steps)
{
    std::string all;
    for (const naive::Step &each : steps)
        all += "\n  " + std::to_string(each.ordinal) + ": "
               + (each.before ? each.before->dump() : "none") + " -> "
               + (each.after ? each.after->dump() : "none");
    return all;
}

} // namespace

class TestReplayProperty : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;
    QString m_store;
    QString m_script; // empty: merged
    std::vector<naive::Stream> m_streams;

    static std::string streamName(std::size_t index) { return "thing-" + std::to_string(index); }

    // Every stream has a seed of its own, its number.
    void make(std::size_t form, int count)
    {
        const auto write = [&](const QString &name, const QByteArray &text) {
            QFile file(m_dir.filePath(name));
            if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
                qFatal("no file");
            return file.fileName();
        };
        m_streams.clear();
        QByteArray lines;
        int id = 0;
        for (int i = 0; i < count; ++i) {
            naive::Random random(static_cast<unsigned>(i));
            const std::size_t events = 2 + random() % 24;
            m_streams.push_back(form == 0 ? naive::patches(random, events)
                                          : naive::operations(random, events));
            std::size_t version = 0;
            for (const naive::Json &payload : m_streams.back().payloads)
                lines += QByteArray::fromStdString(naive::Json({{"id", "e" + std::to_string(++id)},
                                                                {"type", "Happened"},
                                                                {"aggregateId", streamName(i)},
                                                                {"aggregateType", "thing"},
                                                                {"version", ++version},
                                                                {"payload", payload}})
                                                       .dump())
                         + '\n';
        }
        m_store = write(QStringLiteral("things.jsonl"), lines);
        const QByteArray script = kForms[form].script;
        m_script = script.isEmpty()
                       ? QString()
                       : write(QStringLiteral("thing.js"), script + naive::kOperations);
    }

    static void addForms()
    {
        QTest::addColumn<std::size_t>("form");
        for (std::size_t i = 0; i < kForms.size(); ++i)
            QTest::newRow(kForms[i].name) << i;
    }

    void verifyStream(Replay &replay, const naive::Stream &stream, bool merged,
                      const std::string &seed);
    naive::Json cli(const QStringList &arguments, bool lines);

private Q_SLOTS:
    void everyAnswerEqualsTheNaiveOne_data() { addForms(); }
    void everyAnswerEqualsTheNaiveOne();
    void theCommandLineSaysTheSame_data() { addForms(); }
    void theCommandLineSaysTheSame();
};

void TestReplayProperty::verifyStream(Replay &replay, const naive::Stream &stream, bool merged,
                                      const std::string &seed)
{
    const auto size = std::uint32_t(stream.payloads.size());
    naive::Random random(size);
    const auto verify = [&](bool holds, const std::string &what) {
        if (!holds)
            QTest::qFail((seed + ", " + what).c_str(), __FILE__, __LINE__);
        return holds;
    };
    std::vector<JsonValue> states;
    for (int jump = 0; jump < 6; ++jump) {
        const auto ordinal = jump == 0 ? size - 1 : std::uint32_t(random() % size);
        const auto at = replay.stateAt(ordinal);
        if (!verify(at.has_value(), at ? "" : at.error().message))
            return;
        const std::string place = "event " + std::to_string(ordinal) + ": ";
        const auto &before = stream.states[ordinal];
        const auto &after = stream.states[ordinal + 1];
        const auto blame = naive::blame(stream, ordinal + 1, merged);
        const auto changes = naive::changes(before, after);
        if (!verify(!at->failure, place + "failed")
            || !verify(textOf(at->state) == after.dump(), place + "state " + at->state.dump())
            || !verify(textOf(at->before) == before.dump(), place + "state before")
            || !verify(at->blame == blame, place + said(at->blame) + "\nnot " + said(blame))
            || !verify(told(at->changes) == changes,
                       place + said(told(at->changes)) + "\nnot" + said(changes)))
            return;
        const std::size_t other = random() % (size + 1);
        const auto from = JsonValue::parse(stream.states[other].dump());
        const auto wrong = naive::complaint(stream.states[other], after,
                                            parsed(jsonPatch(*from, at->state).dump()));
        if (!verify(wrong.empty(),
                    place + "the patch from " + std::to_string(other) + ": " + wrong))
            return;
    }

    const auto first = std::uint32_t(random() % size);
    const auto count = std::uint32_t(1 + random() % size);
    const auto changes = replay.changes(first, count);
    if (!verify(changes.has_value(), changes ? "" : changes.error().message)
        || !verify(changes->size() == std::min(count, size - first), "number of changes"))
        return;
    for (std::uint32_t i = 0; i < changes->size(); ++i) {
        const auto expected = naive::changes(stream.states[first + i],
                                             stream.states[first + i + 1]);
        const auto found = told((*changes)[i].changes);
        if (!verify((*changes)[i].ordinal == first + i && found == expected,
                    "changes of event " + std::to_string(first + i) + said(found) + "\nnot"
                        + said(expected)))
            return;
    }

    for (int i = 0; i < 4; ++i) {
        const auto at = std::uint32_t(random() % size);
        const auto all = naive::pointers(stream.states[random() % (size + 1)]);
        const std::string pointer = all[random() % all.size()];
        const auto history = replay.history(pointer, at);
        if (!verify(history.has_value(), history ? "" : history.error().message))
            return;
        std::vector<naive::Step> steps;
        for (const FieldChange &each : history->changes) {
            using Kind = LeafChange::Kind;
            naive::Step step{each.ordinal, {}, {}};
            if (each.kind != Kind::Added)
                step.before = parsed(each.before.dump());
            if (each.kind != Kind::Removed)
                step.after = parsed(each.after.dump());
            steps.push_back(std::move(step));
        }
        const auto expected = naive::history(stream, pointer, at);
        if (!verify(said(steps) == said(expected), "history of \"" + pointer + "\" at "
                                                       + std::to_string(at) + said(steps) + "\nnot"
                                                       + said(expected)))
            return;
    }
}

void TestReplayProperty::everyAnswerEqualsTheNaiveOne()
{
    QFETCH(std::size_t, form);
    make(form, kStreams);
    const auto store = openStore(m_store.toStdString());
    QVERIFY2(store, store ? "" : store.error().message.c_str());
    EventLog log;
    LogLoader loader(*store, log);
    loader.start();
    QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Loaded);
    auto reader = (*store)->reader();
    QVERIFY(reader);
    auto replay = openReplay(log, std::move(*reader), {m_script.toStdString(), {}});
    QVERIFY2(replay, replay ? "" : replay.error().message.c_str());
    for (std::size_t i = 0; i < m_streams.size(); ++i) {
        const auto stream = log.findStream(streamName(i));
        QVERIFY(stream);
        (*replay)->setSequence(Sequence::of(log.streamRows(*stream)));
        verifyStream(**replay, m_streams[i], form == 0, "seed " + std::to_string(i));
        if (QTest::currentTestFailed())
            return;
    }
}

naive::Json TestReplayProperty::cli(const QStringList &arguments, bool lines)
{
    QProcess process;
    QStringList all{arguments.first(), m_store};
    all += arguments.sliced(1);
    if (!m_script.isEmpty())
        all += {QStringLiteral("--reducer"), m_script};
    process.start(QStringLiteral(EVENTSCOPE_CLI), all);
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        qWarning("%s", process.readAllStandardError().constData());
    naive::Json answers = naive::Json::array();
    while (process.canReadLine())
        answers.push_back(parsed(process.readLine().toStdString()));
    return lines ? answers : answers.empty() ? naive::Json() : answers[0];
}

void TestReplayProperty::theCommandLineSaysTheSame()
{
    QFETCH(std::size_t, form);
    make(form, kStreamsOfCli);
    for (std::size_t i = 0; i < m_streams.size(); ++i) {
        const naive::Stream &stream = m_streams[i];
        const std::string seed = "seed " + std::to_string(i);
        const QStringList which{QStringLiteral("--stream"), QString::fromStdString(streamName(i))};
        naive::Random random(static_cast<unsigned>(i));
        const std::size_t size = stream.payloads.size();
        const std::size_t version = 1 + random() % size;
        const std::size_t other = 1 + random() % size;
        const auto state = cli(QStringList{QStringLiteral("state")} + which
                                   + QStringList{QStringLiteral("--at"),
                                                 QString::number(version),
                                                 QStringLiteral("--blame"),
                                                 QStringLiteral("--diff"), QString::number(other)},
                               false);
        QVERIFY2(state.is_object() && state.contains("diff"), seed.c_str());
        QVERIFY2(state["state"] == stream.states[version], seed.c_str());
        const auto wrong = naive::complaint(stream.states[other], stream.states[version],
                                            state["diff"]);
        QVERIFY2(wrong.empty(), (seed + ": " + wrong).c_str());
        std::map<std::string, std::uint32_t> blame;
        for (const auto &[pointer, event] : state["blame"].items())
            blame[pointer] = event["version"].get<std::uint32_t>() - 1;
        const auto expected = naive::blame(stream, version, form == 0);
        QVERIFY2(blame == expected,
                 (seed + ": " + said(blame) + "\nnot " + said(expected)).c_str());

        const auto all = naive::pointers(stream.states[random() % (size + 1)]);
        const std::string pointer = all[random() % all.size()];
        const auto history = cli(QStringList{QStringLiteral("history")} + which
                                     + QStringList{QStringLiteral("--path"),
                                                   QString::fromStdString(pointer)},
                                 true);
        const auto steps = naive::history(stream, pointer, std::uint32_t(size) - 1);
        const std::string what = seed + ", " + pointer + ": " + history.dump();
        QVERIFY2(history.size() == steps.size(), what.c_str());
        for (std::size_t j = 0; j < steps.size(); ++j) {
            QVERIFY2(history[j]["version"] == steps[j].ordinal + 1, what.c_str());
            QVERIFY2(history[j]["before"] == steps[j].before.value_or(nullptr), what.c_str());
            QVERIFY2(history[j]["after"] == steps[j].after.value_or(nullptr), what.c_str());
        }
    }
}

QTEST_GUILESS_MAIN(TestReplayProperty)
#include "tst_replayproperty.moc"
