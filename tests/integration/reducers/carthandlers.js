// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Handlers that change the state in place; CommonJS.
module.exports = {
    $init: () => ({ lines: [], events: 0, seen: [] }),
    ShoppingCartOpened(state, event) {
        state.client = event.data.clientId;
        state.id = event.streamId;
        state.events = event.version;
    },
    ProductItemAdded(state, event) {
        const item = event.payload.productItem;
        const line = state.lines.find((known) => known.productId === item.productId);
        if (line)
            line.quantity += item.quantity;
        else
            state.lines.push({ ...item });
        state.events = event.version;
    },
    ProductItemRemoved(state, event) {
        const item = event.body.productItem;
        const line = state.lines.find((known) => known.productId === item.productId);
        if (line && (line.quantity -= item.quantity) <= 0)
            state.lines.splice(state.lines.indexOf(line), 1);
        state.events = event.version;
    },
    ShoppingCartConfirmed(state, event) {
        state.seen.push(event.eventType, event.created.slice(0, 10));
    },
};
