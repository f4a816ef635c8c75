// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/drift.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace eventscope {

namespace {

using Run = PayloadShape::Run;

std::optional<Drift> changeOfType(const PayloadShape::Field &field)
{
    std::vector<std::pair<Row, ShapeKind>> kinds;
    for (std::size_t i = 0; i < kShapeKinds; ++i) {
        const auto kind = static_cast<ShapeKind>(i);
        if (field.kinds[i].values > 0 && kind != ShapeKind::Absent && kind != ShapeKind::Null)
            kinds.emplace_back(field.kinds[i].first, kind);
    }
    if (kinds.size() < 2)
        return std::nullopt;
    std::sort(kinds.begin(), kinds.end());
    Drift drift;
    drift.row = kinds[1].first;
    drift.before = kinds[0].second;
    drift.after = kinds[1].second;
    drift.events = field.kinds[static_cast<std::size_t>(drift.after)].values;
    return drift;
}

std::optional<Drift> changeOfPresence(const PayloadShape::Field &field, const CheckOptions &options)
{
    const std::vector<Run> &runs = field.runs;
    const bool isOnlyNull = field.kinds[static_cast<std::size_t>(ShapeKind::Null)].values > 0
                            && std::count_if(field.kinds.begin(), field.kinds.end(),
                                             [](const auto &kind) { return kind.values > 0; })
                                   == 1;
    if (field.comesAndGoes || runs.size() < 2 || isOnlyNull)
        return std::nullopt;
    const bool isLasting = std::all_of(runs.begin(), runs.end(), [&](const Run &run) {
        return run.events >= options.constantFor;
    });
    // The newest events lack what all the many before them had.
    const bool isSudden = runs.size() == 2 && runs[0].present
                          && runs[0].events >= options.surelyConstantFor;
    if (!isLasting && !isSudden)
        return std::nullopt;
    Drift drift;
    drift.kind = runs[0].present ? Drift::Kind::Vanished : Drift::Kind::Appeared;
    drift.row = runs[1].first;
    for (std::size_t i = 1; i < runs.size(); ++i)
        drift.events += runs[i].present == runs[1].present ? runs[i].events : 0;
    return drift;
}

} // namespace

std::vector<Drift> driftsOf(const PayloadShape &shape, const CheckOptions &options)
{
    std::vector<Drift> drifts;
    const auto &fields = shape.fields();
    const auto add = [&](std::optional<Drift> drift, std::uint32_t field) {
        if (!drift)
            return;
        drift->path = shape.pathOf(field);
        drifts.push_back(std::move(*drift));
    };
    std::vector<char> isData(fields.size(), 0); // below an object whose keys are data
    for (std::uint32_t i = 0; i < fields.size(); ++i) {
        const PayloadShape::Field &parent = fields[fields[i].parent];
        isData[i] = i > 0 && (isData[fields[i].parent] || parent.isMap);
        if (isData[i])
            continue;
        add(changeOfType(fields[i]), i);
        add(changeOfPresence(fields[i], options), i);
    }
    return drifts;
}

} // namespace eventscope
