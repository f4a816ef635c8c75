// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/projectreport.h"

#include "cli/streamreplay.h"
#include "session/recordjson.h"

namespace eventscope::cli {

std::string orNull(const std::string &json)
{
    return json.empty() ? "null" : json;
}

static std::string lineJson(std::int64_t line)
{
    return line > 0 ? std::to_string(line) : "null";
}

std::string namesJson(const std::vector<std::string> &names)
{
    std::string json = "[";
    for (const std::string &name : names) {
        json += json.size() > 1 ? "," : "";
        appendJsonQuoted(json, name);
    }
    return json + ']';
}

// Lists of names that select nothing by themselves are null.
std::string sourceJson(const ProjectionDefinition &definition)
{
    const auto list = [](const std::vector<std::string> &names) {
        return names.empty() ? std::string("null") : namesJson(names);
    };
    const auto flag = [](bool value) { return value ? std::string("true") : std::string("false"); };
    return R"({"all":)" + flag(definition.all) + R"(,"streams":)" + list(definition.streams)
           + R"(,"categories":)" + list(definition.categories) + R"(,"events":)"
           + (definition.allEvents ? std::string("null") : list(definition.events))
           + R"(,"byStream":)" + flag(definition.byStream) + R"(,"byPartition":)"
           + flag(definition.byPartition) + R"(,"biState":)" + flag(definition.biState) + '}';
}

std::string warningsJson(const std::vector<ProjectionWarning> &warnings)
{
    std::string json = "[";
    for (const ProjectionWarning &warning : warnings) {
        json += (json.size() > 1 ? "," : "") + std::string(R"({"code":)") + jsonQuote(warning.code)
                + R"(,"message":)" + jsonQuote(warning.message) + R"(,"line":)"
                + lineJson(warning.line) + '}';
    }
    return json + ']';
}

std::string errorJson(const Error &error, const std::string &position)
{
    return R"({"position":)" + position + R"(,"message":)" + jsonQuote(error.message)
           + R"(,"line":)" + lineJson(error.line) + R"(,"column":)" + lineJson(error.column) + '}';
}

std::string skippedJson(const ProjectionSnapshot &snapshot)
{
    std::string json = "{";
    for (std::size_t i = 0; i < kSkipReasons; ++i) {
        if (snapshot.skipped[i] > 0)
            json += (json.size() > 1 ? "," : "")
                    + jsonQuote(skipReasonName(static_cast<SkipReason>(i))) + ':'
                    + std::to_string(snapshot.skipped[i]);
    }
    return json + '}';
}

std::string failureJson(const EventLog &log, const std::optional<ProjectionFailure> &failure)
{
    return failure ? errorJson(failure->error, positionToJson(log.positionLabel(failure->row)))
                   : std::string("null");
}

std::string untouchedStepJson(const EventLog &log, Row row, const std::string &status,
                              std::string_view reason)
{
    return R"({"position":)" + positionToJson(log.positionLabel(row))
           + R"(,"partition":null,"status":")" + status + R"(","reason":)" + jsonQuote(reason)
           + R"(,"state":null,"result":null,"shared":null,"emitted":[],"logs":[]})";
}

int reportNoPartition(const std::string &partition, std::size_t count, std::string_view first)
{
    printError(Error(ErrorCode::NotFound,
                     "There is no partition " + jsonQuote(partition) + "; there "
                         + (count == 0   ? std::string("are none.")
                            : count == 1 ? "is one, " + jsonQuote(first) + '.'
                                         : "are " + std::to_string(count) + ", such as "
                                               + jsonQuote(first) + '.')));
    return kNo;
}

int reportInvalid(const Error &error)
{
    printScriptError(error);
    printLine(
        R"({"valid":false,"source":null,"processed":0,"skipped":{},"partitions":{},"shared":null,"emitted":[],"logs":[],"warnings":[],"error":)"
        + errorJson(error, "null") + '}');
    return kNo;
}

} // namespace eventscope::cli
