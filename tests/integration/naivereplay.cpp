// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "naivereplay.h"

#include <algorithm>
#include <array>
#include <functional>

namespace eventscope::tests::naive {

const char *const kOperations = R"(
const at = (value, path) => path.reduce((inner, token) => inner[token], value);
function change(container, [what, , token, value]) {
    switch (what) {
    case 'put': container[token] = value; break;
    case 'cut': if (Array.isArray(container)) container.splice(token, 1); else delete container[token]; break;
    case 'insert': container.splice(token, 0, value); break;
    case 'move': container.splice(value, 0, container.splice(token, 1)[0]); break;
    }
}
)";

namespace {

std::size_t below(Random &random, std::size_t limit)
{
    return random() % limit;
}

std::string randomName(Random &random)
{
    static const std::array<const char *, 9> kNames{"a",   "b",   "c~d", "e/f",     "0",
                                                    "län", "\"q", "",    "customer"};
    return kNames[below(random, kNames.size())];
}

Json randomScalar(Random &random)
{
    switch (below(random, 6)) {
    case 0:
        return nullptr;
    case 1:
        return below(random, 2) == 0;
    case 2:
        return static_cast<int>(below(random, 5)) - 2;
    case 3:
        return double(below(random, 9)) / 4 + 0.125; // never an integer, which has two texts
    case 4:
        return "text " + std::to_string(below(random, 3));
    default:
        return static_cast<int>(below(random, 3));
    }
}

Json randomElement(Random &random, const std::string &idName, const Json &array)
{
    Json made = Json::object();
    if (!idName.empty()) {
        Json id;
        do {
            const std::size_t number = below(random, 30);
            id = number % 5 == 0 ? Json(number) : Json("k" + std::to_string(number));
        } while (std::any_of(array.begin(), array.end(), [&](const Json &each) {
            return each.is_object() && each.value(idName, Json()) == id;
        }));
        made[idName] = id;
    }
    made["n"] = below(random, 3);
    if (below(random, 3) == 0)
        made["inner"] = Json::object({{"deep", randomScalar(random)}});
    return made;
}

Json randomArray(Random &random)
{
    static const std::array<const char *, 4> kIds{"", "id", "sku", "lineId"};
    Json array = Json::array();
    const std::size_t kind = below(random, 6);
    for (std::size_t left = below(random, 4); left > 0; --left)
        array.push_back(kind < kIds.size() ? randomElement(random, kIds[kind], array)
                                           : randomScalar(random));
    return array;
}

Json randomValue(Random &random, int depth, bool nulls)
{
    const std::size_t kind = below(random, depth > 0 ? 8 : 4);
    if (kind < 4) {
        Json scalar = randomScalar(random);
        return scalar.is_null() && !nulls ? Json(7) : scalar;
    }
    if (kind < 6)
        return randomArray(random);
    Json object = Json::object();
    for (std::size_t left = below(random, 4); left > 0; --left)
        object[randomName(random)] = randomValue(random, depth - 1, nulls);
    return object;
}

void collectPointers(const Json &value, const Json::json_pointer &pointer,
                     std::vector<Json::json_pointer> &all)
{
    all.push_back(pointer);
    if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i)
            collectPointers(value[i], pointer / i, all);
    } else if (value.is_object()) {
        for (const auto &[name, member] : value.items())
            collectPointers(member, pointer / name, all);
    }
}

// The tokens from the root to there, numbers for arrays.
Json tokensOf(const Json &state, Json::json_pointer pointer)
{
    std::vector<Json> tokens;
    for (; !pointer.empty(); pointer.pop_back()) {
        const Json &parent = state.at(pointer.parent_pointer());
        tokens.push_back(parent.is_array() ? Json(std::stoul(pointer.back()))
                                           : Json(pointer.back()));
    }
    return Json(std::vector<Json>(tokens.rbegin(), tokens.rend()));
}

Json doRandomOperation(Random &random, Json &state)
{
    std::vector<Json::json_pointer> all;
    collectPointers(state, Json::json_pointer(), all);
    std::erase_if(all, [&](const auto &each) { return !state.at(each).is_structured(); });
    const Json::json_pointer place = all[below(random, all.size())];
    const Json path = tokensOf(state, place);
    Json &container = state.at(place);
    if (container.is_object()) {
        if (below(random, 4) == 0 && !container.empty()) {
            const std::string name = std::next(container.begin(),
                                               std::ptrdiff_t(below(random, container.size())))
                                         .key();
            container.erase(name);
            return {"cut", path, name};
        }
        const std::string name = randomName(random);
        const Json value = randomValue(random, 2, true);
        container[name] = value;
        return {"put", path, name, value};
    }
    const std::size_t size = container.size();
    const std::size_t kind = below(random, 5);
    if (size > 0 && kind == 0) {
        const std::size_t index = below(random, size);
        container.erase(index);
        return {"cut", path, index};
    }
    if (size > 1 && kind == 1) {
        const std::size_t from = below(random, size);
        const std::size_t to = below(random, size);
        const Json moved = container[from];
        container.erase(from);
        container.insert(container.begin() + std::ptrdiff_t(to), moved);
        return {"move", path, from, to};
    }
    const std::size_t index = below(random, size + 1);
    std::string idName;
    for (const char *name : {"id", "sku", "lineId"}) {
        if (size > 0 && container[0].is_object() && container[0].contains(name))
            idName = name;
    }
    // Now and then one that has no id.
    const Json value = size == 0                  ? randomElement(random, "sku", container)
                       : below(random, 12) == 0   ? randomValue(random, 1, true)
                       : container[0].is_object() ? randomElement(random, idName, container)
                                                  : randomScalar(random);
    container.insert(container.begin() + std::ptrdiff_t(index), value);
    return {"insert", path, index, value};
}

bool isId(const Json &element, const std::string &name)
{
    return element.is_object() && element.contains(name)
           && (element[name].is_string() || element[name].is_number());
}

// The member that tells the elements of an array apart; empty if none does.
std::string idNameOf(const Json &array)
{
    if (!array.is_array() || array.empty() || !array[0].is_object())
        return {};
    std::vector<std::string> names{"id", "key", "uuid", "sku", "code"};
    for (const auto &[name, member] : array[0].items()) {
        if (name.size() > 2 && name.ends_with("Id"))
            names.push_back(name);
    }
    for (const std::string &name : names) {
        std::set<std::string> ids;
        for (const Json &element : array) {
            if (isId(element, name))
                ids.insert(element[name].dump());
        }
        if (ids.size() == array.size())
            return name;
    }
    return {};
}

const Json *elementWith(const Json &array, const std::string &name, const Json &id)
{
    const auto found = std::find_if(array.begin(), array.end(), [&](const Json &each) {
        return each.is_object() && each.contains(name) && each[name] == id;
    });
    return found == array.end() ? nullptr : &*found;
}

struct Leaf {
    std::string pointer;
    Json value;
    bool standsAlone = true; // it is no empty container that the other state fills, or emptied
};
using Leaves = std::map<std::string, Leaf>; // by what makes it the same leaf in both states

// `other` is what stands in the other state at the same place; null pointer if nothing does.
void collectLeaves(const Json &value, const Json *other, const Json::json_pointer &pointer,
                   const std::string &identity, Leaves &leaves)
{
    if (!value.is_structured() || value.empty()) {
        const bool same = other && value.is_structured() && other->type() == value.type()
                          && !other->empty();
        leaves[identity] = {pointer.to_string(), value, !same};
        return;
    }
    if (value.is_object()) {
        for (const auto &[name, member] : value.items())
            collectLeaves(member,
                          other && other->is_object() && other->contains(name) ? &other->at(name)
                                                                               : nullptr,
                          pointer / name, identity + "\n." + name, leaves);
        return;
    }
    const std::string idName = other ? idNameOf(*other) : std::string();
    const bool byId = !idName.empty() && idName == idNameOf(value);
    for (std::size_t i = 0; i < value.size(); ++i) {
        const Json *counterpart = nullptr;
        std::string token = "\n[" + std::to_string(i);
        if (byId) {
            counterpart = elementWith(*other, idName, value[i][idName]);
            token = "\n[" + idName + '=' + value[i][idName].dump();
        } else if (other && other->is_array() && i < other->size()) {
            counterpart = &other->at(i);
        }
        collectLeaves(value[i], counterpart, pointer / i, identity + token, leaves);
    }
}

// Whether merging the patch says something about the place.
bool isSetBy(const Json &patch, const Json::json_pointer &pointer)
{
    const Json *at = &patch;
    std::vector<std::string> tokens;
    for (Json::json_pointer rest = pointer; !rest.empty(); rest.pop_back())
        tokens.push_back(rest.back());
    for (auto token = tokens.rbegin(); token != tokens.rend(); ++token) {
        if (!at->is_object())
            return true;
        if (!at->contains(*token))
            return false;
        at = &at->at(*token);
    }
    return true;
}

} // namespace

Stream operations(Random &random, std::size_t events)
{
    Stream stream;
    stream.states.push_back({{"lines", Json::array()}, {"total", 0}});
    for (std::size_t i = 0; i < events; ++i) {
        Json state = stream.states.back();
        Json all = Json::array();
        for (std::size_t left = below(random, 4); left > 0; --left)
            all.push_back(doRandomOperation(random, state));
        stream.payloads.push_back({{"ops", all}});
        stream.states.push_back(std::move(state));
    }
    return stream;
}

Stream patches(Random &random, std::size_t events)
{
    Stream stream;
    stream.states.push_back(Json::object());
    for (std::size_t i = 0; i < events; ++i) {
        Json patch = randomValue(random, 3, true);
        if (!patch.is_object())
            patch = Json::object({{randomName(random), patch}});
        Json state = stream.states.back();
        // Something that is there, so that values change and go.
        std::vector<Json::json_pointer> all;
        collectPointers(state, Json::json_pointer(), all);
        std::erase_if(all, [&](const auto &each) { return !state.at(each).is_object(); });
        const Json::json_pointer place = all[below(random, all.size())];
        const Json tokens = tokensOf(state, place);
        if (std::none_of(tokens.begin(), tokens.end(),
                         [](const Json &t) { return t.is_number(); })) {
            for (auto token = tokens.rbegin(); token != tokens.rend(); ++token)
                patch = Json::object({{token->get<std::string>(), patch}});
        }
        state.merge_patch(patch);
        stream.payloads.push_back(std::move(patch));
        stream.states.push_back(std::move(state));
    }
    return stream;
}

Changes changes(const Json &before, const Json &after)
{
    Leaves old;
    Leaves now;
    collectLeaves(before, &after, Json::json_pointer(), {}, old);
    collectLeaves(after, &before, Json::json_pointer(), {}, now);
    Changes all;
    for (const auto &[identity, leaf] : now) {
        const auto was = old.find(identity);
        if (was == old.end() && leaf.standsAlone)
            all.emplace('+', leaf.pointer, "", leaf.value.dump());
        else if (was != old.end() && was->second.value != leaf.value)
            all.emplace('~', leaf.pointer, was->second.value.dump(), leaf.value.dump());
    }
    for (const auto &[identity, leaf] : old) {
        if (!now.contains(identity) && leaf.standsAlone)
            all.emplace('-', leaf.pointer, leaf.value.dump(), "");
    }
    return all;
}

std::map<std::string, std::uint32_t> blame(const Stream &stream, std::size_t count, bool merged)
{
    std::map<std::string, std::uint32_t> present;
    for (std::size_t i = 0; i < count; ++i) {
        const Json &before = stream.states[i];
        const Json &after = stream.states[i + 1];
        Leaves old;
        Leaves now;
        collectLeaves(before, &after, Json::json_pointer(), {}, old);
        collectLeaves(after, &before, Json::json_pointer(), {}, now);
        std::map<std::string, std::uint32_t> next;
        for (const auto &[identity, leaf] : now) {
            const auto was = old.find(identity);
            const bool set = merged ? isSetBy(stream.payloads[i], Json::json_pointer(leaf.pointer))
                                    : was == old.end() || was->second.value != leaf.value;
            if (set)
                next[leaf.pointer] = std::uint32_t(i);
            else if (const auto known = present.find(merged ? leaf.pointer : was->second.pointer);
                     known != present.end())
                next[leaf.pointer] = known->second;
        }
        present = std::move(next);
    }
    return present;
}

std::vector<Step> history(const Stream &stream, const std::string &pointer, std::uint32_t at)
{
    // The way there: each token, and the id of the element that stands there.
    struct Hop {
        std::string token;
        std::string idName;
        Json id;
    };
    std::vector<Hop> way;
    Json::json_pointer rest(pointer);
    std::vector<std::string> tokens;
    for (; !rest.empty(); rest.pop_back())
        tokens.push_back(rest.back());
    const auto isIndex = [](const Json &array, const std::string &token) {
        return !token.empty() && token.size() < 9
               && token.find_first_not_of("0123456789") == std::string::npos
               && (token == "0" || token[0] != '0') && std::stoul(token) < array.size();
    };
    const Json *here = &stream.states[at + 1];
    for (auto token = tokens.rbegin(); token != tokens.rend(); ++token) {
        Hop hop{*token, {}, {}};
        if (here && here->is_array() && isIndex(*here, *token)) {
            hop.idName = idNameOf(*here);
            here = &here->at(std::stoul(*token));
            if (!hop.idName.empty())
                hop.id = here->at(hop.idName);
        } else {
            here = here && here->is_object() && here->contains(*token) ? &here->at(*token)
                                                                       : nullptr;
        }
        way.push_back(hop);
    }
    const auto valueIn = [&](const Json &state) -> std::optional<Json> {
        const Json *value = &state;
        for (const Hop &hop : way) {
            if (value->is_array() && !hop.idName.empty())
                value = elementWith(*value, hop.idName, hop.id);
            else if (value->is_array() && isIndex(*value, hop.token))
                value = &value->at(std::stoul(hop.token));
            else if (value->is_object() && value->contains(hop.token))
                value = &value->at(hop.token);
            else
                value = nullptr;
            if (!value)
                return std::nullopt;
        }
        return *value;
    };
    std::vector<Step> steps;
    for (std::size_t i = 0; i < stream.payloads.size(); ++i) {
        const auto before = valueIn(stream.states[i]);
        const auto after = valueIn(stream.states[i + 1]);
        if (before != after)
            steps.push_back({std::uint32_t(i), before, after});
    }
    return steps;
}

std::vector<std::string> pointers(const Json &value)
{
    std::vector<Json::json_pointer> all;
    collectPointers(value, Json::json_pointer(), all);
    std::vector<std::string> texts;
    for (const auto &each : all)
        texts.push_back(each.to_string());
    return texts;
}

std::string complaint(const Json &before, const Json &after, const Json &patch)
{
    Json state = before;
    for (const Json &operation : patch) {
        const std::string path = operation.at("path");
        // No member on the way is the same in both.
        const Json *old = &before;
        const Json *now = &after;
        std::vector<std::string> tokens;
        for (Json::json_pointer rest(path); !rest.empty(); rest.pop_back())
            tokens.push_back(rest.back());
        for (auto token = tokens.rbegin();; ++token) {
            if (*old == *now)
                return operation.dump() + " touches what is the same";
            if (token == tokens.rend() || !old->is_object() || !now->is_object()
                || !old->contains(*token) || !now->contains(*token))
                break;
            old = &old->at(*token);
            now = &now->at(*token);
        }
        const Json last = state;
        state = state.patch(Json::array({operation}));
        if (state == last)
            return operation.dump() + " changes nothing";
    }
    return state == after ? std::string() : "it leads to " + state.dump();
}

} // namespace eventscope::tests::naive
