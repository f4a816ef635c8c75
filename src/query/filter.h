// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "base/progress.h"
#include "base/result.h"
#include "event/log.h"
#include "event/source.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// The filter language, compiled. Grammar (docs/filters.md says it for people):
//   filter   = or ; or = and { "or" and } ; and = not { ["and"] not } ; not = ["not"] primary
//   primary  = "(" or ")" | "exists" "(" field ")" | field operator value | word | "quoted text"
//   field    = type | stream | streamType | version | position | time | correlation | causation | id | data[.path] | meta[.path]
//   operator = "=" "!=" "<" "<=" ">" ">=" "~" (contains) "=~" (regular expression)
// `*` in the string of = and != stands for any text. A bare word or quoted text searches the whole payload (data),
// exactly as written. Keywords in any case. Times are ISO 8601 or a date alone; numbers compare as exact decimals.
//
// Immutable; any thread.
class Filter
{
public:
    // Error: Invalid, with the 1-based character as column and a sentence that says what was expected there.
    static Result<Filter> compile(std::string_view text);

    const std::string &text() const;
    bool isEmpty() const;      // no condition: matches everything
    bool needsPayload() const; // cannot be decided by the columns of the log alone

    // Makes readers for the payload part; called once a thread that needs one.
    using ReaderFactory = std::function<Result<std::unique_ptr<RecordReader>>()>;

    // The rows of [begin, end) that match, ascending. Conditions on columns are decided first, so that payloads are read only where they
    // matter; payload work is split over the cores. `found` (may be empty) is called with the matches so far, in ascending batches, on the calling thread's
    // behalf by any thread but never two at once, so that a table can fill while the search goes on. Error: Cancelled, or that of the source.
    using Found = std::function<void(const std::vector<Row> &)>;
    Result<std::vector<Row>> rows(const EventLog &log, const ReaderFactory &readers, Row begin,
                                  Row end, std::stop_token stop, Progress *progress = nullptr,
                                  const Found &found = {}) const;

private:
    struct Program;
    Filter() = default;
    std::shared_ptr<const Program> m_program;
};

} // namespace eventscope
