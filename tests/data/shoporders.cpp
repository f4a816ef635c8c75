// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shopsimulation.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kMatcha = 5; // its index in the catalogue
constexpr std::int64_t kShippingCents = 490;
constexpr std::int64_t kAbroadCents = 990;
constexpr std::int64_t kFreeShippingFrom = 6000;
constexpr std::int64_t kPointsOfVoucher = 100;
constexpr std::int64_t kVoucherCents = 500;

constexpr std::string_view kNotes[] = {
    "Bitte <nicht> klingeln & vor der Tür abstellen",
    "Ein Geschenk 🎁 – bitte ohne Rechnung im Paket",
    "Please pack the cups twice, the last ones broke.",
    "à l'attention de la gardienne",
};

} // namespace

// A customer arrives: registers or logs in, then fills a basket. Most orders take a few minutes.
void ShopSimulation::visit(std::size_t customer, bool wantsMatcha)
{
    Customer &who = m_customers[customer];
    const std::string correlation = m_log.newId();
    Micros wait = 0;
    std::string cause;
    if (!who.registered) {
        registerCustomer(who, {who.user, m_log.newId(), {}});
        wait = seconds(50, 240);
    } else if (m_random.chance(55)) {
        const bool phone = m_random.chance(40);
        cause = append(who.user, "UserLoggedIn",
                       JsonObject{{"lastLogin",
                                   JsonObject{{"at", string(isoTime(m_now))},
                                              {"device", string(phone ? "phone" : "browser")}}}},
                       {who.user, correlation, {}});
        wait = seconds(5, 60);
    }
    after(wait, [this, customer, wantsMatcha, correlation, cause] {
        Order &order = m_orders.emplace_back();
        order.number = std::to_string(1000 + m_orders.size());
        order.stream = "order-" + order.number;
        order.correlation = correlation;
        order.customer = customer;
        const std::int64_t luck = m_random.between(1, 100);
        order.outcome = luck <= 12   ? Outcome::Declined
                        : luck <= 18 ? Outcome::DeclinedOnce
                        : luck <= 21 ? Outcome::ChangedMind
                        : luck <= 24 ? Outcome::Abandoned
                                     : Outcome::Paid;
        const bool app = m_random.chance(35);
        appendToOrder(order, "OrderDrafted", "draft",
                      JsonObject{{"channel", string(app ? "app" : "web")},
                                 {"currency", string("EUR")},
                                 {"total", money(0)}},
                      cause, customerOf(order).user);
        planBasket(order, m_now, wantsMatcha);
    });
}

void ShopSimulation::planBasket(Order &order, Micros time, bool wantsMatcha)
{
    const std::int64_t luck = m_random.between(1, 100);
    const int kinds = luck <= 22 ? 1 : luck <= 58 ? 2 : luck <= 86 ? 3 : 4;
    // Only planned here; the lines of the order change when the agenda comes to them.
    Order planned;
    for (int i = 0; i < kinds; ++i) {
        const std::size_t product = i == 0 && wantsMatcha ? kMatcha : pickProduct(planned);
        const bool wanted = i == 0 && wantsMatcha;
        const bool several = (wanted || shopProducts()[product].cents < 1500)
                             && m_random.chance(45);
        const int quantity = several ? static_cast<int>(m_random.between(2, wanted ? 2 : 4)) : 1;
        planned.lines.push_back({product, quantity});
        time += seconds(12, 130);
        at(time, [this, &order, product, quantity] { addItem(order, product, quantity); });
    }
    if (m_random.chance(26)) {
        const std::size_t product = pickProduct(planned);
        time += seconds(15, 80);
        at(time, [this, &order, product] { addItem(order, product, 1); });
        time += seconds(10, 60);
        at(time, [this, &order, product] { removeItem(order, product); });
    }
    if (m_random.chance(24)) {
        const std::size_t product = planned.lines[m_random.below(planned.lines.size())].product;
        const int quantity = static_cast<int>(m_random.between(2, 3));
        time += seconds(8, 50);
        at(time, [this, &order, product, quantity] { changeQuantity(order, product, quantity); });
    }
    if (order.outcome == Outcome::Abandoned)
        return;
    time += seconds(15, 90);
    at(time, [this, &order] { setAddress(order); });
    if (m_random.chance(45)) {
        time += seconds(6, 25);
        at(time, [this, &order] { redeemPoints(order); });
    }
    time += seconds(12, 110);
    at(time, [this, &order] { place(order); });
}

std::size_t ShopSimulation::pickProduct(const Order &order)
{
    int sum = 0;
    for (const ShopProduct &product : shopProducts())
        sum += product.popularity;
    while (true) {
        std::int64_t ticket = m_random.between(1, sum);
        std::size_t index = 0;
        while ((ticket -= shopProducts()[index].popularity) > 0)
            ++index;
        const auto same = [index](const Line &line) { return line.product == index; };
        if (std::none_of(order.lines.begin(), order.lines.end(), same))
            return index;
    }
}

void ShopSimulation::addItem(Order &order, std::size_t product, int quantity)
{
    order.lines.push_back({product, quantity});
    const ShopProduct &what = shopProducts()[product];
    const Json item = JsonObject{{"name", string(what.name)},
                                 {"quantity", number(quantity)},
                                 {"price", money(what.cents)}};
    appendToOrder(order, "ItemAdded", {},
                  JsonObject{{"items", JsonObject{{what.sku, item}}},
                             {"total", money(total(order))}},
                  {}, customerOf(order).user);
}

void ShopSimulation::removeItem(Order &order, std::size_t product)
{
    std::erase_if(order.lines, [product](const Line &line) { return line.product == product; });
    appendToOrder(order, "ItemRemoved", {},
                  JsonObject{{"items", JsonObject{{shopProducts()[product].sku, null()}}},
                             {"total", money(total(order))}},
                  {}, customerOf(order).user);
}

void ShopSimulation::changeQuantity(Order &order, std::size_t product, int quantity)
{
    const auto line = std::find_if(order.lines.begin(), order.lines.end(),
                                   [product](const Line &one) { return one.product == product; });
    line->quantity += line->quantity == quantity ? 1 : quantity - line->quantity;
    const Json item = JsonObject{{"quantity", number(line->quantity)}};
    appendToOrder(order, "ItemQuantityChanged", {},
                  JsonObject{{"items", JsonObject{{shopProducts()[product].sku, item}}},
                             {"total", money(total(order))}},
                  {}, customerOf(order).user);
}

void ShopSimulation::setAddress(Order &order)
{
    const ShopPerson &person = *customerOf(order).person;
    const bool abroad = person.country != "DE";
    const bool freeShipping = !abroad && total(order) >= kFreeShippingFrom;
    order.shippingCents = freeShipping ? 0 : abroad ? kAbroadCents : kShippingCents;
    const Json delivery = JsonObject{{"service", string(abroad ? "europe" : "standard")},
                                     {"price", money(order.shippingCents)}};
    appendToOrder(order, "DeliveryAddressSet", {},
                  JsonObject{{"address", address(person)},
                             {"delivery", delivery},
                             {"total", money(total(order))}},
                  {}, customerOf(order).user);
}

void ShopSimulation::redeemPoints(Order &order)
{
    Customer &customer = m_customers[order.customer];
    if (customer.points < kPointsOfVoucher || total(order) < 3 * kVoucherCents)
        return;
    customer.points -= kPointsOfVoucher;
    const std::string cause = append(customer.account, "PointsRedeemed",
                                     JsonObject{{"points", number(customer.points)},
                                                {"lastRedeemed",
                                                 JsonObject{{"order", string(order.stream)},
                                                            {"points", number(kPointsOfVoucher)}}}},
                                     {customer.user, order.correlation, {}});
    after(milliseconds(30, 140), [this, &order, cause] {
        order.voucherCents = kVoucherCents;
        const Json voucher = JsonObject{{"code", string("TEA-" + order.number)},
                                        {"discount", money(kVoucherCents)}};
        appendToOrder(order, "VoucherApplied", {},
                      JsonObject{{"voucher", voucher}, {"total", money(total(order))}}, cause,
                      "svc-accounts");
    });
}

void ShopSimulation::place(Order &order)
{
    const Customer &customer = customerOf(order);
    const bool second = afterUpgrade();
    const Json name = string(customer.person->name);
    JsonObject data{{"customer",
                     second ? Json(JsonObject{{"id", string(customer.user)}, {"name", name}})
                            : name},
                    {"placedAt", string(isoTime(m_now))}};
    if (m_random.chance(14))
        data.add("note", string(kNotes[m_random.below(std::size(kNotes))]));
    const std::string placed = appendToOrder(order, "OrderPlaced", "placed", data, {},
                                             customer.user, second ? 2 : 1);
    after(milliseconds(90, 700), [this, &order, placed] { reserve(order, 0, placed); });
}

void ShopSimulation::confirm(Order &order, const std::string &cause)
{
    const Json reservation = JsonObject{{"until", string(isoTime(m_now + 2 * kDay))}};
    const std::string confirmed = appendToOrder(order, "OrderConfirmed", "confirmed",
                                                JsonObject{{"reservation", reservation}}, cause,
                                                "svc-orders");
    after(milliseconds(40, 260), [this, &order, confirmed] { requestPayment(order, confirmed); });
}

void ShopSimulation::complete(Order &order, const std::string &cause)
{
    const std::string completed = appendToOrder(order, "OrderCompleted", "completed",
                                                JsonObject{{"completedAt", string(isoTime(m_now))}},
                                                cause, "svc-orders");
    after(milliseconds(120, 900), [this, &order, completed] {
        Customer &customer = m_customers[order.customer];
        const std::int64_t earned = total(order) / 100;
        customer.points += earned;
        append(customer.account, "PointsEarned",
               JsonObject{{"points", number(customer.points)},
                          {"lastEarned", JsonObject{{"order", string(order.stream)},
                                                    {"points", number(earned)}}}},
               {"svc-accounts", order.correlation, completed});
    });
}

void ShopSimulation::cancel(Order &order, const std::string &cause, const std::string &user,
                            std::string_view type, std::string_view reason)
{
    order.cancelled = true;
    const bool rejected = type == "OrderRejected";
    JsonObject data{{"reason", string(reason)}};
    if (!rejected)
        data.add("reservation", null());
    appendToOrder(order, type, rejected ? "rejected" : "cancelled", data, cause, user);
}

// Appends to the stream of the order, and keeps its row of the read model in step.
std::string ShopSimulation::appendToOrder(Order &order, std::string_view type,
                                          std::string_view status, JsonObject data,
                                          const std::string &cause, const std::string &user,
                                          int schemaVersion)
{
    OrderSummary row = order.history.empty() ? OrderSummary{} : order.history.back();
    if (!status.empty()) {
        data.add("status", string(status));
        row.status = status;
    }
    if (type == "OrderPlaced")
        row.customer = customerOf(order).person->name;
    const std::string id = append(order.stream, type, data, {user, order.correlation, cause},
                                  schemaVersion);
    row.orderId = order.stream;
    row.items = 0;
    for (const Line &line : order.lines)
        row.items += line.quantity;
    row.totalCents = total(order);
    row.lastPosition = m_log.lastPosition();
    order.history.push_back(row);
    return id;
}

std::int64_t ShopSimulation::total(const Order &order) const
{
    std::int64_t cents = order.shippingCents - order.voucherCents;
    for (const Line &line : order.lines)
        cents += line.quantity * shopProducts()[line.product].cents;
    return cents;
}

} // namespace eventscope
