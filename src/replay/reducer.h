// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "event/record.h"

namespace eventscope {

// Makes the next state of an aggregate from the last one and an event. Stateless between calls; one thread at a time.
class Reducer
{
public:
    virtual ~Reducer() = default;
    virtual JsonValue initialState() const = 0;
    // `data` is the event's payload. Error: the event cannot be applied; the state stays as it was.
    virtual Result<void> apply(JsonValue &state, const JsonValue &data) = 0;
    // True if apply() is applyMergePatch(): then an event sets what its payload holds, even to the value that was there, and what it
    // set is known without comparing states.
    virtual bool mergesPatches() const { return false; }
};

// JSON Merge Patch (RFC 7396) of the payloads: what most aggregates' states look like before anyone writes a reducer.
class MergeReducer : public Reducer
{
public:
    JsonValue initialState() const override { return JsonValue::object(); }
    Result<void> apply(JsonValue &state, const JsonValue &data) override;
    bool mergesPatches() const override { return true; }
};

// RFC 7396, section 2.
void applyMergePatch(JsonValue &target, const JsonValue &patch);

} // namespace eventscope
