// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace eventscope {

enum class ErrorCode : std::uint8_t {
    Cancelled,   // the stop token was set; never shown to the user
    NotFound,    // no such file, stream, version, dialect ...
    Unreadable,  // the operating system refuses to give the bytes
    NotAStore,   // readable, but holds no events that we recognise
    Ambiguous,   // several tables or dialects fit; the message lists them
    Damaged,     // the content contradicts its own format
    Locked,      // another process holds it exclusively
    Encrypted,   // looks like ciphertext
    Changed,     // the file was replaced or cut while it was open
    Invalid,     // what the user typed or wrote is wrong (filter, dialect, option)
    Limit,       // larger or deeper than what is supported
    Script,      // a script or program of the user's is wrong, failed, or passed a limit
    Unsupported, // it cannot be done with this one, though nothing is wrong with it
    Internal,
};

// What went wrong, for a person. `message` is one sentence that names the place and says what to do. The rest is detail for
// panels and scripts; an absent place is an empty path and zeros.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string path;        // file or table
    std::int64_t line = 0;   // 1-based; 0 if it has none
    std::int64_t column = 0; // 1-based character; 0 if it has none
    std::string detail;      // SQL, excerpt, the library's own words

    Error() = default;
    Error(ErrorCode errorCode, std::string sentence)
        : code(errorCode)
        , message(std::move(sentence))
    {}

    Error &&at(std::string where, std::int64_t lineNumber = 0, std::int64_t columnNumber = 0) &&
    {
        path = std::move(where);
        line = lineNumber;
        column = columnNumber;
        return std::move(*this);
    }
    Error &&with(std::string text) &&
    {
        detail = std::move(text);
        return std::move(*this);
    }
};

} // namespace eventscope
