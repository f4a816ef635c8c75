// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editor/codecontext.h"
#include "editor/codewords.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace eventscope::ui {

// What can be put where something is being written.
struct CodeCandidate {
    QString text;          // takes the place of what is typed
    QString title;         // as it is listed
    QString detail;        // what it is, in a few words
    QString help;          // a sentence, or nothing
    bool takesDot = false; // takes the place of the dot before, too: ["unit price"]
    bool isCall = false;   // its arguments follow
};

constexpr std::size_t kMostCandidates = 200;

// The best first. `others` are names that stand elsewhere in the text.
std::vector<CodeCandidate> codeCandidates(const CodeContext &context,
                                          const CodeCompletions &completions,
                                          const QStringList &others);

// Names of three letters and more, in the order of the alphabet.
QStringList codeNames(QStringView text);

// What the call around takes, if the API has it.
struct CodeCallTip {
    QString text;        // its signature, and its sentence in a line of its own
    qsizetype begin = 0; // of the argument that is being written, in `text`
    qsizetype end = 0;
};
std::optional<CodeCallTip> codeCallTip(const CodeContext &context,
                                       const CodeCompletions &completions);

} // namespace eventscope::ui
