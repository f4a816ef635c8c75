// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "event/record.h"

#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// One event as `eventscope-cli events` prints it, in one line without a line end:
// {"position","id","stream","streamType","version","type","schemaVersion","time","correlationId","causationId","data","metadata"}
// and "error" if the event is damaged. Absent is null; numbers keep their digits; a payload that is no JSON is a string, or
// {"$base64":"…"} if it is no text.
std::string eventToJson(const EventLog &log, Row row, const Record &record);

// The payload alone, in the same form.
std::string payloadToJson(const Payload &payload);

// The same fields as a line of CSV (RFC 4180), and their names.
std::string eventToCsv(const EventLog &log, Row row, const Record &record);
std::string eventCsvHeader();
// Text as a field of CSV, in quotes where it has to be.
std::string csvField(std::string_view text);

// A position label as JSON: a number if it is an integer, else a string.
std::string positionToJson(std::string_view label);

} // namespace eventscope
