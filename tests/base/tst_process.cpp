// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/process.h"

#include <QTest>

#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace eventscope;

class TestProcess : public QObject
{
    Q_OBJECT

private:
    static int niceness()
    {
#ifdef __linux__
        return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
#else
        return 0;
#endif
    }

private Q_SLOTS:
    void aThreadGivesWayWithThoseItStartsAndNobodyElse()
    {
#ifndef __linux__
        QSKIP("threads have no niceness of their own");
#endif
        const int before = niceness();
        int answering = -1;
        int gathering = -1;
        int started = -1;
        int hastened = -1;
        std::thread([&] {
            setHaste(Haste::Answer);
            answering = niceness();
            setHaste(Haste::Gather);
            gathering = niceness();
            std::thread([&] { started = niceness(); }).join();
            setHaste(Haste::Answer);
            hastened = niceness();
        }).join();
        QVERIFY(answering >= before);
        QVERIFY(gathering > before || before >= 10);
        QVERIFY(gathering >= answering);
        QCOMPARE(started, gathering);
        QCOMPARE(hastened, gathering);
        QCOMPARE(niceness(), before);
    }
};

QTEST_MAIN(TestProcess)
#include "tst_process.moc"
