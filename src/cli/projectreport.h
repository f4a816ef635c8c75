// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/commands.h"
#include "projection/projectionsnapshot.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope::cli {

// What `project` does for the kinds of projections beside KurrentDB's; `end` is the first row that is not looked at. Exit statuses.
int projectWithProgram(const OpenedStore &opened, const ProjectOptions &options, std::uint32_t end,
                       std::stop_token stop);
int projectIntoTables(const OpenedStore &opened, const ProjectOptions &options, std::uint32_t end,
                      std::stop_token stop);

// Parts of what it prints.
std::string orNull(const std::string &json);
std::string namesJson(const std::vector<std::string> &names);
std::string sourceJson(const ProjectionDefinition &definition);
std::string skippedJson(const ProjectionSnapshot &snapshot);
std::string warningsJson(const std::vector<ProjectionWarning> &warnings);
std::string errorJson(const Error &error, const std::string &position);
std::string failureJson(const EventLog &log, const std::optional<ProjectionFailure> &failure);
// The line of --steps for an event that nothing handled: `status` is "skipped" or "failed".
std::string untouchedStepJson(const EventLog &log, Row row, const std::string &status,
                              std::string_view reason);
// Says that there is no such key; one that there is helps to see how keys are made. Exit status.
int reportNoPartition(const std::string &partition, std::size_t count, std::string_view first);
// Prints all of it for a definition that was refused.
int reportInvalid(const Error &error);

} // namespace eventscope::cli
