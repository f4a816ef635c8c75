// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>

namespace eventscope {

enum class LocationKind : std::uint8_t { Sqlite, File };

// What stands at a location that a user named.
struct Location {
    std::string path;
    LocationKind kind = LocationKind::File;
};

// `text` is a path, or a URL sqlite:///path or file:///path with %-escapes. Looks at the first bytes of what is there. Errors: NotFound,
// Unreadable (a folder, no permission), NotAStore (empty, no text and no known format), Encrypted, Invalid (another kind of URL).
Result<Location> locate(const std::string &text);

} // namespace eventscope
