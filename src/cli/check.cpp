// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/check.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/progressline.h"
#include "session/recordjson.h"

namespace eventscope::cli {

namespace {

std::string findingJson(const EventLog &log, const Finding &finding)
{
    std::string json = R"({"code":")";
    json += nameOf(finding.code);
    json += R"(","severity":")";
    json += nameOf(finding.severity);
    json += R"(","position":)";
    json += positionToJson(log.positionLabel(finding.row));
    json += R"(,"stream":)";
    json += finding.stream == kNoStream ? "null" : jsonQuote(log.streamName(finding.stream));
    return json + R"(,"message":)" + jsonQuote(finding.message) + "}";
}

} // namespace

int runCheck(const CheckCommandOptions &options, std::stop_token stop)
{
    const auto opened = openAndLoad(options.store, stop);
    if (!opened) {
        printError(opened.error());
        return kUnusable;
    }
    const EventLog &log = *opened->log;
    Progress progress;
    const auto report = [&] {
        const ProgressLine line("Checking", progress, &log);
        return checkLog(
            log, [&] { return opened->store->reader(); }, CheckOptions(), stop, &progress);
    }();
    if (!report) {
        printError(report.error());
        return kUnusable;
    }
    for (const Finding &finding : report->findings)
        printLine(findingJson(log, finding));
    const std::uint64_t left = report->total() - report->findings.size();
    if (left > 0)
        printError(Error(ErrorCode::Limit, std::to_string(left)
                                               + " findings more are not listed: of each code the "
                                                 "first 10,000 are."));
    return opened->exitStatus(report->total() > 0 ? kNo : kFine);
}

} // namespace eventscope::cli
