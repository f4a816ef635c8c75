// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// In cents, as text with two digits.
export const zero = () => "0.00";
export const plus = (sum, amount) => `${((Math.round(sum * 100) + Math.round(amount * 100)) / 100).toFixed(2)}`;
