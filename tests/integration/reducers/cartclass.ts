// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A class over a base class in another file, with everything TypeScript has that leaves no trace at run time and some that does.
import { Aggregate, type Stored } from './base/aggregate';
import * as money from './base/money.js';

enum Status {
    None = 'none',
    Open = 'open',
    Closed = 'closed',
}

interface Line {
    readonly productId: string;
    quantity: number;
}

export class ShoppingCart extends Aggregate {
    private status: Status = Status.None;
    private readonly lines: Line[] = [];
    private sum = money.zero();
    private discounts: number[] = [];
    private openedBy?: string;

    constructor(private readonly stream?: string, public currency: string = 'EUR') {
        super();
    }

    protected when(event: Stored): void {
        switch (event.type) {
            case 'ShoppingCartOpened':
                this.status = Status.Open;
                this.openedBy = (event.data as { clientId: string }).clientId;
                break;
            case 'ProductItemAdded':
                this.change(event.data.productItem, +1);
                break;
            case 'ProductItemRemoved':
                this.change(event.data.productItem, -1);
                break;
            case 'DiscountApplied':
                this.discounts.push(event.data.percent!);
                break;
            case 'ShoppingCartConfirmed':
            case 'ShoppingCartCanceled':
                this.status = Status.Closed;
                break;
            default:
                break;
        }
    }

    private change(item: Line & { price: number }, sign: 1 | -1): void {
        const line = this.lines.find(({ productId }) => productId === item.productId);
        if (line) line.quantity += sign * item.quantity;
        else this.lines.push({ productId: item.productId, quantity: sign * item.quantity });
        this.sum = money.plus(this.sum, sign * item.quantity * item.price);
    }
}
