// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <memory>
#include <string>
#include <vector>

namespace eventscope {

// Opens a file of JSON events: JSON Lines, a JSON array, or an object around an array, each also packed by gzip. `dialects` are the
// known ones. Errors as openStore().
Result<std::shared_ptr<Store>> openFileStore(const std::string &path, const OpenOptions &options,
                                             const DialectList &dialects,
                                             const Opening &opening = {});

// The file's part of candidates() and describe().
Result<std::vector<Candidate>> fileCandidates(const std::string &path, const DialectList &dialects,
                                              const Opening &opening = {});
Result<std::vector<TableDescription>> describeFile(const std::string &path,
                                                   const Opening &opening = {});

} // namespace eventscope
