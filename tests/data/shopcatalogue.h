// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace eventscope {

struct ShopProduct {
    std::string_view sku;
    std::string_view name;
    std::int64_t cents;
    int stock;        // pieces on the first morning
    int reorderLevel; // at or below this many free pieces, more are ordered
    int popularity;   // how often it is put into a basket, next to the others
};

struct ShopPerson {
    std::string_view name;
    std::string_view mailbox;
    std::string_view street;
    std::string_view postcode;
    std::string_view city;
    std::string_view country; // ISO 3166-1
    std::string_view locale;
};

std::span<const ShopProduct> shopProducts();

// The first of them are customers from before the store began; the others register in its course.
std::span<const ShopPerson> shopPeople();
constexpr std::size_t kImportedPeople = 22;

} // namespace eventscope
