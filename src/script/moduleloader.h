// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "script/scripterror.h"
#include "script/sourcemap.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// Finds, reads and prepares the files of one script: its own and those that it imports, all of them in its folder. The host asks for each by
// the name that stands in the import.
class ModuleLoader
{
public:
    // `file` is the script as the user named it.
    ModuleLoader(const std::string &file, std::string typescript);

    // {"path", "code", "commonJs"} for the host: JSON text. `from` is the path of the file that imports, empty for the script itself.
    // Errors: those of reading and compiling; Script for an import that is not allowed.
    Result<std::string> load(const std::string &name, const std::string &from,
                             std::stop_token stop);
    // From now on that file goes through TypeScript, which knows the place of a syntax error. False if it did already.
    bool compileFromNow(const std::string &path);

    // Every file looked at, also one that could not be read.
    const std::vector<std::string> &files() const { return m_files; }
    const std::string &mainFile() const { return m_main; }
    bool holds(const std::string &path) const { return m_modules.contains(path); }

    // First and last line of the script, as the user wrote it, that a function takes whose text after compiling is this; none if it was not
    // compiled, or holds no such text.
    struct Lines {
        std::int64_t first = 0; // 1-based
        std::int64_t last = 0;
    };
    std::optional<Lines> linesOfCompiled(std::string_view text) const;

    // An error that a script threw, at the place in the file as the user wrote it. `told` is what host.describe() gives.
    Error errorFor(const std::string &what, const StackPlace &place) const;

private:
    struct Module {
        std::string source;
        std::size_t prefix = 0; // characters in front of the source's first line
        std::optional<SourceMap> map;
        bool compiled = false;
        std::string body; // of the script itself, if it was compiled
        std::string answer;
    };
    Result<std::string> resolve(const std::string &name, const std::string &from);
    Result<Module> prepare(const std::string &path, std::stop_token stop);
    void look(const std::string &path);

    std::string m_main;   // canonical, if it is there
    std::string m_folder; // canonical, with a slash at its end
    std::string m_typescript;
    std::vector<std::string> m_files;
    std::map<std::string, Module> m_modules;
    std::vector<std::string> m_toCompile;
};

// The files that a script may load by a name that stands in it, or in one of them, as a text such as "./lib/add": canonical paths, sorted,
// without the script itself. Nothing is run; names that are put together while it runs are not seen. None: there are more than `most`.
std::optional<std::vector<std::string>> namedModules(const std::string &file, std::size_t most);

} // namespace eventscope
