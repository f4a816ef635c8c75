// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The shop's order, as its own code keeps it: it adds up what it holds and believes no total that an event claims.

interface Item {
    sku: string;
    name: string;
    quantity: number;
    price: number;
}

interface StoredEvent {
    type: string;
    version: number;
    data: any;
}

abstract class Aggregate {
    version = 0;

    abstract apply(event: StoredEvent): void;

    protected advance(event: StoredEvent): void {
        this.version = event.version;
    }
}

const cents = (amount: number): number => Math.round(amount * 100);

// Version 1 of OrderPlaced had the customer's name only.
export function upcast(event: StoredEvent): StoredEvent {
    if (event.type !== 'OrderPlaced' || typeof event.data.customer !== 'string')
        return event;
    return { ...event, data: { ...event.data, customer: { id: null, name: event.data.customer } } };
}

export default class Order extends Aggregate {
    private status = 'new';
    private currency?: string;
    private customer: { id: string | null; name: string } | null = null;
    private items: Item[] = [];
    private delivery = 0;
    private discount = 0;
    private total = 0;
    private claimed = 0; // the total as the newest event with one has it
    private payment?: string;
    private shipment?: string;
    private reason?: string;

    apply(event: StoredEvent): void {
        const data = event.data;
        switch (event.type) {
            case 'OrderDrafted':
                this.currency = data.currency;
                break;
            case 'ItemAdded':
            case 'ItemQuantityChanged':
            case 'ItemRemoved':
                for (const [sku, change] of Object.entries<any>(data.items))
                    this.changeItem(sku, change);
                break;
            case 'DeliveryAddressSet':
                this.delivery = data.delivery.price;
                break;
            case 'VoucherApplied':
                this.discount += data.voucher.discount;
                break;
            case 'OrderPlaced':
                this.customer = data.customer;
                break;
            case 'OrderPaid':
                this.payment = data.payment.id;
                break;
            case 'OrderShipped':
                this.shipment = data.shipment.id;
                break;
            case 'OrderCancelled':
            case 'OrderRejected':
                this.reason = data.reason;
                break;
        }
        if (data.status)
            this.status = data.status;
        if (data.total !== undefined)
            this.claimed = data.total;
        this.total = this.sum();
        this.advance(event);
    }

    private changeItem(sku: string, change: Partial<Item> | null): void {
        const at = this.items.findIndex((item) => item.sku === sku);
        if (change === null)
            this.items.splice(at, at < 0 ? 0 : 1);
        else if (at < 0)
            this.items.push({ sku, name: '', quantity: 1, price: 0, ...change });
        else
            Object.assign(this.items[at], change);
    }

    private sum(): number {
        const goods = this.items.reduce((sum, item) => sum + item.quantity * cents(item.price), 0);
        return (goods + cents(this.delivery) - cents(this.discount)) / 100;
    }
}
