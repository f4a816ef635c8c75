// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/expression.h"

#include <string>
#include <vector>

namespace eventscope {

// Texts of which every event that the columns leave undecided, and that matches, has at least one in its data; empty if there are no such
// texts. A source finds them in its raw bytes, many times faster than events can be read.
//
// A needle holds only characters that no JSON writer escapes, so that it stands in the stored text just as it does in the decoded one.
std::vector<std::string> needlesOf(const Expression &root);

} // namespace eventscope
