// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QByteArray>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace eventscope {

// A JSON Lines store of two orders and a cart that ran side by side, in a folder of its own.
//
//   0 order-1 v1 OrderPlaced      4 order-2 v2 OrderCancelled (by 1)
//   1 order-2 v1 OrderPlaced      5 order-1 v4 OrderDelivered (by 3)
//   2 order-1 v2 OrderPaid (by 0) 6 cart-9  v1 CartOpened (markup in its payload)
//   3 order-1 v3 OrderShipped     7 order-1 v5 OrderArchived (by 5)
class OrdersStore
{
public:
    explicit OrdersStore()
    {
        append(event(1, "order-1", 1, "OrderPlaced",
                     R"({"total":40.50,"status":"placed","items":[{"sku":"A","qty":1}]})"));
        append(event(2, "order-2", 1, "OrderPlaced", R"({"total":9,"status":"placed"})"));
        append(event(3, "order-1", 2, "OrderPaid",
                     R"({"status":"paid","paid":12345678901234567890})", "e1"));
        append(event(4, "order-1", 3, "OrderShipped", R"({"status":"shipped","carrier":"UPS"})",
                     "e3"));
        append(event(5, "order-2", 2, "OrderCancelled", R"({"status":"cancelled","total":null})",
                     "e2"));
        append(event(6, "order-1", 4, "OrderDelivered", R"({"status":"delivered","carrier":null})",
                     "e4"));
        append(event(7, "cart-9", 1, "CartOpened", R"({"note":"<b>bold</b> & plain"})"));
        append(event(8, "order-1", 5, "OrderArchived", R"({"archived":true})", "e6"));
    }

    QString path() const { return m_folder.filePath(QStringLiteral("orders.jsonl")); }
    void append(const QByteArray &line) const
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Append));
        file.write(line);
    }
    static QByteArray event(int number, const char *stream, int version, const char *type,
                            const char *payload, const char *cause = nullptr)
    {
        QByteArray text = R"({"id":"e)" + QByteArray::number(number) + R"(","type":")" + type
                          + R"(","aggregateId":")" + stream + R"(","aggregateType":")"
                          + QByteArray(stream).split('-').front()
                          + R"(","timestamp":"2026-01-01T00:)"
                          + QByteArray::number(number / 60).rightJustified(2, '0') + ':'
                          + QByteArray::number(number % 60).rightJustified(2, '0')
                          + R"(Z","version":)" + QByteArray::number(version) + R"(,"payload":)"
                          + payload + R"(,"metadata":{"correlationId":"c1")";
        if (cause)
            text += R"(,"causationId":")" + QByteArray(cause) + '"';
        return text + "}}\n";
    }

    // Opens it and waits until everything is there.
    void open(Session &session) const
    {
        session.open(path());
        QTRY_COMPARE(session.phase(), Session::Phase::Ready);
        QTRY_VERIFY(session.eventDetails());
    }

private:
    QTemporaryDir m_folder;
};

} // namespace eventscope
