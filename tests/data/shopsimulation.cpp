// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shopsimulation.h"

#include <utility>

namespace eventscope {

namespace {

constexpr Micros kOpening = atClock(0, 8);
constexpr Micros kEnd = atClock(8, 17, 30);
// From here on the services write version 2 of some events.
constexpr Micros kUpgrade = atClock(2, 6);
constexpr int kNewsletterDay = 2;

constexpr int kOrdersADay[] = {10, 8, 7, 10, 9, 8, 10, 9, 7};
// How many of twenty orders fall into which hours.
constexpr int kBusyHours[] = {8,  9,  10, 10, 11, 12, 12, 12, 13, 14,
                              15, 16, 17, 18, 18, 19, 19, 20, 20, 21};

} // namespace

ShopSimulation::ShopSimulation()
{
    for (const ShopProduct &product : shopProducts()) {
        Stock &stock = m_stock.emplace_back();
        stock.stream = "inventory-" + std::string(product.sku);
    }
    int number = 5001;
    for (const ShopPerson &person : shopPeople()) {
        Customer &customer = m_customers.emplace_back();
        customer.person = &person;
        customer.user = "user-" + std::to_string(number);
        customer.account = "account-" + std::to_string(number);
        ++number;
    }
}

void ShopSimulation::run()
{
    openShop();
    for (int day = 0; atClock(day, 0) < kEnd; ++day) {
        planDay(day);
        planLogins(day);
    }
    planNewsletter(kNewsletterDay);
    planStockCount();

    while (!m_agenda.empty()) {
        const auto first = m_agenda.begin();
        m_now = first->first.first;
        if (m_now >= kEnd)
            break;
        const std::function<void()> action = std::move(first->second);
        m_agenda.erase(first);
        action();
    }
}

std::vector<std::vector<OrderSummary>> ShopSimulation::summaries() const
{
    std::vector<std::vector<OrderSummary>> result;
    for (const Order &order : m_orders)
        result.push_back(order.history);
    return result;
}

void ShopSimulation::at(Micros time, std::function<void()> action)
{
    m_agenda.emplace(std::pair(time, m_agendaCount++), std::move(action));
}

void ShopSimulation::after(Micros delay, std::function<void()> action)
{
    at(m_now + delay, std::move(action));
}

std::string ShopSimulation::append(const std::string &stream, std::string_view type,
                                   const Json &data, const Origin &origin, int schemaVersion)
{
    return m_log.append(m_now, stream, type, data, origin, schemaVersion);
}

bool ShopSimulation::afterUpgrade() const
{
    return m_now >= kUpgrade;
}

// The first morning: the catalogue, the stock that was counted, the customers of the old shop.
void ShopSimulation::openShop()
{
    const std::string import = m_log.newId();
    Micros time = kOpening;
    for (std::size_t i = 0; i < m_stock.size(); ++i) {
        at(time, [this, i, import] {
            const ShopProduct &product = shopProducts()[i];
            const std::string listed = append(m_stock[i].stream, "ProductListed",
                                              JsonObject{{"sku", string(product.sku)},
                                                         {"name", string(product.name)},
                                                         {"price", money(product.cents)},
                                                         {"currency", string("EUR")},
                                                         {"reorderLevel",
                                                          number(product.reorderLevel)}},
                                              {"svc-import", import, {}});
            after(milliseconds(15, 60), [this, i, import, listed] {
                m_stock[i].onHand = shopProducts()[i].stock;
                append(m_stock[i].stream, "StockReceived",
                       stockLevels(m_stock[i])
                           .add("lastDelivery", JsonObject{{"pieces", number(m_stock[i].onHand)},
                                                           {"supplier", string("opening count")}}),
                       {"svc-import", import, listed});
            });
        });
        time += milliseconds(120, 480);
    }
    time += seconds(40, 60);
    for (std::size_t i = 0; i < kImportedPeople; ++i) {
        m_customers[i].points = 10 * m_random.between(0, 32);
        at(time, [this, i, import] {
            registerCustomer(m_customers[i], {"svc-import", import, {}});
        });
        time += milliseconds(200, 900);
    }
}

void ShopSimulation::registerCustomer(Customer &customer, const Origin &origin)
{
    customer.registered = true;
    const ShopPerson &person = *customer.person;
    const bool second = afterUpgrade();
    const Json email = second ? Json(JsonObject{{"address", string(person.mailbox)},
                                                {"verified", boolean(false)}})
                              : string(person.mailbox);
    const std::string registered = append(customer.user, "UserRegistered",
                                          JsonObject{{"name", string(person.name)},
                                                     {"email", email},
                                                     {"locale", string(person.locale)},
                                                     {"status", string("active")}},
                                          origin, second ? 2 : 1);
    after(milliseconds(80, 300), [this, &customer, origin, registered] {
        append(customer.account, "AccountOpened",
               JsonObject{{"owner", string(customer.user)},
                          {"status", string("active")},
                          {"points", number(customer.points)}},
               {"svc-accounts", origin.correlation, registered});
    });
    after(milliseconds(310, 700), [this, &customer, origin, registered] {
        append(customer.user, "UserAddressAdded",
               JsonObject{{"addresses", JsonObject{{"home", address(*customer.person)}}}},
               {origin.user, origin.correlation, registered});
    });
}

void ShopSimulation::planDay(int day)
{
    for (int i = 0; i < kOrdersADay[day]; ++i) {
        const int hour = kBusyHours[m_random.below(std::size(kBusyHours))];
        at(atClock(day, hour) + seconds(0, 3599), [this] { visit(pickCustomer(), false); });
    }
}

// The newsletter of Wednesday noon: many customers within half an hour, and all want the same.
void ShopSimulation::planNewsletter(int day)
{
    for (int i = 0; i < 10; ++i)
        at(atClock(day, 12, 2) + seconds(0, 1900), [this] { visit(pickCustomer(), true); });
}

// Customers who only look around, and now and then change their mail address.
void ShopSimulation::planLogins(int day)
{
    for (int i = 0; i < 5; ++i) {
        const int hour = kBusyHours[m_random.below(std::size(kBusyHours))];
        const bool changesMail = m_random.chance(18);
        at(atClock(day, hour) + seconds(0, 3599), [this, changesMail] {
            const Customer &customer = m_customers[m_random.below(kImportedPeople)];
            if (!customer.registered)
                return;
            const Origin origin{customer.user, m_log.newId(), {}};
            const std::string login
                = append(customer.user, "UserLoggedIn",
                         JsonObject{{"lastLogin", JsonObject{{"at", string(isoTime(m_now))},
                                                             {"device", string("browser")}}}},
                         origin);
            if (!changesMail)
                return;
            after(seconds(40, 200), [this, &customer, origin, login] {
                const std::string mailbox = "new." + std::string(customer.person->mailbox);
                const Json email = afterUpgrade() ? Json(JsonObject{{"address", string(mailbox)},
                                                                    {"verified", boolean(false)}})
                                                  : string(mailbox);
                append(customer.user, "UserEmailChanged", JsonObject{{"email", email}},
                       {origin.user, origin.correlation, login}, afterUpgrade() ? 2 : 1);
            });
        });
    }
}

std::size_t ShopSimulation::pickCustomer()
{
    if (dayOf(m_now) > 0 && m_random.chance(28)) {
        for (std::size_t i = kImportedPeople; i < m_customers.size(); ++i) {
            if (!m_customers[i].registered)
                return i;
        }
    }
    std::size_t index = 0;
    do {
        index = m_random.below(m_customers.size());
    } while (!m_customers[index].registered);
    return index;
}

Json ShopSimulation::address(const ShopPerson &person) const
{
    return JsonObject{{"street", string(person.street)},
                      {"postcode", string(person.postcode)},
                      {"city", string(person.city)},
                      {"country", string(person.country)}};
}

} // namespace eventscope
