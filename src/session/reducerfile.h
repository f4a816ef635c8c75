// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>
#include <QStringList>

#include <string>

namespace eventscope {

// By its name: JavaScript or TypeScript, but no mere declarations (.d.ts).
bool isScriptFile(const QString &path);
// A file that the system executes, by its permission and its first bytes: scripts with a #! line, ELF binaries. Other files may
// well have the permission, such as stores on file systems that know no permissions.
bool isProgramFile(const QString &path);

// The scripts in the folder `reducers` beside the store, absolute: those named after the stream type first, then by name. "order.ts"
// and "Orders.js" are named after "order", "shopping-cart.ts" after "shoppingCart".
QStringList reducersBeside(const QString &store, const std::string &streamType);

// The scripts and programs in the folder `projections` beside the store, absolute, by name.
QStringList projectionsBeside(const QString &store);

// Whether the file can be a reducer at all. Errors: NotFound, Invalid.
Result<void> checkReducerFile(const QString &path);

} // namespace eventscope
