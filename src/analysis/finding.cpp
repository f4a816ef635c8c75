// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/finding.h"

namespace eventscope {

std::string_view nameOf(FindingCode code)
{
    switch (code) {
    case FindingCode::VersionGap:
        return "version-gap";
    case FindingCode::DuplicateId:
        return "duplicate-id";
    case FindingCode::DuplicateVersion:
        return "duplicate-version";
    case FindingCode::VersionOrder:
        return "version-order";
    case FindingCode::TimeBackwards:
        return "time-backwards";
    case FindingCode::MissingCause:
        return "missing-cause";
    case FindingCode::UnreadablePayload:
        return "unreadable-payload";
    case FindingCode::SchemaDrift:
        return "schema-drift";
    case FindingCode::LongStream:
        return "long-stream";
    case FindingCode::LargePayload:
        return "large-payload";
    case FindingCode::SnapshotDiffers:
        return "snapshot-differs";
    }
    return {};
}

std::string_view nameOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return "error";
    case Severity::Warning:
        return "warning";
    case Severity::Info:
        return "info";
    }
    return {};
}

} // namespace eventscope
