// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "payloadpacks.h"

#include <string>
#include <vector>

namespace eventscope::bench {

// A store as a framework writes it, with its tables, keys and indexes.
struct DialectStore {
    std::string dialect; // that has to recognise it
    std::string variant; // what sets it apart from other stores of the dialect; empty: nothing
    Pack data = Pack::Json;
    Pack metadata = Pack::Json; // Pack::Raw: there is none, or nothing has to be decoded
    // Makes the tables and fills them from the temporary table n(i), whose rows are 1, 2, 3 … one an event. Besides SQLite's own it may call
    // uuid(i, salt), uuid16(i, salt), type(i), iso(i) and day(i) (times), body(i) (a JSON payload), meta(i) (JSON metadata with correlation and
    // causation), and pack(name, json).
    std::string sql;
};

// At least one for each of the program's own dialects for SQLite.
std::vector<DialectStore> dialectStores();

// The events are of ten versions in as many streams as that makes. Ends the program if it fails.
void makeDialectStore(const DialectStore &store, const std::string &path, unsigned events);

} // namespace eventscope::bench
