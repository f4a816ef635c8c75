// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shopsimulation.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

// The payment whose confirmation the provider sent twice.
constexpr int kRepeatedCapture = 47;

constexpr int kEarlGrey = 2;
constexpr std::size_t kCounted[] = {3, 8, 15, 18, 22};

struct Refusal {
    std::string_view code;
    std::string_view message;
};

constexpr Refusal kRefusals[] = {
    {"card_declined", "The issuer declined the card."},
    {"insufficient_funds", "There are not enough funds in the account."},
    {"authentication_failed", "The cardholder did not confirm the payment."},
    {"card_expired", "The card has expired."},
};

constexpr std::string_view kBrands[] = {"Visa", "Mastercard", "Maestro", "Amex"};
constexpr std::string_view kPackers[] = {"staff-ines", "staff-tarek", "staff-bjørn"};
constexpr std::string_view kHubs[] = {"Hannover", "Nürnberg", "Köln-Eifeltor", "Großbeeren"};

// The warehouse picks new orders every half an hour while it is open.
Micros nextPickRun(Micros time)
{
    constexpr Micros kHalfHour = 30 * kMinute;
    for (int day = dayOf(time);; day = nextWorkingDay(day)) {
        if (isSunday(day))
            continue;
        const Micros first = isSaturday(day) ? atClock(day, 8) : atClock(day, 7, 30);
        const Micros last = isSaturday(day) ? atClock(day, 11) : atClock(day, 15, 30);
        for (Micros run = first; run <= last; run += kHalfHour) {
            if (run >= time)
                return run;
        }
    }
}

Micros pickUp(int day)
{
    return isSaturday(day) ? atClock(day, 12) : atClock(day, 16, 30);
}

} // namespace

JsonObject ShopSimulation::stockLevels(const Stock &stock) const
{
    return {{"onHand", number(stock.onHand)},
            {"reserved", number(stock.reserved)},
            {"available", number(stock.onHand - stock.reserved)}};
}

// Line by line; the first that is out of stock gives back what the earlier ones took.
void ShopSimulation::reserve(Order &order, std::size_t index, const std::string &cause)
{
    Line &line = order.lines[index];
    Stock &stock = m_stock[line.product];
    const Origin origin{"svc-inventory", order.correlation, cause};
    const int available = stock.onHand - stock.reserved;
    if (available < line.quantity) {
        const Json rejection = JsonObject{{"order", string(order.stream)},
                                          {"wanted", number(line.quantity)},
                                          {"available", number(available)}};
        const std::string rejected = append(stock.stream, "StockReservationRejected",
                                            JsonObject{{"lastRejection", rejection}}, origin);
        const std::string reason = "out of stock: "
                                   + std::string(shopProducts()[line.product].name);
        after(milliseconds(60, 300), [this, &order, rejected, reason] {
            release(order, rejected, [this, &order, reason](const std::string &last) {
                cancel(order, last, "svc-orders", "OrderRejected", reason);
            });
        });
        return;
    }
    line.reserved = true;
    stock.reserved += line.quantity;
    const std::string reserved = append(stock.stream, "StockReserved",
                                        stockLevels(stock).add("reservations",
                                                               JsonObject{{order.stream,
                                                                           number(line.quantity)}}),
                                        origin);
    const int left = stock.onHand - stock.reserved;
    if (left <= shopProducts()[line.product].reorderLevel && !stock.reordered) {
        stock.reordered = true;
        after(milliseconds(400, 900), [this, product = line.product,
                                       origin = Origin{"svc-inventory", order.correlation,
                                                       reserved}] { reorder(product, origin); });
    }
    const bool last = index + 1 == order.lines.size();
    after(milliseconds(40, 380), [this, &order, index, last, cause, reserved] {
        if (last)
            confirm(order, reserved);
        else
            reserve(order, index + 1, cause);
    });
}

void ShopSimulation::release(Order &order, const std::string &cause,
                             std::function<void(const std::string &cause)> then)
{
    const auto line = std::find_if(order.lines.begin(), order.lines.end(),
                                   [](const Line &one) { return one.reserved; });
    if (line == order.lines.end()) {
        then(cause);
        return;
    }
    line->reserved = false;
    Stock &stock = m_stock[line->product];
    stock.reserved -= line->quantity;
    const std::string released = append(stock.stream, "StockReleased",
                                        stockLevels(stock).add("reservations",
                                                               JsonObject{{order.stream, null()}}),
                                        {"svc-inventory", order.correlation, cause});
    after(milliseconds(50, 420),
          [this, &order, released, then = std::move(then)] { release(order, released, then); });
}

void ShopSimulation::reorder(std::size_t product, const Origin &origin)
{
    const int pieces = std::max(6, shopProducts()[product].stock / 2);
    const int day = nextWorkingDay(dayOf(m_now));
    const std::string ordered
        = append(m_stock[product].stream, "ReorderRequested",
                 JsonObject{
                     {"reorder",
                      JsonObject{{"pieces", number(pieces)},
                                 {"supplier", string("Teekontor Nord")},
                                 {"dueOn", string(isoTime(atClock(day, 12)).substr(0, 10))}}}},
                 origin);
    at(atClock(day, 9) + minutes(5, 80),
       [this, product, pieces, correlation = origin.correlation, ordered] {
           Stock &stock = m_stock[product];
           stock.onHand += pieces;
           stock.reordered = false;
           append(stock.stream, "StockReceived",
                  stockLevels(stock)
                      .add("lastDelivery", JsonObject{{"pieces", number(pieces)},
                                                      {"supplier", string("Teekontor Nord")}})
                      .add("reorder", null()),
                  {"staff-tarek", correlation, ordered});
       });
}

void ShopSimulation::adjust(std::size_t product, int pieces, std::string_view reason)
{
    Stock &stock = m_stock[product];
    stock.onHand += pieces;
    append(stock.stream, "StockAdjusted",
           stockLevels(stock).add("lastAdjustment", JsonObject{{"pieces", number(pieces)},
                                                               {"reason", string(reason)}}),
           {"staff-ines", m_log.newId(), {}});
}

// Friday's count finds small differences. One adjustment, a day earlier, is missing in the log.
void ShopSimulation::planStockCount()
{
    at(atClock(3, 15, 10) + seconds(0, 59), [this] {
        adjust(kEarlGrey, -3, "water damage");
        m_log.loseNewest();
    });
    Micros time = atClock(4, 17, 5);
    for (const std::size_t product : kCounted) {
        const bool found = m_random.chance(35);
        time += seconds(50, 260);
        at(time, [this, product, found] {
            adjust(product, found ? 1 : -1, found ? "found on a wrong shelf" : "broken");
        });
    }
}

void ShopSimulation::requestPayment(Order &order, const std::string &cause)
{
    ++order.attempts;
    const std::string stream = "payment-" + order.number;
    const std::string_view brand = kBrands[m_random.below(std::size(kBrands))];
    const std::string digits = std::to_string(m_random.between(1000, 9999));
    const Json method = JsonObject{{"brand", string(brand)}, {"last4", string(digits)}};
    JsonObject data;
    if (order.attempts == 1) {
        data.add("order", string(order.stream))
            .add("amount", money(total(order)))
            .add("currency", string("EUR"));
    } else {
        data.add("failure", null());
    }
    data.add("method", method)
        .add("attempt", number(order.attempts))
        .add("status", string("requested"));
    const std::string user = order.attempts == 1 ? "svc-payments" : customerOf(order).user;
    const std::string requested = append(stream, "PaymentRequested", data,
                                         {user, order.correlation, cause});
    const bool fails = order.outcome == Outcome::Declined
                       || (order.outcome == Outcome::DeclinedOnce && order.attempts == 1);
    if (fails)
        after(seconds(2, 40), [this, &order, requested] { failPayment(order, requested); });
    else
        after(seconds(1, 7), [this, &order, requested] { authorise(order, requested); });
}

void ShopSimulation::authorise(Order &order, const std::string &cause)
{
    const std::string stream = "payment-" + order.number;
    const Json authorisation = JsonObject{{"code", string(std::to_string(
                                                       m_random.between(100000, 999999)))},
                                          {"expiresAt", string(isoTime(m_now + 7 * kDay))}};
    const std::string authorised = append(stream, "PaymentAuthorised",
                                          JsonObject{{"authorisation", authorisation},
                                                     {"status", string("authorised")}},
                                          {"svc-payments", order.correlation, cause});
    after(seconds(3, 25), [this, &order, stream, authorised] {
        const std::string captured = append(stream, "PaymentCaptured",
                                            JsonObject{{"authorisation", null()},
                                                       {"captured", money(total(order))},
                                                       {"status", string("captured")}},
                                            {"svc-payments", order.correlation, authorised});
        if (++m_captures == kRepeatedCapture)
            after(milliseconds(1800, 2400),
                  [this, captured] { m_log.appendAgain(m_now, captured); });
        after(milliseconds(60, 400), [this, &order, captured] { pay(order, captured); });
    });
}

// A declined card: the customer tries another one, or the whole order is taken back.
void ShopSimulation::failPayment(Order &order, const std::string &cause)
{
    const Refusal &refusal = kRefusals[m_random.below(std::size(kRefusals))];
    const Json failure = JsonObject{{"code", string(refusal.code)},
                                    {"message", string(refusal.message)}};
    const std::string failed = append("payment-" + order.number, "PaymentFailed",
                                      JsonObject{{"failure", failure},
                                                 {"status", string("failed")}},
                                      {"svc-payments", order.correlation, cause});
    if (order.outcome == Outcome::DeclinedOnce) {
        after(seconds(35, 210), [this, &order, failed] { requestPayment(order, failed); });
        return;
    }
    after(milliseconds(200, 900), [this, &order, failed] {
        release(order, failed, [this, &order](const std::string &last) {
            cancel(order, last, "svc-orders", "OrderCancelled", "payment failed");
        });
    });
}

void ShopSimulation::pay(Order &order, const std::string &cause)
{
    const Json payment = JsonObject{{"id", string("payment-" + order.number)},
                                    {"amount", money(total(order))}};
    const std::string paid = appendToOrder(order, "OrderPaid", "paid",
                                           JsonObject{{"payment", payment}}, cause, "svc-orders");
    if (order.outcome == Outcome::ChangedMind) {
        after(minutes(1, 4), [this, &order] { changeMind(order); });
        return;
    }
    const Micros run = nextPickRun(m_now + 5 * kMinute);
    at(run + seconds(2, 50), [this, &order, paid] { createShipment(order, paid); });
}

void ShopSimulation::changeMind(Order &order)
{
    cancel(order, {}, customerOf(order).user, "OrderCancelled", "changed my mind");
    const std::string cancelled = m_log.events().back().id;
    after(milliseconds(80, 400),
          [this, &order, cancelled] { release(order, cancelled, [](const std::string &) {}); });
    after(seconds(4, 30), [this, &order, cancelled] {
        append("payment-" + order.number, "PaymentRefunded",
               JsonObject{{"refunded", money(total(order))}, {"status", string("refunded")}},
               {"svc-payments", order.correlation, cancelled});
    });
}

void ShopSimulation::createShipment(Order &order, const std::string &cause)
{
    const ShopPerson &person = *customerOf(order).person;
    JsonObject picks;
    for (const Line &line : order.lines)
        picks.add(shopProducts()[line.product].sku, number(line.quantity));
    const Json recipient = JsonObject{{"name", string(person.name)}, {"address", address(person)}};
    const std::string created
        = append("shipment-" + order.number, "ShipmentCreated",
                 JsonObject{{"order", string(order.stream)},
                            {"carrier", string(person.country == "DE" ? "Landpost" : "EuroParcel")},
                            {"recipient", recipient},
                            {"pickList", picks},
                            {"status", string("created")}},
                 {"svc-shipping", order.correlation, cause});
    const int day = dayOf(m_now);
    Micros packed = m_now + minutes(11, 105);
    if (packed > pickUp(day) - 12 * kMinute)
        packed = atClock(nextWorkingDay(day), 8) + minutes(3, 55);
    at(packed, [this, &order, created] { pack(order, created); });
}

void ShopSimulation::pack(Order &order, const std::string &cause)
{
    order.tracking = "00340434" + std::to_string(m_random.between(100000000000, 999999999999));
    const std::string packer(kPackers[m_random.below(std::size(kPackers))]);
    const std::int64_t grams = m_random.between(18, 290) * 10;
    const Json parcel = JsonObject{{"tracking", string(order.tracking)}, {"grams", number(grams)}};
    const std::string packed = append("shipment-" + order.number, "ShipmentPacked",
                                      JsonObject{{"pickList", null()},
                                                 {"parcel", parcel},
                                                 {"status", string("packed")}},
                                      {packer, order.correlation, cause});
    Micros wait = 0;
    for (Line &line : order.lines) {
        wait += milliseconds(120, 900);
        after(wait, [this, &order, &line, packed] {
            Stock &stock = m_stock[line.product];
            stock.reserved -= line.quantity;
            stock.onHand -= line.quantity;
            line.reserved = false;
            append(stock.stream, "StockPicked",
                   stockLevels(stock).add("reservations", JsonObject{{order.stream, null()}}),
                   {"svc-inventory", order.correlation, packed});
        });
    }
    // The carrier scans one parcel after the other into the van.
    at(pickUp(dayOf(m_now)) + seconds(0, 420), [this, &order, packed] { dispatch(order, packed); });
}

void ShopSimulation::dispatch(Order &order, const std::string &cause)
{
    const std::string stream = "shipment-" + order.number;
    const std::string dispatched = append(stream, "ShipmentDispatched",
                                          JsonObject{{"dispatchedAt", string(isoTime(m_now))},
                                                     {"status", string("dispatched")}},
                                          {"svc-carrier", order.correlation, cause});
    after(milliseconds(90, 600), [this, &order, stream, dispatched] {
        const Json shipment = JsonObject{{"id", string(stream)},
                                         {"tracking", string(order.tracking)}};
        appendToOrder(order, "OrderShipped", "shipped",
                      JsonObject{{"reservation", null()}, {"shipment", shipment}}, dispatched,
                      "svc-orders");
    });
    const Micros scanned = atClock(dayOf(m_now), 20) + minutes(0, 150);
    at(scanned, [this, &order, dispatched] { travel(order, dispatched); });
}

// Within the country a parcel takes a night; abroad it is scanned once more and takes two.
void ShopSimulation::travel(Order &order, const std::string &cause)
{
    const std::string stream = "shipment-" + order.number;
    const auto scan = [this, &order, stream](std::string_view place, const std::string &before) {
        return append(stream, "ShipmentScanned",
                      JsonObject{{"location", string(place)}, {"status", string("in transit")}},
                      {"svc-carrier", order.correlation, before});
    };
    const std::string hub = "Sorting centre "
                            + std::string(kHubs[m_random.below(std::size(kHubs))]);
    const std::string scanned = scan(hub, cause);
    int day = nextWorkingDay(dayOf(m_now));
    const ShopPerson &person = *customerOf(order).person;
    if (person.country == "DE") {
        at(atClock(day, 8, 30) + minutes(0, 460),
           [this, &order, scanned] { deliver(order, scanned, true); });
        return;
    }
    at(atClock(day, 5) + minutes(0, 110), [this, &order, &person, scan, scanned] {
        const std::string again = scan("Depot " + std::string(person.city), scanned);
        at(atClock(nextWorkingDay(dayOf(m_now)), 8, 30) + minutes(0, 460),
           [this, &order, again] { deliver(order, again, true); });
    });
}

void ShopSimulation::deliver(Order &order, const std::string &cause, bool mayFail)
{
    const std::string stream = "shipment-" + order.number;
    const Origin origin{"svc-carrier", order.correlation, cause};
    if (mayFail && m_random.chance(12)) {
        const std::string failed = append(stream, "ShipmentDeliveryFailed",
                                          JsonObject{{"failure", string("nobody at home")},
                                                     {"status", string("delivery failed")}},
                                          origin);
        at(atClock(nextWorkingDay(dayOf(m_now)), 9) + minutes(0, 400),
           [this, &order, failed] { deliver(order, failed, false); });
        return;
    }
    JsonObject data{{"deliveredAt", string(isoTime(m_now))},
                    {"location", null()},
                    {"status", string("delivered")}};
    if (!mayFail)
        data.add("failure", null());
    const std::string delivered = append(stream, "ShipmentDelivered", data, origin);
    after(milliseconds(150, 1200), [this, &order, delivered] { complete(order, delivered); });
}

} // namespace eventscope
