// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/record.h"
#include "store/store.h"

#include <QString>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace eventscope::ui {

// The parts of an event that the mapping dialog asks for.
enum class Role {
    Stream,
    Type,
    Data,
    Version,
    Time,
    Position,
    Id,
    StreamType,
    Metadata,
    Correlation,
    Causation
};
inline constexpr std::array kRoles{Role::Stream,      Role::Type,       Role::Data,
                                   Role::Version,     Role::Time,       Role::Position,
                                   Role::Id,          Role::StreamType, Role::Metadata,
                                   Role::Correlation, Role::Causation};

QString roleTitle(Role role); // "Stream"
QString roleHint(Role role);  // what is meant, for the tooltip
bool roleIsNeeded(Role role); // without it there is nothing to show

const FieldSpec &fieldOf(const EventsSpec &events, Role role);
FieldSpec &fieldOf(EventsSpec &events, Role role);

// How a field reads in a list of choices: "payload", "metadata /userId", "id before \"-\"".
QString fieldText(const FieldSpec &field);

// A whole column (or member of a file's records). SQL names are quoted where they need it.
FieldSpec columnField(const std::string &name, const std::string &kind);

// What a role could be in this table: nothing, what was guessed, then every column.
std::vector<FieldSpec> choicesFor(Role role, const TableDescription &table, const Dialect &guess);

// A dialect for the table: the guess for it if there is one, else an empty one with the same kind.
Dialect startingDialect(const TableDescription &table, const std::vector<Candidate> &candidates,
                        const std::string &kind);

// Sets the field, and what depends on it: the order of a table begins with its position.
void setField(Dialect &dialect, Role role, const FieldSpec &field, const Dialect &guess);

// What must be there for the dialect to be recognised again: the table with its plain columns, or the members of a file.
void setSignature(Dialect &dialect, const TableDescription &table);

// What is wrong with the field for a role, seen in the records that it gave ("empty in 3 of 20"); empty if nothing is.
QString problemOf(Role role, const Dialect &dialect, const std::vector<Record> &records);

} // namespace eventscope::ui
