// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "event/record.h"

#include <QString>

#include <cstddef>
#include <optional>
#include <string_view>

namespace eventscope::ui {

// A payload made ready for the screen, away from the GUI thread.
struct ShownPayload {
    Payload::Kind kind = Payload::Kind::Absent;
    std::optional<JsonValue> json; // of Json, unless it is too deep
    QString text;                  // of everything else: the decoded text, or a dump of the bytes
    QString raw;                   // as stored
    bool rawIsJson = false;        // that, and not a dump of it
    QString caption;               // "JSON, 345 bytes"
    QString problem;               // why JSON is not shown as a tree

    static constexpr std::size_t kMostBytes = std::size_t{1} << 20;
    static ShownPayload of(const Payload &payload, std::size_t mostBytes = kMostBytes);
};

// Text with its control characters (but line ends and tabs) as pictures; as long as it was.
QString visibleText(QString text);
// Sixteen bytes a line: offset, hexadecimal, text.
QString hexDump(std::string_view bytes);

} // namespace eventscope::ui
