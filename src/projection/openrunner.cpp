// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "projection/openrunner.h"

#include "projection/programrun.h"
#include "projection/projectionrun.h"
#include "projection/readmodelrun.h"
#include "script/sourcefile.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>
#include <utility>

namespace eventscope {

namespace {

bool isWordByte(char byte)
{
    return std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '_' || byte == '$';
}

// The words outside of comments and of strings in one line.
template<typename Visit>
void visitWords(std::string_view source, const Visit &visit)
{
    for (std::size_t at = 0; at < source.size();) {
        const std::string_view rest = source.substr(at);
        if (rest.starts_with("//")) {
            at = std::min(source.find('\n', at), source.size());
        } else if (rest.starts_with("/*")) {
            at = std::min(source.find("*/", at + 2), source.size());
        } else if (source[at] == '\'' || source[at] == '"') {
            const char quote = source[at++];
            while (at < source.size() && source[at] != quote && source[at] != '\n')
                at += source[at] == '\\' ? 2 : 1;
            at = std::min(at + 1, source.size());
        } else if (isWordByte(source[at])) {
            const auto end = std::find_if_not(rest.begin(), rest.end(), isWordByte);
            const auto size = static_cast<std::size_t>(end - rest.begin());
            visit(rest.substr(0, size));
            at += size;
        } else {
            ++at;
        }
    }
}

} // namespace

bool isKurrentDbProjection(const std::string &file)
{
    const auto source = readSourceFile(file);
    if (!source)
        return true;
    static const std::set<std::string_view> kDefining{"fromAll",        "fromStream",
                                                      "fromStreams",    "fromCategory",
                                                      "fromCategories", "on_event",
                                                      "on_any"};
    bool defines = false;
    bool mayDefine = false; // options(), or a misspelt fromAll()
    bool hasDatabase = false;
    visitWords(*source, [&](std::string_view word) {
        defines = defines || kDefining.contains(word);
        mayDefine = mayDefine || word == "options"
                    || (word.starts_with("from") && word.size() > 4
                        && std::isupper(static_cast<unsigned char>(word[4])) != 0);
        hasDatabase = hasDatabase || word == "db" || word == "on";
    });
    return defines || (mayDefine && !hasDatabase);
}

Error definesNothing(const std::string &file)
{
    return Error(ErrorCode::Unsupported,
                 fileName(file)
                     + " defines no projection: call fromAll(), fromStream() or fromCategory() as "
                       "KurrentDB's do, or give handlers that write to a SQL read model, such as "
                       "on('OrderPlaced', (event, db) => …).");
}

Result<std::unique_ptr<ProjectionRunner>> openRunner(
    const EventLog &log, const ProjectionRunner::ReaderMaker &makeReader, const std::string &file,
    const RunnerOptions &options, std::stop_token stop, std::vector<std::string> *seen)
{
    if (!isScriptFile(file)) {
        if (seen)
            *seen = {file};
        ProgramRun::Options how;
        how.limits = options.limits.program;
        auto run = ProgramRun::open(log, makeReader, file, how);
        if (!run)
            return fail(std::move(run).error());
        return std::unique_ptr<ProjectionRunner>(std::move(*run));
    }
    ProjectionRun::Options how;
    how.engine = options.engine;
    how.script.limits = options.limits.script;
    how.script.upcasters = options.upcasters;
    how.hosts = options.hosts;
    if (isKurrentDbProjection(file)) {
        auto run = ProjectionRun::open(log, makeReader, file, how, std::move(stop), seen);
        if (!run)
            return fail(std::move(run).error());
        return std::unique_ptr<ProjectionRunner>(std::move(*run));
    }
    ReadModelOptions tables;
    tables.script.limits = options.limits.script;
    tables.script.upcasters = options.upcasters;
    tables.schema = options.schema;
    auto model = ReadModelRun::open(log, makeReader, file, tables, std::move(stop), seen);
    if (model)
        return std::unique_ptr<ProjectionRunner>(std::move(*model));
    if (model.error().code != ErrorCode::Unsupported)
        return fail(std::move(model).error());
    return fail(definesNothing(file));
}

} // namespace eventscope
