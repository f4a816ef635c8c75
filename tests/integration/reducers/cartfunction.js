// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A function that copies.
export const initialState = () => ({ status: "none", items: {}, amount: 0 });

export default function cart(state, { type, data }) {
    switch (type) {
    case "ShoppingCartOpened":
        return { ...state, status: "open", client: data.clientId, openedAt: data.openedAt };
    case "ProductItemAdded":
    case "ProductItemRemoved": {
        const { productId, quantity, price } = data.productItem;
        const sign = type === "ProductItemAdded" ? 1 : -1;
        const left = (state.items[productId] ?? 0) + sign * quantity;
        const { [productId]: _, ...others } = state.items;
        return {
            ...state,
            items: left > 0 ? { ...others, [productId]: left } : others,
            amount: Math.round((state.amount + sign * quantity * price) * 100) / 100,
        };
    }
    case "DiscountApplied":
        return { ...state, amount: Math.round(state.amount * (100 - data.percent)) / 100 };
    case "ShoppingCartConfirmed":
        return { ...state, status: "confirmed", closedAt: data.confirmedAt };
    case "ShoppingCartCanceled":
        return { ...state, status: "cancelled", closedAt: data.canceledAt, reason: data.reason };
    }
    return state;
}
