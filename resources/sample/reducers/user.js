// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A user of the shop: one handler a type of event. Version 1 had the e-mail address as a text.

export const upcast = (event) =>
    typeof event.data.email === "string"
        ? { ...event, data: { ...event.data, email: { address: event.data.email, verified: false } } }
        : event;

export default {
    $init: () => ({ status: "new", addresses: {}, logins: 0 }),

    UserRegistered(state, event) {
        const { name, email, locale, status } = event.data;
        Object.assign(state, { name, email, locale, status });
    },
    UserAddressAdded(state, event) {
        Object.assign(state.addresses, event.data.addresses);
    },
    UserEmailChanged(state, event) {
        state.email = event.data.email;
    },
    UserLoggedIn(state, event) {
        state.logins += 1;
        state.lastLogin = event.data.lastLogin;
    },
};
