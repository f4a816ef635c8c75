// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A summary of each order of the sample shop, as handlers that write to a SQL read model: the table order_summary.
// order-summary.js and order_summary.py give the same summary in their own ways:
//
//     eventscope-cli project shop.db projections/order-summary-sql.js

db.exec(`
    CREATE TABLE order_summary (
        order_id  TEXT PRIMARY KEY,
        customer  TEXT,
        status    TEXT,
        lines     TEXT NOT NULL DEFAULT '{}', -- how many of which article: {"SKU-1101": 2}
        pieces    INTEGER NOT NULL DEFAULT 0,
        total     REAL NOT NULL DEFAULT 0,
        tracking  TEXT,
        reason    TEXT,
        drafted   TEXT,
        placed    TEXT,
        confirmed TEXT,
        paid      TEXT,
        shipped   TEXT,
        completed TEXT,
        closed    TEXT
    );
    CREATE TABLE summary_line (
        order_id TEXT NOT NULL REFERENCES order_summary,
        sku      TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        PRIMARY KEY (order_id, sku)
    );
`);

// The status that an event brings, and the column that has the time of it.
function moved(event, db, moment) {
    db.run(`UPDATE order_summary SET status = ?, ${moment} = ? WHERE order_id = ?`, [event.data.status, event.timestamp, event.streamId]);
}

on('OrderDrafted', (event, db) => {
    db.run('INSERT INTO order_summary (order_id, total) VALUES (?, ?)', [event.streamId, event.data.total]);
    moved(event, db, 'drafted');
});

// "items" are the lines that changed: { sku: { quantity, … } }, and { sku: null } for one that is taken out.
on(['ItemAdded', 'ItemQuantityChanged', 'ItemRemoved'], (event, db) => {
    for (const [sku, line] of Object.entries(event.data.items)) {
        if (line === null)
            db.run('DELETE FROM summary_line WHERE order_id = ? AND sku = ?', [event.streamId, sku]);
        else
            db.run('INSERT INTO summary_line VALUES ($1, $2, $3) ON CONFLICT (order_id, sku) DO UPDATE SET quantity = excluded.quantity',
                [event.streamId, sku, line.quantity]);
    }
    db.run(`UPDATE order_summary
            SET (lines, pieces) = (SELECT json_group_object(sku, quantity), coalesce(sum(quantity), 0) FROM summary_line WHERE order_id = $1)
            WHERE order_id = $1`, [event.streamId]);
});

// Lines, delivery and vouchers change what there is to pay. A type may have several handlers.
on(['ItemAdded', 'ItemQuantityChanged', 'ItemRemoved', 'DeliveryAddressSet', 'VoucherApplied'],
    (event, db) => db.run('UPDATE order_summary SET total = ? WHERE order_id = ?', [event.data.total, event.streamId]));

on('OrderPlaced', (event, db) => {
    moved(event, db, 'placed');
    // Version 1 of this event had the customer's name only.
    const customer = event.data.customer;
    db.run('UPDATE order_summary SET customer = ? WHERE order_id = ?', [typeof customer === 'string' ? customer : customer.name, event.streamId]);
});

on('OrderConfirmed', (event, db) => moved(event, db, 'confirmed'));
on('OrderPaid', (event, db) => moved(event, db, 'paid'));

on('OrderShipped', (event, db) => {
    moved(event, db, 'shipped');
    db.run('UPDATE order_summary SET tracking = ? WHERE order_id = ?', [event.data.shipment.tracking, event.streamId]);
});

on('OrderCompleted', (event, db) => moved(event, db, 'completed'));

// Cancelled by the customer or because the payment failed; rejected by the shop, which is out of stock.
on(['OrderCancelled', 'OrderRejected'], (event, db) => {
    moved(event, db, 'closed');
    db.run('UPDATE order_summary SET reason = ? WHERE order_id = ?', [event.data.reason, event.streamId]);
});
