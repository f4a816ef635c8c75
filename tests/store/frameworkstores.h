// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace eventscope::test {

// A small store as a framework writes it, and what has to be read from it.
struct FrameworkStore {
    const char *name;    // of the test row
    const char *dialect; // that has to recognise it
    std::string sql;     // makes it
    // An event each: position|stream|stream type|version|type|time|id, "-" for what is not there, "!" behind a damaged one.
    std::vector<std::string> events;
    std::string lastData;                 // payload of the last event
    std::vector<std::string> checkpoints; // name=position (status), N behind; what is there of it
};

std::vector<FrameworkStore> frameworkStores();
// Of these, those in several tables, in tables of any name, or in rows that need more than their columns.
void addFrameworkTables(std::vector<FrameworkStore> &stores);
// Those of one framework that has several tables in one database, and older schemas.
void addFrameworkGroups(std::vector<FrameworkStore> &stores);

// Databases that hold no events, though some names in them are the same.
struct PlainDatabase {
    const char *name;
    std::string sql;
};

std::vector<PlainDatabase> plainDatabases();

} // namespace eventscope::test
