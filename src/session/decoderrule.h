// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "script/payloaddecoder.h"

#include <QString>

#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// Which payloads of a store go through which decoder of the user's.
struct DecoderRule {
    std::string types = "*"; // of events, with * for any text as in filters
    // Also payloads that can be read without it, such as a JSON document with an encrypted member.
    bool readsAll = false;
    DecoderProgram::Kind kind = DecoderProgram::Kind::Lines;
    // As in DecoderProgram; paths are absolute, names of programs are looked for in $PATH.
    std::vector<std::string> words;
    bool operator==(const DecoderRule &) const = default;
};

// A rule from what somebody has written: a command, or a script's path. Paths are taken from the folder. Errors: Invalid, NotFound.
Result<DecoderRule> makeDecoderRule(std::string_view types, std::string_view command,
                                    bool isForEach, bool readsAll, const QString &folder);

// The same from one text, TYPES=COMMAND, in which "each:" and "all:" may stand in front of the command.
Result<DecoderRule> parseDecoderRule(std::string_view text, const QString &folder);

// The folder of the store, in which commands without a path run.
QString folderOfStore(const QString &location);

// A program with a path runs in its own folder, one that $PATH leads to in `folder`.
DecoderProgram programOf(const DecoderRule &rule, const QString &folder);

// The command as it would be written.
std::string commandOf(const DecoderRule &rule);

} // namespace eventscope
