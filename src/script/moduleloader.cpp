// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/moduleloader.h"

#include "base/json.h"
#include "script/compiler.h"
#include "script/plainmodule.h"
#include "script/sourcefile.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <utility>

namespace eventscope {

namespace {

namespace fs = std::filesystem;

bool isFile(const fs::path &path)
{
    std::error_code error;
    return fs::is_regular_file(path, error);
}

// What an import without or with a script's extension may mean, in the order in which it is looked for.
std::vector<fs::path> candidates(const fs::path &path)
{
    std::vector<fs::path> found{path};
    for (const char *extension : {".ts", ".js", ".tsx", ".mts", ".mjs", ".cts", ".cjs", ".json"})
        found.push_back(path.string() + extension);
    // TypeScript's sources import the name that the compiled file will have.
    const std::string extension = path.extension().string();
    if (extension == ".js" || extension == ".mjs" || extension == ".cjs")
        found.push_back(fs::path(path).replace_extension(
            "." + extension.substr(1, extension.size() - 3) + "ts"));
    for (const char *index : {"index.ts", "index.js"})
        found.push_back(path / index);
    return found;
}

bool needsCompiler(const std::string &path)
{
    const std::string extension = fs::path(path).extension().string();
    static constexpr std::array kCompiled{".ts", ".tsx", ".mts", ".cts", ".jsx"};
    return std::any_of(kCompiled.begin(), kCompiled.end(),
                       [&](const char *each) { return extension == each; });
}

// The file that stands there, canonical.
std::optional<std::string> moduleAt(const fs::path &wanted)
{
    for (const fs::path &path : candidates(wanted)) {
        std::error_code error;
        if (!isFile(path))
            continue;
        const fs::path real = fs::canonical(path, error);
        if (!error)
            return real.string();
    }
    return std::nullopt;
}

// Texts in quotes that begin like the path of a module.
std::vector<std::string> pathsIn(std::string_view source)
{
    std::vector<std::string> found;
    for (std::size_t at = source.find_first_of("\"'`"); at != std::string_view::npos;
         at = source.find_first_of("\"'`", at + 1)) {
        const std::string_view text = source.substr(at + 1);
        if (!text.starts_with("./") && !text.starts_with("../") && !text.starts_with('/'))
            continue;
        const auto end = text.find_first_of(std::string("\n") + source[at]);
        if (end != std::string_view::npos && text[end] == source[at])
            found.emplace_back(text.substr(0, end));
    }
    return found;
}

} // namespace

std::optional<std::vector<std::string>> namedModules(const std::string &file, std::size_t most)
{
    std::error_code error;
    const fs::path main = fs::canonical(file, error);
    if (error)
        return std::vector<std::string>();
    const std::string folder = (main.parent_path() / "").string();
    std::set<std::string> seen{main.string()};
    std::vector<std::string> open{main.string()};
    while (!open.empty()) {
        const fs::path from = std::move(open.back());
        open.pop_back();
        const auto source = readSourceFile(from.string());
        if (!source || from.extension() == ".json")
            continue;
        for (const std::string &name : pathsIn(*source)) {
            const auto path = moduleAt((from.parent_path() / name).lexically_normal());
            if (!path || !path->starts_with(folder) || !seen.insert(*path).second)
                continue;
            if (seen.size() > most + 1)
                return std::nullopt;
            open.push_back(*path);
        }
    }
    seen.erase(main.string());
    return std::vector<std::string>(seen.begin(), seen.end());
}

ModuleLoader::ModuleLoader(const std::string &file, std::string typescript)
    : m_typescript(std::move(typescript))
{
    std::error_code error;
    const fs::path absolute = fs::absolute(file, error);
    const fs::path real = fs::canonical(absolute, error);
    m_main = (error ? absolute.lexically_normal() : real).string();
    m_folder = fs::path(m_main).parent_path().string();
    if (!m_folder.ends_with('/'))
        m_folder += '/';
}

void ModuleLoader::look(const std::string &path)
{
    if (std::find(m_files.begin(), m_files.end(), path) == m_files.end())
        m_files.push_back(path);
}

Result<std::string> ModuleLoader::resolve(const std::string &name, const std::string &from)
{
    const auto refuse = [&](const std::string &why) {
        Error error(ErrorCode::Script, fileName(from) + " imports \"" + name + "\": " + why);
        const auto module = m_modules.find(from);
        const std::size_t at = module == m_modules.end() ? std::string::npos
                                                         : module->second.source.find(name);
        if (at == std::string::npos)
            return fail(std::move(error).at(from));
        TextPlace place{1, 1};
        const std::string_view before = std::string_view(module->second.source).substr(0, at);
        place.line += std::count(before.begin(), before.end(), '\n');
        place.column += std::int64_t(before.size() - (before.rfind('\n') + 1));
        return fail(std::move(error)
                        .at(from, place.line, place.column)
                        .with(excerpt(module->second.source, place)));
    };
    if (!name.starts_with("./") && !name.starts_with("../") && !name.starts_with('/'))
        return refuse(
            "scripts see no packages, only files of their own folder; copy what is needed "
            "there and import it by a relative path such as \"./"
            + fileName(name) + "\".");
    const fs::path wanted = (fs::path(from).parent_path() / name).lexically_normal();
    const std::string outside = "that is outside the script's folder " + m_folder
                                + "; scripts import only files inside of it.";
    if (!wanted.string().starts_with(m_folder))
        return refuse(outside);
    if (auto real = moduleAt(wanted)) {
        if (!real->starts_with(m_folder))
            return refuse(outside);
        return std::move(*real);
    }
    look(wanted.string());
    return refuse("there is no such file.");
}

Result<ModuleLoader::Module> ModuleLoader::prepare(const std::string &path, std::stop_token stop)
{
    auto source = readSourceFile(path);
    if (!source)
        return fail(std::move(source).error());
    Module module;
    module.source = std::move(*source);
    std::string body;
    std::string head = "(function(exports,require,module,$e){";
    bool commonJs = false;
    if (path.ends_with(".json")) {
        if (!isJson(module.source))
            return fail(Error(ErrorCode::Script, fileName(path) + " is no JSON.").at(path));
        head += "module.exports=";
        body = module.source;
    } else {
        std::string text = module.source;
        if (text.starts_with("#!"))
            text.replace(0, 2, "//");
        std::optional<PlainModule> plain;
        if (!needsCompiler(path)
            && std::find(m_toCompile.begin(), m_toCompile.end(), path) == m_toCompile.end())
            plain = plainModule(text);
        if (plain) {
            body = std::move(plain->text);
            commonJs = plain->commonJs;
            if (!commonJs)
                head += "\"use strict\";";
        } else {
            auto compiled = compileScript(path, text, m_typescript, stop);
            if (!compiled) {
                m_modules.insert_or_assign(path, std::move(module));
                return fail(std::move(compiled).error());
            }
            body = std::move(compiled->code);
            module.map.emplace(compiled->map);
            module.compiled = true;
            if (path == m_main)
                module.body = body;
            // What never says "export" is what Node takes for CommonJS.
            commonJs = body.find("\"__esModule\"") == std::string::npos;
        }
    }
    module.prefix = head.size();
    module.answer = "{\"path\":" + jsonQuote(path)
                    + ",\"commonJs\":" + (commonJs ? "true" : "false")
                    + ",\"code\":" + jsonQuote(head + body + "\n})") + "}";
    return module;
}

Result<std::string> ModuleLoader::load(const std::string &name, const std::string &from,
                                       std::stop_token stop)
{
    std::string path = m_main;
    if (!from.empty()) {
        auto resolved = resolve(name, from);
        if (!resolved)
            return fail(std::move(resolved).error());
        path = std::move(*resolved);
    }
    look(path);
    auto module = m_modules.find(path);
    if (module == m_modules.end() || module->second.answer.empty()) {
        auto prepared = prepare(path, stop);
        if (!prepared)
            return fail(std::move(prepared).error());
        module = m_modules.insert_or_assign(path, std::move(*prepared)).first;
    }
    return module->second.answer;
}

bool ModuleLoader::compileFromNow(const std::string &path)
{
    const auto module = m_modules.find(path);
    if (module == m_modules.end() || module->second.compiled || path.ends_with(".json"))
        return false;
    m_toCompile.push_back(path);
    m_modules.erase(module);
    return true;
}

std::optional<ModuleLoader::Lines> ModuleLoader::linesOfCompiled(std::string_view text) const
{
    const auto module = m_modules.find(m_main);
    if (module == m_modules.end() || !module->second.map || text.empty())
        return std::nullopt;
    const std::string_view body = module->second.body;
    const std::size_t begin = body.find(text);
    if (begin == std::string_view::npos)
        return std::nullopt;
    const auto lineOf = [&](std::size_t offset) -> std::int64_t {
        const std::string_view before = body.substr(0, offset);
        const std::size_t start = before.rfind('\n') + 1; // 0 on the first line
        const auto place = module->second.map->original(
            {1 + std::count(before.begin(), before.end(), '\n'),
             1 + static_cast<std::int64_t>(offset - start)});
        return place ? place->line : 0;
    };
    const Lines lines{lineOf(begin), lineOf(begin + text.size() - 1)};
    if (lines.first <= 0 || lines.last < lines.first)
        return std::nullopt;
    return lines;
}

Error ModuleLoader::errorFor(const std::string &what, const StackPlace &stack) const
{
    const auto module = m_modules.find(stack.path);
    if (module == m_modules.end())
        return scriptError(m_main, {}, {}, what);
    TextPlace place = stack.place;
    if (place.line == 1)
        place.column = std::max<std::int64_t>(place.column - std::int64_t(module->second.prefix),
                                              1);
    if (module->second.map) {
        if (const auto original = module->second.map->original({place.line, place.column}))
            place = {original->line, original->column};
    }
    return scriptError(stack.path, module->second.source, place, what);
}

} // namespace eventscope
