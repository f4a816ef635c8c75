// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <cstdint>
#include <functional>
#include <vector>

namespace eventscope::ui {

// A name that code may use, with what one wants to know of it while writing.
struct CodeWord {
    enum class Kind : std::uint8_t {
        Function, // or a value that stands anywhere
        Handler,  // a key of when({ … })
        Member,   // of an event
        Field,    // of a payload
    };
    Kind kind = Kind::Function;
    QString name;
    QString signature;      // "emit(streamId, eventType, body, metadata?)"; of a member, its type
    QString help;           // a sentence
    bool isChained = false; // stands behind a dot
};

// What can be written in a text, given from outside: the names of an API, and what the store at hand holds. All of it is called in the GUI
// thread and answers at once, with at most `most` names that fit what is typed; what takes longer answers with what is there and
// says CodeEditor::completionsArrived() later.
struct CodeCompletions {
    using Find = std::function<QStringList(const QString &typed, int most)>;
    // The fields below a path into the payloads of an event type ("" if it is not known), elements of arrays as "[]":
    // ("OrderPlaced", {"lines", "[]"}) -> sku, price ...
    using Fields
        = std::function<std::vector<CodeWord>(const QString &eventType, const QStringList &path)>;

    std::vector<CodeWord> words;
    std::vector<CodeWord> eventMembers;
    std::vector<CodeWord> databaseMembers; // of the db that SQL handlers are given
    Find eventTypes;
    Find streams;
    Find categories;
    Fields fields;
};

// The API of KurrentDB's projections and that of handlers with a SQL read model; what the store holds is left empty.
CodeCompletions projectionCompletions();

} // namespace eventscope::ui
