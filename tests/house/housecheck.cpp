// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "housecheck.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

namespace eventscope::house {

namespace {

using Rooms = std::map<std::string, std::set<std::string>, std::less<>>;

// Each room with those it may include. Rooms that do not stand here do not exist: a new one is added with its arrows.
const Rooms &engineRooms()
{
    static const Rooms rooms{
        {"base", {}},
        {"script", {"base"}},
        {"event", {"base"}},
        {"store", {"base", "event"}},
        {"query", {"base", "event"}},
        {"analysis", {"base", "event"}},
        {"replay", {"base", "script", "event"}},
        {"projection", {"base", "script", "event", "store", "query", "replay"}},
        {"session",
         {"base", "script", "event", "store", "query", "analysis", "replay", "projection"}},
        {"cli",
         {"base", "script", "event", "store", "query", "analysis", "replay", "projection",
          "session"}},
    };
    return rooms;
}

// The rooms of ui/. All of them may include every room of the engine but the command line.
const Rooms &windowRooms()
{
    static const Rooms rooms{
        {"widgets", {}},
        {"models", {"widgets"}},
        {"timeline", {"widgets"}},
        {"panels", {"widgets", "models", "timeline"}},
        {"graph", {"widgets", "timeline", "panels"}},
        {"editor", {"widgets", "panels"}},
        {"shell", {"widgets", "models", "timeline", "panels", "graph", "editor"}},
    };
    return rooms;
}

const std::set<std::string, std::less<>> kRoomsWithoutQt{"base",  "script",   "event",
                                                         "query", "analysis", "replay", "projection"};

struct Include {
    int line = 0;
    bool angled = false;
    std::string name;
};

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// The name in an include directive, if the line is one.
std::optional<Include> includeIn(std::string_view line)
{
    line = trimmed(line);
    if (line.empty() || line.front() != '#')
        return std::nullopt;
    line = trimmed(line.substr(1));
    if (line.substr(0, 7) != "include")
        return std::nullopt;
    line = trimmed(line.substr(7));
    if (line.empty() || (line.front() != '"' && line.front() != '<'))
        return std::nullopt;
    const bool angled = line.front() == '<';
    const auto end = line.find(angled ? '>' : '"', 1);
    if (end == std::string_view::npos)
        return std::nullopt;
    return Include{0, angled, std::string(line.substr(1, end - 1))};
}

std::vector<Include> includesOf(std::string_view text)
{
    std::vector<Include> found;
    bool inComment = false;
    int number = 0;
    for (std::string_view line : linesOf(text)) {
        ++number;
        if (inComment) {
            const auto end = line.find("*/");
            if (end == std::string_view::npos)
                continue;
            inComment = false;
            line.remove_prefix(end + 2);
        }
        if (auto include = includeIn(line)) {
            include->line = number;
            found.push_back(*include);
            continue;
        }
        const auto open = line.rfind("/*");
        inComment = open != std::string_view::npos
                    && line.find("*/", open) == std::string_view::npos
                    && line.substr(0, open).find("//") == std::string_view::npos;
    }
    return found;
}

// <QtGui/qimage.h>, <QImage>, <qimage.h>
bool isQt(std::string_view name)
{
    if (name.find('/') != std::string_view::npos)
        return name.starts_with("Qt");
    return name.starts_with('Q') || (name.starts_with('q') && name.ends_with(".h"));
}

std::string placeOf(const SourceFile &file, int line)
{
    return file.path + ':' + std::to_string(line) + ": ";
}

std::string_view folderOf(std::string_view path)
{
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

// Where a file stands: "src/store/sqlite/x.h" is in tree "src" and room "store"; "ui/main.cpp" has no room.
struct Place {
    std::string tree;
    std::string room;
};

Place standsIn(std::string_view path)
{
    Place place;
    const auto tree = path.find('/');
    if (tree == std::string_view::npos)
        return place;
    place.tree = path.substr(0, tree);
    const auto room = path.find('/', tree + 1);
    if (room != std::string_view::npos)
        place.room = path.substr(tree + 1, room - tree - 1);
    return place;
}

class IncludeChecker
{
public:
    IncludeChecker(const std::vector<SourceFile> &files, const std::set<std::string> &qtCoreHeaders)
        : m_qtCoreHeaders(qtCoreHeaders)
    {
        for (const SourceFile &file : files)
            m_paths.insert(file.path);
    }

    void check(const SourceFile &file)
    {
        const Place from = standsIn(file.path);
        if (from.tree != "src" && from.tree != "ui")
            return;
        if (from.room.empty() && file.path != "ui/main.cpp") {
            m_findings.push_back(file.path + ": stands in no room");
            return;
        }
        if (!from.room.empty() && !roomsOf(from.tree).contains(from.room)) {
            m_findings.push_back(file.path + ": the room " + from.tree + '/' + from.room
                                 + " has no arrows yet; add it to tests/house/housecheck.cpp");
            return;
        }
        for (const Include &include : includesOf(file.text)) {
            const std::string wrong = include.angled
                                          ? wrongWithLibrary(from, include.name)
                                          : wrongWithProject(file.path, from, include.name);
            if (!wrong.empty())
                m_findings.push_back(placeOf(file, include.line) + wrong);
        }
    }

    Findings findings() && { return std::move(m_findings); }

private:
    static const Rooms &roomsOf(std::string_view tree)
    {
        return tree == "src" ? engineRooms() : windowRooms();
    }

    std::string wrongWithLibrary(const Place &from, const std::string &name) const
    {
        const std::string first = name.substr(0, name.find('/'));
        const bool inFolder = first.size() < name.size();
        if (inFolder && (engineRooms().contains(first) || windowRooms().contains(first)))
            return '<' + name + "> is a header of the project: include it in quotes";
        if (from.tree != "src" || !isQt(name))
            return {};
        if (inFolder ? first != "QtCore" : !m_qtCoreHeaders.contains(name))
            return '<' + name + "> is no header of QtCore: src links no other library of Qt";
        if (kRoomsWithoutQt.contains(from.room))
            return '<' + name + "> is Qt, and " + from.room + " is a room without Qt";
        return {};
    }

    std::string wrongWithProject(const std::string &path, const Place &from,
                                 const std::string &name) const
    {
        if (name.find("..") != std::string::npos)
            return '"' + name + "\" climbs out of its folder: write it as \"room/header.h\"";
        const auto slash = name.find('/');
        const std::string first = slash == std::string::npos ? std::string()
                                                             : name.substr(0, slash);
        const bool engine = engineRooms().contains(first);
        const bool window = windowRooms().contains(first);
        if (!engine && !window) {
            const bool own = name.ends_with(".moc")
                             || m_paths.contains(std::string(folderOf(path)) + '/' + name);
            return own ? std::string() : '"' + name + "\" names no room of the house";
        }
        const std::string arrow = from.tree + '/' + (from.room.empty() ? "main" : from.room)
                                  + " -> " + (engine ? "src/" : "ui/") + first;
        if (from.tree == "src" && !engine)
            return arrow + " is no arrow of the house: the engine knows nothing of the window";
        if (from.tree == "ui" && engine)
            return first == "cli" ? arrow + " is no arrow of the house: they are siblings"
                                  : std::string();
        if (from.room.empty() || from.room == first)
            return {};
        const Rooms &rooms = roomsOf(from.tree);
        if (rooms.find(from.room)->second.contains(first))
            return {};
        const bool backwards = rooms.find(first)->second.contains(from.room);
        return arrow
               + (backwards ? " runs backwards" : " joins siblings, which do not know each other");
    }

    const std::set<std::string> &m_qtCoreHeaders;
    std::set<std::string> m_paths;
    Findings m_findings;
};

bool isCpp(std::string_view path)
{
    return path.ends_with(".h") || path.ends_with(".cpp");
}

} // namespace

Findings checkIncludes(const std::vector<SourceFile> &files,
                       const std::set<std::string> &qtCoreHeaders)
{
    IncludeChecker checker(files, qtCoreHeaders);
    for (const SourceFile &file : files) {
        if (isCpp(file.path))
            checker.check(file);
    }
    return std::move(checker).findings();
}

Findings checkLicenceLines(const std::vector<SourceFile> &files)
{
    const std::string copyright = "SPDX-FileCopyrightText: Eventscope contributors";
    const std::string licence = "SPDX-License-Identifier: GPL-3.0-or-later";
    Findings findings;
    for (const SourceFile &file : files) {
        const auto lines = linesOf(file.text);
        if (isCpp(file.path)) {
            if (lines.size() < 2 || trimmed(lines[0]) != "// " + copyright
                || trimmed(lines[1]) != "// " + licence)
                findings.push_back(placeOf(file, 1) + "the first two lines are not the SPDX lines");
            continue;
        }
        const auto end = lines.begin() + std::min<std::ptrdiff_t>(4, std::ssize(lines));
        const auto has = [&](const std::string &text) {
            return std::any_of(lines.begin(), end, [&](std::string_view line) {
                return line.find(text) != std::string_view::npos;
            });
        };
        if (!has(copyright) || !has(licence))
            findings.push_back(placeOf(file, 1) + "the SPDX lines are not among the first four");
    }
    return findings;
}

Findings checkLength(const std::vector<SourceFile> &files, int limit)
{
    Findings findings;
    for (const SourceFile &file : files) {
        const auto lines = std::ssize(linesOf(file.text));
        if (lines > limit)
            findings.push_back(placeOf(file, limit + 1) + std::to_string(lines)
                               + " lines; split it at " + std::to_string(limit));
    }
    return findings;
}

Findings checkTopLevel(const std::vector<std::string> &names)
{
    static const std::set<std::string, std::less<>> agreed{
        ".ci",
        ".clang-format",
        ".clang-tidy",
        ".gitignore",
        "CMakeLists.txt",
        "CMakePresets.json",
        "docs",
        "installer",
        "LICENSE",
        "README.md",
        "resources",
        "src",
        "tests",
        "ui",
    };
    // What git, editors and builds leave there, as .gitignore has it.
    const auto ignored = [](std::string_view name) {
        return name == ".git" || name == ".cache" || name == "compile_commands.json"
               || name.starts_with("build") || name.ends_with(".user");
    };
    Findings findings;
    for (const std::string &name : names) {
        if (!agreed.contains(name) && !ignored(name))
            findings.push_back(
                name + ": the top folder holds only what was agreed; put it into one of the rooms");
    }
    return findings;
}

} // namespace eventscope::house
