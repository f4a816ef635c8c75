// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/decoderfiles.h"

#include "script/moduleloader.h"
#include "session/workspacetrust.h"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace eventscope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostModules = 500; // of a script

// Where a command leads at the moment.
struct Places {
    std::vector<std::string> paths;
    // Canonical, for every place that may be one, in the order of the command; empty where there is none.
    std::vector<std::string> files;
    bool isWhole = true; // nothing is left out
};

void add(Places &places, const fs::path &path)
{
    places.paths.push_back(path.string());
    places.files.emplace_back();
    std::error_code error;
    if (!fs::is_regular_file(path, error))
        return;
    const fs::path real = fs::canonical(path, error);
    if (!error)
        places.files.back() = real.string();
}

Places placesOf(const DecoderProgram &program)
{
    Places places;
    const std::vector<std::string> &words = program.words;
    if (program.kind == DecoderProgram::Kind::Script) {
        add(places, words.front());
        const auto modules = namedModules(words.front(), kMostModules);
        places.isWhole = modules.has_value();
        if (modules)
            places.files.insert(places.files.end(), modules->begin(), modules->end());
    } else {
        for (const std::string &path : programPaths(words.front(), program.folder)) {
            if (isProgram(path)) {
                add(places, path);
                break;
            }
            places.paths.push_back(path); // one put there would be the program then
        }
        // As the program will take them, from the folder that it runs in.
        const fs::path folder(program.folder);
        for (auto word = words.begin() + 1; word != words.end(); ++word) {
            if (word->empty())
                continue;
            add(places, folder / *word);
            // --schema=order.desc
            if (const auto equals = word->find('='); equals != std::string::npos)
                add(places, folder / word->substr(equals + 1));
        }
    }
    places.paths.insert(places.paths.end(), places.files.begin(), places.files.end());
    return places;
}

} // namespace

std::shared_ptr<DecoderFiles> DecoderFiles::find(const DecoderProgram &program,
                                                 const std::stop_token &stop)
{
    std::shared_ptr<DecoderFiles> found(new DecoderFiles(program));
    Places places = placesOf(program);
    found->m_paths = std::move(places.paths);
    if (!places.isWhole)
        return found;
    // Both ways of running a program run the same one.
    const bool isScript = program.kind == DecoderProgram::Kind::Script;
    std::vector<QByteArray> parts{"decoder", isScript ? "script" : "program",
                                  QByteArray::fromStdString(program.folder)};
    parts.push_back(QByteArray::number(qsizetype(program.words.size())));
    for (const std::string &word : program.words)
        parts.push_back(QByteArray::fromStdString(word));
    for (std::string &path : places.files) {
        parts.push_back(QByteArray::fromStdString(path));
        if (path.empty()) {
            found->m_files.push_back({});
            continue;
        }
        auto content = HashedFile::of(path, stop);
        if (!content)
            return found;
        parts.push_back(content->hash);
        found->m_files.push_back({std::move(path), std::move(*content)});
    }
    found->m_id = WorkspaceTrust::idOf(parts);
    return found;
}

Result<void> DecoderFiles::check(const std::stop_token &stop) const
{
    const auto changed = [&](const std::string &what) {
        return fail(ErrorCode::Changed, nameOf(m_program) + " was trusted with other files: " + what
                                            + ". Look at it, and trust it anew.");
    };
    const Places places = placesOf(m_program);
    if (m_id.isEmpty() || !places.isWhole)
        return changed("not all of them can be read");
    const std::lock_guard lock(m_mutex);
    for (std::size_t i = 0; i < std::max(places.files.size(), m_files.size()); ++i) {
        const std::string now = i < places.files.size() ? places.files[i] : std::string();
        const std::string then = i < m_files.size() ? m_files[i].path : std::string();
        if (now != then)
            return changed(now.empty() ? then + " is not used any more"
                                       : now + " was none of them");
    }
    for (File &file : m_files) {
        if (file.path.empty())
            continue;
        if (file.content.isSettled && HashedFile::stampOf(file.path) == file.content.stamp)
            continue;
        auto now = HashedFile::of(file.path, stop);
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "Cancelled.");
        if (!now || now->hash != file.content.hash)
            return changed(file.path + " has changed");
        file.content = std::move(*now); // written anew, or touched
    }
    return {};
}

} // namespace eventscope
