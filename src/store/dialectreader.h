// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "store/dialect.h"
#include "store/locatedjson.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

class DialectObject;

// What a dialect's file is read with: texts, pointers, and places of fields. The first mistake is kept with its line; what is read after
// it does not count.
class DialectReader
{
public:
    enum class FieldUse : std::uint8_t { Name, Version, Time, Payload };

    DialectReader(std::string_view text, std::string path);

    void mistake(std::size_t offset, const std::string &sentence);
    const std::optional<Error> &error() const { return m_error; }

    // Files and databases know different keys.
    bool isFile() const { return m_file; }
    void setFile(bool file) { m_file = file; }

    // `what` is how a mistake calls it.
    std::string textOf(const LocatedJson &json, const std::string &what);
    std::vector<std::string> textsOf(const LocatedJson &json, const std::string &what);
    std::string pointerOf(const LocatedJson &json, const std::string &what);
    std::vector<std::string> pointersOf(const LocatedJson &json, const std::string &what);

    // A place: a name, an object, or a list of both. Only that of a metadata payload may have a path.
    FieldSpec fieldOf(const LocatedJson &json, const std::string &what, FieldUse use,
                      bool metadata = false);
    // The keys of an object that is a place.
    void pathsOf(DialectObject &object, FieldSpec &field);
    void piecesOf(DialectObject &object, FieldSpec &field);
    void encodingOf(DialectObject &object, FieldSpec &field, FieldUse use);

    // The table that an object is about.
    std::string tableOf(DialectObject &object);

private:
    void membersOf(DialectObject &object, FieldSpec &field, FieldUse use);
    void splitOf(DialectObject &object, FieldSpec &field);

    std::string_view m_text;
    std::string m_path;
    bool m_file = false;
    std::optional<Error> m_error;
};

// The members of one object, asked for by name; those that nobody asked for are mistakes. Both arguments outlive it.
class DialectObject
{
public:
    DialectObject(DialectReader &reader, const LocatedJson &json, std::string what);

    const LocatedJson *find(const std::string &name);
    const LocatedJson *need(const std::string &name);
    std::string text(const std::string &name, bool needed = false);
    std::vector<std::string> texts(const std::string &name, bool needed = false);
    std::string pointer(const std::string &name);
    void finish() const;

private:
    DialectReader &m_reader;
    const LocatedJson &m_json;
    std::string m_what;
    std::set<std::string> m_asked;
};

// Names for a sentence, with commas between them.
template<typename Names>
std::string namesListed(const Names &names)
{
    std::string list;
    for (const auto &name : names)
        list += (list.empty() ? "" : ", ") + std::string(name);
    return list;
}

} // namespace eventscope
