// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shopcatalogue.h"

namespace eventscope {

namespace {

constexpr ShopProduct kProducts[] = {
    {"SKU-1101", "Darjeeling First Flush, 100 g", 1490, 40, 10, 9},
    {"SKU-1102", "Assam Golden Tips, 100 g", 1145, 36, 8, 7},
    {"SKU-1103", "Earl Grey with bergamot, 250 g", 1290, 44, 10, 10},
    {"SKU-1104", "Sencha Kagoshima, 100 g", 1640, 30, 8, 6},
    {"SKU-1105", "Genmaicha, 200 g", 1320, 26, 6, 5},
    {"SKU-1106", "Matcha, ceremonial grade, 30 g", 2990, 12, 3, 6},
    {"SKU-1107", "Jasmine pearls, 80 g", 1875, 22, 6, 4},
    {"SKU-1108", "Rooibos vanille, 250 g", 980, 34, 8, 6},
    {"SKU-1109", "Pfefferminze bio, 100 g", 645, 48, 10, 6},
    {"SKU-1110", "Lapsang Souchong, 100 g", 1095, 18, 5, 3},
    {"SKU-1111", "Tie Guan Yin oolong, 100 g", 1990, 20, 5, 4},
    {"SKU-1112", "Gunpowder, 250 g", 835, 28, 6, 3},
    {"SKU-2201", "Stoneware teapot, 0.8 l", 4050, 12, 3, 6},
    {"SKU-2202", "Kyūsu teapot, red clay", 6400, 2, 1, 3},
    {"SKU-2203", "Cast-iron teapot, 1.1 l", 7990, 6, 2, 3},
    {"SKU-2204", "Cup, celadon glaze", 1200, 60, 16, 8},
    {"SKU-2205", "Gaiwan, porcelain, 120 ml", 2250, 14, 4, 4},
    {"SKU-2206", "Matcha bowl (chawan)", 3800, 4, 1, 4},
    {"SKU-2207", "Tea tin, 100 g", 590, 70, 20, 8},
    {"SKU-3301", "Bamboo whisk (chasen)", 1750, 9, 3, 4},
    {"SKU-3302", "Tea scoop, cherry wood", 925, 24, 6, 4},
    {"SKU-3303", "Electric kettle, 1.7 l, 40–100 °C", 8900, 2, 0, 2},
    {"SKU-3304", "Paper filters, 100 pieces", 465, 80, 20, 6},
    {"SKU-3305", "Tea towel »Frühling«", 1190, 20, 5, 3},
};

constexpr ShopPerson kPeople[] = {
    {"Zoë Müller", "zoe.mueller@example.org", "Lindenstraße 14", "10969", "Berlin", "DE", "de"},
    {"Łukasz Wójcik", "lwojcik@example.com", "ul. Długa 27/4", "31-147", "Kraków", "PL", "pl"},
    {"Anaïs Lefèvre", "anais.l@example.net", "8 rue des Écoles", "69005", "Lyon", "FR", "fr"},
    {"Søren Ødegård", "soren@example.org", "Bryggen 3", "5003", "Bergen", "NO", "nb"},
    {"Jürgen Weiß", "j.weiss@example.com", "Königsallee 51", "40212", "Düsseldorf", "DE", "de"},
    {"Ирина Соколова", "irina.s@example.net", "Brīvības iela 88", "LV-1001", "Rīga", "LV", "ru"},
    {"Óscar Núñez", "oscarnunez@example.org", "Calle de la Peña 6", "48005", "Bilbao", "ES", "es"},
    {"Hannah O'Brien", "hannah.ob@example.com", "22 Merchant's Quay", "D08 R2C1", "Dublin", "IE",
     "en"},
    {"Tomáš Dvořák", "dvorak.t@example.org", "Nádražní 112", "702 00", "Ostrava", "CZ", "cs"},
    {"佐藤 結衣", "yui.sato@example.net", "Immermannstraße 9", "40210", "Düsseldorf", "DE", "ja"},
    {"Francesca D'Angelo", "fdangelo@example.com", "Via dei Mille 33", "80121", "Napoli", "IT",
     "it"},
    {"Γιώργος Παπαδόπουλος", "g.papadopoulos@example.org", "Ερμού 41", "105 63", "Αθήνα", "GR",
     "el"},
    {"Maren Petersen", "maren@example.net", "Am Deich 2", "25813", "Husum", "DE", "de"},
    {"Béla Szőke", "szoke.bela@example.com", "Váci út 19", "1134", "Budapest", "HU", "hu"},
    {"İbrahim Yılmaz", "ibrahim.y@example.org", "Keupstraße 70", "51063", "Köln", "DE", "tr"},
    {"Ingrid Åkesson", "akesson@example.net", "Östra Hamngatan 12", "411 10", "Göteborg", "SE",
     "sv"},
    {"João Conceição", "joao.c@example.com", "Rua das Flores 58", "4050-265", "Porto", "PT", "pt"},
    {"Nguyễn Thị Lan", "lan.nguyen@example.org", "Herzbergstraße 128", "10365", "Berlin", "DE",
     "vi"},
    {"Pieter van den Berg", "pvdberg@example.net", "Oudegracht 201", "3511 NG", "Utrecht", "NL",
     "nl"},
    {"יעל כהן", "yael.cohen@example.com", "Oranienburger Straße 31", "10117", "Berlin", "DE", "he"},
    {"Sigríður Jónsdóttir", "sigga@example.org", "Laugavegur 45", "101", "Reykjavík", "IS", "is"},
    {"Charlotte Becker", "c.becker@example.net", "Rosengasse 7", "79098", "Freiburg", "DE", "de"},
    {"Ștefan Ionescu", "stefan.i@example.com", "Strada Lipscani 14", "030031", "București", "RO",
     "ro"},
    {"محمد العلي", "m.alali@example.org", "Sonnenallee 62", "12045", "Berlin", "DE", "ar"},
    {"Elif Şahin", "elif@example.net", "Große Bergstraße 162", "22767", "Hamburg", "DE", "tr"},
    {"Kristína Kováčová", "kovacova@example.com", "Hlavná 20", "040 01", "Košice", "SK", "sk"},
    {"Matthias Huber", "m.huber@example.org", "Mariahilfer Straße 84", "1070", "Wien", "AT", "de"},
    {"Aino Mäkelä", "aino.makela@example.net", "Hämeenkatu 17", "33200", "Tampere", "FI", "fi"},
    {"Chloé Dubois-Martin", "chloe.dm@example.com", "Rue Haute 93", "1000", "Bruxelles", "BE",
     "fr"},
    {"Vytautas Žukauskas", "v.zukauskas@example.org", "Pilies g. 23", "01123", "Vilnius", "LT",
     "lt"},
    {"Gülay Arslan-Hoffmann", "gah@example.net", "Schillerstraße 5a", "70173", "Stuttgart", "DE",
     "de"},
    {"Miloš Jovanović", "milos.j@example.com", "Ilica 77", "10000", "Zagreb", "HR", "hr"},
    {"Ольга Мельник", "olha.m@example.org", "Prager Straße 12", "01069", "Dresden", "DE", "uk"},
    {"Rasmus Kjær", "rkjaer@example.net", "Nørrebrogade 36", "2200", "København N", "DK", "da"},
    {"Beatriz Muñoz Ávila", "bea.munoz@example.com", "Avenida de la Constitución 9", "41001",
     "Sevilla", "ES", "es"},
    {"Seán Ó Súilleabháin", "sean.os@example.org", "5 Shop Street", "H91 W2R6", "Galway", "IE",
     "ga"},
    {"Noémie Grünig", "n.gruenig@example.net", "Spalenberg 18", "4051", "Basel", "CH", "de"},
    {"Andrej Čuk", "andrej.cuk@example.com", "Trubarjeva cesta 29", "1000", "Ljubljana", "SI",
     "sl"},
    {"김민준", "minjun.kim@example.org", "Berger Straße 140", "60385", "Frankfurt am Main", "DE",
     "ko"},
    {"Renate Schönfelder", "renate.s@example.net", "Zum Wäldchen 3", "37073", "Göttingen", "DE",
     "de"},
};

} // namespace

std::span<const ShopProduct> shopProducts()
{
    return kProducts;
}

std::span<const ShopPerson> shopPeople()
{
    return kPeople;
}

} // namespace eventscope
