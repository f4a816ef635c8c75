// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/replaybox.h"

#include "event/loader.h"
#include "script/childhosts.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace eventscope::tests;

class TestReplayBox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLimitIsTriedAnewOnlyWhenThatIsAskedFor()
    {
        QTemporaryDir dir;
        const auto write = [&](const char *name, const QByteArray &text) {
            QFile file(dir.filePath(QString::fromLatin1(name)));
            if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
                qFatal("no file");
            return file.fileName().toStdString();
        };
        const auto store = openStore(write(
            "events.jsonl",
            R"({"id":"e1","type":"Placed","aggregateId":"order-1","version":1,"payload":{"n":1}})"
            "\n"
            R"({"id":"e2","type":"Looped","aggregateId":"order-1","version":2,"payload":{}})"
            "\n"));
        QVERIFY2(store, store ? "" : store.error().message.c_str());
        const auto log = std::make_shared<EventLog>();
        LogLoader loader(*store, *log);
        loader.start();
        QCOMPARE(loader.waitUntilLoaded(), LogLoader::State::Loaded);

        ReplayQuestion question;
        question.log = log;
        question.store = *store;
        question.sequence = Sequence::range(Row(0), 2);
        question.reducer
            = write("order.js",
                    "export default (s, e) => { while (e.type === 'Looped') {} s.n = e.data.n; };");
        const auto before = childProcesses();
        ReplayBox box;
        // Whether it fails at its second event, as it always does.
        const auto fails = [&] {
            const auto replay = box.open(question, {});
            if (!replay)
                return false;
            const auto state = (*replay)->stateAt(1);
            return state && state->failure && state->failure->end == ScriptEnd::Limit
                   && state->state.find("n")->text() == "1";
        };
        QVERIFY(fails());
        const auto running = childProcesses(before);
        QVERIFY(fails());
        QCOMPARE(childProcesses(before), running); // none was ended, none was started
        ++question.saved;
        QVERIFY(fails());
        QVERIFY(childProcesses(before) != running);
    }
};

QTEST_GUILESS_MAIN(TestReplayBox)
#include "tst_replaybox.moc"
