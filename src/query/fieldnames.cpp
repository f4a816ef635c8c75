// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/fieldnames.h"

#include "base/editdistance.h"

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope {

namespace {

struct FieldName {
    std::string_view name;
    Field field;
};

constexpr std::array<FieldName, 11> kFields = {{
    {"type", Field::Type},
    {"stream", Field::Stream},
    {"streamType", Field::StreamType},
    {"version", Field::StreamVersion},
    {"position", Field::LogPosition},
    {"time", Field::Time},
    {"correlation", Field::Correlation},
    {"causation", Field::Causation},
    {"id", Field::Id},
    {"data", Field::Data},
    {"meta", Field::Meta},
}};

constexpr std::array<std::pair<std::string_view, Operator>, 8> kOperators = {{
    {"=", Operator::Equal},
    {"!=", Operator::NotEqual},
    {"<", Operator::Less},
    {"<=", Operator::LessEqual},
    {">", Operator::Greater},
    {">=", Operator::GreaterEqual},
    {"~", Operator::Contains},
    {"=~", Operator::Matches},
}};

// What other stores and their people call them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kOtherNames = {{
    {"event", "type"},
    {"eventtype", "type"},
    {"aggregate", "stream"},
    {"aggregateid", "stream"},
    {"streamid", "stream"},
    {"streamname", "stream"},
    {"aggregatetype", "streamType"},
    {"category", "streamType"},
    {"revision", "version"},
    {"sequence", "position"},
    {"number", "position"},
    {"date", "time"},
    {"timestamp", "time"},
    {"created", "time"},
    {"correlationid", "correlation"},
    {"cause", "causation"},
    {"causationid", "causation"},
    {"eventid", "id"},
    {"payload", "data"},
    {"body", "data"},
    {"metadata", "meta"},
    {"headers", "meta"},
}};

} // namespace

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char &c : lower) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

std::optional<Field> fieldNamed(std::string_view name)
{
    const std::string lower = lowerCase(name);
    for (const FieldName &entry : kFields) {
        if (lowerCase(entry.name) == lower)
            return entry.field;
    }
    return std::nullopt;
}

std::string_view nameOf(Field field)
{
    const auto *const entry = std::find_if(kFields.begin(), kFields.end(),
                                           [&](const FieldName &known) {
                                               return known.field == field;
                                           });
    return entry->name;
}

std::optional<Operator> operatorNamed(std::string_view sign)
{
    for (const auto &[name, op] : kOperators) {
        if (name == sign)
            return op;
    }
    return std::nullopt;
}

std::string_view nameOf(Operator op)
{
    for (const auto &[name, known] : kOperators) {
        if (known == op)
            return name;
    }
    return "exists";
}

bool hasOperator(Field field, Operator op)
{
    const bool isText = op == Operator::Contains || op == Operator::Matches;
    return !isText || (field != Field::Time && field != Field::StreamVersion);
}

std::string nearestField(std::string_view name)
{
    constexpr std::size_t kLongest = 64;
    if (name.size() > kLongest)
        return {};
    // A path into something that is no field: most likely one into the payload.
    if (const std::size_t dot = name.find_first_of(".[");
        dot != std::string_view::npos && dot > 0) {
        const std::string head = nearestField(name.substr(0, dot));
        const bool known = head == "data" || head == "meta";
        return known ? head + std::string(name.substr(dot)) : "data." + std::string(name);
    }
    std::string lower = lowerCase(name);
    std::erase(lower, '_');
    std::erase(lower, '-');
    for (const auto &[other, field] : kOtherNames) {
        if (lower == other)
            return std::string(field);
    }
    std::string_view best;
    std::size_t distance = std::max<std::size_t>(lower.size() / 3, 1) + 1;
    for (const FieldName &entry : kFields) {
        if (const std::size_t steps = editDistance(lower, lowerCase(entry.name));
            steps < distance) {
            distance = steps;
            best = entry.name;
        }
    }
    return std::string(best);
}

} // namespace eventscope
