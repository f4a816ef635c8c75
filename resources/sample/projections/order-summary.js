// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A summary of each order of the sample shop, as a projection of KurrentDB: one state a stream of the category "order".
// order-summary-sql.js and order_summary.py give the same summary in their own ways:
//
//     eventscope-cli project shop.db projections/order-summary.js --partition order-1001

// What several handlers do.
function moved(state, event, moment) {
    state.status = event.data.status;
    state[moment] = event.created;
}

// "items" are the lines that changed: { sku: { quantity, … } }, and { sku: null } for one that is taken out.
function lines(state, event) {
    for (const [sku, line] of Object.entries(event.data.items)) {
        if (line === null)
            delete state.lines[sku];
        else
            state.lines[sku] = line.quantity;
    }
    state.pieces = Object.values(state.lines).reduce((sum, quantity) => sum + quantity, 0);
    state.total = event.data.total;
}

function price(state, event) {
    state.total = event.data.total;
}

function givenUp(state, event) {
    moved(state, event, 'closed');
    state.reason = event.data.reason;
}

fromCategory('order')
    .foreachStream()
    .when({
        $init: () => ({
            customer: null, status: null, lines: {}, pieces: 0, total: 0, tracking: null, reason: null,
            drafted: null, placed: null, confirmed: null, paid: null, shipped: null, completed: null, closed: null,
        }),

        OrderDrafted(state, event) {
            moved(state, event, 'drafted');
            price(state, event);
        },
        ItemAdded: (state, event) => lines(state, event),
        ItemQuantityChanged: (state, event) => lines(state, event),
        ItemRemoved: (state, event) => lines(state, event),
        DeliveryAddressSet: (state, event) => price(state, event), // delivery has its price
        VoucherApplied: (state, event) => price(state, event),
        OrderPlaced(state, event) {
            moved(state, event, 'placed');
            // Version 1 of this event had the customer's name only.
            const customer = event.data.customer;
            state.customer = typeof customer === 'string' ? customer : customer.name;
        },
        OrderConfirmed: (state, event) => moved(state, event, 'confirmed'),
        OrderPaid: (state, event) => moved(state, event, 'paid'),
        OrderShipped(state, event) {
            moved(state, event, 'shipped');
            state.tracking = event.data.shipment.tracking;
        },
        OrderCompleted: (state, event) => moved(state, event, 'completed'),
        OrderCancelled: (state, event) => givenUp(state, event), // by the customer, or because the payment failed
        OrderRejected: (state, event) => givenUp(state, event), // by the shop: out of stock
    });
