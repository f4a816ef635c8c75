// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

namespace eventscope {

class FileBytes;
class Rewriting;

// Event logs in XES (IEEE 1849): each event becomes {"xes:case": name of its trace, "xes:attributes": {…}, "xes:trace": {…}}. Attributes
// are members by their keys; one with others in it is an object with its own value as "value"; lists are arrays. Nothing is ever fetched, and a
// file that declares entities is refused. Errors: NotAStore, Limit, Cancelled.
Result<void> rewriteXes(FileBytes &bytes, Rewriting &lines);

} // namespace eventscope
