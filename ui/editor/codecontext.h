// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QStringView>

#include <cstdint>
#include <optional>

namespace eventscope::ui {

// What is being written at a place of a projection, told from the text before it. Any thread.
struct CodeContext {
    enum class Kind : std::uint8_t {
        Nothing,    // a comment, a number, a name that is being made up
        Name,       // where any name may stand
        HandlerKey, // of when({ … }), quoted or not
        Member,     // behind a dot
        String,
    };
    Kind kind = Kind::Nothing;
    qsizetype begin = 0; // of what is typed, UTF-16; it ends at the place
    QString typed;
    QChar quote; // of a string, or of a key in quotes

    // Of a member: what stands before the dot, "[]" for an element and "()" behind a call: e.data.lines[0] -> e, data, lines, [].
    QStringList chain;
    // The same from the event that the handler is given: data, lines, []; empty for the event itself. Nothing: it is no part of it.
    std::optional<QStringList> eventPath;
    QString eventType; // that the handler around is for; empty if it is not known

    // The innermost call around, also around a string: emit, 1.
    QString callee;
    bool isMethod = false; // called behind a dot
    int argument = 0;      // from 0
    qsizetype calleeBegin = 0;
};

CodeContext codeContextAt(QStringView text, qsizetype place);

} // namespace eventscope::ui
