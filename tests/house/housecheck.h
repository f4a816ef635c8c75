// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <vector>

namespace eventscope::house {

// A file of the project: its path from the top with forward slashes, and its text.
struct SourceFile {
    std::string path;
    std::string text;
};

// What is wrong and where: "src/event/x.cpp:12: ...". A list of them is empty when all is well.
using Findings = std::vector<std::string>;

// The includes of src/ and ui/: every arrow between two rooms is one of the house, src includes no header of Qt but
// QtCore's, and the rooms below the store include none. `qtCoreHeaders` are the names that <QName> may have there.
Findings checkIncludes(const std::vector<SourceFile> &files,
                       const std::set<std::string> &qtCoreHeaders);

// The two SPDX lines at the start: the first two lines of C++, within the first four of anything else.
Findings checkLicenceLines(const std::vector<SourceFile> &files);

// At most `limit` lines a file.
Findings checkLength(const std::vector<SourceFile> &files, int limit);

// The names in the top folder: only agreed ones.
Findings checkTopLevel(const std::vector<std::string> &names);

} // namespace eventscope::house
