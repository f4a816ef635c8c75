#!/usr/bin/env python3
# SPDX-FileCopyrightText: Eventscope contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A summary of each order of the sample shop, as a program of your own.

It reads an event a line and answers each with the keys that changed and their states, as docs/programs.md of
Eventscope describes. order-summary.js and order-summary-sql.js give the same summary in their own ways:

    eventscope-cli project shop.db projections/order_summary.py --partition order-1001
"""

import json
import sys

# The column that has the time of an event.
MOMENTS = {
    "OrderDrafted": "drafted",
    "OrderPlaced": "placed",
    "OrderConfirmed": "confirmed",
    "OrderPaid": "paid",
    "OrderShipped": "shipped",
    "OrderCompleted": "completed",
    "OrderCancelled": "closed",  # by the customer, or because the payment failed
    "OrderRejected": "closed",  # by the shop: out of stock
}


def new_order():
    order = dict.fromkeys(("customer", "status", "lines", "pieces", "total", "tracking", "reason"))
    order.update(lines={}, pieces=0, total=0)
    order.update(dict.fromkeys(MOMENTS.values()))
    return order


def apply(order, event):
    data = event["data"]

    # "items" are the lines that changed: {sku: {"quantity": …}}, and {sku: null} for one that is taken out.
    for sku, line in data.get("items", {}).items():
        if line is None:
            order["lines"].pop(sku, None)
        else:
            order["lines"][sku] = line["quantity"]
    order["pieces"] = sum(order["lines"].values())

    for member in ("status", "total", "reason"):
        order[member] = data.get(member, order[member])
    if event["type"] in MOMENTS:
        order[MOMENTS[event["type"]]] = event["timestamp"]
    if "customer" in data:  # version 1 of OrderPlaced had the customer's name only
        customer = data["customer"]
        order["customer"] = customer if isinstance(customer, str) else customer["name"]
    if data.get("shipment"):
        order["tracking"] = data["shipment"]["tracking"]


orders = {}

for text in sys.stdin:
    event = json.loads(text)
    changed = []
    if event["aggregateType"] == "order":
        key = event["aggregateId"]
        order = orders.setdefault(key, new_order())
        apply(order, event)
        changed = [{"key": key, "state": order}]
    # One line for every event, and at once, not when some buffer is full.
    print(json.dumps(changed), flush=True)
