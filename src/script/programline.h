// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "base/time.h"

#include <string>
#include <string_view>

namespace eventscope {

// What stands in the lines that programs of the user's read, and in messages about the lines that they write.

// A payload within one line of JSON: as it stands if it is JSON, else as a string; empty: null.
void appendPayloadInLine(std::string &out, std::string_view text);

// The members of an event in such a line, in the order of the calls. What an event has not is null.
class ProgramLine
{
public:
    void text(std::string_view name, std::string_view value);
    void version(Version version);
    void timestamp(Time time);
    void payload(std::string_view name, std::string_view text);
    std::string end() &&; // with its line break

private:
    void name(std::string_view name);

    std::string m_line;
};

// The start of a text, cut between characters.
std::string_view startOf(std::string_view text, std::size_t most);
// That in quotes, for a message.
std::string shortened(std::string_view text);

} // namespace eventscope
