// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/disposal.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace eventscope;

namespace {

struct Told {
    std::atomic<int> gone = 0;
    std::atomic<bool> inOrder = true;
    std::thread::id where;
};

struct Object {
    Told &told;
    int number;
    ~Object()
    {
        told.where = std::this_thread::get_id();
        if (told.gone.fetch_add(1) != number)
            told.inOrder = false;
    }
};

} // namespace

class TestDisposal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void objectsEndInAnotherThreadOneAfterTheOther()
    {
        Told told;
        for (int i = 0; i < 100; ++i)
            disposeElsewhere(std::shared_ptr<Object>(new Object{told, i}));
        QTRY_COMPARE(told.gone.load(), 100);
        QVERIFY(told.inOrder);
        QVERIFY(told.where != std::this_thread::get_id());
    }

    void whatSomebodyElseHoldsStays()
    {
        Told told;
        auto held = std::shared_ptr<Object>(new Object{told, 0});
        disposeElsewhere(held);
        disposeElsewhere(nullptr);
        QTRY_COMPARE(held.use_count(), 1);
        QCOMPARE(told.gone.load(), 0);
        held.reset();
        QCOMPARE(told.gone.load(), 1);
        QVERIFY(told.where == std::this_thread::get_id());
    }
};

QTEST_MAIN(TestDisposal)
#include "tst_disposal.moc"
