// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "seededrandom.h"
#include "shopcatalogue.h"
#include "shoplog.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eventscope {

// One row of the read model, as a projection that has seen everything up to `lastPosition` has it.
struct OrderSummary {
    std::string orderId;
    std::string customer; // empty until the order is placed
    std::string status;
    int items = 0;
    std::int64_t totalCents = 0;
    std::int64_t lastPosition = 0;
};

// A tea shop from a Monday morning to the Tuesday of the week after. A discrete event simulation:
// whatever happens puts what follows from it on an agenda, and the agenda is worked off in the
// order of time, so that the sagas of many orders interleave and a cause always precedes its
// effects. All chance comes from one seeded generator.
class ShopSimulation
{
public:
    ShopSimulation();
    void run();

    const std::vector<ShopEvent> &events() const { return m_log.events(); }
    // The rows of one order after each of its events, by order.
    std::vector<std::vector<OrderSummary>> summaries() const;

private:
    enum class Outcome { Paid, Declined, DeclinedOnce, ChangedMind, Abandoned };

    struct Customer {
        const ShopPerson *person = nullptr;
        std::string user;
        std::string account;
        std::int64_t points = 0;
        bool registered = false;
    };

    struct Stock {
        std::string stream;
        int onHand = 0;
        int reserved = 0;
        bool reordered = false;
    };

    struct Line {
        std::size_t product = 0;
        int quantity = 0;
        bool reserved = false;
    };

    struct Order {
        std::string number;
        std::string stream;
        std::string correlation;
        std::size_t customer = 0;
        Outcome outcome = Outcome::Paid;
        std::vector<Line> lines;
        std::int64_t shippingCents = 0;
        std::int64_t voucherCents = 0;
        int attempts = 0;
        bool cancelled = false;
        std::string tracking;
        std::vector<OrderSummary> history;
    };

    // The agenda (shopsimulation.cpp).
    void at(Micros time, std::function<void()> action);
    void after(Micros delay, std::function<void()> action);
    Micros milliseconds(int low, int high)
    {
        return m_random.between(low * kMillisecond, high * kMillisecond);
    }
    Micros seconds(int low, int high) { return m_random.between(low * kSecond, high * kSecond); }
    Micros minutes(int low, int high) { return m_random.between(low * kMinute, high * kMinute); }
    std::string append(const std::string &stream, std::string_view type, const Json &data,
                       const Origin &origin, int schemaVersion = 1);
    bool afterUpgrade() const;

    // The shop and its customers (shopsimulation.cpp).
    void openShop();
    void registerCustomer(Customer &customer, const Origin &origin);
    void planDay(int day);
    void planNewsletter(int day);
    void planLogins(int day);
    std::size_t pickCustomer();
    Json address(const ShopPerson &person) const;

    // From the basket to the order (shoporders.cpp).
    void visit(std::size_t customer, bool wantsMatcha);
    void planBasket(Order &order, Micros time, bool wantsMatcha);
    std::size_t pickProduct(const Order &order);
    void addItem(Order &order, std::size_t product, int quantity);
    void removeItem(Order &order, std::size_t product);
    void changeQuantity(Order &order, std::size_t product, int quantity);
    void setAddress(Order &order);
    void redeemPoints(Order &order);
    void place(Order &order);
    void confirm(Order &order, const std::string &cause);
    void complete(Order &order, const std::string &cause);
    void cancel(Order &order, const std::string &cause, const std::string &user,
                std::string_view type, std::string_view reason);
    std::string appendToOrder(Order &order, std::string_view type, std::string_view status,
                              JsonObject data, const std::string &cause, const std::string &user,
                              int schemaVersion = 1);
    std::int64_t total(const Order &order) const;
    const Customer &customerOf(const Order &order) const { return m_customers[order.customer]; }

    // Stock, payment and shipment (shopfulfilment.cpp).
    void reserve(Order &order, std::size_t line, const std::string &cause);
    void release(Order &order, const std::string &cause,
                 std::function<void(const std::string &cause)> then);
    void reorder(std::size_t product, const Origin &origin);
    void adjust(std::size_t product, int pieces, std::string_view reason);
    void planStockCount();
    JsonObject stockLevels(const Stock &stock) const;
    void requestPayment(Order &order, const std::string &cause);
    void authorise(Order &order, const std::string &cause);
    void failPayment(Order &order, const std::string &cause);
    void pay(Order &order, const std::string &cause);
    void changeMind(Order &order);
    void createShipment(Order &order, const std::string &cause);
    void pack(Order &order, const std::string &cause);
    void dispatch(Order &order, const std::string &cause);
    void travel(Order &order, const std::string &cause);
    void deliver(Order &order, const std::string &cause, bool mayFail);

    SeededRandom m_random{20260302};
    ShopLog m_log;
    std::map<std::pair<Micros, int>, std::function<void()>> m_agenda;
    int m_agendaCount = 0;
    Micros m_now = 0;

    std::vector<Customer> m_customers;
    std::vector<Stock> m_stock;
    std::deque<Order> m_orders; // a deque: the agenda refers to its elements
    int m_captures = 0;
};

} // namespace eventscope
