// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

namespace eventscope {

// By its name: JavaScript or TypeScript.
bool isScriptFile(const QString &path);
// A file that the system executes, by its permission and its first bytes: scripts with a #! line, ELF binaries. Other files may
// well have the permission, such as stores on file systems that know no permissions.
bool isProgramFile(const QString &path);

// Whether the file can be a reducer at all. Errors: NotFound, Invalid.
Result<void> checkReducerFile(const QString &path);

} // namespace eventscope
