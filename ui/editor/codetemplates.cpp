// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codetemplates.h"

namespace eventscope::ui {

namespace {

constexpr const char *kCount
    = R"js(// How many events each stream has, and when the last one was written.
fromAll()
    .foreachStream()
    .when({
        $init() {
            return { count: 0, last: null };
        },
        $any(state, event) {
            state.count += 1;
            state.last = event.created;
        }
    });
)js";

constexpr const char *kSummary
    = R"js(// One line for every order: who placed it, where it stands, what it costs.
fromCategory('order')
    .foreachStream()
    .when({
        $init() {
            return { customer: null, status: 'new', total: 0, events: 0 };
        },
        OrderPlaced(state, event) {
            state.customer = event.body.customer?.name ?? event.body.customer;
            state.status = 'placed';
            state.events += 1;
        },
        ItemAdded(state, event) {
            state.total = event.body.total;
            state.events += 1;
        },
        OrderPaid(state, event) {
            state.status = 'paid';
            state.total = event.body.payment.amount;
            state.events += 1;
        },
        OrderCancelled(state, event) {
            state.status = 'cancelled';
            state.reason = event.body.reason;
            state.events += 1;
        }
    });
)js";

constexpr const char *kPartition
    = R"js(// What each customer has ordered. The key of a state is what partitionBy() returns, a text or a number;
// events for which it returns something else are skipped.
fromCategory('order')
    .partitionBy((event) => {
        const customer = event.body.customer;
        return typeof customer === 'object' && customer !== null ? customer.name : customer;
    })
    .when({
        $init() {
            return { orders: 0, last: null };
        },
        OrderPlaced(state, event) {
            state.orders += 1;
            state.last = event.streamId;
        }
    });
)js";

constexpr const char *kEmit
    = R"js(// Tells of large payments in a stream of its own, and links every failed one where somebody looks.
// What would be written is shown, and never written.
const LARGE = 100;

fromCategory('payment')
    .when({
        $init() {
            return { large: 0, failed: 0 };
        },
        PaymentCaptured(state, event) {
            if (event.body.captured < LARGE)
                return;
            state.large += 1;
            emit('large-payments', 'LargePaymentCaptured', {
                payment: event.streamId,
                amount: event.body.captured
            });
        },
        PaymentFailed(state, event) {
            state.failed += 1;
            linkTo('failed-payments', event);
            log(event.streamId + ': ' + event.body.failure.message);
        }
    });
)js";

constexpr const char *kReadModel
    = R"js(// A read model in SQL. The database is a private one in memory: its tables are the output.
db.exec(`CREATE TABLE order_summary (
    order_id TEXT PRIMARY KEY,
    customer TEXT,
    status TEXT NOT NULL,
    total REAL NOT NULL DEFAULT 0
)`);

on('OrderPlaced', (event, db) => {
    db.run('INSERT INTO order_summary (order_id, customer, status) VALUES (?, ?, ?)',
        [event.streamId, event.data.customer?.name ?? event.data.customer, 'placed']);
});

on('OrderPaid', (event, db) => {
    db.run('UPDATE order_summary SET status = ?, total = ? WHERE order_id = ?',
        ['paid', event.data.payment.amount, event.streamId]);
});

on('OrderCancelled', (event, db) => {
    db.run('UPDATE order_summary SET status = ? WHERE order_id = ?', ['cancelled', event.streamId]);
});
)js";

CodeTemplate make(const char *name, const char *about, const char *fileName, const char *text)
{
    return {.name = QString::fromUtf8(name),
            .about = QString::fromUtf8(about),
            .fileName = QString::fromUtf8(fileName),
            .text = QString::fromUtf8(text)};
}

} // namespace

const std::vector<CodeTemplate> &codeTemplates()
{
    static const std::vector<CodeTemplate> templates{
        make("Count of events per stream", "fromAll() with a state for every stream",
             "events-per-stream.js", kCount),
        make("Order summary", "The streams of a category, folded by event type", "order-summary.js",
             kSummary),
        make("Orders by customer", "partitionBy(): a state for every key of your own",
             "orders-by-customer.js", kPartition),
        make("Emit and link", "What a projection would write to other streams", "large-payments.js",
             kEmit),
        make("SQL read model", "Handlers that fill tables of a private database",
             "order-summary-sql.js", kReadModel),
    };
    return templates;
}

} // namespace eventscope::ui
