// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The customers of the sample shop, as a projection of KurrentDB that makes partitions of its own and writes streams. Eventscope shows
// what would be written, and writes nothing:
//
//     eventscope-cli project shop.db projections/customers.js --partition user-5007

const REGULAR = 3; // orders

// An event belongs to the customer whose stream or account it is in, or who did it. What the shop's services did in other streams, such as
// cancelling an order that nobody paid, belongs to nobody: it is skipped as "no-partition".
function customerOf(event) {
    const [kind, number] = event.streamId.split('-');
    if (kind === 'user' || kind === 'account')
        return `user-${number}`;
    const by = event.metadata.userId;
    return by.startsWith('user-') ? by : null;
}

fromAll()
    .partitionBy(customerOf)
    .when({
        $init: () => ({ name: null, visits: 0, points: 0, interests: {}, orders: [], cancelled: 0 }),

        // Is called before the first event of a partition.
        $created(state, event) {
            emit('customers', 'CustomerSeen', { customer: event.partition, at: event.created });
        },

        UserRegistered(state, event) {
            state.name = event.data.name;
        },
        UserLoggedIn(state) {
            state.visits += 1;
        },
        PointsEarned(state, event) {
            state.points = event.data.points;
        },
        PointsRedeemed(state, event) {
            state.points = event.data.points;
        },

        // How often an article was put into the basket, also where it did not stay there.
        ItemAdded(state, event) {
            for (const sku of Object.keys(event.data.items))
                state.interests[sku] = (state.interests[sku] ?? 0) + 1;
        },

        OrderPlaced(state, event) {
            state.orders.push(event.streamId);
            // A stream with each customer's orders: links to the events, not copies.
            linkTo(`customerOrders-${event.partition}`, event);
            if (state.orders.length === REGULAR) {
                log(`${state.name} is a regular customer now`);
                emit('regularCustomers', 'CustomerBecameRegular',
                    { customer: event.partition, name: state.name, orders: state.orders }, { $causationId: event.eventId });
            }
        },
        OrderCancelled(state) {
            state.cancelled += 1;
        },
    });
