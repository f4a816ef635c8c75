// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "session/workspacefile.h"

#include <nlohmann/json.hpp>

#include <string>

namespace eventscope {

using WorkspaceJson = nlohmann::ordered_json;

// How the members of a workspace stand in JSON. Paths relative to `folder` are absolute in the content; with an empty folder all are taken
// as they stand. The error of reading is the part of a sentence that says what is wrong.
WorkspaceJson contentToJson(const WorkspaceContent &content, const QString &folder);
Result<WorkspaceContent> contentFromJson(const WorkspaceJson &json, const QString &folder);
WorkspaceJson viewToJson(const WorkspaceView &view);
// Members that do not read are left out: a place that is not found again costs little.
WorkspaceView viewFromJson(const WorkspaceJson &json);

// Relative if it is the folder's own or below it.
QString pathInFolder(const QString &path, const QString &folder);
QString pathFromFolder(const QString &path, const QString &folder);

} // namespace eventscope
