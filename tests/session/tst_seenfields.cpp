// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"
#include "ui/ordersstore.h"

#include <QTest>

#include <algorithm>

using namespace eventscope;

class TestSeenFields : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFieldsOfPayloadsAndMetadataAreFoundWhenSomebodyWantsThem()
    {
        OrdersStore store;
        Session session;
        store.open(session);
        SeenFields &seen = session.seenFields();
        QVERIFY(seen.fields().empty()); // nobody has asked
        seen.want();
        QTRY_VERIFY(!seen.fields().empty());
        const SeenField *const total = seen.find("data.total");
        QVERIFY(total);
        QCOMPARE(QByteArray::fromStdString(total->kinds), "null or number");
        QVERIFY(!total->isText);
        const SeenField *const status = seen.find("data.status");
        QVERIFY(status && status->isText);
        QVERIFY(std::count(status->values.begin(), status->values.end(), "shipped") == 1);
        QVERIFY(seen.find("data.items[0].sku"));
        QCOMPARE(seen.find("data.items[5].sku"), seen.find("data.items[0].sku"));
        QVERIFY(seen.find("meta.correlationId"));
        QVERIFY(!seen.find("data.nothing"));
        const auto &fields = seen.fields();
        QVERIFY(std::is_sorted(fields.begin(), fields.end(),
                               [](const auto &a, const auto &b) { return a.events > b.events; }));
    }

    void askingWhileItLoadsIsAnsweredOnceItIsLoaded()
    {
        OrdersStore store;
        Session session;
        session.open(store.path());
        session.seenFields().want();
        QTRY_VERIFY(session.seenFields().find("data.total"));
        session.close();
        QVERIFY(session.seenFields().fields().empty());
    }

    void theCatalogueTellsThemToo()
    {
        OrdersStore store;
        Session session;
        store.open(session);
        session.catalogue().want();
        QTRY_VERIFY(session.seenFields().find("data.total"));
    }
};

QTEST_GUILESS_MAIN(TestSeenFields)
#include "tst_seenfields.moc"
