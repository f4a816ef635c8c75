// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace eventscope {

// The last part of a path: how messages name a script.
std::string fileName(std::string_view path);

// Whether that file is a script, by the end of its name: JavaScript or TypeScript.
bool isScriptFile(std::string_view path);

// The text of a script file: UTF-8 without a byte order mark, at most 32 MB. Errors: NotFound, Unreadable; Script if it is no text.
Result<std::string> readSourceFile(const std::string &path);

} // namespace eventscope
