// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/drift.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace eventscope {

namespace {

using Run = PayloadShape::Run;

// A field of two types: neither of them is rare, and they were mixed from the beginning.
constexpr double kRare = 0.1;
constexpr double kByChance = 0.01;
constexpr std::uint64_t kFew = 2; // values of another type are a slip

double rowOf(Row row)
{
    return static_cast<double>(row.value());
}

bool isUnion(const PayloadShape::Kind &before, const PayloadShape::Kind &after)
{
    if (before.last < after.first || after.values <= kFew)
        return false;
    const auto values = static_cast<double>(before.values + after.values);
    if (static_cast<double>(std::min(before.values, after.values)) < kRare * values)
        return false;
    // How probable it is that so many, spread evenly, all come so late.
    const double span = rowOf(std::max(before.last, after.last)) - rowOf(before.first);
    const double rest = span > 0 ? 1 - (rowOf(after.first) - rowOf(before.first)) / span : 1;
    return std::pow(rest, static_cast<double>(after.values)) >= kByChance;
}

std::vector<std::pair<Row, ShapeKind>> kindsOf(const PayloadShape::Field &field)
{
    std::vector<std::pair<Row, ShapeKind>> kinds;
    for (std::size_t i = 0; i < kShapeKinds; ++i) {
        const auto kind = static_cast<ShapeKind>(i);
        if (field.kinds[i].values > 0 && kind != ShapeKind::Absent && kind != ShapeKind::Null
            && kind != ShapeKind::Broken)
            kinds.emplace_back(field.kinds[i].first, kind);
    }
    std::sort(kinds.begin(), kinds.end());
    return kinds;
}

void addChangeOfType(const PayloadShape::Field &field, std::vector<Drift> &drifts)
{
    const auto kinds = kindsOf(field);
    if (kinds.size() < 2)
        return;
    const PayloadShape::Kind &before = field.kinds[static_cast<std::size_t>(kinds[0].second)];
    const PayloadShape::Kind &after = field.kinds[static_cast<std::size_t>(kinds[1].second)];
    if (isUnion(before, after))
        return;
    Drift drift;
    drift.row = after.first;
    drift.old = before.first;
    drift.before = kinds[0].second;
    drift.after = kinds[1].second;
    drift.events = after.values;
    drifts.push_back(std::move(drift));
}

void addChangesOfPresence(const PayloadShape::Field &field, const CheckOptions &options,
                          std::vector<Drift> &drifts)
{
    const std::vector<Run> &runs = field.runs;
    const bool isOnlyNull = field.kinds[static_cast<std::size_t>(ShapeKind::Null)].values > 0
                            && std::count_if(field.kinds.begin(), field.kinds.end(),
                                             [](const auto &kind) { return kind.values > 0; })
                                   == 1;
    if (field.comesAndGoes || runs.size() < 2 || isOnlyNull)
        return;
    // What changes more than once is optional, unless each time lasts.
    const std::uint32_t lasting = runs.size() == 2 ? options.constantFor
                                                   : options.surelyConstantFor;
    const bool isLasting = std::all_of(runs.begin(), runs.end(),
                                       [lasting](const Run &run) { return run.events >= lasting; });
    // The newest events lack what all the many before them had.
    const bool isSudden = runs.size() == 2 && runs[0].present
                          && runs[0].events >= options.surelyConstantFor;
    if (!isLasting && !isSudden)
        return;
    for (std::size_t i = 1; i < runs.size(); ++i) {
        Drift drift;
        drift.kind = runs[i].present ? Drift::Kind::Appeared : Drift::Kind::Vanished;
        drift.row = runs[i].first;
        drift.events = runs[i].events;
        drift.again = i > 1;
        drifts.push_back(std::move(drift));
    }
}

// By field; below an object whose keys are data.
std::vector<char> fieldsOfMaps(const PayloadShape &shape)
{
    const auto &fields = shape.fields();
    std::vector<char> isData(fields.size(), 0);
    for (std::size_t i = 1; i < fields.size(); ++i)
        isData[i] = isData[fields[i].parent] || fields[fields[i].parent].isMap;
    return isData;
}

} // namespace

std::vector<Drift> driftsOf(const PayloadShape &shape, const CheckOptions &options)
{
    std::vector<Drift> drifts;
    const auto &fields = shape.fields();
    const std::vector<char> isData = fieldsOfMaps(shape);
    for (std::uint32_t i = 0; i < fields.size(); ++i) {
        if (isData[i])
            continue;
        const std::size_t first = drifts.size();
        addChangeOfType(fields[i], drifts);
        addChangesOfPresence(fields[i], options, drifts);
        for (std::size_t j = first; j < drifts.size(); ++j)
            drifts[j].path = shape.pathOf(i);
    }
    return drifts;
}

bool hasVariety(const PayloadShape &shape)
{
    const auto &fields = shape.fields();
    const std::vector<char> isData = fieldsOfMaps(shape);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!isData[i]
            && (fields[i].comesAndGoes || fields[i].runs.size() > 1
                || kindsOf(fields[i]).size() > 1))
            return true;
    }
    return false;
}

} // namespace eventscope
