// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace eventscope::tests {

// What replays answer, in the plainest way: every state whole, every question by comparing whole states. It shares no code with them, so
// that both are wrong in the same way only by chance.
namespace naive {

using Json = nlohmann::json;
using Random = std::mt19937;
// Kind (+, -, ~), pointer, before, after; the texts of absent values are empty.
using Change = std::tuple<char, std::string, std::string, std::string>;
using Changes = std::set<Change>;

struct Stream {
    std::vector<Json> payloads;
    std::vector<Json> states; // after 0, 1, 2 ... events
};

// A random history: of operations that a script does too (see kOperations), or of patches to be merged (RFC 7396).
Stream operations(Random &random, std::size_t events);
Stream patches(Random &random, std::size_t events);

// The same operations in JavaScript: change(container, operation) and at(state, path).
extern const char *const kOperations;

// What differs between two states, elements of arrays with an id-like key by that key.
Changes changes(const Json &before, const Json &after);
// Pointer -> the last event that set the leaf, of the state after that many events.
std::map<std::string, std::uint32_t> blame(const Stream &stream, std::size_t count, bool merged);

// Events that changed a value, with the texts of what it was and is.
struct Step {
    std::uint32_t ordinal = 0;
    std::optional<Json> before;
    std::optional<Json> after;
};
// Of what the pointer names after `at`, wherever it stands before and later.
std::vector<Step> history(const Stream &stream, const std::string &pointer, std::uint32_t at);

// Pointers of all that is in a value, itself included.
std::vector<std::string> pointers(const Json &value);

// Does the patch step by step. What is wrong with it: a step that changes nothing, or touches a member that is the same in both; empty if
// nothing is.
std::string complaint(const Json &before, const Json &after, const Json &patch);

} // namespace naive

} // namespace eventscope::tests
